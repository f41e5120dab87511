"""Charts of finished result tables: a table in, what it drew on out."""

from engagelib.figures.agreement import agreement
from engagelib.figures.cobit import activity_ladder, dumbbell, gap_bars, radar, rule_sensitivity
from engagelib.figures.coding import code_tally, cooccurrence, saturation
from engagelib.figures.engagement import concentration, videos
from engagelib.figures.itil import heat, response_times, service
from engagelib.figures.loyalty import channel_roles, retention, segments, stages, theme_matrix
from engagelib.figures.paper import save, style
from engagelib.figures.published import audit
from engagelib.figures.reduction import keyness, per_day, per_video
from engagelib.figures.sales import cross_correlation, effect, estimation, placebo, sales
from engagelib.figures.study import flow, research
from engagelib.figures.survey import distributions, item_matrix, likert, reliability, scores
from engagelib.figures.triangulation import convergence

__all__ = [
    "activity_ladder",
    "agreement",
    "audit",
    "channel_roles",
    "code_tally",
    "concentration",
    "convergence",
    "cooccurrence",
    "cross_correlation",
    "distributions",
    "dumbbell",
    "effect",
    "estimation",
    "flow",
    "gap_bars",
    "heat",
    "item_matrix",
    "keyness",
    "likert",
    "per_day",
    "per_video",
    "placebo",
    "radar",
    "reliability",
    "research",
    "response_times",
    "retention",
    "rule_sensitivity",
    "sales",
    "saturation",
    "save",
    "scores",
    "segments",
    "service",
    "stages",
    "style",
    "theme_matrix",
    "videos",
]
