"""Paying a campaign's money out, to whom it is due, whoever sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veriset.chain.campaign_refusals import send
from veriset.chain.campaign_review import claim_fees
from veriset.chain.campaign_types import Phase, Role
from veriset.errors import ChainError

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.sender import Sender


@dataclass(frozen=True)
class Payment:
    """What an account was paid.

    Attributes:
        account: the account.
        amount: wei; 0 if nothing was due, or it could not be paid.
        problem: why it could not be paid; None if it was.
    """

    account: str
    amount: int
    problem: str | None = None


def withdraw(
    campaign: AnnotationCampaign, sender: Sender, account: str, recipient: str | None = None
) -> int:
    """Claim an account's fees and pay it all that is due to it.

    Args:
        campaign: the campaign.
        sender: who sends; anyone.
        account: who is paid.
        recipient: who gets the money instead, which the account itself alone can say.

    Returns:
        The wei that were paid; 0 if nothing was due, and then nothing is sent.
    """
    if campaign.player(account).role is Role.VALIDATOR:
        claim_fees(campaign, sender, account)
    owed = campaign.owed(account)
    if owed:
        if recipient is None:
            call = campaign.functions.withdraw(account)
        else:
            call = campaign.functions.withdrawTo(recipient)
        send(campaign, sender, call)
    return owed


def withdraw_all(campaign: AnnotationCampaign, sender: Sender) -> list[Payment]:
    """Pay everybody to whom something is due: players, validators, sponsor and treasury.

    An account that refuses its money is told of and passed over; it can name another recipient.

    Raises:
        ChainError: the payout is not fixed yet, or the node fails.
    """
    if campaign.phase() is not Phase.PAYOUT:
        raise ChainError("nothing is paid out to all before all players are ranked")
    accounts = [player.account for player in campaign.players()]
    accounts += [campaign.sponsor(), campaign.terms.treasury]
    payments = []
    for account in dict.fromkeys(accounts):
        try:
            amount = withdraw(campaign, sender, account)
        except ChainError as error:
            if "refused by the contract" not in str(error):
                raise
            payments.append(Payment(account, 0, str(error)))
            continue
        if amount:
            payments.append(Payment(account, amount))
    return payments
