"""What a document is written on: a template or a campus's rules; its paper, its styles, its settings."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from engagelib.contracts.problems import Unreadable

__all__ = [
    "CM",
    "LANGUAGES",
    "NS",
    "Rules",
    "W",
    "campuses",
    "measure",
    "opened",
    "part_of",
    "set_paper",
    "set_signs",
    "styles",
]

_DOCX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KINDS = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template|ms-word\.\w+\.macroEnabled\w*)\.main\+xml"
)
NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W = f'xmlns:w="{NS[1:-1]}"'
#: Twentieths of a point in a centimetre.
CM = 567
LANGUAGES = {"id": "id-ID", "en": "en-US"}
#: What Word writes between whole and tenths, and between the parts of a list.
_SIGNS = {"id": (",", ";"), "en": (".", ",")}


@dataclass(frozen=True)
class Rules:
    """A campus's rules for a page, a table and a figure, as `campus.toml` has them."""

    source: dict[str, str]
    custom: dict[str, str]
    margins: tuple[float, float, float, float]
    font: str
    size: float
    spacing: float
    indent: float
    table_size: float
    table_least: float
    lines: int
    bold: str
    italic: str
    align: str
    table_caption: str
    figure_caption: str
    own_page: bool
    source_line: bool
    abbreviated: bool


@cache
def campuses() -> dict[str, Rules]:
    """Each campus's rules by its name; `apa` where none is named."""
    told = tomllib.loads(files("engagelib.export").joinpath("campus.toml").read_text(encoding="utf-8"))
    return {name: Rules(**rules) for name, rules in told.items()}


def opened(template: Path | None) -> Any:
    """A template as a document, whatever Word saved it as (.dotx, with macros, which are left out); `Unreadable` if it is none."""
    from docx import Document

    if template is None:
        return Document()
    try:
        held, plain = io.BytesIO(), io.BytesIO(template.read_bytes())
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(held, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                new.writestr(name, _KINDS.sub(_DOCX, data) if name == "[Content_Types].xml" else data)
        made = Document(held)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise Unreadable(template.name, str(error)) from error
    for key, one in list(made.part.rels.items()):
        if one.reltype.startswith("http://schemas.microsoft.com/office/2006/relationships/"):
            del made.part.rels[key]
    return made


def part_of(sect: Any, name: str) -> Any:
    """A part of a section's properties; None where it says nothing of it."""
    return sect.find(f"{NS}{name}")


def measure(sect: Any, part: str, name: str, other: int = 0) -> int:
    """A whole number of a section's properties, in twentieths of a point."""
    one = part_of(sect, part)
    told = re.match(r"\d+", one.get(f"{NS}{name}", "") if one is not None else "")
    return int(told[0]) if told else other


def set_paper(sect: Any, rules: Rules, whole: bool) -> None:
    """A4 with the margins of the rules where a section says nothing of it; `whole`: instead of what it says."""
    top, bottom, left, right = (round(side * CM) for side in rules.margins)
    if whole:
        sect.clear()
    if not measure(sect, "pgSz", "w"):
        size = sect.get_or_add_pgSz()
        size.attrib.update({f"{NS}w": "11906", f"{NS}h": "16838"})
    if part_of(sect, "pgMar") is None:
        sides = {
            "top": top,
            "right": right,
            "bottom": bottom,
            "left": left,
            "header": 708,
            "footer": 708,
            "gutter": 0,
        }
        sect.get_or_add_pgMar().attrib.update({f"{NS}{side}": str(wide) for side, wide in sides.items()})


def set_signs(made: Any, lang: str) -> None:
    """What python-docx's own template says of the program: no older Word's way, her language's signs."""
    signs = dict(zip(("decimalSymbol", "listSeparator"), _SIGNS[lang], strict=True))
    for one in made.settings.element.iter(
        f"{NS}zoom", f"{NS}compatSetting", *(f"{NS}{name}" for name in signs)
    ):
        name = one.tag.removeprefix(NS)
        if name == "zoom":
            one.set(f"{NS}percent", "100")
        elif name in signs:
            one.set(f"{NS}val", signs[name])
        elif one.get(f"{NS}name") == "compatibilityMode":
            one.set(f"{NS}val", "15")


class _Sheet:
    """The styles of a document: those that it has by these names, else new ones by the rules."""

    def __init__(self, made: Any, rules: Rules, own: bool) -> None:
        self.made, self.rules, self.own = made, rules, own
        self.there = {(one.name or "").lower(): one for one in made.styles}
        self.ids = {one.style_id for one in made.styles}

    def free(self, key: str) -> str:
        """A style's id that no other has."""
        key = next(one for one in (key, *(f"{key}{n}" for n in range(2, 1000))) if one not in self.ids)
        self.ids.add(key)
        return key

    def style(self, name: str) -> tuple[Any, bool]:
        """A paragraph style by its name, and whether its looks are ours to say."""
        from docx.enum.style import WD_STYLE_TYPE

        known = self.there.get(name.lower())
        if known is not None and known.type == WD_STYLE_TYPE.PARAGRAPH:
            return known, self.own
        mine = name if known is None else f"engagelib {name}"
        new = self.made.styles.add_style(mine, WD_STYLE_TYPE.PARAGRAPH)
        new.element.styleId = self.free(new.style_id)
        if name != "Normal":
            new.base_style = self.there.get("normal") or self.made.styles.default(WD_STYLE_TYPE.PARAGRAPH)
        return new, True

    def look(
        self, name: str, size: float, before: float = 0, after: float = 0, spacing: float = 1.0,
        bold: bool | None = None, italic: bool | None = None, indent: float = 0,
    ) -> Any:  # fmt: skip
        """A style with these looks, where they are ours to say."""
        from docx.shared import Cm, Pt

        one, is_ours = self.style(name)
        if is_ours:
            one.font.size, one.font.bold, one.font.italic = Pt(size), bold, italic
            _set_font(one, self.rules.font)
            shape = one.paragraph_format
            shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), spacing
            shape.first_line_indent = Cm(indent)
            for border in one.element.findall(f"{NS}pPr/{NS}pBdr"):
                border.getparent().remove(border)
        return one

    def table(self) -> str:
        """The id of the tables' style: rules above, below and under the head, as APA has them."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.oxml import parse_xml

        known = self.there.get("engagelib table")
        if known is not None and known.type == WD_STYLE_TYPE.TABLE:
            return str(known.style_id)
        rule = '<w:{} w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
        ruled = rule.format("top") + rule.format("bottom")
        key, plain = self.free("engagelibTable"), self.there.get("normal table")
        based = f'<w:basedOn w:val="{plain.style_id}"/>' if plain is not None else ""
        self.made.styles.element.append(parse_xml(
            f'<w:style {W} w:type="table" w:customStyle="1" w:styleId="{key}"><w:name w:val="engagelib Table"/>'
            f'{based}<w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>{ruled}</w:tblBorders>'
            '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>{ruled}</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
        ))  # fmt: skip
        return key


def _set_font(style: Any, font: str) -> None:
    """One typeface in black for all scripts, whatever the theme says."""
    from docx.shared import RGBColor

    style.font.name, style.font.color.rgb = font, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(f"{NS}{theme}", None)
    for script in ("eastAsia", "cs"):
        fonts.set(f"{NS}{script}", font)


def styles(made: Any, rules: Rules, own: bool, lang: str) -> dict[str, str]:
    """The ids of the styles that are used: the template's of these names, else new ones by the rules."""
    sheet, size = _Sheet(made, rules, own), rules.size
    sheet.look("Normal", size, spacing=rules.spacing)
    looks = {
        "text": sheet.look("Body Text", size, spacing=rules.spacing, indent=rules.indent),
        "heading 1": sheet.look("Heading 1", size + 2, 12, 6, 1.15, bold=True),
        "heading 2": sheet.look("Heading 2", size, 12, 6, 1.15, bold=True),
        "heading 3": sheet.look("Heading 3", size, 12, 6, 1.15, bold=True),
        "caption": sheet.look("Caption", size - (rules.lines == 1), 12, 6, 1.15, bold=False, italic=False),
        "figure": sheet.look("engagelib Figure", size, 6, 6),
        "stub": sheet.look("engagelib To Write", size, spacing=rules.spacing, italic=True),
        "cell": sheet.look("engagelib Table Text", rules.table_size, 1, 1),
        "note": sheet.look("engagelib Table Note", rules.table_size, 0, 10),
        "title": sheet.look("Title", size + 4, 0, 12, 1.15, bold=True),
    }
    if own:
        _set_own(made, looks, rules, lang)
    return {name: style.style_id for name, style in looks.items()} | {"table": sheet.table()}


def _set_own(made: Any, looks: dict[str, Any], rules: Rules, lang: str) -> None:
    """What is said only where no template is: what stands in the middle, a stub's grey, the language."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import RGBColor

    centred = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("title", "heading 1"):
        looks[name].paragraph_format.alignment = centred
    for name in ("caption", "figure"):
        looks[name].paragraph_format.alignment = centred if rules.align == "center" else None
    looks["stub"].font.color.rgb = RGBColor(0x66, 0x66, 0x66)
    for one in made.styles.element.iter(f"{NS}lang"):
        one.set(f"{NS}val", LANGUAGES[lang])
