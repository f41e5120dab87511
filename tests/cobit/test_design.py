"""A COBIT thesis from DF1 to recommendations, on an invented small mapping, each number by hand."""

import pandas as pd
import pytest

from engagelib import cobit
from engagelib.contracts.problems import MissingTable

CELLS = ["kind", "factor", "row", "column", "value"]


@pytest.fixture
def design() -> pd.DataFrame:
    rows = [("company", None, "Karyawan", "value", "7"), ("company", None, "Bidang", "value", "batik")]
    for value, x, b in [("growth", 5, 3), ("innovation", 3, 3), ("cost", 1, 3)]:
        rows += [("factor", "DF1", value, "importance", str(x)), ("factor", "DF1", value, "baseline", str(b))]
    for value, x, b in [("high", "75%", "33%"), ("normal", "25%", "67%")]:
        rows += [("factor", "DF5", value, "importance", x), ("factor", "DF5", value, "baseline", b)]
    rows.append(("factor", "DF9", "agile", "importance", "60"))
    weights = {
        "DF1": {"APO02": (4, 2, 0), "DSS02": (1, 1, 1), "DSS05": (0, 0, 4)},
        "DF5": {"APO02": (1, 1), "DSS02": (2, 1), "DSS05": (3, 1)},
    }
    names = {"DF1": ("growth", "innovation", "cost"), "DF5": ("high", "normal")}
    for factor, by in weights.items():
        for objective, row in by.items():
            rows += [
                ("mapping", factor, objective, name, str(w))
                for name, w in zip(names[factor], row, strict=True)
            ]
    rows += [
        ("raci", None, "APO02.01", "Executive", "A"), ("raci", None, "APO02.01", "IT", "R"),
        ("raci", None, "DSS05", "IT", "R"), ("raci", None, "DSS05", "Executive", "I"), ("raci", None, "DSS05", "Auditor", "C"),
        ("job", None, "Executive", "job", "Pemilik"), ("job", None, "IT", "job", "Admin toko"),
        ("recommendation", None, "DSS05", "people", "Satu orang memegang kata sandi"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=CELLS)


def test_importance_by_hand(design):
    found = cobit.importance(design).set_index("objective")
    # DF1: means 3 and 3. APO02 (4*5 + 2*3) / (4*3 + 2*3) = 26/18 = 1.444: 145 - 100 = 45 (144.4 to the nearest 5 is 145)
    # DSS02 (5+3+1) / 9 = 1: 0. DSS05 4*1 / 4*3 = .333: 35 - 100 = -65
    assert found["DF1"].to_dict() == {"APO02": 45, "DSS02": 0, "DSS05": -65}
    # DF5: means 50 and 50. APO02 100/100: 0. DSS02 (150 + 25) / (66 + 67) = 1.3158: 130 - 100 = 30
    # DSS05 (225 + 25) / (99 + 67) = 1.506: 150 - 100 = 50
    assert found["DF5"].to_dict() == {"APO02": 0, "DSS02": 30, "DSS05": 50}
    # sums 45, 30, -15; the largest size is 45: 100, 66.7 -> 65, -33.3 -> -35
    assert found["importance"].to_dict() == {"APO02": 100, "DSS02": 65, "DSS05": -35}
    assert found["target"].to_dict() == {"APO02": 4, "DSS02": 3, "DSS05": 1}
    assert found["note"].map(str).eq("factors without a mapping: DF9").all()
    assert cobit.chosen(cobit.importance(design))["objective"].tolist() == ["APO02", "DSS02"]
    assert cobit.chosen(cobit.importance(design), at_least=75)["objective"].tolist() == ["APO02"]


def test_from_raci_to_who_is_asked(design):
    raci = cobit.responsibilities(design, ["APO02", "DSS05"])
    assert raci.loc[raci["role"] == "Auditor", "job"].isna().all()  # nobody holds that role
    asked = cobit.respondents(raci).set_index("job")
    assert (
        asked.loc["Admin toko", "objectives"] == "APO02, DSS05"
        and asked.loc["Pemilik", "objectives"] == "APO02"
    )
    assert asked.loc["Pemilik", ["responsible", "accountable", "consulted", "informed"]].tolist() == [
        0,
        1,
        0,
        1,
    ]


def test_from_ratings_to_recommendations(design):
    rows = [
        ("DSS05.01", 2, "F"),
        ("DSS05.01", 2, "L"),
        ("DSS05.02", 2, "N"),
        ("DSS05.02", 2, "P"),
        ("DSS05.02", 3, "P"),
    ]
    ratings = pd.DataFrame(rows, columns=["practice", "level", "rating"]).assign(objective="DSS05")
    by = cobit.practice_levels(ratings).set_index(["practice", "level"])
    # thirds: (1 + 2/3) / 2 = .833 L; (0 + 1/3) / 2 = .167 P; 1/3 P
    assert by["rate"].tolist() == ["L", "P", "P"] and by["share"].round(3).tolist() == [0.833, 0.167, 0.333]
    # level 2: (1 + 2/3 + 0 + 1/3) / 4 = .5, which is P still: level 1 is reached, below the lowest rated level
    reached = cobit.capability(ratings)
    assert reached.set_index("objective").loc["DSS05", "level"] == 1
    gaps = cobit.capability_gaps(reached, {"DSS05": 3})
    advice = cobit.recommendations(gaps, design)
    assert advice["gap"].eq(2).all() and advice["aspect"].tolist() == ["people", "process", "technology"]
    assert advice["recommendation"].notna().tolist() == [True, False, False]


def test_what_is_not_there_is_named(design):
    with pytest.raises(MissingTable):
        cobit.importance(design[design["kind"] != "mapping"])
    with pytest.raises(ValueError, match="no number"):
        cobit.importance(design.replace({"value": {"5": "sangat penting"}}))
    assert cobit.company(design)["attribute"].tolist() == ["Karyawan", "Bidang"]


def test_a_design_workbook_is_read_cell_by_cell(tmp_path, design):
    from openpyxl import Workbook

    from engagelib.readers.design import design as read

    book = Workbook()
    book.active.title = "Profil"
    for row in (["Keterangan", "Isi"], ["Karyawan", 7]):
        book["Profil"].append(row)
    sheets = {
        "DF1": [["Nilai", "Kepentingan", "Acuan"], ["growth", 5, 3], ["innovation", 3, 3], ["cost", 1, 3]],
        "DF1 mapping": [["Objektif", "growth", "innovation", "cost"], ["APO02", 4, 2, 0], ["DSS02", 1, 1, 1], ["DSS05", 0, 0, 4]],
        "RACI": [["Praktik", "Executive", "IT"], ["APO02.01", "A", "R"]],
        "Jabatan": [["Peran", "Jabatan"], ["Executive", "Pemilik"]],
        "Rekomendasi": [["Objektif", "Manusia", "Proses", "Teknologi"], ["APO02", "Latihan", None, "Lemari arsip"]],
        "Catatan": [["x", "y"], ["a", "b"]],
    }  # fmt: skip
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "design.xlsx")
    reading = read(tmp_path / "design.xlsx")
    assert [p.kind for p in reading.problems] == ["no_design_sheet"] and len(reading.origins) == len(
        reading.table
    )
    assert cobit.importance(reading.table).set_index("objective")["DF1"].to_dict() == {
        "APO02": 45,
        "DSS02": 0,
        "DSS05": -65,
    }
    assert cobit.responsibilities(reading.table).dropna(subset="job")["job"].tolist() == ["Pemilik"]
    assert cobit.company(reading.table).values.tolist() == [["Karyawan", "7"]]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_template_is_a_design_of_which_nothing_is_filled_in(tmp_path, lang):
    from openpyxl import load_workbook

    from engagelib.readers.design import design as read
    from engagelib.study.templates import write

    write(tmp_path, lang)
    reading = read(tmp_path / "design.xlsx")
    assert reading.table.empty and not reading.problems
    book = load_workbook(tmp_path / "design.xlsx")
    mapping = next(sheet for sheet in book if sheet.title.startswith("DF10 "))
    assert len(book.sheetnames) == 24 and mapping.max_row == 41  # the 40 objectives below their header
