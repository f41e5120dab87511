"""Findings on the report's first page: the answer first, then by what answers the question; none of what is not there."""

import json
from types import SimpleNamespace

import pandas as pd

from engagelib import prose
from engagelib.prose.sentences import paragraph, told
from engagelib.report import pages

DONE = {"status": "ran", "why": "", "title": "Scores", "seconds": 1.0, "sections": []}


def cell(source, output="", tags=()):
    shown = (
        [{"output_type": "execute_result", "data": {"text/html": output}, "metadata": {}}] if output else []
    )
    return {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}, "outputs": shown, "execution_count": 1}  # fmt: skip


def heading(text):
    return {"cell_type": "markdown", "source": f"## {text}", "metadata": {}}


def page(tmp_path, name, cells, asked=()):
    (tmp_path / "notebooks").mkdir(exist_ok=True)
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "notebooks" / f"{name}.ipynb").write_text(json.dumps(whole), encoding="utf-8")
    return pages.page_of(SimpleNamespace(lang="en", answer_sources=asked), tmp_path, name, DONE)


def said(words):
    return words._repr_html_()


def test_a_paragraph_that_says_only_that_there_is_nothing_is_no_finding(tmp_path):
    nothing = prose.reliability(
        pd.DataFrame({"alpha": [None], "note": ["one respondent: no interval"]}), "en"
    )
    something = paragraph(told("tables_rows_none", "en"), told("tables_rows", "en", n=3))
    assert nothing.lacking and not something.lacking
    cells = [heading("A"), cell("1", said(nothing), ["finding"]), cell("2", said(something), ["finding"])]
    assert [block.html.count("3 rows") for block in page(tmp_path, "03_x", cells).findings] == [1]


def test_findings_stand_in_the_order_in_which_results_answer_the_question(tmp_path):
    def section(name, table):
        return [heading(name), cell(f"data.write('{table}', x)"), cell("say", f"<p>{name}</p>", ["finding"])]

    cells = [*section("Scores", "scores"), *section("Alpha", "reliability"), *section("Rho", "correlations")]
    ranked = page(tmp_path, "03_x", cells, ["correlations", "scores"])
    assert [block.html for block in ranked.findings] == ["<p>Rho</p>", "<p>Scores</p>", "<p>Alpha</p>"]
    other = page(tmp_path, "02_x", [heading("T"), cell("data.write('tally', x)"), cell("s", "<p>T</p>", ["finding"])], ["correlations", "scores"])  # fmt: skip
    drawing = cell("f", "x", ["answer"])
    drawing["outputs"][0] |= {
        "data": {"image/png": "AA=="},
        "metadata": {"image/png": {"figure": "main_results"}},
    }
    answer = page(tmp_path, "11_x", [heading("S"), drawing, cell("s", "<p>Yes</p>", ["answer"])])
    assert [p.name for p in sorted([other, ranked, answer], key=pages._first)] == ["11_x", "03_x", "02_x"]
    assert [(block.kind, "Yes" in block.html) for block in answer.answer] == [
        ("output", True),
        ("figure", False),
    ]
