"""The command `engagelib`: reproduce a study, check its files, audit its printed numbers, leave a person out.

Exit codes: 0 done, 1 a problem in the data or a notebook, 2 wrong use. A mistake is answered with a sentence,
never with a traceback.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from engagelib.contracts import Problem, ProblemsError
from engagelib.contracts.problems import MissingTable, Unreadable
from engagelib.files import write_whole
from engagelib.people import LOOKING
from engagelib.study.folder import HOUSE, NOTEBOOKS, PROJECT, UnknownStudy, shipped
from engagelib.study.study import Study
from engagelib.words import SENTENCES, number, say, sentence
from engagelib.words.harmless import in_json, line

if TYPE_CHECKING:
    import pandas as pd

    from engagelib.readers.recognise import Recognised
    from engagelib.run.own import Copies
    from engagelib.run.schedule import Event
    from engagelib.study.checked import Kind

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Mixed-methods studies, recomputed.",
)

STYLES = {
    "ran": "green",
    "skipped": "dim",
    "left out": "yellow",
    "held back": "red",
    "failed": "bold red",
    "waits": "dim",
}
#: Letters of the longest word for what became of a notebook.
WIDEST = {"id": 16, "en": 9}
DIFFERENT = ("differs", "impossible")
#: The columns of an audit that a screen has room for.


class Language(StrEnum):
    """The languages of reports and tables."""

    id = "id"
    en = "en"


StudyName = Annotated[
    str, typer.Argument(metavar="STUDY", help="A study under data/raw, or a folder with a study.toml.")
]
Spoken = Annotated[Language, typer.Option("--lang", help="Language of what is said.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for another program.")]


@app.callback()
def _before(
    context: typer.Context,
    key_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The key of a study's pseudonyms, as a co-worker handed it to you."
        ),
    ] = None,
) -> None:
    for stream in (sys.stdout, sys.stderr):  # a console of few signs shows the others by their numbers
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if key_file is not None and not key_file.is_file():
        _stop(sentence("no_such_key_file", _spoken(context), file=str(key_file)), 2)
    if key_file is not None:
        os.environ["ENGAGELIB_KEY_FILE"] = str(key_file.resolve())


def _spoken(context: typer.Context) -> str:
    """The language that the command after this is told to speak."""
    words = [part for word in context.args for part in word.split("=", 1)]
    said = words[words.index("--lang") + 1 :][:1] if "--lang" in words else []
    return said[0] if said and said[0] in list(Language) else Language.id


#: The screen on which a line of progress stands, while one does: what is said stands above it.
_LIVE: list[Console] = []


def _say(*parts: str | tuple[str, str], err: bool = False) -> None:
    """Print one line: no markup in it, no wrapping, nothing that the terminal would obey."""
    shown = (line(part) if isinstance(part, str) else (line(part[0]), part[1]) for part in parts)
    screen = _LIVE[-1] if _LIVE and not err else Console(stderr=err, highlight=False, soft_wrap=True)
    screen.print(Text.assemble(*shown))


def _stop(told: str, code: int) -> NoReturn:
    _say(told, err=True)
    raise typer.Exit(code)


@contextmanager
def _answered(lang: str) -> Iterator[None]:
    """Answer what a user can mend with a sentence and the exit code that fits."""
    try:
        yield
    except UnknownStudy as error:
        _stop(error.note.said(lang), 2)
    except ProblemsError as error:
        for problem in error.problems:
            _tell_problem(problem, lang)
        _stop(sentence("nothing_was_run", lang, counted=_counted(error.problems, "error", lang)), 1)
    except MissingTable as error:
        _stop(error.note.said(lang), 1)
    except OSError as error:
        told = sentence("cannot_use", lang, file=error.filename, error=error.strerror)
        _stop(told if error.filename else str(error), 1)
    except KeyboardInterrupt:
        _stop(sentence("stopped_kept", lang), 130)


def _tell_problem(problem: Problem, lang: str, *before: str | tuple[str, str]) -> None:
    style = "yellow" if problem.severity == "warning" else "bold red"
    _say(*before, (sentence(f"severity_{problem.severity}", lang) + ": ", style), problem.said(lang))


def _tell_kind(kind: Kind, lang: str) -> None:
    style = "yellow" if kind.first.severity == "warning" else "bold red"
    _say((sentence(f"severity_{kind.first.severity}", lang) + ": ", style), kind.told(lang))


def _tell(study: Study, width: int, name: int, lang: str) -> Callable[[Event | Problem], None]:
    """Print one line for each event: notebook, what became of it, seconds, why; the study first, as wide as `name`."""
    from engagelib.run.schedule import status_of

    begun = [(f"{study.name:<{name}}  ", "bold")] if name else []

    def tell(event: Event | Problem) -> None:
        if isinstance(event, Problem):
            _tell_problem(event, lang, *begun)
            return
        seconds = f"{number(event.seconds, 1, lang)} s" if event.seconds is not None else ""
        _say(
            *begun,
            f"{event.notebook:<{width}}  ",
            (f"{status_of(event.status).said(lang):<{WIDEST[lang]}}", STYLES[event.status]),
            f" {seconds:>7}  ",
            event.why.said(lang),
        )

    return tell


# --- new ------------------------------------------------------------------


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the new study.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Your files, or folders of them; they are copied."),
    ] = None,
    example: Annotated[
        str | None,
        typer.Option("--from", metavar="STUDY", help="Begin as a shipped study, without its data."),
    ] = None,
    coding_sheet: Annotated[
        bool, typer.Option("--coding-sheet", help="Write a sheet to code in, with every unit's number.")
    ] = False,
    lang: Spoken = Language.id,
) -> None:
    """Begin a study of your own: from your files, each of which is recognised, or from Excel templates."""
    from engagelib.study import new as begin

    with _answered(lang):
        try:
            started = begin.new(folder, files or (), example, coding_sheet, lang.value)
        except begin.Refused as error:
            _stop(error.note.said(lang), 2)
    for what, name in started.found:
        _tell_found(what, name, lang)
    key = "new_made_templates" if started.templates else "new_made"
    _say(sentence(key, lang, folder=str(folder), n=len(started.found), files=started.templates))
    if started.questions:
        _say((sentence("new_open_questions", lang, n=len(started.questions)), "yellow"))
    for question in started.questions:
        _say(f"  {question}")
    _say(sentence("new_next", lang, folder=str(folder)))


def _tell_found(what: Recognised, name: str, lang: str) -> None:
    """One line a file: what it was taken for and why, or what it may be."""
    why = "; ".join(said.said(lang) for said in what.why[:2])
    options = [sentence(f"kind_{table}", lang) for table in what.asked if f"kind_{table}" in SENTENCES]
    kind = (
        (sentence(f"kind_{what.table}", lang) + (f" ({what.platform})" if what.platform else ""), "green")
        if what.table
        else (sentence("new_asked", lang, options=options), "yellow")
        if options
        else (sentence("new_unrecognised", lang), "bold red")
    )
    kept = f" -> {name}" if Path(name).name != what.file else ""
    _say(f"{what.file}{kept}: ", kind, f" – {why}" if why else "")


# --- reproduce ------------------------------------------------------------


@app.command()
def reproduce(
    studies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="STUDY", help="Studies under data/raw or folders; all under data/raw if none is named."
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="04", help="Only notebooks whose name starts so; may be repeated."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run notebooks even if nothing changed.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks at a time.")] = 2,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Start each notebook in a new process, not as a fork of one (slower)."),
    ] = False,
    trust: Annotated[
        bool, typer.Option("--trust", help="Run a study's own notebooks without asking.")
    ] = False,
    lang: Annotated[Language, typer.Option(help="Language of report, tables and figures.")] = Language.id,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write here instead of data/processed/STUDY.")
    ] = None,
) -> None:
    """Run the notebooks that must run; write tables, figures, manifest.json and the report."""
    from engagelib import reproduce as reproduce_module
    from engagelib.run.notebook import found

    with _answered(lang):
        each = [Study.open(name, lang.value) for name in studies or shipped()]
        opened = list({study.folder: study for study in each}.values())
        names = sorted(
            {path.stem for study in opened for path in found(reproduce_module.notebooks_of(study))}
        )
        _refuse_wrong_use(opened, names, only or [], out, lang)
        for study in opened:
            _may_run(study, trust, lang)
        places = [_place(study, out, len(opened)) for study in opened]
        widths = max(map(len, names)), max(len(study.name) for study in opened) if len(opened) > 1 else 0
        asked = [
            reproduce_module.Asked(study, _tell(study, *widths, lang), place)
            for study, place in zip(opened, places, strict=True)
        ]
        with _progress([(one.study, one.home) for one in asked], jobs, lang) as heard:
            asked = [replace(one, tell=heard(one.tell)) for one in asked]
            manifests = reproduce_module.reproduce_all(asked, only or (), force, jobs, fresh=fresh)
        for one in asked:
            _say(
                sentence("report_at", lang),
                _short((one.out or one.study.processed) / "report" / "index.html"),
            )
        statuses = {known["status"] for manifest in manifests for known in manifest["notebooks"].values()}
        failed = bool(statuses & {"failed", "held back"})
    if failed:
        raise typer.Exit(1)


@contextmanager
def _progress(
    studies: list[tuple[Study, Path]], jobs: int, lang: str
) -> Iterator[Callable[[Callable[[Event | Problem], None]], Callable[[Event | Problem], None]]]:
    """On a terminal, a line at the bottom while notebooks run: how many are done, and how long the rest took last time."""
    import time

    from rich.live import Live

    from engagelib.run import record

    usual = {
        (study.name, name): float(known.get("seconds") or 0)
        for study, home in studies
        for name, known in record.load(home / "manifest.json").get("notebooks", {}).items()
    }
    done: set[str] = set()
    began = time.perf_counter()

    def line_now() -> Text:
        rest = sum(seconds for (_, name), seconds in usual.items() if name not in done) / max(jobs, 1)
        spent = time.perf_counter() - began
        key = "progress_left" if rest else "progress"
        return Text(
            sentence(key, lang, done=len(done), seconds=int(spent), left=max(int(rest), 1)), style="dim"
        )

    def heard(tell: Callable[[Event | Problem], None]) -> Callable[[Event | Problem], None]:
        def told(event: Event | Problem) -> None:
            if not isinstance(event, Problem):
                done.add(event.notebook)
            tell(event)

        return told

    screen = Console(highlight=False, soft_wrap=True)
    if not screen.is_terminal:
        yield lambda tell: tell
        return
    _LIVE.append(screen)
    try:
        with Live(get_renderable=line_now, console=screen, transient=True, refresh_per_second=2):
            yield heard
    finally:
        _LIVE.pop()


def _may_run(study: Study, trust: bool, lang: str) -> None:
    """Ask once whether a study's own notebooks, which are programs, may run; what was answered is remembered by their code."""
    from engagelib.run import own

    if not (asked := own.untrusted(study)):
        return
    told = sentence(
        "own_notebooks", lang, notebooks=[path.name for path in asked], folder=_short(study.notebooks)
    )
    if not trust and not sys.stdin.isatty():
        _stop(f"{told} {sentence('own_notebooks_trust', lang)}", 2)
    if not trust:
        _say(told)
        if not typer.confirm(sentence("own_notebooks_ask", lang)):
            raise typer.Exit(2)
    own.trust(study, asked)


def _refuse_wrong_use(
    studies: list[Study], names: list[str], only: list[str], out: Path | None, lang: str
) -> None:
    if not studies:
        _stop(sentence("no_studies" if PROJECT != HOUSE else "wheel_without_studies", lang), 2)
    if not names:
        _stop(sentence("no_notebooks", lang, folder=_short(NOTEBOOKS / lang)), 2)
    for start in only:
        if not any(name.startswith(start) for name in names):
            _stop(sentence("no_notebook_starts", lang, start=start, names=names), 2)
    if out is not None and out.exists() and not out.is_dir():
        _stop(sentence("out_is_file", lang, out=str(out)), 2)
    places = [place for study in studies if (place := _place(study, out, len(studies)))]
    for study in studies:
        for place in (path.resolve() for path in places):
            if place.is_relative_to(study.folder) and place != study.processed:
                _stop(sentence("out_among_raw", lang, out=str(out), study=study.name), 2)
    named = Counter(study.name.casefold() for study in studies)
    for study in studies if out else ():
        if named[study.name.casefold()] > 1:
            _stop(sentence("out_two_of_a_name", lang, out=str(out), study=study.name), 2)


def _place(study: Study, out: Path | None, studies: int) -> Path | None:
    """Where a study's results go if `--out` says so: a folder of its name where there are several."""
    return out / study.name if out and studies > 1 else out


def _short(path: Path) -> str:
    """Write a path as seen from here, where that is shorter."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


# --- JupyterLab ------------------------------------------------------------


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(
    context: typer.Context,
    study: Annotated[
        str | None,
        typer.Argument(
            metavar="[STUDY]", help="A study of your own: its notebooks, copied on the first call."
        ),
    ] = None,
    lang: Spoken = Language.id,
) -> None:
    """Open JupyterLab on the notebooks; for a study of your own on copies that are yours to change. Further options are JupyterLab's."""
    from engagelib.run import own

    with _answered(lang):
        mine = Study.open(study, lang.value) if study else None
        if mine is None or mine.is_shipped:
            root, first = PROJECT, f"notebooks/{lang.value}"
        else:
            root, first = mine.folder, "notebooks"
            _tell_copies(own.copied(mine), lang)
    ended = _in_jupyterlab(root, first, context.args, lang)
    if mine is not None and not mine.is_shipped:
        own.trust(mine)  # what she changed and ran there
    raise typer.Exit(ended)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def code(
    context: typer.Context,
    study: StudyName,
    coder: Annotated[str, typer.Option("--coder", metavar="NAME", help="Who codes; each has a journal.")],
    sheet: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="Write the codings (.xlsx, .qdpx) to go on elsewhere."),
    ] = None,
    back: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Bring back what was coded elsewhere.")
    ] = None,
    lang: Spoken = Language.id,
) -> None:
    """Open JupyterLab at the coding screen of a coder. Further options are JupyterLab's."""
    from engagelib import coder as coding_screen
    from engagelib.coder.journal import NotWritten, file_of

    with _answered(lang):
        opened = Study.open(study, lang.value)
        if not coder.strip():
            _stop(sentence("coder_no_name", lang), 2)
        try:
            if back is not None:
                done = coding_screen.brought(opened, coder, back)
                counts = {"added": done.added, "removed": done.removed, "changed": done.changed}
                _say(sentence("code_brought", lang, **counts))
            if sheet is not None:
                _say(
                    sentence(
                        "code_sheet", lang, n=coding_screen.sheet(opened, coder, sheet), file=_short(sheet)
                    )
                )
        except NotWritten as error:
            _stop(error.note.said(lang), 1)
        except Unreadable as error:
            raise ProblemsError([error.problem()]) from None
        if sheet is not None or back is not None:
            return
        name = opened.settings.coders.get(coder, coder)
        _say(sentence("code_open", lang, file=_short(file_of(opened.journals, name))))
        book = coding_screen.notebook(opened, coder)
    raise typer.Exit(_in_jupyterlab(book.parent, book.name, context.args, lang))


def _in_jupyterlab(root: Path, first: str, more: list[str], lang: str) -> int:
    """Open JupyterLab on a folder at a file or folder in it; how it ended."""
    if not find_spec("jupyterlab"):
        _stop(sentence("no_jupyterlab", lang), 2)
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    try:
        return subprocess.call([*command, f"--LabApp.default_url=/lab/tree/{first}", *more])
    except KeyboardInterrupt:  # how JupyterLab is ended
        return 0


def _tell_copies(done: Copies, lang: str) -> None:
    """Say which notebooks are new in a study, and which originals a newer engagelib changed."""
    if done.new:
        _say(sentence("copied_notebooks", lang, notebooks=done.new, folder=_short(done.folder)))
    for name, why in done.without.items():
        _say((sentence("copied_without", lang, notebook=name, why=why), "dim"))
    if done.changed:
        _say(
            (
                sentence(
                    "originals_changed", lang, notebooks=done.changed, file=_short(done.folder / "CHANGES.md")
                ),
                "yellow",
            )
        )


# --- check and audit ------------------------------------------------------------


@app.command()
def check(
    study: StudyName,
    as_json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the same as a page.")
    ] = None,
    lang: Spoken = Language.id,
) -> None:
    """List every problem in a study's raw files: where, what is allowed, how to mend it; and what can run."""
    from engagelib.study.checked import kinds, page

    os.environ[LOOKING] = "1"  # nothing is written in the study
    with _answered(lang):
        problems, masks, more = _problems(study, lang)
        found = kinds(problems)
        counted = f"{_counted(problems, 'error', lang)}, {_counted(problems, 'warning', lang)}"
        if html is not None:
            if html.resolve().is_relative_to(Path(study).resolve()) and Path(study).is_dir():
                _stop(sentence("out_among_raw", lang, out=str(html), study=study), 2)
            page(f"{study}: {counted}", found, more, lang, html)
    os.environ.pop(LOOKING, None)
    if as_json:
        typer.echo(in_json([problem.to_dict(lang) for problem in problems]))
    else:
        for kind in found:
            _tell_kind(kind, lang)
        _say(counted)
        for told in more:
            _say(told)
        if html is not None:
            _say(sentence("check_wrote", lang, file=_short(html)))
        if counts := [sentence(f"n_masked_{kind}", lang, n=n) for kind, n in masks.most_common()]:
            _say(sentence("masked_when_read", lang, counts=counts))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _problems(study: str, lang: str) -> tuple[list[Problem], Counter[str], list[str]]:
    """What is wrong, with what may name people and was left; what was masked, kind by kind; and what can run."""
    from engagelib.study.checked import summary
    from engagelib.study.checks import hidden

    try:
        opened = Study.open(study, lang)
        problems = opened.problems()
        masks, people = hidden(opened)
    except ProblemsError as error:  # study.toml itself
        return error.problems, Counter(), []
    wrong = any(problem.severity == "error" for problem in problems)
    return [*problems, *people], masks, summary(opened, lang, wrong)


def _counted(problems: list[Problem], severity: str, lang: str) -> str:
    return _several(sum(problem.severity == severity for problem in problems), severity, lang)


@app.command()
def audit(
    study: StudyName,
    as_json: AsJson = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Exit with 1 if a printed number differs, or a draft contradicts itself."
        ),
    ] = False,
    whole: Annotated[
        bool, typer.Option("--all", help="Show the numbers that match, too, not only how many they are.")
    ] = False,
    addresses: Annotated[
        bool, typer.Option("--addresses", help="List what published.csv can name, with examples.")
    ] = False,
    draft: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Check a draft in Word or PDF, and propose rows for published.csv."
        ),
    ] = None,
    proposals: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write the rows that a draft suggests here.")
    ] = None,
    lang: Spoken = Language.id,
) -> None:
    """Compare the numbers that a study's paper prints with its data; check a draft before it is printed."""
    if addresses or draft:
        with _answered(lang):
            opened = Study.open(study, lang.value)
            if addresses:
                _list_addresses(opened, as_json, lang)
            wrong = draft is not None and _check_draft(opened, draft, proposals, as_json, lang)
        if strict and wrong:
            raise typer.Exit(1)
        return
    with _answered(lang):
        rows = audit_rows(Study.open(study, lang.value))
    if as_json:
        typer.echo(in_json(rows))
    else:
        _print_rows(rows, whole, lang)
    if strict and any(row["verdict"] in DIFFERENT for row in rows):
        raise typer.Exit(1)


def _list_addresses(study: Study, as_json: bool, lang: str) -> None:
    """List what published.csv can name: a table, what finds its rows, its columns, an example with its value."""
    from engagelib.study.audit import addresses

    rows = _plain(addresses(study))
    if as_json:
        typer.echo(in_json(rows))
        return
    _say(sentence("addresses_how", lang))
    for row in rows:
        value = number(row["value"], lang=lang) if row["value"] is not None else "–"
        _say((row["table"], "bold"), f"  {row['keys']}  /  {row['columns']}")
        _say(f"    {row['example'] or '–'} = {value}")


def _check_draft(study: Study, file: Path, proposals: Path | None, as_json: bool, lang: str) -> bool:
    """Tell what of a draft cannot be true together and what it suggests for published.csv; whether anything cannot."""
    from engagelib.study.audit import draft

    try:
        stated, proposed = draft(study, file)
    except Unreadable as error:
        _stop(error.problem().said(lang), 1)
    counts = Counter(stated["verdict"])
    if proposals is not None:
        write_whole(proposals, proposed.to_csv(index=False))
    if as_json:
        typer.echo(in_json({"statements": _plain(stated), "proposals": _plain(proposed)}))
        return counts["inconsistent"] > 0
    for row in _plain(stated[stated["verdict"] != "consistent"]):
        style = "bold red" if row["verdict"] == "inconsistent" else "yellow"
        _say((say(row["verdict"], lang), style), f": {row['place']}: {row['stated']} – {row['why']}")
        _say(f"    {row['statement']}")
    told = [f"{say(verdict, lang)} {count}" for verdict, count in counts.most_common()]
    _say(sentence("draft_checked", lang, n=len(stated), counts=told))
    if proposals is not None:
        _say(sentence("draft_proposals_at", lang, n=len(proposed), file=_short(proposals)))
    elif len(proposed):
        _say(sentence("draft_proposed", lang, n=len(proposed)))
        for text in proposed.to_csv(index=False).splitlines():
            _say(text)
    return counts["inconsistent"] > 0


def audit_rows(study: Study) -> list[dict[str, Any]]:
    """Audit a study; plain rows, missing is None."""
    from engagelib.study.audit import audit

    return _plain(audit(study))


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.astype(object).where(table.notna(), None).to_dict("records")


#: What a reader of an audit sees first: what is wrong, then what only a rule or a rounding explains.
URGENT = ("impossible", "differs", "not computable", "depends on the rule", "match under pipeline", "match")


def _print_rows(rows: list[dict[str, Any]], whole: bool, lang: str) -> None:
    """How many of which verdict, then what does not simply match; what matches only where it is asked for."""
    counts = Counter(row["verdict"] for row in rows)
    order = [*URGENT, *(verdict for verdict in counts if verdict not in URGENT)]
    told = [f"{say(verdict, lang)} {counts[verdict]}" for verdict in order if counts[verdict]]
    _say((sentence("printed_numbers", lang, n=len(rows), counts=told), "bold"))
    for row in sorted(rows, key=lambda row: order.index(row["verdict"])):
        if row["verdict"] != "match" or whole:
            _print_row(row, lang)
    if counts["match"] and not whole:
        _say((sentence("printed_matches", lang, n=counts["match"]), "dim"))


def _print_row(row: dict[str, Any], lang: str) -> None:
    """A printed number in 80 columns: where it stands, what was printed and what the data give, and why."""
    style = "bold red" if row["verdict"] in DIFFERENT else "green" if row["verdict"] == "match" else "yellow"
    where = [str(row[name]) for name in ("place", "row", "column") if row[name] is not None]
    given = [
        number(row[name], lang=lang) for name in ("recomputed", "recommended") if row[name] not in (None, "")
    ]
    values = dict.fromkeys(given)
    _say((say(row["verdict"], lang), style), ": " + " · ".join(dict.fromkeys(where)))
    _wrap(sentence("printed_beside", lang, printed=row["printed"], given=list(values) or ["–"]))
    if row["why"]:
        _wrap(str(row["why"]))


def _wrap(text: str) -> None:
    """A paragraph four columns in, wrapped at 80."""
    for part in wrap(line(text), 76):
        _say(f"    {part}")


@app.command()
def verify(
    study: StudyName,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Linked Word documents, exported folders or crates besides."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Results here instead of data/processed/STUDY.")
    ] = None,
    lang: Spoken = Language.id,
) -> None:
    """Say, without running anything, whether results, and what was exported of them, belong to the files, the code and the lock that are here."""
    from engagelib.export import checked
    from engagelib.reproduce import notebooks_of
    from engagelib.run import record
    from engagelib.run.verify import differences

    with _answered(lang):
        opened = Study.open(study)
        home = out or opened.processed
        manifest = record.load(home / "manifest.json")
        opened = Study.open(study, manifest.get("lang", lang.value))  # the language that the results are in
        found = list(differences(opened, home, notebooks_of(opened)))
        found += checked.differences(opened, home, manifest) if manifest else []
        for file in files or []:
            found += checked.of_any(file, home, manifest)
    for why in found:
        _say((sentence("severity_error", lang) + ": ", "bold red"), why.said(lang))
    if found:
        _stop(sentence("not_verified", lang, n=len(found)), 1)
    made = sum(len(one["outputs"]) for one in manifest["notebooks"].values())
    _say(sentence("verified", lang, n=made, pages=len(manifest["report"]["pages"])))


# --- export and refresh ------------------------------------------------------------


@app.command()
def export(
    study: StudyName,
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write into.")],
    formats: Annotated[
        str,
        typer.Option(
            "--format", metavar="LIST", help="What to write, with commas between; all if not named."
        ),
    ] = "",
    width: Annotated[
        str | None,
        typer.Option(
            metavar="single|middle|double", help="Figures 85, 120 or 180 mm wide; else near as drawn."
        ),
    ] = None,
    dpi: Annotated[int, typer.Option(min=72, max=1200, help="Of png and tiff.")] = 300,
    campus: Annotated[
        str, typer.Option(metavar="NAME", help="Whose rules a Word page follows: apa, um-metro, unesa.")
    ] = "apa",
    template: Annotated[
        Path | None,
        typer.Option(metavar="FILE.docx", help="Your university's template; its styles are used."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Results here instead of data/processed/STUDY.")
    ] = None,
    lang: Annotated[Language | None, typer.Option("--lang", help="Language; that of the results.")] = None,
) -> None:
    """Write what is handed in: Word, figures, tables, data and a crate for deposit, all from the last results."""
    from engagelib.export import WIDTHS, campuses, export
    from engagelib.export.package import FORMATS, LISTED

    asked = tuple(one.strip().lower() for one in formats.split(",") if one.strip()) or FORMATS
    spoken = lang.value if lang else Language.id.value
    for given, known, key in (
        *((one, FORMATS, "export_unknown_format") for one in asked),
        *([(width, tuple(WIDTHS), "export_unknown_width")] if width else []),
        (campus, tuple(campuses()), "export_unknown_campus"),
    ):
        if given not in known:
            _stop(sentence(key, spoken, given=given, known=list(known)), 2)
    with _answered(spoken):
        opened, home, _ = _with_results(study, out, lang)
        if to.exists() and not to.is_dir():
            _stop(sentence("out_is_file", spoken, out=str(to)), 2)
        if any(to.resolve().is_relative_to(place.resolve()) for place in (opened.folder, home)):
            _stop(sentence("out_among_raw", spoken, out=str(to), study=opened.name), 2)
        if to.is_dir() and any(to.iterdir()) and not (to / LISTED).exists():  # nobody's files among results
            _stop(sentence("export_not_empty", spoken, to=str(to)), 2)
        if template is not None:
            _readable(template, "export_no_template", opened.lang)
        from engagelib.reproduce import notebooks_of

        done = export(
            opened,
            home,
            notebooks_of(opened),
            to,
            asked,
            campuses()[campus],
            template,
            WIDTHS[width] if width else None,
            dpi,
        )
    for said in done.notes:
        _say((said.said(opened.lang), "dim"))
    rules = campuses()[campus]
    if "docx" in asked and rules.custom and template is None:
        told = {"campus": campus, "source": rules.source, "custom": rules.custom}
        _say((sentence("export_campus_custom", opened.lang, **told), "dim"))
    _say(sentence("export_wrote", opened.lang, n=len(done.files), folder=_short(to)))


def _with_results(study: str, out: Path | None, lang: Language | None) -> tuple[Study, Path, dict[str, Any]]:
    """A study in the language of its results, which must belong to the files that are there now."""
    from engagelib.reproduce import notebooks_of
    from engagelib.run import record
    from engagelib.run.verify import differences

    home = out or Study.open(study).processed
    manifest = record.load(home / "manifest.json")
    there = manifest.get("lang", (lang or Language.id).value)
    opened = Study.open(study, there)
    if manifest and lang and lang.value != there:
        _stop(sentence("export_other_language", lang.value, there=there, asked=lang.value), 1)
    found = [why for why in differences(opened, home, notebooks_of(opened)) if why.key != "nobody_made_it"]
    for why in found:
        _say((sentence("severity_error", there) + ": ", "bold red"), why.said(there), err=True)
    if found:
        _stop(sentence("export_outdated", there, n=len(found)), 1)
    return opened, home, manifest


def _readable(file: Path, key: str, lang: str) -> None:
    """Stop with a sentence where a file is no Word document."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(file) as archive:
            archive.getinfo("word/document.xml")
    except (OSError, BadZipFile, KeyError):
        _stop(sentence(key, lang, file=str(file)), 1)


@app.command()
def refresh(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="A document with linked numbers.")],
    study: StudyName,
    link: Annotated[
        bool, typer.Option("--link", help="Link numbers typed by hand that one result alone has.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Results here instead of data/processed/STUDY.")
    ] = None,
    lang: Annotated[Language | None, typer.Option("--lang", help="Language; that of the results.")] = None,
) -> None:
    """Renew the linked numbers, tables and figures of a document you have edited, in a copy beside it."""
    from engagelib.export import addresses, contents, renewed_beside

    with _answered(lang.value if lang else Language.id.value):
        opened, home, manifest = _with_results(study, out, lang)
        said = opened.lang
        _readable(file, "refresh_not_word", said)
        done, copy = renewed_beside(opened, file, addresses(contents(home, manifest)), home / "figures", link)
        if done.lang not in ("", said):
            _stop(sentence("export_other_language", said, there=said, asked=done.lang), 1)
        if not (done.linked or done.proposed or done.figures):
            _stop(sentence("refresh_no_links", said, file=str(file)), 1)
    for style, lines in done.told(said):
        for told in lines:
            _say((told, style))
    counts = {"n": done.linked, "changed": len(done.changed), "figures": len(done.figures)}
    _say(sentence("refresh_wrote", said, file=_short(copy), **counts))


# --- forget ---------------------------------------------------------------


@app.command()
def forget(
    study: StudyName,
    handle: Annotated[
        str, typer.Argument(metavar="WHO", help="The person's name on the platform, address or code.")
    ],
    lang: Spoken = Language.id,
) -> None:
    """Leave a person out from here on, and list the raw rows for you to delete."""
    from engagelib.run.forget import forget as leave_out

    with _answered(lang):
        done = leave_out(Study.open(study, lang.value), handle)
    told = [sentence("n_answers", lang, n=done.units)] if done.units else []
    counts = [_several(done.comments, "comment", lang), _several(done.orders, "order", lang), *told]
    key = "is_left_out" if done.new else "was_left_out_already"
    _say(sentence(key, lang, author=done.author, counts=counts))
    nobody = sentence("nobody_of_that_name", lang)
    if done.near:
        _say((nobody, "yellow"), sentence("did_you_mean", lang, header=done.near))
    elif not (done.comments or done.orders or done.units):
        _say((nobody, "yellow"))
    for file in done.changed:
        _say(sentence("dropped_from", lang, file=_short(file)))
    for file in done.removed:
        _say(sentence("removed_file", lang, file=_short(file)))
    if done.changed or done.removed or done.orders or done.units:
        _say(sentence("make_anew", lang, study=study))
    for place in done.places:
        _say((sentence("yours_to_delete", lang), "yellow"), place)
    for place in done.beyond:
        _say((sentence("beyond_reach", lang), "yellow"), place)
    _say(sentence("never_reached", lang))


def _several(count: int, what: str, lang: str) -> str:
    return sentence(f"one_{what}" if count == 1 else f"n_{what}s", lang, n=count)
