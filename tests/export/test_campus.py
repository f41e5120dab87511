"""A campus's rules, one by one, as they are in the document and on the page that LibreOffice prints of it: docs/export.md.

What is right stands here as the guides have it (UM Metro, PPKI 2020, p. 20; UNESA; APA 7), not as `campus.toml` repeats it.
"""

import ctypes
import io
import re
import shutil
import subprocess
from itertools import pairwise

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from test_export import picture, said

from engagelib.contracts.problems import MissingTable
from engagelib.export import campuses
from engagelib.export.chapter import chapter
from engagelib.export.contents import Figure, Section, Written, _shown
from engagelib.export.word import Block, document
from engagelib.tables import show

__all__ = ["picture"]  # a fixture

PAPER = {"apa": (2.54, 2.54, 2.54, 2.54), "um-metro": (4, 3, 4, 3), "unesa": (4, 3, 4, 3)}
SPACING = {"apa": 2.0, "um-metro": 2.0, "unesa": 1.5}
WORDS = "Warung menjawab pertanyaan pelanggan dengan cepat dan ramah setiap hari"


def table(rows, wide=False, name="profile"):
    from dataclasses import replace

    frame = pd.DataFrame(
        {"attribute": [f"butir {n}" for n in range(rows)], "value": [f"nilai {n % 3}" for n in range(rows)], "n": range(rows), "share": [n / rows for n in range(rows)]}
    )  # fmt: skip
    frame = frame.assign(**{f"text_{n}": WORDS for n in range(9)}) if wide else frame
    view = replace(show(frame, "id", caption="Profil responden", rows=90), file=name)
    return _shown({"kind": "table", **view.linked()}, "03-1", "x")


@pytest.fixture(params=["apa", "um-metro", "unesa"])
def made(request, picture):
    """A chapter with a short, a long and a wide table and a figure; the campus and the document."""
    parts = [
        said(),
        table(6),
        Figure("line", "Garis", (85, 60), "Garis naik"),
        table(70),
        table(9, True, "wide"),
    ]
    blocks = [Block("BAB IV HASIL", 1), Block("4.1 Profil", 2), parts, Block("4.2 Lain", 2), [said()]]
    whole, _ = document(blocks, picture, "id", campuses()[request.param], chapter="4")
    return request.param, Document(io.BytesIO(whole)), whole


def _inherited(style, of):
    """A property of a style, or of the one that it is based on."""
    while style is not None:
        if (found := of(style)) is not None:
            return found
        style = style.base_style
    return None


def _text(element):
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def _paragraphs(made, style):
    return [
        p
        for p in made.element.body.iter(qn("w:p"))
        if p.style and made.styles.element.get_by_id(p.style).name_val.casefold() == style.casefold()
    ]


def test_the_page(made):
    campus, word, _ = made
    across = sorted({(round(s.page_width.cm, 1), round(s.page_height.cm, 1)) for s in word.sections})
    assert across == [(21.0, 29.7), (29.7, 21.0)]  # A4, and turned for what is wide
    for section in word.sections:
        sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert tuple(round(side.cm, 2) for side in sides) == PAPER[campus]
        footer = section.footer.paragraphs[0]
        assert footer.alignment == 1 and "PAGE" in footer._p.xml
    body = word.styles["Body Text"]
    assert _inherited(body, lambda style: style.font.name) == "Times New Roman"
    assert _inherited(body, lambda style: style.font.size).pt == 12
    assert _inherited(body, lambda style: style.paragraph_format.line_spacing) == SPACING[campus]
    assert round(_inherited(body, lambda style: style.paragraph_format.first_line_indent).cm, 2) == 1.27
    assert {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))} == {"id-ID"}


def test_the_tables(made):
    campus, word, _ = made
    cell = word.styles["engagelib Table Text"]
    assert _inherited(cell, lambda style: style.font.size).pt == 10
    assert _inherited(cell, lambda style: style.paragraph_format.line_spacing) == 1.0
    style = word.styles["engagelib Table"].element
    sides = {
        border.tag.rpartition("}")[2]
        for borders in style.iter(qn("w:tblBorders"), qn("w:tcBorders"))
        for border in borders
    }
    assert sides == {"top", "bottom"}  # no vertical rules, none between rows
    for each in word.tables:
        assert (
            not list(each._tbl.iter(qn("w:tcBorders"))) and each._tbl.tblPr.find(qn("w:tblBorders")) is None
        )
        assert each.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in each.rows)
        caption = each._tbl.getprevious()
        assert re.match(r"Tabel 4\.\d", _text(caption))
        assert caption.pPr.find(qn("w:keepNext")) is not None
        sizes = {int(one.get(qn("w:val"))) / 2 for one in each._tbl.iter(qn("w:sz"))}
        assert not sizes or min(sizes) >= {"apa": 6.5, "um-metro": 10, "unesa": 6.5}[campus]
    short, long, _ = word.tables
    own = {"apa": False, "um-metro": True, "unesa": False}[campus]
    assert (long._tbl.getprevious().pPr.find(qn("w:pageBreakBefore")) is not None) == own
    assert short._tbl.getprevious().pPr.find(qn("w:pageBreakBefore")) is None
    heads = [one.text for one in short.rows[0].cells]
    assert heads[2:] == (["f", "%"] if campus == "um-metro" else ["n", "bagian"])
    sources = [p for p in _paragraphs(word, "engagelib Table Note") if _text(p).startswith("Sumber: ")]
    assert len(sources) == (0 if campus == "apa" else 3)
    assert not re.search(r"\d\.\d+%", _text(short._tbl)) and "16,7%" in "".join(short._tbl.itertext())


def test_the_captions(made):
    campus, word, _ = made
    captions = _paragraphs(word, "Caption")
    bold = {"apa": 1, "um-metro": 0, "unesa": 1}[campus]
    assert all(
        bool([r for r in p.iter(qn("w:b")) if r.get(qn("w:val")) not in ("0", "false")]) == bool(bold)
        for p in captions
    )
    assert not word.styles["Caption"].font.bold and word.styles["Caption"].paragraph_format.alignment is None
    figure = next(p for p in captions if "Gambar" in _text(p))
    beside = figure.getnext() if campus == "apa" else figure.getprevious()
    assert list(beside.iter(qn("w:drawing")))  # the figure: below its title for APA, above it here
    numbers = [_text(p)[:10].strip() for p in captions]
    assert [number.split()[1][:3] for number in numbers if number.startswith("Tabel")] == [
        "4.1",
        "4.2",
        "4.3",
    ]
    heads = _paragraphs(word, "Heading 2")
    assert [_text(p) for p in heads] == ["4.1 Profil", "4.2 Lain"]


@pytest.mark.slow
def test_the_printed_page(made, tmp_path):
    """Paper, margins, typeface, sizes and places, measured in points on the pages of the PDF."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    program = shutil.which("soffice")
    if not program:
        pytest.skip("LibreOffice is not installed")
    typeface = subprocess.run(["fc-match", "Times New Roman"], capture_output=True, text=True, check=False)
    if not re.search("Liberation|Times", typeface.stdout):
        pytest.skip("no typeface with the widths of Times New Roman is installed (fonts-liberation)")
    campus, _, whole = made
    (tmp_path / "bab.docx").write_bytes(whole)
    asked = [
        program,
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*asked, "--outdir", str(tmp_path), str(tmp_path / "bab.docx")], capture_output=True, timeout=120
    )
    if not (tmp_path / "bab.pdf").exists():
        pytest.skip("LibreOffice has no Writer")
    printed = pdfium.PdfDocument(tmp_path / "bab.pdf")
    top, bottom, left, right = (side * 72 / 2.54 for side in PAPER[campus])
    repeated, sizes, lines = 0, set(), {}
    for page in printed:
        wide, high = page.get_size()
        assert sorted((round(wide), round(high))) == [595, 842]
        text = page.get_textpage()
        boxes = [text.get_rect(n) for n in range(text.count_rects())]
        body = [box for box in boxes if box[1] > bottom - 2]
        number = [box for box in boxes if box[3] < bottom]
        assert min(box[0] for box in body) > left - 4 and max(box[2] for box in body) < wide - right + 4
        assert max(box[3] for box in body) < high - top + 4
        assert len(number) == 1 and abs(sum(number[0][::2]) - (left + wide - right)) < 4  # centred, below
        head = "nilai f % " if campus == "um-metro" else "nilai n bagian"
        repeated += head.replace(" ", "") in re.sub(r"\s", "", text.get_text_range())
        for one in page.get_objects(max_depth=4):
            if one.type == raw.FPDF_PAGEOBJ_TEXT:
                size, name = ctypes.c_float(), ctypes.create_string_buffer(80)
                raw.FPDFTextObj_GetFontSize(one.raw, size)
                raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(one.raw), name, 80)
                assert re.search(rb"LiberationSerif|TimesNewRoman", name.value), name.value
                sizes.add(round(size.value, 1))
                lines.setdefault(round(size.value, 1), []).append(one.get_bounds()[1])
    assert sizes <= {14, 12, 11, 10, *({8, 8.5, 9, 9.5} if campus != "um-metro" else ())}, sizes
    assert {12, 10} <= sizes and repeated >= 3  # the head of the long table, once a page
    rows = sorted({round(at, 1) for at in lines[10]}, reverse=True)
    steps = [before - after for before, after in pairwise(rows)]
    assert sorted(steps)[len(steps) // 2] < 15  # single spacing in a table


def test_a_figure_wider_than_the_text_is_turned_where_its_type_would_be_lost(picture):
    """180 mm in a text of 140 mm is 5.4 of 7 pt: on a turned page, 227 mm wide, it keeps its size."""
    parts = [said(), Figure("line", "Lebar", (180, 90), "a"), Figure("line", "Tinggi", (85, 60), "b")]
    blocks = [Block("BAB IV HASIL", 1), parts, Block("4.2 Lain", 2), [said()]]
    for campus, widths, sections in (("um-metro", {180, 85}, 3), ("apa", {159.2, 85}, 1)):
        whole, _ = document(blocks, picture, "id", campuses()[campus], chapter="4")
        made = Document(io.BytesIO(whole))
        assert {round(shape.width.mm, 1) for shape in made.inline_shapes} == widths
        assert len(made.sections) == sections


def test_what_its_author_wrote_stands_in_the_chapter_and_that_part_asks_for_nothing_more():
    class Plain:
        def hypotheses(self):
            raise MissingTable("hypotheses", "hypotheses")

    def grey(*more):
        sections = [Section("01_x", "A", "Profil", (table(3, name="profile"),)), Section("02_y", "B", "Kode", (table(3, name="code_tally"), *more))]  # fmt: skip
        blocks = list(chapter(Plain(), sections, "id"))
        parts = [part for block in blocks if isinstance(block, list) for part in block]
        return [b.part for b in blocks if isinstance(b, Block) and b.stub], parts

    written = Written("Kode yang sering dibaca.", False)
    asked, _ = grey()
    left, parts = grey(written)
    assert written in parts and len(asked) == len(left) + 1
