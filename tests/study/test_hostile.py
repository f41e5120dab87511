"""Files that were damaged, cut, swapped or made to hurt: a sentence each, within the bounds, never a traceback."""

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from engagelib.contracts import ProblemsError
from engagelib.study.study import Study

RAW = Path(__file__).parents[2] / "data" / "raw"
CASES = Path(__file__).parents[1] / "cases" / "files"
SOURCES = (
    RAW / "kia-metro" / "survey.xlsx", RAW / "kia-metro" / "sales.xlsx", RAW / "kia-metro" / "comments.csv", RAW / "kia-metro" / "tickets.csv",
    RAW / "kia-metro" / "tiktok-studio.zip", RAW / "kia-metro" / "codebook.xlsx", RAW / "kia-metro" / "interviews" / "customer-1.docx",
    RAW / "kia-metro" / "codings" / "coder1.xlsx", RAW / "umkm-loyalty" / "orders.csv", CASES / "case05-old-formats-unread" / "sales.xls",
    CASES / "case05-old-formats-unread" / "orders.ods",
)  # fmt: skip
NAMES = (
    "survey.xlsx", "sales.xlsx", "sales.xls", "sales.ods", "sales.csv", "comments.csv", "comments.json", "tickets.csv", "tickets.xlsx", "orders.csv", "orders.xlsx",
    "codebook.xlsx", "codings/a.xlsx", "codings/a.csv", "interviews/a.docx", "interviews/a.txt", "interviews/a.xlsx", "tiktok-studio.zip", "items.csv",
    "insights/a.csv", "evidence.csv", "cases.csv", "survey.sav", "codebook.qdc", "PROVENANCE.md", "published.csv", "events.csv", "reviews.csv",
)  # fmt: skip


def hurt(data, rng):
    """Bytes that were flipped, cut, doubled, filled or swapped."""
    how = rng.randrange(7)
    if how == 0:
        places = [rng.randrange(max(len(data), 1)) for _ in range(rng.choice((1, 5, 200)))]
        return bytes(rng.randrange(256) if at in places else byte for at, byte in enumerate(data))
    if how == 1:
        return data[: rng.randrange(len(data) + 1)]
    if how == 2:
        return data[rng.randrange(len(data) + 1) :]
    if how == 3:
        at = rng.randrange(len(data) + 1)
        return (
            data[:at]
            + rng.choice(
                (b"\0", b"\xff", b"\n", b'"', b"9", b"[", b"<", "\ud83d".encode("utf-8", "surrogatepass"))
            )
            * rng.choice((1, 100, 80_000))
            + data[at:]
        )
    if how == 4:
        return rng.randbytes(rng.choice((0, 1, 3, 1000)))
    if how == 5:
        return data.replace(
            rng.choice((b",", b"\n", b"2", b"<", b"e")),
            rng.choice((b"", b";", b"\t", b"=1+", b"\xe2\x80\xae")),
        )
    return data


def problems(folder, seed):
    """What is said of a study that holds one such file, under whatever name."""
    rng = random.Random(seed)
    source, name = rng.choice(SOURCES), rng.choice(NAMES)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(hurt(source.read_bytes(), rng))
    for kept in ("items.csv", "survey.xlsx", "codebook.xlsx"):
        if rng.random() < 0.5 and not (folder / kept).exists():
            shutil.copy(RAW / "kia-metro" / kept, folder / kept)
    (folder / "study.toml").write_text('[study]\nname = "hostile"\nzone = "Asia/Jakarta"\n', encoding="utf-8")
    begun = time.monotonic()
    try:
        found = Study(folder).problems()
    except ProblemsError as error:
        found = error.problems
    said = [problem.said(lang) for problem in found for lang in ("id", "en")]
    assert all("Traceback" not in line for line in said)
    assert time.monotonic() - begun < 60
    return said


@pytest.mark.parametrize("seed", range(24))
def test_a_damaged_file_is_a_sentence(tmp_path, seed, monkeypatch):
    monkeypatch.setenv("ENGAGELIB_LOOKING", "1")
    problems(tmp_path, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(24, 224))
def test_two_hundred_damaged_files_are_sentences(tmp_path, seed, monkeypatch):
    monkeypatch.setenv("ENGAGELIB_LOOKING", "1")
    problems(tmp_path, seed)


DECISIONS = {
    "columns.json": (b"[1, 2", b'["comments"]', b'{"comments": 3}', b"[" * 100_000),
    "excluded.csv": (b"\xff\xfe\x00garbage",),
    "slang.csv": (b"form,word\nbgt,banget\n\xe2\x82\xac,\xff\n", b"kata;arti\nbgt;banget\n"),
    "overrides.csv": (b"\xff\xfe\x00garbage",),
}


@pytest.mark.parametrize(
    ("name", "data"), [(name, data) for name, every in DECISIONS.items() for data in every]
)
def test_a_damaged_file_of_decisions_is_the_one_that_is_named(tmp_path, name, data):
    (tmp_path / "study.toml").write_text('[study]\nname = "a"\n', encoding="utf-8")
    (tmp_path / "comments.csv").write_text("comment_id,text,author\n1,enak,a\n", encoding="utf-8")
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding" / name).write_bytes(data)
    errors = {problem.file for problem in Study(tmp_path).problems() if problem.severity == "error"}
    assert name in errors and "comments.csv" not in errors


@pytest.mark.skipif(not hasattr(os, "symlink") or not Path("/etc/passwd").exists(), reason="no links here")
@pytest.mark.parametrize("name", [*DECISIONS, "journals"])
def test_a_link_among_the_decisions_leads_nowhere(tmp_path, name):
    (tmp_path / "study.toml").write_text('[study]\nname = "a"\n', encoding="utf-8")
    (tmp_path / "comments.csv").write_text("comment_id,text,author\n1,enak,a\n", encoding="utf-8")
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding" / name).symlink_to("/etc/passwd")
    told = [str(problem) for problem in Study(tmp_path).problems()]
    assert any(name in one and "leads out" in one for one in told)
    assert not any("root:" in one for one in told)


def test_tables_in_tables_without_end_and_headers_without_end_are_sentences(tmp_path):
    (tmp_path / "study.toml").write_text("[map]\na" + ".a" * 3000 + " = 1\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match="not known"):
        Study(tmp_path)
    (tmp_path / "study.toml").write_text('[study]\nname = "a"\n', encoding="utf-8")
    (tmp_path / "comments.csv").write_text(
        ",".join(f"c{n}" for n in range(20_000)) + "\n" + ",".join("1" * 20_000)
    )
    begun = time.process_time()
    assert any(problem.kind == "no_column" for problem in Study(tmp_path).problems())
    assert time.process_time() - begun < 20
