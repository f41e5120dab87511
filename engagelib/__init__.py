"""engagelib: how small businesses talk with their customers online, studied with mixed methods.

A study, opened by its name or folder, holds tables; a stage takes tables and gives tables. In the order of a study:

Study          what is declared and held: `data = engagelib.Study("kia-metro")`, then data.responses(), data.comments() …
readers        raw files in, tables out, every problem named by its cell
reduction      from all comments to those that are coded: one fate and one reason for each; words, days, videos
coding         what coders decided: tallies, quotes, co-occurrence, saturation, matrices
agreement      whether coders read alike: Krippendorff's alpha, kappa, Fleiss, AC1, code by code
survey         a questionnaire: exact scores, Cronbach's alpha, omega, item statistics, comparisons
cobit          gaps between as-is and to-be, capability levels, what to do first
itil           a ticket log: response times with the unanswered kept, replies, maturity
engagement     what the platform counts, and what customers show in what they write
sales          before and after a change, with an interval over effective days
loyalty        several shops: channels, who comes back, the stages of a model
triangulation  claims by source and method, joint displays, rigour, literature
published      printed numbers against the data: GRIM and its kin, rounding, comparison
refi           projects and codebooks of NVivo, MAXQDA, ATLAS.ti, QualCoder (REFI-QDA)
figures        a result table in, a chart out
prose          a result table in, the sentence that reads it out
tables         a result table as a reader sees it, and as csv, xlsx and Parquet

`help(engagelib.survey)` and so on tell more.
"""

from collections.abc import Callable, Sequence
from importlib import import_module

__all__ = [
    "Study", "readers", "reduction", "coding", "agreement", "survey", "cobit", "itil", "engagement", "sales",
    "loyalty", "triangulation", "published", "refi", "figures", "prose", "tables",
]  # fmt: skip


class _InOrder(str):
    """A name that sorts by its place in a list, before names that have none: `dir` sorts what it is given."""

    place: int

    def __lt__(self, other: str) -> bool:
        return not isinstance(other, _InOrder) or self.place < other.place

    def __gt__(self, other: str) -> bool:
        return isinstance(other, _InOrder) and self.place > other.place


def in_order(names: Sequence[str]) -> Callable[[], list[str]]:
    """What a module needs as `__dir__`, so that `dir` and Tab give these names and keep their order."""
    placed = [_InOrder(name) for name in names]
    for place, name in enumerate(placed):
        name.place = place
    return lambda: list(placed)


__dir__ = in_order(__all__)


def __getattr__(name: str) -> object:
    """Load `Study` and each room when it is first asked for: importing engagelib alone costs nothing."""
    if name == "Study":
        return import_module("engagelib.study.study").Study
    try:
        return import_module(f"engagelib.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"engagelib.{name}":
            raise
        raise AttributeError(f"engagelib has no {name!r}; it has {', '.join(__all__)}") from None
