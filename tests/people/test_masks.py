"""What is masked and what is not: forms thought of after the masks were built, and sentences with prices, dates, hours, sizes."""

import json
import re
import time
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagelib.contracts import TABLES
from engagelib.study.folder import FILES
from engagelib.study.study import Study
from engagelib.text.masks import MASK, all_masked, counted, kind_of, left, masked, one_length, places

TEXTS = json.loads(
    (Path(__file__).parents[1] / "cases" / "people" / "masks" / "texts.json").read_text("utf-8")
)
#: Pieces of the accounts and numbers that the texts hold.
PIECES = re.compile("sari|asli|345|567|678|7890|lapan|eight|555", re.IGNORECASE)


@pytest.mark.parametrize("text", TEXTS["hidden"], ids=ascii)
def test_nothing_of_a_number_or_account_is_left(text):
    found = masked(text)
    assert not PIECES.search(MASK.sub("", found)) and found != text and len(found) == len(text)
    assert masked(found) == found


@pytest.mark.parametrize("text", TEXTS["plain"])
def test_prices_dates_hours_sizes_and_order_numbers_stay(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    ("name", "known"), [("kia-metro", {"mention": 37, "phone": 8}), ("umkm-loyalty", {"mention": 12})]
)
def test_nothing_is_masked_by_accident_in_the_texts_that_ship(name, known):
    """Counted by hand: accounts and numbers in comments, reviews, a quote of one, an example of the codebook."""
    study = Study.open(name)
    tables = {table: found for table in FILES if (found := study.given(table)) is not None}
    free = [
        (table, c.name)
        for table in tables
        for c in TABLES.get(table, TABLES["units"])
        if c.free and c.name in tables[table]
    ]
    assert counted(text for table, column in free for text in tables[table][column].dropna()) == known


@pytest.mark.parametrize(
    "piece",
    [
        "0",
        "08",
        "8 ",
        "a.",
        "a@",
        "@a ",
        "satu ",
        "0812-",
        "0 8 1 ",
        "(at) ",
        "\u0660",
        "https://a/@",
        "<m.>",
    ],
)
def test_time_grows_with_the_text(piece):
    """80,000 digits took 13.7 seconds."""
    text = piece * (80_000 // len(piece))
    began = time.perf_counter()
    assert len(masked(text)) == len(text)
    assert time.perf_counter() - began < 8


def test_names_that_a_study_lists_are_masked_however_they_are_written():
    names = ["Sari Wulandari", "Bu Tri"]
    said = "SARI  wulandari, sari-wulandari, Sa\u200bri\nWulandari, sariwulandarinya; Bu Tri, bu Trisno"
    found = masked(said, names)
    assert one_length(found) == "<name>, <name>, <name>, <name>nya; <name>, bu Trisno" and len(found) == len(
        said
    )


def test_a_text_is_told_by_what_it_is():
    assert list(map(kind_of, ["a@b.co", " 0812-0000-1234 ", "@sari", "Sari", "@sari ya"])) == [
        "email",
        "phone",
        "mention",
        "",
        "",
    ]


def test_what_was_selected_before_the_text_was_masked_is_found():
    raw = 'kata dia "hubungi 0812-3456-7890 ya" lalu diam'
    text = masked(raw)
    for start, end in ((0, 8), (10, 35), (10, 24), (22, 35), (18, 32)):
        assert (start, end) in places(raw[start:end], text) and len(text) == len(raw)
    assert places("kata siapa", text) == [] and places("kata  dia 'hubungi", text) == [(0, 17)]


def test_what_looks_like_people_and_was_left_is_told():
    said = (
        "Kata Bu Sari di Jl. Melati no 5, RT 03/RW 08, akun warung_sari99 nomor 5551234; nama saya Tri Astuti"
    )
    assert [kind for kind, _ in left(said)] == ["name", "name", "address", "address", "handle", "number"]
    assert list(left("Harga mie ayam 15.000, jalan. Lamak bana, 2 porsi")) == []


#: Pieces of which comments are made up that hold something, nearly, or not at all.
PARTS = [
    "@budi", "@Warung.kita", "@a", "@rp5000", "@5rb", "@ sari_asli", "budi@", "@gmail.com", "at", "(a)", "[at]", "(.)", "titik", "dot", "gmail", "com", "id",
    "wa.me/62", ". ly/x", "https://", "www.", "tiktok", "akun", "ig", "nya", "saya", ":", "= ", "budi_1", "line", "Sari", "Bu ", "0812", "3456", "7890", "-", " ",
    " ", " ", "\n", ".", ",", "o8", "l2", "nol", "delapan", "satu", "kosong", "strip", "x", "+62", "240815AB12CD34", "budi#1234", "nopol B 12", "rek 1234 5678",
    "😋", "❤️", "🙋🏻‍♀️", "…", "’", "é", "\u200d", "\ufe0f", "＠", "<m.>", "<phone...>", "@_", "mie", "enak", "1️⃣", "\x1f", "\x0b", "rtp77", "(", ")", "/",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=9).map("".join), max_size=30), st.booleans())
def test_a_column_is_masked_as_its_texts_are_one_by_one(texts, named):
    names = ["Sari"] if named else []
    assert all_masked(pa.array(texts, pa.string()), names).to_pylist() == [masked(t, names) for t in texts]
