"""Charts of codes: how often, which together, when new ones stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.coding.saturation import outcome, reached
from engagelib.figures import marks
from engagelib.figures.paper import DOUBLE, INK, SINGLE, drawn, panels, sheet, wrapped
from engagelib.words import number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from engagelib.figures.paper import Paper

__all__ = ["code_tally", "cooccurrence", "saturation"]


@drawn("n")
def cooccurrence(
    table: pd.DataFrame, codebook: pd.DataFrame | None = None, ax: Paper | None = None, lang: str = "id"
) -> FigureBase:
    """In how many units two codes stand together, a panel per coder; on the diagonal, units with the code.

    In: `cooccurrence` and, for the codes' names, `codebook`. Only what the same coder gave is counted
    together, which the caption says.
    """
    names = {} if codebook is None else codebook.set_index("code")["name"].dropna().to_dict()
    coders = marks.each(table, "coder")
    grids = [_pairs(part, list(names)) for _, part in coders]
    wide = 62 if names else 22
    heights = [4.8 * len(codes) + 12 for codes, *_ in grids]
    parent = panels(ax, DOUBLE, sum(heights) + 12)
    panes = zip(marks.down(parent, heights), coders, grids, strict=True)
    for axes, (coder, part), (codes, counts, shares) in panes:
        marks.rows(axes, [_coded(code, names) for code in codes], wide)
        at = range(len(codes))
        axes.set_xticks(at, [wrapped(code, 30, 1) for code in codes], rotation=90, parse_math=False)
        alone = np.eye(len(codes), dtype=bool)
        marks.shaded(axes, counts, (DOUBLE - wide - 8) / len(codes), lang, alone, by=shares)
        units = f"n = {number(int(part['units'].max()), 0, lang)} {say('units', lang)}"
        if len(coders) > 1:
            axes.set_title(wrapped(f"{coder} ({units})", 120))
    axis = say("cooccurrence_axis", lang)
    told = axis if len(coders) > 1 else f"{units}; {axis}"
    marks.foot(parent, wrapped(told, DOUBLE - 12))
    return parent


def _pairs(part: pd.DataFrame, order: list[str]) -> tuple[list[Any], np.ndarray, np.ndarray]:
    """The codes in the codebook's order; in the lower half of their square the counts, and the shares of the rarer code."""
    there = dict.fromkeys([*part["code_a"], *part["code_b"]])
    codes = [*(code for code in order if code in there), *(code for code in there if code not in order)]
    counts, shares = (np.full((len(codes), len(codes)), np.nan) for _ in range(2))
    for row in part.to_dict("records"):
        a, b = codes.index(row["code_a"]), codes.index(row["code_b"])
        counts[max(a, b), min(a, b)] = row["n"]
        shares[max(a, b), min(a, b)] = row["n"] / max(min(row["n_a"], row["n_b"]), 1)
        counts[a, a], counts[b, b] = row["n_a"], row["n_b"]
    return codes, counts, shares


def _coded(code: str, names: dict[str, str]) -> str:
    return f"{names[code]} · {code}" if code in names else code


@drawn("cumulative")
def saturation(
    table: pd.DataFrame, band: pd.DataFrame | None = None, ax: Paper | None = None, lang: str = "id"
) -> Axes:
    """How many different codes had appeared after so many units, and where reading on stopped bringing more.

    In: `saturation` and, for what 95 % of all orders of reading show, `saturation_band`.
    """
    ax = sheet(ax, SINGLE, 58)
    last, most = int(table["position"].max()), int(table["cumulative"].max())
    most_read = most
    ax.bar(
        table["position"],
        table["new"],
        color=marks.COLORS[1],
        width=0.7,
        label=say("new_codes", lang),
        zorder=2,
    )
    if band is not None:
        look: dict[str, Any] = {"color": "#D0D0D0", "linewidth": 0, "zorder": 0.5}
        at, low, high = (
            [0.5, *(band[name] - 0.5 * (name == "position"))] for name in ("position", "low", "high")
        )
        ax.fill_between(at, low, high, step="post", label=say("other_orders", lang), **look)
        most = max(most, int(band["high"].max()))
    ends = [0.5, *(table["position"] - 0.5), last + 0.5]  # beside the bars, not through them
    so_far = [0, *table["cumulative"], most_read]
    ax.step(ends, so_far, where="post", color=marks.COLORS[0], label=say("codes_so_far", lang))
    if "saturated" in table and (first := reached(table).first) is not None:
        late = first > 0.6 * last
        ax.axvline(first, color=INK, linestyle="--", linewidth=0.8)
        ax.annotate(
            wrapped(outcome(table, lang), 24),
            (first, 0.45 * most),
            (-4 if late else 4, 0),
            textcoords="offset points",
            ha="right" if late else "left",
            va="center",
        )
    ax.set(xlim=(0, last + 0.6), ylim=(0, most * 1.08 + 0.5), ylabel=say("codes", lang))
    ax.set_xlabel(f"{say('units_in_order', lang)} (n = {number(last, 0, lang)})")
    ax.locator_params(integer=True)
    marks.decimals(ax.xaxis, lang)
    marks.key(ax, lift=0.6)
    return ax


# --- coding and service ---------------------------------------------------------------------------


@drawn("units")
def code_tally(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """The share of units that carry each code with its 95 % interval, codes under their themes.

    In: `code_tally`. The interval is that of people drawn anew where it was computed, else Wilson's.
    """
    import pandas as pd

    parts = marks.each(table, "theme")
    labels = [label for theme, part in parts for label in (say(theme, lang), *part["name"])]
    heads = np.cumsum([0, *(len(part) + 1 for _, part in parts)])[:-1]
    at = [i for i in range(len(labels)) if i not in heads]
    ordered = pd.concat([part for _, part in parts])
    ax = sheet(ax, DOUBLE, marks.pitch(labels, 60) * len(labels) + 16)
    marks.rows(ax, labels, 60)
    for head in heads:
        ax.get_yticklabels()[head].set_weight("bold")
    ax.barh(at, ordered["share"], 0.62, color="#9CC4E0", edgecolor="none")
    apart = "cluster_low" in ordered
    low, high = ("cluster_low", "cluster_high") if apart else ("ci_low", "ci_high")
    ax.hlines(at, ordered[low], ordered[high], color="black", linewidth=0.9)
    counts = ordered[["n", "units", "share"]].itertuples(index=False)
    marks.beside(
        ax,
        at,
        [f"{n} / {units}  ({share(s, 0, lang)})" for n, units, s in counts],
        f"n / {say('units', lang)}",
    )
    label = say("share_of_units_clusters" if apart else "share_of_units", lang)
    ax.set(xlim=(0, min(1, np.nanmax(ordered[[high, "share"]].to_numpy(dtype=float)) * 1.05)), xlabel=label)
    ax.grid(axis="x")
    marks.decimals(ax.xaxis, lang, scale=100)
    return ax
