"""Which notebooks run, in which order, what stays when one fails: a small study, notebooks of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engagelib.contracts import Problem, ProblemsError
from engagelib.reproduce import reproduce
from engagelib.run import record
from engagelib.run.notebook import cells, with_parameters
from engagelib.run.schedule import Event
from engagelib.study.study import Study

STILL = {"engagelib": "a", "requirements.lock": "b", "Python": "c"}
TOML = '[study]\nname = "warung"\ntitle = "Warung contoh"\n'
ITEMS = "item,text,construct,reversed,low,high\nA1,Satu,APO02,no,1,5\nA2,Dua,APO02,no,1,5\n"
EVENTS = "date,name\n2024-03-01,mulai\n"
OPEN = "from engagelib import study as door\ndata = door.Study.open(study, lang)"
SCORES = "data.items()[['item', 'construct']].to_parquet(data.tables / 'scores.parquet')"
GAP = (
    "data.table('scores').groupby('construct', as_index=False).size().to_parquet(data.tables / 'gap.parquet')"
)
EVENTS_TABLE = "data.events().to_parquet(data.tables / 'events.parquet')"


def cell(source, *tags):
    kind = "markdown" if source.startswith("#") else "code"
    return {"cell_type": kind, "metadata": {"tags": list(tags)}, "source": source} | (
        {"outputs": [], "execution_count": None} if kind == "code" else {}
    )


class Bench:
    """A study in a folder, notebooks beside it, and what a run over them tells."""

    def __init__(self, folder: Path) -> None:
        self.raw, self.notebooks, self.home = (
            folder / "warung",
            folder / "notebooks" / "id",
            folder / "warung" / "processed",
        )
        self.raw.mkdir()
        self.notebooks.mkdir(parents=True)
        self.write("study.toml", TOML)
        self.write("items.csv", ITEMS)
        self.write("events.csv", EVENTS)

    def write(self, name: str, text: str) -> None:
        (self.raw / name).write_text(text, encoding="utf-8")

    def notebook(self, name: str, *code: object) -> None:
        first = cell("study = 'kia-metro'\nlang = 'id'", "parameters")
        rest = [part if isinstance(part, dict) else cell(part) for part in code]
        book = {"cells": [first, cell(OPEN), *rest], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (self.notebooks / f"{name}.ipynb").write_text(json.dumps(book), encoding="utf-8")

    def run(self, lang: str = "id", **options: object) -> dict[str, str]:
        """Each notebook's status and reason as told, the last word of each."""
        self.events: list[Event | Problem] = []
        self.manifest = reproduce(
            Study.open(self.raw, lang), self.events.append, folder=self.notebooks, **{"timeout": 60} | options
        )
        return {e.notebook: f"{e.status}: {e.why}" for e in self.events if isinstance(e, Event)}

    def statuses(self, **options: object) -> dict[str, str]:
        return {name: told.partition(":")[0] for name, told in self.run(**options).items()}

    def executed(self, name: str) -> list[dict]:
        return json.loads((self.home / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]

    def text(self, name: str) -> str:
        return json.dumps(self.executed(name))


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "environment", lambda: STILL)  # nobody mends the library while a test runs
    return Bench(tmp_path)


def leftovers(bench):
    return [
        path for path in bench.home.rglob("*") if path.name.startswith(".") or path.name.endswith(".part")
    ]


@pytest.mark.slow
def test_runs_what_changed_and_nothing_else(bench, monkeypatch):
    bench.notebook("01_gap", GAP)  # reads a table that a later notebook makes: no list says so
    bench.notebook("02_scores", SCORES)
    bench.notebook("03_events", EVENTS_TABLE)
    assert bench.run() == {
        "01_gap": "ran: first run",
        "02_scores": "ran: first run",
        "03_events": "ran: first run",
    }
    assert [
        event for event in bench.events if isinstance(event, Event) and event.status == "waits"
    ] == []  # none is tried in vain
    assert (bench.home / "tables" / "gap.parquet").exists()
    assert not leftovers(bench)

    assert set(bench.statuses().values()) == {"skipped"}
    for path in bench.raw.glob("*.csv"):
        os.utime(path, (1, 1))
    assert set(bench.statuses().values()) == {"skipped"}

    # a text that `scores` leaves out: its maker runs, the table comes out the same, its reader rests
    bench.write("items.csv", ITEMS.replace("Dua", "Dua lagi"))
    assert bench.run() == {
        "02_scores": "ran: items.csv changed",
        "01_gap": "skipped: nothing changed",
        "03_events": "skipped: nothing changed",
    }
    bench.write("items.csv", ITEMS + "A3,Tiga,DSS02,no,1,5\n")
    told = bench.run()
    assert told["01_gap"] == "ran: table scores changed"
    assert list(told).index("02_scores") < list(told).index("01_gap")

    (bench.home / "tables" / "events.parquet").write_bytes(b"x")
    assert bench.run()["03_events"] == "ran: tables/events.parquet was altered"
    (bench.home / "tables" / "events.parquet").unlink()
    told = bench.run()
    assert told["03_events"] == "ran: tables/events.parquet was removed"
    assert {told[name] for name in ("01_gap", "02_scores")} == {"skipped: nothing changed"}

    monkeypatch.setattr(record, "environment", lambda: STILL | {"engagelib": "new"})
    assert bench.run(only=["03"]) == {"03_events": "ran: engagelib changed"}
    assert bench.statuses(only=["02"], force=True) == {"02_scores": "ran"}
    assert bench.run(only=["01"], lang="en") == {"01_gap": "ran: other parameters"}


def test_what_is_no_longer_written_is_removed(bench):
    bench.notebook("01_events", EVENTS_TABLE, "(data.figures / 'a.png').write_bytes(b'a')")
    bench.notebook("02_scores", SCORES)
    bench.run()
    assert (bench.home / "figures" / "a.png").exists()
    bench.notebook("01_events", EVENTS_TABLE)
    assert bench.run()["01_events"] == "ran: the notebook changed"
    assert not (bench.home / "figures" / "a.png").exists()
    (bench.notebooks / "02_scores.ipynb").unlink()
    assert set(bench.run()) == {"01_events"}
    assert not (bench.home / "tables" / "scores.parquet").exists()
    assert not (bench.home / "report" / "02_scores.html").exists()


@pytest.mark.slow
def test_an_error_names_notebook_cell_and_message_and_keeps_the_rest(bench):
    bench.notebook("01_scores", SCORES)
    bench.notebook("02_gap", GAP)
    bench.notebook("03_events", EVENTS_TABLE)
    bench.run()
    before = (bench.home / "tables" / "scores.parquet").read_bytes()
    bench.notebook("01_scores", SCORES, "# a heading", "one = 1\nraise KeyError('respondent')")
    told = bench.run()
    assert told["01_scores"] == "failed: cell 4: `raise KeyError('respondent')`: KeyError: 'respondent'"
    assert told["02_gap"] == "held back: table scores was not made (01_scores failed)"
    assert told["03_events"] == "skipped: nothing changed"
    assert (bench.home / "tables" / "scores.parquet").read_bytes() == before
    assert "KeyError" in bench.text("01_scores")  # the page shows where it stopped
    assert bench.run()["01_scores"].startswith("failed")  # tried again although nothing changed
    bench.notebook("01_scores", SCORES)
    assert bench.run() == {
        "01_scores": "ran: did not finish last time",
        "02_gap": "ran: did not finish last time",
        "03_events": "skipped: nothing changed",
    }


@pytest.mark.slow
def test_a_notebook_whose_data_are_missing_is_left_out_until_they_come(bench):
    (bench.raw / "events.csv").unlink()
    bench.notebook("01_events", EVENTS_TABLE)
    bench.notebook("02_needs", "data.table('events')")
    bench.notebook("03_likes", "sorted(data.results('events'))")
    told = bench.run()
    assert told["01_events"] == "left out: the study has no events.csv"
    assert told["02_needs"] == "left out: table events was not made (01_events left out)"
    assert told["03_likes"] == "ran: first run"
    assert "[]" in bench.text("03_likes")
    began = time.perf_counter()
    assert bench.run() == told | {"03_likes": "skipped: nothing changed"}
    assert time.perf_counter() - began < 0.5  # nothing was started
    bench.write("events.csv", EVENTS)
    assert bench.run() == {
        "01_events": "ran: events.csv is new",
        "02_needs": "ran: table events changed",
        "03_likes": "ran: table events changed",
    }
    assert "['events']" in bench.text("03_likes")
    (bench.raw / "events.csv").unlink()
    assert bench.run()["01_events"] == "left out: the study has no events.csv"
    assert not (bench.home / "tables" / "events.parquet").exists()


@pytest.mark.slow
def test_a_notebook_held_back_names_the_table_that_an_error_took_not_one_that_was_left_out(bench):
    (bench.raw / "events.csv").unlink()
    bench.notebook("01_events", EVENTS_TABLE)
    bench.notebook("02_scores", "raise KeyError('x')", SCORES)
    bench.notebook("03_free", "sorted(data.results('events'))")
    bench.notebook("04_both", "sorted(data.results('events', 'scores'))")
    told = bench.run()
    assert told["03_free"] == "ran: first run"  # another's error is no concern of it
    assert told["04_both"] == "held back: table scores was not made (02_scores failed)"


@pytest.mark.slow
def test_a_file_that_takes_the_place_of_another_is_a_change(bench):
    (bench.raw / "events.csv").unlink()
    (bench.raw / "events.tsv").write_text("date\tname\n2024-03-01\tmulai\n", encoding="utf-8")
    bench.notebook("01_events", EVENTS_TABLE)
    assert bench.run()["01_events"] == "ran: first run"
    assert bench.run()["01_events"] == "skipped: nothing changed"
    bench.write("events.csv", EVENTS)
    assert bench.run()["01_events"] == "ran: events.csv is read instead of events.tsv"


@pytest.mark.slow
def test_what_cannot_be_is_an_error(bench):
    bench.notebook("01_scores", SCORES)
    bench.notebook("02_twice", SCORES)
    bench.notebook("03_asks", "data.table('nothing')")
    (bench.notebooks / "04_torn.ipynb").write_text("{", encoding="utf-8")
    told = bench.run(jobs=1)
    assert told["01_scores"] == "ran: first run"
    assert told["02_twice"] == "failed: it writes tables/scores.parquet, and so does 01_scores"
    assert told["04_torn"].startswith("failed: 04_torn.ipynb is not a notebook of format 4")
    assert told["03_asks"].startswith(
        "held back: table nothing was not made"
    )  # perhaps one that failed makes it
    for broken in ("02_twice", "04_torn"):
        (bench.notebooks / f"{broken}.ipynb").unlink()
    assert bench.run()["03_asks"] == "failed: no notebook makes table nothing"
    assert (
        bench.run(only=["03"])["03_asks"]
        == "failed: table nothing has not been made yet; run it without --only"
    )


def test_a_slow_cell_and_a_dead_kernel_are_errors_with_a_place(bench):
    bench.notebook("01_slow", "import time\ntime.sleep(60)")
    bench.notebook("02_dead", "import os\nos._exit(1)")
    told = bench.run(timeout=3)
    assert told["01_slow"] == "failed: cell 3: `import time`: Timeout: took longer than 3 s"
    assert told["02_dead"].startswith(
        "failed: cell 3: `import os`: DeadKernel: the notebook's Python process ended unexpectedly"
    )


def test_errors_in_the_raw_files_stop_everything_before_it_starts(bench):
    bench.notebook("01_scores", SCORES)
    bench.run()
    before = {path: path.read_bytes() for path in bench.home.rglob("*") if path.is_file()}
    bench.write("items.csv", ITEMS.replace("A2,Dua,APO02,no,1,5", "A2,Dua,APO02,no,satu,5"))
    with pytest.raises(ProblemsError) as caught:
        bench.run()
    assert any(problem.file == "items.csv" and problem.value == "satu" for problem in caught.value.problems)
    assert bench.events == []
    assert {path: path.read_bytes() for path in bench.home.rglob("*") if path.is_file()} == before


def test_the_language_chooses_the_words_and_the_kernel_is_this_python(bench, tmp_path, monkeypatch):
    elsewhere = tmp_path / "jupyter" / "kernels" / "python3"
    elsewhere.mkdir(parents=True)
    (elsewhere / "kernel.json").write_text(
        '{"argv": ["/bin/false"], "display_name": "x", "language": "python"}'
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    bench.notebook("01_words", cell("# Hello"), "import sys\nsys.executable, lang")
    bench.run(lang="en")
    shown = bench.executed("01_words")
    assert [c["source"] for c in shown if c["cell_type"] == "markdown"] == ["# Hello"]
    assert shown[-1]["outputs"][0]["data"]["text/plain"] == str((sys.executable, "en"))


def test_parameters_are_put_into_the_tagged_cell(bench):
    bench.notebook("01_a", "1")
    filled = with_parameters(cells(bench.notebooks / "01_a.ipynb"), {"study": "C:\\data\\new", "lang": "en"})
    assert filled[0]["source"] == "study = 'C:\\\\data\\\\new'\nlang = 'en'"


def test_a_file_added_to_a_folder_that_was_read_counts(bench):
    (bench.raw / "texts").mkdir()
    bench.write("texts/a.txt", "a")
    bench.write("study.toml", TOML + '[files]\ndocuments = "texts"\n')
    bench.notebook("01_list", "sorted(path.name for path in data.path('documents').iterdir())")
    study = Study.open(bench.raw)
    type(study).problems, whole = (lambda self: []), type(study).problems
    try:
        bench.run()
        bench.write("texts/b.txt", "b")
        assert bench.run()["01_list"] == "ran: texts/b.txt is new"
    finally:
        type(study).problems = whole


def test_the_environment_is_what_lies_in_the_library(tmp_path, monkeypatch):
    before = record.environment()
    assert set(before) == set(STILL)
    copy = shutil.copytree(record.HOUSE, tmp_path / "engagelib")
    monkeypatch.setattr(record, "HOUSE", copy)
    assert record.environment()["engagelib"] == before["engagelib"]
    (copy / "exact.py").write_text("changed = True\n", encoding="utf-8")
    assert record.environment()["engagelib"] != before["engagelib"]


def test_skipping_imports_nothing_heavy(bench):
    bench.notebook("01_scores", SCORES)
    bench.run()
    code = (
        f"from engagelib.run import record\nrecord.environment = lambda: {STILL!r}\n"
        "import sys, pathlib\nfrom engagelib.reproduce import reproduce\nfrom engagelib.study.study import Study\n"
        f"seen, folder = [], pathlib.Path({str(bench.notebooks)!r})\n"
        f"reproduce(Study.open({str(bench.raw)!r}), seen.append, folder=folder)\n"
        "assert [event.status for event in seen if hasattr(event, 'status')] == ['skipped'], seen\n"
        "print(sorted({'pandas', 'nbclient', 'nbformat', 'jinja2', 'mistune', 'zmq'} & set(sys.modules)))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


@pytest.mark.skipif(os.name == "nt", reason="signals are sent the POSIX way")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_takes_its_kernels_along(bench, sent):
    for number in (1, 2):
        mark = f"(data.folder / 'pid{number}').write_text(str(__import__('os').getpid()))"
        bench.notebook(f"0{number}_slow", mark, "import time\ntime.sleep(120)")
    code = (  # tests that run in a shell's background are told to ignore Ctrl-C, and so is what they start
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import pathlib\nfrom engagelib.reproduce import reproduce\nfrom engagelib.study.study import Study\n"
        f"reproduce(Study.open({str(bench.raw)!r}), print, folder=pathlib.Path({str(bench.notebooks)!r}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    pids = [bench.raw / f"pid{number}" for number in (1, 2)]
    patience = time.monotonic() + 60
    while not all(path.exists() and path.read_text() for path in pids) and time.monotonic() < patience:
        time.sleep(0.1)
    process.send_signal(sent)
    output, _ = process.communicate(timeout=30)
    assert process.returncode != 0
    assert "failed" not in output
    patience = time.monotonic() + 10
    while any(alive(int(path.read_text())) for path in pids) and time.monotonic() < patience:
        time.sleep(0.2)
    assert not any(alive(int(path.read_text())) for path in pids)
    if sent == signal.SIGINT:
        assert not leftovers(bench)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
