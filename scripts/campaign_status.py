"""brownie run campaign_status [main [check] [CAMPAIGN]] --network NAME: terms, progress, money."""

from veriset.chain.campaign_check import check_campaign
from veriset.chain.campaign_script import campaign_and_rest
from veriset.chain.script import entry_point, network_here
from veriset.cli.campaign_status import show_check, show_status, status_of
from veriset.errors import InputError


@entry_point
def main(*arguments: str) -> None:
    campaign, rest = campaign_and_rest(arguments)
    if rest not in ((), ("check",)):
        raise InputError(f"{' '.join(rest)!r}: give 'check' to compare with Python, or nothing")
    show_status(status_of(campaign), network_here())
    if rest:
        show_check(check_campaign(campaign))
