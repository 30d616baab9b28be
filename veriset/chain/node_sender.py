"""Sending transactions from accounts that the node itself holds: for demonstrations and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veriset.chain.sender import Receipt, refusal_of, sending_failed
from veriset.errors import ChainError

if TYPE_CHECKING:
    from web3 import Web3
    from web3.contract.contract import ContractFunction
    from web3.types import TxParams


class NodeSender:
    """Sends from an account for which a node of this machine signs; Brownie is not needed."""

    def __init__(self, web3: Web3, address: str) -> None:
        """Use an account of the node."""
        self._web3 = web3
        self._address = str(web3.to_checksum_address(address))

    @property
    def address(self) -> str:
        """The account's address."""
        return self._address

    def send(self, function: ContractFunction, value: int = 0, spare_gas: int = 0) -> Receipt:
        """Send a call as `Sender.send` does; the node tries it first."""
        from web3.exceptions import Web3Exception

        name = function.fn_name
        try:
            # The next block's gas, as long as a quiet chain's latest block is old.
            gas = function.estimate_gas(self._transaction(value), "pending") * 11 // 10
            sent = function.transact(self._transaction(value) | {"gas": gas + spare_gas})
            receipt = self._web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.02)
        except (Web3Exception, OSError, ValueError) as error:
            refusal = refusal_of(function, self._address, value, "pending")
            raise refusal or sending_failed(name, self._address, error) from error
        if receipt["status"] != 1:
            raise ChainError(f"{name} was refused by the contract in 0x{sent.hex()}")
        return Receipt("0x" + sent.hex(), receipt["blockNumber"], receipt["gasUsed"])

    def _transaction(self, value: int) -> TxParams:
        return {"from": self._address, "value": value}  # type: ignore[typeddict-item]
