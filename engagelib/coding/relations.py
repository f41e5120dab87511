"""What codes have to do with each other, and with what else is known of a unit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engagelib.coding.units import codes_of, positions
from engagelib.contracts.arguments import needs, takes
from engagelib.contracts.problems import Note, note
from engagelib.intervals import holm, wilson

__all__ = ["associations", "cooccurrence", "crosstab", "exact"]


@takes(codings="unit code")
def cooccurrence(codings: pd.DataFrame) -> pd.DataFrame:
    """How often two codes stand in one unit, within the codings of one coder only.

    In: `codings` (unit, coder, code).

    Out: coder, code_a, code_b, n_a, n_b (units with each), n (with both), units (that the coder read), c (n
    over units with either), lift (n over what independent codes would give). Every pair of codes that the
    coder used is there.

    Notes
    -----
    c = n / (n_a + n_b - n), the coefficient that ATLAS.ti prints (Jaccard 1901's); lift = n * units / (n_a n_b), 1 =
    as often as chance has it. Codings of two coders are never paired with each other.
    Source: Jaccard (1901) for c. In R: crossprod(table(unit, code)). Pairs that never meet have n 0.

    Examples
    --------
    >>> rows = [("1", "A", "x"), ("1", "A", "y"), ("2", "A", "x"), ("2", "B", "y")]
    >>> found = cooccurrence(pd.DataFrame(rows, columns=["unit", "coder", "code"]))
    >>> found[["coder", "code_a", "code_b", "n", "c"]].values.tolist()
    [['A', 'x', 'y', 1, 0.5]]
    """
    unit, units = positions(codings["unit"])
    code, codes = positions(codings["code"])
    coder, coders = positions(codings["coder"]) if "coder" in codings else (np.zeros(len(unit), "int8"), [""])
    known = (unit >= 0) & (coder >= 0)  # a row without a unit or a coder belongs to nobody
    if not known.all():
        unit, code, coder = unit[known], code[known], coder[known]
    parts = [pd.DataFrame(columns=["coder"])] if not len(coders) else []
    for k, name in enumerate(coders):
        own = np.flatnonzero(coder == k) if len(coders) > 1 else slice(None)
        read = int(np.count_nonzero(np.bincount(unit[own], minlength=len(units))))
        both = _together(unit[own], code[own], len(units), len(codes))
        parts.append(_pairs(both, codes, read).assign(coder=name))
    columns = ["coder", "code_a", "code_b", "n_a", "n_b", "n", "units", "c", "lift"]
    return pd.concat(parts, ignore_index=True).reindex(columns=columns)


def _together(unit: np.ndarray, code: np.ndarray, units: int, codes: int) -> np.ndarray:
    """Codes x codes, the smaller one first: units that carry both; a code given twice in a unit counts once."""
    given = code >= 0
    if not given.all():
        unit, code = unit[given], code[given]
    small = np.min_scalar_type(max(units, codes) * codes)
    held = np.sort(unit.astype(small) * codes + code.astype(small))
    held = held[np.append(True, held[1:] != held[:-1])[: len(held)]]
    unit, code = np.pad(held // codes, (0, 1), constant_values=units), held % codes
    row, both = code * codes, np.zeros(codes * codes, "int64")
    apart, left = 0, np.arange(len(held))
    while len(left):  # each coding beside the one of its unit that stands so many further on
        np.add.at(both, row[left] + code[left + apart], 1)
        apart += 1
        left = left[unit[left] == unit[left + apart]]
    return both.reshape(codes, codes)


def _pairs(both: np.ndarray, codes: pd.Index, units: int) -> pd.DataFrame:
    alone = both.diagonal()
    used = np.flatnonzero(alone)
    a, b = (used[side] for side in np.triu_indices(len(used), 1))
    n, n_a, n_b = both[a, b], alone[a], alone[b]
    names = np.asarray(codes, dtype=object)
    return pd.DataFrame({
        "code_a": names[a], "code_b": names[b], "n_a": n_a, "n_b": n_b, "n": n, "units": units,
        "c": n / (n_a + n_b - n), "lift": n * float(units) / (n_a.astype("float64") * n_b),
    })  # fmt: skip


@takes(codings="unit code", attributes="unit", codebook="code! parent theme")
def crosstab(
    codings: pd.DataFrame,
    attributes: pd.DataFrame,
    codebook: pd.DataFrame | None = None,
    by: str | None = None,
) -> pd.DataFrame:
    """How many units of each value of an attribute carry each code: per code present against absent.

    In: `codings` of one coder or one settled record; `attributes`; `codebook` for names.

    `attributes` has a row per unit: unit and a column per attribute; `by` takes one column of more. Units whose value is
    missing are left out. Out: attribute, theme, code, name, value, n, units, share, ci_low, ci_high. `associations` tests it.

    Notes
    -----
    share = n / units of that value; interval by Wilson (1927). Not the columns but the units of each value are the
    base, so shares of several codes may add up to more than 1.
    In R: table(code, value). In SPSS: Analyze > Descriptive Statistics > Crosstabs.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["1", "2", "3"], "coder": "A", "code": ["PUJI", None, "PUJI"]})
    >>> kinds = pd.DataFrame({"unit": ["1", "2", "3"], "kind": ["comment", "comment", "answer"]})
    >>> crosstab(rows, kinds)[["value", "code", "n", "units"]].values.tolist()
    [['answer', 'PUJI', 1, 1], ['comment', 'PUJI', 1, 2]]
    """
    if by is not None:
        needs("attributes", attributes, [by])
        attributes = attributes[["unit", by]]
    if attributes["unit"].duplicated().any():
        again = attributes["unit"][attributes["unit"].duplicated()].iloc[0]
        raise ValueError(f"unit {again} stands twice in the attributes; each unit has one value")
    if len(attributes.columns) < 2:
        raise ValueError(
            "attributes has the column unit only; a column for each attribute is expected beside it"
        )
    listed = codes_of(codings, codebook)
    read = codings[["unit"]].drop_duplicates()
    given = codings.dropna(subset="code")[["unit", "code"]].drop_duplicates()
    parts = []
    for name in attributes.columns.drop("unit"):
        known = read.merge(attributes[["unit", name]].rename(columns={name: "value"}), on="unit").dropna()
        units = known.groupby("value", observed=True).size().rename("units").reset_index()
        n = given.merge(known, on="unit").groupby(["code", "value"], observed=True).size().rename("n")
        table = listed.merge(units, how="cross").merge(n.reset_index(), how="left", on=["code", "value"])
        parts.append(table.assign(attribute=name, value=table["value"].astype(str)))
    table = pd.concat(parts, ignore_index=True).fillna({"n": 0}).astype({"n": "int64"})
    low, high = wilson(table["n"], table["units"])
    table = table.assign(share=table["n"] / table["units"], ci_low=low, ci_high=high)
    return table[["attribute", "theme", "code", "name", "value", "n", "units", "share", "ci_low", "ci_high"]]


@takes(crosstab="attribute theme code name:any value:any n units")
def associations(crosstab: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Whether a code is commoner at some values of an attribute than at others.

    In: the result of `crosstab`.

    Pearson's chi-square without correction where Cochran's rule allows it (no expected count below 1, at most
    a fifth below 5), else Fisher's exact test; Holm's correction over the codes of an attribute; Cramér's V
    as the size. Out: attribute, code, name, units, test, statistic, df, p, p_holm, cramers_v, note.

    Notes
    -----
    chi2 = sum of (seen - expected)^2 / expected, expected = row total * column total / all; V = sqrt( chi2 / (n *
    (smaller side - 1)) ). Sources: Pearson (1900); Cochran (1954), Biometrics 10; Fisher (1935), The Design of
    Experiments; Cramér (1946); Holm (1979). In R: chisq.test(x, correct = FALSE), fisher.test(x). In SPSS:
    Crosstabs > Statistics > Chi-square, Phi and Cramer's V. A unit's author is not known here: comments of one
    author weigh as several.

    Examples
    --------
    Ten units, five of each kind; the code stands in four of one and one of the other.

    >>> rows = pd.DataFrame({"unit": list("abcdefghij"), "coder": "A", "code": ["P"] * 4 + [None] + ["P"] + [None] * 4})
    >>> kinds = pd.DataFrame({"unit": list("abcdefghij"), "kind": ["comment"] * 5 + ["answer"] * 5})
    >>> found = associations(crosstab(rows, kinds))
    >>> found[["code", "test", "p", "cramers_v"]].round(2).values.tolist()
    [['P', 'Fisher', 0.21, 0.6]]
    """
    rows = []
    for (attribute, code), part in crosstab.groupby(["attribute", "code"], sort=False):
        part = part[part["units"] > 0].dropna(subset="n")
        if part.empty:
            continue
        found = _tested(part["n"].to_numpy(), part["units"].to_numpy(), seed)
        rows.append({"attribute": attribute, "code": code, "name": part["name"].iloc[0]} | found)
    named = ["attribute", "code", "name"]
    columns = ["units", "test", "statistic", "df", "p", "p_holm", "cramers_v", "note"]
    if not rows:
        return pd.DataFrame(columns=[*named, *columns])
    table = pd.DataFrame(rows)
    table["p_holm"] = table.groupby("attribute", sort=False)["p"].transform(lambda p: holm(p.to_numpy()))
    return table[[*named, *columns]]


def _tested(n: np.ndarray, units: np.ndarray, seed: int) -> dict[str, object]:
    from scipy import stats

    found = {"units": int(units.sum()), "test": "", "statistic": np.nan, "df": len(n) - 1, "p": np.nan}
    found |= {"cramers_v": np.nan, "note": ""}
    if len(n) < 2 or n.sum() in (0, units.sum()):
        why = "attribute_constant" if len(n) < 2 else "given_nowhere" if n.sum() == 0 else "given_everywhere"
        return found | {"note": note(f"noted_{why}")}
    observed = np.array([n, units - n], dtype="float64")
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / observed.sum()
    chi = float(((observed - expected) ** 2 / expected).sum())
    found |= {"cramers_v": float(np.sqrt(chi / observed.sum()))}
    if expected.min() >= 1 and (expected < 5).mean() <= 0.2:
        return found | {"test": "chi-square", "statistic": chi, "p": float(stats.chi2.sf(chi, len(n) - 1))}
    p, sampled = exact(n, units, seed)
    return found | {"test": "Fisher", "p": p, "note": sampled}


@takes()
def exact(n: np.ndarray, units: np.ndarray, seed: int = 0, most: int = 2_000_000) -> tuple[float, Note | str]:
    """Fisher's exact test of a table of two rows (Freeman & Halton 1951): p, and a note where it is sampled.

    Every table with the same margins is gone through; where there are too many, 9,999 are drawn with a fixed
    seed.

    >>> round(exact(np.array([3, 1]), np.array([4, 4]))[0], 4)
    0.4857
    """
    from scipy.special import gammaln

    def choose(m: np.ndarray | int, k: np.ndarray | int) -> np.ndarray:
        return gammaln(m + 1) - gammaln(k + 1) - gammaln(m - k + 1)

    if len(n) != len(units) or np.isnan(n).any() or np.isnan(units).any():
        raise ValueError("n and units need a whole number each for every group; some are missing")
    total = int(n.sum())
    mine = choose(units, n).sum()
    if np.prod(np.minimum(units, total) + 1.0) > most:
        drawn = np.random.default_rng(seed).multivariate_hypergeometric(units, total, size=9999)
        as_rare = choose(units, drawn).sum(axis=1) <= mine + 1e-7
        return (1 + int(as_rare.sum())) / 10_000, note("noted_random_tables")
    ways, given = np.zeros(1), np.zeros(1, dtype="int64")
    for size in units:
        here = np.arange(min(size, total) + 1)
        ways, given = (np.add.outer(x, y).ravel() for x, y in ((ways, choose(size, here)), (given, here)))
        ways, given = ways[given <= total], given[given <= total]
    ways = ways[given == total] - choose(int(units.sum()), total)
    mine -= choose(int(units.sum()), total)
    return float(min(1.0, np.exp(ways[ways <= mine + 1e-7]).sum())), ""
