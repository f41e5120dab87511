"""Findings against the literature, and citations against the list: what a copy editor would find.

In: `citations`, a row for each place where a work is named: place, finding, source (one key for a work,
however it is written), relation, cited (as printed in the text), listed (as printed in the list of
references).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from engagelib.contracts.arguments import takes
from engagelib.words import say, sentence

__all__ = ["EDITIONS", "check", "flags", "literature", "promised", "relations", "statements"]

#: Framework -> its editions, each with the first year of its books. A book of another edition backs another framework.
EDITIONS: dict[str, tuple[tuple[str, int], ...]] = {
    "ITIL": (("v2", 2000), ("v3", 2007), ("4", 2019)),
    "COBIT": (("4.1", 2007), ("5", 2012), ("2019", 2018)),
}
CITATIONS = "place finding source relation cited listed"
FLAGS = ("flag", "source", "place", "printed", "why")


def _why(key: str, lang: str, **parts: object) -> str:
    """Why a flag stands there."""
    return sentence(f"triangulation_why_{key}", lang, **parts)


_YEAR = re.compile(r"\b((?:19|20)\d{2})([a-z]?)\b")


@takes(citations="place finding source relation")
def literature(citations: pd.DataFrame) -> pd.DataFrame:
    """Finding x source with what the finding is to the source: sync, extend or contrast.

    In: `citations` (place, finding, source, relation, cited, listed).

    Out: finding, source, relation, places (where the text says so, joined by "; "). Works that are only
    named, without a finding, have no row.

    Notes
    -----
    Source: none, it groups citations by finding. In R: aggregate. No rows without citations.

    Examples
    --------
    >>> cited = pd.DataFrame({"place": ["Hasil", "Bahasan"], "finding": "content", "source": "Dewi 2025", "relation": "sync"})
    >>> literature(cited)[["finding", "source", "relation", "places"]].values.tolist()
    [['content', 'Dewi 2025', 'sync', 'Hasil; Bahasan']]
    """
    held = citations.dropna(subset=["finding", "relation"])
    groups = held.groupby(["finding", "source", "relation"], sort=False)
    return (
        groups["place"]
        .agg(lambda places: "; ".join(dict.fromkeys(places.dropna())))
        .rename("places")
        .reset_index()
    )


@takes(citations="place finding source relation")
def relations(citations: pd.DataFrame) -> pd.DataFrame:
    """How many sources stand in each relation: relation, n (finding-source pairs), sources.

    In: `citations`. Out: a row for sync, extend and contrast each, 0 where there is none.

    Notes
    -----
    Source: none, it counts. In R: table(relation).

    Examples
    --------
    >>> cited = pd.DataFrame({"place": ["Hasil"], "finding": ["content"], "source": ["Dewi 2025"], "relation": ["sync"]})
    >>> relations(cited)[["relation", "n"]].values.tolist()
    [['sync', 1], ['extend', 0], ['contrast', 0]]
    """
    held = literature(citations)
    groups = held.groupby("relation")
    table = groups.agg(n=("source", "size"), sources=("source", "nunique"))
    return table.reindex(["sync", "extend", "contrast"], fill_value=0).reset_index()


@takes(citations=CITATIONS)
def promised(citations: pd.DataFrame, heading: str, kinds: Sequence[str], lang: str = "en") -> pd.DataFrame:
    """Relations that a heading promises and the text does not hold: a row each, as in `check`.

    `heading` as printed ("… (Sinkron dan Kontras)"), `kinds` the relations it names.
    """
    counts = relations(citations).set_index("relation")["n"]
    rows = [
        (
            "promise_not_kept",
            "",
            heading,
            kind,
            _why("promise_not_kept", lang, n=int(counts.sum()), kind=kind),
        )
        for kind in kinds
        if not counts.get(kind, 0)
    ]
    return pd.DataFrame(rows, columns=list(FLAGS))


@takes(citations=CITATIONS)
def check(
    citations: pd.DataFrame, frameworks: Mapping[str, str] | None = None, lang: str = "en"
) -> pd.DataFrame:
    """What does not agree between citations and the list of references.

    `frameworks`: the edition of each that the study says it uses, such as {"ITIL": "v3"}. Out: flag, source,
    place, printed, why. Flags: `no_list` (a text without any list), `not_listed`, `not_cited`,
    `two_spellings` (authors written or ordered in two ways), `year_differs`, `other_edition` (a listed book
    of another edition than the one used).
    """
    works = [(source, part) for source, part in citations.groupby("source", sort=False)]
    found = [*_unlisted(citations, works, lang)]
    for source, part in works:
        found += [*_spelled(source, part, lang), *_edition(source, part, frameworks or {}, lang)]
    return pd.DataFrame(found, columns=list(FLAGS)).drop_duplicates(ignore_index=True)


Row = tuple[str, str, str, str, str]


def _unlisted(citations: pd.DataFrame, works: list[tuple[str, pd.DataFrame]], lang: str) -> Iterator[Row]:
    if citations["listed"].notna().sum() == 0:
        if n := _named(citations.dropna(subset="cited")):
            yield "no_list", "", "", "", _why("no_list", lang, n=n, works=len(works))
        return
    for source, part in works:
        cited, listed = part["cited"].dropna(), part["listed"].dropna()
        if listed.empty and cited.empty:
            continue
        if listed.empty:
            yield "not_listed", source, part["place"].iloc[0], cited.iloc[0], _why("not_listed", lang)
        elif cited.empty:
            yield "not_cited", source, part["place"].iloc[0], listed.iloc[0], _why("not_cited", lang)


def _named(cited: pd.DataFrame) -> int:
    """How often works are named: a row each time, but once where one place is held against several findings."""
    keys = ["place", "source", "cited"]
    held = cited[cited["finding"].notna()]
    once = held.groupby([*keys, "finding", "relation"], dropna=False).size().groupby(keys).max()
    return len(cited) - len(held) + int(once.sum())


def authors(printed: str) -> tuple[str, ...]:
    """The names of a citation in their order, without year, case and accents; "et al." cuts them short.

    >>> authors("Hutapea dan Ichyaudin (2025)"), authors("(Lim & Rasol, 2022)"), authors("Dewi et al. (2025)")
    (('hutapea', 'ichyaudin'), ('lim', 'rasol'), ('dewi', '…'))
    """
    words = unicodedata.normalize("NFKD", printed)
    words = "".join(sign for sign in words if not unicodedata.combining(sign)).replace("’", "'").casefold()
    words = re.sub(r"\bet al\b\.?|\bdkk\b\.?", " & … ", _YEAR.sub(" ", words))
    parts = re.split(r"&|;|,|\bdan\b|\band\b", re.sub(r"[()\[\].]", " ", words))
    return tuple(name for part in parts if (name := " ".join(part.split())))


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two citations name the same authors in the same order, as far as both go."""
    if "…" in one + other:
        return one[:1] == other[:1]
    return one == other


def _listed_as(listed: str) -> tuple[str, ...]:
    """The surnames at the head of an entry of the list: `Lim, W. M., & Rasul, T. (2022).` -> lim, rasul."""
    head = _YEAR.split(listed, maxsplit=1)[0]
    names = re.split(r",\s*(?:(?:[A-Z]\.\s*-?)+)|&|;", head)
    return tuple(name for part in names for name in authors(part))


def _spelled(source: str, part: pd.DataFrame, lang: str) -> Iterator[Row]:
    cited = part.dropna(subset="cited").drop_duplicates(["place", "cited"])
    if cited.empty:
        return
    first = cited.iloc[0]
    listed = part["listed"].dropna()
    model = _listed_as(listed.iloc[0]) if len(listed) else authors(first["cited"])
    named = listed.iloc[0] if len(listed) else first["cited"]
    for row in cited.itertuples():
        mine = authors(row.cited)
        if not _alike(mine, model):
            yield "two_spellings", source, row.place, row.cited, _why("two_spellings", lang, named=named[:80])
        mine_year, model_year = (_YEAR.search(text) for text in (row.cited, named))
        if mine_year and model_year and mine_year[1] != model_year[1]:
            yield (
                "year_differs",
                source,
                row.place,
                row.cited,
                _why("year_differs", lang, named=model_year[1]),
            )


def _edition(source: str, part: pd.DataFrame, frameworks: Mapping[str, str], lang: str) -> Iterator[Row]:
    for row in part.dropna(subset="listed").itertuples():
        for framework, used in frameworks.items():
            year = _YEAR.search(row.listed)
            if framework.casefold() not in row.listed.casefold() or year is None:
                continue
            named = re.search(rf"{re.escape(framework)}\W*(v?\d[\d.]*)\b", row.listed, re.IGNORECASE)
            if named is None and not _is_the_book(framework, row.listed):
                continue
            edition = named[1].casefold() if named else _of_year(framework, int(year[1]))
            if edition.removeprefix("v") != str(used).casefold().removeprefix("v"):
                told = {"framework": framework, "used": used, "edition": edition, "year": year[1]}
                why = _why("edition_named" if named else "edition_dated", lang, **told)
                yield "other_edition", source, row.place, row.listed, why


def _is_the_book(framework: str, listed: str) -> bool:
    """Whether the entry is the framework's own book: its publisher or the framework's name opens the title."""
    title = _YEAR.split(listed, maxsplit=1)[-1].lstrip(" ).,*_")
    return title.casefold().startswith(framework.casefold())


def _of_year(framework: str, year: int) -> str:
    found = [name for name, first in EDITIONS[framework] if year >= first] if framework in EDITIONS else []
    return found[-1] if found else "?"


@takes()
def statements(said: Sequence[Mapping[str, Any]], lang: str = "en") -> pd.DataFrame:
    """What the text says of one thing in two places, differently: a row each, as in `check`.

    `said` as study.toml declares it ([[statements]]): topic, and under `at` the values by place: {"Metode":
    ["perdagangan", "jasa"], "Hasil": ["kuliner", …]}. The first place is the one the others are held against.
    """
    rows = []
    for topic in said:
        places = list(topic["at"].items())
        first, model = places[0]
        for place, values in places[1:]:
            more, less = ([v for v in a if v not in b] for a, b in ((values, model), (model, values)))
            if more or less:
                apart = [("more", more), ("less", less)]
                why = "; ".join(_why(how, lang, place=first, values=", ".join(v)) for how, v in apart if v)
                rows.append(("places_differ", say(topic["topic"], lang), place, ", ".join(values), why))
    return pd.DataFrame(rows, columns=list(FLAGS))


@takes(citations=CITATIONS)
def flags(citations: pd.DataFrame, declared: Mapping[str, Any], lang: str = "en") -> pd.DataFrame:
    """What does not agree between citations, list of references and statements, by what study.toml declares.

    In: `citations`; `declared`: the sections frameworks, literature and statements, those that there are. Out: flag,
    source, place, printed, why. Flags: no_list, not_listed, not_cited, two_spellings, year_differs, other_edition,
    promise_not_kept, places_differ.

    Notes
    -----
    Source: the rules of APA (2020) for citations. In Zotero: none checks a text. No rows where all agrees.

    Examples
    --------
    Cited, but not in the list of references.

    >>> cited = pd.DataFrame({"place": ["Discussion", "References"], "finding": None, "source": ["lim-2022", "cao-2023"], "relation": None,
    ...                       "cited": ["Lim (2022)", None], "listed": [None, "Cao, G. (2023). Strategic use."]})
    >>> flags(cited, {}, "en")[["flag", "source"]].values.tolist()
    [['not_listed', 'lim-2022'], ['not_cited', 'cao-2023']]
    """
    literature = declared.get("literature", {})
    parts = [
        check(citations, declared.get("frameworks"), lang),
        promised(citations, literature.get("heading", ""), literature.get("promised", ()), lang),
        statements(declared.get("statements", ()), lang),
    ]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
