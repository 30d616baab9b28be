"""CIDs of files, streams and bytes, from one read."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, NamedTuple

from veriset.cid.identifier import RAW, Cid
from veriset.cid.unixfs import CHUNK_SIZE, Link, OnNode, Tree
from veriset.errors import InputError

Source = Path | BinaryIO | bytes


class Cids(NamedTuple):
    """The two CIDs of a file or folder, and the bytes of its files."""

    v0: str
    v1: str
    size: int


class CidHasher:
    """Computes CIDs of bytes that arrive in pieces of any size.

    Memory is one chunk and at most 174 links a level, whatever the size of the file.
    `versions` says which of the two to compute: each costs one SHA-256 of the bytes. `on_node`
    is called with every node above the leaves, children first.
    """

    def __init__(self, versions: tuple[int, ...] = (0, 1), on_node: OnNode | None = None) -> None:
        self.size = 0
        self._trees = {version: Tree(version, on_node) for version in versions}
        self._pending = bytearray()
        self._roots: dict[int, Link] | None = None

    @classmethod
    def expecting(cls, cid: Cid) -> CidHasher:
        """Return a hasher that computes no more than `matches(cid)` needs."""
        if cid.codec == RAW:
            return cls((1,))
        # A version 1 dag-pb CID may also be a version 0 tree, spelt in base32.
        return cls((0,) if cid.version == 0 else (0, 1))

    def update(self, data: bytes | bytearray | memoryview) -> None:
        """Take in the next bytes."""
        if self._roots is not None:
            raise ValueError("the CID is already computed; start a new hasher")
        view = memoryview(data)
        self.size += len(view)
        start = 0
        if self._pending:
            start = min(CHUNK_SIZE - len(self._pending), len(view))
            self._pending += view[:start]
            if len(self._pending) == CHUNK_SIZE:
                self._add_leaf(memoryview(bytes(self._pending)))
                self._pending.clear()
        while len(view) - start >= CHUNK_SIZE:
            self._add_leaf(view[start : start + CHUNK_SIZE])
            start += CHUNK_SIZE
        self._pending += view[start:]

    def cid(self, version: int) -> Cid:
        """Return the CID in `version` (one of those asked for); no more bytes may follow."""
        return self._finished()[version].cid

    def total_size(self, version: int) -> int:
        """Return the bytes of all blocks of the tree in `version`; no more bytes may follow."""
        return self._finished()[version].block_size

    def cids(self) -> Cids:
        """Return both CIDs and the size; no more bytes may follow."""
        return Cids(str(self.cid(0)), str(self.cid(1)), self.size)

    def matches(self, cid: Cid) -> bool:
        """Tell whether `cid` names the bytes taken in; no more bytes may follow."""
        return any(self.cid(version).same_block(cid) for version in self._trees)

    def _finished(self) -> dict[int, Link]:
        if self._roots is None:
            if self._pending or self.size == 0:
                self._add_leaf(memoryview(self._pending))
            self._roots = {version: tree.root() for version, tree in self._trees.items()}
        return self._roots

    def _add_leaf(self, chunk: memoryview) -> None:
        for tree in self._trees.values():
            tree.add_leaf(chunk)


def cids(source: Source) -> Cids:
    """Return both CIDs of a file, a folder, an open binary stream or bytes.

    Raises:
        InputError: it cannot be read, or a folder has something else than files and folders.
    """
    if isinstance(source, Path) and source.is_dir():
        from veriset.cid.folders import folder_cids

        return folder_cids(source)
    return read_into(CidHasher(), source).cids()


def cid_v0(source: Source) -> str:
    """Return the version 0 CID (`Qm...`); errors as for `cids`."""
    return str(read_into(CidHasher((0,)), source).cid(0))


def cid_v1(source: Source) -> str:
    """Return the version 1 CID (`bafk...` or `bafy...`); errors as for `cids`."""
    return str(read_into(CidHasher((1,)), source).cid(1))


def matches(text: str, source: Source) -> bool:
    """Tell whether the CID `text`, of either version, is that of the source's bytes.

    Raises:
        InputError: the CID is malformed, or the file cannot be read.
    """
    cid = Cid.parse(text)
    return read_into(CidHasher.expecting(cid), source).matches(cid)


def read_into(hasher: CidHasher, source: Source) -> CidHasher:
    """Feed a source to the hasher, in pieces of four chunks, and return the hasher.

    Raises:
        InputError: the file cannot be read.
    """
    if isinstance(source, bytes):
        hasher.update(source)
    elif isinstance(source, Path):
        try:
            with source.open("rb", buffering=0) as file:
                buffer = memoryview(bytearray(4 * CHUNK_SIZE))
                while count := file.readinto(buffer):
                    hasher.update(buffer[:count])
        except OSError as error:
            raise InputError(f"cannot read {source}: {error.strerror or error}") from error
    else:
        while data := source.read(4 * CHUNK_SIZE):
            hasher.update(data)
    return hasher
