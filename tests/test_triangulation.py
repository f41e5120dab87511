"""Stances come from rules, refs lead to rows, and the four codes of Farmer et al. (2006)."""

import pandas as pd
import pytest

from engagelib import triangulation

GAP = pd.DataFrame({
    "group": ["customer", "owner", "owner"], "objective": ["APO02", "APO02", "overall"], "gap": [1.7, 2.0, None], "rank": ["1", "1=", ""],
})  # fmt: skip
UNITS = pd.DataFrame({"unit": ["owner:12", "R07/like"], "text": ["a", "b"]})
TABLES = {"gap": GAP, "units": UNITS}


def test_refs_lead_to_rows():
    assert triangulation.lookup("gap:customer/APO02", TABLES)["gap"] == 1.7
    assert triangulation.lookup("units:owner:12", TABLES)["text"] == "a"
    assert triangulation.lookup("units:R07/like", TABLES)["text"] == "b"
    assert triangulation.lookup("gap:customer", TABLES) is None
    assert triangulation.lookup("gap:nobody/APO02", TABLES) is None
    assert triangulation.lookup("nothing:x", TABLES) is None
    with pytest.raises(ValueError, match="is not a ref"):
        triangulation.lookup("just words", TABLES)


def test_rules_are_read_not_run():
    row = GAP.iloc[0]
    assert triangulation.holds("gap > 1 and rank = 1", row) is True
    assert triangulation.holds("gap <= 1", row) is False
    assert triangulation.holds("gap > 1", GAP.iloc[2]) is None
    for rule in ("__import__('os')", "gap >", "gap > 1 or gap < 0", ""):
        with pytest.raises(ValueError, match="cannot be read|could not convert"):
            triangulation.holds(rule, row)
    with pytest.raises(ValueError, match="lacks"):
        triangulation.holds("height > 1", row)


def evidence(*rows):
    return pd.DataFrame(rows, columns=["claim", "source", "method", "ref", "stance"])


CLAIMS = {
    "K1": {
        "id": "satu",
        "en": "one",
        "rules": {"gap:customer/APO02": "rank = 1", "gap:owner/APO02": "rank = 1"},
    },
    "K2": {"id": "dua", "en": "two"},
    "K3": {"id": "tiga", "en": "three"},
    "K4": {"id": "empat", "en": "four"},
}


@pytest.fixture
def settled():
    return triangulation.stances(
        evidence(
            ("K1", "customer", "questionnaire", "gap:customer/APO02", None),
            ("K1", "owner", "questionnaire", "gap:owner/APO02", None),
            ("K2", "customer", "interview", "units:R07/like", "supports"),
            ("K2", "owner", "interview", "units:owner:12", "supports"),
            ("K3", "owner", "interview", "units:owner:99", "supports"),
            ("K3", "owner", "questionnaire", "gap:owner/overall", None),
        ),
        CLAIMS,
        TABLES,
    )


def test_a_stance_is_computed_and_a_lost_ref_is_seen(settled):
    assert settled["stance"].fillna("").tolist() == [
        "supports",
        "contradicts",
        "supports",
        "supports",
        "supports",
        "",
    ]
    assert settled["found"].tolist() == [True, True, True, True, False, True]
    assert settled["why"].iloc[-1] == "the claim declares no rule for this result"


def test_farmers_codes(settled):
    table = triangulation.convergence(settled, CLAIMS, "en")
    codes = table.drop_duplicates("claim").set_index("claim")["farmer"].to_dict()
    assert codes == {"K1": "dissonance", "K2": "agreement", "K3": "partial", "K4": "silence"}
    assert len(table) == 4 * 4  # every claim has a cell for every source and method that occurs
    assert set(table.loc[table["claim"] == "K4", "stance"]) == {"silent"}
    assert table.loc[0, "text"] == "one"


def test_removing_the_cause_removes_the_dissonance(settled):
    table = triangulation.convergence(settled[settled["ref"] != "gap:owner/APO02"], CLAIMS)
    assert table.set_index("claim").loc["K1", "farmer"].iloc[0] == "partial"


def test_joint_display_flags_what_nobody_wrote():
    quotes = pd.DataFrame({"code": ["P"], "name": ["Pujian"], "text": ["enak"], "unit": ["u1"]})
    asked = [
        {"question": "?", "quan": [{"ref": "gap:customer/APO02", "show": "gap {gap}"}], "codes": ["P"], "relation": "confirms", "meta_inference": "x"},
        {"question": "!", "quan": [{"ref": "gap:lost/APO02", "show": "gap {gap}"}], "relation": "confirms", "meta_inference": ""},
    ]  # fmt: skip
    table = triangulation.joint_display(asked, TABLES, quotes)
    assert table["quan"].tolist() == ["gap 1.7", "gap:lost/APO02: –"]
    assert table["quote"].iloc[0] == "“enak” (u1)"
    assert table["open"].tolist() == [False, True]
