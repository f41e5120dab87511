"""COBIT: gaps between as-is and to-be, level words under several rules, capability from rated activities, what to do first."""

from engagelib.cobit.capability import CLIMBS, capability, capability_gaps, ladder
from engagelib.cobit.gaps import RULES, SHOWN, gaps, levels, minimum, rounding, sensitivity
from engagelib.cobit.objectives import LABELS, OBJECTIVES, PRACTICES, editions, label
from engagelib.cobit.priorities import gap_intervals, improvements, rank_agreement, rank_conflicts

__all__ = [
    "CLIMBS",
    "LABELS",
    "OBJECTIVES",
    "PRACTICES",
    "RULES",
    "SHOWN",
    "capability",
    "capability_gaps",
    "editions",
    "gap_intervals",
    "gaps",
    "improvements",
    "label",
    "ladder",
    "levels",
    "minimum",
    "rank_agreement",
    "rank_conflicts",
    "rounding",
    "sensitivity",
]
