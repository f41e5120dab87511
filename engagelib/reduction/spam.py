"""Signs of spam: what is offered, where it leads, how it is pressed, how it hides. One sign alone is anybody's word.

"slot" is a place at a table, "dana" a way to pay, a telephone number a customer's who wants to be answered, and
three styled letters are only pretty. So a comment is spam when two signs of different kinds stand in it. Each is
a pattern over the text as a reader sees it (`folding.plain`: small letters, one space, masks for numbers and
addresses; then letters for the signs that only look like them). Like `folding` this takes and gives Arrow arrays, for
every engine. The lists were written beside the practice comments of the tests; what they find in comments that nobody
saw before is said there.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from engagelib.text.passes import beyond_ascii, rewritten

__all__ = ["is_spam"]

Found = npt.NDArray[np.bool_]


#: A digit or sign that stands for a letter, as in "g4cor", "f0llowers", "5lot".
_DIGITS = {"a": "[a4@]", "e": "[e3]", "i": "[i1]", "o": "[o0]", "s": "[s5]"}


def _words(*patterns: str) -> str:
    """Any of these, standing by themselves, also where digits stand for letters."""
    written = re.sub(r"\[[^]]*\]|[aeios]", lambda found: _DIGITS.get(found[0], found[0]), "|".join(patterns))
    return f"(?:^|[^a-z0-9])(?:{written})(?:nya)?(?:$|[^a-z0-9])"


# --- how it hides -----------------------------------------------------------------------------------------

#: Letters and digits that others stand for, where NFKC does not know: small capitals, Cyrillic and Greek, in squares and circles.
_LOOKS = "ᴀʙᴄᴅᴇғɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢавеорсхуктнміѕјαορνικτ🅰🅱🅾🅿❶❷❸❹❺❻❼❽❾⓿"
_LIKE = "abcdefghijklmnoprstuvwyzabeopcxyktnmisjaopviktabop1234567890"
_READ_AS = str.maketrans(_LOOKS, _LIKE)
#: What is drawn over letters, or stands unseen between them.
_DRAWN = "[\u0300-\u036f\u20d0-\u20e3\ufe0f\u200b-\u200d\u2060]"
_STYLED = "\U0001d400-\U0001d7ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2460-\u2468\u24b6-\u24ea\u2776-\u277e\U0001f130-\U0001f189\u1d00-\u1d22\u0262\u026a\u0274\u0280\u028f\u0299\u029c\u029f\ua730\ua731"
_FOREIGN = "[\u0391-\u03c9\u0410-\u0458]"
_HIDDEN = (
    f"[^{_STYLED}]*".join([f"[{_STYLED}]"] * 3)
    + f"|(?:[A-Za-z0-9]\ufe0f?[\u0300-\u036f\u20d0-\u20e3]+ ?){{3}}|[A-Za-z]{_FOREIGN}|{_FOREIGN}[A-Za-z0-9]"
)
#: Five letters and more with something between each two.
_SPACED = "(?:^|[^a-z0-9])(?:[a-z0-9][^a-z0-9<>]{1,3}){4,}[a-z0-9](?:$|[^a-z0-9])"
#: A site's name: letters with a number behind them, as gambling sites call themselves.
_SITE = "(?:^|[^a-z0-9])(?:[a-z]{4,}[0-9]{2,3}|[a-z]{3,}[0-9]d|(?:[a-z]{2,}[a-wyz]win|[a-z]{3,}(?:bet|toto|jitu|togel|poker|slot|play)))(?:$|[^a-z0-9])"
#: What somebody tells of it.
_PLAYED = "(?:^|[^a-z])(?:nge)?m(?:a|4)(?:i|e)n(?:in|nya)?(?: [a-z]+){0,2} (?:di|bareng|lewat|via|ke)(?: |$)|(?:berkat|makasih|thx|thanks|terima ?kasih)(?: [a-z]+)? [a-z]{3,}[0-9]{2,3}(?:$|[^a-z0-9])"
#: The same where letters are hidden: who hides it means it.
_HIDDEN_SITE = "[^0-9 .,:/x+-](?:[0-9]{2,3}|[0-9]d)(?:$|[^a-z0-9])|[a-z](?:win|wd|bet|toto|slot|play|hoki|poker|togel|cuan)(?:$|[^a-z0-9])"
_SPACED_SITE = (
    "(?:^|[^a-z0-9])(?:[a-z][^a-z0-9<>]{1,3}){3,}(?:[0-9][^a-z0-9<>]{0,3}){1,2}[0-9d](?:$|[^a-z0-9])"
)
_SPELT = "s[^a-z]{1,3}l[^a-z]{1,3}[o0][^a-z]{1,3}t|g[^a-z]{1,3}[a4][^a-z]{1,3}c[^a-z]{1,3}[o0][^a-z]{1,3}r|j[^a-z]{1,3}u[^a-z]{1,3}d[^a-z]{1,3}[i1]|t[^a-z]{1,3}[o0][^a-z]{1,3}g[^a-z]{1,3}[e3][^a-z]{1,3}l"

# --- what is offered --------------------------------------------------------------------------------------

#: How more of something is sold.
_MORE = "(?:naik(?:in|kan)|(?:nam|tam)bah(?:in|an)?|suntik|boost|gain|buy|get|grow|beli|jual|jasa)"
_SEEN = "(?:followers?|pengikut|subs(?:cribers?)?|views?|viewers?|penonton|likes?|jam tayang|rating)"
#: Things of gambling, some of which are other things too.
_GAMES = _words(
    "slot", "slots", "(?:ter)?gacor+", "gachor", "gacir", "judi", "togel", "toto", "[ck]asino", "live dealer", "baccarat", "roulette", "poker", "domino qq", "main (?:domino|gaple|kartu)", "sabung ayam", "parlay", "taruhan", "odds",
    "(?:angka|prediksi|info|room|pola|bocoran|keluaran|jam) (?:jitu|main|hk|sgp|sdy|macau|gacor|hari ini|admin|malam ini)", "macau", "[234]d(?: (?:bb|tembus))?", "lotter[iy][a-z]*", "mahjong(?: ways)?", "olympus",
    "zeus", "bonanza", "princess", "starlight", "scatter", "pragmatic", "pg ?soft", "rtp", "free ?spin", "spin", "free ?chip", "freebet", "situs", "bandar", "agen", "pola", "server [a-z]+", "ngeslot", "hoki",
    f"[a-z{_STYLED}]{{3,}}(?:slot|toto|poker|togel|bet|4d|play|cuan|jp)|slot[a-z]{{3,}}|[a-z{_STYLED}]{{2,}}[a-wyz]win",
)  # fmt: skip
#: What is done and won there.
_STAKES = _words(
    "wd(?:nya)?", "withdraw(?:al)?", "wede", "depo(?:sit)?", "jp", "jepe?y?", "jackpot", "(?:gampang|pasti|auto|tempat|mudah) menang", "menang (?:terus|besar|gede|banyak|[0-9]+ ?[a-z]*|tiap [a-z]+|tanpa [a-z]+)", "menangnya", "kemenangan", "jutawan",
    "bet", "petir(?:nya)?", "x ?[0-9]{3,4}", "perkalian", "modal (?:receh|ceban|goceng|kecil|tipis|[0-9]+ ?[a-z]*)", "dibayar [a-z]+", "bayarannya", "rungkad", "tembus", "jitu", "pecah selayar", "pasti pecah", "cashback",
    "bonus (?:new|[0-9]+ ?[a-z%]*|deposit|member|harian|free[a-z]*)", "kalah (?:di(?:balik|ganti)[a-z]*|[0-9]+%)", "garansi (?:saldo|kekalahan|kalah)", "anti (?:rungkad|nawala|blokir|lag)", "link (?:login|alternatif|resmi|daftar)", "(?:buruan|langsung) (?:login|masuk)",
    "new member", "member baru", "lisensi", "sekali spin", "gajian", "(?:di)?kasih [0-9]+ ?(?:jt|juta|k|rb)[a-z]*", "(?:dapat|dapet|jadi|bawa pulang|cair|masuk) [0-9,.]+ ?(?:jt|juta)[a-z]*", "[0-9,.]+ ?(?:jt|juta)(?:an|in)?(?: langsung| masuk| cair)?", "no settingan", "sultan", "royal", "to kecil", "livechat", "invest 2d", "colok [a-z]+", "angka main", "[0-9]+x (?:manual|turbo|auto|spin)?", "meledak", "turbo",
)  # fmt: skip
#: What nobody offers under a shop's video but a spammer.
_OFFERED = _words(
    # gambling, and the names of its sites
    "slot", "(?:ter)?gacor+", "maxwin(?:nya)?", "jackpot", "judi", "togel", "toto", "jp paus", "[ck]asino", "scatter", "rungkad", "poker", "domino qq", "baccarat", "sabung ayam",
    "parlay", "free ?spin", "spin", "free ?chip", "freebet", "(?:agen|prediksi|parlay) bola", "bandar (?:24|judi|bola|togel|toto)", "mahjong ways", "angka (?:jitu|main)",
    "new member", "member baru", "rtp", "wd", "withdraw", "depo(?:sit)?", "situs", "hoki", "bonus (?:member|new|[0-9]{2,}[a-z%]*|deposit)", "link (?:login|alternatif)", f"(?:[a-z]{{3,}}|[{_STYLED}])(?:77|88|99|123|138|168|189|303|328|338|388|777|4d)",
    f"[a-z{_STYLED}]{{3,}}(?:slot|toto|poker)|slot[a-z]{{3,}}", "lotter[iy][a-z]*",
    # money lent
    "pinjaman", "pinjol", "pinjam (?:uang|dana|duit|modal|[0-9]+ ?(?:jt|juta) (?:cicil|bayar|angsur)[a-z]*)", "dana cair", "dana (?:cepat|tunai|talangan|kaget|gratis|gampang|darurat|segar|hibah|pensiun)", "talangan", "(?:butuh|kesulitan|perlu) (?:dana|modal|uang)", "bi checking", "saldo dana", "(?:dana|limit) [a-z]*kilat", "limit [a-z]+", "s?pay ?later", "spinjam", "kredivo", "akulaku", "(?:di)?cairkan", "pesugihan", "penglaris", "mahar",
    "gadai", "gestun", "kredit", "kta", "kur", "plafon", "tanpa (?:jaminan|agunan)", "simpan pinjam", "keuangan", "koperasi", "loans?", "no collateral", "galbay", "pelunasan", "(?:terlilit|kesulitan|bayar) (?:h?utang|cicilan)", "cicilan macet", "modal usaha",
    # followers
    "followers?", "f4f", "(?:di)?fol+(?:ow)?b[ae][ck]+k?", "follow back", f"{_MORE} (?:[a-z0-9&,/]+ ){{0,3}}{_SEEN}", f"(?:[0-9]{{2,}}|[0-9] ?k|ribuan|jutaan) ?k? {_SEEN}", f"{_SEEN} (?:[a-z]+ )?[0-9]+ ?k?", "follow me",
    "centang biru", "verified", f"{_SEEN},? (?:dan|&|and) {_SEEN}", "(?:panel )?smm[a-z]*", "(?:saling|tukar) (?:follow|like|support|subs[a-z]*)", "follow .{0,20}balik", "subscribe .{0,20}balik", "mutualan", "sub4sub", "l4l", "like for like", "ulasan (?:google|bintang)[a-z ]*", "report akun", "booster",
    # money made without work, and work without a firm
    "(?:mau|dapat|dapet|cari|raih|hasilkan|auto|bisnis) cuan", "cuan (?:jutaan|harian|tiap|setiap|dari|online|di|[0-9]+[a-z]*)", "profit [0-9]+%?", "profit (?:harian|tiap|konsisten)", "(?:dijamin|pasti|trader|raih) profit",
    "trading", "trader", "(?:copy )?trade", "bitcoin", "btc", "kripto", "saham", "forex", "crypto", "airdrop", "wallet", "investasi [a-z0-9]+", "titip dana", "penghasil(?:an)?", "(?:bisnis|usaha) (?:online|sampingan|properti)", "arisan online",
    "kerja (?:online|dari rumah|dr rumah|sampingan|paruh waktu|freelance)", "freelance", "lowongan", "loker", "part time", "modal (?:hp|[0-9]+[a-z]*|receh)", "komisi", "(?:dapat|dapet|hasilkan|menghasilkan) (?:uang|saldo|[0-9]+ ?(?:rb|ribu|k|jt|juta))", "dibayar(?: [0-9]+[a-z]*)?", "gaji harian", "upah [0-9]+[a-z]*", "kode (?:undangan|referral|otp)",
    "(?:earn(?:ed)?|make) (?:easy |fast |extra )?(?:money|[$€£]? ?[0-9.,]+k?)(?:.*)", "from home", "(?:gr[ou]+p )?vip", "sinyal", "signals?", "broker", "gift ?cards?", "get paid", "free (?:iphone|money|gift|robux)",
    "(?:balik|jadi) [0-9,.]+ ?(?:jt|juta)", "usdt", "uang palsu", "undang teman", "(?:nonton|like|lihat) (?:video|iklan|youtube)(?: [a-z]+)? (?:dapat|dapet|dibayar|dpt)",
    # sex, and films said to be forbidden
    "open bo", "vcs", "bisyar", "vid[ei]o (?:viral|full|hot|panas|dewasa|syur)", "full (?:video|durasi|album)", "vid(?:eo)? ?[0-9]+(?: menit)?", "bokep", "doodstream", "no sensor", "(?:cewek|janda|tante) (?:bo|panggilan|cantik|nakal|kesepian|muda|bispak|stw|bugil|real|hot)",
    "(?:hot|sexy|single) (?:girls?|babes?|women|ladies)", "nonton (?:film|drama|anime)", "full hd", "sub indo",
    "kesepian", "(?:temenin|nemenin|teman ngobrol) malam", "real pict?",
    # cures that a clinic does not offer
    "obat kuat", "pembesar(?: [a-z]+)?", "peninggi", "telat (?:datang )?bulan", "(?:sembuh|hilang) total", "aborsi", "lintah",
    # arts that a shop does not sell
    "pelet", "santet", "paranormal", "dukun (?:sakti|ampuh|pelet|santet)", "ijazah asli", "(?:jasa )?hacker", "sadap[a-z]*", "database", "nawala", "joki [a-z]+",
    # prizes
    "hadiah", "undian", "pemenang", "terpilih", "giveaway", "voucher", "klaim", "claim", "bansos", "bantuan (?:umkm|sosial|tunai|pemerintah)", "thr", "bagi(?: bagi|2|-bagi)?(?: saldo| thr| uang)", "(?:pulsa|kuota|saldo|token) gratis", "(?:100|50|10|20|30) orang (?:pertama|tercepat)", "resi paket", "foto (?:kamu|anda)", "(?:kamu|anda) kan yang", "lihat siapa", "stalking", "(?:anda|kamu|nomor anda) (?:mendapat(?:kan)?|memenangkan|menang) [a-z0-9]+", "koin gratis",
    # a page that wants to be seen
    "(?:to )?promote(?: (?:it|this|your|on))?", "invest [$€£]? ?[0-9.,]+k?", "send (?:pics?|this|it)", "(?:for|4) a? ?collab", "collab(?:s|oration)?[?,.! ]+dm [a-z]+", "(?:brand )?ambassador", "we love your [a-z]+", "(?:to )?(?:get|be) featured", "main page",
)  # fmt: skip
#: What somebody is said to earn.
_PAID = _words(
    "[0-9]+ ?(?:rb|ribu|k|jt|juta)(?:an)?(?: ?/ ?| per | tiap | ?se)(?:hari|minggu|bulan|jam)", "sehari (?:bisa )?[0-9]+ ?(?:rb|ribu|k|jt)", "[$€£] ?[0-9,.]+k? (?:a|per|every|daily|weekly)(?: [a-z]+)?",
)  # fmt: skip
#: What a shop's customer asks for too.
_GOODS = _words(
    "(?:di)?jual(?: beli)?", "ready", "mirror", "branded", "blackmarket", "bm", "gamis", "madu", "reseller", "grosir", "murah", "termurah", "promo", "diskon", "paket [a-z]+", "jasa", "(?:di)?sewa(?:kan)?", "rental", "service", "servis",
    "sedot", "travel", "joki", "obat", "herbal", "pelangsing", "pemutih", "jamu", "token", "pulsa", "(?:per)?cetak(?:an)?", "desain", "kapsul", "serum", "pil", "viagra", "replica", "glowing", "(?:berat|tinggi) badan", "cctv", "les privat", "bimbel", "kost?", "mystery box", "dropship", "ijazah", "skripsi", "tesis", "dukun", "collagen", "skincare", "cream", "pijat", "cuci ac", "emas", "kavling", "rumah", "properti", "sim", "panggilan",
    "top up", "akun [a-z]+", "konsul(?:tasi)?", "turun (?:bb|[0-9]+ ?kg)", "(?:kami |men)(?:erima|yediakan|terima|jual) [a-z]+", "(?:me)?layani [a-z]+", "sedia [a-z]+", "terima (?:jasa|gestun|gadai|kredit|order|pesanan|servis|service|pijat|panggilan|jahitan|titipan|cetak)", "(?:di)?butuhkan", "gabung", "open (?:jastip|order)", "barang (?:batam|bekas|cuci gudang)", "cod", "nego", "area [a-z]+", "original", "(?:kami|saya) (?:siap |bisa )?(?:mem)?bantu", "siap (?:mem)?bantu[a-z]*", "solusi(?:nya)?", "tukar (?:tambah|uang)",
    "cari [0-9]+ orang", "(?:mem)?buat(?:kan)? (?:akun|sim|paspor|ktp|cv)", "24 jam",
)  # fmt: skip

# --- where it leads ---------------------------------------------------------------------------------------

#: An address, with or without what goes before it: a path after any domain, or an ending that sites have.
_ADDRESS = (
    "<url>|[a-z0-9-]\\.(?:[a-z]{2}|com|net|org|link|xyz|site|online|shop|info|vip|click|top|app)/[a-z0-9]"
    "|[a-z0-9-]{3,}(?:\\.(?:com|net|org|id|io|co|me|xyz|site|online|shop|store|vip|club|top|info|biz|cc|link|pro|live|fun|win|bet|click|app|today|life|world|space|website|tech|asia|one|ws|tv)| \\. ?(?:com|net|org|xyz))(?:$|[^a-z0-9])"
)
#: How a shop of its own is spoken of: with a price, to whoever needs it.
_SOLD = _words(
    "(?:rp ?)?[0-9.,]+ ?(?:rb|ribu|k|jt|juta|ratus|an)(?:an)?(?: ?/ ?[a-z]+)?", "gratis", "free", "harga", "murah", "cheap", "mulai", "minat", "berminat", "butuh", "cari", "area", "asli", "original", "kualitas", "garansi", "bayar di tempat", "kirim (?:seluruh|ke seluruh) [a-z]+",
    "worldwide", "shipping", "shop", "visit", "check", "claim", "klaim", "testimoni", "testi", "tanpa", "surat lengkap", "nego", "[0-9]+ (?:hari|menit|jam)", "anda", "kamu", "kalian", "terbaru", "penambah", "penggugur", "buka jasa", "ambil", "lihat", "di sini", "(?:se)?lengkapnya", "penawaran", "kami", "uang", "(?:yg|yang) mau",
)  # fmt: skip
#: Somewhere else: an address, a profile, a chat, a number.
_LED = (
    f"{_ADDRESS}|<email>|(?:^|[^a-z])(?:on|to|ke|di|dm) (?:[a-z]+ ){{0,3}}<mention>|(?:tele(?:gram)?|ig|wa|line) <mention>"
    "|(?:cek|klik|join|cari|info|link|ada|gas|follow|buktiin|check|see)[^a-z0-9]+(?:[a-z]+ ){0,3}(?:bio|profile?|foto|story|komen pertama|akun (?:kami|ku|aku|saya))(?:ku|nya|$|[^a-z0-9])"
    "|(?:cek|follow|kunjungi|mampir|hubungi|dm|add|contact|reach)[^a-z0-9]+(?:[a-z]+ ){0,3}<mention>|(?:di|in|link|klik|cek|order|lewat) (?:my |the )?(?:bio|profil|profile|story)(?:ku|$|[^a-z0-9])|"
    + _words(
        "(?:dm|chat|text|hubungi|inbox|contact) (?:us|me|kami|him|her|aku)",
        '(?:ketik|komen|ketik aja) "?(?:mau|done|info|minat)"?',
        "(?:ketik|cari)(?: aja)? (?:[a-z0-9]+ )?di google",
        "on (?:whatsapp|telegram|instagram)",
        "whatsapp",
        "wa ?me",
        "japri (?:aja|saja|ya)",
    )
)
#: An address that a customer comes from.
_CAME_FROM = (
    "(?:^|[^a-z])(?:aku|saya|sy|gue|ini|udah|sudah|barusan|kemarin|ku)[^a-z0-9<](?:[^<]{0,40}[^a-z0-9])?<url>"
)
#: Words of somewhere else that a question holds too.
_SOMEWHERE = _words(
    "tele(?:gram)?",
    "link[a-z]*",
    "dm",
    "google",
    "inbox(?:an|kan)?",
    "japri",
    "chat admin",
    "(?:gabung|join|masuk) (?:ke )?(?:gr[ou]+p|channel|komunitas)",
)
#: A profile that readers are sent to.
_PROFILE = "(?:cek|klik|buka|lihat|kunjungi|info|link|via|lewat|visit|check)[^a-z0-9]+(?:[a-z]+ ){0,2}(?:bio|profil|profile|page|ig <mention>|dm <mention>)(?:ku|$|[^a-z0-9])|(?:^|[^a-z])(?:dm|chat|hubungi|contact|ig) <mention>"
#: An account that only its owner sends people to.
_OURS = "(?:cek|klik|follow|kunjungi|mampir ke) (?:akun|profil|bio|ig|toko) (?:kami|ku|aku|saya)"
#: A number, also one that hides: with the letter O, in words.
_NUMBER = "<phone>|(?:^|[^a-z0-9])(?:o8|0b|08|628)[0-9o][0-9oil .-]{7,}|(?:^|[^a-z0-9])0[2-7][0-9]{1,2}[ -]?[0-9]{6,8}(?:$|[^0-9])|(?:nol|kosong) (?:de)?lapan (?:[a-z]+ ){4}"
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
    + "|(?:^|[.,!?:;] ?|sil[ah]+kan |segera |langsung )(?:hub(?:ungi)?|chat|order|pesan|kontak)(?: [a-z]+){0,3} <phone>"
)

# --- how it is pressed ------------------------------------------------------------------------------------

_PRESSED = _words(
    "terbukti", "terpercaya", "amanah", "ampuh", "dijamin", "100%", "tanpa [a-z]+", "cepat cair", "langsung cair", "(?:di)?jamin [a-z]+", "permanen", "tuntas",
    "proses (?:cepat|kilat|[0-9]+ [a-z]+|online)", "trusted", "termurah", "bergaransi", "garansi [a-z0-9]+", "gampang", "menang [0-9]+ [a-z]+", "minat", "no drop", "real (?:human|aktif|indo[a-z]*|account)", "aktif indo[a-z]*", "trial gratis", "gratis (?:buat|untuk|di|tanpa|[0-9]+)",
    "daftar", "buruan", "deposit", "bonus [a-z0-9]+", "no unfoll", "yuk", "yg mau", "ya semua", "(?:aku|saya|gue|ku|nanti|langsung|pasti|auto) (?:[a-z]+ ){0,2}balik", "balas semua", "saling", "tukar", "gabung", "join", "login", "cobain", "coba (?:aja|deh|main|cek|cari)",
    "f4f", "(?:langsung|pasti|auto|gas) fol[a-z]*", "lancar jaya", "bukti(?:kan|in)", "auto (?:jp|wd|maxwin|sultan|kaya|menang|cair|kirim|tembus|fol[a-z]*)", "dibalas", "berkat", "sultan", "(?:hub(?:ungi)?|japri|text|chat)(?: (?:wa|no|admin|ibu|bu|bapak|bpk|pak|mas|mbak|kak|mbah|nyai|ki|him|her|cs|marketing|kami|toko)){0,2} <phone>", "(?:order|info|pesan di|marketing|cs|cp)(?: di| ke| wa| lewat| via)?[: ]{1,2}<phone>", "pasti (?:acc|wd|cair|menang|jp|untung|aku|saya|di|ku|fol[a-z]*|terbayar|bayar|tembus|berhasil|dapat|dapet|amanah|lolos)", "cair (?:[0-9]+ [a-z]+|hari ini|cepat|langsung|sekarang|kilat)", "[0-9]+ ?(?:jt|juta)", "(?:cukup|syarat|hanya|modal) ktp", "ktp (?:saja|aja|dan kk)", "no (?:php|tipu|survey|dp|ribet)", "klik", "berminat", "(?:yg|yang|bagi yg|bagi yang) (?:mau|cari|butuh|nyari)", "komen (?:mau|done|info)", "tahan lama", "main (?:di|santai|aman) ?[a-z0-9]*",
    "bunga [0-9]+ ?%?", "angsuran [a-z]+", "acc", "legal", "fee [0-9]+%?", "rate [0-9]+%?", "cicil [0-9]+[a-z]*", "bayar seikhlasnya", "(?:kami|saya|aku) (?:siap |bisa )?(?:mem)?bantu[a-z]*", "siap (?:mem)?bantu[a-z]*", "bisa bantu", "(?:kami )?solusi(?:nya)?", "melayani", "dibimbing", "ajarin",
    "[0-9]+ ?(?:rb|ribu|k)?(?:-an)? (?:cuma|hanya|mulai) [0-9]+[a-z]*", "paket [0-9]+", "mau (?:viral|kaya|terkenal|rame)", "(?:cuma|hanya|mulai|cukup) (?:rp ?)?[0-9]+ ?(?:rb|ribu|k|rupiah|ceban)?[a-z]*",
    "jadi [0-9]+ ?[a-z]*", "bocor(?:an)?", "terus di", "(?:per|[0-9]+) hari", "apply", "interest", "instant(?:ly)?", "guaranteed", "now", "today", "urgent", "weekly", "per hour", "no experience", "trial", "syaratnya", "(?:download|instal+|pakai|masuk(?:kan|in)) (?:[a-z]+ )?(?:aplikasi|apk|kode)",
)  # fmt: skip
#: A question that is answered by whoever poses it: an offer.
_ANSWERED = r"\?.*(?:[^a-z](?:kami|solusi|bantu|ajarin|dm|chat|hub(?:ungi)? (?:[<]|wa|no|admin|ibu|bu|pak|bapak|bpk|kami|mas|mbak)|wa|inbox|klik|cek|coba|daftar|gabung|cari|main|bonus|ada di|komen|ketik|japri|merapat|yuk|mending|claim|apply|contact|text)|<url>|<mention>)|^(?:kak |hai |halo )?(?:mau|butuh|pengen|perlu|kesulitan|ingin|minat|bosan|capek|need|want) [^?]{3,30}\?[^?]{12,}$"
_ASKED = _words(
    "mana",
    "gimana|bagaimana",
    "berapa(?:an)?",
    "apa (?:ada|bisa|kah|benar|sih|ya|boleh|aja|saja|masih)",
    "apakah",
    "kapan",
    "boleh",
    "minta",
    "(?:ga|gak|nggak|kah|belum|ngga|gk)(?: (?:ya|kak|min|sih|bu|bang|mas|mbak|nih|sampai|di[a-z]+|bisa|masuk|dapat|dapet|ada|update|aktif)){1,2}",
    "bisa (?:ga|gak|nggak|ngga|gk)",
    "ada (?:ga|gak|nggak|ngga|gk)",
    "kok",
    "(?:mau|aku|saya|sy|numpang|izin|ijin|ikut) (?:na|ta)nya[a-z]*",
    "lebih (?:murah|mahal)",
    "ya (?:pak|bu|bang|mbak|dok|mas)[ .!]*$",
    "(?:dm|japri)(?: ya)?(?: kak| min| dong)? harga",
    "beda|isinya|salah|error|eror|rusak|gagal|kecewa",
    "please",
)
#: Whoever speaks of an order, or has a question, is a customer.
_OF_ORDERS = _words(
    "tolong",
    "(?:kami|saya|aku|sy|kita) (?:mau|ingin|pengen|jadi) (?:ambil|pesan|order|beli|booking|sewa|kirim)",
    "(?:udah|sudah|tadi|barusan) (?:chat|wa|te?lp|telpon|hubungi|dm)",
    "pesanan(?: saya)?",
    "orderan",
    "resi(?:nya)?",
    "(?:saya|sy|aku|mau)(?: [a-z]+)? [nt]anya[a-z]*",
)

#: Whoever warns of an offer, or tells of one, makes none; a "ternyata" is how a testimonial goes on.
_WARNED = _words(
    "awas", "hati2", "hati-?hati", "hati hati", "(?:jangan|jgn) (?:klik|percaya|mau|ketipu|sampai ketipu)", "(?:ke)?tipu", "penipu(?:an)?", "akun palsu", "ngaku (?:admin|toko|dari|kurir|orang)[a-z]*", "iklan",
    "katanya", "(?:di)?hapus (?:min|dong|aja|ya)", "dihapus", "blokir", "spam", "bot", "bener(?:an)? (?:ga|gak|kah)", "kecanduan", "haram", "tobat", "korban", "gara gara", "amit", "sampah", "#?stop ?(?:judi|slot|pinjol)", "komen(?:an)? (?:slot|judi)",
)  # fmt: skip
_PRAISED = _words(
    "ternyata",
    "terbukti",
    "no tipu[a-z0-9 ]*",
    "(?:anti|tanpa|bukan) (?:tipu|penipuan|blokir)",
    "kirain",
    "(?:nonton|lihat) iklan",
)


#: One of these stands in whatever is spam, so most comments are looked through three times and no more. One pattern of
#: all would be slow: it could be in the middle of too many of them at once.
_FIRST = (
    f"{_OFFERED}|{_GOODS}|{_GAMES}|{_PAID}",
    f"{_LED}|{_PROFILE}|{_SOMEWHERE}|{_NUMBER}",
    f"{_SITE}|{_SPACED}|{_SPELT}|{_SPACED_SITE}",
)


def is_spam(texts: pa.Array, plain: pa.Array) -> pa.Array:
    """Whether two signs of different kinds stand in comments. In: texts as written, and `folding.plain` of them."""
    texts = pc.fill_null(texts, "")
    styled = _holds(texts, _HIDDEN, _found(beyond_ascii(texts)))  # what hides a letter is no ASCII
    first = [_holds(plain, sign) | styled for sign in _FIRST]
    found = np.logical_or.reduce(first)
    some = np.flatnonzero(found)
    found[some] = _two_signs(plain.take(pa.array(some)), styled[some], [kind[some] for kind in first])
    return pa.array(found)


def _found(which: pa.Array) -> Found:
    found: Found = which.to_numpy(zero_copy_only=False)
    return found


def _holds(texts: pa.Array, sign: str, among: Found | None = None) -> Found:
    """Which texts hold a sign; the others than those `among` them are not looked at and hold none."""
    if among is None:
        return _found(pc.match_substring_regex(texts, sign))
    found = np.zeros(len(texts), bool)
    if among.any():
        found[among] = _found(pc.match_substring_regex(texts.filter(pa.array(among)), sign))
    return found


def _two_signs(read: pa.Array, styled: Found, first: list[Found]) -> Found:
    """Of comments that hold a sign, or are `styled`, in which there are two; `first` says which may hold signs of `_FIRST`."""
    read = rewritten(
        read, pa.array(styled), lambda some: pa.array(map(_unstyled, some.to_pylist()), pa.string())
    )

    def has(sign: str, among: Found) -> Found:
        return _holds(read, sign, among)

    offers, leads, hides = first
    offered, goods, games, paid = (has(sign, offers) for sign in (_OFFERED, _GOODS, _GAMES, _PAID))
    site, hidden, spelt = (has(sign, hides) for sign in (_SITE, _SPACED, f"{_SPACED_SITE}|{_SPELT}"))
    hidden = hidden | styled
    led, profile, somewhere = (has(sign, leads) for sign in (_LED, _PROFILE, _SOMEWHERE))
    sent = has(_ADDRESS, led)
    sent &= ~has(_CAME_FROM, sent)
    number = has(_NUMBER, leads)
    number &= ~(has(_TO_BE_ANSWERED, number) & ~has(_TO_ALL, number)) & ~has(_OF_A_CUSTOMER, number)
    led = led | number
    ours, hidden_site = has(_OURS, goods), has(_HIDDEN_SITE, styled)
    stakes, played = has(_STAKES, games | site | hidden), has(_PLAYED, site | hidden)
    pressed = site | paid | has(_PRESSED, offered | number | sent)
    sold = has(_SOLD, number | sent | profile)

    def two(unasked: Found) -> Found:
        elsewhere = led | (somewhere & unasked)
        found: Found = (
            (offered & (hidden | elsewhere | (pressed & unasked)))
            | (games & stakes & unasked)
            | (paid & (elsewhere | hidden) & unasked)
            | (site & led & unasked & ~number)
            | (site & (stakes | played) & unasked)
            | hidden_site
            | (hidden & (games | stakes | played))
            | spelt
            | (elsewhere & hidden)
            | ((number | sent) & pressed & unasked)
            | ((number | sent | profile) & sold & unasked)
            | (goods & (ours | ((elsewhere | profile) & unasked)))
        )
        return found

    may_be = two(np.ones(len(read), bool))  # whether anything is asked is looked at only where it decides
    asked = has(_ASKED, may_be) | (has("[?]", may_be) & ~has(_ANSWERED, may_be))
    found = two(~asked)
    warned = has(_WARNED, found) & ~has(_PRAISED, found)
    return found & ~(has(_OF_ORDERS, found) & ~sent) & ~warned


def _unstyled(text: str) -> str:
    return re.sub(_DRAWN, "", text.translate(_READ_AS))
