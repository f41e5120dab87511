"""The same comments as each exporter writes them, faults included, come in as the same table."""

import datetime as dt
import json

import openpyxl
import pandas as pd
import pytest

from engagelib import people, readers
from engagelib.contracts import problems

VIDEO = "7500000000000000001"
#: comment, answers, text as the platform has it, seconds, hearts, answers, handle, pinned. Seconds are those that the ids carry.
SAID = [
    (
        "7541963014157631585",
        None,
        'Enak² bgt 😋\nkuahnya; "gurih", pol',
        1756000103,
        7,
        2,
        "contoh_sari.id",
        False,
    ),
    (
        "7541963258970767458",
        "7541963014157631585",
        "makasih kak 🙏",
        1756000160,
        0,
        0,
        "contoh_kiametro",
        False,
    ),
    (
        "7541964719259648613",
        "7541963014157631585",
        "@contoh_budi sini, WA 0812-0000-1234",
        1756000500,
        1,
        0,
        "Contoh_Rina",
        False,
    ),
    ("7542392068505600123", None, "👍🏽", 1756100000, 0, 0, "contoh_budi", True),
]
TEXTS = [SAID[0][2], SAID[1][2], "<mention...> sini, WA <phone.......>", SAID[3][2]]
WIB = dt.timezone(dt.timedelta(hours=7))
PSEUDONYMS = [people.pseudonym(row[6]) for row in SAID]


def at(seconds, zone=dt.UTC):
    return dt.datetime.fromtimestamp(seconds, zone)


def delimited(rows, sign=",", end="\r\n"):
    def cell(value):
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if set(text) & {sign, '"', "\n", ";"} else text

    return end.join(sign.join(cell(value) for value in row) for row in rows) + end


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


# --- who writes what -----------------------------------------------------------------------------------------------------


def scraper_csv(path):
    header = [
        "cid",
        "text",
        "create_time",
        "digg_count",
        "reply_comment_total",
        "reply_id",
        "user.unique_id",
        "user.nickname",
        "aweme_id",
        "author_pin",
    ]
    rows = [
        [c, t, s, n, r, p or "0", h, "Nama ✨", VIDEO, str(pin).lower()] for c, p, t, s, n, r, h, pin in SAID
    ]
    path.write_bytes(b"\xef\xbb\xbf" + delimited([header, *rows]).encode())


def scraper_json(path):
    """Nested; ids are numbers; answers stand within the comment that they answer."""

    def one(c, p, t, s, n, r, h, pin):
        user = {"uid": "1", "unique_id": h, "nickname": "Nama", "avatar_thumb": {"uri": "x"}}
        return {"cid": c, "aweme_id": int(VIDEO), "text": t, "create_time": s, "digg_count": n, "reply_comment_total": r,
                "reply_id": int(p or 0), "user": user, "author_pin": pin, "text_extra": [{"start": 0, "user_id": ""}], "share_info": {"url": "x", "desc": "y"}}  # fmt: skip

    first, second, third, fourth = (one(*row) for row in SAID)
    first["reply_comment"] = [second, third]
    path.write_text(
        json.dumps({"status_code": 0, "cursor": 20, "comments": [first, fourth]}, ensure_ascii=False),
        encoding="utf-8",
    )


def apify(path):
    """As it was saved again by pandas: the id of the comment answered has become a float."""
    header = [
        "videoWebUrl",
        "cid",
        "createTime",
        "createTimeISO",
        "text",
        "diggCount",
        "likedByAuthor",
        "pinnedByAuthor",
        "repliesToId",
        "replyCommentTotal",
        "uid",
        "uniqueId",
        "avatarThumbnail",
    ]
    rows = [
        [f"https://www.tiktok.com/@contoh_kiametro/video/{VIDEO}", c, s, at(s).strftime("%Y-%m-%dT%H:%M:%S.000Z"), t, n, "False", pin, repr(float(p)) if p else "", r, "1", h, "https://x"]
        for c, p, t, s, n, r, h, pin in SAID
    ]  # fmt: skip
    path.write_bytes(delimited([header, *rows]).encode())


def other_actor(path):
    header = [
        "commentId",
        "videoId",
        "content",
        "createdAt",
        "likeCount",
        "replyCount",
        "parentCommentId",
        "authorUsername",
        "isPinned",
    ]
    rows = [[c, VIDEO, t, at(s, WIB).isoformat(), n, r, p, h, pin] for c, p, t, s, n, r, h, pin in SAID]
    path.write_bytes(delimited([header, *rows], "\t").encode("utf-16"))


def research_api(path):
    """No authors; at the top level the video stands for the comment answered."""
    comments = [
        {
            "id": int(c),
            "video_id": int(VIDEO),
            "text": t,
            "like_count": n,
            "reply_count": r,
            "parent_comment_id": int(p or VIDEO),
            "create_time": s,
        }
        for c, p, t, s, n, r, _, _ in SAID
    ]
    path.write_text(
        json.dumps(
            {"data": {"comments": comments, "cursor": 100, "has_more": False}, "error": {"code": "ok"}}
        ),
        encoding="utf-8",
    )


def research_lines(path):
    lines = [
        json.dumps(
            {
                "id": c,
                "video_id": VIDEO,
                "text": t,
                "like_count": n,
                "reply_count": r,
                "parent_comment_id": p or VIDEO,
                "create_time": s,
            }
        )
        for c, p, t, s, n, r, _, _ in SAID
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def bright_data(path):
    header = [
        "post_url",
        "post_id",
        "comment_id",
        "date_created",
        "comment_text",
        "num_likes",
        "num_replies",
        "commenter_user_name",
        "commenter_id",
        "commenter_url",
    ]
    rows = [
        ["https://x", VIDEO, c, at(s).isoformat().replace("+00:00", ".000Z"), t, n, r, h, "1", "https://x"]
        for c, p, t, s, n, r, h, _ in SAID
    ]
    path.write_bytes(delimited([header, *rows], ";").encode())


def sheet_with_preamble(path):
    """As comment exporters for the browser write workbooks: what was exported stands above the header."""
    top = [
        ["Comments export"],
        ["Post URL:", f"https://www.tiktok.com/@contoh_kiametro/video/{VIDEO}"],
        ["Total comments", 4],
        [],
    ]
    header = ["No", "Comment ID", "Username", "Nickname", "Date", "Likes", "Comment"]
    workbook(
        path,
        [
            *top,
            header,
            *[
                [i, c, h, "Nama", at(s, WIB).replace(tzinfo=None), n, t]
                for i, (c, _, t, s, n, _, h, _) in enumerate(SAID, 1)
            ],
        ],
    )


def flat_converter(path):
    """Ids replaced, times without a zone."""
    header = [
        "entry_id",
        "creation_timestamp",
        "username",
        "nickname",
        "text_content",
        "likes",
        "comment_total_replies",
        "video_id",
    ]
    rows = [
        [f"0b5e-{i}", at(s, WIB).strftime("%Y-%m-%d %H:%M:%S"), h, "Nama", t, n, r, VIDEO]
        for i, (_, _, t, s, n, r, h, _) in enumerate(SAID)
    ]
    path.write_bytes(delimited([header, *rows]).encode())


def plain_column(path):
    workbook(path, [["Komentar"], *[[row[2]] for row in SAID]])


LAYOUTS = {
    "scraper.csv": (scraper_csv, ()),
    "scraper.json": (scraper_json, ()),
    "apify.csv": (apify, ()),
    "actor.tsv": (other_actor, ()),
    "research.json": (research_api, ("author", "pinned")),
    "research.jsonl": (research_lines, ("author", "pinned")),
    "bright.csv": (bright_data, ("parent_id", "pinned")),
    "export.xlsx": (sheet_with_preamble, ("parent_id", "pinned", "replies")),
    "flat.csv": (flat_converter, ("comment_id", "parent_id", "pinned")),
    "plain.xlsx": (
        plain_column,
        ("comment_id", "video_id", "parent_id", "author", "created_at", "likes", "replies", "pinned"),
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_imports_to_the_same_table(name, tmp_path):
    write, lacks = LAYOUTS[name]
    write(tmp_path / name)
    found = readers.comments(tmp_path / name, sellers=["contoh_kiametro"])
    assert [p for p in found.problems if p.severity == "error"] == []
    table = found.table
    expected = {
        "comment_id": [row[0] for row in SAID], "video_id": [VIDEO] * 4, "parent_id": [row[1] for row in SAID], "author": PSEUDONYMS,
        "created_at": [pd.Timestamp(row[3], unit="s", tz="UTC") for row in SAID], "text": TEXTS, "likes": [row[4] for row in SAID],
        "replies": [row[5] for row in SAID], "pinned": [row[7] for row in SAID],
    }  # fmt: skip
    for column in expected.keys() - set(lacks):
        got = [None if pd.isna(value) else value for value in table[column]]
        assert got == expected[column], column
    assert table["comment_id"].is_unique and table["video_id"].notna().all()
    if "author" not in lacks:
        assert table["is_seller"].tolist() == [False, True, False, False]
    everything = table.to_csv()
    assert "contoh" not in everything.casefold() and "Nama" not in everything and "0812" not in everything


def test_an_id_that_pandas_rounded_is_mended_and_said(tmp_path):
    apify(tmp_path / "a.csv")
    warnings = readers.comments(tmp_path / "a.csv").problems
    assert len(warnings) == 2 and all(p.severity == "warning" for p in warnings)


def test_a_rounded_id_that_fits_two_comments_is_lost_and_said(tmp_path):
    near = [
        ("7541968240718340097", ""),
        ("7541968240718340098", ""),
        ("7541968240718340613", repr(float("7541968240718340097"))),
    ]
    rows = [[c, p, "x", VIDEO, 1, 0, 1756000103, "a"] for c, p in near]
    (tmp_path / "a.csv").write_text(
        delimited(
            [["cid", "repliesToId", "text", "video_id", "likes", "replies", "create_time", "username"], *rows]
        )
    )
    found = readers.comments(tmp_path / "a.csv")
    assert "fits no single comment" in str(found.problems[0]) and found.table["parent_id"].isna().all()


def test_ids_that_excel_cut_to_fifteen_digits_are_refused(tmp_path):
    rows = [
        ["7541968240718340000", "a", VIDEO],
        ["7541968240718350000", "b", VIDEO],
        ["7541968240718360000", "c", VIDEO],
    ]
    (tmp_path / "a.csv").write_text(delimited([["cid", "text", "aweme_id"], *rows]))
    assert any(
        "Excel has rounded them" in str(p) and p.severity == "error"
        for p in readers.comments(tmp_path / "a.csv").problems
    )


def test_times_without_a_zone_ask_once(tmp_path):
    flat_converter(tmp_path / "flat.csv")
    asked = readers.comments(tmp_path / "flat.csv", zone=None).problems
    assert (
        len(asked) == 1
        and "has no zone" in str(asked[0])
        and "study.toml" in str(asked[0])
        and asked[0].cell == "B2"
    )
    scraper_csv(tmp_path / "s.csv")
    assert readers.comments(tmp_path / "s.csv", zone=None).problems == []


def test_times_that_contradict_the_ids_are_said(tmp_path):
    first = 1756000103
    rows = [
        [str((first + i) << 32), "x", VIDEO, at(first + i).strftime("%Y-%m-%d %H:%M:%S")] for i in range(12)
    ]
    (tmp_path / "a.csv").write_text(delimited([["cid", "text", "aweme_id", "createdAt"], *rows]))
    assert "times are -7 hours from those that the ids carry" in str(
        readers.comments(tmp_path / "a.csv", zone="Asia/Jakarta").problems[0]
    )


def test_missing_times_come_from_the_ids(tmp_path):
    (tmp_path / "a.csv").write_text(
        delimited([["cid", "text", "aweme_id", "create_time"], [str(1756000103 << 32), "x", VIDEO, ""]])
    )
    found = readers.comments(tmp_path / "a.csv")
    assert found.table["created_at"].iloc[0] == pd.Timestamp(
        1756000103, unit="s", tz="UTC"
    ) and "taken from" in str(found.problems[0])


@pytest.mark.parametrize(
    ("encoding", "broken"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", False), ("latin-1-twice", True)],
)
def test_encodings(tmp_path, encoding, broken):
    text = delimited([["text", "video_id", "cid"], ["café é enak", VIDEO, "1"]])
    data = text.encode().decode("latin-1").encode() if broken else text.encode(encoding)
    (tmp_path / "a.csv").write_bytes(data)
    found = readers.comments(tmp_path / "a.csv")
    assert (found.table["text"].tolist() == ["café é enak"]) != broken
    assert any("broken characters" in str(p) for p in found.problems) == broken


def test_many_comments_in_one_cell_are_not_split_silently(tmp_path):
    (tmp_path / "a.csv").write_text(
        delimited([["text", "video_id"], ["enak; mau; kapan buka; lokasi", VIDEO]])
    )
    found = readers.comments(tmp_path / "a.csv")
    assert len(found.table) == 1 and "joined by ';'" in str(found.problems[0])


def test_a_column_that_no_alias_covers_is_offered_and_remembered(tmp_path):
    from engagelib import Study
    from engagelib.contracts import ProblemsError

    (tmp_path / "study.toml").write_text(
        '[study]\nname = "mine"\nillustrative = true\nzone = "Asia/Jakarta"\n'
    )
    (tmp_path / "comments.csv").write_text(
        delimited([["cid", "aweme_id", "komentarr"], ["1", VIDEO, "halo"]])
    )
    with pytest.raises(
        ProblemsError,
        match=r"did you mean 'komentarr'.*under \[map.comments\] in study.toml: text = \"komentarr\"",
    ):
        Study.open(tmp_path).comments()
    Study.open(tmp_path).map_columns("comments", text="komentarr")
    assert Study.open(tmp_path).comments()["text"].tolist() == ["halo"]
    assert json.loads((tmp_path / "coding" / "columns.json").read_text()) == {
        "comments": {"text": "komentarr"}
    }


def test_indonesian_headers_are_known(tmp_path):
    rows = [
        ["No", "Nama Pengguna", "Isi Komentar", "Waktu Komentar", "Jumlah Suka"],
        [1, "shop", "siap kak", "2025-08-24 08:48", 3],
        [2, "contoh_sari", "enak", "2025-08-24 08:50", 0],
    ]
    (tmp_path / "a.csv").write_text(delimited(rows))
    found = readers.comments(tmp_path / "a.csv", sellers=["shop"])
    assert (
        found.problems == []
        and found.table["is_seller"].tolist() == [True, False]
        and found.table["likes"].tolist() == [3, 0]
    )
    assert found.table["created_at"].iloc[0] == pd.Timestamp("2025-08-24 01:48", tz="UTC")
    other = [
        ["Video ID", "Nama Akun", "Komentar", "Tanggal Komentar", "Suka"],
        [VIDEO, "contoh_sari", "enak", "2025-08-24 08:48", 3],
    ]
    (tmp_path / "b.csv").write_text(delimited(other))
    found = readers.comments(tmp_path / "b.csv")
    assert (
        found.problems == []
        and found.table[["video_id", "likes"]].values.tolist() == [[VIDEO, 3]]
        and found.table["author"].notna().all()
    )


@pytest.mark.parametrize(("header", "column", "meant"), [
    ("Name,Date,Comment", "author", "Name"), ("Name,Profile ID,Date,Comment", "author", "Profile ID"), ("akun,Date,Comment", "author", "akun"),
    ("user_name_x,jam,Comment", "created_at", "jam"), ("Comment,Date,Disukai", "likes", "Disukai"), ("Comment,Date,Balasan", "replies", "Balasan"),
])  # fmt: skip
def test_a_header_that_may_mean_a_column_is_offered(tmp_path, header, column, meant):
    cells = {"Date": "2025-08-24 08:48", "jam": "2025-08-24 08:48", "Disukai": "3", "Balasan": "1"}
    row = [cells.get(name, "contoh_sari") for name in header.split(",")]
    (tmp_path / "a.csv").write_text(f"{header}\n{','.join(row)}\n")
    told = [str(p) for p in readers.comments(tmp_path / "a.csv").problems]
    assert any(
        f"no column for {column}; is it '{meant}'?" in line and f'{column} = "{meant}"' in line
        for line in told
    ), told


def test_columns_that_resemble_none_do_not_vanish_without_a_word(tmp_path):
    (tmp_path / "a.csv").write_text("cid,aweme_id,text,Siapa,Kapan\n1,9,enak,contoh_sari,pagi\n")
    told = [str(p) for p in readers.comments(tmp_path / "a.csv", sellers=["shop"]).problems]
    assert any(
        "no column for author, created_at, likes, and does not use 'Siapa', 'Kapan'" in line for line in told
    )
    assert any("what the shop itself wrote is taken for customers' comments" in line for line in told)
    assert readers.comments(tmp_path / "a.csv").mapping == {"comment_id": "cid", "video_id": "aweme_id", "text": "text"}  # fmt: skip


@pytest.mark.parametrize(("header", "row", "meant"), [
    ("Isi Komen,Waktu Komentar", "enak,2025-08-24 08:48", "Isi Komen"), ("Isi Komentar Pelanggan,Tanggal Komentar", "enak,2025-08-24", "Isi Komentar Pelanggan"),
    ("coment_id,aweme_id,tekss komentar", "7541963014157631585,9,enak", "tekss komentar"), ("Komen Jam,Komen Apa", "2025-08-24 08:48,enak", "Komen Apa"),
])  # fmt: skip
def test_the_text_is_offered_where_texts_are(tmp_path, header, row, meant):
    (tmp_path / "a.csv").write_text(f"{header}\n{row}\n")
    errors = [str(p) for p in readers.comments(tmp_path / "a.csv").problems if p.severity == "error"]
    assert len(errors) == 1 and f"did you mean '{meant}'?" in errors[0]


def test_a_blank_cell_is_filled_from_another_column_of_the_same_meaning(tmp_path):
    rows = [["cid", "videoId", "text", "content", "createTimeISO", "createTime", "uniqueId", "uid"],
            ["1", "9", "a", "", "2025-08-24T01:48:23.000Z", "5", "contoh_sari", "77"], ["2", "9", "", "judul", "", "1756000103", "", "77"]]  # fmt: skip
    (tmp_path / "a.csv").write_text(delimited(rows))
    table = readers.comments(tmp_path / "a.csv").table
    assert table["created_at"].dt.strftime("%d %H:%M:%S").tolist() == ["24 01:48:23", "24 01:48:23"]
    assert table["author"].tolist() == [people.pseudonym("contoh_sari"), people.pseudonym("77")]
    assert table["text"].isna().tolist() == [False, True]


def test_a_folder_of_exports_is_said_to_be_one(tmp_path):
    from engagelib.readers import large

    (tmp_path / "exports.csv").mkdir()
    for call in (lambda p: readers.comments(p), lambda p: large.comments(p, tmp_path / "x.parquet")):
        with pytest.raises(
            problems.Unreadable, match=r"^exports.csv: cannot be opened, it is a folder; name the one file"
        ):
            call(tmp_path / "exports.csv")


def test_names_for_headers_are_checked_when_given_and_when_used(tmp_path):
    from engagelib import Study
    from engagelib.contracts import ProblemsError

    (tmp_path / "study.toml").write_text('[study]\nname = "mine"\nzone = "Asia/Jakarta"\n')
    (tmp_path / "comments.csv").write_text(
        f"cid,aweme_id,text,username,createdAt,Hati\n1,{VIDEO},halo,contoh_sari,2025-08-24 08:48,3\n"
    )
    study = Study.open(tmp_path)
    for wrong, said in (
        ({"teks": "text"}, "has no column 'teks'; it has comment_id.*text"),
        ({"likes": "Tidak ada"}, "comments.csv: has no column 'Tidak ada'.*Hati"),
    ):
        with pytest.raises(ProblemsError, match=said):
            study.map_columns("comments", **wrong)
    assert not (tmp_path / "coding" / "columns.json").exists()
    study.map_columns("comments", likes="hati", author="username")
    assert study.comments()["likes"].tolist() == [3]
    (tmp_path / "comments.csv").write_text(
        f"cid,aweme_id,text,createdAt,likes\n1,{VIDEO},halo,2025-08-24 08:48,4\n"
    )
    found = Study.open(tmp_path).reading("comments")
    assert found.table["likes"].tolist() == [4] and found.table["author"].isna().all()
    told = [str(p) for p in found.problems]
    assert any("no column 'hati', which was named for likes; 'likes' is taken" in line for line in told)
    assert any("no column 'username', which was named for author; nothing is taken" in line for line in told)
    assert all(p.severity == "warning" for p in found.problems)


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.json", "{", "is no JSON"), ("a.json", '{"a": [1, 2]}', "holds no list of comments"), ("a.jsonl", "", "holds no list"),
])  # fmt: skip
def test_json_that_is_no_export(tmp_path, name, content, said):
    (tmp_path / name).write_text(content)
    with pytest.raises(problems.Unreadable, match=said):
        readers.comments(tmp_path / name)


@pytest.mark.parametrize(
    "day",
    [
        "25 September",
        "September 25",
        "25 сентября",
        "25 tháng Chín",
        "9月25日",
        "25 septiembre",
        "2025-09-25",
    ],
)
def test_days_of_tiktok_studio_in_the_language_of_the_interface(tmp_path, day):
    import zipfile

    path = tmp_path / "Overview_2025-09-01_1761955200_contoh.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "Overview.csv",
            f'\ufeff"Date","Video Views","Profile Views","Likes","Comments","Shares"\n"{day}","1","undefined","","-1","0"\n',
        )
    table = readers.accounts(path).table
    assert (
        table["date"].tolist() == [pd.Timestamp("2025-09-25")]
        and table["comments"].tolist() == [-1]
        and table["profile_views"].isna().all()
    )


def test_a_header_with_an_apostrophe_is_offered_whole():
    # it was read back from the sentence "did you mean 'what's said'?" and cut at its apostrophe
    from engagelib.readers.conform import naming

    assert 'text = "what\'s said"' in naming("comments", "text", "what's said").said("en")
