"""What the cells of a sheet's columns are like, told by nothing but the cells: moments, marks, sentences, answers."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engagelib.contracts.values import is_blank
from engagelib.readers.layouts import MARKS
from engagelib.readers.notation import RELATIVE
from engagelib.readers.scales import SCALES
from engagelib.readers.sheets import Sheet, header_key
from engagelib.text.masks import masked

__all__ = ["CODE", "Column", "Columns", "answer_columns", "coder_columns", "is_answer", "numbers_rows"]

#: So many rows are looked at.
LOOKED_AT = 400
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?(?: ?[ap]m)?", re.IGNORECASE)
_MOMENT = re.compile(r"\d[ T,]+\d{1,2}[:.]\d{2}")
_DAY = re.compile(r"\d{1,4}[-/. ](?:\d{1,2}|[^\W\d]{3,9})[-/. ]\d{2,4}")
_STARS = re.compile(r"[★⭐☆]+|[0-5](?:[.,]\d)? ?(?:/ ?5|★|bintang|stars?)", re.IGNORECASE)
_OBJECTIVE = re.compile(r"(?:EDM|APO|BAI|DSS|MEA)\d\d", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:rp\.? ?)?\d[\d.,]*(?: ?%)?", re.IGNORECASE)
_SCALE_WORDS = {word: place for place, family in enumerate(SCALES) for names in family for word in names}
_PLACE = re.compile(r"\b(?:tabel|table|gambar|figure|hlm|hal|p)\b\.? ?\d|hasil|abstra", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """What the cells of a column are like: shares (0 to 1) of those that are filled."""

    header: str
    filled: int
    distinct: int
    shares: Mapping[str, float]
    values: tuple[object, ...]
    cells: tuple[object, ...] = ()  # blank ones, too

    def mostly(self, kind: str, least: float = 0.8) -> bool:
        """Whether most of its cells are of a kind."""
        return self.filled > 0 and self.shares.get(kind, 0) >= least


def _kinds(cell: object) -> Iterator[str]:
    """What a cell could be."""
    words = str(cell).strip()
    key = header_key(words)
    if hasattr(cell, "hour") and not hasattr(cell, "year"):
        yield "clock"
    elif hasattr(cell, "year"):
        yield "moment" if getattr(cell, "hour", 0) or getattr(cell, "minute", 0) else "day"
    elif re.fullmatch(r"\d{10}(?:\.0)?|\d{13}", words) and 9e8 < float(words[:10]) < 2.2e9:
        yield from ("moment", "number")
    elif _NUMBER.fullmatch(words) and not _CLOCK.fullmatch(words):
        yield "number"
        if words.isdigit() and len(words) >= 14:
            yield "long_id"
        elif re.fullmatch(r"\d{1,2}(?:\.0)?", words) and float(words) <= 10:
            yield "step"
        if "," in words and isinstance(cell, str):
            yield "printed"
    elif _CLOCK.fullmatch(words):
        yield "clock"
    elif _MOMENT.search(words) and _DAY.search(words):
        yield "moment"
    elif _DAY.fullmatch(words):
        yield "day"
    elif RELATIVE.fullmatch(words):
        yield "ago"
    elif _STARS.fullmatch(words):
        yield "stars"
    elif key in _SCALE_WORDS:
        yield "scale"
    elif key in MARKS and len(key) == 1 and not key.isdigit():
        yield "mark"
    elif _OBJECTIVE.match(words):
        yield "objective"
    elif masked(words) in ("<email>", "<phone>", "<mention>"):
        yield "address"
    elif re.match(r"https?://|www\.", words):
        yield "link"
    else:
        count = len(words.split())
        yield "sentence" if count >= 3 else "words"
        if _PLACE.search(words):
            yield "place"


@dataclass(frozen=True)
class Columns:
    """The columns of a sheet, each with what its cells are like."""

    sheet: Sheet

    @cached_property
    def all(self) -> tuple[Column, ...]:
        """Each column that holds anything."""
        rows = self.sheet.rows[:LOOKED_AT]
        columns = []
        for place, header in enumerate(self.sheet.header):
            column = tuple(row[place] for row in rows)
            cells = tuple(cell for cell in column if not is_blank(cell))
            if cells:
                kinds = Counter(kind for cell in cells for kind in _kinds(cell))
                shares = {kind: n / len(cells) for kind, n in kinds.items()}
                columns.append(Column(header, len(cells), len(set(map(str, cells))), shares, cells, column))
        return tuple(columns)

    def of(self, *kinds: str, least: float = 0.8) -> list[Column]:
        """The columns that are mostly of one of these kinds."""
        return [column for column in self.all if sum(column.shares.get(k, 0) for k in kinds) >= least]

    @property
    def height(self) -> int:
        """How many rows were looked at."""
        return min(len(self.sheet.rows), LOOKED_AT)

    @cached_property
    def times(self) -> list[Column]:
        """Days, moments and hours; the number of an account may look like a second of this century."""
        return [
            column for column in self.of("moment", "day", "clock", least=0.6)
            if not (column.mostly("number") and re.search(r"\bid\b", header_key(column.header)))
        ]  # fmt: skip

    @cached_property
    def texts(self) -> list[Column]:
        """What people wrote: words that seldom stand twice."""
        return [
            column for column in self.of("sentence", "words", "mark", "address", least=0.7)
            if column.shares.get("sentence", 0) >= 0.25 and column.distinct >= 0.3 * column.filled
        ]  # fmt: skip

    @cached_property
    def said(self) -> Column | None:
        """The column in which people most plainly wrote sentences of their own."""
        return max(self.texts, key=lambda c: c.shares.get("sentence", 0) * c.distinct, default=None)

    @cached_property
    def names(self) -> list[Column]:
        """Short words of many people, some of whom stand there more than once."""
        return [
            column for column in self.of("words", "address")
            if column not in self.texts and column.distinct > 12 and column.distinct >= 0.1 * column.filled
            and sum(bool(re.search(r"\d{3}", str(v))) for v in column.values) < 0.5 * column.filled  # receipts, ids
        ]  # fmt: skip

    @cached_property
    def kinds(self) -> list[Column]:
        """Few words that stand again and again."""
        return [
            column for column in self.of("words", "sentence")
            if column.distinct <= 12 and 3 * column.distinct <= column.filled
        ]  # fmt: skip

    @cached_property
    def counts(self) -> list[Column]:
        """Numbers that are no ids and do not just number the rows."""
        return [
            column for column in self.of("number", least=0.6)
            if not column.mostly("long_id", 0.3) and not column.mostly("moment") and not numbers_rows(column)
        ]  # fmt: skip


def numbers_rows(column: Column) -> bool:
    """Whether a column does no more than number the rows."""
    try:
        steps = [float(str(value)) for value in column.values]
    except ValueError:
        return False
    return len(steps) > 2 and all(b - a == 1 for a, b in itertools.pairwise(steps))


def answer_columns(columns: Columns) -> list[Column]:
    """The columns of answers on a scale: words of one, or whole numbers up to 10, three such columns at least."""
    worded = [column for column in columns.all if column.mostly("scale", 0.6)]
    worded += _unknown_scales(columns, worded)
    numbered = [column for column in columns.all if column.mostly("step", 0.95) and not numbers_rows(column)]
    numbered = [column for run in _runs(columns, numbered) if len(run) >= 3 for column in run]
    places = {id(column) for column in (*worded, *numbered)}
    return [column for column in columns.all if id(column) in places]


def _unknown_scales(columns: Columns, worded: list[Column]) -> list[Column]:
    """Three or more columns whose few words are the same, of a scale that nobody listed."""
    few = [
        column for column in columns.of("words", "sentence")
        if column not in worded and 3 <= column.distinct <= 7 and column.filled >= 2 * column.distinct
    ]  # fmt: skip
    sets = [{header_key(value) for value in column.values} for column in few]
    return [
        column for column, own in zip(few, sets, strict=True)
        if sum(len(own & other) >= 0.6 * len(own | other) for other in sets) >= 3
    ]  # fmt: skip


def _runs(columns: Columns, chosen: list[Column]) -> Iterator[list[Column]]:
    """Chosen columns that stand side by side."""
    run: list[Column] = []
    for column in columns.all:
        if any(column is one for one in chosen):
            run.append(column)
        else:
            yield run
            run = []
    yield run


def coder_columns(c: Columns) -> list[Column]:
    """A column per coder, "Kode Rani" and "Kode Dewi", in which few codes stand again and again."""
    named = re.compile(
        r"(?:kode|code|koder|coder|pengode|coding|pengodean|rater|penilai)[ _.:-]+[^\W\d_][\w .]*"
    )
    return [column for column in c.kinds if named.fullmatch(header_key(column.header))]


def is_answer(header: str) -> bool:
    """Whether a header is an answer to be ticked, not a code: a form with a row a question."""
    return header_key(header) in MARKS | _SCALE_WORDS.keys()


#: Question numbers as forms have them: KK1, X1.1, P12, "Butir 3"; a block of more letters has no blank after it.
CODE = re.compile(
    r"^\s*[\[(]?(?P<block>(?:soal|butir|item|pertanyaan|question)(?= ?\d)|[A-Za-z]{1,3}(?:\d{1,2}(?=[._-]\d))?(?= ?[._-]?\d)|[A-Za-z]{4,6}(?=[._-]?\d))"
    r"[ ._-]?(?P<number>\d{1,2})(?![\d%])\b[\])]?[.:)]?(?P<rest>.*)$",
    re.DOTALL | re.IGNORECASE,
)
