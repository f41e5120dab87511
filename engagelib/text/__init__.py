"""Words as they are compared: folding, word forms, word lists, and the encodings of files of text."""

from engagelib.text.lexicon import NEGATIONS, STOP_WORDS, character_class, slang, slang_from

__all__ = ["NEGATIONS", "STOP_WORDS", "character_class", "slang", "slang_from"]
