"""What a user installs: a wheel with every room, data file and notebook, which works where there is no checkout."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("engagelib", "notebooks", "pyproject.toml", "setup.py", "README.md", "LICENSE")
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.egg-info")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for name in SOURCES:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=LEFT_BEHIND)
        else:
            shutil.copy(path, source / name)
    subprocess.run([sys.executable, "-c", BUILD, built], cwd=source, check=True, capture_output=True)
    return next(built.glob("engagelib-*.whl"))


def test_a_wheel_holds_every_room_data_file_and_notebook(wheel):
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    package = {p.relative_to(ROOT).as_posix() for p in (ROOT / "engagelib").rglob("*") if p.is_file()}
    notebooks = {f"engagelib/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / "notebooks").rglob("*.ipynb")}
    wanted = {name for name in package | notebooks if "__pycache__" not in name and "/." not in name}
    assert {"engagelib/py.typed", "engagelib/words/words.csv", "engagelib/report/report.css"} <= wanted
    assert held == wanted


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment with the wheel and what it needs, but without this checkout; gives a way to call it."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home / "env", with_pip=True)
    scripts = home / "env" / ("Scripts" if os.name == "nt" else "bin")
    install = [scripts / "python", "-m", "pip", "install", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    ours = subprocess.check_output(
        [scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    theirs = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (Path(ours) / "needs.pth").write_text("\n".join(theirs) + "\n", encoding="utf-8")
    env = {key: value for key, value in os.environ.items() if not key.startswith(("ENGAGELIB_", "PYTHON"))}
    env |= {"PATH": f"{scripts}{os.pathsep}{env['PATH']}", "COLUMNS": "200"}

    def call(*arguments):
        told = {"cwd": home, "env": env, "capture_output": True, "text": True, "encoding": "utf-8"}
        return subprocess.run([*map(str, arguments)], **told)

    call.home, call.python, call.engagelib = home, scripts / "python", scripts / "engagelib"
    return call


def test_the_package_is_the_wheels_and_its_command_helps(installed):
    where = installed(installed.python, "-c", "import engagelib; print(engagelib.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(installed.home)
    helped = installed(installed.engagelib, "--help")
    assert helped.returncode == 0 and "reproduce" in helped.stdout


def test_a_study_of_ones_own_is_reproduced_by_the_wheels_notebooks(installed, command):
    study = command.copied("kia-metro", installed.home / "mine")
    ran = installed(installed.engagelib, "reproduce", study, "--only", "03", "--fresh", "--lang", "en")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (study / "processed" / "tables" / "reliability.parquet").exists()
    assert (study / "processed" / "report" / "index.html").exists()
    again = installed(installed.engagelib, "reproduce", study, "--only", "03", "--lang", "en")
    assert "nothing changed" in again.stdout, again.stdout + again.stderr


def test_no_study_comes_with_a_wheel_and_that_is_said(installed):
    for arguments in (["reproduce"], ["check", "kia-metro"]):
        told = installed(installed.engagelib, *arguments, "--lang", "en")
        assert told.returncode == 2 and "No study comes with a wheel" in told.stderr, (
            told.stdout + told.stderr
        )
