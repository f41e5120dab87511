"""REFI-QDA, the exchange format of NVivo, MAXQDA, ATLAS.ti, QualCoder and others: projects (.qdpx), codebooks (.qdc)."""

from engagelib.refi.project import NOTHING, Project, Report
from engagelib.refi.reading import read_codebook, read_project
from engagelib.refi.writing import write_codebook, write_project

__all__ = ["NOTHING", "Project", "Report", "read_codebook", "read_project", "write_codebook", "write_project"]
