"""A section that lacks its file is left out, and so is what depends on it; an error stays an error."""

import pytest

from engagelib.contracts.problems import note
from engagelib.run import sections
from engagelib.run.sections import LeftOut


def cell(kind, source):
    return {"cell_type": kind, "source": source}


CELLS = [
    cell("markdown", "# Title"),
    cell("code", "data = 1"),
    cell("markdown", "## Orders\n\nWhat was bought."),
    cell("code", "orders, rest = data.orders()"),
    cell("code", "show(orders)"),
    cell("markdown", "## Segments"),
    cell("code", "segments(orders)"),
    cell("markdown", "## Words"),
    cell("code", "words(data)"),
]


NO_ORDERS = note("the_study_has_no", what="orders.csv")


def lost(index, kind, message=NO_ORDERS, left=(), waits=False):
    return sections.left_out(CELLS, index, kind, message, left, waits)


def test_a_missing_file_closes_its_section_only():
    found = lost(3, "MissingTable")
    assert found == LeftOut(2, 5, "Orders", NO_ORDERS)
    closed = sections.closed(CELLS, [found], "en")
    assert [c["source"].partition("\n")[0] for c in closed] == [
        "# Title",
        "data = 1",
        "## Orders",
        "## Segments",
        "segments(orders)",
        "## Words",
        "words(data)",
    ]
    assert closed[2]["source"].endswith("*Left out: the study has no orders.csv.*")


def test_a_name_that_the_section_would_have_made_closes_the_next_for_the_same_reason():
    first = lost(3, "MissingTable")
    second = lost(6, "NameError", "name 'orders' is not defined", [first])
    assert second == LeftOut(5, 7, "Segments", NO_ORDERS)
    assert lost(6, "NameError", "name 'ordres' is not defined", [first]) is None


def test_before_the_first_section_it_is_the_whole_notebook():
    assert lost(1, "MissingTable") is None


@pytest.mark.parametrize(("waits", "closed"), [(True, False), (False, True)])
def test_a_table_that_may_still_be_made_is_waited_for(waits, closed):
    found = lost(3, "NotYet", note("table_not_yet", table="gap"), waits=waits)
    assert (found is not None) == closed
    if found:
        assert found.sentence("id") == "Tidak disertakan: tabel gap tidak dibuat."


def test_an_error_is_no_gap():
    assert lost(3, "ValueError", "boom") is None


def test_what_is_lacking_is_said_in_the_reader_s_language():
    told = note("the_study_has_no", what=note("lacking_nps"))
    assert (
        lost(3, "MissingTable", told)
        .sentence("id")
        .startswith("Tidak disertakan: studi ini tidak memiliki pertanyaan merekomendasikan")
    )
