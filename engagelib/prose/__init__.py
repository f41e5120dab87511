"""A result table in, the sentence that reads it out, in Indonesian or English.

No number is typed: each comes from the table given. Each sentence is named after what it reads.

The study:
    illustrative          whose words these are
    inventory             how much of what there is
    main_results          the answer to the study's question
    research              how many stages the study goes through
comments:
    reduction             what became of the imported comments
    coded                 how many coded comments the rules exclude
    streams               how the kept ones divide
    alike                 how many resemble another
    collocations          the strongest pairs of words
    keyness               words that set two groups apart
    per_day               the busiest and the middle day
    per_video             how uneven videos are
codes:
    tally                 which codes and themes people's words carry
    quotes                how many quotes a search would find
    saturation            when reading on brought nothing new
    coverage_of_cases     themes found with most and fewest cases
    agreement             how far coders read alike
    together              which two codes stand together most
    associated            how many codes differ by a grouping
    narrowed              from how much to how little
questionnaire:
    profile               who answered: the commonest of each thing that they tell of themselves
    sampled               how many were asked, and what became of them
    scores                what each group answered
    reliability           whether questions hang together
    turned                which items were put the other way round
    described             between which totals each construct lies
    answers               the question answered highest, and lowest
    model                 how much of an outcome its causes explain
    assumptions           which assumptions of a regression hold
    hypotheses            what became of each hypothesis
    discussed             a place to discuss each hypothesis
    agreed_with           which item most agree with
    drawn                 what redrawn samples make of a mean
    hung_together         how many items pass the r of the table
    paired                where wish and present differ
    differed              where groups differ
    correlated            which constructs go together most
    quality               who left blanks, who answered alike
COBIT:
    gap                   where what is falls short of what is wished
    levels                whether the level word depends on the rule
    weakest               what each group puts lowest
    first_step            what to work on first
    assessed              what was assessed beside what is perceived
service and engagement:
    service               how customers were served
    engagement            the engagement rate both ways
    coverage              how much of what the platform counts was imported
    remapped              what another mapping moves
    replied               how quick and apt replies were
    backlog               when most lay open
    waited                what share of a few tickets still waits
    matured               how mature each process is
    carried               what one video carries
sales and shops:
    sales                 by how much sales differ
    shops                 who was studied
    channels              where channels are used as said
    stages                which stages have a theme that is spoken of
    customers             who came again
    segments              which segment brings most
    jumped                by how much sales differ, with intervals
    compared_elsewhere    how often no change looks as large
    measured              how many measures could be counted
    cohorts               who still bought in the third month
strands:
    convergence           how many claims the strands agree on
    weights               what numbers change, and which relations nothing tests
    rule                  how a claim comes by its code
    pairs                 how often two sources agree
    opposed               what one puts first and another last
    scored                how many comparisons stand out
    flags                 what does not agree in citations
    members               what informants said to the findings
    trail                 whether claims go back to raw rows
    checklists            how many items are answered
    audit                 which printed numbers come out
    rounding              which roundings the print allows
    strands               how one claim comes by its code
    written               what the researcher has concluded
    related               how findings stand to the literature
    possible              which printed means cannot be
any result:
    range_of              where a column is highest and lowest
    counts_of             how often each value stands there
    clear_of_zero         which intervals leave zero out
    rows_of               how many rows a list has
    worked_out            what a calculation in the open comes to
the question of each notebook, answered in one sentence:
    answer_reduction      which comments are analysed
    answer_coding         what people say
    answer_survey         what was answered, and how far to trust it
    answer_cobit          how far the present is from the wish
    answer_itil           how customers were served
    answer_engagement     how engaged they are
    answer_sales          what happened to sales
    answer_loyalty        who comes back
    answer_triangulation  which claims hold
    answer_published      which printed numbers come out
and to say something of your own:
    said                  the researcher's words as a paragraph
    Prose                 a paragraph that a notebook shows
    Finding               one that heads a page, with its number, interval, n, cell of a result and figure
"""

from engagelib import in_order
from engagelib.prose.agreement import agreement
from engagelib.prose.answers import (
    answer_cobit,
    answer_coding,
    answer_engagement,
    answer_itil,
    answer_loyalty,
    answer_published,
    answer_reduction,
    answer_sales,
    answer_survey,
    answer_triangulation,
)
from engagelib.prose.cobit import assessed, first_step, gap, levels, weakest
from engagelib.prose.coding import (
    associated,
    coverage_of_cases,
    narrowed,
    quotes,
    saturation,
    tally,
    together,
)
from engagelib.prose.engagement import carried, coverage, engagement
from engagelib.prose.itil import backlog, matured, remapped, replied, service, waited
from engagelib.prose.loyalty import channels, cohorts, customers, measured, segments, shops, stages
from engagelib.prose.published import audit, possible, rounding
from engagelib.prose.readings import clear_of_zero, counts_of, range_of, rows_of, worked_out
from engagelib.prose.reduction import (
    alike,
    coded,
    collocations,
    keyness,
    per_day,
    per_video,
    reduction,
    streams,
)
from engagelib.prose.sales import compared_elsewhere, jumped, sales
from engagelib.prose.sentences import Finding, Prose, said
from engagelib.prose.study import illustrative, inventory, main_results, research
from engagelib.prose.survey import (
    agreed_with,
    answers,
    assumptions,
    correlated,
    described,
    differed,
    discussed,
    drawn,
    hung_together,
    hypotheses,
    model,
    paired,
    profile,
    quality,
    reliability,
    sampled,
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
    related,
    rule,
    scored,
    strands,
    trail,
    weights,
    written,
)

__all__ = [
    "illustrative", "inventory", "main_results", "research", "reduction", "coded", "streams", "alike", "collocations", "keyness", "per_day", "per_video", "tally", "quotes", "saturation", "coverage_of_cases", "agreement", "together", "associated", "narrowed", "profile", "sampled", "scores", "reliability", "turned", "described", "answers", "model", "assumptions", "hypotheses", "discussed", "agreed_with", "drawn", "hung_together", "paired", "differed", "correlated", "quality", "gap", "levels", "weakest", "first_step", "assessed", "service", "engagement", "coverage", "remapped", "replied", "backlog", "waited", "matured", "carried", "sales", "shops", "channels", "stages", "customers", "segments", "jumped", "compared_elsewhere", "measured", "cohorts", "convergence", "weights", "rule", "pairs", "opposed", "scored", "flags", "members", "trail", "checklists", "audit", "rounding", "strands", "written", "related", "possible", "range_of", "counts_of", "clear_of_zero", "rows_of", "worked_out", "answer_reduction", "answer_coding", "answer_survey", "answer_cobit", "answer_itil", "answer_engagement", "answer_sales", "answer_loyalty", "answer_triangulation", "answer_published", "said", "Prose", "Finding",
]  # fmt: skip
__dir__ = in_order(__all__)
