"""A transaction that a busy node finds only at the second look, and its receipt."""

from __future__ import annotations

import pytest
from web3.exceptions import TransactionNotFound

from veriset.chain import patience
from veriset.chain.patience import look_again_for_transactions

HASH, ALICE = "0x12", "0xa11ce"


class Node:
    """Has one transaction; finds it, or its receipt, from the look of this number on."""

    def __init__(self, finds_at: int = 1, receipt_at: int = 1, is_mined: bool = True) -> None:
        self.finds_at = finds_at
        self.receipt_at = receipt_at
        self.is_mined = is_mined
        self.looks = 0
        self.receipt_looks = 0

    def get_transaction(self, transaction: str) -> dict[str, object]:
        self.looks += 1
        if self.looks < self.finds_at:
            raise TransactionNotFound(transaction)
        return {"hash": transaction, "from": ALICE, "nonce": 7}

    def get_transaction_receipt(self, transaction: str) -> dict[str, object]:
        self.receipt_looks += 1
        if self.receipt_looks < self.receipt_at:
            raise TransactionNotFound(transaction)
        return {"transactionHash": transaction, "status": 1}

    def get_transaction_count(self, account: str) -> int:
        assert account == ALICE
        return 8 if self.is_mined else 7


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_LONGEST", 0.2)


def test_it_is_found_later() -> None:
    node = Node(finds_at=3)
    look_again_for_transactions(node)
    look_again_for_transactions(node)
    assert node.get_transaction(HASH)["hash"] == HASH
    assert node.looks == 3


def test_one_that_there_never_is(hurried: None) -> None:
    node = Node(finds_at=1_000_000)
    look_again_for_transactions(node)
    with pytest.raises(TransactionNotFound):
        node.get_transaction(HASH)
    assert node.looks > 1


@pytest.mark.parametrize("finds_at", [1, 2])
def test_the_receipt_of_one_that_is_counted_comes_later(finds_at: int) -> None:
    """The node may find the transaction before, or say meanwhile that there is none."""
    node = Node(finds_at, receipt_at=3)
    look_again_for_transactions(node)
    look_again_for_transactions(node)
    assert node.get_transaction_receipt(HASH)["status"] == 1
    assert node.receipt_looks == 3


def test_one_that_waits_for_its_block_has_no_receipt() -> None:
    """It may wait for minutes, so the node is asked once."""
    node = Node(receipt_at=1_000_000, is_mined=False)
    look_again_for_transactions(node)
    with pytest.raises(TransactionNotFound):
        node.get_transaction_receipt(HASH)
    assert node.receipt_looks == 1


def test_one_that_another_took_the_place_of_never_has_one(hurried: None) -> None:
    node = Node(receipt_at=1_000_000)
    look_again_for_transactions(node)
    with pytest.raises(TransactionNotFound):
        node.get_transaction_receipt(HASH)
    assert node.receipt_looks > 1
