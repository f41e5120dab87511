"""A result table in, the sentence that reads it out, in Indonesian or English.

No number is typed: each comes from the table given. Each sentence is named after what it reads.

The study:
    illustrative       whose words these are
    inventory          how much of what there is
comments:
    reduction          what became of the imported comments
    streams            how the kept ones divide
    alike              how many resemble another
    collocations       the strongest pairs of words
    keyness            words that set two groups apart
    per_day            the busiest and the middle day
    per_video          how uneven videos are
codes:
    tally              which codes and themes people's words carry
    quotes             how many quotes a search would find
    saturation         when reading on brought nothing new
    coverage_of_cases  themes found with most and fewest cases
    agreement          how far coders read alike
questionnaire:
    scores             what each group answered
    reliability        whether questions hang together
    turned             which items were put the other way round
    described          between which totals each construct lies
    answers            the question answered highest, and lowest
    model              how much of an outcome its causes explain
    assumptions        which assumptions of a regression hold
    hypotheses         what became of each hypothesis
COBIT:
    gap                where what is falls short of what is wished
    levels             whether the level word depends on the rule
service and engagement:
    service            how customers were served
    engagement         the engagement rate both ways
    coverage           how much of what the platform counts was imported
sales and shops:
    sales              by how much sales differ
    shops              who was studied
    channels           where channels are used as said
    stages             which stages have a theme that is spoken of
    customers          who came again
    segments           which segment brings most
strands:
    convergence        how many claims the strands agree on
    weights            what numbers change, and which relations nothing tests
    rule               how a claim comes by its code
    pairs              how often two sources agree
    opposed            what one puts first and another last
    scored             how many comparisons stand out
    flags              what does not agree in citations
    members            what informants said to the findings
    trail              whether claims go back to raw rows
    checklists         how many items are answered
    audit              which printed numbers come out
    rounding           which roundings the print allows
and to say something of your own:
    said               the researcher's words as a paragraph
    Prose              a paragraph that a notebook shows
    Finding            one that heads a page, with its number, interval, n, cell of a result and figure
"""

from engagelib import in_order
from engagelib.prose.agreement import agreement
from engagelib.prose.cobit import gap, levels
from engagelib.prose.coding import coverage_of_cases, quotes, saturation, tally
from engagelib.prose.engagement import coverage, engagement
from engagelib.prose.itil import service
from engagelib.prose.loyalty import channels, customers, segments, shops, stages
from engagelib.prose.published import audit, rounding
from engagelib.prose.reduction import alike, collocations, keyness, per_day, per_video, reduction, streams
from engagelib.prose.sales import sales
from engagelib.prose.sentences import Finding, Prose, said
from engagelib.prose.study import illustrative, inventory
from engagelib.prose.survey import (
    answers,
    assumptions,
    described,
    hypotheses,
    model,
    reliability,
    scores,
    turned,
)
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
    weights,
)

__all__ = [
    "illustrative", "inventory",
    "reduction", "streams", "alike", "collocations", "keyness", "per_day", "per_video",
    "tally", "quotes", "saturation", "coverage_of_cases", "agreement",
    "scores", "reliability", "turned", "described", "answers", "model", "assumptions", "hypotheses",
    "gap", "levels",
    "service", "engagement", "coverage",
    "sales", "shops", "channels", "stages", "customers", "segments",
    "convergence", "weights", "rule", "pairs", "opposed", "scored", "flags", "members", "trail", "checklists",
    "audit", "rounding",
    "said", "Prose", "Finding",
]  # fmt: skip
__dir__ = in_order(__all__)
