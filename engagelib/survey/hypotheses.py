"""What a study expects of its constructs: hypotheses with their verdicts, and a way from one through another."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import Within, takes
from engagelib.contracts.problems import MissingTable, note
from engagelib.survey.regression import chosen, complete, regression, untested

__all__ = ["by_outcome", "hypotheses", "mediation", "mediations"]


# --- mediation ----------------------------------------------------------------------------------------------


@takes(responses="respondent construct value:number state?", resamples=Within(0, 100_000))
def mediation(
    responses: pd.DataFrame,
    cause: str,
    through: str,
    outcome: str,
    level: float = 0.95,
    resamples: int = 5000,
    seed: int = 0,
) -> pd.DataFrame:
    """Whether one construct reaches the outcome by way of another: direct, indirect and total effect.

    In: `responses` as `regression`; three constructs. Out, a row per effect (a: cause to mediator, b: mediator
    to outcome with the cause held, direct, indirect, total): cause, through, outcome, effect, n, excluded,
    estimate, ci_low, ci_high (percentiles of respondents drawn anew), significant (the interval leaves out 0),
    ranks (the same of ranks), note.

    Notes
    -----
    ::

        through = i + a cause + e          outcome = i' + direct * cause + b through + e'
        indirect = a b                     total = direct + a b

    Interval: percentile bootstrap, which needs no normal a b (Sobel's test does). The data of one moment cannot
    tell which comes first: mediation is assumed, not shown. Source: Baron & Kenny (1986), Journal of Personality
    and Social Psychology 51; Preacher & Hayes (2008), Behavior Research Methods 40; Hayes (2018), model 4 of
    PROCESS. In R: mediation::mediate(boot = TRUE). In SPSS: PROCESS, model 4.

    Examples
    --------
    >>> people = enumerate([(1, 2, 2), (2, 2, 3), (3, 4, 5), (4, 3, 4), (5, 6, 6), (6, 5, 7)])
    >>> rows = [(f"R{i}", c, v) for i, person in people for c, v in zip(["content", "image", "loyalty"], person)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "construct", "value"]).assign(item="a")
    >>> found = mediation(table, "content", "image", "loyalty", resamples=200).set_index("effect")["estimate"]
    >>> bool(np.isclose(found["indirect"] + found["direct"], found["total"]))
    True
    """
    from scipy.stats import rankdata

    chosen(responses, outcome, [cause, through])
    data, excluded = complete(responses, [cause, through, outcome])
    values = data.to_numpy()
    effects = ["a", "b", "direct", "indirect", "total"]
    head = {"cause": cause, "through": through, "outcome": outcome}
    table = pd.DataFrame({**head, "effect": effects, "n": len(data), "excluded": excluded})
    refused = untested(values[:, :2], values[:, 2])
    if refused:
        return table.assign(
            estimate=np.nan, ci_low=np.nan, ci_high=np.nan, significant=pd.NA, ranks=np.nan, note=refused
        )
    estimate, ranks = _paths(np.stack([values, rankdata(values, axis=0)]))
    if not resamples:
        return table.assign(
            estimate=estimate,
            ci_low=np.nan,
            ci_high=np.nan,
            significant=pd.NA,
            ranks=ranks,
            note=note("noted_no_interval"),
        )
    drawn = np.random.default_rng(seed).integers(0, len(values), (resamples, len(values)))
    low, high = np.nanquantile(_paths(values[drawn]), [(1 - level) / 2, (1 + level) / 2], axis=0)
    significant = pd.array((low > 0) | (high < 0), dtype="boolean")
    return table.assign(
        estimate=estimate, ci_low=low, ci_high=high, significant=significant, ranks=ranks, note=""
    )


@takes(
    responses="respondent construct value:number state?",
    declared="hypothesis! cause:text outcome:text through:text",
    resamples=Within(0, 100_000),
)
def mediations(
    responses: pd.DataFrame, declared: pd.DataFrame, level: float = 0.95, resamples: int = 5000, seed: int = 0
) -> pd.DataFrame:
    """`mediation` for every hypothesis that leads through another construct.

    In: `responses`; `declared` as `hypotheses`. Out: hypothesis, then the columns of `mediation` with way for effect.
    MissingTable where no hypothesis has a way through a construct that was asked about.

    Notes
    -----
    Source: Preacher & Hayes (2008), Behavior Research Methods 40. In R: mediation::mediate(boot = TRUE), once for each.

    Examples
    --------
    >>> people = enumerate([(1, 2, 2), (2, 2, 3), (3, 4, 5), (4, 3, 4), (5, 6, 6), (6, 5, 7)])
    >>> rows = [(f"R{i}", c, v) for i, person in people for c, v in zip(["content", "image", "loyalty"], person)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "construct", "value"]).assign(item="a")
    >>> asked = pd.DataFrame({"hypothesis": ["H3"], "cause": ["content"], "through": ["image"], "outcome": ["loyalty"]})
    >>> mediations(table, asked, resamples=50)["way"].tolist()
    ['a', 'b', 'direct', 'indirect', 'total']
    """
    known = set(responses["construct"].dropna())
    ways = [
        row
        for row in declared.fillna("").to_dict("records")
        if row["through"] and {row["cause"], row["through"], row["outcome"]} <= known
    ]
    if not ways:
        raise MissingTable("hypotheses", note("no_hypothesis_through", constructs=sorted(known)))
    found = [
        mediation(responses, row["cause"], row["through"], row["outcome"], level, resamples, seed)
        for row in ways
    ]
    for table, row in zip(found, ways, strict=True):
        table.insert(0, "hypothesis", row["hypothesis"])
    return pd.concat(found, ignore_index=True).rename(columns={"effect": "way"})


def _paths(samples: np.ndarray) -> np.ndarray:
    """a, b, direct, indirect and total of samples x respondents x (cause, mediator, outcome)."""
    centred = samples - samples.mean(axis=1, keepdims=True)
    s = np.einsum("sni,snj->sij", centred, centred)
    with np.errstate(divide="ignore", invalid="ignore"):
        a = s[:, 0, 1] / s[:, 0, 0]
        between = s[:, 0, 0] * s[:, 1, 1] - s[:, 0, 1] ** 2
        between = np.where(between < 1e-9 * s[:, 0, 0] * s[:, 1, 1], np.nan, between)  # one copies the other
        b = (s[:, 0, 0] * s[:, 1, 2] - s[:, 0, 1] * s[:, 0, 2]) / between
        direct = (s[:, 1, 1] * s[:, 0, 2] - s[:, 0, 1] * s[:, 1, 2]) / between
    return np.column_stack([a, b, direct, a * b, direct + a * b])


# --- hypotheses ---------------------------------------------------------------------------------------------


def _direct(declared: pd.DataFrame, known: Collection[str]) -> dict[str, list[str]]:
    """Outcome -> its causes, of the hypotheses whose constructs somebody was asked about."""
    plain = declared[(declared["through"].fillna("") == "") & declared["cause"].isin(known)]
    grouped = plain[plain["outcome"].isin(known)].groupby("outcome", sort=False)["cause"]
    return {str(outcome): list(dict.fromkeys(causes)) for outcome, causes in grouped}


def by_outcome(
    table: Callable[..., pd.DataFrame], responses: pd.DataFrame, declared: pd.DataFrame, **more: Any
) -> pd.DataFrame:
    """One table for all outcomes that hypotheses name, each with its causes as predictors.

    In: `regression`, `model` or `assumptions`; `responses`; `declared` as `hypotheses`; what else the function
    takes. Out: its rows, outcome after outcome.

    Notes
    -----
    Source: none, it calls a function once per outcome. In R: lapply(split(x, outcome), f). Raises what that function
    raises.

    Examples
    --------
    >>> rows = [(f"R{i}", c, v) for i, (x, y) in enumerate([(1, 3), (2, 3), (3, 7), (4, 7), (5, 10), (6, 12)])
    ...         for c, v in [("engagement", x), ("loyalty", y)]]
    >>> answered = pd.DataFrame(rows, columns=["respondent", "construct", "value"]).assign(item="a")
    >>> asked = pd.DataFrame({"cause": ["engagement"], "outcome": ["loyalty"], "through": [""]})
    >>> from engagelib.survey import model
    >>> by_outcome(model, answered, asked)["r2"].round(3).tolist()
    [0.943]
    """
    known = set(responses["construct"].dropna())
    found = [
        table(responses, outcome, causes, **more) for outcome, causes in _direct(declared, known).items()
    ]
    if not found:
        raise MissingTable("hypotheses", note("no_hypothesis_asked", constructs=sorted(known)))
    return pd.concat(found, ignore_index=True)


@takes(
    responses="respondent construct value:number state?",
    declared="hypothesis! statement:any cause:text outcome:text through:text sign:text",
    resamples=Within(0, 100_000),
)
def hypotheses(
    responses: pd.DataFrame,
    declared: pd.DataFrame,
    level: float = 0.95,
    significance: float = 0.05,
    resamples: int = 5000,
    seed: int = 0,
) -> pd.DataFrame:
    """Each hypothesis that the study declared, with its coefficient and whether the answers bear it out.

    In: `responses` as `regression`; `declared`: hypothesis, statement, cause, outcome, through (empty, or the
    construct by way of which), sign (positive, negative or any). Out, a row per hypothesis: those columns, verdict (`supported`,
    `not supported`, `opposite`: clear, but the other way), estimate (b; of a way through another construct a b),
    ci_low, ci_high, beta, t, t_table, p, errors, rho_partial, p_rho, n, note.

    Notes
    -----
    All causes of one outcome stand in one regression, so that each is judged with the others held; a way through
    another construct is judged by whether its bootstrap interval leaves out 0. Supported: p below `significance`
    (or the interval) and the sign as declared. That a hypothesis is not supported does not show that there is no
    effect: see the interval. What "H1 diterima" of theses means is supported.
    Source: Student's t of each coefficient, Gosset (1908); the errors are HC3 where due (MacKinnon & White 1985). In
    R: coef(summary(lm(y ~ x))). In SPSS: Analyze > Regression > Linear.

    Examples
    --------
    >>> rows = [(f"R{i}", c, v) for i, (x, y) in enumerate([(1, 3), (2, 3), (3, 7), (4, 7), (5, 10), (6, 12)])
    ...         for c, v in [("engagement", x), ("loyalty", y)]]
    >>> table = pd.DataFrame(rows, columns=["respondent", "construct", "value"]).assign(item="a")
    >>> asked = {"hypothesis": ["H1"], "statement": [""], "cause": ["engagement"], "outcome": ["loyalty"]}
    >>> hypotheses(table, pd.DataFrame(asked).assign(through="", sign="positive"))["verdict"].tolist()
    ['supported']
    """
    known = set(responses["construct"].dropna())
    declared = declared.assign(**declared[["cause", "through", "outcome"]].fillna(""))
    models = {
        outcome: regression(responses, outcome, causes, level, significance).set_index("term")
        for outcome, causes in _direct(declared, known).items()
    }
    rows = []
    for row in declared.to_dict("records"):
        asked = (row["cause"], row["outcome"], *([row["through"]] if row["through"] else []))
        lacking = [name or "?" for name in asked if name not in known]
        if lacking:
            rows.append(row | {"note": note("noted_nobody_asked", constructs=lacking)})
            continue
        if row["through"]:
            found = mediation(
                responses, row["cause"], row["through"], row["outcome"], level, resamples, seed
            ).set_index("effect").loc["indirect"]  # fmt: skip
            clear = None if pd.isna(found["significant"]) else bool(found["significant"])
        else:
            found = models[row["outcome"]].loc[row["cause"]].rename({"b": "estimate"})
            clear = None if pd.isna(found["p"]) else bool(found["p"] < significance)
        rows.append(row | _shown(found) | {"verdict": _verdict(found["estimate"], clear, row["sign"])})
    return pd.DataFrame(
        rows,
        columns=[
            "hypothesis", "statement", "verdict", *_JUDGED, "cause", "through", "outcome", "sign", "note",
        ],
    )  # fmt: skip


_JUDGED = [
    "estimate", "ci_low", "ci_high", "beta", "t", "t_table", "p", "errors", "rho_partial", "p_rho", "n",
]  # fmt: skip


def _shown(found: pd.Series) -> dict[str, Any]:
    return {str(name): found[name] for name in (*_JUDGED, "note") if name in found}


def _verdict(estimate: float, clear: bool | None, sign: str) -> str | None:
    if clear is None:
        return None
    as_said = sign == "any" or (estimate > 0) == (sign == "positive")
    return ("supported" if as_said else "opposite") if clear else "not supported"
