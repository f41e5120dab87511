"""Sheets of days, weeks and orders, as shops and marketplaces write them (columns as seen in their exports; names and numbers made up)."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from engagelib import readers, sales
from engagelib.readers import notation

SHOPEE = [
    "No. Pesanan", "Status Pesanan", "Waktu Pesanan Dibuat", "Nama Produk", "Harga Awal", "Jumlah", "Total Harga Produk", "Total Pembayaran",
    "Username (Pembeli)", "Nama Penerima", "No. Telepon", "Alamat Pengiriman",
]  # fmt: skip
BUYER = ["contoh_budi", "Budi", "081200000000", "Jalan Contoh 1"]


def workbook(path, header, rows):
    book = Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def shopee(tmp_path):
    rows = [
        ["24A1", "Selesai", "2024-03-01 10:00", "Mi ayam", "12.500", "2", "25.000", "37.000", *BUYER],
        ["24A1", "Selesai", "2024-03-01 10:00", "Bakso", "12.000", "1", "12.000", "37.000", *BUYER],
        ["24A2", "Batal", "2024-03-01 11:00", "Mi ayam", "12.500", "9", "112.500", "112.500", *BUYER],
        ["24A3", "Selesai", "2024-03-01 12:00", "Mi ayam", "12.500", "1", "12.500", "12.500", *BUYER],
        ["24A4", "Selesai", "2024-03-03 09:30", "Mi ayam", "12.500", "4", "50.000", "1.050.000", *BUYER],
    ]
    return workbook(tmp_path / "Order.all.20240301_20240331.xlsx", SHOPEE, rows)


def test_shopee_totals_count_once_and_cancelled_orders_not_at_all(shopee):
    table = readers.sales(shopee).table
    assert table["date"].dt.date.astype(str).tolist() == ["2024-03-01", "2024-03-02", "2024-03-03"]
    assert table["quantity"].tolist() == [4, 0, 4]
    assert table["amount"].tolist() == [49_500, 0, 1_050_000]  # 37,000 once + 12,500; 1.050.000 is a million


def test_nothing_about_buyers_is_kept(shopee):
    reading = readers.sales(shopee)
    kept = reading.table.to_csv() + str(reading.mapping) + "".join(map(str, reading.problems))
    assert not [word for word in (*BUYER, "Username", "Penerima", "24A1") if word in kept]


def test_what_was_left_out_is_said(shopee):
    said = [str(p) for p in readers.sales(shopee).problems]
    assert any("1 cancelled or unpaid orders are left out" in s for s in said)
    assert any("1 days without an order count as 0" in s for s in said)
    assert all(p.severity == "warning" for p in readers.sales(shopee).problems)


def test_tokopedia_by_item_with_a_row_of_descriptions(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "Order ID,Order Status,Created Time,Quantity,SKU Subtotal After Discount,Buyer Username\n"
        "Platform unique order ID.,Order status.,Time of order,Number,Subtotal,Name\n"
        "577,Selesai,01/03/2024 09:10:11,2,IDR 25.000,contoh_a\n577,Selesai,01/03/2024 09:10:11,1,IDR 12.000,contoh_a\n"
        "578,Dibatalkan,01/03/2024 10:00:00,5,IDR 60.000,contoh_b\n",
        encoding="utf-8-sig",
    )
    reading = readers.sales(path)
    assert reading.table[["quantity", "amount"]].values.tolist() == [[3, 37_000]]
    assert not [p for p in reading.problems if p.severity == "error"]


def test_a_till_by_product_is_added_up_a_day(tmp_path):
    path = workbook(
        tmp_path / "kasir.xlsx",
        ["Tanggal", "Produk", "Qty", "Omzet"],
        [["2024-03-01", "mi", "1.250", "25.000"], ["2024-03-01", "bakso", "5", "1.500,5"]],
    )
    reading = readers.sales(path)
    assert not reading.problems
    assert reading.table["quantity"].tolist() == [1250, 5] and reading.table["amount"].tolist() == [
        25_000,
        1500.5,
    ]
    assert sales.monthly(reading.table)["total"].tolist() == [1255]


def test_a_row_a_week_is_recognised(tmp_path):
    rows = [[f"2024-0{1 + i // 4}-{1 + 7 * (i % 4):02}", 140] for i in range(4)]
    reading = readers.sales(workbook(tmp_path / "minggu.xlsx", ["Minggu", "Terjual"], rows))
    assert [str(p.message) for p in reading.problems] == [
        "has one row a week: its numbers are per week, not per day"
    ]


def test_a_closed_day_is_neither_zero_nor_missing_from_the_calendar(tmp_path):
    reading = readers.sales(
        workbook(
            tmp_path / "buku.xlsx",
            ["Tanggal", "Porsi", "Keterangan"],
            [["2024-03-01", 20, None], ["2024-03-02", None, "Libur"], ["2024-03-03", None, "lupa dicatat"]],
        )
    )
    assert reading.table["open"].tolist() == [True, False, True] and reading.table[
        "quantity"
    ].isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["25.000", "1,5"], 25_000),
        (["1.5", "25,000"], 1.5),
        (["1.500", "12.5"], 1.5),
        (["Rp 1.234.567,50"], 1_234_567.5),
        (["7", 8], 7),
        (["1,500", "12,000"], 1500),
        (["0,125", "2"], 0.125),
        (["1,234.5"], 1234.5),
    ],
)
def test_numbers_are_decided_for_the_column(cells, first):
    assert notation.number_parser(cells)(cells[0]) == first


def test_what_may_be_either_thousands_or_decimals_is_not_guessed():
    # 25.000 and 1,500: the one is twenty-five thousand or the other fifteen hundred, nobody can tell
    with pytest.raises(ValueError, match="point before three digits, others a comma"):
        notation.number_parser(["25.000", "1,500"])


def test_both_decimal_marks_in_a_column_are_a_sentence(tmp_path):
    path = workbook(
        tmp_path / "x.xlsx",
        ["Tanggal", "Porsi", "Omzet"],
        [["2024-03-01", 20, "1,5"], ["2024-03-02", 20, "1.5"]],
    )
    assert any(
        "column Omzet: some numbers have a decimal comma, others a decimal point" in str(p)
        for p in readers.sales(path).problems
    )


def test_dates_in_two_ways_are_read_and_said(tmp_path):
    path = workbook(
        tmp_path / "x.xlsx",
        ["Tanggal", "Porsi"],
        [["2024-03-01", 20], ["02/03/2024", 21], ["3 Maret 2024", 22], ["4 Agt 2024", 22]],
    )
    reading = readers.sales(path)
    assert reading.table["date"].dt.strftime("%d.%m.").tolist() == ["01.03.", "02.03.", "03.03.", "04.08."]
    (told,) = reading.problems
    assert told.severity == "warning" and "day before month" in str(told)


def test_day_first_and_month_first_together_are_an_error(tmp_path):
    path = workbook(tmp_path / "x.xlsx", ["Tanggal", "Porsi"], [["25/03/2024", 20], ["03/26/2024", 21]])
    assert any(
        "some dates have the day first, others the month" in str(p.message) and p.severity == "error"
        for p in readers.sales(path).problems
    )


def test_half_a_portion_a_negative_one_and_an_impossible_day_are_named_by_cell(tmp_path):
    path = workbook(
        tmp_path / "x.xlsx",
        ["Tanggal", "Porsi"],
        [["2024-03-01", "1,5"], ["2024-03-02", -3], ["2024-02-31", 20]],
    )
    assert {p.cell for p in readers.sales(path).problems if p.severity == "error"} == {"B2", "B3", "A4"}
    bad = workbook(
        tmp_path / "y.xlsx", ["Order ID", "Status", "Tanggal", "Qty"], [["1", "ok", "2024-03-01", "dua"]]
    )
    assert [p.cell for p in readers.sales(bad).problems] == ["D2"]


def test_orders_without_a_quantity_say_which_columns_there_are(tmp_path):
    path = workbook(tmp_path / "x.xlsx", ["No. Pesanan", "Tanggal"], [["1", "2024-03-01"]])
    (problem,) = readers.sales(path).problems
    assert problem.lacks("quantity") and len(readers.sales(path).table) == 0


def test_a_column_can_be_declared(tmp_path):
    path = workbook(
        tmp_path / "x.xlsx",
        ["Nota", "Hari jual", "Mangkuk"],
        [["1", "2024-03-01", 3], ["2", "2024-03-01", 4]],
    )
    table = readers.sales(path, declared={"order": "Nota", "date": "Hari jual", "quantity": "Mangkuk"}).table
    assert table["quantity"].tolist() == [7] and pd.isna(table["amount"].iloc[0])


def test_lines_above_the_header_are_passed_over(tmp_path):
    header = [
        "Nomor Invoice",
        "Tanggal Pembayaran",
        "Status Terakhir",
        "Jumlah Produk Dibeli",
        "Total Penjualan (IDR)",
        "Nama Pembeli",
    ]
    rows = [
        [None] * 6,
        header,
        ["INV/1", "01-03-2024 10:00:00", "Pesanan Selesai", 2, "37.000", "Budi"],
        ["INV/2", "02-03-2024 10:00:00", "satu", "dua", "12.500", "Sari"],
    ]
    reading = readers.sales(
        workbook(tmp_path / "tokopedia.xlsx", ["Toko Contoh, Maret 2024", None, None, None, None, None], rows)
    )
    assert reading.table["quantity"].fillna(0).tolist() == [2, 0] and reading.table["amount"].tolist() == [
        37_000,
        12_500,
    ]
    assert [p.cell for p in reading.problems if p.severity == "error"] == ["D5"]


@pytest.mark.parametrize("word", ["inf", "nan", "-Infinity"])
def test_infinity_is_no_amount(word):
    from engagelib.contracts import values
    from engagelib.readers import notation

    for parse in (values.as_number, notation.number_parser(["1", "2"])):
        with pytest.raises(ValueError):
            parse(word)


def csv_of(path, *lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_missing_date_beside_a_column_called_open_is_said():
    case = Path(__file__).parents[1] / "cases" / "files" / "column-called-open" / "sales.csv"
    errors = [p for p in readers.sales(case).problems if p.severity == "error"]
    assert [(p.kind, p.parts["column"]) for p in errors] == [("no_column", "date")]


def test_a_column_for_open_is_read_and_its_faults_are_said(tmp_path):
    reading = readers.sales(
        csv_of(
            tmp_path / "sales.csv",
            "date,portions,open,note",
            "2024-01-01,20,yes,",
            "2024-01-02,,no,",
            "2024-01-03,7,,",
            "2024-01-04,,,libur",
        )
    )
    assert reading.table["open"].tolist() == [True, False, True, False] and reading.problems == []
    odd = readers.sales(
        csv_of(tmp_path / "sales.csv", "date,portions,open", "2024-01-01,20,perhaps", "2024-01-02,18,yes")
    )
    assert [(p.value, p.kind, p.parts["column"]) for p in odd.problems] == [
        ("perhaps", "unreadable_cell", "open")
    ]


def test_kilos_may_be_broken_where_a_column_measures_and_the_total_below_is_no_sale(tmp_path):
    # by hand: 12 receipts of 2.5 and 12 of 3 kilos on two days
    receipts = [
        [f"{1 + i % 2:02d}/09/2025", f"INV{i:03d}", 2.5 if i < 12 else 3, "Rp9.000"] for i in range(24)
    ]
    rows = [*receipts, ["Grand Total", None, 66, "Rp216.000"]]
    found = readers.sales(workbook(tmp_path / "x.xlsx", ["Tanggal", "No. Struk", "Qty", "Total"], rows))
    assert found.table["quantity"].tolist() == [33.0, 33.0]
    assert found.table["amount"].tolist() == [108_000, 108_000]  # 12 receipts of 9,000 a day
    assert [p.kind for p in found.problems if p.severity == "error"] == []
    whole = readers.sales(
        workbook(tmp_path / "y.xlsx", ["Tanggal", "Qty"], [["2025-09-01", 3], ["2025-09-02", 4]])
    )
    assert whole.table["quantity"].dtype == "Int64"


def test_an_owners_sheet_may_name_processes_and_its_scale(tmp_path):
    rows = [["APO08 Managed relationships", 2, 4], ["DSS02 Managed service requests", 1, 4]]
    sheet = workbook(
        tmp_path / "x.xlsx", ["Proses", "Kondisi saat ini (0-5)", "Kondisi diharapkan (0-5)"], rows
    )
    items = pd.DataFrame(
        {
            "item": ["A", "B"], "text": [rows[0][0], rows[1][0]], "construct": ["APO08", "DSS02"], "objective": ["APO08", "DSS02"],
            "reversed": [False, False], "low": [0, 0], "high": [5, 5], "group": ["owner", "owner"],
        }
    )  # fmt: skip
    found = readers.survey.responses(sheet, items, {"owner": "Sheet"})
    assert found.table.set_index(["item", "state"])["value"].to_dict() == {
        ("A", "as_is"): 2, ("A", "to_be"): 4, ("B", "as_is"): 1, ("B", "to_be"): 4,
    }  # fmt: skip


def test_a_product_over_its_count_and_its_takings_gives_both(tmp_path):
    """Heads in two rows, as in a bakery's book of three months: takings are no portions, and no column goes lost."""
    book = Workbook()
    sheet = book.active
    for row in [
        ["REKAP PENJUALAN"], [], ["Tanggal", "Toko", None, "GoFood", None], [None, "Qty", "Rp", "Qty", "Rp"],
        [date(2025, 7, 1), 71, 568_000, 33, 313_500], [date(2025, 7, 2), 105, 840_000, 13, 123_500],
        ["JUMLAH", "=SUM(B5:B6)", "=SUM(C5:C6)", None, None],
    ]:  # fmt: skip
        sheet.append(row)
    for cells in ("A1:E1", "A3:A4", "B3:C3", "D3:E3"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "sales.xlsx")
    table = readers.sales(tmp_path / "sales.xlsx").table
    assert table["product"].tolist() == ["Toko", "GoFood"] * 2
    assert table["quantity"].tolist() == [71, 33, 105, 13]
    assert table["amount"].tolist() == [568_000, 313_500, 840_000, 123_500]


def test_takings_beside_products_are_no_product_and_a_declared_date_stays_declared(tmp_path):
    """A clinic's treatments by the week; its own word for the day is declared, as `new` writes it."""
    (tmp_path / "sales.csv").write_text(
        "Week starting,Scaling,Filling,Revenue (IDR)\n2025-01-06,13,8,6450000\n2025-01-13,7,5,3750000\n",
        encoding="utf-8",
    )
    reading = readers.sales(tmp_path / "sales.csv", declared={"date": "Week starting"})
    assert reading.table["quantity"].tolist() == [13, 8, 7, 5]
    assert set(reading.table["product"]) == {"Scaling", "Filling"} and reading.table["date"].notna().all()
    assert any("Revenue (IDR)" in problem.said("en") for problem in reading.problems)


def test_a_bad_cell_of_a_sheet_across_is_named_where_it_stands(tmp_path):
    days = ["2025-01-01", "2025-01-02", "2025-01-03"]
    path = workbook(tmp_path / "x.xlsx", ["Produk", *days], [["Mie", 10, 5, 3], ["Bakso", "11x", 4, 2]])
    assert [(p.cell, p.value) for p in readers.sales(path).problems] == [("B3", "11x")]
    rows = [[day, 10, 5, 3] for day in days]
    rows[2][3] = 2.5
    path = workbook(tmp_path / "y.xlsx", ["Tanggal", "Mie", "Bakso", "Es"], rows)
    assert [(p.cell, p.value) for p in readers.sales(path).problems if p.severity == "error"] == [
        ("D4", "2.5")
    ]
