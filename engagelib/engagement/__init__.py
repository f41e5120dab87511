"""Engagement as the platform counts it, and as customers show it in what they write (notebook 06).

For rates, take
    rates            engagement of every video
    rate_by_hand     of one video, worked in the open
    account_rates    of the account: mean of rates, pooled rate, median
    concentration    what share the most seen videos carry
    cadence          how regularly videos were posted
    daily            interactions of each day, to set beside sales
    coverage         how many of the comments that the platform counts were imported
for weights,
    weighted         videos ranked by entropy-weighted engagement
    entropy_weights  the weights of any matrix
for service,
    service_levels   response rate and time against what platforms ask
for what customers show,
    acts             cognitive, emotional, behavioural acts in coded comments
    dimensions       those acts beside the scales of the questionnaire
"""

from engagelib import in_order
from engagelib.engagement.acts import acts, dimensions
from engagelib.engagement.rates import (
    account_rates,
    cadence,
    concentration,
    coverage,
    daily,
    entropy_weights,
    rate_by_hand,
    rates,
    service_levels,
    weighted,
)

__all__ = [
    "rates", "rate_by_hand", "account_rates", "concentration", "cadence", "daily", "coverage",
    "weighted", "entropy_weights",
    "service_levels",
    "acts", "dimensions",
]  # fmt: skip
__dir__ = in_order(__all__)
