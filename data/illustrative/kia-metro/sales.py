"""Two years of daily sales: the months' levels, the week's rhythm, one day like the day before, the calendar.

The monthly means over open, recorded days are set: between 20 and 25 before TikTok, between 60 and 100 once
it was established, a climb between. Only the lowest and the highest month of each period are fitted to the
paper, which prints those ends and no more.
"""

from __future__ import annotations

import datetime as dt
from math import exp
from random import Random

from survey import whole

__all__ = ["LEVELS", "sheet"]

#: Mean portions per open, recorded day.
LEVELS = {
    "2023-10": 21.9, "2023-11": 20.2, "2023-12": 24.8, "2024-01": 21.3, "2024-02": 23.1,
    "2024-03": 22.6, "2024-04": 27.5, "2024-05": 33.8, "2024-06": 39.4, "2024-07": 45.0, "2024-08": 51.2,
    "2024-09": 56.3,
    "2024-10": 64.7, "2024-11": 67.9, "2024-12": 73.4, "2025-01": 69.8, "2025-02": 72.6, "2025-03": 60.3,
    "2025-04": 70.9, "2025-05": 75.2, "2025-06": 79.6, "2025-07": 81.3, "2025-08": 84.1, "2025-09": 99.7,
    "2025-10": 88.2,
}  # fmt: skip
FIRST, LAST = dt.date(2023, 10, 1), dt.date(2025, 10, 31)
#: Factor of each weekday, Monday (closed) first.
WEEK = (0.0, 0.86, 0.88, 0.91, 0.97, 1.17, 1.23)
CLOSED = (
    ("2024-04-09", "2024-04-14"), ("2025-03-30", "2025-04-05"),  # end of Ramadan and Idulfitri
    ("2023-12-24", "2023-12-25"), ("2024-06-17", "2024-06-18"), ("2025-06-06", "2025-06-07"),
)  # fmt: skip
RAMADAN = (("2024-03-12", "2024-04-08"), ("2025-03-01", "2025-03-29"))
#: Days that other data tell of: viral days, a final on the field next door, an order for a wedding, a
#: flooded street.
DAYS = {"2025-10-16": 1.35, "2025-10-21": 2.2, "2025-10-26": 0.6} | {
    f"2025-09-{day}": factor
    for day, factor in zip(range(16, 29), (1.5, 1.55, 1.5, 1.45, *[1.3] * 9), strict=True)
}
UNRECORDED_SHARE = 0.025
PERSISTENCE, NOISE = 0.5, 0.11
#: Rupiah of a portion (mie ayam, with bakso, bakso urat, jumbo), their weights, and of a drink; before and
#: since the prices went up.
PRICES = (((10, 15, 16, 18), 3), ((12, 17, 18, 20), 4))
WEIGHTS = (58, 24, 11, 7)
DEARER = dt.date(2024, 12, 1)


def _within(day: dt.date, spans: tuple[tuple[str, str], ...]) -> bool:
    return any(first <= day.isoformat() <= last for first, last in spans)


def _expected(day: dt.date) -> float:
    """Give the day's level without chance: its month's, by weekday and calendar."""
    level = LEVELS[f"{day:%Y-%m}"] * WEEK[day.weekday()] * DAYS.get(day.isoformat(), 1)
    return level * (0.8 if _within(day, RAMADAN) else 1)


def _takings(day: dt.date, portions: int, random: Random) -> int:
    prices, drink = PRICES[day >= DEARER]
    dishes = random.choices(prices, WEIGHTS, k=portions)
    return 1000 * (sum(dishes) + drink * sum(random.random() < 0.55 for _ in range(portions)))


def _remarks(days: list[dt.date], random: Random) -> dict[dt.date, str]:
    """Why a day has no number: closed, or nobody wrote it down."""
    shut = {day: "libur" for day in days if day.weekday() == 0 or _within(day, CLOSED)}
    told = {*DAYS, "2025-09-14"}
    missed = {
        day: "tidak dicatat"
        for day in days
        if day not in shut and day.isoformat() not in told and random.random() < UNRECORDED_SHARE
    }
    return shut | missed


def _portions(days: list[dt.date], remarks: dict[dt.date, str], random: Random) -> dict[dt.date, int]:
    """Whole portions of every recorded day, each month's adding up to its level."""
    wave, wanted = 0.0, {}
    for day in days:
        wave = PERSISTENCE * wave + random.gauss(0, NOISE)
        if day not in remarks:
            wanted[day] = _expected(day) * exp(wave)
    sold = {}
    for month, level in LEVELS.items():
        recorded = [day for day in wanted if f"{day:%Y-%m}" == month]
        factor = level * len(recorded) / sum(wanted[day] for day in recorded)
        numbers = whole([factor * wanted[day] for day in recorded], round(level * len(recorded)), 1, 999)
        sold |= dict(zip(recorded, numbers, strict=True))
    return sold


def sheet() -> tuple[list[str], list[list]]:
    """Lay out the sheet of sales.xlsx: a row per calendar day."""
    random = Random("kia-metro/sales")
    days = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    remarks = _remarks(days, random)
    sold = _portions(days, remarks, random)
    body = [
        [day, sold[day], _takings(day, sold[day], random), ""]
        if day in sold
        else [day, None, None, remarks[day]]
        for day in days
    ]
    return ["Tanggal", "Porsi", "Omzet", "Keterangan"], body
