"""brownie run campaign_export main OUT.json [CAMPAIGN] --network NAME: clusters as COCO JSON."""

from pathlib import Path

from veriset.campaign_workflow import outcome_from
from veriset.campaigns.coco import write_export
from veriset.chain.campaign_script import campaign_here
from veriset.chain.script import entry_point, network_here
from veriset.cli.campaign_output import show_export


@entry_point
def main(out: str, campaign: str = "") -> None:
    show_export(write_export(outcome_from(campaign_here(campaign), network_here()), Path(out)))
