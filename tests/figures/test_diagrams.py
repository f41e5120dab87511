"""Drawings of boxes: the flow adds up on paper, stages stand in order, every cell has its sign."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from engagelib import figures

FLOW = pd.DataFrame(
    [
        ("imported", "", 1236, 1236),
        ("excluded", "rescraped", 31, 1205),
        ("excluded", "blank", 0, 1205),
        ("excluded", "placeholder", 14, 1191),
        ("excluded", "spam", 22, 1169),
        ("excluded", "copy_paste", 9, 1160),
        ("kept", "", 1160, 1160),
        ("stream", "text", 846, 846),
        ("stream", "seller", 201, 201),
        ("stream", "mention", 52, 52),
        ("stream", "emoji", 61, 61),
    ],
    columns=["step", "reason", "n", "left"],
).rename_axis("order").reset_index()  # fmt: skip
STAGES = [
    ("Identifikasi masalah", "respons tidak konsisten, interaksi digital belum terkelola"),
    ("Studi literatur", "komunikasi digital, customer engagement, COBIT 2019, ITIL v3"),
    ("Penyusunan instrumen", "kuesioner Likert 1–5, pedoman wawancara, lembar observasi, buku kode"),
    (
        "Pengumpulan data",
        ["observasi akun TikTok", "wawancara", "dokumentasi", "analisis komentar pelanggan", "kuesioner"],
    ),
    ("Analisis data", "reduksi, pengodean, tema, skor dan kesenjangan, triangulasi"),
    ("Penarikan simpulan",),
]


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_flow_shows_every_count(lang):
    before = FLOW.copy(deep=True)
    ax = figures.flow(FLOW, lang=lang)
    assert isinstance(ax, Axes)
    pd.testing.assert_frame_equal(FLOW, before)
    shown = " ".join(texts(ax))
    mark = "." if lang == "id" else ","
    for n in (f"1{mark}236", "31", f"1{mark}205", "14", "22", "9", f"1{mark}160", "846", "201", "52", "61"):
        assert f"n = {n}" in shown
    assert len(boxes(ax)) == len(FLOW)


def test_flow_without_streams_or_rows():
    assert len(boxes(figures.flow(FLOW[FLOW["step"] != "stream"]))) == 7
    assert "Tidak ada data" in texts(figures.flow(FLOW[:0]))[0]


def test_research_shows_stages_in_order_and_details_side_by_side():
    ax = figures.research(STAGES)
    heads = [text for text in ax.texts if text.get_weight() == "bold"]
    assert [text.get_text().partition(".")[0] for text in heads] == list("123456")
    assert [text.get_position()[1] for text in heads] == sorted(text.get_position()[1] for text in heads)
    methods = [
        text.get_position()[1]
        for text in ax.texts
        if text.get_text() in ("wawancara", "dokumentasi", "kuesioner")
    ]
    assert len(methods) == 3 and len(set(methods)) == 1
    assert len(boxes(ax)) == 6 + 4 + 5


def test_research_takes_details_in_a_row_too():
    listed = figures.research([("Pengumpulan", ["observasi", "wawancara"])])
    in_a_row = figures.research([("Pengumpulan", "observasi", "wawancara")])
    assert texts(listed) == texts(in_a_row)
    assert texts(figures.research([], lang="en"))


@pytest.mark.parametrize("draw", [lambda: figures.flow(FLOW), lambda: figures.research(STAGES)])
def test_files_are_the_same_every_time(draw, tmp_path):
    figures.save(draw(), tmp_path / "one")
    figures.save(draw(), tmp_path / "two")
    for suffix in ("png", "pdf", "svg"):
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


def test_words_stay_inside_their_boxes():
    long = FLOW.assign(
        reason=FLOW["reason"].where(FLOW["reason"] != "spam", "kata " * 30 + "sangatpanjang" * 9 + " $x$ <b>")
    )
    for ax in (figures.flow(long), figures.research([*STAGES, ("Akhir " * 40, "kata $x$ " * 90)])):
        ax.figure.draw_without_rendering()
        page = ax.figure.bbox
        for text in ax.texts:
            box = text.get_window_extent()
            assert box.x0 >= -1 and box.x1 <= page.width + 1 and box.y0 >= -1 and box.y1 <= page.height + 1
            assert not text.get_parse_math()
