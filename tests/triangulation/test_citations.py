"""Flags of citations and statements: each is found, and goes when its cause is mended."""

import pandas as pd
import pytest

from engagelib import triangulation
from engagelib.triangulation.literature import authors


def table(*rows):
    return pd.DataFrame(rows, columns=["place", "finding", "source", "relation", "cited", "listed"])


RASUL = "Lim, W. M., & Rasul, T. (2022). Customer engagement and social media."
ITIL = "Axelos. (2019). ITIL Foundation Framework."


def kinds(rows, **frameworks):
    return triangulation.check(table(*rows), frameworks)["flag"].tolist()


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
    assert triangulation.promised(agreed, heading, ["sync", "contrast"])["printed"].tolist() == ["contrast"]
    differs = table(
        *agreed.itertuples(index=False), ("Pembahasan", "T5", "tan", "contrast", "Tan, 2024", None)
    )
    assert triangulation.promised(differs, heading, ["sync", "contrast"]).empty
    assert triangulation.relations(differs)["n"].tolist() == [1, 0, 1]


def test_what_two_places_tell_differently():
    said = {"topic": "sector", "at": {"Metode": ["perdagangan"], "Hasil": ["kuliner", "perdagangan"]}}
    assert triangulation.statements([said])["why"].tolist() == ["not in Metode: kuliner"]
    assert triangulation.statements([{"topic": "s", "at": {"A": ["x", "y"], "B": ["y", "x"]}}]).empty


def test_literature_joins_places():
    twice = table(
        ("Hasil", "T1", "dewi", "sync", "Dewi, 2025", None),
        ("Pembahasan", "T1", "dewi", "sync", "Dewi, 2025", None),
    )
    assert triangulation.literature(twice)["places"].tolist() == ["Hasil; Pembahasan"]
