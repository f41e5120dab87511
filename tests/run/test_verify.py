"""Whether every change of an input, the code, the lock, an output or a page is seen without running anything."""

import json
import random
import shutil

import pytest
from test_reproduce import EVENTS_TABLE, SCORES, Bench
from typer.testing import CliRunner

from engagelib import cli
from engagelib.run import record
from engagelib.run.verify import differences
from engagelib.study.folder import HOUSE, PROJECT
from engagelib.study.study import Study

FIGURE = (
    "from engagelib import figures\n"
    "with figures.style():\n"
    "    import matplotlib.pyplot as plt; ax = plt.subplots()[1]; ax.plot([1, 2])\n"
    "    figures.save(ax, data.figures / 'line')"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study that has been reproduced by a copy of the library, so that its code can be changed too."""
    folder = tmp_path_factory.mktemp("verify")
    house = folder / "project" / "engagelib"
    shutil.copytree(HOUSE, house, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "requirements.lock", house.parent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "HOUSE", house)
        patch.setattr(record, "PROJECT", house.parent)
        bench = Bench(folder)
        bench.house = house
        bench.notebook("01_scores", SCORES, FIGURE)
        bench.notebook("02_events", EVENTS_TABLE)
        assert set(bench.statuses().values()) == {"ran"}
        yield bench


def found(bench):
    return [why.said("en") for why in differences(Study(bench.raw), bench.home, bench.notebooks)]


def files(bench):
    """Everything that results stand on or consist of."""
    inputs = [path for path in bench.raw.glob("*") if path.is_file()]
    outputs = [path for part in ("tables", "figures", "report") for path in (bench.home / part).glob("*")]
    code = [
        path
        for path in bench.house.rglob("*.py")
        if path.name != "cli.py" and not {"report", "export"} & {*path.parts}
    ]
    return [*inputs, *outputs, *code, bench.house.parent / "requirements.lock", *bench.notebooks.glob("*.ipynb"),
            bench.home / "manifest.json"]  # fmt: skip


def says_the_same(whole, other):
    """Whether two notebooks differ in what is neither run nor read: space between parts, where outputs would stand."""

    def said(text):
        cells = json.loads(text)["cells"]
        return [
            (cell["cell_type"], "".join(cell["source"]), cell.get("metadata"), cell.get("id"))
            for cell in cells
        ]

    try:
        return said(whole) == said(other)
    except (ValueError, KeyError, TypeError):
        return False


def is_caught(bench, path, rng):
    """Change one byte, look, and put it back."""
    whole = path.read_bytes()
    end = (
        whole.rindex(b'"metadata"') if path.suffix == ".ipynb" else len(whole)
    )  # what follows the cells does not run
    at = rng.randrange(end)
    changed = rng.choice([byte for byte in range(256) if byte != whole[at]])
    other = whole[:at] + bytes([changed]) + whole[at + 1 :]
    if path.suffix == ".ipynb" and says_the_same(whole, other):
        return True
    path.write_bytes(other)
    try:
        return bool(found(bench))
    except Exception:  # study.toml that cannot be read any more says so itself
        return True
    finally:
        path.write_bytes(whole)


@pytest.mark.slow
def test_a_byte_anywhere_is_seen(made):
    assert found(made) == []
    rng = random.Random(1)
    kinds = {path.suffix + path.parent.name: path for path in files(made)}
    missed = [str(path) for path in kinds.values() if not is_caught(made, path, rng)]
    assert missed == [] and len(kinds) > 20
    assert found(made) == []


@pytest.mark.long
def test_a_thousand_bytes(made):
    rng, every = random.Random(2), files(made)
    assert [
        str(path) for path in (rng.choice(every) for _ in range(1000)) if not is_caught(made, path, rng)
    ] == []


@pytest.mark.slow
def test_what_is_wrong_is_named(made):
    table = made.home / "tables" / "scores.parquet"
    whole = table.read_bytes()
    table.unlink()
    assert found(made) == ["01_scores: tables/scores.parquet was removed"]
    table.write_bytes(whole)
    (made.home / "tables" / "mine.csv").write_text("a\n1\n")
    assert found(made) == ["tables/mine.csv was written by no notebook"]
    (made.home / "tables" / "mine.csv").unlink()
    (made.raw / "events.csv").write_text("date,name\n2024-03-02,mulai\n")
    assert found(made) == ["events.csv changed", "02_events: events.csv changed"]
    made.write("events.csv", "date,name\n2024-03-01,mulai\n")
    manifest = made.home / "manifest.json"
    told = manifest.read_text(encoding="utf-8")
    forged = json.loads(told)
    forged["inputs"] = {}
    manifest.write_text(json.dumps(forged), encoding="utf-8")
    assert found(made) == ["manifest.json was altered"]
    manifest.write_text(told, encoding="utf-8")
    assert found(made) == []


def test_what_was_never_reproduced_says_so(tmp_path):
    bench = Bench(tmp_path)
    answer = CliRunner().invoke(cli.app, ["verify", str(bench.raw), "--lang", "en"])
    assert answer.exit_code == 1 and "run engagelib reproduce first" in answer.output
