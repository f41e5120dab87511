"""Who answered a questionnaire: the columns that are no questions of it, such as age, sex, job."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from engagelib.contracts import Problem, typed
from engagelib.contracts.problems import note
from engagelib.contracts.values import is_blank
from engagelib.people import People
from engagelib.readers.aliases import listed
from engagelib.readers.conform import Origins, Reading, origins
from engagelib.readers.forms import NAMES, Form, files_of, forms
from engagelib.readers.sheets import header_key, shown
from engagelib.text.masks import at_the_door

__all__ = ["attribute_of", "profile"]

#: What a header asks for -> the attribute.
_ATTRIBUTES = {name: attribute for attribute, names in listed("attributes").items() for name in names}
#: What stands beside that in a header: "1. Berapa usia Anda saat ini (tahun)?" asks for usia.
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]|^\d+\s*[.)]|[^\w\s/]")
_FILLERS = frozenset({
    "anda", "kamu", "saudara", "saudari", "kakak", "bapak", "ibu", "responden", "apa", "apakah", "berapa", "berapakah", "saat",
    "ini", "sekarang", "pilih", "isi", "what", "which", "is", "are", "your", "you", "the", "current", "please", "select",
})  # fmt: skip
#: So many columns that nothing reads are named.
MOST = 12


def profile(
    path: Path | Sequence[Path],
    attributes: Mapping[str, str] | None = None,
    taken: Collection[str] = (),
    sheets: Mapping[str, str] | None = None,
    respondent: str | None = None,
    *,
    group: str | None = None,
    duplicates: str = "error",
    layout: str = "auto",
    people: People | None = None,
) -> Reading:
    """What is told of respondents, attribute by attribute, as they answered.

    In: a csv, xlsx, .sav (SPSS) or .omv (jamovi). Out: `Reading` of the table `profile` (respondent, attribute, value).

    Age, sex, education, job and so on are known by their headers; `attributes` names others: attribute -> header.
    Columns that are `taken` (questions, open questions) and columns that tell who somebody is are none; what is left is
    named in a warning. The other arguments are those of `readers.responses`.
    """
    problems: list[Problem] = []
    mapping: dict[str, str] = {}
    told: dict[tuple[str, str], tuple[str | None, int]] = {}  # and which row of all forms says it
    spare: dict[str, None] = {}
    whence = Origins.of("", ())
    declared = attributes or {}
    for name, form in forms(path, sheets, group, problems, respondent, people).items():
        if form.is_paired():
            continue  # statements, not people
        screening = people.screening if people else {}
        free = _free(form, {*taken, *screening, *([group] if group else [])})
        columns = _columns(form, free, declared)
        spare |= dict.fromkeys(header for header in free if header not in columns.values())
        mapping |= {f"{name}/{attribute}": header for attribute, header in columns.items()}
        for attribute, header in columns.items():
            for row, person, value in _values(form, header, duplicates, layout):
                if (person, attribute) not in told or told[person, attribute][0] is None:
                    told[person, attribute] = value, len(whence) + row
        whence = Origins.merged([whence, origins(form.sheet)])
    there = {key.partition("/")[2] for key in mapping}
    problems += [
        Problem(files_of(path), value=header, message=note("no_profile_column", name=name))
        for name, header in declared.items()
        if name not in there
    ]
    if spare:
        some = [f"'{shown(header, 40)}'" for header in list(spare)[:MOST]]
        unread = note("columns_unread", headers=some + ["…"] * (len(spare) > MOST))
        problems.append(Problem(files_of(path), message=unread, severity="warning"))
    rows = [(*key, value) for key, (value, _) in told.items()]
    table = typed("profile", pd.DataFrame(rows, columns=["respondent", "attribute", "value"]))
    origin = whence.only([row for _, row in told.values()])
    return Reading(at_the_door("profile", table), problems, mapping, origin)


def _free(form: Form, taken: Collection[str]) -> list[str]:
    """The columns that are read as nothing else and do not tell who somebody is."""
    others = {form.respondent, *map(form.header, taken), *(form.header(*names) for names in NAMES.values())}
    return [h for h in form.sheet.header if h and h not in others and not form.names_people(h)]


def _columns(form: Form, free: Collection[str], declared: Mapping[str, str]) -> dict[str, str]:
    """Attribute -> its header: as declared, else the first that asks for it."""
    columns = {attribute: header for attribute, named in declared.items() if (header := form.header(named))}
    for header in free:
        attribute = attribute_of(form.sheet.questions.get(header, header))
        if attribute and attribute not in columns and header not in columns.values():
            columns[attribute] = header
    return columns


def attribute_of(question: str) -> str:
    """The attribute that a header asks for; "" where it is none of the usual ones."""
    return _ATTRIBUTES.get(_bare(question), "")


def _bare(question: str) -> str:
    """What a header asks for, without what stands beside it.

    >>> _bare("1. Berapa usia Anda saat ini (tahun)?"), _bare("Jenis Kelamin *")
    ('usia', 'jenis kelamin')
    """
    words = _ASIDE.sub(" ", header_key(question)).split()
    return " ".join(word for word in words if word not in _FILLERS)


def _values(form: Form, header: str, duplicates: str, layout: str) -> Iterator[tuple[int, str, str | None]]:
    """Row by row who gave which answer; spellings that differ in case and spaces are one, as first written."""
    keys = [None if person is None else (person,) for person in form.people]
    is_long = form.is_long(layout)
    kept = (
        range(len(keys)) if is_long else form.once(form.respondent or form.sheet.header[0], keys, duplicates)
    )
    cells, spelt = form.sheet.column(header), dict[str, str]()
    for row in kept:
        person, raw = form.people[row], cells[row]
        raw = None if form.sheet.is_missing(header, raw) else form.sheet.label(header, raw)
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        value = None if is_blank(raw) else " ".join(str(raw).split())
        if person is not None:
            yield row, person, None if value is None else spelt.setdefault(value.casefold(), value)
