"""Agreement between coders: code by code, over sets of codes, what was read differently, what was settled.

A matrix has a row per unit and a column per coder; missing = that coder did not code the unit. The
coefficients stand in `coefficients`; here codings become matrices and coefficients become tables. A coding that
names no unit or no coder is not counted, and the note beside each number says so.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from engagelib.agreement.coefficients import (
    CHANCE,
    Agreement,
    Patterns,
    bootstrapped,
    cohen,
    corrected,
    distance_alpha,
    fold,
    krippendorff,
    observed,
)
from engagelib.agreement.decisions import decisions, named
from engagelib.agreement.parts import in_parts
from engagelib.agreement.sets import masi
from engagelib.coding.units import of_units
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note, together
from engagelib.exact import plain, square, worked

__all__ = [
    "adjudicated", "coincidence_by_hand", "coincidences", "coverage", "disagreements", "matrices", "overall",
    "settled", "table",
]  # fmt: skip


@takes(codings="unit coder code")
def matrices(codings: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Per code a units x coders matrix: 1 (given), 0 (read, not given), missing (not coded by that coder)."""
    made = decisions(codings)
    return {
        str(code): pd.DataFrame(np.asarray(cells, dtype="float64"), index=made.units, columns=made.coders)
        for code, cells in made.per_code()
    }


@takes(codings="unit coder code")
def coverage(codings: pd.DataFrame) -> pd.DataFrame:
    """Who read how much: coder, units (read), coded (with a code), shared (read by another coder too)."""
    whole, _ = named(codings)
    sets = whole.assign(coded=whole["code"].notna()).groupby(["unit", "coder"])["coded"].any().reset_index()
    readers = sets.groupby("unit")["coder"].transform("size")
    grouped = sets.assign(shared=readers > 1).groupby("coder")
    return grouped.agg(units=("unit", "size"), coded=("coded", "sum"), shared=("shared", "sum")).reset_index()


# --- code by code -------------------------------------------------------------------------------------------


@takes(codings="unit coder code", codebook="code! name?", units="unit")
def table(
    codings: pd.DataFrame,
    codebook: pd.DataFrame | None = None,
    resamples: int = 1000,
    seed: int = 0,
    units: pd.DataFrame | None = None,
    by: str | None = None,
) -> pd.DataFrame:
    """Agreement code by code, on presence or absence in each unit that two coders read.

    In: `codings` (unit, coder, code; an empty code = read, none applies; no row = not read), `codebook` for names
    and order. `by`: a column of `units` (speaker, case, kind …) gives these rows for each of its values; one of
    `codebook` (theme …) groups of codes instead of codes, a group being given where one of its codes is.

    Out: code, name, units, coders, percent, prevalence (share of codings in which it is given), kappa
    (Cohen, two coders), alpha, ci_low, ci_high (of alpha), ac1, pabak, fleiss (whose chance rests on units
    coded once too), note. A code that nobody gave in the doubly coded units has a note instead of an alpha.

    Notes
    -----
    Each code is a column of 1 (given) and 0 (read, not given) per coder, so that a unit with several codes counts
    for each. alpha = 1 - D_o / D_e (Krippendorff 2004), kappa (Cohen 1960), ac1 (Gwet 2008), pabak (Brennan &
    Prediger 1981), fleiss (1971): the formulas stand at `krippendorff`, `cohen`, `gwet_ac1`, `brennan_prediger`,
    `fleiss`. prevalence = codings in which the code is given / all codings of these units.
    In R: irr::kripp.alpha and irr::kappa2 per code; irrCAC::gwet.ac1.raw. In SPSS: Crosstabs > Kappa, code by code.

    Examples
    --------
    >>> rows = [("u1", "A", "PUJI"), ("u1", "B", "PUJI"), ("u2", "A", None), ("u2", "B", None)]
    >>> rows = pd.DataFrame([*rows, ("u3", "A", "PUJI"), ("u3", "B", None)], columns=["unit", "coder", "code"])
    >>> table(rows, resamples=0)[["code", "units", "percent", "prevalence", "kappa"]].round(2).values.tolist()
    [['PUJI', 3, 0.67, 0.5, 0.4]]
    """
    if by is not None:
        return in_parts(by, codings, units, codebook, lambda part, book: table(part, book, resamples, seed))
    names = (
        {}
        if codebook is None or "name" not in codebook
        else codebook.set_index("code")["name"].dropna().to_dict()
    )
    per_code = dict(decisions(codings).per_code())
    listed = [] if codebook is None else [c for c in codebook["code"] if c in per_code]
    order = [*listed, *(c for c in per_code if c not in set(listed))]
    _, lost = named(codings)
    rows = [
        {"code": code, "name": names.get(code, code)} | _row(per_code[code], lost, resamples, seed)
        for code in order
    ]
    first = [
        "code", "name", "units", "coders", "percent", "prevalence", "kappa", "alpha", "ci_low", "ci_high",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*first, "ac1", "pabak", "fleiss", "note"])


def _row(cells: np.ndarray, lost: tuple[Note, ...], resamples: int, seed: int) -> dict[str, object]:
    patterns, everyone = fold(cells), fold(cells, least=1)
    alpha = bootstrapped(patterns, distance_alpha(1 - np.eye(len(patterns.values))), resamples, seed)
    given = patterns.counts[:, patterns.values == 1].sum(axis=1)
    coded = patterns.weights @ patterns.counts.sum(axis=1)
    others = {name: bootstrapped(everyone, corrected(name), 0).value for name in CHANCE}
    return others | {
        "units": alpha.units, "coders": alpha.coders, "alpha": alpha.value, "ci_low": alpha.ci_low,
        "ci_high": alpha.ci_high, "note": together(_why(patterns, alpha), *lost),
        "percent": bootstrapped(patterns, observed, 0, chance=False).value,
        "prevalence": patterns.weights @ given / coded if coded else np.nan,
        "kappa": cohen(cells, 0).value if cells.shape[1] == 2 else np.nan,
    }  # fmt: skip


def _why(decided: Patterns, found: Agreement) -> Note | str:
    """The note on decisions "given or not": where all are alike, in words and not as 0 or 1."""
    if not decided.units or len(decided.values) > 1:
        return found.note
    return note("noted_every_coder_gave" if decided.values[0] else "noted_nobody_gave")


# --- over all codes -----------------------------------------------------------------------------------------


@takes(codings="unit coder code", units="unit", codebook="code!")
def overall(
    codings: pd.DataFrame,
    resamples: int = 1000,
    seed: int = 0,
    units: pd.DataFrame | None = None,
    codebook: pd.DataFrame | None = None,
    by: str | None = None,
) -> pd.DataFrame:
    """Agreement over all codes at once, in three readings that answer different questions.

    In: `codings` (unit, coder, code); `units`, `codebook` and `by` as in `table`.

    `sets`: alpha on whole sets of codes (MASI), the figure for multi-label coding; `pooled`: alpha on every
    decision "this code, this unit"; `mean`: the mean of the codes' alphas, where they are defined (no
    interval). Out: measure, value, ci_low, ci_high, units, coders, note.

    Notes
    -----
    alpha = 1 - D_o / D_e each time (Krippendorff 2004); `sets` with the distance of Passonneau (2006).
    In R: irr::kripp.alpha(t(x)) for each reading. Missing, with its note, where a reading has one value only.

    Examples
    --------
    >>> rows = [("u1", "A", "PUJI"), ("u1", "B", "PUJI"), ("u2", "A", "TANYA"), ("u2", "B", "TANYA")]
    >>> overall(pd.DataFrame(rows, columns=["unit", "coder", "code"]), resamples=0)[["measure", "value"]].values.tolist()
    [['sets', 1.0], ['pooled', 1.0], ['mean', 1.0]]
    """
    if by is not None:
        return in_parts(by, codings, units, codebook, lambda part, _: overall(part, resamples, seed))
    whole = masi(codings, resamples, seed)
    cells = [values for _, values in decisions(codings).per_code()]
    pooled = fold(np.concatenate(cells)) if cells else None
    alpha = krippendorff(np.concatenate(cells), resamples=0) if cells else whole
    alphas = [krippendorff(values, resamples=0).value for values in cells]
    defined = [value for value in alphas if np.isfinite(value)]
    left = len(alphas) - len(defined)
    lacks = note("noted_without_alpha", left=left, codes=len(alphas)) if left else ""
    told = whole.note if pooled is None else _why(pooled, alpha)
    rows = [
        ("sets", whole.value, whole.ci_low, whole.ci_high, whole.units, whole.coders, whole.note),
        ("pooled", alpha.value, np.nan, np.nan, whole.units, whole.coders, told),
        ("mean", np.mean(defined) if defined else np.nan, np.nan, np.nan, whole.units, whole.coders, lacks or told),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["measure", "value", "ci_low", "ci_high", "units", "coders", "note"])


# --- what was read differently, and how it was settled ------------------------------------------------------


@takes(codings="unit coder code source?", units="unit text")
def disagreements(codings: pd.DataFrame, units: pd.DataFrame | None = None) -> pd.DataFrame:
    """Units that two coders read and coded differently, most different first, for the talk that settles them.

    In: `codings`, `units` for the text. What is already adjudicated is left out.

    Out: unit, text, one column per coder (codes joined by "; ", "-" for none), differing (codes given by
    some, not all), resolution (empty: the coders write what they settled on, "-" for none).

    Notes
    -----
    Source: none, it lists units whose codes differ between coders, to be settled by talk. In R: subset(x, coder1 !=
    coder2).

    Examples
    --------
    >>> rows = [("u1", "A", "PUJI"), ("u1", "B", "PUJI"), ("u2", "A", "TANYA"), ("u2", "B", None)]
    >>> disagreements(pd.DataFrame(rows, columns=["unit", "coder", "code"]))[["unit", "A", "B"]].values.tolist()
    [['u2', 'TANYA', '-']]
    """
    human = codings[codings["source"] != "adjudicated"] if "source" in codings else codings
    made = decisions(human)
    codes, read, given = np.asarray(made.codes, dtype=object), made.read, made.given
    times = given.sum(axis=2)
    apart = (times > 0) & (times < read.sum(axis=1))  # codes x units
    order = [i for i in np.flatnonzero(apart.any(axis=0)) if read[i].sum() > 1]
    order.sort(key=lambda i: (-apart[:, i].sum(), list(codes[apart[:, i]])))
    found = {"unit": made.units[order]}
    for k, coder in enumerate(made.coders):
        found[coder] = ["; ".join(codes[given[:, i, k] > 0]) or "-" if read[i, k] else None for i in order]
    differing = ["; ".join(codes[apart[:, i]]) for i in order]
    table = pd.DataFrame(found).assign(differing=differing, resolution="")
    texts = {} if units is None else of_units(units, "text").to_dict()
    table.insert(1, "text", [texts.get(unit) for unit in table["unit"]])
    return table


@takes(resolved="unit resolution:text")
def adjudicated(resolved: pd.DataFrame, coder: str = "settled") -> pd.DataFrame:
    """The third record: codings out of a list of disagreements whose resolution column has been filled in.

    In: the result of `disagreements` with its column resolution filled in, codes parted by ";", "-" for none.

    Rows that are still blank are left out. Out: unit, coder, code, source ("adjudicated").

    Examples
    --------
    >>> filled = pd.DataFrame({"unit": ["1", "2"], "resolution": ["PUJI; NIAT", ""]})
    >>> adjudicated(filled)[["unit", "code"]].values.tolist()
    [['1', 'PUJI'], ['1', 'NIAT']]
    """
    rows = []
    for unit, words in zip(resolved["unit"], resolved["resolution"].fillna(""), strict=True):
        codes = [code for code in map(str.strip, str(words).split(";")) if code]
        rows += [(unit, coder, None if code == "-" else code, "adjudicated") for code in codes]
    return pd.DataFrame(rows, columns=["unit", "coder", "code", "source"])


@takes(codings="unit coder code source")
def settled(codings: pd.DataFrame, primary: str | None = None) -> pd.DataFrame:
    """One record to count on: what was adjudicated, else agreed on, else what the main coder gave.

    In: `codings` (unit, coder, code, source). Out: the same columns, a unit decided once.

    Without a `primary` coder, units that are read differently and not settled yet are left out.

    Examples
    --------
    >>> rows = [("u1", "A", "PUJI", "human"), ("u1", "B", "PUJI", "human"), ("u2", "A", "TANYA", "human"),
    ...         ("u2", "B", None, "human"), ("u2", "settled", "TANYA", "adjudicated")]
    >>> found = settled(pd.DataFrame(rows, columns=["unit", "coder", "code", "source"]))
    >>> sorted(zip(found["unit"], found["code"], found["source"]))
    [('u1', 'PUJI', 'human'), ('u2', 'TANYA', 'adjudicated')]
    """
    codings, _ = named(codings)
    decided = codings["source"] == "adjudicated"
    done = codings[decided]
    left = codings[~decided & ~codings["unit"].isin(done["unit"])]
    open_ = set(disagreements(left)["unit"]) if left["coder"].nunique() > 1 else set()
    agreed = left[~left["unit"].isin(open_)].drop_duplicates(["unit", "code"])
    chosen = left[left["unit"].isin(open_) & (left["coder"] == primary)]
    return pd.concat([done, agreed, chosen], ignore_index=True)


@takes(codings="unit:any coder:any code:any")
def coincidences(codings: pd.DataFrame, code: str | None = None) -> pd.DataFrame:
    """How often two coders gave a code both, neither, or one of them: the matrix behind Krippendorff's alpha.

    In: `codings` of two coders or more; `code`, the one given most often without it. Out: rows and columns `given` and
    `not_given`; a unit that m coders read adds each of its m (m - 1) ordered pairs with weight 1 / (m - 1), so that the
    cells add up to the number of codings that are paired. The code is in `attrs["code"]`.

    Notes
    -----
    o(c, k) = sum over units of (pairs of c and k) / (m - 1). Source: Krippendorff (2011), Computing Krippendorff's
    Alpha-Reliability. In R: irr::kripp.alpha(t(x))$cm.

    Examples
    --------
    Five units, one read differently: 4 + 4 codings agree, the fifth unit gives one pair each way.

    >>> rows = [(u, c, "P" if g else None) for u, both in enumerate([(1, 1), (0, 0), (1, 0), (0, 0), (1, 1)]) for c, g in zip("AB", both)]
    >>> coincidences(pd.DataFrame(rows, columns=["unit", "coder", "code"])).to_numpy().tolist()
    [[4, 1], [1, 4]]
    """
    counted = codings["code"].value_counts(sort=True)
    chosen = code or (counted.index[0] if len(counted) else None)
    cells = next((cells for name, cells in decisions(codings).per_code() if name == chosen), np.empty((0, 0)))
    m = (~np.isnan(cells)).sum(axis=1)
    ones, paired = np.nansum(cells, axis=1), m > 1
    ones, m = ones[paired], m[paired]
    whole = np.nan if not paired.any() else 0.0  # nothing was read twice: no count, not a count of none
    zeros = m - ones
    both = [[ones * (ones - 1), ones * zeros], [zeros * ones, zeros * (zeros - 1)]]
    names = pd.Index(["given", "not_given"], name="coder_says")
    table = pd.DataFrame(
        [[whole + float((cell / (m - 1)).sum()) for cell in row] for row in both], names, list(names)
    )
    table = table if (table % 1 != 0).any(axis=None) else table.astype("int64")  # of two coders, whole counts
    table.attrs["code"] = chosen
    return table


@takes()
def coincidence_by_hand(coincidences: pd.DataFrame) -> pd.DataFrame:
    """Krippendorff's alpha worked in the open, from a coincidence matrix.

    In: the result of `coincidences`. Out: step, arithmetic, result: n (paired codings), what disagrees, what chance would
    let disagree, alpha. No rows where only one value occurs.

    Notes
    -----
    alpha = 1 - D_o / D_e; D_o = cells off the diagonal / n; D_e = 2 n_1 n_0 / (n (n - 1)). Source: Krippendorff (2011),
    Computing Krippendorff's Alpha-Reliability. In R: irr::kripp.alpha(t(x), "nominal").

    Examples
    --------
    >>> coincidence_by_hand(pd.DataFrame([[4.0, 1.0], [1.0, 4.0]]))["result"].tolist()
    ['10', '0.200', '0.556', '0.640']
    """
    cells = square("coincidences", coincidences)
    if cells.shape != (2, 2):
        return worked()
    n, ones, zeros = float(cells.sum()), float(cells[0].sum()), float(cells[1].sum())
    if not (ones > 0 and zeros > 0):
        return worked()
    apart = float(cells[0, 1] + cells[1, 0])
    seen, chance = apart / n, 2 * ones * zeros / (n * (n - 1))
    return worked(
        ("paired_codings", " + ".join(plain(value) for value in cells.ravel()), n),
        ("observed_disagreement", f"{plain(apart)} / {plain(n)}", seen),
        (
            "expected_disagreement",
            f"2 × {plain(ones)} × {plain(zeros)} / ({plain(n)} × {plain(n - 1)})",
            chance,
        ),
        ("alpha", f"1 − {plain(seen)} / {plain(chance)}", 1 - seen / chance),
    )
