"""brownie run create_campaign main MANIFEST.json bet=AMOUNT [NAME=VALUE ...] --network NAME: open.

The values are those of veriset.chain.campaign_open.Plan, such as annotators=5 play_days=3. Run
again, it finds the campaign that this account has opened under the name on these images.
"""

from pathlib import Path

from veriset.campaign_workflow import create_campaign
from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.campaign_script import plan_from
from veriset.chain.factory_session import factory_here
from veriset.chain.script import entry_point, sender_here
from veriset.cli.campaign_output import show_created


@entry_point
def main(manifest: str, *options: str) -> str:
    plan = plan_from(options)
    created = create_campaign(factory_here(CampaignFactory), sender_here(), Path(manifest), plan)
    show_created(created.campaign.description().name, created)
    return created.campaign.address
