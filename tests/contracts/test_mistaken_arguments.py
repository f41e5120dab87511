"""Mistaken arguments: every public function of a stage answers them with a result or with a sentence.

Each function of `__all__` has valid arguments in SAMPLES; each argument is replaced in turn by what people
pass by mistake. What comes back is a result without an infinite number, a warning or a 0 made of nothing, or an
error that engagelib raises itself, in a sentence that names the argument or the column. A function without
sample arguments fails the first test: give it some.
"""

import importlib
import inspect
import linecache
import warnings
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import engagelib
from engagelib.contracts import DTYPES, columns
from engagelib.contracts.problems import MissingTable
from engagelib.exact import RECOMMENDED as STEPS
from engagelib.reduction import EXCLUSION_RULES
from engagelib.sales.days import Stretch
from engagelib.sales.effects import Sample
from tests import house

PACKAGE = str(Path(engagelib.__file__).parent)


#: Beside the stages: what they share, and what the coding widget computes.
SHARED = {"contracts.addresses", "exact", "intervals", "coder.suggestions"}


def public_functions():
    """Each function once, by the room, the module and its name: coding.tally.tally."""
    found = {}
    for module in house.modules():
        if house.room(module) in house.FLOORS["stages"] or module in SHARED:
            loaded = importlib.import_module(f"engagelib.{module}")
            for value in (getattr(loaded, name) for name in loaded.__all__):
                if inspect.isfunction(value):
                    found[f"{value.__module__.removeprefix('engagelib.')}.{value.__name__}"] = value
    return found


FUNCTIONS = public_functions()


# --- valid arguments --------------------------------------------------------------------------------------


def table(names, *rows):
    return pd.DataFrame(rows, columns=names.split())


def contract(name, frame):
    """A frame with the contract's types, of the columns that it has."""
    types = {c: DTYPES[column.type] for c, column in columns(name).items() if c in frame}
    return frame.astype(types)


def call(name, **arguments):
    return FUNCTIONS[name](**arguments)


NOON = "2025-08-0{} 05:00+00:00".format
UNITS = contract("units", table(
    "unit kind case speaker role method made_at text",
    ("u1", "comment", "r1", "r1", "customer", "comments", NOON(1), "Enak banget, harga murah sekali"),
    ("u2", "comment", "r2", "r2", "customer", "comments", NOON(2), "Kok lama sekali dibalas ya kak"),
    ("u3", "interview", "r3", "r3", "owner", "interview", NOON(3), "Kami balas di malam hari sesudah tutup"),
    ("u4", "interview", "r4", "r4", "customer", "interview", NOON(4), "Pedasnya pas, porsinya banyak"),
    ("u5", "observation", "r1", None, None, "observation", NOON(5), "Antre panjang di depan toko"),
))  # fmt: skip
CODINGS = contract("codings", table(
    "unit coder code start end made_at source memo",
    ("u1", "A", "PUJI", 0, 4, NOON(5), "human", "jelas"), ("u1", "B", "PUJI", 0, 11, NOON(5), "human", None),
    ("u2", "A", "KELUH", 0, 10, NOON(6), "human", None), ("u2", "B", "TANYA", 4, 10, NOON(6), "human", None),
    ("u3", "A", None, None, None, NOON(6), "human", None), ("u3", "B", "TANYA", 0, 10, NOON(6), "human", None),
    ("u4", "A", "PUJI", 0, 9, NOON(7), "human", None), ("u4", "B", "PUJI", 0, 9, NOON(7), "human", None),
)).assign(primary=True)  # fmt: skip
CODEBOOK = contract("codebook", table(
    "code parent theme name definition include exclude example color version",
    ("T", None, "T", "Rasa", None, None, None, None, None, "2025-08-06"),
    ("PUJI", "T", "T", "Pujian", "memuji", None, None, "enak", "#112233", "2025-08-06"),
    ("KELUH", "T", "T", "Keluhan", "mengeluh", None, None, "lama", None, "2025-08-06"),
    ("TANYA", "T", "T", "Tanya", "bertanya", None, None, "berapa", None, "2025-08-06"),
))  # fmt: skip
COMMENTS = contract("comments", table(
    "comment_id video_id parent_id author created_at exported_at text likes replies is_seller pinned",
    ("u1", "v1", None, "a1", NOON(1), NOON(9), "Enak banget, harga murah sekali", 3, 1, False, False),
    ("u2", "v1", None, "a2", NOON(2), NOON(9), "Kok lama sekali dibalas ya kak", 0, 1, False, False),
    ("u3", "v1", "u2", "shop", NOON(3), NOON(9), "Maaf kak, kami tutup kemarin", 0, 0, True, False),
    ("u4", "v2", None, "a3", NOON(4), NOON(9), "<mention>", 0, 0, False, False),
))  # fmt: skip
KEPT = COMMENTS.assign(stream=["text", "text", "seller", "mention"])
RESPONSES = contract("responses", table("respondent item state group construct value", *[
    (f"{group[0]}{person}", f"{construct}_{item}", state, group, construct, 1 + (person * 2 + item + len(state) * place) % 5)
    for group in ("owner", "customer") for person in range(4) for place, construct in enumerate(("APO02", "DSS02"))
    for item in (1, 2) for state in ("as_is", "to_be")
]))  # fmt: skip
AS_IS = RESPONSES[RESPONSES["state"] == "as_is"]
ITEMS = contract("items", table("item text construct objective reversed low high group", *[
    (f"{construct}_{item}", f"Soal {item}", construct, construct, False, 1, 5, None)
    for construct in ("APO02", "DSS02") for item in (1, 2)
]))  # fmt: skip
RATINGS = contract("ratings", table(
    "objective practice level rating evidence",
    ("APO02", "APO02.01", 2, "F", None), ("APO02", "APO02.02", 2, "L", None), ("APO02", "APO02.02", 3, "P", None),
    ("DSS02", "DSS02.01", 2, "F", None),
))  # fmt: skip
TICKETS = contract("tickets", table(
    "ticket unit process channel opened_at first_reply_at closed_at reopened_at impact urgency record_id initiated_by",
    ("t1", "u1", "incident", "tiktok", NOON(1), NOON(2), NOON(3), None, "high", "low", None, "customer"),
    ("t2", "u2", "request", "tiktok", NOON(1), NOON(4), None, None, "low", "low", "R1", "customer"),
    ("t3", "u3", "request", "whatsapp", NOON(2), None, None, None, "medium", "high", None, "customer"),
))  # fmt: skip
VIDEOS = contract("videos", table(
    "video_id caption posted_at views likes comments shares saves exported_at",
    ("v1", "mie pedas", "2025-08-01", 1000, 50, 7, 3, 2, "2025-08-31"),
    ("v2", "bakso", "2025-08-08", 400, 30, 2, 1, 0, "2025-08-31"),
    ("v3", None, "2025-08-20", 90, 5, 0, 0, None, "2025-08-31"),
))  # fmt: skip
ACCOUNTS = contract("accounts", table(
    "date views profile_views likes comments shares new_followers followers",
    ("2025-08-01", 100, 9, 5, 2, 1, 3, 103), ("2025-08-02", 90, 8, -1, 0, 0, -2, 101),
    ("2025-08-04", 120, 4, 7, 1, 0, 2, 103),
))  # fmt: skip
DAYS = pd.date_range("2025-01-01", periods=120)
SALES = contract("sales", pd.DataFrame({
    "date": DAYS, "outlet": "pusat", "product": "mie",
    "quantity": [20 + (i * 7) % 11 + (15 if i >= 60 else 0) for i in range(120)],
    "amount": [300000.0 + 1000 * (i % 9) for i in range(120)], "open": True, "note": None,
}))  # fmt: skip
EVENTS = contract("events", table(
    "date end name kind", ("2025-02-01", "2025-02-03", "Imlek", "season"), ("2025-03-01", None, "akun", "change")
))  # fmt: skip
CASES = contract("cases", table(
    "case kind parent role sector name place criterion proof included",
    ("s1", "shop", None, None, "kuliner", "Toko", "Metro", None, None, True),
    ("r1", "informant", "s1", "customer", None, "Ani", None, None, "nota", True),
    ("r2", "informant", "s1", "customer", None, "Budi", None, None, None, True),
    ("r3", "informant", "s1", "owner", None, "Citra", None, None, None, True),
    ("r4", "informant", "s1", "customer", None, "Dedi", None, None, None, True),
))  # fmt: skip
OBSERVATIONS = contract("observations", table(
    "observation date case video behaviour channel function tactic count note",
    ("o1", "2025-08-01", "s1", None, None, "whatsapp", "service", "chat", 3, "balas cepat"),
    ("o2", "2025-08-02", "s1", None, None, "instagram", "awareness", "video", 0, None),
    ("o3", "2025-08-03", "s2", None, None, "whatsapp", "ordering", "chat", None, None),
))  # fmt: skip
ORDERS = contract("orders", table(
    "order_key customer date case channel amount status",
    ("1", "c1", "2025-01-05", "s1", "whatsapp", 50000.0, "selesai"),
    ("2", "c1", "2025-02-09", "s1", "shopee", 70000.0, "selesai"),
    ("3", "c2", "2025-02-10", "s1", "shopee", 30000.0, "selesai"),
    ("4", "c3", "2025-03-01", "s2", "whatsapp", 20000.0, "selesai"),
    ("5", "c3", "2025-06-01", "s2", "whatsapp", 25000.0, "batal"),
    ("6", "c2", "2025-06-20", "s1", "whatsapp", 40000.0, "selesai"),
))  # fmt: skip
REVIEWS = contract("reviews", table(
    "review date case channel rating photo reply_date text",
    ("w1", "2025-08-01", "s1", "shopee", 5, True, "2025-08-02", "enak"), ("w2", "2025-08-03", "s1", "shopee", 3, False, None, "lama"),
))  # fmt: skip
INSIGHTS = contract("insights", table(
    "date case channel measure value",
    ("2025-08-01", "s1", "instagram", "reach", 1000.0), ("2025-08-01", "s1", "instagram", "interactions", 80.0),
    ("2025-08-01", "s1", "instagram", "posts", 6.0),
))  # fmt: skip
LEDGER = contract("member_check", table(
    "informant finding sent returned outcome action",
    ("r1", "K1", "2025-09-01", "2025-09-03", "agree", None), ("r2", "K1", "2025-09-01", "2025-09-04", "correct", "diubah"),
    ("r3", "K2", "2025-09-01", None, None, None),
))  # fmt: skip
CITATIONS = contract("citations", table(
    "place finding source relation cited listed",
    ("Pendahuluan", "K1", "kotler", "sync", "Kotler (2016)", "Kotler, P. (2016). Marketing."),
    ("Pembahasan", "K2", "kotler", "extend", "Kotler (2017)", "Kotler, P. (2016). Marketing."),
    ("Pembahasan", None, "axelos", None, "ITIL 4 (2019)", None),
))  # fmt: skip
EVIDENCE = contract("evidence", table(
    "claim source method ref stance prominence quote",
    ("K1", "owner", "interview", "units:u3", "supports", "high", "balas"),
    ("K1", "customer", "comments", "units:u1", "contradicts", "low", None),
    ("K2", "customer", "questionnaire", "gap:customer/APO02", None, None, None),
))  # fmt: skip
CLAIMS = {
    "K1": {"id": "Balasan cepat", "en": "Replies are quick"},
    "K2": {"id": "Kurang", "en": "Lacking", "rules": {"gap:customer/APO02": "gap > 0"}},
}
OVERRIDES = contract(
    "overrides", table("claim farmer reason by date", ("K1", "partial", "dua makna", "A", "2025-09-01"))
)
SUMMARIES = table("case theme summary", ("r1", "Rasa", "puas"))
MODEL = [{"id": "Target", "en": "Target", "theme": "T", "measures": ["repeat_share", "interaction_share"]}, {"id": "Konten", "en": "Content"}]  # fmt: skip
INFERENCE = {"APO02": {"relation": "confirms", "meta_inference": "sejalan"}}
X = np.array([[4, 5, 3], [2, 3, 2], [5, 4, 4], [3, 3, 3], [2, 2, 3.0]])
ONE, OTHER = np.array([3.0, 4, 5, 5, 2, 4]), np.array([2.0, 3, 3, 4, 1, 6])
MATRIX = pd.DataFrame({"A": [1.0, 2, 3, 3, 2], "B": [1, 2, 3, 2, np.nan]})

SCORES = call("survey.scores.score", responses=RESPONSES)
GAP = call("cobit.gaps.gaps", scores=SCORES)
PRINTED = contract("published", table("place row column printed quantity", *[
    (group, objective, column, f"{value:.2f}", f"gap/group={group},objective={objective}/{column}")
    for group, objective, *means in GAP[["group", "objective", "as_is", "to_be", "gap"]].to_numpy()
    for column, value in zip(("as_is", "to_be", "gap"), means, strict=True)
], ("Abstrak", "meningkat", "kata", "signifikan", None)))  # fmt: skip
REACHED = call("cobit.capability.capability", ratings=RATINGS)
LEVELS = call("cobit.gaps.levels", gap=GAP)
QUOTES = call("coding.quotes.quotes", codings=CODINGS, units=UNITS, codebook=CODEBOOK, shortest=1)
TALLY = call("coding.tally.tally", codings=CODINGS, codebook=CODEBOOK)
CROSSTAB = call("coding.relations.crosstab", codings=CODINGS, attributes=UNITS[["unit", "role"]])
TABLES = {
    "gap": GAP,
    "units": UNITS,
    "code_tally": TALLY,
    "codings": CODINGS,
    "responses": RESPONSES,
    "scores": SCORES,
}
SETTLED = call("triangulation.evidence.stances", evidence=EVIDENCE, claims=CLAIMS, tables=TABLES)
CONVERGENCE = call("triangulation.claims.convergence", evidence=SETTLED, claims=CLAIMS)
THEMES = call("coding.matrices.theme_matrix", codings=CODINGS, units=UNITS, codebook=CODEBOOK, cases=CASES)
ACTS = call("engagement.acts.acts", codings=CODINGS, mapping={"emotional": ("PUJI",)})
FATES = table("comment_id video_id fate reason", *[(c, v, "excluded", "blank") for c, v in COMMENTS[["comment_id", "video_id"]].to_numpy()])  # fmt: skip
RFM = call("loyalty.customers.rfm", orders=ORDERS)
TRAIL = call("triangulation.evidence.trail", evidence=EVIDENCE, tables=TABLES)
COMPARED = call("published.compare.compare", printed=PRINTED, tables={"gap": GAP})
EXPLAINED = call("published.pipelines.explain", printed=PRINTED, n={"owner": 4, "customer": 4}, items=[1, 2])
CLASSIFIED = call("itil.mapping.classify", codings=CODINGS, mapping={"KELUH": "incident"})
FACTS = call(
    "triangulation.rigour.facts",
    tables={"codebook": CODEBOOK, "codings": CODINGS},
    declared={"paradigm": "pragmatik"},
)
PERSON = CODINGS[["unit", "code"]].dropna().drop_duplicates("unit")
SUGGESTIONS = call("coder.suggestions.dictionary", units=UNITS, terms={"PUJI": ["enak", "pas"]})
NUMBERS = call("triangulation.displays.score_groups", responses=RESPONSES, construct="APO02", state="as_is")
BY_THEME = call("triangulation.displays.scores_by_theme", responses=RESPONSES.assign(respondent=RESPONSES["respondent"].str.replace("c", "r")), codings=CODINGS, units=UNITS, codebook=CODEBOOK)  # fmt: skip
CHANGE = {"change": "2025-03-01"}
RATED = table("process method level mandatory value source", ("incident", "pmf", None, None, 3, "owner"), ("incident", "yes_no", 1, None, 1, "owner"), ("request", "ladder", 1, True, 1, "owner"))  # fmt: skip
BOTH = {
    "codings": CODINGS[["unit", "coder", "code", "start", "end"]],
    "units": UNITS[["unit", "kind", "case", "role", "method", "made_at", "text"]],
}
PLACED = {"codings": CODINGS[["unit", "start", "end"]], "units": UNITS[["unit", "text"]]}
CODED = {
    "codings": BOTH["codings"],
    "units": BOTH["units"].drop(columns="made_at"),
    "codebook": CODEBOOK[["code", "parent", "theme", "name"]],
}
CELL = call("contracts.addresses.find", tables=TABLES, quantity="gap/group=owner,objective=APO02/as_is")
PATTERNS = call("agreement.coefficients.fold", given=MATRIX)
CURVE = call("coding.saturation.saturation", codings=CODINGS)
WAITED = call("itil.service.waits", tickets=TICKETS)
QUIET = {"resamples": 20}

#: module.function -> arguments that it takes.
SAMPLES = {
    "agreement.coefficients.bootstrapped": {"patterns": PATTERNS, "coefficient": call("agreement.coefficients.distance_alpha", difference=np.ones((3, 3)) - np.eye(3)), **QUIET},
    "agreement.coefficients.distance_alpha": {"difference": np.ones((3, 3)) - np.eye(3)},
    "agreement.coefficients.fold": {"given": MATRIX, "level": "nominal"},
    "agreement.coefficients.krippendorff": {"codings_or_matrix": MATRIX, "level": "nominal", "seed": 0, **QUIET},
    "agreement.coefficients.linear_alpha": {"within": np.array([0.5, 0.25]), "against": np.array([1.0, 1]), "coded": np.array([2.0, 2])},
    "agreement.coefficients.observed": {"patterns": PATTERNS, "weights": np.ones((1, len(PATTERNS.weights)))},
    "agreement.coefficients.shown": {"value": 1.0},
    "agreement.decisions.decisions": {"codings": CODINGS},
    "agreement.decisions.named": {"codings": CODINGS},
    "agreement.decisions.ratings": {"given": MATRIX, "level": "nominal"},
    "agreement.sets.distances": {"one": np.array([[1, 0], [1, 1]]), "other": np.array([[1, 0], [0, 1]])},
    "agreement.sets.masi": {"codings": CODINGS, **QUIET},
    "agreement.spans.passages": {**BOTH, "coders": ("A", "B"), **QUIET},
    "agreement.spans.matched": {"spans": CODINGS.dropna(subset="start"), "one": "A", "other": "B", "least": 0.5},
    "agreement.spans.overlaps": BOTH,
    "agreement.table.adjudicated": {"resolved": CODINGS.assign(resolution="PUJI"), "coder": "settled"},
    "agreement.table.coverage": {"codings": CODINGS},
    "agreement.table.disagreements": BOTH,
    "agreement.table.matrices": {"codings": CODINGS},
    "agreement.table.overall": {"codings": CODINGS, **QUIET},
    "agreement.table.settled": {"codings": CODINGS, "primary": "A"},
    "agreement.table.table": {"codings": CODINGS, "codebook": CODEBOOK, **QUIET},
    "cobit.capability.capability": {"ratings": RATINGS, "rule": "iso", "scale": "thirds", "labels": "cobit5", "lang": "en"},
    "cobit.capability.capability_gaps": {"reached": REACHED, "targets": {"APO02": 3}, "override": []},
    "cobit.capability.ladder": {"ratings": RATINGS, "scale": "thirds", "edges": (Fraction(3, 20), Fraction(1, 2), Fraction(17, 20))},
    "cobit.capability.rate": {"score": Fraction(1, 2)},
    "cobit.gaps.gaps": {"scores": SCORES, "pipeline": STEPS},
    "cobit.gaps.levels": {"gap": GAP, "rules": ["interval_a", "floor"], "labels": "cobit41", "lang": "en"},
    "cobit.gaps.minimum": {"gap": GAP},
    "cobit.gaps.reprinted": {"gap": GAP, "steps": STEPS},
    "cobit.gaps.rounding": {"gap": GAP, "pipeline": STEPS},
    "cobit.gaps.rule_sensitivity": {"levels": LEVELS},
    "cobit.objectives.editions": {"terms": ["Manage Strategy"], "claimed": "cobit2019"},
    "cobit.objectives.highest": {"objective": "APO02"},
    "cobit.objectives.label": {"level": 3, "labels": "cobit41", "lang": "en"},
    "cobit.priorities.gap_intervals": {"responses": RESPONSES, "level": 0.95, **QUIET, "seed": 0},
    "cobit.priorities.improvements": {"gap": GAP, "importance": {"APO02": 2}, "evidence": {"APO02": 3}, "steps": {"APO02": "mulai"}, "lang": "en"},
    "cobit.priorities.rank_agreement": {"gap": GAP},
    "cobit.priorities.rank_conflicts": {"gap": GAP, "quantity": "as_is"},
    "cobit.priorities.ranks": {"values": {"a": Fraction(2), "b": Fraction(1)}},
    "coder.suggestions.blind": {"units": UNITS, "n": 2, "seed": 0},
    "coder.suggestions.dictionary": {"units": UNITS, "terms": {"PUJI": ["enak"]}, "hidden": ["u2"]},
    "coder.suggestions.ordered": {"units": UNITS, "codings": CODINGS.head(4), "code": "PUJI", "hidden": [], "seed": 0},
    "coder.suggestions.scored": {"suggestions": SUGGESTIONS, "codings": CODINGS, "threshold": 0.5},
    "coding.codebook.changes": {"old": CODEBOOK, "new": CODEBOOK},
    "coding.codebook.code_key": {"name": "Tema > Sub"},
    "coding.codebook.delimiter_of": {"cells": ["a;b"]},
    "coding.codebook.problems": {"codebook": CODEBOOK, "file": "codebook"},
    "coding.codebook.stale": {"codings": CODINGS, "codebook": CODEBOOK, "zone": "Asia/Jakarta"},
    "coding.codebook.themes": {"codebook": CODEBOOK},
    "coding.codebook.tidy": {"value": " a "},
    "coding.codebook.tree": {"names": ["A > B", "A > C"]},
    "coding.matrices.case_matrix": {"matrix": THEMES, "measures": {"repeat": pd.Series({"s1": 0.5})}},
    "coding.matrices.case_coverage": {"matrix": THEMES},
    "coding.matrices.funnel": {"units": UNITS, "codings": CODINGS, "codebook": CODEBOOK, "evidence": EVIDENCE, "without": ["T"]},
    "coding.matrices.grouped": {"units": UNITS, "cases": CASES, "by": "sector"},
    "coding.matrices.theme_matrix": {**CODED, "cases": CASES, "by": "shop", "without": []},
    "coding.matrices.wide": {"matrix": THEMES},
    "coding.quotes.for_print": {"quotes": QUOTES, "units": UNITS[["unit", "kind", "text"]], "run": 5},
    "coding.quotes.framework": {**CODED, "summaries": SUMMARIES},
    "coding.quotes.kwic": {"units": UNITS, "pattern": "enak", "width": 20},
    "coding.quotes.memos": {"codings": CODINGS, "units": UNITS},
    "coding.quotes.quote_id": {"unit": "u1", "start": 0, "end": 4},
    "coding.quotes.quotes": {**CODED, "each": 2, "shortest": 1, "longest": 100},
    "coding.relations.associations": {"crosstab": CROSSTAB, "seed": 0},
    "coding.relations.cooccurrence": {"codings": CODINGS},
    "coding.relations.crosstab": {"codings": CODINGS, "attributes": UNITS[["unit", "role"]], "codebook": CODEBOOK},
    "coding.relations.exact": {"n": np.array([3, 1]), "units": np.array([4, 4]), "seed": 0},
    "coding.saturation.first_mentions": {"codings": CODINGS, "order": ["u1", "u2", "u3"]},
    "coding.saturation.outcome": {"table": CURVE, "lang": "id"},
    "coding.saturation.reached": {"table": CURVE},
    "coding.saturation.saturation": {"codings": CODINGS, "order": ["u1", "u2", "u3", "u4"], "base": 2, "run": 1, "threshold": 0.05},
    "coding.saturation.saturation_band": {"codings": CODINGS, "base": 2, "run": 1, "threshold": 0.05, "permutations": 20, "seed": 0},
    "coding.tally.by_case": BOTH,
    "coding.tally.periods": {"units": UNITS, "step": "W", "zone": "Asia/Jakarta"},
    "coding.tally.segments": {"codings": CODINGS, "codebook": CODEBOOK},
    "coding.tally.tally": {"codings": CODINGS, "codebook": CODEBOOK, "by": ["role"], "attributes": UNITS, "cluster": {"u1": "a"}, **QUIET},
    "coding.tally.themes": {"codings": CODINGS, "codebook": CODEBOOK, "by": ["coder"]},
    "coding.units.astray": PLACED,
    "coding.units.clustered": {"codings": CODINGS, "cluster": {"u1": "a"}, **QUIET},
    "coding.units.codes_of": {"codings": CODINGS, "codebook": CODEBOOK},
    "coding.units.of_units": {"units": UNITS, "column": "case"},
    "coding.units.positions": {"column": CODINGS["code"]},
    "coding.units.theme_of": {"codings": CODINGS, "codebook": CODEBOOK},
    "coding.units.themed": {"kept": KEPT, "codings": CODINGS, "codebook": CODEBOOK},
    "coding.units.within": PLACED,
    "contracts.addresses.find": {"tables": TABLES, "quantity": "gap/group=owner,objective=APO02/as_is"},
    "contracts.addresses.lookup": {"ref": "gap:owner/APO02", "tables": TABLES},
    "contracts.addresses.single": {"rows": GAP},
    "contracts.addresses.sums_of": {"row": GAP.iloc[0], "column": "as_is"},
    "contracts.addresses.values": {"rows": GAP, "column": "as_is"},
    "engagement.acts.acts": {"codings": CODINGS, "mapping": {"emotional": ("PUJI",)}},
    "engagement.acts.dimensions": {"scores": SCORES, "shown": ACTS, "group": "customer"},
    "engagement.rates.cadence": {"videos": VIDEOS},
    "engagement.rates.concentration": {"videos": VIDEOS},
    "engagement.rates.coverage": {"videos": VIDEOS, "comments": COMMENTS, "lowest": 0.8},
    "engagement.rates.daily": {"accounts": ACCOUNTS},
    "engagement.rates.entropy_weights": {"matrix": VIDEOS[["likes", "comments", "shares"]].astype(float)},
    "engagement.rates.gini": {"values": VIDEOS["views"]},
    "engagement.rates.rates": {"videos": VIDEOS, "followers": ACCOUNTS.set_index("date")["followers"]},
    "engagement.rates.service_levels": {"tickets": TICKETS, "target_hours": 24},
    "engagement.rates.account_rates": {"videos": VIDEOS},
    "engagement.rates.weighted": {"videos": VIDEOS},
    "exact.is_number": {"printed": "2,50"},
    "exact.mean": {"total": 9, "answers": 4},
    "exact.parse": {"printed": "2,50"},
    "exact.pipeline": {"rows": [{"stage": "overall", "mode": "truncate"}]},
    "exact.reprint": {"as_is": {"APO02": Fraction(3)}, "to_be": {"APO02": Fraction(4)}, "steps": STEPS},
    "exact.rounded": {"value": Fraction(1, 3), "digits": 2, "mode": "half_up"},
    "exact.text": {"value": Fraction(1, 3), "digits": 2, "mode": "half_up"},
    "intervals.holm": {"p": np.array([0.01, 0.04, np.nan])},
    "intervals.wilson": {"n": np.array([5]), "units": np.array([10]), "level": 0.95},
    "itil.mapping.classify": {"codings": CODINGS, "mapping": {"KELUH": "incident"}},
    "itil.mapping.compare_mappings": {"codings": CODINGS, "mappings": {"one": {"KELUH": "incident"}, "other": {"KELUH": "request"}}},
    "itil.mapping.from_comments": {"comments": COMMENTS, "classified": CLASSIFIED},
    "itil.mapping.mappings": {"roles": {"complaint": ["KELUH"]}},
    "itil.mapping.recurring": {**BOTH, "codes": ["KELUH"], "least": 1, "days": 3},
    "itil.maturity.maturity": {"answers": RATED, "processes": ("incident", "request"), "enough": 0.5},
    "itil.replies.reply_quality": {"tickets": TICKETS, "target_hours": 24, "judged": table("ticket relevant", ("t1", True))},
    "itil.service.backlog": {"tickets": TICKETS, "zone": "Asia/Jakarta"},
    "itil.service.counts": {"tickets": TICKETS, "rows": "process", "columns": "month", "zone": "Asia/Jakarta"},
    "itil.service.kpi": {"tickets": TICKETS, "target_hours": 24, "by": "process", "zone": "Asia/Jakarta"},
    "itil.service.priority": {"tickets": TICKETS, "matrix": {("high", "low"): 3}},
    "itil.service.response_curve": {"tickets": TICKETS, "to": "first_reply_at"},
    "itil.service.waits": {"tickets": TICKETS, "until": pd.Timestamp("2025-08-09", tz="UTC"), "to": "first_reply_at"},
    "itil.waiting.quantile": {"waited": WAITED, "share": 0.5, "level": 0.95},
    "itil.waiting.waiting": {"waited": WAITED},
    "loyalty.channels.channel_orders": {"orders": ORDERS},
    "loyalty.channels.channel_roles": {"observations": OBSERVATIONS, "claimed": {"whatsapp": ["service"]}},
    "loyalty.channels.omnichannel": {"observations": OBSERVATIONS},
    "loyalty.channels.tactics": {"observations": OBSERVATIONS, "listed": ["chat"]},
    "loyalty.customers.between_orders": {"orders": ORDERS, "by": "case"},
    "loyalty.customers.nps": {"answers": pd.Series([10, 9, 8, 6])},
    "loyalty.customers.repeat_purchase": {"orders": ORDERS, "by": "case"},
    "loyalty.customers.retention": {"orders": ORDERS, "end": pd.Timestamp("2025-07-31")},
    "loyalty.customers.returned_within": {"orders": ORDERS, "days": (30, 60), "wash_out": 0, **QUIET},
    "loyalty.customers.rfm": {"orders": ORDERS, "at": pd.Timestamp("2025-07-31"), "cuts": {"recency": [30, 60, 90, 180]}},
    "loyalty.customers.segments": {"scored": RFM},
    "loyalty.customers.shops_of": {"customers": pd.Index(["s1/c1", "c2"])},
    "loyalty.customers.sold": {"orders": ORDERS},
    "loyalty.stage_model.stage_kpis": {"model": MODEL, "tables": {"orders": ORDERS, "insights": INSIGHTS, "reviews": REVIEWS}, "lang": "en", "by": "case"},
    "loyalty.stage_model.stages": {"model": MODEL, **CODED, "lang": "en"},
    "loyalty.stage_model.unplaced": {"model": MODEL, "codebook": CODEBOOK, "outcome": "T"},
    "published.arithmetic.arithmetic": {"cell": CELL, "steps": STEPS, "digits": 2, "lang": "en"},
    "published.arithmetic.decimal": {"value": Fraction(1, 3), "most": 5},
    "published.compare.compare": {"printed": PRINTED, "tables": {"gap": GAP}, "pipeline": STEPS, "lang": "en", "scale": (1, 5)},
    "published.compare.feasibility": {"printed": PRINTED, "gap": GAP, "items": [1, 2], "roundings": ["half_up"]},
    "published.compare.verdict_counts": {"compared": COMPARED},
    "published.compare.untested": {"printed": PRINTED, "lang": "en"},
    "published.forensics.closure": {"mean": "2,50", "sd": "0,55", "n": 6, "low": 1, "high": 5, "rounding": "half_up"},
    "published.forensics.debit": {"mean": "0,50", "sd": "0,55", "n": 6, "rounding": "half_up"},
    "published.forensics.grim": {"mean": "2,50", "n": 6, "items": 1, "rounding": "half_up", "low": 1, "high": 5},
    "published.forensics.grimmer": {"mean": "2,50", "sd": "0,55", "n": 6, "items": 1, "rounding": "half_up", "low": 1, "high": 5},
    "published.forensics.span": {"printed": "2,50", "rounding": "half_up"},
    "published.pipelines.explain": {"printed": PRINTED, "n": {"owner": 4, "customer": 4}, "items": [1, 2], "modes": ["half_up"], "low": 1, "high": 5},
    "published.pipelines.families": {"explained": EXPLAINED, "misses": 1},
    "published.pipelines.pipelines": {"modes": ["half_up"], "digits": 2},
    "published.stated.statements": {"text": "t(28) = 2,1; p = ,04", "place": "Tabel 2"},
    "published.wording.claim": {"word": "signifikan"},
    "published.wording.scan": {"text": "meningkat secara signifikan", "lang": "id"},
    "reduction.engines.patterns": {"terms": table("code term", ("PUJI", "enak"))},
    "reduction.engines.term_hits": {"kept": KEPT, "terms": table("code term", ("PUJI", "enak"))},
    "reduction.engines.term_tally": {"kept": KEPT, "terms": table("code term", ("PUJI", "enak")), "by": ["stream"]},
    "reduction.engines.word_tally": {"kept": KEPT, "by": ["stream"], "own": {"gk": "tidak"}, "comments": True},
    "reduction.explore.alike": {"kept": KEPT},
    "reduction.explore.collocations": {"kept": KEPT, "by": "stream", "lowest": 1, "most": 5},
    "reduction.explore.concordance": {"kept": KEPT, "term": "enak", "width": 10, "own": {"gk": "tidak"}},
    "reduction.explore.frequencies": {"kept": KEPT, "by": "stream", "most": 5, "stop": True},
    "reduction.explore.keyness": {"these": KEPT.head(1), "those": KEPT.tail(3), "lowest": 1, "most": 5},
    "reduction.explore.ngrams": {"kept": KEPT, "size": 2, "by": "stream", "most": 5, "stop": True},
    "reduction.explore.per_day": {"kept": KEPT, "zone": "Asia/Jakarta", "by": "stream"},
    "reduction.explore.per_video": {"kept": KEPT},
    "reduction.explore.periods": {"kept": KEPT, "first": "2025-08-02"},
    "reduction.explore.streams": {"kept": KEPT},
    "reduction.explore.threaded": {"comments": COMMENTS},
    "reduction.explore.with_words": {"kept": KEPT, "own": {"gk": "tidak"}},
    "reduction.explore.words_of": {"kept": KEPT},
    "reduction.reduce.examples": {"comments": COMMENTS, "fates": FATES, "each": 2},
    "reduction.reduce.near_duplicates": {"kept": KEPT},
    "reduction.reduce.reduce": {"comments": COMMENTS, "rules": EXCLUSION_RULES},
    "sales.change.before_after": {"daily": SALES, **CHANGE, **QUIET, "events": EVENTS, "level": 0.95},
    "sales.change.by_outlet": {"daily": SALES, **CHANGE, "resamples": 0},
    "sales.change.claimed": {"before": "20–25", "after": "60–100", "table": call("sales.change.ranges", daily=SALES, **CHANGE)},
    "sales.change.monthly": {"daily": SALES},
    "sales.change.open_days": {"daily": SALES},
    "sales.change.periods": {"daily": SALES, **CHANGE},
    "sales.change.ranges": {"daily": SALES, **CHANGE},
    "sales.change.rolling": {"daily": SALES, "days": 28},
    "sales.change.sides": {"daily": SALES, **CHANGE, "days": 30, "events": EVENTS},
    "sales.checks.placebo": {"daily": SALES, **CHANGE, "days": 14},
    "sales.checks.segmented": {"daily": SALES, **CHANGE, "lags": 2, "events": EVENTS, "level": 0.95},
    "sales.checks.sensitivity": {"daily": SALES, **CHANGE, "events": EVENTS, "windows": (30,)},
    "sales.days.autocorrelation": {"values": ONE},
    "sales.days.blocks": {"day": np.arange(20), "resamples": 5, "random": np.random.default_rng(0), "length": 7},
    "sales.days.cross_correlation": {"first": SALES.set_index("date")["quantity"].astype(float), "then": SALES.set_index("date")["amount"].astype(float), "lags": 2, "level": 0.95, "fewest": 5},
    "sales.days.effective_n": {"n": 30.0, "rho": 0.5},
    "sales.days.persistence": {"stretches": [Stretch.of(SALES["date"], SALES["quantity"].astype(float))]},
    "sales.days.uncertainty": {"rho": 0.5, "stretches": [Stretch.of(SALES["date"], SALES["quantity"].astype(float))]},
    "sales.effects.cliffs_delta": {"before": ONE, "after": OTHER},
    "sales.effects.estimates": {"before": Sample.of(ONE, 0.2), "after": Sample.of(OTHER, 0.3)},
    "sales.effects.hodges_lehmann": {"before": ONE, "after": OTHER},
    "sales.effects.intervals": {"before": Sample.of(ONE, 0.2), "after": Sample.of(OTHER, 0.3), "level": 0.95},
    "survey.comparison.cliff": {"x": ONE, "y": OTHER, "level": 0.95},
    "survey.comparison.correlations": {"responses": AS_IS, "with_": "APO02", "constructs": ["APO02", "DSS02"], "level": 0.95},
    "survey.comparison.groups": {"responses": RESPONSES, "level": 0.95},
    "survey.comparison.paired": {"responses": RESPONSES, "states": ("as_is", "to_be"), "level": 0.95, **QUIET, "seed": 0},
    "survey.comparison.signed_rank": {"change": OTHER - ONE},
    "survey.reliability.alpha": {"x": X},
    "survey.reliability.item_matrix": {"responses": RESPONSES},
    "survey.reliability.item_statistics": {"responses": RESPONSES, "significance": 0.05, "sides": 2, "items": ITEMS},
    "survey.reliability.matrix": {"responses": AS_IS},
    "survey.reliability.omega": {"x": X, "most": 500},
    "survey.reliability.r_table": {"n": 30, "significance": 0.05, "sides": 2},
    "survey.reliability.reliability": {"responses": RESPONSES, "by": ["state", "construct"], "level": 0.95},
    "survey.reliability.turned": {"items": ITEMS},
    "survey.scores.distribution": {"responses": RESPONSES, "items": ITEMS},
    "survey.scores.largest": {"responses": RESPONSES},
    "survey.scores.own_means": {"responses": RESPONSES, "by": ["group", "state", "construct"]},
    "survey.scores.response_quality": {"responses": RESPONSES, "items": ITEMS},
    "survey.scores.score": {"responses": RESPONSES, "by": ["group", "construct"], "level": 0.95, **QUIET, "seed": 0},
    "survey.scores.score_matrix": {"answers": np.array([[4, 5], [2, 3], [5, 4]]), "constructs": ["a", "b"], "missing": 0, "level": 0.95, **QUIET},
    "triangulation.claims.convergence": {"evidence": SETTLED, "claims": CLAIMS, "lang": "en", "overrides": OVERRIDES},
    "triangulation.claims.convergence_matrix": {"table": CONVERGENCE},
    "triangulation.claims.pairs": {"evidence": SETTLED, "claims": CLAIMS},
    "triangulation.claims.reversals": {"table": GAP, "by": "group", "item": "objective", "value": "gap"},
    "triangulation.claims.silent": {"table": CONVERGENCE},
    "triangulation.displays.convergence_display": {"table": CONVERGENCE, "written": INFERENCE, "lang": "en"},
    "triangulation.displays.inferred": {"table": GAP, "keys": ["group", "objective"], "written": INFERENCE, "lang": "en"},
    "triangulation.displays.joint_display": {"questions": [{"question": "q1", "codes": ["PUJI"], "quan": [{"ref": "gap:owner/APO02", "show": "{gap_printed}"}]}], "tables": TABLES, "quotes": QUOTES},
    "triangulation.displays.objective_display": {"objectives": {"APO02": {"codes": ["PUJI"]}}, "tables": TABLES, "quotes": QUOTES},
    "triangulation.displays.score_groups": {"responses": RESPONSES, "construct": "APO02", "state": "as_is", "limits": [2, 3]},
    "triangulation.displays.scores_by_theme": {"responses": RESPONSES.assign(respondent=RESPONSES["respondent"].str.replace("c", "r")), **CODED},
    "triangulation.displays.themes_by_score": {"groups": NUMBERS.rename(lambda name: name.replace("c", "r")), **CODED},
    "triangulation.displays.scores_in_words": {"table": BY_THEME, "lang": "en"},
    "triangulation.evidence.broken": {"table": TRAIL},
    "triangulation.evidence.holds": {"rule": "gap > 1", "row": GAP.iloc[0]},
    "triangulation.evidence.stances": {"evidence": EVIDENCE, "claims": CLAIMS, "tables": TABLES},
    "triangulation.evidence.trail_counts": {"table": TRAIL},
    "triangulation.evidence.trail": {"evidence": EVIDENCE, "tables": TABLES, "shown": 3},
    "triangulation.literature.check": {"citations": CITATIONS, "frameworks": {"ITIL": "4"}, "lang": "en"},
    "triangulation.literature.flags": {"citations": CITATIONS, "declared": {}, "lang": "en"},
    "triangulation.literature.literature": {"citations": CITATIONS},
    "triangulation.literature.promised": {"citations": CITATIONS, "heading": "Pembahasan", "kinds": ["contrast"], "lang": "en"},
    "triangulation.question.main_results": {"refs": ["gap:owner/A"], "known": {"gap": GAP}},
    "triangulation.literature.relations": {"citations": CITATIONS},
    "triangulation.literature.statements": {"said": [], "lang": "en"},
    "triangulation.rigour.checklists": {"lang": "en"},
    "triangulation.rigour.facts": {"tables": {"codebook": CODEBOOK, "codings": CODINGS}, "declared": {"paradigm": "pragmatik"}, "lang": "en", "without": ["T"]},
    "triangulation.rigour.answered_checklists": {"known": FACTS, "lang": "en", "standards": ("COREQ",)},
    "triangulation.rigour.member_check": {"ledger": LEDGER},
    "triangulation.rigour.checklist_scores": {"table": call("triangulation.rigour.answered_checklists", known=FACTS)},
    **{f"agreement.coefficients.{name}": {"codings_or_matrix": MATRIX, **QUIET} for name in ("brennan_prediger", "cohen", "fleiss", "gwet_ac1", "percent")},
}  # fmt: skip
#: These take tables and connections of an engine, which the functions built on them make, or comments in a file.
OF_ENGINES = {"reduction.bulk.normalise", "reduction.bulk.opened", "reduction.bulk.reduce", "reduction.engines.by_arrow", "reduction.engines.connection", "reduction.engines.handed_over", "reduction.engines.in_parallel", "reduction.engines.looked_at", "reduction.engines.looks", "reduction.engines.over", "reduction.engines.plain_beside", "reduction.engines.worded", "reduction.reduce.collected", "reduction.reduce.judged"}  # fmt: skip


# --- what people pass by mistake --------------------------------------------------------------------------


def missing_throughout(values):
    return values.where(np.zeros(len(values), dtype=bool))


def wrong_frames(frame):
    yield "empty", frame.head(0)
    yield "no columns", pd.DataFrame()
    yield "one row", frame.head(1)
    yield "all missing", frame.apply(missing_throughout)
    yield "rows twice", pd.concat([frame, frame], ignore_index=True)
    for name in frame:
        yield f"without {name}", frame.drop(columns=name)
        yield f"{name} missing", frame.assign(**{name: missing_throughout(frame[name])})
        if pd.api.types.is_numeric_dtype(frame[name]) or "datetime" in str(frame[name].dtype):
            yield f"{name} in words", frame.assign(**{name: "tiga"})
        else:
            yield f"{name} in numbers", frame.assign(**{name: np.arange(len(frame)) + 0.5})
    yield "None", None
    yield "list", [1, 2]
    yield "dict", {"a": 1}


def wrong(value):
    """What people pass by mistake instead of a value, each with its name."""
    if isinstance(value, pd.DataFrame):
        yield from wrong_frames(value)
    elif isinstance(value, pd.Series | pd.Index | np.ndarray):
        yield "empty", value[:0]
        yield "one", value[:1]
        yield (
            "words",
            type(value)(["tiga"] * len(value))
            if not isinstance(value, np.ndarray)
            else np.full(value.shape, "tiga"),
        )
        if not isinstance(value, pd.Index):
            yield "missing", value * np.nan if isinstance(value, np.ndarray) else missing_throughout(value)
        yield from (("None", None), ("text", "tiga"), ("dict", {"a": 1}), ("table", UNITS))
    elif isinstance(value, bool):
        yield from (("text", "ya"), ("None", None), ("list", []))
    elif isinstance(value, str):
        yield from (
            ("unknown", "entah"),
            ("blank", ""),
            ("number", 2.5),
            ("None", None),
            ("list", ["a", 1]),
            ("table", UNITS),
        )
    elif isinstance(value, int | float | Fraction):
        yield from (
            ("negative", -3),
            ("half", 2.5),
            ("text", "tiga"),
            ("None", None),
            ("nan", float("nan")),
            ("list", [1]),
            ("table", UNITS),
        )
    elif isinstance(value, dict):
        yield from (
            ("empty", {}),
            ("text", "tiga"),
            ("None", None),
            ("number", 3),
            ("list", [1, 2]),
            ("of numbers", dict.fromkeys(value, 3)),
            ("of text", dict.fromkeys(value, "tiga")),
            ("of lists", {key: [1] for key in value}),
        )
    elif isinstance(value, list | tuple):
        yield from (
            ("empty", type(value)()),
            ("text", "tiga"),
            ("None", None),
            ("number", 3),
            ("of numbers", [-1, 2.5]),
            ("of words", ["entah", "lain"]),
            ("of None", [None]),
        )
    else:
        yield from (("None", None), ("text", "tiga"), ("number", 3), ("table", UNITS))


def numbers_in(result):
    """Every float in a result."""
    if isinstance(result, pd.DataFrame):
        for name in result:
            yield from numbers_in(result[name])
    elif isinstance(result, pd.Series):
        if pd.api.types.is_float_dtype(result.dtype):
            yield from result.dropna().astype("float64")
    elif isinstance(result, np.ndarray):
        if result.dtype.kind == "f":
            yield from result.ravel()
    elif isinstance(result, float):
        yield result
    elif isinstance(result, tuple | list):
        for part in result:
            yield from numbers_in(part)
    elif is_dataclass(result):
        for field in fields(result):
            yield from numbers_in(getattr(result, field.name))


def is_sentence(error, arguments):
    """Whether engagelib itself raised it, in words that name an argument, a column or what was given."""
    trace = error.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    file = trace.tb_frame.f_code.co_filename
    own = file.startswith(PACKAGE) and "raise" in linecache.getline(file, trace.tb_lineno)
    known = isinstance(error, ValueError | TypeError | LookupError | MissingTable)
    said = str(error)
    named = [
        name for frame in arguments.values() if isinstance(frame, pd.DataFrame) for name in frame.columns
    ]
    alternatives = [part for name in arguments for part in name.split("_or_")]  # codings_or_matrix
    words = [word for text in arguments.values() if isinstance(text, str) for word in text.split("/")]
    return (
        own
        and known
        and len(said.split()) > 3
        and any(str(n) in said for n in [*arguments, *alternatives, *named, *words])
    )


#: Cases in which nothing was given, so that a share or a mean of 0 would be made of nothing.
NOTHING = ("empty", "no columns", "all missing")


def fault(function, arguments, name, case, value):
    """What is wrong with the answer to one mistake, or None."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            result = function(**{**arguments, name: value})
        except Warning as warning:
            return f"warns: {type(warning).__name__}: {warning}"
        except Exception as error:  # every kind is looked at
            given = {**arguments, name: value}
            return (
                None
                if is_sentence(error, arguments) or is_sentence(error, given)
                else f"{type(error).__name__}: {error}"
            )
    if any(np.isinf(number) for number in numbers_in(result)):
        return "an infinite number"
    first = next(iter(arguments))
    if name == first and case in NOTHING and any(number == 0 for number in numbers_in(result)):
        return "0 made of nothing"
    return None


def faults(name):
    function, arguments = FUNCTIONS[name], SAMPLES[name]
    return {
        f"{argument}: {case}": found
        for argument, value in arguments.items()
        for case, bad in wrong(value)
        if (found := fault(function, arguments, argument, case, bad)) is not None
    }


#: Numbers worked in the open, and what notebooks choose by a call.
SAMPLES |= {
    "agreement.table.coincidences": {"codings": CODINGS, "code": "PUJI"},
    "agreement.table.coincidence_by_hand": {
        "coincidences": call("agreement.table.coincidences", codings=CODINGS)
    },
    "cobit.capability.beside": {"gap": GAP, "reached": REACHED},
    "cobit.gaps.gap_by_hand": {"gap": GAP},
    "coding.tally.of_outcome": {"codings": CODINGS, "units": UNITS, "codebook": CODEBOOK, "outcome": "T1"},
    "coding.tally.share_by_hand": {"tally": TALLY},
    "engagement.rates.rate_by_hand": {"rates": call("engagement.rates.rates", videos=VIDEOS)},
    "itil.service.wait_by_hand": {"tickets": TICKETS, "few": 2},
    "loyalty.customers.return_by_hand": {
        "repeat": call("loyalty.customers.repeat_purchase", orders=ORDERS, by="case")
    },
    "loyalty.relations.case_measures": {"orders": ORDERS, "observations": OBSERVATIONS},
    "loyalty.relations.case_relations": {
        "matrix": table(
            "case sector Konten repeat_share",
            *[(c, "food", 0.1 * i, 0.05 * i * i) for i, c in enumerate("ABCDEF")],
        ),
        "measures": ["repeat_share"],
    },
    "published.forensics.grim_by_hand": {
        "possible": call("published.compare.feasibility", printed=PRINTED, gap=GAP)
    },
    "reduction.explore.keyness_by_hand": {
        "keyness": call("reduction.explore.keyness", these=KEPT[:2], those=KEPT[1:], lowest=1)
    },
    "reduction.explore.of_stream": {"kept": KEPT, "stream": "text"},
    "reduction.explore.typical": {
        "keyness": call("reduction.explore.keyness", these=KEPT[:2], those=KEPT[1:], lowest=1)
    },
    "sales.change.change_by_hand": {
        "effect": table("measure before after estimate", ("difference", 20.0, 60.0, 40.0))
    },
    "sales.change.sold": {"daily": SALES},
    "survey.reliability.alpha_by_hand": {
        "covariances": call("survey.reliability.covariances", responses=AS_IS)
    },
    "survey.reliability.covariances": {"responses": AS_IS, "items": 2},
    "survey.scores.respondent_means": {"responses": RESPONSES},
    "triangulation.claims.code_by_hand": {"evidence": SETTLED},
    "triangulation.claims.weights": {"evidence": SETTLED, "claims": CLAIMS, "lang": "en"},
    "triangulation.displays.crosstab_by_score": {"groups": NUMBERS, **CODED},
}


ASKED_ONCE = contract("responses", table("respondent item state group construct value", *[
    (f"c{person}", f"{construct}_1", "none", "customer", construct, value)
    for person, values in enumerate([(1, 2, 2), (2, 2, 3), (3, 4, 5), (4, 3, 4), (5, 5, 5), (5, 4, 5), (2, 3, 3)])
    for construct, value in zip(("content", "image", "loyalty"), values, strict=True)
]))  # fmt: skip
DECLARED = table(
    "hypothesis statement cause outcome through sign",
    ("H1", "begitu", "content", "loyalty", "", "positive"), ("H2", "lewat", "content", "loyalty", "image", "any"),
)  # fmt: skip
REGRESSED = {"responses": ASKED_ONCE, "outcome": "loyalty", "predictors": ["content", "image"]}
SAMPLES |= {
    "agreement.coefficients.gwet_ac2": {"codings_or_matrix": MATRIX, "seed": 0, **QUIET},
    "agreement.icc.icc": {"codings_or_matrix": MATRIX, "form": "ICC(2,1)"},
    "agreement.icc.icc_forms": {"codings_or_matrix": MATRIX},
    "agreement.planning.units_needed": {"prevalence": 0.3, "alpha": 0.8, "width": 0.2, "coders": 2},
    "agreement.unitizing.unitized": {**BOTH, **QUIET},
    "agreement.unitizing.unitizing": {**BOTH, "measure": "u", **QUIET},
    "reduction.reduce.coded": {
        "fates": table("comment_id reason fate", ("u1", "spam", "excluded"), ("u2", None, "kept")), "codings": CODINGS,
    },
    "survey.description.answers": {"responses": RESPONSES, "items": ITEMS, "names": 5},
    "survey.description.categorised": {"responses": RESPONSES, "items": ITEMS, "cut": "azwar"},
    "survey.description.categories": {"low": 1, "high": 5, "names": 5},
    "survey.description.category": {"total": 7, "answers": 2, "low": 1, "high": 5, "names": 5},
    "survey.description.classes": {"responses": RESPONSES},
    "survey.description.describe": {"responses": RESPONSES},
    "survey.profile.profile": {"profile": table("respondent attribute value", ("r1", "sex", "P"), ("r2", "sex", "L")), "smallest": 2},
    "survey.profile.sampled": {"sampling": table("stage n note", ("asked", 40, None), ("usable", 30, "x"))},
    "survey.regression.assumptions": {**REGRESSED, "vif": "ghozali"},
    "survey.hypotheses.hypotheses": {"responses": ASKED_ONCE, "declared": DECLARED, **QUIET},
    "survey.hypotheses.mediation": {
        "responses": ASKED_ONCE, "cause": "content", "through": "image", "outcome": "loyalty", **QUIET,
    },
    "survey.hypotheses.mediations": {"responses": ASKED_ONCE, "declared": DECLARED, **QUIET},
    "survey.regression.model": REGRESSED,
    "survey.regression.normal_quantiles": REGRESSED,
    "survey.regression.regression": REGRESSED,
}  # fmt: skip
DESIGN = table(
    "kind factor row column value",
    ("company", None, "Karyawan", "value", "7"), ("factor", "DF1", "growth", "importance", "5"),
    ("factor", "DF1", "growth", "baseline", "3"), ("mapping", "DF1", "DSS02", "growth", "2"),
    ("raci", None, "DSS02", "IT", "RA"), ("job", None, "IT", "job", "Admin"), ("recommendation", None, "DSS02", "people", "Satu orang"),
)  # fmt: skip
RATED = table("objective practice level rating", ("DSS02", "DSS02.02", 2, "L"), ("DSS02", "DSS02.04", 2, "P"))
IMPORTANT = table("objective name importance target rank", ("DSS02", "Managed", 100, 4, 1))
REACHED = call("cobit.capability.capability", ratings=RATED, rule="iso")
SAMPLES |= {
    "cobit.design.company": {"design": DESIGN}, "cobit.design.importance": {"design": DESIGN, "step": 5},
    "cobit.design.chosen": {"important": IMPORTANT, "at_least": 50},
    "cobit.design.responsibilities": {"design": DESIGN, "objectives": ["DSS02"]},
    "cobit.design.respondents": {"raci": call("cobit.design.responsibilities", design=DESIGN), "letters": "RA"},
    "cobit.design.practice_levels": {"ratings": RATED, "scale": "thirds"},
    "cobit.design.shortfalls": {"reached": REACHED, "important": IMPORTANT},
    "cobit.design.recommendations": {
        "gaps": call("cobit.design.shortfalls", reached=REACHED, important=IMPORTANT), "design": DESIGN,
    },
}  # fmt: skip
#: What modules of a stage hand one another: arrays and parts that they made themselves.
INNER = {
    "agreement.coefficients.corrected", "agreement.coefficients.interval", "agreement.coefficients.resampled",
    "agreement.parts.in_parts", "agreement.weights.agreeing", "agreement.weights.checked", "agreement.weights.scheme",
    "exact.plain", "exact.square", "exact.worked", "published.proposals.in_table", "published.proposals.in_text",
    "published.proposals.known", "published.reported.clauses", "published.reported.groups", "published.reported.has_commas",
    "published.reported.named", "published.reported.number", "published.reported.numbers", "published.stated.checks",
    "published.stated.of_group", "published.stated.sample_size", "published.stated.told", "published.stated.worked",
    "published.tabulated.checks_of_rows", "published.tabulated.sheet", "reduction.spam.is_spam", "survey.hypotheses.by_outcome",
}  # fmt: skip


def test_every_public_function_of_a_stage_has_sample_arguments():
    assert set(SAMPLES) | OF_ENGINES | INNER == set(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_sample_arguments_are_valid(name):
    if name == "coder.suggestions.ordered":
        pytest.importorskip("sklearn")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        FUNCTIONS[name](**SAMPLES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_mistaken_arguments_give_a_result_or_a_sentence(name):
    if name == "coder.suggestions.ordered":
        pytest.importorskip("sklearn")
    assert faults(name) == {}


@pytest.mark.parametrize(
    ("name", "mistake", "said"),
    [
        ("cobit.gaps.levels", {"rules": ["nearst"]}, "rules is 'nearst'; allowed is interval_a, interval_b, nearest"),
        ("coding.tally.tally", {"codings": CODINGS.drop(columns="code")}, "codings needs the column 'code'; it has unit, coder, start"),
        ("coding.tally.tally", {"codings": [1]}, "codings is a list; a table (pandas DataFrame) with unit, code is expected"),
        ("coding.tally.tally", {"by": "role"}, "by is 'role'; a list of text is expected"),
        ("coding.tally.tally", {"by": ["sector"]}, "by is 'sector'; allowed is unit, coder"),
        ("coding.tally.tally", {"resamples": -1}, "resamples is -1; a number at least 0 is expected"),
        ("coding.tally.tally", {"codebook": pd.concat([CODEBOOK, CODEBOOK])}, "codebook has code T twice; each code is expected once"),
        ("survey.comparison.groups", {"level": 95}, "level is 95; a number between 0 and 1 is expected"),
        ("survey.comparison.groups", {"responses": RESPONSES.assign(value="tiga")}, "column 'value' of responses holds 'tiga'; numbers are expected"),
        ("survey.comparison.correlations", {"responses": RESPONSES}, "responses hold the states as_is and to_be; keep one"),
        ("triangulation.displays.scores_in_words", {"lang": "fr"}, "lang is 'fr'; allowed is id or en"),
        ("reduction.explore.per_day", {"zone": "Jakarta"}, "zone: 'Jakarta' is no time zone such as Asia/Jakarta"),
        ("cobit.objectives.label", {"level": 6}, "level is 6; a number between 0 and 5 (both included) is expected"),
        ("coding.matrices.grouped", {"by": "colour"}, "by is 'colour'; allowed is shop, informant, kind"),
    ],
)  # fmt: skip
def test_the_sentence_says_what_was_given_and_what_is_allowed(name, mistake, said):
    with pytest.raises((ValueError, TypeError)) as error:
        FUNCTIONS[name](**{**SAMPLES[name], **mistake})
    assert said in str(error.value)


def test_what_nobody_answered_has_no_share():
    """0 of 0 is missing, in the interval too; a code that nobody gave among units that were read is 0."""
    nobody = call("intervals.wilson", n=np.array([0, 0]), units=np.array([0, 5]))
    assert np.isnan([end[0] for end in nobody]).all() and nobody[0][1] == 0
