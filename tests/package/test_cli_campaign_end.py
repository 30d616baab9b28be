"""How a campaign ends: images given up, money paid, and others who are faster."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from web3 import Web3

from tests.package.local_campaigns import (  # noqa: F401
    balance,
    one_image,
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
    script,
    succeeds,
    web3,
    work,
)
from veriset.chain import campaign_reveal, campaign_settle
from veriset.chain.artifacts import load_abi
from veriset.paths import PROJECT

veriset = commands_of("campaign")
DAY = 24 * 3600


@pytest.fixture(scope="module")
def played(veriset: Run, accounts: list[str], work: Path, one_image: Path) -> Callable[..., str]:
    """Open a campaign of one image, on which accounts[1:] mark these boxes; return its address."""

    def played(name: str, *options: Any, boxes: list[list[int]]) -> str:
        create = ("create", one_image, "--bet", "1 gwei", "--name", name, *options)
        create += ("--annotators", len(boxes), "--confirmation", "60", "--annotations", "1")
        shown = succeeds(veriset(*create, by=accounts[0]))
        campaign = shown.split(" opened at ")[1].split()[0]
        files = (write_boxes(work / f"{name}-{i}.json", box) for i, box in enumerate(boxes))
        play_all(campaign, dict(zip(accounts[1:], files, strict=False)))
        return campaign

    return played


def by_another(web3: Web3, campaign: str, account: str, name: str, *arguments: Any) -> None:
    """Call a function of a campaign as another program would."""
    contract = web3.eth.contract(campaign, abi=load_abi("IAnnotationCampaign"))
    sent = contract.functions[name](*arguments).transact({"from": account})
    assert web3.eth.wait_for_transaction_receipt(sent)["status"] == 1


def test_an_image_that_nobody_settles_is_given_up(
    veriset: Run, script: Run, web3: Web3, accounts: list[str], played: Callable[..., str]
) -> None:
    sponsor, anyone = accounts[0], accounts[9]
    campaign = played("Given up", "--open", boxes=[[1, 2, 3, 4]])
    here = {"VERISET_CAMPAIGN": campaign}
    message = fails(veriset("abandon", "0", by=anyone, **here))
    assert "images can be given up after 20" in message
    assert "until then settle them: veriset campaign settle" in message
    assert "given up" not in state(veriset, campaign)["next"]
    assert "say which images to give up, or --all" in fails(veriset("abandon", **here))
    assert "say which images to give up, or --all" in fails(
        veriset("abandon", "0", "--all", **here)
    )
    assert "there is no image 7; they are numbered from 0 to 0" in fails(
        veriset("abandon", "7", by=anyone, **here)
    )
    terms = state(veriset, campaign)["terms"]
    now = int(web3.eth.get_block("latest")["timestamp"])
    pass_time(web3, max(terms["play_until"], terms["validate_until"]) + 30 * DAY + 1 - now)
    assert (
        "nobody can settle can be given up: veriset campaign abandon"
        in (state(veriset, campaign)["next"])
    )

    # No transaction settles an image that takes more gas than a block has; this one can.
    web3.provider.make_request("evm_setBlockGasLimit", ["0x13880"])  # type: ignore[arg-type]
    message = fails(veriset("settle", by=anyone, **here))
    web3.provider.make_request("evm_setBlockGasLimit", ["0x1c9c380"])  # type: ignore[arg-type]
    assert "images that cannot be settled can be given up: veriset campaign abandon" in message

    assert "'x': give all, or the numbers" in fails(
        script("abandon_campaign", "x", campaign, by=anyone)
    )
    shown = succeeds(script("abandon_campaign", "all", campaign, by=anyone))
    assert "1 images given up: 0\n" in shown
    assert succeeds(veriset("abandon", "--all", by=anyone, **here)) == "0 images given up\n"
    shown = succeeds(veriset("abandon", "0", by=anyone, **here))
    assert "1 were settled or given up before" in shown
    found = state(veriset, campaign, "--check")
    assert (found["phase"], found["check"]["differences"]) == ("payout", [])
    assert succeeds(veriset("withdraw", "--all", by=anyone, **here)) == (
        f"{sponsor}: 1 gwei paid\n"
    )
    assert balance(web3, campaign) == 0


def test_money_that_goes_elsewhere_and_a_contract_that_takes_none(
    veriset: Run, web3: Web3, accounts: list[str], played: Callable[..., str]
) -> None:
    alice, bob, anyone = accounts[1], accounts[2], accounts[9]
    built = json.loads((PROJECT / "build/contracts/RefusingWallet.json").read_bytes())
    maker = web3.eth.contract(abi=built["abi"], bytecode=built["bytecode"])
    sent = maker.constructor().transact({"from": accounts[0]})
    wallet = str(web3.eth.wait_for_transaction_receipt(sent)["contractAddress"])
    boxes = [[1, 2, 3, 4], [1, 2, 3, 4], [70, 70, 5, 5]]
    campaign = played("Elsewhere", "--open", "--treasury", wallet, boxes=boxes)
    here = {"VERISET_CAMPAIGN": campaign}
    assert "2 players ranked" in succeeds(veriset("settle", by=anyone, **here))

    elsewhere = "0x" + "12" * 20
    assert "'0x12' is not an address" in fails(veriset("withdraw", "--to", "0x12", **here))
    shown = succeeds(veriset("withdraw", "--to", elsewhere, by=alice, **here))
    assert shown == f"{alice}: 1 gwei paid\n"
    assert balance(web3, elsewhere) == 10**9
    assert "nothing is due" in succeeds(veriset("withdraw", "--to", elsewhere, by=alice, **here))

    # The others are paid, whatever the contract says.
    lines = succeeds(veriset("withdraw", "--all", by=anyone, **here)).splitlines()
    assert lines[0] == f"{bob}: 1 gwei paid"
    assert lines[1].startswith(f"{wallet}: not paid: ")
    assert "ETHTransferFailed()" in lines[1]
    assert len(lines) == 2
    assert balance(web3, campaign) == 10**9
    withdraw_to = web3.eth.contract(campaign, abi=load_abi("IAnnotationCampaign")).encode_abi(
        "withdrawTo", [elsewhere]
    )
    execute = web3.eth.contract(wallet, abi=built["abi"]).functions.execute(campaign, withdraw_to)
    web3.eth.wait_for_transaction_receipt(execute.transact({"from": anyone}))
    assert balance(web3, elsewhere) == 2 * 10**9
    assert balance(web3, campaign) == 0


def test_others_settle_between_the_look_and_the_sending(
    veriset: Run, web3: Web3, accounts: list[str], played: Callable[..., str], monkeypatch
) -> None:
    campaign = played("Settled", "--open", boxes=[[1, 2, 3, 4], [1, 2, 3, 5]])
    make_hint = campaign_settle.hint_for

    def hint_for(*arguments: Any) -> bytes:
        by_another(web3, campaign, accounts[8], "settle", [0], [b""])
        return make_hint(*arguments)

    monkeypatch.setattr(campaign_settle, "hint_for", hint_for)
    shown = succeeds(veriset("settle", by=accounts[9], VERISET_CAMPAIGN=campaign))
    assert "0 images settled, 0 counted after review, 2 players ranked" in shown
    assert state(veriset, campaign)["phase"] == "payout"


@pytest.mark.parametrize("faster", [1, 2])
def test_others_reveal_between_the_look_and_the_sending(
    veriset: Run,
    web3: Web3,
    accounts: list[str],
    work: Path,
    played: Callable[..., str],
    monkeypatch,
    faster: int,
) -> None:
    campaign = played(f"Revealed {faster}", boxes=[[1, 2, 3, 4], [1, 2, 3, 5]])
    cut = campaign_reveal._parts

    def parts(secrets: list[Any]) -> list[list[Any]]:
        theirs = [campaign_reveal._abi(secret) for secret in secrets[:faster]]
        by_another(web3, campaign, accounts[8], "reveal", theirs)
        return cut(secrets)

    monkeypatch.setattr(campaign_reveal, "_parts", parts)
    folder = work / "campaigns" / "837471" / campaign
    files = [word for file in folder.iterdir() for word in ("--secrets", file)]
    shown = succeeds(veriset("reveal", *files, by=accounts[9], VERISET_CAMPAIGN=campaign))
    assert f"{2 - faster} plays revealed in {2 - faster} transactions" in shown
    assert f"{faster} were revealed before, or never handed in" in shown
    assert state(veriset, campaign)["phase"] == "settlement"
