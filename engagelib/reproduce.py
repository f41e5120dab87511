"""Reproduce a study: run what must run, write `manifest.json` and the report.

While a notebook runs, `Study` records the files and tables that it reads. That record, with the hashes of all
that was read and written, goes into the manifest, and the next run follows from it: a notebook is skipped
while its record holds.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engagelib.contracts import Problem, ProblemsError
from engagelib.run import notebook, record
from engagelib.run.kernels import Mother
from engagelib.run.record import Record
from engagelib.run.schedule import Event, Schedule
from engagelib.study import kept
from engagelib.study.folder import NOTEBOOKS
from engagelib.study.study import Study

__all__ = ["NOTEBOOKS", "notebooks_of", "reproduce"]

#: From so many notebooks on, one process that imports for all of them is worth its start.
WORTH = 4


def notebooks_of(study: Study) -> Path:
    """The folder of the notebooks that a study runs: its own, else those in its language."""
    return study.notebooks


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
    mother: Mother | None = None,
) -> Record:
    """Run the notebooks of a study that must run, then write its report; returns the manifest.

    `only` names notebooks by the start of their names; `tell` hears each event, and each warning about the
    data, as it comes; `out` replaces the study's processed folder, `folder` that of its notebooks; a cell may take `timeout` seconds. Kernels
    are forked from one process with the imports (`mother`, if several runs share one); `fresh` starts each as
    a process of its own. Raises ProblemsError, with nothing run or written, when the raw files hold errors.
    """
    folder = folder or notebooks_of(study)
    names = [path.stem for path in notebook.found(folder)]
    few = sum(name.startswith(tuple(only) or "") for name in names) < WORTH
    own = Mother(folder, fresh or few) if fresh or few or mother is None else None
    with own or nullcontext(mother) as used:
        return _reproduced(study, tell, tuple(only), force, jobs, out, folder, timeout, used)


def _reproduced(
    study: Study,
    tell: Callable[[Event | Problem], None],
    only: tuple[str, ...],
    force: bool,
    jobs: int,
    out: Path | None,
    folder: Path,
    timeout: int,
    mother: Mother | None,
) -> Record:
    began = time.perf_counter()
    home = (out or study.processed).resolve()
    environment = record.environment()
    before = kept.state(study)
    manifest = _checked(study, record.load(home / "manifest.json"), environment, mother)
    for problem in manifest["problems"]:
        tell(Problem.of(problem))
    every = [path.stem for path in notebook.found(folder)]
    chosen = [name for name in every if name.startswith(only)] if only else every
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".run-", ignore_cleanup_errors=True) as scratch:
        study.keep(before, Path(scratch) / "read")
        run = Schedule(
            study,
            home,
            folder,
            Path(scratch),
            tell,
            timeout,
            force,
            bool(only),
            environment,
            manifest,
            chosen,
            mother,
        )
        run.forget(manifest["notebooks"].keys() - set(every))
        _to_its_end(run.all(jobs))
        manifest |= {
            "seconds": round(time.perf_counter() - began, 2),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        manifest["report"] = _report(study, home, manifest)
    run.save()
    return manifest


def _checked(study: Study, old: Record, environment: dict[str, str | None], mother: Mother | None) -> Record:
    """Begin a manifest on an old one. Raw files are checked again only when they or the library changed."""
    inputs = {path.relative_to(study.folder).as_posix(): record.digest(path) for path in study.files()}
    if old.get("inputs") == inputs and old.get("environment") == environment:
        problems = [Problem.of(problem) for problem in old["problems"]]
    else:
        if mother:
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


def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
    else:  # called from a notebook, where a loop runs already
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, work).result()


def _report(study: Study, home: Path, manifest: Record) -> Record:
    """Write the report, unless the one that is there says the same; returns its pages with their hashes."""
    from engagelib.report import pages

    told = pages.told(study, manifest)
    old = manifest["report"]
    if old.get("told") == told and all(
        record.digest(home / page) == known for page, known in old["pages"].items()
    ):
        return old
    return {"told": told, "pages": pages.write(study, home, manifest)}
