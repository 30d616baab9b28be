"""brownie run vote_campaign [main [IMAGE ...] [CAMPAIGN]] --network NAME: vote as a validator.

The images, by their numbers, are rejected, and all others that are settled approved.
"""

from veriset import campaign_workflow
from veriset.chain.campaign_script import campaign_and_rest
from veriset.chain.script import entry_point, sender_here
from veriset.cli.campaign_output import show_voted
from veriset.errors import InputError


@entry_point
def main(*arguments: str) -> None:
    campaign, images = campaign_and_rest(arguments)
    if wrong := [image for image in images if not image.isdigit()]:
        raise InputError(f"{wrong[0]!r} is not the number of an image")
    show_voted(campaign_workflow.vote(campaign, sender_here(), map(int, images)))
