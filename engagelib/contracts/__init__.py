"""What every table, problem and address is: columns with their rules, kinds of problems, ONE language for a result's cell and a raw row."""

from engagelib.contracts.problems import Problem, ProblemsError
from engagelib.contracts.results import ORIGINS, RESULT_KEYS, Origin
from engagelib.contracts.tables import (
    DTYPES,
    NOT_SOLD,
    ORDERED,
    TABLES,
    ZONE,
    Column,
    among,
    as_type,
    by_day,
    columns,
    empty,
    is_sold,
    knows,
    typed,
    violations,
)

__all__ = [
    "DTYPES", "NOT_SOLD", "ORDERED", "ORIGINS", "RESULT_KEYS", "TABLES", "ZONE", "Column", "Origin",
    "Problem", "ProblemsError", "among", "as_type", "by_day", "columns", "empty", "is_sold", "knows", "typed",
    "violations",
]  # fmt: skip
