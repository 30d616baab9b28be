"""`veriset campaign play, reveal, bet and admit`, on a chain of this machine."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import json
from pathlib import Path

import pytest
from web3 import Web3

from tests.package.local_campaigns import (  # noqa: F401
    folder,
    in_hand,
    manifest,
    one_image,
    write_boxes,
)
from tests.package.local_commands import (  # noqa: F401
    Run,
    accounts,
    commands_of,
    environment,
    fails,
    make_slow,
    pass_time,
    succeeds,
    web3,
    work,
)
from veriset.manifest import Manifest

veriset = commands_of("campaign")


@pytest.fixture(scope="module")
def guarded(veriset: Run, accounts: list[str], work: Path, manifest: Manifest) -> str:
    """Return a campaign of open plays to which accounts[6] admits."""
    create = ("create", work / "five.json", "--bet", "1 gwei", "--name", "Guarded", "--open")
    create += ("--verifier", accounts[6], "--annotations", "2", "--hours", "1", "--play-days", "30")
    create += ("--classes", "flower,leaf")
    return succeeds(veriset(*create, by=accounts[0])).split()[3]


def test_who_is_admitted_and_what_is_refused_before_it_is_sent(
    veriset: Run, web3: Web3, accounts: list[str], work: Path, guarded: str
) -> None:
    here = {"VERISET_CAMPAIGN": guarded}
    alice, bob, verifier = accounts[1], accounts[2], accounts[6]
    assert f"admits accounts that {verifier} has signed for" in fails(
        veriset("play", by=alice, **here)
    )
    admission = work / "alice.json"
    assert "its verifier is" in fails(veriset("admit", alice, "--out", admission, by=bob, **here))
    assert f"admits {alice}" in succeeds(
        veriset("admit", alice, "--out", admission, by=verifier, **here)
    )
    assert f"admits {alice} to {guarded}" in fails(
        veriset("play", "--admission", admission, by=bob, **here)
    )
    box = write_boxes(work / "box.json", [1, 2, 3, 4])
    first = ("--admission", admission)
    assert f"{alice} holds no image; draw one" in fails(
        veriset("play", "--annotations", box, *first, by=alice, **here)
    )
    image = in_hand(succeeds(veriset("play", *first, by=alice, **here)))
    assert image is not None
    # Who is admitted needs no admission again, and keeps the image in hand.
    assert in_hand(succeeds(veriset("play", by=alice, **here))) == image
    count = web3.eth.get_transaction_count(Web3.to_checksum_address(alice))
    for boxes, options, message in (
        ([[1, 2, 3, 4]] * 3, (), "has 3 annotations, and a play at most 2"),
        ([[90, 2, 3, 7]], (), "annotation 1 reaches to 97, 5, outside the image of 96 x 96"),
        ([[1, 2, 3, 4, 2]], (), "there is no class 2; they are numbered from 0 to 1"),
        ([[1, 2, 3, 4, "bee"]], (), "there is no class 'bee'; the classes are flower, leaf"),
        ([[1, 2, 3.5, 4]], (), "annotation 1: height is 3.5; it is a whole number from 0 to"),
        ([[1, 2, 0, 4]], (), "the height is 0; a box has at least one pixel"),
        ([[1, 2, 3, 4]], ("--image", (image + 1) % 5), "holds image"),
        ({"image": "tulips/no.jpg", "annotations": []}, (), "no image 'tulips/no.jpg'"),
    ):
        path = work / "bad.json"
        path.write_text(json.dumps(boxes))
        assert message in fails(veriset("play", "--annotations", path, *options, by=alice, **here))
    assert "a bet of 0 is none" in fails(veriset("bet", "0", by=alice, **here))
    assert "revealing has not begun: playing goes on until" in fails(
        veriset("reveal", by=alice, **here)
    )
    assert "no validators, so there is nothing to vote on" in fails(
        veriset("vote", by=accounts[7], **here)
    )
    assert web3.eth.get_transaction_count(Web3.to_checksum_address(alice)) == count
    pass_time(web3, 3601)
    assert f"the time to hand in image {image} ended at" in fails(
        veriset("play", "--annotations", box, by=alice, **here)
    )
    following = in_hand(succeeds(veriset("play", by=alice, **here)))
    assert following not in (None, image)
    shown = succeeds(veriset("play", "--annotations", box, "--last", by=alice, **here))
    assert shown.startswith(f"image {following} handed in, ")
    assert "no image in hand" in shown
    assert not (work / "campaigns" / "837471" / guarded).exists()


def test_a_play_whose_secret_is_missing(
    veriset: Run, web3: Web3, accounts: list[str], work: Path, manifest: Manifest
) -> None:
    create = ("create", work / "five.json", "--bet", "1 gwei", "--name", "Lost")
    create += ("--annotators", "1", "--play-days", "1")
    campaign = succeeds(veriset(*create, by=accounts[0])).split()[3]
    here = {"VERISET_CAMPAIGN": campaign}
    player = accounts[1]
    image = in_hand(succeeds(veriset("play", by=player, **here)))
    box = write_boxes(work / "lost.json", [1, 2, 3, 4])
    succeeds(veriset("play", "--annotations", box, "--last", by=player, **here))
    assert "revealing has not begun" in fails(veriset("reveal", by=player, **here))
    pass_time(web3, 24 * 3600 + 1)
    assert "playing is over since" in fails(veriset("play", by=player, **here))
    secrets = work / "campaigns" / "837471" / campaign / f"{player}.jsonl"
    kept = secrets.rename(work / "elsewhere.jsonl")
    message = fails(veriset("reveal", by=player, **here))
    assert f"what opens the plays of {player} on image {image} is not in {secrets}" in message
    assert "has no play to reveal" in fails(veriset("reveal", by=accounts[2], **here))
    # A secret of another play opens nothing; the right one does, and a line that was cut off
    # while it was written is passed over.
    line = json.loads(kept.read_text())
    secrets.write_text(json.dumps(line | {"salt": "0x" + "11" * 32}) + "\n")
    shown = succeeds(veriset("reveal", by=player, **here))
    assert "0 plays revealed" in shown
    assert f"nothing here opens your plays on image {image}" in shown
    kept.write_text(kept.read_text() + kept.read_text()[:50])
    assert "1 plays revealed" in succeeds(
        veriset("reveal", "--secrets", kept, by=accounts[2], **here)
    )
    assert "revealing is over" in fails(veriset("reveal", "--secrets", kept, by=player, **here))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("status", "--campaign", "0x12"), "'0x12' is not an address"),
        (("status", "--campaign", "0x" + "12" * 20), "is no campaign of the factory at 0x"),
        (("create", "no.json", "--bet", "1 gwei"), "cannot read no.json"),
        (("create", "no.json", "--bet", "much"), "'much' is not an amount"),
        (("create", "no.json", "--bet", "1", "--annotators", "130"), "it goes from 1 to 129"),
        (
            ("create", "no.json", "--bet", "1", "--annotations", "9"),
            "with 10 annotators give at most 7 annotations a play",
        ),
        (("create", "no.json", "--bet", "1", "--distance", "131071"), "it goes from 0 to 131,070"),
        (("create", "no.json", "--bet", "1", "--confirmation", "101"), "it goes from 0 to 100"),
        (("create", "no.json", "--bet", "1", "--validators", "41"), "it goes from 0 to 40"),
        (("create", "no.json", "--bet", "1", "--validator-fee", "1"), "and no validators"),
        (("create", "no.json", "--bet", "1", "--treasury", "0x1"), "'0x1' is not an address"),
        (("withdraw", "--all", "--to", "0x" + "12" * 20), "give one of --for, --all and --to"),
        (("settle", "no.json"), "give --dry-run to compute the result of a file"),
    ],
)
def test_what_a_user_can_get_wrong(
    veriset: Run, guarded: str, arguments: tuple[str, ...], message: str
) -> None:
    assert guarded
    assert message in fails(veriset(*arguments))


def test_a_campaign_must_be_named_where_there_are_several(
    veriset: Run, accounts: list[str], work: Path, guarded: str
) -> None:
    create = ("create", work / "five.json", "--bet", "1 gwei", "--name", "Another")
    assert succeeds(veriset(*create, by=accounts[0])).split()[3] != guarded
    assert "say which with --campaign or VERISET_CAMPAIGN" in fails(veriset("status"))


def test_what_a_sponsor_cannot_pay(
    veriset: Run, web3: Web3, accounts: list[str], work: Path, manifest: Manifest
) -> None:
    poor = accounts[5]
    web3.provider.make_request("anvil_setBalance", [poor, "0x1"])  # type: ignore[arg-type]
    message = fails(veriset("create", work / "five.json", "--bet", "1 gwei", by=poor))
    assert "the campaign costs 50 gwei and account" in message
    assert "nothing was sent" in message


def test_a_refusal_on_a_chain_of_slow_blocks(
    veriset: Run, web3: Web3, accounts: list[str], work: Path, one_image: Path
) -> None:
    create = ("create", one_image, "--bet", "1 gwei", "--name", "Slow")
    campaign = succeeds(veriset(*create, by=accounts[0])).split()[3]
    here = {"VERISET_CAMPAIGN": campaign}
    assert in_hand(succeeds(veriset("play", by=accounts[1], **here))) == 0
    succeeds(veriset("give-back", by=accounts[1], **here))
    make_slow(web3)
    message = fails(veriset("play", by=accounts[1], **here))
    assert "no image is left that lacks plays and that the account has not had" in message
    assert (
        f"(draw is refused by the contract: NoImageLeft(player={accounts[1].lower()}))" in message
    )
