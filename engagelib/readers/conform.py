"""A sheet as a table of its contract: columns found by name, cells parsed by type, every problem named by its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts import DTYPES, ORDERED, ZONE, Column, Problem, as_type, by_day, columns, violations
from engagelib.contracts.problems import Note, note
from engagelib.contracts.values import PARSERS, Refused, clock_of, hourless, is_blank
from engagelib.readers.aliases import Named, columns_of, found, names_of, offers, says_whether
from engagelib.readers.notation import RELATIVE, parser_of
from engagelib.readers.sheets import Sheet, header_key, named_columns, shown
from engagelib.text.bounds import bounds
from engagelib.text.masks import at_the_door

__all__ = [
    "SAME", "SUMS", "Origins", "Reading", "at_hour", "cells", "column_parser", "conform", "lacking", "naming",
    "origins", "without_sums",
]  # fmt: skip


@dataclass(frozen=True)
class Origins:
    """Where each row of a table comes from: file, sheet, kind (`row`, `line`, `paragraph` …), at (its number, or several)."""

    table: pd.DataFrame

    @classmethod
    def of(
        cls,
        file: str,
        at: Iterable[object],
        sheet: str | Sequence[str] = "",
        kind: str | Sequence[str] = "row",
    ) -> Origins:
        """Rows of a file by their numbers, of one sheet or each of its own; one that no row stands behind has None."""
        numbers = pd.Series([None if n is None else str(n) for n in at], dtype="str")
        return cls(pd.DataFrame({"file": file, "sheet": sheet, "kind": kind, "at": numbers}))

    def __len__(self) -> int:
        return len(self.table)

    @classmethod
    def merged(cls, parts: Iterable[Origins]) -> Origins:
        """Those of several sheets or files, one after another."""
        return cls(pd.concat([cls.of("", ()).table, *(part.table for part in parts)], ignore_index=True))

    def only(self, rows: Any) -> Origins:
        """Those of these rows: a mask, or positions."""
        rows = np.asarray(rows, dtype=None if len(rows) else int)
        return Origins(
            self.table.iloc[np.flatnonzero(rows) if rows.dtype == bool else rows].reset_index(drop=True)
        )

    def joined(self, groups: Iterable[Any]) -> Origins:
        """A row for each group of rows, which are all behind it; of several files, those of the first."""
        numbers, first, at = self.table["at"].astype(object).tolist(), [], []
        for rows in groups:
            first.append(rows[0] if len(rows) else -1)
            at.append(
                ", ".join(dict.fromkeys(numbers[row] for row in rows if numbers[row] == numbers[row])) or None
            )
        whole = self.table.reindex(first).reset_index(drop=True)
        return Origins(whole.assign(at=pd.Series(at, dtype="str")))

    def place(self, row: int) -> dict[str, Any]:
        """A row's file, sheet and place, as `Problem` takes them."""
        file, sheet, kind, at = (self.table.iat[row, column] for column in range(4))
        if pd.isna(at):
            return {}
        return {"file": file, "sheet": sheet, "row": note(f"place_{kind}", n=at)}


@dataclass(frozen=True)
class Reading:
    """What a reader found: the table, the problems, which column of the file became which of the table, and where each
    row comes from.
    """

    table: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    origins: Origins = field(default_factory=lambda: Origins.of("", ()))

    def only(self, rows: Any) -> Reading:
        """The reading without the rows that a mask leaves out."""
        kept = np.asarray(rows, dtype=bool)
        table = self.table[kept].reset_index(drop=True)
        return replace(
            self, table=table, origins=self.origins.only(kept) if len(self.origins) else self.origins
        )

    @cached_property
    def _first_rows(self) -> dict[str, dict[str, int]]:
        return {}

    def row(self, column: str, key: str) -> int | None:
        """The first row whose column says this; None where none does."""
        if column not in self._first_rows:
            said = self.table[column].tolist()
            self._first_rows[column] = {value: len(said) - at for at, value in enumerate(reversed(said), 1)}
        return self._first_rows[column].get(key)


#: Tables that nobody exports: whoever made a column of them meant something by it.
BY_HAND = ("cases", "events", "member_check", "citations", "evidence")
#: So many names that a column may have are told where it is missed.
MOST_NAMES = 6
#: A table whose columns are those of another; and what columns mean that no contract has.
MEANT_AS = {"wording": "published"}
_MEANING = {
    name: note(f"column_{name}") for name in ("item", "quantity", "respondent", "speaker", "value", "words")
}


def naming(table: str, column: str, header: str) -> Note:
    """How to name a header once and for all."""
    return note("name_it_for_good", table=table, line=f'{column} = "{header}"')


#: What stands in rows and is no header: a number, a day, an address.
_DATA_LIKE = re.compile(r"\s*(?:\d{3,}|\d{1,4}[-/.]\d{1,2}[-/.]\d|https?:|<url|<mention|<email|<phone)")


def lacking(table: str, sheet: Sheet, missing: Iterable[str], used: Collection[str] = ()) -> list[Problem]:
    """What is said of columns that a sheet lacks: how each may be called, and which header may be meant by it."""
    missing = list(missing)
    known = columns_of(table)
    offered = offers(table, sheet, [name for name in missing if name in known], used)
    told = []
    headless = sum(_DATA_LIKE.match(head) is not None for head in sheet.header) > 1
    for name in missing:
        header = offered.get(name, "")
        said = note(
            "no_column",
            column=name,
            meaning=note(f"{MEANT_AS.get(table, table)}.{name}") if name in known else _MEANING[name],
            names=names_of(table, name)[:MOST_NAMES],
            header=header,
            guess=note("did_you_mean", header=header) if header else ".",
            headers=named_columns(sheet),
            remedy=note("no_header_row" if headless else "and", what=naming(table, name, header or "…"))
            if name in known or headless
            else "",
        )
        told.append(sheet.complaint(said))
    return told


_DASHES = frozenset({"-", "–", "—", "--"})


def cells(
    sheet: Sheet, header: str | None, column: Column, parse: Callable[[object], object] | None = None
) -> tuple[pd.Series, list[Problem]]:
    """The cells below a header as values of a column, and what cannot stand there; all missing without a header.

    `parse`: how a cell is read, if not by the column's type.
    """
    parse = parse or _parser(column)
    values: list[object] = []
    problems = []
    numeric = column.type in ("int", "count", "number", "date", "time")
    seen: dict[str, object] = {}  # a text that stands there again is not parsed again
    for row, raw in enumerate([None] * len(sheet.rows) if header is None else sheet.column(header)):
        value = None
        if isinstance(raw, str) and numeric and raw.strip() in _DASHES:
            pass  # nothing is written so in a column of numbers or days
        elif isinstance(raw, str) and raw in seen:
            value = seen[raw]
        elif not is_blank(raw):
            try:
                value = parse(raw)
            except (ValueError, KeyError, OverflowError, TypeError) as error:
                why = error.note if isinstance(error, Refused) else column.expects()
                said = note("unreadable_cell", column=column.name, why=why)
                problems.append(sheet.problem(row, str(header), raw, said))
            else:
                if isinstance(raw, str):
                    seen[raw] = value
        values.append(value)
    return as_type(pd.Series(values, dtype=DTYPES[column.type]), column.type), problems


#: What shows, beside the headers, that a sheet was written in Indonesia.
_RUPIAH = re.compile(r"(?i)(rp|idr)\b")


def column_parser(
    sheet: Sheet, header: str, column: Column, table: str = "", zone: str = ZONE
) -> tuple[Callable | None, list[Problem]]:
    """How the numbers, dates or times of a column are read, decided for all of it, and what there is to say of that.

    None where that cannot be told, which is said.
    """
    declared = bounds().dates.get(table) or bounds().dates.get("", "")
    beside = " ".join(
        [*sheet.header, *(str(cell) for row in sheet.rows[:20] for cell in row if _RUPIAH.match(str(cell)))]
    )
    try:
        parse, said = parser_of(column.type, sheet.column(header), beside, declared, zone)
    except Refused as error:
        return None, [_where_it_stands(sheet, header, error.note, "error")]
    return parse, [_where_it_stands(sheet, header, said, "warning")] if said else []


def _where_it_stands(sheet: Sheet, header: str, said: Note | str, severity: str) -> Problem:
    """What is said of a column, in the first cell that is written as it says (of several ways, the rarest)."""
    problem = sheet.complaint(note("column_said", header=header, what=said), severity)
    if not isinstance(said, Note):
        return problem
    texts = [str(cell).strip() for cell in sheet.column(header)]
    ways = [str(said.parts[name]).strip() for name in ("date",) if name in said.parts] or [
        *said.parts.get("ways", ())
    ][-1:]
    row = next((at for way in ways for at, text in enumerate(texts) if text.startswith(way)), None)
    return problem if row is None else replace(problem, cell=sheet.cell(row, header), value=shown(texts[row]))


#: Categories without declared words that stand for one thing whatever their case: WhatsApp is whatsapp.
FOLDED = ("channel", "platform")


#: What files call what the contracts call otherwise.
SAME: dict[str, tuple[str, ...]] = {
    word: tuple(means.split())
    for means, words in {
        "incident": "insiden, keluhan, komplain, gangguan, complaint, bug, [system] incident",
        "request": "service request, permintaan, pertanyaan, question, task, [system] service request",
        "access": "akses, access request", "event": "kejadian", "problem": "masalah, [system] problem",
        "high": "tinggi, kritis, critical", "medium": "sedang, menengah, moderate", "low": "rendah",
        "customer": "pelanggan, konsumen, pembeli", "business shop": "toko, usaha", "business": "penjual",
        "informant": "informan, narasumber", "respondent": "responden",
        "supports": "mendukung", "contradicts": "menyangkal, bertentangan", "silent": "diam",
    }.items()
    for word in words.split(", ")
}  # fmt: skip


def _parser(column: Column) -> Callable[[object], object]:
    """How a cell is read; a word of a category stands for the declared one whatever its case, its language, and the rank
    before it ("1 - High").
    """
    if column.type != "category" or not (column.allowed or column.name in FOLDED):
        return PARSERS[column.type]
    declared = {word.casefold(): word for word in column.allowed}

    def word(value: object) -> str:
        plain = str(value).strip()
        key = re.sub(r"^\d+\s*[-–.:]\s*", "", plain).casefold()
        known = (declared[one] for one in (key, *SAME.get(key, ())) if one in declared)
        return next(known, plain if declared else plain.casefold())

    return word


def conform(
    table: str,
    sheet: Sheet,
    declared: Named | None = None,
    parsers: Mapping[str, Callable] | None = None,
    decided: Collection[str] = (),
    zone: str = ZONE,
) -> Reading:
    """A sheet as a table of the contract: columns found by name, cells parsed by type, rules checked,
    problems by cell.

    `declared` names headers that no alias covers; `parsers` replaces the parser of a column. How dates and times
    are written is found out from the whole column, and of those `decided` how numbers are; times without a zone
    are in `zone`.
    """
    contract = columns(table)
    mapping = {
        name: header for name, header in found(table, sheet, declared or {}).items() if name in contract
    }
    missing = [name for name, column in contract.items() if column.required and name not in mapping]
    key = next((name for name, column in contract.items() if column.key and name in mapping), None)
    problems = [*sheet.remarks(), *sheet.doubled(mapping.values())]
    if key is not None:
        sheet, told = without_sums(sheet, mapping[key], days=contract[key].type == "date")
        problems += told
    frame: dict[str, pd.Series] = {}
    problems += lacking(table, sheet, missing, mapping.values())
    sheet = _with_hours(sheet, [mapping[n] for n, c in contract.items() if c.type == "time" and n in mapping])
    problems += _whether(table, sheet, mapping)
    untold = set()
    for name, column in contract.items():
        parse: Callable[[object], object] | None = (parsers or {}).get(name)
        header = mapping.get(name)
        if header is not None and parse is None and (name in decided or column.type in ("date", "time")):
            parse, said = column_parser(sheet, header, column, table, zone)
            problems += said
            if parse is None:
                untold.add(name)
                parse = _nothing
            elif column.blank:
                problems += _how_long_ago(sheet, header)
                parse = _unless_relative(parse)
        frame[name], bad = cells(sheet, header, column, parse)
        problems += bad
    whole = pd.DataFrame(frame)
    times = [name for name, column in contract.items() if column.type == "time" and name in mapping]
    whole.attrs["absent"] = [name for name in frame if name not in mapping]
    whole.attrs["days"] = [name for name in times if hourless(sheet.column(mapping[name]))]
    refused = {(p.cell) for p in problems}
    for row, name, value, wrong in violations(table, whole):
        header = mapping.get(name)
        if header is None or row < 0 or (name in untold and pd.isna(whole.loc[row, name])):
            continue  # the missing column has been named already
        if sheet.cell(row, header) not in refused:
            problems.append(sheet.problem(row, header, "" if pd.isna(value) else value, wrong))
    problems += _out_of_order(table, sheet, whole, mapping)
    if table in BY_HAND and not missing:  # of a column that is missed, the one that may be meant is named
        problems += _passed_over(table, sheet, mapping)
    return Reading(at_the_door(table, whole), problems, mapping, origins(sheet))


def _whether(table: str, sheet: Sheet, mapping: Mapping[str, str]) -> list[Problem]:
    """A word on columns that are called like a day or moment and say yes and no."""
    named = {name: sheet.find(*names_of(table, name)) for name in columns(table) if name not in mapping}
    return [
        sheet.complaint(note("says_whether", header=header, column=name), "warning")
        for name, header in named.items()
        if header and header not in mapping.values() and says_whether(table, name, sheet.column(header))
    ]


def _passed_over(table: str, sheet: Sheet, mapping: Mapping[str, str]) -> list[Problem]:
    """A word on the columns of a table written by hand that are read as nothing: none stands there by chance."""
    spare = [header for header in sheet.header if header and header not in mapping.values()]
    if not spare:
        return []
    some = [*map(shown, spare[:MOST_NAMES]), *["…"] * (len(spare) > MOST_NAMES)]
    told = note("columns_passed_over", headers=some, columns=[*columns(table)], table=table)
    return [Problem(sheet.file, sheet=sheet.name, message=told, severity="warning")]


def origins(sheet: Sheet) -> Origins:
    """Where the rows of a sheet stand."""
    return Origins.of(sheet.file, sheet.numbers, sheet.name, sheet.kind)


#: What a row or column is called that holds no case but a figure of the others.
SUMS = re.compile(
    r"(?i)\W*(?:(?:sub|grand)[ -]?)?(?:total|jumlah|rata[ -]?rata|rerata|average|sum)\b[^\d?]{0,40}(?:\d{4})?\W*"
)
#: The same in one short word, which may be somebody's name: counted below the cases only, and beside another.
_FIGURES = re.compile(
    r"(?i)\W*(?:mean|median|modus|mode|min(?:imum|imal)?|ma(?:ks|x)(?:imum|imal)?|st\.? ?dev\w*|std\.? ?dev\w*|sd|simpangan baku|varian[cs]?i?e?|n)\W*"
)


def without_sums(sheet: Sheet, header: str, days: bool = False) -> tuple[Sheet, list[Problem]]:
    """A sheet without the rows that are no cases, and a word on them: sums and means, a header that stands again.

    They are told by the cell below `header`, and where that is blank by the first that is filled. `days`: the
    header is one of days, below which a text alone in its row is the heading of a month.
    """
    place = sheet.header.index(header)
    heads = [header_key(name) for name in sheet.header]
    out: dict[int, str] = {}
    short: list[int] = []
    for at in reversed(range(len(sheet.rows))):
        row, first = sheet.rows[at], sheet.rows[at][place]
        blank = is_blank(first)
        looked_at = blank or days or header_key(first) == heads[place]
        filled = [(i, cell) for i, cell in enumerate(row) if not is_blank(cell)] if looked_at else []
        if blank:
            first = next((cell for _, cell in filled), None)
        word = first.strip() if isinstance(first, str) else ""
        again = len(filled) > 1 and all(heads[i] == header_key(cell) for i, cell in filled)
        alone = (
            days and len(filled) == 1 and filled[0][0] == place and word and not re.search(r"\d[/.-]\d", word)
        )
        if SUMS.fullmatch(word) or again or (alone and not word.isdigit()):
            out[at] = word
        elif word and _FIGURES.fullmatch(word) and len(out) + len(short) == len(sheet.rows) - 1 - at:
            short.append(at)  # all rows below are figures
    if len(short) + len(out) > 1:
        out |= {at: str(sheet.rows[at][place] or "") for at in short}
    if not out:
        return sheet, []
    cells = [f"{sheet.cell(at, header)} {shown(out[at], 20)}".strip() for at in sorted(out)]
    said = sheet.complaint(note("rows_of_sums", n=len(out), cells=cells[:5]), "warning")
    return sheet.only(at for at in range(len(sheet.rows)) if at not in out), [said]


def _nothing(value: object) -> None:
    """What is read of a column that cannot be told."""


def _unless_relative(parse: Callable[[object], object]) -> Callable[[object], object]:
    return lambda value: None if _is_relative(value) else parse(value)


def _is_relative(value: object) -> bool:
    return isinstance(value, str) and RELATIVE.fullmatch(value.strip()) is not None


def _how_long_ago(sheet: Sheet, header: str) -> list[Problem]:
    """A word, once, on times that only say how long ago."""
    filled = [cell for cell in sheet.column(header) if not is_blank(cell)]
    ago = [str(cell) for cell in filled if _is_relative(cell)]
    said = note("relative_times", n=len(ago), of=len(filled), example=ago[0].strip() if ago else "")
    return [sheet.complaint(note("column_said", header=header, what=said), "warning")] if ago else []


#: What a header of days and one of hours say beside what they are the day or hour of.
_OF_DAYS, _OF_HOURS = (
    {"tanggal", "tgl", "tgl.", "date", "hari", "day"},
    {"jam", "pukul", "waktu", "time", "hour"},
)


def _with_hours(sheet: Sheet, headers: Collection[str]) -> Sheet:
    """A sheet whose days have the hours that stand in a column of their own: Tanggal Masuk, Jam Masuk."""
    for header in headers:
        days = sheet.column(header)
        words = set(header_key(header).split())
        if len(hourless(days)) < sum(not is_blank(cell) for cell in days):
            continue
        of = words - _OF_DAYS
        fits = [
            name
            for name in sheet.header
            if name
            and name != header
            and (own := set(header_key(name).split())) & _OF_HOURS
            and own - _OF_HOURS == of
        ]
        if len(fits) == 1 and words & _OF_DAYS:
            sheet = sheet.put(header, map(at_hour, days, sheet.column(fits[0])))
    return sheet


def at_hour(day: object, hour: object) -> object:
    """A day at an hour, a moment where the day is one; the day alone without an hour, both as text where that is none."""
    if is_blank(day) or is_blank(hour):
        return day
    clock = clock_of(hour)
    if clock is None:
        return f"{day} {hour}"
    return dt.datetime.combine(day, clock) if isinstance(day, dt.date) else f"{day} {clock:%H:%M:%S}"


def _out_of_order(table: str, sheet: Sheet, whole: pd.DataFrame, mapping: Mapping[str, str]) -> list[Problem]:
    """Cells that lie before what has to come first: a reply before the question."""
    return [
        sheet.problem(
            int(row), mapping[later], sheet.rows[int(row)][sheet.header.index(mapping[later])],
            note("out_of_order", column=later, earlier=mapping[earlier]),
        )
        for earlier, later in ORDERED.get(table, ())
        if earlier in mapping and later in mapping
        for row in np.flatnonzero((_latest(whole, later) < whole[earlier]).fillna(False))
    ]  # fmt: skip


def _latest(whole: pd.DataFrame, name: str) -> pd.Series:
    """When it was at the latest: the end of the day where the day is all that is known."""
    return whole[name] + pd.Timedelta(days=1, microseconds=-1) if by_day(whole, name) else whole[name]
