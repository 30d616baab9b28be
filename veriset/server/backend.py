"""What the endpoints share: the index, the chain's node, and who has logged in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Engine

from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.dataset_factory import DatasetFactory
from veriset.chain.registry import CONTRACT as REGISTRY
from veriset.errors import ChainError
from veriset.index.contracts import Contracts, Deployed
from veriset.index.database import open_database
from veriset.index.trees import TreeStore
from veriset.server.image_answers import ImageAnswers
from veriset.server.pinned_images import PinnedImages
from veriset.server.settings import Settings

if TYPE_CHECKING:
    from web3 import Web3

_Value = TypeVar("_Value")
_TRIES = 3


class Backend:
    """Opened with the application and closed with it."""

    def __init__(self, settings: Settings) -> None:
        """Open the index; the node is asked when it is needed first."""
        self.settings = settings
        self.engine: Engine = open_database(settings.database)
        self.trees = TreeStore(settings.trees)
        self.pinned = (
            None
            if settings.pins is None
            else PinnedImages(settings.pins, settings.pins.with_suffix(".sqlite"))
        )
        self.images = ImageAnswers(self.engine, self.trees, settings.network.chain_id)

    def close(self) -> None:
        """Close the index, and the store of what is pinned."""
        if self.pinned is not None:
            self.pinned.close()
        self.engine.dispose()

    @property
    def chain(self) -> dict[str, Any]:
        """The block up to which the index is."""
        return self.images.snapshot.chain

    @cached_property
    def web3(self) -> Web3:
        """A connection to the node.

        Raises:
            ChainError: nothing answers there, or it is of another chain.
        """
        from veriset.chain.connection import connect

        return connect(self.settings.network)

    @property
    def contracts(self) -> Contracts:
        """The contracts that are deployed, as of some seconds ago at most."""
        return self._deployed.now()

    @cached_property
    def _deployed(self) -> Deployed:
        return Deployed(self.web3, self.settings.network.chain_id)

    def contract_addresses(self) -> dict[str, str | None]:
        """Return where each contract is; None if it is not on this chain."""
        found = self.contracts
        return {
            REGISTRY: found.registry,
            DatasetFactory.CONTRACT: found.dataset_factory,
            CampaignFactory.CONTRACT: found.campaign_factory,
        }

    def now(self, read: Callable[[], _Value]) -> tuple[_Value, dict[str, Any]]:
        """Return what is read of the chain's state, and the block at which it holds.

        Raises:
            ChainError: the node fails.
        """
        before = self._head()
        for _ in range(_TRIES):
            value = read()
            after = self._head()
            if after == before:
                break
            before = after
        return value, after

    def head(self) -> int:
        """Return the number of the node's latest block."""
        return int(self._head()["block"])

    def _head(self) -> dict[str, Any]:
        from web3.exceptions import Web3Exception

        try:
            block = self.web3.eth.get_block("latest")
        except (Web3Exception, OSError, ValueError) as error:
            raise ChainError(
                f"the node of {self.settings.network.name} does not answer; try again"
            ) from error
        return {
            "id": self.settings.network.chain_id,
            "block": int(block["number"]),
            "block_hash": "0x" + bytes(block["hash"]).hex(),
            "timestamp": int(block["timestamp"]),
        }
