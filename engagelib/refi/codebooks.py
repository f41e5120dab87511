"""A codebook of REFI-QDA, read out of a .qdc or a project and written: its tree, colours, fields and groups of codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pandas as pd

from engagelib.contracts.problems import Unreadable, note
from engagelib.files import write_whole
from engagelib.refi import archive
from engagelib.refi.elements import ORIGIN, around, below, guid, id_of, quoted, target_of, text, unlike
from engagelib.refi.project import NOTHING, book, card, fields, records
from engagelib.text.encodings import opening

__all__ = ["codes_of", "project_file", "read_codebook", "read_codes", "set_of", "write_codebook"]


def read_codebook(path: Path) -> pd.DataFrame:
    """A codebook out of a .qdc, or out of the project in a .qdpx.

    In: the path. Out: the table `codebook` (code, parent, theme, name, definition ...), codable (may it be given), and
    groups (of codes, parted by "; ") where there are any; what groups are about stands in `attrs["groups"]`.
    """
    path = Path(path)
    if path.suffix.lower() == ".qdpx":
        with archive.Archive(path) as packed:
            root = archive.parsed(packed.read(project_file(packed)), path.name)
    else:
        with opening(path):
            root = archive.parsed(path.read_bytes(), path.name)
    book = root if root.tag == "CodeBook" else root.find("CodeBook")
    found, codes, _ = read_codes(book)
    groups: dict[str, list[str]] = {}
    for group in root.findall("Sets/Set"):
        for member in group.findall("MemberCode"):
            if code := codes.get(target_of(member)):
                groups.setdefault(code, []).append(group.get("name") or id_of(group))
    if groups:
        found = found.assign(groups=found["code"].map({c: "; ".join(own) for c, own in groups.items()}))
    found.attrs["groups"] = {
        s.get("name") or id_of(s): below(s, "Description") for s in root.findall("Sets/Set")
    }
    return found


def read_codes(top: Element | None) -> tuple[pd.DataFrame, dict[str, str | None], int]:
    """The codebook, GUID -> code (None for "read, no code applies"), and how many colours were see-through."""
    rows: list[dict[str, Any]] = []
    codes: dict[str, str | None] = {}
    taken: dict[str, int] = {}
    colors = _colors(top)

    def walk(element: Element, above: str | None, path: str) -> None:
        name = (element.get("name") or "").strip()
        if name == NOTHING:
            codes[id_of(element)] = None
            return
        card = fields(below(element, "Description"))
        code = card.pop("code", None) or name or id_of(element)
        if code in taken:  # the same name elsewhere in the tree
            code = f"{path} > {code}"
        code = unlike(taken, code)
        codes[id_of(element)] = code
        codable = element.get("isCodable", "true").strip().casefold() in ("true", "1")
        color = colors.get(element.get("color") or "")
        rows.append(
            {"code": code, "parent": above, "name": name or code, "color": color, "codable": codable} | card
        )
        for child in element.findall("Code"):
            walk(child, code, code)

    for code in [] if top is None else top.findall("Codes/Code"):
        walk(code, None, "")
    clear = 0 if top is None else sum(len(c.get("color") or "") in (5, 9) for c in top.iter("Code"))
    return book(rows), codes, clear


def _colors(top: Element | None) -> dict[str, str]:
    """Colours as written -> #RRGGBB. One of eight digits has an opacity before or after, the same way in all of a file."""
    written = {code.get("color") or "" for code in ([] if top is None else top.iter("Code"))}
    full = {c: "#" + "".join(d * 2 for d in c[1:]) if len(c) in (4, 5) else c for c in written}
    eight = [c for c in full.values() if re.fullmatch("#[0-9A-Fa-f]{8}", c)]
    after = (
        bool(eight)
        and all(c[-2:].lower() == "ff" for c in eight)
        and any(c[1:3].lower() != "ff" for c in eight)
    )
    found = {c: ("#" + (f[1:7] if after else f[3:])) if len(f) == 9 else f for c, f in full.items()}
    return {c: f for c, f in found.items() if re.fullmatch("#[0-9A-Fa-f]{6}", f)}


def project_file(packed: archive.Archive) -> str:
    """The project file, whatever the program called it."""
    found = sorted((name.count("/"), name) for name in packed.files if name.lower().endswith(".qde"))
    if not found:
        raise Unreadable(packed.name, note("no_qde"))
    return found[0][1]


# --- writing --------------------------------------------------------------------------------


def write_codebook(path: Path, codebook: pd.DataFrame) -> None:
    """A .qdc: tree, colours, groups of codes, and all fields in the description, one labelled line each.

    In: the table `codebook`; it may have columns codable, and groups (parted by "; "). Out: the file.

    >>> from tempfile import TemporaryDirectory
    >>> from engagelib import Study
    >>> with TemporaryDirectory() as folder:
    ...     write_codebook(Path(folder) / "codes.qdc", Study("kia-metro").codebook())
    ...     again = read_codebook(Path(folder) / "codes.qdc")
    >>> sorted(again["code"]) == sorted(Study("kia-metro").codebook()["code"])
    True
    """
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    about = codebook.attrs.get("groups", {})
    groups: dict[str, list[str]] = {name: [] for name in about}
    for code, named in zip(codebook["code"], codebook.get("groups", ()), strict=False):
        for name in str(named).split("; ") if isinstance(named, str) else ():
            groups.setdefault(name, []).append(f'<MemberCode guid="{guid("code", code)}"/>\n')
    sets = [set_of(name, about.get(name), members) for name, members in groups.items()]
    inside = "".join([*codes_of(codebook), *around("Sets", sets)])
    body = f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="{ORIGIN}">\n{inside}</CodeBook>\n'
    write_whole(Path(path), head + body)


def set_of(name: str, about: str | None, members: list[str]) -> str:
    """A set with what it is about and its members."""
    described = f"<Description>{text(about)}</Description>\n" if about else ""
    return f'<Set guid="{guid("set", name)}" name="{quoted(name)}">\n{described}{"".join(members)}</Set>\n'


def codes_of(
    table: pd.DataFrame, notes: Mapping[str, str] | None = None, used: Collection[str | None] = ()
) -> Iterator[str]:
    """`used`: codes that were given; a theme is a folder unless it is one of them."""
    rows = records(table)
    below: dict[object, list[dict[str, Any]]] = {}
    for row in rows:
        below.setdefault(row["parent"], []).append(row)
    given = {row["code"] for row in rows}
    tops = [row for above, own in below.items() if above not in given for row in own]
    yield "<Codes>\n"
    for row in tops:
        yield from _code(row, below, notes or {}, used)
    if None in used:
        yield f'<Code guid="{guid("code", NOTHING)}" name="{NOTHING}" isCodable="true"/>\n'
    yield "</Codes>\n"


def _code(
    row: dict[str, Any], below: Mapping[Any, Any], notes: Mapping[str, str], used: Collection[Any]
) -> Iterator[str]:
    name = row.get("name") or row["code"]
    own = below.get(row["code"], [])
    color = f' color="{row["color"]}"' if row.get("color") else ""
    codable = row.get("codable")
    if codable is None:
        codable = not own or row["parent"] is not None or row["code"] in used
    head = f'<Code guid="{guid("code", row["code"])}" name="{quoted(name)}"'
    yield f'{head} isCodable="{"true" if codable else "false"}"{color}>\n'
    words = card(row if name != row["code"] else {**row, "code": None})
    yield f"<Description>{text(words)}</Description>\n" if words else ""
    yield notes.get(row["code"], "")
    for child in own:
        yield from _code(child, below, notes, used)
    yield "</Code>\n"
