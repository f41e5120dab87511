"""Runs that are killed at any moment: what is on record is there and whole, and the next run comes to its end."""

import json
import random
import signal
import subprocess
import sys
import time

import pytest
from test_reproduce import EVENTS_TABLE, GAP, SCORES, Bench

from engagelib.run import record

KILLS = 200
RUN = (
    "import pathlib, sys\nfrom engagelib import reproduce as r\nfrom engagelib.study.study import Study\n"
    "r.reproduce(Study.open(sys.argv[1]), lambda event: None, force=True, folder=pathlib.Path(sys.argv[2]))"
)


def broken(home):
    """Outputs that the manifest names and that are not there or not whole."""
    kept = home / "manifest.json"
    records = json.loads(kept.read_text(encoding="utf-8"))["notebooks"] if kept.exists() else {}
    made = {
        file: sha
        for known in records.values()
        if known["status"] == "ran"
        for file, sha in known["outputs"].items()
    }
    return [file for file, sha in made.items() if record.digest(home / file) != sha]


@pytest.mark.long
def test_a_run_killed_at_any_moment_leaves_what_is_on_record_whole(tmp_path):
    bench, chance = Bench(tmp_path), random.Random(0)
    for name, code in (("01_scores", SCORES), ("02_gap", GAP), ("03_events", EVENTS_TABLE)):
        bench.notebook(name, code)
    began = time.monotonic()
    bench.run()
    whole = time.monotonic() - began
    for kill in range(KILLS):
        run = subprocess.Popen([sys.executable, "-c", RUN, str(bench.raw), str(bench.notebooks)])
        time.sleep(chance.uniform(0, 1.5 * whole))
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert broken(bench.home) == [], kill
    assert set(bench.statuses().values()) <= {"ran", "skipped"} and broken(bench.home) == []
