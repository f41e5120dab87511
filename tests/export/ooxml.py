"""What a Word document or a workbook breaks of ISO/IEC 29500 (transitional), and of what Word asks beyond the schema.

No code of the package is used. Extensions are read as a program reads them that knows none (part 3 of the standard):
what a part declares ignorable is passed over, of alternatives the fallback is taken, all else has to be in the schema.
"""

import posixpath
import re
import zipfile
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path

from lxml import etree

__all__ = ["broken"]

_SCHEMAS = Path(__file__).parents[1] / "schemas" / "ooxml.zip"
_OFFICE = "http://schemas.openxmlformats.org"
_W, _R = f"{{{_OFFICE}/wordprocessingml/2006/main}}", f"{{{_OFFICE}/officeDocument/2006/relationships}}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: The schema of a part by the namespace of its root.
_OF = {
    f"{_OFFICE}/wordprocessingml/2006/main": "wml.xsd",
    f"{_OFFICE}/spreadsheetml/2006/main": "sml.xsd",
    f"{_OFFICE}/drawingml/2006/main": "dml-main.xsd",
    f"{_OFFICE}/officeDocument/2006/extended-properties": "shared-documentPropertiesExtended.xsd",
    f"{_OFFICE}/officeDocument/2006/custom-properties": "shared-documentPropertiesCustom.xsd",
    f"{_OFFICE}/officeDocument/2006/customXml": "shared-customXmlDataProperties.xsd",
    f"{_OFFICE}/package/2006/metadata/core-properties": "opc-coreProperties.xsd",
    f"{_OFFICE}/package/2006/content-types": "opc-contentTypes.xsd",
    f"{_OFFICE}/package/2006/relationships": "opc-relationships.xsd",
}
#: The style that each element names is of this type.
_STYLES = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table", "numStyleLink": "numbering"}


class _Held(etree.Resolver):
    """The schemas name each other by file; the two of Dublin Core and that of `xml:` are named by address."""

    def resolve(self, address, _, context):
        with zipfile.ZipFile(_SCHEMAS) as archive:
            return self.resolve_string(archive.read(posixpath.basename(address)), context, base_url=address)


@cache
def _schema(name):
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Held())
    with zipfile.ZipFile(_SCHEMAS) as archive:
        return etree.XMLSchema(etree.fromstring(archive.read(name), parser, base_url=name))


def broken(whole, schema=True):
    """Each thing that is wrong, as a sentence that begins with the part; `schema`: whether parts are validated, too."""
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        names = archive.namelist()
        found = [f"{name}: twice in the archive" for name, n in Counter(names).items() if n > 1]
        held = {name: archive.read(name) for name in names}
    trees = {}
    for name, data in held.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = etree.fromstring(data)
            except etree.XMLSyntaxError as error:
                found.append(f"{name}: no XML: {error}")
    found += _package(held, trees)
    if "word/document.xml" in trees:
        found += _word(trees)
    for name, tree in trees.items() if schema else ():
        plain = _understood(tree)
        file = _OF.get(etree.QName(plain).namespace)
        if file and not (of := _schema(file)).validate(plain):
            found += [f"{name}:{error.line}: {error.message}" for error in of.error_log]
        elif not file and not name.startswith("customXml/"):
            found.append(f"{name}: of no known kind")
    return found


def _understood(tree):
    """A part as a program reads it that knows no extension."""
    tree = etree.fromstring(etree.tostring(tree))
    ignored = set()
    for element in tree.iter(etree.Element):
        ignored |= {element.nsmap[prefix] for prefix in element.get(f"{_MC}Ignorable", "").split()}
    for choice in list(tree.iter(f"{_MC}AlternateContent")):
        at, above = choice.getparent().index(choice), choice.getparent()
        above[at : at + 1] = [one for fallback in choice.findall(f"{_MC}Fallback") for one in fallback]
    for element in list(tree.iter(etree.Element)):
        if etree.QName(element).namespace in ignored and element.getparent() is not None:
            element.getparent().remove(element)
            continue
        for key in list(element.attrib):
            if etree.QName(key).namespace in {*ignored, _MC[1:-1]}:
                del element.attrib[key]
    for text in tree.iter(f"{{{_OFFICE}/spreadsheetml/2006/main}}t"):
        text.attrib.pop(_SPACE, None)  # the schema lacks it, Excel writes it, and without it blanks are lost
    return tree


def _package(held, trees):
    """Relations that lead nowhere, parts without a type."""
    types = trees.get("[Content_Types].xml")
    if types is None:
        return ["[Content_Types].xml: not there"]
    endings = {one.get("Extension", "").lower() for one in types}
    named = {one.get("PartName", "").lstrip("/") for one in types} - {""}
    found = [f"[Content_Types].xml: names {name}, which is not there" for name in named - held.keys()]
    for name in held:
        if (
            name not in named
            and name.rpartition(".")[2].lower() not in endings
            and name != "[Content_Types].xml"
        ):
            found.append(f"{name}: has no type")
    for name, tree in trees.items():
        folder, _, file = name.rpartition("/")
        if name.endswith(".rels"):
            for one in tree:
                to = one.get("Target", "")
                place = (
                    to.lstrip("/")
                    if to.startswith("/")
                    else posixpath.normpath(f"{folder}/../{to}").lstrip("/")
                )
                if one.get("TargetMode") != "External" and place not in held:
                    found.append(f"{name}: {one.get('Id')} leads to {place}, which is not there")
            continue
        related = trees.get(f"{folder}/_rels/{file}.rels".lstrip("/"), ())
        known = {one.get("Id") for one in related}
        asked = {v for one in tree.iter(etree.Element) for k, v in one.attrib.items() if k.startswith(_R)}
        found += [f"{name}: asks for the relation {one}, which is not there" for one in asked - known]
    return found


def _word(trees):
    """What Word calls damaged, or drops without a word, though the schema allows it."""
    found = []
    styles, numbers = trees.get("word/styles.xml"), trees.get("word/numbering.xml")
    there = {one.get(f"{_W}styleId"): one.get(f"{_W}type") for one in styles} if styles is not None else {}
    lists = {one.get(f"{_W}numId") for one in numbers.iter(f"{_W}num")} if numbers is not None else set()
    ids = {"sdt": Counter(), "docPr": Counter(), "bookmark": Counter(), "name": Counter()}
    for part, tree in trees.items():
        if not part.startswith("word/"):
            continue
        names = Counter(one.get(f"{_W}styleId") for one in tree.iter(f"{_W}style"))
        found += [f"{part}: style {name} twice" for name, n in names.items() if n > 1]
        for element in tree.iter(etree.Element):
            found += [f"{part}: {why}" for why in _of_element(element, there, lists)]
            name = etree.QName(element).localname
            if name == "sdtPr" and (one := element.find(f"{_W}id")) is not None:
                ids["sdt"][one.get(f"{_W}val")] += 1
            elif name == "docPr":
                ids["docPr"][part, element.get("id")] += 1
            elif name == "bookmarkStart":
                ids["bookmark"][part, element.get(f"{_W}id")] += 1
                ids["name"][element.get(f"{_W}name").lower()] += 1
        starts = Counter(one.get(f"{_W}id") for one in tree.iter(f"{_W}bookmarkStart"))
        ends = Counter(one.get(f"{_W}id") for one in tree.iter(f"{_W}bookmarkEnd"))
        found += [
            f"{part}: bookmark {one} has {starts[one]} starts, {ends[one]} ends"
            for one in starts | ends
            if starts[one] != ends[one]
        ]
        open_ = 0
        for one in tree.iter(f"{_W}fldChar"):
            open_ += {"begin": 1, "end": -1}.get(one.get(f"{_W}fldCharType"), 0)
        found += [f"{part}: {open_} fields are not closed"] if open_ else []
    found += [f"{kind} {one} {n} times" for kind, seen in ids.items() for one, n in seen.items() if n > 1]
    body = trees["word/document.xml"][0]
    asked = {
        ref[1] for one in body.iter(f"{_W}instrText") if (ref := re.search(r"\bREF (\S+)", one.text or ""))
    }
    found += [
        f"field asks for {name}, which is no bookmark" for name in asked if not ids["name"][name.lower()]
    ]
    return found


def _of_element(element, there, lists):
    name, value = etree.QName(element).localname, element.get(f"{_W}val")
    if not element.tag.startswith(_W):
        return
    if name in _STYLES and there.get(value) != _STYLES[name]:
        yield f"{name} {value} is no {_STYLES[name]} style"
    if name in ("basedOn", "next", "link") and element.getparent().tag == f"{_W}style" and value not in there:
        yield f"{name} {value} is no style"
    if name == "numId" and value != "0" and value not in lists:
        yield f"list {value} is not there"
    if (
        name in ("t", "instrText")
        and (text := element.text or "") != text.strip()
        and element.get(_SPACE) != "preserve"
    ):
        yield f"blanks of {text!r} are lost"
    if name in ("alias", "tag") and len(value) > 64:
        yield f"{name} of {len(value)} signs"
    if name == "bookmarkStart" and not re.fullmatch(
        r"[^\W\d][\w.]{0,39}|_\w{1,39}", element.get(f"{_W}name", "")
    ):
        yield f"bookmark {element.get(f'{_W}name')!r}"
    if name == "tc" and etree.QName(element[-1]).localname not in ("p", "sdt"):
        yield "a cell that does not end in a paragraph"
    if name == "tbl":
        grid = len(element.find(f"{_W}tblGrid"))
        for row in element.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is element:
                spans = [
                    one.find(f"{_W}tcPr/{_W}gridSpan")
                    for one in row.iter(f"{_W}tc")
                    if next(one.iterancestors(f"{_W}tr")) is row
                ]
                edges = sum(
                    int(one.get(f"{_W}val"))
                    for one in row.iterfind(f"{_W}trPr/*")
                    if one.tag in (f"{_W}gridBefore", f"{_W}gridAfter")
                )
                if edges + sum(1 if one is None else int(one.get(f"{_W}val")) for one in spans) != grid:
                    yield f"a row of other columns than the {grid} of its table"
