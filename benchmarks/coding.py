"""Speed and memory of agreement, co-occurrence, tallies and REFI-QDA, beside the packages that do the same.

    python -m benchmarks.coding

Bars: alpha of 100,000 units x 3 coders with the interval of 1,000 resamples at most 0.1 s; 300 categories x 20,000
units at most 1 GB; alpha for unitizing of 100,000 passages x 3 coders with the interval of 1,000 resamples of 2,000
texts at most 5 s, overall and of each of 40 codes; co-occurrence of 10 million codings at most 1.5 s and 0.5 GB; a .qdpx with 50,000 selections read in
1 s and written in 1 s; 50,000 comments x 60 codes x 3 coders, everything, at most 5 s. The better of two runs counts;
memory is what the process grows by at its peak (Linux). krippendorff (GPL) and nltk give no interval; pyrefiqda reads
elements and resolves no texts, positions or coders. A package that is not installed is left out.
"""

from __future__ import annotations

import importlib.util
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from benchmarks.survey import grown
from engagelib import agreement, coding, refi
from engagelib.contracts import DTYPES, columns

Row = tuple[str, str, float, float, str]  # what, who, seconds, MB, remark


def installed(*names: str) -> bool:
    return all(importlib.util.find_spec(name) for name in names)


def timed(run: Callable[[], object], runs: int = 2) -> tuple[float, float, object]:
    """The better of some runs: seconds, MB, result."""
    return min((grown(run) for _ in range(runs)), key=lambda found: found[0])


def alphas(units: int = 100_000) -> Iterator[Row]:
    """Nominal alpha of three coders who agree in four fifths of the units."""
    rng = np.random.default_rng(0)
    cells = np.repeat(rng.integers(0, 5, (units, 1)), 3, axis=1)
    cells = np.where(rng.random(cells.shape) < 0.2, rng.integers(0, 5, cells.shape), cells)
    what = f"alpha, {units:,} units x 3 coders"
    seconds, memory, mine = timed(lambda: agreement.krippendorff(cells))
    yield what, "engagelib", seconds, memory, "with 1,000 resamples (bar 0.1 s)"
    if installed("krippendorff"):
        import krippendorff

        seconds, memory, other = timed(lambda: krippendorff.alpha(cells.T, level_of_measurement="nominal"))
        assert abs(other - mine.value) < 1e-9
        yield what, "krippendorff", seconds, memory, "no interval"
    if installed("nltk"):
        from nltk.metrics.agreement import AnnotationTask

        labels = [(j, i, int(v)) for i, row in enumerate(cells) for j, v in enumerate(row)]
        seconds, memory, other = timed(lambda: AnnotationTask(labels).alpha(), 1)
        assert abs(other - mine.value) < 1e-9
        yield what, "nltk", seconds, memory, "no interval"
    many = rng.integers(0, 300, (20_000, 3))
    seconds, memory, _ = timed(lambda: agreement.krippendorff(many), 1)
    yield (
        "alpha, 300 categories x 20,000 units",
        "engagelib",
        seconds,
        memory,
        "with 1,000 resamples (bar 1,000 MB)",
    )


def unitizing(spans: int = 100_000, texts: int = 2_000, codes: int = 40) -> Iterator[Row]:
    """Three coders who mark the same places, begin and end up to 20 characters apart, and name a fifth otherwise."""
    rng, each = np.random.default_rng(0), spans // texts
    unit, base, code = (
        np.repeat(np.arange(texts), each),
        np.tile(np.arange(each) * 100, texts),
        rng.integers(0, codes, spans),
    )
    parts = []
    for coder in "ABC":
        start = base + rng.integers(0, 20, spans)
        given = np.where(rng.random(spans) < 0.2, rng.integers(0, codes, spans), code)
        parts.append(pd.DataFrame({
            "unit": unit, "coder": coder, "code": given, "start": start, "end": start + rng.integers(30, 79, spans),
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(unit="T" + table["unit"].astype(str), code="C" + table["code"].astype(str))
    units = pd.DataFrame({"unit": [f"T{i}" for i in range(texts)], "text": "x" * each * 100})
    what = f"u-alpha, {spans:,} passages x 3 coders"
    for run, said in ((agreement.unitizing, "overall"), (agreement.unitized, f"overall and {codes} codes")):
        seconds, memory, _ = timed(lambda run=run: run(table, units))
        yield what, "engagelib", seconds, memory, f"{said}, 1,000 resamples of {texts:,} texts (bar 5 s)"


def zipf(codes: int) -> np.ndarray:
    share = 1 / np.arange(1, codes + 1)
    return share / share.sum()


def relations(codings: int = 10_000_000) -> Iterator[Row]:
    """Which of 100 codes stand together, codings as categories; pandas joins a tenth of them with itself."""
    rng = np.random.default_rng(0)
    segments, names = codings * 3 // 10, [f"c{i}" for i in range(100)]
    unit = pd.Categorical.from_codes(
        rng.integers(0, segments, codings, dtype="int32"), np.arange(segments).astype(str)
    )
    code = pd.Categorical.from_codes(rng.choice(100, codings, p=zipf(100)).astype("int8"), names)
    table = pd.DataFrame({"unit": unit, "code": code})
    seconds, memory, _ = timed(lambda: coding.cooccurrence(table))
    yield f"co-occurrence, {codings:,} codings", "engagelib", seconds, memory, "bar 1.5 s, 500 MB"
    from scipy import sparse

    shape = (segments, 100)
    marks = sparse.csr_array((np.ones(codings, "int32"), (unit.codes, code.codes)), shape=shape)
    seconds, memory, _ = timed(lambda: marks.T @ marks)
    yield f"co-occurrence, {codings:,} codings", "limit", seconds, memory, "one matrix product, table ready"
    few = pd.DataFrame({"unit": unit.codes, "code": code.codes})
    few = few[few["unit"] < segments // 10].drop_duplicates()

    def joined() -> pd.Series:
        return few.merge(few, on="unit").groupby(["code_x", "code_y"]).size()

    seconds, memory, _ = timed(joined, 1)
    yield (
        f"co-occurrence, {codings // 10:,} codings",
        "pandas merge",
        seconds,
        memory,
        "a tenth of the codings",
    )


def project(sources: int = 50, each: int = 1000) -> refi.Project:
    """Interviews of some 12,000 words with emoji, and marked passages."""
    rng = np.random.default_rng(0)
    words = ["enak", "sekali", "😋", "mie", "ayam", "porsinya", "besar", "harganya", "murah", "kak"]
    texts = [" ".join(rng.choice(words, 12_000)) for _ in range(sources)]
    starts = [np.sort(rng.choice(len(text) - 20, each, replace=False)) for text in texts]
    rows = [
        (f"I{i}", "AB"[k % 2], f"C{k % 40}", s, s + 12)
        for i, at in enumerate(starts)
        for k, s in enumerate(at)
    ]
    table = pd.DataFrame(rows, columns=["unit", "coder", "code", "start", "end"]).assign(source="human")
    codings = table.reindex(columns=list(columns("codings")))
    book = pd.DataFrame({"code": [f"C{i}" for i in range(40)]}).reindex(columns=list(columns("codebook")))
    units = pd.DataFrame(
        {"unit": [f"I{i}" for i in range(sources)], "kind": "interview", "case": None, "text": texts}
    )
    return refi.Project(
        book, units, codings.astype({c.name: DTYPES[c.type] for c in columns("codings").values()})
    )


def exchange() -> Iterator[Row]:
    """A .qdpx with 50,000 selections there and back."""
    made, what = project(), "50,000 selections, .qdpx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.qdpx"
        seconds, memory, _ = timed(lambda: refi.write_project(path, made))
        yield f"{what} written", "engagelib", seconds, memory, "bar 1 s"
        seconds, memory, back = timed(lambda: refi.read_project(path))
        assert len(back.codings) == len(made.codings) and back.report.inside == back.report.passages
        yield f"{what} read", "engagelib", seconds, memory, "every span verified (bar 1 s)"
        seconds, memory, _ = timed(lambda: _bytes(path))
        yield f"{what} read", "limit", seconds, memory, "one pass: unzipped, XML parsed"
        if installed("pyrefiqda"):
            from pyrefiqda import RefiProject

            seconds, memory, loaded = timed(lambda: RefiProject.load(path, extract_dir=f"{folder}/x"), 1)
            yield f"{what} read", "pyrefiqda", seconds, memory, "elements only"
            seconds, memory, _ = timed(lambda: RefiProject.save(loaded, f"{folder}/q.qdpx"), 1)
            yield f"{what} written", "pyrefiqda", seconds, memory, "elements only"


def _bytes(path: Path) -> object:
    with zipfile.ZipFile(path) as file:
        return ElementTree.fromstring(file.read("project.qde"))


def study(comments: int = 50_000, codes: int = 60) -> Iterator[Row]:
    """Three coders on every comment, one or two codes each, as texts: all that notebook 02 computes."""
    rng = np.random.default_rng(0)
    truth = np.zeros((comments, codes), dtype=bool)
    for _ in range(2):
        truth[np.arange(comments), rng.choice(codes, comments, p=zipf(codes))] |= rng.random(comments) < 0.8
    given = np.stack([truth ^ (rng.random(truth.shape) < 0.002) for _ in range(3)], axis=1)
    unit, coder, code = np.nonzero(given)
    none = np.nonzero(~given.any(axis=2))
    table = pd.DataFrame(
        {
            "unit": np.r_[unit, none[0]],
            "coder": np.r_[coder, none[1]],
            "code": np.r_[code, np.full(len(none[0]), -1)],
        }
    )
    table["unit"] = "K" + table["unit"].astype(str)
    table["coder"] = table["coder"].map(dict(enumerate("ABC")))
    table["code"] = table["code"].map({i: f"code{i}" for i in range(codes)})
    names = [f"K{i}" for i in range(comments)]
    known = pd.DataFrame(
        {
            "unit": names,
            "role": rng.choice(list("abcd"), comments),
            "video": rng.choice(list("uvwxyz"), comments),
        }
    )
    one = table[table["coder"] == "A"]

    def everything() -> list[pd.DataFrame]:
        return [
            coding.tally(one, cluster=known.set_index("unit")["video"]),
            coding.tally(table, by=["coder"]),
            coding.tally(one, by=["video"], attributes=known),
            coding.associations(coding.crosstab(one, known)),
            coding.cooccurrence(table),
            agreement.table(table),
            agreement.overall(table),
            agreement.disagreements(table),
        ]

    seconds, memory, _ = timed(everything)
    yield (
        f"{comments:,} comments x {codes} codes x 3 coders",
        "engagelib",
        seconds,
        memory,
        "all tables (bar 5 s)",
    )


def main() -> None:
    rows = [row for part in (alphas, unitizing, relations, exchange, study) for row in part()]
    best = {what: seconds for what, who, seconds, *_ in rows if who == "engagelib"}
    print(f"{'':44} {'':14} {'s':>8} {'MB':>7} {'ratio':>7}")
    for what, who, seconds, memory, remark in rows:
        ratio = f"{seconds / best[what]:7.1f}" if what in best else f"{'':7}"
        print(f"{what:44} {who:14} {seconds:8.3f} {memory:7.0f} {ratio}  {remark}")


if __name__ == "__main__":
    main()
