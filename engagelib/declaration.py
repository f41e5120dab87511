"""What study.toml may say, checked once when a study is opened: every mistake is a sentence, none is found later by accident.

Nothing is imported here that brings pandas: a study in which nothing changed is opened at once. Names that only
such modules hold are repeated; a test holds them against those modules.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import pairwise
from pathlib import PureWindowsPath
from zoneinfo import ZoneInfo

from engagelib.contracts import PROCESSES, RELATIONS, STANCES, columns
from engagelib.exact import MODES, SOURCES, STAGES, pipeline
from engagelib.folder import FILES
from engagelib.layouts import LAYOUTS
from engagelib.results import RESULT_KEYS
from engagelib.shapes import (
    ANY,
    CONDITION,
    TEMPLATE,
    TEXT,
    WORDS,
    YES_NO,
    Kind,
    Least,
    Shape,
    nearest,
    numbers,
    one_of,
    shown,
    whole,
    wrong,
)  # fmt: skip

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
        files("engagelib").joinpath("checklists.csv").read_text(encoding="utf-8").splitlines()
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
    "sales": {"change": DATE, "established": DATE},
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
