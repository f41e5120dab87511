"""The field's terms, sentences, numbers and dates in Indonesian and English."""

from engagelib.words.sentences import SENTENCES, sentence
from engagelib.words.terms import LANGUAGES, TERMS, filled, noted, number, say, share, worded

__all__ = [
    "LANGUAGES",
    "SENTENCES",
    "TERMS",
    "filled",
    "noted",
    "number",
    "say",
    "sentence",
    "share",
    "worded",
]
