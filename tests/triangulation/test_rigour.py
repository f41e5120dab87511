"""Member check and checklists: rates by hand, and no item that answers itself."""

import pandas as pd
import pytest

from engagelib import triangulation
from engagelib.triangulation.rigour import FACTS, checklists

LEDGER = pd.DataFrame(
    [
        ("K1-owner", "T1", "2025-11-24", "2025-11-30", "agree", None),
        ("K1-customer", "T1", "2025-11-24", "2025-12-01", "correct", "diubah"),
        ("K2-owner", "T1", "2025-11-24", None, None, None),
        ("K2-owner", "T2", "2025-11-24", "2025-11-29", "reject", " "),
    ],
    columns=["informant", "finding", "sent", "returned", "outcome", "action"],
)


def test_return_and_change_rate():
    table = triangulation.member_check(LEDGER).set_index("finding")
    whole = table.loc["all"]
    assert whole[["sent", "returned", "agree", "correct", "reject"]].tolist() == [4, 3, 1, 1, 1]
    assert whole[["informants", "responded"]].tolist() == [3, 3]  # K2-owner answered on T2 only
    assert whole["changed_share"] == pytest.approx(2 / 3)
    assert whole["no_action"] == 1  # rejected, and nothing done about it
    assert table.loc["T1", ["sent", "returned"]].tolist() == [3, 2]
    mended = LEDGER.assign(action=["", "diubah", "", "tema dibatasi"])
    assert triangulation.member_check(mended)["no_action"].iloc[0] == 0


def test_no_answer_at_all_has_no_change_rate():
    silent = LEDGER.assign(returned=None, outcome=None)
    assert pd.isna(triangulation.member_check(silent)["changed_share"].iloc[0])


def test_checklists_are_whole():
    for lang in ("id", "en"):
        table = checklists(lang)
        # COREQ 32 (Tong 2007), SRQR 21 (O'Brien 2014), GRAMMS 6 (O'Cathain 2008), MMAT 2018: 2 + 5 + 5 + 5
        assert table.groupby("standard", sort=False).size().to_dict() == {
            "COREQ": 32,
            "SRQR": 21,
            "GRAMMS": 6,
            "MMAT": 17,
        }
        assert not table.isna().any().any() and not table.duplicated(["standard", "item"]).any()
        assert not table.duplicated(["standard", "topic"]).any()


def test_an_item_is_answered_only_by_a_fact():
    nothing = triangulation.checklist_scores(triangulation.answered_checklists(triangulation.facts({}, {})))
    assert (nothing["answered"] == 0).all()
    known = triangulation.facts({}, {"ethics": "izin tertulis", "funding": ""})
    table = triangulation.answered_checklists(known).set_index(["standard", "item"])
    assert table.loc[("SRQR", "9"), ["status", "answer", "origin"]].tolist() == [
        "answered",
        "izin tertulis",
        "declared",
    ]
    assert table.loc[("SRQR", "21"), "status"] == "open"


def test_counted_facts_come_from_tables_and_go_with_them():
    codings = pd.DataFrame({"unit": ["a", "a", "b"], "coder": ["A", "B", "A"], "code": ["x", "x", None]})
    known = triangulation.facts({"codings": codings}, {}, "en").set_index("fact")
    assert known.loc["coders", "answer"] == "2; double-coded: 1 / 2 (50%)"
    assert "coders" not in set(triangulation.facts({}, {})["fact"])
    checked = triangulation.facts(
        {"member_check": LEDGER}, {"member_check": "lewat WhatsApp"}, "id"
    ).set_index("fact")
    assert checked.loc["member_check", "origin"] == "counted_declared"
    assert checked.loc["member_check", "answer"].startswith("3 / 3 informan")


def test_every_counted_fact_answers_some_item():
    assert set(FACTS) <= set(checklists()["fact"])


def test_the_checklist_says_when_saturation_was_first_reached_and_what_came_after():
    table = pd.DataFrame({
        "position": range(1, 7), "cumulative": [4, 5, 5, 5, 6, 6], "ratio": [None, None, None, 0.0, None, 0.2],
        "saturated": pd.array([None, None, None, True, None, False], dtype="boolean"),
    })  # fmt: skip
    answer = (
        triangulation.facts({"saturation": table}, {}, "en").set_index("fact").loc["saturation", "answer"]
    )
    assert (
        answer.replace("\xa0", " ")
        == "first reached at 4; 1 of 6 codes came after (n = 6); last new information: 20%"
    )
