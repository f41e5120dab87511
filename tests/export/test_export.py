"""What is handed in: Word with addresses, a document that stays true after its author's edits, tables and figures."""

import csv
import io
import random
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from edits import W, edited
from lxml import etree

from engagelib.export import addresses, campuses
from engagelib.export.checked import of_document
from engagelib.export.contents import Figure, Section, Sentence, Table, Written, _shown
from engagelib.export.data import csv as write_csv
from engagelib.export.data import drawing, page, width_of
from engagelib.export.latex import tex
from engagelib.export.refresh import _Control, _controls, linked, refresh, tags
from engagelib.export.word import Block, document, tag
from engagelib.prose.sentences import told
from engagelib.tables import show, write
from engagelib.words import links

ROWS = [
    ("owner", "APO02", 1, 2.25, 1.5, 3.0, "differs", "50 % & <b>"),
    ("customer", "APO02", 30, 1.70, 1.43, 2.0, "match", "$x_1$"),
    ("customer", "DSS02", 30, 0.80, 0.53, 1.06, "match", "{a}"),
]
GAP = pd.DataFrame(
    ROWS, columns=["group", "objective", "n", "gap", "ci_low", "ci_high", "verdict", "statement"]
)


def table(frame=GAP, name="gap", lang="id"):
    from dataclasses import replace

    shown = replace(show(frame, lang, caption="Kesenjangan"), file=name)
    return _shown({"kind": "table", **shown.linked()}, "04-1", "x")


def said(low=0.77, high=0.89, kind="match", lang="id"):
    def again():
        return told("tables_worked_verdict", lang, step="alfa", arithmetic=f"{low} + {high}", result=kind)

    words = again()
    return _shown({"kind": "sentence", "text": str(words), "links": links(again)}, "03-29", "x")


@pytest.fixture
def picture(tmp_path):
    import matplotlib.pyplot as plt

    from engagelib.figures import save

    ax = plt.subplots(figsize=(85 / 25.4, 60 / 25.4))[1]
    ax.plot([1, 2])
    ax.set_title("Judul")
    save(ax, tmp_path / "figures" / "line")
    return tmp_path / "figures"


@pytest.fixture
def thesis(tmp_path, picture):
    """A small document, and what stands at each address."""
    parts = [
        said(),
        table(),
        Figure("line", "Garis", (85, 60), "Garis naik & <turun>"),
        Written("Saya **yakin**.", True),
    ]
    section = Section("04_cobit", "COBIT", "Kesenjangan", tuple(parts))
    whole, known = document(
        [Block("Judul"), Block("COBIT", 1), parts, [table(name="paired")]],
        picture,
        "id",
        campuses()["um-metro"],
        chapter="4",
    )
    file = tmp_path / "results.docx"
    file.write_bytes(whole)
    assert addresses([section]).items() <= known.items()
    return file, known, picture


def test_each_number_and_verdict_carries_the_address_of_its_result(thesis):
    file, known, _ = thesis
    assert known["gap/group=customer,objective=APO02/gap"] == "1,70"
    assert known["gap/group=customer,objective=APO02/gap#2"] == "1,43"  # its interval, the lower end
    assert known["gap/group=owner,objective=APO02/verdict"] == "berbeda"
    there = linked(file)
    assert there == {tag(address): {text} for address, text in known.items()}
    assert not any(
        "statement" in address for address in known
    )  # words that somebody wrote are hers to change


def test_word_tables_follow_the_manner_of_apa_and_are_referred_to(thesis):
    file, _, _ = thesis
    made = Document(str(file))
    assert len(made.tables) == 2
    xml = made.tables[0]._tbl.xml
    assert "<w:tblHeader/>" in xml and "w:insideV" not in xml and xml.count("<w:cantSplit/>") == 4
    style = made.styles["engagelib Table"].element.xml
    assert (
        "w:insideV" not in style and "w:insideH" not in style and '<w:tblStylePr w:type="firstRow">' in style
    )
    body = made.element.body.xml
    marks = set(re.findall(r'w:bookmarkStart [^>]*w:name="(_Ref_\w+)"', body))
    asked = set(re.findall(r"REF (_Ref_\w+)", body))
    assert asked == marks == {"_Ref_table_1", "_Ref_table_2", "_Ref_figure_1"}
    assert [p.text.split(" Kes")[0] for p in made.paragraphs if p.text.startswith("Tabel 4.")] == [
        "Tabel 4.1",
        "Tabel 4.2",
    ]
    assert 'descr="Garis naik &amp; &lt;turun&gt;"' in body and 'name="figure:line"' in body
    section = made.sections[0]
    assert [
        round(side.cm, 1)
        for side in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    ] == [4, 3, 4, 3]


def test_a_template_keeps_its_words_and_styles(tmp_path, picture):
    own = Document()
    own.add_paragraph("Halaman sampul")
    own.styles["Caption"].font.name = "Georgia"
    own.save(tmp_path / "kampus.docx")
    whole, _ = document([[table()]], picture, "id", campuses()["apa"], tmp_path / "kampus.docx")
    made = Document(io.BytesIO(whole))
    assert made.paragraphs[0].text == "Halaman sampul" and made.styles["Caption"].font.name == "Georgia"
    assert len(made.tables) == 1


def test_long_addresses_have_tags_that_word_takes():
    long = "code_tally/" + "code=" + "x" * 90 + "/share"
    assert len(tag(long)) == 64 and tag(long) != tag(long + "#2") and tag("a/b/c") == "a/b/c"


# --- a document that stays true -------------------------------------------------------------------


def _live(file):
    with zipfile.ZipFile(file) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return root, [one for one in _controls(root) if not one.is_deleted]


def _beside(root):
    """All texts outside live controls, in order."""
    inside = {text for one in _controls(root) if not one.is_deleted for text in one.texts}
    kinds = (f"{W}t", f"{W}delText", f"{W}instrText")
    return "".join(text.text or "" for text in root.iter(*kinds) if text not in inside)


FLIP = {"berbeda": "cocok", "cocok": "berbeda"}


def _others(known, rng):
    """Results of other data: most numbers are others, some verdicts, and a row is gone."""
    now = {}
    for address, text in known.items():
        if "paired/group=owner" in address:
            continue
        if text in FLIP:
            now[address] = FLIP[text] if rng.random() < 0.5 else text
        else:
            now[address] = (
                re.sub(r"\d", lambda d: str((int(d[0]) + 1) % 10), text) if rng.random() < 0.7 else text
            )
    return now


def _plain(element):
    """What is read of a paragraph, or of a row, by itself: nothing deleted, no text box within it."""
    own = list(element.iter(f"{W}p")) if element.tag == f"{W}tr" else [element]
    gone = (f"{W}del", f"{W}moveFrom")
    return "".join(
        text.text or "" for p in own for text in p.iter(f"{W}t")
        if next(text.iterancestors(f"{W}p")) is p and not any(one.tag in gone for one in text.iterancestors())
    )  # fmt: skip


def _of(control):
    """The row, else the paragraph, in which a control stands; which of a text box's two copies does not matter."""
    above = [control, *control.iterancestors()]
    row = next((one for one in above if one.tag == f"{W}tr"), None)
    return row if row is not None else next(one for one in (*above, *control.iter()) if one.tag == f"{W}p")


def _has_turned(known, now):
    """By row of a result: verdict before and now, where it is another."""
    return {
        address.rpartition("/")[0]: (text, now[address])
        for address, text in known.items() if text in FLIP and now.get(address, text) != text
    }  # fmt: skip


def _measured(thesis, seed):
    """What became of one edited document: words of hers lost, numbers not renewed, turned verdicts listed of those there are, others listed."""
    file, known, pictures = thesis
    mine = edited(file, seed)
    root, before = _live(mine)
    now = _others(known, random.Random(seed))
    calm = refresh(mine, known, pictures)
    assert not (calm.turned or calm.vanished or calm.changed or calm.figures), seed
    done = refresh(mine, now, pictures)
    mine.write_bytes(done.whole)
    again, after = _live(mine)
    Document(str(mine))
    mine.unlink()
    count = Counter(lost=_beside(again) != _beside(root), numbers=len(before))
    by_tag, rows = tags(known), _has_turned(known, now)
    expected, gone = [], []
    for old, new in zip(before, after, strict=True):
        address = by_tag[old.tag]
        value, was, place = now.get(address), known[address], _plain(_of(new.element))
        turned = rows.get(address.rpartition("/")[0])
        if value is not None and was in FLIP and value != was:
            expected.append((place, was, value))
        elif turned and _of(new.element).tag == f"{W}p":
            expected.append((place, *turned))
        if value is None:
            gone.append(address)
        if value is None or was not in old.text:  # it vanished, or she wrote her own words in its place
            count["touched"] += new.text != old.text
        else:
            hers = old.text.replace(was, "", 1)
            count["stale"] += value not in new.text or new.text.replace(value, "", 1) != hers
    listed = [(said.replace(" | ", ""), *words) for said, *words in done.turned]
    for place, *words in {*expected}:
        count["turned"] += 1
        count["listed"] += any(said in place and words == told for said, *told in listed)
    count["false"] = sum(
        not any(said in place and told == words for place, *words in expected) for said, *told in listed
    )
    count["vanished unsaid"] = len({*gone} - {address for address, _ in done.vanished})
    return count


def _hold(thesis, seeds):
    count = sum((_measured(thesis, seed) for seed in seeds), Counter())
    print(dict(count))
    assert not any(count[key] for key in ("lost", "touched", "stale", "false", "vanished unsaid"))
    assert count["listed"] >= 0.98 * count["turned"] > 0


def test_edited_documents_keep_every_word_and_renew_every_number(thesis):
    _hold(thesis, range(5))


@pytest.mark.slow
def test_twenty_edited_documents(thesis):
    _hold(thesis, range(100, 120))


@pytest.mark.long
def test_five_hundred_edited_documents(thesis):
    _hold(thesis, range(1000, 1500))


def test_a_sentence_of_hers_that_quotes_a_number_is_listed_when_the_verdict_of_its_row_turns(thesis):
    file, known, pictures = thesis
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(held["word/document.xml"])
    quoted = next(one for one in _controls(root) if one.tag == "gap/group=customer,objective=APO02/gap")
    paragraph = etree.SubElement(root[0], f"{W}p")
    for text in ("Pertama. Kesenjangan itu nyata (", None, "). Lain."):
        if text is None:
            paragraph.append(etree.fromstring(etree.tostring(quoted.element)))
        else:
            etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = text
    root[0].insert(len(root[0]) - 2, paragraph)
    held["word/document.xml"] = etree.tostring(root)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    file.write_bytes(whole.getvalue())
    now = known | {"gap/group=customer,objective=APO02/verdict": "berbeda"}
    turned = refresh(file, now, pictures).turned
    assert ("Kesenjangan itu nyata (1,70).", "cocok", "berbeda") in turned


def test_a_number_typed_by_hand_is_proposed_and_linked_on_request(thesis, tmp_path):
    file, known, pictures = thesis
    made = Document(str(file))
    made.add_paragraph("Rata-ratanya 2,25 kata pemilik, tetapi 9,87 tidak ada di mana pun.").runs[
        0
    ].bold = True
    own = tmp_path / "own.docx"
    made.save(str(own))
    once = {address: text for address, text in known.items() if not address.startswith("paired/")}
    at = "gap/group=owner,objective=APO02/gap"
    done = refresh(own, once, pictures)
    assert ("2,25", (at,)) in {(number, fits) for number, fits, _ in done.proposed} and done.joined == 0
    assert "9,87" not in {number for number, _, _ in done.proposed}
    own.write_bytes(refresh(own, once, pictures, link=True).whole)
    renewed = refresh(own, once | {at: "3,75"}, pictures)
    own.write_bytes(renewed.whole)
    root, _ = _live(own)
    text = next(p for p in root.iter(f"{W}p") if "kata pemilik" in "".join(p.itertext()))
    assert "".join(text.itertext()) == "Rata-ratanya 3,75 kata pemilik, tetapi 9,87 tidak ada di mana pun."
    assert all(run.find(f"{W}rPr/{W}b") is not None for run in text.iter(f"{W}r"))


def test_rows_that_a_linked_table_gained_and_numbers_that_vanished_are_listed(thesis):
    file, known, pictures = thesis
    more = GAP.assign(group=["owner", "customer", "supplier"])
    now = {address: text for row in table(more).rows for text, address in row if address} | {
        address: text for address, text in known.items() if not address.startswith("gap/")
    }
    done = refresh(file, now, pictures)
    assert ("gap", "group=supplier,objective=APO02") not in done.rows
    assert ("gap", "group=supplier,objective=DSS02") in done.rows
    assert any("DSS02" in address for address, _ in done.vanished)


def test_figures_are_replaced_and_keep_the_width_that_she_gave_them(thesis, tmp_path):
    from PIL import Image

    file, known, pictures = thesis
    Image.new("RGB", (400, 800), "red").save(pictures / "line.png")
    done = refresh(file, known, pictures)
    file.write_bytes(done.whole)
    shape = Document(str(file)).inline_shapes[0]
    assert done.figures == ["line"] and round(shape.height / shape.width, 2) == 2.0


def test_verify_finds_any_linked_number_that_is_not_the_results(thesis):
    file, known, pictures = thesis
    home = pictures.parent
    assert list(of_document(file, known, home)) == []
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(held["word/document.xml"])
    rng = random.Random(0)
    for one in rng.sample(list(_controls(root)), 20):
        text: _Control = one
        before = text.texts[0].text
        text.texts[0].text = before[:-1] + ("1" if before[-1] != "1" else "2")
        held["word/document.xml"] = etree.tostring(root)
        with zipfile.ZipFile(file, "w") as archive:
            for name, data in held.items():
                archive.writestr(name, data)
        assert [why.key for why in of_document(file, known, home)] == ["it_says_otherwise"]
        text.texts[0].text = before


@pytest.mark.slow
def test_libreoffice_keeps_what_refresh_needs(thesis):
    """Version 7.4 drops tags and titles and keeps controls and bookmarks; refresh puts them back."""
    program = shutil.which("soffice")
    if not program:
        pytest.skip("LibreOffice is not installed")
    file, known, pictures = thesis
    folder = file.parent / "libreoffice"
    asked = [program, "--headless", f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"]
    done = subprocess.run(
        [*asked, "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(file)],
        capture_output=True,
        timeout=120,
    )
    if not (folder / file.name).exists():
        pytest.skip(f"LibreOffice has no Writer: {done.stderr!r}")
    now = _others(known, random.Random(1))
    renewed = refresh(folder / file.name, now, pictures)
    assert renewed.linked == len(known)
    (folder / file.name).write_bytes(renewed.whole)
    there = linked(folder / file.name)
    assert all(there[tag(address)] == {text} for address, text in now.items() if known[address] != text)


def _held(file):
    try:
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:
        return None


def test_a_changed_byte_of_a_document_is_found_or_changes_nothing_in_it(thesis):
    file, known, pictures = thesis
    whole, held, rng = file.read_bytes(), _held(file), random.Random(0)
    for _ in range(60):
        at = rng.randrange(len(whole))
        file.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << rng.randrange(8))]) + whole[at + 1 :])
        assert list(of_document(file, known, pictures.parent)) or _held(file) == held, at


# --- how broad a text is -------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["a", "m", "M", "≥", "✓", "é", "ё", "😀", "\u0308"])
def test_a_column_is_as_broad_as_its_signs_are_in_a_typeface(sign):
    """Against the advances of DejaVu Sans, which is a fifth broader than a serif typeface of ten points."""
    from fontTools.ttLib import TTFont
    from matplotlib import get_data_path

    from engagelib.export.word import _breadth

    font = TTFont(Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    drawn = font["hmtx"][font.getBestCmap()[ord(sign)]][0] / font["head"].unitsPerEm
    assert 0.75 * drawn <= _breadth(sign) / 200 <= 1.25 * drawn


def test_fancy_letters_and_joined_emoji_are_not_set_over_the_next_column():
    from engagelib.export.word import _breadth

    assert _breadth("𝗠𝗶𝗲 𝗔𝘆𝗮𝗺") > 1.3 * _breadth("Mie Ayam") and _breadth("ラーメン") > 2 * _breadth("mie!")
    assert _breadth("👍🏽\u200d") == _breadth("👍🏽") and _breadth("❤\ufe0f") == _breadth("❤")


# --- figures and tables ---------------------------------------------------------------------------


def test_figures_have_the_width_that_was_asked_for_and_their_fonts(picture, tmp_path):
    import ctypes

    import pypdfium2 as pdfium
    from PIL import Image
    from pypdfium2 import raw

    for width, dpi in ((85, 300), (120, 600)):
        target = tmp_path / f"line-{width}"
        drawing(picture / "line", target, ["png", "pdf", "svg", "tiff"], width, dpi)
        for kind in ("png", "tiff"):
            with Image.open(f"{target}.{kind}") as image:
                assert (
                    abs(image.width / dpi * 25.4 - width) < 0.1 and round(float(image.info["dpi"][0])) == dpi
                )
                assert kind == "png" or image.info["compression"] == "tiff_lzw"
        shown = pdfium.PdfDocument(f"{target}.pdf")[0]
        assert abs(shown.get_width() / 72 * 25.4 - width) < 0.01
        texts = [one for one in shown.get_objects(max_depth=5) if one.type == raw.FPDF_PAGEOBJ_TEXT]
        assert texts and all(
            raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(one.raw)) == 1 for one in texts
        )
        name = ctypes.create_string_buffer(99)
        raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(texts[0].raw), name, 99)
        assert b"DejaVuSans" in name.value
        assert f'width="{width}mm"' in (tmp_path / f"line-{width}.svg").read_text(encoding="utf-8")


def test_a_figure_is_never_printed_so_small_that_its_type_cannot_be_read():
    assert [width_of(85, 85), width_of(85, 180), width_of(175, 85), width_of(175, 180)] == [85, 120, 180, 180]


def test_words_of_strangers_are_no_commands_in_latex_and_html():
    made = tex(table())
    assert r"50 \% \& \textless{}b\textgreater{}" in made and r"\$x\_1\$" in made and r"\{a\}" in made
    assert made.count(r"\toprule") == made.count(r"\midrule") == made.count(r"\bottomrule") == 1
    assert "&lt;b&gt;" in page(table(), "id") and "<b>" not in page(table(), "id")


def test_excel_in_indonesian_opens_the_csv(tmp_path):
    write_csv(GAP, tmp_path / "gap.csv", "id")
    data = (tmp_path / "gap.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][3] == "2,25" and len({len(row) for row in rows}) == 1
    write_csv(pd.DataFrame({"text": ["=1+1"]}), tmp_path / "formula.csv", "id")
    assert "'=1+1" in (tmp_path / "formula.csv").read_text(encoding="utf-8-sig")


def test_a_written_table_shows_the_cells_of_its_page(tmp_path):
    view = write(GAP, tmp_path / "gap")
    shown = view.linked()
    assert [[text for text, _ in row] for row in shown["rows"]] == [list(line) for line in view._lines()]
    assert isinstance(said(), Sentence) and isinstance(table(), Table)
