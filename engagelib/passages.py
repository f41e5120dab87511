"""What was said: quotes with ids that stay, words in context, memos, a matrix of cases and themes."""

from __future__ import annotations

import hashlib
import re

import pandas as pd

from engagelib.arguments import takes
from engagelib.shares import codes_of, of_units, theme_of
from engagelib.spans import within

#: Kinds of units that are a researcher's notes.
NOTES = ("observation", "document")

__all__ = ["framework", "kwic", "memos", "quote_id", "quotes"]


@takes()
def quote_id(unit: str, start: int | None = None, end: int | None = None) -> str:
    """An id that a passage keeps as long as its unit and span stay, whoever cites it.

    >>> quote_id("K0123"), quote_id("K0123", 4, 9) != quote_id("K0123")
    ('Q4c243878', True)
    """
    return _quote_id(unit, start, end)


def _quote_id(unit: str, start: object, end: object) -> str:
    where = unit if pd.isna(start) or pd.isna(end) else f"{unit}:{start}-{end}"
    return "Q" + hashlib.sha256(where.encode()).hexdigest()[:8]


def _passages(codings: pd.DataFrame, units: pd.DataFrame, around: int = 40) -> pd.DataFrame:
    """Codings with a code: unit, case, code, text (of the span), context (with words around), quote (id), noted.

    `noted`: a researcher's field note or note on a document, not somebody's own words.
    """
    kept = ["unit", "text"] + [c for c in ("case", "kind") if c in units]
    texts = units.dropna(subset="text").drop_duplicates("unit")[kept]
    found = within(codings.dropna(subset="code"), units).merge(texts, on="unit")
    noted = found["kind"].isin(NOTES) if "kind" in found else False
    start, end = found["start"], found["end"]
    spans = [
        (t, 0, len(t)) if pd.isna(s) or pd.isna(e) else (t, int(s), int(e))
        for t, s, e in zip(found["text"], start, end, strict=True)
    ]
    return found.assign(
        noted=noted,
        quote=[_quote_id(*row) for row in zip(found["unit"], start, end, strict=True)],
        context=pd.Series([t[max(0, s - around) : e + around] for t, s, e in spans], found.index, "str"),
        text=pd.Series([t[s:e] for t, s, e in spans], found.index, "str"),
    )


@takes(
    codings="unit code start:number? end:number?", units="unit case text kind?", codebook="code! parent theme"
)
def quotes(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: pd.DataFrame | None = None,
    each: int = 2,
    shortest: int = 25,
    longest: int = 160,
) -> pd.DataFrame:
    """A few quotes per code, each from another person, with the id by which they are found again.

    People's own words come before field notes, texts of middle length before others, because they can be
    read alone. Out: theme, code, name, unit, case (a pseudonym), text, quote (id), context.
    """
    found = _passages(codings, units).drop_duplicates(["unit", "code", "text"])
    found = found.assign(
        odd=~found["text"].str.len().between(shortest, longest),
        codes=found.groupby("unit")["code"].transform("nunique"),
    )
    found = found.sort_values(["noted", "odd", "codes", "unit"], kind="stable").drop_duplicates(
        ["code", "case"]
    )
    ordered = codes_of(codings, codebook).merge(found.groupby("code").head(each), on="code")
    columns = ["theme", "code", "name", "unit", "case", "text", "quote", "context"]
    return ordered[columns].reset_index(drop=True)


@takes(units="unit text")
def kwic(units: pd.DataFrame, pattern: str, width: int = 40) -> pd.DataFrame:
    """Every place where a pattern (a regular expression, case aside) occurs, with the words around it.

    Out: unit, start, end (code points), left, match, right.

    >>> said = pd.DataFrame({"unit": ["a"], "text": ["Enak banget, enak"]})
    >>> kwic(said, "enak")[["start", "match"]].values.tolist()
    [[0, 'Enak'], [13, 'enak']]
    """
    sought = re.compile(pattern, re.IGNORECASE)
    rows = [
        (
            unit,
            m.start(),
            m.end(),
            text[max(0, m.start() - width) : m.start()],
            m[0],
            text[m.end() : m.end() + width],
        )
        for unit, text in units[["unit", "text"]].dropna().itertuples(index=False, name=None)
        for m in sought.finditer(text)
        if m.end() > m.start()
    ]
    return pd.DataFrame(rows, columns=["unit", "start", "end", "left", "match", "right"])


@takes(codings="unit memo:text", units="unit text")
def memos(codings: pd.DataFrame, units: pd.DataFrame | None = None) -> pd.DataFrame:
    """What coders noted while they coded: unit, coder, code, memo, made_at; with `units` the text too."""
    columns = [c for c in ("unit", "coder", "code", "memo", "made_at") if c in codings]
    found = codings[codings["memo"].fillna("").str.strip() != ""][columns]
    if units is None:
        return found.reset_index(drop=True)
    texts = of_units(units, "text")
    return found.assign(text=found["unit"].map(texts)).reset_index(drop=True)


@takes(
    codings="unit code start:number? end:number?",
    units="unit case text kind?",
    codebook="code! parent theme",
    summaries="case! theme! summary:any",
)
def framework(
    codings: pd.DataFrame, units: pd.DataFrame, codebook: pd.DataFrame, summaries: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Case x theme: how many of a case's units carry the theme, a quote, and what the researcher makes of it.

    `summaries` (case, theme, summary) is written by the researcher, never by code; a cell without one is
    blank. Every case that was read has a row for every theme. Out: case, theme, n, units, unit, quote, text,
    summary.
    """
    theme = theme_of(codings, codebook)
    case = of_units(units, "case")
    read = codings.assign(
        case=codings["unit"].map(case).astype("str"), theme=codings["code"].map(theme).astype("str")
    ).dropna(subset="case")
    sizes = read.groupby("case", sort=False)["unit"].nunique().rename("units").reset_index()
    grid = sizes.merge(pd.DataFrame({"theme": list(dict.fromkeys(theme.dropna()))}, dtype="str"), how="cross")
    n = read.dropna(subset="theme").groupby(["case", "theme"])["unit"].nunique().rename("n").reset_index()
    words = _passages(codings, units).assign(theme=lambda found: found["code"].map(theme).astype("str"))
    words = words.assign(far=(words["text"].str.len() - 90).abs())
    words = words.sort_values(["noted", "far"], kind="stable")
    words = words.drop_duplicates(["case", "theme"])[["case", "theme", "unit", "quote", "text"]]
    table = grid.merge(n, how="left").fillna({"n": 0}).astype({"n": "int64"}).merge(words, how="left")
    if summaries is None:
        return table.assign(summary=None)[["case", "theme", "n", "units", "unit", "quote", "text", "summary"]]
    table = table.merge(summaries[["case", "theme", "summary"]], how="left", on=["case", "theme"])
    return table[["case", "theme", "n", "units", "unit", "quote", "text", "summary"]]
