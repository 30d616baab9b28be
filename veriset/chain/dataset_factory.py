"""The factory of collaborative datasets, as it is read: by eth_call alone, without a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from veriset.chain.address import checked_address
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.contract import ContractReader
from veriset.chain.pages import PAGE
from veriset.errors import ChainError

if TYPE_CHECKING:
    from web3 import Web3

FACTORY = "CollaborativeDatasetFactory"


class DatasetFactory(ContractReader):
    """The factory at an address; every method but `functions` is an eth_call."""

    def __init__(self, web3: Web3, address: str) -> None:
        """Read the factory at this address through this connection."""
        super().__init__(web3, FACTORY, address)

    def dataset_count(self) -> int:
        """Return the number of datasets that were opened."""
        return int(self.call("datasetCount"))

    def datasets(self) -> Iterator[str]:
        """Yield the address of each dataset, in the order in which they were opened."""
        start = 0
        while page := self.call("datasets", start, PAGE):
            yield from page
            start += len(page)

    def dataset(self, address: str) -> CollaborativeDataset:
        """Return a dataset that this factory opened.

        Raises:
            InputError: the text is no address.
            ChainError: the factory did not open it, so its code may be anything.
        """
        address = checked_address(address)
        if not self.call("isDataset", address):
            raise ChainError(f"{address} is no dataset of the factory at {self.address}")
        return CollaborativeDataset(self.web3, address)
