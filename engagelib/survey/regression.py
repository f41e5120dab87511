"""Does one construct follow from others: regression as theses print it, and what it takes for granted.

Each respondent counts once, with the mean of their own answers per construct; respondents who lack one of the
constructs are left out and counted. The errors that stand first are White's (HC3) wherever the spread of the
residuals is not even, and the row says which. The rank-based answer stands beside each coefficient, because
answers on a scale of five are ranks more than measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note
from engagelib.survey.scores import own_means

__all__ = ["VIF", "assumptions", "model", "normal_quantiles", "regression"]

#: Above which variance inflation a predictor is said to copy the others, with the author who says so.
VIF = {"ghozali": 10.0, "hair": 5.0, "fox": 4.0}

#: Fewer residual degrees of freedom than this tell nothing of coefficients.
FEWEST = 3


def complete(responses: pd.DataFrame, names: Sequence[str]) -> tuple[pd.DataFrame, int]:
    """Respondents' own means of the constructs named, complete ones only, and how many were left out."""
    states = responses["state"].dropna().unique() if "state" in responses else ()
    if len(states) > 1:
        raise ValueError(
            f"responses hold {len(states)} states ({', '.join(sorted(states))}); keep one of them"
        )
    own = own_means(responses, [column for column in ("construct",) if column in responses])
    wide = own.pivot(index="respondent", columns="construct", values="own").reindex(
        index=list(dict.fromkeys(own["respondent"])), columns=list(names)
    )
    complete = wide.dropna()
    return complete, len(wide) - len(complete)


def chosen(responses: pd.DataFrame, outcome: str, predictors: Sequence[str] | None) -> list[str]:
    asked = list(dict.fromkeys(responses["construct"].dropna()))
    named = list(predictors) if predictors is not None else [name for name in asked if name != outcome]
    unknown = [name for name in (outcome, *named) if name not in asked]
    if unknown or outcome in named or not named or len(set(named)) < len(named):
        raise ValueError(
            f"outcome {outcome!r} and predictors {named} must be different constructs of the table: {', '.join(asked)}"
        )
    return named


def untested(x: np.ndarray, y: np.ndarray) -> Note | None:
    """Why there is no regression of these numbers; None where there is."""
    n, k = x.shape
    if n - k - 1 < FEWEST:
        return note("noted_few_for_predictors", n=n, predictors=k)
    if np.ptp(y) == 0:
        return note("noted_outcome_constant")
    if np.linalg.matrix_rank(np.column_stack([np.ones(n), x])) < k + 1:
        return note("noted_predictor_constant")
    return None


def _fitted(x: np.ndarray, y: np.ndarray) -> Any:
    import statsmodels.api as sm

    return sm.OLS(y, sm.add_constant(x, has_constant="add")).fit()


@takes(responses="respondent construct value:number state?")
def regression(
    responses: pd.DataFrame,
    outcome: str,
    predictors: Sequence[str] | None = None,
    level: float = 0.95,
    significance: float = 0.05,
) -> pd.DataFrame:
    """What each construct adds to the outcome when the others stay as they are: multiple regression.

    Parameters
    ----------
    responses
        respondent, construct, value, of one group and one state; reversed items turned already.
    outcome, predictors
        Constructs; without `predictors` all the others.
    level
        Of the intervals.
    significance
        Of the table's t and of the test that decides which errors stand first.

    Returns
    -------
    pandas.DataFrame
        A row per term, the constant first: outcome, term, b, ci_low, ci_high, beta (standardised), t, t_table, p,
        errors (of which b's interval, se, t and p are: `classical`, or `HC3` where Breusch and Pagan's test finds the
        spread of residuals uneven), vif, rho_partial and p_rho (Spearman's rank correlation with the outcome, the
        other predictors held), se, tolerance, se_classical, t_classical, p_classical, n, excluded (respondents who
        lack a construct), note.

    Notes
    -----
    With X the constant and the predictors, e the residuals, h the leverages, k predictors and n respondents::

        b = (X'X)^-1 X'y              beta_j = b_j * sd(x_j) / sd(y)
        classical  var(b) = e'e / (n - k - 1) * (X'X)^-1
        HC3        var(b) = (X'X)^-1 X' diag( e_i^2 / (1 - h_i)^2 ) X (X'X)^-1
        tolerance_j = 1 - R2 of x_j on the other predictors       VIF_j = 1 / tolerance_j

    It takes for granted that relations are straight lines, respondents independent and no predictor a copy of
    another (`assumptions`). Source: White (1980), Econometrica 48; MacKinnon & White (1985), Journal of
    Econometrics 29 (HC3); Long & Ervin (2000), The American Statistician 54 (HC3 below 250 respondents). In R:
    lm(), sandwich::vcovHC(type = "HC3"), car::vif. In SPSS: Regression > Linear, statistics Collinearity; HC3
    under Univariate > Options > robust standard errors.

    Examples
    --------
    Loyalty is twice the engagement, give or take one:

    >>> rows = [(f"R{i}", c, v) for i, (x, y) in enumerate([(1, 3), (2, 3), (3, 7), (4, 7), (5, 10), (6, 12)])
    ...         for c, v in [("engagement", x), ("loyalty", y)]]
    >>> table = pd.DataFrame(rows, columns=["respondent", "construct", "value"]).assign(item="a")
    >>> regression(table, "loyalty")[["term", "n", "b", "beta"]].round(3).values.tolist()
    [['constant', 6, 0.4, nan], ['engagement', 6, 1.886, 0.971]]
    """
    named = chosen(responses, outcome, predictors)
    data, excluded = complete(responses, [outcome, *named])
    y, x = data[outcome].to_numpy(), data[named].to_numpy()
    terms = ["constant", *named]
    refused = untested(x, y)
    head = {"outcome": outcome, "term": terms, "n": len(data), "excluded": excluded}
    if refused:
        return pd.DataFrame(head | {"errors": "", "note": refused}).reindex(columns=_COEFFICIENTS)
    fit = _fitted(x, y)
    uneven = _breusch_pagan(fit)[1] < significance
    robust = fit.get_robustcov_results("HC3", use_t=True)
    first = robust if uneven else fit
    low, high = np.asarray(first.conf_int(1 - level)).T
    tolerance = np.array([np.nan, *_tolerances(x)])
    rho, p_rho = np.array([(np.nan, np.nan), *(_partial_rank(x, y, j) for j in range(len(named)))]).T
    beta = [np.nan, *fit.params[1:] * x.std(axis=0, ddof=1) / y.std(ddof=1)]
    found = {
        "b": fit.params, "ci_low": low, "ci_high": high, "beta": beta,
        "se": first.bse, "t": first.tvalues, "t_table": _t_table(fit.df_resid, significance), "p": first.pvalues,
        "errors": "HC3" if uneven else "classical", "tolerance": tolerance, "vif": 1 / tolerance,
        "rho_partial": rho, "p_rho": p_rho,
        "se_classical": fit.bse, "t_classical": fit.tvalues, "p_classical": fit.pvalues, "note": "",
    }  # fmt: skip
    return pd.DataFrame(head | found)[_COEFFICIENTS]


_COEFFICIENTS = [
    "outcome", "term", "b", "ci_low", "ci_high", "beta", "t", "t_table", "p", "errors", "vif", "rho_partial", "p_rho",
    "se", "tolerance", "se_classical", "t_classical", "p_classical", "n", "excluded", "note",
]  # fmt: skip


def _t_table(df: float, significance: float) -> float:
    from scipy import stats

    return float(stats.t.ppf(1 - significance / 2, df))


def _tolerances(x: np.ndarray) -> list[float]:
    """1 - R2 of each predictor on the others: the inverse of the correlation matrix has 1 / them on its diagonal."""
    return (1 / np.diag(np.linalg.inv(np.corrcoef(x, rowvar=False).reshape(x.shape[1], -1)))).tolist()


def _partial_rank(x: np.ndarray, y: np.ndarray, j: int) -> tuple[float, float]:
    """Spearman's correlation of predictor j with the outcome, the ranks of the other predictors held; and its p."""
    from scipy import stats

    ranks = stats.rankdata(np.column_stack([y, x]), axis=0)
    others = np.column_stack([np.ones(len(y)), np.delete(ranks[:, 1:], j, axis=1)])
    left = ranks - others @ np.linalg.lstsq(others, ranks, rcond=None)[0]
    if min(np.ptp(left[:, 0]), np.ptp(left[:, 1 + j])) < 1e-9:
        return np.nan, np.nan
    rho, df = float(np.corrcoef(left[:, 0], left[:, 1 + j])[0, 1]), len(y) - x.shape[1] - 1
    if abs(rho) > 1 - 1e-12:
        return rho, np.nan
    return rho, float(2 * stats.t.sf(abs(rho) * np.sqrt(df / (1 - rho**2)), df))


@takes(responses="respondent construct value:number state?")
def model(
    responses: pd.DataFrame, outcome: str, predictors: Sequence[str] | None = None, significance: float = 0.05
) -> pd.DataFrame:
    """How much of the outcome all constructs together explain: R, R2, adjusted R2, the F test.

    In: as `regression`. Out, one row: outcome, n, excluded, r, r2, adjusted_r2, f, df1, df2, p, f_table, se (of
    the estimate, in points of the scale), r2_ranks and p_ranks (the same regression of ranks), predictors, note.

    Notes
    -----
    With k predictors and n respondents::

        R2 = 1 - e'e / sum (y - mean)^2        adjusted R2 = 1 - (1 - R2) (n - 1) / (n - k - 1)
        F  = (R2 / k) / ((1 - R2) / (n - k - 1)),  with k and n - k - 1 degrees of freedom

    It assumes straight lines, residuals that are normal and evenly spread, respondents who do not depend on each
    other; of ranks only that relations rise or fall. Source: Fisher (1922), Journal of the Royal Statistical Society
    85; Iman & Conover (1979), Technometrics 21 (ranks). In R: summary(lm()). In SPSS: Regression
    > Linear, the tables Model Summary and ANOVA.

    Examples
    --------
    >>> rows = [(f"R{i}", c, v) for i, (x, y) in enumerate([(1, 3), (2, 3), (3, 7), (4, 7), (5, 10), (6, 12)])
    ...         for c, v in [("engagement", x), ("loyalty", y)]]
    >>> table = pd.DataFrame(rows, columns=["respondent", "construct", "value"]).assign(item="a")
    >>> model(table, "loyalty")[["n", "r2", "f", "f_table"]].round(3).values.tolist()
    [[6.0, 0.943, 66.0, 7.709]]
    """
    from scipy import stats

    named = chosen(responses, outcome, predictors)
    data, excluded = complete(responses, [outcome, *named])
    y, x = data[outcome].to_numpy(), data[named].to_numpy()
    head = {"outcome": outcome, "n": len(data), "excluded": excluded}
    tail = {"predictors": ", ".join(named), "note": ""}
    numbers = ["r", "r2", "adjusted_r2", "f", "df1", "df2", "p", "f_table", "se", "r2_ranks", "p_ranks"]
    if refused := untested(x, y):
        return pd.DataFrame([head | dict.fromkeys(numbers, np.nan) | tail | {"note": refused}])
    fit = _fitted(x, y)
    k, df = len(named), int(fit.df_resid)
    found = (
        np.sqrt(fit.rsquared), fit.rsquared, fit.rsquared_adj, fit.fvalue, k, df, fit.f_pvalue,
        stats.f.ppf(1 - significance, k, df), np.sqrt(fit.mse_resid), *_of_ranks(x, y),
    )  # fmt: skip
    return pd.DataFrame([head | dict(zip(numbers, found, strict=True)) | tail])


def _of_ranks(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """R2 of the ranks, and the p of its F; missing where ranks follow from one another."""
    from scipy import stats

    ranks = stats.rankdata(np.column_stack([y, x]), axis=0)
    if untested(ranks[:, 1:], ranks[:, 0]):
        return np.nan, np.nan
    fit = _fitted(ranks[:, 1:], ranks[:, 0])
    return float(fit.rsquared), float(fit.f_pvalue)


#: An assumption, its test, the term, statistic, p, limit, whether it holds, and why not.
Row = tuple[str, str, str, float, float, float, bool | None, Note | str]

# --- what the regression takes for granted ------------------------------------------------------------------


@takes(responses="respondent construct value:number state?", vif=tuple(VIF))
def assumptions(
    responses: pd.DataFrame,
    outcome: str,
    predictors: Sequence[str] | None = None,
    significance: float = 0.05,
    vif: str = "ghozali",
) -> pd.DataFrame:
    """The classical assumptions of a regression, test by test, as theses list them.

    In: as `regression`; `vif` names whose cut-off holds: ghozali (10), hair (5) or fox (4). Out, a row per
    test: outcome, assumption (normality, collinearity, even_spread, independence), test, term (the predictor,
    for collinearity), n, statistic, p, limit, holds (missing where it is open), note.

    Notes
    -----
    Kolmogorov and Smirnov's p is for a normal distribution known beforehand; with mean and spread taken from
    the residuals themselves it is far too large. It stands here because theses print it, with Lilliefors' p,
    the right one, beside; Shapiro and Wilk's test finds more. Glejser regresses the residuals without their
    sign on the predictors (the smallest p first), Breusch and Pagan (Koenker's form) their squares; Spearman's rho
    of the residuals without their sign with each predictor is the answer by ranks::

        D  = largest distance between the residuals' distribution and the normal one
        LM = n R2 of e^2 on the predictors, chi-squared with k degrees of freedom
        DW = sum (e_i - e_i-1)^2 / sum e_i^2, near 2 without autocorrelation
        dL, dU: the 5 % point of sum l_i z_i^2 / sum z_i^2 with the n - k - 1 smallest, or largest, of
                l_i = 2 (1 - cos(pi i / n)), i = 1 ... n - 1

    Durbin and Watson's number means something for rows in an order of time; respondents have none, so that it
    is shown without a verdict: dU < DW < 4 - dU is what theses ask for. dL and dU are computed (Imhof 1961), equal to
    the table of Savin & White (1977), Econometrica 45. Lilliefors' p is interpolated in the table of Dallal and Wilkinson, as
    statsmodels does. Source: Lilliefors (1967), JASA 62; Dallal & Wilkinson (1986), The American Statistician
    40; Glejser (1969), JASA 64; Breusch & Pagan (1979), Econometrica 47; Koenker (1981), Journal of Econometrics
    17; Durbin & Watson (1951), Biometrika 38; cut-offs of VIF: Ghozali (2018), Hair et al. (2019), Fox (2016).
    In R: nortest::lillie.test, lmtest::bptest, lmtest::dwtest, car::vif. In SPSS: Explore > Normality plots
    with tests; Regression > Linear.

    Examples
    --------
    >>> rows = [(f"R{i}", c, v) for i, (x, y) in enumerate([(1, 3), (2, 3), (3, 7), (4, 7), (5, 10), (6, 12)])
    ...         for c, v in [("engagement", x), ("loyalty", y)]]
    >>> table = pd.DataFrame(rows, columns=["respondent", "construct", "value"]).assign(item="a")
    >>> tests = assumptions(table, "loyalty").set_index("test")
    >>> float(tests.loc["Durbin-Watson", "statistic"].round(3))
    3.404
    """
    named = chosen(responses, outcome, predictors)
    data, _ = complete(responses, [outcome, *named])
    y, x = data[outcome].to_numpy(), data[named].to_numpy()
    refused = untested(x, y)
    columns = ["assumption", "test", "term", "statistic", "p", "limit", "holds", "note"]
    rows: list[Row]
    if refused:
        rows = [("normality", "Lilliefors", "", np.nan, np.nan, np.nan, None, refused)]
    else:
        fit = _fitted(x, y)
        rows = [
            *_normality(fit.resid, significance),
            *_collinearity(x, named, VIF[vif], vif),
            *_even_spread(fit, named, significance),
            ("independence", "Durbin-Watson", "", _durbin_watson(fit.resid), np.nan, 2.0, None,
             note("noted_no_order_of_time")),
            *(("independence", name, "", end, np.nan, np.nan, None, "")
              for name, end in zip(("dL", "dU"), durbin_watson_bounds(len(y), x.shape[1], significance), strict=True)),
        ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    table["holds"] = table["holds"].astype("boolean")
    table.insert(0, "outcome", outcome)
    table.insert(4, "n", len(data))
    return table


def _normality(residuals: np.ndarray, significance: float) -> list[Row]:
    from scipy import stats
    from statsmodels.stats.diagnostic import lilliefors

    if np.ptp(residuals) < 1e-9:
        return [
            ("normality", "Lilliefors", "", np.nan, np.nan, significance, None, note("noted_no_residuals"))
        ]
    z = (residuals - residuals.mean()) / residuals.std(ddof=1)
    d, p_known = stats.kstest(z, "norm", method="exact")
    d_own, p_own = lilliefors(residuals, dist="norm", pvalmethod="table")
    w, p_w = stats.shapiro(residuals)
    known = note("noted_known_distribution")
    return [
        ("normality", "Kolmogorov-Smirnov", "", float(d), float(p_known), significance, None, known),
        ("normality", "Lilliefors", "", float(d_own), float(p_own), significance, bool(p_own > significance), ""),
        ("normality", "Shapiro-Wilk", "", float(w), float(p_w), significance, bool(p_w > significance), ""),
    ]  # fmt: skip


def _collinearity(x: np.ndarray, named: Sequence[str], limit: float, author: str) -> list[Row]:
    alone = x.shape[1] == 1
    found = list(zip(named, [1.0] if alone else _tolerances(x), strict=True))
    why = note("noted_one_predictor") if alone else note("noted_limit_of", author=author.capitalize())
    return [
        *(("collinearity", "VIF", name, 1 / t, np.nan, limit, 1 / t < limit, why) for name, t in found),
        *(("collinearity", "tolerance", name, t, np.nan, 1 / limit, t > 1 / limit, why) for name, t in found),
    ]


def _even_spread(fit: Any, named: Sequence[str], significance: float) -> list[Row]:
    from scipy import stats

    lm, p = _breusch_pagan(fit)
    size = np.abs(fit.resid)
    glejser = _fitted(fit.model.exog[:, 1:], size)
    ranks = [stats.spearmanr(size, column) for column in fit.model.exog[:, 1:].T]
    tests = [
        ("Glejser", list(zip(named, glejser.tvalues[1:], glejser.pvalues[1:], strict=True))),
        ("Spearman", [(name, r.statistic, r.pvalue) for name, r in zip(named, ranks, strict=True)]),
    ]
    return [
        ("even_spread", "Breusch-Pagan", "", lm, p, significance, p > significance, ""),
        *(
            ("even_spread", test, name, float(t), float(p_t), significance, bool(p_t > significance), "")
            for test, found in tests
            for name, t, p_t in sorted(found, key=lambda row: row[2])
        ),
    ]


def _breusch_pagan(fit: Any) -> tuple[float, float]:
    from statsmodels.stats.diagnostic import het_breuschpagan

    lm, p, _, _ = het_breuschpagan(fit.resid, fit.model.exog)
    return float(lm), float(p)


def _durbin_watson(residuals: np.ndarray) -> float:
    return float((np.diff(residuals) ** 2).sum() / (residuals**2).sum())


def durbin_watson_bounds(n: int, k: int, significance: float = 0.05) -> tuple[float, float]:
    """DL and dU of n rows and k predictors: between which limits DW's own quantile lies, whatever the predictors.

    >>> [round(d, 3) for d in durbin_watson_bounds(30, 3)]
    [1.214, 1.65]
    """
    from scipy.optimize import brentq

    roots = 2 * (1 - np.cos(np.pi * np.arange(1, n) / n))
    free = n - k - 1
    ends = [
        brentq(lambda d, own=own: _below(own - d) - significance, 1e-6, 3.999)
        for own in (roots[:free], roots[k:])
    ]
    return float(ends[0]), float(ends[1])


def _below(weights: np.ndarray) -> float:
    """P(sum of weights times squares of independent normal numbers < 0), by Imhof's (1961) integral."""
    from scipy.integrate import quad

    def wave(u: float) -> float:
        angle = 0.5 * np.arctan(weights * u).sum()
        return float(np.sin(angle) / (u * np.exp(0.25 * np.log1p((weights * u) ** 2).sum())))

    return float(0.5 - quad(wave, 0, np.inf, limit=400)[0] / np.pi)


@takes(responses="respondent construct value:number state?")
def normal_quantiles(
    responses: pd.DataFrame, outcome: str, predictors: Sequence[str] | None = None
) -> pd.DataFrame:
    """The points of the P-P plot and of the scatter of residuals: a row per respondent, without who it is.

    In: as `regression`. Out: outcome, fitted and residual (both standardised), observed and expected (cumulative share
    of the residual by its rank, and under the normal distribution), in the order of the residuals.

    Notes
    -----
    observed = (rank - 3/8) / (n + 1/4), the proportion of Blom (1958) that SPSS draws; expected = Phi(residual /
    its standard error).

    Examples
    --------
    >>> rows = [(f"R{i}", c, v) for i, (x, y) in enumerate([(1, 3), (2, 3), (3, 7), (4, 7), (5, 10), (6, 12)])
    ...         for c, v in [("engagement", x), ("loyalty", y)]]
    >>> table = pd.DataFrame(rows, columns=["respondent", "construct", "value"]).assign(item="a")
    >>> normal_quantiles(table, "loyalty")["observed"].round(2).tolist()
    [0.1, 0.26, 0.42, 0.58, 0.74, 0.9]
    """
    from scipy import stats

    named = chosen(responses, outcome, predictors)
    data, _ = complete(responses, [outcome, *named])
    y, x = data[outcome].to_numpy(), data[named].to_numpy()
    columns = ["fitted", "residual", "observed", "expected"]
    found: tuple[np.ndarray, ...] = (np.empty(0),) * 4
    if not untested(x, y):
        fit = _fitted(x, y)
        z = fit.resid / np.sqrt(fit.mse_resid)
        fitted = (fit.fittedvalues - fit.fittedvalues.mean()) / fit.fittedvalues.std(ddof=1)
        found = (fitted, z, (stats.rankdata(z) - 0.375) / (len(z) + 0.25), stats.norm.cdf(z))
    table = pd.DataFrame(dict(zip(columns, found, strict=True)))
    table.insert(0, "outcome", outcome)
    return table.sort_values("residual", ignore_index=True)
