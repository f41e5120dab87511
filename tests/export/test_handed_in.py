"""A reproduced study is exported whole, its document refreshed and verified, a person left out of it."""

import json
import zipfile

import pandas as pd
import pyreadstat
import pytest
from docx import Document
from ooxml import broken

from engagelib.export.checked import within

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kia-metro")]


@pytest.fixture(scope="module")
def handed_in(command, reproduced, tmp_path_factory):
    """A study of one's own and the folder that everything was exported to."""
    folder = reproduced("kia-metro")
    to = tmp_path_factory.mktemp("handed-in") / "out"
    done = command("export", folder, "--to", to, "--format", "docx,png,csv,tex,html,sav,qdpx,qdc,bib,rocrate")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, to


def test_everything_is_there_and_belongs_together(command, handed_in):
    folder, to = handed_in
    listed = json.loads((to / "export.json").read_text(encoding="utf-8"))["files"]
    assert {
        "results.docx",
        "chapter-4.docx",
        "references.bib",
        "data/responses.sav",
        "data/project.qdpx",
        "crate/ro-crate-metadata.json",
    } <= listed.keys()
    done = command("verify", folder, to / "results.docx", to / "crate", "--lang", "en")
    assert done.returncode == 0, done.stdout + done.stderr


def test_word_and_excel_take_everything(handed_in):
    folder, to = handed_in
    files = [*to.glob("*.docx"), *(folder / "processed" / "tables").glob("*.xlsx")]
    assert len(files) > 80
    assert {file.name: found for file in files if (found := broken(file.read_bytes()))} == {}


def test_the_questionnaire_opens_in_spss_with_its_questions(handed_in):
    _, to = handed_in
    table, about = pyreadstat.read_sav(to / "data" / "responses.sav")
    scores = pd.read_csv(to / "tables" / "scores.csv")
    assert (table["group"] == "customer").sum() == scores.query("group == 'customer'")["n"].max()
    assert about.column_names_to_labels["group"] and len(about.variable_value_labels) > 10


def test_a_changed_byte_is_found(command, handed_in):
    folder, to = handed_in
    place = to / "tables" / "scores.tex"
    before = place.read_bytes()
    place.write_bytes(before.replace(b"2.8", b"2.9", 1))
    done = command("verify", folder, "--lang", "en")
    assert done.returncode == 1 and "scores.tex" in done.stdout
    place.write_bytes(before)
    inside = (
        next((to / "crate" / "data").rglob("items.csv"))
        if (to / "crate" / "data").exists()
        else next((to / "crate" / "study").rglob("items.csv"))
    )
    whole = inside.read_bytes()
    inside.write_bytes(whole[:-1])
    assert [why.key for why in within(to / "crate")] == ["it_was_altered"]
    inside.write_bytes(whole)


def test_a_document_that_was_edited_is_refreshed_in_a_copy_and_still_verified(command, handed_in, tmp_path):
    folder, to = handed_in
    mine = tmp_path / "thesis.docx"
    made = Document(str(to / "results.docx"))
    made.paragraphs[3].insert_paragraph_before("My own words.")
    made.save(str(mine))
    before = mine.read_bytes()
    done = command("refresh", mine, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert mine.read_bytes() == before
    copy = tmp_path / "thesis-refreshed.docx"
    assert "My own words." in [p.text for p in Document(str(copy)).paragraphs]
    with zipfile.ZipFile(copy) as archive:
        assert archive.testzip() is None
    assert command("verify", folder, copy).returncode == 0
    assert (
        command("refresh", mine, folder).returncode == 0 and (tmp_path / "thesis-refreshed-2.docx").exists()
    )


def test_results_that_no_longer_belong_to_their_files_are_not_exported(command, handed_in, tmp_path):
    folder, _ = handed_in
    events = folder / "events.csv"
    before = events.read_bytes()
    events.write_bytes(before + b"\n")
    done = command("export", folder, "--to", tmp_path / "late", "--format", "bib", "--lang", "en")
    assert (
        done.returncode == 1
        and "events.csv" in done.stdout + done.stderr
        and not (tmp_path / "late").exists()
    )
    events.write_bytes(before)


@pytest.mark.parametrize("wrong", [["--format", "docs"], ["--campus", "um"], ["--width", "85"]])
def test_wrong_use_is_answered_with_what_is_known(command, handed_in, tmp_path, wrong):
    folder, _ = handed_in
    done = command("export", folder, "--to", tmp_path / "x", *wrong, "--lang", "en")
    assert done.returncode == 2 and "choose from" in done.stdout + done.stderr
