"""What the columns of a contract are called in exports and in people's own sheets, and which header may be meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

from engagelib.cells import PARSERS, is_blank
from engagelib.contracts import columns
from engagelib.sheets import Sheet, header_key

__all__ = ["ALIASES", "names_of", "offers"]

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
