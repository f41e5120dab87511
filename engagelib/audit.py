"""The audit of a study's printed numbers, straight from its raw files: which results they are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagelib.study import MissingTable, Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["audit", "results", "sample"]


def sample(responses: pd.DataFrame) -> pd.DataFrame:
    """How many people of each group answered: group, n."""
    return (
        responses.groupby("group", observed=True, sort=False)["respondent"]
        .nunique()
        .rename("n")
        .reset_index()
    )


def results(study: Study) -> dict[str, pd.DataFrame]:
    """The results that printed numbers can name, of whatever files the study has: sample, gap, capability, sales_range."""
    from engagelib import cobit, sales, survey

    found: dict[str, pd.DataFrame] = {}
    try:
        responses = study.responses()
        found["sample"] = sample(responses)
        found["scores"] = survey.score(responses)
        found["gap"] = cobit.gaps(found["scores"], study.pipeline())
        found["capability"] = cobit.levels(found["gap"])
    except MissingTable:
        pass
    try:
        declared = study.section("sales")
        found["sales_range"] = sales.ranges(study.sales(), declared["change"], declared.get("established"))
    except (MissingTable, KeyError):
        pass
    return found


def audit(study: Study) -> pd.DataFrame:
    """Every printed number of the study with its verdict (`engagelib.published.compare`), under the pipeline that study.toml declares."""
    from engagelib import published

    return published.compare(study.published(), results(study), study.pipeline())
