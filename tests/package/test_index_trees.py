"""Proofs that are read from the file of a tree."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from veriset.errors import ProofError
from veriset.index.trees import TreeStore
from veriset.merkle import MerkleTree, leaf_hash, verify_proof


def digests(count: int) -> list[bytes]:
    return [sha256(str(number).encode()).digest() for number in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 100, 5_000])
def test_every_image_has_its_proof(tmp_path: Path, count: int) -> None:
    tree = MerkleTree.of(digests(count))
    store = TreeStore(tmp_path)
    store.write(tree)
    for digest in digests(count):
        assert verify_proof(tree.root, digest, store.prove(tree.root, digest))
    assert store.take_missing() == set()
    with pytest.raises(ProofError):
        store.prove(tree.root, sha256(b"another").digest())


@pytest.mark.parametrize("first", [0x00, 0x80, 0xF0])
def test_leaves_that_are_not_spread_evenly(tmp_path: Path, first: int) -> None:
    """A publisher may choose its images so; they are found none the less."""
    crowded = [one for one in digests(10_000) if first <= leaf_hash(one)[0] < first + 16]
    tree = MerkleTree.of(crowded + crowded[:50] + digests(20))
    store = TreeStore(tmp_path)
    store.write(tree)
    for digest in crowded + digests(20):
        assert verify_proof(tree.root, digest, store.prove(tree.root, digest))
