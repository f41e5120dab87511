"""People stay inside: who answered, was interviewed, bought or wrote goes by pseudonym in every byte that is written."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from engagelib import cli, readers
from engagelib import people as people_module
from engagelib.contracts import ProblemsError
from engagelib.readers import large
from engagelib.readers.word import parts
from engagelib.run import places
from engagelib.study.study import Study

CASES = Path(__file__).parents[1] / "cases"
ITEMS = "item,text,construct,reversed,low,high\n" + "".join(
    f"A{n},Pertanyaan {n}.,A,no,1,5\n" for n in (1, 2, 3)
)


@pytest.fixture
def folder(tmp_path):
    """A study of that name, to be filled: `folder({"survey.csv": …}, survey='respondent = "Nama"')`."""

    def made(files, name="mine", survey="", **sections):
        place = tmp_path / name
        place.mkdir()
        named = 'responses = "survey.csv"\nanswers = "survey.csv"\n' if "survey.csv" in files else ""
        toml = f'[study]\nname = "{name}"\nzone = "Asia/Jakarta"\n[files]\n{named}[survey]\n{survey}\n'
        toml += "".join(f"[{section}]\n{lines}\n" for section, lines in sections.items())
        for path, content in {"study.toml": toml, "items.csv": ITEMS, **files}.items():
            (place / path).parent.mkdir(exist_ok=True)
            (place / path).write_text(content, encoding="utf-8")
        return place

    return made


def survey(header, people, said=""):
    """A questionnaire whose respondents stand under that header, with an open answer where `said` is its header."""
    rows = [f"Timestamp,{header},Pertanyaan 1.,Pertanyaan 2.,Pertanyaan 3.{said and ',' + said}"]
    rows += [
        f"8/{n}/2025 10:00:00,{who},{1 + n % 5},{1 + n * 2 % 5},{1 + n * 3 % 5}{said and f',Jawaban nomor {n} di sini'}"
        for n, who in enumerate(people, 1)
    ]
    return "\n".join(rows) + "\n"


def run(command, *arguments):
    """The command, in English."""
    return CliRunner().invoke(cli.app, [command, *map(str, arguments), "--lang", "en"])


# --- who answered -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "kinds"),
    [
        (["a.b@example.com", "c@example.com"], "e-mail addresses"), (["0812-0000-1234", "0813-0000-1234"], "telephone numbers"),
        (["@toko.sari", "@budi_99"], "handles"), (["Sari", "Budi"], "names"), (["sari99", "budi12"], "names"),
        (["SW1", "BH2"], "names"), (["2019210034", "2019210035"], "names"), (["R01", "Sari"], "names"), (["Ani", "Adi"], "names"),
    ],
)  # fmt: skip
def test_who_answered_by_more_than_a_code_goes_by_pseudonym_and_check_says_so(folder, people, kinds):
    study = Study.open(folder({"survey.csv": survey("Siapa", people)}, survey='respondent = "Siapa"'))
    shown = list(dict.fromkeys(study.responses()["respondent"]))
    assert shown == [people_module.pseudonym(who, study.key()) for who in people]
    assert [
        (p.severity, f"'Siapa', which tells who answered, holds {kinds}" in str(p.message))
        for p in study.problems()
    ] == [("warning", True)]


@pytest.mark.parametrize(
    "codes",
    [
        ["R01", "R02"],
        ["1", "2"],
        ["P-12", "P-13"],
        ["Responden 1", "Responden 2"],
        ["KRY-01", "KRY-02"],
        ["U01"],
    ],
)
def test_running_codes_stay_as_they_are_and_need_no_key(folder, codes, configuration):
    study = Study.open(folder({"survey.csv": survey("Siapa", codes)}, survey='respondent = "Siapa"'))
    assert list(dict.fromkeys(study.responses()["respondent"])) == codes
    assert study.problems() == [] and not configuration.exists()


def test_an_open_answer_has_no_address_in_its_id_and_the_same_person_as_the_scores(folder):
    told = survey("Email", ["a@example.com", "b@example.com"], "Saran?")
    study = Study.open(
        folder({"survey.csv": told}, survey='respondent = "Email"\nopen = { saran = "Saran?" }')
    )
    answers, people = study.answers(), list(dict.fromkeys(study.responses()["respondent"]))
    assert answers["case"].tolist() == people and answers["unit"].tolist() == [
        f"{who}/saran" for who in people
    ]


def test_an_answer_that_is_refused_or_stands_twice_is_told_by_its_cell_not_by_its_writer(folder):
    told = survey("Email", ["a@example.com", "b@example.com", "a@example.com"]).replace(
        ",3,5,2\n", ",3,banyak,2\n"
    )
    study = Study.open(folder({"survey.csv": told}, survey='respondent = "Email"'))
    assert {p.cell for p in study.problems() if p.severity == "error"} == {"B4", "D3"} and "@" not in str(
        study.problems()
    )


def test_a_respondent_column_that_is_misspelt_is_an_error_that_names_the_one_that_is_there(folder):
    files = {"survey.csv": survey("Nama (boleh inisial)", ["Tri", "Budi", "Tri"])}
    place = folder(files, survey='respondent = "Nama"')
    [problem] = Study.open(place).problems()
    assert problem.severity == "error" and 'write respondent = "Nama (boleh inisial)" under [survey]' in str(
        problem.message
    )
    place = folder(files, name="right", survey='respondent = "Nama (boleh inisial)"')
    assert "respondent_twice" in [problem.kind for problem in Study.open(place).problems()]


@pytest.mark.parametrize("declared", ["Kode", "Nomor peserta"])
def test_a_respondent_column_that_nothing_resembles_is_an_error_too(folder, declared):
    place = folder({"survey.csv": survey("Email", ["a@example.com"])}, survey=f'respondent = "{declared}"')
    [problem] = Study.open(place).problems()
    assert problem.severity == "error" and f"has no column '{declared}'" in str(problem.message)


def test_without_a_respondent_column_rows_are_persons_and_who_stands_twice_is_warned_of(folder):
    people = ["tri@example.com", "budi@example.com", "Tri@example.com "]
    place = folder({"survey.csv": survey("Email Address", people)})
    [problem] = Study.open(place).problems()
    assert problem.severity == "warning" and "each row is taken for a person" in str(problem.message)
    assert "one of the e-mail addresses stands twice (rows 2 and 4)" in str(
        problem.message
    ) and "tri@" not in str(problem.message)
    assert Study.open(place).responses()["respondent"].nunique() == 3
    anonymous = folder({"survey.csv": survey("Usia", ["17-25", "26-35", "17-25"])}, name="anonymous")
    assert Study.open(anonymous).problems() == []


# --- keys -------------------------------------------------------------------------------------------------

HEAD = "cid,text,create_time,user.unique_id,aweme_id\n"
WROTE = HEAD + "7533630625757238907,enak sekali mie ayamnya kak,1754060103,sari_asli,7533628190562697594\n"
WROTE += "7533633989078173349,berapa harga satu porsi kak,1754060864,budi_asli,7533628190562697594\n"


def test_who_was_forgotten_stays_out_when_a_study_is_no_longer_illustrative(tmp_path, monkeypatch):
    """Under data/raw, where the public key was held once (cases/people/public-key)."""
    from engagelib.study import folder

    monkeypatch.setattr(folder, "RAW", tmp_path / "data" / "raw")
    monkeypatch.setattr(folder, "PROJECT", tmp_path)
    place = tmp_path / "data" / "raw" / "myshop"
    place.mkdir(parents=True)
    toml = '[study]\nname = "myshop"\nzone = "Asia/Jakarta"\n'
    (place / "study.toml").write_text(toml + "illustrative = true\n")
    (place / "comments.csv").write_text(WROTE)
    assert "illustrative = true" in str(
        Study.open("myshop").problems()
    )  # real handles are not of a shipped study
    sari = Study.open("myshop").comments()["author"][0]
    assert sari == people_module.pseudonym("sari_asli", Study.open("myshop").key())
    assert run("forget", "myshop", "sari_asli").exit_code == 0
    (place / "study.toml").write_text(toml)
    assert Study.open("myshop").comments()["comment_id"].tolist() == ["7533633989078173349"]
    (place / "study.toml").write_text(toml.replace("myshop", "another"))  # another name finds another key
    with pytest.raises(ProblemsError, match="excluded.csv: belongs to another key than another.key"):
        Study.open("myshop").comments()


@pytest.mark.parametrize("lost", ["key", "key and fingerprint", "other key", "old list"])
def test_another_key_is_an_error_and_brings_nobody_back(folder, configuration, lost, tmp_path, monkeypatch):
    place = folder(
        {"comments.csv": WROTE, "survey.csv": survey("Kode", ["R01", "R02"])}, survey='respondent = "Kode"'
    )
    assert run("forget", place, "sari_asli").exit_code == 0
    if lost != "other key":
        (configuration / "mine.key").unlink()
    else:
        (tmp_path / "k").write_text("another key, as long as keys are")
        monkeypatch.setenv("ENGAGELIB_KEY_FILE", str(tmp_path / "k"))
    if lost != "key":
        (place / "coding" / "key-fingerprint.txt").unlink()
    if lost == "old list":  # as it was written before it noted its key
        listed = pd.read_csv(place / "coding" / "excluded.csv", dtype=str)
        listed[["author", "since"]].to_csv(place / "coding" / "excluded.csv", index=False)
    told = run("check", place, "--lang", "en")
    assert told.exit_code == 1 and "excluded.csv: belongs to another key" in told.output
    assert run("forget", place, "budi_asli").exit_code == 1
    for table in ("comments", "responses"):
        with pytest.raises(ProblemsError, match="another key"):
            getattr(Study.open(place), table)()


def test_an_import_with_another_key_is_an_error(folder, tmp_path):
    place = folder({"c.csv": WROTE, "survey.csv": ""})
    toml = (place / "study.toml").read_text().replace("[files]", '[files]\ncomments = "c.parquet"')
    (place / "study.toml").write_text(toml)
    large.comments(place / "c.csv", place / "c.parquet")
    with pytest.raises(ProblemsError, match="was imported with another key"):
        Study.open(place).comments()
    large.comments(place / "c.csv", place / "c.parquet", key=Study.open(place).key())
    assert len(Study.open(place).comments()) == 2


# --- forgetting -------------------------------------------------------------------------------------------


def test_forget_leaves_respondents_and_informants_out_of_every_table(folder):
    interview = "informan: Bu Sari Wulandari (35 tahun), pelanggan\nperan: pelanggan\nresponden: {}\nP: Siapa?\nN: Saya suka sekali.\n"
    cases = "case,kind,parent,role,name\nK1,shop,,,Toko\nSari Wulandari,informant,K1,customer,Bu Sari Wulandari\nK1-owner,informant,K1,owner,Bu Tumi (nama samaran)\n"
    checked = "informant,finding,sent,returned,outcome,action\nSari Wulandari,T1,2025-01-02,,,\nK1-owner,T1,2025-01-02,,,\n"
    place = folder(
        {
            "survey.csv": survey("Nama", ["Sari Wulandari", "Budi Santoso"], "Saran?"), "cases.csv": cases, "member_check.csv": checked,
            "interviews/a.txt": interview.format("Sari Wulandari"), "interviews/b.txt": interview.format("-").replace("Sari", "Rini"),
        },
        survey='respondent = "Nama"\nopen = { saran = "Saran?" }',
    )  # fmt: skip
    study = Study.open(place)
    sari = people_module.pseudonym("Sari Wulandari", study.key())
    assert study.interviews()["case"].tolist() == [sari, "b"] and sari in set(study.responses()["respondent"])
    assert (
        study.cases()["case"].tolist() == ["K1", sari, "K1-owner"]
        and study.member_check()["informant"][0] == sari
    )
    assert study.cases()["name"].isna().tolist() == [False, True, False]  # nothing says that it is made up
    told = run("forget", place, "sari wulandari")
    assert told.exit_code == 0 and "nobody of that name" not in told.output
    left = Study.open(place)
    assert left.interviews()["case"].tolist() == ["b"] and sari not in set(left.responses()["respondent"])
    assert left.cases()["case"].tolist() == ["K1", "K1-owner"] and left.member_check()[
        "informant"
    ].tolist() == ["K1-owner"]
    assert (
        len(left.answers()) == 1
        and "interviews/a.txt, line 3" in told.output
        and "survey.csv, row 2" in told.output
    )
    assert run("forget", place, "Bu Rini Wulandari").exit_code == 0
    assert "interviews" not in {
        name for name in left.inventory()["table"] if Study.open(place).given(name) is None
    } - {"interviews"}
    assert Study.open(place).given("interviews") is None


def test_forget_leaves_out_a_respondent_known_by_a_code(folder):
    place = folder({"survey.csv": survey("Kode", ["R01", "R02"])}, survey='respondent = "Kode"')
    assert "survey.csv, row 2" in run("forget", place, "R01").output
    assert set(Study.open(place).responses()["respondent"]) == {"R02"}


@pytest.mark.parametrize("declared", ['respondent = "Nama"', ""])
def test_forget_finds_a_respondent_by_any_column_that_tells_who_answered(folder, declared):
    told = survey("Nama,Email Address", ["Tri,tri@example.com", "Budi,budi@example.com"])
    place = folder({"survey.csv": told}, survey=declared)
    before = Study.open(place).responses()["respondent"].unique()
    assert "nobody of that name" not in run("forget", place, "Tri@example.com").output
    assert Study.open(place).responses()["respondent"].unique().tolist() == [before[1]]


def test_comments_and_footnotes_of_an_interview_are_not_passed_over_in_silence(folder):
    import docx

    document = docx.Document()
    for line in ("informan: Pelanggan 1", "peran: pelanggan", "P: Siapa?", "N: saya"):
        document.add_paragraph(line)
    place = folder({"interviews/a.txt": "peran: pelanggan\nP: a?\nN: b\n"})
    document.save(place / "interviews" / "b.docx")
    (place / "items.csv").unlink()  # the folder has no answers to it
    assert Study.open(place).problems() == []
    document.add_comment(document.paragraphs[3].runs, text="lihat lagi", author="Dewi")
    document.save(place / "interviews" / "b.docx")
    [problem] = Study.open(place).problems()
    assert (
        problem.file == "b.docx"
        and "has comments beside its text, which are not read as what was said" in str(problem.message)
    )


def test_forget_does_not_take_other_peoples_equal_words_for_hers(folder):
    same, alone = "terima kasih banyak kak", "kuahnya gurih sampai tetes terakhir"
    wrote = HEAD + "".join(
        f"{n},{text},1754060103,{who},9\n"
        for n, (text, who) in enumerate(
            [(same, "sari_asli"), (same, "budi_asli"), (alone, "sari_asli"), ("enak", "enak")], 700001
        )
    )
    sheet = f"unit,isi\nX1,{same}\nX2,{alone}\n700001,?\nX4,enak\n"
    place = folder(
        {
            "comments.csv": wrote,
            "lembar.csv": sheet,
            "interviews/a.txt": f"peran: pelanggan\nP: Ya?\nN: {same}\nN: enak sekali\n",
        }
    )
    told = run("forget", place, "sari_asli").output
    assert [line.removeprefix("yours to delete: ") for line in told.splitlines() if line.startswith("yours")] == [
        "comments.csv, row 2", "comments.csv, row 4", "lembar.csv, row 3", "lembar.csv, row 4",
    ]  # fmt: skip
    told = run("forget", place, "enak").output  # a handle that is a word of the language
    assert [
        line.removeprefix("yours to delete: ") for line in told.splitlines() if line.startswith("yours")
    ] == ["comments.csv, row 5"]


def test_a_file_named_after_its_informant_is_warned_of(folder):
    head = "informan: {}, pelanggan\nperan: pelanggan\nP: Siapa?\nN: Saya.\n"
    names = {
        "sari": "Bu Sari",
        "pemilik": "Pemilik",
        "tumi": "Bu Tumi (nama samaran)",
        "0812-0000-1234": "N1",
        "K1-owner": "Pak Dimas",
    }
    place = folder({f"interviews/{stem}.txt": head.format(name) for stem, name in names.items()})
    warned = {p.file for p in Study.open(place).problems() if "named after its informant" in str(p.message)}
    assert warned == {"sari.txt", "0812-0000-1234.txt"}


def test_what_was_made_of_a_person_who_is_left_out_does_not_count(folder):
    """Codings, evidence and its quotes; the rows are named, for their owner to delete."""
    said = "peran: pelanggan\ninforman: Bu Sari\nP: Ya?\nN: suka sekali dengan rasanya\n"
    place = folder(
        {
            "interviews/a.txt": said, "interviews/b.txt": said.replace("Sari", "Rini").replace("suka", "cinta"),
            "codings/dewi.csv": "unit,codes\na:2,PUJI\nb:2,PUJI\n",
            "codebook.csv": "code,parent,name,definition,include,exclude,example\nPUJI,,Puji,p,,,\n",
            "evidence.csv": "claim,source,method,ref,stance,quote\nC1,customer,interview,units:a:2,supports,suka sekali\n"
            "C1,customer,interview,units:b:2,supports,cinta sekali\n",
        },
        claims='C1 = { id = "Enak" }',
    )  # fmt: skip
    toml = (place / "study.toml").read_text().replace("[files]", '[files]\ncodebook = "codebook.csv"')
    (place / "study.toml").write_text(toml)
    assert [p for p in Study.open(place).problems() if p.severity == "error"] == []
    told = run("forget", place, "Bu Sari").output
    left = Study.open(place)
    assert left.codings()["unit"].tolist() == ["b:2"] and left.evidence()["ref"].tolist() == ["units:b:2"]
    assert "codings/dewi.csv, row 2" in told and "evidence.csv, row 2" in told and "row 3" not in told
    assert not [
        p for p in left.problems() if p.severity == "error" or "no file has such a unit" in str(p.message)
    ]


# --- one walk: what is read is what is searched -----------------------------------------------------------


def test_forget_names_a_document_with_the_handle_in_a_content_control_and_a_nested_table(tmp_path):
    where = CASES / "people" / "forget-word"
    found = list(places.places(where / "interviews" / "w.docx", where, "@warung_sari99"))
    assert found == ["interviews/w.docx, paragraph 3", "interviews/w.docx, table row 1.1"]
    assert (
        sum("<mention" in text for text in readers.units(where / "interviews" / "w.docx").table["text"]) == 2
    )


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def reworked(path, **edits):
    """A document with text put into its members: {member: (old, new)}."""
    with zipfile.ZipFile(path) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    for member, (old, new) in edits.items():
        whole[member] = whole[member].replace(old.encode(), new.encode(), 1)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    path.write_bytes(data.getvalue())


@pytest.mark.parametrize(
    "place", ["footer", "header", "comment", "properties", "deleted", "box in a cell", "link", "field"]
)
def test_every_part_of_a_document_is_looked_through(tmp_path, place):
    import docx

    document = docx.Document()
    document.add_paragraph("N: saya").add_run(" suka")
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "N: isi"
    handle = "warung_sari99"
    if place in ("header", "footer"):
        getattr(document.sections[0], place).paragraphs[0].text = f"kata {handle}"
    elif place == "comment":
        document.add_comment(document.paragraphs[0].runs, text=f"ini {handle}", author="x")
    elif place == "properties":
        document.core_properties.author = handle
    elif place == "link":
        document.part.relate_to(
            f"https://example.com/@{handle}",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )
    path = tmp_path / "w.docx"
    document.save(path)
    if place == "deleted":
        reworked(
            path,
            **{
                "word/document.xml": (
                    "</w:p>",
                    f"<w:del><w:r><w:delText>{handle}</w:delText></w:r></w:del></w:p>",
                )
            },
        )
    elif place == "field":
        reworked(
            path,
            **{
                "word/document.xml": (
                    "</w:p>",
                    f'<w:r><w:instrText>HYPERLINK "mailto:{handle}"</w:instrText></w:r></w:p>',
                )
            },
        )
    elif place == "box in a cell":
        box = f"<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>N: akun {handle}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        whole = zipfile.ZipFile(path).read("word/document.xml").decode()
        inside = whole.index("</w:p>", whole.index("N: isi"))
        reworked(path, **{"word/document.xml": (whole, whole[:inside] + box + whole[inside:])})
        assert handle in str(list(parts(path)))  # and is read
    assert len(list(places.places(path, tmp_path, handle))) >= 1
    assert list(places.places(path, tmp_path, "warung_sari9")) == []  # another handle that begins so


def test_every_part_of_a_workbook_is_looked_through(tmp_path):
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["kode", "isi"])
    sheet.append(["1", "x"])
    sheet["A2"].comment = Comment("kata @warung_sari99", "Rina")
    sheet["B2"].hyperlink = "mailto:warung_sari99@example.com"
    sheet.oddHeader.center.text = "warung_sari99"
    hidden = book.create_sheet("warung_sari99")
    hidden.sheet_state = "hidden"
    hidden.append(["dari warung_sari99"])
    book.properties.creator = "warung_sari99"
    book.save(tmp_path / "b.xlsx")
    found = {
        place.partition(", ")[2] for place in places.places(tmp_path / "b.xlsx", tmp_path, "warung_sari99")
    }
    assert {
        "sheet Sheet, beside A2", "sheet Sheet, header or footer", "sheet warung_sari99, its name",
        "sheet warung_sari99, row 1", "core.xml",
    } <= found  # fmt: skip


def test_archives_are_looked_through_and_what_cannot_be_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("in/c.csv", "user,text\nsari_asli,enak\n")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "catatan.toml").write_text("a = 1\nb = 'sari_asli'\n")
    (tmp_path / "sari_asli.txt").write_text("kosong")
    found = [
        place for file in sorted(tmp_path.glob("*.*")) for place in places.places(file, tmp_path, "sari_asli")
    ]
    assert found == [
        "a.zip, in/c.csv, row 2", "b.png, which cannot be read here: look through it yourself", "catatan.toml, line 2",
        "sari_asli.txt, its name",
    ]  # fmt: skip


# --- every byte that is written ---------------------------------------------------------------------------

SECRETS = {
    "respondent": ["planted.one@example.com", "planted.two@example.com", "planted.three@example.com", "planted.four@example.com",
                   "0812-5550-0011", "Planta Rahasiawati", "planted_handle_r"],
    "informant": ["Informanta Tersembunyi"], "buyer": ["planted_buyer", "Pembelina Gaibwati"], "commenter": ["planted_commenter", "planted_other"],
}  # fmt: skip


def bytes_of(file):
    """What a file holds, members of archives and cells of Parquet files opened."""
    yield str(file.name).encode()
    data = file.read_bytes()
    yield data
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif file.suffix == ".parquet":
        yield pd.read_parquet(file).to_csv().encode()


def found_in(results):
    secrets = [secret.casefold() for people in SECRETS.values() for secret in people]
    return {
        (file.name, secret)
        for file in results.rglob("*")
        if file.is_file()
        for data in bytes_of(file)
        for secret in secrets
        if secret in data.decode("utf-8", "replace").casefold()
    }


@pytest.mark.slow
def test_no_byte_of_any_output_names_anybody(folder, tmp_path, monkeypatch):
    wrote = HEAD + "".join(
        f"753363062575723890{n},enak sekali mie ayamnya nomor {n},175406010{n},{who},7533628190562697594\n"
        for n, who in enumerate(SECRETS["commenter"])
    )
    bought = "order_key,customer,date,amount\n" + "".join(
        f"{month}{n},{who},2025-{month:02}-1{n},20000\n"
        for n, who in enumerate(SECRETS["buyer"])
        for month in range(1, 8)
    )
    interview = f"informan: {SECRETS['informant'][0]}\nperan: pelanggan\nresponden: {SECRETS['informant'][0]}\nP: Siapa?\nN: Saya suka sekali.\n"
    place = folder(
        {
            "survey.csv": survey("Siapa", SECRETS["respondent"], "Saran?"), "comments.csv": wrote, "orders.csv": bought,
            "interviews/wawancara1.txt": interview,
            "cases.csv": f"case,kind,parent,role,name\nK1,shop,,,Toko\n{SECRETS['informant'][0]},informant,K1,customer,{SECRETS['informant'][0]}\n",
        },
        survey='respondent = "Siapa"\nopen = { saran = "Saran?" }',
        loyalty="wash_out = 1",
    )  # fmt: skip
    checked = run("check", place, "--lang", "en")
    assert checked.exit_code == 0, checked.output
    done = run("reproduce", place, *(f"--only={name}" for name in ("00", "01", "03", "08")))
    assert done.exit_code == 0, done.output
    (tmp_path / "said").mkdir()
    (tmp_path / "said" / "console.txt").write_text(checked.output + done.output, encoding="utf-8")
    assert found_in(place / "processed") | found_in(tmp_path / "said") == set()
    tables = {path.stem for path in (place / "processed" / "tables").glob("*.parquet")}
    assert len(tables) > 5 and (place / "processed" / "report" / "index.html").exists()
    for people in SECRETS.values():
        assert run("forget", place, people[0]).exit_code == 0
    assert found_in(place / "processed") | found_in(place / "coding") == set()
    monkeypatch.setenv("ENGAGELIB_KEY_FILE", str(tmp_path / "k"))
    (tmp_path / "k").write_text("another key, as long as keys are")
    again = run("reproduce", place, "--only=01")
    assert again.exit_code == 1 and "excluded.csv: belongs to another key" in again.output
