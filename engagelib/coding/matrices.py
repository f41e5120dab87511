"""Themes by whoever carries them: role-ordered and conceptually clustered matrices, coverage, the funnel from
raw material to conclusions (Miles, Huberman & Saldaña 2014).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from engagelib.coding.quotes import framework
from engagelib.coding.units import of_units
from engagelib.contracts.arguments import one_of, takes

__all__ = ["case_coverage", "case_matrix", "funnel", "grouped", "theme_matrix", "wide"]


@takes(units="unit case role?", cases="case kind parent")
def grouped(units: pd.DataFrame, cases: pd.DataFrame, by: str) -> pd.DataFrame:
    """Units whose `case` is what they are grouped by; those that belong to no group are left out.

    In: `units` (unit, case), `cases` (case, kind, parent, role, sector). Out: `units`, with `case` the group.

    `by`: "shop" (the case itself, or of an informant the shop it belongs to), "informant", "role", or a
    column of `cases` such as sector, taken from the shop where the informant has none.

    Notes
    -----
    Source: none, it looks up who is whose. In R: merge(units, cases). Units of no case are left out.

    Examples
    --------
    >>> cases = pd.DataFrame({"case": ["K1", "I1"], "kind": ["shop", "informant"], "parent": [None, "K1"], "role": [None, "owner"]})
    >>> units = pd.DataFrame({"unit": ["1"], "case": ["I1"], "role": ["owner"]})
    >>> grouped(units, cases, "shop")["case"].tolist(), grouped(units, cases, "role")["case"].tolist()
    (['K1'], ['owner'])
    """
    known = cases.drop_duplicates("case").set_index("case")
    one_of("by", by, ("shop", "informant", *known.columns))
    if by == "informant":
        return units[units["case"].map(known["kind"]) == "informant"].reset_index(drop=True)
    shop = known["parent"].fillna(pd.Series(known.index, index=known.index))
    own = units["case"]
    if by == "role":
        value = units["role"]
    elif by == "shop":
        value = own.map(shop)
    else:
        value = own.map(known[by]).fillna(own.map(shop).map(known[by]))
    return units.assign(case=value).dropna(subset="case").reset_index(drop=True)


@takes(
    codings="unit code start:number? end:number?", units="unit case text role?",
    codebook="code! parent theme name", cases="case kind parent sector",
)  # fmt: skip
def theme_matrix(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: pd.DataFrame,
    cases: pd.DataFrame,
    by: str = "shop",
    without: Collection[str] = (),
) -> pd.DataFrame:
    """Row x theme: how many units of a shop (or role, or sector) carry the theme, and one passage that shows it.

    In: `codings`, `units` (unit, case, text), `codebook`, `cases`.

    `codings` of one coder or one settled record. `by`: shop, informant, role, or a column of `cases`.
    `without`: themes (codes) to leave out, such as what the themes lead to. Shops and informants stand
    together by sector, roles in the order of `cases`. Out: case, sector (of shops and informants), theme, n,
    units (read), quote (id), unit, text.

    Notes
    -----
    Role-ordered and conceptually clustered matrices of Miles, Huberman & Saldaña (2014), Qualitative Data Analysis.
    In MAXQDA: Code Matrix Browser. In R: table(case, theme). A cell that nobody filled has n 0.

    Examples
    --------
    >>> book = pd.DataFrame({"code": ["T", "PUJI"], "parent": [None, "T"], "theme": "T", "name": ["Taste", "Praise"]})
    >>> units = pd.DataFrame({"unit": ["1", "2"], "case": ["A", "B"], "text": ["Enak", "Lama"], "role": "customer", "method": "interview"})
    >>> cases = pd.DataFrame({"case": ["A", "B"], "kind": "shop", "parent": None, "sector": "food", "role": None})
    >>> rows = pd.DataFrame({"unit": ["1", "2"], "coder": "X", "code": ["PUJI", None], "start": None, "end": None})
    >>> theme_matrix(rows, units, book, cases)[["case", "theme", "n", "units"]].values.tolist()
    [['A', 'Taste', 1, 1], ['B', 'Taste', 0, 1]]
    """
    named = codebook.set_index("code")["name"].dropna()
    table = framework(codings, grouped(units, cases, by), codebook)
    table = table[~table["theme"].isin([named.get(theme, theme) for theme in without])]
    columns = ["case", "theme", "n", "units", "quote", "unit", "text"]
    if by in ("shop", "informant"):
        known = cases.drop_duplicates("case").set_index("case")
        shop = known["parent"].fillna(pd.Series(known.index, index=known.index))
        table = table.assign(sector=table["case"].map(shop).map(known["sector"]))
        columns.insert(1, "sector")
        order = list(
            cases.assign(sector=cases["case"].map(shop).map(known["sector"]))
            .groupby("sector", sort=False)["case"]
            .agg(list)
            .explode()
        )
    else:
        order = list(cases[by].dropna()) if by in cases else []
    place = {case: number for number, case in enumerate(dict.fromkeys([*order, *table["case"]]))}
    return table.sort_values("case", key=lambda case: case.map(place), kind="stable")[columns].reset_index(
        drop=True
    )


@takes(matrix="case! theme! n quote:any")
def wide(matrix: pd.DataFrame) -> pd.DataFrame:
    """A matrix to be read: a row a case, a column a theme, in each cell the count and the id of a passage.

    In: `theme_matrix`. Out: case, a column per theme.

    Notes
    -----
    Source: none, it turns rows into columns. In R: tidyr::pivot_wider. In SPSS: Data > Restructure.

    Examples
    --------
    >>> matrix = pd.DataFrame({"case": ["K1", "K1"], "sector": "culinary", "theme": ["Konten", "Retensi"], "n": [3, 0],
    ...                        "units": 5, "quote": ["q1", None], "unit": ["u1", None], "text": ["…", None]})
    >>> wide(matrix)[["case", "Konten"]].values.tolist()
    [['K1', '3 · q1']]
    """
    cell = [f"{n} · {quote}" if n else "–" for n, quote in zip(matrix["n"], matrix["quote"], strict=True)]
    keys = [name for name in ("case", "sector") if name in matrix]
    rows, themes = (list(dict.fromkeys(matrix[name])) for name in ("case", "theme"))
    table = matrix.assign(cell=cell).pivot(index=keys, columns="theme", values="cell")[themes].reset_index()
    table["place"] = table["case"].map({case: number for number, case in enumerate(rows)})
    return table.sort_values("place").drop(columns="place").reset_index(drop=True).rename_axis(columns=None)


@takes(matrix="theme sector n")
def case_coverage(matrix: pd.DataFrame) -> pd.DataFrame:
    """With how many shops or informants each theme was found, in all and by sector.

    In: `theme_matrix` by shop or informant. Out: theme, sector ("all" = together, first), n (cases with the
    theme), cases, share. Without an interval: who is chosen on purpose stands for no population.

    Notes
    -----
    share = cases with the theme / cases read.
    Source: Braun & Clarke (2006) count cases, not mentions. In R: tapply(n > 0, theme, sum). A case that was not
    read counts as none.

    Examples
    --------
    >>> matrix = pd.DataFrame({"case": ["K1", "K2"], "sector": "culinary", "theme": "Konten", "n": [3, 0]})
    >>> case_coverage(matrix)[["theme", "sector", "n", "cases", "share"]].values.tolist()[0]
    ['Konten', 'all', 1, 2, 0.5]
    """
    found = matrix.assign(has=matrix["n"] > 0)
    counts = pd.concat(
        part.groupby(["theme", "sector"], sort=False)["has"].agg(["sum", "size"]).reset_index()
        for part in (found.assign(sector="all"), found)
    ).set_axis(["theme", "sector", "n", "cases"], axis=1)
    table = counts.assign(share=counts["n"] / counts["cases"])
    order = {theme: number for number, theme in enumerate(dict.fromkeys(matrix["theme"]))}
    return table.sort_values("theme", key=lambda t: t.map(order), kind="stable", ignore_index=True)


@takes(matrix="case! theme! n units sector")
def case_matrix(matrix: pd.DataFrame, measures: Mapping[str, pd.Series]) -> pd.DataFrame:
    """A row a case, a column a source of data: the share of its units with each theme beside what was counted of it.

    In: `theme_matrix` by shop; `measures`: name -> values by case, such as the share of customers who bought
    again. Out: case, sector, a column per theme (share of units), a column per measure; missing where a case
    has none. The mixed-methods matrix of O'Cathain et al. (2010): to look along a row, not to test.

    Notes
    -----
    Source: O'Cathain, Murphy & Nicholl (2010), BMJ 341, c4587.
    In R: reshape to wide. In SPSS: Data > Restructure.

    Examples
    --------
    >>> matrix = pd.DataFrame({"case": ["K1", "K2"], "sector": "culinary", "theme": "Konten", "n": [3, 1], "units": [4, 4]})
    >>> found = case_matrix(matrix, {"repeat_share": pd.Series({"K1": 0.4})})
    >>> found[["case", "Konten", "repeat_share"]].fillna(-1).values.tolist()
    [['K1', 0.75, 0.4], ['K2', 0.25, -1.0]]
    """
    share = matrix.assign(share=matrix["n"] / matrix["units"])
    themes = list(dict.fromkeys(matrix["theme"]))
    wide = share.pivot(index="case", columns="theme", values="share")[themes]
    first = matrix.drop_duplicates("case").set_index("case")[["sector"]]
    table = first.join(wide).assign(
        **{name: values.reindex(first.index) for name, values in measures.items()}
    )
    return table.reset_index().rename_axis(columns=None)


@takes(units="unit method", codings="unit code", codebook="code! theme", evidence="claim ref:any")
def funnel(
    units: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: pd.DataFrame,
    evidence: pd.DataFrame | None = None,
    without: Collection[str] = (),
) -> pd.DataFrame:
    """From raw material to conclusions, with counts: what there is, what was read, what carries a code, themes, claims.

    In: `units`, `codings`, `codebook`, and `evidence` where there is any.

    `without`: themes (codes) that are no themes of the study but what these lead to; their codes do not count.
    `evidence`: settled, as `triangulation.stances` gives it, or as it was written. Out: step (raw, read,
    coded, passages, codes, themes, claims), method ("all" = together, first), n. Raw, read and coded are
    units by method; a passage is a coding; a claim counts when its evidence is named.

    Notes
    -----
    The steps are those of Miles, Huberman & Saldaña (2014): condensing, displaying, concluding.
    In a spreadsheet: a count per step.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["1", "2", "3"], "case": "R1", "kind": "comment", "method": "comments", "text": "…"})
    >>> book = pd.DataFrame({"code": ["rasa", "PUJI"], "parent": [None, "rasa"], "theme": "rasa", "name": ["Rasa", "Puji"]})
    >>> found = funnel(units, pd.DataFrame({"unit": ["1", "2"], "code": ["PUJI", None]}), book)
    >>> found[found["method"] == "all"][["step", "n"]].values.tolist()[:3]
    [['raw', 3], ['read', 2], ['coded', 1]]
    """
    known = of_units(units, "method")
    given = codings.dropna(subset="code")
    theme = given["code"].map(codebook.set_index("code")["theme"])
    sets = {"raw": set(known.index), "read": set(codings["unit"]), "coded": set(given["unit"])}
    rows: list[tuple[str, str, int]] = []
    for step, members in sets.items():
        own = known[known.index.isin(members)]
        rows.append((step, "all", len(own)))
        rows += [(step, method, int(n)) for method, n in own.value_counts(sort=False).items()]
    under = given[~theme.isin(without)]
    rows += [("passages", "all", len(given)), ("codes", "all", under["code"].nunique())]
    rows += [("themes", "all", len(set(theme.dropna()) - set(without)))]
    if evidence is not None:
        rows.append(("claims", "all", evidence.dropna(subset="ref")["claim"].nunique()))
    return pd.DataFrame(rows, columns=["step", "method", "n"])
