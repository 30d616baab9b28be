"""A contract at an address, as it is read: by eth_call alone, without a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veriset.chain.artifacts import load_abi
from veriset.chain.reverts import explain_revert
from veriset.errors import ChainError

if TYPE_CHECKING:
    from web3 import Web3


class ContractReader:
    """Calls a contract's functions and names what they return."""

    def __init__(
        self, web3: Web3, contract: str, address: str, abi: list[dict[str, Any]] | None = None
    ) -> None:
        """Read the contract of this name at this address through this connection.

        Args:
            web3: a connection to its chain.
            contract: its name.
            address: its address.
            abi: None takes the one of the contract's code.
        """
        self.name = contract
        self.abi = load_abi(contract) if abi is None else abi
        self.address: str = web3.to_checksum_address(address)
        self.web3 = web3
        self._contract = web3.eth.contract(address=self.address, abi=self.abi)

    @property
    def functions(self) -> Any:
        """The contract's functions as web3 offers them, for building transactions."""
        return self._contract.functions

    @property
    def events(self) -> Any:
        """The contract's events as web3 offers them."""
        return self._contract.events

    def call(self, function: str, *arguments: Any, block: int | str = "latest") -> Any:
        """Return what a view function answers; structs as dictionaries by their fields' names.

        Args:
            function: its name.
            arguments: as web3 takes them.
            block: number of the block whose state is read, or a word such as latest.

        Raises:
            ChainError: the contract refuses, or the node fails.
        """
        from web3.exceptions import ContractLogicError, Web3Exception

        try:
            value = getattr(self._contract.functions, function)(*arguments).call(
                block_identifier=block
            )
        except ContractLogicError as error:
            reason = explain_revert(self.abi, error.data if isinstance(error.data, str) else None)
            raise ChainError(f"{self.name}.{function}: {reason}") from error
        except (Web3Exception, OSError) as error:
            line = " ".join(str(error).split())[:300]
            raise ChainError(
                f"{self.name} at {self.address} does not answer {function}: {line}"
            ) from error
        outputs = next(
            entry["outputs"]
            for entry in self.abi
            if entry["type"] == "function"
            and entry["name"] == function
            and len(entry["inputs"]) == len(arguments)
        )
        if len(outputs) == 1:
            return _named(outputs[0], value)
        return tuple(_named(part, item) for part, item in zip(outputs, value, strict=True))


def _named(output: dict[str, Any], value: Any) -> Any:
    """Name a struct's values by the ABI's words, so that its order is not repeated here."""
    kind: str = output["type"]
    if kind.endswith("[]"):
        return [_named({**output, "type": kind[:-2]}, item) for item in value]
    if kind != "tuple":
        return value
    parts = output["components"]
    return {part["name"]: _named(part, item) for part, item in zip(parts, value, strict=True)}
