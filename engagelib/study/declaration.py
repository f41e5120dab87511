"""What study.toml may say, checked once when a study is opened: every mistake is a sentence, none is found later by accident.

Nothing is imported here that brings pandas: a study in which nothing changed is opened at once. Names that only
such modules hold are repeated; a test holds them against those modules.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import PureWindowsPath
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from engagelib.contracts import RESULT_KEYS, columns
from engagelib.contracts.results import conditions
from engagelib.contracts.tables import LAYOUTS, PROCESSES, RELATIONS, STANCES
from engagelib.exact import MODES, SOURCES, STAGES, pipeline
from engagelib.study.folder import FILES
from engagelib.text.nearest import nearest as nearest_of

__all__ = [
    "ANY",
    "CONDITION",
    "TEMPLATE",
    "TEXT",
    "WORDS",
    "YES_NO",
    "Kind",
    "Least",
    "Shape",
    "nearest",
    "numbers",
    "one_of",
    "shown",
    "whole",
    "wrong",
]


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


#: A rule that `triangulation.evidence.holds` reads.
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
        near = nearest_of(said, names)
        if near and near[0] != said:
            return f"; did you mean '{near[0]}'?"
    return ""


pass  # moved  # fmt: skip

__all__ = ["FACTS", "KPIS", "LISTS", "MEASURES", "SECTIONS", "TABLES", "mistakes"]

#: What a ref may name: results, those without keys of their own, raw tables.
TABLES = tuple(dict.fromkeys([*RESULT_KEYS, "saturation", "quotes", "funnel", *FILES, "units"]))
#: Measures of stages (`stages.KPIS`).
KPIS = (
    "largest_segment_share", "interaction_share", "posts_per_week", "reply_share", "reply_minutes", "reviews",
    "rating", "photo_share", "review_reply_share", "on_time_share", "complaint_share", "repeat_share",
    "third_month_share", "loyal_share",
)  # fmt: skip
#: Measures of a change in sales (`effects.MEASURES`, and `sales` where there is a comparison).
MEASURES = (
    "difference", "ratio", "median_difference", "median_ratio", "hodges_lehmann", "cliffs_delta",
    "difference_in_differences",
)  # fmt: skip


# --- kinds of this file -----------------------------------------------------------------------------------------


def _is_zone(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value))
    except (KeyError, ValueError, OSError):
        return False


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        written = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
        return dt.date.fromisoformat(str(value)) if written else None
    except ValueError:
        return None


def _is_inside(value: object) -> bool:
    path = PureWindowsPath(value if isinstance(value, str) else "")
    return bool(path.parts) and not path.anchor and not path.drive and ".." not in path.parts


def _is_ref(value: object) -> bool:
    table, colon, key = value.partition(":") if isinstance(value, str) else ("", "", "")
    parts = key.split("/", max(len(RESULT_KEYS.get(table, ())) - 1, 0))
    return table in TABLES and bool(colon) and all(parts) and len(parts) >= len(RESULT_KEYS.get(table, ()))


def _four_rising(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 4 or not all(map(NUMBER.fits, value)):
        return False
    return all(low < high for low, high in pairwise(value))


NUMBER = numbers("a number", lambda number: True)
FOLDER = Kind(
    "a plain folder name (letters, digits, -, _ and ., no dot at its ends)",
    lambda value: isinstance(value, str) and bool(re.fullmatch(r"[\w-]([\w.-]*[\w-])?", value)),
)
ZONE = Kind('a time zone such as "Asia/Jakarta"', _is_zone)
DATE = Kind('a date such as "2024-03-01"', lambda value: _date(value) is not None)
FILE = Kind("a file inside the study's folder", _is_inside)
_PARTS = [
    f"{table}:{'/'.join(f'<{key}>' for key in keys)}" for table, keys in RESULT_KEYS.items() if keys[1:]
]
REF = Kind(f"a ref <table>:<key> such as service_kpi:request, {', '.join(_PARTS)}", _is_ref, TABLES)
LIMITS = Kind("a list of four rising numbers", _four_rising)
SHARE = numbers("a number from 0 to 1", lambda value: 0 <= value <= 1)
NAME = Kind("a name", lambda key: bool(key.strip()))
RELATION = one_of("confirms", "expands", "contradicts", "silent", "")
#: Words in one language or in both.
SAID = (TEXT, Least(1, {"id": TEXT, "en": TEXT}))
INFERENCE = {"relation": RELATION, "meta_inference": SAID}


def _facts() -> tuple[str, ...]:
    rows = csv.DictReader(
        (files("engagelib") / "triangulation" / "checklists.csv").read_text(encoding="utf-8").splitlines()
    )
    return tuple(dict.fromkeys(row["fact"] for row in rows))


#: What checklists ask about, whether it can be counted or has to be told.
FACTS = _facts()

# --- the file ---------------------------------------------------------------------------------------------------

#: Section -> its keys and what each may be.
SECTIONS: dict[str, dict] = {
    "study": {
        "name": FOLDER, "title": SAID, "question": SAID, "limits": SAID, "illustrative": YES_NO, "zone": ZONE,
        "consent": TEXT,
    },
    "files": dict.fromkeys(FILES, FILE),
    "survey": {
        "respondent": WORDS, "sheets": {NAME: WORDS}, "states": {"as_is": WORDS, "to_be": WORDS},
        "open": {NAME: WORDS}, "group": WORDS, "words": ([WORDS], {NAME: ANY}), "missing": ([ANY], {NAME: ANY}),
        "duplicates": one_of("error", "first", "last"), "layout": one_of("auto", "wide", "long"),
        "outcome": WORDS,
    },
    "comments": {
        "sellers": [WORDS], "columns": dict.fromkeys(columns("comments"), WORDS), "zone": ZONE,
        "low_coverage": SHARE,
    },
    "coders": {NAME: WORDS},
    "coding": {
        "primary!": WORDS, "saturation!": {"base!": whole(1), "run!": whole(1), "threshold!": SHARE},
        "layout": one_of("auto", *LAYOUTS), "outcome": WORDS, "order": one_of("answers", "interviews"),
    },
    "sales": {"change": DATE, "established": DATE, "outlet": TEXT},
    "service": {"target_hours": numbers("a number above 0", lambda hours: hours > 0)},
    "pipeline": {NAME: [{
        "stage!": one_of(*STAGES), "source": one_of(*SOURCES), "mode": one_of(*MODES), "digits": whole(0, 15),
    }]},
    "claims": {NAME: {
        "id": WORDS, "en": WORDS, "place": TEXT,
        "rules": {REF: (CONDITION, Least(1, dict.fromkeys(STANCES, CONDITION)))},
    }},
    "steps": {NAME: SAID},
    "videos": {NAME: ANY},
    "channels": {NAME: [WORDS]},
    "loyalty": {
        "tactics": [WORDS], "rfm": {"recency": LIMITS, "frequency": LIMITS, "monetary": LIMITS},
        "wash_out": whole(0, 36_500),
    },
    "frameworks": {NAME: WORDS},
    "literature": {"heading": TEXT, "promised": [one_of(*RELATIONS)]},
    "methods": dict.fromkeys(FACTS, SAID),
    "objectives": {NAME: {
        "codes": [WORDS], "processes": [one_of(*PROCESSES)],
        "sales": [one_of(*MEASURES)], **INFERENCE,
    }},
    "inference": {
        display: {NAME: INFERENCE}
        for display in ("convergence", "scores_by_theme", "themes_by_score", "crosstab", "objective_display")
    },
}  # fmt: skip

#: Lists of entries, each with two square brackets.
LISTS: dict[str, Shape] = {
    "research": {"id": Least(1, [WORDS]), "en": Least(1, [WORDS])},
    "joint": {
        "question!": (WORDS, Least(1, {"id": WORDS, "en": WORDS})), "codes": [WORDS], "quotes": [(WORDS, {"unit!": WORDS, "text!": WORDS})],
        "quan": [{"ref!": REF, "show!": (TEMPLATE, Least(1, {"id": TEMPLATE, "en": TEMPLATE}))}], **INFERENCE,
    },
    "stages": {"id": WORDS, "en": WORDS, "theme": TEXT, "measures": [one_of(*KPIS)]},
    "statements": {"topic!": WORDS, "at!": Least(2, {NAME: [WORDS]})},
}  # fmt: skip

#: Places below which a table has a heading of its own: [claims.P01].
HEADINGS = ("[claims]", "[objectives]", "[inference]", "[pipeline]")


def mistakes(config: Mapping) -> list[str]:
    """Everything that is wrong in a study.toml, in sentences."""
    checks = (_parts, _sales, _pipelines, _coders, _claims, _mute)
    return [sentence for check in checks for sentence in check(config)]


def _parts(config: Mapping) -> Iterator[str]:
    for name, value in config.items():
        if name in LISTS:
            if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
                yield f"[[{name}]] is expected: two square brackets, once for each entry"
                continue
            for number, part in enumerate(value, start=1):
                yield from wrong(part, LISTS[name], f"[[{name}]] number {number}:")
        elif name not in SECTIONS:
            known = [*SECTIONS, *LISTS]
            near = nearest(name, known) or f"; known are {', '.join(known)}"
            yield f"has a section [{name}] that is not known{near}"
        elif not isinstance(value, dict):
            yield f"[{name}] is expected to be a section with keys below it, not {shown(value)}"
        else:
            yield from wrong(value, SECTIONS[name], f"[{name}]", HEADINGS)


# --- what two keys say together ---------------------------------------------------------------------------------


def _section(config: Mapping, name: str) -> Mapping:
    found = config.get(name, {})
    return found if isinstance(found, dict) else {}


def _sales(config: Mapping) -> Iterator[str]:
    change, established = (_date(_section(config, "sales").get(key)) for key in ("change", "established"))
    if established and "change" not in _section(config, "sales"):
        yield f'[sales] lacks change = "2024-03-01", the first day of the new way; established ({established}) ends the ramp-up after it'
    if change and established and established < change:
        yield f"[sales] established ({established}) lies before change ({change}); it ends the ramp-up after it"


def _pipelines(config: Mapping) -> Iterator[str]:
    for name, rows in _section(config, "pipeline").items():
        if not any(wrong(rows, SECTIONS["pipeline"][NAME], "")):
            try:
                pipeline(rows)
            except ValueError as error:
                yield f"[[pipeline.{name}]]: {error}"


def _coders(config: Mapping) -> Iterator[str]:
    coders = [name for name in _section(config, "coders").values() if isinstance(name, str)]
    for name, count in Counter(coders).items():
        if count > 1:
            own = [file for file, coder in _section(config, "coders").items() if coder == name]
            yield f"[coders] {' and '.join(own)} have one name, {shown(name)}; every file needs a coder of its own"
    primary = _section(config, "coding").get("primary")
    if coders and isinstance(primary, str) and primary not in coders:
        known = ", ".join(dict.fromkeys(coders))
        yield f"[coding] primary = {shown(primary)}: one of the names of [coders] is expected ({known}){nearest(primary, coders)}"
    if coders and "coding" not in config:
        yield f'[coding] lacks primary = "{coders[0]}", the coder whose codings are counted'


def _claims(config: Mapping) -> Iterator[str]:
    """Conclusions beside claims that there are not."""
    claims, drawn = _section(config, "claims"), _section(_section(config, "inference"), "convergence")
    for claim in drawn if claims else ():
        if claim not in claims:
            known = "" if (near := nearest(claim, claims)) else f"; they are {', '.join(claims)}"
            yield f"[inference.convergence] {claim} is no claim of [claims]{known}{near}"


def _mute(config: Mapping) -> Iterator[str]:
    """Entries that say nothing in either language; one of the two is enough, the other is then shown too."""
    named = {f"[claims.{name}]": claim for name, claim in _section(config, "claims").items()}
    for name in ("research", "stages"):
        entries = config.get(name, [])
        named |= {
            f"[[{name}]] number {n}": part
            for n, part in enumerate(entries if isinstance(entries, list) else (), 1)
        }
    for place, entry in named.items():
        if isinstance(entry, dict) and not {"id", "en"} & entry.keys():
            yield f'{place} lacks its words: id = "…" (Indonesian), en = "…" (English) or both are expected'
