"""One notebook: what stands in it, the parameters put in, and its run in a kernel of its own."""

from __future__ import annotations

import ast
import asyncio
import importlib
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any

from engagelib.contracts.problems import Note, note
from engagelib.files import write_whole
from engagelib.run.sections import Cell, sections, told
from engagelib.study.lab import lacked
from engagelib.study.makers import nodes, written
from engagelib.words.harmless import UNPRINTABLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from jupyter_client.asynchronous.client import AsyncKernelClient
    from nbclient import NotebookClient

    from engagelib.run.kernels import Mother

__all__ = [
    "BadNotebook", "Stop", "Uses", "cells", "execute", "found", "plain", "save", "tags", "title",
    "uses", "with_parameters",
]  # fmt: skip


class BadNotebook(Exception):
    """A notebook file that cannot be run as it stands; `note` says why."""

    def __init__(self, why: Note) -> None:
        self.note = why
        super().__init__(str(why))


@dataclass(frozen=True)
class Stop:
    """Why a notebook stopped: the error's name and message, the cell as Jupyter numbers it, its line."""

    kind: str
    message: Note | str
    cell: int | None = None
    line: str = ""

    def note(self) -> Note:
        """Where it stopped and why."""
        what = note("error_said" if self.message else "error_alone", error=self.kind, message=self.message)
        if not self.cell:
            return what
        return note("at_line" if self.line else "in_cell", cell=self.cell, line=self.line, what=what)


def found(folder: Path) -> list[Path]:
    """List the numbered notebooks of a folder, in number order."""
    return sorted(folder.glob("[0-9][0-9]_*.ipynb"))


def tags(cell: Cell) -> list[str]:
    """List the tags that a notebook's author gave a cell."""
    return cell.get("metadata", {}).get("tags", [])


def cells(path: Path) -> list[Cell]:
    """Read the cells of a notebook, without outputs: equal for files that say the same."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [_bare(cell, number) for number, cell in enumerate(read)]
    except (ValueError, KeyError, TypeError) as error:
        raise BadNotebook(note("no_notebook", file=path.name, error=str(error))) from None


def _bare(cell: Cell, number: int) -> Cell:
    bare = {
        "cell_type": cell["cell_type"],
        "id": cell.get("id", f"cell-{number}"),
        "metadata": {"tags": tags(cell)},
        "source": "".join(cell["source"]),
    }
    return bare | ({"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {})


def with_parameters(cells: list[Cell], parameters: dict[str, str]) -> list[Cell]:
    """Put values into the cell tagged `parameters`.

    >>> cell = {"source": "study = 'a'  # which", "metadata": {"tags": ["parameters"]}}
    >>> print(with_parameters([cell], {"study": "b", "lang": "en"})[0]["source"])
    study = 'b'
    lang = 'en'
    """
    first = next((number for number, cell in enumerate(cells) if "parameters" in tags(cell)), None)
    if first is None:
        raise BadNotebook(note("no_parameters"))
    source = cells[first]["source"]
    for name, value in parameters.items():
        line = f"{name} = {value!r}"
        lines = re.findall(rf"^{name}\s*=.*$", source, flags=re.MULTILINE)
        source = source.replace(lines[0], line) if lines else f"{source}\n{line}"
    return [*cells[:first], cells[first] | {"source": source}, *cells[first + 1 :]]


def title(cells: list[Cell]) -> str:
    """Find the first heading of a notebook, without its marks; empty if it has none."""
    prose = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    heading = re.search(r"^#\s+(.+?)\s*#*$", prose, flags=re.MULTILINE)
    return re.sub(r"[*`]", "", heading[1]) if heading else ""


@dataclass(frozen=True)
class Uses:
    """The result tables that a notebook's code reads and writes; `all_read` where it does not say by name which."""

    reads: frozenset[str]
    writes: frozenset[str]
    all_read: bool


def uses(cells: list[Cell]) -> Uses:
    """Find which result tables a notebook reads and writes, without running it.

    >>> code = "data = Study(study); data.table('scores'); data.write('gap', gap)"
    >>> uses([{"cell_type": "code", "source": code}])
    Uses(reads=frozenset({'scores'}), writes=frozenset({'gap'}), all_read=False)
    """
    sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    asking = re.compile(r"\b(Study|table|results)\b")
    parts = [node for source in sources if asking.search(source) for node in nodes(source)]
    studies = {
        target.id
        for node in parts
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if {"Study"} & set(_dotted(node.value.func)[-2:])
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    asked = [
        argument.value if isinstance(argument, ast.Constant) else None
        for node in parts
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("table", "results")
        if isinstance(node.func.value, ast.Name) and node.func.value.id in studies
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]
    ]
    made = frozenset(name for source in sources for name in written(source))
    named = frozenset(name for name in asked if isinstance(name, str))
    return Uses(named, made, len(named) < len(set(asked)))


def _dotted(node: ast.expr) -> list[str]:
    """The names of `a.b.c`, as far as it is made of names."""
    if isinstance(node, ast.Attribute):
        return [*_dotted(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []


def save(cells: list[Cell], path: Path) -> None:
    """Write cells as a notebook of format 4.5."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    write_whole(path, json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def plain(text: str) -> str:
    """Text without the colour codes of a terminal, and without anything else that one would obey."""
    return UNPRINTABLE.sub("", re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text))


# --- running ------------------------------------------------------------


async def execute(
    cells: list[Cell],
    folder: Path,
    scratch: Path,
    env: dict[str, str],
    timeout: int,
    lang: str = "id",
    mother: Mother | None = None,
) -> tuple[list[Cell], Stop | None, list[str]]:
    """Run cells in a kernel of this Python in `folder`, forked from `mother` or fresh.

    Returns them with outputs, why they stopped, and a sentence for each section in which a cell was left out
    because the study lacks what it reads (`study.lab`). What lacks before the first section stops the notebook. `scratch` takes the kernel's own files (connection, log, IPython profile),
    so that nobody's settings or history have a say. A cell may take `timeout` seconds. The kernel is gone
    when this returns or is cancelled.
    """
    nbformat = _nbformat()
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    book = nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    number, source, stop = None, "", None
    own = sum(len(section.cells) for section in sections(cells)[:1] if not section.heading)
    log = scratch / "kernel.log"
    try:
        async with _kernel(book, folder, scratch, log, env, timeout, mother) as client:
            for number, index in _numbered(book.cells):
                source = book.cells[index].source
                stop = await _run(client, book.cells[index], index, number)
                if index < own and not stop and (lacks := lacked(book.cells[index].outputs)):
                    stop = Stop("Lacking", lacks, number)
                if stop:
                    break
    except CellTimeoutError:
        stop = Stop("Timeout", note("took_longer", seconds=timeout), number, _line("", source))
    except (DeadKernelError, RuntimeError):
        if _cancelled():  # nbclient takes a cancelled wait for a dead kernel
            raise asyncio.CancelledError from None
        last = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        what = note("kernel_ended_saying", last=plain(last)) if last else note("kernel_ended")
        stop = Stop("DeadKernel", what, number, _line("", source))
    run = json.loads(json.dumps(book.cells))
    return run, stop, told(run, lang)


def _nbformat() -> Any:
    """The module nbformat, without a grammar of web addresses that jsonschema would build for two seconds."""
    spared = "rfc3987_syntax"  # jsonschema does without it
    known = spared in sys.modules
    if not known:
        sys.modules[spared] = None  # type: ignore[assignment]
    try:
        return importlib.import_module("nbformat")
    finally:
        if not known:
            del sys.modules[spared]


async def _run(client: NotebookClient, cell: Any, index: int, number: int) -> Stop | None:
    """Run a cell; why it stopped, if it did."""
    from nbclient.exceptions import CellExecutionError

    try:
        await client.async_execute_cell(cell, index, execution_count=number)
    except CellExecutionError as error:
        line = _line(plain(error.traceback), cell.source)
        return Stop(error.ename, _lacks(cell) or plain(error.evalue), number, line)
    return None


def _lacks(cell: Any) -> Note | None:
    """What a cell stopped for want of (`Lacking`), if that is why it stopped: told as data, not as a sentence."""
    told = [output["traceback"] for output in cell.outputs if output["output_type"] == "error"]
    try:
        return Note.of(json.loads("".join(told[-1])))
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def _cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _numbered(cells: list[Cell]) -> Iterator[tuple[int, int]]:
    """Jupyter's number and the position of each cell that runs."""
    run = (
        index for index, cell in enumerate(cells) if cell["cell_type"] == "code" and cell["source"].strip()
    )
    return enumerate(run, 1)


def _line(traceback: str, source: str) -> str:
    """Find the line that the traceback's first arrow points at; the cell's first line without a traceback."""
    arrow = re.search(r"^-+>\s*\d+ (.*)$", traceback, flags=re.MULTILINE)
    return (arrow[1] if arrow else source.strip().partition("\n")[0]).strip()


async def _answers(kernel: AsyncKernelClient, seconds: int) -> None:
    """Wait until a kernel answers, and until what it shows arrives here; RuntimeError if it ends, or takes longer.

    jupyter_client's own wait goes on until nothing has come for a fifth of a second: nbclient does without.
    """
    patience = time.monotonic() + seconds
    while time.monotonic() < patience and await kernel.is_alive():
        kernel.kernel_info()
        with suppress(Empty):
            await kernel.shell_channel.get_msg(timeout=1)
            await kernel.iopub_channel.get_msg(timeout=0.2)
            return
    raise RuntimeError


@asynccontextmanager
async def _kernel(
    book: Any,
    folder: Path,
    scratch: Path,
    log: Path,
    env: dict[str, str],
    timeout: int,
    mother: Mother | None,
) -> AsyncIterator[NotebookClient]:
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    from engagelib.run.kernels import SETTINGS, provisioner

    class ThisPython(KernelSpecManager):
        """Knows one kernel: the Python that runs this line, whatever kernels are installed."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=command, display_name=kernel_name, language="python")

    manager = AsyncKernelManager(
        kernel_spec_manager=ThisPython(),
        kernel_name="engagelib",
        connection_file=str(scratch / "kernel.json"),
    )
    manager.provisioner = provisioner(mother, manager)
    client = NotebookClient(book, km=manager, timeout=timeout, record_timing=False)
    # nbclient warns about late messages of the kernel: nothing that a reader can act on
    client.log.setLevel("CRITICAL")
    own = SETTINGS | {"IPYTHONDIR": str(scratch / "ipython")}
    with log.open("wb") as noise:
        try:
            await manager.start_kernel(
                extra_arguments=["--HistoryManager.enabled=False"],
                cwd=str(folder),
                env=env | own,
                stdout=noise,
                stderr=noise,
            )
            client.kc = manager.client()
            client.kc.start_channels()
            await _answers(client.kc, 60)
            client.kc.allow_stdin = False
            yield client
        finally:
            if client.kc is not None:
                client.kc.stop_channels()
            with suppress(RuntimeError):  # it never started
                await manager.shutdown_kernel(now=True)
