"""Units and their codes: whose code belongs to which theme, which passage lies within its text, shares of units that hang together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import In, needs, takes

__all__ = ["astray", "clustered", "codes_of", "of_units", "positions", "theme_of", "themed", "within"]


@takes()
def positions(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Each value as a number (-1 = missing), and the values in order; a category column is not read again."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    codes, values = pd.factorize(column, sort=True)
    return codes, pd.Index(values)


@takes(units="unit", column=In("units"))
def of_units(units: pd.DataFrame, column: str) -> pd.Series:
    """Unit -> what it has in a column; of a unit that stands twice the first."""
    return units.drop_duplicates("unit").set_index("unit")[column]


@takes(codings="code", codebook="code! parent theme")
def theme_of(codings: pd.DataFrame, codebook: pd.DataFrame | None = None) -> pd.Series:
    """Code -> theme, in codebook order."""
    return codes_of(codings, codebook).set_index("code")["theme"]


@takes(codings="code", codebook="code! parent theme")
def codes_of(codings: pd.DataFrame, codebook: pd.DataFrame | None = None) -> pd.DataFrame:
    """code, theme, name in codebook order; without a codebook every code that occurs, its own theme.

    A theme is listed as a code only where somebody gave it as one, or where it has no codes below it.
    """
    if codebook is None:
        seen = sorted(codings["code"].dropna().unique())
        return pd.DataFrame({"code": seen, "theme": seen, "name": seen})
    names = dict(zip(codebook["code"], codebook["code"], strict=True))
    if "name" in codebook:
        names |= {
            code: name
            for code, name in zip(codebook["code"], codebook["name"], strict=True)
            if isinstance(name, str) and name
        }
    childless = ~codebook["code"].isin(codebook["parent"])
    used = codebook["code"].isin(codings["code"].dropna().unique())
    listed = codebook[codebook["parent"].notna() | childless | used]
    return pd.DataFrame({
        "code": listed["code"].to_numpy(),
        "theme": [names.get(theme, theme) for theme in listed["theme"]],
        "name": [names[code] for code in listed["code"]],
    })  # fmt: skip


@takes(codings="unit code")
def clustered(
    codings: pd.DataFrame, cluster: pd.Series | Mapping[str, str], resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """The share of each code when whole clusters are drawn anew: code, clusters, cluster_low, cluster_high.

    A unit that belongs to no cluster is a cluster of its own. Where no draw differs (one cluster, a code that
    all or none of the units carry) nothing is known of the spread, and the interval is missing.
    """
    codings = codings.dropna(subset="unit")
    if codings.empty:
        return pd.DataFrame(columns=["code", "clusters", "cluster_low", "cluster_high"])
    unit, units = positions(codings["unit"])
    code, codes = positions(codings["code"])
    given = np.unique(unit.astype("int64")[code >= 0] * max(len(codes), 1) + code[code >= 0])
    own = pd.Series(units, index=units).map(cluster).astype(object)
    group, groups = pd.factorize(own.fillna(pd.Series(units, index=units).radd("\0unit ")))
    if len(groups) < 2:
        return pd.DataFrame(
            {"code": codes, "clusters": len(groups), "cluster_low": np.nan, "cluster_high": np.nan}
        )
    n = np.zeros((len(groups), len(codes)))
    np.add.at(n, (group[given // max(len(codes), 1)], given % max(len(codes), 1)), 1)
    size = np.bincount(group, minlength=len(groups)).astype("float64")
    random, step, shares = np.random.default_rng(seed), max(1, 4_000_000 // len(groups)), []
    for start in range(0, resamples, step):
        drawn = random.multinomial(
            len(groups), np.full(len(groups), 1 / len(groups)), min(step, resamples - start)
        )
        shares.append((drawn @ n) / (drawn @ size)[:, None])
    drawn_shares = np.concatenate(shares)
    ends = np.quantile(drawn_shares, [0.025, 0.975], axis=0)
    low, high = np.where(np.ptp(drawn_shares, axis=0) > 0, ends, np.nan)
    return pd.DataFrame({"code": codes, "clusters": len(groups), "cluster_low": low, "cluster_high": high})


def text_lengths(units: pd.DataFrame) -> pd.Series:
    """How many characters the text of each unit has."""
    return units.dropna(subset="text").drop_duplicates("unit").set_index("unit")["text"].str.len()


@takes(codings="unit start:number end:number", units="unit text")
def astray(codings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Codings whose passage their text does not hold: before or past it, without a character, without an end.

    >>> units = pd.DataFrame({"unit": ["1"], "text": ["enak"]})
    >>> rows = pd.DataFrame({"unit": ["1", "1"], "start": [0, 2], "end": [4, 5]})
    >>> astray(rows, units)["end"].tolist()
    [5]
    """
    start, end = (codings[column].astype("Float64") for column in ("start", "end"))
    past = end > codings["unit"].map(text_lengths(units)).astype("Float64")
    wrong = (start.isna() != end.isna()) | ((start < 0) | (start >= end) | past).fillna(False)
    return codings[wrong.astype("bool")]


@takes(codings="unit start:number? end:number?", units="unit text")
def within(codings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The codings, with a start and an end each (missing: the whole unit).

    Raises ValueError that names the first passage that its text does not hold.
    """
    lacking = {"start", "end"} - set(codings.columns)
    placed = codings.assign(**dict.fromkeys(lacking, pd.Series(pd.NA, codings.index, dtype="Int64")))
    wrong = astray(placed, units)
    if wrong.empty:
        return placed
    first, lengths = wrong.iloc[0], text_lengths(units)
    place = "-".join("" if pd.isna(at) else str(int(at)) for at in (first["start"], first["end"]))
    size = (
        f"text has {lengths[first['unit']]} characters" if first["unit"] in lengths else "text is not known"
    )
    more = f" ({len(wrong)} such passages)" if len(wrong) > 1 else ""
    raise ValueError(
        f"unit {first['unit']}, passage {place}{more}: the {size}, and a passage lies within it: start counts from 0, "
        "end is the character after it. Was the text changed after it was coded?"
    )


@takes(kept="comment_id:text? unit:any?", codings="unit code", codebook="code! parent theme")
def themed(kept: pd.DataFrame, codings: pd.DataFrame, codebook: pd.DataFrame) -> pd.DataFrame:
    """Comments once for each theme that they were coded with, in a column `theme`: to explore by theme.

    In: comments (or units), `codings`, `codebook`. Out: their columns, comment_id (the unit, where they
    have none: functions on words ask for it) and theme, a row per theme.

    Notes
    -----
    Source: none, it joins units and themes. In R: merge(units, themes).

    Examples
    --------
    >>> book = pd.DataFrame({"code": ["rasa", "PUJI"], "parent": [None, "rasa"], "theme": "rasa"})
    >>> kept = pd.DataFrame({"comment_id": ["1", "2"], "text": ["Enak", "Di mana?"]})
    >>> themed(kept, pd.DataFrame({"unit": ["1"], "code": ["PUJI"]}), book)[["comment_id", "theme"]].values.tolist()
    [['1', 'rasa']]
    """
    if "comment_id" not in kept and "unit" not in kept:
        needs("kept", kept, ["comment_id"])
    themes = theme_of(codings, codebook)
    coded = codings.dropna(subset=["code"]).assign(theme=lambda c: c["code"].map(themes))
    pairs = coded[["unit", "theme"]].dropna().drop_duplicates().rename(columns={"unit": "comment_id"})
    named = kept if "comment_id" in kept else kept.assign(comment_id=kept["unit"])
    return named.merge(pairs, on="comment_id", how="inner")
