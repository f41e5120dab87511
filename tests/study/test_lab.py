"""What a kernel does where a study lacks something, in IPython itself: as JupyterLab and nbclient run cells."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from kernel import kernel

from engagelib.contracts.problems import MissingTable
from engagelib.study import lab

OPEN = "from engagelib import Study\ndata = Study('kia-metro', 'en')"


@pytest.fixture
def cell():
    """Run a cell: whether it failed, and what was shown."""
    with kernel() as running:

        def run(source):
            succeeded, outputs, printed = running(source)
            return succeeded, *(output["data"]["text/plain"] for output in outputs), *printed.splitlines()

        run.names = running.names
        yield run


NO_ORDERS = "the study has no orders.csv"


def test_a_cell_that_lacks_its_table_is_a_sentence_and_what_needs_it_is_passed_over(cell):
    assert cell(OPEN) == (True,)
    assert cell("orders = data.orders()\norders") == (True, f"Left out: {NO_ORDERS}.")
    needs = f"Passed over: needs orders, which was not made ({NO_ORDERS})."
    assert cell("by_day = orders.groupby('date')") == (True, needs)
    assert cell("by_day.sum()") == (True, needs.replace("needs orders", "needs by_day"))
    assert cell("print(1 + 1)") == (True, "2")
    cell("orders = 3")
    assert cell("print(orders)") == (True, "3")


def test_the_cell_that_opens_the_study_may_lack_already_and_then_makes_nothing(cell):
    assert cell(f"{OPEN}\norders = data.orders()") == (True, f"Left out: {NO_ORDERS}.")
    assert "data" not in cell.names and "Study" in cell.names
    assert cell("data.comments()") == (True, f"Passed over: needs data, which was not made ({NO_ORDERS}).")


def test_what_another_study_left_in_a_name_is_gone(cell):
    cell("orders, kept = 'of another study', 1")
    cell(OPEN)
    cell("orders = data.orders()")
    assert "orders" not in cell.names and cell.names["kept"] == 1


@pytest.mark.parametrize(
    "source", ["1 / 0", "ordres", "raise ValueError('x')", "import nothing_of_that_name"]
)
def test_an_error_stays_an_error(cell, source):
    cell(OPEN)
    cell("orders = data.orders()")
    failed, *told = cell(source)
    assert failed is False and "Traceback" in "\n".join(told)
    assert cell("print('on')") == (True, "on")


def test_a_slip_inside_a_function_that_is_not_the_notebooks_is_an_error(cell, monkeypatch):
    cell(OPEN)
    cell("orders = data.orders()")
    space = {}
    exec("def f(): return orders", space)
    cell.names["f"] = space["f"]
    assert cell("f()")[0] is False


def test_await_and_magic_lines_are_cells_like_others(cell):
    cell(OPEN)
    cell("orders = data.orders()")
    assert cell("import asyncio\nawait asyncio.sleep(0)\nrest = orders") == (
        True, f"Passed over: needs orders, which was not made ({NO_ORDERS}).",
    )  # fmt: skip
    assert "rest" in lab._watch.unmade


def test_without_a_kernel_nothing_is_caught():
    InteractiveShell.clear_instance()  # one that another test left
    from engagelib import Study

    with pytest.raises(MissingTable):
        Study("kia-metro").orders()


def test_what_was_not_put_into_a_mapping_is_lacking_where_it_is_taken_out(cell):
    cell(OPEN)
    cell("made = {}")
    cell("made['orders'] = data.orders()")
    assert cell("made['orders'].sum()") == (
        True,
        f"Passed over: needs orders, which was not made ({NO_ORDERS}).",
    )
    assert cell("made['other']")[0] is False
