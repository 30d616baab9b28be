"""veriset campaign settle and abandon: clusters, ranking and rewards, on the chain or of a file."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veriset.cli.campaign import app
from veriset.cli.campaign_options import CampaignAddress
from veriset.cli.options import Json, NetworkName
from veriset.cli.output import print_json, print_record, print_table, progress_bar
from veriset.errors import InputError

if TYPE_CHECKING:
    from veriset.campaigns.settlement import Settlement


@app.command()
def settle(
    file: Annotated[
        Path | None, typer.Argument(help="Plays and bets, in JSON, for --dry-run.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Compute everything here, without a chain.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="File for the result of a dry run, in JSON.")
    ] = None,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
    json_: Json = False,
) -> None:
    """Bring a campaign to its end: settle, count and rank what can be now; or try it on a file.

    Anyone can settle, and the same command again goes on.
    """
    if not dry_run:
        if file is not None or out is not None:
            raise InputError(
                "a campaign on a chain is settled from its own plays; "
                "give --dry-run to compute the result of a file"
            )
        _settle_on_chain(campaign, network, json_)
        return
    if file is None:
        raise InputError("--dry-run needs a file of plays and bets")
    import orjson

    from veriset.campaigns.plays import read_plays
    from veriset.campaigns.settlement import settle as settle_plays
    from veriset.files import write_atomically

    # Looking for garbage among millions of lists, of which none is any, takes half the time.
    gc.disable()
    try:
        result = settle_plays(read_plays(file))
    finally:
        gc.enable()
    content = orjson.dumps(result.to_json()) + b"\n" if out or json_ else b""
    if out:
        write_atomically(out, content)
    if json_:
        sys.stdout.write(content.decode())
    else:
        _show(result, file, out)


@app.command()
def abandon(
    images: Annotated[list[int] | None, typer.Argument(help="Numbers of the images.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Give up all images that nobody has settled.")
    ] = False,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Give up images that nobody settled: their plays are void, and hold up nobody's money.

    Anyone can, from 30 days after the campaign's last deadline.
    """
    if bool(images) == everything:
        raise InputError("say which images to give up, or --all that nobody has settled")
    from veriset.chain import campaign_abandon
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import send_to_one
    from veriset.cli.campaign_output import show_abandoned

    with (
        send_to_one(CampaignFactory, network, campaign) as (found, sender),
        progress_bar("Giving up") as progress,
    ):
        done = campaign_abandon.abandon(found, sender, images or None, progress=progress)
    show_abandoned(done)


def _settle_on_chain(address: str | None, network: str, json_: bool) -> None:
    from veriset.chain import campaign_settle
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import send_to_one
    from veriset.cli.campaign_output import settlement_to_json, show_settlement

    with send_to_one(CampaignFactory, network, address) as (campaign, sender):
        with progress_bar("Settling") as progress:
            done = campaign_settle.settle(campaign, sender, progress=progress)
        if json_:
            print_json(settlement_to_json(campaign, done))
        else:
            show_settlement(campaign, done)


def _show(result: Settlement, file: Path, out: Path | None) -> None:
    payout, images = result.payout, result.images
    ranked = {one.player: one for one in payout.ranking}
    outliers = [player for player in payout.rewards if player not in ranked]
    print_table(
        f"Ranking of {file}",
        ("position", "player", "score", "points", "reward (wei)"),
        [
            (one.position, one.player, one.score, one.points, payout.rewards[one.player])
            for one in payout.ranking
        ]
        + [("-", player, "-", "-", payout.rewards[player]) for player in outliers],
    )
    clusters = [found for image in images for found in image.clustering.clusters]
    members = sum(found.players for found in clusters)
    without = sum(len(image.clustering.outliers) for image in images)
    print_record(
        "Settled without a chain",
        {
            "images": f"{len(images):,}",
            "clusters": f"{len(clusters):,}",
            "annotations": f"{members:,} in clusters, {without:,} outliers",
            "rewards": f"{sum(payout.rewards.values())} wei",
            "treasury": f"{payout.treasury} wei",
        }
        | ({"file": out} if out else {}),
    )
