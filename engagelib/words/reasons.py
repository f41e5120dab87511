"""Why a printed number has its verdict: the audit's sentences in Indonesian and English."""

from __future__ import annotations

import re

from engagelib.words.terms import LANGUAGES

__all__ = ["REASONS", "decimals", "mode", "reason"]

#: key -> (Indonesian, English). Parts in braces are filled in by `reason`.
REASONS: dict[str, tuple[str, str]] = {
    # a step of the arithmetic
    "domain": ("tahap rata-rata domain", "the domain stage"),
    "overall": ("tahap rata-rata keseluruhan", "the overall stage"),
    "objective gap": ("tahap kesenjangan objektif", "the objective gap stage"),
    "overall gap": ("tahap kesenjangan keseluruhan", "the overall gap stage"),
    "half_up": ("setengah ke atas", "half-up"),
    "half_even": ("setengah ke genap", "half-even"),
    "truncate": ("dipotong", "truncated"),
    "step": ("{mode} pada {stage}: {printed}", "{mode} at {stage}: {printed}"),
    "printed": ("dari angka tercetak", "from printed numbers"),
    # verdicts
    "rounds": ("dibulatkan menjadi {best}", "rounds to {best}"),
    "own rounding": (
        "cara pembulatan yang dinyatakan memberi {own}, setengah ke atas dari nilai eksak {best}",
        "the declared pipeline gives {own}, half-up from the exact value {best}",
    ),
    "other mode": (
        "angka yang dicetak hanya keluar bila {mode}; setengah ke atas memberi {best}",
        "the printed number comes out only {mode}; half-up gives {best}",
    ),
    "gives": ("hasilnya {best}", "gives {best}"),
    "no whole number": (
        "tidak ada bilangan bulat yang dapat tercetak {printed} dengan pembulatan apa pun; hasilnya {best}",
        "no whole number can print as {printed} under any rounding; gives {best}",
    ),
    "no sum": (
        "tidak ada jumlah {answers} jawaban bulat {low}–{high} yang tercetak {printed} "
        "dengan pembulatan apa pun; hasilnya {best}",
        "no sum of {answers} whole answers from {low} to {high} can print as {printed} "
        "under any rounding; gives {best}",
    ),
    "no sum at all": (
        "tidak ada jumlah {answers} jawaban bulat yang tercetak {printed} dengan pembulatan apa pun; hasilnya {best}",
        "no sum of {answers} whole answers can print as {printed} under any rounding; gives {best}",
    ),
    "off scale": (
        "{printed} terletak di luar rentang {low} sampai {high} yang dimungkinkan skala; hasilnya {best}",
        "{printed} lies outside {low} to {high}, all that the scale allows; gives {best}",
    ),
    # words
    "every rule": ("setiap aturan memberi kata ini", "every rule gives this word"),
    "some rules": ("diberikan oleh {giving}; tetapi {others}", "given by {giving}; but {others}"),
    "no rule": ("tidak ada aturan yang memberi kata ini; {others}", "no rule gives this word; {others}"),
    "same word": ("sama dengan hasilnya", "is what the result says"),
    "other word": ("hasilnya {found}", "the result is {found}"),
    "stands at": ("{printed} berlaku untuk {where}", "{printed} belongs to {where}"),
    "highest": (
        "nilainya {value}, yang tertinggi; berikutnya {next}",
        "at {value} it is the highest; next {next}",
    ),
    "lowest": (
        "nilainya {value}, yang terendah; berikutnya {next}",
        "at {value} it is the lowest; next {next}",
    ),
    "tie": (
        "{found} sama-sama {value}: tidak ada yang sendirian di tempat itu",
        "{found} tie at {value}: none of them stands there alone",
    ),
    "untested": (
        "'{word}' {claims}, tetapi tidak ada angka yang dicetak untuknya: belum teruji; perlu {needs}",
        "'{word}' {claims}, but no number is printed for it: untested; needs {needs}",
    ),
    # not computable
    "no quantity": ("tidak ada hasil yang disebut untuknya", "no result is named for it"),
    "no address": (
        "'{quantity}' bukan alamat; tulislah tabel/kunci=nilai/kolom",
        "'{quantity}' is not an address; write table/key=value/column",
    ),
    "no table": ("studi ini tidak punya hasil '{table}'", "the study has no result '{table}'"),
    "no column": (
        "hasil '{table}' tidak punya kolom '{column}'",
        "result '{table}' has no column '{column}'",
    ),
    "no row": (
        "hasil '{table}' tidak punya baris dengan {where}",
        "result '{table}' has no row with {where}",
    ),
    "many rows": (
        "hasil '{table}' punya {count} baris dengan {where}; tambahkan syarat",
        "result '{table}' has {count} rows with {where}; add a condition",
    ),
    "missing": ("hasilnya kosong: {note}", "the result is missing: {note}"),
    "not a number": (
        "'{printed}' bukan satu angka tercetak seperti '2,83'",
        "'{printed}' is not one printed number such as '2.83'",
    ),
}


def reason(key: str, lang: str = "en", **parts: object) -> str:
    """A sentence of the audit, its parts filled in; texts of numbers get the decimal mark of the language.

    >>> reason("gives", best="2.67"), reason("gives", "id", best="2.67")
    ('gives 2.67', 'hasilnya 2,67')
    """
    shown = {name: decimals(str(part), lang) for name, part in parts.items()}
    return REASONS[key][LANGUAGES.index(lang)].format(**shown)


def mode(name: str, lang: str = "en") -> str:
    """A rounding mode in words."""
    return reason(name, lang)


def decimals(text: str, lang: str = "en") -> str:
    """Decimal points of a number or a sum as the language writes them; a text with letters is left as it is.

    >>> decimals("339/120 = 2.825", "id"), decimals("COBIT 4.1", "id")
    ('339/120 = 2,825', 'COBIT 4.1')
    """
    plain = lang != "id" or re.search(r"[^\W\d_]", text)
    return text if plain else re.sub(r"(?<=\d)\.(?=\d)", ",", text)
