"""What a reader of a Word document sees: its paragraphs, line by line, and its tables, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engagelib.contracts.problems import Unreadable

__all__ = ["Line", "Rows", "parts"]

#: A line of a paragraph, and whether that is a heading.
Line = tuple[str, bool]
#: A table's rows of cells.
Rows = list[list[str]]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL, _BOX = (f"{_W}{tag}" for tag in ("p", "tbl", "tr", "tc", "txbxContent"))
#: What is not read: settings, text that was deleted or moved elsewhere, a drawing's second copy for old programs.
_UNREAD = {
    *(f"{_W}{tag}" for tag in ("pPr", "rPr", "del", "moveFrom")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def parts(path: Path) -> Iterator[Line | Rows]:
    """The lines and tables of a document in order, tracked insertions, content controls and text boxes too.

    A line break within a paragraph ends a line, as a paragraph does. Raises Unreadable for another file.
    """
    import docx

    try:
        document = docx.Document(str(path))
    except Exception as error:
        raise Unreadable(
            f"{path.name}: is not a Word document that can be read ({type(error).__name__}); save it again as .docx"
        ) from None
    heads = _headings(document)
    for element in _blocks(document.element.body):
        if element.tag == _TABLE:
            yield [[_cell(cell) for cell in _outer(row, _CELL)] for row in _outer(element, _ROW)]
        else:
            yield from ((line, _style(element) in heads) for line in _text(element).split("\n"))


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


def _cell(cell: Any) -> str:
    return "\n".join(_text(paragraph) for paragraph in _outer(cell, _PARAGRAPH)).strip()


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
