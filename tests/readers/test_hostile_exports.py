"""Files as people have them: what is wrong is said in a sentence that names file, cell and value, what is allowed, how to mend it."""

import datetime as dt
import json
import zipfile

import openpyxl
import pandas as pd
import pytest
from test_comment_exports import VIDEO, delimited

from engagelib import people, readers
from engagelib.contracts.problems import Unreadable

ID = 7541963014157631585


def read(path, content, **options):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return readers.comments(path, **options)


def book(path, sheets):
    found = openpyxl.Workbook()
    found.remove(found.active)
    for name, rows in sheets.items():
        sheet = found.create_sheet(name)
        for row in rows:
            sheet.append(row)
    found.save(path)
    return readers.comments(path)


def told(reading):
    return [str(problem) for problem in reading.problems]


def test_ids_that_excel_keeps_as_numbers_are_no_keys(tmp_path):
    found = book(tmp_path / "n.xlsx", {"A": [["cid", "text", "aweme_id"], [ID, "enak", VIDEO]]})
    assert found.table["comment_id"].isna().all()
    assert told(found)[0].startswith(
        "n.xlsx, sheet A, cell A2: '7.541963014157631e+18': Excel has kept this id as a number"
    )


def test_the_sheet_with_comments_is_read_whichever_it_is(tmp_path):
    found = book(
        tmp_path / "n.xlsx",
        {"Info": [["Post"], ["x"]], "Data": [["Comment ID", "Comment"], [str(ID), "enak"]]},
    )
    assert found.table["text"].tolist() == ["enak"]


def test_times_as_people_write_them(tmp_path):
    rows = [
        ["cid", "text", "createdAt"],
        [1, "a", "24/08/2025 08:48"],
        [2, "b", "24-08-2025 08.48.10"],
        [3, "c", "2025-08-24T08:48+07:00"],
        [4, "d", "kemarin"],
    ]
    found = read(tmp_path / "t.csv", delimited(rows))
    assert found.table["created_at"].dt.strftime("%H:%M:%S").tolist()[:3] == [
        "01:48:00",
        "01:48:10",
        "01:48:00",
    ]
    assert [line for line in told(found) if "1 of 4 times only say how long ago ('kemarin')" in line]
    asked = told(read(tmp_path / "t.csv", delimited([rows[0], [1, "a", "24-08-2025 08:48"]]), zone=None))
    assert any("has no zone" in line for line in asked)
    workbook = book(
        tmp_path / "t.xlsx", {"A": [["Komentar", "Tanggal"], ["x", dt.datetime(2025, 8, 24, 8, 48)]]}
    )
    assert workbook.table["created_at"].tolist() == [pd.Timestamp("2025-08-24 01:48", tz="UTC")]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("1.2K", "export exact counts"),
        ("12,5 rb", "export exact counts"),
        ("-3", "at least 0"),
        ("banyak", "a whole number"),
    ],
)
def test_counts_that_are_none(tmp_path, count, said):
    found = read(tmp_path / "c.csv", delimited([["cid", "text", "likes"], [1, "a", count]], ";"))
    assert any("cell C2" in line and count in line and said in line for line in told(found))
    blank = read(
        tmp_path / "c.csv", delimited([["cid", "text", "likes"], [1, "a", "undefined"], [2, "b", ""]])
    )
    assert blank.table["likes"].isna().all() and not told(blank)


def test_a_delimiter_within_a_cell_without_quotation_marks_is_an_error(tmp_path):
    found = read(tmp_path / "r.csv", f"cid,text,aweme_id\n{ID},enak, mantap,{VIDEO}\n")
    assert any(
        "row 2 has cells beyond the last header" in line and "quotation marks" in line for line in told(found)
    )


def test_without_a_text_column_only_that_is_said(tmp_path):
    found = told(book(tmp_path / "n.xlsx", {"A": [["Kuahnya enak banget"], ["mahal"]]}))
    assert (
        len(found) == 1
        and "no column for text" in found[0]
        and "The columns are: Kuahnya enak banget" in found[0]
    )


def test_a_header_that_looks_like_a_missing_column_is_offered_not_taken(tmp_path):
    found = read(
        tmp_path / "g.csv", delimited([["cid", "text", "user_nme", "liked"], [1, "a", "contoh_sari", 3]])
    )
    line = next(line for line in told(found) if "no column for author" in line)
    assert "is it 'user_nme'?" in line and 'under [map.comments] in study.toml: author = "user_nme"' in line
    assert found.table["author"].isna().all()
    mapped = read(tmp_path / "g.csv", (tmp_path / "g.csv").read_text(), declared={"author": "user_nme"})
    assert mapped.table["author"].tolist() == [people.pseudonym("contoh_sari")]


def test_json_with_half_characters_and_numbers_that_are_none(tmp_path):
    found = read(
        tmp_path / "s.json",
        '[{"cid":"1","text":"halo \\ud83d","digg_count":NaN},{"cid":"2","text":"\\ud83d\\ude0b"},{"cid":"3","text":null,"id_":1}]',
    )
    assert (
        found.table["text"].fillna("").tolist() == ["halo \ufffd", "\U0001f60b", ""]
        and found.table["likes"].isna().all()
    )
    keyed = {
        "data": {"a": {"cid": "1", "text": "x", "aweme_id": 9}, "b": {"cid": "2", "text": "y", "aweme_id": 9}}
    }
    assert read(tmp_path / "k.json", json.dumps(keyed)).table["comment_id"].tolist() == ["1", "2"]


def test_answers_within_a_comment_and_comments_within_a_post(tmp_path):
    answers = [{"cid": "2", "text": "b", "reply_id": "1"}, {"id": "3", "text": "c"}]
    comment = {"cid": "1", "text": "a", "user": {"unique_id": "contoh_sari"}, "replies": answers}
    post = {"id": VIDEO, "text": "judul video", "diggCount": 9, "comments": [comment]}
    found = read(tmp_path / "p.json", json.dumps([post])).table
    assert found["comment_id"].tolist() == ["1", "2", "3"] and set(found["video_id"]) == {VIDEO}
    assert found["parent_id"].fillna("").tolist() == ["", "1", "1"]
    bare = read(tmp_path / "v.json", json.dumps([{"id": VIDEO, "likes": 3, "comments": 12}, comment])).table
    assert bare["comment_id"].tolist() == ["1", "2", "3"]


def test_names_of_people_who_are_mentioned_go_with_their_blanks(tmp_path):
    text = "😋 @Contoh Sari Dewi ✨ sini #mie @budi"
    start = len(text[: text.index("@")].encode("utf-16-le")) // 2
    extra = [
        {"start": start, "end": start + len("@Contoh Sari Dewi ✨"), "user_id": "1"},
        {"start": 25, "end": 29, "hashtag_name": "mie"},
        {"start": -3, "end": 99},
        None,
    ]
    found = read(
        tmp_path / "m.json", json.dumps([{"cid": "1", "text": text, "aweme_id": VIDEO, "text_extra": extra}])
    )
    assert found.table["text"].tolist() == ["😋 <mention..........> sini #mie <m..>"]


@pytest.mark.parametrize("listed", [
    {"mentions": ["@Siti Nur Aisyah"]}, {"detailedMentions": [{"id": "1", "nickName": "Siti Nur Aisyah", "profileUrl": "x"}]},
])  # fmt: skip
def test_names_of_people_who_are_listed_beside_the_text_go_whole(tmp_path, listed):
    record = {"cid": "1", "text": "kata @Siti Nur Aisyah enak", "videoWebUrl": "x", **listed}
    found = read(tmp_path / "m.json", json.dumps([record]))
    assert found.table["text"].tolist() == ["kata <mention.......> enak"]
    record = {"cid": "1", "comment": "kata @Siti Nur Aisyah enak", "aweme_id": VIDEO, **listed}
    assert read(tmp_path / "n.json", json.dumps([record])).table["text"].tolist() == [
        "kata <mention.......> enak"
    ]


def test_numbers_that_no_table_holds(tmp_path):
    rows = [
        ["cid", "text", "likes", "create_time", "reply_id"],
        [1, "a", "9" * 30, "9" * 14, "9e999"],
        ["9" * 400, "b", "1", "-5", "1" + "0" * 400],
    ]
    found = read(tmp_path / "b.csv", delimited(rows))
    assert found.table["likes"].fillna(-1).tolist() == [-1, 1] and found.table["created_at"].isna().all()
    assert any("C2" in line and "whole number" in line for line in told(found))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty"), ("a.csv", b"\n\n", "is empty"), ("a.csv", bytes(range(256)), "neither UTF-8 nor Windows-1252"),
        ("a.csv", b'cid,text\n1,"open\n', "line 2: .* quotation mark left open"), ("a.csv", b"PK\x03\x04abc", "is a workbook or a ZIP"),
        ("a.xls", b"\xd0\xcf\x11\xe0abc", "not an Excel workbook that can be read"), ("a.xlsx", b"cid,text\n", "not an Excel workbook"),
        ("a.json", b"{not", "no JSON that can be read"), ("a.json", b"[1, 2]", "holds no list of comments"), ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.jsonl", b'{"cid": "1", "text": "x"}\n{"cid":', "line 2: is no JSON"), ("a.csv", b"\x1f\x8babc", "unpack it first"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_at_all(tmp_path, name, content, said):
    with pytest.raises(Unreadable, match=rf"^{name}.*{said}"):
        read(tmp_path / name, content)


def test_a_folder_and_nothing_in_the_place_of_a_file(tmp_path):
    (tmp_path / "d.csv").mkdir()
    for name, said in (("d.csv", "cannot be opened"), ("none.csv", "no such file")):
        with pytest.raises(Unreadable, match=said):
            readers.comments(tmp_path / name)


# --- TikTok Studio ----------------------------------------------------------------------------------------

OVERVIEW = '"Date","Video Views","Profile Views","Likes","Comments","Shares"\n'
CONTENT = '"Time","Video title","Video link","Post time","Total likes","Total comments","Total shares","Total views"\n'


def studio(path, inner, text):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(inner, ("\ufeff" + text).encode())
    return path


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("December 30", "January 2"), ("30 Desember", "2 Januari"), ("30 Disember", "2 Januari"), ("30 декабря", "2 января"), ("Dec 30", "Jan 2"),
        ("30 tháng Mười Hai", "2 tháng Một"), ("12月30日", "1月2日"), ("12월 30일", "1월 2일"), ("30 de diciembre", "2 de enero"), ("30 Des", "2 Jan"),
        ("30 de dezembro", "2 de janeiro"), ("30. Dezember", "2. Januar"), ("30 décembre", "2 janvier"), ("30 ธันวาคม", "2 มกราคม"), ("30 Aralık", "2 Ocak"),
    ],
)  # fmt: skip
def test_december_rolls_over_in_every_language(tmp_path, last, first):
    path = studio(
        tmp_path / "Overview_2025-12-30_1767400000_x.zip",
        "Overview.csv",
        OVERVIEW + f'"{last}","12","undefined","3","-1",""\n"{first}","1","2","-3","4","5"\n',
    )
    found = readers.accounts(path)
    assert found.problems == [] and found.table["date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2025-12-30",
        "2026-01-02",
    ]
    assert found.table["comments"].tolist() == [-1, 4] and found.table["profile_views"].isna().tolist() == [
        True,
        False,
    ]
    assert found.table["shares"].isna().tolist() == [True, False]


@pytest.mark.parametrize(("name", "day", "posted"), [
    ("Content_2025-01-01_1738300000_shop.zip", "December 28", "2024-12-28"), ("Content_2025-01-01_1738300000_shop.zip", "January 31", "2025-01-31"),
    ("Content_2025-01-01_1738300000_shop.zip", "February 29", "2024-02-29"), ("Content_2025-01-01_2025-01-31.zip", "28 Desember", "2024-12-28"),
    ("Content_2024-12-01_1738300000_shop.zip", "December 28", "2024-12-28"), ("Content_2025-06-01.zip", "January 3", "2026-01-03"),
])  # fmt: skip
def test_a_video_was_posted_before_it_was_exported(tmp_path, name, day, posted):
    row = f'"January 3","t","https://www.tiktok.com/@x/video/{VIDEO}","{day}","5","1","1","10"\n'
    found = readers.videos(studio(tmp_path / name, "Content.csv", CONTENT + row))
    assert found.table["posted_at"].dt.strftime("%Y-%m-%d").tolist() == [posted] and not found.problems


@pytest.mark.parametrize("day", ["4 maart", "4 marca", "4 مارس", "4 marso", "4 tháng 3", "1er mars", "1 fe\u0301vrier", "4 augustus", "4 Disyembre"])  # fmt: skip
def test_months_of_more_languages(tmp_path, day):
    path = studio(
        tmp_path / "Overview_2025-01-01_1.zip", "Overview.csv", OVERVIEW + f'"{day}","1","2","3","4","5"\n'
    )
    month = {"1 fe\u0301vrier": "02-01", "4 augustus": "08-04", "4 Disyembre": "12-04", "1er mars": "03-01"}.get(day, "03-04")  # fmt: skip
    assert readers.accounts(path).table["date"].dt.strftime("%m-%d").tolist() == [month]


def test_a_day_that_is_none_is_said_with_how_to_mend_it(tmp_path):
    path = studio(
        tmp_path / "Overview_2025-12-01_1.zip",
        "Overview.csv",
        OVERVIEW + '"31 Februari","1","2","3","4","5"\n"33 月","1","2","3","4","5"\n',
    )
    assert all("A2" in line or "A3" in line for line in told(readers.accounts(path)))
    assert all(
        "31 Agustus" in line and "English or Indonesian" in line for line in told(readers.accounts(path))
    )


@pytest.mark.parametrize(("header", "cells"), [
    (["mentions"], ['["@Siti Nur Aisyah"]']), (["mentions/0", "mentions/1"], ["", "@Siti Nur Aisyah"]),
    (["detailedMentions/0/nickName", "detailedMentions/0/id"], ["Siti Nur Aisyah", "1"]), (["detailedMentions"], ['[{"name": "Siti Nur Aisyah"}]']),
    (["mentions"], ["@Siti Nur Aisyah"]),
])  # fmt: skip
def test_names_that_a_csv_lists_beside_the_text_go_whole(tmp_path, header, cells):
    rows = [
        ["cid", "text", "videoWebUrl", *header],
        ["1", "kata @Siti Nur Aisyah enak", "x", *cells],
        ["2", "biasa", "x", *["" for _ in cells]],
    ]
    found = read(tmp_path / "m.csv", delimited(rows))
    assert found.table["text"].tolist() == ["kata <mention.......> enak", "biasa"]


def test_followers_come_from_their_history_with_the_overview_or_without(tmp_path):
    history = '"Date","Followers","Difference in followers from previous day"\n"January 1","120","-4"\n"January 2","125","5"\n'
    path = studio(tmp_path / "FollowerHistory_2025-12-30_1767400000_x.zip", "FollowerHistory.csv", history)
    found = readers.accounts(path)
    assert found.problems == [] and found.table[["followers", "new_followers"]].values.tolist() == [
        [120, -4],
        [125, 5],
    ]
    assert found.table["date"].dt.year.tolist() == [2026, 2026] and found.table["views"].isna().all()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "Overview.csv", OVERVIEW + '"December 31","7","1","2","3","4"\n"January 1","9","1","2","3","4"\n'
        )
    both = readers.accounts(path).table
    assert both["date"].dt.day.tolist() == [31, 1, 2]
    assert both["views"].fillna(-1).tolist() == [7, 9, -1] and both["followers"].fillna(-1).tolist() == [-1, 120, 125]  # fmt: skip


def test_photo_posts_are_posts_and_a_short_link_names_none(tmp_path):
    rows = "".join(
        f'"January 3","t","{link}","December 31","5","undefined","1","10"\n'
        for link in (f"https://www.tiktok.com/@x/photo/{VIDEO}", "https://vt.tiktok.com/ZS1/")
    )
    found = readers.videos(
        studio(tmp_path / "Content_2025-12-01_1767400000_x.zip", "sub/Content.csv", CONTENT + rows)
    )
    assert found.table["video_id"].iloc[0] == VIDEO and found.table["comments"].isna().all()
    assert any(
        "cell C3: 'https://vt.tiktok.com/ZS1/'" in line and "/video/<id>" in line for line in told(found)
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("Overview.zip", "holds no first day"), ("none.zip", "no such file"), ("bad.zip", "not a ZIP file")],
)
def test_archives_that_are_none(tmp_path, name, said):
    studio(tmp_path / "Overview.zip", "Overview.csv", OVERVIEW)
    (tmp_path / "bad.zip").write_bytes(b"PK nope")
    with pytest.raises(Unreadable, match=said):
        readers.accounts(tmp_path / name)
