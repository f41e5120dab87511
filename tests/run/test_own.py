"""A study's own notebooks: copied once, hers to change; which may run; what an update of the originals tells."""

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from engagelib import Study, cli
from engagelib.run import own
from engagelib.study.new import new
from tests.study.test_new import BATIK, answered

ROOT = Path(__file__).parents[2]


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A study that has a questionnaire and sales, and what this user has agreed to: nothing."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("WIN_PD_OVERRIDE_APPDATA", str(tmp_path / "config"))
    monkeypatch.setattr(own, "_trusted", lambda: tmp_path / "config" / "notebooks.json")
    raw = ROOT / "data" / "raw" / "kia-metro"
    folder = tmp_path / "tesis"
    folder.mkdir()
    for name in ("items.csv", "survey.xlsx", "sales.xlsx"):
        shutil.copy(raw / name, folder / name)
    (folder / "study.toml").write_text('[study]\nname = "tesis"\n', encoding="utf-8")
    return folder


@pytest.fixture
def originals(tmp_path, monkeypatch):
    """The project's notebooks as a copy that a test may update."""
    place = shutil.copytree(ROOT / "notebooks", tmp_path / "originals")
    monkeypatch.setattr(own, "NOTEBOOKS", place)
    return place


def changed(path, before, after):
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")


def test_notebooks_that_apply_are_copied_and_open_the_study_they_lie_in(study, originals):
    done = own.copied(Study(study, "en"))
    assert {"start", "00_study", "03_survey", "04_cobit", "07_sales"} <= set(done.new)
    assert {"01_reduction", "02_coding", "05_itil", "08_loyalty"} <= set(done.without)
    assert "comments.csv" in done.without["01_reduction"].said("en")
    first = json.loads((study / "notebooks" / "03_survey.ipynb").read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in first["cells"] if cell["cell_type"] == "code"]
    assert code[0] == 'study = ".."\nlang = "en"'
    assert Study(study, "en").problems() == Study(study, "en").problems()
    assert not [p for p in Study(study).problems() if "notebooks" in p.file]


def test_a_second_call_writes_nothing(study, originals):
    own.copied(Study(study))
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    again = own.copied(Study(study))
    assert again.new == again.changed == []
    assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before


def test_an_update_shows_what_changed_and_overwrites_nothing(study, originals):
    own.copied(Study(study, "en"))
    mine = study / "notebooks" / "03_survey.ipynb"
    changed(mine, "survey.reliability(largest", "survey.reliability(responses")
    hers = mine.read_bytes()
    changed(originals / "en" / "03_survey.ipynb", "resamples=2000", "resamples=3000")
    done = own.copied(Study(study, "en"))
    assert (done.new, done.changed) == ([], ["03_survey"]) and mine.read_bytes() == hers
    told = (study / "notebooks" / "CHANGES.md").read_text(encoding="utf-8")
    assert "## The original changed: 03_survey" in told
    lines = [line for line in told.splitlines() if line[:1] in "+-" and "resamples" in line]
    assert [(line[0], re.findall("resamples=(.000)", line)) for line in lines] == [
        ("-", ["2000"]),
        ("+", ["3000"]),
    ]
    assert own.copied(Study(study, "en")).changed == []  # told once
    mine.unlink()
    assert own.copied(Study(study, "en")).new == ["03_survey"]
    assert "resamples=3000" in mine.read_text(encoding="utf-8")


def test_a_file_that_came_later_brings_its_notebook(study, originals):
    own.copied(Study(study))
    shutil.copy(ROOT / "data" / "raw" / "kia-metro" / "tickets.csv", study / "tickets.csv")
    assert own.copied(Study(study)).new == ["05_itil"]


def test_code_that_nobody_agreed_to_is_asked_for_once(study, originals):
    own.copied(Study(study))
    assert own.untrusted(Study(study)) == []  # what was copied is the project's own code
    mine = study / "notebooks" / "03_survey.ipynb"
    changed(mine, "resamples=2000", "resamples=4000")
    assert own.untrusted(Study(study)) == [mine]
    asked = CliRunner().invoke(cli.app, ["reproduce", str(study), "--only", "00", "--lang", "en"])
    assert asked.exit_code == 2 and "03_survey.ipynb" in asked.output and "--trust" in asked.output
    own.trust(Study(study))
    assert own.untrusted(Study(study)) == []
    changed(mine, "# ", "# Mine: ")  # her words are no code
    assert own.untrusted(Study(study)) == []


def test_a_shipped_study_has_none_of_its_own():
    assert own.untrusted(Study("kia-metro")) == []
    assert Study("kia-metro", "en").notebooks == ROOT / "notebooks" / "en"


@pytest.mark.slow
def test_reproduce_runs_hers(study, originals, command):
    own.copied(Study(study, "en"))
    mine = study / "notebooks" / "03_survey.ipynb"
    changed(mine, "resamples=2000", "resamples=50")
    words = study / "interpretation" / "03.md"
    assert "\n## Scores\n\n## " in words.read_text(encoding="utf-8")
    changed(words, "## Scores\n", "## Scores\n\nCustomers are *content*.\n")
    done = command("reproduce", study, "--only", "03", "--trust", "--lang", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    ran = (study / "processed" / "notebooks" / "03_survey.ipynb").read_text(encoding="utf-8")
    assert "resamples=50" in ran and "resamples=2000" not in ran
    page = (study / "processed" / "report" / "03_survey.html").read_text(encoding="utf-8")
    assert "Customers are <em>content</em>." in page and "To be read again" not in page
    again = command("reproduce", study, "--only", "03", "--lang", "en")
    assert "nothing changed" in again.stdout
    changed(words, "content", "glad")
    own.copied(Study(study, "en"))
    done = command("reproduce", study, "--only", "03", "--lang", "en")
    assert "glad" in (study / "processed" / "report" / "03_survey.html").read_text(encoding="utf-8")
    assert "resamples=50" in mine.read_text(encoding="utf-8")


@pytest.mark.slow
def test_in_a_study_of_ones_own_nothing_is_lost(tmp_path, originals, monkeypatch):
    """A lecturer's files, from `new` to an update: what she changed and wrote stays, runs, and stands in the report."""
    monkeypatch.setattr(own, "_trusted", lambda: tmp_path / "config" / "notebooks.json")
    folder = new(tmp_path / "batik", [BATIK]).folder
    answered(folder)
    mine, words = folder / "notebooks" / "03_survey.ipynb", folder / "interpretation" / "03.md"

    def in_jupyterlab(command):
        changed(mine, "resamples=2000", "resamples=50")
        changed(mine, '"## Skor', '"## Skor tiga konstruk')
        changed(words, "## Reliabilitas\n", "## Reliabilitas\n\nKetiga konstruk *andal*.\n")
        return 0

    def asked(*arguments):
        done = CliRunner().invoke(cli.app, [*arguments[:1], str(folder), *arguments[1:]])
        assert done.exit_code == 0, done.output
        return done.output

    monkeypatch.setattr(cli.run.subprocess, "call", in_jupyterlab)
    assert "01_reduction" in asked("lab") and (folder / "notebooks" / "start.ipynb").exists()
    asked("reproduce", "--only", "03", "--only", "04")
    scores = pd.read_parquet(folder / "processed" / "tables" / "scores.parquet")
    page = folder / "processed" / "report" / "03_survey.html"
    assert "Ketiga konstruk <em>andal</em>." in page.read_text(encoding="utf-8")
    hers = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    changed(originals / "id" / "03_survey.ipynb", "resamples=2000", "resamples=3000")
    changed(originals / "id" / "04_cobit.ipynb", "# COBIT", "# Tentang COBIT")
    monkeypatch.setattr(cli.run.subprocess, "call", lambda command: 0)
    told = asked("lab")
    assert "03_survey, 04_cobit" in told and "CHANGES.md" in told
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    notes = folder / "notebooks"
    assert {path for path in after if hers.get(path) != after[path]} == {
        notes / "CHANGES.md", notes / ".originals" / "03_survey.ipynb", notes / ".originals" / "04_cobit.ipynb",
    } and hers.keys() <= after.keys()  # fmt: skip
    asked("reproduce", "--only", "03", "--only", "04", "--force")
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "processed" / "tables" / "scores.parquet"), scores)
    text = page.read_text(encoding="utf-8")
    assert "Ketiga konstruk <em>andal</em>." in text and "Skor tiga konstruk" in text
    assert "Baca lagi" not in text and "resamples=50" in mine.read_text(encoding="utf-8")


def test_the_command_copies_opens_jupyterlab_there_and_takes_what_she_ran_for_agreed(
    study, originals, monkeypatch
):
    called = []

    def run(command):
        called.append([str(part) for part in command])
        changed(study / "notebooks" / "03_survey.ipynb", "resamples=2000", "resamples=4000")  # in JupyterLab
        return 0

    monkeypatch.setattr(cli.run.subprocess, "call", run)
    done = CliRunner().invoke(cli.app, ["lab", str(study), "--lang", "en", "--no-browser"])
    assert done.exit_code == 0 and "The copies are yours to change." in done.output
    assert f"--ServerApp.root_dir={study}" in called[0] and "--no-browser" in called[0]
    assert "--LabApp.default_url=/lab/tree/notebooks" in called[0]
    assert own.untrusted(Study(study)) == []


def test_of_a_shipped_study_the_command_opens_the_projects_notebooks_in_the_language_asked_for(monkeypatch):
    called = []
    monkeypatch.setattr(cli.run.subprocess, "call", lambda command: called.append(command) or 0)
    for arguments in (["lab", "--lang", "en"], ["lab", "kia-metro", "--lang", "en"]):
        assert CliRunner().invoke(cli.app, arguments).exit_code == 0
        assert called[-1][-2:] == [
            f"--ServerApp.root_dir={ROOT}",
            "--LabApp.default_url=/lab/tree/notebooks/en",
        ]
