"""Every way out as an attacker would try it: sheets, Markdown, notebooks, terminals, JSON, figures, pages."""

import csv
import json
import re
from html.parser import HTMLParser
from itertools import product

import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from engagelib import cli, prose, tables
from engagelib.contracts import Problem
from engagelib.contracts.problems import note
from engagelib.figures.paper import literal
from engagelib.report import pages
from engagelib.run.notebook import plain
from engagelib.run.sections import closed
from engagelib.study.lab import PASSED
from engagelib.study.study import Study
from engagelib.tables import files
from engagelib.words import harmless

# --- sheets --------------------------------------------------------------------------------------------------------

#: What stands in a cell, and what its csv holds: the same but for apostrophes before what would be run.
CELLS = [
    ("halo\r=1+1", "halo\r=1+1"), ("halo\n=1+1", "halo\n=1+1"), ("a\r\n=1+1\r\nb", "a\r\n'=1+1\r\nb"),
    ("a;=1+1", "a;=1+1"), ("a;=1+1;b", "a;'=1+1;b"), ("a\t@SUM(A1)\tb", "a\t'@SUM(A1)\tb"),
    ("a,=1+1,b", "a,=1+1,b"), ("a|=1+1|b", "a|=1+1|b"), ('q"=1+1"', 'q"=1+1"'), ("a\u2028=1+1\u2028b", "a\u2028'=1+1\u2028b"),
    ("=1+1", "'=1+1"), ("\t=1+1", "'\t=1+1"), ("\r=1+1", "'\r=1+1"), ("\u200b=1+1", "'\u200b=1+1"), ("＝1+1", "'＝1+1"),
    ("＋1+1", "'＋1+1"), ("－1+1", "'－1+1"), ("＠A1", "'＠A1"), ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
    ("a\n-cmd|' /C calc'!A0\nb", "a\n'-cmd|' /C calc'!A0\nb"), ("x;=1+1&", "x;'=1+1&"),
    ("'=1+1", "''=1+1"), ("'kan", "'kan"), ("a;'=1;b", "a;''=1;b"),
    ("-5", "-5"), ("-2,5", "-2,5"), ("-", "-"), ("menu:\n- mie\n- bakso", "menu:\n- mie\n- bakso"), ("a;-5;b", "a;-5;b"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "held"), CELLS)
def test_a_cell_is_one_cell_of_every_sheet_and_comes_back_whole(text, held, tmp_path):
    table = pd.DataFrame({"n": [1, 2], "text": [text, "b"], "plain": [text, "b"]})
    tables.write(table, tmp_path / "t")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["n", "text", "plain"], ["1", held, held], ["2", "b", "b"]]
    back = pd.read_csv(tmp_path / "t.csv", dtype=str)
    assert back.shape == (2, 3) and back["text"].tolist() == [held, "b"]
    whole = tables.read(tmp_path / "t")
    assert whole["text"].tolist() == [text, "b"] and whole["n"].tolist() == ["1", "2"]
    cell = load_workbook(tmp_path / "t.xlsx").worksheets[0]["B2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix is harmless.runs(text)


def test_a_header_is_a_text_as_a_cell_is(tmp_path):
    tables.write(pd.DataFrame({"=1+1": [1], "a;b\rc": [2], "x\x1b[2J": [3]}), tmp_path / "t")
    assert list(pd.read_csv(tmp_path / "t.csv")) == ["'=1+1", "a;b\rc", "x[2J"]
    assert list(tables.read(tmp_path / "t.csv")) == ["=1+1", "a;b\rc", "x[2J"]
    assert b'"a;b\rc"' in (tmp_path / "t.csv").read_bytes()


def test_what_is_cut_at_a_semicolon_or_a_line_break_is_never_run():
    """Every text of five such signs, as Excel in Indonesian cuts a line that commas part: no whole piece runs."""
    for signs in product("='-;\na \"", repeat=5):
        text = "".join(signs)
        guarded = harmless.cell(text)
        assert harmless.text_of(guarded) == text
        for piece in re.split("[;\n]", guarded)[1:-1]:
            assert not harmless.runs(piece) or piece[:1] == "'" or re.fullmatch(r" *- [^(|!]*", piece), (
                guarded
            )


def test_numbers_dates_and_what_is_missing_are_as_they_were(tmp_path):
    table = pd.DataFrame({
        "n": pd.array([1, None], dtype="Int64"), "x": [-1.5, None], "yes": pd.array([True, None], dtype="boolean"),
        "day": pd.to_datetime(["2025-08-03", None]), "mixed": pd.Series([-5, None], dtype=object), "text": pd.array([None, "a"], dtype="str"),
        "kind": pd.Categorical(["a;b", None]), "span": pd.IntervalIndex.from_tuples([(0, 1), (1, 2)]),
    })  # fmt: skip
    tables.write(table.drop(columns="span"), tmp_path / "t")
    lines = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").split("\n")
    assert lines[1:] == ['1,-1.5,True,2025-08-03,-5,,"a;b"', ",,,,,a,", ""]
    files.write_csv(table[["span"]], tmp_path / "s.csv")
    assert (tmp_path / "s.csv").read_text(encoding="utf-8-sig") == 'span\n"(0, 1]"\n"(1, 2]"\n'
    tables.write(table[["text"]], tmp_path / "one")
    assert len(pd.read_csv(tmp_path / "one.csv", skip_blank_lines=True)) == 2


def test_what_excel_would_read_as_a_code_stays_as_typed(tmp_path):
    tables.write(pd.DataFrame({"text": ["_x003D_1+1", "a\rb"]}), tmp_path / "t")
    from zipfile import ZipFile

    with ZipFile(tmp_path / "t.xlsx") as book:
        held = b"".join(book.read(name) for name in book.namelist())
    assert b"_x005F_x003D_1+1" in held and b"a&#13;b" in held  # ECMA-376 part 1, 22.9.2.19: _x005F_ is "_"


@pytest.mark.parametrize("sign", [chr(n) for n in [*range(32), *range(127, 160)] if chr(n) not in "\t\n\r"])
def test_no_control_character_reaches_a_sheet_or_a_view(sign, tmp_path):
    view = tables.write(
        pd.DataFrame({"text": [f"a{sign}b"], f"h{sign}": [1]}), tmp_path / "t", caption=f"c{sign}"
    )
    written = (tmp_path / "t.csv").read_bytes().decode("utf-8-sig")
    shown = view._repr_html_() + view._repr_markdown_() + repr(view)
    assert sign not in written + shown and "ab" in written
    assert load_workbook(tmp_path / "t.xlsx").worksheets[0]["A2"].value == "ab"


# --- notebooks and pages -------------------------------------------------------------------------------------------


def test_prose_is_no_markdown_and_no_mathematics():
    words = prose.Prose("- *harga* $x_1$ [a](b) <b> `c` | d ~e~")
    assert words._repr_markdown_() == (r"\- \*harga\* \$x\_1\$ \[a\](b) &lt;b&gt; \`c\` \| d \~e\~")
    assert "mathjax_ignore" in words._repr_html_() and "tex2jax_ignore" in words._repr_html_()
    assert harmless.markdown("1. satu") == r"1\. satu" and harmless.markdown("-5") == "-5"


def test_a_sentence_of_what_is_lacking_is_no_markup():
    head = {"cell_type": "markdown", "source": "## A"}
    lacks = note("the_study_has_no", what="<b>*x*$y$.csv")
    cell = {"cell_type": "code", "source": "x", "outputs": [{"data": {PASSED: lacks.to_dict()}}]}
    assert r"&lt;b&gt;\*x\*\$y\$.csv" in closed([head, cell], "en")[0]["source"]


def test_a_view_forges_no_line_where_it_is_printed():
    view = tables.show(pd.DataFrame({"text": ["a\nerror: b\x9b2J\u202e"]}), "en")
    assert repr(view).splitlines() == ["text", r"a\nerror: b2J\u202e"]


def test_a_figure_turns_no_direction_and_holds_no_control_character():
    assert literal("a\u202eb\u2066c\x9bd\x1b[e\u200f") == "abc d [e"


# --- terminals and JSON --------------------------------------------------------------------------------------------

ATTACK = "A\x1b[2J\x1b]52;c;cHduZWQ=\x1b\\\x9b2J\u202e\nerror: b\r"


def obeyed(text):
    return re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.toml").write_text('[study]\nname = "esc"\n', encoding="utf-8")
    with (tmp_path / "published.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [["place", "row", "column", "printed", "quantity"], [ATTACK, ATTACK, "c", "3,00", ""]]
        csv.writer(file).writerows(rows)
    return tmp_path


def said(*arguments):
    return CliRunner().invoke(cli.app, list(map(str, arguments)))


def test_audit_shows_escape_sequences_and_obeys_none(study):
    told = said("audit", study)
    assert told.exit_code == 0 and obeyed(told.output) == [] and r"A\u001b[2J\u001b]52" in told.output
    assert not any(row.startswith("error: b") for row in told.output.splitlines())
    as_json = said("audit", study, "--json")
    assert obeyed(as_json.output) == [] and json.loads(as_json.output)[0]["row"].startswith("A\x1b[2J")


def test_check_lets_no_name_or_cell_forge_a_line(study):
    names = ["a\nerror: x.csv", "b\x1b[2J.csv", "c\u202evsc.xls", "d\x9b.md"]
    for name in names:
        (study / name).write_text("a\n", encoding="utf-8")
    (study / "events.csv").write_text(f'date,"na\x1b[2Jme"\n"{ATTACK}",x\n', encoding="utf-8")
    told = said("check", study, "--lang", "en")
    assert obeyed(told.output) == []
    rows = told.output.splitlines()
    said_of = r"(error|warning): (?!x\.csv)|\d+ error|Can run (already|once)|\d\d_\w+ does not yet"
    assert [row for row in rows if not re.match(said_of, row)] == []
    assert any(r"a\nerror: x.csv" in row for row in rows)
    found = json.loads(said("check", study, "--json").output)
    assert {*names} <= {problem["file"] for problem in found}


def test_a_problem_is_one_line_wherever_it_is_printed():
    problem = Problem("a\nerror: b.csv", "s\x1b[2J", "A1", "v\n", "m\r\u202e")
    assert str(problem) == r"a\nerror: b.csv, sheet s\u001b[2J, cell A1: 'v\n': m\r\u202e"


def test_json_says_the_same_with_nothing_that_a_terminal_obeys():
    value = {"a": [ATTACK + "\x7f\udcff", 1, None], "b\u2028": "é\U0001f600"}
    written = harmless.in_json(value)
    assert json.loads(written) == value and obeyed(written) == [] and "é\U0001f600" in written
    written.encode("utf-8")


def test_what_a_notebook_failed_with_is_plain():
    assert plain("\x1b[31mred\x1b[0m \x1b]52;c;x\x07 \x9b2J\n") == "red ]52;c;x 2J\n"


# --- where the data come from --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "shown", "told"),
    [
        (b"caf\xe9\n", "café", "is written in Windows-1252; it is read so, save it as UTF-8"),
        ("café\n".encode("utf-16"), "café", "is written in UTF-16"),
        (b"satu\nb\x81\n", "b\N{REPLACEMENT CHARACTER}", "line 2: the byte 0x81 after 'b'"),
        ("é\n".encode() + b"b\xe9\n", "b\N{REPLACEMENT CHARACTER}", "line 2: the byte 0xE9 after 'b' is no UTF-8"),
        ("\ufeffcafé\n".encode(), "café", ""),
    ],
)  # fmt: skip
def test_a_provenance_in_another_encoding_is_named_and_shown(tmp_path, data, shown, told):
    (tmp_path / "study.toml").write_text('[study]\nname = "f1"\n', encoding="utf-8")
    (tmp_path / "PROVENANCE.md").write_bytes(data)
    study = Study.open(tmp_path)
    assert shown in pages._provenance(study, pages.words("en"))
    found = [problem for problem in study.problems() if problem.file == "PROVENANCE.md"]
    assert [(told in str(p.message), p.severity) for p in found] == ([(True, "warning")] if told else [])


def test_a_provenance_that_is_a_folder_is_named(tmp_path):
    (tmp_path / "study.toml").write_text('[study]\nname = "f1"\n', encoding="utf-8")
    (tmp_path / "PROVENANCE.md").mkdir()
    study = Study.open(tmp_path)
    assert pages._provenance(study, pages.words("en")) == ""
    assert any("it is a folder" in str(problem) for problem in study.problems())


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)


def test_a_provenance_runs_nothing(tmp_path):
    (tmp_path / "study.toml").write_text('[study]\nname = "f1"\n', encoding="utf-8")
    (tmp_path / "PROVENANCE.md").write_text(
        "<script>x()</script> [a](javascript:x()) <img src=x onerror=x()>"
    )
    tags = _Tags()
    tags.feed(pages._provenance(Study.open(tmp_path), pages.words("en")))
    assert tags.found <= {"p", "a"}
