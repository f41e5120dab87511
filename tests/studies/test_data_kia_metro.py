"""Facts about the shipped illustrative data of kia-metro, read from the files themselves and computed here anew."""

import csv
import datetime as dt
import io
import itertools
import re
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data" / "raw" / "kia-metro"
MAKE = ROOT / "data" / "illustrative" / "kia-metro" / "make.py"
WIB = dt.timezone(dt.timedelta(hours=7))
SUFFIX = {"as_is": " [Saat ini]", "to_be": " [Harapan]"}
OBJECTIVES = ("APO02", "DSS02", "DSS05")
ENGAGEMENT = ("cognitive", "emotional", "behavioural")


def csv_rows(name):
    with (RAW / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet_rows(name, sheet):
    header, *body = openpyxl.load_workbook(RAW / name)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


def studio(name):
    with zipfile.ZipFile(RAW / "tiktok-studio.zip") as archive:
        inner = next(n for n in archive.namelist() if n.endswith(f"/{name}.csv"))
        return list(csv.DictReader(io.StringIO(archive.read(inner).decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def items():
    return csv_rows("items.csv")


@pytest.fixture(scope="module")
def customers():
    return sheet_rows("survey.xlsx", "Pelanggan")


@pytest.fixture(scope="module")
def owner():
    return sheet_rows("survey.xlsx", "Pemilik")


@pytest.fixture(scope="module")
def comments():
    return csv_rows("comments.csv")


@pytest.fixture(scope="module")
def sold():
    return [row | {"Tanggal": row["Tanggal"].date()} for row in sheet_rows("sales.xlsx", "Penjualan")]


def answers(people, items, construct, state="none"):
    """Respondents x items, reversed items turned round, a blank as NaN."""
    asked = [item for item in items if item["construct"] == construct]
    raw = [[person[item["text"] + SUFFIX.get(state, "")] for item in asked] for person in people]
    values = np.array([[np.nan if value is None else value for value in row] for row in raw], dtype=float)
    turned = np.array([item["reversed"] == "yes" for item in asked])
    return np.where(turned, 6 - values, values)


def cronbach(values):
    whole = values[~np.isnan(values).any(axis=1)]
    k = whole.shape[1]
    return k / (k - 1) * (1 - whole.var(axis=0, ddof=1).sum() / whole.sum(axis=1).var(ddof=1))


def test_the_generator_reproduces_every_byte():
    done = subprocess.run([sys.executable, str(MAKE), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- survey ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "sums"),
    [
        ("as_is", {"APO02": 339, "DSS02": 458, "DSS05": 471}),
        ("to_be", {"APO02": 543, "DSS02": 554, "DSS05": 548}),
    ],
)
def test_customers_sums_give_every_printed_mean(customers, items, state, sums):
    assert len(customers) == 30
    for objective, total in sums.items():
        values = answers(customers, items, objective, state)
        assert values.shape == (30, 4)
        assert values.sum() == total


@pytest.mark.parametrize(("state", "sums"), [("as_is", (12, 10, 10)), ("to_be", (20, 18, 18))])
def test_owners_sums_give_every_printed_mean(owner, items, state, sums):
    assert len(owner) == 1
    assert tuple(answers(owner, items, objective, state).sum() for objective in OBJECTIVES) == sums


def blocks(customers, items):
    states = [(objective, state) for objective in OBJECTIVES for state in SUFFIX]
    states += [(name, "none") for name in (*ENGAGEMENT, "loyalty")]
    return {key: answers(customers, items, *key) for key in states}


def test_constructs_hang_together_as_people_s_answers_do(customers, items):
    for key, values in blocks(customers, items).items():
        assert 0.70 <= cronbach(values) <= 0.92, key
        whole = values[~np.isnan(values).any(axis=1)]
        for j in range(whole.shape[1]):
            rest = np.delete(whole, j, axis=1).sum(axis=1)
            assert np.corrcoef(whole[:, j], rest)[0, 1] > 0.361, (key, j)
        assert np.ptp(np.nanmean(values, axis=0)) > 0.1, f"the items of {key} are all as easy"


def test_answers_are_whole_and_blank_in_the_engagement_block_only(customers, items):
    blank = {key: int(np.isnan(values).sum()) for key, values in blocks(customers, items).items()}
    assert sum(blank.values()) == sum(blank[name, "none"] for name in ENGAGEMENT)
    assert 1 <= sum(blank.values()) <= 6
    given = {value for values in blocks(customers, items).values() for value in values[~np.isnan(values)]}
    assert given == {1, 2, 3, 4, 5}


def test_answers_vary_within_people_and_wishes_rarely_fall_below_what_is(customers, items):
    now, wish = (
        np.hstack([answers(customers, items, objective, state) for objective in OBJECTIVES])
        for state in SUFFIX
    )
    assert (np.ptp(now, axis=1) == 0).sum() == 0
    assert (np.ptp(wish, axis=1) == 0).sum() <= 2
    assert (np.sort(now, axis=1)[:, 1:-1].std(axis=1) == 0).sum() <= 1, "near flat-liners"
    assert 0 < (wish < now).mean() < 0.1


def test_loyalty_goes_with_engagement(customers, items):
    engaged = np.nanmean(np.hstack([answers(customers, items, name) for name in ENGAGEMENT]), axis=1)
    assert 0.4 <= np.corrcoef(engaged, answers(customers, items, "loyalty").mean(axis=1))[0, 1] <= 0.7


def test_forms_came_in_during_the_study_and_each_has_a_code(customers, owner):
    assert [row["Kode responden"] for row in customers] == [f"R{n:02}" for n in range(1, 31)]
    assert owner[0]["Kode responden"] == "U01"
    stamps = [row["Timestamp"] for row in customers]
    assert stamps == sorted(stamps)
    assert dt.datetime(2025, 8, 1) <= stamps[0] <= stamps[-1] < dt.datetime(2025, 11, 1)


# --- comments ----------------------------------------------------------------------------------------------


def test_enough_comments_on_enough_videos_from_august_to_october(comments):
    assert len({row["cid"] for row in comments}) >= 600
    assert len({row["aweme_id"] for row in comments}) >= 30
    days = [dt.datetime.fromtimestamp(int(row["create_time"]), WIB).date() for row in comments]
    assert dt.date(2025, 8, 1) <= min(days) <= max(days) <= dt.date(2025, 10, 31)
    assert {day.month for day in days} == {8, 9, 10}


def test_ids_are_nineteen_digits_and_tell_the_time(comments):
    for row in comments:
        assert re.fullmatch(r"\d{19}", row["cid"])
        assert re.fullmatch(r"\d{19}", row["aweme_id"])
        assert re.fullmatch(r"0|\d{19}", row["reply_id"])
        assert 0 <= int(row["create_time"]) - (int(row["cid"]) >> 32) <= 60
        assert int(row["aweme_id"]) >> 32 < int(row["create_time"])


def test_replies_stand_under_older_comments_of_the_same_video(comments):
    known = {row["cid"]: row for row in comments}
    replies = Counter(row["reply_id"] for row in known.values())
    for row in comments:
        assert int(row["reply_comment_total"]) == replies[row["cid"]]
        if row["reply_id"] != "0":
            top = known[row["reply_id"]]
            assert top["reply_id"] == "0"
            assert top["aweme_id"] == row["aweme_id"]
            assert int(top["create_time"]) < int(row["create_time"])


def test_the_export_has_the_faults_of_an_export(comments):
    seen = defaultdict(list)
    for row in comments:
        seen[row["cid"]].append(int(row["digg_count"]))
    again = [likes for likes in seen.values() if len(likes) > 1]
    assert len(again) == 5
    assert all(first < later for first, later in again)
    assert len([row for row in comments if not row["text"].strip()]) == 2
    assert any("\n" in row["text"] for row in comments)


def test_studio_counts_a_little_more_than_was_scraped(comments):
    reached = Counter(video for video, _ in {(row["aweme_id"], row["cid"]) for row in comments})
    content = {row["Video link"].rsplit("/", 1)[1]: int(row["Total comments"]) for row in studio("Content")}
    assert content.keys() == reached.keys()
    assert all(0.8 <= reached[video] / total <= 1 for video, total in content.items())
    assert not any("save" in name.lower() for name in studio("Content")[0])


def test_studio_s_days_have_no_year_and_gaps_of_studio_s_kind():
    days = studio("Overview")
    assert (len(days), days[0]["Date"], days[-1]["Date"]) == (92, "1 Agustus", "31 Oktober")
    cells = [value for row in days for name, value in row.items() if name != "Date"]
    assert "undefined" in cells
    assert "-1" in cells


# --- coding ------------------------------------------------------------------------------------------------


def coded(coder):
    rows = sheet_rows(f"codings/{coder}.xlsx", "Coding")
    units = [row["unit"] for row in rows]
    assert len(set(units)) == len(units)
    assert all(isinstance(unit, str) for unit in units), "ids must be text cells"
    return {row["unit"]: (row["text"], set(row["codes"].split("; "))) for row in rows}


def test_codebook_has_four_themes_of_sixteen_codes():
    book = sheet_rows("codebook.xlsx", "Codebook")
    themes = {row["code"] for row in book if row["parent"] is None}
    codes = [row for row in book if row["parent"]]
    assert (len(themes), len(codes)) == (4, 16)
    assert {row["parent"] for row in codes} == themes
    assert all(
        row[name] for row in codes for name in ("definition", "include", "exclude", "example", "color")
    )


def test_codings_use_the_codebook_on_known_units(comments, customers):
    texts = {row["cid"]: row["text"] for row in comments}
    people = {row["Kode responden"] for row in customers}
    allowed = {row["code"] for row in sheet_rows("codebook.xlsx", "Codebook") if row["parent"]}
    seller = {row["cid"] for row in comments if row["user.unique_id"] == "contoh_kiametro"}
    for path in (RAW / "codings").glob("*.xlsx"):
        for unit, (text, codes) in coded(path.stem).items():
            assert codes == {"-"} or (codes and codes <= allowed), unit
            assert unit not in seller
            if "/" in unit:
                assert unit.split("/")[0] in people
            else:
                assert texts[unit].strip() == text.strip()


@pytest.mark.skipif(
    not (RAW / "codings" / "coder2.xlsx").exists(), reason="the second coder has not read yet"
)
def test_the_second_coder_read_a_random_thirty_per_cent():
    first, second = coded("coder1"), coded("coder2")
    assert second.keys() <= first.keys()
    share = len([u for u in second if "/" not in u]) / len([u for u in first if "/" not in u])
    assert share == pytest.approx(0.3, abs=0.01)
    assert len({u.split("/")[0] for u in second if "/" in u}) == 9
    assert any(first[unit][1] != codes for unit, (_, codes) in second.items())


# --- sales and tickets -------------------------------------------------------------------------------------


def monthly(sold, first, last):
    sums, days = Counter(), Counter()
    for row in sold:
        if first <= row["Tanggal"] <= last and row["Porsi"] is not None:
            month = row["Tanggal"].replace(day=1)
            sums[month] += row["Porsi"]
            days[month] += 1
    return {month: (sums[month], days[month]) for month in sums}


@pytest.mark.parametrize(
    ("first", "last", "low", "high"),
    [("2023-10-01", "2024-02-29", 20, 25), ("2024-10-01", "2025-10-31", 60, 100)],
)
def test_monthly_means_round_to_the_printed_ends(sold, first, last, low, high):
    means = monthly(sold, dt.date.fromisoformat(first), dt.date.fromisoformat(last)).values()
    half_up = [(2 * total + days) // (2 * days) for total, days in means]
    assert (min(half_up), max(half_up)) == (low, high)


def test_sales_climb_between_the_periods(sold):
    ramp = monthly(sold, dt.date(2024, 3, 1), dt.date(2024, 9, 30))
    means = [total / days for total, days in ramp.values()]
    assert len(means) == 7
    assert means == sorted(means)
    assert 20 < means[0] < means[-1] < 60


def test_every_day_has_a_row_and_a_day_without_number_says_why(sold):
    days = [row["Tanggal"] for row in sold]
    assert days == [dt.date(2023, 10, 1) + dt.timedelta(days=n) for n in range(762)]
    assert days[-1] == dt.date(2025, 10, 31)
    for row in sold:
        assert (
            (row["Porsi"] is None)
            == (row["Omzet"] is None)
            == (row["Keterangan"] in ("libur", "tidak dicatat"))
        )
        assert row["Tanggal"].weekday() != 0 or row["Keterangan"] == "libur"
    unrecorded = sum(row["Keterangan"] == "tidak dicatat" for row in sold)
    assert 5 <= unrecorded <= 40


def test_sales_have_a_week_a_memory_and_slow_days_in_ramadan(sold):
    after = [row for row in sold if row["Tanggal"] >= dt.date(2024, 10, 1) and row["Porsi"] is not None]
    weekday = defaultdict(list)
    for row in after:
        weekday[row["Tanggal"].weekday()].append(row["Porsi"])
    typical = {day: np.mean(values) for day, values in weekday.items()}
    assert min(typical[5], typical[6]) > 1.15 * max(typical[1], typical[2])
    left = np.array([row["Porsi"] / typical[row["Tanggal"].weekday()] for row in after])
    assert 0.2 < np.corrcoef(left[:-1], left[1:])[0, 1] < 0.8
    fast = [row["Porsi"] for row in after if dt.date(2025, 3, 1) <= row["Tanggal"] <= dt.date(2025, 3, 29)]
    beside = [row["Porsi"] for row in after if row["Tanggal"].strftime("%Y-%m") in ("2025-02", "2025-04")]
    assert np.mean(fast) < 0.9 * np.mean(beside)


def test_events_name_the_reasons():
    events = csv_rows("events.csv")
    assert [row["date"] for row in events if row["kind"] == "change"] == ["2024-03-01"]
    assert {"2024-03-12", "2025-03-01", "2024-12-01", "2025-09-14"} <= {row["date"] for row in events}


def test_tickets_follow_from_comments_and_stay_in_order(comments):
    known = {row["cid"]: row for row in comments}
    tickets = csv_rows("tickets.csv")
    assert [row["ticket"] for row in tickets] == [f"T{n:03}" for n in range(1, len(tickets) + 1)]
    assert {row["process"] for row in tickets} == {"incident", "request", "access"}
    for row in tickets:
        times = [
            dt.datetime.fromisoformat(row[name])
            for name in ("opened_at", "first_reply_at", "closed_at")
            if row[name]
        ]
        assert times == sorted(times)
        assert all(time.utcoffset() == dt.timedelta(hours=7) for time in times)
        assert (row["channel"] == "comment") == bool(row["unit"])
        assert {row["impact"], row["urgency"]} <= {"low", "medium", "high"}
        if row["unit"]:
            comment = known[row["unit"]]
            assert times[0].timestamp() == int(comment["create_time"])
            seller = comment["user.unique_id"] == "contoh_kiametro"
            assert row["initiated_by"] == ("business" if seller else "customer")
    outside = [row for row in tickets if not row["unit"]]
    assert 20 <= len(outside) <= 35
    documented = [row for row in tickets if row["record_id"]]
    assert 3 <= len(documented) <= 10
    assert all(row["channel"] == "whatsapp" for row in documented)


# --- nobody real -------------------------------------------------------------------------------------------


def texts():
    for path in sorted(RAW.rglob("*.csv")):
        yield path.name, path.read_text(encoding="utf-8-sig")
    for path in sorted(RAW.rglob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path, read_only=True):
            for row in sheet.iter_rows(values_only=True):
                yield path.name, "\n".join(cell for cell in row if isinstance(cell, str))
    for path in sorted(RAW.rglob("*.docx")):
        yield path.name, "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    for name, table in itertools.product(("Overview", "Content"), (studio,)):
        yield name, "\n".join(value for row in table(name) for value in row.values())


def test_no_phone_number_and_no_handle_could_be_anybody_s(comments):
    assert all(row["user.unique_id"].startswith("contoh_") for row in comments)
    for name, text in texts():
        for number in re.findall(r"(?<!\d)(?:\+?62|0)[\s.-]?8\d(?:[\s.-]?\d){6,11}(?!\d)", text):
            assert re.fullmatch(r"0812-0000-\d{4}", number), (name, number)
        for handle in re.findall(r"(?<!\w)@([\w.]+)", text):
            assert handle.startswith("contoh_"), (name, handle)
