"""A study's folder: what it has, what it lacks, what is wrong in it, and the record of what was read."""

import json
import shutil

import pandas as pd
import pytest

from engagelib import coding, prose
from engagelib.contracts import ProblemsError
from engagelib.contracts.problems import MissingTable
from engagelib.study.folder import NotYet, UnknownStudy, shipped
from engagelib.study.study import Study
from engagelib.text import masks


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "study.toml").write_text(
        '[study]\nname = "mine"\ntitle.id = "Studi"\ntitle.en = "Study"\n', encoding="utf-8"
    )
    (folder / "events.csv").write_text("date,name\n2024-03-01,mulai\n", encoding="utf-8")
    return folder


def test_a_folder_is_a_study(study):
    mine = Study.open(study, "en")
    assert (mine.name, mine.title, mine.illustrative, mine.is_shipped) == ("mine", "Study", False, False)
    assert mine.events()["name"].tolist() == ["mulai"]
    assert mine.processed == study / "processed" and mine.coding == study / "coding"
    assert mine.problems() == []


def test_a_language_is_id_or_en_however_it_is_typed(study):
    assert Study(study, "EN").lang == "en" and Study(study, "Id ").lang == "id"
    with pytest.raises(ValueError, match="the language is 'id' or 'en', not 'de'"):
        Study(study, "de")


def test_what_it_lacks_is_said(study):
    with pytest.raises(MissingTable, match="the study has no sales.xlsx"):
        Study.open(study).sales()
    with pytest.raises(
        NotYet,
        match="will not have table gap: notebook 04_cobit does not make it, because the study has no survey.xlsx",
    ):
        Study.open(study).table("gap")


def test_an_unknown_study_gets_the_nearest_name():
    with pytest.raises(UnknownStudy, match="did you mean 'kia-metro'"):
        Study.open("kia-metr")


def test_a_folder_without_study_toml(tmp_path):
    with pytest.raises(UnknownStudy, match="has no study.toml"):
        Study.open(tmp_path)


def test_a_broken_study_toml_is_a_problem_not_a_traceback(study):
    (study / "study.toml").write_text("[study\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match="study.toml: cannot be read"):
        Study.open(study)


def test_errors_are_all_listed_and_stop_the_table(study):
    (study / "events.csv").write_text("date,name\nkemarin,a\n2024-13-01,b\n", encoding="utf-8")
    mine = Study.open(study)
    assert [p.cell for p in mine.problems()] == ["A2", "A3"]
    with pytest.raises(ProblemsError) as error:
        mine.events()
    assert len(error.value.problems) == 2


def test_tables_are_copies(study):
    mine = Study.open(study)
    events = mine.events()
    events["name"] = "x"
    assert mine.events()["name"].tolist() == ["mulai"]


def test_what_is_read_is_recorded(study, tmp_path, monkeypatch):
    log, pending = tmp_path / "record.jsonl", tmp_path / "pending.json"
    monkeypatch.setenv("ENGAGELIB_RECORD", str(log))
    monkeypatch.setenv("ENGAGELIB_PENDING", str(pending))
    monkeypatch.setenv("ENGAGELIB_OUT", str(tmp_path / "out"))
    pending.write_text('["gap"]', encoding="utf-8")
    mine = Study.open(study)
    mine.events()
    with pytest.raises(MissingTable):
        mine.sales()
    (study / "processed" / "tables").mkdir(parents=True)
    pd.DataFrame({"a": [1]}).to_parquet(study / "processed" / "tables" / "gap.parquet")
    with pytest.raises(NotYet):
        mine.table("gap")
    pending.write_text("[]", encoding="utf-8")
    assert mine.table("gap")["a"].tolist() == [1]
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert (
        {"file": "events.csv", "root": "raw"} in lines
        and {"absent": "sales"} in lines
        and {"table": "gap"} in lines
    )
    assert mine.tables == tmp_path / "out" / "tables"


def test_results_that_no_notebook_makes_are_left_out(study):
    assert Study.open(study).results("gap", "scores") == {}


def test_raw_files_are_never_written(study):
    before = {p: p.read_bytes() for p in study.rglob("*") if p.is_file()}
    mine = Study.open(study)
    mine.problems(), mine.inventory(), mine.tables
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.parametrize("name", shipped())
def test_shipped_studies_have_no_problems(name):
    mine = Study.open(name)
    assert mine.problems() == []
    assert mine.illustrative and (mine.folder / "PROVENANCE.md").exists()


@pytest.mark.parametrize("name", shipped())
def test_every_ref_to_raw_rows_leads_to_one_and_every_quote_stands_there(name):
    from engagelib.contracts.addresses import lookup

    mine = Study.open(name)
    raw, evidence = mine.sources(), mine.evidence()
    assert set(evidence["claim"]) == set(mine.claims)
    quoted = 0
    for row in evidence.itertuples():
        table = row.ref.partition(":")[0]
        if table not in raw:
            assert pd.isna(row.stance) and row.ref in mine.claims[row.claim]["rules"], row.ref
            continue
        found = lookup(row.ref, raw)
        assert found is not None, row.ref
        if isinstance(row.quote, str):
            quoted += 1
            assert masks.places(row.quote, found["text"] if "text" in found else found["note"]), row.ref
    assert quoted > 100


@pytest.mark.parametrize("name", shipped())
def test_shipped_claims_speak_both_languages_and_their_rules_can_be_read(name):
    from engagelib.triangulation.evidence import holds

    mine = Study.open(name)
    for claim, declared in mine.claims.items():
        assert declared["id"] and declared["en"] and declared["place"], claim
        for rule in declared.get("rules", {}).values():
            conditions = rule.values() if isinstance(rule, dict) else [rule]
            for condition in conditions:
                with pytest.raises(ValueError, match="lacks"):
                    holds(condition, pd.Series({"nothing": 1}))


@pytest.mark.parametrize("name", shipped())
def test_codings_name_units_that_exist(name):
    mine = Study.open(name)
    assert set(mine.codings()["unit"]) <= set(mine.units()["unit"])


def test_a_copy_elsewhere_gives_the_same_tables(tmp_path):
    mine = Study.open("kia-metro")
    copy = Study.open(shutil.copytree(mine.folder, tmp_path / "copy"))
    pd.testing.assert_frame_equal(copy.responses(), mine.responses())
    assert copy.processed == tmp_path / "copy" / "processed"


def test_days_and_times_are_those_of_the_study_s_zone(study):
    # Makassar is eight hours before UTC, Jakarta seven
    (study / "study.toml").write_text('[study]\nname = "mine"\nzone = "Asia/Makassar"\n', encoding="utf-8")
    (study / "tickets.csv").write_text(
        "ticket,unit,process,channel,opened_at\n1,,incident,wa,2025-08-01 06:30\n", encoding="utf-8"
    )
    (study / "interviews").mkdir()
    (study / "interviews" / "A.txt").write_text("peran: pemilik\ntanggal: 2025-08-01\nP: a?\nN: b\n", "utf-8")
    mine = Study.open(study)
    assert mine.tickets()["opened_at"].tolist() == [pd.Timestamp("2025-07-31 22:30", tz="UTC")]
    assert mine.interviews()["made_at"].tolist() == [pd.Timestamp("2025-07-31 16:00", tz="UTC")]


def test_codings_of_units_that_no_file_has_are_said_to_be_lacking(tmp_path):
    shutil.copytree(Study.open("kia-metro").folder, tmp_path / "mine")
    for name in ("comments.csv", "survey.xlsx", "documents.csv", "observations.xlsx"):
        (tmp_path / "mine" / name).unlink()
    for file in (tmp_path / "mine" / "interviews").iterdir():
        file.unlink()
    mine = tmp_path / "mine" / "interviews" / "sari.txt"
    mine.write_text("peran: pemilik\n\nP: Apa kabar?\nN: Baik, ramai.\n", encoding="utf-8")
    toml = tmp_path / "mine" / "study.toml"
    words = toml.read_text(encoding="utf-8").replace("[coding]\n", '[coding]\norder = "interviews"\n')
    toml.write_text(words, encoding="utf-8")
    study = Study.open(tmp_path / "mine")
    with pytest.raises(MissingTable, match="no units in its files that the main coder coded"):
        study.coded_units()
    with pytest.raises(MissingTable, match="no units in its files that the main coder coded"):
        study.in_order()


def test_what_is_and_what_should_be_are_lacking_where_nobody_was_asked_both(tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    toml = '[study]\nname = "plain"\n[survey]\nsheets = { customer = "Survei" }\n'
    (folder / "study.toml").write_text(toml, encoding="utf-8")
    items = "item,text,construct,objective,reversed,low,high,group\nA1,Saya puas,puas,,no,1,5,\n"
    (folder / "items.csv").write_text(items, encoding="utf-8")
    answers = pd.DataFrame({"Kode responden": ["R1", "R2"], "Saya puas": ["Setuju", "Netral"]})
    answers.to_excel(folder / "survey.xlsx", sheet_name="Survei", index=False)
    with pytest.raises(MissingTable, match="no answers on how something is and on how it should be"):
        Study.open(folder).stated()
    with pytest.raises(MissingTable, match="no second group of respondents"):
        Study.open(folder).in_groups()
    assert len(Study.open(folder).asked_once()) == 2
    assert set(Study.open("kia-metro").stated()["state"]) == {"as_is", "to_be"}


def test_codings_count_only_where_their_unit_is_there(tmp_path, command):
    mine = command.copied("umkm-loyalty", tmp_path / "mine")
    whole = Study.open(mine).codings()
    shutil.rmtree(mine / "interviews")
    left = Study.open(mine).codings()
    assert 0 < len(left) < len(whole) and set(left["unit"]) <= set(Study.open(mine).units()["unit"])
    for file in ("observations.xlsx", "documents.csv"):
        (mine / file).unlink()
    (mine / "reviews.csv").write_text(
        "review,date,case,channel,rating,text\nX1,2025-01-01,K1,shopee,5,enak\n", encoding="utf-8"
    )
    with pytest.raises(MissingTable, match="units in its files"):
        Study.open(mine).codings()


def test_one_coder_has_nobody_to_agree_with(tmp_path, command):
    mine = command.copied("umkm-loyalty", tmp_path / "mine")
    assert Study.open(mine).double_coded()["coder"].nunique() == 2
    (mine / "codings" / "coder2.xlsx").unlink()
    with pytest.raises(MissingTable, match="second coder"):
        Study.open(mine).double_coded()


def test_who_is_named_in_a_review_is_masked_and_a_rating_may_be_written_with_a_nought(study):
    (study / "reviews.csv").write_text(
        "review,date,case,channel,rating,text\nU1,2025-01-01,K1,shopee,5.0,enak @contoh_sari wa 0812-0000-1234\n",
        "utf-8",
    )
    row = Study.open(study).reviews().iloc[0]
    assert row["text"] == "enak <mention...> wa <phone.......>" and row["rating"] == 5


def test_codes_are_crossed_with_what_study_toml_names_of_cases(tmp_path):
    """F1 and F2 are old, the others new: counted by hand from cases.csv; an informant has what his shop has."""
    folder = tmp_path / "mine"
    shutil.copytree(Study.open("umkm-loyalty").folder, folder)
    assert Study.open(folder).attributes().columns.tolist() == ["unit", "kind"]
    header, *rows = (folder / "cases.csv").read_text(encoding="utf-8").splitlines()
    old = [
        row + (",lama" if row.split(",")[0] in ("F1", "F2") else ",baru" if ",shop," in row else ",")
        for row in rows
    ]
    (folder / "cases.csv").write_text("\n".join([f"{header},Lama usaha", *old]), encoding="utf-8")
    assert "columns_passed_over" in {problem.kind for problem in Study.open(folder).reading("cases").problems}
    toml = folder / "study.toml"
    words = toml.read_text(encoding="utf-8").replace(
        "[coding]\n", '[coding]\nattributes = ["Lama usaha", "Kota"]\n'
    )
    toml.write_text(words, encoding="utf-8")
    study = Study.open(folder)
    found = study.attributes().merge(study.units()[["unit", "case"]], on="unit")
    old_ones = found["case"].str.startswith(("F1", "F2"))
    assert (
        found.loc[old_ones, "Lama usaha"].eq("lama").all()
        and found.loc[~old_ones, "Lama usaha"].eq("baru").all()
    )
    table = coding.crosstab(study.primary(), study.attributes(), study.codebook())
    units = table[table["attribute"] == "Lama usaha"].drop_duplicates("value").set_index("value")["units"]
    assert units.to_dict() == {"lama": int(old_ones.sum()), "baru": int((~old_ones).sum())}
    read = prose.associated(coding.associations(table), "id")
    assert read.count("Sesudah koreksi Holm") == 2 and "menurut Lama usaha" in read
    problems = {problem.kind: problem for problem in study.problems()}
    assert "columns_passed_over" not in problems and problems["attributes_lost"].parts["names"] == ["Kota"]
