"""Looking around in comments before and beside coding: frequencies, collocations, concordance, keyness, days and videos.

Everything is for exploring; none of it is a theme. Words are in dictionary form, negations are kept, and nltk
is used where it needs no download. Each table names the group it counts: a stream, a theme, a period.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from engagelib.contracts import ZONE, among, knows
from engagelib.contracts.arguments import In, one_of, takes
from engagelib.exact import plain, worked
from engagelib.reduction.reduce import near_duplicates
from engagelib.text import STOP_WORDS, folding, slang

__all__ = [
    "alike",
    "collocations",
    "concordance",
    "frequencies",
    "keyness",
    "keyness_by_hand",
    "ngrams",
    "of_stream",
    "per_day",
    "per_video",
    "periods",
    "streams",
    "threaded",
    "typical",
    "with_words",
    "words_of",
]  # fmt: skip


@takes(comments="parent_id? is_seller?")
def threaded(comments: pd.DataFrame) -> bool:
    """Whether an export tells which comments the shop answered: some comment names the one it answers, and the shop is known."""
    named = knows(comments, "parent_id") and bool(comments["parent_id"].notna().any())
    return named and knows(comments, "is_seller")


GROUP = "stream"


@takes(kept="text")
def with_words(kept: pd.DataFrame, own: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Comments with `words`, their dictionary forms: normalised once, for every table that follows.

    In: kept comments. Out: the same with `words`.

    `own` is a slang list that goes before the project's (`Study.slang`, or `text.slang_from`).

    Notes
    -----
    Source: Nazief & Adriani (1996) for stemming Indonesian, by word lists here. In R: tokenizers::tokenize_words. A
    text without words has none.

    Examples
    --------
    >>> with_words(pd.DataFrame({"comment_id": ["1"], "text": ["Enaaak bgt"], "stream": "text"}))["words"].tolist()
    ['enak sekali']
    """
    import pyarrow as pa

    forms = folding.words_with(own) if own else folding.words
    texts = pa.array(kept["text"], pa.string(), from_pandas=True)
    return kept.assign(words=forms(folding.plain(texts)).to_pylist())


@takes()
def words_of(kept: pd.DataFrame) -> list[list[str]]:
    """The words of each comment, in dictionary form."""
    known = kept if "words" in kept else with_words(kept)
    return [text.split() for text in known["words"]]


@takes(kept="created_at")
def periods(kept: pd.DataFrame, first: object = None, zone: str = ZONE) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Comments before a moment (a day of the study's `zone`), and from it on; without one, two halves of about as many comments.

    In: kept comments. Out: two tables, earlier and later, for `keyness`.

    Notes
    -----
    Source: none, the median moment parts the comments. In R: cut(created_at, median). Comments without a time are
    left out.

    Examples
    --------
    >>> kept = pd.DataFrame({"comment_id": ["1", "2"], "created_at": pd.to_datetime(["2025-07-01", "2025-08-01"], utc=True)})
    >>> earlier, later = periods(kept, "2025-07-15")
    >>> earlier["comment_id"].tolist(), later["comment_id"].tolist()
    (['1'], ['2'])
    """
    dated = kept.dropna(subset=["created_at"])
    moment = dated["created_at"].median() if first is None else _moment(first)
    moment = moment.tz_localize(zone) if moment.tzinfo is None else moment
    return dated[dated["created_at"] < moment], dated[dated["created_at"] >= moment]


def _moment(first: object) -> pd.Timestamp:
    try:
        return pd.Timestamp(first)
    except (ValueError, TypeError):
        raise ValueError(f"first is {first!r:.60}; a day such as 2025-08-31 is expected") from None


@takes(kept="stream comment_id author video_id text likes")
def streams(kept: pd.DataFrame) -> pd.DataFrame:
    """What each stream holds, the largest first.

    In: kept comments. Out: stream, n, share (n / all kept), authors, videos, example (its most liked comment).

    Notes
    -----
    Source: none, it counts. In R: table(stream). A stream without a comment has 0.

    Examples
    --------
    >>> kept = pd.DataFrame({"stream": ["text", "text", "emoji"], "author": ["a", "b", "a"], "video_id": "7",
    ...                      "likes": [2, 5, 0], "text": ["Enak", "Murah", "😍"], "comment_id": ["1", "2", "3"]})
    >>> streams(kept)[["stream", "n", "authors", "example"]].values.tolist()
    [['text', 2, 2, 'Murah'], ['emoji', 1, 1, '😍']]
    """
    liked = kept.dropna(subset=["text"]).sort_values("likes", ascending=False, kind="stable")
    table = kept.groupby("stream").agg(
        n=("comment_id", "size"), authors=("author", "nunique"), videos=("video_id", "nunique")
    )
    table = table.assign(
        share=table["n"] / max(len(kept), 1), example=liked.groupby("stream")["text"].first()
    ).sort_values("n", ascending=False, kind="stable")
    return table.reset_index()[["stream", "n", "share", "authors", "videos", "example"]]


@takes(kept="comment_id:text text")
def alike(kept: pd.DataFrame) -> pd.DataFrame:
    """Comments that say what one before them said in other order, spelling or punctuation, to be looked at.

    In: kept comments. Out: comment_id, text, like (the first of the same words), like_text. A flag, no fate: none of them is
    left out.

    Notes
    -----
    Source: Broder (1997) for resemblance. In R: textreuse::jaccard_similarity. No rows where no text is like
    another.

    Examples
    --------
    >>> said = ["Enak banget mie ayamnya, harganya murah", "harganya murah!! mie ayamnya enak banget"]
    >>> alike(pd.DataFrame({"comment_id": ["1", "2"], "text": said, "stream": "text"}))[["comment_id", "like"]].values.tolist()
    [['2', '1']]
    """
    texts = kept.drop_duplicates("comment_id").set_index("comment_id")["text"]
    pairs = near_duplicates(kept)
    found = pairs.assign(text=pairs["comment_id"].map(texts), like_text=pairs["like"].map(texts))
    return found[["comment_id", "text", "like", "like_text"]]


def _groups(kept: pd.DataFrame, by: str) -> Iterator[tuple[str, list[list[str]]]]:
    for group, part in kept.groupby(by, sort=True):
        yield group, words_of(part)


def _content(word: str) -> bool:
    return word not in STOP_WORDS and not word.isdigit()


@takes(kept="", by=In("kept"))
def ngrams(
    kept: pd.DataFrame, size: int = 2, by: str = GROUP, most: int = 30, stop: bool = True
) -> pd.DataFrame:
    """The most frequent runs of words: group, term, n, comments (in how many).

    With `stop`, a run of nothing but stop words and numbers is left out.
    """
    from nltk import FreqDist
    from nltk import ngrams as runs

    rows = []
    for group, texts in _groups(kept, by):
        found = [
            [" ".join(run) for run in runs(words, size) if not stop or any(map(_content, run))]
            for words in texts
        ]
        often = FreqDist(term for terms in found for term in terms)
        within = FreqDist(term for terms in found for term in set(terms))
        top = sorted(often.items(), key=lambda item: (-item[1], item[0]))[:most]
        rows += [(group, term, n, within[term]) for term, n in top]
    return pd.DataFrame(rows, columns=[by, "term", "n", "comments"])


@takes(kept="", by=In("kept"))
def frequencies(kept: pd.DataFrame, by: str = GROUP, most: int = 30, stop: bool = True) -> pd.DataFrame:
    """The most frequent words of each group.

    In: kept comments; `by` a column that parts them (stream, theme, period), `most` rows of each, `stop` leaves out
    words that carry no content (the project's Indonesian list). Out: group, term, n, comments (in how many).

    Notes
    -----
    Source: none, it counts words. In R: quanteda::topfeatures. No rows without words.

    Examples
    --------
    >>> kept = pd.DataFrame({"comment_id": ["1", "2"], "text": ["Enak banget", "enak, murah"], "stream": "text"})
    >>> frequencies(kept, most=1)[["term", "n", "comments"]].values.tolist()
    [['enak', 2, 2]]
    """
    return ngrams(kept, 1, by, most, stop)


@takes(kept="", by=In("kept"))
def collocations(kept: pd.DataFrame, by: str = GROUP, lowest: int = 3, most: int = 20) -> pd.DataFrame:
    """Word pairs that stand together more often than their words do, the strongest first.

    In: kept comments; `by` a column that parts them. Out: group, term, n, g2, pmi. Pairs are counted within a comment,
    never across two; a pair needs `lowest` occurrences, and words that carry content on both sides.

    Notes
    -----
    With n the pair, n1 and n2 its words and N all words: pmi = log2( n N / (n1 n2) ); g2 = 2 sum of seen ln(seen /
    expected) over the four cells (both words, one, the other, neither). Sources: Dunning (1993), Computational
    Linguistics 19; Church & Hanks (1990), Computational Linguistics 16. In Python: nltk.collocations, which computes
    them here.
    In R: quanteda.textstats::textstat_collocations. No rows below `lowest` occurrences.

    Examples
    --------
    >>> said = ["mie ayam enak", "mie ayam murah", "pesan mie ayam", "murah dan enak"]
    >>> kept = pd.DataFrame({"comment_id": list("1234"), "text": said, "stream": "text"})
    >>> collocations(kept)[["term", "n"]].values.tolist()
    [['mi ayam', 3]]
    """
    from nltk import BigramAssocMeasures, BigramCollocationFinder

    measures = BigramAssocMeasures()
    rows = []
    for group, texts in _groups(kept, by):
        finder = BigramCollocationFinder.from_documents(texts)
        finder.apply_freq_filter(lowest)
        finder.apply_word_filter(lambda word: not _content(word))
        pmi = dict(finder.score_ngrams(measures.pmi))
        # the ratio is large for words that avoid each other, too
        drawn = [found for found in finder.score_ngrams(measures.likelihood_ratio) if pmi[found[0]] > 0]
        scored = sorted(drawn, key=lambda found: (-found[1], found[0]))
        rows += [(group, " ".join(pair), finder.ngram_fd[pair], g2, pmi[pair]) for pair, g2 in scored[:most]]
    return pd.DataFrame(rows, columns=[by, "term", "n", "g2", "pmi"])


@takes(kept="comment_id text")
def concordance(
    kept: pd.DataFrame, term: str, width: int = 40, own: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Every place where a word or a run of words stands, as written, however it is spelt.

    In: kept comments; `own` is a slang list that goes before the project's. Out: comment_id, before, keyword, after.

    Notes
    -----
    Source: Luhn (1960), American Documentation 11, keyword in context. In R: quanteda::kwic. No rows where the word
    does not stand.

    Examples
    --------
    >>> said = pd.DataFrame({"comment_id": ["7"], "text": ["Pedesnya gk enaaak 😭, kuahnya enak"]})
    >>> concordance(said, "tidak enak")[["before", "keyword", "after"]].values.tolist()
    [['Pedesnya ', 'gk enaaak', ' 😭, kuahnya enak']]
    """
    known = {**slang(), **(own or {})}
    wanted = " ".join(folding.word_form(token, known) for token in folding.tokens(term)).split()
    rows = []
    for comment, text in kept[["comment_id", "text"]].dropna().itertuples(index=False):
        spans = [
            (start, end, folding.word_form(token, known).split())
            for start, end, token in folding.placed(text)
        ]
        placed = [(start, end, word) for start, end, words in spans for word in words]
        for i in range(len(placed) - len(wanted) + 1):
            run = placed[i : i + len(wanted)]
            if wanted and [word for _, _, word in run] == wanted:
                start, end = run[0][0], run[-1][1]
                rows.append(
                    (comment, text[max(0, start - width) : start], text[start:end], text[end : end + width])
                )
    return pd.DataFrame(rows, columns=["comment_id", "before", "keyword", "after"])


@takes()
def keyness(these: pd.DataFrame, those: pd.DataFrame, lowest: int = 3, most: int = 30) -> pd.DataFrame:
    """Words that these comments use more, or less, than those: two streams, two periods, two themes.

    In: two sets of kept comments.

    Out: term, n, n_other, per_1000, per_1000_other, g2, log_ratio (binary; half an occurrence stands for
    none), comments (of these), the largest g2 first. g2 above 15.1 goes with p < 0.0001 for a single word;
    over many words it orders, it does not test.

    Notes
    -----
    g2 = 2 ( a ln(a / Ea) + b ln(b / Eb) ), Ea = (a + b) A / (A + B), Eb likewise; a and b occurrences, A and B all words
    of each side; log_ratio = log2( (a / A) / (b / B) ): 1 = twice as common. Sources: Dunning (1993), Computational
    Linguistics 19; Rayson & Garside (2000), Comparing Corpora using Frequency Profiling. In R:
    quanteda.textstats::textstat_keyness(measure = "lr").

    Examples
    --------
    >>> these = pd.DataFrame({"comment_id": ["1"], "text": ["enak enak enak murah"], "stream": "text"})
    >>> those = pd.DataFrame({"comment_id": ["2"], "text": ["murah murah murah enak"], "stream": "seller"})
    >>> keyness(these, those)[["term", "n", "n_other", "log_ratio"]].round(2).values.tolist()
    [['enak', 3, 1, 1.58], ['murah', 1, 3, -1.58]]
    """
    texts, others = words_of(these), words_of(those)
    a, b = Counter(w for t in texts for w in t), Counter(w for t in others for w in t)
    within = Counter(w for t in texts for w in set(t))
    size_a, size_b = sum(a.values()), sum(b.values())
    columns = ["term", "n", "n_other", "per_1000", "per_1000_other", "g2", "log_ratio", "comments"]
    if not size_a or not size_b:
        return pd.DataFrame(columns=columns)
    rows = [
        (w, a[w], b[w], 1000 * a[w] / size_a, 1000 * b[w] / size_b, _g2(a[w], b[w], size_a, size_b),
         math.log2(((a[w] or 0.5) / size_a) / ((b[w] or 0.5) / size_b)), within[w])
        for w in a.keys() | b.keys()
        if a[w] + b[w] >= lowest and _content(w)
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(["g2", "term"], ascending=[False, True], ignore_index=True).head(most)


def _g2(n: int, n_other: int, size: int, size_other: int) -> float:
    """Dunning's log-likelihood of a word in two corpora."""
    share = (n + n_other) / (size + size_other)
    pairs = ((n, size * share), (n_other, size_other * share))
    return 2 * sum(seen * math.log(seen / expected) for seen, expected in pairs if seen)


@takes(kept="created_at", by=In("kept"))
def per_day(kept: pd.DataFrame, zone: str = ZONE, by: str = GROUP) -> pd.DataFrame:
    """Comments per day of the study's zone; a day without any is 0.

    In: kept comments; those without a time are not counted. Out: date, group, n.

    Notes
    -----
    Source: none, it counts by the study's own day. In R: table(as.Date(created_at, tz = zone)). A day without a
    comment is 0, since the export holds all days.

    Examples
    --------
    >>> when = pd.to_datetime(["2025-07-01 20:00", "2025-07-03 08:00"], utc=True)  # 3 a.m. of the 2nd in Jakarta
    >>> kept = pd.DataFrame({"comment_id": ["1", "2"], "created_at": when, "stream": "text"})
    >>> per_day(kept)["n"].tolist()
    [1, 1]
    """
    dated = kept.dropna(subset=["created_at"])
    day = dated["created_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize().rename("date")
    counts = dated.groupby([day, by]).size().unstack(fill_value=0)
    if counts.empty:
        return pd.DataFrame(columns=["date", by, "n"])
    counts = counts.reindex(pd.date_range(counts.index.min(), counts.index.max(), name="date"), fill_value=0)
    return counts.stack().rename("n").reset_index()


@takes(kept="video_id stream comment_id parent_id is_seller")
def per_video(kept: pd.DataFrame) -> pd.DataFrame:
    """Comments per video and stream, and in how many threads the shop answered.

    In: kept comments. Out: video_id, a column per stream, n, answered_share (threads with a comment of the shop / threads;
    missing where no comment of the export says which it answers, or who the shop is).

    Notes
    -----
    Source: none, it counts. In R: table(video_id, stream).

    Examples
    --------
    >>> kept = pd.DataFrame({"comment_id": ["1", "2", "3"], "video_id": "7", "parent_id": [None, "1", None],
    ...                      "is_seller": [False, True, False], "stream": ["text", "seller", "text"]})
    >>> per_video(kept)[["video_id", "n", "answered_share"]].values.tolist()
    [['7', 3, 0.5]]
    """
    counts = kept.groupby(["video_id", "stream"]).size().unstack(fill_value=0)
    answered = pd.Series(np.nan, index=counts.index)
    if threaded(kept):
        shop = kept["is_seller"].fillna(False).astype(bool)
        threads = kept[kept["parent_id"].isna() & ~shop]
        replied = kept.loc[shop, "parent_id"].dropna().unique()
        answered = among(threads["comment_id"], replied).groupby(threads["video_id"]).mean()
    return (
        counts.assign(n=counts.sum(axis=1), answered_share=answered).rename_axis(columns=None).reset_index()
    )


@takes(keyness="term n:number n_other:number per_1000:number per_1000_other:number log_ratio:number")
def keyness_by_hand(keyness: pd.DataFrame) -> pd.DataFrame:
    """How much more one side says a word, worked in the open.

    In: the result of `keyness`. Out: step, arithmetic, result, of the first word that both sides say: per thousand words of
    each, their ratio, its binary logarithm. No rows where no word is said by both.

    Notes
    -----
    log_ratio = log2( (a / A) / (b / B) ): 1 = twice as common, -1 = half. Source: Rayson & Garside (2000), Comparing
    Corpora using Frequency Profiling. In R: log2((a / A) / (b / B)).

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["enak"], "n": [3], "n_other": [1], "per_1000": [750.0], "per_1000_other": [250.0], "log_ratio": [1.58]})
    >>> keyness_by_hand(table)["arithmetic"].tolist()
    ['3 / 4 × 1000', '1 / 4 × 1000', '750 / 250', 'log2(3)']
    """
    known = keyness.dropna(subset=["n", "n_other", "per_1000", "per_1000_other"])
    known = known[(known["per_1000"] > 0) & (known["per_1000_other"] > 0)]
    if known.empty:
        return worked()
    row = known.iloc[0]
    here, there = float(row["per_1000"]), float(row["per_1000_other"])
    words, others = round(row["n"] / here * 1000), round(row["n_other"] / there * 1000)
    return worked(
        (str(row["term"]), f"{row['n']} / {words} × 1000", here),
        ("other_side", f"{row['n_other']} / {others} × 1000", there),
        ("frequency_ratio", f"{plain(here)} / {plain(there)}", here / there),
        ("log_ratio", f"log2({plain(here / there)})", math.log2(here / there)),
    )


@takes(kept="stream")
def of_stream(kept: pd.DataFrame, stream: str) -> pd.DataFrame:
    """The comments of one stream: customers (`text`), `seller`, `mention`, `emoji`.

    In: kept comments, a stream's name. Out: the same columns, those rows.

    Notes
    -----
    Source: the streams are those of `reduce`. In R: subset(kept, stream == "text"). Raises ValueError for what is no stream.
    Source: the streams are those of `reduce` (2026).

    Examples
    --------
    >>> of_stream(pd.DataFrame({"comment_id": ["1", "2"], "stream": ["text", "seller"]}), "seller")["comment_id"].tolist()
    ['2']
    """
    one_of("stream", stream, ("text", "seller", "mention", "emoji"))
    return kept[kept["stream"] == stream]


@takes(keyness="term log_ratio:number")
def typical(keyness: pd.DataFrame) -> str:
    """The word most typical of the first side: the first of `keyness` that it says more often; empty without one.

    In: the result of `keyness`. Out: one word.

    Notes
    -----
    The first by g2 among those with log_ratio > 0. Source: Dunning (1993), Computational Linguistics 19. In R:
    head(subset(keyness, log_ratio > 0)$term, 1).

    Examples
    --------
    >>> typical(pd.DataFrame({"term": ["maaf", "enak"], "log_ratio": [-4.2, 1.5]}))
    'enak'
    """
    return " ".join(keyness.loc[keyness["log_ratio"] > 0, "term"].dropna().astype(str).head(1))
