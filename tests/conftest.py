"""What every test shares: no windows, no time limits on a busy machine, one Chromium."""

import os
import shutil

import hypothesis
import pytest

os.environ["MPLBACKEND"] = "Agg"
hypothesis.settings.register_profile("engagelib", deadline=None, derandomize=True)
hypothesis.settings.load_profile("engagelib")


@pytest.fixture(scope="session")
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
