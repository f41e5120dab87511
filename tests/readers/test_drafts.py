"""A draft in Word or PDF: its passages in order, and what it is refused for."""

import pandas as pd
import pytest

from engagelib import Study
from engagelib.contracts.problems import Unreadable
from engagelib.readers.drafts import passages
from engagelib.study.audit import addresses, draft
from tests.published import chapter


def test_word(tmp_path):
    read = list(passages(chapter.written(chapter.PARTS, tmp_path / "bab4.docx")))
    tables = [p for p in read if p.rows]
    assert [p.place.said("id") for p in tables][:2] == ["tabel 4.1", "tabel 4.2"] and len(tables) == 9
    assert tables[0].rows[2] == ["Kembali", "46", "92,0"] and tables[0].text.startswith("Tabel 4.1")


def test_headings_over_several_columns_keep_them(tmp_path):
    import docx

    from engagelib.published.tabulated import checks_of_rows

    rows = [
        ["Model", "Unstandardized Coefficients", "", "Standardized Coefficients", "t", "Sig."],
        ["", "B", "Std. Error", "Beta", "", ""],
        ["KK", "0,421", "0,136", "0,448", "3,906", "0,003"],  # .421 / .136 = 3.096
    ]
    document = docx.Document()
    table = document.add_table(3, 6)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            table.cell(r, c).text = cell
    merged = table.cell(0, 1).merge(table.cell(0, 2))
    merged.text = "Unstandardized Coefficients"
    document.save(tmp_path / "tabel.docx")
    (passage,) = passages(tmp_path / "tabel.docx")
    assert len(passage.rows[0]) == 6
    assert [c.verdict for _, c in checks_of_rows(passage.rows) if c.kind == "derived"] == ["inconsistent"]


def test_what_is_no_draft_is_refused(tmp_path):
    (tmp_path / "bab4.pdf").write_bytes(b"%PDF-1.4 not really")
    (tmp_path / "bab4.txt").write_text("t(28) = 2,1")
    for name in ("bab4.pdf", "bab4.txt"):
        with pytest.raises(Unreadable):
            list(passages(tmp_path / name))


def test_a_draft_is_checked_and_its_rows_are_proposed(tmp_path):
    study = Study("kia-metro")
    parts = [*chapter.with_mistake(28), "Cronbach's alpha konstruk DSS05 sebesar 0,8 pada kondisi saat ini."]
    stated, proposed = draft(study, chapter.written(parts, tmp_path / "bab4.docx"))
    assert set(stated.loc[stated["verdict"] != "consistent", "place"]) == {"paragraf 26"}
    assert "reliability/state=as_is,construct=DSS05/alpha" in proposed["quantity"].tolist()


def test_addresses_lead_where_they_say():
    from engagelib.contracts.addresses import find
    from engagelib.study.audit import results

    study = Study("umkm-loyalty")
    listed, tables = addresses(study), results(study)
    assert {"code_tally", "agreement"} <= set(listed["table"])
    for row in listed.dropna(subset="example").itertuples():
        assert len(find(tables, row.example).rows) == 1


def test_rows_that_words_do_not_tell_apart_are_told_by_a_number_or_have_no_example():
    """As of a cohort's months, which stand in the report's tables once a study has been reproduced."""
    from engagelib.study.audit import _keys

    cohorts = pd.DataFrame({"cohort": ["2025-01", "2025-01"], "month": [0, 1], "share": [1.0, 0.2]})
    assert _keys(cohorts) == ["cohort", "month"]
    assert _keys(pd.DataFrame({"cohort": ["a", "a"], "share": [0.1, 0.1]})) == []


@pytest.mark.slow
def test_the_command_tells_of_a_draft_and_takes_nothing(tmp_path):
    import json

    from typer.testing import CliRunner

    from engagelib import cli

    def said(*arguments):
        return CliRunner().invoke(cli.app, ["audit", "umkm-loyalty", "--lang", "en", *map(str, arguments)])

    draft = chapter.written(chapter.with_mistake(29), tmp_path / "bab4.docx")  # t(43) = 2,31; p = ,062
    shown = said("--draft", draft)
    assert shown.exit_code == 0 and "inconsistent: paragraph 27: t(43) = 2,31; p = ,062" in shown.output
    assert said("--draft", draft, "--strict").exit_code == 1
    whole = json.loads(said("--draft", draft, "--json", "--proposals", tmp_path / "rows.csv").output)
    assert [row["verdict"] for row in whole["statements"]].count("inconsistent") == 1
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8").startswith("place,row,column,printed,quantity")
    listed = json.loads(said("--addresses", "--json").output)
    assert "code_tally" in {row["table"] for row in listed}
    assert said("--draft", tmp_path / "rows.csv").exit_code == 1
    assert said("--draft", tmp_path / "nothing.docx").exit_code in (1, 2)
