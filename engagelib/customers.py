"""Who comes back: repeat purchase, cohorts, the time between orders, RFM segments, willingness to recommend.

Everything is counted from orders with pseudonyms. A customer is one pseudonym; orders without one are known
as sales but not as anybody's, and are left out with their number. What observation ended before it could be
seen is missing, never "did not come back".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from engagelib.shares import wilson

__all__ = [
    "SEGMENTS",
    "between",
    "nps",
    "repeat_purchase",
    "retention",
    "returned_within",
    "rfm",
    "segments",
    "sold",
]

#: An order whose status holds one of these was never a purchase.
NOT_SOLD = ("batal", "cancel", "belum bayar", "unpaid", "belum dibayar")


def sold(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders that became a purchase of a known customer, in order of time: cancelled and unpaid ones are left out."""
    status = orders["status"].fillna("").str.casefold()
    bought = ~status.str.contains("|".join(NOT_SOLD)) & orders["customer"].notna()
    return orders[bought].sort_values(["date", "order_key"], ignore_index=True)


def repeat_purchase(orders: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Which share of customers bought more than once.

    In: `orders`. `by`: a column to split by too (case, channel); a customer of two shops is a customer of
    each. Out: by ("all" = together, first), customers, repeat (customers with 2 or more orders), share,
    ci_low, ci_high (Wilson), another_day (customers with orders on two or more days: a second parcel on the
    same evening is no return), orders, per_customer (orders). The share depends on how long was looked:
    customers who came late have had less time; `returned_within` allows for it.

    >>> days = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-01-05"])
    >>> made = pd.DataFrame({"order_key": ["1", "2", "3"], "customer": ["a", "a", "b"], "date": days, "status": "selesai"})
    >>> repeat_purchase(made)[["customers", "repeat", "share"]].values.tolist()
    [[2.0, 1.0, 0.5]]
    """
    bought = sold(orders)
    parts = [bought.assign(part="all")] + ([bought.assign(part=bought[by])] if by else [])
    counts = pd.concat(
        part.groupby(["part", "customer"], observed=True)
        .agg(orders=("order_key", "nunique"), days=("date", "nunique"))
        .reset_index()
        for part in parts
    )
    counts = counts.assign(repeat=counts["orders"] > 1, another_day=counts["days"] > 1)
    table = counts.groupby("part", sort=False).agg(
        customers=("customer", "size"), repeat=("repeat", "sum"), another_day=("another_day", "sum"),
        orders=("orders", "sum"),
    ).reset_index()  # fmt: skip
    low, high = wilson(table["repeat"], table["customers"])
    share = table["repeat"] / table["customers"]
    per = table["orders"] / table["customers"]
    table = table.assign(share=share, ci_low=low, ci_high=high, per_customer=per)
    columns = ["customers", "repeat", "share", "ci_low", "ci_high", "another_day", "orders", "per_customer"]
    return table.rename(columns={"part": by})[[by, *columns]] if by else table[columns]


def _gaps(orders: pd.DataFrame, end: pd.Timestamp | None, keys: Sequence[str]) -> pd.DataFrame:
    """Each customer's days from first to second day of purchase, or to the end of observation."""
    days = sold(orders).drop_duplicates([*keys, "customer", "date"])
    until = orders["date"].max() if end is None else end
    places = days.groupby([*keys, "customer"], observed=True)["date"]
    first, second = places.nth(0), places.nth(1)
    table = days.loc[first.index, [*keys, "customer"]].assign(first=first.to_numpy())
    later = days.loc[second.index, [*keys, "customer"]].assign(second=second.to_numpy())
    table = table.merge(later, how="left", on=[*keys, "customer"])
    again = table["second"].notna()
    waited = (table["second"].fillna(until) - table["first"]).dt.days
    return table.assign(days=waited, again=again)


def returned_within(
    orders: pd.DataFrame, days: Sequence[int] = (30, 60, 90), end: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Which share of customers came back within so many days of their first order (Kaplan-Meier).

    A customer whose time ran out before, because observation ended, counts for as long as he could be seen.
    Out: days, customers (still without a second order and still seen by then: at risk), share, ci_low,
    ci_high (log-log), note. `end`: last day of observation, by default the last order's.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    seen = _gaps(orders, end, ())
    seen = seen[seen["days"] > 0]
    rows = []
    for limit in days:
        risk = int((seen["days"] >= limit).sum())
        if not seen["again"].any() or risk == 0:
            note = "nobody came back" if len(seen) and risk else "nobody was seen for so long"
            rows.append((limit, risk, 0.0 if risk else np.nan, np.nan, np.nan, note))
            continue
        curve = SurvfuncRight(seen["days"], seen["again"].astype(int))
        place = np.searchsorted(curve.surv_times, limit, side="right") - 1
        if place < 0:
            rows.append((limit, risk, 0.0, np.nan, np.nan, "nobody came back so soon"))
            continue
        rest, error = float(curve.surv_prob[place]), float(curve.surv_prob_se[place])
        low, high = _log_log(rest, error)
        rows.append((limit, risk, 1 - rest, 1 - high, 1 - low, ""))
    return pd.DataFrame(rows, columns=["days", "customers", "share", "ci_low", "ci_high", "note"])


def _log_log(rest: float, error: float, z: float = 1.959963984540054) -> tuple[float, float]:
    """The interval of a survival share on the scale of log(-log), where it stays within 0 and 1."""
    if not 0 < rest < 1:
        return np.nan, np.nan
    width = z * error / (rest * abs(np.log(rest)))
    return rest ** np.exp(width), rest ** np.exp(-width)


def between(orders: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Days between one day of purchase and the next of the same customer.

    Out: by, customers (who came back), n (intervals), median, q1, q3, longest. Only intervals that ended are
    there: long ones are missed more often than short ones, so the median errs on the short side.
    """
    keys = [by] if by else []
    days = sold(orders).drop_duplicates([*keys, "customer", "date"])
    gap = days.groupby([*keys, "customer"], observed=True)["date"].diff().dt.days
    found = days.assign(gap=gap).dropna(subset="gap")
    groups = found.groupby(keys or np.zeros(len(found), dtype=int), observed=True)
    quantiles = {"q1": 0.25, "median": 0.5, "q3": 0.75}
    table = groups.agg(
        customers=("customer", "nunique"), n=("gap", "size"), longest=("gap", "max"),
        **{name: ("gap", lambda gaps, share=share: gaps.quantile(share)) for name, share in quantiles.items()},
    ).reset_index(drop=not by)  # fmt: skip
    return table[[*keys, "customers", "n", "median", "q1", "q3", "longest"]]


def retention(orders: pd.DataFrame, end: pd.Timestamp | None = None) -> pd.DataFrame:
    """Of the customers who first bought in a month, which share bought in each month after it.

    Out: cohort (2025-01), month (0 = the month of the first order), customers, active, share; a month that
    observation does not cover whole has no row. Whoever bought before the first day
    of the orders counts as new in its first month, which makes that cohort look more faithful than it is.
    `end`: last day of observation, by default the last order's.
    """
    bought = sold(orders)
    end = orders["date"].max() if end is None else pd.Timestamp(end)
    month = bought["date"].dt.to_period("M")
    first = month.groupby(bought["customer"]).transform("min")
    seen = bought.assign(cohort=first, month=(month - first).map(lambda step: step.n))
    sizes = seen.groupby("cohort")["customer"].nunique()
    active = seen.groupby(["cohort", "month"])["customer"].nunique()
    whole = (end + pd.Timedelta(days=1)).to_period("M") - 1  # the last month that is over
    rows = []
    for cohort in pd.period_range(sizes.index.min(), sizes.index.max(), freq="M") if len(sizes) else ():
        for step in range((whole - cohort).n + 1 if cohort <= whole else 0):
            n, back = int(sizes.get(cohort, 0)), int(active.get((cohort, step), 0))
            rows.append((str(cohort), step, n, back, back / n if n else np.nan))
    return pd.DataFrame(rows, columns=["cohort", "month", "customers", "active", "share"])


# --- RFM ------------------------------------------------------------------------------------------

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


def rfm(
    orders: pd.DataFrame,
    at: pd.Timestamp | None = None,
    cuts: Mapping[str, Sequence[float]] | None = None,
) -> pd.DataFrame:
    """Recency, frequency and money of every customer, each scored from 1 to 5, and the segment.

    Out: customer, recency (days from the last order to `at`, by default the day after the last of all),
    frequency (orders), monetary (sum, Rp), r, f, m, segment. Scores are by fifths of customers; customers
    alike score alike, so where most bought once no fifth is exactly a fifth. `cuts` names four limits of your
    own instead: {"recency": [30, 60, 90, 180], "frequency": [1, 2, 4, 8]}; a value at a limit is below it.
    Raises ValueError for limits that are not four and rising.
    """
    bought = sold(orders)
    at = bought["date"].max() + pd.Timedelta(days=1) if at is None else pd.Timestamp(at)
    bought = bought[bought["date"] < at]
    table = bought.groupby("customer").agg(
        last=("date", "max"), frequency=("order_key", "nunique"), monetary=("amount", "sum")
    )
    table = table.assign(recency=(at - table["last"]).dt.days, monetary=table["monetary"].astype("float64"))
    for name, score in (("recency", "r"), ("frequency", "f"), ("monetary", "m")):
        limits = _limits(name, table[name], (cuts or {}).get(name))
        above = np.searchsorted(limits, table[name].to_numpy(dtype="float64"), side="left")
        table[score] = 5 - above if name == "recency" else above + 1
    table["segment"] = [_segment(r, f) for r, f in zip(table["r"], table["f"], strict=True)]
    columns = ["customer", "recency", "frequency", "monetary", "r", "f", "m", "segment"]
    return table.reset_index()[columns]


def _limits(name: str, values: pd.Series, given: Sequence[float] | None) -> np.ndarray:
    if given is None:
        return (
            np.quantile(values, [0.2, 0.4, 0.6, 0.8], method="inverted_cdf") if len(values) else np.zeros(4)
        )
    limits = np.asarray(given, dtype="float64")
    if len(limits) != 4 or (np.diff(limits) <= 0).any():
        raise ValueError(f"the limits of {name} are {list(given)}; four rising numbers are expected")
    return limits


def _segment(r: int, f: int) -> str:
    fits = (
        n
        for n, (r_low, r_high, f_low, f_high) in SEGMENTS.items()
        if r_low <= r <= r_high and f_low <= f <= f_high
    )
    return next(fits)


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


# --- would they recommend it ----------------------------------------------------------------------


def nps(answers: pd.Series) -> pd.DataFrame:
    """Net promoter score of answers from 0 to 10: share of 9 and 10 less share of 0 to 6, in points of 100.

    Out: one row with n, promoters, passives, detractors, nps, ci_low, ci_high (from the variance of a
    difference of two shares). Raises ValueError for an answer outside 0 to 10: a scale of 1 to 5 gives no NPS.

    >>> nps(pd.Series([10, 9, 8, 6]))[["promoters", "detractors", "nps"]].values.tolist()
    [[2.0, 1.0, 25.0]]
    """
    given = answers.dropna().astype("float64")
    if not given.isin(range(11)).all():
        strange = given[~given.isin(range(11))].iloc[0]
        raise ValueError(f"{strange:g} is no answer from 0 to 10; NPS is asked on that scale only")
    n, high, low = len(given), int((given >= 9).sum()), int((given <= 6).sum())
    counts = {"n": n, "promoters": high, "passives": n - high - low, "detractors": low}
    if n == 0:
        return pd.DataFrame([counts | dict.fromkeys(("nps", "ci_low", "ci_high"), np.nan)])
    score = (high - low) / n
    half = 1.959963984540054 * np.sqrt(((high + low) / n - score**2) / n)
    ends = np.clip([score - half, score + half], -1, 1) * 100
    return pd.DataFrame([counts | {"nps": score * 100, "ci_low": float(ends[0]), "ci_high": float(ends[1])}])
