"""Make the illustrative raw files of the study kia-metro from the handwritten ones beside this script.

python make.py            writes data/raw/kia-metro, the same bytes every time
python make.py --check    exit 1, with a list, when what lies there is not what would be written
python make.py --sample   writes coder2-sample.tsv: what the second coder reads, without the first one's codes

study.toml, published.csv, evidence.csv and PROVENANCE.md are handwritten where they lie.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
RAW = HERE.parents[1] / "raw" / "kia-metro"
sys.path[:0] = [str(HERE), str(HERE.parent)]

import sales  # noqa: E402
import survey  # noqa: E402
import threads  # noqa: E402
import tickets  # noqa: E402
from files import archive, delimited, document, rows, table, workbook  # noqa: E402
from files import main as written  # noqa: E402

CODEBOOK = [
    *("code", "parent", "theme", "name", "definition", "include", "exclude", "example", "color", "version")
]
#: The window's first day and the moment of the export, as TikTok Studio puts them into names.
STUDIO = f"2025-08-01_{threads.EXPORTED}_contoh_kiametro"


Comments = Sequence[threads.Comment]
People = Sequence[Mapping[str, str]]
Coded = tuple[str, str, str]  # unit, text, codes


def _codebook() -> tuple[Sequence[str], list[list[str]]]:
    found = rows(HERE / "codebook.tsv")
    names = {row["code"]: row["name"] for row in found}
    filled = [row | {"theme": names[row["parent"] or row["code"]], "version": "1"} for row in found]
    return CODEBOOK, [[row[name] for name in CODEBOOK] for row in filled]


def _observations(shown: Mapping[str, threads.Video]) -> tuple[list[str], list[list]]:
    """Read the field notes; a video goes by TikTok's id."""
    ids = {"": ""} | {key: video.id for key, video in shown.items()}
    found = rows(HERE / "observations.tsv")
    return table([row | {"video": ids[row["video"]], "count": int(row["count"])} for row in found])


def _sheet(coded: Sequence[Coded]) -> bytes:
    return workbook({"Coding": (("unit", "text", "codes"), coded)})


def _first_coder(written: Comments, people: People) -> list[Coded]:
    """List everything that can be coded."""
    coded = [(c.id, c.text, "; ".join(c.codes)) for c in written if c.codes]
    answers = [(person, name) for person in people for name in ("like", "improve") if person[f"codes_{name}"]]
    return coded + [
        (f"{person['respondent']}/{name}", person[f"open_{name}"], person[f"codes_{name}"].replace(";", "; "))
        for person, name in answers
    ]


def _second_coder(written: Comments, people: People) -> list[Coded]:
    """List the sample with the codes of coder2.tsv (columns key, codes)."""
    given = {row["key"]: row["codes"] for row in rows(HERE / "coder2.tsv")}
    drawn = dict(threads.sample(written, people))
    known = {row["code"] for row in rows(HERE / "codebook.tsv") if row["parent"]} | {"-"}
    strange = {code for codes in given.values() for code in codes.split(";")} - known
    if given.keys() != drawn.keys() or strange:
        keys = sorted(given.keys() ^ drawn.keys())
        raise ValueError(f"coder2.tsv: keys {keys} or codes {sorted(strange)} do not belong there")
    ids = {c.key: c.id for c in written}
    return [(ids.get(key, key), text, given[key].replace(";", "; ")) for key, text in drawn.items()]


def _interview(path: Path) -> bytes:
    lines = path.read_text(encoding="utf-8").splitlines()
    return document(f"Transkrip wawancara {path.stem}", [line.removeprefix("# ") for line in lines if line])


def made() -> dict[str, bytes]:
    """Name within data/raw/kia-metro -> its bytes."""
    shown = threads.videos(HERE / "comments")
    written = threads.comments(HERE / "comments", shown)
    people, items = rows(HERE / "respondents.tsv"), rows(HERE / "items.tsv")
    studio = {"Overview": threads.account(shown, written), "Content": threads.content(shown, written)}
    exports = {
        f"{name}_{STUDIO}/{name}.csv": delimited(*sheet, bom=True, quote_all=True)
        for name, sheet in studio.items()
    }
    interviews = sorted((HERE / "interviews").glob("*.txt"))
    files = {
        "survey.xlsx": workbook(survey.sheets(people, items)),
        "items.csv": delimited(*table(items)),
        "comments.csv": delimited(*threads.export(written), bom=True),
        "codebook.xlsx": workbook({"Codebook": _codebook()}),
        "codings/coder1.xlsx": _sheet(_first_coder(written, people)),
        "tiktok-studio.zip": archive(exports),
        "sales.xlsx": workbook({"Penjualan": sales.sheet()}),
        "events.csv": delimited(*table(rows(HERE / "events.tsv"))),
        "tickets.csv": delimited(*tickets.table(written, rows(HERE / "tickets-outside.tsv"))),
        "observations.xlsx": workbook({"Observasi": _observations(shown)}),
        "documents.csv": delimited(*table(rows(HERE / "documents.tsv"))),
    }
    if (HERE / "coder2.tsv").exists():
        files["codings/coder2.xlsx"] = _sheet(_second_coder(written, people))
    return files | {f"interviews/{path.stem}.docx": _interview(path) for path in interviews}


def _write_sample() -> None:
    shown = threads.videos(HERE / "comments")
    drawn = threads.sample(threads.comments(HERE / "comments", shown), rows(HERE / "respondents.tsv"))
    lines = ["key\ttext", *(f"{key}\t{text.replace(chr(10), chr(92) + 'n')}" for key, text in drawn)]
    (HERE / "coder2-sample.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> int:
    """Write, or compare, or draw the second coder's sample."""
    if arguments == ["--sample"]:
        _write_sample()
        return 0
    return written(made, RAW, arguments, __doc__ or "")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
