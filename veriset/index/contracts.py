"""The contracts whose events are indexed, and their logs in words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from veriset.chain.artifacts import load_abi
from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.dataset_factory import DatasetFactory
from veriset.chain.deployments import live_deployment
from veriset.chain.registry import CONTRACT as REGISTRY

if TYPE_CHECKING:
    from web3 import Web3

ABIS = {
    REGISTRY: REGISTRY,
    DatasetFactory.CONTRACT: DatasetFactory.CONTRACT,
    CampaignFactory.CONTRACT: CampaignFactory.CONTRACT,
    "CollaborativeDataset": "ICollaborativeDataset",
    "AnnotationCampaign": "IAnnotationCampaign",
}
"""Where each contract's events are declared."""

_LOOK_SECONDS = 5.0
"""Between two looks for contracts that are missing."""

_SAFE_BITS = 53
"""Integers of wider types are decimal text, because readers of JSON round them."""


@dataclass(frozen=True)
class Contracts:
    """The deployed contracts of a chain, by their names; None where there is none.

    Attributes:
        registry: address of the ProvenanceRegistry.
        dataset_factory: address of the CollaborativeDatasetFactory.
        campaign_factory: address of the AnnotationCampaignFactory.
        first_block: the lowest block in which one of them was deployed.
    """

    registry: str | None
    dataset_factory: str | None
    campaign_factory: str | None
    first_block: int

    @property
    def by_address(self) -> dict[str, str]:
        """The name of the contract at each address."""
        found = {
            self.registry: REGISTRY,
            self.dataset_factory: DatasetFactory.CONTRACT,
            self.campaign_factory: CampaignFactory.CONTRACT,
        }
        return {address: name for address, name in found.items() if address is not None}

    @property
    def is_whole(self) -> bool:
        """Whether none is missing."""
        return None not in (self.registry, self.dataset_factory, self.campaign_factory)

    def to_json(self) -> str:
        """Return them as text that is equal for equal contracts."""
        return json.dumps(asdict(self), sort_keys=True)


def find_contracts(web3: Web3, chain_id: int) -> Contracts:
    """Return what is deployed on a chain, by the records of deployments."""
    found = [
        live_deployment(web3, chain_id, name)
        for name in (REGISTRY, DatasetFactory.CONTRACT, CampaignFactory.CONTRACT)
    ]
    registry, datasets, campaigns = (None if record is None else record.address for record in found)
    blocks = [record.block for record in found if record is not None]
    return Contracts(registry, datasets, campaigns, min(blocks, default=0))


class Deployed:
    """The contracts of a chain, which are looked for again for as long as one is missing."""

    def __init__(
        self, web3: Web3, chain_id: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Look for the first time.

        Args:
            web3: connection to the chain's node.
            chain_id: EIP-155.
            clock: seconds.
        """
        self._web3 = web3
        self._chain_id = chain_id
        self._clock = clock
        self._looked_at = clock()
        self._found = find_contracts(web3, chain_id)

    def now(self) -> Contracts:
        """Return them, as of some seconds ago at most if one is missing."""
        if not self._found.is_whole and self._clock() - self._looked_at >= _LOOK_SECONDS:
            self._looked_at = self._clock()
            self._found = find_contracts(self._web3, self._chain_id)
        return self._found


@dataclass(frozen=True)
class Event:
    """An event of a contract.

    Attributes:
        block: number of its block.
        log_index: its place among the block's logs.
        address: of the contract.
        contract: its name.
        name: of the event.
        arguments: by their names, as JSON has them: bytes in hexadecimal, integers of more than
            53 bits in decimal text.
        transaction_hash: 32 bytes; None if it was not read from a log.
        subject: the first indexed argument, by which events are looked up.
    """

    block: int
    log_index: int
    address: str
    contract: str
    name: str
    arguments: dict[str, Any]
    transaction_hash: bytes | None
    subject: str = ""


class Decoder:
    """Reads the logs of our contracts."""

    def __init__(self, web3: Web3) -> None:
        """Use the connection's codec."""
        self._web3 = web3

    def read(self, log: Any, contract: str) -> Event | None:
        """Return the event of a log, None if it is none that the contract's interface declares."""
        topics = [bytes(topic) for topic in log["topics"]]
        if not topics or (known := self._events[contract].get(topics[0])) is None:
            return None
        abi, event = known
        values = event.process_log(log)["args"]
        arguments = {part["name"]: _plain(values[part["name"]], part) for part in abi["inputs"]}
        indexed = [part["name"] for part in abi["inputs"] if part["indexed"]]
        return Event(
            block=int(log["blockNumber"]),
            log_index=int(log["logIndex"]),
            address=str(log["address"]),
            contract=contract,
            name=abi["name"],
            arguments=arguments,
            transaction_hash=bytes(log["transactionHash"]),
            subject=str(arguments[indexed[0]]) if indexed else "",
        )

    @cached_property
    def _events(self) -> dict[str, dict[bytes, tuple[dict[str, Any], Any]]]:
        found: dict[str, dict[bytes, tuple[dict[str, Any], Any]]] = {}
        for contract, source in ABIS.items():
            abi = load_abi(source)
            events = self._web3.eth.contract(abi=abi).events
            found[contract] = {}
            for entry in abi:
                if entry["type"] == "event":
                    event = events[entry["name"]]()
                    topic = bytes.fromhex(event.topic.removeprefix("0x"))
                    found[contract][topic] = entry, event
        return found


def _plain(value: Any, part: dict[str, Any]) -> Any:
    kind: str = part["type"]
    if kind.endswith("]"):
        inner = {**part, "type": kind[: kind.rindex("[")]}
        return [_plain(item, inner) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return "0x" + bytes(value).hex()
    if isinstance(value, int) and not isinstance(value, bool):
        bits = int("".join(c for c in kind if c.isdigit()) or 256)
        return value if bits <= _SAFE_BITS else str(value)
    return value
