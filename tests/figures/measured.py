"""What stands in the SVG of a figure, measured: every text with its extent, every filled mark with its colour.

The extents are those of matplotlib's own renderer, in the typeface that the file names.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from math import cos, radians, sin
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from matplotlib import colors
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from engagelib.figures.paper import _fonts

MM = 72 / 25.4
WIDTHS = (85, 120, 180)


@dataclass(frozen=True)
class Word:
    """A line of text: where it stands (left, top, right, bottom, in pt), its size and ink."""

    text: str
    box: tuple[float, float, float, float]
    size: float
    ink: tuple[float, float, float]
    order: int


@dataclass(frozen=True)
class Mark:
    """A filled shape: where it stands, its colour, whether it is hatched, whether it covers what lies beneath."""

    box: tuple[float, float, float, float]
    fill: tuple[float, float, float]
    hatched: bool
    solid: bool
    edge: float
    order: int
    is_box: bool


@cache
def _extent(text, size, bold):
    font = FontProperties(family=_fonts(), size=size, weight="bold" if bold else "normal")
    return TextToPath().get_text_width_height_descent(text, font, ismath=False)


def _style(element):
    parts = (part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in parts}


def _word(element, order):
    style = _style(element)
    text = element.text or ""
    size = float(style.get("font-size", "7px").removesuffix("px"))
    w, h, d = _extent(text, size, style.get("font-weight") == "700")
    moved = element.get("transform", "")
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", moved)]
    angle = 0.0
    if moved.startswith("translate"):
        x, y = numbers[:2]
        angle = numbers[2] if "rotate" in moved else 0.0
    else:
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        angle = numbers[0] if numbers else 0.0
    shift = {"middle": w / 2, "end": w}.get(style.get("text-anchor", "start"), 0)
    corners = [(a - shift, b) for a in (0, w) for b in (-(h - d), d)]
    c, s = cos(radians(angle)), sin(radians(angle))
    turned = [(x + a * c - b * s, y + a * s + b * c) for a, b in corners]
    xs, ys = zip(*turned, strict=True)
    return Word(
        text, (min(xs), min(ys), max(xs), max(ys)), size, colors.to_rgb(style.get("fill", "#000000")), order
    )


def _mark(element, style, order, clips):
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", element.get("d", ""))]
    if not numbers:
        return None
    xs, ys = numbers[::2], numbers[1::2]
    box = (min(xs), min(ys), max(xs), max(ys))
    clip = re.search(r"#([\w-]+)", element.get("clip-path", ""))
    if clip and clip[1] in clips:
        c = clips[clip[1]]
        box = (max(box[0], c[0]), max(box[1], c[1]), min(box[2], c[2]), min(box[3], c[3]))
        if box[0] >= box[2] or box[1] >= box[3]:
            return None
    fill = style.get("fill", "#000000")
    opacity = float(style.get("opacity", style.get("fill-opacity", 1)))
    hatched = fill.startswith("url")
    return (
        box,
        fill,
        opacity,
        hatched,
        float(style.get("stroke-width", 1)) if style.get("stroke", "none") != "none" else 0,
    )


def _patterns(root):
    """The ground of each hatch pattern."""
    found = {}
    for element in root.iter("{*}pattern"):
        first = next(iter(element), None)
        found[element.get("id")] = (
            (first.get("fill") or _style(first).get("fill", "#ffffff")) if first is not None else "#ffffff"
        )
    return found


def read(path):
    """Words, marks, and the size of the sheet in pt."""
    root = ElementTree.fromstring(Path(path).read_text(encoding="utf-8"))
    width, height = (float(n) for n in root.get("viewBox").split()[2:])
    clips = {}
    for clip in root.iter("{*}clipPath"):
        rect = clip.find("{*}rect")
        if rect is not None:
            x, y, w, h = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
            clips[clip.get("id")] = (x, y, x + w, y + h)
    grounds, words, marks, order = _patterns(root), [], [], 0
    skip = {
        id(e) for name in ("defs", "pattern", "clipPath") for d in root.iter(f"{{*}}{name}") for e in d.iter()
    }
    for element in root.iter():
        order += 1
        if id(element) in skip:
            continue
        tag = element.tag.rpartition("}")[2]
        if tag == "text" and (element.text or "").strip():
            words.append(_word(element, order))
        elif tag == "path":
            style = _style(element)
            if style.get("fill", "#000000") == "none":
                continue
            made = _mark(element, style, order, clips)
            if made is None:
                continue
            box, fill, opacity, hatched, edge = made
            if hatched:
                fill = grounds.get(re.search(r"#([\w-]+)", fill)[1], "#ffffff")
            rgb = np.array(colors.to_rgb(fill)) * opacity + (1 - opacity)
            corners = len(re.findall(r"[ML]", element.get("d", "")))
            curved = "C" in element.get("d", "") or "Q" in element.get("d", "")
            marks.append(
                Mark(box, tuple(rgb), hatched, opacity > 0.9, edge, order, corners in (4, 5) and not curved)
            )
    return words, marks, (width, height)


def _meet(a, b, slack):
    return a[0] + slack < b[2] and b[0] + slack < a[2] and a[1] + slack < b[3] and b[1] + slack < a[3]


def overlapping(words, slack=0.35):
    """Two texts of which one stands over the other."""
    return [(a.text, b.text) for a, b in combinations(words, 2) if _meet(a.box, b.box, slack)]


def cut(words, size, slack=0.6):
    """Texts that leave the sheet."""
    width, height = size
    return [
        w.text
        for w in words
        if w.box[0] < -slack or w.box[1] < -slack or w.box[2] > width + slack or w.box[3] > height + slack
    ]


def luminance(rgb):
    part = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2]


def contrast(one, other):
    """WCAG's ratio of two colours."""
    a, b = sorted((luminance(one), luminance(other)))
    return (b + 0.05) / (a + 0.05)


def strokes(path):
    """Every straight stroke that is not faint, as (x, y, x, y); every dot, as its middle."""
    root = ElementTree.fromstring(Path(path).read_text(encoding="utf-8"))
    skip = {
        id(e) for name in ("defs", "pattern", "clipPath") for d in root.iter(f"{{*}}{name}") for e in d.iter()
    }
    lines, dots, order = [], [], 0
    for element in root.iter():
        order += 1
        style = _style(element)
        if id(element) in skip:
            continue
        if element.tag.endswith("}use"):
            dots.append((order, float(element.get("x", 0)), float(element.get("y", 0))))
        elif (
            element.tag.endswith("}path")
            and style.get("fill", "#000000") == "none"
            and style.get("stroke", "none") != "none"
        ):
            if contrast(colors.to_rgb(style["stroke"]), (1, 1, 1)) < 2:
                continue
            points = [(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", element.get("d", ""))]
            lines += [(order, *a, *b) for a, b in pairwise(points)]
    return lines, dots


def struck(words, marks, lines, dots, inset=1.2):
    """Texts that a line runs through or a dot stands on."""
    found = []
    for word in words:
        x0, y0, x1, y1 = word.box[0] + inset, word.box[1] + inset, word.box[2] - inset, word.box[3] - inset
        over = [
            m.order
            for m in marks
            if m.solid and m.is_box and m.order < word.order and _meet(word.box, m.box, 1)
        ]
        ground = max(over, default=0)  # what lies beneath the box that a text stands in is not seen
        through = any(order > ground and _crosses(line, (x0, y0, x1, y1)) for order, *line in lines)
        if through or any(order > ground and x0 <= x <= x1 and y0 <= y <= y1 for order, x, y in dots):
            found.append(word.text)
    return found


def _crosses(line, box):
    """Whether a segment passes through a box (Liang & Barsky 1984)."""
    x, y, dx, dy = line[0], line[1], line[2] - line[0], line[3] - line[1]
    low, high = 0.0, 1.0
    for p, q in ((-dx, x - box[0]), (dx, box[2] - x), (-dy, y - box[1]), (dy, box[3] - y)):
        if p == 0:
            if q < 0:
                return False
        elif p < 0:
            low = max(low, q / p)
        else:
            high = min(high, q / p)
    return low < high


def hidden(words, marks, least=3.0):
    """Texts that a later mark covers, or whose ink is too near to the colour of the mark beneath."""
    found = []
    for word in words:
        middle = ((word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2)
        for at in (middle, (word.box[0] + 0.4, middle[1]), (word.box[2] - 0.4, middle[1])):
            over = [m for m in marks if m.box[0] <= at[0] <= m.box[2] and m.box[1] <= at[1] <= m.box[3]]
            later = [m for m in over if m.order > word.order and m.solid and m.is_box]
            below = [m for m in over if m.order < word.order and m.is_box]
            if later or (below and contrast(word.ink, below[-1].fill) < least):
                found.append(word.text)
                break
    return found


#: Simulations of colour vision deficiency (Machado, Oliveira & Fernandes 2009), severity 1, on linear RGB.
VISION = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def _linear(rgb):
    c = np.asarray(rgb, float)
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def _lab(linear):
    m = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = m @ np.clip(linear, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one, other):
    """How far two fills are apart (CIE76), least of grey print and three kinds of colour vision, and by which."""
    a, b = _linear(one), _linear(other)
    weights = np.array([0.2126729, 0.7151522, 0.0721750])
    found = {"grey": abs(_lab(np.full(3, weights @ a))[0] - _lab(np.full(3, weights @ b))[0])}
    for name, m in VISION.items():
        found[name] = float(np.linalg.norm(_lab(np.array(m) @ a) - _lab(np.array(m) @ b)))
    return min((value, name) for name, value in found.items())


def neighbours(marks, words, gap=1.2):
    """Boxes of different colours that touch and that neither a hatch nor a sign in them tells apart."""
    boxes = [
        m for m in marks if m.is_box and m.box[2] - m.box[0] > 1.5 and m.box[3] - m.box[1] > 1.5 and m.solid
    ]
    signed = {m.order for m in boxes for w in words if w.order > m.order and _meet(w.box, m.box, 0.5)}
    found = []
    for a, b in combinations(boxes, 2):
        if a.fill == b.fill or a.hatched != b.hatched or (a.order in signed and b.order in signed):
            continue
        inside = all(x <= y + 0.1 for x, y in zip(b.box[:2], a.box[:2], strict=True)) and all(
            x >= y - 0.1 for x, y in zip(b.box[2:], a.box[2:], strict=True)
        )
        around = all(x <= y + 0.1 for x, y in zip(a.box[:2], b.box[:2], strict=True)) and all(
            x >= y - 0.1 for x, y in zip(a.box[2:], b.box[2:], strict=True)
        )
        if inside or around or not _meet(a.box, b.box, -gap):
            continue
        found.append((*apart(a.fill, b.fill), colors.to_hex(a.fill), colors.to_hex(b.fill)))
    return sorted(found)
