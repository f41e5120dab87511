"""Files that were made to hurt, of every kind that a study may hold: a sentence each, within the bounds, nothing leaked."""

import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engagelib.cli import app

RAW = Path(__file__).parents[2] / "data" / "raw" / "kia-metro"
ODS = Path(__file__).parents[1] / "cases" / "files" / "case05-old-formats-unread" / "orders.ods"
WORDS = b"<w:p><w:r><w:t>aaaaaaaaaaaa</w:t></w:r></w:p>"


def packed(source, end, change):
    """An archive with one of its parts changed, or one added."""
    data = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name.endswith(end) else old.read(name))
        if not any(name.endswith(end) for name in old.namelist()):
            new.writestr(end, change(b""))
    return data.getvalue()


def put(old, new):
    return lambda data: data.replace(old, new, 1)


ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY b "'
    + b"x" * 1000
    + b'"><!ENTITY c "'
    + b"&b;" * 1000
    + b'"><!ENTITY d "'
    + b"&c;" * 1000
    + b'">]>'
)
REPEATED = (
    b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"'
    b' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
)
CELLS = b"</sheetData>"
#: File -> how it is made.
MADE = {
    "orders.ods": [
        lambda: packed(ODS, "content.xml", put(b"</table:table>", REPEATED)),
        lambda: packed(ODS, "content.xml", lambda data: data + b" " * 400_000_000),
        lambda: packed(ODS, "content.xml", lambda data: ENTITIES + put(b"<text:p>", b"<text:p>&d;")(data)),
        lambda: packed(ODS, "content.xml", lambda data: b""),
        lambda: (RAW / "sales.xlsx").read_bytes(),
    ],
    "sales.xlsb": [lambda: b"PK\x03\x04garbage", ODS.read_bytes, lambda: (RAW / "sales.xlsx").read_bytes()],
    "sales.xlsx": [
        ODS.read_bytes,
        lambda: packed(RAW / "sales.xlsx", "sheet1.xml", put(b"<sheetData>", b"<sheetData>" + b" " * 400_000_000)),
        lambda: packed(RAW / "sales.xlsx", "sheet1.xml", lambda data: ENTITIES + data),
        lambda: packed(RAW / "sales.xlsx", "sheet1.xml", put(CELLS, CELLS + b'<mergeCells><mergeCell ref="A2:XFD200"/></mergeCells>')),
        lambda: packed(RAW / "sales.xlsx", "sheet1.xml", put(CELLS, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')),
        lambda: b"",
    ],
    "interviews/a.docx": [
        lambda: packed(RAW / "interviews" / "owner.docx", "document.xml", put(b"<w:body>", b"<w:body>" + WORDS * 9_000_000)),
        lambda: packed(RAW / "interviews" / "owner.docx", "document.xml", put(b"<w:body>", b"<w:body>" + b"<w:tbl><w:tr><w:tc>" * 3000)),
    ],
    "tiktok-studio.zip": [
        lambda: packed(RAW / "tiktok-studio.zip", "x/Content.csv", lambda data: b"a,b\n" + b"1,2\n" * 100_000_000),
        lambda: packed(RAW / "tiktok-studio.zip", "../../etc/Content.csv", lambda data: b"a,b\n1,2\n"),
    ],
    "comments.csv": [
        lambda: b'text,author\n"' + b"a,\n" * 2_000_000,
        lambda: b"text,author\n" + b"\0" * 1000 + b"\n",
        lambda: b"\xfe\xff\x00a",
    ],
    "comments.json": [lambda: b"[" * 200_000, lambda: b'[{"text":NaN,"comment_id":1e999}]'],
    "comments.jsonl": [lambda: b'{"text":"a","comment_id":' + b"9" * 5000 + b"}\n"],
    "survey.sav": [lambda: b"$FL2" + b"\0" * 500],
    "survey.omv": [lambda: b"PK\x03\x04"],
    "codebook.qdc": [lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><CodeBook>&b;</CodeBook>'],
}  # fmt: skip
LINKS = {
    "comments.csv": "/etc/passwd", "sales.csv": "/dev/zero", "interviews": "/etc", "codings": "codings", "insights": "/usr/share",
    "PROVENANCE.md": "/etc/passwd", "notebooks": "/etc", "interpretation": "/etc",
}  # fmt: skip


def checked(folder, declared=""):
    """What `check` says of the folder, in bounds and without a traceback."""
    (folder / "study.toml").write_text(f'[study]\nname = "h"\n{declared}', encoding="utf-8")
    begun = time.process_time()
    done = CliRunner().invoke(app, ["check", str(folder), "--lang", "en"])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert "Traceback" not in done.output and "root:x:" not in done.output
    assert time.process_time() - begun < 35
    return done


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "number"), [(name, n) for name, every in MADE.items() for n in range(len(every))]
)
def test_a_file_made_to_hurt_is_a_sentence(tmp_path, name, number):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(MADE[name][number]())
    checked(tmp_path)


@pytest.mark.skipif(not Path("/etc/passwd").exists(), reason="no links here")
@pytest.mark.parametrize("name", LINKS)
def test_a_link_out_of_the_folder_shows_nothing(tmp_path, name):
    (tmp_path / name).symlink_to(LINKS[name])
    checked(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize(
    "name", ["comments.csv", "interviews/a.txt", "codings/a.xlsx", "coding/slang.csv", "PROVENANCE.md"]
)
def test_a_pipe_is_not_waited_for(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / name)
    checked(tmp_path)


@pytest.mark.parametrize("line", [
    'sales = "../kia/sales.xlsx"', 'sales = "/etc/passwd"', 'comments = ["../a.csv", "b.csv"]', 'codings = ["a", "../x"]',
    'interviews = "interviews/../../x"', 'sales = ""', 'sales = "."', 'sales = "C:\\\\x\\\\y.xlsx"', 'sales = "a\\u0000b.csv"', 'comments = "~/x.csv"',
])  # fmt: skip
def test_a_name_that_leads_out_is_refused(tmp_path, line):
    assert checked(tmp_path, f"[files]\n{line}\n").exit_code == 1
