"""What every command shares: the languages, one line of a terminal, and how a mistake is answered."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from engagelib.contracts import Problem, ProblemsError
from engagelib.contracts.problems import MissingTable
from engagelib.study.folder import UnknownStudy
from engagelib.study.study import Study
from engagelib.words import number, sentence
from engagelib.words.harmless import line

if TYPE_CHECKING:
    from engagelib.run.schedule import Event
    from engagelib.study.checked import Kind

__all__ = [
    "LIVE", "STYLES", "WIDEST", "AsJson", "AsResults", "Language", "ResultsIn", "Spoken", "StudyName", "answered", "app", "counted", "say_line",
    "several", "short", "stop", "tell_kind", "teller",
]  # fmt: skip

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


class Language(StrEnum):
    """The languages of reports and tables."""

    id = "id"
    en = "en"


StudyName = Annotated[
    str, typer.Argument(metavar="STUDY", help="A study under data/raw, or a folder with a study.toml.")
]
Spoken = Annotated[Language, typer.Option("--lang", help="Language of what is said.")]
ResultsIn = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Results here instead of data/processed/STUDY.")
]
AsResults = Annotated[Language | None, typer.Option("--lang", help="Language; that of the results.")]
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
        stop(sentence("no_such_key_file", _spoken(context), file=str(key_file)), 2)
    if key_file is not None:
        os.environ["ENGAGELIB_KEY_FILE"] = str(key_file.resolve())


def _spoken(context: typer.Context) -> str:
    """The language that the command after this is told to speak."""
    words = [part for word in context.args for part in word.split("=", 1)]
    said = words[words.index("--lang") + 1 :][:1] if "--lang" in words else []
    return said[0] if said and said[0] in list(Language) else Language.id


#: The screen on which a line of progress stands, while one does: what is said stands above it.
LIVE: list[Console] = []


def say_line(*parts: str | tuple[str, str], err: bool = False) -> None:
    """Print one line: no markup in it, no wrapping, nothing that the terminal would obey."""
    shown = (line(part) if isinstance(part, str) else (line(part[0]), part[1]) for part in parts)
    screen = LIVE[-1] if LIVE and not err else Console(stderr=err, highlight=False, soft_wrap=True)
    screen.print(Text.assemble(*shown))


def stop(told: str, code: int) -> NoReturn:
    """Say why, where errors are said, and end."""
    say_line(told, err=True)
    raise typer.Exit(code)


@contextmanager
def answered(lang: str) -> Iterator[None]:
    """Answer what a user can mend with a sentence and the exit code that fits."""
    try:
        yield
    except UnknownStudy as error:
        stop(error.note.said(lang), 2)
    except ProblemsError as error:
        for problem in error.problems:
            _tell_problem(problem, lang)
        stop(sentence("nothing_was_run", lang, counted=counted(error.problems, "error", lang)), 1)
    except MissingTable as error:
        stop(error.note.said(lang), 1)
    except OSError as error:
        told = sentence("cannot_use", lang, file=error.filename, error=error.strerror)
        stop(told if error.filename else str(error), 1)
    except KeyboardInterrupt:
        stop(sentence("stopped_kept", lang), 130)


def _tell_problem(problem: Problem, lang: str, *before: str | tuple[str, str]) -> None:
    style = "yellow" if problem.severity == "warning" else "bold red"
    say_line(*before, (sentence(f"severity_{problem.severity}", lang) + ": ", style), problem.said(lang))


def tell_kind(kind: Kind, lang: str) -> None:
    """Print one line for all problems of a kind."""
    style = "yellow" if kind.first.severity == "warning" else "bold red"
    say_line((sentence(f"severity_{kind.first.severity}", lang) + ": ", style), kind.told(lang))


def teller(study: Study, width: int, name: int, lang: str) -> Callable[[Event | Problem], None]:
    """Print one line for each event: notebook, what became of it, seconds, why; the study first, as wide as `name`."""
    from engagelib.run.schedule import status_of

    begun = [(f"{study.name:<{name}}  ", "bold")] if name else []

    def tell(event: Event | Problem) -> None:
        if isinstance(event, Problem):
            _tell_problem(event, lang, *begun)
            return
        seconds = f"{number(event.seconds, 1, lang)} s" if event.seconds is not None else ""
        say_line(
            *begun,
            f"{event.notebook:<{width}}  ",
            (f"{status_of(event.status).said(lang):<{WIDEST[lang]}}", STYLES[event.status]),
            f" {seconds:>7}  ",
            event.why.said(lang),
        )

    return tell


def counted(problems: list[Problem], severity: str, lang: str) -> str:
    """So many errors, or warnings, in words."""
    return several(sum(problem.severity == severity for problem in problems), severity, lang)


def short(path: Path) -> str:
    """Write a path as seen from here, where that is shorter."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def several(count: int, what: str, lang: str) -> str:
    """So many of what is counted, in words."""
    return sentence(f"one_{what}" if count == 1 else f"n_{what}s", lang, n=count)
