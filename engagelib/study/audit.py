"""The audit of a study's print, straight from its raw files: which results it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from engagelib.contracts.problems import MissingTable, note
from engagelib.contracts.results import ADDRESS_KEYS
from engagelib.study.folder import NotYet

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from engagelib.study.study import Study

    Made = Callable[[Study], pd.DataFrame]

__all__ = [
    "addresses", "audit",
    "axis", "draft", "explained", "level_words", "names", "results", "sample", "scale", "wording",
]  # fmt: skip


def sample(responses: pd.DataFrame) -> pd.DataFrame:
    """How many people of each group answered: group, n."""
    return (
        responses.groupby("group", observed=True, sort=False)["respondent"]
        .nunique()
        .rename("n")
        .reset_index()
    )


def names() -> pd.DataFrame:
    """What each edition of COBIT calls an objective: edition, objective, name."""
    from engagelib.cobit.objectives import EDITIONS, OBJECTIVES

    called = OBJECTIVES.rename(columns={"name": EDITIONS["cobit2019"], "cobit5_name": EDITIONS["cobit5"]})
    long = called.rename_axis("objective").reset_index()
    return long.melt("objective", [EDITIONS["cobit2019"], EDITIONS["cobit5"]], "edition", "name").dropna()


def level_words() -> pd.DataFrame:
    """What each edition calls a level: edition, level, word (English)."""
    import pandas as pd

    from engagelib.cobit.objectives import EDITIONS, LABELS

    rows = [
        (EDITIONS[e], level, word) for e, words in LABELS.items() for level, (word, _) in enumerate(words)
    ]
    return pd.DataFrame(rows, columns=["edition", "level", "word"])


def results(study: Study, asked: Collection[str] | None = None) -> dict[str, pd.DataFrame]:
    """The results that print can name, of whatever files the study has; all of them, or those asked for.

    What `MADE` makes comes straight from the raw files; any other table is the report's, if it is there and holds
    still. In a run a table that is still to be made is waited for.
    """
    every = {*MADE, *_reported(study)} if asked is None else set(asked)
    found = {"names": names(), "level_words": level_words()}
    for name in sorted(every - set(found)):
        try:
            found[name] = MADE[name](study) if name in MADE else study.table(name)
        except NotYet as error:
            if error.note.key == "table_not_yet":
                raise
        except MissingTable:
            pass
    return found


def _reported(study: Study) -> list[str]:
    """The tables that the report holds and that are not outdated."""
    return sorted(path.stem for path in study.tables.glob("*.parquet") if not study.outdated(path.stem))


def _gap(study: Study) -> pd.DataFrame:
    from engagelib.cobit.gaps import gaps

    return gaps(_survey("score")(study), study.pipeline())


def _capability(study: Study) -> pd.DataFrame:
    from engagelib.cobit.gaps import levels

    return levels(_gap(study))


def _ranges(study: Study) -> pd.DataFrame:
    from engagelib.sales import change

    if not (dates := study.settings.sales.dates()):
        raise MissingTable("sales", note("lacking_change"))
    return change.ranges(study.sales(), **dates)


def _survey(function: str, largest: bool = False, once: bool = False, items: str = "") -> Made:
    """A table of the questionnaire, of the same answers as notebook 03 takes."""

    def made(study: Study) -> pd.DataFrame:
        from engagelib import survey

        answered = study.asked_once() if once else study.responses()
        more = {"given": {"items": study.items()}, "asked": {"items": study.items()}}.get(items, {})
        table: pd.DataFrame = getattr(survey, function)(
            survey.largest(answered) if largest else answered, **more
        )
        return table

    return made


def _of_outcomes(function: str) -> Made:
    def made(study: Study) -> pd.DataFrame:
        from engagelib import survey

        asked, declared = survey.largest(study.asked_once()), study.hypotheses()
        if function == "hypotheses":
            return survey.hypotheses(asked, declared)
        return survey.by_outcome(getattr(survey, function), asked, declared)

    return made


def _profile(study: Study) -> pd.DataFrame:
    from engagelib import survey

    return survey.profile(study.profile())


def _correlations(study: Study) -> pd.DataFrame:
    from engagelib import survey

    return survey.correlations(survey.largest(study.asked_once()), with_=study.settings.survey.outcome)


def _tally(function: str) -> Made:
    def made(study: Study) -> pd.DataFrame:
        from engagelib import coding

        return getattr(coding, function)(study.primary(), study.codebook(), cluster=study.clusters())

    return made


def _agreement(study: Study) -> pd.DataFrame:
    from engagelib import agreement

    return agreement.table(study.double_coded(), study.codebook())


def _service(study: Study) -> pd.DataFrame:
    from engagelib import itil

    return itil.kpi(study.tickets(), study.settings.service.target_hours)


def _engagement(function: str) -> Made:
    def made(study: Study) -> pd.DataFrame:
        from engagelib import engagement

        return getattr(engagement, function)(study.videos())

    return made


def _sales_effect(study: Study) -> pd.DataFrame:
    from engagelib import sales

    dates: dict[str, Any] = {**study.change()}
    return sales.before_after(study.sales(), **dates)


def _sample(study: Study) -> pd.DataFrame:
    return sample(study.responses())


#: Result -> how the audit makes it of the raw files, as the report's notebook does; nothing need have been run.
MADE: dict[str, Made] = {
    "sample": _sample,
    "profile": _profile,
    "scores": _survey("score"),
    "reliability": _survey("reliability", largest=True),
    "item_statistics": _survey("item_statistics", largest=True, items="given"),
    "description": _survey("describe", once=True),
    "answers": _survey("answers", largest=True, items="asked"),
    "correlations": _correlations,
    "regression": _of_outcomes("regression"),
    "model": _of_outcomes("model"),
    "assumptions": _of_outcomes("assumptions"),
    "hypotheses": _of_outcomes("hypotheses"),
    "gap": _gap,
    "capability": _capability,
    "code_tally": _tally("tally"),
    "theme_tally": _tally("themes"),
    "agreement": _agreement,
    "service_kpi": _service,
    "engagement": _engagement("rates"),
    "engagement_summary": _engagement("account_rates"),
    "sales_effect": _sales_effect,
    "sales_range": _ranges,
}


def addresses(study: Study) -> pd.DataFrame:
    """What published.csv can name: table, keys (the columns that find a row), columns, an example, its value now."""
    import pandas as pd

    rows = []
    for name, table in results(study).items():
        keys = [key for key in ADDRESS_KEYS.get(name, ()) if key in table] or _keys(table)
        numbers = [
            column for column in table.select_dtypes("number").columns
            if column not in keys and not column.endswith(("_exact", "_total", "_answers"))
        ]  # fmt: skip
        shown = numbers or [column for column in table if column not in keys]
        told = next(
            (c for c in ("mean", "as_is", "alpha", "estimate", "b", "share", "value") if c in shown),
            next(iter(shown), ""),
        )
        filled = table.dropna(subset=[*keys, told]) if told else table.iloc[:0]
        example = value = None
        if keys and len(filled):
            where = ",".join(f"{key}={filled[key].astype(str).iloc[0]}" for key in keys)
            example, value = f"{name}/{where}/{told}", filled[told].iloc[0]
        rows.append(
            (
                name,
                ", ".join(keys),
                ", ".join(map(str, shown)),
                example,
                None if value is None else f"{value:.4g}" if isinstance(value, float) else str(value),
            )
        )
    return pd.DataFrame(rows, columns=["table", "keys", "columns", "example", "value"])


def _keys(table: pd.DataFrame) -> list[str]:
    """The fewest of the first columns, of words and then of whole numbers, that tell all rows apart; none where no columns do."""
    words = [
        column
        for column in table
        if table[column].dtype == object or str(table[column].dtype) in ("string", "str")
    ]
    columns = [*words, *table.select_dtypes("integer").columns]
    for count in range(1, len(columns) + 1):
        if not table.duplicated(columns[:count]).any():
            return columns[:count]
    return []


def _compared(study: Study, printed: pd.DataFrame) -> pd.DataFrame:
    from engagelib.published.compare import compare

    named = {quantity.partition("/")[0] for quantity in printed["quantity"].dropna().astype(str)}
    return compare(printed, results(study, named), study.pipeline(), study.lang, scale(study))


def draft(study: Study, path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What a draft in Word or PDF states: whether it can be true together, and which rows it suggests for published.csv.

    Two tables: place, statement, kind, verdict, stated, why of `published.stated`, sentences and tables alike; and
    the rows that are proposed. Nothing is written. Unreadable for another file.
    """
    from engagelib.published import proposals, stated, tabulated
    from engagelib.published.reported import has_commas
    from engagelib.readers.drafts import passages

    read = list(passages(path))
    commas = has_commas(
        "\n".join(" ".join([p.text, *(cell for row in p.rows for cell in row)]) for p in read)
    )
    n = stated.sample_size(" ".join(p.text for p in read))
    tables, answered_on = results(study), scale(study)
    found, proposed = [], []
    for passage in read:
        place = passage.place.said(study.lang)
        pairs = (
            tabulated.checks_of_rows(passage.rows, commas, n)
            if passage.rows
            else stated.checks(passage.text, commas, n, answered_on)
        )
        found += [(place, words, check) for words, check in pairs]
        proposed.append(
            proposals.in_table(passage.rows, tables, place, passage.text) if passage.rows
            else proposals.in_text(passage.text, tables, place)
        )  # fmt: skip
    return stated.told(found, study.lang), proposals.every(iter(proposed))


def scale(study: Study) -> tuple[int, int] | None:
    """The ends of the answer scale; nothing is known of it where the study has no items."""
    try:
        items = study.items()
    except MissingTable:
        return None
    return int(items["low"].min()), int(items["high"].max())


def axis(study: Study, table: pd.DataFrame) -> tuple[int, int] | None:
    """From the lowest to the highest answer that the constructs or objectives of a result allow; None where no item tells."""
    try:
        items = study.items()
    except MissingTable:
        return None
    named = table["objective" if "objective" in table else "construct"]
    own = items[items["construct"].isin(named) | items["objective"].isin(named)]
    return None if own.empty else (int(own["low"].min()), int(own["high"].max()))


def audit(study: Study) -> pd.DataFrame:
    """Every printed number of the study with its verdict, under the pipeline that study.toml declares."""
    return _compared(study, study.published())


def wording(study: Study) -> pd.DataFrame:
    """Every claim in words with its verdict: names by edition, what is largest, words that claim a test.

    They stand in wording.csv, laid out as published.csv is; MissingTable if the study has none.
    """
    return _compared(study, study.wording())


def explained(study: Study) -> pd.DataFrame:
    """Which roundings reproduce the study's printed gap analysis (`published.explain`)."""
    from engagelib.published import pipelines

    people = sample(study.responses()).set_index("group")["n"]
    low, high = scale(study) or (None, None)
    return pipelines.explain(study.published(), people.to_dict(), low=low, high=high)
