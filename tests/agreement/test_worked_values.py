"""Agreement held to values that others printed or computed, each with its source; `-s` shows the table.

psych: R 4.2.2 with psych 2.2.9, run once; the call stands in the source. irrCAC: the Python package irrCAC 0.4.4 (Gwet's
own formulas), `CAC(table, weights=…)`, run once. The figures of Krippendorff (2019), figure 12.11, are those that the
tests of R's quallmer quote from the book. What a book prints to three digits is held to half of the last one.
"""

import numpy as np
import pandas as pd
import pytest

from engagelib import agreement
from tests.agreement.test_agreement import KRIPPENDORFF, expand

N = np.nan
SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
ONE = [1, 2, 3, 3, 2, 1, 4, 1, 2, 5, 3, 4, 2, 1, 5, 4, 3, 2, 1, 4]
OTHER = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 4, 3, 2, 1, 4, 5, 3, 2, 2, 4]
THIRD = [1, 3, 3, 3, 2, 2, 4, 2, 2, 5, 4, 4, 2, 1, 4, 4, 3, 3, 1, 5]
TWO, THREE = np.column_stack([ONE, OTHER]), np.column_stack([ONE, OTHER, THIRD])
GAPPED = [[1, 1, 4], [4, 4, 4], [1, N, 1], [8, 4, 8], [8, 8, 8], [1, 4, N]]
COHEN = expand([[44, 7, 9], [5, 20, 5], [1, 3, 6]])  # Cohen (1968), of 100 patients
FLEISS = expand([[106, 10, 4], [22, 28, 10], [2, 12, 6]])  # Fleiss, Cohen & Everitt (1969), of 200
POESIO = expand([[46, 6, 0], [0, 32, 0], [0, 6, 10]])  # Artstein & Poesio (2008), section 2
BOOK = {  # Krippendorff (2019), figure 12.11: three observers, a continuum of 60
    "Alex": [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)],
    "Paul": [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)],
    "Suzan": [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)],
}
MARKED = pd.DataFrame(
    [("t", who, str(code), start, end) for who, spans in BOOK.items() for start, end, code in spans],
    columns=["unit", "coder", "code", "start", "end"],
)
TEXT = pd.DataFrame({"unit": ["t"], "text": ["x" * 60]})
DISAGREEMENT = pd.DataFrame([[0, 1, 3], [1, 0, 6], [3, 6, 0]], index=[0, 1, 2], columns=[0, 1, 2])
HALF = pd.DataFrame([[0, 1, 0.5556], [1, 0, 0.3333], [0.5556, 0.3333, 0]])


def value(name, cells, **options):
    return getattr(agreement, name)(cells, resamples=0, **options).value


def form(name, cells=SHROUT, end="value"):
    return getattr(agreement.icc(cells, name), end)


def unitized(measure, code=None):
    return agreement.unitizing(MARKED, TEXT, measure, code).value


PSYCH = "psych::ICC(x, lmer = FALSE)"
SF = "Shrout & Fleiss (1979), table 4"
BOOK_2019 = "Krippendorff (2019), section 12.6"
WORKED = [
    ("alpha, nominal", value("krippendorff", KRIPPENDORFF), 0.743421, 1e-6, "Krippendorff (2011), example C"),
    ("alpha, ordinal", value("krippendorff", KRIPPENDORFF, level="ordinal"), 0.815388, 1e-6, "the same"),
    ("alpha, interval", value("krippendorff", KRIPPENDORFF, level="interval"), 0.849107, 1e-6, "the same"),
    ("alpha, ratio", value("krippendorff", KRIPPENDORFF, level="ratio"), 0.797403, 1e-6, "the same"),
    ("pi", value("fleiss", POESIO), 0.7995, 5e-5, "Artstein & Poesio (2008), section 2"),
    ("S", value("brennan_prediger", POESIO), 0.82, 5e-5, "the same"),
    ("kappa", value("cohen", POESIO), 0.8013, 5e-5, "the same"),
    ("alpha", value("krippendorff", POESIO), 0.8005, 5e-5, "the same"),
    ("kappa, own weights", value("cohen", COHEN, weights=DISAGREEMENT), 0.348, 5e-4, "Cohen (1968)"),
    ("kappa, own weights", value("cohen", COHEN, weights=DISAGREEMENT), 0.347826087, 1e-9, "psych::cohen.kappa"),
    ("kappa", value("cohen", COHEN), 0.4915254237, 1e-9, "psych::cohen.kappa"),
    ("kappa, own weights", value("cohen", FLEISS, weights=HALF), 0.5070699649, 1e-9, "psych::cohen.kappa(x, w)"),
    ("kappa, quadratic", value("cohen", FLEISS, weights="quadratic"), 0.5666666667, 1e-9, "psych::cohen.kappa(x)"),
    ("kappa, quadratic", value("cohen", TWO, weights="quadratic"), 0.9069767442, 1e-9, "psych::cohen.kappa(x)"),
    ("kappa, linear", value("cohen", TWO, weights="linear"), 0.7894736842, 1e-9, "psych::cohen.kappa(x, w)"),
    ("AC1", value("gwet_ac1", KRIPPENDORFF), 0.775444068, 1e-9, "irrCAC gwet; Gwet (2014) prints .77544"),
    ("Fleiss", value("fleiss", KRIPPENDORFF), 0.761169275, 1e-9, "irrCAC fleiss; Gwet (2014) prints .76117"),
    ("Brennan-Prediger", value("brennan_prediger", KRIPPENDORFF), 0.772727273, 1e-9, "irrCAC bp"),
    ("AC2, linear", value("gwet_ac2", KRIPPENDORFF, weights="linear"), 0.858739136, 1e-9, "irrCAC gwet"),
    ("AC2, quadratic", value("gwet_ac2", KRIPPENDORFF), 0.914000724, 1e-9, "irrCAC gwet"),
    ("BP, linear", value("brennan_prediger", KRIPPENDORFF, weights="linear"), 0.848484848, 1e-9, "irrCAC bp"),
    ("BP, quadratic", value("brennan_prediger", KRIPPENDORFF, weights="quadratic"), 0.901515152, 1e-9, "irrCAC bp"),
    ("Fleiss, linear", value("fleiss", KRIPPENDORFF, weights="linear"), 0.817944767, 1e-9, "irrCAC fleiss"),
    ("Fleiss, quadratic", value("fleiss", KRIPPENDORFF, weights="quadratic"), 0.864935065, 1e-9, "irrCAC fleiss"),
    ("AC2, two coders", value("gwet_ac2", TWO, weights="linear"), 0.819277108, 1e-9, "irrCAC gwet"),
    ("AC2, two coders", value("gwet_ac2", TWO, weights="quadratic"), 0.930232558, 1e-9, "irrCAC gwet"),
    ("BP, two coders", value("brennan_prediger", TWO, weights="linear"), 0.8125, 1e-9, "irrCAC bp"),
    ("AC2, values 1 4 8", value("gwet_ac2", GAPPED, weights="linear"), 0.592820261, 1e-9, "irrCAC gwet"),
    ("AC2, values 1 4 8", value("gwet_ac2", GAPPED), 0.743392733, 1e-9, "irrCAC gwet"),
    ("BP, values 1 4 8", value("brennan_prediger", GAPPED, weights="linear"), 0.589285714, 1e-9, "irrCAC bp"),
    ("Fleiss, values 1 4 8", value("fleiss", GAPPED, weights="quadratic"), 0.721993782, 1e-9, "irrCAC fleiss"),
    *((f"{name}", form(name), printed, 5e-3, SF) for name, printed in zip(
        ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"), (0.17, 0.29, 0.71, 0.44, 0.62, 0.91),
        strict=True)),
    *((f"{name}, {end}", form(name, SHROUT, end), known, 1e-8, f"{PSYCH} of {SF}") for name, low, high in (
        ("ICC(1,1)", -0.13293232487, 0.7225600623), ("ICC(2,1)", 0.01878651337, 0.7610843696),
        ("ICC(3,1)", 0.34246476503, 0.9458582600), ("ICC(1,k)", -0.88444215524, 0.9124154203),
        ("ICC(2,k)", 0.07113681530, 0.9272320402), ("ICC(3,k)", 0.67567471382, 0.9858916782),
    ) for end, known in (("ci_low", low), ("ci_high", high))),
    *((f"{name}, {end}", form(name, THREE, end), known, 1e-8, f"{PSYCH} of 20 x 3 ratings") for name, *ends in (
        ("ICC(1,1)", 0.8993644068, 0.8043009478, 0.9551434441), ("ICC(2,1)", 0.8995240613, 0.8037891616, 0.9553017151),
        ("ICC(3,1)", 0.9038257173, 0.8108590066, 0.9573808718), ("ICC(2,k)", 0.9641035330, 0.9247536165, 0.9846429491),
    ) for end, known in zip(("value", "ci_low", "ci_high"), ends, strict=True)),
    ("u-alpha", unitized("u"), 0.510, 5e-4, BOOK_2019),
    ("|u-alpha", unitized("binary"), 0.413, 1e-3, f"{BOOK_2019} (.4136 cut, not rounded)"),
    ("cu-alpha", unitized("cu"), 0.724, 5e-4, BOOK_2019),
    *((f"({code})u-alpha", unitized("cu", code), known, 1e-12, BOOK_2019) for code, known in
      (("1", 1), ("2", 0), ("3", 0), ("4", 0), ("5", 1), ("6", 1))),
]  # fmt: skip


@pytest.mark.parametrize("row", WORKED, ids=lambda row: f"{row[0]}: {row[4]}")
def test_worked_value(row):
    _, computed, known, tolerance, _ = row
    assert computed == pytest.approx(known, abs=tolerance)


def test_forty_values_at_least_and_how_far_off_they_are():
    table = pd.DataFrame(WORKED, columns=["what", "computed", "known", "tolerance", "source"])
    table["difference"] = (table["computed"] - table["known"]).abs()
    print(f"\n{table.to_string(index=False)}\n{len(table)} values")
    for tolerance, rows in table.groupby("tolerance"):
        print(
            f"known to {tolerance:g}: {len(rows)} values, largest difference {rows['difference'].max():.1e}"
        )
    assert len(table) >= 40 and (table["difference"] <= table["tolerance"]).all()


def test_weights_of_words_need_an_order_or_a_matrix():
    words = [["low", "low"], ["mid", "high"], ["high", "high"], ["low", "mid"]]
    with pytest.raises(ValueError, match="weights linear need an order, or give a matrix of your own"):
        agreement.cohen(words, weights="linear")
    kind = pd.CategoricalDtype(["low", "mid", "high"], ordered=True)
    ranked = pd.DataFrame(words).astype(kind)
    numbers = [[1, 1], [2, 3], [3, 3], [1, 2]]
    for name in ("cohen", "gwet_ac2", "brennan_prediger", "fleiss"):
        for weights in ("linear", "quadratic"):
            assert value(name, ranked, weights=weights) == value(name, numbers, weights=weights)
    half = pd.DataFrame(1.0, index=["high", "low", "mid"], columns=["high", "low", "mid"])
    for a, b, weight in (("high", "low", 0), ("high", "mid", 0.5), ("low", "mid", 0.5)):
        half.loc[a, b] = half.loc[b, a] = weight
    for name in ("cohen", "gwet_ac2", "brennan_prediger", "fleiss"):
        assert value(name, words, weights=half) == pytest.approx(value(name, ranked, weights="linear"))
    # an order with a step that nobody used keeps its distance: low and high lie two steps apart, mid one
    wide = pd.CategoricalDtype(["low", "mid", "more", "high"], ordered=True)
    assert value("cohen", pd.DataFrame(words).astype(wide), weights="linear") == pytest.approx(
        value("cohen", [[1, 1], [2, 4], [4, 4], [1, 2]], weights="linear")
    )


def test_a_matrix_may_name_values_that_nobody_gave():
    # identity of four values, two of which occur: chance 1/4, A_o = 3/4: (3/4 - 1/4) / (3/4); of two values 1/2
    cells, four = [["a", "a"], ["b", "b"], ["a", "b"], ["b", "b"]], list("abcd")
    identity = pd.DataFrame(np.eye(4), index=four, columns=four)
    assert value("brennan_prediger", cells, weights=identity) == pytest.approx(2 / 3)
    assert value("brennan_prediger", cells) == pytest.approx(1 / 2)
    assert value("cohen", cells, weights=identity) == pytest.approx(value("cohen", cells))


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ("linar", "allowed is linear or quadratic"),
        (5, "a square matrix of numbers"),
        ([[1, 2, 3]], "a square matrix of numbers"),
        ([[1, 0.5], [0.2, 1]], "the same both ways"),
        ([[0.5, 0.2], [0.2, 0.5]], "1 for the same value"),
        (np.eye(3), "weights have 3 rows and there are 2 values"),
        (pd.DataFrame(np.eye(2), index=["a", "c"], columns=["a", "c"]), "weights lack b; they name a, c"),
        (pd.DataFrame(np.eye(2), index=["a", "b"], columns=["b", "a"]), "rows and columns of the weights"),
    ],
)
def test_weights_that_mean_nothing_are_refused(weights, sentence):
    with pytest.raises(ValueError, match=sentence):
        agreement.brennan_prediger([["a", "b"], ["a", "a"]], weights=weights)


@pytest.mark.parametrize("name", ["cohen", "gwet_ac2", "brennan_prediger", "fleiss"])
def test_weighted_coefficients_are_missing_with_a_reason(name):
    coefficient = getattr(agreement, name)
    assert str(coefficient([[1, 1], [1, 1]], weights="linear").note).startswith("every coding is 1")
    assert str(coefficient([[1], [2]], weights="linear").note) == "nobody else coded"
    assert str(coefficient([], weights="quadratic").note) == "nobody coded anything"
    assert str(coefficient([[1, 1], [2, 2], [3, 3]], weights="linear").note).startswith(
        "nothing was read differently"
    )


def test_icc_is_missing_with_a_reason():
    def note(cells, form="ICC(2,1)"):
        found = agreement.icc(cells, form)
        assert np.isnan(found.ci_low)
        return str(found.note)

    assert note([]) == "nobody coded anything" and note([[1], [2]]) == "nobody else coded"
    assert note([[1, 2], [3, None]]).startswith("fewer than two units were rated by everybody; ")
    assert note([[3, 3], [3, 3]]) == "every rating is the same: there is no spread to share out"
    alike = agreement.icc([[1, 1], [2, 2], [5, 5]], "ICC(3,1)")
    assert (
        alike.value == 1
        and str(alike.note) == "nothing was read differently: an interval would have no width"
    )
    assert "do not differ" in note([[1, 2], [2, 1], [1, 2], [2, 1]], "ICC(3,k)")
    shifted = agreement.icc([[1, 2], [2, 3], [5, 6]])  # alike but for the level: B = 26/3, J = 3/2, E = 0
    assert (
        shifted.value == pytest.approx((26 / 3) / (26 / 3 + 2 * 1.5 / 3)) and shifted.ci_low < shifted.value
    )
    blank = agreement.icc([*SHROUT, [3, None, 4, 5]])
    assert blank.value == agreement.icc(SHROUT).value
    assert str(blank.note) == "units that a rater left out are not counted: 1"
    with pytest.raises(ValueError, match="level interval needs numbers"):
        agreement.icc([["a", "b"], ["a", "a"]])
    assert agreement.icc(SHROUT, "ICC2k") == agreement.icc(SHROUT, "ICC(2,k)")
    with pytest.raises(ValueError, match="form is 'ICC4'"):
        agreement.icc(SHROUT, "ICC4")


def test_units_needed_is_bloch_and_kraemers_for_two_coders():
    for p in (0.5, 0.2, 0.05):
        for a in (0.4, 0.8):
            spread = (1 - a) * ((1 - a) * (1 - 2 * a) + a * (2 - a) / (2 * p * (1 - p)))
            found = agreement.units_needed(p, a, 0.2)["units"].iloc[0]
            assert found == np.ceil((2 * 1.959963985 / 0.2) ** 2 * spread)


def test_intervals_come_out_as_wide_as_wished():
    # 40 made-up studies of so many units: the bootstrap's intervals are 0.2 wide on average, within a tenth
    random = np.random.default_rng(1)
    for coders, share in ((2, 0.3), (3, 0.3), (4, 0.15)):
        units = int(agreement.units_needed(share, 0.7, 0.2, coders)["units"].iloc[0])
        widths = []
        for _ in range(40):
            alike, one = random.random(units) < 0.7, random.random(units) < share
            cells = np.where(alike[:, None], one[:, None], random.random((units, coders)) < share)
            found = agreement.krippendorff(cells, resamples=300)
            widths.append(found.ci_high - found.ci_low)
        assert np.mean(widths) == pytest.approx(0.2, rel=0.1)


def test_units_needed_says_what_it_cannot():
    table = agreement.units_needed([0.5, 0.01], alpha=1)
    assert table["units"].isna().all() and table["note"].map(str).str.contains("no interval").all()
    assert "too few" in str(agreement.units_needed(0.02, 0.9, 0.9)["note"].iloc[0])
    with pytest.raises(ValueError, match="prevalence"):
        agreement.units_needed(0)


def test_agreement_by_speaker_file_and_group_of_codes():
    rows = [(f"u{i}", who, code) for i, code in enumerate(["P", "Q", "R", None, "P", "Q"]) for who in "AB"]
    rows += [("u6", "A", "P"), ("u6", "B", "Q"), ("u7", "A", "R"), ("u7", "B", None)]
    codings = pd.DataFrame(rows, columns=["unit", "coder", "code"])
    units = pd.DataFrame({
        "unit": [f"u{i}" for i in range(7)], "speaker": ["x", "x", "y", "y", "x", "y", "x"], "text": "t",
    })  # fmt: skip
    book = pd.DataFrame({"code": ["P", "Q", "R"], "parent": None, "theme": ["taste", "taste", "price"]})
    whole = agreement.table(codings, resamples=0, units=units, by="speaker")
    assert whole.columns[0] == "speaker" and whole["speaker"].fillna("–").unique().tolist() == ["x", "y", "–"]
    one = codings[codings["unit"].isin(["u0", "u1", "u4", "u6"])]
    pd.testing.assert_frame_equal(
        whole[whole["speaker"] == "x"].drop(columns="speaker"), agreement.table(one, resamples=0)
    )
    groups = agreement.table(codings, book, resamples=0, by="theme").set_index("code")
    assert groups.loc["taste", "percent"] == 1  # P for Q is no difference of themes
    assert groups.loc["price", "percent"] == pytest.approx(7 / 8)
    several = agreement.table(codings, book.assign(groups=["a; b", "b", None]), resamples=0, by="groups")
    assert several["code"].tolist() == ["R", "a", "b"]
    assert several.set_index("code").loc[["a", "b"], "percent"].tolist() == [
        7 / 8,
        1,
    ]  # P for Q: b alike, a not
    files = agreement.overall(codings, 0, units=units.assign(file=["1"] * 4 + ["2"] * 3), by="file")
    assert files["file"].fillna("–").tolist() == ["1"] * 3 + ["2"] * 3 + ["–"] * 3
    with pytest.raises(ValueError, match="by is 'speakers'"):
        agreement.table(codings, book, units=units, by="speakers")
