"""What is handed in: Word, figures, tables, data, a crate for deposit; and a document that stays true.

To hand in, take
    export          write everything that is asked for into a folder
    FORMATS         what may be asked for
    WIDTHS          how wide figures may be, in mm
    campuses        whose rules a Word page follows
to keep a document true,
    contents        what the study shows, in order
    addresses       each number of it, by its address
    renewed_beside  a copy of a document with the numbers of today
"""

from engagelib import in_order
from engagelib.export.contents import addresses, contents
from engagelib.export.data import WIDTHS
from engagelib.export.package import FORMATS, export
from engagelib.export.refresh import renewed_beside
from engagelib.export.template import campuses

__all__ = [
    "export", "FORMATS", "WIDTHS", "campuses",
    "contents", "addresses", "renewed_beside",
]  # fmt: skip
__dir__ = in_order(__all__)
