"""Files as people have them: right values counted by hand, or told as what they leave open."""

import os
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from engagelib import readers
from engagelib.contracts.problems import Unreadable
from engagelib.readers import sheets
from engagelib.study.study import Study
from engagelib.text.bounds import Bounds, bounded

CASES = Path(__file__).parents[1] / "cases" / "files"


@pytest.fixture(autouse=True)
def only_looked_at(monkeypatch):
    monkeypatch.setenv("ENGAGELIB_LOOKING", "1")


def errors(case):
    return [str(p) for p in Study(CASES / case).problems() if p.severity == "error"]


def test_a_sheet_a_month_is_one_table():
    sold = Study(CASES / "case02-month-sheets").sales()
    assert len(sold) == 90 and sold["quantity"].sum() == 31 * 10 + 28 * 20 + 31 * 30


def test_workbooks_of_other_kinds_are_read():
    folder = CASES / "case05-old-formats-unread"
    for name in ("sales.xls", "orders.ods"):
        found = readers.sales(folder / name)
        assert found.table["date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-01-01", "2025-01-02"]
        assert found.table["quantity"].tolist() == [3, 4]
    assert len(readers.sales(CASES / "case21-strict-ooxml" / "sales.xlsx").table) == 2


def test_two_columns_of_one_header_are_asked_for():
    told = errors("case06-same-header-twice")
    assert "columns B and D are both headed 'P1'" in told[0]
    assert "columns C and E are both headed 'P2'" in told[1]


def test_branches_of_a_form_are_joined(tmp_path):
    (tmp_path / "s.csv").write_text("Kode,P1,Cabang,P1\nR1,4,a,\nR2,,b,5\n", encoding="utf-8")
    sheet = sheets.read_csv(tmp_path / "s.csv")
    assert sheet.column("P1") == ["4", "5"] and sheet.said[0].key == "branches_joined"


def test_figures_below_the_respondents_are_none():
    answers = Study(CASES / "case08-footer-respondent").responses()
    assert answers["respondent"].nunique() == 3 and answers["value"].tolist() == [4, 4, 5, 5, 3, 4]


@pytest.mark.parametrize(
    ("case", "values"), [("case17-title-rows-survey", [4, 3, 5, 4]), ("case20-qualtrics", [4, 3, 5, 4])]
)
def test_the_header_stands_below_a_title_or_in_three_rows(case, values):
    answers = Study(CASES / case).responses()
    assert answers["respondent"].nunique() == 2 and answers["value"].tolist() == values


def test_what_says_how_long_ago_is_no_time_and_no_text():
    study = Study(CASES / "case11-wrong-suggestion")
    assert study.comments()["text"].tolist() == ["Tempatnya bersih dan rapi", "Parkirnya sempit"]
    assert study.comments()["created_at"].isna().all()
    assert any("2 of 2 times only say how long ago" in str(p) for p in study.problems())


def test_the_order_of_day_and_month_is_one_for_a_column():
    study = Study(CASES / "case13-excel-us-times")
    made = study.reading("comments").table["created_at"].dt.tz_convert("Asia/Jakarta")
    assert made[:4].dt.strftime("%m-%d %H:%M").tolist() == ["11-12 05:44", *["11-30 23:58"] * 3]
    assert made[4].strftime("%m-%d %H:%M") == "12-01 06:58"  # 23:58 UTC
    assert made[5:7].dt.strftime("%m-%d %H:%M").tolist() == ["11-30 23:58"] * 2
    (only,) = errors("case13-excel-us-times")
    assert "cell D9: '30/11/2025 23.58.10'" in only


def test_a_till_gives_back_what_was_no_sale(tmp_path):
    assert "it cannot be told whether 01-10-2025 has its day or its month first" in errors("case15-till")[0]
    for case, days in (("case15-till", [3, 0]), ("case15-till/one-row-a-day", [1, 0])):
        shutil.copytree(CASES / case, tmp_path / str(days[0]))
        with (tmp_path / str(days[0]) / "study.toml").open("a", encoding="utf-8") as file:
            file.write('\n[reading]\ndates = "day first"\n')
        sold = Study(tmp_path / str(days[0])).sales()
        assert sold["date"].dt.strftime("%d/%m").tolist() == ["01/10", "02/10"]
        assert sold["quantity"].tolist() == days and sold["returned"].tolist()[1] == 1
        assert sold["amount"].tolist()[1] == -15000


def test_a_day_has_several_products():
    sold = Study(CASES / "case30-day-by-product").sales()
    assert sold.groupby("date")["quantity"].sum().tolist() == [7, 1]
    assert sold["product"].tolist() == ["Kopi", "Teh", "Kopi"]


def test_a_column_a_product_is_a_row_a_product(tmp_path):
    (tmp_path / "s.csv").write_text(
        "Tanggal,Kopi,Teh,Total\n2025-01-01,3,4,7\n2025-01-02,1,-,1\n", encoding="utf-8"
    )
    found = readers.sales(tmp_path / "s.csv")
    assert found.table.groupby("product")["quantity"].sum().to_dict() == {"Kopi": 4, "Teh": 4}
    assert found.table["quantity"].isna().sum() == 1  # "-" is nothing, not 0


def test_outlets_by_file_are_kept_apart(tmp_path):
    for name in ("Metro", "Pringsewu"):
        (tmp_path / f"{name}.csv").write_text("Tanggal,Porsi\n2025-01-01,3\n2025-01-02,4\n", encoding="utf-8")
    found = readers.sales(sorted(tmp_path.glob("*.csv")))
    assert found.table["outlet"].tolist() == ["Metro", "Metro", "Pringsewu", "Pringsewu"]


def test_a_byte_that_is_none_is_named_with_its_line():
    (told,) = errors("case23-bad-byte")
    assert "line 3: the byte 0x81" in told and '"sales.csv" = "shift_jis"' in told


def test_an_encoding_that_is_declared_is_taken_and_a_guess_is_said(tmp_path):
    (tmp_path / "c.csv").write_bytes("id,text\n1,メニュー表はどこですか\n".encode("shift_jis"))
    with bounded(Bounds(encoding={"c.csv": "shift_jis"}), "c.csv"):
        assert readers.comments(tmp_path / "c.csv").table["text"].tolist() == ["メニュー表はどこですか"]
    (tmp_path / "l.csv").write_bytes("id,text\n1,café ramai\n".encode("cp1252"))
    said = [p.kind for p in readers.comments(tmp_path / "l.csv").problems]
    assert "encoding_guessed" in said


def test_a_day_and_its_hours_in_columns_of_their_own(tmp_path):
    (tmp_path / "t.csv").write_text(
        "No,Tanggal,Jam Masuk,Jam Dibalas,Jenis\n1,2025-01-12,22:23,00:33,Keluhan\n2,2025-01-14,22:25,22:32,Permintaan\n",
        encoding="utf-8",
    )
    table = readers.tickets(tmp_path / "t.csv").table
    waited = (table["first_reply_at"] - table["opened_at"]).dt.total_seconds() / 60
    assert waited.tolist() == [130, 7] and table["process"].tolist() == ["incident", "request"]


def test_jira_writes_its_months_in_words(tmp_path):
    (tmp_path / "t.csv").write_text(
        "Issue key,Issue Type,Created,Resolved\nA-1,Bug,02/Jun/23 12:58 AM,02/Jun/23 1:58 PM\n",
        encoding="utf-8",
    )
    table = readers.tickets(tmp_path / "t.csv", "UTC").table
    assert table["opened_at"].astype(str).tolist() == ["2023-06-02 00:58:00+00:00"]
    assert table["closed_at"].astype(str).tolist() == ["2023-06-02 13:58:00+00:00"]


def test_marks_of_an_api_are_undone_and_a_persons_own_are_not(tmp_path):
    (tmp_path / "y.csv").write_text(
        "id,textDisplay,authorDisplayName,publishedAt\n1,it&#39;s good<br>yes,a,2025-01-01T00:00:00Z\n",
        encoding="utf-8",
    )
    assert readers.comments(tmp_path / "y.csv").table["text"].tolist() == ["it's good\nyes"]
    (tmp_path / "n.csv").write_text("id,text\n1,<b>KUAH</b> kental\n", encoding="utf-8")
    assert readers.comments(tmp_path / "n.csv").table["text"].tolist() == ["<b>KUAH</b> kental"]


# --- bounds ---------------------------------------------------------------------------------------------------------


def study_with(folder, name):
    (folder / "study.toml").write_text('[study]\nname = "a"\nzone = "Asia/Jakarta"\n', encoding="utf-8")
    return [str(p) for p in Study(folder).problems() if name in p.file]


def test_a_bomb_is_refused_before_it_unfolds(tmp_path):
    for name, part in (("sales.xlsx", "xl/workbook.xml"), ("interviews/a.docx", "word/document.xml")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(part, b" " * 200_000_000)
        assert any("unfolds to" in said for said in study_with(tmp_path, Path(name).name))


def test_a_sheet_merged_to_its_ends_and_one_of_too_many_cells(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Tanggal", "Porsi"])
    book.active.append(["2025-01-01", 3])
    book.save(tmp_path / "plain.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as archive,
        zipfile.ZipFile(tmp_path / "sales.xlsx", "w") as copy,
    ):
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(
                    b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:XFD200"/></mergeCells>'
                )
            copy.writestr(name, data)
    with pytest.raises(Unreadable, match="A2:XFD200"):
        readers.sales(tmp_path / "sales.xlsx")
    (tmp_path / "wide.csv").write_text(
        "Tanggal," + ",".join(map(str, range(20_000))) + "\n" + "1," * 20_000 + "\n"
    )
    with (
        bounded(Bounds(gigabytes=0.004), "wide.csv"),
        pytest.raises(Unreadable, match="more than 32,000 cells"),
    ):
        readers.sales(tmp_path / "wide.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_and_links_that_lead_out_are_no_files(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("Tanggal,Porsi\n2025-01-01,77\n", encoding="utf-8")
    folder = tmp_path / "study"
    folder.mkdir()
    os.mkfifo(folder / "comments.csv")
    (folder / "sales.csv").symlink_to(secret)
    told = study_with(folder, "")
    assert any("comments.csv: is no ordinary file" in said for said in told)
    assert any("sales.csv: is a link that leads out" in said for said in told)
    assert not any("77" in said for said in told)


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "x = 1\n" * 400_000, "[files]\nsales = '../x'\n"])
def test_a_study_toml_that_is_none_is_a_sentence(tmp_path, text):
    from engagelib.contracts import ProblemsError

    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError):
        Study(tmp_path)


def test_numbers_without_end_are_named(tmp_path):
    (tmp_path / "sales.csv").write_text(f"Tanggal,Porsi\n2025-01-01,{'8' * 80_000}\n", encoding="utf-8")
    (only,) = [p for p in readers.sales(tmp_path / "sales.csv").problems if p.severity == "error"]
    assert only.cell == "B2" and len(str(only)) < 1000


def test_several_files_of_one_table_keep_what_one_lacks_unknown(tmp_path):
    (tmp_path / "a.csv").write_text("ticket,process,opened_at,closed_at\nA1,request,2025-01-01 10:00,\n")
    (tmp_path / "b.csv").write_text("ticket,process,opened_at\nB1,request,2025-01-02\n")
    table = readers.tickets([tmp_path / "a.csv", tmp_path / "b.csv"]).table
    assert "closed_at" in table.attrs["absent"] and table.attrs["days"] == ["opened_at"]
    assert pd.isna(table["closed_at"]).all()
