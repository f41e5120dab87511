"""Gaps and levels after COBIT (notebook 04).

Means of answers are perception and give gaps; rated activities give capability. The two are never mixed.

For gaps, take
    gaps              as-is, to-be and gap per group and objective, exact and as printed
    gap_by_hand       one gap worked in the open, from sums to the printed number
    GAP_COLUMNS       the columns of it that a reader sees
    gap_intervals     how far each gap could move with other respondents
    rounding          numbers that two ways of rounding print differently
    minimum           the weakest objective beside the mean of all
    rank_agreement    whether two groups rank the gaps alike
    rank_conflicts    objectives that two groups put in opposite order
    improvements      what to work on first
for level words,
    levels            the level of every mean under every rule
    LEVEL_RULES       the rules: interval, floor, nearest ...
    rule_sensitivity  which levels depend on the rule
    LABELS            level words of COBIT 4.1, 5, 2019 and ITIL
for capability,
    capability        the level that rated activities reach, rule by rule
    ladder            how much of each level is done
    capability_gaps   capability beside its target
    beside            what people perceive beside what was assessed
for what is assessed, and by whom, from a design workbook,
    company           what the firm is
    importance        each objective's importance, from DF1 to DF10 and the mapping that was loaded
    chosen            objectives of at least some importance
    responsibilities  RACI mapped to the firm's jobs
    respondents       which job is asked about which objectives
    practice_levels   N, P, L, F per practice and level
    shortfalls        level reached beside the target of each chosen objective
    recommendations   what to do about gaps: people, process, technology
and to look up:
    OBJECTIVES        the 40 objectives of COBIT 2019 with their counts
    editions          which edition of COBIT a term is of
"""

from engagelib import in_order
from engagelib.cobit.capability import beside, capability, capability_gaps, ladder
from engagelib.cobit.design import (
    chosen,
    company,
    importance,
    practice_levels,
    recommendations,
    respondents,
    responsibilities,
    shortfalls,
)
from engagelib.cobit.gaps import (
    GAP_COLUMNS,
    LEVEL_RULES,
    gap_by_hand,
    gaps,
    levels,
    minimum,
    rounding,
    rule_sensitivity,
)
from engagelib.cobit.objectives import LABELS, OBJECTIVES, editions
from engagelib.cobit.priorities import gap_intervals, improvements, rank_agreement, rank_conflicts

__all__ = [
    "gaps", "gap_by_hand", "GAP_COLUMNS", "gap_intervals", "rounding", "minimum", "rank_agreement", "rank_conflicts",
    "improvements",
    "levels", "LEVEL_RULES", "rule_sensitivity", "LABELS",
    "capability", "ladder", "capability_gaps", "beside",
    "company", "importance", "chosen", "responsibilities", "respondents", "practice_levels", "shortfalls",
    "recommendations",
    "OBJECTIVES", "editions",
]  # fmt: skip
__dir__ = in_order(__all__)
