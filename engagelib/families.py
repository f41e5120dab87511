"""What tried pipelines come to: the families of rounding that explain a print, and what it cannot tell."""

from __future__ import annotations

import pandas as pd

from engagelib import words
from engagelib.reasons import decimals, mode

__all__ = ["conclusion", "families"]


def _family(row: pd.Series) -> str:
    """One rounding of exact values throughout, overalls from the printed means, or a mixture of ways."""
    steps = [row["domain"], row["overall"], row["objective_gap"], row["overall_gap"]]
    if len(set(steps)) == 1 and steps[0].startswith("exact"):
        return steps[0]
    if steps[1].startswith("printed") and steps[2:] == ["printed", "printed"]:
        return steps[1]
    return "mixed"


def families(explained: pd.DataFrame, misses: int = 1) -> pd.DataFrame:
    """The pipelines that reproduce everything, or all but `misses` numbers, by family.

    A family rounds exact values by one mode at every stage ("exact half_up": once at the end), or takes the
    overalls from the printed means by one mode and subtracts what is printed ("printed truncate"); "mixed"
    are all others. Out: family, pipelines (how many), items (the numbers of items per objective with which
    they do), misses, odd (the number that fails); best first.
    """
    near = explained[explained["misses"] <= misses]
    near = near.assign(family=near.apply(_family, axis=1) if len(near) else [])
    steps = ["domain", "overall", "objective_gap", "overall_gap"]
    rows = [
        (
            family,
            len(part.drop_duplicates(steps)),
            ", ".join(map(str, sorted(part["items"].unique()))),
            count,
            odd,
        )
        for (count, odd, family), part in near.groupby(["misses", "odd", "family"])
    ]
    found = pd.DataFrame(rows, columns=["family", "pipelines", "items", "misses", "odd"])
    order = (
        found.assign(mixed=found["family"] == "mixed").sort_values(["misses", "mixed"], kind="stable").index
    )
    return found.loc[order].reset_index(drop=True)


_FAMILY = {
    "exact": ("{mode} di setiap tahap dari nilai eksak", "{mode} at every stage from exact values"),
    "printed": (
        "rata-rata keseluruhan {mode} dari angka tercetak, lalu dikurangkan",
        "overalls {mode} from the printed means, then subtracted",
    ),
}
_CONCLUSION = {
    "nothing": (
        "Tidak ada rata-rata objektif yang dicetak: cara pembulatannya tidak dapat dicari.",
        "No mean of an objective is printed: how it was rounded cannot be sought.",
    ),
    "none": (
        "Tidak ada cara pembulatan yang menghasilkan semua angka.",
        "No rounding reproduces every number.",
    ),
    "one": (
        "Hanya satu keluarga menghasilkan semua angka: {fits}.",
        "One family alone reproduces every number: {fits}.",
    ),
    "several": (
        "Beberapa cara menghasilkan semua angka, dan angka tercetak tidak dapat membedakannya: {fits}.",
        "Several ways reproduce every number, and print cannot tell them apart: {fits}.",
    ),
    "near": ("Semua kecuali satu: {near}.", "All but one: {near}."),
    "mixed": (
        "Ditambah {count} campuran cara per tahap.",
        "Besides, {count} mixtures of ways by stage do too.",
    ),
    "items": ("{how} ({items} butir per objektif)", "{how} ({items} items per objective)"),
    "odd": ("{how}, yang gagal {odd}", "{how}, where {odd} fails"),
}


def conclusion(explained: pd.DataFrame, lang: str = "en") -> str:
    """What the print says about how it was rounded, in a few sentences."""

    def say(key: str, **parts: object) -> str:
        return _CONCLUSION[key][words.LANGUAGES.index(lang)].format(**parts)

    def described(row: pd.Series) -> str:
        source, name = row["family"].split(" ", 1)
        how = say(
            "items",
            how=_FAMILY[source][words.LANGUAGES.index(lang)].format(mode=mode(name, lang)),
            items=row["items"],
        )
        odd = " ".join(decimals(words.say(word, lang), lang) for word in row["odd"].split())
        return say("odd", how=how, odd=odd) if odd else how

    if explained.empty:
        return say("nothing")
    found = families(explained)
    named = found[found["family"] != "mixed"]
    fits = [described(row) for _, row in named[named["misses"] == 0].iterrows()]
    near = [described(row) for _, row in named[named["misses"] == 1].iterrows()]
    mixed = found.loc[(found["family"] == "mixed") & (found["misses"] == 0), "pipelines"].sum()
    several = "several" if len(fits) + mixed > 1 else "one" if fits else "none"
    sentences = [say(several, fits="; ".join(fits))]
    sentences += [say("mixed", count=mixed)] if mixed else []
    sentences += [say("near", near="; ".join(near))] if near else []
    return " ".join(sentences)
