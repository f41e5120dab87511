"""The door of a public function: what it was given, checked before it works, said in a sentence.

A stage trusts its tables. Whoever calls it by hand may have forgotten a column, passed words for numbers or
misspelt a rule; without a door that ends as an error from deep inside pandas, or as a number that means
nothing. So above each public function stands what it takes::

    @takes(codings="unit code", codebook="code! parent theme")

reads: `codings` is a table with the columns unit and code; `codebook` is one with code, parent and theme, and no
code stands in it twice (`!`). Two marks more, where they are needed: `case?` may be absent; `level:number`
says what stands in a column where the contracts do not (number, time, date, text, truth, or any). Of an
argument that is no table stands what it may be:

    way=("rows", "columns")   one of these words
    enough=Within(0, 1)       a number within these limits
    by=In("kept")             columns of the table `kept`
    mean=parse                whatever this function accepts

Nothing else need be said: of which kind an argument is, its annotation says (`n: int`, `order: Sequence[str] |
None`), and what a name means everywhere (level, resamples, lang, zone …) stands in LIMITS. What is mistaken
is refused by ValueError or TypeError, with the argument, what it is and what is expected. A column in which
nothing stands is no mistake: it is handed on as missing values of its kind.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, wraps
from inspect import signature
from numbers import Integral, Number, Rational, Real
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from engagelib.contracts.tables import TABLES
from engagelib.words import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["In", "Within", "by_date", "day", "listed", "needs", "numbers", "one_of", "takes", "within"]

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


class In:
    """An argument that names columns of another one, or of one of several tables."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables


def _zone(name: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError):
        raise ValueError(f"{_short(name)} is no time zone such as Asia/Jakarta") from None


def day(value: Any) -> None:
    """ValueError unless a text or a date names one day."""
    import pandas as pd

    try:
        known = isinstance(value, str | date) and pd.notna(pd.Timestamp(value))
    except ValueError:
        known = False
    if not known:
        raise ValueError(f"{_short(value)} is no date such as 2025-08-17")


def numbers(values: Any) -> None:
    """TypeError unless a series or an array holds numbers."""
    dtype = getattr(values, "dtype", None)
    if dtype is None or values.ndim != 1 or not _of_dtype("number", dtype):
        raise TypeError(f"{_short(values)} is no column of numbers")


def by_date(values: Any) -> None:
    """TypeError unless a series holds numbers, and a date beside each."""
    numbers(values)
    if not _of_dtype("date", getattr(getattr(values, "index", None), "dtype", None)):
        raise TypeError("a pandas Series of numbers by date is expected")


#: What arguments of these names may be, in every function that says nothing else.
LIMITS: dict[str, Any] = {
    "resamples": Within(0), "seed": Within(0), "level": Within(0, 1, between=True), "n": Within(0),
    "most": Within(0), "lowest": Within(0), "width": Within(0), "each": Within(0), "digits": Within(0, 15),
    "permutations": Within(1), "least": Within(0), "days": Within(1), "target_hours": Within(0),
    "threshold": Within(0), "misses": Within(0), "base": Within(1), "run": Within(1), "items": Within(1),
    "lags": Within(0), "wash_out": Within(0), "size": Within(1), "fewest": Within(1), "shown": Within(0),
    "shortest": Within(0), "longest": Within(0), "windows": Within(1), "lang": LANGUAGES, "zone": _zone,
}  # fmt: skip
_TYPES = {
    **{
        "id": "text",
        "category": "text",
        "text": "text",
        "int": "number",
        "count": "number",
        "number": "number",
    },
    **{"time": "time", "date": "date", "yes_no": "truth"},
}
#: Column -> what stands in it, where the contracts agree; a function says otherwise as `column:kind`.
COLUMNS: dict[str, str] = (
    {column.name: _TYPES[column.type] for table in TABLES.values() for column in table}
    | dict.fromkeys(
        ("n", "units", "answers", "total", "score", "share", "mean", "ci_low", "ci_high", "value"), "number"
    )
    | {"coder": "any"}
)  # coders may go by numbers
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


@cache
def _of_dtype(kind: str, dtype: Any) -> bool:
    """Whether a column of this type holds things of a kind, whatever they are."""
    from pandas.api import types

    if kind == "number":
        return types.is_numeric_dtype(dtype)
    if kind == "truth":
        return types.is_bool_dtype(dtype)
    if kind == "date":
        return types.is_datetime64_dtype(dtype)
    return (
        str(dtype).startswith("datetime64[") and not _of_dtype("date", dtype)
        if kind == "time"
        else dtype == "str"
    )


_THINGS: dict[str, Any] = {"number": Number, "truth": bool, "text": str, "time": (), "date": ()}


def _holds(kind: str, column: pd.Series) -> bool:
    """Whether what stands in a column is of its kind, where its type does not say so; nothing is of none."""
    if kind == "text" and column.dtype == "category":
        return _of_dtype(kind, column.cat.categories.dtype) or _holds(kind, column.cat.categories.to_series())
    things = column.dropna() if column.dtype == object else ()
    return len(things) > 0 and all(isinstance(value, _THINGS[kind]) for value in things)


@dataclass
class _Table:
    """What is said of a table: its columns with their kinds, those that are its key, those that may be absent."""

    columns: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, said: str) -> _Table:
        table = cls()
        for word in said.split():
            name, _, kind = re.sub("[!?]", "", word).partition(":")
            table.columns[name] = kind or COLUMNS.get(name, "any")
            table.keys += [name] * ("!" in word)
            table.optional += [name] * ("?" in word)
        return table

    def door(self, name: str, value: Any, given: Mapping[str, Any]) -> Any:
        """A frame that is as said; of a table in a database only the columns are known."""
        if not hasattr(value, "columns"):
            return value
        needs(name, value, [column for column in self.columns if column not in self.optional])
        if not hasattr(value, "iloc"):
            return value
        if not value.columns.is_unique:
            twice = value.columns[value.columns.duplicated()][0]
            raise ValueError(f"{name} has two columns {twice!r}; each column is expected once")
        types = dict(zip(value.columns, value.dtypes, strict=True))  # cheaper than to take each column out
        bare = {
            column: _bare(name, value[column], kind)
            for column, kind in self.columns.items()
            if kind != "any"
            and column in types
            and not _of_dtype(kind, types[column])
            and not _holds(kind, value[column])
        }
        if self.keys:
            _once(name, value, self.keys)
        return value.assign(**bare) if bare else value


def _bare(name: str, column: pd.Series, kind: str) -> pd.Series:
    """A column in which nothing stands, of its kind; TypeError for one of another kind."""
    said, dtype = _KINDS[kind]
    if column.isna().all():
        import pandas as pd

        return pd.Series(index=column.index, dtype=dtype, name=column.name)
    raise TypeError(
        f"column {column.name!r} of {name} holds {column.dropna().iloc[0]!r}; {said} are expected"
    )


def _once(name: str, frame: pd.DataFrame, keys: list[str]) -> None:
    """ValueError unless each key stands in one row."""
    if len(keys) == 1 and frame[keys[0]].is_unique:  # ten times as fast
        return
    twice = frame.duplicated(keys)
    if twice.any():
        row = frame[twice].iloc[0]
        where = ", ".join(f"{key} {row[key]}" for key in keys)
        raise ValueError(f"{name} has {where} twice; each {' and '.join(keys)} is expected once")


# --- kinds of arguments, as annotations name them ---------------------------------------------------------------


def _number(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind) and not isinstance(value, bool)


def _several(value: Any) -> bool:
    return (
        isinstance(value, Iterable) and not isinstance(value, str | bytes) and getattr(value, "ndim", 1) == 1
    )


def _series(value: Any) -> bool:
    return type(value).__name__ == "Series"


#: Name in an annotation -> whether a value is such a thing.
_TESTS: dict[str, Callable[[Any], bool]] = {
    "Any": lambda value: True, "object": lambda value: True, "None": lambda value: value is None,
    "str": lambda value: isinstance(value, str), "Callable": callable,
    "bool": lambda value: type(value).__name__ in ("bool", "bool_"),
    "int": _number(Integral), "float": _number(Real), "Fraction": _number(Rational),
    "Collection": _several, "Iterable": _several,
    "Sequence": lambda value: _several(value) and not isinstance(value, Mapping | set),
    "Mapping": lambda value: isinstance(value, Mapping) or _series(value),
    "tuple": lambda value: isinstance(value, tuple | list),
    "np.ndarray": lambda value: type(value).__name__ == "ndarray" and value.dtype.kind in "biuf",
    "pd.Timestamp": lambda value: isinstance(value, date) and value == value,
    "ibis.Table": lambda value: type(value).__module__.startswith("ibis."),
}  # fmt: skip


def _test(kind: ast.expr, scope: Mapping[str, Any]) -> Callable[[Any], bool]:
    """Whether a value is of the kind that an annotation names; what is unknown here is let through."""
    if isinstance(kind, ast.BinOp):
        one, other = _test(kind.left, scope), _test(kind.right, scope)
        return lambda value: one(value) or other(value)
    if isinstance(kind, ast.Subscript):
        whole, inside = _test(kind.value, scope), _inside(kind, scope)
        return lambda value: whole(value) and inside(value)
    name = ast.unparse(kind)
    if name in _TESTS:
        return _TESTS[name]
    if name.startswith(("pd.", "np.")):
        wanted = name.rpartition(".")[2]
        return lambda value: any(known.__name__ == wanted for known in type(value).__mro__)
    known = getattr(scope.get(name), "__origin__", scope.get(name))
    return (lambda value: isinstance(value, known)) if isinstance(known, type) else _TESTS["Any"]


def _inside(kind: ast.Subscript, scope: Mapping[str, Any]) -> Callable[[Any], bool]:
    """Whether each thing in a list, or each value of a dictionary, is of the kind named."""
    base, inner = ast.unparse(kind.value), kind.slice
    if base not in ("Mapping", "Sequence", "Collection", "Iterable", "tuple"):
        return _TESTS["Any"]
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if base == "tuple" and ast.unparse(parts[-1]) != "...":
        tests = [_test(part, scope) for part in parts]
        return lambda value: len(value) == len(tests) and all(t(v) for t, v in zip(tests, value, strict=True))
    test = _test(parts[1 if base == "Mapping" else 0], scope)
    if base == "Mapping":
        return lambda value: not isinstance(value, Mapping) or all(map(test, value.values()))
    plain = (list, tuple, set, frozenset)
    return lambda value: not isinstance(value, plain) or all(map(test, value))


def _said(kind: ast.expr) -> list[str]:
    """What an annotation names, in words."""
    if isinstance(kind, ast.BinOp):
        return [*_said(kind.left), *_said(kind.right)]
    name = ast.unparse(kind.value if isinstance(kind, ast.Subscript) else kind)
    inner = kind.slice if isinstance(kind, ast.Subscript) else None
    if isinstance(inner, ast.Tuple):
        inner = inner.elts[1] if name == "Mapping" else inner.elts[0] if name == "tuple" else None
    of = "" if inner is None else f" of {listed(_said(inner))}"
    return [_SAID.get(name, name) + of]


# --- the door ---------------------------------------------------------------------------------------------------

#: What is checked of one argument: (name, value, all arguments) -> the value that the function is handed.
Check = Callable[[str, Any, Mapping[str, Any]], Any]


def _of_kind(annotation: str, said: Any, scope: Mapping[str, Any]) -> Check:
    """That an argument is of the kind that its annotation names."""
    kind = ast.parse(annotation, mode="eval").body
    test, wanted = _test(kind, scope), listed(_said(kind))
    columns = f" with {', '.join(_Table.of(said).columns)}" if isinstance(said, str) and said else ""

    def check(name: str, value: Any, given: Mapping[str, Any]) -> Any:
        if not test(value):
            raise TypeError(f"{name} is {_short(value)}; {wanted}{columns} is expected")
        return value

    return check


def _accepted(function: Callable[[Any], Any]) -> Check:
    """That a function accepts an argument."""

    def check(name: str, value: Any, given: Mapping[str, Any]) -> Any:
        try:
            if value is not None:
                function(value)
        except (ValueError, TypeError) as error:
            raise type(error)(f"{name}: {error}") from None
        return value

    return check


def _as_said(said: Any) -> Check:
    """That an argument is what is said of it: limits, columns of a table, words."""

    def check(name: str, value: Any, given: Mapping[str, Any]) -> Any:
        each = value if isinstance(value, list | tuple | range) else [value]
        if isinstance(said, Within):
            for number in each:
                if isinstance(number, Real):
                    within(name, number, said)
        elif isinstance(said, In):
            frames = [given[table] for table in said.tables if hasattr(given.get(table), "columns")]
            for column in each if isinstance(value, str | list | tuple) else value or ():
                one_of(name, column, [str(column) for frame in frames for column in frame.columns])
        elif value is not None and not isinstance(value, Mapping):
            for word in each:
                one_of(name, word, said)
        return value

    return check


def _checks(function: Callable, said: Mapping[str, Any]) -> dict[str, list[Check]]:
    """What is checked of each argument, in its order."""
    found = {}
    for name, parameter in signature(function).parameters.items():
        spec, annotation, checks = said.get(name, LIMITS.get(name)), parameter.annotation, []
        if isinstance(annotation, str) and parameter.kind != parameter.VAR_KEYWORD:
            if not callable(said.get(name)):
                checks.append(_of_kind(annotation, spec, function.__globals__))
            elif "None" not in annotation:
                checks.append(_there)
        if isinstance(spec, str):
            checks.append(_Table.of(spec).door)
        elif spec is not None:
            checks.append(_accepted(spec) if callable(spec) else _as_said(spec))
        found[name] = checks
    return found


def _there(name: str, value: Any, given: Mapping[str, Any]) -> Any:
    if value is None:
        raise TypeError(f"{name} is None; it is needed")
    return value


def takes(**said: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Check the arguments of a function as it is called; what is said of them, in words, stands above.

    >>> @takes(codings="unit code", way=("rows", "columns"))
    ... def shown(codings: pd.DataFrame, way: str = "rows") -> int: return len(codings)
    >>> shown([])
    Traceback (most recent call last):
    TypeError: codings is a list; a table (pandas DataFrame) with unit, code is expected
    """

    def door(function: Callable[P, R]) -> Callable[P, R]:
        @cache
        def known() -> tuple[Any, dict[str, list[Check]]]:
            return signature(function), _checks(function, said)

        @wraps(function)
        def checking(*args: P.args, **kwargs: P.kwargs) -> R:
            shape, checks = known()
            try:
                bound = shape.bind(*args, **kwargs)
            except TypeError:
                return function(*args, **kwargs)  # Python says itself which argument is too many or lacking
            given = bound.arguments
            for name in given:
                for check in checks[name]:
                    given[name] = check(name, given[name], given)
            return function(*bound.args, **bound.kwargs)

        return checking

    return door
