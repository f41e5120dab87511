"""Questionnaires as people have them: layouts, words, codes, and what is said about what is odd."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelib import readers
from engagelib.contracts import violations
from engagelib.readers.scales import Scale
from engagelib.readers.spss import labels
from engagelib.readers.survey import answers, responses

ITEMS = pd.DataFrame({
    "item": ["APO02-1", "LOY1"], "text": ["Rencananya jelas", "Saya mudah pindah"], "construct": ["APO02", "loyalty"],
    "objective": ["APO02", None], "reversed": pd.array([False, True], dtype="boolean"), "low": [1, 1], "high": [5, 5], "group": [None, "customer"],
})  # fmt: skip
HEADER = [
    "Timestamp",
    "Kode responden",
    "Rencananya jelas [Saat ini]",
    "Rencananya jelas [Harapan]",
    "Saya mudah pindah",
]
GROUPS = {"customer": "Pelanggan", "owner": "Pemilik"}


def form(tmp_path, *rows, header=HEADER, name="survey.csv"):
    """A csv as Google Forms exports it."""
    lines = [header, *[["2025-09-01 12:00:00", *row] for row in rows]]
    path = tmp_path / name
    path.write_text(
        "\n".join(",".join("" if c is None else str(c) for c in line) for line in lines), encoding="utf-8"
    )
    return path


def values(reading):
    return reading.table.set_index(["respondent", "item", "state"])["value"]


def read(path, **declared):
    return responses(path, ITEMS, {"customer": "Pelanggan"}, **declared)


def test_a_google_forms_csv_with_words(tmp_path):
    found = read(
        form(
            tmp_path,
            ["R1", "SETUJU", "Sangat Setuju", "tidak setuju"],
            ["R2", "2", "neutral", "Strongly agree"],
        )
    )
    assert found.problems == [] and violations("responses", found.table) == []
    assert values(found).tolist() == [4, 2, 5, 3, 4, 1]  # the last two turned round


def test_responses_are_still_at_the_door_of_readers():
    assert readers.responses is responses


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("sangat tidak setuju", 1), ("  Tidak   SETUJU ", 2), ("Ragu-ragu", 3), ("Netral", 3), ("S", 4), ("SS", 5),
        ("Strongly disagree", 1), ("Neither agree nor disagree", 3), ("selalu", 5), ("Sangat puas", 5),
        ("5 - Sangat setuju", 5), ("1 (Sangat tidak setuju)", 1), ("4.0", 4), ("3,0", 3), (2.0, 2), ("", None), (None, None),
    ],
)  # fmt: skip
def test_an_answer_in_words_or_numbers(raw, value):
    assert Scale(1, 5).read(raw) == value


def test_scales_of_four_declared_words_and_order():
    assert [Scale(1, 4).read(word) for word in ("STS", "TS", "S", "SS")] == [1, 2, 3, 4]  # no middle
    with pytest.raises(ValueError, match="from 1 to 4"):
        Scale(1, 4).read("netral")
    quality = Scale(0, 2, words=["Buruk", "Cukup", "Baik"])
    assert [quality.read(word) for word in ("buruk", "CUKUP", "Baik")] == [0, 1, 2]
    turned = Scale(1, 5, words=["Sangat setuju", "Setuju", "Netral", "Tidak setuju", "Sangat tidak setuju"])
    assert turned.read("sangat setuju") == 1  # the declared order holds


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("tiga", r"whole number from 1 to 5.*list all its words.*words = "),
        (9, r"from 1 to 5 is expected.*If 9 means no answer.*missing = \[9\]"),
        ("N/A", r"missing = \[\"N/A\"\] under \[survey\]"),
        (4.5, "whole number"),
        (-1, "whole number"),
        ("2 - Sangat setuju", "contradict each other: 'sangat setuju' is 5"),
        ("kurang setuju", "list all its words"),  # 2 or 3: never guessed
    ],
)
def test_what_is_no_answer_is_explained(raw, said):
    with pytest.raises(ValueError, match=said):
        Scale(1, 5).read(raw)


@given(st.integers(-9, 9), st.integers(1, 9), st.data())
def test_every_value_of_every_scale_reads_as_itself(low, steps, data):
    scale, value = Scale(low, low + steps), data.draw(st.integers(low, low + steps))
    assert scale.read(value) == scale.read(str(value)) == scale.read(float(value)) == value


def test_declared_codes_are_missing_and_others_are_asked_about(tmp_path):
    path = form(tmp_path, ["R1", "0", "99", "-"], ["R2", "N/A", "5", "2"])
    found = read(path, missing=[0, 99, "-", "N/A"])
    assert found.problems == [] and values(found).isna().sum() == 4 and len(found.table) == 6
    assert [p.cell for p in read(path).problems] == ["C2", "C3", "D2", "E2"]


def test_groups_on_one_sheet_are_told_apart_by_a_column(tmp_path):
    header = [*HEADER, "Peran"]
    path = form(
        tmp_path,
        ["R1", 2, 4, 1, "pelanggan"],
        ["U1", 3, 5, None, "Pemilik"],
        ["X", 3, 3, 3, "Tetangga"],
        header=header,
    )
    found = responses(path, ITEMS, GROUPS, group="Peran")
    assert [(p.cell, p.value) for p in found.problems] == [("F4", "Tetangga")]
    assert found.table.groupby("group")["respondent"].unique().str[0].to_dict() == {
        "customer": "R1",
        "owner": "U1",
    }
    assert values(found)["R1", "LOY1", "none"] == 5 and ("U1", "LOY1", "none") not in values(found)
    assert "name the column that tells them apart" in str(responses(path, ITEMS, GROUPS).problems[0])
    assert "has no column 'Jabatan'" in str(responses(path, ITEMS, GROUPS, group="Jabatan").problems[0])


def test_a_row_per_answer(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(
        "responden;butir;keadaan;jawaban\nR1;APO02-1;as_is;2\nR1;Rencananya jelas;Harapan;Setuju\nR1;loy1;;1\nR1;LOY9;;3\nR2;APO02-1;;3\n"
    )
    found = read(path)
    assert values(found).to_dict() == {
        ("R1", "APO02-1", "as_is"): 2,
        ("R1", "APO02-1", "to_be"): 4,
        ("R1", "LOY1", "none"): 5,
    }
    said = {p.cell: str(p) for p in found.problems}
    assert "no question of the items file" in said["B5"] and "column 'state'" in said["C6"]


def test_long_and_wide_hold_the_same(tmp_path):
    wide = read(form(tmp_path, ["R1", 2, 4, 1], ["R2", 3, 5, 4])).table
    lines = ["respondent,item,state,value"]
    turned = wide["value"].where(wide["item"] != "LOY1", 6 - wide["value"])
    lines += [
        f"{r},{i},{s},{v}"
        for r, i, s, v in zip(wide["respondent"], wide["item"], wide["state"], turned, strict=True)
    ]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines))
    pd.testing.assert_frame_equal(read(path).table, wide)


def test_items_may_be_found_by_their_codes(tmp_path):
    header = ["Timestamp", "Kode responden", "APO02-1_as_is", "APO02_1_to_be", "LOY1"]
    assert read(form(tmp_path, ["R1", 2, 4, 1], header=header)).problems == []


def test_a_question_that_is_not_there_says_how_to_mend_it(tmp_path):
    found = read(form(tmp_path, ["R1", 2, 4, 1], header=[*HEADER[:4], "Saya mudah pindahh"]))
    assert "nearest is 'Saya mudah pindahh'; make the header and the text in the items file the same" in str(
        found.problems[0]
    )


def test_a_respondent_who_stands_twice(tmp_path):
    path = form(tmp_path, ["R1", 2, 4, 1], ["R1", 5, 5, 5])
    found = read(path)
    assert [(p.cell, p.severity) for p in found.problems] == [("B3", "error")] and "row 2 too" in str(
        found.problems[0]
    )
    last = read(path, duplicates="last")
    assert values(last)["R1", "APO02-1", "as_is"] == 5 and last.problems[0].severity == "warning"
    assert values(read(path, duplicates="first"))["R1", "APO02-1", "as_is"] == 2
    assert violations("responses", found.table) == []


def test_blank_and_ruined_codes(tmp_path):
    found = read(form(tmp_path, [None, 2, 4, 1], ["7.5E+18", 2, 4, 1]))
    assert "is blank; give each respondent a code" in str(found.problems[0]) and "rounded this id" in str(
        found.problems[1]
    )
    without = read(form(tmp_path, [2, 4, 1], header=[HEADER[0], *HEADER[2:]]))
    assert without.problems == [] and without.table["respondent"].unique().tolist() == ["row-2"]


MANY = pd.DataFrame({
    "item": [f"Q{i}" for i in range(10)], "text": [f"Pertanyaan {i}" for i in range(10)], "construct": "a", "objective": None,
    "reversed": pd.array([False] * 9 + [True], dtype="boolean"), "low": 1, "high": 5, "group": None,
})  # fmt: skip


def test_flat_liners_and_twins_are_flagged_not_dropped(tmp_path):
    rows = [
        ["R1", *[3] * 10],
        ["R2", *[1, 2, 3, 4, 5] * 2],
        ["R3", *[1, 2, 3, 4, 5] * 2],
        ["R4", *[1, 2, 3, 4, 4] * 2],
    ]
    path = form(tmp_path, *rows, header=["Timestamp", "Kode responden", *MANY["text"]])
    found = responses(path, MANY, {"customer": "Pelanggan"})
    assert [(p.value, p.row.parts["n"], p.severity) for p in found.problems] == [
        ("R1", 2, "warning"),
        ("R3", 4, "warning"),
    ]
    assert "answer 3 to all 10 questions" in str(found.problems[0]) and "answers of R2" in str(
        found.problems[1]
    )
    assert found.table["respondent"].nunique() == 4


@given(st.lists(st.integers(1, 5), min_size=1, max_size=10))
def test_reversing_twice_is_nothing(tmp_path_factory, given_):
    items = MANY.head(len(given_)).assign(reversed=pd.array([True] * len(given_), dtype="boolean"))
    folder = tmp_path_factory.mktemp("turn")
    header = ["Timestamp", "Kode responden", *items["text"]]
    once = (
        responses(form(folder, ["R1", *given_], header=header), items, {"customer": ""})
        .table["value"]
        .tolist()
    )
    twice = (
        responses(form(folder, ["R1", *once], header=header), items, {"customer": ""}).table["value"].tolist()
    )
    assert twice == given_


# --- SPSS ---------------------------------------------------------------------------------------------------------------------------


def sav(path, **changes):
    import pyreadstat

    frame = pd.DataFrame({
        "kode": ["R1", "R2", "U1"], "peran": [2.0, 2.0, 1.0], "APO02_1_as_is": [2.0, 9.0, 3.0], "APO02_1_to_be": [4.0, None, 5.0], "LOY1": [1.0, 5.0, None],
    }).assign(**changes)  # fmt: skip
    pyreadstat.write_sav(
        frame,
        path,
        column_labels={"kode": "Kode responden", "LOY1": "Saya mudah pindah"},
        variable_value_labels={
            "peran": {1: "Pemilik", 2: "Pelanggan"},
            "APO02_1_as_is": {1: "Sangat tidak setuju", 5: "Sangat setuju", 9: "Tidak tahu"},
        },
        missing_ranges={"APO02_1_as_is": [9]},
    )
    return path


def test_spss_by_labels_with_its_own_missing_codes(tmp_path):
    found = responses(sav(tmp_path / "survey.sav"), ITEMS, GROUPS, group="peran")
    assert found.problems == [] and violations("responses", found.table) == []
    got = values(found)
    assert got["R1", "APO02-1", "as_is"] == 2 and pd.isna(
        got["R2", "APO02-1", "as_is"]
    )  # 9 = Tidak tahu, missing by the file
    assert got["R1", "LOY1", "none"] == 5 and pd.isna(got["R2", "APO02-1", "to_be"])
    assert found.mapping["customer/LOY1/none"] == "LOY1"
    kept = labels(tmp_path / "survey.sav").set_index(["variable", "code"])
    assert kept.loc[("APO02_1_as_is", 9), ["label", "missing", "n"]].tolist() == ["Tidak tahu", True, 1]
    assert kept.loc[("peran", 2), ["label", "missing", "n"]].tolist() == ["Pelanggan", False, 2]


def test_spss_problems_name_variable_and_case(tmp_path):
    found = responses(sav(tmp_path / "survey.sav", LOY1=[1.0, 7.0, None]), ITEMS, GROUPS, group="peran")
    assert "survey.sav, cell LOY1, case 2: '7.0'" in str(found.problems[0])


def test_spss_codes_that_run_the_other_way_are_refused(tmp_path):
    import pyreadstat

    frame = pd.DataFrame({"kode": ["R1"], "APO02_1_as_is": [1.0], "APO02_1_to_be": [5.0], "LOY1": [2.0]})
    path = tmp_path / "turned.sav"
    pyreadstat.write_sav(
        frame, path, variable_value_labels={"LOY1": {1: "Sangat setuju", 2: "Setuju", 4: "Tidak setuju"}}
    )
    found = responses(path, ITEMS, {"customer": ""}, respondent="kode")
    assert "'Setuju', which is 4 on this scale; recode the variable" in str(found.problems[0])
    assert pd.isna(values(found)["R1", "LOY1", "none"])


def omv(path, fields, labels, rows):
    """A .omv as jamovi packs it: columns one after the other, texts in a file of their own."""
    import json
    import struct
    import zipfile

    data, texts = b"", b""
    for name, column in zip(fields, zip(*rows, strict=True), strict=True):
        for value in column:
            kind = fields[name]["type"]
            if kind == "string":
                data += struct.pack("<i", -1 if value is None else len(texts))
                texts += b"" if value is None else value.encode() + b"\0"
            elif kind == "number":
                data += struct.pack("<d", float("nan") if value is None else value)
            else:
                data += struct.pack("<i", -(2**31) if value is None else value)
    about = {
        "rowCount": len(rows), "columnCount": len(fields),
        "fields": [{"name": name, "columnType": "Data", **field} for name, field in fields.items()],
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(
            "meta", "Manifest-Version: 1.0\nData-Archive-Version: 1.0.2\njamovi-Archive-Version: 11.0\n"
        )
        packed.writestr("metadata.json", json.dumps({"dataSet": about}))
        packed.writestr("xdata.json", json.dumps({name: {"labels": known} for name, known in labels.items()}))
        packed.writestr("data.bin", data)
        packed.writestr("strings.bin", texts)
    return path


def jamovi(path):
    whole = {"type": "integer", "dataType": "Integer", "description": ""}
    return omv(path, {
        "kode": {"type": "string", "dataType": "Text", "description": "Kode responden"},
        "peran": {**whole, "dataType": "Text"},
        "APO02_1_as_is": {**whole, "missingValues": ["== 9"]},
        "APO02_1_to_be": {"type": "number", "dataType": "Decimal", "description": ""},
        "LOY1": {**whole, "description": "Saya mudah pindah"},
    }, {
        "peran": [[0, "Pemilik", "Pemilik", False], [1, "Pelanggan", "Pelanggan", False]],
        "APO02_1_as_is": [[1, "Sangat tidak setuju", "1", False], [5, "Sangat setuju", "5", False], [9, "Tidak tahu", "9", False]],
        "LOY1": [[n, str(n), str(n), False] for n in range(1, 6)],
    }, [["R1", 1, 2, 4.0, 1], ["R2", 1, 9, None, 5], ["U1", 0, 3, 5.0, None]])  # fmt: skip


def test_jamovi_by_labels_with_its_own_missing_codes(tmp_path):
    found = responses(jamovi(tmp_path / "survey.omv"), ITEMS, GROUPS, group="peran")
    same = responses(sav(tmp_path / "survey.sav"), ITEMS, GROUPS, group="peran")
    assert found.problems == [] and violations("responses", found.table) == []
    pd.testing.assert_frame_equal(found.table, same.table)  # as the same answers in SPSS
    kept = labels(tmp_path / "survey.omv").set_index(["variable", "code"])
    assert kept.loc[("APO02_1_as_is", 9), ["label", "missing", "n"]].tolist() == ["Tidak tahu", True, 1]


def test_a_broken_jamovi_file_is_said_to_be_one(tmp_path):
    import zipfile

    from engagelib.contracts.problems import Unreadable
    from engagelib.readers.spss import read_omv

    whole = jamovi(tmp_path / "survey.omv")
    (tmp_path / "x.omv").write_bytes(b"nothing")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "cut.omv", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[: 20 if name == "data.bin" else None])
    for name in ("x.omv", "cut.omv"):
        with pytest.raises(Unreadable, match="no file of jamovi"):
            read_omv(tmp_path / name)


def test_a_broken_spss_file_is_said_to_be_one(tmp_path):
    from engagelib.contracts.problems import Unreadable

    (tmp_path / "x.sav").write_bytes(b"nothing")
    for name, said in (("x.sav", "not an SPSS file"), ("no.sav", "there is no such file")):
        with pytest.raises(Unreadable, match=said):
            read(tmp_path / name)


# --- open answers ---------------------------------------------------------------------------------------------------------------------


def test_open_answers_become_units(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Pelanggan"
    for row in (
        ["Timestamp", "Kode responden", "Saran?"],
        [dt.datetime(2025, 9, 1, 12), "R1", "lebih cepat"],
        ["kemarin", "R2", "ya"],
        [None, "R3", " "],
    ):
        book.active.append(row)
    book.save(tmp_path / "s.xlsx")
    found = answers(
        tmp_path / "s.xlsx", {"customer": "Pelanggan"}, {"improve": "saran?", "other": "tidak ditanyakan"}
    )
    assert found.table["unit"].tolist() == ["R1/improve", "R2/improve"] and found.table[
        "kind"
    ].unique().tolist() == ["answer"]
    assert found.table["made_at"].iloc[0] == pd.Timestamp("2025-09-01T05:00Z") and pd.isna(
        found.table["made_at"].iloc[1]
    )
    assert [(p.cell, p.severity) for p in found.problems] == [("A3", "warning"), ("", "error")]
    assert "no sheet has this open question" in str(found.problems[1])
