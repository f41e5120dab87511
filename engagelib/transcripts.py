"""What people said, as units: interviews in Word, plain text or Excel, turn by turn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from engagelib.cells import as_date, as_time
from engagelib.conform import Reading
from engagelib.contracts import DTYPES, Problem, columns, empty
from engagelib.sheets import Unreadable, decoded, header_key, read_sheet

__all__ = [
    "SUFFIXES",
    "unit_table",
    "units",
]

#: What an interview may be kept in.
SUFFIXES = (".docx", ".txt", ".xlsx", ".csv")


def unit_table(rows: list[tuple]) -> pd.DataFrame:
    """Rows of unit, kind, case, role, method, made_at, text -> the contract's `units`."""
    frame = pd.DataFrame(rows, columns=list(columns("units")))
    stamps = [None if pd.isna(value) else as_time(value) for value in frame["made_at"]]
    return frame.assign(made_at=pd.Series(stamps, dtype=DTYPES["time"])).astype(
        {c.name: DTYPES[c.type] for c in columns("units").values()}
    )


#: Who a turn belongs to, as transcripts label it; beside these, the informant's own name from the head lines.
ASKS = frozenset({"p", "q", "t", "pewawancara", "peneliti", "penanya", "tanya", "interviewer", "researcher"})
ANSWERS = frozenset(
    {"n", "i", "j", "a", "r", "narasumber", "informan", "responden", "jawab", "informant", "respondent"}
)
ROLES = {
    "pemilik": "owner", "pelanggan": "customer", "admin": "admin", "admin layanan": "admin",
    "pengelola akun": "account_manager",
}  # fmt: skip
#: Headers of a sheet with a row a turn.
SPEAKER = ("pembicara", "penutur", "speaker", "siapa", "label")
WORDS = ("ucapan", "teks", "tuturan", "transkrip", "isi", "text", "utterance")

_HEAD = re.compile(r"^#?\s*(informan|peran|responden|usaha|tanggal|lama)\s*:\s*(.*)$", re.IGNORECASE)
_TIME = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*)?"  # [00:03:12], as transcription programs put it
_TURN = re.compile(rf"^{_TIME}([^\W\d][\w.]*(?: [\w.]+)?)\s*:\s*(.*)$", re.DOTALL)


def units(path: Path) -> Reading:
    """An interview: head lines (`peran: pelanggan`), then a paragraph, line or row a turn.

    A turn begins with who speaks (`P:` asks, `N:` answers; also Q/A, T/J, Pewawancara/Narasumber, the
    informant's name as the head gives it), after a time stamp if there is one; a paragraph without goes on
    with the turn before. A sheet has a column for the speaker and one for the words. Turns are counted from 1
    over both speakers; what the informant says becomes the units `<file>:<turn>`. Raises Unreadable for a
    file of another kind.
    """
    readers = {".docx": _paragraphs, ".txt": _lines, ".xlsx": _rows, ".csv": _rows}
    if path.suffix.lower() not in readers:
        raise Unreadable(f"{path.name}: is no interview that can be read; save it as .docx, .txt or .xlsx")
    return _interview(path, [line for text in readers[path.suffix.lower()](path) if (line := text.strip())])


def _paragraphs(path: Path) -> list[str]:
    """The paragraphs of a Word document; a table of speakers and words, row by row."""
    import docx
    from docx.table import Table

    try:
        document = docx.Document(str(path))
    except Exception as error:
        raise Unreadable(
            f"{path.name}: is not a Word document that can be read ({type(error).__name__}); save it again as .docx"
        ) from None
    found: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            found += [_labelled([cell.text.strip() for cell in row.cells]) for row in part.rows]
        else:
            found.append(part.text)
    return found


def _labelled(cells: list[str]) -> str:
    """The last two cells of a row as one line: who speaks, what is said."""
    cells = [cell for cell in cells if cell]
    return f"{cells[-2].removesuffix(':')}: {cells[-1]}" if len(cells) > 1 else "".join(cells)


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
    return [*sheet.preamble, *(f"{who}: {said}" if who else str(said) for who, said in turns if said)]


@dataclass(frozen=True)
class _Turn:
    answers: bool
    text: str


def _interview(path: Path, lines: list[str]) -> Reading:
    head, body = _parted(lines)
    names = {name for key in ("informan",) if (name := re.split(r"[(,]", head.get(key, ""))[0].strip())}
    turns, strangers = _turns(body, {name.casefold() for name in names})
    if not any(turn.answers for turn in turns):
        said = "has no turn of the informant; begin each paragraph with 'P:' (who asks) or 'N:' (who answers)"
        return Reading(empty("units"), [Problem(path.name, message=said)])
    problems = [
        Problem(
            path.name,
            value=label,
            message="begins a paragraph like a third speaker; it was read as part of the turn before",
            severity="warning",
        )
        for label in dict.fromkeys(strangers)
    ]
    try:
        made = as_date(head["tanggal"]) if head.get("tanggal") else None
    except ValueError:
        said = "a date such as 2025-09-20 is expected after 'tanggal:'"
        return Reading(empty("units"), [Problem(path.name, value=head["tanggal"], message=said)])
    case = head.get("responden", "-").strip("-") or path.stem
    role = ROLES.get(head.get("peran", "").casefold(), head.get("peran") or None)
    rows = [
        (f"{path.stem}:{number}", "interview", case, role, "interview", made, turn.text)
        for number, turn in enumerate(turns, start=1)
        if turn.answers
    ]
    return Reading(unit_table(rows), problems)


def _parted(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The head lines by key, and what stands below: the head ends where somebody first asks or answers."""
    head: dict[str, str] = {}
    for number, line in enumerate(lines):
        turn = _TURN.match(line)
        if match := _HEAD.match(line):
            head.setdefault(match[1].casefold(), match[2].strip())
        elif turn and turn[1].casefold() in ASKS | ANSWERS:
            return head, lines[number:]
    return head, []


def _turns(lines: Iterable[str], names: set[str]) -> tuple[list[_Turn], list[str]]:
    """The turns in order, and labels that are neither of the two speakers'."""
    turns: list[_Turn] = []
    strangers = []
    for line in lines:
        match = _TURN.match(line)
        label = match[1].casefold() if match else ""
        if match and label in ASKS | ANSWERS | names:
            turns.append(_Turn(label not in ASKS, match[2].strip()))
        elif turns:
            if match and match[1][0].isupper() and len(match[1]) < 20:
                strangers.append(match[1])
            turns[-1] = _Turn(turns[-1].answers, f"{turns[-1].text}\n{line}".strip())
    return turns, strangers
