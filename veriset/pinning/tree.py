"""Folders in a store: from a folder's CID and a path to what lies there."""

from __future__ import annotations

from collections.abc import Iterator

from veriset.cid import RAW, Cid
from veriset.cid.dag_pb import Kind, Node, decode
from veriset.cid.hamt import place_of
from veriset.errors import PinningError
from veriset.pinning.store import ContentStore

_MAX_DEPTH = 100


def folder_at(store: ContentStore, cid: Cid) -> Node | None:
    """Return the node of the folder with this CID, or None if it is none or not held."""
    if cid.codec == RAW or store.path(cid) is not None:
        return None
    block = store.block(cid)
    if block is None:
        return None
    try:
        node = decode(block)
    except PinningError:
        return None
    return node if node.kind in (Kind.DIRECTORY, Kind.SHARD) else None


def resolve(store: ContentStore, cid: Cid, names: list[str]) -> Cid | None:
    """Return the CID of what lies at a path of names below a folder, or None."""
    for name in names:
        node = folder_at(store, cid)
        found = node and _find(store, node, name, 0)
        if not found:
            return None
        cid = found
    return cid


def entries(store: ContentStore, node: Node, depth: int = 0) -> Iterator[tuple[str, Cid]]:
    """Yield the names in a folder and what they stand for; those that shards lack are left out."""
    digits = len(f"{node.fanout - 1:X}") if node.kind == Kind.SHARD else 0
    for link in node.links:
        name = link.name[digits:]
        if name:
            yield name, link.cid
        elif depth < _MAX_DEPTH and (inner := folder_at(store, link.cid)):
            yield from entries(store, inner, depth + 1)


def size_of(store: ContentStore, cid: Cid, depth: int = 0) -> int | None:
    """Return the bytes of all files from here down, or None if any part is not held."""
    if path := store.path(cid):
        return path.stat().st_size
    node = folder_at(store, cid)
    if node is None or depth > _MAX_DEPTH:
        return None
    total = 0
    for link in node.links:
        size = size_of(store, link.cid, depth + 1)
        if size is None:
            return None
        total += size
    return total


def _find(store: ContentStore, node: Node, name: str, depth: int) -> Cid | None:
    prefix = place_of(name, depth) if node.kind == Kind.SHARD else ""
    for link in node.links:
        if link.name == prefix + name:
            return link.cid
        if prefix and link.name == prefix and (inner := folder_at(store, link.cid)):
            return _find(store, inner, name, depth + 1)
    return None
