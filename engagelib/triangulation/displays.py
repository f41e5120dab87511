"""Joint displays: numbers and words of the same cases, groups or objectives side by side.

A display without a relation and a meta-inference is only two tables, so each has both columns. They are the
researcher's words (`[inference.<display>]` in study.toml); a cell without them is `open`, never filled by
code. Displays that compare numbers with words of the same people need people who gave both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from engagelib.coding.quotes import framework
from engagelib.coding.relations import crosstab
from engagelib.coding.units import codes_of, of_units, theme_of
from engagelib.contracts.addresses import lookup
from engagelib.contracts.arguments import In, takes
from engagelib.contracts.problems import Lacking, note
from engagelib.intervals import wilson
from engagelib.survey.comparison import cliff
from engagelib.survey.scores import own_means
from engagelib.text.masks import places
from engagelib.words import filled, number, say, worded

__all__ = [
    "SCORES_BY_THEME_COLUMNS", "NothingShared", "convergence_display", "crosstab_by_score", "inferred", "joint_display",
    "objective_display", "score_groups", "scores_by_theme", "scores_in_words", "themes_by_score",
]  # fmt: skip


class NothingShared(Lacking, ValueError):
    """Numbers and words come from different people, so that they cannot be compared person by person."""


@takes(keys=In("table"))
def inferred(
    table: pd.DataFrame, keys: str | Sequence[str], written: Mapping[str, Mapping[str, Any]], lang: str = "id"
) -> pd.DataFrame:
    """A display with relation, meta_inference and open beside it.

    In: any display. Out: its columns, then relation, meta_inference and open (one of the two is not written yet).

    `written`: row -> relation (confirms, expands, contradicts, silent) and meta_inference (text, or a text
    per language), as the study declares them; a row is named by its keys joined with "/".

    Examples
    --------
    >>> written = {"APO02": {"relation": "confirms", "meta_inference": {"en": "Both see no plan.", "id": "…"}}}
    >>> inferred(pd.DataFrame({"objective": ["APO02", "DSS05"]}), "objective", written, "en")[["relation", "open"]].values.tolist()
    [['confirms', False], ['', True]]
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


@takes(quotes="unit code name text")
def joint_display(
    questions: Iterable[Mapping[str, Any]],
    tables: Mapping[str, pd.DataFrame],
    quotes: pd.DataFrame,
    lang: str = "id",
) -> pd.DataFrame:
    """Side by side, per question: what the numbers say, what people say, how they relate, what follows.

    In: `questions`, `tables` by name, `quotes`.

    `questions` as study.toml declares them: question, quan (a list of refs with a `show` template such as
    "gap {gap_printed}"), codes (what people spoke of, with its count), quotes (units whose words bear on the
    question, each alone or with the words that do, {unit, text}; without them the first two quotes of the codes
    stand in), relation and meta_inference. `tables`:
    results, and raw ones where quotes are named. `quotes` as `coding.quotes` gives them. Out: question, quan,
    qual, quote, relation, meta_inference, open.

    Notes
    -----
    Source: Guetterman, Fetters & Creswell (2015), Annals of Family Medicine 13 (joint displays).
    In a spreadsheet: numbers and words side by side. A ref that leads nowhere is shown with –.

    Examples
    --------
    >>> gap = pd.DataFrame({"group": ["owner"], "objective": ["APO02"], "gap_printed": ["2.00"]})
    >>> quotes = pd.DataFrame({"unit": ["K1"], "code": ["INFO"], "name": ["Information"], "text": ["Harga tidak ada"]})
    >>> asked = [{"question": "A plan?", "codes": ["INFO"], "relation": "confirms", "meta_inference": "No plan.",
    ...           "quan": [{"ref": "gap:owner/APO02", "show": "gap {gap_printed}"}]}]
    >>> joint_display(asked, {"gap": gap}, quotes, "en")[["quan", "quote", "open"]].values.tolist()
    [['gap 2.00', '“Harga tidak ada” (K1)', False]]
    """
    rows = {}
    for asked in questions:
        numbers = [_number(part, tables, lang) for part in asked.get("quan", ())]
        passages = _chosen(asked, tables) or _first(quotes, asked)
        rows[asked["question"]] = dict(asked) | {
            "question": asked["question"], "quan": "; ".join(numbers), "quote": _quoted(passages),
            "qual": ", ".join(_counted(tables, quotes, asked.get("codes", ()))),
        }  # fmt: skip
    table = pd.DataFrame(rows.values(), columns=["question", "quan", "qual", "quote"])
    return inferred(table, "question", rows, lang)


def _number(part: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], lang: str) -> str:
    found = lookup(part["ref"], tables)
    return (
        f"{part['ref']}: –" if found is None else filled(worded(part["show"], lang), _said(found, lang), lang)
    )


def _chosen(asked: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, str]]:
    """What the researcher named: {unit, text}, or a unit, of which the passage that was given one of the codes."""
    codings = tables.get("codings", pd.DataFrame(columns=["unit", "code", "start", "end", "primary"]))
    given = codings[codings["code"].isin(asked.get("codes", ())) & codings["primary"]].dropna(subset="start")
    chosen = []
    for named in asked.get("quotes", ()):
        unit, words = (named, None) if isinstance(named, str) else (named["unit"], named["text"])
        row = lookup(f"units:{unit}", tables)
        if row is None:
            continue
        if words is None:
            chosen.append((unit, _longest(row["text"], given[given["unit"] == unit])))
        elif spans := places(words, row["text"]):
            chosen.append((unit, row["text"][slice(*spans[0])]))  # as it stands there, masked
    return chosen


def _longest(text: str, spans: pd.DataFrame) -> str:
    """The longest of several passages of a text; all of it if there are none."""
    ends = spans[["start", "end"]].astype("int64").itertuples(index=False, name=None)
    start, end = max(ends, key=lambda span: span[1] - span[0], default=(0, len(text)))
    return text[start:end]


def _first(quotes: pd.DataFrame, asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The first quote of each of the codes, two at the most."""
    said = quotes[quotes["code"].isin(asked.get("codes", ()))].drop_duplicates("code").head(2)
    return list(zip(said["unit"], said["text"], strict=True))


def _quoted(passages: Iterable[tuple[str, str]]) -> str:
    return " / ".join(f"“{text}” ({unit})" for unit, text in passages)


def _counted(tables: Mapping[str, pd.DataFrame], quotes: pd.DataFrame, codes: Sequence[str]) -> list[str]:
    """Names of codes, each with the number of units that carry it, where it was counted."""
    names = quotes.dropna(subset="name").drop_duplicates("code").set_index("code")["name"]
    counts = {code: lookup(f"code_tally:{code}", tables) for code in codes if code in names}
    return [names[code] + ("" if row is None else f" ({row['n']})") for code, row in counts.items()]


def _said(row: pd.Series, lang: str) -> dict[str, Any]:
    """A row of a result for a template, the study's own terms in the reader's language."""
    return {k: say(v, lang) if isinstance(v, str) else None if pd.isna(v) else v for k, v in row.items()}


def _shared(responses: pd.DataFrame, codings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Codings of the people who also answered the questionnaire, with their `case`."""
    case = of_units(units, "case")
    found = codings.assign(case=codings["unit"].map(case))
    found = found[found["case"].isin(set(responses["respondent"]))]
    if found.empty:
        raise NothingShared(note("nobody_in_both"))
    return found


def _themed(codings: pd.DataFrame, codebook: pd.DataFrame) -> pd.DataFrame:
    theme = theme_of(codings, codebook)
    return codings.assign(theme=codings["code"].map(theme))


@takes(
    responses="respondent construct state group value",
    codings="unit code",
    units="unit case",
    codebook="code! parent theme",
)
def scores_by_theme(
    responses: pd.DataFrame,
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: pd.DataFrame,
    level: float = 0.95,
) -> pd.DataFrame:
    """Questionnaire scores of those whose words carry a theme against those whose words do not.

    In: `responses`, `codings`, `units` (unit, case), `codebook`.

    A person's score is the mean of their own answers; a theme is present when any of their coded units
    carries it. Out: state, construct, theme, n_with, mean_with, sd_with, n_without, mean_without,
    sd_without, difference, ci_low, ci_high (Welch), delta, delta_low, delta_high (Cliff's), note. Raises
    NothingShared where nobody has both.

    Notes
    -----
    difference = mean with - mean without; its interval by Welch (1947), Biometrika 34; delta by Cliff (1996), as in
    `survey.groups`. Statistics-by-themes display of Guetterman, Fetters & Creswell (2015).
    In R: t.test(own ~ theme)$conf.int.

    Examples
    --------
    >>> rows = pd.DataFrame({"respondent": ["R1", "R2", "R3", "R4"], "item": "a", "state": "none", "group": "customer",
    ...                      "construct": "loyalty", "value": [5, 4, 3, 2]})
    >>> units = pd.DataFrame({"unit": ["1", "2", "3", "4"], "case": ["R1", "R2", "R3", "R4"]})
    >>> book = pd.DataFrame({"code": ["rasa", "PUJI"], "parent": [None, "rasa"], "theme": "rasa"})
    >>> said = pd.DataFrame({"unit": ["1", "2", "3", "4"], "code": ["PUJI", "PUJI", None, None]})
    >>> scores_by_theme(rows, said, units, book)[["theme", "mean_with", "mean_without", "difference"]].values.tolist()
    [['rasa', 4.5, 2.5, 2.0]]
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


def _compared(x: np.ndarray, y: np.ndarray, level: float) -> tuple[Any, ...]:
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
        few = min(len(x), len(y))
        return *sides, *(np.nan,) * 6, note("noted_one_side", n=few) if few else note("noted_no_side")
    if np.ptp(x) == 0 and np.ptp(y) == 0:
        return *sides, x.mean() - y.mean(), np.nan, np.nan, *cliff(x, y), note("noted_no_spread")
    interval = stats.ttest_ind(x, y, equal_var=False).confidence_interval(level)
    return (
        *sides,
        float(x.mean() - y.mean()),
        float(interval.low),
        float(interval.high),
        *cliff(x, y, level),
        "",
    )


#: The columns of `scores_in_words` that a reader sees.
SCORES_BY_THEME_COLUMNS = (
    "state", "construct", "theme", "with", "without", "apart", "delta", "relation", "meta_inference",
)  # fmt: skip


@takes(
    table="mean_with:number sd_with:number n_with:number mean_without:number sd_without:number n_without:number difference:number ci_low ci_high"
)
def scores_in_words(table: pd.DataFrame, lang: str = "id") -> pd.DataFrame:
    """`scores_by_theme` with its numbers in words, for a table in print.

    In: the result of `scores_by_theme`. Out: its columns, then with, without (mean, sd, n) and apart (difference, interval).

    Notes
    -----
    Source: none, it writes mean, sd and n in one cell. In R: sprintf("%.2f (%.2f; %d)", …). Missing stays –.

    Examples
    --------
    >>> row = {"mean_with": 4.5, "sd_with": 0.71, "n_with": 2, "mean_without": 2.5, "sd_without": 0.71, "n_without": 2,
    ...        "difference": 2.0, "ci_low": -1.04, "ci_high": 5.04}
    >>> scores_in_words(pd.DataFrame([row]), "en")[["with", "apart"]].values.tolist()
    [['4.50 (0.71; n = 2)', '2.00 [−1.04; 5.04]']]
    """

    def side(name: str) -> list[str]:
        parts = table[[f"mean_{name}", f"sd_{name}", f"n_{name}"]].itertuples(index=False, name=None)
        return [f"{number(m, 2, lang)} ({number(sd, 2, lang)}; n = {n})" for m, sd, n in parts]

    spans = table[["difference", "ci_low", "ci_high"]].itertuples(index=False, name=None)
    apart = ["{} [{}; {}]".format(*(number(value, 2, lang) for value in span)) for span in spans]
    return table.assign(**{"with": side("with"), "without": side("without")}, apart=apart)


@takes(responses="respondent construct state group value")
def score_groups(
    responses: pd.DataFrame, construct: str | None, state: str = "none", limits: Sequence[float] | None = None
) -> pd.Series:
    """Each respondent's group by their own mean of a construct: low, middle, high, in this order.

    In: `responses`. Out: by respondent, an ordered category.

    `limits`: the two means that part them, by default the thirds; who stands at a limit is below it. Raises
    NothingShared for a construct that nobody answered, and where the study names none.

    Notes
    -----
    Source: thirds, in the manner of Kelley (1939), Journal of Educational Psychology 30. In R: cut(x, quantile(x,
    0:3 / 3)).

    Examples
    --------
    >>> rows = pd.DataFrame({"respondent": ["R1", "R2", "R3"], "item": "a", "state": "none", "group": "customer",
    ...                      "construct": "loyalty", "value": [1, 3, 5]})
    >>> score_groups(rows, "loyalty").to_dict()
    {'R1': 'low', 'R2': 'middle', 'R3': 'high'}
    """
    if construct is None:
        raise NothingShared(note("the_study_has_no", what=note("lacking_outcome")))
    own = own_means(responses[(responses["construct"] == construct) & (responses["state"] == state)])
    if own.empty:
        known = sorted(responses["construct"].dropna().unique())
        raise NothingShared(note("nobody_answered_construct", construct=construct, state=state, known=known))
    if limits is not None and len(limits) != 2:
        raise ValueError(f"limits holds {len(limits)} means; two, between low, middle and high, are expected")
    scores = own.set_index("respondent")["own"]
    low, high = np.quantile(scores, [1 / 3, 2 / 3], method="inverted_cdf") if limits is None else limits
    named = scores.map(lambda score: "low" if score <= low else "middle" if score <= high else "high")
    return named.astype(pd.CategoricalDtype(["low", "middle", "high"], ordered=True))


@takes(codings="unit code start:number? end:number?", units="unit case text", codebook="code! parent theme")
def themes_by_score(
    groups: pd.Series, codings: pd.DataFrame, units: pd.DataFrame, codebook: pd.DataFrame
) -> pd.DataFrame:
    """What people of each score group say: theme x group, how many of the group's people, and a passage.

    In: `groups`, `codings`, `units` (unit, case, text), `codebook`.

    `groups` as `score_groups` gives them (respondent -> group). Out: theme, group, n (people with the theme),
    people (of the group who were coded), share, ci_low, ci_high (Wilson), unit, quote, text. Raises
    NothingShared where nobody has both a score and coded words.

    Notes
    -----
    share = people of the group with the theme / people of the group who were coded; interval by Wilson (1927).
    In R: prop.table(table(theme, group), 2). In SPSS: Crosstabs.

    Examples
    --------
    Of two people one, in the low group, speaks of the theme.

    >>> groups = pd.Series({"R1": "low", "R2": "high"}, dtype=pd.CategoricalDtype(["low", "high"], ordered=True))
    >>> units = pd.DataFrame({"unit": ["1", "2"], "case": ["R1", "R2"], "text": ["Enak", "Lama"]})
    >>> book = pd.DataFrame({"code": ["T", "PUJI"], "parent": [None, "T"], "theme": "T", "name": ["Taste", "Praise"]})
    >>> rows = pd.DataFrame({"unit": ["1", "2"], "coder": "A", "code": ["PUJI", None], "start": None, "end": None})
    >>> themes_by_score(groups, rows, units, book)[["theme", "group", "n", "people"]].values.tolist()
    [['Taste', 'low', 1, 1], ['Taste', 'high', 0, 1]]
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


@takes(quotes="unit code name text")
def objective_display(
    objectives: Mapping[str, Mapping[str, Any]],
    tables: Mapping[str, pd.DataFrame],
    quotes: pd.DataFrame,
    lang: str = "id",
) -> pd.DataFrame:
    """COBIT objective x gap, themes, quotes, tickets, sales: what each strand says of one objective.

    In: `objectives`, `tables` by name, `quotes`.

    `objectives` as study.toml declares them: per objective the codes whose words speak of it, the ITIL
    processes that serve it, the measures of sales that go with it, relation and meta_inference. A strand
    without anything to say has an empty cell. Out: objective, gap (as-is, to-be and their difference, group by
    group), themes, quote, tickets, sales, relation, meta_inference, open.

    Notes
    -----
    Source: Guetterman, Fetters & Creswell (2015), Annals of Family Medicine 13. In a spreadsheet: a row per
    objective.

    Examples
    --------
    >>> gap = pd.DataFrame({"group": ["owner"], "objective": ["APO02"], "as_is_printed": ["3.00"], "to_be_printed": ["5.00"], "gap_printed": ["2.00"]})
    >>> quotes = pd.DataFrame({"unit": ["K1"], "code": ["INFO"], "name": ["Information"], "text": ["Harga tidak ada"]})
    >>> found = objective_display({"APO02": {"codes": ["INFO"]}}, {"gap": gap}, quotes, "en")
    >>> found[["objective", "quote", "open"]].values.tolist()
    [['APO02', '“Harga tidak ada” (K1)', True]]
    """
    gap = tables.get("gap", pd.DataFrame(columns=["objective"]))
    rows = [
        {
            "objective": objective,
            "gap": "; ".join(_told(row, GAP, lang) for _, row in gap[gap["objective"] == objective].iterrows()),
            "themes": ", ".join(_counted(tables, quotes, declared.get("codes", ()))),
            "quote": _quoted(_first(quotes, declared)),
            "tickets": "; ".join(_tickets(row, lang) for row in _rows(tables, "service_kpi", declared, "processes")),
            "sales": "; ".join(_told(row, SALES, lang) for row in _rows(tables, "sales_effect", declared, "sales")),
        }
        for objective, declared in objectives.items()
    ]  # fmt: skip
    columns = ["objective", "gap", "themes", "quote", "tickets", "sales"]
    return inferred(pd.DataFrame(rows, columns=columns), "objective", objectives, lang)


GAP = "{group}: {as_is_printed} → {to_be_printed} ({gap_printed})"
SALES = "{measure}: {estimate:.1f} [{ci_low:.1f}; {ci_high:.1f}]"


def _rows(
    tables: Mapping[str, pd.DataFrame], result: str, declared: Mapping[str, Any], keys: str
) -> Iterator[pd.Series]:
    """The rows of a result that an objective names; those that are not there are left out."""
    found = (lookup(f"{result}:{key}", tables) for key in declared.get(keys, ()))
    return (row for row in found if row is not None)


def _told(row: pd.Series, template: str, lang: str) -> str:
    return filled(template, _said(row, lang), lang)


def _tickets(row: pd.Series, lang: str) -> str:
    """How many tickets of a process, and the median time to the first reply where there was one."""
    waited = row["median_hours"]
    median = "" if pd.isna(waited) else f", median {number(float(waited), 1, lang)} {say('hours', lang)}"
    return f"{say(row['process'], lang)}: {number(int(row['tickets']), 0, lang)}{median}"


@takes(table="claim text:any source method stance farmer direction")
def convergence_display(
    table: pd.DataFrame, written: Mapping[str, Mapping[str, Any]], lang: str = "id"
) -> pd.DataFrame:
    """The convergence of every claim as a joint display: who supports, who contradicts, who is silent, what follows.

    In: the result of `triangulation.convergence`. Out: claim, text, supports, contradicts, mixed, undecided,
    silent (sources and methods), farmer, direction, relation, meta_inference, open.

    Notes
    -----
    Source: Fetters, Curry & Creswell (2013), Health Services Research 48. In a spreadsheet: a row per claim. What is
    not written is open.

    Examples
    --------
    >>> cells = pd.DataFrame({"claim": "c1", "text": "Late", "farmer": "silence", "direction": "supports", "method": "interview",
    ...                       "source": ["owner", "customer"], "stance": ["supports", "silent"]})
    >>> convergence_display(cells, {}, "en")[["claim", "supports", "silent", "open"]].values.tolist()
    [['c1', 'owner (interview)', 'customer (interview)', True]]
    """
    rows = [
        {"claim": claim, "text": part["text"].iloc[0]}
        | {stance: _voices(part[part["stance"] == stance], lang) for stance in STANCES}
        | part[["farmer", "direction"]].iloc[0].to_dict()
        for claim, part in table.groupby("claim", sort=False)
    ]
    return inferred(pd.DataFrame(rows), "claim", written, lang)


STANCES = ("supports", "contradicts", "mixed", "undecided", "silent")


def _voices(cells: pd.DataFrame, lang: str) -> str:
    """Sources, each with the methods by which it speaks: customers (interview, reviews); owner (interview)."""
    methods = cells.groupby("source", sort=False)["method"].agg(
        lambda names: ", ".join(say(n, lang) for n in names)
    )
    return "; ".join(f"{say(source, lang)} ({how})" for source, how in methods.items())


@takes(codings="unit code", units="unit case", codebook="code! theme")
def crosstab_by_score(
    groups: pd.Series, codings: pd.DataFrame, units: pd.DataFrame, codebook: pd.DataFrame
) -> pd.DataFrame:
    """How many answers of each score group carry each code.

    In: the result of `score_groups`, `codings` of one coder, `units`, `codebook`. Out: as `coding.crosstab`, value = group.

    Notes
    -----
    share = answers of the group with the code / answers of the group that were read. Source: Fetters, Curry & Creswell
    (2013), Health Services Research 48 (joint displays). In SPSS: Analyze > Descriptive Statistics > Crosstabs.

    Examples
    --------
    >>> groups = pd.Series({"R1": "low", "R2": "high"})
    >>> units = pd.DataFrame({"unit": ["1", "2"], "case": ["R1", "R2"]})
    >>> book = pd.DataFrame({"code": ["PUJI"], "parent": [None], "theme": ["T"], "name": ["Praise"]})
    >>> rows = pd.DataFrame({"unit": ["1", "2"], "code": ["PUJI", None], "coder": "A"})
    >>> found = crosstab_by_score(groups, rows, units, book)
    >>> found.sort_values("value")[["value", "n", "units"]].values.tolist()
    [['high', 0, 1], ['low', 1, 1]]
    """
    grouped = units.assign(group=units["case"].map(groups))[["unit", "group"]].dropna()
    return crosstab(codings[codings["unit"].isin(grouped["unit"])], grouped, codebook)
