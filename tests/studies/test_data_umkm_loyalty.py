"""Facts about the shipped illustrative data of umkm-loyalty, read from the files themselves."""

import csv
import datetime as dt
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data" / "raw" / "umkm-loyalty"
HAND = ROOT / "data" / "illustrative" / "umkm-loyalty"


def rows(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_the_files_are_what_make_writes():
    done = subprocess.run([sys.executable, HAND / "make.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_provenance_says_in_both_languages_that_nothing_is_anybody_s():
    text = (RAW / "PROVENANCE.md").read_text(encoding="utf-8")
    assert "Data ini ilustratif" in text and "These data are illustrative" in text
    assert "model bahasa" in text and "language model" in text  # who wrote and who coded
    for path in set(RAW.iterdir()) - {RAW / "PROVENANCE.md"}:
        assert path.name.split(".")[0] in text, path.name


@pytest.mark.parametrize("path", sorted((HAND / "interviews").glob("*.txt")), ids=lambda path: path.stem)
def test_an_interview_is_long_enough_and_somebody_s_own(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
    turns = [line for line in lines if line[:3] in ("P: ", "N: ")]
    assert 250 <= sum(len(turn[3:].split()) for turn in turns) <= 500
    assert len(lines) - len(turns) == 5 and all(line.startswith("# ") for line in lines[:5])
    assert 8 <= sum(turn.startswith("N: ") for turn in turns) <= 16


def test_no_two_informants_say_the_same():
    said = Counter(
        turn
        for path in (HAND / "interviews").glob("*.txt")
        for turn in path.read_text(encoding="utf-8").splitlines()
        if turn.startswith("N: ") and len(turn.split()) > 6
    )
    assert max(said.values()) == 1


def test_nobody_s_account_telephone_or_mail():
    for path in [*RAW.rglob("*.csv"), *(RAW / "interviews").glob("*.txt"), RAW / "study.toml"]:
        text = path.read_text(encoding="utf-8-sig")
        assert set(re.findall(r"(?<!\w)@(\w+)", text)) <= set(re.findall(r"contoh_\w+", text)), path.name
        assert not re.search(r"(?<!\d)(?:\+?62|0)[\s.-]?8\d(?:[\s.-]?\d){6,11}(?!\d)", text), path.name
        assert not re.search(r"\b[\w.]+@[\w.]+\.\w+", text), path.name
    assert all(row["Pembeli"].startswith("contoh_") for row in rows(RAW / "orders.csv"))


def test_five_themes_with_their_codes_and_what_they_lead_to():
    header, *body = openpyxl.load_workbook(RAW / "codebook.xlsx").active.iter_rows(values_only=True)
    book = [dict(zip(header, row, strict=True)) for row in body]
    below = Counter(row["parent"] for row in book if row["parent"])
    assert below == {"T1": 3, "T2": 3, "T3": 2, "T4": 4, "T5": 3, "L": 3}
    assert all(row["definition"] for row in book)


def test_every_shop_was_watched_documented_and_reviewed():
    shops = {row["case"] for row in rows(RAW / "cases.csv") if row["kind"] == "shop"}
    assert len(shops) == 9
    for name in ("documents.csv", "reviews.csv"):
        assert {row["case"] for row in rows(RAW / name)} == shops
    assert {row["case"] for row in rows(HAND / "observations.tsv", "\t")} == shops


def test_ten_sources_stand_beside_findings_and_none_contrasts():
    cited = rows(RAW / "citations.csv")
    related = [row for row in cited if row["relation"]]
    assert len({row["source"] for row in related}) == 10
    assert Counter(row["relation"] for row in related)["contrast"] == 0


def days(shop, channel=None):
    found = [
        row for row in rows(RAW / "orders.csv") if row["Usaha"] == shop and channel in (None, row["Kanal"])
    ]
    return Counter(dt.date.fromisoformat(row["Tanggal"]) for row in found)


def test_orders_come_when_the_shops_say_they_do():
    assert {day.weekday() for day in days("K2")} == {
        1,
        2,
    }  # the form: Tuesday for old buyers, Wednesday for all
    assert days("K3").most_common(1)[0][0] == dt.date(2025, 7, 7)
    without = sum(days("K3")[dt.date(2025, 6, 10 + n)] for n in range(10)) / 10
    assert without < 0.75 * days("K3").total() / 303
    by_weekday = Counter()
    for day, n in days("F1").items():
        by_weekday[day.weekday()] += n
    assert {day for day, _ in by_weekday.most_common(3)} == {1, 3, 6}  # its broadcasts


@pytest.mark.parametrize(
    ("note", "shop", "channel", "day", "counted"),
    [
        ("O-R3-01", "R3", "tiktok", dt.date(2025, 9, 12), 3),
        ("O-K3-03", "K3", "tiktok", dt.date(2025, 9, 19), 7),
        ("O-F1-06", "F1", "instagram", dt.date(2025, 10, 7), 5),
        ("O-F3-07", "F3", "tiktok", dt.date(2025, 10, 16), 8),
    ],
)
def test_what_a_field_note_counts_on_a_day_stands_in_the_orders(note, shop, channel, day, counted):
    (seen,) = (row for row in rows(HAND / "observations.tsv", "\t") if row["observation"] == note)
    assert (seen["case"], seen["date"]) == (shop, day.isoformat())
    assert days(shop, channel)[day] == counted


def test_a_proof_is_a_document_of_what_the_customer_bought():
    papers = {row["document"]: row for row in rows(RAW / "documents.csv")}
    customers = [row for row in rows(RAW / "cases.csv") if row["role"] == "customer"]
    assert [row["case"] for row in customers if not row["proof"]] == ["K3-customer", "R3-customer"]
    for row in customers:
        if row["proof"]:
            paper = papers[row["proof"]]
            assert (paper["case"], paper["kind"]) == (row["parent"], "bukti_pembelian")
            assert row["name"].partition(" (")[0] in paper["title"]


def test_what_was_looked_for_and_not_seen_counts_nothing():
    notes = {row["observation"]: row for row in rows(HAND / "observations.tsv", "\t")}
    for note in ("O-K1-10", "O-K3-09", "O-R1-06", "O-R3-10"):
        assert notes[note]["count"] == "0" and notes[note]["function"]
    assert all(int(row["count"]) >= 0 for row in notes.values())
