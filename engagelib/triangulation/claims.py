"""Where the strands meet: claim by source and method, with agreement, partial agreement, silence and
dissonance told apart.

The codes follow Farmer et al. (2006): of a claim over all its sources (`convergence`) and of every two sources
(`pairs`). They are computed; whoever disagrees overrides one by hand, with a reason. A quantitative ref
(`gap:customer/APO02`) gets its stance from the rule that the claim declares, so that nobody types a result in;
every ref has to lead to a row that exists.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations, repeat
from typing import Any

import pandas as pd

from engagelib.contracts.arguments import In, takes
from engagelib.contracts.results import RELATIONS
from engagelib.contracts.tables import LEVELS
from engagelib.words import sentence, worded

__all__ = [
    "EVIDENCE_COLUMNS", "RESULTS", "WEIGHT_COLUMNS", "code_by_hand", "convergence", "convergence_matrix", "pairs", "reversals", "silent",
    "weights",
]  # fmt: skip

#: What a source may say of a claim; silent and undecided say neither for nor against.
SPOKEN = ("supports", "contradicts", "mixed")
#: A piece of evidence: its source, and its strand (method, computed or told) with what it says.
Piece = tuple[str, tuple[Hashable, str]]
#: The share of a source's evidence that has to point one way.
LEAN = 2 / 3

#: Results that claims and displays may point at; a study has those that its notebooks make.
RESULTS = (
    "scores", "gap", "capability", "code_tally", "theme_tally", "service_kpi", "sales_effect", "stage_kpi",
    "channel_roles", "channel_orders", "repeat_purchase", "agreement", "saturation", "quotes", "funnel",
    "correlations", "paired", "groups", "gap_intervals", "reply_quality", "concentration", "engagement_summary",
    "sales_segmented", "engagement_sales", "code_association", "case_relations",
)  # fmt: skip

#: The columns of settled evidence that a reader sees.
EVIDENCE_COLUMNS = ("claim", "source", "method", "stance", "prominence", "quote", "behind", "ref")

#: The columns of `weights` that a reader sees.
WEIGHT_COLUMNS = (
    "claim", "text", "numbers", "farmer", "direction", "farmer_without", "direction_without", "note",
)  # fmt: skip

#: Words that say that one thing leads to, or goes with, another.
_RELATES = re.compile(
    r"\b(?:men(?:dorong|entukan|yebabkan|ciptakan|jaga|ambah)|ditentukan|mem(?:bentuk|bangun|perkuat|engaruhi|buat)"
    r"|mempengaruhi|meningkatkan|menaikkan|ber(?:pengaruh|dampak|korelasi|hubungan erat)|hubungan erat|memerlukan"
    r"|leads? to|shapes?|drives?|decides?|builds?|strengthens?|raises?|increases?|affects?|creates?|keeps?|makes?|causes?"
    r"|(?:is|are) decided|depends? on|closely related|correlat\w+|has added|needs?)\b",
    re.IGNORECASE,
)


def _farmer(sources: Iterable[str]) -> tuple[str, str]:
    """What the sources of one claim say together: Farmer's code, and which way they point.

    >>> _farmer(["supports", "supports"]), _farmer(["contradicts", "contradicts"])
    (('agreement', 'supports'), ('agreement', 'contradicts'))
    >>> _farmer(["supports", "mixed"]), _farmer(["supports", "contradicts"])
    (('partial', 'supports'), ('dissonance', 'mixed'))
    >>> _farmer(["supports", "silent"]), _farmer(["silent", "undecided"])
    (('silence', 'supports'), ('silence', ''))
    """
    said = [stance for stance in sources if stance in SPOKEN]
    sides = set(said) - {"mixed"}
    direction = ("mixed" if len(sides) != 1 else next(iter(sides))) if said else ""
    if len(said) < 2:
        return "silence", direction
    if len(sides) == 2:
        return "dissonance", direction
    return ("agreement" if set(said) == {direction} != {"mixed"} else "partial"), direction


#: How far a stance goes towards support.
_TOWARDS = {"supports": 1.0, "mixed": 0.5, "contradicts": 0.0}


def _together(found: Iterable[str]) -> str:
    """Several stances as one: what at least two thirds of those that speak say, else mixed; of two minds is half of each."""
    found = list(found)
    said = [_TOWARDS[stance] for stance in found if stance in _TOWARDS]
    if not said:
        return "undecided" if "undecided" in found else "silent"
    supporting = sum(said) / len(said)
    return "supports" if supporting >= LEAN else "contradicts" if supporting <= 1 - LEAN else "mixed"


def _voices(evidence: pd.DataFrame | Iterable[Piece]) -> dict[str, str]:
    """What each source says, over its strands.

    A strand is a method, and within it what was computed and what was told apart. It has one vote, however many pieces
    it has: a result speaks for all whom it counts, and eight quotes that were picked from an interview are not eight
    results.
    """
    sources = _by_first(_pieces(evidence) if isinstance(evidence, pd.DataFrame) else evidence)
    return {source: _together(map(_together, _by_first(said).values())) for source, said in sources.items()}


def _pieces(evidence: pd.DataFrame) -> list[Piece]:
    computed = evidence["computed"] if "computed" in evidence else repeat(False)
    strands = zip(evidence["method"], computed, strict=False)
    return list(zip(evidence["source"], zip(strands, evidence["stance"], strict=True), strict=True))


def _by_first(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """The second of each pair, by the first."""
    found: dict[Any, list[Any]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return found


@takes(evidence="claim source method ref stance behind?:number", overrides="claim farmer reason:any")
def convergence(
    evidence: pd.DataFrame,
    claims: Mapping[str, Mapping[str, Any]],
    lang: str = "id",
    overrides: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Claim by source and method, silent cells included.

    In: the result of `stances`; `overrides` (claim, farmer, reason): codes that the researchers decided
    otherwise, as the study's coding folder holds them. Out: claim, text, source, method, refs (joined by
    "; "), n (pieces of evidence that count), people (how many are quoted), behind (how many the numbers count),
    stance, source_stance (over all the source's methods), farmer, direction (supports, contradicts, mixed), computed
    (the code before any override), reason (of the override), fragile (would the code be another without one piece of
    evidence). A strand is a method, and within it numbers and words apart; its stance is what at least two thirds of
    its pieces say, else mixed. A source's is what at least two thirds of its strands say: each has one vote, so that a
    result that counts everybody is not outvoted by the quotes that were picked; undecided where its only results
    leave the claim open. The claim's code: agreement when two or more sources say the same, for it or against it, and no other
    speaks; dissonance when one source supports and another contradicts it; silence when fewer than two
    speak; partial otherwise (a source of two minds). Every source and method that occurs is a cell. Evidence is
    chosen by people, so its share says what was chosen, not how many think so. Raises ValueError for an
    override of a claim that is not declared.

    Notes
    -----
    Source: Farmer, Robinson, Elliott & Eyles (2006), Qualitative Health Research 16 (the triangulation protocol); the two
    thirds and the votes of strands are this project's rule.
    In NVivo or MAXQDA: none; in a spreadsheet a cell per source and method.

    Examples
    --------
    >>> evidence = pd.DataFrame({"claim": "c1", "source": ["owner", "customer"], "method": "interview",
    ...                          "ref": ["units:U1", "units:U2"], "stance": ["supports", "contradicts"]})
    >>> found = convergence(evidence, {"c1": {"en": "Replies are late"}}, "en")
    >>> found[["source", "stance", "farmer"]].values.tolist()
    [['customer', 'contradicts', 'dissonance'], ['owner', 'supports', 'dissonance']]
    """
    cells = (
        evidence[["source", "method"]]
        .drop_duplicates()
        .sort_values(["source", "method"])
        .to_records(index=False)
    )
    decided = _decided(overrides, claims)
    rows = []
    for claim, declared in claims.items():
        own = evidence[evidence["claim"] == claim]
        pieces = _pieces(own)
        computed, direction = _code(pieces)
        farmer, reason = decided.get(claim, (computed, ""))
        fragile = any(_code([*pieces[:at], *pieces[at + 1 :]])[0] != computed for at in range(len(pieces)))
        voices = _voices(pieces)
        parts = dict(list(own.groupby(["source", "method"])))
        for source, method in cells:
            part = parts.get((source, method), own.iloc[:0])
            refs = "; ".join(part["ref"].dropna().astype(str))
            rows.append((
                claim, worded(declared, lang) or claim, source, method, refs, int(part["stance"].notna().sum()),
                *_people(part), _voices(part).get(source, "silent"), voices.get(source, "silent"), farmer, direction, computed, reason, fragile,
            ))  # fmt: skip
    columns = [
        "claim", "text", "source", "method", "refs", "n", "people", "behind", "stance", "source_stance",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=[*columns, "farmer", "direction", "computed", "reason", "fragile"])
    return table.astype({"people": "Int64", "behind": "Int64"})


def _people(evidence: pd.DataFrame) -> tuple[int | None, int | None]:
    """How many people are quoted, and how many the numbers count at most; missing where nobody is, and nothing was."""
    spoken = evidence[evidence["stance"].notna()]
    quoted = spoken["speaker"].nunique() if "speaker" in spoken else 0
    counted = spoken["behind"].max() if "behind" in spoken else None
    return quoted or None, None if counted is None or pd.isna(counted) else int(counted)


def _code(evidence: pd.DataFrame | Iterable[Piece]) -> tuple[str, str]:
    """Farmer's code and the direction of the evidence of one claim."""
    return _farmer(_voices(evidence).values())


@takes(evidence="claim source method ref:any stance computed:truth")
def weights(
    evidence: pd.DataFrame, claims: Mapping[str, Mapping[str, Any]], lang: str = "id"
) -> pd.DataFrame:
    """What the numbers do to each claim: its code with them and without them, and whether a relation was tested.

    In: the result of `stances`; `claims` as declared (`relation` says whether one claims that something goes with
    something else, else its words are asked; `no_numbers` why none can speak to it). Out: claim, text, numbers (how
    many speak), supports, contradicts, undecided (of them), farmer, direction, farmer_without, direction_without (the same
    from words alone), changed, relation, tested (is there a result among its evidence that tests a relation), open (no
    number and no reason, or a relation that nothing tests), note.

    Notes
    -----
    Take the numbers away and look what is left: what stays the same rests on words, what changes rests on numbers.
    A mean or a share says how much there is of something, not that it goes with something else.
    Source: leave-one-strand-out, in the manner of Farmer et al. (2006). In a spreadsheet: the matrix without its
    computed rows.

    Examples
    --------
    >>> evidence = pd.DataFrame({"claim": "c1", "source": ["owner", "customer"], "method": "m", "stance": "supports",
    ...                          "ref": ["units:U1", "gap:customer/APO02"], "computed": [False, True]})
    >>> weights(evidence, {"c1": {"en": "Late replies drive people away"}}, "en")[["farmer", "farmer_without", "relation", "tested"]].values.tolist()
    [['agreement', 'silence', True, False]]
    """
    rows = []
    for claim, declared in claims.items():
        own = evidence[evidence["claim"] == claim]
        speaks = own[own["computed"] & own["stance"].notna()]
        said = [
            int((speaks["stance"] == stance).sum()) for stance in ("supports", "contradicts", "undecided")
        ]
        code, without = _code(own), _code(own[~own["computed"]])
        text = worded(declared, lang) or claim
        relation = _relates(declared)
        tested = any(str(ref).partition(":")[0] in RELATIONS for ref in speaks["ref"].dropna())
        reason = worded(declared.get("no_numbers", ""), lang)
        told = [
            reason or sentence("triangulation_no_numbers", lang) if speaks.empty else _effect(code, without, said, lang),
            sentence("triangulation_untested", lang) if relation and not tested else "",
        ]  # fmt: skip
        rows.append((
            claim, text, len(speaks), *said, *code, *without, code != without, relation, tested,
            (speaks.empty and not reason) or (relation and not tested), " ".join(filter(None, told)),
        ))  # fmt: skip
    columns = [
        "claim", "text", "numbers", "supports", "contradicts", "undecided", "farmer", "direction",
        "farmer_without",
    ]  # fmt: skip
    columns += ["direction_without", "changed", "relation", "tested", "open", "note"]
    return pd.DataFrame(rows, columns=columns)


def _relates(claim: Mapping[str, Any]) -> bool:
    """Whether a claim says that one thing goes with another: as declared, else by its words."""
    declared = claim.get("relation")
    return (
        any(_RELATES.search(str(claim.get(lang, ""))) for lang in ("id", "en"))
        if declared is None
        else declared
    )


def _effect(code: tuple[str, str], without: tuple[str, str], said: list[int], lang: str) -> str:
    """What the numbers of a claim say, and what they change."""
    counts = dict(zip(("supports", "contradicts", "undecided"), said, strict=True))
    words = sentence("triangulation_numbers", lang, n=sum(said), **counts)
    if code == without:
        return words + " " + sentence("triangulation_numbers_same", lang)
    was = {"code": f"farmer_{without[0]}", "way": without[1] or "silent"}
    return words + " " + sentence("triangulation_numbers_change", lang, **was)


def _decided(overrides: pd.DataFrame | None, claims: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Claim -> the code that people gave it, and why; the last decision counts."""
    if overrides is None:
        return {}
    strange = [claim for claim in overrides["claim"] if claim not in claims]
    if strange:
        raise ValueError(
            f"overrides name the claim '{strange[0]}', which study.toml lacks; it has {', '.join(claims)}"
        )
    return {row.claim: (row.farmer, row.reason) for row in overrides.itertuples()}


@takes(table="claim source method stance")
def silent(table: pd.DataFrame) -> pd.DataFrame:
    """The cells in which nobody says anything.

    In: the result of `convergence`. Out: claim, source, method.

    Notes
    -----
    Source: Farmer, Robinson, Elliott & Eyles (2006). In R: subset(x, stance == "silent"). No rows where every cell
    speaks.

    Examples
    --------
    >>> cells = pd.DataFrame({"claim": "c1", "source": ["owner", "customer"], "method": "interview", "stance": ["supports", "silent"]})
    >>> silent(cells).values.tolist()
    [['c1', 'customer', 'interview']]
    """
    return table.loc[table["stance"] == "silent", ["claim", "source", "method"]].reset_index(drop=True)


@takes(evidence="claim source method stance prominence")
def pairs(evidence: pd.DataFrame, claims: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Every two sources on every claim, with Farmer's code of the pair.

    In: the result of `stances`. A source's prominence is the commonest level among its evidence that says
    what the source says (of two as common the higher). Out: claim, first, second (sources), first_stance,
    second_stance, first_prominence, second_prominence, farmer: agreement (same stance, same prominence),
    partial (same stance at another prominence, or a source of two minds), dissonance (opposite stances),
    silence (one of the two says nothing).

    Notes
    -----
    Source: Farmer, Robinson, Elliott & Eyles (2006): agreement in meaning and prominence, partial agreement, silence,
    dissonance.
    In R: combn(sources, 2). Two sources of which one is silent are silence.

    Examples
    --------
    >>> evidence = pd.DataFrame({"claim": "c1", "source": ["owner", "customer"], "method": "interview"})
    >>> evidence = evidence.assign(stance="supports", prominence="high")
    >>> pairs(evidence, {"c1": {}})[["first", "second", "farmer"]].values.tolist()
    [['customer', 'owner', 'agreement']]
    """
    sources = sorted(evidence["source"].dropna().unique())
    rows = []
    for claim in claims:
        own = evidence[evidence["claim"] == claim]
        said = {source: _voice(own[own["source"] == source]) for source in sources}
        for first, second in combinations(sources, 2):
            (a, p), (b, q) = said[first], said[second]
            rows.append((claim, first, second, a, b, p, q, _pair(a, b, p, q)))
    columns = ["claim", "first", "second", "first_stance", "second_stance", "first_prominence"]
    return pd.DataFrame(rows, columns=[*columns, "second_prominence", "farmer"])


def _voice(own: pd.DataFrame) -> tuple[str, str | None]:
    """What a source says of a claim, and how prominently."""
    stance = next(iter(_voices(own).values()), "silent")
    levels = own.loc[own["stance"] == stance, "prominence"].dropna()
    counts = {level: int((levels == level).sum()) for level in LEVELS}
    return stance, max(reversed(LEVELS), key=counts.__getitem__) if any(counts.values()) else None


def _pair(a: str, b: str, p: str | None, q: str | None) -> str:
    """The code of two stances and their prominence.

    >>> _pair("supports", "supports", "high", "low"), _pair("supports", "mixed", "high", "high"), _pair("supports", "silent", "high", None)
    ('partial', 'partial', 'silence')
    """
    if not {a, b} <= set(SPOKEN):
        return "silence"
    if {a, b} == {"supports", "contradicts"}:
        return "dissonance"
    return "agreement" if a == b != "mixed" and p is not None and p == q else "partial"


@takes(by=In("table"), item=In("table"), value=In("table"))
def reversals(table: pd.DataFrame, by: str, item: str, value: str) -> pd.DataFrame:
    """What one group puts first and another puts last: found from the values, nobody has to look for it.

    In: a result with a row per group (`by`) and `item`, such as `gap` by group and objective. Only items that
    both groups have are compared, and a first or last place that is shared counts for nobody. Out: item,
    first (the group that puts it highest), second (lowest), first_value, second_value, items (compared).

    Notes
    -----
    Source: none, it compares first and last places. In R: rank. No rows where nothing is reversed.

    Examples
    --------
    >>> table = pd.DataFrame({"group": ["owner"] * 2 + ["customer"] * 2, "objective": ["APO02", "DSS05"] * 2, "as_is": [3.0, 2.5, 2.83, 3.93]})
    >>> reversals(table, "group", "objective", "as_is")[["objective", "first", "second"]].values.tolist()
    [['APO02', 'owner', 'customer'], ['DSS05', 'customer', 'owner']]
    """
    rows = []
    single = table[~table[item].isin(("overall", "all"))]
    parts = {group: part.set_index(item)[value].dropna() for group, part in single.groupby(by, sort=False)}
    for (one, a), (other, b) in combinations(parts.items(), 2):
        shared = [name for name in a.index if name in b.index]
        for high, low, first, second in ((a, b, one, other), (b, a, other, one)):
            if len(shared) > 1 and (top := _only(high[shared], True)) and top == _only(low[shared], False):
                rows.append((top, first, second, float(high[top]), float(low[top]), len(shared)))
    return pd.DataFrame(rows, columns=[item, "first", "second", "first_value", "second_value", "items"])


def _only(values: pd.Series, highest: bool) -> str | None:
    ends = values[values == (values.max() if highest else values.min())]
    return str(ends.index[0]) if len(ends) == 1 else None


@takes(table="claim text:any farmer direction source source_stance")
def convergence_matrix(table: pd.DataFrame) -> pd.DataFrame:
    """The convergence table as claims x sources: what each source says over all its methods, and the code that follows.

    In: the result of `convergence`. Out: claim, text, farmer, direction, a column "source · ..." per source.

    Notes
    -----
    Source: Farmer, Robinson, Elliott & Eyles (2006). In R: tidyr::pivot_wider. A source that says nothing is silent.

    Examples
    --------
    >>> cells = pd.DataFrame({"claim": "c1", "text": "Late", "farmer": "silence", "direction": "supports",
    ...                       "source": ["owner", "customer"], "source_stance": ["supports", "silent"]})
    >>> convergence_matrix(cells)[["claim", "source · owner", "source · customer"]].values.tolist()
    [['c1', 'supports', 'silent']]
    """
    keys = ["claim", "text", "farmer", "direction"]
    voices = table.drop_duplicates(["claim", "source"])
    voices = voices.assign(column="source · " + voices["source"])
    wide = voices.pivot(index=keys, columns="column", values="source_stance")
    return wide.reset_index().rename_axis(columns=None)


@takes(evidence="claim source method ref:any stance computed:truth")
def code_by_hand(evidence: pd.DataFrame, claim: str | None = None) -> pd.DataFrame:
    """How one claim comes by its code, worked in the open: pieces to strands, strands to sources, sources to the code.

    In: the result of `stances`; `claim`, without it the first whose code hangs on its numbers, else the first. Out: claim,
    source, method, computed (numbers or words), n (pieces that speak), supports, contradicts, stance (of the strand),
    source_stance, farmer: a row per strand.

    Notes
    -----
    A strand says what two thirds of its pieces say, a source what two thirds of its strands say, else both are of two
    minds. Source: Farmer, Robinson, Elliott & Eyles (2006), Qualitative Health Research 16.
    In a spreadsheet: a row per strand. No rows for a claim without evidence.

    Examples
    --------
    >>> evidence = pd.DataFrame({"claim": "c1", "source": ["owner", "customer"], "method": "m", "stance": ["supports", "contradicts"],
    ...                          "ref": ["units:U1", "gap:customer/APO02"], "computed": [False, True]})
    >>> code_by_hand(evidence)[["source", "computed", "stance", "farmer"]].values.tolist()
    [['customer', True, 'contradicts', 'dissonance'], ['owner', False, 'supports', 'dissonance']]
    """
    parts = {str(name): part for name, part in evidence.groupby("claim", sort=False)}
    hangs = [name for name, part in parts.items() if _code(part) != _code(part[~part["computed"]])]
    chosen = claim or next(iter([*hangs, *parts]), None)
    own = parts.get(str(chosen), evidence.iloc[:0])
    code, voices = _code(own)[0], _voices(own)
    rows = []
    for source, spoken in own.groupby("source"):
        for (method, computed), pieces in spoken.groupby(["method", "computed"]):
            said = [int((pieces["stance"] == stance).sum()) for stance in ("supports", "contradicts")]
            n = int(pieces["stance"].notna().sum())
            rows.append(
                (
                    chosen,
                    source,
                    method,
                    computed,
                    n,
                    *said,
                    _together(pieces["stance"]),
                    voices[source],
                    code,
                )
            )
    columns = [
        "claim", "source", "method", "computed", "n", "supports", "contradicts", "stance", "source_stance",
        "farmer",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
