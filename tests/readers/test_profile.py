"""Who answered: the columns of a questionnaire that are no questions of it."""

import pandas as pd
import pytest

from engagelib import survey
from engagelib.contracts.problems import MissingTable
from engagelib.readers import recognise
from engagelib.readers.profile import profile
from engagelib.study.drafts import draft
from engagelib.study.study import Study

ITEMS = "item,text,construct,low,high\nQ1,Saya puas,satisfaction,1,5\n"
HEADER = "Timestamp,Kode responden,1. Berapa usia Anda saat ini (tahun)?,Jenis Kelamin *,Email,Saya puas,Hobi,Saran Anda"
ROWS = [
    "2025-10-01,R1,21,Perempuan,a@b.id,4,lari,bagus",
    "2025-10-02,R2,34,perempuan ,c@d.id,5,baca,",
    "2025-10-03,R3,,Laki-laki,e@f.id,3,,ya",
]


def study(tmp_path, rows=ROWS, more="", header=HEADER):
    (tmp_path / "survey.csv").write_text("\n".join([header, *rows]) + "\n")
    (tmp_path / "items.csv").write_text(ITEMS)
    (tmp_path / "study.toml").write_text(
        f'[study]\nname = "k"\ntitle = "K"\nquestion = "Q"\n[files]\nresponses = "survey.csv"\nprofile = "survey.csv"\n{more}'
    )
    return Study(tmp_path)


def test_age_and_sex_are_known_by_their_headers_and_case_makes_no_other_value(tmp_path):
    table = study(tmp_path).profile()
    assert table[table["attribute"] == "age"]["value"].fillna("-").tolist() == ["21", "34", "-"]
    assert table[table["attribute"] == "sex"]["value"].tolist() == ["Perempuan", "Perempuan", "Laki-laki"]
    assert table["attribute"].unique().tolist() == ["age", "sex"]
    found = survey.profile(table).set_index(["attribute", "value"])
    assert found.loc[("sex", "Perempuan"), ["n", "share"]].tolist() == [2, 2 / 3]
    assert found.loc[("age", "21"), ["n", "share"]].tolist() == [1, 1 / 2]  # of the two who answered


def test_questions_people_and_times_are_no_attributes_and_what_is_left_is_named(tmp_path):
    said = [str(problem) for problem in study(tmp_path).reading("profile").problems]
    assert said == [
        "survey.csv: columns that nothing reads: 'Hobi', 'Saran Anda'. If they tell of respondents, write below "
        '[survey.profile] (study.toml): name = "header"'
    ]


def test_declared_columns_are_read_and_open_questions_are_not(tmp_path):
    more = '[survey.profile]\nhobby = "hobi"\n[survey.open]\nadvice = "Saran Anda"\n'
    read = study(tmp_path, more=more).reading("profile")
    assert read.problems == [] and read.mapping["customer/hobby"] == "Hobi"
    assert read.table[read.table["attribute"] == "hobby"]["value"].fillna("-").tolist() == [
        "lari",
        "baca",
        "-",
    ]


def test_a_declared_column_that_is_not_there_is_an_error(tmp_path):
    made = study(tmp_path, more='[survey.profile]\nhobby = "Kegemaran"\n')
    (problem,) = [p for p in made.problems() if p.kind == "no_profile_column"]
    assert (problem.value, problem.severity, problem.parts["name"]) == ("Kegemaran", "error", "hobby")


def test_whoever_answered_twice_counts_once_as_declared(tmp_path):
    rows = [*ROWS, "2025-10-04,R1,22,Perempuan,a@b.id,4,lari,"]
    more = '[survey]\nduplicates = "last"\n'
    table = study(tmp_path, rows, more).profile()
    assert table[table["respondent"] == "R1"]["value"].tolist() == [
        "22",
        "perempuan",
    ]  # as first written of those that count


def test_a_row_per_answer_has_the_declared_attributes_once(tmp_path):
    (tmp_path / "a.csv").write_text(
        "respondent,item,value,Usia,Kota\nR1,Q1,4,21,Metro\nR1,Q2,5,,Metro\nR2,Q1,3,30,\n"
    )
    table = profile(tmp_path / "a.csv", {"town": "Kota"}, sheets={"customer": "all"}).table
    assert table.fillna("-").values.tolist() == [
        ["R1", "town", "Metro"], ["R2", "town", "-"], ["R1", "age", "21"], ["R2", "age", "30"],
    ]  # fmt: skip


def test_a_study_without_such_columns_has_no_profile(tmp_path):
    made = study(tmp_path, ["R1,4"], header="Kode responden,Saya puas")
    assert made.given("profile") is None and made.problems() == []


def test_a_sheet_of_questions_alone_says_what_is_lacking(tmp_path):
    made = study(tmp_path, ["R1,4,bagus"], header="Kode responden,Saya puas,Saran Anda")
    assert [p.kind for p in made.problems()] == ["columns_unread"]
    with pytest.raises(MissingTable, match=r"columns that tell of respondents"):
        made.profile()


def test_without_items_no_question_is_called_unread(tmp_path):
    made = study(tmp_path)
    (tmp_path / "items.csv").unlink()
    assert made.reading("profile").problems == [] and len(made.profile()) == 6


def test_values_with_a_number_stand_by_it_and_others_by_how_often():
    values = ["lebih dari 3 kali", "1 kali", "2-3 kali", "1 kali", "kurang dari 1 kali"]
    told = pd.DataFrame({"respondent": list("abcde"), "attribute": "visits", "value": values})
    assert survey.profile(told)["value"].tolist() == [
        "kurang dari 1 kali",
        "1 kali",
        "2-3 kali",
        "lebih dari 3 kali",
    ]
    told = pd.DataFrame(
        {"respondent": list("abcd"), "attribute": "job", "value": ["guru", "petani", "petani", None]}
    )
    found = survey.profile(told)
    assert found["value"].fillna("-").tolist() == ["petani", "guru", "-"] and found["n"].tolist() == [2, 1, 1]


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ("asked = { n = 5 }\nanswered = { n = 3 }", []),
        ("asked = { n = 2 }\nanswered = { n = 3 }", ["sample_smaller"]),
        ("answered = { n = 4 }\nusable = { n = 2 }", ["sample_differs"]),
    ],
)
def test_the_sample_fits_itself_and_the_questionnaire(tmp_path, more, kinds):
    made = study(tmp_path, more=f"[sampling]\n{more}\n")
    assert [p.kind for p in made.problems() if p.kind.startswith("sample_")] == kinds


def test_the_sample_stands_stage_by_stage(tmp_path):
    more = (
        '[sampling]\nusable = { n = 3 }\nasked = { n = 9, note = { id = "di kedai", en = "in the shop" } }\n'
    )
    assert study(tmp_path, more=more).sampling().fillna("-").values.tolist() == [
        ["asked", 9, "di kedai"],
        ["usable", 3, "-"],
    ]


def test_answers_that_few_gave_stand_together_on_request():
    told = pd.DataFrame(
        {"respondent": [f"R{i}" for i in range(10)], "attribute": "job", "value": [*"aaaaaaa", "b", "c", "d"]}
    )
    found = survey.profile(told, smallest=3)
    assert found[["value", "n"]].values.tolist() == [["a", 7], ["others", 3]]
    # one rare answer alone would still be known: the next rarest joins it
    told["value"] = [*"aaaaaa", "b", "b", "b", "c"]
    assert survey.profile(told, smallest=3)[["value", "n"]].values.tolist() == [["a", 6], ["others", 4]]
    assert survey.profile(told)["value"].tolist() == ["a", "b", "c"]


def test_who_did_not_consent_counts_in_nothing_and_that_is_said(tmp_path):
    header = HEADER.replace("Hobi", "Apakah Anda bersedia mengisi?")
    rows = [
        ROWS[0].replace("lari", "Bersedia"),
        ROWS[1].replace("baca", "Tidak bersedia"),
        ROWS[2],
    ]  # one blank
    more = '[survey.screening]\n"Apakah Anda bersedia mengisi?" = ["Bersedia"]\n[survey.open]\nsaran = "Saran Anda"\n'
    made = study(tmp_path, rows, more, header)
    assert set(made.responses()["respondent"]) == set(made.profile()["respondent"]) == {"R1"}
    assert made.units()["text"].tolist() == ["bagus"]
    assert [(p.kind, p.parts["n"]) for p in made.problems() if p.kind == "screened_out"] == [
        ("screened_out", 2)
    ]


def test_a_form_that_asks_for_consent_drafts_who_stays(tmp_path):
    header = HEADER.replace("Hobi", "Apakah Anda bersedia mengisi?")
    rows = [row.replace("lari", "Ya bersedia").replace("baca", "Tidak") for row in ROWS]
    study(tmp_path, rows, header=header)
    drafted = draft(recognise(tmp_path / "survey.csv").sheet)
    assert drafted.screening == {"Apakah Anda bersedia mengisi?": ("Ya bersedia",)}
    assert "Apakah Anda bersedia mengisi?" not in drafted.profile.values()
