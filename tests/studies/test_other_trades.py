"""A batik shop, a clinic and a library's help desk, run through everything: no word of the shipped studies is in what comes out.

What a study calls what it sells, where, since when and on which platform stands in its study.toml, or is not said.
"""

import csv
import html
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from engagelib import Study
from tests.studies.trades import TRADES

ROOT = Path(__file__).parents[2]
#: Words of the shipped studies and of their papers.
FOREIGN = re.compile(
    r"\b(noodles?|mi[ex]?(?= ayam)|bakso|portions?|porsi|APO02|DSS0[25]|tiktok|(?:the|a|this) paper|the paper's|makalah\w*|nine shops|sembilan usaha"
    r"|kia|metro|kedai|warung|stall|menu|food|makanan|di ?cetak|tercetak|printed)\b",
    re.IGNORECASE,
)
#: What a study's own files say: the batik shop is on TikTok, too, and files are called what they are called.
OWN = {
    "batik": re.compile(
        r"tiktok comments batik|Instagram dan TikTok Batik Sekar Jagad|(?:^|\W)tiktok(?=\W|$)", re.IGNORECASE
    ),
    "clinic": None,
    "library": None,
}


def said(path: Path) -> str:
    """What a file of the results says to a reader: pages without pictures, figures' words, tables."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".html":
        alts = " ".join(re.findall(r'(?:alt|title)="([^"]*)"', text))
        bare = re.sub(
            r"<style>.*?</style>|<[^>]+>", " ", re.sub(r'src="data:[^"]*"', "", text), flags=re.DOTALL
        )
        return html.unescape(f"{bare} {alts}")
    if path.suffix == ".ipynb":  # a picture's letters say nothing, and any word by chance
        return re.sub(r'"image/png": "[^"]*"', "", text)
    if path.suffix == ".svg":  # letters are drawn, what they say stands beside them
        return " ".join(re.findall(r"<!-- (.*?) -->", text, re.DOTALL)) + re.sub(r"<[^>]+>", " ", text)
    return text


def foreign(folder: Path, own: "re.Pattern[str] | None" = None) -> list[str]:
    """Words of other studies in everything that a run made, each with its file."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".csv", ".svg", ".ipynb", ".txt"):
            text = said(path) if own is None else own.sub(" ", said(path))
            found += [
                f"{path.name}: {text[max(0, m.start() - 40) : m.end() + 20]!r}"
                for m in FOREIGN.finditer(text)
            ]
    return found


def test_nothing_that_is_shown_is_written_for_one_study():
    """The catalogue's terms and sentences on results, the steps, the checklists, the notebooks: what every study gets."""
    words = files("engagelib") / "words"
    texts = {}
    for name in ("words.csv", "prose.csv", "columns.csv"):
        for key, *both in csv.reader((words / name).read_text(encoding="utf-8").splitlines()):
            if not key.startswith(
                (
                    "published",
                    "table_published",
                    "figure_audit",
                    "table_grim",
                    "report_",
                    "citations",
                    "printed",
                    "tiktok",
                )
            ):
                texts[f"{name} {key}"] = " ".join(both)
    for name in ("cobit/cobit_objectives.csv", "triangulation/checklists.csv"):
        for row in csv.DictReader((files("engagelib") / name).read_text(encoding="utf-8").splitlines()):
            texts[f"{name} {next(iter(row.values()))}"] = " ".join(
                value for key, value in row.items() if key.startswith(("step_", "id", "en"))
            )
    for path in sorted((ROOT / "notebooks").glob("*/0*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if "parameters" not in cell["metadata"].get("tags", ()):
                texts[f"{path.name} {cell['id']}"] = "".join(cell["source"])
    lost = {place: found[0] for place, text in texts.items() if (found := FOREIGN.search(text))}
    allowed = {"columns.csv comments.platform", "columns.csv videos.platform"}  # examples of a value
    assert {
        place
        for place in lost
        if not place.startswith("cobit") or lost[place] not in ("APO02", "DSS02", "DSS05")
    } <= allowed


@pytest.mark.parametrize("trade", TRADES)
def test_a_study_of_another_trade_has_no_error_and_says_what_it_is(trade, tmp_path):
    folder = TRADES[trade](tmp_path / trade)
    study = Study(folder, "id")
    assert [problem for problem in study.problems() if problem.severity == "error"] == []
    assert (
        trade == "batik" or study.say("turned", study.items()) is None
    )  # nothing was put the other way round
    assert study.outcome_construct == {"batik": "LO", "clinic": "PUAS", "library": "SETIA"}[trade]
    assert not [ref for ref in study.answering if ref.partition(":")[0] not in study.answer_sources]


def test_the_axis_is_the_scale_that_the_items_have(tmp_path):
    import pandas as pd

    study = Study(TRADES["clinic"](tmp_path / "clinic"))
    assert study.axis(pd.DataFrame({"construct": ["MUTU"]})) == (0, 5)
    assert study.axis(pd.DataFrame({"construct": ["nobody asked"]})) is None
    assert Study("kia-metro").axis(pd.DataFrame({"objective": ["APO02"]})) == (1, 5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("trade", "lang"),
    [
        ("batik", "en"), ("clinic", "id"), ("library", "en"),
        *(pytest.param(*pair, marks=pytest.mark.long) for pair in (("batik", "id"), ("clinic", "en"), ("library", "id"))),
    ],
)  # fmt: skip
def test_no_word_of_another_study_is_in_what_a_run_makes(trade, lang, tmp_path, command):
    folder = TRADES[trade](tmp_path / trade)
    done = command("reproduce", folder, "--lang", lang, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    assert foreign(tmp_path / "out", OWN[trade]) == []
    index = (tmp_path / "out" / "report" / "index.html").read_text(encoding="utf-8")
    assert index.index('class="answers"') < index.index("<figure") < index.index('class="finding"')
