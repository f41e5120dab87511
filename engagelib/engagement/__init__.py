"""Engagement as the platform counts it, and as customers show it in what they write."""

from engagelib.engagement.acts import ACTS, acts, dimensions
from engagelib.engagement.rates import (
    cadence,
    concentration,
    coverage,
    daily,
    entropy_weights,
    gini,
    rates,
    service_levels,
    summary,
    weighted,
)

__all__ = [
    "ACTS",
    "acts",
    "cadence",
    "concentration",
    "coverage",
    "daily",
    "dimensions",
    "entropy_weights",
    "gini",
    "rates",
    "service_levels",
    "summary",
    "weighted",
]
