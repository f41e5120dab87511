"""Alpha for unitizing against a second computation, by the definition: every pair of passages of every pair of coders."""

import itertools

import numpy as np
import pandas as pd
import pytest

from engagelib import agreement

COLUMNS = ["unit", "coder", "code", "start", "end"]


def merged(spans):
    """Passages of one code, those that overlap as one."""
    found = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def cut(by_code, length):
    """What a coder marked in a text, as passages with a set of codes, and the gaps (an empty set)."""
    edges = sorted({0, length, *(at for spans in by_code.values() for span in spans for at in span)})
    pieces = []
    for start, end in itertools.pairwise(edges):
        codes = frozenset(c for c, spans in by_code.items() if any(s <= start < e for s, e in spans))
        if not codes and pieces and not pieces[-1][2]:
            start = pieces.pop()[0]
        pieces.append((start, end, codes))
    return pieces


def shared(one, other):
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def coincidences(texts, pairable, squared):
    """Coincidences of values by every pair of passages, and what a value's passages share with themselves."""
    seen, own = {}, {}
    for coders in texts:
        for i, mine in enumerate(coders):
            for passage in mine:
                others = [(p, q) for j, p in enumerate(coders) if j != i for q in p if pairable(passage, q)]
                meets = 0.0
                for _, other in others:
                    size = shared(passage, other) / (len(coders) - 1)
                    meets += size
                    key = passage[2], other[2]
                    seen[key] = seen.get(key, 0) + size
                own[passage[2]] = own.get(passage[2], 0) + squared(passage, meets)
    return seen, own


def alpha(seen, own):
    values = {value for pair in seen for value in pair}
    n = sum(seen.values())
    if not n:
        return np.nan
    of = {v: sum(size for (a, _), size in seen.items() if a == v) for v in values}
    expected = {
        (a, b): n * (of[a] * of[b] - (own.get(a, 0) if a == b else 0)) / (n**2 - sum(own.values()))
        for a in values for b in values
    }  # fmt: skip
    apart = sum(size for (a, b), size in seen.items() if a != b)
    chance = sum(size for (a, b), size in expected.items() if a != b)
    return 1 - apart / chance if chance > 1e-9 else np.nan


def length_of(passage, _):
    size = passage[1] - passage[0]
    return size**2 if passage[2] else size


def brute(texts):
    """u, binary, cu of `texts`: a list of (length, {coder: {code: passages}})."""
    cuts = [[cut(codes, length) for codes in coders.values()] for length, coders in texts if len(coders) > 1]
    seen, own = coincidences(cuts, lambda a, b: True, length_of)
    marked = {(bool(a), bool(b)): 0.0 for a, b in seen}
    for (a, b), size in seen.items():
        marked[bool(a), bool(b)] += size
    gaps = own.get(frozenset(), 0)
    binary = alpha(marked, {False: gaps, True: sum(own.values()) - gaps})
    relevant = coincidences(cuts, lambda a, b: a[2] and b[2], lambda p, meets: meets**2 if p[2] else 0)
    return alpha(seen, own), binary, alpha(*relevant)


def brute_code(texts, code):
    """u of one code against the rest; (k)u by the book's formula 38, the other codes being one more value."""
    alone = [
        (length, {who: {code: codes.get(code, [])} for who, codes in coders.items()})
        for length, coders in texts
    ]
    cuts = [[cut(codes, length) for codes in coders.values()] for length, coders in alone if len(coders) > 1]
    u = alpha(*coincidences(cuts, lambda a, b: True, length_of))
    one = other = both = squares = same = 0.0
    for length, coders in texts:
        if len(coders) < 2:
            continue
        where = {who: cut(codes, length) for who, codes in coders.items()}
        for who, codes in coders.items():
            rest = [p for w, pieces in where.items() if w != who for p in pieces if p[2]]
            for start, end in codes.get(code, []):
                meets = sum(shared((start, end), p) for p in rest) / (len(coders) - 1)
                one, squares = one + meets, squares + meets**2
                same += sum(
                    shared((start, end), span) for w, c in coders.items() if w != who for span in c.get(code, [])
                ) / (len(coders) - 1)  # fmt: skip
            both += sum(shared(p, q) for p in where[who] if p[2] for q in rest) / (len(coders) - 1)
    other = both - one
    if one < 1e-9 or other < 1e-9:
        return u, np.nan
    expected_same, expected_other = (one**2 - squares), one * other  # each times n / (n^2 - S)
    return u, 1 - (expected_same + expected_other) / one * (one - same) / expected_other


def made_up(random):
    """Up to 300 passages of two to five coders in one to four texts, overlapping, touching, nested, or of whole texts."""
    coders, codes = "ABCDE"[: random.integers(2, 6)], "PQRS"[: random.integers(1, 5)]
    texts, rows, units = [], [], []
    left = int(random.integers(2, 301))
    for t in range(int(random.integers(1, 5))):
        length = int(random.integers(5, 400))
        units.append((f"t{t}", "x" * length))
        read = {}
        for who in coders:
            if random.random() < 0.1:
                continue
            rows.append((f"t{t}", who, None, None, None))  # read
            spans = {}
            for _ in range(min(left, int(random.integers(0, 25)))):
                left -= 1
                start = int(random.integers(0, length))
                end = min(length, start + 1 + int(random.exponential(length / 8)))
                code = str(random.choice(list(codes)))
                if random.random() < 0.03:
                    rows.append((f"t{t}", who, code, None, None))
                    start, end = 0, length
                else:
                    rows.append((f"t{t}", who, code, start, end))
                spans.setdefault(code, []).append((start, end))
            read[who] = {code: merged(own) for code, own in spans.items()}
        texts.append((length, read))
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"start": "Int64", "end": "Int64"})
    return texts, frame, pd.DataFrame(units, columns=["unit", "text"])


def same(one, other):
    assert one == pytest.approx(other, abs=1e-9) or (np.isnan(one) and np.isnan(other))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_unitizing_is_what_the_definition_says(seed):
    for case in range(10):  # 200 in all
        texts, codings, units = made_up(np.random.default_rng(1000 * seed + case))
        if not any(len(coders) > 1 for _, coders in texts):
            assert agreement.unitizing(codings, units).note
            continue
        for measure, known in zip(("u", "binary", "cu"), brute(texts), strict=True):
            same(agreement.unitizing(codings, units, measure, resamples=0).value, known)
        table = agreement.unitized(codings, units, resamples=0).set_index("code")
        for code in table.index.dropna():
            if not any(code in spans for _, read in texts if len(read) > 1 for spans in read.values()):
                assert str(table.loc[code, "note"]).startswith("nobody gave it in these texts")
                continue
            u, cu = brute_code(texts, code)
            same(table.loc[code, "u_alpha"], u)
            same(table.loc[code, "cu_alpha"], cu)


def frame(*rows):
    return pd.DataFrame(rows, columns=COLUMNS).astype({"start": "Int64", "end": "Int64"})


TEXTS = pd.DataFrame({"unit": ["1", "2"], "text": ["x" * 10, "y" * 10]})


@pytest.mark.parametrize(
    ("rows", "measure", "why"),
    [
        ([], "u", "nobody coded anything"),
        ([("1", "A", "P", 0, 4)], "u", "nobody else coded"),
        ([("1", "A", "P", 0, 4), ("2", "B", "P", 0, 4)], "u", "no text was read by two coders"),
        ([("1", "A", None, None, None), ("1", "B", None, None, None)], "u", "nobody marked anything in these texts"),
        ([("1", "A", "P", None, None), ("1", "B", "P", None, None)], "binary", "all of the texts is marked alike"),
        ([("1", "A", "P", 0, 3), ("1", "B", "Q", 5, 8)], "cu", "nowhere did two coders mark"),
        ([("1", "A", "P", 0, 3), ("1", "B", "P", 1, 8)], "cu", "where two coders marked there is one code only"),
    ],
)  # fmt: skip
def test_what_is_undefined_is_missing_with_a_reason(rows, measure, why):
    found = agreement.unitizing(frame(*rows), TEXTS, measure)
    assert np.isnan([found.value, found.ci_low, found.ci_high]).all() and str(found.note).startswith(why)
    assert found.note.said("id") != str(found.note)
    table = agreement.unitized(frame(*rows), TEXTS)
    assert table["measure"].iloc[0] == "all_codes" and str(table["note"].iloc[0])


def test_the_interval_draws_texts_anew():
    rows = [(str(i), who, "P", 0, 3 + (i % 3) * (who == "B")) for i in range(12) for who in "AB"]
    texts = pd.DataFrame({"unit": [str(i) for i in range(12)], "text": "x" * 10})
    found = agreement.unitizing(frame(*rows), texts)
    assert found.ci_low < found.value < found.ci_high and found.units == 12 and found.coders == 2
    assert agreement.unitizing(frame(*rows), texts) == found  # the same seed
    alike = agreement.unitizing(frame(*[(*r[:4], 3) for r in rows]), texts)
    assert alike.value == 1 and "would have no width" in str(alike.note) and np.isnan(alike.ci_low)
    one = agreement.unitized(frame(*rows), texts, by="unit")
    assert one["unit"].nunique() == 12 and one["note"].map(str).str.startswith("one text: no interval").all()


def test_the_coders_of_a_text_are_those_who_read_it():
    # C read text 2 only, where nobody marked: it adds 3 x 10 of gap, on which all agree. By hand: n = 20 + 30, gaps
    # 10 + 30 = 40, l_PP = 8, l_gap = 8 + 30; S = 16 + 36 + 40; D_e = 50 (2500 - 40^2 - 10^2) / (2500 - 92)
    rows = [("1", "A", "P", 0, 4), ("1", "B", "P", 0, 6), *(("2", who, None, None, None) for who in "ABC")]
    found = agreement.unitizing(frame(*rows), TEXTS, resamples=0)
    assert found.value == pytest.approx(1 - 4 / (50 * (2500 - 1600 - 100) / (2500 - 92)))
    assert (found.units, found.coders) == (2, 3)


def test_a_passage_that_its_text_does_not_hold_is_refused():
    with pytest.raises(ValueError, match="unit 1, passage 5-11: the text has 10 characters"):
        agreement.unitizing(frame(("1", "A", "P", 5, 11), ("1", "B", "P", 0, 3)), TEXTS)
    with pytest.raises(ValueError, match="code is 'Z'; given were P"):
        agreement.unitizing(frame(("1", "A", "P", 5, 9), ("1", "B", "P", 0, 3)), TEXTS, code="Z")
