"""Stances come from rules, refs lead to rows, and the four codes of Farmer et al. (2006)."""

import pandas as pd
import pytest

from engagelib import triangulation
from engagelib.contracts.addresses import lookup
from engagelib.triangulation.evidence import holds

GAP = pd.DataFrame({
    "group": ["customer", "owner", "owner"], "objective": ["APO02", "APO02", "overall"], "gap": [1.7, 2.0, None], "rank": ["1", "1=", ""],
})  # fmt: skip
UNITS = pd.DataFrame({"unit": ["owner:12", "R07/like"], "text": ["a", "b"]})
TABLES = {"gap": GAP, "units": UNITS}


def test_refs_lead_to_rows():
    assert lookup("gap:customer/APO02", TABLES)["gap"] == 1.7
    assert lookup("units:owner:12", TABLES)["text"] == "a"
    assert lookup("units:R07/like", TABLES)["text"] == "b"
    assert lookup("gap:customer", TABLES) is None
    assert lookup("gap:nobody/APO02", TABLES) is None
    assert lookup("nothing:x", TABLES) is None
    with pytest.raises(ValueError, match="is not a ref"):
        lookup("just words", TABLES)


def test_rules_are_read_not_run():
    row = GAP.iloc[0]
    assert holds("gap > 1 and rank = 1", row) is True
    assert holds("gap <= 1", row) is False
    assert holds("gap > 1", GAP.iloc[2]) is None
    for rule in ("__import__('os')", "gap >", "gap > 1 or gap < 0", ""):
        with pytest.raises(ValueError, match="cannot be read|a number is expected"):
            holds(rule, row)
    with pytest.raises(ValueError, match="lacks"):
        holds("height > 1", row)


def evidence(*rows):
    return pd.DataFrame(rows, columns=["claim", "source", "method", "ref", "stance"])


CLAIMS = {
    "K1": {
        "id": "satu",
        "en": "one",
        "rules": {
            "gap:customer/APO02": "rank = 1",
            "gap:owner/APO02": {"supports": "rank = 1", "contradicts": "rank != 1"},
        },
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
    # the fifth was written as support, but its row is not there
    stances = ["supports", "contradicts", "supports", "supports", "", ""]
    assert settled["stance"].fillna("").tolist() == stances
    assert settled["found"].tolist() == [True, True, True, True, False, True]
    assert settled["why"].map(str).tolist()[-2:] == [
        "the row is not there",
        "the claim declares no rule for this result",
    ]


def test_farmers_codes(settled):
    table = triangulation.convergence(settled, CLAIMS, "en")
    codes = table.drop_duplicates("claim").set_index("claim")["farmer"].to_dict()
    assert codes == {"K1": "dissonance", "K2": "agreement", "K3": "silence", "K4": "silence"}
    assert len(table) == 4 * 4  # every claim has a cell for every source and method that occurs
    assert set(table.loc[table["claim"].isin(["K3", "K4"]), "stance"]) == {"silent"}
    assert table.loc[table["claim"] == "K3", "n"].sum() == 0  # a row that is not there is no evidence
    assert table.loc[0, "text"] == "one"


def test_removing_the_cause_removes_the_dissonance(settled):
    table = triangulation.convergence(settled[settled["ref"] != "gap:owner/APO02"], CLAIMS)
    left = table[table["claim"] == "K1"].iloc[0]
    assert (left["farmer"], left["direction"]) == (
        "silence",
        "supports",
    )  # one source alone has nobody to agree with


def test_a_cell_that_was_looked_at_and_leaves_the_claim_open_is_not_silent():
    claims = {"K1": {"rules": {"gap:owner/APO02": "rank = 1"}}}
    rows = evidence(
        ("K1", "owner", "questionnaire", "gap:owner/APO02", None),
        ("K1", "customer", "interview", "units:owner:12", "supports"),
    )
    table = triangulation.convergence(triangulation.stances(rows, claims, TABLES), claims)
    assert table["stance"].tolist() == ["supports", "undecided"] and table["farmer"].iloc[0] == "silence"
    assert triangulation.silent(table).empty


def test_quotes_that_the_researcher_names_are_shown_and_codes_are_counted():
    quotes = pd.DataFrame({"code": ["P"], "name": ["Pujian"], "text": ["enak"], "unit": ["u1"]})
    tables = TABLES | {"code_tally": pd.DataFrame({"code": ["P"], "n": [7]})}
    asked = [{"question": "?", "codes": ["P"], "quotes": ["owner:12"], "quan": [{"ref": "gap:customer/APO02", "show": {"id": "selisih {gap}", "en": "gap {gap}"}}]}]  # fmt: skip
    row = triangulation.joint_display(asked, tables, quotes, "en").iloc[0]
    assert row["quote"] == f"“{TABLES['units'].set_index('unit')['text']['owner:12']}” (owner:12)"
    assert (row["qual"], row["quan"], row["open"]) == ("Pujian (7)", "gap 1.7", True)
    coded = pd.DataFrame({"unit": "owner:12", "code": ["P", "P", "Q"], "start": [0, 1, 0], "end": [2, 5, 9], "primary": True})  # fmt: skip
    whole = TABLES["units"].set_index("unit")["text"]["owner:12"]
    row = triangulation.joint_display(asked, tables | {"codings": coded}, quotes, "en").iloc[0]
    assert (
        row["quote"] == f"“{whole[1:5]}” (owner:12)"
    )  # the longest passage with the code, not all that was said


def test_joint_display_flags_what_nobody_wrote():
    quotes = pd.DataFrame({"code": ["P"], "name": ["Pujian"], "text": ["enak"], "unit": ["u1"]})
    asked = [
        {"question": "?", "quan": [{"ref": "gap:customer/APO02", "show": "gap {gap}"}], "codes": ["P"], "relation": "confirms", "meta_inference": "x"},
        {"question": "!", "quan": [{"ref": "gap:lost/APO02", "show": "gap {gap}"}], "relation": "confirms", "meta_inference": ""},
    ]  # fmt: skip
    table = triangulation.joint_display(asked, TABLES, quotes)
    assert table["quan"].tolist() == ["gap 1,7", "gap:lost/APO02: –"]
    assert table["quote"].iloc[0] == "“enak” (u1)"
    assert table["open"].tolist() == [False, True]


# --- sources in pairs, decisions of people, what two sides put in opposite places, the trail ----------------


def told(*rows):
    return pd.DataFrame(rows, columns=["claim", "source", "method", "ref", "stance", "prominence"])


def test_two_sources_agree_only_with_the_same_stance_and_prominence():
    found = triangulation.pairs(
        told(
            ("K1", "owner", "interview", "a", "supports", "high"),
            ("K1", "customer", "interview", "b", "supports", "high"),
            ("K2", "owner", "interview", "c", "supports", "high"),
            ("K2", "customer", "interview", "d", "supports", "low"),
            ("K3", "owner", "interview", "e", "supports", "high"),
            ("K3", "customer", "interview", "f", "contradicts", "high"),
            ("K4", "owner", "interview", "g", "supports", "high"),
        ),
        CLAIMS,
    )
    assert found["farmer"].tolist() == ["agreement", "partial", "dissonance", "silence"]


def test_people_may_decide_otherwise_with_a_reason(settled):
    computed = (
        triangulation.convergence(settled, CLAIMS).drop_duplicates("claim").set_index("claim")["farmer"]
    )
    decided = pd.DataFrame({"claim": ["K2"], "farmer": ["silence"], "reason": ["satu suara saja"]})
    table = (
        triangulation.convergence(settled, CLAIMS, overrides=decided)
        .drop_duplicates("claim")
        .set_index("claim")
    )
    assert table.loc["K2", ["farmer", "computed", "reason"]].tolist() == [
        "silence",
        computed["K2"],
        "satu suara saja",
    ]
    assert (table.drop("K2")["farmer"] == computed.drop("K2")).all()
    with pytest.raises(ValueError, match="'K9', which study.toml lacks"):
        triangulation.convergence(settled, CLAIMS, overrides=decided.assign(claim="K9"))


def test_a_rule_with_two_sides_may_leave_a_claim_open():
    claims = {"K1": {"rules": {"gap:customer/APO02": {"supports": "gap > 2", "contradicts": "gap < 1"}}}}
    row = evidence(("K1", "customer", "questionnaire", "gap:customer/APO02", None))
    found = triangulation.stances(row, claims, TABLES).iloc[0]
    assert found["stance"] == "undecided" and "no condition is kept" in str(found["why"])
    claims["K1"]["rules"]["gap:customer/APO02"]["supports"] = "gap > 1"
    assert triangulation.stances(row, claims, TABLES)["stance"].tolist() == ["supports"]


def test_opposite_places_are_found_and_shared_places_count_for_nobody():
    gap = pd.DataFrame({
        "group": ["owner"] * 4 + ["customer"] * 4, "objective": ["APO02", "DSS02", "DSS05", "overall"] * 2,
        "as_is": [3.0, 2.5, 2.5, 2.66, 2.83, 3.82, 3.93, 3.52],
    })  # fmt: skip
    found = triangulation.reversals(gap, "group", "objective", "as_is")
    assert found[["objective", "first", "second", "items"]].values.tolist() == [
        ["APO02", "owner", "customer", 3]
    ]
    same = gap.assign(as_is=[3.0, 3.0, 2.5, 2.66, 2.83, 3.93, 3.93, 3.52])
    assert triangulation.reversals(same, "group", "objective", "as_is").empty


def test_the_trail_ends_in_raw_rows_or_says_so():
    from engagelib import triangulation
    from engagelib.triangulation import evidence as triangulation_evidence

    responses = pd.DataFrame(
        {"respondent": ["R1", "R2", "P1"], "group": ["customer", "customer", "owner"], "construct": "APO02"}
    )
    tables = TABLES | {"responses": responses}
    table = triangulation.trail(
        told(
            ("K1", "customer", "questionnaire", "gap:customer/APO02", None, None),
            ("K1", "owner", "questionnaire", "gap:owner/overall", None, None),
            ("K2", "owner", "interview", "units:owner:12", None, None),
            ("K2", "owner", "interview", "units:nobody:1", None, None),
        ),
        tables,
    )
    assert table[["raw", "rows", "ends"]].values.tolist() == [
        ["responses", 2, True], ["responses", 1, True], ["units", 1, True], ["units", 0, False],
    ]  # fmt: skip
    assert triangulation_evidence.broken(table)["ref"].tolist() == ["units:nobody:1"]
    assert triangulation.trail_counts(table)["ending"].tolist() == [2, 1]


def test_a_condition_that_is_not_kept_leaves_the_claim_open():
    claims = {"K1": {"rules": {"gap:owner/APO02": "rank = 1"}}}
    row = evidence(("K1", "owner", "questionnaire", "gap:owner/APO02", None))
    # the rank is shared: "1="
    assert triangulation.stances(row, claims, TABLES)["stance"].tolist() == ["undecided"]
    claims["K1"]["rules"]["gap:owner/APO02"] = {"supports": "rank = 1", "contradicts": "rank != 1"}
    assert triangulation.stances(row, claims, TABLES)["stance"].tolist() == ["contradicts"]


def test_all_sources_against_a_claim_agree_and_one_piece_can_make_it_fragile():
    rows = told(
        ("K1", "owner", "interview", "a", "contradicts", "high"),
        ("K1", "customer", "interview", "b", "contradicts", "high"),
        ("K2", "owner", "interview", "c", "supports", "high"),
        ("K2", "owner", "interview", "d", "supports", "high"),
        ("K2", "customer", "interview", "e", "contradicts", "high"),
    )
    table = triangulation.convergence(rows, CLAIMS).drop_duplicates("claim").set_index("claim")
    assert table.loc["K1", ["farmer", "direction", "fragile"]].tolist() == ["agreement", "contradicts", True]
    assert table.loc["K2", ["farmer", "direction", "fragile"]].tolist() == ["dissonance", "mixed", True]
    sure = pd.concat([rows, rows.assign(ref=rows["ref"] + "2")], ignore_index=True)
    again = triangulation.convergence(sure, CLAIMS).drop_duplicates("claim").set_index("claim")
    assert not again.loc[["K1", "K2"], "fragile"].any()


def test_claims_and_pairs_never_say_opposite_things(settled):
    settled = settled.assign(prominence="high")
    claims = triangulation.convergence(settled, CLAIMS).drop_duplicates("claim").set_index("claim")["farmer"]
    for claim, part in triangulation.pairs(settled, CLAIMS).groupby("claim"):
        assert ("dissonance" in set(part["farmer"])) == (claims[claim] == "dissonance")


def test_what_a_template_or_rule_names_in_vain_is_a_sentence():
    asked = [{"question": "?", "quan": [{"ref": "gap:customer/APO02", "show": "{nosuch}"}]}]
    quotes = pd.DataFrame({"code": [], "name": [], "text": [], "unit": []})
    with pytest.raises(ValueError, match="names 'nosuch', which the result lacks; it has group, objective"):
        triangulation.joint_display(asked, TABLES, quotes)
    with pytest.raises(ValueError, match=r"gap = 1\.7 against 'wide'; a number is expected"):
        holds("gap = wide", GAP.iloc[0])
