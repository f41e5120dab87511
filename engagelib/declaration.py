"""What study.toml may say, checked once when a study is opened: every mistake is a sentence, none is found later by accident."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from engagelib.contracts import RELATIONS
from engagelib.exact import pipeline

__all__ = ["SECTIONS", "mistakes"]

#: Section -> its keys and the kind of each; None = any keys (a study's own names). The section `""` is the file itself.
SECTIONS: dict[str, dict[str, type | tuple[type, ...]] | None] = {
    "study": {
        "name": str, "title": (str, dict), "question": (str, dict), "limits": (str, dict), "illustrative": bool,
        "zone": str, "consent": str,
    },
    "files": None,
    "survey": {
        "respondent": str, "sheets": dict, "states": dict, "open": dict, "group": str, "words": (list, dict),
        "missing": (list, dict), "duplicates": str, "layout": str,
    },
    "comments": {"sellers": list, "columns": dict, "zone": str, "low_coverage": float},
    "coders": None,
    "coding": {"primary": str, "saturation": dict, "layout": str, "outcome": str, "order": str},
    "sales": {"change": (str, dt.date), "established": (str, dt.date)},
    "service": {"target_hours": (int, float, dict)},
    "pipeline": None,
    "claims": None,
    "steps": None,
    "videos": None,
    "channels": None,
    "loyalty": {"tactics": list, "rfm": dict, "wash_out": int},
    "frameworks": None,
    "literature": {"heading": str, "promised": list},
    "methods": None,
    "objectives": None,
    "inference": None,
}  # fmt: skip
LISTS = ("research", "joint", "stages", "statements")


def mistakes(config: Mapping) -> list[str]:
    """Everything that is wrong in a study.toml, in sentences."""
    return [*_shape(config), *_sales(config), *_pipelines(config), *_others(config), *_lists(config)]


def _nearest(name: str, allowed: object) -> str:
    near = difflib.get_close_matches(name, list(allowed), 1, 0.6)  # type: ignore[call-overload]
    return f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(allowed)}"  # type: ignore[arg-type]


def _called(kinds: type | tuple[type, ...]) -> str:
    names = {str: "text in quotation marks", bool: "true or false", int: "a whole number", float: "a number"}
    names |= {dict: "a table {…}", list: "a list […]", dt.date: "a date"}
    return " or ".join(names[kind] for kind in (kinds if isinstance(kinds, tuple) else (kinds,)))


def _shape(config: Mapping) -> Iterator[str]:
    for name, value in config.items():
        if name in LISTS:
            if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
                yield f"[[{name}]] is expected: two square brackets, once for each entry"
        elif name not in SECTIONS:
            yield f"has a section [{name}] that is not known{_nearest(name, [*SECTIONS, *LISTS])}"
        elif not isinstance(value, dict):
            yield f"[{name}] is expected to be a section with keys below it, not {value!r}"
        else:
            yield from _keys(name, value, SECTIONS[name])


def _keys(section: str, value: Mapping, known: Mapping[str, type | tuple[type, ...]] | None) -> Iterator[str]:
    for key, given in value.items():
        if known is not None and key not in known:
            yield f"[{section}] has a key '{key}' that is not known{_nearest(key, known)}"
        elif known is not None and not isinstance(given, known[key]):
            yield f"[{section}] {key} = {given!r}: {_called(known[key])} is expected"


def _date(value: object) -> dt.date | None:
    try:
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def _section(config: Mapping, name: str) -> Mapping:
    found = config.get(name, {})
    return found if isinstance(found, dict) else {}


def _sales(config: Mapping) -> Iterator[str]:
    declared = _section(config, "sales")
    for key, value in declared.items():
        if _date(value) is None:
            yield f'[sales] {key} = {value!r}: a date such as "2024-03-01" is expected'
    change, established = (_date(declared.get(key)) for key in ("change", "established"))
    if declared and "change" not in declared:
        yield '[sales] lacks change = "2024-03-01", the first day of the new way'
    if change and established and established < change:
        yield f"[sales] established ({established}) lies before change ({change}); it ends the ramp-up after it"


def _pipelines(config: Mapping) -> Iterator[str]:
    for name, rows in _section(config, "pipeline").items():
        try:
            pipeline(rows)
        except (TypeError, ValueError) as error:
            yield f"[[pipeline.{name}]]: {error}"


def _others(config: Mapping) -> Iterator[str]:
    zone = _section(config, "study").get("zone", "Asia/Jakarta")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, TypeError, OSError):
        yield f'[study] zone = {zone!r}: a name such as "Asia/Jakarta" is expected'
    for table, file in _section(config, "files").items():
        path = PurePosixPath(str(file))
        if not isinstance(file, str) or path.is_absolute() or ".." in path.parts:
            yield f"[files] {table} = {file!r}: a file inside the study's folder is expected"
    sellers = _section(config, "comments").get("sellers", [])
    if isinstance(sellers, list) and not all(isinstance(name, str) for name in sellers):
        yield f"[comments] sellers = {sellers!r}: names in quotation marks are expected"
    states = _section(config, "survey").get("states", {})
    if isinstance(states, dict) and not set(states) <= {"as_is", "to_be"}:
        yield f"[survey] states has {', '.join(set(states) - {'as_is', 'to_be'})}; allowed are as_is and to_be"


def _lists(config: Mapping) -> Iterator[str]:
    for channel, functions in _section(config, "channels").items():
        if not isinstance(functions, list) or not all(isinstance(name, str) for name in functions):
            yield f'[channels] {channel} = {functions!r}: a list such as ["awareness"] is expected'
    for number, stage in enumerate(_entries(config, "stages"), start=1):
        if not isinstance(stage.get("id", stage.get("en")), str):
            yield f"[[stages]] number {number} has no name (id or en)"
        if not isinstance(stage.get("measures", []), list):
            yield f'[[stages]] number {number}: measures = {stage["measures"]!r}; a list such as ["repeat_share"] is expected'
    for number, said in enumerate(_entries(config, "statements"), start=1):
        places = said.get("at")
        if not said.get("topic") or not isinstance(places, dict) or len(places) < 2:
            yield f'[[statements]] number {number}: topic = "…" and at = {{ "Metode" = [...], "Hasil" = [...] }} with two places are expected'
    kinds = _section(config, "literature").get("promised", [])
    if isinstance(kinds, list) and (strange := [kind for kind in kinds if kind not in RELATIONS]):
        yield f"[literature] promised names '{strange[0]}'; known are {', '.join(RELATIONS)}"
    order = _section(config, "coding").get("order", "answers")
    if order not in ("answers", "interviews"):
        yield f"[coding] order = {order!r}: answers or interviews is expected"


def _entries(config: Mapping, name: str) -> list[Mapping]:
    found = config.get(name, [])
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
