"""What a researcher wrote of a section stands below its results, survives every rerun, and is marked once they change."""

import json

import pytest
from kernel import kernel

from engagelib import Study

CELLS = [
    ("markdown", "# Buku"),
    ("code", "from engagelib import Study\ndata = Study(study, 'en')"),
    ("markdown", "## Scores & levels\n\nWhat follows."),
    ("code", "items = data.items()[['item', 'high']]"),
    ("code", "data.write('levels', items)"),
    ("markdown", "## Rest"),
    ("code", "1 + 1"),
]
MINE = "# Bab 4\n\n## Scores & levels\n\nHigh in *all* items.\n\n- one\n\n## Rest\n\n## Nothing of the kind\n\nLost.\n"


@pytest.fixture
def study(tmp_path, monkeypatch):
    folder = tmp_path / "warung"
    for name in ("notebooks", "interpretation"):
        (folder / name).mkdir(parents=True)
    (folder / "study.toml").write_text('[study]\nname = "warung"\n', encoding="utf-8")
    ask(folder, 5)
    book = {
        "cells": [{"cell_type": kind, "source": text, "id": f"c{n}"} for n, (kind, text) in enumerate(CELLS)]
    }
    (folder / "notebooks" / "03_mine.ipynb").write_text(json.dumps(book), encoding="utf-8")
    monkeypatch.setenv("ENGAGELIB_NOTEBOOK", str(folder / "notebooks" / "03_mine.ipynb"))
    write(folder, MINE)
    return folder


def ask(folder, high):
    text = f"item,text,construct,objective,reversed,low,high,group\ni1,a,A,,no,1,{high},\n"
    (folder / "items.csv").write_text(text, encoding="utf-8")


def write(folder, text):
    (folder / "interpretation" / "03.md").write_text(text, encoding="utf-8")


def below(folder, *only):
    """What stands below each code cell, besides its own output, after Run All (or after these cells)."""
    with kernel() as running:
        running(f"study = {str(folder)!r}")
        shown = {}
        for number, (kind, source) in enumerate(CELLS):
            if kind == "code" and (not only or number in only):
                _, outputs, _ = running(source)
                texts = [output["data"].get("text/markdown", "") for output in outputs]
                shown[number] = "".join(text for text in texts if text.startswith("> "))
    return {number: text for number, text in shown.items() if text}


def test_it_stands_below_the_last_cell_of_its_section(study):
    assert below(study) == {4: "> **The researcher's interpretation**\n>\n> High in *all* items.\n>\n> - one"}


def test_it_is_marked_once_the_results_change_and_until_the_text_does(study):
    first = below(study)
    assert below(study) == first
    ask(study, 7)
    assert "**To be read again: the results above changed" in below(study)[4]
    assert "To be read again" in below(study)[4] and "High in" in below(study)[4]
    write(study, MINE.replace("High", "Still high"))
    assert "Still high" in below(study)[4] and "To be read again" not in below(study)[4]
    ask(study, 5)
    assert "To be read again" in below(study)[4]
    assert (study / "interpretation" / "03.md").read_text(encoding="utf-8") == MINE.replace(
        "High", "Still high"
    )


def test_a_part_of_a_section_that_ran_alone_says_nothing_of_a_change(study):
    below(study)
    ask(study, 7)
    with kernel() as running:
        running(f"study = {str(study)!r}")
        running(CELLS[1][1])
        running("items = data.items()[['item', 'high']]  # typed elsewhere")
        _, outputs, _ = running(CELLS[4][1])
    assert "High in" in str(outputs) and "To be read again" not in str(outputs)


def test_without_a_file_or_a_notebook_nothing_is_shown(study, monkeypatch):
    monkeypatch.delenv("ENGAGELIB_NOTEBOOK")
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert below(study) == {}


def test_what_stands_under_no_section_is_named(study):
    write(study, MINE)
    (study / "interpretation" / "12.md").write_text("## A\n\nb", encoding="utf-8")
    told = [str(problem) for problem in Study(study).problems() if problem.file.startswith("interpretation")]
    assert told == [
        "interpretation/03.md: 'nothing of the kind' is no section of 03_mine, so what is written under it is shown "
        "nowhere; the sections are Scores & levels; Rest",
        "interpretation/12.md: no notebook of the study has this number, so what is written here is shown nowhere",
    ]
