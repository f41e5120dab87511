"""Quotes as they are printed: warnings beside what a search would find."""

import pandas as pd
import pytest

from engagelib.coding.quotes import with_warning


def test_a_result_without_rows_carries_no_warning():
    nothing = pd.DataFrame({"reason": [], "comment_id": [], "text": []}, dtype=object)
    assert with_warning(nothing).columns.tolist() == ["reason", "comment_id", "text"]


LONG, THREE, TWO = "antre lama sekali", "a b c", "ya kak"


@pytest.mark.parametrize(
    ("texts", "warned"),
    [
        ([LONG, LONG], [True, True]),  # none is short
        ([THREE, TWO], [True, False]),  # all are
        ([LONG, None, TWO], [True, False, False]),
    ],
)
def test_a_comment_of_three_words_or_ten_characters_can_be_found(texts, warned):
    ids = [f"753363062575723890{n}" for n in range(len(texts))]
    shown = pd.DataFrame({"comment_id": ids, "text": texts}, index=[7] * len(texts))
    assert with_warning(shown)["warning"].eq("searchable").tolist() == warned
