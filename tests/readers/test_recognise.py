"""What a file holds: files of ten kinds in many forms, and files of which nothing may be made unasked."""

import json
from collections import Counter
from pathlib import Path

import pytest

from engagelib.readers import recognise
from engagelib.study.drafts import owners_items
from engagelib.study.folder import RAW
from tests.readers.variations import variations

#: Files of the shipped studies by their stems, where those are no table's name.
SHIPPED = {"survey": "responses", "coder1": "codings", "coder2": "codings", "tiktok-studio": "videos"}


def of(path: Path, kind: str) -> str:
    """Whether a file was recognised: right, asked, or wrong without a word."""
    found = recognise(path)
    wanted, group = ("responses", "owner") if kind == "cobit" else (kind, "")
    return "right" if (found.table, found.group) == (wanted, group) else "wrong" if found.table else "asked"


@pytest.mark.parametrize("seed", [2025, 7])
def test_files_in_other_words_are_recognised_or_asked_about_and_never_taken_for_another(tmp_path, seed):
    told = {path.name: of(path, kind) for path, kind in variations(tmp_path, seed)}
    counted = Counter(told.values())
    assert [name for name, how in told.items() if how == "wrong"] == []
    assert len(told) > 110
    assert counted["right"] >= 0.9 * len(told)


@pytest.mark.parametrize("study", ["kia-metro", "umkm-loyalty"])
def test_every_raw_file_of_the_shipped_studies_is_recognised(study):
    told = {}
    for path in sorted((RAW / study).rglob("*.*")):
        if path.is_file() and path.suffix not in (".toml", ".md"):
            kind = SHIPPED.get(path.stem, path.parent.name if path.parent.name != study else path.stem)
            told[path.name] = of(path, kind)
    assert {name: how for name, how in told.items() if how != "right"} == {}


def test_a_json_of_a_scraper_is_comments_of_its_platform(tmp_path):
    record = {
        "cid": "7533630625757238907",
        "text": "enak banget kak",
        "create_time": 1754060103,
        "digg_count": 5,
    }
    path = tmp_path / "export.json"
    path.write_text(json.dumps([record, record | {"cid": "7533630625757238908"}]), encoding="utf-8")
    found = recognise(path)
    assert (found.table, found.platform) == ("comments", "tiktok")
    assert found.sure > 0.6
    assert found.why


@pytest.mark.parametrize("content", ["", "PK\x03\x04no archive", "%PDF-1.4", "\x00\x00"])
def test_what_cannot_be_read_is_nothing_and_says_why(tmp_path, content):
    path = tmp_path / "data.csv"
    path.write_text(content, encoding="latin-1")
    found = recognise(path)
    assert found.table == ""
    assert found.why


def test_a_workbook_of_two_kinds_is_asked_about_sheet_by_sheet(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Jualan"
    book.active.append(["Tanggal", "Porsi", "Omzet"])
    for day in range(1, 20):
        book.active.append([f"2025-03-{day:02}", day, day * 1000])
    codes = book.create_sheet("Kode")
    codes.append(["Kode", "Definisi", "Tema"])
    codes.append(["Harga", "Pelanggan bertanya tentang harga", "Tanya"])
    codes.append(["Stok", "Pelanggan bertanya apakah masih ada", "Tanya"])
    path = tmp_path / "semua.xlsx"
    book.save(path)
    found = recognise(path)
    assert found.table == ""
    assert found.asked == ("codebook", "sales")
    assert {part.sheet: part.table for part in found.parts} == {"Jualan": "sales", "Kode": "codebook"}


def _csv(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_tills_receipts_without_a_buyer_are_sales_and_their_numbers_nobodys_name(tmp_path):
    rows = [
        f"{1 + i // 3:02d}/09/2025;INV{i:05d};Cuci setrika;{2 + i % 4};Rp{18 + i % 4}.000" for i in range(80)
    ]
    found = recognise(_csv(tmp_path / "laporan.csv", "Tanggal;No. Struk;Layanan;Jumlah (kg);Total", rows))
    assert found.table == "sales"
    bought = [
        row.replace(";Cuci", f";pembeli_{'abcdefghijklmnop'[i % 16]};Cuci") for i, row in enumerate(rows)
    ]
    header = "Tanggal;No. Struk;Username (Pembeli);Layanan;Jumlah (kg);Total"
    assert recognise(_csv(tmp_path / "pesanan.csv", header, bought)).table == "orders"


def test_reviews_with_stars_and_times_ago_are_comments_and_no_codebook(tmp_path):
    said = [
        "bersih dan wangi sekali",
        "lama banget selesainya min",
        "harga terjangkau untuk mahasiswa",
        "baju saya tertukar",
    ]
    rows = [
        f"Pengulas {name},{5 - i % 3} bintang,{said[i % 4]} {name},{1 + i % 9} minggu lalu"
        for i, name in enumerate("abcdefghijklmnopqrst")
    ]
    found = recognise(_csv(tmp_path / "ulasan google maps.csv", "Nama,Rating,Ulasan,Waktu", rows))
    assert (found.table, found.platform) == ("comments", "google")


def test_an_owners_cobit_sheet_may_have_no_statement_but_the_objectives_name(tmp_path):
    rows = [
        "APO,APO08 Managed relationships,2,4",
        "DSS,DSS02 Managed service requests,1,4",
        "BAI,BAI06 Managed changes,2,3",
    ]
    found = recognise(_csv(tmp_path / "pemilik.csv", "Domain,Proses,Saat ini (0-5),Diharapkan (0-5)", rows))
    assert (found.table, found.group) == ("responses", "owner")
    items = owners_items(found.sheet)
    assert [(item.objective, item.low, item.high) for item in items] == [
        (o, 0, 5) for o in ("APO08", "DSS02", "BAI06")
    ]


def test_a_column_per_coder_is_a_coding_sheet(tmp_path):
    codes = ["RASA", "HARGA", "LAYANAN"]
    said = ["rotine enak tenan mbak", "regane pira kak yang isi enam", "pesan saya belum dibalas"]
    rows = [f"{n},{said[n % 3]} {n},{codes[n % 3]},{codes[n // 2 % 3]}" for n in range(1, 19)]
    (tmp_path / "koding.csv").write_text(
        "\n".join(["No,Komentar,Kode Rani,Kode Sinta", *rows]), encoding="utf-8"
    )
    assert recognise(tmp_path / "koding.csv").table == "codings"


def test_the_number_of_an_account_is_no_moment(tmp_path):
    """Ten digits look like a second of this century; with the date beside them the file would be a log."""
    rows = [
        f"{n},user_{n % 15},{1_000_000_000 + n},2025-08-{n:02d} 09:00:00,{n % 7},rotine enak tenan mbak {n}"
        for n in range(1, 29)
    ]
    (tmp_path / "a.csv").write_text(
        "\n".join(["No,Name,Profile ID,Date,Likes,Comment", *rows]), encoding="utf-8"
    )
    assert recognise(tmp_path / "a.csv").table == "comments"
