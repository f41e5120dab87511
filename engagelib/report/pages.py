"""The report: a first page that reads like an abstract, one page per notebook, the trail to raw rows.

Every page stands alone and asks no network for anything. What a notebook shows was partly typed by strangers
(comments, answers): whatever becomes HTML passes `harmless.clean`, and the pages run no script but their own.
"""

from __future__ import annotations

import base64
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from hashlib import sha256
from html import escape, unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from engagelib.contracts import Problem
from engagelib.report.harmless import clean
from engagelib.report.pictures import inline, typeface
from engagelib.run import record
from engagelib.run.notebook import plain, tags
from engagelib.run.record import DONE, Record
from engagelib.run.sections import Cell, closed, sections
from engagelib.study.lab import lacked
from engagelib.study.makers import written
from engagelib.study.study import Study
from engagelib.words import LANGUAGES, SENTENCES, number, sentence
from engagelib.words import say as term

if TYPE_CHECKING:
    from engagelib.report import trail

__all__ = ["page_of", "ready", "told", "write"]

HERE = Path(__file__).parent


def words(lang: str) -> dict[str, str]:
    """Choose the report's words in one language."""
    own = [key for key in SENTENCES if key.startswith("report_")]
    said = {key.removeprefix("report_"): sentence(key, lang) for key in own}
    later = ("trail_found", "trail_rows_cut")  # a page fills in their numbers
    return said | {key.removeprefix("trail_"): SENTENCES[key][LANGUAGES.index(lang)] for key in later}


# --- from cells to blocks of a page ------------------------------------------------------------


@cache
def _markdown(trusted: bool) -> Any:
    import mistune

    plugins = ["table", "strikethrough", "footnotes"]
    if not trusted:
        return mistune.create_markdown(escape=True, plugins=plugins)
    return mistune.create_markdown(escape=False, plugins=[*plugins, "math", cast("Any", _formulas)])


def _formulas(markdown: Any) -> None:
    """A plugin that sets formulas as MathML, which a browser shows without a script."""
    from latex2mathml.converter import convert

    markdown.renderer.register(
        "block_math", lambda _, text: f"<p>{convert(text.strip(), display='block')}</p>\n"
    )
    markdown.renderer.register("inline_math", lambda _, text: convert(text.strip()))


@dataclass(frozen=True)
class Block:
    """A part of a page: `kind` prose, code, output, figure or error; `html` is clean, `text` is not yet escaped.

    `name` is what a figure is called, `found` what a finding tells of its number.
    """

    kind: str
    html: str = ""
    text: str = ""
    number: int | None = None
    lacking: bool = False  # it says only that there is nothing
    name: str = ""
    found: dict[str, Any] | None = None


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _output(output: dict[str, Any], alt: str, say: dict[str, str]) -> Block:
    """Show an output in its richest form that a page can hold."""
    if output["output_type"] == "stream":
        return Block("output", f"<pre>{escape(plain(_text(output['text'])))}</pre>")
    if output["output_type"] == "error":
        return Block("error", text=plain(f"{output['ename']}: {output['evalue']}"))
    data, details = output.get("data", {}), output.get("metadata", {})
    for kind in ("image/png", "image/jpeg", "image/svg+xml"):
        if kind in data:
            told = details.get(kind, details)
            name = str(told.get("figure", ""))
            picture = _image(kind, _text(data[kind]), told, alt)
            return Block("figure" if name else "output", picture, str(told.get("alt", alt)), name=name)
    if "text/html" in data:
        from engagelib.prose.sentences import FINDING

        html = _text(data["text/html"])
        shown = clean(html, say["table"], _tools(say))
        lacking = html.startswith('<p class="prose lacking ')
        return Block("output", shown, found=data.get(FINDING), lacking=lacking)
    if "text/markdown" in data:
        return Block("output", clean(_markdown(False)(_text(data["text/markdown"])), say["table"]))
    return Block("output", f"<pre>{escape(plain(_text(data.get('text/plain', ''))))}</pre>")


def _tools(say: dict[str, str]) -> str:
    """What a reader can do with a table; hidden where no script runs."""
    return (
        f'<span class="scripted"><button type="button" class="copy">{say["copy"]}</button> '
        f'<input type="search" class="filter" placeholder="{say["filter"]}" aria-label="{say["filter"]}"></span> '
    )


def _image(kind: str, data: str, details: dict[str, Any], alt: str) -> str:
    from base64 import b64encode

    coded = b64encode(data.encode()).decode() if kind.endswith("xml") else "".join(data.split())
    size = {"width": details["width"]} if "width" in details else {}
    attributes = {"src": f"data:{kind};base64,{coded}", "alt": details.get("alt", alt)} | size
    shown = " ".join(f'{name}="{escape(str(value))}"' for name, value in attributes.items())
    return f"<figure><img {shown}></figure>"


def _outputs(cell: Cell, alt: str, say: dict[str, str]) -> list[Block]:
    """Show what a cell put out, but no warnings: they name temporary files."""
    shown = (output for output in cell.get("outputs", []) if output.get("name") != "stderr")
    return [_output(output, alt, say) for output in shown]


def _blocks(cells: list[Cell], alt: str, say: dict[str, str]) -> list[Block]:
    blocks = []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            blocks.append(Block("prose", clean(_markdown(True)(_text(cell["source"])), say["table"])))
        elif cell["cell_type"] == "code" and _text(cell["source"]).strip():
            blocks.append(Block("code", text=_text(cell["source"]), number=cell["execution_count"]))
            blocks += _outputs(cell, alt, say)
    return blocks


# --- notebooks ------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A notebook in the report. `answer` and `findings` are what its cells of that tag show.

    `rank` is the place of the first result that answers the study's question among those that it writes; `short` answers
    the notebook's own question.
    """

    name: str
    title: str
    status: str
    why: str
    seconds: float | None
    left: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    findings: tuple[Block, ...] = ()
    answer: tuple[Block, ...] = ()
    rank: int = 0
    short: str = ""
    inputs: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return f"{self.name}.html"

    @property
    def number(self) -> str:
        return self.name.partition("_")[0]


def page_of(study: Study, home: Path, name: str, known: Record) -> Page:
    """A notebook as a page, from its record and its executed cells."""
    say, asked = words(study.lang), study.answer_sources
    status = "done" if known["status"] in DONE else known["status"]
    why = "" if status == "done" else record.why(known).said(study.lang)
    cells = record.cells(home, name)
    title = known.get("title") or name.partition("_")[2]

    def tagged(tag: str) -> tuple[Block, ...]:
        made = [cell for cell in ranked if tag in tags(cell) and lacked(cell.get("outputs", [])) is None]
        shown = [block for cell in made for block in _outputs(cell, title, say) if not block.lacking]
        return tuple(shown) if status == "done" else ()

    parts = sorted(sections(cells), key=lambda part: _rank(part.cells, asked))
    ranked = [cell for part in parts for cell in part.cells]

    return Page(
        name,
        title,
        status,
        why,
        known.get("seconds"),
        tuple(known.get("sections", ())) if status == "done" else (),
        tuple(_blocks(closed(cells, study.lang), title, say)),
        tagged("finding"),
        tuple(sorted(tagged("answer"), key=lambda block: block.kind == "figure")),
        _rank(cells, asked),
        _short(cells) if status == "done" else "",
        tuple(sorted(known.get("inputs", ()))),
    )


def _first(page: Page) -> tuple[bool, int]:
    """What a page with the answer, or with a result that gives it, comes before the others by."""
    return not page.answer, page.rank


def _rank(cells: Sequence[Cell], asked: Sequence[str]) -> int:
    """The place, among the results that answer the study's question, of the first that these cells write."""
    tables = {
        name for cell in cells if cell["cell_type"] == "code" for name in written(_text(cell["source"]))
    }
    return next((place for place, name in enumerate(asked) if name in tables), len(asked))


_ANSWERS = re.compile(r"\.say\(\s*[\"']answer_")


def _short(cells: list[Cell]) -> str:
    """The sentence that answers a notebook's question; empty where it has none."""
    for cell in cells:
        if cell["cell_type"] == "code" and _ANSWERS.search(_text(cell["source"])):
            shown = [output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])]
            return unescape(re.sub(r"<[^>]+>", "", "".join(map(_text, shown)))).strip()
    return ""


# --- places that can be linked to ------------------------------------------------------------

_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_TABLE = re.compile(r'<div class="scroll"(?: id="t-([\w-]+)")?.*?</table></div>', re.DOTALL)
_FIRST = re.compile(r"^.*?[.!?](?=\s+[A-Z\d“\"]|$)", re.DOTALL)


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.casefold()))[:60] or "s"


@dataclass
class Placed:
    """A page whose parts have names: `sections` (name, heading), `found` (name, heading, words) for the search."""

    blocks: list[Block]
    sections: list[tuple[str, str]]
    found: list[tuple[str, str, str]]


def _placed(
    page: Page, home: Path, say: dict[str, str], links: Mapping[str, str], rows: Callable[[str, int], str]
) -> Placed:
    """Name, number and link the parts of a page: its sections, figures and tables, and the rows of these."""
    start = str(int(page.number)) if page.number.isdigit() else page.number
    made = Placed([], [], [])
    counts, place, heading = {"figure": 0, "table": 0}, "", page.title
    shown = ""  # the table that stands above, with its number

    def table(found: re.Match[str]) -> str:
        nonlocal shown
        counts["table"] += 1
        label = f"<b>{say['table_word']} {start}.{counts['table']}.</b> "
        name = found[1] or f"table-{counts['table']}"
        html = (
            found[0] if found[1] else found[0].replace('class="scroll"', f'class="scroll" id="t-{name}"', 1)
        )
        html = html.replace("<table", f'<table data-name="{name}"', 1)
        shown = f'<a href="#t-{name}">{say["table_word"]} {start}.{counts["table"]}</a>'
        html = re.sub(r"<caption[^>]*>", lambda tag: tag[0] + label, html, count=1)
        html = _linked(html, name, links, partial(rows, name))
        caption = re.search(r"<caption[^>]*>(.*?)</caption>", html, re.DOTALL)
        told = _plain(caption[1]) if caption else _plain(label)
        html = html.replace('aria-label="', f'aria-label="{escape(told)[:120]} ', 1)
        for row in re.findall(r'<tr id="([^"]+)">(.*?)</tr>', html, re.DOTALL):
            made.found.append((row[0], heading, _plain(row[1])))
        return html

    for i, block in enumerate(page.blocks):
        if block.kind == "prose":

            def titled(found: re.Match[str]) -> str:
                nonlocal place, heading, shown
                heading, shown = _plain(found[1]), ""
                place = _slug(heading)
                made.sections.append((place, heading))
                return f'<h2 id="{place}">{found[1]}</h2>'

            block = replace(block, html=_HEADING.sub(titled, block.html))
        if block.kind in ("prose", "output"):
            if words := _plain(_TABLE.sub(" ", block.html)):
                made.found.append((place, heading, words))
            block = replace(block, html=_TABLE.sub(table, block.html))
        if block.kind == "figure":
            counts["figure"] += 1
            label = f"{say['figure']} {start}.{counts['figure']}"
            block = _figure(
                block, label, _takeaway(page.blocks[i + 1 :]), home, say, partial(rows, block.name), shown
            )
            made.found.append((f"f-{block.name}", heading, f"{label}. {block.text}"))
        made.blocks.append(block)
    return made


def _takeaway(after: Sequence[Block]) -> str:
    """The first sentence that reads a figure: of the result that is told below it, before the next figure or heading."""
    for block in after:
        if block.kind == "figure" or (block.kind == "prose" and "<h2" in block.html):
            return ""
        if block.kind == "output" and block.html.startswith('<p class="prose'):
            words = _plain(block.html)
            found = _FIRST.match(words)
            first = (found[0] if found else words).strip()
            return first if len(first.split()) > 3 else ""  # "6 rows." tells nothing that a figure shows
    return ""


def _figure(
    block: Block,
    label: str,
    takeaway: str,
    home: Path,
    say: dict[str, str],
    row: Callable[[int], str],
    table: str,
) -> Block:
    """A figure with its number, what it shows, how, the table that it draws, and its files; as SVG where that is there."""
    name, about = block.name, block.text
    title = takeaway if 0 < len(takeaway) <= 200 else ""
    file = home / "figures" / f"{name}.svg"
    if not re.fullmatch(r"[\w-]+", name) or not file.exists():
        return block
    drawn = inline(file.read_text(encoding="utf-8"), f"f-{name}", title or about, about, row)
    kinds = (f'<a href="../figures/{name}.{kind}">{kind.upper()}</a>' for kind in ("pdf", "svg", "png"))
    files = " · ".join(filter(None, [table, *kinds]))
    told = f"<strong>{label}. {escape(title)}</strong> " if title else f"<strong>{label}.</strong> "
    html = (
        f'<figure id="f-{name}"><div class="drawing" tabindex="0" role="region" aria-label="{escape(label)}">{drawn}</div>'
        f'<figcaption>{told}{escape(about)} <span class="tools"><button type="button" class="enlarge scripted">{say["enlarge"]}'
        f"</button> {files}</span></figcaption></figure>"
    )
    return replace(block, html=html, text=f"{title} {about}")


_ROW = re.compile(r"<tr>(\s*<td.*?)</tr>", re.DOTALL)
_GROUP = re.compile(r"(\s*<td(?![^>]*right)[^>]*>)(.*?)(?=</td>)", re.DOTALL)
_CELL = re.compile(r"(<td[^>]*>)([^<]{1,400})(</td>)")


def _linked(html: str, name: str, links: Mapping[str, str], row: Callable[[int], str]) -> str:
    """A table whose rows have names and whose ids lead to where they are explained."""
    count, before = -1, ""

    def named(found: re.Match[str]) -> str:
        nonlocal count, before
        count += 1
        inside = _CELL.sub(lambda cell: cell[1] + _links(cell[2], links) + cell[3], found[1])
        if (to := row(count)) and "<a " not in inside:
            inside = re.sub(
                r"(<td[^>]*>)([^<]+)(</td>)", rf'\1<a href="{escape(to)}">\2</a>\3', inside, count=1
            )
        if first := _GROUP.match(inside):
            again = first[2] == before
            before = first[2]
            inside = (
                f'{first[1]}<span class="again">{first[2]}</span>{inside[first.end(2) :]}'
                if again
                else inside
            )
        return f'<tr id="{name}-{count}">{inside}</tr>'

    head, body, rest = html.partition("<tbody>")
    rows, foot, end = rest.partition("</tbody>")
    return head + body + _ROW.sub(named, rows) + foot + end


def _links(text: str, links: Mapping[str, str]) -> str:
    """A cell whose words are ids, each as a link to its place."""
    words = re.split(r"(, |; )", unescape(text))
    known = [word for word in words[::2] if word in links]
    if not known or len(known) < len(words[::2]) / 2:
        return text
    return "".join(
        f'<a href="{escape(links[word])}">{escape(word)}</a>' if word in links else escape(word)
        for word in words
    )


# --- the pages ------------------------------------------------------------


def _results(kind: str, manifest: Record) -> dict[str, dict[str, str]]:
    """Files of a kind ("tables", "figures") by name: suffix -> address as seen from the report."""
    files = sorted(
        output
        for known in manifest["notebooks"].values()
        for output in known["outputs"]
        if output.startswith(kind + "/")
    )
    found: dict[str, dict[str, str]] = {}
    for file in files:
        path = Path(file)
        if path.suffix != ".parquet":
            found.setdefault(path.stem, {})[path.suffix[1:]] = f"../{file}"
    return found


def _there(home: Path, manifest: Record, pages: list[Page], is_shipped: bool) -> dict[str, list[str]]:
    """What a study holds, with its n; of one's own also what more of it would run, for whoever has one kind of file."""
    import pandas as pd

    lang, file = manifest["lang"], home / "tables" / "inventory.parquet"
    rows = pd.read_parquet(file).itertuples() if file.exists() else []
    holds = []
    for row in rows:
        files = sum(name.startswith(f"{row.file}/") for name in manifest["inputs"])
        kind = (
            sentence(f"kind_{row.table}", lang) if f"kind_{row.table}" in SENTENCES else term(row.table, lang)
        )
        people = None if pd.isna(row.people) else int(row.people)
        key = "held_people" if people else "held_files" if files > 1 else "held_rows"
        holds.append(sentence(key, lang, kind=kind, n=int(row.rows), files=files, people=people))
    return {
        "holds": holds,
        "more": [
            f"{page.title}: {page.why}" for page in pages if page.status == "left out" and not is_shipped
        ],
    }


def _provenance(study: Study, say: dict[str, str]) -> str:
    text, _ = study.provenance()
    return clean(_markdown(False)(text), say["table"])


def told(study: Study, manifest: Record) -> str:
    """Hash all that the report shows, times left out; while it is the same, it need not be written."""
    own = [record.digest(path) for path in sorted(HERE.iterdir()) if path.is_file()]
    head = {key: manifest[key] for key in ("title", "illustrative", "lang", "problems", "versions")}
    notebooks = [
        [
            name,
            known["status"] in DONE or [known["status"], known["why"]],
            known.get("title"),
            known.get("sections", []),
            known["outputs"],
        ]
        for name, known in manifest["notebooks"].items()
    ]
    return record.digest_of(
        [own, head, study.place, record.digest(study.folder / "PROVENANCE.md"), notebooks]
    )


#: How many findings the first page shows as cards, and how many lines answer the study's question.
CARDS, LINES = 6, 3


def write(
    study: Study, home: Path, manifest: Record, drafts: Mapping[str, Page] | None = None
) -> dict[str, str | None]:
    """Write the report from executed notebooks and the manifest; returns its pages with their hashes.

    `drafts` are pages that were made already.
    """
    report, template = _Report(study, home, manifest, drafts or {}), ready()
    with tempfile.TemporaryDirectory(dir=home, prefix=".report-") as folder:
        for file, own in report.sheets():
            _save(Path(folder) / file, template.render(report.about | own))
        return _replace(Path(folder), home / "report")


@cache
def ready() -> Any:
    """The template of a page, with what a report needs imported: while notebooks still run there is time for it."""
    from importlib import import_module

    from jinja2 import Environment, FileSystemLoader

    for later in (
        "engagelib.figures",
        "engagelib.report.abstract",
        "engagelib.report.trail",
        "fontTools.subset",
    ):
        import_module(later)
    loader = FileSystemLoader(HERE)
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "report.html"
    )


class _Report:
    """What stands in a report: its pages, its trail of claims, its counted rows, and where each leads to."""

    def __init__(self, study: Study, home: Path, manifest: Record, drafts: Mapping[str, Page]) -> None:
        # reads tables, which a report that need not be written does without
        from engagelib.report import trail

        self.study, self.home, self.manifest, self.trail = study, home, manifest, trail
        self.say = words(manifest["lang"])
        notebooks = manifest["notebooks"].items()
        self.pages = [drafts.get(name) or page_of(study, home, name, known) for name, known in notebooks]
        self.shown = [page for page in self.pages if page.blocks]
        self.claims, self.raws = trail.claims(study, home)
        self.counted = trail.counted(study, home)

    @cached_property
    def tables(self) -> dict[str, str]:
        """The page on which each result stands."""
        return {
            Path(output).stem: page.file
            for page in self.shown
            for output in self.manifest["notebooks"][page.name]["outputs"]
            if output.startswith("tables/")
        }

    @cached_property
    def links(self) -> dict[str, str]:
        """Where the id of a claim, a raw row and a result that speaks for a claim lead to."""
        links = {claim.id: f"trail.html#{claim.id}" for claim in self.claims}
        for raw in self.raws:
            links |= dict.fromkeys(
                (raw.ref, raw.ref.partition(":")[2]), f"trail.html#{self.trail.anchor(raw.ref)}"
            )
        for ref in (ref for claim in self.claims for ref in claim.evidence if ref.computed):
            name = ref.ref.partition(":")[0]
            links |= {ref.ref: f"{self.tables[name]}#t-{name}"} if name in self.tables else {}
        return links

    @cached_property
    def placed(self) -> dict[str, Any]:
        """What stands on each page, linked."""
        counts = {one.id for one in self.counted}
        rows = partial(_row_leads, _quantities(self.home), self.tables, counts)
        return {page.name: _placed(page, self.home, self.say, self.links, rows) for page in self.shown}

    @cached_property
    def about(self) -> dict[str, Any]:
        """What every page needs."""
        lang, place = self.manifest["lang"], self.study.place
        script = (HERE / "report.js").read_text(encoding="utf-8").strip()
        return {
            "say": self.say,
            "number": partial(number, digits=1, lang=lang),
            "count": partial(number, digits=0, lang=lang),
            "manifest": self.manifest,
            "place": f'"{place}"' if " " in place else place,
            "css": (HERE / "report.css").read_text(encoding="utf-8"),
            "script": script,
            "hash": base64.b64encode(sha256(script.encode()).digest()).decode(),
            "type": typeface(_characters(self.placed.values())),
            "shown": self.shown,
            "has_trail": bool(self.claims),
            "has_rows": bool(self.counted),
        }

    def sheets(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each file of the report, and what it needs beside."""
        yield "index.html", self._index()
        beside = zip([None, *self.shown], self.shown, [*self.shown[1:], None], strict=False)
        for before, page, after in beside:
            placed = self.placed[page.name]
            yield (
                page.file,
                {"kind": "page", "page": page, "before": before, "after": after, "placed": placed},
            )
        if self.claims:
            told = {
                "claims": self.claims,
                "raws": self.raws,
                "links": self.links,
                "anchor": self.trail.anchor,
            }
            yield "trail.html", {"kind": "trail", "title": self.say["trail"], **told}
        if self.counted:
            told = {"counted": self.counted, "most": self.trail.MOST}
            yield "rows.html", {"kind": "rows", "title": self.say["rows"], **told}

    def _index(self) -> dict[str, Any]:
        study, manifest, lang = self.study, self.manifest, self.manifest["lang"]
        return {
            "kind": "index",
            "pages": self.pages,
            "problems": [Problem.of(problem).said(lang) for problem in manifest["problems"]],
            "provenance": _provenance(study, self.say),
            "results": {kind: _results(kind, manifest) for kind in ("tables", "figures")},
            "search": _searched(self.shown, self.placed, self.claims, self.raws, self.say),
            **_there(self.home, manifest, self.pages, study.is_shipped),
            **_abstract(study, self.home, self.pages, lang),
        }


def _abstract(study: Study, home: Path, pages: Sequence[Page], lang: str) -> dict[str, Any]:
    """What the first page says above the fold; what answers the study's question stands first."""
    from engagelib.report.abstract import card, main_cards

    ranked = sorted(pages, key=_first)
    whole = [
        (_plain(line), page)
        for page in ranked
        for block in page.answer
        if block.kind != "figure"
        for line in block.html.split("<br>")
    ]
    least, cards = len(study.answer_sources), []
    for page in ranked:
        found = (card(block.found, page.file, home, lang) for block in page.findings if block.found)
        cards += [(page.rank < least, one) for one in islice(filter(None, found), 1)]
    # what was asked, then what has an interval
    cards.sort(key=lambda pair: (not pair[0], not pair[1].interval))
    shown = [one for _, one in cards]
    shown += main_cards({one.link for one in shown}, home, lang) if len(shown) < CARDS else []
    told = "00" if study.illustrative else ""  # the banner says it already
    return {
        "question": study.question,
        "answers": (whole or [(page.short, page) for page in ranked if page.short])[:LINES],
        "pictured": [block for page in ranked for block in page.answer if block.kind == "figure"][:1],
        "cards": shown[:CARDS],
        "limits": study.limits,
        "findings": [page for page in ranked if page.findings and page.number != told],
    }


def _quantities(home: Path) -> list[str]:
    """The address of the result that each printed number is held against, row by row; none where nothing was printed."""
    import pandas as pd

    file = home / "tables" / "published.parquet"
    return pd.read_parquet(file)["quantity"].astype(str).tolist() if file.exists() else []


def _row_leads(
    quantities: Sequence[str], tables: Mapping[str, str], counts: set[str], name: str, row: int
) -> str:
    """Where a row of a table, or its mark in a figure, leads to: the rows that a count counts, the result of a printed number."""
    if name == "flow" and f"flow-{row}" in counts:
        return f"rows.html#flow-{row}"
    if name == "audit":
        return f"#published-{row}"
    if (
        name == "published"
        and row < len(quantities)
        and (table := quantities[row].partition("/")[0]) in tables
    ):
        return f"{tables[table]}#t-{table}"
    return ""


def _characters(placed: Any) -> str:
    """Every character that stands in a figure."""
    drawn = (block.html for page in placed for block in page.blocks if block.kind == "figure")
    inside = (words for html in drawn for words in re.findall(r">([^<]+)</t(?:ext|span)>", html))
    return "".join(sorted(set(unescape("".join(inside)))))


def _searched(
    shown: Sequence[Page],
    placed: Mapping[str, Placed],
    claims: Sequence[trail.Claim],
    raws: Sequence[trail.Raw],
    say: dict[str, str],
) -> str:
    """What the search looks through, as JSON that cannot end its own tag: where, under which heading, the words."""
    from engagelib.report.trail import anchor

    found = [
        (f"{page.file}#{place}", f"{page.number} {heading}", words)
        for page in shown
        if page.status == "done"  # what an earlier run showed is on its page, not among today's
        for place, heading, words in placed[page.name].found
    ]
    found += [
        (f"trail.html#{claim.id}", say["trail"], f"{claim.id} {claim.text} {claim.code}") for claim in claims
    ]
    found += [
        (f"trail.html#{anchor(raw.ref)}", say["raw_rows"], f"{raw.ref} {raw.text} {raw.place}")
        for raw in raws
    ]
    return (
        json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
    )


def _save(path: Path, text: str) -> None:
    """Write a page; half a character, as a file's name may hold, is written out."""
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def _replace(made: Path, folder: Path) -> dict[str, str | None]:
    """Move the pages to their place; pages of notebooks that are gone go too."""
    folder.mkdir(exist_ok=True)
    for old in {path.name for path in folder.glob("*.html")} - {path.name for path in made.iterdir()}:
        (folder / old).unlink()
    for path in sorted(made.iterdir()):
        path.replace(folder / path.name)
    return {f"report/{path.name}": record.digest(path) for path in sorted(folder.glob("*.html"))}
