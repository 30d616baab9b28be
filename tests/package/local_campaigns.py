"""Annotation campaigns on a chain of this machine, for the tests of commands and scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from web3 import Web3

from tests.package.local_commands import Run, succeeds
from veriset.campaign_workflow import play
from veriset.chain.brownie_session import brownie_session
from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.factory_session import one_here
from veriset.chain.networks import LOCAL_NETWORK
from veriset.chain.sender import BrownieSender
from veriset.datasets.drawings import draw_flowers
from veriset.manifest import DatasetDescription, Manifest, build_manifest, write_manifest


@pytest.fixture(scope="module")
def folder(work: Path) -> Path:
    return draw_flowers(work / "flowers", count_per_class=1).folder


@pytest.fixture(scope="module")
def manifest(work: Path, folder: Path) -> Manifest:
    made = build_manifest(folder, dataset=DatasetDescription("Five drawings"))
    write_manifest(made, work / "five.json")
    return made


@pytest.fixture(scope="module")
def one_image(work: Path) -> Path:
    """Return the manifest of a single image."""
    pictures = draw_flowers(work / "single", count_per_class=1).folder
    for picture in sorted(pictures.rglob("*.jpg"))[1:]:
        picture.unlink()
    made = build_manifest(pictures, dataset=DatasetDescription("One drawing"))
    write_manifest(made, work / "one.json")
    return work / "one.json"


def state(veriset: Run, campaign: str, *options: str) -> dict[str, Any]:
    return json.loads(succeeds(veriset("status", "--json", *options, VERISET_CAMPAIGN=campaign)))


def in_hand(shown: str) -> int | None:
    lines = [line for line in shown.splitlines() if "is in hand until" in line]
    return int(lines[-1].split()[1]) if lines else None


def balance(web3: Web3, account: str) -> int:
    return int(web3.eth.get_balance(Web3.to_checksum_address(account)))


def play_all(campaign: str, files: dict[str, Path]) -> None:
    """Let each player hand in its file for image after image until it gets no more."""
    with brownie_session(LOCAL_NETWORK) as brownie:
        found = one_here(CampaignFactory, campaign)
        for player, file in files.items():
            sender = BrownieSender(brownie.accounts.at(player))
            played = play(found, sender)
            while played.player.has_image:
                played = play(found, sender, file)


def write_boxes(path: Path, *boxes: list[int]) -> Path:
    path.write_text(json.dumps(boxes))
    return path
