"""Patience with a node that has mined a transaction and does not find it yet."""

from __future__ import annotations

import time
from typing import Any

from web3.exceptions import TransactionNotFound

_LONGEST = 10.0
_PAUSE = 0.05


def look_again_for_transactions(eth: Any) -> None:
    """Let `eth.get_transaction` look for some seconds before it says that there is none.

    Once the sender's nonce has grown, Brownie takes a transaction that is not found for dropped.
    A busy node counts the nonce first and finds the transaction some milliseconds later.

    Args:
        eth: of Brownie's connection; changed once, however often this is called.
    """
    look = eth.get_transaction
    if getattr(look, "looks_again", False):
        return

    def get_transaction(transaction: Any) -> Any:
        deadline = time.monotonic() + _LONGEST
        while True:
            try:
                return look(transaction)
            except TransactionNotFound:
                if time.monotonic() > deadline:
                    raise
            time.sleep(_PAUSE)

    get_transaction.looks_again = True  # type: ignore[attr-defined]
    eth.get_transaction = get_transaction
