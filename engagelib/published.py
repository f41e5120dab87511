"""Printed numbers against the data: can the number be, and does it come out?

A printed number is text: "2.50" and "2,50" say two decimals, the float 2.5 has forgotten. An address (`gap/group=owner,objective=APO02/as_is`)
says which result it claims to be; the exact value of that result is rounded by the declared pipeline and by the recommended one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from engagelib.exact import MODES, RECOMMENDED, Step, parse, reprint, text

__all__ = ["SHOWN", "VERDICTS", "Grim", "compare", "feasibility", "grim", "summary"]

VERDICTS = ("match", "match under pipeline", "depends on the rule", "differs", "impossible", "not computable")

#: The columns of a comparison that a reader sees.
SHOWN = ("place", "row", "column", "printed", "recomputed", "recommended", "verdict", "why")


# --- can a mean of integers be this? -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grim:
    """`possible`; `power`: the share of printable values that are *im*possible, so what the test can catch; `sums` that give the mean."""

    possible: bool
    power: float
    sums: tuple[int, ...]


def grim(mean: str, n: int, items: int = 1, rounding: str = "half_up", low: int = 1, high: int = 5) -> Grim:
    """Can `n` respondents answering `items` integer questions have this printed mean (Brown & Heathers 2017)?

    >>> grim("3.82", 30).possible, grim("3.82", 30, items=2).sums
    (False, (229,))

    Raises TypeError for a float: its last digits are lost.
    """
    value, digits = parse(mean)
    answers, scale = n * items, 10**digits
    sums = tuple(
        total
        for total in range(low * answers, high * answers + 1)
        if Fraction(MODES[rounding](Fraction(total * scale, answers)), scale) == value
    )
    reachable = {
        MODES[rounding](Fraction(total * scale, answers))
        for total in range(low * answers, high * answers + 1)
    }
    return Grim(bool(sums), 1 - len(reachable) / ((high - low) * scale + 1), sums)


def feasibility(
    printed: pd.DataFrame,
    gap: pd.DataFrame,
    items: Sequence[int] = (1, 2, 3, 4),
    roundings: Sequence[str] = ("half_up", "truncate"),
) -> pd.DataFrame:
    """GRIM for every printed mean of an objective, whatever the number of items behind it was.

    In: `published`, the gap table (for n). Out: group, n, printed, rounding, one column per count of items (items_1 … : possible or not), and
    for each the power of the test (power_1 …): near 0, nothing could have been caught.
    """
    n = gap.drop_duplicates("group").set_index("group")["n"]
    rows = []
    seen = set()
    for row in printed.itertuples():
        table, conditions, column = (
            _address(row.quantity)
            if isinstance(row.quantity, str) and row.quantity.count("/") == 2
            else ("", {}, "")
        )
        group = conditions.get("group", "")
        if (
            table != "gap"
            or conditions.get("objective") == "overall"
            or column == "gap"
            or group not in n.index
        ):
            continue
        if (group, row.printed) in seen:
            continue
        seen.add((group, row.printed))
        for mode in roundings:
            found = {k: grim(row.printed, int(n[group]), k, mode) for k in items}
            rows.append({
                "group": group, "n": int(n[group]), "printed": row.printed, "rounding": mode,
                **{f"items_{k}": g.possible for k, g in found.items()}, **{f"power_{k}": g.power for k, g in found.items()},
            })  # fmt: skip
    return pd.DataFrame(rows)


# --- does it come out? ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """A cell of a result table: its exact value or words, what the pipeline prints, and the sum behind it."""

    exact: Fraction | None = None
    printed: str | None = None
    words: tuple[tuple[str, str], ...] = ()
    arithmetic: str = ""


def _address(quantity: str) -> tuple[str, dict[str, str], str]:
    table, conditions, column = quantity.split("/")
    return table, dict(part.split("=", 1) for part in conditions.split(",") if part), column


def _rows(tables: Mapping[str, pd.DataFrame], quantity: str) -> tuple[pd.DataFrame, str]:
    """The rows that an address names, and its column; LookupError, in words, when there are none."""
    try:
        name, conditions, column = _address(quantity)
    except ValueError:
        raise LookupError(f"'{quantity}' is not an address; write table/key=value/column") from None
    if name not in tables:
        raise LookupError(f"the study has no result '{name}'")
    table = tables[name]
    for key, value in conditions.items():
        if key not in table:
            raise LookupError(f"result '{name}' has no column '{key}'")
        table = table[table[key].astype(str) == value]
    if table.empty:
        raise LookupError(
            f"result '{name}' has no row with {', '.join(f'{k} = {v}' for k, v in conditions.items())}"
        )
    if column not in table:
        raise LookupError(f"result '{name}' has no column '{column}'")
    return table, column


def _reprinted(tables: Mapping[str, pd.DataFrame], pipeline: Sequence[Step]) -> dict[str, pd.DataFrame]:
    """The tables, with the numbers of a gap table as this pipeline prints them."""
    if "gap" not in tables:
        return dict(tables)
    gap = tables["gap"].copy()
    for group, part in gap[gap["objective"] != "overall"].groupby("group", sort=False):
        exact = part.set_index("objective")
        states = [
            {o: Fraction(v) for o, v in exact[f"{state}_exact"].items()} for state in ("as_is", "to_be")
        ]
        shown = reprint(*states, pipeline)
        for column, values in (("as_is", shown.as_is), ("to_be", shown.to_be), ("gap", shown.gap)):
            for objective, value in values.items():
                gap.loc[(gap["group"] == group) & (gap["objective"] == objective), f"{column}_printed"] = (
                    text(value)
                )
    return dict(tables) | {"gap": gap}


def _found(tables: Mapping[str, pd.DataFrame], quantity: str) -> _Found:
    rows, column = _rows(tables, quantity)
    row = rows.iloc[0]
    if "rule" in rows and len(rows) > 1:
        return _Found(words=tuple(zip(rows["rule"], rows[column], strict=True)))
    if f"{column}_exact" in rows:
        exact, total, answers = (
            Fraction(row[f"{column}_exact"]),
            row.get(f"{column}_total"),
            row.get(f"{column}_answers"),
        )
        sums = (
            f"{total}/{answers} = "
            if total is not None and pd.notna(total)
            else f"{exact} = "
            if exact.denominator > 1
            else ""
        )
        return _Found(exact, row.get(f"{column}_printed"), arithmetic=f"{sums}{_decimal(exact)}")
    value = row[column]
    if pd.isna(value):
        raise LookupError(f"the result is missing: {row.get('note') or 'no value'}")
    return _Found(Fraction(int(value)) if float(value).is_integer() else Fraction(str(value)))


def _decimal(value: Fraction, most: int = 5) -> str:
    """Decimals of an exact value; an ellipsis where they go on.

    >>> _decimal(Fraction(339, 120)), _decimal(Fraction(8, 3))
    ('2.825', '2.66666…')
    """
    shown = text(value, most, "truncate")
    return shown.rstrip("0").rstrip(".") if Fraction(shown) == value else shown + "…"


def compare(
    printed: pd.DataFrame, tables: Mapping[str, pd.DataFrame], pipeline: Sequence[Step] = RECOMMENDED
) -> pd.DataFrame:
    """Every printed number beside the result that it claims to be.

    In: `published`, result tables by name, the pipeline that the study declares for its paper. Out: place, row, column, printed, quantity,
    recomputed (under the pipeline), recommended (half-up once, from the exact value), exact, verdict (one of `VERDICTS`), why.

    A level word is compared with the word of every rule: `depends on the rule` when some rules give it and others do not.
    """
    shown = _reprinted(tables, pipeline)
    rows = [_compared(row.printed, row.quantity, shown) for row in printed.itertuples()]
    found = pd.DataFrame(
        rows, columns=["recomputed", "recommended", "exact", "verdict", "why"], index=printed.index
    )
    return pd.concat([printed[["place", "row", "column", "printed", "quantity"]], found], axis=1).reset_index(
        drop=True
    )


def _compared(
    printed: str, quantity: object, tables: Mapping[str, pd.DataFrame]
) -> tuple[str | None, str | None, str | None, str, str]:
    if not isinstance(quantity, str):
        return None, None, None, "not computable", "no result is named for it"
    try:
        found = _found(tables, quantity)
    except LookupError as error:
        return None, None, None, "not computable", str(error)
    if found.words:
        return _word(printed, found.words)
    try:
        value, digits = parse(printed)
    except ValueError as error:
        return None, None, None, "not computable", str(error)
    exact = found.exact
    assert exact is not None
    best = text(exact, digits)
    own = best if found.printed is None else found.printed
    verdict, why = _verdict(value, digits, exact, own, best)
    return own, best, str(exact), verdict, f"{found.arithmetic or _decimal(exact)}; {why}"


def _verdict(value: Fraction, digits: int, exact: Fraction, own: str, best: str) -> tuple[str, str]:
    if value == Fraction(best):
        return "match", f"half-up to {digits} decimals gives {best}" if digits else f"rounds to {best}"
    if value == Fraction(own):
        return (
            "match under pipeline",
            f"the declared pipeline gives {own}, half-up from the exact value {best}",
        )
    mode = next((mode for mode in MODES if text(exact, digits, mode) == text(value, digits)), None)
    if mode:
        return "differs", f"only {mode} gives the printed number; half-up gives {best}"
    answers = exact.denominator
    scale = 10**digits
    near = range(int(value * answers) - 2, int(value * answers) + 3)
    reachable = any(
        MODES[mode](Fraction(total * scale, answers)) == value * scale for total in near for mode in MODES
    )
    if not reachable and digits:
        return "differs", f"gives {best}; no sum over {answers} answers has this mean"
    return "differs", f"gives {best}"


def _word(printed: str, words: Sequence[tuple[str, str]]) -> tuple[None, str, None, str, str]:
    giving = [rule for rule, word in words if word.casefold() == printed.strip().casefold()]
    others = [f"{rule}: {word}" for rule, word in words if rule not in giving]
    shown = "; ".join(dict.fromkeys(word for _, word in words))
    if not giving:
        return None, shown, None, "differs", "no rule gives this word; " + "; ".join(others)
    if not others:
        return None, shown, None, "match", "every rule gives this word"
    return None, shown, None, "depends on the rule", f"given by {', '.join(giving)}; but {'; '.join(others)}"


def summary(compared: pd.DataFrame) -> pd.DataFrame:
    """How many printed numbers have which verdict: verdict, n, share; every verdict is listed."""
    counts = compared["verdict"].value_counts().reindex(list(VERDICTS), fill_value=0)
    return pd.DataFrame(
        {"verdict": counts.index, "n": counts.to_numpy(), "share": counts.to_numpy() / max(len(compared), 1)}
    )
