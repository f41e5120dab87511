"""Speed and memory of the audit's number-crunching: closure, the power of GRIMMER, explain.

    python -m benchmarks.published

Bars: closure at n = 130 in at most 2 s, at n = 30 in milliseconds, memory modest (an explicit list of all
13 million count vectors of n = 130 would take 500 MB); explain of the TikTok/COBIT paper in a few seconds.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from engagelib import published

PRINTED = Path(__file__).parents[1] / "data" / "raw" / "kia-metro" / "published.csv"
#: What is run, the bar in seconds.
RUNS: dict[str, tuple[Callable[[], object], float]] = {
    "closure: mean 2.7, sd 1.9, n 130 (5,359 samples)": (lambda: published.closure("2.7", "1.9", 130), 2.0),
    "closure: mean 2.83, sd 1.02, n 30": (lambda: published.closure("2.83", "1.02", 30), 0.05),
    "closure: mean 4.20, sd 1.70, n 30, 1-7": (lambda: published.closure("4.20", "1.70", 30, high=7), 2.0),
    "grimmer with its power, n 130": (lambda: published.grimmer("2.70", "1.90", 130), 1.0),
    "explain: the paper, 504 pipelines x 10 item counts": (
        lambda: published.explain(pd.read_csv(PRINTED, dtype="str"), {"owner": 1, "customer": 30}),
        10.0,
    ),
}


def timed(run: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """Median seconds and the peak of memory in MB (measured apart: tracing is slow)."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return sorted(seconds)[times // 2], peak / 1e6


def main() -> None:
    for name, (run, bar) in RUNS.items():
        seconds, megabytes = timed(run)
        kept = "kept" if seconds <= bar else "MISSED"
        print(f"{name:55} {seconds:8.3f} s {megabytes:8.1f} MB   bar {bar:g} s: {kept}")


if __name__ == "__main__":
    main()
