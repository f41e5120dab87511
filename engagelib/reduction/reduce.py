"""From all imported comments to those that are coded: one fate and one primary reason for every row.

Nothing is deleted and no text is changed. What the shop wrote, what only tags a friend and what is only emoji
are streams of their own, not noise: they are evidence of response, of participation, of affect.

The rules are Ibis expressions, so one definition serves a frame in a notebook and a table on a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from functools import reduce as over_all
from operator import or_
from typing import TYPE_CHECKING, Any

import pandas as pd

from engagelib.contracts import among
from engagelib.contracts.arguments import takes
from engagelib.reduction.engines import looked_at, looks, over, plain_beside, worded
from engagelib.text import folding

if TYPE_CHECKING:
    import ibis
    from ibis.backends import BaseBackend

__all__ = [
    "EXCLUSION_RULES", "STREAMS", "VERSION", "Reduction", "coded", "collected", "examples", "judged", "near_duplicates", "reduce",
]  # fmt: skip

VERSION = "6"
#: The version of rules that are not the shipped ones: nobody can look them up here.
OWN = "own"
STREAMS = ("text", "seller", "mention", "emoji")
JUDGED = ("fate", "reason", "reasons", "stream", "rule_version")

# --- rules: name -> which rows it matches. The order is the order of primary reasons. ---------------------
# A rule sees the comments with five columns more: `row`, the place in the import, `plain`, the text as it is
# compared, `two_signs`, whether it has the signs of spam, `stream`, where the comment goes if it stays, and `said_at`,
# the second in which it was written.

_PLACEHOLDER = r"^\[(sticker|stiker|photo|foto|gif)\]$"
COPIED_FROM = 20  # characters; a shorter text that others say too is real, independent demand
SHARED_FROM, SHARED_WITHIN = 40, 24 * 60 * 60  # characters and seconds: a template that several people paste
_LEADING_OR_LATER_MASK = f"^(?:{folding.MASK} ?)+| ?{folding.MASK}"


def _repeated(comments: ibis.Table, key: ibis.Value) -> ibis.Table:
    """The rows whose key stands more than once. Hashes go first: they are small, and most keys stand once."""
    hashes = comments.group_by(hash=key.hash()).agg(n=lambda t: t.count())
    return comments.filter(key.hash().isin(hashes.filter(hashes.n > 1).hash))


def _identified(comments: ibis.Table) -> ibis.Table:
    """Comments with `id`: the comment's, or its place in the import where it has none."""
    import ibis

    return comments.mutate(id=ibis.coalesce(comments.comment_id.nullif(""), _by_place(comments)))


def _by_place(comments: ibis.Table) -> ibis.StringValue:
    """What stands for a value of its own in each row."""
    import ibis

    return ibis.literal("row ").concat(comments.row.cast("string"))


def _rescraped(comments: ibis.Table) -> ibis.BooleanValue:
    """All but one row of a comment that was scraped again; the one with most likes (the latest) stays."""
    import ibis

    known = _identified(comments)
    again = _repeated(known, known.id)
    latest_first = [again.likes.fill_null(-1).desc(), again.row.desc()]
    place = ibis.row_number().over(group_by=again.id, order_by=latest_first)
    again = again.mutate(place=place)
    return comments.row.isin(again.filter(again.place > 0).row)


def _written(comments: ibis.Table) -> ibis.StringValue:
    """What somebody wrote, without masks: those of different people look the same."""
    plain = comments.plain
    return plain.contains("<").ifelse(plain.re_replace(_LEADING_OR_LATER_MASK, ""), plain)


#: Signs that the same words end with, now so, now otherwise.
_AT_THE_END = " .,!?"


def _unended(text: ibis.StringValue) -> ibis.StringValue:
    """A text without signs at its end; the dear pattern is for those that have any."""
    ends = [text.endswith(sign) for sign in _AT_THE_END]
    return over_all(or_, ends).ifelse(text.re_replace(f"[{_AT_THE_END}]+$", ""), text)


def _copied(comments: ibis.Table) -> ibis.BooleanValue:
    """What the same person had said before, at length or under the same video; a long text that another had just written.

    Short texts of different people are alike because people ask the same things, and so are long ones weeks apart.
    """
    import ibis

    known = _identified(comments).mutate(written=lambda seen: _unended(_written(seen)))
    long, written = known.written.length() >= COPIED_FROM, known.written.length() > 0
    here = known.author.concat(" ", known.video_id.fill_null(""), " ", known.written)
    # what nobody is known to repeat has a key of its own: a filter would make an engine find each key several times
    alone = _by_place(known)
    known = known.mutate(key=ibis.cases((long, known.written), (written, here.fill_null(alone)), else_=alone))
    again = _repeated(known, known.key)
    person = ibis.window(group_by=[again.key, again.author], order_by=again.row)
    everybody = ibis.window(group_by=again.key, order_by=[again.said_at, again.row])
    again = again.mutate(
        own=again.id.first().over(person),
        other=again.id.lag().over(everybody),
        apart=again.said_at - again.said_at.lag().over(everybody),
    )
    is_own = again.author.notnull() & (again.id != again.own)
    shared = (again.written.length() >= SHARED_FROM) & (again.id != again.other)
    is_shared = shared & (again.apart <= SHARED_WITHIN)
    return comments.row.isin(again.filter(is_own.fill_null(False) | is_shared.fill_null(False)).row)


Rule = Callable[["ibis.Table"], "ibis.BooleanValue"]

EXCLUSION_RULES: dict[str, Rule] = {
    "rescraped": _rescraped,
    "blank": lambda comments: ~comments.plain.re_search(folding.seen()),
    "placeholder": lambda comments: comments.plain.re_search(_PLACEHOLDER),
    "spam": lambda comments: (comments.stream != "seller") & comments.two_signs,
    # the other streams are no noise, however often they say the same
    "copy_paste": lambda comments: (comments.stream == "text") & _copied(comments),
}


def _seller(comments: ibis.Table) -> ibis.BooleanValue:
    return comments.is_seller.fill_null(False)


def _stream(comments: ibis.Table) -> ibis.StringValue:
    import ibis

    unmasked = comments.plain.replace("<mention>", "")
    mention = comments.plain.contains("<mention>").ifelse(unmasked.re_search(r"^[ ,.!&+-]*$"), False)
    text = comments.text.fill_null("").re_replace(folding.KEYCAP, folding.KEYCAP_SIGN)
    emoji = text.re_search(folding.emoji()) & ~text.re_search(folding.beyond_emoji())
    # most comments hold a letter: the dear patterns are for the others
    emoji = comments.text.fill_null("").re_search("[A-Za-z]").ifelse(False, emoji)
    return ibis.cases((_seller(comments), "seller"), (mention, "mention"), (emoji, "emoji"), else_="text")


def _known(comments: ibis.Table) -> dict[str, ibis.Value]:
    """Who wrote when and where, missing where the comments do not say."""
    import ibis

    columns = set(comments.columns)
    nobody = {name: ibis.null("string") for name in ("author", "video_id") if name not in columns}
    texts = {
        name: comments[name].cast("string").nullif("") for name in ("author", "video_id") if name in columns
    }
    if "created_at" in columns:
        said_at = comments.created_at.epoch_seconds().cast("int64")
    else:
        said_at = ibis.null("int64")
    return nobody | texts | {"said_at": said_at}


def judged(
    comments: ibis.Table, rules: Mapping[str, Rule] | None = None, engine: BaseBackend | None = None
) -> ibis.Table:
    """Comments with plain, fate, reason, reasons, stream and rule_version beside them; not run yet.

    In: `comments` with `row`, the place of a row in the import. The seller's own rows are never spam, and
    only rows of the stream `text` are copies. Of rules of your own rule_version is "own".
    """
    import ibis

    rules = EXCLUSION_RULES if rules is None else rules
    backend = comments.get_backend() if engine is None else engine
    seen = comments if "two_signs" in comments.columns else looked_at(comments, backend)
    seen = seen.mutate(stream=_stream(seen), **_known(seen))
    hits = {name: rule(seen).fill_null(False) for name, rule in rules.items()}
    seen = seen.mutate(**{f"is_{name}": hit for name, hit in hits.items()})
    found = [(seen[f"is_{name}"], name) for name in rules]
    reasons = ibis.literal("").concat("", *[hit.ifelse(name + ";", "") for hit, name in found])
    seen = seen.mutate(reason=ibis.cases(*found) if found else ibis.null("string"))
    kept = seen.reason.isnull()
    seen = seen.mutate(reasons=kept.ifelse("", reasons.re_replace(";$", "")))
    seen = seen.mutate(
        fate=kept.ifelse("kept", "excluded"),
        stream=kept.ifelse(seen.stream, None),
        rule_version=ibis.literal(VERSION if rules is EXCLUSION_RULES else OWN),
    )
    added = {"two_signs"} | (set(_known(comments)) - set(comments.columns))
    return seen.drop(*[f"is_{name}" for name in rules], *sorted(added))


@dataclass(frozen=True)
class Reduction:
    """`kept`: comments with stream; `fates`: a row per imported row; `flow`: what was left at each step.

    `tokens` counts the words of what was kept, when it is first asked for: stream, word, n, comments.
    """

    kept: Any
    fates: Any
    flow: pd.DataFrame

    @cached_property
    def tokens(self) -> Any:
        from engagelib.reduction.engines import word_tally

        return word_tally(self.kept)


#: What the rules see of a frame.
_SEEN = ("comment_id", "text", "likes", "is_seller", "video_id", "author", "created_at")


@takes(comments="comment_id:text video_id text likes is_seller author? created_at?")
def reduce(
    comments: pd.DataFrame | ibis.Table, rules: Mapping[str, Rule] | None = None, engine: Any = None
) -> Reduction:
    """Imported comments -> kept ones, the fate of every row, the flow.

    In: `comments`. Out: `Reduction`: kept (comments with their stream), fates (comment_id, fate, reason, reasons,
    stream, rule_version: a row per imported row), flow. The first rule that matches gives the reason, in the order of
    `EXCLUSION_RULES`; nothing is deleted.

    `flow` has order, step (imported, excluded, kept, stream), reason, n, left; imported = kept + excluded,
    always. A pandas frame gives pandas frames; an Ibis table (its rows numbered in `row`) gives Ibis tables,
    computed where it lives. `engine` is "spark://host:7077" or an Ibis connection to compute a frame's
    reduction with; without it DuckDB does, here.

    Notes
    -----
    Source: Miles, Huberman & Saldaña (2014) for data condensation; the rules are this project's. In R: subset by
    rule.

    Examples
    --------
    >>> comments = pd.DataFrame({"comment_id": ["1", "2"], "text": ["Enak banget, harganya berapa?", ""]})
    >>> whole = {"platform": "tiktok", "video_id": "7", "parent_id": None, "author": "a", "is_seller": False, "likes": 0}
    >>> found = reduce(comments.assign(**whole, created_at=pd.Timestamp("2025-08-01", tz="UTC")))
    >>> found.fates[["comment_id", "fate", "reason"]].fillna("-").values.tolist()
    [['1', 'kept', '-'], ['2', 'excluded', 'blank']]
    """
    rules = EXCLUSION_RULES if rules is None else rules
    if not isinstance(comments, pd.DataFrame):
        return collected(
            comments.get_backend().create_table(_name(), judged(comments, rules), temp=True), rules
        )
    fates = _fates(comments, rules, engine)
    is_kept = fates["reason"].isna().to_numpy()
    kept = comments[is_kept].assign(stream=fates.loc[is_kept, "stream"].to_numpy()).reset_index(drop=True)
    return Reduction(kept, fates, _flow(fates.groupby(["reason", "stream"], dropna=False).size(), rules))


def _name() -> str:
    from uuid import uuid4

    return f"engagelib_judged_{uuid4().hex}"


def _fates(comments: pd.DataFrame, rules: Mapping[str, Rule], engine: Any) -> pd.DataFrame:
    def compute(table: ibis.Table, backend: BaseBackend) -> ibis.Table:
        return judged(table, rules, backend).select("row", *JUDGED).order_by("row")

    seen = [name for name in _SEEN if name in comments]
    fates = over(comments, seen, compute, engine, looks).drop(columns="row")
    return comments[["comment_id", "video_id"]].reset_index(drop=True).join(fates)


def collected(seen: ibis.Table, rules: Mapping[str, Rule] | None = None) -> Reduction:
    """The reduction of comments judged and stored, as Ibis tables; only the flow is computed now."""
    counts = seen.group_by("reason", "stream").agg(n=seen.count()).execute()
    kept = seen.filter(seen.fate == "kept").drop("fate", "reason", "reasons", "rule_version")
    flow = _flow(counts.set_index(["reason", "stream"])["n"], EXCLUSION_RULES if rules is None else rules)
    return Reduction(kept, seen.select("row", "comment_id", "video_id", *JUDGED), flow)


def _flow(counts: pd.Series, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """The steps of the flow from the number of rows of each (reason, stream)."""
    reason, stream = counts.groupby(level=0).sum(), counts.groupby(level=1).sum()
    left = int(counts.sum())
    rows = [("imported", "", left, left)]
    for name in rules:
        n = int(reason.get(name, 0))
        left -= n
        rows.append(("excluded", name, n, left))
    rows.append(("kept", "", left, left))
    rows += [("stream", name, n := int(stream.get(name, 0)), n) for name in STREAMS]
    return pd.DataFrame(rows, columns=["step", "reason", "n", "left"]).rename_axis("order").reset_index()


# --- looking at what was reduced ------------------------------------------------------------------------


@takes(fates="comment_id:text reason fate", codings="unit:text")
def coded(fates: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """How many comments somebody coded though the rules exclude them: pages 01 and 02 say the same of it.

    In: `fates`, `codings`. Out: reason, n (coded comments); empty where none was. A comment that was scraped again
    and kept once is kept. What to do is the researcher's: the tallies count what people coded.

    Notes
    -----
    Source: none, it counts rows that two files disagree on. In R: table(fates$reason[fates$comment_id %in%
    codings$unit]).

    Examples
    --------
    >>> fates = pd.DataFrame({"comment_id": ["1", "2", "2"], "fate": ["excluded", "excluded", "kept"],
    ...                       "reason": ["spam", "rescraped", None]})
    >>> coded(fates, pd.DataFrame({"unit": ["1", "1", "2"]})).values.tolist()
    [['spam', 1]]
    """
    kept = fates.loc[fates["fate"] == "kept", "comment_id"]
    out = fates[among(fates["comment_id"], codings["unit"]) & ~among(fates["comment_id"], kept)]
    out = out[out["reason"] != "rescraped"]  # the row of it that is left has the reason
    return out.drop_duplicates("comment_id").groupby("reason", sort=False).size().reset_index(name="n")


@takes(kept="comment_id:text text")
def near_duplicates(kept: pd.DataFrame | ibis.Table, engine: Any = None) -> Any:
    """Comments that say what another said before, in other order, spelling or punctuation: for a look, never dropped.

    Out: comment_id, like (the first comment of the same words). Texts shorter than 20 characters, as written
    or in dictionary form, are let be. Other scripts have no dictionary form here; their words are compared as
    they are written.
    """
    import ibis

    def compute(table: ibis.Table, backend: BaseBackend) -> ibis.Table:
        seen = plain_beside(worded(table, backend), backend)
        in_latin = (seen.words.length() >= COPIED_FROM) | ~seen.plain.re_search("[^\\x00-\\x7f]")
        signs = _written(seen).re_replace(folding.signs() + "+", " ").re_replace("^ +| +$", "")
        seen = seen.mutate(words=in_latin.ifelse(seen.words, signs.re_replace(" +", " ")))
        long = (seen.words.length() >= COPIED_FROM) & (seen.text.length() >= COPIED_FROM)
        seen = seen.filter(long)
        seen = seen.mutate(key=seen.words.split(" ").unique().sort().join(" "))
        alike = _repeated(seen, seen.key)
        first = alike.comment_id.first().over(ibis.window(group_by=alike.key, order_by=alike.row))
        alike = alike.mutate(like=first)
        alike = alike.filter(alike.comment_id != alike.like)
        return alike.order_by("row").select("comment_id", "like")

    return over(kept, ("comment_id", "text"), compute, engine)


@takes(comments="text:any", fates="comment_id reason fate")
def examples(comments: pd.DataFrame, fates: pd.DataFrame, each: int = 2) -> pd.DataFrame:
    """A few excluded comments per reason, as they were written.

    In: `comments` and the fates of their reduction; rows of both stand in the same order. Out: reason, comment_id, text.

    Notes
    -----
    Source: none, it shows the first rows of each reason. In R: by(x, reason, head).

    Examples
    --------
    >>> comments = pd.DataFrame({"comment_id": ["1", "2"], "text": ["Enak", "[stiker]"]})
    >>> fates = pd.DataFrame({"comment_id": ["1", "2"], "fate": ["kept", "excluded"], "reason": [None, "placeholder"]})
    >>> examples(comments, fates)[["reason", "comment_id"]].values.tolist()
    [['placeholder', '2']]
    """
    if len(comments) != len(fates):
        raise ValueError(
            f"comments has {len(comments)} rows and fates {len(fates)}; fates of these comments, in their order, are expected"
        )
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
