"""The rule of spam and the folding of texts, said once more in plain Python, one text at a time; columns give the same."""

import re
import unicodedata
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagelib import Study
from engagelib.reduction import engines, spam
from engagelib.text import folding, masks
from tests.people.test_masks import PARTS
from tests.reduction.test_engines import NASTY

LABELLED = sorted(Path(__file__).parent.glob("*.csv"))
SAID = [
    "slot gacor", "𝗦𝗟𝗢𝗧", "ѕlоt", "s l o t 8 8", "maxwin77", "wd 5jt", "depo", "cek bio", "link di bio", "dm kami", "dana cair", "pinjaman",
    "followers", "jual 1000 followers", "murah", "promo", "paket hemat", "grosir", "cek ig kami", "<url>", "<phone>", "<mention>", "hub <phone>", "daftar",
    "yuk", "klik", "100rb/hari", "open bo", "berapa?", "bisa ga", "saya mau pesan", "awas", "ternyata", "katanya", "main di sini", "mau kaya? dm",
    "toko.com", "japri", "bonus 100rb", "ingin kurus? hubungi admin saja ya sekarang", "ꜱʟᴏᴛ", "❶❷❸", "o8123456789", "s.l.o.t",
]  # fmt: skip


def folded(text: str) -> str:
    """A text as it is compared."""
    signs = unicodedata.normalize("NFKC", masks.one_length(masks.masked(text)))
    seen = "".join(sign.replace("İ", "i").lower() for sign in signs)  # one sign for one
    return re.sub(folding._gaps(), " ", re.sub(folding._URL, "<url>", seen)).strip(" ")


def is_spam(text: str, plain: str) -> bool:
    """Two signs of different kinds, whoever asks, orders or warns left out."""

    def has(*names: str) -> bool:
        return any(re.search(getattr(spam, f"_{name}"), read) for name in names)

    styled = bool(re.search(spam._HIDDEN, text))
    read = plain
    if styled:
        read = re.sub(spam._DRAWN, "", plain.translate(str.maketrans(spam._LOOKS, spam._LIKE)))
    asks = has("ASKED") or ("?" in read and not has("ANSWERED"))
    gives_number = has("NUMBER") and not has("OF_A_CUSTOMER") and (has("TO_ALL") or not has("TO_BE_ANSWERED"))
    sends = has("ADDRESS") and not has("CAME_FROM")
    leads = has("LED") or gives_number
    elsewhere = leads or (has("SOMEWHERE") and not asks)
    hides = styled or has("SPACED")
    warns = has("WARNED") and not has("PRAISED")
    if warns or (has("OF_ORDERS") and not sends):
        return False
    if has("SPACED_SITE", "SPELT") or (elsewhere and hides) or (styled and has("HIDDEN_SITE")):
        return True
    if hides and has("GAMES", "STAKES", "PLAYED"):
        return True
    if has("OFFERED") and (hides or elsewhere):
        return True
    if has("GOODS") and has("OURS"):
        return True
    if asks:
        return False
    pressed = has("SITE", "PAID", "PRESSED")
    return (
        (has("OFFERED") and pressed)
        or (has("GAMES") and has("STAKES"))
        or (has("PAID") and (elsewhere or hides))
        or (has("SITE") and leads and not gives_number)
        or (has("SITE") and has("STAKES", "PLAYED"))
        or ((gives_number or sends) and pressed)
        or ((gives_number or sends or has("PROFILE")) and has("SOLD"))
        or (has("GOODS") and (elsewhere or has("PROFILE")))
    )


def same_as_one_by_one(texts: list[str | None]) -> None:
    found = engines.looks(pa.array(texts, pa.string()))
    plain = [folded(text or "") for text in texts]
    assert found["plain"].to_pylist() == plain
    one_by_one = [is_spam(text or "", seen) for text, seen in zip(texts, plain, strict=True)]
    assert found["two_signs"].to_pylist() == one_by_one


@pytest.mark.parametrize("file", LABELLED, ids=lambda file: file.stem)
def test_labelled_comments(file):
    same_as_one_by_one(pd.read_csv(file, dtype="str")["text"].dropna().tolist())


def test_shipped_comments_and_what_engines_do_not_agree_on():
    same_as_one_by_one(NASTY + Study("kia-metro").comments()["text"].dropna().tolist())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PARTS + SAID), max_size=7).map(" ".join), max_size=30))
def test_whatever_is_typed(texts):
    same_as_one_by_one(texts)


def test_no_first_sign_is_needed_but_those_that_are_looked_for():
    """What is passed over after three looks is no spam: the columns agree on every pair of things that spammers say."""
    same_as_one_by_one([f"{one}, {other}" for one in SAID for other in SAID])


def test_what_is_thought_to_stay_stays_when_it_is_folded():
    stays = [chr(point) for point in range(0x110000) if not re.match(masks._FOLDS, chr(point))]
    assert len(stays) > 2000
    for sign in stays:
        assert unicodedata.normalize("NFKC", sign).lower() == sign.lower() and not unicodedata.combining(sign)
        assert sign.isascii() or sign.lower() == sign


def test_a_part_of_a_column_is_read_as_itself():
    """pc.ascii_lower of Arrow 26 gives NULs for a column that begins within its buffer, as a part of a frame does."""
    frame = pd.DataFrame(
        {"text": pd.Series(["Enak banget", "Kok LAMA sekali @Budi", "Maaf kak"], dtype="str")}
    )
    part = pa.array(frame.iloc[1:2]["text"], pa.string())
    assert engines.looks(part)["plain"].to_pylist() == ["kok lama sekali <mention>"]
    assert folding.plain(pa.array(frame["text"], pa.string()).slice(2)).to_pylist() == ["maaf kak"]
