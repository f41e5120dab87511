"""What two files say differently is a sentence before anything runs; what is only missing is a warning."""

import csv
import io

import openpyxl
import pandas as pd
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
    """What check says, beside that these are copies of an example's files."""
    found = [problem for problem in Study.open(folder).problems() if problem.kind != "the_examples_files"]
    return [str(problem) for problem in found if severity in (None, problem.severity)]


@pytest.mark.slow
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
        ("evidence.csv", ("P01", "owner", "interview", "units:R1-owner:12", "supports", "high", "kata yang tidak pernah diucapkan"), "warning", "'P01 units:R1-owner:12 kata yang tidak pernah diucapkan': is a quote that does not stand there"),
        ("cases.csv", ("Z1", "gedung", "", "", "kuliner", "", "", "", "", "ya"), "error", "one of shop, informant"),
        ("cases.csv", ("Z1-owner", "informant", "", "owner", "", "", "", "", "", "ya"), "error", "is an informant without a shop"),
        ("cases.csv", ("Z1", "shop", "K1", "", "kuliner", "", "", "", "", "ya"), "error", "stands under another case"),
        ("cases.csv", ("Z1", "shop", "", "", "kuliner", "", "", "", "", "tidak"), "warning", "is not included by its own row"),
        ("reviews.csv", ("K1-owner:2", "2025-03-01", "K1", "shopee", "5", "ya", "", "bagus"), "error", "is the id of two units"),
        ("reviews.csv", ("U-Z-1", "2025-03-01", "K1", "shopee", "55", "ya", "", "bagus"), "error", "from 1 to 5"),
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
    assert any(
        "ends after the text of unit" in sentence and "cell D" in sentence
        for sentence in said(study, "error")
    )


def test_a_copy_that_still_says_that_it_is_made_up(study):
    file = study / "study.toml"
    assert not [sentence for sentence in said(study) if "made up" in sentence]
    file.write_text(
        file.read_text(encoding="utf-8").replace("[study]\n", "[study]\nillustrative = true\n"),
        encoding="utf-8",
    )
    assert [sentence for sentence in said(study) if sentence.startswith("study.toml: 'illustrative = true'")]


def test_a_copy_that_still_has_the_title_of_what_was_copied(study):
    file = study / "study.toml"
    assert not [sentence for sentence in said(study) if "study that was copied" in sentence]
    file.write_text(file.read_text(encoding="utf-8").replace("Salinan: ", ""), encoding="utf-8")
    assert [sentence for sentence in said(study) if "is the title of the study that was copied" in sentence]


def test_quotes_of_a_joint_display_stand_in_their_units(study):
    file = study / "study.toml"
    declared = file.read_text(encoding="utf-8")
    assert not [sentence for sentence in said(study) if "[[joint]]" in sentence]
    file.write_text(
        declared.replace('"R2-customer:10",', '"R2-nobody:10",').replace("Tetep nggak", "Tetap tidak"),
        "utf-8",
    )
    found = [sentence for sentence in said(study) if "[[joint]]" in sentence]
    assert len(found) == 2 and "no file has such a unit" in found[0] and "not in K2-admin:16" in found[1]


def test_many_of_a_kind_are_counted(study):
    for number in range(50):
        append(
            study, "evidence.csv", "P01", "owner", "interview", f"units:X:{number}", "supports", "high", ""
        )
    assert len(said(study)) <= 52


def test_two_interviews_of_one_name_are_refused(study):
    (study / "interviews" / "K1-owner.txt").write_text("peran: pemilik\nP: a\nN: b\n", encoding="utf-8")
    assert any("'K1-owner:2': is the id of two units" in sentence for sentence in said(study, "error"))


def test_an_interview_in_another_format_is_named(study):
    (study / "interviews" / "K9-owner.pdf").write_bytes(b"%PDF-1.4")
    assert [s for s in said(study) if s.startswith("K9-owner.pdf: is no interview that is read")]


def test_a_coder_who_coded_nothing_cannot_be_the_main_one(study):
    declared = (study / "study.toml").read_text(encoding="utf-8")
    declared = declared.replace('primary = "Pengode 1"', 'primary = "Pengode 2"').replace(
        'coder2 = "Pengode 2"', 'coder9 = "Pengode 2"'
    )
    (study / "study.toml").write_text(declared, encoding="utf-8")
    assert any("coded nothing; the coders are" in sentence for sentence in said(study, "error"))


@pytest.mark.parametrize(("start", "end"), [(50, 10), (10, 10), (99_999, None)])
def test_passages_that_are_none(study, start, end):
    book = openpyxl.load_workbook(study / "codings" / "coder1.xlsx")
    row = next(cells for cells in book.active.iter_rows(min_row=2) if isinstance(cells[3].value, int))
    row[2].value, row[3].value = start, end
    book.save(study / "codings" / "coder1.xlsx")
    assert said(study, "warning" if end is None else "error")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("P99,agreement,sebab\n", "is no claim of study.toml"),
        ("P01,sepakat,sebab\n", "one of agreement, partial"),
        ("P01,agreement,\n", "is blank"),
        ("P01,agreement,sebab\nP01,partial,lain\n", "is decided twice"),
    ],
)
def test_decisions_of_people_are_checked(study, rows, words):
    (study / "coding").mkdir()
    (study / "coding" / "overrides.csv").write_text("claim,farmer,reason\n" + rows, encoding="utf-8")
    assert any(words in sentence for sentence in said(study, "error"))


def test_a_table_is_read_from_the_only_file_of_its_name_whatever_its_ending(study):
    orders = pd.read_csv(study / "orders.csv", dtype=str)
    (study / "orders.csv").unlink()
    orders.to_excel(study / "Orders.xlsx", index=False)
    assert Study.open(study).file("orders") == "Orders.xlsx"
    assert len(Study.open(study).orders()) == len(orders)
    assert not any("read by nothing" in words for words in said(study))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("citation.xlsx", "is read by nothing; citations are read from citations.csv"),
        (
            "tiket.xlsx",
            'is read by nothing; rename it to tickets.xlsx, or write [files] tickets = "tiket.xlsx"',
        ),
        ("catatan 2024.csv", "is read by nothing; if it is a table, name it in study.toml: [files] <table>"),
        ("ibu sari.docx", "is read by nothing; put interviews into the folder interviews"),
    ],
)
def test_a_file_of_data_that_no_table_reads_is_named(study, name, words):
    (study / name).write_text("a,b\n1,2\n", encoding="utf-8")
    (study / "NOTES.md").write_text("no data", encoding="utf-8")
    found = [words for words in said(study, "warning") if "read by nothing" in words]
    assert len(found) == 1 and f"{name}: {words}" in found[0]


def folder(tmp_path, *files, toml=""):
    """A study of these files, each with a line in it; what check says of it."""
    (tmp_path / "study.toml").write_text(f'[study]\nname = "a"\n{toml}', encoding="utf-8")
    for file in files:
        (tmp_path / file).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / file).write_text("a,b\n1,2\n", encoding="utf-8")
    return said(tmp_path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sales.fods", "is not read: it is a workbook of another program; save it as sales.xlsx"),
        ("orders.numbers", "is not read: it is a workbook of another program; save it as orders.xlsx"),
        ("penjualan lama.numbers", "it is a workbook of another program; save it as .xlsx or .csv"),
        ("Sales.numbers", "save it as sales.xlsx"),
        ("comments.parquet", 'is not read unless study.toml names it: [files] comments = "comments.parquet"'),
        ("wawancara.doc", "save an interview as .docx in the folder interviews"),
        ("ibu sari.txt", "put interviews into the folder interviews"),
        ("foto.JPG", "it is a picture; write what it shows into documents.csv"),
        ("rekaman.m4a", "it is a recording; write down what is said"),
        ("catatan", "take it out of the folder, or save a table as"),
        ("README.md", "take it out of the folder, or save a table as"),
        ("data/sales.xlsx", "data/: is no folder that is read (1 files: sales.xlsx); put them beside study.toml"),
        ("interviews/lama/a.docx", "interviews/lama/: is no folder that is read (1 files: a.docx); put them into interviews"),
        ("codings/a.odt", "codings/a.odt: is not read; what is in codings is kept as .csv, .tsv, .xlsx, .xlsm, .xls, .xlsb, .ods, .txt"),
        ("codings/coder1.csv", "codings: is not read, because the study has no codebook.xlsx"),
        ("codings/coder1.tsv", "codings: is not read, because the study has no codebook.xlsx"),
    ],
)  # fmt: skip
def test_every_file_of_the_folder_is_read_or_named(tmp_path, name, words):
    (found,) = folder(tmp_path, name)
    assert words in found


def test_what_systems_leave_behind_and_what_is_not_data_is_no_file_to_be_named(tmp_path):
    own = (
        ".DS_Store",
        "Thumbs.db",
        "~$sales.xlsx",
        "PROVENANCE.md",
        "notebooks/00_study.ipynb",
        "coding/x.csv",
    )
    assert folder(tmp_path, *own, "processed/tables/a.csv") == []


def test_many_files_of_a_folder_are_one_line(tmp_path):
    (told,) = folder(tmp_path, *(f"lama/{n:03}.csv" for n in range(300)))
    assert "300 files: 000.csv, 001.csv, 002.csv …" in told


@pytest.mark.parametrize(
    "line", ['comments = "coments.csv"', 'sales = "data/sales.xlsx"', 'codings = "kode"']
)
def test_a_file_that_study_toml_names_is_there_or_named(tmp_path, line):
    (told,) = folder(tmp_path, toml=f"[files]\n{line}")
    assert told.startswith(f"study.toml: {line!r}: stands under [files], but the folder has no such file")


def test_the_file_that_was_meant_is_offered(tmp_path):
    told = folder(tmp_path, "comments.csv", toml='[files]\ncomments = "coments.csv"')
    assert any("did you mean 'comments.csv'?" in sentence for sentence in told)
    assert any('comments.csv: is read by nothing; write [files] comments = "comments.csv"' in t for t in told)


def test_answers_that_are_named_and_not_asked_for_are_said_to_be_unread(tmp_path):
    told = folder(tmp_path, "open.csv", toml='[files]\nanswers = "open.csv"')
    assert any(sentence.startswith("open.csv: is not read, because the study has no") for sentence in told)


def test_two_files_of_one_name_are_not_chosen_between(study):
    (study / "orders.csv").rename(study / "orders.tsv")
    pd.DataFrame({"a": [1]}).to_excel(study / "orders.xlsx", index=False)
    assert Study.open(study).file("orders") == "orders.csv"
    assert any("orders.xlsx: is read by nothing; rename it" in words for words in said(study))


def test_a_questionnaire_without_its_items_is_said_to_be_unread(tmp_path, command):
    folder = command.copied("kia-metro", tmp_path / "kia")
    (folder / "items.csv").unlink()
    assert "survey.xlsx: is not read, because the study has no items.csv" in " ".join(said(folder))


def test_what_is_listed_stands_in_the_order_of_the_file_whatever_the_hash_seed(study):
    cases = pd.read_csv(study / "cases.csv", dtype=str)
    cases[cases["kind"] == "shop"].to_csv(study / "cases.csv", index=False)
    spoken = list(dict.fromkeys(Study.open(study).interviews()["case"]))
    told = [words for words in said(study) if "was interviewed, but is no case" in words]
    assert len(told) == 21 and [words.split("'")[1] for words in told[:20]] == spoken[:20]
    assert f"{len(spoken) - 20} more: was interviewed" in told[20]


def test_a_wrong_cell_keeps_no_other_row_from_being_compared(study):
    append(study, "evidence.csv", "P01", "owner", "interview", "units:R1-owner:12", "perhaps", "high", "")
    append(study, "evidence.csv", "P99", "owner", "interview", "units:R1-owner:99", "supports", "high", "")
    append(study, "reviews.csv", "U999", "yesterday")
    told = " ".join(said(study))
    assert "perhaps" in told and "yesterday" in told
    assert "'P99': is no claim" in told and "'P99 units:R1-owner:99': leads to no row of units" in told


def test_refs_that_lead_nowhere_are_capped_as_other_kinds_are(study):
    for n in range(30):
        append(
            study, "evidence.csv", "P01", "owner", "interview", f"units:nobody:{n}", "supports", "high", ""
        )
    told = [words for words in said(study) if "leads to no row of units" in words]
    assert len(told) == 21 and "10 more: leads to no row of units" in told[20]


def test_a_code_or_construct_that_the_study_does_not_have_is_told(tmp_path):
    """It would count nothing, and nothing counted looks like none."""
    from tests.studies.trades import library

    folder = library(tmp_path / "library")
    toml = folder / "study.toml"
    said = toml.read_text(encoding="utf-8")
    toml.write_text(
        said.replace('"UNDUH"', '"UNDU"').replace('outcome = "SETIA"', 'outcome = "SETI"'), encoding="utf-8"
    )
    told = {str(problem.value): str(problem) for problem in Study(folder, "en").problems()}
    assert "is no code of the codebook" in told["[coding.roles] complaint: UNDU"]
    assert "there are KUALITAS, SETIA" in told["[survey] outcome = SETI"]
