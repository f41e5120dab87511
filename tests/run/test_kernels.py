"""Kernels that are forked: nothing leaks from one to the next, the same comes out as fresh, none outlives its maker."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest
from test_reproduce import Bench, alive

from engagelib import reproduce
from engagelib.contracts import ProblemsError
from engagelib.run import kernels, notebook, record
from engagelib.run.schedule import Slots
from engagelib.study.study import Study

forks = pytest.mark.skipif(not kernels.FORKS, reason="a process is not forked here")
STILL = {"engagelib": "a", "requirements.lock": "b", "Python": "c"}
STARTED = "import sys\nsorted(set({'docx', 'scipy.stats'}) & set(sys.modules))"
MARK = (
    "import builtins, os, random, matplotlib, numpy as np, pandas as pd\n"
    "seen = [hasattr(builtins, 'leak'), os.environ.get('LEAK'), matplotlib.rcParams['font.size'] == 3, pd.options.display.max_rows == 7]\n"
    "builtins.leak, os.environ['LEAK'], matplotlib.rcParams['font.size'], pd.options.display.max_rows = 1, '1', 3, 7\n"
    "pd.DataFrame({'drawn': [random.random(), np.random.random()]}).to_parquet(data.tables / 'drawn{n}.parquet')\n"
    "seen"
)


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "environment", lambda: STILL)
    monkeypatch.setattr(reproduce, "WORTH", 1)
    return Bench(tmp_path)


def test_what_is_imported_for_all_is_there():
    assert [name for name in kernels.IMPORTED if find_spec(name) is None] == []


@forks
def test_a_fork_has_the_imports_and_nothing_of_its_sisters(bench):
    import pandas as pd

    for n in (1, 2):
        bench.notebook(f"0{n}_mark", STARTED, MARK.replace("{n}", str(n)))
    assert set(bench.statuses(jobs=1).values()) == {"ran"}
    for n in (1, 2):
        *_, started, seen = bench.executed(f"0{n}_mark")
        assert started["outputs"][0]["data"]["text/plain"] == "['docx', 'scipy.stats']"  # or it was no fork
        assert seen["outputs"][0]["data"]["text/plain"] == "[False, None, False, False]"
    drawn = [pd.read_parquet(bench.home / "tables" / f"drawn{n}.parquet")["drawn"].tolist() for n in (1, 2)]
    assert len({*drawn[0], *drawn[1]}) == 4  # chance is no twin's


@forks
def test_where_no_fork_is_to_be_had_and_on_request_a_kernel_is_a_fresh_process(bench, monkeypatch):
    bench.notebook("01_mark", STARTED)
    assert bench.statuses(fresh=True) == {"01_mark": "ran"}
    assert bench.executed("01_mark")[-1]["outputs"][0]["data"]["text/plain"] == "[]"
    monkeypatch.setattr(kernels, "PROGRAM", "raise SystemExit(1)")
    assert bench.statuses(force=True) == {"01_mark": "ran"}
    assert bench.executed("01_mark")[-1]["outputs"][0]["data"]["text/plain"] == "[]"


@forks
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_whatever_ends_the_run_ends_its_kernels(bench, sent):
    bench.notebook(
        "01_slow",
        "(data.folder / 'pid').write_text(f'{__import__(\"os\").getpid()} {__import__(\"os\").getppid()}')",
        "import time\ntime.sleep(120)",
    )
    code = (  # tests that run in the background inherit a Ctrl-C that is ignored
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import pathlib\nfrom engagelib import reproduce as r\nfrom engagelib.study.study import Study\nr.WORTH = 1\n"
        f"r.reproduce(Study.open({str(bench.raw)!r}), print, folder=pathlib.Path({str(bench.notebooks)!r}))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    file, patience = bench.raw / "pid", time.monotonic() + 120
    while not (file.exists() and file.read_text()) and time.monotonic() < patience:
        time.sleep(0.1)
    kernel, mother = map(int, file.read_text().split())
    assert mother != process.pid  # or it was no fork
    process.send_signal(sent)
    process.communicate(timeout=60)
    patience = time.monotonic() + 30
    while (alive(kernel) or alive(mother)) and time.monotonic() < patience:
        time.sleep(0.2)
    assert not alive(kernel) and not alive(mother)


@forks
def test_a_kernel_whose_mother_is_killed_ends_and_the_notebook_says_so(bench):
    bench.notebook(
        "01_orphan", "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"
    )
    bench.notebook("02_next", "1 + 1")
    told = bench.run(jobs=1)
    assert "DeadKernel" in told["01_orphan"]
    assert told["02_next"] == "ran: first run"  # in a fresh process


def outputs(home: Path) -> dict[str, bytes]:
    kept = [path for kind in ("tables", "figures", "notebooks") for path in (home / kind).rglob("*")]
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in kept if path.is_file()}


@forks
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("kia-metro", "umkm-loyalty")],
)
def test_fresh_and_forked_runs_give_the_same_bytes(reproduced, command, tmp_path, name):
    study = reproduced(name)  # by forks
    done = command("reproduce", study, "--lang", "en", "--fresh", "--out", tmp_path / "fresh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert " waits " not in done.stdout
    forked, fresh = outputs(study.parent / "as-made"), outputs(tmp_path / "fresh")
    assert len(forked) > 50
    assert [name for name in forked.keys() | fresh.keys() if forked.get(name) != fresh.get(name)] == []


# --- the order, read off the code ------------------------------------------------------------


def code(*sources):
    return [{"cell_type": "code", "source": source} for source in sources]


def test_what_a_notebook_reads_and_writes_is_read_off_its_cells():
    opened = "from engagelib import Study as S, agreement\nimport engagelib\ndata = engagelib.Study.open(study, lang)"
    found = notebook.uses(
        code(
            opened,
            "a, b = data.table('scores'), data.table(name='gap')",
            "agreement.table(data.codings())",  # no result table, though it is called so
            "tables.write(agreement.table(x), data.tables / 'agreement', lang=lang)\n%time y",
            "made = data.results('quotes', 'funnel')",
            "frame.to_parquet(data.tables / 'raw.parquet')",
        )
    )
    assert found.reads == {"scores", "gap", "quotes", "funnel"}
    assert found.writes == {"agreement", "raw"}
    assert not found.all_read
    assert notebook.uses(code(opened, "data.results(*NAMES)")).all_read


def test_notebooks_of_the_project_say_what_they_read_and_write():
    used = {
        path.stem: notebook.uses(notebook.cells(path)) for path in notebook.found(reproduce.NOTEBOOKS / "en")
    }
    assert "scores" in used["03_survey"].writes and used["04_cobit"].reads == {"scores"}
    assert used["09_triangulation"].all_read and used["10_published"].reads == {"gap"}


def test_a_reader_that_the_order_did_not_see_is_started_again_once_its_table_is_made(bench, monkeypatch):
    monkeypatch.setattr(reproduce, "WORTH", 9)
    bench.notebook("01_likes", "name = 'scores'\nsorted(getattr(data, 'results')('scores'))")
    bench.notebook("02_scores", "data.items()[['item']].to_parquet(data.tables / 'scores.parquet')")
    told = bench.run(jobs=1)
    assert told["01_likes"] == "ran: table scores has been made"
    assert "['scores']" in bench.text("01_likes")
    assert set(bench.statuses().values()) == {"skipped"}


def test_two_that_read_each_other_end(bench, monkeypatch):
    monkeypatch.setattr(reproduce, "WORTH", 9)
    for mine, other in (("a", "b"), ("b", "a")):
        bench.notebook(
            f"0{mine}_x".replace("0a", "01").replace("0b", "02"),
            f"data.table('{other}')",
            f"data.items().to_parquet(data.tables / '{mine}.parquet')",
        )
    assert json.dumps(bench.statuses()).count("ran") == 0


# --- several studies as one ------------------------------------------------------------


def test_slots_go_to_whom_most_others_wait_for_and_come_back_from_who_gives_up():
    async def run():
        slots, order = Slots(1), []

        async def use(name, rank, seconds=0.01):
            async with slots.one(rank):
                order.append(name)
                await asyncio.sleep(seconds)

        first = asyncio.create_task(use("first", 0, 60))
        await asyncio.sleep(0)
        tasks = [asyncio.create_task(use(name, rank)) for name, rank in (("b", 1), ("c", 0), ("a", 3))]
        gone = asyncio.create_task(use("gone", 9))
        await asyncio.sleep(0)
        gone.cancel()
        first.cancel()  # its slot is free again
        await asyncio.gather(*tasks)
        assert slots.free == 1
        return order

    with ThreadPoolExecutor(1) as thread:  # a browser of another test may have left a loop in this one
        assert thread.submit(asyncio.run, run()).result() == ["first", "a", "b", "c"]


def test_several_studies_run_as_one_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "environment", lambda: STILL)
    benches, told = [], []
    for name in ("satu", "dua"):
        (tmp_path / name).mkdir()
        one = Bench(tmp_path / name)
        one.write("study.toml", f'[study]\nname = "{name}"\ntitle = "Warung"\n')
        one.notebook("01_events", "data.events().to_parquet(data.tables / 'events.parquet')", "data.name")
        benches.append(one)

    def asked():
        return [
            reproduce.Asked(
                Study(one.raw), lambda event, one=one: told.append((one.raw, event)), folder=one.notebooks
            )
            for one in benches
        ]

    benches[1].write("items.csv", "item,text,construct,reversed,low,high\nA1,Satu,APO02,no,satu,5\n")
    with pytest.raises(ProblemsError) as wrong:
        reproduce.reproduce_all(asked())
    assert {problem.file for problem in wrong.value.problems} == {"dua/items.csv"}
    assert not any((one.home / "manifest.json").exists() for one in benches)
    benches[1].write("items.csv", (benches[0].raw / "items.csv").read_text(encoding="utf-8"))
    manifests = reproduce.reproduce_all(asked())
    assert [made["study"] for made in manifests] == ["satu", "dua"]
    for one in benches:
        assert [e.status for raw, e in told if raw == one.raw and hasattr(e, "status")] == ["ran"]
        assert f"'{one.raw.parent.name}'" in one.text("01_events")
        assert [path for path in one.home.iterdir() if path.name.startswith(".")] == []
