"""Patience with a node that has mined a transaction and does not find it yet."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from web3.exceptions import TransactionNotFound

_LONGEST = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0


def look_again_for_transactions(eth: Any) -> None:
    """Let `eth` look for some seconds before it says that there is no transaction or receipt.

    Once the sender's nonce has grown, Brownie takes a transaction that is not found for dropped,
    and one without a receipt too. A busy node counts the nonce first and finds the transaction
    and its receipt some milliseconds later.

    Args:
        eth: of Brownie's connection; changed once, however often this is called.
    """
    if getattr(eth.get_transaction, "looks_again", False):
        return
    look, look_for_receipt = eth.get_transaction, eth.get_transaction_receipt

    def get_transaction(transaction: Any) -> Any:
        return _look_again(lambda: look(transaction), lambda: True)

    def get_transaction_receipt(transaction: Any) -> Any:
        # One that waits for its block has no receipt for minutes: that is for Brownie to wait for.
        return _look_again(
            lambda: look_for_receipt(transaction), lambda: _is_counted(eth, look, transaction)
        )

    get_transaction.looks_again = True  # type: ignore[attr-defined]
    eth.get_transaction = get_transaction
    eth.get_transaction_receipt = get_transaction_receipt


def _look_again(look: Callable[[], Any], is_worth_it: Callable[[], bool]) -> Any:
    deadline, pause = time.monotonic() + _LONGEST, _FIRST_PAUSE
    while True:
        try:
            return look()
        except TransactionNotFound:
            if time.monotonic() > deadline or not is_worth_it():
                raise
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _is_counted(eth: Any, look: Callable[[Any], Any], transaction: Any) -> bool:
    """Return whether the nonce of a transaction's sender has grown beyond it, or it is gone."""
    try:
        found = look(transaction)
    except TransactionNotFound:
        return True
    return bool(eth.get_transaction_count(found["from"]) > found["nonce"])
