"""The field's terms, sentences, numbers and dates in Indonesian and English."""

from engagelib.words.sentences import SENTENCES, Part, decimals, filled, links, listed, part, sentence
from engagelib.words.terms import LANGUAGES, TERMS, day, is_bounded, number, say, share, worded

__all__ = [
    "LANGUAGES", "SENTENCES", "TERMS", "Part", "day", "decimals", "filled", "is_bounded", "links", "listed",
    "number", "part", "say", "sentence", "share", "worded",
]  # fmt: skip
