"""What a file holds, told by its headers and by what its cells hold: how sure that is, and why.

Headers weigh by how few tables know them: "omzet" stands in sales alone, "tanggal" in a dozen tables. Cells weigh
by what could stand nowhere else: words of an answer scale, marks below codes, two moments a row. Where two tables
come close, or too little speaks for one, nothing is settled: `asked` names the tables between which a person decides.
"""

from __future__ import annotations

import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from engagelib.contracts import TABLES
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.contracts.tables import PROCESSES
from engagelib.contracts.values import as_date
from engagelib.files import SHEETS
from engagelib.readers.aliases import could_hold, found, known, listed, offered
from engagelib.readers.books import is_book
from engagelib.readers.columns import (
    CODE,
    Column,
    Columns,
    answer_columns,
    coder_columns,
    is_answer,
    numbers_rows,
)
from engagelib.readers.comments import records_of, rows_of
from engagelib.readers.conform import SAME
from engagelib.readers.interviews import ANSWERS, ASKS
from engagelib.readers.interviews import units as interview
from engagelib.readers.sheets import (
    Sheet,
    filled,
    header_key,
    is_json,
    named_columns,
    read_csv_text,
    sheets_in,
)
from engagelib.readers.spss import LABELLED, read_labelled
from engagelib.text.encodings import contents, decoded, opening
from engagelib.text.masks import masked

__all__ = ["Part", "Recognised", "recognise"]

#: From here on a file is taken for what speaks most for it, if the next is so much less likely.
SURE, APART = 0.6, 0.15
#: What is worth asking about.
POSSIBLE = 0.3
#: A header that more tables know tells nothing: "tanggal", "keterangan".
SHARED = 4
#: Table -> columns that its headers have to name, one of each set; of other tables all that are required.
NEEDED = {
    "comments": ({"text"}, {"author", "created_at", "comment_id"}),
    "sales": ({"date"}, {"quantity", "amount"}),
    "orders": ({"order_key"}, {"date"}, {"customer"}),
    "tickets": ({"opened_at"}, {"process", "first_reply_at", "closed_at"}),
    "codings": ({"unit"}, {"code"}),
    "codebook": ({"code", "name"}, {"definition"}),
    "published": ({"printed"}, {"place"}, {"row"}),
    "insights": ({"date"}, {"case", "channel"}, {"reach", "interactions", "messages", "shipped", "followers"}),
    "observations": ({"observation", "date"}, {"behaviour", "function", "tactic"}, {"note"}),
    "reviews": ({"text"}, {"rating"}),
    "documents": ({"document"}, {"kind"}, {"title"}),
    "evidence": ({"claim"}, {"ref"}),
    "items": ({"item"}, {"text"}, {"construct"}),
}  # fmt: skip
#: Tables that no file of a researcher's own holds, or that others stand for.
_OTHERS = ("units", "responses", "overrides", "suggestions", "videos", "accounts", "profile")
BY_HEADERS = tuple(dict.fromkeys([*NEEDED, *(table for table in TABLES if table not in _OTHERS)]))
#: Platform -> what names it in links, headers and names of files.
PLATFORMS = {
    "tiktok": r"tiktok|digg|aweme|^tt[ _-]",
    "instagram": r"instagram|(?<![a-z])ig(?![a-z])|igcomment",
    "youtube": r"youtube|youtu\.be|(?<![a-z])yt(?![a-z])",
    "facebook": r"facebook|(?<![a-z])fb(?![a-z])",
    "google": r"google|gmaps|maps",
    "shopee": r"shopee",
    "tokopedia": r"tokopedia",
}


@dataclass(frozen=True)
class Part:
    """A sheet and what it holds: a table of the contract, or "" where nothing tells; `sure` goes from 0 to 1."""

    sheet: str
    table: str
    sure: float
    why: tuple[Note, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """What a file holds: `table` ("" where a person has to tell, of those in `asked`), how sure (0 to 1), and why.

    `group` is "owner" for an owner's sheet of COBIT statements; `platform` where comments come from; `parts` has
    each sheet, `header` is that of the sheet that was looked at.
    """

    file: str
    table: str = ""
    sure: float = 0.0
    why: tuple[Note, ...] = ()
    asked: tuple[str, ...] = ()
    group: str = ""
    platform: str = ""
    parts: tuple[Part, ...] = ()
    sheets: Mapping[str, Sheet] = field(default_factory=dict, repr=False, compare=False)

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that speaks most for the table."""
        chosen = [part.sheet for part in self.parts if part.table == self.table]
        return self.sheets[chosen[0]] if chosen else next(iter(self.sheets.values()), None)


#: Projects of other programs: REFI-QDA, QualCoder, Taguette.
PROJECTS = (".qdpx", ".qda", ".sqlite3")


#: Endings of files that may be tables or texts.
_READ = (
    *SHEETS, ".docx", ".txt", ".zip", ".qdc", ".qdpx", ".qda", ".sqlite3", ".sav", ".zsav", ".omv", ".json", ".jsonl", ".ndjson",
)  # fmt: skip


def recognise(path: Path | str) -> Recognised:
    """Tell what a file holds, from its headers and its cells; never from its name alone.

    In: a file of any kind. Out: `Recognised`. Raises nothing for a file that cannot be read: then `table` is ""
    and `why` says so.

    >>> found = recognise("data/raw/kia-metro/sales.xlsx")
    >>> found.table, found.sure
    ('sales', 1.0)
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in _READ:
        return Recognised(path.name, why=(note("rec_no_table"),))
    try:
        if ending in (".docx", ".txt"):
            return _spoken(path)
        if ending in (".zip", ".qdc", *PROJECTS):
            return _packed(path)
        sheets = _sheets(path)
    except Unreadable as error:
        why = error.why if isinstance(error.why, Note) else note("as_told", what=str(error.why))
        return Recognised(path.name, why=(why,))
    parts = tuple(_of_sheet(name, sheet, path) for name, sheet in sheets.items())
    return _whole(path, parts, sheets)


def _sheets(path: Path) -> dict[str, Sheet]:
    """Every sheet of a file, the header found by all that columns may be called."""
    ending = path.suffix.lower()
    if is_book(path):
        return sheets_in(path, _everything(), fill_merged=True)
    if ending in LABELLED:
        return {"": read_labelled(path)}
    text = decoded(contents(path), path.name)
    if is_json(text):
        lines = [text] if text.lstrip()[:1] == "[" or "\n{" not in text.strip() else text.splitlines()
        records = [record for line in lines for record in records_of(line, path.name)]
        header = tuple(dict.fromkeys(name for record in records for name in record))
        empty = Sheet(path.name, "", header, (), ())
        return {"": filled(empty, enumerate(rows_of(records, header), start=1))} if records else {}
    return {"": read_csv_text(text, path.name, _everything())}


@cache
def _everything() -> frozenset[str]:
    return known(*(table for table in _HEADERS))


# --- what a header says -----------------------------------------------------------------------------------------------

#: Lists of headers by the table that they speak for.
_HEADERS = {
    table: table
    for table in TABLES
    if table not in ("units", "responses", "overrides", "wording", "suggestions")
} | {"questionnaire": "responses", "turns": "interviews"}


@cache
def _weights() -> dict[str, dict[str, float]]:
    """Header -> table -> how much it speaks for it: less, the more tables know it."""
    told: dict[str, set[str]] = {}
    for of, table in _HEADERS.items():
        for names in listed(of).values():
            for name in names:
                told.setdefault(name, set()).add(table)
        for name in offered(of) if of in TABLES else ():
            told.setdefault(name, set()).add(table)
    return {
        name: dict.fromkeys(tables if len(tables) <= SHARED and len(name) > 2 else (), 1 / len(tables))
        for name, tables in told.items()
    }


@cache
def _word_weights() -> dict[str, frozenset[str]]:
    """A word of a header -> the tables that know headers with it."""
    told: dict[str, set[str]] = {}
    for name, tables in _weights().items():
        for word in re.findall(r"[^\W\d_]{4,}", name):
            told.setdefault(word, set()).update(tables or ["", *_HEADERS])
    return {word: frozenset(tables) for word, tables in told.items() if len(tables) <= SHARED}


def _words_of(name: str) -> dict[str, float]:
    """What a header that nobody listed says by its words, at half their weight: "potong terjual"."""
    said = [_word_weights()[word] for word in re.findall(r"[^\W\d_]{4,}", name) if word in _word_weights()]
    tables = min(said, key=len, default=frozenset())
    return dict.fromkeys(tables, 0.5 / len(tables)) if tables else {}


def _by_headers(sheet: Sheet) -> Counter[str]:
    """Table -> how much the headers speak for it, from 0 to 1: three that no other table knows are enough."""
    told: Counter[str] = Counter()
    for name in sheet.headers:
        told.update(_weights()[name] if name in _weights() else _words_of(name))
    return Counter({table: min(1.0, weight / 3) for table, weight in told.items()})


# --- what cells say ----------------------------------------------------------------------------------------------------

#: How sure the cells make it that a sheet holds a table, and why.
Found = tuple[float, list[Note]]
_PROCESSES = {word for word, same in SAME.items() if set(same) & set(PROCESSES)} | set(PROCESSES)


def _responses(c: Columns) -> Found:
    if {"respondent", "item", "value"} <= found("questionnaire", c.sheet).keys():
        return 1.0, [note("rec_long_answers")]
    answers = answer_columns(c)
    if len(answers) < 3:
        return 0.0, []
    worded = sum(column.mostly("scale", 0.6) for column in answers)
    headers = [(x.header, c.sheet.questions.get(x.header, x.header)) for x in answers]
    asked = sum(bool(CODE.match(name)) or len(q.split()) > 3 or q[-1:] in ".?" for name, q in headers)
    told = max(worded, asked) / len(answers)
    daily = [column for column in c.of("day") if column.distinct == column.filled]
    return 0.45 + (0.5 * told if told >= 0.5 and not daily else 0), [
        note("rec_answers", n=len(answers), rows=c.height)
    ]


def _cobit(c: Columns) -> Found:
    codes = c.of("objective")
    states = [column for column in c.of("step", least=0.9) if not numbers_rows(column)]
    told = c.of("sentence", least=0.5) or any(
        re.search(r"\d\d\W+\w", str(v)) for x in codes for v in x.values
    )
    if codes and len(states) >= 2 and any(column.distinct > 1 for column in states) and told:
        return 1.0, [note("rec_cobit", objectives=sorted({str(v)[:5].upper() for v in codes[0].values}))]
    return 0.0, []


def _comments(c: Columns) -> Found:
    why = []
    if c.said is None:
        return 0.0, []
    why.append(note("rec_text", header=c.said.header))
    score = 0.25
    moments = [column for column in c.times if not column.mostly("clock")] + c.of("ago")
    if len(moments) == 1:
        score += 0.1
    if c.of("stars"):  # of reviews
        score += 0.15
    if ids := [column for column in c.all if column.mostly("long_id", 0.6)]:
        score += 0.2
        why.append(note("rec_long_ids", header=ids[0].header))
    if c.names:
        score += 0.15
        why.append(note("rec_authors", header=c.names[0].header))
    if c.of("link"):
        score += 0.1
    if not (moments or ids or c.of("link")):
        score = 0.2
    if any(re.search(r"<mention>|[\U0001F300-\U0001FAFF❤]", masked(str(v))) for v in c.said.values):
        score += 0.15
        why.append(note("rec_emoji"))
    return min(score, 0.9 if moments else 0.5), why


def _codings(c: Columns) -> Found:
    units = [
        column for column in c.all
        if column.distinct >= 0.9 * column.filled and (column.mostly("long_id", 0.5) or numbers_rows(column) or column in c.texts)
    ]  # fmt: skip
    marked = [column for column in c.all if column.mostly("mark", 0.9) and column.distinct <= 3]
    binary = [
        column for column in c.of("step", least=1) if {str(v).strip() for v in column.values} <= {"0", "1", "0.0", "1.0"}
    ]  # fmt: skip
    codes = marked if len(marked) >= 2 else binary
    if units and len(codes) >= 2 and not c.times and not any(is_answer(column.header) for column in codes):
        told = any(column in c.texts or column.mostly("long_id", 0.5) for column in units)
        return 0.35 + 0.3 * told + 0.2 * (codes is marked), [
            note("rec_marks", n=len(codes), header=codes[0].header)
        ]
    named = found("codings", c.sheet)
    if {"unit", "code"} <= named.keys() and c.height >= 2:
        column = next((x for x in c.all if x.header == named["code"]), None)
        if column and column.distinct < column.filled and not column.mostly("number"):
            return 0.7 + 0.2 * ("coder" in named), [note("rec_codes", header=column.header)]
    own = coder_columns(c)
    if len(own) > 1 and units and not c.times:  # a column per coder
        return 0.85, [note("rec_codes", header=own[0].header)]
    slots = [h for h in c.sheet.header if re.fullmatch(r"(?:kode|code)[ _.-]?\d+", header_key(h))]
    return (0.8, [note("rec_codes", header=slots[0])]) if len(slots) > 1 and units else (0.0, [])


def _codebook(c: Columns) -> Found:
    short = [
        column for column in c.of("words", "sentence")
        if column.distinct == column.filled >= 2 and all(len(str(v).split()) <= 5 for v in column.values)
    ]  # fmt: skip
    told = [column for column in c.of("sentence", least=0.7) if column not in short]
    if (
        short
        and told
        and not c.times
        and not c.of("ago", "stars")
        and not c.of("number", least=0.5)[1:]
        and c.height <= 300
    ):
        return 0.5, [note("rec_codebook", code=short[0].header, told=told[0].header)]
    return 0.0, []


def _sales(c: Columns) -> Found:
    days = [column for column in c.times if column.mostly("day", 0.6) or column.mostly("moment", 0.6)]
    if not days or not c.counts or _responses(c)[0] > 0.5:
        return 0.0, []
    score, why = 0.5, [note("rec_days", header=days[0].header, counts=[x.header for x in c.counts[:3]])]
    if len(c.times) == 1 and _sorted_days(days[0]):
        score += 0.2
    if not _by_headers(c.sheet)["sales"]:
        score -= 0.15  # numbers by day could be anything: visitors, expenses
    score -= 0.2 * bool(c.texts) + 0.2 * bool(c.names) + 0.2 * (len(c.times) > 1)
    return max(score, 0.0), why


def _sorted_days(column: Column) -> bool:
    days = []
    for value in column.values:
        try:
            days.append(as_date(value))
        except ValueError:
            continue
    rising = sum(a <= b for a, b in itertools.pairwise(days))
    return len(days) > 5 and rising >= 0.9 * (len(days) - 1)


def _orders(c: Columns) -> Found:
    named = found("orders", c.sheet)
    score = 0.0
    why = []
    ids = [
        x
        for x in c.all
        if x.distinct >= 0.5 * x.filled and re.search(r"\d{3}", str(x.values[0])) and x.mostly("words", 0.5)
    ]
    if c.names and c.times and c.counts and (ids or "order_key" in named):
        score = 0.5
        why.append(note("rec_buyers", header=c.names[0].header))
    bought = "customer" in named or c.names  # a till's receipts name no buyer: they are sales
    if (
        bought
        and {"order_key", "date"} <= named.keys()
        and named.keys() & {"status", "customer", "amount", "total"}
    ):
        score += 0.35
        why.append(note("rec_order_ids", header=named["order_key"]))
    return min(score, 1.0), why


def _tickets(c: Columns) -> Found:
    moments = [column for column in c.times if column.mostly("moment", 0.5) or column.mostly("clock", 0.5)]
    if len(moments) < 2:
        return 0.0, []
    why = [note("rec_two_times", headers=[column.header for column in moments[:3]])]
    named = [
        x for x in c.kinds if sum(header_key(value) in _PROCESSES for value in x.values) > 0.6 * x.filled
    ]
    if named:
        why.append(note("rec_processes", header=named[0].header))
    return 0.35 + 0.2 * bool(c.kinds) + 0.2 * bool(c.texts) + 0.2 * bool(named), why


def _published(c: Columns) -> Found:
    named = found("published", c.sheet)
    numbers = [x for x in c.of("number", least=0.7) if x.mostly("printed", 0.4)]
    if {"place", "row", "column", "printed"} <= named.keys():
        printed = next(x for x in c.all if x.header == named["printed"])
        return float(printed.mostly("number", 0.5)), [note("rec_printed", header=named["printed"])]
    if numbers and c.of("place", least=0.6) and not c.times:
        return 0.65, [note("rec_printed", header=numbers[0].header)]
    return 0.0, []


def _turns(c: Columns) -> Found:
    for column in c.all:
        labels = {re.sub(r"\W|\d", "", str(v)).casefold() for v in column.values}
        if labels & ASKS and labels & ANSWERS and len(labels) <= 6 and c.of("sentence", least=0.5):
            return 0.9, [note("rec_turns", labels=sorted(labels)[:4])]
    return 0.0, []


_TESTS: dict[str, Callable[[Columns], Found]] = {
    "responses": _responses, "cobit": _cobit, "comments": _comments, "codings": _codings, "codebook": _codebook,
    "sales": _sales, "orders": _orders, "tickets": _tickets, "published": _published, "interviews": _turns,
}  # fmt: skip


def _of_sheet(name: str, sheet: Sheet, path: Path) -> Part:
    columns = Columns(sheet)
    heads = _by_headers(sheet)
    told: dict[str, tuple[float, list[Note]]] = {}
    for table, test in _TESTS.items():
        cells, why = test(columns)
        head = heads["responses" if table == "cobit" else table]
        told[table] = (min(1.0, cells + 0.4 * head) if cells else 0.0, why)
    for table in BY_HEADERS:
        cells, why = told.get(table, (0.0, []))
        named = _fitting(table, columns)
        if table != (
            "wording" if told["published"][0] else "published"
        ):  # the same columns, of numbers or of words
            score = _by_names(table, sheet, named, heads[table])
            if score > cells:
                told[table] = (score, [note("rec_headers", headers=list(named.values())[:4])])
    return _judged(name, told)


def _fitting(table: str, columns: Columns) -> dict[str, str]:
    """Columns of a table by their headers, where the cells could stand there."""
    contract = {column.name: column.type for column in TABLES[table]}
    if table == "insights":
        contract["date"] = ""  # a month
    cells = {column.header: column.values for column in columns.all}
    return {
        name: header for name, header in found(table, columns.sheet).items()
        if could_hold(contract.get(name, ""), cells.get(header, ()))
    }  # fmt: skip


def _by_names(table: str, sheet: Sheet, named: Mapping[str, str], told: float) -> float:
    """How sure headers alone make it: those that are needed are there, few other tables know them, few are left over."""
    needed = NEEDED.get(table) or tuple({c.name} for c in TABLES[table] if c.required)
    if not all(one & named.keys() for one in needed):
        return 0.0
    share = len(set(named.values())) / max(len([header for header in sheet.header if header]), 1)
    return 0.35 + 0.35 * told + 0.3 * min(share, 1)


def _judged(name: str, told: Mapping[str, tuple[float, list[Note]]]) -> Part:
    """The likeliest table if it is likely enough and well apart from the next."""
    ranked = sorted(told, key=lambda table: -told[table][0])
    first, second = (told[table][0] for table in ranked[:2])
    possible = tuple(table for table in ranked if told[table][0] >= POSSIBLE)
    sure = first >= SURE and first - second >= APART
    return Part(
        name, ranked[0] if sure else "", round(first, 2), tuple(told[ranked[0]][1]) if first else (), possible
    )


def _whole(path: Path, parts: tuple[Part, ...], sheets: Mapping[str, Sheet]) -> Recognised:
    """What a file holds, by its sheets: those of which nothing is known do not speak."""
    said = [part for part in parts if part.table]
    if not said:
        best = max(parts, key=lambda part: part.sure, default=Part("", "", 0.0))
        why = (
            best.why
            or tuple(note("rec_nothing", headers=named_columns(sheet)) for sheet in sheets.values())[:1]
        )
        why = why or (note("no_sheet_with_data"),)
        return Recognised(path.name, sure=best.sure, why=why, asked=best.others, parts=parts, sheets=sheets)
    tables = {part.table for part in said}
    best = max(said, key=lambda part: part.sure)
    if len(tables) > 1:
        why = tuple(note("rec_sheet", sheet=part.sheet, table=part.table) for part in said)
        return Recognised(
            path.name, sure=best.sure, why=why, asked=tuple(sorted(tables)), parts=parts, sheets=sheets
        )
    table, group = ("responses", "owner") if best.table == "cobit" else (best.table, "")
    platform = _platform(path, sheets[best.sheet]) if table in ("comments", "reviews") else ""
    parts = tuple(replace(part, table=table) if part.table else part for part in parts)
    return Recognised(path.name, table, best.sure, best.why, (), group, platform, parts, sheets)


def _platform(path: Path, sheet: Sheet) -> str:
    """The platform by the links in cells, the headers, and last the name of the file; "" where they name none or two."""
    links = [str(c) for row in sheet.rows[:50] for c in row if isinstance(c, str) and c.startswith("http")]
    for words in (links, list(sheet.header), [path.stem]):
        said = {
            platform for platform, pattern in PLATFORMS.items()
            if any(re.search(pattern, word, re.IGNORECASE) for word in words)
        }  # fmt: skip
        if said:
            return said.pop() if len(said) == 1 else ""
    return ""


# --- files that are no sheets ---------------------------------------------------------------------------------------------


def _spoken(path: Path) -> Recognised:
    """A text in which somebody asks and somebody answers is an interview."""
    read = interview(path)
    turns, kinds = len(read.table), {problem.kind for problem in read.problems}
    if turns or "who_asks" in kinds:
        return Recognised(path.name, "interviews", 1.0 if turns else 0.7, (note("rec_dialogue", n=turns),))
    text = path.suffix.lower() == ".txt" and _tabular(path)
    if text:
        return text
    return Recognised(path.name, sure=0.2, why=(note("rec_no_turns"),), asked=("interviews",))


def _tabular(path: Path) -> Recognised | None:
    """A text file that is a table all the same."""
    sheets = {"": read_csv_text(decoded(contents(path), path.name), path.name, _everything())}
    if len(sheets[""].header) < 3:
        return None
    return _whole(path, (_of_sheet("", sheets[""], path),), sheets)


def _packed(path: Path) -> Recognised:
    """What an archive is, by what lies in it."""
    if path.suffix.lower() == ".qdc":
        return Recognised(path.name, "codebook", 1.0, (note("rec_refi"),))
    if path.suffix.lower() in PROJECTS:
        return Recognised(path.name, sure=1.0, why=(note("rec_project"),))
    with opening(path):
        try:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
        except zipfile.BadZipFile:
            raise Unreadable(path.name, note("no_studio_zip")) from None
    inside = [
        name for name in names if re.search(r"(?:Content|Overview|Viewers|FollowerHistory)\.csv$", name)
    ]
    if inside:
        return Recognised(
            path.name, "videos", 1.0, (note("rec_studio", files=inside[:3]),), platform="tiktok"
        )
    return Recognised(path.name, sure=0.2, why=(note("rec_archive", files=names[:3]),))
