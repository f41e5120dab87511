"""Files of every kind as people might have them: other headers, other order, other language, title rows, other trades.

Nothing here is a real person's. What each file holds is known because it was made so.
"""

import csv
import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from docx import Document
from openpyxl import Workbook

Rows = list[list[object]]

TALK = {
    "id": [
        "Kuenya enak banget, lembut", "harganya berapa kak?", "Masih buka jam segini min?", "pesan dua kotak ya kak 😍",
        "kok kiriman saya belum sampai", "Rasa keju favorit keluarga saya", "parkirnya susah banget di sana",
        "besok libur nggak kak?", "sudah langganan dari tahun lalu", "tempatnya bersih, pelayanannya ramah",
    ],
    "en": [
        "So good, I came back twice", "how much is the large one?", "are you open on Sunday?", "two boxes please 😍",
        "my parcel has not arrived yet", "the cheese one is our favourite", "hard to find parking there",
        "best laundry in town, really", "do you deliver to the campus?", "they answered me within minutes",
    ],
}  # fmt: skip
PEOPLE = [
    f"{a}{b}" for a in ("sinta", "made", "ucok", "lia", "ferry", "wati") for b in ("_77", ".id", "xx", "")
]
LIKERT = {
    "id": ["Sangat Tidak Setuju", "Tidak Setuju", "Netral", "Setuju", "Sangat Setuju"],
    "en": ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"],
}
ASKED = {
    "id": ["Kasirnya ramah kepada saya", "Pesanan saya selesai tepat waktu", "Saya akan kembali lagi ke sini",
           "Harganya sesuai dengan hasilnya", "Akun media sosialnya mudah dihubungi", "Saya menyarankan tempat ini"],
    "en": ["The staff are kind to me", "My order was ready on time", "I will come back here",
           "The price fits the result", "Their account is easy to reach", "I recommend this place"],
}  # fmt: skip


def _days(r: random.Random, n: int) -> list[dt.date]:
    first = dt.date(2024, r.randint(1, 12), 1)
    return [first + dt.timedelta(days=i) for i in range(n)]


def _moments(r: random.Random, n: int) -> list[dt.datetime]:
    first = dt.datetime(2024, r.randint(1, 12), 2, 8)
    return sorted(first + dt.timedelta(minutes=r.randint(1, 90_000)) for _ in range(n))


def _write(r: random.Random, moment: dt.datetime) -> object:
    return moment.strftime(r.choice(["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"]))


def questionnaire(r: random.Random, lang: str, how: int) -> Rows:
    asked = ASKED[lang]
    if how % 3 == 1:
        asked = [f"{block}{i}" for block in ("X1.", "Y.") for i in (1, 2, 3)]
    elif how % 3 == 2:
        asked = [f"{block}{i}. {text}" for block in ("KL", "KP") for i, text in enumerate(asked[:3], start=1)]
    who = {"id": ["Cap waktu", "Nama", "Usia"], "en": ["Submitted", "Your name", "Age"]}[lang]
    rows: Rows = [[*who, *asked]]
    for number, moment in enumerate(_moments(r, 24)):
        steps = [r.choice([2, 3, 4, 4, 5, 1]) for _ in asked]
        answers = steps if how % 2 else [LIKERT[lang][step - 1] for step in steps]
        rows.append([_write(r, moment), PEOPLE[number], r.choice(["17-25", "26-35", "> 35"]), *answers])
    return rows


def comments(r: random.Random, lang: str, how: int) -> Rows:
    heads = {
        "id": [["id", "akun", "komentar", "waktu"], ["kode unik", "siapa", "yang ditulis", "kapan"]],
        "en": [["comment_id", "author", "text", "published_at"], ["key", "posted by", "what they said", "posted on"]],
    }[lang][how % 2]  # fmt: skip
    rows: Rows = [heads]
    for moment in _moments(r, 40):
        rows.append(
            [str(r.randint(10**17, 10**18)), r.choice(PEOPLE), r.choice(TALK[lang]) + " " * r.randint(0, 3) + "!" * r.randint(0, 2), _write(r, moment)]
        )  # fmt: skip
    return rows


def codings(r: random.Random, lang: str, how: int) -> Rows:
    names = {"id": ["Rasa", "Harga", "Layanan", "Waktu"], "en": ["Taste", "Price", "Service", "Time"]}[lang]
    if how % 3 == 2:
        rows: Rows = [{"id": ["unit", "pengode", "kode"], "en": ["unit", "coder", "code"]}[lang]]
        rows += [[f"K{i:03}", r.choice(["Ana", "Ben"]), r.choice(names)] for i in range(1, 31)]
        return rows
    rows = [[*{"id": ["No", "ID", "Teks"], "en": ["No", "ID", "Passage"]}[lang], *names]]
    for i in range(1, 31):
        marks = [r.choice(["x", None, None] if how % 3 == 0 else ["v", "V", None, None]) for _ in names]
        rows.append([i, f"U-{i:03}", f"{r.choice(TALK[lang])} ({i})", *marks])
    return rows


def codebook(r: random.Random, lang: str, how: int) -> Rows:
    rows: Rows = [
        {"id": [["Kode", "Tema", "Definisi"], ["Sebutan", "Kelompok", "Maksudnya"]],
         "en": [["Code", "Theme", "Definition"], ["Label", "Family", "What it covers"]]}[lang][how % 2]
    ]  # fmt: skip
    for name, theme in (
        ("Rasa", "Produk"),
        ("Harga", "Produk"),
        ("Ramah", "Layanan"),
        ("Lambat", "Layanan"),
        ("Setia", "Niat"),
    ):
        told = {
            "id": f"Pelanggan berbicara tentang {name.lower()} dengan kata sendiri",
            "en": f"The customer speaks of {name.lower()} in own words",
        }
        rows.append([name, theme, told[lang]])
    return rows


def sales(r: random.Random, lang: str, how: int) -> Rows:
    heads = {
        "id": [["Tanggal", "Terjual", "Omzet"], ["Hari buka", "Kotak laku", "Uang masuk"]],
        "en": [["Date", "Sold", "Takings"], ["Day", "Loads washed", "Cash"]],
    }[lang][how % 2]
    rows: Rows = [heads]
    for day in _days(r, 60):
        sold = r.randint(5, 60)
        money = f"Rp {sold * 12_500:,}".replace(",", ".") if how % 3 == 0 else sold * 12_500
        rows.append([day.strftime("%d/%m/%Y") if how % 2 else day, sold, money])
    return rows


def orders(r: random.Random, lang: str, how: int) -> Rows:
    heads = {
        "id": [["No. Pesanan", "Username (Pembeli)", "Waktu Pesanan Dibuat", "Total Pembayaran", "Status Pesanan"],
               ["Invoice", "Pembeli", "Tanggal", "Nilai", "Status"]],
        "en": [["Order ID", "Buyer Username", "Created Time", "Order Amount", "Order Status"],
               ["Order number", "Customer", "Date", "Amount", "Status"]],
    }[lang][how % 2]  # fmt: skip
    done = {"id": ["Selesai", "Batal"], "en": ["Completed", "Cancelled"]}[lang]
    rows: Rows = [heads]
    for i, moment in enumerate(_moments(r, 40)):
        rows.append(
            [
                f"24{i:04}ABX{r.randint(10, 99)}",
                r.choice(PEOPLE),
                _write(r, moment),
                r.randint(1, 30) * 5000,
                r.choice(done),
            ]
        )
    return rows


def tickets(r: random.Random, lang: str, how: int) -> Rows:
    heads = {
        "id": [["No", "Masuk", "Dijawab", "Lewat", "Isi", "Jenis"], ["Nomor", "Jam chat masuk", "Jam dibalas admin", "Media", "Pesan", "Golongan"]],
        "en": [["ticket", "opened", "first reply", "channel", "message", "type"], ["Nr", "Came in", "We answered", "Via", "What", "Sort"]],
    }[lang][how % 2]  # fmt: skip
    sort = {"id": ["Keluhan", "Permintaan"], "en": ["Complaint", "Request"]}[lang]
    rows: Rows = [heads]
    for i, moment in enumerate(_moments(r, 30), start=1):
        replied = moment + dt.timedelta(minutes=r.randint(2, 300))
        rows.append([i, f"{moment:%Y-%m-%d %H:%M}", f"{replied:%Y-%m-%d %H:%M}" if r.random() < 0.9 else None,
                     r.choice(["WhatsApp", "DM"]), r.choice(TALK[lang]), r.choice(sort)])  # fmt: skip
    return rows


def cobit(r: random.Random, lang: str, how: int) -> Rows:
    heads = {
        "id": ["Kode", "Pernyataan", "Saat ini", "Harapan"],
        "en": ["Objective", "Statement", "As-is", "To-be"],
    }[lang]
    rows: Rows = [heads]
    for code in r.sample(["APO08", "BAI06", "DSS02", "APO09"], 2):
        for text in ASKED[lang][:4]:
            rows.append([code if how % 2 else f"{code}-{len(rows)}", text, r.randint(0, 3), r.randint(3, 5)])
    return rows


def published(r: random.Random, lang: str, how: int) -> Rows:
    heads = {"id": [["place", "row", "column", "printed"], ["Letak", "Baris", "Kolom", "Tercetak"]],
             "en": [["place", "row", "column", "printed"], ["Where", "Which row", "Which column", "Printed number"]]}[lang][how % 2]  # fmt: skip
    table = {"id": "Tabel", "en": "Table"}[lang]
    rows: Rows = [heads]
    for i in range(1, 9):
        rows.append(
            [
                f"{table} {i % 3 + 1}",
                r.choice(["KK", "KR", "LO"]) + str(i),
                {"id": "Rata-rata", "en": "Mean"}[lang],
                f"{r.randint(1, 4)},{r.randint(10, 99)}",
            ]
        )
    return rows


def turns(r: random.Random, lang: str, how: int) -> Rows:
    who, said = {"id": ("P", "N"), "en": ("Q", "A")}[lang]
    rows: Rows = [{"id": ["Pembicara", "Ucapan"], "en": ["Who", "What was said"]}[lang]]
    for text in r.sample(TALK[lang], 6):
        rows += [
            [who, {"id": "Bagaimana menurut Ibu?", "en": "What do you think of it?"}[lang]],
            [said, text],
        ]
    return rows


MADE: dict[str, Callable[[random.Random, str, int], Rows]] = {
    "responses": questionnaire, "comments": comments, "codings": codings, "codebook": codebook, "sales": sales,
    "orders": orders, "tickets": tickets, "cobit": cobit, "published": published, "interviews": turns,
}  # fmt: skip


def strangers(r: random.Random) -> Iterator[tuple[str, Rows]]:
    """Files that no table of a study is made of: of these nothing may be made unasked."""
    days = _days(r, 30)
    yield "expenses", [["Tanggal", "Belanja bahan"], *([day, r.randint(10, 90) * 1000] for day in days)]
    yield (
        "cash book",
        [
            ["Tanggal", "Uraian", "Debit", "Kredit", "Saldo"],
            *([day, r.choice(TALK["id"]), 5000, None, 90_000 + i] for i, day in enumerate(days)),
        ],
    )
    yield (
        "attendance",
        [
            ["Nama", "Jam Masuk", "Jam Pulang", "Keterangan"],
            *([r.choice(PEOPLE), "08:02", "16:10", "Hadir"] for _ in days),
        ],
    )
    yield (
        "presence",
        [
            ["No", "Nama", "1/5", "2/5", "3/5"],
            *([i, name, "x", r.choice(["x", None]), "x"] for i, name in enumerate(PEOPLE, start=1)),
        ],
    )
    yield (
        "ticked form",
        [
            ["No", "Pernyataan", "STS", "TS", "N", "S", "SS"],
            *([i, text, None, None, None, "x", None] for i, text in enumerate(ASKED["id"] * 3, start=1)),
        ],
    )
    yield (
        "weather",
        [["Date", "Temperature", "Rain"], *([day, r.randint(20, 34), r.randint(0, 9)] for day in days)],
    )
    yield "prices", [["Produk", "Harga"], *([f"Kue {i}", 2500 * i] for i in range(1, 20))]
    yield (
        "staff",
        [
            ["Nama", "Alamat", "No HP"],
            *([name, f"Jalan Melati {i}", f"0812{i:08}"] for i, name in enumerate(PEOPLE)),
        ],
    )
    yield (
        "books",
        [
            ["Penulis", "Tahun", "Judul"],
            *([name, 2010 + i % 14, r.choice(TALK["en"])] for i, name in enumerate(PEOPLE)),
        ],
    )
    yield (
        "products by day",
        [
            ["Tanggal", "Mie Ayam", "Es Teh", "Bakso Urat"],
            *([day, r.randint(0, 9), r.randint(0, 9), r.randint(0, 9)] for day in days),
        ],
    )
    yield (
        "marks of a class",
        [
            ["Nama", "Tugas 1", "Tugas 2", "Ujian"],
            *([name, r.randint(5, 10), r.randint(5, 10), r.randint(5, 10)] for name in PEOPLE),
        ],
    )
    yield "one column", [["Daftar"], *([name] for name in PEOPLE)]


TITLES = {
    "id": ["REKAP DATA PENELITIAN 2024", "Diunduh oleh peneliti"],
    "en": ["DATA OF THE STUDY 2024", "made by the researcher"],
}


def _saved(r: random.Random, folder: Path, name: str, rows: Rows, lang: str, how: int) -> Path:
    shuffled = how % 4 == 3
    if shuffled:
        order = r.sample(range(len(rows[0])), len(rows[0]))
        rows = [[row[place] for place in order] for row in rows]
    if how % 5 in (1, 4):
        blank = [None] * (len(rows[0]) - 1)
        rows = [*([title, *blank] for title in TITLES[lang][: 1 + how % 2]), [None, *blank], *rows]
    if how % 2:
        path = folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8-sig" if how % 3 else "utf-8") as file:
            csv.writer(file, delimiter=";" if how % 4 == 1 else ",").writerows(rows)
        return path
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / f"{name}.xlsx"
    book.save(path)
    return path


def _dialogue(r: random.Random, folder: Path, name: str, lang: str, how: int) -> Path:
    who, said = (
        {"id": ("Peneliti", "Informan"), "en": ("Interviewer", "Participant")}[lang]
        if how % 2
        else {"id": ("P", "N"), "en": ("Q", "A")}[lang]
    )
    lines = [{"id": "Tanggal: 12 Mei 2024", "en": "Date: 12 May 2024"}[lang]]
    for text in r.sample(TALK[lang], 5):
        lines += [
            f"{who}: {'Bagaimana ceritanya?' if lang == 'id' else 'How did that go?'}",
            f"{said}: {text}",
        ]
    if how % 3:
        path = folder / f"{name}.docx"
        document = Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(path)
    else:
        path = folder / f"{name}.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
    return path


def variations(folder: Path, seed: int = 2025, each: int = 11) -> Iterator[tuple[Path, str]]:
    """Files of ten kinds, each in several forms, with what they hold."""
    r = random.Random(seed)
    for number, (kind, make) in enumerate(MADE.items()):
        for how in range(each):
            lang = ("id", "en")[(how // 2) % 2]
            name = f"data {number}{how:02}"
            if kind == "interviews" and how % 3 != 2:
                yield _dialogue(r, folder, name, lang, how), kind
            else:
                yield _saved(r, folder, name, make(r, lang, how), lang, how), kind
    for how, (name, rows) in enumerate(strangers(r)):
        yield _saved(r, folder, name, rows, "id", how % 3), ""
