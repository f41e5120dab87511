"""What COBIT's editions call things: objectives with their counts, level words, which edition a term is of.

Codes, names and counts only, each row with its source and how certain it is; no practice or activity texts
are here. Whoever holds a licence rates her own list of activities, and objectives that are not COBIT's work
everywhere too, without counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources
from typing import Any

import pandas as pd

from engagelib.contracts.arguments import Within, takes
from engagelib.contracts.problems import Note, note, together

__all__ = ["DOMAINS", "EDITIONS", "LABELS", "OBJECTIVES", "PRACTICES", "editions", "highest", "label"]


def _data(name: str) -> pd.DataFrame:
    with resources.files("engagelib.cobit").joinpath(f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, index_col=0, dtype={"cobit5_name": "str"})


#: The 40 objectives of COBIT 2019 by code: name, cobit5_name, practices, activities, level_2 … level_5
#: (activities at that level; none is at level 1), certainty, source, and a next step in this project's own
#: words.
OBJECTIVES = _data("cobit_objectives")

#: The practices of the three objectives that the TikTok/COBIT paper assesses: objective, name, activities by
#: level, certainty, source.
PRACTICES = _data("cobit_practices")

DOMAINS = {
    "EDM": "Evaluate, Direct and Monitor",
    "APO": "Align, Plan and Organize",
    "BAI": "Build, Acquire and Implement",
    "DSS": "Deliver, Service and Support",
    "MEA": "Monitor, Evaluate and Assess",
}

EDITIONS = {
    "cobit41": "COBIT 4.1",
    "cobit5": "COBIT 5",
    "cobit2019": "COBIT 2019",
    "cobit2019_maturity": "COBIT 2019 (maturity of a focus area)",
    "itil_pmf": "ITIL process maturity framework",
}

#: Level -> word, per edition (English, Indonesian). COBIT 2019 names no capability levels; its names are of
#: focus-area *maturity*.
LABELS: dict[str, tuple[tuple[str, str], ...]] = {
    "cobit41": (
        ("Non-existent", "Tidak ada"),
        ("Initial / Ad Hoc", "Awal / ad hoc"),
        ("Repeatable but Intuitive", "Berulang tetapi intuitif"),
        ("Defined Process", "Proses terdefinisi"),
        ("Managed and Measurable", "Terkelola dan terukur"),
        ("Optimised", "Teroptimasi"),
    ),
    "cobit5": (
        ("Incomplete", "Tidak lengkap"),
        ("Performed", "Dilaksanakan"),
        ("Managed", "Dikelola"),
        ("Established", "Mapan"),
        ("Predictable", "Dapat diprediksi"),
        ("Optimising", "Dioptimalkan"),
    ),
    "cobit2019_maturity": (
        ("Incomplete", "Tidak lengkap"),
        ("Initial", "Awal"),
        ("Managed", "Dikelola"),
        ("Defined", "Terdefinisi"),
        ("Quantitative", "Kuantitatif"),
        ("Optimizing", "Dioptimalkan"),
    ),
    "itil_pmf": (
        ("Absent", "Tidak ada"),
        ("Initial", "Awal"),
        ("Repeatable", "Berulang"),
        ("Defined", "Terdefinisi"),
        ("Managed", "Dikelola"),
        ("Optimised", "Teroptimasi"),
    ),
}


@takes(level=Within(0, 5), labels=LABELS)
def label(level: int, labels: str = "cobit41", lang: str = "en") -> str:
    """The word for a level in an edition.

    >>> label(3), label(3, "cobit5"), label(3, lang="id")
    ('Defined Process', 'Established', 'Proses terdefinisi')
    """
    return LABELS[labels][level][lang == "id"]


@takes()
def highest(objective: str) -> int | None:
    """The highest level at which COBIT 2019 has an activity; None for an objective that is not COBIT's.

    >>> highest("APO02"), highest("DSS02"), highest("KM01")
    (4, 5, None)
    """
    if objective not in OBJECTIVES.index:
        return None
    return max(level for level in (2, 3, 4, 5) if OBJECTIVES.at[objective, f"level_{level}"])


# --- which edition a term belongs to ------------------------------------------------------------------------

_SPELLINGS = ((r"is(e|es|ed|ing|ation)\b", r"iz\1"), (r"\bprogrammes?\b", "program"), (r"[&/]", " and "))
_CODE_41 = re.compile(r"(PO|AI|DS|ME)\d{1,2}")
_AS_DOMAIN = re.compile(r"domain\s+((?:EDM|APO|BAI|DSS|MEA)\d\d)", re.IGNORECASE)


def _plain(term: str) -> str:
    """A term without case, spelling variants and what is not a letter.

    >>> _plain("Initial/Ad Hoc") == _plain("initial and ad-hoc"), _plain("Optimised") == _plain("OPTIMIZED")
    (True, True)
    """
    words = term.casefold()
    for pattern, replacement in _SPELLINGS:
        words = re.sub(pattern, replacement, words)
    return " ".join(re.findall(r"[a-z0-9]+", words))


def _vocabulary() -> list[tuple[str, str, str, str]]:
    """(plain term, edition, kind, what it names) of everything the editions call by name."""
    terms = []
    for code, row in OBJECTIVES.iterrows():
        terms += [
            (_plain(row["name"]), "cobit2019", "objective name", code),
            (_plain(code), "cobit2019", "code", code),
        ]
        if isinstance(row["cobit5_name"], str):
            terms += [
                (_plain(row["cobit5_name"]), "cobit5", "process name", code),
                (_plain(code), "cobit5", "code", code),
            ]
    for edition, levels in LABELS.items():
        for level, words in enumerate(levels):
            for word in words:
                terms.append((_plain(word), edition, "level word", f"level {level}"))
    terms += [(_plain(word), "cobit41", "level word", "level 3") for word in ("Defined", "Terdefinisi")]
    for code, name in DOMAINS.items():
        terms += [
            (_plain(term), edition, "domain", code)
            for term in (code, name)
            for edition in ("cobit5", "cobit2019")
        ]
    return terms


@takes(claimed=EDITIONS)
def editions(terms: Iterable[str], claimed: str = "cobit2019") -> pd.DataFrame:
    """Which edition each term belongs to, and what the claimed edition would say instead.

    In: terms as printed, the edition that a text claims.

    Out: term, edition, kind (objective name, process name, code, domain, level word), names (the objective or
    level), belongs (to the claimed edition), note. A term has a row for every edition that uses it; one that
    none uses has a row that says so. Spelling and case do not matter.

    Examples
    --------
    >>> editions(["Manage Strategy"])[["edition", "names", "note"]].astype(str).values.tolist()
    [['cobit5', 'APO02', 'COBIT 5; COBIT 2019 calls APO02 Managed Strategy']]
    """
    known = _vocabulary()
    rows: list[tuple[Any, ...]] = []
    for term in terms:
        found = [(e, kind, names) for plain, e, kind, names in known if plain == _plain(term)]
        if _CODE_41.fullmatch(term.strip().upper()):
            found.append(("cobit41", "code", term.strip().upper()))
        if mixed := _AS_DOMAIN.fullmatch(term.strip()):
            code = mixed[1].upper()
            rows.append(
                (term, None, "code", code, False, note("noted_domain_of", domain=code[:3], objective=code))
            )
            continue
        found = list(dict.fromkeys(found))
        belongs = any(edition.startswith(claimed) for edition, _, _ in found)
        rows += [(term, *one, belongs, _note(*one, claimed)) for one in found]
        if not found:
            rows.append((term, None, None, None, False, note("noted_no_term")))
    return pd.DataFrame(rows, columns=["term", "edition", "kind", "names", "belongs", "note"])


def _note(edition: str, kind: str, names: str, claimed: str) -> Note | str:
    said = EDITIONS[edition]
    if edition == claimed or kind in ("code", "domain"):
        return said
    if kind == "level word":
        own = {"cobit2019": "cobit2019_maturity"}.get(claimed, claimed)
        words = LABELS[own][int(names[-1])][0]
        tail = note("noted_no_level_names") if claimed == "cobit2019" else ""
        other = "" if own == edition else note("noted_edition_says", edition=EDITIONS[own], words=words)
        return together(f"{said}, {names}", tail, other)
    column = "name" if claimed == "cobit2019" else "cobit5_name"
    name = OBJECTIVES.at[names, column] if claimed in ("cobit2019", "cobit5") else None
    if not isinstance(name, str):
        return together(said, note("noted_edition_lacks", edition=EDITIONS[claimed], objective=names))
    return together(said, note("noted_edition_calls", edition=EDITIONS[claimed], objective=names, name=name))
