"""Merges many clusters with a grid of cells, for the same result as by comparing all pairs.

Merging up to a smaller distance first and then up to a larger one is the same sequence of
merges. So the grid starts with cells so small that they hold few clusters each, and is made
anew, twice as wide, once all that are so near are merged: what is left lies further apart, so
the cells hold few clusters again, however dense the annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veriset.clustering._cells import NEVER_USED, cells_around, fill, insert, remove, slot_of
from veriset.clustering._compiled import compiled
from veriset.clustering._merge import FAR, join, squared_distance

if TYPE_CHECKING:
    from veriset.clustering._types import Integers


@compiled
def merge_many(boxes: Integers, numbers: Integers, distance: int, parent: Integers) -> None:
    """Do as `_merge.merge_few` does, in time that grows hardly faster than the number."""
    n = len(numbers)
    sums, centroids = np.empty((n, 4), np.int64), np.empty((n, 4), np.int64)
    sizes = np.empty(n, np.int64)
    for i in range(n):
        parent[i], sizes[i] = i, 1
        for axis in range(4):
            sums[i, axis] = boxes[numbers[i], axis]
            centroids[i, axis] = sums[i, axis] << 8
    # A power of two with room for each cell that is used: at most two a cluster.
    slots = 4
    while slots < 4 * n:
        slots *= 2
    keys, heads, cell = np.empty(slots, np.int64), np.empty(slots, np.int64), np.empty(n, np.int64)
    after, before = np.empty(n, np.int64), np.empty(n, np.int64)
    _merge_identical(sums, sizes, centroids, parent, keys, heads)
    if distance == 0:
        return
    reach = distance
    while fill(centroids, parent, reach, keys, heads, cell, after, before) and reach > 1:
        reach //= 2
    _merge_near(sums, sizes, centroids, parent, reach, keys, heads, cell, after, before)
    while reach < distance:
        reach = min(2 * reach, distance)
        fill(centroids, parent, reach, keys, heads, cell, after, before)
        _merge_near(sums, sizes, centroids, parent, reach, keys, heads, cell, after, before)


@compiled
def _merge_identical(
    sums: Integers,
    sizes: Integers,
    centroids: Integers,
    parent: Integers,
    keys: Integers,
    heads: Integers,
) -> None:
    """Merge annotations with the same box: they are at no distance, so the rule does it first."""
    for slot in range(len(heads)):
        heads[slot] = NEVER_USED
    for i in range(len(parent)):
        key = (sums[i, 0] << 48) + (sums[i, 1] << 32) + (sums[i, 2] << 16) + sums[i, 3]
        slot = slot_of(key, keys, heads)
        if heads[slot] == NEVER_USED:
            keys[slot], heads[slot] = key, i
        else:
            parent[i] = heads[slot]
    for i in range(len(parent)):
        if parent[i] != i:
            join(sums, sizes, centroids, parent[i], i)


@compiled
def _merge_near(
    sums: Integers,
    sizes: Integers,
    centroids: Integers,
    parent: Integers,
    reach: int,
    keys: Integers,
    heads: Integers,
    cell: Integers,
    after: Integers,
    before: Integers,
) -> None:
    """Merge the two nearest clusters until none are within reach."""
    n = len(parent)
    limit = (reach << 8) ** 2
    around = np.empty(16, np.int64)
    leaves = 1
    while leaves < n:
        leaves *= 2
    # What is nearest of the clusters after each, and at what distance. Once that one has moved
    # or merged the distance is only a lower bound: its version is no longer the one seen.
    nearest, nearest_d2 = np.empty(n, np.int64), np.empty(leaves, np.int64)
    version, seen = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for i in range(leaves):
        nearest_d2[i] = FAR
    for i in range(n):
        if parent[i] == i:
            cells_around(centroids, i, reach, around)
            _find_nearest(centroids, i, around, limit, keys, heads, after, nearest, nearest_d2)
    best = np.empty(2 * leaves, np.int64)
    for i in range(leaves):
        best[leaves + i] = i
    for node in range(leaves - 1, 0, -1):
        _compare(best, nearest_d2, node)
    while nearest_d2[best[1]] <= limit:
        i = best[1]
        j = nearest[i]
        if version[j] == seen[i]:
            remove(i, heads, cell, after, before)
            remove(j, heads, cell, after, before)
            parent[j] = i
            join(sums, sizes, centroids, i, j)
            version[i] += 1
            version[j] += 1
            nearest_d2[j] = FAR
            _update(best, nearest_d2, j)
            cells_around(centroids, i, reach, around)
            insert(i, around[0], keys, heads, cell, after, before)
            for key in around:
                k = heads[slot_of(key, keys, heads)]
                while k >= 0:
                    if k < i:
                        d2 = squared_distance(centroids, k, centroids, i)
                        if d2 <= limit and (
                            d2 < nearest_d2[k]
                            or (
                                d2 == nearest_d2[k]
                                and i < nearest[k]
                                and version[nearest[k]] == seen[k]
                            )
                        ):
                            nearest[k], nearest_d2[k], seen[k] = i, d2, version[i]
                            _update(best, nearest_d2, k)
                    k = after[k]
        else:
            cells_around(centroids, i, reach, around)
        _find_nearest(centroids, i, around, limit, keys, heads, after, nearest, nearest_d2)
        seen[i] = version[nearest[i]]
        _update(best, nearest_d2, i)


@compiled
def _find_nearest(
    centroids: Integers,
    i: int,
    around: Integers,
    limit: int,
    keys: Integers,
    heads: Integers,
    after: Integers,
    nearest: Integers,
    nearest_d2: Integers,
) -> None:
    """Find the nearest of the clusters after i in the cells around it; ties: the lowest."""
    found, least = i, FAR
    for key in around:
        k = heads[slot_of(key, keys, heads)]
        while k >= 0:
            if k > i:
                d2 = squared_distance(centroids, i, centroids, k)
                if d2 <= limit and (d2 < least or (d2 == least and k < found)):
                    found, least = k, d2
            k = after[k]
    nearest[i], nearest_d2[i] = found, least


@compiled
def _compare(best: Integers, nearest_d2: Integers, node: int) -> None:
    """Let the better of a node's two children through; ties: the left one, which is lower."""
    left, right = best[2 * node], best[2 * node + 1]
    best[node] = left if nearest_d2[left] <= nearest_d2[right] else right


@compiled
def _update(best: Integers, nearest_d2: Integers, i: int) -> None:
    """Compare anew on the way from cluster i to the root of the tournament."""
    node = (len(best) // 2 + i) // 2
    while node:
        _compare(best, nearest_d2, node)
        node //= 2
