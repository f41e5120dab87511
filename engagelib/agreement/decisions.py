"""Codings as decisions: for each unit, coder and code, given or not, where the coder read the unit.

Here too is the one door by which codings come to be counted for agreement: `ratings` takes a codings frame or
a matrix (a row per unit, a column per coder) of words, numbers or booleans, and hands on whole numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note

__all__ = ["NO_CODE", "Decisions", "Ratings", "decisions", "named", "ratings"]

#: Levels of measurement.
LEVELS = ("nominal", "ordinal", "interval", "ratio")

#: "Read, no code applies", where codes are words that are compared.
NO_CODE = "no code"

#: Kinds of arrays that hold numbers.
NUMBERS = "biuf"


@dataclass(frozen=True)
class Decisions:
    """`read` (units x coders) and `given` (codes x units x coders, 1 where the coder gave the code)."""

    units: pd.Index
    coders: pd.Index
    codes: pd.Index
    read: np.ndarray
    given: np.ndarray

    def per_code(self) -> Iterator[tuple[str, np.ndarray]]:
        """Each code with its units x coders: 1 (given), 0 (read, not given), missing (not coded)."""
        for code, cells in zip(self.codes, self.given, strict=True):
            yield code, cells if self.read.all() else np.where(self.read, cells, np.nan)


@takes(codings="unit:any coder:any code:any")
def decisions(codings: pd.DataFrame) -> Decisions:
    """Units as they first stand, coders and codes by name. A row without a code says: read, none applies.

    A row that names no unit or no coder is nobody's decision and is not counted (`named` says which).
    """
    whole, _ = named(codings)
    unit, units = pd.factorize(whole["unit"])
    coder, coders = pd.factorize(whole["coder"], sort=True)
    code, codes = pd.factorize(whole["code"], sort=True)
    read = np.zeros((len(units), len(coders)), dtype=bool)
    read[unit, coder] = True
    given = np.zeros((len(codes), len(units), len(coders)), dtype="int8")
    some = code >= 0
    given[code[some], unit[some], coder[some]] = 1
    return Decisions(pd.Index(units), pd.Index(coders), pd.Index(codes), read, given)


@takes(codings="unit:any coder:any code:any")
def named(codings: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """The codings that name a unit and a coder, blank codes missing; and notes that name the others."""
    blank = {column: _blank(codings[column]) for column in ("unit", "coder", "code")}
    notes = []
    for lacks, other in (("coder", "unit"), ("unit", "coder")):
        if blank[lacks].any():
            whose = codings[other].mask(blank[other], "–")[blank[lacks]].astype(str).unique()
            shown = [*whose[:5], *["…"] * (len(whose) > 5)]
            notes.append(note(f"noted_no_{lacks}_named", n=int(blank[lacks].sum()), **{f"{other}s": shown}))
    kept = ~(blank["unit"] | blank["coder"])
    whole = codings if kept.all() else codings[kept]
    spaces = blank["code"][kept] & whole["code"].notna()
    return (whole.assign(code=whole["code"].mask(spaces)) if spaces.any() else whole), tuple(notes)


def _blank(column: pd.Series) -> np.ndarray:
    """Where a column says nothing: missing, or spaces."""
    codes, values = pd.factorize(column)
    # -1 = missing, the last
    empty = np.array([*(isinstance(v, str) and not v.strip() for v in values), True])
    return empty[codes]


# --- the door of agreement ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ratings:
    """What each coder gave each unit.

    `codes` (units x coders) are positions in `values`, which stand in their order; -1 = not coded. Only
    coders who coded anything have a column. `notes` say what was not counted, or counted in a special way.
    `order`: all words of a scale of ordered categories, where the values are such words.
    """

    values: np.ndarray
    codes: np.ndarray
    coders: tuple[Hashable, ...]
    notes: tuple[Note, ...] = ()
    order: tuple[Hashable, ...] = ()

    def places(self, values: np.ndarray) -> np.ndarray:
        """Where values stand on their scale: numbers as they are, words by their place in the order."""
        return np.array([self.order.index(v) if v in self.order else v for v in values], dtype="float64")


@takes(level=LEVELS)
def ratings(given: Any, level: str = "nominal") -> Ratings:
    """A codings frame, or a matrix with a row per unit and a column per coder, as whole numbers.

    A cell is missing if it is None, NaN, NA or blank. Words are themselves; beside words numbers are words
    too. At any other `level` than nominal words must read as numbers, or be categories that have an order.
    In a codings frame a unit that a coder gave several codes has all of them as one value, and "read, no code
    applies" is a value too (at other levels than nominal: not coded). ValueError says what cannot be counted.

    >>> ratings([["yes", "no"], ["no", None]]).codes.tolist()
    [[1, 0], [0, -1]]
    """
    if isinstance(given, Ratings):
        return given
    if not isinstance(given, pd.DataFrame):
        cells = _array(given)
        return _used(*_numbered(cells, level), range(1, cells.shape[1] + 1))
    if {"unit", "coder", "code"} <= set(given.columns):
        return _of_codings(given, level)
    if {"unit", "coder"} <= set(given.columns):
        has = ", ".join(map(str, given.columns))
        raise ValueError(f"a codings frame has the columns unit, coder and code; this one has {has}")
    if "unit" in given:
        given = given.set_index("unit")
    if given.columns.has_duplicates:
        twice = given.columns[given.columns.duplicated()][0]
        raise ValueError(f"two columns are called {twice}; a coder has one column")
    order = _order(given.dtypes, level)
    return _used(*_numbered(_of_frame(given), level, order), given.columns, order=order)


def _used(
    values: np.ndarray,
    codes: np.ndarray,
    coders: Iterable[Hashable],
    notes: tuple[Note, ...] = (),
    order: Sequence[Any] | None = None,
) -> Ratings:
    """Ratings of those who coded anything."""
    used = np.any(codes >= 0, axis=0).tolist()
    names = tuple(name for name, has in zip(coders, used, strict=True) if has)
    return Ratings(values, codes if all(used) else codes[:, used], names, notes, tuple(order or ()))


def _array(given: Any) -> np.ndarray:
    """Rows of cells as a table: numbers where the array has them, else objects."""
    if isinstance(given, np.ma.MaskedArray):
        hidden, given = np.ma.getmaskarray(given), np.array(given.data, dtype=object)
        given[hidden] = None
    try:
        cells = given if isinstance(given, np.ndarray) else np.array(given, dtype=object)
    except ValueError:
        raise ValueError("the rows of the matrix have different lengths; each has a cell per coder") from None
    if cells.size == 0:
        cells = np.empty((0, 0))
    if cells.ndim != 2:
        raise ValueError(
            f"codings, or a matrix with a row per unit and a column per coder, are expected; given is {given!r:.60}"
        )
    if cells.dtype.kind == "U":  # numpy writes a missing cell among words as the word nan
        cells = np.where(cells == "nan", "", cells)
    return cells if cells.dtype.kind in NUMBERS else cells.astype(object)


def _of_frame(given: pd.DataFrame) -> np.ndarray:
    """The cells of a frame: numbers where all columns hold numbers, else objects."""
    plain = given.to_numpy()
    if plain.dtype.kind in NUMBERS:
        return plain
    if all(pd.api.types.is_numeric_dtype(kind) for kind in given.dtypes):
        return given.to_numpy("float64", na_value=np.nan)
    return given.to_numpy(object)


def _order(dtypes: Iterable[Any], level: str) -> list[Any] | None:
    """The order of categories that all columns share, where they have one and the level asks for it."""
    if level != "ordinal":
        return None
    orders = {tuple(k.categories) if getattr(k, "ordered", False) else None for k in dtypes}
    shared = orders.pop() if len(orders) == 1 else None
    return None if shared is None else list(shared)


def _numbered(
    cells: np.ndarray, level: str = "nominal", order: Sequence[Any] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Distinct values in their order, and each cell as the position of its value, -1 where missing."""
    if cells.dtype.kind not in NUMBERS:
        return _of_objects(cells, level, order)
    cells = cells.astype("int8") if cells.dtype.kind == "b" else cells
    if cells.dtype.kind in "iu" and cells.size and cells.min() >= 0 and cells.max() < 4096:
        present = np.bincount(cells.ravel()) > 0
        return np.flatnonzero(present), (np.cumsum(present) - 1)[cells]
    missing = np.isnan(cells) if cells.dtype.kind == "f" else np.zeros(cells.shape, dtype=bool)
    values = np.unique(cells[~missing])
    if not np.isfinite(values).all():
        raise ValueError("a cell holds infinity, which is no value; leave it blank where nobody coded")
    return values, np.where(missing, -1, np.searchsorted(values, cells))


def _of_objects(cells: np.ndarray, level: str, order: Sequence[Any] | None) -> tuple[np.ndarray, np.ndarray]:
    """As `_numbered`, of cells that are words, or numbers among things that are none."""
    try:
        codes, found = pd.factorize(cells.ravel())
    except TypeError:
        raise ValueError(
            "a cell holds several values; it has one, and several codes stand in a codings frame (unit, coder, code)"
        ) from None
    labels = [None if isinstance(v, str) and not v.strip() else v for v in found]
    if order is None:
        labels = _alike(labels, level)
    known = {label for label in labels if label is not None}
    if order is None and all(isinstance(label, float) for label in known):
        numbers = np.array([*(np.nan if label is None else label for label in labels), np.nan])
        return _numbered(numbers[codes].reshape(cells.shape))
    values = sorted(known) if order is None else [v for v in order if v in known]
    place = {value: i for i, value in enumerate(values)} | {None: -1}
    positions = np.array([*(place[label] for label in labels), -1])
    return np.array(values, dtype=object), positions[codes].reshape(cells.shape)


def _alike(labels: Sequence[Any], level: str) -> list[Any]:
    """Labels as numbers if all are, or if the level needs numbers; else as words, the number 1 as "1"."""
    known = [label for label in labels if label is not None]
    if level == "nominal" and not all(isinstance(v, (Real, Decimal, np.bool_)) for v in known):
        return [None if label is None else _word(label) for label in labels]
    numbers = []
    for label in labels:
        try:
            numbers.append(None if label is None else float(label))
        except (TypeError, ValueError):
            raise ValueError(
                f"level {level} needs numbers, and '{label}' of codings_or_matrix is none: give numbers, or level nominal; for "
                "ordinal also columns of the same ordered categories (pd.Categorical(…, ordered=True))"
            ) from None
    return numbers


def _word(label: Any) -> str:
    whole = isinstance(label, (Real, Decimal)) and not isinstance(label, bool) and label % 1 == 0
    return str(int(label)) if whole else str(label).strip()


def _of_codings(codings: pd.DataFrame, level: str) -> Ratings:
    """Units x coders out of a codings frame; several codes of one coder on one unit are one value, their set."""
    whole, notes = named(codings)
    rows = whole[["unit", "coder", "code"]].drop_duplicates()
    unit, units = pd.factorize(rows["unit"])
    coder, coders = pd.factorize(rows["coder"], sort=True)
    cell = unit * len(coders) + coder
    code, some = rows["code"].to_numpy(object), rows["code"].notna().to_numpy()
    times = np.bincount(cell[some], minlength=len(units) * len(coders))[cell]
    cells = np.full(len(units) * len(coders), None, dtype=object)
    if level == "nominal":
        cells[cell] = NO_CODE
    cells[cell[some]] = code[some]
    many = np.flatnonzero(some & (times > 1))
    if len(many) and level != "nominal":
        one, who = rows["unit"].iloc[many[0]], rows["coder"].iloc[many[0]]
        raise ValueError(
            f"unit {one} has several codes of {who}; level {level} needs one value of each coder"
        )
    for place, own in pd.Series(code[many]).groupby(cell[many]):
        cells[place] = " + ".join(sorted(map(_word, own)))
    if len(many):
        notes = (*notes, note("noted_several_codes"))
    table, order = cells.reshape(len(units), len(coders)), _order([rows["code"].dtype], level)
    return _used(*_numbered(table, level, order), coders, notes, order)
