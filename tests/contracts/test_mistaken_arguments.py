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
from tests.house import FLOORS

PACKAGE = str(Path(engagelib.__file__).parent)


def public_functions():
    """Each function once, by the module that defines it and its name."""
    found = {}
    for stage in sorted(FLOORS["stages"]):
        module = importlib.import_module(f"engagelib.{stage}")
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isfunction(value):
                found[f"{value.__module__.rpartition('.')[2]}.{value.__name__}"] = value
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
    "portions": [20 + (i * 7) % 11 + (15 if i >= 60 else 0) for i in range(120)],
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

SCORES = call("survey.score", responses=RESPONSES)
GAP = call("cobit.gaps", scores=SCORES)
PRINTED = contract("published", table("place row column printed quantity", *[
    (group, objective, column, f"{value:.2f}", f"gap/group={group},objective={objective}/{column}")
    for group, objective, *means in GAP[["group", "objective", "as_is", "to_be", "gap"]].to_numpy()
    for column, value in zip(("as_is", "to_be", "gap"), means, strict=True)
], ("Abstrak", "meningkat", "kata", "signifikan", None)))  # fmt: skip
REACHED = call("activities.capability", ratings=RATINGS)
LEVELS = call("cobit.levels", gap=GAP)
QUOTES = call("passages.quotes", codings=CODINGS, units=UNITS, codebook=CODEBOOK, shortest=1)
TALLY = call("coding.tally", codings=CODINGS, codebook=CODEBOOK)
CROSSTAB = call("relations.crosstab", codings=CODINGS, attributes=UNITS[["unit", "role"]])
TABLES = {
    "gap": GAP,
    "units": UNITS,
    "code_tally": TALLY,
    "codings": CODINGS,
    "responses": RESPONSES,
    "scores": SCORES,
}
SETTLED = call("refs.stances", evidence=EVIDENCE, claims=CLAIMS, tables=TABLES)
CONVERGENCE = call("triangulation.convergence", evidence=SETTLED, claims=CLAIMS)
THEMES = call("matrices.theme_matrix", codings=CODINGS, units=UNITS, codebook=CODEBOOK, cases=CASES)
ACTS = call("acts.acts", codings=CODINGS, mapping={"emotional": ("PUJI",)})
FATES = table("comment_id video_id fate reason", *[(c, v, "excluded", "blank") for c, v in COMMENTS[["comment_id", "video_id"]].to_numpy()])  # fmt: skip
RFM = call("segmenting.rfm", orders=ORDERS)
TRAIL = call("trail.trail", evidence=EVIDENCE, tables=TABLES)
COMPARED = call("published.compare", printed=PRINTED, tables={"gap": GAP})
EXPLAINED = call("pipelines.explain", printed=PRINTED, n={"owner": 4, "customer": 4}, items=[1, 2])
CLASSIFIED = call("routing.classify", codings=CODINGS)
FACTS = call(
    "rigour.facts", tables={"codebook": CODEBOOK, "codings": CODINGS}, declared={"paradigm": "pragmatik"}
)
PERSON = CODINGS[["unit", "code"]].dropna().drop_duplicates("unit")
SUGGESTIONS = call("suggestions.dictionary", units=UNITS, terms={"PUJI": ["enak", "pas"]})
NUMBERS = call("displays.score_groups", responses=RESPONSES, construct="APO02", state="as_is")
BY_THEME = call("displays.scores_by_theme", responses=RESPONSES.assign(respondent=RESPONSES["respondent"].str.replace("c", "r")), codings=CODINGS, units=UNITS, codebook=CODEBOOK)  # fmt: skip
CHANGE = {"change": "2025-03-01"}
RATED = table("process method level mandatory value source", ("incident", "pmf", None, None, 3, "owner"), ("incident", "yes_no", 1, None, 1, "owner"), ("request", "ladder", 1, True, 1, "owner"))  # fmt: skip
BOTH = {
    "codings": CODINGS[["unit", "coder", "code", "start", "end"]],
    "units": UNITS[["unit", "kind", "case", "role", "method", "made_at", "text"]],
}
CODED = {
    "codings": BOTH["codings"],
    "units": BOTH["units"].drop(columns="made_at"),
    "codebook": CODEBOOK[["code", "parent", "theme", "name"]],
}
STEPS = importlib.import_module("engagelib.exact").RECOMMENDED
CELL = call("addresses.find", tables=TABLES, quantity="gap/group=owner,objective=APO02/as_is")
SAMPLE = importlib.import_module("engagelib.effects").Sample
STRETCH = importlib.import_module("engagelib.timeseries").Stretch
PATTERNS = call("coefficients.fold", matrix=MATRIX)
QUIET = {"resamples": 20}

#: module.function -> arguments that it takes.
SAMPLES = {
    "activities.capability": {"ratings": RATINGS, "rule": "iso", "scale": "thirds", "labels": "cobit5", "lang": "en"},
    "activities.capability_gaps": {"reached": REACHED, "targets": {"APO02": 3}, "override": []},
    "activities.ladder": {"ratings": RATINGS, "scale": "thirds", "edges": (Fraction(3, 20), Fraction(1, 2), Fraction(17, 20))},
    "activities.rate": {"score": Fraction(1, 2)},
    "acts.acts": {"codings": CODINGS, "mapping": {"emotional": ("PUJI",)}},
    "acts.dimensions": {"scores": SCORES, "shown": ACTS, "group": "customer"},
    "addresses.find": {"tables": TABLES, "quantity": "gap/group=owner,objective=APO02/as_is"},
    "addresses.single": {"rows": GAP},
    "addresses.sums_of": {"row": GAP.iloc[0], "column": "as_is"},
    "addresses.values": {"rows": GAP, "column": "as_is"},
    "agreement.adjudicated": {"resolved": CODINGS.assign(resolution="PUJI"), "coder": "settled"},
    "agreement.coverage": {"codings": CODINGS},
    "agreement.disagreements": BOTH,
    "agreement.matrices": {"codings": CODINGS},
    "agreement.overall": {"codings": CODINGS, **QUIET},
    "agreement.settled": {"codings": CODINGS, "primary": "A"},
    "agreement.table": {"codings": CODINGS, "codebook": CODEBOOK, **QUIET},
    "arithmetic.arithmetic": {"cell": CELL, "steps": STEPS, "digits": 2, "lang": "en"},
    "arithmetic.decimal": {"value": Fraction(1, 3), "most": 5},
    "arithmetic.reprinted": {"gap": GAP, "steps": STEPS},
    "channels.channel_orders": {"orders": ORDERS},
    "channels.channel_roles": {"observations": OBSERVATIONS, "claimed": {"whatsapp": ["service"]}},
    "channels.omnichannel": {"observations": OBSERVATIONS},
    "channels.tactics": {"observations": OBSERVATIONS, "listed": ["chat"]},
    "citations.check": {"citations": CITATIONS, "frameworks": {"ITIL": "4"}, "lang": "en"},
    "citations.flags": {"citations": CITATIONS, "declared": {}, "lang": "en"},
    "citations.literature": {"citations": CITATIONS},
    "citations.promised": {"citations": CITATIONS, "heading": "Pembahasan", "kinds": ["contrast"], "lang": "en"},
    "citations.relations": {"citations": CITATIONS},
    "citations.statements": {"said": [], "lang": "en"},
    "cobit.gaps": {"scores": SCORES, "pipeline": STEPS},
    "cobit.levels": {"gap": GAP, "rules": ["interval_a", "floor"], "labels": "cobit41", "lang": "en"},
    "cobit.minimum": {"gap": GAP},
    "cobit.rounding": {"gap": GAP, "pipeline": STEPS},
    "cobit.sensitivity": {"levels": LEVELS},
    "codenames.code_key": {"name": "Tema > Sub"},
    "codenames.delimiter_of": {"cells": ["a;b"]},
    "codenames.tidy": {"value": " a "},
    "codenames.tree": {"names": ["A > B", "A > C"]},
    "codetree.changes": {"old": CODEBOOK, "new": CODEBOOK},
    "codetree.problems": {"codebook": CODEBOOK, "file": "codebook"},
    "codetree.stale": {"codings": CODINGS, "codebook": CODEBOOK, "zone": "Asia/Jakarta"},
    "codetree.themes": {"codebook": CODEBOOK},
    "coding.by_case": BOTH,
    "coding.periods": {"units": UNITS, "step": "W", "zone": "Asia/Jakarta"},
    "coding.segments": {"codings": CODINGS, "codebook": CODEBOOK},
    "coding.tally": {"codings": CODINGS, "codebook": CODEBOOK, "by": ["role"], "attributes": UNITS, "cluster": {"u1": "a"}, **QUIET},
    "coding.themes": {"codings": CODINGS, "codebook": CODEBOOK, "by": ["coder"]},
    "coefficients.bootstrapped": {"patterns": PATTERNS, "coefficient": call("coefficients.distance_alpha", difference=np.ones((3, 3)) - np.eye(3)), **QUIET},
    "coefficients.distance_alpha": {"difference": np.ones((3, 3)) - np.eye(3)},
    "coefficients.fold": {"matrix": MATRIX},
    "coefficients.krippendorff": {"matrix": MATRIX, "level": "nominal", "seed": 0, **QUIET},
    **{f"coefficients.{name}": {"matrix": MATRIX, **QUIET} for name in ("brennan_prediger", "cohen", "fleiss", "gwet_ac1", "percent")},
    "coefficients.linear_alpha": {"within": np.array([0.5, 0.25]), "against": np.array([1.0, 1]), "coded": np.array([2.0, 2])},
    "coefficients.observed": {"patterns": PATTERNS, "weights": np.ones((1, len(PATTERNS.weights)))},
    "comparison.cliff": {"x": ONE, "y": OTHER, "level": 0.95},
    "comparison.correlations": {"responses": AS_IS, "with_": "APO02", "constructs": ["APO02", "DSS02"], "level": 0.95},
    "comparison.groups": {"responses": RESPONSES, "level": 0.95},
    "comparison.paired": {"responses": RESPONSES, "states": ("as_is", "to_be"), "level": 0.95, **QUIET, "seed": 0},
    "comparison.signed_rank": {"change": OTHER - ONE},
    "customers.between_orders": {"orders": ORDERS, "by": "case"},
    "customers.nps": {"answers": pd.Series([10, 9, 8, 6])},
    "customers.repeat_purchase": {"orders": ORDERS, "by": "case"},
    "customers.retention": {"orders": ORDERS, "end": pd.Timestamp("2025-07-31")},
    "customers.returned_within": {"orders": ORDERS, "days": (30, 60), "wash_out": 0, **QUIET},
    "customers.shops_of": {"customers": pd.Index(["s1/c1", "c2"])},
    "customers.sold": {"orders": ORDERS},
    "decisions.decisions": {"codings": CODINGS},
    "displays.convergence_display": {"table": CONVERGENCE, "written": INFERENCE, "lang": "en"},
    "displays.inferred": {"table": GAP, "keys": ["group", "objective"], "written": INFERENCE, "lang": "en"},
    "displays.joint_display": {"questions": [{"question": "q1", "codes": ["PUJI"], "quan": [{"ref": "gap:owner/APO02", "show": "{gap_printed}"}]}], "tables": TABLES, "quotes": QUOTES},
    "displays.objective_display": {"objectives": {"APO02": {"codes": ["PUJI"]}}, "tables": TABLES, "quotes": QUOTES},
    "displays.score_groups": {"responses": RESPONSES, "construct": "APO02", "state": "as_is", "limits": [2, 3]},
    "displays.scores_by_theme": {"responses": RESPONSES.assign(respondent=RESPONSES["respondent"].str.replace("c", "r")), **CODED},
    "displays.themes_by_score": {"groups": NUMBERS.rename(lambda name: name.replace("c", "r")), **CODED},
    "displays.scores_in_words": {"table": BY_THEME, "lang": "en"},
    "effects.cliffs_delta": {"before": ONE, "after": OTHER},
    "effects.estimates": {"before": SAMPLE.of(ONE, 0.2), "after": SAMPLE.of(OTHER, 0.3)},
    "effects.hodges_lehmann": {"before": ONE, "after": OTHER},
    "effects.intervals": {"before": SAMPLE.of(ONE, 0.2), "after": SAMPLE.of(OTHER, 0.3), "level": 0.95},
    "engagement.cadence": {"videos": VIDEOS},
    "engagement.concentration": {"videos": VIDEOS},
    "engagement.coverage": {"videos": VIDEOS, "comments": COMMENTS, "lowest": 0.8},
    "engagement.daily": {"accounts": ACCOUNTS},
    "engagement.entropy_weights": {"matrix": VIDEOS[["likes", "comments", "shares"]].astype(float)},
    "engagement.gini": {"values": VIDEOS["views"]},
    "engagement.rates": {"videos": VIDEOS, "followers": ACCOUNTS.set_index("date")["followers"]},
    "engagement.service_levels": {"tickets": TICKETS, "target_hours": 24},
    "engagement.summary": {"videos": VIDEOS},
    "engagement.weighted": {"videos": VIDEOS},
    "explore.alike": {"kept": KEPT},
    "explore.collocations": {"kept": KEPT, "by": "stream", "lowest": 1, "most": 5},
    "explore.concordance": {"kept": KEPT, "term": "enak", "width": 10, "own": {"gk": "tidak"}},
    "explore.frequencies": {"kept": KEPT, "by": "stream", "most": 5, "stop": True},
    "explore.keyness": {"these": KEPT.head(1), "those": KEPT.tail(3), "lowest": 1, "most": 5},
    "explore.ngrams": {"kept": KEPT, "size": 2, "by": "stream", "most": 5, "stop": True},
    "explore.per_day": {"kept": KEPT, "zone": "Asia/Jakarta", "by": "stream"},
    "explore.per_video": {"kept": KEPT},
    "explore.periods": {"kept": KEPT, "first": "2025-08-02"},
    "explore.streams": {"kept": KEPT},
    "explore.themed": {"kept": KEPT, "codings": CODINGS, "codebook": CODEBOOK},
    "explore.with_words": {"kept": KEPT, "own": {"gk": "tidak"}},
    "explore.words_of": {"kept": KEPT},
    "families.families": {"explained": EXPLAINED, "misses": 1},
    "forensics.closure": {"mean": "2,50", "sd": "0,55", "n": 6, "low": 1, "high": 5, "rounding": "half_up"},
    "forensics.debit": {"mean": "0,50", "sd": "0,55", "n": 6, "rounding": "half_up"},
    "forensics.grim": {"mean": "2,50", "n": 6, "items": 1, "rounding": "half_up", "low": 1, "high": 5},
    "forensics.grimmer": {"mean": "2,50", "sd": "0,55", "n": 6, "items": 1, "rounding": "half_up", "low": 1, "high": 5},
    "forensics.span": {"printed": "2,50", "rounding": "half_up"},
    "interrupted.placebo": {"daily": SALES, **CHANGE, "days": 14},
    "interrupted.segmented": {"daily": SALES, **CHANGE, "lags": 2, "events": EVENTS, "level": 0.95},
    "interrupted.sensitivity": {"daily": SALES, **CHANGE, "events": EVENTS, "windows": (30,)},
    "itil.backlog": {"tickets": TICKETS, "zone": "Asia/Jakarta"},
    "itil.counts": {"tickets": TICKETS, "rows": "process", "columns": "month", "zone": "Asia/Jakarta"},
    "itil.kpi": {"tickets": TICKETS, "target_hours": 24, "by": "process", "zone": "Asia/Jakarta"},
    "itil.priority": {"tickets": TICKETS, "matrix": {("high", "low"): 3}},
    "itil.response_curve": {"tickets": TICKETS, "to": "first_reply_at"},
    "itil.waits": {"tickets": TICKETS, "until": pd.Timestamp("2025-08-09", tz="UTC"), "to": "first_reply_at"},
    "labelsets.distances": {"one": np.array([[1, 0], [1, 1]]), "other": np.array([[1, 0], [0, 1]])},
    "labelsets.masi": {"codings": CODINGS, **QUIET},
    "matrices.case_matrix": {"matrix": THEMES, "measures": {"repeat": pd.Series({"s1": 0.5})}},
    "matrices.case_coverage": {"matrix": THEMES},
    "matrices.funnel": {"units": UNITS, "codings": CODINGS, "codebook": CODEBOOK, "evidence": EVIDENCE, "without": ["T"]},
    "matrices.grouped": {"units": UNITS, "cases": CASES, "by": "sector"},
    "matrices.theme_matrix": {**CODED, "cases": CASES, "by": "shop", "without": []},
    "matrices.wide": {"matrix": THEMES},
    "maturity.maturity": {"answers": RATED, "processes": ("incident", "request"), "enough": 0.5},
    "objectives.editions": {"terms": ["Manage Strategy"], "claimed": "cobit2019"},
    "objectives.highest": {"objective": "APO02"},
    "objectives.label": {"level": 3, "labels": "cobit41", "lang": "en"},
    "passages.framework": {**CODED, "summaries": SUMMARIES},
    "passages.kwic": {"units": UNITS, "pattern": "enak", "width": 20},
    "passages.memos": {"codings": CODINGS, "units": UNITS},
    "passages.quote_id": {"unit": "u1", "start": 0, "end": 4},
    "passages.quotes": {**CODED, "each": 2, "shortest": 1, "longest": 100},
    "pipelines.explain": {"printed": PRINTED, "n": {"owner": 4, "customer": 4}, "items": [1, 2], "modes": ["half_up"], "low": 1, "high": 5},
    "pipelines.pipelines": {"modes": ["half_up"], "digits": 2},
    "priorities.gap_intervals": {"responses": RESPONSES, "level": 0.95, **QUIET, "seed": 0},
    "priorities.improvements": {"gap": GAP, "importance": {"APO02": 2}, "evidence": {"APO02": 3}, "steps": {"APO02": "mulai"}, "lang": "en"},
    "priorities.rank_agreement": {"gap": GAP},
    "priorities.rank_conflicts": {"gap": GAP, "quantity": "as_is"},
    "priorities.ranks": {"values": {"a": Fraction(2), "b": Fraction(1)}},
    "published.compare": {"printed": PRINTED, "tables": {"gap": GAP}, "pipeline": STEPS, "lang": "en", "scale": (1, 5)},
    "published.feasibility": {"printed": PRINTED, "gap": GAP, "items": [1, 2], "roundings": ["half_up"]},
    "published.summary": {"compared": COMPARED},
    "published.untested": {"printed": PRINTED, "lang": "en"},
    "reduction.examples": {"comments": COMMENTS, "fates": FATES, "each": 2},
    "reduction.near_duplicates": {"kept": KEPT},
    "reduction.reduce": {"comments": COMMENTS, "rules": dict(importlib.import_module("engagelib.reduction").RULES)},
    "refs.conditions": {"rule": "gap > 1"},
    "refs.holds": {"rule": "gap > 1", "row": GAP.iloc[0]},
    "refs.lookup": {"ref": "gap:owner/APO02", "tables": TABLES},
    "refs.stances": {"evidence": EVIDENCE, "claims": CLAIMS, "tables": TABLES},
    "relations.associations": {"crosstab": CROSSTAB, "seed": 0},
    "relations.cooccurrence": {"codings": CODINGS},
    "relations.crosstab": {"codings": CODINGS, "attributes": UNITS[["unit", "role"]], "codebook": CODEBOOK},
    "relations.exact": {"n": np.array([3, 1]), "units": np.array([4, 4]), "seed": 0},
    "relations.holm": {"p": np.array([0.01, 0.04, np.nan])},
    "replies.reply_quality": {"tickets": TICKETS, "target_hours": 24, "judged": table("ticket relevant", ("t1", True))},
    "rigour.checklists": {"lang": "en"},
    "rigour.facts": {"tables": {"codebook": CODEBOOK, "codings": CODINGS}, "declared": {"paradigm": "pragmatik"}, "lang": "en", "without": ["T"]},
    "rigour.answered_checklists": {"known": FACTS, "lang": "en", "standards": ("COREQ",)},
    "rigour.member_check": {"ledger": LEDGER},
    "rigour.checklist_scores": {"table": call("rigour.answered_checklists", known=FACTS)},
    "routing.classify": {"codings": CODINGS, "mapping": {"KELUH": "incident"}},
    "routing.compare": {"codings": CODINGS, "mappings": {"one": {"KELUH": "incident"}, "other": {"KELUH": "request"}}},
    "routing.from_comments": {"comments": COMMENTS, "classified": CLASSIFIED},
    "routing.recurring": {**BOTH, "codes": ["KELUH"], "least": 1, "days": 3},
    "sales.before_after": {"daily": SALES, **CHANGE, **QUIET, "events": EVENTS, "level": 0.95},
    "sales.by_outlet": {"daily": SALES, **CHANGE, "resamples": 0},
    "sales.claimed": {"before": "20–25", "after": "60–100", "table": call("sales.ranges", daily=SALES, **CHANGE)},
    "sales.monthly": {"daily": SALES},
    "sales.open_days": {"daily": SALES},
    "sales.periods": {"daily": SALES, **CHANGE},
    "sales.ranges": {"daily": SALES, **CHANGE},
    "sales.rolling": {"daily": SALES, "days": 28},
    "sales.sides": {"daily": SALES, **CHANGE, "days": 30, "events": EVENTS},
    "saturation.first_mentions": {"codings": CODINGS, "order": ["u1", "u2", "u3"]},
    "saturation.saturation": {"codings": CODINGS, "order": ["u1", "u2", "u3", "u4"], "base": 2, "run": 1, "threshold": 0.05},
    "saturation.saturation_band": {"codings": CODINGS, "base": 2, "run": 1, "threshold": 0.05, "permutations": 20, "seed": 0},
    "scales.alpha": {"x": X},
    "scales.item_matrix": {"responses": RESPONSES},
    "scales.item_statistics": {"responses": RESPONSES, "significance": 0.05, "sides": 2, "items": ITEMS},
    "scales.matrix": {"responses": AS_IS},
    "scales.omega": {"x": X, "most": 500},
    "scales.r_table": {"n": 30, "significance": 0.05, "sides": 2},
    "scales.reliability": {"responses": RESPONSES, "by": ["state", "construct"], "level": 0.95},
    "scales.turned": {"items": ITEMS},
    "segmenting.rfm": {"orders": ORDERS, "at": pd.Timestamp("2025-07-31"), "cuts": {"recency": [30, 60, 90, 180]}},
    "segmenting.segments": {"scored": RFM},
    "shares.clustered": {"codings": CODINGS, "cluster": {"u1": "a"}, **QUIET},
    "shares.codes_of": {"codings": CODINGS, "codebook": CODEBOOK},
    "shares.of_units": {"units": UNITS, "column": "case"},
    "shares.positions": {"column": CODINGS["code"]},
    "shares.theme_of": {"codings": CODINGS, "codebook": CODEBOOK},
    "shares.wilson": {"n": np.array([5]), "units": np.array([10]), "level": 0.95},
    "spans.passages": {**BOTH, "coders": ("A", "B"), **QUIET},
    "spans.matched": {"spans": CODINGS.dropna(subset="start"), "one": "A", "other": "B", "least": 0.5},
    "spans.overlaps": BOTH,
    "stages.stage_kpis": {"model": MODEL, "tables": {"orders": ORDERS, "insights": INSIGHTS, "reviews": REVIEWS}, "lang": "en", "by": "case"},
    "stages.stages": {"model": MODEL, **CODED, "lang": "en"},
    "stages.unplaced": {"model": MODEL, "codebook": CODEBOOK, "outcome": "T"},
    "suggestions.blind": {"units": UNITS, "n": 2, "seed": 0},
    "suggestions.dictionary": {"units": UNITS, "terms": {"PUJI": ["enak"]}, "hidden": ["u2"]},
    "suggestions.ordered": {"units": UNITS, "codings": CODINGS.head(4), "code": "PUJI", "hidden": [], "seed": 0},
    "suggestions.scored": {"suggestions": SUGGESTIONS, "codings": CODINGS, "threshold": 0.5},
    "survey.distribution": {"responses": RESPONSES, "items": ITEMS},
    "survey.largest": {"responses": RESPONSES},
    "survey.own_means": {"responses": RESPONSES, "by": ["group", "state", "construct"]},
    "survey.quality": {"responses": RESPONSES, "items": ITEMS},
    "survey.score": {"responses": RESPONSES, "by": ["group", "construct"], "level": 0.95, **QUIET, "seed": 0},
    "survey.score_matrix": {"answers": np.array([[4, 5], [2, 3], [5, 4]]), "constructs": ["a", "b"], "missing": 0, "level": 0.95, **QUIET},
    "terms.patterns": {"terms": table("code term", ("PUJI", "enak"))},
    "terms.term_hits": {"kept": KEPT, "terms": table("code term", ("PUJI", "enak"))},
    "terms.term_tally": {"kept": KEPT, "terms": table("code term", ("PUJI", "enak")), "by": ["stream"]},
    "terms.word_tally": {"kept": KEPT, "by": ["stream"], "own": {"gk": "tidak"}, "comments": True},
    "timeseries.autocorrelation": {"values": ONE},
    "timeseries.blocks": {"day": np.arange(20), "resamples": 5, "random": np.random.default_rng(0), "length": 7},
    "timeseries.cross_correlation": {"first": SALES.set_index("date")["portions"].astype(float), "then": SALES.set_index("date")["amount"].astype(float), "lags": 2, "level": 0.95, "fewest": 5},
    "timeseries.effective_n": {"n": 30.0, "rho": 0.5},
    "timeseries.persistence": {"stretches": [STRETCH.of(SALES["date"], SALES["portions"].astype(float))]},
    "timeseries.spacing": {"day": np.array([0, 7, 14])},
    "timeseries.uncertainty": {"rho": 0.5, "n": 30},
    "trail.broken": {"table": TRAIL},
    "trail.summary": {"table": TRAIL},
    "trail.trail": {"evidence": EVIDENCE, "tables": TABLES, "shown": 3},
    "triangulation.convergence": {"evidence": SETTLED, "claims": CLAIMS, "lang": "en", "overrides": OVERRIDES},
    "triangulation.matrix": {"table": CONVERGENCE},
    "triangulation.pairs": {"evidence": SETTLED, "claims": CLAIMS},
    "triangulation.reversals": {"table": GAP, "by": "group", "item": "objective", "value": "gap"},
    "triangulation.silent": {"table": CONVERGENCE},
    "wording.claim": {"word": "signifikan"},
    "wording.scan": {"text": "meningkat secara signifikan", "lang": "id"},
}  # fmt: skip
#: These take tables and connections of an engine, which the functions built on them make.
OF_ENGINES = {"engines.by_arrow", "engines.connection", "engines.handed_over", "engines.over", "engines.plain_beside", "engines.worded", "reduction.collected", "reduction.judged"}  # fmt: skip


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
    known = isinstance(error, ValueError | TypeError | LookupError)
    said = str(error)
    named = [
        name for frame in arguments.values() if isinstance(frame, pd.DataFrame) for name in frame.columns
    ]
    words = [word for text in arguments.values() if isinstance(text, str) for word in text.split("/")]
    return (
        own and known and len(said.split()) > 3 and any(str(n) in said for n in [*arguments, *named, *words])
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


#: Stages whose doors are not built yet (their functions change in other branches): to be emptied.
NOT_YET = {
    "sales", "timeseries", "effects", "interrupted", "itil", "replies", "routing", "maturity", "engagement", "scales", "survey",
    "coefficients", "agreement", "decisions", "labelsets", "spans", "forensics", "arithmetic", "published", "pipelines",
    "families", "wording", "saturation", "citations",
}  # fmt: skip


def test_every_public_function_of_a_stage_has_sample_arguments():
    assert set(SAMPLES) | OF_ENGINES == set(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_sample_arguments_are_valid(name):
    if name == "suggestions.ordered":
        pytest.importorskip("sklearn")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        FUNCTIONS[name](**SAMPLES[name])


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_mistaken_arguments_give_a_result_or_a_sentence(name):
    if name == "suggestions.ordered":
        pytest.importorskip("sklearn")
    if name.partition(".")[0] in NOT_YET:
        pytest.xfail("its door is not built yet")
    assert faults(name) == {}


@pytest.mark.parametrize(
    ("name", "mistake", "said"),
    [
        ("cobit.levels", {"rules": ["nearst"]}, "rules is 'nearst'; allowed is interval_a, interval_b, nearest"),
        ("coding.tally", {"codings": CODINGS.drop(columns="code")}, "codings needs the column 'code'; it has unit, coder, start"),
        ("coding.tally", {"codings": [1]}, "codings is a list; a table (pandas DataFrame) with unit, code is expected"),
        ("coding.tally", {"by": "role"}, "by is 'role'; a list of text is expected"),
        ("coding.tally", {"by": ["sector"]}, "by is 'sector'; allowed is unit, coder"),
        ("coding.tally", {"resamples": -1}, "resamples is -1; a number at least 0 is expected"),
        ("coding.tally", {"codebook": pd.concat([CODEBOOK, CODEBOOK])}, "codebook has code T twice; each code is expected once"),
        ("comparison.groups", {"level": 95}, "level is 95; a number between 0 and 1 is expected"),
        ("comparison.groups", {"responses": RESPONSES.assign(value="tiga")}, "column 'value' of responses holds 'tiga'; numbers are expected"),
        ("comparison.correlations", {"responses": RESPONSES}, "responses hold the states as_is and to_be; keep one"),
        ("displays.scores_in_words", {"lang": "fr"}, "lang is 'fr'; allowed is id or en"),
        ("explore.per_day", {"zone": "Jakarta"}, "zone is 'Jakarta'; a time zone such as Asia/Jakarta is expected"),
        ("objectives.label", {"level": 6}, "level is 6; a number between 0 and 5 (both included) is expected"),
        ("matrices.grouped", {"by": "colour"}, "by is 'colour'; allowed is shop, informant, kind"),
    ],
)  # fmt: skip
def test_the_sentence_says_what_was_given_and_what_is_allowed(name, mistake, said):
    with pytest.raises((ValueError, TypeError)) as error:
        FUNCTIONS[name](**{**SAMPLES[name], **mistake})
    assert said in str(error.value)


def test_what_nobody_answered_has_no_share():
    """0 of 0 is missing, in the interval too; a code that nobody gave among units that were read is 0."""
    nobody = call("shares.wilson", n=np.array([0, 0]), units=np.array([0, 5]))
    assert np.isnan([end[0] for end in nobody]).all() and nobody[0][1] == 0
