"""What each channel is used for: as the study claims it, as field notes noted it, and as orders count it.

A field note is of one moment: what nobody noted may still be there, so it is silence and no denial. A note
whose count is 0 says that it was looked for and not found: the channel was watched, the use was not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from engagelib.contracts import is_sold
from engagelib.contracts.arguments import takes

__all__ = ["channel_orders", "channel_roles", "omnichannel", "tactics"]


def _seen(observations: pd.DataFrame, *needed: str) -> pd.DataFrame:
    """Field notes that name the shop and all of these."""
    return observations.dropna(subset=["case", *needed])


def _used(observations: pd.DataFrame, *needed: str) -> pd.DataFrame:
    """Of these field notes those that saw it; a count of 0 says that somebody looked and found none."""
    seen = _seen(observations, *needed)
    return seen[seen["count"].fillna(1) > 0]


def _counted(observations: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Per combination of keys: shops (where it was seen), times (how often in all), refs (the field notes)."""
    groups = _used(observations, *keys).groupby(list(keys), observed=True)
    return groups.agg(
        shops=("case", "nunique"),
        times=("count", "sum"),
        refs=("observation", lambda ids: "; ".join(f"observations:{name}" for name in ids)),
    ).reset_index()


@takes(observations="observation case channel function count")
def channel_roles(observations: pd.DataFrame, claimed: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Channel x function: what the study says the channel is for, and in how many shops it was seen so used.

    In: `observations` with case, channel, function; `claimed`, the functions of each channel. Out: channel,
    function, claimed, shops, of (shops in which the channel was watched), share, times, status (as_claimed,
    not_noted, not_claimed), refs. A pair that is neither claimed nor seen has no row.

    Notes
    -----
    Source: none, a count of shops in which it was noted. In R: table(channel, function). What nobody noted may still
    be there.

    >>> notes = pd.DataFrame({"observation": ["O1"], "case": ["K1"], "channel": ["whatsapp"], "function": ["awareness"], "count": [2]})
    >>> channel_roles(notes, {"whatsapp": ["ordering"]})[["function", "status"]].values.tolist()
    [['ordering', 'not_noted'], ['awareness', 'not_claimed']]
    """
    seen = _counted(observations, "channel", "function")
    pairs = [(channel, function) for channel, functions in claimed.items() for function in functions]
    table = pd.DataFrame(pairs, columns=["channel", "function"]).assign(claimed=True)
    table = table.merge(seen, how="outer", on=["channel", "function"]).fillna({"claimed": False, "refs": ""})
    watched = _seen(observations, "channel").groupby("channel")["case"].nunique()
    shops = table["shops"].fillna(0).astype("int64")
    table = table.assign(
        claimed=table["claimed"].astype(bool),
        shops=shops,
        times=table["times"].fillna(0).astype("int64"),
        of=table["channel"].map(watched).fillna(0).astype("int64"),
    )
    table["share"] = (table["shops"] / table["of"]).where(table["of"] > 0)
    table["status"] = [
        "not_noted" if not n else "as_claimed" if said else "not_claimed"
        for n, said in zip(table["shops"], table["claimed"], strict=True)
    ]
    order = {channel: place for place, channel in enumerate([*claimed, *table["channel"]][::-1])}
    table["place"] = -table["channel"].map(order)
    table = table.sort_values(["place", "claimed", "shops"], ascending=[True, False, False], kind="stable")
    columns = ["channel", "function", "claimed", "shops", "of", "share", "times", "status", "refs"]
    return table[columns].reset_index(drop=True)


@takes(orders="order_key case channel status:text")
def channel_orders(orders: pd.DataFrame) -> pd.DataFrame:
    """Where orders are placed.

    In: `orders`; cancelled, unpaid and returned ones are left out. Out: channel, orders, share (of all), shops (with an
    order there), of (shops with orders).

    Notes
    -----
    Source: none, a share of orders. In R: prop.table(table(channel)).

    Examples
    --------
    >>> made = pd.DataFrame({"order_key": ["1", "2"], "channel": ["whatsapp", "shopee"], "status": "selesai", "case": "K1"})
    >>> channel_orders(made)[["channel", "orders", "share"]].values.tolist()
    [['whatsapp', 1, 0.5], ['shopee', 1, 0.5]]
    """
    bought = orders[is_sold(orders["status"])]
    groups = bought.groupby("channel", sort=False)
    table = groups.agg(orders=("order_key", "nunique"), shops=("case", "nunique")).reset_index()
    table = table.assign(share=table["orders"] / table["orders"].sum(), of=bought["case"].nunique())
    return table.sort_values("orders", ascending=False, ignore_index=True)[
        ["channel", "orders", "share", "shops", "of"]
    ]


@takes(observations="observation case channel tactic count")
def tactics(observations: pd.DataFrame, listed: Sequence[str]) -> pd.DataFrame:
    """A checklist of tactics by channel: in how many shops each was seen.

    In: `observations` (case, channel, tactic), the study's list.

    Out: tactic, listed (is it on the study's list), channel, shops, times, refs. A listed tactic that nobody
    saw stands there with no channel and 0 shops; one that was seen but is not listed comes last.

    Notes
    -----
    Source: none, a checklist counted. In R: table(tactic, channel). No row for what was not seen.

    Examples
    --------
    >>> notes = pd.DataFrame({"observation": ["O1"], "case": "K1", "channel": ["shopee"], "tactic": ["voucher"], "count": 1})
    >>> tactics(notes, ["voucher", "cashback"])[["tactic", "listed", "shops"]].values.tolist()
    [['voucher', True, 1], ['cashback', True, 0]]
    """
    seen = _counted(observations, "tactic", "channel")
    names = list(dict.fromkeys([*listed, *seen["tactic"]]))
    table = pd.DataFrame({"tactic": names}, dtype="str").merge(seen, how="left", on="tactic")
    table = table.fillna({"shops": 0, "times": 0, "refs": ""}).astype({"shops": "int64", "times": "int64"})
    table["listed"] = table["tactic"].isin(listed)
    return table[["tactic", "listed", "channel", "shops", "times", "refs"]]


@takes(observations="case channel function count")
def omnichannel(observations: pd.DataFrame) -> pd.DataFrame:
    """How many channels a shop uses, and how far they share the work.

    In: `observations` (case, channel, function, count).

    Out: case, channels (with at least one function seen), of (channels in the whole study), breadth (their
    ratio: the omnichannel index), functions, shared (functions noted on two or more channels), overlap
    (shared over functions). Only what was watched counts: a channel that nobody looked at is missing here,
    not idle.

    Notes
    -----
    breadth = channels used / channels of the study; overlap = functions on two or more channels / functions: this
    project's own index.
    Source: none, an index of this project (2026). In a spreadsheet: =channels/of.

    Examples
    --------
    >>> notes = pd.DataFrame({"observation": ["O1", "O2"], "case": "K1", "channel": ["whatsapp", "tiktok"], "function": ["ordering", "awareness"], "count": 1})
    >>> omnichannel(notes)[["case", "channels", "breadth", "overlap"]].values.tolist()
    [['K1', 2, 1.0, 0.0]]
    """
    seen = _used(observations, "channel", "function")
    total = seen["channel"].nunique()
    on = seen.groupby(["case", "function"])["channel"].nunique()
    functions = on.groupby("case").size()
    shared = (on > 1).groupby("case").sum()
    table = seen.groupby("case")["channel"].nunique().rename("channels").to_frame()
    table = table.assign(of=total, breadth=table["channels"] / total, functions=functions, shared=shared)
    table["overlap"] = table["shared"] / table["functions"]
    return table.reset_index()[["case", "channels", "of", "breadth", "functions", "shared", "overlap"]]
