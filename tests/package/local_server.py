"""A server over a chain of this machine, with something of every kind on it.

A test file imports the fixtures that it uses, and those that they use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from fastapi.testclient import TestClient

from tests.package.local_databases import URLS, database
from tests.package.local_index import Chain, Index, make_dataset, register, register_model
from veriset.campaign_workflow import create_campaign
from veriset.campaigns.annotation_bytes import encode_annotations
from veriset.campaigns.outcome import Annotation
from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.campaign_open import Plan
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_actions import open_dataset
from veriset.chain.dataset_contribute import contribute
from veriset.chain.dataset_types import Rules
from veriset.images import HashKind
from veriset.index.database import open_database
from veriset.manifest import Manifest
from veriset.pinning import open_pinning
from veriset.records.example_houses import make_houses, spoil_houses
from veriset.records.schema import load_schema
from veriset.server.app import create_app
from veriset.server.settings import Rates, Settings

API = "/api/v1"
VALIDATOR = Account.from_key(b"\7" * 32)
"""Has a key, so that it can sign what the node's own accounts cannot."""
_CHANCE = 100_000
"""Gas beyond an estimate: which image is drawn is decided in the block."""
UNKNOWN = "0x" + "ab" * 32
NOBODY = "0x" + "11" * 20


@dataclass
class World:
    """What is on the chain and in the index."""

    chain: Chain
    index: Index
    folder: Path
    settings: Settings
    asters: bytes
    asters_manifest: Manifest
    pixels: bytes
    pixels_manifest: Manifest
    missing: bytes
    model: bytes
    campaign: AnnotationCampaign
    houses: CollaborativeDataset


@pytest.fixture(scope="module", params=URLS)
def world(
    request: pytest.FixtureRequest,
    chain: Chain,
    work: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    before = chain.ask("evm_snapshot")  # a second world finds the chain as the first did
    with database(request.param, tmp_path_factory.mktemp("database")) as url:
        yield from _world(chain, work, tmp_path_factory.mktemp("pictures"), url)
    chain.ask("evm_revert", before)


def _world(chain: Chain, work: Path, folder: Path, url: str) -> Iterator[World]:
    path, asters = make_dataset(folder, "asters", count=2)
    pixel_path, pixels = make_dataset(folder, "pixels", seed=9, kind=HashKind.PIXELS)
    with open_pinning(work / "pins") as service:
        cids = [service.pin(file).cid for file in (path, pixel_path)]
    old = register(chain, asters, cids[0], chain.alice)
    second = register(chain, pixels, cids[1], chain.alice, supersedes=old)
    chain.bob.send(chain.registry.functions.registerDataset(_unpinned()))
    model = register_model(chain, "net", chain.bob, old)
    settings = Settings(
        network=chain.network,
        database=url,
        trees=work / "index" / "trees",
        manifests=work / "manifests" / "by-cid",
        image_folders=(folder / "asters", folder / "pixels"),
        has_rpc_proxy=True,
        hosts=("testserver", "localhost"),
        upload_bytes=1 << 20,
        upload_pixels=1_000_000,
        rates=Rates(*["1000000/minute"] * 4),
    )
    index = Index(open_database(url), chain, work)
    made = World(
        chain,
        index,
        folder,
        settings,
        old,
        asters,
        second,
        pixels,
        chain.registry.dataset_id(chain.bob.address, b"\x11" * 32),
        model,
        _campaign(chain, path),
        _houses(chain),
    )
    index.follow()
    while index.loader.step():
        pass
    yield made
    index.close()


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[TestClient]:
    with TestClient(create_app(world.settings)) as client:
        yield client


def _unpinned() -> dict[str, Any]:
    return {
        "root": b"\x11" * 32,
        "count": 3,
        "hashKind": 0,
        "supersedes": bytes(32),
        "cid": "no CID <script>",
        "metadata": '{"name": 7}',
    }


def _campaign(chain: Chain, manifest: Path) -> AnnotationCampaign:
    """Return a campaign on which bob and carol played one image."""
    plan = Plan(
        bet=1_000, name="Asters", classes=("aster",), annotators=2, is_sealed=False, distance=20
    )
    campaign = create_campaign(chain.campaigns, chain.alice, manifest, plan).campaign
    for player in (chain.bob, chain.carol):
        player.send(campaign.functions.draw((0, b"")), spare_gas=_CHANCE)
    for number, player in enumerate((chain.bob, chain.carol)):
        box = Annotation(10 + number, 20, 30, 40, 0)
        image = campaign.player(player.address).image
        call = campaign.functions.playOpen(image, encode_annotations([box]), True)
        player.send(call, spare_gas=_CHANCE)
    return campaign


def _houses(chain: Chain) -> CollaborativeDataset:
    """Return a dataset with a decided batch, and one under review in which a record is odd."""
    schema = load_schema("house_price")
    rules = Rules(name="Houses", record_size=1, votes_needed=2, approvals_needed=1)
    dataset, _ = open_dataset(chain.datasets, chain.alice, schema, rules)
    contribute(dataset, chain.bob, make_houses(20, seed=1))
    for validator in (chain.alice, chain.carol):
        validator.send(dataset.functions.vote(0, 2**20 - 2, []))
    chain.alice.send(dataset.functions.close(0))
    contribute(dataset, chain.carol, spoil_houses(make_houses(30, seed=2), 0.2, seed=3)[0])
    return dataset


def get(client: TestClient, path: str, **options: Any) -> dict[str, Any]:
    response = client.get(API + path, **options)
    assert response.status_code == 200, response.text
    values: dict[str, Any] = response.json()
    return values


def problem(response: Any, status: int, said: str = "") -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    values: dict[str, Any] = response.json()
    assert set(values) == {"type", "title", "status", "detail", "instance"}
    assert values["status"] == status
    assert said in values["detail"]
    return values


def raw(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def file_of(world: World, position: int = 0) -> Path:
    return world.folder / "asters" / str(world.asters_manifest.images[position].path)
