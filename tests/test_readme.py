"""What the READMEs tell people to type works, and what they link to is there."""

import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READMES = [ROOT / "README.md", ROOT / "README.id.md"]


def commands(path):
    blocks = re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_make_targets_are_those_of_the_makefile(path):
    assert [line for line in commands(path) if line.startswith("make ")] == ["make reproduce", "make test"]
    heads = re.findall(r"^([\w -]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"reproduce", "test", "lab"} <= set(" ".join(heads).split())


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_what_its_python_calls_is_there(path):
    blocks = re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        rooms = {}
        for room, names in re.findall(r"^from (engagelib[\w.]*) import (.+)$", block, re.MULTILINE):
            rooms |= {name: import_module(f"{room}.{name}") for name in names.split(", ")}
        calls = [(name, call) for name, call in re.findall(r"^(\w+)\.(\w+)\(", block, re.MULTILINE)]
        assert calls and all(callable(getattr(rooms[name], call)) for name, call in calls)


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", [line for line in commands(ROOT / "README.md") if line.startswith("engagelib ")]
)
def test_commands_run(line, tmp_path):
    arguments = shlex.split(line)[1:]
    if arguments[0] == "reproduce":
        arguments += ["--only", "00", "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "engagelib", *arguments], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("target", ["reproduce", "test"])
def test_the_two_commands_call_the_setup(target):
    done = subprocess.run(["make", "-n", target], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0 and f"bootstrap.py {target}" in done.stdout


def test_the_notebook_map_names_every_notebook():
    for path, lang in zip(READMES, ("en", "id"), strict=True):
        text = path.read_text(encoding="utf-8")
        assert all(
            f"notebooks/{lang}/{notebook.name}" in text
            for notebook in (ROOT / "notebooks" / lang).glob("*.ipynb")
        )
