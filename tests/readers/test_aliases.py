"""What a column may be called: the list of aliases, and the headers of every export that tests build or studies ship."""

import csv
import json
from pathlib import Path

from engagelib.contracts import TABLES
from engagelib.readers import aliases
from engagelib.readers.sheets import Sheet, header_key

HERE = Path(__file__).parent
LISTED = list(
    csv.DictReader(Path(aliases.__file__).with_name("aliases.csv").open(encoding="utf-8", newline=""))
)
#: Lists of headers that no contract has: a turn's speaker and words, an interview's head lines, a questionnaire's own
#: columns, what is told of respondents, who is mentioned in a comment.
APART = {"turns", "heads", "questionnaire", "attributes", "mentioned"}


def sheet(header):
    return Sheet("a.csv", "", tuple(header), (), ())


def test_no_header_changes_its_column():
    """Headers of the exports that tests build and studies ship, as they were found before readers had one list."""
    rows = csv.DictReader((HERE / "mappings.csv").open(encoding="utf-8", newline=""))
    frozen = [(row["table"], json.loads(row["header"]), json.loads(row["mapping"])) for row in rows]
    assert len(frozen) > 300
    assert [of for of in frozen if aliases.found(of[0], sheet(of[1])) != of[2]] == []


def test_headers_are_listed_as_they_are_compared_and_once_for_a_column():
    keys = [(row["table"], row["column"], row["header"]) for row in LISTED]
    assert all(row["header"] == header_key(row["header"]) for row in LISTED)
    assert len(keys) == len(set(keys))


def test_every_list_is_of_a_table_that_is_read():
    assert {row["table"] for row in LISTED} - set(TABLES) == APART
    assert {row["language"] for row in LISTED} <= {"id", "en", ""}
    assert {row["use"] for row in LISTED} == {"", "offered"}


def test_what_may_mean_something_else_is_offered_and_never_taken():
    header = ["pengguna", "jam", "isi"]
    assert aliases.found("comments", sheet(header)) == {}
    assert aliases.offers("comments", sheet(header), ["author", "created_at", "text"], ()) == dict(
        zip(["author", "created_at", "text"], header, strict=True)
    )


def test_a_declared_header_goes_before_every_alias():
    both = sheet(["Komentar", "Isi"])
    assert aliases.found("comments", both, {"text": "Isi"})["text"] == "Isi"
    assert "text" not in aliases.found("comments", both, {"text": "Ulasan"})
