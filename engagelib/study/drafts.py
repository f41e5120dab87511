"""What a questionnaire's own columns say of it: its items, who answered, which rows repeat. Drafts, for a person to confirm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engagelib.contracts.problems import Note, note
from engagelib.contracts.values import is_blank
from engagelib.readers.columns import CODE, Column, Columns, answer_columns
from engagelib.readers.forms import NAMES
from engagelib.readers.profile import attribute_of
from engagelib.readers.scales import Scale
from engagelib.readers.sheets import Sheet, header_key

__all__ = ["Draft", "Item", "draft", "owners_items"]

#: Words that turn a statement against what it is about.
_AGAINST = re.compile(
    r"\b(tidak|kurang|belum|jarang|sulit|sukar|susah|lambat|lama|bosan|membosankan|kecewa|ragu|malas|enggan|mahal|buruk|bingung|"
    r"membingungkan|terlalu|never|not|hardly|rarely|difficult|slow|boring|disappoint\w*|too|confus\w+|expensive|n't)\b"
)
#: How headers say how it is, and how it should be.
_STATE = {
    "as_is": re.compile(r"saat ini|sekarang|kini|as[ -]?is|current|kenyataan|actual|performance|kinerja"),
    "to_be": re.compile(r"harap|to[ -]?be|expect|ideal|target|kepentingan|importance|seharusnya"),
}
_BRACKETS = re.compile(r"^(?P<before>.*?)\s*[\[(](?P<inside>[^\[\]()]+)[\])]\s*$", re.DOTALL)
#: What asks whether somebody agrees to take part, and how a refusal begins.
_CONSENT = re.compile(
    r"bersedia|kesediaan|persetujuan|berpartisipasi|consent|agree to (?:take part|participate)"
)
_REFUSED = re.compile(r"(?:tidak|tdk|nggak|no|not|belum|keberatan|decline)\b")
_OPEN = re.compile(
    r"saran|kritik|masukan|pendapat|alasan|mengapa|kenapa|ceritakan|jelaskan|suggest|comment|why|describe|\?"
)
_PERSONAL = re.compile(
    r"\b(nama|name|e-?mail|surel|username|handle|akun|no\.? ?(hp|wa|telp)|nim|npm|nik)\b(?!.*\?)"
)
#: Ends of scales in numbers.
_ENDS = (4, 5, 6, 7, 10)
#: From here on an item moves against the others of its form.
_OPPOSED = -0.1


@dataclass(frozen=True)
class Item:
    """A question as `items.csv` has it; `check` says what a person has to look at."""

    item: str
    text: str
    construct: str
    low: int
    high: int
    objective: str = ""
    reversed: bool = False
    group: str = ""
    check: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What a form says of itself."""

    items: tuple[Item, ...] = ()
    respondent: str = ""
    twice: tuple[tuple[int, ...], ...] = ()
    personal: tuple[str, ...] = ()
    states: Mapping[str, str] = field(default_factory=dict)
    open: Mapping[str, str] = field(default_factory=dict)
    profile: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    blocks: bool = True
    screening: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def draft(sheet: Sheet, group: str = "") -> Draft:
    """Read a form's columns: which are questions, and what the others are."""
    columns = Columns(sheet)
    answers = [column for column in answer_columns(columns) if len(sheet.values.get(column.header, ())) != 2]
    states = _states([column.header for column in answers])
    asked = _questions(answers, states)
    respondent, personal = _people(columns, answers)
    words = _own_words(answers)
    found = _items(asked, group, answers, words)
    items = tuple(replace(item, text=sheet.questions.get(item.text, item.text)) for item in found)
    return Draft(
        items, respondent, _twice(sheet, respondent), personal, states, _open(columns, answers, personal),
        _categories(columns, answers, personal), words, len({item.construct for item in items}) > 1 or len(items) < 6,
        _screening(columns, answers),
    )  # fmt: skip


def _states(headers: Sequence[str]) -> dict[str, str]:
    """What headers end with that ask the same twice: how it is, and how it should be."""
    ends: Counter[str] = Counter()
    for header in headers:
        if found := _BRACKETS.match(header):
            ends[header[found.start("inside") - 1 :].strip()] += 1
    said = {
        state: end for state, pattern in _STATE.items() for end, count in ends.items()
        if count >= 2 and pattern.search(end.casefold())
    }  # fmt: skip
    return said if len(said) == 2 else {}


def _questions(answers: Iterable[Column], states: Mapping[str, str]) -> list[tuple[str, list[Column]]]:
    """Each question once, with its columns: one, or one for each state."""
    asked: dict[str, list[Column]] = {}
    for column in answers:
        end = next((end for end in states.values() if column.header.endswith(end)), "")
        asked.setdefault(column.header.removesuffix(end).strip(), []).append(column)
    return list(asked.items())


def _items(
    asked: Sequence[tuple[str, list[Column]]], group: str, answers: Sequence[Column], words: tuple[str, ...]
) -> Iterator[Item]:
    low, high, scale = _scale(answers, words)
    together = _agreeing([columns[0] for _, columns in asked], low, high, words)
    used: set[str] = set()
    for number, (text, columns) in enumerate(asked, start=1):
        code, block, told = _coded(text)
        name = code if code and code not in used else f"P{number}"
        used.add(name)
        said = [scale] if scale else []
        against = bool(_AGAINST.search(told.casefold()))
        opposed = (together.get(columns[0].header) or 0) < _OPPOSED
        turned = against and opposed
        if turned:
            said.append(note("new_reversed"))
        elif opposed:
            said.append(note("new_maybe_reversed"))
        elif against:
            said.append(note("new_worded_against"))
        objective = (
            found[0].upper()
            if (found := re.match(r"(?:EDM|APO|BAI|DSS|MEA)\d\d", text, re.IGNORECASE))
            else ""
        )
        yield Item(name, text, objective or block, low, high, objective, turned, group, tuple(said))


def _coded(text: str) -> tuple[str, str, str]:
    """The code in a header ("KK1"), the block it belongs to ("KK"), and the words after it."""
    if found := CODE.match(text):
        block = found["block"].upper()
        plain = block if block.isupper() and len(block) <= 6 else "K1"
        sign = "." if re.search(r"\d$", block) else ""
        return (
            f"{plain}{sign}{found['number']}",
            plain if not plain.isalpha() or len(plain) > 1 or plain in "XYZM" else "K1",
            found["rest"],
        )
    if found := _BRACKETS.match(text):  # a grid: the question above, its row in brackets
        return "", found["before"].strip() or "K1", found["inside"]
    return "", "K1", text


def _own_words(answers: Sequence[Column]) -> tuple[str, ...]:
    """The words of a scale that nobody listed, as often as they stand there."""
    own = [column for column in answers if not column.mostly("scale", 0.6) and not column.mostly("step", 0.9)]
    counted = Counter(" ".join(str(value).split()) for column in own for value in column.values)
    alike: dict[str, str] = {}
    for word, _ in counted.most_common():
        alike.setdefault(header_key(word), word)
    return tuple(alike.values())[:7]


def _scale(answers: Sequence[Column], words: tuple[str, ...]) -> tuple[int, int, Note | None]:
    """Lowest and highest answer, and what is open of them."""
    numbers = _numbers(answers)
    if not numbers:
        return 1, len(words) if words else 5, None
    if ends := _ends(answers):
        return *ends, None
    low = 0 if min(numbers) == 0 else 1
    high = next(end for end in _ENDS if end >= max(numbers))
    return low, high, note("new_scale_ends", low=low, high=high) if high != 5 else None


def _numbers(answers: Sequence[Column]) -> list[float]:
    return [
        float(str(value))
        for column in answers
        if column.mostly("step", 0.9)
        for value in column.values
        if _is_number(value)
    ]


def _ends(answers: Sequence[Column]) -> tuple[int, int] | None:
    """The scale that headers name, "Saat ini (0-5)", if it is one and holds every answer."""
    named = {
        (int(low), int(high))
        for column in answers
        for low, high in re.findall(
            r"(?<!\d)([01]) ?(?:-|–|s\.?d\.?|sampai|to) ?(\d{1,2})(?!\d)", column.header
        )
    }
    numbers = _numbers(answers)
    fitting = [ends for ends in named if ends[0] <= min(numbers) and max(numbers) <= ends[1]]
    return fitting[0] if len(named) == 1 and fitting else None


def _is_number(value: object) -> bool:
    try:
        return float(str(value)) == float(str(value))
    except ValueError:
        return False


def _agreeing(columns: Sequence[Column], low: int, high: int, words: tuple[str, ...]) -> dict[str, float]:
    """Column -> how it moves with the sum of the others, from -1 to 1."""
    import pandas as pd

    scale = Scale(low, high, words or None)

    def number(value: object) -> float:
        try:
            return float(scale.read(value) or "nan")
        except ValueError:
            return float("nan")

    rows = min((len(column.cells) for column in columns), default=0)
    if rows < 5 or len(columns) < 3:
        return {}
    table = pd.DataFrame({column.header: [number(cell) for cell in column.cells] for column in columns})
    total = table.sum(axis=1)
    return {
        name: table[name].corr(total - table[name].fillna(0)) for name in table if table[name].nunique() > 1
    }


def _people(columns: Columns, answers: Sequence[Column]) -> tuple[str, tuple[str, ...]]:
    """The column that tells who answered, a code before an address before a name; and all that name people."""
    rest = [column for column in columns.all if column not in answers]
    personal = [
        column
        for column in rest
        if _PERSONAL.search(header_key(column.header)) or column.mostly("address", 0.6)
    ]
    coded = columns.sheet.find(*NAMES["respondent"])
    addressed = sorted(personal, key=lambda column: (-column.shares.get("address", 0), -column.filled))
    return coded or (addressed[0].header if addressed else ""), tuple(column.header for column in personal)


def _twice(sheet: Sheet, respondent: str) -> tuple[tuple[int, ...], ...]:
    """The rows in which somebody stands again."""
    if not respondent:
        return ()
    rows: dict[str, list[int]] = {}
    for number, cell in zip(sheet.numbers, sheet.column(respondent), strict=True):
        if not is_blank(cell):
            rows.setdefault(header_key(cell), []).append(number)
    return tuple(tuple(again) for again in rows.values() if len(again) > 1)


def _open(columns: Columns, answers: Sequence[Column], personal: Sequence[str]) -> dict[str, str]:
    """Questions that were answered in own words: short name -> header."""
    told: dict[str, str] = {}
    for column in columns.all:
        if column in answers or column.header in personal or column in columns.times:
            continue
        wordy = column.shares.get("sentence", 0) >= 0.4
        if wordy and (_OPEN.search(column.header.casefold()) or column in columns.texts):
            name = "_".join(re.findall(r"[^\W\d_]{3,}", column.header.casefold())[:1]) or f"q{len(told) + 1}"
            told[name if name not in told else f"{name}{len(told) + 1}"] = column.header
    return told


def _screening(columns: Columns, answers: Sequence[Column]) -> dict[str, tuple[str, ...]]:
    """Questions on consent: header -> the answers of those who gave it."""
    told: dict[str, tuple[str, ...]] = {}
    for column in columns.all:
        said = tuple(dict.fromkeys(str(value).strip() for value in column.values))
        if column not in answers and len(said) <= 3 and _CONSENT.search(column.header.casefold()):
            told[column.header] = tuple(word for word in said if not _REFUSED.match(word.casefold()))
    return {header: stay for header, stay in told.items() if stay}


def _categories(columns: Columns, answers: Sequence[Column], personal: Sequence[str]) -> dict[str, str]:
    """What else is told of respondents in a few words: attribute -> header, where no usual header says it."""
    told: dict[str, str] = {}
    taken = {*personal, *_open(columns, answers, personal).values(), *_screening(columns, answers)}
    for column in columns.all:
        few = column.distinct <= 8 and 3 * column.distinct <= column.filled and column.distinct > 1
        if column in answers or column.header in taken or column in columns.times or not few:
            continue
        if not attribute_of(column.header):
            words = re.findall(r"[^\W\d_]{3,}", column.header.casefold())
            told["_".join(words[-2:]) or "atribut"] = column.header
    return told


# --- an owner's sheet of COBIT statements -----------------------------------------------------------------------------


def owners_items(sheet: Sheet) -> tuple[Item, ...]:
    """A statement a row, with its objective's code: the items of whoever filled it in."""
    columns = Columns(sheet)
    codes = columns.of("objective")[0]
    text = max(columns.of("sentence", least=0.5) or [codes], key=lambda column: column.distinct)
    steps = [column for column in columns.of("step", least=0.9) if column not in (codes, text)]
    low, high, scale = _scale(steps, ())
    if high <= 5 and not _ends(steps):  # levels go from 0 to 5
        high, scale = 5, None if low == 0 else note("new_scale_ends", low=low, high=5)
    items: list[Item] = []
    counted: Counter[str] = Counter()
    for code, told in zip(codes.cells, text.cells, strict=True):
        if is_blank(code) or is_blank(told):
            continue
        objective = str(code).strip()[:5].upper()
        counted[objective] += 1
        check = (scale,) if scale else ()
        items.append(
            Item(
                f"{objective}-{counted[objective]}",
                str(told).strip(),
                objective,
                low,
                high,
                objective,
                False,
                "owner",
                check,
            )
        )
    return tuple(items)
