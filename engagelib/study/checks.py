"""What single files cannot show: rows of one file that name what no other file has.

A file may be missing on purpose, so most of it is a warning; what would make a result wrong without a word
is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from engagelib.contracts import RESULT_KEYS, TABLES, Problem, ProblemsError, columns
from engagelib.contracts.addresses import lookup
from engagelib.contracts.problems import MissingTable, Unreadable
from engagelib.files import READ_IN
from engagelib.people import made_up
from engagelib.readers.sheets import shown
from engagelib.study.declaration import nearest
from engagelib.study.folder import DATA, FILES, titles, usual
from engagelib.study.sources import UNITS, joined
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
        *_change(study, tables),
        *_files(study),
        *_units(tables),
        *_overrides(study),
        *_evidence(study, tables),
        *_quotes(tables),
        *_joint(study, tables),
        *_codings(study, tables),
        *_cases(tables),
        *_member_check(study, tables),
    ]
    return [
        Problem(file.get(name, name), value=value, message=said, severity=how)
        for name, value, said, how in _capped(found)
    ]


Found = tuple[str, str, str, str]  # table, value, message, severity


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
    needed = [column.name for column in columns(name).values() if column.required] if name in TABLES else []
    return reading.table.dropna(subset=[n for n in needed if n in reading.table]) if wrong else reading.table


_BROKEN = (ProblemsError, Unreadable, ValueError, TypeError, KeyError, OverflowError, OSError, RuntimeError)


def _named(table: str, values: Collection[str], said: str, severity: str = "warning") -> Iterator[Found]:
    for value in dict.fromkeys(values):
        yield table, value, said, severity


def _capped(found: Iterable[Found]) -> Iterator[Found]:
    """The first of each kind, and how many more there are."""
    kinds: dict[tuple[str, str, str], list[str]] = {}
    for table, value, said, severity in found:
        kinds.setdefault((table, said, severity), []).append(value)
    for (table, said, severity), values in kinds.items():
        yield from ((table, value, said, severity) for value in values[:MOST])
        if len(values) > MOST:
            yield table, "", f"{len(values) - MOST} more: {said}", severity


def _declared(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    named = {"comments": "author", "orders": "customer"}
    people = {
        who for name, column in named.items() if name in tables for who in tables[name][column].dropna()
    }
    if study.illustrative and (not study.is_shipped or people - made_up()):
        said = "makes every page say that the data were made up; take the line out once they are your own"
        yield "study.toml", "illustrative = true", said, "warning"
    if not study.is_shipped and study.title in titles():
        said = "is the title of the study that was copied; make title, question, limits, claims, joint, inference, "
        said += "methods and PROVENANCE.md your own"
        yield "study.toml", study.title, said, "warning"


def _change(study: Study, tables: Mapping[str, pd.DataFrame]) -> Iterator[Found]:
    """Sales of which nobody said what they are compared before and after, or of which outlet; sides that are too short."""
    if "sales" not in tables:
        return
    from engagelib.sales.change import of_outlet, outlets, short

    declared, daily = study.section("sales"), tables["sales"]
    outlet, there = declared.get("outlet"), outlets(daily)
    named = ", ".join(filter(None, there)) or "not named"
    if outlet is not None and outlet not in there:
        said = f"is [sales] outlet, but no sales of it are there; the outlets are {named}"
        yield "study.toml", str(outlet), said, "error"
        return
    if outlet is None and len(there) > 1:
        said = "is not there, and the sales are those of several outlets: the notebook on sales is left out; "
        said += f'write outlet = "…" below [sales]; the outlets are {named}'
        yield "study.toml", "[sales] outlet", said, "warning"
        return
    daily = of_outlet(daily, outlet)
    if "change" in declared:
        dates = {key: declared[key] for key in ("change", "established") if key in declared}
        if why := short(daily, **dates):
            said = f"before and after are not compared: {why}"
            yield "study.toml", f"[sales] change = {declared['change']}", said, "warning"
    else:
        said = 'is not there: sales before and after are not compared; write change = "YYYY-MM-DD" below [sales], '
        said += "the first day of the new way"
        yield "study.toml", "[sales] change", said, "warning"


def _files(study: Study) -> Iterator[Found]:
    """Files that study.toml names and that are not there, and a provenance that is badly written."""
    there = study.unread()
    for table, file in study.section("files").items():
        if not (study.folder / file).exists():
            said = "stands under [files], but the folder has no such file; correct the name, or take the line out"
            yield "study.toml", f'{table} = "{file}"', said + nearest(file, there), "error"
    _, said = study.provenance()
    if said:
        yield "PROVENANCE.md", "", said, "warning"


# --- files that nothing reads ------------------------------------------------------------------------------------

_OLD = "save it as {sheet}"
#: Ending -> what such a file is, and what to do with it.
_ENDINGS = {
    **dict.fromkeys((".xls", ".xlsb", ".xlt"), ("a workbook of an old Excel", _OLD)),
    **dict.fromkeys((".ods", ".fods", ".numbers", ".gsheet", ".et"), ("a workbook of another program", _OLD)),
    **dict.fromkeys((".dta", ".por", ".rds", ".rdata", ".mdb", ".accdb"), ("a data file of another program", _OLD)),
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages"), ("a text of another program", "save an interview as .docx in the folder interviews")),
    **dict.fromkeys((".txt", ".docx"), ("a text", "put interviews into the folder interviews, and save a table as {sheet}")),
    **dict.fromkeys((".pdf", ".jpg", ".jpeg", ".png", ".heic", ".gif", ".webp", ".tif", ".tiff"), ("a picture", "write what it shows into documents.csv")),
    **dict.fromkeys((".mp3", ".m4a", ".wav", ".ogg", ".opus", ".aac", ".mp4", ".mov", ".avi", ".mkv"), ("a recording", "write down what is said: .docx in the folder interviews")),
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar"), ("an archive", "unpack it")),
    **dict.fromkeys((".htm", ".html", ".xml"), ("a page", "export the table as {sheet}")),
}  # fmt: skip


def unread(study: Study, lacking: Mapping[str, MissingTable], known: Iterable[Problem]) -> list[Problem]:
    """Every file of the folder that no table is read from, with the reason and what to do.

    `lacking`: the tables that cannot be read, and why. Files that a problem `known` already names are not named again.
    """
    named = {problem.file for problem in known}
    folders = {study.file(table): table for table in READ_IN}
    found: list[tuple[str, str]] = []
    deep: dict[str, list[str]] = {}
    for file in study.unread(lacking):
        folder, _, name = file.rpartition("/")
        if not named.isdisjoint([file, name, *file.split("/")[:-1]]):
            continue
        if folder and folder not in folders:
            deep.setdefault(folder, []).append(name)
        elif folder:
            endings = ", ".join(READ_IN[folders[folder]])
            found.append(
                (file, f"is not read; what is in {folder} is kept as {endings}: save it as one of them")
            )
        else:
            found.append((file, _why(study, file, lacking)))
    for folder, names in deep.items():
        some = ", ".join(names[:3]) + (" …" if names[3:] else "")
        where = next((known for known in folders if folder.startswith(f"{known}/")), "")
        there = f"into {where}" if where else "beside study.toml, or name them there ([files])"
        found.append(
            (f"{folder}/", f"is no folder that is read ({len(names)} files: {some}); put them {there}")
        )
    return [Problem(file, message=said, severity="warning") for file, said in found]


def _why(study: Study, file: str, lacking: Mapping[str, MissingTable]) -> str:
    """Why a file beside study.toml is not read, and what to do."""
    own = next((table for table in lacking if study.file(table) == file), None)
    if own:
        return f"is not read, because {lacking[own]}"
    stem, _, ending = file.rpartition(".")
    ending = f".{ending.lower()}"
    there = {study.file(table).partition(".")[0].casefold(): table for table in FILES}
    absent = [table for table in FILES if not (study.folder / study.file(table)).exists()]
    near = nearest_of(stem.casefold(), [*there, *absent])
    table = there.get(near[0], near[0]) if near else ""
    if ending == ".docx":
        return "is read by nothing; put interviews into the folder interviews"
    if ending == ".parquet" and table in ("comments", ""):
        return f'is not read unless study.toml names it: [files] comments = "{file}"'
    if ending not in DATA:
        sheet = usual(table, ".xlsx") if table in absent else ".xlsx or .csv"
        what, remedy = _ENDINGS.get(
            ending, ("no table", "take it out of the folder, or save a table as {sheet}")
        )
        return f"is not read: it is {what}; {remedy.format(sheet=sheet)}"
    if table in absent:
        name, line = usual(table, ending), f'[files] {table} = "{file}"'
        choice = (
            f"write {line}" if table in study.section("files") else f"rename it to {name}, or write {line}"
        )
        return f"is read by nothing; {choice} in study.toml"
    if table:
        return (
            f"is read by nothing; {table} are read from {study.file(table)}; merge the two, or take one out"
        )
    said = f'if it is a table, name it in study.toml: [files] <table> = "{file}"; no file has {", ".join(absent)}'
    return f"is read by nothing; {said}"


def _units(tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    """Ids that two units share: the codings of one would be taken for the other's."""
    if "units" in tables:
        units = tables["units"]
        again = units[units["unit"].duplicated()]
        for kind, part in again.groupby("kind", sort=False):
            table = {"interview": "interviews", "observation": "observations", "document": "documents"}.get(
                kind, "reviews"
            )
            yield from _named(
                table,
                part["unit"],
                "is the id of two units; rename a file or a row, so that each is one unit's",
                "error",
            )


def _overrides(study: Study) -> Iterator[Found]:
    try:
        decided = study.overrides()
    except ProblemsError as error:
        for problem in error.problems:
            yield "overrides.csv", problem.value, f"{problem.cell}: {problem.message}".lstrip(": "), "error"
        return
    strange = decided.loc[~decided["claim"].isin(list(study.claims)), "claim"]
    yield from _named(
        "overrides.csv",
        strange,
        f"is no claim of study.toml; its claims are {', '.join(study.claims)}",
        "error",
    )
    twice = decided.drop_duplicates(["claim", "farmer"])
    yield from _named(
        "overrides.csv",
        twice.loc[twice["claim"].duplicated(), "claim"],
        "is decided twice, differently; keep one",
        "error",
    )


def _evidence(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    import pandas as pd

    if "evidence" not in tables:
        return
    evidence = tables["evidence"]
    known = ", ".join(study.claims) or "none"
    strange = [claim for claim in evidence["claim"] if claim not in study.claims]
    yield from _named("evidence", strange, f"is no claim of study.toml; its claims are {known}", "error")
    for row in evidence.dropna(subset="ref").itertuples():
        name, colon, key = row.ref.partition(":")
        if not colon or not key:
            said = "is no ref; write <table>:<key>, such as units:owner:12 or gap:customer/APO02"
            yield "evidence", row.ref, said, "error"
        elif name in tables and lookup(row.ref, tables) is None:
            yield "evidence", f"{row.claim} {row.ref}", f"leads to no row of {name}", "warning"
        elif name not in tables and name not in RESULT_KEYS and name not in FILES and name != "units":
            allowed = ", ".join([*sorted(tables), *RESULT_KEYS])
            yield "evidence", row.ref, f"names a table that there is not; there are {allowed}", "error"
        elif (
            name in RESULT_KEYS
            and pd.isna(row.stance)
            and row.ref not in study.claims.get(row.claim, {}).get("rules", {})
        ):
            said = f"has no stance, and [claims.{row.claim}] of study.toml declares no rule for it"
            yield "evidence", row.ref, said, "warning"


def _quotes(tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    """Quotes that their unit does not hold, and pieces of evidence that stand twice."""
    if "evidence" not in tables:
        return
    evidence = tables["evidence"]
    for row in evidence.dropna(subset=["ref", "quote"]).itertuples():
        name = row.ref.partition(":")[0]
        found = lookup(row.ref, tables) if name in tables and name not in RESULT_KEYS else None
        texts = [str(found[c]) for c in ("text", "note", "title") if found is not None and c in found]
        if texts and not any(row.quote in text for text in texts):
            said = "is a quote that does not stand there; copy the words as they are"
            yield "evidence", f"{row.claim} {row.ref} {shown(row.quote)}", said, "warning"
    twice = evidence[evidence.duplicated(["claim", "ref", "quote"])].dropna(subset="ref")
    yield from _named(
        "evidence", [f"{row.claim} {row.ref}" for row in twice.itertuples()], "stands twice, and counts twice"
    )


def _joint(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    """Quotes of joint displays that are nobody's words."""
    if "units" not in tables:
        return
    texts = tables["units"].drop_duplicates("unit").set_index("unit")["text"].to_dict()
    for named in (quote for asked in study.joint for quote in asked.get("quotes", ())):
        unit, words = (named, "") if isinstance(named, str) else (named["unit"], named["text"])
        if unit not in texts:
            yield "study.toml", unit, "stands under [[joint]] quotes, but no file has such a unit", "warning"
        elif words not in texts[unit]:
            said = f"stands under [[joint]] quotes, but not in {unit}; copy the words as they are"
            yield "study.toml", words, said, "warning"


def _codings(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    if "codings" not in tables:
        return
    codings = tables["codings"]
    primary, coders = study.section("coding").get("primary"), list(dict.fromkeys(codings["coder"]))
    if primary is not None and primary not in coders:
        said = f"is [coding] primary, but coded nothing; the coders are {', '.join(coders)}"
        yield "study.toml", str(primary), said, "error"
    backwards = codings[
        (codings["start"] >= codings["end"]).fillna(False) | (codings["start"] < 0).fillna(False)
    ]
    values = [f"{row.unit} {row.start}-{row.end}" for row in backwards.itertuples()]
    yield from _named(
        "codings", values, "is no passage: start counts from 0 and end is the character after it", "error"
    )
    if "units" not in tables:
        return
    length = tables["units"].drop_duplicates("unit").set_index("unit")["text"].str.len()
    size = codings["unit"].map(length)
    yield from _named("codings", codings.loc[size.isna(), "unit"], "is coded, but no file has such a unit")
    beyond = codings[(codings["end"] > size).fillna(False)]
    values = [f"{row.unit} {row.start}-{row.end}" for row in beyond.itertuples()]
    said = "marks a passage that ends after the unit's text; was the text changed after it was coded?"
    yield from _named("codings", values, said, "error")


def _cases(tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    if "cases" not in tables:
        return
    cases = tables["cases"]
    known = set(cases["case"])
    lost = cases.loc[cases["parent"].notna() & ~cases["parent"].isin(known), "parent"]
    yield from _named("cases", lost, "stands under parent, but is no case of the file", "error")
    kinds = cases.drop_duplicates("case").set_index("case")["kind"]
    people = cases[cases["kind"] == "informant"]
    orphans = people.loc[(people["parent"].map(kinds) != "shop") & ~people["parent"].isin(lost), "case"]
    yield from _named("cases", orphans, "is an informant without a shop under parent; name the shop", "error")
    shops = cases[(cases["kind"] == "shop") & cases["parent"].notna()]
    yield from _named(
        "cases", shops["case"], "is a shop, and stands under another case; leave parent blank", "error"
    )
    out = cases.loc[cases["included"] == False, "case"]  # noqa: E712 - missing is not no
    yield from _named(
        "cases",
        out,
        "is not included by its own row; take its row and its material out, nothing else leaves it out",
    )
    if "interviews" in tables:
        spoken = tables["interviews"]["case"].dropna()
        yield from _named("cases", spoken[~spoken.isin(known)], "was interviewed, but is no case of the file")
    for name in ("observations", "documents", "reviews", "orders", "insights"):
        if name in tables and tables[name]["case"].notna().any():
            used = tables[name]["case"].dropna()
            yield from _named(
                name,
                used[~used.isin(known)],
                "is no case of cases.csv; it is left out where cases are compared",
            )


def _member_check(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Found]:
    if "member_check" not in tables:
        return
    ledger = tables["member_check"]
    if "cases" in tables:
        strange = ledger.loc[~ledger["informant"].isin(tables["cases"]["case"]), "informant"]
        yield from _named("member_check", strange, "is no case of cases.csv")
    findings = set(study.claims) | (set(tables["codebook"]["code"]) if "codebook" in tables else set())
    if findings:
        strange = ledger.loc[~ledger["finding"].isin(findings), "finding"]
        yield from _named("member_check", strange, "is neither a claim of study.toml nor a code")
    told = ledger["outcome"].notna() & ledger["returned"].isna()
    yield from _named(
        "member_check",
        ledger.loc[told, "informant"],
        "has an outcome, but no day on which it was returned",
        "error",
    )
    mute = ledger["outcome"].isna() & ledger["returned"].notna()
    yield from _named(
        "member_check",
        ledger.loc[mute, "informant"],
        "was returned, but has no outcome (agree, correct, add, reject)",
    )
