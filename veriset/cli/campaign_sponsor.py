"""veriset campaign create and admit: what a sponsor and a verifier do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.campaign import app
from veriset.cli.campaign_options import CampaignAddress
from veriset.cli.options import NetworkName

_Amount = typer.Option(help="Such as '0.001 ether', '5 gwei', '100 wei'.")


@app.command()
def create(
    manifest: Annotated[Path, typer.Argument(help="Manifest of the images to annotate.")],
    bet: Annotated[
        str, typer.Option(help="What you bet on each play, such as '0.001 ether'; a price a play.")
    ],
    name: Annotated[str, typer.Option(help="Default: the manifest's.")] = "",
    objective: Annotated[
        str, typer.Option(help="What players are to mark.")
    ] = "Mark every object with a box.",
    classes: Annotated[str, typer.Option(help="Names such as cat,dog; numbered from 0.")] = "",
    keywords: Annotated[str, typer.Option(help="Words such as flowers,botany.")] = "",
    annotators: Annotated[int, typer.Option(help="Plays on each image, 1 to 129.")] = 10,
    annotations: Annotated[
        int, typer.Option(help="Most annotations a play; the more annotators, the fewer.")
    ] = 7,
    distance: Annotated[int, typer.Option(help="Pixels up to which clusters merge.")] = 40,
    confirmation: Annotated[
        int, typer.Option(help="Percentage of an image's players that a cluster needs.")
    ] = 50,
    payout_tolerance: Annotated[
        int,
        typer.Option(
            help="0 pays by rank. Pixels below the distance pay by distance: all boxes "
            "within it earn the same, so that neither several accounts nor agreements pay."
        ),
    ] = 0,
    open_plays: Annotated[
        bool, typer.Option("--open", help="Plays are not sealed: everybody sees them at once.")
    ] = False,
    hours: Annotated[float, typer.Option(help="Hours that a player may hold an image.")] = 24,
    play_days: Annotated[float, typer.Option(help="Days for playing.")] = 7,
    reveal_days: Annotated[float, typer.Option(help="Days for revealing, after that.")] = 2,
    validators: Annotated[int, typer.Option(help="Votes on each image, 0 to 40.")] = 0,
    validator_fee: Annotated[str, _Amount] = "0",
    validate_days: Annotated[float, typer.Option(help="Days for the votes, after that.")] = 2,
    treasury: Annotated[
        str, typer.Option(help="Gets the bets of outliers. Default: the sponsor.")
    ] = "",
    verifier: Annotated[
        str, typer.Option(help="Admits accounts (see admit). Default: all are admitted.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it costs, and send nothing.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Open another one of this name on these images.")
    ] = False,
    network: NetworkName = "veriset-local",
) -> None:
    """Open a campaign on a manifest's images and pay for it; its terms can never be changed.

    The same command again finds the campaign of this account, name and manifest.
    """
    from veriset.campaign_workflow import create_campaign
    from veriset.chain.address import checked_address
    from veriset.chain.amounts import parse_amount
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.campaign_open import Plan
    from veriset.chain.factory_session import send_to_factory
    from veriset.cli.campaign_output import price_line, show_created
    from veriset.manifest import load_manifest

    plan = Plan(
        bet=parse_amount(bet),
        name=name,
        objective=objective,
        classes=_words(classes),
        keywords=_words(keywords),
        annotators=annotators,
        annotations=annotations,
        distance=distance,
        confirmation=confirmation,
        payout_tolerance=payout_tolerance,
        validators=validators,
        validator_fee=parse_amount(validator_fee),
        is_sealed=not open_plays,
        assignment_hours=hours,
        play_days=play_days,
        reveal_days=reveal_days,
        validate_days=validate_days,
        treasury=checked_address(treasury) if treasury else "",
        verifier=checked_address(verifier) if verifier else "",
    )
    if validators and not verifier:
        print(
            "warning: without --verifier anybody can be a validator, a second account of the "
            "sponsor too, which could reject everything; name one that both sides trust",
            file=sys.stderr,
        )
    if dry_run:
        images = load_manifest(manifest)
        print(f"it costs {price_line(plan.terms(images, plan.treasury, 0))}; nothing was sent")
        return
    with send_to_factory(CampaignFactory, network) as (factory, sender):
        created = create_campaign(factory, sender, manifest, plan, again=again)
        show_created(created.campaign.description().name, created)


@app.command()
def admit(
    account: Annotated[str, typer.Argument(help="Address of a player or validator.")],
    out: Annotated[Path, typer.Option(help="File to write; give it to the account.")],
    days: Annotated[float, typer.Option(help="Days for its first call.")] = 30,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Admit an account to a campaign, as its verifier; nothing is sent."""
    import json

    from veriset.chain.address import checked_address
    from veriset.chain.campaign_admission import sign_admission
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import send_to_one
    from veriset.files import write_atomically

    admitted = checked_address(account)
    with send_to_one(CampaignFactory, network, campaign) as (found, sender):
        deadline = found.time() + round(days * 24 * 3600)
        admission = sign_admission(found, sender.account, admitted, deadline)
    write_atomically(out, json.dumps(admission.to_json(), indent=1).encode() + b"\n")
    print(f"{out} admits {admitted} to {admission.campaign}")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
