"""What the coding screen asks and is told, without a screen: a message in, an answer out.

A decision is answered when it is in the journal. What suggests a code is handed out for one unit at a time, after the
journal says that it was asked for; for units that two coders code blind, never.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from engagelib import agreement
from engagelib.coder import suggestions as suggesting
from engagelib.coder.journal import Journal, NotWritten
from engagelib.coder.sheets import bring
from engagelib.coding.codebook import WORDS
from engagelib.contracts import empty
from engagelib.contracts.problems import MissingTable
from engagelib.readers.journal import ACTIONS, NOTHING, Slot, State
from engagelib.study.study import Study
from engagelib.words import SENTENCES, sentence

__all__ = ["Desk", "needed", "served"]

#: What is sent at once, in characters of JSON: a server lets no more than some megabytes a second through.
PIECE = 700_000
#: Half the width of the interval of kappa that a training round aims at, and the agreement that it reckons with.
WITHIN, EXPECTED = 0.1, 0.8


def served(study: Study, units: pd.DataFrame, coder: str) -> tuple[pd.DataFrame, frozenset[str]]:
    """The units that a coder codes, and those of all that are coded twice, blind: a share of study.toml, drawn by its seed.

    The main coder codes everything; without a declared share everybody does.
    """
    declared = study.settings.coding
    if declared is None or declared.double is None:
        return units, frozenset()
    drawn = suggesting.blind(units, math.ceil(declared.double * len(units)), declared.seed)
    twice = frozenset(drawn)
    return (units if coder == declared.primary else units[units["unit"].isin(twice)]), twice


class Desk:
    """One coder at work on a study: `opening` gives all that the screen shows, `answer` takes what was pressed."""

    def __init__(
        self, study: Study, coder: str, suggestions: pd.DataFrame | None = None, take_over: bool = False
    ) -> None:
        self.study, self.coder = study, study.settings.coders.get(coder, coder)
        self.journal = Journal(study.journals, self.coder, take_over)
        units = study.units().dropna(subset="text").drop_duplicates("unit")
        self.mine, self.twice = served(study, units, self.coder)
        self.units = units
        self.texts: dict[str, str] = dict(zip(units["unit"], units["text"], strict=True))
        self.may = frozenset(self.mine["unit"])
        self.suggestions = (
            suggestions if suggestions is not None else pd.DataFrame(columns=suggesting.COLUMNS)
        )
        given = study.given("codebook")
        book = given if given is not None else pd.DataFrame(columns=["code", "parent", "name", *WORDS])
        self.book = {row["code"]: row for row in _plain(book)}
        listed = json.dumps(
            [[row.get(c) for c in ("code", "parent", "name", *WORDS)] for row in self.book.values()]
        )
        versions = [str(row["version"]) for row in self.book.values() if row.get("version")]
        print_of = hashlib.sha256(listed.encode()).hexdigest()[:8]
        self.version = " ".join([*([max(versions)] if versions else []), print_of])
        if self.journal.state == State():  # what she coded on a sheet before is where she goes on
            human = self._human()
            with contextlib.suppress(NotWritten):
                bring(self.journal, human[human["coder"] == self.coder])

    # --- what the screen begins with ----------------------------------------------------------------------

    def opening(self) -> list[str]:
        """All that the screen shows, as JSON in pieces: words and codes first, then the units."""
        lang = self.study.lang
        refused = self.journal.refused
        about = {
            "words": {k.removeprefix("coder_"): sentence(k, lang) for k in SENTENCES if k.startswith("coder_")},
            "lang": lang, "coder": self.coder, "title": self.study.title, "codes": self.codes(),
            "refused": refused.said(lang) if refused else "",
            "far": refused is not None and refused.key == "journal_locked_far",
            "problems": [problem.said(lang) for problem in self.journal.problems],
            "seed": self.study.settings.coding.seed if self.study.settings.coding else 0,
            "suggests": bool(len(self.suggestions)), "twice": sorted(self.twice), "units": len(self.units),
            "undo": len(self.journal.state.done), "redo": len(self.journal.state.undone),
        }  # fmt: skip
        pieces, rows, size = [json.dumps(about)], list[str](), 0
        for row in self._rows():
            told = json.dumps(row)
            rows.append(told)
            size += len(told)
            if size > PIECE:
                pieces.append(f"[{','.join(rows)}]")
                rows, size = [], 0
        return [*pieces, f"[{','.join(rows)}]"]

    def _rows(self) -> Iterable[dict[str, Any]]:
        comments = self.study.given("comments")
        of_comments = ["comment_id", "parent_id", "text", "video_id", "likes", "replies"]
        known = (
            {}
            if comments is None
            else {r["comment_id"]: r for r in _plain(comments.reindex(columns=of_comments))}
        )
        replies: dict[str, list[str]] = {}
        for row in known.values():
            if row.get("parent_id") and row.get("text"):
                replies.setdefault(row["parent_id"], []).append(row["text"])
        videos = self.study.given("videos")
        titles = {} if videos is None else dict(zip(videos["video_id"], videos["caption"], strict=True))
        strength = self.suggestions.groupby("unit")["score"].max().to_dict()
        days = self.units["made_at"].dt.tz_convert(self.study.zone).dt.date
        for row in _plain(self.units.assign(made_at=days)):
            unit, more = row["unit"], known.get(row["unit"], {})
            document = unit.rpartition(":")[0] if row["kind"] == "interview" else ""
            video, above = more.get("video_id"), known.get(more.get("parent_id") or "", {})
            title = titles.get(video)
            facts = {
                "id": unit, "text": row["text"], "kind": row["kind"], "document": document or unit,
                "mine": unit in self.may, "speaker": row.get("speaker") or row.get("case"), "role": row.get("role"),
                "turn": row.get("turn"), "date": row["made_at"] and str(row["made_at"]),
                "video": title if isinstance(title, str) and title else video, "likes": more.get("likes"),
                "replies": more.get("replies"), "above": above.get("text"), "below": replies.get(unit, [])[:3],
                "score": 0 if unit in self.twice else strength.get(unit, 0), "state": self.state(unit),
            }  # fmt: skip
            yield {key: value for key, value in facts.items() if value is not None and value not in ("", [])}

    def state(self, unit: str) -> dict[str, Any] | None:
        """What was decided on a unit, as the screen takes it."""
        if (was := self.journal.state.units.get(unit, NOTHING)) == NOTHING:
            return None
        codings = [
            {"code": c.code, "start": c.start, "end": c.end, "memo": c.memo, "stale": c.stale}
            for c in was.codings
        ]
        return {
            "codings": codings, "note": was.note, "flagged": was.flagged, "skipped": was.skipped,
            "settled": None if was.settled is None else list(was.settled), "reason": was.reason,
        }  # fmt: skip

    def codes(self) -> list[dict[str, Any]]:
        """The codebook as this coder has it: with her new codes, names and places, without what she merged."""
        fields = ("code", "parent", "name", *WORDS, "color")
        whole = {code: {f: row.get(f) for f in fields} for code, row in self.book.items()}
        for code, change in self.journal.state.codes.items():
            if code in whole or change.get("new"):
                whole[code] = {**dict.fromkeys(fields), **whole.get(code, {}), "code": code, **change}
        return [row for row in whole.values() if not row.get("into")]

    # --- what was pressed ---------------------------------------------------------------------------------

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a message asks: what became different, or `error`, a sentence. Nothing is confirmed that is not written."""
        lang = self.study.lang
        try:
            if (looked := _LOOKS.get(message.get("do", ""))) is not None:
                return looked(self, message)
            event = self._allowed(message)
            slots = self.journal.write(event)
            if event["action"] == "seen":
                return {"suggestions": self.suggested(event["unit"])}
            return self._changed(slots)
        except NotWritten as error:
            return {"error": error.note.said(lang), "refused": self.journal.refused is not None}
        except (KeyError, TypeError, ValueError):
            return {"error": sentence("coder_not_understood", lang)}

    def _allowed(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The line that a message asks for; ValueError if it is about what is not there."""
        action = message["do"]
        if action in ("undo", "redo"):
            return {"action": action}
        event = {
            "action": action,
            **{k: v for k, v in message.items() if k in _FIELDS},
            "version": self.version,
        }
        known = {row["code"]: row for row in self.codes()}
        if action in _OF_UNITS:
            text = self.texts[event["unit"]]
            start, end = event.get("start"), event.get("end")
            whole = start is None and end is None
            legal = whole or (type(start) is int and type(end) is int and 0 <= start < end <= len(text))
            codes = event.get("codes", [event["code"]] if action == "add" else [])
            if not legal or event["unit"] not in self.may or not set(codes) <= known.keys():
                raise ValueError(event)
            if action == "seen" and event["unit"] in self.twice:
                raise ValueError(event)
        elif action == "propose":
            if not event["code"].strip() or event["code"].casefold() in {
                c.casefold() for c in (*known, *self.book)
            }:
                raise ValueError(event)
        elif action not in ACTIONS or event["code"] not in known:
            raise ValueError(event)
        if action == "split":
            event["parent"] = known[event["code"]]["parent"]
            if not event["into"] or {c.casefold() for c in event["into"]} & {
                c.casefold() for c in (*known, *self.book)
            }:
                raise ValueError(event)
        if action == "merge" and (
            event["into"] not in known or any(r["parent"] == event["code"] for r in known.values())
        ):
            raise ValueError(event)
        if action in ("move", "propose") and event["parent"] is not None:
            above = [event["parent"]]
            while (parent := known[above[-1]]["parent"]) in known and parent not in above:
                above.append(parent)
            if event["code"] in above:
                raise ValueError(event)
        return event

    def _changed(self, slots: Iterable[Slot]) -> dict[str, Any]:
        slots, state = list(slots), self.journal.state
        told: dict[str, Any] = {
            "units": {n: self.state(n) for k, n in slots if k == "unit"},
            "undo": len(state.done),
        }
        if any(kind == "code" for kind, _ in slots):
            told["codes"] = self.codes()
        return told | {"redo": len(state.undone)}

    def suggested(self, unit: str) -> list[dict[str, Any]]:
        """What is suggested for a unit, and by what."""
        found = self.suggestions[self.suggestions["unit"] == unit]
        return [{k: row[k] for k in ("code", "source", "score")} for row in _plain(found)]

    # --- two coders ---------------------------------------------------------------------------------------

    def differences(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """What two coders read differently, and how far they agree; only a sentence while one of them still codes blind.

        Who codes herself sees it when she has coded all of hers, and everybody what is shared. Who has coded nothing may
        settle at once; what she codes of these units afterwards is marked `seen_first`.
        """
        lang = self.study.lang
        human = self._human()
        readers = human.groupby("coder")["unit"].agg(set).to_dict()
        book = pd.DataFrame(self.codes(), columns=["code", "parent", "name"])
        both = len(set.intersection(*readers.values())) if len(readers) > 1 else 0
        round_ = _plain(planned(human[human["coder"] == self.coder], book, both))
        if len(readers) < 2:
            return {"blind": sentence("coder_one_coder", lang), "table": round_}
        due = {who: self.twice - read for who, read in readers.items()}
        if self.coder in readers and not self.twice:
            due[self.coder] = self.may - readers[self.coder]
        if any(due.values()):
            counts = [f"{who}: {len(left)}" for who, left in due.items() if left]
            return {"blind": sentence("coding_blind", lang, counts=counts), "table": round_}
        apart = agreement.disagreements(human, self.units)
        shown = [unit for unit in apart["unit"] if unit in self.may and unit not in self.journal.state.seen]
        if self.coder not in readers and shown:
            with contextlib.suppress(NotWritten):
                self.journal.write(*({"action": "seen", "unit": unit} for unit in shown))
        found = needed(human, book if len(book) else None)
        rows = [
            {
                "unit": row["unit"],
                "said": {who: row.get(who) for who in readers},
                "differing": row["differing"],
            }
            for row in _plain(apart)
            if row["unit"] in self.texts
        ]
        return {"rows": rows, "table": _plain(found)}

    def _human(self) -> pd.DataFrame:
        """What coders read so far, journals as they are now."""
        self.study.anew("codings")
        try:
            codings = self.study.codings()
        except MissingTable:
            return empty("codings")
        return codings[codings["source"] == "human"]


def needed(codings: pd.DataFrame, codebook: pd.DataFrame | None = None) -> pd.DataFrame:
    """Agreement so far, code by code, and how many units a code needs, coded twice, for kappa within ± 0.1.

    In: `codings` (unit, coder, code). Out: code, name, units, prevalence, kappa (Krippendorff's alpha, which of two
    coders and many units is Scott's kappa), ci_low, ci_high, needed, reached.
    """
    found = agreement.table(codings, codebook, resamples=300)
    told = found[["code", "name", "units", "prevalence", "alpha", "ci_low", "ci_high"]].rename(
        columns={"alpha": "kappa"}
    )
    return _wanted(told)


def planned(codings: pd.DataFrame, codebook: pd.DataFrame, units: int) -> pd.DataFrame:
    """What `needed` can say while two code blind: by the shares of one coder, of units that both have read.

    Columns as there; kappa and its interval are missing, and what a code needs that she has not given yet.
    """
    read = codings["unit"].nunique()
    given = codings.groupby("code")["unit"].nunique()
    told = codebook[~codebook["code"].isin(codebook["parent"].dropna())][["code", "name"]]
    share = told["code"].map(given) / (read or math.nan)
    return _wanted(told.assign(units=units, prevalence=share, kappa=None, ci_low=None, ci_high=None))


def _wanted(told: pd.DataFrame) -> pd.DataFrame:
    wanted = [
        int(agreement.units_needed(float(p), EXPECTED, 2 * WITHIN)["units"].iloc[0]) if 0 < p < 1 else None
        for p in told["prevalence"].astype(float)
    ]
    reached = [None if w is None else bool(n >= w) for n, w in zip(told["units"], wanted, strict=True)]
    return told.assign(needed=pd.array(wanted, dtype="Int64"), reached=pd.array(reached, dtype="boolean"))


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as Python's own values, None where one is missing."""
    columns = {
        str(name): [
            value if there else None for value, there in zip(values.tolist(), values.notna(), strict=True)
        ]
        for name, values in table.items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


_FIELDS = ("unit", "code", "start", "end", "memo", "on", "codes", "parent", "name", "definition", "into")
_OF_UNITS = ("add", "remove", "none", "memo", "keep", "flag", "skip", "settle", "seen")
_LOOKS: dict[str, Callable[[Desk, Mapping[str, Any]], dict[str, Any]]] = {"differences": Desk.differences}
