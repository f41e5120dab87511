"""A made-up study of many rows through `engagelib reproduce`: how its cost grows.

    python -m benchmarks.grown [comments ...]     as it comes 10,000, 40,000 and 160,000

To each 20 comments a ticket, to 10 a respondent, to 5 an order: the rows of the shipped studies over and over, with
ids of their own. Bar: 1,000,000 comments in 120 CPU s and 2 GB. Nothing may grow faster than n log n: the
last column, what a row more than in the smallest study costs, stays about the same.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.studies import ROOT, cost

RAW = ROOT / "data" / "raw"
DECLARED = """
[study]
name = "grown"
illustrative = true
[reading]
seconds = 600
[comments]
sellers = ["contoh_kiametro"]
[survey]
respondent = "Kode responden"
states = { as_is = "[Saat ini]", to_be = "[Harapan]" }
[loyalty]
wash_out = 90
"""


def again(rows: pd.DataFrame, n: int, *ids: str) -> pd.DataFrame:
    """The first n of rows over and over, the round behind each id."""
    many = rows.iloc[np.arange(n) % len(rows)].reset_index(drop=True)
    rounds = pd.Series(np.arange(n) // len(rows)).astype(str)
    return many.assign(
        **{name: many[name].where(many[name].isin(["", "0"]), many[name] + rounds) for name in ids}
    )


def study(folder: Path, comments: int) -> None:
    """Write a study of so many comments."""
    kia, loyal = RAW / "kia-metro", RAW / "umkm-loyalty"
    folder.mkdir()
    (folder / "study.toml").write_text(DECLARED, encoding="utf-8")
    shutil.copy(kia / "items.csv", folder)
    said = pd.read_csv(kia / "comments.csv", dtype="str", keep_default_na=False)
    said["user.unique_id"] += np.where(said["user.unique_id"] == "contoh_kiametro", "", "_")
    again(said, comments, "cid", "reply_id").to_csv(folder / "comments.csv", index=False)
    tickets = pd.read_csv(kia / "tickets.csv", dtype="str", keep_default_na=False)
    again(tickets, comments // 20, "ticket", "unit").to_csv(folder / "tickets.csv", index=False)
    asked = pd.read_excel(kia / "survey.xlsx", sheet_name="Pelanggan", dtype="str", engine="openpyxl").fillna(
        ""
    )
    many, rng = again(asked, comments // 10, "Kode responden"), np.random.default_rng(7)
    for answers in many.columns[
        many.columns.str.contains("[", regex=False)
    ]:  # nobody fills in the same form twice
        many[answers] = rng.permutation(many[answers])
    many.to_csv(folder / "survey.csv", index=False)
    orders = pd.read_csv(loyal / "orders.csv", dtype="str", keep_default_na=False)
    again(orders, comments // 5, "No. Pesanan", "Pembeli").to_csv(folder / "orders.csv", index=False)


def main(*sizes: int) -> None:
    print(f"{'comments':>10}{'seconds':>10}{'CPU s':>10}{'largest MB':>12}{'a row':>8}")
    first = None
    for comments in sorted(sizes):
        with tempfile.TemporaryDirectory() as folder:
            study(own := Path(folder) / "grown", comments)
            seconds, busy = cost("-m", "engagelib", "reproduce", own, "--out", Path(folder) / "out")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        row = "" if first is None else f"{(busy - first[1]) / (comments - first[0]) * 1e6:.0f} µs"
        print(f"{comments:>10,}{seconds:>10.1f}{busy:>10.1f}{peak:>12,.0f}{row:>8}", flush=True)
        first = first or (comments, busy)


if __name__ == "__main__":
    main(*(map(int, sys.argv[1:]) if sys.argv[1:] else (10_000, 40_000, 160_000)))
