"""What a kernel does where a study lacks something: the same in JupyterLab and while `reproduce` runs.

A cell that stops for want of data (`Lacking`) makes nothing: a sentence says why, and the names that it gives
values to are gone, whatever an earlier study left in them. A later cell that asks for one of those names is passed
over with one grey line. Every other error is an error, and stops the notebook.
"""

from __future__ import annotations

import ast
import json
import linecache
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from engagelib.contracts.problems import Lacking, Note
from engagelib.study.folder import NotYet
from engagelib.study.interpretation import Beside
from engagelib.words import sentence
from engagelib.words.harmless import markdown

__all__ = ["PASSED", "lacked", "names", "tell", "watch"]

#: What a cell's output carries, as a note in JSON, where a cell was left out.
PASSED = "application/vnd.engagelib.left-out+json"
_SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp,
)  # fmt: skip


def names(source: str) -> set[str]:
    """The names to which a cell gives values: not what it imports or defines.

    >>> sorted(names("a, (b, c.d) = 1, (2, 3)\\nfor e in [f for f in 'x']: g['h'] = e"))
    ['a', 'b', 'e']
    """
    try:
        return set(_stored(ast.parse(source)))
    except (SyntaxError, ValueError):
        return set()


def _stored(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        if not isinstance(child, _SCOPES):
            yield from _stored(child)


def lacked(outputs: list[dict[str, Any]]) -> Note | None:
    """Why a cell was left out, by what it put out; None if it was not."""
    kept = (output["data"][PASSED] for output in outputs if PASSED in output.get("data", {}))
    return next((Note.of(json.loads(one) if isinstance(one, str) else one) for one in kept), None)


def keys(source: str) -> set[str]:
    """The keys under which a cell puts values into a mapping that is there already.

    >>> keys("made['trail'] = 1")
    {'trail'}
    """
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):
        return set()
    stored = [
        node.slice for node in nodes if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    ]
    return {str(key.value) for key in stored if isinstance(key, ast.Constant)}


class Watch:
    """What is lacking in one kernel: which names were not made, and why."""

    def __init__(self) -> None:
        self.lang = "id"
        self.unmade: dict[str, Note] = {}
        self.unset: dict[str, Note] = {}
        self.excused: BaseException | None = None
        self.beside: Beside | None = None

    def stopped(
        self, shell: Any, kind: type, error: BaseException, trace: TracebackType, tb_offset: int | None = None
    ) -> None:
        """A cell stopped with one of the errors asked for: IPython gives it here instead of showing it."""
        cell = _cell(trace, shell)
        why = self._why(error, trace, shell)
        if cell is None or why is None:
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=True)
            return
        source = "".join(linecache.getlines(cell))
        self.unset |= dict.fromkeys(keys(source), why)
        for name in names(source):
            shell.user_ns.pop(name, None)
            self.unmade[name] = why
        self.excused = error
        vars(error)["_render_traceback_"] = list  # else IPython draws it for its history, which takes long
        if isinstance(error, KeyError):
            told = sentence("passed_over", self.lang, name=str(error.args[0]), why=why.said(self.lang))
        elif isinstance(error, NameError):
            told = sentence("passed_over", self.lang, name=error.name, why=why.said(self.lang))
        else:
            told = sentence("study_left_out_why", self.lang, why=why.said(self.lang))
        tell(told, why)

    def _why(self, error: BaseException, trace: TracebackType, shell: Any) -> Note | None:
        """What is lacking, if that is why the cell stopped."""
        if (
            isinstance(error, NotYet)
            and "ENGAGELIB_RECORD" in os.environ
            and "ENGAGELIB_LAST" not in os.environ
        ):
            return None  # `reproduce` comes back to this notebook once the table is made
        if isinstance(error, Lacking):
            return error.note
        while trace.tb_next:
            trace = trace.tb_next
        own = trace.tb_frame.f_globals is shell.user_ns  # not a slip inside a library
        if not own:
            return None
        if isinstance(error, KeyError):
            return self.unset.get(str(error.args[0])) if error.args else None
        return self.unmade.get(getattr(error, "name", ""))

    def ended(self, result: Any = None) -> None:
        """A cell came to its end: one that was left out has not failed."""
        if result is not None and result.error_in_exec is not None and result.error_in_exec is self.excused:
            result.error_in_exec = None
        self.excused = None
        if self.beside and result is not None and result.success and result.info.raw_cell:
            _publish(self.beside.after(result.info.raw_cell, getattr(result.info, "cell_id", None)))


def _cell(trace: TracebackType | None, shell: Any) -> str | None:
    """The file name under which IPython keeps the source of the cell that runs."""
    while trace is not None:
        if trace.tb_frame.f_globals is shell.user_ns:
            return trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    return None


def tell(told: str, why: Note | None = None) -> None:
    """Say a grey line in the notebook, if this is one; `why` marks the cell as left out."""
    if "IPython" not in sys.modules:
        return
    from html import escape

    from IPython.display import publish_display_data

    grey = f'<p class="left-out" style="color: #6b6b6b">{escape(told)}</p>'
    plain = {"text/plain": told, "text/markdown": f"*{markdown(told)}*", "text/html": grey}
    publish_display_data(plain | ({PASSED: why.to_dict()} if why else {}))  # type: ignore[no-untyped-call]


def _publish(text: str) -> None:
    from IPython.display import publish_display_data

    if text:
        publish_display_data({"text/markdown": text, "text/plain": text})  # type: ignore[no-untyped-call]


_watch = Watch()


def watch(folder: Path, coding: Path, lang: str) -> None:
    """Watch the kernel in which a study was opened, if it was opened in one: it speaks `lang` from here on."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return
    _watch.lang, _watch.beside = lang, Beside(folder, coding, lang)
    if getattr(shell, "engagelib_watch", None) is not _watch:
        shell.engagelib_watch = _watch
        shell.set_custom_exc(
            (Lacking, NameError, KeyError), lambda *told, **more: _watch.stopped(*told, **more)
        )
        shell.events.register("post_run_cell", _watch.ended)
