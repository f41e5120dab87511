"""Which comment is whose business: codes of comments -> ITIL processes, and a ticket log made from comments.

The mapping is data (code -> process) and is the researcher's to edit. Two are compared, because ITIL allows
both: a complaint is an incident by analogy, or a request like any other wish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from engagelib.contracts import by_day, knows, typed
from engagelib.contracts.arguments import Within, takes
from engagelib.reduction.explore import threaded

__all__ = ["classify", "compare_mappings", "from_comments", "mappings", "recurring"]


@takes()
def mappings(roles: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Both mappings of codes to processes, made of what the study's codes are.

    In: `roles` of codes (access, complaint, request; what else is named, praise, is no ticket), as `[coding.roles]`
    of study.toml declares them. Out: mapping -> code -> process; a unit of several codes goes where the first is named.

    Notes
    -----
    Source: ITIL v3 Service Operation (2007): an incident by analogy, or a request like any other wish.
    In a spreadsheet: a list of codes with a process beside each.

    Examples
    --------
    >>> mappings({"complaint": ["LATE"], "request": ["ASKS"], "praise": ["NICE"]})["complaint_as_incident"]
    {'LATE': 'incident', 'ASKS': 'request'}
    """
    return {
        f"complaint_as_{process}": {
            code: sent
            for role, sent in (("access", "access"), ("complaint", process), ("request", "request"))
            for code in roles.get(role, ())
        }
        for process in ("incident", "request")
    }


@takes(codings="unit code")
def classify(codings: pd.DataFrame, mapping: Mapping[str, str]) -> pd.DataFrame:
    """The process of each coded unit.

    A unit with several codes goes where the mapping names first (access before incident before request); one
    whose codes the mapping does not name is no ticket. In: `codings` of one coder. Out: unit, process
    (missing = no ticket), codes (all of its codes), others (further processes that its codes speak for).

    Notes
    -----
    Source of the processes: ITIL v3 Service Operation (2007); request fulfilment there takes "complaints or
    comments" too, hence two mappings.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["1", "1", "2"], "code": ["KELUH", "TANYA", "PUJI"]})
    >>> classify(rows, {"KELUH": "incident", "TANYA": "request"}).fillna("-")[["unit", "process", "others"]].values.tolist()
    [['1', 'incident', 'request'], ['2', '-', '']]
    """
    order = {code: place for place, code in enumerate(mapping)}
    known = codings.dropna(subset="code").drop_duplicates(["unit", "code"])
    known = known.assign(process=known["code"].map(dict(mapping)), place=known["code"].map(order))
    known = known.sort_values("place", kind="stable")
    rows = []
    for unit, part in known.groupby("unit", sort=False):
        found = list(dict.fromkeys(part["process"].dropna()))
        first, others = (found[0], found[1:]) if found else (None, [])
        rows.append((unit, first, " ".join(part["code"]), " ".join(others)))
    table = pd.DataFrame(rows, columns=["unit", "process", "codes", "others"]).set_index("unit")
    read = pd.Index(codings["unit"].drop_duplicates(), name="unit")
    table = table.reindex(read).reset_index()
    return table.assign(codes=table["codes"].fillna(""), others=table["others"].fillna(""))


@takes(codings="unit code")
def compare_mappings(codings: pd.DataFrame, mappings: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """How many units each mapping sends where.

    In: `codings` of one coder, mappings by name. Out: mapping, process ("none" = no ticket), units, share.

    Notes
    -----
    share = units sent there / units read.
    Source: AXELOS (2011), ITIL Service Operation, leaves the choice open. In R: table(mapping[code]).

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["1", "2"], "code": ["KELUH", "TANYA"]})
    >>> both = mappings({"complaint": ["KELUH"], "request": ["TANYA"]})
    >>> found = compare_mappings(rows, both)
    >>> found[found["units"] > 0][["mapping", "process", "units"]].values.tolist()[-1]
    ['complaint_as_request', 'request', 2]
    """
    tables = []
    for name, mapping in mappings.items():
        sent = classify(codings.dropna(subset="unit"), mapping)["process"].fillna("none").value_counts()
        sent = sent.reindex([*dict.fromkeys(mapping.values()), "none"], fill_value=0)
        table = sent.rename_axis("process").rename("units").reset_index()
        tables.append(table.assign(mapping=name, share=table["units"] / (table["units"].sum() or np.nan)))
    return pd.concat(
        tables or [pd.DataFrame(columns=["mapping", "process", "units", "share"])], ignore_index=True
    )[["mapping", "process", "units", "share"]]


@takes(comments="comment_id created_at parent_id? is_seller?", classified="unit! process")
def from_comments(comments: pd.DataFrame, classified: pd.DataFrame) -> pd.DataFrame:
    """A ticket log made from comments and the replies of its own account below them, for a study without one.

    In: `comments` (is_seller, parent_id) and :func:`classify`. A ticket's first reply is the shop's first
    comment in the same thread after it; nothing is known of settling, impact or records, nor of replies where
    no comment says which it answers or who is the shop. What was answered in direct messages does not show.
    Out: `tickets`.
    """
    comments = comments.drop_duplicates("comment_id", keep="last")
    told = threaded(comments)
    thread = (comments["parent_id"] if told else pd.Series(index=comments.index, dtype="str")).fillna(
        comments["comment_id"]
    )
    written = comments.assign(thread=thread).dropna(subset="created_at").sort_values("created_at")
    shop = (
        written["is_seller"].fillna(False).astype(bool)
        if knows(comments, "is_seller")
        else written["thread"].isna()
    )
    asked = written[~shop].merge(classified.dropna(subset="process"), left_on="comment_id", right_on="unit")
    replies = written[shop][["thread", "created_at"]].rename(columns={"created_at": "first_reply_at"})
    days = by_day(comments, "created_at")  # then a reply of the same day comes after it
    after = {"left_on": "created_at", "right_on": "first_reply_at", "direction": "forward"}
    paired = pd.merge_asof(asked, replies, by="thread", allow_exact_matches=bool(days), **after)
    table = paired.assign(
        ticket="C" + paired["unit"],
        opened_at=paired["created_at"],
        channel="comment",
        initiated_by="customer",
    )
    said = {"ticket", "unit", "process", "channel", "opened_at", "initiated_by"} | (
        {"first_reply_at"} if told else set()
    )
    table = typed("tickets", table)
    table.attrs = {
        "absent": [name for name in table if name not in said],
        "days": ["opened_at", "first_reply_at"] if days else [],
    }
    return table


@takes(codings="unit code", units="unit made_at", least=Within(1))
def recurring(
    codings: pd.DataFrame, units: pd.DataFrame, codes: Sequence[str], least: int = 5, days: int = 3
) -> pd.DataFrame:
    """Candidates for problem management: the same code again and again within a few days.

    A candidate is a run in which each unit is one of at least `least` with the code within `days`. Whether
    they have one cause is for a person to say. In: `codings` of one coder, `units` (made_at). Out: code,
    first, last, units.

    Notes
    -----
    The window and the number are the shop's to set: ITIL v3 (2007) asks for recurring incidents and gives no number.
    """
    when = units.dropna(subset="made_at").drop_duplicates("unit").set_index("unit")["made_at"]
    rows = []
    for code in codes:
        given = codings.loc[codings["code"] == code, "unit"].drop_duplicates()
        times = when.reindex(given).dropna().sort_values().reset_index(drop=True)
        full = (times - times.shift(least - 1) <= pd.Timedelta(days=days)).to_numpy()
        part = [bool(full[i : i + least].any()) for i in range(len(times))]  # within some full window
        run = (~pd.Series(part, dtype=bool)).cumsum()[part]
        rows += [(code, found.min(), found.max(), len(found)) for _, found in times[part].groupby(run)]
    return pd.DataFrame(rows, columns=["code", "first", "last", "units"])
