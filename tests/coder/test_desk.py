"""What the coding screen asks and is told: who codes what, what is blind, what comes back from elsewhere, and no machine counts."""

import csv
import json

import openpyxl
import pandas as pd
import pytest

from engagelib import Study, refi
from engagelib.coder import brought, notebook, sheet
from engagelib.coder.desk import Desk, needed
from engagelib.coder.journal import Journal
from engagelib.contracts import ProblemsError
from engagelib.people import is_machine
from engagelib.readers.codings import codings as read_codings

TOML = """[study]
name = "s"
[coders]
ani = "Ani"
budi = "Budi"
[coding]
primary = "Ani"
double = 0.4
seed = 3
saturation = { base = 4, run = 2, threshold = 0.05 }
[files]
codebook = "codebook.csv"
"""
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / "study.toml").write_text(TOML, encoding="utf-8")
    book = "code,parent,theme,name,definition,example\nT,,T,Tema,,\nA,T,T,Asa,satu,x\nB,T,T,Bisa,dua,y\n"
    (folder / "codebook.csv").write_text(book, encoding="utf-8")
    with (folder / "comments.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["comment_id", "platform", "video_id", "author", "created_at", "text", "likes"])
        for i in range(10):
            rows.writerow(
                [
                    f"c{i}",
                    "tiktok",
                    "v",
                    f"o{i}",
                    "2025-08-01T10:00:00+07:00",
                    f"={i} {FAMILY} <b>enak</b> cafe\u0301",
                    0,
                ]
            )
    return Study(folder, "en")


def plain(codings):
    found = codings[["unit", "coder", "code", "start", "end", "seen_first", "memo"]].astype(object)
    return sorted(map(tuple, found.where(found.notna(), None).values.tolist()), key=str)


def said(desk, **message):
    answer = desk.answer(message)
    assert "error" not in answer, answer
    return answer


def test_a_second_coder_is_served_the_declared_share_the_same_every_time(study):
    ani, budi, again = Desk(study, "ani"), Desk(study, "Budi"), Desk(Study(study.folder, "en"), "Citra")
    assert ani.coder == "Ani" and len(ani.may) == 10
    assert len(budi.may) == 4 and budi.may == budi.twice == again.may
    assert "error" in budi.answer({"do": "none", "unit": next(iter(ani.may - budi.may))})


def test_the_opening_holds_texts_once_and_zero_likes_are_said(study):
    head, units = map(json.loads, Desk(study, "Ani").opening())
    assert units[0]["text"] == f"=0 {FAMILY} <b>enak</b> cafe\u0301" and units[0]["likes"] == 0
    assert {c["code"] for c in head["codes"]} == {"T", "A", "B"} and head["refused"] == ""
    assert "enak" not in json.dumps(head)


def test_a_suggestion_is_handed_out_after_it_is_on_record_and_never_for_a_blind_unit(study):
    hints = pd.DataFrame(
        {
            "unit": [f"c{i}" for i in range(10)],
            "code": "A",
            "source": "dictionary",
            "version": "1",
            "score": 1.0,
        }
    )
    desk = Desk(study, "Ani", hints)
    blind, open_ = sorted(desk.twice), sorted(desk.may - desk.twice)
    assert "error" in desk.answer({"do": "seen", "unit": blind[0]})
    said(desk, do="add", unit=open_[1], code="A")
    assert said(desk, do="seen", unit=open_[0])["suggestions"] == [
        {"code": "A", "source": "dictionary", "score": 1.0}
    ]
    said(desk, do="add", unit=open_[0], code="A")
    desk.journal.close()
    found = Study(study.folder).codings().set_index("unit")["seen_first"]
    assert found.to_dict() == {open_[0]: True, open_[1]: False}


def test_nobody_sees_the_other_before_both_have_coded_what_is_shared(study):
    ani, budi = Desk(study, "Ani"), Desk(study, "Budi")
    for unit in sorted(budi.may):
        said(budi, do="add", unit=unit, code="A")
    shared = sorted(ani.twice)
    for unit in shared[:-1]:
        said(
            ani,
            do="none" if unit == shared[0] else "add",
            unit=unit,
            **({} if unit == shared[0] else {"code": "A"}),
        )
    assert ani.answer({"do": "differences"})["blind"].endswith("Ani: 1.")
    said(ani, do="add", unit=shared[-1], code="A")
    told = ani.answer({"do": "differences"})
    assert [row["unit"] for row in told["rows"]] == shared[:1]
    assert told["rows"][0]["said"] == {"Ani": "-", "Budi": "A"}
    assert (
        told["table"][0]["units"] == 4
        and told["table"][0]["needed"] > 4
        and told["table"][0]["reached"] is False
    )
    said(ani, do="settle", unit=shared[0], codes=["A"], memo="jelas pujian")
    codings = Study(study.folder).codings()
    row = codings[codings["source"] == "adjudicated"].iloc[0]
    assert (row["unit"], row["code"], row["memo"]) == (shared[0], "A", "jelas pujian")
    assert set(Study(study.folder).double_coded()["source"]) == {
        "human"
    }  # what was settled is no third coder


def test_a_training_round_says_how_many_units_a_code_needs():
    """By `units_needed` at half: Bloch & Kraemer's variance gives 139 units for 0.8 and a width of 0.2 (agreement.planning)."""
    rows = [(f"u{i}", who, "A" if i % 2 else None) for i in range(20) for who in "XY"]
    found = needed(pd.DataFrame(rows, columns=["unit", "coder", "code"]))
    assert found[["code", "units", "needed", "reached"]].astype(object).values.tolist() == [
        ["A", 20, 139, False]
    ]


def test_beforehand_it_is_said_by_her_own_shares_without_a_word_on_the_other(study):
    """A in 1 of 2 units that she read: 139 again; B she gave nowhere. Nothing is known of who codes beside her."""
    ani, budi = Desk(study, "Ani"), Desk(study, "Budi")
    one, two, *_ = sorted(ani.twice)
    said(ani, do="add", unit=one, code="A")
    said(ani, do="none", unit=two)
    said(budi, do="add", unit=one, code="B")
    told = ani.answer({"do": "differences"})
    assert "rows" not in told and told["blind"]
    assert [[r[k] for k in ("code", "units", "kappa", "needed", "reached")] for r in told["table"]] == [
        ["A", 1, None, 139, False],
        ["B", 1, None, None, None],
    ]


@pytest.mark.parametrize("ending", ["xlsx", "qdpx"])
def test_out_and_back_no_coding_is_lost_or_doubled(study, tmp_path, ending):
    desk = Desk(study, "Ani")
    said(desk, do="add", unit="c1", code="A", start=2, end=7, memo="satu\nkeluarga")
    said(desk, do="add", unit="c1", code="B", start=4, end=12)
    said(desk, do="add", unit="c2", code="A")
    said(desk, do="none", unit="c3")
    desk.journal.close()
    before, file = plain(Study(study.folder).codings()), tmp_path / f"elsewhere.{ending}"
    assert sheet(study, "Ani", file) == 4
    for _ in range(2):
        done = brought(study, "Ani", file)
        assert (done.added, done.removed, done.changed, done.problems) == (0, 0, 0, ())
    assert plain(Study(study.folder).codings()) == before


def test_what_was_done_in_excel_comes_back_each_difference_a_line(study, tmp_path):
    desk = Desk(study, "Ani")
    for unit in ("c1", "c2"):
        said(desk, do="add", unit=unit, code="A")
    desk.journal.close()
    sheet(study, "Ani", tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    page = book.active
    assert page["J2"].data_type == "s"  # a text that begins with = is a text
    row = {r[0].value: r for r in page.iter_rows(min_row=2)}
    row["c1"][2].value, row["c4"][2].value, row["c5"][2].value = "B", "Bisa", "-"
    book.save(tmp_path / "x.xlsx")
    done = brought(study, "Ani", tmp_path / "x.xlsx")
    assert (done.added, done.removed) == (3, 1)
    assert [(u, c) for u, _, c, *_ in plain(Study(study.folder).codings())] == [
        ("c1", "B"),
        ("c2", "A"),
        ("c4", "B"),
        ("c5", None),
    ]
    row["c4"][2].value = "Bisaa"
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(ProblemsError):
        brought(study, "Ani", tmp_path / "x.xlsx")


def test_who_coded_on_a_sheet_goes_on_from_it_and_a_sheet_that_differs_later_is_named(study):
    folder = study.folder / "codings"
    folder.mkdir()
    (folder / "ani.csv").write_text("unit,code\nc1,A\nc2,-\n", encoding="utf-8")
    desk = Desk(Study(study.folder, "en"), "Ani")
    said(desk, do="remove", unit="c1", code="A")
    said(desk, do="add", unit="c1", code="B")
    desk.journal.close()
    again = Study(study.folder, "en")
    assert [(u, c) for u, _, c, *_ in plain(again.codings())] == [("c1", "B"), ("c2", None)]
    assert [(p.kind, p.parts["n"]) for p in again.problems() if p.kind.startswith("journal")] == [
        ("journal_counts", 1)
    ]


def test_a_table_made_before_a_decision_is_outdated(study):
    Desk(study, "Ani").answer({"do": "none", "unit": "c1"})
    opened = Study(study.folder, "en")
    opened.codings()
    made = dict(opened.made_from["inputs"])
    Desk(Study(study.folder, "en"), "Ani").answer({"do": "none", "unit": "c2"})
    assert [key for key, old in made.items() if opened.now(key) != old] == [
        next(k for k in made if k.endswith(".jsonl"))
    ]


def test_the_notebook_of_a_coder_is_one_cell_that_opens_the_study_it_lies_in(study):
    path = notebook(study, "Ani 'the first'")
    cell = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    assert (path.parent / "..").resolve() == study.folder
    assert cell["source"].endswith("""code('..', "Ani 'the first'", lang='en')""")


@pytest.mark.parametrize(
    "name",
    ["GPT-4o", "ChatGPT", "ai_coder", "AI Coding", "model", "kamus v2", "auto-code", "IndoBERT", "Mesin"],
)
def test_a_program_is_told_by_its_name(name):
    assert is_machine(name)


@pytest.mark.parametrize(
    "name",
    ["Aisyah", "Pengode 1", "Robi", "Modesta", "coder2", "Aini", "Budi Sistiyo", "Kamusiah", "A", None],
)
def test_a_person_is_no_program(name):
    assert not is_machine(name)


def test_of_ten_thousand_marks_of_machines_none_is_counted_and_none_loses_its_origin(study, tmp_path):
    """A third by the coder's name, a third by a column source, a third by the user of a REFI-QDA project."""
    folder = study.folder / "codings"
    folder.mkdir()
    names = ["GPT-4o", "dictionary", "model"]
    with (folder / "all.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["unit", "coder", "code", "source", "start", "end"])
        rows.writerow(["c1", "Ani", "A", "human", "", ""])
        for i in range(3334):
            rows.writerow([f"c{i % 10}", names[i % 3], "A", "", i // 10, i // 10 + 1])
        for i in range(3333):
            rows.writerow([f"c{i % 10}", "Ani", "B", f"model {i % 7}", i // 10, i // 10 + 1])
    opened = Study(study.folder, "en")
    assert [(u, w, c) for u, w, c, *_ in plain(opened.codings())] == [("c1", "Ani", "A")]
    told = [p.parts["n"] for p in opened.reading("codings").problems if p.kind == "marks_of_machine"]
    assert sum(told) == 6667
    marks = read_codings(folder / "all.csv", codebook=opened.codebook(), of_machines=True).table
    assert len(marks) == 6667
    assert set(opened.suggestions()["source"]) >= set(names)
    text = "x" * 4000
    units = pd.DataFrame({"unit": ["d1"], "kind": ["document"], "text": [text]})
    planted = pd.DataFrame(
        {
            "unit": "d1",
            "coder": ["AI coding"] * 3333 + ["Ani"],
            "code": "A",
            "start": [*range(3333), 0],
            "end": [*range(1, 3334), 4],
            "source": "human",
        }
    )
    refi.write_project(tmp_path / "x.qdpx", refi.Project(opened.codebook(), units, planted), pseudonyms=False)
    back = refi.read_project(tmp_path / "x.qdpx")
    assert back.codings["coder"].tolist() == ["Ani"]
    assert len(back.suggestions) == 3333 and set(back.suggestions["source"]) == {"AI coding"}
    assert len(refi.read_project(tmp_path / "x.qdpx", machines=["AI coding"]).codings) == 3334


def test_a_machine_that_is_declared_counts_as_a_coder(study):
    folder = study.folder / "codings"
    folder.mkdir()
    (folder / "all.csv").write_text("unit,coder,code\nc1,Ani,A\nc1,GPT-4o,B\n", encoding="utf-8")
    toml = study.folder / "study.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("seed = 3", 'seed = 3\nmachines = ["GPT-4o"]'), encoding="utf-8"
    )
    assert [w for _, w, *_ in plain(Study(study.folder).codings())] == ["Ani", "GPT-4o"]


def test_a_forgotten_person_is_in_no_journal_that_is_counted(study):
    desk = Desk(study, "Ani")
    said(desk, do="none", unit="c1")
    said(desk, do="none", unit="c2")
    desk.journal.close()
    author = study.comments().set_index("comment_id")["author"]["c1"]
    left = Study(study.folder).with_left_out({author})
    assert set(left.codings()["unit"]) == {"c2"}


def test_a_journal_is_lent_to_one_window(study):
    first = Desk(study, "Ani")
    second = Desk(Study(study.folder, "en"), "Ani")
    assert "opened again" in first.answer({"do": "none", "unit": "c1"})["error"]
    said(second, do="none", unit="c1")
    assert Journal(study.journals, "Ani").state.units.keys() == {"c1"}


def test_the_report_says_what_share_was_decided_after_a_suggestion_was_seen():
    from engagelib import coding, prose

    rows = [
        ("u1", "A", "P", True),
        ("u2", "A", "P", False),
        ("u3", "A", None, False),
        ("u4", "A", "P", pd.NA),
    ]
    codings = pd.DataFrame(rows, columns=["unit", "coder", "code", "seen_first"]).astype(
        {"seen_first": "boolean"}
    )
    book = pd.DataFrame({"code": ["T", "P"], "parent": [None, "T"], "theme": ["T", "T"], "name": ["T", "P"]})
    tables = coding.tally(codings, book), coding.themes(codings, book)
    said = "1 of 3 decisions (33%) were taken after a suggestion had been seen."
    assert prose.tally(*tables, "en", codings=codings).endswith(said)
    unseen = codings.assign(seen_first=pd.array([None] * 4, dtype="boolean"))
    assert prose.tally(*tables, "en", codings=unseen) == prose.tally(*tables, "en")


def test_the_command_writes_and_brings_back_and_says_how_many(study, tmp_path):
    from typer.testing import CliRunner

    from engagelib.cli import app

    Desk(study, "Ani").answer({"do": "add", "unit": "c1", "code": "A"})
    Journal(study.journals, "Ani").close()

    def run(*more):
        return CliRunner().invoke(
            app, ["code", str(study.folder), "--coder", "ani", "--lang", "en", *map(str, more)]
        )

    out = run("--export", tmp_path / "a.xlsx")
    assert out.exit_code == 0 and "1 codings written" in out.output
    back = run("--import", tmp_path / "a.xlsx")
    assert back.exit_code == 0 and "0 codings new, 0 taken back, 0 memos changed" in back.output
    (tmp_path / "b.csv").write_text("unit,code\nc1,Nope\n", encoding="utf-8")
    assert run("--import", tmp_path / "b.csv").exit_code == 1
    assert run("--import", tmp_path / "none.xlsx").exit_code == 1
    assert CliRunner().invoke(app, ["code", str(study.folder), "--coder", " "]).exit_code == 2
