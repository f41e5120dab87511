"""What reviewers ask of a study: member check, and reporting checklists answered from what the study holds.

COREQ (Tong et al. 2007, 32 items), SRQR (O'Brien et al. 2014, 21), GRAMMS (O'Cathain et al. 2008, 6) and MMAT
(Hong et al. 2018; screening, qualitative, descriptive and mixed) stand in checklists.csv in this project's own
words. An item is answered by a fact: counted from the study's tables, or declared under [methods] of
study.toml. What neither gives is open, and stays so until a person answers it. Whether an answer is good
enough is a reader's judgement, never the program's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from importlib.resources import files
from io import StringIO

import pandas as pd

from engagelib.coding.saturation import outcome
from engagelib.contracts.arguments import takes
from engagelib.words import day, number, say, share

__all__ = ["FACTS", "answered_checklists", "checklist_scores", "checklists", "facts", "member_check"]

Tables = Mapping[str, pd.DataFrame]


@takes(ledger="informant finding returned:any outcome action:text")
def member_check(ledger: pd.DataFrame) -> pd.DataFrame:
    """How many informants responded when findings were sent back to them, and what they said.

    In: `member_check`, an informant and finding a row. Out: finding ("all" = together, first), informants
    (asked), responded (of them, about at least one finding), sent, returned (an informant and finding each),
    agree, correct, add, reject, changed_share (of the returned, those that were not plain agreement),
    no_action (corrections, additions and rejections that nothing was done about). Without an interval: who is
    asked was chosen on purpose. A returned transcript is no member check: only findings count.

    Notes
    -----
    changed_share = (correct + add + reject) / returned. Sources: Lincoln & Guba (1985), Naturalistic Inquiry; Birt,
    Scott, Cavers, Campbell & Walter (2016), Qualitative Health Research 26 (synthesised member checking).
    In a spreadsheet: =COUNTIF(outcome, …).

    Examples
    --------
    Three findings sent, two answers, one of them a correction.

    >>> ledger = pd.DataFrame({"informant": ["I1", "I2", "I3"], "finding": "T1", "returned": ["2025-05-01", "2025-05-02", None],
    ...                        "outcome": ["agree", "correct", None], "action": ["", "reworded", ""]})
    >>> member_check(ledger)[["sent", "returned", "changed_share", "no_action"]].values.tolist()[0]
    [3.0, 2.0, 0.5, 0.0]
    """
    back = ledger["returned"].notna()
    changes = back & ledger["outcome"].isin(["correct", "add", "reject"])
    told = ledger.assign(
        returned=back,
        changed=changes,
        no_action=changes & (ledger["action"].fillna("").str.strip() == ""),
        **{name: back & (ledger["outcome"] == name) for name in ("agree", "correct", "add", "reject")},
    )
    counts = ["returned", "agree", "correct", "add", "reject", "changed", "no_action"]
    parts = []
    for part in (told.assign(finding="all"), told):
        groups = part.groupby("finding", sort=False)
        responded = part[part["returned"]].groupby("finding")["informant"].nunique()
        sums = groups[counts].sum().assign(sent=groups.size(), informants=groups["informant"].nunique())
        parts.append(sums.assign(responded=responded.reindex(sums.index, fill_value=0)))
    table = pd.concat(parts).reset_index()
    changed = (table["changed"] / table["returned"]).where(table["returned"] > 0)
    columns = ["finding", "informants", "responded", "sent", "returned", "agree", "correct", "add", "reject"]
    return table.assign(changed_share=changed)[[*columns, "changed_share", "no_action"]]


# --- facts that can be counted --------------------------------------------------------------------


def _each(counts: pd.Series, lang: str) -> str:
    return ", ".join(f"{n} {say(name, lang)}" for name, n in counts.items())


def _sample_size(tables: Tables, lang: str) -> str:
    parts = []
    if "responses" in tables:
        people = tables["responses"].drop_duplicates("respondent")
        parts.append(f"{say('questionnaire', lang)}: {_each(people['group'].value_counts(sort=False), lang)}")
    if "units" in tables:
        spoken = tables["units"].query("kind == 'interview'").drop_duplicates("case")
        if len(spoken):
            parts.append(f"{say('interview', lang)}: {_each(spoken['role'].value_counts(sort=False), lang)}")
    return "; ".join(parts)


def _data(tables: Tables, lang: str) -> str:
    counts = tables["units"].drop_duplicates("unit")["method"].value_counts(sort=False)
    return _each(counts, lang) + f" ({say('units', lang)})"


def _context(tables: Tables, lang: str) -> str:
    shops = tables["cases"].query("kind == 'shop'")
    return f"{len(shops)} {say('shops', lang)}: {_each(shops['sector'].value_counts(sort=False), lang)}"


def _sample(tables: Tables, lang: str) -> str:
    informants = tables["cases"].query("kind == 'informant'")
    proof = int(informants["proof"].notna().sum())
    told = _each(informants["role"].value_counts(sort=False), lang)
    return f"{told}; {say('with_proof', lang)}: {proof} / {len(informants)}"


def _field_notes(tables: Tables, lang: str) -> str:
    notes = tables["observations"]
    days = notes["date"].dropna()
    return f"{len(notes)} ({day(days.min(), lang)} – {day(days.max(), lang)})"


def _saturation(tables: Tables, lang: str) -> str:
    table = tables["saturation"]
    last = table.dropna(subset="ratio").tail(1)
    ratio = share(last["ratio"].iloc[0], 0, lang) if len(last) else "–"
    return f"{outcome(table, lang)} (n = {len(table)}); {say('last_ratio', lang)}: {ratio}"


def _coders(tables: Tables, lang: str) -> str:
    codings = tables["codings"]
    read = codings.groupby("unit")["coder"].nunique()
    both = share((read > 1).mean(), 0, lang)
    return f"{codings['coder'].nunique()}; {say('double_coded', lang)}: {int((read > 1).sum())} / {len(read)} ({both})"


def _codebook(tables: Tables, lang: str) -> str:
    book = tables["codebook"]
    tops = int(book["parent"].isna().sum())
    return f"{tops} {say('themes', lang)}, {len(book) - tops} {say('codes', lang)}"


def _member_check(tables: Tables, lang: str) -> str:
    whole = member_check(tables["member_check"]).iloc[0]
    changed = share(whole["changed_share"], 0, lang)
    return f"{whole['responded']} / {whole['informants']} {say('informants', lang)}; {say('changed_share', lang)}: {changed}"


def _quotations(tables: Tables, lang: str) -> str:
    return f"{tables['quotes']['quote'].nunique()} ({say('table_quotes', lang)})"


def _trail(tables: Tables, lang: str) -> str:
    ends = tables["trail"]["ends"]
    return f"{int(ends.sum())} / {len(ends)} {say('refs_end', lang)}"


def _themes(tables: Tables, lang: str) -> str:
    table = tables["theme_tally"]
    return "; ".join(f"{row.name}: {row.n}" for row in table.itertuples())


def _divergences(tables: Tables, lang: str) -> str:
    claims = tables["convergence"].drop_duplicates("claim")["farmer"].value_counts()
    return _each(claims.rename(lambda name: f"farmer_{name}"), lang)


def _trustworthiness(tables: Tables, lang: str) -> str:
    alpha = tables["agreement"]["alpha"].dropna()
    told = (
        " – ".join(number(end, 2, lang, bounded=True) for end in (alpha.min(), alpha.max()))
        if len(alpha)
        else "–"
    )
    return f"{say('krippendorff_alpha', lang)}: {told}"


def _integration(tables: Tables, lang: str) -> str:
    display = tables["joint_display"]
    closed = int((~display["open"].astype(bool)).sum())
    return f"{closed} / {len(display)} {say('rows_interpreted', lang)}" if len(display) else ""


def _literature(tables: Tables, lang: str) -> str:
    counts = tables["literature_relations"].set_index("relation")["n"]
    return _each(counts, lang) if counts.sum() else ""


def _processing(tables: Tables, lang: str) -> str:
    table = tables["funnel"]
    whole = table[table["method"] == "all"].set_index("step")["n"]
    return " → ".join(f"{n} {say(f'funnel_{step}', lang)}" for step, n in whole.items())


#: Fact -> the tables that it is counted from, and how.
FACTS: dict[str, tuple[tuple[str, ...], Callable[[Tables, str], str]]] = {
    "sample_size": ((), _sample_size),
    "data": (("units",), _data),
    "context": (("cases",), _context),
    "sample": (("cases",), _sample),
    "field_notes": (("observations",), _field_notes),
    "saturation": (("saturation",), _saturation),
    "coders": (("codings",), _coders),
    "codebook": (("codebook",), _codebook),
    "member_check": (("member_check",), _member_check),
    "quotations": (("quotes",), _quotations),
    "trail": (("trail",), _trail),
    "themes": (("theme_tally",), _themes),
    "divergences": (("convergence",), _divergences),
    "trustworthiness": (("agreement",), _trustworthiness),
    "integration": (("joint_display",), _integration),
    "meta_inferences": (("joint_display",), _integration),
    "literature": (("literature_relations",), _literature),
    "processing": (("funnel",), _processing),
}


@takes()
def facts(
    tables: Mapping[str, pd.DataFrame],
    declared: Mapping[str, str],
    lang: str = "id",
    without: Collection[str | None] = (),
) -> pd.DataFrame:
    """What is known of how the study was made: fact, answer, origin (counted, declared, counted_declared).

    In: `tables` by name, `declared`. Out: fact, answer, origin.

    `tables`: raw and result tables by name, those that there are; `declared`: fact -> words of the
    researcher; `without`: themes (codes) that are what the study's themes lead to. A fact that is both counted
    and declared has both answers, in one line.

    Notes
    -----
    Source: COREQ, Tong, Sainsbury & Craig (2007), names what reviewers ask for. In R: none. What is not known has no
    row.

    Examples
    --------
    >>> facts({}, {"sampling": "purposive"}, "en")[["fact", "answer", "origin"]].values.tolist()
    [['sampling', 'purposive', 'declared']]
    """
    if "codebook" in tables:
        book = tables["codebook"]
        tables = {**tables, "codebook": book[~book["theme"].isin(without)]}
    rows = {fact: [(words, "declared")] for fact, words in declared.items() if words}
    for fact, (needed, told) in FACTS.items():
        if all(name in tables and len(tables[name]) for name in needed) and (words := told(tables, lang)):
            rows[fact] = [(words, "counted"), *rows.get(fact, [])]
    return pd.DataFrame(
        [(f, ". ".join(w for w, _ in found), "_".join(o for _, o in found)) for f, found in rows.items()],
        columns=["fact", "answer", "origin"],
    )


# --- checklists -----------------------------------------------------------------------------------


@cache
def _items() -> str:
    return files("engagelib.triangulation").joinpath("checklists.csv").read_text(encoding="utf-8")


@takes()
def checklists(lang: str = "id") -> pd.DataFrame:
    """The items of every checklist: standard, version, item, domain, topic (own words), fact (what answers it)."""
    table = pd.read_csv(StringIO(_items()), dtype="str")
    return table.assign(topic=table[f"topic_{lang}"])[
        ["standard", "version", "item", "domain", "topic", "fact"]
    ]


@takes(known="fact:text! answer:any origin")
def answered_checklists(
    known: pd.DataFrame, lang: str = "id", standards: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Checklists with the study's answers.

    In: the result of `facts`; `standards`: which lists, by default all. Out: standard, version, item, domain, topic, status
    (answered, open), answer, origin.

    Notes
    -----
    COREQ: Tong, Sainsbury & Craig (2007), 32 items; SRQR: O'Brien et al. (2014), 21; GRAMMS: O'Cathain, Murphy & Nicholl
    (2008), 6; MMAT: Hong et al. (2018). Wording of the items is this project's own.
    In a spreadsheet: the checklist with a column of answers. What no table says stays open.

    Examples
    --------
    >>> found = answered_checklists(facts({}, {}, "en"), "en", ("COREQ",))
    >>> len(found), set(found["status"])
    (32, {'open'})
    """
    table = checklists(lang).merge(known, how="left", on="fact")
    table = table[table["standard"].isin(standards)] if standards else table
    status = table["answer"].notna().map({True: "answered", False: "open"})
    columns = ["standard", "version", "item", "domain", "topic", "status", "answer", "origin"]
    return table.assign(status=status)[columns].reset_index(drop=True)


@takes(table="standard version item status")
def checklist_scores(table: pd.DataFrame) -> pd.DataFrame:
    """How many items of each list have an answer.

    In: the result of `answered_checklists`. Out: standard, version, items, answered, share (answered / items: how much is
    reported, not how good the study is), open (the items' numbers).

    Notes
    -----
    Source: none, it counts answered items. In R: table(standard, status). No rows without a checklist.

    Examples
    --------
    >>> rows = pd.DataFrame({"standard": "COREQ", "version": "2007", "item": ["1", "2"], "status": ["answered", "open"]})
    >>> checklist_scores(rows)[["standard", "items", "answered", "share"]].values.tolist()
    [['COREQ', 2, 1, 0.5]]
    """
    rows = []
    for (standard, version), part in table.groupby(["standard", "version"], sort=False):
        left = part.loc[part["status"] == "open", "item"]
        n = len(part) - len(left)
        rows.append((standard, version, len(part), n, n / len(part), ", ".join(left.dropna())))
    return pd.DataFrame(rows, columns=["standard", "version", "items", "answered", "share", "open"])
