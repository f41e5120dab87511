"""A document that its author has edited, with the numbers of today: her words and her formats stay as they are.

A linked number is a content control: its tag is the address of a result, its title what stood there when it was last
renewed. Wherever it was moved, split into runs or restyled, only its own characters are replaced. What she deleted
stays deleted, also where the deletion is a tracked change.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from engagelib.export.typed import Typed, fits, fitting, join, name_of, typed
from engagelib.export.word import LEDGER, free_number, mark, tag, taken, title_of
from engagelib.files import write_whole
from engagelib.run.outputs import note_folder
from engagelib.study.study import Study
from engagelib.words import sentence

__all__ = ["Renewed", "linked", "pictured", "refresh", "renewed_beside", "tags"]

_MARKED = re.compile(r"(_e_[0-9a-f]{16})_")
#: The tag of a number of ours begins with a result or a cell of a notebook; those of programs that cite begin otherwise.
_OURS = re.compile(r"[a-z0-9][a-z0-9_-]*/")
#: Of several results that a number may be, so many are named.
_NAMED = 5
#: The parts of a document in which its author writes.
_PARTS = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")


@dataclass
class Renewed:
    """What became of a document: `whole` its bytes, and what its author should look at.

    `changed`: address, before, now. `turned`: sentence, verdict before, verdict now. `vanished`: address, sentence.
    `edited`: address, what she wrote into a control whose result is another now, that result. `rows`: table, addresses of rows that
    the document does not have. `proposed`: number, the addresses that fit, the likeliest first, sentence; `joined` of them were linked.
    """

    whole: bytes = b""
    linked: int = 0
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    turned: list[tuple[str, str, str]] = field(default_factory=list)
    vanished: list[tuple[str, str]] = field(default_factory=list)
    edited: list[tuple[str, str, str]] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
    proposed: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    joined: int = 0
    figures: list[str] = field(default_factory=list)
    lang: str = ""

    def told(self, lang: str) -> Iterator[tuple[str, list[str]]]:
        """What to say of it, with the colour of a line; what its author has to look at last."""
        yield (
            "dim",
            [sentence("refresh_changed", lang, at=at, before=old, now=new) for at, old, new in self.changed],
        )
        yield "", [sentence("refresh_linked", lang, n=self.joined)] if self.joined else []
        yield (
            "dim",
            [
                sentence("refresh_proposed", lang, number=number, at=at[0], sentence=said)
                if len(at) == 1
                else sentence(
                    "refresh_ambiguous", lang, number=number, at=list(at[:_NAMED]), n=len(at), sentence=said
                )
                for number, at, said in self.proposed
            ],
        )
        yield "yellow", [sentence("refresh_rows", lang, table=table, row=row) for table, row in self.rows]
        yield (
            "yellow",
            [sentence("refresh_edited", lang, at=at, text=text, now=now) for at, text, now in self.edited],
        )
        yield (
            "yellow",
            [sentence("refresh_vanished", lang, at=at, sentence=said) for at, said in self.vanished],
        )
        yield (
            "bold red",
            [
                sentence("refresh_turned", lang, before=old, now=new, sentence=said)
                for said, old, new in self.turned
            ],
        )


@dataclass(frozen=True)
class _Control:
    """A linked number in a document: its element, tag and title."""

    element: Any
    tag: str
    title: str

    @property
    def texts(self) -> list[Any]:
        """The pieces of its text that are seen: what a tracked change deleted is none."""
        return [
            one for one in self.element.iter()
            if name_of(one) == "t" and not any(name_of(above) in ("del", "moveFrom") for above in one.iterancestors())
        ]  # fmt: skip

    @property
    def text(self) -> str:
        return "".join(one.text or "" for one in self.texts)

    @property
    def is_deleted(self) -> bool:
        return (
            any(name_of(above) in ("del", "moveFrom") for above in self.element.iterancestors())
            or not self.texts
        )


def _value(element: Any) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _parts(file: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a document, and those of them that its author writes in, as trees."""
    from lxml import etree

    with zipfile.ZipFile(file) as archive:
        held = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    safe = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return held, {name: etree.fromstring(held[name], safe) for name in held if _PARTS.fullmatch(name)}


def _controls(root: Any) -> Iterator[_Control]:
    """The linked numbers of a part, by their tags; where a program has dropped those, by the bookmark within."""
    for element in root.iter():
        if name_of(element) != "sdt":
            continue
        about = next((child for child in element if name_of(child) == "sdtPr"), ())
        told = {name_of(child): _value(child) for child in about}
        if "showingPlcHdr" in told:  # she emptied it: what is read there are the program's words
            continue
        if _OURS.match(told.get("tag", "")):
            yield _Control(element, told["tag"], told.get("alias", ""))
        elif not told.get("tag"):
            names = (_named(one) for one in element.iter() if name_of(one) == "bookmarkStart")
            if found := next((found for name in names if (found := _MARKED.match(name))), None):
                yield _Control(element, found[1], "")


def _named(element: Any) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "name"), "")


def tags(addresses: Iterable[str]) -> dict[str, str]:
    """By what a control may name each address: its tag, or its bookmark."""
    return {name: address for address in addresses for name in (tag(address), mark(address))}


def linked(file: Path) -> dict[str, set[str]]:
    """Tag -> what stands in the document there, of every linked number that is not deleted."""
    found: dict[str, set[str]] = {}
    for root in _parts(file)[1].values():
        for one in _controls(root):
            if not one.is_deleted:
                found.setdefault(one.tag, set()).add(one.text)
    return found


def pictured(file: Path) -> dict[str, set[str]]:
    """Figure -> hashes of the pictures of it in the document."""
    from hashlib import sha256

    held, trees = _parts(file)
    found: dict[str, set[str]] = {}
    for name, root in trees.items():
        for figure, part, _ in _pictures(name, root, held):
            found.setdefault(figure, set()).add(sha256(held[part]).hexdigest())
    return found


def _ledger(held: Mapping[str, bytes]) -> tuple[str, dict[str, str], str]:
    """The ledger's part, address -> what stood there, and the language; empty where the document has lost it."""
    from lxml import etree

    for name, data in held.items():
        if name.startswith("customXml/") and LEDGER.encode() in data:
            root = etree.fromstring(data)
            return name, {row.get("at"): row.text or "" for row in root}, root.get("lang", "")
    return "", {}, ""


def refresh(
    file: Path,
    now: Mapping[str, str],
    figures: Path,
    link: bool = False,
    lang: str = "id",
    chosen: Mapping[str, str] | None = None,
) -> Renewed:
    """The document of `file` with what stands at each address `now`; with `link`, numbers typed by hand that only one address has are linked.

    `chosen`: a typed number and the address, of those that fit, that it is to be linked to.
    """
    held, trees = _parts(file)
    name, before, written = _ledger(held)
    lang = written or lang
    done = Renewed(lang=lang)
    by_tag = tags((*before, *now))
    turned = _turned_rows(before, now)
    there: set[str] = set()
    for root in trees.values():
        other: list[tuple[Any, str, str]] = []
        for one in list(_controls(root)):
            if not one.is_deleted:
                address = by_tag.get(one.tag, one.tag)
                there.add(address)
                if verdicts := _renew(one, address, now, before, done):
                    other.append((one.element, *verdicts))
                    # by the ledger, and without it: a document may have lost its own
                    turned.setdefault(address.rpartition("/")[0], verdicts)
        done.turned += [(_sentence(element), was, new) for element, was, new in other]
    known = fits(before, now, lang)
    numbers = {one for root in trees.values() for one in taken(root)}
    for root in trees.values():
        _tell_turned(root, by_tag, turned, done)
        for hers, at in _proposed(root, known, done):
            address = (chosen or {}).get(hers.text, at[0] if link and len(at) == 1 else "")
            if address in at:
                numbers.add(str(number := free_number(numbers)))
                done.joined += join(hers, address, now[address], number)
    _new_rows(there, before, now, done)
    for part, root in trees.items():
        for figure, picture, shape in _pictures(part, root, held):
            _redraw(figure, picture, shape, figures, held, done)
    _write(held, trees, name, before, now, done)
    return done


def renewed_beside(
    study: Study,
    file: Path,
    now: Mapping[str, str],
    figures: Path,
    link: bool,
    chosen: Mapping[str, str] | None = None,
) -> tuple[Renewed, Path]:
    """`refresh`, and the copy beside the document under a name that is free; it is noted, so that `forget` and `verify` know it."""
    done = refresh(file, now, figures, link, study.lang, chosen)
    ending = sentence("refresh_ending", study.lang)
    names = (
        file.with_name(f"{file.stem}-{ending}{number}.docx")
        for number in ("", *(f"-{n}" for n in range(2, 10_000)))
    )
    copy = next(name for name in names if not name.exists())
    if done.lang == study.lang and (done.linked or done.proposed or done.figures):
        write_whole(copy, done.whole)
        note_folder(study, copy)
    return done, copy


# --- numbers --------------------------------------------------------------------------------------


def _renew(
    one: _Control, address: str, now: Mapping[str, str], before: Mapping[str, str], done: Renewed
) -> tuple[str, str] | None:
    """Put in what stands at an address now; the verdict before and now, where it is another."""
    done.linked += 1
    if address not in now:
        done.vanished.append((address, _sentence(one.element)))
        return None
    new, text = now[address], one.text
    title = one.title or title_of(before.get(address, text))
    known = title_of(text) == title
    old = text if known else before.get(address, title)
    has_turned = title_of(new) != title and not any(char.isdigit() for char in new)
    start, end = (0, len(text)) if known else _within(one, text, old)
    if start < 0:
        if new not in text:
            done.edited.append((address, text, new))
    else:
        if text[start:end] != new:
            done.changed.append((address, text[start:end], new))
            _replace(one.texts, start, end, new)
        _retitle(one, address, new)
    return (old, new) if has_turned else None


def _within(one: _Control, text: str, old: str) -> tuple[int, int]:
    """Where the value stands within a control into which its author has written; (-1, -1) if that cannot be told.

    Of several places the one that begins a run is the value's own: what she types goes into runs of its own.
    """
    edges = (r"(?<![\d.,])", r"(?!\d|[.,]\d)") if old[:1].isdigit() else ("", "")
    spans = [found.span() for found in re.finditer(edges[0] + re.escape(old) + edges[1], text)] if old else []
    if len(spans) > 1:
        starts = [sum(len(text.text or "") for text in one.texts[:n]) for n in range(len(one.texts))]
        spans = [span for span in spans if span[0] in starts]
    return spans[0] if len(spans) == 1 else (-1, -1)


def _replace(texts: list[Any], start: int, end: int, new: str) -> None:
    """Put `new` in the place of some characters that may be spread over several runs; the first run's format holds."""
    at, put = 0, False
    for one in texts:
        text = one.text or ""
        low, high = max(start - at, 0), min(end - at, len(text))
        if low < high or (not put and start == end == at + len(text)):
            one.text = text[:low] + ("" if put else new) + text[high:]
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            put = True
        at += len(text)


def _retitle(one: _Control, address: str, new: str) -> None:
    """Note in the control what stands there now; a tag and a title that were lost are put back."""
    about = next(child for child in one.element if name_of(child) == "sdtPr")
    space = one.element.tag.rpartition("}")[0] + "}"
    order = ["rPr", "alias", "tag"]  # as the schema has it
    for name, value in (("alias", title_of(new)), ("tag", tag(address))):
        element = next((child for child in about if name_of(child) == name), None)
        if element is None:
            element = about.makeelement(f"{space}{name}")
            about.insert(sum(name_of(child) in order[: order.index(name)] for child in about), element)
        element.set(f"{space}val", value)


def _paragraph(element: Any) -> Any:
    return next((above for above in (element, *element.iterancestors()) if name_of(above) == "p"), element)


def _sentence(element: Any) -> str:
    """The sentence of the paragraph in which an element stands; of a cell, its row."""
    paragraph = _paragraph(element)
    row = next((above for above in paragraph.iterancestors() if name_of(above) == "tr"), None)
    if row is not None:
        return " | ".join(filter(None, (_said(cell) for cell in row if name_of(cell) in ("tc", "sdt"))))
    text, at = _said(paragraph), len(_said(paragraph, element))
    starts = [0, *(found.end() for found in re.finditer(r"[.!?]\s+(?=\S)", text))]
    start = max(place for place in starts if place <= at)
    return text[start : next((place for place in starts if place > at), len(text))].strip()


def _said(element: Any, until: Any = None) -> str:
    """What an element says, as far as `until`; what was deleted is not said, and what a text box in it says is its own."""
    found, outside = [], [name_of(above) for above in element.iterancestors()].count("txbxContent")
    for one in element.iter():
        if one is until:
            break
        above = [name_of(above) for above in one.iterancestors()] if name_of(one) == "t" else ["del"]
        if not {"del", "moveFrom"} & {*above} and above.count("txbxContent") == outside:
            found.append(one.text or "")
    return "".join(found)


def _turned_rows(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Rows of results (and sentences) in which a word is another than it was: row -> the word before and now."""
    return {
        address.rpartition("/")[0]: (old, now[address])
        for address, old in before.items()
        if address in now and old != now[address] and not re.search(r"\d", old + now[address])
    }


def _tell_turned(
    root: Any, by_tag: Mapping[str, str], turned: Mapping[str, tuple[str, str]], done: Renewed
) -> None:
    """Sentences of hers that quote a number of a row whose verdict is another now."""
    told = {sentence for sentence, _, _ in done.turned}
    for one in _controls(root) if turned else ():
        row = by_tag.get(one.tag, one.tag).rpartition("/")[0]
        in_table = any(name_of(above) == "tbl" for above in one.element.iterancestors())
        if (
            row in turned
            and not in_table
            and not one.is_deleted
            and (said := _sentence(one.element)) not in told
        ):
            told.add(said)
            done.turned.append((said, *turned[row]))


def _new_rows(there: set[str], before: Mapping[str, str], now: Mapping[str, str], done: Renewed) -> None:
    """Rows that a linked table has gained since the document was written."""
    tables = {address.partition("/")[0] for address in there if address.count("/") > 1}
    old = {address.rpartition("/")[0] for address in before}
    rows = {
        address.rpartition("/")[0]
        for address in now
        if address.partition("/")[0] in tables and address.count("/") > 1
    }
    done.rows += [tuple(row.split("/", 1)) for row in sorted(rows - old)] if before else []  # type: ignore[misc]


# --- numbers typed by hand ------------------------------------------------------------------------


def _proposed(
    root: Any, known: Mapping[str, list[str]], done: Renewed
) -> Iterator[tuple[Typed, tuple[str, ...]]]:
    """Numbers outside every control that a result has or had, with the addresses that fit, the likeliest first."""
    ours = {one.element for one in _controls(root)}
    for paragraph in [one for one in root.iter() if name_of(one) == "p"]:
        if _is_ours(paragraph) or not ours.isdisjoint(paragraph.iterancestors()):
            continue
        for one in typed(paragraph):
            said = _sentence(one.pieces[0][0])
            if at := tuple(fitting(one, f"{said} {_beside(paragraph)}", known, done.lang)):
                done.proposed.append((one.text, at, said))
                yield one, at


def _beside(paragraph: Any) -> str:
    """What a cell stands below: the heads of its table, and the caption above that."""
    table = next((above for above in paragraph.iterancestors() if name_of(above) == "tbl"), None)
    if table is None:
        return ""
    above = table.getprevious()
    row = next((one for one in table if name_of(one) == "tr"), None)
    return " ".join(_said(one) for one in (above, row) if one is not None)


def _is_ours(paragraph: Any) -> bool:
    """Whether a paragraph is a caption, a note or a cell that `export` made: its words are not typed by hand."""
    styles = (one for one in paragraph.iter() if name_of(one) == "pStyle")
    return any(_value(one).startswith(("engagelib", "Caption")) for one in styles)


# --- figures and the whole ------------------------------------------------------------------------


def _pictures(part: str, root: Any, held: Mapping[str, bytes]) -> Iterator[tuple[str, str, Any]]:
    """Each linked figure of a part: its name, the picture's file, the shape."""
    from lxml import etree

    folder, _, name = part.rpartition("/")
    related = held.get(f"{folder}/_rels/{name}.rels")
    targets = {one.get("Id"): one.get("Target") for one in etree.fromstring(related)} if related else {}
    for shape in root.iter():
        if name_of(shape) not in ("inline", "anchor"):
            continue
        about = next((one for one in shape if name_of(one) == "docPr"), None)
        named = re.match(r"figure:([\w-]+)", about.get("name", "") if about is not None else "")
        embedded = next(
            (
                value
                for one in shape.iter()
                if name_of(one) == "blip"
                for key, value in one.attrib.items()
                if key.endswith("}embed")
            ),
            "",
        )
        if named and (target := targets.get(embedded)):
            path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            if path in held:
                yield named[1], path, shape


def _redraw(
    figure: str, picture: str, shape: Any, figures: Path, held: dict[str, bytes], done: Renewed
) -> None:
    """Put today's picture in, as wide as she left it."""
    from PIL import Image

    new = figures / f"{figure}.png"
    if not new.exists():
        done.vanished.append((f"figure:{figure}", ""))
        return
    if new.read_bytes() == held[picture] or not picture.endswith(".png"):
        return
    with Image.open(BytesIO(held[picture])) as was, Image.open(new) as image:
        ratio = (image.height / image.width) / (was.height / was.width)
    for one in shape.iter():
        if name_of(one) in ("extent", "ext") and one.get("cy"):
            one.set("cy", str(round(int(one.get("cy")) * ratio)))
    held[picture] = new.read_bytes()
    done.figures.append(figure)


def _write(
    held: dict[str, bytes],
    trees: Mapping[str, Any],
    ledger: str,
    before: Mapping[str, str],
    now: Mapping[str, str],
    done: Renewed,
) -> None:
    """The document anew: what was not touched byte for byte, the ledger with what stands there now."""
    from lxml import etree

    for name, root in trees.items():
        fresh = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        held[name] = fresh
    if ledger:
        root = etree.fromstring(held[ledger])
        for row in root:
            row.text = now.get(row.get("at"), row.text)
        known = {*before}
        for address in (address for address in now if address not in known):
            etree.SubElement(
                root, root[0].tag if len(root) else f"{{{LEDGER}}}link", at=address, tag=tag(address)
            ).text = now[address]
        held[ledger] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    done.whole = whole.getvalue()
