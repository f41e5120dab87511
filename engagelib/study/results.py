"""What becomes of a result where it is made: a table, a figure, a sentence, in the study's language and folders."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engagelib.contracts.problems import MissingTable, Note, note
from engagelib.contracts.results import read_by
from engagelib.files import content, digest
from engagelib.study import makers
from engagelib.study.folder import NOTEBOOKS, Folder, NotYet
from engagelib.study.interpretation import made
from engagelib.study.lab import tell
from engagelib.words import sentence

if TYPE_CHECKING:
    import pandas as pd

    from engagelib.figures.paper import Drawing
    from engagelib.prose import Prose
    from engagelib.prose.sentences import Answer
    from engagelib.tables import View

__all__ = ["Results"]


class Results(Folder):
    """A study's folder with the language in which its results are shown."""

    lang: str
    written: dict[str, pd.DataFrame]

    @property
    def notebooks(self) -> Path:
        """The folder of the notebooks that this study runs: its own, else the project's in its language."""
        own = self.folder / "notebooks"
        return own if any(own.glob("[0-9][0-9]_*.ipynb")) else NOTEBOOKS / self.lang

    def table(self, name: str) -> pd.DataFrame:
        """A result that an earlier notebook wrote.

        NotYet if it is not there, or made from what has changed since: it names the notebook to run, and says if
        this study never has such a result.
        """
        from engagelib.tables import kept

        self._record({"table": name})
        pending = os.environ.get("ENGAGELIB_PENDING")
        if pending and name in json.loads(Path(pending).read_text(encoding="utf-8")):
            raise self._not_yet(name)
        if not self.result(name).exists() or (not pending and self.outdated(name)):
            raise self._not_yet(name)
        return kept(self.result(name))

    def results(self, *names: str) -> dict[str, pd.DataFrame]:
        """Several results at once; those that no notebook of this study makes are left out."""
        found, later = {}, []
        for name in names:
            self._record({"table": name})  # all of them, so that the runner knows why it waits
        for name in names:
            try:
                found[name] = self.table(name)
            except NotYet as error:
                if error.note.key in ("table_not_yet", "table_outdated"):
                    raise  # it may still be made: the runner, or the reader, comes back to this notebook
                later += [error.note] if error.note.key == "table_is_to_come" else []
        if later and "ENGAGELIB_PENDING" not in os.environ:
            tell(sentence("goes_without", self.lang, told=later))
        return found

    def main_results(self) -> pd.DataFrame:
        """The results that answer the study's question (`[study] answers`), with interval and n.

        MissingTable where study.toml names none, or none of them is a result of this study; NotYet where one is still to be made.
        """
        from engagelib.triangulation.question import main_results

        if why := self.unanswered():
            raise MissingTable("main_results", why)
        tables = self.results(*self.answer_sources)
        return main_results(self.answering, tables) if tables else self.table(self.answer_sources[0])

    def unanswered(self) -> Note | None:
        """Why no result answers the study's question, and none ever will; None where one may."""
        if not self.answering:
            return note("lacking_answers")
        lost = all(makers.never(self, name) for name in self.answer_sources)
        return note("lacking_results", refs=self.answering) if lost else None

    @property
    def answering(self) -> list[str]:
        """Refs to the results that answer the study's question: as declared, else its hypotheses."""
        return list(
            self.config.get("study", {}).get("answers")
            or (f"hypotheses:{name}" for name in self.config.get("hypotheses", ()))
        )

    @property
    def answer_sources(self) -> list[str]:
        """The results that the answer to the study's question is read from."""
        return read_by(self.answering)

    def _not_yet(self, name: str) -> NotYet:
        """Why a result is not there, and what to do for it."""
        if "ENGAGELIB_RECORD" in os.environ and "ENGAGELIB_LAST" not in os.environ:
            return NotYet(name)
        notebook = makers.notebook_of(self, name)
        by = notebook.stem if notebook else ""
        if why := makers.never(self, name):
            return NotYet(name, note("table_never", table=name, notebook=by, why=why) if by else why)
        if self.result(name).exists() and (what := self.outdated(name)):
            return NotYet(name, note("table_outdated", table=name, what=what, notebook=by))
        return NotYet(name, note("table_is_to_come", table=name, notebook=by))

    def write(self, name: str, table: pd.DataFrame, **shown: Any) -> View:
        """Write a result as tables/<name>.csv, .xlsx and .parquet, and give the view to show; `shown` is as `tables.write` takes it."""
        from engagelib import tables
        from engagelib.coding.quotes import with_warning
        from engagelib.contracts.results import SHOWN

        table = with_warning(table)
        if {*SHOWN.get(name, ())} <= {*table.columns}:
            warned = ("warning",) if name in SHOWN and "warning" in table else ()
            shown = {"columns": (*SHOWN[name], *warned) if name in SHOWN else None} | shown
        self.written[name] = table
        view = tables.write(table, self.tables / name, lang=self.lang, made_from=self.made_from, **shown)
        made(content(self.tables / f"{name}.parquet"))
        return view

    def show(self, table: pd.DataFrame, **shown: Any) -> View:
        """Give the view of a table that is not kept; `shown` is as `tables.show` takes it."""
        from engagelib import tables

        return tables.show(table, self.lang, **shown)

    def draw(self, figure: str, *tables: Any, name: str = "", **options: Any) -> Drawing:
        """Draw `figures.<figure>` of the tables, write it as figures/<name>.png, .pdf and .svg, and give it to show."""
        from engagelib import figures
        from engagelib.figures.paper import Drawing

        path = self.figures / (name or figure)
        drawing = getattr(figures, figure)(*tables, lang=self.lang, **options)
        about = sentence(f"figure_{figure}", self.lang)
        figure_made = figures.save(drawing, path, title=about)
        picture = path.with_name(f"{path.name}.png")
        made(digest(picture))
        return Drawing(figure_made, picture, about)

    def say(self, sentence: str, *tables: Any, **options: Any) -> Prose:
        """Give the sentence `prose.<sentence>` that reads the tables."""
        from engagelib import prose
        from engagelib.words import links

        def again() -> Prose:
            return getattr(prose, sentence)(*tables, lang=self.lang, **options)

        said = again()
        if said is None:  # there is nothing to say
            return said
        made(said)
        said.links = links(again)
        return said

    def answer(self, sentence: str, *tables: Any, **options: Any) -> Answer:
        """Give the sentence `prose.<sentence>` as the answer to an exercise, folded until it is opened."""
        from engagelib.prose.sentences import folded

        return folded(self.say(sentence, *tables, **options), self.lang)
