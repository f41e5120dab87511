"""make bench: every benchmark, one after the other; or those that are named: python -m benchmarks survey sales."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
names = sys.argv[1:] or sorted(path.stem for path in HERE.glob("[!_]*.py"))
sys.exit(
    max(subprocess.call([sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent) for name in names)
)
