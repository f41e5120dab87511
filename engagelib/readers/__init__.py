"""Raw files in, tables out, every problem named by file, sheet, cell, value and what is allowed.

Each reader takes a path and gives a `Reading`: the table, its problems, and which header became which column.
It raises only for a file that cannot be read at all.

For a questionnaire (Google Forms, Excel, csv, SPSS) take
    responses  answers, a row per respondent and item
for what people wrote and said
    comments   exports of comments, of TikTok and of scrapers
    units      interviews, observations, documents: a row per turn or passage
    codings    sheets of codes, in any of the twelve layouts of coders and programs
for what was counted
    tickets    a log of questions, complaints and requests
    videos     views, likes, comments, shares per video
    accounts   an account day by day: followers, reach, views
    sales      sales per day, outlet and product; a closed day is not a 0
    orders     orders with pseudonyms, of several shops
for a file of which nobody has said what it holds
    recognise  which of these it is, how sure that is, and why
What comes back:
    Reading    table, problems, mapping

Within: `books` gives the cells of a workbook, `sheets` a header and rows, `spss` files whose codes have labels, `word` what a
document holds; `aliases` finds columns by name, `notation` tells how a column writes its numbers and dates, `conform` makes the
table. A questionnaire is read by `forms` (whose rows), `scales` (which numbers), `survey` and `profile`; sheets of codes by
`layouts` and `codings`, a coder's journal by `journal`. `several` puts sheets and files together, `large` reads what memory does not
hold, `columns` tells what cells are like, by which `recognise` judges; `pieces` walks over every text, for `forget`.
"""

from engagelib import in_order
from engagelib.readers.codings import codings
from engagelib.readers.comments import comments
from engagelib.readers.conform import Reading
from engagelib.readers.interviews import units
from engagelib.readers.orders import orders
from engagelib.readers.platforms import accounts, videos
from engagelib.readers.recognise import recognise
from engagelib.readers.sales import sales
from engagelib.readers.survey import responses
from engagelib.readers.tickets import tickets

__all__ = [
    "responses",
    "comments", "units", "codings",
    "tickets", "videos", "accounts", "sales", "orders",
    "recognise",
    "Reading",
]  # fmt: skip
__dir__ = in_order(__all__)
