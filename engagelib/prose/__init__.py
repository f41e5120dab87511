"""The sentence that reads a table, in Indonesian or English. No number is typed: every one comes from the table given."""

from engagelib.prose.agreement import agreement
from engagelib.prose.cobit import gap, levels, rounding
from engagelib.prose.coding import coverage_of_cases, quotes, saturation, tally
from engagelib.prose.engagement import coverage, engagement
from engagelib.prose.itil import service
from engagelib.prose.loyalty import channels, customers, segments, shops, stages
from engagelib.prose.published import audit
from engagelib.prose.reduction import alike, collocations, keyness, per_day, per_video, reduction, streams
from engagelib.prose.sales import sales
from engagelib.prose.sentences import Prose, listed, named, said, told
from engagelib.prose.study import illustrative, inventory
from engagelib.prose.survey import reliability, scores, turned
from engagelib.prose.triangulation import (
    checklists,
    convergence,
    flags,
    members,
    opposed,
    pairs,
    rule,
    scored,
    trail,
)

__all__ = [
    "Prose",
    "agreement",
    "alike",
    "audit",
    "channels",
    "checklists",
    "collocations",
    "convergence",
    "coverage",
    "coverage_of_cases",
    "customers",
    "engagement",
    "flags",
    "gap",
    "illustrative",
    "inventory",
    "keyness",
    "levels",
    "listed",
    "members",
    "named",
    "opposed",
    "pairs",
    "per_day",
    "per_video",
    "quotes",
    "reduction",
    "reliability",
    "rounding",
    "rule",
    "said",
    "sales",
    "saturation",
    "scored",
    "scores",
    "segments",
    "service",
    "shops",
    "stages",
    "streams",
    "tally",
    "told",
    "trail",
    "turned",
]
