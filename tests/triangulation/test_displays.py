"""Joint displays: Welch's interval against R, refusal where nobody is shared, and cells that nobody wrote."""

import numpy as np
import pandas as pd
import pytest

from engagelib import coding, triangulation
from engagelib.triangulation import displays
from engagelib.triangulation.displays import NothingShared

BOOK = pd.DataFrame({
    "code": ["T1", "PUJI", "T2", "KELUH"], "parent": [None, "T1", None, "T2"], "theme": ["T1", "T1", "T2", "T2"],
    "name": ["Respons", "Memuji", "Layanan", "Mengeluh"],
})  # fmt: skip


def responses(values, construct="loyalty"):
    return pd.DataFrame({
        "respondent": list(values), "item": "L1", "state": "none", "group": "customer", "construct": construct,
        "value": list(values.values()),
    })  # fmt: skip


UNITS = pd.DataFrame({
    "unit": [f"R{i}/like" for i in range(1, 7)], "case": [f"R{i}" for i in range(1, 7)],
    "text": [f"jawaban nomor {i} yang cukup panjang" for i in range(1, 7)],
})  # fmt: skip
CODINGS = pd.DataFrame({
    "unit": UNITS["unit"], "coder": "A", "code": ["PUJI", "PUJI", "PUJI", "KELUH", "KELUH", None],
})  # fmt: skip
SCORES = {"R1": 5, "R2": 4, "R3": 5, "R4": 2, "R5": 3, "R6": 1}


def test_scores_of_those_with_and_without_a_theme():
    table = triangulation.scores_by_theme(responses(SCORES), CODINGS, UNITS, BOOK).set_index("theme")
    row = table.loc["Respons"]
    assert row[["n_with", "n_without"]].tolist() == [3, 3]
    assert row["mean_with"] == pytest.approx(14 / 3) and row["mean_without"] == pytest.approx(2)
    assert row["difference"] == pytest.approx(14 / 3 - 2) and row["delta"] == 1.0


def test_welch_interval_is_r_s():
    # R: t.test(extra ~ group, data = sleep): difference -1.58, interval -3.3654832 to 0.2054832
    one = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    other = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    found = displays._compared(one, other, 0.95)
    assert found[6:9] == pytest.approx((-1.58, -3.3654832, 0.2054832), abs=1e-6)


def test_nothing_to_compare_has_a_reason():
    everybody = CODINGS.assign(code="PUJI")
    row = (
        triangulation.scores_by_theme(responses(SCORES), everybody, UNITS, BOOK)
        .set_index("theme")
        .loc["Respons"]
    )
    assert np.isnan(row["difference"]) and str(row["note"]) == "0 on one side: nothing to compare"


def test_different_people_are_refused_in_a_sentence():
    strangers = responses({"S1": 4, "S2": 5})
    with pytest.raises(NothingShared, match="nobody both answered the questionnaire and was coded"):
        triangulation.scores_by_theme(strangers, CODINGS, UNITS, BOOK)
    groups = triangulation.score_groups(strangers, "loyalty")
    with pytest.raises(NothingShared):
        triangulation.themes_by_score(groups, CODINGS, UNITS, BOOK)


def test_score_groups_are_thirds_or_one_s_own():
    assert triangulation.score_groups(responses(SCORES), "loyalty").to_dict() == {
        "R1": "high", "R2": "middle", "R3": "high", "R4": "low", "R5": "middle", "R6": "low",
    }  # fmt: skip
    own = triangulation.score_groups(responses(SCORES), "loyalty", limits=[3, 4])
    assert (own == "low").sum() == 3 and own["R2"] == "middle"
    with pytest.raises(ValueError, match="nobody answered 'trust'"):
        triangulation.score_groups(responses(SCORES), "trust")


def test_themes_of_each_score_group_with_a_quote():
    groups = triangulation.score_groups(responses(SCORES), "loyalty")
    table = triangulation.themes_by_score(groups, CODINGS, UNITS, BOOK).set_index(["theme", "group"])
    assert table["n"].to_dict() == {
        ("Respons", "low"): 0, ("Respons", "middle"): 1, ("Respons", "high"): 2,
        ("Layanan", "low"): 1, ("Layanan", "middle"): 1, ("Layanan", "high"): 0,
    }  # fmt: skip
    assert set(table["people"]) == {2}
    assert table.loc[("Respons", "high"), "unit"] == "R1/like" and pd.isna(
        table.loc[("Respons", "low"), "text"]
    )


def test_what_nobody_wrote_is_open():
    table = pd.DataFrame({"theme": ["Respons", "Layanan"], "group": ["low", "low"]})
    written = {"Respons/low": {"relation": "confirms", "meta_inference": {"id": "begitu", "en": "so"}}}
    found = triangulation.inferred(table, ["theme", "group"], written, "en")
    assert found["open"].tolist() == [False, True] and found["meta_inference"].tolist() == ["so", ""]
    half = {"Respons/low": {"relation": "confirms"}}
    assert triangulation.inferred(table, ["theme", "group"], half)["open"].all()


def test_objectives_show_what_there_is_and_leave_the_rest_empty():
    gap = pd.DataFrame({
        "group": ["customer", "owner"], "objective": ["DSS02", "DSS02"], "as_is_printed": ["3.82", "2.50"],
        "to_be_printed": ["4.62", "4.50"], "gap_printed": ["0.80", "2.00"],
    })  # fmt: skip
    kpi = pd.DataFrame({"process": ["incident"], "tickets": [57], "median_hours": [float("nan")]})
    quotes = pd.DataFrame(
        {"code": ["KELUH"], "name": ["Mengeluh"], "text": ["kuahnya dingin"], "unit": ["R4/like"]}
    )
    declared = {"DSS02": {"codes": ["KELUH"], "processes": ["incident"]}, "APO02": {}}
    table = triangulation.objective_display(
        declared, {"gap": gap, "service_kpi": kpi}, quotes, "id"
    ).set_index("objective")
    assert table.loc["DSS02", "gap"] == "pelanggan: 3,82 → 4,62 (0,80); pemilik: 2,50 → 4,50 (2,00)"
    assert table.loc["DSS02", "tickets"].endswith(": 57")  # nobody answered, so there is no median
    assert table.loc["APO02", ["gap", "themes", "tickets", "sales"]].tolist() == [""] * 4
    answered = {"gap": gap, "service_kpi": kpi.assign(median_hours=6.5)}
    told = triangulation.objective_display(declared, answered, quotes, "id")["tickets"].iloc[0]
    assert told.endswith(": 57, median 6,5 jam")
    assert table["open"].all()


def test_voices_stand_by_source_with_their_methods():
    table = pd.DataFrame(
        [
            ("P1", "satu", "customer", "interview", "supports", "partial", "supports"),
            ("P1", "satu", "customer", "reviews", "supports", "partial", "supports"),
            ("P1", "satu", "owner", "interview", "mixed", "partial", "supports"),
            ("P1", "satu", "owner", "orders", "undecided", "partial", "supports"),
        ],
        columns=["claim", "text", "source", "method", "stance", "farmer", "direction"],
    )
    row = triangulation.convergence_display(table, {}, "en").iloc[0]
    assert row["supports"] == "customer (interview, reviews)" and row["mixed"] == "owner (interview)"
    assert row["undecided"] == "owner (orders)" and row["silent"] == "" and row["open"]


def test_score_groups_stand_in_their_order_in_a_crosstab():
    groups = triangulation.score_groups(responses(SCORES), "loyalty")
    units = pd.DataFrame({"unit": [f"{who}/like" for who in groups.index], "case": list(groups.index)})
    grouped = units.assign(group=units["case"].map(groups))[["unit", "group"]]
    coded = units[["unit"]].assign(code="PUJI", coder="A")
    assert coding.crosstab(coded, grouped)["value"].tolist() == ["low", "middle", "high"]
