"""Sending transactions from one of Brownie's accounts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from veriset.chain.reverts import explain_revert
from veriset.errors import ChainError

if TYPE_CHECKING:
    from web3.contract.contract import ContractFunction
    from web3.types import TxParams

ACCOUNT_VARIABLE = "VERISET_ACCOUNT"
"""Names the Brownie keystore to sign with, or an address that the node itself holds."""


@dataclass(frozen=True)
class Receipt:
    """A transaction that the chain holds.

    Attributes:
        transaction: hash, as 0x and hexadecimal digits.
        block: number of its block.
        gas_used: in gas.
    """

    transaction: str
    block: int
    gas_used: int


class Sender(Protocol):
    """An account that can send transactions."""

    @property
    def address(self) -> str:
        """Its address."""

    def send(self, function: ContractFunction, value: int = 0, spare_gas: int = 0) -> Receipt:
        """Send a call of a contract's function and wait until the chain holds it.

        Args:
            function: with its arguments.
            value: wei that go with it.
            spare_gas: that it may take beyond what an estimate says, as where chance decides.

        Raises:
            ChainError: the contract refuses it, the account cannot pay, or the node fails.
        """


class BrownieSender:
    """Sends from an account of Brownie, on the network to which Brownie is connected."""

    def __init__(self, account: Any) -> None:
        """Use a Brownie account."""
        self._account = account

    @property
    def account(self) -> Any:
        """The Brownie account, which can also sign."""
        return self._account

    @property
    def address(self) -> str:
        """The account's address."""
        return str(self._account.address)

    def send(self, function: ContractFunction, value: int = 0, spare_gas: int = 0) -> Receipt:
        """Try the call first, so that a refusal has its name and costs nothing; then send it."""
        from web3.types import Wei

        name = function.fn_name
        options: dict[str, Any] = {}
        if (refusal := self.refusal(function, value)) is not None:
            # What the latest block refuses, such as more than a block may take from one account,
            # the next may accept; Brownie looks at the latest alone, so its own try is left out.
            if self.refusal(function, value, "pending") is not None:
                raise refusal
            options = {"gas_limit": self._gas_limit(function, value), "allow_revert": True}
        if spare_gas:
            limit = options.get("gas_limit") or self._gas_limit(function, value)
            options["gas_limit"] = limit + spare_gas
        try:
            # Only the call's data is wanted; Brownie sets gas, fees and nonce itself.
            data = function.build_transaction(
                {"gas": Wei(0), "gasPrice": Wei(0), "value": Wei(value)}
            )["data"]
            receipt = self._account.transfer(
                to=function.address, amount=value, data=data, silent=True, **options
            )
        except Exception as error:  # Brownie raises ValueError, web3's errors and its own
            raise sending_failed(name, self.address, error) from error
        if int(receipt.status) != 1:
            raise ChainError(f"{name} was refused by the contract in {receipt.txid}")
        return Receipt(str(receipt.txid), int(receipt.block_number), int(receipt.gas_used))

    def refusal(
        self, function: ContractFunction, value: int = 0, block: str = "latest"
    ) -> ChainError | None:
        """Return why the contract would refuse the call in that block, None if it would not."""
        return refusal_of(function, self.address, value, block)

    def _gas_limit(self, function: ContractFunction, value: int) -> int:
        # Brownie's own margin.
        return function.estimate_gas(self._transaction(value), "pending") * 11 // 10

    def _transaction(self, value: int) -> TxParams:
        return {"from": self._account.address, "value": value}  # type: ignore[typeddict-item]


def refusal_of(
    function: ContractFunction, sender: str, value: int = 0, block: str = "latest"
) -> ChainError | None:
    """Return why a contract would refuse a call, None if it would not; an eth_call, without a key.

    Args:
        function: with its arguments.
        sender: address that the call comes from.
        value: wei that go with it.
        block: latest or pending.

    Raises:
        ChainError: the sender cannot pay, or the node fails.
    """
    from web3.exceptions import ContractLogicError, Web3Exception

    name = function.fn_name
    try:
        function.call({"from": sender, "value": value}, block)  # type: ignore[arg-type]
    except ContractLogicError as error:
        abi: list[dict[str, Any]] = list(function.contract_abi or [])  # type: ignore[arg-type]
        reason = explain_revert(abi, error.data if isinstance(error.data, str) else None)
        return ChainError(f"{name} is refused by the contract: {reason}")
    except (Web3Exception, OSError) as error:
        text = " ".join(str(error).split())
        if "insufficient funds" in text.lower():
            raise sending_failed(name, sender, error) from error
        raise ChainError(f"the node does not answer {name}: {text[:300]}") from error
    return None


def brownie_account() -> Any:
    """Return the account that `VERISET_ACCOUNT` names, or a development chain's first one.

    Raises:
        ChainError: none is named on a public chain, or there is no such keystore.
    """
    from brownie import accounts, web3

    from veriset.chain.networks import LOCAL_CHAIN_IDS
    from veriset.chain.patience import look_again_for_transactions

    look_again_for_transactions(web3.eth)
    name = os.environ.get(ACCOUNT_VARIABLE, "").strip()
    if not name:
        if web3.eth.chain_id in LOCAL_CHAIN_IDS and len(accounts):
            return accounts[0]
        raise ChainError(
            f"no account to send from; set {ACCOUNT_VARIABLE} to the name of a Brownie keystore "
            "(brownie accounts list)"
        )
    if name.startswith("0x"):
        if len(name) != 42:
            # A key pasted by mistake must not be echoed.
            raise ChainError(f"{ACCOUNT_VARIABLE} is neither a keystore's name nor an address")
        try:
            return accounts.at(name)
        except Exception as error:
            raise ChainError(f"the node holds no unlocked account {name}") from error
    try:
        return accounts.load(name)
    except FileNotFoundError as error:
        known = ", ".join(accounts.load()) or "none"
        raise ChainError(f"there is no Brownie keystore {name!r}; there are: {known}") from error
    except ValueError as error:
        raise ChainError(f"keystore {name!r} does not open: {error}") from error


def sending_failed(action: str, address: str, error: Exception) -> ChainError:
    """Return what a node's or Brownie's complaint about a transaction means for the user."""
    text = " ".join(str(error).split())
    if "insufficient funds" in text.lower():
        return ChainError(f"{action}: account {address} cannot pay for it; send it funds first")
    return ChainError(f"{action} was not carried out: {text[:300]}")
