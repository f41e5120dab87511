"""What every table looks like: each column's type, unit, allowed values and meaning, named once.

Readers make tables that keep these contracts or say, cell by cell, why they cannot (:class:`Problem`). Stages
trust them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engagelib.contracts.problems import Note, note

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "DTYPES", "NOT_SOLD", "ORDERED", "TABLES", "ZONE", "Column", "among", "as_type", "by_day", "columns", "empty",
    "is_sold", "knows", "typed", "violations",
]  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of a contract.

    ``type``: id, text, category, int, count (whole, or of kilos and metres), number, yes_no, time (UTC) or date (the study's zone).
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    key: bool = False
    required: bool = True
    blank: bool = True
    free: bool = (
        False  # what people wrote as they liked, in which others may be named: masked when it is read
    )

    def expects(self) -> Note:
        """What may stand in a cell."""
        if self.allowed:
            return note("one_of_expected", allowed=self.allowed)
        kind = {"int": "whole_number", "count": "whole_number", "number": "number"}.get(self.type)
        if kind is None:
            return note(f"{self.type if self.type in ('time', 'date', 'yes_no') else 'text'}_expected")
        if self.low is not None and self.high is not None:
            return note(f"{kind}_from_to", low=self.low, high=self.high)
        return note(kind) if self.low is None else note(f"{kind}_at_least", low=self.low)

    def refused(self) -> Note:
        """What is said of a cell in which something else stands."""
        return note("not_allowed", column=self.name, expected=self.expects())


def _key(name: str, meaning: str) -> Column:
    return Column(name, "id", meaning, key=True, blank=False)


def _optional(column: Column) -> Column:
    return replace(column, required=False)


def _free(name: str, meaning: str, key: bool = False, blank: bool = True) -> Column:
    return Column(name, "text", meaning, key=key, blank=blank, free=True)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "int", meaning, low=0, required=False)


#: Where a study's days are, and where a time without a zone was written, unless the study says otherwise.
ZONE = "Asia/Jakarta"


STATES = ("as_is", "to_be", "none")


LEVELS = ("low", "medium", "high")


#: The stages of a sample, in their order: of those asked some are screened out or refuse, of the answers some are usable.
SAMPLED = ("asked", "screened_out", "refused", "answered", "usable")


#: The ways in which a sheet of codings may be laid out; `readers.codings` reads them.
LAYOUTS = (
    "long", "delimited", "coders", "dummies", "coder_dummies", "slots", "recal", "taguette", "qualcoder", "openqda",
    "dedoose", "segments",
)  # fmt: skip
PROCESSES = ("incident", "request", "access", "event", "problem")


STANCES = ("supports", "contradicts", "silent")


OUTCOMES = ("agree", "correct", "add", "reject")


RELATIONS = ("sync", "extend", "contrast")


TABLES: dict[str, tuple[Column, ...]] = {
    "items": (
        _key("item", "short name of a question"),
        Column("text", "text", "the question as respondents read it", blank=False),
        Column("construct", "category", "what the question measures", blank=False),
        _optional(Column("objective", "category", "COBIT objective, where the construct is one")),
        _optional(Column("reversed", "yes_no", "a high answer means little of the construct")),
        Column("low", "int", "lowest answer of the scale", blank=False),
        Column("high", "int", "highest answer of the scale", blank=False),
        _optional(Column("group", "category", "asked of this group only; blank = of all")),
    ),
    "responses": (
        _key("respondent", "pseudonym of a respondent"),
        _key("item", "question"),
        Column("state", "category", "as-is, to-be or neither", allowed=STATES, key=True, blank=False),
        Column("group", "category", "owner, customer …", blank=False),
        Column("construct", "category", "what the item measures", blank=False),
        Column("value", "int", "the answer, reversed items turned round; missing = not answered"),
    ),
    "profile": (
        _key("respondent", "pseudonym of a respondent"),
        Column("attribute", "category", "what is told of them: age, sex, job …", key=True, blank=False),
        _free("value", "what they answered; missing = not answered"),
    ),
    "sampling": (
        Column("stage", "category", "stage of the sample", allowed=SAMPLED, key=True, blank=False),
        Column("n", "int", "how many people", low=0, blank=False),
        _free("note", "how they were found, or why they left"),
    ),
    "ratings": (
        Column("objective", "category", "COBIT objective", blank=False),
        _optional(Column("practice", "id", "its practice")),
        Column("level", "int", "level of the activity", low=1, blank=False),
        Column("rating", "text", "N, P, L, F, yes or no, or a percentage; missing = not applicable"),
        _optional(_free("evidence", "what shows it")),
    ),
    "design": (
        Column(
            "kind",
            "category",
            "kind of its sheet",
            allowed=("company", "factor", "mapping", "raci", "job", "recommendation"),
            blank=False,
        ),
        _optional(Column("factor", "text", "design factor: DF1 … DF10")),
        _free("row", "what its row is about: a value of the factor, an objective, a role"),
        Column("column", "text", "what its column is about: importance, baseline, a role"),
        _free("value", "what stands in the cell"),
    ),
    "maturity": (
        Column("process", "category", "ITIL process", allowed=PROCESSES, blank=False),
        Column("method", "category", "instrument", allowed=("pmf", "yes_no", "ladder"), blank=False),
        _optional(Column("level", "number", "level of a yes/no item, rung of a ladder item", low=0, high=5)),
        Column("value", "number", "rating from 0 to 5 (pmf); yes = 1, no = 0", low=0, high=5),
        _optional(Column("mandatory", "yes_no", "whether the rung asks for it")),
        _optional(Column("source", "category", "who answered")),
    ),
    "comments": (
        _key("comment_id", "the platform's id, as text"),
        _optional(Column("platform", "category", "where it was written: tiktok, instagram …")),
        Column("video_id", "id", "the video under which it stands", blank=False),
        _optional(Column("parent_id", "id", "the comment that it answers; missing = top level")),
        Column("author", "id", "pseudonym of the writer"),
        Column("created_at", "time", "when it was written"),
        _optional(Column("exported_at", "time", "when the export was made")),
        _free("text", "the comment as exported"),
        _count("likes", "hearts"),
        _count("replies", "answers as the platform counts them"),
        _optional(Column("is_seller", "yes_no", "written by the account studied")),
        _optional(Column("pinned", "yes_no", "pinned by the account studied")),
    ),
    "fates": (
        Column("comment_id", "id", "the platform's id, as text"),
        _optional(Column("video_id", "id", "the video under which it stands")),
        Column("fate", "category", "what became of it", allowed=("kept", "excluded"), blank=False),
        Column("reason", "category", "why it was left out, the first that applies; missing = kept"),
        Column("reasons", "text", "all reasons that apply"),
        Column(
            "stream", "category", "what it is", allowed=("text", "seller", "mention", "emoji"), blank=False
        ),
        Column("rule_version", "text", "version of the rules"),
    ),
    "units": (
        _key("unit", "id of what is coded"),
        Column(
            "kind",
            "category",
            "what it is",
            allowed=("comment", "answer", "interview", "observation", "document"),
            blank=False,
        ),
        Column("case", "id", "respondent, customer, informant or shop it belongs to"),
        _optional(Column("speaker", "id", "who says it: the case, or one of several who speak for it")),
        _optional(Column("turn", "int", "which turn of the talk it is, counted over all who speak", low=1)),
        Column("role", "category", "owner, customer, seller …"),
        Column("method", "category", "questionnaire, comments, interview …"),
        Column("made_at", "time", "when it was said or written"),
        _free("text", "the words"),
    ),
    "codings": (
        Column("unit", "id", "what was coded", blank=False),
        Column("coder", "category", "who coded it", blank=False),
        Column("code", "category", "the code; missing = read, no code applies"),
        Column("start", "int", "first character of the span; missing = the whole unit", low=0),
        Column("end", "int", "character after the span", low=0),
        Column("made_at", "time", "when it was coded"),
        Column("source", "category", "by whom", allowed=("human", "adjudicated"), blank=False),
        _optional(Column("seen_first", "yes_no", "a suggestion was seen before; missing = not noted")),
        _optional(Column("codebook_version", "text", "version of the codebook that the coder had")),
        _free("memo", "the coder's note"),
    ),
    "suggestions": (
        Column("unit", "id", "what is suggested for", key=True, blank=False),
        Column("code", "category", "the code", key=True, blank=False),
        Column("source", "category", "what suggests it: dictionary, model", key=True, blank=False),
        Column("version", "text", "version of the terms or the model"),
        Column("score", "number", "how strongly"),
    ),
    "codebook": (
        _key("code", "short name"),
        Column("parent", "category", "the code above it; missing = a theme"),
        Column("theme", "category", "the topmost code"),
        _optional(Column("name", "text", "the name that readers see")),
        _free("definition", "what it covers"),
        _free("include", "when to use it"),
        _free("exclude", "when not"),
        _free("example", "a made-up example"),
        _optional(Column("color", "text", "#RRGGBB")),
        _optional(Column("version", "text", "version of the definition")),
    ),
    "tickets": (
        _key("ticket", "id of a complaint, request or access event"),
        _optional(Column("unit", "id", "the comment it came from")),
        Column("process", "category", "ITIL process", allowed=PROCESSES, blank=False),
        _optional(Column("channel", "category", "where it arrived")),
        Column("opened_at", "time", "when it was raised", blank=False),
        _optional(Column("first_reply_at", "time", "first answer; missing = none so far")),
        _optional(Column("closed_at", "time", "settled; missing = open")),
        _optional(Column("reopened_at", "time", "raised again")),
        _optional(Column("impact", "category", "impact", allowed=LEVELS)),
        _optional(Column("urgency", "category", "urgency", allowed=LEVELS)),
        _optional(Column("record_id", "id", "number in its own records; missing = not documented")),
        _optional(Column("initiated_by", "category", "who began it", allowed=("customer", "business"))),
    ),
    "videos": (
        _key("video_id", "the platform's id, as text"),
        _optional(Column("platform", "category", "where it was posted: tiktok, instagram …")),
        _free("caption", "title of the video"),
        Column("posted_at", "date", "day of posting"),
        _count("views", "views at export"),
        _count("likes", "likes at export"),
        _count("comments", "comments at export"),
        _count("shares", "shares at export"),
        _count("saves", "saves at export"),
        _optional(Column("exported_at", "date", "day of export")),
    ),
    "accounts": (
        Column("date", "date", "day", key=True, blank=False),
        _optional(Column("views", "int", "video views of the day", low=0)),
        _optional(Column("reach", "int", "accounts that saw anything of it that day", low=0)),
        _optional(Column("profile_views", "int", "visits of the profile", low=0)),
        _optional(Column("likes", "int", "likes of the day; negative = taken back")),
        _optional(Column("comments", "int", "comments of the day; negative = removed")),
        _optional(Column("shares", "int", "shares of the day; negative = taken back")),
        _optional(Column("new_followers", "int", "followers won; negative = lost")),
        _optional(Column("followers", "int", "followers at the end of the day", low=0)),
    ),
    "sales": (
        Column("date", "date", "day of sale", key=True, blank=False),
        _optional(Column("outlet", "category", "outlet")),
        _optional(Column("product", "category", "product")),
        Column("quantity", "count", "how many were sold; missing = not recorded or closed", low=0),
        _optional(Column("returned", "count", "how many of them came back", low=0)),
        _optional(Column("amount", "number", "takings; below 0 where more was paid back", unit="Rp")),
        Column("open", "yes_no", "whether it was open", required=False, blank=False),
        _optional(_free("note", "remark of whoever kept the book")),
    ),
    "events": (
        Column("date", "date", "first day", key=True, blank=False),
        _optional(Column("end", "date", "last day")),
        _free("name", "what happened", key=True, blank=False),
        _optional(Column("kind", "category", "change, season, price, content …")),
    ),
    "cases": (
        _key("case", "respondent, informant, customer or shop"),
        Column(
            "kind",
            "category",
            "what it is",
            allowed=("shop", "informant", "respondent", "customer"),
            blank=False,
        ),
        _optional(Column("parent", "id", "the case it belongs to: the shop of an informant")),
        _optional(Column("role", "category", "owner, account_manager, admin, customer …")),
        _optional(Column("sector", "category", "line of business")),
        _optional(Column("name", "text", "the name that readers see; a made-up one for a person")),
        _optional(Column("place", "text", "town")),
        _optional(_free("criterion", "why it was chosen")),
        _optional(_free("proof", "what shows that it meets the criterion")),
        _optional(Column("included", "yes_no", "was it taken into the study")),
    ),
    "observations": (
        _key("observation", "id of a field note"),
        Column("date", "date", "day"),
        _optional(Column("case", "id", "the shop that was watched")),
        _optional(Column("video", "id", "video that was watched")),
        _optional(Column("behaviour", "category", "what was seen")),
        _optional(Column("channel", "category", "the channel on which it was seen")),
        _optional(Column("function", "category", "what the channel was used for")),
        _optional(Column("tactic", "category", "the tactic that was seen; missing = none of those listed")),
        _count("count", "how often; 0 = looked for, not seen"),
        _free("note", "the field note"),
    ),
    "reviews": (
        _key("review", "id of a customer's review"),
        Column("date", "date", "day of the review"),
        Column("case", "id", "the shop", blank=False),
        Column("channel", "category", "where it stands"),
        Column("rating", "int", "stars; missing = the channel has none", low=1, high=5),
        _optional(Column("photo", "yes_no", "with the customer's own picture")),
        _optional(Column("reply_date", "date", "day of the shop's answer; missing = none")),
        _free("text", "the words"),
    ),
    "insights": (
        Column("date", "date", "first day of the month", key=True, blank=False),
        Column("case", "id", "the shop", key=True, blank=False),
        Column("channel", "category", "the channel that counts", key=True, blank=False),
        Column("measure", "category", "what is counted", key=True, blank=False),
        Column("value", "number", "the count; missing = not shown by the platform", low=0),
    ),
    "orders": (
        _key("order_key", "id of an order"),
        Column("customer", "id", "pseudonym of the buyer; missing = not known"),
        Column("date", "date", "day of the order", blank=False),
        _optional(Column("case", "id", "the shop")),
        _optional(Column("channel", "category", "where it was ordered")),
        Column("amount", "number", "what the order came to", unit="Rp", low=0),
        _optional(Column("status", "category", "done, cancelled, returned …")),
    ),
    "member_check": (
        Column("informant", "id", "who was asked", key=True, blank=False),
        Column("finding", "id", "theme or claim that was shown", key=True, blank=False),
        Column("sent", "date", "day it was sent", blank=False),
        Column("returned", "date", "day of the answer; missing = none"),
        Column("outcome", "category", "what came back; missing = no answer", allowed=OUTCOMES),
        _free("action", "what the researcher did with it"),
    ),
    "citations": (
        Column("place", "text", "where in the text", blank=False),
        _optional(Column("finding", "id", "the finding that is held against the source")),
        Column("source", "id", "key of the work, the same for every way it is written", blank=False),
        _optional(Column("relation", "category", "what the finding is to the source", allowed=RELATIONS)),
        Column("cited", "text", "as printed in the text; missing = only in the list"),
        Column("listed", "text", "as printed in the list; missing = not in the list"),
    ),
    "documents": (
        _key("document", "id of a document"),
        Column("date", "date", "day"),
        _optional(Column("case", "id", "the shop it comes from")),
        Column("kind", "category", "kind of document", blank=False),
        _free("title", "title"),
        _optional(_free("note", "what it shows")),
    ),
    "evidence": (
        Column("claim", "id", "claim of the study", blank=False),
        Column("source", "category", "who says so: owner, customer, social media", blank=False),
        Column(
            "method", "category", "interview, observation, documents, comments, questionnaire …", blank=False
        ),
        Column("ref", "text", "where: <table>:<key>"),
        Column(
            "stance",
            "category",
            "what it says of the claim; missing = computed by the claim's rule",
            allowed=STANCES,
        ),
        _optional(Column("prominence", "category", "how prominent", allowed=LEVELS)),
        _optional(_free("quote", "the words that show it")),
    ),
    "overrides": (
        Column("claim", "id", "claim of the study", blank=False),
        Column(
            "farmer",
            "category",
            "the code that people decided on",
            allowed=("agreement", "partial", "silence", "dissonance"),
            blank=False,
        ),
        _free("reason", "why it is not the computed one", blank=False),
        _optional(Column("by", "text", "who decided")),
        _optional(Column("date", "date", "when")),
    ),
    "published": (
        Column("place", "text", "where it is printed", key=True, blank=False),
        Column("row", "text", "row of the table, or words of the sentence", key=True, blank=False),
        Column("column", "text", "column of the table", key=True, blank=False),
        Column("printed", "text", "the number or word as printed", blank=False),
        Column("quantity", "text", "address of the result: table/key=value,…/column"),
    ),
}


# Claims in words stand apart from printed numbers, in the same columns.
TABLES["wording"] = TABLES["published"]


def columns(table: str) -> dict[str, Column]:
    """The columns of a contract by name."""
    return {column.name: column for column in TABLES[table]}


#: An order whose status holds one of these was no sale, or is none any more.
NOT_SOLD = (
    "batal", "cancel", "belum bayar", "belum dibayar", "tidak dibayar", "menunggu pembayaran", "unpaid", "expired",
    "kedaluwarsa", "kadaluarsa", "pengembalian", "dikembalikan", "retur", "refund", "gagal", "tidak terkirim",
    "ditolak", "rejected",
)  # fmt: skip


#: Table -> pairs of columns of which the second cannot lie before the first.
ORDERED: dict[str, tuple[tuple[str, str], ...]] = {
    "tickets": (("opened_at", "first_reply_at"), ("opened_at", "closed_at"), ("opened_at", "reopened_at")),
    "events": (("date", "end"),),
    "reviews": (("date", "reply_date"),),
    "member_check": (("sent", "returned"),),
    "codings": (("start", "end"),),
    "items": (("low", "high"),),
}


#: Type of a contract -> pandas dtype.
DTYPES = {
    "id": "str",
    "text": "str",
    "category": "str",
    "int": "Int64",
    "count": "Float64",
    "number": "Float64",
    "yes_no": "boolean",
    "time": "datetime64[us, UTC]",
    "date": "datetime64[us]",
}


def typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with the contract's columns, in its order and types; a column that it lacks is missing throughout."""
    types = {name: column.type for name, column in columns(table).items()}
    frame = frame.reindex(columns=list(types))
    return frame.assign(**{name: as_type(frame[name], kind) for name, kind in types.items()})


def as_type(values: pd.Series, kind: str) -> pd.Series:
    """A column in a contract's type; counts are whole numbers where all of them are."""
    found = values.astype(DTYPES[kind])
    return found.astype("Int64") if kind == "count" and (found.dropna() % 1 == 0).all() else found


def empty(table: str) -> pd.DataFrame:
    """A table of the contract's columns and types, without rows."""
    import pandas as pd

    return typed(table, pd.DataFrame())


def among(column: pd.Series, values: Iterable[object]) -> pd.Series:
    """Whether each value of a column stands among these; pandas' own `isin` takes text one by one through Python (3.1).

    >>> import pandas as pd
    >>> among(pd.Series(["K1", None, "K2"]), pd.Series(["K2", "K3"])).tolist()
    [False, False, True]
    """
    return column.astype(object).isin(values)


def knows(table: pd.DataFrame, column: str) -> bool:
    """Whether a table says anything in this column: one that its file lacks is unknown, a blank cell is a no.

    A reader names what the file lacks in `attrs["absent"]`; a frame without the column lacks it too.
    """
    return column in table and column not in table.attrs.get("absent", ())


def by_day(table: pd.DataFrame, *names: str) -> list[str]:
    """Those of these times of which a table knows the day alone (`attrs["days"]`): their hours are unknown, not 0."""
    return [name for name in names if name in table.attrs.get("days", ())]


def is_sold(status: pd.Series) -> pd.Series:
    """Which orders became a purchase, by their status: not those cancelled, unpaid or returned."""
    return ~status.fillna("").str.casefold().str.contains("|".join(NOT_SOLD)).astype(bool)


#: Row position (-1 = the whole column), column, value, what is wrong.
Violation = tuple[int, str, object, Note]


def violations(table: str, frame: pd.DataFrame) -> list[Violation]:
    """Where a table breaks its contract, in row order."""
    frame, named = frame.reset_index(drop=True), columns(table)
    strange = [
        (-1, str(name), name, note("not_a_column", column=str(name))) for name in frame if name not in named
    ]
    lacking = [(-1, name, name, column.refused()) for name, column in named.items() if name not in frame]
    cells = [
        broken for name, column in named.items() if name in frame for broken in _broken(column, frame[name])
    ]
    refused = {broken[:2] for broken in cells}
    twice = [double for double in _twice(table, frame) if double[:2] not in refused]
    return sorted([*strange, *lacking, *cells, *twice], key=lambda broken: broken[:2])


def _broken(column: Column, values: pd.Series) -> list[Violation]:
    """The cells of a column that its contract does not allow; one for the whole column where its type is another."""
    found: list[Violation] = []
    if str(values.dtype) not in (DTYPES[column.type], "Int64" if column.type == "count" else ""):
        found.append((-1, column.name, str(values.dtype), column.refused()))
    blank, wrong = values.isna(), values.isna() & False
    if not column.blank:
        told = note("blank", column=column.name, expected=column.expects())
        found += [(int(row), column.name, "", told) for row in values.index[blank]]
    if column.allowed:
        wrong |= ~values.isin(column.allowed)
    if column.low is not None:
        wrong |= (values < column.low).fillna(False)
    if column.high is not None:
        wrong |= (values > column.high).fillna(False)
    refused = values[wrong & ~blank]
    return found + [(int(row), column.name, value, column.refused()) for row, value in refused.items()]


def _twice(table: str, frame: pd.DataFrame) -> list[Violation]:
    """The rows whose key another row has too, at the key's first column."""
    keys = [name for name, column in columns(table).items() if column.key]
    here = [name for name in keys if name in frame]
    if not here:
        return []
    doubled = frame.loc[frame.duplicated(here, keep=False), here].dropna(how="all")
    told = note("not_unique", column=keys[0], keys=keys)
    values = doubled.astype(object).bfill(axis=1)[here[0]]
    return [(int(row), keys[0], value, told) for row, value in values.items()]
