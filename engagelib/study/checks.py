"""What single files cannot show: rows of one file that name what no other file has.

A file may be missing on purpose, so most of it is a warning; what would make a result wrong without a word
is an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engagelib.contracts import RESULT_KEYS, TABLES, Problem, ProblemsError, among, columns
from engagelib.contracts.addresses import Address, Nowhere, lookup
from engagelib.contracts.problems import MissingTable, Note, Unreadable, note
from engagelib.files import READ_IN
from engagelib.people import made_up
from engagelib.readers.aliases import known
from engagelib.readers.books import letters
from engagelib.readers.sheets import sheets_in, shown
from engagelib.study import makers
from engagelib.study.folder import DATA, FILES, RAW, open_questions, shipped, titles, usual
from engagelib.study.sources import KEYED, UNITS, attributes, joined
from engagelib.text.masks import counted, left, places
from engagelib.text.nearest import meant, nearness
from engagelib.text.nearest import nearest as nearest_of

if TYPE_CHECKING:
    import pandas as pd

    from engagelib.study.study import Study

__all__ = ["problems", "unread"]

MOST = 20  # of one kind; the rest is counted


def problems(study: Study) -> list[Problem]:
    """Everything that two files of a study say differently, in the order of the files.

    A table with wrong cells is compared by its other rows, so that one look finds what there is to find.
    """
    tables = {name: table for name in FILES if (table := _table(study, name)) is not None}
    if all(name in tables for name in UNITS if _is_there(study, name)) and tables.keys() & UNITS.keys():
        tables["units"] = joined(tables, study.zone)
    file = {name: study.file(name) if name in FILES else name for name in tables}
    found = [
        *_declared(study, tables),
        *_crossed(study),
        *_roles(study, tables),
        *_change(study, tables),
        *_sample(study, tables),
        *_files(study),
        *_without_files(study),
        *_printed(study, tables),
        *_units(tables),
        *_decisions(study),
        *_overrides(study),
        *_evidence(study, tables),
        *_quotes(tables),
        *_joint(study, tables),
        *_codings(study, tables),
        *_cases(tables),
        *_member_check(study, tables),
    ]
    return [
        Problem(
            **{"file": file.get(one.table, one.table)} | _place(study, one),
            value=one.value,
            message=one.what,
            severity=one.severity,
        )
        for one in _capped(found)
    ]


def hidden(study: Study) -> tuple[Counter[str], list[Problem]]:
    """What was masked when the study was read, kind by kind; and a word, for each table, on what looks like people and was left."""
    masks: Counter[str] = Counter()
    seen: dict[tuple[str, str], list[str]] = {}
    tables = {name: table for name in FILES if (table := _table(study, name)) is not None}
    for name, table in tables.items():
        for column in TABLES.get(name, TABLES["units"]):
            if column.free and column.name in table:
                said = table.dropna(subset=column.name)
                masks += counted(said[column.name])
                for place, text in zip(said.iloc[:, 0].astype(str), said[column.name], strict=True):
                    for kind, _ in left(text) if not study.is_shipped else ():
                        seen.setdefault((name, kind), []).append(place)
    told = [
        Problem(study.file(name), message=_looks(kind, places), severity="warning")
        for (name, kind), places in seen.items()
    ]
    return masks, told


def _looks(kind: str, places: list[str]) -> Note:
    some = list(dict.fromkeys(places))
    return note(f"looks_like_{kind}", n=len(places), places=some[:SHOWN] + ["…"] * (len(some) > SHOWN))


SHOWN = 5  # places that are named


def _place(study: Study, found: Found) -> dict[str, Any]:
    """Where the row stands that is wrong, if it is one of a file's."""
    if found.row is None or found.table not in FILES:
        return {}
    origins = study.reading(found.table).origins
    place = origins.place(found.row) if len(origins) else {}
    return place | (_cell(study, found, place) if place and found.column else {})


def _cell(study: Study, found: Found, place: Mapping[str, Any]) -> dict[str, Any]:
    """The cell of a row in which the value stands, if the row is one of a sheet's; its header is looked up again."""
    header, row = study.reading(found.table).mapping.get(found.column), place["row"]
    path = next((path for path in study.paths(found.table) if path.name == place["file"]), None)
    if header is None or path is None or row.key != "place_row" or not str(row.parts["n"]).isdigit():
        return {}
    names = known(found.table, declared={found.column: header})
    sheet = sheets_in(path, names).get(place["sheet"])
    if sheet is None or header not in sheet.header:
        return {}
    return {"cell": f"{letters(sheet.header.index(header))}{row.parts['n']}", "row": None}


class Found(NamedTuple):
    """Something that is wrong: of which table or file, with which value, how badly, and in which row of the table."""

    table: str
    value: str
    what: Note | str
    severity: str = "warning"
    row: int | None = None
    column: str = ""


def _is_there(study: Study, name: str) -> bool:
    try:
        return bool(study.reading(name))
    except MissingTable:
        return False
    except _BROKEN:
        return True


def _table(study: Study, name: str) -> pd.DataFrame | None:
    """A table's rows, those with a wrong cell left out; None where more than single cells is wrong."""
    try:
        reading = study.reading(name)
    except (MissingTable, *_BROKEN):
        return None  # its own reader says what is wrong
    wrong = [problem for problem in reading.problems if problem.severity == "error"]
    if reading.table.empty or not all(problem.cell for problem in wrong):
        return None
    needed = (
        [column.name for column in columns(name).values() if column.required and not column.blank]
        if name in TABLES
        else []
    )
    return reading.table.dropna(subset=[n for n in needed if n in reading.table]) if wrong else reading.table


_BROKEN = (ProblemsError, Unreadable, ValueError, TypeError, KeyError, OverflowError, OSError, RuntimeError)


def _named(
    table: str, values: Collection[str] | pd.Series, key: str | Note, severity: str = "warning"
) -> Iterator[Found]:
    """Each value once, in the first row that has it: a series goes by the rows of its table."""
    import pandas as pd

    rows = values.index if isinstance(values, pd.Series) else [None] * len(values)
    first: dict[str, int | None] = {}
    for row, value in zip(rows, values, strict=True):
        first.setdefault(value, row)
    what = note(key) if isinstance(key, str) else key
    column = str(getattr(values, "name", None) or "")
    yield from (Found(table, value, what, severity, row, column) for value, row in first.items())


def _capped(found: Iterable[Found]) -> Iterator[Found]:
    """The first of each kind, and how many more there are."""
    kinds: dict[tuple[str, Note | str, str], list[Found]] = {}
    for one in found:
        kinds.setdefault((one.table, one.what, one.severity), []).append(one)
    for (table, what, severity), several in kinds.items():
        yield from several[:MOST]
        if len(several) > MOST:
            yield Found(table, "", note("more_of_a_kind", n=len(several) - MOST, what=what), severity)


def _declared(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    named = {"comments": "author", "orders": "customer"}
    people = {
        who for name, column in named.items() if name in tables for who in tables[name][column].dropna()
    }
    if study.illustrative and (not study.is_shipped or people - made_up()):
        yield Found("study.toml", "illustrative = true", note("says_made_up"), "warning")
    if asked := open_questions((study.folder / "study.toml").read_text(encoding="utf-8-sig")):
        lines = [line.partition(":")[0] for line in asked]
        yield Found("study.toml", "", note("questions_open", lines=lines), "warning")
    if not study.is_shipped:
        for example, files in examples(study).items():
            yield Found(
                ", ".join([*files[:5], *(["…"] if files[5:] else [])]),
                "",
                note("the_examples_files", study=example),
                "warning",
            )
    if not study.is_shipped and study.title in titles():
        yield Found("study.toml", study.title, note("copied_title"), "warning")


def _crossed(study: Study) -> Iterator[Found]:
    """Attributes that codes are to be crossed with, and that nobody is told of."""
    named = study.settings.coding.attributes if study.settings.coding else []
    told = {*attributes(study)["attribute"]} if named else set()
    lost = [name for name in named if name not in told]
    if lost:
        yield Found("study.toml", "[coding] attributes", note("attributes_lost", names=lost), "error")


def _roles(study: Study, tables: Mapping[str, pd.DataFrame]) -> Iterator[Found]:
    """Codes and constructs that study.toml gives a part to and that the study does not have: they would count nothing."""
    settings = study.settings
    if "codebook" in tables:
        codes = set(tables["codebook"]["code"])
        given = {
            f"[coding.roles] {role}": named
            for role, named in (settings.coding.roles if settings.coding else {}).items()
        }
        given |= {f"[engagement] {name}": named for name, named in settings.engagement.items()}
        for place, named in given.items():
            for code in named:
                if code not in codes:
                    yield Found("study.toml", f"{place}: {code}", note("no_code_of_codebook"), "warning")
    if "items" in tables:
        constructs = set(tables["items"]["construct"].dropna())
        if (outcome := settings.survey.outcome) and outcome not in constructs:
            what = note("no_such_construct", constructs=sorted(constructs))
            yield Found("study.toml", f"[survey] outcome = {outcome}", what, "warning")


def examples(study: Study) -> dict[str, list[str]]:
    """Shipped study -> the files of this one that are copies of its own."""
    sizes: dict[int, list[Path]] = {}
    for path in (path for name in shipped() for path in (RAW / name).rglob("*") if path.is_file()):
        if path.suffix not in (".md", ".toml") and path.stem != "items":
            sizes.setdefault(path.stat().st_size, []).append(path)
    found: dict[str, list[str]] = {}
    for file in study.files():
        for path in sizes.get(file.stat().st_size, ()):
            if path.read_bytes() == file.read_bytes():
                found.setdefault(path.relative_to(RAW).parts[0], []).append(
                    file.relative_to(study.folder).as_posix()
                )
                break
    return found


def _change(study: Study, tables: Mapping[str, pd.DataFrame]) -> Iterator[Found]:
    """Sales of which nobody said what they are compared before and after, or of which outlet; sides that are too short."""
    if "sales" not in tables:
        return
    from engagelib.sales.change import of_outlet, outlets, short

    declared, daily = study.settings.sales, tables["sales"]
    outlet, there = declared.outlet, outlets(daily)
    named = list(filter(None, there))
    if outlet is not None and outlet not in there:
        yield Found("study.toml", str(outlet), note("no_such_outlet", outlets=named), "error")
        return
    if outlet is None and len(there) > 1:
        yield Found("study.toml", "[sales] outlet", note("several_outlets", outlets=named), "warning")
        return
    daily = of_outlet(daily, outlet)
    if declared.change:
        if why := short(daily, **declared.dates()):
            what = note("sides_not_compared", why=why)
            yield Found("study.toml", f"[sales] change = {declared.change}", what, "warning")
    else:
        yield Found("study.toml", "[sales] change", note("no_change"), "warning")


def _sample(study: Study, tables: Mapping[str, pd.DataFrame]) -> Iterator[Found]:
    """Stages of the sample that do not fit each other, or the questionnaire."""
    told = {stage: one.n for stage, one in study.settings.sampling.items()}
    for larger, smaller in (
        ("asked", "answered"),
        ("asked", "screened_out"),
        ("asked", "refused"),
        ("answered", "usable"),
    ):
        if larger in told and told.get(smaller, 0) > told[larger]:
            parts = {"stage": smaller, "n": told[smaller], "other": larger, "m": told[larger]}
            yield Found("study.toml", f"[sampling] {smaller}", note("sample_smaller", **parts), "warning")
    last = next((stage for stage in ("usable", "answered") if stage in told), None)
    if last and "responses" in tables:
        answered = tables["responses"].drop_duplicates("respondent")
        people = answered["respondent"].nunique()
        if told[last] not in (
            people,
            answered["group"].value_counts().max(),
        ):  # of all, or of the largest group
            differ = note("sample_differs", stage=last, n=told[last], m=people)
            yield Found("study.toml", f"[sampling] {last}", differ, "warning")


def _files(study: Study) -> Iterator[Found]:
    """Files that study.toml names and that are not there, and a provenance that is badly written."""
    there = study.unread()
    for table, named in study.settings.files.items():
        for file in [named] if isinstance(named, str) else named:
            if not (study.folder / file).exists():
                what = note("named_file_not_there", guess=meant(file, there))
                yield Found("study.toml", f'{table} = "{file}"', what, "error")
    _, wrong = study.provenance()
    if wrong:
        yield Found("PROVENANCE.md", "", wrong)


#: What of study.toml speaks of files of which table.
_SPOKEN_OF = {
    "survey": "responses",
    "comments": "comments",
    "coders": "codings",
    "coding": "codings",
    "service": "tickets",
    "sales": "sales",
}


def _without_files(study: Study) -> Iterator[Found]:
    """Parts of study.toml that speak of a file which is not there, and questions that nobody is seen to answer."""
    lacking = {
        table for table in FILES if not any((study.folder / name).exists() for name in study.named(table))
    }
    for section, table in _SPOKEN_OF.items():
        if study.config.get(section) and table in lacking and table not in study.settings.files:
            yield Found("study.toml", f"[{section}]", note("section_without_file", file=study.file(table)))
    if "tickets" not in lacking and "service" not in study.config:
        yield Found(
            "study.toml", "[service]", note("service_not_said", hours=study.settings.service.target_hours)
        )
    if "responses" in lacking and "items" not in lacking and not study.config.get("survey"):
        yield Found("items", "", note("section_without_file", file=study.file("responses")))


#: Columns of results that hold numbers alone.
_NUMBERS = ("n", "mean", "as_is", "to_be", "gap", "low", "high", "share", "median", "estimate", "alpha", "sd")


def _printed(study: Study, tables: Mapping[str, pd.DataFrame]) -> Iterator[Found]:
    """Addresses that lead to no result of any notebook, and words where a number is compared."""
    from engagelib.study.audit import MADE

    if "published" not in tables:
        return
    known = [*dict.fromkeys([*MADE, *RESULT_KEYS, "names", "level_words"])]
    for row in tables["published"].dropna(subset="quantity").itertuples():
        at = (row.Index, "quantity")
        try:
            address = Address.parse(row.quantity)
        except Nowhere as nowhere:
            what = note(f"published_why_{nowhere.key}", **nowhere.parts)
            yield Found("published", row.quantity, what, "warning", *at)
            continue
        made = address.table in known or study.result(address.table).exists()
        if not made and makers.notebook_of(study, address.table) is None:
            what = note("no_such_result", table=address.table, guess=meant(address.table, known))
            yield Found("published", row.quantity, what, "warning", *at)
        elif address.column in _NUMBERS and not any(sign.isdigit() for sign in str(row.printed)):
            yield Found("published", row.printed, note("printed_no_number"), "warning", row.Index, "printed")


# --- files that nothing reads ------------------------------------------------------------------------------------

#: Ending -> what such a file is: `unread_…` of the catalogue says so, and what to do with it.
_ENDINGS = {
    **dict.fromkeys((".xlt", ".fods", ".numbers", ".gsheet", ".et"), "unread_other_workbook"),
    **dict.fromkeys((".dta", ".por", ".rds", ".rdata", ".mdb", ".accdb"), "unread_other_data"),
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages"), "unread_other_text"),
    **dict.fromkeys((".txt", ".docx"), "unread_text"),
    ".pdf": "unread_pdf",
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".heic", ".gif", ".webp", ".tif", ".tiff"), "unread_picture"),
    **dict.fromkeys(
        (".mp3", ".m4a", ".wav", ".ogg", ".opus", ".aac", ".mp4", ".mov", ".avi", ".mkv"), "unread_recording"
    ),
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar"), "unread_archive"),
    **dict.fromkeys((".htm", ".html", ".xml"), "unread_page"),
}  # fmt: skip


def unread(study: Study, lacking: Mapping[str, MissingTable], known: Iterable[Problem]) -> list[Problem]:
    """Every file of the folder that no table is read from, with the reason and what to do.

    `lacking`: the tables that cannot be read, and why. Files that a problem `known` already names are not named again.
    """
    named = {problem.file for problem in known}
    folders = {study.file(table): table for table in READ_IN}
    found: list[tuple[str, Note | str]] = [(name, why) for name, why in study.no_files() if name not in named]
    deep: dict[str, list[str]] = {}
    for file in study.unread(lacking):
        folder, _, name = file.rpartition("/")
        if not named.isdisjoint([file, name, *file.split("/")[:-1]]):
            continue
        if folder and folder not in folders:
            deep.setdefault(folder, []).append(name)
        elif folder:
            endings = list(READ_IN[folders[folder]])
            found.append((file, note("unread_ending", folder=folder, endings=endings)))
        else:
            found.append((file, _why(study, file, lacking)))
    for folder, names in deep.items():
        some = ", ".join(names[:3]) + (" …" if names[3:] else "")
        where = next((known for known in folders if folder.startswith(f"{known}/")), "")
        there = note("into_folder", folder=where) if where else note("beside_study_toml")
        found.append((f"{folder}/", note("unread_folder", n=len(names), some=some, where=there)))
    return [Problem(readable(file), message=what, severity="warning") for file, what in found]


def readable(name: str) -> str:
    """A file's name as it can be written anywhere: bytes that are no UTF-8 become a sign that says so."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _why(study: Study, file: str, lacking: Mapping[str, MissingTable]) -> Note:
    """Why a file beside study.toml is not read, and what to do."""
    own = next((table for table in lacking if study.file(table) == file), None)
    if own:
        return note("unread_lacking", why=lacking[own].note)
    stem, _, ending = file.rpartition(".")
    ending = f".{ending.lower()}"
    there = {study.file(table).partition(".")[0].casefold(): table for table in FILES}
    absent = [table for table in FILES if not (study.folder / study.file(table)).exists()]
    near = nearest_of(stem.casefold(), [*there, *absent])
    table = there.get(near[0], near[0]) if near else ""
    if ending == ".docx":
        return note("unread_docx")
    if ending == ".parquet" and table in ("comments", ""):
        return note("unread_parquet", file=file)
    if ending not in DATA:
        is_one = table in absent and nearness(stem.casefold(), table) > 0.8  # survei.pdf, not catatan.txt
        sheet = [usual(table, ".xlsx")] if is_one else [".xlsx", ".csv"]
        return note(_ENDINGS.get(ending, "unread_no_table"), sheet=sheet)
    if table in absent:
        name, line = usual(table, ending), f'[files] {table} = "{file}"'
        if table in study.settings.files:
            return note("unread_line", line=line)
        return note("unread_rename", name=name, line=line)
    if table:
        return note("unread_second", table=table, file=study.file(table))
    return note("unread_unknown", file=file, absent=absent)


def _units(tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    """Ids that two units share: the codings of one would be taken for the other's."""
    if "units" not in tables:
        return
    again = tables["units"].loc[tables["units"]["unit"].duplicated(), "unit"]
    seen: set[str] = set()
    for table, key in KEYED.items():
        if table in tables:
            ids = tables[table][key]
            twice = ids.isin(again) & (among(ids, seen) | ids.duplicated())
            yield from _named(table, ids[twice], "id_of_two_units", "error")
            seen |= set(ids)


def _decisions(study: Study) -> Iterator[Found]:
    """Files of the coding folder that cannot be read: who is left out, own slang, which column is which."""
    for read in (study.left_out, study.slang, lambda: study.mapped_columns("comments")):
        try:
            read()
        except ProblemsError as error:
            for problem in error.problems:
                yield Found(problem.file, problem.value, problem.message, "error")


def _overrides(study: Study) -> Iterator[Found]:
    try:
        decided = study.overrides()
    except ProblemsError as error:
        for problem in error.problems:
            what = (
                note("at_cell", cell=problem.cell, what=problem.message) if problem.cell else problem.message
            )
            yield Found("overrides.csv", problem.value, what, "error")
        return
    strange = decided.loc[~decided["claim"].isin(list(study.claims)), "claim"]
    yield from _no_claim("overrides.csv", strange, study)
    twice = decided.drop_duplicates(["claim", "farmer"])
    yield from _named(
        "overrides.csv", twice.loc[twice["claim"].duplicated(), "claim"], "decided_twice", "error"
    )


def _no_claim(table: str, strange: Collection[str] | pd.Series, study: Study) -> Iterator[Found]:
    yield from _named(table, strange, note("no_claim", claims=list(study.claims)), "error")


def _evidence(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    import pandas as pd

    if "evidence" not in tables:
        return
    evidence = tables["evidence"]
    yield from _no_claim(
        "evidence", evidence.loc[~evidence["claim"].isin(list(study.claims)), "claim"], study
    )
    for row in evidence.dropna(subset="ref").itertuples():
        name, colon, key = row.ref.partition(":")
        if not colon or not key:
            yield Found("evidence", row.ref, note("no_ref"), "error", row.Index, "ref")
        elif name in tables and lookup(row.ref, tables) is None:
            yield Found(
                "evidence",
                f"{row.claim} {row.ref}",
                note("leads_to_no_row", table=name),
                "warning",
                row.Index,
                "ref",
            )
        elif name not in tables and name not in RESULT_KEYS and name not in FILES and name != "units":
            yield Found(
                "evidence",
                row.ref,
                note("no_such_table", tables=[*sorted(tables), *RESULT_KEYS]),
                "error",
                row.Index,
                "ref",
            )
        elif (
            name in RESULT_KEYS
            and pd.isna(row.stance)
            and row.ref not in study.claims.get(row.claim, {}).get("rules", {})
        ):
            yield Found("evidence", row.ref, note("no_stance", claim=row.claim), "warning", row.Index)


def _quotes(tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    """Quotes that their unit does not hold, and pieces of evidence that stand twice."""
    if "evidence" not in tables:
        return
    evidence = tables["evidence"]
    for row in evidence.dropna(subset=["ref", "quote"]).itertuples():
        name = row.ref.partition(":")[0]
        found = lookup(row.ref, tables) if name in tables and name not in RESULT_KEYS else None
        texts = [str(found[c]) for c in ("text", "note", "title") if found is not None and c in found]
        if texts and not any(places(row.quote, text) for text in texts):
            yield Found(
                "evidence",
                f"{row.claim} {row.ref} {shown(row.quote)}",
                note("no_such_quote"),
                "warning",
                row.Index,
            )
    twice = evidence[evidence.duplicated(["claim", "ref", "quote"])].dropna(subset="ref")
    yield from _named("evidence", twice["claim"] + " " + twice["ref"], "evidence_twice")


def _joint(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    """Quotes of joint displays that are nobody's words."""
    if "units" not in tables:
        return
    texts = tables["units"].drop_duplicates("unit").set_index("unit")["text"].to_dict()
    for named in (quote for asked in study.joint for quote in asked.get("quotes", ())):
        unit, words = (named, "") if isinstance(named, str) else (named["unit"], named["text"])
        if unit not in texts:
            yield Found("study.toml", unit, note("joint_quote_without_unit"), "warning")
        elif words and not places(words, texts[unit]):
            yield Found("study.toml", words, note("joint_quote_not_there", unit=unit), "warning")


def _codings(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    if "codings" not in tables:
        return
    codings = tables["codings"]
    primary = study.settings.coding.primary if study.settings.coding else None
    coders = list(dict.fromkeys(codings["coder"]))
    if primary is not None and primary not in coders:
        yield Found("study.toml", str(primary), note("primary_coded_nothing", coders=coders), "error")
    backwards = codings[
        (codings["start"] >= codings["end"]).fillna(False) | (codings["start"] < 0).fillna(False)
    ]
    yield from _named("codings", _spans(backwards), "no_passage", "error")
    if "units" not in tables:
        return
    known = among(codings["unit"], tables["units"]["unit"])
    yield from _named("codings", codings.loc[~known, "unit"], "coded_without_unit")


def _spans(codings: pd.DataFrame) -> pd.Series:
    """Unit, start and end of codings, in words."""
    start, end = (codings[name].astype(str) for name in ("start", "end"))
    return codings["unit"] + " " + start + "-" + end


def _cases(tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    if "cases" not in tables:
        return
    cases = tables["cases"]
    known = set(cases["case"])
    lost = cases.loc[cases["parent"].notna() & ~cases["parent"].isin(known), "parent"]
    yield from _named("cases", lost, "parent_no_case", "error")
    kinds = cases.drop_duplicates("case").set_index("case")["kind"]
    people = cases[cases["kind"] == "informant"]
    orphans = people.loc[(people["parent"].map(kinds) != "shop") & ~people["parent"].isin(lost), "case"]
    yield from _named("cases", orphans, "informant_without_shop", "error")
    shops = cases[(cases["kind"] == "shop") & cases["parent"].notna()]
    yield from _named("cases", shops["case"], "shop_under_case", "error")
    out = cases.loc[cases["included"] == False, "case"]  # noqa: E712 - missing is not no
    yield from _named("cases", out, "not_included")
    if "interviews" in tables:
        spoken = tables["interviews"]["case"].dropna()
        yield from _named("cases", spoken[~spoken.isin(known)].tolist(), "interviewed_no_case")
    for name in ("observations", "documents", "reviews", "orders", "insights"):
        if name in tables and tables[name]["case"].notna().any():
            used = tables[name]["case"].dropna()
            yield from _named(name, used[~used.isin(known)], "no_case_left_out")


def _member_check(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    if "member_check" not in tables:
        return
    ledger = tables["member_check"]
    if "cases" in tables:
        strange = ledger.loc[~ledger["informant"].isin(tables["cases"]["case"]), "informant"]
        yield from _named("member_check", strange, "no_case")
    findings = set(study.claims) | (set(tables["codebook"]["code"]) if "codebook" in tables else set())
    if findings:
        strange = ledger.loc[~ledger["finding"].isin(findings), "finding"]
        yield from _named("member_check", strange, "no_claim_no_code")
    told = ledger["outcome"].notna() & ledger["returned"].isna()
    yield from _named("member_check", ledger.loc[told, "informant"], "outcome_without_return", "error")
    mute = ledger["outcome"].isna() & ledger["returned"].notna()
    yield from _named(
        "member_check",
        ledger.loc[mute, "informant"],
        "was returned, but has no outcome (agree, correct, add, reject)",
    )
