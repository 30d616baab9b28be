"""Hints for contracts/libraries/Clustering.sol, made the plain way: the form is said there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    radius = max((proof[0] for _, proof in groups if proof), default=0)
    frames = [_frame(boxes, members, proof, radius) for members, proof in groups]
    # The boxes of proven groups have one radius, so they may reach others; the least do not.
    tight = set()
    while pair := next(_close(frames, distance), None):
        number = next(n for n in pair if groups[n][1] and n not in tight)
        tight.add(number)
        frames[number] = _frame(boxes, groups[number][0], None, 0)
    counting = sorted(members[0] for members, proof in groups if proof)
    order = sorted(range(len(groups)), key=lambda number: frames[number][0][1])
    entries = []
    for number in order:
        members, proof = groups[number]
        numbers = b"".join(member.to_bytes(2, "big") for member in members)
        if proof:
            _, centroid = proof
            given = [image.classes[member] for member in members]
            top = min(set(given), key=lambda value: (-given.count(value), value))
            flags = (len(set(given)) > 1) + 2 * (number in tight)
            entry = bytes([flags, counting.index(members[0]), len(members), top])
            entries.append(entry + b"".join(c.to_bytes(3, "big") for c in centroid) + numbers)
        elif len(members) == 1 and quorum > 1:
            entries.append(b"\x05" + numbers)
        else:
            entries.append(b"\x04" + len(members).to_bytes(2, "big") + numbers)
    return radius.to_bytes(2, "big") + b"".join(entries)


def _isolated(boxes: Sequence[Sequence[int]], distance: int) -> list[Members]:
    groups = [[number] for number in range(len(boxes))]
    while close := next(_close([_frame(boxes, g, None, 0) for g in groups], distance), None):
        i, j = close
        groups[i] = sorted(groups[i] + groups.pop(j))
    return groups


def _frame(boxes, members, proof, radius: int):
    if proof:
        _, centroid = proof
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
        squared = sum((256 * p - c) ** 2 for p, c in zip(boxes[m], centroid, strict=True))
        distances |= squared | max(0, squared - 1)
    radius = -(-(isqrt(distances - 1) + 1) // 256) if distances else 0
    proven = radius == 0 or (2 * radius < distance and radius < 1024)
    proven = proven and len(members) < 256 and len(boxes) < 1024
    return (radius, centroid) if proven else None
