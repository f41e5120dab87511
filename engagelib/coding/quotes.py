"""What was said: quotes with ids that stay, words in context, memos, a matrix of cases and themes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from functools import reduce

import pandas as pd
import pyarrow as pa

from engagelib.coding.units import codes_of, of_units, theme_of, within
from engagelib.contracts.arguments import takes
from engagelib.text.folding import MASK, plain, signs

__all__ = ["PUBLIC", "for_print", "framework", "kwic", "memos", "quote_id", "quotes"]

#: Kinds of units that are a researcher's notes.
NOTES = ("observation", "document")


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

    In: `codings` (unit, code, start, end), `units` (unit, kind, case, text), `codebook`.

    People's own words come before field notes, texts of middle length before others, because they can be
    read alone. Out: theme, code, name, unit, case (a pseudonym), text, quote (id), context.

    Notes
    -----
    Source: Miles, Huberman & Saldaña (2014): a quote per cell, by its id. In MAXQDA: Retrieved Segments. A code that
    nobody gave has no row.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["1"], "kind": "comment", "case": ["K1"], "text": ["Kuahnya enak sekali, besok datang lagi"]})
    >>> rows = pd.DataFrame({"unit": ["1"], "coder": "A", "code": ["PUJI"], "start": [0], "end": [19]})
    >>> quotes(rows, units)[["code", "unit", "text"]].values.tolist()
    [['PUJI', '1', 'Kuahnya enak sekali']]
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

    In: `units` (unit, text), a regular expression.

    Out: unit, start, end (code points), left, match, right.

    Examples
    --------
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
    """What coders noted while they coded: unit, coder, code, memo, made_at; with `units` the text too.

    In: `codings` with memo. Out: unit, coder, code, memo, made_at, with `units` also text.
    """
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

    In: `codings`, `units` (unit, case, text), `codebook`, `summaries`.

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


# --- quotes for print -------------------------------------------------------------------------------------

#: Kinds of units that stand in public, where a search engine reads them; what an informant said does not.
PUBLIC = ("comment",)


RUN = 5  # words in a row that nobody else is likely to have written


WHOLE = 3, 10  # words or characters from which on a whole comment is found


_BETWEEN_WORDS = re.compile(f"(?:{MASK}|{signs()})+")


def _words(texts: Iterable[str]) -> list[list[str]]:
    """The words of each text in any script, folded; all at once, since to read the rules takes longer than to apply them."""
    said = plain(pa.array(list(texts), pa.string())).to_pylist()
    return [[word for word in _BETWEEN_WORDS.split(text) if word] for text in said]


def _padded(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _found(said: Sequence[str], public: Collection[str], run: int) -> str | None:
    """What of a quote a search would find: the first `run` words in a row that a public text has, or the whole, else None.

    A whole comment is found from three words or ten characters on.

    >>> public = [_padded("kuahnya gurih banget sampai saya bawa pulang".split())]
    >>> _found("katanya kuahnya gurih banget sampai saya nambah".split(), public, 5)
    'kuahnya gurih banget sampai saya'
    >>> _found("katanya kuahnya gurih".split(), public, 5)
    >>> _found(["gurih", "banget"], [_padded(["gurih", "banget"])], 5)
    'gurih banget'
    """
    runs = [" ".join(said[i : i + run]) for i in range(len(said) - run + 1)]
    found = next((words for words in runs if any(f" {words} " in text for text in public)), None)
    whole = " ".join(said)
    is_long = len(said) >= WHOLE[0] or len(whole) >= WHOLE[1]
    return found or (whole if is_long and f" {whole} " in public else None)


@takes(quotes="text:text", units="unit? kind text")
def for_print(quotes: pd.DataFrame, units: pd.DataFrame, run: int = RUN) -> pd.DataFrame:
    """Quotes with `warning` ("searchable", else blank) and `found_by`, the words by which a search would find the writer.

    In: `quotes` with text; `units` with kind and text, of which those that stand in public are compared:
    a pseudonym hides nobody whose sentence a search engine shows under her name. What was said in an
    interview or a questionnaire is warned of only where it repeats a public comment.

    Out: the quotes with warning ("searchable", else blank) and found_by.

    Notes
    -----
    Source: that verbatim quotes are found by search engines, Ayers et al. (2018), npj Digital Medicine 1. In R:
    none. A quote without a public twin has no warning.

    Examples
    --------
    A public comment that is quoted as it stands can be found by a search engine.

    >>> units = pd.DataFrame({"unit": ["1", "2"], "kind": ["comment", "interview"], "text": ["Kuahnya enak sekali, besok saya datang lagi", "Sepi"]})
    >>> for_print(units[["unit", "text"]], units)["warning"].fillna("").tolist()
    ['searchable', '']
    """
    public = dict.fromkeys(map(_padded, _words(units.loc[units["kind"].isin(PUBLIC), "text"].dropna())))
    found = [_found(said, public, run) for said in _words(quotes["text"].fillna(""))]
    return quotes.assign(warning=["searchable" if words else None for words in found], found_by=found)


#: An id that a platform gives: by it, or by the words beside it, anybody finds the comment and who wrote it.
PLATFORM_ID = r"\d{15,}"


def with_warning(table: pd.DataFrame) -> pd.DataFrame:
    """A result as it is written: with `warning` ("searchable") in rows that show a comment's words beside its platform's id.

    >>> shown = pd.DataFrame({"comment_id": ["7533630625757238907", "K1"], "text": ["antre lama sekali", "enak sekali kak"]})
    >>> with_warning(shown)["warning"].fillna("").tolist()
    ['searchable', '']
    """
    ids = next((table[name] for name in ("comment_id", "unit") if name in table), None)
    words = [name for name in ("text", "example", "before", "keyword", "after") if name in table]
    if ids is None or not words or table.empty or "warning" in table:
        return table
    parts = (table[name].astype(object).where(table[name].notna(), "") for name in words)
    said = reduce(lambda before, part: before + " " + part, parts)
    long = (said.map(str.strip).map(len) >= WHOLE[1]).to_numpy(dtype=bool, copy=True)
    long[~long] = [len(found) >= WHOLE[0] for found in _words(said[~long])]
    found = ids.astype(str).str.fullmatch(PLATFORM_ID) & long
    return table.assign(warning=found.map({True: "searchable"})) if found.any() else table
