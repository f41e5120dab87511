"""The set-up holds: lists of packages agree, bootstrap knows what to do, nothing names a registry."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import bootstrap

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
CONDA_NAMES = {"duckdb": "python-duckdb", "ibis-framework[duckdb]": "ibis-duckdb"}
PYTHONS = ("3.11.0", "3.11.9", "3.12.0", "3.13.0", "3.14.0")
SYSTEMS = ({"sys_platform": "linux", "os_name": "posix"}, {"sys_platform": "win32", "os_name": "nt"})


def specifiers(lines):
    """Map each requirement's name, extras included, to its version range."""
    needs = map(Requirement, lines)
    return {
        need.name + ("[" + ",".join(sorted(need.extras)) + "]" if need.extras else ""): need.specifier
        for need in needs
    }


def pins(name):
    """Read a lock as (name, version, marker) rows."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    needs = [Requirement(line.rstrip("\\ ")) for line in lines if re.match(r"\w", line)]
    return [(canonicalize_name(need.name), next(iter(need.specifier)).version, need.marker) for need in needs]


def pinned(names, python, system):
    """Give the versions that locks install together under one Python on one system."""
    facts = {"python_full_version": python, "python_version": ".".join(python.split(".")[:2])} | system
    rows = {row[:2] for name in names for row in pins(name) if not row[2] or row[2].evaluate(facts)}
    assert len(rows) == len({package for package, _ in rows})  # no package in two versions
    return dict(rows)


RUNTIME = specifiers(PROJECT["project"]["dependencies"])
EXTRAS = PROJECT["project"]["optional-dependencies"]


def test_conda_users_get_the_packages_of_pyproject():
    needs = specifiers(entry for entry in CONDA if isinstance(entry, str))
    python, _pip = needs.pop("python"), needs.pop("pip")
    assert needs == {CONDA_NAMES.get(name, name): wanted for name, wanted in RUNTIME.items()}
    assert python == SpecifierSet(PROJECT["project"]["requires-python"])
    assert CONDA[-1] == {"pip": ["-e ."]}


#: Package -> module, where they differ.
MODULES = {"ibis-framework[duckdb]": "ibis", "python-calamine": "python_calamine", "python-docx": "docx"}
STARTED = {"jupyterlab"}  # as a program of its own


#: What comes with a package and is used beside it.
COMES_WITH = {
    "IPython": "ipykernel", "PIL": "matplotlib", "fontTools": "matplotlib", "jupyter_client": "nbclient", "lxml": "python-docx",
    "pydantic_core": "pydantic", "sqlglot": "ibis-framework[duckdb]",
}  # fmt: skip


def imported():
    """Every module that the package imports, by its first name."""
    for path in (ROOT / "engagelib").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        yield from re.findall(r'import_module\("(\w+)', source)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield node.module.partition(".")[0]


def test_every_package_that_is_asked_for_is_used_and_every_one_used_is_asked_for():
    needs = {MODULES.get(name, name) for name in RUNTIME} - STARTED
    assert needs <= {*imported()}
    assert {*COMES_WITH.values()} <= {*RUNTIME}
    others = {*imported()} - sys.stdlib_module_names - needs - COMES_WITH.keys() - {"engagelib"}
    assert others <= {"sklearn", "pyspark"}  # the extras suggest and cluster


LOCKS = ("requirements.lock", "requirements-lab.lock", "requirements-test.lock", "requirements-cluster.lock")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system["sys_platform"])
def test_the_locks_pin_what_pyproject_asks_for(python, system):
    build = specifiers(PROJECT["build-system"]["requires"])
    lab = {"jupyterlab": RUNTIME["jupyterlab"]}
    needs = {
        "reproduce": build | {name: wanted for name, wanted in RUNTIME.items() if name not in lab},
        "": RUNTIME | build,
        "lab": RUNTIME | build,
        "lint": specifiers(need for need in EXTRAS["test"] if need.startswith(("ruff", "mypy"))) | build,
        "test": RUNTIME | build | specifiers(EXTRAS["test"]),
    }
    for command, needed in needs.items():
        have = pinned(bootstrap.locks(command), python, system)
        for name, wanted in needed.items():
            assert have[canonicalize_name(name.partition("[")[0])] in wanted, (command, name)


def test_reproduce_installs_neither_lab_nor_what_only_tests_and_lint_need():
    names = {name for name, _, _ in pins("requirements.lock")}
    assert names >= {"pandas", "matplotlib", "ipykernel", "nbclient"}
    assert not names & {"playwright", "mypy", "ruff", "pytest", "hypothesis", "jupyterlab", "babel"}


@pytest.mark.parametrize("python", PYTHONS)
def test_the_cluster_lock_adds_spark_alone(python):
    base = pinned(["requirements.lock"], python, SYSTEMS[0])
    both = pinned(["requirements.lock", "requirements-cluster.lock"], python, SYSTEMS[0])
    assert both.keys() - base.keys() == {"py4j", "pyspark"} and base.items() <= both.items()
    for name, wanted in specifiers(EXTRAS["cluster"]).items():
        assert both[name.partition("[")[0]] in wanted


@pytest.mark.parametrize("name", [*LOCKS, "requirements-uv.lock"])
def test_every_pin_has_a_hash(name):
    blocks = re.split(r"\n(?=\w)", (ROOT / name).read_text(encoding="utf-8"))
    assert len(blocks) > 1
    assert [block.split()[0] for block in blocks[1:] if "--hash=sha256:" not in block] == []


def test_one_oldest_python_everywhere():
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert PROJECT["tool"]["mypy"]["python_version"] == "3.11"
    assert PROJECT["tool"]["ruff"]["target-version"] == "py311"
    listed = [line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if "Python :: 3." in line]
    assert listed == ["3.11", "3.12", "3.13", "3.14"]


def test_gpl_oracles_are_for_tests_only():
    names = {name for name, _, _ in pins("requirements.lock")}
    assert "krippendorff" not in RUNTIME
    assert not names & {"pingouin", "scikit-learn"}  # scikit-learn would slow every import of nltk


WANTED = {"python": "3.12.1", "folder": "here", "requirements.lock": "a", "pyproject.toml": "b"}


@pytest.mark.parametrize(
    "found, job",
    [
        (WANTED, "nothing"),
        (WANTED | {"requirements-cluster.lock": "c"}, "nothing"),
        (WANTED | {"requirements-lab.lock": "c", "requirements-test.lock": "d"}, "nothing"),
        (WANTED | {"requirements.lock": "z"}, "update"),
        (WANTED | {"pyproject.toml": "z"}, "update"),
        (WANTED | {"python": "3.11.7"}, "make"),
        (WANTED | {"folder": "elsewhere"}, "make"),
        ({}, "make"),
    ],
)
def test_bootstrap_does_no_more_than_needed(found, job):
    assert bootstrap.todo(found, WANTED) == job


def test_a_half_made_environment_counts_as_none(tmp_path, monkeypatch):
    for name in ("PYTHON", "ENGAGELIB", "STAMP"):
        monkeypatch.setattr(bootstrap, name, tmp_path / name)
    for name in ("PYTHON", "ENGAGELIB"):
        assert bootstrap.stamped() == {}
        (tmp_path / name).touch()
    assert bootstrap.stamped() == {}
    (tmp_path / "STAMP").write_text('{"python": "3.1', encoding="utf-8")
    assert bootstrap.stamped() == {}
    (tmp_path / "STAMP").write_text(json.dumps(WANTED), encoding="utf-8")
    assert bootstrap.stamped() == WANTED
    (tmp_path / "PYTHON").unlink()
    assert bootstrap.stamped() == {}


def test_wanted_follows_lock_pyproject_python_and_folder(monkeypatch):
    monkeypatch.delenv("ENGAGELIB_CLUSTER", raising=False)
    want = bootstrap.wanted("reproduce")
    assert set(want) == set(WANTED)
    assert want.items() < bootstrap.wanted("").items() < bootstrap.wanted("test").items()
    assert want["python"] == ".".join(map(str, sys.version_info[:3]))
    assert want["folder"] == str(ROOT)


def test_the_cluster_extra_is_installed_where_it_is_asked_for(monkeypatch):
    monkeypatch.setenv("ENGAGELIB_CLUSTER", "1")
    want = bootstrap.wanted("reproduce")
    assert set(want) == {*WANTED, "requirements-cluster.lock"}
    plain = {name: value for name, value in want.items() if name != "requirements-cluster.lock"}
    assert bootstrap.todo(plain, want) == "update" and bootstrap.todo(want, plain) == "nothing"


def steps(monkeypatch, folder, fails=(), on_path=None):
    """Set up in an empty folder without running anything; the steps as they would be run, program by its name.

    `fails`: words of steps that fail. pip brings a uv that is an empty file.
    """
    for name, place in {"VENV": "", "PYTHON": "bin/python", "STAMP": "stamp", "OWN_UV": "uv/bin/uv"}.items():
        monkeypatch.setattr(bootstrap, name, folder / place)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: on_path)
    taken = []

    def tried(*command, text=""):
        call = [str(part).removeprefix(f"{folder}/") for part in command]
        taken.append(" ".join(call))
        failed = any(word in taken[-1] for word in fails)
        if "--target" in call and not failed:
            (folder / "uv" / "bin").mkdir(parents=True, exist_ok=True)
            (folder / "uv" / "bin" / "uv").touch()
        return ["no"] if failed else None

    monkeypatch.setattr(bootstrap, "tried", tried)
    bootstrap.set_up("reproduce")
    return taken


def installs(taken):
    return [step.partition(" install")[0] for step in taken if "requirements.lock" in step]


def test_uv_is_taken_where_it_is_found(monkeypatch, tmp_path):
    taken = steps(monkeypatch, tmp_path, on_path="/usr/bin/uv")
    assert installs(taken) == ["/usr/bin/uv pip"]
    assert not any("ensurepip" in step for step in taken)


def test_else_pip_brings_one_pinned_with_hashes_that_is_found_the_next_time(monkeypatch, tmp_path):
    taken = steps(monkeypatch, tmp_path)
    (bringing,) = [step for step in taken if "requirements-uv.lock" in step]
    assert bringing.startswith("bin/python -m pip install") and "--require-hashes" in bringing
    assert "--target uv" in bringing
    assert installs(taken) == ["uv/bin/uv pip"]
    assert not any("ensurepip" in step for step in steps(monkeypatch, tmp_path)[1:])


@pytest.mark.parametrize("fails", ["requirements-uv.lock", "uv/bin/uv --version"])
def test_where_uv_cannot_be_had_or_does_not_run_pip_installs(monkeypatch, tmp_path, fails):
    taken = steps(monkeypatch, tmp_path, fails=[fails])
    assert installs(taken) == ["bin/python -m pip"]
    assert not (tmp_path / "uv").exists()


def test_nothing_compiles_what_may_never_be_imported(monkeypatch, tmp_path):
    for fails in ([], ["requirements-uv.lock"]):
        for step in steps(monkeypatch, tmp_path / str(len(fails)), fails):
            assert "--compile" not in step
            assert "-m pip install" not in step or "--no-compile" in step


def test_commands_run_compiled_and_find_the_kernel_of_the_environment(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    given = bootstrap.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in given
    assert given["PATH"].startswith(str(bootstrap.SCRIPTS))

    from jupyter_client import KernelManager

    manager = KernelManager(kernel_name="python3")
    assert manager.format_kernel_cmd()[0] == sys.executable


def run_bootstrap(*arguments, version=None):
    program = "import runpy, sys; sys.argv = sys.argv[1:]; " + (
        f"sys.version_info = {version}; " if version else ""
    )
    program += "runpy.run_path(sys.argv[0], run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", program, str(ROOT / "bootstrap.py"), *arguments],
        capture_output=True,
        text=True,
    )


def test_an_old_python_is_refused_in_a_sentence():
    done = run_bootstrap("test", version=(3, 10, 13))
    assert done.returncode == 1
    assert done.stderr == "engagelib needs Python 3.11 or newer, and this is Python 3.10.\n"


def test_an_unknown_command_lists_the_known_ones():
    done = run_bootstrap("tset")
    assert done.returncode == 2
    assert all(f"bootstrap.py {name}" in done.stderr for name in (*bootstrap.COMMANDS, "lock"))


def test_a_failed_step_shows_its_last_lines(capsys):
    with pytest.raises(SystemExit, match="failed; its last lines are above"):
        bootstrap.run(sys.executable, "-c", "print('no such thing'); raise SystemExit(3)")
    assert "no such thing" in capsys.readouterr().err


def committed():
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry():
    hosts = [
        ("pypi", "org"), ("pythonhosted", "org"), ("anaconda", "org"), ("anaconda", "com"), ("npmjs", "org"),
        ("npmjs", "com"), ("yarnpkg", "com"), ("unpkg", "com"), ("jsdelivr", "net"), ("debian", "org"),
    ]  # fmt: skip
    pattern = re.compile("|".join(re.escape(".".join(parts)) for parts in hosts).encode(), re.IGNORECASE)
    files = committed()
    assert ROOT / "bootstrap.py" in files
    assert [str(path.relative_to(ROOT)) for path in files if pattern.search(path.read_bytes())] == []


def test_no_lock_holds_an_address():
    for name in (*LOCKS, "requirements-uv.lock", "environment.yml"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name


def test_notebooks_are_committed_without_outputs():
    for path in sorted((ROOT / "notebooks").glob("*/*.ipynb")):
        staged = bootstrap.git(
            "show", f":{path.relative_to(ROOT).as_posix()}"
        )  # what lies here may have been run
        notebook = json.loads(staged or path.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code), path.name
        assert notebook["metadata"]["kernelspec"]["name"] == "python3", path.name


def test_who_is_cited_is_the_version_that_is_built():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["version"], cited["license"]) == (
        PROJECT["project"]["version"],
        PROJECT["project"]["license"],
    )
    assert cited["keywords"] == PROJECT["project"]["keywords"]
    assert f"\n## {cited['version']}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_tier_of_tests_has_a_word_in_make_and_all_tests_are_in_one():
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    tiers = {name: bootstrap.COMMANDS[name] for name in bootstrap.TESTS}
    assert all(f" {name} " in made for name in (*tiers, "test-lowest"))
    assert tiers["test"][0] == tiers["test-all"][0][: len(tiers["test"][0])]
    assert [call[-1] for call in (tiers["test"][0], tiers["test-all"][-1])] == [
        "not slow and not long",
        "slow and not long",
    ]
    assert tiers["test-long"][0][-1] == "fuzz or long"
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("make test-all")


# --- what people said stays out of git ------------------------------------------------------------

SAID = {
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {"editable": True}, "source": ["# Judul"]},
        {
            "cell_type": "code", "execution_count": 3, "id": "b", "metadata": {"tags": ["finding"], "scrolled": True},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["mi ayamnya hambar"]}],
            "source": ["data.comments()"],
        },
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
                 "language_info": {"name": "python", "version": "3.11.7"}},
    "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with the filter set, and git in it."""
    monkeypatch.setattr(bootstrap, "HERE", tmp_path)
    for name in ("bootstrap.py", ".gitattributes"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    bootstrap.git("init", "-q")
    if not bootstrap.git("rev-parse", "--git-dir"):
        pytest.skip("no git")
    (tmp_path / "n.ipynb").write_text(json.dumps(SAID), encoding="utf-8")
    return tmp_path


def test_git_takes_a_notebook_in_without_what_people_said(checkout):
    bootstrap.set_filter()
    bootstrap.set_filter()
    bootstrap.git("add", "n.ipynb")
    staged = bootstrap.git("show", ":n.ipynb")
    assert "hambar" not in staged and "3.11.7" not in staged
    cells = json.loads(staged)["cells"]
    assert [cell["metadata"] for cell in cells] == [{}, {"tags": ["finding"]}]
    assert cells[1]["source"] == ["data.comments()"] and cells[1]["outputs"] == []
    assert "hambar" in (checkout / "n.ipynb").read_text(encoding="utf-8")  # what lies here stays as it is
    bootstrap.clean(["--check", "n.ipynb"])


def test_a_saved_notebook_with_outputs_is_caught_where_the_filter_is_not_set(checkout, capsys):
    bootstrap.git("add", "n.ipynb")
    assert "hambar" in bootstrap.git("show", ":n.ipynb")
    with pytest.raises(SystemExit) as stopped:
        bootstrap.clean(["--check", "n.ipynb"])
    assert stopped.value.code == 1 and "n.ipynb" in capsys.readouterr().out


def test_a_filter_that_cannot_run_lets_nothing_in(checkout):
    bootstrap.set_filter()
    (checkout / "n.ipynb").write_text("{", encoding="utf-8")
    bootstrap.git("add", "n.ipynb")
    assert bootstrap.git("ls-files") == ""


def test_every_notebook_of_the_project_goes_through_the_filter_and_the_hook_looks_at_each():
    marked = bootstrap.git("check-attr", "filter", "notebooks/en/03_survey.ipynb", "elsewhere/x.ipynb")
    assert not marked or marked.count("filter: notebook") == 2
    hook = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0][
        "hooks"
    ][0]
    assert hook["entry"] == "python bootstrap.py clean --check" and re.search(hook["files"], "a/b.ipynb")


@pytest.mark.xdist_group("kept-together")
def test_tests_of_a_group_stay_with_one_worker(request):
    """Else two of them change one study at a time: pytest 9.2 hides the group from xdist 3.8."""
    assert "PYTEST_XDIST_WORKER" not in os.environ or request.node.nodeid.endswith("@kept-together")
