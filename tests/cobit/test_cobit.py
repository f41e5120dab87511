"""Gaps and level words: the paper's tables, worked in exact fractions, and the rules as Indonesian papers apply them, worked by hand."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelib import cobit
from engagelib.cobit.capability import CLIMBS
from engagelib.cobit.objectives import PRACTICES, label
from engagelib.exact import RECOMMENDED, Step

SUMS = {
    ("customer", "as_is"): (339, 458, 471, 120, 30),
    ("customer", "to_be"): (543, 554, 548, 120, 30),
    ("owner", "as_is"): (12, 10, 10, 4, 1),
    ("owner", "to_be"): (20, 18, 18, 4, 1),
}


@pytest.fixture
def scores():
    rows = [
        (group, state, objective, n, sums[i], answers)
        for (group, state), (*sums, answers, n) in SUMS.items()
        for i, objective in enumerate(("APO02", "DSS02", "DSS05"))
    ]
    return pd.DataFrame(rows, columns=["group", "state", "construct", "n", "total", "answers"])


def test_gap_table_is_exact_and_ranked(scores):
    gap = cobit.gaps(scores).set_index(["group", "objective"])
    row = gap.loc[("customer", "DSS05")]
    assert (row["as_is_exact"], row["to_be_exact"], row["gap_exact"]) == ("157/40", "137/30", "77/120")
    assert (row["as_is_printed"], row["to_be_printed"], row["gap_printed"]) == ("3.93", "4.57", "0.64")
    assert (row["as_is_total"], row["as_is_answers"], row["n"]) == (471, 120, 30)
    assert gap.loc["customer", "rank"].tolist() == ["1", "2", "3", ""]
    assert gap.loc["owner", "rank"].tolist() == [
        "1=",
        "1=",
        "1=",
        "",
    ]  # a three-way tie: "largest is APO02" does not hold
    assert Fraction(gap.loc[("customer", "overall"), "gap_exact"]) == Fraction(377, 360)


def test_only_one_number_depends_on_the_pipeline(scores):
    paper = [s for s in RECOMMENDED if s.stage == "domain"]
    paper += [
        Step("overall", "printed", "truncate"),
        Step("objective gap", "printed"),
        Step("overall gap", "printed"),
    ]
    found = cobit.rounding(cobit.gaps(scores, paper), paper)
    # owner's as-is 2.66 against 2.67 and (not printed) to-be 4.66 against 4.67
    assert found[["group", "objective", "column", "recomputed", "recommended"]].values.tolist() == [
        ["owner", "overall", "as_is", "2.66", "2.67"],
        ["owner", "overall", "to_be", "4.66", "4.67"],
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # columns: interval A, interval B, floor, ceiling, six equal bins of 0-5
        ("2.50", (2, 3, 2, 3, 3)),
        ("2.66", (3, 3, 2, 3, 3)),
        ("2.83", (3, 3, 2, 3, 3)),
        ("3.00", (3, 3, 3, 3, 3)),
        ("3.52", (4, 4, 3, 4, 4)),
        ("3.82", (4, 4, 3, 4, 4)),
        ("3.505", (4, 4, 3, 4, 4)),  # nothing falls between 3.50 and 3.51
        ("5", (5, 5, 5, 5, 5)),
    ],
)
def test_rules_on_exact_values(value, expected):
    rules = ("interval_a", "interval_b", "floor", "ceiling", "equal_width_0_5")
    assert tuple(cobit.LEVEL_RULES[rule](Fraction(value)) for rule in rules) == expected


def test_no_rule_gives_defined_to_both_groups(scores):
    levels = cobit.levels(cobit.gaps(scores))
    now = levels[(levels["objective"] == "overall") & (levels["state"] == "as_is")]
    giving = now[now["label"] == "Defined Process"].groupby("rule")["group"].agg(set)
    assert {"owner", "customer"} not in giving.tolist()
    assert not now["agree"].any()


def test_labels_by_edition():
    assert [label(3, labels) for labels in cobit.LABELS] == [
        "Defined Process",
        "Established",
        "Defined",
        "Defined",
    ]
    assert all(len(words) == 6 for words in cobit.LABELS.values())


# --- editions and reference data -----------------------------------------------------------------------------------------------


def test_the_forty_objectives_add_up_and_say_how_certain_they_are():
    table = cobit.OBJECTIVES
    # as a public data set of COBIT 2019 counts: 40 objectives, 231 practices, 1,201 activities in the data set counted
    assert (len(table), table["practices"].sum(), table["activities"].sum()) == (40, 231, 1201)
    assert (table[[f"level_{n}" for n in (2, 3, 4, 5)]].sum(axis=1) == table["activities"]).all()
    assert table.index.str[:3].value_counts().to_dict() == {
        "APO": 14,
        "BAI": 11,
        "DSS": 6,
        "EDM": 5,
        "MEA": 4,
    }
    assert (
        set(table["certainty"]) == {"confirmed", "two sources", "sources differ"}
        and table["source"].notna().all()
    )
    assert table.index[table["certainty"] == "sources differ"].tolist() == ["EDM04"]
    assert table.index[table["cobit5_name"].isna()].tolist() == [
        "APO14",
        "BAI11",
        "MEA04",
    ]  # new in COBIT 2019


def test_practices_add_up_to_their_objectives():
    counts = ["activities", "level_2", "level_3", "level_4", "level_5"]
    summed = PRACTICES.groupby("objective")[counts].sum()
    pd.testing.assert_frame_equal(summed, cobit.OBJECTIVES.loc[summed.index, counts], check_names=False)
    assert PRACTICES.groupby("objective").size().to_dict() == {"APO02": 6, "DSS02": 7, "DSS05": 7}


@pytest.mark.parametrize(
    ("term", "edition", "note"),
    [
        # the paper's names are COBIT 5, its level word is COBIT 4.1, "domain APO02" is an objective
        ("Manage Strategy", "cobit5", "COBIT 2019 calls APO02 Managed Strategy"),
        ("manage service requests and incidents", "cobit5", "Managed Service Requests and Incidents"),
        ("Defined Process", "cobit41", "COBIT 2019 names no capability levels"),
        ("Proses Terdefinisi", "cobit41", "level 3"),
        (
            "Ensure Stakeholder Transparency",
            "cobit5",
            "COBIT 2019 calls EDM05 Ensured Stakeholder Engagement",
        ),
        ("Ensure Risk Optimization", "cobit5", "Ensured Risk Optimization"),
        ("PO10", "cobit41", "COBIT 4.1"),
        ("Established", "cobit5", "level 3"),
        ("domain APO02", None, "APO is the domain, APO02 an objective"),
        ("Manajemen Hebat", None, "no term of the editions"),
    ],
)
def test_a_term_finds_its_edition(term, edition, note):
    found = cobit.editions([term])
    row = found.iloc[0]
    assert (row["edition"] if edition else pd.isna(row["edition"]) or None) == (edition or True)
    assert note in str(row["note"]) and not row["belongs"]


def test_terms_of_the_claimed_edition_belong():
    assert cobit.editions(["Managed Strategy", "APO02", "APO14"])["belongs"].all()
    other = cobit.editions(["Managed Data"], claimed="cobit5").iloc[0]
    assert not other["belongs"] and "COBIT 5 has no APO14" in str(other["note"])


# --- rules side by side ----------------------------------------------------------------------------------------------------------


@given(st.fractions(0, 5))
def test_every_rule_gives_one_level_and_neighbours_differ_by_at_most_one(value):
    found = [
        min(max(rule(value), 0), 5)
        for name, rule in cobit.LEVEL_RULES.items()
        if not name.startswith("equal")
    ]
    assert all(0 <= level <= 5 for level in found) and max(found) - min(found) <= 1
    assert cobit.LEVEL_RULES["floor"](value) <= value <= cobit.LEVEL_RULES["ceiling"](value)


def test_sensitivity_says_where_rules_disagree(scores):
    table = cobit.rule_sensitivity(cobit.levels(cobit.gaps(scores))).set_index(
        ["group", "objective", "state"]
    )
    assert (
        table.loc[("owner", "APO02", "as_is"), "levels"] == "3"
        and table.loc[("owner", "APO02", "as_is"), "agree"]
    )
    # 2.50 sits on the edge of intervals A and B
    assert table.loc[("owner", "DSS02", "as_is"), ["interval_a", "interval_b", "levels"]].tolist() == [
        2,
        3,
        "2/3",
    ]


def test_ones_own_bins_and_a_wish_above_the_activities(scores):
    levels = cobit.levels(cobit.gaps(scores), rules={"half": lambda value: 5 if value > 4 else 0})
    wish = levels[(levels["group"] == "owner") & (levels["state"] == "to_be")].set_index("objective")
    assert wish["level"].tolist() == [5] * 4
    assert "no activities for APO02 above level 4" in str(
        wish.at["APO02", "note"]
    )  # only noted: a Likert answer is no rating
    assert str(wish.at["DSS02", "note"]) == ""


def test_minimum_stands_beside_the_mean(scores):
    table = cobit.minimum(cobit.gaps(scores)).set_index(["group", "state"])
    # worked by hand: owner min 2.50, customers min 2.83 (339/120)
    assert table.loc[("owner", "as_is"), ["minimum_exact", "where"]].tolist() == ["5/2", "DSS02, DSS05"]
    assert table.loc[("customer", "as_is"), ["minimum_exact", "mean_exact", "where"]].tolist() == [
        "113/40",
        "317/90",
        "APO02",
    ]


# --- capability from ratings -------------------------------------------------------------------------------------------------------


def rated(objective, **levels):
    """`rated("DSS02", l2="FFL")`: a rating a letter."""
    rows = [(objective, int(level[1:]), rating) for level, ratings in levels.items() for rating in ratings]
    return pd.DataFrame(rows, columns=["objective", "level", "rating"])


GOLDEN = rated("DSS02", l2="F" * 10 + "L" * 4 + "P", l3="FFLLPPN")  # worked by hand


def test_the_golden_climb():
    rungs = cobit.ladder(GOLDEN).set_index("level")
    assert rungs.loc[[2, 3], "score"].tolist() == ["13/15", "4/7"] and rungs.loc[[2, 3], "rate"].tolist() == [
        "F",
        "L",
    ]
    assert rungs["note"].map(str).tolist() == [
        "no activities at this level",
        "",
        "",
        "not rated",
        "not rated",
    ]
    found = cobit.capability(GOLDEN, ["iso", "strict", "percent", "highest_half"])
    own = found[found["objective"] == "DSS02"].set_index("rule")
    assert own["level"].to_dict() == {"iso": 3, "strict": 2, "percent": 3, "highest_half": 3}
    assert own.at["iso", "display"] == pytest.approx(2 + 4 / 7) and not own["agree"].any()  # shown as 2.57
    assert "level 3 is L, F is needed to go on" in str(own.at["iso", "note"])
    tops = cobit.ladder(GOLDEN, scale="tops").set_index("level")["share"]
    assert (round(tops[2], 4), round(tops[3], 4)) == (0.9267, 0.6929)


def test_edges_belong_to_the_lower_band():
    table = pd.DataFrame({"objective": "X", "level": [1, 2, 3, 4], "rating": ["15", "50 %", "85", "85,1"]})
    assert cobit.ladder(table)["rate"].tolist()[:4] == ["N", "P", "L", "F"]
    strict = cobit.ladder(table, edges=(Fraction(10, 100), Fraction(1, 2), Fraction(85, 100)))
    assert strict["rate"].iloc[0] == "P"


def test_guttman_answers_climb_only_past_a_full_level():
    # 75.97 % at level 2 is L: level 2 is reached under ISO, and there is no going on (facts, V7)
    answers = rated("APO02", l2=["yes"] * 6 + ["no"], l3=["ya"] * 17)
    found = cobit.capability(answers, ["iso", "percent"]).set_index(["objective", "rule"])["level"]
    assert found["APO02", "iso"] == 3 and found["APO02", "percent"] == 3  # 6/7 = 85.7 % is F
    fewer = rated("APO02", l2=["yes"] * 5 + ["no"] * 2, l3=["ya"] * 17)
    found = cobit.capability(fewer, ["iso", "percent", "strict"]).set_index(["objective", "rule"])["level"]
    assert (found["APO02", "iso"], found["APO02", "percent"], found["APO02", "strict"]) == (2, 3, 1)


def test_levels_without_activities():
    mea = cobit.capability(rated("MEA02", l3="F" * 17)).iloc[0]  # MEA02 has no activity at level 2
    assert mea["level"] == 3 and cobit.capability(rated("MEA02", l3="N" * 17)).iloc[0]["level"] == 0
    apo = cobit.capability(rated("APO02", l2="F" * 7, l3="F" * 17, l4="F" * 4)).iloc[0]
    assert (apo["level"], apo["highest"]) == (4, 4) and "no activities above level 4" in str(apo["note"])
    assert (
        cobit.capability(rated("APO02", l2="P" * 7)).iloc[0]["level"] == 1
    )  # part of level 2 is done, none below exists
    own = cobit.capability(rated("KM01", l1="F", l2="F", l3="N")).iloc[0]  # an objective of the study's own
    assert own["level"] == 2 and pd.isna(own["highest"])


def test_missing_and_partial_ratings_are_said():
    table = rated("DSS02", l2="FFF")
    table.loc[0, "rating"] = None
    rungs = cobit.ladder(table).set_index("level")
    assert str(rungs.at[2, "note"]) == "2 of 15 activities rated"
    nothing = cobit.capability(table.assign(rating=None)).iloc[0]
    assert (nothing["level"], str(nothing["note"])) == (0, "no activity is rated")
    with pytest.raises(
        ValueError, match=r"'130'.*percentage from 0 to 100"
    ):  # 1.30 read as 130 % (facts, V12)
        cobit.ladder(table.assign(rating="130"))


def test_the_whole_is_its_weakest_part():
    both = pd.concat([GOLDEN, rated("APO02", l2="P" * 7)])
    whole = cobit.capability(both).set_index("objective").loc["overall"]
    assert (whole["level"], whole["mean"], str(whole["note"])) == (1, 2.0, "held down by APO02")


def test_a_target_above_the_activities_is_refused():
    reached = cobit.capability(GOLDEN)
    assert cobit.capability_gaps(reached, {"DSS02": 5}).iloc[0]["gap"] == 2
    reached = cobit.capability(rated("APO02", l2="F" * 7))
    with pytest.raises(
        ValueError, match=r"target 5 for APO02: its highest level with activities is 4; .*override"
    ):
        cobit.capability_gaps(reached, {"APO02": 5})
    allowed = cobit.capability_gaps(reached, {"APO02": 5}, override=["APO02"]).iloc[0]
    assert allowed["gap"] == 3 and "allowed by override" in str(allowed["note"])


@given(st.lists(st.lists(st.sampled_from("NPLF"), min_size=1, max_size=6), min_size=1, max_size=5))
def test_a_stricter_rule_never_reaches_higher(ratings):
    table = rated("X", **{f"l{level}": letters for level, letters in enumerate(ratings, start=1)})
    found = cobit.capability(table, list(CLIMBS)).query("objective == 'X'").set_index("rule")["level"]
    assert found["strict"] <= found["iso"] <= found["percent"] <= found["highest_half"]


# --- how firm, who agrees, what next -------------------------------------------------------------------------------------------------


def answers(group, **states):
    """`answers("customer", as_is={"APO02": [[2, 3], [4, 4]]})`: respondents x items."""
    rows = [
        (f"{group}{i}", f"{objective}-{j}", state, group, objective, value)
        for state, objectives in states.items()
        for objective, people in objectives.items()
        for i, person in enumerate(people)
        for j, value in enumerate(person)
    ]
    table = pd.DataFrame(rows, columns=["respondent", "item", "state", "group", "construct", "value"])
    return table.astype({"value": "Int64"})


def test_gap_intervals_keep_respondents_whole():
    # Everybody's own gap is 1, however different people are: resampling whole respondents cannot move it, and
    # an interval of width 0 would say that other respondents could not either. With one who sees 2, it moves.
    now = [[1, 2], [3, 3], [4, 4], [2, 2], [1, 3], [3, 2], [4, 2], [2, 1], [3, 1], [2, 4]]
    table = answers("customer", as_is={"APO02": now}, to_be={"APO02": [[v + 1 for v in p] for p in now]})
    row = cobit.gap_intervals(table).iloc[0]
    assert (row["n"], row["gap"], str(row["note"])) == (
        10,
        pytest.approx(1),
        "no resample differs: no interval",
    )
    assert np.isnan([row["ci_low"], row["ci_high"]]).all()
    wanted = [[v + 1 + (i == 0) for v in p] for i, p in enumerate(now)]
    row = cobit.gap_intervals(answers("customer", as_is={"APO02": now}, to_be={"APO02": wanted})).iloc[0]
    assert (row["gap"], row["ci_low"], str(row["note"])) == (pytest.approx(1.1), pytest.approx(1), "")
    assert 1.2 < row["ci_high"] < 1.45  # the share of one person among ten, drawn anew


def test_gap_interval_is_near_the_normal_one_and_repeats():
    rng = np.random.default_rng(1)
    now, wanted = rng.integers(1, 4, (200, 4)), rng.integers(2, 6, (200, 4))
    table = answers("customer", as_is={"APO02": now.tolist()}, to_be={"APO02": wanted.tolist()})
    row = cobit.gap_intervals(table).iloc[0]
    own = wanted.mean(axis=1) - now.mean(axis=1)
    half = 1.96 * own.std(ddof=1) / 200**0.5
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((own.mean() - half, own.mean() + half), abs=0.02)
    pd.testing.assert_series_equal(row, cobit.gap_intervals(table).iloc[0])
    alone = cobit.gap_intervals(answers("owner", as_is={"APO02": [[3]]}, to_be={"APO02": [[5]]})).iloc[0]
    assert (
        alone["gap"] == 2
        and np.isnan(alone["ci_low"])
        and str(alone["note"]) == "one respondent: no interval"
    )


def test_owner_and_customers_order_the_objectives_oppositely(scores):
    gap = cobit.gaps(scores)
    table = cobit.rank_agreement(gap).set_index("column")
    assert table.at["as_is", "rho"] == pytest.approx(-0.87, abs=0.005)  # worked by hand
    assert "not a test" in str(table.at["as_is", "note"]) and table.loc[
        "as_is", ["same", "opposite"]
    ].tolist() == [0, 2]
    assert np.isnan(table.at["gap", "rho"]) and "same value" in str(
        table.at["gap", "note"]
    )  # the owner's three gaps are equal
    widest = cobit.rank_conflicts(gap).iloc[0]
    assert (widest["higher"], widest["lower"]) == ("DSS05", "APO02")
    assert (widest["first_values"], widest["second_values"]) == ("3.93 > 2.83", "2.50 < 3.00")


def test_improvements_rank_by_gap_importance_and_evidence(scores):
    gap = cobit.gaps(scores)
    plain = cobit.improvements(gap, lang="id")
    assert plain.groupby("group")["rank"].agg(list).to_dict() == {
        "customer": ["1", "2", "3"],
        "owner": ["1=", "1=", "1="],
    }
    assert plain["step"].str.len().min() > 20 and set(plain["source"]) == {"engagelib"}
    weighed = cobit.improvements(gap, importance={"DSS05": 3}).query("group == 'customer'")
    assert weighed["objective"].tolist() == ["DSS05", "APO02", "DSS02"]
    broken = cobit.improvements(gap, evidence={"DSS02": 4}).query("group == 'owner'")
    assert broken["objective"].iloc[0] == "DSS02" and broken["rank"].tolist() == ["1", "2=", "2="]
    own = cobit.improvements(gap, steps={"DSS02": {"id": "Buat daftar.", "en": "Make a list."}}).set_index(
        ["group", "objective"]
    )
    assert own.loc[("owner", "DSS02"), ["step", "source"]].tolist() == ["Make a list.", "study"]


def test_objectives_of_ones_own_have_no_step_until_one_is_written():
    scores = pd.DataFrame({
        "group": "staff", "state": ["as_is", "to_be"], "construct": "KM01", "n": 4, "total": [8, 16], "answers": 4,
    })  # fmt: skip
    row = cobit.improvements(cobit.gaps(scores)).iloc[0]
    assert (row["name"], row["step"], row["source"]) == ("KM01", None, "none: write one in study.toml")


def test_next_steps_exist_in_both_languages():
    steps = cobit.OBJECTIVES[["step_id", "step_en"]]
    assert steps.notna().all().all() and not steps.stack().duplicated().any()


def test_a_group_that_was_asked_one_state_only_has_no_gap(scores):
    half = scores[(scores["group"] == "customer") | (scores["state"] == "as_is")]
    assert cobit.gaps(half)["group"].unique().tolist() == ["customer"]
    assert cobit.gaps(half[half["state"] == "as_is"]).empty
