"""Several shops (notebook 08): what each channel is for, who comes back, the stages of a model and their evidence.

For channels, take
    channel_roles    what channels are said to be for and were seen used for
    channel_orders   where orders are placed
    tactics          tactics seen, by channel
    omnichannel      how many channels a shop uses, and how they overlap
for a model,
    stages           each stage with the evidence of its theme
    unplaced         themes that no stage takes up
    stage_kpis       what can be counted of each stage
for customers,
    repeat_purchase  who bought more than once
    return_by_hand   that share worked in the open, shop by shop
    returned_within  who came back within so many days (Kaplan-Meier)
    between_orders   days between purchases
    retention        cohorts by month of first purchase
    rfm              recency, frequency, money, scored 1 to 5
    segments         customers and money per RFM segment
    nps              net promoter score
and for both,
    case_relations   whether themes go with what was counted, over shops
    case_measures    what was counted and watched of each shop
"""

from engagelib import in_order
from engagelib.loyalty.channels import channel_orders, channel_roles, omnichannel, tactics
from engagelib.loyalty.customers import (
    between_orders,
    nps,
    repeat_purchase,
    retention,
    return_by_hand,
    returned_within,
    rfm,
    segments,
)
from engagelib.loyalty.relations import case_measures, case_relations
from engagelib.loyalty.stage_model import stage_kpis, stages, unplaced

__all__ = [
    "channel_roles", "channel_orders", "tactics", "omnichannel",
    "stages", "unplaced", "stage_kpis",
    "repeat_purchase", "return_by_hand", "returned_within", "between_orders", "retention", "rfm", "segments", "nps", "case_relations", "case_measures",
]  # fmt: skip
__dir__ = in_order(__all__)
