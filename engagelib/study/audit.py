"""The audit of a study's print, straight from its raw files: which results it is compared with."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from engagelib.contracts.problems import MissingTable

if TYPE_CHECKING:
    import pandas as pd

    from engagelib.study.study import Study

__all__ = ["audit", "axis", "explained", "level_words", "names", "results", "sample", "scale", "wording"]


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


def results(study: Study) -> dict[str, pd.DataFrame]:
    """The results that print can name, of whatever files the study has.

    sample, scores, gap and capability of a questionnaire, sales_range of daily sales; names and level_words
    of COBIT's editions always.
    """
    from engagelib.cobit.gaps import gaps, levels
    from engagelib.sales import change
    from engagelib.survey import scores

    found = {"names": names(), "level_words": level_words()}
    try:
        responses = study.responses()
        found["sample"] = sample(responses)
        found["scores"] = scores.score(responses)
        found["gap"] = gaps(found["scores"], study.pipeline())
        found["capability"] = levels(found["gap"])
    except MissingTable:
        pass
    with suppress(MissingTable):
        if dates := study.settings.sales.dates():
            found["sales_range"] = change.ranges(study.sales(), **dates)
    return found


def _compared(study: Study, printed: pd.DataFrame) -> pd.DataFrame:
    from engagelib.published.compare import compare

    return compare(printed, results(study), study.pipeline(), study.lang, scale(study))


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
