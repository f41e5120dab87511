"""Every mistake in study.toml is a sentence when the study is opened; none is found later by accident."""

import tomllib

import pytest

from engagelib import declaration
from engagelib.contracts import ProblemsError
from engagelib.study import Study, shipped


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('study = "x"', "[study] is expected to be a section"),
        ('survey = "x"', "[survey] is expected"),
        ('[survey]\nsheets = "Pelanggan"', "a table {…} is expected"),
        ('[survey]\nopen = "x"', "a table {…} is expected"),
        ('[survey]\nstates = {as_is = "a", later = "b"}', "allowed are as_is and to_be"),
        ('[[sales]]\nchange = "2024-03-01"', "[sales] is expected to be a section"),
        ('[sales]\nchange = "soon"', "a date such as"),
        ("[sales]\nchange = 2024", "a date"),
        ('[sales]\nestablished = "2024-10-01"', "lacks change"),
        ('[sales]\nchange = "2024-10-01"\nestablished = "2024-03-01"', "lies before change"),
        ('[sale]\nchange = "2024-10-01"', "did you mean 'sales'"),
        ('[comments]\nsellers = "contoh"', "a list […] is expected"),
        ("[comments]\nsellers = [5]", "names in quotation marks"),
        ('[study]\nzone = "Mars/Olympus"', "Asia/Jakarta"),
        ('[service]\ntarget_hours = "24 jam"', "a whole number or a number"),
        ('[files]\nsales = "/etc/passwd"', "inside the study's folder"),
        ('[files]\nsales = "../x.xlsx"', "inside the study's folder"),
        ("[files]\nsales = 5", "inside the study's folder"),
        ('[[pipeline.paper]]\nstage = "overal"', "stage is 'overal'"),
        ('[[pipeline.paper]]\nstage = "overall"\ndigits = 99999999', "from 0 to 15"),
        ('[[pipeline.paper]]\nstage = "overall"\nround = "up"', "unexpected keyword"),
        ('research = "x"', "[[research]] is expected"),
    ],
)
def test_a_mistake_is_a_sentence(text, says, tmp_path):
    found = declaration.mistakes(tomllib.loads(text))
    assert any(says in sentence for sentence in found), found
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"study\.toml"):
        Study.open(tmp_path)


@pytest.mark.parametrize("name", shipped())
def test_shipped_studies_are_declared_well(name):
    assert declaration.mistakes(Study.open(name).config) == []
