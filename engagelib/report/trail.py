"""Where numbers come from: every claim with its evidence down to raw rows, every count of the reduction with its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.contracts import ProblemsError
from engagelib.contracts.problems import MissingTable
from engagelib.study.study import Study
from engagelib.words import SENTENCES, say, sentence

__all__ = ["Claim", "Counted", "Evidence", "Raw", "anchor", "claims", "counted"]

#: More rows than these are left to the files.
MOST = 2000


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence for a claim as a reader sees it; `computed` where a number speaks."""

    source: str
    method: str
    stance: str
    ref: str
    quote: str
    rule: str
    raw: str
    computed: bool


@dataclass(frozen=True)
class Claim:
    """A claim with its code and its evidence."""

    id: str
    text: str
    code: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Raw:
    """A raw row: how it is referred to, what it says, in which file and where there it stands, which claims use it."""

    ref: str
    text: str
    place: str
    used: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """A count of the reduction with the rows that it counts."""

    id: str
    name: str
    n: int
    rows: tuple[Raw, ...]


def anchor(ref: str) -> str:
    """The name of a raw row's place on its page.

    >>> anchor("units:owner:12")
    'r-units-owner-12'
    """
    return "r-" + re.sub(r"\W+", "-", ref).strip("-")


def _made(home: Path, *names: str) -> list[pd.DataFrame] | None:
    files = [home / "tables" / f"{name}.parquet" for name in names]
    return [pd.read_parquet(file) for file in files] if all(file.exists() for file in files) else None


def claims(study: Study, home: Path) -> tuple[list[Claim], list[Raw]]:
    """The study's claims with their evidence, and the raw rows that they rest on; none where it has no evidence."""
    made = _made(home, "evidence", "convergence", "trail")
    if made is None:
        return [], []
    evidence, convergence, trail = made
    ends = {(row.claim, row.ref): row for row in trail.itertuples()}
    found: list[Claim] = []
    raws: dict[str, tuple[str, list[str]]] = {}
    for claim, part in evidence.groupby("claim", sort=False):
        known = convergence[convergence["claim"] == claim]
        text = str(known["text"].iloc[0]) if len(known) else ""
        code = say(f"farmer_{known['farmer'].iloc[0]}", study.lang) if len(known) else ""
        rows = [_evidence(row, ends.get((row.claim, row.ref)), study.lang) for row in part.itertuples()]
        found.append(Claim(str(claim), text, code, tuple(rows)))
        for row in rows:
            if not row.computed:
                raws.setdefault(row.ref, (row.quote, []))[1].append(str(claim))
    return found, [
        Raw(ref, quote, study.origin(ref), tuple(dict.fromkeys(used))) for ref, (quote, used) in raws.items()
    ]


def _evidence(row: Any, end: Any, lang: str) -> Evidence:
    def cell(name: str) -> str:
        value = getattr(row, name, None)
        return "" if value is None or value != value else str(value)

    computed = bool(getattr(row, "computed", False))
    raw = ""
    if computed and end is not None:
        kind = f"kind_{end.raw}"
        table = sentence(kind, lang) if kind in SENTENCES else say(str(end.raw), lang)
        raw = sentence("trail_raw_of", lang, table=table, n=int(end.rows), keys=str(end.keys))
    return Evidence(
        say(cell("source"), lang),
        say(cell("method"), lang),
        say(cell("stance"), lang),
        cell("ref"),
        cell("quote"),
        cell("rule"),
        raw,
        computed,
    )


def counted(study: Study, home: Path) -> list[Counted]:
    """Each count of the reduction's flow with the comments that it counts; none where there was no reduction.

    Of real people's comments that are kept, the place is named and the words are left in their file.
    """
    made = _made(home, "flow", "fates")
    if made is None:
        return []
    flow, fates = made
    try:
        comments = study.comments().drop_duplicates("comment_id").set_index("comment_id")["text"]
    except (MissingTable, ProblemsError):
        return []
    found = []
    for i, row in enumerate(flow.itertuples()):
        kept = fates[fates["fate"] == "kept"]
        rows = {
            "excluded": fates[(fates["fate"] == "excluded") & (fates["reason"] == row.reason)],
            "stream": kept[kept["stream"] == row.reason],
        }.get(str(row.step))
        if rows is None or rows.empty:
            continue
        reason = (
            say(f"stream_{row.reason}", study.lang)
            if row.step == "stream"
            else say(str(row.reason), study.lang)
        )
        ids = rows["comment_id"].head(MOST).astype(str)
        # what people wrote is not handed on whole: its place is
        told = row.step == "excluded" or study.illustrative
        listed = [
            Raw(
                f"comments:{key}",
                str(comments.get(key, "")) if told else "",
                study.origin(f"comments:{key}"),
                (),
            )
            for key in ids
        ]
        found.append(
            Counted(f"flow-{i}", f"{say(str(row.step), study.lang)}: {reason}", int(row.n), tuple(listed))
        )
    return found
