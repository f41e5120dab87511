"""Reducing and counting comments at four sizes: engagelib, nltk, pandas, and one bare pass over the bytes.

    python -m benchmarks.comments                    up to a million, one table
    python -m benchmarks.comments --most 10000000    ten million too
    python -m benchmarks.comments --spark 20000000   the same reduction on Spark, local[2] and local[4]

Two jobs. `count`: normalise, tokenise, map slang, count words, count comments with the terms of 8 codes.
`reduce`: every rule of the reduction, Parquet in, Parquet out. Each run is a process of its own; seconds are
counted after its imports, memory is the process's peak. Bars: a frame of 200,000 comments as people type them 20
times as fast as nltk's tokenizer alone; a row at 10 million at most 1.3 of one at a million; 2 GB. No way of
counting texts is faster than the bare pass, one look at their bytes.

The comments are made up: halves of this project's illustrative comments around one of 50,000 made-up words, a
tenth of them repeats.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

MILLION = 1_000_000
SIZES = (10_000, 100_000, MILLION, 10 * MILLION)
FRAME = 200_000
#: What is run up to which size; beyond it the table scales the largest run and says so.
LIMITS = {
    "engagelib count": 10**8,
    "engagelib reduce": 10**8,
    "nltk count": MILLION,
    "pandas count": 1_000_000,
    "bare pass": 10**8,
}
CODES = {
    "RASA": "enak sedap gurih manis pedas asin lezat mantap hambar tidak+enak nikmat segar",
    "HARGA": "harga mahal murah ribu diskon promo gratis bayar ongkos+kirim uang hemat paket",
    "WAKTU": "antre lama cepat menunggu jam buka tutup besok kapan hari telat menit",
    "TEMPAT": "lokasi alamat di+mana cabang dekat jauh parkir tempat kota meja kursi jalan",
    "PESAN": "pesan kirim antar whatsapp order nomor porsi bungkus jumlah ambil titip dua",
    "AKRAB": "kangen rindu terima+kasih mbak bunda sayang lucu salam sehat semangat anak ibu",
    "KELUH": "kecewa salah tidak+bisa rusak maaf basi dingin kurang kotor belum+dijawab marah asin",
    "LAIN": "banjir hujan motor paket+pelajar video tiktok akun kuah bakso ayam mi es+teh",
}


def corpus(path: Path, rows: int) -> None:
    """Write made-up comments."""
    import numpy as np

    from engagelib import Study

    said = Study.open("kia-metro").comments().dropna(subset=["text"])["text"].tolist()
    lefts = pa.array([text[: len(text) // 2].rsplit(" ", 1)[0] for text in said])
    rights = pa.array([text[len(text) // 2 :].partition(" ")[2] for text in said])
    rng = np.random.default_rng(4)
    syllables = [a + b for a in "bcdghjklmnprst" for b in "aeiou"]
    words = pa.array(["".join(rng.choice(syllables, rng.integers(2, 5))) for _ in range(50_000)])
    with pq.ParquetWriter(path, _part(1, lefts, words, rights, said, rng, 0).schema) as writer:
        for start in range(0, rows, 200_000):
            writer.write_table(_part(min(200_000, rows - start), lefts, words, rights, said, rng, start))


def _part(n, lefts, words, rights, said, rng, start) -> pa.Table:
    made = pc.binary_join_element_wise(
        lefts.take(pa.array(rng.integers(len(lefts), size=n))),
        words.take(pa.array(rng.zipf(1.3, n) % len(words))),
        rights.take(pa.array(rng.integers(len(rights), size=n))),
        " ",
    )
    repeats = pa.array(said).take(pa.array(rng.integers(len(said), size=n)))
    ids = 7_500_000_000_000_000_000 + start + np_ids(rng, n)
    return pa.table({
        "comment_id": pa.array(ids.astype(str), pa.string()),
        "video_id": pa.array((rng.zipf(1.5, n) % 5_000).astype(str), pa.string()),
        "text": pc.if_else(pa.array(rng.random(n) < 0.1), repeats, made),
        "likes": pa.array(rng.integers(0, 50, n)),
        "is_seller": pa.array(rng.random(n) < 0.15),
    })  # fmt: skip


def as_typed(path: Path, rows: int) -> None:
    """Made-up comments as people type them: emoji, mentions, line breaks, letters drawn out."""
    import numpy as np

    corpus(path, rows)
    plain, rng = pq.read_table(path), np.random.default_rng(5)
    added = pa.array(["", " 😋🔥", " @warung.kita ", "\nkak ", " enaaaakkk bangettt!!! ", " 👍🏽 mksh yaaa"])
    text = pc.binary_join_element_wise(
        added.take(pa.array(rng.integers(len(added), size=rows))),
        plain["text"].combine_chunks(),
        added.take(pa.array(rng.integers(len(added), size=rows))),
        "",
    )
    pq.write_table(plain.set_column(plain.schema.get_field_index("text"), "text", text), path)


def np_ids(rng, n):
    """Ids that rise; one in two hundred is the one before it, scraped again."""
    import numpy as np

    ids = np.arange(n)
    return np.where(rng.random(n) < 0.005, np.maximum(ids - 1, 0), ids)


def term_frame():
    import pandas as pd

    pairs = [(code, term.replace("+", " ")) for code, terms in CODES.items() for term in terms.split()]
    return pd.DataFrame(pairs, columns=["code", "term"])


# --- the jobs: prepare (imports), then run ----------------------------------------------------------------


def engagelib_count(path: Path) -> Callable[[], object]:
    import ibis.backends.duckdb  # noqa: F401

    from engagelib.reduction import bulk, engines

    def run():
        normalised = path.with_suffix(".words")
        bulk.normalise(path, normalised)
        with bulk.opened(normalised) as comments:
            often = engines.word_tally(comments, by=(), comments=False).to_pandas()
            return len(often), len(engines.term_tally(comments, term_frame(), by=("is_seller",)))

    return run


def engagelib_reduce(path: Path) -> Callable[[], object]:
    import ibis.backends.duckdb  # noqa: F401

    from engagelib.reduction import bulk

    return lambda: int(bulk.reduce(path, path.with_suffix(".judged"))["n"].iloc[0])


def spark_reduce(cores: int) -> Callable[[Path], Callable[[], object]]:
    def prepared(path: Path) -> Callable[[], object]:
        from engagelib.reduction import bulk, engines

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers take the machine's own

        def run() -> int:
            # Spark writes a folder, and over nothing that is there
            target = path.with_suffix(f".spark{cores}")
            with engines.connection(f"local[{cores}]") as spark:
                return int(bulk.reduce(path, target, engine=spark)["n"].iloc[0])

        return run

    return prepared


def nltk_count(path: Path) -> Callable[[], object]:
    from collections import Counter
    from itertools import pairwise

    from nltk.tokenize import TweetTokenizer

    from engagelib.text import slang

    def run():
        tokenizer, known = TweetTokenizer(preserve_case=False, reduce_len=True), slang()
        single = {term: code for code, terms in CODES.items() for term in terms.split() if "+" not in term}
        pairs = {
            tuple(term.split("+")): code
            for code, terms in CODES.items()
            for term in terms.split()
            if "+" in term
        }
        often, codes = Counter(), Counter()
        for text in pq.read_table(path, columns=["text"])["text"].to_pylist():
            words = [known.get(token, token) for token in tokenizer.tokenize(text)]
            often.update(words)
            found = {single[word] for word in words if word in single}
            codes.update(found | {pairs[pair] for pair in pairwise(words) if pair in pairs})
        return len(often), len(codes)

    return run


def pandas_count(path: Path) -> Callable[[], object]:
    import pandas as pd

    from engagelib.text import slang

    def run():
        text = pd.read_parquet(path, columns=["text"])["text"].str.normalize("NFKC").str.lower()
        known = dict(slang())
        words = text.str.findall(r"[a-z0-9]+").explode()
        often = words.map(known).fillna(words).value_counts()
        patterns = {code: "|".join(terms.replace("+", " ").split(" ")) for code, terms in CODES.items()}
        return len(often), sum(int(text.str.contains(rf"\b(?:{p})\b").sum() > 0) for p in patterns.values())

    return run


def bare_pass(path: Path) -> Callable[[], object]:
    def run():
        groups = pq.ParquetFile(path).iter_batches(columns=["text"])
        return sum(pc.sum(pc.binary_length(group["text"])).as_py() for group in groups)

    return run


def engagelib_frame(path: Path) -> Callable[[], object]:
    import ibis.backends.duckdb  # noqa: F401
    import pandas as pd

    from engagelib import reduction

    frame = pd.read_parquet(path)
    return lambda: len(reduction.reduce(frame).kept)


def nltk_frame(path: Path) -> Callable[[], object]:
    from nltk.tokenize import TweetTokenizer

    texts = pq.read_table(path, columns=["text"])["text"].to_pylist()
    tokenizer = TweetTokenizer(preserve_case=False, reduce_len=True)
    return lambda: sum(len(tokenizer.tokenize(text)) for text in texts)


METHODS = {
    "engagelib frame": engagelib_frame,
    "nltk frame": nltk_frame,
    "engagelib count": engagelib_count,
    "engagelib reduce": engagelib_reduce,
    "nltk count": nltk_count,
    "pandas count": pandas_count,
    "bare pass": bare_pass,
    "spark local[2]": spark_reduce(2),
    "spark local[4]": spark_reduce(4),
}


def numbered(path: Path) -> None:
    """The same file with `row`, the place in the import, which an engine does not know by itself.

    A row group is read by one task, so many small ones are what lets cores work side by side.
    """
    table = pq.read_table(path)
    table = table.append_column("row", pa.array(range(len(table)), pa.int64()))
    pq.write_table(table, path, row_group_size=50_000)


def on_spark(rows: int) -> None:
    """The reduction by DuckDB and by Spark of the same file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spark.parquet"
        corpus(path, rows)
        numbered(path)
        print(f"{'method':<18}{'comments':>12}{'seconds':>10}{'CPU s':>10}{'rows/s':>12}{'peak MB':>9}  note")
        for method in ("engagelib reduce", "spark local[2]", "spark local[4]"):
            note = "with Java's start; memory when done" if "spark" in method else ""
            print(line(method, rows, measured(method, path), note), flush=True)


def one(method: str, path: str) -> None:
    """Run a job once and print what it cost."""
    run = METHODS[method](Path(path))
    start, busy = time.perf_counter(), time.process_time()
    run()
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if "spark" in method:  # Java and its Python workers are processes of their own
        import psutil

        for process in psutil.Process().children(recursive=True):
            busy += sum(process.cpu_times()[:4])  # user, system, and those of its children that have ended
            peak += process.memory_info().rss / 2**20
    print(json.dumps({"seconds": seconds, "busy": busy, "peak": peak}))


def notebook() -> float:
    """Seconds that a notebook waits for the first reduction of 600 comments, after imports."""
    import ibis.backends.duckdb  # noqa: F401

    from engagelib import Study, reduction

    comments = Study.open("kia-metro").comments().head(600)
    start = time.perf_counter()
    reduction.reduce(comments)
    return time.perf_counter() - start


def measured(method: str, path: Path) -> dict[str, float]:
    """What a job costs in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.comments", "--one", method, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def line(method: str, size: int, cost: dict[str, float], note: str = "") -> str:
    speed = size / cost["seconds"]
    peak = f"{cost['peak']:,.0f}" if "peak" in cost else "–"
    return f"{method:<18}{size:>12,}{cost['seconds']:>10.2f}{cost['busy']:>10.2f}{speed:>12,.0f}{peak:>9}  {note}"


def table(sizes: list[int], folder: Path) -> dict[tuple[str, int], dict[str, float]]:
    """Every method at every size, a line each as it is done."""
    costs: dict[tuple[str, int], dict[str, float]] = {}
    print(f"{'method':<18}{'comments':>12}{'seconds':>10}{'CPU s':>10}{'rows/s':>12}{'peak MB':>9}  note")
    for size in sizes:
        path = folder / f"{size}.parquet"
        corpus(path, size)
        for method, limit in LIMITS.items():
            if size <= limit:
                costs[method, size] = measured(method, path)
                print(line(method, size, costs[method, size]), flush=True)
            else:
                largest = max(known for known in sizes if known <= limit)
                scaled = {name: costs[method, largest][name] * size / largest for name in ("seconds", "busy")}
                costs[method, size] = scaled
                print(line(method, size, scaled, f"scaled from {largest:,}, not run"), flush=True)
        for file in folder.iterdir():
            file.unlink()
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=MILLION, help="largest number of comments")
    parser.add_argument(
        "--spark", type=int, help="compare DuckDB with Spark at so many comments, and nothing else"
    )
    parser.add_argument("--one", nargs=2, metavar=("METHOD", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(*options.one)
        return
    if options.spark:
        on_spark(options.spark)
        return
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} cores{load}, Python {sys.version.split()[0]}\n")
    with tempfile.TemporaryDirectory() as folder:
        costs = table([size for size in SIZES if size <= options.most], Path(folder))
    print()
    if ("nltk count", MILLION) in costs:
        ours, theirs = costs["engagelib count", MILLION], costs["nltk count", MILLION]
        ratios = [theirs[name] / ours[name] for name in ("seconds", "busy")]
        print(
            f"count, 1,000,000: {ratios[0]:.1f} times as fast as nltk; {ratios[1]:.1f} times by CPU seconds"
        )
    for job in ("engagelib count", "engagelib reduce"):
        if (job, 10 * MILLION) in costs:
            small, large = costs[job, MILLION], costs[job, 10 * MILLION]
            ratios = [large[name] / small[name] / 10 for name in ("seconds", "busy")]
            print(
                f"{job}: a row at 10,000,000 costs {ratios[0]:.2f} of one at 1,000,000 ({ratios[1]:.2f} in CPU)"
            )
    with tempfile.TemporaryDirectory() as folder:
        file, rows = Path(folder) / "frame.parquet", min(FRAME, options.most)
        as_typed(file, rows)
        ours, theirs = (measured(method, file) for method in ("engagelib frame", "nltk frame"))
    print(line("engagelib frame", rows, ours, "a pandas frame, as people type"))
    print(line("nltk frame", rows, theirs, "TweetTokenizer alone (bar: 20 times as long)"))
    print(f"a frame: {theirs['seconds'] / ours['seconds']:.1f} times as fast as nltk's tokenizer alone")
    print(f"600 comments in a notebook: {notebook():.2f} s after imports")


if __name__ == "__main__":
    main()
