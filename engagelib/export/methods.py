"""What was done, as a paragraph, and with what software: from the notebooks that ran, never from what could have run.

Which functions of the stages were called, with which resamples and seeds, is read off the executed notebooks; n and
intervals off the results; each function's sources stand in `references.bib`.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from engagelib.run import record
from engagelib.run.record import DONE, Record
from engagelib.study.lab import lacked
from engagelib.study.study import Study
from engagelib.words import SENTENCES, listed, say, sentence

__all__ = ["bibliography", "called", "paragraph", "software"]

_ROOMS = (
    "reduction",
    "coding",
    "agreement",
    "survey",
    "cobit",
    "itil",
    "engagement",
    "sales",
    "loyalty",
    "triangulation",
    "published",
)
_ENTRY = re.compile(
    r"^@\w+\{(\w+),.*?author = \{(.*?)\}, year = \{(\d+)\}.*?keywords = \{([^}]*)\}\}$", re.MULTILINE
)


def called(home: Path, manifest: Record) -> dict[str, dict[str, Any]]:
    """Each function of a stage that ran (`survey.score`), with its resamples and seed where it draws at random."""
    found: dict[str, dict[str, Any]] = {}
    for name, known in manifest["notebooks"].items():
        for cell in record.cells(home, name) if known["status"] in DONE else ():
            if cell["cell_type"] == "code" and lacked(cell.get("outputs", [])) is None:
                for call, options in _calls("".join(cell["source"])):
                    if call not in found or options.get("resamples"):
                        found[call] = options
    return found


def _calls(source: str) -> list[tuple[str, dict[str, Any]]]:
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return []
    return [
        (f"{node.func.value.id}.{node.func.attr}", _drawn(node.func.value.id, node.func.attr, node))
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name) and node.func.value.id in _ROOMS
    ]  # fmt: skip


def _drawn(room: str, name: str, call: ast.Call) -> dict[str, Any]:
    """How a function that draws at random was called: its own usual values, and those that the cell gives."""
    function = getattr(importlib.import_module(f"engagelib.{room}"), name, None)
    usual = inspect.signature(function).parameters if callable(function) else {}
    options = {key: usual[key].default for key in ("resamples", "seed") if key in usual}
    given = {
        word.arg: word.value.value
        for word in call.keywords
        if word.arg in options and isinstance(word.value, ast.Constant)
    }
    return options | given


def paragraph(study: Study, home: Path, manifest: Record) -> str:
    """The methods as a paragraph with citations: a sentence for each thing that was done."""
    made, lang = called(home, manifest), manifest["lang"]
    said = []
    for call, options in made.items():
        key = f"export_did_{call.replace('.', '_')}"
        if key in SENTENCES and (parts := _parts(call, home, lang)) is not None:
            drawn = sentence("export_drawn", lang, **options) if options.get("resamples") else ""
            cited = listed(_cited(call), lang, ";")
            said.append(sentence(key, lang, **parts, cited=cited, drawn=drawn).strip())
    steps = study.pipeline("recommended") if "cobit.gaps" in made else ()
    ways = {(step.mode, step.digits) for step in steps if step.source == "exact"}
    if len(ways) == 1 and all(step.source == "exact" for step in steps):
        mode, digits = ways.pop()
        said.append(sentence("export_rounded", lang, mode=mode, digits=digits))
    return " ".join(said)


def software(manifest: Record) -> str:
    """The statement on software: every version that computed or drew, the lock and what was put in."""
    lang, versions = manifest["lang"], manifest["versions"]
    others = [
        f"{name} {version}" for name, version in versions.items() if name not in ("engagelib", "Python")
    ]
    return sentence(
        "export_software", lang, version=versions.get("engagelib", "–"), python=versions["Python"], others=others,
        lock=(manifest["environment"].get("requirements.lock") or "–")[:12], files=len(manifest["inputs"]), made=manifest.get("made", "–")[:10],
        seal=manifest["seal"][:12],
    )  # fmt: skip


def bibliography(home: Path, manifest: Record) -> str:
    """BibTeX of the software and of what each function that ran stands on."""
    made = called(home, manifest)
    rows = [found[0] for found in _ENTRY.finditer(_references()) if {*_named(found[4])} & made.keys()]
    version, year = manifest["versions"].get("engagelib", ""), manifest.get("made", "")[:4]
    own = f"@misc{{engagelib, author = {{{{engagelib contributors}}}}, year = {{{year}}}, title = {{engagelib: a research workbench for mixed-methods studies [Computer software]}}, note = {{Version {version}}}}}"
    return "\n\n".join([own, *rows]) + "\n"


def _references() -> str:
    return files("engagelib.export").joinpath("references.bib").read_text(encoding="utf-8")


def _named(keywords: str) -> list[str]:
    return [word.strip() for word in keywords.split(",")]


def _cited(call: str) -> list[str]:
    """Sources of a function as they stand in a text: "Cronbach, 1951"."""
    return [
        f"{_surnames(found[2])}, {found[3]}"
        for found in _ENTRY.finditer(_references())
        if call in _named(found[4])
    ]


def _surnames(authors: str) -> str:
    names = [name.strip("{} ").partition(",")[0].replace('{\\"u}', "ü") for name in authors.split(" and ")]
    return names[0] if len(names) == 1 else " & ".join(names) if len(names) == 2 else f"{names[0]} et al."


def _parts(call: str, home: Path, lang: str) -> dict[str, Any] | None:
    """The n of what a function made, from its result; None if there is none."""
    import pandas as pd

    name, column = _RESULTS.get(call, ("", ""))
    file = home / "tables" / f"{name}.parquet"
    if name and not file.exists():
        return None
    table = pd.read_parquet(file) if name else pd.DataFrame()
    if column and column in table and "group" in table:
        groups = table.groupby("group", sort=False)[column].max()
        groups = (
            groups[groups > 1] if call in _TESTS else groups
        )  # one respondent is no sample: nothing was tested
        if groups.empty:
            return None
        return {
            "n": [f"{say(str(group), lang)} n = {int(n)}" for group, n in groups.items()],
            "rows": len(table),
        }
    numbers = table[column].dropna() if column in table else pd.Series(dtype=float)
    whole = numbers.sum() if call in _SUMMED else numbers.max()
    return {"n": int(whole) if len(numbers) else None, "rows": len(table)}


#: What says nothing of a single respondent.
_TESTS = ("survey.paired", "survey.correlations", "cobit.gap_intervals")
#: Functions of which each row has others of its own.
_SUMMED = ("itil.kpi",)
#: The result of a function and the column of its n.
_RESULTS = {
    "survey.score": ("scores", "n"), "survey.reliability": ("reliability", "n"), "survey.item_statistics": ("item_statistics", "n"),
    "survey.paired": ("paired", "n"), "survey.correlations": ("correlations", "n"), "agreement.table": ("agreement", "units"),
    "reduction.reduce": ("flow", "left"), "coding.saturation": ("saturation", "position"), "cobit.gaps": ("gap", "n"),
    "sales.before_after": ("sales_effect", "n_after"), "survey.hypotheses": ("hypotheses", "n"), "triangulation.convergence": ("convergence", ""),
    "published.feasibility": ("grim", ""), "cobit.gap_intervals": ("gap_intervals", "n"),
    "coding.tally": ("code_tally", "units"), "itil.kpi": ("service_kpi", "tickets"), "loyalty.returned_within": ("returned_within", "customers"),
    "triangulation.member_check": ("member_check_summary", "informants"),
}  # fmt: skip
