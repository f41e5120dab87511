"""Make .venv from requirements.lock, then run a command in it. Needs nothing but Python 3.11 or newer.

python bootstrap.py                          set up only
python bootstrap.py reproduce [STUDY ...]    run the notebooks and write the report; --help tells more
python bootstrap.py test [pytest options]    run the tests
python bootstrap.py lab                      open the notebooks in JupyterLab
python bootstrap.py lint                     ruff and mypy
python bootstrap.py bench                    the benchmarks
python bootstrap.py lock [--upgrade]         remake the lock files from pyproject.toml (needs uv)

uv installs where it is found, pip where not. A second call finds everything in place and goes straight on.
With ENGAGELIB_CLUSTER=1 the extra [cluster] (Spark; needs Java 17) is installed too, from its own lock, and stays.
"""

import hashlib
import json
import os
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
LAB = ["jupyterlab", "--ServerApp.root_dir=.", "--LabApp.default_url=/lab/tree/notebooks"]
NO_NEWS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}  # no pop-up
LOCK, CLUSTER = "requirements.lock", "requirements-cluster.lock"
COMMANDS = {
    "reproduce": [[ENGAGELIB, "reproduce"]],
    "test": [[PYTHON, "-m", "pytest"]],
    "lab": [[PYTHON, "-m", *LAB]],
    "lint": [[PYTHON, "-m", *tool.split()] for tool in ("ruff check", "ruff format --check", "mypy")],
    "bench": [[PYTHON, "-m", "benchmarks"]],
}


def wanted() -> dict[str, str]:
    """Describe the environment that should stand in .venv; its stamp holds the same, or more."""
    names = [LOCK, "pyproject.toml"] + [CLUSTER] * (os.environ.get("ENGAGELIB_CLUSTER") == "1")
    files = {name: (HERE / name).read_bytes() for name in names}
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


def run(*command: object, text: str = "") -> None:
    """Run one step of the set-up quietly; if it fails, show its last lines and stop."""
    call = [str(part) for part in command]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
    done = subprocess.run(call, cwd=HERE, env=environment(), input=text, **pipes)
    if done.returncode:
        print(*done.stdout.splitlines()[-15:], sep="\n", file=sys.stderr)
        step = " ".join(call[:4])
        sys.exit(f"bootstrap: {step} ... failed; its last lines are above. Mend that, then run this again.")


def set_up() -> None:
    """Make or update .venv if its stamp differs from what is wanted."""
    want = wanted()
    job = todo(stamped(), want)
    if job == "nothing":
        return
    start, uv = time.monotonic(), shutil.which("uv")
    STAMP.unlink(missing_ok=True)
    if job == "make":
        print(f"Making .venv with Python {want['python']}", flush=True)
        base = getattr(sys, "_base_executable", sys.executable)  # the .venv's own Python is about to go
        maker = [uv, "venv", "--python", base] if uv else [base, "-m", "venv", "--without-pip"]
        run(*maker, "--clear", VENV)
    locks = [name for name in (LOCK, CLUSTER) if name in want]
    print("Installing", *locks, "with", "uv" if uv else "pip, a minute or more", flush=True)
    if uv:
        install = [uv, "pip", "install", "--python", PYTHON, "--compile-bytecode"]
    else:
        run(PYTHON, "-m", "ensurepip")
        install = [PYTHON, "-m", "pip", "install", "--compile"]
    for name in locks:
        run(*install, "--require-hashes", "-r", name)
    run(*install, "--no-deps", "--no-build-isolation", "-e", ".")
    settings = VENV / "etc" / "jupyter" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(NO_NEWS), encoding="utf-8")
    STAMP.write_text(json.dumps(want, indent=1), encoding="utf-8")
    print(f"Ready after {time.monotonic() - start:.0f} s", flush=True)


def lock(options: list[str]) -> None:
    """Pin what pyproject.toml asks for, for every Python from 3.11 and every system; keep pins that fit."""
    import tomllib

    uv = shutil.which("uv") or sys.exit("bootstrap: lock needs uv (`python -m pip install uv`).")
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    everything = [*project["build-system"]["requires"], *project["project"]["dependencies"], *extras["test"]]
    how = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-annotate", "--no-header"]
    for name, needs, bounds in ((LOCK, everything, []), (CLUSTER, extras["cluster"], ["--constraint", LOCK])):
        run(uv, "pip", "compile", *how, *options, *bounds, "--output-file", name, "-", text="\n".join(needs))
        pins = "# Made from pyproject.toml by `make lock`\n" + (HERE / name).read_text(encoding="utf-8")
        (HERE / name).write_text(pins, encoding="utf-8", newline="\n")
        print(f"Wrote {name}")


def main(command: str = "", *arguments: str) -> None:
    """Set up, run the command in .venv and leave with its exit code."""
    if command == "lock":
        return lock(list(arguments))
    if command and command not in COMMANDS:
        print(__doc__, file=sys.stdout if command in ("-h", "--help") else sys.stderr)
        sys.exit(0 if command in ("-h", "--help") else 2)
    set_up()
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the command, which gets it too
    calls = [[str(part) for part in (*call, *arguments)] for call in COMMANDS.get(command, [])]
    codes = [subprocess.call(call, cwd=HERE, env=environment()) for call in calls]
    sys.exit(next((code for code in codes if code), 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
