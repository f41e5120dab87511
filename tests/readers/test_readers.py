"""Files as people have them: what comes in right, and what is refused with a sentence that names the cell."""

import datetime as dt
import zipfile

import openpyxl
import pandas as pd
import pytest

from engagelib import readers
from engagelib.contracts import TABLES, Problem, columns, empty, problems, violations
from engagelib.readers import sheets
from engagelib.readers.several import tabular

ITEMS = pd.DataFrame({
    "item": ["APO02-1", "LOY1"], "text": ["Rencananya jelas", "Saya akan kembali"], "construct": ["APO02", "loyalty"],
    "objective": ["APO02", None], "reversed": pd.array([False, True], dtype="boolean"), "low": [1, 1], "high": [5, 5], "group": [None, "customer"],
})  # fmt: skip
HEADER = [
    "Timestamp",
    "Kode responden",
    "Rencananya jelas [Saat ini]",
    "Rencananya jelas [Harapan]",
    "Saya akan kembali",
]


def workbook(path, **rows):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def survey(path, *rows, sheet="Pelanggan", header=None):
    stamp = dt.datetime(2025, 9, 1, 12)
    return workbook(path, **{sheet: [header or HEADER, *[[stamp, *row] for row in rows]]})


def responses(path):
    return readers.responses(path, ITEMS, {"customer": "Pelanggan"})


# --- the questionnaire ---------------------------------------------------------------------------------------------------


def test_a_google_form_becomes_long_and_reversed_items_turn(tmp_path):
    found = responses(survey(tmp_path / "s.xlsx", ["R1", 2, 4, 1], ["R2", "3", 5, None]))
    assert found.problems == []
    value = found.table.set_index(["respondent", "item", "state"])["value"]
    assert value["R1", "APO02-1", "as_is"] == 2 and value["R1", "APO02-1", "to_be"] == 4
    assert value["R1", "LOY1", "none"] == 5  # asked the other way round
    assert value["R2", "APO02-1", "as_is"] == 3 and pd.isna(value["R2", "LOY1", "none"])
    assert violations("responses", found.table) == []


def test_a_letter_and_an_impossible_value_name_their_cells(tmp_path):
    found = responses(survey(tmp_path / "survey.xlsx", ["R1", "tiga", 9, 4], ["R2", 4.5, 5, 4]))
    assert [(p.sheet, p.cell, p.value) for p in found.problems] == [
        ("Pelanggan", "C2", "tiga"), ("Pelanggan", "C3", "4.5"), ("Pelanggan", "D2", "9"),
    ]  # fmt: skip
    assert "whole number from 1 to 5" in str(found.problems[0])
    assert found.table["value"].notna().sum() == 3  # nothing else is lost


def test_the_only_sheet_is_the_customers_where_none_is_declared(tmp_path):
    path = survey(tmp_path / "survey.xlsx", ["R1", 2, 4, 1], sheet="Form Responses 1")
    found = readers.responses(path, ITEMS, None)
    assert found.problems == [] and set(found.table["group"]) == {"customer"}


def test_a_missing_sheet_a_missing_question_and_a_double_respondent(tmp_path):
    with pytest.raises(
        problems.Unreadable,
        match=r"has no sheet 'Pelanggan'.*study.toml, such as: sheets = { customer = \"Jawaban\" }",
    ):
        responses(survey(tmp_path / "survey.xlsx", ["R1", 2, 4, 1], sheet="Jawaban"))
    header = [*HEADER[:4], "Saya akan kembali lagi"]
    found = responses(survey(tmp_path / "survey.xlsx", ["R1", 2, 4, 1], ["R1", 2, 4, 1], header=header))
    assert "no column for the question LOY1" in str(
        found.problems[1]
    ) and "nearest is 'Saya akan kembali lagi'" in str(found.problems[1])
    assert (found.problems[0].cell, found.problems[0].value) == ("B3", "R1")


def test_headers_with_a_bom_stray_spaces_and_case(tmp_path):
    header = [
        "\ufeffTimestamp",
        "Kode responden",
        "  RENCANANYA   jelas [saat ini] ",
        "Rencananya jelas\n[Harapan]",
        "Saya akan kembali",
    ]
    assert responses(survey(tmp_path / "s.xlsx", ["R1", 2, 4, 1], header=header)).problems == []


# --- tables with a header ---------------------------------------------------------------------------------------------------


def csv_file(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


CID = "7534000000000000001"
COMMENTS = "cid,text,create_time,digg_count,reply_id,user.unique_id,aweme_id,user.nickname\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_comments_in_any_usual_encoding_and_delimiter(tmp_path, encoding, delimiter):
    lines = (
        COMMENTS
        + f'{CID},"enak\nbanget, kak",1754200000,3,0,Contoh_Sari,9,Sari\n{CID[:-1]}2,ya,1754200060,0,{CID},contoh_kiametro,9,Kia\n'
    )
    found = readers.comments(
        csv_file(
            tmp_path / "c.csv",
            lines.replace("enak\nbanget, kak", "enak\nbanget").replace(",", delimiter),
            encoding,
        ),
        sellers=["contoh_kiametro"],
    )
    assert found.problems == []
    first, reply = found.table.to_dict("records")
    assert first["comment_id"] == CID and first["text"] == "enak\nbanget" and pd.isna(first["parent_id"])
    assert reply["parent_id"] == CID and bool(reply["is_seller"]) and not bool(first["is_seller"])
    assert first["created_at"] == pd.Timestamp("2025-08-03T05:46:40Z")
    assert (
        "contoh" not in str(found.table.drop(columns="text").to_dict()).lower()
    )  # no handle, no nickname comes in


def test_ids_that_excel_ruined_are_refused(tmp_path):
    found = readers.comments(
        csv_file(tmp_path / "c.csv", COMMENTS + "7.534E+18,x,1754200000,1,0,contoh_a,9,A\n")
    )
    assert "rounded this id" in str(found.problems[0]) and found.problems[0].cell == "A2"
    path = workbook(
        tmp_path / "c.xlsx",
        s=[COMMENTS.strip().split(","), [7534000000000000001, "x", 1754200000, 1, "0", "contoh_a", "9", "A"]],
    )
    assert "lost its last digits" in str(readers.comments(path).problems[0])


def test_a_table_without_a_needed_column_names_it(tmp_path):
    found = readers.comments(
        csv_file(tmp_path / "c.csv", "cid,create_time,user.unique_id,aweme_id,isi\n1,1754200000,a,9,halo\n")
    )
    assert "no column for text" in str(found.problems[0]) and "isi" in str(found.problems[0])
    declared = readers.comments(tmp_path / "c.csv", declared={"text": "isi"})
    assert declared.problems == [] and declared.table["text"].tolist() == ["halo"]


def test_tickets_say_which_cell_and_what_is_allowed(tmp_path):
    lines = "ticket,process,opened_at,impact\nT1,incident,2025-08-01T10:00:00+07:00,low\nT2,urusan,kemarin,besar\nT1,,2025-08-01,low\n"
    found = readers.tickets(csv_file(tmp_path / "tickets.csv", lines))
    said = {p.cell: str(p) for p in found.problems}
    assert "one of incident, request, access" in said["B3"] and "date with a time" in said["C3"]
    assert "low, medium, high" in said["D3"] and "is blank" in said["B4"] and "unique" in said["A4"]
    assert found.table["opened_at"].iloc[0] == pd.Timestamp("2025-08-01T03:00Z")


def test_sales_tell_closed_from_not_recorded(tmp_path):
    rows = [
        ["Tanggal", "Porsi", "Omzet", "Keterangan"],
        [dt.date(2024, 1, 1), 21, "1.250.000", None],
        ["02/01/2024", None, None, "Libur"],
        ["2024-01-03", None, None, "tidak dicatat"],
    ]
    found = readers.sales(workbook(tmp_path / "sales.xlsx", Penjualan=rows))
    assert ["two ways" in str(p.message) for p in found.problems] == [True] and found.problems[
        0
    ].severity == "warning"
    assert found.table["open"].tolist() == [True, False, True] and found.table[
        "quantity"
    ].isna().tolist() == [False, True, True]
    assert found.table["amount"].iloc[0] == 1_250_000 and found.table["date"].iloc[1] == pd.Timestamp(
        "2024-01-02"
    )
    rows[1][1], rows[3][0] = "dua puluh", "2024-13-40"
    said = {p.cell: str(p) for p in readers.sales(workbook(tmp_path / "sales.xlsx", Penjualan=rows)).problems}
    assert "whole number" in said["B2"] and "a date such as" in said["A4"]


def test_tiktok_studio_has_no_year_and_rolls_over(tmp_path):
    path = tmp_path / "studio.zip"
    overview = '\ufeff"Date","Video Views","Profile Views","Likes","Comments","Shares","New followers"\n"31 Desember","10","1","2","-1","0","undefined"\n"1 Januari","5","","1","1","0","-4"\n'
    content = '\ufeff"Time","Video title","Video link","Post time","Total likes","Total comments","Total shares","Total views"\n"1","mie","https://www.tiktok.com/@contoh/video/7500000000000000001","December 30","5","2","1","100"\n'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Overview_2024-12-01_1735689600_contoh/Overview.csv", overview)
        archive.writestr("Content_2024-12-01_1735689600_contoh/Content.csv", content)
    days, videos = readers.accounts(path), readers.videos(path)
    assert days.problems == videos.problems == []
    assert days.table["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-12-31", "2025-01-01"]
    assert days.table["comments"].tolist() == [-1, 1] and days.table["new_followers"].isna().tolist() == [
        True,
        False,
    ]
    assert videos.table["video_id"].tolist() == ["7500000000000000001"] and videos.table[
        "views"
    ].tolist() == [100]


# --- codings and interviews -----------------------------------------------------------------------------------------------------

CODEBOOK = pd.DataFrame({"code": ["PUJI", "KELUH"]})


def test_codings_tell_blank_from_none(tmp_path):
    rows = [
        ["unit", "text", "codes"],
        ["7534000000000000001", "a", "PUJI; keluh;PUJI"],
        ["2", "b", "-"],
        ["3", "c", None],
    ]
    found = readers.codings(workbook(tmp_path / "coder1.xlsx", Coding=rows), "A", CODEBOOK)
    assert found.problems == []
    assert found.table[["unit", "code"]].astype(object).where(found.table[["unit", "code"]].notna(), None).values.tolist() == [
        ["7534000000000000001", "PUJI"], ["7534000000000000001", "KELUH"], ["2", None],
    ]  # fmt: skip


def test_an_unknown_code_is_listed_with_the_nearest(tmp_path):
    found = readers.codings(
        workbook(tmp_path / "coder1.xlsx", Coding=[["unit", "codes"], ["1", "PUJII; XYZ"]]), "A", CODEBOOK
    )
    assert [str(p) for p in found.problems] == [
        "coder1.xlsx, sheet Coding, cell B2: 'PUJII': is not in the codebook; did you mean PUJI?",
        "coder1.xlsx, sheet Coding, cell B2: 'XYZ': is not in the codebook; codes are PUJI, KELUH",
    ]


def test_interview_turns(tmp_path):
    import docx

    document = docx.Document()
    for line in (
        "# peran: pelanggan",
        "# responden: R07",
        "# tanggal: 2025-09-20",
        "P: Mengapa?",
        "N: Karena <b>enak</b> 😋",
        "P: Lalu?",
        "N: Ya.",
    ):
        document.add_paragraph(line)
    document.save(tmp_path / "customer-1.docx")
    table = readers.units(tmp_path / "customer-1.docx").table
    assert (
        table["unit"].tolist() == ["customer-1:2", "customer-1:4"]
        and table["text"].iloc[0] == "Karena <b>enak</b> 😋"
    )
    assert table["case"].unique().tolist() == ["R07"] and table["role"].unique().tolist() == ["customer"]


# --- files that cannot be read --------------------------------------------------------------------------------------------------


def test_files_that_cannot_be_read_say_so(tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "quote.csv").write_text('a,b\n"open,1\n')
    (tmp_path / "not.zip").write_text("x")
    (tmp_path / "not.docx").write_text("x")
    workbook(tmp_path / "blank.xlsx", s=[])
    for call, said in (
        (lambda: sheets.read_sheet(tmp_path / "broken.xlsx"), "not an Excel workbook"),
        (lambda: sheets.read_sheet(tmp_path / "no.xlsx"), "there is no such file"),
        (lambda: sheets.read_sheet(tmp_path / "empty.csv"), "is empty"),
        (lambda: sheets.read_sheet(tmp_path / "quote.csv"), "quotation mark"),
        (lambda: sheets.read_sheet(tmp_path / "blank.xlsx"), "no sheet with data"),
        (lambda: readers.videos(tmp_path / "not.zip"), "not a ZIP"),
        (lambda: readers.units(tmp_path / "not.docx"), "not a Word document"),
        (lambda: readers.units(tmp_path / "not.zip"), "no interview that can be read"),
    ):
        with pytest.raises(problems.Unreadable, match=said):
            call()


def test_formula_errors_and_formulas_without_a_value_are_seen(tmp_path):
    rows = [
        ["Tanggal", "Porsi"],
        [dt.date(2024, 1, 1), "#DIV/0!"],
        [dt.date(2024, 1, 2), "=2+2"],
        [dt.date(2024, 1, 3), 5],
    ]
    found = readers.sales(workbook(tmp_path / "sales.xlsx", Penjualan=rows))
    assert [(p.cell, p.value) for p in found.problems] == [("B2", "#DIV/0!"), ("B3", "=2+2")]
    assert found.table["quantity"].isna().tolist() == [True, True, False]


def test_merged_cells_and_a_stray_cell_far_out_are_refused(tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path / "s.xlsx", P=[["a"], [1], [2], [3]]))
    book["P"].merge_cells("A3:A4")
    book.save(tmp_path / "merged.xlsx")
    with pytest.raises(problems.Unreadable, match="cells A3:A4 are merged"):
        sheets.read_sheet(tmp_path / "merged.xlsx")
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    book["P"]["XFD900000"] = 1
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(problems.Unreadable, match="stray cell"):
        sheets.read_sheet(tmp_path / "far.xlsx")


# --- contracts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_contract_is_complete_and_an_empty_table_keeps_it(table):
    for column in columns(table).values():
        assert column.meaning and column.type in (
            "id",
            "text",
            "category",
            "int",
            "count",
            "number",
            "yes_no",
            "time",
            "date",
        )
    assert violations(table, empty(table)) == []


def test_a_problem_is_one_sentence():
    assert str(Problem("a.csv", message="is empty")) == "a.csv: is empty"


# --- what people name otherwise -------------------------------------------------------------------


@pytest.mark.parametrize("text", ['[{"cid": "1", "text": "enak, banget"}]', '{"cid": "1"}\n{"cid": "2"}\n'])
def test_json_under_the_name_of_a_csv_is_told_to_be_json(tmp_path, text):
    (tmp_path / "comments.csv").write_text(text, encoding="utf-8")
    with pytest.raises(
        problems.Unreadable, match=r"comments.csv: looks like JSON, not like a table; name it .json"
    ):
        readers.comments(tmp_path / "comments.csv")
    assert not sheets.is_json("[Saat ini],nilai\n1,2\n")


def test_many_or_long_headers_are_not_all_listed(tmp_path):
    header = ["x" * 500, *(f"kolom{n}" for n in range(60))]
    (tmp_path / "events.csv").write_text(",".join(header) + "\n" + ",".join("1" * 61), encoding="utf-8")
    said = str(tabular("events", tmp_path / "events.csv").problems[0])
    assert "kolom18 and 41 more" in said and len(said) < 700


def test_words_of_a_category_are_one_whatever_their_case(tmp_path):
    head = "ticket,unit,process,channel,opened_at,impact\n"
    rows = "T1,,Incident,WhatsApp,2025-09-01 10:00,HIGH\nT2,,request, whatsapp ,2025-09-01 11:00,low\n"
    (tmp_path / "tickets.csv").write_text(head + rows, encoding="utf-8")
    found = readers.tickets(tmp_path / "tickets.csv")
    assert found.problems == [] and found.table["channel"].tolist() == ["whatsapp"] * 2
    assert found.table["process"].tolist() == ["incident", "request"] and found.table["impact"][0] == "high"


@pytest.mark.parametrize(("table", "passed"), [("cases", True), ("tickets", False)])
def test_a_column_of_a_table_written_by_hand_is_not_passed_over_without_a_word(tmp_path, table, passed):
    head = {
        "cases": "case,kind,jenis produk\nT1,shop,kue\n",
        "tickets": "ticket,opened_at,kolom sistem\nT1,2025-03-01 10:00,x\n",
    }
    (tmp_path / "a.csv").write_text(head[table], encoding="utf-8")
    told = [p for p in tabular(table, tmp_path / "a.csv").problems if p.kind == "columns_passed_over"]
    assert [p.severity for p in told] == ["warning"] * passed
    assert all("jenis produk" in p.said("en") and "[map.cases]" in p.said("id") for p in told)


def test_a_column_that_says_whether_is_no_column_of_when(tmp_path):
    text = "No,Tanggal,Jam,Jenis,Isi,Selesai\n1,2025-08-01,10:00,keluhan,lama,ya\n2,2025-08-02,11:00,keluhan,rusak,belum\n"
    found = readers.tickets(csv_file(tmp_path / "log.csv", text))
    assert len(found.table) == 2 and found.table["closed_at"].isna().all()
    assert "closed_at" in found.table.attrs["absent"]
    assert [(p.kind, p.severity) for p in found.problems] == [("says_whether", "warning")]
    held = readers.tickets(csv_file(tmp_path / "held.csv", text.replace("belum", "2025-08-03 09:00")))
    assert [(p.cell, p.severity) for p in held.problems] == [
        ("F2", "error")
    ]  # one that is a time: the other is none


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        (
            "Kode Kasus,Jenis,Toko\nK1,Informan,T1\nT1,usaha,\n",
            [("K1", "informant", "T1"), ("T1", "shop", None)],
        ),
        ("Kode Informan,Jenis,Toko\nK1,pelanggan,T1\n", [("K1", "customer", "T1")]),
        ("Informan,Jenis\nK1,responden\n", [("K1", "respondent", None)]),
        ("Toko,Jenis\nT1,toko\n", [("T1", "shop", None)]),
    ],
)
def test_cases_in_the_words_of_a_thesis(tmp_path, text, cases):
    found = tabular("cases", csv_file(tmp_path / "cases.csv", text))
    rows = found.table[["case", "kind", "parent"]].astype(object)
    assert list(rows.where(rows.notna(), None).itertuples(index=False, name=None)) == cases
    assert found.problems == []
