"""What channels are for: claimed against seen, by hand."""

import pandas as pd

from engagelib import loyalty

NOTES = pd.DataFrame(
    [
        ("O1", "K1", "instagram", "awareness", "short_video", 3),
        ("O2", "K1", "instagram", "ordering", None, 2),
        ("O3", "K2", "instagram", "awareness", "storytelling", 1),
        ("O4", "K1", "whatsapp", "ordering", None, 4),
        ("O5", "K2", "shopee", "transaction", "voucher", 5),
        ("O6", None, "shopee", "security", None, 1),
        ("O7", "K1", "shopee", "transaction", "voucher", 0),  # looked for, none found
    ],
    columns=["observation", "case", "channel", "function", "tactic", "count"],
)
CLAIMED = {"instagram": ["awareness"], "shopee": ["transaction", "security"]}


def test_claimed_seen_and_seen_without_a_claim():
    table = loyalty.channel_roles(NOTES, CLAIMED).set_index(["channel", "function"])
    assert table["status"].to_dict() == {
        ("instagram", "awareness"): "as_claimed",
        ("instagram", "ordering"): "not_claimed",
        ("shopee", "transaction"): "as_claimed",
        ("shopee", "security"): "not_noted",  # the field note names no shop
        ("whatsapp", "ordering"): "not_claimed",
    }
    seen = table.loc[("instagram", "awareness")]
    assert [seen["shops"], seen["of"], seen["share"], seen["times"]] == [2, 2, 1.0, 4]
    assert seen["refs"] == "observations:O1; observations:O3"
    looked = table.loc[("shopee", "transaction")]
    assert [looked["shops"], looked["of"], looked["times"], looked["refs"]] == [1, 2, 5, "observations:O5"]


def test_a_claim_withdrawn_is_a_claim_gone():
    table = loyalty.channel_roles(NOTES, {"instagram": ["awareness"]})
    assert "not_noted" not in set(table["status"])


def test_tactics_are_a_checklist_and_unlisted_ones_come_last():
    table = loyalty.tactics(NOTES, ["voucher", "cashback"])
    assert table[["tactic", "listed", "shops"]].values.tolist() == [
        ["voucher", True, 1],
        ["cashback", True, 0],
        ["short_video", False, 1],
        ["storytelling", False, 1],
    ]


def test_no_tactic_listed_and_none_seen_is_an_empty_checklist():
    assert loyalty.tactics(NOTES.assign(tactic=None), []).empty


def test_omnichannel_index_and_overlap():
    table = loyalty.omnichannel(NOTES).set_index("case")
    # K1 uses 2 of 3 channels; ordering is on two of them, awareness on one
    assert table.loc["K1", ["channels", "of", "functions", "shared"]].tolist() == [2, 3, 2, 1]
    assert (
        table.loc["K1", "breadth"] == 2 / 3
        and table.loc["K1", "overlap"] == 0.5
        and table.loc["K2", "overlap"] == 0
    )


def test_orders_say_where_buying_is_done():
    orders = pd.DataFrame({
        "order_key": ["1", "2", "3", "4"], "case": ["K1", "K1", "K2", "K2"], "status": ["Selesai", "Selesai", "Selesai", "Batal"],
        "channel": ["whatsapp", "shopee", "whatsapp", "tiktok"],
    })  # fmt: skip
    table = loyalty.channel_orders(orders)
    assert table.values.tolist() == [["whatsapp", 2, 2 / 3, 2, 2], ["shopee", 1, 1 / 3, 1, 2]]
