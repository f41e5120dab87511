"""Kaplan-Meier against R's survfit, log by log, and where floating point would decide."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engagelib import itil
from engagelib.itil.service import waits
from engagelib.itil.waiting import Ratio, quantile, waiting

#: R 4.2.2, survival 3.5.3, on seeded random logs (ties, censoring, replies at once; many touch a level exactly):
#:   f <- survfit(Surv(hours, answered) ~ 1, conf.type = "log-log"); q <- quantile(f, share)
#:   q$quantile, q$lower, q$upper
ORACLE = pd.read_csv(
    Path(__file__).parents[1] / "cases/survival/survfit.csv", dtype={"hours": str, "answered": str}
)


def waited(hours, answered):
    return pd.DataFrame({"hours": hours, "answered": answered}).astype({"hours": float, "answered": bool})


def test_quantiles_and_limits_as_r_has_them_on_240_logs():
    touched = 0
    for row in ORACLE.itertuples():
        log = waited(row.hours.split(), [word == "1" for word in row.answered.split()])
        assert quantile(log, row.share) == pytest.approx(
            (row.value, row.low, row.high), abs=1e-9, nan_ok=True
        ), row
        touched += any(step.share.over(1 - Fraction(str(row.share))) == 0 for step in waiting(log))
    assert len(ORACLE) == 720 and touched > 60  # the level is met exactly in that many


@pytest.mark.parametrize(
    ("hours", "answered", "share", "value"),
    [
        ([1, 2, 3, 4], [1, 1, 1, 1], 0.5, 2.5),  # S = 1/2 from 2 to 3: its middle
        ([1, 2, 3, 9], [1, 1, 0, 0], 0.5, 5.5),  # level to the log's end: (2 + 9) / 2, as survfit has it
        (
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
            [1] * 10,
            0.9,
            9.5,
        ),  # 9/10 x 8/9 x ... is .1 exactly, in floats it is not
        ([1, 1, 2, 5], [0, 1, 1, 1], 0.5, 2.0),  # S = 3/4, 3/8
        ([3, 4], [0, 0], 0.5, np.nan),
    ],
)
def test_a_curve_that_meets_the_level(hours, answered, share, value):
    assert quantile(waited(hours, answered), share)[0] == pytest.approx(value, nan_ok=True)


def test_the_curve_is_exact_where_floats_are_not():
    # 49 answered one after the other, each with one of the same age cut off after it: the product of 1 - 1/n over n = 98, 96, ..., 2
    rows = [(2 * i, True) for i in range(49)] + [(2 * i + 1, False) for i in range(49)]
    exact = Fraction(1)
    for step in waiting(waited(*zip(*rows, strict=True))):
        exact *= Fraction(step.waiting - 1, step.waiting)
        assert Fraction(step.share.top, step.share.bottom) == exact
    assert Ratio(7, 14).over(Fraction(1, 2)) == 0 and Ratio(8, 14).over(Fraction(1, 2)) == 1


def test_ten_thousand_tickets_take_no_time_to_speak_of():
    rng = np.random.default_rng(0)
    log = waited(rng.permutation(10_000), rng.random(10_000) < 0.7)
    steps = list(waiting(log))
    assert steps[0].waiting <= 10_000 and 0 < float(steps[-1].share) < 1
    assert np.isfinite(quantile(log)[0])


# --- the end of the log -----------------------------------------------------------------------------------

START = pd.Timestamp("2025-08-01T10:00Z")


def log(*rows):
    """(hour opened, hour replied, hour closed, begun by); hours after START, None = never."""
    frame = pd.DataFrame(rows, columns=["opened_at", "first_reply_at", "closed_at", "initiated_by"])
    for name in ("opened_at", "first_reply_at", "closed_at"):
        frame[name] = START + pd.to_timedelta(frame[name].astype("float64"), unit="h")
    return frame.assign(
        ticket=[f"T{i}" for i in range(len(frame))], process="request", reopened_at=pd.Series(pd.NaT, frame.index, "datetime64[us, UTC]"),
        record_id=pd.Series(None, frame.index, "str"), channel="comment", impact="low", urgency="low",
    )  # fmt: skip


def test_until_cuts_the_log():
    tickets = log((0, 1, 2, "customer"), (1, 30, 40, "customer"), (20, 21, 22, "customer"))
    until = START + pd.Timedelta(hours=10)
    row = itil.kpi(tickets, 4, until).set_index("process").loc["request"]
    assert row[["tickets", "asked", "answered", "open"]].tolist() == [
        2,
        2,
        1,
        1,
    ]  # the third is not there yet
    assert row["answered_share"] == 0.5 and row["within_target"] == 0.5
    assert waits(tickets, until)["hours"].tolist() == [1, 9]
    whole = itil.kpi(tickets, 4).set_index("process").loc["request"]
    assert whole[["tickets", "answered", "open"]].tolist() == [3, 3, 0]


def test_more_than_half_only_where_it_is_so():
    half = log((0, 1, None, "customer"), (0, None, None, "customer"), (0, None, 9, "business"))
    row = itil.kpi(half).set_index("process").loc["request"]
    assert row["median_hours"] == 5 and str(row["note"]) == ""  # S = 1/2 from 1 h to the log's end, 9 h
    third = log((0, 1, None, "customer"), (0, None, None, "customer"), (0, None, 9, "customer"))
    assert (
        str(itil.kpi(third).set_index("process").loc["request", "note"])
        == "more than half were never answered: no median"
    )
    nobody = itil.kpi(log((0, 1, 2, "business"))).set_index("process").loc["request"]
    assert nobody[["asked", "answered"]].tolist() == [0, 0] and np.isnan(nobody["answered_share"])
    assert str(nobody["note"]) == "no customer began any of them: nobody waited for an answer"
