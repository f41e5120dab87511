"""`export`, `refresh` and `forget`: what is handed in, kept true, and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engagelib.cli.spoken import (
    AsResults,
    Language,
    ResultsIn,
    Spoken,
    StudyName,
    answered,
    app,
    say_line,
    several,
    short,
    stop,
)
from engagelib.contracts.problems import Unreadable
from engagelib.study.study import Study
from engagelib.words import sentence

__all__: list[str] = []


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
    out: ResultsIn = None,
    lang: AsResults = None,
) -> None:
    """Write what is handed in: Word, figures, tables, data and a crate for deposit, all from the last results."""
    from engagelib.export import WIDTHS, campuses, export
    from engagelib.export import template as templates
    from engagelib.export.package import FORMATS, LISTED

    asked = tuple(one.strip().lower() for one in formats.split(",") if one.strip()) or FORMATS
    spoken = lang.value if lang else Language.id.value
    for given, known, key in (
        *((one, FORMATS, "export_unknown_format") for one in asked),
        *([(width, tuple(WIDTHS), "export_unknown_width")] if width else []),
        (campus, tuple(campuses()), "export_unknown_campus"),
    ):
        if given not in known:
            stop(sentence(key, spoken, given=given, known=list(known)), 2)
    with answered(spoken):
        opened, home, _ = _with_results(study, out, lang)
        if to.exists() and not to.is_dir():
            stop(sentence("out_is_file", spoken, out=str(to)), 2)
        if any(to.resolve().is_relative_to(place.resolve()) for place in (opened.folder, home)):
            stop(sentence("out_among_raw", spoken, out=str(to), study=opened.name), 2)
        if to.is_dir() and any(to.iterdir()) and not (to / LISTED).exists():  # nobody's files among results
            stop(sentence("export_not_empty", spoken, to=str(to)), 2)
        if template is not None:
            try:
                templates.opened(template)
            except (OSError, Unreadable):
                stop(sentence("export_no_template", opened.lang, file=str(template)), 1)
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
        say_line((said.said(opened.lang), "dim"))
    rules = campuses()[campus]
    if "docx" in asked and rules.custom and template is None:
        told = {"campus": campus, "source": rules.source[opened.lang], "custom": rules.custom[opened.lang]}
        say_line((sentence("export_campus_custom", opened.lang, **told), "dim"))
    say_line(sentence("export_wrote", opened.lang, n=len(done.files), folder=short(to)))


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
        stop(sentence("export_other_language", lang.value, there=there, asked=lang.value), 1)
    found = [why for why in differences(opened, home, notebooks_of(opened)) if why.key != "nobody_made_it"]
    for why in found:
        say_line((sentence("severity_error", there) + ": ", "bold red"), why.said(there), err=True)
    if found:
        stop(sentence("export_outdated", there, n=len(found)), 1)
    return opened, home, manifest


def _readable(file: Path, key: str, lang: str) -> None:
    """Stop with a sentence where a file is no Word document."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(file) as archive:
            archive.getinfo("word/document.xml")
    except (OSError, BadZipFile, KeyError):
        stop(sentence(key, lang, file=str(file)), 1)


@app.command()
def refresh(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="A document with linked numbers.")],
    study: StudyName,
    link: Annotated[
        bool, typer.Option("--link", help="Link numbers typed by hand that one result alone has.")
    ] = False,
    chosen: Annotated[
        list[str] | None,
        typer.Option(
            "--as", metavar="NUMBER=ADDRESS", help="Link this number to this one of the results that fit."
        ),
    ] = None,
    out: ResultsIn = None,
    lang: AsResults = None,
) -> None:
    """Renew the linked numbers, tables and figures of a document you have edited, in a copy beside it."""
    from engagelib.export import addresses, contents, renewed_beside

    with answered(lang.value if lang else Language.id.value):
        opened, home, manifest = _with_results(study, out, lang)
        said = opened.lang
        _readable(file, "refresh_not_word", said)
        now = addresses(contents(home, manifest))
        wanted = {number: at for number, _, at in (one.partition("=") for one in chosen or [])}
        for number, at in wanted.items():
            if at not in now:
                stop(sentence("refresh_no_result", said, number=number, at=at), 2)
        done, copy = renewed_beside(opened, file, now, home / "figures", link, wanted)
        if done.lang not in ("", said):
            stop(sentence("export_other_language", said, there=said, asked=done.lang), 1)
        if not (done.linked or done.proposed or done.figures):
            stop(sentence("refresh_no_links", said, file=str(file)), 1)
    for style, lines in done.told(said):
        for told in lines:
            say_line((told, style))
    counts = {"n": done.linked, "changed": len(done.changed), "figures": len(done.figures)}
    say_line(sentence("refresh_wrote", said, file=short(copy), **counts))


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

    with answered(lang):
        done = leave_out(Study.open(study, lang.value), handle)
    told = [sentence("n_answers", lang, n=done.units)] if done.units else []
    counts = [several(done.comments, "comment", lang), several(done.orders, "order", lang), *told]
    key = "is_left_out" if done.new else "was_left_out_already"
    say_line(sentence(key, lang, author=done.author, counts=counts))
    nobody = sentence("nobody_of_that_name", lang)
    if done.near:
        say_line((nobody, "yellow"), sentence("did_you_mean", lang, header=done.near))
    elif not (done.comments or done.orders or done.units):
        say_line((nobody, "yellow"))
    for file in done.changed:
        say_line(sentence("dropped_from", lang, file=short(file)))
    for file in done.removed:
        say_line(sentence("removed_file", lang, file=short(file)))
    if done.changed or done.removed or done.orders or done.units:
        say_line(sentence("make_anew", lang, study=study))
    for place in done.places:
        say_line((sentence("yours_to_delete", lang), "yellow"), place)
    for place in done.beyond:
        say_line((sentence("beyond_reach", lang), "yellow"), place)
    say_line(sentence("never_reached", lang))
