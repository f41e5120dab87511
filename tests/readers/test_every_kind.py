"""Every kind of problem that a reader knows reaches `check`, in both languages; text in is text out."""

import ast
import csv
import json
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from typer.testing import CliRunner

from engagelib import cli, readers
from engagelib.contracts import TABLES, Problem, empty
from engagelib.contracts.problems import Note
from engagelib.readers.conform import Reading
from engagelib.study import sources
from engagelib.study.folder import FILES, HOUSE
from engagelib.words import SENTENCES


def kinds(room):
    """The keys of all sentences that the modules of a room name."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted((HOUSE / room).glob("*.py")))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (call for call in calls if getattr(call.func, "id", "") == "note" and call.args)
    return {
        call.args[0].value
        for call in named
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def part(spec):
    """Something that can be written so: a list, a number or a word."""
    if any(joint in spec for joint in ("or", "and", ";")):
        return ["x"]
    return 2 if spec not in ("", "term", "note") else "x"


def of_kind(key):
    """A problem of this kind, every field of its sentence filled."""
    parsed = [field for lang in SENTENCES[key] for field in Formatter().parse(lang) if field[1]]
    return Problem(
        "berkas.csv", value="x", message=Note(key, {name: part(spec) for _, name, spec, _ in parsed})
    )


KINDS = sorted(kinds("readers") | kinds("text"))


def test_readers_name_only_kinds_of_the_catalogue():
    assert len(KINDS) > 100
    assert set(KINDS) <= set(SENTENCES)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_kind_that_a_reader_knows_reaches_check(tmp_path, monkeypatch, lang):
    (tmp_path / "study.toml").write_text('[study]\nname = "warung"\ntitle = "Warung"\n', encoding="utf-8")
    told = [of_kind(key) for key in KINDS]
    by_table = {table: told[number :: len(FILES)] for number, table in enumerate(FILES)}
    for table in FILES:
        reading = Reading(empty(table if table in TABLES else "units"), by_table[table])
        monkeypatch.setitem(sources.READINGS, table, lambda study, reading=reading: reading)
    done = CliRunner().invoke(cli.app, ["check", str(tmp_path), "--json", "--lang", lang])
    assert done.exit_code == 1 and done.stdout, repr(done.exception)
    shown = {row["kind"] if "kind" in row else row["message"] for row in json.loads(done.stdout)}
    missing = [p.kind for p in told if p.kind not in shown and p.message.said(lang) not in shown]
    assert missing == []


# --- text in, text out ------------------------------------------------------------

#: Letters and signs of many scripts, but nothing that a mask takes for an address, a number or a handle.
WORDS = st.text(
    st.characters(
        whitelist_categories=["Lu", "Ll", "Lo", "Mn", "So"],
        whitelist_characters=" ,;'!?\"=-",
        max_codepoint=0x1FAFF,
    ),
    min_size=1,
    max_size=40,
).map(lambda text: f"a{text}z")
TEXTS = st.lists(WORDS, min_size=1, max_size=4)
HEADER = ["comment_id", "video_id", "author", "created_at", "text", "likes", "is_seller", "platform"]


def rows(texts):
    stamp = "2025-08-01T10:00:00Z"
    return [[f"75{n:04}", "71", f"o{n}", stamp, text, "0", "no", "tiktok"] for n, text in enumerate(texts)]


def as_csv(path, texts):
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows(texts)])
    return path.with_suffix(".csv")


def as_xlsx(path, texts):
    book = Workbook()
    for line in [HEADER, *rows(texts)]:
        book.active.append(line)
    for line in book.active:
        line[4].data_type = "s"  # no formula
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def as_lines(path, texts):
    lines = [json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in rows(texts)]
    path.with_suffix(".jsonl").write_text("\n".join(lines), encoding="utf-8")
    return path.with_suffix(".jsonl")


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_lines])
@settings(max_examples=25)
@given(texts=TEXTS)
def test_a_comment_comes_out_of_every_file_as_it_went_in(tmp_path_factory, write, texts):
    file = write(Path(tmp_path_factory.mktemp("said")) / "comments", texts)
    assert readers.comments(file).table["text"].tolist() == texts
