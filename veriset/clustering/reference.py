"""The clustering rule, written as it reads: slow, plain, and what the fast forms are tested on.

The rule is clustering of annotations by centroid linkage on integers (part 3 of the
specification, "The clustering rule"). `veriset.clustering` computes the same much faster, and
contracts/libraries/Clustering.sol on the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Box = Sequence[int]
"""x, y, height and width in pixels, 0 to 65,535 each."""

SCALE = 256
"""Centroids have 8 bits below the point."""


@dataclass(frozen=True)
class Cluster:
    """Annotations that count as one object.

    Attributes:
        centroid: of the members, x, y, height and width, times 256, rounded down.
        members: numbers of the annotations, ascending, no two of the same player.
        players: how many players they are of.
    """

    centroid: tuple[int, int, int, int]
    members: tuple[int, ...]
    players: int


@dataclass(frozen=True)
class Clustering:
    """What the rule makes of one image.

    Attributes:
        clusters: those that count, by their lowest member.
        outliers: numbers of the annotations of all others, ascending.
        scores: for each player who revealed a play, the mean squared distance of its valid
            annotations from their centroids (in 1/256 pixels, squared, rounded down); None if it
            has no valid annotation.
    """

    clusters: tuple[Cluster, ...]
    outliers: tuple[int, ...]
    scores: tuple[int | None, ...]


def cluster(
    boxes: Sequence[Box], players: Sequence[int], count: int, distance: int, confirmation: int
) -> Clustering:
    """Cluster the annotations of one image.

    Args:
        boxes: the annotations, numbered in this order.
        players: for each annotation, whose it is, 0 to count - 1.
        count: number of players who revealed a play on the image, an empty one included.
        distance: pixels up to which two clusters merge.
        confirmation: percentage of the players that a cluster needs to count, 0 to 100.

    Returns:
        The clusters, outliers and scores.
    """
    quorum = -(-confirmation * count // 100)
    left, kept = list(range(len(boxes))), []
    while left:
        aside: list[int] = []
        for members in _merge(boxes, left, distance):
            keep, others = _one_a_player(boxes, players, members)
            kept.append(keep)
            aside += others
        left = sorted(aside)
    counting = sorted(members for members in kept if len(members) >= quorum)
    clusters = tuple(
        Cluster(_centroid(boxes, members), tuple(members), len(members)) for members in counting
    )
    valid = {member for found in clusters for member in found.members}
    outliers = tuple(number for number in range(len(boxes)) if number not in valid)
    return Clustering(clusters, outliers, _scores(boxes, players, count, clusters))


def majority_class(classes: Sequence[int], members: Sequence[int]) -> int:
    """Return the class that most of a cluster's members gave; ties: the lowest."""
    given = [classes[number] for number in members]
    return min(given, key=lambda one: (-given.count(one), one))


def _merge(boxes: Sequence[Box], numbers: list[int], distance: int) -> list[list[int]]:
    """Steps 1 and 2: merge the two nearest clusters until none are near enough."""
    clusters = {number: [number] for number in numbers}
    while len(clusters) > 1:
        centroids = {i: _centroid(boxes, members) for i, members in clusters.items()}
        d2, i, j = min(
            (_squared_distance(centroids[i], centroids[j]), i, j)
            for i in clusters
            for j in clusters
            if i < j
        )
        if d2 > (SCALE * distance) ** 2:
            break
        clusters[i] = sorted(clusters[i] + clusters.pop(j))
    return list(clusters.values())


def _one_a_player(
    boxes: Sequence[Box], players: Sequence[int], members: list[int]
) -> tuple[list[int], list[int]]:
    """Step 3: each player keeps its annotation nearest to the centroid."""
    centroid = _centroid(boxes, members)
    nearest: dict[int, tuple[int, int]] = {}
    for number in members:
        candidate = (
            _squared_distance([SCALE * value for value in boxes[number]], centroid),
            number,
        )
        nearest[players[number]] = min(candidate, nearest.get(players[number], candidate))
    keep = sorted(number for _, number in nearest.values())
    return keep, [number for number in members if number not in keep]


def _scores(
    boxes: Sequence[Box], players: Sequence[int], count: int, clusters: Sequence[Cluster]
) -> tuple[int | None, ...]:
    """Step 5: how far a player's valid annotations are from their centroids, on average."""
    distances: list[list[int]] = [[] for _ in range(count)]
    for found in clusters:
        for number in found.members:
            scaled = [SCALE * value for value in boxes[number]]
            distances[players[number]].append(_squared_distance(scaled, found.centroid))
    return tuple(sum(ones) // len(ones) if ones else None for ones in distances)


def _centroid(boxes: Sequence[Box], members: Sequence[int]) -> tuple[int, int, int, int]:
    x, y, height, width = (
        SCALE * sum(boxes[number][axis] for number in members) // len(members) for axis in range(4)
    )
    return x, y, height, width


def _squared_distance(a: Sequence[int], b: Sequence[int]) -> int:
    return sum((p - q) ** 2 for p, q in zip(a, b, strict=True))
