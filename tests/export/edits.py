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


def _within_lines(root: Any) -> list[Any]:
    """Controls that stand in a paragraph, and hold runs only."""
    rows = (f"{W}p", f"{W}tc", f"{W}tr", f"{W}tbl")
    return [
        one
        for one in root.iter(f"{W}sdt")
        if not any(part.tag in rows for part in one.find(f"{W}sdtContent").iter())
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
    controls, paragraphs = _within_lines(root), [p for p in root[0] if p.tag == f"{W}p"]
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
    one = rng.choice([*_runs(root), *_within_lines(root)])
    if any(above.tag in (f"{W}del", f"{W}ins") for above in one.iterancestors()):
        return
    _tracked(one, rng.choice(["ins", "del"]), rng)


def write(root: Any, rng: random.Random) -> None:
    """She writes before, behind, or within a control."""
    controls = _within_lines(root)
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
    controls = _within_lines(root)
    if controls:
        control = rng.choice(controls)
        for part in list(control.find(f"{W}sdtContent")):
            control.addprevious(part)
        control.getparent().remove(control)


def retype(root: Any, rng: random.Random) -> None:
    """She puts her own words in a number's place; with changes tracked what stood there stays as deleted."""
    controls = _within_lines(root)
    if controls:
        content = rng.choice(controls).find(f"{W}sdtContent")
        runs = list(content.iter(f"{W}r"))
        if rng.random() < 0.5 and not any(run.getparent().tag in (f"{W}ins", f"{W}del") for run in runs):
            for run in runs:
                _tracked(run, "del", rng)
        else:
            for run in runs:
                run.getparent().remove(run)
        content.append(_run(rng.choice(WORDS)))


def empty(root: Any, rng: random.Random) -> None:
    """She deletes what stands in a control, and Word puts its own words there."""
    controls = _within_lines(root)
    if controls:
        control = rng.choice(controls)
        etree.SubElement(control.find(f"{W}sdtPr"), f"{W}showingPlcHdr")
        for text in control.iter(f"{W}t"):
            text.text = "Click or tap here to enter text."


def _tracked(one: Any, kind: str, rng: random.Random) -> None:
    around = etree.Element(f"{W}{kind}", {f"{W}id": str(rng.randrange(10**6)), f"{W}author": "A"})
    one.addprevious(around)
    around.append(one)
    if kind == "del":
        for text in list(one.iter(f"{W}t")):
            text.tag = f"{W}delText"


def carry(root: Any, rng: random.Random) -> None:
    """A number is moved into another paragraph with changes tracked: it stands in both."""
    controls = [one for one in _within_lines(root) if one.getparent().tag == f"{W}p"]
    if controls:
        control, paragraph = rng.choice(controls), rng.choice([p for p in root[0] if p.tag == f"{W}p"])
        paragraph.append(deepcopy(control))
        _tracked(paragraph[-1], "moveTo", rng)
        _tracked(control, "moveFrom", rng)


def annotate(root: Any, rng: random.Random) -> None:
    """A comment, a bookmark, a spelling mark or a link around or within a number."""
    controls = [one for one in _within_lines(root) if one.find(f"{W}sdtContent/{W}r") is not None]
    if controls:
        control, number = rng.choice(controls), str(rng.randrange(10**6))
        kind = rng.choice(["comment", "spelling", "hyperlink", "bookmark"])
        first = control.find(f"{W}sdtContent/{W}r")
        if kind == "comment":
            control.addprevious(etree.Element(f"{W}commentRangeStart", {f"{W}id": number}))
            first.addnext(etree.Element(f"{W}commentRangeEnd", {f"{W}id": number}))
        elif kind == "spelling":
            first.addprevious(etree.Element(f"{W}proofErr", {f"{W}type": "spellStart"}))
        elif kind == "bookmark":
            first.addprevious(
                etree.Element(f"{W}bookmarkStart", {f"{W}id": number, f"{W}name": f"b{number}"})
            )
            first.addnext(etree.Element(f"{W}bookmarkEnd", {f"{W}id": number}))
        elif control.getparent().tag == f"{W}p":
            around = etree.Element(f"{W}hyperlink", {f"{W}anchor": "x"})
            control.addprevious(around)
            around.append(control)


def enclose(root: Any, rng: random.Random) -> None:
    """A control comes to hold a whole cell or a whole paragraph, as Word writes it when all of it is chosen."""
    controls = [one for one in _within_lines(root) if one.getparent().tag == f"{W}p"]
    if controls:
        control = rng.choice(controls)
        paragraph, content = control.getparent(), control.find(f"{W}sdtContent")
        if [one for one in paragraph if one.tag not in (f"{W}pPr", f"{W}sdt")] or len(paragraph) > 2:
            return
        cell = paragraph.getparent() if len(paragraph.getparent().findall(f"{W}p")) == 1 else None
        around = cell if cell is not None and cell.tag == f"{W}tc" else paragraph
        around.addprevious(control)
        for piece in list(content):
            paragraph.append(piece)
        content.append(around)


def box(root: Any, rng: random.Random) -> None:
    """A number is quoted in a text box, which Word writes twice: for itself and for its older versions."""
    controls = _within_lines(root)
    if controls:
        control = rng.choice(controls)
        said = etree.Element(f"{W}p")
        for part in (_run("kotak"), deepcopy(control)):
            said.append(part)
        mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        run = etree.Element(f"{W}r")
        both = etree.SubElement(run, f"{{{mc}}}AlternateContent")
        for name in ("Choice", "Fallback"):
            place = etree.SubElement(etree.SubElement(both, f"{{{mc}}}{name}"), f"{W}txbxContent")
            place.append(deepcopy(said))
        rng.choice([p for p in root[0] if p.tag == f"{W}p"]).append(run)


def cite(root: Any, rng: random.Random) -> None:
    """A control of another program, whose tag has a stroke in it."""
    tag = "MENDELEY_CITATION_v3_eyJjaXRhdGlvbklE/IjoiT=="
    held = f'<w:sdt xmlns:w="{W[1:-1]}"><w:sdtPr><w:alias w:val="Citation"/><w:tag w:val="{tag}"/></w:sdtPr>'
    control = etree.fromstring(
        f"{held}<w:sdtContent><w:r><w:t>(Sari, 2020)</w:t></w:r></w:sdtContent></w:sdt>"
    )
    rng.choice([p for p in root[0] if p.tag == f"{W}p"]).append(control)


EDITS = (
    move, quote, split, split, delete, restyle, track, write, write, unlink, retype, empty, carry, annotate, enclose, box,
    cite,
)  # fmt: skip


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
