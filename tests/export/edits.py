"""A document as its author leaves it: random edits of a Word file's XML, of the kinds that Word itself makes."""

from __future__ import annotations

import random
import zipfile
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORDS = [
    "menurut",
    "penulis",
    "hal ini",
    "cukup",
    "berlainan",
    "dari (n = 3)",
    "dugaan",
    "awal",
    "&",
    "<baru>",
]


def _runs(root: Any) -> list[Any]:
    return [
        run for run in root.iter(f"{W}r") if run.find(f"{W}t") is not None and run.find(f"{W}fldChar") is None
    ]


def _run(text: str) -> Any:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = f" {text} "
    run[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


def move(root: Any, rng: random.Random) -> None:
    """A paragraph or a table is moved elsewhere."""
    body = root[0]
    blocks = [block for block in body if block.tag in (f"{W}p", f"{W}tbl")]
    one, other = rng.sample(blocks, 2)
    other.addnext(one)


def quote(root: Any, rng: random.Random) -> None:
    """A linked number is copied into a sentence of hers."""
    controls, paragraphs = list(root.iter(f"{W}sdt")), [p for p in root[0] if p.tag == f"{W}p"]
    if controls:
        paragraph = rng.choice(paragraphs)
        for part in (_run(rng.choice(WORDS)), deepcopy(rng.choice(controls)), _run(rng.choice(WORDS))):
            paragraph.append(part)


def split(root: Any, rng: random.Random) -> None:
    """A run becomes two, as spelling marks and formats make them."""
    run = rng.choice(_runs(root))
    text = run.find(f"{W}t")
    if text.text and len(text.text) > 1:
        at, after = rng.randrange(1, len(text.text)), deepcopy(run)
        after.find(f"{W}t").text, text.text = text.text[at:], text.text[:at]
        for one in (text, after.find(f"{W}t")):
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.addnext(after)


def delete(root: Any, rng: random.Random) -> None:
    """A control, a paragraph or a row is deleted."""
    kind = rng.choice([f"{W}sdt", f"{W}p", f"{W}tr"])
    found = [one for one in root.iter(kind) if kind != f"{W}p" or one.getparent() is root[0]]
    if len(found) > 3:
        one = rng.choice(found)
        one.getparent().remove(one)


def restyle(root: Any, rng: random.Random) -> None:
    """A run is set in bold, a paragraph in another style."""
    run = rng.choice(_runs(root))
    looks = run.find(f"{W}rPr")
    if looks is None:
        looks = etree.Element(f"{W}rPr")
        run.insert(0, looks)
    etree.SubElement(looks, rng.choice([f"{W}b", f"{W}i"]))


def track(root: Any, rng: random.Random) -> None:
    """A run or a whole control is inserted or deleted with changes tracked."""
    one = rng.choice([*_runs(root), *root.iter(f"{W}sdt")])
    if any(above.tag in (f"{W}del", f"{W}ins") for above in one.iterancestors()):
        return
    kind = rng.choice(["ins", "del"])
    around = etree.Element(f"{W}{kind}", {f"{W}id": str(rng.randrange(10**6)), f"{W}author": "A"})
    one.addprevious(around)
    around.append(one)
    if kind == "del":
        for text in list(one.iter(f"{W}t")):
            text.tag = f"{W}delText"


def write(root: Any, rng: random.Random) -> None:
    """She writes before, behind, or within a control."""
    controls = list(root.iter(f"{W}sdt"))
    if controls:
        control = rng.choice(controls)
        place = rng.choice(["before", "behind", "within", "at the beginning"])
        if place == "before":
            control.addprevious(_run(rng.choice(WORDS)))
        elif place == "behind":
            control.addnext(_run(rng.choice(WORDS)))
        else:
            content = control.find(f"{W}sdtContent")
            content.insert(0 if place == "at the beginning" else len(content), _run(rng.choice(WORDS)))


def unlink(root: Any, rng: random.Random) -> None:
    """A control is removed, its number stays as typed by hand."""
    controls = list(root.iter(f"{W}sdt"))
    if controls:
        control = rng.choice(controls)
        for part in list(control.find(f"{W}sdtContent")):
            control.addprevious(part)
        control.getparent().remove(control)


EDITS = (move, quote, split, split, delete, restyle, track, write, write, unlink)


def edited(file: Path, seed: int, times: int = 40) -> Path:
    """A copy of a document after some edits; one in ten has lost what Word keeps beside the text, one its tags."""
    rng = random.Random(seed)
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(held["word/document.xml"])
    for _ in range(times):
        rng.choice(EDITS)(root, rng)
    kept = rng.random()
    for about in list(root.iter(f"{W}sdtPr")) if kept > 0.9 else ():  # as LibreOffice 7.4 leaves it
        about[:] = []
    held["word/document.xml"] = etree.tostring(root)
    if kept < 0.1:
        held = {name: b"<lost/>" if b"urn:engagelib:links" in data else data for name, data in held.items()}
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    path = file.with_name(f"edited-{seed}.docx")
    path.write_bytes(whole.getvalue())
    return path
