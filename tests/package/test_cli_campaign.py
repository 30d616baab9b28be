"""`veriset campaign`, from the opening to the last withdrawal, on a chain of this machine."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

from web3 import Web3

from tests.package.local_campaigns import (  # noqa: F401
    balance,
    folder,
    in_hand,
    manifest,
    play_all,
    state,
    write_boxes,
)
from tests.package.local_commands import (  # noqa: F401
    Run,
    accounts,
    commands_of,
    environment,
    fails,
    pass_time,
    succeeds,
    web3,
    work,
)
from veriset.datasets.drawings import draw_flowers
from veriset.manifest import Manifest

veriset = commands_of("campaign")


def test_a_campaign_from_its_opening_to_the_last_withdrawal(
    veriset: Run,
    web3: Web3,
    accounts: list[str],
    work: Path,
    folder: Path,
    manifest: Manifest,
) -> None:
    sponsor, treasury, validator = accounts[0], accounts[8], accounts[7]
    players = accounts[1:5]
    create = ("create", work / "five.json", "--bet", "0.01 ether", "--annotators", "4")
    create += ("--validators", "1", "--validator-fee", "1 gwei", "--treasury", treasury)
    create += ("--name", "Flowers", "--classes", "flower,leaf", "--annotations", "3")
    dry = veriset(*create, "--dry-run")
    assert "it costs 0.200000005 ether: 5 images x 4 plays x 0.01 ether" in succeeds(dry)
    assert "warning: without --verifier anybody can be a validator" in dry.stderr
    shown = succeeds(veriset(*create, by=sponsor))
    assert shown.startswith("Flowers opened at 0x")
    campaign = shown.split()[3]
    here = {"VERISET_CAMPAIGN": campaign}
    assert "Flowers was opened before" in succeeds(veriset(*create, by=sponsor))
    assert state(veriset, campaign)["balance"] == 200_000_005 * 10**9

    # The first plays by the command; three mark the same box, a pixel apart, the last another.
    shown = succeeds(veriset("play", "--images", folder, by=players[0], **here))
    image = in_hand(shown)
    assert image is not None
    assert str(folder / str(manifest.images[image].path)) in shown
    path = write_boxes(work / "boxes.json", [10, 12, 30, 31, 0])
    while image is not None:
        options = ("--annotations", path, "--image", image)
        shown = succeeds(veriset("play", *options, by=players[0], **here))
        assert f"image {image} handed in, sealed" in shown
        image = in_hand(shown)
    assert "no image in hand" in shown
    assert "0.001 ether of your own are in play" in succeeds(
        veriset("bet", "0.001 ether", by=players[0], **here)
    )
    boxes = {players[1]: [11, 12, 30, 31], players[2]: [12, 12, 30, 31], players[3]: [60, 60, 9, 9]}
    play_all(
        campaign,
        {player: write_boxes(work / f"{player}.json", box) for player, box in boxes.items()},
    )
    secrets = work / "campaigns" / "837471" / campaign / f"{players[0]}.jsonl"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert "playing is over: revealing goes on until" in fails(
        veriset("bet", "1 gwei", by=players[0], **here)
    )

    # Two reveal their own, a stranger reveals for the third, the last one never does.
    assert "5 plays revealed in 1 transactions" in succeeds(
        veriset("reveal", by=players[0], **here)
    )
    others = [secrets.with_name(f"{player}.jsonl") for player in players[:3]]
    options = [word for other in others for word in ("--secrets", other)]
    shown = succeeds(veriset("reveal", *options, by=accounts[9], **here))
    assert "10 plays revealed in 1 transactions" in shown
    assert "5 were revealed before" in shown
    waiting = succeeds(veriset("settle", by=accounts[9], **here))
    assert "0 images settled" in waiting
    assert "revealing goes on until" in waiting
    pass_time(web3, 10 * 24 * 3600)

    # A page is voted on when it is settled; the campaign goes on when it is decided.
    assert "no page can be voted on" in fails(veriset("vote", by=validator, **here))
    shown = succeeds(veriset("settle", by=accounts[9], **here))
    assert "5 images settled, 0 counted after review" in shown
    assert "page 0 has 0 of 1 votes" in shown
    for who, message in ((players[0], "plays in this campaign"), (sponsor, "the sponsor gains")):
        assert message in fails(veriset("vote", by=who, **here))
    assert "there is no image 5; they are numbered from 0 to 4" in fails(
        veriset("vote", "--reject", 5, by=validator, **here)
    )
    assert "page 0: voted" in succeeds(veriset("vote", "--reject", 2, by=validator, **here))
    assert "you voted on it before" in fails(veriset("vote", "--reject", 2, by=validator, **here))
    assert "nothing is due" in succeeds(veriset("withdraw", by=players[0], **here))
    assert "is not settled yet" in fails(veriset("export", "--out", work / "coco.json", **here))
    shown = succeeds(veriset("settle", by=accounts[9], **here))
    assert "0 images settled, 5 counted after review, 3 players ranked" in shown

    # The one in the middle is nearest, the other two share a position; the last one lost its bet.
    found = state(veriset, campaign, "--check", "--players")
    assert found["check"] == {"images": 5, "players": 4, "differences": []}
    assert found["phase"] == "payout"
    rows = {row["account"]: row for row in found["players"]}
    assert [rows[player]["position"] for player in players] == [2, 1, 2, None]
    assert [rows[player]["countedPlays"] for player in players] == [4, 4, 4, 0]
    assert "all the same" in succeeds(veriset("status", "--check", **here))
    bets = [4 * 10**16 + 10**15, 4 * 10**16, 4 * 10**16]
    points = [bet * weight for bet, weight in zip(bets, (4, 9, 4), strict=True)]
    rewards = [sum(bets) * one // sum(points) for one in points]
    assert [rows[player]["owed"] for player in players] == [*rewards, 0]

    # What anybody pushes goes to whom it is due, and in the end nothing is left.
    before = {who: balance(web3, who) for who in (*players[:3], treasury, validator)}
    assert "paid" in succeeds(veriset("withdraw", "--for", players[1], by=accounts[9], **here))
    shown = succeeds(veriset("withdraw", "--all", by=accounts[9], **here))
    assert f"{validator}: 4 gwei paid" not in shown
    assert f"{validator}: 5 gwei paid" in shown
    after = {who: balance(web3, who) for who in before}
    assert [after[one] - before[one] for one in players[:3]] == rewards
    assert after[treasury] - before[treasury] == sum(bets) - sum(rewards)
    assert "nothing is due to anybody" in succeeds(veriset("withdraw", "--all", **here))
    found = state(veriset, campaign, "--check")
    assert found["check"]["differences"] == []
    assert (found["balance"], set(found["books"].values())) == (0, {0})

    # The results.
    report = ("report", "--out", work / "report", "--images", folder)
    assert "index.html: 5 pictures" in succeeds(veriset(*report, **here))
    assert players[0] in (work / "report" / "index.html").read_text()
    assert "4 boxes on 4 images" in succeeds(veriset("export", "--out", work / "coco.json", **here))
    coco = json.loads((work / "coco.json").read_bytes())
    assert {tuple(one["bbox"]) for one in coco["annotations"]} == {(11.0, 12.0, 31.0, 30.0)}
    assert coco["categories"][0]["name"] == "flower"
    content = (work / "coco.json").read_bytes()
    succeeds(veriset("export", "--out", work / "coco.json", **here))
    assert (work / "coco.json").read_bytes() == content
    assert json.loads(succeeds(veriset("list", "--json")))["campaigns"][0]["phase"] == "payout"


def test_the_demonstration_ends_with_its_sums(veriset: Run, work: Path) -> None:
    pictures = draw_flowers(work / "more", count_per_class=3).folder
    shown = succeeds(veriset("demo", "--flowers", pictures, "--images", 5))
    assert "30 plays handed in" in shown
    assert "plays of who stays silent are void once the time to reveal is over" in shown
    assert "two of three validators reject image" in shown
    assert "Python computes the same: 5 images, 9 players" in shown
    assert "the contract holds 0" in shown
    assert "registered as dataset 0x" in shown
    folder = work / "demo" / "campaign"
    assert len(list((folder / "report" / "pictures").iterdir())) == 5
    coco = json.loads((folder / "flowers.coco.json").read_bytes())
    assert len(coco["images"]) == 4  # all but the rejected one


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from veriset.cli.app import app\n"
        "try: app(['campaign', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'numba', 'PIL', 'web3', 'brownie'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "give-back" in result.stdout
