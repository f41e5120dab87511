"""Intraclass correlation of ratings on a scale: the six forms of Shrout & Fleiss, with their exact intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from engagelib.agreement.coefficients import ALONE, NOBODY, Agreement
from engagelib.agreement.decisions import ratings
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note, together

__all__ = ["FORMS", "icc", "icc_forms"]

#: One rater's rating, or the mean of k of them: raters differ from unit to unit (1), are a sample (2), are all (3).
FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
#: As R's psych calls them.
OTHERWISE = dict(zip(("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"), FORMS, strict=True))


@takes(form=(*FORMS, *OTHERWISE))
def icc(codings_or_matrix: Any, form: str = "ICC(2,1)") -> Agreement:
    """Intraclass correlation: how much of the spread of ratings is spread between units, not between raters.

    In: a matrix (a row per unit, a column per rater, numbers) or a codings frame whose codes are numbers. Units
    that a rater left out are not counted, and the note says how many. Out: `Agreement`.

    `form`: ICC(1,1) raters differ from unit to unit; ICC(2,1) the same raters, a sample of all, who have to agree in
    level too (absolute agreement); ICC(3,1) these raters and no others, who have to order the units alike
    (consistency). With k instead of 1: of the mean of all k raters. ICC1 … ICC3k, as psych calls them, serve too.

    Notes
    -----
    B, W, J, E are the mean squares between units, within units, between raters, and the rest, of n units::

        ICC(1,1) = (B - W) / (B + (k - 1) W)                            ICC(1,k) = (B - W) / B
        ICC(2,1) = (B - E) / (B + (k - 1) E + k (J - E) / n)            ICC(2,k) = (B - E) / (B + (J - E) / n)
        ICC(3,1) = (B - E) / (B + (k - 1) E)                            ICC(3,k) = (B - E) / B

    The intervals are those of the F distribution, of ICC(2,·) Satterthwaite's approximation. Source: Shrout & Fleiss
    (1979), Psychological Bulletin 86. In R: psych::ICC(x, lmer = FALSE). In SPSS: Reliability Analysis > Intraclass
    correlation coefficient (one-way random, two-way random with absolute agreement, two-way mixed with consistency).

    Examples
    --------
    Their table 2: six targets, four judges; .29.

    >>> judged = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> round(icc(judged).value, 2), round(icc(judged, "ICC(3,k)").value, 2)
    (0.29, 0.91)
    """
    form, made = OTHERWISE.get(form, form), ratings(codings_or_matrix, "interval")
    whole = (made.codes >= 0).all(axis=1) & bool(made.coders)
    left = int(((made.codes >= 0).any(axis=1) & ~whole).sum())
    notes = (*made.notes, note("noted_units_left_out", left=left) if left else "")
    cells = made.values[made.codes[whole]].astype("float64") if whole.any() else np.empty((0, 0))
    value, low, high, why = _computed(cells, form, len(made.coders))
    return Agreement(value, low, high, len(cells), len(made.coders), together(why, *notes))


def _computed(cells: np.ndarray, form: str, raters: int) -> tuple[float, float, float, Note | str]:
    """The coefficient, its interval, and why one of them is missing."""
    if raters < 2 or len(cells) < 2:
        return np.nan, np.nan, np.nan, note((NOBODY, ALONE, "noted_few_units_rated")[min(raters, 2)])
    n, k = cells.shape
    between, within, raters_, rest = _mean_squares(cells)
    if between == within == 0:
        return np.nan, np.nan, np.nan, note("noted_ratings_alike")
    kind, one = form[4], form[6] == "1"
    error = within if kind == "1" else rest
    shift = k * (raters_ - rest) / n if kind == "2" else 0.0
    single = (between - error) / (between + (k - 1) * error + shift)
    whole = between if kind != "2" else between + shift / k
    mean = (between - error) / whole if whole else np.nan
    value = float(single if one else mean)
    if not np.isfinite(value):
        return np.nan, np.nan, np.nan, note("noted_units_alike")
    if error == 0 and not (kind == "2" and raters_ > 0):
        return value, np.nan, np.nan, note("noted_no_width")
    low, high = _interval(between, within, raters_, rest, n, k, kind, float(single))
    if not one:
        low, high = (k * end / (1 + (k - 1) * end) for end in (low, high))
    return value, float(low), float(high), ""


def _mean_squares(cells: np.ndarray) -> tuple[float, float, float, float]:
    """Between units, within units, between raters, and what is left; what is nothing but rounding is 0."""
    n, k = cells.shape
    centred = cells - cells.mean()
    units, raters = centred.mean(axis=1), centred.mean(axis=0)
    sums = np.array([
        k * (units**2).sum(),
        ((centred - units[:, None]) ** 2).sum(),
        n * (raters**2).sum(),
        ((centred - units[:, None] - raters) ** 2).sum(),
    ])  # fmt: skip
    sums[sums < 1e-12 * (centred**2).sum()] = 0
    between, within, between_raters, rest = sums / [n - 1, n * (k - 1), k - 1, (n - 1) * (k - 1)]
    return between, within, between_raters, rest


def _interval(
    between: float, within: float, raters: float, rest: float, n: int, k: int, kind: str, value: float
) -> tuple[float, float]:
    """The 95 % interval of one rater's reliability (Shrout & Fleiss 1979, p. 424)."""
    from scipy.stats import f

    if kind == "2":
        weight = n * (1 + (k - 1) * value) - k * value
        top = (k - 1) * (n - 1) * (k * value * raters + weight * rest) ** 2
        freedom = top / ((n - 1) * k**2 * value**2 * raters**2 + weight**2 * rest**2)
        lower, upper = f.ppf(0.975, n - 1, freedom), f.ppf(0.975, freedom, n - 1)
        spread = k * raters + (k * n - k - n) * rest
        low = n * (between - lower * rest) / (lower * spread + n * between)
        return low, n * (upper * between - rest) / (spread + n * upper * between)
    error, freedom = (within, n * (k - 1)) if kind == "1" else (rest, (n - 1) * (k - 1))
    ratio = between / error
    low, high = ratio / f.ppf(0.975, n - 1, freedom), ratio * f.ppf(0.975, freedom, n - 1)
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


@takes()
def icc_forms(codings_or_matrix: Any) -> pd.DataFrame:
    """All six forms of the intraclass correlation side by side; `icc` says which to take.

    In: as `icc`. Out: form, value, ci_low, ci_high, units, coders, note.

    Examples
    --------
    >>> judged = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> icc_forms(judged)["value"].round(2).tolist()
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    return pd.DataFrame([{"form": form} | vars(icc(codings_or_matrix, form)) for form in FORMS])
