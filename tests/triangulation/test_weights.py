"""What numbers do to claims: a strand has one vote, a relation needs a test of a relation, silence has its reason."""

import pandas as pd
import pytest

from engagelib import triangulation
from engagelib.study.folder import shipped
from engagelib.study.study import Study


def evidence(*rows):
    return pd.DataFrame(rows, columns=["claim", "source", "method", "ref", "stance", "computed"])


def test_eight_quotes_do_not_outvote_a_number():
    quotes = [("c", "owner", "interview", f"units:{n}", "supports", False) for n in range(8)]
    number = [("c", "owner", "log", "service_kpi:request", "contradicts", True)]
    table = triangulation.convergence(evidence(*quotes, *number), {"c": {"en": "x"}}, "en")
    assert set(table["source_stance"]) == {"mixed"}  # interview for it, log against it
    assert triangulation.convergence(evidence(*quotes), {"c": {"en": "x"}}, "en")[
        "source_stance"
    ].tolist() == ["supports"]


def test_people_and_what_numbers_are_counted_from_stand_beside_each_cell():
    units = pd.DataFrame(
        {
            "unit": ["R1/like", "R1/improve", "R2/like"],
            "case": ["R1", "R1", "R2"],
            "kind": "answer",
            "text": "x",
        }
    )
    scores = pd.DataFrame(
        {"group": ["customer"], "state": ["none"], "construct": ["loyalty"], "mean": [4.0], "n": [30]}
    )
    ref = "scores:customer/none/loyalty"
    rows = pd.DataFrame({
        "claim": "c", "source": "customer", "method": "questionnaire",
        "ref": ["units:R1/like", "units:R1/improve", "units:R2/like", ref], "stance": ["supports"] * 3 + [None],
    })  # fmt: skip
    claims = {"c": {"en": "x", "rules": {ref: "mean > 3"}}}
    settled = triangulation.stances(rows, claims, {"units": units, "scores": scores})
    cell = triangulation.convergence(settled, claims, "en").iloc[0]
    assert (cell["n"], cell["people"], cell["behind"]) == (4, 2, 30)


@pytest.mark.parametrize(("words", "relation"), [
    ("Konten kreatif membentuk loyalitas", True), ("Interaksi mendorong pembelian", True), ("Content shapes loyalty", True),
    ("Kesenjangan terbesar ada pada strategi", False), ("The largest gap is in strategy", False),
])  # fmt: skip
def test_a_claim_of_a_relation_is_known_by_its_words_unless_it_says(words, relation):
    rows = evidence(("c", "owner", "interview", "units:1", "supports", False))
    assert bool(triangulation.weights(rows, {"c": {"id": words}})["relation"].iloc[0]) is relation
    assert not triangulation.weights(rows, {"c": {"id": words, "relation": False}})["relation"].iloc[0]


def test_a_mean_does_not_test_a_relation_and_a_correlation_does():
    claims = {"c": {"id": "Kedekatan mendorong pembelian"}}
    for ref, tested in (
        ("scores:customer/none/loyalty", False),
        ("correlations:customer/emotional/loyalty", True),
    ):
        table = triangulation.weights(
            evidence(("c", "customer", "questionnaire", ref, "supports", True)), claims, "en"
        )
        assert bool(table["tested"].iloc[0]) is tested and bool(table["open"].iloc[0]) is not tested


def test_a_claim_without_numbers_says_why_or_is_open():
    rows = evidence(("c", "owner", "interview", "units:1", "supports", False))
    table = triangulation.weights(rows, {"c": {"en": "x", "no_numbers": {"en": "Nobody counted."}}}, "en")
    assert str(table["note"].iloc[0]) == "Nobody counted." and not table["open"].iloc[0]
    assert triangulation.weights(rows, {"c": {"en": "x"}}, "en")["open"].iloc[0]


@pytest.mark.parametrize("name", shipped())
def test_every_claim_of_the_shipped_studies_has_a_rule_or_says_why_no_number_can_speak(name):
    study = Study(name)
    ruled = set(study.evidence()["ref"])
    for claim, declared in study.claims.items():
        assert bool(ruled & set(declared.get("rules", {}))) != bool(declared.get("no_numbers")), claim


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped())
def test_without_its_computed_evidence_a_claim_has_another_code_or_another_note(name, reproduced):
    """Or the page says why numbers cannot speak to it."""
    study = Study(name, "en")
    table = pd.read_parquet(reproduced(name).parent / "as-made" / "tables" / "evidence.parquet")
    full = triangulation.weights(table, study.claims, "en").set_index("claim")
    bare = triangulation.weights(table[~table["computed"]], study.claims, "en").set_index("claim")
    for claim, declared in study.claims.items():
        if declared.get("no_numbers"):
            assert str(full.loc[claim, "note"]).startswith(declared["no_numbers"]["en"]), claim
        else:
            columns = ["farmer", "direction", "note"]
            assert full.loc[claim, columns].tolist() != bare.loc[claim, columns].tolist(), claim
    assert full["changed"].any() or name == "umkm-loyalty"
