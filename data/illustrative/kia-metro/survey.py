"""Thirty customers' and the owner's answers: a latent model of moods, fitted to every mean that is printed.

A customer's mood (respondents.tsv) and what she wrote raise or lower what she thinks of each construct; her
answers to the items scatter about that. Then all answers to an item are moved together until they add up to
the item's total, and the draw is repeated until Cronbach's alpha of every construct and the tie of
engagement and loyalty are what one meets among people.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from random import Random

__all__ = ["OPEN", "PROFILE", "SUFFIX", "alpha", "answers", "correlation", "sheets"]

Key = tuple[str, str]  # (item, state)

#: What all thirty answers to an item add up to. APO02 339 and 543, DSS02 458 and 554, DSS05 471 and 548
#: over their four items print as 2.83 and 4.53, 3.82 and 4.62, 3.93 and 4.57; the engagement block is not
#: printed. Of LOY4 it is the answers turned round.
TOTALS: dict[str, dict[str, tuple[int, ...]]] = {
    "as_is": {"APO02": (92, 85, 74, 88), "DSS02": (121, 118, 104, 115), "DSS05": (124, 121, 110, 116)},
    "to_be": {"APO02": (138, 136, 132, 137), "DSS02": (140, 141, 135, 138), "DSS05": (139, 139, 133, 137)},
    "none": {
        "COG": (118, 112, 104),
        "EMO": (121, 107, 115),
        "BEH": (114, 94, 108),
        "LOY": (122, 98, 113, 103),
    },
}
OWNER = {
    "as_is": {"APO02": (4, 3, 2, 3), "DSS02": (3, 4, 1, 2), "DSS05": (2, 3, 2, 3)},
    "to_be": {"APO02": (5, 5, 5, 5), "DSS02": (5, 5, 4, 4), "DSS05": (5, 4, 5, 4)},
}
#: How far a respondent's own written words shift what she thinks of a construct today.
SHIFTS = {
    "APO02": {"INFO": -0.25},
    "DSS02": {"KELUH": -0.3, "TAGIH": -0.5, "CEPAT": 0.1},
    "DSS05": {"AMAN": -0.55},
}
#: One who ticks 3 for today and 4 for the future, but for a few; and questions left out.
FLAT = "R19"
FLAT_BUT = {("DSS02-2", "as_is"): 4, ("DSS05-1", "to_be"): 5, ("EMO1", "none"): 4}
BLANKS = {("R09", "BEH2"), ("R24", "EMO2"), ("R24", "BEH2"), ("R28", "COG3")}
REVERSED = "LOY4"

SUFFIX = {"as_is": " [Saat ini]", "to_be": " [Harapan]", "none": ""}
PROFILE = {
    "age_group": "Kelompok usia",
    "gender": "Jenis kelamin",
    "area": "Tempat tinggal",
    "visits": "Berapa kali Anda pernah makan di atau memesan dari Kia Metro?",
}
OPEN = {
    "open_like": "Apa yang paling Anda sukai dari cara Kia Metro berkomunikasi di TikTok?",
    "open_improve": "Apa yang perlu diperbaiki dari layanan digital Kia Metro?",
}
CONSENT = "Saya bersedia menjadi responden dan jawaban saya dipakai untuk penelitian"
SCREEN = (
    "Apakah Anda pernah berinteraksi dengan akun TikTok Kia Metro (menyukai, berkomentar, membagikan, "
    "atau membeli setelah melihat videonya)?"
)
#: When the forms came in, by number of respondent: those who write of the viral video or the fake account
#: answered after it.
WAVES = (
    (1, 5, "2025-08-12", 10),
    (6, 9, "2025-08-23", 13),
    (10, 14, "2025-09-09", 10),
    (15, 19, "2025-09-23", 11),
    (20, 22, "2025-10-11", 4),
    (23, 30, "2025-10-16", 6),
)


def whole(wanted: Sequence[float], total: int, low: int, high: int) -> list[int]:
    """Whole numbers near `wanted` that add up to `total`: as if all were moved by one amount and rounded.

    >>> whole([1.2, 2.4, 4.9], 9, 1, 5)
    [1, 3, 5]
    """
    near = [min(max(round(value), low), high) for value in wanted]
    while missing := total - sum(near):
        step = 1 if missing > 0 else -1
        free = [i for i, value in enumerate(near) if low <= value + step <= high]
        least = min(free, key=lambda i: step * (near[i] + step / 2 - wanted[i]))
        near[least] += step
    return near


# --- statistics over whole numbers, so that they are the same everywhere ------------------------------------


def _spread(values: Sequence[int]) -> int:
    return len(values) * sum(value * value for value in values) - sum(values) ** 2


def alpha(items: Sequence[Sequence[int | None]]) -> float:
    """Cronbach's alpha of item columns, over the respondents who answered every item."""
    complete = [row for row in zip(*items, strict=True) if None not in row]
    k = len(items)
    parts = sum(_spread(column) for column in zip(*complete, strict=True))
    return k / (k - 1) * (1 - parts / _spread([sum(row) for row in complete]))


def correlation(x: Sequence[int], y: Sequence[int]) -> float:
    """Pearson's r."""
    crossed = len(x) * sum(a * b for a, b in zip(x, y, strict=True)) - sum(x) * sum(y)
    return crossed / (_spread(x) * _spread(y)) ** 0.5


def _item_rest(items: Sequence[Sequence[int]]) -> list[float]:
    return [
        correlation(item, [sum(row) - own for row, own in zip(zip(*items, strict=True), item, strict=True)])
        for item in items
    ]


# --- the model ----------------------------------------------------------------------------------------------


def _opinions(people: Sequence[Mapping[str, str]], random: Random) -> dict[str, list[float]]:
    """Draw what each respondent thinks of each construct, in points of the scale about the group's middle."""
    general = [0.62 * (float(person["mood"]) - 3.6) + random.gauss(0, 0.35) for person in people]
    held = {}
    for name in ("APO02", "DSS02", "DSS05", "COG", "EMO", "BEH", "LOY"):
        shifts = SHIFTS.get(name, {})
        own = [sum(shifts.get(code, 0) for code in person["codes_improve"].split(";")) for person in people]
        held[name] = [0.75 * g + shift + random.gauss(0, 0.5) for g, shift in zip(general, own, strict=True)]
    wish = [0.3 * g + random.gauss(0, 0.45) for g in general]
    held |= {f"{name}+": [w + random.gauss(0, 0.4) for w in wish] for name in ("APO02", "DSS02", "DSS05")}
    return held


def _items(
    totals: Sequence[int],
    opinion: Sequence[float],
    flat: int,
    stuck: Sequence[int],
    random: Random,
    noise: float,
) -> list[list[int]]:
    """Fill one construct's items; the flat-liner says `stuck`, the others make up the total."""
    columns = []
    for total, said in zip(totals, stuck, strict=True):
        wanted = [total / len(opinion) + held + random.gauss(0, noise) for held in opinion]
        others = whole(wanted[:flat] + wanted[flat + 1 :], total - said, 1, 5)
        columns.append([*others[:flat], said, *others[flat:]])
    return columns


def _draw(people: Sequence[Mapping[str, str]], random: Random) -> dict[Key, list[int]]:
    held = _opinions(people, random)
    flat = [person["respondent"] for person in people].index(FLAT)
    drawn = {}
    for state, constructs in TOTALS.items():
        for name, totals in constructs.items():
            opinion = held[f"{name}+" if state == "to_be" else name]
            names = [f"{name}-{i}" if state != "none" else f"{name}{i}" for i in range(1, len(totals) + 1)]
            stuck = [FLAT_BUT.get((item, state), 4 if state == "to_be" else 3) for item in names]
            columns = _items(totals, opinion, flat, stuck, random, 0.45 if state == "to_be" else 0.56)
            drawn |= {(item, state): column for item, column in zip(names, columns, strict=True)}
    return drawn


def _people_like(drawn: Mapping[Key, list[int]], people: Sequence[Mapping[str, str]]) -> bool:
    """Tell whether the answers could be people's: alphas, correlations, few flat-liners."""
    groups: dict[tuple[str, str], list[list[int]]] = {}
    for (item, state), column in drawn.items():
        groups.setdefault((item[: -2 if "-" in item else -1], state), []).append(column)
    for (name, state), items in groups.items():
        blanked = [_with_blanks(f"{name}{i}", column, people) for i, column in enumerate(items, start=1)]
        if not 0.72 <= alpha(blanked) <= 0.90 or min(_item_rest(items)) < 0.40:
            return False
        if state == "none" and len(items) == 3 and min(_pairs(items)) < 0.3:
            return False
    own = {
        name: [sum(row) for row in zip(*items, strict=True)]
        for (name, state), items in groups.items()
        if state == "none"
    }
    engaged = [sum(row) for row in zip(own["COG"], own["EMO"], own["BEH"], strict=True)]
    ties = [correlation(own["LOY"], own[name]) for name in ("COG", "EMO", "BEH")]
    if not 0.45 <= correlation(own["LOY"], engaged) <= 0.68 or not all(0.3 <= tie <= 0.7 for tie in ties):
        return False
    paired = [(drawn[item, "as_is"], drawn[item, "to_be"]) for item, state in drawn if state == "as_is"]
    below = sum(wish < now for nows, wishes in paired for now, wish in zip(nows, wishes, strict=True))
    flat = [sum(len(set(row)) == 1 for row in zip(*side, strict=True)) for side in zip(*paired, strict=True)]
    return 5 <= below <= 25 and flat[0] == 0 and flat[1] <= 2


def _pairs(items: Sequence[Sequence[int]]) -> list[float]:
    return [correlation(a, b) for a, b in itertools.combinations(items, 2)]


def _with_blanks(item: str, column: list[int], people: Sequence[Mapping[str, str]]) -> list[int | None]:
    return [
        None if (person["respondent"], item) in BLANKS else value
        for person, value in zip(people, column, strict=True)
    ]


def answers(people: Sequence[Mapping[str, str]]) -> dict[Key, list[int | None]]:
    """(item, state) -> answers as ticked by customers: blanks left out, the reversed item as it was asked."""
    for number in itertools.count():
        drawn = _draw(people, Random(f"kia-metro/survey/{number}"))
        if _people_like(drawn, people):
            break
    drawn[REVERSED, "none"] = [6 - value for value in drawn[REVERSED, "none"]]
    return {key: _with_blanks(key[0], column, people) for key, column in drawn.items()}


# --- the form -----------------------------------------------------------------------------------------------


def _stamps(random: Random) -> list[dt.datetime]:
    found = []
    for first, last, start, days in WAVES:
        moments = sorted(random.randrange(days * 14 * 3600) for _ in range(last - first + 1))
        for moment in moments:
            day, seconds = divmod(moment, 14 * 3600)
            found.append(
                dt.datetime.fromisoformat(start) + dt.timedelta(days=day, seconds=8 * 3600 + seconds)
            )
    return found


def sheets(
    people: Sequence[Mapping[str, str]], items: Sequence[Mapping[str, str]]
) -> dict[str, tuple[list[str], list[list]]]:
    """Lay out the two sheets of survey.xlsx as a form's export has them."""
    given = answers(people)
    keys = [
        (item["item"], state)
        for item in items
        for state in (("as_is", "to_be") if item["objective"] else ("none",))
    ]
    texts = {item["item"]: item["text"] for item in items}
    questions = {key: texts[key[0]] + SUFFIX[key[1]] for key in keys}
    customers = [
        [stamp, person["respondent"], "Ya, saya bersedia", "Ya", *(person[name] for name in PROFILE)]
        + [given[key][row] for key in keys]
        + [person[name] for name in OPEN]
        for row, (stamp, person) in enumerate(zip(_stamps(Random("kia-metro/stamps")), people, strict=True))
    ]
    head = [
        "Timestamp",
        "Kode responden",
        CONSENT,
        SCREEN,
        *PROFILE.values(),
        *questions.values(),
        *OPEN.values(),
    ]
    asked = [key for key in keys if key[1] != "none"]
    owner = [OWNER[state][item[:-2]][int(item[-1]) - 1] for item, state in asked]
    own_head = ["Timestamp", "Kode responden", CONSENT, *(questions[key] for key in asked)]
    return {
        "Pelanggan": (head, customers),
        "Pemilik": (own_head, [[dt.datetime(2025, 10, 20, 19, 14, 36), "U01", "Ya, saya bersedia", *owner]]),
    }
