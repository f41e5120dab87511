"""What result tables have in common: the columns that find a row, the raw rows that a row is computed from, and the conditions that a rule sets it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engagelib.contracts.arguments import takes

__all__ = [
    "ADDRESS_KEYS", "INTERVALS", "ORIGINS", "RELATIONS", "RESULT_KEYS", "SHOWN", "Origin", "conditions",
    "read_by",
]  # fmt: skip

#: The key columns of result tables, by which refs (`gap:customer/APO02`) and addresses find a row.
RESULT_KEYS: dict[str, tuple[str, ...]] = {
    "scores": ("group", "state", "construct"),
    "reliability": ("state", "construct"),
    "item_statistics": ("state", "item"),
    "assumptions": ("outcome", "test", "term"),
    "description": ("group", "state", "construct"),
    "regression": ("outcome", "term"),
    "model": ("outcome",),
    "hypotheses": ("hypothesis",),
    "gap": ("group", "objective"),
    "capability": ("group", "objective", "state", "rule"),
    "flow": ("step", "reason"),
    "code_tally": ("code",),
    "agreement": ("code",),
    "engagement": ("video_id",),
    "engagement_summary": ("measure",),
    "service_kpi": ("process",),
    "sales_effect": ("measure",),
    "sales_range": ("period",),
    "sample": ("group",),
    "theme_tally": ("code",),
    "stage_kpi": ("measure",),
    "repeat_purchase": ("case",),
    "channel_roles": ("channel", "function"),
    "channel_orders": ("channel",),
    "member_check_summary": ("finding",),
    "literature_relations": ("relation",),
    "correlations": ("group", "first", "second"),
    "paired": ("group", "construct"),
    "groups": ("state", "construct"),
    "gap_intervals": ("group", "objective"),
    "reply_quality": ("measure",),
    "concentration": ("video_id",),
    "sales_segmented": ("term",),
    "engagement_sales": ("lag",),
    "code_association": ("code",),
    "case_relations": ("first", "second"),
}

#: Result -> where the intervals of its numbers stand, if not in its own rows.
INTERVALS = {"gap": "gap_intervals"}

#: The keys by which published.csv finds a row: those of refs, and those of results that go by the name of a raw table.
ADDRESS_KEYS = RESULT_KEYS | {"answers": ("group", "state", "item"), "profile": ("attribute", "value")}

#: Results that test whether one thing goes with, or changes with, another: a mean or a share does not.
RELATIONS = frozenset({
    "correlations", "paired", "groups", "sales_effect", "sales_segmented", "engagement_sales", "code_association",
    "case_relations",
})  # fmt: skip


#: The columns of a result that a reader sees, where it has more; the files hold them all.
SHOWN: dict[str, tuple[str, ...]] = {
    "regression": (
        "outcome", "term", "b", "ci_low", "ci_high", "beta", "se", "t", "t_table", "p", "errors", "rho_partial", "p_rho", "n", "excluded", "note",
    ),
    "model": ("outcome", "n", "r", "r2", "adjusted_r2", "f", "df1", "df2", "p", "f_table", "r2_ranks", "excluded", "note"),
    "hypotheses": (
        "hypothesis", "statement", "verdict", "estimate", "ci_low", "ci_high", "t", "t_table", "p", "rho_partial", "n", "note",
    ),
    "informants": ("case", "parent", "role", "criterion", "proof", "included"),
    "loyalty_words": ("method", "name", "n", "units", "share", "clusters", "cluster_low", "cluster_high"),
    "stages": ("stage", "name", "theme_name", "n", "cases", "of", "unit", "text", "flag"),
    "stage_kpi": ("stage", "name", "measure", "shown", "n", "raw", "note"),
    "stage_kpi_by_shop": ("stage", "case", "measure", "shown", "n", "note"),
    "convergence": (
        "claim", "source", "method", "n", "people", "behind", "stance", "source_stance", "farmer", "fragile", "reason",
    ),
    "joint_display": ("question", "quan", "qual", "quote", "relation", "meta_inference"),
    "objective_display": ("objective", "gap", "quote", "tickets", "sales", "relation", "meta_inference"),
    "themes_by_score": ("theme", "group", "n", "people", "text", "unit", "relation", "meta_inference"),
    "crosstab_by_score": ("theme", "name", "value", "n", "units", "share", "relation", "meta_inference"),
    "convergence_display": ("claim", "supports", "mixed", "contradicts", "farmer", "relation", "meta_inference"),
    "maturity": ("process", "method", "level", "score", "answers", "stopped_at", "note"),
    "capability_levels": ("objective", "rule", "level", "label", "mean", "agree", "note"),
}  # fmt: skip


@takes()
def read_by(refs: Sequence[str]) -> list[str]:
    """The results that refs are read from, each once, with those that hold their intervals.

    >>> read_by(["gap:owner/APO02", "gap:owner/DSS05", "correlations:owner/A/B"])
    ['gap', 'gap_intervals', 'correlations']
    """
    tables = [ref.partition(":")[0] for ref in refs]
    named = (name for table in tables for name in (table, INTERVALS.get(table, table)))
    return list(dict.fromkeys(name for name in named if name in RESULT_KEYS))


@dataclass(frozen=True)
class Origin:
    """The raw rows that a row of a result is computed from.

    `raw` is the raw table, or its name stands in the column `named_in` of the result. `columns`: column of
    the result -> column of the raw table that has the same value; "overall" and "all" stand for any.
    `listed`: column of the result with several values, joined by "; ", any of which the raw column has.
    `only`: a yes/no column of the raw table that has to hold.
    """

    raw: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    named_in: str = ""
    listed: Mapping[str, str] = field(default_factory=dict)
    only: str = ""


#: Where results come from, by which an audit trail goes on to raw rows.
ORIGINS: dict[str, Origin] = {
    "scores": Origin("responses", {"group": "group", "state": "state", "construct": "construct"}),
    "reliability": Origin("responses", {"state": "state", "construct": "construct"}),
    "gap": Origin("responses", {"group": "group", "objective": "construct"}),
    "capability": Origin("responses", {"group": "group", "objective": "construct", "state": "state"}),
    "code_tally": Origin("codings", {"code": "code"}, only="primary"),
    "theme_tally": Origin("codings", {"code": "theme"}, only="primary"),
    "engagement": Origin("videos", {"video_id": "video_id"}),
    "engagement_summary": Origin("videos"),
    "service_kpi": Origin("tickets", {"process": "process"}),
    "sales_effect": Origin("sales"),
    "sales_range": Origin("sales"),
    "stage_kpi": Origin(named_in="raw", listed={"counts": "measure"}),
    "channel_orders": Origin("orders", {"channel": "channel"}),
    "repeat_purchase": Origin("orders", {"case": "case"}),
    "channel_roles": Origin("observations", {"channel": "channel", "function": "function"}),
    "member_check_summary": Origin("member_check", {"finding": "finding"}),
    "literature_relations": Origin("citations", {"relation": "relation"}),
    "correlations": Origin("responses", {"group": "group"}),
    "paired": Origin("responses", {"group": "group", "construct": "construct"}),
    "groups": Origin("responses", {"state": "state", "construct": "construct"}),
    "gap_intervals": Origin("responses", {"group": "group", "objective": "construct"}),
    "reply_quality": Origin("tickets"),
    "concentration": Origin("videos", {"video_id": "video_id"}),
    "sales_segmented": Origin("sales"),
    "engagement_sales": Origin("sales"),
    "code_association": Origin("codings", {"code": "code"}, only="primary"),
    "case_relations": Origin("codings", only="primary"),
}


_CONDITION = re.compile(r"\s*(\w+)\s*(<=|>=|!=|=|<|>)\s*(.+?)\s*")


@takes()
def conditions(rule: str) -> list[tuple[str, str, str]]:
    """A rule as (column, sign, value), a condition each; ValueError for one that cannot be read.

    >>> conditions("gap > 1 and rank = 1")
    [('gap', '>', '1'), ('rank', '=', '1')]
    """
    found = [_CONDITION.fullmatch(condition) for condition in rule.split(" and ")]
    if not all(found):
        raise ValueError(f"the rule '{rule}' cannot be read; write '<column> <= <value>', joined by 'and'")
    return [match.groups() for match in found if match]  # type: ignore[misc]
