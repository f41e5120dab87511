"""Words that claim more than their numbers, in made-up sentences."""

import pytest

from engagelib.published.wording import claim, scan


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("signifikan", "test"), ("tidak signifikan", "test"), ("Significantly", "test"), ("terbukti efektif", "effect"), ("berpengaruh", "effect"),
        ("hubungan erat", "relation"), ("relatif cepat", "speed"), ("fairly quick", "speed"), ("relatif lebih baik", "degree"),
    ],
)  # fmt: skip
def test_what_a_word_claims(word, kind):
    assert claim(word).kind == kind


@pytest.mark.parametrize("word", ["30", "porsi", "Defined Process", "APO02", "pembuktian", "cepat saji"])
def test_words_that_claim_nothing_testable(word):
    assert claim(word) is None


def test_a_text_is_read_by_paragraph_and_sentence():
    text = "Balasan relatif cepat. Penjualan naik signifikan\n(U = 12, p < 0,01).\n\nTiktok terbukti efektif. Sekian."
    found = scan(text, "id")
    assert found[["paragraph", "sentence", "word", "tested"]].values.tolist() == [
        [1, 1, "relatif cepat", False],
        [1, 2, "signifikan", True],
        [2, 1, "terbukti", False],
    ]
    assert found.loc[0, "needs"].startswith("median waktu respons")
    assert scan("Nothing here.").empty
