"""The coding screen in JupyterLab: what `Desk` answers, shown by widget.js."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import pandas as pd

from engagelib.coder.desk import Desk
from engagelib.study.study import Study

__all__ = ["Coder"]


class Coder(anywidget.AnyWidget):
    """A screen to code in. Texts go to it in messages and into no notebook; each decision is one message and its answer."""

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")

    def __init__(
        self, study: Study, coder: str, suggestions: pd.DataFrame | None = None, take_over: bool = False
    ) -> None:
        super().__init__()
        self._with = study, coder, suggestions
        self.desk = Desk(*self._with, take_over)
        self._pieces: list[str] = []
        self.on_msg(self._hear)

    def _hear(self, _: Any, message: dict[str, Any], __: Any) -> None:
        if (asked := message.get("do")) is None:  # sent for its own sake, see widget.js
            return
        if asked == "take over":
            self.desk.journal.close()
            self.desk = Desk(*self._with, take_over=True)
        if asked in ("open", "take over"):
            self._pieces = self.desk.opening()
        if asked in ("open", "take over", "more"):
            number = message.get("piece", 0)
            answer = {"piece": number, "of": len(self._pieces), "text": self._pieces[number]}
        else:
            answer = self.desk.answer(message)
        self.send({"id": message.get("id"), **answer})
