"""What transactions did, by their events: others may have done part of the work before them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.sender import Receipt


def events_in(
    campaign: AnnotationCampaign, event: str, receipts: Iterable[Receipt]
) -> list[dict[str, Any]]:
    """Return the arguments of a campaign's events of this name, in the order of the receipts."""
    from hexbytes import HexBytes
    from web3.logs import DISCARD

    found: list[dict[str, Any]] = []
    for receipt in receipts:
        transaction = campaign.web3.eth.get_transaction_receipt(HexBytes(receipt.transaction))
        logs = campaign.events[event]().process_receipt(transaction, errors=DISCARD)
        found += [dict(log["args"]) for log in logs if log["address"] == campaign.address]
    return found
