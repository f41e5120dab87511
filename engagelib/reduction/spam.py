"""Signs of spam: what is offered, where it leads, how it is pressed, how it hides. One sign alone is anybody's word.

"slot" is a place at a table, "dana" a way to pay, a telephone number a customer's who wants to be answered, and
three styled letters are only pretty. So a comment is spam when two signs of different kinds stand in it. Each is
a pattern over the text as it is compared (`folding.plain`: small letters, one space, masks for numbers and
addresses), in the syntax that DuckDB and Spark share. The lists were written beside the practice comments of the
tests; what they find in comments that nobody saw before is said there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

__all__ = ["is_spam"]


def _words(*patterns: str) -> str:
    """Any of these, standing by themselves."""
    return f"(?:^|[^a-z0-9])(?:{'|'.join(patterns)})(?:$|[^a-z0-9])"


#: What nobody offers under a shop's video but a spammer.
_OFFERED = _words(
    # gambling, and the names of its sites
    "sl[o0]t", "(?:ter)?g[a4]c[o0]r", "maxwin(?:nya)?", "jackpot", "jud[i1]", "t[o0]gel", "toto", "jp paus", "[ck]asino", "scatter", "rungkad", "poker",
    "parlay", "free ?spin", "spin", "(?:agen|prediksi|parlay) bola", "bandar (?:24|judi|bola|togel)", "mahjong ways",
    "new member", "member baru", "rtp", "wd", "depo(?:sit)?", "situs", "hoki", "bonus (?:[0-9]+[a-z%]*|deposit)", "[a-z]{3,}(?:77|88|99|138|168|189|303|338|777|4d)",
    # money lent
    "pinjaman", "pinjol", "dana (?:cepat|tunai|talangan|kaget|gratis|gampang|darurat|segar)", "talangan", "(?:butuh|kesulitan) (?:dana|modal|uang)", "bi checking", "saldo dana",
    "gadai", "gestun", "kredit", "kta", "tanpa (?:jaminan|agunan)", "simpan pinjam", "keuangan",
    # followers
    "followers?", "f4f", "(?:di)?fol+(?:ow)?ba[ck]+k?", "(?:beli|jual|jasa|tambah|suntik) (?:views?|viewers?|likes?|subscribers?)", "follow me",
    "(?:views?|likes?) dan (?:views?|likes?)", "panel smm", "(?:saling|tukar) follow", "follow .{0,20}balik", "mutualan",
    # money made without work, and work without a firm
    "cuan", "profit", "trading", "forex", "crypto", "airdrop", "investasi", "titip dana", "penghasil(?:an)?",
    "kerja (?:online|dari rumah|dr rumah|sampingan|paruh waktu)", "lowongan", "loker", "part time", "modal (?:hp|[0-9]+[a-z]*|receh)", "komisi", "dapat (?:uang|saldo)", "undang teman",
    # sex, and films said to be forbidden
    "open bo", "vcs", "bisyar", "video viral", "full video", "vid(?:eo)? [0-9]+ menit",
    # prizes
    "hadiah", "undian", "pemenang", "terpilih", "giveaway", "voucher", "klaim", "(?:pulsa|kuota|saldo) gratis",
)  # fmt: skip
#: What a shop's customer asks for too.
_GOODS = _words(
    "jual", "ready", "reseller", "grosir", "murah", "termurah", "promo", "diskon", "jasa", "sewa", "rental", "service",
    "sedot", "travel", "joki", "obat", "herbal", "pelangsing", "peninggi", "pemutih", "jamu", "collagen", "skincare",
    "top up", "akun [a-z]+", "dukun", "pelet", "konsultasi", "(?:kami|men)?terima (?:jasa|gestun|gadai|kredit|order|pesanan|servis)", "dibutuhkan", "gabung", "open (?:jastip|order)",
)  # fmt: skip
#: Somewhere else: an address, a profile, a chat, a number.
_ELSEWHERE = (
    "<url>|(?:bit\\.ly|s\\.id|tinyurl\\.com|linktr\\.ee|t\\.me|wa\\.me|link\\.[a-z]+\\.id|cutt\\.ly|lynk\\.id|rebrand\\.ly)/"
    "|(?:cek|klik|join|cari|info|link|ada|gas|follow|buktiin)[^a-z0-9]+(?:[a-z]+ ){0,3}(?:bio|profil|foto|akun (?:kami|ku|aku|saya))"
    "|(?:di|link) (?:bio|profil)|" + _words("telegram", "link[a-z]*", "dm", "google", "inbox")
)
#: An account that only its owner sends people to.
_OURS = "(?:cek|klik|follow|kunjungi|mampir ke) (?:akun|profil|bio) (?:kami|ku|aku|saya)"
_NUMBER = "<phone>"
#: A number that somebody gives for an answer.
_TO_BE_ANSWERED = (
    "(?:^|[^a-z])(?:saya|aku|sy|gue|atas nama|belum|kurang|pesan|pesanan|mau|tolong|nomor|tanya)[^a-z0-9<](?:[^<]{0,40}[^a-z0-9])?<phone>"
    "|<phone>[^a-z0-9]+(?:atas nama|an|pesanan|mau|ya kak)"
)
#: How an offer presses.
_PRESSED = _words(
    "terbukti", "terpercaya", "amanah", "ampuh", "dijamin", "100%", "tanpa [a-z]+", "cepat cair", "langsung cair",
    "proses (?:cepat|kilat|[0-9]+ hari)", "trusted", "termurah", "bergaransi", "gampang", "menang [0-9]+ [a-z]+", "minat",
    "daftar", "buruan", "deposit", "bonus [a-z0-9]+", "no unfoll", "yuk", "yg mau", "ya semua", "balik", "saling", "tukar",
    "f4f", "fol+(?:ow)?ba[ck]+k?", "lancar jaya", "pecah", "bukti(?:kan|in)", "(?:auto|pasti) [a-z]+", "cair [0-9]+ [a-z]+", "[0-9]+ ?(?:jt|juta)", "(?:cukup|syarat) ktp", "no (?:php|tipu)",
    "jadi [0-9]+ ?[a-z]*", "bocor(?:an)?", "terus di", "(?:per|[0-9]+) hari",
)  # fmt: skip
_ASKED = r"\?|" + _words(
    "mana", "berapa", "apa", "kapan", "boleh", "minta", "kah", "ga", "gak", "belum", "kok"
)
_LETTER = "[\U0001d400-\U0001d7ff]"  # mathematical letters, behind which an offer hides from a filter
_HIDDEN = "[^\U0001d400-\U0001d7ff]*".join([_LETTER] * 3)
_SPACED = "(?:^| )(?:[a-z0-9] ){4,}[a-z0-9](?: |$)"
#: Whoever asks for followers to speak of an order is a customer.
_OF_ORDERS = _words("pesanan(?: saya)?", "orderan", "resi")


def is_spam(comments: ibis.Table) -> ibis.BooleanValue:
    """Two signs of different kinds. In: `comments` with `plain`."""
    plain = comments.plain
    offered, goods = plain.re_search(_OFFERED), plain.re_search(_GOODS)
    elsewhere = plain.re_search(_ELSEWHERE) | (plain.contains(_NUMBER) & ~plain.re_search(_TO_BE_ANSWERED))
    hidden = comments.text.re_search(_HIDDEN) | plain.re_search(_SPACED)
    asked = plain.re_search(_ASKED)
    pressed = plain.re_search(_PRESSED)
    found = (
        (offered & (hidden | elsewhere | (pressed & ~asked)))
        | (elsewhere & hidden)
        | (goods & (plain.re_search(_OURS) | (elsewhere & ~asked)))
    )
    found = found & ~plain.re_search(_OF_ORDERS)
    # most comments have no first sign: the others are looked for only where one stands
    return plain.re_search(f"{_OFFERED}|{_GOODS}|{_ELSEWHERE}|{_NUMBER}").ifelse(found, False)
