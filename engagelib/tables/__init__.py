"""A result table as a reader sees it, and as files that other programs read.

To show it, take
    show   the view alone, in Indonesian or English
    View   what a notebook shows
to keep it,
    write  csv, xlsx and Parquet, and the view
    kept   the result back, as it was made
    read   its csv back, every cell a text
"""

from engagelib import in_order
from engagelib.tables.files import kept, read, write
from engagelib.tables.view import View, show

__all__ = [
    "show", "View",
    "write", "kept", "read",
]  # fmt: skip
__dir__ = in_order(__all__)
