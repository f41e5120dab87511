"""Who comes back: repeat purchase, cohorts, the time between orders, willingness to recommend.

Everything is counted from orders with pseudonyms. A customer is a pseudonym at a shop: who buys at two shops
is a customer of each. One person under two names lowers every share here, two people under one name raise it.
What observation ended before it could be seen is missing, never "did not come back"; a first order is the
first that was seen, since nobody knows who bought before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts import is_sold
from engagelib.contracts.arguments import In, takes
from engagelib.contracts.problems import note
from engagelib.exact import worked
from engagelib.intervals import wilson

__all__ = [
    "FREQUENCY",
    "SEGMENTS",
    "between_orders",
    "nps",
    "repeat_purchase",
    "retention",
    "return_by_hand",
    "returned_within",
    "rfm",
    "segments",
    "shops_of",
    "sold",
]  # fmt: skip


_ORDERS = "order_key customer date status case? channel?"
Z = 1.959963984540054  # of a 95 % interval


@takes(orders=_ORDERS)
def sold(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders that became a purchase of a known customer, in order of time; `customer` is told apart by shop.

    Cancelled, unpaid and returned orders are left out.
    """
    bought = orders[is_sold(orders["status"]) & orders["customer"].notna()]
    if "case" in bought and bought["case"].notna().any():
        bought = bought.assign(customer=bought["case"].fillna("") + "/" + bought["customer"])
    return bought.sort_values(["date", "order_key"], ignore_index=True)


@takes()
def shops_of(customers: pd.Index) -> pd.Series:
    """The shop of each customer as `sold` tells them apart; blank where orders name no shop."""
    return pd.Series(
        [name.partition("/")[0] if "/" in name else "" for name in customers], customers, dtype="str"
    )


@takes(orders=_ORDERS, by=In("orders"))
def repeat_purchase(orders: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Which share of customers bought more than once.

    In: `orders`. `by`: a column to split by too (case, channel). Out: by ("all" = together, first),
    customers, repeat (customers with 2 or more orders), share, ci_low, ci_high, interval (how it was made:
    Wilson; of "all" by case, shops as clusters with t of one less than shops, since customers of one shop
    resemble each other; or why there is none), another_day (customers with orders on two or more days: a second parcel on the same
    evening is no return), orders, per_customer (orders). The share depends on how long was looked: customers
    who came late have had less time; `returned_within` allows for it.

    Notes
    -----
    share = customers with two or more orders / customers; interval by Wilson (1927), JASA 22.
    In R: prop.test(repeat, customers, correct = FALSE); clustered by survey::svyciprop.

    Examples
    --------
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
    table = table.assign(
        share=table["repeat"] / table["customers"], ci_low=low, ci_high=high, interval="Wilson",
        per_customer=table["orders"] / table["customers"],
    ).astype({"interval": object})  # fmt: skip
    if by == "case" and len(table) > 2:
        ends = _over_shops(table["repeat"].to_numpy()[1:], table["customers"].to_numpy()[1:])
        how = "shops as clusters" if ends[0] == ends[0] else note("noted_shops_alike")
        table.loc[0, ["ci_low", "ci_high", "interval"]] = [*ends, how]
    columns = ["customers", "repeat", "share", "ci_low", "ci_high", "interval", "another_day", "orders"]
    columns.append("per_customer")
    return (
        table.rename(columns={"part": by})[[by, *columns]] if by else table[columns].astype({"share": float})
    )


def _over_shops(n: np.ndarray, of: np.ndarray) -> tuple[float, float]:
    """Interval of a pooled share whose units come in clusters: linearised variance of a ratio (Cochran 1977)."""
    from scipy import stats

    share, clusters = n.sum() / of.sum(), len(n)
    error = np.sqrt(clusters / (clusters - 1) * ((n - share * of) ** 2).sum()) / of.sum()
    if error < 1e-12:  # each shop has the same share: nothing is known of how shops differ
        return np.nan, np.nan
    half = stats.t.ppf(0.975, clusters - 1) * error
    return float(max(share - half, 0)), float(min(share + half, 1))


# --- how soon -------------------------------------------------------------------------------------


def _waits(orders: pd.DataFrame, end: pd.Timestamp | None, wash_out: int) -> pd.DataFrame:
    """Each customer's days from the first day of purchase to the second, or to the end of observation."""
    days = sold(orders).drop_duplicates(["customer", "date"])
    until = orders["date"].max() if end is None else pd.Timestamp(end)
    ranked = days.assign(place=days.groupby("customer").cumcount())
    first = ranked[ranked["place"] == 0].set_index("customer")["date"]
    second = ranked[ranked["place"] == 1].set_index("customer")["date"].reindex(first.index)
    shop = shops_of(first.index)
    table = pd.DataFrame({
        "days": (second.fillna(until) - first).dt.days, "again": second.notna(), "shop": shop,
    })  # fmt: skip
    fresh = first >= orders["date"].min() + pd.Timedelta(days=wash_out)
    return table[fresh & (table["days"] > 0)]


@takes(orders=_ORDERS)
def returned_within(
    orders: pd.DataFrame,
    days: Sequence[int] = (30, 60, 90),
    end: pd.Timestamp | None = None,
    wash_out: int = 0,
    resamples: int = 300,
    seed: int = 0,
) -> pd.DataFrame:
    """Which share of customers came back within so many days of the first order that was seen (Kaplan-Meier).

    In: `orders` (customer, date, status).

    A customer whose time ran out before, because observation ended, counts for as long as he could be seen.
    `wash_out`: customers first seen in so many days from the beginning are left out, since most of them are
    old ones. Out: days, customers (at risk: not back yet and still seen), share, ci_low, ci_high, interval
    (log-log; with several shops, shops drawn anew; or why there is none), note. `end`: last day of observation, by default the last
    order's.

    Notes
    -----
    share(d) = 1 - S(d); S(d) = product over days t_i <= d of (1 - r_i / n_i), r_i back on day t_i of n_i not back yet and
    still seen. Source: Kaplan & Meier (1958), JASA 53. In R: survival::survfit(Surv(days, back) ~ 1, conf.type =
    "log-log"). In SPSS: Survival > Kaplan-Meier.

    Examples
    --------
    Two customers, one back on the 31st day, one never within the 58 days that he could be seen.

    >>> days = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-01-01"])
    >>> made = pd.DataFrame({"order_key": ["1", "2", "3"], "customer": ["a", "a", "b"], "date": days, "status": "selesai"})
    >>> returned_within(made, days=(30, 40), end=pd.Timestamp("2025-02-28"))[["days", "share"]].values.tolist()
    [[30.0, 0.0], [40.0, 0.5]]
    """
    if not days:
        raise ValueError("days is empty; numbers of days such as 30, 60, 90 are expected")
    seen = _waits(orders, end, wash_out)
    risk, back = _grid(seen, max(days))
    rest, error = _still_away(risk.sum(axis=0), back.sum(axis=0))
    several = len(risk) > 2
    if several:
        weights = np.random.default_rng(seed).multinomial(
            len(risk), np.full(len(risk), 1 / len(risk)), resamples
        )
        drawn = _still_away(weights @ risk, weights @ back)[0]
    rows: list[tuple[Any, ...]] = []
    for limit in days:
        at_risk = int(risk[:, limit].sum())
        away = rest[limit] if at_risk or rest[limit] == 0 else np.nan
        if away != away:
            rows.append((limit, 0, np.nan, np.nan, np.nan, "", note("noted_not_seen_so_long")))
            continue
        ends, how = _log_log(away, error[limit]), "log-log"
        if several:
            ends, how = tuple(np.nanquantile(drawn[:, limit], [0.025, 0.975])), "shops drawn anew"
        if ends[0] == ends[1]:  # no draw differs
            ends = np.nan, np.nan
        why = note("noted_nobody_back") if away == 1 else ""
        alike = note("noted_everybody_back" if away == 0 else "noted_shops_alike")
        told = how if ends[0] == ends[0] else "" if why else alike
        rows.append((limit, at_risk, 1 - away, 1 - ends[1], 1 - ends[0], told, why))
    columns = ["days", "customers", "share", "ci_low", "ci_high", "interval", "note"]
    return pd.DataFrame(rows, columns=columns)


def _grid(seen: pd.DataFrame, longest: int) -> tuple[np.ndarray, np.ndarray]:
    """Per shop and day from 0 to the longest: customers at risk, and those who came back on that day."""
    risk, back = [], []
    for _, part in seen.groupby("shop"):
        days = np.minimum(part["days"].to_numpy(), longest + 1)
        waited = np.bincount(days, minlength=longest + 2)
        risk.append(waited[::-1].cumsum()[::-1][: longest + 1])
        back.append(np.bincount(days[part["again"].to_numpy()], minlength=longest + 2)[: longest + 1])
    return np.array(risk).reshape(-1, longest + 1), np.array(back).reshape(-1, longest + 1)


def _still_away(risk: np.ndarray, back: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kaplan and Meier's share not back by each day, and Greenwood's standard error of it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.cumprod(np.where(risk > 0, 1 - back / np.maximum(risk, 1), 1.0), axis=-1)
        terms = np.where(back > 0, back / (risk * np.maximum(risk - back, 1e-300)), 0.0)
        return rest, rest * np.sqrt(np.cumsum(terms, axis=-1))


def _log_log(rest: float, error: float) -> tuple[float, float]:
    """The interval of a survival share on the scale of log(-log), where it stays within 0 and 1."""
    if not 0 < rest < 1:
        return np.nan, np.nan
    width = Z * error / (rest * abs(np.log(rest)))
    return rest ** np.exp(width), rest ** np.exp(-width)


@takes(orders=_ORDERS, by=In("orders"))
def between_orders(orders: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Days between one day of purchase and the next of the same customer.

    In: `orders`.

    Out: by, customers (who came back), n (intervals), median, q1, q3, longest. Only intervals that ended are
    there: long ones are missed more often than short ones, so the median errs on the short side.

    Notes
    -----
    Source: none, medians and quartiles of gaps in days. In R: quantile(diff(sort(date))). Customers with one order
    have no gap.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-01-01", "2025-01-31", "2025-01-05"])
    >>> made = pd.DataFrame({"order_key": ["1", "2", "3"], "customer": ["a", "a", "b"], "date": days, "status": "selesai"})
    >>> between_orders(made)[["customers", "n", "median"]].values.tolist()
    [[1.0, 1.0, 30.0]]
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


@takes(orders=_ORDERS)
def retention(orders: pd.DataFrame, end: pd.Timestamp | None = None) -> pd.DataFrame:
    """Of the customers who first bought in a month, which share bought in each month after it.

    In: `orders`.

    Out: cohort (2025-01), month (0 = the month of the first order), customers, active, share; a month that
    observation does not cover whole has no row. Whoever bought before the first day
    of the orders counts as new in its first month, which makes that cohort look more faithful than it is.
    `end`: last day of observation, by default the last order's.

    Notes
    -----
    share = customers of the cohort who bought in that month / customers of the cohort.
    In R: tapply by cohort and month. A month that the observation does not reach is missing, not 0.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-01-05"])
    >>> made = pd.DataFrame({"order_key": ["1", "2", "3"], "customer": ["a", "a", "b"], "date": days, "status": "selesai"})
    >>> retention(made, end=pd.Timestamp("2025-02-28"))[["cohort", "month", "active", "share"]].values.tolist()[:2]
    [['2025-01', 0, 2, 1.0], ['2025-01', 1, 1, 0.5]]
    """
    bought = sold(orders)
    bought = bought.dropna(subset="date")
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


# --- would they recommend it ----------------------------------------------------------------------


@takes()
def nps(answers: pd.Series) -> pd.DataFrame:
    """Net promoter score of answers from 0 to 10: share of 9 and 10 less share of 0 to 6, in points of 100.

    In: answers from 0 to 10, blanks left out.

    Out: one row with n, promoters, passives, detractors, nps, ci_low, ci_high (from the variance of a
    difference of two shares; missing where all are of one kind, which has no variance), note. Raises ValueError for an answer outside 0 to
    10: a scale of 1 to 5 gives no NPS.

    Notes
    -----
    nps = 100 (p - d), p = share of 9 and 10, d = share of 0 to 6; variance = (p + d - (p - d)^2) / n; ci = nps -+
    100 z sqrt(variance). Source: Reichheld (2003), Harvard Business Review 81(12). Some blogs take 1-6 or 1-10: not so.
    In a spreadsheet: =(COUNTIF(x,">=9")-COUNTIF(x,"<=6"))/COUNT(x).

    Examples
    --------
    >>> nps(pd.Series([10, 9, 8, 6]))[["promoters", "detractors", "nps"]].values.tolist()
    [[2.0, 1.0, 25.0]]
    """
    given = answers.dropna()
    if not pd.api.types.is_numeric_dtype(given) and len(given):
        raise TypeError(f"answers hold {given.iloc[0]!r}; numbers from 0 to 10 are expected")
    given = given.astype("float64")
    if not given.isin(range(11)).all():
        strange = given[~given.isin(range(11))].iloc[0]
        raise ValueError(f"{strange:g} is no answer from 0 to 10; NPS is asked on that scale only")
    n, high, low = len(given), int((given >= 9).sum()), int((given <= 6).sum())
    counts = {"n": n, "promoters": high, "passives": n - high - low, "detractors": low}
    unknown = {"ci_low": np.nan, "ci_high": np.nan}
    if n == 0:
        return pd.DataFrame([counts | {"nps": np.nan, **unknown, "note": note("noted_nobody_answered")}])
    score = (high - low) / n
    if n in (high, low, n - high - low):
        why = note("noted_one_respondent" if n == 1 else "noted_one_kind")
        return pd.DataFrame([counts | {"nps": score * 100, **unknown, "note": why}])
    half = Z * np.sqrt(((high + low) / n - score**2) / n)
    ends = np.clip([score - half, score + half], -1, 1) * 100
    return pd.DataFrame(
        [counts | {"nps": score * 100, "ci_low": float(ends[0]), "ci_high": float(ends[1]), "note": ""}]
    )


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

    In: `orders`.

    Out: customer, recency (days from the last order to `at`, by default the day after the last of all),
    frequency (orders), monetary (sum, Rp), r, f, m, segment (by r and f). Scores are by fifths of customers;
    where fifths of frequency cannot be told apart, because most bought once, by 1, 2, up to 4, up to 7 and
    more orders. Recency is scored within each shop, for a shop's goods last as long as they last. `cuts`
    names four limits of your own instead: {"recency": [30, 60, 90, 180], "frequency": [1, 2, 4, 8]}; a value
    at a limit is below it. Raises ValueError for limits that are not four and rising.

    Notes
    -----
    A score is the fifth of customers in which a value lies, 5 = the most recent, the most frequent, the most money. After
    Hughes (1994), Strategic Database Marketing, who scores by fifths.
    In R: dplyr::ntile; rfm::rfm_table_order.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-01-05"])
    >>> made = pd.DataFrame({"order_key": ["1", "2", "3"], "customer": ["a", "a", "b"], "date": days, "status": "selesai", "amount": [10, 20, 5]})
    >>> rfm(made)[["customer", "recency", "frequency", "monetary"]].values.tolist()
    [['a', 1, 2, 30.0], ['b', 28, 1, 5.0]]
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

    Notes
    -----
    share = customers of the segment / all; monetary_share = their money / all money.
    Source: Hughes (1994), Strategic Database Marketing, for RFM. In R: table(segment). Segments without customers
    have none.

    Examples
    --------
    >>> scored = pd.DataFrame({"customer": ["a", "b"], "recency": [5, 90], "frequency": [4, 1], "monetary": [300, 100],
    ...                        "segment": ["champions", "lost"]})
    >>> segments(scored)[["segment", "share", "monetary_share"]].values.tolist()
    [['champions', 0.5, 0.75], ['lost', 0.5, 0.25]]
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


@takes(repeat="case customers:number repeat:number")
def return_by_hand(repeat: pd.DataFrame) -> pd.DataFrame:
    """The share of customers who bought again, worked in the open, of each shop and of all.

    In: the result of `repeat_purchase`. Out: step (the shop), arithmetic, result. No rows without customers.

    Notes
    -----
    share = customers with two orders or more / customers. Source: a plain proportion; its interval is Wilson (1927), JASA
    22. In a spreadsheet: =COUNTIF(orders,">=2")/COUNT(orders).

    Examples
    --------
    >>> return_by_hand(pd.DataFrame({"case": ["all"], "customers": [8], "repeat": [2]}))[["arithmetic", "result"]].values.tolist()
    [['2 / 8', '0.250']]
    """
    known = repeat.dropna(subset=["customers", "repeat"])
    known = known[known["customers"] > 0].sort_values("case", key=lambda case: case == "all", kind="stable")
    return worked(*(
        (str(row.case), f"{int(row.repeat)} / {int(row.customers)}", row.repeat / row.customers) for row in known.itertuples()
    ))  # fmt: skip
