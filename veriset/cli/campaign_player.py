"""veriset campaign play, give-back, bet and reveal: what a player does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.campaign import app
from veriset.cli.campaign_options import AdmissionFile, CampaignAddress, ManifestFile
from veriset.cli.options import NetworkName


@app.command()
def play(
    annotations: Annotated[
        Path | None,
        typer.Option(help=".json or .csv: x, y, height, width[, class]. Default: only draw."),
    ] = None,
    image: Annotated[
        int | None, typer.Option(help="Refuse to hand in unless this image is in hand.")
    ] = None,
    images: Annotated[
        Path | None, typer.Option(help="Folder of the images, to show where yours is.")
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="Do not draw the next image.")] = False,
    admission: AdmissionFile = None,
    manifest: ManifestFile = None,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Draw an image; with annotations, hand in the one in hand and draw the next.

    Sealed annotations are kept in a file of the work folder before anything is sent.
    """
    from veriset import campaign_workflow
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import send_to_one
    from veriset.cli.campaign_output import show_played

    with send_to_one(CampaignFactory, network, campaign) as (found, sender):
        played = campaign_workflow.play(
            found,
            sender,
            annotations,
            admission=admission,
            manifest_path=manifest,
            image=image,
            draw_next=not last,
        )
    show_played(played, images)


@app.command("give-back")
def give_back(campaign: CampaignAddress = None, network: NetworkName = "veriset-local") -> None:
    """Give back the image in hand; you do not get it again."""
    from veriset.chain import campaign_play
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import send_to_one

    with send_to_one(CampaignFactory, network, campaign) as (found, sender):
        image = campaign_play.give_back(found, sender)
    print(f"image {image} is given back")


@app.command()
def bet(
    amount: Annotated[str, typer.Argument(help="Such as '0.01 ether', '5 gwei', '100 wei'.")],
    admission: AdmissionFile = None,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Add to your own bet; it is lost if you end without a score."""
    from veriset.campaign_workflow import admission_from
    from veriset.chain import campaign_play
    from veriset.chain.amounts import parse_amount, show_amount
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import send_to_one

    wei = parse_amount(amount)
    with send_to_one(CampaignFactory, network, campaign) as (found, sender):
        admitted = admission_from(admission, found, sender.address)
        player = campaign_play.add_bet(found, sender, wei, admitted)
    print(f"{show_amount(wei)} added; {show_amount(player.added)} of your own are in play")


@app.command()
def reveal(
    secrets: Annotated[
        list[Path] | None,
        typer.Option(help="Files of sealed plays, also others'. Default: your own."),
    ] = None,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Reveal sealed plays, once playing is over."""
    from veriset.campaign_workflow import reveal_plays
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import send_to_one
    from veriset.cli.campaign_output import show_revealed

    with send_to_one(CampaignFactory, network, campaign) as (found, sender):
        revealed, missing = reveal_plays(found, sender, secrets or ())
    show_revealed(revealed, missing)
