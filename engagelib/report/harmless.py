"""HTML that can do no harm: known tags and attributes, everything else dropped or shown as text."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

__all__ = ["clean"]


# --- pages ------------------------------------------------------------

_TAGS = """
    a abbr b blockquote caption cite code colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4
    h5 h6 i kbd li mark ol p pre q s section small span strong sub summary sup table tbody td tfoot th thead
    tr u ul
"""


_ATTRIBUTES = "align alt class colspan dir height id lang role rowspan scope span start title width"


_PROPERTIES = """
    background-color border-bottom border-left border-right border-top color font-style font-weight padding
    padding-left padding-right text-align text-indent vertical-align white-space width
"""


VOID = frozenset({"br", "col", "hr", "img"})


TAGS = VOID | set(_TAGS.split())


ATTRIBUTES = frozenset(_ATTRIBUTES.split())


PROPERTIES = frozenset(_PROPERTIES.split())


LINK = re.compile(r"(?:https?://|mailto:|#|\.\./(?:tables|figures)/|[\w-]+\.html)", re.IGNORECASE)


IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[\w+/=\s]*$")


class _Cleaner(HTMLParser):
    """Writes what it reads again: harmless tags and attributes, closed in order, and text as text."""

    def __init__(self, table_label: str) -> None:
        super().__init__()
        self.out: list[str] = []
        self.open: list[str] = []
        self.table_label = table_label
        self.files: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS or (tag == "img" and not IMAGE.match(dict(attrs).get("src") or "")):
            return
        if tag == "table":
            self.files.append(dict(attrs).get("data-file") or "")
            self.out.append(
                f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(self.table_label)}">'
            )
        kept = "".join(
            f' {name}="{escape(good)}"'
            for name, value in attrs
            if (good := _attribute(tag, name, value or ""))
        )
        self.out.append(f"<{tag}{kept}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open:
            closed = self.open.pop()
            self.out.append(
                f"</{closed}>" + (f"</div>{_links(self.files.pop())}" if closed == "table" else "")
            )
            if closed == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:  # what stands in <script> or <style> is no text
            self.out.append(escape(data))

    def close(self) -> None:
        super().close()
        while self.open:
            self.handle_endtag(self.open[-1])


def _links(file: str) -> str:
    """Where the whole table is to be had, if it was written to files."""
    if not re.fullmatch(r"[\w-]+", file):
        return ""
    links = (f'<a href="../tables/{file}.{kind}">{file}.{kind}</a>' for kind in ("csv", "xlsx"))
    return f'<p class="files">{" · ".join(links)}</p>'


def _attribute(tag: str, name: str, value: str) -> str:
    if name == "style":
        declared = (part.partition(":") for part in value.split(";"))
        safe = [
            f"{key.strip()}: {what.strip()}"
            for key, _, what in declared
            if key.strip() in PROPERTIES and "(" not in what
        ]
        return "; ".join(safe)
    if (tag, name) == ("a", "href"):
        return value if LINK.match(value.strip()) else ""
    return value if name in ATTRIBUTES or (tag, name) == ("img", "src") else ""


def clean(html: str, table_label: str = "") -> str:
    """Keep harmless tags and attributes only; tables get a frame in which they scroll sideways.

    >>> clean("<p onclick='x()'>a<b>c<script>alert(1)</script></p> 1 &lt; 2")
    '<p>a<b>c</b></p> 1 &lt; 2'
    """
    cleaner = _Cleaner(table_label)
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.out)
