"""A result table as a reader sees it, and as files that other programs read.

To show it, take
    show   the view alone, in Indonesian or English
    View   what a notebook shows
to keep it,
    write  csv, xlsx and Parquet, and the view
    read   a kept table back, as it was made
"""

from engagelib import in_order
from engagelib.tables.files import read, write
from engagelib.tables.view import View, show

__all__ = [
    "show", "View",
    "write", "read",
]  # fmt: skip
__dir__ = in_order(__all__)
