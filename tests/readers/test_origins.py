"""Each row of a table knows the row of the file that it comes from; what is wrong is named with that row."""

import csv
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest

from engagelib import readers
from engagelib.contracts import Problem
from engagelib.contracts.problems import MissingTable
from engagelib.study.folder import FILES
from engagelib.study.study import Study

RAW = Path(__file__).parents[2] / "data" / "raw"


def row_of(folder, origin):
    """What stands in a place of a study, read by no reader of ours."""
    file, sheet, kind, at = origin
    path = next(folder.rglob(file))
    if path.suffix == ".xlsx":
        cells = openpyxl.load_workbook(path)[sheet][int(at)]
        return " ".join(str(cell.value) for cell in cells)
    if kind == "paragraph":
        return docx.Document(str(path)).paragraphs[int(at) - 1].text
    if kind == "line":
        return path.read_text("utf-8-sig").splitlines()[int(at) - 1]
    return " ".join(list(csv.reader(path.open(encoding="utf-8-sig", newline="")))[int(at) - 1])


@pytest.mark.parametrize(
    ("study", "table", "columns"),
    [
        ("kia-metro", "responses", ["respondent"]), ("kia-metro", "answers", ["text"]), ("kia-metro", "profile", ["value"]),
        ("kia-metro", "comments", ["comment_id"]), ("kia-metro", "codings", ["unit", "code"]),
        ("kia-metro", "interviews", ["text"]), ("kia-metro", "evidence", ["claim", "ref"]),
        ("umkm-loyalty", "interviews", ["text"]), ("umkm-loyalty", "orders", ["order_key"]), ("umkm-loyalty", "insights", ["case"]),
        ("umkm-loyalty", "member_check", ["informant", "finding"]), ("umkm-loyalty", "cases", ["case"]),
    ],
)  # fmt: skip
def test_what_a_row_says_stands_where_it_comes_from(study, table, columns):
    reading = Study(study).reading(table)
    assert len(reading.origins) == len(reading.table)
    some = range(0, len(reading.table), max(len(reading.table) // 25, 1))
    said = [row_of(RAW / study, reading.origins.table.iloc[row]) for row in some]
    for place, row in zip(said, some, strict=True):
        for column in columns:
            value = reading.table[column].iloc[row]
            assert value != value or value.split("\n")[0] in place, (row, column)


@pytest.mark.parametrize("name", ["kia-metro", "umkm-loyalty"])
def test_every_table_of_a_shipped_study_knows_its_rows(name):
    study = Study(name)
    for table in FILES:
        try:
            reading = study.reading(table)
        except MissingTable:
            continue
        assert len(reading.origins) == len(reading.table), table


def test_a_day_of_orders_has_all_its_rows_and_a_day_without_any_none(tmp_path):
    (tmp_path / "sales.csv").write_text(
        "No. Pesanan,Waktu Pesanan Dibuat,Jumlah\n1,2025-01-01,2\n2,2025-01-03,1\n3,2025-01-01,4\n"
    )
    reading = readers.sales(tmp_path / "sales.csv")
    assert reading.table["quantity"].tolist() == [6, 0, 1]
    assert reading.origins.table["at"].fillna("-").tolist() == ["2, 4", "-", "3"]


def test_an_order_has_the_rows_of_its_items(tmp_path):
    (tmp_path / "orders.csv").write_text(
        "Order ID,date,amount,customer\nA,2025-01-01,5,x\nB,2025-01-02,6,y\nA,2025-01-01,5,x\n"
    )
    reading = readers.orders(tmp_path / "orders.csv")
    at = dict(zip(reading.table["order_key"], reading.origins.table["at"], strict=True))
    assert at == {"A": "2, 4", "B": "3"}


def test_people_who_are_left_out_move_no_origin(tmp_path):
    (tmp_path / "comments.csv").write_text(
        "comment_id,author,text\n1,ani,enak sekali\n2,budi,mahal ya\n3,ani,besok buka?\n"
    )
    key = b"k" * 32
    whole = readers.comments(tmp_path / "comments.csv", key=lambda: key)
    rest = readers.comments(tmp_path / "comments.csv", key=lambda: key, excluded=[whole.table["author"][0]])
    assert rest.table["comment_id"].tolist() == ["2"] and rest.origins.table["at"].tolist() == ["3"]


def test_what_two_files_say_differently_is_named_with_its_row(tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(RAW / "umkm-loyalty", folder)
    with (folder / "evidence.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("K99,owner,interview,units:K1-owner:4,supports,,\r\n")
    last = len(list(csv.reader((folder / "evidence.csv").open(encoding="utf-8-sig", newline=""))))
    (problem,) = [p for p in Study(folder).problems() if p.kind == "no_claim"]
    assert problem.value == "K99" and problem.cell == f"A{last}"
    assert str(problem).startswith(f"evidence.csv, cell A{last}: 'K99': ")
    assert problem.said("id").startswith(f"evidence.csv, sel A{last}: 'K99': ")
    assert Problem.of(problem.to_dict()) == problem


def test_a_reference_leads_to_its_raw_row():
    study = Study("umkm-loyalty", "en")
    text = study.interviews().set_index("unit").loc["K1-owner:4", "text"]
    file, _, number = study.origin("units:K1-owner:4").partition(", paragraph ")
    paragraphs = docx.Document(str(RAW / "umkm-loyalty" / "interviews" / file)).paragraphs
    assert text.split("\n")[0] in paragraphs[int(number) - 1].text
    assert study.origin("units:nobody") == ""
