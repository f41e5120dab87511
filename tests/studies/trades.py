"""Studies of other trades than the shipped ones: a batik shop, a clinic, a library's help desk.

Each is a folder as its researcher would have it, with no paper: what it sells or counts, where, since when, which
codes are complaints and which construct is the outcome stands in its study.toml. Answers come from a fixed cycle,
not from a draw, so that the files are the same every time.
"""

import csv
from pathlib import Path

from engagelib.study.new import new
from tests.study.test_new import BATIK, answered

__all__ = ["TRADES", "batik", "clinic", "library"]


def _rows(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])


def _answer(person: int, item: int, low: int, high: int) -> int:
    """An answer that goes with the person's others, and differs from item to item."""
    mood = (person * 5 + person // 4) % (high - low + 1)
    return min(
        high, max(low, low + mood + (person * 3 + item * 5) % 3 - 1 + (person * (item // 3 + 1) % 5 == 2))
    )


def batik(folder: Path) -> Path:
    """The lecturer's messy folder, as `engagelib new` takes it, with her answers in study.toml."""
    new(folder, [BATIK])
    answered(folder)
    toml = folder / "study.toml"
    said = toml.read_text(encoding="utf-8")
    said = said.replace("[survey]\n", '[survey]\noutcome = "LO"\n', 1)
    said = said.replace(
        "[study]\n", '[study]\nanswers = ["correlations:customer/KK/LO", "correlations:customer/KR/LO"]\n', 1
    )
    toml.write_text(said, encoding="utf-8")
    return folder


def clinic(folder: Path) -> Path:
    """Questionnaire, log of complaints, interviews: patients of a dental clinic, a scale from 0 to 5, visits a day."""
    asked = {
        "MUTU": ["Perawat menjelaskan tindakan dengan jelas", "Dokter mendengarkan keluhan saya", "Ruang tunggu bersih"],
        "PUAS": ["Saya puas berobat di sini", "Saya akan datang lagi", "Saya menyarankan klinik ini kepada keluarga"],
    }  # fmt: skip
    planned = {
        "APO11": ["Mutu layanan diperiksa secara berkala", "Hasil pemeriksaan mutu diumumkan"],
        "DSS04": ["Layanan tetap jalan saat listrik padam", "Data pasien punya cadangan"],
        "BAI08": ["Jawaban atas pertanyaan pasien tersimpan rapi", "Petugas berbagi pengetahuan"],
    }
    items = [
        (f"{name}{n}", text, name, "", "no", 0, 5, "")
        for name, texts in asked.items()
        for n, text in enumerate(texts, 1)
    ]
    items += [
        (f"{name}-{n}", text, name, name, "no", 0, 5, "")
        for name, texts in planned.items()
        for n, text in enumerate(texts, 1)
    ]
    _rows(folder / "items.csv", "item,text,construct,objective,reversed,low,high,group", items)
    heads, cells = ["Kode", "Jenis kelamin", "Usia", "Pekerjaan"], []
    for _, text, _, objective, *_ in items:
        heads += [f"{text} [Kini]", f"{text} [Nanti]"] if objective else [text]
    for person in range(24):
        row: list[object] = [
            f"P{person:02}",
            ("Perempuan", "Laki-laki")[person % 3 == 0],
            20 + person,
            ("guru", "petani", "perawat")[person % 3],
        ]
        for place, (_, _, _, objective, *_) in enumerate(items):
            now = _answer(person, place, 0, 4 if objective else 5)
            row += [now, min(5, now + 1 + person % 2)] if objective else [now]
        cells.append(tuple(row))
    with (folder / "survey.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *cells])
    tickets = []
    for n in range(30):
        reply = f"2025-06-{1 + n % 28:02}T{9 + n % 5:02}:{10 + n}:00+07:00" if n % 4 else ""
        tickets.append(
            (
                f"T{n:02}",
                ("incident", "request", "access")[n % 3],
                ("telepon", "loket")[n % 2],
                f"2025-06-{1 + n % 28:02}T08:{10 + n}:00+07:00",
                reply,
                reply,
                "K1" if n % 5 == 0 else "",
                "customer",
            )
        )
    _rows(
        folder / "tickets.csv",
        "ticket,process,channel,opened_at,first_reply_at,closed_at,record_id,initiated_by",
        tickets,
    )
    said = [
        "Antrenya lama sekali, dua jam.", "Perawatnya ramah dan sabar.", "Saya minta jadwal dokter dikirim lewat pesan.",
        "Nomor antrean tidak bisa dibuka dari ponsel.", "Bersih, saya tenang.", "Obatnya sering kosong.",
    ]  # fmt: skip
    for n in range(4):
        lines = [f"informan: Narasumber {n + 1}", "peran: pelanggan", f"tanggal: 2025-07-0{n + 1}"]
        for turn, text in enumerate(said):
            lines += [f"P: Bagaimana pengalaman nomor {turn + 1}?", f"N: {text} Kunjungan ke {n + turn}."]
        path = folder / "interviews" / f"W{n + 1}-pasien.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    codes = ["ANTRE", "RAMAH", "JADWAL", "MASUK", "BERSIH", "OBAT"]
    _rows(
        folder / "codebook.csv", "code,theme,name,definition,include,exclude,example",
        [
            ("ANTRE", "Waktu", "Keluhan antre", "mengeluh menunggu lama", "", "", ""),
            ("OBAT", "Waktu", "Keluhan obat", "mengeluh obat kosong", "", "", ""),
            ("RAMAH", "Sikap", "Pujian petugas", "memuji sikap petugas", "", "", ""),
            ("BERSIH", "Sikap", "Pujian ruang", "memuji kebersihan", "", "", ""),
            ("JADWAL", "Kabar", "Permintaan jadwal", "meminta jadwal dokter", "", "", ""),
            ("MASUK", "Kabar", "Akses antrean", "tidak dapat masuk ke antrean daring", "", "", ""),
        ],
    )  # fmt: skip
    for coder, slip in (("rina", 99), ("dewi", 7)):
        given = [
            (f"W{n + 1}-pasien:{2 * t + 2}", coder, codes[(t + (n * 6 + t == slip)) % 6])
            for n in range(4)
            for t in range(6)
        ]
        _rows(folder / "codings" / f"{coder}.csv", "unit,coder,code", given)
    days = [
        (f"2025-0{m}-{d:02}", (14, 15, 13, 16)[d % 4] + (6 if m > 4 else 0) + d % 3, "ya")
        for m in range(1, 8)
        for d in range(1, 28)
        if d % 7
    ]
    _rows(folder / "sales.csv", "date,quantity,open", days)
    (folder / "study.toml").write_text(CLINIC, encoding="utf-8")
    _rows(
        folder / "evidence.csv", "claim,source,method,ref,stance,prominence,quote",
        [
            ("C1", "survey", "questionnaire", "correlations:pasien/MUTU/PUAS", "", "high", ""),
            ("C1", "pasien", "interview", "units:W1-pasien:4", "supports", "high", "Perawatnya ramah dan sabar."),
            ("C2", "log", "log", "service_kpi:incident", "", "high", ""),
            ("C2", "pasien", "interview", "units:W1-pasien:2", "contradicts", "high", "Antrenya lama sekali, dua jam."),
        ],
    )  # fmt: skip
    return folder


CLINIC = """[study]
title = { id = "Layanan Klinik Gigi Senyum", en = "Service of the dental clinic Senyum" }
question = { id = "Apakah mutu layanan berkaitan dengan kepuasan pasien?", en = "Does quality of care go with patients' satisfaction?" }
answers = ["correlations:pasien/MUTU/PUAS"]
zone = "Asia/Jakarta"

[survey]
respondent = "Kode"
sheets = { pasien = "survey" }
states = { as_is = "[Kini]", to_be = "[Nanti]" }
outcome = "PUAS"

[survey.profile]
sex = "Jenis kelamin"
age = "Usia"
job = "Pekerjaan"

[sampling]
asked = { n = 40, note = "pasien yang datang pada bulan Juni" }
screened_out = { n = 6, note = "belum berumur 18 tahun" }
refused = { n = 10 }
answered = { n = 24 }
usable = { n = 24 }

[coders]
rina = "Rina"
dewi = "Dewi"

[coding]
primary = "Rina"
order = "interviews"
saturation = { base = 2, run = 1, threshold = 0.05 }

[coding.roles]
complaint = ["ANTRE", "OBAT"]
request = ["JADWAL"]
access = ["MASUK"]
praise = ["RAMAH", "BERSIH"]

[sales]
change = 2025-05-01
unit = { id = "kunjungan", en = "visits" }

[service]
target_hours = 4

[claims.C1]
id = "Mutu layanan berkaitan dengan kepuasan pasien"
en = "Quality of care goes with patients' satisfaction"
rules = { "correlations:pasien/MUTU/PUAS" = { supports = "ci_low > 0", contradicts = "ci_high < 0.2" } }
[claims.C2]
id = "Keluhan dijawab dengan cepat"
en = "Complaints are answered quickly"
rules = { "service_kpi:incident" = { supports = "within_target >= 0.8", contradicts = "within_target < 0.5" } }

[objectives.APO11]
codes = ["ANTRE"]
processes = ["incident"]

[[joint]]
question = { id = "Seberapa cepat keluhan dijawab?", en = "How quickly are complaints answered?" }
quan = [{ ref = "service_kpi:incident", show = { id = "median {median_hours:.1f} jam", en = "median {median_hours:.1f} h" } }]
codes = ["ANTRE"]
"""


def library(folder: Path) -> Path:
    """Log of a help desk, a survey of readers, comments from Facebook."""
    asked = {
        "KUALITAS": ["Petugas menjawab dengan tepat", "Jawaban mudah dipahami", "Saluran mudah dicapai"],
        "SETIA": ["Saya akan bertanya lagi", "Saya memakai perpustakaan ini setiap bulan", "Saya menganjurkannya kepada teman"],
    }  # fmt: skip
    items = [
        (f"{name}{n}", text, name, "", "no", 1, 7, "")
        for name, texts in asked.items()
        for n, text in enumerate(texts, 1)
    ]
    _rows(folder / "items.csv", "item,text,construct,objective,reversed,low,high,group", items)
    rows = [
        (f"A{p:02}", ("mahasiswa", "dosen")[p % 4 == 0], *(_answer(p, i, 1, 7) for i in range(len(items))))
        for p in range(20)
    ]
    with (folder / "survey.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Kode", "Pekerjaan", *(item[1] for item in items)], *rows])
    tickets = [
        (f"B{n:02}", ("request", "incident", "access")[n % 3], ("surel", "loket")[n % 2], f"2025-03-{1 + n % 28:02}T10:{10 + n}:00+07:00",
         f"2025-03-{1 + n % 28:02}T{11 + n % 6}:{10 + n}:00+07:00" if n % 5 else "")
        for n in range(36)
    ]  # fmt: skip
    _rows(folder / "tickets.csv", "ticket,process,channel,opened_at,first_reply_at", tickets)
    said = [
        "Apakah perpustakaan buka hari Sabtu?", "Terima kasih, petugasnya sabar sekali", "Jurnalnya tidak bisa diunduh dari rumah",
        "Kata sandi saya ditolak terus", "Bukunya lengkap, saya suka", "Ruang bacanya terlalu dingin",
    ]  # fmt: skip
    comments = []
    for n in range(48):
        asks = f"F{n}"
        text = f"{said[n % 6]} ({('pagi', 'siang', 'sore', 'malam')[n % 4]}, nomor {n})"
        comments.append(
            (
                asks,
                f"post{n // 16}",
                "",
                f"pembaca{n % 17}",
                f"2025-03-{1 + n % 28:02}T12:{n:02}:00+07:00",
                text,
                n % 7,
                "facebook",
            )
        )
        if n % 3 == 0:
            comments.append(
                (
                    f"F{n}r",
                    f"post{n // 16}",
                    asks,
                    "perpus.kota",
                    f"2025-03-{1 + n % 28:02}T13:{n:02}:00+07:00",
                    f"Terima kasih, kami bantu ya, nomor {n}",
                    1,
                    "facebook",
                )
            )
    _rows(
        folder / "comments.csv",
        "comment_id,video_id,parent_id,author,created_at,text,likes,platform",
        comments,
    )
    _rows(
        folder / "codebook.csv", "code,theme,name,definition,include,exclude,example",
        [
            ("TANYA_JAM", "Kabar", "Permintaan keterangan jam", "bertanya jam buka", "", "", ""),
            ("SENANG", "Rasa", "Pujian", "memuji petugas atau koleksi", "", "", ""),
            ("UNDUH", "Gangguan", "Keluhan unduhan", "mengeluh unduhan gagal", "", "", ""),
            ("SANDI", "Gangguan", "Akses akun", "tidak dapat masuk", "", "", ""),
            ("RUANG", "Gangguan", "Keluhan ruang", "mengeluh ruang", "", "", ""),
        ],
    )  # fmt: skip
    codes = ["TANYA_JAM", "SENANG", "UNDUH", "SANDI", "SENANG", "RUANG"]
    for coder, slip in (("ana", 99), ("budi", 5)):
        _rows(
            folder / "codings" / f"{coder}.csv",
            "unit,coder,code",
            [(f"F{n}", coder, codes[(n + (n == slip)) % 6]) for n in range(48)],
        )
    (folder / "study.toml").write_text(LIBRARY, encoding="utf-8")
    return folder


LIBRARY = """[study]
title = { id = "Meja bantuan Perpustakaan Kota", en = "Help desk of the city library" }
question = { id = "Apakah mutu jawaban berkaitan dengan kesetiaan pembaca?", en = "Does the quality of answers go with readers' loyalty?" }
answers = ["correlations:pembaca/KUALITAS/SETIA", "service_kpi:request", "theme_tally:Gangguan"]
zone = "Asia/Jakarta"

[survey]
respondent = "Kode"
sheets = { pembaca = "survey" }
outcome = "SETIA"

[survey.profile]
job = "Pekerjaan"

[comments]
sellers = ["perpus.kota"]

[coders]
ana = "Ana"
budi = "Budi"

[coding]
primary = "Ana"
saturation = { base = 4, run = 2, threshold = 0.05 }

[coding.roles]
complaint = ["UNDUH", "RUANG"]
request = ["TANYA_JAM"]
access = ["SANDI"]
praise = ["SENANG"]

[engagement]
cognitive = ["TANYA_JAM"]
emotional = ["SENANG"]

[service]
target_hours = 6
"""

TRADES = {"batik": batik, "clinic": clinic, "library": library}
