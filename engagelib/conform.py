"""A sheet as a table of its contract: columns found by name, cells parsed by type, every problem named by its cell."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from engagelib.cells import PARSERS, Refused, is_blank
from engagelib.contracts import DTYPES, ORDERED, Column, Problem, columns, violations
from engagelib.sheets import Sheet, header_key, named_columns, read_sheet

__all__ = ["ALIASES", "Reading", "conform", "tabular"]


@dataclass(frozen=True)
class Reading:
    """What a reader found: the table, the problems, and which column of the file became which of the table."""

    table: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)


#: Headers seen in exports and in people's own sheets -> column of the contract.
ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "comments": {
        "comment_id": ("cid", "commentid", "comment id", "id", "entry_id"),
        "video_id": ("aweme_id", "videoid", "post_id", "videoweburl", "video_url", "video url", "post url"),
        "parent_id": ("reply_id", "repliestoid", "parent_comment_id", "parentcommentid"),
        "author": (
            "user.unique_id", "unique_id", "uniqueid", "authorusername", "handle", "commenter_user_name",
            "username", "user name", "user.uid", "uid", "commenter_id",
        ),
        "created_at": (
            "create_time", "createtimeiso", "createtime", "createdat", "publishedat", "date_created",
            "creation_timestamp", "date", "tanggal", "waktu",
        ),
        "text": (
            "comment",
            "comment_text",
            "text_content",
            "content",
            "komentar",
            "comments",
            "isi komentar",
        ),
        "likes": ("digg_count", "diggcount", "like_count", "likecount", "num_likes"),
        "replies": (
            "reply_comment_total", "replycommenttotal", "reply_count", "replycount", "num_replies",
            "comment_total_replies", "total_reply",
        ),
        "pinned": ("author_pin", "pinnedbyauthor", "ispinned"),
    },
    "sales": {
        "date": ("tanggal", "tgl"),
        "portions": ("porsi", "jumlah porsi", "qty"),
        "amount": ("omzet", "pendapatan"),
        "note": ("keterangan", "catatan"),
    },
    "cases": {
        "case": ("kasus", "id", "kode"),
        "kind": ("jenis",),
        "parent": ("usaha", "induk", "shop"),
        "role": ("peran",),
        "sector": ("sektor",),
        "name": ("nama",),
        "place": ("tempat", "kota"),
        "criterion": ("kriteria",),
        "proof": ("bukti",),
        "included": ("disertakan",),
    },
    "reviews": {
        "review": ("id", "ulasan"),
        "date": ("tanggal",),
        "case": ("usaha", "toko", "shop"),
        "channel": ("kanal", "platform"),
        "rating": ("bintang", "stars"),
        "photo": ("foto",),
        "reply_date": ("tanggal balasan",),
        "text": ("teks", "isi ulasan"),
    },
    "observations": {
        "observation": ("id", "observasi"),
        "date": ("tanggal",),
        "case": ("usaha", "toko", "shop"),
        "behaviour": ("perilaku",),
        "channel": ("kanal", "platform"),
        "function": ("fungsi",),
        "tactic": ("taktik",),
        "count": ("jumlah", "kali"),
        "note": ("catatan", "keterangan"),
    },
    "documents": {
        "document": ("id", "dokumen"),
        "date": ("tanggal",),
        "case": ("usaha", "toko", "shop"),
        "kind": ("jenis",),
        "title": ("judul",),
        "note": ("catatan", "keterangan"),
    },
    "member_check": {
        "informant": ("informan",),
        "finding": ("temuan",),
        "sent": ("dikirim",),
        "returned": ("kembali",),
        "outcome": ("hasil",),
        "action": ("tindak lanjut",),
    },
    "citations": {
        "place": ("tempat",),
        "finding": ("temuan",),
        "source": ("sumber",),
        "relation": ("hubungan",),
        "cited": ("dikutip",),
        "listed": ("daftar",),
    },
    "evidence": {
        "claim": ("klaim",),
        "source": ("sumber",),
        "method": ("metode",),
        "ref": ("rujukan",),
        "stance": ("sikap",),
        "prominence": ("bobot",),
        "quote": ("kutipan",),
    },
    "accounts": {
        "date": ("tanggal",),
        "views": ("video views", "tayangan video", "penayangan video"),
        "profile_views": ("profile views", "tayangan profil", "penayangan profil"),
        "likes": ("suka",),
        "comments": ("komentar",),
        "shares": ("bagikan", "dibagikan"),
        "new_followers": ("new followers", "pengikut baru"),
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
}  # fmt: skip


_RAGGED = (
    "row {} has cells beyond the last header: its columns may have moved. A cell that holds the delimiter "
    "must stand in quotation marks; export the file again"
)


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


def _missing_column(table: str, sheet: Sheet, column: Column, used: Collection[str]) -> Problem:
    names = (column.name, *ALIASES.get(table, {}).get(column.name, ()))
    headers = {header_key(header): header for header in sheet.header if header and header not in used}
    near = [match for name in names for match in difflib.get_close_matches(name, headers, 1, 0.6)]
    guess = f"; did you mean '{headers[near[0]]}'?" if near else "."
    return sheet.complaint(
        f"has no column for {column.name} ({column.meaning}); it may be called {' or '.join(names)}{guess} "
        f"The columns are: {named_columns(sheet)}"
    )


def _parsed(
    sheet: Sheet, header: str, column: Column, parse: Callable[[object], object]
) -> tuple[list[object], list[Problem]]:
    values: list[object] = []
    problems = []
    seen: dict[str, object] = {}  # a text that stands there again is not parsed again
    for row, raw in enumerate(sheet.column(header)):
        value = None
        if isinstance(raw, str) and raw in seen:
            value = seen[raw]
        elif not is_blank(raw):
            try:
                value = parse(raw)
            except (ValueError, KeyError, OverflowError, TypeError) as error:
                told = column.type == "id" or isinstance(error, Refused)
                reason = str(error) if told else column.expects()
                problems.append(sheet.problem(row, header, raw, reason))
            else:
                if isinstance(raw, str):
                    seen[raw] = value
        values.append(value)
    return values, problems


#: Categories without declared words that stand for one thing whatever their case: WhatsApp is whatsapp.
FOLDED = ("channel",)


def _parser(column: Column) -> Callable[[object], object]:
    """How a cell is read; a word of a category stands for the declared one whatever its case."""
    if column.type != "category" or not (column.allowed or column.name in FOLDED):
        return PARSERS[column.type]
    declared = {word.casefold(): word for word in column.allowed}

    def word(value: object) -> str:
        plain = str(value).strip()
        return declared.get(plain.casefold(), plain if declared else plain.casefold())

    return word


def conform(
    table: str,
    sheet: Sheet,
    declared: Mapping[str, str] | None = None,
    parsers: Mapping[str, Callable] | None = None,
) -> Reading:
    """A sheet as a table of the contract: columns found by name, cells parsed by type, rules checked,
    problems by cell.

    `declared` names headers that no alias covers; `parsers` replaces the parser of a column.
    """
    mapping = _found(table, sheet, declared or {})
    frame, problems = {}, [sheet.complaint(_RAGGED.format(number)) for number in sheet.ragged]
    for column in columns(table).values():
        if column.name in mapping:
            parse = (parsers or {}).get(column.name, _parser(column))
            values, bad = _parsed(sheet, mapping[column.name], column, parse)
            problems += bad
        else:
            values = [None] * len(sheet.rows)
            if column.required:
                problems.append(_missing_column(table, sheet, column, mapping.values()))
        frame[column.name] = pd.Series(values, dtype=DTYPES[column.type])
    whole = pd.DataFrame(frame)
    refused = {(p.cell) for p in problems}
    for row, name, value, message in violations(table, whole):
        header = mapping.get(name)
        if header is None or row < 0:
            continue  # the missing column has been named already
        if sheet.cell(row, header) not in refused:
            problems.append(sheet.problem(row, header, "" if pd.isna(value) else value, message))
    return Reading(whole, problems + _out_of_order(table, sheet, whole, mapping), mapping)


def _out_of_order(table: str, sheet: Sheet, whole: pd.DataFrame, mapping: Mapping[str, str]) -> list[Problem]:
    """Cells that lie before what has to come first: a reply before the question."""
    return [
        sheet.problem(
            int(row), mapping[later], sheet.rows[int(row)][sheet.header.index(mapping[later])],
            f"lies before {mapping[earlier]} of the same row; one of the two is mistyped",
        )
        for earlier, later in ORDERED.get(table, ())
        if earlier in mapping and later in mapping
        for row in np.flatnonzero((whole[later] < whole[earlier]).fillna(False))
    ]  # fmt: skip


def tabular(
    table: str, path: Path, sheet: str | None = None, declared: Mapping[str, str] | None = None
) -> Reading:
    """A csv or a sheet of a workbook that has a column for each of the contract's (events, documents, evidence …)."""
    return conform(table, read_sheet(path, sheet), declared)
