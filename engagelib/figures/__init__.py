"""A result table in, a chart out: `figures.<name>(table, ax=None, lang="id")` gives what it drew on.

Each figure is named after what it draws; it computes nothing but positions.

The study:
    main_results       what answers the study's question, with interval and n
    research           how the study went, stage by stage
    flow               from imported comments to kept ones
comments:
    per_day            comments of every day, streams stacked
    per_video          comments under each video, and threads answered
    keyness            words that set two sides apart
codes:
    code_tally         share of units per code, with intervals
    cooccurrence       codes in the same unit
    saturation         how many codes had appeared after so many units
    agreement          alpha of each code over .667 and .80
questionnaire:
    scores             mean of each construct, with intervals
    likert             answers to every item, the neutral one at the centre
    distributions      how many gave each answer, a panel per item
    reliability        alpha and omega against .70 and .90
    item_matrix        r of every two items
    regression         what each construct adds, with intervals
    residuals          P-P plot and scatter of what a regression leaves
COBIT:
    dumbbell           from as-is to to-be
    radar              as-is and to-be as polygons
    gap_bars           gaps side by side, with ranks
    rule_sensitivity   the level that every rule gives
    activity_ladder    how much of every level is done
service:
    service            answered, in time, documented
    response_times     who still waits after so many hours
    heat               tickets in every cell of two facets
engagement:
    videos             interactions per view of every video
    concentration      what share the most seen videos carry
sales:
    sales              every open day, means by month, the change
    effect             the change with its interval
    estimation         every day before and after, and the difference
    placebo            the change beside dates without one
    cross_correlation  sales with engagement so many days before
several shops:
    theme_matrix       themes by shop or role
    channel_roles      what channels are for
    stages             a model with its evidence
    retention          cohorts
    segments           customers and money per segment
strands:
    convergence        which source says what of every claim
    audit              every printed number, with its verdict
and for a file of your own:
    style              the look of every figure, as a context
    save               png, pdf and svg
"""

from engagelib import in_order
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
from engagelib.figures.study import flow, main_results, research
from engagelib.figures.survey import (
    distributions,
    item_matrix,
    likert,
    regression,
    reliability,
    residuals,
    scores,
)
from engagelib.figures.triangulation import convergence

__all__ = [
    "main_results", "research", "flow",
    "per_day", "per_video", "keyness",
    "code_tally", "cooccurrence", "saturation", "agreement",
    "scores", "likert", "distributions", "reliability", "item_matrix", "regression", "residuals",
    "dumbbell", "radar", "gap_bars", "rule_sensitivity", "activity_ladder",
    "service", "response_times", "heat",
    "videos", "concentration",
    "sales", "effect", "estimation", "placebo", "cross_correlation",
    "theme_matrix", "channel_roles", "stages", "retention", "segments",
    "convergence", "audit",
    "style", "save",
]  # fmt: skip
__dir__ = in_order(__all__)
