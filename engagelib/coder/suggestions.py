"""Help with coding that is never coding: words that hint at a code, an order in which to read on, a blind sample.

Suggestions live in a table of their own (unit, code, source, version, score) and are scored against the
human. A prevalence estimated from an order that a model chose is biased: agreement and published shares come
from the blind random sample, which nobody is shown suggestions for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from engagelib.agreement.coefficients import cohen
from engagelib.contracts.arguments import takes

__all__ = ["blind", "dictionary", "ordered", "scored"]

COLUMNS = ["unit", "code", "source", "version", "score"]


@takes(units="unit")
def blind(units: pd.DataFrame, n: int = 200, seed: int = 0) -> list[str]:
    """A simple random sample of units for double coding without suggestions, in a random order; the same every time.

    >>> blind(pd.DataFrame({"unit": list("abcdef")}), 2) == blind(pd.DataFrame({"unit": list("abcdef")}), 2)
    True
    """
    names = sorted(units["unit"].dropna().unique())
    return list(np.random.default_rng(seed).choice(names, min(n, len(names)), replace=False))


@takes(units="unit text")
def dictionary(
    units: pd.DataFrame, terms: Mapping[str, Collection[str]], hidden: Collection[str] = ()
) -> pd.DataFrame:
    """Units that hold a term of a code (whole words; `*` stands for any ending). `hidden`: the blind sample, left out.

    The version is a fingerprint of the terms. Score: how many different terms occur.
    """
    version = hashlib.sha256(repr(sorted((c, sorted(t)) for c, t in terms.items())).encode()).hexdigest()[:8]
    shown = units[~units["unit"].isin(set(hidden))].dropna(subset="text")
    rows = []
    for code, words in terms.items():
        each = [_term(word) for word in words]
        for unit, text in zip(shown["unit"], shown["text"], strict=True):
            hits = sum(bool(word.search(text)) for word in each)
            if hits:
                rows.append((unit, code, "dictionary", version, float(hits)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _term(words: str) -> re.Pattern[str]:
    any_ending = re.escape(words).replace(re.escape("*"), r"\w*")
    return re.compile(rf"(?<!\w){any_ending}(?!\w)", re.IGNORECASE)


@takes(units="unit text", codings="unit code")
def ordered(
    units: pd.DataFrame, codings: pd.DataFrame, code: str, hidden: Collection[str] = (), seed: int = 0
) -> pd.DataFrame:
    """Unread units in the order in which reading them teaches most about a code: the least certain first.

    Character n-grams and a logistic regression on what was coded so far (scikit-learn, an optional package).
    Score: the estimated probability of the code, for finding rare codes, never for counting them. Raises
    ValueError where the coded units do not hold both kinds.
    """
    texts = units.dropna(subset="text").drop_duplicates("unit").set_index("unit")["text"]
    read = [unit for unit in codings["unit"].unique() if unit in texts.index]
    given = set(codings["unit"][codings["code"] == code])
    labels = [unit in given for unit in read]
    if len(set(labels)) < 2:
        raise ValueError(f"units with and without {code} are needed before others can be ordered")
    import sklearn
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        LogisticRegression(C=5, class_weight="balanced", max_iter=1000, random_state=seed),
    )
    model.fit(texts[read], labels)
    rest = texts.drop(read).drop([unit for unit in hidden if unit in texts.index and unit not in read])
    score = model.predict_proba(rest)[:, 1] if len(rest) else np.zeros(0)
    found = pd.DataFrame(
        {
            "unit": rest.index,
            "code": code,
            "source": "model",
            "version": f"scikit-learn {sklearn.__version__}",
            "score": score,
        }
    )
    return found.iloc[np.argsort(abs(score - 0.5), kind="stable")].reset_index(drop=True)


@takes(suggestions="unit code source version score", codings="unit code")
def scored(suggestions: pd.DataFrame, codings: pd.DataFrame, threshold: float = 0.5) -> pd.DataFrame:
    """Suggestions against what people coded, so that a bad term shows: per source, version and code.

    Out: source, version, code, units (read by people), suggested, given, both, precision, recall, kappa,
    ci_low, ci_high, missed and false_hits (units, the first 20).
    """
    read = sorted(codings["unit"].dropna().unique())
    rows = []
    for (source, version, code), part in suggestions[suggestions["score"] >= threshold].groupby(
        ["source", "version", "code"]
    ):
        said = set(part["unit"]) & set(read)
        human = set(codings["unit"][codings["code"] == code])
        found = cohen(np.array([[u in said, u in human] for u in read], dtype=float).reshape(-1, 2))
        both = len(said & human)
        rows.append((
            source, version, code, len(read), len(said), len(human), both, both / len(said) if said else np.nan,
            both / len(human) if human else np.nan, found.value, found.ci_low, found.ci_high,
            sorted(human - said)[:20], sorted(said - human)[:20],
        ))  # fmt: skip
    names = ["units", "suggested", "given", "both", "precision", "recall", "kappa", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=["source", "version", "code", *names, "missed", "false_hits"])
