"""What is wrong in a study.toml, in the project's sentences: pydantic says where, the schema what is expected there."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from engagelib.contracts import RESULT_KEYS
from engagelib.contracts.problems import Note, note
from engagelib.study.declaration import TABLES, Settings
from engagelib.text.nearest import meant

__all__ = ["mistakes", "shown"]

#: Sections below which a table has a heading of its own: [claims.P01].
HEADINGS = ("[claims]", "[objectives]", "[inference]", "[pipeline]")


def mistakes(config: Mapping[str, Any]) -> list[Note]:
    """Everything that is wrong in a study.toml.

    >>> for found in mistakes({"coding": {"saturation": {"base": 4, "run": "2", "treshold": 0.05}}}):
    ...     print(found)
    [coding] lacks primary: some text in quotation marks is expected
    [coding] saturation.run = "2": a whole number from 1 on is expected
    [coding] saturation lacks threshold: a number from 0 to 1 is expected
    [coding] saturation has a key 'treshold' that is not known; known are base, run, threshold; did you mean 'threshold'?
    """
    found = _errors(config, ())
    broken = {error["loc"][0] for error in found if error["loc"]}
    if broken:  # what the other sections say of each other
        found += _errors({name: part for name, part in config.items() if name not in broken}, broken)
    notes = [said for error in found for said in _notes(error, config, _schema())]
    return list({str(said): said for said in notes}.values())


@cache
def _schema() -> dict[str, Any]:
    """The models' own schema: made once, as it takes longer than any check."""
    return Settings.model_json_schema()


def _said(key: str, **parts: object) -> Note:
    """A sentence on study.toml, or what a kind of value is called in one."""
    return note(f"toml_{key}", **parts)


def _errors(config: Mapping[str, Any], broken: Collection[str]) -> list[Any]:
    try:
        Settings.of(config, broken)
    except ValidationError as error:
        return error.errors(include_url=False, include_input=False)
    return []


def _notes(error: Mapping[str, Any], config: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Note]:
    loc, kind, parts = error["loc"], error["type"], error.get("ctx", {})
    if kind == "disagrees":
        yield from (_disagreeing(*one) for one in parts["found"])
        return
    of_key = loc[-1:] == ("[key]",)
    named = loc[-2] if of_key else loc[-1]
    inside = loc[:-2] if of_key else loc[:-1] if kind in ("missing", "extra_forbidden") else loc
    place, value, expected = _found(inside, config, schema)
    if of_key or kind == "extra_forbidden":
        yield _unknown(place, named, _as_table(expected, schema), schema)
    elif kind == "missing":
        yield _said(
            "lacks",
            place=place,
            name=named,
            expected=_told(_as_table(expected, schema)["properties"][named], schema),
        )
    elif kind == "no_coder":
        yield _disagreeing(kind, parts)
    elif kind in ("lacks_words", "lacks_change", "before_change", "gaps_elsewhere"):
        yield _said(kind, place=place, **parts)
    elif len(loc) == 1 or (len(loc) == 2 and isinstance(loc[1], int)):
        entries = _resolved(schema["properties"][loc[0]], schema).get("type") == "array"
        yield _said("entries_expected" if entries else "section_expected", name=loc[0], value=shown(value))
    else:
        near = meant(value, _names(expected, schema))
        yield _said(
            "wrong", place=place, value=shown(value), expected=_told(expected, schema, value), near=near
        )


def _disagreeing(kind: str, parts: Mapping[str, Any]) -> Note:
    """What two sections say differently."""
    name, known = parts["name"], parts.get("known", ())
    near = meant(name, known)
    if kind == "no_claim":
        return _said(kind, name=name, near=near or _said("they_are", names=known))
    return _said(kind, **{**parts, "name": shown(name), "near": near})


def _unknown(place: str, key: str, expected: Mapping[str, Any], schema: Mapping[str, Any]) -> Note:
    """A key that nobody knows, or that is none of the kind that is expected."""
    keys = expected.get("propertyNames", {})
    names = keys.get("enum") or list(expected.get("properties", ()))
    if not names:
        near = meant(key, _names(keys, schema))
        return _said("odd_key", place=place, name=shown(key), expected=_told(keys, schema), near=near)
    near = meant(key, names)
    known = "" if near and len(names) > 12 else _said("known_are", names=names)
    return _said("unknown_key" if place else "unknown_section", place=place, name=key, known=known, near=near)


# --- where ------------------------------------------------------------------------------------------------------------


def _resolved(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    return whole["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _options(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The forms that a value may have."""
    schema = _resolved(schema, whole)
    if several := schema.get("oneOf") or schema.get("anyOf"):
        return [option for one in several for option in _options(one, whole)]
    return [schema] if schema.get("type") != "null" else []


def _found(
    loc: tuple[Any, ...], config: Mapping[str, Any], whole: Mapping[str, Any]
) -> tuple[str, Any, Mapping[str, Any]]:
    """The place that a location names, the value that stands there, and what is expected of it."""
    place, value, schema = "", config, whole
    for step in loc:
        if isinstance(value, list) and isinstance(step, int):
            own = next(one for one in _options(schema, whole) if one.get("type") == "array")
            inner = own["items"]
        elif isinstance(value, Mapping) and step in value:
            own = _as_table(schema, whole)
            inner = own.get("properties", {}).get(step) or own.get("additionalProperties")
        else:
            continue  # which of several forms was tried
        if "x-expected" in own:
            break  # told as a whole
        value = value[step]
        place, schema = _below(place, step, value), inner or {}
    return place.rstrip(":"), value, schema


def _as_table(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form that is a table."""
    return next(one for one in _options(schema, whole) if one.get("type") == "object")


def _below(place: str, step: str | int, value: object) -> str:
    """The place of a key or an entry: a section of its own, or a name after the place above it."""
    if isinstance(step, int):
        return f"{place} number {step + 1}:"
    name = step if re.fullmatch(r"[\w-]+", step) else shown(step)
    if not place:
        return f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
    if place in HEADINGS and isinstance(value, Mapping | list):
        heading = f"{place[:-1]}.{name}]"
        return heading if isinstance(value, Mapping) else f"[{heading}]"
    return f"{place} {name}" if place.endswith(("]", ":")) else f"{place}.{name}"


# --- what is expected -------------------------------------------------------------------------------------------------


def _told(schema: Mapping[str, Any], whole: Mapping[str, Any], value: object = None) -> list[Note]:
    """What is expected, form by form; of a text the forms that are texts, if there are any."""
    options = _options(schema, whole)
    if isinstance(value, str):
        options = [one for one in options if one.get("type") not in ("object", "array")] or options
    return [_form(one, whole) for one in options]


def _form(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Note:
    if key := schema.get("x-expected"):
        return _said(key, refs=_REFS) if key == "a_ref" else _said(key)
    if names := schema.get("enum"):
        return _said("one_of", names=[name or '""' for name in names])
    of = schema.get("type")
    least = schema.get("minProperties", schema.get("minItems", 0))
    many = {"many": _said("one_or_more") if least == 1 else _said("or_more", count=least)} if least else {}
    if of == "object":
        keys = (
            schema.get("required") or schema.get("properties") or schema.get("propertyNames", {}).get("enum")
        )
        listed = ", ".join(f"{key} = …" for key in keys or ()) or "…"
        return _said("a_table_with" if many else "a_table", keys=listed, **many)
    if of == "array":
        return _said("a_list_with" if many else "a_list", each=_told(schema["items"], whole), **many)
    if of == "integer":
        bounds = {"low": schema["minimum"]} | ({"high": schema["maximum"]} if "maximum" in schema else {})
        return _said("whole_from_to" if "high" in bounds else "whole_from", **bounds)
    return _said({"string": "quoted_text", "boolean": "true_or_false"}.get(str(of), "anything"))


_REFS = [f"{table}:{'/'.join(f'<{key}>' for key in keys)}" for table, keys in RESULT_KEYS.items() if keys[1:]]


def _names(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> list[str]:
    """Names of which the nearest is offered."""
    options = _options(schema, whole)
    tables = TABLES if any(one.get("x-expected") == "a_ref" for one in options) else ()
    return [*tables, *(name for one in options for name in one.get("enum", ()))]


def shown(value: object) -> str:
    """A value as study.toml writes it, cut short."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except RecursionError:  # tables in tables without end
        text = "{…}"
    return text if len(text) <= 80 else f"{text[:79]}…"
