"""REFI-QDA: a project there and back, valid by the standard's schemas; what programs write; what would do harm."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from engagelib import refi
from engagelib.contracts import typed, violations
from engagelib.contracts.problems import Unreadable
from engagelib.refi.offsets import Counting

SCHEMAS = Path(__file__).parents[1] / "schemas"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
TEXTS = {
    "K1": "wah 😋 enak banget 🍜🍜 mantap",
    "K2": f"sekeluarga {FAMILY} ke kafe\u0301 itu",
    "I1": "P: Mengapa?\r\nN: Karena <murah> & \"enak\" 😋.\r\nP: Lalu?\tYa.",
    "I2": "\ufeffdiawali tanda BOM, lalu teks",
    "K3": "mahal ah",
}  # fmt: skip
BOOK = pd.DataFrame({
    "code": ["T1", "PUJI", "PUJI2", "T2", "HARGA"], "parent": [None, "T1", "PUJI", None, "T2"], "theme": ["T1", "T1", "T1", "T2", "T2"],
    "name": ["Respons", "Memuji", "Memuji rasa", "Nilai", "Harga & porsi"], "definition": ["Apa", "Pujian\nuntuk apa saja", None, None, "Soal <harga>"],
    "include": [None, "emoji", None, None, None], "exclude": [None, "doa", None, None, None], "example": [None, "enak!", None, None, None],
    "color": ["#0072B2", None, None, None, "#E69F00"], "version": [None, "2025-10-03", None, None, None],
}).astype("str")  # fmt: skip


def span(unit, words):
    return TEXTS[unit].index(words), TEXTS[unit].index(words) + len(words)


def made(*rows):
    table = pd.DataFrame(rows, columns=["unit", "coder", "code", "start", "end", "made_at", "memo"]).assign(
        source="human"
    )
    return typed("codings", table)


CODINGS = made(
    ("K1", "Coder A", "PUJI", None, None, "2025-10-01T08:00:00Z", "ragu: memuji?"),
    ("K1", "Coder A", "PUJI2", *span("K1", "enak banget"), None, None),
    ("K1", "Coder B", "PUJI", *span("K1", "enak banget"), None, None),
    ("K1", "Coder B", "PUJI2", *span("K1", "🍜🍜 mantap"), None, None),
    ("K2", "Coder B", "PUJI", *span("K2", f"{FAMILY} ke kafe\u0301"), None, "baris\r\ndua"),
    ("I1", "Coder A", "HARGA", *span("I1", "<murah>"), None, None),
    ("I1", "Coder A", "PUJI", *span("I1", "enak"), None, None),
    ("I1", "Coder B", "PUJI", *span("I1", "Ya"), None, None),
    ("I2", "Coder A", "HARGA", *span("I2", "diawali"), None, None),
    ("K3", "Coder A", None, None, None, None, None),
)
UNITS = pd.DataFrame({
    "unit": list(TEXTS), "kind": ["comment", "comment", "interview", "interview", "comment"], "case": ["c1", "c2", "c1", None, None],
    "role": ["customer"] * 5, "method": ["comments", "comments", "interview", "interview", "comments"],
    "made_at": pd.to_datetime(["2025-09-01T01:02:03Z"] * 5), "text": list(TEXTS.values()), "likes": pd.array([3, None, None, None, 0], dtype="Int64"),
})  # fmt: skip
CASES = pd.DataFrame(
    {
        "case": ["c1", "c2"],
        "umur": [31, 45],
        "tetap": [True, False],
        "skor": [3.925, 4.0],
        "sejak": pd.to_datetime(["2024-01-02", "2024-03-04"]),
    }
)
NOTES = pd.DataFrame({
    "note": ["n1", "n2", "n3"], "about": ["unit", "code", "project"], "ref": ["I1", "PUJI", None], "coder": ["Coder A", None, "Coder B"],
    "made_at": pd.to_datetime(["2025-10-02T00:00:00Z", None, None]), "text": ["gugup", "pecah dua?", "rapat & hasil"],
})  # fmt: skip
SETS = pd.DataFrame({"set": ["inti", "inti"], "kind": ["code", "unit"], "ref": ["PUJI", "I1"]})
PROJECT = refi.Project(BOOK, UNITS, CODINGS, CASES, NOTES, sets=SETS, name="Studi uji")


def rows(table, *names):
    chosen = table[list(names)].astype(object)
    return sorted(map(tuple, chosen.where(chosen.notna(), None).values.tolist()), key=str)


def there_and_back(tmp_path, **how):
    refi.write_project(tmp_path / "p.qdpx", PROJECT, **how)
    return refi.read_project(tmp_path / "p.qdpx")


@pytest.mark.parametrize("unit", ["code points", "UTF-16 units", "UTF-8 bytes"])
@pytest.mark.parametrize("collate", [False, True])
def test_there_and_back(tmp_path, unit, collate):
    back = there_and_back(tmp_path, unit=unit, collate=collate)
    assert str(back.report).startswith(f"Positions: {unit}, end exclusive")
    keys = ("unit", "coder", "code", "start", "end", "made_at", "memo")
    assert rows(back.codings, *keys) == rows(CODINGS, *keys)
    texts = back.units.set_index("unit")["text"]
    assert texts.to_dict() == TEXTS
    for coding in back.codings.dropna(subset="start").itertuples():
        assert texts[coding.unit][coding.start : coding.end] == TEXTS[coding.unit][coding.start : coding.end]
    assert rows(back.units, "unit", "case") == rows(UNITS, "unit", "case")
    assert violations("codings", back.codings) == []
    report = back.report
    assert (
        report.passages == report.inside == report.at_words == 7 + 3 * collate
    )  # two coders share one passage
    assert report.named == report.matching == 7 and report.problems == []


def test_there_and_back_of_everything_else(tmp_path):
    back = there_and_back(tmp_path)
    for column in BOOK:
        assert rows(back.codebook, "code", column) == rows(BOOK, "code", column), column
    for column in ("kind", "role", "method", "made_at", "likes"):
        assert rows(back.units, "unit", column) == rows(UNITS, "unit", column), column
    for column in CASES:
        assert rows(back.cases, "case", column) == rows(CASES, "case", column), column
    assert rows(back.notes, *NOTES) == rows(NOTES, *NOTES)
    assert rows(back.sets, *SETS) == rows(SETS, *SETS) and back.name == "Studi uji"


@pytest.mark.parametrize("how", [{}, {"collate": True}, {"unit": "UTF-16 units"}])
def test_valid_by_the_standards_schema_and_the_same_bytes_twice(tmp_path, how):
    etree = pytest.importorskip("lxml.etree", reason="lxml validates against the schemas")
    for name in ("a", "b"):
        refi.write_project(tmp_path / f"{name}.qdpx", PROJECT, **how)
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.qdpx") as packed:
        assert packed.namelist()[0] == "project.qde" and all(
            n.startswith("sources/") for n in packed.namelist()[1:]
        )
        etree.XMLSchema(etree.parse(SCHEMAS / "Project.xsd")).assertValid(
            etree.fromstring(packed.read("project.qde"))
        )


def test_a_codebook_there_and_back_and_valid(tmp_path):
    etree = pytest.importorskip("lxml.etree", reason="lxml validates against the schemas")
    refi.write_codebook(tmp_path / "b.qdc", BOOK)
    back = refi.read_codebook(tmp_path / "b.qdc")
    pd.testing.assert_frame_equal(back[list(BOOK)], BOOK)
    etree.XMLSchema(etree.parse(SCHEMAS / "Codebook.xsd")).assertValid(etree.parse(tmp_path / "b.qdc"))
    refi.write_project(tmp_path / "p.qdpx", PROJECT)
    assert refi.read_codebook(tmp_path / "p.qdpx")["code"].tolist() == BOOK["code"].tolist()


def test_pyrefiqda_loads_what_is_written(tmp_path):
    pyrefiqda = pytest.importorskip("pyrefiqda", reason="pyrefiqda is an oracle of the tests only")
    refi.write_project(tmp_path / "p.qdpx", PROJECT)
    refi.write_codebook(tmp_path / "b.qdc", BOOK)
    sources = pyrefiqda.RefiProject.load(tmp_path / "p.qdpx", extract_dir=tmp_path / "x").sources.text_source
    selections = [selection for source in sources for selection in source.plain_text_selection]
    assert len(sources) == len(UNITS) and len(selections) == 7
    assert sum(len(holder.coding) for holder in [*sources, *selections]) == len(CODINGS)
    assert pyrefiqda.RefiCodebook.load(tmp_path / "b.qdc") is not None


def test_no_real_name_leaves_unless_it_should(tmp_path):
    named = refi.Project(
        BOOK,
        UNITS.assign(text=["@siti.aminah lihat", *list(TEXTS.values())[1:]]),
        CODINGS.assign(coder="Siti Aminah", memo="kata @budi_88"),
    )
    refi.write_project(tmp_path / "p.qdpx", named)
    with zipfile.ZipFile(tmp_path / "p.qdpx") as packed:
        everything = b"".join(packed.read(n) for n in packed.namelist())
    assert not [
        word
        for word in (b"Siti", b"aminah", b"budi", b"basePath", str(tmp_path).encode())
        if word in everything
    ]
    back = refi.read_project(tmp_path / "p.qdpx")
    assert (
        back.codings["coder"].unique().tolist() == ["Coder A"]
        and back.units["text"][0] == "<mention...> lihat"
    )
    refi.write_project(tmp_path / "q.qdpx", named, pseudonyms=False)
    assert refi.read_project(tmp_path / "q.qdpx").codings["coder"].unique().tolist() == ["Siti Aminah"]


# --- what programs write --------------------------------------------------------------------------------------------------------

GUIDS = {
    name: f"{i:08d}-0000-0000-0000-00000000000A"
    for i, name in enumerate(("user", "other", "code", "text", "s1", "s2", "c1", "c2"), start=1)
}


def foreign(
    path,
    text,
    passages,
    inner="Nama Proyek.QDE",
    folder="Sources/",
    content=None,
    book="",
    namespace="urn:QDA-XML:project:1.0",
    more="",
):
    """A project as NVivo for Windows packs it: braces, capital folder, empty names, byte order mark, CRLF."""
    g = GUIDS
    selections = "".join(
        f'<PlainTextSelection guid="{{{g["s1"][:-1]}{i}}}" name="{name}" startPosition="{start}" endPosition="{end}" creatingUser="{g["other"]}">'
        f'<Coding guid="{g["c1"][:-1]}{i}" creatingUser="{{{g["user"].lower()}}}"><CodeRef targetGUID="{g["code"].lower()}"/></Coding></PlainTextSelection>'
        for i, (start, end, name) in enumerate(passages)
    )
    where = f'plainTextPath="internal://{g["text"]}.txt"' if content is None else ""
    xml = (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{namespace}" name="x" origin="Program" basePath="/rumah/siti">'
        f'<Users><User guid="{g["user"]}" name="Ani"/><User guid="{g["other"]}" name="Budi"/></Users>'
        f'<CodeBook><Codes><Code guid="{{{g["code"]}}}" name="Harga" isCodable="true" color="#0a3">{book}</Code></Codes></CodeBook>'
        f'<Sources>{more}<TextSource guid="{g["text"]}" name="Wawancara" {where}>{content or ""}{selections}</TextSource></Sources><Sets/></Project>'
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(inner, xml)
        if text is not None:
            packed.writestr(f"{folder}{g['text'].lower()}.TXT", b"\xef\xbb\xbf" + text.encode())
    return path


NVIVO = "P: Enak? 😋😋\r\nN: Murah sekali,\r\nporsinya besar.\r\nP: Oh."


def test_utf16_crlf_and_a_byte_order_mark_as_nvivo_writes_them(tmp_path):
    way, words = Counting("UTF-16 units"), ("Murah sekali", "porsinya", "besar", "Oh")
    passages = [(*way.from_points(NVIVO, [NVIVO.index(w), NVIVO.index(w) + len(w)]), "") for w in words]
    found = refi.read_project(foreign(tmp_path / "n.qdpx", NVIVO, passages))
    text = found.units["text"][0]
    assert text == NVIVO  # as stored, mark aside
    assert [text[s:e] for s, e in zip(found.codings["start"], found.codings["end"], strict=True)] == list(
        words
    )
    assert found.codings["coder"].unique().tolist() == ["Ani"]  # the coding's user, not the selection's
    assert (found.report.passages, found.report.at_words) == (4, 4) and "UTF-16" in found.report.counting
    assert found.codebook.loc[0, "color"] == "#00aa33" and found.report.problems == []


def test_crlf_counted_as_one_and_names_that_quote(tmp_path):
    way, words = Counting(newline="CRLF as one"), ("Murah sekali", "porsinya besar", "Oh")
    passages = [(*way.from_points(NVIVO, [NVIVO.index(w), NVIVO.index(w) + len(w)]), w) for w in words]
    found = refi.read_project(foreign(tmp_path / "a.qdpx", NVIVO, passages))
    assert "CRLF as one" in found.report.counting and found.report.matching == 3
    assert NVIVO[found.codings["start"][1] : found.codings["end"][1]] == "porsinya besar"


def test_missing_text_impossible_place_unknown_code_other_media(tmp_path):
    lost = refi.read_project(foreign(tmp_path / "m.qdpx", None, [(3, 9, "")]))
    assert (
        len(lost.codings) == 1
        and lost.units["text"].isna().all()
        and "no text in the archive" in str(lost.report.problems[0])
    )
    wrong = refi.read_project(foreign(tmp_path / "w.qdpx", "enak", [(2, 900, ""), (0, 4, ""), (1, 1, "")]))
    assert wrong.codings["start"].tolist() == [0, 1] and "1 codings are left out" in str(
        wrong.report.problems[0]
    )
    coding = f'<PDFSource guid="{GUIDS["c2"]}" name="brosur.pdf"><Coding guid="{GUIDS["s2"]}"><CodeRef targetGUID="{GUIDS["code"]}"/></Coding></PDFSource>'
    media = refi.read_project(foreign(tmp_path / "p.qdpx", "enak", [(0, 4, "")], more=coding))
    whole = media.codings[
        media.codings["unit"] == "brosur.pdf"
    ]  # a source without a text is coded as a whole
    assert whole["start"].isna().tolist() == [True] and media.units["text"].isna().sum() == 1
    broken = foreign(
        tmp_path / "c.qdpx",
        "enak",
        [(0, 4, "")],
        content='<PlainTextContent>enak</PlainTextContent><Coding guid="x"><CodeRef targetGUID="nobody"/></Coding>',
    )
    assert "a code that the codebook lacks" in str(refi.read_project(broken).report.problems[0])


def test_other_namespaces_and_descriptions_and_names_twice(tmp_path):
    path = tmp_path / "b.qdc"
    path.write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:0:4"><Codes><Code guid="a" name="Rasa" isCodable="false"><Description>Tentang rasa\nInclude: manis</Description>'
        '<Code guid="b" name="Lain"/></Code><Code guid="c" name="Harga"><Code guid="d" name="Lain"/></Code></Codes><Sets/></CodeBook>',
        encoding="utf-8",
    )
    found = refi.read_codebook(path)
    assert found["code"].tolist() == ["Rasa", "Lain", "Harga", "Harga > Lain"] and found[
        "theme"
    ].tolist() == ["Rasa", "Rasa", "Harga", "Harga"]
    assert found.loc[0, ["definition", "include"]].tolist() == ["Tentang rasa", "manis"]


# --- what would do harm ------------------------------------------------------------------------------------------------------------


def test_entities_are_refused(tmp_path):
    bomb = '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><CodeBook><Codes><Code guid="x" name="&b;"/></Codes></CodeBook>'
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / "b.qdc").write_bytes(bomb.encode(encoding))
        with pytest.raises(Unreadable, match="DOCTYPE"):
            refi.read_codebook(tmp_path / "b.qdc")


def test_zip_bombs_encryption_and_other_files_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.qdpx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("project.qde", b"0" * 30_000_000)
    with pytest.raises(Unreadable, match="would unpack to 30 MB"):
        refi.read_project(tmp_path / "z.qdpx")
    (tmp_path / "t.qdpx").write_bytes(b"not a zip")
    with pytest.raises(Unreadable, match="not a zip archive"):
        refi.read_project(tmp_path / "t.qdpx")
    with zipfile.ZipFile(tmp_path / "n.qdpx", "w") as packed:
        packed.writestr("readme.txt", "x")
    with pytest.raises(Unreadable, match=r"holds no \.qde"):
        refi.read_project(tmp_path / "n.qdpx")
    with pytest.raises(Unreadable, match="no such file"):
        refi.read_project(tmp_path / "none.qdpx")


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("<a/>" * 6_000_000, "larger than any project"),
        ("<Cases>" * 300 + "</Cases>" * 300, "nested more than 200 deep"),
        ('<Codes><Code guid="c" name="c">' * 150 + "</Code></Codes>" * 150, "nested more than 200 deep"),
    ],
)
def test_documents_that_would_fill_the_memory_are_refused(tmp_path, inside, why):
    for path, whole in (
        (tmp_path / "b.qdc", f"<CodeBook>{inside}</CodeBook>"),
        (tmp_path / "p.qdpx", f'<Project name="x">{inside}</Project>'),
    ):
        if path.suffix == ".qdc":
            path.write_text(whole, encoding="utf-8")
        else:
            with zipfile.ZipFile(path, "w") as packed:
                packed.writestr("project.qde", whole)
        with pytest.raises(Unreadable, match=why):
            (refi.read_codebook if path.suffix == ".qdc" else refi.read_project)(path)


def hostile(path, selections="", text="enak", notes="", more="", codes=""):
    xml = (
        f'<Project name="x"><CodeBook><Codes><Code guid="c" name="P" isCodable="true"/>{codes}</Codes></CodeBook><Sources>'
        f'<TextSource guid="s" name="t" plainTextPath="internal://t.txt">{selections}</TextSource>{more}</Sources>'
        f"<Notes>{notes}</Notes></Project>"
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("project.qde", xml)
        packed.writestr("sources/t.txt", text)
    return path


CODED = '<Coding guid="k{i}"><CodeRef targetGUID="c"/>{more}</Coding>'


def many(n, start, end, name="", more=""):
    return "".join(
        f'<PlainTextSelection guid="p{i}" name="{name}" startPosition="{start}" endPosition="{end}">{CODED.format(i=i, more=more)}</PlainTextSelection>'
        for i in range(n)
    )


@pytest.mark.slow
def test_a_hostile_project_stays_within_memory_and_time(tmp_path):
    """Each of these took minutes or gigabytes by the length of what it refers to; the limits stand in `refi.archive`."""
    import time
    import tracemalloc

    long = "enak sekali " * 300_000  # 3.6 million characters
    again = f'<TextSource guid="s" name="t">{"<PlainTextContent/>"}</TextSource>'

    def parts(n):
        return {
            "passages of the whole text, named by its words": {"selections": many(n, 0, len(long), long[:200])},
            "passages past the text, to be looked for": {"selections": many(n, 10**9, 10**9 + 5, "tidak ada")},
            "things of one name": {"more": again * n},
            "codes of one name": {"codes": '<Code guid="c" name="P" isCodable="true"/>' * n},
            "notes in a file, referred to by all": {
                "selections": many(n, 0, 4, more='<NoteRef targetGUID="n"/>'),
                "notes": '<Note guid="n" plainTextPath="internal://t.txt"/>',
            },
        }  # fmt: skip

    def read(path):
        try:
            refi.read_project(path)
        except Unreadable:
            return True  # 20,000 memos of 3.6 MB each
        return False

    for what, made in parts(20_000).items():
        path = hostile(tmp_path / "h.qdpx", **made, text=long)
        began = time.perf_counter()
        assert read(path) == what.startswith("notes in a file")
        assert time.perf_counter() - began < 30, what
    for what, made in parts(1_000).items():
        path = hostile(tmp_path / "h.qdpx", **made, text=long)
        tracemalloc.start()
        read(path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 500e6, (what, peak)


def test_memos_that_multiply_are_refused(tmp_path):
    note = f'<Note guid="n"><PlainTextContent>{"x" * 1_000_000}</PlainTextContent></Note>'
    refs = '<NoteRef targetGUID="n"/>' * 300
    with pytest.raises(Unreadable, match="memos of codings of more than"):
        refi.read_project(hostile(tmp_path / "m.qdpx", many(1, 0, 4, more=refs), notes=note))


def test_recordings_may_be_as_large_as_they_are(tmp_path):
    path = hostile(tmp_path / "v.qdpx", many(1, 0, 4))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("sources/video.mp4", bytes(300_000_000))  # is not read, and so cannot blow up
    assert len(refi.read_project(path).codings) == 1
    with (
        zipfile.ZipFile(tmp_path / "t.qdpx", "w", zipfile.ZIP_DEFLATED) as packed,
        zipfile.ZipFile(path) as old,
    ):
        packed.writestr("project.qde", old.read("project.qde"))
        packed.writestr("sources/t.txt", "x" * 40_000_000)
    with pytest.raises(Unreadable, match="would unpack to 40 MB"):
        refi.read_project(tmp_path / "t.qdpx")


def test_paths_never_lead_outside(tmp_path):
    (tmp_path / "rahasia.txt").write_text("rahasia", encoding="utf-8")
    for where in (
        "../rahasia.txt",
        str(tmp_path / "rahasia.txt"),
        "absolute://" + str(tmp_path / "rahasia.txt"),
    ):
        path = foreign(tmp_path / "p.qdpx", None, [(0, 4, "")])
        with zipfile.ZipFile(path) as packed:
            xml = packed.read("Nama Proyek.QDE").decode()
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("../../jahat.qde", xml.replace(f"internal://{GUIDS['text']}.txt", where))
        assert refi.read_project(path).units["text"].isna().all()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p.qdpx", "rahasia.txt"]
