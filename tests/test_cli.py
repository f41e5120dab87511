"""The command: what it prints, and with which exit code it ends."""

import json
import re
from importlib import import_module

import pandas as pd
import pytest
from test_reproduce import EVENTS_TABLE, ITEMS, SCORES, STILL, Bench
from typer.testing import CliRunner

from engagelib import cli, reproduce
from engagelib.run import record


@pytest.fixture
def bench(tmp_path, monkeypatch):
    bench = Bench(tmp_path)
    monkeypatch.setattr(record, "environment", lambda: STILL)
    monkeypatch.setattr(reproduce, "notebooks_of", lambda study: bench.notebooks)
    monkeypatch.setenv("COLUMNS", "200")
    return bench


def engagelib_(*arguments):
    spoken = [] if {"--help", "--lang", "convert"} & set(arguments) else ["--lang", "en"]
    return CliRunner().invoke(cli.app, [str(argument) for argument in (*arguments, *spoken)])


def test_help_lists_what_works_and_nothing_else():
    shown = engagelib_("--help")
    assert shown.exit_code == 0
    commands = {command.name or command.callback.__name__ for command in cli.app.registered_commands}
    assert commands == {
        "new",
        "check",
        "lab",
        "code",
        "reproduce",
        "audit",
        "verify",
        "export",
        "refresh",
        "forget",
    }
    assert all(command in shown.output for command in commands)


def test_reproduce_prints_a_line_for_each_notebook(bench):
    bench.notebook("01_scores", SCORES)
    bench.notebook("02_broken", "raise ValueError('[bold]no markup[/bold]')")
    bench.notebook("03_tickets", "data.tickets()")
    ran = engagelib_("reproduce", bench.raw, "--lang", "en")
    assert ran.exit_code == 1
    lines = dict(line.split(maxsplit=1) for line in ran.stdout.splitlines())
    assert re.fullmatch(r"ran +\d+\.\d s  first run", lines["01_scores"])
    assert lines["02_broken"].endswith("ValueError: [bold]no markup[/bold]")
    assert re.fullmatch(r"left out +the study has no tickets.csv", lines["03_tickets"])
    assert "Traceback" not in ran.output
    assert (bench.home / "report" / "index.html").exists()

    (bench.notebooks / "02_broken.ipynb").unlink()
    again = engagelib_("reproduce", bench.raw, "--lang", "en")
    assert again.exit_code == 0
    assert re.search(r"01_scores +skipped +nothing changed", again.stdout)


def test_reproduce_takes_a_part_and_another_place(bench, tmp_path):
    bench.notebook("01_scores", SCORES)
    bench.notebook("02_events", EVENTS_TABLE)
    ran = engagelib_("reproduce", bench.raw, "--only", "02", "--out", tmp_path / "else", "--jobs", 1)
    assert ran.exit_code == 0, ran.output
    assert (tmp_path / "else" / "tables" / "events.parquet").exists()
    assert not (tmp_path / "else" / "tables" / "scores.parquet").exists()
    assert not bench.home.exists()


def test_errors_in_the_data_are_listed_and_end_with_1(bench):
    bench.notebook("01_scores", SCORES)
    bench.write("items.csv", ITEMS.replace("yes", "no").replace("1,5", "satu,5"))
    for command in ("reproduce", "check"):
        answer = engagelib_(command, bench.raw)
        assert answer.exit_code == 1
        assert "items.csv" in answer.output and "'satu'" in answer.output
        assert "Traceback" not in answer.output
    assert not bench.home.exists()
    problems = json.loads(engagelib_("check", bench.raw, "--json").stdout)
    assert {problem["value"] for problem in problems if problem["severity"] == "error"} == {"satu"}
    assert {"file", "sheet", "cell", "value", "kind", "parts", "sentence", "severity"} <= problems[0].keys()
    assert problems[0]["kind"] == "unreadable_cell" and problems[0]["parts"]["column"] == "low"


def test_a_broken_declaration_is_a_problem_not_a_traceback(bench):
    bench.notebook("01_scores", SCORES)
    bench.write("study.toml", "[study\n")
    for command in ("check", "reproduce", "audit"):
        answer = engagelib_(command, bench.raw)
        assert (answer.exit_code, "study.toml" in answer.output, "Traceback" in answer.output) == (
            1,
            True,
            False,
        )


def test_check_without_problems(bench):
    (bench.raw / "items.csv").unlink()  # which the folder has no answers to
    answer = engagelib_("check", bench.raw)
    assert (answer.exit_code, answer.stdout.splitlines()[0]) == (0, "0 errors, 0 warnings")
    assert "Can run already: 00_study" in answer.stdout
    assert "03_survey does not yet: the study has no survey.xlsx" in answer.stdout
    spoken = CliRunner().invoke(cli.app, ["check", str(bench.raw)])
    assert spoken.stdout.splitlines()[0] == "0 galat, 0 peringatan"


def test_check_is_indonesian_whole_unless_english_is_asked_for(bench):
    bench.write("items.csv", ITEMS.replace("1,5", "satu,5"))
    bench.write("tua.xls", "x")
    indonesian, english = (engagelib_("check", bench.raw, "--lang", lang).stdout for lang in ("id", "en"))
    assert "2 sel (E2 'satu', E3 'satu'): seharusnya bilangan bulat" in indonesian and "galat: " in indonesian
    assert "tua.xls: tidak dibaca oleh" in indonesian
    assert "2 cells (E2 'satu', E3 'satu'): a whole number is expected" in english and "error: " in english
    assert "tua.xls: is read by nothing" in english


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["reproduce", "kia-metr"], "did you mean 'kia-metro'?"),
        (["check", "kia-metr"], "did you mean 'kia-metro'?"),
        (["audit", "no such study at all"], "there is no study"),
        (["reproduce", "{raw}/.."], "has no study.toml"),
        (["reproduce", "{raw}", "--only", "99"], "no notebook starts with '99'; there are 01_scores"),
        (["reproduce", "{raw}", "--out", "{raw}/items.csv"], "is a file"),
        (["reproduce", "{raw}", "--out", "{raw}/results"], "lies among the raw files"),
        (["reproduce", "{raw}", "--lang", "fr"], "fr"),
        (["reproduce", "{raw}", "--jobs", "0"], "--jobs"),
        (["check"], "STUDY"),
        (["convert"], "convert"),
    ],
)
def test_wrong_use_ends_with_2_and_a_sentence(bench, arguments, says):
    bench.notebook("01_scores", SCORES)
    answer = engagelib_(*(argument.format(raw=bench.raw) for argument in arguments))
    assert answer.exit_code == 2
    assert says in answer.output
    assert "Traceback" not in answer.output


def second(bench, folder, name):
    raw = bench.raw.parent / folder
    raw.mkdir()
    (raw / "study.toml").write_text(f'[study]\nname = "{name}"\n', encoding="utf-8")
    return raw


def test_two_studies_of_one_name_do_not_share_a_folder(bench, tmp_path):
    bench.notebook("01_scores", SCORES)
    other = second(bench, "other", "Warung")
    answer = engagelib_("reproduce", bench.raw, other, "--out", tmp_path / "out")
    assert answer.exit_code == 2
    assert "two studies are named" in answer.output and "study.toml" in answer.output
    assert not (tmp_path / "out").exists() and "Traceback" not in answer.output


def test_two_studies_each_get_a_folder_that_is_not_among_raw_files(bench, tmp_path):
    bench.notebook("02_events", EVENTS_TABLE)
    other = second(bench, "other", "other")
    answer = engagelib_("reproduce", bench.raw, other, "--out", tmp_path)  # tmp_path/warung is the raw folder
    assert (answer.exit_code, "lies among the raw files" in answer.output) == (2, True)
    assert not (bench.raw / "manifest.json").exists()
    done = engagelib_("reproduce", bench.raw, other, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "warung" / "manifest.json").exists()
    assert (tmp_path / "out" / "other" / "manifest.json").exists()


def test_audit_prints_rows_and_is_strict_on_request(bench, monkeypatch):
    row = {
        "place": "Tabel 1",
        "row": "APO02",
        "column": "saat ini",
        "printed": "2,83",
        "recomputed": "2.82",
        "recommended": "2.83",
    }
    table = pd.DataFrame(
        [row | {"verdict": "match", "why": "[x]"}, row | {"verdict": "differs", "why": None}]
    )
    monkeypatch.setattr(import_module("engagelib.study.audit"), "audit", lambda study: table)
    assert engagelib_("audit", bench.raw).exit_code == 0
    strict = engagelib_("audit", bench.raw, "--strict")
    assert strict.exit_code == 1
    lines = strict.stdout.splitlines()
    assert lines[0] == "2 printed numbers: differs 1, match 1"
    assert lines[1:3] == ["differs: Tabel 1 · APO02 · saat ini", "    printed 2,83; from the data 2.82; 2.83"]
    assert "[x]" not in strict.stdout and "1 that match are not shown" in lines[-1]
    whole = engagelib_("audit", bench.raw, "--all").stdout
    assert "[x]" in whole and all(len(line) <= 80 for line in whole.splitlines())
    rows = json.loads(engagelib_("audit", bench.raw, "--json").stdout)
    assert rows[1]["why"] is None and rows[0]["printed"] == "2,83"


def test_audit_without_printed_numbers(bench):
    answer = engagelib_("audit", bench.raw)
    assert (answer.exit_code, answer.output.strip()) == (1, "the study has no published.csv")
