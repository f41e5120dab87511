"""The journal: a replay of it is what was decided, whatever is pressed and whenever the program is killed."""

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelib.coder.journal import Journal, NotWritten, file_of
from engagelib.readers.journal import State, journals, replayed

UNITS, CODES = ("u1", "u2", "u3"), ("A", "B", "C")
SPANS = st.sampled_from([(None, None), (0, 3), (1, 5)])


def _of_unit(action, **more):
    return st.fixed_dictionaries({"action": st.just(action), "unit": st.sampled_from(UNITS), **more})


PLACED = {"code": st.sampled_from(CODES), "span": SPANS}
EVENTS = st.one_of(
    _of_unit("add", **PLACED), _of_unit("add", **PLACED), _of_unit("remove", **PLACED), _of_unit("none"), _of_unit("seen"),
    _of_unit("memo", memo=st.text(max_size=5), **PLACED), _of_unit("flag", on=st.booleans()),
    _of_unit("settle", codes=st.lists(st.sampled_from(CODES), unique=True), memo=st.text(max_size=3)),
    st.fixed_dictionaries({"action": st.just("merge"), "code": st.just("C"), "into": st.sampled_from("AB")}),
    st.fixed_dictionaries({"action": st.just("rename"), "code": st.sampled_from(CODES), "name": st.text(max_size=3)}),
    st.fixed_dictionaries({"action": st.just("undo")}), st.fixed_dictionaries({"action": st.just("undo")}),
    st.fixed_dictionaries({"action": st.just("redo")}),
)  # fmt: skip


def unfolded(event):
    """The span as the journal has it."""
    start, end = event.get("span", (None, None))
    return {k: v for k, v in event.items() if k != "span"} | (
        {"start": start, "end": end} if start is not None else {}
    )


class Plain:
    """What should come of it, computed the slow way: after each event everything that is not undone is gone through again."""

    def __init__(self):
        self.past, self.future, self.seen = [], [], []

    def now(self, past=None):
        codings, memos, notes, flags, names, settled = {}, {}, {}, set(), {}, {}
        for e, seen in self.past if past is None else past:
            unit, place = e.get("unit"), (e.get("code"), *e.get("span", (None, None)))
            mine = codings.setdefault(unit, {}) if unit else {}
            if e["action"] == "add":
                mine.pop((None, None, None), None)
                mine.setdefault(place, seen)
                memos.setdefault((unit, place), "")
            elif e["action"] == "none" and list(mine) != [(None, None, None)]:
                codings[unit] = {(None, None, None): seen}
            elif e["action"] == "remove":
                mine.pop(place, None)
            elif e["action"] == "memo" and place in mine:
                memos[unit, place] = e["memo"]
            elif e["action"] == "memo":
                notes[unit] = e["memo"]
            elif e["action"] == "flag":
                (flags.add if e["on"] else flags.discard)(unit)
            elif e["action"] == "rename":
                names[e["code"]] = e["name"]
            elif e["action"] == "settle":
                settled[unit] = (e["codes"], e["memo"])
            elif e["action"] == "merge":
                for one, held in codings.items():
                    for p in [p for p in held if p[0] == "C"]:
                        to, memo = (e["into"], *p[1:]), memos.get((one, p), "")
                        there = to in held
                        held.setdefault(to, held[p])
                        old = memos.get((one, to), "") if there else ""
                        memos[one, to] = "\n".join(filter(None, (old, memo)))
                        del held[p]
            for key in [k for k in memos if k[1] not in codings.get(k[0], {})]:
                del memos[key]
        kept = {
            u: {p: (s, memos.get((u, p), "")) for p, s in held.items()} for u, held in codings.items() if held
        }
        return kept, {u: n for u, n in notes.items() if n}, flags, names, settled

    def apply(self, event):
        if event["action"] == "seen":
            self.seen.append(event["unit"])
        elif event["action"] in ("undo", "redo"):
            here, there = (self.past, self.future) if event["action"] == "undo" else (self.future, self.past)
            if here:
                there.append(here.pop())
        else:
            step = (event, event.get("unit") in self.seen)
            after = [*self.past, step]
            if self.now(after) != self.now() or (event["action"] == "merge" and not self._merged(event)):
                self.past, self.future = after, []

    def _merged(self, event):
        return [e["into"] for e, _ in self.past if e["action"] == "merge"][-1:] == [event["into"]]


def told(state):
    units = state.units
    return (
        {u: {c.place: (c.seen, c.memo) for c in was.codings} for u, was in units.items() if was.codings},
        {u: was.note for u, was in units.items() if was.note},
        {u for u, was in units.items() if was.flagged},
        {code: row["name"] for code, row in state.codes.items() if "name" in row},
        {u: (list(was.settled), was.reason) for u, was in units.items() if was.settled is not None},
    )


@given(st.lists(EVENTS, max_size=40))
def test_a_replay_of_the_journal_is_a_plain_model(tmp_path_factory, events):
    folder = tmp_path_factory.mktemp("j")
    journal, plain = Journal(folder, "Ani"), Plain()
    for event in events:
        journal.write(unfolded(event))
        plain.apply(event)
        assert told(journal.state) == plain.now()
    journal.close()
    again, problems, coder = replayed(journal.path)
    assert told(again) == plain.now() and problems == [] and coder in ("", "Ani")
    assert again == journal.state
    shutil.rmtree(folder)


@given(st.lists(EVENTS, max_size=40))
def test_without_the_lines_of_a_unit_all_other_units_stand_as_they_stood(tmp_path_factory, events):
    """As `engagelib forget` leaves a journal: an undo of what is gone goes with it."""
    folder = tmp_path_factory.mktemp("j")
    journal = Journal(folder, "Ani")
    for event in events:
        journal.write(unfolded(event))
    journal.close()
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(line for line in lines if json.loads(line).get("unit") != "u1"))
    rest = replayed(journal.path)[0]
    for part, whole in zip(told(rest), told(journal.state), strict=True):
        kept = whole if isinstance(whole, set) else {k: v for k, v in whole.items() if k != "u1"}
        assert part == (kept - {"u1"} if isinstance(kept, set) else kept)
    shutil.rmtree(folder)


def test_undo_and_redo_have_no_end(tmp_path):
    journal = Journal(tmp_path, "Ani")
    for i in range(500):
        journal.write({"action": "add", "unit": f"u{i}", "code": "A"})
    for _ in range(600):
        journal.write({"action": "undo"})
    assert journal.state.units == {}
    for _ in range(600):
        journal.write({"action": "redo"})
    assert len(journal.state.units) == 500
    journal.close()


def test_a_torn_last_line_is_set_aside_and_told_and_what_follows_is_read(tmp_path):
    journal = Journal(tmp_path, "Ani")
    for unit in UNITS:
        journal.write({"action": "add", "unit": unit, "code": "A"})
    journal.close()
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:-20])
    again = Journal(tmp_path, "Ani")
    assert [p.kind for p in again.problems] == ["journal_torn"] and set(again.state.units) == {"u1", "u2"}
    again.write({"action": "none", "unit": "u3"})
    again.close()
    state, problems, _ = replayed(again.path)
    assert [p.kind for p in problems] == ["journal_no_line"]
    assert [c.code for c in state.units["u3"].codings] == [None]
    assert again.path.read_bytes().startswith(whole[:-20])  # nothing that was written is gone


def test_a_second_window_reads_only_and_is_told_who_writes(tmp_path):
    code = (
        "import sys; from pathlib import Path; from engagelib.coder.journal import Journal\n"
        "j = Journal(Path(sys.argv[1]), 'Ani'); print(j.refused, flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdin=-1, stdout=-1, text=True)
    assert other.stdout.readline() == "None\n"
    second = Journal(tmp_path, "Ani")
    assert second.refused.key == "journal_locked" and second.refused.parts["pid"] == str(other.pid)
    with pytest.raises(NotWritten):
        second.write({"action": "none", "unit": "u1"})
    assert Journal(tmp_path, "Budi").refused is None  # another coder writes another file
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert Journal(tmp_path, "Ani").refused is None


def test_a_lock_of_another_computer_counts_until_it_is_taken_over(tmp_path):
    first = Journal(tmp_path, "Ani")
    lock = first.path.with_name(f".{first.path.stem}.lock")
    first.close()
    assert lock.read_text() == ""
    lock.write_text(json.dumps({"host": "elsewhere", "pid": "7", "since": "2026-01-01T00:00:00+00:00"}))
    assert Journal(tmp_path, "Ani").refused.key == "journal_locked_far"
    assert Journal(tmp_path, "Ani", take_over=True).refused is None


def test_opened_again_in_the_same_kernel_the_earlier_one_reads_only(tmp_path):
    first = Journal(tmp_path, "Ani")
    second = Journal(tmp_path, "Ani")
    assert first.refused.key == "journal_elsewhere" and second.refused is None
    with pytest.raises(NotWritten):
        first.write({"action": "none", "unit": "u1"})
    second.write({"action": "none", "unit": "u1"})


def test_a_file_that_another_program_put_in_its_place_is_not_written_beside(tmp_path):
    journal = Journal(tmp_path, "Ani")
    journal.write({"action": "none", "unit": "u1"})
    other = tmp_path / "synchronised"
    other.write_bytes(journal.path.read_bytes())
    other.replace(journal.path)
    with pytest.raises(NotWritten):
        journal.write({"action": "none", "unit": "u2"})
    assert set(replayed(journal.path)[0].units) == {"u1"}


def test_on_a_full_disk_nothing_is_confirmed_and_nothing_is_lost(tmp_path):
    """The size of files is limited, so that the end of the disk comes in the middle of a line."""
    journal = Journal(tmp_path, "Ani")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    confirmed = []
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        for i in range(50):
            try:
                journal.write({"action": "none", "unit": f"u{i}"})
                confirmed.append(f"u{i}")
            except NotWritten as error:
                assert error.note.key == "journal_not_written"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert 5 < len(confirmed) < 50
    journal.write({"action": "none", "unit": "after"})  # there is room again
    state, problems, _ = replayed(journal.path)
    assert problems == [] and list(state.units) == [*confirmed, "after"] == list(journal.state.units)


def test_a_disk_that_fails_when_it_is_told_to_keep_a_line_confirms_nothing(tmp_path, monkeypatch):
    journal = Journal(tmp_path, "Ani")
    journal.write({"action": "none", "unit": "u1"})

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(NotWritten):
            journal.write({"action": "none", "unit": "u2"})
    assert set(journal.state.units) == set(replayed(journal.path)[0].units) == {"u1"}


def test_a_folder_that_is_read_only_is_read_and_confirms_nothing(tmp_path):
    """Mounted so in a namespace of its own, since root may write where the mode says no."""
    Journal(tmp_path, "Ani").write({"action": "none", "unit": "u1"})
    Journal(tmp_path, "Ani").close()
    code = (
        "import sys; from pathlib import Path; from engagelib.coder.journal import Journal, NotWritten\n"
        "j = Journal(Path(sys.argv[1]), 'Ani'); print(j.refused.key, *j.state.units)\n"
        "try: j.write({'action': 'none', 'unit': 'u2'})\nexcept NotWritten: print('refused')"
    )
    script = f'mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind {tmp_path} && exec {sys.executable} -c "$0" {tmp_path}'
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script, code], capture_output=True, text=True)
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("no namespaces here")
    assert done.stdout.split() == ["journal_not_writable", "u1", "refused"], done.stderr


KILLED = """
import sys
from pathlib import Path
from engagelib.coder.journal import Journal
journal = Journal(Path(sys.argv[1]), "Ani")
for i in range(int(sys.argv[2]), 10**6):
    journal.write({"action": "add", "unit": f"u{i}", "code": "A", "memo": "x" * (i % 700)})
    print(i, flush=True)
"""


def killed(folder, seconds, first):
    """Units that a process confirmed before it was killed."""
    writer = subprocess.Popen([sys.executable, "-c", KILLED, folder, str(first)], stdout=-1, text=True)
    writer.stdout.readline()
    time.sleep(seconds)
    writer.kill()
    rest = writer.stdout.read().split()
    writer.wait()
    return [first, *map(int, rest)]


def test_what_was_confirmed_before_a_kill_is_in_the_journal(tmp_path):
    confirmed = killed(tmp_path, 0.05, 0)
    journal = Journal(tmp_path, "Ani")
    assert journal.refused is None and {f"u{i}" for i in confirmed} <= journal.state.units.keys()


@pytest.mark.long
def test_fifty_kills_at_random_moments_lose_nothing_that_was_confirmed(tmp_path):
    import random

    draw, confirmed = random.Random(19), []
    for _ in range(50):
        confirmed += killed(tmp_path, draw.uniform(0, 0.2), (confirmed or [-1])[-1] + 1)
        state, _, _ = replayed(file_of(tmp_path, "Ani"))
        assert {f"u{i}" for i in confirmed} <= state.units.keys()


def test_codings_of_journals_are_a_table_of_the_contract_with_their_lines_behind_them(tmp_path):
    from engagelib.contracts.tables import violations

    ani, budi = Journal(tmp_path, "Ani"), Journal(tmp_path, "Budi")
    ani.write({"action": "add", "unit": "u1", "code": "A", "start": 0, "end": 3, "version": "1"})
    ani.write({"action": "seen", "unit": "u2"})
    ani.write({"action": "none", "unit": "u2"})
    budi.write({"action": "settle", "unit": "u1", "codes": ["A"], "memo": "jelas"})
    found = journals([ani.path, budi.path])
    assert violations("codings", found.table) == []
    plain = found.table[["unit", "coder", "code", "start", "end", "source", "seen_first", "memo"]].astype(
        object
    )
    assert plain.where(plain.notna(), None).values.tolist() == [
        ["u1", "Ani", "A", 0, 3, "human", False, None],
        ["u2", "Ani", None, None, None, "human", True, None],
        ["u1", "Budi", "A", None, None, "adjudicated", None, "jelas"],
    ]
    assert [found.origins.place(i)["row"].said("en") for i in range(3)] == ["line 1", "line 3", "line 1"]
    assert found.table["made_at"].notna().all()


def test_a_line_that_says_nothing_changes_nothing():
    for event in (
        {"action": "add", "unit": 5, "code": "A"},
        {"action": "fly", "unit": "u"},
        {"action": "add", "unit": "u", "code": "A", "start": 5, "end": 2},
    ):
        state = State()
        with pytest.raises((ValueError, TypeError, KeyError)):
            state.apply(event)
        assert state == State()


@pytest.mark.parametrize(
    "line",
    [
        b"[1]", b"\xff\xfe", b"{}", b"null", b"[" * 100_000, b'{"coder":"Ani","action":"add","unit":["u"],"code":"A"}',
        b'{"coder":"Ani","action":"none","unit":"u","at":["x"]}', b'{"coder":"Budi","action":"none","unit":"u"}',
        b'{"coder":"Ani","action":"add","unit":"u","code":"A","start":0,"end":99999999999999999999999}',
        b'{"coder":"Ani","action":"settle","unit":"u","codes":[5],"memo":""}',
    ],
)  # fmt: skip
def test_a_line_that_somebody_damaged_is_named_and_the_others_count(tmp_path, line):
    journal = Journal(tmp_path, "Ani")
    journal.write({"action": "none", "unit": "u1"})
    journal.close()
    journal.path.write_bytes(journal.path.read_bytes() + line + b"\n")
    again = Journal(tmp_path, "Ani")
    again.write({"action": "none", "unit": "u2"})
    again.close()
    found = journals([journal.path])
    assert [p.kind for p in found.problems] == ["journal_no_line"]
    assert found.problems[0].row.said("en") == "line 2"
    assert found.table["unit"].tolist() == ["u1", "u2"]
