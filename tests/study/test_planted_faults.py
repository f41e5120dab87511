"""Faults planted one by one into filled templates and into the lecturer's files of tests/cases/batik.

Each row: the file, where (sheet!cell, or a cell), what is put there, and what `check` has to say: the place, the value as
it stands, and words of what is allowed instead. Right is what a reader of the file would point at.
"""

import shutil

import openpyxl
import pytest

from engagelib.contracts import ProblemsError
from engagelib.study.new import new
from engagelib.study.study import Study
from tests.study.test_new import BATIK, answered

STUDY = """
[study]
title = "Shirts"
question = "?"
zone = "Asia/Jakarta"
[survey]
respondent = "respondent"
[survey.open]
suggestion = "suggestion"
[sales]
outlet = "Main"
[claims.K01]
id = "Penjualan naik"
en = "Sales rose"
"""
FILLED = {
    "items.xlsx": [[f"KK{n}", f"I like it ({n})", "Content quality", None, "no", 1, 5, None] for n in (1, 2, 3)],
    "survey.xlsx": [
        [f"P{n}", f"2025-06-0{n} 09:14", ("female", "male")[n % 2], "26-35", 1 + n % 5, 4, 1 + (n + 2) % 5, f"Answer faster, please ({n})"]
        for n in range(1, 7)
    ],
    "codebook.xlsx": [
        ["PRICE", "Asking", "On price", "asks what it costs", "price", "bargaining", "How much?"],
        ["SERVICE", "Answering", "On service", "speaks of answers", "answer", "price", "Answer!"],
    ],
    "codings/template.xlsx": [[f"P{n}/suggestion", "Rina", ("PRICE", "SERVICE")[n % 2], None] for n in range(1, 7)],
    "tickets.xlsx": [
        [f"T{n}", ("incident", "request")[n % 2], "dm", f"2025-06-1{n} 08:00", f"2025-06-1{n} 09:00", f"2025-06-1{n} 10:00", f"K-{n}", "customer"]
        for n in range(1, 7)
    ],
    "sales.xlsx": [[f"2025-06-{n:02}", "Main", "Shirt", 7 + n % 3, 150_000 * (7 + n % 3), "yes", None] for n in range(1, 15)],
    "evidence.xlsx": [["K01", "owner", "interview", f"units:P{n}/suggestion", "supports", "high", "Answer faster"] for n in (1, 2)],
    "published.xlsx": [["Table 2", "KK", "Mean", "3.72", "scores/group=customer,state=none,construct=Content quality/mean"]],
    "member_check.xlsx": [["P1", "K01", "2025-07-01", "2025-07-05", "agree", "nothing"]],
}  # fmt: skip


def templates(folder):
    """The templates, each with rows below its examples."""
    new(folder, lang="en")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    for name, rows in FILLED.items():
        book = openpyxl.load_workbook(folder / name)
        for row in rows:
            book.worksheets[0].append(row)
        book.save(folder / name)


def batik(folder):
    new(folder, [BATIK])
    answered(folder)


STARTS = {"T": templates, "B": batik}


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """Each study once, with what `check` says of it before anything is wrong."""
    made = {}
    for name, start in STARTS.items():
        folder = tmp_path_factory.mktemp("planted") / name
        start(folder)
        made[name] = folder, {str(problem) for problem in Study(folder, "en").problems()}
    return made


def at(value):
    """Put a value into a cell of a workbook ("Sheet!B4" or "B4" of the first), or of a .csv."""

    def plant(path, cell):
        if path.suffix == ".csv":
            in_csv(path, cell, value)
            return
        book = openpyxl.load_workbook(path)
        sheet, _, cell = cell.rpartition("!")
        (book[sheet] if sheet else book.worksheets[0])[cell] = value
        book.save(path)

    return plant


def in_csv(path, cell, value):
    import csv
    import io

    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    column, row = openpyxl.utils.cell.coordinate_from_string(cell)
    rows[row - 1][openpyxl.utils.column_index_from_string(column) - 1] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def on_sheet(change):
    """Do something to the first sheet of a workbook."""

    def plant(path, cell):
        book = openpyxl.load_workbook(path)
        change(book.worksheets[0], cell)
        book.save(path)

    return plant


def rename(title):
    return on_sheet(lambda sheet, cell: setattr(sheet, "title", title))


def in_bytes(old, new, count=1):
    def plant(path, cell):
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, count))

    return plant


def merge(area):
    return on_sheet(lambda sheet, cell: sheet.merge_cells(area))


def shifted(row):
    """Everything in a row one column to the right."""

    def change(sheet, cell):
        values = [c.value for c in sheet[row]]
        for place, value in enumerate([None, *values[:-1]], start=1):
            sheet.cell(row, place).value = value

    return on_sheet(change)


def again(row):
    """A row once more at the foot."""
    return on_sheet(lambda sheet, cell: sheet.append([c.value for c in sheet[row]]))


def without_header(sheet, cell):
    sheet.delete_rows(1)


def recoded(encoding, old=",", new=","):
    def plant(path, cell):
        text = path.read_text(encoding="utf-8-sig").replace(old, new)
        path.write_bytes(text.encode(encoding, "replace"))

    return plant


def gone(path, cell):
    path.unlink()


def added(data):
    return lambda path, cell: path.write_bytes(data)


def changed(cell, value):
    """A value put into a cell whose fault shows in no cell, or in another."""
    return lambda path, _: at(value)(path, cell)


#: Study, file, cell, how it is planted, the value as it is shown, and what is said of it.
Q, IG, TT = (
    "Kuesioner Pelanggan Batik Sekar Jagad (Jawaban).xlsx",
    "instagram_comments_batiksekarjagad.csv",
    "tiktok comments batik.csv",
)
SOLD, LOG, OWNER = "Penjualan Harian 2025.xlsx", "Catatan Keluhan WA.xlsx", "Kuesioner COBIT Pemilik.xlsx"
CODED = "codings/Pengodean Rina dan Dewi.xlsx"
FAULTS = [
    ("T", "survey.xlsx", "E5", at("enam"), "enam", "from 1 to 5"),
    ("T", "survey.xlsx", "E5", at(7), "7", "from 1 to 5"),
    ("T", "survey.xlsx", "E5", at(3.5), "3.5", "whole number"),
    ("T", "survey.xlsx", "E5", at("80%"), "80%", "from 1 to 5"),
    ("T", "survey.xlsx", "E5", at("=E4+1"), "", "formula"),
    ("T", "survey.xlsx", "A5", at("P1"), "", "P1"),
    ("T", "survey.xlsx", "A5", at(None), "", "respondent"),
    ("T", "survey.xlsx", "", changed("E1", "KK9"), "", "no column for the question KK1"),
    ("T", "survey.xlsx", "", changed("E1", "KK2"), "", "columns E and F are both headed 'KK2'"),
    ("T", "survey.xlsx", "", shifted(6), "", "row 6 has cells beyond the last header"),
    ("T", "survey.xlsx", "", merge("E5:E6"), "", "E5:E6 are merged"),
    ("T", "survey.xlsx", "", gone, "", "the folder has no survey.xlsx"),
    ("T", "items.xlsx", "G4", at("lima"), "lima", "number"),
    ("T", "items.xlsx", "G4", at(0), "0", "low"),
    ("T", "items.xlsx", "A5", at("KK1"), "KK1", "twice"),
    ("T", "items.xlsx", "E4", at("maybe"), "maybe", "yes"),
    ("T", "items.xlsx", "A4", at(None), "", "item"),
    ("T", "items.xlsx", "", on_sheet(without_header), "", "column"),
    ("T", "tickets.xlsx", "D5", at("31/02/2025 08:00"), "31/02/2025 08:00", "2025"),
    ("T", "tickets.xlsx", "D5", at("kemarin"), "kemarin", "date"),
    ("T", "tickets.xlsx", "D5", at(None), "", "date with a time"),
    ("T", "tickets.xlsx", "E5", at("2025-06-11 07:00"), "2025-06-11 07:00", "before"),
    ("T", "tickets.xlsx", "F5", at("2025-06-11 07:00"), "2025-06-11 07:00", "before"),
    ("T", "tickets.xlsx", "A5", at("T1"), "T1", "twice"),
    ("T", "tickets.xlsx", "H5", at("neighbour"), "neighbour", "customer"),
    ("T", "tickets.xlsx", "D5", at("12/06/25 08:00"), "12/06/25 08:00", "day first"),
    ("T", "tickets.xlsx", "", changed("D1", "warna"), "", "no column for opened_at"),
    ("T", "tickets.xlsx", "B5", at("teh manis"), "teh manis", "incident"),
    ("T", "sales.xlsx", "D5", at("tujuh"), "tujuh", "number"),
    ("T", "sales.xlsx", "D5", at(-4), "-4", "0"),
    ("T", "sales.xlsx", "D5", at("=SUM(D2:D4)"), "", "formula"),
    ("T", "sales.xlsx", "D5", at("12%"), "12%", "number"),
    ("T", "sales.xlsx", "A5", at("2025-02-30"), "2025-02-30", "date"),
    ("T", "sales.xlsx", "A5", at("45/06/2025"), "45/06/2025", "date"),
    ("T", "sales.xlsx", "A5", at("2025-06-01"), "2025-06-01", "twice"),
    ("T", "sales.xlsx", "A5", at(None), "", "date"),
    ("T", "sales.xlsx", "A5", at("5 Juni 25"), "5 Juni 25", "2025"),
    ("T", "sales.xlsx", "F5", at("maybe"), "maybe", "yes"),
    ("T", "sales.xlsx", "F5", at("no"), "", "closed"),
    ("T", "sales.xlsx", "", merge("A5:A7"), "", "A5:A7 are merged"),
    ("T", "codebook.xlsx", "A4", at("PRICE"), "PRICE", "twice"),
    ("T", "codebook.xlsx", "A4", at(None), "", "code"),
    ("T", "codings/template.xlsx", "C5", at("PRICEE"), "PRICEE", "PRICE"),
    ("T", "codings/template.xlsx", "A5", at("P99/suggestion"), "P99/suggestion", "unit"),
    ("T", "codings/template.xlsx", "A5", at(None), "", "unit"),
    ("T", "evidence.xlsx", "A3", at("K77"), "K77", "K01"),
    ("T", "evidence.xlsx", "E3", at("agreeish"), "agreeish", "supports"),
    ("T", "evidence.xlsx", "D3", at("units:nobody/1"), "units:nobody/1", "unit"),
    ("T", "published.xlsx", "D3", at("three"), "three", "number"),
    ("T", "published.xlsx", "E3", at("scoresss/group=customer/mean"), "scoresss", "scores"),
    ("T", "member_check.xlsx", "E3", at("fineish"), "fineish", "agree"),
    ("T", "member_check.xlsx", "D3", at("2025-06-01"), "2025-06-01", "before"),
    ("B", SOLD, "C6", at("tujuh potong"), "tujuh potong", "number"),
    ("B", SOLD, "A6", at("2025-01-32"), "2025-01-32", "date"),
    ("B", SOLD, "D6", at("Rp sejuta"), "Rp sejuta", "number"),
    ("B", LOG, "C3", at("25:70"), "25:70", ""),
    ("B", LOG, "B3", at("bulan lalu"), "bulan lalu", ""),
    ("B", LOG, "H3", at("Curhat"), "Curhat", "incident"),
    ("B", Q, "I5", at("Setuju sekali banget"), "Setuju sekali banget", "Setuju"),
    ("B", Q, "", rename("Lembar Baru"), "", "Lembar Baru"),
    ("B", OWNER, "D3", at(9), "9", "from 0 to 5"),
    ("B", OWNER, "D3", at("dua setengah"), "dua setengah", "from 0 to 5"),
    ("B", TT, "G5", at("32/13/2025, 01.46.34"), "32/13/2025, 01.46.34", "date"),
    ("B", TT, "A4", at(""), "", "is blank"),
    ("B", TT, "H4", at("banyak"), "banyak", "number"),
    ("B", TT, "", in_bytes(b"Terima", b"Ter\xffima"), "", "line"),
    ("B", IG, "", in_bytes(b"User Id,Username,Comment Id,Comment Text,Profile URL,Avatar URL,Date\n", b""), "", "header"),
    ("B", IG, "", in_bytes(b"User Id,Username,Comment Id,Comment Text", b"User Id;Username;Comment Id;Comment Text"), "", "column"),
    ("B", CODED, "", rename("Rini"), "", "Rini"),
    ("B", CODED, "E3", at("mungkin"), "mungkin", ""),
    ("B", CODED, "C3", at("17990000000009999"), "17990000000009999", "unit"),
    ("B", "Buku Kode.xlsx", "", changed("B3", "Tanya hrg"), "", "Tanya harga"),
    ("B", "Buku Kode.xlsx", "", gone, "Buku Kode.xlsx", "no such file"),
    ("B", "items.csv", "G4", at("lima"), "lima", "number"),
    ("B", "items.csv", "A4", at("P2"), "P2", "twice"),
    ("B", "Rekap.xls", "", added(b"\x00\x01garbage"), "", "read by nothing"),
]  # fmt: skip


def planted(study, file, cell, plant, started, tmp_path):
    """What is said of the study after this, and was not before."""
    whole, known = started[study]
    folder = tmp_path / whole.name  # whose name its key goes by
    shutil.copytree(whole, folder)
    plant(folder / file, cell)
    try:
        found = Study(folder, "en").problems()
    except ProblemsError as error:
        found = error.problems
    return [problem for problem in found if str(problem) not in known]


@pytest.mark.slow
@pytest.mark.parametrize(
    "number", range(len(FAULTS)), ids=[f"{file}:{cell}:{said}" for _, file, cell, _, _, said in FAULTS]
)
def test_a_planted_fault_is_named_with_its_cell_and_what_is_allowed(number, started, tmp_path):
    study, file, cell, plant, value, said = FAULTS[number]
    found = planted(study, file, cell, plant, started, tmp_path)
    assert any(
        said.lower() in str(problem).lower()
        and value in str(problem)
        and (not cell or (problem.cell == cell and file.endswith(problem.file)))
        for problem in found
    ), [str(problem) for problem in found]
