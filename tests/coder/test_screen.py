"""The coding screen in a real JupyterLab: what is pressed is what stands in the table, whatever the texts hold and whatever dies."""

import csv
import json
import os
import random
import shutil
import signal
import statistics
import threading
from pathlib import Path

import pytest
from studies.test_jupyterlab import Lab

from engagelib import Study
from engagelib.coder.desk import Desk
from engagelib.coder.journal import file_of
from engagelib.readers.journal import replayed

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw" / "kia-metro"
HOSTILE = [
    "<script>window.hurt = 1</script> sambal enak sekali",
    '<img src=x onerror="window.hurt = 1"> porsi besar ya kak',
    "**tebal** [klik](javascript:alert(1)) `kode` $$x^2$$ &amp; &lt;b&gt;",
    "awal \u202egnilab\u202c akhir kalimat ini",
    "keluarga \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 makan \U0001f35c bersama \U0001f1ee\U0001f1e9 hore",
    "cafe\u0301 n\u0303asi ga\u0308doh \u0c95\u0ccd\u0cb7 tanda gabung",
    "panjang " + "sekali " * 713,
]
TOML = """[study]
name = "uji"
title.id = "Uji layar"
title.en = "A test of the screen"
[coders]
ani = "Ani"
budi = "Budi"
[coding]
primary = "Ani"
saturation = { base = 4, run = 2, threshold = 0.05 }
"""


def study(folder, plain=193, last=()):
    """A study with hostile comments first, plain ones after them, and three interviews."""
    (folder / "interviews").mkdir(parents=True)
    for name in ("customer-1.docx", "customer-2.docx", "owner.docx"):
        shutil.copy(RAW / "interviews" / name, folder / "interviews")
    shutil.copy(RAW / "codebook.xlsx", folder)
    (folder / "study.toml").write_text(TOML, encoding="utf-8")
    texts = [
        *HOSTILE,
        *(f"komentar nomor {i} sambalnya pedas dan kuahnya hangat" for i in range(plain)),
        *last,
    ]
    with (folder / "comments.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["comment_id", "platform", "video_id", "author", "created_at", "text", "likes"])
        rows.writerows(
            [f"c{i:05}", "tiktok", f"v{i % 3}", f"orang{i % 50}", "2025-08-01T10:00:00+07:00", t, i % 9]
            for i, t in enumerate(texts)
        )
    return Study(folder, "en")


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    opened = Lab(tmp_path_factory.mktemp("screen"), tmp_path_factory.mktemp("home"), chromium)
    opened.page.set_viewport_size({"width": 1280, "height": 720})
    yield opened
    opened.close()


def written(lab, folder, coder="Ani", lang="en", name="code.ipynb", more=""):
    """A notebook with the cell of a coder."""
    source = f"from engagelib.coder import code\ncode({str(folder)!r}, {coder!r}, lang={lang!r}{more})"
    cell = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    (lab.folder / name).write_text(
        json.dumps({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})
    )
    return name


def screen(lab, folder, coder="Ani", lang="en", name="code.ipynb", more=""):
    """The screen of a coder, ready: a notebook with its cell is made, opened and run."""
    lab.run_all(written(lab, folder, coder, lang, name, more))
    lab.page.wait_for_selector(".ec-ready", timeout=60_000)
    lab.page.locator(".ec").focus()
    return lab.page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
        settled(page)


def settled(page):
    page.wait_for_function(
        "() => !document.querySelector('.ec-status').textContent.includes('…')", timeout=20_000
    )


def rows(data):
    data.anew("codings")
    data.anew("codebook")
    found = data.codings()[["unit", "code", "start", "end", "memo"]].astype(object)
    return sorted(map(tuple, found.where(found.notna(), None).values.tolist()), key=str)


def key_of(page, code):
    return page.locator(f'.ec-tree [data-code="{code}"] kbd').text_content()


def chosen(page):
    return page.evaluate("() => document.getSelection().toString()")


@pytest.mark.browser
@pytest.mark.slow
def test_after_a_reload_of_the_page_the_screen_is_there_again(lab, tmp_path):
    """Its notebook having been saved: JupyterLab shows the outputs that are on the disk. Keys with Ctrl are JupyterLab's."""
    page = screen(lab, study(tmp_path / "ulang", plain=3).folder, name="reload.ipynb")
    press(page, "1", ".")
    page.keyboard.press("Control+Shift+c")
    page.wait_for_selector(".lm-CommandPalette-input:focus")
    press(page, "Escape")
    assert page.locator(".lm-CommandPalette").is_hidden()
    page.locator(".ec").focus()
    press(
        page, "x", "d", "d", "Control+a", "Control+x", "Control+v", "Control+Enter", "Escape"
    )  # x, d: codes, d again
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    page.reload()
    page.wait_for_selector(".ec-ready", timeout=120_000)
    assert page.locator(".ec-done").text_content().startswith("1 /")


@pytest.mark.browser
@pytest.mark.slow
def test_the_table_is_what_was_pressed(lab, tmp_path):
    data = study(tmp_path / "uji")
    units = data.units()
    text = dict(zip(units["unit"], units["text"], strict=True))
    order = list(units["unit"])
    assert len(order) > 230 and order[0] == "c00000"
    page = screen(lab, data.folder)
    expected = []
    one, two, three = (key_of(page, code) for code in ("TANYA", "PUJI", "KELUH"))
    # spans and overlaps in hostile texts, on the same code points as in Python; nothing of them runs
    for unit in order[: len(HOSTILE)]:
        assert page.locator(".ec-here .ec-text").evaluate("e => e.textContent") == text[unit]
        press(page, "Shift+ArrowRight", "Shift+ArrowRight")
        words = chosen(page)
        start = text[unit].index(words)
        press(page, one, two)
        expected += [(unit, code, start, start + len(words), None) for code in ("TANYA", "PUJI")]
        press(page, "Shift+ArrowDown")
        first, after, words = start, start + len(words), chosen(page)
        start = text[unit].index(words, after)
        press(page, three, "Backspace", "Control+y")
        marked = page.locator(".ec-here .ec-mark").evaluate_all("all => all.map(e => e.textContent)")
        assert marked == [text[unit][first:after], words]
        assert page.locator(".ec-here .ec-text").evaluate("e => e.textContent") == text[unit]
        press(page, "Escape", "ArrowRight")
        expected.append((unit, "KELUH", start, start + len(words), None))
    assert page.evaluate("() => window.hurt") is None
    assert rows(data) == sorted(expected, key=str)
    # whole units: one code, two, none, undo, left open
    for i, unit in enumerate(order[len(HOSTILE) : 200]):
        way = i % 5
        keys = [(one,), (two, three), ("0",), (one, "Backspace", two), ()][way]
        codes = [("TANYA",), ("PUJI", "KELUH"), (None,), ("PUJI",), ()][way]
        for key in (*keys, "ArrowRight"):  # faster than a hand: what is pressed waits for the disk
            page.keyboard.press(key)
        expected += [(unit, code, None, None, None) for code in codes]
    page.wait_for_function(
        "() => document.querySelector('.ec-facts b').textContent.startsWith('201 ')", timeout=180_000
    )
    assert rows(data) == sorted(expected, key=str)
    # interviews: turns of three, a passage and the whole turn
    for unit in order[200:212]:
        press(page, "Shift+ArrowRight", one)
        words = chosen(page)
        start = text[unit].index(words)
        press(page, "Escape", two, "ArrowRight")
        expected += [(unit, "TANYA", start, start + len(words), None), (unit, "PUJI", None, None, None)]
    assert rows(data) == sorted(expected, key=str)
    # a memo triggers no code, and no key reaches the notebook
    here = order[212]
    press(page, one, ".")
    page.keyboard.type("1 2 a b 0 memo; dd")
    press(page, "Escape")
    press(page, "d", "d")  # a code's key: given, and taken back
    expected.append((here, "TANYA", None, None, "1 2 a b 0 memo; dd"))
    held = page.evaluate("() => document.querySelectorAll('.jp-Notebook .jp-Cell').length")
    press(page, "Escape")
    given = {c["code"] for c in journal_of(data, here)}
    assert given == {"TANYA"} and held == 1
    # a new code in flight, then another merged into it: the codings follow
    press(page, "+")
    page.keyboard.type("Kuah")
    press(page, "Enter")
    page.wait_for_selector('.ec-tree [data-code="Kuah"]')
    press(page, key_of(page, "Kuah"))
    expected.append((here, "Kuah", None, None, None))
    page.get_by_role("button", name="Change Mengeluh").click()
    page.locator(".ec-edit select").first.select_option("merge")
    page.locator(".ec-edit select").nth(1).select_option("Kuah")
    page.locator(".ec-edit button[type=submit]").click()
    page.wait_for_selector('.ec-tree [data-code="KELUH"]', state="detached")
    settled(page)
    expected = [(u, "Kuah" if c == "KELUH" else c, *more) for u, c, *more in expected]
    assert rows(data) == sorted(expected, key=str)
    assert set(data.codebook()["code"]) >= {"Kuah", "KELUH"}
    # the filter shows what became stale; undo and redo
    page.locator(".ec-tools select").nth(1).select_option("stale")
    stale = sum(c == "Kuah" for _, c, *_ in expected) - 1
    assert page.locator(".ec-counted").text_content().startswith(f"{stale} /")
    page.locator(".ec-tools select").nth(1).select_option("all")
    press(page, "Control+z", "Control+y")
    assert rows(data) == sorted(expected, key=str)
    # another kernel, while the first still holds the journal: it only reads
    page = screen(lab, data.folder, name="again.ipynb")
    assert "only read" in page.locator(".ec-banner").text_content()
    press(page, "1")
    assert rows(data) == sorted(expected, key=str)
    # the kernels restart, and the first notebook is run again: all is there, and it can be gone on from
    kernels(page, "POST", "/restart")
    page = screen(lab, data.folder, name="code.ipynb")
    press(page, "End", "0")
    expected.append((order[-1], None, None, None, None))
    assert rows(data) == sorted(expected, key=str)


def kernels(page, method, do=""):
    """Have every kernel of the server do something: begin anew (POST, /restart), or end (DELETE)."""
    page.evaluate(
        """async ([method, what]) => {
        const token = document.cookie.match(/_xsrf=([^;]*)/)?.[1] ?? '', at = location.pathname.split('/lab')[0];
        for (const kernel of await (await fetch(`${at}/api/kernels`)).json())
            await fetch(`${at}/api/kernels/${kernel.id}${what}`, { method, headers: { 'X-XSRFToken': token } }); }""",
        [method, do],
    )
    page.wait_for_timeout(3000 if do else 0)


SEEN = """() => { const root = document.querySelector('.ec'), chips = root.querySelector('.ec-chips');
    window.confirmed ??= [];
    new MutationObserver(() => { const unit = root.querySelector('.ec-here')?.dataset.unit;
        for (const key of chips.querySelectorAll('.ec-chip kbd')) window.confirmed.push([unit, key.textContent]); }).observe(chips, { childList: true }); }"""


@pytest.mark.browser
@pytest.mark.long
def test_fifty_kills_of_the_kernel_while_keys_arrive_lose_nothing_that_the_screen_confirmed(lab, tmp_path):
    data = study(tmp_path / "mati", plain=4000)
    draw, confirmed, kills, journal = random.Random(19), set(), 50, file_of(data.journals, "Ani")
    for kill in range(kills + 1):
        page = screen(lab, data.folder, name="kill.ipynb")
        page.evaluate(SEEN)
        keys = {key_of(page, code): code for code in ("TANYA", "PUJI", "KELUH")}
        pid = int(json.loads(journal.with_name(f".{journal.stem}.lock").read_text())["pid"])
        killer = threading.Timer(draw.uniform(0.02, 1.2), os.kill, (pid, signal.SIGKILL))
        killer.start()
        late = 0
        while late < 4:
            page.keyboard.press("PageDown")  # to the next that is not coded
            page.keyboard.press(draw.choice([*keys]))
            late += not killer.is_alive()
        page.wait_for_timeout(100)
        confirmed |= {(unit, keys[key]) for unit, key in page.evaluate("() => window.confirmed ?? []")}
        there = {(unit, c.code) for unit, was in replayed(journal)[0].units.items() for c in was.codings}
        assert confirmed <= there
        if kill < kills:
            kernels(page, "DELETE")
    lost = len(confirmed - there)
    print(
        f"{kills + 1} kills: {len(confirmed)} confirmed, {lost} lost, {len(there - confirmed)} in the journal only"
    )
    assert len(confirmed) > kills and len(there - confirmed) <= kills + 1
    page.wait_for_selector(".ec-banner.ec-error", timeout=20_000)  # what was pressed after the last


def journal_of(data, unit):
    """What the journal says of a unit."""
    state = replayed(data.journal_files()[0])[0]
    return [{"code": c.code} for c in state.units[unit].codings]


@pytest.mark.browser
@pytest.mark.slow
def test_ten_thousand_comments_open_soon_and_move_at_once(lab, tmp_path):
    data = study(tmp_path / "besar", plain=9992, last=["kata dan lagi " * 1429])
    lab.open(written(lab, data.folder, name="big.ipynb"))
    page = lab.page
    opened = page.evaluate(
        """async () => { const cell = document.querySelector('.jp-Cell'); let at = 0;
        const ready = () => document.querySelector('.ec-ready');
        const heard = () => ready() || cell.querySelector('.jp-InputPrompt').textContent.includes('*');
        const until = async (done, ms) => { while (!done() && performance.now() - at < ms) await new Promise(requestAnimationFrame); };
        for (let i = 0; i < 6 && !heard(); i++) { // a key that comes while Lab sets itself up is lost: pressed again
            cell.focus(); at = performance.now();
            cell.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, ctrlKey: true, bubbles: true }));
            await until(heard, 5000); }
        await until(ready, 60000);
        return performance.now() - at; }"""
    )
    ready = page.evaluate(
        """async () => { const at = performance.now();
        document.querySelector('.ec').dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }));
        return performance.now() - at; }"""
    )
    times = page.evaluate(
        """async () => { const root = document.querySelector('.ec'), took = [];
        for (let i = 0; i < 200; i++) { const at = performance.now();
            root.dispatchEvent(new KeyboardEvent('keydown', { key: i % 3 ? 'ArrowLeft' : 'ArrowRight', bubbles: true }));
            root.offsetHeight; await new Promise(requestAnimationFrame); took.push(performance.now() - at); }
        return took; }"""
    )
    page.locator(".ec-tools input").fill("kata dan lagi")
    page.locator(".ec").focus()
    spans = page.evaluate(
        """async () => { const root = document.querySelector('.ec'), took = [];
        const press = (key, shiftKey = false) => root.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true }));
        for (let i = 0; i < 30; i++) { press('ArrowDown', true); const before = root.querySelectorAll('.ec-mark').length, at = performance.now();
            press('1'); while (root.querySelectorAll('.ec-mark').length === before) await new Promise(requestAnimationFrame);
            took.push(performance.now() - at); await new Promise((done) => setTimeout(done, 30)); }
        return took; }"""
    )
    moved, marked = (statistics.quantiles(found, n=20)[-1] for found in (times, spans))
    print(f"from an idle kernel to the first comment: {opened:.0f} ms")
    print(
        f"to the last of 10,000: {ready:.0f} ms; next/previous p50 {statistics.median(times):.1f}, p95 {moved:.1f} ms"
    )
    print(
        f"a span in 20,000 characters, on the disk and painted: p50 {statistics.median(spans):.1f}, p95 {marked:.1f} ms"
    )
    # 2,000, 50 and 100 on an idle machine; a busy one is not what is tested
    assert opened <= 15_000 and moved <= 250 and marked <= 500


AXE = Path(os.environ.get("ENGAGELIB_AXE", ROOT / "axe.min.js"))  # of the npm package axe-core; by hand


@pytest.mark.browser
@pytest.mark.slow
def test_a_suggestion_is_shown_when_it_is_asked_for_and_what_follows_is_marked(lab, tmp_path):
    data = study(tmp_path / "saran", plain=3)
    hints = "[['c00000', 'PUJI', 'kamus', '1', 1.0]], columns=['unit', 'code', 'source', 'version', 'score']"
    more = f", suggestions=__import__('pandas').DataFrame({hints})"
    page = screen(lab, data.folder, name="hints.ipynb", more=more)
    assert page.locator(".ec-hint").count() == 0
    press(page, ",")
    assert page.locator(".ec-hint").text_content() == "suggested: Memuji (kamus)"
    press(page, key_of(page, "PUJI"), "ArrowRight", key_of(page, "PUJI"), ",")
    assert page.locator(".ec-hint").text_content() == "suggested: –"
    assert data.codings().set_index("unit")["seen_first"].to_dict() == {"c00000": True, "c00001": False}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here")
def test_no_serious_fault_for_people_who_cannot_see_or_use_a_mouse(lab, tmp_path):
    """In each view, in light and in dark: a comment, an interview, a form, the keys, passages, two readings, still blind."""
    data = study(tmp_path / "akses", plain=5)
    for coder, code in (("Budi", "TANYA"), ("Citra", "PUJI")):
        desk = Desk(data, coder)
        for unit in desk.may:
            desk.answer({"do": "add", "unit": unit, "code": code})
        desk.journal.close()
    page = screen(lab, data.folder, coder="Dewi", name="axe.ipynb")
    page.evaluate(AXE.read_text(encoding="utf-8"))

    def tab(view):
        page.locator(f'.ec-tab[data-view="{view}"]').click()

    def faults(what):
        for light in ("true", "false"):
            page.evaluate("light => { document.body.dataset.jpThemeLight = light; }", light)
            found = page.evaluate("async () => (await axe.run('.ec')).violations")
            yield from (
                (what, light, v["id"], v["nodes"][0]["html"][:90])
                for v in found
                if v["impact"] in ("serious", "critical")
            )

    tab("differences")
    page.wait_for_selector(".ec-apart")
    found = [*faults("two readings")]
    tab("code")
    press(page, "1", "Shift+ArrowRight", "2", "*", "ArrowRight", "0", "ArrowLeft")
    page.locator(".ec-tree .ec-code").nth(1).hover()
    found += faults("a comment")
    press(page, "?")
    found += faults("the keys")
    press(page, "?", "+")
    found += faults("a form")
    press(page, "Escape", "End", "Shift+ArrowRight", "3")
    found += faults("an interview")
    press(page, "]", "]")  # through the view whose answer comes later
    page.wait_for_timeout(1000)
    assert page.locator(".ec-theme").count() == 1
    found += faults("passages")
    tab("differences")
    page.wait_for_selector(".ec-blind")
    assert [*found, *faults("still blind")] == []
