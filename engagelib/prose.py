"""The sentence that reads a table, in Indonesian or English. No number is typed: every one comes from the
table given.

A sentence says what was found, on how many, and how sure; it says association where there is no control
group, perception where people were asked, and why where something could not be computed.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from numbers import Integral
from typing import Any

import pandas as pd

from engagelib.harmless import markdown
from engagelib.saturation import Reached, reached
from engagelib.words import noted, number, say, share

__all__ = [
    "Prose", "agreement", "audit", "convergence", "engagement", "gap", "illustrative", "inventory",
    "levels", "listed", "named", "reduction", "reliability", "rounding", "said", "sales", "saturation",
    "scores", "service", "tally", "told", "turned",
]  # fmt: skip


class Prose(str):
    """A paragraph: plain text that a notebook shows as a paragraph. Its words are data, never markup."""

    def _repr_html_(self) -> str:
        return (
            f'<p class="prose tex2jax_ignore mathjax_ignore">{html.escape(self)}</p>'  # $ is no mathematics
        )

    def _repr_markdown_(self) -> str:
        return markdown(str(self))


def told(lang: str, id: str, en: str, **values: object) -> Prose:
    """A sentence in the reader's language; whole numbers are written as the language writes them."""
    said = {n: number(v, 0, lang) if isinstance(v, Integral) else v for n, v in values.items()}
    return Prose((id if lang == "id" else en).format(**said))


def said(words: str) -> Prose:
    """Words of the researcher, as a paragraph."""
    return Prose(words or "–")


def listed(words: Iterable[str], lang: str) -> str:
    """Words as a list within a sentence: a, b and c; an en dash if there are none."""
    words = list(words)
    joint = " dan " if lang == "id" else " and "
    return joint.join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words) or "–"


def named(words: Iterable[str], lang: str, id: str, en: str) -> str:
    """A part of a sentence that names these words; nothing if there are none."""
    words = list(words)
    return (id if lang == "id" else en).format(listed(words, lang)) if words else ""


def _span(low: object, high: object, digits: int, lang: str) -> str:
    middle = "sampai" if lang == "id" else "to"
    return f"{number(low, digits, lang)} {middle} {number(high, digits, lang)}"


def illustrative(yes: bool, lang: str = "id") -> Prose:
    """Whose words these are."""
    if not yes:
        return told(
            lang,
            id="Data studi ini diberikan oleh peneliti.",
            en="The data of this study were supplied by its researcher.",
        )
    return told(
        lang,
        id="Data ini ilustratif: ditulis untuk proyek ini, dan asal data menyebut dalam hal apa data ini mengikuti makalahnya. Tidak satu pun berasal "
        "dari responden atau informan penulis makalah.",
        en="These data are illustrative: written for this project; the provenance says in what they follow the paper. None of them "
        "comes from the authors' respondents or informants.",
    )


def inventory(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How much of what there is."""
    there = table[table["rows"] > 0]
    return told(
        lang,
        id="Studi ini memuat {n} tabel dari {files} berkas, seluruhnya {rows} baris.",
        en="The study holds {n} tables from {files} files, {rows} rows in all.",
        n=len(there),
        files=there["file"].nunique(),
        rows=number(int(there["rows"].sum()), 0, lang),
    )


def reduction(flow: pd.DataFrame, lang: str = "id") -> Prose:
    """What became of the imported comments."""
    n = flow.set_index(["step", "reason"])["n"]
    excluded = flow[(flow["step"] == "excluded") & (flow["n"] > 0)]
    streams = flow[(flow["step"] == "stream") & (flow["n"] > 0)]
    return told(
        lang,
        id="Dari {imported} komentar yang diimpor, {out} dikeluarkan ({reasons}) dan {kept} tetap: {streams}. Teks mentah tidak diubah, dan "
        "setiap baris mempunyai tepat satu nasib.",
        en="Of {imported} imported comments {out} were excluded ({reasons}) and {kept} stayed: {streams}. No raw text was changed, and every row "
        "has exactly one fate.",
        imported=int(n["imported", ""]),
        out=int(excluded["n"].sum()),
        kept=int(n["kept", ""]),
        reasons=listed(
            [f"{say(r, lang)} {c}" for r, c in zip(excluded["reason"], excluded["n"], strict=True)], lang
        ),
        streams=listed(
            [f"{say('stream_' + r, lang)} {c}" for r, c in zip(streams["reason"], streams["n"], strict=True)],
            lang,
        ),
    )


def tally(table: pd.DataFrame, themes: pd.DataFrame, lang: str = "id") -> Prose:
    """Which codes and themes people's words carry."""
    top = table.sort_values("n", ascending=False, kind="stable").head(3)
    theme = themes.sort_values("n", ascending=False, kind="stable").iloc[0]
    apart = "cluster_low" in themes and pd.notna(theme["cluster_low"])
    ends = ("cluster_low", "cluster_high") if apart else ("ci_low", "ci_high")
    if theme.get("clusters") == 1:  # one person's units are no sample: Wilson's interval would be too narrow
        interval = noted("one cluster: no interval", lang)
    else:
        width = _span(theme[ends[0]] * 100, theme[ends[1]] * 100, 0, lang)
        interval = f"{'selang 95 %' if lang == 'id' else '95 % interval'} {width} %"
    return told(
        lang,
        id="Dari {units} unit yang dibaca pengode utama, kode tersering ialah {codes}. Tema terluas: {theme} ({share} unit; {interval}).",
        en="Of {units} units that the main coder read, the codes given most are {codes}. Widest theme: {theme} ({share} of units; {interval}).",
        units=number(int(top["units"].iloc[0]), 0, lang),
        codes=listed(
            [f"{row.name} ({row.n}, {share(row.share, 0, lang)})" for row in top.itertuples()], lang
        ),
        theme=theme["name"],
        share=share(theme["share"], 0, lang),
        interval=interval,
    )


def agreement(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How far two coders read alike."""
    known = table.dropna(subset="alpha").sort_values("alpha")
    if known.empty:
        return told(
            lang,
            id="Kesepakatan tidak dapat dihitung: {why}.",
            en="Agreement cannot be computed: {why}.",
            why=noted(table["note"].iloc[0] if len(table) else "no code was given", lang),
        )
    low, high = known.iloc[0], known.iloc[-1]
    return told(
        lang,
        id="Pada {units} unit yang dibaca dua pengode, alfa Krippendorff per kode berkisar dari {low} ({low_name}) sampai {high} ({high_name}); "
        "{tentative} dari {codes} kode berada di bawah 0,667, batas untuk simpulan sementara.",
        en="On {units} units that two coders read, Krippendorff's alpha per code runs from {low} ({low_name}) to {high} ({high_name}); {tentative} of "
        "{codes} codes lie below 0.667, the limit for tentative conclusions.",
        units=int(low["units"]),
        low=number(low["alpha"], 2, lang),
        low_name=low["name"],
        high=number(high["alpha"], 2, lang),
        high_name=high["name"],
        tentative=int((known["alpha"] < 0.667).sum()),
        codes=len(known),
    )


def saturation(table: pd.DataFrame, lang: str = "id") -> Prose:
    """When reading on first brought nothing new, whether that lasted, and what came after."""
    found = reached(table)
    counts = {"total": found.total, "n": found.n}
    if not found.judged:
        return told(
            lang,
            id="Kejenuhan tidak dapat dinilai: {total} kode dari {n} kasus, terlalu sedikit untuk dasar dan satu putaran sesudahnya.",
            en="Saturation cannot be judged: {total} codes from {n} cases, too few for a base and a run after it.",
            **counts,
        )
    if found.first is None:
        return told(
            lang,
            id="Sampai akhir masih muncul kode baru ({total} kode dari {n} kasus): kejenuhan belum tercapai.",
            en="New codes kept appearing to the end ({total} codes from {n} cases): saturation was not reached.",
            **counts,
        )
    return told(
        lang,
        id="Pada kasus ke-{first} kejenuhan pertama tercapai: informasi baru turun sampai ambang yang dinyatakan; {after}. Seluruhnya {total} kode dari {n} kasus.",
        en="At case {first} saturation was first reached: new information fell to the declared threshold; {after}. {total} codes from {n} cases in all.",
        first=found.first,
        after=_after(found, lang),
        **counts,
    )


def _after(found: Reached, lang: str) -> str:
    """What came after saturation was first reached, and whether it lasted."""
    if found.first == found.n:
        return told(
            lang,
            id="sesudahnya tidak ada yang dibaca, jadi belum diketahui apakah bertahan",
            en="nobody was read after it, so whether it lasts is not known",
        )
    if not found.later:
        return told(lang, id="tidak ada kode baru sesudahnya", en="no new code came after")
    came = told(
        lang,
        id="{later} dari {total} kode muncul sesudahnya",
        en="{later} of {total} codes came after",
        later=found.later,
        total=found.total,
    )
    if not found.lost:
        return came + told(lang, id=", tanpa melampaui ambang", en=", without rising above the threshold")
    again = told(
        lang,
        id=", di atas ambang lagi pada kasus ke-{lost}",
        en=", above the threshold again at case {lost}",
        lost=listed([number(position, 0, lang) for position in found.lost], lang),
    )
    if found.since is None:
        return came + again + told(lang, id=" dan sampai akhir", en=" and to the end")
    return (
        came
        + again
        + told(
            lang,
            id=", di bawahnya sejak kasus ke-{since}",
            en=", below it from case {since} on",
            since=found.since,
        )
    )


def scores(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What each group answered on average, in words of perception."""
    by_group = [
        told(
            lang,
            id="Menurut {group} (n = {n}): {means}.",
            en="According to {group} (n = {n}): {means}.",
            group=say(group, lang),
            n=int(part["n"].max()),
            means="; ".join(
                f"{say(row.construct, lang)} {_mean(row, lang)}"
                for row in part.sort_values("mean", ascending=False, kind="stable").itertuples()
            ),
        )
        for group, part in table.groupby("group", observed=True, sort=False)
    ]
    tail = told(
        lang,
        id="Dalam kurung selang 95 % antarresponden. Ini persepsi responden, bukan pengukuran perilaku.",
        en="In brackets the 95 % interval between respondents. This is what people say, not what they did.",
    )
    return Prose(" ".join([*by_group, tail]))


def _mean(row: Any, lang: str) -> str:
    """A mean with its interval, where it has one."""
    known = row.ci_low == row.ci_low and row.ci_low is not None
    return number(row.mean, 2, lang) + (f" ({_span(row.ci_low, row.ci_high, 2, lang)})" if known else "")


def turned(items: pd.DataFrame, lang: str = "id") -> Prose | None:
    """Which items were put the other way round; nothing where none was."""
    back = items[items["reversed"].fillna(False).astype("bool")]
    if back.empty:
        return None
    return told(
        lang,
        id="Dinyatakan terbalik: {items}. Jawabannya sudah dibalik dan ditandai ({mark}): angka besar berarti tidak setuju dengan kalimatnya.",
        en="Put the other way round: {items}. Their answers have been turned and are marked ({mark}): a high number means disagreement with the sentence.",
        items=listed([f"{row.item} “{row.text}”" for row in back.itertuples()], lang),
        mark=say("reversed", lang),
    )


def reliability(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Whether the questions of each construct hang together."""
    known = table.dropna(subset="alpha")
    if known.empty:
        return told(
            lang,
            id="Reliabilitas tidak dapat dihitung: {why}.",
            en="Reliability cannot be computed: {why}.",
            why=noted(table["note"].iloc[0], lang),
        )
    rows = known["construct"].value_counts()
    several = int((rows > 1).sum())
    return told(
        lang,
        id="Alfa Cronbach {k} konstruk{several} berkisar dari {low} sampai {high}; {below} dari {n} angka di bawah 0,70.",
        en="Cronbach's alpha of {k} constructs{several} runs from {low} to {high}; {below} of {n} values are below 0.70.",
        k=len(rows),
        several=told(
            lang,
            id=", {m} di antaranya dalam {of} keadaan,",
            en=", {m} of them in {of} states,",
            m=several,
            of=int(rows.max()),
        )
        if several
        else "",
        n=len(known),
        low=number(known["alpha"].min(), 2, lang),
        high=number(known["alpha"].max(), 2, lang),
        below=int((known["alpha"] < 0.7).sum()),
    )


def gap(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Where what is falls short of what is wished, per group; ties are said to be ties."""
    said = []
    for group, part in table.groupby("group", sort=False):
        objectives, overall = (
            part[part["objective"] != "overall"],
            part[part["objective"] == "overall"].iloc[0],
        )
        top = objectives[objectives["rank"].isin(["1", "1="])]
        where = listed(top["objective"], lang)
        said.append(
            told(
                lang,
                id="{group} (n = {n}): keadaan kini {as_is}, harapan {to_be}, kesenjangan {gap}; terbesar pada {where} ({most}){tie}",
                en="{group} (n = {n}): as-is {as_is}, to-be {to_be}, gap {gap}; largest for {where} ({most}){tie}",
                group=say(group, lang),
                n=int(overall["n"]),
                **{k: number(overall[f"{k}_printed"], 2, lang) for k in ("as_is", "to_be", "gap")},
                where=where,
                most=number(top["gap_printed"].iloc[0], 2, lang),
                tie="" if len(top) == 1 else (", semua sama besar" if lang == "id" else ", a tie"),
            )
        )
    return Prose(". ".join(sentence[0].upper() + sentence[1:] for sentence in said) + ".")


def levels(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Whether the level word depends on the rule."""
    now = table[(table["state"] == "as_is") & (table["objective"] == "overall")]
    said = []
    for group, part in now.groupby("group", sort=False):
        words = part.drop_duplicates("label")["label"]
        said.append(f"{say(group, lang)} {number(part['value'].iloc[0], 2, lang)}: {' / '.join(words)}")
    common = set.intersection(
        *[
            {rule for rule, level in zip(p["rule"], p["level"], strict=True) if level == 3}
            for _, p in now.groupby("group")
        ]
    )
    return told(
        lang,
        id="Kata tingkat bergantung pada aturannya ({said}). Aturan yang memberi tingkat 3 kepada semua kelompok sekaligus: {common}.",
        en="The level word depends on the rule ({said}). Rules that give level 3 to all groups at once: {common}.",
        said="; ".join(said),
        common=listed(sorted(say(rule, lang) for rule in common), lang)
        if common
        else ("tidak ada" if lang == "id" else "none"),
    )


def service(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How complaints, requests and access events were served; what the log does not know is said to be unknown."""
    from engagelib.itil import NO_COLUMN, NO_HOURS

    there = table[table["tickets"] > 0]
    sentences = [_served(row, lang) for row in table.itertuples()]
    notes = dict.fromkeys(note for row in there.get("note", ()) for note in row.split("; "))
    if absent := [note for note in notes if note.startswith(NO_COLUMN)]:
        unknown = [name for name in SERVED if name in there and there[name].isna().all()]
        told_absent = told(
            lang,
            id="Tidak diketahui: {unknown} ({why})",
            en="Not known: {unknown} ({why})",
            unknown=listed([say(name, lang) for name in unknown], lang),
            why=listed([noted(note, lang) for note in absent], lang),
        )
        sentences.append(told_absent)
    sentences += [_capital(noted(note, lang)) for note in notes if note.startswith(NO_HOURS)]
    if there["median_hours"].notna().any() or (there["answered_share"] < 0.5).any():
        sentences.append(
            told(
                lang,
                id="Yang tidak pernah dijawab ikut dihitung sebagai masih menunggu (Kaplan–Meier)",
                en="Those never answered count as still waiting (Kaplan–Meier)",
            )
        )
    return Prose(". ".join(sentences) + ".")


#: What a ticket log can say of how a process was served, as it is told.
SERVED = (
    "answered_share", "within_target", "documented_share", "first_contact_share", "reopened", "open", "asked",
)  # fmt: skip


def _served(row: Any, lang: str) -> str:
    """What is known of a process."""
    process = say(row.process, lang)
    if not row.tickets:
        return f"{process}: " + ("tidak ada bukti" if lang == "id" else "no evidence")
    parts: list[str] = [told(lang, id="{n} tiket", en="{n} tickets", n=int(row.tickets))]
    if row.documented_share == row.documented_share:
        documented = share(row.documented_share, 0, lang)
        parts[0] += f", {documented} " + say("documented_share", lang)
    if row.answered_share == row.answered_share:
        answered = share(row.answered_share, 0, lang) + (" dijawab" if lang == "id" else " answered")
        if not pd.isna(row.asked):  # else of all: nobody says who began
            answered = told(
                lang,
                id="dari {asked} yang dibuka pelanggan {answered}",
                en="of {asked} begun by customers {answered}",
                asked=int(row.asked),
                answered=answered,
            )
        parts.append(f"{answered}{_median(row, lang)}")
    elif not pd.isna(row.asked) and row.asked == 0:
        nobody = {
            "id": "semuanya dimulai usaha: tidak ada yang menunggu",
            "en": "all begun by the business: nobody waited",
        }
        parts.append(nobody[lang])
    return f"{process}: " + "; ".join(parts)


def _median(row: Any, lang: str) -> str:
    """The median wait; why there is none, where it is known how long people waited."""
    if row.median_hours == row.median_hours:
        return f", median {number(row.median_hours, 1, lang)} " + ("jam" if lang == "id" else "hours")
    if row.answered_share < 0.5:
        never = {
            "id": "tanpa median: lebih dari separuh tak dijawab",
            "en": "no median: more than half unanswered",
        }
        return f", {never[lang]}"
    return ""


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def engagement(table: pd.DataFrame, lang: str = "id") -> Prose:
    """The engagement rate both ways, and what one video carries."""
    value = table.set_index("measure")["value"]
    if value["er_pooled"] != value["er_pooled"]:
        return told(
            lang,
            id="Tingkat keterlibatan tidak diketahui: {why}.",
            en="The engagement rate is not known: {why}.",
            why=noted(table.set_index("measure").loc["er_pooled", "note"], lang),
        )
    return told(
        lang,
        id="Rata-rata tingkat keterlibatan per video {mean}; semua interaksi dibagi semua tayangan {pooled}. Satu video membawa {viral} tayangan; "
        "tanpa video itu {without}. ({n} video)",
        en="Mean engagement rate per video {mean}; all interactions over all views {pooled}. One video carries {viral} of the views; without it "
        "{without}. ({n} videos)",
        mean=share(value["er_mean"], 1, lang),
        pooled=share(value["er_pooled"], 1, lang),
        viral=share(value["viral_share_views"], 0, lang),
        without=share(value["er_pooled_without_viral"], 1, lang),
        n=int(table["n"].max()),
    )


def sales(effect: pd.DataFrame, ranges: pd.DataFrame, lang: str = "id") -> Prose:
    """By how much sales differ; association, not cause. Without an interval, why."""
    rows, span = effect.set_index("measure"), ranges.set_index("period")
    difference, ratio = rows.loc["difference"], rows.loc["ratio"]
    numbers = {
        "per": say(f"per_{difference['per']}", lang),
        "d": number(difference["estimate"], 1, lang),
        "r": number(ratio["estimate"], 2, lang),
    }
    months = told(
        lang,
        id="Rata-rata bulanan {before} porsi per {per} sebelum perubahan dan {after} dalam masa sesudahnya. ",
        en="Monthly means of {before} portions per {per} before the change and {after} in the period after it. ",
        before=_span(span.loc["before", "low"], span.loc["before", "high"], 0, lang),
        after=_span(span.loc["after", "low"], span.loc["after", "high"], 0, lang),
        **numbers,
    )
    one = told(
        lang,
        id=" Satu kedai tanpa pembanding: ini keterkaitan, bukan bukti sebab.",
        en=" One shop without a comparison: an association, not proof of cause.",
    )
    if pd.isna(difference["ci_low"]):
        found = told(
            lang,
            id="Selisih rata-rata {d} porsi, rasio {r}; {why}.",
            en="Difference of means {d} portions, ratio {r}; {why}.",
            why=noted(difference["note"], lang),
            **numbers,
        )
    else:
        found = told(
            lang,
            id="Selisih rata-rata {d} porsi (selang 95 % {dspan}), rasio {r} ({rspan}), pada {neff} {steps} efektif (autokorelasi dari satu {per} ke "
            "berikutnya {rho}).",
            en="Difference of means {d} portions (95 % interval {dspan}), ratio {r} ({rspan}), on {neff} effective {steps} (autocorrelation from one {per} "
            "to the next {rho}).",
            dspan=_span(difference["ci_low"], difference["ci_high"], 1, lang),
            rspan=_span(ratio["ci_low"], ratio["ci_high"], 2, lang),
            neff=number(difference["n_effective"], 0, lang),
            steps=say(f"steps_{difference['per']}", lang),
            rho=number(difference["autocorrelation"], 2, lang),
            **numbers,
        )
    return Prose((months if ranges["low"].notna().all() else "") + found + one)


def convergence(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many claims the strands agree on, which way, and where they do not."""
    claims = table.drop_duplicates("claim")
    counts = claims["farmer"].value_counts()
    agreed = claims[claims["farmer"] == "agreement"]
    against = agreed.loc[agreed["direction"] == "contradicts", "claim"]
    apart = claims.loc[claims["farmer"] == "dissonance", "claim"]
    silent = (table["stance"] == "silent").mean()
    return told(
        lang,
        id="Dari {n} klaim: {counts}.{against}{apart} Pada {fragile} klaim kodenya bergantung pada satu bukti. {silent} sel sumber × metode diam.",
        en="Of {n} claims: {counts}.{against}{apart} For {fragile} claims the code hangs on one piece of evidence. {silent} of the source × method cells are "
        "silent.",
        n=len(claims),
        counts=listed([f"{say(f'farmer_{name}', lang)} {n}" for name, n in counts.items()], lang),
        against=named(against, lang, " Sumber-sumber sepakat membantah {}.", " Sources agree against {}."),
        apart=named(apart, lang, " Disonansi pada {}.", " Dissonance on {}."),
        fragile=int(claims["fragile"].sum()),
        silent=share(silent, 0, lang),
    )


def audit(compared: pd.DataFrame, lang: str = "id") -> Prose:
    """Which printed numbers come out."""
    counts = compared["verdict"].value_counts()
    cut = compared[compared["verdict"] == "match under pipeline"]
    return told(
        lang,
        id="Dari {n} angka dan kata yang dicetak: {counts}. Hanya di bawah cara pembulatan makalah: {cut}.",
        en="Of {n} printed numbers and words: {counts}. Only under the paper's own rounding: {cut}.",
        n=len(compared),
        counts=listed([f"{say(name, lang)} {n}" for name, n in counts.items()], lang),
        cut=listed(
            sorted(
                {
                    f"{number(row.printed, 2, lang)} ({number(row.recommended, 2, lang)})"
                    for row in cut.itertuples()
                }
            ),
            lang,
        ),
    )


def rounding(explained: pd.DataFrame, lang: str = "id") -> Prose:
    """Which roundings the print allows."""
    from engagelib.published import conclusion

    return Prose(conclusion(explained, lang))
