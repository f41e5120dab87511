"""Printed numbers against the data: whether they can be, and whether they come out.

A printed number is text: "2.50" and "2,50" say two decimals, the float 2.5 has forgotten. An address
(`gap/group=owner,objective=APO02/as_is`) says which result it claims to be; the exact value of that result
is rounded by the declared pipeline and by the recommended one. Words have addresses too: a level word, the
name of an objective, what is largest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction

import numpy as np
import pandas as pd

from engagelib.cobit.gaps import reprinted
from engagelib.contracts.addresses import EXTREMES, Address, Cell, Nowhere, find, single, values
from engagelib.contracts.arguments import takes
from engagelib.exact import MODES, RECOMMENDED, Step, is_number, parse, text
from engagelib.published.arithmetic import arithmetic, decimal
from engagelib.published.forensics import ROUNDINGS, grim, span
from engagelib.published.wording import claim
from engagelib.words import part, say, sentence

__all__ = ["COMPARED_COLUMNS", "VERDICTS", "compare", "feasibility", "untested", "verdict_counts"]

VERDICTS = ("match", "match under pipeline", "depends on the rule", "differs", "impossible", "not computable")

#: The columns of a comparison that a reader sees.
COMPARED_COLUMNS = ("place", "row", "column", "printed", "recomputed", "recommended", "verdict", "why")


@takes(printed="printed:any quantity:text", gap="group n", roundings=ROUNDINGS)
def feasibility(
    printed: pd.DataFrame,
    gap: pd.DataFrame,
    items: Sequence[int] = (1, 2, 3, 4),
    roundings: Sequence[str] = ("half_up", "truncate"),
    scale: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """GRIM for every printed mean of an objective, whatever the number of items behind it was.

    In: `published`, the gap table (for n), the ends of the answer scale if they are known. Out: group, n, printed, rounding, one column per count of items
    (items_1 … : possible or not), and for each the power of the test (power_1 …): near 0, nothing could
    have been caught.

    Out is read together: "possible" with a power near 0 says nothing.

    Notes
    -----
    possible = a whole sum S exists with S / (n * items) printing so (Brown & Heathers 2017); power = 1 - share of
    printable means that some S prints. Beyond three items per mean of 30 respondents every two-decimal mean can be.
    In R: scrutiny::grim_map. No rows where nothing was printed with its n.

    Examples
    --------
    One respondent, one whole answer: 2.50 cannot be; two items can give it.

    >>> printed = pd.DataFrame({"printed": ["2.50"], "quantity": ["gap/group=owner,objective=DSS02/as_is"]})
    >>> gap = pd.DataFrame({"group": ["owner"], "objective": ["DSS02"], "n": [1]})
    >>> feasibility(printed, gap, items=(1, 2), roundings=("half_up",))[["items_1", "items_2"]].values.tolist()
    [[False, True]]
    """
    n = gap.drop_duplicates("group").dropna(subset="n").set_index("group")["n"]
    ends = scale or (None, None)
    rows = []
    for group, mean in dict.fromkeys(_means(printed, n)):
        for rounding in roundings:
            found = {k: grim(mean, int(n[group]), k, rounding, *ends) for k in items}
            rows.append({
                "group": group, "n": int(n[group]), "printed": mean, "rounding": rounding,
                **{f"items_{k}": g.possible for k, g in found.items()},
                **{f"power_{k}": g.power for k, g in found.items()},
            })  # fmt: skip
    kinds = [f"{kind}_{k}" for kind in ("items", "power") for k in items]
    return pd.DataFrame(rows, columns=["group", "n", "printed", "rounding", *kinds])


def _means(printed: pd.DataFrame, n: pd.Series) -> list[tuple[str, str]]:
    """(group, mean as printed) of the rows that print an objective's mean in a known group."""
    found = []
    for row in printed.dropna(subset="quantity").itertuples():
        try:
            address = Address.parse(str(row.quantity))
        except Nowhere:
            continue
        group, objective = address.conditions.get("group"), address.conditions.get("objective", "overall")
        if (
            address.table == "gap"
            and address.column in ("as_is", "to_be")
            and objective != "overall"
            and group in n.index
        ):
            found.append((str(group), str(row.printed)))
    return [(group, mean) for group, mean in found if is_number(mean)]


@takes(printed="place row column printed:text quantity:text")
def compare(
    printed: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    pipeline: Sequence[Step] = RECOMMENDED,
    lang: str = "en",
    scale: tuple[int, int] | None = (1, 5),
) -> pd.DataFrame:
    """Every printed number or word beside the result that it claims to be.

    In: `published`, result tables by name, the pipeline that the study declares for its paper, the language
    of `why`, the ends of the answer scale (None: nothing is known of it, and nothing off it). Out: place, row, column, printed, quantity, recomputed (under
    the pipeline), recommended (half-up once, from the exact value), exact, verdict (one of `VERDICTS`), why
    (the arithmetic, and the reason).

    `impossible`: no sum of whole answers, as many as the result has, prints so under any rounding. A level
    word is compared with the word of every rule: `depends on the rule` when some rules give it and others
    do not. What is largest must be largest alone.
    """
    if "gap" in tables:
        tables = dict(tables) | {"gap": reprinted(tables["gap"], pipeline)}
    told = _told(printed["quantity"])
    rows = [
        _compared(row.printed, row.quantity, tables, pipeline, lang, scale, told)
        for row in printed.itertuples()
    ]
    columns = ["recomputed", "recommended", "exact", "verdict", "why"]
    found = pd.DataFrame(rows, columns=columns, index=printed.index)
    shown = printed[["place", "row", "column", "printed", "quantity"]]
    return pd.concat([shown, found], axis=1).reset_index(drop=True)


Told = frozenset[tuple[str, str, str]]


def _told(quantities: pd.Series) -> Told:
    """What is printed of a gap table: (group, objective, column)."""
    found = set()
    for quantity in quantities.dropna():
        with suppress(Nowhere):
            address = Address.parse(str(quantity))
            if address.table == "gap":
                where = address.conditions
                found.add((where.get("group", ""), where.get("objective", ""), address.column))
    return frozenset(found)


Compared = tuple[str | None, str | None, str | None, str, str]


def _why(key: str, lang: str, **parts: object) -> str:
    """Why a printed number has its verdict: a clause of the catalogue."""
    return sentence(f"published_why_{key}", lang, **parts)


def _compared(
    printed: str,
    quantity: object,
    tables: Mapping[str, pd.DataFrame],
    pipeline: Sequence[Step],
    lang: str,
    scale: tuple[int, int] | None,
    told: Told,
) -> Compared:
    if not isinstance(quantity, str):
        return None, None, None, "not computable", _unnamed(printed, lang)
    try:
        cell = find(tables, quantity)
        if cell.by_rule:
            return _by_rule(printed, cell, lang)
        if cell.is_text:
            return _text(printed, cell, lang)
        return _number(printed, cell, pipeline, lang, scale, told)
    except Nowhere as nowhere:
        return None, None, None, "not computable", nowhere.why(lang)


# --- numbers -----------------------------------------------------------------------------------------------


def _number(
    printed: str,
    cell: Cell,
    pipeline: Sequence[Step],
    lang: str,
    scale: tuple[int, int] | None,
    told: Told = frozenset(),
) -> Compared:
    exact = cell.exact
    try:
        value, digits = parse(printed)
    except ValueError:
        raise Nowhere("not_a_number", printed=printed) from None
    best = text(exact, digits)
    own = cell.row.get(f"{cell.address.column}_printed", best)
    verdict, why = _verdict(printed, value, exact, own, best, lang)
    if verdict == "differs":
        verdict, why = _impossible(printed, best, cell, scale, lang) or (verdict, why)
    expanded = arithmetic(cell, pipeline, digits, lang, told)
    return own, best, str(exact), verdict, "; ".join(part for part in (expanded, why) if part)


def _verdict(
    printed: str, value: Fraction, exact: Fraction, own: str, best: str, lang: str
) -> tuple[str, str]:
    digits = parse(printed)[1]
    if value in (Fraction(best), Fraction(own)):
        verdict = "match" if value == Fraction(best) else "match under pipeline"
        same = Fraction(best) == Fraction(own)
        return verdict, "" if same else _why("own_rounding", lang, own=own, best=best)
    only = next((name for name in MODES if text(exact, digits, name) == text(value, digits)), None)
    if only:
        return "differs", _why("other_mode", lang, mode=part(f"published_rounded_{only}"), best=best)
    return "differs", _why("gives", lang, best=best)


def _impossible(
    printed: str, best: str, cell: Cell, scale: tuple[int, int] | None, lang: str
) -> tuple[str, str] | None:
    """The verdict on a number that nothing could print; any rounding moves less than one last digit."""
    could, (low, high) = span(printed, "any"), scale or (None, None)
    shown = printed.replace(",", ".")
    if cell.sums is not None and cell.address.column != "gap":
        answers = cell.sums[1]
        sums = could.whole(answers)
        if low is None or high is None:
            key = {"answers": answers, "printed": shown, "best": best}
            return None if sums else ("impossible", _why("no_sum_at_all", lang, **key))
        if not any(low * answers <= total <= high * answers for total in sums):
            key = {"answers": answers, "low": low, "high": high, "printed": shown, "best": best}
            return "impossible", _why("no_sum", lang, **key)
    elif f"{cell.address.column}_exact" in cell.rows and cell.address.table == "gap":
        if low is None or high is None:
            return None
        least, most = (low - high, high - low) if cell.address.column == "gap" else (low, high)
        if could.high <= least or could.low >= most:
            return "impossible", _why("off_scale", lang, printed=shown, low=least, high=most, best=best)
    elif cell.is_count and not could.whole():
        return "impossible", _why("no_whole_number", lang, printed=shown, best=best)
    return None


# --- words -------------------------------------------------------------------------------------------------


def _same(one: object, other: str) -> bool:
    return str(one).strip().casefold() == other.strip().casefold()


def _by_rule(printed: str, cell: Cell, lang: str) -> Compared:
    words = list(zip(cell.rows["rule"], cell.rows[cell.address.column].astype(str), strict=True))
    giving = [rule for rule, word in words if _same(word, printed)]
    others = "; ".join(f"{say(rule, lang)}: {word}" for rule, word in words if rule not in giving)
    shown = "; ".join(cell.texts)
    if not giving:
        return None, shown, None, "differs", _why("no_rule", lang, others=others)
    if not others:
        return None, shown, None, "match", _why("every_rule", lang)
    why = _why("some_rules", lang, giving=", ".join(say(rule, lang) for rule in giving), others=others)
    return None, shown, None, "depends on the rule", why


def _text(printed: str, cell: Cell, lang: str) -> Compared:
    """A word of a result: the name of an objective, what is largest, a rank."""
    shown = ", ".join(cell.texts)
    here = any(_same(word, printed) for word in cell.texts)
    verdict = "match" if here and len(cell.texts) == 1 else "differs"
    return shown, shown, None, verdict, _extreme(cell, lang) or _elsewhere(printed, cell, here, lang)


def _extreme(cell: Cell, lang: str) -> str | None:
    """Of what is largest or least: its value and the next, or the tie."""
    which = next((key for key in EXTREMES if key in cell.address.conditions), None)
    if which is None:
        return None
    column = cell.address.conditions[which]
    value = values(cell.rows, column).iloc[0]
    if len(cell.rows) > 1:
        return _why("tie", lang, found=", ".join(cell.texts), value=_shown(value))
    others = {k: v for k, v in cell.address.conditions.items() if k not in EXTREMES}
    rows = single(cell.table)
    for key, wanted in others.items():
        rows = rows[rows[key].astype(str) == wanted]
    rest = values(rows, column).drop(cell.rows.index)
    if rest.empty:
        return _why("same_word", lang)
    following = max(rest) if which == "highest" else min(rest)
    return _why(which, lang, value=_shown(value), next=_shown(following))


def _shown(value: object) -> str:
    return decimal(value) if isinstance(value, Fraction) else f"{value:g}"


def _elsewhere(printed: str, cell: Cell, here: bool, lang: str) -> str:
    """Why a word is not the result's: which row of the table it would belong to."""
    if here:
        return _why("same_word", lang)
    why = [_why("other_word", lang, found=", ".join(cell.texts))]
    column, conditions = cell.address.column, cell.address.conditions
    for _, row in cell.table[cell.table[column].map(lambda word: _same(word, printed))].iterrows():
        where = ", ".join(str(row[key]) for key, value in conditions.items() if str(row[key]) != value)
        why.append(_why("stands_at", lang, printed=printed, where=where))
    return "; ".join(dict.fromkeys(why))


def _unnamed(printed: str, lang: str) -> str:
    """Why what has no address cannot be computed: nobody named a result, or there is none to name."""
    found = claim(printed) if isinstance(printed, str) else None
    if found is None:
        return _why("no_quantity", lang)
    claims, needs = found.said(lang)
    return _why("untested", lang, word=printed, claims=claims, needs=needs)


@takes(printed="place row printed:text quantity:text")
def untested(printed: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """The printed words that claim something testable and name no result: place, row, word, claims, needs."""
    rows = [
        (row.place, row.row, row.printed, *found.said(lang))
        for row in printed[printed["quantity"].isna()].itertuples()
        if isinstance(row.printed, str) and (found := claim(row.printed))
    ]
    return pd.DataFrame(rows, columns=["place", "row", "word", "claims", "needs"])


@takes(compared="verdict:text")
def verdict_counts(compared: pd.DataFrame) -> pd.DataFrame:
    """How many printed numbers have which verdict.

    In: the result of `compare`. Out: verdict, n, share; every verdict is listed.

    Notes
    -----
    Source: none, it counts verdicts. In R: prop.table(table(verdict)). No rows where nothing was printed.

    Examples
    --------
    >>> verdict_counts(pd.DataFrame({"verdict": ["match", "match", "differs"]})).round(2).values.tolist()[0]
    ['match', 2, 0.67]
    """
    counts = compared["verdict"].dropna().value_counts().reindex(list(VERDICTS), fill_value=0)
    return pd.DataFrame(
        {
            "verdict": counts.index,
            "n": counts.to_numpy(),
            "share": counts.to_numpy() / (counts.sum() or np.nan),
        }
    )
