"""Themes by shop, informant and role: counts by hand."""

import pandas as pd

from engagelib import coding

BOOK = pd.DataFrame({
    "code": ["T1", "VIDEO", "T2", "CEPAT", "L", "ULANG"], "parent": [None, "T1", None, "T2", None, "L"],
    "theme": ["T1", "T1", "T2", "T2", "L", "L"], "name": ["Konten", "Video", "Interaksi", "Cepat", "Loyalitas", "Ulang"],
})  # fmt: skip
CASES = pd.DataFrame({
    "case": ["K1", "F1", "K1-owner", "F1-customer"], "kind": ["shop", "shop", "informant", "informant"],
    "parent": [None, None, "K1", "F1"], "role": [None, None, "owner", "customer"], "sector": ["kuliner", "fesyen", None, None],
})  # fmt: skip
UNITS = pd.DataFrame({
    "unit": ["K1-owner:2", "F1-customer:2", "O1", "X"], "case": ["K1-owner", "F1-customer", "K1", "elsewhere"],
    "role": ["owner", "customer", None, None], "method": ["interview", "interview", "observation", "interview"],
    "text": ["live tiap malam ramai", "balasnya cepat sekali", "siaran langsung pukul delapan", "di luar studi"],
})  # fmt: skip
CODINGS = pd.DataFrame(
    [("K1-owner:2", "VIDEO"), ("F1-customer:2", "CEPAT"), ("F1-customer:2", "ULANG"), ("O1", "VIDEO"), ("X", None)],
    columns=["unit", "code"],
).assign(coder="A")  # fmt: skip


def test_an_informant_belongs_to_a_shop_and_its_sector():
    assert coding.grouped(UNITS, CASES, "shop")["case"].tolist() == ["K1", "F1", "K1"]
    assert coding.grouped(UNITS, CASES, "sector")["case"].tolist() == ["kuliner", "fesyen", "kuliner"]
    assert coding.grouped(UNITS, CASES, "role")["case"].tolist() == ["owner", "customer"]


def test_every_shop_has_every_theme_and_a_quote_where_it_has_any():
    table = coding.theme_matrix(CODINGS, UNITS, BOOK, CASES, "shop", without=["L"]).set_index(
        ["case", "theme"]
    )
    assert table["n"].to_dict() == {
        ("K1", "Konten"): 2,
        ("K1", "Interaksi"): 0,
        ("F1", "Konten"): 0,
        ("F1", "Interaksi"): 1,
    }
    assert table.loc[("K1", "Konten"), "sector"] == "kuliner" and table.loc[("K1", "Konten"), "units"] == 2
    assert pd.isna(table.loc[("K1", "Interaksi"), "quote"])
    wide = coding.wide(table.reset_index())
    assert wide["case"].tolist() == ["K1", "F1"] and wide.loc[0, "Interaksi"] == "–"
    assert wide.loc[0, "Konten"].startswith("2 · Q")


def test_coverage_in_all_and_by_sector():
    matrix = coding.theme_matrix(CODINGS, UNITS, BOOK, CASES, "shop", without=["L"])
    table = coding.case_coverage(matrix)
    whole = table[table["sector"] == "all"].set_index("theme")
    assert whole["n"].to_dict() == {"Konten": 1, "Interaksi": 1} and set(whole["cases"]) == {2}
    assert table[(table["theme"] == "Konten") & (table["sector"] == "kuliner")]["share"].tolist() == [1.0]


def test_the_funnel_narrows():
    evidence = pd.DataFrame({"claim": ["P1", "P1", "P2"], "ref": ["units:O1", "units:X", None]})
    table = coding.funnel(UNITS, CODINGS, BOOK, evidence)
    whole = table[table["method"] == "all"].set_index("step")["n"]
    assert whole.to_dict() == {
        "raw": 4,
        "read": 4,
        "coded": 3,
        "passages": 4,
        "codes": 3,
        "themes": 3,
        "claims": 1,
    }
    assert coding.funnel(UNITS, CODINGS, BOOK, without=["L"]).set_index("step").loc["themes", "n"] == 2
    assert whole["raw"] >= whole["read"] >= whole["coded"]


def test_a_row_a_case_and_a_column_a_source():
    matrix = coding.theme_matrix(CODINGS, UNITS, BOOK, CASES, "shop", without=["L"])
    table = coding.case_matrix(matrix, {"repeat": pd.Series({"K1": 0.4})}).set_index("case")
    assert table.loc["K1", ["Konten", "Interaksi", "repeat"]].tolist() == [1.0, 0.0, 0.4]
    assert pd.isna(table.loc["F1", "repeat"]) and table.loc["F1", "sector"] == "fesyen"


def test_informants_stand_under_the_sector_of_their_shop():
    table = coding.theme_matrix(CODINGS, UNITS, BOOK, CASES, "informant", without=["L"])
    assert table.drop_duplicates("case")[["case", "sector"]].values.tolist() == [
        ["K1-owner", "kuliner"],
        ["F1-customer", "fesyen"],
    ]
