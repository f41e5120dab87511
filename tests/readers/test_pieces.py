"""One walk over a file: whatever text the study reads of it, the walk that `forget` searches holds, with its place."""

from pathlib import Path

import pandas as pd
import pytest

from engagelib.contracts.problems import MissingTable, Unreadable, note
from engagelib.readers import books, comments, platforms, sheets, spss, word
from engagelib.readers.comments import _json_sheet
from engagelib.readers.pieces import pieces
from engagelib.run.places import places
from engagelib.study.folder import FILES
from engagelib.study.study import Study
from engagelib.text.encodings import contents, decoded

ROOT = Path(__file__).parents[2]
RAW = [ROOT / "data" / "raw" / name for name in ("kia-metro", "umkm-loyalty")]
SUFFIXES = {
    *books.BOOKS,
    ".csv",
    ".tsv",
    ".docx",
    ".txt",
    ".json",
    ".jsonl",
    ".ndjson",
    ".sav",
    ".zsav",
    ".omv",
    ".zip",
}
KEPT = [path for path in sorted((ROOT / "tests" / "cases").rglob("*")) if path.suffix.lower() in SUFFIXES]


def read(path):
    """The cells and lines that readers get of a file, one by one."""
    kind = path.suffix.lower()
    if books.is_book(path):
        for sheet in sheets.sheets_in(path, fill_merged=True).values():
            yield from (*sheet.header, *sheet.preamble, *(cell for row in sheet.rows for cell in row))
    elif kind in (".csv", ".tsv"):
        sheet = sheets.read_csv(path)
        yield from (*sheet.header, *sheet.preamble, *(cell for row in sheet.rows for cell in row))
    elif kind == ".docx":
        for _, part in word.parts(path):
            yield from (cell for row in part for cell in row) if isinstance(part, list) else part[:1]
    elif kind in (".sav", ".zsav", ".omv"):
        sheet = spss.read_labelled(path)
        yield from (*sheet.header, *(cell for row in sheet.rows for cell in row))
    elif kind in (".json", ".jsonl", ".ndjson"):
        yield from (cell for row in _json_sheet(path).rows for cell in row)
    elif kind == ".zip":
        for name in ("Content", *platforms.DAILY):
            sheet, _ = platforms._zip_sheet(path, name)
            yield from (cell for row in sheet.rows for cell in row)
    else:
        yield from decoded(contents(path), path.name).splitlines()


def plain(text):
    return "".join(str(text).split())


@pytest.mark.parametrize(
    "path", [*KEPT, *(p for raw in RAW for p in sorted(raw.rglob("*")) if p.suffix.lower() in SUFFIXES)],
    ids=lambda path: "/".join(path.parts[-3:]),
)  # fmt: skip
def test_the_walk_holds_every_text_that_is_read(path):
    try:
        wanted = {plain(cell) for cell in read(path) if cell is not None} - {""}
    except (Unreadable, ValueError):
        pytest.skip("no reader reads it")
    held = {plain(text) for piece in pieces(path) for text in (*piece.cells, *piece.texts)}
    whole = "\0".join(held)
    assert [text for text in wanted if text not in held and text not in whole] == []


@pytest.mark.parametrize("folder", RAW, ids=lambda folder: folder.name)
def test_the_walk_and_the_tables_name_places_alike(folder):
    """Where a row of a table comes from, the walk has a piece."""
    study = Study(folder)
    known: dict[str, set[str]] = {}
    for path in study.files():
        if path.suffix.lower() in SUFFIXES - {".zip"}:
            known.setdefault(path.name, set()).update(piece.place.said() for piece in pieces(path))
    for table in FILES:
        try:
            origins = study.reading(table).origins.table
        except MissingTable:
            continue
        for file, sheet, kind, at in origins.drop_duplicates().itertuples(index=False):
            if file in known and "," not in at:
                place = note(f"place_{kind}", n=at)
                place = note("place_in_sheet", sheet=sheet, what=place) if sheet else place
                assert place.said() in known[file], (table, file)


def test_a_page_that_a_program_called_xls_is_walked_row_by_row(tmp_path):
    page = "<html><body><table><tr><td>username</td><td>text</td></tr><tr><td>sari</td><td>enak</td></tr></table></body></html>"
    (tmp_path / "a.xls").write_text(page)
    found = list(places(tmp_path / "a.xls", tmp_path, "sari", lang="id"))
    assert found == ["a.xls, baris 2"]


def test_places_of_json_and_of_imported_comments(tmp_path):
    (tmp_path / "c.json").write_text(
        '{"comments": [{"cid": "1", "text": "enak", "user": {"unique_id": "sari9"}}, {"cid": "2", "text": "ya @sari9"}]}'
    )
    assert list(places(tmp_path / "c.json", tmp_path, "sari9")) == [
        "c.json, record comments[0]", "c.json, record comments[1]",
    ]  # fmt: skip
    assert comments(tmp_path / "c.json").origins.table["at"].tolist() == ["1", "2"]
    frame = pd.DataFrame({"cid": ["1", "2"], "author": ["x", "sari9"]})
    frame.to_parquet(tmp_path / "c.parquet")
    assert list(places(tmp_path / "c.parquet", tmp_path, "sari9")) == ["c.parquet, row 2"]
