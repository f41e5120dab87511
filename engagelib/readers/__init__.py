"""Raw files in, contract tables out, with every problem named by file, sheet, cell, value and what is allowed."""

from engagelib.readers.codings import codings
from engagelib.readers.comments import comments
from engagelib.readers.conform import Reading, tabular
from engagelib.readers.interviews import units
from engagelib.readers.orders import orders
from engagelib.readers.platforms import accounts, insights, videos
from engagelib.readers.sales import sales
from engagelib.readers.survey import answers, responses
from engagelib.readers.tickets import tickets

__all__ = [
    "Reading",
    "accounts",
    "answers",
    "codings",
    "comments",
    "insights",
    "orders",
    "responses",
    "sales",
    "tabular",
    "tickets",
    "units",
    "videos",
]
