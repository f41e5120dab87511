"""What becomes of a result where it is made: a table, a figure, a sentence, in the study's language and folders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engagelib.study.folder import Folder

if TYPE_CHECKING:
    import pandas as pd

    from engagelib.figures.paper import Drawing
    from engagelib.prose import Prose
    from engagelib.tables import View

__all__ = ["Results"]


class Results(Folder):
    """A study's folder with the language in which its results are shown."""

    lang: str

    def write(self, name: str, table: pd.DataFrame, **shown: Any) -> View:
        """Write a result as tables/<name>.csv, .xlsx and .parquet, and give the view to show; `shown` is as `tables.write` takes it."""
        from engagelib import tables

        return tables.write(table, self.tables / name, lang=self.lang, **shown)

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
        return Drawing(figures.save(drawing, path), path.with_name(f"{path.name}.png"))

    def say(self, sentence: str, *tables: Any, **options: Any) -> Prose:
        """Give the sentence `prose.<sentence>` that reads the tables."""
        from engagelib import prose

        return getattr(prose, sentence)(*tables, lang=self.lang, **options)
