"""`check`, `audit` and `verify`: what is wrong in the files, in printed numbers, in results. Nothing is run."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engagelib.cli.spoken import (
    AsJson,
    Language,
    ResultsIn,
    Spoken,
    StudyName,
    answered,
    app,
    counted,
    say_line,
    short,
    stop,
    tell_kind,
)
from engagelib.contracts import Problem, ProblemsError
from engagelib.contracts.problems import Unreadable
from engagelib.files import write_whole
from engagelib.people import LOOKING
from engagelib.study.study import Study
from engagelib.words import number, say, sentence
from engagelib.words.harmless import in_json, line

if TYPE_CHECKING:
    import pandas as pd


__all__: list[str] = []

DIFFERENT = ("differs", "impossible")


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
    with answered(lang):
        problems, masks, more = _problems(study, lang)
        found = kinds(problems)
        heading = f"{counted(problems, 'error', lang)}, {counted(problems, 'warning', lang)}"
        if html is not None:
            if html.resolve().is_relative_to(Path(study).resolve()) and Path(study).is_dir():
                stop(sentence("out_among_raw", lang, out=str(html), study=study), 2)
            page(f"{study}: {heading}", found, more, lang, html)
    os.environ.pop(LOOKING, None)
    if as_json:
        typer.echo(in_json([problem.to_dict(lang) for problem in problems]))
    else:
        for kind in found:
            tell_kind(kind, lang)
        say_line(heading)
        for told in more:
            say_line(told)
        if html is not None:
            say_line(sentence("check_wrote", lang, file=short(html)))
        if counts := [sentence(f"n_masked_{kind}", lang, n=n) for kind, n in masks.most_common()]:
            say_line(sentence("masked_when_read", lang, counts=counts))
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
        with answered(lang):
            opened = Study.open(study, lang.value)
            if addresses:
                _list_addresses(opened, as_json, lang)
            wrong = draft is not None and _check_draft(opened, draft, proposals, as_json, lang)
        if strict and wrong:
            raise typer.Exit(1)
        return
    with answered(lang):
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
    say_line(sentence("addresses_how", lang))
    for row in rows:
        value = number(row["value"], lang=lang) if row["value"] is not None else "–"
        say_line((row["table"], "bold"), f"  {row['keys']}  /  {row['columns']}")
        say_line(f"    {row['example'] or '–'} = {value}")


def _check_draft(study: Study, file: Path, proposals: Path | None, as_json: bool, lang: str) -> bool:
    """Tell what of a draft cannot be true together and what it suggests for published.csv; whether anything cannot."""
    from engagelib.study.audit import draft

    try:
        stated, proposed = draft(study, file)
    except Unreadable as error:
        stop(error.problem().said(lang), 1)
    counts = Counter(stated["verdict"])
    if proposals is not None:
        write_whole(proposals, proposed.to_csv(index=False))
    if as_json:
        typer.echo(in_json({"statements": _plain(stated), "proposals": _plain(proposed)}))
        return counts["inconsistent"] > 0
    for row in _plain(stated[stated["verdict"] != "consistent"]):
        style = "bold red" if row["verdict"] == "inconsistent" else "yellow"
        say_line((say(row["verdict"], lang), style), f": {row['place']}: {row['stated']} – {row['why']}")
        say_line(f"    {row['statement']}")
    told = [f"{say(verdict, lang)} {count}" for verdict, count in counts.most_common()]
    say_line(sentence("draft_checked", lang, n=len(stated), counts=told))
    if proposals is not None:
        say_line(sentence("draft_proposals_at", lang, n=len(proposed), file=short(proposals)))
    elif len(proposed):
        say_line(sentence("draft_proposed", lang, n=len(proposed)))
        for text in proposed.to_csv(index=False).splitlines():
            say_line(text)
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
    say_line((sentence("printed_numbers", lang, n=len(rows), counts=told), "bold"))
    for row in sorted(rows, key=lambda row: order.index(row["verdict"])):
        if row["verdict"] != "match" or whole:
            _print_row(row, lang)
    if counts["match"] and not whole:
        say_line((sentence("printed_matches", lang, n=counts["match"]), "dim"))


def _print_row(row: dict[str, Any], lang: str) -> None:
    """A printed number in 80 columns: where it stands, what was printed and what the data give, and why."""
    style = "bold red" if row["verdict"] in DIFFERENT else "green" if row["verdict"] == "match" else "yellow"
    where = [str(row[name]) for name in ("place", "row", "column") if row[name] is not None]
    given = [
        number(row[name], lang=lang) for name in ("recomputed", "recommended") if row[name] not in (None, "")
    ]
    values = dict.fromkeys(given)
    say_line((say(row["verdict"], lang), style), ": " + " · ".join(dict.fromkeys(where)))
    _wrap(sentence("printed_beside", lang, printed=row["printed"], given=list(values) or ["–"]))
    if row["why"]:
        _wrap(str(row["why"]))


def _wrap(text: str) -> None:
    """A paragraph four columns in, wrapped at 80."""
    for part in wrap(line(text), 76):
        say_line(f"    {part}")


@app.command()
def verify(
    study: StudyName,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Linked Word documents, exported folders or crates besides."),
    ] = None,
    out: ResultsIn = None,
    lang: Spoken = Language.id,
) -> None:
    """Say, without running anything, whether results, and what was exported of them, belong to the files, the code and the lock that are here."""
    from engagelib.export import checked
    from engagelib.reproduce import notebooks_of
    from engagelib.run import record
    from engagelib.run.verify import differences

    with answered(lang):
        opened = Study.open(study)
        home = out or opened.processed
        manifest = record.load(home / "manifest.json")
        opened = Study.open(study, manifest.get("lang", lang.value))  # the language that the results are in
        found = list(differences(opened, home, notebooks_of(opened)))
        found += checked.differences(opened, home, manifest) if manifest else []
        for file in files or []:
            found += checked.of_any(file, home, manifest)
    for why in found:
        say_line((sentence("severity_error", lang) + ": ", "bold red"), why.said(lang))
    if found:
        stop(sentence("not_verified", lang, n=len(found)), 1)
    made = sum(len(one["outputs"]) for one in manifest["notebooks"].values())
    say_line(sentence("verified", lang, n=made, pages=len(manifest["report"]["pages"])))
