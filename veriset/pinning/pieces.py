"""The pieces of a file in the order of its bytes, each with what it must hash to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from veriset.cid import RAW, Cid
from veriset.cid.dag_pb import MAX_BLOCK, Kind, Node, decode, wrapped_leaf, wrapped_size
from veriset.errors import PinningError

_MAX_DEPTH = 32


class Piece(NamedTuple):
    """The next `size` bytes of a file: a leaf with the CID `cid`, or `inline` itself."""

    size: int
    cid: Cid | None
    inline: bytes = b""

    def is_made_of(self, data: bytes | bytearray | memoryview) -> bool:
        """Tell whether these are its bytes."""
        if self.cid is None:
            return data == self.inline
        if self.cid.codec == RAW:
            return hashlib.sha256(data).digest() == self.cid.digest
        before, after = wrapped_leaf(data)
        digest = hashlib.sha256(before)
        digest.update(data)
        digest.update(after)
        return digest.digest() == self.cid.digest


def pieces_of(node: Node, block: Callable[[Cid], bytes], depth: int = 0) -> Iterator[Piece]:
    """Yield the pieces of a file, and fetch the nodes between only as they are reached.

    Args:
        node: the file's root, or a node of it.
        block: returns a node's block, checked against its CID.
        depth: how many nodes lie above.

    Raises:
        PinningError: the tree is not that of a file.
    """
    if node.kind not in (Kind.FILE, Kind.RAW) or depth > _MAX_DEPTH:
        raise PinningError("a node within the file is not of a file; the CID names no whole file")
    if node.data:
        yield Piece(len(node.data), None, node.data)
    for link, size in zip(node.links, node.sizes, strict=True):
        if size <= MAX_BLOCK and (link.cid.codec == RAW or link.total_size == wrapped_size(size)):
            yield Piece(size, link.cid)
            continue
        if link.cid.codec == RAW:
            raise PinningError(f"a leaf of the file has {size} bytes, more than a block may have")
        child = decode(block(link.cid))
        if child.file_size != size:
            raise PinningError("a node within the file has another size than its parent says")
        yield from pieces_of(child, block, depth + 1)
