"""Customers by how lately, how often and for how much they bought: recency, frequency, money (RFM)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from engagelib.arguments import takes
from engagelib.customers import shops_of, sold

__all__ = ["FREQUENCY", "SEGMENTS", "rfm", "segments"]

#: Orders up to which a customer scores 1, 2, 3, 4 where fifths cannot be told apart because most bought once.
FREQUENCY = (1, 2, 4, 7)

#: Segment -> lowest and highest recency score, lowest and highest frequency score; the first that fits.
SEGMENTS: dict[str, tuple[int, int, int, int]] = {
    "champions": (4, 5, 4, 5),
    "loyal": (3, 3, 4, 5),
    "promising": (4, 5, 2, 3),
    "new": (4, 5, 1, 1),
    "at_risk": (1, 2, 3, 5),
    "cooling": (3, 3, 1, 3),
    "lost": (1, 2, 1, 2),
}


@takes(orders="order_key customer date amount status case?")
def rfm(
    orders: pd.DataFrame, at: pd.Timestamp | None = None, cuts: Mapping[str, Sequence[float]] | None = None
) -> pd.DataFrame:
    """Recency, frequency and money of every customer, each scored from 1 to 5, and the segment.

    Out: customer, recency (days from the last order to `at`, by default the day after the last of all),
    frequency (orders), monetary (sum, Rp), r, f, m, segment (by r and f). Scores are by fifths of customers;
    where fifths of frequency cannot be told apart, because most bought once, by 1, 2, up to 4, up to 7 and
    more orders. Recency is scored within each shop, for a shop's goods last as long as they last. `cuts`
    names four limits of your own instead: {"recency": [30, 60, 90, 180], "frequency": [1, 2, 4, 8]}; a value
    at a limit is below it. Raises ValueError for limits that are not four and rising.
    """
    bought = sold(orders)
    at = bought["date"].max() + pd.Timedelta(days=1) if at is None else pd.Timestamp(at)
    bought = bought[bought["date"] < at]
    table = bought.groupby("customer").agg(
        last=("date", "max"), frequency=("order_key", "nunique"), monetary=("amount", "sum")
    )
    table = table.assign(recency=(at - table["last"]).dt.days, monetary=table["monetary"].astype("float64"))
    shop = shops_of(table.index)
    scores = dict.fromkeys(("r", "f", "m"), 0)
    table = table.assign(**scores)
    for name, score in (("recency", "r"), ("frequency", "f"), ("monetary", "m")):
        groups = shop.groupby(shop).groups.values() if name == "recency" else [table.index]
        for members in groups:
            values = table.loc[members, name]
            limits = _limits(name, values, (cuts or {}).get(name))
            above = np.searchsorted(limits, values.to_numpy("float64"), side="left")
            table.loc[members, score] = 5 - above if name == "recency" else above + 1
    table["segment"] = [_segment(r, f) for r, f in zip(table["r"], table["f"], strict=True)]
    columns = ["customer", "recency", "frequency", "monetary", "r", "f", "m", "segment"]
    return table.reset_index()[columns]


def _limits(name: str, values: pd.Series, given: Sequence[float] | None) -> np.ndarray:
    if given is None:
        fifths = (
            np.quantile(values, [0.2, 0.4, 0.6, 0.8], method="inverted_cdf") if len(values) else np.zeros(4)
        )
        return np.array(FREQUENCY) if name == "frequency" and len(set(fifths)) < 4 else fifths
    limits = np.asarray(given, dtype="float64")
    if len(limits) != 4 or (np.diff(limits) <= 0).any():
        raise ValueError(f"the limits of {name} in cuts are {list(given)}; four rising numbers are expected")
    return limits


def _segment(r: int, f: int) -> str:
    fits = (
        n
        for n, (r_low, r_high, f_low, f_high) in SEGMENTS.items()
        if r_low <= r <= r_high and f_low <= f <= f_high
    )
    return next(fits)


@takes(scored="customer segment frequency:number monetary:number recency:number")
def segments(scored: pd.DataFrame) -> pd.DataFrame:
    """How many customers and how much money each segment holds.

    In: the result of `rfm`. Out: segment, customers, share, orders, monetary, monetary_share, recency
    (median days since the last order).
    """
    groups = scored.groupby("segment")
    table = groups.agg(
        customers=("customer", "size"), orders=("frequency", "sum"), monetary=("monetary", "sum"),
        recency=("recency", "median"),
    ).reindex([name for name in SEGMENTS if name in groups.groups])  # fmt: skip
    whole = {
        "share": table["customers"] / len(scored),
        "monetary_share": table["monetary"] / scored["monetary"].sum(),
    }
    columns = ["segment", "customers", "share", "orders", "monetary", "monetary_share", "recency"]
    return table.assign(**whole).reset_index()[columns]
