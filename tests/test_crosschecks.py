"""What two files say differently is a sentence before anything runs; what is only missing is a warning."""

import csv
import io

import openpyxl
import pytest

from engagelib import Study


@pytest.fixture
def study(tmp_path, command):
    return command.copied("umkm-loyalty", tmp_path / "umkm")


def append(folder, file, *cells):
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    with (folder / file).open("a", encoding="utf-8") as out:
        out.write(line.getvalue())


def said(folder, severity=None):
    found = Study.open(folder).problems()
    return [str(problem) for problem in found if severity in (None, problem.severity)]


@pytest.mark.parametrize(
    ("file", "cells", "severity", "words"),
    [
        ("evidence.csv", ("P99", "owner", "interview", "units:K1-owner:4", "supports", "high", ""), "error", "'P99': is no claim of study.toml"),
        ("evidence.csv", ("P01", "owner", "interview", "K1-owner:4", "supports", "high", ""), "error", "names a table that there is not"),
        ("evidence.csv", ("P01", "owner", "interview", "just words", "supports", "high", ""), "error", "is no ref"),
        ("evidence.csv", ("P01", "owner", "interview", "units:K1-owner:99", "supports", "high", ""), "warning", "leads to no row of units"),
        ("evidence.csv", ("P01", "owner", "interview", "stage_kpi:rating", "", "high", ""), "warning", "declares no rule for it"),
        ("member_check.csv", ("K9-owner", "T1", "2025-11-24", "2025-11-30", "agree", ""), "warning", "'K9-owner': is no case of cases.csv"),
        ("member_check.csv", ("K1-owner", "T9", "2025-11-24", "2025-11-30", "agree", ""), "warning", "'T9': is neither a claim"),
        ("member_check.csv", ("K1-owner", "P01", "2025-11-24", "", "agree", ""), "error", "no day on which it was returned"),
        ("member_check.csv", ("K1-owner", "P01", "2025-11-24", "2025-11-20", "agree", ""), "error", "lies before sent"),
        ("cases.csv", ("Z1-owner", "informant", "Z1", "owner", "", "", "", "", "", "ya"), "error", "'Z1': stands under parent"),
        ("reviews.csv", ("U-Z-1", "2025-03-01", "Z1", "shopee", "5", "ya", "", "bagus"), "warning", "'Z1': is no case of cases.csv"),
        ("reviews.csv", ("U-Z-1", "2025-03-01", "K1", "shopee", "5", "ya", "2025-02-01", "bagus"), "error", "lies before date"),
    ],
)  # fmt: skip
def test_a_row_that_no_other_file_knows(study, file, cells, severity, words):
    append(study, file, *cells)
    found = said(study, severity)
    assert len(found) == 1 and words in found[0] and found[0].startswith(file)


def test_a_passage_beyond_its_text_is_refused(study):
    book = openpyxl.load_workbook(study / "codings" / "coder1.xlsx")
    row = next(cells for cells in book.active.iter_rows(min_row=2) if isinstance(cells[3].value, int))
    row[3].value = 100_000
    book.save(study / "codings" / "coder1.xlsx")
    assert any("ends after the unit's text" in sentence for sentence in said(study, "error"))


def test_a_rule_that_cannot_be_read_is_named_with_its_claim(study):
    declared = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(declared.replace('"value >= 4"', '"value about 4"'), encoding="utf-8")
    assert any(
        "[claims.P10]" in sentence and "cannot be read" in sentence for sentence in said(study, "error")
    )


def test_many_of_a_kind_are_counted(study):
    for number in range(50):
        append(
            study, "evidence.csv", "P01", "owner", "interview", f"units:X:{number}", "supports", "high", ""
        )
    assert len(said(study)) <= 52
