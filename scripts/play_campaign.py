"""brownie run play_campaign [main [FILE] [CAMPAIGN]] --network NAME: hand in, and draw an image.

The file, .json or .csv, holds the annotations of the image in hand; without one, an image is drawn.
"""

from pathlib import Path

from veriset import campaign_workflow
from veriset.chain.campaign_script import campaign_and_rest
from veriset.chain.script import entry_point, sender_here
from veriset.cli.campaign_output import show_played


@entry_point
def main(*arguments: str) -> None:
    campaign, files = campaign_and_rest(arguments, most=1)
    file = Path(files[0]) if files else None
    show_played(campaign_workflow.play(campaign, sender_here(), file), None)
