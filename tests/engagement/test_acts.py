"""Acts from codings, worked by hand, beside the answers."""

import numpy as np
import pandas as pd
import pytest

from engagelib import engagement

CODINGS = pd.DataFrame(
    [("a", "PUJI"), ("a", "AKRAB"), ("a", "TANYA"), ("b", "AJAK"), ("c", None), ("d", "TANYA")],
    columns=["unit", "code"],
)
ACTS = {
    "cognitive": ["TANYA"],
    "emotional": ["PUJI", "AKRAB"],
    "behavioural": ["AJAK"],
    "loyalty": ["AJAK"],
    "trust": [],
}


def test_a_unit_counts_once_for_a_dimension_and_for_several():
    table = engagement.acts(CODINGS, ACTS).set_index("dimension")
    assert (
        table["n"].dropna().to_dict() == {"cognitive": 2, "emotional": 1, "behavioural": 1, "loyalty": 1}
        and (table["units"] == 4).all()
    )
    assert np.isnan(table.loc["trust", "share"])  # no code shows it: that is not none of four
    # Wilson (1927) for 2 of 4: 0.1500 to 0.8500
    assert table.loc["cognitive", ["ci_low", "ci_high"]].tolist() == pytest.approx([0.15, 0.85], abs=1e-4)
    assert engagement.acts(CODINGS, {"own": ("PUJI", "AJAK")})["n"].tolist() == [2]


def test_answers_and_acts_side_by_side():
    scores = pd.DataFrame(
        [
            ("customer", "none", "cognitive", 3.8, 3.6, 4.0, 30),
            ("customer", "none", "trust", 4.0, 3.9, 4.1, 30),
            ("customer", "none", "stock", 2.0, 1.9, 2.1, 30),  # no dimension of engagement
            ("owner", "none", "cognitive", 5.0, None, None, 1),
        ],
        columns=["group", "state", "construct", "mean", "ci_low", "ci_high", "n"],
    )
    table = engagement.dimensions(scores, engagement.acts(CODINGS, ACTS)).set_index("dimension")
    assert table.index.tolist() == ["cognitive", "emotional", "behavioural", "loyalty", "trust"]
    assert table.loc["cognitive", ["mean", "act_share"]].tolist() == [3.8, 0.5]
    assert np.isnan(table.loc["emotional", "mean"]) and np.isnan(table.loc["trust", "act_share"])


def test_nothing_read_has_no_share():
    assert engagement.acts(CODINGS.head(0), ACTS)["share"].isna().all()
