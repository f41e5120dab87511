"""Where the strands meet: claims by source and method, joint displays, rigour, literature."""

from engagelib.triangulation.claims import RESULTS, SHOWN, convergence, matrix, pairs, reversals, silent
from engagelib.triangulation.displays import (
    BY_THEME,
    NothingShared,
    convergence_display,
    inferred,
    joint_display,
    objective_display,
    score_groups,
    scores_by_theme,
    themes_by_score,
    told,
)
from engagelib.triangulation.evidence import holds, stances, summary, trail
from engagelib.triangulation.literature import (
    EDITIONS,
    check,
    flags,
    literature,
    promised,
    relations,
    statements,
)
from engagelib.triangulation.rigour import FACTS, checklists, facts, filled, member_check, score

__all__ = [
    "BY_THEME",
    "EDITIONS",
    "FACTS",
    "RESULTS",
    "SHOWN",
    "NothingShared",
    "check",
    "checklists",
    "convergence",
    "convergence_display",
    "facts",
    "filled",
    "flags",
    "holds",
    "inferred",
    "joint_display",
    "literature",
    "matrix",
    "member_check",
    "objective_display",
    "pairs",
    "promised",
    "relations",
    "reversals",
    "score",
    "score_groups",
    "scores_by_theme",
    "silent",
    "stances",
    "statements",
    "summary",
    "themes_by_score",
    "told",
    "trail",
]
