"""The report: findings first, complete without a network, and whatever strangers typed stays text."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from test_reproduce import EVENTS_TABLE, STILL, TOML, Bench, cell

from engagelib.report.harmless import clean
from engagelib.run import record

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>&amp;"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "environment", lambda: STILL)
        yield filled(Bench(tmp_path_factory.mktemp("report")))


def filled(bench):
    bench.write("study.toml", TOML + "illustrative = true\n")
    bench.write("PROVENANCE.md", "# Asal\n\nDitulis untuk **contoh**. <script>alert(3)</script>\n")
    bench.notebook(
        "01_words",
        cell("# Kata & angka"),
        cell("## Tabel\n\n| a | b |\n|---|---|\n| 1 | `x < y` |"),
        f"import pandas as pd\npd.DataFrame({{'text': [{HOSTILE!r}]}})",
        f"from IPython.display import HTML, Markdown\nHTML('<p onclick=\"x()\">' + {HOSTILE!r} + '</p>')",
        f"Markdown({HOSTILE!r})",
        f"print({HOSTILE!r})",
        f"raw = {HOSTILE!r}\nraw",
    )
    bench.notebook(
        "02_events",
        EVENTS_TABLE,
        cell(
            "from IPython.display import HTML\nHTML('<p class=\"prose\">Terjual 12,5 % lebih banyak.</p>')",
            "finding",
        ),
        cell(
            f"from IPython.display import Image\nImage(__import__('base64').b64decode('{PIXEL}'), width=300)",
            "lead",
        ),
        "(data.figures / 'a.png').write_bytes(b'a'), (data.tables / 'events.csv').write_text('date')",
    )
    bench.notebook("03_tickets", cell("# Layanan"), "data.tickets()")
    bench.run()
    return bench


def page(bench, name="index"):
    return (bench.home / "report" / f"{name}.html").read_text(encoding="utf-8")


def test_what_strangers_typed_stays_text(bench):
    text = page(bench, "01_words")
    body = text.partition("<body>")[2]
    assert (
        body.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    )  # table, stream, value, and each in the code shown
    for name in ("index", "01_words", "02_events"):
        tags = Tags(page(bench, name)).found
        assert [of.get("type") for tag, of in tags if tag == "script"][::-1][:1] == [None]
        for tag, attributes in tags:
            assert tag not in ("iframe", "object", "link")
            assert tag != "script" or attributes in ({}, {"type": "application/json", "id": "search"})
            assert not any(key.startswith("on") for key in attributes)
            assert tag != "img" or attributes["src"].startswith("data:image/")


def test_pages_ask_no_address_for_anything(bench):
    for path in (bench.home / "report").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        found = Tags(text).found
        script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
        own = b64encode(sha256(script.encode()).digest()).decode()
        policy = (
            "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
            f"script-src 'sha256-{own}'; base-uri 'none'"
        )
        assert ("meta", {"http-equiv": "Content-Security-Policy", "content": policy}) in found
        places = {attributes.get("id") for _, attributes in found}
        for tag, attributes in found:
            if tag == "a":
                file, _, place = attributes["href"].partition("#")
                assert (path.parent / file).exists() and (file or place in places), attributes["href"]
        assert not re.search(r"url\((?!data:|#)|@import|https?:", text)


def test_the_index_puts_findings_first_and_says_what_is_missing(bench):
    text = page(bench)
    assert '<html lang="id">' in text
    order = [
        "Data ilustratif",
        "Terjual 12,5 % lebih banyak.",
        "Halaman",
        "Tabel dan gambar",
        "Asal data",
        "manifest.json",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "Layanan" in text and "studi ini tidak memiliki tickets.csv" in text
    assert 'href="../tables/events.csv"' in text and 'href="../figures/a.png"' in text
    assert 'width="300"' in page(bench, "02_events") and f"base64,{PIXEL}" in page(bench, "02_events")
    assert text.count("Data ilustratif") == 1  # said once
    assert "events.parquet" not in text
    assert not (bench.home / "report" / "03_tickets.html").exists()


def test_pages_lead_to_one_another(bench):
    first, second = page(bench, "01_words"), page(bench, "02_events")
    assert 'rel="next" href="02_events.html"' in first and 'rel="prev" href' not in first
    assert 'rel="prev" href="01_words.html"' in second and 'rel="next" href' not in second
    assert "<title>Kata &amp; angka · Warung contoh</title>" in first
    assert "<code>x &lt; y</code>" in first


def test_a_second_run_writes_the_same_bytes(bench):
    pages = {path.name: path.read_bytes() for path in (bench.home / "report").iterdir()}
    bench.run()
    assert {path.name: path.read_bytes() for path in (bench.home / "report").iterdir()} == pages
    bench.run(force=True)
    timeless = re.compile(rb"<time.*?</time>|<td class=\"number\">.*?</td>")
    again = {path.name: path.read_bytes() for path in (bench.home / "report").iterdir()}
    assert {name: timeless.sub(b"", text) for name, text in again.items()} == {
        name: timeless.sub(b"", text) for name, text in pages.items()
    }
    for name in ("01_words.html", "02_events.html"):
        assert again[name] == pages[name]


def test_an_altered_page_is_written_again(bench):
    whole = page(bench)
    (bench.home / "report" / "index.html").write_text("altered", encoding="utf-8")
    bench.run()
    assert page(bench).count("<h2>") == whole.count("<h2>")


def test_a_failure_is_told_at_the_top(tmp_path):
    bench = Bench(tmp_path)
    bench.write("study.toml", '[study]\nname = "warung"\n')
    bench.notebook("01_events", cell("# Acara"), cell("'temuan lama'", "finding"))
    bench.run(lang="en")
    assert "temuan lama" in page(bench)
    assert "Illustrative" not in page(bench)
    bench.notebook("01_events", cell("# Acara"), cell("'temuan lama'", "finding"), "raise ValueError('<b>')")
    bench.run(lang="en")
    text = page(bench)
    assert '<html lang="en">' in text
    assert "This report is incomplete" in text and "ValueError: &lt;b&gt;" in text
    assert "temuan lama" not in text
    assert "This notebook stopped with an error" in page(bench, "01_events")


def test_clean_knows_harmless_html_and_nothing_else():
    assert clean("<p title=2 style='text-align: right; position: fixed; background-color: url(x)'>1</p>") == (
        '<p title="2" style="text-align:right">1</p>'
    )
    assert (
        clean("<a href='javascript:x()'>a</a><a href='02_coding.html'>b</a>")
        == '<a>a</a><a href="02_coding.html">b</a>'
    )
    assert clean("<svg><style>x{}</style><p>one</svg></div>two") == "<p>onetwo</p>"
    assert clean("<table><tr><td>x</table>y", "T") == (
        '<div class="scroll" role="region" tabindex="0" aria-label="T">'
        "<table><tbody><tr><td>x</td></tr></tbody></table></div>y"
    )
    inside = clean(
        "<p title='<table><img>'>x</p><table title='</table>'></table>"
    )  # no tags, but words of a title
    assert inside.count("<table") == inside.count('class="scroll"') == 1 and 'title="&lt;table&gt;' in inside
    assert clean("a < b && c <") == "a &lt; b &amp;&amp; c &lt;"
    assert clean("<img src='https://x/y.png'><img src='data:text/html;base64,AAAA'><img>") == ""
    assert clean("<scr<script>ipt>alert(1)</script>") == clean(clean("<scr<script>ipt>alert(1)</script>"))


@pytest.mark.browser
def test_no_page_is_wider_than_a_phone_or_asks_for_anything(bench, chromium):
    for path in sorted((bench.home / "report").glob("*.html")):
        browser = chromium.new_page(viewport={"width": 390, "height": 800})
        asked, said = [], []
        browser.on("request", lambda request, asked=asked: asked.append(request.url))
        browser.on("console", lambda message, said=said: said.append(message.text))
        browser.on("dialog", lambda dialog, said=said: said.append(dialog.message))
        browser.goto(path.as_uri())
        assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
        assert said == []
        browser.close()


def test_the_manifest_holds_hashes_and_versions(bench):
    manifest = json.loads((bench.home / "manifest.json").read_text(encoding="utf-8"))
    known = manifest["notebooks"]["02_events"]
    assert set(known["outputs"]) == {
        "figures/a.png",
        "notebooks/02_events.ipynb",
        "tables/events.csv",
        "tables/events.parquet",
    }
    # columns named for the study are asked for with every table, whether or not they are there
    assert known["inputs"].keys() == {"events.csv", "study.toml", "coding/columns.json"}
    assert known["inputs"]["events.csv"] == manifest["inputs"]["events.csv"]
    assert {"Python", "pandas", "engagelib"} <= manifest["versions"].keys()
    assert manifest["notebooks"]["03_tickets"]["absent"] == ["tickets"]


def test_a_page_links_to_the_whole_of_each_table_and_to_nothing_that_was_typed():
    made = clean('<table data-file="gap"><tr><td>1</td></tr></table>')
    assert '<a href="../tables/gap.csv">gap.csv</a>' in made and "gap.xlsx" in made
    for typed in ("../x", 'a" onclick="x', "javascript:x", ""):
        assert "<a" not in clean(f"<table data-file='{typed}'></table>")


def test_the_command_finds_a_study_that_is_not_shipped_by_its_folder(bench):
    assert f"<code>engagelib reproduce {bench.raw.resolve()} --lang id</code>" in page(bench)
