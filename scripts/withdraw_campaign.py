"""brownie run withdraw_campaign [main [all] [CAMPAIGN]] --network NAME: be paid, or pay all."""

from veriset.chain import campaign_payout
from veriset.chain.campaign_script import campaign_and_rest
from veriset.chain.script import entry_point, sender_here
from veriset.cli.campaign_output import show_payments
from veriset.errors import InputError


@entry_point
def main(*arguments: str) -> None:
    campaign, rest = campaign_and_rest(arguments)
    sender = sender_here()
    if rest not in ((), ("all",)):
        raise InputError(f"{' '.join(rest)!r}: give 'all' to pay everybody, or nothing")
    if rest:
        show_payments(campaign_payout.withdraw_all(campaign, sender))
    else:
        paid = campaign_payout.withdraw(campaign, sender, sender.address)
        show_payments([campaign_payout.Payment(sender.address, paid)])
