"""The sentences about comments: their numbers come from the table, they say what is missing, they speak both languages."""

import re

import pandas as pd
import pytest

from engagelib import coding, prose, reduction
from engagelib.engagement.rates import coverage
from engagelib.study.study import Study

LANGUAGES = pytest.mark.parametrize("lang", ["id", "en"])


@pytest.fixture(scope="module")
def study():
    return Study.open("kia-metro")


@pytest.fixture(scope="module")
def kept(study):
    return reduction.reduce(study.comments()).kept


@pytest.fixture(scope="module")
def told(study, kept):
    """What each sentence is about."""
    text, seller = (kept[kept["stream"] == stream] for stream in ("text", "seller"))
    return {
        "streams": (reduction.streams(kept),),
        "alike": (reduction.alike(kept), len(kept)),
        "collocations": (reduction.collocations(kept),),
        "keyness": (reduction.keyness(text, seller), ("stream_text", "stream_seller")),
        "per_day": (reduction.per_day(kept),),
        "per_video": (reduction.per_video(kept),),
        "coverage": (coverage(study.videos(), study.comments()),),
    }


def test_every_sentence_is_whole_and_speaks_both_languages(told):
    for name, given in told.items():
        sentences = [getattr(prose, name)(*given, lang=lang) for lang in ("id", "en")]
        assert sentences[0] != sentences[1], name
        assert all(s.endswith(".") and not re.search(r"[{}]|\bnan\b", s) for s in sentences), name


@LANGUAGES
def test_a_table_without_rows_is_a_sentence_too(told, lang):
    for name, (table, *rest) in told.items():
        assert getattr(prose, name)(table.iloc[:0], *rest, lang=lang).endswith("."), name


def test_numbers_are_those_of_the_table(kept, told):
    sentence = prose.streams(*told["streams"], lang="en")
    assert [int(n) for n in re.findall(r"(\d+) \(", sentence)] == told["streams"][0]["n"].tolist()
    assert prose.alike(pd.DataFrame({"text": ["x"]}), 12_345, "id").startswith("1 dari 12.345 komentar")


def test_coverage_without_counts_of_the_platform_says_so(study):
    table = coverage(None, study.comments())
    assert len(table) == study.comments()["video_id"].nunique() and table["share"].isna().all()
    assert "not known" in prose.coverage(table, "en")


def test_quotes_that_a_search_would_find(study):
    units = pd.DataFrame(
        {"unit": ["a", "b", "c"], "kind": ["comment", "interview", "answer"],
         "text": ["Kuahnya gurih banget sampai saya bawa pulang", "Saya belajar membuat mi dari ibu saya sendiri", "katanya kuahnya gurih banget sampai saya nambah"]}
    )  # fmt: skip
    flagged = coding.for_print(units, units)
    assert flagged["warning"].fillna("").tolist() == ["searchable", "", "searchable"]
    assert flagged["found_by"].tolist()[0] == "kuahnya gurih banget sampai saya"
    short = coding.for_print(pd.DataFrame({"text": ["gurih banget", None]}), units)
    assert short["warning"].isna().all()
    assert prose.quotes(flagged, "en").startswith("2 of 3 quotes")


@pytest.mark.parametrize(("quote", "found"), [
    ("Kuahnya asin kali", "kuahnya asin kali"), ("kuahnya ASIN kali!! 😋", "kuahnya asin kali"), ("asin kali", None), ("mantap", None),
    ("この麺は本当に美味しいです", "この麺は本当に美味しいです"), ("ꦲꦤꦕ ꦫꦏꦢ ꦠꦱꦮ", "ꦲꦤꦕ ꦫꦏꦢ ꦠꦱꦮ"), ("очень вкусная лапша у вас была сегодня", "очень вкусная лапша у вас"),
    ("美味しい", None), ("superenakbanget", "superenakbanget"), ("kata <mention> kuahnya kurang", "kata kuahnya kurang"), ("mention kuahnya kurang", None),
])  # fmt: skip
def test_whole_comments_and_other_scripts_are_found_too(quote, found):
    public = [
        "kuahnya asin kali", "この麺は本当に美味しいです", "ꦲꦤꦕ ꦫꦏꦢ ꦠꦱꦮ", "сказали очень вкусная лапша у вас", "mantap", "美味しい", "superenakbanget",
        "kata <mention> kuahnya kurang!",
    ]  # fmt: skip
    units = pd.DataFrame({"kind": "comment", "text": public})
    flagged = coding.for_print(pd.DataFrame({"text": [quote]}), units)
    assert [None if pd.isna(words) else words for words in flagged["found_by"]] == [found]
