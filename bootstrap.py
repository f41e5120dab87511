"""Make .venv from the lock files, then run a command in it. Needs nothing but Python 3.11 or newer.

python bootstrap.py                          set up only
python bootstrap.py reproduce [STUDY ...]    run the notebooks and write the report; --help tells more
python bootstrap.py test [pytest options]    run the tests that take seconds (some minutes in all)
python bootstrap.py test-all                 lint, those with their coverage, and whole runs (well under an hour)
python bootstrap.py test-long                made-up cases by the thousand, runs killed by the hundred; by hand
python bootstrap.py test-lowest              the tests that take seconds, with the oldest packages allowed (needs uv)
python bootstrap.py lab [STUDY]              open the notebooks in JupyterLab
python bootstrap.py lint                     ruff and mypy
python bootstrap.py bench                    the benchmarks
python bootstrap.py lock [--upgrade]         remake the lock files from pyproject.toml (needs uv)
python bootstrap.py clean [--check FILE ...] a notebook without what people said in it: the filter by which git takes one in

uv installs: the one that is found, else one that pip brings into .venv, else pip installs. A second call finds
everything in place and goes straight on. requirements.lock is what `reproduce` needs; JupyterLab and what only
tests and lint need have locks of their own, which the commands that need them add. With ENGAGELIB_CLUSTER=1 the
extra [cluster] (Spark; needs Java 17) is installed too, from its own lock, and stays.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit("engagelib needs Python 3.11 or newer, and this is Python %d.%d." % sys.version_info[:2])

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
WINDOWS = os.name == "nt"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
ENGAGELIB = SCRIPTS / ("engagelib.exe" if WINDOWS else "engagelib")
STAMP = VENV / "engagelib-setup.json"
NO_NEWS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}  # no pop-up
OWN_UV = VENV / "uv" / "bin" / ("uv.exe" if WINDOWS else "uv")
LOCK, ONLY_UV = "requirements.lock", "requirements-uv.lock"
ONLY_LAB, ONLY_TEST, CLUSTER = "requirements-lab.lock", "requirements-test.lock", "requirements-cluster.lock"
#: Command -> what it needs beside requirements.lock; "" sets up for work in JupyterLab.
TESTS = ("test", "test-all", "test-long")
ADDED = {"": [ONLY_LAB], "lab": [ONLY_LAB], "lint": [ONLY_TEST]} | {
    name: [ONLY_LAB, ONLY_TEST] for name in TESTS
}
PYTEST = [PYTHON, "-m", "pytest"]
QUICK = ["-m", "not slow and not long"]
LINT = [[PYTHON, "-m", *tool.split()] for tool in ("ruff check", "ruff format --check", "mypy")]
COVERAGE = ["--cov=engagelib", "--cov-report=term:skip-covered"]
COMMANDS = {
    "reproduce": [[ENGAGELIB, "reproduce"]],
    "test": [[*PYTEST, *QUICK]],
    "test-all": [[*PYTEST, *QUICK, *COVERAGE], *LINT, [*PYTEST, "-m", "slow and not long"]],
    "test-long": [[*PYTEST, "-m", "fuzz or long"]],
    "lab": [[ENGAGELIB, "lab"]],
    "lint": LINT,
    "bench": [[PYTHON, "-m", "benchmarks"]],
}


def locks(command: str = "") -> list[str]:
    """List the lock files that a command needs installed."""
    return [LOCK, *ADDED.get(command, [])] + [CLUSTER] * (os.environ.get("ENGAGELIB_CLUSTER") == "1")


def wanted(command: str = "") -> dict[str, str]:
    """Describe the environment that should stand in .venv; its stamp holds the same, or more."""
    files = {name: (HERE / name).read_bytes() for name in [*locks(command), "pyproject.toml"]}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return {"python": sys.version.split()[0], "folder": str(HERE)} | digests


def stamped() -> dict[str, str]:
    """Read what stands in .venv; nothing if it is missing, half-made or broken."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8")) if PYTHON.exists() and ENGAGELIB.exists() else {}
    except (OSError, ValueError):
        return {}


def todo(found: dict[str, str], wanted: dict[str, str]) -> str:
    """Choose: "nothing"; "update" for a new lock or pyproject; "make" for a new Python or folder."""
    if wanted.items() <= found.items():
        return "nothing"
    return "update" if all(found.get(key) == wanted[key] for key in ("python", "folder")) else "make"


def environment() -> dict[str, str]:
    """Give the caller's environment as .venv needs it: its commands first, and bytecode written."""
    kept = {key: value for key, value in os.environ.items() if key.upper() != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", os.defpath)])
    return kept | {"VIRTUAL_ENV": str(VENV), "PATH": path, "JUPYTER_PREFER_ENV_PATH": "1"}


def tried(*command: object, text: str = "") -> list[str] | None:
    """Run one step of the set-up quietly; None if it went well, else the last lines that it said."""
    call = [str(part) for part in command]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
    done = subprocess.run(call, cwd=HERE, env=environment(), input=text, **pipes)
    return done.stdout.splitlines()[-15:] if done.returncode else None


def run(*command: object, text: str = "") -> None:
    """Run one step of the set-up quietly; if it fails, show its last lines and stop."""
    said = tried(*command, text=text)
    if said is not None:
        print(*said, sep="\n", file=sys.stderr)
        step = " ".join(str(part) for part in command[:4])
        sys.exit(f"bootstrap: {step} ... failed; its last lines are above. Mend that, then run this again.")


def found_uv() -> str | None:
    """Find uv on the path, or the one that was brought here before."""
    return shutil.which("uv") or (str(OWN_UV) if OWN_UV.exists() else None)


def brought_uv() -> str | None:
    """Let pip bring uv, pinned with hashes, into a folder of its own in .venv; None where it cannot be had."""
    pip = [PYTHON, "-m", "pip", "install", "--no-compile", "--disable-pip-version-check"]
    offline = ["--retries", "1", "--timeout", "15"]  # told soon
    how = ["--require-hashes", "--only-binary", ":all:", "-r", ONLY_UV, "--target", VENV / "uv"]
    if tried(*pip, *offline, *how) is None and OWN_UV.exists() and tried(OWN_UV, "--version") is None:
        return str(OWN_UV)
    shutil.rmtree(VENV / "uv", ignore_errors=True)
    return None


def installer() -> list[object]:
    """Give the command that installs: uv's, else pip's; neither compiles, which the first import does."""
    uv = found_uv()
    if not uv:
        run(PYTHON, "-m", "ensurepip")
        uv = brought_uv()
    if uv:
        return [uv, "pip", "install", "--python", PYTHON]
    return [PYTHON, "-m", "pip", "install", "--no-compile", "--disable-pip-version-check"]


def set_up(command: str = "") -> None:
    """Make or update .venv if its stamp differs from what the command needs."""
    want = wanted(command)
    job = todo(stamped(), want)
    if job == "nothing":
        return
    start = time.monotonic()
    STAMP.unlink(missing_ok=True)
    if job == "make":
        print(f"Making .venv with Python {want['python']}", flush=True)
        base = getattr(sys, "_base_executable", sys.executable)  # the .venv's own Python is about to go
        run(base, "-m", "venv", "--without-pip", "--clear", VENV)
    install = installer()
    named, tool = locks(command), "uv" if install[0] != PYTHON else "pip, a minute or more"
    print("Installing", *named, "with", tool, flush=True)
    run(*install, "--require-hashes", *(part for name in named for part in ("-r", name)))
    run(*install, "--no-deps", "--no-build-isolation", "-e", ".")
    settings = VENV / "etc" / "jupyter" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(NO_NEWS), encoding="utf-8")
    STAMP.write_text(json.dumps(want, indent=1), encoding="utf-8")
    print(f"Ready after {time.monotonic() - start:.0f} s", flush=True)


def lock(options: list[str]) -> None:
    """Pin what pyproject.toml asks for, for every Python from 3.11 and every system; keep pins that fit.

    requirements.lock stands alone; each other lock holds what its needs add to it, so the two are installed
    together.
    """
    import tomllib

    uv = found_uv() or sys.exit("bootstrap: lock needs uv (`python -m pip install uv`).")
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    extras, needed = project["project"]["optional-dependencies"], project["project"]["dependencies"]
    lab = [need for need in needed if need.startswith("jupyterlab")]  # nothing that runs alone imports it
    base = [*project["build-system"]["requires"], *(need for need in needed if need not in lab)]
    how = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-annotate", "--no-header"]
    told, known = "# Made from pyproject.toml by `make lock`\n", set()
    added = {ONLY_LAB: lab, ONLY_TEST: extras["test"], CLUSTER: extras["cluster"]}
    for name, needs in {LOCK: base, **added, ONLY_UV: ["uv>=0.9"]}.items():
        path, apart = HERE / name, name in (LOCK, ONLY_UV)
        bounds = [] if apart else ["--constraint", LOCK]
        run(uv, "pip", "compile", *how, *options, *bounds, "--output-file", path, "-", text="\n".join(needs))
        pins = re.split(r"\n(?=\w)", path.read_text(encoding="utf-8").strip())
        kept = [pin for pin in pins if apart or pin not in known]
        known |= set(pins) if name == LOCK else set()
        path.write_text(told + "\n".join(kept) + "\n", encoding="utf-8", newline="\n")
        print(f"Wrote {name}")


# --- notebooks in git: what people said stays out ------------------------------------------------------------


def cleaned(notebook: str) -> str:
    """A notebook as it is committed: without outputs, counts, and what only one computer knows."""
    whole = json.loads(notebook)
    for cell in whole["cells"]:
        cell["metadata"] = {key: value for key, value in cell["metadata"].items() if key == "tags"}
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        cell.pop("attachments", None)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole["metadata"] = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def clean(arguments: list[str]) -> None:
    """Clean the notebook on standard input, as a filter of git; `--check` names those staged that are not clean."""
    if arguments[:1] != ["--check"]:
        sys.stdout.buffer.write(cleaned(sys.stdin.buffer.read().decode()).encode())
        return
    staged = {name: git("show", f":{name}") for name in arguments[1:]}
    dirty = [name for name, text in staged.items() if text and json.loads(text) != json.loads(cleaned(text))]
    if dirty:
        print("These notebooks hold outputs, and with them what people said:", *dirty, sep="\n  ")
        print("Run `python bootstrap.py` once (it sets the filter), then `git add` them again.")
        sys.exit(1)


def git(*arguments: str) -> str:
    """What git says; nothing where there is no git, or no checkout."""
    try:
        done = subprocess.run(["git", *arguments], cwd=HERE, capture_output=True, encoding="utf-8")
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def set_filter() -> None:
    """Let git take notebooks in through `clean` (.gitattributes names the filter): set in this checkout only."""
    python = Path(getattr(sys, "_base_executable", sys.executable)).as_posix()
    wanted = {"clean": f'"{python}" bootstrap.py clean', "smudge": "cat", "required": "true"}
    if git("rev-parse", "--git-dir") and git("config", "filter.notebook.clean").strip() != wanted["clean"]:
        for key, value in wanted.items():
            git("config", f"filter.notebook.{key}", value)


def lowest(options: list[str]) -> None:
    """Run the quick tests with the oldest packages that pyproject.toml allows, in an environment of their own."""
    uv = found_uv() or sys.exit("bootstrap: test-lowest needs uv (`python -m pip install uv`).")
    place = HERE / "build" / "lowest"
    python = place / SCRIPTS.name / PYTHON.name
    run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, place)
    run(uv, "pip", "install", "--python", python, "--resolution", "lowest-direct", "-e", ".[test]")
    sys.exit(subprocess.call([str(part) for part in (python, "-m", "pytest", *QUICK, *options)], cwd=HERE))


def main(command: str = "", *arguments: str) -> None:
    """Set up, run the command in .venv and leave with its exit code."""
    if command == "lock":
        return lock(list(arguments))
    if command == "test-lowest":
        return lowest(list(arguments))
    if command == "clean":
        return clean(list(arguments))
    if command and command not in COMMANDS:
        print(__doc__, file=sys.stdout if command in ("-h", "--help") else sys.stderr)
        sys.exit(0 if command in ("-h", "--help") else 2)
    set_filter()
    set_up(command)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the command, which gets it too
    calls = [[str(part) for part in (*call, *arguments)] for call in COMMANDS.get(command, [])]
    told = environment() | ({"ENGAGELIB_LONG": "1"} if command == "test-long" else {})
    codes = [subprocess.call(call, cwd=HERE, env=told) for call in calls]
    sys.exit(next((code for code in codes if code), 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
