"""veriset campaign list, status, report and export: read by eth_call alone, without a key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.campaign import app
from veriset.cli.campaign_options import CampaignAddress, ManifestFile
from veriset.cli.options import Json, NetworkName
from veriset.cli.output import print_json, print_table, progress_bar


@app.command("list")
def list_(network: NetworkName = "veriset-local", json_: Json = False) -> None:
    """List the campaigns of a network."""
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import open_factory
    from veriset.cli.campaign_status import name_of

    with open_factory(CampaignFactory, network) as factory:
        found = []
        for address in factory.addresses():
            campaign = AnnotationCampaign(factory.web3, address)
            found.append(
                {
                    "campaign": address,
                    "name": name_of(campaign),
                    "sponsor": campaign.sponsor(),
                    "images": campaign.terms.image_count,
                    "phase": campaign.phase().name.lower(),
                }
            )
    if json_:
        print_json({"network": network, "factory": factory.address, "campaigns": found})
    else:
        print_table(
            f"{len(found)} campaigns on {network}",
            ("campaign", "name", "images", "phase"),
            [(row["campaign"], row["name"], row["images"], row["phase"]) for row in found],
        )


@app.command()
def status(
    check: Annotated[
        bool, typer.Option("--check", help="Compute everything again in Python and compare.")
    ] = False,
    players: Annotated[bool, typer.Option("--players", help="Show every account too.")] = False,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
    json_: Json = False,
) -> None:
    """Show a campaign's terms, how far it is, and its money."""
    from dataclasses import asdict

    from veriset.chain.campaign_check import check_campaign
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import open_one
    from veriset.cli import campaign_status

    rows, result = None, None
    with open_one(CampaignFactory, network, campaign) as found:
        values = campaign_status.status_of(found)
        if players:
            rows = [campaign_status.player_of(found, player) for player in found.players()]
        if check:
            with progress_bar("Checking") as progress:
                result = check_campaign(found, progress=progress)
    if json_:
        values |= {} if rows is None else {"players": rows}
        print_json(values | ({} if result is None else {"check": asdict(result)}))
    else:
        campaign_status.show_status(values, network)
        if rows is not None:
            campaign_status.show_players(rows)
        if result is not None:
            campaign_status.show_check(result)
    if result is not None and result.differences:
        raise typer.Exit(1)


@app.command()
def report(
    out: Annotated[Path, typer.Option(help="Folder to write: index.html and the pictures.")],
    images: Annotated[
        Path | None, typer.Option(help="Folder of the images. Default: boxes on blank canvases.")
    ] = None,
    manifest: ManifestFile = None,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
    json_: Json = False,
) -> None:
    """Draw every image with its annotations and clusters, and a page with ranking and payouts."""
    from veriset.campaign_workflow import outcome_from
    from veriset.campaigns.report import write_report
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import open_one
    from veriset.cli.campaign_output import show_report

    with open_one(CampaignFactory, network, campaign) as found, progress_bar("Reading") as progress:
        outcome = outcome_from(found, network, manifest, progress)
    with progress_bar("Drawing") as progress:
        written = write_report(outcome, images, out, progress=progress)
    if json_:
        values = {"page": str(written.page), "pictures": written.pictures}
        print_json(values | {"missing": list(written.missing)})
    else:
        show_report(written)


@app.command()
def export(
    out: Annotated[
        Path, typer.Option(help="COCO file to write, .json; a manifest goes beside it.")
    ],
    manifest: ManifestFile = None,
    campaign: CampaignAddress = None,
    network: NetworkName = "veriset-local",
    json_: Json = False,
) -> None:
    """Write the clusters as COCO JSON, and a manifest of the images for the registry."""
    from veriset.campaign_workflow import outcome_from
    from veriset.campaigns.coco import write_export
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.factory_session import open_one
    from veriset.cli.campaign_output import show_export

    with open_one(CampaignFactory, network, campaign) as found, progress_bar("Reading") as progress:
        outcome = outcome_from(found, network, manifest, progress)
    written = write_export(outcome, out)
    if json_:
        print_json(
            {
                "coco": str(written.coco),
                "cid": written.coco_cid,
                "manifest": str(written.manifest),
                "manifestCid": written.manifest_cid,
                "root": written.root,
                "images": written.images,
                "annotations": written.annotations,
            }
        )
    else:
        show_export(written)
