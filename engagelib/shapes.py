"""What a value of a declaration may be, and what is wrong with it: a shape, walked beside the value by one function.

A shape is a `Kind` (of a single value), a table `{key: shape}` (a key that ends with "!" is required; a
`Kind` as key stands for any name of that kind), a list `[shape]`, or a tuple of shapes, any of which may
be.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from engagelib.refs import conditions

__all__ = [
    "ANY", "CONDITION", "TEMPLATE", "TEXT", "WORDS", "YES_NO", "Kind", "Least", "Shape",
    "nearest", "numbers", "one_of", "shown", "whole", "wrong",
]  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of value: what is expected, in words; whether a value is one; names of which the nearest is offered."""

    told: str
    fits: Callable[[Any], bool]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Least:
    """A table or list of that shape with so many entries at least."""

    count: int
    of: Any


Shape = Kind | Least | Mapping[Any, Any] | list[Any] | tuple[Any, ...]


def one_of(*names: str) -> Kind:
    """One of these words."""
    told = ", ".join(name or '""' for name in names)
    return Kind(f"one of {told}", lambda value: value in names, names)


def _is_number(value: object) -> bool:
    """Whether it is a number that says something: neither nan nor inf nor beyond all that is counted."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def numbers(told: str, fits: Callable[[float], bool]) -> Kind:
    """Numbers, whole or not, that fit."""
    return Kind(told, lambda value: _is_number(value) and fits(value))


def whole(least: int, most: int | None = None) -> Kind:
    """Whole numbers from `least` to `most`."""
    told = f"a whole number from {least} " + ("on" if most is None else f"to {most}")
    return Kind(
        told, lambda value: type(value) is int and least <= value <= (value if most is None else most)
    )


# --- kinds ------------------------------------------------------------------------------------------------------

ANY = Kind("anything", lambda value: True)
TEXT = Kind("text in quotation marks", lambda value: isinstance(value, str))
#: Text that says something.
WORDS = Kind("some text in quotation marks", lambda value: isinstance(value, str) and bool(value.strip()))
YES_NO = Kind("true or false", lambda value: isinstance(value, bool))

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_WORD = re.compile(r"""[^\W\d][\w./-]*|\d+=|'[^'"]+'|"[^'"]+\"""")


def _readable(rule: object) -> bool:
    try:
        parts = conditions(rule) if isinstance(rule, str) else []
    except ValueError:
        return False
    return bool(parts) and all(
        _NUMBER.fullmatch(wanted) or (sign in ("=", "!=") and _WORD.fullmatch(wanted))
        for _, sign, wanted in parts
    )


#: A rule that `refs.holds` reads.
CONDITION = Kind(
    "a condition such as \"share >= 0.5 and n >= 30\" (<column> <= <number>, joined by 'and'; <, <=, >, >=, = or !=; "
    "a decimal point; after = and != a number or a word)",
    _readable,
)

_FORMAT = re.compile(r"\+?(,?d?|,?(\.\d{1,2})?[f%])")


def _fillable(template: object) -> bool:
    try:
        parts = list(Formatter().parse(template)) if isinstance(template, str) else []
    except ValueError:
        return False
    return bool(parts) and all(
        name is None or (re.fullmatch(r"[^\W\d]\w*", name) and not how and _FORMAT.fullmatch(spec or ""))
        for _, name, spec, how in parts
    )


#: Words with numbers to be filled in, as `words.filled` takes them.
TEMPLATE = Kind(
    'text such as "median {median_hours:.1f} h" (a column in braces, without dots, brackets or !; a format such as '
    ".1f, .0%, d or a comma after its colon; every brace closed)",
    _fillable,
)


# --- the walk ---------------------------------------------------------------------------------------------------


def wrong(value: object, shape: Shape, at: str, sections: Collection[str] = ()) -> Iterator[str]:
    """Everything that is wrong in a value that stands `at` a place, such as "[coding]", in sentences.

    `sections`: places whose tables have a heading of their own ([claims.P01]).

    >>> list(wrong({"run": "2"}, {"base!": whole(1), "run": whole(1)}, "[coding]"))
    ['[coding] run = "2": a whole number from 1 on is expected', '[coding] lacks base: a whole number from 1 on is expected']
    """
    shapes = shape if isinstance(shape, tuple) else (shape,)
    for one in shapes:
        least, own = (one.count, one.of) if isinstance(one, Least) else (0, one)
        if isinstance(value, Mapping | list) and len(value) < least:
            continue
        if isinstance(value, Mapping) and isinstance(own, Mapping):
            yield from _table(value, own, at, sections)
            return
        if isinstance(value, list) and isinstance(own, list):
            for number, part in enumerate(value, start=1):
                yield from wrong(part, own[0], f"{at} number {number}:", sections)
            return
        if isinstance(own, Kind) and own.fits(value):
            return
    single = tuple(one for one in shapes if isinstance(one, Kind))
    names = [name for one in single for name in one.names]
    shapes = single if isinstance(value, str) and single else shapes
    yield f"{at.rstrip(':')} = {shown(value)}: {_told(shapes)} is expected{nearest(value, names)}"


def _table(value: Mapping, shape: Mapping, at: str, sections: Collection[str]) -> Iterator[str]:
    known = {key.rstrip("!"): inner for key, inner in shape.items() if isinstance(key, str)}
    free = next((key for key in shape if isinstance(key, Kind)), None)
    here = at.rstrip(":")
    for key, given in value.items():
        if key in known or (free is not None and free.fits(key)):
            inner = known[key] if key in known else shape[free]
            yield from wrong(given, inner, _below(at, key, given, sections), sections)
        elif free is not None:
            yield f"{here} has a key {shown(key)}: {free.told} is expected{nearest(key, free.names)}"
        else:
            near = nearest(key, known)
            listed = "" if near and len(known) > 12 else f"; known are {', '.join(known)}"
            yield f"{here} has a key {key!r} that is not known{listed}{near}"
    for key in shape:
        if isinstance(key, str) and key.endswith("!") and key[:-1] not in value:
            yield f"{here} lacks {key[:-1]}: {_told((shape[key],))} is expected"


def _below(at: str, key: str, given: object, sections: Collection[str]) -> str:
    """The place of a key: a section of its own, or a name after the place above it."""
    name = key if re.fullmatch(r"[\w-]+", key) else shown(key)
    if at in sections and isinstance(given, Mapping | list):
        heading = f"{at[:-1]}.{name}]"
        return heading if isinstance(given, Mapping) else f"[{heading}]"
    return f"{at} {name}" if at.endswith(("]", ":")) else f"{at}.{name}"


def _told(shapes: tuple) -> str:
    said = []
    for one in shapes:
        least, own = (one.count, one.of) if isinstance(one, Least) else (0, one)
        many = f" with {least} entr{'y' if least == 1 else 'ies'} or more" if least else ""
        if isinstance(own, Mapping):
            keys = [key for key in own if isinstance(key, str)]
            keys = [key[:-1] for key in keys if key.endswith("!")] or keys
            said.append("a table {" + (", ".join(f"{key} = …" for key in keys) or "…") + "}" + many)
        elif isinstance(own, list):
            said.append(f"a list […]{many} (each: {_told((own[0],))})")
        elif isinstance(own, tuple):
            said.append(_told(own))
        else:
            said.append(own.told)
    return " or ".join(said)


def shown(value: object) -> str:
    """A value as study.toml writes it, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:79]}…"


def nearest(value: object, names: Collection[str]) -> str:
    """The name that was probably meant, as the end of a sentence; of a ref its table counts too."""
    for said in (value[:80], value[:80].partition(":")[0]) if isinstance(value, str) else ():
        near = difflib.get_close_matches(said, list(names), 1, 0.6)
        if near and near[0] != said:
            return f"; did you mean '{near[0]}'?"
    return ""
