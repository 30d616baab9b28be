"""brownie run abandon_campaign main all|IMAGE ... [CAMPAIGN] --network NAME: give images up.

Those that nobody settled, from 30 days after the last deadline; anyone can.
"""

from veriset.chain.campaign_abandon import abandon
from veriset.chain.campaign_script import campaign_and_rest
from veriset.chain.script import entry_point, sender_here
from veriset.cli.campaign_output import show_abandoned
from veriset.errors import InputError


@entry_point
def main(*arguments: str) -> None:
    campaign, words = campaign_and_rest(arguments, least=1)
    if words == ("all",):
        images = None
    elif all(word.isascii() and word.isdigit() for word in words):
        images = [int(word) for word in words]
    else:
        raise InputError(f"{' '.join(words)!r}: give all, or the numbers of images")
    show_abandoned(abandon(campaign, sender_here(), images))
