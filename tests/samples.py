"""Small result tables as the stages make them, for the tests of what is drawn from them."""

import numpy as np
import pandas as pd

HOSTILE = "rugi $x_$ & <b>\\frac{1}{0}</b> $$ mie\x00 \x1b[31m\n=1+1 👍🏽"


def frame(columns, rows):
    return pd.DataFrame(rows, columns=columns.split())


SCORES = frame(
    "group state construct n items total answers mean sd ci_low ci_high",
    [
        ("customer", "none", "cognitive", 30, 3, 342, 90, 3.80, 0.55, 3.59, 4.01),
        ("customer", "none", "emotional", 30, 3, 369, 90, 4.10, 0.48, 3.92, 4.28),
        ("customer", "none", "behavioural", 29, 3, 313, 87, 3.60, 0.70, 3.33, 3.86),
        ("customer", "none", "loyalty", 30, 3, 356, 90, 3.96, 0.52, 3.76, 4.15),
        ("owner", "none", "loyalty", 1, 3, 14, 3, 4.67, None, None, None),
    ],
)
ITEMS = {
    "A1": ("APO02", "Kia Metro punya rencana konten TikTok yang jelas dan berkelanjutan", (2, 9, 12, 6, 1), (0, 0, 2, 10, 18)),
    "A2": ("APO02", "Tujuan komunikasi digital mudah dipahami pelanggan", (1, 8, 15, 5, 1), (0, 1, 1, 9, 19)),
    "D1": ("DSS02", "Keluhan lewat komentar cepat ditanggapi", (0, 1, 8, 16, 5), (0, 0, 1, 9, 20)),
    "D2": ("DSS02", "Permintaan (menu, harga, alamat) selalu dijawab sampai tuntas oleh admin", (1, 1, 6, 17, 5), (0, 0, 0, 11, 19)),
    "S1": ("DSS05", "Saya percaya akun Kia Metro aman", (0, 0, 8, 16, 6), (0, 0, 1, 11, 18)),
}  # fmt: skip
DISTRIBUTION = frame(
    "group state construct item text value n share",
    [
        ("customer", state, construct, item, text, value, n, n / 30)
        for item, (construct, text, now, wanted) in ITEMS.items()
        for state, counts in (("as_is", now), ("to_be", wanted))
        for value, n in enumerate(counts, start=1)
    ],
)
RELIABILITY = frame(
    "state construct items n alpha alpha_low alpha_high omega note",
    [
        ("as_is", "APO02", 4, 30, 0.81, 0.68, 0.90, 0.82, ""),
        ("to_be", "APO02", 4, 30, 0.42, -0.12, 0.68, None, "2 items on which everybody agrees"),
        ("none", "cognitive", 3, 29, 0.74, 0.52, 0.87, 0.76, "1 respondents with a blank left out"),
        ("none", "loyalty", 1, 30, None, None, None, None, "one item: reliability needs at least two"),
    ],
)
GAP = frame(
    "group objective n as_is_exact to_be_exact gap_exact as_is to_be gap as_is_printed to_be_printed gap_printed rank",
    [
        ("owner", "APO02", 1, "3", "5", "2", 3.0, 5.0, 2.0, "3.00", "5.00", "2.00", "1="),
        ("owner", "DSS02", 1, "5/2", "9/2", "2", 2.5, 4.5, 2.0, "2.50", "4.50", "2.00", "1="),
        ("owner", "DSS05", 1, "5/2", "9/2", "2", 2.5, 4.5, 2.0, "2.50", "4.50", "2.00", "1="),
        ("owner", "overall", 1, "8/3", "14/3", "2", 2.6667, 4.6667, 2.0, "2.66", "4.66", "2.00", ""),
        (
            "customer",
            "APO02",
            30,
            "339/120",
            "68/15",
            "1.70",
            2.825,
            4.533,
            1.708,
            "2.83",
            "4.53",
            "1.70",
            "1",
        ),
        ("customer", "DSS02", 30, "229/60", "277/60", "4/5", 3.817, 4.617, 0.8, "3.82", "4.62", "0.80", "2"),
        (
            "customer",
            "DSS05",
            30,
            "471/120",
            "137/30",
            "77/120",
            3.925,
            4.567,
            0.642,
            "3.93",
            "4.57",
            "0.64",
            "3",
        ),
        (
            "customer",
            "overall",
            30,
            "1268/360",
            "1646/360",
            "1.05",
            3.522,
            4.572,
            1.05,
            "3.52",
            "4.57",
            "1.05",
            "",
        ),
    ],
)
TALLY = frame(
    "theme code name n units share ci_low ci_high",
    [
        ("Respons pelanggan", "PUJI", "Pujian rasa dan harga", 131, 412, 0.318, 0.275, 0.364),
        (
            "Respons pelanggan",
            "KELUH",
            "Keluhan pelayanan atau pesanan yang tidak sesuai",
            27,
            412,
            0.066,
            0.045,
            0.094,
        ),
        ("Kualitas interaksi", "TANYA", "Pertanyaan", 118, 412, 0.286, 0.245, 0.332),
        ("Kualitas interaksi", "AKRAB", "Sapaan akrab", 44, 412, 0.107, 0.081, 0.140),
        ("Partisipasi", "AJAK", "Mengajak teman", 61, 412, 0.148, 0.117, 0.186),
        ("Partisipasi", "KONTEN", "Usul konten", 0, 412, 0.0, 0.0, 0.009),
        ("Layanan digital", "PESAN", "Permintaan pesan antar", 36, 412, 0.087, 0.064, 0.119),
    ],
)
AGREEMENT = frame(
    "code name units coders percent prevalence kappa alpha ci_low ci_high note",
    [
        ("PUJI", "Pujian rasa dan harga", 120, 2, 0.95, 0.31, 0.88, 0.88, 0.79, 0.96, ""),
        (
            "KELUH",
            "Keluhan pelayanan atau pesanan yang tidak sesuai",
            120,
            2,
            0.97,
            0.07,
            0.72,
            0.72,
            0.38,
            0.93,
            "",
        ),
        ("TANYA", "Pertanyaan", 120, 2, 0.93, 0.29, 0.83, 0.83, 0.72, 0.93, ""),
        ("AKRAB", "Sapaan akrab", 120, 2, 0.9, 0.1, 0.31, 0.31, -0.06, 0.62, ""),
        ("KONTEN", "Usul konten", 120, 2, 1.0, 0.0, None, None, None, None, "nobody gave it"),
    ],
)
SATURATION = frame(
    "position unit new cumulative ratio saturated",
    [
        (1, "R01", 4, 4, None, None), (2, "R02", 3, 7, None, None), (3, "R03", 2, 9, None, None), (4, "R04", 3, 12, None, None),
        (5, "R05", 1, 13, None, None), (6, "R06", 1, 14, 0.17, False), (7, "R07", 0, 14, None, None), (8, "R08", 1, 15, 0.08, False),
        (9, "R09", 0, 15, None, None), (10, "R10", 0, 15, 0.0, True), (11, "R11", 0, 15, None, None), (12, "R12", 0, 15, 0.0, True),
    ],
)  # fmt: skip
CURVE = frame(
    "process hours share_waiting waiting",
    [
        ("incident", 0.0, 1.0, 27), ("incident", 0.2, 0.9, 27), ("incident", 1.4, 0.74, 24), ("incident", 5.0, 0.48, 18), ("incident", 26.0, 0.3, 12),
        ("incident", 70.0, 0.22, 8), ("request", 0.0, 1.0, 118), ("request", 0.1, 0.8, 118), ("request", 0.6, 0.5, 90), ("request", 3.0, 0.21, 60),
        ("request", 20.0, 0.08, 25), ("request", 160.0, 0.05, 9),
    ],
)  # fmt: skip
KPI = frame(
    "process tickets asked answered answered_share median_hours ci_low ci_high target_hours within_target documented_share customer_began_share open",
    [
        ("incident", 27, 24, 21, 0.778, 4.2, 1.5, 22.0, 24.0, 0.667, 0.0, 1.0, 9),
        ("request", 118, 115, 112, 0.949, 0.6, 0.4, 0.9, 24.0, 0.921, 0.017, 1.0, 6),
        ("access", 0, 0, None, None, None, None, None, None, None, None, None, None),
    ],
)
ENGAGEMENT = frame(
    "video_id posted_at caption views likes comments shares saves interactions er_views applause conversation amplification",
    [
        (f"75{i:02}", pd.Timestamp(day), caption, views, likes, 20, 9, 5, likes + 29, (likes + 29) / views, likes / views, 20 / views, 9 / views)
        for i, (day, caption, views, likes) in enumerate([
            ("2025-08-02", "Mie ayam bakso hari ini", 1_240, 88), ("2025-08-11", "Di balik dapur", 890, 70),
            ("2025-08-20", "17-an bersama Kia Metro", 2_310, 120), ("2025-08-29", "Tanya harga? Jawab di sini", 1_020, 96),
            ("2025-09-06", "Bakso urat jumbo", 3_400, 260), ("2025-09-17", "POV: kamu pesan level 5 pedas dan tidak kuat menahan air mata", 184_000, 9_100),
            ("2025-09-28", "Resep sambal", 2_750, 130), ("2025-10-07", "Pelanggan jauh dari Kalirejo", 1_430, 90),
            ("2025-10-19", "Jam buka baru", 980, 41), ("2025-10-30", "Promo akhir bulan", 1_210, 66),
        ])
    ],
)  # fmt: skip


def _daily():
    days = pd.date_range("2023-07-01", "2025-10-31")
    level = [
        23 if day < pd.Timestamp("2024-03-01") else min(23 + (day - pd.Timestamp("2024-03-01")).days / 4, 78)
        for day in days
    ]
    portions = [round(base * (1 + ((i * 37) % 11 - 5) / 40)) for i, base in enumerate(level)]
    daily = pd.DataFrame(
        {"date": days, "quantity": pd.array(portions, dtype="Int64"), "open": days.day_of_week != 4}
    )
    return daily.assign(quantity=daily["quantity"].where(daily["open"]))


DAILY = _daily()
MONTHLY = (
    DAILY[DAILY["open"]].groupby(DAILY["date"].dt.to_period("M").dt.to_timestamp())["quantity"].agg(["size", "mean"])
    .rename_axis("month").reset_index().rename(columns={"size": "days"}).astype({"mean": "float64"})
)  # fmt: skip
EVENTS = pd.DataFrame({
    "date": pd.to_datetime(["2024-03-01", "2024-03-11", "2024-07-01", "2025-03-01", "2025-09-17", "2025-10-10"]),
    "end": pd.to_datetime([None, "2024-04-09", None, "2025-03-30", None, None]),
    "name": ["Mulai TikTok", "Ramadan 1445 H", "Harga naik Rp2.000", "Ramadan 1446 H", "Video viral", "Renovasi dapur dan tempat parkir"],
})  # fmt: skip
EFFECT = frame(
    "measure before after estimate ci_low ci_high n_before n_after n_effective autocorrelation note",
    [
        ("difference", 22.9, 70.4, 47.5, 43.1, 51.9, 209, 366, 88.2, 0.41, "means"),
        ("ratio", 22.9, 70.4, 3.07, 2.83, 3.34, 209, 366, 88.2, 0.41, "ratio"),
        ("cliffs_delta", 23.0, 71.0, 1.0, 0.8, 1.0, 209, 366, 88.2, 0.41, "dominance"),
        ("hodges_lehmann", 23.0, 71.0, 48.0, 45.0, 51.0, 209, 366, 88.2, 0.41, "median"),
    ],
)
CLAIMS = {
    "K1": ("TikTok memperkuat keterlibatan pelanggan melalui komunikasi dua arah", "agreement"),
    "K2": ("Strategi komunikasi digital belum terstruktur walaupun engagement tinggi", "dissonance"),
    "K3": ("Keluhan ditangani cepat tetapi tidak didokumentasikan", "partial"),
    "K4": ("Akun dikelola dengan aman", "silence"),
}
CELLS = [("owner", "interview"), ("owner", "questionnaire"), ("customer", "questionnaire"), ("customer", "comments"), ("social_media", "observation"), ("social_media", "documents")]  # fmt: skip
CONVERGENCE = frame(
    "claim text source method refs stance farmer direction",
    [
        (claim, text, *cell, "gap:customer/APO02", stance, farmer, "supports")
        for (claim, (text, farmer)), row in zip(
            CLAIMS.items(), ["++++++", "-.+±+.", "+.+...", "......"], strict=True
        )
        for cell, sign in zip(CELLS, row, strict=True)
        for stance in [{"+": "supports", "-": "contradicts", "±": "mixed", ".": "silent"}[sign]]
    ],
)
PUBLISHED = frame(
    "place row column printed quantity recomputed recommended exact verdict why",
    [
        (place, f"r{i}", "c", printed, "q", None, None, None, verdict, "")
        for place, cells in {
            "Tabel 1": [("3,00", 0), ("2,50", 0), ("2,50", 0), ("2,66", 1)],
            "Tabel 2": [("2,83", 0), ("3,82", 0), ("3,93", 0), ("3,52", 0)],
            "Tabel 3": [("3,00", 0), ("5,00", 0), ("2,00", 0)] * 3,
            "Tabel 4": [("2,83", 0), ("4,53", 0), ("1,70", 1), ("3,82", 4), ("4,62", 0), ("0,80", 0), ("3,93", 0), ("4,57", 0), ("0,64", 3)],
            "Bagian Tingkat Capability Saat Ini": [("2,66", 1), ("Defined Process", 2)],
            "Abstrak dan simpulan": [("30", 0), ("20–25", 0), ("60–100", 3), ("signifikan", 5)] * 4,
        }.items()
        for i, (printed, verdict) in enumerate((p, ["match", "match under pipeline", "depends on the rule", "differs", "impossible", "not computable"][v]) for p, v in cells)
    ],
)  # fmt: skip

PAIRS = frame(
    "coder code_a code_b n_a n_b n units c lift",
    [
        ("Pengode 1", "PUJI", "KELUH", 131, 27, 4, 412, 0.026, 0.466), ("Pengode 1", "PUJI", "TANYA", 131, 118, 21, 412, 0.092, 0.56),
        ("Pengode 1", "KELUH", "TANYA", 27, 118, 9, 412, 0.066, 1.164), ("Pengode 1", "PUJI", "AKRAB", 131, 44, 38, 412, 0.277, 2.716),
        ("Pengode 1", "KELUH", "AKRAB", 27, 44, 0, 412, 0.0, 0.0), ("Pengode 1", "TANYA", "AKRAB", 118, 44, 6, 412, 0.038, 0.476),
        ("Pengode 2", "PUJI", "TANYA", 40, 31, 5, 120, 0.076, 0.484),
    ],
)  # fmt: skip
BY_MONTH = frame(
    "process month tickets answered_share",
    [
        ("incident", "2025-12", 16, 0.75), ("incident", "2026-01", 1_018, 0.5), ("request", "2025-12", 56, 0.64),
        ("request", "2026-01", 67, 0.57), ("access", "2025-12", 0, None), ("access", "2026-01", 1, 1.0),
    ],
)  # fmt: skip
BY_HOUR = frame(
    "weekday hour tickets answered_share",
    [(day, hour, (day * 5 + hour * 3) % 7 * (hour > 6), 0.5) for day in range(7) for hour in range(24)],
)
CONCENTRATION = frame(
    "video_id caption views views_share cumulative_share interactions_share",
    [
        ("7505", "POV: kamu pesan level 5 pedas dan tidak kuat menahan air mata", 184_000, 0.92, 0.92, 0.89),
        ("7504", "Bakso urat jumbo", 3_400, 0.017, 0.937, 0.03),
        ("7506", None, 2_750, 0.014, 0.951, 0.02),
    ],
)
BEFORE, AFTER = DAILY[DAILY["date"] < "2024-03-01"].dropna(), DAILY[DAILY["date"] >= "2024-10-01"].dropna()
PLACEBO = frame(
    "date period estimate share",
    [(pd.Timestamp("2024-10-01"), "actual", 42.2, 0.0099)]
    + [
        (pd.Timestamp(first) + pd.Timedelta(days=i), period, ((i * 37) % 23 - 11) * size, 0.0099)
        for first, period, size in (("2023-08-01", "before", 0.2), ("2024-11-01", "after", 0.8))
        for i in range(50)
    ],
)
BAND = pd.DataFrame(
    {"position": range(1, 13), "median": 9.0, "low": [i * 0.9 for i in range(1, 13)],
     "high": [min(5.0 + 2 * i, 16.0) for i in range(1, 13)], "reached": 0.5}
)  # fmt: skip

R = {
    ("A1", "A2"): 0.76, ("A1", "D1"): 0.28, ("A1", "D2"): -0.07, ("A1", "S1"): 0.31, ("A2", "D1"): 0.22,
    ("A2", "D2"): 0.05, ("A2", "S1"): None, ("D1", "D2"): 0.81, ("D1", "S1"): 0.44, ("D2", "S1"): 0.39,
}  # fmt: skip
MATRIX = frame(
    "state first first_construct second second_construct n r",
    [
        (state, a, ITEMS[a][0], b, ITEMS[b][0], 30 - (a != b), 1.0 if a == b else R[min(a, b), max(a, b)])
        for state in ("as_is", "to_be")
        for a in ITEMS
        for b in ITEMS
    ],
)
RULES = ("interval_a", "interval_b", "nearest", "floor", "ceiling")
LEVELS = frame(
    "group objective state value rule level label agree",
    [
        (group, objective, state, value, rule, level, "", len(set(found)) == 1)
        for group, objective, state, value, found in [
            ("owner", "APO02", "as_is", 3.0, (3, 3, 3, 3, 3)), ("owner", "APO02", "to_be", 5.0, (5, 5, 5, 5, 5)),
            ("owner", "DSS02", "as_is", 2.5, (2, 3, 2, 2, 3)), ("owner", "DSS02", "to_be", 4.5, (4, 5, 4, 4, 5)),
            ("customer", "APO02", "as_is", 2.825, (3, 3, 3, 2, 3)), ("customer", "APO02", "to_be", 4.533, (5, 5, 5, 4, 5)),
        ]
        for rule, level in zip(RULES, found, strict=True)
    ],
)  # fmt: skip
#: DSS02 with level 2 = 10 F, 4 L, 1 P and level 3 = 2 F, 2 L, 2 P, 1 N in thirds; nothing is rated above.
LADDER = frame(
    "objective level activities rated score share rate note",
    [
        ("DSS02", 1, 0, 0, None, None, None, "no activities at this level"),
        ("DSS02", 2, 15, 15, "13/15", 13 / 15, "F", ""),
        ("DSS02", 3, 7, 7, "4/7", 4 / 7, "L", ""),
        ("DSS02", 4, 2, 0, None, None, None, "not rated"),
        ("DSS02", 5, 1, 0, None, None, None, "not rated"),
    ],
).astype({"activities": "Int64", "share": "float64"})
REACHED = frame("objective rule level", [("DSS02", "iso", 3), ("DSS02", "strict", 2)])

LAGGED = frame(
    "lag r ci_low ci_high n",
    [(0, 0.21, -0.06, 0.45, 59), (1, -0.1, -0.35, 0.17, 58), (2, 0.02, -0.25, 0.28, 56)],
)

THEMED = frame(
    "case sector theme n units quote unit text",
    [
        (case, sector, theme, n, units, f"Q{n:08x}", f"{case}-owner:{n}", "sampai sekarang kembali terus")
        for case, sector, units, counts in (
            ("K1", "kuliner", 62, (9, 12, 7, 14, 5)),
            ("K2", "kuliner", 60, (4, 15, 3, 12, 11)),
            ("F1", "fesyen", 61, (14, 11, 13, 9, 0)),
            ("R1", "rumah tangga", 58, (8, 9, 2, 13, 16)),
        )
        for theme, n in zip(
            (
                "Strategi konten kreatif", "Interaksi personal", "Ulasan pelanggan dan UGC",
                "Kualitas layanan digital", "Strategi retensi pelanggan",
            ),
            counts, strict=True,
        )
    ],
)  # fmt: skip
CHANNELS = frame(
    "channel function claimed shops of share times status refs",
    [
        ("instagram", "awareness", True, 6, 7, 6 / 7, 31, "as_claimed", "observations:O-K1-01"),
        ("instagram", "ordering", False, 4, 7, 4 / 7, 9, "not_claimed", "observations:O-K1-04"),
        ("whatsapp", "service", True, 9, 9, 1.0, 40, "as_claimed", "observations:O-K1-03"),
        ("whatsapp", "awareness", False, 3, 9, 1 / 3, 5, "not_claimed", "observations:O-R1-03"),
        ("tokopedia", "payment", True, 0, 5, 0.0, 0, "not_noted", ""),
    ],
)
STAGES = frame(
    "stage name theme theme_name n cases of methods flag",
    [
        (1, "Penentuan target pelanggan", None, None, 0, 0, 27, "", "no_theme"),
        (2, "Pengembangan konten kreatif", "T1", "Strategi konten kreatif", 61, 22, 27, "interview", ""),
        (
            3,
            "Interaksi dan komunikasi personal",
            "T2",
            "Interaksi personal",
            74,
            25,
            27,
            "interview; reviews",
            "",
        ),
    ],
)
RETENTION = frame(
    "cohort month customers active share",
    [
        (f"2025-{first:02d}", month, n, round(n * share), share)
        for first, n in ((1, 324), (2, 240), (3, 251))
        for month, share in list(enumerate((1.0, 0.23, 0.27, 0.2)))[: 5 - first]
    ],
)
SEGMENTED = frame(
    "segment customers share orders monetary monetary_share recency",
    [
        ("champions", 510, 0.217, 2197, 265526000.0, 0.442, 28.0),
        ("at_risk", 229, 0.097, 590, 68575000.0, 0.114, 198.0),
        ("lost", 710, 0.301, 710, 94176000.0, 0.157, 227.0),
    ],
)
STREAM_N = {"text": 3, "seller": 1, "emoji": 0, "mention": 0}
PER_DAY = frame(
    "date stream n",
    [
        (pd.Timestamp("2025-08-01") + pd.Timedelta(days=i), stream, (i * 7 % 5) * n + (i == 47) * 9)
        for i in range(91)
        for stream, n in STREAM_N.items()
    ],
)
PER_VIDEO = frame(
    "video_id emoji mention seller text n answered_share",
    [(f"75{i:02}", i % 2, 0, i, 3 * i + (62 if i == 5 else 2), i % 2 + 4 * i + (62 if i == 5 else 2), i / 12 if i else None) for i in range(10)],
)  # fmt: skip
KEYNESS = frame(
    "term n n_other per_1000 per_1000_other g2 log_ratio comments",
    [
        ("maaf", 7, 34, 0.98, 18.76, 74.4, -4.26, 7), ("ribu", 3, 19, 0.42, 10.49, 44.6, -4.64, 3), ("kelewat", 0, 5, 0.0, 2.76, 16.0, -5.3, 0),
        ("kia", 30, 1, 4.2, 0.55, 7.9, 2.93, 29), ("motor", 17, 0, 2.38, 0.0, 7.7, 3.11, 17), ("makan", 27, 1, 3.78, 0.55, 6.8, 2.77, 27),
    ],
)  # fmt: skip

REGRESSION = pd.DataFrame({
    "outcome": "loyalty", "term": ["constant", "emotional", "cognitive"], "b": [0.94, 0.51, np.nan],
    "ci_low": [-0.73, 0.13, np.nan], "ci_high": [2.61, 0.89, np.nan], "beta": [np.nan, 0.46, np.nan], "n": 30,
})  # fmt: skip
RESIDUALS = pd.DataFrame({
    "outcome": "loyalty", "fitted": [-1.2, 0.1, 1.1], "residual": [-0.9, 0.2, 0.7], "observed": [0.2, 0.5, 0.8],
    "expected": [0.18, 0.58, 0.76],
})  # fmt: skip

MAIN = pd.DataFrame(
    [
        ("scores:customer/none/cognitive", "scores", "customer", "cognitive", None, "mean", 3.72, 3.41, 4.01, 30, ""),
        ("correlations:customer/a/loyalty", "correlations", "customer", "a", "loyalty", "rho", 0.49, 0.14, 0.74, 30, ""),
        ("gap:owner/overall", "gap", "owner", "overall", None, "gap", 2.0, None, None, 1, ""),
        ("theme_tally:T1", "theme_tally", None, "T1", None, "share", 0.74, 0.70, 0.78, 632, ""),
        ("gap:owner/DSS05", "gap", "owner", "DSS05", None, None, None, None, None, None, "no result gap:owner/DSS05"),
    ],
    columns=["ref", "table", "group", "first", "second", "measure", "value", "ci_low", "ci_high", "n", "note"],
)  # fmt: skip
#: figure -> (its table, the other arguments, columns of words in it)
SAMPLES = {
    "main_results": (MAIN, {}, ["first", "group"]),
    "likert": (DISTRIBUTION, {}, ["text"]),
    "distributions": (DISTRIBUTION, {}, ["text"]),
    "item_matrix": (MATRIX, {}, []),
    "rule_sensitivity": (LEVELS, {}, ["group"]),
    "activity_ladder": (LADDER, {"reached": REACHED}, []),
    "scores": (SCORES, {}, ["construct", "group"]),
    "reliability": (RELIABILITY, {}, ["construct"]),
    "regression": (REGRESSION, {}, ["term"]),
    "residuals": (RESIDUALS, {}, ["outcome"]),
    "radar": (GAP, {}, ["group"]),
    "dumbbell": (GAP, {}, ["group"]),
    "gap_bars": (GAP, {}, ["group"]),
    "code_tally": (TALLY, {}, ["theme", "name"]),
    "agreement": (AGREEMENT, {}, ["name"]),
    "saturation": (SATURATION, {"band": BAND}, []),
    "cooccurrence": (PAIRS, {"codebook": TALLY}, ["code_a", "code_b"]),
    "heat": (BY_MONTH, {}, ["process"]),
    "response_times": (CURVE, {"kpi": KPI}, ["process"]),
    "service": (KPI, {}, ["process"]),
    "videos": (ENGAGEMENT, {}, ["caption"]),
    "sales": (
        DAILY,
        {"events": EVENTS, "change": "2024-03-01", "established": "2024-05-01", "monthly": MONTHLY},
        [],
    ),
    "concentration": (CONCENTRATION, {}, ["caption"]),
    "effect": (EFFECT, {}, []),
    "estimation": (EFFECT, {"before": BEFORE, "after": AFTER}, []),
    "placebo": (PLACEBO, {}, []),
    "cross_correlation": (LAGGED, {}, []),
    "per_day": (PER_DAY, {"videos": ENGAGEMENT}, []),
    "per_video": (PER_VIDEO, {"videos": ENGAGEMENT}, []),
    "keyness": (KEYNESS, {"sides": ("stream_text", "stream_seller")}, ["term"]),
    "convergence": (CONVERGENCE, {}, ["text", "source", "method"]),
    "theme_matrix": (THEMED, {}, ["theme", "case"]),
    "channel_roles": (CHANNELS, {}, ["channel", "function"]),
    "stages": (STAGES, {}, ["name", "theme_name"]),
    "retention": (RETENTION, {}, []),
    "segments": (SEGMENTED, {}, ["segment"]),
    "audit": (PUBLISHED, {}, ["place", "printed"]),
}
