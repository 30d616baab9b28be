"""A factory and the contracts that it has opened, as they are read: by eth_call alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from veriset.chain.address import checked_address
from veriset.chain.contract import ContractReader
from veriset.chain.pages import PAGE
from veriset.errors import ChainError, InputError

if TYPE_CHECKING:
    from web3 import Web3

Opened = TypeVar("Opened", bound=ContractReader)


class Factory(ContractReader, ABC, Generic[Opened]):
    """The factory at an address; a subclass a kind says what it opens."""

    CONTRACT: ClassVar[str]
    """Name of the factory's contract."""
    NOUN: ClassVar[str]
    """What it opens, as the functions of the contract, commands and messages call it."""
    VARIABLE: ClassVar[str]
    """Names the one that commands use when they are given none."""

    def __init__(self, web3: Web3, address: str) -> None:
        """Read the factory at this address through this connection."""
        super().__init__(web3, self.CONTRACT, address)

    @abstractmethod
    def connect(self, address: str) -> Opened:
        """Return what reads the contract at an address that this factory opened."""

    def count(self) -> int:
        """Return the number of contracts that were opened."""
        return int(self.call(f"{self.NOUN}Count"))

    def addresses(self) -> Iterator[str]:
        """Yield the address of each contract, in the order in which they were opened."""
        start = 0
        while page := self.call(f"{self.NOUN}s", start, PAGE):
            yield from page
            start += len(page)

    def at(self, address: str) -> Opened:
        """Return a contract that this factory opened.

        Raises:
            InputError: the text is no address.
            ChainError: the factory did not open it, so its code may be anything.
        """
        address = checked_address(address)
        if not self.call(f"is{self.NOUN.capitalize()}", address):
            raise ChainError(f"{address} is no {self.NOUN} of the factory at {self.address}")
        return self.connect(address)

    def pick(self, address: str | None) -> Opened:
        """Return the contract at an address, or the only one that the factory has opened.

        Raises:
            InputError: no address is given and there is more than one, or it is no address.
            ChainError: there is none, or the factory did not open it.
        """
        if address:
            return self.at(address)
        noun, count = self.NOUN, self.count()
        if count == 0:
            raise ChainError(f"no {noun} is open on this network; run: veriset {noun} create")
        if count > 1:
            raise InputError(
                f"there are {count} {noun}s; say which with --{noun} or {self.VARIABLE} "
                f"(veriset {noun} list)"
            )
        return self.at(next(self.addresses()))
