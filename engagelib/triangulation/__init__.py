"""Where the strands meet (notebook 09): claims by source and method, joint displays, rigour, literature.

For claims, take
    stances                  what each piece of evidence says of its claim; for a number a declared rule decides
    EVIDENCE_COLUMNS         the columns of it that a reader sees
    RESULTS                  results that evidence may point at
    code_by_hand             how one claim comes by its code, worked in the open
    weights                  what the numbers do to each claim, and whether a relation was tested
    WEIGHT_COLUMNS           the columns of it that a reader sees
    convergence              claim by source and method, with Farmer's code
    convergence_matrix       the same, claims by sources
    pairs                    every two sources on every claim
    silent                   cells in which nobody says anything
    reversals                what one group puts first and another last
for joint displays,
    joint_display            a question: numbers, words, their relation, what follows
    objective_display        an objective: gap, themes, tickets, sales
    scores_by_theme          scores of those who speak of a theme and of those who do not
    scores_in_words          the same with mean, sd and n in one cell
    SCORES_BY_THEME_COLUMNS  the columns of it that a reader sees
    score_groups             respondents with low, middle and high scores
    crosstab_by_score        how many answers of each group carry each code
    themes_by_score          what each of these groups speaks of
    convergence_display      claims: who supports, who contradicts, who is silent
    inferred                 any display with relation and meta-inference beside it
for literature,
    literature               finding by source: in line, extended, in contrast
    relations                how many stand in each relation
    flags                    citations, list of references and statements that do not agree
for the study's question,
    main_results             the results that answer it, with interval and n
for rigour,
    member_check             how many informants answered, and what they said
    trail                    every piece of evidence back to its raw rows
    trail_counts             the same counted per claim
    facts                    what the study holds that reviewers ask for
    answered_checklists      COREQ, SRQR, GRAMMS, MMAT with the answers that the facts give
    checklist_scores         how many items are answered
"""

from engagelib import in_order
from engagelib.triangulation.claims import (
    EVIDENCE_COLUMNS,
    RESULTS,
    WEIGHT_COLUMNS,
    code_by_hand,
    convergence,
    convergence_matrix,
    pairs,
    reversals,
    silent,
    weights,
)
from engagelib.triangulation.displays import (
    SCORES_BY_THEME_COLUMNS,
    convergence_display,
    crosstab_by_score,
    inferred,
    joint_display,
    objective_display,
    score_groups,
    scores_by_theme,
    scores_in_words,
    themes_by_score,
)
from engagelib.triangulation.evidence import stances, trail, trail_counts
from engagelib.triangulation.literature import flags, literature, relations
from engagelib.triangulation.question import main_results
from engagelib.triangulation.rigour import answered_checklists, checklist_scores, facts, member_check

__all__ = [
    "stances", "EVIDENCE_COLUMNS", "RESULTS", "code_by_hand", "weights", "WEIGHT_COLUMNS", "convergence", "convergence_matrix", "pairs", "silent",
    "reversals",
    "joint_display", "objective_display", "scores_by_theme", "scores_in_words",
    "SCORES_BY_THEME_COLUMNS", "score_groups", "crosstab_by_score", "themes_by_score", "convergence_display", "inferred",
    "literature", "relations", "flags",
    "main_results",
    "member_check", "trail", "trail_counts", "facts", "answered_checklists", "checklist_scores",
]  # fmt: skip
__dir__ = in_order(__all__)
