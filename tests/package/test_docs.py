"""The examples in docs/ that others will compare their own results with."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest
from eth_utils import keccak

from veriset.merkle import MerkleTree

DOCS = Path(__file__).parents[2] / "docs"
PIXELS = re.findall(
    r"`(pixels:v1:\w+:\d+:\d+:)` \| `([0-9a-f]+)` \| `([0-9a-f]{64})`",
    (DOCS / "canonical-pixels.md").read_text(),
)


@pytest.mark.parametrize(("prefix", "samples", "digest"), PIXELS)
def test_canonical_pixels(prefix, samples, digest):
    _, _, mode, width, height, _ = prefix.split(":")
    content = bytes.fromhex(samples)
    assert len(content) == int(width) * int(height) * {"L": 1, "RGB": 3, "RGBA": 4}[mode]
    assert sha256(prefix.encode() + content).hexdigest() == digest
    vectors = (Path(__file__).parents[1] / "vectors" / "pixels.json").read_text()
    assert digest in vectors


def test_there_are_vectors_of_pixels():
    assert len(PIXELS) == 6


def test_merkle_tree():
    text = (DOCS / "merkle-tree.md").read_text()
    rows = re.findall(r"\| ([abc]) \| `([0-9a-f]{64})` \| `([0-9a-f]{64})` \| (\d) \|", text)
    tree = MerkleTree.of(sha256(name.encode()).digest() for name, *_ in rows)
    nodes = {}
    for image, (name, content_hash, leaf, node) in enumerate(rows):
        assert sha256(name.encode()).hexdigest() == content_hash
        assert tree.leaf(image).hex() == leaf
        nodes[int(node)] = bytes.fromhex(leaf)
    inner, root = re.findall(r"= ([0-9a-f]{64})$", text, re.MULTILINE)
    assert keccak(nodes[4] + nodes[3]).hex() == inner
    assert keccak(bytes.fromhex(inner) + nodes[2]).hex() == root == tree.root.hex()
    assert tree.proof(0) == [nodes[4], nodes[2]]
    assert tree.proof(2) == [bytes.fromhex(inner)]
    multi = tree.multiproof([0, 2])
    assert (multi.leaves, multi.proof, multi.flags) == (
        [nodes[3], nodes[2]],
        [nodes[4]],
        [False, True],
    )
