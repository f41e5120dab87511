"""Joint displays: numbers and words of the same cases, groups or objectives side by side.

A display without a relation and a meta-inference is only two tables, so each has both columns. They are the
researcher's words (`[inference.<display>]` in study.toml); a cell without them is `open`, never filled by
code. Displays that compare numbers with words of the same people need people who gave both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from engagelib.comparison import cliff
from engagelib.passages import framework
from engagelib.refs import lookup
from engagelib.shares import codes_of, wilson
from engagelib.survey import own_means
from engagelib.words import filled, say, worded

__all__ = [
    "SHOWN", "NothingShared", "convergence_display", "inferred", "objective_display", "score_groups",
    "scores_by_theme", "themes_by_score",
]  # fmt: skip

#: The columns of `scores_by_theme` that fit a page.
SHOWN = (
    "state", "construct", "theme", "n_with", "mean_with", "n_without", "mean_without", "difference", "ci_low",
    "ci_high", "delta", "open",
)  # fmt: skip


class NothingShared(ValueError):
    """Numbers and words come from different people, so that they cannot be compared person by person."""


def inferred(
    table: pd.DataFrame, keys: str | Sequence[str], written: Mapping[str, Mapping], lang: str = "id"
) -> pd.DataFrame:
    """A display with relation, meta_inference and open beside it.

    `written`: row -> relation (confirms, expands, contradicts, silent) and meta_inference (text, or a text
    per language), as the study declares them; a row is named by its keys joined with "/".
    """
    names = [keys] if isinstance(keys, str) else list(keys)
    rows = ["/".join(map(str, row)) for row in table[names].itertuples(index=False, name=None)]
    found = [written.get(row, {}) for row in rows]
    meant = [said.get("meta_inference", "") for said in found]
    table = table.assign(
        relation=[said.get("relation", "") for said in found],
        meta_inference=[worded(text, lang) for text in meant],
    )
    return table.assign(open=(table[["relation", "meta_inference"]] == "").any(axis=1))


def _shared(responses: pd.DataFrame, codings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Codings of the people who also answered the questionnaire, with their `case`."""
    case = units.drop_duplicates("unit").set_index("unit")["case"]
    found = codings.assign(case=codings["unit"].map(case))
    found = found[found["case"].isin(set(responses["respondent"]))]
    if found.empty:
        raise NothingShared(
            "nobody both answered the questionnaire and was coded: the questionnaire's respondents and the cases of "
            "the coded units have no name in common; ask an open question in the questionnaire, or give an "
            "interview the respondent's code (line 'responden:')"
        )
    return found


def _themed(codings: pd.DataFrame, codebook: pd.DataFrame) -> pd.DataFrame:
    theme = codes_of(codings, codebook).set_index("code")["theme"]
    return codings.assign(theme=codings["code"].map(theme))


def scores_by_theme(
    responses: pd.DataFrame,
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: pd.DataFrame,
    level: float = 0.95,
) -> pd.DataFrame:
    """Questionnaire scores of those whose words carry a theme against those whose words do not.

    A person's score is the mean of their own answers; a theme is present when any of their coded units
    carries it. Out: state, construct, theme, n_with, mean_with, sd_with, n_without, mean_without, sd_without,
    difference, ci_low, ci_high (Welch), delta, delta_low, delta_high (Cliff's), note. Raises NothingShared where
    nobody has both.
    """
    said = _themed(_shared(responses, codings, units), codebook)
    own = own_means(responses)
    own = own[own["respondent"].isin(set(said["case"]))]
    rows = []
    for (state, construct), part in own.groupby(["state", "construct"], sort=False):
        scores = part.set_index("respondent")["own"]
        for theme in dict.fromkeys(codes_of(said, codebook)["theme"]):
            has = scores.index.isin(set(said.loc[said["theme"] == theme, "case"]))
            rows.append(
                (state, construct, theme, *_compared(scores[has].to_numpy(), scores[~has].to_numpy(), level))
            )
    sides = [f"{what}_{side}" for side in ("with", "without") for what in ("n", "mean", "sd")]
    ends = ["difference", "ci_low", "ci_high", "delta", "delta_low", "delta_high", "note"]
    return pd.DataFrame(rows, columns=["state", "construct", "theme", *sides, *ends])


def _compared(x: np.ndarray, y: np.ndarray, level: float) -> tuple:
    from scipy import stats

    sides = [
        value
        for part in (x, y)
        for value in (
            len(part),
            part.mean() if len(part) else np.nan,
            part.std(ddof=1) if len(part) > 1 else np.nan,
        )
    ]
    if min(len(x), len(y)) < 2:
        note = f"{min(len(x), len(y))} on one side: nothing to compare"
        return *sides, *(np.nan,) * 6, note
    if np.ptp(x) == 0 and np.ptp(y) == 0:
        return (
            *sides,
            x.mean() - y.mean(),
            np.nan,
            np.nan,
            *cliff(x, y),
            "no spread on either side: no interval",
        )
    interval = stats.ttest_ind(x, y, equal_var=False).confidence_interval(level)
    return (
        *sides,
        float(x.mean() - y.mean()),
        float(interval.low),
        float(interval.high),
        *cliff(x, y, level),
        "",
    )


def score_groups(
    responses: pd.DataFrame, construct: str, state: str = "none", limits: Sequence[float] | None = None
) -> pd.Series:
    """Each respondent's group by their own mean of a construct: low, middle, high, in this order.

    `limits`: the two means that part them, by default the thirds; who stands at a limit is below it. Raises
    NothingShared for a construct that nobody answered.
    """
    own = own_means(responses[(responses["construct"] == construct) & (responses["state"] == state)])
    if own.empty:
        known = ", ".join(sorted(responses["construct"].unique()))
        raise NothingShared(f"nobody answered '{construct}' ({state}); the constructs are {known}")
    scores = own.set_index("respondent")["own"]
    low, high = np.quantile(scores, [1 / 3, 2 / 3], method="inverted_cdf") if limits is None else limits
    named = scores.map(lambda score: "low" if score <= low else "middle" if score <= high else "high")
    return named.astype(pd.CategoricalDtype(["low", "middle", "high"], ordered=True))


def themes_by_score(
    groups: pd.Series, codings: pd.DataFrame, units: pd.DataFrame, codebook: pd.DataFrame
) -> pd.DataFrame:
    """What people of each score group say: theme x group, how many of the group's people, and a passage.

    `groups` as `score_groups` gives them (respondent -> group). Out: theme, group, n (people with the theme),
    people (of the group who were coded), share, ci_low, ci_high (Wilson), unit, quote, text. Raises
    NothingShared where nobody has both a score and coded words.
    """
    respondents = pd.DataFrame({"respondent": groups.index})
    said = _shared(respondents, codings, units)
    table = framework(said.drop(columns="case"), units[units["case"].isin(groups.index)], codebook)
    table = table.assign(group=table["case"].map(groups.astype("str")), has=table["n"] > 0)
    keys = ["theme", "group"]
    counts = (
        table.groupby(keys, sort=False)["has"]
        .agg(["sum", "size"])
        .reset_index()
        .set_axis([*keys, "n", "people"], axis=1)
    )
    low, high = wilson(counts["n"], counts["people"])
    counts = counts.assign(share=counts["n"] / counts["people"], ci_low=low, ci_high=high)
    shown = table[table["has"]].drop_duplicates(keys)[[*keys, "unit", "quote", "text"]]
    counts = counts.merge(shown, how="left", on=keys)
    themes = {name: place for place, name in enumerate(dict.fromkeys(table["theme"]))}
    place = counts["theme"].map(themes) * 10 + counts["group"].map({"low": 0, "middle": 1, "high": 2})
    return counts.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def objective_display(
    objectives: Mapping[str, Mapping],
    tables: Mapping[str, pd.DataFrame],
    quotes: pd.DataFrame,
    lang: str = "id",
) -> pd.DataFrame:
    """COBIT objective x gap, themes, quotes, tickets, sales: what each strand says of one objective.

    `objectives` as study.toml declares them: per objective the codes whose words speak of it, the ITIL
    processes that serve it, the measures of sales that go with it, relation and meta_inference. A strand
    without anything to say has an empty cell. Out: objective, a column gap_<group> per group, themes, quote,
    tickets, sales, relation, meta_inference, open.
    """
    rows = []
    gap = tables.get("gap", pd.DataFrame(columns=["group", "objective", "gap_printed"]))
    for objective, declared in objectives.items():
        own = gap[gap["objective"] == objective]
        said = quotes[quotes["code"].isin(declared.get("codes", ()))].drop_duplicates("code")
        rows.append(
            {"objective": objective}
            | {f"gap_{row.group}": filled("{as_is_printed} → {to_be_printed} ({gap_printed})", row._asdict(), lang) for row in own.itertuples()}
            | {
                "themes": ", ".join(dict.fromkeys(said["name"])),
                "quote": " / ".join(f"“{row.text}” ({row.unit})" for row in said.head(2).itertuples()),
                "tickets": _told(tables, "service_kpi", declared.get("processes", ()), "{process}: {tickets}, median {median_hours:.1f} h", lang),
                "sales": _told(tables, "sales_effect", declared.get("sales", ()), "{measure}: {estimate:.1f} [{ci_low:.1f}; {ci_high:.1f}]", lang),
            }
        )  # fmt: skip
    return inferred(pd.DataFrame(rows).fillna(""), "objective", objectives, lang)


def _told(
    tables: Mapping[str, pd.DataFrame], name: str, keys: Sequence[str], template: str, lang: str
) -> str:
    found = [lookup(f"{name}:{key}", tables) for key in keys]
    rows = [
        {k: say(v, lang) if isinstance(v, str) else v for k, v in row.items()}
        for row in found
        if row is not None
    ]
    return "; ".join(filled(template, row, lang) for row in rows)


def convergence_display(
    table: pd.DataFrame, written: Mapping[str, Mapping], lang: str = "id"
) -> pd.DataFrame:
    """The convergence of every claim as a joint display: who supports, who contradicts, who is silent, what follows.

    In: the result of `triangulation.convergence`. Out: claim, text, supports, contradicts, mixed, silent
    (sources and methods), farmer, direction, relation, meta_inference, open.
    """
    rows = []
    for claim, part in table.groupby("claim", sort=False):
        cells = (
            part["source"].map(lambda name: say(name, lang))
            + " · "
            + part["method"].map(lambda name: say(name, lang))
        )
        said = {
            stance: ", ".join(cells[part["stance"] == stance])
            for stance in ("supports", "contradicts", "mixed", "silent")
        }
        rows.append(
            {
                "claim": claim,
                "text": part["text"].iloc[0],
                **said,
                "farmer": part["farmer"].iloc[0],
                "direction": part["direction"].iloc[0],
            }
        )
    return inferred(pd.DataFrame(rows), "claim", written, lang)
