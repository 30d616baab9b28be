"""Merges the two nearest clusters until none are near enough: steps 1 and 2 of the rule.

Each cluster knows the nearest of the clusters after it, so that the nearest pair of all is the
least of these. For few annotations all pairs are compared; `_grid` does it for many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veriset.clustering._compiled import compiled

if TYPE_CHECKING:
    from veriset.clustering._types import Integers

FAR = np.int64(2**62)
"""More than any squared distance."""


@compiled
def squared_distance(a: Integers, i: int, b: Integers, j: int) -> int:
    """Return the squared distance of row i of a from row j of b."""
    x, y, h, w = a[i, 0] - b[j, 0], a[i, 1] - b[j, 1], a[i, 2] - b[j, 2], a[i, 3] - b[j, 3]
    return x * x + y * y + h * h + w * w  # type: ignore[no-any-return]


@compiled
def join(sums: Integers, sizes: Integers, centroids: Integers, i: int, j: int) -> None:
    """Merge cluster j into cluster i."""
    sizes[i] += sizes[j]
    for axis in range(4):
        sums[i, axis] += sums[j, axis]
        centroids[i, axis] = (sums[i, axis] << 8) // sizes[i]


@compiled
def merge_few(boxes: Integers, numbers: Integers, distance: int, parent: Integers) -> None:
    """Merge by comparing all pairs: time grows with the square, memory with the number.

    Args:
        boxes: all annotations, of shape (n, 4).
        numbers: which of them, ascending.
        distance: in pixels.
        parent: as long as `numbers`, takes the position that each was merged into, always a
            lower one; its own if it is the lowest of a cluster.
    """
    n = len(numbers)
    limit = (distance << 8) ** 2
    sums, centroids = np.empty((n, 4), np.int64), np.empty((n, 4), np.int64)
    sizes, living = np.empty(n, np.int64), np.empty(n, np.int64)
    nearest, nearest_d2 = np.empty(n, np.int64), np.empty(n, np.int64)
    for i in range(n):
        parent[i], sizes[i], living[i] = i, 1, i
        for axis in range(4):
            sums[i, axis] = boxes[numbers[i], axis]
            centroids[i, axis] = sums[i, axis] << 8
    for place in range(n):
        _find_nearest(centroids, living, n, place, nearest, nearest_d2)
    while n > 1:
        at = 0
        for place in range(1, n):
            if nearest_d2[living[place]] < nearest_d2[living[at]]:
                at = place
        i = living[at]
        if nearest_d2[i] > limit:
            break
        j = nearest[i]
        parent[j] = i
        join(sums, sizes, centroids, i, j)
        n -= 1
        gone = at + 1
        while living[gone] != j:
            gone += 1
        for place in range(gone, n):
            living[place] = living[place + 1]
        _find_nearest(centroids, living, n, at, nearest, nearest_d2)
        for place in range(gone):
            k = living[place]
            if k < i:
                d2 = squared_distance(centroids, k, centroids, i)
                if d2 < nearest_d2[k] or (d2 == nearest_d2[k] and i <= nearest[k]):
                    nearest[k], nearest_d2[k] = i, d2
                    continue
            if k != i and (nearest[k] == i or nearest[k] == j):
                _find_nearest(centroids, living, n, place, nearest, nearest_d2)


@compiled
def _find_nearest(
    centroids: Integers,
    living: Integers,
    n: int,
    place: int,
    nearest: Integers,
    nearest_d2: Integers,
) -> None:
    """Find the nearest of the living clusters after the one at that place; ties: the lowest."""
    k = living[place]
    best, found = FAR, -1
    for other in range(place + 1, n):
        d2 = squared_distance(centroids, k, centroids, living[other])
        if d2 < best:
            best, found = d2, living[other]
    nearest[k], nearest_d2[k] = found, best
