"""brownie run campaign_report main OUT [IMAGES] [CAMPAIGN] --network NAME: pictures and payouts."""

from pathlib import Path

from veriset.campaign_workflow import outcome_from
from veriset.campaigns.report import write_report
from veriset.chain.campaign_script import campaign_and_rest
from veriset.chain.script import entry_point, network_here
from veriset.cli.campaign_output import show_report


@entry_point
def main(*arguments: str) -> None:
    campaign, folders = campaign_and_rest(arguments, least=1, most=2)
    out, *images = map(Path, folders)
    outcome = outcome_from(campaign, network_here())
    show_report(write_report(outcome, images[0] if images else None, out))
