"""The questionnaire: exact scores, reliability and item statistics, comparisons by ranks."""

from engagelib.survey.comparison import cliff, correlations, groups, paired, signed_rank
from engagelib.survey.reliability import (
    alpha,
    item_matrix,
    item_statistics,
    matrix,
    omega,
    r_table,
    reliability,
)
from engagelib.survey.scores import distribution, largest, own_means, quality, score, score_matrix

__all__ = [
    "alpha",
    "cliff",
    "correlations",
    "distribution",
    "groups",
    "item_matrix",
    "item_statistics",
    "largest",
    "matrix",
    "omega",
    "own_means",
    "paired",
    "quality",
    "r_table",
    "reliability",
    "score",
    "score_matrix",
    "signed_rank",
]
