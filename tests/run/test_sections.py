"""Sections of a notebook that ran, and how a page shows those that lack their data."""

from engagelib.contracts.problems import note
from engagelib.run.sections import closed, left_out, sections, told
from engagelib.study.lab import PASSED

NO_ORDERS = note("the_study_has_no", what="orders.csv")
GONE = [{"output_type": "display_data", "data": {PASSED: NO_ORDERS.to_dict()}}]


def text(source):
    return {"cell_type": "markdown", "source": source}


def code(source, outputs=()):
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


CELLS = [
    text("# Title"),
    code("data = 1"),
    text("## Orders\n\nWhat was bought."),
    code("orders, rest = data.orders()", GONE),
    code("show(orders)", GONE),
    text("## Segments"),
    code("segments(orders)", GONE),
    code("1"),
    text("## Words"),
    code("words(data)"),
]


def test_a_section_goes_from_heading_to_heading():
    found = [(section.heading, len(section.cells)) for section in sections(CELLS)]
    assert found == [("", 2), ("Orders", 3), ("Segments", 3), ("Words", 2)]
    assert [section.heading for section in sections(CELLS[2:4])] == ["Orders"]
    assert sections([]) == []


def test_a_section_that_lacks_its_file_is_named_with_its_reason():
    assert [(section.heading, section.sentence("en")) for section in left_out(CELLS)] == [
        ("Orders", "Left out: the study has no orders.csv."),
        ("Segments", "Left out: the study has no orders.csv."),
    ]
    told = left_out(
        [code("x", [{"data": {PASSED: note("the_study_has_no", what=note("lacking_nps")).to_dict()}}])]
    )
    assert (
        told[0]
        .sentence("id")
        .startswith("Tidak disertakan: studi ini tidak memiliki pertanyaan merekomendasikan")
    )


def test_a_page_shows_a_section_without_a_cell_that_ran_as_a_sentence():
    shown = closed(CELLS, "en")
    assert [c["source"].partition("\n")[0] for c in shown] == [
        "# Title", "data = 1", "## Orders", "## Segments", "segments(orders)", "1", "## Words", "words(data)",
    ]  # fmt: skip
    assert shown[2]["source"].endswith("*Left out: the study has no orders.csv.*")


def test_sections_in_a_row_that_lack_the_same_are_one_sentence():
    cells = [
        *CELLS[:5],
        text("## Returns"),
        code("back(orders)", GONE),
        text("## Words"),
        code("words(data)"),
    ]
    shown = closed(cells, "en")
    assert shown[2]["source"] == "## Orders · Returns\n\n*Left out: the study has no orders.csv.*"
    assert [c["source"].partition("\n")[0] for c in shown[3:]] == ["## Words", "words(data)"]
    many = [part for name in "ABCDE" for part in (text(f"## {name}"), code("back(orders)", GONE))]
    assert [c["source"] for c in closed(many, "en")] == [
        "## A … E\n\n*Left out: the study has no orders.csv.*\n\nA · B · C · D · E"
    ]
    assert told(cells, "en") == ["Orders; Returns: Left out: the study has no orders.csv."]
