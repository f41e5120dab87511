"""The paper that is drawn on: its size and style, literal words, and files that come out the same twice.

Sizes are millimetres on the printed page. matplotlib is imported inside the functions.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache, wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engagelib.files import SHOWN, replacing
from engagelib.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, FigureBase

    #: What a figure is drawn on: axes, or a figure or a part of one, which gets its own.
    Paper = Axes | FigureBase

__all__ = [
    "DOUBLE", "FAMILY", "INK", "MIDDLE", "SINGLE", "Drawing", "drawn", "extent", "literal", "panels", "pictures", "plan", "save", "sentence",
    "sheet", "style", "typefaces", "wrapped",
]  # fmt: skip

#: Column widths of a journal page, in mm: one column, one and a half, two.
SINGLE, MIDDLE, DOUBLE = 85, 120, 180
INK = "#444444"
SIZE = 7.0

#: The figures' typeface, which has the widths of Arial and comes with the package (SIL Open Font License 1.1).
FAMILY = "Liberation Sans"

#: What it lacks is taken from DejaVu Sans (which comes with matplotlib) and from those of these that are installed.
FALLBACKS = (
    "Noto Sans", "Noto Emoji", "Segoe UI Emoji", "Noto Sans Javanese", "Noto Sans CJK JP", "Arial Unicode MS",
)  # fmt: skip

#: File formats that matplotlib writes, and the metadata that would change from run to run, blanked.
FORMATS: dict[str, dict[str, None]] = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None, "Creator": None},
}

#: Pictures of the PDF, and how they are packed: a png packed less takes a third of the time and a tenth more bytes.
PICTURES: dict[str, dict[str, Any]] = {"png": {"compress_level": 3}, "tiff": {"compression": "tiff_lzw"}}

#: Tables of a TrueType font that a PDF asks for (ISO 32000-1:2008, 9.9); the others are rules for setting type, which a PDF has done.
GLYPHS = {"GlyphOrder", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "cvt ", "fpgm", "prep"}

STYLE: dict[Any, Any] = {
    "font.size": SIZE,
    "axes.labelsize": SIZE,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "legend.fontsize": SIZE,
    "axes.titlesize": SIZE + 1,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "figure.dpi": 120,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.bbox": None,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "hatch.linewidth": 0.5,
    "lines.linewidth": 1.2,
    "legend.frameon": False,
    "legend.handlelength": 1.4,
    "legend.columnspacing": 1.2,
    "legend.borderpad": 0,
    "text.parse_math": False,  # a price in dollars is no formula
    "text.usetex": False,
    "svg.fonttype": "none",  # text stays text, which an author can edit
    "svg.hashsalt": "engagelib",
    "pdf.fonttype": 42,
}


def typefaces() -> list[Path]:
    """The files of the figures' typeface, upright and bold."""
    folder = Path(__file__).parent / "typeface"
    return [folder / f"LiberationSans-{weight}.ttf" for weight in ("Regular", "Bold")]


@lru_cache
def _fonts() -> list[str]:
    from matplotlib import font_manager

    ours = [str(path) for path in typefaces()]
    others = [entry for entry in font_manager.fontManager.ttflist if entry.name != FAMILY]
    font_manager.fontManager.ttflist = others  # so that the same file is found on every machine
    for path in ours:
        font_manager.fontManager.addfont(path)
    installed = set(font_manager.get_font_names())
    return [FAMILY, "DejaVu Sans", *(name for name in FALLBACKS if name in installed)]


def style() -> AbstractContextManager[None]:
    """Give the look of every figure, as a context: small type for print, no mathematics read into words."""
    import matplotlib as mpl

    return mpl.rc_context({"font.family": _fonts(), **STYLE})


def drawn(*needed: str) -> Callable[..., Any]:
    """Make a function of a table a figure: it draws in the style.

    A table without rows, or without any value in the columns `needed`, becomes a sentence, not an error.
    """

    def decorate(draw: Callable[..., Any]) -> Callable[..., Any]:
        call = signature(draw)

        @wraps(draw)
        def figure(table: pd.DataFrame, *args: Any, **options: Any) -> Any:
            given = call.bind(table, *args, **options).arguments
            with style():
                if table.empty or (needed and bool(table[list(needed)].isna().all(axis=None))):
                    return sentence(given.get("ax"), say("nothing_to_draw", given.get("lang", "id")))
                return draw(table, *args, **options)

        return figure

    return decorate


# --- sheets ---------------------------------------------------------------------------------------


def _new(width: float, height: float, **options: Any) -> Figure:
    import matplotlib.pyplot as plt

    return plt.figure(figsize=(width / 25.4, height / 25.4), **options)


def sheet(ax: Paper | None, width: float, height: float) -> Axes:
    """Give the axes to draw on: those given, or new ones of this size."""
    from matplotlib.figure import FigureBase
    from matplotlib.text import Text

    ax = _new(width, height, layout="constrained") if ax is None else ax
    if isinstance(ax, FigureBase):
        return ax.subplots()
    for text in ax.findobj(Text):  # of axes that were made outside the style
        text.set_parse_math(False)
    ax.tick_params(labelsize=SIZE)
    return ax


def plan(ax: Paper | None, width: float, height: float) -> Axes:
    """Give a bare sheet, measured in millimetres from its upper left corner."""
    axes = _new(width, height).add_axes((0, 0, 1, 1)) if ax is None else sheet(ax, width, height)
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return axes


def panels(ax: Paper | None, width: float, height: float) -> FigureBase:
    """Give what several panels stand on: a new figure, the one given, or one in the place of given axes."""
    from matplotlib.figure import FigureBase

    if ax is None:
        return _new(width, height, layout="constrained")
    if isinstance(ax, FigureBase):
        return ax
    place = ax.figure.add_subfigure(ax.get_subplotspec())  # type: ignore[arg-type]
    ax.remove()
    return place


def sentence(ax: Paper | None, text: str) -> Axes:
    """Give a sheet that says why there is no drawing."""
    axes = plan(ax, SINGLE, 20)
    axes.text(SINGLE / 2, 10, wrapped(text, SINGLE - 10), ha="center", va="center", color=INK)
    return axes


def save(
    drawing: Axes | FigureBase,
    path: str | Path,
    formats: Iterable[str] = ("png", "pdf", "svg"),
    dpi: int = 300,
    title: str = "",
) -> Figure:
    """Write path.png, path.pdf and path.svg, and return the figure; `title` is what a reader of the file hears.

    Each file is written whole or not at all, and has the same bytes every time. The parts are put in their
    places once, and the .png is a picture of the .pdf, so that all show the same. As the last line of a cell it
    shows the figure once.
    """
    import matplotlib.pyplot as plt

    figure: Any = drawing.get_figure(root=True)
    wanted = [*formats]
    with style():
        _settle(figure, dpi)
        if {"pdf", *PICTURES} & {*wanted}:
            page = _written(figure, "pdf", title)
        for name in wanted:
            with replacing(f"{path}.{name}") as part:
                if name in PICTURES:
                    part.write_bytes(pictures(page, [name], dpi)[name])
                else:
                    part.write_bytes(page if name == "pdf" else _written(figure, name, title))
    plt.close(figure)  # lives on, but leaves pyplot's list: a notebook would show it a second time
    return figure


def _written(figure: Figure, name: str, title: str) -> bytes:
    """The figure as a file that matplotlib writes."""
    file = io.BytesIO()
    titled = {"Title": title} if title else {}
    with _glyphs_alone():
        figure.savefig(file, format=name, metadata={**FORMATS[name], **titled})
    if name == "svg":  # where ours is not installed, Arial has its widths
        return file.getvalue().replace(f"'{FAMILY}'".encode(), f"'{FAMILY}', Arial".encode())
    return file.getvalue()


def pictures(
    pdf: bytes | Path, kinds: Iterable[str], dpi: float, width: float | None = None
) -> dict[str, bytes]:
    """The first page of a .pdf as pictures (`PICTURES`) of so many dots to the inch; `width` in mm where it is not the page's own."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(pdf) as drawn:
        page = drawn[0]
        scale = 1.0 if width is None else width / 25.4 * 72 / page.get_width()
        shown = page.render(scale=scale * dpi / 72, fill_color=(255, 255, 255, 255)).to_pil().convert("RGB")
    packed = {kind: io.BytesIO() for kind in kinds}
    for kind, file in packed.items():
        shown.save(file, format=kind, dpi=(dpi, dpi), **PICTURES[kind])
    return {kind: file.getvalue() for kind, file in packed.items()}


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure that has been written, as a notebook shows it: the picture in its file, not drawn a second time."""

    figure: Figure
    file: Path
    about: str = ""

    def __repr__(self) -> str:
        return f"<{self.file.name}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        size = [round(float(inches) * 25.4, 2) for inches in self.figure.get_size_inches()]
        return {SHOWN: {"kind": "figure", "name": self.file.stem, "mm": size}}

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        """The written picture; how many pixels wide a page shows it, what it shows, its name."""
        told = {"alt": self.about, "figure": self.file.stem} if self.about else {}
        return self.file.read_bytes(), {
            "width": round(self.figure.get_figwidth() * STYLE["figure.dpi"])
        } | told


@lru_cache
def _bare(file: str, number: int) -> bytes:
    """A font file without its rules for setting type."""
    from fontTools.ttLib import TTFont

    bare = io.BytesIO()
    with TTFont(file, fontNumber=number, recalcTimestamp=False, lazy=True) as font:
        for table in {*font.keys()} - GLYPHS:
            del font[table]
        font.save(bare)
    return bare.getvalue()


@contextmanager
def _glyphs_alone() -> Iterator[None]:
    """Embed fonts without their rules for setting type: in a PDF each glyph has its place, and to read the rules
    takes longer than to write the file.
    """
    from fontTools import subset

    usual = subset.load_font

    def load(file: Any, options: Any, **more: Any) -> Any:
        bare = io.BytesIO(_bare(str(file), options.font_number))
        options.font_number = -1
        return usual(bare, options, **more)

    subset.load_font = load
    try:
        yield
    finally:
        subset.load_font = usual


def _settle(figure: Figure, dpi: float) -> None:
    """Put the parts of a figure in their places for good: finding them takes longer than drawing does."""
    if (engine := figure.get_layout_engine()) is None:
        return
    shown = figure.dpi
    figure.set_dpi(dpi)
    engine.execute(figure)
    figure.set_layout_engine(None)
    figure.set_dpi(shown)


# --- words ----------------------------------------------------------------------------------------


@lru_cache
def _covered() -> frozenset[int]:
    """Code points that the fonts have, upright and bold."""
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    files = ([findfont(FontProperties(family=f, weight=w)) for f in _fonts()] for w in ("normal", "bold"))
    return frozenset.intersection(
        *(frozenset().union(*(FT2Font(f).get_charmap() for f in fs)) for fs in files)
    )


#: Spaces that hold words together: "0,3 %" and "n = 30" stand on one line.
_JOINING = "\xa0\u202f"


@lru_cache(8192)
def _glyph(character: str) -> str:
    """The character; where no font has it nothing for an emoji or a sign, a square for a letter."""
    if not character.isprintable() and unicodedata.category(character) == "Cf":
        return ""  # what joins, or turns the direction of what follows
    if character < "\u0250" or ord(character) in _covered():
        return character if character.isprintable() or character in _JOINING else " "
    return "" if unicodedata.category(character)[0] in "MCS" else "□"


def _words(text: str) -> list[str]:
    """The words of a text; a no-break space parts none."""
    return [word for word in re.split(rf"[^\S{_JOINING}]+", text) if word]


def literal(text: object) -> str:
    r"""Give text on one line, as far as it can be drawn: no emoji that the fonts lack, no control characters.

    >>> literal("mie\nayam\x00 $x$ \U0001f44d\U0001f3fd")
    'mie ayam $x$'
    """
    return " ".join(_words("".join(map(_glyph, str(text)))))


@lru_cache(maxsize=4096)
def extent(text: str) -> float:
    """Give the width of a line in mm at the size of the figures."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    font = FontProperties(family=_fonts(), size=SIZE)
    return TextToPath().get_text_width_height_descent(literal(text), font, ismath=False)[0] / 72 * 25.4


def wrapped(text: object, width: float, lines: int | None = None) -> str:
    """Break literal text into lines of at most so many mm; an ellipsis ends the last line allowed.

    >>> wrapped("Defined Process", 10, 1)
    'Define…'
    """
    broken = list(_broken(literal(text), width))
    if lines and len(broken) > lines:
        last = broken[lines - 1]
        while last and extent(f"{last}…") > width:
            last = last[:-1].rstrip()
        broken = [*broken[: lines - 1], f"{last}…"]
    return "\n".join(broken)


def _broken(text: str, width: float) -> Iterator[str]:
    """Lines of whole words; a word that is wider than a line goes on in the next. No-break spaces hold words together."""
    space, line, used = extent("n n") - extent("nn"), "", 0.0
    for word in _words(text):
        fits = max(int(len(word) * width / max(extent(word), 0.1)), 3)
        for part in (word[at : at + fits] for at in range(0, len(word), fits)):
            need = extent(part)
            if line and used + space + need > width:
                yield line
                line, used = part, need
            else:
                line, used = f"{line} {part}".lstrip(), used + space * bool(line) + need
    if line:
        yield line
