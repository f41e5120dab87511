"""make bench: every benchmark, one after the other, printed and kept in benchmarks/RESULTS.md; or those that are
named (python -m benchmarks survey sales), which are printed only. With --large (make bench ARGS=--large) the sizes
that take an hour: ten million comments, twenty million on Spark, a study of a million.
"""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
#: What --large runs more, or more of.
LARGE = {
    "comments": [["--most", "10000000"], ["--spark", "20000000"]],
    "grown": [["100000", "316000", "1000000"]],
}
QUICK = {"sales": [["--quick"]]}
PACKAGES = ("pandas", "numpy", "scipy", "pyarrow", "duckdb", "matplotlib", "nltk")


def machine() -> str:
    """Where this was measured, in general words."""
    load = f"; load before: {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GB"
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    system = f"{platform.system()} on {platform.machine()}, Python {platform.python_version()}, {versions}"
    return f"{os.cpu_count()} cores{memory}{load}. {system}."


def measured(name: str, *words: str) -> tuple[int, str]:
    """Run a benchmark, showing its lines as they come: its exit code and all it printed."""
    lines = []
    command = [sys.executable, "-u", "-m", f"benchmarks.{name}", *words]
    with subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return run.returncode, "".join(lines)


def about(name: str) -> str:
    """The docstring of a benchmark: what is measured, and the bars."""
    text = (HERE / f"{name}.py").read_text(encoding="utf-8")
    return text.split('"""')[1].strip()


def main(names: list[str]) -> int:
    every = sorted(path.stem for path in HERE.glob("[!_]*.py"))
    where, codes = machine(), []
    more = LARGE if "--large" in names else QUICK
    names = [name for name in names if name != "--large"]
    parts = [f"# Measured {datetime.now(UTC):%Y-%m-%d}\n\n{where} Peers ran in the same sitting.\n"]
    for name in names or every:
        runs = [measured(name, *words) for words in more.get(name, [[]])]
        codes += [code for code, _ in runs]
        said = "\n".join(said.strip() for _, said in runs)
        parts.append(f"## {name}\n\n```text\n{about(name)}\n```\n\n```text\n{said.strip()}\n```\n")
    if not names and not any(codes):
        (HERE / "RESULTS.md").write_text("\n".join(parts), encoding="utf-8")
    return max(codes)


sys.exit(main(sys.argv[1:]))
