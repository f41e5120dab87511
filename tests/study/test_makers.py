"""A result that is not there names the notebook that makes it, or why none will; one whose inputs changed is not handed out."""

import json

import pandas as pd
import pytest
from kernel import kernel

from engagelib import Study
from engagelib.files import content, made_from
from engagelib.study import makers
from engagelib.study.folder import NotYet

OPEN = "from engagelib import Study\ndata = Study(study, 'en')"
BOOKS = {
    "01_scores": ["scores = data.items()[['item', 'low']]", "data.write('scores', scores)"],
    "02_gap": ["gap = data.table('scores')", "data.write('gap', gap)"],
    "03_days": [
        "## Days",
        "orders = data.orders()",
        "late = orders.tail(1)",
        "data.write('days', late)",
        "## Events",
        "data.write('events', data.events())",
    ],
    "04_more": ["days = data.table('days')", "data.write('more', days)"],
}


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "warung"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "study.toml").write_text('[study]\nname = "warung"\n', encoding="utf-8")
    (folder / "events.csv").write_text("date,name\n2024-01-01,open\n", encoding="utf-8")
    ask(folder, 5)
    for name, cells in BOOKS.items():
        cells = [
            {"cell_type": "markdown" if text.startswith("#") else "code", "source": text}
            for text in [OPEN, *cells]
        ]
        (folder / "notebooks" / f"{name}.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return folder


def ask(folder, high):
    text = f"item,text,construct,objective,reversed,low,high,group\ni1,a,A,,no,1,{high},\n"
    (folder / "items.csv").write_text(text, encoding="utf-8")


def run(folder, name):
    """Run All of a notebook in a new kernel; the sentences of cells that were left out."""
    book = json.loads((folder / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    with kernel() as running:
        running(f"study = {str(folder)!r}")
        ran = running.run_all(book["cells"])
    shown = [output["data"] for cell in ran for output in cell.get("outputs", [])]
    return [data["text/plain"] for data in shown if len(data) == 4]


def test_a_result_says_what_it_was_made_from(study):
    assert run(study, "01_scores") == run(study, "02_gap") == []
    tables = study / "processed" / "tables"
    known = made_from(tables / "scores.parquet")
    assert {"study.toml", "items.csv"} <= set(known["inputs"]) and known["tables"] == {}
    gap = made_from(tables / "gap.parquet")
    assert (
        gap["tables"] == {"scores": content(tables / "scores.parquet")} and "items.csv" not in gap["inputs"]
    )
    assert pd.read_parquet(tables / "gap.parquet").to_dict("records") == [{"item": "i1", "low": 1}]


def test_equal_tables_have_equal_contents_whatever_they_were_made_from(study):
    run(study, "01_scores")
    path = study / "processed" / "tables" / "scores.parquet"
    before, held = path.read_bytes(), content(path)
    ask(study, 7)
    run(study, "01_scores")
    assert path.read_bytes() != before and content(path) == held


def test_what_changed_since_is_refused_with_the_notebook_to_run(study):
    run(study, "01_scores"), run(study, "02_gap")
    ask(study, 7)
    told = "Left out: table scores was made before items.csv changed: run notebook 01_scores again, then this one."
    assert run(study, "02_gap")[0] == told
    with pytest.raises(NotYet, match="table gap was made before scores changed: run notebook 02_gap again"):
        Study(study).table("gap")
    run(study, "01_scores")
    assert run(study, "02_gap") == [] and len(Study(study).table("gap")) == 1


def test_a_file_that_came_or_went_counts_too(study):
    assert run(study, "01_scores") == []
    (study / "study.toml").write_text('[study]\nname = "warung"\ntitle = "W"\n', encoding="utf-8")
    assert Study(study).outdated("scores") == "study.toml"


def test_what_is_not_there_names_the_notebook_that_makes_it_or_why_none_will(study):
    data = Study(study, "en")
    for table, told in {
        "gap": "table gap has not been made yet: run notebook 02_gap first",
        "days": "this study will not have table days: notebook 03_days does not make it, because the study has no orders.csv",
        "events": "table events has not been made yet: run notebook 03_days first",
        "nothing": "no notebook makes table nothing",
    }.items():
        with pytest.raises(NotYet) as caught:
            data.table(table)
        assert caught.value.note.said("en") == told
    with pytest.raises(NotYet) as caught:
        data.table("more")
    assert caught.value.note.said("en").endswith("because the study has no orders.csv")


def test_several_results_go_without_those_that_will_never_be(study):
    with kernel() as running:
        running(OPEN.replace("study,", f"{str(study)!r},"))
        _, outputs, _ = running("found = data.results('days', 'nothing')")
        assert outputs == [] and running.names["found"] == {}
        _, outputs, _ = running("found = data.results('gap')")
        assert outputs[0]["data"]["text/plain"] == (
            "Without the following: table gap has not been made yet: run notebook 02_gap first."
        )


def test_of_a_shipped_study_it_is_known_which_results_it_never_has():
    kia, umkm = Study("kia-metro", "en"), Study("umkm-loyalty", "en")
    assert makers.notebook_of(kia, "gap").name == "04_cobit.ipynb"
    assert makers.never(kia, "gap") is None and makers.never(kia, "scores") is None
    assert "survey.xlsx" in makers.never(umkm, "gap").said("en")
    assert makers.never(umkm, "stage_kpi") is None and makers.never(kia, "stage_kpi") is not None
