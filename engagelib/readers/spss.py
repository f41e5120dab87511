"""A file of SPSS or jamovi as a sheet: codes as stored, their labels, and which of them the file itself calls missing."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.problems import Unreadable, note
from engagelib.readers.sheets import Sheet
from engagelib.text.bounds import archived, checked
from engagelib.text.encodings import opening

__all__ = ["LABELLED", "labels", "read_labelled", "read_omv", "read_sav"]

#: Endings of files whose codes have labels: SPSS, and jamovi.
LABELLED = (".sav", ".zsav", ".omv")


def read_sav(path: Path) -> Sheet:
    """A .sav or .zsav; user-missing codes stay in the cells, and the sheet knows them."""
    import pyreadstat

    with opening(path):
        checked(path)
        path.open("rb").close()
    try:
        frame, about = pyreadstat.read_sav(path, user_missing=True, dates_as_pandas_datetime=True)
    except Exception as error:
        raise Unreadable(path.name, note("no_spss_file", error=type(error).__name__)) from None
    cells = frame.astype(object).where(frame.notna(), None)
    rows = tuple(tuple(None if c == "" else c for c in row) for row in cells.itertuples(index=False))
    return _cases(
        path, frame.columns, rows, questions={n: text for n, text in about.column_names_to_labels.items() if text},
        values=about.variable_value_labels, missing=about.missing_ranges,
    )  # fmt: skip


def _cases(path: Path, header: Iterable[str], rows: tuple[tuple[object, ...], ...], **labels: Any) -> Sheet:
    """A sheet whose rows are cases, counted from 1."""
    return Sheet(path.name, "", tuple(header), rows, tuple(range(1, len(rows) + 1)), kind="case", **labels)


def read_labelled(path: Path) -> Sheet:
    """A file of SPSS or of jamovi, by its ending."""
    return read_omv(path) if path.suffix.lower() == ".omv" else read_sav(path)


def read_omv(path: Path) -> Sheet:
    """A .omv of jamovi (Data-Archive-Version 1.0, jamovi 1 to 2): its data, not its analyses.

    The layout is that of jamovi's own server/jamovi/server/formatio/omv.py and of R's jmvReadWrite: metadata.json names
    the columns, xdata.json their labels, data.bin holds column after column (4-byte integers, 8-byte numbers, or where
    a text begins in strings.bin), little-endian; INT_MIN and NaN are missing.
    """
    with opening(path):
        path.open("rb").close()
    try:
        with archived(path) as archive:
            about = json.loads(archive.read("metadata.json"))["dataSet"]
            labelled = json.loads(archive.read("xdata.json")) if "xdata.json" in archive.namelist() else {}
            data = archive.read("data.bin")
            texts = archive.read("strings.bin") if "strings.bin" in archive.namelist() else b""
        fields, n = about["fields"], int(about["rowCount"])
        known = {f["name"]: dict(_labelled(labelled.get(f["name"], {}))) for f in fields}
        columns = list(_columns(fields, n, data, texts))
        for column, one in zip(columns, fields, strict=True):
            if one.get("dataType") == "Text" and one["type"] == "integer":  # words kept by number
                names = known.pop(one["name"])
                column[:] = [names.get(code) for code in column]
        questions = {f["name"]: f["description"] for f in fields if f.get("description")}
        missing = {f["name"]: list(_missing(f.get("missingValues") or [])) for f in fields}
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable(path.name, note("no_jamovi_file", error=type(error).__name__)) from None
    rows = tuple(zip(*columns, strict=True)) if columns else ()
    return _cases(
        path, (str(f["name"]) for f in fields), rows, questions=questions,
        values={name: codes for name, codes in known.items() if codes}, missing={k: v for k, v in missing.items() if v},
    )  # fmt: skip


def _columns(fields: list[Mapping[str, Any]], n: int, data: bytes, texts: bytes) -> Iterator[list[Any]]:
    """The cells of each column; ValueError for data that end before their columns do."""
    at = 0
    for one in fields:
        kind, size = {"number": ("<f8", 8), "integer": ("<i4", 4), "string": ("<i4", 4)}[one["type"]]
        if n < 0 or at + n * size > len(data):
            raise ValueError("data.bin is too short")
        raw = np.frombuffer(data, kind, n, at)
        at += n * size
        if one["type"] == "number":
            yield [None if value != value else value for value in raw.tolist()]
        elif one["type"] == "integer":
            yield [None if value == -(2**31) else value for value in raw.tolist()]
        else:
            yield [_text_at(texts, value) for value in raw.tolist()]


def _text_at(texts: bytes, at: int) -> str | None:
    """The text that begins at a byte and ends with a zero; nothing for a blank."""
    return texts[at : texts.index(0, at)].decode("utf-8", "replace") or None if at >= 0 else None


def _labelled(column: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    """Code -> label, but for labels that are the code itself."""
    return (
        (int(code), str(label)) for code, label, *_ in column.get("labels", []) if str(code) != str(label)
    )


_LIMIT = re.compile(r"(==|<=|>=|<|>) *(-?\d+(?:\.\d+)?|'.*'|\".*\")")


def _missing(conditions: list[str]) -> Iterator[dict[str, object]]:
    """What jamovi calls missing ("== 99", ">= 8", "== 'NA'") as ranges."""
    for condition in conditions:
        if not (found := _LIMIT.fullmatch(condition.strip())):
            raise ValueError(f"missing values {condition!r}")
        sign, said = found.groups()
        if said[0] in "'\"":
            yield {"lo": said[1:-1], "hi": said[1:-1]}
            continue
        value = float(said)
        low = value if sign in ("==", ">=") else np.nextafter(value, np.inf) if sign == ">" else -np.inf
        high = value if sign in ("==", "<=") else np.nextafter(value, -np.inf) if sign == "<" else np.inf
        yield {"lo": float(low), "hi": float(high)}


def labels(path: Path) -> pd.DataFrame:
    """The labels of an SPSS file (or one of jamovi) and how often each code occurs.

    Out: variable, question, code, label, missing (does the file call it so), n.
    """
    sheet = read_labelled(path)
    rows = []
    for name in sheet.header:
        counts = pd.Series(sheet.column(name), dtype=object).value_counts()
        codes = dict.fromkeys(
            [*sheet.values.get(name, {}), *(c for c in counts.index if sheet.is_missing(name, c))]
        )
        for code in codes:
            where = (name, sheet.questions.get(name), code, sheet.values.get(name, {}).get(code))
            rows.append((*where, sheet.is_missing(name, code), int(counts.get(code, 0))))
    return pd.DataFrame(rows, columns=["variable", "question", "code", "label", "missing", "n"])
