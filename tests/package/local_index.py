"""A chain of this machine with the contracts on it, indexed step by step in this process.

A test file imports the fixtures that it uses, and those that they use. Nothing here needs Brownie.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from web3 import HTTPProvider, Web3

from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.artifacts import load_artifact
from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.dataset_factory import DatasetFactory
from veriset.chain.deployments import Deployment, code_hash, save_deployment
from veriset.chain.log_limits import LogLimits
from veriset.chain.networks import LOCAL_NETWORK, Network, load_network
from veriset.chain.node import local_chain
from veriset.chain.node_sender import NodeSender
from veriset.chain.registry import ProvenanceRegistry
from veriset.datasets.drawings import draw_flowers
from veriset.images import HashKind
from veriset.index.contracts import find_contracts
from veriset.index.follower import Follower
from veriset.index.loading import ManifestLoader
from veriset.index.trees import TreeStore
from veriset.manifest import DatasetDescription, Manifest, build_manifest, write_manifest
from veriset.pinning.manifests import ManifestStore

LIMITS = LogLimits(blocks=50, results=10_000, finality=16)
_DEPLOYED = {
    "ProvenanceRegistry": None,
    "CollaborativeDataset": None,
    "CollaborativeDatasetFactory": "CollaborativeDataset",
    "Clusterer": None,
    "AnnotationCampaignResults": "Clusterer",
    "AnnotationCampaign": "AnnotationCampaignResults",
    "AnnotationCampaignFactory": "AnnotationCampaign",
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VERISET_HOME", str(tmp_path_factory.mktemp("work")))
        for name in ("VERISET_PINNING", "VERISET_GATEWAYS", "LIGHTHOUSE_TOKEN"):
            patch.delenv(name, raising=False)
        patch.setenv("XDG_CONFIG_HOME", os.environ["VERISET_HOME"])
        yield Path(os.environ["VERISET_HOME"])


@dataclass(frozen=True)
class Chain:
    """The chain and who acts on it."""

    web3: Web3
    network: Network
    registry: ProvenanceRegistry
    datasets: DatasetFactory
    campaigns: CampaignFactory
    alice: NodeSender
    bob: NodeSender
    carol: NodeSender

    def ask(self, method: str, *parameters: Any) -> Any:
        answer = self.web3.provider.make_request(method, list(parameters))  # type: ignore[arg-type]
        assert "result" in answer, answer
        return answer["result"]

    def mine(self, blocks: int) -> None:
        self.ask("anvil_mine", hex(blocks))


@pytest.fixture(scope="module")
def chain(work: Path) -> Iterator[Chain]:
    with local_chain(work / "chain" / "state.json") as port:
        yield chain_at(port)


def chain_at(port: int) -> Chain:
    """Return the chain of a node, with the contracts deployed by its first account."""
    web3 = Web3(HTTPProvider(f"http://127.0.0.1:{port}"))
    alice, bob, carol = (NodeSender(web3, account) for account in web3.eth.accounts[:3])
    at: dict[str, str] = {}
    for contract, part in _DEPLOYED.items():
        at[contract] = deploy(web3, alice.address, contract, *([at[part]] if part else []))
    return Chain(
        web3,
        load_network(LOCAL_NETWORK),
        ProvenanceRegistry(web3, at["ProvenanceRegistry"]),
        DatasetFactory(web3, at["CollaborativeDatasetFactory"]),
        CampaignFactory(web3, at["AnnotationCampaignFactory"]),
        alice,
        bob,
        carol,
    )


def deploy(web3: Web3, sender: str, contract: str, *arguments: str) -> str:
    """Deploy a compiled contract and write it down; return its address."""
    artifact = load_artifact(contract)
    factory = web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
    sent = factory.constructor(*arguments).transact({"from": web3.to_checksum_address(sender)})
    receipt = web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.02)
    address = str(receipt["contractAddress"])
    save_deployment(
        Deployment(
            contract=contract,
            chain_id=web3.eth.chain_id,
            address=address,
            transaction="0x" + bytes(sent).hex(),
            block=int(receipt["blockNumber"]),
            deployer=sender,
            compiler={},
            bytecode_hash=code_hash(web3, address),
        )
    )
    return address


class Index:
    """An index that a test brings up to date when it likes."""

    def __init__(self, engine: Engine, chain: Chain, work: Path, limits: LogLimits = LIMITS):
        self.engine = engine
        self.chain = chain
        self.trees = TreeStore(work / "index" / "trees")
        self.store = ManifestStore(work / "manifests" / "by-cid", work / "pins")
        self.follower = self.new_follower(limits)
        self.loader = ManifestLoader(engine, self.trees, self.store.get)

    def new_follower(self, limits: LogLimits = LIMITS) -> Follower:
        contracts = find_contracts(self.chain.web3, self.chain.network.chain_id)
        return Follower(self.engine, self.chain.web3, contracts, limits)

    def follow(self) -> int:
        """Follow the chain to its head; return the number of steps."""
        steps = 1
        while self.follower.step():
            steps += 1
            assert steps < 1_000
        return steps

    def catch_up(self) -> None:
        self.follow()
        while self.loader.step():
            pass

    def close(self) -> None:
        self.store.__exit__()
        self.engine.dispose()


def make_dataset(
    folder: Path, name: str, count: int = 1, seed: int = 1, kind: HashKind = HashKind.FILE
) -> tuple[Path, Manifest]:
    """Draw pictures in a folder; return the file of their manifest, and the manifest."""
    pictures = draw_flowers(folder / name, count_per_class=count, seed=seed).folder
    manifest = build_manifest(
        pictures, hash_kind=kind, dataset=DatasetDescription(name), reader="folder"
    )
    path = folder / f"{name}.json"
    write_manifest(manifest, path)
    return path, manifest


def register(chain: Chain, manifest: Manifest, cid: str, by: NodeSender, **changed: Any) -> bytes:
    """Register a dataset; return its id."""
    root = bytes.fromhex(manifest.root[2:])
    values = {
        "root": root,
        "count": manifest.count,
        "hashKind": tuple(HashKind).index(manifest.hash_kind),
        "supersedes": bytes(32),
        "cid": cid,
        "metadata": '{"name":"' + manifest.dataset.name + '"}',
    }
    by.send(chain.registry.functions.registerDataset(values | changed))
    return chain.registry.dataset_id(by.address, (values | changed)["root"])


def register_model(chain: Chain, name: str, by: NodeSender, *datasets: bytes) -> bytes:
    """Register a model; return its id."""
    from hashlib import sha256

    digest = sha256(name.encode()).digest()
    values = {
        "digest": digest,
        "parent": bytes(32),
        "datasetIds": sorted(datasets),
        "cid": "bafkreifslmocjrdbbisnwmr62fhlec2mjuxjyjlac7uvzuq5g5m2guavha",
        "metadata": '{"name":"' + name + '"}',
    }
    by.send(chain.registry.functions.registerModel(values))
    return chain.registry.model_id(by.address, digest)


__all__ = ["AnnotationCampaign", "Chain", "Index", "chain", "make_dataset", "register", "work"]
