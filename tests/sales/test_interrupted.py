"""Segmented regression against R's sandwich and against the estimator written out; placebo dates by hand."""

import numpy as np
import pandas as pd
import pytest

from engagelib import sales


def daily(values, start="2024-01-01", closed=()):
    dates = pd.date_range(start, periods=len(values))
    opened = np.array([i not in closed for i in range(len(values))])
    portions = pd.array(values, dtype="Float64")
    return pd.DataFrame({"date": dates, "quantity": portions, "open": pd.array(opened, dtype="boolean")})


DAY = np.arange(40)
VALUES = 20 + (DAY * 7) % 5 + np.where(DAY >= 20, 10, 0) + ((DAY * DAY) % 11) / 2


def test_newey_west_as_r_has_it():
    # R 4.2.2, sandwich: m <- lm(y ~ level + t + level:t + weekday), t in 30 days from the change; NeweyWest(m, lag = 3, prewhite = FALSE, adjust = FALSE)
    table = sales.segmented(daily(VALUES), "2024-01-21", lags=3).set_index("term")
    assert table["estimate"].tolist() == pytest.approx(
        [8.23710622710623, 2.84599686028257, -1.13076923076923], abs=1e-9
    )
    assert table["se"].tolist() == pytest.approx(
        [1.00682598443432, 1.98826405324515, 2.21482877838260], abs=1e-9
    )


def test_newey_west_over_closed_days_written_out():
    closed = {3, 10, 11, 17, 24, 31, 38}
    kept = np.array([d for d in DAY if d not in closed])
    table = sales.segmented(daily(VALUES, closed=closed), "2024-01-21", lags=4).set_index("term")
    later, time = (kept >= 20).astype(float), (kept - 20) / 30
    weekdays = (kept[:, None] % 7 == np.unique(kept % 7)).astype(float)
    x = np.column_stack([later, time, later * time, weekdays])
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ x.T @ VALUES[kept]
    e = VALUES[kept] - x @ beta
    weight = np.maximum(
        1 - np.abs(np.subtract.outer(kept, kept)) / 5, 0
    )  # Bartlett by distance on the calendar
    se = np.sqrt(np.diag(bread @ x.T @ (np.outer(e, e) * weight) @ x @ bread))
    assert table["estimate"].tolist() == pytest.approx(beta[:3].tolist(), abs=1e-9)
    assert table["se"].tolist() == pytest.approx(se[:3].tolist(), abs=1e-9)
    assert table["n"].iloc[0] == 33 and table["lags"].iloc[0] == 4


def test_a_jump_without_a_slope_is_found():
    values = np.where(DAY < 20, 20, 50) + DAY % 7
    table = sales.segmented(daily(values), "2024-01-21").set_index("term")
    assert table["estimate"].tolist() == pytest.approx([30, 0, 0], abs=1e-9)


def test_placebo_dates_by_hand():
    frame = daily(np.concatenate([np.tile([10, 12], 20), np.tile([30, 32], 20)]))
    table = sales.placebo(frame, "2024-02-10", days=14)
    actual = table[table["period"] == "actual"].iloc[0]
    assert actual["estimate"] == 20 and actual["date"] == pd.Timestamp("2024-02-10")
    placebos = table[table["period"] != "actual"]
    assert placebos["period"].value_counts().tolist() == [13, 13]  # 40 - 2 x 14 + 1 dates in each period
    assert placebos["estimate"].abs().max() < 1e-9 and actual["share"] == pytest.approx(1 / 27)


def test_sensitivity_says_which_choice_cannot_be_made():
    events = pd.DataFrame(
        {"date": pd.to_datetime(["2024-01-05"]), "end": pd.to_datetime(["2024-01-12"]), "name": ["Ramadan"]}
    )
    table = sales.sensitivity(
        daily(np.tile(VALUES, 3)), "2024-02-10", "2024-02-20", events, windows=(20,)
    ).set_index("variant")
    assert table.index.tolist() == ["headline", "without_events", "without_ramp_up", "20_days"]
    assert table["n_before"].tolist() == [40, 32, 40, 20] and table["n_after"].tolist() == [70, 70, 80, 20]
    short = sales.sensitivity(daily(VALUES), "2024-01-21", events=events).set_index("variant")
    assert "at least 14 are needed" in str(short.loc["without_events", "note"]) and np.isnan(
        short.loc["without_events", "estimate"]
    )
