"""A questionnaire as people have it -> responses, open answers, and who answered (`profile`).

Wide (a column per question, as Google Forms exports it) or long (a row per answer); csv, xlsx or SPSS;
answers as numbers or as words. Nobody is dropped: what is odd is said, and who answers for the data decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.contracts import ZONE, Problem, empty, typed
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.contracts.values import Refused, as_id, as_number, as_time, is_blank
from engagelib.people import People, identifying
from engagelib.readers.aliases import listed
from engagelib.readers.conform import Origins, Reading, lacking, origins, without_sums
from engagelib.readers.interviews import unit_table
from engagelib.readers.sheets import (
    Sheet,
    header_key,
    is_book,
    named_columns,
    read_sheet,
    refuse_merged,
    sheets_in,
    shown,
)
from engagelib.readers.spss import LABELLED, SavSheet, read_labelled
from engagelib.text.masks import kind_of
from engagelib.text.nearest import nearest

__all__ = ["SCALES", "STATES", "Form", "Scale", "answers", "asked", "forms", "responses"]


#: What the columns of a questionnaire may be called besides its questions: respondent, timestamp; item, value, state.
NAMES = listed("questionnaire")
#: A scale behind what a header says: "Kondisi saat ini (0-5)".
_ENDS = re.compile(
    r"\s*[\[(]\s*(?:skala|scale)?\s*\d\s*(?:-|–|s\.?d\.?|sampai|to)\s*\d+\s*[\])]\s*$", re.IGNORECASE
)


#: The group and sheet of a study that declares none.
USUAL = {"customer": "Pelanggan"}


def forms(
    path: Path | Sequence[Path],
    sheets: Mapping[str, str] | None,
    group: str | None,
    problems: list[Problem],
    respondent: str | None = None,
    people: People | None = None,
    known: Collection[str] = (),
) -> dict[str, Form]:
    """A form per group: by sheet, or within one sheet by the column that names the group.

    Of several files the sheets are looked for in all of them; a file of one sheet is known by its own name, too.
    Where no `sheets` are declared, the only sheet of a workbook is the customers', or the only one that has a header
    of those `known`. `respondent` is the header of who answered, as declared; `people` says how they enter.
    """
    who = people or People()
    paths = [path] if isinstance(path, Path) else list(path)
    known = {header_key(name) for name in (*known, *([respondent] if respondent else []))}
    if group is None and (len(paths) > 1 or is_book(paths[0])):
        book = _book(paths, known)
        asked = [title for title, sheet in book.items() if len(book) == 1 or known & sheet.headers.keys()]
        usual = dict.fromkeys(USUAL, asked[0]) if len(asked) == 1 and USUAL["customer"] not in book else USUAL
        named = _sheets(book, sheets or usual, files_of(paths))
        return _with_people(
            {name: Form(refuse_merged(sheet), problems) for name, sheet in named.items()}, respondent, who
        )
    sheets = sheets or USUAL
    whole = Form(_only_sheet(paths[0], known), problems)
    if group is not None:
        return _with_people(whole.split(group, sheets), respondent, who)
    if len(sheets) > 1:
        problems.append(whole.sheet.complaint(note("groups_on_one_sheet", groups=list(sheets))))
        return {}
    return _with_people(dict.fromkeys(sheets, whole), respondent, who)


def files_of(path: Path | Sequence[Path]) -> str:
    """The names of a form's files."""
    return path.name if isinstance(path, Path) else ", ".join(one.name for one in path)


def _only_sheet(path: Path, known: Collection[str]) -> Sheet:
    return read_labelled(path) if path.suffix.lower() in LABELLED else read_sheet(path, known=known)


def _book(paths: Sequence[Path], known: Collection[str]) -> dict[str, Sheet]:
    """Every sheet of these files by its title; a csv, or the second of a title, by its file's name."""
    found: dict[str, Sheet] = {}
    for path in paths:
        for title, sheet in (
            sheets_in(path, known) if is_book(path) else {"": _only_sheet(path, known)}
        ).items():
            found[title if title and title not in found else path.stem] = sheet
    return found


def _with_people(found: dict[str, Form], respondent: str | None, people: People) -> dict[str, Form]:
    """The forms with who answered in each row."""
    read: dict[str, Form] = {}
    for asked in people.screening:
        if found and all(form.header(asked) is None for form in found.values()):
            next(iter(found.values())).complain(note("no_screening_column", header=asked))
    lost = respondent is not None and all(form.header(respondent) is None for form in found.values())
    for name, form in found.items():
        if form.is_paired() and form.header(*([respondent] if respondent else NAMES["respondent"])) is None:
            read[name] = replace(form, people=[name] * len(form.sheet.rows))  # one person, a statement a row
            continue
        if not any(
            problem.file == form.sheet.file and problem.kind == "rows_of_sums" for problem in form.problems
        ):
            form.problems.extend(form.sheet.remarks())
        header = form.who(respondent, lost)
        if not isinstance(form.sheet, SavSheet):
            sheet, told = without_sums(form.sheet, header or form.sheet.header[0])
            form.problems.extend(told)
            form = replace(form, sheet=sheet)
        read[name] = replace(form, respondent=header, people=form.entered(header, people))
    return read


def _sheets(book: Mapping[str, Sheet], sheets: Mapping[str, str], file: str) -> dict[str, Sheet]:
    """The sheet of each group; Unreadable, with the line to write, if one is not there."""
    named = {header_key(title): sheet for title, sheet in book.items()}
    lost = [title for title in sheets.values() if header_key(title) not in named]
    if not lost:
        return {group: named[header_key(title)] for group, title in sheets.items()}
    free = iter(
        [title for key, title in zip(named, book, strict=True) if key not in map(header_key, sheets.values())]
    )
    line = {
        group: title if header_key(title) in named else next(free, "…") for group, title in sheets.items()
    }
    written = ", ".join(f'{group} = "{title}"' for group, title in line.items())
    said = note("no_group_sheet", sheet=lost[0], sheets=list(book), line=f"sheets = {{ {written} }}")
    raise Unreadable(file, said)


@dataclass(frozen=True)
class Form:
    """A sheet of answers, and the list that takes what is wrong with it."""

    sheet: Sheet
    problems: list[Problem]
    respondent: str | None = None  # the header of who answered, if there is one
    people: Sequence[str | None] = ()  # who answered in each row, as results show it; None = not to be read

    @cached_property
    def headers(self) -> dict[str, str]:
        """What a column may be called -> its header; an SPSS variable answers to its label too."""
        questions = self.sheet.questions if isinstance(self.sheet, SavSheet) else {}
        lime = (
            (_LIME.match(name), name) for name in self.sheet.header
        )  # LimeSurvey: "G1Q1[SQ01]. Balasan cepat"
        names = {header_key(part): name for match, name in lime if match for part in match.groups()}
        names |= {header_key(text): name for text, name in self.sheet.called.items()}
        names |= {header_key(text): name for name, text in questions.items()}
        names |= {header_key(_ENDS.sub("", name)): name for name in reversed(self.sheet.header)}
        return names | {header_key(name): name for name in reversed(self.sheet.header) if name}

    def header(self, *names: str) -> str | None:
        """The first of these names that is a column."""
        return next((self.headers[header_key(n)] for n in names if header_key(n) in self.headers), None)

    def complain(self, message: Note, severity: str = "error") -> None:
        self.problems.append(self.sheet.complaint(message, severity))

    def refuse(
        self, row: int, header: str, raw: object, message: Note | str, severity: str = "error"
    ) -> None:
        self.problems.append(self.sheet.problem(row, header, raw, message, severity))

    def is_long(self, layout: str) -> bool:
        """Whether a row is an answer: as declared, or by its columns."""
        found = self.header(*NAMES["item"]) and self.header(*NAMES["value"])
        return layout == "long" or (layout == "auto" and bool(found))

    def is_paired(self) -> bool:
        """Whether a row is a statement, with a column for how it is and one for how it should be."""
        return all(self.header(*NAMES[name]) for name in ("item", "as_is", "to_be"))

    def question(self, header: str) -> str:
        """What a column asks: its header, or an SPSS variable's label."""
        return self.sheet.questions.get(header, header) if isinstance(self.sheet, SavSheet) else header

    def split(self, group: str, sheets: Mapping[str, str]) -> dict[str, Form]:
        """A form per group, by the words of the column `group`; an SPSS code counts as its label."""
        header = self.header(group)
        if header is None:
            self.complain(note("no_group_column", header=group, headers=named_columns(self.sheet)))
            return {}
        known = {header_key(word): name for name, title in sheets.items() for word in (name, title)}
        rows: dict[str, list[int]] = {name: [] for name in sheets}
        for row, raw in enumerate(self.sheet.column(header)):
            word = self.sheet.label(header, raw) if isinstance(self.sheet, SavSheet) else raw
            if header_key(word) in known:
                rows[known[header_key(word)]].append(row)
            else:
                self.refuse(row, header, word, note("group_expected", allowed=list(sheets.values())))
        return {name: Form(_rows(self.sheet, own), self.problems) for name, own in rows.items()}

    def who(self, declared: str | None, lost: bool) -> str | None:
        """The header of who answered: as declared, else as it is usually called; `lost`: no form has the declared one.

        A declared one that is not there is an error wherever another column may be meant. Without any, rows are
        taken for persons, which is said where a column looks as if it told who they are.
        """
        header = self.header(*([declared] if declared else NAMES["respondent"]))
        if header is not None:
            return header
        near = [name for key, name in self.headers.items() if declared and _alike(header_key(declared), key)][
            :3
        ]
        if declared and (near or lost):
            guess = note("maybe_meant", names=[f"'{name}'" for name in near]) if near else ""
            line = f'respondent = "{near[0] if near else "…"}"'
            parts = {"guess": guess, "line": line, "headers": named_columns(self.sheet)}
            self.complain(note("no_declared_respondent", header=declared, **parts))
        elif told := [name for name in self.sheet.header if name and self.names_people(name)]:
            twice = {name: again for name in told if (again := self._twice_in(name))}
            line = f'respondent = "{next(iter(twice), told[0])}"'
            self.complain(
                note(
                    "rows_are_persons",
                    twice=note("and", what=list(twice.values())) if twice else "",
                    line=line,
                ),
                "warning",
            )
        return None

    def names_people(self, header: str) -> bool:
        """Whether a column looks as if it told who answered: by its header, or by addresses and numbers in it."""
        cells = [str(cell) for cell in self.sheet.column(header) if not is_blank(cell)]
        return bool(_PERSONAL.search(header_key(header))) or (bool(cells) and all(map(_is_address, cells)))

    def _twice_in(self, header: str) -> Note | None:
        """Where an address or number of a person stands again, if one does; the cell itself is not told."""
        rows: dict[str, list[str]] = {}
        for number, cell in zip(self.sheet.numbers, self.sheet.column(header), strict=True):
            if not is_blank(cell) and _is_address(str(cell)):
                rows.setdefault(str(cell).strip().casefold(), []).append(str(number))
        again = [note("rows_alike", rows=found) for found in rows.values() if len(found) > 1]
        return note("person_twice", header=header, kind=identifying(set(rows)), rows=again) if again else None

    def entered(self, header: str | None, people: People) -> list[str | None]:
        """Who answered in each row; rows of a form without such a column are numbered, a blank cell is refused."""
        out = self._rows_of(people)
        if header is None:
            named = (f"{self.sheet.name or 'row'}-{number}" for number in self.sheet.numbers)
            return [None if row in out else name for row, name in enumerate(named)]
        found: list[str | None] = []
        for row, raw in enumerate(self.sheet.column(header)):
            try:
                if is_blank(raw):
                    raise Refused(note("respondent_blank"))
                found.append(as_id(raw))
            except Refused as error:
                self.refuse(row, header, raw, error.note)
                found.append(None)
        if kinds := identifying({value for value in found if value is not None}):
            self.complain(note("respondents_named", header=header, kinds=kinds), "warning")
        return [None if row in out else who for row, who in enumerate(people.entered(found))]

    def _rows_of(self, people: People) -> set[int]:
        """The rows of those who are left out, by whatever column tells who answered."""
        columns = [name for name in self.sheet.header if people.left_out and name and self.names_people(name)]
        cells = {
            name: ["" if is_blank(cell) else str(cell) for cell in self.sheet.column(name)]
            for name in columns
        }
        gone = people.gone({cell for column in cells.values() for cell in column} - {""})
        rows = {row for column in cells.values() for row, cell in enumerate(column) if cell in gone}
        return rows.union(*(self._screened_out(asked, stay) for asked, stay in people.screening.items()))

    def _screened_out(self, asked: str, stay: Collection[str]) -> set[int]:
        """The rows of those who answered a question on consent, or on whom is meant, otherwise than those who stay."""
        header = self.header(asked)
        if header is None:
            return set()
        words = set(map(header_key, stay))
        cells = self.sheet.column(header)
        out = {
            row for row, cell in enumerate(cells) if header_key("" if is_blank(cell) else cell) not in words
        }
        if out:
            said = note("screened_out", n=len(out), of=len(cells), header=shown(header, 40), stay=list(stay))
            self.complain(said, "warning")
        return out

    def once(self, header: str, keys: Sequence[tuple | None], duplicates: str) -> list[int]:
        """Rows that count: of a key that stands twice the first, or the last as declared."""
        places: dict[tuple, list[int]] = {}
        for row, key in enumerate(keys):
            if key is not None:
                places.setdefault(key, []).append(row)
        for key, rows in places.items():
            for row in rows[1:]:
                self._twice(row, header, key, rows[0], duplicates)
        return sorted(rows[-1 if duplicates == "last" else 0] for rows in places.values())

    def _twice(self, row: int, header: str, key: tuple, first: int, duplicates: str) -> None:
        kinds = {"first": "first_counts", "last": "last_counts"}
        said = note(kinds.get(duplicates, "respondent_twice"), row=self.sheet.numbers[first])
        self.refuse(row, header, key[0], said, "error" if duplicates == "error" else "warning")

    def kept(self, duplicates: str) -> list[int]:
        """The rows of those who answered; of somebody who stands twice the declared one, and without a word: the
        scores have it already.
        """
        rows = [row for row, person in enumerate(self.people) if person is not None]
        if duplicates not in ("first", "last"):
            return rows
        ordered = rows if duplicates == "last" else rows[::-1]
        return sorted({self.people[row]: row for row in ordered}.values())

    def stamps(self, zone: str) -> list[object]:
        """When each form was sent, where the sheet says so."""
        header = self.header(*NAMES["timestamp"])
        if header is None:
            return [None] * len(self.sheet.rows)
        found: list[object] = []
        for row, raw in enumerate(self.sheet.column(header)):
            try:
                found.append(None if is_blank(raw) else as_time(raw, zone))
            except ValueError:
                self.refuse(row, header, raw, note("correct_time"), "warning")
                found.append(None)
        return found


#: A question's code and its words in one header, as LimeSurvey exports them.
_LIME = re.compile(r"([A-Za-z]\w*(?:\[\w+\])?)\.\s+(.+)")
#: Headers of columns that tell who answered.
_PERSONAL = re.compile(
    r"\b(nama|name|e-?mail|username|handle|akun|no\.? ?(hp|wa|telp)|nim|npm|nik)\b(?!.*\?)"
)


def _is_address(cell: str) -> bool:
    """Whether a cell is an e-mail address, a telephone number or a handle, and nothing else."""
    return kind_of(cell) in ("email", "phone", "mention")


def _alike(one: str, other: str) -> bool:
    """Whether a header may be meant by another name: one begins with the other, holds its words, or is spelt nearly so."""
    short, long = sorted(([word.strip("()[]:.,") for word in name.split()] for name in (one, other)), key=len)
    within = long[: len(short)] == short or (len(long) <= 3 and set(short) <= set(long))
    return bool(short) and (within or bool(nearest(one, [other])))


def _rows(sheet: Sheet, own: Sequence[int]) -> Sheet:
    return replace(
        sheet, rows=tuple(sheet.rows[row] for row in own), numbers=tuple(sheet.numbers[row] for row in own)
    )


#: Words of common scales, lowest first; each entry lists what stands for one answer, in Indonesian and
#: English.
SCALES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("sangat tidak setuju", "strongly disagree", "sts"),
        ("tidak setuju", "disagree", "ts"),
        ("netral", "ragu-ragu", "ragu ragu", "neutral", "neither agree nor disagree", "n", "r", "rg"),
        ("setuju", "agree", "s"),
        ("sangat setuju", "strongly agree", "ss"),
    ),
    (
        ("tidak pernah", "never"),
        ("jarang", "rarely"),
        ("kadang-kadang", "kadang kadang", "kadang", "sometimes"),
        ("sering", "often"),
        ("selalu", "always"),
    ),
    (
        ("sangat tidak puas", "very dissatisfied"),
        ("tidak puas", "dissatisfied"),
        ("cukup puas", "neither satisfied nor dissatisfied"),
        ("puas", "satisfied"),
        ("sangat puas", "very satisfied"),
    ),
    (
        ("sangat tidak baik", "sangat buruk", "sangat kurang", "very poor"),
        ("tidak baik", "buruk", "kurang", "kurang baik", "poor"),
        ("cukup", "cukup baik", "fair"),
        ("baik", "good"),
        ("sangat baik", "excellent", "very good"),
    ),
    (
        ("sangat tidak penting", "not important at all"),
        ("tidak penting", "not important"),
        ("cukup penting", "moderately important"),
        ("penting", "important"),
        ("sangat penting", "very important"),
    ),
)

#: What often stands for "no answer", and is asked about rather than guessed.
_USUAL_MISSING = {"0", "8", "9", "88", "99", "999", "-", "--", "n/a", "na", "tidak tahu", "tidak menjawab"}
_NUMBERED = re.compile(r"(\d+)\s*[-–=.:()]+\s*(\D.*?)\)?")


class Scale:
    """A scale from `low` to `high`: its words in order, and which codes mean that there is no answer.

    >>> scale = Scale(1, 5, missing=[99])
    >>> [scale.read(answer) for answer in (4, "4", "4.0", "SANGAT setuju", "2 - Tidak setuju", "99", "")]
    [4, 4, 4, 5, 2, None, None]
    >>> Scale(1, 3, words=["Kurang", "Cukup", "Baik"]).read("cukup")
    2
    """

    def __init__(
        self,
        low: int,
        high: int,
        words: Sequence[str] | Mapping[str, int] | None = None,
        missing: Iterable[object] = (),
    ) -> None:
        self.low, self.high = low, high
        self.words: dict[str, int] = {}
        self._known: dict[str, int | None] = {}
        steps = high - low + 1
        if isinstance(words, Mapping):  # word -> number
            self.words |= {header_key(word): int(value) for word, value in words.items()}
            words = None
        families = [tuple((word,) for word in words)] if words and len(words) == steps else SCALES
        if self.words:
            families = ()
        for family in families:
            if steps == 4 and len(family) == 5:
                family = family[:2] + family[3:]  # a scale without a middle
            if len(family) == steps:
                self.words |= {
                    header_key(w): low + place for place, names in enumerate(family) for w in names
                }
        self.missing = {_plain(code) for code in missing}

    def read(self, raw: object) -> int | None:
        """The answer, or None for no answer; Refused, with what is expected, for anything else."""
        if not isinstance(raw, str):
            return self._meant(raw)
        if raw not in self._known:  # the same few answers come again and again
            self._known[raw] = self._meant(raw)
        return self._known[raw]

    def _meant(self, raw: object) -> int | None:
        if is_blank(raw) or _plain(raw) in self.missing:
            return None
        word = header_key(raw)
        if word in self.words:
            return self.words[word]
        numbered = _NUMBERED.fullmatch(word)
        meant = self.words.get(numbered[2].strip()) if numbered else None
        if numbered and meant is not None and meant != int(numbered[1]):
            raise Refused(note("number_against_word", word=numbered[2].strip(), value=meant))
        try:
            value = as_number(numbered[1] if numbered else raw)
        except ValueError:
            raise Refused(self._expected(raw)) from None
        if value != int(value) or not self.low <= value <= self.high:
            raise Refused(self._expected(raw))
        return int(value)

    def _expected(self, raw: object) -> Note:
        steps = sorted({value: word for word, value in reversed(self.words.items())}.items())
        words = note("or_its_word", words=[f"{value} = {word}" for value, word in steps]) if steps else ""
        more: Note | str = ""
        if _plain(raw) in _USUAL_MISSING:
            more = note("if_no_answer", value=str(raw), code=_toml(raw))
        elif not re.search(r"\d", str(raw)):
            more = note("if_of_scale")
        return note("answer_expected", low=self.low, high=self.high, words=words, more=more)


def _toml(raw: object) -> str:
    return _plain(raw) if _plain(raw).isdigit() else f'"{raw}"'


def _plain(code: object) -> str:
    """A code as it is compared: 99, 99.0, "99" and " 99 " are one."""
    text = header_key(code)
    return text[:-2] if re.fullmatch(r"-?\d+\.0", text) else text


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
    """
    asked = items.assign(reversed=items["reversed"].fillna(False).astype("bool"))
    problems: list[Problem] = []
    mapping: dict[str, str] = {}
    found: list[tuple] = []
    known = [*asked["text"].dropna(), *asked["item"].dropna()]
    whence: list[Origins] = []
    for name, form in forms(path, sheets, group, problems, respondent, people, known).items():
        read = _paired if form.is_paired() else _long if form.is_long(layout) else _wide
        cells = read(form, asked, name, states or STATES, duplicates, mapping)
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
    sheet = form.sheet
    if isinstance(sheet, SavSheet):
        if sheet.is_missing(cell.header, raw):
            return None
        label = sheet.label(cell.header, raw)
        meant = scale.words.get(header_key(label))
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


# --- a column per question ----------------------------------------------------------------------------------


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
            near = nearest(header_key(names[0]), form.headers)
            guess = note("nearest_is", header=form.headers[near[0]]) if near else ""
            form.complain(note("no_question_column", item=item.item, text=shown(names[0]), guess=guess))
            continue
        if column in mapping.values() and header_key(column) in form.sheet.twice:
            continue
        form.problems.extend(form.sheet.doubled([column]))
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
    who, item, value = form.respondent, form.header(*NAMES["item"]), form.header(*NAMES["value"])
    if who is None or item is None or value is None:
        named = {"respondent": who, "item": item, "value": value}
        missing = [name for name, header in named.items() if header is None]
        form.problems.extend(lacking("questionnaire", form.sheet, missing))
        return
    mapping |= {f"{group}/respondent": who, f"{group}/item": item, f"{group}/value": value}
    people, questions = form.people, _items_of(form, items, item)
    found = _states(form, questions, states)
    keys = [
        None if person is None or question is None or state is None else (person, question.item, state)
        for person, question, state in zip(people, questions, found, strict=True)
    ]
    for row in form.once(who, keys, duplicates):
        yield _Cell(row, value, str(people[row]), questions[row], str(found[row]))


def _items_of(form: Form, items: pd.DataFrame, header: str) -> list:
    """The question of each row."""
    known = {header_key(word): item for item in items.itertuples() for word in (item.item, item.text)}
    asked = []
    for row, raw in enumerate(form.sheet.column(header)):
        asked.append(known.get(header_key(raw)))
        if asked[-1] is None:
            form.refuse(row, header, raw, note("no_such_question"))
    return asked


def _states(form: Form, questions: list, states: Mapping[str, str]) -> list[str | None]:
    """The state of each row; only questions of an objective have one."""
    header = form.header(*NAMES["state"])
    known = {header_key(w): state for state, end in states.items() for w in (state, end, end.strip("[]"))}
    cells = form.sheet.column(header) if header else [None] * len(questions)
    found: list[str | None] = []
    for row, (question, raw) in enumerate(zip(questions, cells, strict=True)):
        paired = question is not None and pd.notna(question.objective)
        found.append(known.get(header_key(raw)) if paired else "none")
        if found[-1] is None:
            said = note("state_expected", allowed=list(known))
            form.refuse(row, header or form.sheet.header[0], raw, said)
    return found


# --- a row per statement, a column per state -----------------------------------------------------------------


def _paired(
    form: Form,
    items: pd.DataFrame,
    group: str,
    states: Mapping[str, str],
    duplicates: str,
    mapping: dict[str, str],
) -> Iterator[_Cell]:
    """A row per statement with how it is and how it should be: an owner's sheet of COBIT statements."""
    item = str(form.header(*NAMES["item"]))
    mapping[f"{group}/item"] = item
    questions = _items_of(form, items, item)
    for state in ("as_is", "to_be"):
        header = mapping[f"{group}/{state}"] = str(form.header(*NAMES[state]))
        keys = [
            None if person is None or question is None else (person, question.item, state)
            for person, question in zip(form.people, questions, strict=True)
        ]
        for row in form.once(item, keys, duplicates):
            yield _Cell(row, header, str(form.people[row]), questions[row], state)


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
