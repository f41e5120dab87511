"""The command `engagelib`: reproduce a study, check its files, audit its printed numbers, leave a person out.

Exit codes: 0 done, 1 a problem in the data or a notebook, 2 wrong use. A mistake is answered with a sentence,
never with a traceback.
"""

# Each module brings its commands; `--help` lists them in this order.
from engagelib.cli import begin, run, look, hand_over  # isort: skip  # noqa: F401
from engagelib.cli.spoken import app

__all__ = ["app"]
