"""What is handed in, read by others than the package: the schemas of Word and Excel, LaTeX, SPSS, Excel in Indonesian."""

import io
import random
import re
import shutil
import subprocess
import zipfile
from collections import Counter

import pandas as pd
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.shared import Cm, Inches
from edits import W, edited
from ooxml import broken
from test_export import _others, picture, said, table, thesis

from engagelib.contracts.problems import Unreadable
from engagelib.export import campuses
from engagelib.export.contents import Figure, Table, Written
from engagelib.export.data import csv as write_csv
from engagelib.export.data import sav
from engagelib.export.latex import PREAMBLE, tex
from engagelib.export.latex import said as said_in_tex
from engagelib.export.refresh import linked, refresh
from engagelib.export.template import opened
from engagelib.export.word import Block, document
from engagelib.tables import write

__all__ = ["picture", "thesis"]  # fixtures

_NS = f'xmlns:w="{W[1:-1]}"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OOXML = "http://schemas.openxmlformats.org"
_BARE = {
    "[Content_Types].xml": f'<Types xmlns="{_OOXML}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_OOXML}/package/2006/relationships"><Relationship Id="rId1" Type="{_OOXML}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/document.xml": f"<w:document {_NS}><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>",
}


def _zip(held):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return whole.getvalue()


def _parts_of(whole):
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with(whole, part, *pairs):
    held = _parts_of(whole)
    for old, new in pairs:
        assert re.search(old, held[part])
        held[part] = re.sub(old, new, held[part], flags=re.S)
    return _zip(held)


def _saved(made):
    whole = io.BytesIO()
    made.save(whole)
    return whole.getvalue()


# --- Word -----------------------------------------------------------------------------------------


def _kinds(found):
    """What is wrong, without the lines."""
    return Counter(re.sub(r":\d+: ", ": ", one) for one in found)


@pytest.mark.parametrize(
    ("part", "old", "new", "why"),
    [
        ("word/document.xml", rb"(<w:alias [^>]*>)(<w:tag [^>]*>)", rb"\2\1", "not expected"),
        ("word/document.xml", rb'w:val="Caption"', rb'w:val="Nobody"', "is no paragraph style"),
        ("word/document.xml", rb'r:embed="\w+"', rb'r:embed="rId999"', "which is not there"),
        ("word/document.xml", rb'<w:id w:val="\d+"/>', rb'<w:id w:val="7"/>', "sdt 7"),
        ("word/document.xml", rb' xml:space="preserve"', rb"", "are lost"),
        ("word/document.xml", rb"<w:bookmarkEnd [^>]*>", rb"", "0 ends"),
        ("word/document.xml", rb"<w:gridCol [^>]*>", rb"", "other columns"),
        ("word/styles.xml", rb'w:styleId="BodyText"', rb'w:styleId="Title"', "twice"),
        ("[Content_Types].xml", rb'<Default [^>]*"png"[^>]*>', rb"", "has no type"),
        ("word/_rels/document.xml.rels", rb"media/", rb"nowhere/", "leads to"),
    ],
)  # fmt: skip
def test_the_reader_of_word_finds_what_is_broken(thesis, part, old, new, why):
    assert any(why in one for one in broken(_with(thesis[0].read_bytes(), part, (old, new))))


@pytest.mark.parametrize("campus", list(campuses()))
def test_a_document_is_valid_by_the_standard_and_to_word(picture, campus):
    parts = [
        said(),
        table(),
        Figure("line", "Garis", (85, 60), "Garis\x0b \ud800"),
        Written("**a** *b* & <c>\x07", True),
    ]
    blocks = [
        Block("Judul\x00"),
        Block("COBIT", 1),
        parts,
        [table(_WIDE, "wide")],
        [table(name="p")],
        Block("x", stub=True),
    ]
    for lang in ("id", "en"):
        whole, _ = document(blocks, picture, lang, campuses()[campus], about=("Judul", "s"))
        assert broken(whole) == []


_WIDE = pd.DataFrame([{f"column_{n}": f"some long words of {n} " * 3 for n in range(14)}] * 3)


def _templates():
    """Templates as word processors save them, and as people make them of other documents."""
    made = Document()
    made.add_paragraph("Sampul")
    plain = _saved(made)
    word = rb"openxmlformats-officedocument\.wordprocessingml\.document\.main"
    yield (
        "dotx",
        _with(
            plain,
            "[Content_Types].xml",
            (word, rb"openxmlformats-officedocument.wordprocessingml.template.main"),
        ),
    )
    yield "docm", _with(plain, "[Content_Types].xml", (word, rb"ms-word.document.macroEnabled.main"))
    yield "dotm", _with(plain, "[Content_Types].xml", (word, rb"ms-word.template.macroEnabledTemplate.main"))
    yield "without a section", _with(plain, "word/document.xml", (rb"<w:sectPr.*</w:sectPr>", b""))
    yield "the document alone", _zip(_BARE)
    # LibreOffice writes the names of styles with a capital
    yield (
        "LibreOffice",
        _with(
            plain,
            "word/styles.xml",
            (rb'w:name w:val="heading', b'w:name w:val="Heading'),
            (rb'w:name w:val="caption', b'w:name w:val="Caption'),
        ),
    )
    made = Document()
    for one in list(made.styles.element):
        if one.get(f"{W}styleId", "").startswith(("Caption", "BodyText", "Heading2")):
            made.styles.element.remove(one)
    for kind, key, name in (
        ("paragraph", "Caption", "Keterangan"),
        ("character", "engagelibTable", "x"),
        ("character", "bt", "Body Text"),
    ):
        made.styles.element.append(
            parse_xml(
                f'<w:style {_NS} w:type="{kind}" w:customStyle="1" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
            )
        )
    yield "styles of those names and ids for something else", _saved(made)
    made = Document()
    for xml in (
        '<w:bookmarkStart {} w:id="1" w:name="_Ref_table_1"/>', '<w:bookmarkEnd {} w:id="1"/>',
        '<w:sdt {}><w:sdtPr><w:id w:val="2147483647"/></w:sdtPr><w:sdtContent><w:r><w:t>q</w:t></w:r></w:sdtContent></w:sdt>',
    ):  # fmt: skip
        made.add_paragraph("")._p.append(parse_xml(xml.format(_NS)))
    yield "marks and controls", _saved(made)
    made = Document()
    made.sections[0].page_width, made.sections[0].page_height = Inches(8.5), Inches(11)
    made.sections[0].different_first_page_header_footer = True
    made.sections[0].header.paragraphs[0].text = "Kepala"
    yield "Letter", _saved(made)
    made = Document()
    made.sections[0].orientation = WD_ORIENT.LANDSCAPE
    made.sections[0].page_width, made.sections[0].page_height = Cm(29.7), Cm(21)
    yield "landscape", _saved(made)


@pytest.mark.parametrize(("name", "template"), list(_templates()), ids=[name for name, _ in _templates()])
def test_any_template_makes_a_document_that_word_takes(thesis, tmp_path, picture, name, template):
    (tmp_path / "template").write_bytes(template)
    parts = [said(), table(_WIDE, "wide"), Figure("line", "Garis", (85, 60), "Garis")]
    blocks = [Block("COBIT", 1), parts, [table()]]
    whole, known = document(blocks, picture, "id", campuses()["apa"], tmp_path / "template")
    (tmp_path / "made.docx").write_bytes(whole)
    assert _kinds(broken(whole)) - _kinds(broken(template)) == Counter()
    assert len(linked(tmp_path / "made.docx")) == len(known)
    papers = [(one.page_width.mm, one.page_height.mm) for one in Document(io.BytesIO(whole)).sections]
    upright = {"Letter": (216, 279), "landscape": (297, 210)}.get(name, (210, 297))
    if name in ("Letter", "landscape", "the document alone"):
        assert tuple(map(round, papers[-1])) == upright
    if name == "Letter":
        assert [one.different_first_page_header_footer for one in Document(io.BytesIO(whole)).sections] == [
            True,
            False,
            False,
        ]


def test_what_is_no_template_is_said_to_be_none(tmp_path):
    strict = _zip(
        _BARE
        | {
            "_rels/.rels": _BARE["_rels/.rels"].replace(
                f"{_OOXML}/officeDocument/2006", "http://purl.oclc.org/ooxml/officeDocument"
            )
        }
    )
    for whole in (
        b"",
        b"PK",
        strict,
        _zip({"a.txt": "x"}),
        _zip(_BARE | {"word/document.xml": "<w:document"}),
    ):
        (tmp_path / "template").write_bytes(whole)
        with pytest.raises(Unreadable):
            opened(tmp_path / "template")


def _breaks(thesis, seeds):
    """What refreshing breaks in documents that their author has edited: once, and again in the copy."""
    file, known, pictures = thesis
    found = Counter()
    for seed in seeds:
        mine = edited(file, seed)
        for turn in (seed, seed + 1):
            before = _kinds(broken(mine.read_bytes()))
            mine.write_bytes(refresh(mine, _others(known, random.Random(turn)), pictures, link=True).whole)
            found += _kinds(broken(mine.read_bytes())) - before
        mine.unlink()
    return found


def test_refresh_breaks_nothing_in_a_document(thesis):
    assert _breaks(thesis, range(3)) == Counter()


@pytest.mark.long
def test_refresh_breaks_nothing_in_two_hundred_documents(thesis):
    assert _breaks(thesis, range(2000, 2200)) == Counter()


def test_numbers_linked_later_have_numbers_of_their_own(thesis, tmp_path):
    file, known, pictures = thesis
    once = {address: text for address, text in known.items() if not address.startswith("paired/")}
    for turn in range(2):
        made = Document(str(file))
        made.add_paragraph(f"Kata pemilik 2,25 ({turn}).")
        made.save(str(file))
        done = refresh(file, once, pictures, link=True)
        assert done.joined == 1
        file.write_bytes(done.whole)
    assert broken(file.read_bytes()) == []


def test_what_a_control_has_lost_is_put_back_where_the_schema_has_it(thesis):
    file, known, pictures = thesis
    whole = _with(
        file.read_bytes(), "word/document.xml",
        (rb"<w:sdtPr><w:alias [^>]*>(<w:tag [^>]*>)", rb"<w:sdtPr><w:rPr><w:b/></w:rPr>\1"),
    )  # fmt: skip
    file.write_bytes(whole)
    assert broken(refresh(file, known, pictures).whole) == []


def test_a_workbook_is_valid_by_the_standard(tmp_path):
    frame = _WIDE.assign(words=[" =1+1", "\x07a\r\nb", "_x0041_"], n=[1.5, None, 2])
    write(frame, tmp_path / "t", "id")
    assert broken((tmp_path / "t.xlsx").read_bytes()) == []


# --- LaTeX ----------------------------------------------------------------------------------------

HOSTILE = [
    r"50 % & $x_1$ #tag {a} ~ ^ \ ", r"\input{/etc/passwd}", r"\write18{rm -rf /}", r"$$\end{table}\end{document}", "% hilang", "[2pt] a", "*a",
    "^^5cinput{/etc/passwd}", "satu\n\n\\par dua", "≥ ≤ − × ≈ ± é “a” ‘b’ „c“ « » … – — € ½ → ✓", "😂🙏🏽👨‍👩‍👧 🇮🇩", "文字 русский العربية", "ạ ḥ ā ʿ ș ñ ø å ß đ ł",
    "--- '' `` ?` ,, << |", "a" * 300, "https://example.com/" + "x/y_z?" * 30, "", "\u200b\u202e", "\x00\x07", "{", "}", "\\\\ \\hline &", "x⁻¹ H₂O α Δ", "=1+1",
]  # fmt: skip


def _hostile():
    yield Table(
        "satu",
        "\n\n".join(HOSTILE[:9]),
        ("[a]",),
        (False,),
        (1,),
        tuple(((text, ""),) for text in HOSTILE),
        tuple(HOSTILE),
    )
    rows = tuple(tuple((text, "") for text in HOSTILE[at : at + 8]) for at in range(0, 24, 8))
    yield Table("dua & {", "x", tuple(HOSTILE[:8]), (False,) * 8, (1,) * 8, rows * 20, ())
    yield Table("kosong", "x", ("*a", "n"), (False, True), (1, 1), (), ())


#: What a table may say to LaTeX.
_WORDS = {"begin", "end", "caption", "label", "centering", "toprule", "midrule", "bottomrule", "small", "footnotesize", "scriptsize", "raggedleft", "raggedright", "arraybackslash", "linewidth", "setlength", "tabcolsep", "LTcapwidth", "endfirsthead", "endhead", "endfoot", "par", "smallskip", "noindent", "allowbreak"}  # fmt: skip
#: Signs that do not print as themselves, and words that print one: none of them reads a file, defines or runs anything.
_PRINTS = re.compile(
    r"\\(?:text[a-z]+|dots|ss|ae|o|l|dj|quotedblbase|quotesinglbase|guillemotleft|guillemotright)\{\}|\\text(?:super|sub)script\{"
    r"|\\textcommabelow\{|\\[\\{}$&#%_]|\\[`'^~=u.\"rHvdckb](?=\{)|\$(?:-|'|\\[A-Za-z]+)\$"
)


@pytest.mark.parametrize("made", [*_hostile(), table(), table(_WIDE, "w")], ids=lambda one: one.name)
def test_no_word_of_a_stranger_is_a_command_in_latex(made):
    text = tex(made)
    assert text.isascii() and "\n\n" not in text
    lines = [line for line in text.splitlines() if not line.startswith("% \\usepackage")]
    rest = _PRINTS.sub("", "\n".join(lines))
    assert {*re.findall(r"\\([A-Za-z]+)", rest)} <= _WORDS
    assert not re.search(r"[%#$^_~]", re.sub(r"\\label\{[^}]*\}", "", rest))
    plain = re.sub(r"\\[\\{}]", "", "\n".join(lines))
    assert plain.count("{") == plain.count("}")
    assert [line for line in lines if line.endswith("\\\\") and line.startswith(("[", "*"))] == []


def test_a_sign_is_printed_or_named_in_latex_and_never_lost():
    assert said_in_tex("a\u00adb 😂 文") == "ab [face with tears of joy] [U+6587]"
    assert said_in_tex("ﬁ ½ ２ 𝗮 ạ") == r"fi 1/2 2 a \d{a}"
    assert said_in_tex("−0,5 ≥ R² ") == r"$-$0,5 $\geq$ R\textsuperscript{2}"


@pytest.mark.slow
def test_latex_sets_every_table_within_its_page(tmp_path):
    """Compiled as README says, with shell commands off: no error, no line that leaves the text by more than 5 points."""
    if (
        not shutil.which("pdflatex")
        or not subprocess.run(["kpsewhich", "lmodern.sty"], capture_output=True).stdout
    ):
        pytest.skip("no LaTeX here (Debian: texlive-latex-recommended, lmodern)")
    many = pd.DataFrame(
        [
            {f"number_{n}": 1234.5678 * k for n in range(9)} | {"words": f"kata demi kata {k} " * 6}
            for k in range(30)
        ]
    )
    tables = [*_hostile(), table(), table(_WIDE, "wide"), table(many, "many")]
    inputs = []
    for number, made in enumerate(tables):
        (tmp_path / f"t{number}.tex").write_text(tex(made), encoding="utf-8")
        inputs.append(rf"\input{{t{number}}}\clearpage")
    body = "\n".join(
        [r"\documentclass[a4paper]{article}", *PREAMBLE, r"\begin{document}", *inputs, r"\end{document}"]
    )
    (tmp_path / "all.tex").write_text(body, encoding="utf-8")
    for _ in range(2):
        asked = ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "all.tex"]
        done = subprocess.run(asked, cwd=tmp_path, capture_output=True, timeout=120)
    log = (tmp_path / "all.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0 and re.findall(r"^! .*", log, re.M) == []
    assert max(map(float, re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)), default=0) < 5


# --- Excel in Indonesian, SPSS --------------------------------------------------------------------

#: What each cell has to be where an Indonesian clicks on the file: a number, a date, or the text as it is.
_CELLS = pd.DataFrame(
    {
        "gap": [3.52, -0.5, None],
        "gap_printed": ["2.50", "-1.05", "3"],
        "day": pd.to_datetime(["2026-01-05", "2026-12-31", None]),
        "moment": pd.to_datetime(["2026-01-05 08:00+07:00", None, None]).tz_convert("Asia/Jakarta"),
        "exact": ["4/5", "17/10", "2"],
        "id": ["7533641592867394012", "007", "1E5"],
        "said": ["=1+1", "a;=2+2\rb\nc", '"x"; @SUM(A1)'],
        "word": ["2.83", "MAR-1", "5 mei"],
    }
)


@pytest.mark.slow
def test_excel_in_indonesian_finds_numbers_dates_and_texts(tmp_path):
    """By LibreOffice in id-ID, which detects numbers and dates as Excel does."""
    import openpyxl

    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    write_csv(_CELLS, tmp_path / "t.csv", "id")
    asked = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "xlsx",
    ]
    as_excel = (
        "--infilter=CSV:59,34,76,1,,1057,false,true,false"  # ; as delimiter, ", UTF-8, Indonesian, dates told
    )
    subprocess.run(
        [*asked, as_excel, "--outdir", tmp_path, tmp_path / "t.csv"], capture_output=True, timeout=120
    )
    if not (tmp_path / "t.xlsx").exists():
        pytest.skip("LibreOffice has no Calc")
    rows = list(openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows(min_row=2, values_only=True))
    day = pd.Timestamp
    assert rows[0] == (
        3.52, 2.5, day("2026-01-05"), day("2026-01-05 01:00"), "'4/5", "'7533641592867394012", "'=1+1", "'2.83",
    )  # fmt: skip
    assert rows[1][:3] == (-0.5, -1.05, day("2026-12-31")) and rows[1][4:6] == ("'17/10", "'007")
    assert rows[1][6].startswith("a;'=2+2") and rows[1][7] == "'MAR-1"
    assert rows[2][1] == 3 and rows[2][4:6] == (2, "'1E5") and rows[2][7] == "'5 mei" and len(rows) == 3


def test_a_csv_for_excel_says_numbers_as_its_language_does(tmp_path):
    for lang, first in (
        ("id", "3,52;\"2,50\";2026-01-05;2026-01-05 01:00:00;'4/5;'7533641592867394012;'=1+1;'2.83"),
        ("en", "3.52,2.50,2026-01-05,2026-01-05 01:00:00,'4/5,'7533641592867394012,'=1+1,2.83"),
    ):
        write_csv(_CELLS, tmp_path / "t.csv", lang)
        whole = (tmp_path / "t.csv").read_bytes().decode("utf-8-sig")
        assert whole.split("\r\n")[1] == first


def test_spss_has_each_item_by_a_name_of_its_own(tmp_path):
    import pyreadstat

    class Asked:
        def responses(self):
            items = ["A-1", "a_1", "BY", "group", "1", "Ä" * 40]
            rows = [
                (f"R{n}", "pelanggan", item, "none", 1.0 + (n + k) % 5)
                for n in range(3)
                for k, item in enumerate(items)
            ]
            return pd.DataFrame(rows[:-1], columns=["respondent", "group", "item", "state", "value"])

        def items(self):
            return pd.DataFrame({"item": ["A-1", "a_1"], "text": ["é" * 300, "Menarik"], "low": 1, "high": 5})

    assert sav(Asked(), tmp_path / "t.sav", "id")
    table, about = pyreadstat.read_sav(tmp_path / "t.sav")
    assert table.columns.tolist()[2:7] == ["A_1", "a_1_2", "v_BY", "v_group", "v_1"] and table.shape == (3, 8)
    assert (
        table["A_1"].tolist() == [1, 2, 3]
        and table["a_1_2"].tolist() == [2, 3, 4]
        and table.iloc[:, 7].isna().sum() == 1
    )
    assert about.column_names_to_labels["A_1"] == "é" * 127 and about.variable_value_labels["a_1_2"] == {
        1: "terendah",
        5: "tertinggi",
    }
    assert about.variable_measure["A_1"] == "ordinal" and about.variable_measure["group"] == "nominal"
    assert about.original_variable_types["A_1"] == "F3.0"
