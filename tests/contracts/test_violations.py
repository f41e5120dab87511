"""Where a table breaks its contract. The right values are written by hand from the contract's columns."""

import pandas as pd

from engagelib.contracts import TABLES, typed, violations
from engagelib.contracts.problems import note
from engagelib.words import SENTENCES

GOOD = {
    "respondent": "R01",
    "item": "Q1",
    "state": "as_is",
    "group": "owner",
    "construct": "trust",
    "value": 4,
}


def table(*changed):
    return typed("responses", pd.DataFrame([GOOD | row for row in changed]))


def test_a_table_that_keeps_its_contract_breaks_nothing():
    assert violations("responses", table({}, {"item": "Q2"}, {"item": "Q3", "value": None})) == []


def test_blank_not_allowed_and_too_low_are_named_where_they_stand():
    changed = [{"respondent": None}, {"item": "Q2", "state": "soon"}, {"item": "Q3", "state": None}]
    found = violations("responses", table(*changed))
    assert [(row, column, value, wrong.key) for row, column, value, wrong in found] == [
        (0, "respondent", "", "blank"),
        (1, "state", "soon", "not_allowed"),
        (2, "state", "", "blank"),
    ]
    assert str(found[1][3]) == "one of as_is, to_be, none is expected"
    liked = typed("comments", pd.DataFrame({"comment_id": ["1", "2", "3"], "likes": [-1, 0, None]}))
    low = [broken for broken in violations("comments", liked) if broken[1] == "likes"]
    assert low == [
        (0, "likes", -1, note("not_allowed", column="likes", expected=note("whole_number_at_least", low=0)))
    ]


def test_a_key_that_stands_twice_is_named_in_every_row_that_has_it():
    found = violations("responses", table({}, {"item": "Q2"}, {}))
    assert [(row, column, value, wrong.key) for row, column, value, wrong in found] == [
        (0, "respondent", "R01", "not_unique"),
        (2, "respondent", "R01", "not_unique"),
    ]
    assert str(found[0][3]) == "stands twice; respondent, item and state together must be unique"


def test_a_column_too_many_too_few_or_of_another_type_is_named_once():
    frame = table({}).assign(odd=1).drop(columns="group")
    found = violations("responses", frame.astype({"value": "int64"}))
    assert [(row, column) for row, column, *_ in found] == [(-1, "group"), (-1, "odd"), (-1, "value")]


def test_what_a_column_means_is_said_in_both_languages():
    alike = set()
    for table, named in TABLES.items():
        for column in named if table != "wording" else ():
            indonesian, english = SENTENCES[f"{table}.{column.name}"]
            assert english == column.meaning
            alike |= {f"{table}.{column.name}"} if indonesian == english else set()
    assert alike == {
        "responses.group",
        "units.role",
        "cases.role",
        "codebook.color",
    }  # codes, as they stand in cells
