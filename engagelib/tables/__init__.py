"""Result tables as files that other programs read, with the view that a notebook shows."""

from engagelib.tables.files import read, write
from engagelib.tables.view import View, show

__all__ = ["View", "read", "show", "write"]
