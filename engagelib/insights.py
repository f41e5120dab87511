"""What platforms count for their sellers: monthly sheets of Instagram, TikTok, WhatsApp Business and marketplaces.

Each platform names and arranges its columns in its own way; here they become one long table, a count a row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from engagelib.cells import as_date, as_number, is_blank
from engagelib.conform import Reading
from engagelib.contracts import Problem, columns, empty, typed
from engagelib.folder import READ_IN
from engagelib.notation import number_parser
from engagelib.sheets import Sheet, read_sheet

__all__ = ["MEASURES", "insights"]

#: Measure -> headers under which platforms and shops list it. Shares are percentages of an audience.
MEASURES = {
    "reach": ("jangkauan", "akun yang dijangkau", "reach", "accounts reached", "penonton", "pengunjung"),
    "interactions": ("interaksi", "interactions", "interaksi konten", "content interactions"),
    "posts": ("kiriman", "unggahan", "posts", "videos posted", "video diunggah"),
    "followers": ("pengikut", "followers", "total pengikut"),
    "messages": ("pesan masuk", "chat masuk", "messages received", "jumlah chat"),
    "messages_replied": ("pesan dibalas", "chat dibalas", "messages replied"),
    "reply_minutes": ("median waktu balas (menit)", "waktu balas (menit)", "response time (minutes)"),
    "shipped": ("pesanan dikirim", "orders shipped"),
    "shipped_on_time": ("dikirim tepat waktu", "shipped on time"),
    "complaints": ("keluhan", "komplain", "pengembalian/komplain", "complaints"),
    "audience_18_24": ("usia 18-24 (%)", "age 18-24 (%)"),
    "audience_25_34": ("usia 25-34 (%)", "age 25-34 (%)"),
    "audience_35_44": ("usia 35-44 (%)", "age 35-44 (%)"),
    "audience_45_up": ("usia 45+ (%)", "age 45+ (%)"),
}
#: A count, and the count that it is a part of.
PARTS = (
    ("messages_replied", "messages"), ("shipped_on_time", "shipped"), ("complaints", "shipped"),
)  # fmt: skip
KEYS = {
    "date": ("bulan", "tanggal", "periode", "month", "date"),
    "case": ("usaha", "toko", "nama toko", "shop", "case"),
    "channel": ("kanal", "platform", "channel"),
}


def insights(path: Path) -> Reading:
    """A sheet with a row a month and shop, or a folder of them, named after the channel unless a column says it.

    Out: the contract's `insights`. "-" and a blank are not shown by the platform, which is not 0. A column
    that no name covers is named as a warning and not read.
    """
    every = sorted(path.glob("[!.~]*")) if path.is_dir() else [path]
    files = [file for file in every if file.suffix.lower() in READ_IN["insights"]]
    said = "is no sheet (.csv, .xlsx) and is not read"
    problems = [Problem(file.name, message=said, severity="warning") for file in every if file not in files]
    readings = [_long(read_sheet(file), file.stem.casefold()) for file in files]
    problems += [problem for reading in readings for problem in reading.problems]
    if not readings:
        return Reading(empty("insights"), problems)
    table = pd.concat([reading.table for reading in readings], ignore_index=True)
    return Reading(table, problems + _beyond(table, path.name))


def _beyond(table: pd.DataFrame, file: str) -> list[Problem]:
    """Parts that are more than their whole, and audiences of more than all."""
    keys = ["date", "case", "channel"]
    wide = table.drop_duplicates([*keys, "measure"]).pivot(index=keys, columns="measure", values="value")
    ages = [name for name in MEASURES if name.startswith("audience_")]
    checks = [(part, wide.get(part), wide.get(whole), f"is more than {whole}") for part, whole in PARTS]
    checks += [(age, wide.get(age), 100.0, "is more than 100 per cent") for age in ages]
    return [
        Problem(
            file,
            value=f"{row[1]}, {row[2]}, {row[0]:%Y-%m}",
            message=f"{part} {said}: one of the two is mistyped",
        )
        for part, values, most, said in checks
        if values is not None and most is not None
        for row in wide.index[(values > most).fillna(False)]
    ]


def _long(sheet: Sheet, channel: str) -> Reading:
    found = {column: sheet.find(column, *names) for column, names in (KEYS | MEASURES).items()}
    lacking = [f"{name} ({KEYS[name][0]})" for name in ("date", "case") if found[name] is None]
    if lacking:
        said = f"has no column for {' and '.join(lacking)}; the columns are: {', '.join(name for name in sheet.header if name)}"
        return Reading(empty("insights"), [sheet.complaint(said)])
    spare = [name for name in sheet.headers.values() if name not in found.values()]
    problems = [
        sheet.complaint(f"column {name} is no known count and is not read", "warning") for name in spare
    ]
    if found["channel"] is None:
        sheet = replace(
            sheet, header=(*sheet.header, "channel"), rows=tuple((*r, channel) for r in sheet.rows)
        )
    place = {name: found[name] or "channel" for name in KEYS}
    parsers, said_of = _parsers(sheet, {m: h for m in MEASURES if (h := found[m])})
    problems += said_of
    rows = []
    for row in range(len(sheet.rows)):
        where, bad = _keys_of(sheet, row, place)
        problems += bad
        if bad:
            continue
        for measure in MEASURES:
            header = found[measure]
            raw = None if header is None else sheet.rows[row][sheet.header.index(header)]
            if header is None or is_blank(raw) or str(raw).strip() in ("-", "–"):
                continue
            try:
                value = parsers[measure](_bare(raw))
                if value < 0:
                    raise ValueError
                rows.append((*where, measure, value))
            except ValueError:
                problems.append(sheet.problem(row, header, raw, columns("insights")["value"].expects()))
    table = pd.DataFrame(rows, columns=list(columns("insights")))
    return Reading(typed("insights", table), problems + _twice(table, sheet))


def _bare(raw: object) -> object:
    return raw.strip().removesuffix("%").strip() if isinstance(raw, str) else raw


def _parsers(
    sheet: Sheet, headers: dict[str, str]
) -> tuple[dict[str, Callable[[object], float]], list[Problem]]:
    """How each column writes its numbers, decided for the column; a sentence where it does so in two ways."""
    found: dict[str, Callable[[object], float]] = {}
    problems = []
    for measure, header in headers.items():
        cells = [_bare(cell) for cell in sheet.column(header) if str(cell).strip() not in ("-", "–")]
        try:
            found[measure] = number_parser(cells)
        except ValueError as error:
            problems.append(sheet.complaint(f"column {header}: {error}"))
            found[measure] = as_number
    return found, problems


def _keys_of(sheet: Sheet, row: int, place: dict[str, str]) -> tuple[tuple, list[Problem]]:
    values, problems = [], []
    for name, header in place.items():
        raw = sheet.rows[row][sheet.header.index(header)]
        try:
            if is_blank(raw):
                raise ValueError
            month = f"{raw}-01" if name == "date" and len(str(raw).strip()) == 7 else raw
            values.append(as_date(month) if name == "date" else str(raw).strip())
        except ValueError:
            problems.append(sheet.problem(row, header, raw, columns("insights")[name].expects()))
    return tuple(values), problems


def _twice(table: pd.DataFrame, sheet: Sheet) -> list[Problem]:
    again = table[table.duplicated(["date", "case", "channel", "measure"])]
    return [
        sheet.complaint(f"{row.measure} of {row.case} on {row.channel} stands twice for {row.date:%Y-%m}")
        for row in again.itertuples()
    ]
