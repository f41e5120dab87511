"""Every figure of both studies, and of every sample, as it is printed: measured for words that cannot be read and colours that cannot be told apart."""

from pathlib import Path

import measured
import pytest
from matplotlib import pyplot as plt
from samples import SAMPLES

from engagelib import figures

LANGUAGES = ("id", "en")

#: How far apart (CIE76) neighbouring fills without a hatch or a sign are, in grey and to whom some colours look alike.
LEAST = 10.0
#: Grounds on which every cell has its number, or which words above name: their shades only help the eye.
SHADED = {
    "agreement", "activity_ladder", "cooccurrence", "theme_matrix", "theme_by_shop", "theme_by_role", "heat", "tickets_by_hour", "tickets_by_month",
    "retention", "item_matrix",
}  # fmt: skip


def faults(path):
    """What is wrong with a figure; nothing if all can be read."""
    words, marks, (width, height) = measured.read(path)
    lines, dots = measured.strokes(path)
    found = {
        "overlap": measured.overlapping(words),
        "cut": measured.cut(words, (width, height)),
        "small": [word.text for word in words if word.size < 7],
        "hidden": measured.hidden(words, marks),
        "struck": measured.struck(words, marks, lines, dots),
        "width": [] if round(width / measured.MM) in measured.WIDTHS else [width / measured.MM],
        "height": [] if height / measured.MM <= 225 else [height / measured.MM],
        "alike": []
        if Path(path).stem in SHADED
        else [pair for pair in measured.neighbours(marks, words) if pair[0] < LEAST],
    }
    return {fault: told for fault, told in found.items() if told}


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_a_sample_can_be_read(name, lang, tmp_path):
    table, extra, _ = SAMPLES[name]
    figures.save(getattr(figures, name)(table, lang=lang, **extra), tmp_path / name, formats=["svg"])
    plt.close("all")
    assert faults(tmp_path / f"{name}.svg") == {}


@pytest.mark.slow
@pytest.mark.parametrize("study", ["kia-metro", "umkm-loyalty"])
def test_every_word_of_a_study_can_be_read(study, reproduced):
    drawn = sorted((reproduced(study).parent / "as-made" / "figures").glob("*.svg"))
    assert len(drawn) > 10
    assert {path.stem: told for path in drawn if (told := faults(path))} == {}


# --- the measure itself ---------------------------------------------------------------------------


def sheet(inside, width=240.94):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 100">{inside}</svg>'


def text(words, x, y, more=""):
    return f'<text style="font-size: 7px; font-family: \'Liberation Sans\'{more}" transform="translate({x} {y})">{words}</text>'


BOX = '<path d="M 10 10 L 60 10 L 60 40 L 10 40 z" style="fill: {}; stroke: none"/>'


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        (text("satu", 20, 30) + text("dua", 24, 31), "overlap"),
        (text("di luar", 235, 30), "cut"),
        (text("kecil", 20, 30).replace("7px", "6px"), "small"),
        (text("di bawah", 20, 30) + BOX.format("#ffffff"), "hidden"),
        (BOX.format("#222222") + text("gelap", 20, 30), "hidden"),
        (text("dicoret", 20, 30) + '<path d="M 0 28 L 100 28" style="fill: none; stroke: #000000"/>', "struck"),
        (BOX.format("#d55e00") + BOX.format("#0b9e50").replace("10 10", "60 10").replace("60 10 L 60 40", "90 10 L 90 40").replace("L 10 40", "L 60 40"), "alike"),
    ],
    ids=["overlap", "cut", "small", "covered", "dark on dark", "struck", "red and green of one grey"],
)  # fmt: skip
def test_the_measure_finds_each_fault(inside, fault, tmp_path):
    (tmp_path / "figure.svg").write_text(sheet(inside), encoding="utf-8")
    assert fault in faults(tmp_path / "figure.svg")


def test_the_measure_lets_pass_what_can_be_read(tmp_path):
    (tmp_path / "figure.svg").write_text(
        sheet(BOX.format("#e3f0f8") + text("satu", 20, 30) + text("dua", 40, 30)), encoding="utf-8"
    )
    assert faults(tmp_path / "figure.svg") == {}


def test_distances_are_those_of_the_literature():
    """White and black are 100 apart in CIELAB; red and green of equal luminance are one grey (Machado et al. 2009 keep white white)."""
    assert measured.apart((1, 1, 1), (0, 0, 0))[0] == pytest.approx(100, abs=0.1)
    assert measured.contrast((1, 1, 1), (0, 0, 0)) == pytest.approx(21)
    for matrix in measured.VISION.values():
        assert [sum(row) for row in matrix] == pytest.approx([1, 1, 1], abs=1e-3)
