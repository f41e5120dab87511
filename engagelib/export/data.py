"""Tables, figures and data in the formats that journals and programs ask for.

Words and numbers of a table are those of the page (`contents.Table`); the .csv for Excel and the .sav hold whole tables.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engagelib.contracts import TABLES, ProblemsError
from engagelib.contracts.problems import MissingTable, Unreadable
from engagelib.export.contents import LEGIBLE, TYPE, Table
from engagelib.figures.paper import PICTURES, pictures
from engagelib.files import replacing, write_whole
from engagelib.study.study import Study
from engagelib.tables.files import write_csv
from engagelib.tables.view import is_rounded, is_worded
from engagelib.words import SENTENCES, say, sentence
from engagelib.words.harmless import UNPRINTABLE, taken

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WIDTHS", "csv", "dictionary", "drawing", "page", "sav", "width_of"]

#: Widths of a journal's columns, in mm.
WIDTHS = {"single": 85, "middle": 120, "double": 180}
_PRINTED = re.compile(r"-?\d+(?:\.\d+)?")
#: The most points that a figure's type may have when it is printed.
_MOST = 10.0


# --- figures --------------------------------------------------------------------------------------


def width_of(own: float, asked: int | None) -> int:
    """How wide a figure that was drawn `own` mm wide is printed: as asked if its type can be read, else the nearest width at which it can.

    >>> width_of(85, None), width_of(175, None), width_of(175, 85), width_of(85, 85)
    (85, 180, 180, 85)
    """
    legible = [width for width in WIDTHS.values() if LEGIBLE <= width / own <= _MOST / TYPE]
    wanted = own if asked is None else asked
    return min(legible or WIDTHS.values(), key=lambda width: (abs(width - wanted), width))


def drawing(source: Path, target: Path, kinds: list[str], width: int, dpi: int) -> None:
    """A figure's .pdf as files of a width in mm: the .pdf and .svg scaled, .png and .tiff (LZW) drawn anew from it."""
    import pypdfium2 as pdfium

    asked = [kind for kind in kinds if kind in PICTURES]
    for kind, content in pictures(source.with_suffix(".pdf"), asked, dpi, width).items():
        write_whole(target.with_name(f"{target.name}.{kind}"), content)
    with pdfium.PdfDocument(source.with_suffix(".pdf")) as drawn:
        page = drawn[0]
        scale = width / 25.4 * 72 / page.get_width()
        if "pdf" in kinds:
            whole = io.BytesIO()
            with pdfium.PdfDocument.new() as made:
                placed = drawn.page_as_xobject(0, made).as_pageobject()
                placed.transform(pdfium.PdfMatrix().scale(scale, scale))
                paper = made.new_page(page.get_width() * scale, page.get_height() * scale)
                paper.insert_obj(placed)
                paper.gen_content()
                made.save(whole)
            write_whole(target.with_name(f"{target.name}.pdf"), whole.getvalue())
    if "svg" in kinds:
        text = source.with_suffix(".svg").read_text(encoding="utf-8")
        size = (float(found) for found in re.findall(r'(?:width|height)="([\d.]+)pt"', text)[:2])
        across, down = size
        sized = text.replace(f'width="{across:g}pt"', f'width="{width}mm"', 1)
        head, tag, rest = sized.partition("<svg")
        inside, end, body = rest.partition(">")
        inside = re.sub(r'width="[^"]*"', f'width="{width}mm"', inside)
        inside = re.sub(r'height="[^"]*"', f'height="{width * down / across:.3f}mm"', inside)
        write_whole(target.with_name(f"{target.name}.svg"), head + tag + inside + end + body)


# --- tables ---------------------------------------------------------------------------------------


def page(table: Table, lang: str) -> str:
    """A table as a page of HTML that stands alone."""
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in table.headings)
    looks = ["right" if number else "left" for number in table.numbers]
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align: {look}">{html.escape(UNPRINTABLE.sub("", text))}</td>'
            for (text, _), look in zip(row, looks, strict=True)
        )
        + "</tr>\n"
        for row in table.rows
    )
    notes = "".join(f"<p>{html.escape(text)}</p>\n" for text in table.below)
    style = "table {border-collapse: collapse; border-top: 1px solid; border-bottom: 1px solid} thead {border-bottom: 1px solid} td, th {padding: 0.2em 0.5em; text-align: left; vertical-align: top} caption {text-align: left}"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(table.title)}</title><style>{style}</style></head>\n'
        f"<body><table><caption>{html.escape(table.title)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n{notes}</body></html>\n"
    )


def csv(table: pd.DataFrame, path: Path, lang: str) -> None:
    """A table as Excel of that language opens it by a double click: in Indonesian `;` and decimal commas, with a byte order mark.

    A number that is kept as it was printed is a number, a moment is that of UTC; a text that Excel would take for a date
    or another number (4/5, 007, an id of 19 digits) has an apostrophe before it, as one that it would run.
    """
    delimiter, decimal = (";", ",") if lang == "id" else (",", ".")
    shown = table.rename(columns=str).apply(lambda column: _for_excel(column, decimal))
    with replacing(path) as part:
        write_csv(shown, part, delimiter, "\r\n", decimal)


def _for_excel(column: pd.Series, decimal: str) -> pd.Series:
    import pandas as pd

    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.dt.tz_convert("UTC").dt.tz_localize(None)
    if not is_worded(column):
        return column
    if is_rounded(column.name):
        return column.map(
            lambda value: str(value).replace(".", decimal) if _PRINTED.fullmatch(str(value)) else value
        )
    return column.map(
        lambda value: f"'{value}" if isinstance(value, str) and taken(value, decimal) else value
    )


def dictionary(tables: dict[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    """What each column of these tables means: the contract's type, unit and allowed values, else the reader's word for it."""
    import pandas as pd

    rows = []
    for name, table in tables.items():
        known = {column.name: column for column in TABLES.get(name, ())}
        for column in map(str, table.columns):
            told = known.get(column)
            key = f"{name}.{column}"
            meaning = sentence(key, lang) if key in SENTENCES else told.meaning if told else say(column, lang)
            bounds = (told.low, told.high) if told else (None, None)
            allowed = "; ".join(told.allowed) if told else ""
            span = (
                " – ".join("" if end is None else f"{end:g}" for end in bounds)
                if bounds != (None, None)
                else ""
            )
            rows.append(
                (
                    name,
                    column,
                    told.type if told else str(table[column].dtype),
                    told.unit if told else "",
                    allowed or span,
                    meaning,
                )
            )
    return pd.DataFrame(rows, columns=["table", "column", "type", "unit", "allowed", "meaning"])


def raw(study: Study) -> Iterator[tuple[str, pd.DataFrame]]:
    """The study's tables as they are read, whose columns hold no words that people wrote as they liked."""
    for name in (
        "items",
        "responses",
        "profile",
        "sampling",
        "ratings",
        "codings",
        "codebook",
        "tickets",
        "videos",
        "accounts",
        "sales",
        "events",
    ):
        try:
            table = getattr(study, name)()
        except (MissingTable, Unreadable, ProblemsError):
            continue
        if len(table):
            free = [
                column.name
                for column in TABLES[name]
                if column.free and name != "codebook" and column.name in table
            ]
            yield name, table.drop(columns=[name for name in free if name != "value"])


def sav(study: Study, path: Path, lang: str) -> bool:
    """The questionnaire for SPSS, a row per respondent, each item with its question and the ends of its scale; False without one."""
    import pandas as pd
    import pyreadstat

    try:
        long, items = study.responses(), study.items().set_index("item")
    except MissingTable:
        return False
    state = long["state"].astype(str).where(long["state"].astype(str) != "none", "")
    pairs = list(zip(long["item"].astype(str), state, strict=True))
    names = _variables([f"{item}_{state_}" if state_ else item for item, state_ in dict.fromkeys(pairs)])
    by_pair = dict(zip(dict.fromkeys(pairs), names, strict=True))
    named = long.assign(variable=[by_pair[pair] for pair in pairs])
    wide = named.pivot_table(
        index=["respondent", "group"],
        columns="variable",
        values="value",
        aggfunc="first",
        sort=False,
        observed=True,
        dropna=False,
    ).reset_index()
    wide = wide.dropna(how="all", subset=[column for column in wide if column not in ("respondent", "group")])
    wide["group"] = wide["group"].astype(str)
    variables = named.drop_duplicates("variable").set_index("variable")
    labels: dict[str, str | None] = {
        "respondent": sentence("responses.respondent", lang),
        "group": sentence("responses.group", lang),
    }
    ends: dict[str, dict[Any, str]] = {}
    for name, row in variables.iterrows():
        known = items.loc[row["item"]] if row["item"] in items.index else None
        states = "" if str(row["state"]) == "none" else f" ({say(str(row['state']), lang)})"
        asked = str(known["text"]) if known is not None and pd.notna(known["text"]) else str(row["item"])
        labels[str(name)] = _cut(asked, 255 - len(states.encode())) + states
        if known is not None and pd.notna(known["low"]) and pd.notna(known["high"]):
            ends[str(name)] = {float(known["low"]): say("low", lang), float(known["high"]): say("high", lang)}
    with replacing(path) as part:
        pyreadstat.write_sav(
            wide.astype(dict.fromkeys(variables.index, "float64")),
            part,
            column_labels=labels,
            variable_value_labels=ends,
            variable_measure={"respondent": "nominal", "group": "nominal"}
            | dict.fromkeys(map(str, variables.index), "ordinal"),
            variable_format={
                str(name): "F3.0" for name in variables.index if wide[name].dropna().mod(1).eq(0).all()
            },
        )
    return True


#: Words of SPSS's own, and the two columns beside the items.
_RESERVED = {
    *[
        "all",
        "and",
        "by",
        "eq",
        "ge",
        "gt",
        "le",
        "lt",
        "ne",
        "not",
        "or",
        "to",
        "with",
        "respondent",
        "group",
    ]
}


def _variables(items: list[str]) -> list[str]:
    """Items' names as SPSS allows them, each once: letters, digits and _, a letter first, 64 bytes, no word of its own.

    >>> _variables(["A-1", "a_1", "1", "Q ñ", "BY"])
    ['A_1', 'a_1_2', 'v_1', 'Q__', 'v_BY']
    """
    names: dict[str, str] = {}
    for item in items:
        name = re.sub(r"\W", "_", item, flags=re.ASCII)
        name = (f"v_{name}" if name.lower() in _RESERVED or not name[:1].isalpha() else name)[:60]
        free = (one for one in (name, *(f"{name}_{n}" for n in range(2, 10_000))) if one.lower() not in names)
        name = next(free)
        names[name.lower()] = name
    return list(names.values())


def _cut(text: str, most: int) -> str:
    """A text of so many bytes at most, no letter cut in two."""
    return text.encode()[:most].decode(errors="ignore")
