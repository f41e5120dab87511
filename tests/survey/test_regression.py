"""Regression as theses print it, held to R 4.2: lm, sandwich 3.0.2, lmtest 0.9.40, car 3.1.1, nortest 1.0.4.

Data: R's `attitude` (Chatterjee & Price 1977: a survey of clerks, 30 departments) and `cars`. The code that gave
each value stands above it.
"""

import numpy as np
import pandas as pd
import pytest

from engagelib import prose, survey

ATTITUDE = """43,51,39,61 63,64,54,63 71,70,69,76 61,63,47,54 81,78,66,71 43,55,44,54 58,67,56,66 71,75,55,70 72,82,67,71
67,61,47,62 64,53,58,58 67,60,39,59 69,62,42,55 68,83,45,59 77,77,72,79 81,90,72,60 74,85,69,79 65,60,75,55 65,70,57,75
50,58,54,64 50,40,34,43 64,61,62,66 53,66,50,63 40,37,58,50 63,54,48,66 66,77,63,88 78,75,74,80 48,57,45,51 85,85,71,77
82,82,59,64"""
CARS = """4,2 4,10 7,4 7,22 8,16 9,10 10,18 10,26 10,34 11,17 11,28 12,14 12,20 12,24 12,28 13,26 13,34 13,34 13,46 14,26
14,36 14,60 14,80 15,20 15,26 15,54 16,32 16,40 17,32 17,40 17,50 18,42 18,56 18,76 18,84 19,36 19,46 19,68 20,32 20,48
20,52 20,56 20,64 22,66 23,54 24,70 24,92 24,93 24,120 25,85"""
ALIKE = {"rtol": 1e-8, "atol": 0}


def answers(text: str, *constructs: str) -> pd.DataFrame:
    people = [[float(v) for v in person.split(",")] for person in text.split()]
    rows = [
        (f"R{i}", c, v) for i, person in enumerate(people) for c, v in zip(constructs, person, strict=True)
    ]
    return pd.DataFrame(rows, columns=["respondent", "construct", "value"]).assign(
        item=lambda t: t["construct"], state="none", group="customer"
    )


@pytest.fixture
def attitude() -> pd.DataFrame:
    return answers(ATTITUDE, "rating", "complaints", "learning", "raises")


def test_coefficients_are_those_of_r(attitude):
    found = survey.regression(attitude, "rating")
    assert found["term"].tolist() == ["constant", "complaints", "learning", "raises"]
    assert found["n"].eq(30).all() and found["excluded"].eq(0).all()
    # m <- lm(rating ~ complaints + learning + raises, attitude); summary(m)$coefficients
    b = [10.5226028341167, 0.6534882202252, 0.2206857415363, -0.0286369974065]
    np.testing.assert_allclose(found["b"], b, **ALIKE)
    se = [8.304808651419, 0.136374971879, 0.149666127185, 0.182447003895]
    np.testing.assert_allclose(found["se_classical"], se, **ALIKE)
    p = [2.16369998149e-01, 5.82172679613e-05, 1.52348303880e-01, 8.76488397008e-01]
    np.testing.assert_allclose(found["p_classical"], p, **ALIKE)
    # coef(m)[-1] * sd(x) / sd(y)
    np.testing.assert_allclose(
        found["beta"][1:], [0.7148073681019, 0.2127893373011, -0.0244603660263], **ALIKE
    )
    # car::vif(m); qt(.975, 26)
    np.testing.assert_allclose(found["vif"][1:], [1.98333596327, 1.85619091024, 2.16455606498], **ALIKE)
    np.testing.assert_allclose(found["tolerance"][1:] * found["vif"][1:], 1)
    np.testing.assert_allclose(found["t_table"], 2.05552943864, **ALIKE)
    # pcor by hand: cor of residuals of ranks on the others' ranks, 2 * pt(-|r| sqrt(26 / (1 - r^2)), 26)
    np.testing.assert_allclose(
        found["rho_partial"][1:], [0.696650638553, 0.265847911593, 0.0271478724228], **ALIKE
    )
    np.testing.assert_allclose(
        found["p_rho"][1:], [3.81960804495e-05, 0.171514807638, 0.890929182362], **ALIKE
    )


def test_uneven_residuals_put_hc3_first(attitude):
    found = survey.regression(attitude, "rating")
    # sqrt(diag(vcovHC(m, type = "HC3"))); bptest(m): BP = 11.36760994, p = 0.00989543046
    assert found["errors"].eq("HC3").all()
    se = [9.760590084662, 0.139692605910, 0.149912230989, 0.168257916606]
    np.testing.assert_allclose(found["se"], se, **ALIKE)
    np.testing.assert_allclose(
        found["p"], [0.29090, 7.8629e-05, 0.15300, 0.86617], rtol=5e-5
    )  # coeftest, 5 digits


def test_even_residuals_keep_the_classical_errors():
    found = survey.regression(answers(CARS, "speed", "dist"), "dist")
    # cc <- lm(dist ~ speed, cars); bptest(cc): p = 0.0729715451; confint(cc)
    assert found["errors"].eq("classical").all()
    np.testing.assert_allclose(found["ci_low"], [-31.16784960239, 3.09696432814], **ALIKE)
    np.testing.assert_allclose(found["ci_high"], [-3.99034017863, 4.76785319011], **ALIKE)


def test_hc3_interval_where_the_author_asks_for_a_stricter_test():
    found = survey.regression(answers(CARS, "speed", "dist"), "dist", significance=0.10)
    # coefci(cc, vcov. = vcovHC(cc, type = "HC3"))
    np.testing.assert_allclose(found["ci_low"], [-29.50578481923, 3.07278756608], **ALIKE)
    np.testing.assert_allclose(found["ci_high"], [-5.65240496179, 4.79202995217], **ALIKE)


def test_the_model_as_a_whole(attitude):
    found = survey.model(attitude, "rating").iloc[0]
    # summary(m): r.squared, adj.r.squared, fstatistic, sigma; qf(.95, 3, 26)
    np.testing.assert_allclose(found["r2"], 7.08291607962e-01, **ALIKE)
    np.testing.assert_allclose(found["adjusted_r2"], 6.74632947342e-01, **ALIKE)
    np.testing.assert_allclose(found["f"], 21.0433687770, **ALIKE)
    np.testing.assert_allclose(found["p"], 3.95678532915e-07, **ALIKE)
    np.testing.assert_allclose(found["se"], 6.94334556075, **ALIKE)
    np.testing.assert_allclose(found["f_table"], 2.97515396397, **ALIKE)
    assert (found["df1"], found["df2"], found["n"]) == (3, 26, 30)


def test_assumptions(attitude):
    tests = survey.assumptions(attitude, "rating")
    by = tests.drop_duplicates("test").set_index("test")
    # nortest::lillie.test(resid(m)), shapiro.test, ks.test(z, "pnorm", exact = TRUE), bptest, dwtest
    np.testing.assert_allclose(by.loc["Lilliefors", "statistic"], 0.1368456614, **ALIKE)
    assert by.loc["Lilliefors", "p"] == pytest.approx(
        0.161640618, abs=0.01
    )  # another interpolation of the table
    np.testing.assert_allclose(by.loc["Shapiro-Wilk", "statistic"], 0.9469685417, rtol=1e-6)
    np.testing.assert_allclose(by.loc["Shapiro-Wilk", "p"], 0.140161051, rtol=1e-4)
    np.testing.assert_allclose(
        by.loc["Kolmogorov-Smirnov", ["statistic", "p"]].astype(float), [0.1368456614, 0.580726296], rtol=1e-8
    )
    np.testing.assert_allclose(
        by.loc["Breusch-Pagan", ["statistic", "p"]].astype(float), [11.36760994, 0.00989543046], rtol=1e-8
    )
    np.testing.assert_allclose(by.loc["Durbin-Watson", "statistic"], 1.97323104473, **ALIKE)
    # summary(lm(abs(resid(m)) ~ complaints + learning + raises)): learning
    np.testing.assert_allclose(
        by.loc["Glejser", ["statistic", "p"]].astype(float), [-2.751436564031, 0.010664107844351], rtol=1e-8
    )
    assert pd.isna(by.loc["Kolmogorov-Smirnov", "holds"]) and pd.isna(by.loc["Durbin-Watson", "holds"])
    assert not by.loc["Breusch-Pagan", "holds"] and by.loc["Shapiro-Wilk", "holds"]
    vif = tests[tests["test"] == "VIF"]
    assert vif["term"].tolist() == ["complaints", "learning", "raises"] and vif["holds"].all()


def test_whose_limit_holds_is_a_choice(attitude):
    strict = survey.assumptions(attitude, "rating", vif="fox")
    assert strict.loc[strict["test"] == "VIF", "limit"].eq(4).all()
    with pytest.raises(ValueError, match="vif"):
        survey.assumptions(attitude, "rating", vif="nobody")


def test_mediation(attitude):
    found = survey.mediation(attitude, "complaints", "learning", "rating", resamples=20_000).set_index(
        "effect"
    )
    # a <- lm(learning ~ complaints); b <- lm(rating ~ complaints + learning); a*b; lm(rating ~ complaints)
    expected = [0.526025052517, 0.211191809194, 0.643517636197, 0.111092182522, 0.754609818719]
    np.testing.assert_allclose(found["estimate"], expected, **ALIKE)
    # 200,000 resamples in R (set.seed(1)): -0.0215288630674, 0.3056650193901; runs of 100,000 differ by .004
    assert found.loc["indirect", "ci_low"] == pytest.approx(-0.0215, abs=0.006)
    assert found.loc["indirect", "ci_high"] == pytest.approx(0.3057, abs=0.01)
    assert not found.loc["indirect", "significant"] and found.loc["direct", "significant"]


def test_points_of_the_plots(attitude):
    points = survey.normal_quantiles(attitude, "rating")
    assert points["residual"].is_monotonic_increasing and len(points) == 30
    # (rank - 3/8) / (n + 1/4), Blom 1958
    np.testing.assert_allclose(points["observed"], (np.arange(1, 31) - 0.375) / 30.25)


def test_what_cannot_be_computed_is_missing_and_says_why(attitude):
    few = attitude[attitude["respondent"].isin(["R1", "R2", "R3", "R4"])]
    assert (
        survey.regression(few, "rating")["note"]
        .map(str)
        .eq("4 respondents with all constructs: too few for 3 predictors")
        .all()
    )
    assert survey.regression(few, "rating")["b"].isna().all() and pd.isna(
        survey.model(few, "rating")["r2"][0]
    )
    flat = attitude.assign(value=attitude["value"].where(attitude["construct"] != "rating", 3))
    assert str(survey.model(flat, "rating")["note"][0]) == "the outcome is the same for everybody"
    copied = attitude[attitude["construct"] == "raises"].assign(construct="copy")
    both = pd.concat([attitude, copied])
    assert (
        str(survey.regression(both, "rating")["note"][0])
        == "a predictor does not vary, or follows from the others"
    )
    assert survey.mediation(both, "raises", "copy", "rating")["estimate"].isna().all()
    assert survey.normal_quantiles(few, "rating").empty


def test_who_lacks_a_construct_is_left_out_and_counted(attitude):
    holed = attitude[~((attitude["respondent"] == "R0") & (attitude["construct"] == "raises"))]
    found = survey.regression(holed, "rating")
    assert found["n"].eq(29).all() and found["excluded"].eq(1).all()


def test_a_construct_that_is_not_there_is_named(attitude):
    with pytest.raises(ValueError, match="loyalty"):
        survey.regression(attitude, "loyalty")
    with pytest.raises(ValueError, match="states"):
        survey.regression(pd.concat([attitude, attitude.assign(state="as_is")]), "rating")


def _declared(*rows):
    columns = ["hypothesis", "statement", "cause", "outcome", "through", "sign"]
    return pd.DataFrame(rows, columns=columns)


def test_hypotheses_are_judged_together_and_by_their_sign(attitude):
    declared = _declared(
        ("H1", "complaints raise the rating", "complaints", "rating", "", "positive"),
        ("H2", "learning raises the rating", "learning", "rating", "", "positive"),
        ("H3", "complaints lower the rating", "complaints", "rating", "", "negative"),
        ("H4", "complaints by way of learning", "complaints", "rating", "learning", "any"),
        ("H5", "of a construct that nobody asked", "price", "rating", "", "positive"),
    )
    found = survey.hypotheses(attitude, declared).set_index("hypothesis")
    # lm(rating ~ complaints + learning): coef; H4 as test_mediation
    np.testing.assert_allclose(found.loc[["H1", "H2"], "estimate"], [0.643517636197, 0.211191809194], **ALIKE)
    assert found["verdict"][:4].tolist() == ["supported", "not supported", "opposite", "not supported"]
    assert (
        pd.isna(found.loc["H5", "verdict"]) and str(found.loc["H5", "note"]) == "nobody was asked about price"
    )
    assert pd.isna(found.loc["H5", "estimate"])


def test_sentences_hold_the_numbers_of_the_tables(attitude):
    declared = _declared(
        ("H1", "", "complaints", "rating", "", "positive"), ("H2", "", "price", "rating", "", "any")
    )
    explained = survey.by_outcome(survey.model, attitude, declared)
    assert "R² .68" in prose.model(explained, "en") and "R² 0,68" in prose.model(explained, "id")
    tests = survey.by_outcome(survey.assumptions, attitude, declared)
    assert "tests hold" in prose.assumptions(tests, "en") and "uji terpenuhi" in prose.assumptions(
        tests, "id"
    )
    judged = survey.hypotheses(attitude, declared)
    assert "H1 (complaints → mean rating) supported: 0.75" in prose.hypotheses(judged, "en")
    assert "H2 tidak dapat diuji (tidak ada pertanyaan tentang price)" in prose.hypotheses(judged, "id")
