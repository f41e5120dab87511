"""Absent is not zero: columns taken away one by one and two by two, and days without an hour."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engagelib import Study, engagement, figures, itil, prose, readers, reduction, tables
from engagelib.contracts import by_day, columns, knows
from engagelib.contracts.problems import MissingTable, apart
from engagelib.engagement.rates import PARTS
from engagelib.itil import service as itil_service
from engagelib.itil.service import FACETS

CASES = Path(__file__).parents[1] / "cases"

TICKETS = """ticket,unit,process,channel,opened_at,first_reply_at,closed_at,reopened_at,impact,urgency,record_id,initiated_by
T1,c1,incident,wa,2025-01-03 10:00,2025-01-03 11:00,2025-01-03 12:00,,high,high,B1,customer
T2,c2,incident,wa,2025-01-04 10:00,2025-01-04 20:00,2025-01-05 12:00,2025-01-05 20:00,low,low,,customer
T3,c3,request,dm,2025-01-06 09:00,2025-01-06 09:30,2025-01-06 10:00,,low,high,B2,customer
T4,c4,request,dm,2025-01-06 09:00,,,,high,low,,customer
T5,c5,access,dm,2025-01-07 09:00,2025-01-09 09:00,,,low,low,B3,customer
"""
VIDEOS = pd.DataFrame({
    "video_id": list("1234"), "caption": list("abcd"), "posted_at": pd.to_datetime(["2025-08-01", "2025-08-08", "2025-08-15", "2025-08-22"]),
    "views": [100, 900, 400, 50], "likes": [10, 9, 30, 5], "comments": [5, 9, 2, 1], "shares": [5, 1, 3, 2], "saves": [1, 2, 3, 4],
    "exported_at": pd.Timestamp("2025-09-01"),
})  # fmt: skip
COMMENTS = """comment_id,video_id,parent_id,author,created_at,exported_at,text,likes,replies,is_seller,pinned
k1,v1,,ani,2025-01-03 10:00,2025-02-01 10:00,berapa harganya kak,3,1,no,no
k2,v1,k1,toko,2025-01-03 11:00,2025-02-01 10:00,sepuluh ribu kak,0,0,yes,no
k3,v1,,budi,2025-01-04 10:00,2025-02-01 10:00,kecewa pesanan lama sekali,1,0,no,no
k4,v2,,cici,2025-01-05 10:00,2025-02-01 10:00,enak sekali mi ayamnya,1,0,no,no
"""
UNTIL = pd.Timestamp("2025-01-12T00:00Z")


def optional(table):
    return [column.name for column in columns(table).values() if not column.required]


def taken(table, *more):
    """Each column alone; two at once take longer than they find, and run with `make test-all`."""
    names = optional(table)
    pairs = (
        pytest.param(pair, *more, marks=pytest.mark.slow, id="-".join(pair))
        for pair in combinations(names, 2)
    )
    return [*(pytest.param((name,), *more, id=name) for name in names), *pairs]


def read(reader, text, without, folder, **options):
    """A file that lacks these columns, read."""
    lines = [line.split(",") for line in text.strip().split("\n")]
    kept = [i for i, name in enumerate(lines[0]) if name not in without]
    file = folder / "table.csv"
    file.write_text("\n".join(",".join(line[i] for i in kept) for line in lines) + "\n")
    reading = reader(file, **options)
    assert not [p for p in reading.problems if p.severity == "error"], reading.problems
    return reading.table


def known_the_same(found, whole, spared=("n", "note")):
    """Every cell is missing, or what it is when nothing is taken away: nothing has become a number that it was not."""
    assert list(found) == list(whole)
    for name in [name for name in found if name not in spared]:
        pairs = zip(found[name], whole[name], strict=True)
        assert all(pd.isna(now) or now == before for now, before in pairs), (name, found[name].tolist())


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    tickets = read(readers.tickets, TICKETS, (), tmp_path_factory.mktemp("whole"))
    return {
        "kpi": itil.kpi(tickets, 4, UNTIL),
        "quality": itil.reply_quality(tickets, 4, until=UNTIL),
        "months": itil.counts(tickets),
    }


@pytest.mark.parametrize(
    ("without", "from_file"), [*taken("tickets", True), *(((name,), False) for name in optional("tickets"))]
)
def test_a_ticket_log_without_some_columns(without, from_file, whole, tmp_path):
    tickets = read(readers.tickets, TICKETS, without if from_file else (), tmp_path)
    tickets = tickets if from_file else tickets.drop(columns=list(without))
    assert not any(knows(tickets, name) for name in without)
    service = itil.kpi(tickets, 4, UNTIL)
    known_the_same(service, whole["kpi"])
    known_the_same(itil.reply_quality(tickets, 4, until=UNTIL), whole["quality"])
    known_the_same(itil.counts(tickets), whole["months"])
    told = {
        name
        for said in service["note"].dropna()
        for one in apart(said)
        if one and one.key == "noted_log_lacks"
        for name in one.parts["columns"]
    }
    assert {*without} & {*itil_service.LOGGED} <= told
    for by in FACETS if len(without) == 1 else ():
        assert itil.kpi(tickets, 4, by=by).columns.tolist() == [by, *itil_service.SERVED]
    assert itil.kpi(tickets, {1: 4}).shape == service.shape
    assert itil.backlog(tickets)["open"].isna().all() == ("closed_at" in without)
    curve = itil.response_curve(tickets)
    assert (
        curve.empty == ("first_reply_at" in without) and len(itil.counts(tickets, "weekday", "hour")) == 168
    )
    assert itil.response_curve(tickets, to="closed_at").empty == ("closed_at" in without)
    assert engagement.service_levels(tickets).empty == ("channel" in without)
    for lang in ("id", "en"):
        said = prose.service(service, lang).replace("\xa0", " ")
        assert ("tercatat" in said or "documented" in said) and "nan" not in said and "NA" not in said
        if "first_reply_at" in without:
            assert "median" not in said and (
                "Tidak diketahui: bagian dijawab" in said or "Not known: answered share" in said
            )
        assert "<NA>" not in tables.show(service, lang)._repr_html_()


@pytest.mark.parametrize(
    "without", [(), ("first_reply_at",), ("record_id",), ("initiated_by",), ("first_reply_at", "record_id")]
)
def test_no_bar_for_what_the_log_does_not_know(without, tmp_path):
    tickets = read(readers.tickets, TICKETS, without, tmp_path)
    service, curve = itil.kpi(tickets, 4), itil.response_curve(tickets)
    drawing = figures.service(service, lang="en")
    bars = {"answered share", "within target", "documented"}
    lacking = ({"answered share", "within target"} if "first_reply_at" in without else set()) | (
        {"documented"} if "record_id" in without else set()
    )
    assert {bar.get_label() for bar in drawing.containers} == bars - lacking
    said = " ".join(
        text.get_text() for text in drawing.findobj(match=lambda artist: hasattr(artist, "get_text"))
    )
    assert all(word in said.replace("\n", " ") for word in lacking)
    assert figures.response_times(curve, service, lang="id") is not None


def test_a_log_without_replies_is_not_a_log_of_silence():
    # files/case26: answered, within target and documented are not known
    study = Study.open(CASES / "files/case26-no-first-reply-column", "en")
    service = itil.kpi(study.tickets()).set_index("process")
    for name in (
        "asked",
        "answered",
        "answered_share",
        "within_target",
        "documented_share",
        "customer_began_share",
        "reopened",
    ):
        assert service[name].isna().all()
    assert (
        service["open"].tolist()[:2] == [0, 0] and service.loc["request", "resolve_hours"] == 1.5
    )  # 1 h and 2 h: the middle
    said = prose.service(service.reset_index(), "en")
    assert "Not known: answered share, within target, documented" in said and "%" not in said
    with pytest.raises(MissingTable, match="column first_reply_at of the ticket log"):
        study.logged("first_reply_at")


def test_tickets_that_the_business_began_wait_for_nobody():
    study = Study.open(CASES / "people/itil-business-only", "id")
    tickets = study.logged("channel", "first_reply_at", "closed_at", hours=True)
    service = itil.kpi(tickets, 24).set_index("process")
    assert service.loc["event", ["tickets", "asked", "answered"]].tolist() == [1, 0, 0]
    assert np.isnan(service.loc["event", "answered_share"]) and np.isnan(
        service.loc["event", "within_target"]
    )
    assert service.loc["request", ["answered_share", "median_hours"]].tolist() == [1, 1]
    assert service.loc["request", "documented_share"] == 0  # the log has the column, and nothing stands in it
    assert "semuanya dimulai pihak sendiri" in prose.service(service.reset_index(), "id")
    only = tickets[tickets["process"] == "event"]
    assert itil.kpi(only)["asked"].dropna().tolist() == [0] and itil.response_curve(only).empty
    assert (
        str(itil.reply_quality(only).set_index("measure").loc["median_hours", "note"])
        == "nobody waited for an answer"
    )


# --- days without an hour -----------------------------------------------------------------------------------


def dated(*times):
    return "\n".join(
        [
            "ticket,process,opened_at,first_reply_at,closed_at",
            *(f"T{i},request,{','.join(row)}" for i, row in enumerate(times)),
        ]
    )


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        (
            [("2025-01-03", "2025-01-03", "2025-01-04"), ("2025-01-05", "", "")],
            ["opened_at", "first_reply_at", "closed_at"],
        ),
        (
            [
                ("2025-01-03 10:00", "2025-01-03", "2025-01-03 12:00"),
                ("2025-01-04 10:00", "2025-01-04 11:00", ""),
            ],
            ["first_reply_at"],
        ),
        (
            [(f"2025-01-0{d} 00:00:00", f"2025-01-0{d} 00:00:00", "") for d in range(1, 5)],
            ["opened_at", "first_reply_at"],
        ),
        ([("2025-01-03 00:00", "2025-01-03 05:00", ""), ("2025-01-04 10:00", "", "")], []),
        ([("1735873200", "1735876800", "")], []),
        ([("2025-01-13T10:00:00+07:00", "13/01/2025 11.30", "")], []),
    ],
)
def test_a_day_is_no_hour(rows, days, tmp_path):
    file = tmp_path / "tickets.csv"
    file.write_text(dated(*rows))
    reading = readers.tickets(file)
    tickets = reading.table
    assert by_day(tickets, "opened_at", "first_reply_at", "closed_at") == days
    told = [problem for problem in reading.problems if "without an hour" in str(problem.message)]
    assert len(told) == len(days) and all(problem.severity == "warning" for problem in reading.problems)
    row = itil.kpi(tickets, 24).set_index("process").loc["request"]
    timed = not {"opened_at", "first_reply_at"} & {*days}
    assert row["answered"] == sum(bool(reply) for _, reply, _ in rows)  # that much is known
    assert np.isfinite(row["median_hours"]) == timed and np.isfinite(row["within_target"]) == timed
    assert ("days without an hour" in str(row["note"])) == bool(days)
    assert len(itil.counts(tickets, "weekday", "hour")) == (0 if "opened_at" in days else 168)
    quality = itil.reply_quality(tickets).set_index("measure")["value"]
    assert timed or quality[["median_hours", "within_target", "spread", "hours_covered"]].isna().all()
    assert "0,0 jam" not in prose.service(itil.kpi(tickets), "id")


def test_a_workbook_keeps_a_day_as_its_midnight(tmp_path):
    day = pd.Timestamp("2025-01-03")
    frame = pd.DataFrame(
        {"ticket": ["A"], "process": ["request"], "opened_at": [day], "first_reply_at": [day]}
    )
    frame.to_excel(tmp_path / "days.xlsx", index=False)
    frame.assign(first_reply_at=day + pd.Timedelta(hours=9)).to_excel(tmp_path / "hours.xlsx", index=False)
    assert by_day(readers.tickets(tmp_path / "days.xlsx").table, "opened_at", "first_reply_at") == [
        "opened_at",
        "first_reply_at",
    ]
    assert by_day(readers.tickets(tmp_path / "hours.xlsx").table, "first_reply_at") == []


def test_a_reply_on_the_day_before_is_still_told(tmp_path):
    (tmp_path / "t.csv").write_text(dated(("2025-01-03 10:00", "2025-01-02", "")))
    assert [p.cell for p in readers.tickets(tmp_path / "t.csv").problems if p.severity == "error"] == ["D2"]


def test_days_without_hours_leave_the_sections_of_hours_out(tmp_path):
    (tmp_path / "study.toml").write_text('[study]\nname = "d"\n')
    (tmp_path / "tickets.csv").write_text(dated(("2025-01-03", "2025-01-03", "")))
    study = Study.open(tmp_path, "en")
    with pytest.raises(MissingTable, match="days only"):
        study.logged("first_reply_at", hours=True)
    assert len(study.logged("first_reply_at")) == 1


# --- comments and videos ------------------------------------------------------------------------------------


@pytest.mark.parametrize("without", taken("comments"))
@pytest.mark.parametrize("sellers", [(), ("toko",)])
def test_comments_without_some_columns(without, sellers, tmp_path):
    comments = read(readers.comments, COMMENTS, without, tmp_path, sellers=sellers)
    known = "parent_id" not in without and (bool(sellers) or "is_seller" not in without)
    kept = reduction.with_words(reduction.reduce(comments).kept)
    videos = reduction.per_video(kept).set_index("video_id")
    assert videos["answered_share"].to_dict() == (
        {"v1": 0.5, "v2": 0} if known else pytest.approx({"v1": np.nan, "v2": np.nan}, nan_ok=True)
    )
    for lang, word in (("id", "tidak diketahui"), ("en", "not known")):
        assert (word in prose.per_video(videos.reset_index(), lang)) != known
    classified = pd.DataFrame({"unit": ["k1", "k3"], "process": ["request", "incident"]})
    tickets = itil.from_comments(comments, classified)
    assert knows(tickets, "first_reply_at") == known and not knows(tickets, "record_id")
    service = itil.kpi(tickets).set_index("process")
    assert service["documented_share"].isna().all() and service["open"].isna().all()
    assert service.loc["request", "answered_share"] == 1 if known else service["answered_share"].isna().all()
    assert engagement.coverage(None, comments)["share"].isna().all()


def test_thirty_replies_that_name_no_comment(tmp_path):
    rows = [f"k{i},v1,{'toko' if i % 2 else 'ani'},2025-01-03 10:{i:02},kata ke {i} ini" for i in range(60)]
    (tmp_path / "comments.csv").write_text("\n".join(["comment_id,video_id,author,created_at,text", *rows]))
    comments = readers.comments(tmp_path / "comments.csv", sellers=("toko",)).table
    assert comments["is_seller"].sum() == 30
    kept = reduction.reduce(comments).kept
    assert reduction.per_video(kept)["answered_share"].isna().all()
    drawing = figures.per_video(reduction.per_video(kept), lang="id")
    assert "0 %" not in " ".join(text.get_text() for text in drawing.texts)


def test_replies_of_the_same_day_answer_where_hours_are_not_known(tmp_path):
    days = "\n".join(line.replace(" 10:00", "").replace(" 11:00", "") for line in COMMENTS.split("\n"))
    comments = read(readers.comments, days, (), tmp_path)
    tickets = itil.from_comments(comments, pd.DataFrame({"unit": ["k1", "k3"], "process": "request"}))
    row = itil.kpi(tickets).set_index("process").loc["request"]
    assert row["answered"] == 1 and np.isnan(row["median_hours"]) and "without an hour" in str(row["note"])


@pytest.mark.parametrize("without", taken("videos"))
@pytest.mark.parametrize("blank", [True, False])
def test_videos_without_some_counts(without, blank):
    videos = (
        VIDEOS.assign(**dict.fromkeys(without, pd.NA))
        if blank
        else VIDEOS.drop(columns=list(without), errors="ignore")
    )
    known_the_same(engagement.rates(videos), engagement.rates(VIDEOS))
    known_the_same(engagement.cadence(videos), engagement.cadence(VIDEOS))
    summary, whole = engagement.account_rates(videos), engagement.account_rates(VIDEOS)
    known_the_same(summary[:-1], whole[:-1])
    assert summary["value"].iloc[-1] == (
        4 if "views" in without else 0
    )  # nobody can say what was seen of any
    counted = {"views", "likes", "comments", "shares"} & {*without}
    assert (
        summary.set_index("measure").loc["er_pooled", "value"]
        == whole.set_index("measure").loc["er_pooled", "value"]
        or counted
    )
    carried = engagement.concentration(videos)
    assert carried.empty == ("views" in without)
    for lang in ("id", "en"):
        said = prose.engagement(summary, lang)
        assert ("tidak diketahui" in said or "not known" in said) == bool(counted) and "nan" not in said
    if "views" in without:
        with pytest.raises(MissingTable, match="two videos"):
            engagement.weighted(videos)
    else:
        ranked, weights = engagement.weighted(videos)
        assert weights["weight"].sum() == pytest.approx(1) and len(ranked) == 4
        gone = {name for name, count in PARTS.items() if count in without}
        assert set(weights.loc[weights["weight"].isna(), "indicator"]) == gone


@pytest.mark.parametrize("without", [("views",), ("shares",), ("posted_at",), ("saves", "exported_at")])
def test_figures_of_videos_without_some_counts(without):
    videos = VIDEOS.assign(
        **{name: pd.Series(pd.NaT if name == "posted_at" else pd.NA, VIDEOS.index) for name in without}
    )
    assert figures.videos(engagement.rates(videos), lang="en") is not None
    drawing = figures.concentration(engagement.concentration(videos), lang="en")
    assert len(drawing.get_legend_handles_labels()[0]) == (
        0 if "views" in without else 1 if "shares" in without else 2
    )
    assert np.isnan(
        engagement.account_rates(videos).set_index("measure").loc["videos_per_week", "value"]
    ) == ("posted_at" in without)
