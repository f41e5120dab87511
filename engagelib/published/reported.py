"""What a text reports of its statistics: names with their numbers, degrees of freedom, comparisons and verdicts.

One grammar serves running text and the cells of tables, in Indonesian and English: a name ("t hitung", "Sig."),
what stands in brackets behind it (degrees of freedom, or its value), a sign or the words for it, a number as it was
printed, with a decimal comma or point. Nothing is judged here: `stated` does that.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Group", "Number", "Term", "Verdict", "clauses", "groups", "has_commas", "named", "number", "numbers",
]  # fmt: skip

# --- numbers --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    """A number as printed, and all that it may have been before it was rounded."""

    text: str
    value: float
    digits: int
    percent: bool = False

    @property
    def half(self) -> float:
        """Half a unit of the last digit; nothing for a whole number."""
        return 0.5 * 10.0**-self.digits if self.digits else 0.0

    @property
    def low(self) -> float:
        return self.value - self.half - 1e-12

    @property
    def high(self) -> float:
        return self.value + self.half + 1e-12

    @property
    def plain(self) -> str:
        """With a decimal point and no thousands."""
        return f"{self.value:.{self.digits}f}"

    def meets(self, low: float, high: float) -> bool:
        """Whether it may have been printed of something between these; a whole number of what rounds to it."""
        half = self.half or 0.5
        return self.value - half - 1e-9 <= high and low <= self.value + half + 1e-9


_DIGITS = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+\.\d+|\d+[.,]\d+|\d+|[.,]\d+)"
_NUMBER = re.compile(rf"(?<![\w.,])[-−–]?\s?{_DIGITS}(?![\w]|[.,]\d)(?:\s?%|\s(?:persen|percent)\b)?")


def has_commas(text: str) -> bool:
    """Whether a text writes decimals with a comma: what most of its numbers that leave no doubt do."""
    commas = len(re.findall(r"(?<![\d.,])(?:0,\d+|\d+,\d{1,2}|,\d+)(?![\d,.]\d|\d)", text))
    points = len(re.findall(r"(?<![\d.,])(?:0\.\d+|\d+\.\d{1,2}|\.\d+)(?![\d,.]\d|\d)", text))
    return commas >= points


def number(text: str, commas: bool = True) -> Number | None:
    """The number that a text is; None for what is none.

    >>> number("2,048").value, number("1.250").value, number("1.250", commas=False).value, number(",04").plain
    (2.048, 1250.0, 1.25, '0.04')
    """
    bare = text.strip().replace("−", "-").replace("–", "-").replace("\u00a0", "").replace(" ", "")
    bare = re.sub(r"pers?en$|percent$", "%", bare)
    percent = bare.endswith("%")
    bare = bare.rstrip("%*abc").removeprefix("Rp") if re.search(r"\d", bare) else ""
    if not re.fullmatch(rf"[-+]?{_DIGITS}", bare):
        return None
    plain = bare
    if "," in bare and "." in bare:
        decimal = max(bare.rfind(","), bare.rfind("."))
        plain = re.sub(r"[.,]", "", bare[:decimal]) + "." + bare[decimal + 1 :]
    elif "," in bare or "." in bare:
        sign = "," if "," in bare else "."
        grouped = re.fullmatch(rf"[-+]?[1-9]\d{{0,2}}(?:\{sign}\d{{3}})+", bare)
        thousands = grouped and (bare.count(sign) > 1 or (sign == ".") == commas)
        plain = bare.replace(sign, "" if thousands else ".")
    return Number(text.strip(), float(plain), len(plain.partition(".")[2]), percent)


def numbers(text: str, commas: bool = True) -> list[Number]:
    """Every number in a text, in order."""
    return [found for match in _NUMBER.finditer(text) if (found := number(match[0], commas))]


# --- names ----------------------------------------------------------------------------------------------------

_COUNT = r"(?:[\s_-]*(?:hitung|hit|count|statisti[kc]s?|value|score))?"
_TABLE = r"[\s_-]*(?:tabel|table|kritis|kritik|critical)"
_CHI = r"(?:χ2|χ²|χ\^2|chi[\s-]*(?:square[sd]?|kuadrat)|[kh]+[ai]{1,2}[\s-]kuadrat|(?-i:X²|X2))"
#: What is reported -> how it is called; single letters stand as they are written. The first that fits is meant.
NAMES: dict[str, str] = {
    "level": r"(?:taraf|tingkat|level|derajat)\s+(?:nyata|signifikansi|signifikan|kesalahan|kepercayaan|keyakinan|of significance|of confidence)(?:\s*\((?:α|alpha)\))?|significance level|confidence level",
    "t_table": rf"(?-i:\b[tT]){_TABLE}", "f_table": rf"(?-i:\b[Ff]){_TABLE}", "r_table": rf"(?-i:\b[rR]){_TABLE}",
    "chi2_table": rf"{_CHI}{_TABLE}", "z_table": rf"(?-i:\b[zZ]){_TABLE}",
    "adjusted_r2": r"(?:adjusted|adj\.?)\s*(?:R[\s-]*squared?|R²|R2|R\^2)|R²\s*(?:yang\s*)?disesuaikan|(?:R²|R2|R\^2|R)\s*adj\w*\.?",
    "r2": r"koefisien determinasi(?:\s*\(\s*(?:R²|R2|R\^2|R[\s-]*square)\s*\))?|R[\s-]*squared?|(?-i:\bR²|\bR2\b|\bR\^2|\br²)",
    "multiple_r": r"multiple R\b|koefisien korelasi (?:ber)?ganda(?:\s*\(\s*R\s*\))?|nilai (?-i:R\b)(?!\s*(?:²|square))|(?-i:\bR\b)(?!\s*(?:²|\^2|[Ss]quare))",
    "p": r"(?:nilai |angka )?(?:asymp\.?|exact|monte carlo)?\s*\bsig(?:nifikansi|nificance|\.|\b)(?:\s*\(?\s*[12][\s-]tailed\s*\)?)?(?:\s*\(\s*p\s*\))?|(?:nilai\s+)?(?-i:\bp|\bP)(?:[\s-]*(?:value|hitung))?(?![\w'’])|probabilitas|probability",
    "rho": r"ρ|\brho\b|spearman(?:['’]?s)?(?:\s*rho)?(?:\s*\(\s*(?:ρ|rho)\s*\))?|(?-i:\br_?s\b)",
    "r": rf"koefisien korelasi(?:\s*(?:pearson|product moment))?(?:\s*\(\s*r\s*\))?|(?:pearson correlation|korelasi pearson)|(?-i:\br\b){_COUNT}|(?-i:\br)(?:hitung|hit)\b|(?-i:\bR)[\s-]?hitung\b",
    "t": rf"(?-i:\bt\b){_COUNT}|(?-i:\b[tT])[\s_-]?(?:hitung|hit|count)\b|nilai (?-i:T\b)",
    "f": rf"(?-i:\bF\b){_COUNT}|(?-i:\b[Ff])[\s_-]?(?:hitung|hit|count)\b",
    "chi2": rf"{_CHI}(?:[\s_-]*(?:hitung|pearson))?|(?:kruskal[\s–-]*wallis\s*)?(?-i:\bH\b)(?:[\s_-]*hitung)?(?=\s*(?:\(|=))", "z": rf"(?-i:\b[zZ]\b){_COUNT}|(?-i:\b[zZ])[\s_-]?hitung\b",
    "four_du": r"4\s*[-−–]\s*d[uU]\b", "du": r"(?-i:\bd[uU]\b)|batas atas (?:\(?d[uU]\)?)", "dl": r"(?-i:\bd[lL]\b)|batas bawah (?:\(?d[lL]\)?)",
    "dw": r"durbin[\s–-]*watson(?:\s*\(\s*(?:DW|d)\s*\))?|(?-i:\bDW\b)(?:[\s-]*(?:hitung|test))?",
    "vif": r"\bVIF\b|variance inflation factor(?:\s*\(VIF\))?", "tolerance": r"\btoleran(?:ce|si)\b",
    "alpha": r"cronbach(?:['’]?s)?[\s-]*alpha|alpha[\s-]*cronbach(?:['’]?s)?|koefisien (?:alpha|reliabilitas)|\balpha\b|α",
    "kappa": r"\bkappa\b(?:\s*cohen)?|cohen['’]?s kappa|κ", "kmo": r"\bKMO\b(?:[\s-]*MSA)?",
    "eta2": r"(?:η|eta)\s*(?:²|2|squared)|ε²",
    "beta": r"(?:standardized )?(?:koefisien )?\bbeta\b|β", "b": r"koefisien regresi(?:\s*\(\s*[bB]\s*\))?|(?-i:\b[bB]\b)",
    "se": r"std\.?\s*error(?! of the est)|standard error|standar(?:d)? error|galat baku|kesalahan (?:baku|standar)|(?-i:\bSE\b|\bS\.E\.)",
    "sd": r"std\.?\s*deviat\w*|standard deviations?|standar deviasi|deviasi standar|simpangan baku|(?-i:\bSD\b|\bSB\b|\bs\.d\.)",
    "mean": r"(?:nilai |skor )?(?:rata[\s-]rata|rerata)(?:\s*skor)?(?!\w)|\bmean\b|(?-i:\bM\b)",
    "mean_r": r"rata[\s-]rata (?:korelasi|interkorelasi) antar[\s-]?(?:butir|item)|(?:mean|average) inter-?item correlation",
    "item_variances": r"jumlah varian(?:s|si)? (?:butir|item)|sum of (?:the )?item variances", "total_variance": r"varian(?:s|si)? (?:skor )?total|total variance|variance of the total",
    "df1": r"\bdf\s*1\b|\bdk\s*(?:pembilang|1)|\bdf\s*pembilang", "df2": r"\bdf\s*2\b|\bdk\s*(?:penyebut|2)|\bdf\s*penyebut",
    "df": r"(?-i:\bd[fkb]\b)|derajat (?:kebebasan|bebas)(?:\s*\(\s*d[fkb]\s*\))?|degrees of freedom",
    "sum_squares": r"sum of squares|jumlah kuadrat", "mean_square": r"mean squares?|kuadrat (?:tengah|rata-rata)|rata-rata kuadrat",
    "n": r"jumlah (?:responden|sampel|data)(?:\s*\(\s*[nN]\s*\))?|sample size|(?-i:\b[nN]\b)",
    "items": r"jumlah (?:butir|item)|(?-i:\bk\b)|n of items",
    "ci": r"\d\d\s?%\s*(?:CI|IK|confidence interval|(?:selang|interval) kepercayaan)|(?-i:\b(?:CI|IK)\b)(?:\s*\d\d\s?%)?|(?:selang|interval) kepercayaan(?:\s*\d\d\s?%)?|confidence interval",
}  # fmt: skip
# the longer names before the shorter ones that they hold
_ORDER = (
    "level", "mean_square", "sum_squares", "mean_r", "item_variances", "total_variance", "four_du", "ci",
)  # fmt: skip
_NAMES = [(name, NAMES[name]) for name in (*_ORDER, *(n for n in NAMES if n not in _ORDER))]
_CALLED = [(name, re.compile(rf"(?:{called})(?!\w)", re.IGNORECASE)) for name, called in _NAMES]


def named(heading: str) -> str:
    """What a heading of a column names, "" for something else.

    >>> named("r hitung"), named("Sig."), named("Std. Error"), named("Pernyataan")
    ('r', 'p', 'se', '')
    """
    bare = " ".join(heading.replace("\n", " ").split()).strip(" :*")
    return next((name for name, called in _CALLED if called.fullmatch(bare)), "")


# --- words ----------------------------------------------------------------------------------------------------

_RELATIONS = (
    ("≥", r">=|≥|lebih (?:besar|tinggi) (?:atau|dan) sama dengan|minimal"), ("≤", r"<=|≤|lebih kecil (?:atau|dan) sama dengan|maksimal"),
    ("≠", r"≠"),
    (">", r">|lebih (?:besar|tinggi|banyak)(?: nilainya)?(?: dari(?:pada)?| dibanding(?:kan)?)?|lebih dari|di ?atas|melebihi|melampaui|(?:is )?(?:greater|larger|higher|more) than|exceeds?|above"),
    ("<", r"<|lebih (?:kecil|rendah|sedikit)(?: nilainya)?(?: dari(?:pada)?| dibanding(?:kan)?)?|kurang dari|di ?bawah|(?:is )?(?:less|smaller|lower) than|below"),
    ("=", r"=|≈|:|sebesar|adalah|yaitu|yakni|ialah|senilai|bernilai|mencapai|berjumlah|sebanyak|equals|was|is|of"),
)  # fmt: skip
#: Words that may stand between a name and its number, or between a sign and what follows.
_FILL = r"nilai|angka|batas|dari|daripada|dengan|yang|hanya|hasil|diperoleh|didapat|menunjukkan|ternyata|sama|masing-masing|value|a|the|dan"
_TOKEN = re.compile(
    "|".join([
        r"(?P<label>(?:tabel|table|gambar|figure|bab|lampiran|halaman|hlm\.?|persamaan|rumus|butir no\.?)\s*\d+(?:[.,]\d+)*)",
        r"(?P<name>" + "|".join(f"(?P<n_{name}>(?:{called})(?!\\w))" for name, called in _NAMES) + ")",
        r"(?P<relation>" + "|".join(f"(?P<r_{i}>{words}(?!\\w))" if words[0] not in "<>=≠" else f"(?P<r_{i}>{words})" for i, (_, words) in enumerate(_RELATIONS)) + ")",
        rf"(?P<number>(?<![\w.,])[-−–]?{_DIGITS}(?![\w]|[.,]\d)\s?%?)",
        r"(?P<open>[(\[])", r"(?P<close>[)\]])", r"(?P<stop>[;,])", rf"(?P<fill>\b(?:{_FILL})\b)", r"(?P<word>[^\s()\[\];,]+)",
    ]),
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    said: str
    at: int


def _tokens(text: str, commas: bool) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        kind = str(next(k for k in ("label", "name", "relation", "number", "open", "close", "stop", "fill", "word") if match[k]))  # fmt: skip
        said = ""
        if kind == "name":
            said = next(k[2:] for k, v in match.groupdict().items() if v and k.startswith("n_"))
        elif kind == "relation":
            said = _RELATIONS[
                int(next(k[2:] for k, v in match.groupdict().items() if v and k.startswith("r_")))
            ][0]
        elif kind == "number" and number(match[0], commas) is None:
            kind = "word"
        found.append(_Token(kind, match[0], said, match.start()))
    return found


# --- terms ----------------------------------------------------------------------------------------------------


@dataclass
class Term:
    """A name, its number or the limit that it keeps to, and how it compares with the next term."""

    name: str
    at: int
    number: Number | None = None
    df: tuple[float, ...] = ()
    sign: str = "="
    relation: str = ""  # to the next term


_WITH_DF = ("t", "f", "r", "rho", "chi2", "t_table", "f_table", "r_table", "chi2_table", "z")


def _terms(tokens: list[_Token], commas: bool) -> list[Term]:
    found: list[Term] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "name":
            term, i = _named(tokens, i, commas)
            found.extend(term)
        elif token.kind == "number":
            found.append(Term("", token.at, number(token.text, commas)))
            i += 1
        else:
            i += 1
            continue
        i = _related(tokens, i, found[-1])
    return found


def _skip(tokens: list[_Token], i: int, *kinds: str) -> int:
    while i < len(tokens) and tokens[i].kind in kinds:
        i += 1
    return i


def _related(tokens: list[_Token], i: int, term: Term) -> int:
    """Take the sign of a comparison with what follows, if there is one."""
    j = _skip(tokens, i, "fill")
    if j < len(tokens) and tokens[j].kind == "close" and term.number and j + 1 < len(tokens) and tokens[j + 1].kind == "relation":  # fmt: skip
        j += 1
    if j < len(tokens) and tokens[j].kind == "relation" and tokens[j].said != "=":
        if not term.name and tokens[j].text[0].isalpha():
            return i  # 11% di atas 35 tahun
        after = _skip(tokens, j + 1, "fill", "open")
        if after < len(tokens) and tokens[after].kind in ("name", "number"):
            name = tokens[after].said
            level = name in ("level", "alpha") and term.name == "p"  # p < α = 0,05
            if level and after + 1 < len(tokens):
                here = _skip(tokens, after + 1, "fill", "relation", "open", "word")
                if here < len(tokens) and tokens[here].kind == "number" and here - after < 4:
                    after = here
            term.relation = tokens[j].said
            return after
    return i


def _named(tokens: list[_Token], i: int, commas: bool) -> tuple[list[Term], int]:
    """A name with what stands in brackets behind it and its number; what else the brackets name comes after it."""
    term, more, j = Term(tokens[i].said, tokens[i].at), [], i + 1
    if j < len(tokens) and tokens[j].kind == "open":
        end = next((k for k in range(j, min(j + 12, len(tokens))) if tokens[k].kind == "close"), None)
        inner = tokens[j + 1 : end] if end else []
        plain = [number(t.text, commas) for t in inner if t.kind == "number"]
        after = tokens[end + 1] if end and end + 1 < len(tokens) else None
        follows = after is not None and after.kind == "relation"
        if end and inner and all(t.kind == "name" for t in inner):
            j = end + 1  # koefisien korelasi (r)
        elif end and term.name in _WITH_DF and plain and follows and all(p and not p.digits for p in plain):
            counted = [k for k, t in enumerate(inner) if t.kind == "name" and t.said == "n"]
            own = [number(t.text, commas) for k, t in enumerate(inner) if t.kind == "number" and not any(c < k for c in counted)]  # fmt: skip
            term.df = tuple(p.value for p in own if p)
            more = [part for part in _terms(inner, commas) if part.name == "n"]
            j = end + 1
        elif end and len(plain) == 1 and plain[0] and not any(t.kind in ("name", "relation") for t in inner):
            term.number, j = plain[0], end + 1
        elif end and term.name != "ci" and not plain and len(inner) <= 3:
            j = end + 1  # t hitung (X1)
    if term.number is None:
        j = _valued(tokens, j, term, commas)
    return [*more, term], j


def _valued(tokens: list[_Token], j: int, term: Term, commas: bool) -> int:
    """Give a term the number that follows it; where there is none, stay."""
    k, words = j, 0
    while k < len(tokens) and tokens[k].kind in ("fill", "word", "label") and words < 8:
        words += tokens[k].kind != "fill"
        k += 1
    if k < len(tokens) and tokens[k].kind == "relation" and tokens[k].said == "=":
        after = _skip(tokens, k + 1, "fill", "relation")
        if after < len(tokens) and tokens[after].kind == "number":
            term.number = number(tokens[after].text, commas)
            return after + 1
    if words == 0 and k < len(tokens) and tokens[k].kind == "number":
        term.number = number(tokens[k].text, commas)
        return k + 1
    return j


# --- clauses and groups ---------------------------------------------------------------------------------------

_ABBREVIATED = r"(?<!\bSig)(?<!\bStd)(?<!\bAsymp)(?<!\bNo)(?<!\bvs)(?<!\bAdj)(?<!\bdkk)(?<!\bhlm)(?<!\bet al)(?<!\bBpk)(?<!\bDr)"
_SENTENCE = re.compile(rf"{_ABBREVIATED}[.!?]\s+(?=[A-Z\"“(χρβα])|\n+")
_GOES_ON = re.compile(
    r"(?:dengan demikian|maka|jadi|sehingga|oleh (?:karena|sebab) itu|artinya|hal (?:ini|tersebut)|karena itu|ini berarti|therefore|hence|thus|so|this)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"[;,.]?\s+(?=(?:sedangkan|sementara(?: itu)?|adapun|selanjutnya|kemudian untuk|whereas|while)\b)",
    re.IGNORECASE,
)


def clauses(text: str) -> list[str]:
    """A text as what is judged together: a sentence with the one that concludes from it, cut where it turns to another."""
    joined: list[str] = []
    for part in (p.strip() for p in _SENTENCE.split(text)):
        if part and joined and _GOES_ON.match(part):
            joined[-1] += ". " + part
        elif part:
            joined.append(part)
    return [piece for sentence in joined for piece in _TURNS.split(sentence) if piece.strip()]


@dataclass(frozen=True)
class Verdict:
    """What the text concludes: that an effect is there, that items are valid …; or that they are not."""

    about: Literal["effect", "valid", "reliable", "normal", "even", "separate", "independent"]
    said: bool
    text: str
    at: int


_NOT = r"(?:tidak|bukan|belum|tak|not|no)\s+(?:\w+\s+){0,3}?"
_VERDICTS: tuple[tuple[str, bool, str], ...] = (
    ("normal", False, r"tidak (?:ber|ter)?distribusi (?:secara )?normal|tidak normal|not normal\w*"), ("normal", True, r"(?:ber|ter)distribusi (?:secara )?normal|data normal|normally distributed"),
    ("even", True, r"(?:tidak (?:ter(?:jadi|dapat)|ada|mengalami|mengandung)|bebas(?: dari)?) (?:gejala |masalah )?heteros[kc]edasti\w*|homos[kc]edasti\w*"), ("even", False, r"(?:ter(?:jadi|dapat)|ada|mengalami) (?:gejala |masalah )?heteros[kc]edasti\w*"),
    ("separate", True, r"(?:tidak (?:ter(?:jadi|dapat)|ada|mengalami|mengandung)|bebas(?: dari)?) (?:gejala |masalah )?multi[kc]o\w*"), ("separate", False, r"(?:ter(?:jadi|dapat)|ada|mengalami) (?:gejala |masalah )?multi[kc]o\w*"),
    ("independent", True, r"(?:tidak (?:ter(?:jadi|dapat)|ada|mengalami)|bebas(?: dari)?) (?:gejala |masalah )?autokorelasi"), ("independent", False, r"(?:ter(?:jadi|dapat)|ada) (?:gejala |masalah )?autokorelasi"),
    ("valid", False, r"(?:tidak|belum) valid|not valid|invalid|gugur"), ("valid", True, r"\bvalid\b"),
    ("reliable", False, r"(?:tidak|belum|kurang) (?:reliabel|andal)|not reliable|unreliable"), ("reliable", True, r"\b(?:reliabel|andal|reliable)\b"),
    ("effect", True, r"H[0oO₀] (?:di)?tolak|H[0oO₀] (?:is |was )?rejected|menolak H[0oO₀]|tolak H[0oO₀]"), ("effect", False, r"H[0oO₀] (?:di)?terima|H[0oO₀] (?:is |was )?(?:accepted|retained)|(?:menerima|gagal menolak) H[0oO₀]"),
    ("effect", False, r"H(?:a|[1-9]\d?[a-z]?) (?:di)?tolak|H(?:a|[1-9]\d?[a-z]?) (?:is |was )?rejected|hipotesis (?:\w+ ){0,3}?ditolak|tidak didukung|not supported"), ("effect", True, r"H(?:a|[1-9]\d?[a-z]?) (?:di)?terima|H(?:a|[1-9]\d?[a-z]?) (?:is |was )?accepted|hipotesis (?:\w+ ){0,3}?diterima|(?<!tidak )didukung|(?<!not )supported"),
    ("effect", False, r"\b(?:ber(?:pengaruh|hubungan|korelasi|beda)|(?:ter(?:dapat|jadi)|ada) (?:\w+ ){0,2}?(?:pengaruh|hubungan|perbedaan))\b(?:\s+[\w-]+){0,5}?,?\s+(?:tidak|tak|belum)\s+(?:\w+\s+)?signifikan\b"),
    ("effect", False, rf"(?:{_NOT}(?:signifikan\b|significant(?:ly)?\b|ber(?:pengaruh|hubungan|korelasi|beda)\b)|(?:tidak (?:ter(?:dapat|jadi)|ada)|no) (?:\w+ ){{0,2}}?(?:pengaruh|hubungan|perbedaan|effect|difference))(?:(?:\s+[\w-]+){{0,3}}?\s+signifikan\b)?"),
    ("effect", True, r"\bsignifikan\b|\bsignificant(?:ly)?\b|\bber(?:pengaruh|hubungan)\b|(?:ter(?:dapat|jadi)|ada) (?:\w+ )?(?:pengaruh|hubungan|perbedaan)"),
)  # fmt: skip
_RULED = re.compile(r"\b(?:jika|apabila|bila|kalau|kriteria|syarat|ketentuan|if|whenever)\b", re.IGNORECASE)


def _verdicts(text: str) -> list[Verdict]:
    """What a clause concludes, each once: an effect that is said twice in one way counts once."""
    found: list[Verdict] = []
    taken: list[tuple[int, int]] = []
    for about, said, words in _VERDICTS:
        for match in re.finditer(words, text, re.IGNORECASE):
            before = text[max(match.start() - 24, 0) : match.start()]
            if re.search(r"(?:taraf|tingkat|nilai|level|uji|hipotesis bahwa)\s*$", before, re.IGNORECASE):
                continue
            if not any(a < match.end() and match.start() < b for a, b in taken):
                taken.append(match.span())
                found.append(Verdict(about, said, match[0], match.start()))  # type: ignore[arg-type]
    return sorted(found, key=lambda verdict: verdict.at)


@dataclass
class Group:
    """What belongs together: the numbers of one test by name, comparisons, what is concluded."""

    text: str
    terms: list[Term] = field(default_factory=list)
    compared: list[tuple[Term, str, Term]] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    one_sided: bool = False

    def get(self, name: str) -> Number | None:
        """The number given for a name; a limit ("p < 0,05") is none."""
        return next((t.number for t in self.terms if t.name == name and t.number and t.sign == "="), None)

    def stated(self, name: str) -> Term | None:
        """The term that says what a name is or which limit it keeps to."""
        return next((t for t in self.terms if t.name == name and t.number), None)

    def df(self, name: str) -> tuple[float, ...]:
        """Degrees of freedom of a test: behind its name, or beside it."""
        own = next((t.df for t in self.terms if t.name in (name, f"{name}_table") and t.df), ())
        beside = [self.get("df1"), self.get("df2")] if name == "f" else [self.get("df")]
        return own or tuple(d.value for d in beside if d)


#: Numbers of which a clause may give several, each of another test or group.
_LEAD = (
    "t", "f", "r", "rho", "chi2", "z", "mean", "vif", "tolerance", "alpha", "dw", "p", "b", "r2", "kappa",
)  # fmt: skip
_ONE_SIDED = re.compile(r"satu (?:sisi|arah|pihak|ekor)|(?:one|1)[\s-](?:sided|tailed)", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?<![\w.,])(\d{1,6})\s+(?:orang\s+)?(?:responden|sampel|partisipan|informan|pelanggan|respondents|participants)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"(?<![\w.,])(\d{1,3})\s+(?:butir|item|pernyataan|pertanyaan)\b", re.IGNORECASE)


def groups(clause: str, commas: bool = True) -> Iterator[Group]:
    """The tests that a clause reports, each with its numbers, its comparisons and its conclusion."""
    terms = _terms(_tokens(clause, commas), commas)
    compared = _compared(terms)
    shared = [
        Term(name, 0, Number(m[1], float(m[1]), 0))
        for name, pattern in (("n", _COUNTED), ("items", _ASKED))
        if (m := pattern.search(clause)) and not any(t.name == name and t.number for t in terms)
    ]
    parts: list[list[Term]] = [[]]
    for term in (t for t in terms if t.name and t.number):
        twin = next((t for t in parts[-1] if t.name == term.name and t.name in _LEAD), None)
        if (
            twin
            and twin.number
            and term.number
            and twin.number.value == term.number.value
            and twin.sign == term.sign
        ):
            twin.df = twin.df or term.df  # said again
            compared = [tuple(twin if side is term else side for side in pair) for pair in compared]  # type: ignore[misc]
            continue
        if twin and term.sign == "=":
            parts.append([t for t in parts[-1] if t.name in ("n", "df", "items", "level")])
        parts[-1].append(term)
    verdicts = [] if _RULED.search(clause) else _verdicts(clause)
    one_sided = bool(_ONE_SIDED.search(clause))
    for k, part in enumerate(parts):
        own = [c for c in compared if any(t is c[0] or t is c[2] for t in part)]
        loose = [c for c in compared if not any(t is c[0] or t is c[2] for p in parts for t in p)]
        said = verdicts if len(parts) == 1 else _one_each(verdicts, len(parts), k)
        if part or (k == 0 and loose):
            yield Group(clause, [*part, *shared], own + (loose if k == 0 else []), said, one_sided)


def _one_each(verdicts: list[Verdict], parts: int, k: int) -> list[Verdict]:
    """The verdict of the k-th test where there are as many as tests; else nobody can tell whose they are."""
    same = len({v.about for v in verdicts}) == 1
    return [verdicts[k]] if same and len(verdicts) == parts else []


def _compared(terms: list[Term]) -> list[tuple[Term, str, Term]]:
    """The comparisons of a clause with numbers on both sides; limits without one become the limit of their name."""
    found: list[tuple[Term, str, Term]] = []
    for k, (left, right) in enumerate(itertools.pairwise(terms)):
        if not left.relation:
            continue
        if left.number and right.number:
            found.append((left, left.relation, right))
        elif left.name and not left.number and right.number and not right.name:
            left.number, left.sign = right.number, left.relation
        elif left.name and right.name and not left.number and not right.number:
            chain = next((j for j in range(k + 2, min(k + 6, len(terms) - 1)) if not terms[j].name and terms[j].relation and not terms[j + 1].name), None)  # fmt: skip
            known = [next((t for t in reversed(terms[:k]) if t.name == side.name and t.number), None) for side in (left, right)]  # fmt: skip
            if chain is not None:
                left.number, right.number = terms[chain].number, terms[chain + 1].number
                if left.relation != terms[chain].relation:
                    found.append((left, left.relation, right))
            elif known[0] and known[1]:
                found.append((known[0], left.relation, known[1]))
    return found
