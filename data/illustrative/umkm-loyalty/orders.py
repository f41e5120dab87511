"""Ten months of orders at nine shops: who comes again, how soon, over which channel.

Each shop has a number of orders a month, a share of buyers who come again and a usual time until then. Which share
had come again by the end follows from these and from how long each buyer could be seen; no share is fitted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import log
from random import Random

__all__ = ["HEADER", "made"]

FIRST, LAST = dt.date(2025, 1, 2), dt.date(2025, 10, 31)
HEADER = ("No. Pesanan", "Tanggal", "Usaha", "Kanal", "Pembeli", "Total", "Status")
RAMADAN = (dt.date(2025, 3, 1), dt.date(2025, 3, 30))
#: Days without free shipping at K3, of which its account manager and a buyer tell.
NO_FREE_SHIPPING = (dt.date(2025, 6, 10), dt.date(2025, 6, 19))
CANCELLED = 0.045
#: Share of first-time buyers who bought at another of the shops before.
SHARED = 0.02

Shop = Mapping[str, str]


def _season(shop: Shop, day: dt.date) -> float:
    """Give the factor of a day: before Idulfitri people buy clothes and food, K3 sold less without free shipping."""
    factor = 1.0
    if RAMADAN[0] <= day <= RAMADAN[1] and shop["sector"] in ("fesyen", "kuliner"):
        factor *= 1.35
    if shop["case"] == "K3" and NO_FREE_SHIPPING[0] <= day <= NO_FREE_SHIPPING[1]:
        factor *= 0.67
    return factor * (1.15 if day.weekday() >= 4 else 0.93)


def _further(shop: Shop, first: dt.date, random: Random) -> list[dt.date]:
    """Draw the days on which a buyer comes again."""
    days, day, chance = [], first, float(shop["returning"])
    while random.random() < chance:
        gap = -log(1 - random.random()) * float(shop["gap"]) * 0.85 + float(shop["gap"]) * 0.15
        day += dt.timedelta(days=max(1, round(gap)))
        days.append(day)
        chance = min(0.86, chance + 0.16)  # whoever came twice comes again more easily
    return days


def _chosen(weighted: str, random: Random) -> str:
    names, weights = zip(*(part.split(":") for part in weighted.split(";")), strict=True)
    return random.choices(names, [int(weight) for weight in weights])[0]


def _first_orders(shop: Shop) -> float:
    """Estimate new buyers a day so that all orders come to the shop's number a month."""
    chance, orders, here = float(shop["returning"]), 1.0, 1.0
    for _ in range(12):
        here *= chance
        orders += here * 0.72  # some come again only after the end
        chance = min(0.86, chance + 0.16)
    return float(shop["monthly"]) / 30.4 / orders


def made(shops: Sequence[Shop], seed: int = 2025) -> list[tuple]:
    """Draw all orders, in order of day: the cells under `HEADER`."""
    random, known, found = Random(seed), [], []
    for shop in shops:
        number, rate = 0, _first_orders(shop)
        for step in range(
            -90, (LAST - FIRST).days + 1
        ):  # buyers from before the first day come again within it
            day = FIRST + dt.timedelta(days=step)
            for _ in range(_poisson(rate * _season(shop, day), random)):
                number += 1
                buyer = f"contoh_{shop['case'].lower()}_{number:04d}"
                if known and random.random() < SHARED:
                    buyer = random.choice(known)
                channel = _chosen(shop["channels"], random)
                for bought in [day, *_further(shop, day, random)]:
                    if random.random() < 0.15:
                        channel = _chosen(shop["channels"], random)
                    found.append((bought, shop, channel, buyer, random.random(), random.random()))
        known += [f"contoh_{shop['case'].lower()}_{n:04d}" for n in range(1, number, 7)]
    found = [order for order in found if FIRST <= order[0] <= LAST]
    found.sort(key=lambda order: (order[0], order[1]["case"], order[4]))
    return [_row(number, *order) for number, order in enumerate(found, start=1)]


def _row(number: int, day: dt.date, shop: Shop, channel: str, buyer: str, luck: float, fate: float) -> tuple:
    prices = [int(price) for price in shop["prices"].split(";")]
    total = prices[min(int(luck**1.6 * len(prices)), len(prices) - 1)]
    key = f"{shop['case']}-{day:%y%m%d}-{number:05d}"
    return (
        key,
        day.isoformat(),
        shop["case"],
        channel,
        buyer,
        total,
        "Batal" if fate < CANCELLED else "Selesai",
    )


def _poisson(mean: float, random: Random) -> int:
    n, left = 0, -log(1 - random.random())
    while left < mean:
        n, left = n + 1, left - log(1 - random.random())
    return n
