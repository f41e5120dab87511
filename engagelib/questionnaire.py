"""A questionnaire as people have it -> responses and open answers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from engagelib.cells import as_int, is_blank
from engagelib.conform import Reading
from engagelib.contracts import DTYPES, Problem, columns, empty
from engagelib.sheets import Sheet, header_key, named_sheet, read_sheet, read_xlsx, shown
from engagelib.transcripts import unit_table

__all__ = [
    "answers",
    "responses",
]


def _survey_sheets(path: Path, sheets: Mapping[str, str]) -> dict[str, Sheet]:
    book = read_xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else {"": read_sheet(path)}
    return {group: named_sheet(book, name, path.name) for group, name in sheets.items()}


def _respondents(sheet: Sheet, header: str) -> list[str]:
    if header not in sheet.header:
        return [f"{sheet.name}-{number}" for number in sheet.numbers]
    return [str(value).strip() for value in sheet.column(header)]


def _questions(
    items: pd.DataFrame, group: str, states: Mapping[str, str]
) -> Iterable[tuple[object, str, str]]:
    """(item, state, header) of everything that a group was asked."""
    for item in items.itertuples():
        if pd.notna(item.group) and item.group != group:
            continue
        paired = pd.notna(item.objective)
        for state, suffix in states.items() if paired else [("none", "")]:
            yield item, state, f"{item.text} {suffix}".strip()


def responses(
    path: Path,
    items: pd.DataFrame,
    sheets: Mapping[str, str],
    states: Mapping[str, str] | None = None,
    respondent: str = "Kode responden",
) -> Reading:
    """A questionnaire as Google Forms exports it: a sheet per group, a column per question, one row per respondent.

    `sheets` maps a group to its sheet, `states` a state to what its headers end with. Reversed items are turned round here, once.
    """
    found: list[tuple] = []
    problems: list[Problem] = []
    mapping: dict[str, str] = {}
    for group, sheet in _survey_sheets(path, sheets).items():
        names = _respondents(sheet, respondent)
        problems += [
            sheet.problem(row, respondent, name, "stands twice; give each respondent a code of its own")
            for row, name in enumerate(names)
            if respondent in sheet.header and name in names[:row]
        ]
        headers = {header_key(name): name for name in sheet.header}
        for item, state, wanted in _questions(
            items, group, states or {"as_is": "[Saat ini]", "to_be": "[Harapan]"}
        ):
            header = headers.get(header_key(wanted))
            if header is None:
                near = difflib.get_close_matches(header_key(wanted), list(headers), 1, 0.8)
                hint = f"; the nearest is '{headers[near[0]]}'" if near else ""
                problems.append(
                    sheet.complaint(f"has no column for the question {item.item}: '{shown(wanted)}'{hint}")
                )
                continue
            mapping[f"{group}/{item.item}/{state}"] = header
            for row, raw in enumerate(sheet.column(header)):
                value, problem = _answer(sheet, row, header, raw, int(item.low), int(item.high))
                problems += [problem] if problem else []
                turned = (
                    value if value is None or not item.reversed else int(item.low) + int(item.high) - value
                )
                found.append((names[row], item.item, state, group, item.construct, turned))
    if not found:
        return Reading(empty("responses"), problems, mapping)
    table = pd.DataFrame(found, columns=list(columns("responses"))).astype(
        {c.name: DTYPES[c.type] for c in columns("responses").values()}
    )
    return Reading(table, problems, mapping)


def _answer(
    sheet: Sheet, row: int, header: str, raw: object, low: int, high: int
) -> tuple[int | None, Problem | None]:
    if is_blank(raw):
        return None, None
    try:
        value = as_int(raw)
    except (ValueError, OverflowError):
        value = None
    if value is None or not low <= value <= high:
        return None, sheet.problem(
            row,
            header,
            raw,
            f"a whole number from {low} to {high} is expected; correct the cell, or leave it blank if there is no answer",
        )
    return value, None


def answers(
    path: Path, sheets: Mapping[str, str], questions: Mapping[str, str], respondent: str = "Kode responden"
) -> Reading:
    """Open answers of a questionnaire as units `R07/like`; `questions` maps a short name to the question's header."""
    rows, problems = [], []
    for group, sheet in _survey_sheets(path, sheets).items():
        headers = {header_key(name): name for name in sheet.header}
        for name, question in questions.items():
            header = headers.get(header_key(question))
            if header is None:
                continue  # a question that this group was not asked
            stamps = sheet.column(sheet.header[0])
            for person, stamp, text in zip(
                _respondents(sheet, respondent), stamps, sheet.column(header), strict=True
            ):
                if not is_blank(text):
                    rows.append(
                        (f"{person}/{name}", "answer", person, group, "questionnaire", stamp, str(text))
                    )
    return Reading(unit_table(rows), problems)
