"""Flags of citations and statements: each is found, and goes when its cause is mended."""

import pandas as pd
import pytest

from engagelib import triangulation
from engagelib.triangulation.literature import authors, check, promised, statements


def table(*rows):
    return pd.DataFrame(rows, columns=["place", "finding", "source", "relation", "cited", "listed"])


RASUL = "Lim, W. M., & Rasul, T. (2022). Customer engagement and social media."
ITIL = "Axelos. (2019). ITIL Foundation Framework."


def kinds(rows, **frameworks):
    return check(table(*rows), frameworks)["flag"].tolist()


def cited(text, listed, source="w", place="Pembahasan"):
    return (place, None, source, None, text, listed)


@pytest.mark.parametrize(
    ("wrong", "mended", "flag"),
    [
        ([cited("Lim & Rasol, 2022", RASUL)], [cited("Lim & Rasul, 2022", RASUL)], "two_spellings"),
        ([cited("Rasul & Lim, 2022", RASUL)], [cited("Lim dan Rasul (2022)", RASUL)], "two_spellings"),
        ([cited("Lim & Rasul, 2021", RASUL)], [cited("Lim & Rasul, 2022", RASUL)], "year_differs"),
        ([cited("Lim & Rasul, 2022", None), cited("Cao et al., 2023", "Cao, G. (2023). X.", "c")], [cited("Lim & Rasul, 2022", RASUL)], "not_listed"),
        ([cited(None, RASUL), cited("Cao et al., 2023", "Cao, G. (2023). X.", "c")], [cited("Lim & Rasul, 2022", RASUL)], "not_cited"),
        ([cited("Lim & Rasul, 2022", None)], [cited("Lim & Rasul, 2022", RASUL)], "no_list"),
    ],
)  # fmt: skip
def test_a_flag_goes_with_its_cause(wrong, mended, flag):
    assert flag in kinds(wrong)
    assert kinds(mended) == []


@pytest.mark.parametrize("same", ["Dewi et al. (2025)", "(Dewi et al., 2025)", "Dewi dkk., 2025"])
def test_ways_of_citing_one_work_are_no_two_spellings(same):
    listed = "Dewi, A. P., Sari, N., & Putra, I. (2025). Judul."
    assert kinds([cited("Dewi et al., 2025", listed), cited(same, listed)]) == []


def test_accents_and_apostrophes_are_no_other_name():
    assert kinds([cited("Matosas-Lopez, 2024", "Matosas-López, L. (2024). Can customer engagement …")]) == []
    assert authors("Asy’ary & Yusuf, 2024") == authors("Asy'ary dan Yusuf (2024)")


def test_a_book_of_another_edition():
    assert kinds([cited("Axelos, 2019", ITIL)], ITIL="v3") == ["other_edition"]
    assert kinds([cited("Axelos, 2019", ITIL)], ITIL="4") == []
    assert kinds([cited("Axelos, 2019", ITIL)]) == []
    # a paper that applies the framework is no book of it
    maulana = "Maulana, Y. M. (2023). Model Analisis Incident Management Berdasarkan ITIL V3. Jurnal."
    assert kinds([cited("Maulana, 2023", maulana)], ITIL="v3") == []
    assert kinds([cited("Maulana, 2023", maulana)], ITIL="4") == ["other_edition"]


def test_a_promised_contrast():
    agreed = table(("Pembahasan", "T1", "dewi", "sync", "Dewi, 2025", None))
    heading = "Sinkron dan Kontras"
    assert promised(agreed, heading, ["sync", "contrast"])["printed"].tolist() == ["contrast"]
    differs = table(
        *agreed.itertuples(index=False), ("Pembahasan", "T5", "tan", "contrast", "Tan, 2024", None)
    )
    assert promised(differs, heading, ["sync", "contrast"]).empty
    assert triangulation.relations(differs)["n"].tolist() == [1, 0, 1]


def test_what_two_places_tell_differently():
    said = {"topic": "sector", "at": {"Metode": ["perdagangan"], "Hasil": ["kuliner", "perdagangan"]}}
    assert statements([said])["why"].tolist() == ["not in Metode: kuliner"]
    assert statements([{"topic": "s", "at": {"A": ["x", "y"], "B": ["y", "x"]}}]).empty


def test_literature_joins_places():
    twice = table(
        ("Hasil", "T1", "dewi", "sync", "Dewi, 2025", None),
        ("Pembahasan", "T1", "dewi", "sync", "Dewi, 2025", None),
    )
    assert triangulation.literature(twice)["places"].tolist() == ["Hasil; Pembahasan"]


@pytest.mark.parametrize(
    ("rows", "n"),
    [
        # one work named twice in the introduction, once in the discussion
        (
            [("Pendahuluan", None, "w", None, "Lim (2022)", None)] * 2
            + [("Pembahasan", None, "w", None, "Lim (2022)", None)],
            3,
        ),
        # one naming held against two findings is one naming
        ([("Pembahasan", finding, "w", "sync", "Lim (2022)", None) for finding in ("t1", "t2")], 1),
        # and beside it a second one without a finding
        ([("Pembahasan", finding, "w", None, "Lim (2022)", None) for finding in ("t1", "t2", None)], 2),
    ],
)
def test_a_work_named_in_two_places_is_two_citations(rows, n):
    assert check(table(*rows))["why"].iloc[0].startswith(f"{n} citations of 1 works")


def test_27_citations_of_16_works_in_the_shipped_study():
    # counted in data/raw/umkm-loyalty/citations.csv: 27 rows with `cited`, two of them the same work in the introduction
    from engagelib import Study

    found = check(Study.open("umkm-loyalty", "en").citations())
    assert "27 citations of 16 works" in found.loc[found["flag"] == "no_list", "why"].iloc[0]


def test_a_slip_is_named_in_each_place_where_it_stands():
    rows = [
        cited("Lim & Rasul, 2022", RASUL, place="A"),
        cited("Lim & Rasol, 2022", None, place="B"),
        cited("Lim & Rasol, 2022", None, place="C"),
    ]
    found = check(table(*rows))
    assert found.loc[found["flag"] == "two_spellings", "place"].tolist() == ["B", "C"]
