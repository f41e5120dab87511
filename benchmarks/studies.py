"""What somebody waits for at the command line: the two shipped studies from nothing, and after one change.

    python -m benchmarks.studies

Results go to a temporary folder. Bars: both studies from nothing at most 30 s; nothing changed 0.6 s; one cell
of sales.xlsx changed 8 s; --help 0.3 s; check of kia-metro 3 s. No run can be faster than the sum of the imports
that its notebooks share, divided among the cores.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMPORTS = "import pandas, matplotlib.pyplot, scipy.stats, openpyxl, docx, nltk, ipykernel.kernelapp"


def cost(*command: object) -> tuple[float, float]:
    """Seconds by the clock and of all cores that a command took, its children included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy, start = used.ru_utime + used.ru_stime, time.perf_counter()
    env = {name: value for name, value in os.environ.items() if not name.startswith("ENGAGELIB_")}
    env["PYTHONPATH"] = str(ROOT)
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, env=env, text=True)
    if done.returncode:  # what it said, or nobody knows why
        sys.exit(
            f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        )
    seconds, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, used.ru_utime + used.ru_stime - busy


def change(workbook: Path) -> None:
    """Add one to a quantity, somewhere in the middle."""
    from openpyxl import load_workbook

    book = load_workbook(workbook)
    sheet = book.worksheets[0]
    counted = [cell for cell in sheet[sheet.max_row // 2] if isinstance(cell.value, int)]
    counted[0].value += 1
    book.save(workbook)


def line(what: str, costs: tuple[float, float], bar: float | None = None) -> None:
    note = "" if bar is None else f"   bar {bar:g} s"
    print(f"{what:<44}{costs[0]:>8.2f} s{costs[1]:>9.2f} CPU s{note}", flush=True)


def main() -> None:
    run = ("-m", "engagelib")
    line("limit: sum of the imports, once", cost("-c", IMPORTS))
    line("engagelib --help", cost(*run, "--help"), 0.3)
    line("engagelib check kia-metro", cost(*run, "check", "kia-metro"), 3)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        line("both studies from nothing", cost(*run, "reproduce", "--out", out), 30)
        line("both studies, nothing changed", cost(*run, "reproduce", "--out", out), 0.6)
        own = Path(folder) / "own"
        shutil.copytree(ROOT / "data" / "raw" / "kia-metro", own)
        line("a copy of kia-metro from nothing", cost(*run, "reproduce", own))
        change(own / "sales.xlsx")
        line("one cell of its sales.xlsx changed", cost(*run, "reproduce", own), 8)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process: {peak:,.0f} MB")


if __name__ == "__main__":
    main()
