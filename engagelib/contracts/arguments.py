"""The door of a public function: what it was given, checked before it works, said in a sentence.

A stage trusts its tables. Whoever calls it by hand may have forgotten a column, passed words for numbers or
misspelt a rule; without a door that ends as an error from deep inside pandas, or as a number that means
nothing. `takes` names the columns once, above the function; the kinds of other arguments are its annotations.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
from inspect import signature
from numbers import Integral, Number, Rational, Real
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from engagelib.contracts.tables import TABLES
from engagelib.words import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["In", "Within", "listed", "needs", "one_of", "takes", "within"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Within:
    """The numbers that an argument may be: `low` to `high`, both included unless `between`."""

    low: float | None = None
    high: float | None = None
    between: bool = False

    def __contains__(self, value: Any) -> bool:
        beyond = (self.low is not None and value < self.low) or (self.high is not None and value > self.high)
        return value == value and not beyond and not (self.between and value in (self.low, self.high))

    def __str__(self) -> str:
        if self.low is not None and self.high is not None:
            return f"between {self.low:g} and {self.high:g}" + ("" if self.between else " (both included)")
        return f"above {self.low:g}" if self.between else f"at least {self.low:g}"


@dataclass(frozen=True)
class In:
    """An argument that names columns of another one, or of one of several tables."""

    tables: tuple[str, ...]

    @classmethod
    def of(cls, *tables: str) -> In:
        return cls(tables)

    def check(self, name: str, value: Any, given: Mapping[str, Any]) -> None:
        frames = [given[table] for table in self.tables if hasattr(given.get(table), "columns")]
        known = [str(column) for frame in frames for column in frame.columns]
        for column in [value] if isinstance(value, str) else value or ():
            one_of(name, column, known)


#: What arguments of these names may be, in every function that says nothing else.
LIMITS: dict[str, Within] = {
    "resamples": Within(0), "seed": Within(0), "level": Within(0, 1, between=True), "n": Within(0),
    "most": Within(0), "lowest": Within(0), "width": Within(0), "each": Within(0), "digits": Within(0, 15),
    "permutations": Within(1), "least": Within(0), "days": Within(1), "target_hours": Within(0),
    "threshold": Within(0), "misses": Within(0), "base": Within(1), "run": Within(1), "items": Within(1),
    "lags": Within(0), "wash_out": Within(0), "size": Within(1), "fewest": Within(1), "shown": Within(0),
    "shortest": Within(0), "longest": Within(0),
}  # fmt: skip
_TYPES = {
    **{"id": "text", "category": "text", "text": "text", "int": "number", "number": "number"},
    **{"time": "time", "date": "date", "yes_no": "truth"},
}
#: Column -> what stands in it, where the contracts agree; a function says otherwise as `column:kind`.
COLUMNS: dict[str, str] = {
    column.name: _TYPES[column.type] for table in TABLES.values() for column in table
} | dict.fromkeys(("n", "units", "answers", "total", "score", "share", "mean", "ci_low", "ci_high"), "number")
_KINDS = {
    "number": ("numbers", "float64"), "time": ("times with a zone (UTC)", "datetime64[us, UTC]"),
    "date": ("dates without a zone", "datetime64[us]"), "text": ("text", "str"), "truth": ("yes or no (True or False)", "boolean"),
}  # fmt: skip
_SAID = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "True or False", "None": "None",
    "Fraction": "an exact fraction", "pd.DataFrame": "a table (pandas DataFrame)", "pd.Series": "a pandas Series",
    "pd.Timestamp": "a date (pandas Timestamp)", "np.ndarray": "a numpy array of numbers", "pd.Index": "a pandas Index",
    "Sequence": "a list", "Collection": "a list", "Iterable": "a list", "Mapping": "a dictionary",
    "Callable": "a function", "tuple": "a tuple", "ibis.Table": "an Ibis table",
}  # fmt: skip


def listed(words: Iterable[object], last: str = "or") -> str:
    """Words in a row: 'a, b or c'."""
    *first, end = [str(word) for word in words] or ["nothing"]
    return f"{', '.join(first)} {last} {end}" if first else end


def _short(value: object) -> str:
    text = value if isinstance(value, str) else type(value).__name__ if hasattr(value, "__len__") else value
    return repr(text)[:60] if isinstance(value, str) or not hasattr(value, "__len__") else f"a {text}"


def one_of(name: str, value: object, allowed: Collection) -> None:
    """ValueError, with what is allowed, unless `value` is one of them.

    >>> one_of("rounding", "up", ("half_up", "truncate"))
    Traceback (most recent call last):
    ValueError: rounding is 'up'; allowed is half_up or truncate
    """
    try:
        known = value in allowed
    except TypeError:
        known = False
    if not known:
        raise ValueError(f"{name} is {_short(value)}; allowed is {listed(allowed)}")


def within(name: str, value: Any, limits: Within) -> None:
    """ValueError, with the limits, unless a number lies within them."""
    if value not in limits:
        raise ValueError(f"{name} is {value!r}; a number {limits} is expected")


def needs(name: str, frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """ValueError, with the columns that there are, unless a table has those that are needed."""
    lacking = [column for column in columns if column not in frame.columns]
    if lacking:
        has = ", ".join(map(str, frame.columns)) or "no columns"
        raise ValueError(f"{name} needs the column {listed(map(repr, lacking), 'and')}; it has {has}")


def _holds(kind: str, column: pd.Series) -> bool:
    """Whether what stands in a column is of its kind."""
    from pandas.api import types

    if kind == "number":
        return types.is_numeric_dtype(column.dtype) or (
            column.dtype == object and all(isinstance(v, Number) for v in column.dropna())
        )
    if kind == "truth":
        plain = column.dtype == object and all(isinstance(v, bool) for v in column.dropna())
        return types.is_bool_dtype(column.dtype) or plain
    if kind in ("time", "date"):
        aware = isinstance(column.dtype, types.pandas_dtype("datetime64[us, UTC]").__class__)
        return aware if kind == "time" else types.is_datetime64_dtype(column.dtype)
    values = column.cat.categories if column.dtype == "category" else column
    return isinstance(values.dtype, types.pandas_dtype("str").__class__) or (
        values.dtype == object and all(isinstance(v, str) for v in values.dropna())
    )


def _frame(
    name: str, frame: pd.DataFrame, columns: Mapping[str, str], keys: list[str], optional: list[str]
) -> pd.DataFrame:
    """The table, once its columns are there, of their kinds, and its keys are no key twice."""
    needs(name, frame, [column for column in columns if column not in optional])
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise ValueError(f"{name} has two columns {twice!r}; each column is expected once")
    bare = {}
    for column, kind in columns.items():
        if kind == "any" or column not in frame:
            continue
        values, (said, dtype) = frame[column], _KINDS[kind]
        blank = values.dtype == object and values.isna().all()
        if not blank and _holds(kind, values):
            continue
        if not values.isna().all():
            example = values.dropna().iloc[0]
            raise TypeError(f"column {column!r} of {name} holds {example!r}; {said} are expected")
        bare[column] = values.astype(object).astype(dtype)  # nothing stands there: missing, of the right kind
    if keys and frame.duplicated(keys).any():
        row = frame[frame.duplicated(keys)].iloc[0]
        where = ", ".join(f"{key} {row[key]}" for key in keys)
        raise ValueError(f"{name} has {where} twice; each {' and '.join(keys)} is expected once")
    return frame.assign(**bare) if bare else frame


_named = cache(ast.unparse)


def _is(value: Any, kind: ast.expr, scope: Mapping[str, Any]) -> bool:
    """Whether a value is of the kind that an annotation names; what is unknown here is let through."""
    if isinstance(kind, ast.BinOp):
        return _is(value, kind.left, scope) or _is(value, kind.right, scope)
    if isinstance(kind, ast.Subscript):
        return _is(value, kind.value, scope) and _inside(value, kind, scope)
    name, module = _named(kind), type(value).__module__.partition(".")[0]
    if name in ("Any", "object"):
        return True
    is_number = not isinstance(value, bool) and module != "pandas"
    if name in ("Sequence", "Collection", "Iterable"):
        plain = isinstance(value, Iterable) and not isinstance(value, str | bytes)
        return plain and not (module == "pandas" and value.ndim > 1) and (name != "Sequence" or not isinstance(value, Mapping | set))  # fmt: skip
    if name == "Mapping":
        return isinstance(value, Mapping) or type(value).__name__ == "Series"
    tests: dict[str, bool] = {
        "str": isinstance(value, str), "None": value is None, "bool": isinstance(value, bool) or type(value).__name__ == "bool",
        "int": is_number and isinstance(value, Integral), "float": is_number and isinstance(value, Real),
        "Fraction": is_number and isinstance(value, Rational), "Callable": callable(value),
        "tuple": isinstance(value, tuple | list), "pd.Timestamp": isinstance(value, date) and value == value,
        "ibis.Table": module == "ibis",
    }  # fmt: skip
    if name in tests:
        return tests[name]
    if name == "np.ndarray":
        return type(value).__name__ == "ndarray" and value.dtype.kind in "biuf"
    if name.startswith(("pd.", "np.")):
        return type(value).__name__ == name[3:] or any(c.__name__ == name[3:] for c in type(value).__mro__)
    known = getattr(scope.get(name), "__origin__", scope.get(name))
    return isinstance(value, known) if isinstance(known, type) else True


def _inside(value: Any, kind: ast.Subscript, scope: Mapping[str, Any]) -> bool:
    """Whether each thing in a list, or each value of a dictionary, is of the kind named."""
    base, inner = _named(kind.value), kind.slice
    if base == "Mapping" and isinstance(value, Mapping) and isinstance(inner, ast.Tuple):
        return all(_is(v, inner.elts[1], scope) for v in value.values())
    if base in ("Sequence", "Collection", "Iterable") and isinstance(value, list | tuple | set | frozenset):
        return all(_is(v, inner, scope) for v in value)
    return True


def _said(kind: ast.expr) -> list[str]:
    if isinstance(kind, ast.BinOp):
        return [*_said(kind.left), *_said(kind.right)]
    name = ast.unparse(kind.value if isinstance(kind, ast.Subscript) else kind)
    inner = kind.slice if isinstance(kind, ast.Subscript) else None
    if isinstance(inner, ast.Tuple) and name == "Mapping":
        inner = inner.elts[1]
    of = "" if inner is None or isinstance(inner, ast.Tuple) else f" of {listed(_said(inner))}"
    return [_SAID.get(name, name) + of]


def takes(**said: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Check the arguments of a function as it is called.

    A table is named with the columns that it needs: `codings="unit code"`; `code!` is a key (not twice),
    `value:number` says what stands in a column (number, time, date, text, any) where it is not what the
    contracts say, and `start?` need not be there. Another argument is named with what it may be: a collection of words, or :class:`Within`.

    >>> @takes(codings="unit code", way=("rows", "columns"))
    ... def shown(codings: pd.DataFrame, way: str = "rows") -> int: return len(codings)
    >>> shown([])
    Traceback (most recent call last):
    TypeError: codings is a list; a table (pandas DataFrame) with unit, code is expected
    """
    frames = {name: spec for name, spec in said.items() if isinstance(spec, str)}
    columns = {name: dict(map(_column, spec.split())) for name, spec in frames.items()}
    keys, optional = (
        {name: [_column(word)[0] for word in spec.split() if mark in word] for name, spec in frames.items()}
        for mark in "!?"
    )
    allowed = {name: spec for name, spec in said.items() if name not in frames}
    named = {name: spec for name, spec in allowed.items() if isinstance(spec, In)}

    def door(function: Callable[P, R]) -> Callable[P, R]:
        @cache
        def parameters() -> tuple[Any, dict[str, ast.expr]]:
            shape = signature(function)
            notes = {
                name: ast.parse(parameter.annotation, mode="eval").body
                for name, parameter in shape.parameters.items()
                if isinstance(parameter.annotation, str) and parameter.kind != parameter.VAR_KEYWORD
            }
            return shape, notes

        def checked(name: str, value: Any, kind: ast.expr | None) -> Any:
            if kind is not None and not _is(value, kind, function.__globals__):
                wanted = listed(_said(kind)) + (
                    f" with {', '.join(columns[name])}" if columns.get(name) else ""
                )
                raise TypeError(f"{name} is {_short(value)}; {wanted} is expected")
            if name in columns and hasattr(value, "iloc") and value.ndim == 2:
                return _frame(name, value, columns[name], keys[name], optional[name])
            if name in columns and value is not None and hasattr(value, "columns"):
                needs(name, value, [column for column in columns[name] if column not in optional[name]])
            if name == "zone":
                _zone(value)
            limits = allowed.get(name, LANGUAGES if name == "lang" else LIMITS.get(name))
            if isinstance(limits, Within):
                for number in value if isinstance(value, list | tuple | range) else [value]:
                    if isinstance(number, Real):
                        within(name, number, limits)
            elif limits is not None and value is not None and not isinstance(limits, In):
                for word in value if isinstance(value, list | tuple) else [value]:
                    if not isinstance(value, Mapping):
                        one_of(name, word, limits)
            return value

        @wraps(function)
        def checking(*args: P.args, **kwargs: P.kwargs) -> R:
            shape, kinds = parameters()
            try:
                bound = shape.bind(*args, **kwargs)
            except TypeError:
                return function(*args, **kwargs)  # Python says itself which argument is too many or lacking
            for name, value in bound.arguments.items():
                if name in kinds:
                    bound.arguments[name] = checked(name, value, kinds[name])
                elif name in columns:
                    bound.arguments[name] = checked(name, value, None)
            for name, columns_of in named.items():
                columns_of.check(name, bound.arguments.get(name), bound.arguments)
            return function(*bound.args, **bound.kwargs)

        return checking

    return door


def _zone(name: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"zone is {name!r}; a time zone such as Asia/Jakarta is expected") from None


def _column(word: str) -> tuple[str, str]:
    name, _, kind = re.sub("[!?]", "", word).partition(":")
    return name, kind or COLUMNS.get(name, "any")
