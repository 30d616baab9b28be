"""Hints for contracts/libraries/Clustering.sol, made the plain way: the form is said there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isqrt

from tests.annotations import Image

Members = list[int]


def hint_of(image: Image, distance: int, confirmation: int) -> bytes:
    """Make the hint that settles an image at the least cost."""
    boxes, players = image.boxes, image.players
    quorum = -(-confirmation * len(image.plays) // 100)
    groups = [
        (members, _proof(boxes, players, members, distance, quorum))
        for members in _isolated(boxes, distance)
    ]
    while True:
        # A proven group's box is larger than its members need, so it may reach another.
        frames = [_frame(boxes, members, proof) for members, proof in groups]
        close = next(_close(frames, distance), None)
        if close is None:
            break
        i, j = close
        members = sorted(groups[i][0] + groups.pop(j)[0])
        groups[i] = members, None
    order = sorted(range(len(groups)), key=lambda number: frames[number][0][0])
    return b"".join(_entry(*groups[number]) for number in order)


def _isolated(boxes: Sequence[Sequence[int]], distance: int) -> list[Members]:
    groups = [[number] for number in range(len(boxes))]
    while close := next(_close([_frame(boxes, g, None) for g in groups], distance), None):
        i, j = close
        groups[i] = sorted(groups[i] + groups.pop(j))
    return groups


def _frame(boxes, members, proof):
    if proof:
        radius, centroid = proof
        return [(c // 256 - radius, c // 256 + radius) for c in centroid]
    return [
        (min(boxes[m][k] for m in members), max(boxes[m][k] for m in members)) for k in range(4)
    ]


def _close(frames, distance: int) -> Iterator[tuple[int, int]]:
    for j, b in enumerate(frames):
        for i, a in enumerate(frames[:j]):
            if all(
                low - up <= distance and down - high <= distance
                for (low, high), (down, up) in zip(a, b, strict=True)
            ):
                yield i, j


def _proof(boxes, players, members: Members, distance: int, quorum: int):
    owners = [players[m] for m in members]
    if len(members) < quorum or len(set(owners)) < len(owners):
        return None
    centroid = [256 * sum(boxes[m][k] for m in members) // len(members) for k in range(4)]
    distances = 0
    for m in members:
        distances |= sum((256 * p - c) ** 2 for p, c in zip(boxes[m], centroid, strict=True))
    radius = -(-(isqrt(distances - 1) + 1) // 256) if distances else 0
    proven = radius == 0 or (2 * radius < distance and radius < 1 << 16)
    return (radius, centroid) if proven else None


def _entry(members: Members, proof) -> bytes:
    steps = [members[0], *(b - a for a, b in pairwise(members))]
    tail = b"".join(step.to_bytes(2, "big") for step in steps)
    if not proof:
        return (0x8000 | len(members)).to_bytes(2, "big") + tail
    radius, centroid = proof
    head = len(members).to_bytes(2, "big") + radius.to_bytes(2, "big")
    return head + b"".join(c.to_bytes(3, "big") for c in centroid) + tail
