"""The factory of collaborative datasets."""

from __future__ import annotations

from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.factory import Factory


class DatasetFactory(Factory[CollaborativeDataset]):
    """The factory of collaborative datasets at an address."""

    CONTRACT = "CollaborativeDatasetFactory"
    NOUN = "dataset"
    VARIABLE = "VERISET_DATASET"

    def connect(self, address: str) -> CollaborativeDataset:
        """Return the dataset at an address that this factory opened."""
        return CollaborativeDataset(self.web3, address)
