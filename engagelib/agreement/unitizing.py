"""Krippendorff's alpha for unitizing: where passages begin and end, and which code each has; any number of coders.

A text is a continuum that each coder cuts into passages with a code and the gaps between them. Sums of lengths add up
over texts, so that each text is one row of numbers: alpha is computed from the sums of rows, and a bootstrap draws
rows. Everything is counted from the sorted ends of passages; no text is gone through character by character.

What a coder marked with two codes at once has both as one value, as in `decisions.ratings`; passages of one code and
one coder that overlap are one passage, those that touch are two.

Source: Krippendorff, Mathet, Bouvry & Widlöcher (2016), On the reliability of unitizing textual continua, Quality &
Quantity 50; Krippendorff (2019), Content Analysis, 4th ed., section 12.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from engagelib.agreement.coefficients import ALONE, BLOCK, NOBODY, Agreement, interval, resampled
from engagelib.agreement.decisions import named
from engagelib.agreement.parts import in_parts
from engagelib.coding.units import positions, text_lengths, within
from engagelib.contracts import among
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note, together

__all__ = ["MEASURES", "unitized", "unitizing"]

#: u: boundaries and codes; binary: marked or not; cu: codes, where two coders marked.
MEASURES = ("u", "binary", "cu")
SPANS = "unit coder code start:number? end:number?"


@dataclass(frozen=True)
class _Sums:
    """Lengths, text by text. Upper case: everything; `both`: where two coders marked, as they are paired there.

    `total`, `gaps`, `alike_gaps`, `alike`, `squares` and `both`, `both_squares` are numbers per text; `values`,
    `both_values` lengths of each set of codes (texts x sets), and the rest lengths of each code (texts x codes).
    """

    total: np.ndarray
    gaps: np.ndarray
    alike_gaps: np.ndarray
    alike: np.ndarray
    squares: np.ndarray
    both: np.ndarray
    both_squares: np.ndarray
    values: Any
    both_values: Any
    code: Any
    code_alike: Any
    code_squares: Any
    code_both: Any
    code_both_squares: Any


@takes(codings=SPANS, units="unit text", measure=MEASURES)
def unitizing(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    measure: str = "u",
    code: str | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Agreement:
    """Krippendorff's alpha for unitizing (u-alpha): how far coders mark the same passages with the same codes.

    In: `codings` with start and end (code points, end exclusive; both missing = the whole unit; an empty code = read,
    nothing marked), `units` with text. Out: `Agreement`; `units` are texts that two coders read, `coders` those who
    read them, and the interval draws texts anew.

    `measure`: u, the boundaries and the codes; binary, marked or not, whatever the code; cu, the codes where two
    coders marked. With a `code`: u of this code against the rest of the texts, or cu of this code against the others.

    Notes
    -----
    L is the length of a text, m the coders who read it. Each pair of coders adds what their passages share, divided by
    m - 1, to l_cc (both gave c) or to l_ck (one gave c, the other k); n is the sum of all, n_c of one value, a gap being a
    value too; S the sum of the squared lengths of passages, and of the lengths (not squared) of gaps::

        alpha = 1 - D_o / D_e         D_o = n - sum of l_cc      D_e = n (n^2 - sum of n_c^2) / (n^2 - S)

    cu leaves the gaps out, and a passage counts with the length on which others marked too. A text counts with those
    who read it, as units do in `krippendorff`. In R: quallmer::reliability_alpha_u for one text (its cu takes a
    passage's length otherwise, and is .728 for the book's .724).

    Examples
    --------
    Two coders, 10 characters: one marked 0-4, the other 0-6. n = 20, n_gap = 10, S = 16 + 36 + 10; they differ on 2
    characters, which is 4 of 20.

    >>> texts = pd.DataFrame({"unit": ["1"], "text": ["x" * 10]})
    >>> rows = [("1", "A", "P", 0, 4), ("1", "B", "P", 0, 6)]
    >>> rows = pd.DataFrame(rows, columns=["unit", "coder", "code", "start", "end"])
    >>> round(unitizing(rows, texts).value, 4), round(1 - 4 / (20 * (400 - 200) / (400 - 62)), 4)
    (0.662, 0.662)
    """
    found, _ = _figures(codings, units, [(measure, code)], resamples, seed)[measure, code]
    return found


@takes(codings=SPANS, units="unit text", codebook="code! name?")
def unitized(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: pd.DataFrame | None = None,
    resamples: int = 1000,
    seed: int = 0,
    by: str | None = None,
) -> pd.DataFrame:
    """Alpha for unitizing, over all codes and code by code.

    In: as `unitizing`; `codebook` for names and order; `by` as in `agreement.table` ("unit": text by text). Out: measure (all_codes, then one_code each), code, name,
    units, coders, both_share (of what has the code, the share on which another coder marked too), u_alpha, u_low, u_high (boundaries and codes; of a code
    against the rest of the texts), binary_alpha (marked or not, of all codes), cu_alpha, cu_low, cu_high (codes, where
    two coders marked; of a code: Krippendorff's (k)u-alpha), note.

    Notes
    -----
    In R: no package of CRAN has it; Krippendorff's own macro does. Source: Krippendorff, Mathet, Bouvry & Widlöcher
    (2016), Quality & Quantity 50.

    Examples
    --------
    >>> texts = pd.DataFrame({"unit": ["1"], "text": ["x" * 10]})
    >>> rows = [("1", "A", "P", 0, 4), ("1", "B", "P", 0, 6), ("1", "A", "Q", 8, 9), ("1", "B", "Q", 8, 9)]
    >>> rows = pd.DataFrame(rows, columns=["unit", "coder", "code", "start", "end"])
    >>> unitized(rows, texts)[["measure", "u_alpha", "cu_alpha"]].round(3).values.tolist()
    [['all_codes', 0.709, 1.0], ['one_code', 0.662, 1.0], ['one_code', 1.0, 1.0]]
    """
    if by is not None:
        return in_parts(
            by, codings, units, codebook, lambda part, book: unitized(part, units, book, resamples, seed)
        )
    named_codings, _ = named(codings)
    there = sorted(named_codings["code"].dropna().unique())
    book = [] if codebook is None else [code for code in codebook["code"] if code in set(there)]
    order = [*book, *(code for code in there if code not in set(book))]
    asked: list[tuple[str, Any]] = [(measure, None) for measure in MEASURES]
    asked += [(measure, code) for code in order for measure in ("u", "cu")]
    found = _figures(codings, units, asked, resamples, seed)
    names = {} if codebook is None or "name" not in codebook else codebook.set_index("code")["name"].dropna()
    rows = []
    for code in (None, *order):
        (u, coverage), (cu, _) = found["u", code], found["cu", code]
        binary = found["binary", None][0].value if code is None else np.nan
        rows.append((
            "all_codes" if code is None else "one_code", code, names.get(code, code), u.units, u.coders, coverage, u.value, u.ci_low, u.ci_high, binary,
            cu.value, cu.ci_low, cu.ci_high, together(u.note, cu.note),
        ))  # fmt: skip
    columns = [
        "measure", "code", "name", "units", "coders", "both_share", "u_alpha", "u_low", "u_high",
        "binary_alpha",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*columns, "cu_alpha", "cu_low", "cu_high", "note"])


def _figures(
    codings: pd.DataFrame, units: pd.DataFrame, asked: list[tuple[str, Any]], resamples: int, seed: int
) -> dict[tuple[str, Any], tuple[Agreement, float]]:
    """(measure, code or None) -> the figure and its coverage."""
    whole, lost = named(codings)
    placed, lengths = within(whole, units), text_lengths(units)
    placed = placed[among(placed["unit"], lengths.index[lengths > 0])]
    readers = placed.drop_duplicates(["unit", "coder"]).groupby("unit", observed=True)["coder"].size()
    texts = readers.index[readers > 1]
    coders = placed["coder"].nunique()
    kept = placed[placed["unit"].isin(texts)]
    codes = pd.Index(sorted(whole["code"].dropna().unique()))
    for _, code in asked:
        if code is not None and code not in codes:
            raise ValueError(f"code is {code!r}; given were {', '.join(map(str, codes)) or 'no codes'}")
    if not len(texts):
        why = note((NOBODY, ALONE, "noted_no_text_twice")[min(coders, 2)])
        none = Agreement(np.nan, np.nan, np.nan, 0, coders, together(why, *lost))
        return dict.fromkeys(asked, (none, np.nan))
    sums = _sums(kept, texts, lengths[texts].to_numpy("int64"), readers[texts].to_numpy("int64"), codes)
    places = [(measure, None if code is None else codes.get_loc(code)) for measure, code in asked]
    once = np.ones((1, len(texts)))
    points = _values(sums, once, places)[0]
    samples = np.empty((0, len(asked)))
    if resamples and len(texts) > 1:
        blocks = resampled(np.ones(len(texts)), resamples, np.random.default_rng(seed))
        # resamples at once: many sets of codes need room
        few = max(1, BLOCK // max(sums.values.shape[1], len(codes), 1))
        parts = (block[first : first + few] for block in blocks for first in range(0, len(block), few))
        samples = np.concatenate([_values(sums, part, places) for part in parts])
    figures = {}
    for at, (key, point) in enumerate(zip(places, points, strict=True)):
        low, high, said = np.nan, np.nan, _why(sums, *key)
        if np.isfinite(point) and len(samples):
            low, high, said = interval(samples[:, at], "noted_resamples_nothing")
        elif np.isfinite(point):
            said = note("noted_no_interval" if resamples < 1 else "noted_one_text")
        figure = Agreement(
            float(point), low, high, len(texts), kept["coder"].nunique(), together(said, *lost)
        )
        figures[asked[at]] = (figure, _coverage(sums, key[1]))
    return figures


def _coverage(sums: _Sums, code: int | None) -> float:
    """Of all that was marked (with a code), the share on which other coders marked too."""
    if code is None:
        marked, both = sums.total.sum() - sums.gaps.sum(), sums.both.sum()
    else:
        marked, both = sums.code[:, [code]].sum(), sums.code_both[:, [code]].sum()
    return float(both / marked) if marked else np.nan


def _why(sums: _Sums, measure: str, code: int | None) -> Note | str:
    """Why a figure is undefined."""
    marked = sums.total.sum() - sums.gaps.sum() if code is None else sums.code[:, [code]].sum()
    if not marked:
        return note("noted_nobody_marked" if code is None else "noted_nobody_gave_texts")
    if measure != "cu":
        return note("noted_texts_alike")
    both = sums.both.sum() if code is None else sums.code_both[:, [code]].sum()
    if not both:
        return note("noted_marked_apart")
    return note("noted_marked_one_code")


def _values(sums: _Sums, weights: np.ndarray, asked: list[tuple[str, int | None]]) -> np.ndarray:
    """The figures asked for (columns) of resampled texts (rows); missing where nothing can be compared."""
    n, gaps, gaps_alike, alike, squares, both, both_squares = (
        weights @ np.column_stack([
            sums.total, sums.gaps, sums.alike_gaps, sums.alike, sums.squares, sums.both, sums.both_squares
        ])
    ).T  # fmt: skip

    def power(lengths: Any) -> np.ndarray:
        return ((lengths.T @ weights.T) ** 2).sum(axis=0)

    def some(difference: np.ndarray, of: np.ndarray) -> np.ndarray:
        """A difference; missing where it is nothing but rounding."""
        return np.where(difference > 1e-12 * of, difference, np.nan)

    def against(length: np.ndarray, same: np.ndarray, own: np.ndarray) -> np.ndarray:
        """u-alpha of what is `length` long against the rest, `same` of it shared, `own` its squares."""
        return 1 - (length - same) * (n**2 - own - (n - length)) / (n * length * some(n - length, n))

    columns: dict[tuple[str, int | None], np.ndarray] = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        for measure in {measure for measure, code in asked if code is None}:
            if measure == "binary":
                columns[measure, None] = against(n - gaps, n - 2 * gaps + gaps_alike, squares)
            elif measure == "u":
                expected = n * some(n**2 - gaps**2 - power(sums.values), n**2) / (n**2 - squares - gaps)
                columns[measure, None] = 1 - (n - gaps_alike - alike) / expected
            else:
                expected = both * some(both**2 - power(sums.both_values), both**2) / (both**2 - both_squares)
                columns[measure, None] = 1 - (both - alike) / expected
        chosen = sorted({code for _, code in asked if code is not None})
        if chosen:
            tables = (
                sums.code, sums.code_alike, sums.code_squares, sums.code_both, sums.code_both_squares,
            )  # fmt: skip
            found = [table[:, chosen].T @ weights.T for table in tables]
            for code, length, same, own, shared, shared_own in zip(chosen, *found, strict=True):
                columns["u", code] = columns["binary", code] = against(length, same, own)
                left = (shared * both - shared_own) * (shared - same)
                columns["cu", code] = 1 - left / (shared**2 * some(both - shared, both))
    table = np.column_stack([columns[key] for key in asked])
    return np.where(np.isfinite(table), table, np.nan)


# --- sums of lengths ----------------------------------------------------------------------------------------


def _sums(
    codings: pd.DataFrame, texts: pd.Index, lengths: np.ndarray, readers: np.ndarray, codes: pd.Index
) -> _Sums:
    """All lengths of all texts, laid end to end."""
    begins = np.concatenate([[0], np.cumsum(lengths)])
    text = texts.get_indexer(codings["unit"])
    coder, _ = positions(codings["coder"])
    code = codes.get_indexer(codings["code"])
    start = codings["start"].fillna(0).to_numpy("int64") + begins[text]
    end = codings["end"].astype("Float64").to_numpy("float64", na_value=np.nan)
    end = np.where(np.isnan(end), lengths[text], end).astype("int64") + begins[text]
    marked = code >= 0
    spans = _merged(coder[marked], code[marked], start[marked], end[marked])
    pieces = _pieces(*spans)
    sets = int(pieces[1].max(initial=-1)) + 1
    others = (readers - 1).astype("float64")

    def per_text(at: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        where = np.searchsorted(begins, at, side="right") - 1
        return np.bincount(where, numbers, len(texts))

    def table(at: np.ndarray, label: np.ndarray, numbers: np.ndarray, size: int) -> Any:
        from scipy import sparse

        where = np.searchsorted(begins, at, side="right") - 1
        return sparse.csc_array((numbers, (where, label)), shape=(len(texts), size))

    at, length, depth, _ = _depths(np.zeros(len(pieces[0]), dtype="int64"), *pieces[2:])
    paired = length * (depth - 1) / others[np.searchsorted(begins, at, side="right") - 1]
    run, edges = (
        np.concatenate([[0.0], np.cumsum(paired)]),
        np.append(at, at[-1] + length[-1] if len(at) else 0),
    )

    def pairable(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """How much of each passage other coders marked too, each of them weighing 1 / (m - 1)."""
        return run[np.searchsorted(edges, ends)] - run[np.searchsorted(edges, starts)]

    once, twice = per_text(at, length * depth), per_text(at, length * depth**2)
    total = (lengths * readers).astype("float64")
    alike_gaps = (readers * (readers - 1) * lengths - (2 * readers - 1) * once + twice) / others
    _, coder_sets, starts, ends = pieces
    long, shared = (ends - starts).astype("float64"), pairable(starts, ends)
    same_at, same_length, same_depth, _ = _depths(coder_sets, starts, ends)
    alike = per_text(same_at, same_length * same_depth * (same_depth - 1)) / others
    _, own, own_starts, own_ends = spans
    own_long, own_shared = (own_ends - own_starts).astype("float64"), pairable(own_starts, own_ends)
    own_at, own_length, own_depth, own_code = _depths(own, own_starts, own_ends)
    fellows = others[np.searchsorted(begins, own_at, side="right") - 1]
    return _Sums(
        total, total - once, alike_gaps, alike, per_text(starts, long**2), per_text(at, depth * paired),
        per_text(starts, shared**2), table(starts, coder_sets, long, sets), table(starts, coder_sets, shared, sets),
        table(own_starts, own, own_long, len(codes)),
        table(own_at, own_code, own_length * own_depth * (own_depth - 1) / fellows, len(codes)),
        table(own_starts, own, own_long**2, len(codes)), table(own_starts, own, own_shared, len(codes)),
        table(own_starts, own, own_shared**2, len(codes)),
    )  # fmt: skip


Spans = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # coder, code or set of codes, start, end


def _merged(coder: np.ndarray, code: np.ndarray, start: np.ndarray, end: np.ndarray) -> Spans:
    """Passages of one coder and code that overlap as one; those that touch stay two."""
    order = np.lexsort((end, start, code, coder))
    coder, code, start, end = coder[order], code[order], start[order], end[order]
    if not len(start):
        return coder, code, start, end
    other = np.append(True, (coder[1:] != coder[:-1]) | (code[1:] != code[:-1]))
    group, height = np.cumsum(other), int(end.max()) + 1
    # the farthest end so far, of its group
    reach = np.maximum.accumulate(end + group * height) - group * height
    first = np.flatnonzero(other | np.append(True, start[1:] >= reach[:-1]))
    return coder[first], code[first], start[first], np.maximum.reduceat(end, first)


def _pieces(coder: np.ndarray, code: np.ndarray, start: np.ndarray, end: np.ndarray) -> Spans:
    """Passages of a coder cut where they overlap, so that each piece has one value: its code, or its set of codes."""
    height = int(end.max(initial=0)) + 1
    low, high = start + coder * height, end + coder * height
    order = np.argsort(low, kind="stable")
    if (low[order][1:] >= high[order][:-1]).all():
        return coder, code, start, end
    cuts = np.unique(np.concatenate([low, high]))
    first, last = np.searchsorted(cuts, low), np.searchsorted(cuts, high)
    times = last - first
    within_ = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    piece, value = np.repeat(first, times) + within_, np.repeat(code, times)
    order = np.lexsort((value, piece))
    piece, value = piece[order], value[order]
    fresh = np.append(True, piece[1:] != piece[:-1])
    at = np.flatnonzero(fresh)
    depth = np.arange(len(piece)) - np.repeat(at, np.diff(np.append(at, len(piece))))
    known = np.zeros(len(at), dtype="int64")
    owner = np.cumsum(fresh) - 1
    for layer in range(int(depth.max()) + 1):  # the first code of each piece, then the second …
        here = depth == layer
        more = np.full(len(at), -1)
        more[owner[here]] = value[here]
        known, _ = pd.factorize(known * (int(code.max()) + 2) + more + 1)
    cut = piece[at]
    return cuts[cut] // height, known, cuts[cut] % height, (cuts[cut + 1] - 1) % height + 1


def _depths(
    label: np.ndarray, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Where passages of one label lie above each other: start, length, how many, and the label, in order."""
    at, name = np.concatenate([start, end]), np.concatenate([label, label])
    order = np.lexsort((at, name))
    at, name = at[order], name[order]
    depth = np.cumsum(np.repeat([1, -1], len(start))[order])
    length = np.append(np.diff(at), 0)
    some = (depth > 0) & (length > 0)
    return at[some], length[some].astype("float64"), depth[some].astype("float64"), name[some]
