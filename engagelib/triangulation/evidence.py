"""Refs (`gap:customer/APO02`, `units:K0123`): where they lead, and what a declared rule says of what is there.

The stance of a number is never typed in: a rule such as `rank = 1` is read, not run, and held against the row.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

import pandas as pd

from engagelib.contracts import ORIGINS
from engagelib.contracts.addresses import lookup
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note
from engagelib.contracts.results import conditions

__all__ = ["broken", "holds", "stances", "trail", "trail_counts"]


#: The kinds of units that a person said or wrote; field notes and documents are the researcher's.
SPOKEN = ("comment", "answer", "interview", "review")

_OPERATORS = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}


@takes()
def holds(rule: str, row: pd.Series) -> bool | None:
    """Whether a row keeps a rule such as `rank = 1` or `gap > 1 and n >= 30`; None where a value is missing.

    >>> import pandas as pd
    >>> holds("gap > 1 and rank = 1", pd.Series({"gap": 1.7, "rank": "1"})), holds("rank = 1", pd.Series({"rank": "1="}))
    (True, False)

    Raises ValueError for a rule that cannot be read or names a column that the result lacks.
    """
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


def _settled(rule: str | Mapping[str, str], row: pd.Series) -> tuple[str | None, Note | str]:
    """The stance that a rule gives a row, and why there is none.

    One condition says when the result supports the claim; that it is not kept leaves the claim open. When it
    contradicts has to be declared: {supports = "rank = 1", contradicts = "rank != 1"}. A result that keeps
    neither is undecided: it speaks, but not for or against.
    """
    rules = {"supports": rule} if isinstance(rule, str) else rule
    verdicts = {stance: holds(condition, row) for stance, condition in rules.items()}
    if all(verdict is None for verdict in verdicts.values()):
        return None, note("noted_missing")
    kept = [stance for stance, verdict in verdicts.items() if verdict]
    return (kept[0], "") if kept else ("undecided", note("noted_no_condition_kept"))


@takes(evidence="claim ref:any stance")
def stances(
    evidence: pd.DataFrame, claims: Mapping[str, Mapping[str, Any]], tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Evidence with every stance settled: as written, or computed from the claim's rule for that ref.

    In: `evidence`; `claims` as study.toml declares them (each with `rules = {ref = rule}`); tables by name,
    raw ones too. Out: evidence with stance, found (does the ref lead to a row), rule, why where the
    stance is missing (evidence whose row is not there says nothing, whatever was written), computed (by a rule, not
    written by hand), behind (how many respondents, units, tickets, orders a computed result rests on) and
    speaker (who said the quoted words; missing for numbers, field notes and documents).

    Notes
    -----
    A rule such as `rank = 1` or `gap > 1 and n >= 30` is read, not run, and held against the row that the ref names.
    Source: none, a declared rule is read and held against a row (this project, 2026). In a spreadsheet:
    =IF(value>limit,"supports","").

    Examples
    --------
    >>> evidence = pd.DataFrame({"claim": ["c1"], "source": "customer", "method": "survey", "ref": ["gap:customer/APO02"],
    ...                          "stance": [None], "prominence": "high", "quote": None})
    >>> gap = pd.DataFrame({"group": ["customer"], "objective": ["APO02"], "gap": [1.7], "rank": ["1"]})
    >>> stances(evidence, {"c1": {"rules": {"gap:customer/APO02": "rank = 1"}}}, {"gap": gap})[["stance", "found"]].values.tolist()
    [['supports', True]]
    """
    said_by = _said_by(tables)
    rows = []
    for row in evidence.itertuples():
        rule = claims.get(row.claim, {}).get("rules", {}).get(row.ref)
        target = lookup(row.ref, tables) if isinstance(row.ref, str) else None
        stance: str | None = row.stance
        why: Note | str = ""
        if target is None and isinstance(row.ref, str):
            stance, why = None, note("noted_no_row")
        elif rule is not None and target is not None:
            stance, why = _settled(rule, target)
        elif pd.isna(stance):
            stance, why = None, note("noted_no_rule")
        shown = (
            rule if rule is None or isinstance(rule, str) else "; ".join(f"{k}: {v}" for k, v in rule.items())
        )
        computed = rule is not None
        behind = _counted(target) if computed and target is not None else None
        speaker = None if computed else said_by.get(row.ref)
        rows.append((stance, target is not None, shown, why, computed, behind, speaker))
    columns = ["stance", "found", "rule", "why", "computed", "behind", "speaker"]
    settled = pd.DataFrame(rows, columns=columns, index=evidence.index)
    settled = settled.astype({"behind": "Int64", "computed": "bool"})
    return pd.concat([evidence.drop(columns="stance"), settled], axis=1)


#: The column that says how many people, tickets, orders or days a row of a result is computed from: the first that it has.
_BEHIND = ("units", "customers", "tickets", "orders", "shops", "n", "n_effective")


def _counted(row: pd.Series) -> int | None:
    found = next((row[name] for name in _BEHIND if name in row.index and pd.notna(row[name])), None)
    return None if found is None else int(found)


def _said_by(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Ref of a unit -> whose words it is; what nobody says (a field note, a document) is no person's."""
    units = tables.get("units")
    if units is None or "case" not in units:
        return {}
    spoken = units[units["kind"].isin(SPOKEN)] if "kind" in units else units
    return dict(zip("units:" + spoken["unit"].astype(str), spoken["case"], strict=True))


ANY = ("overall", "all")


def _raw_rows(ref: str, tables: Mapping[str, pd.DataFrame]) -> tuple[str, pd.DataFrame | None]:
    """The raw table that a ref ends in, and its rows there; None where it ends nowhere."""
    row, name = lookup(ref, tables), ref.partition(":")[0]
    if row is None:
        return name, None
    if name not in ORIGINS:
        return name, row.to_frame().T
    origin = ORIGINS[name]
    raw = row[origin.named_in] if origin.named_in else origin.raw
    rows = tables.get(raw)
    if rows is None:
        return raw, None
    for column, of in origin.columns.items():
        value = row[column]
        if pd.notna(value) and value not in ANY:
            rows = rows[rows[of].astype(str) == str(value)]
    if origin.only:
        rows = rows[rows[origin.only]]
    for column, of in origin.listed.items():
        if isinstance(row[column], str):
            rows = rows[rows[of].isin(row[column].split("; "))]
    return raw, rows


@takes(evidence="claim ref:any")
def trail(evidence: pd.DataFrame, tables: Mapping[str, pd.DataFrame], shown: int = 3) -> pd.DataFrame:
    """Each piece of evidence with the raw rows behind it.

    In: `evidence`; `tables` by name, results and raw ones. A ref to a raw table ends there; one to a result
    goes on to the rows that the result is computed from (`results.ORIGINS`). Out: claim, ref, raw (table),
    rows (how many), keys (the first few), ends (does it end in at least one raw row).

    Notes
    -----
    Source: Lincoln & Guba (1985), Naturalistic Inquiry (audit trail). In R: merge(refs, raw). A ref that ends
    nowhere has ends False.

    Examples
    --------
    >>> evidence = pd.DataFrame({"claim": ["c1"], "ref": ["units:U1"], "stance": "supports"})
    >>> units = pd.DataFrame({"unit": ["U1", "U2"], "text": ["Lama dibalas", "Enak"]})
    >>> trail(evidence, {"units": units})[["claim", "raw", "rows", "ends"]].values.tolist()
    [['c1', 'units', 1, True]]
    """
    rows = []
    for piece in evidence.dropna(subset="ref").itertuples():
        raw, found = _raw_rows(piece.ref, tables)
        keys = [] if found is None else found.iloc[:shown, 0].astype(str).tolist()
        n = 0 if found is None else len(found)
        rows.append((piece.claim, piece.ref, raw, n, "; ".join(keys) + ("; …" if n > shown else ""), n > 0))
    return pd.DataFrame(rows, columns=["claim", "ref", "raw", "rows", "keys", "ends"])


@takes(table="claim ref:any ends:truth")
def broken(table: pd.DataFrame) -> pd.DataFrame:
    """The refs that end in no raw row: claim, ref. In: the result of `trail`."""
    return table.loc[~table["ends"], ["claim", "ref"]].reset_index(drop=True)


@takes(table="claim raw ref:any rows:number ends:truth")
def trail_counts(table: pd.DataFrame) -> pd.DataFrame:
    """How the evidence of each claim is spread over raw tables.

    In: the result of `trail`. Out: claim, raw, refs, rows, ending (refs that end in a raw row).

    Notes
    -----
    Source: Lincoln & Guba (1985). In R: aggregate(rows ~ claim + raw, x, sum). No rows without refs.

    Examples
    --------
    >>> made = pd.DataFrame({"claim": "c1", "ref": ["units:U1", "units:U2"], "raw": "units", "rows": 1, "ends": True})
    >>> trail_counts(made)[["claim", "raw", "refs", "ending"]].values.tolist()
    [['c1', 'units', 2, 2]]
    """
    groups = table.groupby(["claim", "raw"], sort=False)
    return groups.agg(refs=("ref", "size"), rows=("rows", "sum"), ending=("ends", "sum")).reset_index()
