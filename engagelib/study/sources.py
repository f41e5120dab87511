"""How each table of a study is read: which reader, with which of the study's declarations.

A table that is not named here is a sheet with a column for each of the contract's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from engagelib.coding.codebook import themes
from engagelib.contracts import TABLES, Problem, ProblemsError, typed
from engagelib.contracts.problems import MissingTable, Note, Unreadable, note
from engagelib.contracts.values import is_blank
from engagelib.people import MADE_UP, People
from engagelib.readers import interviews, survey, word
from engagelib.readers.aliases import Named, listed
from engagelib.readers.codings import codings
from engagelib.readers.comments import comments
from engagelib.readers.conform import Origins, Reading
from engagelib.readers.design import design
from engagelib.readers.interviews import SUFFIXES as INTERVIEWS
from engagelib.readers.interviews import named_after
from engagelib.readers.journal import journals, replayed
from engagelib.readers.orders import orders
from engagelib.readers.platforms import accounts, insights, videos
from engagelib.readers.profile import profile
from engagelib.readers.sales import sales
from engagelib.readers.several import merged, tabular
from engagelib.readers.sheets import read_sheet
from engagelib.readers.tickets import tickets
from engagelib.study.folder import FILES
from engagelib.text.masks import at_the_door
from engagelib.text.nearest import meant

if TYPE_CHECKING:
    from engagelib.study.study import Study

__all__ = [
    "KEYED", "READINGS", "UNITS", "bought", "handles", "imported", "joined", "misnamed", "origin",
    "suggestions", "units",
]  # fmt: skip


def headers(study: Study, table: str) -> Named:
    """The headers that were named for a table's columns: in study.toml, or by `map_columns` before."""
    return {**study.mapped_columns(table), **study.settings.map.get(table, {})}


def _told(study: Study, table: str, reading: Reading) -> Reading:
    """A reading with an error for each header that [map] names and no file has."""
    named, known = study.settings.map.get(table, {}), set(listed(table))
    problems = []
    for column, header in named.items():
        place = f"[map.{table}] {column} = {json.dumps(header, ensure_ascii=False)}"
        if column not in known:
            what = note("no_such_column", column=column, columns=sorted(known))
        elif reading.mapping.get(column) in ([header] if isinstance(header, str) else header):
            continue
        else:
            what = note(
                "mapped_header_gone", header=header if isinstance(header, str) else " / ".join(header)
            )
        problems.append(Problem("study.toml", value=place, message=what))
    return replace(reading, problems=[*problems, *reading.problems]) if problems else reading


def _responses(study: Study) -> Reading:
    declared = study.settings.survey
    return survey.responses(
        study.paths("responses"),
        study.items(),
        declared.sheets,
        declared.states,
        declared.respondent,
        people=study.people(),
        **declared.model_dump(
            include={"group", "words", "missing", "duplicates", "layout"}, exclude_unset=True
        ),
    )


def _answers(study: Study) -> Reading:
    declared = study.settings.survey
    if not declared.open:
        raise MissingTable("answers", note("lacking_open_questions"))
    return survey.answers(
        study.paths("answers"),
        declared.sheets,
        declared.open,
        declared.respondent,
        group=declared.group,
        zone=study.zone,
        duplicates=declared.duplicates or "error",
        people=study.people(),
    )


def _profile(study: Study) -> Reading:
    declared, items = study.settings.survey, study.given("items")
    taken = {*declared.open.values(), *(survey.asked(items, declared.states) if items is not None else ())}
    options = {"group", "duplicates", "layout"}
    reading = profile(
        study.paths("profile"),
        declared.profile,
        taken,
        declared.sheets,
        declared.respondent,
        people=study.people(),
        **declared.model_dump(include=options, exclude_unset=True),
    )
    if items is None:  # which columns are questions is not known
        told = [problem for problem in reading.problems if problem.kind != "columns_unread"]
        reading = replace(reading, problems=told)
    if reading.table.empty and not reading.problems:
        raise MissingTable("profile", note("lacking_profile"))
    return reading


def _comments(study: Study) -> Reading:
    return imported(study, study.left_out())


def imported(study: Study, left_out: Collection[str]) -> Reading:
    """The comments of the raw export without those of people who are `left_out`."""
    declared = study.settings.comments
    return comments(
        study.paths("comments"),
        declared.zone or study.settings.study.zone,
        declared.sellers,
        study.key,
        {**headers(study, "comments"), **declared.columns},
        left_out,
        study.settings.sheets.get("comments"),
    )


def handles(study: Study) -> list[str]:
    """Who wrote the comments of the raw export, as it names them."""
    from engagelib.readers.comments import authors

    named = {**headers(study, "comments"), **study.settings.comments.columns}
    return sorted({handle for path in study.paths("comments") for handle in authors(path, named)})


def misnamed(study: Study, table: str, headers: Mapping[str, str]) -> list[Problem]:
    """What is wrong with names for the headers of a table's file."""
    from engagelib.contracts import columns
    from engagelib.readers.comments import headers as headers_of
    from engagelib.readers.sheets import header_key

    if table != "comments":
        return [Problem(table, message=note("no_headers_to_name"))]
    known = columns(table)
    found = [
        Problem(
            table,
            message=note("column_meant", column=column, guess=guess)
            if (guess := meant(column, known))
            else note("no_such_column", column=column, columns=list(known)),
        )
        for column in headers
        if column not in known
    ]
    for column, header in headers.items():
        there = headers_of(study.path(table), header)
        if header_key(header) not in map(header_key, there):
            guess = meant(header, there)
            wrong = note(
                "header_meant" if guess else "no_such_header",
                header=header, column=column, guess=guess, columns=list(there),
            )  # fmt: skip
            found.append(Problem(study.file(table), message=wrong))
    return found


def _cases(study: Study) -> Reading:
    """Cases: people who have no code of their own go by pseudonym, and only a name that says it is made up is shown."""
    people, table = study.people(), "cases"
    reading = _sheets(study, table)
    cases = reading.table
    persons = cases["kind"].notna() & (cases["kind"] != "shop")
    named = persons & cases["name"].notna()
    real = named & ~cases["name"].str.contains(MADE_UP, case=False, regex=True).fillna(False)
    names = cases["name"].where(named).str.replace(r"\s*[(].*", "", regex=True)
    gone = people.gone({*cases.loc[persons, "case"].dropna(), *names.dropna()})
    out = persons & (cases["case"].isin(gone) | names.isin(gone))
    shown = _shown(study, people)
    kept = cases.assign(
        case=cases["case"]
        .where(~persons, cases["case"].map(shown, na_action="ignore"))
        .astype(cases["case"].dtype),
        name=cases["name"].mask(real),
    )
    crossed = study.settings.coding.attributes if study.settings.coding else []
    problems = [_but(problem, crossed) for problem in reading.problems]
    problems = [problem for problem in problems if problem.parts.get("headers") != []]
    if real.any():
        problems.append(Problem(study.file(table), message=note("real_names"), severity="warning"))
    return replace(reading, table=kept, problems=problems).only(~out)


def _but(problem: Problem, crossed: Collection[str]) -> Problem:
    """What is said of columns that nothing reads, without those that codes are crossed with."""
    if problem.kind != "columns_passed_over" or not isinstance(problem.message, Note):
        return problem
    left = [header for header in problem.parts["headers"] if header not in crossed]
    return replace(problem, message=problem.message.but(headers=left))


def attributes(study: Study) -> pd.DataFrame:
    """What [coding] attributes names: case, attribute, value; columns of cases.csv, else of what the profile tells.

    In: the study. Only what is declared is read, for a column may tell who somebody is; texts are masked as any.
    """
    named = study.settings.coding.attributes if study.settings.coding else []
    parts = [pd.DataFrame(columns=["respondent", "attribute", "value"])]
    if named and (told := study.given("profile")) is not None:
        parts.append(told[told["attribute"].isin(named)])
    if named and (cases := study.given("cases")) is not None:
        sheet = read_sheet(study.path("cases"), known=listed("cases"))
        places = {str(number): place for place, number in enumerate(sheet.numbers)}
        rows = [places[at] for at in study.reading("cases").origins.table["at"]]
        for name in (name for name in named if name in sheet.header):
            cells = sheet.column(name)
            values = [None if is_blank(cells[row]) else str(cells[row]).strip() for row in rows]
            parts.append(pd.DataFrame({"respondent": cases["case"], "attribute": name, "value": values}))
    found = at_the_door("profile", typed("profile", pd.concat(parts, ignore_index=True)))
    return found.dropna(subset="value").rename(columns={"respondent": "case"}).reset_index(drop=True)


def _member_check(study: Study) -> Reading:
    people = study.people()
    reading = _sheets(study, "member_check")
    informants = reading.table["informant"]
    kept = reading.table.assign(
        informant=informants.map(_shown(study, people), na_action="ignore").astype(informants.dtype)
    )
    out = informants.isin(people.gone(set(informants.dropna())))
    return replace(reading, table=kept).only(~out)


def _shown(study: Study, people: People) -> Callable[[str], str]:
    """How the id of a case is shown: the name of an interview's file as it is, anybody else as `People` do."""
    folder = study.folder / study.file("interviews")
    stems = {path.stem for path in folder.glob("[!.~]*")} if folder.is_dir() else set()
    return lambda case: case if case in stems else people.shown(case)


def _without_left_out(study: Study, reading: Reading) -> Reading:
    """A reading without the rows whose unit a person wrote or told who is left out."""
    units = study.gone()
    return reading.only(~reading.table["unit"].isin(units)) if units else reading


def _evidence(study: Study) -> Reading:
    """Evidence without the quotes of people who are left out."""
    reading, units = _sheets(study, "evidence"), study.gone()
    return reading.only(~reading.table["ref"].str.partition(":")[2].isin(units)) if units else reading


def _codings(study: Study) -> Reading:
    journal = journals(study.journal_files())
    reading = _sheets_of_coders(study, journal) if not len(journal.table) else _beside_sheets(study, journal)
    return _without_left_out(study, reading)


def _sheets_of_coders(study: Study, journal: Reading) -> Reading:
    """What coders decided on sheets, and what is wrong in a journal that holds no decision."""
    reading = _on_sheets(study)
    return replace(reading, problems=[*reading.problems, *journal.problems])


def _on_sheets(study: Study, of_machines: bool = False) -> Reading:
    """What stands on coding sheets: coders' decisions, or the marks of programs."""
    files, codebook, coding = study.paths("codings"), study.codebook(), study.settings.coding
    layout, machines = (coding.layout, coding.machines) if coding else ("auto", ())
    try:
        texts = units(study)  # in which the words of an export are looked up
    except (MissingTable, Unreadable, ProblemsError):
        texts = None
    return codings(
        files, study.settings.coders, codebook, layout, units=texts, declared=headers(study, "codings"),
        zone=study.zone, machines=machines, of_machines=of_machines,
    )  # fmt: skip


def suggestions(study: Study) -> pd.DataFrame:
    """Marks of programs on coding sheets, which are no codings: unit, code, source (the program)."""
    reading = _on_sheets(study, of_machines=True)
    found = reading.table.dropna(subset="code").rename(columns={"coder": "whose"})
    if found.empty:
        raise MissingTable("suggestions", note("lacking_rows", file=study.file("codings")))
    return typed("suggestions", found.assign(source=found["whose"]))


def _beside_sheets(study: Study, journal: Reading) -> Reading:
    """Journals and sheets as one. What a coder decided in her journal counts; a sheet of hers that says otherwise is named."""
    decided = journal.table.drop_duplicates(["unit", "coder"])[["unit", "coder"]]
    try:
        sheets = _sheets_of_coders(study, replace(journal, problems=[]))
    except MissingTable:
        return replace(journal, mapping={})
    both = sheets.table.merge(decided, how="left", on=["unit", "coder"], indicator=True)["_merge"] == "both"
    place = ["unit", "coder", "code", "start", "end"]
    other = pd.concat([journal.table[place], sheets.table.loc[both.to_numpy(), place]]).astype("object")
    once = other[~other.duplicated(keep=False)].merge(
        sheets.table[["unit", "coder"]].drop_duplicates(), on=["unit", "coder"]
    )
    told = [
        Problem(study.file("codings"), message=note("journal_counts", coder=who, n=n), severity="warning")
        for who, n in once.groupby("coder")["unit"].nunique().items()
    ]
    rest = sheets.only(~both.to_numpy())
    table = pd.concat([rest.table, journal.table], ignore_index=True)
    origins = Origins.merged([rest.origins, journal.origins])
    return Reading(table, [*sheets.problems, *journal.problems, *told], sheets.mapping, origins)


def _tickets(study: Study) -> Reading:
    return _without_left_out(
        study,
        _read_sheets(
            study,
            "tickets",
            lambda paths, named, sheet: tickets(
                paths, study.zone, named, sheet, study.settings.service.process
            ),
        ),
    )


def _interviews(study: Study) -> Reading:
    there = [study.folder / name for name in study.named("interviews")]
    folder = study.path("interviews")
    every = [file for path in there for file in (sorted(path.glob("[!.~]*")) if path.is_dir() else [path])]
    files = [path for path in every if path.is_file() and path.suffix.lower() in INTERVIEWS]
    if not files:
        raise MissingTable("interviews", f"{folder.name}/*.docx")
    people = study.people()
    found = [interviews.units(path, study.zone, people) for path in files]
    reading = replace(
        merged("units", [(path.stem, one) for path, one in zip(files, found, strict=True)], False), mapping={}
    )
    for path, one in zip(files, found, strict=True):
        reading.problems.extend(named_after(path, one.mapping.get("informant", "")))
        reading.problems.extend(_beside(path))
    reading.problems.extend(
        Problem(path.name, message=note("no_interview"), severity="warning")
        for path in every
        if path not in files
    )
    return reading


def _beside(path: Path) -> list[Problem]:
    """A word on what stands beside the text of an interview and is nobody's turn."""
    kinds = word.beside(path) if path.suffix.lower() == ".docx" else []
    beside = note("stands_beside_text", kinds=[note(f"{kind}s_of_a_text") for kind in kinds])
    return [Problem(path.name, message=beside, severity="warning")] if kinds else []


def _orders(study: Study) -> Reading:
    return bought(study, study.left_out())


def bought(study: Study, left_out: Collection[str]) -> Reading:
    """The orders of the raw list without those of people who are `left_out`."""
    return _read_sheets(
        study, "orders", lambda paths, named, sheet: orders(paths, study.key, sheet, left_out, named)
    )


def _codebook(study: Study) -> Reading:
    from engagelib.readers import codebook

    sheet = study.settings.sheets.get("codebook")
    named = headers(study, "codebook")
    reading = codebook.codebook(study.path("codebook"), sheet if isinstance(sheet, str) else None, named)
    return _told(study, "codebook", _with_proposals(study, reading))


def _with_proposals(study: Study, reading: Reading) -> Reading:
    """The codebook and below it the codes that coders proposed while they coded, so that their codings have a theme."""
    states = [replayed(path)[0] for path in study.journal_files()]
    known = set(reading.table["code"])
    new = {
        code: {"code": code, "version": "proposed", **{k: row[k] for k in ("parent", "name", "definition")}}
        for state in states
        for code, row in state.codes.items()
        if row.get("new") and not row.get("into") and code not in known
    }
    if not new:
        return reading
    whole = pd.concat([reading.table, pd.DataFrame(new.values())], ignore_index=True)
    return replace(reading, table=typed("codebook", whole.assign(theme=themes(whole))))


# --- what can be coded
# -------------------------------------------------------------------------------------------------------


def _said(table: pd.DataFrame, key: str, **given: object) -> pd.DataFrame:
    """Rows with a text as units; what is not `given` has a column of its name, or is missing."""
    return typed("units", table.assign(unit=table[key], **given))


def _dated(table: pd.DataFrame, zone: str) -> pd.Series:
    return table["date"].dt.tz_localize(zone).dt.tz_convert("UTC")


def units(study: Study) -> pd.DataFrame:
    """Everything that can be coded: comments, answers, interviews, reviews, field notes, notes on documents."""
    tables = {table: given for table in UNITS if (given := study.given(table)) is not None}
    if not tables:
        raise MissingTable("units", note("lacking_units"))
    readings = [study.reading(table) for table in tables]
    known = study.units_of
    if known is None or [*map(id, known[0])] != [*map(id, readings)]:  # asked for often, and joined once
        known = study.units_of = readings, joined(tables, study.zone)
    return known[1].copy()


def joined(tables: Mapping[str, pd.DataFrame], zone: str) -> pd.DataFrame:
    """The rows of raw tables that can be coded, as units."""
    parts = [as_units(tables[table], zone) for table, as_units in UNITS.items() if table in tables]
    return pd.concat(parts, ignore_index=True)


def _comments_said(table: pd.DataFrame, zone: str) -> pd.DataFrame:
    said = table[~table["is_seller"].fillna(False) & table["text"].notna()]
    said = said.drop_duplicates("comment_id", keep="last")
    return _said(
        said, "comment_id", kind="comment", case=said["author"], speaker=said["author"], role="customer",
        method="comments",
        made_at=said["created_at"],
    )  # fmt: skip


def _reviews_said(table: pd.DataFrame, zone: str) -> pd.DataFrame:
    made = _dated(table, zone)
    return _said(table, "review", kind="comment", role="customer", method="reviews", made_at=made)


def _observations_said(table: pd.DataFrame, zone: str) -> pd.DataFrame:
    told = {"text": table["note"], "made_at": _dated(table, zone)}
    return _said(table, "observation", kind="observation", role=None, method="observation", **told)


def _documents_said(table: pd.DataFrame, zone: str) -> pd.DataFrame:
    told = {"text": table["note"], "made_at": _dated(table, zone)}
    return _said(table, "document", kind="document", role=None, method="documentation", **told)


#: Raw table -> its rows as units.
UNITS: dict[str, Callable[[pd.DataFrame, str], pd.DataFrame]] = {
    "comments": _comments_said,
    "answers": lambda table, zone: table,
    "interviews": lambda table, zone: table,
    "reviews": _reviews_said,
    "observations": _observations_said,
    "documents": _documents_said,
}


#: Raw table -> the column that holds the ids of its units.
KEYED = {
    "comments": "comment_id", "answers": "unit", "interviews": "unit", "reviews": "review",
    "observations": "observation", "documents": "document",
}  # fmt: skip


def origin(study: Study, ref: str) -> Problem | None:
    """Where the row stands that a reference to a raw table leads to, as a problem without a word; None if nowhere."""
    named, _, key = ref.partition(":")
    tables = KEYED if named == "units" else {named: next((c.name for c in TABLES[named] if c.key), "")}
    for table, column in tables.items():
        try:
            reading = study.reading(table)
        except (MissingTable, Unreadable):
            continue
        if len(reading.origins) and (row := reading.row(column, key)) is not None:
            return Problem(**{"file": study.file(table)} | reading.origins.place(row))
    return None


# --- tables that a single reader reads
# ---------------------------------------------------------------------------------------


def _read_sheets(
    study: Study, table: str, read: Callable[[list[Path], Named, str | list[str] | None], Reading]
) -> Reading:
    """A table out of its files and sheets, with the headers that were named for it."""
    reading = read(study.paths(table), headers(study, table), study.settings.sheets.get(table))
    return _told(study, table, reading)


def _sheets(study: Study, table: str) -> Reading:
    return _read_sheets(study, table, lambda paths, named, sheet: tabular(table, paths, sheet, named))


def _plain(table: str) -> Callable[[Study], Reading]:
    return lambda study: _sheets(study, table)


def _sales(study: Study) -> Reading:
    return _read_sheets(study, "sales", lambda paths, named, sheet: sales(paths, sheet, named))


def _by(reader: Callable[[Path], Reading], table: str) -> Callable[[Study], Reading]:
    """A table out of its files, each read by itself."""

    def read(study: Study) -> Reading:
        pieces = [(path.stem, reader(path)) for path in study.paths(table)]
        return pieces[0][1] if len(pieces) == 1 else merged(table, pieces, twice=False)

    return read


READINGS: dict[str, Callable[[Study], Reading]] = {
    **{table: _plain(table) for table in FILES},
    "responses": _responses,
    "answers": _answers,
    "profile": _profile,
    "comments": _comments,
    "codebook": _codebook,
    "codings": _codings,
    "interviews": _interviews,
    "cases": _cases,
    "evidence": _evidence,
    "member_check": _member_check,
    "insights": lambda study: insights(study.path("insights")),
    "orders": _orders,
    "videos": _by(videos, "videos"),
    "accounts": _by(accounts, "accounts"),
    "sales": _sales,
    "tickets": _tickets,
    "design": lambda study: design(study.path("design")),
}
