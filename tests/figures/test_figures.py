"""Every figure draws its table, in both languages, says its units and n, and comes out the same twice."""

import io
import math
import re
import subprocess
import sys
import zlib
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase, SubFigure
from matplotlib.text import Text
from measured import WIDTHS
from samples import (
    AGREEMENT,
    BY_HOUR,
    CURVE,
    DAILY,
    DISTRIBUTION,
    EVENTS,
    GAP,
    HOSTILE,
    ITEMS,
    SAMPLES,
    TALLY,
)

from engagelib import cobit, figures, words
from engagelib.figures import marks
from engagelib.figures.paper import Drawing

LANGUAGES = ("id", "en")
EVERY = pytest.mark.parametrize("name", SAMPLES)


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def draw(name, lang="id", table=None, **options):
    sample, extra, _ = SAMPLES[name]
    return getattr(figures, name)(sample if table is None else table, lang=lang, **extra | options)


def said(drawing):
    """All words on a drawing."""
    drawing.get_figure(root=True).draw_without_rendering()
    shown = (text.get_text() for text in drawing.get_figure(root=True).findobj(Text) if text.get_visible())
    return [text.replace("\xa0", " ") for text in shown if text]


def test_every_figure_has_a_sample():
    boxes = {"flow", "research"}  # test_diagrams draws them
    assert set(figures.__all__) - {"save", "style"} - boxes == set(SAMPLES)


def test_every_figure_says_what_it_shows():
    assert {
        f"figure_{name}" for name in figures.__all__ if name not in ("save", "style")
    } <= words.SENTENCES.keys()


@EVERY
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_draws_its_table_and_leaves_it_alone(name, lang):
    table, before = SAMPLES[name][0], SAMPLES[name][0].copy(deep=True)
    assert isinstance(draw(name, lang), Axes | Figure)
    pd.testing.assert_frame_equal(table, before)


@EVERY
def test_a_figure_draws_on_the_axes_it_is_given(name):
    figure, (left, right) = plt.subplots(1, 2)
    drawing = draw(name, ax=right)
    assert drawing is right or isinstance(drawing, SubFigure)
    assert drawing.get_figure(root=True) is figure
    assert not left.texts and not left.lines
    figure.draw_without_rendering()


@pytest.mark.slow
@EVERY
def test_every_word_is_in_both_languages(name):
    """No Indonesian drawing says a term that is English only, and the other way round."""
    ours = [{pair[i] for pair in words.TERMS.values()} for i in (0, 1)]
    for i, lang in enumerate(LANGUAGES):
        assert not set(said(draw(name, lang))) & (ours[1 - i] - ours[i])


def test_every_term_that_drawings_say_is_translated():
    package = Path(figures.__file__).parents[1]
    drawing = [path for room in ("figures", "tables") for path in (package / room).glob("*.py")]
    keys = {
        key
        for path in drawing
        for key in re.findall(r'say\(\s*["\'](\w+)["\']', path.read_text(encoding="utf-8"))
    }
    assert len(keys) > 30
    assert keys <= set(words.TERMS)


@EVERY
def test_a_table_without_rows_or_values_is_a_sentence(name):
    table = SAMPLES[name][0]
    numbers = table.select_dtypes("number").columns
    for nothing in (
        table.iloc[:0],
        table.assign(**dict.fromkeys(numbers), stance=None) if len(numbers) else table.iloc[:0],
    ):
        drawing = draw(name, "en", nothing)
        assert isinstance(drawing, Axes | Figure)
        if nothing.empty:
            assert words.say("nothing_to_draw", "en") in " ".join(said(drawing)).replace("\n", " ")


@EVERY
def test_words_of_strangers_are_drawn_literally(name, tmp_path):
    sample, _, columns = SAMPLES[name]
    table = sample.copy()
    for column in columns:
        first = table[column].iloc[0]
        table[column] = table[column].mask(table[column] == first, HOSTILE)
    drawing = draw(name, table=table)
    assert all(
        not text.get_parse_math()
        for text in drawing.get_figure(root=True).findobj(Text)
        if "$" in text.get_text()
    )
    figures.save(drawing, tmp_path / "hostile", formats=["svg"])
    shown = (tmp_path / "hostile.svg").read_text(encoding="utf-8")
    ElementTree.fromstring(shown)
    assert "<b>" not in shown and "\x1b" not in shown and "\x00" not in shown


def test_words_stay_literal_on_axes_made_elsewhere(tmp_path):
    with matplotlib.rc_context({"text.parse_math": True}):
        _, ax = plt.subplots()
        drawing = figures.agreement(AGREEMENT.assign(name="$\\frac{1}$ $ mie"), ax=ax)
        figures.save(drawing, tmp_path / "a", formats=["svg"])
    assert "frac" in (tmp_path / "a.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["likert", "code_tally", "sales", "convergence"])
def test_the_files_are_the_same_every_time(name, tmp_path):
    for folder in ("one", "two"):
        figure = figures.save(draw(name), tmp_path / folder / "figure")
    figures.save(figure, tmp_path / "three" / "figure")
    for suffix in ("png", "pdf", "svg"):
        first = (tmp_path / f"one/figure.{suffix}").read_bytes()
        assert first == (tmp_path / f"two/figure.{suffix}").read_bytes()
        assert first == (tmp_path / f"three/figure.{suffix}").read_bytes()
    assert {path.suffix for path in (tmp_path / "one").iterdir()} == {".png", ".pdf", ".svg"}


@pytest.mark.slow
def test_the_files_are_the_same_from_another_process(tmp_path):
    code = (
        "import sys; sys.path.insert(0, 'tests'); import samples; from engagelib import figures;"
        "figures.save(figures.likert(samples.DISTRIBUTION), sys.argv[1])"
    )
    for seed in ("1", "2"):
        env = {
            "PYTHONHASHSEED": seed,
            "MPLBACKEND": "Agg",
            "PATH": "",
            "HOME": str(tmp_path),
            "MPLCONFIGDIR": matplotlib.get_configdir(),
        }
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / seed)],
            check=True,
            env=env,
            cwd=Path(__file__).parents[2],
        )
    for suffix in ("png", "pdf", "svg"):
        assert (tmp_path / f"1.{suffix}").read_bytes() == (tmp_path / f"2.{suffix}").read_bytes()


def test_saving_gives_the_figure_once_and_keeps_text_as_text(tmp_path):
    figure = figures.save(draw("code_tally"), tmp_path / "tally")
    assert isinstance(figure, FigureBase)
    assert not plt.get_fignums()  # a notebook would show it a second time
    assert "Pujian rasa dan harga" in (tmp_path / "tally.svg").read_text(encoding="utf-8")
    assert b"Matplotlib" not in (tmp_path / "tally.pdf").read_bytes()
    assert [path for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_a_notebook_shows_the_picture_that_was_written(tmp_path):
    from PIL import Image

    figure = figures.save(draw("code_tally"), tmp_path / "tally")
    shown, details = Drawing(figure, tmp_path / "tally.png")._repr_png_()
    assert shown == (tmp_path / "tally.png").read_bytes()
    with Image.open(tmp_path / "tally.png") as written:
        assert details["width"] == pytest.approx(written.size[0] / 300 * 120, abs=1)


@pytest.mark.parametrize("name", ["likert", "code_tally", "effect"])
def test_all_files_of_a_figure_show_its_parts_in_the_same_places(name, tmp_path):
    places = []
    for formats in (["png"], ["png", "pdf", "svg"], ["svg"]):
        figure = figures.save(draw(name), tmp_path / "figure", formats=formats)
        places.append([edge for axes in figure.axes for edge in axes.get_position().bounds])
    assert places[0] == pytest.approx(places[1], abs=1e-6) and places[0] == pytest.approx(places[2], abs=1e-6)


def test_a_pdf_embeds_the_glyphs_of_its_fonts_without_rules_for_setting_type(tmp_path):
    figures.save(draw("code_tally"), tmp_path / "tally", formats=["pdf"])
    content = (tmp_path / "tally.pdf").read_bytes()
    streams = re.findall(rb"/Length1 [^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", content, flags=re.DOTALL)
    fonts = [TTFont(io.BytesIO(zlib.decompress(stream))) for stream in streams]
    assert fonts and all("glyf" in font and not {"GSUB", "GPOS", "GDEF"} & set(font.keys()) for font in fonts)


def test_the_png_is_a_picture_of_the_pdf(tmp_path):
    from PIL import Image

    figures.save(draw("code_tally"), tmp_path / "tally")
    figures.save(draw("code_tally"), tmp_path / "alone", formats=["png", "tiff"], dpi=100)
    page = pypdfium2.PdfDocument(tmp_path / "tally.pdf")[0]
    for name, dpi in (("tally.png", 300), ("alone.png", 100), ("alone.tiff", 100)):
        with Image.open(tmp_path / name) as picture:
            assert picture.size == tuple(
                math.ceil(size / 72 * dpi) for size in (page.get_width(), page.get_height())
            )
            assert round(float(picture.info["dpi"][0])) == dpi and picture.mode == "RGB"
    assert not (tmp_path / "alone.pdf").exists()


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    figures.save(draw("scores"), tmp_path / "scores", formats=["svg"])
    old = (tmp_path / "scores.svg").read_bytes()
    monkeypatch.setattr(Figure, "savefig", lambda self, file, **_: file.write(b"half") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        figures.save(draw("scores"), tmp_path / "scores", formats=["svg"])
    assert (tmp_path / "scores.svg").read_bytes() == old
    assert list(tmp_path.iterdir()) == [tmp_path / "scores.svg"]


@pytest.mark.slow
@EVERY
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_cut_off_or_too_small_to_read(name, lang):
    figure = draw(name, lang).get_figure(root=True)
    figure.draw_without_rendering()
    width, height = figure.bbox.width, figure.bbox.height
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible():
            assert text.get_fontsize() >= 7, text.get_text()
            box = text.get_window_extent()
            inside = box.x0 >= -2 and box.y0 >= -2 and box.x1 <= width + 2 and box.y1 <= height + 2
            outside_ticks = text.get_text() and any(
                text in axis.get_ticklabels() for ax in figure.findobj(Axes) for axis in (ax.xaxis, ax.yaxis)
            )
            assert inside or outside_ticks, f"{text.get_text()!r} leaves the page"
    assert round(figure.get_figwidth() * 25.4) in WIDTHS
    assert figure.get_figheight() * 25.4 <= 225  # a journal's page has room for its caption


# --- what each figure says ------------------------------------------------------------------------------------------------


def test_likert_percentages_are_each_rounded_by_themselves():
    figure = draw("likert")
    for axes in figure.axes:
        bars = {}
        for text in axes.texts:
            if re.fullmatch(r"\d+", text.get_text()) and not hasattr(text, "xyann"):
                bars.setdefault(text.get_position()[1], []).append(int(text.get_text()))
        assert len(bars) == len(ITEMS)
        assert all(98 <= sum(parts) <= 102 for parts in bars.values())
    alike = DISTRIBUTION[DISTRIBUTION["item"] == "A1"].assign(n=[1, 1, 9, 9, 10] * 2)
    labels = [text.get_text() for text in figures.likert(alike).axes[0].texts]
    assert labels[:5] == ["3", "3", "30", "30", "33"]


def test_likert_splits_the_neutral_answer_and_states_n():
    figure = draw("likert", "en")
    as_is, to_be = figure.axes
    assert (as_is.get_title(loc="left"), to_be.get_title(loc="left")) == (
        "customer · as-is",
        "customer · to-be",
    )
    bars = [patch for patch in as_is.patches if abs(patch.get_y() + patch.get_height() / 2) < 0.01]
    neutral = bars[2]
    assert neutral.get_x() == pytest.approx(-neutral.get_width() / 2)
    assert [text.get_text() for text in as_is.texts].count("30") >= len(ITEMS)
    assert "% of answers" in figure.get_supxlabel()


def test_likert_keeps_the_declared_order_unless_asked():
    declared, by_mean = draw("likert"), draw("likert", order="mean")
    tops = [
        figure.axes[0].get_yticklabels()[0].get_text().replace("\n", " ") for figure in (declared, by_mean)
    ]
    assert tops[0].startswith("Kia Metro punya rencana")
    assert tops[1] == "Saya percaya akun Kia Metro aman"


def test_likert_draws_scales_of_other_lengths_and_unanswered_items():
    even = DISTRIBUTION[DISTRIBUTION["value"] <= 4].assign(state="none")
    even.loc[even["item"] == "A1", "n"] = 0
    figure = figures.likert(even)
    assert len(figure.axes) == 1
    assert "0" in said(figure)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([1, 1, 1], [33, 33, 33]),
        ([2, 9, 12, 6, 1], [7, 30, 40, 20, 3]),
        ([1, 1, 28], [3, 3, 93]),
        ([1, 199], [1, 100]),
    ],
)
def test_percentages(counts, expected):
    assert marks.percentages(counts) == expected


def test_scores_show_a_hollow_dot_without_an_interval():
    ax = draw("scores", "en")
    assert [line.get_markerfacecolor() for line in ax.lines if len(line.get_xdata()) == 1] == ["white"]
    assert ax.get_xlabel() == "mean (1–5), 95% interval"
    assert [text.get_text() for text in ax.texts].count("29") == 1


def test_reliability_says_what_cannot_be_computed():
    ax = draw("reliability", "en")
    assert "not computable" in said(ax) and "30 / 1" in said(ax)
    assert {0.7, 0.9} <= {line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 2}
    assert ax.get_xlim()[0] < -0.12


def test_gap_figures_show_printed_numbers_with_the_mark_of_the_language():
    for name in ("dumbbell", "gap_bars", "radar"):
        shown = " ".join(said(draw(name)))
        assert "pelanggan (n = 30)" in shown
        assert "2,66" in shown or name != "dumbbell"  # as printed, not 2.67
        assert "2.66" not in shown
    assert "1,70 (1)" in said(draw("gap_bars"))


def test_gap_bars_draw_intervals_that_the_table_brings():
    ends = GAP["gap"].where(GAP["n"] > 1)
    drawing = figures.gap_bars(GAP.assign(ci_low=ends - 0.3, ci_high=ends + 0.3), lang="en")
    assert (
        "95% interval" in drawing.get_xlabel() and "95% interval" not in draw("gap_bars", "en").get_xlabel()
    )
    spans = {
        tuple(path.vertices[:, 0].round(3)) for lines in drawing.collections for path in lines.get_paths()
    }
    assert (0.5, 1.1) in spans


def test_distributions_have_a_panel_per_item_on_one_scale():
    figure = draw("distributions", "en")
    assert len(figure.axes) == len(ITEMS)
    assert len({ax.get_ylim() for ax in figure.axes}) == 1
    assert [bar.get_height() for bar in figure.axes[0].patches] == [2, 9, 12, 6, 1, 0, 0, 2, 10, 18]
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["customer · as-is (n = 30)", "customer · to-be (n = 30)"]


def test_item_matrix_shows_every_pair_once_and_a_dash_without_r():
    as_is, to_be = draw("item_matrix").axes
    shown = [text.get_text() for text in as_is.texts]
    assert len(shown) == len(ITEMS) * (len(ITEMS) - 1) // 2
    assert shown.count("–") == 1 and "0,76" in shown
    assert to_be.get_title(loc="left") == "harapan (n = 29)"


def test_rule_sensitivity_marks_what_depends_on_the_rule():
    owner, customer = draw("rule_sensitivity", "en").axes
    marked = [text.get_text() for text in (*owner.texts, *customer.texts) if "≠" in text.get_text()]
    assert marked == ["2.500 ≠", "4.500 ≠", "2.825 ≠", "4.533 ≠"]
    sample = SAMPLES["rule_sensitivity"][0]
    usual = sample.groupby(["group", "objective", "state"])["level"].transform(
        lambda levels: levels.mode()[0]
    )
    dark = [text for ax in (owner, customer) for text in ax.texts if text.get_color() == "white"]
    assert len(dark) == (sample["level"] != usual).sum() > 0


def test_activity_ladder_shows_the_golden_case():
    """The table in the samples is what the stage gives for it."""
    letters = list("F" * 10 + "LLLLP" + "FFLLPPN")
    ratings = pd.DataFrame({"objective": "DSS02", "level": [2] * 15 + [3] * 7, "rating": letters})
    ladder, reached = cobit.ladder(ratings), cobit.capability(ratings, ["iso", "strict"])
    worded = ladder.assign(note=ladder["note"].map(str))
    pd.testing.assert_frame_equal(worded, SAMPLES["activity_ladder"][0], check_dtype=False)
    shown = said(figures.activity_ladder(ladder, reached, lang="en"))
    assert {"F · 87%", "L · 57%", "15 / 15", "7 / 7", "0 / 2", "not rated"} <= set(shown)
    title = next(text for text in shown if text.startswith("DSS02"))
    assert title.split("\n") == ["DSS02 · level", "ISO (L or F, all below F): 3", "strict (all F): 2"]


def test_radar_needs_three_objectives():
    ax = figures.radar(GAP[GAP["objective"] != "DSS05"], lang="en")
    assert "at least three" in " ".join(said(ax))


def test_code_tally_groups_codes_by_theme():
    ax = draw("code_tally")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels[0] == "Respons pelanggan" and labels[1] == "Pujian rasa dan harga"
    assert ax.get_yticklabels()[0].get_weight() == "bold"
    assert "131 / 412  (32%)" in said(ax) and "0 / 412  (0%)" in said(ax)


def test_agreement_shades_the_conventional_bands():
    shown = said(draw("agreement", "en"))
    assert {"unreliable", "tentative", "reliable", ".667", "not computable"} <= set(shown)
    assert {"31% · 120", "31%"} & set(shown)


def test_saturation_marks_where_new_codes_stopped():
    assert "saturated at 10" in " ".join(said(draw("saturation", "en"))).replace("\n", " ")
    assert "order of reading (n = 12)" in said(draw("saturation", "en"))


def test_saturation_that_did_not_last_says_what_came_after():
    last = pd.DataFrame(
        {
            "position": [13, 14],
            "unit": ["R13", "R14"],
            "new": [1, 0],
            "cumulative": [16, 16],
            "ratio": [None, 0.08],
            "saturated": [None, False],
        }
    )
    table = pd.concat([SAMPLES["saturation"][0], last], ignore_index=True)
    shown = " ".join(said(figures.saturation(table, lang="en"))).replace("\n", " ")
    assert "first reached at 10; 1 of 16 codes came after" in shown and "saturated at" not in shown


def test_response_times_state_the_unanswered_share_and_readable_hours():
    shown = said(draw("response_times", "en"))
    assert "Request fulfilment (n = 115; 5% unanswered)" in shown
    assert {"1\nh", "1\nd", "15\nmin"} <= set(shown)
    assert "Request fulfilment" in said(figures.response_times(CURVE, lang="en"))


def test_service_says_no_evidence_where_there_is_no_ticket():
    shown = said(draw("service"))
    assert shown.count("tidak ada bukti") == 1
    assert shown.count("0%") == 1 and shown.count("2%") == 1
    assert draw("service").get_xlim()[1] <= 1.1


def test_videos_name_the_most_seen_one():
    assert any(
        "level 5 pedas" in text.replace("\n", " ") and "184.000 tayangan" in text
        for text in said(draw("videos"))
    )


def test_sales_leave_closed_days_out_and_name_events_apart():
    ax = draw("sales")
    days = ax.lines[0].get_xdata()
    assert len(days) == DAILY["open"].sum()
    assert ax.lines[0].get_ydata().min() > 0
    renderer = ax.figure._get_renderer()
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent(renderer) for text in ax.texts]
    before, after = (
        (DAILY["open"] & (DAILY["date"] < "2024-03-01")),
        (DAILY["open"] & (DAILY["date"] >= "2024-05-01")),
    )
    windows = [f"sebelum (n = {before.sum()})", f"sesudah (n = {after.sum()})"]
    assert [text.get_text() for text in ax.texts] == [*windows, *(str(i + 1) for i in range(len(EVENTS)))]
    assert all(name in ax.get_xlabel().replace("\xa0", " ").replace("\n", " ") for name in EVENTS["name"])
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert {"Mei", "Agu", "Des"} & set(said(ax)) or "Okt" in said(ax)


def test_sales_draw_a_rolling_mean_that_the_table_brings():
    table = DAILY.assign(rolling=DAILY["quantity"].astype("float64").rolling(7, min_periods=1).mean())
    assert "rolling mean" in said(figures.sales(table, lang="en"))


def test_effect_leads_with_the_headline_and_keeps_other_units_apart():
    figure = draw("effect", "en")
    assert [ax.get_xlabel() for ax in figure.axes] == [
        "difference in units per open day",
        "ratio of after to before",
        "dominance (−1 to 1)",
    ]
    assert figure.axes[0].get_yticklabels()[0].get_text() == "difference of means (22.9 → 70.4)"
    assert "47.5 [43.1; 51.9]" in said(figure)
    assert "209 open days before and 366 after" in figure.get_supxlabel()


def test_convergence_has_a_sign_a_letter_and_a_hatched_silence():
    ax = draw("convergence")
    shown = [text.get_text() for text in ax.texts]
    assert (shown.count("+"), shown.count("−"), shown.count("±")) == (
        6 + 2 + 2 + 1,
        2,
        2,
    )  # each once more in the legend
    assert {"disonansi", "diam"} <= {text.split(" ")[0] for text in shown}
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert len(hatched) == 2 + 4 + 6 + 1


def test_audit_counts_verdicts_and_shows_the_printed_numbers():
    shown = said(draw("audit", "en"))
    assert "impossible: 1" in shown
    assert any(text.endswith("\n3,82 ✗") for text in shown) and any(
        text.endswith("\n2,66 ≈") for text in shown
    )
    assert all(text.count("\n") for text in shown if text.endswith(" ✓"))  # each is named


@pytest.mark.filterwarnings("error")
def test_what_the_fonts_lack_is_a_square_and_no_warning(tmp_path):
    table = TALLY.assign(name="mantap 👍🏽 नमस्ते ꦲꦤ 😭 e\u0301", theme="🍜 tema")
    drawing = figures.code_tally(table)
    figures.save(drawing, tmp_path / "tally", formats=["png", "svg"])
    labels = [label.get_text() for label in drawing.get_yticklabels()]
    assert labels[0].endswith("tema") and labels[1].startswith("mantap ") and "🏽" not in labels[1]


# --- counts and comparisons -----------------------------------------------------------------------------------------------


def test_cooccurrence_writes_every_count_and_says_that_the_coder_is_the_same():
    first, second = draw("cooccurrence", "en").axes
    counts = {text.get_position(): text.get_text() for text in first.texts if not hasattr(text, "xyann")}
    codes = [label.get_text() for label in first.get_xticklabels()]
    assert codes == ["PUJI", "KELUH", "TANYA", "AKRAB"]
    assert counts[0, 3] == "38" and counts[1, 3] == "0" and (3, 0) not in counts
    assert [counts[i, i] for i in range(4)] == ["131", "27", "118", "44"]
    assert first.get_yticklabels()[3].get_text() == "Sapaan akrab · AKRAB"
    assert second.get_title(loc="left") == "Pengode 2 (n = 120 units)"
    assert "given by the same coder" in first.get_figure().get_supxlabel()


def test_heat_names_months_and_weekdays_and_writes_zeros():
    words_said = said(draw("heat", "id"))
    assert {"Des\n2025", "Jan\n2026", "1.018", "0"} <= set(words_said)
    assert "bulan (n = 1.158 tiket)" in words_said
    ax = figures.heat(BY_HOUR, lang="id")
    assert [label.get_text() for label in ax.get_yticklabels()][::6] == ["Senin", "Minggu"]
    assert len(ax.texts) == 7 * 24 + 7 + 1 and len(ax.get_xticks()) == 24


def test_heat_is_darker_where_there_is_more():
    mesh = draw("heat").collections[0]
    greys = mesh.to_rgba(mesh.get_array().ravel())[:, :3].mean(axis=1)
    counts = mesh.get_array().ravel()
    assert list(greys[counts.argsort(kind="stable")]) == sorted(greys, reverse=True)


def test_concentration_adds_up_shares_from_the_most_seen_video():
    ax = draw("concentration", "en")
    assert ax.get_xlabel() == "videos, most seen first (n = 3)"
    assert "the first video: 92% of views" in " ".join(said(ax)).replace("\n", " ")
    assert ax.lines[0].get_ydata().tolist() == pytest.approx([0, 0.92, 0.937, 0.951])


def test_estimation_sets_the_difference_on_an_axis_that_begins_at_the_mean_before():
    ax = draw("estimation", "en")
    ax.get_figure(root=True).draw_without_rendering()
    assert ax.child_axes[0].get_ylim()[0] == pytest.approx(ax.get_ylim()[0] - 22.9)
    assert "47.5\n[43.1; 51.9]" in said(ax) and "before\n(n = 209)" in said(ax)
    drawn_days = sum(len(line.get_xdata()) for line in ax.lines if line.get_marker() in "os")
    assert drawn_days == sum(len(part) for part in list(SAMPLES["estimation"][1].values()))


def test_cross_correlation_names_days_and_pairs():
    ax = draw("cross_correlation", "en")
    assert ax.get_xlabel() == "lag (days; n = 56–59)" and ax.get_ylim() == (-1, 1)


def test_placebo_marks_the_actual_change():
    ax = draw("placebo", "en")
    assert 42.2 in [line.get_xdata()[0] for line in ax.lines]
    shown = " ".join(said(ax)).replace("\n", " ")
    assert "the actual change: 42.2; 1.0% of the dates" in shown
    assert "dates before the change (n = 50)" in shown


def test_saturation_keeps_its_curve_inside_the_axes_with_a_band():
    ax = draw("saturation", "en")
    assert "95% of other orders" in said(ax) and ax.get_ylim()[1] > 16
    assert "95% of other orders" not in said(draw("saturation", "en", band=None))


@pytest.mark.parametrize("name", ["likert", "distributions"])
def test_items_whose_answers_were_turned_are_marked(name):
    table = DISTRIBUTION.assign(reversed=DISTRIBUTION["item"] == "S1")
    marked = [text for text in said(draw(name, table=table)) if "dibalik" in text]
    assert marked and all("Saya percaya" in text for text in marked)


def test_a_tick_between_whole_numbers_is_not_rounded_to_one():
    figure = Figure()
    ax = figure.subplots()
    ax.set_xlim(0, 0.2)
    ax.set_xticks([0, 0.025, 0.05])
    marks.decimals(ax.xaxis, "id", scale=100)
    figure.canvas.draw()
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "2,5", "5"]
