"""Positions in texts with emoji, joiners, combining marks and any newline, by any way of counting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelib.refi.offsets import NEWLINES, UNITS, Counting, at_words, detect

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # one picture of five code points
TEXT = f"😋 enak banget 🍜🍜\r\nkafe\u0301 {FAMILY} lezat\r\nmakasih ya"
WAYS = [Counting(u, n, b, i) for u in UNITS for n in NEWLINES for b in (False, True) for i in (False, True)]


def spans(text, *words):
    return [(text.index(w), text.index(w) + len(w)) for w in words]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_there_and_back(way):
    for start, end in spans(TEXT, "enak", "lezat", "kafe\u0301", FAMILY, "makasih ya"):
        a, b = way.from_points(TEXT, [start, end])
        found = way.to_points(TEXT, [a], [b - way.inclusive])
        assert (int(found[0][0]), int(found[1][0])) == (start, end)


def test_against_other_ways_of_measuring():
    start = TEXT.index("lezat")
    assert (
        Counting("UTF-16 units").from_points(TEXT, [start])[0] == len(TEXT[:start].encode("utf-16-le")) // 2
    )
    assert Counting("UTF-8 bytes").from_points(TEXT, [start])[0] == len(TEXT[:start].encode())
    assert Counting(newline="CRLF as one").from_points(TEXT, [start])[0] == len(
        TEXT[:start].replace("\r\n", "\n")
    )
    lf = TEXT.replace("\r\n", "\n")
    assert Counting(newline="LF as two").from_points(lf, [lf.index("lezat")])[0] == start


@given(st.text(alphabet="ab 😋é\r\n", max_size=30), st.data())
def test_every_place_survives_except_within_a_crlf(text, data):
    position = data.draw(st.integers(0, len(text)))
    for way in WAYS:
        back = way.to_points(text, way.from_points(text, [position]), [0])[0][0]
        within = way.newline == "CRLF as one" and text[position - 1 : position + 1] == "\r\n" and position > 0
        assert back == position + within


def test_a_place_within_a_character_is_none():
    assert Counting("UTF-16 units").to_points("😋a", [1], [9])[0].tolist() == [-1]
    assert Counting("UTF-16 units").to_points("😋a", [2], [9])[1].tolist() == [-1]


def test_words():
    assert at_words(TEXT, *spans(TEXT, "kafe\u0301")[0]) and not at_words(
        TEXT, *spans(TEXT, "kafe")[0]
    )  # a mark is cut off
    assert not at_words("a\U0001f468\u200d\U0001f469", 0, 2) and not at_words("abc", 1, 1)


@pytest.mark.parametrize("way", [w for w in WAYS if w.newline != "LF as two"], ids=str)
def test_the_way_of_counting_is_found(way):
    texts = [TEXT, "wah 😋😋 murah sekali\r\nmantap ya kak", "datar saja"]
    words = [
        ("enak", "banget", "lezat", "makasih ya"),
        ("murah", "sekali", "mantap", "kak"),
        ("datar", "saja"),
    ]
    sources = []
    for text, said in zip(texts, words, strict=True):
        passages = []
        for start, end in spans(text, *said):
            a, b = way.from_points(text, [start, end])
            passages.append((int(a), int(b) - way.inclusive, ""))
        sources.append((text, True, passages))
    assert detect(sources) == way


def test_names_decide_where_words_do_not():
    text = "😋abcdefghijklmnop qrstuvwxyz"
    passages = [(4, 20, "cdefghijklmnopqr"[:14])]  # begins within a word
    assert detect([(text, False, passages)]).unit == "UTF-16 units"


def test_without_evidence_the_standard_stands():
    assert detect([]) == detect([("enak sekali", False, [(0, 4, "")])]) == Counting()
