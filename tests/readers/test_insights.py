"""Monthly counts of platforms, each with its own columns, as one long table."""

import pandas as pd
import pytest

from engagelib.readers.platforms import insights


def sheet(tmp_path, name, text):
    (tmp_path / "insights").mkdir(exist_ok=True)
    (tmp_path / "insights" / name).write_text(text, encoding="utf-8")
    return tmp_path / "insights"


def test_each_platform_under_its_own_headers(tmp_path):
    sheet(
        tmp_path,
        "instagram.csv",
        "Bulan,Usaha,Jangkauan,Interaksi,Usia 18-24 (%)\n2025-01,K1,4.200,150,22%\n",
    )
    folder = sheet(tmp_path, "whatsapp.csv", "Bulan,Usaha,Pesan masuk,Pesan dibalas\n2025-01-01,K1,210,-\n")
    reading = insights(folder)
    found = {(row.channel, row.measure): row.value for row in reading.table.itertuples()}
    assert found == {
        ("instagram", "reach"): 4200, ("instagram", "interactions"): 150, ("instagram", "audience_18_24"): 22,
        ("whatsapp", "messages"): 210,  # "-" is not shown, which is not 0
    }  # fmt: skip
    assert reading.problems == []


def test_one_sheet_with_a_column_for_the_channel(tmp_path):
    path = tmp_path / "insights.csv"
    path.write_text("month,shop,platform,reach\n2025-02,K1,tiktok,10\n", encoding="utf-8")
    row = insights(path).table.iloc[0]
    assert [row["channel"], row["measure"], row["value"]] == ["tiktok", "reach", 10.0]
    assert row["date"] == pd.Timestamp("2025-02-01")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Bulan,Jangkauan\n2025-01,3\n",
            "has no column for case (the shop); it may be called case, usaha, toko, nama toko or shop",
        ),
        ("Bulan,Usaha,Jangkauan\n2025-01,K1,banyak\n", "'banyak': a number of at least 0 is expected"),
        ("Bulan,Usaha,Jangkauan\nkemarin,K1,3\n", "'kemarin': a date such as"),
        ("Bulan,Usaha,Jangkauan\n2025-01,K1,3\n2025-01,K1,4\n", "reach of K1 on x stands twice for 2025-01"),
        (
            "Bulan,Usaha,Jangkauan,Sentuhan\n2025-01,K1,3,9\n",
            "column Sentuhan is no known count and is not read",
        ),
    ],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path, text, said):
    problems = insights(sheet(tmp_path, "x.csv", text)).problems
    assert any(said in str(problem) for problem in problems), problems


def test_a_file_of_another_kind_is_named(tmp_path):
    sheet(tmp_path, "instagram.csv", "Bulan,Usaha,Jangkauan\n2025-01,K1,3\n")
    folder = sheet(tmp_path, "shopee.txt", "hello")
    assert [str(p) for p in insights(folder).problems] == [
        "shopee.txt: is no sheet (.csv, .xlsx) and is not read"
    ]
