"""A sheet as a table of its contract: columns found by name, cells parsed by type, every problem named by its cell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from engagelib.contracts import DTYPES, ORDERED, Column, Problem, by_day, columns, violations
from engagelib.contracts.problems import note
from engagelib.contracts.values import PARSERS, Refused, hourless, is_blank
from engagelib.readers.sheets import Sheet, header_key, named_columns, read_sheet

__all__ = ["ALIASES", "Reading", "conform", "names_of", "offers", "tabular"]


#: Headers seen in exports and in people's own sheets -> column of the contract.
ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "comments": {
        "comment_id": ("cid", "commentid", "comment id", "id", "entry_id", "id komentar"),
        "video_id": (
            "aweme_id", "videoid", "post_id", "videoweburl", "video_url", "video url", "post url", "video id",
            "id video", "video link", "link video",
        ),
        "parent_id": ("reply_id", "repliestoid", "parent_comment_id", "parentcommentid"),
        "author": (
            "user.unique_id", "unique_id", "uniqueid", "authorusername", "handle", "commenter_user_name",
            "username", "user name", "user.uid", "uid", "commenter_id", "nama pengguna", "nama akun",
        ),
        "created_at": (
            "create_time", "createtimeiso", "createtime", "createdat", "publishedat", "date_created",
            "creation_timestamp", "date", "tanggal", "waktu", "waktu komentar", "tanggal komentar",
        ),
        "text": (
            "comment", "comment_text", "text_content", "content", "komentar", "comments", "isi komentar",
            "teks komentar", "teks",
        ),
        "likes": (
            "digg_count", "diggcount", "like_count", "likecount", "num_likes", "jumlah suka", "suka",
            "jumlah like",
        ),
        "replies": (
            "reply_comment_total", "replycommenttotal", "reply_count", "replycount", "num_replies",
            "comment_total_replies", "total_reply", "jumlah balasan",
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
        "new_followers": ("new followers", "pengikut baru", "difference in followers from previous day"),
        "followers": ("pengikut",),
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


#: Headers that may mean a column and may mean something else: offered, never taken.
HINTS: dict[str, dict[str, tuple[str, ...]]] = {
    "comments": {
        "author": ("profile id", "profile", "pengguna", "akun", "penulis", "name", "nama"),
        "created_at": ("time", "jam", "timestamp"),
        "text": ("isi", "komen", "ulasan", "pesan", "message", "review"),
        "likes": ("like", "disukai", "hearts"),
        "replies": ("reply", "balasan", "jawaban"),
        "parent_id": ("reply to", "membalas"),
    }
}  # fmt: skip


def names_of(table: str, column: str, declared: Mapping[str, str] = MappingProxyType({})) -> tuple[str, ...]:
    """What a column may be called: as it was declared, else by its own name and those seen in exports."""
    return (declared[column],) if column in declared else (column, *ALIASES.get(table, {}).get(column, ()))


def offers(
    table: str, sheet: Sheet, missing: Collection[str], used: Collection[str], least: float = 0.6
) -> dict[str, str]:
    """Missing column -> the header that may be meant: the closest pair of names first, each header once.

    A header is no offer where its cells could not stand in the column: dates are no texts.
    """
    free = [header for header in sheet.header if header and header not in used]
    pairs = sorted(
        (*_distance(table, column, header), column, header) for column in missing for header in free
    )
    found: dict[str, str] = {}
    for far, _, column, header in pairs:
        if column in found or header in found.values() or 1 - far < least:
            continue
        if _could_hold(columns(table)[column].type, sheet.column(header)):
            found[column] = header
    return found


def _distance(table: str, column: str, header: str) -> tuple[float, int]:
    """How far a header is from the nearest of a column's names, from 0 to 1, and which of them that is.

    One that has all words of a name is near.
    """
    said, found = header_key(header), []
    more = [name for known in (ALIASES, HINTS) for name in known.get(table, {}).get(column, ())]
    for rank, name in enumerate((column, *more)):
        near = difflib.SequenceMatcher(None, said, name).ratio()
        if len(name) > 3 and _words(name) <= _words(said):
            near = max(near, 0.82 + 0.18 * len(name) / len(said))
        found.append((1 - near, rank))
    return min(found)


def _words(name: str) -> set[str]:
    return set(re.split(r"[ _.-]+", name))


def _could_hold(kind: str, cells: Sequence[object]) -> bool:
    """Whether most of the first cells could stand in a column of this type."""
    some = [cell for cell in cells[:200] if not is_blank(cell)]
    if not some or kind not in ("text", "id", "int", "number", "time", "date", "yes_no"):
        return True

    def most(parse: Callable[[object], object], cells: Sequence[object]) -> bool:
        return 2 * sum(_parses(parse, cell) for cell in cells) > len(some)

    if kind in ("text", "id"):
        written = some if kind == "text" else [cell for cell in some if not str(cell).strip().isdigit()]
        return not any(most(PARSERS[other], written) for other in ("time", "date", "number"))
    return most(PARSERS[kind], some)


def _parses(parse: Callable[[object], object], cell: object) -> bool:
    try:
        parse(cell)
    except (ValueError, KeyError, OverflowError, TypeError):
        return False
    return True


@dataclass(frozen=True)
class Reading:
    """What a reader found: the table, the problems, and which column of the file became which of the table."""

    table: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)


def _found(table: str, sheet: Sheet, declared: Mapping[str, str]) -> dict[str, str]:
    """Column of the contract -> header of the sheet."""
    return sheet.mapped({column: names_of(table, column, declared) for column in columns(table)})


def _missing_column(table: str, sheet: Sheet, column: Column, offered: Mapping[str, str]) -> Problem:
    header = offered.get(column.name, "")
    return sheet.complaint(
        note(
            "no_column",
            column=column.name,
            meaning=column.meaning,
            names=names_of(table, column.name),
            header=header,
            guess=note("did_you_mean", header=header) if header else ".",
            headers=named_columns(sheet),
            remedy="",
        )
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
                why = error.note if isinstance(error, Refused) else column.expects()
                problems.append(
                    sheet.problem(row, header, raw, note("unreadable_cell", column=column.name, why=why))
                )
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
    missing = [column for column in columns(table).values() if column.required and column.name not in mapping]
    offered = offers(table, sheet, [column.name for column in missing], mapping.values())
    frame, problems = {}, [sheet.complaint(note("cells_beyond", row=number)) for number in sheet.ragged]
    for column in columns(table).values():
        if column.name in mapping:
            parse = (parsers or {}).get(column.name, _parser(column))
            values, bad = _parsed(sheet, mapping[column.name], column, parse)
            problems += bad
        else:
            values = [None] * len(sheet.rows)
            if column.required:
                problems.append(_missing_column(table, sheet, column, offered))
        frame[column.name] = pd.Series(values, dtype=DTYPES[column.type])
    whole = pd.DataFrame(frame)
    times = [name for name, column in columns(table).items() if column.type == "time" and name in mapping]
    whole.attrs["absent"] = [name for name in frame if name not in mapping]
    whole.attrs["days"] = [name for name in times if hourless(sheet.column(mapping[name]))]
    refused = {(p.cell) for p in problems}
    for row, name, value, wrong in violations(table, whole):
        header = mapping.get(name)
        if header is None or row < 0:
            continue  # the missing column has been named already
        if sheet.cell(row, header) not in refused:
            told = "" if pd.isna(value) else value
            problems.append(sheet.problem(row, header, told, wrong))
    return Reading(whole, problems + _out_of_order(table, sheet, whole, mapping), mapping)


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


def tabular(
    table: str, path: Path, sheet: str | None = None, declared: Mapping[str, str] | None = None
) -> Reading:
    """A csv or a sheet of a workbook that has a column for each of the contract's (events, documents, evidence …)."""
    return conform(table, read_sheet(path, sheet), declared)
