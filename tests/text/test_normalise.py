"""Text as it is compared: folded, masked, in words; the same however many are done at once."""

import csv
import re
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelib import text as the_text
from engagelib.text import folding, masks
from engagelib.text.masks import masked


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ENAK²  bgt\t\r\nkak", "enak2 bgt kak"),
        ("\U0001d4ee\U0001d4f7\U0001d4ea\U0001d4f4", "enak"),
        ("ｅｎａｋ\u00a0\u2028\u200bya", "enak ya"),
        ("cek https://contoh.id/a?b=1 www.contoh.id", "cek <url> <url>"),
        ("@contoh.sari_1. ya", "<mention>. ya"),
        ("kirim ke Contoh.Sari+1@contoh.co.id ya", "kirim ke <email> ya"),
        ("WA 0812-0000-1234 / +62 812 0000 1234 / 62812.0000.1234", "wa <phone> / <phone> / <phone>"),
        ("buka 08.00-21.00, 12 porsi 25.000", "buka 08.00-21.00, 12 porsi 25.000"),
        ("pesanan 240815AB12CD34 belum datang", "pesanan <order> belum datang"),
        ("no 576123456789012345", "no <order>"),
        ("wa 0812  3456  7890", "wa <phone>"),
        ("wa 0812\u00a0\u00a03456\u00a07890", "wa <phone>"),
        ("wa ０８１２３４５６７８９０", "wa <phone>"),
        ("wa (0812) 3456-7890", "wa (<phone>"),
        ("+62 (812) 3456 7890", "<phone>"),
        ("0812–3456–7890 / 0812\u20113456\u20117890", "<phone> / <phone>"),
        ("0812-0000-1234 0813-0000-1234", "<phone> <phone>"),
        ("wa 81234567890 / 0812_3456_7890 / 812-3456-7890", "wa <phone> / <phone> / <phone>"),
        (
            "buka 08.00-21.00, tanggal 08/12/2025, 8100 - 9000",
            "buka 08.00-21.00, tanggal 08/12/2025, 8100 - 9000",
        ),
        ("+62 21 5551234, 021-5551234", "<phone>, <phone>"),
        ("buka 08.30 - 21.00 10 porsi", "buka 08.30 - 21.00 10 porsi"),
        ("＠budi @Сергей @日本太郎 @ꦱꦫꦶ.", "<mention> <mention> <mention> <mention>."),
        ("@budi😋enak", "<mention>😋enak"),
        ("pesanan saya 240815AB12CD34 belum datang", "pesanan saya <order> belum datang"),
        ("pesananku 240815AB12CD34, orderan 240815AB12CD34", "pesananku <order>, orderan <order>"),
        ("pesanan nomor 240815AB12CD34", "pesanan nomor <order>"),
        ("kak 240815AB12CD34 gimana", "kak <order> gimana"),
        ("nomor resi saya JP1234567890", "nomor resi saya <order>"),
        ("240815 orang antre, 990815AB12CD34", "240815 orang antre, 990815ab12cd34"),
        ("pesanan 2 porsi, order 25000", "pesanan 2 porsi, order 25000"),
        ("", ""),
        (None, ""),
    ],
)
def test_plain(text, plain):
    assert folding.plain(pa.array([text], pa.string())).to_pylist() == [plain]


texts = st.lists(
    st.one_of(st.none(), st.text(max_size=30), st.text("aA1²@.0628 -\t\u200b😋é<>mention", max_size=40)),
    max_size=20,
)


@given(texts)
def test_many_at_once_are_as_one_by_one(values):
    column = pa.array(values, pa.string())
    plain = folding.plain(column)
    assert plain.to_pylist() == [folding.plain(pa.array([v], pa.string()))[0].as_py() for v in values]
    words = folding.words(plain)
    assert words.to_pylist() == [folding.words(plain.slice(i, 1))[0].as_py() for i in range(len(values))]
    assert folding.words(pa.chunked_array([plain, plain])).to_pylist() == 2 * words.to_pylist()


@given(st.one_of(st.text(max_size=60), st.text("aA1@.0628 -+#/pesanordihtw:", max_size=60)))
def test_passing_over_unmaskable_texts_changes_nothing(text):
    assert masks.masked(text) == masks.masked(masks._once(text, None, True))
    assert masks._maybe(text) or masks._once(text, None, True) == text


@given(st.text(max_size=60))
def test_words_are_ascii_and_one_space_apart(text):
    words = folding.words(folding.plain(pa.array([text])))[0].as_py()
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", words)


@given(st.one_of(st.text(max_size=60), st.text("aA1@.0628 -+/²Ｅéİe\u0301wpesanordihtw:", max_size=60)))
def test_tokens_with_their_places_are_the_tokens(text):
    found = list(folding.placed(text))
    assert [token for _, _, token in found] == folding.tokens(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in found)


@given(st.text(max_size=60))
def test_masking_twice_is_masking_once(text):
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    ("token", "form"),
    [
        ("ga", "tidak"), ("kd", "tidak"), ("ora", "tidak"), ("mboten", "tidak"), ("teu", "tidak"), ("blm", "belum"), ("jgn", "jangan"),
        ("bangeeeet", "sekali"), ("maaaaf", "maaf"), ("minggguuu", "minggu"), ("enaaaak", "enak"), ("kata2nya", "kata"), ("ke2", "ke2"),
        ("ga2", "tidak"), ("gk2", "tidak"), ("10000", "10000"), ("2", "2"), ("enak", "enak"), ("enaaak2", "enak"),
    ],
)  # fmt: skip
def test_word_forms(token, form):
    assert folding.word_form(token) == form


def test_a_list_of_your_own_goes_first():
    own = the_text.slang_from(csv.DictReader(["form,word", "enak,lezat", "mntul,mantap"]))
    assert folding.words_with(own)(pa.array(["enak mntul gk"])).to_pylist() == ["lezat mantap tidak"]


def test_the_slang_list_keeps_negations_and_ends_at_dictionary_forms():
    slang = the_text.slang()
    assert 200 <= len(slang) <= 300
    for form, word in slang.items():
        assert re.fullmatch(r"[a-z0-9]+", form) and re.fullmatch(r"[a-z0-9]+(?: [a-z0-9]+)*", word), form
        assert slang.get(word, word) == word, f"{form} -> {word} -> {slang.get(word)}"
    negations = {"tidak", "jangan", "belum", "bukan", "tanpa"}
    for form in the_text.NEGATIONS:
        assert set(slang.get(form, form).split()) & negations, form
    assert not the_text.NEGATIONS & the_text.STOP_WORDS and not negations & the_text.STOP_WORDS


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("kd kawa pesan", "tidak bisa pesan"), ("ora iso", "tidak bisa"), ("endak enak", "tidak enak"), ("mboten pedes", "tidak pedas"),
        ("dudu bakso", "bukan bakso"), ("durung mangan", "belum makan"), ("dak lemak", "tidak lemak"), ("raono parkir", "tidak ada parkir"),
        ("kadada iwak", "tidak ada ikan"), ("teu acan", "tidak belum"), ("mawat", "tidak"), ("ojo pedes2", "jangan pedas"), ("handak", "mau"),
        ("rapopo", "tidak apa apa"), ("emoh", "tidak mau"), ("ga enak", "tidak enak"), ("gaaaak", "tidak"),
    ],
)  # fmt: skip
def test_negations_of_the_region_stay_negations(said, words):
    assert folding.words(pa.array([said])).to_pylist() == [words]


@pytest.mark.parametrize(
    "said", ["besok tak coba", "jan enak", "anak sma", "siswa smp", "rp5 km", "mang baksonya", "neng", "sukses terus", "bakso tahu", "mau tau"]
)  # fmt: skip
def test_words_that_only_look_like_slang_stay(said):
    assert folding.words(pa.array([said])).to_pylist() == [said]


@pytest.mark.parametrize("text", ["👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇮🇩", "👍🏽", "❤️", "*️⃣", "🥲 …!!", "☺︎"])
def test_emoji_only(text):
    assert folding.is_emoji_only(text)


@pytest.mark.parametrize("text", ["", "...", "12", "ꦲꦤ", "中", "a😋", "😋1", "=", "™a"])
def test_not_emoji_only(text):
    assert not folding.is_emoji_only(text)


@given(st.characters(categories=["L", "N"]))
def test_letters_and_numbers_are_never_emoji_or_punctuation(character):
    if unicodedata.category(character) == "No" or character == "ℹ":
        return  # ℹ and some enclosed numbers are emoji
    assert re.search(folding.beyond_emoji(), character)
