"""What a reader of a Word document sees: its paragraphs, line by line, and its tables, row by row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.text.bounds import transitional

__all__ = ["Line", "Rows", "beside", "everything", "parts", "xml_texts"]

#: A line of a paragraph, and whether that is a heading.
Line = tuple[str, bool]
#: A table's rows of cells.
Rows = list[list[str]]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL, _BOX = (f"{_W}{tag}" for tag in ("p", "tbl", "tr", "tc", "txbxContent"))
#: What is not read: settings, text that was deleted or moved elsewhere, a drawing's second copy for old programs.
_GONE = (f"{_W}del", f"{_W}moveFrom")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNREAD = {*_GONE, f"{_W}pPr", f"{_W}rPr", _FALLBACK}
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def parts(path: Path, spread: bool = False) -> Iterator[tuple[int, Line | Rows]]:
    """The lines and tables of a document in order, each behind the number of its paragraph or table, tracked insertions, content controls and text boxes too.

    With `spread` a cell over several columns stands in each of them, so that rows keep their columns. A line break within a paragraph ends a line, as a paragraph does. Raises Unreadable for another file.
    """
    document = _opened(path)
    heads = _headings(document)
    counted = Counter[str]()
    for element in _blocks(document.element.body):
        counted[element.tag] += 1
        number = counted[element.tag]
        if element.tag == _TABLE:
            rows = [list(_outer(row, _CELL)) for row in _outer(element, _ROW)]
            times = _columns if spread else (lambda cell: 1)
            yield number, [[_cell(cell) for cell in row for _ in range(times(cell))] for row in rows]
        else:
            yield from ((number, (line, _style(element) in heads)) for line in _text(element).split("\n"))


def everything(path: Path) -> Iterator[tuple[Note, str]]:
    """Every text of a document and where it stands: what `parts` reads, and what stands beside it.

    Deleted text that is still kept, footnotes, comments, headers and footers, links, the names in its properties.
    """
    document = _opened(path)
    paragraphs = tables = 0
    for element in _blocks(document.element.body):
        if element.tag == _TABLE:
            tables += 1
            for number, row in enumerate(_outer(element, _ROW), start=1):
                cells = list(_outer(row, _CELL))
                said = "\n".join([*map(_cell, cells), *map(_kept, cells)])
                yield note("place_table_row", n=f"{tables}.{number}"), said
        else:
            paragraphs += 1
            yield note("place_paragraph", n=paragraphs), f"{_text(element)}\n{_kept(element)}"
    for part in document.part.package.iter_parts():
        kind = re.sub(r"\d*\.\w+$", "", str(part.partname).rpartition("/")[2])
        for link in part.rels.values() if hasattr(part, "rels") else ():
            if link.is_external:
                yield note("place_link"), link.target_ref
        if part is not document.part and kind not in _NO_WORDS and str(part.partname).endswith(".xml"):
            called = note(f"place_{_CALLED[kind]}") if kind in _CALLED else note("place_part", name=kind)
            yield from ((called, text) for text in _paragraphs(part.blob))
            yield from ((note("place_beside_text", what=called), text) for text in _names(part.blob))


#: Parts of a document that hold nobody's words.
_NO_WORDS = {"styles", "stylesWithEffects", "theme", "settings", "webSettings", "fontTable", "numbering"}
_CALLED = {
    "footnotes": "footnote", "endnotes": "footnote", "comments": "comment", "core": "properties", "app": "properties",
}  # fmt: skip


def xml_texts(data: bytes) -> Iterator[str]:
    """The texts of an XML part: paragraph by paragraph, what stands in none piece by piece, and the names in attributes."""
    yield from _paragraphs(data)
    yield from _names(data)


def _tree(data: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _paragraphs(data: bytes) -> Iterator[str]:
    for element in _tree(data).iter("{*}p", "{*}si"):
        yield "".join(element.itertext())


def _names(data: bytes) -> Iterator[str]:
    for element in _tree(data).iter():
        if isinstance(element.tag, str):
            loose = element.text if not any(True for _ in element.iterancestors("{*}p", "{*}si")) else None
            yield from filter(str.strip, (loose or "", *map(str, element.attrib.values())))


def beside(path: Path) -> list[str]:
    """What a document has beside its text in which somebody may have written: comments, footnotes."""
    texts = ((place.key.removeprefix("place_"), text) for place, text in everything(path))
    return sorted({kind for kind, text in texts if kind in BESIDE and text.strip()})


BESIDE = ("comment", "footnote")


def _kept(element: Any) -> str:
    """All text of an element, deleted and moved text too; of a paragraph without the boxes that hang on it."""
    if element.tag == _BOX and element.getparent() is not None:
        return "" if _in_paragraph(element) else "".join(map(_kept, element))
    if element.tag in (f"{_W}t", f"{_W}delText", f"{_W}instrText"):
        return element.text or ""
    apart = "\n" if element.tag in (_PARAGRAPH, *_GONE) else ""
    return _SIGNS.get(element.tag) or apart + "".join(map(_kept, element)) + apart


def _in_paragraph(box: Any) -> bool:
    """Whether a box hangs on a paragraph that stands in no table, where it is a paragraph of its own."""
    return next(box.iterancestors(_CELL), None) is None


def _opened(path: Path) -> Any:
    import docx

    try:
        return docx.Document(transitional(path))  # type: ignore[arg-type]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(path.name, note("no_word_document", error=type(error).__name__)) from None


def _outer(parent: Any, *tags: str) -> Iterator[Any]:
    """The outermost elements of these tags within another."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag not in _UNREAD:
            yield from _outer(child, *tags)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables; those of a text box come after the paragraph that it hangs on."""
    for element in _outer(parent, _PARAGRAPH, _TABLE):
        yield element
        if element.tag == _PARAGRAPH:
            yield from _blocks(element)


def _columns(cell: Any) -> int:
    """Over how many columns a cell goes."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    said = "" if span is None else span.get(f"{_W}val") or ""
    return min(int(said), 64) if said.isdigit() and int(said) else 1


def _cell(cell: Any) -> str:
    return "\n".join(map(_text, _within(cell))).strip()


def _within(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell, those of tables and boxes in it too."""
    for element in _blocks(cell):
        if element.tag == _TABLE:
            for row in _outer(element, _ROW):
                yield from (part for inner in _outer(row, _CELL) for part in _within(inner))
        else:
            yield element


def _text(element: Any) -> str:
    if element.tag in _UNREAD or element.tag == _BOX:
        return ""
    if element.tag == f"{_W}t":
        return element.text or ""
    return _SIGNS.get(element.tag) or "".join(map(_text, element))


def _style(paragraph: Any) -> str | None:
    named = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return None if named is None else named.get(f"{_W}val")


def _headings(document: Any) -> set[str]:
    """The ids of styles that are a heading's or a title's, or are based on one."""
    found = set()
    for style in document.styles:
        base: Any = style
        while base is not None:
            if (base.name or "").casefold().startswith(("heading", "title", "subtitle")):
                found.add(style.style_id)
            base = getattr(base, "base_style", None)
    return found
