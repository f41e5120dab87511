"""Rows for published.csv that a draft suggests: numbers beside words that a result knows. Proposed, never taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from engagelib.contracts.results import ADDRESS_KEYS
from engagelib.exact import text
from engagelib.published.reported import Number, clauses, groups, has_commas, named
from engagelib.published.tabulated import sheet
from engagelib.words import LANGUAGES, say

__all__ = ["COLUMNS", "in_table", "in_text", "known"]

#: As published.csv has them.
COLUMNS = ["place", "row", "column", "printed", "quantity"]
#: What a draft calls a number -> the columns of results that it may be, the likeliest first.
_MAY_BE: dict[str, tuple[str, ...]] = {
    "r": ("item_total_r", "r", "rho"), "multiple_r": ("r",), "rho": ("rho", "rho_partial"), "alpha": ("alpha",),
    "mean": ("mean", "as_is"), "kappa": ("cohen", "kappa"), "four_du": (), "level": (), "df": ("df",), "items": ("items",),
}  # fmt: skip
#: One word of a result: table, key column, value.
Known = dict[str, list[tuple[str, str, str]]]


def known(tables: Mapping[str, pd.DataFrame]) -> Known:
    """Each word by which a row of a result may be called, in either language.

    >>> known({"reliability": pd.DataFrame({"state": ["none"], "construct": ["KR"], "alpha": [0.86]})})["kr"]
    [('reliability', 'construct', 'KR')]
    """
    found: Known = {}
    order = [
        *(name for name in ADDRESS_KEYS if name in tables),
        *(name for name in tables if name not in ADDRESS_KEYS),
    ]
    for name in order:
        table = tables[name]
        keys = [key for key in ADDRESS_KEYS.get(name, ()) if key in table] or list(table.columns[:1])
        for key in keys if len(table) <= 2000 else ():
            for value in table[key].dropna().astype(str).unique():
                for word in {value, *(say(value, lang) for lang in LANGUAGES)}:
                    entry = (name, key, value)
                    if len(word) > 1 and entry not in found.setdefault(word.casefold(), []):
                        found[word.casefold()].append(entry)
    return found


def in_table(
    rows: Sequence[Sequence[str]], tables: Mapping[str, pd.DataFrame], place: str = "", above: str = ""
) -> pd.DataFrame:
    """The cells of a printed table that name a result: by the word of their row and the heading of their column.

    >>> tables = {"reliability": pd.DataFrame({"state": ["none"], "construct": ["KR"], "alpha": [0.86]})}
    >>> in_table([["Variabel", "Alpha"], ["KR", "0,92"]], tables)["quantity"].tolist()
    ['reliability/state=none,construct=KR/alpha']
    """
    words, found = known(tables), []
    table = sheet(rows)
    for row in table.rows if table else ():
        labels = [cell for cell in row if cell.casefold() in words]
        for at, _ in enumerate(row):
            value = table.number(row, at) if table else None
            if table is None or value is None or not labels:
                continue
            columns = [c for head in reversed(table.heads[at]) for c in _columns(head)]
            context = " ".join([above, *row, *table.heads[at]])
            if address := _address(labels[0].casefold(), columns, value, tables, words, context):
                found.append((place, labels[0], table.head(at), row[at], address))
    return pd.DataFrame(found, columns=COLUMNS)


def in_text(text: str, tables: Mapping[str, pd.DataFrame], place: str = "") -> pd.DataFrame:
    """The numbers of a text that stand beside the name of a statistic and a word that a result knows.

    >>> tables = {"reliability": pd.DataFrame({"state": ["none"], "construct": ["KR"], "alpha": [0.86]})}
    >>> in_text("Cronbach's alpha variabel KR sebesar 0,92.", tables)["printed"].tolist()
    ['0,92']
    """
    words, found = known(tables), []
    commas = has_commas(text)
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")(?!\w)", re.I
    )
    for clause in clauses(text) if words else ():
        said = [(m.start(), m[0]) for m in pattern.finditer(clause)]
        for group in groups(clause, commas) if said else ():
            for term in group.terms:
                if term.number and term.sign == "=":
                    at = clause.find(term.number.text, term.at)
                    _, label = min(said, key=lambda w: abs(w[0] - at) + (len(clause) if w[0] > at else 0))
                    address = _address(
                        label.casefold(), _may_be(term.name), term.number, tables, words, clause
                    )
                    if address:
                        found.append((place, label, term.name, term.number.text, address))
    return pd.DataFrame(found, columns=COLUMNS)


def _may_be(name: str) -> Sequence[str]:
    return _MAY_BE.get(name, (name,))


def _columns(heading: str) -> list[str]:
    """The columns of results that a heading may mean: of this name, or called so."""
    bare = heading.casefold().strip()
    own = re.sub(r"[\s-]+", "_", bare)
    if re.fullmatch(r"%|persen\w*|percent\w*", bare):
        return ["share"]
    if re.fullmatch(r"f|frekuensi|frequency|jumlah", bare):
        return ["n"]
    return [*(_may_be(role) if (role := named(heading)) else ()), own, *_called().get(bare, ())]


def _called() -> dict[str, list[str]]:
    """What result columns are called, in both languages."""
    from engagelib.words import TERMS

    found: dict[str, list[str]] = {}
    for key, said in TERMS.items():
        for word in said:
            found.setdefault(word.casefold(), []).append(key)
    return found


def _address(
    label: str,
    columns: Sequence[str],
    value: Number,
    tables: Mapping[str, pd.DataFrame],
    words: Known,
    context: str,
) -> str:
    """The address of the one result that a number can be; "" where there is none, or nobody can tell which."""
    fits: list[str] = []
    others: list[str] = []
    for name, key, own in words.get(label, ()):
        table = tables[name]
        for column in columns:
            if column not in table or column == key or not pd.api.types.is_numeric_dtype(table[column]):
                continue
            rows = _narrowed(table[table[key].astype(str) == own], name, key, context)
            if len(rows) == 1:
                where = ",".join(
                    f"{k}={rows.iloc[0][k]}" for k in ADDRESS_KEYS.get(name, (key,)) if k in rows
                )
                address = f"{name}/{where}/{column}"
                (fits if _prints(rows.iloc[0][column], value) else others).append(address)
    return next(iter([*fits, *others]), "")


def _narrowed(rows: pd.DataFrame, name: str, key: str, context: str) -> pd.DataFrame:
    """The rows whose other keys are named beside the number, where that tells them apart."""
    for other in (k for k in ADDRESS_KEYS.get(name, ()) if k != key and k in rows):
        named_here = [
            value for value in rows[other].dropna().astype(str).unique()
            if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", context, re.I) for word in (value, *(say(value, lang) for lang in LANGUAGES)))
        ]  # fmt: skip
        if len(named_here) == 1:
            rows = rows[rows[other].astype(str) == named_here[0]]
    return rows


def _prints(exact: Any, value: Number) -> bool:
    """Whether a result prints so, rounded half-up."""
    if pd.isna(exact):
        return False
    return text(Fraction(str(float(exact))) * (100 if value.percent else 1), value.digits) == value.plain


def every(parts: Iterator[pd.DataFrame]) -> pd.DataFrame:
    """Proposals together, each once."""
    held = [part for part in parts if len(part)]
    return (
        pd.concat(held, ignore_index=True).drop_duplicates(ignore_index=True)
        if held
        else pd.DataFrame(columns=COLUMNS)
    )
