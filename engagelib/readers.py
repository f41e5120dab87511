"""Raw files in, contract tables out, with every problem named by file, sheet, cell, value and what is allowed.

Each reader returns a :class:`Reading`; it raises :class:`engagelib.sheets.Unreadable` only for a file that cannot be read at all.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import hmac
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from engagelib.contracts import _DTYPES, Column, Problem, columns, empty, violations
from engagelib.sheets import (
    Sheet,
    Unreadable,
    decoded,
    header_key,
    named_sheet,
    read_csv_text,
    read_sheet,
    read_xlsx,
    shown,
)

__all__ = [
    "PUBLIC_KEY",
    "Reading",
    "accounts",
    "answers",
    "codings",
    "comments",
    "pseudonym",
    "responses",
    "sales",
    "tabular",
    "tickets",
    "units",
    "videos",
]

ZONE = "Asia/Jakarta"

#: Declared public: the shipped studies are illustrative, everybody must get the same pseudonyms. Never for real people.
PUBLIC_KEY = b"engagelib illustrative study: this key is public"


@dataclass(frozen=True)
class Reading:
    """What a reader found: the table, the problems, and which column of the file became which of the table."""

    table: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)


def pseudonym(handle: str, key: bytes = PUBLIC_KEY) -> str:
    """A person's pseudonym in a study: keyed, so that nobody without the key can look a handle up.

    >>> pseudonym("contoh_sari") == pseudonym("contoh_sari"), len(pseudonym("contoh_sari"))
    (True, 16)
    """
    return hmac.new(key, handle.strip().casefold().encode(), hashlib.sha256).hexdigest()[:16]


# --- cells ------------------------------------------------------------------------------------------------------------

_DAMAGED_ID = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_WORDS = {
    "yes": True,
    "ya": True,
    "true": True,
    "1": True,
    "x": True,
    "no": False,
    "tidak": False,
    "false": False,
    "0": False,
}
_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%Y")


def _id(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= 10**15:
        raise ValueError(
            "Excel has kept this id as a number and lost its last digits; export it again with ids as text"
        )
    words = str(value).strip()
    if _DAMAGED_ID.fullmatch(words):
        raise ValueError(
            "Excel has rounded this id; it can no longer be matched: export it again with ids as text"
        )
    return words


def _int(value: object) -> int:
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, (int, float)):
        if value != int(value):
            raise ValueError
        return int(value)
    return int(str(value).strip().replace("\u00a0", "").replace("−", "-"))


def _number(value: object) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    words = str(value).strip().removeprefix("Rp").strip().replace("\u00a0", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", words):  # 25.000 is twenty-five thousand in Indonesia
        words = words.replace(".", "")
    return float(words.replace(",", "."))


def _yes_no(value: object) -> bool:
    return _WORDS[str(value).strip().casefold()]


def _date(value: object) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    words = str(value).strip()
    for form in _DATE_FORMATS:
        try:
            return dt.datetime.strptime(words[:10], form)
        except ValueError:
            continue
    raise ValueError


def _time(value: object, zone: str = ZONE) -> dt.datetime:
    if isinstance(value, dt.datetime):
        stamp = value
    elif re.fullmatch(r"\d{10}(\.0)?|\d{13}", str(value).strip()):
        digits = str(value).strip()
        stamp = dt.datetime.fromtimestamp(int(digits) / 1000 if len(digits) == 13 else float(digits), dt.UTC)
    else:
        stamp = dt.datetime.fromisoformat(str(value).strip())
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)


PARSERS: dict[str, Callable[[object], object]] = {
    "id": _id,
    "text": str,
    "category": lambda value: str(value).strip(),
    "int": _int,
    "number": _number,
    "yes_no": _yes_no,
    "date": _date,
    "time": _time,
}

#: What exports write for "not there".
BLANKS = frozenset({"", "undefined", "null", "none", "nan"})


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in BLANKS)


# --- any table with a header ---------------------------------------------------------------------------------------------

#: Headers seen in exports and in people's own sheets -> column of the contract.
ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "comments": {
        "comment_id": ("cid", "comment_id", "id"),
        "video_id": ("aweme_id", "video_id"),
        "parent_id": ("reply_id", "parent_comment_id"),
        "author": ("user.unique_id", "unique_id", "username"),
        "created_at": ("create_time", "createtimeiso", "createtime"),
        "text": ("text", "comment", "komentar"),
        "likes": ("digg_count", "diggcount", "like_count"),
        "replies": ("reply_comment_total", "replycommenttotal", "reply_count"),
        "pinned": ("author_pin", "pinnedbyauthor"),
    },
    "sales": {
        "date": ("tanggal", "tgl"),
        "portions": ("porsi", "jumlah porsi", "qty"),
        "amount": ("omzet", "pendapatan"),
        "note": ("keterangan", "catatan"),
    },
    "accounts": {
        "views": ("video views",),
        "profile_views": ("profile views",),
        "new_followers": ("new followers",),
    },
    "videos": {
        "caption": ("video title",),
        "posted_at": ("post time",),
        "video_id": ("video link",),
        "likes": ("total likes",),
        "comments": ("total comments",),
        "shares": ("total shares",),
        "views": ("total views",),
        "saves": ("total saves", "total favorites"),
    },
}


def _found(table: str, sheet: Sheet, declared: Mapping[str, str]) -> dict[str, str]:
    """Column of the contract -> header of the sheet."""
    headers = {header_key(name): name for name in reversed(sheet.header) if name}
    found = {}
    for column in columns(table):
        names = (
            (declared[column],) if column in declared else (column, *ALIASES.get(table, {}).get(column, ()))
        )
        match = next((headers[header_key(name)] for name in names if header_key(name) in headers), None)
        if match is not None:
            found[column] = match
    return found


def _missing_column(table: str, sheet: Sheet, column: Column) -> Problem:
    names = (column.name, *ALIASES.get(table, {}).get(column.name, ()))
    near = difflib.get_close_matches(column.name, [header_key(h) for h in sheet.header], 1, 0.6)
    guess = f"; did you mean '{near[0]}'?" if near else ""
    return sheet.complaint(
        f"has no column for {column.name} ({column.meaning}); it may be called {' or '.join(names)}{guess} "
        f"The columns are: {', '.join(h for h in sheet.header if h)}"
    )


def _parsed(
    sheet: Sheet, header: str, column: Column, parse: Callable[[object], object]
) -> tuple[list[object], list[Problem]]:
    values: list[object] = []
    problems = []
    for row, raw in enumerate(sheet.column(header)):
        value = None
        if not _blank(raw):
            try:
                value = parse(raw)
            except (ValueError, KeyError, OverflowError, TypeError) as error:
                reason = str(error) if column.type == "id" else column.expects()
                problems.append(sheet.problem(row, header, raw, reason))
        values.append(value)
    return values, problems


def conform(
    table: str,
    sheet: Sheet,
    declared: Mapping[str, str] | None = None,
    parsers: Mapping[str, Callable] | None = None,
) -> Reading:
    """A sheet as a table of the contract: columns found by name, cells parsed by type, rules checked, problems by cell.

    `declared` names headers that no alias covers; `parsers` replaces the parser of a column.
    """
    mapping = _found(table, sheet, declared or {})
    frame, problems = {}, []
    for column in columns(table).values():
        if column.name in mapping:
            parse = (parsers or {}).get(column.name, PARSERS[column.type])
            values, bad = _parsed(sheet, mapping[column.name], column, parse)
            problems += bad
        else:
            values = [None] * len(sheet.rows)
            if column.required:
                problems.append(_missing_column(table, sheet, column))
        frame[column.name] = pd.Series(values, dtype=_DTYPES[column.type])
    whole = pd.DataFrame(frame)
    refused = {(p.cell) for p in problems}
    for row, name, value, message in violations(table, whole):
        header = mapping.get(name)
        if header is None or row < 0:
            continue  # the missing column has been named already
        if sheet.cell(row, header) not in refused:
            problems.append(sheet.problem(row, header, "" if pd.isna(value) else value, message))
    return Reading(whole, problems, mapping)


def tabular(
    table: str, path: Path, sheet: str | None = None, declared: Mapping[str, str] | None = None
) -> Reading:
    """A csv or a sheet of a workbook that has a column for each of the contract's (events, documents, evidence …)."""
    return conform(table, read_sheet(path, sheet), declared)


def tickets(path: Path, zone: str = ZONE, declared: Mapping[str, str] | None = None) -> Reading:
    """A ticket table; times without a zone are taken in `zone`."""
    stamps = [name for name, column in columns("tickets").items() if column.type == "time"]
    return conform(
        "tickets", read_sheet(path), declared, dict.fromkeys(stamps, lambda value: _time(value, zone))
    )


def sales(path: Path, sheet: str | None = None, declared: Mapping[str, str] | None = None) -> Reading:
    """Daily sales. A day whose note says that the shop was closed is open = no; other blank days stay missing."""
    reading = tabular("sales", path, sheet, declared)
    closed = reading.table["note"].str.strip().str.casefold().isin(("libur", "tutup", "closed")).fillna(False)
    problems = [p for p in reading.problems if "open" not in p.message]
    return replace(reading, table=reading.table.assign(open=(~closed).astype("boolean")), problems=problems)


def comments(
    path: Path,
    zone: str = ZONE,
    sellers: Sequence[str] = (),
    key: bytes = PUBLIC_KEY,
    declared: Mapping[str, str] | None = None,
) -> Reading:
    """A scraper's export of comments. Authors become pseudonyms, names and pictures are not read at all."""
    handles = {name.strip().casefold() for name in sellers}
    sheet = read_sheet(path)
    pseudonyms = cache(lambda handle: pseudonym(handle, key))
    reading = conform(
        "comments",
        sheet,
        declared,
        {"created_at": lambda v: _time(v, zone), "author": lambda v: pseudonyms(str(v))},
    )
    table = reading.table
    own = {pseudonym(handle, key) for handle in handles}
    top = table["parent_id"].isin(["0", ""]) | (table["parent_id"] == table["video_id"])
    table = table.assign(
        parent_id=table["parent_id"].mask(top),
        is_seller=table["author"].isin(own).astype("boolean"),
        pinned=table["pinned"].fillna(False),
    )
    problems = [
        p for p in reading.problems if "must be unique" not in p.message
    ]  # the same comment scraped twice is reduced later
    return replace(reading, table=table, problems=problems)


# --- survey --------------------------------------------------------------------------------------------------------------


def _survey_sheets(path: Path, sheets: Mapping[str, str]) -> dict[str, Sheet]:
    book = read_xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else {"": read_sheet(path)}
    return {group: named_sheet(book, name, path.name) for group, name in sheets.items()}


def _respondents(sheet: Sheet, header: str) -> list[str]:
    if header not in sheet.header:
        return [f"{sheet.name}-{number}" for number in sheet.numbers]
    return [str(value).strip() for value in sheet.column(header)]


def _questions(
    items: pd.DataFrame, group: str, states: Mapping[str, str]
) -> Iterable[tuple[object, str, str]]:
    """(item, state, header) of everything that a group was asked."""
    for item in items.itertuples():
        if pd.notna(item.group) and item.group != group:
            continue
        paired = pd.notna(item.objective)
        for state, suffix in states.items() if paired else [("none", "")]:
            yield item, state, f"{item.text} {suffix}".strip()


def responses(
    path: Path,
    items: pd.DataFrame,
    sheets: Mapping[str, str],
    states: Mapping[str, str] | None = None,
    respondent: str = "Kode responden",
) -> Reading:
    """A questionnaire as Google Forms exports it: a sheet per group, a column per question, one row per respondent.

    `sheets` maps a group to its sheet, `states` a state to what its headers end with. Reversed items are turned round here, once.
    """
    found: list[tuple] = []
    problems: list[Problem] = []
    mapping: dict[str, str] = {}
    for group, sheet in _survey_sheets(path, sheets).items():
        names = _respondents(sheet, respondent)
        problems += [
            sheet.problem(row, respondent, name, "stands twice; give each respondent a code of its own")
            for row, name in enumerate(names)
            if respondent in sheet.header and name in names[:row]
        ]
        headers = {header_key(name): name for name in sheet.header}
        for item, state, wanted in _questions(
            items, group, states or {"as_is": "[Saat ini]", "to_be": "[Harapan]"}
        ):
            header = headers.get(header_key(wanted))
            if header is None:
                near = difflib.get_close_matches(header_key(wanted), list(headers), 1, 0.8)
                hint = f"; the nearest is '{headers[near[0]]}'" if near else ""
                problems.append(
                    sheet.complaint(f"has no column for the question {item.item}: '{shown(wanted)}'{hint}")
                )
                continue
            mapping[f"{group}/{item.item}/{state}"] = header
            for row, raw in enumerate(sheet.column(header)):
                value, problem = _answer(sheet, row, header, raw, int(item.low), int(item.high))
                problems += [problem] if problem else []
                turned = (
                    value if value is None or not item.reversed else int(item.low) + int(item.high) - value
                )
                found.append((names[row], item.item, state, group, item.construct, turned))
    if not found:
        return Reading(empty("responses"), problems, mapping)
    table = pd.DataFrame(found, columns=list(columns("responses"))).astype(
        {c.name: _DTYPES[c.type] for c in columns("responses").values()}
    )
    return Reading(table, problems, mapping)


def _answer(
    sheet: Sheet, row: int, header: str, raw: object, low: int, high: int
) -> tuple[int | None, Problem | None]:
    if _blank(raw):
        return None, None
    try:
        value = _int(raw)
    except (ValueError, OverflowError):
        value = None
    if value is None or not low <= value <= high:
        return None, sheet.problem(
            row,
            header,
            raw,
            f"a whole number from {low} to {high} is expected; correct the cell, or leave it blank if there is no answer",
        )
    return value, None


def answers(
    path: Path, sheets: Mapping[str, str], questions: Mapping[str, str], respondent: str = "Kode responden"
) -> Reading:
    """Open answers of a questionnaire as units `R07/like`; `questions` maps a short name to the question's header."""
    rows, problems = [], []
    for group, sheet in _survey_sheets(path, sheets).items():
        headers = {header_key(name): name for name in sheet.header}
        for name, question in questions.items():
            header = headers.get(header_key(question))
            if header is None:
                continue  # a question that this group was not asked
            stamps = sheet.column(sheet.header[0])
            for person, stamp, text in zip(
                _respondents(sheet, respondent), stamps, sheet.column(header), strict=True
            ):
                if not _blank(text):
                    rows.append(
                        (f"{person}/{name}", "answer", person, group, "questionnaire", stamp, str(text))
                    )
    return Reading(_units(rows), problems)


# --- units, codings -------------------------------------------------------------------------------------------------------


def _units(rows: list[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns("units")))
    stamps = [None if value is None else _time(value) for value in frame["made_at"]]
    return frame.assign(made_at=pd.Series(stamps, dtype=_DTYPES["time"])).astype(
        {c.name: _DTYPES[c.type] for c in columns("units").values()}
    )


_TURN = re.compile(r"^(P|N)\s*:\s*(.+)$", re.DOTALL)
_HEAD = re.compile(r"^#?\s*(informan|peran|responden|tanggal|lama)\s*:\s*(.*)$", re.IGNORECASE)
ROLES = {"pemilik": "owner", "pelanggan": "customer", "admin": "admin"}


def units(path: Path) -> Reading:
    """An interview as .docx: head lines (`peran: pelanggan`), then a paragraph a turn, `P:` who asks, `N:` who answers.

    Turns are counted from 1 over both speakers; what the informant says becomes the units `<file>:<turn>`.
    """
    import docx

    try:
        paragraphs = [p.text.strip() for p in docx.Document(str(path)).paragraphs if p.text.strip()]
    except Exception as error:
        raise Unreadable(
            f"{path.name}: is not a Word document that can be read ({type(error).__name__}); save it again as .docx"
        ) from None
    head = {m[1].casefold(): m[2].strip() for p in paragraphs if (m := _HEAD.match(p))}
    turns = [m for p in paragraphs if (m := _TURN.match(p))]
    if not turns:
        return Reading(
            empty("units"),
            [
                Problem(
                    path.name,
                    message="has no turn; begin each paragraph with 'P:' (who asks) or 'N:' (who answers)",
                )
            ],
        )
    case = head.get("responden", "-").strip("-") or path.stem
    role = ROLES.get(head.get("peran", "").casefold(), head.get("peran") or None)
    made = _date(head["tanggal"]) if head.get("tanggal") else None
    rows = [
        (f"{path.stem}:{number}", "interview", case, role, "interview", made, turn[2].strip())
        for number, turn in enumerate(turns, start=1)
        if turn[1] == "N"
    ]
    return Reading(_units(rows))


def codings(
    path: Path, coder: str, codebook: pd.DataFrame | None = None, layout: str = "auto", none: str = "-"
) -> Reading:
    """One coder's sheet, a row per unit, the codes in one cell, `;` between them.

    `none` ("-") = read, no code applies; a blank cell = not coded. A code that the codebook lacks is a problem with the nearest code.
    """
    if layout not in ("auto", "delimited"):
        raise ValueError(f"layout is {layout!r}; this version reads 'delimited' (unit, codes)")
    sheet = read_sheet(path)
    headers = {header_key(h): h for h in sheet.header}
    if not {"unit", "codes"} <= set(headers):
        problem = sheet.complaint(
            f"columns 'unit' and 'codes' are expected; there are: {', '.join(sheet.header)}"
        )
        return Reading(empty("codings"), [problem])
    known = None if codebook is None else {c.casefold(): c for c in codebook["code"]}
    rows: list[tuple] = []
    problems = []
    for row, (unit, cell) in enumerate(
        zip(sheet.column(headers["unit"]), sheet.column(headers["codes"]), strict=True)
    ):
        try:
            name = _id(unit)
        except ValueError as error:
            problems.append(sheet.problem(row, headers["unit"], unit, str(error)))
            continue
        given = [] if cell is None else [code.strip() for code in str(cell).split(";") if code.strip()]
        for code in dict.fromkeys(given):
            if code == none:
                rows.append((name, None))
            elif known is None or code.casefold() in known:
                rows.append((name, code if known is None else known[code.casefold()]))
            else:
                near = difflib.get_close_matches(code.casefold(), list(known), 1, 0.5)
                hint = (
                    f"; did you mean {known[near[0]]}?"
                    if near
                    else f"; codes are {', '.join(known.values())}"
                )
                problems.append(sheet.problem(row, headers["codes"], code, "is not in the codebook" + hint))
    found = pd.DataFrame(rows, columns=["unit", "code"])
    table = found.assign(coder=coder, source="human").reindex(columns=list(columns("codings")))
    return Reading(table.astype({c.name: _DTYPES[c.type] for c in columns("codings").values()}), problems)


# --- TikTok Studio ----------------------------------------------------------------------------------------------------------

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "januari"), ("february", "februari"), ("march", "maret"), ("april",), ("may", "mei"), ("june", "juni"),
            ("july", "juli"), ("august", "agustus"), ("september",), ("october", "oktober"), ("november",), ("december", "desember"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip


def _zip_sheet(path: Path, name: str) -> tuple[Sheet, dt.date]:
    """A csv within a TikTok Studio ZIP and the first day of its window, which stands in the name only."""
    try:
        with zipfile.ZipFile(path) as archive:
            inner = next((i for i in archive.infolist() if i.filename.endswith(f"{name}.csv")), None)
            if inner is None:
                raise Unreadable(f"{path.name}: holds no {name}.csv; export it again from TikTok Studio")
            if inner.file_size > 200_000_000:
                raise Unreadable(
                    f"{path.name}: {name}.csv is larger than 200 MB; that is no TikTok Studio export"
                )
            data = archive.read(inner)
    except zipfile.BadZipFile:
        raise Unreadable(f"{path.name}: is not a ZIP file") from None
    window = re.search(r"(\d{4}-\d{2}-\d{2})", inner.filename) or re.search(r"(\d{4}-\d{2}-\d{2})", path.name)
    if window is None:
        raise Unreadable(
            f"{path.name}: TikTok writes no year in its dates and the name holds no first day (Overview_2025-08-01_…); name it so"
        )
    return read_csv_text(
        decoded(data, f"{path.name}/{name}.csv"), f"{path.name}/{name}.csv"
    ), dt.date.fromisoformat(window[1])


def _yearless(first: dt.date) -> Callable[[object], dt.datetime]:
    """A parser of "1 Agustus" or "August 1"; a day before the window's first belongs to the next year."""

    def parse(value: object) -> dt.datetime:
        words = str(value).replace(",", " ").split()
        if re.match(r"\d{4}-", str(value)):
            return _date(value)
        month = next(MONTHS[w.casefold()] for w in words if w.casefold() in MONTHS)
        day = next(int(w) for w in words if w.isdigit() and len(w) <= 2)
        date = dt.datetime(first.year, month, day)
        return date if date.date() >= first else date.replace(year=first.year + 1)

    def or_error(value: object) -> dt.datetime:
        try:
            return parse(value)
        except StopIteration:
            raise ValueError from None

    return or_error


def _link_id(value: object) -> str:
    match = re.search(r"/video/(\d+)", str(value))
    if match is None:
        raise ValueError("a link that ends in /video/<id> is expected")
    return match[1]


def videos(path: Path) -> Reading:
    """`Content.csv` of a TikTok Studio ZIP: one row per video, totals as of the export."""
    sheet, first = _zip_sheet(path, "Content")
    return conform("videos", sheet, None, {"video_id": _link_id, "posted_at": _yearless(first)})


def accounts(path: Path) -> Reading:
    """`Overview.csv` of a TikTok Studio ZIP: one row per day. `undefined` is missing; negative counts are removals."""
    sheet, first = _zip_sheet(path, "Overview")
    return conform("accounts", sheet, None, {"date": _yearless(first)})
