"""Quotes as they are printed: warnings beside what a search would find."""

import pandas as pd

from engagelib.coding.quotes import with_warning


def test_a_result_without_rows_carries_no_warning():
    nothing = pd.DataFrame({"reason": [], "comment_id": [], "text": []}, dtype=object)
    assert with_warning(nothing).columns.tolist() == ["reason", "comment_id", "text"]
