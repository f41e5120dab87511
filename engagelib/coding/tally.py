"""Tallies of what human coders decided: codes and themes with shares, by anything that is known of a unit.

A unit counts once for a code, however often the code was given within it. The denominator is always the units
that were read (coded, possibly with no code), and every table names it. What codes have to do with each other
and with attributes stands in `coding.relations`, what was said in `coding.quotes`, when new codes stopped
appearing in `coding.saturation`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from engagelib.coding.units import clustered, codes_of, of_units
from engagelib.contracts import ZONE, among
from engagelib.contracts.arguments import In, takes
from engagelib.contracts.problems import note
from engagelib.exact import plain, worked
from engagelib.intervals import wilson

__all__ = ["by_case", "of_outcome", "periods", "segments", "share_by_hand", "tally", "themes"]


CLUSTERS = ["clusters", "cluster_low", "cluster_high"]


@takes(codings="unit code", codebook="code! parent theme", by=In("codings", "attributes"), attributes="unit")
def tally(
    codings: pd.DataFrame,
    codebook: pd.DataFrame | None = None,
    by: Sequence[str] = (),
    attributes: pd.DataFrame | None = None,
    cluster: pd.Series | Mapping[str, str] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """How many units carry each code.

    Parameters
    ----------
    codings
        Of one coder or one settled record: two coders' rows count a unit once, unless `by` holds "coder".
    codebook
        Adds theme and name, sets the order and keeps codes that were never given as zeros.
    by
        Columns of `codings`, or of `attributes` (a row per unit: period, video, case …), to split by.
    cluster
        Whose unit it is (unit -> author, video …). Units of one author hang together, which Wilson's interval
        does not know: the cluster bootstrap beside it draws authors anew.

    Out: by …, theme, code, name, n (units with the code), units (units read), share, ci_low, ci_high
    (Wilson); with `cluster` also clusters, cluster_low, cluster_high (missing where no draw differs, as of one
    cluster or a code that nobody gave: then only Wilson's tells how far it may be from 0), note.

    Notes
    -----
    share = units with the code / units read, with Wilson's interval, z = 1.96::

        centre -+ half,   centre = (share + z^2 / 2n) / (1 + z^2 / n)
                          half   = z / (1 + z^2 / n) * sqrt( share (1 - share) / n + z^2 / 4n^2 )

    Sources: Wilson (1927), JASA 22; the cluster bootstrap after Efron (1979), whole clusters drawn anew. In R:
    binom::binom.confint(n, units, methods = "wilson").

    Examples
    --------
    >>> table = pd.DataFrame({"unit": ["a", "a", "b"], "code": ["PUJI", "PUJI", None]})
    >>> tally(table)[["code", "n", "units"]].to_dict("records")
    [{'code': 'PUJI', 'n': 1, 'units': 2}]
    """
    by = list(by)
    if attributes is not None:
        wanted = [name for name in by if name not in codings]
        codings = codings.merge(attributes[["unit", *wanted]].drop_duplicates("unit"), on="unit", how="left")
    whole = codings if by else codings.assign(all_units="")
    groups = by or ["all_units"]
    units = whole.groupby(groups, observed=True)["unit"].nunique().rename("units")
    given = whole.dropna(subset="code").drop_duplicates([*groups, "unit", "code"])
    n = given.groupby([*groups, "code"], observed=True).size().rename("n")
    grid = units.reset_index().merge(codes_of(codings, codebook), how="cross")
    table = grid.merge(n.reset_index(), how="left", on=[*groups, "code"])
    table = table.fillna({"n": 0}).astype({"n": "int64"})
    low, high = wilson(table["n"], table["units"])
    table = table.assign(
        share=table["n"] / table["units"].where(table["units"] > 0), ci_low=low, ci_high=high
    )
    columns = [*by, "theme", "code", "name", "n", "units", "share", "ci_low", "ci_high"]
    if cluster is None:
        return table[columns]
    codings_of = whole.groupby(groups, observed=True)
    if not codings_of.ngroups:
        return table.assign(clusters=0, cluster_low=np.nan, cluster_high=np.nan)[[*columns, *CLUSTERS]]
    widths = [
        clustered(part, cluster, resamples, seed).assign(**dict(zip(groups, key, strict=True)))
        for key, part in codings_of
    ]
    table = table.merge(pd.concat(widths), how="left", on=[*groups, "code"]).fillna({"clusters": 0})
    many = table.groupby(groups, observed=True)["clusters"].transform("max")
    ends = ["cluster_low", "cluster_high"]
    table = table.assign(clusters=many.astype("int64"))
    said = np.array(["", note("noted_one_cluster"), note("noted_one_kind")], dtype=object)
    place = np.select([table["clusters"] <= 1, table["cluster_low"].isna()], [1, 2], 0)
    return table.assign(note=said[place])[[*columns, "clusters", *ends, "note"]]


@takes(codings="unit code", codebook="code! parent theme")
def themes(
    codings: pd.DataFrame, codebook: pd.DataFrame, by: Sequence[str] = (), **more: Any
) -> pd.DataFrame:
    """How many units carry any code of each theme.

    In: `codings` of one coder or one settled record, `codebook`.

    Out: by …, code = theme, name, n, units, share, ci_low, ci_high. `more` as in `tally` (attributes,
    cluster …).

    Notes
    -----
    share = units with any code of the theme / units read: a unit counts once for a theme, however many of its codes
    it carries; interval by Wilson (1927), as in `tally`.
    In R: prop.test(n, units, correct = FALSE).

    Examples
    --------
    >>> book = pd.DataFrame({"code": ["rasa", "PUJI", "ENAK"], "parent": [None, "rasa", "rasa"], "theme": "rasa", "name": ["Rasa", "Puji", "Enak"]})
    >>> rows = pd.DataFrame({"unit": ["a", "a", "b"], "code": ["PUJI", "ENAK", None]})
    >>> themes(rows, book)[["code", "n", "units"]].values.tolist()
    [['rasa', 1, 2]]
    """
    parent = codebook.set_index("code")["theme"]
    lifted = codings.assign(code=codings["code"].map(parent))
    tops = codebook[codebook["parent"].isna()].assign(parent="theme")
    return tally(lifted, tops, by, **more).drop(columns="theme")


@takes(codings="unit code", codebook="code! parent theme")
def segments(codings: pd.DataFrame, codebook: pd.DataFrame | None = None) -> pd.DataFrame:
    """How many passages carry each code, and in how many units they stand: two counts that are never one.

    Out: theme, code, name, segments, n (units with the code).
    """
    given = codings.dropna(subset="code")
    whole = [c for c in ("unit", "coder", "code", "start", "end") if c in given]
    counts = given.drop_duplicates(whole).groupby("code", observed=True)
    found = counts.agg(segments=("unit", "size"), n=("unit", "nunique")).reset_index()
    table = codes_of(codings, codebook).merge(found, on="code", how="left")
    return table.fillna({"segments": 0, "n": 0}).astype({"segments": "int64", "n": "int64"})


@takes(codings="unit", units="unit case")
def by_case(codings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Codings of whole cases: `unit` becomes the case it belongs to; units of no case are left out.

    In: `codings`, `units` (unit, case). Out: codings, one case standing for all its units.

    Notes
    -----
    Source: none, it renames units to their cases; as Guest, Namey & Chen (2020) count interviews. In R:
    merge(codings, units).

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["1", "2"], "code": ["PUJI", "TANYA"]})
    >>> by_case(rows, pd.DataFrame({"unit": ["1", "2"], "case": ["R1", "R1"]}))["unit"].tolist()
    ['R1', 'R1']
    """
    case = of_units(units, "case")
    return codings.assign(unit=codings["unit"].map(case)).dropna(subset="unit")


@takes(units="unit made_at", step=("D", "W", "M", "Q", "Y"))
def periods(units: pd.DataFrame, step: str = "W", zone: str = ZONE) -> pd.DataFrame:
    """The week ("W"), month ("M") or day ("D") of each unit: unit, period (its first day, text).

    >>> made = pd.to_datetime(["2025-08-31T18:00:00Z"])
    >>> periods(pd.DataFrame({"unit": ["a"], "made_at": made}), "M")["period"].tolist()
    ['2025-09-01']
    """
    local = units["made_at"].dt.tz_convert(zone).dt.tz_localize(None)
    first = local.dt.to_period(step).dt.start_time.dt.strftime("%Y-%m-%d")
    return pd.DataFrame({"unit": units["unit"], "period": first})


@takes(tally="code n:number units:number")
def share_by_hand(tally: pd.DataFrame) -> pd.DataFrame:
    """The share of a code with Wilson's interval, worked in the open.

    In: the result of `tally`. Out: step, arithmetic, result, of the code that most units carry: the share, the middle of
    the interval, its half width, its ends. No rows where nothing was read.

    Notes
    -----
    With p = n / N and z = 1.96: middle = (p + z^2 / 2N) / (1 + z^2 / N), half = z / (1 + z^2 / N) * sqrt(p (1 - p) / N +
    z^2 / 4N^2). It takes units for independent; the interval of the figure draws people anew. Source: Wilson (1927),
    JASA 22. In R: prop.test(n, N, correct = FALSE)$conf.int.

    Examples
    --------
    >>> share_by_hand(pd.DataFrame({"code": ["PUJI"], "n": [20], "units": [100]}))["result"].tolist()
    ['0.200', '0.211', '0.078', '0.133', '0.289']
    """
    read = tally.dropna(subset=["n", "units"])
    read = read[read["units"] > 0]
    if read.empty:
        return worked()
    row = read.loc[read["n"].astype("float64").idxmax()]
    n, units, z = int(row["n"]), int(row["units"]), 1.96
    p, shrink = n / units, 1 + z**2 / units
    middle = (p + z**2 / (2 * units)) / shrink
    half = z / shrink * (p * (1 - p) / units + z**2 / (4 * units**2)) ** 0.5
    return worked(
        ("share", f"{n} / {units}", p),
        ("centre", f"({plain(p)} + 1.96² / (2 × {units})) / (1 + 1.96² / {units})", middle),
        ("half_width", f"1.96 / (1 + 1.96² / {units}) × √({plain(p)} × {plain(1 - p)} / {units} + 1.96² / (4 × {units}²))", half),
        ("ci_low", f"{plain(middle)} − {plain(half)}", middle - half),
        ("ci_high", f"{plain(middle)} + {plain(half)}", middle + half),
    )  # fmt: skip


@takes(codings="unit code", units="unit role method:any", codebook="code parent")
def of_outcome(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: pd.DataFrame,
    outcome: str | None,
    role: str = "customer",
    cluster: pd.Series | None = None,
) -> pd.DataFrame:
    """What people of a role say of the outcome itself, method by method: buying again, recommending, staying.

    In: `codings` of one coder, `units` with role and method, `codebook`, the theme that is the outcome. Out: as `tally` by
    method, the codes below that theme.

    Notes
    -----
    share = units with the code / units of that role read by that method; the interval draws clusters anew. Source: Wilson
    (1927), JASA 22; Efron (1979), Annals of Statistics 7. In R: prop.test(n, units).

    Examples
    --------
    >>> book = pd.DataFrame({"code": ["L", "ULANG"], "parent": [None, "L"], "theme": "L", "name": ["Loyal", "Again"]})
    >>> units = pd.DataFrame({"unit": ["1", "2"], "role": ["customer", "owner"], "method": "interview"})
    >>> rows = pd.DataFrame({"unit": ["1", "2"], "code": ["ULANG", "ULANG"], "coder": "A"})
    >>> of_outcome(rows, units, book, "L")[["method", "code", "n", "units"]].values.tolist()
    [['interview', 'ULANG', 1, 1]]
    """
    said = units.loc[units["role"] == role, "unit"]
    acts = tally(
        codings[among(codings["unit"], said)], codebook, by=["method"], attributes=units, cluster=cluster
    )
    return acts[acts["code"].isin(codebook.loc[codebook["parent"] == outcome, "code"])].reset_index(drop=True)
