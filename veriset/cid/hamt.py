"""Folders too large for one block, spread over shards as Kubo spreads them (a HAMT).

Each shard has up to 256 places; a name goes to the place that the next byte of its hash gives,
and one shard further down if the place is taken by more than one name.

Source: https://specs.ipfs.tech/unixfs/#dag-pb-hamtdirectory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from veriset.cid.dag_pb import Link, encode_shard

FANOUT = 256
_MASK = (1 << 64) - 1


def sharded(
    links: Iterable[Link], add: Callable[[bytes, list[Link]], Link], depth: int = 0
) -> Link:
    """Make the shards of a folder, from the bottom up, and return a link to the topmost.

    Args:
        links: its entries.
        add: takes in a finished block with its links and returns a link to it, without a name.
        depth: how many bytes of the names' hashes led here.
    """
    places: dict[int, list[Link]] = {}
    for link in links:
        place = _hash(link.name.encode("utf-8", "surrogateescape"))[depth]
        places.setdefault(place, []).append(link)
    bits, made = 0, []
    for place, held in sorted(places.items()):
        bits |= 1 << place
        below, name = held[0], held[0].name
        if len(held) > 1:
            below, name = sharded(held, add, depth + 1), ""
        made.append(below._replace(name=f"{place:02X}{name}"))
    return add(encode_shard(made, bits, FANOUT), made)


def place_of(name: str, depth: int) -> str:
    """Return the two digits before a name, or before the shard it is in, `depth` shards down."""
    hashed = _hash(name.encode("utf-8", "surrogateescape"))
    return f"{hashed[depth]:02X}" if depth < len(hashed) else ""


def _hash(name: bytes) -> bytes:
    """Return the first 8 bytes, big endian, of the name's MurmurHash3 x64 128."""
    first = second = 0
    c1, c2 = 0x87C37B91114253D5, 0x4CF5AD432745937F
    whole = len(name) // 16 * 16
    for start in range(0, whole, 16):
        low = int.from_bytes(name[start : start + 8], "little")
        high = int.from_bytes(name[start + 8 : start + 16], "little")
        first ^= _rotate(low * c1 & _MASK, 31) * c2 & _MASK
        first = (_rotate(first, 27) + second) * 5 + 0x52DCE729 & _MASK
        second ^= _rotate(high * c2 & _MASK, 33) * c1 & _MASK
        second = (_rotate(second, 31) + first) * 5 + 0x38495AB5 & _MASK
    low = int.from_bytes(name[whole : whole + 8], "little")
    high = int.from_bytes(name[whole + 8 :], "little")
    second ^= _rotate(high * c2 & _MASK, 33) * c1 & _MASK
    first ^= _rotate(low * c1 & _MASK, 31) * c2 & _MASK
    first, second = first ^ len(name), second ^ len(name)
    first = first + second & _MASK
    second = second + first & _MASK
    return (_mix(first) + _mix(second) & _MASK).to_bytes(8, "big")


def _rotate(value: int, count: int) -> int:
    return (value << count | value >> 64 - count) & _MASK


def _mix(value: int) -> int:
    value = (value ^ value >> 33) * 0xFF51AFD7ED558CCD & _MASK
    value = (value ^ value >> 33) * 0xC4CEB9FE1A85EC53 & _MASK
    return value ^ value >> 33
