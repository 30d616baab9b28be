"""brownie run reveal_campaign [main [FILE ...] [CAMPAIGN]] --network NAME: reveal sealed plays.

Without files, those of the account that sends; run again, it reveals what is not yet revealed.
"""

from pathlib import Path

from veriset.campaign_workflow import reveal_plays
from veriset.chain.campaign_script import campaign_and_rest
from veriset.chain.script import entry_point, sender_here
from veriset.cli.campaign_output import show_revealed


@entry_point
def main(*arguments: str) -> None:
    campaign, files = campaign_and_rest(arguments)
    show_revealed(*reveal_plays(campaign, sender_here(), map(Path, files)))
