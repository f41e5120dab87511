"""From all imported comments to those that are coded, one fate and one reason for each row (notebook 01).

To set aside what is no comment, take
    reduce           kept comments, the fate of every row, the flow
    EXCLUSION_RULES  the rules in their order; `reduce(comments, rules=...)` takes others
    examples         a few excluded comments per reason, to be looked at
    coded            comments that somebody coded and the rules exclude
    streams          customers, seller, mentions, emoji: what each stream holds
    of_stream        the comments of one stream
    alike            comments that say what one before them said, for a look
To look around before coding,
    with_words       words of each comment in dictionary form, made once for what follows
    frequencies      the most frequent words
    collocations     words that stand together more than chance has it (G2)
    keyness          words that set two groups of comments apart (G2)
    typical          the word most typical of one side
    keyness_by_hand  one such word worked in the open
    concordance      every place of a word, with what stands around it
    periods          comments before and after a moment, to be compared by `keyness`
    per_day          comments per day
    per_video        comments per video, and threads that the shop answered
"""

from engagelib import in_order
from engagelib.reduction.explore import (
    alike,
    collocations,
    concordance,
    frequencies,
    keyness,
    keyness_by_hand,
    of_stream,
    per_day,
    per_video,
    periods,
    streams,
    typical,
    with_words,
)
from engagelib.reduction.reduce import EXCLUSION_RULES, coded, examples, reduce

__all__ = [
    "reduce", "EXCLUSION_RULES", "examples", "coded", "streams", "of_stream", "alike",
    "with_words", "frequencies", "collocations", "keyness", "typical", "keyness_by_hand", "concordance", "periods", "per_day",
    "per_video",
]  # fmt: skip
__dir__ = in_order(__all__)
