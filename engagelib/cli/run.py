"""`reproduce`, `lab` and `code`: a study's notebooks run, opened, and its units coded."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from engagelib.cli.spoken import (
    LIVE,
    Language,
    Spoken,
    StudyName,
    answered,
    app,
    say_line,
    short,
    stop,
    teller,
)
from engagelib.contracts import Problem, ProblemsError
from engagelib.contracts.problems import Unreadable
from engagelib.study.folder import HOUSE, NOTEBOOKS, PROJECT, shipped
from engagelib.study.study import Study
from engagelib.words import sentence

if TYPE_CHECKING:
    from engagelib.run.own import Copies
    from engagelib.run.schedule import Event

__all__: list[str] = []


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

    with answered(lang):
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
            reproduce_module.Asked(study, teller(study, *widths, lang), place)
            for study, place in zip(opened, places, strict=True)
        ]
        with _progress([(one.study, one.home) for one in asked], jobs, lang) as heard:
            asked = [replace(one, tell=heard(one.tell)) for one in asked]
            manifests = reproduce_module.reproduce_all(asked, only or (), force, jobs, fresh=fresh)
        for one in asked:
            say_line(
                sentence("report_at", lang), short((one.out or one.study.processed) / "report" / "index.html")
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
    LIVE.append(screen)
    try:
        with Live(get_renderable=line_now, console=screen, transient=True, refresh_per_second=2):
            yield heard
    finally:
        LIVE.pop()


def _may_run(study: Study, trust: bool, lang: str) -> None:
    """Ask once whether a study's own notebooks, which are programs, may run; what was answered is remembered by their code."""
    from engagelib.run import own

    if not (asked := own.untrusted(study)):
        return
    told = sentence(
        "own_notebooks", lang, notebooks=[path.name for path in asked], folder=short(study.notebooks)
    )
    if not trust and not sys.stdin.isatty():
        stop(f"{told} {sentence('own_notebooks_trust', lang)}", 2)
    if not trust:
        say_line(told)
        if not typer.confirm(sentence("own_notebooks_ask", lang)):
            raise typer.Exit(2)
    own.trust(study, asked)


def _refuse_wrong_use(
    studies: list[Study], names: list[str], only: list[str], out: Path | None, lang: str
) -> None:
    if not studies:
        stop(sentence("no_studies" if PROJECT != HOUSE else "wheel_without_studies", lang), 2)
    if not names:
        stop(sentence("no_notebooks", lang, folder=short(NOTEBOOKS / lang)), 2)
    for start in only:
        if not any(name.startswith(start) for name in names):
            stop(sentence("no_notebook_starts", lang, start=start, names=names), 2)
    if out is not None and out.exists() and not out.is_dir():
        stop(sentence("out_is_file", lang, out=str(out)), 2)
    places = [place for study in studies if (place := _place(study, out, len(studies)))]
    for study in studies:
        for place in (path.resolve() for path in places):
            if place.is_relative_to(study.folder) and place != study.processed:
                stop(sentence("out_among_raw", lang, out=str(out), study=study.name), 2)
    named = Counter(study.name.casefold() for study in studies)
    for study in studies if out else ():
        if named[study.name.casefold()] > 1:
            stop(sentence("out_two_of_a_name", lang, out=str(out), study=study.name), 2)


def _place(study: Study, out: Path | None, studies: int) -> Path | None:
    """Where a study's results go if `--out` says so: a folder of its name where there are several."""
    return out / study.name if out and studies > 1 else out


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

    with answered(lang):
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

    with answered(lang):
        opened = Study.open(study, lang.value)
        if not coder.strip():
            stop(sentence("coder_no_name", lang), 2)
        try:
            if back is not None:
                done = coding_screen.brought(opened, coder, back)
                counts = {"added": done.added, "removed": done.removed, "changed": done.changed}
                say_line(sentence("code_brought", lang, **counts))
            if sheet is not None:
                say_line(
                    sentence(
                        "code_sheet", lang, n=coding_screen.sheet(opened, coder, sheet), file=short(sheet)
                    )
                )
        except NotWritten as error:
            stop(error.note.said(lang), 1)
        except Unreadable as error:
            raise ProblemsError([error.problem()]) from None
        if sheet is not None or back is not None:
            return
        name = opened.settings.coders.get(coder, coder)
        say_line(sentence("code_open", lang, file=short(file_of(opened.journals, name))))
        book = coding_screen.notebook(opened, coder)
    raise typer.Exit(_in_jupyterlab(book.parent, book.name, context.args, lang))


def _in_jupyterlab(root: Path, first: str, more: list[str], lang: str) -> int:
    """Open JupyterLab on a folder at a file or folder in it; how it ended."""
    if not find_spec("jupyterlab"):
        stop(sentence("no_jupyterlab", lang), 2)
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    try:
        return subprocess.call([*command, f"--LabApp.default_url=/lab/tree/{first}", *more])
    except KeyboardInterrupt:  # how JupyterLab is ended
        return 0


def _tell_copies(done: Copies, lang: str) -> None:
    """Say which notebooks are new in a study, and which originals a newer engagelib changed."""
    if done.new:
        say_line(sentence("copied_notebooks", lang, notebooks=done.new, folder=short(done.folder)))
    for name, why in done.without.items():
        say_line((sentence("copied_without", lang, notebook=name, why=why), "dim"))
    if done.changed:
        say_line(
            (
                sentence(
                    "originals_changed", lang, notebooks=done.changed, file=short(done.folder / "CHANGES.md")
                ),
                "yellow",
            )
        )
