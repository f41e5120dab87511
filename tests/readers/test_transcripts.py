"""Interviews as people keep them: Word, plain text, Excel; one conversation, the same units."""

from pathlib import Path

import docx
import openpyxl
import pytest

from engagelib import readers
from engagelib.contracts.problems import Unreadable
from engagelib.readers import interviews

HEAD = ["informan: Bu Sari (nama samaran), pemilik", "peran: pemilik", "tanggal: 2025-10-08"]
TURNS = [
    ("P", "Sejak kapan berjualan?"),
    ("N", "Dari 2019, Mas."),
    ("P", "Lalu?"),
    ("N", "Lalu ya begini: ramai 🙂"),
]
UNITS = [("sari:2", "Dari 2019, Mas."), ("sari:4", "Lalu ya begini: ramai 🙂")]


def units(path):
    reading = readers.units(path)
    return list(zip(reading.table["unit"], reading.table["text"], strict=True)), reading.problems


def text(path, lines, encoding="utf-8"):
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def word(path, lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(path)
    return path


def labelled(turns=TURNS, **names):
    return [f"{names.get(who, who)}: {words}" for who, words in turns]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_any_encoding(tmp_path, encoding):
    assert units(text(tmp_path / "sari.txt", [*HEAD, "", *labelled()], encoding)) == (UNITS, [])


def test_word_as_paragraphs_and_as_a_table(tmp_path):
    assert units(word(tmp_path / "sari.docx", [*HEAD, *labelled()])) == (UNITS, [])
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=3)
    for number, (who, words) in enumerate(TURNS, start=1):
        for cell, value in zip(table.add_row().cells, (str(number), who, words), strict=True):
            cell.text = value
    document.save(tmp_path / "sari.docx")
    assert units(tmp_path / "sari.docx") == (UNITS, [])


def test_excel_with_head_lines_above_the_turns(tmp_path):
    book = openpyxl.Workbook()
    for line in HEAD:
        book.active.append([line])
    book.active.append(["No", "Pembicara", "Ucapan"])
    for number, (who, words) in enumerate(TURNS, start=1):
        book.active.append([number, who, words])
    book.save(tmp_path / "sari.xlsx")
    assert units(tmp_path / "sari.xlsx") == (UNITS, [])


@pytest.mark.parametrize(
    "names", [{"P": "Pewawancara", "N": "Narasumber"}, {"P": "Q", "N": "A"}, {"P": "T", "N": "J"}, {"P": "peneliti", "N": "bu sari"},
              {"P": "P1", "N": "N2"}, {"P": "**P", "N": "**N"}]
)  # fmt: skip
def test_labels_that_people_use(tmp_path, names):
    assert units(text(tmp_path / "sari.txt", [*HEAD, *labelled(**names)])) == (UNITS, [])


def test_time_stamps_and_turns_of_several_paragraphs(tmp_path):
    lines = [
        *HEAD,
        "[00:00:05] P: Sejak kapan berjualan?",
        "[00:01:10] N: Dari 2019,",
        "Mas.",
        "P: Lalu?",
        "N: Lalu ya begini: ramai 🙂",
    ]
    found, problems = units(text(tmp_path / "sari.txt", lines))
    assert found == [("sari:2", "Dari 2019,\nMas."), UNITS[1]] and problems == []


@pytest.mark.parametrize(
    "line", ["N [00:01:10]: Dari 2019, Mas.", "[00:01:10.250] N: Dari 2019, Mas.", "N：Dari 2019, Mas.", "N\tDari 2019, Mas.", "N:\tDari 2019, Mas."]
)  # fmt: skip
def test_ways_of_writing_a_label(tmp_path, line):
    lines = [*HEAD, "P\tSejak kapan berjualan?", line, "P: Lalu?", "N: Lalu ya begini: ramai 🙂"]
    assert units(text(tmp_path / "sari.txt", lines)) == (UNITS, [])


@pytest.mark.parametrize(
    "head",
    [
        ["Informant: Sari", "Role: pemilik", "Date: 2025-10-08"],
        ["Narasumber: Bu Sari", "Peran: pemilik", "Tanggal: Rabu, 8 Oktober 2025", "Pewawancara: Rina"],
        ["NAMA : Bu Sari", "PERAN : pemilik", "TANGGAL : 08/10/2025"],
    ],
)
def test_head_lines_in_other_words(tmp_path, head):
    table = readers.units(
        text(tmp_path / "sari.txt", [*head, *labelled(P="Pewawancara", N="Narasumber")])
    ).table
    assert list(zip(table["unit"], table["text"], strict=True)) == UNITS
    assert set(table["role"]) == {"owner"} and table["made_at"].notna().all()


def test_a_name_of_three_words(tmp_path):
    lines = ["informan: Ibu Dewi Lestari, pemilik", *HEAD[1:], *labelled(N="ibu dewi lestari")]
    assert units(text(tmp_path / "sari.txt", lines)) == (UNITS, [])


def test_word_tables_with_notes_tracked_insertions_and_content_controls(tmp_path):
    from docx.oxml import OxmlElement

    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=3)
    rows = [
        ("Pembicara", "Ucapan", "Catatan"),
        ("P", TURNS[0][1], "catatan"),
        ("N", TURNS[1][1], "tertawa"),
        ("P", "Lalu?", ""),
        ("N", TURNS[3][1], ""),
    ]
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    document.save(tmp_path / "sari.docx")
    assert units(tmp_path / "sari.docx") == (UNITS, [])
    document = docx.Document()
    for line in [*HEAD, *labelled()[:3], "N: Lalu ya begini:"]:
        document.add_paragraph(line)
    inserted = OxmlElement("w:ins")
    inserted.append(document.paragraphs[-1].add_run(" ramai 🙂")._r)
    document.paragraphs[-1]._p.append(inserted)
    document.save(tmp_path / "sari.docx")
    assert units(tmp_path / "sari.docx") == (UNITS, [])


def test_excel_with_keys_and_values_in_cells_of_their_own(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Informan:", "Bu Sari"],
        ["Peran:", "pemilik"],
        ["Tanggal:", "2025-10-08"],
        ["Pembicara", "Ucapan"],
    ):
        book.active.append(row)
    for who, words in TURNS:
        book.active.append([f"{who}:", words])
    book.save(tmp_path / "sari.xlsx")
    assert units(tmp_path / "sari.xlsx") == (UNITS, [])


def test_a_short_label_that_is_nobody_s_is_refused(tmp_path):
    _, problems = units(text(tmp_path / "sari.txt", [*HEAD, *labelled(), "K: Halo"]))
    assert "'K:': is the label of neither" in str(problems[0]) and problems[0].severity == "error"


def test_an_empty_turn_counts_and_is_no_unit(tmp_path):
    found, _ = units(text(tmp_path / "sari.txt", [*HEAD, "P: a?", "N:", "P: b?", "N: c"]))
    assert found == [("sari:4", "c")]


def test_a_third_speaker_is_named_not_swallowed(tmp_path):
    lines = [*HEAD, *labelled(), "Anak: Bu, ada pembeli!"]
    found, problems = units(text(tmp_path / "sari.txt", lines))
    assert [p.severity for p in problems] == ["warning"] and "'Anak'" in str(problems[0])
    assert len(found) == 2


def test_role_date_and_case(tmp_path):
    table = readers.units(text(tmp_path / "sari.txt", [*HEAD, *labelled()])).table
    assert set(table["role"]) == {"owner"} and set(table["case"]) == {"sari"}
    assert table["made_at"].dt.tz_convert("Asia/Jakarta").dt.strftime("%Y-%m-%d").unique().tolist() == [
        "2025-10-08"
    ]
    named = readers.units(text(tmp_path / "x.txt", [*HEAD, "responden: R07", *labelled()])).table
    assert set(named["case"]) == {"R07"}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (HEAD, "has no turn of the informant"),
        ([*HEAD, "P: Halo?"], "has no turn of the informant"),
        ([*HEAD[:2], "tanggal: 2205-01-01", *labelled()], "a date such as"),
        ([*HEAD, "X: a?", "Y: b"], "Labels found"),
        ([*HEAD[:2], "tanggal: kemarin", *labelled()], "a date such as 2025-09-20 or 20 September 2025"),
        ([], "has no turn of the informant"),
    ],
)
def test_what_is_no_interview_says_so(tmp_path, lines, said):
    reading = readers.units(text(tmp_path / "sari.txt", lines))
    assert reading.table.empty and said in str(reading.problems[0])


def test_a_sheet_without_a_speaker_says_which_columns_there_are(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["No", "Ucapan"])
    book.active.append([1, "Halo"])
    book.save(tmp_path / "sari.xlsx")
    with pytest.raises(
        Unreadable, match=r"no column for speaker \(who speaks\); it may be called pembicara.*No, Ucapan"
    ):
        readers.units(tmp_path / "sari.xlsx")


# --- Word as people use it ------------------------------------------------------------------------


def raw(xml):
    """An element of a Word document, written as Word writes it."""
    from docx.oxml import parse_xml

    spaces = {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }
    named = " ".join(f'xmlns:{name}="{space}"' for name, space in spaces.items())
    return parse_xml(xml.replace(">", f" {named}>", 1))


def test_a_line_break_within_a_paragraph_is_a_line_as_a_paragraph_is(tmp_path):
    whole = "\n".join([*HEAD, *labelled()])
    assert units(word(tmp_path / "sari.docx", [whole])) == (UNITS, [])
    pairs = ["\n".join(labelled()[:2]), "\n".join(labelled()[2:])]
    assert units(word(tmp_path / "sari.docx", [*HEAD, *pairs])) == (UNITS, [])


@pytest.mark.parametrize("style", ["Heading 2", "Title"])
def test_a_heading_between_turns_is_nobody_s_words(tmp_path, style):
    document = docx.Document()
    for line in [*HEAD, *labelled()[:2]]:
        document.add_paragraph(line)
    document.add_paragraph("B. Loyalitas", style=style)
    for line in labelled()[2:]:
        document.add_paragraph(line, style="Heading 3" if line.startswith("P:") else None)
    document.save(tmp_path / "sari.docx")
    assert units(tmp_path / "sari.docx") == (UNITS, [])  # a question set as a heading is still asked


def test_what_was_moved_or_deleted_counts_where_it_stands_now(tmp_path):
    document = docx.Document()
    for line in [*HEAD, *labelled()]:
        document.add_paragraph(line)
    last = document.paragraphs[-1]._p
    for gone in ("moveFrom", "del"):
        last.append(raw(f'<w:{gone} w:id="1" w:author="a"><w:r><w:t> dulu</w:t></w:r></w:{gone}>'))
    last.append(raw('<w:moveTo w:id="2" w:author="a"><w:r><w:t> kini</w:t></w:r></w:moveTo>'))
    document.save(tmp_path / "sari.docx")
    assert units(tmp_path / "sari.docx")[0] == [UNITS[0], ("sari:4", UNITS[1][1] + " kini")]


def test_a_text_box_is_read_once_and_tab_stops_are_no_words(tmp_path):
    box = "<w:txbxContent><w:p><w:r><w:t>sambil tertawa</w:t></w:r></w:p></w:txbxContent>"
    document = docx.Document()
    for line in [*HEAD, *labelled()]:
        document.add_paragraph(line)
    document.paragraphs[-1]._p.append(raw(
        f"<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    ))  # fmt: skip
    document.paragraphs[-1].paragraph_format.tab_stops.add_tab_stop(100)
    document.save(tmp_path / "sari.docx")
    assert units(tmp_path / "sari.docx")[0] == [UNITS[0], ("sari:4", UNITS[1][1] + "\nsambil tertawa")]


@pytest.mark.parametrize("stamp", ["00:09", "[00:01:10]", "00:00:09,120 --> 00:00:12,000"])
def test_a_time_stamp_on_its_own_line_is_nobody_s_words(tmp_path, stamp):
    lines = [*HEAD, *(part for line in labelled() for part in (stamp, line)), stamp]
    assert units(text(tmp_path / "sari.txt", lines)) == (UNITS, [])


@pytest.mark.parametrize("colon", [[], [":"]])
def test_a_table_or_cells_beside_each_other_may_be_the_head(tmp_path, colon):
    told = [("Nama Informan", "Bu Sari"), ("Peran", "Pemilik"), ("Tanggal", "8 Oktober 2025")]
    document = docx.Document()
    table = document.add_table(rows=0, cols=2 + len(colon))
    for key, value in told:
        for cell, words in zip(table.add_row().cells, (key, *colon, value), strict=True):
            cell.text = words
    for line in labelled(N="Bu Sari"):
        document.add_paragraph(line)
    document.save(tmp_path / "sari.docx")
    book = openpyxl.Workbook()
    for row in [*((key, *colon, value) for key, value in told), ("Pembicara", "Ucapan")]:
        book.active.append(row)
    for who, words in TURNS:
        book.active.append(["Bu Sari" if who == "N" else who, words])
    book.save(tmp_path / "sari.xlsx")
    for name in ("sari.docx", "sari.xlsx"):
        table = readers.units(tmp_path / name).table
        assert list(zip(table["unit"], table["text"], strict=True)) == UNITS, name
        assert set(table["role"]) == {"owner"} and table["made_at"].notna().all(), name


# --- whose label is whose -------------------------------------------------------------------------


def test_labels_that_the_head_gives_need_no_other(tmp_path):
    head = [*HEAD, "pewawancara: Rina Dewi"]
    lines = [*head, *labelled(P="Rina Dewi", N="Bu Sari (BS)")]
    assert units(text(tmp_path / "sari.txt", lines)) == (UNITS, [])
    assert units(text(tmp_path / "sari.txt", [*HEAD, *labelled(P="Peneliti (P)")])) == (UNITS, [])


def test_an_interview_without_an_informant_lists_its_labels_and_how_to_name_them(tmp_path):
    lines = [*HEAD[1:], *labelled(P="Peneliti (P)", N="Pak Budi"), "Istri: Iya."]
    reading = readers.units(text(tmp_path / "budi.txt", lines))
    said = str(reading.problems[0])
    assert reading.table.empty and "'Peneliti (P):' (2), 'Pak Budi:' (2), 'Istri:' (1)" in said
    assert "'informan: Pak Budi'" in said
    plain = [(who, words.replace("?", ".")) for who, words in TURNS]
    lines = [*HEAD[1:], *labelled(plain, P="Mbak Tuti", N="Pak Budi")]
    said = str(readers.units(text(tmp_path / "budi.txt", lines)).problems[0])
    assert "'Mbak Tuti:' (2), 'Pak Budi:' (2)" in said


def test_a_third_speaker_of_two_words_is_named(tmp_path):
    _, problems = units(text(tmp_path / "sari.txt", [*HEAD, *labelled(), "Mbak Tuti: Bu, ada pembeli!"]))
    assert "'Mbak Tuti'" in str(problems[0])


CASES = Path(__file__).parents[1] / "cases" / "files"


def test_what_was_said_is_never_altered():
    found, problems = units(CASES / "interview-marks" / "u.txt")
    assert problems == []
    assert found == [("u:2", "lihat <mention.....> dan file_baru, harga 3*4 ribu, __penting__")]


@pytest.mark.parametrize(
    "line",
    [
        "**N:** {}",
        "**N**: {}",
        "__N:__ {}",
        "*N*: {}",
        "N: {}",
        "[00:01] **N:** {}",
        "***N:*** {}",
        "**N: {}**",
        "**N** [00:12]: {}",
    ],
)
@pytest.mark.parametrize(
    "words", ["harga 3*4 ribu", "file_baru a_b_c", "__penting__ sekali", "2 * 3 * 4 _x_"]
)
def test_marks_are_taken_round_the_label_only(tmp_path, line, words):
    lines = [HEAD[1], "**P:** Apa?", line.format(words), f"{words}: **juga**"]
    assert units(text(tmp_path / "u.txt", lines))[0] == [("u:2", f"{words}\n{words}: **juga**")]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["I: Since when?", "P: Since 2023.", "I: Again?", "P: Four times."], ["Since 2023.", "Four times."]),
        (["P: Sejak kapan?", "I: Sejak 2023.", "P: Lagi?", "I: Empat kali."], ["Sejak 2023.", "Empat kali."]),
        (["R: Since when?", "P: Since 2023."], ["Since 2023."]),
        (["I: Since when?", "R: Since 2023."], ["Since 2023."]),
        (["I: Tell me.", "N: Since 2023."], ["Since 2023."]),  # the other label tells
        (["Q: Tell me.", "P: Since 2023."], ["Since 2023."]),
        (["I1: Tell me?", "P2: Since 2023."], ["Since 2023."]),
        (["interviewer: I", "I: Tell me.", "P: Since 2023."], ["Since 2023."]),  # declared
        (["informan: P", "I: Tell me.", "P: Since 2023?"], ["Since 2023?"]),
        (["pewawancara: P", "I: Since 2023.", "P: Tell me."], ["Since 2023."]),
        (["Interviewer: When?", "Participant: Now."], ["Now."]),
    ],
)
def test_who_asks_is_read_rightly(tmp_path, lines, said):
    found, problems = units(text(tmp_path / "u.txt", [HEAD[1], *lines]))
    assert [words for _, words in found] == said and problems == []


@pytest.mark.parametrize(
    "lines",
    [
        ["I: Tell me.", "P: Since 2023."],
        ["I: Well?", "P: Why?"],
        ["R: Tell me.", "P: Since 2023."],
        ["I: Ya.", "P: Kapan.", "R: Kini."],
    ],
)
def test_who_asks_is_asked_for_where_nothing_tells(tmp_path, lines):
    found, problems = units(text(tmp_path / "u.txt", [HEAD[1], *lines]))
    assert (
        found == []
        and "'pewawancara: P' or 'interviewer: I'" in str(problems[0].message)
        and problems[0].severity == "error"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("en", ["Since 2023, a friend told me.", "Four times."]),
        ("id", ["Sejak 2023, dari teman.", "Empat kali."]),
    ],
)
def test_the_two_word_files(name, said):
    assert [
        words for _, words in units(CASES / "interview-english" / "interviews" / f"{name}.docx")[0]
    ] == said


def test_several_who_answer_by_number_are_told_apart(tmp_path):
    (tmp_path / "F1.txt").write_text(
        "peran: pelanggan\n\nP: Mengapa?\nN1: Enak.\nN2: Murah.\nP: Lalu?\nN 1: Dekat.\n"
    )
    table = readers.units(tmp_path / "F1.txt").table
    assert table["speaker"].tolist() == ["F1/n1", "F1/n2", "F1/n1"] and table["turn"].tolist() == [2, 3, 5]
    (tmp_path / "F2.txt").write_text("peran: pelanggan\n\nP: Mengapa?\nN: Enak.\n")
    assert readers.units(tmp_path / "F2.txt").table[["case", "speaker", "turn"]].values.tolist() == [
        ["F2", "F2", 2]
    ]


def test_a_group_in_a_sheet_has_a_speaker_a_name_and_names_are_pseudonyms(tmp_path):
    """Who opens before the moderator is heard, too; a name is masked in what others say."""
    book = openpyxl.Workbook()
    for row in [
        ["Tanggal: 12 Mei 2025", None], ["Pembicara", "Ucapan"],
        ["Bu Sari", "Mari mulai saja"], ["Moderator", "Apa yang membuat Ibu kembali?"], ["Bu Sari", "Rasanya"],
        ["Mbak Tika", "Seperti kata Bu Sari"], ["Peserta 3", "Harganya"], ["Moderator", "Lalu?"], ["Pak Joko", "Lokasinya"],
    ]:  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "fgd.xlsx")
    table = readers.units(tmp_path / "fgd.xlsx").table
    assert table["unit"].tolist() == ["fgd:1", "fgd:3", "fgd:4", "fgd:5", "fgd:7"]
    assert table["case"].unique().tolist() == ["fgd"]
    speakers = table["speaker"].tolist()
    assert len(set(speakers)) == 4 and speakers[0] == speakers[1] and speakers[3] == "fgd/Peserta 3"
    assert not any(name in text for name in ("Sari", "Tika", "Joko") for text in [*speakers, *table["text"]])


def test_who_answers_may_go_by_name_where_a_text_says_plainly_who_asks(tmp_path):
    said = "Tanggal: 20 Oktober 2025\nModerator: Apa yang membuat kembali?\nIbu Ani: Wangi dan rapi.\nMas Bagus: Dekat kos, kata Ibu Ani.\nModerator: Catatan lain?\nIbu Ani: Promo: tahu dari status WA.\n"
    (tmp_path / "fgd.txt").write_text(said)
    table = readers.units(tmp_path / "fgd.txt").table
    assert table["unit"].tolist() == ["fgd:2", "fgd:3", "fgd:5"] and table["speaker"].nunique() == 2
    assert not any(name in text for name in ("Ani", "Bagus") for text in [*table["speaker"], *table["text"]])
    (tmp_path / "w.txt").write_text(
        "peran: pemilik\nPeneliti: Sejak kapan?\nBu Sari: Sejak 2022.\nPeneliti: Lalu?\nBu Sari: Ramai.\n"
    )
    assert readers.units(tmp_path / "w.txt").table["text"].tolist() == ["Sejak 2022.", "Ramai."]


def test_a_file_named_after_a_job_is_named_after_nobody(tmp_path):
    (tmp_path / "2. Kasir.txt").write_text("Informan: Kasir\n\nT: Sejak kapan?\nJ: Sejak 2022.\n")
    read = readers.units(tmp_path / "2. Kasir.txt")
    assert interviews.named_after(tmp_path / "2. Kasir.txt", read.mapping["informant"]) == []
    assert len(interviews.named_after(tmp_path / "Kasir Wulan.txt", "Wulan (kasir)")) == 1


@pytest.mark.parametrize(
    ("asks", "answers", "told"),
    [
        ("Peneliti", "Ibu Ratna", set()),
        ("Andi Pratama", "Ibu Nur'aini Al-Hasan", {"asks_by_questions"}),
        ("Dina (Pewawancara)", "Ratna Dewi (Narasumber)", set()),
        ("P", "Ratna", set()),
    ],
)
def test_speakers_by_their_names(tmp_path, asks, answers, told):
    name = answers.partition(" (")[0]
    hidden = f"<name{'.' * (len(name) - 6)}>" if len(name) > 5 else "<n..>"
    turns = [
        (asks, "Sejak kapan?"),
        (answers, "Dari 2019."),
        (asks, "Lewat apa?"),
        (answers, f"TikTok, kata {name}."),
    ]
    path = text(tmp_path / "K1.txt", ["Peran: pemilik", "Lokasi: Bekasi", "", *labelled(turns)])
    found, problems = units(path)
    assert found == [("K1:2", "Dari 2019."), ("K1:4", f"TikTok, kata {hidden}.")]
    assert {problem.kind for problem in problems} == told


def test_two_names_of_whom_none_asks_more_are_asked_about(tmp_path):
    turns = [("Andi", "Halo."), ("Ratna", "Halo."), ("Andi", "Apa kabar."), ("Ratna", "Baik.")]
    found, problems = units(text(tmp_path / "K1.txt", labelled(turns)))
    assert (found, [problem.kind for problem in problems]) == ([], ["no_turn"])
    third = [
        ("Andi", "Sejak kapan?"),
        ("Ratna", "2019."),
        ("Andi", "Lewat apa?"),
        ("Ratna", "TikTok."),
        ("Siti", "Saya juga."),
    ]
    assert units(text(tmp_path / "K1.txt", labelled(third)))[0] == []
