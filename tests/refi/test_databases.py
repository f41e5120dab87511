"""Projects kept in databases: QualCoder's and Taguette's tables as their programs make them, read only."""

import sqlite3

import pytest

from engagelib import refi
from engagelib.contracts.problems import Unreadable

TEXT = "Ani: enak 😋 sekali.\nBudi: mahal ah."
# src/qualcoder/__main__.py of QualCoder 4.0 (database v17), the tables that hold something here
QUALCODER = """
CREATE TABLE project (databaseversion text, date text, memo text, about text, bookmarkfile integer, bookmarkpos integer);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text, av_text_id integer, risid integer, unique(name));
CREATE TABLE code_image (imid integer primary key,id integer,x1 integer, y1 integer, width integer, height integer, cid integer, memo text, date text, owner text, important integer, pdf_page integer);
CREATE TABLE code_av (avid integer primary key,id integer,pos0 integer, pos1 integer, cid integer, memo text, date text, owner text, important integer);
CREATE TABLE annotation (anid integer primary key, fid integer,pos0 integer, pos1 integer, memo text, owner text, date text, unique(fid,pos0,pos1,owner));
CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text, caseOrFile text, valuetype text);
CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer, date text, owner text, unique(name,attr_type,id));
CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, owner text, date text, memo text);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text,date text, constraint ucm unique(name));
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer, unique(name));
CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer,seltext text, pos0 integer, pos1 integer, owner text, date text, memo text, avid integer, important integer, unique(cid,fid,pos0,pos1, owner));
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text,date text, color text, supercid integer, unique(name));
CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text, unique(name));
"""


def qualcoder(folder, shift=0):
    """A project folder; `shift`: positions behind the emoji as a Qt widget counts them (UTF-16)."""
    folder.mkdir()
    link = sqlite3.connect(folder / "data.qda")
    link.executescript(QUALCODER)

    def span(words):
        at = TEXT.index(words)
        return words, at + shift * (at > 10), at + len(words) + shift * (at > 10)

    rows = {
        "project": [("v17", "2026-01-01", "memo proyek", "QualCoder 4.0", 0, 0)],
        "source": [(1, "fgd.txt", TEXT, None, "diskusi", "ani", "2026-01-01 10:00:00", None, None),
                   (2, "foto.jpg", None, "/images/foto.jpg", "", "ani", "2026-01-01 10:00:00", None, None)],
        "code_cat": [(1, "Rasa", "ani", "", "soal rasa", None), (2, "Pujian", "ani", "", "", 1)],
        "code_name": [(1, "enak", "menyebut enak", 2, "ani", "", "#FF0000", None), (2, "enak sekali", "", None, "ani", "", "bad", 1),
                      (3, "Rasa", "", None, "ani", "", "#00FF00", None)],
        "code_text": [(1, 1, 1, *span("enak"), "ani", "2026-01-02 10:00:00", "ragu", None, 1), (2, 2, 1, *span("sekali"), "budi", "", "", None, None),
                      (3, 3, 1, *span("mahal ah"), "budi", "", "", None, None), (4, 1, 1, "tidak ada", 500, 509, "budi", "", "", None, None),
                      (5, 99, 1, *span("Budi"), "budi", "", "", None, None)],
        "code_image": [(1, 2, 0, 0, 5, 5, 1, "", "", "ani", 0, None)],
        "annotation": [(1, 1, 0, 3, "siapa ini?", "ani", "2026-01-03 10:00:00")],
        "cases": [(1, "Ani", "pembeli", "ani", ""), (2, "Budi", "", "ani", "")],
        "case_text": [(1, 1, 1, 0, 10, "ani", "", ""), (2, 2, 2, 0, 0, "ani", "", "")],
        "attribute_type": [("umur", "", "ani", "dalam tahun", "case", "numeric"), ("text", "", "ani", "", "file", "character")],
        "attribute": [(1, "umur", "case", "31", 1, "", "ani"), (2, "umur", "case", "", 2, "", "ani"), (3, "text", "file", "gratis", 1, "", "ani")],
        "journal": [(1, "hari 1", "catatan harian", "2026-01-01 08:00:00", "ani")],
    }  # fmt: skip
    for name, values in rows.items():
        link.executemany(f"insert into {name} values ({','.join('?' * len(values[0]))})", values)
    link.commit()
    link.close()
    return folder


@pytest.mark.parametrize("shift", [0, 1])
def test_qualcoder(tmp_path, shift):
    folder = qualcoder(tmp_path / "studi.qda", shift)
    before = (folder / "data.qda").read_bytes()
    project = refi.read_project(folder)
    assert (folder / "data.qda").read_bytes() == before and [p.name for p in folder.iterdir()] == ["data.qda"]
    assert project.report.counting.startswith("UTF-16 units" if shift else "code points")
    text = project.units.set_index("unit")["text"]["fgd.txt"]
    found = [(row.coder, row.code, text[row.start : row.end]) for row in project.codings.itertuples()]
    assert found == [("ani", "enak", "enak"), ("budi", "enak sekali", "sekali"), ("budi", "Rasa", "mahal ah")]
    assert project.codings["memo"].fillna("").tolist() == ["ragu", "", ""]
    book = project.codebook.set_index("code")
    assert book["parent"].fillna("–").to_dict() == {
        "Rasa (category)": "–", "Pujian": "Rasa (category)", "enak": "Pujian", "enak sekali": "enak", "Rasa": "–",
    }  # fmt: skip
    assert (
        book["codable"].tolist() == [False, False, True, True, True]
        and book.loc["enak", "color"] == "#FF0000"
    )
    assert project.cases.astype(object).fillna("–").values.tolist() == [
        ["Ani", "pembeli", 31.0],
        ["Budi", "–", "–"],
    ]
    assert project.units["case"].fillna("–").tolist() == ["–", "Budi"]
    assert project.case_texts[["case", "unit", "start", "end"]].values.tolist() == [["Ani", "fgd.txt", 0, 10]]
    assert project.units.loc[0, ["description", "text (variable)"]].tolist() == ["diskusi", "gratis"]
    assert (
        project.notes["text"].tolist() == ["siapa ini?", "catatan harian"]
        and project.description == "memo proyek"
    )
    assert project.report.left == {
        "code_text of no file or code": 1, "code_text.important": 1, "passages outside their texts": 1, "code_image": 1,
    }  # fmt: skip
    refi.write_project(tmp_path / "p.qdpx", project, pseudonyms=False)
    back = refi.read_project(tmp_path / "p.qdpx")
    columns = ["unit", "coder", "code", "start", "end"]
    assert sorted(map(tuple, back.codings[columns].values)) == sorted(
        map(tuple, project.codings[columns].values)
    )
    assert refi.read_project(folder / "data.qda").codings.equals(project.codings)


# taguette/database/models.py, Taguette 1.5
TAGUETTE = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL, description TEXT NOT NULL, created DATETIME NOT NULL);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL, description TEXT NOT NULL, filename VARCHAR(200) NOT NULL, created DATETIME NOT NULL, project_id INTEGER NOT NULL, text_direction VARCHAR NOT NULL, contents TEXT NOT NULL);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, path VARCHAR(200) NOT NULL, description TEXT NOT NULL);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL, start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, snippet TEXT NOT NULL);
CREATE TABLE highlight_tags (highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL);
"""
PAGE = "<p><u>Enak</u> 😋 &amp; <i>murah</i></p><p>Porsinya besar.</p>"
PLAIN = "Enak 😋 & murahPorsinya besar."  # what Taguette counts: the text nodes, one after the other


def taguette(path, projects=1):
    link = sqlite3.connect(path)
    link.executescript(TAGUETTE)

    def at(words):
        start = len(PLAIN[: PLAIN.index(words)].encode())
        return start, start + len(words.encode())

    rows = {
        "projects": [(i, f"Studi {i}", "tentang rasa", "2026-01-01") for i in range(1, projects + 1)],
        "documents": [(1, "w1", "wawancara", "w1.docx", "2026-01-01", 1, "LEFT_TO_RIGHT", PAGE), (2, "w1", "", "w1.txt", "2026-01-01", 1, "LEFT_TO_RIGHT", "<p>x</p>")],
        "tags": [(1, 1, "rasa/enak", "menyebut enak"), (2, 1, "harga", "")],
        "highlights": [(1, 1, *at("Enak"), "<u>Enak</u>"), (2, 1, *at("murah"), "<i>murah</i>"), (3, 1, *at("murahPorsinya besar"), "<p><i>murah</i></p><p>Porsinya besar</p>"),
                       (4, 1, 0, 3, "<p>Porsinya</p>"), (5, 1, *at("besar"), "besar")],
        "highlight_tags": [(1, 1), (2, 2), (2, 1), (3, 2), (4, 2)],
    }  # fmt: skip
    for name, values in rows.items():
        link.executemany(f"insert into {name} values ({','.join('?' * len(values[0]))})", values)
    link.commit()
    link.close()
    return path


def test_taguette(tmp_path):
    project = refi.read_project(taguette(tmp_path / "2026-01-01_Studi.sqlite3"))
    assert project.units["unit"].tolist() == ["w1", "w1 2"] and project.units["text"].tolist() == [
        "Enak 😋 & murah\nPorsinya besar.\n",
        "x\n",
    ]
    text = project.units["text"][0]
    assert [(row.code, text[row.start : row.end]) for row in project.codings.itertuples()] == [
        ("rasa/enak", "Enak"), ("harga", "murah"), ("rasa/enak", "murah"), ("harga", "murah\nPorsinya besar"),
        ("harga", "Porsinya"),  # its positions hold other words: placed where its words stand
    ]  # fmt: skip
    assert project.codebook["definition"].fillna("–").tolist() == ["menyebut enak", "–"]
    mark = project.notes.iloc[0]
    assert (mark["about"], text[mark["start"] : mark["end"]]) == ("passage", "besar")  # highlighted, no tag
    assert (project.name, project.description) == ("Studi 1", "tentang rasa")
    assert len(project.report.problems) == 1


def test_what_is_no_project_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="it holds Studi 1, Studi 2"):
        refi.read_project(taguette(tmp_path / "two.sqlite3", 2))
    link = sqlite3.connect(tmp_path / "other.sqlite3")
    link.execute("create table orang (nama text)")
    link.commit()
    link.close()
    with pytest.raises(Unreadable, match="no project of QualCoder or Taguette"):
        refi.read_project(tmp_path / "other.sqlite3")
    (tmp_path / "broken.qda").write_bytes(b"SQLite format 3\0" + b"rusak" * 500)
    with pytest.raises(Unreadable, match="no database that can be read"):
        refi.read_project(tmp_path / "broken.qda")


@pytest.mark.parametrize(
    ("page", "counted"),
    [  # what BeautifulSoup 4 with html5lib 1.1, which Taguette counts with, has as text nodes
        ("  <h1>Judul</h1>\n<p>Isi</p>\n", "Judul\nIsi\n"),
        ("<pre>\nbaris satu\nbaris dua</pre>", "baris satu\nbaris dua"),
        ("<p>x<br/>y</p><ul>\n<li>satu</li>\n<li>dua</li>\n</ul>", "xy\nsatu\ndua\n"),
        ("<table>\n<tr>\n<td>a</td>\n</tr>\n</table>", "\n\na\n\n"),
        ("<p>\r\nbaris\r\n</p>", "\nbaris\n"),
        ("<p>a &lt; b &nbsp; c</p>", "a < b \xa0 c"),
        ("<p>tanpa tutup<p>kedua", "tanpa tutupkedua"),
    ],
)
def test_text_is_counted_as_taguette_counts_it(page, counted):
    from engagelib.refi.databases import _Text

    read = _Text.of(page)
    sizes = [*read.bytes[1:], read.counted]
    assert "".join(p for p, a, b in zip(read.parts, read.bytes, sizes, strict=True) if b > a) == counted
