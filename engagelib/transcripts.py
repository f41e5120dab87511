"""What people said, as units: interviews in Word, plain text or Excel, turn by turn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from engagelib.cells import as_time
from engagelib.conform import Reading
from engagelib.contracts import DTYPES, ZONE, Problem, columns, empty, typed
from engagelib.notation import date_parser
from engagelib.sheets import Unreadable, decoded, header_key, read_sheet

__all__ = ["SUFFIXES", "unit_table", "units"]

#: What an interview may be kept in.
SUFFIXES = (".docx", ".txt", ".xlsx", ".csv")


def unit_table(rows: list[tuple], zone: str = ZONE) -> pd.DataFrame:
    """Rows of unit, kind, case, role, method, made_at (a moment, or a day or time in `zone`), text -> the contract's `units`."""
    frame = pd.DataFrame(rows, columns=list(columns("units")))
    stamps = [None if pd.isna(value) else as_time(value, zone) for value in frame["made_at"]]
    return typed("units", frame.assign(made_at=pd.Series(stamps, dtype=DTYPES["time"])))


#: Who a turn belongs to, as transcripts label it, maybe numbered (N1); beside these, the informant's own name.
ASKS = frozenset({"p", "q", "t", "pewawancara", "peneliti", "penanya", "tanya", "interviewer", "researcher"})
ANSWERS = frozenset(
    {"n", "i", "j", "a", "r", "narasumber", "informan", "responden", "jawab", "informant", "respondent"}
)
ROLES = {
    "pemilik": "owner", "pelanggan": "customer", "admin": "admin", "admin layanan": "admin",
    "pengelola akun": "account_manager",
}  # fmt: skip
#: Headers of a sheet or table with a row a turn.
SPEAKER = ("pembicara", "penutur", "speaker", "siapa", "label")
WORDS = ("ucapan", "teks", "tuturan", "transkrip", "isi", "text", "utterance", "words")
#: Head lines -> what they tell.
HEADS = {
    "name": ("informan", "narasumber", "informant", "nama"),
    "asker": ("pewawancara", "peneliti", "interviewer"),
    "role": ("peran", "role"),
    "case": ("responden", "respondent", "kode responden"),
    "shop": ("usaha", "shop", "business"),
    "date": ("tanggal", "date", "tanggal wawancara"),
    "length": ("lama", "durasi", "duration"),
    "place": ("tempat", "place"),
}
_KEYS = {key: name for name, keys in HEADS.items() for key in keys}

_TIME = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?\s*)?"  # [00:03:12], as transcription programs put it
_MARKED = re.compile(r"[*_]{1,2}")  # **N:** as in Markdown
_TURN = re.compile(
    rf"^{_TIME}(?P<label>[^\W\d_][\w.]*(?: [\w.]+){{0,3}})\s*{_TIME}(?:[:：]\s*|\t+)(?P<words>.*)$", re.DOTALL
)


def units(path: Path, zone: str = ZONE) -> Reading:
    """An interview: head lines (`peran: pelanggan`), then a paragraph, line or row a turn.

    A turn begins with who speaks (`P:` asks, `N:` answers; also Q/A, T/J, Pewawancara/Narasumber, the
    informant's name as the head gives it), before or after a time stamp if there is one; a paragraph without
    goes on with the turn before. A sheet, or a table in Word, has a column for the speaker and one for the
    words. Turns are counted from 1 over both speakers; what the informant says becomes the units
    `<file>:<turn>`; its day is one of `zone`. Raises Unreadable for a file of another kind.
    """
    readers = {".docx": _paragraphs, ".txt": _lines, ".xlsx": _rows, ".csv": _rows}
    if path.suffix.lower() not in readers:
        raise Unreadable(f"{path.name}: is no interview that can be read; save it as .docx, .txt or .xlsx")
    lines = [line for text in readers[path.suffix.lower()](path) if (line := text.strip())]
    return _interview(path, lines, zone)


def _paragraphs(path: Path) -> list[str]:
    """The paragraphs of a Word document, tracked insertions too; a table of speakers and words row by row."""
    import docx
    from docx.oxml.ns import qn

    try:
        body = docx.Document(str(path)).element.body
    except Exception as error:
        raise Unreadable(
            f"{path.name}: is not a Word document that can be read ({type(error).__name__}); save it again as .docx"
        ) from None

    def text(element) -> str:
        signs = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
        parts = (signs.get(part.tag, part.text or "") for part in element.iter(qn("w:t"), *signs))
        return "".join(parts).strip(" ")

    found: list[str] = []
    for element in body.iter(qn("w:p"), qn("w:tbl")):
        inside = any(parent.tag == qn("w:tbl") for parent in element.iterancestors())
        if element.tag == qn("w:tbl") and not inside:
            grid = [[text(cell) for cell in row.iter(qn("w:tc"))] for row in element.iter(qn("w:tr"))]
            found += _labelled(grid)
        elif element.tag == qn("w:p") and not inside:
            found.append(text(element))
    return found


def _labelled(grid: list[list[str]]) -> list[str]:
    """A table's rows as lines: speaker and words by their headers, or the first cell that is a label and the next."""
    if not grid:
        return []
    heads = [header_key(cell) for cell in grid[0]]
    speaker, words = (next((heads.index(n) for n in names if n in heads), None) for names in (SPEAKER, WORDS))
    lines = []
    for row in grid[1:] if speaker is not None and words is not None else grid:
        who = speaker if speaker is not None and words is not None else _place_of_label(row)
        if who is None or who + 1 >= len(row):
            lines.append(" ".join(cell for cell in row if cell))
            continue
        said = row[words] if words is not None and speaker is not None else row[who + 1]
        lines.append(f"{row[who].rstrip(': ')}: {said}" if row[who] else said)
    return lines


def _place_of_label(row: list[str]) -> int | None:
    places = (i for i, cell in enumerate(row) if _plain(cell.rstrip(": ")) in ASKS | ANSWERS)
    return next(places, None)


def _plain(label: str) -> str:
    """A label without case and number: N1 -> n.

    >>> _plain("N1"), _plain("Bu Sari")
    ('n', 'bu sari')
    """
    return re.sub(r"(?<=[a-z])\s*\d+$", "", label.casefold().strip(" ."))


def _lines(path: Path) -> list[str]:
    return decoded(path.read_bytes(), path.name).splitlines()


def _rows(path: Path) -> list[str]:
    sheet = read_sheet(path, known={*SPEAKER, *WORDS})
    keys = {header_key(name): name for name in reversed(sheet.header) if name}
    speaker, words = (next((keys[n] for n in names if n in keys), None) for names in (SPEAKER, WORDS))
    if speaker is None or words is None:
        raise Unreadable(
            f"{path.name}: has no column for who speaks ({SPEAKER[0]}) and what is said ({WORDS[0]}); the columns are: "
            + ", ".join(name for name in sheet.header if name)
        )
    turns = zip(sheet.column(speaker), sheet.column(words), strict=True)
    head: list[str] = []
    for cell in sheet.preamble:  # a key and its value may stand in cells of their own
        joined = head and head[-1].rstrip().endswith(":") and not cell.strip().endswith(":")
        head[-1:] = [f"{head[-1]} {cell}"] if joined else [*head[-1:], cell]
    return [*head, *(f"{str(who).rstrip(': ')}: {said}" if who else str(said) for who, said in turns if said)]


@dataclass(frozen=True)
class _Turn:
    answers: bool
    text: str


def _interview(path: Path, lines: list[str], zone: str) -> Reading:
    head, body = _parted([_MARKED.sub("", line) for line in lines])
    name = re.split(r"[(,]", head.get("name", ""))[0].strip().casefold()
    turns, strangers = _turns(body, name)
    if not any(turn.answers and turn.text for turn in turns):
        labels = ", ".join(f"'{label}:'" for label in dict.fromkeys(strangers)) or "none"
        said = (
            "has no turn of the informant; begin each paragraph with 'P:' (who asks) or 'N:' (who answers). "
            f"Labels found: {labels}"
        )
        return Reading(empty("units"), [Problem(path.name, message=said)])
    problems = [_stranger(path.name, label) for label in dict.fromkeys(strangers)]
    made, wrong = _day(head.get("date", ""))
    if wrong:
        return Reading(empty("units"), [Problem(path.name, value=head["date"], message=wrong)])
    if "role" not in head:
        said = "does not say whose words these are; put a line such as 'peran: pemilik' at its head"
        problems.append(Problem(path.name, message=said, severity="warning"))
    case = head.get("case", "-").strip("-") or path.stem
    role = ROLES.get(head.get("role", "").casefold(), head.get("role") or None)
    rows = [
        (f"{path.stem}:{number}", "interview", case, role, "interview", made, turn.text)
        for number, turn in enumerate(turns, start=1)
        if turn.answers and turn.text
    ]
    return Reading(unit_table(rows, zone), problems)


def _stranger(file: str, label: str) -> Problem:
    """A label that is nobody's: a short one is a slip that puts words into the wrong mouth."""
    if len(label) <= 2:
        said = "is the label of neither who asks nor who answers; which of the two is it? Write P: or N:"
        return Problem(file, value=f"{label}:", message=said)
    said = "begins a paragraph like a third speaker; it was read as part of the turn before"
    return Problem(file, value=label, message=said, severity="warning")


def _day(words: str) -> tuple[dt.datetime | None, str]:
    """The day of a head line, and what is wrong with it."""
    bare = re.sub(r"^[^\W\d]+,\s*", "", words)  # Rabu, 15 Oktober 2025
    if not bare:
        return None, ""
    expected = "a date such as 2025-09-20 or 20 September 2025 is expected after 'tanggal:'"
    try:
        day = date_parser([bare])[0](bare)
    except (ValueError, KeyError):
        return None, expected
    return (day, "") if 1990 <= day.year <= 2100 else (None, expected)


def _parted(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The head lines by what they tell, and what stands below: the head ends where somebody asks or answers."""
    head: dict[str, str] = {}
    for number, line in enumerate(lines):
        match = re.match(r"^#?\s*([^\W\d_][\w ]*?)\s*[:：]\s*(.*)$", line)
        key = match[1].casefold() if match else ""
        turn = _TURN.match(line)
        label = _plain(turn["label"]) if turn else ""
        told = match[2].strip() if match else ""
        a_name = len(told.split()) <= 5 and "?" not in told
        if key in _KEYS and _KEYS[key] not in head and (label not in ASKS or a_name):
            head[_KEYS[key]] = told
        elif label in ASKS | ANSWERS:
            return head, lines[number:]
    return head, []


def _turns(lines: Iterable[str], name: str) -> tuple[list[_Turn], list[str]]:
    """The turns in order, and labels that are neither of the two speakers'."""
    turns: list[_Turn] = []
    strangers = []
    for line in lines:
        match = _TURN.match(line)
        label = _plain(match["label"]) if match else ""
        if match and (label in ASKS | ANSWERS or (name and match["label"].casefold() == name)):
            turns.append(_Turn(label not in ASKS, match["words"].strip()))
        elif turns:
            if (
                match
                and match["label"][0].isupper()
                and len(match["label"]) < 20
                and " " not in match["label"].strip()
            ):
                strangers.append(match["label"])
            turns[-1] = _Turn(turns[-1].answers, f"{turns[-1].text}\n{line}".strip())
    return turns, strangers
