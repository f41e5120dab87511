"""A questionnaire's file as forms: a sheet per group, columns by any of their names, who stands where."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from engagelib.cells import as_id, as_time, is_blank
from engagelib.contracts import Problem
from engagelib.privacy import People, identifying, masked
from engagelib.sheets import Sheet, Unreadable, header_key, named_columns, read_sheet, read_xlsx
from engagelib.spss import SavSheet, read_sav

__all__ = ["RESPONDENT", "Form", "forms"]

#: What the column of respondents may be called, besides what the study says.
RESPONDENT = ("respondent", "responden", "kode responden")
_STAMPS = ("timestamp", "stempel waktu", "cap waktu", "waktu")


#: The group and sheet of a study that declares none.
USUAL = {"customer": "Pelanggan"}


def forms(
    path: Path,
    sheets: Mapping[str, str] | None,
    group: str | None,
    problems: list[Problem],
    respondent: str | None = None,
    people: People | None = None,
) -> dict[str, Form]:
    """A form per group: by sheet, or within one sheet by the column that names the group.

    Where no `sheets` are declared, the only sheet of a workbook is the customers'. `respondent` is the header of
    who answered, as declared; `people` says how they enter.
    """
    who = people or People()
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm") and group is None:
        book = read_xlsx(path)
        usual = dict.fromkeys(USUAL, next(iter(book))) if len(book) == 1 else USUAL
        named = _sheets(book, sheets or usual, path.name)
        return _with_people({name: Form(sheet, problems) for name, sheet in named.items()}, respondent, who)
    sheets = sheets or USUAL
    whole = Form(read_sav(path) if suffix in (".sav", ".zsav") else read_sheet(path), problems)
    if group is not None:
        return _with_people(whole.split(group, sheets), respondent, who)
    if len(sheets) > 1:
        problems.append(
            whole.sheet.complaint(
                f"holds {' and '.join(sheets)} on one sheet; name the column that tells them apart: "
                'group = "…" under [survey] in study.toml'
            )
        )
        return {}
    return _with_people(dict.fromkeys(sheets, whole), respondent, who)


def _with_people(found: dict[str, Form], respondent: str | None, people: People) -> dict[str, Form]:
    """The forms with who answered in each row."""
    read: dict[str, Form] = {}
    lost = respondent is not None and all(form.header(respondent) is None for form in found.values())
    for name, form in found.items():
        header = form.who(respondent, lost)
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
    raise Unreadable(
        f"{file}: has no sheet '{lost[0]}' with data; its sheets are {', '.join(book) or 'empty'}. Name the sheet of each "
        f"group under [survey] in study.toml, such as: sheets = {{ {written} }}"
    )


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
        names = {header_key(text): name for name, text in questions.items()}
        return names | {header_key(name): name for name in reversed(self.sheet.header) if name}

    def header(self, *names: str) -> str | None:
        """The first of these names that is a column."""
        return next((self.headers[header_key(n)] for n in names if header_key(n) in self.headers), None)

    def complain(self, message: str, severity: str = "error") -> None:
        self.problems.append(self.sheet.complaint(message, severity))

    def refuse(self, row: int, header: str, raw: object, message: str, severity: str = "error") -> None:
        self.problems.append(self.sheet.problem(row, header, raw, message, severity))

    def split(self, group: str, sheets: Mapping[str, str]) -> dict[str, Form]:
        """A form per group, by the words of the column `group`; an SPSS code counts as its label."""
        header = self.header(group)
        if header is None:
            named = named_columns(self.sheet)
            self.complain(f"has no column '{group}' that names the group; the columns are: {named}")
            return {}
        known = {header_key(word): name for name, title in sheets.items() for word in (name, title)}
        rows: dict[str, list[int]] = {name: [] for name in sheets}
        for row, raw in enumerate(self.sheet.column(header)):
            word = self.sheet.label(header, raw) if isinstance(self.sheet, SavSheet) else raw
            if header_key(word) in known:
                rows[known[header_key(word)]].append(row)
            else:
                self.refuse(
                    row, header, word, f"one of {', '.join(sheets.values())} is expected; correct the cell"
                )
        return {name: Form(_rows(self.sheet, own), self.problems) for name, own in rows.items()}

    def who(self, declared: str | None, lost: bool) -> str | None:
        """The header of who answered: as declared, else as it is usually called; `lost`: no form has the declared one.

        A declared one that is not there is an error wherever another column may be meant. Without any, rows are
        taken for persons, which is said where a column looks as if it told who they are.
        """
        header = self.header(*([declared] if declared else RESPONDENT))
        if header is not None:
            return header
        near = [name for key, name in self.headers.items() if declared and _alike(header_key(declared), key)][
            :3
        ]
        if declared and (near or lost):
            meant = " (did you mean " + " or ".join(f"'{name}'" for name in near) + "?)" if near else ""
            said = f"has no column '{declared}', which [survey] respondent of study.toml names{meant}"
            line = f'respondent = "{near[0] if near else "…"}"'
            self.complain(
                f"{said}; write {line} under [survey]. The columns are: {named_columns(self.sheet)}"
            )
        elif told := [name for name in self.sheet.header if name and self._names_people(name)]:
            twice = "".join(
                f"; in column '{name}' {where}" for name in told for where in self._twice_in(name)
            )
            said = f"has no column of respondents, so each row is taken for a person of its own{twice}"
            line = f'respondent = "{next((name for name in told if self._twice_in(name)), told[0])}"'
            self.complain(
                f"{said}. If a column tells who answered, write {line} under [survey] of study.toml",
                "warning",
            )
        return None

    def _names_people(self, header: str) -> bool:
        """Whether a column looks as if it told who answered: by its header, or by addresses and numbers in it."""
        cells = [str(cell) for cell in self.sheet.column(header) if not is_blank(cell)]
        return bool(_PERSONAL.search(header_key(header))) or (bool(cells) and all(map(_is_address, cells)))

    def _twice_in(self, header: str) -> list[str]:
        """Where an address or number of a person stands again; the cell itself is not told."""
        rows: dict[str, list[str]] = {}
        for number, cell in zip(self.sheet.numbers, self.sheet.column(header), strict=True):
            if not is_blank(cell) and _is_address(str(cell)):
                rows.setdefault(str(cell).strip().casefold(), []).append(str(number))
        again = [f"rows {' and '.join(found)}" for found in rows.values() if len(found) > 1]
        kind = identifying(set(rows)) if again else ""
        return [f"one of the {kind} stands twice ({'; '.join(again)})"] if again else []

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
                    raise ValueError("is blank; give each respondent a code of its own")
                found.append(as_id(raw))
            except ValueError as error:
                self.refuse(row, header, raw, str(error))
                found.append(None)
        if kinds := identifying({value for value in found if value is not None}):
            said = f"column '{header}', which tells who answered, holds {kinds}: respondents go by pseudonyms in all that "
            said += "is written. A column of codes of your own (R01, R02 …) may stand in its place: [survey] respondent"
            self.complain(said, "warning")
        return [None if row in out else who for row, who in enumerate(people.entered(found))]

    def _rows_of(self, people: People) -> set[int]:
        """The rows of those who are left out, by whatever column tells who answered."""
        columns = [
            name for name in self.sheet.header if people.left_out and name and self._names_people(name)
        ]
        cells = {
            name: ["" if is_blank(cell) else str(cell) for cell in self.sheet.column(name)]
            for name in columns
        }
        gone = people.gone({cell for column in cells.values() for cell in column} - {""})
        return {row for column in cells.values() for row, cell in enumerate(column) if cell in gone}

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
        said = f"stands twice, in row {self.sheet.numbers[first]} too; "
        if duplicates == "error":
            said += "give each respondent a code of its own, or say which one counts: "
            said += 'duplicates = "last" under [survey] in study.toml'
            self.refuse(row, header, key[0], said)
        else:
            self.refuse(row, header, key[0], said + f"the {duplicates} one counts, as declared", "warning")

    def stamps(self, zone: str) -> list[object]:
        """When each form was sent, where the sheet says so."""
        header = self.header(*_STAMPS)
        if header is None:
            return [None] * len(self.sheet.rows)
        found: list[object] = []
        for row, raw in enumerate(self.sheet.column(header)):
            try:
                found.append(None if is_blank(raw) else as_time(raw, zone))
            except ValueError:
                self.refuse(row, header, raw, "a date with a time is expected; correct the cell", "warning")
                found.append(None)
        return found


#: Headers of columns that tell who answered.
_PERSONAL = re.compile(
    r"\b(nama|name|e-?mail|username|handle|akun|no\.? ?(hp|wa|telp)|nim|npm|nik)\b(?!.*\?)"
)


def _is_address(cell: str) -> bool:
    """Whether a cell is an e-mail address, a telephone number or a handle, and nothing else."""
    return masked(cell.strip()) in ("<email>", "<phone>", "<mention>")


def _alike(one: str, other: str) -> bool:
    """Whether a header may be meant by another name: one begins with the other, holds its words, or is spelt nearly so."""
    short, long = sorted(([word.strip("()[]:.,") for word in name.split()] for name in (one, other)), key=len)
    within = long[: len(short)] == short or (len(long) <= 3 and set(short) <= set(long))
    return bool(short) and (within or bool(difflib.get_close_matches(one, [other], 1, 0.75)))


def _rows(sheet: Sheet, own: Sequence[int]) -> Sheet:
    return replace(
        sheet, rows=tuple(sheet.rows[row] for row in own), numbers=tuple(sheet.numbers[row] for row in own)
    )
