"""Each instrument on answers worked by hand."""

import pandas as pd

from engagelib import itil


def answers(*rows):
    return pd.DataFrame(rows, columns=["process", "method", "level", "mandatory", "value", "source"])


def test_pmf_is_a_mean_cut_to_the_level_reached():
    table = itil.maturity(answers(*[("incident", "pmf", None, None, v, "owner") for v in (3, 4, 3, 3)])).iloc[
        0
    ]
    assert (table["level"], table["score"], table["stopped_at"]) == (3, 3.25, 4)
    assert table["based_on"] == "4 answers of owner"


def test_yes_no_climbs_only_over_whole_levels():
    rows = [
        ("request", "yes_no", 1, None, 1, "owner"),
        ("request", "yes_no", 2, None, 1, "owner"),
        ("request", "yes_no", 2, None, 0, "admin"),
        ("request", "yes_no", 3, None, 1, "owner"),
    ]
    row = itil.maturity(answers(*rows)).set_index("process").loc["request"]
    assert (row["level"], row["stopped_at"], row["score"]) == (1, 2, 0.75)
    assert row["based_on"] == "3 answers of owner, 1 answers of admin"
    assert (
        itil.maturity(answers(("request", "yes_no", 1, None, 0, "owner")))
        .set_index("process")
        .loc["request", "level"]
        == 0
    )


def test_a_rung_needs_all_mandatory_items_and_enough_of_the_others():
    passed = [
        ("incident", "ladder", 1, True, 1, "owner"),
        ("incident", "ladder", 1, False, 0, "owner"),
        ("incident", "ladder", 1, False, 1, "owner"),
    ]
    stopped = [
        ("incident", "ladder", 1.5, True, 0, "owner"),
        ("incident", "ladder", 1.5, False, 1, "owner"),
        ("incident", "ladder", 2, True, 1, "owner"),
    ]
    row = itil.maturity(answers(*passed, *stopped)).iloc[0]
    assert (row["level"], row["stopped_at"]) == (1, 1.5)
    assert itil.maturity(answers(*passed), enough=0.6).iloc[0]["level"] == 0  # one of two others is not 60 %


def test_nobody_asked_is_no_evidence():
    table = itil.maturity(answers(("incident", "pmf", None, None, 2, "owner"))).set_index("process")
    assert str(table.loc["access", "note"]).startswith("no evidence") and pd.isna(
        table.loc["access", "level"]
    )
