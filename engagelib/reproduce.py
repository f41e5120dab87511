"""Reproduce a study: run what must run, write `manifest.json` and the report.

While a notebook runs, `Study` records the files and tables that it reads. That record, with the hashes of all
that was read and written, goes into the manifest, and the next run follows from it: a notebook is skipped
while its record holds.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engagelib.contracts import Problem, ProblemsError
from engagelib.run import notebook, outputs, record
from engagelib.run.kernels import Mother
from engagelib.run.record import DONE, Record
from engagelib.run.schedule import Event, Schedule, Slots
from engagelib.study import kept
from engagelib.study.folder import NOTEBOOKS
from engagelib.study.study import Study

if TYPE_CHECKING:
    from engagelib.report.pages import Page

__all__ = ["NOTEBOOKS", "Asked", "notebooks_of", "reproduce", "reproduce_all"]

#: From so many notebooks on, one process that imports for all of them is worth its start.
WORTH = 4


def notebooks_of(study: Study) -> Path:
    """The folder of the notebooks that a study runs: its own, else those in its language."""
    return study.notebooks


@dataclass(frozen=True)
class Asked:
    """One study of a run: who hears its events, and where its results go and its notebooks are if not as usual."""

    study: Study
    tell: Callable[[Event | Problem], None]
    out: Path | None = None
    folder: Path | None = None

    @property
    def home(self) -> Path:
        """Where its results live."""
        return (self.out or self.study.processed).resolve()

    @property
    def notebooks(self) -> Path:
        """The folder of its notebooks."""
        return self.folder or notebooks_of(self.study)

    def chosen(self, only: tuple[str, ...]) -> list[str]:
        """Its notebooks whose names start so."""
        return [path.stem for path in notebook.found(self.notebooks) if path.stem.startswith(only or "")]


def reproduce(
    study: Study,
    tell: Callable[[Event | Problem], None],
    only: Iterable[str] = (),
    force: bool = False,
    jobs: int = 2,
    out: Path | None = None,
    folder: Path | None = None,
    timeout: int = 600,
    fresh: bool = False,
) -> Record:
    """Run the notebooks of a study that must run, then write its report; returns the manifest.

    `only` names notebooks by the start of their names; `tell` hears each event, and each warning about the
    data, as it comes; `out` replaces the study's processed folder, `folder` that of its notebooks; a cell may
    take `timeout` seconds. Kernels are forked from one process with the imports; `fresh` starts each as a
    process of its own. Raises ProblemsError, with nothing run or written, when the raw files hold errors.
    """
    asked = [Asked(study, tell, out, folder)]
    return reproduce_all(asked, only, force, jobs, timeout, fresh)[0]


def reproduce_all(
    asked: Sequence[Asked],
    only: Iterable[str] = (),
    force: bool = False,
    jobs: int = 2,
    timeout: int = 600,
    fresh: bool = False,
) -> list[Record]:
    """Run several studies as one, as `reproduce` runs one: their notebooks take turns, `jobs` at a time.

    Raises ProblemsError, with nothing run or written, when the raw files of any of them hold errors.
    """
    began, only, environment = time.perf_counter(), tuple(only), record.environment()
    few = sum(len(one.chosen(only)) for one in asked) < WORTH
    with Mother(asked[0].notebooks, fresh or few) as mother:
        checked = []
        for one in asked:
            before = kept.state(one.study)
            old = record.load(one.home / "manifest.json")
            try:
                checked.append((before, _checked(one.study, old, environment, mother)))
            except ProblemsError as error:
                raise error if len(asked) == 1 else ProblemsError(_of(one.study, error.problems)) from None

        async def run() -> list[Record]:
            slots, works = Slots(jobs), []
            for one, (before, manifest) in zip(asked, checked, strict=True):
                turn = _run(one, before, manifest, only, force, slots, timeout, mother, began)
                works.append(asyncio.create_task(turn))
            return await asyncio.gather(*works)

        return _to_its_end(run())


def _of(study: Study, problems: list[Problem]) -> list[Problem]:
    """Problems of one of several studies, whose files are named with it."""
    return [replace(problem, file=f"{study.name}/{problem.file}") for problem in problems]


async def _run(
    asked: Asked,
    before: tuple[Any, ...],
    manifest: Record,
    only: tuple[str, ...],
    force: bool,
    slots: Slots,
    timeout: int,
    mother: Mother,
    began: float,
) -> Record:
    study, home, folder = asked.study, asked.home, asked.notebooks
    for problem in manifest["problems"]:
        asked.tell(Problem.of(problem))
    home.mkdir(parents=True, exist_ok=True)
    outputs.note_folder(study, home)
    with tempfile.TemporaryDirectory(dir=home, prefix=".run-", ignore_cleanup_errors=True) as scratch:
        study.keep(before, Path(scratch) / "read")
        drafts = _Drafts(study, home, manifest["notebooks"])

        def hear(event: Event | Problem) -> None:
            asked.tell(event)
            drafts.hear(event)

        run = Schedule(
            study,
            home,
            folder,
            Path(scratch),
            hear,
            timeout,
            force,
            bool(only),
            manifest["environment"],
            manifest,
            asked.chosen(only),
            mother,
        )
        run.forget(manifest["notebooks"].keys() - set(asked.chosen(())))
        with drafts:
            await run.all(slots)
        manifest |= {
            "seconds": round(time.perf_counter() - began, 2),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        manifest["report"] = await asyncio.to_thread(_report, study, home, manifest, drafts.made())
    run.save()
    return manifest


def _checked(study: Study, old: Record, environment: dict[str, str | None], mother: Mother) -> Record:
    """Begin a manifest on an old one. Raw files are checked again only when they or the library changed."""
    inputs = {path.relative_to(study.folder).as_posix(): record.digest(path) for path in study.files()}
    if old.get("inputs") == inputs and old.get("environment") == environment:
        problems = [Problem.of(problem) for problem in old["problems"]]
    else:
        mother.start()  # something will run, and it imports while the files are read here
        problems = study.problems()
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsError(problems)
    return {
        "study": study.name,
        "title": study.title,
        "illustrative": study.illustrative,
        "lang": study.lang,
        "versions": record.versions(),
        "environment": environment,
        "inputs": inputs,
        "problems": [problem.to_dict() for problem in problems],
        "notebooks": old.get("notebooks", {}),
        "report": old.get("report", {}),
    }


def _to_its_end(work: Coroutine[Any, Any, list[Record]]) -> list[Record]:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as thread:  # called from a notebook, where a loop runs already
        return thread.submit(asyncio.run, work).result()


class _Drafts(ThreadPoolExecutor):
    """Pages of the report, made while other notebooks still run; none before one has run that must."""

    def __init__(self, study: Study, home: Path, records: dict[str, Record]) -> None:
        super().__init__(1)
        self.study, self.home, self.records = study, home, records
        self.settled: set[str] = set()
        self.drafts: dict[str, Future[Page]] = {}

    def hear(self, event: Event | Problem) -> None:
        """Begin the page of a notebook that is settled, and those of the notebooks that were settled before."""
        if not isinstance(event, Event) or event.status not in DONE:
            return
        self.settled.add(event.notebook)
        if event.status == "ran" or self.drafts:
            for name in self.settled:
                self.drafts[name] = self.submit(self._draft, name, dict(self.records[name]))
            self.settled.clear()

    def _draft(self, name: str, known: Record) -> Page:
        from engagelib.report import pages

        pages.ready()
        return pages.page_of(self.study, self.home, name, known)

    def made(self) -> dict[str, Page]:
        """The pages that were made."""
        return {name: draft.result() for name, draft in self.drafts.items()}


def _report(study: Study, home: Path, manifest: Record, drafts: dict[str, Page]) -> Record:
    """Write the report, unless the one that is there says the same; returns its pages with their hashes."""
    from engagelib.report import pages

    told = pages.told(study, manifest)
    old = manifest["report"]
    if old.get("told") == told and all(
        record.digest(home / page) == known for page, known in old["pages"].items()
    ):
        return old
    return {"told": told, "pages": pages.write(study, home, manifest, drafts)}
