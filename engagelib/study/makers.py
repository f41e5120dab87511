"""Which notebook makes a result, and whether it ever will for this study: read off the notebooks' code, nothing is run."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engagelib.contracts.problems import Lacking, Note, note
from engagelib.study.lab import names

if TYPE_CHECKING:
    from engagelib.study.results import Results

__all__ = ["lacking", "never", "nodes", "notebook_of", "written"]

_WRITES = re.compile(r"""\.write\(\s*["']([^"']+)["']|\.tables / ["']([^"']+?)(?:\.parquet)?["']""")


def written(source: str) -> list[str]:
    """The result tables that a cell's code writes.

    >>> written("data.write('gap', gap)\\nscores.to_parquet(data.tables / 'scores.parquet')")
    ['gap', 'scores']
    """
    return [name or file for name, file in _WRITES.findall(source)]


def _sources(path: Path) -> tuple[list[str], int]:
    """The code of a notebook's cells, and how many stand before the first section."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    heads = (n for n, (kind, text) in enumerate(texts) if kind == "markdown" and text.startswith("## "))
    first = next(heads, len(texts))
    code = [text for kind, text in texts if kind == "code"]
    return code, sum(kind == "code" for kind, _ in texts[:first])


def notebook_of(study: Results, table: str, folder: Path | None = None) -> Path | None:
    """The notebook that writes a result; None if none of this study's does, or none in `folder`."""
    for path in sorted((folder or study.notebooks).glob("[0-9][0-9]_*.ipynb")):
        try:
            if table in path.read_text(encoding="utf-8") and table in written("\n".join(_sources(path)[0])):
                return path
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def never(
    study: Results, table: str, asked: frozenset[str] = frozenset(), folder: Path | None = None
) -> Note | None:
    """Why this study's notebooks will not make a result, however often they run; None where they may.

    The cells that the result depends on are followed from the top as a kernel would: one that asks the study for
    what it lacks makes nothing, and so does one that needs what was not made.
    """
    path = None if table in asked else notebook_of(study, table, folder)
    if path is None:
        return None if table in asked else note("no_notebook_makes", table=table)
    sources, own = _sources(path)
    end = next(number for number, source in enumerate(sources) if table in written(source))
    needed, chain = _loaded(sources[end]), [end]
    for number in reversed(range(end)):
        if number < own or names(sources[number]) & needed:
            chain.append(number)
            needed |= _loaded(sources[number])
    unmade: dict[str, Note] = {}
    for number in reversed(chain):
        source = sources[number]
        lacks = [unmade[name] for name in sorted(_loaded(source)) if name in unmade]
        why = lacks[0] if lacks else next(_refused(study, source, asked | {table}, folder), None)
        if why and (number < own or number == end):
            return why
        for name in names(source):
            unmade.pop(name, None)
        unmade |= dict.fromkeys(names(source), why) if why else {}
    return None


def lacking(study: Results, path: Path) -> Note | None:
    """Why a notebook has nothing to say of a study: what its cells before the first section lack; None if nothing."""
    sources, own = _sources(path)
    return next(
        (why for source in sources[:own] for why in _refused(study, source, frozenset(), path.parent)), None
    )


def nodes(source: str) -> Iterator[ast.AST]:
    """The parts of a cell's code, lines of magic left out; none where the rest is no Python."""
    try:
        yield from ast.walk(ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE)))
    except (SyntaxError, ValueError):
        return


def _loaded(source: str) -> set[str]:
    found = (node for node in nodes(source) if isinstance(node, ast.Name))
    return {node.id for node in found if isinstance(node.ctx, ast.Load)}


def _refused(study: Results, source: str, asked: frozenset[str], folder: Path | None) -> Iterator[Note]:
    """What the study answers in place of a table that a cell asks it for."""
    for node in nodes(source):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        verb, given = node.func.attr, _constants(node)
        if (
            not isinstance(node.func.value, ast.Name)
            or verb in ("write", "draw", "say", "show", "results")
            or given is None
        ):
            continue
        if verb == "main_results":
            if why := study.unanswered():
                yield note("the_study_has_no", what=why)
        elif verb == "table":
            if given[0] and (why := never(study, given[0][0], asked, folder)):
                yield why
        elif callable(getattr(type(study), verb, None)):
            try:
                getattr(study, verb)(*given[0], **given[1])
            except Lacking as error:
                yield error.note
            except Exception:
                continue


def _constants(call: ast.Call) -> tuple[list[Any], dict[str, Any]] | None:
    """The arguments of a call if all are written out."""
    named = {one.arg: one.value for one in call.keywords}
    try:
        given = {str(name): ast.literal_eval(value) for name, value in named.items()}
        return None if None in named else ([ast.literal_eval(one) for one in call.args], given)
    except (ValueError, TypeError):
        return None
