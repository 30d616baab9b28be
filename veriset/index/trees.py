"""Merkle trees as files, so that a proof among a million images is a few reads.

A file is the tree's nodes one after the other, the root first, 32 bytes each. It is made from a
manifest and can be made again: a store notes which it misses, for `loading.load_again`.
"""

from __future__ import annotations

import mmap
from functools import lru_cache
from math import isqrt
from pathlib import Path

from veriset.errors import ProofError
from veriset.files import atomic_writer
from veriset.merkle import MerkleTree, leaf_hash

_SIZE = 32


class TreeStore:
    """The trees in a folder, by their roots."""

    def __init__(self, folder: Path) -> None:
        """Keep the trees in this folder."""
        self._folder = folder
        self._open = lru_cache(maxsize=256)(self._map)
        self._missing: set[bytes] = set()

    def has(self, root: bytes) -> bool:
        """Tell whether the tree with this root is there."""
        return self._path(root).exists()

    def write(self, tree: MerkleTree) -> None:
        """Keep a tree, whole or not at all."""
        with atomic_writer(self._path(tree.root)) as file:
            file.writelines(tree.nodes)

    def prove(self, root: bytes, content_hash: bytes) -> list[bytes]:
        """Return the siblings from an image's leaf up to the root, 32 bytes each.

        Args:
            root: of the tree.
            content_hash: of an image that is in the tree.

        Raises:
            ProofError: the tree is not there or damaged; it is noted as missing.
        """
        try:
            nodes = self._open(root)
            position = _position(nodes, leaf_hash(content_hash))
        except (OSError, ValueError, LookupError) as error:
            self._missing.add(root)
            self._open.cache_clear()  # else a file that comes in its place would not be seen
            raise ProofError(f"the tree with the root 0x{root.hex()} is not at hand") from error
        siblings = []
        number = position + 1  # from 1, the parent of n is n // 2 and its sibling n ^ 1
        while number > 1:
            start = ((number ^ 1) - 1) * _SIZE
            siblings.append(nodes[start : start + _SIZE])
            number >>= 1
        return siblings

    def take_missing(self) -> set[bytes]:
        """Return the roots of the trees that were found missing since the last call."""
        missing, self._missing = self._missing, set()
        return missing

    def _map(self, root: bytes) -> mmap.mmap:
        with self._path(root).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def _path(self, root: bytes) -> Path:
        return self._folder / f"{root.hex()}.tree"


def _position(nodes: mmap.mmap, leaf: bytes) -> int:
    """Return where a leaf stands; the leaves are the last half, in descending order."""
    low = first = len(nodes) // _SIZE >> 1
    last = high = len(nodes) // _SIZE - 1
    # Hashes are spread evenly, so it is looked for where it should be, give or take four sigma.
    count = last - first + 1
    guess = last - (int.from_bytes(leaf[:4], "big") * count >> 32)
    reach = 2 * isqrt(count)
    if (
        guess - reach > first
        and nodes[(guess - reach) * _SIZE : (guess - reach + 1) * _SIZE] > leaf
    ):
        low = guess - reach
    if guess + reach < last and nodes[(guess + reach) * _SIZE : (guess + reach + 1) * _SIZE] < leaf:
        high = guess + reach
    while low < high:
        middle = (low + high) >> 1
        if nodes[middle * _SIZE : (middle + 1) * _SIZE] > leaf:
            low = middle + 1
        else:
            high = middle
    if not first <= low <= last or nodes[low * _SIZE : (low + 1) * _SIZE] != leaf:
        raise LookupError("the leaf is not in the tree")
    return low
