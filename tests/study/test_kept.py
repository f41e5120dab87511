"""What a run has read is read once, recorded as ever, and not used once anything has changed."""

import json
import os
import shutil

import pandas as pd
import pytest

from engagelib.study import kept, sources
from engagelib.study.folder import RAW
from engagelib.study.study import Study

TABLES = ("responses", "answers", "comments", "codings", "sales")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A study's folder, and `reads(table)`: whether a notebook of the run reads its file, and what it records."""
    folder = tmp_path / "warung"
    shutil.copytree(RAW / "kia-metro", folder)
    comments = (folder / "comments.csv").read_bytes()
    (folder / "comments.csv").write_bytes(comments.replace(b"contoh_d", b"somebody_d"))  # whom no list knows
    study = Study(folder)
    before = kept.state(study)
    study.problems()
    study.keep(before, tmp_path / "read")
    called = []

    def reads(table, opened=None):
        monkeypatch.setenv("ENGAGELIB_READ", str(tmp_path / "read"))
        monkeypatch.setenv("ENGAGELIB_RECORD", str(tmp_path / "log"))
        (tmp_path / "log").write_text("")
        called.clear()
        opened = opened or Study(folder)
        frame = opened.reading(table).table
        lines = {*(tmp_path / "log").read_text().splitlines()}
        return bool(called), frame, lines

    for table, read in list(sources.READINGS.items()):
        told = lambda study, table=table, read=read: (called.append(table), read(study))[1]  # noqa: E731
        monkeypatch.setitem(sources.READINGS, table, told)
    return folder, reads


def test_a_first_run_which_makes_the_study_s_key_reads_once_too(run):
    folder, reads = run
    assert (folder / "coding" / "key-fingerprint.txt").exists()
    assert not reads("comments")[0]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_not_read_again_and_is_recorded_as_if_it_were(run, table):
    folder, reads = run
    again, frame, lines = reads(table)
    assert not again
    os.utime(folder / "study.toml", (1, 1))  # looks changed
    anew, fresh, recorded = reads(table)
    assert anew
    pd.testing.assert_frame_equal(frame, fresh)
    assert lines == recorded and any("file" in json.loads(line) for line in lines)


def test_whatever_changes_is_read_anew(run):
    folder, reads = run
    (folder / "codings" / "third.csv").write_text("unit,code\n")
    assert reads("codings")[0]
    (folder / "codings" / "third.csv").unlink()
    assert not reads("codings")[0]
    (folder / "coding").mkdir(exist_ok=True)
    (folder / "coding" / "excluded.csv").write_text("author\n")
    assert reads("comments")[0]


def test_another_study_and_one_without_somebody_are_read_for_themselves(run):
    folder, reads = run
    assert reads("codings", Study("kia-metro"))[0]
    assert not reads("comments")[0]
    assert reads("comments", Study(folder).with_left_out({"x"}))[0]
