"""What a researcher concludes, section by section: `interpretation/NN.md`, shown beside the results that it reads.

A kernel shows it below a section's last cell, in JupyterLab and in `reproduce` alike. Under which results it was
first seen is kept with her decisions (`coding/interpretation/NN.json`): once they change, and until she edits the
text, it is marked to be read again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from engagelib.contracts import Problem
from engagelib.contracts.problems import note
from engagelib.files import write_whole
from engagelib.words import sentence

__all__ = ["Beside", "headings", "made", "misplaced", "template", "written"]

#: Hashes of what the cell that runs has made so far.
_made: list[str] = []


def made(result: str | bytes | None) -> None:
    """Note what a cell made: a table's contents, a sentence, a figure's file."""
    told = result if isinstance(result, bytes) else str(result).encode(errors="surrogatepass")
    _made.append(sha256(told).hexdigest())


def key(heading: str) -> str:
    """A heading as it is looked for: letters and digits."""
    return " ".join(re.findall(r"\w+", heading.casefold()))


def written(text: str) -> dict[str, str]:
    """What stands under each heading of an interpretation; what stands before the first under "".

    >>> written("# Bab 3\\nUmum.\\n## Skor\\n\\nTinggi.\\n## Butir\\n")
    {'': 'Umum.', 'skor': 'Tinggi.'}
    """
    parts = re.split(r"^(#{1,3}) +(.+?) *#*$", text, flags=re.MULTILINE)
    found = {"": parts[0].strip()}
    for level, heading, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        name = "" if level == "#" else key(heading)
        found[name] = "\n\n".join(part for part in (found.get(name, ""), body.strip()) if part)
    return {name: body for name, body in found.items() if body}


def headings(cells: list[dict[str, Any]]) -> list[str]:
    """The headings of a notebook's sections."""
    texts = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return [text.partition("\n")[0][3:].strip() for text in texts if text.startswith("## ")]


def template(cells: list[dict[str, Any]]) -> str:
    """An interpretation to begin with: a heading a section and nothing under it."""
    return "".join(f"## {heading}\n\n" for heading in headings(cells))


def misplaced(folder: Path, notebooks: Path) -> Iterator[Problem]:
    """What is written under no heading of its notebook, and so is shown nowhere."""
    for file in sorted((folder / "interpretation").glob("*.md")):
        path = next(iter(sorted(notebooks.glob(f"{file.stem}_*.ipynb"))), None)
        name = f"interpretation/{file.name}"
        if path is None:
            yield Problem(name, message=note("interpretation_of_none"), severity="warning")
            continue
        known = headings(json.loads(path.read_text(encoding="utf-8"))["cells"])
        there = {"", *map(key, known)}
        for heading in written(file.read_text(encoding="utf-8-sig", errors="replace")).keys() - there:
            why = note("interpretation_misplaced", heading=heading, notebook=path.stem, known=known)
            yield Problem(name, message=why, severity="warning")


def _notebook() -> Path | None:
    """The notebook that runs in this kernel, if that is known: told by `reproduce`, or by JupyterLab."""
    path = Path(os.environ.get("ENGAGELIB_NOTEBOOK") or os.environ.get("JPY_SESSION_NAME") or os.devnull)
    return path if re.fullmatch(r"\d\d_.*\.ipynb", path.name) and path.is_file() else None


class Beside:
    """What was written of the notebook of one kernel, and what its sections have made since the study was opened."""

    def __init__(self, folder: Path, coding: Path, lang: str) -> None:
        self.folder, self.coding, self.lang = folder, coding, lang
        self.results: dict[str, list[str]] = {}
        _made.clear()

    def after(self, source: str, cell_id: str | None) -> str:
        """What to show below a cell that has run: its section's interpretation, as Markdown, if it is the last; else nothing."""
        results = list(_made)
        _made.clear()
        path = _notebook()
        file = self.folder / "interpretation" / f"{path.name[:2]}.md" if path else None
        if path is None or file is None or not file.is_file():
            return ""
        for heading, cells in _sections(path):
            for name, text in cells:
                if name == cell_id if cell_id else text.strip() == source.strip():
                    self.results[name] = results
                    last = name == cells[-1][0]
                    return self._shown(file, heading, [name for name, _ in cells]) if last else ""
        return ""

    def _shown(self, file: Path, heading: str, cells: list[str]) -> str:
        text = written(file.read_text(encoding="utf-8-sig", errors="replace")).get(key(heading), "")
        if not text:
            return ""
        again = (
            [f"**{sentence('read_again', self.lang)}**"]
            if self._has_changed(file, heading, text, cells)
            else []
        )
        lines = [f"**{sentence('interpretation', self.lang)}**", *again, text]
        return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(lines).splitlines())

    def _has_changed(self, file: Path, heading: str, text: str, cells: list[str]) -> bool:
        """Whether a section's results are others than when this text was first seen; not known until all its cells ran."""
        if not all(name in self.results for name in cells):
            return False
        kept = self.coding / "interpretation" / f"{file.stem}.json"
        known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        body, result = (
            sha256(json.dumps(part).encode()).hexdigest() for part in (text, [self.results[n] for n in cells])
        )
        seen = known.get(key(heading), {})
        if seen.get("text") != body:
            seen = {"text": body}
        if self.lang not in seen:
            known[key(heading)] = seen | {self.lang: result}
            write_whole(kept, json.dumps(known, indent=1, sort_keys=True) + "\n")
        return seen.get(self.lang, result) != result


def _sections(path: Path) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each section of a notebook with its code cells: their names and code."""
    found: list[tuple[str, list[tuple[str, str]]]] = [("", [])]
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and text.startswith("## "):
            found.append((text.partition("\n")[0][3:].strip(), []))
        elif cell["cell_type"] == "code" and text.strip():
            found[-1][1].append((cell.get("id", f"cell-{number}"), text))
    return [section for section in found if section[1]]
