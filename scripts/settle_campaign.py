"""brownie run settle_campaign [main [CAMPAIGN]] --network NAME: settle, count and rank.

Anyone can, and run again it goes on where it ended.
"""

from veriset.chain import campaign_settle
from veriset.chain.campaign_script import campaign_here
from veriset.chain.script import entry_point, sender_here
from veriset.cli.campaign_output import show_settlement


@entry_point
def main(campaign: str = "") -> None:
    found = campaign_here(campaign)
    show_settlement(found, campaign_settle.settle(found, sender_here()))
