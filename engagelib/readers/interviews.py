"""What people said, as units: interviews in Word, plain text or Excel, turn by turn."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from engagelib.contracts import DTYPES, ZONE, Problem, columns, empty, typed
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.contracts.values import as_time
from engagelib.files import READ_IN, SHEETS
from engagelib.people import MADE_UP, People, is_code
from engagelib.readers.aliases import found, known, listed
from engagelib.readers.conform import Origins, Reading, lacking
from engagelib.readers.notation import date_parser
from engagelib.readers.sheets import header_key, read_sheet
from engagelib.readers.word import parts
from engagelib.text.encodings import contents, decoded
from engagelib.text.masks import at_the_door, counted, masked

__all__ = ["SUFFIXES", "named_after", "unit_table", "units"]

#: What an interview may be kept in.
SUFFIXES = READ_IN["interviews"]


def unit_table(rows: list[tuple], zone: str = ZONE) -> pd.DataFrame:
    """Rows of the contract's `units`; made_at is a moment, or a day or time in `zone`."""
    frame = pd.DataFrame(rows, columns=list(columns("units")))
    stamps = [None if pd.isna(value) else as_time(value, zone) for value in frame["made_at"]]
    table = typed("units", frame.assign(made_at=pd.Series(stamps, dtype=DTYPES["time"])))
    return at_the_door("units", table)


#: So many labels are listed where none is an informant's.
LABELS = 8
#: Who a turn belongs to, as transcripts label it, maybe numbered (N1); beside these, the informant's own name.
ASKS = frozenset((
    "moderator", "fasilitator", "facilitator", "p", "q", "t", "pewawancara", "peneliti", "penanya", "tanya", "interviewer",
    "researcher",
))  # fmt: skip
ANSWERS = frozenset((
    "n", "i", "j", "a", "r", "narasumber", "informan", "responden", "partisipan", "jawab", "informant", "respondent",
    "participant", "interviewee",
))  # fmt: skip
#: Letters that stand for who asks in one language and who answers in the other: informan or interviewer,
#: pewawancara or participant, responden or researcher. The other label or the question marks tell.
EITHER = frozenset({"i", "p", "r"})
ROLES = {
    "pemilik": "owner", "pelanggan": "customer", "admin": "admin", "admin layanan": "admin",
    "pengelola akun": "account_manager", "karyawan": "employee",
}  # fmt: skip
#: How a head line may begin -> what it tells.
_KEYS = {key: name for name, keys in listed("heads").items() for key in keys}

_CLOCK = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?"  # [00:03:12], as transcription programs put it
_ONLY_TIME = re.compile(rf"{_CLOCK}(?:\s*(?:-->|[-–—])\s*{_CLOCK})?")  # on a line of its own
_TIME = rf"(?:{_CLOCK}\s*)?"
#: **N:** as in Markdown; a sign within a word (@warung_sari) is the word's.
_MARKED = re.compile(r"(?<![^\W_])([*_]{1,2})(?=\S)(.+?)(?<=\S)\1(?![^\W_])|\*\*")
_TURN = re.compile(
    rf"^{_TIME}(?P<label>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){{0,3}}(?: ?\([^()]{{1,20}}\))?)\s*{_TIME}(?:[:：]\s*|\t+)(?P<words>.*)$",
    re.DOTALL,
)


def units(path: Path, zone: str = ZONE, people: People | None = None) -> Reading:
    """An interview: head lines (`peran: pelanggan`), then a paragraph, line or row a turn.

    In: a .docx, .txt or a sheet. Out: `Reading` of the table `units`.

    A turn begins with who speaks (`P:` asks, `N:` answers; also Q/A, T/J, Pewawancara/Narasumber, the names
    that the head gives after `informan:` and `pewawancara:`, any name where a moderator or interviewer asks), before or after a time stamp if there is one; a
    line without goes on with the turn before. Headings and lines of a time stamp alone are nobody's words. A sheet, or a table in Word, has a column for the speaker and one for the
    words. Turns are counted from 1 over both speakers; what the informant says becomes the units
    `<file>:<turn>`; where several answer by numbers (N1, N2), `speaker` tells who. Its day is one of `zone`. Who stands after `responden:` by no code goes by pseudonym, as
    `people` of the study do; of an informant who is left out nothing is read. Raises Unreadable for a file of
    another kind. The mapping names the informant as the head does.

    >>> from pathlib import Path
    >>> from engagelib import readers
    >>> reading = readers.units(Path("data/raw/kia-metro/interviews/customer-1.docx"))
    >>> len(reading.table), reading.table["unit"][0], reading.problems
    (14, 'customer-1:2', [])
    """
    readers = {**dict.fromkeys(SHEETS, _rows), ".docx": _paragraphs, ".txt": _lines}
    if path.suffix.lower() not in readers:
        raise Unreadable(path.name, note("unreadable_interview"))
    stripped = ((place, line.strip()) for place, line in readers[path.suffix.lower()](path))
    lines = [(place, line) for place, line in stripped if line and not _ONLY_TIME.fullmatch(line)]
    return _interview(path, lines, zone, people or People())


#: A line, behind the sheet, the kind of place and the number that tell where it stands.
_Placed = tuple[tuple[str, str, str], str]


def _paragraphs(path: Path) -> list[_Placed]:
    """The lines of a Word document; a heading is nobody's words unless it tells who speaks."""
    found: list[_Placed] = []
    for number, part in parts(path):
        if isinstance(part, list):
            found += [(("", "table_row", f"{number}.{row}"), line) for row, line in _labelled(part)]
        elif not part[1] or _tells(part[0]):
            found.append((("", "paragraph", str(number)), part[0].strip(" ")))
    return found


def _tells(line: str) -> bool:
    """Whether a line is a head line or begins with who asks or answers."""
    match = _TURN.match(line)
    label = match["label"] if match else ""
    return _plain(label) in ASKS | ANSWERS or header_key(label) in _KEYS


def _labelled(grid: list[list[str]]) -> list[tuple[int, str]]:
    """A table's rows as lines, each behind the number of its row: speaker and words by their headers, or the first cell that is a label and the next."""
    grid = [[cell for cell in row if cell.strip() != ":"] for row in grid]  # Peran | : | Pemilik
    if not grid:
        return []
    heads = [header_key(cell) for cell in grid[0]]
    turns = listed("turns").values()
    speaker, words = (next((heads.index(n) for n in names if n in heads), None) for names in turns)
    lines: list[tuple[int, str]] = []
    first = 1 if speaker is not None and words is not None else 0
    for number, row in enumerate(grid[first:], start=first + 1):
        who = speaker if speaker is not None and words is not None else _place_of_label(row)
        told = [cell for cell in row if cell]
        if told and len(told) % 2 == 0 and all(_key(cell) in _KEYS for cell in told[::2]):
            pairs = zip(told[::2], told[1::2], strict=True)
            lines += [(number, f"{_key(key)}: {value}") for key, value in pairs]
            continue
        if who is None or who + 1 >= len(row):
            lines.append((number, " ".join(told)))
            continue
        said = row[words] if words is not None and speaker is not None else row[who + 1]
        lines.append((number, f"{row[who].rstrip(': ')}: {said}" if row[who] else said))
    return lines


def _key(cell: str) -> str:
    return header_key(cell.strip().rstrip(": "))


def _place_of_label(row: list[str]) -> int | None:
    places = (i for i, cell in enumerate(row) if _plain(cell.rstrip(": ")) in ASKS | ANSWERS)
    return next(places, None)


def _plain(label: str) -> str:
    """A label without case, number and what stands in brackets after it, unless that says who asks or answers.

    >>> _plain("N1"), _plain("Bu Sari"), _plain("Peneliti (P)"), _plain("Dina (Pewawancara)")
    ('n', 'bu sari', 'peneliti', 'pewawancara')
    """
    plain, aside = (
        re.sub(r"(?<=[a-z])\s*\d+$", "", part.casefold().strip(" .)")) for part in label.partition("(")[::2]
    )
    return aside if len(aside) > 1 and aside in ASKS | ANSWERS else plain


def _unspaced(label: str) -> str:
    """A label as one word: who of several speaks.

    >>> _unspaced("N 1"), _unspaced("Informan 2 (ibu)")
    ('n1', 'informan2')
    """
    return re.sub(r"[\s.]", "", label.partition("(")[0]).casefold()


def _lines(path: Path) -> list[_Placed]:
    lines = decoded(contents(path), path.name).splitlines()
    return [(("", "line", str(number)), line) for number, line in enumerate(lines, start=1)]


def _rows(path: Path) -> list[_Placed]:
    sheet = read_sheet(path, known=known("turns"))
    named = found("turns", sheet)
    if missing := lacking("turns", sheet, (name for name in listed("turns") if name not in named)):
        raise Unreadable(path.name, missing[0].message)
    turns = zip(sheet.numbers, sheet.column(named["speaker"]), sheet.column(named["words"]), strict=True)
    head: list[str] = []
    for cell in (cell for cell in sheet.preamble if cell.strip() != ":"):
        key = head[-1].strip() if head else ""  # a key and its value may stand in cells of their own
        joined = (key.endswith(":") or _key(key) in _KEYS) and not cell.strip().endswith(":")
        head[-1:] = [f"{key.rstrip(': ')}: {cell}"] if joined else [*head[-1:], cell]
    said = [
        ((sheet.name, "row", str(number)), f"{str(who).rstrip(': ')}: {words}" if who else str(words))
        for number, who, words in turns
        if words
    ]
    return [*((("", "row", ""), line) for line in head), *said]


@dataclass(frozen=True)
class _Turn:
    answers: bool
    text: str
    label: str
    begins: int  # at which line


def _interview(path: Path, placed: list[_Placed], zone: str, people: People) -> Reading:
    lines = [line for _, line in placed]
    plain = [_MARKED.sub(lambda found: found[2] or "", line) for line in lines]
    head, begins = _parted(plain)
    name, said_case = (head.get(key, "").strip() for key in ("name", "case"))
    plainly = name.partition(",")[0]
    if people.gone({path.stem, said_case, name, plainly, _ASIDE.sub("", plainly)} - {""}):
        return Reading(empty("units"))
    label, asker = _named(head, "name"), _named(head, "asker")
    if path.suffix.lower() in SHEETS:  # whose column says who speaks, by whatever name
        own = next((n for n, (place, line) in enumerate(placed) if place[2] and _begins(line)), begins)
        begins = min(begins, own)
    if begins == len(lines):  # nobody goes by what tells who asks: by names, maybe
        begins = next((n for n, line in enumerate(plain) if _begins(line)), begins)
    body = [(line, _TURN.match(_unmarked(line))) for line in lines[begins:]]
    begun = [(match["label"], match["words"]) for _, match in body if match]
    group = [one for one in dict(begun) if _plain(one) not in ASKS | ANSWERS | {label, asker}]
    guessed = ""
    if path.suffix.lower() not in SHEETS:
        group, guessed = _by_name(begun, group, label)
    asker = _plain(guessed) or asker
    answering = _answering(begun, label, asker)
    if answering is None:
        return Reading(empty("units"), [Problem(path.name, message=note("who_asks"))])
    answering |= {_plain(one) for one in group}
    turns, strangers = _turns(body, {*ASKS, *ANSWERS, *answering, label, asker} - {""}, answering)
    if not any(turn.answers and turn.text for turn in turns):
        return Reading(empty("units"), [Problem(path.name, message=_no_turn(plain))])
    problems = [_stranger(path.name, label) for label in dict.fromkeys(strangers)]
    if _plain(guessed) not in {"", *ASKS}:
        asks = note("asks_by_questions", asks=guessed)
        problems.append(Problem(path.name, message=asks, severity="warning"))
    made, wrong = _day(head.get("date", ""))
    if wrong:
        return Reading(empty("units"), [Problem(path.name, value=head["date"], message=wrong)])
    role = ROLES.get(head.get("role", "").casefold(), head.get("role")) or _role_in(name)
    if not role:
        problems.append(Problem(path.name, message=note("whose_words"), severity="warning"))
    case = people.shown(said_case) if said_case.strip("-") else path.stem
    named = () if re.search(MADE_UP, name, re.IGNORECASE) else _called(name)
    told_aside = [one for one in dict(begun) if _plain(one) != _plain(one.partition("(")[0])]
    named += tuple(word for one in [*group, *told_aside] for word in _called(one))
    shown = {_unspaced(one): one if _is_role(one) else people.shown(one) for one in group}
    gone = {_unspaced(one) for one in group if people.gone({one})}
    turns = [replace(turn, text="") if turn.label in gone else turn for turn in turns]
    answer = {turn.label for turn in turns if turn.answers}
    several = {label for label in answer if label in shown or re.search(r"\d$", label)}
    speaker = {one: f"{case}/{shown.get(one, one)}" for one in several} if len(several) > 1 else {}
    told = [(number, turn) for number, turn in enumerate(turns, start=1) if turn.answers and turn.text]
    rows = [
        (f"{path.stem}:{number}", "interview", case, speaker.get(turn.label, case), number, role, "interview", made,
         masked(turn.text, named))
        for number, turn in told
    ]  # fmt: skip
    places = [placed[begins + turn.begins][0] for _, turn in told]
    sheets, kinds, at = zip(*places, strict=True)
    whence = Origins.of(path.name, at, sheets, kinds)
    return Reading(unit_table(rows, zone), problems, {"informant": name} if name else {}, whence)


def _begins(line: str) -> bool:
    """Whether a line is a turn and tells nothing of the interview."""
    match = _TURN.match(line)
    return match is not None and _key(match["label"]) not in _KEYS


def _is_role(label: str) -> bool:
    """Whether a label names no person: "Peserta 1", "P3", "Pemilik"."""
    plain = _plain(label)
    return is_code(label) or plain in ROLES or plain in _PARTS or len(plain) == 1


#: What members of a group are called who have no name.
_PARTS = {"peserta", "anggota", "member", "speaker", "pembicara", "participant", "informan", "responden"}


#: Who spoke, by the label, and the words.
_Begun = tuple[str, str]


def _by_name(begun: Sequence[_Begun], group: Sequence[str], name: str) -> tuple[list[str], str]:
    """Those who answer by their names where nobody answers by another label; and who asks, where no label says so but
    one speaker's turns are mostly questions.

    A stranger's words go into nobody's mouth: where one speaks, nobody is told by name.
    """
    often = Counter(label for label, _ in begun)
    used = {*map(_plain, often)}
    if used & (ANSWERS | {name}):
        return [], ""
    if used & (ASKS - EITHER):
        known = [
            one for one in group if often[one] > 1 or _is_role(one) or one.split()[0].casefold() in _TITLES
        ]
        return known if len(known) == len(group) else [], ""
    first = next((at for at, (label, _) in enumerate(begun) if often[label] > 1), 0)
    turns = [(label, "?" in words) for label, words in begun[first:]]
    asks = _asking(turns)
    if not asks or any(often[label] < 2 for label, _ in turns):
        return [], ""
    return [one for one in dict(turns) if one != asks], asks


def _asking(turns: Iterable[tuple[str, bool]]) -> str:
    """The one of several speakers whose turns are mostly questions, the others' seldom; "" where there is none."""
    asked: dict[str, list[bool]] = {}
    for who, mark in turns:
        asked.setdefault(who, []).append(mark)
    share = {who: sum(marks) / len(marks) for who, marks in asked.items()}
    asking = [who for who in share if share[who] >= 0.5]
    others = [share[who] for who in share if who not in asking]
    return asking[0] if len(asking) == 1 and others and max(others) <= 0.25 else ""


def _called(name: str) -> tuple[str, ...]:
    """How an informant is called: by the whole name, and behind a title by that or its first word."""
    whole = [word for word in _ASIDE.sub(" ", name).partition(",")[0].split() if not is_code(word)]
    titles = [word for word in whole if word.casefold().rstrip(".") in _TITLES]
    names = [word for word in whole if word not in titles and len(word) > 2]
    if not names:
        return ()
    return (" ".join(names), *(f"{title} {own}" for title in titles for own in (" ".join(names), names[0])))


def _role_in(name: str) -> str | None:
    """The role that stands beside a name or for it: "Bu Sari (Pemilik)", "Pelanggan A"; None where there is none."""
    words = [name.partition("(")[2].strip(") "), *name.split()[:1]]
    return next((ROLES[word] for one in words if (word := one.casefold()) in ROLES), None)


_ASIDE = re.compile(r"\s*\(.*?\)\s*")
_TITLES = frozenset((
    "anggota", "apoteker", "barista", "bendahara", "dokter", "dosen", "guru", "karyawan", "kasir", "kepala", "ketua", "koki",
    "konsumen", "kurir", "mahasiswa", "manajer", "mitra", "pasien", "pegawai", "pelanggan", "pemasok", "pembeli", "pemilik",
    "pengurus", "penjahit", "perajin", "perawat", "petugas", "pustakawan", "reseller", "sekretaris", "staf", "staff", "supplier",
    "supervisor", "tukang",
    "abang", "bang", "bapak", "bude", "budhe", "ceu", "haji", "ibu", "kak", "kakak", "kang", "mas", "mbak", "mrs", "neng",
    "pak", "pakde", "teh", "uda", "uni",
))  # fmt: skip


def named_after(path: Path, name: str) -> list[Problem]:
    """A word if a file goes by its informant's name, which ids show and nothing can hide, or by an address or number."""
    words = (
        set() if re.search(MADE_UP, name, re.IGNORECASE) else set(_words_of(name.partition(",")[0])) - _TITLES
    )
    told = {"email", "phone", "mention"} & counted([masked(path.stem)]).keys()
    if not told and not words & set(_words_of(path.stem)):
        return []
    said = note("named_after_informant", name=f"K1-owner{path.suffix}")
    return [Problem(path.name, message=said, severity="warning")]


def _words_of(words: str) -> list[str]:
    return [
        word for word in re.findall(r"[^\W\d_]+", words.casefold()) if len(word) > 2 and not is_code(word)
    ]


def _answering(begun: Iterable[_Begun], name: str, asker: str) -> set[str] | None:
    """The labels of those who answer; None where I, P and R may be either and nothing tells them apart."""
    turns = [(_plain(label), "?" in words) for label, words in begun]
    used = {label for label, _ in turns}
    either = (used & EITHER) - {name, asker}
    asks = (used & ((ASKS - EITHER) | {asker})) - {name}
    answers = used & ((ANSWERS - EITHER - {asker}) | {name})
    if len(either) < 2 and bool(asks) != bool(answers):
        return answers or either  # the other label tells
    if len(either) < 2 or asks or answers:
        return answers | (either & ANSWERS)
    asking = _asking(turn for turn in turns if turn[0] in either)
    return either - {asking} if asking else None


def _unmarked(line: str) -> str:
    """A line without the marks of Markdown round its label; the words stay as they are.

    >>> _unmarked("**N:** harga 3*4 ribu, __penting__"), _unmarked("__N__: file_baru"), _unmarked("*N: ya*")
    ('N: harga 3*4 ribu, __penting__', 'N: file_baru', 'N: ya')
    """
    found = re.match(rf"^({_TIME})([*_]{{1,3}})(?=[^\s*_])(.*)$", line, re.DOTALL)
    if found is None:
        return line
    time, mark, rest = found.groups()
    label, close, after = rest.partition(mark)
    if close and (label.rstrip().endswith((":", "：")) or re.match(rf"\s*{_TIME}[:：\t]", after)):
        return f"{time}{label}{after}"
    return time + rest.removesuffix(mark) if _TURN.match(rest) else line


def _no_turn(lines: list[str]) -> Note:
    """What an interview in which nobody answers is told: the labels that it has, the commonest first."""
    begun = (match["label"] for line in lines if (match := _TURN.match(line)))
    labels = Counter(label for label in begun if header_key(label) not in _KEYS)
    found = [f"'{label}:' ({n})" for label, n in labels.most_common(LABELS)]
    return note("no_turn", labels=found or note("none"))


def _named(head: dict[str, str], who: str) -> str:
    """The name of a head line, as a label would have it; empty without one."""
    return _plain(head.get(who, "").partition(",")[0])


def _stranger(file: str, label: str) -> Problem:
    """A label that is nobody's: a short one is a slip that puts words into the wrong mouth."""
    if len(label) <= 2:
        return Problem(file, value=f"{label}:", message=note("label_of_neither"))
    return Problem(file, value=label, message=note("third_speaker"), severity="warning")


def _day(words: str) -> tuple[dt.datetime | None, Note | None]:
    """The day of a head line, and what is wrong with it."""
    bare = re.sub(r"^[^\W\d]+,\s*", "", words)  # Rabu, 15 Oktober 2025
    if not bare:
        return None, None
    expected = note("head_date_expected")
    try:
        day = date_parser([bare])[0](bare)
    except (ValueError, KeyError):
        return None, expected
    return (day, None) if 1990 <= day.year <= 2100 else (None, expected)


def _parted(lines: list[str]) -> tuple[dict[str, str], int]:
    """The head lines by what they tell, and where they end: where somebody asks or answers."""
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
        elif label and label in {*ASKS, *ANSWERS, _named(head, "name"), _named(head, "asker")}:
            return head, number
    return head, len(lines)


def _turns(
    lines: Iterable[tuple[str, re.Match[str] | None]], known: Collection[str], answering: Collection[str]
) -> tuple[list[_Turn], list[str]]:
    """The turns in order, and labels that are neither of the two speakers'."""
    turns: list[_Turn] = []
    strangers = []
    for number, (line, match) in enumerate(lines):
        label = _plain(match["label"]) if match else ""
        if match and label in known:
            turns.append(_Turn(label in answering, match["words"].strip(), _unspaced(match["label"]), number))
        elif turns:
            if match and len(match["label"]) < 20 and match["label"].istitle():
                strangers.append(match["label"])
            turns[-1] = replace(turns[-1], text=f"{turns[-1].text}\n{line}".strip())
    return turns, strangers
