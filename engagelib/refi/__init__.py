"""REFI-QDA, the exchange format of NVivo, MAXQDA, ATLAS.ti, QualCoder and others: projects (.qdpx), codebooks (.qdc)."""

from engagelib.refi.doors import read_codebook, read_project, write_codebook, write_project
from engagelib.refi.project import NOTHING, Project, Report

__all__ = ["NOTHING", "Project", "Report", "read_codebook", "read_project", "write_codebook", "write_project"]
