"""A report is whole in its language: no decimal point and no name of a column in an Indonesian one, no Indonesian head in an English one."""

import re

import pytest
from outputs import dated, figure, foreign, headings, keys, misprinted, page, points, workbook

pytestmark = pytest.mark.slow

#: Words that look like a key and are none: what a study, a platform or a file calls something; checklist items with their numbers.
OWN = {"contoh_kiametro", "units_in_order"}


#: An item of a checklist, or several; they stand on one page and in two workbooks.
ITEM = re.compile(r"\d\.\d{1,2}(?:, \d\.\d{1,2})*")


def numbered(name):
    return name.startswith(("09_", "checklist"))


@pytest.fixture(scope="session")
def indonesian(command, tmp_path_factory):
    """A shipped study reproduced in Indonesian."""
    made = {}

    def home(study):
        if study not in made:
            place = tmp_path_factory.mktemp(f"{study}-id")
            command("reproduce", study, "--lang", "id", "--out", place / study)
            made[study] = place / study
        return made[study]

    return home


def printed_wrong(home, lang):
    """Pages and figures with a number or a date that is not printed as all others are."""
    files = [*sorted(home.glob("report/[0-9]*.html")), *sorted(home.glob("figures/*.svg"))]
    shown = {path.name: (page if path.suffix == ".html" else figure)(path) for path in files}
    wrong = {
        name: [text[:80] for text in texts if misprinted(text, lang)][:5] for name, texts in shown.items()
    }
    said = {
        path.name: dated(path.read_text(encoding="utf-8"))[:3] for path in files if path.suffix == ".html"
    }
    return {name: found for all_ in (wrong, said) for name, found in all_.items() if found}


def told(home, read, pattern):
    return {path.name: read(path) for path in sorted(home.glob(pattern))}


@pytest.mark.parametrize(
    "study", ["kia-metro", pytest.param("umkm-loyalty", marks=pytest.mark.long)]
)  # 90 s; the other's notebooks are the same but 08
def test_an_indonesian_report_has_no_decimal_point_and_no_key(study, indonesian):
    home, other = indonesian(study), foreign("id") - {"min"}  # the least, and minutes in English
    found = {}
    for read, pattern in (
        (page, "report/[0-9]*.html"),
        (figure, "figures/*.svg"),
        (workbook, "tables/*.xlsx"),
    ):
        for name, texts in told(home, read, pattern).items():
            shown = [text for text in texts if not (numbered(name) and ITEM.fullmatch(text))]
            wrong = [
                text[:80] for text in shown if points(text) or (read is not workbook and keys(text, OWN))
            ]
            if wrong:
                found[name] = wrong[:5]
    assert found == {}
    heads = {
        name: [h for h in texts if h.casefold() in other]
        for name, texts in told(home, headings, "report/[0-9]*.html").items()
    }
    assert {name: wrong for name, wrong in heads.items() if wrong} == {}
    assert printed_wrong(home, "id") == {}


@pytest.mark.parametrize("study", ["kia-metro", "umkm-loyalty"])
def test_an_english_report_has_no_indonesian_head_and_no_key(study, reproduced):
    home, other = reproduced(study).parent / "as-made", foreign("en")
    heads = {
        name: [h for h in texts if h.casefold() in other]
        for name, texts in told(home, headings, "report/[0-9]*.html").items()
    }
    assert {name: wrong for name, wrong in heads.items() if wrong} == {}
    keyed = {
        name: [text[:80] for text in texts if keys(text, OWN)][:5]
        for name, texts in told(home, page, "report/[0-9]*.html").items()
    }
    assert {name: wrong for name, wrong in keyed.items() if wrong} == {}
    assert printed_wrong(home, "en") == {}
