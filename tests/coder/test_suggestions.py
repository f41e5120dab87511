"""Suggestions stay apart from codes, are scored against people, and leave the blind sample alone."""

import pandas as pd
import pytest

from engagelib.coder import suggestions

UNITS = pd.DataFrame(
    {"unit": list("abcd"), "text": ["harganya mahal", "enak", "MURAH banget", "mahalan sini"]}
)
READ = pd.DataFrame({"unit": list("abcd"), "coder": "A", "code": ["HARGA", None, "HARGA", None]})
TERMS = {"HARGA": ["harga*", "murah", "mahal"]}


def test_terms_are_whole_words_and_the_version_is_theirs():
    found = suggestions.dictionary(UNITS, TERMS)
    assert found[["unit", "score"]].values.tolist() == [["a", 2.0], ["c", 1.0]]
    assert (
        found["version"].iloc[0]
        != suggestions.dictionary(UNITS, {"HARGA": ["harga*", "murah"]})["version"].iloc[0]
    )


def test_the_blind_sample_gets_no_suggestions():
    hidden = suggestions.blind(UNITS, 2)
    assert not set(hidden) & set(suggestions.dictionary(UNITS, TERMS, hidden)["unit"])
    assert hidden == suggestions.blind(UNITS.iloc[::-1], 2)


def test_scored_against_people():
    one = suggestions.scored(suggestions.dictionary(UNITS, {"HARGA": ["harga*", "enak"]}), READ).iloc[0]
    assert one[["suggested", "given", "both", "precision", "recall"]].tolist() == [2, 2, 1, 0.5, 0.5]
    assert one["kappa"] == 0 and one["missed"] == ["c"] and one["false_hits"] == ["b"]


def test_an_order_for_reading_on():
    pytest.importorskip("sklearn", reason="scikit-learn is an optional package")
    more = pd.DataFrame(
        {"unit": [f"n{i}" for i in range(4)], "text": ["mahal sekali", "enak sekali", "murah", "wow"]}
    )
    found = suggestions.ordered(pd.concat([UNITS, more]), READ, "HARGA", hidden=["n3"])
    assert set(found["unit"]) == {"n0", "n1", "n2"} and found["score"].between(0, 1).all()
    with pytest.raises(ValueError, match="with and without"):
        suggestions.ordered(UNITS, READ[READ["code"].notna()], "HARGA")
