"""Tallies, intervals and saturation on cases that can be counted by eye."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelib import coding, intervals, prose
from engagelib.coding import relations
from engagelib.coding.saturation import first_mentions, outcome, reached
from engagelib.coding.tally import periods, segments

CODEBOOK = pd.DataFrame({
    "code": ["T1", "P", "K", "T2", "A"],
    "parent": [None, "T1", "T1", None, "T2"],
    "theme": ["T1", "T1", "T1", "T2", "T2"],
    "name": ["Respons", "Pujian", "Keluhan", "Partisipasi", "Ajakan"],
})  # fmt: skip


def codings(*rows):
    return pd.DataFrame(rows, columns=["unit", "coder", "code"])


READ = codings(
    ("u1", "A", "P"),
    ("u1", "A", "P"),
    ("u1", "A", "K"),
    ("u2", "A", "P"),
    ("u3", "A", None),
    ("u4", "A", "A"),
)


def test_wilson_against_r():
    # R 4.2.2: prop.test(7, 50, correct = FALSE)$conf.int
    low, high = intervals.wilson(np.array([7]), np.array([50]))
    assert (low[0], high[0]) == pytest.approx((0.0695083343, 0.2618619371), abs=1e-9)
    low, high = intervals.wilson(np.array([0, 5]), np.array([5, 5]))
    assert low[0] == 0 and high[1] == 1


def test_a_code_counts_once_per_unit_and_none_is_read():
    table = coding.tally(READ, CODEBOOK).set_index("code")
    assert table.loc["P", ["n", "units"]].tolist() == [2, 4]
    assert table.loc["A", "theme"] == "Partisipasi" and table.loc["K", "name"] == "Keluhan"
    assert list(table.index) == ["P", "K", "A"]  # the codebook's order, themes are not codes


def test_codes_never_given_stay_as_zero():
    table = coding.tally(READ[READ["code"] != "K"], CODEBOOK).set_index("code")
    assert table.loc["K", ["n", "share"]].tolist() == [0, 0]


def test_by_coder_each_has_his_own_denominator():
    both = pd.concat([READ, codings(("u1", "B", "P"), ("u2", "B", None))])
    table = coding.tally(both, CODEBOOK, by=["coder"]).set_index(["coder", "code"])
    assert table.loc[("B", "P"), ["n", "units"]].tolist() == [1, 2]
    assert table.loc[("A", "P"), ["n", "units"]].tolist() == [2, 4]


def test_themes_count_a_unit_once():
    table = coding.themes(READ, CODEBOOK).set_index("code")
    assert table.loc["T1", ["name", "n", "units"]].tolist() == ["Respons", 2, 4]


def test_saturation_after_guest_namey_chen():
    # base 2 knows {a, b, c}; runs of 2: {d} new -> 1/3, then none -> 0
    order = ["c1", "c2", "c3", "c4", "c5", "c6"]
    given = {"c1": "ab", "c2": "bc", "c3": "a", "c4": "d", "c5": "ab", "c6": "d"}
    table = coding.saturation(
        codings(*[(c, "A", code) for c, codes in given.items() for code in codes]), order, base=2, run=2
    )
    assert table["cumulative"].tolist() == [2, 3, 3, 4, 4, 4]
    assert table["ratio"].dropna().tolist() == pytest.approx([1 / 3, 0])
    assert table["saturated"].dropna().tolist() == [False, True]


def test_quotes_come_from_different_people_with_ids():
    units = pd.DataFrame(
        {
            "unit": ["u1", "u2", "u4"],
            "case": ["x", "x", "y"],
            "text": ["enak sekali mie ayamnya di sini", "enak", "ayo ke sini semua teman"],
        }
    )
    table = coding.quotes(READ, units, CODEBOOK, each=2)
    assert table[table["code"] == "P"]["unit"].tolist() == ["u1"]
    assert set(table.columns) == {"theme", "code", "name", "unit", "case", "text", "quote", "context"}


def test_by_case_moves_codings_to_people():
    units = pd.DataFrame({"unit": ["u1", "u2"], "case": ["x", "x"], "text": ["", ""]})
    assert coding.by_case(READ, units)["unit"].unique().tolist() == ["x"]


def test_a_theme_that_was_given_as_a_code_is_counted():
    table = coding.tally(pd.concat([READ, codings(("u5", "A", "T2"))]), CODEBOOK).set_index("code")
    assert table.loc["T2", ["n", "units"]].tolist() == [1, 5]


def test_tally_by_an_attribute_and_themes_too():
    attributes = pd.DataFrame({"unit": ["u1", "u2", "u3", "u4"], "video": ["v1", "v1", "v2", "v2"]})
    table = coding.tally(READ, CODEBOOK, by=["video"], attributes=attributes).set_index(["video", "code"])
    assert table.loc[("v1", "P"), ["n", "units"]].tolist() == [2, 2] and table.loc[("v2", "P"), "n"] == 0
    lifted = coding.themes(READ, CODEBOOK, by=["video"], attributes=attributes).set_index(["video", "code"])
    assert lifted.loc[("v1", "T1"), "n"] == 2


def test_segments_and_units_are_two_counts():
    spans = codings(("u1", "A", "P"), ("u1", "A", "P"), ("u1", "A", "P"), ("u2", "A", "P")).assign(
        start=[0, 5, 5, None], end=[3, 9, 9, None]
    )
    assert segments(spans)[["segments", "n"]].values.tolist() == [[3, 2]]


def test_periods_follow_the_studys_clock():
    units = pd.DataFrame(
        {"unit": ["a", "b"], "made_at": pd.to_datetime(["2025-09-07T16:59:00Z", "2025-09-07T17:00:00Z"])}
    )
    assert periods(units)["period"].tolist() == [
        "2025-09-01",
        "2025-09-08",
    ]  # midnight in Jakarta is 17:00 UTC


# --- intervals for units that hang together ------------------------------------------------------------------------------------


def test_the_cluster_interval_is_wider_where_one_author_writes_much():
    rows = [(f"{a}-{i}", "A", "P" if a % 2 else None) for a in range(20) for i in range(30)]
    one = coding.tally(codings(*rows), cluster={unit: unit.split("-")[0] for unit, *_ in rows}).iloc[0]
    assert one["clusters"] == 20 and one["share"] == 0.5
    assert one["cluster_high"] - one["cluster_low"] > 4 * (one["ci_high"] - one["ci_low"])
    # The exact interval of a mean of 20 coin tosses: +- 1.96 * sqrt(.25 / 20) = .219
    assert (one["cluster_low"], one["cluster_high"]) == pytest.approx((0.281, 0.719), abs=0.04)


def test_one_cluster_has_no_interval():
    rows = [(f"u{i}", "A", "P" if i % 2 else None) for i in range(20)]
    book = pd.DataFrame({"code": ["P", "Q"], "parent": None, "theme": ["P", "Q"]})
    table = coding.tally(codings(*rows), book, cluster=dict.fromkeys([unit for unit, *_ in rows], "shop"))
    assert (
        table["clusters"].tolist() == [1, 1] and table["note"].map(str).eq("one cluster: no interval").all()
    )
    assert table[["cluster_low", "cluster_high"]].isna().all(axis=None)
    text = prose.tally(table, table, "id")
    assert "50% unit; satu gugus: tanpa selang" in text and "–" not in text
    assert coding.tally(codings(*rows), cluster={})["note"].eq("").all()


def test_units_that_are_their_own_cluster_get_about_wilsons_interval():
    rows = [(str(i), "A", "P" if i % 4 == 0 else None) for i in range(400)]
    one = coding.tally(codings(*rows), cluster={}).iloc[0]
    assert one["clusters"] == 400
    assert (one["cluster_low"], one["cluster_high"]) == pytest.approx(
        (one["ci_low"], one["ci_high"]), abs=0.01
    )


def test_the_cluster_interval_does_not_depend_on_names():
    rows = [(str(i), "A", "P" if i % 3 == 0 else None) for i in range(60)]
    owner = {str(i): str(i // 5) for i in range(60)}
    renamed = {unit: "z" + name for unit, name in owner.items()}
    columns = ["cluster_low", "cluster_high"]
    assert coding.tally(codings(*rows), cluster=owner)[columns].equals(
        coding.tally(codings(*rows), cluster=renamed)[columns]
    )


# --- relations -----------------------------------------------------------------------------------------------------------------


def test_cooccurrence_never_pairs_two_coders():
    both = codings(
        ("u1", "A", "P"),
        ("u1", "B", "K"),
        ("u2", "A", "P"),
        ("u2", "A", "K"),
        ("u2", "A", "K"),
        ("u3", "A", None),
        ("u3", "B", "K"),
    )
    table = coding.cooccurrence(both)
    assert table["coder"].tolist() == ["A"]  # B never gave two different codes
    one = table.iloc[0]
    assert one[["n_a", "n_b", "n", "units"]].tolist() == [1, 2, 1, 3]
    assert one["c"] == pytest.approx(1 / 2) and one["lift"] == pytest.approx(1 * 3 / (1 * 2))


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.sampled_from("AB"), st.sampled_from("wxyz")), min_size=1, max_size=40
    )
)
def test_cooccurrence_against_counting_by_hand(rows):
    table = coding.cooccurrence(codings(*[(str(u), c, k) for u, c, k in rows]))
    for row in table.itertuples():
        sets = {}
        for unit, coder, code in rows:
            if coder == row.coder:
                sets.setdefault(unit, set()).add(code)
        assert row.n == sum({row.code_a, row.code_b} <= s for s in sets.values()) and row.units == len(sets)


def crossed(present, units, code="P"):
    rows = [
        (f"{v}{i}", "A", code if i < n else None)
        for v, (n, m) in enumerate(zip(present, units, strict=True))
        for i in range(m)
    ]
    return codings(*rows), pd.DataFrame(
        {"unit": [r[0] for r in rows], "role": [f"value {r[0][0]}" for r in rows]}
    )


def test_chi_square_and_v_against_r():
    # R 4.2.2: chisq.test(matrix(c(12,38,30,20,8,42),2), correct=FALSE) -> 24.72, p 4.28667150127e-06; V = sqrt(24.72/150)
    table = coding.crosstab(*crossed([12, 30, 8], [50, 50, 50]))
    assert table["share"].tolist() == [0.24, 0.6, 0.16]
    one = coding.associations(table).iloc[0]
    assert one[["test", "units", "df"]].tolist() == ["chi-square", 150, 2]
    assert (one["statistic"], one["p"], one["cramers_v"]) == pytest.approx(
        (24.72, 4.28667150127e-06, 0.405955662604), rel=1e-9
    )


@pytest.mark.parametrize(
    ("present", "units", "p"),
    # R 4.2.2: fisher.test of (3,1;0,7;2,9), (1,11;9,3) and (4,16;1,22;6,10;0,9)
    [
        ([3, 0, 2], [4, 7, 11], 0.0263157894737),
        ([1, 9], [12, 12], 0.00275945618522),
        ([4, 1, 6, 0], [20, 23, 16, 9], 0.0233685883055),
    ],
)
def test_fisher_against_r(present, units, p):
    assert relations.exact(np.array(present), np.array(units))[0] == pytest.approx(p, rel=1e-9)
    sampled, note = relations.exact(np.array(present), np.array(units), most=1)
    assert sampled == pytest.approx(p, abs=0.012) and "9,999" in str(note)


def test_small_counts_take_fisher_and_holm_corrects_within_an_attribute():
    made, attributes = crossed([3, 0, 2], [4, 7, 11])
    again = made.dropna(subset="code").assign(code="Q")
    found = coding.associations(coding.crosstab(pd.concat([made, again]), attributes))
    assert found["test"].tolist() == ["Fisher"] * 2 and found["p_holm"].tolist() == pytest.approx(
        [2 * 0.0263157894737] * 2
    )
    # R: p.adjust(c(.01,.02,.03,.005,.6), "holm")
    assert intervals.holm(np.array([0.01, 0.02, 0.03, 0.005, 0.6])).tolist() == pytest.approx(
        [0.04, 0.06, 0.06, 0.025, 0.6]
    )


def test_what_cannot_be_tested_says_why():
    found = coding.associations(coding.crosstab(*crossed([4, 7], [4, 7])))
    assert np.isnan(found.loc[0, "p"]) and str(found.loc[0, "note"]) == "given in every unit"
    made, attributes = crossed([1], [4])
    assert (
        str(coding.associations(coding.crosstab(made, attributes)).loc[0, "note"])
        == "the attribute has one value"
    )
    with pytest.raises(ValueError, match="stands twice"):
        coding.crosstab(made, pd.concat([attributes, attributes]))


# --- saturation ----------------------------------------------------------------------------------------------------------------


def test_first_mentions():
    table = first_mentions(codings(("c1", "A", "x"), ("c2", "A", "y"), ("c2", "A", "x"), ("c3", "A", None)))
    assert table.values.tolist() == [["x", 1, "c1", 2], ["y", 2, "c2", 1]]


def test_the_band_is_what_orders_show():
    given = {f"c{i}": "ab" if i < 10 else "c" for i in range(12)}
    rows = codings(*[(c, "A", code) for c, codes in given.items() for code in codes])
    band = coding.saturation_band(rows, permutations=400)
    assert band["high"].iloc[-1] == band["low"].iloc[-1] == 3  # every order ends with every code
    assert (band["low"] <= band["median"]).all() and (band["median"] <= band["high"]).all()
    assert band["low"].iloc[0] == 1 and band["median"].iloc[0] == 2
    assert band["reached"].is_monotonic_increasing and band["reached"].iloc[4] == 0
    same = coding.saturation(rows, base=4)
    assert same["cumulative"].iloc[-1] == 3 and same["position"].tolist() == band["position"].tolist()


def read_in_order(*new):
    """A saturation table (base 2, run 2, at most 5% of the base) of cases that bring so many new codes each."""
    rows = [(f"c{i}", "A", f"{i}-{j}") for i, n in enumerate(new) for j in range(n)]
    order = [f"c{i}" for i in range(len(new))]
    return coding.saturation(codings(*rows, ("c0", "A", None)), order, base=2, run=2)


@pytest.mark.parametrize(
    ("new", "first", "later", "lost", "since", "lasted", "words"),
    [
        ((3, 2, 1, 0, 0, 0, 0, 0), 6, 0, (), 6, True, "saturated at 6; no code came after"),
        (
            (3, 2, 0, 0, 1, 0, 0, 1, 0, 0),
            4,
            2,
            (6, 8),
            10,
            False,
            "first reached at 4; 2 of 7 codes came after",
        ),
        ((3, 2, 0, 0, 1, 1), 4, 2, (6,), None, False, "first reached at 4; 2 of 7 codes came after"),
        ((3, 2, 0, 0), 4, 0, (), 4, False, "first reached at 4, the last one read"),
        ((3, 2, 0, 0, 1), 4, 1, (), 4, True, "first reached at 4; 1 of 6 codes came after"),
        ((3, 2, 1, 1), None, 0, (), None, False, "not reached"),
        ((3, 2, 0), None, 0, (), None, False, "too few to judge"),
        ((0, 0, 0, 0), None, 0, (), None, False, "too few to judge"),
    ],
)
def test_when_saturation_was_reached_whether_it_lasted_and_what_came_after(
    new, first, later, lost, since, lasted, words
):
    table = read_in_order(*new)
    found = reached(table)
    assert (found.first, found.later, found.lost, found.since, found.lasted) == (
        first,
        later,
        lost,
        since,
        lasted,
    )
    assert outcome(table, "en") == words and outcome(table, "id") != words


def test_a_code_of_all_or_none_has_no_interval_of_no_width():
    rows = [(str(i), "A", "all") for i in range(12)]
    book = pd.DataFrame(
        {"code": ["all", "none"], "parent": None, "theme": ["all", "none"], "name": ["all", "none"]}
    )
    table = coding.tally(codings(*rows), book, cluster={str(i): str(i // 3) for i in range(12)}).set_index(
        "code"
    )
    assert table[["cluster_low", "cluster_high"]].isna().all(axis=None)
    # Wilson's, beside it: 1 / (1 + z^2 / 12) = .7575
    assert table.loc["all", "ci_low"] == pytest.approx(0.7575, abs=5e-5) and table.loc[
        "none", "ci_high"
    ] == pytest.approx(0.2425, abs=5e-5)


# --- passages ------------------------------------------------------------------------------------------------------------------

SAID = pd.DataFrame(
    {"unit": ["u1", "u2"], "case": ["x", "y"], "text": ["wah 😋 enak sekali, harganya pas", "mahal ah"]}
)


def test_a_quote_of_a_span_has_its_context_and_an_id_that_stays():
    spans = codings(("u1", "A", "P"), ("u2", "A", "K")).assign(start=[6, None], end=[17, None])
    table = coding.quotes(spans, SAID, shortest=1).set_index("code")
    assert table.loc["P", "text"] == "enak sekali" and table.loc["P", "context"].startswith("wah 😋")
    assert table.loc["P", "quote"] == coding.quotes(spans.iloc[:1], SAID, shortest=1)["quote"].iloc[0]


def test_words_in_context_and_memos():
    found = coding.kwic(SAID, r"harga\w*", width=8)
    assert found.values.tolist() == [["u1", 19, 27, "sekali, ", "harganya", " pas"]]
    noted = codings(("u1", "A", "P"), ("u2", "A", "K")).assign(memo=["ragu", None])
    assert coding.memos(noted, SAID)[["memo", "text"]].values.tolist() == [["ragu", SAID["text"][0]]]


def test_the_framework_has_a_cell_for_every_case_and_theme():
    read = codings(("u1", "A", "P"), ("u2", "A", None))
    written = pd.DataFrame({"case": ["x"], "theme": ["Respons"], "summary": ["memuji rasa"]})
    table = coding.framework(read, SAID, CODEBOOK, written).set_index(["case", "theme"])
    assert len(table) == 4 and table.loc[("x", "Respons"), ["n", "units", "summary"]].tolist() == [
        1,
        1,
        "memuji rasa",
    ]
    assert table.loc[("y", "Respons"), "n"] == 0 and pd.isna(table.loc[("y", "Respons"), "quote"])


def test_no_coded_unit_gives_associations_without_a_row():
    made, attributes = crossed([4, 7], [7, 7])
    found = coding.associations(coding.crosstab(made, attributes.assign(unit="x" + attributes["unit"])))
    assert found.empty and {"attribute", "code", "p_holm"} <= set(found.columns)
