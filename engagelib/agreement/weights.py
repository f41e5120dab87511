"""How far two values agree that are not the same: weights of kappa, AC2 and Brennan & Prediger's coefficient.

Weights are None (two values agree or they do not), "linear", "quadratic", or a matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engagelib.agreement.decisions import Ratings, ratings
from engagelib.contracts.arguments import one_of, takes

__all__ = ["agreeing", "checked", "scheme"]

POWERS = {"linear": 1, "quadratic": 2}


def checked(weights: Any) -> None:
    """ValueError unless something serves as weights."""
    if isinstance(weights, str):
        one_of("weights", weights, POWERS)
    elif weights is not None:
        _matrix(weights)


@takes()
def scheme(given: Any, weights: Any | None) -> Ratings:
    """Ratings on the scale that the weights ask for: an order for linear and quadratic ones, else none."""
    if not isinstance(weights, str):
        return ratings(given)
    try:
        return ratings(given, "ordinal")
    except ValueError as error:
        raise ValueError(f"weights {weights} need an order, or give a matrix of your own: {error}") from None


@takes()
def agreeing(
    weights: Any | None, made: Ratings, values: Any, symmetric: bool = True
) -> tuple[np.ndarray | None, Any]:
    """How far each value agrees with each, from 0 to 1, and the values in this order; None: only with itself."""
    if weights is None:
        return None, values
    if isinstance(weights, str):
        places = made.places(values)
        with np.errstate(invalid="ignore"):  # one value has no range
            apart = np.abs(np.subtract.outer(places, places)) / np.ptp(places) if len(places) else np.eye(0)
        return 1 - apart ** POWERS[weights], values
    matrix = _matrix(weights)
    if symmetric and not np.allclose(matrix, matrix.T):
        raise ValueError(
            "weights are not the same both ways; only `cohen` tells the first coder from the second"
        )
    known = _labels(weights, values)
    if len(known) != len(matrix):
        raise ValueError(
            f"weights have {len(matrix)} rows and there are {len(known)} values ({_listed(known)}): give a table "
            "whose rows and columns name the values"
        )
    lacking = [value for value in values if value not in known]
    if lacking:
        raise ValueError(f"weights lack {_listed(lacking)}; they name {_listed(known)}")
    return matrix, known


def _matrix(weights: Any) -> np.ndarray:
    """Agreement from 0 to 1, out of weights of agreement (1 for the same value) or of disagreement (0 for it)."""
    if isinstance(weights, pd.DataFrame) and list(weights.index) != list(weights.columns):
        raise ValueError("rows and columns of the weights name the values, in the same order")
    try:
        matrix = np.array(weights, dtype="float64")
    except (TypeError, ValueError):
        matrix = np.empty(0)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not np.isfinite(matrix).all():
        raise ValueError("weights are None, linear, quadratic, or a square matrix of numbers")
    same, highest = np.diag(matrix), matrix.max(initial=0)
    if (same == 0).all() and matrix.min(initial=0) >= 0 and highest > 0:
        return 1 - matrix / highest
    if (same != 1).any() or matrix.min(initial=0) < 0 or highest > 1:
        raise ValueError(
            "weights of agreement are 1 for the same value and from 0 to 1 for others; of disagreement 0 for the same "
            "value and above 0 for others"
        )
    return matrix


def _labels(weights: Any, values: Any) -> list[Any]:
    """The values that a matrix is about: as a table names them (numbers and words alike), else those that occur."""
    if not isinstance(weights, pd.DataFrame):
        return list(values)
    words = {str(value).strip(): value for value in values}
    if values.dtype != object:
        words |= {f"{value:g}": value for value in values}
    return [words.get(str(label).strip(), label) for label in weights.index]


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in values)
