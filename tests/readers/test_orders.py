"""Orders with buyers: pseudonyms at once, totals once, nobody's name kept."""

import pytest

from engagelib import readers
from engagelib.people import pseudonym

KEY = b"a key for tests"


def read(tmp_path, text, **more):
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    return readers.orders(path, KEY, **more)


SHOPEE = """No. Pesanan,Status Pesanan,Waktu Pesanan Dibuat,Nama Produk,Jumlah,Total Harga Produk,Total Pembayaran,Username (Pembeli),Nama Penerima,No. Telepon
250101ABC,Selesai,2025-01-01 20:15,Sambal,2,76.000,91.000,contoh_sari,Sari Asli,0812-0000-0001
250101ABC,Selesai,2025-01-01 20:15,Keripik,1,15.000,91.000,contoh_sari,Sari Asli,0812-0000-0001
250102DEF,Batal,2025-01-02 08:00,Sambal,1,38.000,38.000,contoh_budi,Budi Asli,0812-0000-0002
"""


def test_an_order_of_two_items_counts_once_and_names_are_not_kept(tmp_path):
    reading = read(tmp_path, SHOPEE)
    table = reading.table
    assert table["order_key"].tolist() == ["250101ABC", "250102DEF"] and table["amount"].tolist() == [
        91000,
        38000,
    ]
    assert table["customer"].tolist() == [pseudonym("contoh_sari", KEY), pseudonym("contoh_budi", KEY)]
    assert "Asli" not in table.to_csv() and "0812" not in table.to_csv() and "contoh" not in table.to_csv()
    assert not [p for p in reading.problems if p.severity == "error"]


def test_without_totals_the_items_are_added_up(tmp_path):
    lines = SHOPEE.replace(",Total Pembayaran", "").replace(",91.000", "").replace("38.000,38.000", "38.000")
    assert read(tmp_path, lines).table["amount"].tolist() == [91000, 38000]


def test_a_list_of_one_s_own(tmp_path):
    text = "Nomor Invoice;Tanggal;Pembeli;Total;Usaha;Kanal\nA1;02/01/2025;sari;Rp45.000;K1;whatsapp\n"
    table = read(tmp_path, text).table
    assert table[["case", "channel"]].values.tolist() == [["K1", "whatsapp"]]
    assert table["amount"].tolist() == [45000] and table["date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2025-01-02"
    ]


def test_people_who_are_left_out_are_not_read(tmp_path):
    table = read(tmp_path, SHOPEE, left_out={pseudonym("contoh_sari", KEY)}).table
    assert table["order_key"].tolist() == ["250102DEF"]


@pytest.mark.parametrize(
    ("header", "lacks"),
    [("No. Pesanan,Tanggal,Total", "customer"), ("Pembeli,Tanggal,Total", "order_key"), ("No. Pesanan,Pembeli,Tanggal", "amount")],
)  # fmt: skip
def test_a_missing_column_is_named_with_those_that_are_there(tmp_path, header, lacks):
    reading = read(tmp_path, header + "\n" + ",".join("1" for _ in header.split(",")) + "\n")
    assert (
        reading.table.empty
        and f"no column for {lacks}" in str(reading.problems[0])
        and "The columns are" in str(reading.problems[0])
    )


def test_a_word_for_money_is_named_by_its_cell(tmp_path):
    reading = read(
        tmp_path, "No. Pesanan,Tanggal,Pembeli,Total\nA1,2025-01-02,sari,45000\nA2,2025-01-02,sari,banyak\n"
    )
    assert any("banyak" in str(p) for p in reading.problems if p.severity == "error")


@pytest.mark.parametrize("nobody", ["-", "****", "n/a", "tidak diketahui", ""])
def test_a_hidden_buyer_is_nobody_and_counted(tmp_path, nobody):
    text = f"No. Pesanan,Tanggal,Pembeli,Total\nA1,2025-01-02,{nobody},5000\nA2,2025-02-02,{nobody},5000\n"
    reading = read(tmp_path, text)
    assert reading.table["customer"].isna().all() and len(reading.table) == 2
    assert "2 rows name no buyer" in str(reading.problems[0]) and reading.problems[0].severity == "warning"


def test_two_shops_may_use_one_number(tmp_path):
    text = "No. Pesanan,Tanggal,Usaha,Pembeli,Total\n1,2025-01-02,F1,ani,1000\n1,2025-01-02,K1,budi,5000\n"
    table = read(tmp_path, text).table
    assert table["order_key"].tolist() == ["F1/1", "K1/1"] and table["amount"].tolist() == [1000, 5000]


def test_rows_of_one_order_that_differ_are_refused(tmp_path):
    text = "No. Pesanan,Tanggal,Pembeli,Total\nA1,2025-01-02,ani,1000\nA1,2025-01-02,budi,1000\n"
    assert "order A1 has rows that differ in customer" in str(read(tmp_path, text).problems[0])


def test_a_blank_total_is_taken_from_the_next_row_of_the_order(tmp_path):
    text = "No. Pesanan,Tanggal,Pembeli,Total\nA1,2025-01-02,,\nA1,2025-01-02,ani,1000\n"
    table = read(tmp_path, text).table
    assert table["amount"].tolist() == [1000] and table["customer"].notna().all()


def test_a_title_line_and_a_row_that_describes_the_columns(tmp_path):
    text = "Laporan Penjualan\nNo. Pesanan,Tanggal,Pembeli,Total\nID pesanan (18 digit),tanggal pesanan,akun,rupiah\nKA-A,2025-01-02,ani,1000\n"
    reading = read(tmp_path, text)
    assert reading.table["order_key"].tolist() == ["KA-A"], reading.problems


def test_two_ways_of_writing_thousands_are_refused(tmp_path):
    text = "No. Pesanan;Tanggal;Pembeli;Total\nA1;2025-01-02;ani;25.000\nA2;2025-01-03;ani;30,000\n"
    assert any("point before three digits, others a comma" in str(p) for p in read(tmp_path, text).problems)


def test_a_unit_of_money_behind_a_header_is_no_part_of_its_name(tmp_path):
    """GoFood's "Total (Rp)"; "Jumlah (Rp)" is no count of pieces all the same."""
    (tmp_path / "orders.csv").write_text(
        "Nomor Pesanan;Waktu Transaksi;Nama Pelanggan;Total (Rp);Status\n"
        "F-1;01/07/2025 07:00;Ani;57.000;Selesai\nF-2;13/07/2025 22:18;Budi;9.500;Dibatalkan\n",
        encoding="utf-8",
    )
    reading = readers.orders(tmp_path / "orders.csv")
    assert reading.table["amount"].tolist() == [57_000, 9_500]
    (tmp_path / "sales.csv").write_text("Tanggal,Jumlah (Rp)\n2025-07-01,57000\n", encoding="utf-8")
    assert "quantity" not in readers.sales(tmp_path / "sales.csv").mapping
