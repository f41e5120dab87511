"""The codebook: its tree, what is wrong in it, what changed, and which codings a change made stale."""

import pandas as pd

from engagelib import readers
from engagelib.coding import codebook
from engagelib.contracts import violations
from engagelib.readers import codebook as readers_codebook

BOOK = pd.DataFrame({
    "code": ["T", "A", "A1", "B"], "parent": [None, "T", "A", "T"], "definition": ["d"] * 4, "example": ["e"] * 4, "version": ["2025-10-03"] * 4,
})  # fmt: skip


def said(table):
    return [str(p).removeprefix("codebook: ") for p in codebook.problems(table)]


def test_a_tree_of_any_depth():
    assert codebook.themes(BOOK) == ["T"] * 4
    assert said(BOOK) == []


def test_twice_orphan_ring_unwritten_color():
    assert said(pd.DataFrame({"code": ["A", " a"], "parent": [None, None]})) == [
        "' a': stands twice in the codebook (case and spaces aside)"
    ]
    assert said(pd.DataFrame({"code": ["A"], "parent": ["X"]})) == [
        "'A': stands under 'X', which is not a code of the codebook"
    ]
    ring = pd.DataFrame({"code": ["A", "B", "C"], "parent": ["B", "A", "A"]})
    assert said(ring) == ["'A': stands under itself: B > A > B", "'B': stands under itself: A > B > A"]
    assert codebook.themes(ring)  # and it ends
    found = codebook.problems(BOOK.assign(definition=["", None, "d", " "]))
    assert [(p.value, p.severity) for p in found] == [
        ("B", "warning")
    ]  # themes and codes with codes below need none
    assert "#RRGGBB" in said(BOOK.assign(color=["#0072B2", "blue", None, None]))[0]


def test_changes_and_stale_codings():
    new = BOOK.assign(definition=["d", "d", "other", "d"], parent=[None, "T", "B", "T"])[
        lambda b: b["code"] != "A"
    ]
    assert codebook.changes(BOOK, new)[["code", "change"]].values.tolist() == [
        ["A", "removed"],
        ["A1", "moved"],
        ["A1", "redefined"],
    ]
    codings = pd.DataFrame({
        "unit": list("abc"), "code": ["A1", "A1", "B"],
        "made_at": pd.to_datetime(["2025-10-02T16:59:00Z", "2025-10-02T17:00:00Z", None], utc=True),
    })  # fmt: skip
    assert codebook.stale(codings, new)["stale"].tolist() == [
        True,
        False,
        pd.NA,
    ]  # midnight in Jakarta is 17:00 UTC


def sheet(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_usual_headers(tmp_path):
    found = readers_codebook.codebook(
        sheet(
            tmp_path / "b.csv",
            "Kode;Induk;Nama;Definisi;Contoh;Warna\nT;;Tema;;;\nA;T;Harga;soal harga;mahal;#0072B2\n",
        )
    )
    assert found.problems == [] and violations("codebook", found.table) == []
    assert found.table[["code", "parent", "theme", "name"]].fillna("").values.tolist() == [
        ["T", "", "T", "Tema"],
        ["A", "T", "T", "Harga"],
    ]


def test_themes_as_a_column_and_paths(tmp_path):
    found = readers_codebook.codebook(
        sheet(
            tmp_path / "b.csv",
            "tema,kode,definisi,contoh\nNilai,HARGA,soal harga,mahal\nNilai,PORSI,soal porsi,jumbo\n",
        )
    )
    assert found.table["code"].tolist() == ["Nilai", "HARGA", "PORSI"] and found.table[
        "parent"
    ].dropna().tolist() == ["Nilai", "Nilai"]
    found = readers_codebook.codebook(
        sheet(tmp_path / "p.csv", "path,description\nLayanan > Cepat,soal waktu\nLayanan > Ramah,\n")
    )
    assert found.table["name"].tolist() == ["Layanan", "Cepat", "Ramah"] and found.table[
        "definition"
    ].dropna().tolist() == ["soal waktu"]
    assert found.table["theme"].unique().tolist() == ["Layanan"]


def test_one_code_twice_names_its_row(tmp_path):
    found = readers_codebook.codebook(
        sheet(tmp_path / "b.csv", "code,parent,definition,example\nA,,d,e\nA,,d,e\n")
    )
    assert any("stands twice" in str(p) for p in found.problems)


def test_a_theme_given_as_a_code_is_told_from_its_codes(tmp_path):
    rows = sheet(tmp_path / "c.csv", "unit,codes\n1,T; A\n")
    assert readers.codings(rows, "Ani", BOOK).table["code"].tolist() == ["T", "A"]
