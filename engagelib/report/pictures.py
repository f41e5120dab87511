"""A figure's SVG as part of a page: its words can be read, found and copied, and it stays sharp."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from pathlib import Path
from xml.etree import ElementTree

__all__ = ["inline", "thumbnail", "typeface"]

#: What drawings are made of. Everything else is left out, as is any attribute that could load or run something.
TAGS = frozenset(
    [
        "svg", "g", "path", "text", "tspan", "use", "defs", "pattern", "clipPath", "rect", "circle",
        "ellipse", "line", "polygon", "polyline", "image",
    ]
)  # fmt: skip
_OUR_GROUP = re.compile(r"row-(\d+)$")
_LONG = re.compile(r"-?\d+\.\d{3,}")


def inline(svg: str, prefix: str, title: str, about: str, link: Callable[[int], str] | None = None) -> str:
    """A figure's SVG file as an element of a page, with its title and description for who cannot see it.

    Its ids begin with `prefix`, so that those of several figures differ. `link` gives where the mark of a row (a group
    that the figure calls row-3) leads to.
    """
    whole = ElementTree.fromstring(svg)
    box = whole.get("viewBox", "0 0 1 1")
    points = float(box.split()[2])
    body = "".join(_element(child, prefix, link) for child in whole)
    look = f"--real: {points * 4 / 3:.0f}px; --shown: {points * 5 / 3:.0f}px"
    names = f"{prefix}-title {prefix}-about"
    return (
        f'<svg role="{"group" if "<a " in body else "img"}" aria-labelledby="{names}" viewBox="{box}" style="{look}" stroke-linejoin="round" stroke-linecap="butt">'
        f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-about">{escape(about)}</desc>{body}</svg>'
    )


def _element(element: ElementTree.Element, prefix: str, link: Callable[[int], str] | None) -> str:
    tag = element.tag.rpartition("}")[2]
    if tag not in TAGS:
        return ""
    given = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    attributes = "".join(
        f' {name}="{escape(told)}"'
        for name, value in given.items()
        if (told := _attribute(tag, name, value, prefix))
    )
    inside = escape(element.text or "", quote=False) if tag in ("text", "tspan") else ""
    inside += "".join(_element(child, prefix, link) for child in element)
    made = f"<{tag}{attributes}>{inside}</{tag}>"
    row = _OUR_GROUP.match(given.get("id", ""))
    return f'<a href="{escape(link(int(row[1])))}">{made}</a>' if row and link else made


def _attribute(tag: str, name: str, value: str, prefix: str) -> str:
    if name.startswith("on"):
        return ""
    if name == "href":
        is_picture = tag == "image" and value.startswith("data:image/png;base64,")
        return f"#{prefix}-{value[1:]}" if value.startswith("#") else value if is_picture else ""
    if name == "id":
        return f"{prefix}-{value}"
    if "url(" in value:
        found = re.fullmatch(r"(.*)url\(#([\w-]+)\)(.*)", value)
        return f"{found[1]}url(#{prefix}-{found[2]}){found[3]}" if found else ""
    return (
        _LONG.sub(lambda n: f"{float(n[0]):.2f}", value)
        if name in ("d", "x", "y", "transform", "points")
        else value
    )


def thumbnail(picture: Path, width: int = 360) -> str:
    """A small picture of a written figure, as an address that holds it."""
    from PIL import Image

    made = io.BytesIO()
    with Image.open(picture) as whole:
        small = whole.convert("RGB")
        small.thumbnail((width, width))
        small.quantize(64).save(made, format="png", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(made.getvalue()).decode()}"


@cache
def typeface(characters: str) -> str:
    """The figures' typeface as a style sheet, with no more of it than these characters."""
    from engagelib.figures.paper import FAMILY, typefaces

    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: url(data:font/woff;base64,{_subset(file, characters)}); }}'
        for weight, file in zip((400, 700), typefaces(), strict=True)
    )


def _subset(file: Path, characters: Iterable[str]) -> str:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    from engagelib.figures.paper import GLYPHS

    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 13, 14], notdef_outline=True)
    font = TTFont(file, recalcTimestamp=False)
    for table in {*font.keys()} - GLYPHS - {"cmap", "name", "OS/2", "post"}:
        del font[table]
    chosen = subset.Subsetter(options)
    chosen.populate(text="".join(characters))
    chosen.subset(font)
    font.flavor, made = "woff", io.BytesIO()
    font.save(made)
    return base64.b64encode(made.getvalue()).decode()
