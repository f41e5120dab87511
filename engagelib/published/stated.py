"""Whether what a text reports of its statistics can be true together: p with its test, R² with R, a verdict with its numbers.

As statcheck does for texts in APA style, with decimal commas, Indonesian words and critical values from a table
beside. Every printed number stands for all that it may have been before it was rounded, so that rounding alone is
never a contradiction. Where more than one reading is possible (several items, another base) the verdict is "unclear".
"""

from __future__ import annotations

import ast
import operator
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product
from math import inf, sqrt
from typing import Any

import pandas as pd

from engagelib.contracts.arguments import takes
from engagelib.published.forensics import grim, grimmer
from engagelib.published.reported import Group, Number, Term, clauses, groups, has_commas, number, numbers
from engagelib.words import number as shown
from engagelib.words import part, say, sentence

__all__ = ["JUDGED", "Check", "checks", "of_group", "sample_size", "statements", "told", "worked"]

#: What becomes of a statement.
JUDGED = ("consistent", "unclear", "inconsistent")


@dataclass(frozen=True)
class Check:
    """One thing that must hold of what is reported: whether it does (None: it depends), and in what words."""

    kind: str
    holds: bool | None
    stated: str
    parts: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        return JUDGED[1] if self.holds is None else JUDGED[0] if self.holds else JUDGED[2]

    def why(self, lang: str) -> str:
        parts = {
            key: _called(value, lang)
            if key in ("name", "formula")
            else value
            if not isinstance(value, float)
            else shown(value, _digits(value), lang)
            for key, value in self.parts.items()
        }
        return sentence(f"published_stated_{self.kind}", lang, **parts)

    def quoted(self, lang: str) -> str:
        """The numbers that it rests on, as printed."""
        return _called(self.stated, lang)


#: Names that a reader sees written otherwise than they are called inside.
_NAMED = re.compile(
    r"\b(?:f|chi2|r2|adjusted_r2|multiple_r|dw|du|four_du|vif|mean_square|[tfrz]_table|chi2_table|sum_squares)\b"
)


def _called(text: str, lang: str) -> str:
    return _NAMED.sub(lambda match: say(f"stated_{match[0]}", lang), text)


def _digits(value: float) -> int:
    return 0 if value == round(value) and abs(value) >= 10 else 4 if abs(value) < 0.01 else 3


@takes()
def statements(text: str, place: str = "") -> pd.DataFrame:
    """Each statistic that a text reports, and whether it agrees with what stands beside it.

    In: the text; where it stands. Out, a row per check: place, statement, kind (p, comparison, verdict, critical,
    derived, range, grim …), verdict (`consistent`, `unclear`, `inconsistent`), stated, why.

    Notes
    -----
    p is computed anew from the smallest and the largest test statistic that print so; it is inconsistent where
    no p between them can be the one reported (Nuijten et al. 2016, Behavior Research Methods 48: statcheck). In R:
    statcheck::statcheck, which reads APA style with decimal points only. No rows where nothing is reported.

    Examples
    --------
    >>> statements("t(28) = 2,1; p = ,04")["verdict"].tolist(), statements("t(28) = 2,1; p = ,01")["verdict"].tolist()
    (['consistent'], ['inconsistent'])
    """
    found = list(checks(text, has_commas(text)))
    return told([(place, *pair) for pair in found], "en")


def told(found: Iterable[tuple[str, str, Check]], lang: str) -> pd.DataFrame:
    """Checks as a table: place, statement, kind, verdict, stated, why."""
    rows = [(place, words, c.kind, c.verdict, c.quoted(lang), c.why(lang)) for place, words, c in found]
    return pd.DataFrame(rows, columns=["place", "statement", "kind", "verdict", "stated", "why"])


def checks(
    text: str, commas: bool = True, n: int | None = None, scale: tuple[int, int] | None = None
) -> Iterator[tuple[str, Check]]:
    """What can be checked in a text, with the clause in which it stands; `n` respondents where the text names none."""
    for clause in clauses(text):
        base = n
        for group in groups(clause, commas):
            yield from ((clause, check) for check in (*of_group(group), *_spread(group, scale)))
            if own := group.get("n"):
                base = int(own.value)
        for check in (*_sums(clause, commas), *_changes(clause, commas), *_percentages(clause, commas, base)):
            yield clause, check


def sample_size(text: str) -> int | None:
    """How many respondents a draft says that it has: the number that it names most often, twice at least.

    >>> sample_size("Dari 30 responden … kembali. Sebanyak 12 responden … Seluruh 30 responden …")
    30
    """
    named = Counter(
        int(n) for n in re.findall(r"(?<![\w.,])(\d{1,6})\s+(?:orang\s+)?(?:responden|respondents)\b", text)
    )
    named.update(int(n) for n in re.findall(r"\b[nN]\s*=\s*(\d{1,6})\b", text))
    best = named.most_common(1)
    return best[0][0] if best and best[0][1] > 1 else None


def of_group(group: Group) -> Iterator[Check]:
    """Everything that must hold among the numbers of one test."""
    for judge in (
        _ranges, _comparisons, _p_of_tests, _against_table, _critical, _derived, _means, _intervals, _verdicts
    ):  # fmt: skip
        yield from judge(group)


def _said(*terms: Term | None) -> str:
    return "; ".join(f"{t.name} {t.sign} {t.number.text}" for t in terms if t and t.number)


# --- one number alone -----------------------------------------------------------------------------------------

_RANGES: dict[str, tuple[float, float]] = {
    "p": (0, 1), "r": (-1, 1), "rho": (-1, 1), "multiple_r": (0, 1), "r2": (0, 1), "adjusted_r2": (-1, 1),
    "alpha": (-inf, 1), "kappa": (-1, 1), "kmo": (0, 1), "eta2": (0, 1), "tolerance": (0, 1), "vif": (1, inf),
    "dw": (0, 4), "sd": (0, inf), "se": (0, inf), "f": (0, inf), "chi2": (0, inf),
    "r_table": (0, 1), "f_table": (0, inf), "chi2_table": (0, inf), "sum_squares": (0, inf), "mean_square": (0, inf),
}  # fmt: skip


def _ranges(group: Group) -> Iterator[Check]:
    """A number that its kind cannot have."""
    for term in group.terms:
        if term.name in _RANGES and term.number:
            low, high = _RANGES[term.name]
            value = term.number.value / (100 if term.number.percent else 1)
            half = term.number.half
            if value + half < low or value - half > high:
                ends = {"low": "−∞" if low == -inf else low, "high": "∞" if high == inf else high}
                yield Check("range", False, _said(term), {"name": term.name, **ends})


_SIGNS: dict[str, Callable[[Number, Number], bool]] = {
    ">": lambda a, b: a.high > b.low, "≥": lambda a, b: a.high >= b.low, "<": lambda a, b: a.low < b.high,
    "≤": lambda a, b: a.low <= b.high, "≠": lambda a, b: a.value != b.value,
}  # fmt: skip


def _comparisons(group: Group) -> Iterator[Check]:
    """What is said to be larger has to be larger; t and r are compared without their sign."""
    for left, sign, right in group.compared:
        one, other = left.number, right.number
        if one is None or other is None:
            continue
        if one.percent != other.percent:
            one, other = (_as_share(x) for x in (one, other))
        if right.name in ("t_table", "r_table", "z_table") and one.value < 0:
            one = Number(one.text, -one.value, one.digits)
        stated = f"{one.text} {sign} {other.text}"
        yield Check("comparison", _SIGNS[sign](one, other), stated, {"stated": stated})


def _as_share(x: Number) -> Number:
    return Number(x.text, x.value / 100, x.digits + 2) if x.percent else x


# --- p and critical values ------------------------------------------------------------------------------------


def _tail(name: str, value: float, df: tuple[float, ...]) -> float:
    """Two-sided p of t, r, z; upper p of F and chi-squared."""
    from scipy import stats

    if name in ("r", "rho"):
        (d,) = df
        return 0.0 if abs(value) >= 1 else float(2 * stats.t.sf(abs(value) * sqrt(d / (1 - value**2)), d))
    if name == "t":
        return float(2 * stats.t.sf(abs(value), df[0]))
    if name == "z":
        return float(2 * stats.norm.sf(abs(value)))
    return float(stats.f.sf(value, *df) if name == "f" else stats.chi2.sf(value, df[0]))


def _dfs(name: str, group: Group) -> list[tuple[float, ...]]:
    """The degrees of freedom that a test may have: as stated; of r from n."""
    own, n = group.df(name), group.get("n")
    if name == "z":
        return [(0.0,)]
    if len(own) == (2 if name == "f" else 1):
        return [own] if min(own) >= 1 else []
    if name in ("r", "rho") and n and n.value > 3:
        return [(n.value - 2,)]
    if name == "t" and n and n.value > 4:
        return [
            (float(d),) for d in range(max(int(n.value) - 9, 3), int(n.value))
        ]  # as many as predictors may leave
    return [(5.0,), (1e6,)] if name == "t" else []


def _p_of_tests(group: Group) -> Iterator[Check]:
    """Recompute p from the test statistic and its degrees of freedom."""
    p = group.stated("p")
    for name in ("t", "f", "r", "rho", "chi2", "z"):
        test = group.get(name)
        if p is None or p.number is None or test is None or (name == "t" and group.get("r")):
            continue
        dfs = _dfs(name, group)
        if not dfs or (name in ("r", "rho") and abs(test.value) > 1):
            continue
        least = max(abs(test.value) - test.half, 0.0)
        most = abs(test.value) + test.half
        if name in ("r", "rho"):
            most = min(most, 1.0)
        low, high = min(_tail(name, most, d) for d in dfs), max(_tail(name, least, d) for d in dfs)
        given = _as_share(p.number)
        holds = _fits(p.sign, given, low, high)
        if not holds and group.one_sided and name not in ("f", "chi2"):
            holds = _fits(p.sign, given, low / 2, high / 2)
        stated = f"{name}{_shown_df(dfs)} = {test.text}; p {p.sign} {p.number.text}"
        computed = {"low": low, "high": high}
        yield Check("p" if high - low > 5e-4 else "p_is", holds, stated, computed | {"name": name})


def _shown_df(dfs: list[tuple[float, ...]]) -> str:
    return "(" + "; ".join(f"{d:g}" for d in dfs[0]) + ")" if len(dfs) == 1 and dfs[0] != (0.0,) else ""


def _fits(sign: str, given: Number, low: float, high: float) -> bool:
    if sign == "=":
        return given.meets(low, high) if given.digits else given.value == round((low + high) / 2)
    return low < given.value + 1e-12 if sign in "<≤" else high > given.value - 1e-12


_LEVELS = (0.10, 0.05, 0.025, 0.02, 0.01, 0.005, 0.001)


def _level(group: Group) -> float:
    """The level of significance that stands beside, also as 95 %; else .05."""
    value = _as_share(group.get("level") or Number("0,05", 0.05, 2)).value
    return 1 - value if value > 0.5 else value


def _levels(group: Group) -> tuple[float, ...]:
    value = _level(group)
    return (value, value / 2, value * 2) if group.get("level") else _LEVELS


def _against_table(group: Group) -> Iterator[Check]:
    """A test beyond its critical value and a p that is not small (or the other way round) contradict each other."""
    p = group.stated("p")
    for name in ("t", "f", "r", "chi2", "z"):
        test, table = group.get(name), group.get(f"{name}_table")
        if p is None or p.number is None or test is None or table is None:
            continue
        level = _level(group)
        beyond = abs(test.value) > table.value
        small = p.number.value < level if p.sign == "=" else p.sign in "<≤" and p.number.value <= level + 1e-9
        close = abs(abs(test.value) - table.value) <= 2 * max(test.half, table.half) + 1e-9
        stated = f"{name} {test.text}; {name}_table {table.text}; p {p.sign} {p.number.text}"
        if p.sign == "=" and not close and not group.one_sided:
            yield Check("against_table", beyond == small, stated, {"name": name, "level": level})
            if beyond == small and name in ("t", "r") and not group.df(name) and not group.get("n"):
                yield from _p_by_table(name, test, table, p.number, stated)


def _p_by_table(name: str, test: Number, table: Number, p: Number, stated: str) -> Iterator[Check]:
    """Recompute p of a test whose degrees of freedom only its critical value tells."""
    from scipy import optimize, stats

    found = []
    for level in _LEVELS:
        for edge in (table.value - table.half, table.value + table.half):

            def off(df: float, level: float = level, edge: float = edge) -> float:
                t = stats.t.ppf(1 - level / 2, df)
                return float((t if name == "t" else t / sqrt(df + t * t)) - edge)

            if off(1.5) * off(5000) < 0:
                df = float(optimize.brentq(off, 1.5, 5000))
                found.append([_tail(name, max(abs(test.value) + s * test.half, 0), (df,)) for s in (-1, 1)])
            else:
                found.append([])
    spans = [(min(a + b), max(a + b)) for a, b in zip(found[::2], found[1::2], strict=True) if a and b]
    if spans:
        holds = any(p.meets(low, high) for low, high in spans)
        low, high = next(
            ((a, b) for a, b in spans if p.meets(a, b)), min(spans, key=lambda s: abs(s[0] - p.value))
        )
        yield Check("p", holds, stated, {"low": low, "high": high, "name": name})


def _critical(group: Group) -> Iterator[Check]:
    """The critical value of a table, where its degrees of freedom are told."""
    from scipy import stats

    n = group.get("n")
    for name in ("t", "f", "r", "chi2"):
        table, df = group.get(f"{name}_table"), group.df(name)
        tries: list[tuple[float, ...]] = [df] if df else []
        if name == "r" and not df and n:
            tries = [(n.value - 2,), (n.value,), (n.value - 1,)]
        if (
            table is None
            or not tries
            or len(tries[0]) != (2 if name == "f" else 1)
            or min(min(t) for t in tries) < 1
        ):
            continue
        values = []
        for level, d in product(_levels(group), tries):
            t = float(stats.t.ppf(1 - level / 2, d[0]))
            values.append(
                t if name == "t" else t / sqrt(d[0] + t * t) if name == "r"
                else float(stats.f.ppf(1 - level, *d) if name == "f" else stats.chi2.ppf(1 - level, d[0]))
            )  # fmt: skip
        stated = f"{name}_table = {table.text}"
        at = 0 if group.get("level") else _LEVELS.index(0.05) * len(tries)
        holds = any(table.meets(v, v) for v in values)
        yield Check("critical", holds, stated, {"name": f"{name}_table", "df": "; ".join(f"{d:g}" for d in tries[0]), "value": values[at]})  # fmt: skip


# --- numbers that follow from others --------------------------------------------------------------------------


def _span(x: Number) -> tuple[float, float]:
    x = _as_share(x)
    return x.value - x.half, x.value + x.half


def _reached(function: Callable[..., float], *given: Number) -> tuple[float, float] | None:
    """Least and most of a function that rises or falls in each number, over all that these may have been."""
    values = []
    for corner in product(*(_span(x) for x in given)):
        try:
            values.append(float(function(*corner)))
        except (ZeroDivisionError, ValueError, OverflowError):
            return None
    return min(values), max(values)


#: What follows from what: the number, the formula as it is shown, what it is computed from, how.
_FORMULAS: tuple[tuple[str, str, tuple[str, ...], Callable[..., float]], ...] = (
    ("r2", "R²", ("multiple_r",), lambda r: r * r),
    ("vif", "1 / tolerance", ("tolerance",), lambda t: 1 / t),
    ("t", "B / SE", ("b", "se"), lambda b, se: b / se),
    ("four_du", "4 − dU", ("du",), lambda d: 4 - d),
    ("mean_square", "SS / df", ("sum_squares", "df"), lambda s, d: s / d),
    ("alpha", "k r / (1 + (k − 1) r)", ("items", "mean_r"), lambda k, r: k * r / (1 + (k - 1) * r)),
    ("alpha", "k / (k − 1) (1 − Σs² / s²)", ("items", "item_variances", "total_variance"), lambda k, i, t: k / (k - 1) * (1 - i / t)),
    ("se", "SD / √n", ("sd", "n"), lambda s, n: s / sqrt(n)),
)  # fmt: skip


def _derived(group: Group) -> Iterator[Check]:
    """A number that others beside it determine."""
    for name, formula, sources, function in _FORMULAS:
        given, of = group.get(name), [group.get(source) for source in sources]
        if given is None or any(x is None for x in of):
            continue
        if name == "r2" and given.percent != (group.get("multiple_r") or given).percent:
            given = _as_share(given)
        yield from _follows(name, formula, given, _reached(function, *(x for x in of if x)))
    yield from _explained(group)


def _follows(name: str, formula: str, given: Number, reached: tuple[float, float] | None) -> Iterator[Check]:
    if reached is not None:
        low, high = reached
        holds = _as_share(given).meets(low - 1e-9, high + 1e-9)
        yield worked(holds, f"{name} = {given.text}", name, formula, low, high)


def worked(holds: bool, stated: str, name: str, formula: str, low: float, high: float) -> Check:
    """Whether a number is what the formula gives: between the least and the most that it may come to."""
    parts = {"name": name, "formula": formula, "low": float(low), "high": float(high)}
    return Check("derived", holds, stated, parts)


def _explained(group: Group) -> Iterator[Check]:
    """F and adjusted R² of R², n and k; R² as the share that it is said to be."""
    r2, f, adjusted, df = group.get("r2"), group.get("f"), group.get("adjusted_r2"), group.df("f")
    r = group.get("r")
    if r2 and r and not f and not group.get("multiple_r"):
        yield from _follows("r2", "r²", r2, _reached(lambda x: x * x, r))
    if r2 and f and len(df) == 2:
        yield from _follows(
            "f", "(R² / k) / ((1 − R²) / df)", f, _reached(lambda r: r / df[0] / ((1 - r) / df[1]), r2)
        )
    n = group.get("n")
    k = df[0] if len(df) == 2 else None
    if r2 and adjusted:
        if _span(adjusted)[0] > _span(r2)[1]:
            yield worked(False, f"adjusted_r2 = {adjusted.text}", "adjusted_r2", "≤ R²", 0.0, _span(r2)[1])
        elif k and (size := n.value if n else sum(df) + 1):
            yield from _follows("adjusted_r2", "1 − (1 − R²)(n − 1) / (n − k − 1)", adjusted, _reached(lambda r: 1 - (1 - r) * (size - 1) / (size - k - 1), r2))  # fmt: skip
    for name in ("r2", "adjusted_r2"):
        share = group.get(name)
        if share and not share.percent:
            yield from _as_percent(group.text, name, share)
            break


def _as_percent(text: str, name: str, given: Number) -> Iterator[Check]:
    """R² = 0,456 is 45,6 %, and leaves 54,4 % to what was not asked."""
    tail = text[text.find(given.text) + len(given.text) :]
    for found in [x for x in numbers(tail, has_commas(text)) if x.percent][:2]:
        low, high = (100 * end for end in _span(given))
        holds = found.meets(low, high) or found.meets(100 - high, 100 - low)
        meant = re.search(r"(?:atau|sebesar|artinya|berarti|\()\D{0,60}$", tail[: tail.find(found.text)])
        if holds or meant:
            stated = f"{name} = {given.text}; {found.text}"
            yield worked(holds, stated, "%", f"100 × {name}", low, high)


# --- means ----------------------------------------------------------------------------------------------------


#: What has a mean of several items, as a rule.
_SEVERAL = re.compile(
    r"variabel|konstruk|dimensi|indikator|construct|variable|dimension|domain|skor total", re.IGNORECASE
)


def _means(group: Group) -> Iterator[Check]:
    """GRIM and GRIMMER: whether whole answers can have this mean and SD."""
    mean, sd, n, k = (group.get(name) for name in ("mean", "sd", "n", "items"))
    if not mean or not mean.digits or mean.percent or mean.value < 0:
        return
    if not n or n.digits or not 2 <= n.value <= 10_000:
        return
    people, items = int(n.value), int(k.value) if k and 1 <= k.value <= 500 else 1
    single = k is not None or bool(re.search(r"\b(?:butir|item|pernyataan|pertanyaan)\b", group.text, re.I))

    def possible(of: int, rounding: str = "any") -> bool:
        if not sd or not sd.digits or sd.value < 0 or people > 2000:
            return grim(mean.plain, people, of, rounding).possible
        return grimmer(mean.plain, sd.plain, people, of, rounding).possible

    stated = f"M = {mean.text}" + (f"; SD = {sd.text}" if sd else "") + f"; n = {people}"
    parts: dict[str, Any] = {"answers": people * items, "items": items}
    if possible(items, "half_up"):
        yield Check("grim_can", True, stated, parts)
    elif possible(items, "any"):
        yield Check("grim_cut", None, stated, parts)
    elif single:
        yield Check("grim", False, stated, parts)
    elif not _SEVERAL.search(group.text) and mean.digits <= 2 and not possible(items):
        rescue = next((of for of in range(2, 31) if possible(of)), 0)  # of prices and times there is none
        yield Check("grim_open", None, stated, parts | {"rescue": rescue or "–"})


_OF_SCALE = re.compile(
    r"skala|likert|skor|butir|item|pernyataan|pertanyaan|variabel|konstruk|scale|score", re.IGNORECASE
)


def _spread(group: Group, scale: tuple[int, int] | None) -> Iterator[Check]:
    """The largest SD that a mean on the answer scale allows: all answers at its two ends."""
    mean, sd, n = group.get("mean"), group.get("sd"), group.get("n")
    if not mean or not sd or not scale or not mean.digits or not scale[0] <= mean.value <= scale[1]:
        return
    people = max(n.value if n else 2.0, 2.0)
    low, high = scale
    most = max((m - low) * (high - m) for m in (mean.low, mean.high, mean.value)) * people / (people - 1)
    largest = sqrt(max(most, 0.0))
    if sd.low > largest:
        sure = False if _OF_SCALE.search(group.text) else None
        yield Check(
            "spread", sure, f"M = {mean.text}; SD = {sd.text}", {"low": low, "high": high, "value": largest}
        )


_END = r"[-−–]?\d*[.,]?\d+"
_BETWEEN = re.compile(
    rf"(?:\d\d\s?%\s*)?(?:CI|IK|selang|interval)[^\[(\d]{{0,30}}(?:\d\d\s?%\D{{0,3}}?)?[^\[(\d]{{0,20}}?[\[(]?\s*"
    rf"(?P<low>{_END})\s*(?:;|,\s|[-–]|\bsampai\b|\bhingga\b|\bto\b|\bs\.?d\.?)\s*(?P<high>{_END})(?![\d%])"
)


def _intervals(group: Group) -> Iterator[Check]:
    """An estimate lies within its interval; an interval without 0 goes with a small p."""
    at = group.text.find("[")
    ci = next((t for t in group.terms if t.name == "ci"), None)
    match = _BETWEEN.search(group.text)
    if not match or (ci is None and at < 0 and "CI" not in match[0]):
        return
    ends = [number(match[name], has_commas(group.text)) for name in ("low", "high")]
    known = [end for end in ends if end]
    if len(known) != 2:
        return
    low, high = known
    stated = f"[{low.text}; {high.text}]"
    if low.value > high.value:
        yield Check("interval", False, stated, {})
        return
    estimate = next(
        (e for name in ("b", "beta", "r", "rho", "mean", "alpha", "kappa") if (e := group.get(name))), None
    )
    if estimate:
        inside = low.low <= estimate.high and estimate.low <= high.high
        yield Check("interval", inside, f"{estimate.text} {stated}", {})
    p = group.stated("p")
    if p and p.number and not group.get("mean") and not group.get("alpha") and "95" in match[0]:
        small = p.number.value < 0.05 if p.sign == "=" else p.sign in "<≤" and p.number.value <= 0.05
        if p.sign == "=" or p.sign in "<≤":
            clear = low.value > 0 or high.value < 0
            edge = min(abs(low.value), abs(high.value)) <= max(low.half, high.half)
            if not edge and (p.sign == "=" or not clear):
                yield Check("interval_p", clear == small, f"{stated}; p {p.sign} {p.number.text}", {})


# --- what is concluded ----------------------------------------------------------------------------------------


def _meant(group: Group, about: str) -> tuple[bool, str] | None:
    """What the numbers of a test mean for a conclusion, and which numbers these are; None where they do not say."""
    level = _level(group)
    for left, _, right in group.compared:  # p 0,034 < 0,05: the author's own level
        if left.name == "p" and right.number and not right.name and 0 < _as_share(right.number).value <= 0.2:
            level = _as_share(right.number).value
    p = group.stated("p")
    small: bool | None = None
    if p and p.number:
        value = _as_share(p.number).value
        if p.sign == "=":
            small = value < level if abs(value - level) > 1e-12 else None
        elif p.sign in "<≤":
            small = True if value <= level + 1e-9 else None
        else:
            small = False if value >= level - 1e-9 else None
    beyond = next(
        ((abs(test.value) > table.value, f"{name} {test.text}; {name}_table {table.text}") for name in ("t", "f", "r", "chi2", "z")
         if (test := group.get(name)) and (table := group.get(f"{name}_table")) and test.value != table.value), None)  # fmt: skip
    by_p = None if small is None or p is None or p.number is None else (small, f"p {p.sign} {p.number.text}")
    if about in ("effect", "valid"):
        return beyond or by_p
    if about in ("normal", "even"):
        own = by_p or beyond
        return None if own is None else (not own[0], own[1])
    if about in ("reliable", "separate"):
        return _by_limit(group, about)
    dw, du, four = group.get("dw"), group.get("du"), group.get("four_du")
    if dw and du:
        upper = four.value if four else 4 - du.value
        return du.value < dw.value < upper, f"dU {du.text}; DW {dw.text}"
    return None


def _by_limit(group: Group, about: str) -> tuple[bool, str] | None:
    """Alpha against the limit beside it, else .60; VIF and tolerance against theirs, else 10 and .10."""
    for name, usual, above in (
        (("alpha", 0.60, True),) if about == "reliable" else (("vif", 10.0, False), ("tolerance", 0.10, True))
    ):
        value = group.get(name)
        if value is None:
            continue
        own = next(
            (right.number.value for left, _, right in group.compared if left.name == name and right.number),
            None,
        )
        table = group.get("r_table") if about == "reliable" else None
        limit = own if own is not None else table.value if table else usual
        if own is None and about == "reliable" and 0.6 <= value.value < 0.8:
            return None  # .60 of one author, .70 or .80 of another
        return (value.value > limit) == above, f"{name} {value.text}"
    return None


def _verdicts(group: Group) -> Iterator[Check]:
    """What the text concludes has to be what its numbers mean."""
    for about in dict.fromkeys(verdict.about for verdict in group.verdicts):
        own = [verdict for verdict in group.verdicts if verdict.about == about]
        own = [
            verdict for verdict in own if re.search(r"\bH\w", verdict.text)
        ] or own  # what becomes of a hypothesis
        meant = _meant(group, about)
        if meant is None:
            continue
        if len({verdict.said for verdict in own}) == 1:
            yield Check("verdict", meant[0] == own[0].said, f"{meant[1]}: {own[0].text}", {"about": part(f"published_stated_{about}_{'yes' if meant[0] else 'no'}")})  # fmt: skip
        elif re.search(r"\bH\w", own[0].text):
            yield Check("opposed", False, " … ".join(verdict.text for verdict in own), {})


# --- sums and shares in a sentence ----------------------------------------------------------------------------

_RUN = re.compile(
    r"(?<![\w.,])[\d(√][\d\s.,()+\-−–×x*/÷:^²³√%]{0,200}?=\s*[-−]?[\d][\d\s.,()+\-−–×x*/÷:^²³%=≈]{0,300}",
    re.IGNORECASE,
)
_OPERATIONS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip


#: Signs that are written out between two numbers: 4,53 dikurangi 2,83.
_SAID = {
    "−": r"dikurangi|minus",
    "+": r"ditambah|plus",
    "×": r"dikali(?:kan)?|times",
    "/": r"dibagi(?: dengan)?|divided by",
}
_OPERATOR = re.compile(rf"(?<=\d)\s+(?:{'|'.join(_SAID.values())})\s+(?=\d)", re.IGNORECASE)
_FROM_SUM = re.compile(
    r"(?<![\w.,])(\d[\d.,]*%?)\s*,?\s*(?:(?:yang )?(?:diperoleh|didapat(?:kan)?|berasal|dihitung)|obtained) (?:dari|from)\s+(\d[\d.,]*(?:\s*[-−–+×/]\s*\d[\d.,]*\d|\s*[-−–+×/]\s*\d)+)"
)
_RISE = re.compile(
    r"\b(?:dari|from)\s+(?:Rp\s*)?(?P<old>\d[\d.,]*)\b[^.;()]{0,40}?\b(?:menjadi|ke|to)\s+(?:Rp\s*)?(?P<new>\d[\d.,]*)\b[^.;]{0,40}?"
    r"\b(?P<way>naik|meningkat|bertambah|turun|menurun|berkurang|rose|fell)\s+(?:sebesar\s+|sekitar\s+|by\s+)?(?P<p>\d[\d.,]*)\s?(?:%|persen\b)",
    re.IGNORECASE,
)


def _changes(clause: str, commas: bool) -> Iterator[Check]:
    """From one number to another, and by how many per cent that is."""
    for match in _RISE.finditer(clause):
        old, new, share = (number(match[name].rstrip(".,"), commas) for name in ("old", "new", "p"))
        if old and new and share and (reached := _reached(lambda a, b: abs(100 * (b - a) / a), old, new)):
            stated = f"{old.text} → {new.text}: {share.text}%"
            formula = f"({new.text} − {old.text}) / {old.text}"
            yield worked(share.meets(*reached), stated, "%", formula, *reached)


def _sums(clause: str, commas: bool) -> Iterator[Check]:
    """What is reckoned in the open: 18/30 × 100% = 60%, 4,53 − 2,83 = 1,70, 30 − 2 = 28."""
    clause = _OPERATOR.sub(
        lambda m: next(sign for sign, words in _SAID.items() if re.fullmatch(words, m[0].strip(), re.I)),
        clause,
    )
    clause = _FROM_SUM.sub(r"\2 = \1", clause)
    for match in _RUN.finditer(clause):
        sides = [
            side.strip(" .,;:(") if k else side.strip() for k, side in enumerate(re.split(r"[=≈]", match[0]))
        ]
        for left, right in pairwise(s for s in sides if s):
            given = number(_balanced(right), commas)
            reached = _evaluated(_balanced(left), commas)
            if given is None or reached is None:
                continue
            low, high = reached
            either = [(low, high), (100 * low, 100 * high)] if given.percent else [(low, high)]
            simple = re.fullmatch(r"[\d.,\s]+[-−–][\d.,\s]+", left)
            if simple:
                either.append((-high, -low))  # 1–5 = 4
            holds = any(given.meets(a, b) for a, b in either)
            if not holds and re.fullmatch(r"[\d\s.,]+[:\-–][\d\s.,]+", left) and ":" in left:
                continue  # a ratio or a time of day
            low, high = either[-1 if given.percent else 0]
            yield worked(holds, f"{left} = {given.text}", "=", left, low, high)


def _balanced(text: str) -> str:
    """A text without the bracket that belongs to what stands around it."""
    while text.count(")") > text.count("(") and text.endswith(")"):
        text = text[:-1].strip()
    while text.count("(") > text.count(")") and text.startswith("("):
        text = text[1:].strip()
    return text


def _evaluated(text: str, commas: bool) -> tuple[float, float] | None:
    """Least and most of a sum of printed numbers; None for what is none."""
    found: list[Number] = []

    def noted(match: re.Match[str]) -> str:
        value = number(match[0].rstrip("%"), commas)
        if value is None:
            return "?"
        found.append(value)
        return f"_{len(found) - 1}_"

    plain = re.sub(r"√\s*(\d[\d.,]*|\([^()]*\))", r"(\1)^(1/2)", text.replace("²", "^2").replace("³", "^3"))
    plain = re.sub(r"\d[\d.]*(?:,\d+)?%?|,\d+" if commas else r"\d[\d,]*(?:\.\d+)?%?|\.\d+", noted, plain)
    plain = re.sub(r"[×x*]", "*", plain, flags=re.I)
    plain = re.sub(r"[−–]", "-", re.sub(r"[÷:]", "/", plain)).replace("^", "**").replace("%", "")
    plain = re.sub(r"([_)])\s*\(", r"\1*(", plain)
    if not re.search(r"[*/+-]", plain.strip("-")) or len(found) > 60 or "?" in plain:
        return None
    try:
        tree = ast.parse(re.sub(r"_(\d+)_", r"n\1", plain.strip()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    values = []
    rough = [
        x.half > 0 and x.half < 0.05 * abs(x.value) for x in found
    ]  # 0,1 is a margin that was chosen, not rounded
    choices = [
        (x.value - x.half, x.value + x.half) if r and sum(rough) <= 8 else (x.value,)
        for x, r in zip(found, rough, strict=True)
    ]
    for corner in product(*choices):
        try:
            values.append(_worth(tree, corner))
        except (ZeroDivisionError, ValueError, OverflowError, TypeError):
            return None
    return min(values), max(values)


def _worth(node: ast.expr, values: tuple[float, ...]) -> float:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = _worth(node.left, values), _worth(node.right, values)
        if isinstance(node.op, ast.Pow) and (abs(right) > 20 or left < 0):
            raise ValueError("too large")
        return float(_OPERATIONS[type(node.op)](left, right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _worth(node.operand, values)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Name) and node.id[1:].isdigit():
        return values[int(node.id[1:])]
    raise ValueError("no sum")


_SHARE = re.compile(
    r"(?<![\w.,])(?P<f>\d{1,3}(?:\.\d{3})+|\d{1,6})\s+(?P<what>[^\W\d][^\W\d-]*[\w-]*)(?:\s+(?!dan\b|serta\b|and\b)[^\W\d][\w-]*){0,3}?\s*"
    r"(?:(?<=dari)\s*(?:total\s+|seluruh\s+)?(?P<n>\d{1,6})\b(?:\s+[^\W\d][\w-]*){0,3}?\s*|(?<=of)\s*(?P<of>\d{1,6})\b(?:\s+[^\W\d][\w-]*){0,3}?\s*)?"
    r"(?:\(|,?\s*\batau\s+|\bsebesar\s+|\byaitu\s+|\bor\s+|=\s*)(?:sebesar\s+|atau\s+|sekitar\s+)?(?P<p>\d{1,3}(?:[.,]\d+)?)\s?(?:%|persen\b|percent\b)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:dari|of)\s+(?:total\s+|seluruh\s+|sebanyak\s+)?(\d{1,6})\b(?![.,]\d)", re.IGNORECASE
)


def _percentages(clause: str, commas: bool, base: int | None) -> Iterator[Check]:
    """A count and its percentage: of the number beside, else of all, else of whatever whole number there may be."""
    for match in _SHARE.finditer(clause):
        share, count = number(match["p"], commas), number(match["f"], commas)
        if share is None or count is None or count.digits:
            continue
        f, own = int(count.value), match["n"] or match["of"]
        said = [int(own)] if own else [int(x) for x in _FROM.findall(clause)]
        bases = [n for n in [*said, *([base] if base and not own else [])] if n >= f > 0]
        stated = f"{f}" + (f"/{own}" if own else "") + f" = {match['p']}%"
        fitting = next((n for n in bases if share.meets(100 * f / n, 100 * f / n)), None)
        if fitting:
            yield _of(f, fitting, share, stated, False)
        elif f and share.value and not _some_base(f, share):
            yield Check("no_base", False, stated, {"f": f})
        elif bases:
            yield _of(f, bases[0], share, stated, None if not said else False)


def _of(f: int, n: int, share: Number, stated: str, otherwise: bool | None) -> Check:
    value = 100 * f / n
    return Check("share", share.meets(value, value) or otherwise, stated, {"f": f, "n": n, "value": value})


def _some_base(f: int, share: Number) -> bool:
    """Whether any whole number has f of it as this percentage."""
    half = share.half or 0.5
    low, high = 100 * f / (share.value + half), 100 * f / max(share.value - half, 1e-9)
    return int(high + 1e-9) >= low - 1e-9 and int(high + 1e-9) >= f
