"""`engagelib new`, played by a lecturer with the messy folder of tests/cases/batik, and by somebody with no files yet.

The numbers are those of whoever made the files (make.py), computed apart from this project.
"""

import csv
import json
import os
import re
import shutil
import sys
import time
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from engagelib.cli import app
from engagelib.study.folder import RAW
from engagelib.study.new import Refused, new
from engagelib.study.study import Study
from tests.readers.variations import variations

BATIK = Path(__file__).parents[1] / "cases" / "batik"
#: What she writes into study.toml by hand: the line that begins so -> her line.
ANSWERS = {
    "title": 'title = "Konten, respons dan loyalitas pelanggan Batik Sekar Jagad"',
    "# ? question": 'question = "Apakah mutu konten dan respons berkaitan dengan loyalitas pelanggan?"',
    "# ? consent": 'consent = "Setiap peserta menyetujui secara tertulis di awal formulir"',
    "# ? ethics": 'ethics = "Tidak diperlukan: persetujuan tertulis, data tanpa identitas"',
    "# ? zone": 'zone = "Asia/Jakarta"',
    "# ? duplicates": 'duplicates = "last"',
    "# ? items.csv": "",
    "# ? sellers": 'sellers = ["batiksekarjagad"]',
    "# ? quantity": 'quantity = "Potong Terjual"',
    "# ? change": "change = 2025-03-01",
    "# ? unit": 'unit = "potong"',
    "target_hours": "target_hours = 2",
}


def answered(folder: Path) -> int:
    """Answer the questions in study.toml; how many lines that took. Constructs are written into items.csv."""
    path = folder / "study.toml"
    before = path.read_text(encoding="utf-8").splitlines()
    after = [
        next((said for start, said in ANSWERS.items() if line.startswith(start)), line) for line in before
    ]
    path.write_text("\n".join(after) + "\n", encoding="utf-8")
    items = folder / "items.csv"
    rows = list(csv.DictReader(items.open(encoding="utf-8-sig", newline="")))
    for row in rows:
        if row["item"].startswith("P"):
            row["construct"] = ("KK", "KR", "LO")[(int(row["item"][1:]) - 1) // 5]
    with items.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, list(rows[0]))
        lines.writeheader()
        lines.writerows(rows)
    return sum(one != other for one, other in zip(before, after, strict=True))


@pytest.fixture
def batik(tmp_path) -> Path:
    new(tmp_path / "batik", [BATIK])
    return tmp_path / "batik"


def test_every_file_of_hers_is_recognised_and_copied_under_no_persons_name(tmp_path):
    started = new(tmp_path / "batik", [BATIK])
    told = {name: (what.table, what.group, what.platform) for what, name in started.found}
    assert told == {
        "Buku Kode.xlsx": ("codebook", "", ""),
        "Catatan Keluhan WA.xlsx": ("tickets", "", ""),
        "Kuesioner COBIT Pemilik.xlsx": ("responses", "owner", ""),
        "Kuesioner Pelanggan Batik Sekar Jagad (Jawaban).xlsx": ("responses", "", ""),
        "codings/Pengodean Rina dan Dewi.xlsx": ("codings", "", ""),
        "Penjualan Harian 2025.xlsx": ("sales", "", ""),
        "instagram_comments_batiksekarjagad.csv": ("comments", "", "instagram"),
        "tiktok comments batik.csv": ("comments", "", "tiktok"),
        "interviews/W1-owner.docx": ("interviews", "", ""),
        "interviews/W2-admin.docx": ("interviews", "", ""),
        **{f"interviews/Wawancara {n} - Pelanggan {who}.docx": ("interviews", "", "") for n, who in zip((3, 4, 5, 6), "ABCD", strict=True)},
    }  # fmt: skip
    assert (started.folder / ".gitignore").read_text(encoding="utf-8").startswith("/*\n")


def test_what_the_form_says_of_itself_is_drafted_and_left_to_be_confirmed(batik):
    rows = {
        row["item"]: row
        for row in csv.DictReader((batik / "items.csv").open(encoding="utf-8-sig", newline=""))
    }
    assert len(rows) == 15 + 8
    assert [item for item, row in rows.items() if row["reversed"] == "yes"] == [
        "P4",
        "P10",
    ]  # by words and by answers
    assert "?" in rows["P14"]["check"]  # "agar tidak ketinggalan": worded so, and moving with the others
    assert (rows["APO08-1"]["low"], rows["APO08-1"]["high"], rows["APO08-1"]["group"]) == ("0", "5", "owner")
    declared = tomllib.loads((batik / "study.toml").read_text(encoding="utf-8"))
    assert declared["survey"]["respondent"] == "Email Address"
    assert declared["survey"]["sheets"] == {"customer": "Form Responses 1", "owner": "COBIT Pemilik"}
    text = (batik / "study.toml").read_text(encoding="utf-8")
    assert '# ? duplicates = "last"' in text and "9, 10" in text
    assert "Jumlah Pesanan atau Potong Terjual" in text


def test_twelve_lines_by_hand_and_nothing_is_wrong_any_more(batik):
    open_before = [p for p in Study(batik).problems() if p.kind == "questions_open"]
    assert len(open_before) == 1
    assert answered(batik) <= 12
    found = Study(batik).problems()
    assert [str(problem) for problem in found if problem.severity == "error"] == []
    assert "questions_open" not in {problem.kind for problem in found}


def test_nothing_is_overwritten(batik):
    before = {path: path.read_bytes() for path in batik.rglob("*") if path.is_file()}
    with pytest.raises(Refused):
        new(batik, [BATIK])
    (batik / "study.toml").unlink()
    (batik / "Buku Kode.xlsx").write_bytes(b"hers")
    with pytest.raises(Refused) as refused:
        new(batik, [BATIK])
    assert "Buku Kode.xlsx" in str(refused.value)
    after = {path: path.read_bytes() for path in batik.rglob("*") if path.is_file()}
    assert {p for p in before if before[p] != after.get(p)} == {
        batik / "study.toml",
        batik / "Buku Kode.xlsx",
    }


@pytest.mark.slow
def test_every_number_of_hers_comes_out(batik):
    answered(batik)
    (batik / "published.csv").write_text(
        "place,row,column,printed,quantity\n"
        'Tabel 2,KR,Rata-rata,"3,72","scores/group=customer,state=none,construct=KR/mean"\n'
        'Tabel 3,KR,Rata-rata,"3,92","scores/group=customer,state=none,construct=KR/mean"\n',
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["reproduce", str(batik)])
    assert done.exit_code == 0, done.output
    tables = {path.stem: pd.read_parquet(path) for path in (batik / "processed" / "tables").glob("*.parquet")}
    scores = tables["scores"].query("group == 'customer'").set_index("construct")
    assert scores["n"].eq(45).all()
    assert scores["mean"].round(4).to_dict() == {"KK": 4.0491, "KR": 3.7188, "LO": 3.8161}
    alpha = tables["reliability"].set_index("construct")
    assert alpha["alpha"].round(4).to_dict() == {"KK": 0.8712, "KR": 0.8592, "LO": 0.9211}
    assert alpha["n"].eq(44).all()
    rho = {(row.first, row.second): round(row.rho, 4) for row in tables["correlations"].itertuples()}
    assert rho == {("KK", "KR"): 0.5485, ("KK", "LO"): 0.6757, ("KR", "LO"): 0.4395}
    kappa = tables["agreement"].set_index("code")["kappa"].round(4).to_dict()
    assert kappa == {
        "Tanya harga": 0.8667, "Pujian": 0.924, "Tanya stok": 0.8077, "Keluhan kiriman": 0.9306, "Niat beli": 0.8611, "Budaya": 0.9085,
    }  # fmt: skip
    kpi = tables["service_kpi"].set_index("process").loc[["incident", "request"]]
    assert kpi["tickets"].tolist() == [25, 15]
    assert kpi["answered"].tolist() == [23, 14]
    assert kpi["median_hours"].round(3).tolist() == [2.167, 0.417]
    assert kpi["within_target"].round(4).tolist() == [0.44, 0.7333]
    effect = tables["sales_effect"].set_index("measure")
    assert effect.loc["difference", ["n_before", "n_after"]].tolist() == [51, 101]
    assert effect.loc["difference", ["before", "after", "estimate"]].astype(float).round(3).tolist() == [
        6.588,
        8.99,
        2.402,
    ]
    assert round(effect.loc["ratio", "estimate"], 4) == 1.3646
    flow = tables["flow"].set_index(["step", "reason"])["n"]
    assert flow["imported"].iloc[0] == 221
    assert flow["stream", "seller"] == 30
    assert flow["excluded", "spam"] == 13
    gap = tables["gap"].set_index("objective")
    assert (gap.loc["APO08", "as_is"], gap.loc["APO08", "to_be"]) == (1.75, 3.75)
    verdicts = tables["published"].set_index("printed")["verdict"].to_dict()
    assert verdicts["3,72"] == "match"
    assert verdicts["3,92"] == "differs"


def test_twenty_files_take_less_than_ten_seconds(tmp_path):
    (tmp_path / "files").mkdir()
    files = [path for path, _ in variations(tmp_path / "files", seed=3)][:40:2]
    begun = time.perf_counter()
    started = new(tmp_path / "many", files)
    assert len(started.found) == 20
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("lang", ["id", "en"])
def test_templates_begin_a_study_in_which_no_example_counts(tmp_path, lang):
    started = new(tmp_path / "empty", lang=lang)
    assert {Path(name).stem for name in started.templates} == {
        "items", "survey", "codebook", "template", "tickets", "sales", "evidence", "published", "member_check", "design",
    }  # fmt: skip
    study = Study(started.folder, lang)
    assert [str(problem) for problem in study.problems() if problem.severity == "error"] == []
    assert study.given("sales") is None
    assert {p.kind for p in study.reading("sales").problems} == {"example_rows"}
    book = load_workbook(started.folder / "tickets.xlsx")
    assert len(book.worksheets[0].data_validations.dataValidation) == 2
    book.worksheets[0].append(
        ["T9", "incident", "dm", "2025-06-04 08:00", "2025-06-04 08:30", None, None, "customer"]
    )
    book.save(started.folder / "tickets.xlsx")
    assert Study(started.folder, lang).tickets()["ticket"].tolist() == ["T9"]


def test_a_sheet_to_code_in_has_every_unit_and_its_number(batik):
    answered(batik)
    started = new(batik, coding_sheet=True)
    assert started.templates == ["codings/pengode1.xlsx"]
    rows = list(load_workbook(batik / "codings" / "pengode1.xlsx").worksheets[0].values)
    units = Study(batik).units()
    assert [row[0] for row in rows[1:]] == units["unit"].tolist()
    assert new(batik, coding_sheet=True).templates == ["codings/pengode2.xlsx"]


def test_a_study_may_begin_as_an_example_without_its_data(tmp_path):
    started = new(tmp_path / "mine", example="kia-metro")
    study = Study(started.folder)
    assert study.title == "mine"
    assert not study.illustrative
    assert study.given("comments") is None
    assert study.claims
    assert not (started.folder / "items.xlsx").exists()  # the example's own items.csv is there
    with pytest.raises(Refused) as refused:
        new(tmp_path / "other", example="kia-metor")
    assert "kia-metro" in str(refused.value)


def test_the_command_says_what_each_file_was_taken_for_and_what_it_asks(tmp_path):
    shutil.copyfile(RAW / "kia-metro" / "tickets.csv", tmp_path / "log.csv")
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    said = CliRunner().invoke(
        app,
        ["new", str(tmp_path / "s"), str(tmp_path / "log.csv"), str(tmp_path / "odd.csv"), "--lang", "en"],
    )
    assert said.exit_code == 0, said.output
    assert "log.csv: log of complaints and requests" in said.output
    assert "odd.csv: not recognised" in said.output
    assert "engagelib check" in said.output
    again = CliRunner().invoke(app, ["new", str(tmp_path / "s"), "--lang", "en"])
    assert again.exit_code == 2
    assert "nothing was changed" in again.output


#: What a study holds that has one kind of file -> its file or folder.
ONE = {
    "responses": "Kuesioner Pelanggan Batik Sekar Jagad (Jawaban).xlsx",
    "interviews": "wawancara",
    "sales": "Penjualan Harian 2025.xlsx",
    "tickets": "Catatan Keluhan WA.xlsx",
    "comments": "tiktok comments batik.csv",
}


#: What its first page says of it: how many there are, and the main number with its interval, where one can be computed.
#: Of interviews that nobody has coded yet there is none; of comments all are counted, none is a sample.
SAID = {
    "responses": ("n = 45", r"4.05 \(3.85 to 4.26\)"),
    "interviews": ("6 files", ""),
    "sales": ("n = 155", r"95% interval 1.4 to 3.4"),
    "tickets": ("n = 40", r"median 2.2 hours \(95% interval"),
    "comments": ("n = 90", "84 stayed"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ONE)
def test_one_kind_of_file_gives_a_report(tmp_path, kind):
    folder = tmp_path / kind
    new(folder, [BATIK / ONE[kind]])
    if kind == "responses":
        answered(folder)
    else:
        path = folder / "study.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        after = [
            next((said for start, said in ANSWERS.items() if line.startswith(start)), line) for line in lines
        ]
        path.write_text("\n".join(after) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["reproduce", str(folder), "--lang", "en"])
    assert done.exit_code == 0, done.output
    manifest = json.loads((folder / "processed" / "manifest.json").read_text(encoding="utf-8"))
    assert {known["status"] for known in manifest["notebooks"].values()} <= {"ran", "left out", "skipped"}
    page = (folder / "processed" / "report" / "index.html").read_text(encoding="utf-8")
    plain = " ".join(re.sub(r"<[^>]+>", " ", page).replace("&nbsp;", " ").replace("\xa0", " ").split())
    n, number = SAID[kind]
    assert n in plain
    assert re.search(number, plain)
    assert "could be added" in plain and ("the study has no comments.csv" in plain) == (kind != "comments")


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes among files")
def test_what_is_no_file_is_refused_and_nothing_is_made(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "nothing").mkdir()
    for folder, given in (
        ("a", pipe),
        ("b", Path("/dev/zero")),
        ("c", tmp_path / "not there.csv"),
        ("d", tmp_path / "nothing"),
    ):
        with pytest.raises(Refused):
            new(tmp_path / folder, [given])
        assert not (tmp_path / folder).exists()
    with pytest.raises(Refused):
        new(tmp_path / "file")


def test_the_column_that_holds_what_people_wrote_is_named_for_comments(tmp_path):
    file = tmp_path / "ulasan.csv"
    said = [
        "Cepat banget kak, besok lagi",
        "Kok baju saya luntur ya kak?",
        "Wangi dan rapi sekali hasilnya",
        "Antre lama kemarin",
    ]
    rows = [f"@orang_{n};{text} 😍;{n + 13}/03/2025 10:1{n}" for n, text in enumerate(said)]
    file.write_text("\ufeffAkun;Isi;Tgl\n" + "\n".join(rows), encoding="utf-8")
    assert CliRunner().invoke(app, ["new", str(tmp_path / "kinclong"), str(file)]).exit_code == 0
    written = (tmp_path / "kinclong" / "study.toml").read_text(encoding="utf-8")
    assert '[map.comments]\ntext = "Isi"' in written and '\ncreated_at = "Tgl"' in written


def test_exports_that_call_a_column_otherwise_are_one_table_and_each_header_is_named(tmp_path):
    said = [
        "cepat sekali kak",
        "wangi dan rapi",
        "antre lama kemarin",
        "murah untuk mahasiswa",
        "admin ramah sekali",
    ]
    rows = [(f"{name}_lestari", f"{said[n % 5]} {name} 😍", n) for n, name in enumerate("abcdefghijklmn")]
    ig, maps = tmp_path / "ig.csv", tmp_path / "maps.csv"
    ig.write_text(
        "Name,Date,Comment\n"
        + "\n".join(f"{who},2025-03-{n + 10} 10:00:00+07:00,{text}" for who, text, n in rows)
    )
    maps.write_text(
        "Nama,Rating,Ulasan,Waktu\n"
        + "\n".join(f"{who},5 bintang,{text},{n + 1} minggu lalu" for who, text, n in rows)
    )
    assert new(tmp_path / "laundry", (ig, maps)).found
    study = Study(tmp_path / "laundry", "en")
    assert study.settings.map["comments"] == {"text": ["Comment", "Ulasan"], "author": ["Name", "Nama"]}
    table = study.comments()
    assert len(table) == 28 and table["author"].nunique() == 14 and table["created_at"].notna().sum() == 14
    assert [p for p in study.problems() if p.kind == "named_header_gone"] == []


@pytest.mark.parametrize("example", ["kia-metro", "umkm-loyalty"])
def test_a_study_begun_as_another_does_not_take_over_how_many_were_asked(example, tmp_path):
    new(tmp_path / "mine", example=example)
    declared = tomllib.loads((tmp_path / "mine" / "study.toml").read_text(encoding="utf-8"))
    assert "sampling" not in declared and declared["study"]["answers"] and declared["coding"]


def test_what_excel_leaves_beside_an_open_file_is_no_file(tmp_path):
    (tmp_path / "~$a.xlsx").write_bytes(b"\x05Rani")
    (tmp_path / "sales.csv").write_text("tanggal,terjual\n2025-01-01,3\n2025-01-02,4\n", encoding="utf-8")
    started = new(tmp_path / "s", [tmp_path / "~$a.xlsx", tmp_path / "sales.csv"])
    assert [what.file for what, _ in started.found] == ["sales.csv"]


def test_two_questionnaires_give_every_item_a_name_of_its_own_and_spss_labels_are_questions(tmp_path):
    import pyreadstat

    words = ["Setuju", "Netral", "Sangat Setuju", "Tidak Setuju"]
    asked = [
        "Rotinya empuk dan enak sekali",
        "Admin cepat membalas pesan saya",
        "Harganya sepadan dengan rasanya",
    ]
    pd.DataFrame({q: [words[(n + i) % 4] for n in range(20)] for i, q in enumerate(asked)}).to_csv(
        tmp_path / "pelanggan.csv", index=False
    )
    answers = {
        name: [(n * step) % 4 + 2 for n in range(20)]
        for name, step in (("puas", 1), ("alur", 3), ("catat", 2))
    }
    pyreadstat.write_sav(
        pd.DataFrame(answers | {"jk": [n % 2 + 1 for n in range(20)]}), str(tmp_path / "karyawan.sav"),
        column_labels=["Saya puas bekerja di sini", "Alur pesanan sudah tertata", "Keluhan selalu kami catat", "Jenis kelamin"],
        variable_value_labels={"jk": {1: "Laki-laki", 2: "Perempuan"}},
    )  # fmt: skip
    new(tmp_path / "s", [tmp_path / "pelanggan.csv", tmp_path / "karyawan.sav"])
    items = pd.read_csv(tmp_path / "s" / "items.csv", dtype=str)
    assert items["item"].is_unique and len(items) == 6
    assert items["text"].tolist() == [
        *asked,
        "Saya puas bekerja di sini",
        "Alur pesanan sudah tertata",
        "Keluhan selalu kami catat",
    ]
    assert not [
        one for one in Study(tmp_path / "s").problems() if one.severity == "error" and one.file == "items.csv"
    ]
