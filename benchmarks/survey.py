"""Speed and memory of scoring a million respondents with twenty items, beside the usual ways to do it.

    python -m benchmarks.survey [respondents]

Bars: from a wide integer matrix at most 0.5 s, from the tidy table (categories, no resampling) at most 5 s
and 1 GB beyond the input. Every way gives the same exact totals, which is checked; the better of two runs
counts. Memory is what the process grows by at its peak (Linux); a way that does less than ours says so.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from engagelib import survey
from engagelib.survey.comparison import signed_rank
from engagelib.survey.scores import score_matrix

ITEMS, CONSTRUCTS = 20, 4
NAMES = [f"c{item * CONSTRUCTS // ITEMS}" for item in range(ITEMS)]


def matrix(respondents: int) -> np.ndarray:
    """Answers from 1 to 5, 2 % missing (0)."""
    rng = np.random.default_rng(0)
    answers = rng.integers(1, 6, (respondents, ITEMS), dtype="int8")
    answers[rng.random(answers.shape) < 0.02] = 0
    return answers


def tidy(answers: np.ndarray) -> pd.DataFrame:
    """The same answers as the table `responses`, its texts as categories."""
    respondents = len(answers)
    value = pd.array(answers.ravel(), dtype="Int8")
    value[answers.ravel() == 0] = pd.NA
    item = np.tile(np.arange(ITEMS, dtype="int8"), respondents)
    group = np.repeat((np.arange(respondents) % 2).astype("int8"), ITEMS)
    codes = {
        "respondent": (
            np.repeat(np.arange(respondents, dtype="int32"), ITEMS),
            [f"R{i}" for i in range(respondents)],
        ),
        "item": (item, [f"i{j}" for j in range(ITEMS)]),
        "state": (np.zeros(len(item), dtype="int8"), ["none"]),
        "group": (group, ["customer", "owner"]),
        "construct": (item * CONSTRUCTS // ITEMS, [f"c{j}" for j in range(CONSTRUCTS)]),
    }
    columns = {name: pd.Categorical.from_codes(*pair) for name, pair in codes.items()}
    return pd.DataFrame(columns | {"value": value})


def grown(run: Callable[[], object]) -> tuple[float, float, object]:
    """Seconds, MB at the peak beyond the start, result."""
    gc.collect()
    reset, before = Path("/proc/self/clear_refs"), _status("VmRSS")
    if reset.exists():
        reset.write_text("5")
    start = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - start
    return seconds, _status("VmHWM") - before, result


def _status(name: str) -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return next(
        int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith(name)
    )


# --- the usual ways -----------------------------------------------------------------------------------------


def one_pass(answers: np.ndarray) -> list[int]:
    """The totals of the columns and nothing else: 0 is missing and adds nothing."""
    totals = answers.sum(axis=0, dtype="int64")
    return [int(totals[[n == name for n in NAMES]].sum()) for name in dict.fromkeys(NAMES)]


def by_numpy(answers: np.ndarray) -> list[int]:
    """Floats with NaN and nanmean: means, sd and n of respondents, no exact totals, no median."""
    floats = np.where(answers == 0, np.nan, answers.astype("float64"))
    totals = []
    for name in dict.fromkeys(NAMES):
        part = floats[:, [n == name for n in NAMES]]
        own = np.nanmean(part, axis=1)
        np.nanmean(own), np.nanstd(own, ddof=1)
        totals.append(int(np.nansum(part)))
    return totals


def by_pandas_wide(answers: np.ndarray) -> list[int]:
    """A DataFrame of floats: mean(axis=1) per construct, then describe."""
    frame = pd.DataFrame(np.where(answers == 0, np.nan, answers.astype("float64")))
    totals = []
    for name in dict.fromkeys(NAMES):
        part = frame.loc[:, [n == name for n in NAMES]]
        part.mean(axis=1).agg(["count", "mean", "std", "median"])
        totals.append(int(part.sum().sum()))
    return totals


def by_pandas_tidy(table: pd.DataFrame) -> list[int]:
    """Two groupbys: respondents' own sums and counts, then their mean and sd. No items, missing or median."""
    by = ["group", "state", "construct"]
    own = (
        table.groupby([*by, "respondent"], observed=True, sort=False)["value"]
        .agg(["sum", "count"])
        .reset_index()
    )
    own["own"] = own["sum"] / own["count"]
    return (
        own.groupby(by, observed=True, sort=False)
        .agg(total=("sum", "sum"), sd=("own", "std"))["total"]
        .tolist()
    )


def by_duckdb(table: pd.DataFrame) -> list[int]:
    """The same in SQL over the frame, all cores."""
    import duckdb

    found = duckdb.sql(
        """select "group", state, construct, sum(s) as total, stddev_samp(s / n) as sd, count(*) as n from (
             select "group", state, construct, respondent, sum(value) as s, count(value) as n from "table"
             group by all having count(value) > 0) group by all"""
    )
    return [int(total) for total in found.df()["total"]]


def by_loop(change: np.ndarray) -> float:
    """The exact signed-rank p value of ten pairs by listing all signs."""
    ranks = pd.Series(np.abs(change)).rank().to_numpy()
    signs = np.array(np.meshgrid(*[[0, 1]] * len(change))).reshape(len(change), -1)
    sums, seen = ranks @ signs, ranks[change > 0].sum()
    return float((np.abs(sums - ranks.sum() / 2) >= abs(seen - ranks.sum() / 2)).mean())


def compare(title: str, bar: float | None, ways: dict[str, Callable[[], object]]) -> None:
    """One table: ours first, every other way beside it."""
    print(f"\n{title}" + (f" (bar {bar:g} s)" if bar else ""))
    print(f"  {'':34}{'seconds':>9}{'ratio':>8}{'peak MB':>9}")
    expected, ours = None, None
    for name, run in ways.items():
        seconds, peak, result = min((grown(run) for _ in range(2)), key=lambda found: found[0])
        ours = ours or seconds
        expected = expected or result
        same = "" if result == expected else "   DIFFERS"
        late = "   OVER THE BAR" if bar and name == "engagelib" and seconds > bar else ""
        print(f"  {name:34}{seconds:9.3f}{seconds / ours:8.1f}{peak:9.0f}{same}{late}")


def main(respondents: int = 1_000_000) -> None:
    """Print every table."""
    answers = matrix(respondents)
    print(f"{respondents:,} respondents x {ITEMS} items, {CONSTRUCTS} constructs, 2 % missing")
    compare(
        "wide integer matrix",
        0.5,
        {
            "engagelib": lambda: score_matrix(answers, NAMES, missing=0)["total"].tolist(),
            "limit: one pass over the bytes": lambda: one_pass(answers),
            "numpy nanmean (no totals, no median)": lambda: by_numpy(answers),
            "pandas wide": lambda: by_pandas_wide(answers),
        },
    )
    ends = {"engagelib, with 1,000 resamples": lambda: score_matrix(answers, NAMES, 0, resamples=1000).shape}
    compare("the same with a bootstrap interval", None, ends)
    table = tidy(answers)
    print(
        f"\ninput of the tidy table: {table.memory_usage(deep=False).sum() / 2**20:.0f} MB, {len(table):,} rows"
    )
    compare(
        "tidy table (1 GB beyond the input)",
        5.0,
        {
            "engagelib": lambda: sorted(survey.score(table)["total"].tolist()),
            "pandas, two groupbys": lambda: sorted(by_pandas_tidy(table)),
            "duckdb": lambda: sorted(by_duckdb(table)),
        },
    )
    change = np.array([2, 1, 3, 1, 2, -1, 2, 4, 2, 1, 1, -2, 3, 2, 1, 1, 2, 2])
    compare(
        "exact Wilcoxon p of 18 pairs",
        None,
        {
            "engagelib": lambda: round(signed_rank(change)[1], 12),
            "all signs listed": lambda: round(by_loop(change), 12),
        },
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
