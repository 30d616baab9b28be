"""brownie run give_back_image [main [CAMPAIGN]] --network NAME: give back the image in hand."""

from veriset.chain import campaign_play
from veriset.chain.campaign_script import campaign_here
from veriset.chain.script import entry_point, sender_here


@entry_point
def main(campaign: str = "") -> None:
    image = campaign_play.give_back(campaign_here(campaign), sender_here())
    print(f"image {image} is given back")
