"""HTML that can do no harm: known tags and attributes, everything else dropped or shown as text."""

from __future__ import annotations

import re
from html import escape, unescape

__all__ = ["clean"]

_TAGS = """
    a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3
    h4 h5 h6 hr i img kbd li mark ol p pre q s section small span strong sub summary sup table tbody td tfoot th
    thead tr u ul math mrow mi mo mn mfrac msup msub msubsup msqrt mtext mover munder munderover mspace mstyle mtable mtr
    mtd
"""

_ATTRIBUTES = "align alt class colspan dir display height id lang role rowspan scope span start stretchy style title width"

_PROPERTIES = """
    background-color border-bottom border-left border-right border-top color font-style font-weight padding
    padding-left padding-right text-align text-indent vertical-align white-space width
"""

TAGS, ATTRIBUTES, PROPERTIES = (set(names.split()) for names in (_TAGS, _ATTRIBUTES, _PROPERTIES))

LINK = re.compile(r"(?:https?://|mailto:|#|\.\./(?:tables|figures)/|[\w-]+\.html)", re.IGNORECASE)

IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[\w+/=\s]*$")

#: A whole tag as nh3 writes it, so that a tag's name in an attribute is never taken for one.
_TAG = re.compile(r'<(/?)([a-z]\w*)((?: [\w-]+="[^"]*")*)>')


def clean(html: str, table_label: str = "", more: str = "") -> str:
    """Keep harmless tags and attributes only; tables get a frame in which they scroll sideways.

    A table that was written to files is followed by where they are, after `more` (tags of the page's own).

    >>> clean("<p onclick='x()'>a<b>c<script>alert(1)</script></p> 1 &lt; 2")
    '<p>a<b>c</b></p><b> 1 &lt; 2</b>'
    """
    import nh3

    kept = nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": ATTRIBUTES, "a": {"href"}, "img": {"src"}, "table": {"data-file"}},
        attribute_filter=_attribute,
        clean_content_tags={"script", "style"},
        filter_style_properties=PROPERTIES,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "data"},
    )
    return _framed(kept, table_label, more)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """An attribute's value: a style without what loads something, None for a link or an image that leads elsewhere."""
    if name == "style":
        return ";".join(part for part in value.split(";") if "(" not in part)
    allowed = {("a", "href"): LINK, ("img", "src"): IMAGE}.get((tag, name))
    return value if allowed is None or allowed.match(value.strip()) else None


def _framed(html: str, label: str, more: str) -> str:
    """Tables in frames, followed by where the whole table is to be had; no image without a picture."""
    files: list[str] = []

    def framed(found: re.Match[str]) -> str:
        end, tag, attributes = found.groups()
        if tag == "img" and ' src="' not in attributes:
            return ""
        if tag != "table":
            return found[0]
        if end:
            return f"</table></div>{_links(files.pop(), more)}"
        named = re.search(r' data-file="([^"]*)"', attributes)
        files.append(unescape(named[1]) if named else "")
        shown = attributes.replace(named[0], "") if named else attributes
        written = f' id="t-{files[-1]}"' if re.fullmatch(r"[\w-]+", files[-1]) else ""
        frame = f'<div class="scroll"{written} role="region" tabindex="0" aria-label="{escape(label)}">'
        return f"{frame}<table{shown}>"

    return _TAG.sub(framed, html)


def _links(file: str, more: str) -> str:
    """Where the whole table is to be had, if it was written to files."""
    if not re.fullmatch(r"[\w-]+", file):
        return ""
    links = (f'<a href="../tables/{file}.{kind}">{file}.{kind}</a>' for kind in ("csv", "xlsx"))
    return f'<p class="tools">{more}{" · ".join(links)}</p>'
