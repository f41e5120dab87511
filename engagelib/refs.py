"""Refs (`gap:customer/APO02`, `units:K0123`): where they lead, and what a declared rule says of what is there.

The stance of a number is never typed in: a rule such as `rank = 1` is read, not run, and held against the row.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from engagelib.arguments import takes
from engagelib.results import RESULT_KEYS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["conditions", "holds", "lookup", "stances"]

_OPERATORS = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
_CONDITION = re.compile(r"\s*(\w+)\s*(<=|>=|!=|=|<|>)\s*(.+?)\s*")


@takes()
def lookup(ref: str, tables: Mapping[str, pd.DataFrame]) -> pd.Series | None:
    """The row that a ref (`gap:customer/APO02`, `units:K0123`) leads to; None if there is none.

    Raises ValueError for something that is not a ref.
    """
    name, colon, key = str(ref).partition(":")
    if not colon:
        raise ValueError(f"'{ref}' is not a ref; write <table>:<key>, such as gap:customer/APO02")
    table = tables.get(name)
    if table is None:
        return None
    keys = RESULT_KEYS.get(name, (table.columns[0],))
    values = key.split("/", len(keys) - 1) if len(keys) > 1 else [key]
    for column, value in zip(keys, values, strict=False):
        table = table[table[column].astype(str) == value]
    return None if table.empty or len(values) < len(keys) else table.iloc[0]


@takes()
def conditions(rule: str) -> list[tuple[str, str, str]]:
    """A rule as (column, sign, value), a condition each; ValueError for one that cannot be read.

    >>> conditions("gap > 1 and rank = 1")
    [('gap', '>', '1'), ('rank', '=', '1')]
    """
    found = [_CONDITION.fullmatch(condition) for condition in rule.split(" and ")]
    if not all(found):
        raise ValueError(f"the rule '{rule}' cannot be read; write '<column> <= <value>', joined by 'and'")
    return [match.groups() for match in found if match]  # type: ignore[misc]


@takes()
def holds(rule: str, row: pd.Series) -> bool | None:
    """Whether a row keeps a rule such as `rank = 1` or `gap > 1 and n >= 30`; None where a value is missing.

    >>> import pandas as pd
    >>> holds("gap > 1 and rank = 1", pd.Series({"gap": 1.7, "rank": "1"})), holds("rank = 1", pd.Series({"rank": "1="}))
    (True, False)

    Raises ValueError for a rule that cannot be read or names a column that the result lacks.
    """
    import pandas as pd

    verdicts = []
    for column, sign, wanted in conditions(rule):
        if column not in row.index:
            raise ValueError(
                f"the rule '{rule}' names '{column}', which the result lacks; it has {', '.join(map(str, row.index))}"
            )
        found = row[column]
        if pd.isna(found):
            return None
        if isinstance(found, str):
            verdicts.append(_OPERATORS[sign](found, wanted.strip("'\"")))
        else:
            try:
                verdicts.append(bool(_OPERATORS[sign](float(found), float(wanted))))
            except ValueError:
                said = f"the rule '{rule}' holds {column} = {found} against '{wanted}'; a number is expected there"
                raise ValueError(said) from None
    return all(verdicts)


def _settled(rule: str | Mapping[str, str], row: pd.Series) -> tuple[str | None, str]:
    """The stance that a rule gives a row, and why there is none.

    One condition says when the result supports the claim; that it is not kept leaves the claim open. When it
    contradicts has to be declared: {supports = "rank = 1", contradicts = "rank != 1"}. A result that keeps
    neither is undecided: it speaks, but not for or against.
    """
    rules = {"supports": rule} if isinstance(rule, str) else rule
    verdicts = {stance: holds(condition, row) for stance, condition in rules.items()}
    if all(verdict is None for verdict in verdicts.values()):
        return None, "the result is missing"
    kept = [stance for stance, verdict in verdicts.items() if verdict]
    return (kept[0], "") if kept else ("undecided", "no condition is kept: the result leaves the claim open")


@takes(evidence="claim ref:any stance")
def stances(
    evidence: pd.DataFrame, claims: Mapping[str, Mapping], tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Evidence with every stance settled: as written, or computed from the claim's rule for that ref.

    In: `evidence`; `claims` as study.toml declares them (each with `rules = {ref = rule}`); tables by name,
    raw ones too. Out: evidence with stance, found (does the ref lead to a row), rule, and why where the
    stance is missing: evidence whose row is not there says nothing, whatever was written.
    """
    import pandas as pd

    rows = []
    for row in evidence.itertuples():
        rule = claims.get(row.claim, {}).get("rules", {}).get(row.ref)
        target = lookup(row.ref, tables) if isinstance(row.ref, str) else None
        stance, why = row.stance, ""
        if target is None and isinstance(row.ref, str):
            stance, why = None, "the row is not there"
        elif rule is not None and target is not None:
            stance, why = _settled(rule, target)
        elif pd.isna(stance):
            stance, why = None, "the claim declares no rule for this result"
        shown = (
            rule if rule is None or isinstance(rule, str) else "; ".join(f"{k}: {v}" for k, v in rule.items())
        )
        rows.append((stance, target is not None, shown, why))
    settled = pd.DataFrame(rows, columns=["stance", "found", "rule", "why"], index=evidence.index)
    return pd.concat([evidence.drop(columns="stance"), settled], axis=1)
