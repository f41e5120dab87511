"""From all imported comments to those that are coded: every row has one fate, one primary reason and the version of the rules.

Nothing is deleted and no text is changed. What the shop wrote, what only tags a friend and what is only emoji are streams of their own, not
noise: they are evidence of response, of participation, of affect.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

__all__ = [
    "RULES",
    "STOP_WORDS",
    "STREAMS",
    "VERSION",
    "Reduction",
    "examples",
    "is_emoji_only",
    "normalised",
    "reduce",
    "tokens",
    "words",
]

VERSION = "1"
STREAMS = ("text", "seller", "mention", "emoji")

_MENTION = re.compile(r"@[\w.]+")
_URL = re.compile(r"https?://\S+|www\.\S+")
_PHONE = re.compile(r"(?:\+62|62|0)8[\d\s.-]{7,14}\d")
_TOKEN = re.compile(r"[a-z0-9]+")
_PLACEHOLDER = re.compile(r"\[(sticker|stiker|photo|foto|gif)\]", re.IGNORECASE)
_FANCY = re.compile("[\U0001d400-\U0001d7ff]")  # mathematical letters, which gambling spam hides behind
# Asking for followers, sending people to a profile, offering something at a number; a number alone is no promotion.
_PROMOTION = re.compile(
    r"\b(?:f4f|follback|folback|followback|follow (?:aku|dulu|balik|akun|back)|saling follow|(?:cek|klik|join) (?:bio|akun|profil|foto)"
    r"|(?:wa|whatsapp|chat|hub)\W{0,3}(?:\+62|62|0)8\d)",
    re.IGNORECASE,
)

#: Code points that are emoji (Unicode emoji blocks), and what may join or style them.
_EMOJI = (
    (0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0x2190, 0x21FF), (0x2300, 0x23FF), (0x2B00, 0x2BFF), (0x25A0, 0x25FF),
    (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3299), (0xA9, 0xA9), (0xAE, 0xAE), (0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122),
    (0x20E3, 0x20E3),
)  # fmt: skip
_JOINERS = {0x200D, 0xFE0F, 0xFE0E, *range(0xE0020, 0xE0080)}
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")


def is_emoji_only(text: str) -> bool:
    """Emoji and nothing but joiners, spaces and punctuation; letters of any script are text.

    >>> is_emoji_only("👍🏽👍🏽 !!"), is_emoji_only("1️⃣"), is_emoji_only("enak 😋"), is_emoji_only("..."), is_emoji_only("ꦲꦤ")
    (True, True, False, False, False)
    """
    found = False
    for character in _KEYCAP.sub("\u2600", text):
        point = ord(character)
        if any(low <= point <= high for low, high in _EMOJI):
            found = True
        elif point not in _JOINERS and not character.isspace() and unicodedata.category(character)[0] != "P":
            return False
    return found


def normalised(text: str) -> str:
    """A view of the text for comparing and counting, never stored in its place: NFKC, lower case, links, mentions and phones masked.

    >>> normalised("Enak² @contoh_sari 0812-0000-1234")
    'enak2 <mention> <phone>'
    """
    shown = unicodedata.normalize("NFKC", text).lower()
    for pattern, mask in ((_URL, "<url>"), (_MENTION, "<mention>"), (_PHONE, "<phone>")):
        shown = pattern.sub(mask, shown)
    return " ".join(shown.split())


def tokens(text: str) -> list[str]:
    """Words as they are counted: runs of a-z and 0-9 after normalising, masks left out.

    >>> tokens("Brp kak?? mie-ayam @contoh_sari")
    ['brp', 'kak', 'mie', 'ayam']
    """
    return _TOKEN.findall(re.sub(r"<\w+>", " ", normalised(text)))


# --- rules: name -> which rows it matches. The order is the order of primary reasons. -----------------------------------


def _rescraped(comments: pd.DataFrame) -> pd.Series:
    """All but one row of a comment that was scraped again; the one with most likes (the latest) stays."""
    ranked = comments.assign(order=range(len(comments))).sort_values(
        ["likes", "order"], kind="stable", na_position="first"
    )
    return ranked.duplicated("comment_id", keep="last").reindex(comments.index)


def _blank(comments: pd.DataFrame) -> pd.Series:
    return comments["text"].fillna("").str.strip() == ""


def _each(test: Callable[[str], bool]) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda comments: (
        comments["text"].map(lambda text: isinstance(text, str) and test(text)).astype(bool)
    )


def _spam(text: str) -> bool:
    return len(_FANCY.findall(text)) >= 3 or bool(_PROMOTION.search(text))


def _copied(comments: pd.DataFrame) -> pd.Series:
    """A text of 20 characters or more that another comment had before; short repeats are real, independent demand and stay."""
    keys = comments["text"].fillna("").map(normalised)
    first = comments.groupby(keys, sort=False)["comment_id"].transform("first")
    return (first != comments["comment_id"]) & (keys.str.len() >= 20)


RULES: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "rescraped": _rescraped,
    "blank": _blank,
    "placeholder": _each(lambda text: bool(_PLACEHOLDER.fullmatch(text.strip()))),
    "spam": _each(_spam),
    "copy_paste": _copied,
}


def _stream(comments: pd.DataFrame) -> pd.Series:
    text = comments["text"].fillna("")
    mention = text.map(lambda t: bool(_MENTION.search(t)) and not _MENTION.sub("", t).strip(" ,.!&+-\n"))
    emoji = text.map(is_emoji_only)
    seller = comments["is_seller"].fillna(False).astype(bool)
    stream = pd.Series("text", index=comments.index).mask(emoji, "emoji").mask(mention, "mention")
    return stream.mask(seller, "seller")


@dataclass(frozen=True)
class Reduction:
    """`kept` (comments with their stream), `fates` (a row per imported row), `flow` (how many left at each step)."""

    kept: pd.DataFrame
    fates: pd.DataFrame
    flow: pd.DataFrame


def reduce(
    comments: pd.DataFrame, rules: dict[str, Callable[[pd.DataFrame], pd.Series]] | None = None
) -> Reduction:
    """Imported comments -> kept ones, the fate of every row, the flow.

    `flow` has order, step (imported, excluded, kept, stream), reason, n, left; imported = kept + excluded, always. The seller's own rows
    are never spam or copies.
    """
    rules = RULES if rules is None else rules
    seller = comments["is_seller"].fillna(False).astype(bool)
    hits = pd.DataFrame(
        {name: rule(comments) & ~(seller & (name in ("spam", "copy_paste"))) for name, rule in rules.items()}
    )
    any_hit = hits.any(axis=1)
    names = hits.columns.to_numpy()
    matched = [";".join(names[row]) for row in hits.to_numpy(dtype=bool)]
    reasons = pd.Series(matched, index=comments.index, dtype="str")
    reason = reasons.str.partition(";")[0].where(any_hit) if len(reasons) else reasons
    stream = _stream(comments).where(~any_hit)
    fates = pd.DataFrame({
        "comment_id": comments["comment_id"], "video_id": comments["video_id"],
        "fate": any_hit.map({True: "excluded", False: "kept"}), "reason": reason, "reasons": reasons, "stream": stream,
        "rule_version": VERSION,
    })  # fmt: skip
    kept = comments[~any_hit].assign(stream=stream[~any_hit]).reset_index(drop=True)
    return Reduction(kept, fates.reset_index(drop=True), _flow(fates, list(rules)))


def _flow(fates: pd.DataFrame, rules: list[str]) -> pd.DataFrame:
    left = len(fates)
    rows = [("imported", "", left, left)]
    for name in rules:
        n = int((fates["reason"] == name).sum())
        left -= n
        rows.append(("excluded", name, n, left))
    rows.append(("kept", "", left, left))
    rows += [("stream", name, n := int((fates["stream"] == name).sum()), n) for name in STREAMS]
    return pd.DataFrame(rows, columns=["step", "reason", "n", "left"]).rename_axis("order").reset_index()


# --- looking at what was reduced ---------------------------------------------------------------------------------------


def examples(comments: pd.DataFrame, fates: pd.DataFrame, each: int = 2) -> pd.DataFrame:
    """A few excluded comments per reason, as they were written: reason, comment_id, text. Rows of both tables stand in the same order."""
    shown = fates.assign(text=comments["text"].to_numpy())
    picked = (
        shown[shown["fate"] == "excluded"]
        .drop_duplicates(["reason", "text"])
        .groupby("reason", sort=False)
        .head(each)
    )
    return picked.sort_values("reason", kind="stable")[["reason", "comment_id", "text"]].reset_index(
        drop=True
    )


#: Frequent words without content, chosen for this project. Negations (tidak, gak, kada, ora …) are no stop words: they turn a meaning round.
STOP_WORDS = frozenset(
    "ada adalah aja dr dulu cuma masih pas sy aku apa atau bang bu buat bisa banget bgt dan dari deh di dong dgn dengan e gitu gw ini itu iya ya jadi jd juga jg ka kah kak kakak kalau "
    "kalo klo kan ke kita kok ku lagi lg lah lho loh mah mas mau mbak mba min nah nih nya oh pada pak pun saja saya sama sampai si sih sini sudah "
    "udah udh tadi tapi tp tau trus terus untuk utk yang yg yaa yah the to a".split()
)


def words(kept: pd.DataFrame, stream: str = "text", most: int = 40) -> pd.DataFrame:
    """The most frequent words and word pairs of a stream (nltk): kind (word, pair), term, n, comments (in how many it occurs).

    A pair is two words that stand side by side, at least one of them no stop word; a word counts in a comment however it was written.
    """
    from nltk import FreqDist, bigrams

    texts = [tokens(text) for text in kept.loc[kept["stream"] == stream, "text"]]
    single = [[word for word in text if word not in STOP_WORDS and not word.isdigit()] for text in texts]
    pairs = [[" ".join(pair) for pair in bigrams(text) if not set(pair) <= STOP_WORDS] for text in texts]
    rows = []
    for kind, found in (("word", single), ("pair", pairs)):
        often = FreqDist(term for text in found for term in text)
        within = FreqDist(term for text in found for term in set(text))
        top = sorted(often.items(), key=lambda item: (-item[1], item[0]))[:most]
        rows += [(kind, term, n, within[term]) for term, n in top]
    return pd.DataFrame(rows, columns=["kind", "term", "n", "comments"])
