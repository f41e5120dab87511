"""The second study from raw files to the report, as a user runs it, and without each of its files in turn."""

import re
import shutil

import pandas as pd
import pytest

from engagelib import Study, triangulation
from engagelib.study.folder import FILES
from engagelib.triangulation import evidence

pytestmark = [pytest.mark.xdist_group("umkm-loyalty"), pytest.mark.slow]
LEFT_OUT = {"01_reduction", "04_cobit", "05_itil", "06_engagement", "07_sales"}


@pytest.fixture(scope="module")
def study(reproduced):
    return reproduced("umkm-loyalty")


@pytest.fixture(scope="module")
def made(study):
    return {
        path.stem: pd.read_parquet(path) for path in (study.parent / "as-made" / "tables").glob("*.parquet")
    }


def test_what_the_study_has_runs_and_the_rest_says_why(study, command):
    records = command.records(study)
    assert {name for name, known in records.items() if known["status"] == "left out"} == LEFT_OUT
    assert {known["status"] for name, known in records.items() if name not in LEFT_OUT} == {"ran"}
    assert all(known["why"] for known in records.values())


def test_who_took_part_opens_the_questionnaires_notebook(made):
    """Three informants at each of nine shops, by the criteria of the paper; how many were asked is illustrative."""
    informants = made["informants"]
    assert informants.groupby("parent")["case"].count().to_dict() == dict.fromkeys(
        ("F1", "F2", "F3", "K1", "K2", "K3", "R1", "R2", "R3"), 3
    )
    assert informants["criterion"].notna().all() and informants["role"].notna().all()
    assert made["participants"]["n"].sum() == 27
    assert made["sampling"].set_index("stage")["n"].to_dict() == {
        "asked": 34, "screened_out": 3, "refused": 4, "usable": 27,
    }  # fmt: skip
    assert made["main_results"]["value"].notna().all()


def test_every_claim_stands_in_the_matrix_with_evidence_that_ends_in_raw_rows(study, made):
    claims = Study.open(study).claims
    matrix = made["convergence"]
    assert set(matrix["claim"]) == set(claims)
    assert (matrix.groupby("claim")["refs"].agg("".join) != "").all()
    followed = made["trail"].set_index(["claim", "ref"])["ends"]
    for row in matrix[matrix["refs"] != ""].itertuples():
        assert all(followed[row.claim, ref] for ref in row.refs.split("; "))
    assert evidence.broken(made["trail"]).empty


def test_no_number_of_a_rule_is_typed_in(study, made):
    computed = made["evidence"][made["evidence"]["rule"].notna()]
    assert len(computed) > 5 and computed["stance"].notna().all() and computed["found"].all()


def test_flags_are_found_and_go_with_their_cause(study, made):
    assert set(made["citation_flags"]["flag"]) == {
        "no_list",
        "two_spellings",
        "promise_not_kept",
        "places_differ",
    }
    mine = Study.open(study)
    cited = mine.citations()
    config = {k: v for k, v in mine.config.items() if k != "statements"}
    found = set(triangulation.flags(cited, config)["flag"])
    assert "places_differ" not in found
    one = cited.assign(cited=cited["cited"].str.replace("Hutapea dan Ichyaudin", "Ichyaudin dan Hutapea"))
    assert "two_spellings" not in set(triangulation.flags(one, config)["flag"])
    stages = made["stages"].set_index("stage")["flag"]
    assert stages.to_dict() == {1: "no_theme", 2: "", 3: "", 4: "", 5: "", 6: ""}


def test_the_material_is_what_the_issue_asks_for(study):
    mine = Study.open(study)
    cases, orders = mine.cases(), mine.orders()
    shops = cases[cases["kind"] == "shop"]
    assert len(shops) >= 9 and set(shops["sector"]) == {"kuliner", "fesyen", "rumah tangga"}
    assert {path.suffix for path in (study / "interviews").iterdir()} == {".docx", ".txt", ".xlsx"}
    assert len(orders) >= 3000 and orders["customer"].str.fullmatch("[0-9a-f]{16}").all()
    assert cases.groupby("parent").size().eq(3).all()
    texts = mine.interviews().groupby("case")["text"].agg(" ".join)
    assert len(texts) == 27 and not texts.duplicated().any()


def test_two_coders_marked_passages_that_stand_in_the_texts(study):
    mine = Study.open(study)
    codings = mine.passages()
    texts = mine.units().set_index("unit")["text"]
    assert codings["coder"].nunique() == 2
    spans = codings.dropna(subset=["start"])
    assert len(spans) > 1000
    assert all(0 <= row.start < row.end <= len(texts[row.unit]) for row in spans.itertuples())


def _again(folder, command):
    """Run a study again: its records, after nothing failed."""
    done = command("reproduce", folder, "--lang", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    records = command.records(folder)
    assert {known["status"] for known in records.values()} <= {"ran", "skipped", "left out"}, done.stdout
    return records


#: File -> a word of the sentence that tells of it; none where other material stays to be read in its place.
FILES_GONE = {
    "orders.csv": "orders.csv", "codings": "codings", "interviews": "", "observations.xlsx": "observations.xlsx",
    "insights": "", "reviews.csv": "", "cases.csv": "cases.csv", "evidence.csv": "evidence.csv",
    "citations.csv": "citations.csv", "member_check.csv": "member_check.csv", "documents.csv": "", "codebook.xlsx": "codebook.xlsx", "wording.csv": "wording.csv",
}  # fmt: skip


def test_every_file_of_the_study_is_taken_away_below(study):
    assert {file for file in FILES.values() if (study / file).exists()} == set(FILES_GONE)


@pytest.mark.parametrize(("file", "word"), FILES_GONE.items())
def test_without_a_file_the_report_is_smaller_and_says_so(study, file, word, tmp_path, command):
    kept = shutil.move(study / file, tmp_path / file)
    try:
        records = _again(study, command)
        index = (study / "processed" / "report" / "index.html").read_text(encoding="utf-8")
    finally:
        shutil.move(kept, study / file)
    told = [known["why"] for known in records.values() if known["status"] == "left out"]
    told += [sentence for known in records.values() for sentence in known.get("sections", [])]
    assert any(word in sentence for sentence in told), told
    assert "Traceback" not in index and word in index


@pytest.mark.parametrize("name", ["umkm-loyalty", "kia-metro"])
def test_a_study_of_nothing_but_its_declaration_is_a_report_of_sentences(name, tmp_path, command):
    folder = command.copied(name, tmp_path / "copy")
    for path in {folder / file for file in FILES.values()}:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    declared = folder / "study.toml"  # a file that it names has to be there
    text = declared.read_text(encoding="utf-8")
    declared.write_text(
        re.sub(r"^\[files\]\n(?:\w+ = .*\n)*", "", text, flags=re.MULTILINE), encoding="utf-8"
    )
    records = _again(folder, command)
    assert records["00_study"]["status"] == "ran"
    assert all(known["why"] for known in records.values())
