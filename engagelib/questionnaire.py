"""A questionnaire as people have it -> responses and open answers.

Wide (a column per question, as Google Forms exports it) or long (a row per answer); csv, xlsx or SPSS;
answers as numbers or as words. Nobody is dropped: what is odd is said, and who answers for the data decides.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from engagelib.cells import is_blank
from engagelib.conform import Reading
from engagelib.contracts import ZONE, Problem, empty, typed
from engagelib.forms import RESPONDENT, Form, forms
from engagelib.likert import Scale
from engagelib.privacy import People
from engagelib.sheets import header_key, shown
from engagelib.spss import SavSheet, labels
from engagelib.transcripts import unit_table

__all__ = ["STATES", "answers", "labels", "responses"]

#: What the headers (or the state column) of an as-is and a to-be question end with, unless the study says
#: otherwise.
STATES = {"as_is": "[Saat ini]", "to_be": "[Harapan]"}

_ITEM = ("item", "butir", "kode butir", "pertanyaan", "question")
_VALUE = ("value", "nilai", "jawaban", "answer", "skor")
_STATE = ("state", "keadaan", "kondisi")


@dataclass(frozen=True)
class _Cell:
    """One answer where it stands: who, which question, in which state."""

    row: int
    header: str
    respondent: str
    item: object  # a row of the items table
    state: str


def responses(
    path: Path,
    items: pd.DataFrame,
    sheets: Mapping[str, str] | None,
    states: Mapping[str, str] | None = None,
    respondent: str | None = None,
    *,
    group: str | None = None,
    words: Sequence[str] | None = None,
    missing: Sequence[object] = (),
    duplicates: str = "error",
    layout: str = "auto",
    people: People | None = None,
) -> Reading:
    """The answers of a questionnaire, long and tidy. Reversed items are turned round here, once.

    `sheets` maps a group to its sheet or, in a file with one sheet, to the word that stands for it in the
    column `group`; None: the only sheet is the customers'. `states` maps a state to what its headers end with.
    `words` are the words of the scale, lowest first, where they are not common ones; `missing` the codes that
    mean no answer. A respondent who stands twice is an error, unless `duplicates` is "first" or "last" (which
    one counts). `layout` is "wide", "long" or found out ("auto"). `respondent` is the header of who answered;
    those who stand there by more than codes go by pseudonym, as `people` of the study do.
    """
    asked = items.assign(reversed=items["reversed"].fillna(False).astype("bool"))
    problems: list[Problem] = []
    mapping: dict[str, str] = {}
    found: list[tuple] = []
    for name, form in forms(path, sheets, group, problems, respondent, people).items():
        long = layout == "long" or (layout == "auto" and bool(form.header(*_ITEM) and form.header(*_VALUE)))
        read = _long if long else _wide
        cells = read(form, asked, name, states or STATES, duplicates, mapping)
        scales = {
            item.item: Scale(int(item.low), int(item.high), words, missing) for item in asked.itertuples()
        }
        found += [(*row, name) for row in _read(form, cells, scales)]
    if not found:
        return Reading(empty("responses"), problems, mapping)
    table = pd.DataFrame(found, columns=["respondent", "item", "state", "construct", "value", "group"])
    return Reading(typed("responses", table), problems, mapping)


def _read(form: Form, cells: Iterable[_Cell], scales: Mapping[str, Scale]) -> Iterator[tuple]:
    """Respondent, item, state, construct, value of every cell; then what is odd about respondents."""
    place = {header: column for column, header in enumerate(form.sheet.header)}
    given: dict[str, list[int]] = {}
    rows: dict[str, int] = {}
    for cell in cells:
        item, raw = cell.item, form.sheet.rows[cell.row][place[cell.header]]
        value = _value(form, cell, raw, scales[item.item])  # type: ignore[attr-defined]
        rows.setdefault(cell.respondent, cell.row)
        if value is not None:
            given.setdefault(cell.respondent, []).append(value)
            value = int(item.low + item.high) - value if item.reversed else value  # type: ignore[attr-defined]
        yield cell.respondent, item.item, cell.state, item.construct, value  # type: ignore[attr-defined]
    form.problems.extend(_oddities(form, given, rows))


def _value(form: Form, cell: _Cell, raw: object, scale: Scale) -> int | None:
    sheet = form.sheet
    if isinstance(sheet, SavSheet):
        if sheet.is_missing(cell.header, raw):
            return None
        label = sheet.label(cell.header, raw)
        meant = scale.words.get(header_key(label))
        if meant is not None and meant != raw:
            said = f"is labelled {label!r}, which is {meant} on this scale; recode the variable"
            form.refuse(cell.row, cell.header, raw, said)
            return None
    try:
        return scale.read(raw)
    except ValueError as error:
        form.refuse(cell.row, cell.header, raw, str(error))
        return None


def _oddities(form: Form, given: Mapping[str, list[int]], rows: Mapping[str, int]) -> Iterator[Problem]:
    """Who gave one answer to everything, or exactly the answers of another: warnings, nobody is left out."""
    seen: dict[tuple[int, ...], str] = {}
    for respondent, values in given.items():
        alike = seen.setdefault(tuple(values), respondent)
        if len(values) >= 5 and len(set(values)) == 1:
            said = f"gave the answer {values[0]} to all {len(values)} questions; look whether they were read"
        elif len(values) >= 10 and alike != respondent:
            said = f"gave exactly the {len(values)} answers of {alike}; was one form sent twice?"
        else:
            continue
        place = f"row {form.sheet.numbers[rows[respondent]]}"
        said += ". Nobody is left out"
        yield Problem(form.sheet.file, form.sheet.name, place, respondent, said, "warning")


# --- a column per question ----------------------------------------------------------------------------------


def _questions(items: pd.DataFrame, group: str, states: Mapping[str, str]) -> Iterator[tuple]:
    """(item, state, what its column may be called) of everything that a group was asked."""
    for item in items.itertuples():
        if pd.notna(item.group) and item.group != group:
            continue
        for state, suffix in states.items() if pd.notna(item.objective) else [("none", "")]:
            code = item.item if state == "none" else f"{item.item}_{state}"
            names = [f"{item.text} {suffix}", f"{item.item} {suffix}", code, code.replace("-", "_")]
            yield item, state, [name.strip() for name in names]


def _wide(
    form: Form,
    items: pd.DataFrame,
    group: str,
    states: Mapping[str, str],
    duplicates: str,
    mapping: dict[str, str],
) -> Iterator[_Cell]:
    """A column per question: found by its words, or by the item's code with the state (`APO02-1_as_is`)."""
    people, header = form.people, form.respondent or form.sheet.header[0]
    kept = form.once(header, [None if person is None else (person,) for person in people], duplicates)
    for item, state, names in _questions(items, group, states):
        column = form.header(*names)
        if column is None:
            near = difflib.get_close_matches(header_key(names[0]), list(form.headers), 1, 0.8)
            hint = f"; the nearest is '{form.headers[near[0]]}'" if near else ""
            mend = "; make the header and the text in the items file the same"
            form.complain(f"has no column for the question {item.item}: '{shown(names[0])}'{hint}{mend}")
            continue
        mapping[f"{group}/{item.item}/{state}"] = column
        for row in kept:
            yield _Cell(row, column, str(people[row]), item, state)


# --- a row per answer ---------------------------------------------------------------------------------------


def _long(
    form: Form,
    items: pd.DataFrame,
    group: str,
    states: Mapping[str, str],
    duplicates: str,
    mapping: dict[str, str],
) -> Iterator[_Cell]:
    """A row per answer: respondent, item (its code or its words), value and, if it has two, state."""
    who, item, value = form.respondent, form.header(*_ITEM), form.header(*_VALUE)
    if who is None or item is None or value is None:
        named = {"respondent": RESPONDENT, "item": _ITEM, "value": _VALUE}
        form.complain(
            "a row per answer needs columns for "
            + "; ".join(f"{name} (which may be called {' or '.join(names)})" for name, names in named.items())
        )
        return
    mapping |= {f"{group}/respondent": who, f"{group}/item": item, f"{group}/value": value}
    people, questions = form.people, _asked(form, items, item)
    found = _states(form, questions, states)
    keys = [
        None if person is None or question is None or state is None else (person, question.item, state)
        for person, question, state in zip(people, questions, found, strict=True)
    ]
    for row in form.once(who, keys, duplicates):
        yield _Cell(row, value, str(people[row]), questions[row], str(found[row]))


def _asked(form: Form, items: pd.DataFrame, header: str) -> list:
    """The question of each row."""
    known = {header_key(word): item for item in items.itertuples() for word in (item.item, item.text)}
    asked = []
    for row, raw in enumerate(form.sheet.column(header)):
        asked.append(known.get(header_key(raw)))
        if asked[-1] is None:
            said = "is no question of the items file; write its code or its words as they stand there"
            form.refuse(row, header, raw, said)
    return asked


def _states(form: Form, questions: list, states: Mapping[str, str]) -> list[str | None]:
    """The state of each row; only questions of an objective have one."""
    header = form.header(*_STATE)
    known = {header_key(w): state for state, end in states.items() for w in (state, end, end.strip("[]"))}
    cells = form.sheet.column(header) if header else [None] * len(questions)
    found: list[str | None] = []
    for row, (question, raw) in enumerate(zip(questions, cells, strict=True)):
        paired = question is not None and pd.notna(question.objective)
        found.append(known.get(header_key(raw)) if paired else "none")
        if found[-1] is None:
            said = (
                f"the question has two answers; a column 'state' with one of {', '.join(known)} is expected"
            )
            form.refuse(row, header or form.sheet.header[0], raw, said)
    return found


# --- open answers -------------------------------------------------------------------------------------------


def answers(
    path: Path,
    sheets: Mapping[str, str] | None,
    questions: Mapping[str, str],
    respondent: str | None = None,
    *,
    group: str | None = None,
    zone: str = ZONE,
    people: People | None = None,
) -> Reading:
    """Open answers of a questionnaire as units `R07/like`; `questions` maps a short name to its header.

    When a form was sent is told without a zone; it is taken in `zone`.
    """
    rows: list[tuple] = []
    problems: list[Problem] = []
    asked: set[str] = set()
    for role, form in forms(path, sheets, group, problems, respondent, people).items():
        stamps = form.stamps(zone)
        for name, question in questions.items():
            header = form.header(question)
            if header is None:
                continue  # a question that this group was not asked
            asked.add(name)
            for person, stamp, text in zip(form.people, stamps, form.sheet.column(header), strict=True):
                if person is not None and not is_blank(text):
                    unit = (f"{person}/{name}", "answer", person, role, "questionnaire", stamp, str(text))
                    rows.append(unit)
    problems += [
        Problem(
            path.name,
            value=question,
            message=f"no sheet has this open question ({name}); mend it in study.toml",
        )
        for name, question in questions.items()
        if name not in asked
    ]
    return Reading(unit_table(rows, zone), problems)
