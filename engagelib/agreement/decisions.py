"""Codings as decisions: for each unit, coder and code, given or not, where the coder read the unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["Decisions", "decisions"]


@dataclass(frozen=True)
class Decisions:
    """`read` (units x coders) and `given` (codes x units x coders, 1 where the coder gave the code)."""

    units: pd.Index
    coders: pd.Index
    codes: pd.Index
    read: np.ndarray
    given: np.ndarray

    def per_code(self) -> Iterator[tuple[str, np.ndarray]]:
        """Each code with its units x coders: 1 (given), 0 (read, not given), missing (not coded)."""
        for code, cells in zip(self.codes, self.given, strict=True):
            yield code, cells if self.read.all() else np.where(self.read, cells, np.nan)


def decisions(codings: pd.DataFrame) -> Decisions:
    """Units as they first stand, coders and codes by name. A row without a code says: read, none applies."""
    unit, units = pd.factorize(codings["unit"])
    coder, coders = pd.factorize(codings["coder"], sort=True)
    code, codes = pd.factorize(codings["code"], sort=True)
    read = np.zeros((len(units), len(coders)), dtype=bool)
    read[unit, coder] = True
    given = np.zeros((len(codes), len(units), len(coders)), dtype="int8")
    some = code >= 0
    given[code[some], unit[some], coder[some]] = 1
    return Decisions(pd.Index(units), pd.Index(coders), pd.Index(codes), read, given)
