"""Clusters the annotations of one image, and again what is set aside: steps 1 to 3 of the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veriset.clustering._compiled import compiled
from veriset.clustering._grid import merge_many
from veriset.clustering._groups import MOST_GROUPS, find_groups, is_compact
from veriset.clustering._merge import FAR, merge_few

if TYPE_CHECKING:
    from veriset.clustering._types import Integers

_FEW = 100
"""Annotations from which the grid is worth making."""


@compiled
def find_clusters(
    boxes: Integers, players: Integers, count: int, distance: int, cluster: Integers
) -> int:
    """Cluster an image until nothing is set aside.

    Args:
        boxes: the annotations, of shape (n, 4).
        players: for each annotation, whose it is, 0 to count - 1.
        count: number of players.
        distance: in pixels.
        cluster: of shape (n,), takes the cluster of each annotation, in no particular order.

    Returns:
        How many clusters there are.
    """
    n = len(boxes)
    low, high = np.empty((MOST_GROUPS, 4), np.int64), np.empty((MOST_GROUPS, 4), np.int64)
    group, numbers = np.empty(n, np.int64), np.empty(n, np.int64)
    for i in range(n):
        numbers[i], cluster[i] = i, -1
    groups = find_groups(boxes, numbers, distance, low, high, group)
    if groups == 0:
        return _settle(boxes, players, count, distance, numbers, n, cluster, groups)
    # By far the most groups are one object that each player drew once: no merge to simulate.
    simple = np.empty(groups, np.bool_)
    for g in range(groups):
        simple[g] = is_compact(low, high, g, distance)
    drew = np.zeros(groups, np.int64)
    for i in range(n):
        # Of more than 64 players two may share a bit, and the group then takes the long way.
        bit = np.int64(1) << (players[i] & 63)
        if drew[group[i]] & bit:
            simple[group[i]] = False
        drew[group[i]] |= bit
    clusters = groups
    for i in range(n):
        if simple[group[i]]:
            cluster[i] = group[i]
    for g in range(groups):
        if not simple[g]:
            size = np.int64(0)
            for i in range(n):
                if group[i] == g:
                    numbers[size] = i
                    size += 1
            clusters = _settle(boxes, players, count, distance, numbers, size, cluster, clusters)
    return clusters


@compiled
def _settle(
    boxes: Integers,
    players: Integers,
    count: int,
    distance: int,
    numbers: Integers,
    size: int,
    cluster: Integers,
    clusters: int,
) -> int:
    """Cluster the first `size` of `numbers`, round by round, under names from `clusters` on.

    What is set aside is split into groups anew. They wait on a stack, as parts of `numbers`.
    """
    low, high = np.empty((MOST_GROUPS, 4), np.int64), np.empty((MOST_GROUPS, 4), np.int64)
    nearest, nearest_d2 = np.empty(count, np.int64), np.empty(count, np.int64)
    merged, borders = np.empty(size, np.int64), np.empty(size + 1, np.int64)
    aside, group = np.empty(size, np.int64), np.empty(size, np.int64)
    starts, ends = np.empty(size + 1, np.int64), np.empty(size + 1, np.int64)
    starts[0], ends[0], waiting = 0, size, 1
    while waiting:
        waiting -= 1
        end = starts[waiting]
        part = numbers[end : ends[waiting]]
        if _are_identical(boxes, part):
            clusters += _deal(players, part, nearest, cluster, clusters)
            continue
        for found in range(_merge(boxes, part, distance, merged, borders)):
            members = merged[borders[found] : borders[found + 1]]
            _keep_one_a_player(boxes, players, members, nearest, nearest_d2, cluster, clusters)
            clusters += 1
        left = 0
        for number in part:
            if cluster[number] < 0:
                aside[left] = number
                left += 1
        if left == 0:
            continue
        groups = find_groups(boxes, aside[:left], distance, low, high, group[:left])
        for g in range(max(groups, 1)):
            starts[waiting] = end
            for position in range(left):
                if groups == 0 or group[position] == g:
                    numbers[end] = aside[position]
                    end += 1
            ends[waiting] = end
            waiting += 1
    return clusters


@compiled
def _merge(
    boxes: Integers, part: Integers, distance: int, merged: Integers, borders: Integers
) -> int:
    """Merge annotations, put them cluster by cluster, and return how many clusters there are.

    Cluster k has those from borders[k] to borders[k + 1], ascending.
    """
    n = len(part)
    borders[0] = 0
    if _are_compact(boxes, part, distance):
        for i in range(n):
            merged[i] = part[i]
        borders[1] = n
        return 1
    parent, found = np.empty(n, np.int64), np.empty(n, np.int64)
    if n < _FEW:
        merge_few(boxes, part, distance, parent)
    else:
        merge_many(boxes, part, distance, parent)
    # A parent is before its children, so that one pass tells each the cluster that it is in.
    clusters = 0
    for i in range(n):
        if parent[i] == i:
            found[i] = clusters
            clusters += 1
            borders[clusters] = 0
        else:
            found[i] = found[parent[i]]
        borders[found[i] + 1] += 1
    for k in range(clusters):
        borders[k + 1] += borders[k]
    for i in range(n - 1, -1, -1):
        borders[found[i] + 1] -= 1
        merged[borders[found[i] + 1]] = part[i]
    for k in range(clusters):
        borders[k] = borders[k + 1]
    borders[clusters] = n
    return clusters


@compiled
def _are_compact(boxes: Integers, part: Integers, distance: int) -> bool:
    """Return whether no two of these annotations can be further apart than the distance."""
    total = np.int64(0)
    for axis in range(4):
        low = high = boxes[part[0], axis]
        for number in part:
            low, high = min(low, boxes[number, axis]), max(high, boxes[number, axis])
        total += (high - low) ** 2
    return bool(total <= distance**2)


@compiled
def _keep_one_a_player(
    boxes: Integers,
    players: Integers,
    members: Integers,
    nearest: Integers,
    nearest_d2: Integers,
    cluster: Integers,
    name: int,
) -> None:
    """Step 3: name the cluster of each player's annotation nearest to the centroid."""
    sums = np.zeros(4, np.int64)
    for number in members:
        for axis in range(4):
            sums[axis] += boxes[number, axis]
        nearest_d2[players[number]] = FAR
    for number in members:
        d2 = np.int64(0)
        for axis in range(4):
            offset = (boxes[number, axis] << 8) - (sums[axis] << 8) // len(members)
            d2 += offset * offset
        if d2 < nearest_d2[players[number]]:
            nearest[players[number]], nearest_d2[players[number]] = number, d2
    for number in members:
        if nearest[players[number]] == number:
            cluster[number] = name


@compiled
def _are_identical(boxes: Integers, part: Integers) -> bool:
    """Return whether all these annotations have the same box."""
    for axis in range(4):
        for number in part:
            if boxes[number, axis] != boxes[part[0], axis]:
                return False
    return True


@compiled
def _deal(
    players: Integers, part: Integers, dealt: Integers, cluster: Integers, clusters: int
) -> int:
    """Do all rounds of identical annotations: a player's first, then its second, and so on."""
    rounds = 0
    for number in part:
        dealt[players[number]] = 0
    for number in part:
        cluster[number] = clusters + dealt[players[number]]
        dealt[players[number]] += 1
        rounds = max(rounds, dealt[players[number]])
    return rounds
