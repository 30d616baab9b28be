"""A grid of cells over centroids: a hash table of the cells in use, each a linked list.

A cell is twice as wide as the reach, so that what lies within reach of a point lies in the 2 to
the power of 4 cells on its sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veriset.clustering._compiled import compiled

if TYPE_CHECKING:
    from veriset.clustering._types import Integer, Integers

NEVER_USED = -2
"""Head of a slot of the table without a cell; a cell that has been emptied has -1."""

_CROWD = 4
"""Clusters in a cluster's cell, itself included, above which cells are crowded on average."""


@compiled
def slot_of(key: Integer, keys: Integers, heads: Integers) -> int:
    """Return the slot of the cell with that key, or the one that it would take."""
    mask = len(keys) - 1
    mixed = key * np.int64(-7046029254386353131)  # 2^64 over the golden ratio
    slot = (mixed ^ (mixed >> 32)) & mask
    while heads[slot] != NEVER_USED and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot  # type: ignore[no-any-return]


@compiled
def cells_around(centroids: Integers, i: int, reach: int, around: Integers) -> None:
    """Put the keys of the 16 cells within reach of a centroid into `around`, its own first."""
    width = reach << 9
    around[0] = 0
    filled = 1
    for axis in range(4):
        cell = centroids[i, axis] // width
        # Fields of 16 bits: no cell is above 32,767, so one below 0 is not mistaken for another.
        step = np.int64(1) << (16 * axis)
        side = step if centroids[i, axis] - cell * width >= width >> 1 else -step
        for place in range(filled):
            around[place] += cell * step
            around[filled + place] = around[place] + side
        filled *= 2


@compiled
def insert(
    i: int,
    key: int,
    keys: Integers,
    heads: Integers,
    cell: Integers,
    after: Integers,
    before: Integers,
) -> None:
    """Put cluster i into the cell with that key."""
    slot = slot_of(key, keys, heads)
    keys[slot], cell[i] = key, slot
    before[i], after[i] = -1, max(heads[slot], -1)
    if after[i] >= 0:
        before[after[i]] = i
    heads[slot] = i


@compiled
def remove(i: int, heads: Integers, cell: Integers, after: Integers, before: Integers) -> None:
    """Take cluster i out of its cell."""
    if before[i] >= 0:
        after[before[i]] = after[i]
    else:
        heads[cell[i]] = after[i]
    if after[i] >= 0:
        before[after[i]] = before[i]


@compiled
def fill(
    centroids: Integers,
    parent: Integers,
    reach: int,
    keys: Integers,
    heads: Integers,
    cell: Integers,
    after: Integers,
    before: Integers,
) -> bool:
    """Make the grid of the living clusters anew; return whether its cells are crowded."""
    around = np.empty(16, np.int64)
    members = np.zeros(len(keys), np.int64)
    living = met = 0
    for slot in range(len(heads)):
        heads[slot] = NEVER_USED
    for i in range(len(parent)):
        if parent[i] == i:
            cells_around(centroids, i, reach, around)
            insert(i, around[0], keys, heads, cell, after, before)
            met += 2 * members[cell[i]] + 1
            members[cell[i]] += 1
            living += 1
    return met > _CROWD * living
