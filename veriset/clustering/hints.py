"""Hints that make clustering on the chain cheap, and what it answers.

A hint groups the annotations of an image so that the groups cannot interact, and says which
groups are plainly one cluster. contracts/libraries/Clustering.sol states its form, byte by byte,
and checks all of it: a wrong hint is refused, and none changes a result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isqrt

from veriset.clustering.reference import Box, majority_class

_SEVERAL_CLASSES, _LEAST_BOX, _OPEN, _SINGLE = 1, 2, 4, 5
_MOST_PROVEN = 255
_MOST_NUMBERED = 1023
_FURTHEST = 1023
_PLACES = 256


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
    boxes: Sequence[Box],
    classes: Sequence[int],
    players: Sequence[int],
    count: int,
    distance: int,
    confirmation: int,
) -> bytes:
    """Return the hint for one image.

    Players ascend, as they do on the chain, where annotations are numbered play by play.

    Args:
        boxes: the annotations, numbered in this order.
        classes: the class of each, 0 to 255.
        players: for each annotation, whose it is, 0 to count - 1.
        count: number of players who revealed a play on the image, an empty one included.
        distance: pixels up to which two clusters merge.
        confirmation: percentage of the players that a cluster needs to count, 0 to 100.
    """
    if not boxes:
        return b""
    quorum = -(-confirmation * count // 100)
    entries = [
        _Entry.of(boxes, players, members, distance, quorum)
        for members in _isolated(boxes, distance)
    ]
    proven = sorted((entry for entry in entries if entry.proven), key=lambda one: one.members[0])
    for entry in proven[_PLACES:]:
        entry.proven = False
    places = {entry.members[0]: place for place, entry in enumerate(proven[:_PLACES])}
    radius = max((entry.radius for entry in entries if entry.proven), default=0)
    for entry in entries:
        entry.widen(radius)
    _keep_apart(entries, boxes, distance)
    entries.sort(key=lambda entry: entry.box.high[0])
    return radius.to_bytes(2, "big") + b"".join(
        entry.encode(classes, places, quorum) for entry in entries
    )


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
    """A group; one that is not proven is for the contract to cluster.

    Its box is the least one of its members, or that of its centroid and the hint's radius.
    """

    members: list[int]
    box: _Bounds
    proven: bool = False
    centroid: tuple[int, ...] = ()
    radius: int = 0
    is_least: bool = True

    @classmethod
    def of(
        cls,
        boxes: Sequence[Box],
        players: Sequence[int],
        members: list[int],
        distance: int,
        quorum: int,
    ) -> _Entry:
        entry = cls(members, _Bounds.of(boxes, members))
        size = len(members)
        whose = [players[number] for number in members]
        if not max(quorum, 1) <= size <= _MOST_PROVEN or len(boxes) > _MOST_NUMBERED:
            return entry
        if any(map(int.__ge__, whose, whose[1:])):
            return entry
        centroid = tuple(
            256 * sum(boxes[number][axis] for number in members) // size for axis in range(4)
        )
        # The contract bounds the bitwise or, which is cheaper there than the greatest, of numbers
        # that may each be one less.
        union = 0
        for number in members:
            squared = sum((256 * p - c) ** 2 for p, c in zip(boxes[number], centroid, strict=True))
            union |= squared | max(0, squared - 1)
        radius = isqrt(union) // 256
        radius += (256 * radius) ** 2 < union
        if radius <= _FURTHEST and (radius == 0 or 2 * radius < distance):
            entry.proven, entry.centroid, entry.radius = True, centroid, radius
        return entry

    def widen(self, radius: int) -> None:
        """Take the box that the contract gets from the centroid alone."""
        if self.proven:
            middle = [value // 256 for value in self.centroid]
            self.box = _Bounds([v - radius for v in middle], [v + radius for v in middle])
            self.is_least = False

    def tighten(self, boxes: Sequence[Box]) -> None:
        """Take the least box, which costs more gas."""
        self.box, self.is_least = _Bounds.of(boxes, self.members), True

    def encode(self, classes: Sequence[int], places: dict[int, int], quorum: int) -> bytes:
        size = len(self.members)
        if self.proven:
            class_ = majority_class(classes, self.members)
            several = any(classes[number] != class_ for number in self.members)
            flags = (_SEVERAL_CLASSES if several else 0) | (_LEAST_BOX if self.is_least else 0)
            head = bytes([flags, places[self.members[0]], size, class_])
            head += b"".join(value.to_bytes(3, "big") for value in self.centroid)
        elif size == 1 < quorum:
            head = bytes([_SINGLE])
        else:
            head = bytes([_OPEN]) + size.to_bytes(2, "big")
        return head + b"".join(number.to_bytes(2, "big") for number in self.members)


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
    """Tighten boxes until all are apart: the least ones are, those of a radius may be larger."""
    for i, one in enumerate(entries):
        for other in entries[:i]:
            for entry in sorted((one, other), key=lambda entry: len(entry.members)):
                if not entry.is_least and not one.box.is_apart(other.box, distance):
                    entry.tighten(boxes)
