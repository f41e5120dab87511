"""The questionnaire (notebook 03): exact scores, reliability, comparisons by ranks. Perception, not capability.

For who answered, take
    profile           how many respondents of each sex, age, job …
    sampled           how many were asked, refused, answered
for what was answered,
    score             mean, spread and interval per group, state and construct
    distribution      how often each answer was given
    largest           answers of the group with most respondents
    respondent_means  each respondent's own mean
    describe          respondents' totals: mean, median, mode, spread
    classes           totals in classes of equal width (Sturges)
    answers           f and % of each answer to each question, its mean and the word for it
    categories        which means are called low, fair, high
    category          the word for one mean
    categorised       how many respondents are low, fair, high
for whether questions hang together,
    reliability       Cronbach's alpha with interval, McDonald's omega
    item_statistics   each item: item-total r against the r-table, item-rest r, alpha if deleted
    item_matrix       r of every two items
for who differs from whom,
    paired            to-be against as-is of the same people (Wilcoxon)
    groups            group against group (Mann-Whitney, Cliff's delta)
    correlations      construct with construct (Spearman)
for what follows from what,
    regression        what each construct adds to the outcome: B, Beta, t, VIF
    model             how much all of them explain: R2, F
    assumptions       what the regression takes for granted, test by test
    normal_quantiles  points of the P-P plot
    mediation         a way from one construct to the outcome through another
    mediations        one of these for every hypothesis that leads through another construct
    by_outcome        one of these for every outcome that hypotheses name
    hypotheses        those that the study declared, with their verdicts
for how it was answered,
    response_quality  blanks and straight lines, respondent by respondent
and the formulas alone, on a matrix of respondents x items:
    alpha             Cronbach's alpha
    omega             McDonald's omega of one factor
    covariances       how some items of one construct vary together
    alpha_by_hand     alpha worked in the open from these covariances
    r_table           the critical r of n respondents
"""

from engagelib import in_order
from engagelib.survey.comparison import correlations, groups, paired
from engagelib.survey.description import answers, categories, categorised, category, classes, describe
from engagelib.survey.hypotheses import by_outcome, hypotheses, mediation, mediations
from engagelib.survey.profile import profile, sampled
from engagelib.survey.regression import assumptions, model, normal_quantiles, regression
from engagelib.survey.reliability import (
    alpha,
    alpha_by_hand,
    covariances,
    item_matrix,
    item_statistics,
    omega,
    r_table,
    reliability,
)
from engagelib.survey.scores import distribution, largest, respondent_means, response_quality, score

__all__ = [
    "profile", "sampled",
    "score", "distribution", "largest", "respondent_means",
    "describe", "classes", "answers", "categories", "category", "categorised",
    "reliability", "item_statistics", "item_matrix",
    "paired", "groups", "correlations",
    "regression", "model", "assumptions", "normal_quantiles", "mediation", "mediations", "by_outcome", "hypotheses",
    "response_quality",
    "alpha", "omega", "covariances", "alpha_by_hand", "r_table",
]  # fmt: skip
__dir__ = in_order(__all__)
