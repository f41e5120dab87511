"""What heads a page knows its number and the cell of the result where it stands; as a paragraph it is as any other."""

import pandas as pd
import pytest

from engagelib import prose
from engagelib.contracts.addresses import find

AGREED = pd.DataFrame(
    {"code": ["A", "B"], "name": ["Asin", "Bagus"], "units": [190, 190], "alpha": [0.82, 0.61], "ci_low": [0.7, float("nan")],
     "ci_high": [0.9, float("nan")], "note": ""}
)  # fmt: skip
GAP = pd.DataFrame(
    {"group": ["owner"] * 2, "objective": ["APO02", "overall"], "n": [1, 1], "gap": [2.0, 1.5], "gap_printed": ["2.00", "1.50"], "rank": ["1", ""],
     "as_is_printed": ["3.00", "3.00"], "to_be_printed": ["5.00", "4.50"]}
)  # fmt: skip
REPEAT = pd.DataFrame(
    {
        "case": ["all", "K1"],
        "customers": [1234, 700],
        "share": [0.33, 0.2],
        "ci_low": [0.25, 0.1],
        "ci_high": [0.41, 0.3],
    }
)
WITHIN = pd.DataFrame({"days": [30], "share": [0.17]})
FLOW = pd.DataFrame(
    {
        "step": ["imported", "excluded", "kept", "stream"],
        "reason": ["", "spam", "", "text"],
        "n": [5, 1, 4, 4],
    }
)


@pytest.mark.parametrize(
    ("function", "tables", "key", "number", "n", "interval", "figure"),
    [
        (prose.agreement, (AGREED,), "agreement", 0.61, 190, None, "agreement"),
        (prose.gap, (GAP,), "gap", 1.5, 1, None, "dumbbell"),
        (prose.customers, (REPEAT, WITHIN), "repeat_purchase", 0.33, 1234, (0.25, 0.41), "retention"),
        (prose.reduction, (FLOW,), "flow", 4, None, None, "flow"),
    ],
    ids=["agreement", "gap", "customers", "reduction"],
)
def test_a_finding_names_its_number_and_the_cell_where_it_stands(
    function, tables, key, number, n, interval, figure
):
    found = function(*tables, "en")
    assert isinstance(found, prose.Finding)
    assert (found.key, found.number, found.n, found.interval, found.figure) == (
        key,
        number,
        n,
        interval,
        figure,
    )
    cell = find({key: tables[0]}, found.cell)
    assert cell.row[cell.address.column] == number
    assert found.headline == str(found) and found._repr_html_().startswith('<p class="prose')


def test_a_table_without_what_finds_its_rows_is_told_all_the_same():
    bare = prose.agreement(AGREED.drop(columns="code"), "en")
    assert not isinstance(bare, prose.Finding) and bare == prose.agreement(AGREED, "en")
