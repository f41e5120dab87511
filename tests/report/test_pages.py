"""The report of a whole study in a browser, from disk: it is searched, sorted and followed down to raw rows, and asks nobody for anything."""

import re

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]
STUDIES = pytest.mark.parametrize("study", ["kia-metro", "umkm-loyalty"])


@pytest.fixture
def page(chromium):
    """A page of the width of a desk, and what it asked for and said while it was read."""
    opened = chromium.new_page(viewport={"width": 1280, "height": 900})
    opened.asked, opened.said = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    yield opened
    opened.close()


def report(reproduced, study):
    return reproduced(study).parent / "as-made" / "report"


@STUDIES
def test_every_page_opens_without_an_error_or_a_request(study, reproduced, page):
    pages = sorted(report(reproduced, study).glob("*.html"))
    for path in pages:
        assert path.stat().st_size < 1_500_000, path.name
        page.goto(path.as_uri())
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path.name, width)
        twice = page.evaluate(
            "[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)"
        )
        assert twice == [], path.name
    local = [url for url in page.asked if not url.startswith("data:")]
    assert local == [path.as_uri() for path in pages] and page.said == []


@STUDIES
def test_every_link_ends_where_something_stands(study, reproduced, page):
    folder = report(reproduced, study)
    places = {
        p.name: set(re.findall(r' id="([^"]+)"', p.read_text(encoding="utf-8")))
        for p in folder.glob("*.html")
    }
    lost = []
    for path in folder.glob("*.html"):
        for address in re.findall(r'<a [^>]*href="([^"]+)"', path.read_text(encoding="utf-8")):
            file, _, place = address.partition("#")
            there = (folder / file).exists() if file else True
            if not there or (place and place not in places.get(file or path.name, {place})):
                lost.append((path.name, address))
    assert lost == []


@STUDIES
def test_a_quote_is_found_and_a_claim_ends_at_its_raw_row(study, reproduced, page):
    folder = report(reproduced, study)
    page.goto((folder / "trail.html").as_uri())
    link = page.locator(".evidence a[href^='#r-']").first
    ref = link.text_content()
    quote = link.locator("xpath=..").text_content().partition("“")[2].rstrip("”\n ")
    link.click()
    row = page.locator(":target")
    assert row.locator("dt").text_content().startswith(ref) and quote[:30] in row.locator("dd").text_content()
    assert re.search(
        r"\.(docx|xlsx|csv|txt|md)", row.locator("small").first.text_content()
    )  # the file it is from
    page.fill("input[name=q]", quote[:30])
    page.press("input[name=q]", "Enter")
    page.wait_for_selector("#results li")
    assert quote[:20].lower() in page.locator("#results").text_content().lower()
    with page.expect_navigation():
        page.click("#results li a >> nth=0")
    assert page.evaluate("document.querySelector(':target') !== null")


def test_a_table_sorts_by_its_numbers_and_is_filtered(reproduced, page):
    page.goto((report(reproduced, "kia-metro") / "02_coding.html").as_uri())
    table = page.locator("#t-code_tally table")
    column = table.evaluate(
        "t => [...t.tHead.rows[0].cells].findIndex(cell => cell.textContent.trim() === 'n')"
    )
    cells = "(t, c) => [...t.tBodies[0].rows].map(r => parseFloat(r.cells[c].textContent))"
    table.locator("thead th").nth(column).locator("button").click()
    numbers = page.evaluate(f"([t, c]) => ({cells})(t, c)", [table.element_handle(), column])
    assert len(numbers) > 5 and numbers == sorted(numbers)


def test_an_audited_number_leads_to_its_result_and_a_count_to_its_rows(reproduced, page):
    folder = report(reproduced, "kia-metro")
    page.goto((folder / "10_published.html").as_uri())
    page.locator("#f-audit svg a").first.click()
    assert page.locator(":target").evaluate("e => e.closest('table') !== null")
    with page.expect_navigation():
        page.locator(":target a").first.click()
    assert page.url.endswith("#t-gap")
    page.goto((folder / "01_reduction.html").as_uri())
    with page.expect_navigation():
        page.locator("#f-flow svg a").first.click()
    assert "rows.html#flow-" in page.url and page.locator(":target .raws > div").count() > 0


@STUDIES
def test_a_figure_has_its_number_title_words_and_files(study, reproduced, page):
    folder = report(reproduced, study)
    for path in folder.glob("[0-9]*.html"):
        text = path.read_text(encoding="utf-8")
        for figure in re.findall(r"<figure id=.*?</figure>", text, re.DOTALL):
            assert re.search(r"<figcaption><strong>Figure \d+\.\d+", figure)
            assert "<title id=" in figure and "<desc id=" in figure and figure.count("../figures/") == 3


def test_the_first_page_is_an_abstract(reproduced, page):
    page.goto((report(reproduced, "kia-metro") / "index.html").as_uri())
    assert page.locator(".banner").count() <= 1
    assert 4 <= page.locator(".cards li").count() <= 6
    bottom = page.locator("#cards").bounding_box()
    assert bottom["y"] + bottom["height"] < 1400  # within a minute's reading
    for card in page.locator(".cards li").all():
        assert re.search(r"\d", card.locator(".value").text_content())
        assert len(card.locator(".headline").text_content().split()) <= 9


def test_print_keeps_its_type_and_leaves_out_what_is_for_a_screen(reproduced, page):
    page.goto((report(reproduced, "kia-metro") / "03_survey.html").as_uri())
    page.emulate_media(media="print")
    assert (
        float(page.evaluate("getComputedStyle(document.querySelector('p')).fontSize").removesuffix("px")) > 12
    )
    assert page.locator(".contents").is_hidden() and page.locator("details.code").first.is_hidden()
