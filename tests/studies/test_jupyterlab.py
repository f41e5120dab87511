"""Run All in JupyterLab reaches the end, for both studies in both languages, and shows what `reproduce` shows."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from kernel import kernel

from engagelib.run import notebook
from engagelib.study.lab import PASSED, lacked

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.name for path in (ROOT / "notebooks" / "en").glob("*.ipynb"))
STUDIES = ("kia-metro", "umkm-loyalty")


def marked(first, others):
    """Every study in every language, minutes each: how the first is marked, and how the others."""
    pairs = [(name, lang) for name in STUDIES for lang in ("id", "en")]
    marks = [first, *[others] * (len(pairs) - 1)]
    return [pytest.param(*pair, marks=mark) for pair, mark in zip(pairs, marks, strict=True)]


#: In CI the browser runs the first; what it does not run there, nbclient does. By hand (`long`) both run the rest.
BROWSED = marked(pytest.mark.slow, pytest.mark.long)
UNSEEN = marked(pytest.mark.long, pytest.mark.slow)


class Lab:
    """JupyterLab on a folder, with a browser before it: `lab.run_all("en/03_survey.ipynb")` gives the saved cells."""

    def __init__(self, folder, home, browser):
        self.folder, self.page = folder, browser.new_page(viewport={"width": 1280, "height": 900})
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/lab"
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.token=", "--ServerApp.password=",
            f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}",
        ]  # fmt: skip
        own = {
            "JUPYTER_CONFIG_DIR": home / "config",
            "JUPYTER_DATA_DIR": home / "data",
            "IPYTHONDIR": home / "ipython",
        }
        settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
        settings.mkdir(parents=True)
        whole = '{"windowingMode": "none"}'  # every cell is on the page, whether it is in sight or not
        (settings / "tracker.jupyterlab-settings").write_text(whole, encoding="utf-8")
        calm = {key: value for key, value in os.environ.items() if not key.startswith("ENGAGELIB_")}
        env = (
            calm | {key: str(path) for key, path in own.items()} | {"PYTHONPATH": str(ROOT), "MPLBACKEND": ""}
        )
        env.pop("MPLBACKEND")
        self.server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_for_server()

    def _wait_for_server(self):
        for _ in range(900):
            try:
                return urlopen(self.address, timeout=1).close()
            except OSError:
                time.sleep(0.2)
        pytest.fail("JupyterLab did not start")

    def close(self):
        self.page.close()
        self.server.terminate()
        self.server.wait(20)

    idle = "() => document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'"

    def open(self, name):
        """Open a notebook and wait until its kernel is idle."""
        ready = (
            "() => /Python/.test(document.querySelector('.jp-KernelName')?.textContent)"
            " && !document.querySelector('.jp-Dialog')"
        )
        self.page.goto(f"{self.address}/tree/{name}?reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=180_000)
        accept = self.page.locator(".jp-Dialog .jp-mod-accept")
        for _ in range(900):  # the first page asks for the kernel where it does not know yet which there are
            if accept.is_visible():
                accept.click()
            if self.page.evaluate(self.idle) and self.page.evaluate(ready):
                break
            self.page.wait_for_timeout(200)

    def run_all(self, name):
        """Open a notebook, Run All Cells by the menu, wait for its end, save; the cells as they are saved."""
        from playwright.sync_api import TimeoutError as Late

        begun = (
            "() => [...document.querySelectorAll('.jp-InputPrompt')].some(p => /[0-9*]/.test(p.textContent))"
        )
        ended = (
            "() => ![...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.includes('*'))"
        )
        self.open(name)
        accept = self.page.locator(".jp-Dialog .jp-mod-accept")
        for patience in (20_000, 40_000, 120_000):  # on a busy machine a click may come too early
            if accept.is_visible():
                accept.click()
            self.page.get_by_role("menuitem", name="Run", exact=True).click()
            self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            with contextlib.suppress(Late):
                self.page.wait_for_function(begun, timeout=patience)
                break
        else:
            seen = "() => document.querySelector('.jp-Dialog, .jp-NotebookPanel-toolbar')?.textContent"
            pytest.fail(f"{name} does not begin to run: {self.page.evaluate(seen)}")
        self.page.wait_for_timeout(500)
        self.page.wait_for_function(self.idle, timeout=300_000)
        self.page.wait_for_function(ended, timeout=300_000)
        self.page.keyboard.press("Control+s")
        self.page.wait_for_timeout(700)
        return json.loads((self.folder / name).read_text(encoding="utf-8"))["cells"]


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """JupyterLab on a folder of notebooks that a test fills."""
    opened = Lab(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home"), chromium)
    yield opened
    opened.close()


def placed(name, lang, study, folder):
    """A notebook of the project in a folder, its first cell edited to open a study."""
    path = ROOT / "notebooks" / lang / name
    cells = notebook.with_parameters(notebook.cells(path), {"study": str(study), "lang": lang})
    (folder / lang).mkdir(exist_ok=True)
    notebook.save(cells, folder / lang / name)
    return f"{lang}/{name}"


def code(cells):
    return [cell for cell in cells if cell["cell_type"] == "code" and "".join(cell["source"]).strip()]


def shown(cell):
    """What a cell shows, apart from counts."""
    kept = [output for output in cell["outputs"] if output.get("name") != "stderr"]
    texts = [output.get("data", {"text": output.get("text", "")}) for output in kept]
    return [
        {kind: "".join(value) if isinstance(value, list) else value for kind, value in data.items()}
        for data in texts
    ]


def assert_it_reached_the_end(cells, name):
    errors = [
        output for cell in code(cells) for output in cell["outputs"] if output["output_type"] == "error"
    ]
    assert errors == [], (name, errors)
    assert all(cell["execution_count"] for cell in code(cells)), name


def assert_it_shows_the_same(cells, other):
    """Cell by cell what `reproduce` left of the notebook, which left out as a whole what lacks what it is about."""
    if not other.name[:2].isdigit():  # for beginners: no part of a run
        return
    if not other.exists():
        assert any(PASSED in output.get("data", {}) for cell in code(cells) for output in cell["outputs"])
        return
    ran = json.loads(other.read_text(encoding="utf-8"))["cells"]
    for here, there in zip(code(cells), code(ran), strict=True):
        assert shown(here) == shown(there), (other.name, here["source"])


@pytest.mark.browser
def test_run_all_reaches_the_end_of_a_notebook_that_lacks_a_table(lab, tmp_path):
    (tmp_path / "study.toml").write_text('[study]\nname = "kosong"\n', encoding="utf-8")
    cells = lab.run_all(placed("05_itil.ipynb", "en", tmp_path, lab.folder))
    assert_it_reached_the_end(cells, "05_itil")
    told = [str(lacked(cell["outputs"])) for cell in code(cells)]
    assert told[0] == "None" and set(told[1:]) == {"the study has no tickets.csv"}
    assert lab.page.locator("text=Left out: the study has no tickets.csv").first.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize(("name", "lang"), BROWSED)
def test_every_notebook_reaches_the_end_and_shows_what_reproduce_shows(name, lang, lab, command, tmp_path):
    mine, theirs = (command.copied(name, tmp_path / place / name) for place in ("lab", "run"))
    done = command("reproduce", theirs, "--lang", lang)
    assert done.returncode == 0, done.stdout + done.stderr
    for book in NAMES:
        cells = lab.run_all(placed(book, lang, mine, lab.folder))
        assert_it_reached_the_end(cells, book)
        assert_it_shows_the_same(cells, theirs / "processed" / "notebooks" / book)
        assert_tables_fit(lab, cells, book)


def assert_tables_fit(lab, cells, book):
    """No table of a notebook is wider than the place that it is shown in, at 1280 pixels."""
    tables = lab.page.evaluate(
        """() => [...document.querySelectorAll('.jp-OutputArea-output table.engagelib')].map(t => [t.caption?.textContent,
            t.getBoundingClientRect().width - t.closest('.jp-OutputArea-output').clientWidth])"""
    )
    saved = [text for cell in code(cells) for shows in shown(cell) for text in [shows.get("text/html", "")]]
    assert len(tables) == sum('class="engagelib' in text for text in saved), book
    assert [caption for caption, beyond in tables if beyond > 1] == [], book


@pytest.mark.parametrize(("name", "lang"), UNSEEN)
def test_every_notebook_reaches_the_end_where_the_first_error_stops(name, lang, command, tmp_path):
    """As nbclient, nbconvert and papermill run them; and each cell shows what `reproduce` shows."""
    from nbclient import NotebookClient
    from nbformat import read

    study = command.copied(name, tmp_path / name)
    ran = {}
    for book in NAMES:
        path = tmp_path / placed(book, lang, study, tmp_path)
        client = NotebookClient(
            read(path, 4), timeout=300, allow_errors=False, resources={"metadata": {"path": path.parent}}
        )
        ran[book] = client.execute().cells
    made = {path.stem for path in (study / "processed" / "tables").glob("*.parquet")}
    done = command("reproduce", study, "--lang", lang, "--out", tmp_path / "run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert made == {path.stem for path in (tmp_path / "run" / "tables").glob("*.parquet")}
    for book, cells in ran.items():
        assert_it_shows_the_same(cells, tmp_path / "run" / "notebooks" / book)


@pytest.mark.slow
def test_another_study_in_the_first_cell_and_run_all_suffices(command, tmp_path):
    """In the same kernel: nothing of the first study stays in what the second shows."""
    places = [command.copied(name, tmp_path / name) for name in STUDIES]
    for book in ("02_coding.ipynb", "03_survey.ipynb", "04_cobit.ipynb", "08_loyalty.ipynb"):
        bare = notebook.cells(ROOT / "notebooks" / "en" / book)
        filled = {p: notebook.with_parameters(bare, {"study": str(p), "lang": "en"}) for p in places}
        alone = {}
        for place, cells in filled.items():
            with kernel() as running:
                alone[place] = told(running.run_all(cells))
        with kernel() as running:
            for place in (*places, places[0]):
                assert told(running.run_all(filled[place])) == alone[place], (book, place.name)


def told(cells):
    return json.dumps([cell["outputs"] for cell in cells if cell["cell_type"] == "code"], default=str)


@pytest.mark.slow
def test_after_a_change_in_the_questionnaire_04_is_refused_until_03_has_run(command, tmp_path):
    import openpyxl

    study = command.copied("kia-metro", tmp_path / "kia")

    def left_out(book):
        cells = notebook.cells(ROOT / "notebooks" / "en" / book)
        with kernel() as running:
            ran = running.run_all(notebook.with_parameters(cells, {"study": str(study), "lang": "en"}))
        return [str(why) for cell in code(ran) if (why := lacked(cell["outputs"]))]

    left_out("03_survey.ipynb")
    before = left_out("04_cobit.ipynb")  # for want of data that the study does not have
    sheets = openpyxl.load_workbook(study / "survey.xlsx")
    cell = next(
        c for row in sheets.worksheets[0].iter_rows(min_row=2) for c in row if c.value in (1, 2, 3, 4)
    )
    cell.value += 1
    sheets.save(study / "survey.xlsx")
    refused = left_out("04_cobit.ipynb")
    assert refused[0] == (
        "table scores was made before survey.xlsx changed: run notebook 03_survey again, then this one"
    )
    left_out("03_survey.ipynb")
    assert left_out("04_cobit.ipynb") == before
    shutil.rmtree(study)
