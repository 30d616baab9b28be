"""veriset campaign vote and withdraw: how a campaign comes to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.campaign import app
from veriset.cli.campaign_options import AdmissionFile, CampaignAddress
from veriset.cli.options import NetworkName
from veriset.errors import InputError


@app.command()
def vote(
    reject: Annotated[
        list[int] | None, typer.Option(help="Number of an image to reject; may be repeated.")
    ] = None,
    admission: AdmissionFile = None,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Vote on all settled images: reject these, approve the others. For validators."""
    from veriset import campaign_workflow
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import send_to_one
    from veriset.cli.campaign_output import show_voted

    with send_to_one(CampaignFactory, network, campaign) as (found, sender):
        voted = campaign_workflow.vote(found, sender, reject or (), admission)
    show_voted(voted)


@app.command()
def withdraw(
    account: Annotated[
        str | None, typer.Option("--for", help="Who is paid. Default: the account that sends.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="Pay everybody to whom something is due.")
    ] = False,
    to: Annotated[
        str | None, typer.Option(help="Who gets what is due to you, in your place.")
    ] = None,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Pay out what is due to an account as player, validator, sponsor or treasury."""
    from veriset.chain import campaign_payout
    from veriset.chain.address import checked_address
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import send_to_one
    from veriset.cli.campaign_output import show_payments

    if (account is not None) + everybody + (to is not None) > 1:
        raise InputError("give one of --for, --all and --to")
    with send_to_one(CampaignFactory, network, campaign) as (found, sender):
        if everybody:
            payments = campaign_payout.withdraw_all(found, sender)
        else:
            due = checked_address(account) if account else sender.address
            recipient = checked_address(to) if to else None
            amount = campaign_payout.withdraw(found, sender, due, recipient)
            payments = [campaign_payout.Payment(due, amount)]
    show_payments(payments)


@app.command()
def demo(
    flowers: Annotated[
        Path | None, typer.Option(help="Folder of flower photographs to use.")
    ] = None,
    images: Annotated[int, typer.Option(help="How many of them to annotate.", min=2)] = 14,
) -> None:
    """Let players of stated skill annotate flowers on the chain of this machine."""
    from veriset.campaign_demo import run

    run(flowers, images)
