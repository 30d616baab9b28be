"""Nodes of UnixFS trees: dag-pb blocks, written and read as Kubo does.

Sources: https://ipld.io/specs/codecs/dag-pb/spec/ and https://specs.ipfs.tech/unixfs/.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from veriset.cid.identifier import DAG_PB, RAW, Cid
from veriset.errors import PinningError

MAX_BLOCK = 2 << 20
"""The most bytes that a block may have, as gateways and Bitswap limit it."""

_MURMUR3_X64_64 = 0x22  # the multicodec's number of the hash by which shards are filled


class Kind(enum.IntEnum):
    """What a node is, by UnixFS's numbers."""

    RAW = 0
    DIRECTORY = 1
    FILE = 2
    METADATA = 3
    SYMLINK = 4
    SHARD = 5


class Link(NamedTuple):
    """A child: its CID, its name (empty in files), and the bytes of all blocks from it down."""

    cid: Cid
    name: str
    total_size: int


@dataclass(frozen=True)
class Node:
    """A block that was read.

    Attributes:
        kind: what it is.
        data: bytes of a file that lie in the node itself; the bit field of a shard.
        links: its children, in order.
        file_size: bytes of the file from here down; 0 for folders.
        sizes: bytes of the file below each link; empty for folders.
        fanout: the most links that a shard can have; 0 for all else.
    """

    kind: Kind
    data: bytes
    links: tuple[Link, ...]
    file_size: int
    sizes: tuple[int, ...]
    fanout: int


def encode_directory(links: Sequence[Link]) -> bytes:
    """Return the block of a folder with these links, which must be sorted by name."""
    return _encode(links, b"\x08\x01")


def encode_shard(links: Sequence[Link], bits: int, fanout: int) -> bytes:
    """Return the block of one shard of a large folder; `bits` says which places are taken."""
    places = bits.to_bytes((bits.bit_length() + 7) // 8, "big")
    data = b"\x08\x05" + field(b"\x12", places)
    return _encode(links, data + b"\x28" + varint(_MURMUR3_X64_64) + b"\x30" + varint(fanout))


def wrapped_leaf(data: bytes | bytearray | memoryview) -> tuple[bytes, bytes]:
    """Return what stands before and after a chunk of a version 0 file in its leaf's block."""
    size = len(data)
    # UnixFS data of type 2 (file): field 1 type, field 2 bytes (left out if none), 3 size.
    before = b"\x08\x02" + (b"\x12" + varint(size) if size else b"")
    after = b"\x18" + varint(size)
    return b"\x0a" + varint(len(before) + size + len(after)) + before, after


def wrapped_size(size: int) -> int:
    """Return how many bytes the block of a version 0 leaf with `size` bytes of file has."""
    inner = 2 + (1 + len(varint(size)) + size if size else 0) + 1 + len(varint(size))
    return 1 + len(varint(inner)) + inner


def decode(block: bytes) -> Node:
    """Read a dag-pb block that holds a UnixFS node.

    Raises:
        PinningError: it is neither.
    """
    try:
        links: list[Link] = []
        data = b""
        for number, value in _fields(block):
            if number == 2 and isinstance(value, bytes):
                links.append(_link(value))
            elif number == 1 and isinstance(value, bytes):
                data = value
        kind, inline, size, fanout = -1, b"", 0, 0
        sizes: list[int] = []
        for number, value in _fields(data):
            if number == 2 and isinstance(value, bytes):
                inline = value
            elif isinstance(value, int):
                if number == 1:
                    kind = value
                elif number == 3:
                    size = value
                elif number == 4:
                    sizes.append(value)
                elif number == 6:
                    fanout = value
        node = Node(Kind(kind), inline, tuple(links), size, tuple(sizes), fanout)
    except (ValueError, IndexError) as error:
        raise PinningError("the block is no UnixFS node; the CID names something else") from error
    is_file = node.kind in (Kind.FILE, Kind.RAW)
    if is_file and (len(sizes) != len(links) or size != len(inline) + sum(sizes)):
        raise PinningError("the block is a UnixFS file whose sizes do not add up")
    return node


def _encode(links: Sequence[Link], data: bytes) -> bytes:
    block = bytearray()
    for link in links:
        name = link.name.encode("utf-8", "surrogateescape")
        body = field(b"\x0a", link.cid.binary) + field(b"\x12", name)
        block += field(b"\x12", body + b"\x18" + varint(link.total_size))
    return bytes(block + field(b"\x0a", data))


def _link(message: bytes) -> Link:
    cid, name, size = b"", "", 0
    for number, value in _fields(message):
        if number == 1 and isinstance(value, bytes):
            cid = value
        elif number == 2 and isinstance(value, bytes):
            name = value.decode("utf-8", "surrogateescape")
        elif number == 3 and isinstance(value, int):
            size = value
    return Link(parse_binary(cid), name, size)


def parse_binary(data: bytes) -> Cid:
    """Read a CID of a SHA-256 block from its bytes; ValueError if it is another."""
    if len(data) == 34 and data[:2] == b"\x12\x20":
        return Cid(0, DAG_PB, data[2:])
    if len(data) == 36 and data[0] == 1 and data[1] in (RAW, DAG_PB) and data[2:4] == b"\x12\x20":
        return Cid(1, data[1], data[4:])
    raise ValueError("not the CID of a SHA-256 block of a file or folder")


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the fields of a protobuf message, by number."""
    position = 0
    while position < len(message):
        tag, position = _read_varint(message, position)
        if tag & 7 == 0:
            number, position = _read_varint(message, position)
            yield tag >> 3, number
        elif tag & 7 == 2:
            length, position = _read_varint(message, position)
            if position + length > len(message):
                raise ValueError("the message is cut off")
            yield tag >> 3, message[position : position + length]
            position += length
        else:
            raise ValueError("a type of field that no UnixFS node has")


def _read_varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
        if shift > 63:
            raise ValueError("a number of more than 64 bits")


def field(tag: bytes, value: bytes) -> bytes:
    """Return a field of a message: its tag, the length of its value, and the value."""
    return tag + varint(len(value)) + value


def varint(value: int) -> bytes:
    """Encode as protobuf's base 128 integer."""
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
