"""Files as trees of UnixFS nodes in dag-pb blocks.

Sources: https://ipld.io/specs/codecs/dag-pb/spec/ and https://specs.ipfs.tech/unixfs/.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from veriset.cid.dag_pb import field, varint, wrapped_leaf
from veriset.cid.identifier import DAG_PB, RAW, Cid

CHUNK_SIZE = 262_144
"""Bytes of a file in a leaf."""

MAX_LINKS = 174
"""Children of a node."""

OnNode = Callable[[Cid, bytes], None]
"""Takes note of a node above the leaves: its CID and its block."""


class Link(NamedTuple):
    """A child of a node: its CID, the file's bytes below it, and the size of its blocks."""

    cid: Cid
    file_size: int
    block_size: int


class Tree:
    """A balanced tree, of which only the nodes still open are held, level by level."""

    def __init__(self, version: int, on_node: OnNode | None = None) -> None:
        """Start a file's tree for CIDs of this version, 0 or 1."""
        self._version = version
        self._on_node = on_node
        self._levels: list[list[Link]] = [[]]

    def add_leaf(self, chunk: memoryview) -> None:
        """Take in the next chunk of the file, of `CHUNK_SIZE` bytes but for the last."""
        size = len(chunk)
        if self._version == 1:
            leaf = Cid(1, RAW, hashlib.sha256(chunk).digest())
            self._add(Link(leaf, size, size), 0)
            return
        before, after = wrapped_leaf(chunk)
        digest = hashlib.sha256(before)
        digest.update(chunk)
        digest.update(after)
        leaf = Cid(0, DAG_PB, digest.digest())
        self._add(Link(leaf, size, len(before) + size + len(after)), 0)

    def root(self) -> Link:
        """Close every open node; with one leaf, the leaf is the root."""
        level = 0
        while level + 1 < len(self._levels) or len(self._levels[level]) > 1:
            self._close(level)
            level += 1
        return self._levels[level][0]

    def _add(self, link: Link, level: int) -> None:
        if level == len(self._levels):
            self._levels.append([])
        # A full node is closed only when another link follows: it may be the root.
        if len(self._levels[level]) == MAX_LINKS:
            self._close(level)
        self._levels[level].append(link)

    def _close(self, level: int) -> None:
        links = self._levels[level]
        self._levels[level] = []
        size = sum(link.file_size for link in links)
        block = bytearray()
        for link in links:
            # dag-pb link: field 1 CID, field 2 name (empty), field 3 size of the blocks below.
            body = field(b"\x0a", link.cid.binary) + b"\x12\x00\x18" + varint(link.block_size)
            block += field(b"\x12", body)
        sizes = b"".join(b"\x20" + varint(link.file_size) for link in links)
        block += field(b"\x0a", b"\x08\x02\x18" + varint(size) + sizes)
        cid = Cid(self._version, DAG_PB, hashlib.sha256(block).digest())
        if self._on_node:
            self._on_node(cid, bytes(block))
        blocks = len(block) + sum(link.block_size for link in links)
        self._add(Link(cid, size, blocks), level + 1)
