"""What the platforms count for the shops, month by month: a sheet a channel, each with its platform's own columns.

Levels per shop are set in insights.tsv; months vary around them. Parcels sent are those of the orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

__all__ = ["sheets"]

MONTHS = [f"2025-{month:02d}" for month in range(1, 11)]
AGES = ("Usia 18-24 (%)", "Usia 25-34 (%)", "Usia 35-44 (%)", "Usia 45+ (%)")
HEADERS = {
    "instagram": ("Bulan", "Usaha", "Jangkauan", "Interaksi", "Kiriman", "Pengikut", *AGES),
    "tiktok": ("Bulan", "Usaha", "Penonton", "Interaksi", "Video diunggah", "Pengikut", *AGES),
    "whatsapp": ("Bulan", "Usaha", "Pesan masuk", "Pesan dibalas", "Median waktu balas (menit)"),
    "shopee": ("Bulan", "Usaha", "Pengunjung", "Pesanan dikirim", "Dikirim tepat waktu", "Keluhan"),
    "tokopedia": ("Bulan", "Usaha", "Pengunjung", "Pesanan dikirim", "Dikirim tepat waktu", "Keluhan"),
}

Levels = Mapping[str, str]


def _around(level: float, random: Random, width: float = 0.16) -> int:
    return max(0, round(level * random.lognormvariate(0, width)))


def _of(total: int, share: float, random: Random) -> int:
    return sum(random.random() < share for _ in range(total))


def _social(row: Levels, month: int, random: Random) -> list:
    reach = _around(float(row["reach"]), random, 0.28)
    ages = [int(age) for age in row["ages"].split(",")]
    shift = random.randint(-2, 2)
    ages[1], ages[2] = ages[1] + shift, ages[2] - shift
    followers = round(float(row["followers"]) * (1 + float(row["growth"]) * month))
    return [
        reach,
        _around(reach * float(row["engagement"]), random),
        _around(float(row["posts"]), random),
        followers,
        *ages,
    ]


def _messages(row: Levels, random: Random) -> list:
    messages = _around(float(row["messages"]), random)
    return [
        messages,
        _of(messages, float(row["replied"]), random),
        _around(float(row["minutes"]), random, 0.3),
    ]


def _market(row: Levels, sent: int, random: Random) -> list:
    return [
        _around(float(row["reach"]), random),
        sent,
        _of(sent, float(row["on_time"]), random),
        _of(sent, float(row["complaints"]), random),
    ]


def sheets(
    levels: Sequence[Levels], sent: Mapping[tuple[str, str, str], int], seed: int = 7
) -> dict[str, tuple]:
    """Draw each channel's header and rows; `sent`: orders sold by (shop, channel, month)."""
    random = Random(seed)
    found: dict[str, tuple] = {}
    for channel, header in HEADERS.items():
        rows = []
        for row in (level for level in levels if level["channel"] == channel):
            for number, month in enumerate(MONTHS):
                if channel in ("instagram", "tiktok"):
                    counts = _social(row, number, random)
                elif channel == "whatsapp":
                    counts = _messages(row, random)
                else:
                    counts = _market(row, sent.get((row["case"], channel, month), 0), random)
                rows.append(
                    [month, row["case"], *("-" if month in row["missing"].split(",") else n for n in counts)]
                )
        found[channel] = (header, rows)
    return found
