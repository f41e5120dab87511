"""Where the strands meet: claim by source and method, with agreement, partial agreement, silence and
dissonance told apart.

The codes follow Farmer et al. (2006). A quantitative ref (`gap:customer/APO02`) gets its stance from the rule
that the claim declares, so that nobody types a result in; every ref has to lead to a row that exists.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Mapping

import pandas as pd

from engagelib.contracts import RESULT_KEYS

__all__ = ["FARMER", "SHOWN", "convergence", "holds", "joint_display", "lookup", "matrix", "stances"]

FARMER = ("agreement", "partial", "dissonance", "silence")

#: The columns of settled evidence that a reader sees.
SHOWN = ("claim", "source", "method", "stance", "prominence", "quote", "ref")

_OPERATORS = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
_CONDITION = re.compile(r"\s*(\w+)\s*(<=|>=|!=|=|<|>)\s*(.+?)\s*")


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


def holds(rule: str, row: pd.Series) -> bool | None:
    """Whether a row keeps a rule such as `rank = 1` or `gap > 1 and n >= 30`; None where a value is missing.

    >>> holds("gap > 1 and rank = 1", pd.Series({"gap": 1.7, "rank": "1"})), holds("rank = 1", pd.Series({"rank": "1="}))
    (True, False)

    Raises ValueError for a rule that cannot be read or names a column that the result lacks.
    """
    verdicts = []
    for condition in rule.split(" and "):
        match = _CONDITION.fullmatch(condition)
        if match is None:
            raise ValueError(
                f"the rule '{rule}' cannot be read; write '<column> <= <value>', joined by 'and'"
            )
        column, sign, wanted = match.groups()
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
            verdicts.append(bool(_OPERATORS[sign](float(found), float(wanted))))
    return all(verdicts)


def stances(
    evidence: pd.DataFrame, claims: Mapping[str, Mapping], tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Evidence with every stance settled: as written, or computed from the claim's rule for that ref.

    In: `evidence`; `claims` as study.toml declares them (each with `rules = {ref = rule}`); tables by name,
    raw ones too. Out: evidence with stance, found (does the ref lead to a row), rule, and why where the
    stance is missing.
    """
    rows = []
    for row in evidence.itertuples():
        rule = claims.get(row.claim, {}).get("rules", {}).get(row.ref)
        target = lookup(row.ref, tables) if isinstance(row.ref, str) else None
        stance, why = row.stance, ""
        if rule is not None and target is not None:
            verdict = holds(rule, target)
            stance = {True: "supports", False: "contradicts", None: None}[verdict]
            why = "" if verdict is not None else "the result is missing"
        elif pd.isna(stance):
            stance, why = (
                None,
                "the claim declares no rule for this result" if rule is None else "the result is not there",
            )
        rows.append((stance, target is not None, rule, why))
    settled = pd.DataFrame(rows, columns=["stance", "found", "rule", "why"], index=evidence.index)
    return pd.concat([evidence.drop(columns="stance"), settled], axis=1)


def _farmer(sources: Iterable[str]) -> str:
    """What the sources of one claim say together.

    >>> _farmer(["supports", "supports"]), _farmer(["supports"]), _farmer(["supports", "mixed"]), _farmer(["supports", "contradicts"])
    ('agreement', 'partial', 'partial', 'dissonance')
    """
    said = [stance for stance in sources if stance != "silent"]
    if not said:
        return "silence"
    if "contradicts" in said:
        return "dissonance"
    return "agreement" if said.count("supports") == len(said) > 1 else "partial"


def _together(found: pd.Series, lean: float = 2 / 3) -> str:
    """Several pieces of evidence as one stance: what at least two thirds of those that speak say, else mixed."""
    said = found[found.isin(("supports", "contradicts"))]
    if said.empty:
        return "silent"
    supporting = (said == "supports").mean()
    return "supports" if supporting >= lean else "contradicts" if supporting <= 1 - lean else "mixed"


def convergence(evidence: pd.DataFrame, claims: Mapping[str, Mapping], lang: str = "id") -> pd.DataFrame:
    """Claim by source and method, silent cells included.

    In: the result of `stances`. Out: claim, text, source, method, refs (joined by "; "), stance and farmer.
    The stance of a cell, as of a source, is what at least two thirds of its evidence says, else mixed. The
    claim's code: agreement when two or more sources support it and no other speaks; dissonance when a source
    contradicts it; silence; partial otherwise. Every source and method that occurs is a cell.
    """
    cells = (
        evidence[["source", "method"]]
        .drop_duplicates()
        .sort_values(["source", "method"])
        .to_records(index=False)
    )
    rows = []
    for claim, declared in claims.items():
        own = evidence[evidence["claim"] == claim]
        farmer = _farmer(own.groupby("source")["stance"].agg(_together))
        for source, method in cells:
            part = own[(own["source"] == source) & (own["method"] == method)]
            refs = "; ".join(part["ref"].dropna().astype(str))
            rows.append(
                (claim, declared.get(lang, claim), source, method, refs, _together(part["stance"]), farmer)
            )
    return pd.DataFrame(rows, columns=["claim", "text", "source", "method", "refs", "stance", "farmer"])


def matrix(table: pd.DataFrame) -> pd.DataFrame:
    """The convergence table as claims x source/method, stance in the cells, for reading at a glance."""
    wide = table.assign(cell=table["source"] + " · " + table["method"]).pivot(
        index=["claim", "text", "farmer"], columns="cell", values="stance"
    )
    return wide.reset_index().rename_axis(columns=None)


def joint_display(
    questions: Iterable[Mapping], tables: Mapping[str, pd.DataFrame], quotes: pd.DataFrame
) -> pd.DataFrame:
    """Side by side, per question: what the numbers say, what people say, how they relate, what follows.

    `questions` as study.toml declares them: question, quan (a list of refs with a `show` template such as
    "gap {gap_printed}"), codes (whose quotes to show), relation (confirms, expands, contradicts, silent) and
    meta_inference, both written by the researcher: an empty one is flagged ("to be written"), never filled.
    `quotes` as `coding.quotes` gives them.
    """
    rows = []
    for asked in questions:
        numbers = []
        for part in asked.get("quan", ()):
            found = lookup(part["ref"], tables)
            numbers.append(
                part["show"].format(**found.to_dict()) if found is not None else f"{part['ref']}: –"
            )
        said = quotes[quotes["code"].isin(asked.get("codes", ()))].drop_duplicates("code")
        rows.append((
            asked["question"], "; ".join(numbers), ", ".join(dict.fromkeys(said["name"])),
            " / ".join(f"“{row.text}” ({row.unit})" for row in said.head(2).itertuples()),
            asked.get("relation", ""), asked.get("meta_inference", ""),
        ))  # fmt: skip
    table = pd.DataFrame(rows, columns=["question", "quan", "qual", "quote", "relation", "meta_inference"])
    return table.assign(open=(table[["relation", "meta_inference"]] == "").any(axis=1))
