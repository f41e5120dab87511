"""The same codings in every layout that people use give the same table; what cannot be read is named by its cell."""

import csv
import datetime as dt
import io
import itertools

import openpyxl
import pandas as pd
import pytest

from engagelib import readers
from engagelib.coding.codebook import Codes, delimiter_of

BOOK = pd.DataFrame({
    "code": ["T1", "HARGA", "Porsi, besar", "T2", "CEPAT"],
    "parent": [None, "T1", "T1", None, "T2"],
    "name": ["Nilai", "Harga", "Porsi besar", "Layanan", "Cepat"],
})  # fmt: skip
IDS = ["7534000000000000001", "0042", "3", "4"]
UNITS = pd.DataFrame(
    {"unit": IDS, "text": ["murah, porsinya jumbo 😋", "hadir", "cepat sekali", "murah dan cepat"]}
)
# What Ani and Budi decided: Ani read "0042" and found nothing; Budi has not coded "4".
DECIDED = {
    ("Ani", IDS[0]): ["HARGA", "Porsi, besar"], ("Ani", IDS[1]): [], ("Ani", IDS[2]): ["CEPAT"], ("Ani", IDS[3]): ["HARGA", "CEPAT"],
    ("Budi", IDS[0]): ["Porsi, besar"], ("Budi", IDS[1]): [], ("Budi", IDS[2]): ["HARGA", "CEPAT"],
}  # fmt: skip
EXPECTED = [
    (IDS[0], "Ani", "HARGA"), (IDS[0], "Ani", "Porsi, besar"), (IDS[0], "Budi", "Porsi, besar"), (IDS[1],
    "Ani", None), (IDS[1], "Budi", None),
    (IDS[2], "Ani", "CEPAT"), (IDS[2], "Budi", "HARGA"), (IDS[2], "Budi", "CEPAT"), (IDS[3], "Ani", "HARGA"),
    (IDS[3], "Ani", "CEPAT"),
]  # fmt: skip
LEAVES, TEXTS = ["HARGA", "Porsi, besar", "CEPAT"], dict(UNITS.values)


def plain(table):
    rows = table[["unit", "coder", "code"]].astype(object)
    return list(rows.where(rows.notna(), None).itertuples(index=False, name=None))


def as_csv(path, rows, delimiter=",", encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def as_xlsx(path, rows, merge=(), **sheets):
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for name, lines in ({"Data": rows} | sheets).items():
        sheet = book["Data"] if name == "Data" else book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    for area in merge:
        book["Data"].merge_cells(area)
    if not rows:
        book.remove(book["Data"])
    book.save(path)
    return path


def read(path, coder=None, **more):
    found = readers.codings(path, coder, BOOK, units=UNITS, **more)
    assert [str(p) for p in found.problems] == []
    return found


def of(coder, unit, sep="; ", none="-"):
    return "" if (coder, unit) not in DECIDED else sep.join(DECIDED[coder, unit]) or none


def mark(coder, unit, code, yes=1, no=0):
    return "" if (coder, unit) not in DECIDED else yes if code in DECIDED[coder, unit] else no


def long_rows(none=""):
    return [(unit, coder, code) for (coder, unit), codes in DECIDED.items() for code in codes or [none]]


def test_a_long(tmp_path):
    found = read(as_csv(tmp_path / "a.csv", [("id", "coder", "code"), *long_rows("-")], ";"))
    assert plain(found.table) == EXPECTED and found.mapping["layout"] == "long"


def test_a_long_with_merged_unit_cells(tmp_path):
    rows = [("unit", "coder", "code"), *sorted(long_rows("-"), key=lambda r: (IDS.index(r[0]), r[1]))]
    blanked = [rows[0]] + [
        (r[0] if r[0] != before[0] else None, *r[1:]) for before, r in itertools.pairwise(rows)
    ]
    merge = [f"A{i}:A{j}" for i, j in ((2, 4), (5, 6), (7, 9), (10, 11))]
    assert plain(read(as_xlsx(tmp_path / "a.xlsx", blanked, merge)).table) == EXPECTED


@pytest.mark.parametrize(
    ("sep", "name"), [("; ", "b"), ("|", "b2"), ("\n", "b3"), (", ", "b4"), (" / ", "b5")]
)
def test_b_delimited_with_a_delimiter_inside_a_name(tmp_path, sep, name):
    rows = [("id", "coder", "text", "codes")] + [
        (unit, coder, TEXTS[unit], of(coder, unit, sep)) for coder, unit in DECIDED
    ]
    found = read(as_xlsx(tmp_path / f"{name}.xlsx", rows))
    assert plain(found.table) == EXPECTED and found.mapping["layout"] == "delimited"


def test_b_quoted_names_and_other_spellings(tmp_path):
    rows = [
        ("unit", "codes"),
        ("1", '"Porsi, besar"; har\u00adga'),
        ("2", "NILAI > harga; cepat\u200b"),
        ("3", "T2/Cepat, Porsi  Besar"),
    ]
    assert plain(read(as_xlsx(tmp_path / "b.xlsx", rows), "Ani").table) == [
        ("1", "Ani", "HARGA"), ("1", "Ani", "Porsi, besar"), ("2", "Ani", "HARGA"), ("2", "Ani", "CEPAT"), ("3", "Ani", "Porsi, besar"), ("3", "Ani", "CEPAT"),
    ]  # fmt: skip


def test_c_a_column_per_coder(tmp_path):
    rows = [("id", "text", "Ani", "Budi")] + [
        (unit, TEXTS[unit], of("Ani", unit), of("Budi", unit, none="none")) for unit in IDS
    ]
    found = read(as_csv(tmp_path / "c.csv", rows))
    assert plain(found.table) == EXPECTED and found.mapping["layout"] == "coders"


@pytest.mark.parametrize(
    ("yes", "no"),
    [(1, 0), ("x", "0"), ("✓", "tidak"), ("ya", "tidak"), (True, False), (3, 0), ("TRUE", "FALSE")],
)
def test_d_dummies(tmp_path, yes, no):
    for coder in ("Ani", "Budi"):
        rows = [("id", "text", *LEAVES)] + [
            (unit, TEXTS[unit], *(mark(coder, unit, code, yes, no) for code in LEAVES)) for unit in IDS
        ]
        as_xlsx(tmp_path / f"{coder}.xlsx", rows)
    found = read(tmp_path)  # G as well: a file per coder
    assert plain(found.table) == EXPECTED and found.mapping["layout"] == "dummies"


def test_e_dummies_per_coder_in_the_name(tmp_path):
    pairs = [(code, coder) for code in LEAVES for coder in ("Ani", "Budi")]
    rows = [("id", "text", *(f"{code}_{coder}" for code, coder in pairs))]
    rows += [(unit, TEXTS[unit], *(mark(coder, unit, code) for code, coder in pairs)) for unit in IDS]
    found = read(as_csv(tmp_path / "e.csv", rows))
    assert plain(found.table) == EXPECTED and found.mapping["layout"] == "coder_dummies"


@pytest.mark.parametrize("merge", [(), ("C1:D1", "E1:F1", "G1:H1")])
def test_e_dummies_under_two_header_rows(tmp_path, merge):
    head = ("id", "text", *(x for code in LEAVES for x in (code, None)))
    rows = [head, (None, None, *["Ani", "Budi"] * 3)]
    rows += [
        (unit, TEXTS[unit], *(mark(coder, unit, code) for code in LEAVES for coder in ("Ani", "Budi")))
        for unit in IDS
    ]
    assert plain(read(as_xlsx(tmp_path / "e.xlsx", rows, merge)).table) == EXPECTED


def test_f_slots_with_a_codeframe(tmp_path):
    frame = BOOK.assign(code=["T1", "1", "2", "T2", "3"], parent=[None, "T1", "T1", None, "T2"])
    number = dict(zip(BOOK["code"], frame["code"], strict=True))
    for coder in ("Ani", "Budi"):
        rows = [("id", "kode1", "kode2", "kode3")]
        for unit in IDS:
            codes = [int(number[c]) for c in DECIDED.get((coder, unit), [])] or (
                [99] if (coder, unit) in DECIDED else []
            )
            rows.append((unit, *codes, *[None] * (3 - len(codes))))
        as_xlsx(tmp_path / f"{coder}.xlsx", rows)
    found = readers.codings(tmp_path, codebook=frame)
    back = {v: k for k, v in number.items()}
    assert found.problems == [] and found.mapping["layout"] == "slots"
    assert [(u, w, back.get(c)) for u, w, c in plain(found.table)] == EXPECTED


def test_f_98_can_be_left_out_of_the_denominator(tmp_path):
    rows = [("id", "kode1", "kode2"), ("a", 1, None), ("b", 98, None), ("c", 99, None)]
    frame = pd.DataFrame({"code": ["1"]})
    path = as_xlsx(tmp_path / "f.xlsx", rows)
    assert plain(readers.codings(path, "Ani", frame, left_out=("98",)).table) == [
        ("a", "Ani", "1"),
        ("c", "Ani", None),
    ]
    assert "98" in str(readers.codings(path, "Ani", frame).problems[0])


def test_g_a_sheet_per_coder_beside_instructions(tmp_path):
    sheets = {c: [("id", "codes"), *((unit, of(c, unit)) for unit in IDS)] for c in ("Ani", "Budi")}
    path = as_xlsx(tmp_path / "g.xlsx", [], Petunjuk=[("Isilah kolom codes",), ("dengan kode",)], **sheets)
    assert plain(read(path).table) == EXPECTED


@pytest.mark.parametrize("header", [True, False])
def test_h_recal_one_file_per_code(tmp_path, header):
    for code in LEAVES:
        rows = [("Ani", "Budi")] * header + [
            tuple("#" if (x := mark(coder, unit, code)) == "" else x for coder in ("Ani", "Budi"))
            for unit in IDS
        ]
        as_csv(tmp_path / f"{code}.csv", rows)
    found = read(tmp_path, {"1": "Ani", "2": "Budi"})
    assert plain(found.table) == EXPECTED and found.mapping["layout"] == "recal"


def test_i_taguette(tmp_path):
    for coder in ("Ani", "Budi"):
        rows = [("id", "document", "tag", "content")]
        rows += [
            (i, unit, code, TEXTS[unit])
            for i, unit in enumerate(IDS)
            for code in (DECIDED.get((coder, unit)) or ["none"])
            if (coder, unit) in DECIDED
        ]
        as_csv(tmp_path / f"{coder}.csv", rows)
    found = read(tmp_path)
    assert plain(found.table) == EXPECTED and found.mapping["layout"] == "taguette"


def test_j_qualcoder(tmp_path):
    rows = [
        ("File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category", "Category", "FileVar_tanggal")
    ]
    rows += [
        (unit, coder, TEXTS[unit], 1, code or "-", "", "Nilai", "", "2025")
        for unit, coder, code in long_rows()
    ]
    found = read(as_csv(tmp_path / "j.csv", rows))
    assert plain(found.table) == EXPECTED and found.mapping["layout"] == "qualcoder"
    cases = [("Case", "Filename", *rows[0][1:])] + [("Kasus", *row) for row in rows[1:]]
    assert plain(read(as_csv(tmp_path / "j2.csv", cases)).table) == EXPECTED


def test_dedoose(tmp_path):
    # headers as R's DedooseR documents them; TRUE/False as text, weights, a code below another
    header = ("Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Date", "Excerpt Copy", "Resource Creator", "Resource Date",
              "Codes Applied Combined", "Code: Rasa\\Enak Applied", "Code: Rasa\\Enak Range", "Code: Rasa\\Enak Weight", "Code: Harga Applied")  # fmt: skip
    rows = [
        (
            "w1.docx",
            "20-24",
            "ani",
            "1/31/2026",
            "enak",
            "ani",
            "",
            "Enak, Harga",
            "True",
            "1-5",
            "4",
            "True",
        ),
        ("w1.docx", "0-4", "budi", "1/31/2026", "enak", "ani", "", "Harga", "False", "", "", "True"),
        ("w2.docx", "0-5", "budi", "1/31/2026", "mahal", "ani", "", "", "False", "", "", "False"),
    ]
    units = pd.DataFrame({"unit": ["w1.docx", "w2.docx"], "text": ["enak, porsi besar, enak", "mahal ah"]})
    found = readers.codings(as_csv(tmp_path / "dedoose.csv", [header, *rows]), units=units)
    assert found.problems == [] and found.mapping["layout"] == "dedoose"
    table = found.table.astype(object).where(found.table.notna(), None)
    assert sorted(table[["unit", "coder", "code", "start", "end", "memo"]].values.tolist(), key=str) == [
        ["w1.docx", "ani", "Harga", 19, 23, None], ["w1.docx", "ani", "Rasa > Enak", 19, 23, "weight: 4"],
        ["w1.docx", "budi", "Harga", 0, 4, None], ["w2.docx", "budi", None, 0, 5, None],
    ]  # fmt: skip
    plainly = [(*header[:8],), *[row[:8] for row in rows]]
    table = readers.codings(as_csv(tmp_path / "combined.csv", plainly), units=units).table
    assert sorted(table["code"].fillna("–")) == ["Enak", "Harga", "Harga", "–"]


def test_k_openqda(tmp_path):
    rows = [
        (
            "file",
            "code category",
            "created by",
            "created at",
            "last update",
            "start pos",
            "end pos",
            "selection",
        )
    ]
    rows += [
        (unit, code or "-", coder, "2025-10-01T08:00:00Z", "", 0, len(TEXTS[unit]), TEXTS[unit])
        for unit, coder, code in long_rows()
    ]
    found = read(as_csv(tmp_path / "k.csv", rows, ";"))
    assert plain(found.table) == EXPECTED and found.mapping["layout"] == "openqda"
    assert found.table["start"].isna().all() and found.table["made_at"].notna().all()


def test_l_hierarchy_in_the_name_or_in_columns(tmp_path):
    path = {"HARGA": "Nilai > Harga", "Porsi, besar": "T1\\Porsi, besar", "CEPAT": "Layanan::cepat", "": "-"}
    rows = [("id", "coder", "code")] + [(unit, coder, path[code]) for unit, coder, code in long_rows()]
    assert plain(read(as_csv(tmp_path / "l.csv", rows)).table) == EXPECTED
    theme = {"HARGA": "Nilai", "Porsi, besar": "Nilai", "CEPAT": "Layanan", "": ""}
    rows = [("id", "coder", "theme", "code")] + [
        (unit, coder, theme[code], code or "-") for unit, coder, code in long_rows()
    ]
    assert plain(read(as_csv(tmp_path / "l2.csv", rows)).table) == EXPECTED


def test_without_a_codebook_names_are_taken_as_they_stand(tmp_path):
    rows = [("id", "theme", "code"), ("1", "Nilai", "Harga"), ("1", "Nilai", "Porsi, besar; enak")]
    found = readers.codings(as_xlsx(tmp_path / "l.xlsx", rows), "Ani").table
    assert found["code"].tolist() == ["Nilai > Harga", "Nilai > Porsi, besar", "Nilai > enak"]


# --- passages
# -------------------------------------------------------------------------------------------------------------------


def test_passages_are_found_in_the_text_by_code_points(tmp_path):
    rows = [
        ("document", "tag", "content"),
        (IDS[0], "Porsi besar", "porsinya  jumbo"),
        (IDS[0], "HARGA", "mahal"),
    ]
    found = readers.codings(as_csv(tmp_path / "i.csv", rows), "Ani", BOOK, units=UNITS)
    spans = found.table.set_index("code")[["start", "end"]]
    assert tuple(spans.loc["Porsi, besar"]) == (7, 21) and TEXTS[IDS[0]][7:21] == "porsinya jumbo"
    assert (
        spans.loc["HARGA"].isna().all()
        and "not in the text" in str(found.problems[0])
        and found.problems[0].severity == "warning"
    )


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (0, 99, "ends after the text of unit"),
        (9, 9, "is no passage"),
        (9, 3, "is no passage"),
        (-2, 3, "is no passage"),
    ],
)
def test_a_passage_past_its_text_is_refused(tmp_path, start, end, why):
    rows = [
        ("unit", "coder", "code", "start", "end"),
        (IDS[0], "Ani", "HARGA", start, end),
        (IDS[0], "Ani", "CEPAT", 0, 3),
    ]
    found = readers.codings(as_xlsx(tmp_path / "a.xlsx", rows), "Ani", BOOK, units=UNITS)
    assert found.table["code"].tolist() == ["CEPAT"]
    (problem,) = found.problems
    assert (problem.cell, problem.severity) == ("E2" if end == 99 else "D2", "error") and why in str(problem)
    unread = readers.codings(tmp_path / "a.xlsx", "Ani", BOOK)  # without texts its end is not known
    assert sorted(unread.table["code"]) == (["CEPAT", "HARGA"] if end == 99 else ["CEPAT"])


def test_a_row_that_names_no_coder_is_named_where_others_do(tmp_path):
    rows = [
        ("unit", "coder", "code"),
        (IDS[0], "Ani", "HARGA"),
        (IDS[0], None, "HARGA"),
        (IDS[1], "Budi", "CEPAT"),
    ]
    found = readers.codings(as_xlsx(tmp_path / "all.xlsx", rows), None, BOOK)
    assert found.table["coder"].tolist() == ["Ani", "Budi"]  # and nobody called "all"
    (problem,) = found.problems
    assert (problem.cell, problem.severity) == ("B3", "error") and f"who coded unit {IDS[0]}" in str(problem)
    assert not readers.codings(tmp_path / "all.xlsx", "Citra", BOOK).problems  # declared whose it is
    bare = [("unit", "coder", "code"), (IDS[0], None, "HARGA")]
    assert readers.codings(as_xlsx(tmp_path / "dewi.xlsx", bare), None, BOOK).table["coder"].tolist() == [
        "dewi"
    ]


# --- what is wrong
# ----------------------------------------------------------------------------------------------------------------


def test_excels_dates_damaged_ids_and_floats(tmp_path):
    rows = [("unit", "codes"), (7.534e18, "HARGA"), ("2", dt.datetime(2025, 3, 1)), (None, "HARGA")]
    found = readers.codings(as_xlsx(tmp_path / "b.xlsx", rows), "Ani", BOOK)
    assert [p.cell for p in found.problems] == ["A2", "B3", "A4"]
    assert "made a date" in str(found.problems[1]) and "names no unit" in str(found.problems[2])
    floats = readers.codings(
        as_csv(tmp_path / "f.csv", [("unit", "codes"), ("17.0", "HARGA"), ("18.0", "-")]), "Ani", BOOK
    )
    assert floats.table["unit"].tolist() == ["17", "18"]


def test_unknown_codes_units_twice_and_altered_texts(tmp_path):
    rows = [("unit", "text", "codes"), ("3", "cepat sekali", "HARGAA; CEPAT"), ("3", "lain", "Porsi besar")]
    found = readers.codings(as_xlsx(tmp_path / "b.xlsx", rows), "Ani", BOOK, units=UNITS)
    assert [(p.cell, p.severity) for p in found.problems] == [
        ("C2", "error"),
        ("A3", "warning"),
        ("B3", "warning"),
    ]
    assert "did you mean HARGA?" in str(found.problems[0])
    assert found.table["code"].tolist() == ["Porsi, besar", "CEPAT"]


def test_a_sheet_of_no_layout_says_what_is_expected(tmp_path):
    found = readers.codings(as_xlsx(tmp_path / "b.xlsx", [("nama", "umur"), ("a", "tua")]), "Ani", BOOK)
    assert "columns 'unit' and 'codes' are expected" in str(found.problems[0]) and found.table.empty
    with pytest.raises(ValueError, match="allowed are auto, long"):
        readers.codings(tmp_path / "b.xlsx", layout="tall")


def test_delimiters():
    assert delimiter_of(["a, b", "c; d"]) == ";"
    assert Codes().split('"a; b"; c') == ["a; b", "c"]


def test_layouts_that_may_be_declared_are_those_that_are_read():
    from importlib import import_module

    from engagelib.contracts.tables import LAYOUTS

    assert tuple(import_module("engagelib.readers.layouts").LAYOUTS) == LAYOUTS


# --- passages of a program that names documents; several files


def test_a_passage_of_a_document_is_placed_in_the_turn_that_holds_it(tmp_path):
    """Two passages of one tag in one document are two codings; a passage that two turns hold is asked about."""
    said = {
        "W1:2": "Harganya murah sekali, dan kirimnya cepat",
        "W1:4": "Saya suka yang murah sekali harganya",
        "W2:2": "Admin jarang membalas",
    }
    texts = pd.DataFrame({"unit": list(said), "text": list(said.values())})
    rows = [
        ("id", "document", "tag", "content"),
        ("1", "W1.docx", "CEPAT", "kirimnya  cepat"),
        ("2", "W1.docx", "HARGA", "Harganya murah"),
        ("3", "W1.docx", "HARGA", "Saya suka yang murah"),
        ("4", "W1.docx", "HARGA", "murah sekali"),
        ("5", "Catatan", "CEPAT", "jarang membalas"),
    ]
    found = readers.codings(as_csv(tmp_path / "export.csv", rows), "Ani", BOOK, units=texts)
    placed = {
        (row.unit, row.code, row.start, row.end) for row in found.table.itertuples() if row.unit in said
    }
    assert placed == {
        ("W1:2", "CEPAT", 27, 41), ("W1:2", "HARGA", 0, 14), ("W1:4", "HARGA", 0, 20), ("W2:2", "CEPAT", 6, 21),
    }  # fmt: skip
    (problem,) = found.problems
    assert problem.kind == "passage_in_several" and problem.parts["units"] == ["W1:2", "W1:4"]


def test_several_files_and_a_folder_are_one_table(tmp_path):
    (tmp_path / "more").mkdir()
    for name, code in (("ani.csv", "HARGA"), ("more/budi.csv", "CEPAT"), ("more/citra.csv", "HARGA")):
        as_csv(tmp_path / name, [("unit", "codes"), (IDS[0], code)])
    found = readers.codings([tmp_path / "ani.csv", tmp_path / "more"], None, BOOK)
    assert dict(zip(found.table["coder"], found.table["code"], strict=True)) == {
        "ani": "HARGA", "budi": "CEPAT", "citra": "HARGA",
    }  # fmt: skip


def test_a_cross_of_a_code_that_the_codebook_lacks_and_a_cell_that_is_no_mark_are_named(tmp_path):
    rows = [("unit", "HARGA", "CEPAT", "CEPTA"), (IDS[0], "x", None, "x"), (IDS[1], "mungkin", "x", None), (IDS[2], "x", None, None)]  # fmt: skip
    found = readers.codings(as_xlsx(tmp_path / "a.xlsx", rows), "Ani", BOOK)
    assert [(p.cell, p.value, p.kind) for p in found.problems] == [
        ("B3", "mungkin", "no_mark"), ("D1", "CEPTA", "code_meant"),
    ]  # fmt: skip


def test_coded_segments_of_a_program_are_passages_and_their_paragraphs_no_places(tmp_path):
    """As MAXQDA lists them: a path of codes, the document's name, paragraphs in Beginning and End."""
    rows = [
        "Color,Comment,Document group,Document name,Code,Beginning,End,Weight score,Segment,Created by",
        "x,,Pemilik,1. Pemilik,Saluran > Instagram,6,6,0,Pelanggan baru dari Instagram.,RIN",
        "x,,Pemilik,1. Pemilik,Kendala > Lambat balas,8,8,0,Balas chat sering telat.,RIN",
        "x,,Pelanggan,2. Pelanggan,Saluran > Instagram,4,4,0,Lihat di Instagram.,RIN",
    ]
    path = tmp_path / "coded segments.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = readers.codings(path)
    assert found.problems == [] and found.mapping["layout"] == "segments"
    assert found.table[["unit", "code", "coder"]].values.tolist() == [
        ["1. Pemilik", "Kendala > Lambat balas", "RIN"], ["1. Pemilik", "Saluran > Instagram", "RIN"],
        ["2. Pelanggan", "Saluran > Instagram", "RIN"],
    ]  # fmt: skip
    assert found.table["end"].isna().all() and readers.recognise(path).table == "codings"


def test_a_sheet_that_only_numbers_its_rows_finds_its_units_by_their_texts(tmp_path):
    units = pd.DataFrame(
        {"unit": ["K7", "K8", "K9", "K10"], "text": ["enak banget", "mantap", "mahal ya", "mantap"]}
    )
    rows = [
        ["No", "Komentar", "Kode"],
        [1, "mahal ya", "HARGA"],
        [2, "Mantap ", "RASA"],
        [3, "mantap", "RASA"],
        [4, "mantap", "HARGA"],
    ]
    book = pd.DataFrame({"code": ["HARGA", "RASA"]})
    found = readers.codings(as_csv(tmp_path / "a.csv", rows), "Ani", book, units=units)
    assert found.table[["unit", "code"]].values.tolist() == [
        ["K9", "HARGA"], ["2", "RASA"], ["K8", "RASA"], ["K10", "HARGA"],
    ]  # fmt: skip
    assert [(p.kind, p.parts["n"], p.parts["of"]) for p in found.problems] == [("units_by_text", 3, 4)]
