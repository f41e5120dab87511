"""People: keys that stay with their owner, texts without names, somebody who asks to be left out."""

import hashlib
import hmac
import json
import stat
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from engagelib import cli, people, tables
from engagelib.contracts import ProblemsError
from engagelib.study.study import Study
from engagelib.text import masks

HEAD = "cid,text,create_time,digg_count,reply_comment_total,reply_id,user.unique_id,user.nickname,aweme_id,author_pin\n"
ROWS = HEAD + (
    "1,enak kak,1756000103,0,1,0,contoh_sari,Sari,9,false\n2,makasih @contoh_sari,1756000160,0,0,1,contoh_kia,Kia,9,false\n"
    "3,antre lama,1756000500,0,0,0,contoh_budi,Budi,9,false\n"
)


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "study.toml").write_text(
        '[study]\nname = "mine"\nzone = "Asia/Jakarta"\n[comments]\nsellers = ["contoh_kia"]\n'
    )
    (folder / "comments.csv").write_text(ROWS)
    return folder


def test_a_study_of_your_own_gets_a_random_key_outside_it(study, configuration):
    authors = Study.open(study).comments()["author"].tolist()
    assert authors == Study.open(study).comments()["author"].tolist() and len(set(authors)) == 3
    assert people.pseudonym("contoh_sari") not in authors
    key = configuration / "mine.key"
    assert len(key.read_text().strip()) == 64
    if sys.platform != "win32":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text().strip() not in "".join(p.read_text() for p in study.rglob("*") if p.is_file())


def test_a_co_worker_without_the_key_reads_a_sentence_and_with_it_the_same_people(
    study, configuration, tmp_path, monkeypatch
):
    authors = Study.open(study).comments()["author"].tolist()
    handed = tmp_path / "handed.key"
    (configuration / "mine.key").rename(handed)
    with pytest.raises(ProblemsError, match=r"is not the key .* --key-file FILE"):
        Study.open(study).comments()
    assert not (configuration / "mine.key").exists()
    monkeypatch.setenv("ENGAGELIB_KEY_FILE", str(handed))
    assert Study.open(study).comments()["author"].tolist() == authors
    handed.write_text("another key, as long as keys are")
    with pytest.raises(ProblemsError, match="is not the key"):
        Study.open(study).comments()


def test_the_command_takes_a_key_file(study, tmp_path, monkeypatch):
    monkeypatch.setenv("ENGAGELIB_KEY_FILE", "")
    (tmp_path / "k").write_text("0123456789abcdef")
    assert (
        CliRunner().invoke(cli.app, ["--key-file", str(tmp_path / "none"), "check", str(study)]).exit_code
        == 2
    )
    assert (
        CliRunner().invoke(cli.app, ["--key-file", str(tmp_path / "k"), "check", str(study)]).exit_code == 0
    )
    assert Study.open(study).comments()["author"].iloc[0] == people.pseudonym(
        "contoh_sari", b"0123456789abcdef"
    )


@pytest.mark.parametrize("key", ["", " \n", "0123456789abcde"])
def test_a_key_file_without_a_key_is_refused(study, tmp_path, monkeypatch, key):
    (tmp_path / "k").write_text(key)
    monkeypatch.setenv("ENGAGELIB_KEY_FILE", str(tmp_path / "k"))
    with pytest.raises(
        ProblemsError, match=r"^k: holds no key of a study: \d+ characters, at least 16 .*--key-file FILE"
    ):
        Study.open(study).comments()
    assert not (study / "coding" / "key-fingerprint.txt").exists()


def hashed(handle, key):
    """RFC 2104 by hand, without the module under test."""
    return hmac.new(key, handle.encode(), hashlib.sha256).hexdigest()[:16]


def test_shipped_studies_give_everybody_the_same_bytes_and_need_no_key(configuration):
    for name, table, column, raw in (
        ("kia-metro", "comments", "author", ("comments.csv", "user.unique_id")),
        ("umkm-loyalty", "orders", "customer", ("orders.csv", "Pembeli")),
    ):
        study = Study.open(name)
        handles = pd.read_csv(study.folder / raw[0], dtype=str)[raw[1]]
        public = [hashed(handle, people.PUBLIC_KEY) for handle in handles]
        assert set(getattr(study, table)()[column]) == set(public) <= people.made_up()
    assert not configuration.exists()


def test_the_list_of_made_up_people_holds_those_of_the_shipped_studies_and_nobody_else():
    root = Path(__file__).parents[2] / "data" / "raw"
    handles = {*pd.read_csv(root / "kia-metro" / "comments.csv", dtype=str)["user.unique_id"],
               *pd.read_csv(root / "umkm-loyalty" / "orders.csv", dtype=str)["Pembeli"]}  # fmt: skip
    assert people.made_up() == {hashed(handle, people.PUBLIC_KEY) for handle in handles}


def test_a_copy_of_a_shipped_study_has_a_key_of_its_own_even_if_it_still_says_illustrative(study):
    (study / "study.toml").write_text('[study]\nname = "kia-metro"\nillustrative = true\n')
    assert Study.open(study).key() != people.PUBLIC_KEY
    assert Study.open(study).comments()["author"][0] != hashed("contoh_sari", people.PUBLIC_KEY)


def test_the_public_key_is_nobodys_own(study, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="is public"):
        people.pseudonym("sari_asli", people.PUBLIC_KEY)
    (tmp_path / "k").write_bytes(people.PUBLIC_KEY)
    monkeypatch.setenv("ENGAGELIB_KEY_FILE", str(tmp_path / "k"))
    with pytest.raises(ProblemsError, match="holds no key of a study: that of the shipped studies is public"):
        Study.open(study).comments()


def test_raw_text_is_not_changed_and_comes_in_masked(study):
    table = Study.open(study).comments()
    assert table["text"].tolist() == ["enak kak", "makasih <mention...>", "antre lama"]
    assert (study / "comments.csv").read_text() == ROWS


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Wa 0812  3456  7890 Ya", "Wa <phone> Ya"), ("WA\u00a00812\u00a0\u00a03456\u00a07890 İya", "WA\u00a0<phone> İya"),
        ("０８１２３４５６７８９０ ﬁks", "<phone> ﬁks"), ("(0812) 3456-7890", "(<phone>"), ("+62 (812) 3456 7890", "<phone>"),
        ("0812–3456–7890", "<phone>"), ("0812\u20113456\u20117890", "<phone>"), ("İİ ＠Budi İ", "İİ <mention> İ"), ("+62 21 5551234", "<phone>"),
        ("Pesanan saya 240815AB12CD34 Belum", "Pesanan saya <order> Belum"), ("Kak @Сергей, @日本太郎 @ꦱꦫꦶ", "Kak <mention>, <mention> <mention>"),
        ("＠ enak ½ 😋", "＠ enak ½ 😋"),
    ],
)  # fmt: skip
def test_what_names_people_is_masked_however_it_is_written_and_the_rest_stays(text, stored):
    found = masks.masked(text)
    assert masks.one_length(found) == stored and len(found) == len(text)


def test_forget_leaves_a_person_out_everywhere_but_in_raw_files(study):
    mine = Study.open(study)
    table = mine.comments()
    sari = table["author"].iloc[0]
    (study / "processed" / "tables").mkdir(parents=True)
    (study / "processed" / "report").mkdir()
    (study / "processed" / "report" / "index.html").write_text("enak kak")
    table.to_parquet(study / "processed" / "tables" / "kept.parquet")
    table.to_csv(study / "processed" / "tables" / "kept.csv", index=False, encoding="utf-8-sig")
    (study / "processed" / "tables" / "kept.xlsx").write_bytes(b"x")
    (study / "coding").mkdir(exist_ok=True)
    journal = study / "coding" / "a.jsonl"
    journal.write_text("".join(json.dumps({"unit": unit, "code": "X"}) + "\n" for unit in ("1", "3")))

    done = CliRunner().invoke(cli.app, ["forget", str(study), "@Contoh_Sari", "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert f"{sari} is left out: 1 comment, 0 orders\n" in done.output
    assert (
        "yours to delete: comments.csv, row 2" in done.output and "comments.csv, row 3" in done.output
    )  # the reply names her
    left = Study.open(study).comments()
    assert left["comment_id"].tolist() == ["2", "3"]
    assert pd.read_parquet(study / "processed" / "tables" / "kept.parquet")["comment_id"].tolist() == [
        "3"
    ]  # the reply held her id
    assert sari not in (study / "processed" / "tables" / "kept.csv").read_text(encoding="utf-8-sig")
    assert (
        not (study / "processed" / "tables" / "kept.xlsx").exists()
        and not (study / "processed" / "report" / "index.html").exists()
    )
    assert [json.loads(line)["unit"] for line in journal.read_text().splitlines()] == ["3"]
    assert (study / "comments.csv").read_text() == ROWS
    log = (study / "coding" / "forgotten.csv").read_text()
    assert sari in log and "contoh" not in log.lower()

    again = CliRunner().invoke(cli.app, ["forget", str(study), "contoh_sari", "--lang", "en"])
    assert (
        "was left out already" in again.output
        and len((study / "coding" / "excluded.csv").read_text().splitlines()) == 2
    )


def test_forget_removes_every_result_that_shows_her_words(study):
    said = "antre lama, tapi kuahnya <enak> & gurih"
    (study / "comments.csv").write_text(ROWS + f'4,"{said}",1756000600,9,0,0,contoh_budi,Budi,9,false\n')
    results = study / "processed"
    for folder in ("tables", "report", "notebooks"):
        (results / folder).mkdir(parents=True)
    streams = pd.DataFrame({"stream": ["text"], "n": [55], "example": [said]})
    streams.to_parquet(results / "tables" / "streams.parquet")
    streams.to_csv(results / "tables" / "streams.csv", index=False)
    streams.to_excel(results / "tables" / "streams.xlsx", index=False)
    streams.assign(example="antre lama").to_parquet(results / "tables" / "short.parquet")
    streams.assign(example="enak kak, antre lama juga").to_parquet(results / "tables" / "others.parquet")
    page = "<td>antre lama, tapi kuahnya &lt;enak&gt; &amp; gurih</td>"
    (results / "report" / "01.html").write_text(page)
    (results / "report" / "cut.html").write_text("<td>antre lama, tapi kua…</td>")
    (results / "report" / "02.html").write_text("<td>enak kak, antre lama juga</td>")
    cell = {"outputs": [{"data": {"text/html": ["<table>", page], "text/plain": ["x"]}}]}
    (results / "notebooks" / "01.ipynb").write_text(json.dumps({"cells": [cell]}))

    done = CliRunner().invoke(cli.app, ["forget", str(study), "contoh_budi", "--lang", "en"])
    assert done.exit_code == 0 and f"make it anew: engagelib reproduce {study}" in done.output.replace(
        "\n", ""
    )
    left = sorted(path.name for path in results.rglob("*") if path.is_file())
    assert left == ["02.html", "others.parquet"]


def test_forget_empties_outputs_of_her_own_notebooks_and_lists_interpretations_that_quote(study):
    said = "antre lama, tapi kuahnya <enak> & gurih"
    (study / "comments.csv").write_text(ROWS + f'4,"{said}",1756000600,9,0,0,contoh_budi,Budi,9,false\n')
    cells = [
        {
            "cell_type": "code",
            "source": "a",
            "execution_count": n,
            "outputs": [{"data": {"text/html": [html]}}],
        }
        for n, html in enumerate(
            ["<td>antre lama, tapi kuahnya &lt;enak&gt; &amp; gurih</td>", "<td>enak kak</td>"]
        )
    ]
    book = study / "notebooks" / ".ipynb_checkpoints" / "01_mine.ipynb"
    book.parent.mkdir(parents=True)
    book.write_text(json.dumps({"cells": cells}))
    (study / "interpretation").mkdir()
    (study / "interpretation" / "01.md").write_text(f"## A\n\n> {said}\n")
    (study / "interpretation" / "02.md").write_text("## A\n\nSepi.\n")
    done = CliRunner().invoke(cli.app, ["forget", str(study), "contoh_budi", "--lang", "en"])
    assert done.exit_code == 0 and "yours to delete: interpretation/01.md" in done.output
    assert "interpretation/02.md" not in done.output
    left = json.loads(book.read_text())["cells"]
    assert [cell["outputs"] for cell in left] == [[], cells[1]["outputs"]] and left[0]["source"] == "a"


def test_forget_names_records_and_looks_into_workbooks_and_documents(study):
    import openpyxl
    from docx import Document

    (study / "comments.csv").unlink()
    records = [
        {"cid": str(i), "text": "enak", "aweme_id": "9", "user": {"unique_id": who}}
        for i, who in enumerate(["contoh_rina", "contoh_sari"])
    ]
    records[0]["reply_comment"] = [{"cid": "7", "text": "betul @contoh_sari", "aweme_id": "9"}]
    (study / "comments.json").write_text(json.dumps({"comments": records}))
    with (study / "study.toml").open("a") as file:
        file.write('[files]\ncomments = "comments.json"\n')
    book = openpyxl.Workbook()
    book.active.append(["kode", "isi"])
    book.active.append(["1", "kata contoh_sari enak"])
    book.active.merge_cells("A3:B3")
    book.save(study / "catatan.xlsx")
    (study / "broken.docx").write_bytes(b"no document")
    (study / "interviews").mkdir()
    document = Document()
    document.add_paragraph("A: siapa?")
    document.add_paragraph("B: contoh_sari, katanya.")
    document.save(study / "interviews" / "a.docx")
    told = CliRunner().invoke(cli.app, ["forget", str(study), "contoh_sari", "--lang", "en"]).output
    places = [line.removeprefix("yours to delete: ") for line in told.splitlines() if "yours" in line]
    assert places == [
        "broken.docx, which cannot be read here: look through it yourself", "catatan.xlsx, sheet Sheet, row 2",
        "comments.json, record comments[0].reply_comment[0]", "comments.json, record comments[1]", "interviews/a.docx, paragraph 2",
    ]  # fmt: skip


def test_forget_asks_whether_another_handle_was_meant(study):
    told = CliRunner().invoke(cli.app, ["forget", str(study), "contoh_sary", "--lang", "en"]).output
    assert (
        "nobody of that name wrote a comment or bought, answered or was interviewed; did you mean 'contoh_sari'?"
        in told
    )
    assert (
        "did you mean"
        not in CliRunner().invoke(cli.app, ["forget", str(study), "contoh_sari", "--lang", "en"]).output
    )


def test_codings_of_a_person_who_is_left_out_do_not_count(study):
    (study / "codings").mkdir()
    (study / "codings" / "a.csv").write_text("unit,codes\n1,PUJI\n3,KELUH\n")
    (study / "codebook.csv").write_text(
        "code,parent,name,definition,include,exclude,example\nPUJI,,Puji,p,,,\nKELUH,,Keluh,k,,,\n"
    )
    with (study / "study.toml").open("a") as file:
        file.write('[files]\ncodebook = "codebook.csv"\n')
    assert Study.open(study).codings()["unit"].tolist() == ["1", "3"]
    assert CliRunner().invoke(cli.app, ["forget", str(study), "contoh_sari", "--lang", "en"]).exit_code == 0
    assert Study.open(study).codings()["unit"].tolist() == ["3"]


#: The kernels of a run are forked over a socket between two processes of one machine, which no name leads to.
LOCAL = {"kernels.py"}


def test_no_module_opens_a_connection():
    import ast
    from pathlib import Path

    for module in Path(cli.__file__).parents[1].rglob("*.py"):
        nodes = [*ast.walk(ast.parse(module.read_text(encoding="utf-8")))]
        asked = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        asked += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        reach = {"socket", "urllib.request", "requests", "httpx", "http", "ftplib", "smtplib"}
        assert module.name in LOCAL or not {
            name for name in asked if name in reach or name.split(".")[0] in reach
        }, module.name


def test_forget_knows_buyers_too(tmp_path):
    (tmp_path / "study.toml").write_text('[study]\nname = "mine"\n', encoding="utf-8")
    (tmp_path / "orders.csv").write_text(
        "order_key,customer,date,amount\n1,contoh_rini,2025-01-02,20000\n2,contoh_rini,2025-01-05,20000\n"
        "3,contoh_budi,2025-01-05,20000\n",
        encoding="utf-8",
    )
    told = CliRunner().invoke(cli.app, ["forget", str(tmp_path), "contoh_rini", "--lang", "en"]).output
    assert "0 comments, 2 orders" in told and "make it anew" in told and "nobody of that name" not in told
    assert Study.open(tmp_path).orders()["order_key"].tolist() == ["3"]


@pytest.mark.skipif(sys.platform != "linux", reason="folders of Linux")
def test_keys_lie_where_they_lay(monkeypatch, tmp_path):
    """Nobody's key is lost: $XDG_CONFIG_HOME/engagelib/keys, else ~/.config/engagelib/keys."""
    from engagelib.people import configuration

    assert configuration() == tmp_path / "config" / "engagelib" / "keys"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert configuration() == tmp_path / ".config" / "engagelib" / "keys"


@pytest.mark.parametrize(
    "cell", ["halo\r=1+1", "a;b", "baris\r\nkedua", 'kata "kutip"', "tab\there", "\u2028pisah"]
)
def test_what_stays_when_somebody_is_forgotten_is_still_one_cell_each(study, cell):
    mine = Study.open(study)
    sari = mine.comments()["author"].iloc[0]
    held = pd.DataFrame({"author": [sari, "someone"], "text": ["enak", cell], "n": [1, 2]})
    mine.write("held", held)
    before = (study / "processed" / "tables" / "held.csv").read_bytes()
    assert CliRunner().invoke(cli.app, ["forget", str(study), "@Contoh_Sari", "--lang", "en"]).exit_code == 0
    after = (study / "processed" / "tables" / "held.csv").read_bytes()
    assert after == before.replace(f"{sari},enak,1\n".encode(), b"")
    assert tables.read(study / "processed" / "tables" / "held")["text"].tolist() == [cell]


def test_forget_reaches_every_folder_into_which_results_were_written_and_says_what_it_does_not(
    study, tmp_path
):
    import docx

    from engagelib.run.outputs import note_folder, on_record

    said = "antre lama sekali di depan kasir"
    (study / "comments.csv").write_text(ROWS + f"4,{said},1756000600,9,0,0,contoh_budi,Budi,9,false\n")
    mine, out = Study.open(study), tmp_path / "out"
    (out / "figures").mkdir(parents=True)
    note_folder(mine, out)
    note_folder(mine, mine.processed)
    note_folder(mine, tmp_path / "gone")
    assert on_record(mine) == [out, tmp_path / "gone"]
    mine.comments().to_parquet(out / "kept.parquet")
    (out / "page.html").write_text(f"<p>{said}</p>")
    (out / "other.html").write_text("<p>enak kak</p>")
    for suffix in ("svg", "png", "pdf"):
        (out / "figures" / f"quotes.{suffix}").write_text(f"<text>{said}</text>")
    (out / "figures" / "alone.png").write_bytes(b"\x89PNG")
    with zipfile.ZipFile(out / "crate.zip", "w") as archive:
        archive.writestr("data/said.csv", f"text\n{said}\n")
    thesis = docx.Document()
    thesis.add_paragraph(said)
    thesis.save(out / "thesis.docx")
    told = CliRunner().invoke(cli.app, ["forget", str(study), "contoh_budi", "--lang", "en"]).output
    assert sorted(path.name for path in out.rglob("*.*")) == [
        "alone.png",
        "kept.parquet",
        "other.html",
        "thesis.docx",
    ]
    assert pd.read_parquet(out / "kept.parquet")["comment_id"].tolist() == ["1", "2"]
    beyond = {
        Path(line.rpartition(": ")[2]).name
        for line in told.splitlines()
        if "look through it yourself: " in line
    }
    assert beyond == {"alone.png", "thesis.docx", "gone"} and "sent, printed or copied elsewhere" in told


def test_forget_knows_people_by_their_pseudonym_and_by_words_that_are_masked(study):
    mine = "Kak @contoh_lia WA 0812-0000-1234 ya, antre lama"
    (study / "comments.csv").write_text(ROWS + f'4,"{mine}",1756000600,9,0,0,contoh_budi,Budi,9,false\n')
    (study / "catatan.csv").write_text(f'kode,isi\nX1,"{mine}"\nX2,lain\n')
    budi = Study.open(study).comments()["author"][3]
    told = CliRunner().invoke(cli.app, ["forget", str(study), budi, "--lang", "en"]).output
    assert (
        f"{budi} is left out: 2 comments" in told
        and "contoh_budi" not in (study / "coding" / "excluded.csv").read_text()
    )
    places = [line.removeprefix("yours to delete: ") for line in told.splitlines() if "yours" in line]
    assert places == ["catatan.csv, row 2", "comments.csv, row 4", "comments.csv, row 5"]
    assert Study.open(study).comments()["comment_id"].tolist() == ["1", "2"]


def test_a_table_of_comments_beside_their_ids_says_that_they_can_be_searched(study):
    ids = ["7533630625757238907", "7533633989078173349", "K1:3"]
    shown = pd.DataFrame(
        {
            "reason": "spam",
            "comment_id": ids,
            "text": ["kuahnya gurih sekali kak", "ok", "kata dia enak sekali"],
        }
    )
    mine = Study.open(study)
    mine.write("exclusions", shown)
    assert mine.table("exclusions")["warning"].fillna("").tolist() == ["searchable", "", ""]
    mine.write("alike", shown.iloc[1:])
    assert "warning" not in mine.table("alike")
