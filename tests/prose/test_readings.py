"""Sentences that read any result, answers in short, worked instances: their numbers are those of the table, in both languages."""

import pandas as pd
import pytest

from engagelib import (
    Study,
    agreement,
    cobit,
    coding,
    engagement,
    itil,
    loyalty,
    prose,
    published,
    reduction,
    sales,
    survey,
    triangulation,
)

LANGUAGES = pytest.mark.parametrize("lang", ["id", "en"])
SHARES = pd.DataFrame({"name": ["a", "b", "all"], "share": [0.25, 0.5, 0.75], "ci_low": [-0.1, 0.2, None], "ci_high": [0.4, 0.8, None]})  # fmt: skip


@LANGUAGES
def test_the_ends_of_a_column_leave_out_what_sums_up_the_others(lang):
    said = prose.range_of(SHARES, "name", "share", lang)
    assert "b (50" in said and "a (25" in said and "75" not in said and said.endswith(".")


def test_all_that_share_an_end_are_named_and_a_caption_is_cut_short():
    gaps = pd.DataFrame({"objective": ["APO02", "DSS02", "DSS05", "overall"], "gap": [2.0, 2.0, 0.5, 1.5]})
    assert prose.range_of(gaps, "objective", "gap", "en") == (
        "Highest gap: APO02 and DSS02 (2.00); lowest: DSS05 (0.50), of 3 compared."
    )
    hours = pd.DataFrame({"hour": range(6), "tickets": [0, 0, 0, 0, 0, 7]})
    assert prose.range_of(hours, "hour", "tickets", "en") == (
        "Most tickets: 5 (7); fewest: 0, 1, 2 and 2 others (0), of 6 compared."
    )
    long = pd.DataFrame({"caption": ["kata " * 40, "b"], "n": [2, 1]})
    assert f"{'kata ' * 11}kata… (2)" in prose.range_of(long, "caption", "n", "en")
    monthly = pd.DataFrame({"month": pd.to_datetime(["2025-09-01", "2025-10-01"]), "mean": [9.0, 8.0]})
    assert "September 2025 (9,00)" in prose.range_of(monthly, "month", "mean", "id")


@LANGUAGES
def test_equal_values_have_no_highest_and_no_value_is_said_to_be_unknown(lang):
    same = SHARES.assign(share=0.5)
    assert "50" in prose.range_of(same, "name", "share", lang)
    nothing = prose.range_of(SHARES.assign(share=float("nan")), "name", "share", lang)
    assert nothing.endswith(".") and "nan" not in nothing


@LANGUAGES
def test_intervals_that_leave_zero_out_are_counted_and_named(lang):
    said = prose.clear_of_zero(SHARES, "name", lang)
    assert said.startswith("1") and "b" in said
    assert "0" not in prose.clear_of_zero(SHARES.iloc[:0], "name", lang)
    assert prose.clear_of_zero(SHARES.iloc[:1], "name", lang).endswith(".")


@LANGUAGES
def test_counts_are_those_of_the_column(lang):
    said = prose.counts_of(pd.DataFrame({"verdict": ["match", "match", "differs", None]}), "verdict", lang)
    assert "3" in said and "2" in said and "1" in said


def test_no_row_is_not_zero_rows_of_something():
    assert (
        prose.rows_of(SHARES, lang="en") == "3 rows."
        and prose.rows_of(SHARES.iloc[:0], lang="en") == "Not a single row."
    )


def test_an_answer_is_folded_until_it_is_opened():
    data = Study("kia-metro", "en")
    answer = data.answer("rows_of", SHARES)
    assert answer == "3 rows."
    assert answer._repr_html_().startswith("<details><summary>Answer</summary><p")
    assert Study("kia-metro").answer("rows_of", SHARES)._repr_html_().startswith("<details><summary>Jawaban<")


def test_alpha_by_hand_is_alpha():
    """Three items of four people, computed with R 4.3.2: psych::alpha(x)$total$raw_alpha = 0.8823529."""
    x = [[1, 2, 1], [2, 2, 3], [4, 4, 3], [5, 3, 5]]
    rows = [(f"R{r}", item, v) for r, own in enumerate(x) for item, v in zip("abc", own, strict=True)]
    table = pd.DataFrame(rows, columns=["respondent", "item", "value"]).assign(state="none", construct="c")
    worked = survey.alpha_by_hand(survey.covariances(table))
    assert float(worked["result"].iloc[-1]) == round(survey.reliability(table)["alpha"].iloc[0], 3)


def test_krippendorff_by_hand_is_krippendorff():
    """Krippendorff (2011), example of two observers and binary data: alpha = .095."""
    a, b = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    rows = [
        (u, c, "P" if g else None)
        for u, both in enumerate(zip(a, b, strict=True))
        for c, g in zip("AB", both, strict=True)
    ]
    cells = agreement.coincidences(pd.DataFrame(rows, columns=["unit", "coder", "code"]))
    assert cells.to_numpy().tolist() == [[2.0, 4.0], [4.0, 10.0]]
    assert agreement.coincidence_by_hand(cells)["result"].iloc[-1] == "0.095"


def test_six_tickets_by_hand_are_the_curve():
    """Kaplan & Meier: 6 wait; answered after 1, 3, 3 hours, cut off at 2, 8, 8: S = 5/6, then 5/6 * 3/4 * 2/3."""
    hour = pd.Timestamp("2025-07-01 08:00", tz="UTC")
    waits = [1, 3, 3, None, None, None]
    opened = [hour, hour, hour, hour + pd.Timedelta(hours=6), hour, hour]
    replies = [at + pd.Timedelta(hours=w) if w else pd.NaT for at, w in zip(opened, waits, strict=True)]
    from engagelib.contracts import typed

    log = typed("tickets", pd.DataFrame({"ticket": list("abcdef"), "process": "request", "opened_at": opened, "first_reply_at": replies, "initiated_by": "customer"}))  # fmt: skip
    until = hour + pd.Timedelta(hours=8)
    by_hand = itil.wait_by_hand(log, until=until)
    assert round(by_hand["share_waiting"].iloc[-1], 6) == round(5 / 6 * 3 / 4 * 2 / 3, 6)
    assert by_hand["share_waiting"].iloc[-1] == pytest.approx(
        itil.response_curve(log, until)["share_waiting"].iloc[-1]
    )


@pytest.mark.parametrize("empty", [
    lambda: survey.alpha_by_hand(pd.DataFrame()),
    lambda: reduction.keyness_by_hand(pd.DataFrame(columns=["term", "n", "n_other", "per_1000", "per_1000_other", "log_ratio"])),
    lambda: coding.share_by_hand(pd.DataFrame({"code": [], "n": [], "units": []})),
    lambda: engagement.rate_by_hand(pd.DataFrame({"video_id": [], "views": [], "likes": [], "comments": [], "shares": []})),
    lambda: sales.change_by_hand(pd.DataFrame({"measure": [], "before": [], "after": [], "estimate": []})),
    lambda: loyalty.return_by_hand(pd.DataFrame({"case": ["all"], "customers": [0], "repeat": [0]})),
    lambda: published.grim_by_hand(pd.DataFrame({"printed": [], "n": []})),
])  # fmt: skip
@LANGUAGES
def test_what_cannot_be_worked_is_said(empty, lang):
    table = empty()
    assert table.empty and prose.worked_out(table, lang).endswith(".")


def test_grim_by_hand_agrees_with_grim():
    for printed, n in (("3,52", 30), ("2,50", 1), ("3,53", 30), ("2,83", 6)):
        found = published.grim_by_hand(pd.DataFrame({"printed": [printed], "n": [n]}))
        assert (found["result"].iloc[-1] == "yes") == published.grim(printed, n).possible


@LANGUAGES
def test_sentences_on_what_is_empty_are_sentences(lang):
    frame = pd.DataFrame
    said = [
        prose.together(frame({"n": [], "code_a": [], "code_b": []}), frame({"code": [], "name": []}), lang),
        prose.associated(frame({"p_holm": [None]}), lang),
        prose.hung_together(frame({"item_rest_r": [None]}), lang),
        prose.paired(frame({"p_holm": [], "note": []}), lang),
        prose.differed(frame({"p_holm": [], "note": []}), lang),
        prose.correlated(frame({"rho": [], "note": []}), lang),
        prose.weakest(frame({"state": []}), lang),
        prose.first_step(frame(), lang),
        prose.assessed(frame({"objective": [], "perceived": [], "level": []}), lang),
        prose.matured(frame({"level": []}), lang),
        prose.backlog(frame({"open": []}), lang),
        prose.carried(frame({"views_share": []}), lang),
        prose.cohorts(frame({"month": [], "active": [], "customers": []}), lang),
        prose.strands(frame(), lang),
        prose.related(frame(), lang),
        prose.possible(frame(), lang),
        prose.research([], lang),
    ]
    assert all(words.endswith(".") and "nan" not in words and "{" not in words for words in said)


def test_perception_runs_ahead_of_what_is_assessed():
    gap = pd.DataFrame({"group": "customer", "objective": ["DSS05", "APO02"], "as_is": [3.9, 2.8], "n": 30})
    reached = pd.DataFrame({"objective": ["DSS05", "APO02"], "level": [1, 2], "rule": "iso"})
    beside = cobit.beside(gap, reached)
    assert beside["ahead"].round(1).tolist() == [2.9, 0.8]
    assert "0.8" in prose.assessed(beside, "en") and "2.9" in prose.assessed(beside, "en")


def test_a_claim_by_hand_shows_its_strands():
    evidence = pd.DataFrame({
        "claim": "c", "source": ["owner"] * 3 + ["customer"], "method": ["interview"] * 2 + ["log"] + ["interview"],
        "ref": "units:x", "stance": ["supports", "supports", "contradicts", "supports"], "computed": [False, False, True, False],
    })  # fmt: skip
    strands = triangulation.code_by_hand(evidence)
    assert strands["source_stance"].tolist() == ["supports", "mixed", "mixed"] and set(strands["farmer"]) == {
        "partial"
    }
    assert "3" in prose.strands(strands, "en")


def test_one_construct_is_not_the_highest_and_the_lowest():
    scores = pd.DataFrame(
        {"group": ["customer"], "state": ["none"], "construct": ["K1"], "mean": [3.1], "n": [24]}
    )
    said = prose.answer_survey(scores, pd.DataFrame({"alpha": [0.75]}), "en")
    assert said == "By 24 respondents (customer) the mean of K1 is 3.10; alpha of its items is .75."
