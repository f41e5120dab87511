"""A coder's journal: a line for every decision, only ever added to. The codings are a replay of it.

A line is JSON: at, coder, action, unit, code, start, end, version (of the codebook), memo, and what the action needs. Codings
made in another program or on a sheet enter by the same actions. What a line says that is none is said as a problem.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.contracts import Problem, columns, typed
from engagelib.contracts.problems import note
from engagelib.readers.conform import Origins, Reading
from engagelib.text.masks import at_the_door

__all__ = ["ACTIONS", "Coding", "Decided", "State", "journals", "replayed"]

#: (code, start, end): what tells one coding of a unit from another.
Place = tuple[str | None, int | None, int | None]
Slot = tuple[str, str]


@dataclass(frozen=True)
class Coding:
    """A code given to a unit or a passage of it (start, end); code None = read, none applies. `stale`: why it is to be read again."""

    code: str | None
    start: int | None = None
    end: int | None = None
    at: str | None = None
    version: str = ""
    seen: bool | None = False
    memo: str = ""
    stale: str = ""
    line: int = 0

    @property
    def place(self) -> Place:
        return self.code, self.start, self.end


@dataclass(frozen=True)
class Decided:
    """What a coder decided on a unit. `settled`: the codes on which two coders agreed in the end, and why."""

    codings: tuple[Coding, ...] = ()
    note: str = ""
    flagged: bool = False
    skipped: bool = False
    settled: tuple[str, ...] | None = None
    reason: str = ""
    settled_at: tuple[str | None, str, int] = (None, "", 0)


Event = Mapping[str, Any]
NOTHING = Decided()


@dataclass
class State:
    """What stands after the lines so far: `units`, what became different in the codebook (`codes`), whose suggestions were seen."""

    units: dict[str, Decided] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    done: list[dict[Slot, tuple[Any, Any]]] = field(default_factory=list)
    undone: list[dict[Slot, tuple[Any, Any]]] = field(default_factory=list)

    def apply(self, event: Event, line: int = 0) -> list[Slot]:
        """Let a line have its effect; what it changed. ValueError, TypeError or KeyError for one that says nothing."""
        action = event["action"]
        if action in ("undo", "redo"):
            here, there = (self.done, self.undone) if action == "undo" else (self.undone, self.done)
            if not here:
                return []
            step = here.pop()
            there.append(step)
            for slot, values in step.items():
                self._put(slot, values[action == "redo"])
            return list(step)
        if action == "seen":  # a fact: nothing takes it back
            self.seen.add(_text(event["unit"]))
            return []
        step = {
            slot: (self._get(slot), value)
            for slot, value in ACTIONS[action](self, event, line).items()
            if self._get(slot) != value
        }
        if step:
            self.done.append(step)
            self.undone.clear()
        for slot, (_, after) in step.items():
            self._put(slot, after)
        return list(step)

    def _get(self, slot: Slot) -> Any:
        kind, name = slot
        return self.units.get(name, NOTHING) if kind == "unit" else self.codes.get(name)

    def _put(self, slot: Slot, value: Any) -> None:
        held: dict[str, Any] = self.units if slot[0] == "unit" else self.codes
        if value is None or value == NOTHING:
            held.pop(slot[1], None)
        else:
            held[slot[1]] = value

    def of(self, event: Event) -> tuple[Slot, Decided]:
        """The unit that a line is about, and what was decided on it so far."""
        unit = _text(event["unit"])
        return ("unit", unit), self.units.get(unit, NOTHING)

    def coding(self, event: Event, line: int, code: str | None) -> Coding:
        """The coding that a line gives. One from elsewhere (`made_at`) keeps what is known of it, missing if nothing is."""
        brought = "made_at" in event
        seen = event.get("seen_first") if brought else _text(event["unit"]) in self.seen
        at = _maybe(event["made_at"] if brought else event.get("at"))
        memo, version = _text(event.get("memo") or ""), _text(event.get("version") or "")
        return Coding(code, *_span(event), at, version, None if seen is None else bool(seen), memo, line=line)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _maybe(value: Any) -> str | None:
    return None if value is None else _text(value)


def _span(event: Event) -> tuple[int | None, int | None]:
    start, end = event.get("start"), event.get("end")
    if start is None and end is None:
        return None, None
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end < 2**31):
        raise ValueError((start, end))
    return start, end


def _place(event: Event) -> Place:
    code = event.get("code")
    return (None if code is None else _text(code), *_span(event))


def _add(state: State, event: Event, line: int) -> dict[Slot, Any]:
    slot, was = state.of(event)
    made = state.coding(event, line, _text(event["code"]))
    if any(made.place == c.place for c in was.codings):
        return {}
    kept = tuple(c for c in was.codings if c.code is not None)
    return {slot: replace(was, codings=(*kept, made), skipped=False)}


def _none(state: State, event: Event, line: int) -> dict[Slot, Any]:
    slot, was = state.of(event)
    if [c.code for c in was.codings] == [None]:
        return {}
    whole = {key: value for key, value in event.items() if key not in ("start", "end")}
    return {slot: replace(was, codings=(state.coding(whole, line, None),), skipped=False)}


def _remove(state: State, event: Event, line: int) -> dict[Slot, Any]:
    slot, was = state.of(event)
    return {slot: replace(was, codings=tuple(c for c in was.codings if c.place != _place(event)))}


def _there(was: Decided, event: Event, **more: Any) -> Decided:
    """What was decided, with something else said of the coding that a line is about."""
    place = _place(event)
    return replace(was, codings=tuple(replace(c, **more) if c.place == place else c for c in was.codings))


def _memo(state: State, event: Event, line: int) -> dict[Slot, Any]:
    """Of the coding that stands there; of the unit where there is none."""
    slot, was = state.of(event)
    memo, place = _text(event["memo"]), _place(event)
    if all(c.place != place for c in was.codings):
        return {slot: replace(was, note=memo)}
    return {slot: _there(was, event, memo=memo)}


def _keep(state: State, event: Event, line: int) -> dict[Slot, Any]:
    """A coding that had become stale was read again and holds."""
    slot, was = state.of(event)
    return {slot: _there(was, event, stale="")}


def _marked(name: str) -> Callable[[State, Event, int], dict[Slot, Any]]:
    def mark(state: State, event: Event, line: int) -> dict[Slot, Any]:
        slot, was = state.of(event)
        said: dict[str, Any] = {name: bool(event["on"])}
        return {slot: replace(was, **said)}

    return mark


def _settle(state: State, event: Event, line: int) -> dict[Slot, Any]:
    slot, was = state.of(event)
    codes = tuple(map(_text, event["codes"]))
    made = _maybe(event.get("at")), _text(event.get("version") or ""), line
    return {slot: replace(was, settled=codes, reason=_text(event["memo"]), settled_at=made)}


def _code(event: Event) -> Slot:
    return "code", _text(event["code"])


def _changed(*fields: str) -> Callable[[State, Event, int], dict[Slot, Any]]:
    """A new code, another name, another place in the tree: codings follow, since the code stays what it is."""

    def change(state: State, event: Event, line: int) -> dict[Slot, Any]:
        said = {name: None if event[name] is None else _text(event[name]) for name in fields}
        new = {"new": True} if "definition" in fields else {}
        return {_code(event): {**state.codes.get(event["code"], {}), **said, **new}}

    return change


def _merge(state: State, event: Event, line: int) -> dict[Slot, Any]:
    """A code becomes another: its codings follow and are stale, since they were made under another definition."""
    code, into = _text(event["code"]), _text(event["into"])
    if code == into:
        raise ValueError(code)
    changed: dict[Slot, Any] = {("code", code): {**state.codes.get(code, {}), "into": into}}
    for unit, was in state.units.items():
        if not any(c.code == code for c in was.codings):
            continue
        there = {c.place: c for c in was.codings if c.code != code}
        for c in was.codings:
            place = (into, c.start, c.end)
            if c.code == code and (same := there.get(place)):  # both were given: one coding, with both memos
                there[place] = replace(same, memo="\n".join(filter(None, (same.memo, c.memo))))
            elif c.code == code:
                there[place] = replace(c, code=into, stale="merged")
        changed["unit", unit] = replace(was, codings=tuple(there.values()))
    return changed


def _split(state: State, event: Event, line: int) -> dict[Slot, Any]:
    """A code gets codes beside it: its codings stay and are stale, since only a reader can say which is meant now."""
    code, beside = _text(event["code"]), [_text(name) for name in event["into"]]
    parent = _maybe(event.get("parent"))
    changed: dict[Slot, Any] = {
        ("code", name): {"parent": parent, "name": name, "definition": "", "new": True} for name in beside
    }
    for unit, was in state.units.items():
        if any(c.code == code for c in was.codings):
            told = tuple(replace(c, stale="split") if c.code == code else c for c in was.codings)
            changed["unit", unit] = replace(was, codings=told)
    return changed


#: What a line may do, beside undo, redo and seen.
ACTIONS: dict[str, Callable[[State, Event, int], dict[Slot, Any]]] = {
    "add": _add, "remove": _remove, "none": _none, "memo": _memo, "keep": _keep, "flag": _marked("flagged"),
    "skip": _marked("skipped"), "settle": _settle, "propose": _changed("parent", "name", "definition"),
    "rename": _changed("name"), "move": _changed("parent"), "merge": _merge, "split": _split,
}  # fmt: skip


def replayed(path: Path) -> tuple[State, list[Problem], str]:
    """What a journal comes to, which of its lines say nothing (a last one may be torn), and whose it is; one that is not there says nothing."""
    state, problems, coder = State(), [], ""
    data = path.read_bytes() if path.exists() else b""
    lines = data.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip(b"\0\r "):
            continue
        try:
            event = json.loads(line)
            if coder and coder != event["coder"]:
                raise ValueError(event["coder"])
            coder = _text(event["coder"])
            state.apply(event, number)
        except (ValueError, TypeError, KeyError, RecursionError):
            torn = note("journal_torn") if number == len(lines) else note("journal_no_line")
            place = note("place_line", n=number)
            problems.append(Problem(path.name, row=place, message=torn, severity="warning"))
    return state, problems, coder


def journals(paths: Iterable[Path]) -> Reading:
    """The codings of several journals as one reading; `mapping` says which coder's each file is."""
    rows: list[tuple[Any, ...]] = []
    problems: list[Problem] = []
    whose: dict[str, str] = {}
    for path in paths:
        state, told, coder = replayed(path)
        problems += told
        whose[path.name] = coder
        for unit, was in state.units.items():
            for c in was.codings:
                rows.append((
                    unit, coder, c.code, c.start, c.end, c.at, "human", c.seen, c.version or None, c.memo or None,
                    path.name, c.line,
                ))  # fmt: skip
            for code in was.settled or ((None,) if was.settled == () else ()):
                at, version, line = was.settled_at
                rows.append((
                    unit, coder, code, None, None, at, "adjudicated", None, version or None, was.reason, path.name, line,
                ))  # fmt: skip
    table = pd.DataFrame(rows, columns=[*columns("codings"), "file", "at"])
    table["made_at"] = pd.to_datetime(table["made_at"], utc=True, errors="coerce", format="ISO8601")
    origins = Origins(
        table[["file", "at"]].assign(sheet="", kind="line")[["file", "sheet", "kind", "at"]].astype("str")
    )
    return Reading(at_the_door("codings", typed("codings", table)), problems, whose, origins)
