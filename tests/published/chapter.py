"""A chapter IV in Word, made up for tests: 45 respondents, two causes and an outcome; and the same with planted mistakes.

Every number of the clean chapter agrees with what stands beside it (p of t, F, r, chi-squared and z from R 4.2: pt, pf,
pchisq, pnorm; critical values qt, qf, qchisq). `PLANTED` replaces one number or word at a time.
"""

from pathlib import Path

#: A paragraph, or a caption with the rows of its table.
PARTS: list = [
    "BAB IV HASIL PENELITIAN DAN PEMBAHASAN",
    "4.1 Gambaran Umum Objek Penelitian",
    "Toko berdiri pada tahun 2015 dan membuka 2 cabang pada 2019-2021. Jam buka 09.00-17.00, dengan omzet sekitar Rp 25.000.000 per bulan.",
    "Kuesioner disebarkan pada 2-30 Juni 2025. Dari 50 kuesioner yang disebarkan, kembali 46 kuesioner (92%) dan 45 kuesioner layak diolah. Populasi berjumlah 82 orang, sehingga dengan rumus Slovin n = 82 / (1 + 82 (0,1)²) = 45,05 atau 45 responden.",
    ("Tabel 4.1 Pengumpulan Data", [["Keterangan", "Jumlah", "%"], ["Disebarkan", "50", "100,0"], ["Kembali", "46", "92,0"], ["Layak diolah", "45", "90,0"]]),
    "Penelitian ini melibatkan 45 responden. Responden perempuan berjumlah 27 orang (60,0%) dan laki-laki 18 orang (40,0%) dari 45 responden.",
    ("Tabel 4.2 Jenis Kelamin Responden", [["Jenis Kelamin", "Frekuensi", "Persentase (%)"], ["Perempuan", "27", "60,0"], ["Laki-laki", "18", "40,0"], ["Jumlah", "45", "100,0"]]),
    ("Tabel 4.3 Usia Responden", [["Usia", "f", "%", "Kumulatif (%)"], ["17-25 tahun", "20", "44,4", "44,4"], ["26-35 tahun", "16", "35,6", "80,0"], ["> 35 tahun", "9", "20,0", "100,0"], ["Total", "45", "100,0", ""]]),
    "Skala jawaban 1-5 dibagi dalam lima kategori dengan interval (5 - 1) / 5 = 0,80. Kategori sangat rendah 1,00-1,80 dan sangat tinggi 4,21-5,00.",
    ("Tabel 4.4 Tanggapan atas Kualitas Konten", [["No", "Pernyataan", "SS", "S", "N", "TS", "STS", "Jumlah", "Mean"], ["1", "Konten menarik", "12", "20", "9", "3", "1", "45", "3,87"], ["2", "Foto jelas", "15", "19", "8", "2", "1", "45", "4,00"], ["3", "Harga lengkap", "10", "18", "12", "4", "1", "45", "3,71"]]),
    "Butir pertama memperoleh rata-rata 3,87 dengan simpangan baku 0,97 dari 45 responden, termasuk kategori tinggi.",
    "Suatu butir dinyatakan valid jika r hitung > r tabel. Dengan n = 45 dan taraf signifikansi 5%, r tabel sebesar 0,294.",
    "Butir KK1 memiliki r hitung 0,712 > r tabel 0,294 sehingga dinyatakan valid.",
    "Butir KK7 memiliki r hitung 0,215 < r tabel 0,294 sehingga dinyatakan tidak valid dan dikeluarkan.",
    ("Tabel 4.5 Hasil Uji Validitas", [["Butir", "r hitung", "r tabel", "Keterangan"], ["KK1", "0,712", "0,294", "Valid"], ["KK2", "0,655", "0,294", "Valid"], ["KR1", "0,583", "0,294", "Valid"], ["KK7", "0,215", "0,294", "Tidak valid"]]),
    "Nilai Cronbach's Alpha kualitas konten sebesar 0,871 > 0,60 sehingga instrumen dinyatakan reliabel.",
    "Dengan 5 butir dan rata-rata korelasi antar butir 0,574, alpha Cronbach sebesar 0,871.",
    ("Tabel 4.6 Hasil Uji Reliabilitas", [["Variabel", "Cronbach's Alpha", "N of Items", "Keterangan"], ["Kualitas konten", "0,871", "5", "Reliabel"], ["Kualitas respons", "0,859", "5", "Reliabel"], ["Loyalitas", "0,921", "5", "Reliabel"]]),
    "Uji Kolmogorov-Smirnov menghasilkan nilai Asymp. Sig. (2-tailed) sebesar 0,200 > 0,05, maka data berdistribusi normal.",
    "Nilai tolerance sebesar 0,504 > 0,10 dan VIF sebesar 1,984 < 10, sehingga tidak terjadi multikolinearitas.",
    "Uji Glejser untuk kualitas konten memberi signifikansi 0,412 > 0,05 sehingga tidak terjadi heteroskedastisitas.",
    "Nilai Durbin-Watson sebesar 1,973. Dengan dU sebesar 1,615 dan 4 - dU sebesar 2,385, maka 1,615 < 1,973 < 2,385 sehingga tidak terjadi autokorelasi.",
    "Persamaan regresi yang diperoleh adalah Y = 0,812 + 0,421 X1 + 0,163 X2.",
    ("Tabel 4.7 Koefisien Regresi", [["Model", "B", "Std. Error", "Beta", "t", "Sig.", "Tolerance", "VIF"], ["(Constant)", "0,812", "0,402", "", "2,020", "0,050", "", ""], ["Kualitas konten", "0,421", "0,136", "0,448", "3,096", "0,003", "0,504", "1,984"], ["Kualitas respons", "0,163", "0,134", "0,172", "1,216", "0,231", "0,504", "1,984"]]),
    "Kualitas konten memperoleh t hitung sebesar 3,096 > t tabel 2,018 dengan signifikansi 0,003 < 0,05. Dengan demikian H0 ditolak dan H1 diterima.",
    "Kualitas respons memperoleh t hitung 1,216 < t tabel 2,018 (p = 0,231), sehingga tidak berpengaruh signifikan terhadap loyalitas.",
    "Uji beda antarjenis kelamin memberi t(43) = 2,31; p = ,026.",
    "Secara simultan F(2, 42) = 14,23; p < 0,001, dan nilai F hitung 14,23 lebih besar dari F tabel 3,22.",
    ("Tabel 4.8 ANOVA", [["Model", "Sum of Squares", "df", "Mean Square", "F", "Sig."], ["Regression", "12,504", "2", "6,252", "14,242", "0,000"], ["Residual", "18,438", "42", "0,439", "", ""], ["Total", "30,942", "44", "", "", ""]]),
    "Nilai R sebesar 0,636 dan R Square sebesar 0,404, artinya 40,4% variasi loyalitas dijelaskan oleh kedua variabel, sedangkan sisanya 59,6% oleh faktor lain.",
    "Adjusted R Square sebesar 0,376, dengan R Square 0,404, F(2, 42) = 14,23.",
    "Korelasi kualitas konten dan loyalitas signifikan (r = 0,52; n = 45; p < 0,001).",
    "Korelasi Spearman sebesar 0,485 (n = 45; p = 0,001).",
    "Uji chi-square menunjukkan χ²(4) = 9,87; p = 0,043.",
    "Uji Mann-Whitney menghasilkan Z = -2,58; p = 0,010.",
    "Koefisien jalur b = 0,42; 95% CI [0,15; 0,69]; p = 0,003.",
    "Kesenjangan APO08 adalah 4,53 − 2,83 = 1,70.",
    ("Tabel 4.9 Kesenjangan", [["Objective", "As-Is", "To-Be", "Gap"], ["APO08", "2,83", "4,53", "1,70"], ["BAI06", "3,10", "4,20", "1,10"]]),
    "Setelah perbaikan, 18 dari 24 keluhan (75,0%) dijawab dalam dua jam, naik dari 44% pada bulan sebelumnya.",
    "Penelitian ini sejalan dengan Sari (2021) yang menemukan t hitung 4,512 > t tabel 1,984 pada 100 responden.",
    "Nilai kappa sebesar 0,867 termasuk hampir sempurna (0,81-1,00) menurut Landis dan Koch (1977).",
]  # fmt: skip

#: Of the part that begins so: what stands there, what is written instead.
PLANTED: list[tuple[str, str, str]] = [
    ("Kuesioner disebarkan", "46 kuesioner (92%)", "46 kuesioner (82%)"),
    ("Kuesioner disebarkan", "= 45,05", "= 54,05"),
    ("Tabel 4.1", "92,0", "96,0"),
    ("Penelitian ini melibatkan", "27 orang (60,0%)", "27 orang (65,0%)"),
    ("Tabel 4.2", "40,0", "45,0"),
    ("Tabel 4.2", "18", "16"),
    ("Tabel 4.3", "35,6", "36,5"),
    ("Tabel 4.3", "80,0", "81,0"),
    ("Skala jawaban", "= 0,80", "= 0,90"),
    ("Tabel 4.4", "3,71", "3,91"),
    ("Tabel 4.4", "19", "16"),
    ("Butir pertama", "3,87", "3,86"),
    ("Butir pertama", "0,97", "2,97"),
    ("Suatu butir", "0,294", "0,361"),
    ("Butir KK1", "> r tabel 0,294", "> r tabel 0,794"),
    ("Butir KK7", "tidak valid", "valid"),
    ("Tabel 4.5", "0,583", "0,183"),
    ("Tabel 4.5", "Tidak valid", "Valid"),
    ("Nilai Cronbach's Alpha", "reliabel", "tidak reliabel"),
    ("Dengan 5 butir", "0,871", "0,917"),
    ("Tabel 4.6", "0,859", "0,459"),
    ("Uji Kolmogorov", "0,200 > 0,05", "0,020 > 0,05"),
    ("Nilai tolerance", "1,984", "2,984"),
    ("Uji Glejser", "tidak terjadi", "terjadi"),
    ("Nilai Durbin", "2,385, maka 1,615 < 1,973 < 2,385", "2,485, maka 1,615 < 1,973 < 2,485"),
    ("Tabel 4.7", "3,096", "3,906"),
    ("Tabel 4.7", "0,231", "0,031"),
    ("Kualitas konten memperoleh", "H0 ditolak dan H1 diterima", "H0 diterima dan H1 ditolak"),
    ("Kualitas respons memperoleh", "p = 0,231", "p = 0,123"),
    ("Uji beda", "p = ,026", "p = ,062"),
    ("Secara simultan", "p < 0,001", "p = 0,210"),
    ("Secara simultan", "F tabel 3,22", "F tabel 4,22"),
    ("Tabel 4.8", "14,242", "12,424"),
    ("Nilai R sebesar", "0,636", "0,663"),
    ("Nilai R sebesar", "40,4%", "44,0%"),
    ("Adjusted R Square", "0,376", "0,416"),
    ("Korelasi kualitas", "r = 0,52", "r = 0,25"),
    ("Uji chi-square", "p = 0,043", "p = 0,430"),
    ("Koefisien jalur", "[0,15; 0,69]", "[-0,15; 0,69]"),
    ("Kesenjangan APO08", "= 1,70", "= 1,90"),
]  # fmt: skip


def head(part) -> str:
    return part if isinstance(part, str) else part[0]


def changed(part, old: str, new: str):
    """A part with one number or word replaced, once."""
    if isinstance(part, str):
        assert old in part, (old, part)
        return part.replace(old, new, 1)
    caption, rows = part
    at = next((r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell == old and r)
    return caption, [
        [new if (r, c) == at else cell for c, cell in enumerate(row)] for r, row in enumerate(rows)
    ]


def with_mistake(number: int) -> list:
    """The chapter with one planted mistake."""
    start, old, new = PLANTED[number]
    at = next(i for i, part in enumerate(PARTS) if head(part).startswith(start))
    return [*PARTS[:at], changed(PARTS[at], old, new), *PARTS[at + 1 :]]


def written(parts: list, path: Path) -> Path:
    """The chapter as a Word document."""
    import docx

    document = docx.Document()
    for part in parts:
        document.add_paragraph(head(part))
        if not isinstance(part, str):
            rows = part[1]
            table = document.add_table(len(rows), len(rows[0]))
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    table.cell(r, c).text = cell
    document.save(path)
    return path
