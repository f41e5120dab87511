"""The report: an index with the findings first, one page per notebook.

Every page stands alone and asks no network for anything. What a notebook shows was partly typed by strangers
(comments, answers): whatever becomes HTML passes `harmless.clean`, and the pages forbid scripts besides.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any, cast

from engagelib.contracts import Problem
from engagelib.report.harmless import clean
from engagelib.run import record
from engagelib.run.notebook import plain, tags
from engagelib.run.record import DONE, Record
from engagelib.run.sections import Cell, closed, sections
from engagelib.study.lab import lacked
from engagelib.study.makers import written
from engagelib.study.study import Study
from engagelib.words import SENTENCES, number, sentence
from engagelib.words import say as term

__all__ = ["told", "write"]

HERE = Path(__file__).parent


def words(lang: str) -> dict[str, str]:
    """Choose the report's words in one language."""
    own = [key for key in SENTENCES if key.startswith("report_")]
    return {key.removeprefix("report_"): sentence(key, lang) for key in own}


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
    """A part of a page: `kind` prose, code, output or error; `html` is clean, `text` is not yet escaped."""

    kind: str
    html: str = ""
    text: str = ""
    number: int | None = None
    lacking: bool = False  # it says only that there is nothing


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
            return Block("output", _image(kind, _text(data[kind]), details.get(kind, details), alt))
    if "text/html" in data:
        html = _text(data["text/html"])
        return Block("output", clean(html, say["table"]), lacking=html.startswith('<p class="prose lacking '))
    if "text/markdown" in data:
        return Block("output", clean(_markdown(False)(_text(data["text/markdown"])), say["table"]))
    return Block("output", f"<pre>{escape(plain(_text(data.get('text/plain', ''))))}</pre>")


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


# --- the pages ------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A notebook in the report. `answer`, `findings` and `lead` are what its cells of that tag show.

    `rank` is the place of the first result that answers the study's question among those that it writes.
    """

    name: str
    title: str
    status: str
    why: str
    seconds: float | None
    left: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    findings: tuple[Block, ...] = ()
    lead: tuple[Block, ...] = ()
    answer: tuple[Block, ...] = ()
    rank: int = 0

    @property
    def file(self) -> str:
        return f"{self.name}.html"

    @property
    def number(self) -> str:
        return self.name.partition("_")[0]


def _page(
    name: str, known: Record, home: Path, lang: str, say: dict[str, str], asked: Sequence[str] = ()
) -> Page:
    status = "done" if known["status"] in DONE else known["status"]
    why = "" if status == "done" else record.why(known).said(lang)
    cells = record.load(home / "notebooks" / f"{name}.ipynb").get("cells", [])
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
        tuple(_blocks(closed(cells, lang), title, say)),
        tagged("finding"),
        tagged("lead"),
        tuple(sorted(tagged("answer"), key=lambda block: block.html.startswith("<figure"))),
        _rank(cells, asked),
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


def _there(home: Path, manifest: Record, pages: list[Page]) -> dict[str, list[str]]:
    """What a study of one's own holds, with its n, and what more of it would run: for whoever has one kind of file."""
    import pandas as pd

    lang, file = manifest["lang"], home / "tables" / "inventory.parquet"
    rows = pd.read_parquet(file).itertuples() if file.exists() else []
    holds = []
    for row in rows:
        files = sum(name.startswith(f"{row.file}/") for name in manifest["inputs"])
        kind = (
            sentence(f"kind_{row.table}", lang) if f"kind_{row.table}" in SENTENCES else term(row.table, lang)
        )
        key = "held_files" if files > 1 else "held_rows"
        holds.append(sentence(key, lang, kind=kind, n=int(row.rows), files=files))
    return {
        "holds": holds,
        "more": [f"{page.title}: {page.why}" for page in pages if page.status == "left out"],
    }


def _provenance(study: Study, say: dict[str, str]) -> str:
    text, _ = study.provenance()
    return clean(_markdown(False)(text), say["table"])


def told(study: Study, manifest: Record) -> str:
    """Hash all that the report shows, times left out; while it is the same, it need not be written."""
    own = [record.digest(HERE / name) for name in ("pages.py", "report.html", "report.css", "harmless.py")]
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


def write(study: Study, home: Path, manifest: Record) -> dict[str, str | None]:
    """Write the report from executed notebooks and the manifest; returns its pages with their hashes."""
    from jinja2 import Environment, FileSystemLoader

    say = words(manifest["lang"])
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.get_template("report.html")
    asked = study.answer_sources
    pages = [
        _page(name, known, home, study.lang, say, asked) for name, known in manifest["notebooks"].items()
    ]
    ranked = sorted(pages, key=_first)
    shown = [page for page in pages if page.blocks]
    about = {
        "say": say,
        "number": partial(number, digits=1, lang=manifest["lang"]),
        "manifest": manifest,
        "place": f'"{study.place}"' if " " in study.place else study.place,
        "css": (HERE / "report.css").read_text(encoding="utf-8"),
        "shown": shown,
    }
    with tempfile.TemporaryDirectory(dir=home, prefix=".report-") as folder:
        index = about | {
            "pages": pages,
            "question": study.question,
            "ranked": ranked,
            "problems": [Problem.of(problem).said(manifest["lang"]) for problem in manifest["problems"]],
            "provenance": _provenance(study, say),
            **({} if study.is_shipped else _there(home, manifest, pages)),
            "results": {kind: _results(kind, manifest) for kind in ("tables", "figures")},
        }
        _save(Path(folder) / "index.html", template.render(index))
        for before, page, after in zip([None, *shown], shown, [*shown[1:], None], strict=False):
            text = template.render(about | {"page": page, "before": before, "after": after})
            _save(Path(folder) / page.file, text)
        return _replace(Path(folder), home / "report")


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
