"""A questionnaire as people have it -> responses, open answers, and who answered (`profile`).

Wide (a column per question, as Google Forms exports it) or long (a row per answer); csv, xlsx or SPSS;
answers as numbers or as words. Nobody is dropped: what is odd is said, and who answers for the data decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.contracts import ZONE, Problem, empty, typed
from engagelib.contracts.problems import note
from engagelib.contracts.values import Refused, is_blank
from engagelib.people import People
from engagelib.readers.conform import Origins, Reading, lacking, origins
from engagelib.readers.forms import NAMES, Form, files_of, forms
from engagelib.readers.interviews import unit_table
from engagelib.readers.scales import Scale
from engagelib.readers.sheets import header_key, shown
from engagelib.text.nearest import nearest

__all__ = ["STATES", "answers", "asked", "responses"]


#: What the headers (or the state column) of an as-is and a to-be question end with, unless the study says
#: otherwise.
STATES = {"as_is": "[Saat ini]", "to_be": "[Harapan]"}


@dataclass(frozen=True)
class _Cell:
    """One answer where it stands: who, which question, in which state."""

    row: int
    header: str
    respondent: str
    item: object  # a row of the items table
    state: str


def responses(
    path: Path | Sequence[Path],
    items: pd.DataFrame,
    sheets: Mapping[str, str] | None,
    states: Mapping[str, str] | None = None,
    respondent: str | None = None,
    *,
    group: str | None = None,
    words: Sequence[str] | Mapping[str, Any] | None = None,
    missing: Sequence[object] = (),
    duplicates: str = "error",
    layout: str = "auto",
    people: People | None = None,
) -> Reading:
    """The answers of a questionnaire, long and tidy. Reversed items are turned round here, once.

    In: a csv, xlsx, .sav (SPSS) or .omv (jamovi). Out: `Reading` of the table `responses` (respondent, item, state, group, construct, value).

    `sheets` maps a group to its sheet or, in a file with one sheet, to the word that stands for it in the
    column `group`; None: the only sheet is the customers'. `states` maps a state to what its headers end with.
    `words` are the words of the scale, lowest first, where they are not common ones, or of each construct or item
    (`{"KK": ["Buruk", "Cukup", "Baik"]}`); `missing` the codes that
    mean no answer. A respondent who stands twice is an error, unless `duplicates` is "first" or "last" (which
    one counts). `layout` is "wide", "long" or found out ("auto"). `respondent` is the header of who answered;
    those who stand there by more than codes go by pseudonym, as `people` of the study do.

    Unreadable for a file that is none of these or lacks a declared sheet; what is wrong in a cell is a problem.

    >>> from pathlib import Path
    >>> from engagelib import Study, readers
    >>> sheets = {"customer": "Pelanggan", "owner": "Pemilik"}
    >>> reading = readers.responses(Path("data/raw/kia-metro/survey.xlsx"), Study("kia-metro").items(), sheets)
    >>> len(reading.table), reading.table["respondent"].nunique(), reading.problems
    (1134, 31, [])
    """
    asked = items.assign(reversed=items["reversed"].fillna(False).astype("bool"))
    problems: list[Problem] = []
    mapping: dict[str, str] = {}
    found: list[tuple] = []
    known = [*asked["text"].dropna(), *asked["item"].dropna()]
    whence: list[Origins] = []
    for name, form in forms(path, sheets, group, problems, respondent, people, known).items():
        cells = _Group(form, asked, name, states or STATES, duplicates, mapping).cells(layout)
        scales = {item.item: _scale(item, words, missing) for item in asked.itertuples()}
        read_here = [(*row, name) for row in _read(form, cells, scales)]
        whence.append(origins(form.sheet).only([row[0] for row in read_here]))
        found += [row[1:] for row in read_here]
    if not found:
        return Reading(empty("responses"), problems, mapping)
    table = pd.DataFrame(found, columns=["respondent", "item", "state", "construct", "value", "group"])
    return Reading(typed("responses", table), problems, mapping, Origins.merged(whence))


def _scale(item: Any, words: Sequence[str] | Mapping[str, Any] | None, missing: Iterable[object]) -> Scale:
    """The scale of an item: its own words, its construct's, or those of the whole form."""
    own: Any = words
    if isinstance(words, Mapping) and any(isinstance(said, list | Mapping) for said in words.values()):
        own = words.get(item.item, words.get(item.construct))
    return Scale(int(item.low), int(item.high), own, missing)


def _read(form: Form, cells: Iterable[_Cell], scales: Mapping[str, Scale]) -> Iterator[tuple]:
    """Row, respondent, item, state, construct, value of every cell; then what is odd about respondents."""
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
        yield cell.row, cell.respondent, item.item, cell.state, item.construct, value  # type: ignore[attr-defined]
    form.problems.extend(_oddities(form, given, rows))


def _value(form: Form, cell: _Cell, raw: object, scale: Scale) -> int | None:
    if form.sheet.is_missing(cell.header, raw):
        return None
    label = form.sheet.label(cell.header, raw)
    meant = None if label is raw else scale.words.get(header_key(label))
    if meant is not None and meant != raw:
        form.refuse(cell.row, cell.header, raw, note("label_against_code", label=str(label), value=meant))
        return None
    try:
        return scale.read(raw)
    except Refused as error:
        form.refuse(cell.row, cell.header, raw, error.note)
        return None


def _oddities(form: Form, given: Mapping[str, list[int]], rows: Mapping[str, int]) -> Iterator[Problem]:
    """Who gave one answer to everything, or exactly the answers of another: warnings, nobody is left out."""
    seen: dict[tuple[int, ...], str] = {}
    for respondent, values in given.items():
        alike = seen.setdefault(tuple(values), respondent)
        if len(values) >= 5 and len(set(values)) == 1:
            said = note("one_answer_to_all", value=values[0], n=len(values))
        elif len(values) >= 10 and alike != respondent:
            said = note("answers_of_another", n=len(values), other=alike)
        else:
            continue
        place = note("place_row", n=form.sheet.numbers[rows[respondent]])
        yield Problem(form.sheet.file, form.sheet.name, "", respondent, said, "warning", place)


# --- what a group was asked, and where its answers stand ---------------------------------------------------------------


def asked(items: pd.DataFrame, states: Mapping[str, str] | None = None) -> set[str]:
    """What the columns of items may be called, whichever group was asked."""
    every = items.assign(group=None) if "group" in items else items
    return {name for _, _, names in _questions(every, "", states or STATES) for name in names}


def _questions(items: pd.DataFrame, group: str, states: Mapping[str, str]) -> Iterator[tuple]:
    """(item, state, what its column may be called) of everything that a group was asked."""
    for item in items.itertuples():
        if pd.notna(item.group) and item.group != group:
            continue
        for state, suffix in states.items() if pd.notna(item.objective) else [("none", "")]:
            code = item.item if state == "none" else f"{item.item}_{state}"
            names = [f"{item.text} {suffix}", f"{item.item} {suffix}", code, code.replace("-", "_")]
            yield item, state, [name.strip() for name in names]


@dataclass(frozen=True)
class _Group:
    """A group's form; `mapping` takes which header became which question."""

    form: Form
    items: pd.DataFrame
    name: str
    states: Mapping[str, str]
    duplicates: str
    mapping: dict[str, str]

    def cells(self, layout: str) -> Iterator[_Cell]:
        """Its answers, in whichever layout they stand."""
        return (
            self.paired()
            if self.form.is_paired()
            else self.long()
            if self.form.is_long(layout)
            else self.wide()
        )

    def wide(self) -> Iterator[_Cell]:
        """A column per question: found by its words, or by the item's code with the state (`APO02-1_as_is`)."""
        form, people = self.form, self.form.people
        keys = [None if person is None else (person,) for person in people]
        kept = form.once(form.respondent or form.sheet.header[0], keys, self.duplicates)
        for item, state, names in _questions(self.items, self.name, self.states):
            column = form.header(*names)
            if column is None:
                near = nearest(header_key(names[0]), form.headers)
                guess = note("nearest_is", header=form.headers[near[0]]) if near else ""
                form.complain(note("no_question_column", item=item.item, text=shown(names[0]), guess=guess))
                continue
            if column in self.mapping.values() and header_key(column) in form.sheet.twice:
                continue
            form.problems.extend(form.sheet.doubled([column]))
            self.mapping[f"{self.name}/{item.item}/{state}"] = column
            for row in kept:
                yield _Cell(row, column, str(people[row]), item, state)

    def long(self) -> Iterator[_Cell]:
        """A row per answer: respondent, item (its code or its words), value and, if it has two, state."""
        form = self.form
        who, item, value = form.respondent, form.header(*NAMES["item"]), form.header(*NAMES["value"])
        if who is None or item is None or value is None:
            named = {"respondent": who, "item": item, "value": value}
            missing = [name for name, header in named.items() if header is None]
            form.problems.extend(lacking("questionnaire", form.sheet, missing))
            return
        self.mapping.update(
            {f"{self.name}/respondent": who, f"{self.name}/item": item, f"{self.name}/value": value}
        )
        questions = self.questions(item)
        yield from self.of_rows(who, value, questions, self.states_of(questions))

    def paired(self) -> Iterator[_Cell]:
        """A row per statement with how it is and how it should be: an owner's sheet of COBIT statements."""
        item = self.mapping[f"{self.name}/item"] = str(self.form.header(*NAMES["item"]))
        questions = self.questions(item)
        for state in ("as_is", "to_be"):
            header = self.mapping[f"{self.name}/{state}"] = str(self.form.header(*NAMES[state]))
            yield from self.of_rows(item, header, questions, [state] * len(questions))

    def of_rows(
        self, twice: str, header: str, questions: Sequence[Any], states: Sequence[str | None]
    ) -> Iterator[_Cell]:
        """The answers below a header, of each question and state once by each person; `twice`: whose cell is named if not."""
        people = self.form.people
        keys = [
            None if person is None or question is None or state is None else (person, question.item, state)
            for person, question, state in zip(people, questions, states, strict=True)
        ]
        for row in self.form.once(twice, keys, self.duplicates):
            yield _Cell(row, header, str(people[row]), questions[row], str(states[row]))

    def questions(self, header: str) -> list[Any]:
        """The question of each row."""
        known = {
            header_key(word): item for item in self.items.itertuples() for word in (item.item, item.text)
        }
        asked = []
        for row, raw in enumerate(self.form.sheet.column(header)):
            asked.append(known.get(header_key(raw)))
            if asked[-1] is None:
                self.form.refuse(row, header, raw, note("no_such_question"))
        return asked

    def states_of(self, questions: Sequence[Any]) -> list[str | None]:
        """The state of each row; only questions of an objective have one."""
        form, header = self.form, self.form.header(*NAMES["state"])
        known = {
            header_key(w): state for state, end in self.states.items() for w in (state, end, end.strip("[]"))
        }
        cells = form.sheet.column(header) if header else [None] * len(questions)
        found: list[str | None] = []
        for row, (question, raw) in enumerate(zip(questions, cells, strict=True)):
            paired = question is not None and pd.notna(question.objective)
            found.append(known.get(header_key(raw)) if paired else "none")
            if found[-1] is None:
                said = note("state_expected", allowed=list(known))
                form.refuse(row, header or form.sheet.header[0], raw, said)
        return found


# --- open answers -------------------------------------------------------------------------------------------


def answers(
    path: Path | Sequence[Path],
    sheets: Mapping[str, str] | None,
    questions: Mapping[str, str],
    respondent: str | None = None,
    *,
    group: str | None = None,
    zone: str = ZONE,
    duplicates: str = "error",
    people: People | None = None,
) -> Reading:
    """Open answers of a questionnaire as units `R07/like`; `questions` maps a short name to its header.

    When a form was sent is told without a zone; it is taken in `zone`.
    """
    rows: list[tuple] = []
    whence: list[Origins] = []
    problems: list[Problem] = []
    asked: set[str] = set()
    known = list(questions.values())
    for role, form in forms(path, sheets, group, problems, respondent, people, known).items():
        stamps = form.stamps(zone)
        for name, question in questions.items():
            header = form.header(question)
            if header is None:
                continue  # a question that this group was not asked
            asked.add(name)
            cells = form.sheet.column(header)
            told = [row for row in form.kept(duplicates) if not is_blank(cells[row])]
            whence.append(origins(form.sheet).only(told))
            for row in told:
                unit, text = f"{form.people[row]}/{name}", str(cells[row])
                who = (form.people[row], form.people[row], None, role)
                rows.append((unit, "answer", *who, "questionnaire", stamps[row], text))
    problems += [
        Problem(files_of(path), value=question, message=note("no_open_question", name=name))
        for name, question in questions.items()
        if name not in asked
    ]
    return Reading(unit_table(rows, zone), problems, origins=Origins.merged(whence))
