"""Hints that make clustering on the chain cheap, and what it answers.

A hint groups the annotations of an image so that the groups cannot interact, and says which
groups are plainly one cluster. contracts/libraries/Clustering.sol states its form, byte by byte,
and checks all of it: a wrong hint is refused, and none changes a result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isqrt

from veriset.clustering.reference import Box

_OPEN = 0x8000
_MOST_PROVEN = 255


@dataclass(frozen=True)
class ChainCluster:
    """A cluster that counts, as the contract answers it.

    Attributes:
        centroid: x, y, height and width, times 256, rounded down.
        players: how many it is of.
        class_: the one that most members gave; ties: the lowest.
    """

    centroid: tuple[int, int, int, int]
    players: int
    class_: int


def decode_clusters(words: Iterable[int]) -> tuple[ChainCluster, ...]:
    """Return the clusters that stand in words of 256 bits, in their order."""
    return tuple(
        ChainCluster(
            (word >> 72 & 0xFFFFFF, word >> 48 & 0xFFFFFF, word >> 24 & 0xFFFFFF, word & 0xFFFFFF),
            word >> 104,
            word >> 96 & 0xFF,
        )
        for word in words
    )


def decode_scores(words: Iterable[int]) -> tuple[int | None, ...]:
    """Return the scores that stand in words, one more each; None for 0, a player without one."""
    return tuple(word - 1 if word else None for word in words)


def make_hint(
    boxes: Sequence[Box], players: Sequence[int], count: int, distance: int, confirmation: int
) -> bytes:
    """Return the hint for one image; the arguments are those of `reference.cluster`.

    Players ascend, as they do on the chain, where annotations are numbered play by play.
    """
    quorum = -(-confirmation * count // 100)
    entries = [
        _Entry.of(boxes, players, members, distance, quorum)
        for members in _isolated(boxes, distance)
    ]
    _keep_apart(entries, boxes, distance)
    entries.sort(key=lambda entry: entry.box.low[0])
    return b"".join(entry.encode() for entry in entries)


@dataclass
class _Bounds:
    """A box in the space of annotations, both ends included."""

    low: list[int]
    high: list[int]

    @classmethod
    def of(cls, boxes: Sequence[Box], members: Sequence[int]) -> _Bounds:
        axes = list(zip(*(boxes[number] for number in members), strict=True))
        return cls([min(axis) for axis in axes], [max(axis) for axis in axes])

    def is_apart(self, other: _Bounds, distance: int) -> bool:
        """Return whether they are further apart than the distance on one axis at least."""
        for low, high, other_low, other_high in zip(
            self.low, self.high, other.low, other.high, strict=True
        ):
            if low - other_high > distance or other_low - high > distance:
                return True
        return False

    def join(self, other: _Bounds) -> None:
        self.low = list(map(min, self.low, other.low))
        self.high = list(map(max, self.high, other.high))


@dataclass
class _Entry:
    """A group; its radius is None if it is open, that is for the contract to cluster."""

    members: list[int]
    box: _Bounds
    centroid: tuple[int, ...] = ()
    radius: int | None = None

    @classmethod
    def of(
        cls,
        boxes: Sequence[Box],
        players: Sequence[int],
        members: list[int],
        distance: int,
        quorum: int,
    ) -> _Entry:
        size = len(members)
        whose = [players[number] for number in members]
        if size < quorum or size > _MOST_PROVEN or any(map(int.__ge__, whose, whose[1:])):
            return cls(members, _Bounds.of(boxes, members))
        centroid = tuple(
            256 * sum(boxes[number][axis] for number in members) // size for axis in range(4)
        )
        union = 0  # the bitwise or is what the contract bounds: cheaper there than the greatest
        for number in members:
            union |= sum((256 * p - c) ** 2 for p, c in zip(boxes[number], centroid, strict=True))
        radius = isqrt(union) // 256
        radius += (256 * radius) ** 2 < union
        if radius and 2 * radius >= distance:
            return cls(members, _Bounds.of(boxes, members))
        middle = [value // 256 for value in centroid]
        box = _Bounds([v - radius for v in middle], [v + radius for v in middle])
        return cls(members, box, centroid, radius)

    def open(self, boxes: Sequence[Box]) -> None:
        """Leave it to the contract, which takes the least box of the members then."""
        self.radius, self.box = None, _Bounds.of(boxes, self.members)

    def encode(self) -> bytes:
        size = len(self.members)
        if self.radius is None:
            head = (_OPEN | size).to_bytes(2, "big")
        else:
            head = size.to_bytes(2, "big") + self.radius.to_bytes(2, "big")
            head += b"".join(value.to_bytes(3, "big") for value in self.centroid)
        steps = map(int.__sub__, self.members, [0, *self.members])
        return head + b"".join(step.to_bytes(2, "big") for step in steps)


def _isolated(boxes: Sequence[Box], distance: int) -> list[list[int]]:
    """Return the smallest groups whose least boxes are apart, each ascending."""
    groups: list[tuple[_Bounds, list[int]]] = []
    for number, box in enumerate(boxes):
        bounds, members = _Bounds(list(box), list(box)), [number]
        # A group that has taken others in is larger, and may be near to more.
        while True:
            apart = []
            for group in groups:
                if group[0].is_apart(bounds, distance):
                    apart.append(group)
                else:
                    bounds.join(group[0])
                    members += group[1]
            if len(apart) == len(groups):
                break
            groups = apart
        groups.append((bounds, members))
    return [sorted(members) for _, members in groups]


def _keep_apart(entries: list[_Entry], boxes: Sequence[Box], distance: int) -> None:
    """Open entries until all boxes are apart: a radius makes a box larger than the least one."""
    for i, one in enumerate(entries):
        for other in entries[:i]:
            for entry in sorted((one, other), key=lambda entry: len(entry.members)):
                if entry.radius is not None and not one.box.is_apart(other.box, distance):
                    entry.open(boxes)
