"""A questionnaire's file as forms: a sheet per group, columns by any of their names, who stands where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from engagelib.cells import as_id, as_time, is_blank
from engagelib.contracts import Problem
from engagelib.sheets import Sheet, Unreadable, header_key, named_columns, read_sheet, read_xlsx
from engagelib.spss import SavSheet, read_sav

__all__ = ["RESPONDENT", "Form", "forms"]

#: What the column of respondents may be called, besides what the study says.
RESPONDENT = ("respondent", "responden", "kode responden")
_STAMPS = ("timestamp", "stempel waktu", "cap waktu", "waktu")


#: The group and sheet of a study that declares none.
USUAL = {"customer": "Pelanggan"}


def forms(
    path: Path, sheets: Mapping[str, str] | None, group: str | None, problems: list[Problem]
) -> dict[str, Form]:
    """A form per group: by sheet, or within one sheet by the column that names the group.

    Where no `sheets` are declared, the only sheet of a workbook is the customers'.
    """
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm") and group is None:
        book = read_xlsx(path)
        usual = dict.fromkeys(USUAL, next(iter(book))) if len(book) == 1 else USUAL
        return {
            name: Form(sheet, problems) for name, sheet in _sheets(book, sheets or usual, path.name).items()
        }
    sheets = sheets or USUAL
    whole = Form(read_sav(path) if suffix in (".sav", ".zsav") else read_sheet(path), problems)
    if group is not None:
        return whole.split(group, sheets)
    if len(sheets) > 1:
        problems.append(
            whole.sheet.complaint(
                f"holds {' and '.join(sheets)} on one sheet; name the column that tells them apart: "
                'group = "…" under [survey] in study.toml'
            )
        )
        return {}
    return dict.fromkeys(sheets, whole)


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

    @cached_property
    def headers(self) -> dict[str, str]:
        """What a column may be called -> its header; an SPSS variable answers to its label too."""
        questions = self.sheet.questions if isinstance(self.sheet, SavSheet) else {}
        names = {header_key(text): name for name, text in questions.items()}
        return names | {header_key(name): name for name in reversed(self.sheet.header) if name}

    def header(self, *names: str) -> str | None:
        """The first of these names that is a column."""
        return next((self.headers[header_key(n)] for n in names if header_key(n) in self.headers), None)

    def complain(self, message: str) -> None:
        self.problems.append(self.sheet.complaint(message))

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

    def people(self, respondent: str) -> list[str | None]:
        """A code for every row; rows of a form without codes are numbered, a blank code is refused."""
        header = self.header(respondent, *RESPONDENT)
        if header is None:
            return [f"{self.sheet.name or 'row'}-{number}" for number in self.sheet.numbers]
        found: list[str | None] = []
        for row, raw in enumerate(self.sheet.column(header)):
            try:
                if is_blank(raw):
                    raise ValueError("is blank; give each respondent a code of its own")
                found.append(as_id(raw))
            except ValueError as error:
                self.refuse(row, header, raw, str(error))
                found.append(None)
        return found

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


def _rows(sheet: Sheet, own: Sequence[int]) -> Sheet:
    return replace(
        sheet, rows=tuple(sheet.rows[row] for row in own), numbers=tuple(sheet.numbers[row] for row in own)
    )
