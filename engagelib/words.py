"""The field's terms in Indonesian and English, and numbers as each language prints them."""

from __future__ import annotations

from numbers import Real

__all__ = ["LANGUAGES", "TERMS", "number", "say", "share"]

LANGUAGES = ("id", "en")

#: key -> (Indonesian, English). Column names, constructs, states, groups, processes, verdicts: whatever a reader sees.
TERMS: dict[str, tuple[str, str]] = {
    "ac1": ("AC1 Gwet", "Gwet's AC1"),
    "access": ("Access Management", "Access management"),
    "after": ("sesudah", "after"),
    "agree": ("sepakat", "agree"),
    "agreement": ("kesepakatan", "agreement"),
    "alpha": ("alfa", "alpha"),
    "alpha_high": ("alfa atas", "alpha upper"),
    "alpha_if_deleted": ("alfa bila dibuang", "alpha if deleted"),
    "alpha_low": ("alfa bawah", "alpha lower"),
    "amplification": ("bagikan / tayangan", "amplification"),
    "answered": ("dijawab", "answered"),
    "answered_share": ("bagian dijawab", "answered share"),
    "answers": ("jawaban", "answers"),
    "applause": ("suka / tayangan", "applause"),
    "as_is": ("saat ini", "as-is"),
    "as_is_printed": ("saat ini", "as-is"),
    "autocorrelation": ("autokorelasi", "autocorrelation"),
    "before": ("sebelum", "before"),
    "behavioural": ("perilaku", "behavioural"),
    "blank": ("kosong", "blank"),
    "caption": ("judul", "caption"),
    "case": ("kasus", "case"),
    "ceiling": ("ke atas", "ceiling"),
    "ci": ("selang 95 %", "95 % interval"),
    "ci_high": ("batas atas 95 %", "95 % upper"),
    "ci_low": ("batas bawah 95 %", "95 % lower"),
    "claim": ("klaim", "claim"),
    "code": ("kode", "code"),
    "coders": ("pengode", "coders"),
    "cognitive": ("kognitif", "cognitive"),
    "column": ("kolom", "column"),
    "comments": ("komentar", "comments"),
    "confirms": ("menegaskan", "confirms"),
    "construct": ("konstruk", "construct"),
    "contradicts": ("membantah", "contradicts"),
    "conversation": ("komentar / tayangan", "conversation"),
    "copy_paste": ("salin-tempel", "copy-paste"),
    "cumulative": ("kumulatif", "cumulative"),
    "customer": ("pelanggan", "customer"),
    "customer_began_share": ("dimulai pelanggan", "begun by customers"),
    "days": ("hari", "days"),
    "depends on the rule": ("bergantung pada aturan", "depends on the rule"),
    "depends_on_the_rule": ("bergantung pada aturan", "depends on the rule"),
    "difference": ("selisih rata-rata", "difference of means"),
    "differing": ("berbeda pada", "differing"),
    "differs": ("berbeda", "differs"),
    "dissonance": ("disonansi", "dissonance"),
    "documented_share": ("tercatat", "documented"),
    "emotional": ("emosional", "emotional"),
    "equal_width_0_5": ("enam selang sama 0–5", "six equal bins 0–5"),
    "equal_width_1_5": ("lima selang sama 1–5", "five equal bins 1–5"),
    "er_mean": ("rata-rata keterlibatan per video", "mean engagement rate per video"),
    "er_median": ("median keterlibatan per video", "median engagement rate per video"),
    "er_pooled": ("semua interaksi / semua tayangan", "all interactions / all views"),
    "er_pooled_without_viral": ("tanpa video teratas", "without the top video"),
    "er_views": ("keterlibatan / tayangan", "engagement / views"),
    "estimate": ("taksiran", "estimate"),
    "exact": ("nilai eksak", "exact"),
    "excluded": ("dikeluarkan", "excluded"),
    "expands": ("memperluas", "expands"),
    "farmer": ("kesesuaian", "convergence"),
    "fate": ("nasib", "fate"),
    "file": ("berkas", "file"),
    "first": ("pertama", "first"),
    "floor": ("ke bawah", "floor"),
    "gap": ("kesenjangan", "gap"),
    "gap_printed": ("kesenjangan", "gap"),
    "group": ("kelompok", "group"),
    "high": ("tertinggi", "highest"),
    "hodges_lehmann": ("pergeseran Hodges–Lehmann", "Hodges–Lehmann shift"),
    "imported": ("diimpor", "imported"),
    "impossible": ("mustahil", "impossible"),
    "incident": ("Incident Management", "Incident management"),
    "interactions": ("interaksi", "interactions"),
    "interval_a": ("selang A (2,51–3,50 = 3)", "interval A (2.51–3.50 = 3)"),
    "interval_b": ("selang B (2,50–3,49 = 3)", "interval B (2.50–3.49 = 3)"),
    "item": ("butir", "item"),
    "item_rest_r": ("r butir–sisa", "item–rest r"),
    "item_total_r": ("r butir–total", "item–total r"),
    "items": ("butir", "items"),
    "kappa": ("kappa Cohen", "Cohen's kappa"),
    "kept": ("tetap dalam analisis", "kept"),
    "label": ("kata tingkat", "level word"),
    "last": ("terakhir", "last"),
    "left": ("sisa", "left"),
    "level": ("tingkat", "level"),
    "likes": ("suka", "likes"),
    "low": ("terendah", "lowest"),
    "loyalty": ("loyalitas", "loyalty"),
    "match": ("cocok", "match"),
    "match under pipeline": ("cocok menurut cara makalah", "match under pipeline"),
    "match_under_pipeline": ("cocok menurut cara makalah", "match under pipeline"),
    "mean": ("rata-rata", "mean"),
    "measure": ("ukuran", "measure"),
    "median_hours": ("median (jam)", "median (hours)"),
    "meta_inference": ("simpulan gabungan", "meta-inference"),
    "method": ("metode", "method"),
    "mixed": ("campuran", "mixed"),
    "month": ("bulan", "month"),
    "months": ("bulan", "months"),
    "n": ("n", "n"),
    "n_after": ("n sesudah", "n after"),
    "n_before": ("n sebelum", "n before"),
    "n_codes": ("kode", "codes"),
    "n_effective": ("n efektif", "effective n"),
    "name": ("nama", "name"),
    "new": ("baru", "new"),
    "not computable": ("tak dapat dihitung", "not computable"),
    "not_computable": ("tak dapat dihitung", "not computable"),
    "note": ("catatan", "note"),
    "objective": ("objektif", "objective"),
    "omega": ("omega", "omega"),
    "open": ("belum selesai", "open"),
    "order": ("urutan", "order"),
    "overall": ("rata-rata keseluruhan", "overall"),
    "owner": ("pemilik", "owner"),
    "partial": ("sebagian", "partial"),
    "percent": ("persen sepakat", "percent agreement"),
    "period": ("masa", "period"),
    "place": ("tempat", "place"),
    "placeholder": ("hanya stiker atau foto", "sticker or photo only"),
    "position": ("urutan", "position"),
    "posted_at": ("diunggah", "posted"),
    "prevalence": ("prevalensi", "prevalence"),
    "printed": ("tercetak", "printed"),
    "process": ("proses", "process"),
    "qual": ("kode", "codes"),
    "quan": ("angka", "numbers"),
    "quantity": ("alamat hasil", "address"),
    "question": ("pertanyaan", "question"),
    "quote": ("kutipan", "quote"),
    "r_table": ("r tabel", "r table"),
    "rank": ("peringkat", "rank"),
    "ratio": ("rasio rata-rata", "ratio of means"),
    "reason": ("alasan", "reason"),
    "recommended": ("disarankan", "recommended"),
    "recomputed": ("dihitung ulang", "recomputed"),
    "refs": ("rujukan bukti", "evidence"),
    "relation": ("hubungan", "relation"),
    "request": ("Request Fulfilment", "Request fulfilment"),
    "rescraped": ("terambil ulang", "scraped twice"),
    "resolution": ("penyelesaian", "resolution"),
    "row": ("baris", "row"),
    "rows": ("baris", "rows"),
    "rule": ("aturan", "rule"),
    "saves": ("disimpan", "saves"),
    "sd": ("simpangan baku", "sd"),
    "share": ("bagian", "share"),
    "shares": ("dibagikan", "shares"),
    "silence": ("diam", "silence"),
    "silent": ("diam", "silent"),
    "source": ("sumber", "source"),
    "spam": ("spam", "spam"),
    "stance": ("sikap", "stance"),
    "state": ("keadaan", "state"),
    "step": ("langkah", "step"),
    "stream": ("aliran", "stream"),
    "stream_emoji": ("hanya emoji", "emoji only"),
    "stream_mention": ("hanya menandai teman", "tags only"),
    "stream_seller": ("balasan penjual", "seller's replies"),
    "stream_text": ("teks pelanggan", "customers' text"),
    "supports": ("mendukung", "supports"),
    "table": ("tabel", "table"),
    "target_hours": ("target (jam)", "target (hours)"),
    "text": ("teks", "text"),
    "theme": ("tema", "theme"),
    "tickets": ("tiket", "tickets"),
    "to_be": ("harapan", "to-be"),
    "to_be_printed": ("harapan", "to-be"),
    "total": ("jumlah", "total"),
    "unit": ("unit", "unit"),
    "units": ("unit", "units"),
    "valid": ("valid", "valid"),
    "valid_rest": ("valid (r sisa)", "valid (rest r)"),
    "value": ("nilai", "value"),
    "verdict": ("putusan", "verdict"),
    "video_id": ("video", "video"),
    "videos_per_week": ("video per minggu", "videos per week"),
    "views": ("tayangan", "views"),
    "viral_share_views": ("bagian tayangan video teratas", "share of views of the top video"),
    "why": ("alasan", "why"),
    "within_target": ("dalam target", "within target"),
}


def say(key: str, lang: str = "id") -> str:
    """The reader's word for a key; a key without an entry is shown as it stands, underscores as spaces.

    >>> say("gap"), say("gap", "en"), say("APO02")
    ('kesenjangan', 'gap', 'APO02')
    """
    terms = TERMS.get(str(key))
    return terms[LANGUAGES.index(lang)] if terms else str(key).replace("_", " ")


def number(value: object, digits: int = 2, lang: str = "id") -> str:
    """A number with the decimal and thousands marks of the language; an en dash where it is missing.

    >>> number(3.5), number(12345, 0), number(12345.5, 1, "en"), number(None), number("3.52")
    ('3,50', '12.345', '12,345.5', '–', '3,52')
    """
    if isinstance(value, str):
        return value.replace(".", ",") if lang == "id" else value
    if not isinstance(value, Real) or value != value:
        return "–"
    english = f"{value:,.{digits}f}".replace("-", "−")
    return english.translate(str.maketrans(",.", ".,")) if lang == "id" else english


def share(value: object, digits: int = 0, lang: str = "id") -> str:
    """A share between 0 and 1 as a percentage.

    >>> share(0.6667), share(0.6667, 1, "en")
    ('67 %', '66.7 %')
    """
    missing = not isinstance(value, Real) or value != value
    return "–" if missing else number(value * 100, digits, lang) + " %"  # type: ignore[operator]
