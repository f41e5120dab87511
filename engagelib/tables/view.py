"""A result table as a reader sees it: terms and numbers in her language, as text, Markdown and HTML.

Words that strangers typed stay words: none is markup, none is obeyed (`harmless`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from engagelib.contracts.problems import Note, said
from engagelib.contracts.results import RESULT_KEYS
from engagelib.files import SHOWN
from engagelib.words import SENTENCES, is_bounded, number, say, sentence, share, terms
from engagelib.words.harmless import UNPRINTABLE, line, markdown

__all__ = ["View", "is_missing", "is_rounded", "is_worded", "show"]

#: Columns whose words are the study's own terms, which a reader sees translated. Others stand as they are.
TERMS = frozenset({
    "aspect", "assumption", "attribute", "case", "category", "cause", "channel", "column", "computed", "coder_says", "construct", "dimension", "direction", "direction_without",
    "domain", "effect", "errors", "farmer", "farmer_without", "fate", "finding", "first", "first_construct", "first_stance", "flag", "function",
    "group", "indicator", "interval", "kind", "mapping", "measure", "method", "objective", "origin",
    "outcome", "period", "process", "quantity", "reason", "relation", "result", "role", "rounding", "rule", "second",
    "second_construct", "second_stance", "sector", "segment", "source", "sign", "source_stance", "stance", "state",
    "status", "step", "stream", "tactic", "term", "test", "through", "variant", "verdict", "warning", "way",
})  # fmt: skip
#: Columns whose words mean something else than they do elsewhere: each is looked up with this before it.
SENSES = {
    "reason": "stream_", "stream": "stream_", "prominence": "level_", "first_prominence": "level_",
    "second_prominence": "level_", "group": "level_", "value": "level_", "step": "funnel_", "source": "source_",
    "weekday": "weekday_", "per": "per_", "stage": "sample_", "way": "way_",
    "farmer": "farmer_", "farmer_without": "farmer_", "computed": "farmer_", "domain": "domain_",
}  # fmt: skip
#: Columns that say several terms beside each other.
_PHRASES = ("family", "odd")
#: Columns of shares besides those called …_share; a reader sees percentages.
SHARES = frozenset({
    "amplification", "applause", "both", "conversation", "er_views", "neither", "only_a", "only_b", "percent", "prevalence",
    "ratio", "share", "share_waiting", "within_target",
})  # fmt: skip
#: Columns that an interval called ci_… may be of, the likeliest first.
ESTIMATES = (
    "estimate", "difference", "alpha", "rho", "b", "r", "delta", "effect", "gap", "share", "mean", "value", "kappa",
    "median_hours", "median",
)  # fmt: skip
#: What a cell without a value shows.
_NOTHING = ("", "–")
#: Pixels that a table may take in JupyterLab, on a screen 1280 pixels wide.
_BREADTH = 800
#: Columns of refs to rows, which may be broken at their joints.
REFS = ("ref", "refs")
#: Rows of the longest table that is told whole to who hands it in (some two printed pages); a longer one is a file.
_HANDED_IN = 80
#: Signs of the longest words that a caption says of every row.
_SHORT = 60
#: What the researcher writes; a cell without it says so.
TO_WRITE = ("relation", "meta_inference")
#: Columns by which `n` counts occurrences or steps, not respondents or units that a reader should be told of.
_COUNTED = {"value", "share", "left", "term", "stream"}
#: Columns of p values, which are never 0.
P_VALUES = ("p", "p_holm", "p_classical", "p_rho", "p_ranks")
_NUMBER = re.compile(r"[-+−]?\d+(\.\d+)?")
#: Columns of sums and comparisons, whose decimals are the language's.
_SUMS = ("arithmetic", "first_values", "second_values")
#: Columns of a value, and its ends, that each row's measure says the kind of.
_MEASURED = ("value", "ci_low", "ci_high")
#: Measures that are shares of a whole: rates of engagement and what is called so.
_OF_SHARE = re.compile(r"^er_|_pooled$|(^|_)(share|rate)(_|$)")


def is_missing(value: Any) -> bool:
    """Whether a cell of a table holds nothing."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def show(
    table: pd.DataFrame,
    lang: str = "id",
    caption: str = "",
    labels: Mapping[str, str] | None = None,
    digits: int | Mapping[str, int] = 2,
    columns: Sequence[str] | None = None,
    rows: int = 30,
) -> View:
    """Give the view of a table without writing it; the options are those of `write`.

    In: any result. Out: `View`, which a notebook shows and print() writes.

    Without `columns` every column is shown, but a number that also stands there as it is printed only once.

    Examples
    --------
    >>> table = pd.DataFrame({"group": ["customer"], "gap": [1.0481], "gap_printed": ["1.05"], "n": [30]})
    >>> print(show(table, caption="gap"))
    Gap (pelanggan n = 30)
    kelompok  kesenjangan  n
    pelanggan 1,05         30
    """
    flat = table.reset_index(drop=table.index.names == [None])
    chosen = columns or [name for name in flat if f"{name}_printed" not in flat]
    return View(flat, lang, caption, dict(labels or {}), digits, tuple(chosen), rows)


@dataclass(frozen=True, eq=False)
class View:
    """A table as a notebook shows it: terms and numbers as the reader's language writes them."""

    table: pd.DataFrame
    lang: str
    caption: str
    labels: dict[str, str]
    digits: int | Mapping[str, int]
    columns: tuple[str, ...]
    rows: int
    file: str = ""

    def heading(self, name: str) -> str:
        """The words over a column."""
        parts = [part.removesuffix("_printed") for part in str(name).split(" · ")]
        said = self.labels.get(name) or " · ".join(_heading(part, self.lang) for part in parts)
        return UNPRINTABLE.sub("", said)

    def cells(self, name: str) -> list[str]:
        """A column as text, as many rows of it as are shown."""
        values = self.table[name].head(self.rows)
        if name in _MEASURED and {"measure", "value"} <= set(self.table) and not is_worded(values):
            measured = zip(self.table["measure"], values, strict=False)
            return [self._measured(str(measure), value) for measure, value in measured]
        return [self._cell(name, value) for value in values]

    def in_a_sheet(self, name: str, value: Any) -> Any:
        """A value as a workbook holds it: words as its reader's language has them, a rounded number as an exact decimal."""
        if isinstance(value, Note) or pd.api.types.is_bool(value):
            return self._cell(name, value)
        if not isinstance(value, str):
            return value
        if is_rounded(name) and _NUMBER.fullmatch(value):
            return Decimal(value.replace("−", "-"))
        worded = name in (*SENSES, *_PHRASES, *_SUMS, "table") or self._is_term(name)
        return self._cell(name, value) if worded and value else value

    def _measured(self, measure: str, value: Any) -> str:
        """A value among others of another kind: a share as a percentage, a count without decimals."""
        if _OF_SHARE.search(measure):
            return share(value, 1, self.lang)
        counts = measure in self._counts
        bounded = is_bounded(measure) or "coders" in self.table
        return number(value, 0 if counts else self.decimals("value"), self.lang, bounded)

    @cached_property
    def _counts(self) -> frozenset[str]:
        """Measures that are counts: whole numbers wherever they stand."""
        columns = [name for name in _MEASURED if name in self.table]
        whole = (
            self.table[columns]
            .apply(lambda each: each.isna() | (each.astype("float64") % 1 == 0))
            .all(axis=1)
        )
        return frozenset(whole.groupby(self.table["measure"].astype(str)).all().loc[lambda all_: all_].index)

    @property
    def title(self) -> str:
        """The caption, and how many respondents or units the table is about."""
        count = _count(self.table, self.lang)
        start = self.caption[:1].upper() + self.caption[1:]
        return UNPRINTABLE.sub("", f"{start} ({count})" if start and count else start or count)

    @property
    def rest(self) -> str:
        """What stands under a table that is not shown whole, or that has no rows."""
        left = len(self.table) - self.rows
        if left > 0:
            return sentence("tables_more_rows", self.lang, n=left)
        return "" if len(self.table) else sentence("tables_no_rows", self.lang)

    def is_share(self, name: str) -> bool:
        """Whether the column is a share of a whole, as the interval of a share is."""
        of_share = "share" in self.table and str(name) in ("ci_low", "ci_high", "cluster_low", "cluster_high")
        stem = re.sub("_(low|high)$", "", str(name))
        return of_share or stem in SHARES or stem.endswith("_share")

    def is_bounded(self, name: str) -> bool:
        """Whether a column, or what its interval is of, cannot exceed 1."""
        of = self._estimate("ci", list(self.table)) if str(name) in ("ci_low", "ci_high") else name
        return is_bounded(of) or (of == "value" and "coders" in self.table)

    def decimals(self, name: str) -> int:
        """How many decimals a column is shown with; a percentage one less unless the column is named."""
        if name in P_VALUES:
            return 3
        if isinstance(self.digits, Mapping):
            return self.digits.get(name, 1 if self.is_share(name) else 2)
        return max(self.digits - 1, 0) if self.is_share(name) else self.digits

    def is_number(self, name: str) -> bool:
        """Whether the column is set at the right, digits under digits."""
        column = self.table[name]
        if name in ("recomputed", "recommended") and "printed" in self.table:
            return self.is_number("printed")  # side by side, they are compared
        if is_worded(column):
            known = column.dropna()
            return len(known) > 0 and all(_NUMBER.fullmatch(str(value)) for value in known)
        return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)

    def _cell(self, name: str, value: Any) -> str:
        if is_missing(value):
            return "–"
        sense = f"{SENSES[name]}{value}" if name in SENSES else ""
        if sense in terms.TERMS:
            return say(sense, self.lang)
        if pd.api.types.is_bool(value):
            return say("yes" if value else "no", self.lang)
        if isinstance(value, datetime):
            if name == "month":
                return f"{value:%Y-%m}"
            return f"{value:%Y-%m-%d}" if value.time() == datetime.min.time() else f"{value:%Y-%m-%d %H:%M}"
        if pd.api.types.is_integer(value):
            return number(int(value), 0, self.lang)
        if name in P_VALUES and 0 <= value < 0.0005:
            return f"< {number(0.001, 3, self.lang, bounded=True)}"
        if pd.api.types.is_float(value):
            if self.is_share(name):
                return share(float(value), self.decimals(name), self.lang)
            return number(float(value), self.decimals(name), self.lang, self.is_bounded(name))
        text = UNPRINTABLE.sub("", str(said(value, self.lang)))
        if not text and name in TO_WRITE:
            return say("to_write", self.lang)
        if text in terms.TERMS and self._is_term(name):
            return say(text, self.lang)
        if name == "attribute":  # what a form asks of a person, under the name of its column
            return text.replace("_", " ")
        if name == "table" and f"kind_{text}" in SENTENCES:
            return sentence(f"kind_{text}", self.lang)
        if name == "table" and (key := next((k for k in (f"table_{text}", text) if k in terms.TERMS), "")):
            return say(key, self.lang)
        if name in _PHRASES:
            return " ".join(number(say(word, self.lang), lang=self.lang) for word in text.split())
        if name in _SUMS:
            return number(text, lang=self.lang)
        if is_rounded(name) and _NUMBER.fullmatch(text):
            return number(text, lang=self.lang)
        return text

    @cached_property
    def _attributes(self) -> frozenset[str]:
        return frozenset(self.table["attribute"])

    def _is_term(self, name: str) -> bool:
        """Whether the words of a column are terms; values of an attribute are, where the attribute's are."""
        if name == "value" and "attribute" in self.table:
            return bool(self._attributes & TERMS)
        return name in TERMS or " · " in name

    # --- what fits on a page ------------------------------------------------------------

    @cached_property
    def page(self) -> Page:
        """The table as a page has room for it: what every row says is said once, an interval stands by its estimate."""
        same = self._same()
        said = {*same, "note", *self._said_beside()}
        columns = self._with_intervals(
            [name for name in self.columns if name not in said] or list(self.columns[:1])
        )
        notes = self.cells("note") if "note" in self.columns[1:] and "note" not in same else []
        marks: dict[str, str] = {}
        for note in notes:
            if note not in _NOTHING:
                marks.setdefault(note, _raised(len(marks) + 1))
        first = columns[0]
        cells = (
            (f"{cell} {marks.get(note, '')}".rstrip() for cell, note in zip(first.cells, notes, strict=True))
            if marks
            else first.cells
        )
        columns[0] = replace(first, cells=tuple(cells))
        rest = [self.rest] if self.rest else []
        columns = _turned(columns) if _least(columns) > _BREADTH else columns
        return Page(
            self._caption(same), tuple(columns), (*(f"{mark} {note}" for note, mark in marks.items()), *rest)
        )

    def _same(self) -> dict[str, str]:
        """Columns that say the same in every row, or nothing, with what they say; an interval goes with both its ends."""
        said = ((name, self._said_throughout(name)) for name in self.columns)
        same = {
            n: cell for n, cell in said if cell is not None and (n != self.columns[0] or cell in _NOTHING)
        }
        for low in [name for name in self.columns if str(name).endswith("_low")]:
            ends = [low, f"{low[:-4]}_high"]
            if len(same.keys() & ends) == 1:
                same = {name: cell for name, cell in same.items() if name not in ends}
        return (
            same
            if len(self.columns) - len(same) - ("note" in self.columns and "note" not in same) > 1
            else {}
        )

    def _said_beside(self) -> list[str]:
        """Columns that say no more than another beside them: names that are their codes, a whole that is its passage."""
        pairs = (("name", "code"), ("context", "text"))
        both = [(name, other) for name, other in pairs if {name, other} <= {*self.columns}]
        return [name for name, other in both if self.table[name].equals(self.table[other])]

    def _said_throughout(self, name: str) -> str | None:
        if len(self.table) < 2 or name in TO_WRITE:
            return None
        first, *others = self.table[name].drop_duplicates()
        said = self._cell(name, first)
        same = len(said) <= _SHORT and all(self._cell(name, other) == said for other in others)
        return said if same else None

    def _caption(self, same: dict[str, str]) -> str:
        """The title, and what every row says."""
        counted = ("n", "units") if _count(self.table, self.lang) else ()
        told = [
            f"{self.heading(n)}: {_with_share(cell, same[f'{n}_share']) if f'{n}_share' in same else cell}"
            for n, cell in same.items()
            if cell not in _NOTHING and n not in counted and not (n.endswith("_share") and n[:-6] in same)
        ]
        empty = [self.heading(name) for name, cell in same.items() if cell in _NOTHING and name != "note"]
        told += [sentence("tables_without", self.lang, columns=empty)] if empty else []
        return ". ".join(part for part in (self.title, "; ".join(told)) if part)

    def _with_intervals(self, names: list[str]) -> list[Column]:
        """Columns, each with the interval of its estimate in the same cell; an interval alone is one column."""
        ends = {name.removesuffix("_low"): name for name in names if str(name).endswith("_low")}
        pairs = {stem: (low, f"{stem}_high") for stem, low in ends.items() if f"{stem}_high" in names}
        owners = {stem: self._estimate(stem, names) for stem in pairs}
        taken = {end for pair in pairs.values() for end in pair}
        taken |= {f"{name}_share" for name in names if self._is_counted(name) and f"{name}_share" in names}
        columns = []
        for name in names:
            if stem := next((stem for stem, owner in owners.items() if owner == name), ""):
                cells = zip(self.cells(name), *map(self.cells, pairs[stem]), strict=True)
                joint = (_with_interval(*cell) for cell in cells)
                columns.append(Column(f"{self.heading(name)} [95%]", tuple(joint), True, names=(name,)))
            elif f"{name}_share" in taken:
                both = zip(self.cells(name), self.cells(f"{name}_share"), strict=True)
                columns.append(
                    Column(
                        self.heading(name), tuple(_with_share(*cell) for cell in both), True, names=(name,)
                    )
                )
            elif name not in taken:
                columns.append(
                    Column(
                        self.heading(name),
                        tuple(self.cells(name)),
                        self.is_number(name),
                        name in REFS,
                        names=(name,),
                    )
                )
            elif (stem := str(name).removesuffix("_low")) in pairs and not owners[stem]:
                spans = zip(*map(self.cells, pairs[stem]), strict=True)
                said = say(f"span_{stem}" if f"span_{stem}" in terms.TERMS else "interval_95", self.lang)
                columns.append(
                    Column(said, tuple(_span(low, high) for low, high in spans), True, names=pairs[stem][:1])
                )
        return columns

    def _is_counted(self, name: str) -> bool:
        """Whether a column counts answers of one kind, whose share may stand beside it in the cell."""
        return re.fullmatch(r"f_\d+", str(name)) is not None

    def _estimate(self, stem: str, names: list[str]) -> str:
        """The column that an interval belongs to; empty if it has none of its own."""
        own = [stem, f"{stem}_share", f"{stem}_hours"]
        known = own if stem != "ci" else ESTIMATES
        return next((name for name in known if name in names), "")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {SHOWN: {"kind": "table", **self.linked()}}

    def linked(self) -> dict[str, Any]:
        """What the page shows of the table, each number and each of the study's terms with its address in the result.

        An address is `key=value,…/column`; a cell that names its row, or is free text, has none. `whole`: the same of
        all rows, where a page shows the first ones of a table that can be printed.
        """
        known = self._rows()
        columns = self._handed_in(known[1])
        turned = len(columns) > 1 and len(columns[1].names) > 1
        names = {name for column in columns for name in column.names} - {*known[1]}
        lead = {name for name in names if self._is_linked(name)}
        cells = []
        for place, column in enumerate(columns):
            for row, text in enumerate(column.cells):
                at, name = (
                    (place - 1, column.names[row]) if turned and place else (row, (*column.names, "")[0])
                )
                linked = place > 0 and name in lead and text not in _NOTHING and known[0][at]
                cells.append([text, f"{known[0][at]}/{name}" if linked else ""])
        high = len(columns[0].cells)
        # what a caption on screen goes on to say
        same = self.page.title.removeprefix(self.title).removeprefix(". ")
        same = f"{same[:1].upper()}{same[1:]}"
        return {
            "name": self.file, "title": self.title, "below": [*filter(None, [same]), *self.page.below],
            "columns": [[c.heading, c.is_number, c.least] for c in columns],
            "rows": [cells[row::high] for row in range(high)], "left": max(0, len(self.table) - self.rows),
            **({"whole": replace(self, rows=len(self.table)).linked()} if self.rows < len(self.table) <= _HANDED_IN else {}),
        }  # fmt: skip

    def _handed_in(self, key: tuple[str, ...]) -> list[Column]:
        """The columns of the page without what a machine reads: exact fractions, and addresses of rows."""
        first, *rest = self.page.columns
        kept = [column for column in rest if not column.is_ref and not column.names[0].endswith("_exact")]
        return kept if first.is_ref and first.names == key and kept else [first, *kept]

    def _is_linked(self, name: str) -> bool:
        return self.is_number(name) or name in TERMS or pd.api.types.is_bool_dtype(self.table[name])

    def _rows(self) -> tuple[list[str], tuple[str, ...]]:
        """What finds each row that is shown (`key=value,…`), and the columns that say it: the result's keys, else the first that tell all rows apart; nothing where none do."""
        shown = self.table.head(self.rows)
        words = [
            name for name in self.table if is_worded(self.table[name]) and not str(name).endswith("_exact")
        ]
        counted = [name for name in self.table if not pd.api.types.is_float_dtype(self.table[name])]
        keys = RESULT_KEYS.get(self.file, ())
        tries = [tuple(columns[:n]) for n in (1, 2, 3, 4) for columns in (words, counted)]
        tries = [keys] if keys and {*keys} <= {*self.table} else tries
        for names in tries:
            found = [
                ",".join(f"{n}={v}" for n, v in zip(names, row, strict=True))
                for row in shown[list(names)].itertuples(index=False)
            ]
            if names and len({*found}) == len(found):
                return found, names
        return [""] * len(shown), ()

    def _lines(self) -> list[tuple[str, ...]]:
        return list(zip(*(column.cells for column in self.page.columns), strict=True))

    def _repr_html_(self) -> str:
        sides = ("text-align: left", "text-align: right")
        breaks = ("white-space: normal", "white-space: nowrap")
        columns = self.page.columns
        size = max(60, min(80, 80 * _BREADTH // _least(columns)))  # per cent, where it does not fit otherwise
        tight = f"; padding: 0.3em 0.35em; font-size: {size}%" if _least(columns) > _BREADTH else ""
        looks = [
            f'{c.breadth}style="{sides[c.is_number]}; {breaks[c.is_whole]}; vertical-align: top{tight}{room}"'
            for c, room in zip(columns, _room(columns), strict=True)
        ]

        def row(tag: str, texts: Sequence[str], looks: Sequence[str]) -> str:
            cells = zip(looks, map(html.escape, texts), columns, strict=True)
            whole = ((look, _JOINT.sub("<wbr>", text) if c.is_ref else text) for look, text, c in cells)
            return "".join(f"<{tag} {look}>{text}</{tag[:2]}>" for look, text in whole)

        broken = [look.replace("nowrap", "normal") for look in looks]
        head = row('th scope="col"', [column.heading for column in columns], broken)
        body = "".join(f"<tr>{row('td', line, looks)}</tr>\n" for line in self._lines())
        across = f'colspan="{len(columns)}" style="text-align: left; white-space: normal"'
        below = "".join(f"<tr><td {across}>{html.escape(text)}</td></tr>" for text in self.page.below)
        foot = f"<tfoot>{below}</tfoot>" if below else ""
        title = self.page.title
        title = f'<caption style="text-align: left">{html.escape(title)}</caption>' if title else ""
        literal = 'class="engagelib tex2jax_ignore mathjax_ignore"'  # no mathematics between two dollar signs
        head = f"<thead><tr>{head}</tr></thead>"
        file = f' data-file="{html.escape(self.file)}"' if self.file else ""  # a report links to it
        return f"<table {literal}{file}>{title}\n{head}\n<tbody>\n{body}</tbody>{foot}\n</table>"

    def _repr_markdown_(self) -> str:
        columns = self.page.columns
        rows = [tuple(column.heading for column in columns), *self._lines()]
        shown = ["| " + " | ".join(map(markdown, row)) + " |" for row in rows]
        sides = " | ".join("---:" if column.is_number else "---" for column in columns)
        below = "\n\n".join(map(markdown, self.page.below))
        return "\n".join(
            [f"{markdown(self.page.title)}\n", shown[0], f"| {sides} |", *shown[1:], f"\n{below}"]
        )

    def __repr__(self) -> str:
        rows = [tuple(column.heading for column in self.page.columns), *self._lines()]
        rows = [tuple(map(line, row)) for row in rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        padded = [" ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join(
            part for part in (line(self.page.title), *padded, *map(line, self.page.below)) if part
        )


@dataclass(frozen=True)
class Column:
    """A column of a page: its heading, its cells as text, whether digits stand under digits, whether these are refs."""

    heading: str
    cells: tuple[str, ...]
    is_number: bool
    is_ref: bool = False
    names: tuple[str, ...] = ()  # the column it shows; of columns that were turned into rows, each cell's

    @property
    def least(self) -> int:
        """How many pixels it takes at least: what is whole is not broken, words at their blanks."""
        words = self.cells if self.is_whole else " ".join(self.cells).split()
        words = [part for word in words for part in _JOINT.split(word)] if self.is_ref else words
        pieces = [*self.heading.split(), *words]
        return 14 + 7 * max(map(len, pieces), default=0)

    @property
    def is_whole(self) -> bool:
        """Whether no cell is broken: numbers, dates, codes."""
        return self.is_number or max(map(len, self.cells), default=0) <= 12

    @property
    def is_text(self) -> bool:
        """Whether what somebody wrote stands in it at some length."""
        return bool(self.breadth) and not self.is_ref

    @property
    def breadth(self) -> str:
        """A class that gives long texts room."""
        return 'class="long" ' if max(map(len, self.cells), default=0) > 40 else ""


@dataclass(frozen=True)
class Page:
    """What a page shows of a table: the caption, the columns, and what stands below."""

    title: str
    columns: tuple[Column, ...]
    below: tuple[str, ...]


def _heading(name: str, lang: str) -> str:
    """The word for a column; of one of several that are numbered, with its number.

    >>> _heading("gap", "en"), _heading("items_2", "en"), _heading("APO02", "en")
    ('gap', 'items 2', 'APO02')
    """
    stem, _, count = name.rpartition("_")
    numbered = name not in terms.TERMS and stem in terms.TERMS and count.isdigit()
    return f"{say(stem, lang)} {count}" if numbered else say(name, lang)


def _least(columns: Sequence[Column]) -> int:
    return sum(column.least for column in columns)


def _room(columns: Sequence[Column]) -> list[str]:
    """How broad each long text is at least: what others leave is shared, so that a quote is no pillar of single words."""
    texts = sum(column.is_text for column in columns)
    more = max(_BREADTH - round(1.2 * _least(columns)), 0) // max(texts, 1)  # digits are broader than letters
    return [f"; min-width: {min(c.least + more, 240)}px" if c.is_text and more else "" for c in columns]


#: Where a ref may be broken: scores:customer/none/cognitive.
_JOINT = re.compile(r"(?<=[:/_])(?=\w)")


def _turned(columns: list[Column]) -> list[Column]:
    """Columns as rows, where a table has too many columns for a page and few rows, each known by its first cell."""
    first, *rest = columns
    numbers = all(column.is_number for column in rest)
    if not numbers or len(first.cells) > 6 or len(set(first.cells)) < len(first.cells):
        return columns
    lines = zip(*(column.cells for column in rest), strict=True)
    names = tuple(column.names[0] for column in rest)
    turned = (
        Column(name, tuple(line), True, names=names) for name, line in zip(first.cells, lines, strict=True)
    )
    return [Column(first.heading, tuple(column.heading for column in rest), False), *turned]


def _with_interval(estimate: str, low: str, high: str) -> str:
    """An estimate and its interval in one cell.

    >>> _with_interval("49,0%", "44,1%", "53,2%"), _with_interval("0.49", "–", "–")
    ('49,0% [44,1; 53,2]', '0.49')
    """
    span = _span(low, high)
    return f"{estimate} [{span}]" if span != "–" else estimate


def _with_share(count: str, share: str) -> str:
    """A count and its share in one cell.

    >>> _with_share("7", "23,3%"), _with_share("–", "–")
    ('7 (23,3%)', '–')
    """
    return count if count == "–" else f"{count} ({share})"


def _span(low: str, high: str) -> str:
    return "–" if low == high == "–" else re.sub(r"\s*%", "", f"{low}; {high}")


def _raised(mark: int) -> str:
    return str(mark).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _count(table: pd.DataFrame, lang: str) -> str:
    """`n = 30`, group by group if there are several; nothing where n counts something else in each row."""
    if "units" in table and table["units"].nunique() == 1:
        return f"{say('units', lang)} = {number(int(table['units'].iloc[0]), 0, lang)}"
    if table.empty or "n" not in table or table["n"].isna().any() or _COUNTED & set(table):
        return ""
    groups = (
        [("", table)] if "group" not in table else list(table.groupby("group", sort=False, observed=True))
    )
    told = []
    for name, part in groups:
        if part["n"].max() > 1.5 * part["n"].min():
            return ""  # so far apart, it is no sample from which some answers are missing
        ends = dict.fromkeys(number(int(n), 0, lang) for n in (part["n"].min(), part["n"].max()))
        told.append(f"{say(name, lang)} n = {'–'.join(ends)}".strip())
    return "; ".join(told)


def is_rounded(name: object) -> bool:
    """Whether a column holds numbers as text, with the decimals that they are rounded to."""
    return str(name).endswith("_printed") or name in ("recomputed", "recommended", "result")


def is_worded(column: pd.Series) -> bool:
    """Whether a column holds words."""
    return column.dtype == object or isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype)
