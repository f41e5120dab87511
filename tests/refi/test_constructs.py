"""Every construct of both schemas of the standard, in one generated project: kept there and back, or counted by kind."""

import csv
import uuid
import zipfile
from collections import Counter
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from engagelib import refi
from engagelib.contracts import violations
from engagelib.readers.codebook import codebook
from engagelib.refi.project import constructs

SCHEMAS = Path(__file__).parents[1] / "schemas"
PAGE = Path(__file__).parents[2] / "docs" / "refi.md"
XS = "{http://www.w3.org/2001/XMLSchema}"
PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
TYPES = {
    name: {t.get("name"): t for t in ElementTree.parse(SCHEMAS / f"{name}.xsd").getroot().findall(f"{XS}complexType")}
    for name in ("Project", "Codebook")
}  # fmt: skip
WORDS = {
    "direction": "OneWay", "color": "#aabbcc", "isCodable": "true", "creationDateTime": "2025-01-02T03:04:05Z",
    "modifiedDateTime": "2025-01-03T03:04:05Z", "startPosition": "0", "endPosition": "4", "shape": "Note",
    "lineStyle": "solid", "PlainTextContent": "enak sekali", "TextValue": "teks", "BooleanValue": "true",
    "IntegerValue": "3", "FloatValue": "2.5", "DateValue": "2025-01-02", "DateTimeValue": "2025-01-02T03:04:05Z",
}  # fmt: skip
KINDS = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")
TARGETS = {
    "CodeRef": "Code", "MemberCode": "Code", "NoteRef": "Note", "MemberNote": "Note", "SourceRef": "TextSource",
    "MemberSource": "TextSource", "SelectionRef": "PlainTextSelection", "creatingUser": "User", "modifyingUser": "User",
    "creatingUserGUID": "User", "modifyingUserGUID": "User", "originGUID": "Code", "targetGUID": "TextSource",
    "representedGUID": "Code", "sourceVertex": "Vertex", "targetVertex": "Vertex",
}  # fmt: skip


def known(schema: str, root: str) -> list[str]:
    """Every element below each element, and every attribute of it, as the schema has them."""
    found, seen = [], set()

    def walk(tag: str, kind: str) -> None:
        if kind not in TYPES[schema] or (tag, kind) in seen:
            return
        seen.add((tag, kind))
        found.extend(f"{tag}@{a.get('name')}" for a in TYPES[schema][kind].findall(f"{XS}attribute"))
        for below in TYPES[schema][kind].iter(f"{XS}element"):
            found.append(f"{tag}/{below.get('name')}")
            walk(below.get("name"), below.get("type"))

    walk(root, f"{root}Type")
    return list(dict.fromkeys(found))


class Maker:
    """One element of each kind wherever the schema allows it, with every attribute; two where one would tell nothing."""

    def __init__(self, schema: str) -> None:
        self.schema, self.n = schema, Counter()

    def guid(self, tag: str, n: int = 1) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{tag} {n}"))

    def element(self, tag: str, kind: str, above: tuple[str, ...] = ()) -> ElementTree.Element:
        made = ElementTree.Element(tag)
        definition = TYPES[self.schema].get(kind)
        if definition is None:
            made.text = WORDS.get(tag, f"tentang {above[-1]} {self.n[above[-1]]}" if above else tag)
            return made
        self.n[tag] += 1
        own = self.n[tag]
        for attribute in definition.findall(f"{XS}attribute"):
            name = attribute.get("name")
            if name == "plainTextPath":  # or its content, not both
                continue
            made.set(name, self.value(tag, name, own))
        for below in definition.iter(f"{XS}element"):
            name, inner = below.get("name"), below.get("type")
            if name == "Code" and above.count("Code") > 0:
                continue
            for again in range(
                {"SyncPoint": 2, "VariableValue": len(KINDS), "Variable": len(KINDS), "Vertex": 2}.get(
                    name, 1
                )
            ):
                made.append(self.inside(name, inner, (*above, tag), again))
        return made

    def inside(self, tag: str, kind: str, above: tuple[str, ...], again: int) -> ElementTree.Element:
        made = self.element(tag, kind, above)
        if tag == "Variable":
            made.set("typeOfVariable", KINDS[again])
            made.set("name", f"var {KINDS[again]}")
        if tag == "VariableValue":
            for value in list(made):
                if value.tag == "VariableRef":
                    value.set("targetGUID", self.guid("Variable", again + 1))
                elif value.tag != f"{KINDS[again]}Value":
                    made.remove(value)
        if tag == "SyncPoint":
            made.set("position", str(4 * again))
            made.set("timeStamp", str(1000 * again))
        if tag in ("PlainTextSelection", "TranscriptSelection"):
            made.set("name", "enak")
        if tag == "TranscriptSelection":
            for end, at in (("fromSyncPoint", -1), ("toSyncPoint", 0)):
                made.set(end, self.guid("SyncPoint", self.n["SyncPoint"] + at))
        return made

    def value(self, tag: str, name: str, own: int) -> str:
        if name == "guid" and tag not in ("MemberCode",):
            return self.guid(tag, own)
        if name in ("targetGUID", "guid") and tag in TARGETS:
            return self.guid(TARGETS[tag])
        if name in TARGETS:
            return self.guid(TARGETS[name])
        if name == "position" or name.startswith(("first", "second", "page", "begin", "end", "timeStamp")):
            return WORDS.get(name, str(own))
        return WORDS.get(name, f"{tag} {own}")


def packed(path: Path, root: ElementTree.Element, **texts: str) -> Path:
    root.set("xmlns", PROJECT)
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("project.qde", ElementTree.tostring(root, "utf-8", xml_declaration=True))
        for name, words in texts.items():
            target.writestr(f"sources/{name}.txt", words)
    return path


def whole_project() -> ElementTree.Element:
    maker = Maker("Project")
    root = maker.element("Project", "ProjectType")
    # beside it: a text that lies in a file; a passage that nobody coded, with a comment, and one with nothing; a text that
    # two cases share; a code that is a folder; a set with nothing in it; a note that is on nothing
    root.find("Sources").append(ElementTree.fromstring(
        f'<TextSource guid="{maker.guid("file")}" name="Kelompok" plainTextPath="internal://kelompok.txt">'
        f'<PlainTextSelection guid="{maker.guid("bare")}" startPosition="0" endPosition="3" name="Ani"/>'
        f'<PlainTextSelection guid="{maker.guid("said")}" startPosition="5" endPosition="9" name="enak"'
        f' creatingUser="{maker.guid("User")}"><Description>komentar</Description></PlainTextSelection></TextSource>'
    ))  # fmt: skip
    root.find("Users").append(
        ElementTree.fromstring(f'<User guid="{maker.guid("idle")}" name="Menganggur"/>')
    )
    root.find("Sets").append(ElementTree.fromstring(f'<Set guid="{maker.guid("none")}" name="Kosong"/>'))
    root.find("CodeBook/Codes").append(
        ElementTree.fromstring(
            f'<Code guid="{maker.guid("folder")}" name="Map" isCodable="false" color="#abc"/>'
        )
    )
    root.find("Notes").append(ElementTree.fromstring(
        f'<Note guid="{maker.guid("loose")}" name="lepas"><PlainTextContent>jurnal</PlainTextContent></Note>'
    ))  # fmt: skip
    where = 'plainTextPath="internal://kelompok.txt"'
    root.find("Notes").append(
        ElementTree.fromstring(f'<Note guid="{maker.guid("in a file")}" {where} name="dalam berkas"/>')
    )
    for source, holder in (
        ("PDF", "Representation"),
        ("Picture", "TextDescription"),
        ("Video", "Transcript"),
    ):
        root.find("Sources").append(ElementTree.fromstring(
            f'<{source}Source guid="{maker.guid(source)}" name="{source} dalam berkas"><{holder} guid="{maker.guid(holder, 99)}" {where}/></{source}Source>'
        ))  # fmt: skip
    for name, ref in (("Siti", f'SelectionRef targetGUID="{maker.guid("said")}"'),
                      ("Budi", f'SourceRef targetGUID="{maker.guid("file")}"'),
                      ("Rudi", f'SourceRef targetGUID="{maker.guid("file")}"')):  # fmt: skip
        root.find("Cases").append(
            ElementTree.fromstring(f'<Case guid="{maker.guid(name)}" name="{name}"><{ref}/></Case>')
        )
    return root


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    folder = tmp_path_factory.mktemp("constructs")
    path = packed(folder / "all.qdpx", whole_project(), kelompok="Ani: enak sekali")
    return path, refi.read_project(path)


def test_the_generated_project_is_valid_and_has_every_construct(there):
    etree = pytest.importorskip("lxml.etree", reason="lxml validates against the schemas")
    with zipfile.ZipFile(there[0]) as zipped:
        root = etree.fromstring(zipped.read("project.qde"))
    etree.XMLSchema(etree.parse(SCHEMAS / "Project.xsd")).assertValid(root)
    assert set(known("Project", "Project")) <= set(counted(ElementTree.fromstring(etree.tostring(root))))


def counted(root: ElementTree.Element) -> Counter:
    found = Counter()
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        found.update(f"{tag}@{name}" for name in element.attrib)
        found.update(f"{tag}/{below.tag.rpartition('}')[2]}" for below in element)
    return found


def test_the_table_of_constructs_is_the_schemas():
    schemas = dict.fromkeys([*known("Project", "Project"), *known("Codebook", "CodeBook")])
    assert list(constructs()) == list(schemas)


def test_the_page_shows_the_table():
    """docs/refi.md is made of constructs.csv: `python -m tests.refi.test_constructs` writes it anew."""
    assert PAGE.read_text(encoding="utf-8").endswith(shown())


def shown() -> str:
    """The table as the page has it."""
    with files("engagelib.refi").joinpath("constructs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lines = ["| construct | read | written | there and back |", "|---|---|---|---|"]
    for row in rows:
        same = row["written"].replace("Sources/", "").split(" (")[0] in (
            row["construct"].replace("Sources/", ""),
            "its parts",
        )
        back = (
            "counted"
            if not row["read"]
            else "yes"
            if same
            else "as what it is read to"
            if row["written"]
            else "no"
        )
        lines.append(f"| {row['construct']} | {row['read'] or '–'} | {row['written'] or '–'} | {back} |")
    return "\n".join(lines) + "\n"


def test_what_has_no_place_is_counted_and_nothing_else(there):
    path, project = there
    with zipfile.ZipFile(path) as zipped:
        have = counted(ElementTree.fromstring(zipped.read("project.qde")))
    left = project.report.left
    lost = {kind for kind, read in constructs().items() if not read and kind in have}
    below = ("PictureSelection", "AudioSelection", "VideoSelection", "Graphs", "Graph", "Vertex", "Edge")
    within = {kind for kind in lost if kind.startswith(below)}  # they go with what they lie in
    assert lost - within <= left.keys()
    assert {kind: left[kind] for kind in lost - within} == {
        kind: have[kind] - below_others(kind, path) for kind in lost - within
    }
    assert left["User who coded and noted nothing"] == 1


def below_others(kind: str, path: Path) -> int:
    """How many of a kind lie in something that is left out as a whole."""
    with zipfile.ZipFile(path) as zipped:
        root = ElementTree.fromstring(zipped.read("project.qde"))

    def outside(element: ElementTree.Element) -> int:
        tag, n = element.tag.rpartition("}")[2], 0
        if "@" in kind:
            n += f"{tag}@{kind.partition('@')[2]}" == kind and kind.partition("@")[2] in element.attrib
        for below in element:
            n += f"{tag}/{below.tag.rpartition('}')[2]}" == kind
            if constructs().get(f"{tag}/{below.tag.rpartition('}')[2]}"):
                n += outside(below)
        return n

    return counted(root)[kind] - outside(root)


TABLES = ("codebook", "units", "codings", "cases", "notes", "sets", "case_texts", "links", "variables")


def rows(table: pd.DataFrame) -> list[tuple]:
    made = table.astype(object).where(table.notna(), None)
    return sorted(map(tuple, made[sorted(made.columns)].values.tolist()), key=str)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_there_and_back_cell_by_cell(there, tmp_path, name):
    _, project = there
    refi.write_project(tmp_path / "b.qdpx", project, pseudonyms=False)
    back = refi.read_project(tmp_path / "b.qdpx")
    one, other = getattr(project, name), getattr(back, name)
    assert len(one) and sorted(one.columns) == sorted(other.columns)
    assert rows(one) == rows(other)


def test_what_is_written_is_valid_and_read_without_remark(there, tmp_path):
    etree = pytest.importorskip("lxml.etree", reason="lxml validates against the schemas")
    _, project = there
    for how in ({}, {"collate": True}, {"pseudonyms": False}):
        refi.write_project(tmp_path / "w.qdpx", project, **how)
        with zipfile.ZipFile(tmp_path / "w.qdpx") as zipped:
            root = etree.fromstring(zipped.read("project.qde"))
        etree.XMLSchema(etree.parse(SCHEMAS / "Project.xsd")).assertValid(root)
        back = refi.read_project(tmp_path / "w.qdpx")
        assert back.description == project.description and back.name == project.name
        assert not back.report.left.keys() - {"Note@name of a coding", "Note@creatingUser of a coding"}
    # element by element: what the table says is written as itself is there as often as it was
    with zipfile.ZipFile(there[0]) as zipped:
        before = counted(ElementTree.fromstring(zipped.read("project.qde")))
    with zipfile.ZipFile(tmp_path / "w.qdpx") as zipped:
        after = counted(ElementTree.fromstring(zipped.read("project.qde")))
    assert not {kind: (before[kind], after[kind]) for kind in AS_OFTEN if before[kind] != after[kind]}


#: Constructs that are written as they were read, as often. Notes are more, because each memo of a coding is one, and
#: variables one more, the kind of a unit.
AS_OFTEN = (
    "Project@name", "Project/Description", "Project/NoteRef", "Codes/Code", "Code/Code", "Code@color", "Code@isCodable",
    "Code/NoteRef", "Variable/Description", "Cases/Case", "Case/Description", "Case/CodeRef", "Case/VariableValue",
    "Case/SourceRef", "Case/SelectionRef", "Note/Description", "Links/Link",
    "Link/NoteRef", "Link@direction", "Link@color", "Link@originGUID", "Link@targetGUID", "Sets/Set", "Set/Description",
    "Set/MemberCode", "Set/MemberSource", "Set/MemberNote",
)  # fmt: skip


def test_a_codebook_with_every_construct_there_and_back(tmp_path):
    root = Maker("Codebook").element("CodeBook", "CodeBookType")
    root.set("xmlns", CODEBOOK)
    path = tmp_path / "all.qdc"
    path.write_bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True))
    found = refi.read_codebook(path)
    assert found["groups"].tolist()[0] == "Set 1" and found.attrs["groups"] == {"Set 1": "tentang Set 1"}
    refi.write_codebook(tmp_path / "b.qdc", found)
    back = refi.read_codebook(tmp_path / "b.qdc")
    pd.testing.assert_frame_equal(back, found)
    assert back.attrs == found.attrs
    study = codebook(tmp_path / "b.qdc")  # a study's codebook is the contract's, and says what it leaves
    assert violations("codebook", study.table) == [] and "has groups of codes (Set 1)" in str(
        study.problems[0]
    )
    etree = pytest.importorskip("lxml.etree", reason="lxml validates against the schemas")
    etree.XMLSchema(etree.parse(SCHEMAS / "Codebook.xsd")).assertValid(etree.parse(tmp_path / "b.qdc"))


def test_collated_sets_keep_their_members(tmp_path):
    units = pd.DataFrame({"unit": ["K1", "K2", "I1"], "kind": ["comment", "comment", "interview"], "case": None,
                          "text": ["enak", "mahal", "Begitu."]})  # fmt: skip
    sets = pd.DataFrame({"set": "inti", "kind": ["unit", "unit", "code"], "ref": ["K2", "I1", "P"]})
    book = pd.DataFrame({"code": ["P"], "parent": [None]}).reindex(
        columns=[
            "code",
            "parent",
            "theme",
            "name",
            "definition",
            "include",
            "exclude",
            "example",
            "color",
            "version",
        ]
    )
    codings = pd.DataFrame(columns=["unit", "coder", "code", "start", "end", "made_at", "memo"])
    links = pd.DataFrame({"link": ["l"], "origin": ["unit:K1"], "target": ["unit:I1"]})
    made = refi.Project(book, units.assign(likes=3), codings, sets=sets, links=links)
    left = refi.write_project(tmp_path / "c.qdpx", made, collate=True)
    assert left == {"variables of collated units": 4}  # kind and likes of two comments
    assert refi.write_project(tmp_path / "w.qdpx", made) == {}
    project = refi.read_project(tmp_path / "c.qdpx")
    assert project.links[["origin", "target"]].values.tolist() == [["unit:K1", "unit:I1"]]
    back = project.sets
    assert sorted(zip(back["kind"], back["ref"], strict=True)) == [
        ("code", "P"),
        ("unit", "I1"),
        ("unit", "K2"),
    ]
    assert back["description"].isna().all()


@pytest.mark.parametrize(
    ("written", "read", "opaque"),
    [
        (["#0a3", "#00aa33"], ["#00aa33", "#00aa33"], 0),
        (["#ff00aa33", "#80112233"], ["#00aa33", "#112233"], 2),  # opacity first
        (["#00aa33ff", "#112233ff"], ["#00aa33", "#112233"], 2),  # opacity last
        (["red", ""], [None, None], 0),
    ],
)
def test_colours_with_an_opacity(tmp_path, written, read, opaque):
    codes = "".join(
        f'<Code guid="c{i}" name="c{i}" isCodable="true" color="{c}"/>' for i, c in enumerate(written)
    )
    root = ElementTree.fromstring(f'<Project name="x"><CodeBook><Codes>{codes}</Codes></CodeBook></Project>')
    project = refi.read_project(packed(tmp_path / "c.qdpx", root))
    assert (
        project.codebook["color"].astype(object).where(project.codebook["color"].notna(), None).tolist()
        == read
    )
    assert project.report.left.get("opacity of Code@color", 0) == opaque


def test_people_and_things_of_one_name_stay_two(tmp_path):
    root = ElementTree.fromstring(
        '<Project name="x"><Users><User guid="aaaaaaaa-1" name="Ani"/><User guid="bbbbbbbb-2" name="Ani"/></Users>'
        '<CodeBook><Codes><Code guid="c" name="P" isCodable="true"/></Codes></CodeBook><Sources><TextSource guid="s" name="t">'
        '<PlainTextContent>enak</PlainTextContent><Coding guid="1" creatingUser="aaaaaaaa-1"><CodeRef targetGUID="c"/></Coding>'
        '<Coding guid="2" creatingUser="bbbbbbbb-2"><CodeRef targetGUID="c"/></Coding>'
        '<VariableValue><VariableRef targetGUID="v"/><TextValue>x</TextValue></VariableValue></TextSource></Sources></Project>'
    )  # fmt: skip
    root.insert(
        2,
        ElementTree.fromstring(
            '<Variables><Variable guid="v" name="text" typeOfVariable="Text"/></Variables>'
        ),
    )
    project = refi.read_project(packed(tmp_path / "n.qdpx", root))
    assert project.codings["coder"].tolist() == ["Ani", "Ani (bbbbbbbb)"]
    assert project.units.loc[0, "text"] == "enak" and project.units.loc[0, "text (variable)"] == "x"


def test_a_passage_past_its_text_is_no_coding_of_the_whole(tmp_path):
    root = ElementTree.fromstring(
        '<Project name="x"><CodeBook><Codes><Code guid="c" name="P" isCodable="true"/></Codes></CodeBook><Sources>'
        '<TextSource guid="s" name="t"><PlainTextContent>enak sekali</PlainTextContent>'
        '<PlainTextSelection guid="1" name="sekali" startPosition="500" endPosition="506"><Coding guid="4"><CodeRef targetGUID="c"/></Coding></PlainTextSelection>'
        '<PlainTextSelection guid="2" name="hilang" startPosition="500" endPosition="506"><Coding guid="5"><CodeRef targetGUID="c"/></Coding></PlainTextSelection>'
        "</TextSource></Sources></Project>"
    )  # fmt: skip
    project = refi.read_project(packed(tmp_path / "p.qdpx", root))
    assert project.codings[["start", "end"]].values.tolist() == [
        [5, 11]
    ]  # by its quote, which stands there once
    assert project.report.left == {"PlainTextSelection outside its text": 1, "Coding outside its text": 1}
    assert [str(p.message)[:24] for p in project.report.problems] == ["is no place in its text "] * 2


def test_a_page_whose_words_stand_once_in_the_text_is_a_passage(tmp_path):
    root = ElementTree.fromstring(
        '<Project name="x"><CodeBook><Codes><Code guid="c" name="P" isCodable="true"/></Codes></CodeBook><Sources>'
        '<PDFSource guid="s" name="brosur"><PDFSelection guid="1" page="1" firstX="0" firstY="0" secondX="1" secondY="1">'
        '<Representation guid="r1"><PlainTextContent>sekali</PlainTextContent></Representation><Coding guid="2"><CodeRef targetGUID="c"/></Coding></PDFSelection>'
        '<PDFSelection guid="3" page="1" firstX="0" firstY="0" secondX="1" secondY="1"><Coding guid="4"><CodeRef targetGUID="c"/></Coding></PDFSelection>'
        '<Representation guid="r"><PlainTextContent>enak sekali</PlainTextContent></Representation></PDFSource>'
        '<AudioSource guid="a" name="rekaman"><Transcript guid="t1"><PlainTextContent>satu</PlainTextContent></Transcript>'
        '<Transcript guid="t2" name="kedua"><PlainTextContent>dua</PlainTextContent></Transcript></AudioSource>'
        '<PictureSource guid="p" name="foto"><Coding guid="5"><CodeRef targetGUID="c"/></Coding></PictureSource></Sources></Project>'
    )  # fmt: skip
    project = refi.read_project(packed(tmp_path / "p.qdpx", root))
    assert project.units["unit"].tolist() == ["brosur", "rekaman", "kedua", "foto"]
    assert project.units["text"].fillna("–").tolist() == ["enak sekali", "satu", "dua", "–"]
    found = project.codings.astype({"start": object, "end": object})
    assert found[["unit", "start"]].fillna("whole").values.tolist() == [["brosur", 5], ["foto", "whole"]]
    assert project.report.left["PDFSource/PDFSelection"] == 1


CASES = Path(__file__).parents[1] / "cases" / "numbers" / "refi"


@pytest.mark.parametrize(
    ("name", "table", "known"),
    [  # what each of these projects holds beside its one text; all of it was gone once, without a remark
        ("m_uncoded", "notes", [("passage", "D", 0, 9, "important: price!"), ("passage", "D", 19, 23, "about Budi")]),
        ("m_links", "links", [("contradicts", "unit:D", "code:C", "OneWay")]),
        ("m_pdf", "codings", [("Menu.pdf", "C", 0, 9)]),
        ("m_audio", "codings", [("ani.mp3", "C", 0, 18)]),
    ],
)  # fmt: skip
def test_small_projects_keep_what_they_hold(name, table, known):
    names = {"notes": ["about", "ref", "start", "end", "text"], "links": ["link", "origin", "target", "direction"],
             "codings": ["unit", "code", "start", "end"]}[table]  # fmt: skip
    project = refi.read_project(CASES / f"{name}.qdpx")
    assert list(getattr(project, table)[names].itertuples(index=False, name=None)) == known
    assert project.report.problems == [] and project.units["text"].notna().all()


def test_a_description_is_kept():
    units = refi.read_project(CASES / "m_desc.qdpx").units
    assert units["description"].notna().tolist() == [True]


if __name__ == "__main__":
    head = PAGE.read_text(encoding="utf-8").partition("| construct |")[0]
    PAGE.write_text(head + shown(), encoding="utf-8")
