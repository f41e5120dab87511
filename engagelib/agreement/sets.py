"""Agreement on whole sets of codes: two sets that overlap agree in part (MASI distance)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from engagelib.agreement.coefficients import (
    Agreement,
    Patterns,
    bootstrapped,
    distance_alpha,
    fold,
    linear_alpha,
)
from engagelib.agreement.decisions import NO_CODE, decisions, named
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import together

__all__ = ["distances", "masi"]

#: More different sets than this make too large a table of pairs: margins then count to first order only.
MANY = 2000


@takes(codings="unit coder code")
def masi(codings: pd.DataFrame, resamples: int = 1000, seed: int = 0) -> Agreement:
    """Krippendorff's alpha over whole sets of codes: two sets that overlap agree in part. Any number of coders.

    In: codings (unit, coder, code; an empty code = read, none applies). Out: `Agreement`.

    Notes
    -----
    The distance of two sets A and B is MASI (Passonneau 2006)::

        d = 1 - |A and B| / |A or B| * w       w = 1 if equal, 2/3 if one holds the other, 1/3 if they cross, else 0

    and alpha = 1 - D_o / D_e as in `krippendorff`. In Python nltk.metrics.masi_distance writes 2/3 and 1/3 as .67
    and .33. Sources: Passonneau (2006), Measuring Agreement on Set-valued Items; Krippendorff (2004).

    Examples
    --------
    >>> rows = [("1", "A", "x"), ("1", "B", "x"), ("2", "A", "y"), ("2", "B", "z"), ("3", "A", None)]
    >>> rows = pd.DataFrame([*rows, ("3", "B", None)], columns=["unit", "coder", "code"])
    >>> round(masi(rows).value, 4)
    0.6154
    """
    made, (_, lost) = decisions(codings), named(codings)
    twice = made.read.sum(axis=1) >= 2
    position, sets = _distinct(made.given[:, twice])
    position = np.where(made.read[twice], position, -1)
    if len(sets) > MANY:
        found = _of_many(position, sets, resamples, seed)
    else:
        patterns = fold(np.where(position < 0, np.nan, position))
        used = sets[patterns.values.astype("int64")]
        words = np.array([" + ".join(map(str, made.codes[row > 0])) or NO_CODE for row in used], dtype=object)
        patterns = replace(patterns, values=words, coders=len(made.coders))
        found = bootstrapped(patterns, distance_alpha(distances(used, used)), resamples, seed)
    return replace(found, note=together(found.note, *lost))


def _distinct(given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which set each unit and coder has (units x coders), and the sets as rows of 0 and 1."""
    codes, *shape = given.shape
    flat = given.reshape(codes, shape[0] * shape[1])
    bits = np.packbits(np.pad(flat, ((0, -codes % 64 or 64 * (codes == 0)), (0, 0))), axis=0)
    words = np.ascontiguousarray(bits.T).view("int64")  # 64 codes to a word
    key = np.zeros(len(words), dtype="int64")
    for word in words.T:
        part, known = pd.factorize(word)
        key, _ = pd.factorize(key * max(len(known), 1) + part)
    _, first = np.unique(key, return_index=True)
    return key.reshape(shape), flat[:, first].T


@takes()
def distances(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """MASI of each set from each (rows of 0 and 1): 1 - Jaccard x 2/3 if nested, x 1/3 if crossing.

    >>> sets = np.array([[1, 1, 0], [1, 1, 1], [0, 0, 0]])
    >>> distances(sets, sets).round(4).tolist()
    [[0.0, 0.5556, 1.0], [0.5556, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    for name, sets in (("one", one), ("other", other)):
        if sets.ndim != 2 or sets.dtype.kind not in "biu":
            raise TypeError(f"{name} is no matrix of 0 and 1 with a row per set")
    shared = (one.astype("float32") @ other.astype("float32").T).astype("int64")
    return _distance(shared, one.sum(axis=1, dtype="int64")[:, None], other.sum(axis=1, dtype="int64")[None])


def _distance(shared: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """By how many codes two sets share and how many each has: few numbers, looked up in a table."""
    most = int(max(one.max(initial=0), other.max(initial=0))) + 1
    both, a, b = np.ogrid[:most, :most, :most]
    weight = np.where(both == np.minimum(a, b), 2 / 3, 1 / 3)
    known = np.where((both == a) & (both == b), 0.0, 1 - weight * both / np.maximum(a + b - both, 1))
    return known.ravel()[(shared * most + one) * most + other]


def _of_many(position: np.ndarray, sets: np.ndarray, resamples: int, seed: int) -> Agreement:
    """Alpha without a table of all pairs of sets: each unit is its own pattern, told by three numbers."""
    coded, size = (position >= 0).sum(axis=1).astype("float64"), sets.sum(axis=1, dtype="int64")
    within = np.zeros(len(position))
    for a in range(position.shape[1]):
        for b in range(a):
            both = np.flatnonzero((position[:, a] >= 0) & (position[:, b] >= 0))
            one, other = position[both, a], position[both, b]
            shared = (sets[one] & sets[other]).sum(axis=1, dtype="int64")
            within[both] += 2 * _distance(shared, size[one], size[other])
    # position -1 meets the 0 at the end
    against = np.append(_against(position, sets, size), 0.0)[position].sum(axis=1)
    units = Patterns(np.arange(2), np.zeros((len(position), 2)), np.ones(len(position)), position.shape[1])
    return bootstrapped(units, linear_alpha(within / (coded - 1), against, coded), resamples, seed)


def _against(position: np.ndarray, sets: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Each set's distances from all codings, summed: 1 from each, less where they overlap, which few do."""
    from scipy import sparse

    margins = np.bincount(position[position >= 0], minlength=len(sets)).astype("float64")
    rows = sparse.csr_array(sets.astype("int64"))
    found = margins.sum() - np.where(size == 0, margins, 0.0)  # an empty set is as far as 0 from empty sets
    for start in range(0, len(sets), 1000):
        shared = (rows[start : start + 1000] @ rows.T).tocoo()
        alike = 1 - _distance(shared.data, size[shared.row + start], size[shared.col])
        found[start : start + 1000] -= np.bincount(shared.row, alike * margins[shared.col], shared.shape[0])
    return found
