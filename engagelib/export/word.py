"""Tables, figures and sentences as a Word document in which each number is a content control that carries its address.

The address is the control's tag, the value its title: so a number that is copied into another document keeps both.
The page follows the rules of a campus (`campus.toml`), or a template's styles.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engagelib.export.contents import LEGIBLE, Figure, Part, Sentence, Table, Written, in_cell, pieces
from engagelib.export.template import (
    CM,
    LANGUAGES,
    NS,
    Rules,
    W,
    measure,
    opened,
    part_of,
    set_paper,
    set_signs,
    styles,
)
from engagelib.words import say, sentence
from engagelib.words.harmless import UNPRINTABLE

__all__ = ["LEDGER", "Block", "control", "document", "free_number", "mark", "tag", "taken", "title_of"]

#: The part of a document that holds what its numbers were when it was written.
LEDGER = "urn:engagelib:links"
#: Signs of a control's tag and title; Word takes no more.
_LONGEST = 64
#: A row of more lines is a pillar, which stands better where the paper is turned.
_HIGH = 6
#: Centimetres of a page that a figure leaves to its caption.
_CAPTION = 2
#: Where a place stands for the number of a table or figure until all of them are counted.
_COUNTED = re.compile("\ue000(\\w+)\ue001")


@dataclass(frozen=True)
class Block:
    """A heading of some level, or a part below it; `stub`: what its author is to write there."""

    part: Part | str
    level: int = 0
    stub: bool = False


def tag(address: str) -> str:
    """The tag of an address: itself, or its beginning and a hash where it is too long for one."""
    return (
        address if len(address) <= _LONGEST else f"{address[:50]}~{sha256(address.encode()).hexdigest()[:13]}"
    )


def title_of(text: str) -> str:
    """The title of a control, by which `refresh` knows what stood in it; of a long text the beginning and a hash."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:50]}~{sha256(flat.encode()).hexdigest()[:13]}"


# --- pieces of a document -------------------------------------------------------------------------


def _run(text: str, looks: str = "") -> str:
    shown = escape(UNPRINTABLE.sub("", text))
    return (
        f'<w:r>{f"<w:rPr>{looks}</w:rPr>" if looks else ""}<w:t xml:space="preserve">{shown}</w:t></w:r>'
        if shown
        else ""
    )


def control(text: str, address: str, number: int, looks: str = "") -> str:
    """A content control around a number or a word, and within it a bookmark: LibreOffice before 7.5 keeps that alone."""
    about = f"<w:alias w:val={quoteattr(title_of(text))}/><w:tag w:val={quoteattr(tag(address))}/>"
    ends = (
        f'<w:bookmarkStart w:id="{number}" w:name="{mark(address)}_{number}"/>',
        f'<w:bookmarkEnd w:id="{number}"/>',
    )
    inside = f"{ends[0]}{_run(text, looks)}{ends[1]}"
    return f'<w:sdt><w:sdtPr>{about}<w:id w:val="{number}"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>'


def mark(address: str) -> str:
    """How the bookmark of an address begins, by which it is found where a control has lost its tag."""
    return f"_e_{sha256(tag(address).encode()).hexdigest()[:16]}"


def _field(code: str, shown: str, looks: str = "") -> str:
    """A field that Word counts by itself, with what it shows until then."""
    look = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    ends = {
        kind: f'<w:r>{look}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    }
    asks = f'<w:r>{look}<w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
    return f"{ends['begin']}{asks}{ends['separate']}{_run(shown, looks)}{ends['end']}"


def _paragraph(style: str, inside: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inside}</w:p>'


def _markdown(text: str) -> Iterator[str]:
    """Runs of a paragraph of hers: **bold** and *italic* are kept, other marks stand as she typed them."""
    for piece in re.split(r"(\*\*[^*]+\*\*|\*[^*\s][^*]*\*)", " ".join(text.split())):
        bold, slanted = piece.startswith("**"), piece.startswith("*")
        yield _run(piece.strip("*") if slanted else piece, "<w:b/>" if bold else "<w:i/>" if slanted else "")


@dataclass
class _Body:
    """The body as it grows: blocks of XML, what is counted, and which way the paper lies."""

    lang: str
    rules: Rules
    #: The last section's properties, of which each other section has a copy.
    sect: Any
    pictures: Path
    styles: dict[str, str]
    chapter: str = ""
    #: Numbers and names that bookmarks and controls of the template have.
    taken: set[str] = field(default_factory=set)
    blocks: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"table": 0, "figure": 0, "id": 0})
    turned: bool = False
    #: Tables and figures by the order in which they were met, and the number that each got.
    met: dict[int, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    images: list[Figure] = field(default_factory=list)
    wide: bool = False
    #: Tables that need the paper turned: they follow together where a part of the text ends.
    later: list[Part] = field(default_factory=list)
    #: Headings that wait for what follows, so that they go with a table onto its page.
    heads: list[str] = field(default_factory=list)

    def add(self, block: Block) -> None:
        part = block.part
        if isinstance(part, str):
            if not block.stub and block.level <= (2 if self.chapter else 1):
                self.release()
            if block.stub:
                self._put(_paragraph(self.styles["stub"], _run(part)))
            else:
                style = self.styles[f"heading {block.level}"] if block.level else self.styles["title"]
                self.heads.append(_paragraph(style, _run(part)))
        elif isinstance(part, Written):
            again = [_run(f"{sentence('read_again', self.lang)} ", "<w:b/>")] if part.again else []
            for number, text in enumerate(re.split(r"\n\s*\n", part.text)):
                self._put(
                    _paragraph(
                        self.styles["text"], "".join([*(again if not number else ()), *_markdown(text)])
                    )
                )
        elif isinstance(part, Sentence):
            self._sentence(part, ())
        elif isinstance(part, Figure):
            self._figure(part)
        else:
            self._table(part)

    def section(self, parts: Iterable[Part]) -> None:
        """What a section shows: its first sentence refers to its tables and figures, which follow the sentences."""
        parts = list(parts)
        said = [part for part in parts if isinstance(part, Sentence)]
        shown = [
            part for part in parts if isinstance(part, Figure) or (isinstance(part, Table) and part.rows)
        ]
        shown.sort(key=self._is_wide)
        names = [self._name(part) for part in shown]
        first = next((one for one in said if not one.text.rstrip().endswith("?")), None)
        for one in said:
            self._sentence(one, names if one is first else ())
        if names and first is None:
            self._put(_paragraph(self.styles["text"], self._references(names)))
        for each in (*shown, *(part for part in parts if isinstance(part, Written))):
            if self._is_wide(each):
                self.later.append(each)
            else:
                self.add(Block(each))

    def release(self) -> None:
        """Set the tables and figures that waited for the paper to be turned."""
        waiting, self.later = self.later, []
        for part in waiting:
            self.add(Block(part))

    def _name(self, part: Table | Figure) -> str:
        """What a table or figure is called until it has its number."""
        kind = "table" if isinstance(part, Table) else "figure"
        known = sum(name.startswith(kind) for name in self.met.values())
        return self.met.setdefault(id(part), f"{kind}_{known + 1}")

    def _put(self, xml: str, wide: bool = False) -> None:
        if wide != self.wide:
            self._turn(wide)
        self.blocks += [*self.heads, xml]
        self.heads.clear()

    def _turn(self, wide: bool) -> None:
        """Turn the paper: the section so far ends in its last paragraph."""
        if self.blocks:
            last = self.blocks[-1].rpartition("<w:p><w:pPr>")[2]
            if (
                not last.endswith("</w:p>") or " SEQ " in last
            ):  # LibreOffice forgets the number that ends a section
                self.blocks.append(
                    _paragraph(
                        self.styles["note"], "", '<w:spacing w:after="0" w:line="20" w:lineRule="exact"/>'
                    )
                )
            head, start, rest = self.blocks[-1].rpartition("<w:p><w:pPr>")
            style, end, inside = rest.partition("</w:pPr>")
            self.blocks[-1] = f"{head}{start}{style}{self.paper()}{end}{inside}"
        self.wide = wide

    @property
    def width(self) -> int:
        """Between the margins, in a column; twentieths of a point."""
        columns, between = measure(self.sect, "cols", "num", 1), measure(self.sect, "cols", "space", 720)
        return (self._between(measure(self.sect, "pgSz", "w")) - between * (columns - 1)) // columns

    @property
    def height(self) -> int:
        """Between the margins where the paper is turned."""
        return self._between(max(measure(self.sect, "pgSz", "w"), measure(self.sect, "pgSz", "h")))

    def scale(self, part: Figure, wide: bool | None = None) -> float:
        """How much of its own size a figure has on a page, with its caption; on a turned one where it is `wide`."""
        wide = self._is_wide(part) if wide is None else wide
        size = [measure(self.sect, "pgSz", side) for side in "wh"]
        down = (min if wide else max)(size) - sum(
            measure(self.sect, "pgMar", side) for side in ("top", "bottom")
        )
        across, (width, height) = self.height if wide else self.width, part.mm
        return min(1.0, across / CM * 10 / width, (down / CM - _CAPTION) * 10 / height)

    def _between(self, across: int) -> int:
        return across - sum(measure(self.sect, "pgMar", side) for side in ("left", "right", "gutter"))

    def paper(self) -> str:
        """The paper of the section that ends here: that of the last one, turned where it is wide; a first page is the first section's."""
        from copy import deepcopy

        from lxml import etree

        sect = deepcopy(self.sect)
        if self.wide:
            size = part_of(sect, "pgSz")
            size.attrib.update(
                {f"{NS}w": size.get(f"{NS}h"), f"{NS}h": size.get(f"{NS}w"), f"{NS}orient": "landscape"}
            )
        for one in [*sect]:
            name = etree.QName(one).localname
            if (name in ("titlePg", "pgNumType") and self.turned) or (name == "cols" and self.wide):
                sect.remove(one)
        self.turned = True
        return etree.tostring(sect, encoding="unicode")

    def _link(self, text: str, address: str, looks: str = "") -> str:
        if not address:
            return _run(text, looks)
        self.links[address] = text
        return control(text, address, self._next(), looks)

    def _next(self) -> int:
        """A number that no bookmark and no control has."""
        self.counts["id"] = free_number(self.taken, self.counts["id"])
        return self.counts["id"]

    def _sentence(self, part: Sentence, names: Iterable[str]) -> None:
        inside = "".join(self._link(*piece) for piece in pieces(part.text, part.links))
        refers = self._references(names)
        self._put(_paragraph(self.styles["text"], inside + (_run(" ") + refers if refers else "")))

    def _references(self, names: Iterable[str]) -> str:
        said = [
            _field(
                f"REF {self._bookmark(name)} \\h",
                f"{sentence(f'export_{kind}', self.lang)} \ue000{name}\ue001",
            )
            for name in names
            for kind in [name.partition("_")[0]]
        ]
        return _run("(") + _run("; ").join(said) + _run(")") if said else ""

    def counted(self, xml: str) -> str:
        """XML with the numbers of tables and figures, now that they are known."""
        before = f"{self.chapter}." if self.chapter else ""
        return _COUNTED.sub(
            lambda found: f"{before}{self.numbers[found[1]]}" if found[1] in self.numbers else found[0], xml
        )

    def _bookmark(self, name: str) -> str:
        return next(one for n in range(1000) if (one := f"_Ref_{name}{'_' * n}") not in self.taken)

    def _caption(self, part: Table | Figure, more: str) -> str:
        kind = "table" if isinstance(part, Table) else "figure"
        self.counts[kind] += 1
        number = self.numbers[self._name(part)] = self.counts[kind]
        looks = {
            of: ("<w:b/>" if self.rules.bold == of else "") + ("<w:i/>" if self.rules.italic == of else "")
            for of in ("number", "title")
        }
        name = sentence(f"export_{kind}", self.lang)
        before = f"{name} {self.chapter}." if self.chapter else f"{name} "
        count = _field(f"SEQ {name} \\* ARABIC", str(number), looks["number"])
        one = self._next()
        start = f'<w:bookmarkStart w:id="{one}" w:name="{self._bookmark(self._name(part))}"/>'
        label = f'{start}{_run(before, looks["number"])}{count}<w:bookmarkEnd w:id="{one}"/>'
        between = "<w:r><w:br/></w:r>" if self.rules.lines == 2 else _run(" ")
        return _paragraph(self.styles["caption"], label + between + _run(part.title, looks["title"]), more)

    def _is_wide(self, part: Part) -> bool:
        """Whether a part does not stand between the margins in the least type that can be read."""
        if isinstance(part, Figure):
            upright, turned = self.scale(part, wide=False), self.scale(part, wide=True)
            return upright < LEGIBLE and turned > upright
        if not isinstance(part, Table):
            return False
        texts = sum(max(map(_breadth, cells), default=0) > 1800 for cells in _cells(part))
        least = self.rules.table_least / 10
        pillars = max(_lines(part, _widths(part, self.width, least), least), default=1) > _HIGH
        return pillars or sum(_needs(part, 1200 if texts <= 2 else 1800)) * least > self.width

    def _table(self, part: Table) -> None:
        wide = self._is_wide(part)
        room = self.height if wide else self.width
        ease, words = (sum(_needs(part, some)) / 10 for some in (1200, 0))
        small = max(self.rules.table_least, min(self.rules.table_size, room / ease))
        small = min(small, max(6.5, room / words))  # a word is not cut
        small = int(small * 2) / 2
        looks = f'<w:sz w:val="{round(small * 2)}"/>' if small != self.rules.table_size else ""
        widths = _widths(part, room, small / 10)
        lines_, page = sum(_lines(part, widths, small / 10)), (26 if wide else 44)  # lines of a page
        short = lines_ <= page // 2
        new_page = "<w:pageBreakBefore/>" if self.rules.own_page and not short and not wide else ""
        if self.heads and new_page:  # what stands above it goes with it
            self.heads[0] = self.heads[0].replace("</w:pPr>", f"{new_page}</w:pPr>", 1)
            new_page = ""
        caption = self._caption(part, f"<w:keepNext/>{new_page}")
        titles = enumerate(zip(self._heads(part), part.numbers, widths, strict=True))
        head = "".join(
            self._cell(c, width, is_n, [(said, "")], looks, True) for c, (said, is_n, width) in titles
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        lines = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
        for number, row in enumerate(part.rows, start=1):
            keep = number == len(part.rows) or short  # a note goes with its table
            cells = "".join(
                self._cell(c, width, number_, list(in_cell(*cell)), looks, keep)
                for c, (cell, width, number_) in enumerate(zip(row, widths, part.numbers, strict=True))
            )
            lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        looked = '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        table = (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.styles["table"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/>{looked}<w:tblCaption w:val={quoteattr(part.name or part.title[:60])}/>'
            f"<w:tblDescription w:val={quoteattr(UNPRINTABLE.sub('', part.title))}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
        )
        after = self._notes(part)
        self._put(
            caption + table + after if self.rules.table_caption == "above" else table + caption + after, wide
        )

    def _heads(self, part: Table) -> tuple[str, ...]:
        """The heads of a table; a frequency and its share as f and %, where the rules have it so."""
        short = {say("n", self.lang): "f", say("share", self.lang): "%"}
        if not self.rules.abbreviated or not {*short} <= {*part.headings}:
            return part.headings
        return tuple(short.get(heading, heading) for heading in part.headings)

    def _notes(self, part: Table) -> str:
        """What stands below a table: what is to be known of all of it, then its marks in a row, then its source."""
        marks = [text for text in part.below if text[:1] in _MARKS]
        general = [text for text in part.below if text[:1] not in _MARKS]
        told = [". ".join(text.rstrip(".") for text in general) + "." if general else "", " ".join(marks)]
        source = sentence("export_source", self.lang) if self.rules.source_line else ""
        runs = [
            _run(f"{sentence('export_note', self.lang)} ", "<w:i/>") * (not n) + _run(text)
            for n, text in enumerate(filter(None, told))
        ]
        runs = [*runs, *([_run(source)] if source else [])] or [""]
        ends = ['<w:keepNext/><w:spacing w:after="0"/>'] * (len(runs) - 1) + [""]
        return "".join(_paragraph(self.styles["note"], run, end) for run, end in zip(runs, ends, strict=True))

    def _cell(
        self, column: int, width: int, is_number: bool, inside: list[tuple[str, str]], looks: str, keep: bool
    ) -> str:
        more = ("<w:keepNext/>" if keep else "") + ('<w:jc w:val="right"/>' if is_number and column else "")
        shown = "".join(self._link(text, address, looks) for text, address in inside)
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(self.styles["cell"], shown, more)}</w:tc>'

    def _figure(self, part: Figure) -> None:
        if not (self.pictures / f"{part.name}.png").exists():
            return
        self.images.append(part)
        below = self.rules.figure_caption == "below"
        caption = self._caption(part, "" if below else "<w:keepNext/>")
        place = _paragraph(
            self.styles["figure"], f"<!--image {len(self.images) - 1}-->", "<w:keepNext/>" if below else ""
        )
        self._put(place + caption if below else caption + place, self._is_wide(part))


#: What marks a note on a cell.
_MARKS = frozenset("¹²³⁴⁵⁶⁷⁸⁹")
#: Signs that are broader, and narrower, than half their height; letters of the alphabet in capitals are broader, too.
_BROAD, _NARROW = frozenset("mw%—@"), frozenset("fijlrt.,:;'|!()[]·- ")


def _breadth(text: str) -> float:
    """How broad a text is set in ten points of a serif typeface, in twentieths of a point."""
    return 200 * sum(map(_em, text))


@lru_cache(4096)
def _em(sign: str) -> float:
    """How broad a sign is set, in ems: emoji and wide letters more than one, what joins or stands above a letter nothing."""
    if sign in _NARROW:
        return 0.3
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.2
    if sign > "\uffff" or (sign > "\x7f" and unicodedata.category(sign)[0] == "S"):
        return 0.85  # of a fallback typeface, as signs and fancy bold letters
    return 0.75 if sign in _BROAD or sign.isupper() else 0.5


def _cells(part: Table) -> list[list[str]]:
    return [[row[n][0] for row in part.rows] for n in range(len(part.headings))]


def _needs(part: Table, some: float = 1800) -> list[float]:
    """What each column needs in ten points: numbers and words whole, of a longer text `some`, or all of it."""
    needs = []
    for heading, cells, is_number in zip(part.headings, _cells(part), part.numbers, strict=True):
        whole = is_number or max(map(len, cells), default=0) <= 12
        pieces = [*re.split(r"[\s–-]+", heading), *(cells if whole else " ".join(cells).split())]
        least = max(map(_breadth, pieces), default=0)
        needs.append(150 + max(min(least, 4000), min(max(map(_breadth, cells), default=0), some)))
    return needs


def _lines(part: Table, widths: list[int], scale: float) -> list[int]:
    """How many lines each row takes, as far as can be told before it is set."""
    rows = ([text for text, _ in row] for row in part.rows)
    return [
        max(
            (
                int(-(-_breadth(text) * scale // max(width - 120, 1)))
                for text, width in zip(row, widths, strict=True)
            ),
            default=1,
        )
        for row in rows
    ]


def _widths(part: Table, room: int, scale: float) -> list[int]:
    """Each column's width: what it needs at least, and of what is left its share by its longest cell."""
    tries = ([need * scale for need in _needs(part, some)] for some in (1800, 1200, 0))
    least = next((needs for needs in tries if sum(needs) <= room), [need * scale for need in _needs(part, 0)])
    tight, spare = min(1.0, room / sum(least)), max(0.0, room - sum(least))
    longest = [
        max(map(_breadth, (h, *cells))) * scale + 150
        for h, cells in zip(part.headings, _cells(part), strict=True)
    ]
    wants = [max(0.0, long - width) for long, width in zip(longest, least, strict=True)]
    share = min(1.0, spare / sum(wants)) if sum(wants) else 0.0
    return [int(width * tight + want * share) for width, want in zip(least, wants, strict=True)]


# --- the document ---------------------------------------------------------------------------------


def document(
    blocks: Iterable[Block | list[Part]],
    pictures: Path,
    lang: str,
    rules: Rules,
    template: Path | None = None,
    chapter: str = "",
    about: tuple[str, str] = ("", ""),
) -> tuple[bytes, dict[str, str]]:
    """A document of headings and sections (lists of parts), and its links: address -> what stands there.

    `pictures`: the folder of the figures. `template`: its styles, page and first pages are kept. `about`: title and study.
    """
    from docx.oxml import parse_xml

    made = opened(template)
    ids = styles(made, rules, template is None, lang)
    root = made.element.body
    end = root.get_or_add_sectPr()
    set_paper(end, rules, whole=template is None)
    body = _Body(lang, rules, end, pictures, ids, chapter, taken(root))
    for block in blocks:
        body.section(block) if isinstance(block, list) else body.add(block)
    body.release()
    if body.wide:
        body._turn(False)
    for old in list(root) if template is None else []:
        if old is not end:
            root.remove(old)
    for xml in [*body.blocks, *body.heads]:
        for element in parse_xml(f"<w:body {W}>{_with_marks(body.counted(xml))}</w:body>"):
            end.addprevious(element)
    _pictures(made, body, pictures)
    if body.turned:
        root.replace(end, parse_xml(body.paper()))
    if template is None:
        _page_numbers(made)
        set_signs(made, lang)
    _ledger(made, body.links, lang, about[1])
    properties = made.core_properties
    properties.title, properties.author, properties.language = about[0], "", LANGUAGES[lang]
    properties.comments = ""
    whole = io.BytesIO()
    made.save(whole)
    return whole.getvalue(), body.links


def taken(root: Any) -> set[str]:
    """Numbers and names that bookmarks and controls of a part have; a name's own number, too."""
    found: set[str] = set()
    for one in root.iter():
        kind = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        is_number = kind == "id" and one.getparent().tag.endswith("}sdtPr")
        for told in one.attrib.values() if kind == "bookmarkStart" or is_number else ():
            found |= {told, told.rpartition("_")[2]}
    return found


def free_number(taken: set[str], after: int = 0) -> int:
    """The next number that is not taken."""
    return next(one for one in range(after + 1, after + len(taken) + 2) if str(one) not in taken)


def _with_marks(xml: str) -> str:
    return re.sub(r"<!--image (\d+)-->", r"<w:r><w:t>\1</w:t></w:r>", xml)


def _pictures(made: Any, body: _Body, pictures: Path) -> None:
    """Put each figure in its place, as wide as it was drawn but never wider than the text or higher than its page."""
    from docx.shared import Mm
    from docx.text.run import Run

    places = [p for p in made.paragraphs if p._p.style == body.styles["figure"] and p.text.isdecimal()]
    for place, part in zip(places, body.images, strict=True):
        element = place._p.r_lst[0]
        element.clear_content()
        picture = Run(element, place).add_picture(
            str(pictures / f"{part.name}.png"), width=Mm(part.mm[0] * body.scale(part))
        )
        about = picture._inline.docPr
        about.set("name", f"figure:{part.name}")
        about.set("descr", UNPRINTABLE.sub("", part.alt))


def _ledger(made: Any, links: dict[str, str], lang: str, study: str) -> None:
    """What each number was when it was written, in a part of the document's own that Word keeps."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as File

    rows = "".join(
        f"<link at={quoteattr(at)} tag={quoteattr(tag(at))}>{escape(UNPRINTABLE.sub('', text))}</link>"
        for at, text in links.items()
    )
    xml = f'<?xml version="1.0" encoding="UTF-8"?><links xmlns="{LEDGER}" lang="{lang}" study={quoteattr(study)}>{rows}</links>'
    taken = {str(part.partname) for part in made.part.package.iter_parts()}
    number = next(n for n in range(1, 1000) if f"/customXml/item{n}.xml" not in taken)
    part = File(PackURI(f"/customXml/item{number}.xml"), "application/xml", xml.encode(), made.part.package)
    made.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml")


def _page_numbers(made: Any) -> None:
    from docx.oxml import parse_xml

    footer = made.sections[0].footer.paragraphs[0]
    footer.alignment = 1
    for element in parse_xml(f"<w:p {W}>{_field('PAGE', '1')}</w:p>"):
        footer._p.append(element)
