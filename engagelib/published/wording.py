"""Words that claim more than their numbers: "significant" without a test, "fairly quick" without a time."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from engagelib.contracts.arguments import takes
from engagelib.words import sentence

__all__ = ["CLAIMS", "Claim", "claim", "scan"]


@dataclass(frozen=True)
class Claim:
    """A kind of word that claims something; `pattern` finds it in either language."""

    kind: str
    pattern: str

    def said(self, lang: str) -> tuple[str, str]:
        """What it claims, what it needs."""
        return sentence(f"published_claims_{self.kind}", lang), sentence(f"published_needs_{self.kind}", lang)


#: The first kind whose pattern a word matches is its kind.
CLAIMS: tuple[Claim, ...] = (
    Claim("test", r"(?:tidak )?signifikan\w*|(?:in)?significan\w*"),
    Claim(
        "effect",
        r"terbukti\w*|membuktikan|ber(?:pengaruh|dampak)|sangat dipengaruhi|prove[ns]?|strongly influences?",
    ),
    Claim("relation", r"(?:ber)?hubungan erat|(?:ber)?korelasi\w*|closely related|correlat\w*"),
    Claim("speed", r"(?:relatif|cukup|sangat) cepat|(?:fairly|relatively|quite|very) (?:quick|fast)\w*"),
    Claim(
        "degree",
        r"(?:relatif|cukup) (?:lebih )?(?:baik|tinggi|rendah)|(?:relatively|fairly) (?:better|good|high|low)",
    ),
)

#: What a reported test looks like: p, t(28), F, r, rho, chi-square, U, W, Z, kappa, a 95 % interval.
_TESTED = re.compile(
    r"\bp\s*[<>=≤≥]|\b(?:t|F|r|R2|R²|U|W|Z|d|χ²|χ2|ρ|rho|kappa|alpha)\s*(?:\([\d.,\s]+\))?\s*=\s*[-−]?\d|95\s?%"
)


@takes()
def claim(word: str) -> Claim | None:
    """What a word claims; None for a word that claims nothing testable.

    >>> claim("signifikan").said("en")[0], claim("porsi")
    ('claims the result of a statistical test', None)
    """
    return next((c for c in CLAIMS if re.search(rf"\b(?:{c.pattern})\b", word, re.IGNORECASE)), None)


@takes()
def scan(text: str, lang: str = "en") -> pd.DataFrame:
    """The words of a text that claim a test, an effect, a relation, a speed or a degree.

    Out, in order: paragraph and sentence (from 1), word, claims, needs, tested (does the sentence report a
    test?). Untested ones are for the author to mend; nothing is said of whether they are true.

    >>> found = scan("Dampaknya signifikan. Selisihnya signifikan (t(28) = 2,31, p = 0,03).")
    >>> found[["sentence", "word", "tested"]].values.tolist()
    [[1, 'signifikan', False], [2, 'signifikan', True]]
    """
    rows = []
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    for p, paragraph in enumerate(paragraphs, 1):
        for s, words in enumerate(re.split(r"(?<=[.!?])\s+(?=[A-Z])", " ".join(paragraph.split())), 1):
            found = [
                (m.start(), m.group(), c)
                for c in CLAIMS
                for m in re.finditer(rf"\b(?:{c.pattern})\b", words, re.I)
            ]
            tested = bool(_TESTED.search(words))
            rows += [
                (p, s, word, *c.said(lang), tested) for _, word, c in sorted(found, key=lambda hit: hit[0])
            ]
    return pd.DataFrame(rows, columns=["paragraph", "sentence", "word", "claims", "needs", "tested"])
