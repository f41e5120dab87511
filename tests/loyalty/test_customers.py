"""Who comes back: by hand, against R's survival curve of the aml data, against the variance of +1, 0, -1."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from engagelib import figures, loyalty
from engagelib.loyalty.customers import sold
from engagelib.words import say

DAY = pd.Timestamp("2025-01-01")


def orders(*rows):
    """Rows of customer, day (0 = the first), and maybe status, case, amount."""
    return pd.DataFrame(
        [
            (f"O{i:03d}", row[0], DAY + pd.Timedelta(days=row[1]), *(list(row[2:]) + ["Selesai", "K1", 10.0][len(row) - 2 :]))
            for i, row in enumerate(rows)
        ],
        columns=["order_key", "customer", "date", "status", "case", "amount"],
    )  # fmt: skip


def test_cancelled_orders_and_unknown_buyers_are_no_purchase():
    never = (
        "Batal",
        "Cancelled",
        "Pengembalian Dana",
        "Gagal dikirim",
        "Menunggu pembayaran",
        "Returned",
        "Kedaluwarsa",
    )
    made = orders(("a", 0), *[("b", day, status) for day, status in enumerate(never)], (None, 2))
    assert sold(made)["order_key"].tolist() == ["O000"]


def test_repeat_purchase_counts_customers_not_orders():
    made = orders(("a", 0), ("a", 0), ("b", 1), ("b", 9), ("c", 3), ("a", 4, "Selesai", "K2"))
    table = loyalty.repeat_purchase(made, "case").set_index("case")
    # a at K1 and a at K2 are two customers
    assert table.loc["all", ["customers", "repeat", "another_day", "orders"]].tolist() == [4, 2, 1, 6]
    # two parcels on one evening are two orders, but no second day
    assert table.loc["K1", ["customers", "repeat", "another_day"]].tolist() == [3, 2, 1]
    assert table.loc["K2", ["customers", "repeat", "share"]].tolist() == [1, 0, 0.0]


#: R: survival::survfit(Surv(time, status) ~ 1, subset(aml, x == "Maintained")) prints these.
AML = [(9, 1), (13, 1), (13, 0), (18, 1), (23, 1), (28, 0), (31, 1), (34, 1), (45, 0), (48, 1), (161, 0)]
SURVIVAL = {9: 0.909, 13: 0.818, 18: 0.716, 23: 0.614, 31: 0.491, 34: 0.368, 48: 0.184}


def test_returning_is_one_minus_r_s_survival_curve():
    end = DAY + pd.Timedelta(days=161)
    rows = []
    for i, (waited, came) in enumerate(AML):
        rows.append((f"c{i}", 161 - waited if not came else 0))
        rows += [(f"c{i}", waited)] if came else []
    table = loyalty.returned_within(orders(*rows), tuple(SURVIVAL), end).set_index("days")
    for day, rest in SURVIVAL.items():
        assert 1 - table.loc[day, "share"] == pytest.approx(rest, abs=5e-4)
    # log-log interval by its formula: S^exp(±z·se/(S·log S)), with Greenwood's sum for day 23 by hand
    rest = (10 / 11) * (9 / 10) * (7 / 8) * (6 / 7)
    error = rest * np.sqrt(1 / (11 * 10) + 1 / (10 * 9) + 1 / (8 * 7) + 1 / (7 * 6))
    width = 1.959963984540054 * error / (rest * np.log(rest))
    assert table.loc[23, "ci_low"] == pytest.approx(1 - rest ** np.exp(width))
    assert table.loc[23, "ci_high"] == pytest.approx(1 - rest ** np.exp(-width))


def test_what_could_not_be_seen_is_missing_with_a_reason():
    table = loyalty.returned_within(orders(("a", 0), ("b", 10)), (5, 30))
    assert table["note"].map(str).tolist() == ["nobody came back so soon", "nobody was seen for so long"]
    assert np.isnan(table["share"].iloc[1])


def test_all_who_came_back_are_all_and_not_unknown():
    made = orders(("a", 0), ("a", 4), ("b", 0), ("b", 8), ("c", 0), ("c", 17))
    table = loyalty.returned_within(made, (5, 30), DAY + pd.Timedelta(days=40))
    assert table["share"].tolist() == pytest.approx([1 / 3, 1.0]) and table["note"].map(str).tolist() == [
        "",
        "",
    ]


def test_whoever_was_there_at_the_beginning_may_be_left_out():
    made = orders(("old", 0), ("old", 10), ("a", 50), ("b", 60), ("b", 70))
    everybody, fresh = (
        loyalty.returned_within(made, (15,), DAY + pd.Timedelta(days=90), wash_out=w) for w in (0, 30)
    )
    assert everybody["share"].tolist() == pytest.approx([2 / 3]) and fresh["share"].tolist() == pytest.approx(
        [0.5]
    )


def test_a_share_over_shops_is_as_sure_as_shops_are_alike():
    rows = [
        (f"c{i}", day, "Selesai", f"K{s}")
        for s, back in enumerate((2, 5, 8))
        for i in range(10)
        for day in ([0, 9] if i < back else [0])
    ]
    row = loyalty.repeat_purchase(orders(*rows), "case").iloc[0]
    # linearised variance of a ratio: k/(k-1) Σ(n_i - share·m_i)² / (Σm)² = 3/2 · 18 / 900; t with 2 df is 4.302653
    half = 4.302653 * np.sqrt(1.5 * 18 / 900)
    assert row["interval"] == "shops as clusters" and row["share"] == 0.5
    assert [row["ci_low"], row["ci_high"]] == pytest.approx(
        [max(0.5 - half, 0), min(0.5 + half, 1)], abs=1e-6
    )
    drawn = loyalty.returned_within(orders(*rows), (10,), DAY + pd.Timedelta(days=60)).iloc[0]
    assert drawn["interval"] == "shops drawn anew" and drawn["ci_low"] <= 0.2 + 1e-9 <= drawn["share"] + 0.3


def test_days_between_purchases():
    table = loyalty.between_orders(orders(("a", 0), ("a", 10), ("a", 10), ("a", 40), ("b", 5)))
    assert table.iloc[0].tolist() == [1, 2, 20.0, 15.0, 25.0, 30.0]


def test_cohorts_hold_only_months_that_are_over():
    # a: January and March; b: January only; c: February and March. Observation ends on 31 March.
    made = orders(("a", 0), ("a", 65), ("b", 20), ("c", 40), ("c", 60))
    table = loyalty.retention(made, DAY + pd.Timedelta(days=89)).set_index(["cohort", "month"])
    assert table["active"].to_dict() == {
        ("2025-01", 0): 2, ("2025-01", 1): 0, ("2025-01", 2): 1, ("2025-02", 0): 1, ("2025-02", 1): 1,
    }  # fmt: skip
    assert table.loc[("2025-01", 2), "share"] == 0.5
    cut = loyalty.retention(made, DAY + pd.Timedelta(days=80))
    assert ("2025-01", 2) not in set(zip(cut["cohort"], cut["month"], strict=True))


def test_rfm_scores_by_fifths_and_by_limits_of_one_s_own():
    made = orders(*[(f"c{i}", day) for i in range(10) for day in range(90, 90 - 9 * (i + 1), -9)])
    scored = loyalty.rfm(made)
    scored = scored.sort_values("frequency")
    assert scored["frequency"].tolist() == list(range(1, 11))
    assert scored["f"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    cuts = {"frequency": [1, 2, 4, 8]}
    own = loyalty.rfm(made, cuts=cuts).sort_values("frequency")
    assert own["f"].tolist() == [1, 2, 3, 3, 4, 4, 4, 4, 5, 5]
    with pytest.raises(ValueError, match="four rising numbers"):
        loyalty.rfm(made, cuts={"recency": [30, 30, 60, 90]})


def test_customers_alike_score_alike_and_every_score_has_a_segment():
    made = orders(*[(f"c{i}", i) for i in range(50)], ("c1", 60), ("c2", 70), ("c2", 80))
    scored = loyalty.rfm(made)
    assert (scored.groupby("frequency")["f"].nunique() == 1).all()
    assert scored.set_index("frequency")["f"].to_dict() == {
        1: 1,
        2: 2,
        3: 3,
    }  # fifths would all begin at one order
    from engagelib.loyalty.customers import SEGMENTS, _segment

    assert {_segment(r, f) for r in range(1, 6) for f in range(1, 6)} <= set(SEGMENTS)
    table = loyalty.segments(scored)
    assert table["customers"].sum() == 50 and table["share"].sum() == pytest.approx(1)


def test_nps_interval_is_that_of_the_mean_of_plus_one_nought_minus_one():
    answers = pd.Series([10] * 23 + [8] * 11 + [3] * 6)
    worth = np.array([1] * 23 + [0] * 11 + [-1] * 6)
    row = loyalty.nps(answers).iloc[0]
    half = 1.959963984540054 * worth.std() / np.sqrt(40)
    assert row["nps"] == pytest.approx(worth.mean() * 100)
    assert [row["ci_low"], row["ci_high"]] == pytest.approx(
        [(worth.mean() - half) * 100, (worth.mean() + half) * 100]
    )
    with pytest.raises(ValueError, match="11 is no answer from 0 to 10"):
        loyalty.nps(pd.Series([11, 3]))
    assert np.isnan(loyalty.nps(pd.Series([], dtype="float64"))["nps"].iloc[0])
    assert np.isnan(
        loyalty.nps(pd.Series([10] * 12))["ci_low"].iloc[0]
    )  # twelve alike say nothing of the spread


def test_no_orders_at_all_give_empty_tables():
    none = orders(("a", 0, "Batal"))
    assert loyalty.repeat_purchase(none).empty and loyalty.retention(none).empty
    assert loyalty.rfm(none).empty and loyalty.segments(loyalty.rfm(none)).empty
    assert (
        loyalty.between_orders(none, "case").empty and loyalty.channel_orders(none.assign(channel="wa")).empty
    )
    within = loyalty.returned_within(none)
    assert within["share"].isna().all() and set(within["note"].map(str)) == {"nobody was seen for so long"}
    from engagelib import prose

    for lang in ("id", "en"):
        assert prose.customers(loyalty.repeat_purchase(none, "case"), within, lang)
        assert prose.segments(loyalty.segments(loyalty.rfm(none)), lang)


@pytest.mark.parametrize(
    ("answers", "score"), [([10, 9, 10, 9], 100), ([7, 8, 8], 0), ([0, 6, 3], -100), ([10], 100)]
)
def test_nps_of_one_kind_has_no_interval_of_no_width(answers, score):
    row = loyalty.nps(pd.Series(answers)).iloc[0]
    assert (
        row["nps"] == score
        and np.isnan(row["ci_low"])
        and np.isnan(row["ci_high"])
        and "no interval" in str(row["note"])
    )


def test_shops_that_do_not_differ_have_no_interval():
    every = orders(
        *[(c, d, "Selesai", shop) for shop in ("K1", "K2", "K3") for c in "ab" for d in (0, 9)],
        ("z", 40, "Batal"),
    )
    repeat = loyalty.repeat_purchase(every, by="case").iloc[0]
    assert repeat["share"] == 1 and np.isnan(repeat["ci_low"]) and "no interval" in str(repeat["interval"])
    soon = loyalty.returned_within(every, (5, 30)).set_index("days")
    assert soon["share"].tolist() == [0, 1] and soon[["ci_low", "ci_high"]].isna().all(axis=None)
    assert str(soon.loc[5, "note"]) and "no interval" in str(soon.loc[30, "interval"])


@pytest.mark.parametrize("last", ["2025-01-20", "2025-01-31"])
def test_a_cohort_that_was_seen_in_no_later_month_is_a_sentence_in_the_figure(last):
    dates = pd.to_datetime(["2025-01-05", last])
    made = pd.DataFrame(
        {"order_key": ["1", "2"], "customer": ["a", "b"], "date": dates, "status": "paid", "amount": 1.0}
    )
    drawn = figures.retention(loyalty.retention(made), lang="en")
    assert [text.get_text() for text in drawn.texts] == [say("nothing_to_draw", "en")]
    plt.close("all")
