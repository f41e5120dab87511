"""Printed numbers: GRIM worked by hand and against Brown & Heathers (2017), verdicts against hand-made cases."""

from fractions import Fraction

import pandas as pd
import pytest

from engagelib import published
from engagelib import study as the_study
from engagelib.contracts.problems import MissingTable
from engagelib.exact import RECOMMENDED, Step
from engagelib.published.compare import VERDICTS, untested
from engagelib.study.study import Study

PAPER = (
    Step("domain"),
    Step("overall", "printed", "truncate"),
    Step("objective gap", "printed"),
    Step("overall gap", "printed"),
)


@pytest.mark.parametrize(
    ("mean", "items", "rounding", "possible"),
    [
        # worked by hand: n = 30
        ("3.82", 1, "half_up", False), ("3.82", 2, "half_up", True), ("4.62", 1, "half_up", False),
        ("3.82", 2, "truncate", False), ("3.82", 3, "truncate", True), ("4.57", 2, "truncate", False),
        ("2.83", 1, "half_up", True), ("3.93", 1, "half_up", True), ("4.53", 1, "truncate", True),
    ],
)  # fmt: skip
def test_grim_on_the_paper(mean, items, rounding, possible):
    assert published.grim(mean, 30, items, rounding).possible is possible


@pytest.mark.parametrize(("items", "share"), [(1, 0.30), (2, 0.60), (3, 0.90), (4, 1.00)])
def test_power_says_when_nothing_can_be_caught(items, share):
    # worked by hand: share of all 401 two-decimal means that are possible, n = 30
    assert 1 - published.grim("3.00", 30, items).power == pytest.approx(share, abs=0.006)


def test_one_respondent_needs_an_even_number_of_items():
    assert [k for k in range(1, 11) if published.grim("2.50", 1, k).possible] == [2, 4, 6, 8, 10]


def test_brown_and_heathers_own_example():
    # Brown & Heathers (2017), p. 364: a mean of 5.19 from 28 whole-number answers cannot be (145/28 = 5.18, 146/28 = 5.21)
    assert not published.grim("5.19", 28, high=7).possible
    assert published.grim("5.18", 28, high=7).sums == (145,)


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="last digits"):
        published.grim(2.5, 30)


@pytest.fixture
def tables():
    rows = [
        ("owner", "APO02", "3", "5", "2"), ("owner", "DSS02", "5/2", "9/2", "2"), ("owner", "DSS05", "5/2", "9/2", "2"),
        ("owner", "overall", "8/3", "14/3", "2"),
    ]  # fmt: skip
    gap = pd.DataFrame(rows, columns=["group", "objective", "as_is_exact", "to_be_exact", "gap_exact"])
    for column in ("as_is", "to_be", "gap"):
        gap[column] = [float(Fraction(v)) for v in gap[f"{column}_exact"]]
    words = [
        ("owner", "interval_a", "Defined Process"),
        ("owner", "floor", "Repeatable but Intuitive"),
        ("firm", "floor", "Optimised"),
    ]
    capability = pd.DataFrame(words, columns=["group", "rule", "label"])
    return {"gap": gap, "capability": capability, "sample": pd.DataFrame({"group": ["customer"], "n": [30]})}


def compared(tables, printed, quantity, pipeline=PAPER):
    frame = pd.DataFrame(
        [("T", "r", "c", printed, quantity)], columns=["place", "row", "column", "printed", "quantity"]
    )
    return published.compare(frame, tables, pipeline).iloc[0]


def test_verdicts(tables):
    overall = "gap/group=owner,objective=overall/as_is"
    row = compared(tables, "2,66", overall)
    assert (row["verdict"], row["recomputed"], row["recommended"], row["exact"]) == (
        "match under pipeline",
        "2.66",
        "2.67",
        "8/3",
    )
    assert compared(tables, "2,66", overall, RECOMMENDED)["verdict"] == "differs"
    assert compared(tables, "2,67", overall)["verdict"] == "match"
    assert "truncate" in compared(tables, "2,66", overall, RECOMMENDED)["why"]
    assert compared(tables, "2,70", overall)["verdict"] == "differs"
    assert compared(tables, "30", "sample/group=customer/n")["verdict"] == "match"
    assert compared(tables, "31", "sample/group=customer/n")["verdict"] == "differs"


def test_a_level_word_has_a_verdict_of_its_own(tables):
    row = compared(tables, "Defined Process", "capability/group=owner/label")
    assert row["verdict"] == "depends on the rule"
    assert "given by interval A" in row["why"] and "floor: Repeatable" in row["why"]
    assert compared(tables, "Chaos", "capability/group=owner/label")["verdict"] == "differs"


@pytest.mark.parametrize(
    ("quantity", "why"),
    [
        (None, "no result is named"),
        ("gap", "is not an address"),
        ("nothing/group=owner/as_is", "no result 'nothing'"),
        ("gap/group=nobody/as_is", "no row with group = nobody"),
        ("gap/group=owner,objective=APO02/height", "no column 'height'"),
        ("gap/colour=red/as_is", "no column 'colour'"),
    ],
)
def test_what_cannot_be_computed_says_why(tables, quantity, why):
    row = compared(tables, "1,00", quantity)
    assert row["verdict"] == "not computable" and why in row["why"]


def test_print_that_is_no_number(tables):
    assert compared(tables, "about 3", "gap/group=owner,objective=APO02/as_is")["verdict"] == "not computable"


def test_summary_lists_every_verdict(tables):
    frame = pd.DataFrame(
        [("T", "r", "c", "30", "sample/group=customer/n")],
        columns=["place", "row", "column", "printed", "quantity"],
    )
    summary = published.verdict_counts(published.compare(frame, tables)).set_index("verdict")["n"]
    assert summary["match"] == 1 and summary.sum() == 1 and set(summary.index) == set(VERDICTS)


# --- impossible, words, ranks, claims -----------------------------------------------------------------------------------


@pytest.fixture
def paper():
    """The paper's gap table from hand-chosen sums: 4 items per objective, 30 customers, 1 owner."""
    from engagelib import cobit

    sums = {
        ("customer", "as_is", 120): (339, 458, 471), ("customer", "to_be", 120): (543, 554, 548),
        ("owner", "as_is", 4): (12, 10, 10), ("owner", "to_be", 4): (20, 18, 18),
    }  # fmt: skip
    rows = [
        (group, state, objective, 30 if group == "customer" else 1, total, answers)
        for (group, state, answers), totals in sums.items()
        for objective, total in zip(("APO02", "DSS02", "DSS05"), totals, strict=True)
    ]
    scores = pd.DataFrame(rows, columns=["group", "state", "construct", "n", "total", "answers"])
    scores["mean"] = scores["total"] / scores["answers"]
    return {
        "gap": cobit.gaps(scores, PAPER),
        "scores": scores,
        "sample": pd.DataFrame({"group": ["customer"], "n": [30]}),
    }


CUSTOMER, OWNER = "gap/group=customer,objective={}/{}", "gap/group=owner,objective={}/{}"


@pytest.mark.parametrize(
    ("quantity", "printed", "why"),
    [
        # every figure reckoned by hand from the sums above
        (CUSTOMER.format("APO02", "as_is"), "2,83", "339/120 = 2.825; half-up at the domain stage: 2.83"),
        (OWNER.format("DSS02", "as_is"), "2,50", "10/4 = 2.50"),
        (CUSTOMER.format("overall", "as_is"), "3,52", "(2.83 + 3.82 + 3.93)/3 = 3.52666… (from printed numbers); truncated at the overall stage: 3.52"),
        (CUSTOMER.format("DSS05", "gap"), "0,64", "4.57 − 3.93 = 0.64 (from printed numbers)"),
        (CUSTOMER.format("overall", "gap"), "1,05", "4.57 − 3.52 = 1.05 (from printed numbers)"),
        ("scores/group=customer,state=as_is,construct=DSS02/mean", "3,82", "458/120 = 3.81666…; rounds to 3.82"),
        ("sample/group=customer/n", "30", "30"),
    ],
)  # fmt: skip
def test_each_number_expands_to_its_arithmetic(paper, quantity, printed, why):
    row = compared(paper, printed, quantity)
    assert (row["verdict"], row["why"]) == ("match", why)


@pytest.mark.parametrize(
    ("steps", "quantity", "why"),
    [
        (RECOMMENDED, OWNER.format("overall", "as_is"), "(12/4 + 10/4 + 10/4)/3 = 2.66666…; half-up at the overall stage: 2.67"),
        (RECOMMENDED, CUSTOMER.format("APO02", "gap"), "543/120 − 339/120 = 1.70"),
        (RECOMMENDED, CUSTOMER.format("overall", "gap"), "1645/360 − 317/90 = 1.04722…; half-up at the overall gap stage: 1.05"),
        (
            (*RECOMMENDED[:3], Step("overall gap", "gaps")), CUSTOMER.format("overall", "gap"),
            "(1.70 + 0.80 + 0.64)/3 = 1.04666… (from printed numbers); half-up at the overall gap stage: 1.05",
        ),
    ],
)  # fmt: skip
def test_the_arithmetic_follows_the_pipeline(paper, steps, quantity, why):
    printed = "2,67" if "as_is" in quantity else why[-4:]
    assert compared(paper, printed, quantity, steps)["why"] == why.replace("1645/360", "329/72")


@pytest.mark.parametrize(
    ("quantity", "printed", "verdict"),
    [
        (OWNER.format("DSS02", "as_is"), "2,66", "impossible"),  # quarters only
        (OWNER.format("DSS02", "as_is"), "2,74", "impossible"),  # 11/4 is 2.75 without any rounding
        (OWNER.format("DSS02", "as_is"), "2,7", "differs"),  # 2.75 cut
        (OWNER.format("DSS02", "as_is"), "2,25", "differs"),
        (OWNER.format("DSS02", "as_is"), "5,25", "impossible"),  # above the scale
        (CUSTOMER.format("DSS02", "as_is"), "3,99", "differs"),  # 120 answers reach every hundredth
        (CUSTOMER.format("DSS02", "as_is"), "3,995", "impossible"),  # 479/120 = 3.9917, 480/120 = 4
        (CUSTOMER.format("overall", "as_is"), "5,52", "impossible"),
        (CUSTOMER.format("overall", "gap"), "4,50", "impossible"),
        (CUSTOMER.format("overall", "gap"), "-3,50", "differs"),
        ("sample/group=customer/n", "30,5", "impossible"),
        ("scores/group=owner,state=as_is,construct=DSS02/mean", "2,66", "impossible"),
    ],
)
def test_impossible_is_what_no_whole_sum_prints_under_any_rounding(paper, quantity, printed, verdict):
    assert compared(paper, printed, quantity)["verdict"] == verdict


def test_reasons_in_indonesian(paper):
    frame = pd.DataFrame(
        [
            ("T", "r", "c", "2,66", OWNER.format("overall", "as_is")),
            ("T", "r", "d", "2,66", OWNER.format("DSS02", "as_is")),
        ],
        columns=["place", "row", "column", "printed", "quantity"],
    )
    cut, impossible = published.compare(frame, paper, PAPER, "id")["why"]
    assert cut.startswith(
        "(3,00 + 2,50 + 2,50)/3 = 2,66666… (dari angka tercetak); dipotong pada tahap rata-rata keseluruhan: 2,66"
    )
    assert "tidak ada jumlah 4 jawaban bulat 1–5 yang tercetak 2,66" in impossible


@pytest.mark.parametrize(
    ("group", "which", "printed", "verdict", "found"),
    [
        ("customer", "highest=gap", "APO02", "match", "APO02"),
        ("owner", "highest=gap", "APO02", "differs", "APO02, DSS02, DSS05"),
        ("customer", "highest=as_is", "DSS05", "match", "DSS05"),
        ("customer", "lowest=as_is", "apo02", "match", "APO02"),
        ("owner", "highest=as_is", "DSS05", "differs", "APO02"),
        ("owner", "lowest=as_is", "DSS05", "differs", "DSS02, DSS05"),
    ],
)
def test_what_is_largest(paper, group, which, printed, verdict, found):
    row = compared(paper, printed, f"gap/group={group},{which}/objective")
    assert (row["verdict"], row["recomputed"]) == (verdict, found)
    assert ("tie" in row["why"]) == ("," in found)


def test_ranks_are_words(paper):
    assert compared(paper, "1", CUSTOMER.format("APO02", "rank"))["verdict"] == "match"
    assert compared(paper, "1", OWNER.format("APO02", "rank"))[["verdict", "recomputed"]].tolist() == [
        "differs",
        "1=",
    ]


def test_names_belong_to_an_edition():
    from engagelib.study.audit import level_words, names

    tables = {"names": names(), "level_words": level_words()}
    # worked by hand: COBIT 5 says Manage, COBIT 2019 Managed; Defined Process is COBIT 4.1's
    row = compared(tables, "Manage Strategy", "names/edition=COBIT 2019,objective=APO02/name")
    assert (row["verdict"], row["recomputed"]) == ("differs", "Managed Strategy") and row["why"].endswith(
        "Manage Strategy belongs to COBIT 5"
    )
    assert (
        compared(tables, "Managed Strategy", "names/edition=COBIT 2019,objective=APO02/name")["verdict"]
        == "match"
    )
    assert compared(tables, "Defined Process", "level_words/edition=COBIT 5,level=3/word")["why"].endswith(
        "belongs to COBIT 4.1"
    )


def test_several_rows_need_a_condition(paper):
    row = compared(paper, "2,83", "gap/group=customer/as_is")
    assert row["verdict"] == "not computable" and "4 rows" in row["why"]


def test_words_without_a_number_are_untested():
    rows = [("Hasil", "dampak", "kata", "signifikan", None), ("Tabel 1", "x", "n", "30", None)]
    frame = pd.DataFrame(rows, columns=["place", "row", "column", "printed", "quantity"])
    compared = published.compare(frame, {})
    assert compared["verdict"].tolist() == ["not computable"] * 2
    assert "untested" in compared.loc[0, "why"] and "untested" not in compared.loc[1, "why"]
    assert untested(frame, "id")[["place", "word", "claims"]].values.tolist() == [
        ["Hasil", "signifikan", "menyatakan hasil uji statistik"]
    ]


def test_feasibility_of_the_paper(paper):
    frame = pd.DataFrame(
        [
            ("3,82", CUSTOMER.format("DSS02", "as_is")),
            ("3,82", CUSTOMER.format("DSS02", "as_is")),
            ("1,70", CUSTOMER.format("APO02", "gap")),
        ],
        columns=["printed", "quantity"],
    )
    found = published.feasibility(frame, paper["gap"], items=(1, 2), roundings=("half_up",))
    assert found[["group", "n", "printed", "items_1", "items_2"]].values.tolist() == [
        ["customer", 30, "3,82", False, True]
    ]


# --- the shipped study ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def study():
    from engagelib import Study

    return Study.open("kia-metro", "en")


def test_every_number_of_the_paper_matches_under_its_own_pipeline(study):
    from engagelib import study as the_study
    from engagelib.study.audit import results

    found = the_study.audit(study)
    assert set(found["verdict"]) == {"match", "match under pipeline", "depends on the rule"}
    assert found.loc[found["verdict"] == "match under pipeline", "printed"].tolist() == ["2,66", "2,66"]
    recommended = published.compare(study.published(), results(study))
    assert recommended.loc[recommended["verdict"] == "differs", "printed"].tolist() == ["2,66", "2,66"]
    assert (recommended["verdict"] == "depends on the rule").sum() == 2


def test_the_papers_claims_in_words(study):
    from engagelib import study as the_study

    found = the_study.wording(study).set_index("row")["verdict"]
    assert (
        found["kesenjangan terbesar menurut pelanggan"] == "match"
        and found["kesenjangan terbesar menurut pemilik"] == "differs"
    )
    assert found["APO02"] == found["tingkat 3"] == "differs"
    assert found["dampak terhadap interaksi dan kinerja"] == "not computable"


def test_a_study_without_claims_in_words_lacks_them(tmp_path, command):
    mine = command.copied("kia-metro", tmp_path / "mine")
    (mine / "wording.csv").unlink()
    with pytest.raises(MissingTable, match="wording.csv"):
        the_study.wording(Study.open(mine))


def test_what_the_print_does_not_have_is_not_called_printed(paper):
    """The paper prints the to-be of each objective (DSS05: 4.57), and no overall to-be (4.57 and 4.66)."""
    rows = [(CUSTOMER.format(o, c), "x") for o in ("APO02", "DSS02", "DSS05") for c in ("as_is", "to_be")]
    rows += [(CUSTOMER.format("overall", "as_is"), "3,52"), (CUSTOMER.format("overall", "gap"), "1,05"), (CUSTOMER.format("DSS05", "gap"), "0,64")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["quantity", "printed"]).assign(place="T", row="r", column="c")
    why = published.compare(frame, paper, PAPER).set_index("quantity")["why"]
    assert (
        why[CUSTOMER.format("overall", "gap")]
        == "4.57 − 3.52 = 1.05 (from rounded numbers, not all of them printed)"
    )
    assert why[CUSTOMER.format("DSS05", "gap")] == "4.57 − 3.93 = 0.64 (from printed numbers)"
    assert "(from printed numbers)" in why[CUSTOMER.format("overall", "as_is")]
