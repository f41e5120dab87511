"""Excel templates: a sheet to fill in with drop-downs and example rows, and beside it what each column means.

An example row is known by a mark in a column of its own ("baris contoh", "example row"): `readers.sheets` leaves such rows
out of every table and says so, so that no example is ever counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engagelib.contracts import Column, columns
from engagelib.files import replacing
from engagelib.readers.aliases import listed
from engagelib.readers.sheets import EXAMPLE
from engagelib.words import SENTENCES, sentence

__all__ = ["SHOWN", "coding_sheet", "write"]

#: Template -> its columns; of the others the contract's.
SHOWN: dict[str, tuple[str, ...]] = {
    "items": ("item", "text", "construct", "objective", "reversed", "low", "high", "group"),
    "responses": ("respondent", "timestamp", "sex", "age", "KK1", "KK2", "KK3", "suggestion"),
    "codebook": ("code", "theme", "name", "definition", "include", "exclude", "example"),
    "codings": ("unit", "coder", "code", "memo"),
    "tickets": ("ticket", "process", "channel", "opened_at", "first_reply_at", "closed_at", "record_id", "initiated_by"),
    "sales": ("date", "outlet", "product", "quantity", "amount", "open", "note"),
    "evidence": ("claim", "source", "method", "ref", "stance", "prominence", "quote"),
    "published": ("place", "row", "column", "printed", "quantity"),
    "member_check": ("informant", "finding", "sent", "returned", "outcome", "action"),
}  # fmt: skip
#: Where a template goes whose table is not looked for by its own name.
_PLACES = {"responses": "survey.xlsx", "codings": "codings/template.xlsx"}
#: Two rows that show how a template is filled in, language by language.
_EXAMPLES: dict[str, dict[str, list[list[object]]]] = {
    "items": {
        "id": [["KK1", "KK1", "Kualitas konten", None, "tidak", 1, 5, None], ["KK2", "KK2", "Kualitas konten", None, "ya", 1, 5, None]],
        "en": [["KK1", "KK1", "Content quality", None, "no", 1, 5, None], ["KK2", "KK2", "Content quality", None, "yes", 1, 5, None]],
    },
    "responses": {
        "id": [["R01", "2025-06-02 09:14", "Perempuan", "26-35", 5, 4, 4, "Balas lebih cepat"], ["R02", "2025-06-02 10:40", "Laki-laki", "17-25", 3, 4, 2, None]],
        "en": [["R01", "2025-06-02 09:14", "female", "26-35", 5, 4, 4, "Answer faster"], ["R02", "2025-06-02 10:40", "male", "17-25", 3, 4, 2, None]],
    },
    "codebook": {
        "id": [["HARGA", "Tanya", "Tanya harga", "Pelanggan menanyakan harga", "harga, berapa, biaya", "menawar", "Berapa harganya?"]],
        "en": [["PRICE", "Asking", "Asks the price", "The customer asks what it costs", "price, how much", "bargaining", "How much is it?"]],
    },
    "codings": {
        "id": [["7533630625757238907", "Rina", "HARGA", None], ["R01/saran", "Rina", "LAYANAN", "minta balasan cepat"]],
        "en": [["7533630625757238907", "Rina", "PRICE", None], ["R01/suggestion", "Rina", "SERVICE", "wants a faster answer"]],
    },
    "tickets": {
        "id": [["T001", "incident", "whatsapp", "2025-06-02 09:14", "2025-06-02 09:40", "2025-06-02 11:00", "K-17", "customer"], ["T002", "request", "dm", "2025-06-03 20:05", None, None, None, "customer"]],
    },
    "sales": {
        "id": [["2025-06-02", "Pusat", "Kemeja", 7, 1_050_000, "ya", None], ["2025-06-03", "Pusat", "Kemeja", None, None, "tidak", "libur"]],
        "en": [["2025-06-02", "Main", "Shirt", 7, 1_050_000, "yes", None], ["2025-06-03", "Main", "Shirt", None, None, "no", "closed"]],
    },
    "evidence": {
        "id": [["K01", "owner", "interview", "units:W1-owner:2", "supports", "high", "Live itu penjualan langsung naik"]],
        "en": [["K01", "owner", "interview", "units:W1-owner:2", "supports", "high", "with a live show sales go up at once"]],
    },
    "published": {
        "id": [["Tabel 2", "KR", "Rata-rata", "3,72", "scores/group=customer,state=none,construct=KR/mean"]],
        "en": [["Table 2", "KR", "Mean", "3.72", "scores/group=customer,state=none,construct=KR/mean"]],
    },
    "member_check": {
        "id": [["W1-owner", "K01", "2025-07-01", "2025-07-05", "agree", "tidak ada yang diubah"]],
        "en": [["W1-owner", "K01", "2025-07-01", "2025-07-05", "agree", "nothing was changed"]],
    },
}  # fmt: skip
#: How many rows have drop-downs, and how wide a column may be.
_ROWS, _WIDEST = 1000, 44
_INK, _HEAD, _PALE = "1F2A44", "DCE6F1", "F5F5F0"


def write(folder: Path, lang: str = "id") -> list[str]:
    """Write a template for each kind of file, by the name that the study looks for; the names of those that were not there."""
    written = []
    for table, names in SHOWN.items():
        path = folder / _PLACES.get(table, f"{table}.xlsx")
        if not any(path.parent.glob(f"{path.stem}.*")):  # whatever its ending
            examples = _EXAMPLES[table].get(lang) or _EXAMPLES[table]["id"]
            _book(path, table, names, examples, lang)
            written.append(path.relative_to(folder).as_posix())
    if not any(folder.glob("design.*")):
        _design_book(folder / "design.xlsx", lang)
        written.append("design.xlsx")
    return written


#: Sheets of the COBIT design workbook, language by language: what each is called and headed; the codes alone, no text of
#: the framework.
_DESIGN: dict[str, dict[str, list[str]]] = {
    "id": {
        "Profil": ["Keterangan", "Isi"],
        **{name: ["Nilai faktor", "Kepentingan", "Acuan"] for name in (f"DF{n}" for n in range(1, 11))},
        **{f"DF{n} pemetaan": ["Objektif"] for n in range(1, 11)},
        "RACI": ["Objektif atau praktik"], "Jabatan": ["Peran", "Jabatan"], "Rekomendasi": ["Objektif", "Manusia", "Proses", "Teknologi"],
    },
    "en": {
        "Company": ["Attribute", "Value"],
        **{name: ["Value of the factor", "Importance", "Baseline"] for name in (f"DF{n}" for n in range(1, 11))},
        **{f"DF{n} mapping": ["Objective"] for n in range(1, 11)},
        "RACI": ["Objective or practice"], "Jobs": ["Role", "Job"], "Recommendations": ["Objective", "People", "Process", "Technology"],
    },
}  # fmt: skip


def _design_book(path: Path, lang: str) -> None:
    """The COBIT design workbook, empty: the 40 objectives' codes stand in the mapping, whose weights a licensed user fills in."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    from engagelib.cobit.objectives import OBJECTIVES

    book = Workbook()
    book.remove(book.active)
    for title, header in _DESIGN[lang].items():
        sheet = book.create_sheet(title)
        sheet.append(header)
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True, color=_INK), PatternFill("solid", fgColor=_HEAD)
            sheet.column_dimensions[cell.column_letter].width = 24
        for objective in (
            OBJECTIVES.index if header[0] in ("Objektif", "Objective") and len(header) == 1 else ()
        ):
            sheet.append([objective])
        sheet.freeze_panes = "B2"
    with replacing(path) as part:
        book.save(part)


def coding_sheet(folder: Path, lang: str = "id") -> str:
    """Write a sheet to code a study's texts in: every unit with its number, its words, and a drop-down of codes."""
    from engagelib.study.study import Study

    study = Study(folder, lang)
    units = study.units()
    codes = study.given("codebook")
    choices = (
        []
        if codes is None
        else [
            code
            for code, top in zip(codes["code"], codes["parent"].isna(), strict=True)
            if not top or not codes["parent"].notna().any()
        ]
    )
    number = 1
    while (path := folder / "codings" / f"{sentence('template_coder', lang)}{number}.xlsx").exists():
        number += 1
    rows = [[unit, text, None, None, None] for unit, text in zip(units["unit"], units["text"], strict=True)]
    _book(
        path,
        "codings",
        ("unit", "text", "code 1", "code 2", "memo"),
        rows,
        lang,
        {"code 1": choices, "code 2": choices},
        shown=False,
    )
    return path.relative_to(folder).as_posix()


# --- one workbook -------------------------------------------------------------------------------------------------------


def _book(
    path: Path,
    table: str,
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    lang: str,
    choices: Mapping[str, Sequence[str]] | None = None,
    shown: bool = True,
) -> None:
    """A sheet with headers, drop-downs and rows (examples if `shown`), and one that says what each column is for."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    contract = _contract(table)
    header = [_header(table, name, lang) for name in names] + ([EXAMPLE[lang]] if shown else [])
    book = Workbook()
    sheet = book.active
    sheet.title = sentence(f"kind_{table}", lang)[:31]
    sheet.append(header)
    for row in rows:
        sheet.append([*row, "x"] if shown else list(row))
    for place, name in enumerate(header, start=1):
        letter = get_column_letter(place)
        head = sheet.cell(1, place)
        head.font, head.fill = Font(bold=True, color=_INK), PatternFill("solid", fgColor=_HEAD)
        head.alignment = Alignment(vertical="center", wrap_text=True)
        cells = [str(row[place - 1] or "") for row in rows if place <= len(row)]
        sheet.column_dimensions[letter].width = min(max(map(len, [name, *cells])) + 3, _WIDEST)
        column = contract.get(names[place - 1]) if place <= len(names) else None
        allowed = (choices or {}).get(names[place - 1] if place <= len(names) else "") or _allowed(
            column, lang
        )
        if allowed:
            listed_in = f"'{sentence('template_lists', lang)}'!${letter}$1:${letter}${len(allowed)}"
            drop = DataValidation(type="list", formula1=listed_in, allow_blank=True, showErrorMessage=True)
            drop.error = sentence("template_choose", lang)
            sheet.add_data_validation(drop)
            drop.add(f"{letter}2:{letter}{_ROWS}")
        for line in range(2, len(rows) + 2):
            cell = sheet.cell(line, place)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if column is None or column.type in ("id", "text", "date", "time"):
                cell.number_format = "@"
            if shown:
                cell.font, cell.fill = Font(italic=True, color="7A7A7A"), PatternFill("solid", fgColor=_PALE)
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "A2"
    _page(sheet)
    _explained(book, table, names, header, lang)
    _lists(book, names, contract, choices or {}, lang)
    with replacing(path) as part:
        book.save(part)


def _header(table: str, name: str, lang: str) -> str:
    """A column as the reader of the template calls it: a header that readers know."""
    of = {"responses": ("questionnaire", "attributes")}.get(table, (table,))
    if lang == "id":
        for one in of:
            known = listed(one).get(name, ())
            own = _INDONESIAN.get(name)
            if own in known:
                return str(own)
    return name


#: Headers of the templates in Indonesian, where readers know them.
_INDONESIAN = {
    "respondent": "kode responden", "timestamp": "cap waktu", "sex": "jenis kelamin", "age": "usia", "code": "kode", "theme": "tema",
    "name": "nama kode", "definition": "definisi", "include": "inklusi", "exclude": "eksklusi", "example": "contoh kutipan",
    "coder": "pengode", "memo": "catatan", "ticket": "no tiket", "process": "proses", "channel": "kanal",
    "opened_at": "tanggal masuk", "first_reply_at": "tanggal dibalas", "closed_at": "tanggal selesai", "record_id": "no. catatan",
    "initiated_by": "dimulai oleh", "date": "tanggal", "outlet": "cabang", "product": "produk", "quantity": "terjual", "amount": "omzet",
    "note": "keterangan", "claim": "klaim", "source": "sumber", "method": "metode", "ref": "rujukan", "stance": "sikap",
    "prominence": "bobot", "quote": "kutipan", "informant": "informan", "finding": "temuan", "sent": "dikirim", "returned": "kembali",
    "outcome": "hasil", "action": "tindak lanjut",
}  # fmt: skip


def _contract(table: str) -> dict[str, Column]:
    """The columns of a template as the contract has them; those of a questionnaire are its own."""
    return {} if table == "responses" else columns(table)


def _allowed(column: Column | None, lang: str) -> tuple[str, ...]:
    """What may be chosen in a column."""
    if column is None:
        return ()
    if column.type == "yes_no":
        return ("ya", "tidak") if lang == "id" else ("yes", "no")
    return tuple(column.allowed)


def _meaning(table: str, name: str) -> str:
    """The key of the sentence that says what stands in a column: the table's own, or what it is everywhere."""
    key = name.casefold().replace(" ", "_")
    if table == "responses" and re.fullmatch(r"kk\d", key):
        return "means_answer"
    key = re.sub(r"_\d$", "", key)  # code 1, code 2
    own = f"means_{table}_{key}"
    return own if own in SENTENCES else f"means_{key}"


def _page(sheet: Any) -> None:
    """Landscape, one page wide, the header on every page."""
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _explained(book: Any, table: str, names: Sequence[str], header: Sequence[str], lang: str) -> None:
    """The sheet that says how the template is used, and what stands in each column."""
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet = book.create_sheet(sentence("template_guide", lang))
    contract = _contract(table)
    sheet.append([sentence(f"kind_{table}", lang).capitalize()])
    sheet["A1"].font = Font(bold=True, size=14, color=_INK)
    for line in (
        sentence("template_how", lang),
        sentence("template_example", lang, word=EXAMPLE[lang]),
        sentence("template_dates", lang),
    ):
        sheet.append([line])
    sheet.append([])
    sheet.append(
        [
            sentence("template_column", lang),
            sentence("template_meaning", lang),
            sentence("template_may", lang),
        ]
    )
    first = sheet.max_row
    for cell in sheet[first]:
        cell.font, cell.fill = Font(bold=True, color=_INK), PatternFill("solid", fgColor=_HEAD)
    for name, shown in zip(names, header, strict=False):
        column = contract.get(name)
        told = sentence(_meaning(table, name), lang)
        may = ", ".join(_allowed(column, lang)) or (column.expects().said(lang) if column is not None else "")
        sheet.append([shown, told, may])
    for letter, width in (("A", 24), ("B", 62), ("C", 46)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=first):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for row in range(2, first - 1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
        sheet.cell(row, 1).alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[row].height = 32
    _page(sheet)


def _lists(
    book: Any,
    names: Sequence[str],
    contract: Mapping[str, Column],
    choices: Mapping[str, Sequence[str]],
    lang: str,
) -> None:
    """The hidden sheet that the drop-downs choose from."""
    sheet = book.create_sheet(sentence("template_lists", lang))
    sheet.sheet_state = "hidden"
    for place, name in enumerate(names, start=1):
        for row, word in enumerate(choices.get(name) or _allowed(contract.get(name), lang), start=1):
            sheet.cell(row, place, word)
