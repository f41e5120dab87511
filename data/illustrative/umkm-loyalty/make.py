"""Make the illustrative raw files of the study umkm-loyalty from the handwritten ones beside this script.

python make.py            writes data/raw/umkm-loyalty, the same bytes every time
python make.py --check    exit 1, with a list, when what lies there is not what would be written

study.toml, evidence.csv, citations.csv and PROVENANCE.md are handwritten where they lie.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
RAW = HERE.parents[1] / "raw" / "umkm-loyalty"
sys.path[:0] = [str(HERE), str(HERE.parent)]

import insights  # noqa: E402
import orders  # noqa: E402
from files import delimited, document, main, rows, table, workbook  # noqa: E402

from engagelib.text.masks import masked  # noqa: E402

CODEBOOK = [
    *("code", "parent", "theme", "name", "definition", "include", "exclude", "example", "color", "version")
]
ROLES = {"pemilik": "owner", "pengelola akun": "account_manager", "admin": "admin", "pelanggan": "customer"}
CRITERIA = {
    "owner": "pemilik UMKM yang berjualan online",
    "account_manager": "pengelola akun digital",
    "admin": "admin layanan pelanggan",
    "customer": "membeli berulang",
}
#: In Word, in plain text, in a workbook: as transcripts come.
FORMATS = {"K": "docx", "F": "txt", "R": "xlsx"}


def interviews() -> dict[str, list[str]]:
    """Name -> lines of each interview, culinary shops first."""
    paths = sorted((HERE / "interviews").glob("*.txt"), key=lambda p: ("KFR".index(p.stem[0]), p.stem))
    return {
        path.stem: [line for line in path.read_text(encoding="utf-8").splitlines() if line] for path in paths
    }


def _head(lines: Sequence[str]) -> dict[str, str]:
    return dict(re.match(r"# (\w+): (.*)", line).groups() for line in lines if line.startswith("# "))


def _cases(shops: Sequence[Mapping[str, str]], papers: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """List the shops, and every informant with why they were chosen; a customer's proof is a document of their own orders."""
    blank = dict.fromkeys(
        ("case", "kind", "parent", "role", "sector", "name", "place", "criterion", "proof", "included"), ""
    )
    found = [
        blank
        | {name: shop[name] for name in ("case", "name", "sector", "place")}
        | {"kind": "shop", "included": "ya"}
        for shop in shops
    ]
    bought = {paper["case"]: paper["document"] for paper in papers if paper["kind"] == "bukti_pembelian"}
    told = sorted(
        interviews().items(),
        key=lambda pair: (
            "KFR".index(pair[0][0]),
            pair[0][:2],
            list(CRITERIA).index(ROLES[_head(pair[1])["peran"]]),
        ),
    )
    for stem, lines in told:
        head = _head(lines)
        role = ROLES[head["peran"]]
        proof = bought.get(head["usaha"], "") if role == "customer" else ""
        about = {
            "kind": "informant",
            "parent": head["usaha"],
            "name": head["informan"].partition(",")[0],
            "included": "ya",
        }
        found.append(
            blank | about | {"case": stem, "role": role, "criterion": CRITERIA[role], "proof": proof}
        )
    return found


def _units() -> dict[str, str]:
    """List everything that is coded: unit -> text."""
    found = {}
    for stem, lines in interviews().items():
        turns = [line for line in lines if not line.startswith("#")]
        found |= {
            f"{stem}:{n}": turn[3:].strip() for n, turn in enumerate(turns, start=1) if turn.startswith("N:")
        }
    for name, key, text in (
        ("observations", "observation", "note"),
        ("documents", "document", "note"),
        ("reviews", "review", "text"),
    ):
        found |= {row[key]: row[text] for row in rows(HERE / f"{name}.tsv")}
    return {unit: masked(text) if unit.startswith("U-") else text for unit, text in found.items()}


def _coded(coder: str, known: set[str]) -> list[tuple]:
    """List a coder's passages: unit, code, start, end, memo; the passage is found in the text, each time anew."""
    units, found, last = _units(), [], Counter()
    for row in rows(HERE / f"{coder}.tsv"):
        unit, code, passage = row["unit"], row["code"], row["passage"]
        passage = masked(passage) if unit.startswith("U-") else passage  # reviews are read without names
        if unit not in units or code not in known | {"-"}:
            raise ValueError(f"{coder}.tsv: {unit} or {code} does not belong there")
        start, end = "", ""
        if passage:
            start = units[unit].find(passage, last[unit, code])
            start = units[unit].find(passage) if start < 0 else start
            if start < 0:
                raise ValueError(f"{coder}.tsv: '{passage}' does not stand in {unit}")
            end = start + len(passage)
            last[unit, code] = end
        found.append((unit, code, start, end, row["memo"]))
    missing = units.keys() - {row[0] for row in found}
    if missing:
        raise ValueError(f"{coder}.tsv: nothing for {sorted(missing)[:5]}")
    return found


def _codebook() -> tuple[Sequence[str], list[list[str]]]:
    found = rows(HERE / "codebook.tsv")
    names = {row["code"]: row["name"] for row in found}
    filled = [row | {"theme": names[row["parent"] or row["code"]], "version": "1"} for row in found]
    return CODEBOOK, [[row[name] for name in CODEBOOK] for row in filled]


def _interview(stem: str, lines: Sequence[str]) -> bytes:
    kind = FORMATS[stem[0]]
    plain = [line.removeprefix("# ") for line in lines]
    if kind == "docx":
        return document(f"Transkrip wawancara {stem}", plain)
    if kind == "txt":
        return ("\n".join(plain) + "\n").encode()
    head = [(line, "", "") for line in plain if not re.match("[PN]: ", line)]
    turns = [
        (n, line[0], line[3:].strip())
        for n, line in enumerate((p for p in plain if re.match("[PN]: ", p)), start=1)
    ]
    return workbook({"Transkrip": (head[0], [*head[1:], ("giliran", "pembicara", "ucapan"), *turns])})


def made() -> dict[str, bytes]:
    """Name within data/raw/umkm-loyalty -> its bytes."""
    shops = rows(HERE / "shops.tsv")
    bought = orders.made(shops)
    sent = Counter((row[2], row[3], row[1][:7]) for row in bought if row[6] != "Batal")
    known = {row["code"] for row in rows(HERE / "codebook.tsv") if row["parent"]}
    papers = rows(HERE / "documents.tsv")
    notes = [row | {"count": int(row["count"])} for row in rows(HERE / "observations.tsv")]
    files = {
        "cases.csv": delimited(*table(_cases(shops, papers))),
        "codebook.xlsx": workbook({"Codebook": _codebook()}),
        "observations.xlsx": workbook({"Observasi": table(notes)}),
        "documents.csv": delimited(*table(papers)),
        "reviews.csv": delimited(*table(rows(HERE / "reviews.tsv")), bom=True),
        "member_check.csv": delimited(*table(rows(HERE / "member_check.tsv"))),
        "orders.csv": delimited(orders.HEADER, bought),
    }
    for coder in ("coder1", "coder2"):
        if (HERE / f"{coder}.tsv").exists():
            header = ("unit", "code", "start", "end", "memo")
            files[f"codings/{coder}.xlsx"] = workbook({"Coding": (header, _coded(coder, known))})
    for channel, sheet in insights.sheets(rows(HERE / "insights.tsv"), sent).items():
        files[f"insights/{channel}.csv"] = delimited(*sheet)
    return files | {
        f"interviews/{stem}.{FORMATS[stem[0]]}": _interview(stem, lines)
        for stem, lines in interviews().items()
    }


if __name__ == "__main__":
    raise SystemExit(main(made, RAW, sys.argv[1:], __doc__ or ""))
