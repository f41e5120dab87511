"""Tables for readers: exact for the next notebook, harmless in a spreadsheet, readable in two languages."""

import re
import warnings
import zipfile
from html.parser import HTMLParser

import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from engagelib import tables, words
from engagelib.contracts.problems import note, together
from engagelib.tables import workbook
from engagelib.words import terms

HOSTILE = '<script>alert(1)</script> $x_1$ | `b` & "q"'

GAP = pd.DataFrame(
    {
        "group": ["owner", "customer", "customer"],
        "objective": ["APO02", "APO02", "overall"],
        "n": [1, 30, 30],
        "gap_exact": ["2", "1025/600", "21/20"],
        "gap": [2.0, 1.7083333333333333, 1.05],
        "gap_printed": ["2.00", "1.70", "1.05"],
        "rank": ["1=", "1", None],
    }
)
ROWS = pd.DataFrame({
    "unit": pd.array(["K0001", "K0002", "K0003"], dtype="str"),
    "text": pd.array(["=1+1", HOSTILE, None], dtype="str"),
    "likes": pd.array([12345, None, 0], dtype="Int64"),
    "share": [0.3333333333333333, float("nan"), 1.0],
    "ci_low": [0.1, None, 0.9],
    "mean": [3.925, None, -0.5],
    "pinned": pd.array([True, None, False], dtype="boolean"),
    "created_at": pd.to_datetime(["2025-08-03T01:02:03Z", None, "2025-08-04T00:00:00Z"], utc=True),
    "date": pd.to_datetime(["2025-08-03", None, "2025-08-04"]),
    "kind": pd.Categorical(["comment", "interview", None]),
})  # fmt: skip


def markup(view):
    return view._repr_html_()


class _Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.rows = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if data.strip() and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def parsed(view):
    cells = _Cells()
    cells.feed(markup(view))
    return cells


# --- files ----------------------------------------------------------------------------------------------------------------


def test_write_makes_three_files_and_leaves_the_table_alone(tmp_path):
    before = ROWS.copy(deep=True)
    view = tables.write(ROWS, tmp_path / "new" / "rows")
    assert isinstance(view, tables.View)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "rows.csv",
        "rows.parquet",
        "rows.xlsx",
    ]
    pd.testing.assert_frame_equal(ROWS, before)


def test_parquet_keeps_exact_types(tmp_path):
    tables.write(ROWS, tmp_path / "rows")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "rows.parquet"), ROWS)
    tables.write(GAP, tmp_path / "gap")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "gap.parquet"), GAP)


@pytest.mark.parametrize("table", [ROWS, GAP, ROWS[:0], pd.DataFrame({"a": []})])
def test_the_files_are_the_same_every_time(table, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        tables.write(table, tmp_path / name / "table")
    for suffix in ("csv", "xlsx", "parquet"):
        assert (tmp_path / f"one/table.{suffix}").read_bytes() == (
            tmp_path / f"two/table.{suffix}"
        ).read_bytes()


def test_a_workbook_has_no_time_of_making_in_it(tmp_path):
    tables.write(GAP, tmp_path / "gap")
    with zipfile.ZipFile(tmp_path / "gap.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


def test_a_failure_leaves_the_old_files_and_no_part(tmp_path, monkeypatch):
    tables.write(GAP, tmp_path / "gap")
    old = (tmp_path / "gap.csv").read_bytes()
    monkeypatch.setattr(pd.DataFrame, "to_csv", lambda self, path, **_: path.write_text("half") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tables.write(GAP, tmp_path / "gap")
    assert (tmp_path / "gap.csv").read_bytes() == old
    assert {path.suffix for path in tmp_path.iterdir()} == {".csv", ".xlsx", ".parquet"}


def test_csv_opens_in_excel_and_reads_back(tmp_path):
    tables.write(GAP, tmp_path / "gap")
    assert (tmp_path / "gap.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(tmp_path / "gap.csv", dtype={"gap_printed": str, "gap_exact": str, "rank": str})
    pd.testing.assert_frame_equal(back, GAP, check_dtype=False)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("=1+1", True), ("=cmd|' /C calc'!A0", True), ("@SUM(A1)", True), ("+62 812", True), ("-abc", True), ("\t=1", True), (" =1", True), ("＝1", True),
        ("-", False), ("-2.50", False), ("+1", False), ("-2,5", False), ("a=b", False), ("", False), ("–", False),
    ],
)  # fmt: skip
def test_a_text_that_a_spreadsheet_would_run_is_made_inert(text, runs, tmp_path):
    tables.write(pd.DataFrame({"text": [text], text or "x": [1]}), tmp_path / "t")
    lines = pd.read_csv(tmp_path / "t.csv", header=None, keep_default_na=False, dtype=str)
    assert lines.iloc[1, 0] == ("'" + text if runs else text)
    assert lines.iloc[0, 1] == ("'" + text if runs else text or "x")
    cell = load_workbook(tmp_path / "t.xlsx").worksheets[0]["A2"]
    if text:
        assert (cell.data_type, cell.value) == ("s", text)
        assert cell.quotePrefix is runs


def test_a_workbook_has_numbers_dates_and_readable_headings(tmp_path):
    tables.write(ROWS, tmp_path / "rows", lang="en", labels={"unit": "Unit of coding"})
    sheet, about = load_workbook(tmp_path / "rows.xlsx").worksheets
    head = [cell.value for cell in sheet[1]]
    assert head[:4] == ["Unit of coding", "text", "likes", "share"]
    assert sheet["A1"].font.bold and sheet.freeze_panes == "A2"
    first = dict(zip(ROWS, sheet[2], strict=True))
    assert (first["likes"].value, first["likes"].number_format) == (12345, "#,##0")
    assert (first["share"].number_format, first["mean"].number_format) == ("0.0%", "0.00")
    assert first["pinned"].value == "yes"  # as the page says it, not TRUE here and 1 in another program
    assert (
        first["date"].value.isoformat() == "2025-08-03T00:00:00"
        and first["date"].number_format == "yyyy-mm-dd"
    )
    assert (
        first["created_at"].value.isoformat() == "2025-08-03T01:02:03"
        and "UTC" in first["created_at"].number_format
    )
    assert all(cell.value is None for cell in [sheet["B4"], sheet["C3"], sheet["D3"]])
    assert {row[0].value: row[1].value for row in about.iter_rows()}["Unit of coding"] == "unit"
    back = pd.read_excel(tmp_path / "rows.xlsx")
    assert back["likes"].tolist()[0] == 12345 and len(back) == 3


def test_headings_of_a_workbook_are_told_apart(tmp_path):
    tables.write(GAP, tmp_path / "gap")
    head = [cell.value for cell in load_workbook(tmp_path / "gap.xlsx").worksheets[0][1]]
    assert "kesenjangan" in head and "kesenjangan (dibulatkan)" in head
    assert len(set(head)) == len(head)


def test_a_workbook_can_be_pasted_into_a_thesis(tmp_path):
    """Terms and notes in the reader's language, rounded numbers as numbers, A4 across with its headings on each page."""
    notes = pd.DataFrame(
        {
            "group": ["customer", "owner"],
            "gap_printed": ["1.70", "-0.5"],
            "printed": ["1,70", "x"],
            "note": [note("noted_no_interval"), ""],
        }
    )
    tables.write(notes, tmp_path / "notes")
    sheet = load_workbook(tmp_path / "notes.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["pelanggan", 1.7, "1,70", "tanpa selang"]
    assert [sheet["B2"].number_format, sheet["B3"].value, sheet["B3"].number_format] == ["0.00", -0.5, "0.0"]
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert sheet.print_title_rows == "$1:$1" and sheet["A1"].font.name == "Calibri"


def test_a_workbook_bears_what_excel_does_not(tmp_path, monkeypatch):
    table = pd.DataFrame({"text": ["a\x00b\x1b", "x" * 40000], "value": [float("inf"), 1.5]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tables.write(table, tmp_path / "odd [name]")
    sheet = load_workbook(tmp_path / "odd [name].xlsx").worksheets[0]
    assert sheet.title == "odd  name " and sheet["A2"].value == "ab" and sheet["B2"].value == "inf"
    monkeypatch.setattr(workbook, "ROWS", 1)
    tables.write(table, tmp_path / "long", lang="en")
    sheet, about = load_workbook(tmp_path / "long.xlsx").worksheets
    assert sheet.max_row == 2
    assert "1 of 2 rows" in "".join(str(row[0].value) for row in about.iter_rows())
    assert len(pd.read_csv(tmp_path / "long.csv")) == 2


def test_a_named_index_becomes_columns_and_another_goes(tmp_path):
    tables.write(GAP.set_index(["group", "objective"]), tmp_path / "named")
    assert list(pd.read_parquet(tmp_path / "named.parquet"))[:2] == ["group", "objective"]
    tables.write(GAP[GAP["group"] == "customer"], tmp_path / "part")
    assert pd.read_parquet(tmp_path / "part.parquet").index.tolist() == [0, 1]


# --- what a reader sees -------------------------------------------------------------------------------------------------


def test_a_view_translates_terms_and_writes_numbers_in_the_language():
    shown = {
        lang: parsed(tables.show(GAP, lang, columns=["group", "objective", "gap", "gap_printed"]))
        for lang in ("id", "en")
    }
    assert shown["id"].rows[0] == ["kelompok", "objektif", "kesenjangan", "kesenjangan"]
    assert shown["id"].rows[3] == ["pelanggan", words.say("overall"), "1,05", "1,05"]
    assert shown["en"].rows[2] == ["customer", "APO02", "1.71", "1.70"]


def test_printed_numbers_show_in_preference_to_floats():
    assert tables.show(GAP).columns == ("group", "objective", "n", "gap_exact", "gap_printed", "rank")


def test_every_kind_of_value_and_a_missing_one():
    view = tables.show(ROWS, "id", digits={"mean": 3})
    cells = {name: [cell.replace("\xa0", " ") for cell in view.cells(name)] for name in ROWS}
    assert cells["likes"] == ["12.345", "–", "0"]
    assert cells["share"] == ["33,3%", "–", "100,0%"]
    assert cells["ci_low"] == ["10,0%", "–", "90,0%"]
    assert cells["mean"][1:] == ["–", "−0,500"]
    assert cells["pinned"] == ["ya", "–", "tidak"]
    assert cells["created_at"] == ["2025-08-03 01:02", "–", "2025-08-04"]
    assert cells["date"] == ["2025-08-03", "–", "2025-08-04"]
    assert cells["kind"][0] == "komentar"
    assert cells["text"][0] == "=1+1"


def test_words_of_strangers_are_no_markup_and_no_mathematics():
    table = pd.DataFrame({"text": [HOSTILE], HOSTILE: [1]})
    view = tables.show(table, caption=HOSTILE, labels={"text": "<i>teks</i>"})
    shown = parsed(view)
    assert set(shown.tags) == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert shown.rows[1][0] == HOSTILE
    assert "mathjax_ignore" in markup(view)
    assert "<script" not in view._repr_markdown_() and "\\$x\\_1\\$ \\|" in view._repr_markdown_()


def test_words_that_are_no_terms_stay_as_they_are():
    assert tables.show(pd.DataFrame({"text": ["open", "owner"]})).cells("text") == ["open", "owner"]
    flow = pd.DataFrame(
        {"step": ["excluded", "stream"], "reason": ["spam", "seller"], "n": [3, 4], "left": [9, 4]}
    )
    assert tables.show(flow, "en").cells("reason") == ["spam", "account's replies"]


def test_numbers_stand_at_the_right_and_words_at_the_left():
    view = tables.show(GAP)
    assert [view.is_number(name) for name in ("group", "n", "gap", "gap_printed", "gap_exact", "rank")] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]
    assert "text-align: right" in markup(view) and "text-align: left" in markup(view)


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (GAP, "Gap (owner n = 1; customer n = 30)"),
        (GAP[1:], "Gap (customer n = 30)"),
        (pd.DataFrame({"code": ["a", "b"], "n": [3, 4], "units": [412, 412]}), "Gap (units = 412)"),
        (pd.DataFrame({"construct": ["a", "b"], "n": [29, 30]}), "Gap (n = 29–30)"),
        (pd.DataFrame({"value": [1, 2], "n": [3, 4]}), "Gap"),
        (pd.DataFrame({"n": [None]}), "Gap"),
    ],
)
def test_the_caption_says_n(table, title):
    assert tables.show(table, "en", "gap").title == title


def test_a_long_table_says_how_much_more_there_is():
    view = tables.show(pd.DataFrame({"unit": range(2000)}), "id", rows=5)
    assert len(parsed(view).rows) == 1 + 5 + 1
    assert (
        "… 1.995 baris lagi" in markup(view)
        and "… 1.995 baris lagi" in view._repr_markdown_()
        and "1.995" in repr(view)
    )
    assert "Tidak ada baris." in markup(tables.show(pd.DataFrame({"unit": []})))


def test_a_written_table_has_a_caption_of_its_own(tmp_path):
    assert tables.write(GAP, tmp_path / "gap", lang="en").title.startswith(
        "Gap between as-is and to-be (owner n = 1"
    )
    assert tables.write(GAP, tmp_path / "gap", lang="en", caption="Table 3").title.startswith("Table 3 (")
    assert tables.write(GAP, tmp_path / "my own").title.startswith("My own")


def test_a_view_reads_as_text_too():
    text = repr(tables.show(GAP[1:2], "en", columns=["group", "gap_printed"]))
    assert text.splitlines() == ["customer n = 30", "group    gap", "customer 1.70"]


def test_showing_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    markup(tables.show(GAP))
    assert not list(tmp_path.iterdir())


def test_headings_of_joined_columns():
    table = pd.DataFrame({"customer · comments": ["supports"]})
    assert tables.show(table, "en").heading("customer · comments") == "customer · comments"
    assert tables.show(table, "id").heading("customer · comments") == "pelanggan · komentar"


def test_a_p_value_is_never_nought():
    table = pd.DataFrame({"code": ["a", "b"], "p": [0.00001, 0.0412]})
    assert tables.show(table, "id").cells("p") == ["< 0,001", "0,041"]
    assert tables.show(table, "en").cells("p") == ["< .001", ".041"]


def test_a_table_that_was_written_names_its_file_and_what_is_still_to_be_written(tmp_path):
    display = pd.DataFrame(
        {"claim": ["P1", "P2"], "relation": ["confirms", ""], "meta_inference": ["so", ""]}
    )
    shown = tables.write(display, tmp_path / "joint", lang="en")
    assert (
        'data-file="joint"' in shown._repr_html_() and "data-file" not in tables.show(display)._repr_html_()
    )
    assert shown.cells("relation") == ["confirms", "(not written yet)"]
    assert pd.read_parquet(tmp_path / "joint.parquet")["relation"].tolist() == ["confirms", ""]


def test_days_and_sources_are_words_and_a_unit_s_id_is_told_from_how_many_were_read():
    table = pd.DataFrame(
        {"weekday": [0, 6], "source": ["order", "owner"], "units": [9, 8], "unit": ["a", "b"]}
    )
    view = tables.show(table)
    assert view.cells("weekday") == ["Senin", "Minggu"] and view.cells("source") == ["pesanan", "pemilik"]
    assert len({view.heading(name) for name in table}) == 4


def test_notes_of_the_stages_are_read_in_the_reader_s_language():
    remark = together(note("noted_blank_left_out", n=2), note("noted_two_items"))
    table = pd.DataFrame({"n": [3], "note": [remark]})
    assert tables.show(table).cells("note") == [
        "dikeluarkan karena ada jawaban kosong: 2; dua butir tidak menentukan satu faktor: tanpa omega"
    ]
    assert tables.show(table, "en").cells("note") == [str(remark)]


def test_what_a_stage_names_in_english_is_read_in_indonesian():
    """Methods, values of an attribute of the contract, numbered columns, terms beside each other."""
    table = pd.DataFrame(
        {
            "attribute": "kind",
            "value": ["answer", "comment"],
            "method": [note("noted_mann_whitney_exact"), note("noted_bootstrap", resamples=2000)],
            "items_2": [1, 2],
            "first_construct": ["A", "B"],
            "family": ["exact half_up", "mixed"],
            "odd": ["owner overall as_is 2.66", ""],
            "recomputed": ["2.66", "4.66"],
            "note": [together(note("noted_cliffs_delta"), note("noted_one_respondent"))] * 2,
        }
    )
    view = tables.show(table)
    assert view.cells("value") == ["jawaban", "komentar"]
    assert view.cells("method") == ["Mann-Whitney, eksak", "bootstrap, 2000 pengambilan ulang responden"]
    assert [view.heading(name) for name in ("items_2", "first_construct")] == ["butir 2", "konstruk pertama"]
    assert view.cells("family") == ["nilai eksak setengah ke atas", "campuran"]
    assert view.cells("odd")[0] == "pemilik rata-rata keseluruhan saat ini 2,66"
    assert view.cells("recomputed") == ["2,66", "4,66"]
    themes = pd.DataFrame({"code": ["Tema A", "Tema B"], "name": ["Tema A", "Tema B"], "both": [0.125, 0.5]})
    assert str(tables.show(themes)).splitlines() == ["kode   keduanya", "Tema A 12,5%", "Tema B 50,0%"]
    assert view.cells("note")[0].endswith("Feng dan Cliff atas n efektif; satu responden: tanpa selang")
    own = table.assign(attribute="answered by", value="answer")  # her own column
    assert tables.show(own).cells("value") == ["answer"] * 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kia-metro", "umkm-loyalty"])
def test_every_column_of_every_result_has_a_word(name, reproduced):
    """In the reader's language; but for names that are the same in both."""
    same = {"emoji", "min", *(f"f_{answer}_share" for answer in range(1, 6))}
    wide = {
        "case_matrix",
        "role_matrix",
        "shop_matrix",
        "disagreements",
    }  # columns named after themes and coders
    for path in (reproduced(name).parent / "as-made" / "tables").glob("*.parquet"):
        if path.stem in wide:
            continue
        for column in pq.read_schema(path).names:
            for part in (part.removesuffix("_printed") for part in column.split(" · ")):
                stem = part if part in terms.TERMS else re.sub(r"_\d+$", "", part)
                assert stem in terms.TERMS or part in same, (path.stem, column)


def test_remarks_are_kept_with_what_fills_them_and_written_in_english(tmp_path):
    remarks = [
        together(
            note("noted_blank_left_out", n=2), note("noted_level_short", level=3, rate="L", passes=["F"])
        ),
        "",
        note("noted_blank_left_out", n=2),
    ]
    table = pd.DataFrame({"n": [1, 2, 3], "note": remarks, "why": ["typed by hand", None, "=1"]})
    tables.write(table, tmp_path / "t", made_from={"inputs": {}})
    back = tables.kept(tmp_path / "t.parquet")
    assert back["note"].tolist() == remarks and back["why"].tolist()[::2] == ["typed by hand", "=1"]
    english = ["left out for a blank: 2; level 3 is L, F is needed to go on", "", "left out for a blank: 2"]
    assert pd.read_parquet(tmp_path / "t.parquet")["note"].tolist() == english
    assert tables.read(tmp_path / "t")["note"].fillna("").tolist() == english
    assert (
        tables.show(back).cells("note")[0]
        == "dikeluarkan karena ada jawaban kosong: 2; tingkat 3 bernilai L; untuk naik diperlukan F"
    )


# --- what fits on a page ------------------------------------------------------------

WIDE = pd.DataFrame(
    {
        "group": ["customer", "owner"],
        "n": [30, 30],
        "gap": [1.7, 0.8],
        "ci_low": [1.5, None],
        "ci_high": [1.9, None],
        "method": ["Spearman", "Spearman"],
        "p": [None, None],
        "note": [None, "one person: no interval"],
    }
)


def test_a_page_says_once_what_every_row_says_and_puts_an_interval_by_its_estimate():
    assert str(tables.show(WIDE, "en", caption="gap")).splitlines() == [
        "Gap (customer n = 30; owner n = 30). method: Spearman; without values: p",
        "group    gap [95%]",
        "customer 1.70 [1.50; 1.90]",
        "owner ¹  0.80",
        "¹ one person: no interval",
    ]
    html = tables.show(WIDE, "id")._repr_html_()
    assert "1,70 [1,50; 1,90]" in html and "<tfoot><tr><td colspan=" in html


def test_files_hold_every_column_whatever_a_page_shows(tmp_path):
    tables.write(WIDE, tmp_path / "wide")
    assert list(tables.read(tmp_path / "wide")) == list(WIDE)


def test_a_page_of_one_row_or_one_column_or_none_is_shown_as_it_is():
    assert "Spearman" in str(tables.show(WIDE.head(1), "en")).splitlines()[2]
    assert str(tables.show(WIDE[["method"]], "en")).splitlines() == ["method", "Spearman", "Spearman"]
    assert str(tables.show(WIDE[["note"]].tail(1), "en")).splitlines() == ["note", "one person: no interval"]
    assert "No rows." in str(tables.show(WIDE.head(0), "en"))


def test_an_interval_is_folded_away_with_both_its_ends_and_what_is_to_be_written_never():
    one_sided = WIDE.assign(ci_high=None, relation="")
    shown = str(tables.show(one_sided, "en"))
    assert "1.70 [1.50; –]" in shown and shown.count("(not written yet)") == 2


def test_many_columns_of_few_rows_stand_below_one_another():
    wide = pd.DataFrame(
        {"process": ["satu", "dua"]} | {f"measure_{n}_of_them": [n, -n] for n in range(1, 15)}
    )
    lines = str(tables.show(wide, "en")).splitlines()
    assert lines[0].split() == ["process", "satu", "dua"] and len(lines) == 15
    assert lines[-1].split()[-2:] == ["14", "−14"]
    assert str(tables.show(wide.iloc[:, :4], "en")).splitlines()[1].startswith("satu")


def test_long_texts_have_the_room_that_others_leave_and_refs_may_be_broken():
    ref = "scores:customer/none/cognitive_engagement_by_the_week"
    table = pd.DataFrame(
        {"claim": ["K01", "K02"], "quote": ["kata " * 20, "kata " * 30], "ref": [ref, "units:K1"]}
    )
    shown = tables.show(table)._repr_html_()
    assert "scores:<wbr>customer/<wbr>none/<wbr>cognitive_<wbr>engagement_" in shown
    assert shown.count("min-width: 240px") == 3  # the heading and two cells of the quotes
    assert "min-width" not in tables.show(table.drop(columns="quote"))._repr_html_()


def test_the_room_of_long_texts_does_not_make_a_table_broader_than_its_place():
    """At 1280 pixels that is 828; a digit of JupyterLab's 13 pixels takes 8.3, a cell's padding 13."""
    number, text = "7549956025615077800", "Kota Metro kak, Metro Pusat dekat lapangan, sebelah pasar"
    alike = pd.DataFrame(
        {"comment_id": [number], "text": [text], "like": [number], "other": [text], "warning": [text]}
    )
    least = re.findall(
        r"<td class=\"long\" style=\"[^\"]*?(?:min-width: (\d+)px)?\"", tables.show(alike)._repr_html_()
    )
    assert len(least) == 3 and sum(int(px or 90) + 13 for px in least) + 2 * (19 * 8.3 + 13) <= 828


def test_a_table_that_is_too_broad_and_too_long_is_set_in_small_type():
    wide = pd.DataFrame({f"measure_{n}_of_them": range(10) for n in range(14)})
    assert "font-size: " in tables.show(wide, "en")._repr_html_()
    assert "font-size" not in tables.show(wide.iloc[:, :3], "en")._repr_html_()


def test_a_value_and_its_ends_are_written_as_its_measure_asks():
    """A share is a percentage with the ends of its interval, a coefficient is none, a count has no decimals."""
    table = pd.DataFrame(
        {
            "measure": ["repeat_share", "rho", "videos_for_half"],
            "value": [0.331, 0.37, 1.0],
            "ci_low": [0.25, -0.42, None],
            "ci_high": [0.41, 0.84, None],
        }
    )
    _, share, rho, count = str(tables.show(table)).splitlines()
    assert (
        share.endswith("33,1% [25,0; 41,0]") and rho.endswith(" 0,37 [−0,42; 0,84]") and count.endswith(" 1")
    )
