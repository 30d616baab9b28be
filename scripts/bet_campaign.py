"""brownie run bet_campaign main AMOUNT [CAMPAIGN] --network NAME: add to one's own bet."""

from veriset.chain import campaign_play
from veriset.chain.amounts import parse_amount, show_amount
from veriset.chain.campaign_script import campaign_here
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(amount: str, campaign: str = "") -> None:
    wei = parse_amount(amount)
    player = campaign_play.add_bet(campaign_here(campaign), sender_here(), wei)
    print(f"{show_amount(wei)} added; {show_amount(player.added)} of your own are in play")
