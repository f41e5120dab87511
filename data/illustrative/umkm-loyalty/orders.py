"""Ten months of orders at nine shops: who comes again, how soon, over which channel.

Each shop has a number of orders a month, a share of buyers who come again and a usual time until then. Which share
had come again by the end follows from these and from how long each buyer could be seen; no share is fitted.
When orders come is what the shops tell of it: forms and broadcasts, sales and fasting month, a video, a field note.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from random import Random

__all__ = ["HEADER", "made"]

FIRST, LAST = dt.date(2025, 1, 2), dt.date(2025, 10, 31)
HEADER = ("No. Pesanan", "Tanggal", "Usaha", "Kanal", "Pembeli", "Total", "Status")
DAY = dt.timedelta(days=1)
RAMADAN = (dt.date(2025, 3, 1), dt.date(2025, 3, 30))
#: Days without free shipping at K3, of which its account manager and a buyer tell: orders fell by about a third,
#: those who were missing were mostly old buyers, and they came back with the free shipping.
NO_FREE_SHIPPING = (dt.date(2025, 6, 10), dt.date(2025, 6, 19))
#: Days on which month and day are the same: K3 sells at flash prices, F3 has a voucher for new buyers; on 7.7 most of all.
#: Of the buyers of a flash sale about one in ten came again, by the account manager's reckoning.
FLASH, FLASH_77, AFTER_FLASH, VOUCHER, FLASH_RETURNING = 3.5, 12.0, 0.6, 1.8, 0.14
#: F3's week after a skater jumped in its shoes.
SKATER = (dt.date(2025, 5, 29), dt.date(2025, 6, 4))
#: Monday to Sunday. F1 sells in its broadcasts on Tuesday, Thursday and Sunday evening.
WEEK = (0.93, 0.93, 0.93, 0.93, 1.15, 1.15, 1.15)
BROADCASTS, BROADCAST_WEEK = (1, 3, 6), (0.45, 1.7, 0.65, 1.7, 0.6, 0.6, 1.3)
#: K2 bakes what fits its only oven: so many orders a week; whoever has missed the form for so long gives up.
QUOTA, PATIENCE = 14, dt.timedelta(days=24)
#: What an interview or field note counts on a day: (shop, day, channel, orders, whose: new, old, or all of one buyer's).
TOLD = (
    # A video of a cut loaf: about a dozen of these got through to K2 in the two weeks after.
    ("K2", dt.date(2025, 8, 18), "whatsapp", 24, "new"),
    ("R3", dt.date(2025, 9, 12), "tiktok", 3, "new"),
    ("R3", dt.date(2025, 9, 13), "tiktok", 2, "new"),
    ("K3", dt.date(2025, 9, 19), "tiktok", 7, "new"),
    ("R1", dt.date(2025, 9, 24), "instagram", 2, "old"),
    ("K1", dt.date(2025, 9, 25), "whatsapp", 3, "new"),
    ("F1", dt.date(2025, 10, 7), "instagram", 5, "new"),
    ("K3", dt.date(2025, 10, 10), "shopee", 3, "one"),
    ("F3", dt.date(2025, 10, 16), "tiktok", 8, "new"),
    ("F1", dt.date(2025, 10, 22), "whatsapp", 4, "old"),
)
#: Of K2's new names after the video two or three came again.
VIDEO_RETURNING = 0.2
CANCELLED = 0.045
#: The first from 2025 on by which what K2 and K3 tell of new names, 7.7 and the days without free shipping is roughly so.
SEED = 2034
#: Share of first-time buyers who bought at another of the shops before.
SHARED = 0.02

Shop = Mapping[str, str]
Order = tuple  # day, shop, channel, buyer, and two numbers drawn: for the amount, for the status


def _flash(shop: Shop, day: dt.date) -> bool:
    return shop["case"] == "K3" and day.month == day.day


def _season(shop: Shop, day: dt.date) -> float:
    """Give the factor of a day for buyers who come for the first time."""
    factor = (BROADCAST_WEEK if shop["case"] == "F1" else WEEK)[day.weekday()]
    if RAMADAN[0] <= day <= RAMADAN[1] and shop["sector"] in ("fesyen", "kuliner"):
        factor *= 1.35
    if shop["case"] == "K3":
        if _flash(shop, day):
            factor *= FLASH_77 if day.month == 7 else FLASH
        elif any(_flash(shop, day - n * DAY) for n in (1, 2, 3, 4)):
            factor *= AFTER_FLASH
    if shop["case"] == "F3":
        factor *= 1.1 if 5 <= day.month <= 9 else 0.9  # white canvas sells in the dry season
        factor *= VOUCHER if day.month == day.day else 1
        factor *= 2.5 if SKATER[0] <= day <= SKATER[1] else 1
    return factor


def _waited(shop: Shop, day: dt.date, random: Random) -> dt.date:
    """Give the day on which a buyer who comes again really orders."""
    if shop["case"] == "F1" and random.random() < 0.5:
        while day.weekday() not in BROADCASTS:
            day += DAY
    inside = shop["case"] == "K3" and NO_FREE_SHIPPING[0] <= day <= NO_FREE_SHIPPING[1]
    if inside and random.random() < 0.7:
        day = NO_FREE_SHIPPING[1] + random.randint(1, 14) * DAY
    return day


def _further(shop: Shop, first: dt.date, returning: float, random: Random) -> list[dt.date]:
    """Draw the days on which a buyer comes again."""
    days, day, chance = [], first, returning
    while random.random() < chance:
        gap = -log(1 - random.random()) * float(shop["gap"]) * 0.85 + float(shop["gap"]) * 0.15
        day = _waited(shop, day + max(1, round(gap)) * DAY, random)
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


def made(shops: Sequence[Shop], seed: int = SEED) -> list[tuple]:
    """Draw all orders, in order of day: the cells under `HEADER`."""
    known, found = [], []
    for shop in shops:
        random = Random(f"{seed} {shop['case']}")  # what is changed at one shop leaves the others as they are
        own, number, rate = [], 0, _first_orders(shop)
        for step in range(
            -90, (LAST - FIRST).days + 1
        ):  # buyers from before the first day come again within it
            day = FIRST + step * DAY
            returning = FLASH_RETURNING if _flash(shop, day) else float(shop["returning"])
            for _ in range(_poisson(rate * _season(shop, day), random)):
                number += 1
                buyer = _name(shop, number)
                if known and random.random() < SHARED:
                    buyer = random.choice(known)
                channel = "shopee" if _flash(shop, day) else _chosen(shop["channels"], random)
                own += _all_of(shop, buyer, channel, [day, *_further(shop, day, returning, random)], random)
        known += [_name(shop, n) for n in range(1, number, 7)]
        own = _with_told(shop, own, number, random)
        found += _by_form(own, random) if shop["case"] == "K2" else own
    found = [order for order in found if FIRST <= order[0] <= LAST]
    found.sort(key=lambda order: (order[0], order[1]["case"], order[4]))
    return [_row(number, *order) for number, order in enumerate(found, start=1)]


def _name(shop: Shop, number: int) -> str:
    return f"contoh_{shop['case'].lower()}_{number:04d}"


def _all_of(shop: Shop, buyer: str, channel: str, days: Sequence[dt.date], random: Random) -> list[Order]:
    """List a buyer's orders; the channel is mostly that of the time before."""
    orders = []
    for day in days:
        if orders and random.random() < 0.15:
            channel = _chosen(shop["channels"], random)
        orders.append((day, shop, channel, buyer, random.random(), random.random()))
    return orders


def _with_told(shop: Shop, own: list[Order], number: int, random: Random) -> list[Order]:
    """Put what was counted on a day in the place of what was drawn for it; none of these was cancelled."""
    for case, day, channel, orders, whose in TOLD:
        if case != shop["case"]:
            continue
        own = [order for order in own if (order[0], order[2]) != (day, channel) or case == "K2"]
        if whose == "old":
            buyers = random.sample(sorted({order[3] for order in own if order[0] < day}), orders)
        else:
            buyers = [_name(shop, number + (n if whose == "new" else 1)) for n in range(1, orders + 1)]
            number += orders
        returning = VIDEO_RETURNING if case == "K2" else float(shop["returning"])
        for buyer in buyers:
            later = _further(shop, day, returning, random) if whose == "new" else []
            first, *others = _all_of(shop, buyer, channel, [day, *later], random)
            own += [(*first[:5], 1.0), *others]
    return own


def _by_form(wishes: Sequence[Order], random: Random) -> list[Order]:
    """Turn wishes into orders by K2's form: old buyers on Tuesday evening, all others on Wednesday, while loaves last.

    Old is who bought three times. Who is quick enough is chance; whoever comes too late tries again the week after.
    """
    waiting = list(wishes)
    orders, bought = [], Counter()
    tuesday = min(wish[0] for wish in waiting)
    tuesday += (1 - tuesday.weekday()) % 7 * DAY
    while tuesday <= LAST:
        random.shuffle(waiting)
        taken: list[Order] = []
        for evening, old_only in ((tuesday, True), (tuesday + DAY, False)):
            left = []
            for wish in waiting:
                late = len(taken) >= QUOTA or any(order[3] == wish[3] for order in taken)
                if wish[0] > evening or late or (old_only and bought[wish[3]] < 3):
                    left.append(wish)
                else:
                    taken.append((evening, *wish[1:]))
            waiting = left
        orders += taken
        bought.update(order[3] for order in taken if order[5] >= CANCELLED)
        waiting = [wish for wish in waiting if tuesday - wish[0] < PATIENCE]
        tuesday += 7 * DAY
    return orders


def _row(number: int, day: dt.date, shop: Shop, channel: str, buyer: str, luck: float, fate: float) -> tuple:
    prices = [int(price) for price in shop["prices"].split(";")]
    total = prices[min(int(luck**1.6 * len(prices)), len(prices) - 1)]
    key = f"{shop['case']}-{day:%y%m%d}-{number:05d}"
    # K2 hardly ever looks at Tokopedia, which then cancels by itself.
    cancelled = 0.6 if (shop["case"], channel) == ("K2", "tokopedia") else CANCELLED
    return (
        key,
        day.isoformat(),
        shop["case"],
        channel,
        buyer,
        total,
        "Batal" if fate < cancelled else "Selesai",
    )


def _poisson(mean: float, random: Random) -> int:
    n, left = 0, -log(1 - random.random())
    while left < mean:
        n, left = n + 1, left - log(1 - random.random())
    return n
