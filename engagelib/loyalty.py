"""Digital marketing and loyalty over several shops: what each channel does, the stages of a model and their
evidence, who comes back, what the literature says.

The formulas stand in `channels`, `stages`, `customers`, `segmenting` and `citations`; the names are offered
here.
"""

from __future__ import annotations

from engagelib.channels import channel_orders, channel_roles, omnichannel, tactics
from engagelib.citations import literature
from engagelib.customers import between, nps, repeat_purchase, retention, returned_within, sold
from engagelib.segmenting import rfm, segments
from engagelib.stages import stage_kpis, stages, unplaced

__all__ = [
    "between", "channel_orders", "channel_roles", "literature", "nps", "omnichannel", "repeat_purchase",
    "retention", "returned_within", "rfm", "segments", "sold", "stage_kpis", "stages", "tactics",
    "unplaced",
]  # fmt: skip
