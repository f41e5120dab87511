"""What human coders decided (notebooks 02 and 08). A unit counts once for a code; every table names its denominator.

For how often, take
    tally            units per code with share and interval, by anything known of a unit
    themes           the same per theme
    of_outcome       what customers say of the outcome itself
    share_by_hand    one share and its interval worked in the open
for what was said,
    quotes           passages with ids that stay
    for_print        quotes with what to mind before they are printed
    kwic             a word in its context, in any units
    framework        cases by themes, a passage in each cell
    memos            what coders noted beside a coding
    themed           units beside the themes that they carry
for what goes with what,
    cooccurrence     codes in the same unit, coder by coder
    crosstab         codes by an attribute of the units
    associations     each crosstab tested: chi-squared or Fisher, Cramer's V, Holm
for whether there is enough,
    by_case          codes of each case in the order of reading
    saturation       new codes run by run, and the stopping point
    saturation_band  the same over random orders of the cases
for who says it,
    grouped          units with the group of their case
    theme_matrix     themes by shop, role or informant
    wide             such a matrix with a column per group
    case_coverage    in how many cases each theme was found
    case_matrix      cases with their themes and their numbers
    funnel           from raw units to conclusions, counted
"""

from engagelib import in_order
from engagelib.coding.matrices import case_coverage, case_matrix, funnel, grouped, theme_matrix, wide
from engagelib.coding.quotes import for_print, framework, kwic, memos, quotes
from engagelib.coding.relations import associations, cooccurrence, crosstab
from engagelib.coding.saturation import saturation, saturation_band
from engagelib.coding.tally import by_case, of_outcome, share_by_hand, tally, themes
from engagelib.coding.units import themed

__all__ = [
    "tally", "themes", "of_outcome", "share_by_hand",
    "quotes", "for_print", "kwic", "framework", "memos", "themed",
    "cooccurrence", "crosstab", "associations",
    "by_case", "saturation", "saturation_band",
    "grouped", "theme_matrix", "wide", "case_coverage", "case_matrix", "funnel",
]  # fmt: skip
__dir__ = in_order(__all__)
