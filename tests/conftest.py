"""What every test shares: no windows, no time limits on a busy machine, one Chromium."""

import os
import shutil
import tempfile
import time
import zlib

import hypothesis
import pytest
from command import Command

os.environ["MPLBACKEND"] = "Agg"
# keys of pseudonyms that tests make are no business of whoever runs them
os.environ["XDG_CONFIG_HOME"] = os.environ["WIN_PD_OVERRIDE_APPDATA"] = tempfile.mkdtemp(
    prefix="engagelib-test-keys-"
)
hypothesis.settings.register_profile("engagelib", deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", deadline=None, max_examples=5000)
hypothesis.settings.load_profile("long" if os.environ.get("ENGAGELIB_LONG") else "engagelib")


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long text as the beginning of its name: it would be read out with every test that takes it, millions of letters of it."""
    if isinstance(val, str | bytes) and len(val) > 200:
        told = val if isinstance(val, bytes) else val.encode("utf-8", "surrogatepass")
        return f"{val[:40]!a}…{len(val)}-{zlib.crc32(told):08x}"
    return None


def pytest_itemcollected(item):
    """Mark what hypothesis makes cases up for: `make test-long` makes up more."""
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False) is True:
        item.add_marker(pytest.mark.fuzz)


def once(place, make):
    """Make a folder once for all workers of a run: the first makes it, the others wait until it is there or failed."""
    told = place.with_suffix(".told")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.with_suffix(".begun").touch(exist_ok=False)
    except FileExistsError:
        while not told.exists():
            time.sleep(0.2)
    else:
        failed = "it was stopped"
        try:
            failed = make(place)
        finally:
            told.write_text(failed, encoding="utf-8")
    assert told.read_text(encoding="utf-8") == ""
    return place


@pytest.fixture(scope="module")  # it leaves a running loop behind it, which other tests do not expect
def chromium():
    """Give the installed Chromium, driven by Playwright: `page = chromium.new_page()`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        complain = pytest.fail if os.environ.get("ENGAGELIB_REQUIRE_BROWSER") == "1" else pytest.skip
        complain("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def command():
    return Command()


@pytest.fixture(scope="session")
def reproduced(command, tmp_path_factory):
    """Give a shipped study made somebody's own and reproduced in English, once for all tests: `reproduced("kia-metro")`.

    Its results as they were made lie beside it, in `as-made`: whoever changes the study (in its xdist group, and
    back again) changes nothing there.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(place):
        folder = command.copied(place.name, place / place.name)
        done = command("reproduce", folder, "--lang", "en")
        shutil.copytree(folder / "processed", place / "as-made")
        calm = done.returncode == 0 and " waits " not in done.stdout  # no notebook is tried in vain
        return "" if calm else done.stdout + done.stderr

    return lambda name: once(shared / "reproduced" / name, make) / name
