"""A transaction that a busy node finds only at the second look."""

from __future__ import annotations

import pytest
from web3.exceptions import TransactionNotFound

from veriset.chain import patience
from veriset.chain.patience import look_again_for_transactions


class Node:
    """Finds a transaction from the look of this number on."""

    def __init__(self, finds_at: int) -> None:
        self.finds_at = finds_at
        self.looks = 0

    def get_transaction(self, transaction: str) -> dict[str, str]:
        self.looks += 1
        if self.looks < self.finds_at:
            raise TransactionNotFound(transaction)
        return {"hash": transaction}


def test_it_is_found_later() -> None:
    node = Node(finds_at=3)
    look_again_for_transactions(node)
    look_again_for_transactions(node)
    assert node.get_transaction("0x12") == {"hash": "0x12"}
    assert node.looks == 3


def test_one_that_there_never_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_LONGEST", 0.2)
    node = Node(finds_at=1_000_000)
    look_again_for_transactions(node)
    with pytest.raises(TransactionNotFound):
        node.get_transaction("0x12")
    assert node.looks > 1
