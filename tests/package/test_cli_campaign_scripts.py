"""The `brownie run` scripts for annotation campaigns, on a chain of this machine."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

from pathlib import Path

from web3 import Web3

from tests.package.local_campaigns import (  # noqa: F401
    folder,
    in_hand,
    manifest,
    write_boxes,
)
from tests.package.local_commands import (  # noqa: F401
    Run,
    accounts,
    commands_of,
    environment,
    fails,
    pass_time,
    script,
    succeeds,
    web3,
    work,
)
from veriset.manifest import Manifest

veriset = commands_of("campaign")


def test_the_scripts_do_the_same(
    script: Run, web3: Web3, accounts: list[str], work: Path, folder: Path, manifest: Manifest
) -> None:
    player, anyone, validator = accounts[1], accounts[9], accounts[7]
    create = ("create_campaign", work / "five.json", "bet=1gwei", "name=By script")
    create += ("annotators=1", "validators=1", "validator_fee=2gwei")
    opened = succeeds(script(*create, by=accounts[0]))
    campaign = opened.split("By script opened at ")[1].split()[0]
    assert "nothing was paid again" in succeeds(script(*create, by=accounts[0]))
    assert "'annotator=1': give NAME=VALUE with one of bet, name" in fails(
        script(*create, "annotator=1", by=accounts[0])
    )
    first = in_hand(succeeds(script("play_campaign", campaign, by=player)))
    given = succeeds(script("give_back_image", campaign, by=player))
    assert given.endswith(f"image {first} is given back\n")
    image = in_hand(succeeds(script("play_campaign", campaign, by=player)))
    assert image not in (None, first)
    box = write_boxes(work / "script.json", [1, 2, 3, 4])
    assert f"image {image} handed in, sealed" in succeeds(
        script("play_campaign", box, campaign, by=player)
    )
    assert "2 arguments beside the campaign do not fit" in fails(
        script("play_campaign", box, box, campaign, by=player)
    )
    assert "5 gwei added" in succeeds(script("bet_campaign", "5gwei", campaign, by=player))
    pass_time(web3, 8 * 24 * 3600)
    assert "1 plays revealed" in succeeds(script("reveal_campaign", campaign, by=player))
    assert "page 0 has 0 of 1 votes" in succeeds(script("settle_campaign", campaign, by=anyone))
    assert "page 0: voted" in succeeds(script("vote_campaign", campaign, by=validator))
    assert "1 players ranked" in succeeds(script("settle_campaign", campaign, by=anyone))
    assert f"{player}: 6 gwei paid" in succeeds(script("withdraw_campaign", campaign, by=player))
    shown = succeeds(script("withdraw_campaign", "all", campaign, by=anyone))
    assert f"{validator}: 2 gwei paid" in shown
    assert f"{accounts[0]}: 12 gwei paid" in shown
    shown = succeeds(script("campaign_status", "check", campaign, by=anyone))
    assert "all the same: clusters, scores, ranking, rewards" in shown
    report = ("campaign_report", work / "by-script", folder, campaign)
    assert "index.html: 5 pictures" in succeeds(script(*report, by=anyone))
    export = ("campaign_export", work / "by-script.json", campaign)
    assert "1 boxes on 1 images" in succeeds(script(*export, by=anyone))
