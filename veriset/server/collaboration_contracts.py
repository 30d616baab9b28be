"""From an address that a visitor gives to the contract of a collaborative dataset."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from fastapi import Path as InPath
from sqlalchemy import Connection, select

from veriset.chain.address import checked_address
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.index.tables import collaborations
from veriset.server.backend import Backend
from veriset.server.problems import ProblemError

BatchNumber = Annotated[
    int, InPath(ge=0, lt=2**31, description="Id of the batch, from 0.", examples=[0])
]


class Collaborations:
    """Finds collaborative datasets by their addresses."""

    def __init__(self, backend: Backend) -> None:
        """Look in an index."""
        self._backend = backend
        self._contract = lru_cache(maxsize=1_000)(self._make)

    def find(self, address: str) -> tuple[Any, CollaborativeDataset]:
        """Return a dataset's row and its contract.

        Raises:
            ProblemError: the factory opened none there.
        """
        with self._backend.engine.connect() as connection:
            row = _row_of(connection, address)
        return row, self._contract(row.address)

    def _make(self, address: str) -> CollaborativeDataset:
        return CollaborativeDataset(self._backend.web3, address)


def _row_of(connection: Connection, address: str) -> Any:
    query = select(collaborations).where(
        collaborations.c.address == checked_address(address.lower())
    )
    if (row := connection.execute(query).first()) is None:
        raise ProblemError(404, f"No collaborative dataset has the address {address}.")
    return row
