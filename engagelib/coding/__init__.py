"""What human coders decided: tallies with shares, the codebook, quotes, relations, saturation, matrices."""

from engagelib.coding.matrices import case_matrix, coverage, funnel, grouped, theme_matrix, wide
from engagelib.coding.quotes import for_print, framework, kwic, memos, quotes
from engagelib.coding.relations import associations, cooccurrence, crosstab
from engagelib.coding.saturation import first_mentions, saturation, saturation_band
from engagelib.coding.tally import by_case, periods, segments, tally, themes
from engagelib.coding.units import astray, themed, within

__all__ = [
    "associations",
    "astray",
    "by_case",
    "case_matrix",
    "cooccurrence",
    "coverage",
    "crosstab",
    "first_mentions",
    "for_print",
    "framework",
    "funnel",
    "grouped",
    "kwic",
    "memos",
    "periods",
    "quotes",
    "saturation",
    "saturation_band",
    "segments",
    "tally",
    "theme_matrix",
    "themed",
    "themes",
    "wide",
    "within",
]
