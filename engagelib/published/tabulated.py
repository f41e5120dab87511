"""Whether a printed table agrees with itself: totals, percentages, means, and in each row what a sentence would say.

A heading names what its column holds, as in running text ("r hitung", "Sig.", "VIF"); the numbers of a row are then
judged together like those of a sentence. A total is that of the rows since the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engagelib.published.reported import Group, Number, Term, _verdicts, has_commas, named, number
from engagelib.published.stated import Check, of_group, worked

__all__ = ["Sheet", "checks_of_rows", "sheet"]

_COUNT = re.compile(
    r"(?:f|n|frekuensi|frequency|jumlah(?: (?:responden|orang|respondent))?|orang|responden|count|banyak(?:nya)?|freq\.?)(?:\s*\((?:f|n|orang|responden)\))?",
    re.I,
)
_PERCENT = re.compile(
    r"%|persen(?:tase)?|persentase|prosentase|percent(?:age)?|valid percent|(?:persen(?:tase)?|percent(?:age)?|frekuensi)\s*\(?\s*%\s*\)?",
    re.I,
)
_CUMULATIVE = re.compile(r".*(?:kumulatif|cumulative).*", re.I)
_TOTAL = re.compile(r"(?:grand |sub)?\s*(?:total|jumlah)(?: keseluruhan| responden| skor)?", re.I)
_MEAN = re.compile(
    r"(?:nilai )?(?:rata[\s-]rata|rerata|mean|average)(?: keseluruhan| total| variabel.*)?", re.I
)
_ORDINAL = re.compile(r"no\.?|nomor|#", re.I)
_POINTS = {
    "sts": 1, "ts": 2, "n": 3, "ks": 3, "cs": 3, "r": 3, "rr": 3, "s": 4, "ss": 5, "sangat tidak setuju": 1, "tidak setuju": 2, "netral": 3,
    "kurang setuju": 3, "cukup setuju": 3, "ragu-ragu": 3, "setuju": 4, "sangat setuju": 5, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5,
}  # fmt: skip
_NOW, _WANTED, _GAP = (
    re.compile(words, re.I)
    for words in (
        r"as[\s-]?is|saat ini|kondisi saat ini|current|kenyataan|persepsi|kinerja",
        r"to[\s-]?be|harapan|target|expected|diharapkan",
        r"gap|kesenjangan|selisih",
    )
)
#: What of columns may be summed up to a total.
_SUMMED = ("sum_squares", "df", "n", "")


@dataclass(frozen=True)
class Sheet:
    """A table in a draft: the headings of its columns, the upper one above; the rows below; decimals."""

    heads: list[tuple[str, ...]]
    rows: list[list[str]]
    commas: bool

    def head(self, column: int) -> str:
        return self.heads[column][-1] if column < len(self.heads) and self.heads[column] else ""

    def number(self, row: Sequence[str], column: int) -> Number | None:
        return number(row[column], self.commas) if column < len(row) and row[column].strip() else None

    def label(self, row: Sequence[str]) -> str:
        """What a row is called: its first cell with words."""
        return next((cell.strip() for cell in row if re.search(r"[^\W\d_]", cell)), "")


def sheet(rows: Sequence[Sequence[str]], commas: bool | None = None) -> Sheet | None:
    """The rows of a table in a document as headings and rows; None where there is nothing to compare."""
    clean = [[" ".join(str(cell).split()) for cell in row] for row in rows]
    width = max((len(row) for row in clean), default=0)
    clean = [[*row, *[""] * (width - len(row))] for row in clean if any(row)]
    if commas is None:
        commas = has_commas("  ".join(cell for row in clean for cell in row))
    first = next((i for i, row in enumerate(clean) if i and _numeric(row, commas)), None)
    if first is None or width < 2:
        return None
    heads = [tuple(dict.fromkeys(row[c] for row in clean[:first] if row[c])) for c in range(width)]
    return Sheet(heads, [row for row in clean[first:] if row not in clean[:first]], commas)


def _numeric(row: Sequence[str], commas: bool) -> bool:
    """Whether a row holds numbers of its own, not only the numbers of columns or points of a scale."""
    found = [x for cell in row if (x := number(cell, commas))]
    named_row = len(found) > 1 and [x.value for x in found] in (
        [*range(1, len(found) + 1)],
        [*range(len(found), 0, -1)],
    )
    return bool(found) and not (named_row and len(found) >= len([c for c in row if c]) - 2)


def checks_of_rows(
    rows: Sequence[Sequence[str]], commas: bool | None = None, n: int | None = None
) -> Iterator[tuple[str, Check]]:
    """What must hold within a table, each with the row or column in which it stands."""
    table = sheet(rows, commas)
    if table is None:
        return
    yield from _row_checks(table)
    yield from _column_checks(table)
    yield from _totals(table)
    yield from _shares(table, n)
    yield from _answers(table)
    yield from _gaps(table)
    yield from _variance(table)
    yield from _mirrored(table)
    yield from _pooled(table)


# --- a row as a sentence --------------------------------------------------------------------------------------


def _roles(table: Sheet) -> list[str]:
    """What each column names; the lowest heading that names something."""
    # N is a point of the scale
    scaled = sum(_point(table, c) is not None for c in range(len(table.heads))) > 2
    return [
        ""
        if scaled and _point(table, c)
        else next((role for head in reversed(heads) if (role := named(head))), "")
        for c, heads in enumerate(table.heads)
    ]


def _row_checks(table: Sheet) -> Iterator[tuple[str, Check]]:
    roles = _roles(table)
    anova = {"sum_squares", "mean_square"} & set(roles)
    if "percent" in roles or not any(roles):
        return
    for row in table.rows:
        text = " ".join(row)
        terms = [
            Term(role, at, value)
            for at, role in enumerate(roles)
            if role
            and (value := table.number(row, at))
            and not (role == "df" and not anova and "t" not in roles and "chi2" not in roles)
        ]
        if len(terms) != len({t.name for t in terms}) or not terms:
            continue  # two columns of one name: nobody can tell which goes with which
        group = Group(
            text,
            terms,
            [],
            _verdicts(" ; ".join(cell for cell in row[1:] if number(cell, table.commas) is None)),
        )
        label = table.label(row)
        if anova:
            group.terms = [t for t in terms if t.name not in ("p", "f")]
        # a row says neither of how many items its mean is nor how it was rounded
        yield from (
            (label, check) for check in of_group(group) if check.kind not in ("grim_open", "grim_cut")
        )


def _column_checks(table: Sheet) -> Iterator[tuple[str, Check]]:
    """A table whose rows name what they hold, as SPSS prints correlations: r, p and n below one another."""
    run: list[tuple[str, Sequence[str]]] = []
    for row in [*table.rows, []]:
        role = next((role for cell in row[:2] if (role := named(cell))), "")
        if role in ("r", "rho", "p", "n") and role not in {r for r, _ in run}:
            run.append((role, row))
            continue
        for column in range(1, len(table.heads)):
            terms = [
                Term(r, at, x) for at, (r, cells) in enumerate(run) if (x := table.number(cells, column))
            ]
            if {"r", "p", "n"} <= {t.name for t in terms} or {"rho", "p", "n"} <= {t.name for t in terms}:
                yield from ((table.head(column), check) for check in of_group(Group("", terms)))
        run = [(role, row)] if role in ("r", "rho", "p", "n") else []


# --- totals ---------------------------------------------------------------------------------------------------


def _totals(table: Sheet) -> Iterator[tuple[str, Check]]:
    """A row of totals, or of means, against the rows above it."""
    roles = _roles(table)
    numbered = {
        c
        for c in range(len(table.heads))
        if _ORDINAL.fullmatch(table.head(c)) or _CUMULATIVE.fullmatch(" ".join(table.heads[c]))
    }
    for c in range(len(table.heads)):
        head = " ".join(table.heads[c])
        summed = (
            roles[c] in _SUMMED
            and c not in numbered
            and not re.search(r"mean|rata|rerata|indeks|skor maks|tcr", head, re.I)
        )
        since: list[Number] = []
        every: list[Number] = []
        for row in table.rows:
            value, label = table.number(row, c), table.label(row)
            if _TOTAL.fullmatch(label):
                if value and len(since or every) > 1 and summed and not (value.percent and roles[c]):
                    yield from _sum_of(value, since, every, f"{label} · {head}")
                since = []
            elif _MEAN.fullmatch(label):
                if value and len(every) > 1 and c not in numbered:
                    yield from _mean_of(value, every, f"{label} · {head}")
            elif value:
                since.append(value)
                every.append(value)


def _sum_of(
    total: Number, since: list[Number], every: list[Number], where: str
) -> Iterator[tuple[str, Check]]:
    def fits(parts: list[Number]) -> bool:
        slack = sum(x.half for x in parts) + total.half + 1e-9
        if any(x.half for x in parts) and not total.digits:
            slack += 0.5
        return bool(parts) and abs(sum(x.value for x in parts) - total.value) <= slack

    exact = [x for x in (since, every) if len(x) > 1] or [since]
    near = sum(x.value for x in exact[0])
    yield (
        where,
        Check("total", any(fits(x) for x in exact), total.text, {"total": total.text, "value": float(near)}),
    )


def _mean_of(mean: Number, parts: list[Number], where: str) -> Iterator[tuple[str, Check]]:
    value = sum(x.value for x in parts) / len(parts)
    slack = sum(x.half for x in parts) / len(parts)
    holds: bool | None = mean.meets(value - slack, value + slack)
    if not holds and abs(value - mean.value) <= 3 * (mean.half or 0.5):
        holds = None  # of all answers, not of the rows
    yield where, Check("column_mean", holds, mean.text, {"mean": mean.text, "value": float(value)})


# --- shares ---------------------------------------------------------------------------------------------------


def _shares(table: Sheet, n: int | None) -> Iterator[tuple[str, Check]]:
    """A percentage beside its count: of the total since which the rows are counted, else of all respondents."""
    pairs = [
        (c, c + 1)
        for c in range(len(table.heads) - 1)
        if _PERCENT.fullmatch(table.head(c + 1)) and not _PERCENT.fullmatch(table.head(c)) and not _CUMULATIVE.fullmatch(" ".join(table.heads[c + 1]))
        and (_COUNT.fullmatch(table.head(c)) or _point(table, c) or named(table.head(c)) == "n")
    ]  # fmt: skip
    scaled = [c for c, _ in pairs if _point(table, c)]
    if len(scaled) < 3:
        for count, share in pairs:
            yield from _column_shares(table, count, share, n)
    for c in range(len(table.heads)):
        if _CUMULATIVE.fullmatch(" ".join(table.heads[c])):
            source = next((s for _, s in reversed(pairs) if s < c), None)
            if source is not None:
                yield from _running(table, source, c)


def _column_shares(table: Sheet, count: int, share: int, n: int | None) -> Iterator[tuple[str, Check]]:
    part: list[tuple[str, Number, Number]] = []
    for row in [*table.rows, ["Total", *[""] * len(table.heads)]]:
        label, f, p = table.label(row), table.number(row, count), table.number(row, share)
        if _TOTAL.fullmatch(label):
            base = f.value if f else sum(x.value for _, x, _ in part) if len(part) > 1 else None
            yield from _of_base(part, base, n, bool(f))
            if f and p and part:
                sums = (
                    abs(p.value - 100)
                    <= max(sum(x.half for _, _, x in part), 0.5 * len(part) if not p.digits else 0) + 1e-9
                )
                yield label, Check("total", sums, p.text, {"total": p.text, "value": 100.0})
            part = []
        elif f and p and not f.digits:
            part.append((label, f, p))


def _of_base(
    part: list[tuple[str, Number, Number]], base: float | None, n: int | None, told: bool
) -> Iterator[tuple[str, Check]]:
    if not base:
        return

    def fits(of: float) -> list[bool]:
        return [p.meets(100 * f.value / of, 100 * f.value / of) for _, f, p in part]

    whole = [f.value for _, f, p in part if p.value == 100]  # what was handed out
    bases = [base, *([float(n)] if n and not told else []), *(whole if not told else [])]
    best = max(bases, key=lambda of: sum(fits(of)))
    if not told and sum(fits(best)) * 2 < len(part):
        return  # several answers allowed, or a base that nobody tells
    for (label, f, p), holds in zip(part, fits(best), strict=True):
        parts = {"f": f.text, "n": int(best), "value": float(100 * f.value / best)}
        yield label, Check("share", holds, f"{f.text} = {p.text}", parts)


def _running(table: Sheet, source: int, column: int) -> Iterator[tuple[str, Check]]:
    total, slack = 0.0, 0.0
    for row in table.rows:
        share, running = table.number(row, source), table.number(row, column)
        if _TOTAL.fullmatch(table.label(row)) or share is None:
            total, slack = 0.0, 0.0
            continue
        total, slack = total + share.value, slack + (share.half or 0.5)
        if running:
            holds, parts = (
                running.meets(total - slack, total + slack),
                {"total": running.text, "value": total},
            )
            yield table.label(row), Check("total", holds, running.text, parts)


# --- answers, gaps, analysis of variance ----------------------------------------------------------------------


def _point(table: Sheet, column: int) -> int | None:
    """The point of the scale that a column counts."""
    bare = (re.sub(r"\s*\(.*\)$|\s*=.*$", "", head).strip().casefold() for head in table.heads[column])
    return next((_POINTS[word] for word in bare if word in _POINTS), None)


def _answers(table: Sheet) -> Iterator[tuple[str, Check]]:
    """Counts of answers against their number, their score and their mean."""
    points = {
        c: p
        for c in range(len(table.heads))
        if (p := _point(table, c)) and not _PERCENT.fullmatch(table.head(c))
    }
    shares = [c for c in range(1, len(table.heads)) if _point(table, c) and _PERCENT.fullmatch(table.head(c))]
    if len(points) < 3 or len(set(points.values())) != len(points):
        return
    last = max(points)
    n_at = next(
        (
            c
            for c in range(last + 1, len(table.heads))
            if _COUNT.fullmatch(table.head(c)) or re.fullmatch(r"total|jumlah|n", table.head(c), re.I)
        ),
        None,
    )
    score_at = next(
        (
            c
            for c in range(last + 1, len(table.heads))
            if re.fullmatch(r"(?:total |jumlah )?skor(?: total)?|total score", table.head(c), re.I)
        ),
        None,
    )
    mean_at = next((c for c in range(last + 1, len(table.heads)) if named(table.head(c)) == "mean"), None)
    for row in table.rows:
        counts = {p: x for c, p in points.items() if (x := table.number(row, c))}
        if len(counts) < 3 or any(x.digits for x in counts.values()):
            continue
        people = sum(x.value for x in counts.values())
        score = sum(p * x.value for p, x in counts.items())
        turned = sum((6 - p) * x.value for p, x in counts.items())
        label = table.label(row)
        means = [score / people, turned / people] if people else []
        for place, kind, wanted in (
            (n_at, "total", [people, score]), (score_at, "total", [score, turned]), (mean_at, "column_mean", means)
        ):  # fmt: skip
            given = table.number(row, place) if place is not None else None
            if given and wanted:
                parts = {"mean" if kind == "column_mean" else "total": given.text, "value": float(wanted[0])}
                yield label, Check(kind, any(given.meets(w, w) for w in wanted), given.text, parts)
        if people and n_at is not None:
            for c in shares:
                f, share = table.number(row, c - 1), table.number(row, c)
                if f and share:
                    value = 100 * f.value / people
                    parts = {"f": f.text, "n": str(int(people)), "value": value}
                    yield label, Check("share", share.meets(value, value), f"{f.text} = {share.text}", parts)


def _gaps(table: Sheet) -> Iterator[tuple[str, Check]]:
    """A gap against the two means beside it; either may be taken from the other."""
    places = [
        next((c for c in range(len(table.heads)) if words.fullmatch(table.head(c))), None)
        for words in (_NOW, _WANTED, _GAP)
    ]
    at = [place for place in places if place is not None]
    if len(at) < 3:
        return
    for row in table.rows:
        now, wanted, gap = (table.number(row, c) for c in at)
        if now and wanted and gap:
            slack = now.half + wanted.half
            value = wanted.value - now.value
            holds = gap.meets(value - slack, value + slack) or gap.meets(-value - slack, -value + slack)
            formula = f"{wanted.text} − {now.text}"
            yield table.label(row), worked(holds, gap.text, "gap", formula, value, value)


_EXPLAINED = re.compile(r"regress\w*|regresi|between.*|antar.*|model", re.I)
_LEFT = re.compile(r"residual|sisa|within.*|dalam.*|error|galat", re.I)


def _variance(table: Sheet) -> Iterator[tuple[str, Check]]:
    """An analysis of variance: F of the two mean squares, p of F."""
    roles = _roles(table)
    if not {"mean_square", "f"} <= set(roles):
        return
    first = next((row for row in table.rows if _EXPLAINED.fullmatch(table.label(row))), None)
    rest = next((row for row in table.rows if _LEFT.fullmatch(table.label(row))), None)
    if not first or not rest:
        return
    own, other = (
        {role: x for c, role in enumerate(roles) if role and (x := table.number(row, c))}
        for row in (first, rest)
    )
    f, p = own.get("f"), own.get("p")
    if f and "mean_square" in own and "mean_square" in other and other["mean_square"].value:
        a, b = own["mean_square"], other["mean_square"]
        low, high = (a.value - a.half) / (b.value + b.half), (a.value + a.half) / max(b.value - b.half, 1e-12)
        formula = f"{a.text} / {b.text}"
        yield table.label(first), worked(f.meets(low, high), f"F = {f.text}", "f", formula, low, high)
    if f and p and "df" in own and "df" in other:
        term = Term("f", 0, f, (own["df"].value, other["df"].value))
        yield from ((table.label(first), check) for check in of_group(Group("", [term, Term("p", 1, p)])))


def _mirrored(table: Sheet) -> Iterator[tuple[str, Check]]:
    """Correlations of every two: what stands above the diagonal stands below it."""
    names = [" ".join(heads).casefold() for heads in table.heads]
    at = {row[0].casefold(): row for row in table.rows if row and row[0].casefold() in names[1:]}
    if len(at) < 2:
        return
    for one, row in at.items():
        for other in at:
            here, there = table.number(row, names.index(other)), table.number(at[other], names.index(one))
            if one < other and here and there:
                slack = here.half + there.half
                holds = abs(here.value - there.value) <= slack
                yield row[0], Check("mirrored", holds, f"{here.text}; {there.text}", {})


def _pooled(table: Sheet) -> Iterator[tuple[str, Check]]:
    """The mean of all beside the means of groups: each weighs as many as answered."""
    roles = _roles(table)
    if roles.count("n") != 1 or roles.count("mean") != 1:
        return
    n_at, mean_at = roles.index("n"), roles.index("mean")
    parts: list[tuple[Number, Number]] = []
    for row in table.rows:
        n, mean = table.number(row, n_at), table.number(row, mean_at)
        if n is None or mean is None:
            continue
        if not _TOTAL.fullmatch(table.label(row)):
            parts.append((n, mean))
        elif len(parts) > 1 and sum(n.value for n, _ in parts) == n.value:
            value = sum(m * size for size, m in ((k.value, x.value) for k, x in parts)) / n.value
            slack = max(x.half for _, x in parts)
            holds, told = mean.meets(value - slack, value + slack), {"mean": mean.text, "value": value}
            yield table.label(row), Check("column_mean", holds, mean.text, told)
