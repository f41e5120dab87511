"""Several shops: what each channel does, who comes back, the stages of a model and their evidence."""

from engagelib.loyalty.channels import channel_orders, channel_roles, omnichannel, tactics
from engagelib.loyalty.customers import (
    between,
    nps,
    repeat_purchase,
    retention,
    returned_within,
    rfm,
    segments,
    sold,
)
from engagelib.loyalty.stage_model import stage_kpis, stages, unplaced

__all__ = [
    "between",
    "channel_orders",
    "channel_roles",
    "nps",
    "omnichannel",
    "repeat_purchase",
    "retention",
    "returned_within",
    "rfm",
    "segments",
    "sold",
    "stage_kpis",
    "stages",
    "tactics",
    "unplaced",
]
