"""Content identifiers (CIDs) of files, equal to those that Kubo's `ipfs add` gives.

A file is cut into chunks of 262,144 bytes, which become the leaves of a balanced tree with up
to 174 links a node. CID version 0 wraps every leaf in a UnixFS node (dag-pb); version 1 hashes
the bare bytes (raw leaves), so that the CID of a file of one chunk is the SHA-256 of its bytes.

Sources: https://github.com/multiformats/cid, https://ipld.io/specs/codecs/dag-pb/spec/ and
https://specs.ipfs.tech/unixfs/.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from veriset.errors import InputError

CHUNK_SIZE = 262_144
MAX_LINKS = 174

RAW = 0x55
DAG_PB = 0x70
_SHA2_256 = b"\x12\x20"  # the multihash function's code, then the length of its digest
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

Source = Path | BinaryIO | bytes


@dataclass(frozen=True)
class Cid:
    """A CID of a SHA-256 block: `version` 0 or 1, `codec` RAW or DAG_PB, `digest` 32 bytes."""

    version: int
    codec: int
    digest: bytes

    @classmethod
    def parse(cls, text: str) -> Cid:
        """Read a CID as text: version 0 in base58 (`Qm...`) or version 1 in base32 (`b...`).

        Raises:
            InputError: it is malformed, or of another base, codec or hash function.
        """
        if len(text) == 46 and text.startswith("Qm"):
            binary = _base58_decode(text)
            if binary is not None and len(binary) == 34 and binary.startswith(_SHA2_256):
                return cls(0, DAG_PB, binary[2:])
        elif len(text) == 59 and text.startswith("b"):
            binary = _base32_decode(text[1:])
            if binary is not None and binary[0] == 1 and binary[2:4] == _SHA2_256:
                cid = cls(1, binary[1], binary[4:])
                # Spare bits at the end of base32 must be zero, or one CID had many spellings.
                if cid.codec in (RAW, DAG_PB) and str(cid) == text:
                    return cid
        shown = text if len(text) <= 80 else f"{text[:80]}..."
        raise InputError(
            f"{shown!r} is not a CID that can be checked; "
            "give Qm... (46 characters) or bafk.../bafy... (59 characters, lower case)"
        )

    @property
    def binary(self) -> bytes:
        """The CID as bytes: 34 for version 0, 36 for version 1."""
        prefix = b"" if self.version == 0 else bytes((1, self.codec))
        return prefix + _SHA2_256 + self.digest

    def as_version_1(self) -> Cid:
        """Return the name of the same block in version 1 (base32)."""
        return Cid(1, self.codec, self.digest)

    def same_block(self, other: Cid) -> bool:
        """Tell whether both name the same block, in whatever version each is written."""
        return (self.codec, self.digest) == (other.codec, other.digest)

    def __str__(self) -> str:
        if self.version == 0:
            return _base58_encode(self.binary)
        return "b" + base64.b32encode(self.binary).decode().rstrip("=").lower()


class Cids(NamedTuple):
    """The two CIDs of one file, and its size in bytes."""

    v0: str
    v1: str
    size: int


class CidHasher:
    """Computes CIDs of bytes that arrive in pieces of any size.

    Memory is one chunk and at most 174 links a level, whatever the size of the file.
    `versions` says which of the two to compute: each costs one SHA-256 of the bytes.
    """

    def __init__(self, versions: tuple[int, ...] = (0, 1)) -> None:
        self.size = 0
        self._trees = {version: _Tree(version) for version in versions}
        self._pending = bytearray()
        self._cids: dict[int, Cid] | None = None

    @classmethod
    def expecting(cls, cid: Cid) -> CidHasher:
        """Return a hasher that computes no more than `matches(cid)` needs."""
        if cid.codec == RAW:
            return cls((1,))
        # A version 1 dag-pb CID may also be a version 0 tree, spelt in base32.
        return cls((0,) if cid.version == 0 else (0, 1))

    def update(self, data: bytes | bytearray | memoryview) -> None:
        """Take in the next bytes."""
        if self._cids is not None:
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
        if self._cids is None:
            if self._pending or self.size == 0:
                self._add_leaf(memoryview(self._pending))
            self._cids = {version: tree.root() for version, tree in self._trees.items()}
        return self._cids[version]

    def cids(self) -> Cids:
        """Return both CIDs and the size; no more bytes may follow."""
        return Cids(str(self.cid(0)), str(self.cid(1)), self.size)

    def matches(self, cid: Cid) -> bool:
        """Tell whether `cid` names the bytes taken in; no more bytes may follow."""
        return any(self.cid(version).same_block(cid) for version in self._trees)

    def _add_leaf(self, chunk: memoryview) -> None:
        for tree in self._trees.values():
            tree.add_leaf(chunk)


def cids(source: Source) -> Cids:
    """Return both CIDs of a file, an open binary stream or bytes, from one read.

    Raises:
        InputError: the file cannot be read.
    """
    return _read(source, CidHasher()).cids()


def cid_v0(source: Source) -> str:
    """Return the version 0 CID (`Qm...`); errors as for `cids`."""
    return str(_read(source, CidHasher((0,))).cid(0))


def cid_v1(source: Source) -> str:
    """Return the version 1 CID (`bafk...` or `bafy...`); errors as for `cids`."""
    return str(_read(source, CidHasher((1,))).cid(1))


def matches(text: str, source: Source) -> bool:
    """Tell whether the CID `text`, of either version, is that of the source's bytes.

    Raises:
        InputError: the CID is malformed, or the file cannot be read.
    """
    cid = Cid.parse(text)
    return _read(source, CidHasher.expecting(cid)).matches(cid)


class _Link(NamedTuple):
    """A child of a node: its CID, the file's bytes below it, and the size of its blocks."""

    cid: Cid
    file_size: int
    block_size: int


class _Tree:
    """A balanced tree, of which only the nodes still open are held, level by level."""

    def __init__(self, version: int) -> None:
        self._version = version
        self._levels: list[list[_Link]] = [[]]

    def add_leaf(self, chunk: memoryview) -> None:
        size = len(chunk)
        if self._version == 1:
            leaf = Cid(1, RAW, hashlib.sha256(chunk).digest())
            self._add(_Link(leaf, size, size), 0)
            return
        # UnixFS data of type 2 (file): field 1 type, field 2 bytes (left out if none), 3 size.
        before = b"\x08\x02" + (b"\x12" + _varint(size) if size else b"")
        after = b"\x18" + _varint(size)
        before = b"\x0a" + _varint(len(before) + size + len(after)) + before
        digest = hashlib.sha256(before)
        digest.update(chunk)
        digest.update(after)
        leaf = Cid(0, DAG_PB, digest.digest())
        self._add(_Link(leaf, size, len(before) + size + len(after)), 0)

    def root(self) -> Cid:
        """Close every open node; with one leaf, the leaf is the root."""
        level = 0
        while level + 1 < len(self._levels) or len(self._levels[level]) > 1:
            self._close(level)
            level += 1
        return self._levels[level][0].cid

    def _add(self, link: _Link, level: int) -> None:
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
            body = _field(b"\x0a", link.cid.binary) + b"\x12\x00\x18" + _varint(link.block_size)
            block += _field(b"\x12", body)
        sizes = b"".join(b"\x20" + _varint(link.file_size) for link in links)
        block += _field(b"\x0a", b"\x08\x02\x18" + _varint(size) + sizes)
        cid = Cid(self._version, DAG_PB, hashlib.sha256(block).digest())
        blocks = len(block) + sum(link.block_size for link in links)
        self._add(_Link(cid, size, blocks), level + 1)


def _read(source: Source, hasher: CidHasher) -> CidHasher:
    """Feed the source to the hasher in pieces of four chunks."""
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


def _field(tag: bytes, value: bytes) -> bytes:
    return tag + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    """Encode as protobuf's base 128 integer."""
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def _base58_encode(data: bytes) -> str:
    """Encode bytes that do not start with a zero, as no CID does."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return text


def _base58_decode(text: str) -> bytes | None:
    number = 0
    for character in text:
        digit = _BASE58.find(character)
        if digit < 0:
            return None
        number = number * 58 + digit
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _base32_decode(text: str) -> bytes | None:
    if text != text.lower() or "=" in text:
        return None
    try:
        return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
