"""The command `engagelib`: reproduce a study, check its files, audit its printed numbers, leave a person out.

Exit codes: 0 done, 1 a problem in the data or a notebook, 2 wrong use. A mistake is answered with a sentence,
never with a traceback.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from engagelib.contracts import Problem, ProblemsError
from engagelib.contracts.problems import MissingTable
from engagelib.study.folder import HOUSE, NO_STUDIES, NOTEBOOKS, PROJECT, UnknownStudy, shipped
from engagelib.study.study import Study
from engagelib.words.harmless import in_json, line

if TYPE_CHECKING:
    import pandas as pd

    from engagelib.run.schedule import Event

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
DIFFERENT = ("differs", "impossible")
#: The columns of an audit that a screen has room for.
SHOWN = ("place", "row", "column", "printed", "recomputed", "recommended", "verdict", "why")


class Language(StrEnum):
    """The languages of reports and tables."""

    id = "id"
    en = "en"


StudyName = Annotated[
    str, typer.Argument(metavar="STUDY", help="A study under data/raw, or a folder with a study.toml.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for another program.")]


@app.callback()
def _before(
    key_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The key of a study's pseudonyms, as a co-worker handed it to you."
        ),
    ] = None,
) -> None:
    if key_file is not None and not key_file.is_file():
        _stop(f"--key-file {key_file}: there is no such file", 2)
    if key_file is not None:
        os.environ["ENGAGELIB_KEY_FILE"] = str(key_file.resolve())


def _say(*parts: str | tuple[str, str], err: bool = False) -> None:
    """Print one line: no markup in it, no wrapping, nothing that the terminal would obey."""
    shown = (line(part) if isinstance(part, str) else (line(part[0]), part[1]) for part in parts)
    Console(stderr=err, highlight=False, soft_wrap=True).print(Text.assemble(*shown))


def _stop(sentence: str, code: int) -> NoReturn:
    _say(sentence, err=True)
    raise typer.Exit(code)


@contextmanager
def _answered() -> Iterator[None]:
    """Answer what a user can mend with a sentence and the exit code that fits."""
    try:
        yield
    except UnknownStudy as error:
        _stop(str(error), 2)
    except ProblemsError as error:
        for problem in error.problems:
            _tell_problem(problem)
        _stop(f"{_counted(error.problems, 'error')} in the raw files; nothing was run or overwritten", 1)
    except MissingTable as error:
        _stop(str(error), 1)
    except OSError as error:
        _stop(f"cannot use {error.filename}: {error.strerror}" if error.filename else str(error), 1)
    except KeyboardInterrupt:
        _stop("stopped; what had finished is kept", 130)


def _tell_problem(problem: Problem) -> None:
    style = "yellow" if problem.severity == "warning" else "bold red"
    _say((f"{problem.severity}: ", style), str(problem))


def _tell(width: int) -> Callable[[Event | Problem], None]:
    """Print one line for each event: notebook, what became of it, seconds, why."""

    def tell(event: Event | Problem) -> None:
        if isinstance(event, Problem):
            _tell_problem(event)
            return
        seconds = f"{event.seconds:.1f} s" if event.seconds is not None else ""
        _say(
            f"{event.notebook:<{width}}  ",
            (f"{event.status:<9}", STYLES[event.status]),
            f" {seconds:>7}  ",
            event.why,
        )

    return tell


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
    lang: Annotated[Language, typer.Option(help="Language of report, tables and figures.")] = Language.id,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write here instead of data/processed/STUDY.")
    ] = None,
) -> None:
    """Run the notebooks that must run; write tables, figures, manifest.json and the report."""
    from engagelib import reproduce as reproduce_module
    from engagelib.run.kernels import Mother
    from engagelib.run.notebook import found

    with _answered(), Mother(reproduce_module.NOTEBOOKS, fresh) as mother:
        opened = [Study.open(name, lang.value) for name in studies or shipped()]
        names = [path.stem for path in found(reproduce_module.NOTEBOOKS)]
        _refuse_wrong_use(opened, names, only or [], out)
        failed = False
        for study in opened:
            place = _place(study, out, len(opened))
            if len(opened) > 1:
                _say((study.name, "bold"))
            manifest = reproduce_module.reproduce(
                study,
                _tell(max(map(len, names))),
                only or (),
                force,
                jobs,
                place,
                reproduce_module.NOTEBOOKS,
                fresh=fresh,
                mother=mother,
            )
            _say("report: ", _short((place or study.processed) / "report" / "index.html"))
            failed |= any(
                known["status"] in ("failed", "held back") for known in manifest["notebooks"].values()
            )
    if failed:
        raise typer.Exit(1)


def _refuse_wrong_use(studies: list[Study], names: list[str], only: list[str], out: Path | None) -> None:
    if not names:
        _stop(f"no notebooks in {_short(NOTEBOOKS)}; install engagelib again", 2)
    if not studies:
        none = "there are no studies under data/raw" if PROJECT != HOUSE else NO_STUDIES
        _stop(f"{none}; give a folder that holds a study.toml", 2)
    for start in only:
        if not any(name.startswith(start) for name in names):
            _stop(f"no notebook starts with '{start}'; there are {', '.join(names)}", 2)
    if out is not None and out.exists() and not out.is_dir():
        _stop(f"--out {out} is a file; give a folder", 2)
    places = [place for study in studies if (place := _place(study, out, len(studies)))]
    for study in studies:
        for place in (path.resolve() for path in places):
            if place.is_relative_to(study.folder) and place != study.processed:
                _stop(f"--out {out} lies among the raw files of {study.name}; give another folder", 2)
    named = Counter(study.name.casefold() for study in studies)
    for study in studies if out else ():
        if named[study.name.casefold()] > 1:
            _stop(
                f"--out {out}: two studies are named '{study.name}', so one would overwrite the other there; "
                "reproduce one at a time, each into a folder of its own, or name them apart in study.toml ([study] name)",
                2,
            )


def _place(study: Study, out: Path | None, studies: int) -> Path | None:
    """Where a study's results go if `--out` says so: a folder of its name where there are several."""
    return out / study.name if out and studies > 1 else out


def _short(path: Path) -> str:
    """Write a path as seen from here, where that is shorter."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


# --- check and audit ------------------------------------------------------------


@app.command()
def check(study: StudyName, as_json: AsJson = False) -> None:
    """List every problem in a study's raw files: where, what is allowed, how to mend it."""
    with _answered():
        problems = _problems(study)
    if as_json:
        typer.echo(in_json([problem.to_dict() for problem in problems]))
    else:
        for problem in problems:
            _tell_problem(problem)
        _say(f"{_counted(problems, 'error')}, {_counted(problems, 'warning')}")
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _problems(study: str) -> list[Problem]:
    try:
        return Study.open(study).problems()
    except ProblemsError as error:  # study.toml itself
        return error.problems


def _counted(problems: list[Problem], severity: str) -> str:
    return _several(sum(problem.severity == severity for problem in problems), severity)


@app.command()
def audit(
    study: StudyName,
    as_json: AsJson = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if a printed number differs.")
    ] = False,
) -> None:
    """Compare the numbers that a study's paper prints with its data."""
    with _answered():
        rows = audit_rows(Study.open(study))
    if as_json:
        typer.echo(in_json(rows))
    else:
        _print_rows(rows)
    if strict and any(row["verdict"] in DIFFERENT for row in rows):
        raise typer.Exit(1)


def audit_rows(study: Study) -> list[dict[str, Any]]:
    """Audit a study; plain rows, missing is None."""
    from engagelib.study.audit import audit

    return _plain(audit(study))


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.astype(object).where(table.notna(), None).to_dict("records")


def _print_rows(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table(*SHOWN, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text("–" if row.get(name) is None else line(row[name])) for name in SHOWN))
    screen = Console(highlight=False)
    Console(highlight=False, width=None if screen.is_terminal else 10_000).print(table)
    counts = Counter(row["verdict"] for row in rows)
    _say(
        f"{len(rows)} printed numbers: "
        + ", ".join(f"{verdict} {count}" for verdict, count in counts.most_common())
    )


# --- forget ---------------------------------------------------------------


@app.command()
def forget(
    study: StudyName,
    handle: Annotated[
        str, typer.Argument(metavar="WHO", help="The person's name on the platform, address or code.")
    ],
) -> None:
    """Leave a person out from here on, and list the raw rows for you to delete."""
    from engagelib.run.forget import forget as leave_out

    with _answered():
        done = leave_out(Study.open(study), handle)
    already = "" if done.new else " (was left out already)"
    told = f", {done.units} of what was answered or said" if done.units else ""
    counts = f"{_several(done.comments, 'comment')}, {_several(done.orders, 'order')}{told}"
    _say(f"{done.author} is left out{already}: {counts}")
    nobody = "nobody of that name wrote a comment or bought, answered or was interviewed"
    if done.near:
        _say((f"{nobody}; ", "yellow"), f"did you mean '{done.near}'?")
    elif not (done.comments or done.orders or done.units):
        _say((nobody, "yellow"))
    for file in done.changed:
        _say("dropped from ", _short(file))
    for file in done.removed:
        _say("removed: ", _short(file))
    if done.changed or done.removed or done.orders or done.units:
        _say(f"what is left was counted with this person; make it anew: engagelib reproduce {study}")
    for place in done.places:
        _say(("yours to delete: ", "yellow"), place)


def _several(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
