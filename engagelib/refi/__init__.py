"""REFI-QDA, the exchange format of NVivo, MAXQDA, ATLAS.ti, QualCoder and others.

Positions are read as the program that wrote them counted, and every passage is checked against its text. Projects that
QualCoder and Taguette keep in databases are read, too.

For a project (.qdpx) take
    read_project    codebook, units, codings, cases, notes and a report
    write_project   the same back, for any of these programs
    Project         what is read and written
    Report          how positions were counted, and what could not be read
for a codebook (.qdc)
    read_codebook   codes as a tree with definitions
    write_codebook  the same back

Within: `archive` opens what strangers packed, `elements` and `codebooks` go both ways, `reading` and `writing` one; `databases`
reads QualCoder and Taguette, `offsets` tells how positions were counted, `project` what a project holds.
"""

from engagelib import in_order
from engagelib.refi.codebooks import read_codebook, write_codebook
from engagelib.refi.project import Project, Report
from engagelib.refi.reading import read_project
from engagelib.refi.writing import write_project

__all__ = [
    "read_project", "write_project", "Project", "Report",
    "read_codebook", "write_codebook",
]  # fmt: skip
__dir__ = in_order(__all__)
