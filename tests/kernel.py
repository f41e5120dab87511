"""Cells run as a kernel runs them, in this process: IPython, with what `engagelib.study.lab` makes of what is lacking."""

from contextlib import contextmanager

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from engagelib.study import lab


class Kernel:
    """`kernel(source)` runs a cell: did it succeed, and what it put out; `kernel.names` is what it knows."""

    def __init__(self):
        self.shell = InteractiveShell.instance(user_ns={})
        self.shell.history_manager.enabled = False
        self.names = self.shell.user_ns

    def __call__(self, source):
        with capture_output() as shown:
            done = self.shell.run_cell(source, store_history=True)
        data = [output.data for output in shown.outputs]
        return done.success, [{"output_type": "display_data", "data": one} for one in data], shown.stdout

    def run_all(self, cells):
        """Run All: the cells with their outputs, up to the first that fails."""
        ran = []
        for cell in cells:
            ran.append(cell)
            if cell["cell_type"] == "code":
                succeeded, outputs, printed = self("".join(cell["source"]))
                ran[-1] = cell | {"outputs": outputs}
                assert succeeded, printed
        return ran


@contextmanager
def kernel():
    """A kernel that knows nothing yet."""
    InteractiveShell.clear_instance()
    before, lab._watch = lab._watch, lab.Watch()
    try:
        yield Kernel()
    finally:
        lab._watch = before
        InteractiveShell.clear_instance()
