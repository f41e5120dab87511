"""The sheets of a questionnaire: whose answers stand in each of their rows, and who is not to be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from engagelib.contracts import Problem
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.contracts.values import Refused, as_id, as_time, is_blank
from engagelib.people import People, identifying
from engagelib.readers.aliases import listed
from engagelib.readers.books import is_book
from engagelib.readers.conform import without_sums
from engagelib.readers.sheets import (
    Sheet,
    header_key,
    named_columns,
    read_sheet,
    refuse_merged,
    sheets_in,
    shown,
)
from engagelib.readers.spss import LABELLED, read_labelled
from engagelib.text.masks import kind_of
from engagelib.text.nearest import nearest

__all__ = ["NAMES", "Form", "files_of", "forms"]

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
        if form.sheet.kind != "case":
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
        lime = (
            (_LIME.match(name), name) for name in self.sheet.header
        )  # LimeSurvey: "G1Q1[SQ01]. Balasan cepat"
        names = {header_key(part): name for match, name in lime if match for part in match.groups()}
        names |= {header_key(text): name for text, name in self.sheet.called.items()}
        names |= {header_key(text): name for name, text in self.sheet.questions.items()}
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

    def split(self, group: str, sheets: Mapping[str, str]) -> dict[str, Form]:
        """A form per group, by the words of the column `group`; an SPSS code counts as its label."""
        header = self.header(group)
        if header is None:
            self.complain(note("no_group_column", header=group, headers=named_columns(self.sheet)))
            return {}
        known = {header_key(word): name for name, title in sheets.items() for word in (name, title)}
        rows: dict[str, list[int]] = {name: [] for name in sheets}
        for row, raw in enumerate(self.sheet.column(header)):
            word = self.sheet.label(header, raw)
            if header_key(word) in known:
                rows[known[header_key(word)]].append(row)
            else:
                self.refuse(row, header, word, note("group_expected", allowed=list(sheets.values())))
        return {name: Form(self.sheet.only(own), self.problems) for name, own in rows.items()}

    def who(self, declared: str | None, lost: bool) -> str | None:
        """The header of who answered: as declared, else as it is usually called; `lost`: no form has the declared one.

        A declared one that is not there is an error wherever another column may be meant. Without any, rows are
        taken for persons, which is said where a column looks as if it told who they are.
        """
        header = self.header(*([declared] if declared else NAMES["respondent"]))
        if header is not None:
            return header
        near = [self.headers[key] for key in nearest(header_key(declared or ""), self.headers, 3)]
        if declared and (near or lost):
            guess = note("maybe_meant", names=[f"'{name}'" for name in near]) if near else ""
            line = f'respondent = "{near[0] if near else "…"}"'
            parts = {"guess": guess, "line": line, "headers": named_columns(self.sheet)}
            self.complain(note("no_declared_respondent", header=declared, **parts))
        elif told := [name for name in self.sheet.header if name and self.names_people(name)]:
            twice = {name: again for name in told if (again := self._twice_in(name))}
            line = f'respondent = "{next(iter(twice), told[0])}"'
            again_too = note("and", what=list(twice.values())) if twice else ""
            self.complain(note("rows_are_persons", twice=again_too, line=line), "warning")
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

    def once(self, header: str, keys: Sequence[tuple[object, ...] | None], duplicates: str) -> list[int]:
        """Rows that count: of a key that stands twice the first, or the last as declared."""
        places: dict[tuple[object, ...], list[int]] = {}
        for row, key in enumerate(keys):
            if key is not None:
                places.setdefault(key, []).append(row)
        kind = {"first": "first_counts", "last": "last_counts"}.get(duplicates, "respondent_twice")
        severity = "error" if duplicates == "error" else "warning"
        for key, rows in places.items():
            for row in rows[1:]:
                self.refuse(row, header, key[0], note(kind, row=self.sheet.numbers[rows[0]]), severity)
        return sorted(rows[-1 if duplicates == "last" else 0] for rows in places.values())

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
