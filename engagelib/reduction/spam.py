"""Signs of spam: what is offered, where it leads, how it is pressed, how it hides. One sign alone is anybody's word.

"slot" is a place at a table, "dana" a way to pay, a telephone number a customer's who wants to be answered, and
three styled letters are only pretty. So a comment is spam when two signs of different kinds stand in it. Each is
a pattern over the text as it is compared (`folding.plain`: small letters, one space, masks for numbers and
addresses), in the syntax that DuckDB and Spark share. The lists were written beside the practice comments of the
tests; what they find in comments that nobody saw before is said there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

__all__ = ["is_spam"]


#: A digit that stands for a letter, as in "g4cor" and "f0llowers".
_DIGITS = {"a": "[a4]", "e": "[e3]", "i": "[i1]", "o": "[o0]"}


def _words(*patterns: str) -> str:
    """Any of these, standing by themselves, also where digits stand for vowels."""
    written = re.sub(r"\[[^]]*\]|[aeio]", lambda found: _DIGITS.get(found[0], found[0]), "|".join(patterns))
    return f"(?:^|[^a-z0-9])(?:{written})(?:$|[^a-z0-9])"


#: Letters behind which an offer hides from a filter: mathematical ones, in circles and squares, small capitals.
_STYLED = "\U0001d400-\U0001d7ff\u24b6-\u24e9\U0001f130-\U0001f189\u1d00-\u1d22\u0262\u026a\u0274\u0280\u028f\u0299\u029c\u029f\ua730\ua731"
_HIDDEN = f"[^{_STYLED}]*".join([f"[{_STYLED}]"] * 3)
#: How more of something is sold.
_MORE = "(?:naik(?:in|kan)|(?:nam|tam)bah(?:in)?|boost|gain|buy|get)"
#: A site's name: letters with a number behind them, as gambling sites call themselves.
_SITE = "(?:^|[^a-z0-9])[a-z]{4,}(?:[0-9]{2,3}|[0-9]d)(?:$|[^a-z0-9])"
#: What nobody offers under a shop's video but a spammer.
_OFFERED = _words(
    # gambling, and the names of its sites
    "slot", "(?:ter)?gacor+", "maxwin(?:nya)?", "jackpot", "judi", "togel", "toto", "jp paus", "[ck]asino", "scatter", "rungkad", "poker",
    "parlay", "free ?spin", "spin", "(?:agen|prediksi|parlay) bola", "bandar (?:24|judi|bola|togel|toto)", "mahjong ways",
    "new member", "member baru", "rtp", "wd", "depo(?:sit)?", "situs", "hoki", "bonus (?:[0-9]{2,}[a-z%]*|deposit)", f"(?:[a-z]{{3,}}|[{_STYLED}])(?:77|88|99|138|168|189|303|338|777|4d)",
    f"[a-z{_STYLED}]{{3,}}(?:slot|toto|poker)|slot[a-z]{{3,}}",
    # money lent
    "pinjaman", "pinjol", "pinjam (?:uang|dana|duit|modal)", "dana cair", "dana (?:cepat|tunai|talangan|kaget|gratis|gampang|darurat|segar)", "talangan", "(?:butuh|kesulitan) (?:dana|modal|uang)", "bi checking", "saldo dana", "(?:dana|limit) [a-z]*kilat", "limit [a-z]+", "paylater", "pesugihan", "penglaris", "mahar",
    "gadai", "gestun", "kredit", "kta", "tanpa (?:jaminan|agunan)", "simpan pinjam", "keuangan", "loans?", "no collateral",
    # followers
    "followers?", "f4f", "(?:di)?fol+(?:ow)?b[ae][ck]+k?", "(?:beli|jual|jasa|tambah|suntik) (?:views?|viewers?|likes?|subscribers?)", "follow me",
    f"{_MORE} (?:[a-z0-9]+ ){{0,3}}(?:followers?|subs(?:cribers?)?|views?|likes?|jam tayang)", "centang biru", "verified",
    "(?:views?|likes?) dan (?:views?|likes?)", "panel smm", "(?:saling|tukar) follow", "follow .{0,20}balik", "mutualan", "sub4sub", "l4l", "like for like",
    # money made without work, and work without a firm
    "(?:mau|dapat|dapet|cari|raih|hasilkan|auto|bisnis) cuan", "cuan (?:jutaan|harian|tiap|setiap|dari|online|di|[0-9]+[a-z]*)", "profit [0-9]+%?", "profit (?:harian|tiap|konsisten)", "(?:dijamin|pasti|trader|raih) profit",
    "trading", "trader", "(?:copy )?trade", "bitcoin", "btc", "saham", "forex", "crypto", "airdrop", "investasi", "titip dana", "penghasil(?:an)?",
    "kerja (?:online|dari rumah|dr rumah|sampingan|paruh waktu)", "lowongan", "loker", "part time", "modal (?:hp|[0-9]+[a-z]*|receh)", "komisi", "(?:dapat|dapet) (?:uang|saldo)", "dibayar [0-9]+[a-z]*", "gaji harian", "upah [0-9]+[a-z]*", "kode (?:undangan|referral|otp)",
    "(?:earn|make) (?:easy |fast )?(?:money|[$€£]? ?[0-9.,]+k?)", "from home", "(?:gr[ou]+p )?vip", "sinyal", "signals?",
    "[0-9]+ ?(?:rb|ribu|k|jt|juta)(?: ?/ ?| per | se)(?:hari|minggu|bulan)", "usdt", "uang palsu", "undang teman",
    # sex, and films said to be forbidden
    "open bo", "vcs", "bisyar", "video viral", "full (?:video|durasi|album)", "vid(?:eo)? ?[0-9]+(?: menit)?", "bokep", "doodstream", "no sensor", "(?:cewek|janda|tante) [a-z]+",
    "(?:hot|sexy|single) (?:girls?|babes?|women|ladies)", "nonton (?:film|drama|anime)", "full hd", "sub indo",
    "kesepian", "(?:temenin|nemenin) malam",
    # cures that a clinic does not offer
    "obat kuat", "pembesar [a-z]+", "telat (?:datang )?bulan", "(?:sembuh|hilang) total",
    # prizes
    "hadiah", "undian", "pemenang", "terpilih", "giveaway", "voucher", "klaim", "bansos", "thr", "bagi(?: bagi|2|-bagi)?(?: saldo| thr| uang)", "(?:pulsa|kuota|saldo) gratis",
    # a page that wants to be seen
    "promote (?:it|this|your)", "send (?:pics?|this|it)", "(?:for|4) a? ?collab", "brand ambassador", "we love your [a-z]+",
)  # fmt: skip
#: What a shop's customer asks for too.
_GOODS = _words(
    "jual", "ready", "mirror", "branded", "blackmarket", "bm", "gamis", "database", "madu", "reseller", "grosir", "murah", "termurah", "promo", "diskon", "jasa", "sewa", "rental", "service",
    "sedot", "travel", "joki", "obat", "herbal", "pelangsing", "peninggi", "pemutih", "jamu", "collagen", "skincare",
    "top up", "akun [a-z]+", "dukun", "pelet", "konsul(?:tasi)?", "turun (?:bb|[0-9]+ ?kg)", "(?:kami|men)?terima (?:jasa|gestun|gadai|kredit|order|pesanan|servis)", "dibutuhkan", "gabung", "open (?:jastip|order)",
)  # fmt: skip
#: An address, with or without what goes before it: a path after any domain, or an ending that sites have.
_ADDRESS = (
    "<url>|[a-z0-9-]\\.(?:[a-z]{2}|com|net|org|link|xyz|site|online|shop|info|vip)/[a-z0-9]"
    "|[a-z0-9-]{3,}(?:\\.(?:com|net|org|id|io|co|me|xyz|site|online|shop|store|vip|club|top|info|biz|cc|link|pro|live|fun|win|bet|click|app|today|life|world|space|website|tech|asia|one|ws|tv)| \\. ?(?:com|net|org|xyz))(?:$|[^a-z0-9])"
)
#: Somewhere else: an address, a profile, a chat, a number.
_LED = (
    f"{_ADDRESS}|<email>|(?:^|[^a-z])(?:on|to|ke|di) <mention>"
    "|(?:cek|klik|join|cari|info|link|ada|gas|follow|buktiin)[^a-z0-9]+(?:[a-z]+ ){0,3}(?:bio|profil|foto|akun (?:kami|ku|aku|saya))"
    "|(?:cek|follow|kunjungi|mampir)[^a-z0-9]+(?:[a-z]+ ){0,2}<mention>|(?:di|link) (?:bio|profil)|"
    + _words("(?:dm|chat|text|hubungi|inbox) (?:us|me|kami)")
)
#: Words of somewhere else that a question holds too.
_SOMEWHERE = _words(
    "telegram",
    "link[a-z]*",
    "dm",
    "google",
    "inbox",
    "chat admin",
    "(?:gabung|join|masuk) (?:ke )?(?:gr[ou]+p|channel|komunitas)",
)
#: An account that only its owner sends people to.
_OURS = "(?:cek|klik|follow|kunjungi|mampir ke) (?:akun|profil|bio) (?:kami|ku|aku|saya)"
_NUMBER = "<phone>"
#: A number that somebody gives for an answer.
_TO_BE_ANSWERED = (
    "(?:^|[^a-z])(?:saya|aku|sy|gue|atas nama|belum|kurang|pesan|pesanan|mau|tolong|tanya)[^a-z0-9<](?:[^<]{0,40}[^a-z0-9])?<phone>"
    "|nomor[^a-z0-9<]+<phone>"
)
#: A number with whose it is behind it.
_OF_A_CUSTOMER = "<phone>[^a-z0-9]+(?:atas nama|an|pesanan|mau|ya kak)"
#: Said to whoever reads, not to the shop.
_TO_ALL = (
    _words("(?:yg|yang) (?:mau|minat|berminat|butuh)")
    + "|(?:^|[.,!?:;] ?|sil[ah]+kan |segera |langsung )(?:hub(?:ungi)?|chat|order|kontak)(?: [a-z]+){0,3} <phone>"
)
#: How an offer presses.
_PRESSED = _words(
    "terbukti", "terpercaya", "amanah", "ampuh", "dijamin", "100%", "tanpa [a-z]+", "cepat cair", "langsung cair",
    "proses (?:cepat|kilat|[0-9]+ hari)", "trusted", "termurah", "bergaransi", "gampang", "menang [0-9]+ [a-z]+", "minat",
    "daftar", "buruan", "deposit", "bonus [a-z0-9]+", "no unfoll", "yuk", "yg mau", "ya semua", "balik", "saling", "tukar",
    "f4f", "fol+(?:ow)?ba[ck]+k?", "lancar jaya", "pecah", "bukti(?:kan|in)", "auto (?:jp|wd|maxwin|sultan|kaya|menang|cair|kirim|tembus|fol[a-z]*)", "dibalas", "berkat", "sultan", "(?:hub(?:ungi)?|japri|text|chat)(?: (?:wa|no|admin|ibu|bu|bapak|bpk|pak|mbah|nyai|ki|him|her))? <phone>", "pasti (?:wd|cair|menang|jp|untung|aku|saya|di|ku|fol[a-z]*|terbayar|bayar)", "cair [0-9]+ [a-z]+", "[0-9]+ ?(?:jt|juta)", "(?:cukup|syarat) ktp", "no (?:php|tipu)", "klik", "berminat", "(?:yg|yang) (?:mau|cari|butuh)", "komen (?:mau|done|info)", "tahan lama", "main di [a-z0-9]+",
    "jadi [0-9]+ ?[a-z]*", "bocor(?:an)?", "terus di", "(?:per|[0-9]+) hari",
)  # fmt: skip
_ASKED = r"\?|" + _words(
    "mana",
    "gimana|bagaimana",
    "berapa",
    "apa",
    "kapan",
    "boleh",
    "minta",
    "kah",
    "ga",
    "gak",
    "belum",
    "kok",
    "(?:na|ta)nya[a-z]*",
    "lebih (?:murah|mahal)",
    "ya (?:pak|bu|bang|mbak|dok|mas)",
)
_SPACED = "(?:^| )(?:[a-z0-9] ){4,}[a-z0-9](?: |$)"
#: Whoever speaks of an order, or has a question, is a customer.
_OF_ORDERS = _words("pesanan(?: saya)?", "orderan", "resi", "(?:saya|sy|aku|mau)(?: [a-z]+)? [nt]anya[a-z]*")

#: Whoever warns of an offer, or tells of one, makes none; a "ternyata" is how a testimonial goes on.
_WARNED = _words(
    "awas", "hati2", "hati-?hati", "hati hati", "(?:jangan|jgn) (?:klik|percaya|mau|ketipu|sampai ketipu)", "(?:ke)?tipu", "penipu(?:an)?", "akun palsu", "ngaku (?:admin|toko|dari|kurir|orang)[a-z]*", "iklan", "tolong",
    "katanya", "(?:di)?hapus (?:min|dong|aja|ya)", "dihapus", "blokir", "spam", "bot", "bener(?:an)? (?:ga|gak|kah)",
)  # fmt: skip
_PRAISED = _words("ternyata", "terbukti", "no tipu", "(?:anti|tanpa|bukan) (?:tipu|penipuan)", "kirain")


def is_spam(comments: ibis.Table) -> ibis.BooleanValue:
    """Two signs of different kinds. In: `comments` with `plain`."""
    plain = comments.plain
    offered, goods = plain.re_search(_OFFERED), plain.re_search(_GOODS)
    answered = plain.re_search(_TO_BE_ANSWERED) & ~plain.re_search(_TO_ALL)
    number = plain.contains(_NUMBER) & ~answered & ~plain.re_search(_OF_A_CUSTOMER)
    asked = plain.re_search(_ASKED)
    led = plain.re_search(_LED) | number
    elsewhere = led | (plain.re_search(_SOMEWHERE) & ~asked)
    hidden = comments.text.re_search(_HIDDEN) | plain.re_search(_SPACED)
    pressed = plain.re_search(f"{_PRESSED}|{_SITE}")
    found = (
        (offered & (hidden | elsewhere | (pressed & ~asked)))
        | (elsewhere & hidden)
        | ((number | plain.re_search(_ADDRESS)) & pressed & ~asked)
        | (goods & (plain.re_search(_OURS) | (elsewhere & ~asked)))
    )
    warned = plain.re_search(_WARNED) & ~plain.re_search(_PRAISED)
    found = found & ~plain.re_search(_OF_ORDERS) & ~warned
    # most comments have no first sign: the others are looked for only where one stands
    first = f"{_OFFERED}|{_GOODS}|{_LED}|{_SOMEWHERE}|{_NUMBER}"
    return plain.re_search(first).ifelse(found, False)
