"""What a report's pages are made of: figures as part of a page, cards, links of a cell, the search's own words."""

import json
from pathlib import Path

import pandas as pd
import pytest
from samples import SAMPLES

from engagelib import figures, tables
from engagelib.report import pages, pictures, trail
from engagelib.report.abstract import card


def drawn(tmp_path):
    table = SAMPLES["code_tally"][0].assign(name="<b onclick='x'>&amp; $x$")
    figures.save(figures.code_tally(table), tmp_path / "tally", formats=["png", "svg"], title="<i>")
    return (tmp_path / "tally.svg").read_text(encoding="utf-8")


def test_an_inline_figure_has_a_title_and_can_do_no_harm(tmp_path):
    svg = drawn(tmp_path).replace("<g id=", '<script>alert(1)</script><g onload="x()" id=', 1)
    made = pictures.inline(svg, "f-tally", 'A "takeaway" <x>', "how & n")
    assert '<title id="f-tally-title">A &quot;takeaway&quot; &lt;x&gt;</title>' in made
    assert (
        '<desc id="f-tally-about">how &amp; n</desc>' in made
        and 'aria-labelledby="f-tally-title f-tally-about"' in made
    )
    assert "script" not in made and "onload" not in made and "http" not in made and "<b " not in made
    assert made.count("<svg") == 1 and made.count(' id="f-tally-') == made.count(' id="')


def test_ids_of_two_figures_differ_and_lead_within_their_own(tmp_path):
    svg = drawn(tmp_path)
    one, two = pictures.inline(svg, "f-a", "", ""), pictures.inline(svg, "f-b", "", "")
    assert "url(#f-a-" in one and "#f-b" not in one and "url(#f-b-" in two


def test_a_mark_of_a_row_leads_to_its_row():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="row-7"><text x="1">n</text></g></svg>'
    assert '<a href="rows.html#flow-7"><g id="f-row-7"><text x="1">n</text></g></a>' in pictures.inline(
        svg, "f", "", "", "rows.html#flow-{}".format
    )


def test_the_typeface_of_a_page_holds_its_letters_alone():
    few, more = pictures.typeface("abc"), pictures.typeface("abcdefghijklmnopqrstuvwxyz0123456789")
    assert few.count("@font-face") == 2 and "url(data:font/woff;base64," in few
    assert len(few) < len(more) < 40_000
    assert pictures.typeface("abc") == few


def test_a_card_has_the_number_its_interval_and_n_as_the_table_writes_them(tmp_path):
    (tmp_path / "tables").mkdir()
    shares = pd.DataFrame(
        {"case": ["all"], "customers": [1234], "share": [0.3311], "ci_low": [0.25], "ci_high": [0.41]}
    )
    tables.write(shares, tmp_path / "tables" / "repeat_purchase")
    found = {"cell": "repeat_purchase/case=all/share", "interval": [0.25, 0.41], "n": 1234, "figure": "none"}
    made = card(found, "08_loyalty.html", tmp_path, "id")
    assert (made.headline, made.number, made.interval, made.n) == (
        "Pelanggan yang membeli lagi",
        "33,1%",
        "25,0; 41,0",
        "1.234",
    )
    assert made.link == "08_loyalty.html#t-repeat_purchase" and made.picture == ""
    assert card(found | {"cell": "repeat_purchase/case=none/share"}, "p", tmp_path, "id") is None
    assert card(found | {"cell": "elsewhere/case=all/share"}, "p", tmp_path, "id") is None


def test_a_gap_borrows_the_interval_of_the_table_of_intervals(tmp_path):
    (tmp_path / "tables").mkdir()
    keys = {"group": ["customer"], "objective": ["overall"]}
    tables.write(pd.DataFrame(keys | {"gap": [1.0458], "gap_printed": ["1.05"]}), tmp_path / "tables" / "gap")
    tables.write(
        pd.DataFrame(keys | {"gap": [1.0458], "ci_low": [0.84], "ci_high": [1.26]}),
        tmp_path / "tables" / "gap_intervals",
    )
    made = card(
        {"cell": "gap/group=customer,objective=overall/gap", "interval": None, "n": 30, "figure": ""},
        "p",
        tmp_path,
        "id",
    )
    assert (made.number, made.interval) == ("1,05", "0,84; 1,26")


def test_ids_in_a_cell_are_links_and_other_words_are_not():
    links = {"K01": "trail.html#K01", "units:a:1": "trail.html#r-units-a-1"}
    assert pages._links("K01", links) == '<a href="trail.html#K01">K01</a>'
    assert pages._links("K01; units:a:1", links).count("<a ") == 2
    for words in ("K01 says so", "K02", "&lt;b&gt;", "a, b, K01, d"):
        assert pages._links(words, links) == words
    assert trail.anchor("units:a:1") == "r-units-a-1"


def test_a_table_names_its_rows_and_says_a_group_once():
    html = '<table data-name="gap"><tbody><tr><td>a</td><td>1</td></tr><tr><td>a</td><td>2</td></tr><tr><td>b</td><td>3</td></tr></tbody></table>'
    made = pages._linked(html, "gap", {}, lambda row: "#x" if row == 2 else "")
    assert [f'<tr id="gap-{i}">' in made for i in range(4)] == [True, True, True, False]
    assert made.count('<span class="again">a</span>') == 1 and '<a href="#x">b</a>' in made


def test_the_search_cannot_end_its_own_tag():
    page = pages.Page("01_x", "<x>", "done", "", None)
    placed = {"01_x": pages.Placed([], [], [("s", "</script>", "<b>&")])}
    words = pages._searched([page], placed, [], [], {"trail": "", "raw_rows": ""})
    assert "<" not in words and json.loads(words) == [["01_x.html#s", "01 </script>", "<b>&"]]


def test_the_script_asks_for_nothing_and_writes_no_markup():
    script = (Path(pages.HERE) / "report.js").read_text(encoding="utf-8")
    for danger in (
        "innerHTML",
        "insertAdjacentHTML",
        "eval(",
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "http:",
        "https:",
        "</script",
    ):
        assert danger not in script


def test_a_hatch_is_drawn_on_the_page_too(tmp_path):
    """Meaning by a hatch, such as a silent source, is lost where its pattern is left out."""
    figures.save(figures.convergence(SAMPLES["convergence"][0]), tmp_path / "c", formats=["svg"])
    made = pictures.inline((tmp_path / "c.svg").read_text(encoding="utf-8"), "f-c", "", "")
    used = {part.partition(")")[0] for part in made.split("url(#")[1:]}
    assert used and all(f'id="{name}"' in made for name in used) and "<pattern" in made


@pytest.mark.parametrize(("constructs", "headline"), [
    (["loyalty"], "Dinilai: loyalitas, pelanggan"), (["loyalty", "emotional"], "Dinilai tertinggi: loyalitas, pelanggan"),
])  # fmt: skip
def test_a_card_of_a_single_construct_says_no_highest(tmp_path, constructs, headline):
    table = pd.DataFrame(
        {"group": "customer", "construct": constructs, "mean": [4.0, 3.0][: len(constructs)], "n": 30}
    )
    tables.write(table, tmp_path / "tables" / "scores")
    found = {"cell": "scores/construct=loyalty/mean", "interval": None, "n": 30, "figure": ""}
    assert card(found, "p", tmp_path, "id").headline == headline
