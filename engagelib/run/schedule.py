"""In which order notebooks run, and what becomes of each.

No list is kept by hand: a notebook waits for those whose code writes a table that its code reads. One that asks
for a table too early all the same stops with `NotYet` and is started again, and so is one that turns out to have
gone without a table, or with an old one, that another wrote after it. Each writes into a staging folder; what it
wrote is moved to where results live once it has come to its end.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engagelib.contracts import Problem
from engagelib.contracts.problems import Note, note
from engagelib.files import content, write_whole
from engagelib.run import notebook as run_notebook
from engagelib.run import record
from engagelib.run.notebook import BadNotebook, Stop, Uses
from engagelib.run.record import DONE, Record
from engagelib.run.sections import Cell
from engagelib.study.folder import NOT_YET
from engagelib.study.study import Study
from engagelib.words.harmless import in_json

if TYPE_CHECKING:
    from engagelib.run.kernels import Mother

__all__ = ["Event", "Schedule", "Slots", "status_of"]


@dataclass(frozen=True)
class Event:
    """What became of a notebook.

    `status` is ran, skipped, left out (the study has no such data), held back (what it needs failed) or
    failed; waits is said in between.
    """

    notebook: str
    status: str
    why: Note
    seconds: float | None = None


Tell = Callable[[Event | Problem], None]


def status_of(status: str) -> Note:
    """The word for what became of a notebook."""
    return note(f"status_{status.replace(' ', '_')}")


class Slots:
    """So many notebooks at a time, over all studies of a run; first the one for which most others wait."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.queue: list[tuple[int, int, asyncio.Event]] = []
        self.asked = count()

    @asynccontextmanager
    async def one(self, rank: int) -> AsyncIterator[None]:
        """Wait for a slot, ahead of whoever has a lower rank or came later, and keep it."""
        turn = (-rank, next(self.asked), asyncio.Event())
        heappush(self.queue, turn)
        self._call()
        try:
            await turn[2].wait()
            yield
        finally:
            if turn in self.queue:
                self.queue.remove(turn)
                heapify(self.queue)
            else:
                self.free += 1
            self._call()

    def _call(self) -> None:
        while self.free and self.queue:
            heappop(self.queue)[2].set()
            self.free -= 1


@dataclass
class Schedule:
    """One run over one study: who still waits, for which table, and who is settled."""

    study: Study
    home: Path
    folder: Path
    scratch: Path
    tell: Tell
    timeout: int
    force: bool
    partial: bool
    environment: dict[str, str | None]
    manifest: Record
    chosen: list[str]
    mother: Mother | None = None
    wanted: dict[str, str] = field(default_factory=dict)
    last: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.waiting = list(self.chosen)
        self.records: dict[str, Record] = self.manifest["notebooks"]
        self.uses = {name: self._uses(name) for name in self.chosen}
        before = {name: self._awaited(name) for name in self.chosen}
        self.followers = {name: self._followers(name, before) for name in self.chosen}

    # --- tables: who makes them, are they there ------------------------------------------------------------

    def _maker(self, table: str) -> str | None:
        """Name the notebook that made a table, or whose code would have if it had come to its end."""
        output = f"tables/{table}.parquet"
        made = (name for name, known in self.records.items() if output in known["outputs"])
        return next(made, None) or next(
            (name for name in self.chosen if table in self.uses[name].writes), None
        )

    def _uses(self, name: str) -> Uses:
        try:
            cells = run_notebook.cells(self.folder / f"{name}.ipynb")
            uses = run_notebook.uses(cells)
            if any(".main_results(" in cell["source"] for cell in cells):  # as study.toml names them
                return replace(uses, reads=uses.reads | {*self.study.answer_sources})
            return uses
        except (BadNotebook, OSError):
            return Uses(frozenset(), frozenset(), False)

    def _reads(self, name: str) -> set[str]:
        """The tables that a notebook reads, by its code and by what it read last time."""
        return self.uses[name].reads | self.records.get(name, {}).get("tables", {}).keys()

    def _awaited(self, name: str) -> set[str]:
        """The notebooks, not settled yet, that come before this one: they write what it reads."""
        reads, every = self._reads(name), self.uses[name].all_read
        return {
            other
            for other in set(self.chosen) - self.settled - {name}
            if (every and other < name) or reads & self.uses[other].writes
        }

    def _is_there(self, table: str) -> bool:
        """Say whether a table is there and up to date: its notebook settled, or no part of a partial run."""
        if not (self.home / "tables" / f"{table}.parquet").exists():
            return False
        maker = self._maker(table)
        if maker not in self.chosen:
            return self.partial and not self.study.outdated(table, self.home)
        return maker in self.settled and self.records[maker]["status"] in DONE

    def _digest(self, table: str) -> str | None:
        return content(self.home / "tables" / f"{table}.parquet") if self._is_there(table) else None

    def _publish_pending(self) -> None:
        """Name the tables on disk that are about to change: `Study.table` hands none of them out."""
        tables = sorted(path.stem for path in (self.home / "tables").glob("*.parquet"))
        write_whole(
            self.scratch / "pending.json",
            json.dumps([table for table in tables if not self._is_there(table)]),
        )

    # --- order ------------------------------------------------------------

    async def all(self, slots: Slots) -> None:
        """Settle every notebook, as many at a time as there are slots; cancelled, it takes its kernels along."""
        running: set[asyncio.Task[None]] = set()
        self._publish_pending()
        try:
            while self.waiting or running:
                while name := self._next(idle=not running):
                    self.waiting.remove(name)
                    running.add(asyncio.create_task(self._in_turn(name, slots)))
                if running:
                    finished, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    for task in finished:
                        task.result()
                elif self.waiting and (work := self._give_up(self.waiting.pop(0))):
                    running.add(asyncio.create_task(work))
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _in_turn(self, name: str, slots: Slots) -> None:
        async with slots.one(len(self.followers[name])):
            if work := self._begin(name):
                await work

    def _followers(self, name: str, before: dict[str, set[str]]) -> set[str]:
        """The notebooks that wait for this one, at first or second hand."""
        found, new = set[str](), {name}
        while new:
            found |= new
            new = {other for other in before if before[other] & new} - found
        return found - {name}

    def _next(self, idle: bool) -> str | None:
        """Choose the first notebook that need not wait.

        When nothing runs, the first that has not been tried: some wait for each other, or their records are
        out of date.
        """
        for name in self.waiting:
            if self._is_there(self.wanted[name]) if name in self.wanted else not self._awaited(name):
                return name
        return next((name for name in self.waiting if name not in self.wanted), None) if idle else None

    def _begin(self, name: str) -> Coroutine[Any, Any, None] | None:
        """Settle a notebook that need not run; return the work of one that must."""
        parameters = {"study": self.study.place, "lang": self.study.lang}
        try:
            cells = run_notebook.cells(self.folder / f"{name}.ipynb")
            filled = run_notebook.with_parameters(cells, parameters)
        except BadNotebook as error:
            self._settle(name, status="failed", why=error.note)
            return None
        now = {"source": self._source(name, cells), "parameters": parameters, "environment": self.environment}
        if why := self._why(name, now):
            self.records[name] = (
                {"outputs": {}, "inputs": {}, "tables": {}, "absent": []} | self.records.get(name, {}) | now
            )
            if lost := self._lost(name, self.uses[name].reads):
                self._settle(name, status="held back", why=lost, title=run_notebook.title(cells))
                return None
            if not self._awaited(name):  # whatever is not there now will not come
                self.last.add(name)
            self.records[name] |= record.reason(why) | {
                "status": "running",
                "title": run_notebook.title(cells),
            }
            return self._execute(name, filled)
        if self.records[name]["status"] in DONE:
            self._settle(name, status="skipped", why=note("nothing_changed"))
        else:
            self._settle(name)
        return None

    def _source(self, name: str, cells: list[Cell]) -> str:
        """Hash a notebook with what its reader wrote of it."""
        written = record.digest(self.study.folder / "interpretation" / f"{name[:2]}.md")
        return record.digest_of([cells, written] if written else cells)

    def _why(self, name: str, now: Record) -> Note | None:
        """Why a notebook must run; None if it need not."""
        if name in self.wanted:
            return record.why(self.records[name])
        if self.force:
            return note("forced")
        if name not in self.records:
            return note("first_run")
        changes = record.changes(self.records[name], now, self.study, self.home, self._digest)
        reasons = list(islice(changes, 3))
        return note("reasons", reasons=reasons) if reasons else None

    # --- one notebook ------------------------------------------------------------

    async def _execute(self, name: str, cells: list[Cell]) -> None:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(
            dir=self.scratch, prefix=f"{name}-", ignore_cleanup_errors=True
        ) as scratch:
            stage, log = Path(scratch) / "out", Path(scratch) / "read.jsonl"
            stage.mkdir()
            log.touch()
            env = (
                os.environ
                | {
                    "ENGAGELIB_OUT": str(stage),
                    "ENGAGELIB_RECORD": str(log),
                    "ENGAGELIB_PENDING": str(self.scratch / "pending.json"),
                    "ENGAGELIB_PROCESSED": str(self.home),
                    "ENGAGELIB_NOTEBOOK": str(self.folder / f"{name}.ipynb"),
                    "ENGAGELIB_READ": str(self.scratch / "read"),
                }
                | ({"ENGAGELIB_LAST": "1"} if name in self.last else {})
            )
            cells, stop, left = await run_notebook.execute(
                cells, self.folder, Path(scratch), env, self.timeout, self.study.lang, self.mother
            )
            self.records[name]["sections"] = left
            self.records[name] |= record.reads(log, self.study, self._digest)
            self.records[name]["seconds"] = round(time.perf_counter() - began, 2)
            self._finish(name, cells, stop, stage)

    def _finish(self, name: str, cells: list[Cell], stop: Stop | None, stage: Path) -> None:
        """Keep what a notebook made if it came to its end; else say where it stopped."""
        lacks = stop.message if stop and isinstance(stop.message, Note) else None
        if lacks and lacks.key in NOT_YET:
            self._put_back(name, lacks.parts["table"])
        elif lacks and lacks.key == "the_study_has_no":
            self._leave_out(name, lacks)
        elif lost := not stop and self._lost(name, self.records[name]["tables"]):
            self._settle(name, status="held back", why=lost)
        elif twice := not stop and self._written_twice(name, stage):
            self._settle(name, status="failed", why=twice)
        else:
            if stop:
                shutil.rmtree(stage)
            run_notebook.save(cells, stage / "notebooks" / f"{name}.ipynb")
            outputs = self._move(stage)
            if stop:
                self._settle(
                    name, status="failed", why=stop.note(), outputs=self.records[name]["outputs"] | outputs
                )
            else:
                self._remove(name, keep=outputs)
                self._settle(name, status="ran", outputs=outputs)
                self._call_back(outputs)

    def _lost(self, name: str, tables: Iterable[str]) -> Note | None:
        """Which table an error took from a notebook; None if none."""
        for table in sorted(tables):
            maker = None if self._is_there(table) else self._maker(table)
            if maker in self.settled - {name} and self.records[maker]["status"] in ("failed", "held back"):
                return note("table_not_made_by", table=table, told=[self._told(maker)])
        return None

    def _told(self, name: str) -> Note:
        return note("notebook_with_status", notebook=name, status=status_of(self.records[name]["status"]))

    def _call_back(self, outputs: dict[str, str | None]) -> None:
        """Start those again, once, that asked for a table before it was made, unseen by the order."""
        written = (Path(output) for output in outputs if output.startswith("tables/"))
        for table in (path.stem for path in written if path.suffix == ".parquet"):
            made = self._digest(table)
            for name in sorted(self.settled - self.again):
                known = self.records[name].get("tables", {})
                if known.get(table, made) != made:
                    self.again.add(name)
                    self.settled.discard(name)
                    key = "table_changed" if known[table] else "table_has_been_made"
                    self.records[name] |= record.reason(note(key, table=table))
                    self._put_back(name, table)

    def _put_back(self, name: str, table: str) -> None:
        self.wanted[name] = table
        self.waiting = sorted([*self.waiting, name])
        if name not in self.last and not self._is_there(table):
            self.tell(Event(name, "waits", note("for_table", table=table)))

    def _give_up(self, name: str) -> Coroutine[Any, Any, None] | None:
        """Settle a notebook that waits for a table nobody will make.

        Unless an error is the cause, it gets one last run and is told so: it may do without.
        """
        lost = {
            other: self.records[other]["status"]
            for other in sorted(self.settled)
            if self.records[other]["status"] not in DONE
        }
        table, maker = self._cause(name, lost)
        if maker:
            lost = {maker: lost[maker]}
        told = [self._told(other) for other in lost]
        told = told if len(told) < 4 else [note("notebooks_did_not_run", n=len(told))]
        why = note("table_not_made_by", table=table, told=told)
        if set(lost.values()) - {"left out"}:
            self._settle(name, status="held back", why=why)
        elif name not in self.last:
            self.last.add(name)
            return self._begin(name)
        elif lost:
            self._leave_out(name, why)
        elif self.partial:
            self._settle(name, status="failed", why=note("run_without_only", table=table))
        else:
            self._settle(name, status="failed", why=note("no_notebook_makes", table=table))
        return None

    def _cause(self, name: str, lost: dict[str, str]) -> tuple[str, str | None]:
        """Name the table that a notebook lacks, one lost by an error before others, and who should have made it."""
        first = self.wanted[name]
        lacks = dict.fromkeys([first, *(t for t in self.records[name]["tables"] if not self._is_there(t))])
        makers = {table: maker for table in lacks if (maker := self._maker(table)) in lost}
        by_error = (table for table, maker in makers.items() if lost[maker] != "left out")
        table = next(by_error, first)
        return table, makers.get(table)

    def _leave_out(self, name: str, why: Note) -> None:
        self._remove(name, keep={})
        self._settle(name, status="left out", why=why, outputs={})

    def _written_twice(self, name: str, stage: Path) -> Note | None:
        for other in sorted(self.settled - {name}):
            both = [output for output in self.records[other]["outputs"] if (stage / output).exists()]
            if both:
                return note("written_twice", output=both[0], other=other)
        return None

    # --- files ------------------------------------------------------------

    def _move(self, stage: Path) -> dict[str, str | None]:
        """Move what a notebook wrote to where results live; the files with their hashes."""
        outputs = {}
        for path in sorted(path for path in stage.rglob("*") if path.is_file()):
            output = path.relative_to(stage).as_posix()
            outputs[output] = record.digest(path)
            (self.home / output).parent.mkdir(parents=True, exist_ok=True)
            path.replace(self.home / output)
        return outputs

    def _remove(self, name: str, keep: dict[str, str | None]) -> None:
        """Remove what a notebook wrote before and writes no longer, unless another has taken it over."""
        taken = {output for other in self.settled - {name} for output in self.records[other]["outputs"]}
        for output in self.records[name]["outputs"].keys() - keep.keys() - taken:
            (self.home / output).unlink(missing_ok=True)

    def forget(self, names: Iterable[str]) -> None:
        """Drop the results of notebooks that are no longer there."""
        for name in sorted(names):
            self._remove(name, keep={})
            del self.records[name]

    def _settle(self, name: str, why: Note | None = None, **result: Any) -> None:
        known = self.records.setdefault(name, {"outputs": {}, "inputs": {}, "tables": {}, "absent": []})
        known |= result | (record.reason(why) if why else {})
        self.settled.add(name)
        self._publish_pending()
        if known["status"] != "skipped":  # what is as it was is on record already
            self.save()
        self.tell(
            Event(
                name,
                known["status"],
                record.why(known),
                known.get("seconds") if known["status"] == "ran" else None,
            )
        )

    def save(self) -> None:
        """Write the manifest as it stands."""
        self.manifest["notebooks"] = dict(sorted(self.records.items()))
        self.manifest["seal"] = record.seal(self.manifest)
        write_whole(self.home / "manifest.json", in_json(self.manifest) + "\n")
