"""`new`: a study of one's own, begun with the files that there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engagelib.cli.spoken import Language, Spoken, answered, app, say_line, stop
from engagelib.words import SENTENCES, sentence

if TYPE_CHECKING:
    from engagelib.readers.recognise import Recognised

__all__: list[str] = []


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

    with answered(lang):
        try:
            started = begin.new(folder, files or (), example, coding_sheet, lang.value)
        except begin.Refused as error:
            stop(error.note.said(lang), 2)
    for what, name in started.found:
        _tell_found(what, name, lang)
    key = "new_made_templates" if started.templates else "new_made"
    say_line(sentence(key, lang, folder=str(folder), n=len(started.found), files=started.templates))
    if started.questions:
        say_line((sentence("new_open_questions", lang, n=len(started.questions)), "yellow"))
    for question in started.questions:
        say_line(f"  {question}")
    say_line(sentence("new_next", lang, folder=str(folder)))


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
    say_line(f"{what.file}{kept}: ", kind, f" – {why}" if why else "")
