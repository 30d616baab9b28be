"""Splits annotations into groups that can never interact.

A centroid lies within its members' bounding box, rounded down or not. So clusters of two groups
whose boxes are further apart than the distance never merge, and each group is clustered as if it
were alone. A group whose box has a diagonal of at most the distance becomes one cluster, in
whatever order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veriset.clustering._compiled import compiled

if TYPE_CHECKING:
    from veriset.clustering._types import Integers

MOST_GROUPS = 128
"""Every annotation is compared with every group, so that many groups would take too long."""


@compiled
def find_groups(
    boxes: Integers,
    numbers: Integers,
    distance: int,
    low: Integers,
    high: Integers,
    group: Integers,
) -> int:
    """Find the finest groups whose bounding boxes are further apart than the distance.

    Args:
        boxes: all annotations, of shape (n, 4).
        numbers: which of them.
        distance: in pixels.
        low: of shape (MOST_GROUPS, 4), takes the least coordinates of each group.
        high: likewise, the greatest.
        group: as long as `numbers`, takes the group of each.

    Returns:
        How many groups there are; 0 if too many to be found in this way.
    """
    limit = distance * distance
    count = np.int64(0)
    for position in range(len(numbers)):
        number = numbers[position]
        x, y = boxes[number, 0], boxes[number, 1]
        h, w = boxes[number, 2], boxes[number, 3]
        # Any group so near will do: whatever it is near to is one group in the end.
        found = 0
        while found < count:
            gap = max(low[found, 0] - x, x - high[found, 0], 0)
            if gap <= distance:
                total = gap * gap
                gap = max(low[found, 1] - y, y - high[found, 1], 0)
                total += gap * gap
                gap = max(low[found, 2] - h, h - high[found, 2], 0)
                total += gap * gap
                gap = max(low[found, 3] - w, w - high[found, 3], 0)
                if total + gap * gap <= limit:
                    break
            found += 1
        group[position] = found
        if found < count:
            low[found, 0], high[found, 0] = min(low[found, 0], x), max(high[found, 0], x)
            low[found, 1], high[found, 1] = min(low[found, 1], y), max(high[found, 1], y)
            low[found, 2], high[found, 2] = min(low[found, 2], h), max(high[found, 2], h)
            low[found, 3], high[found, 3] = min(low[found, 3], w), max(high[found, 3], w)
            continue
        if count == MOST_GROUPS:
            return 0
        low[count, 0], low[count, 1], low[count, 2], low[count, 3] = x, y, h, w
        high[count, 0], high[count, 1], high[count, 2], high[count, 3] = x, y, h, w
        count += 1
    return _join_near(low, high, group, count, distance)


@compiled
def is_compact(low: Integers, high: Integers, group: int, distance: int) -> bool:
    """Return whether no two annotations of the group are further apart than the distance."""
    total = np.int64(0)
    for axis in range(4):
        extent = high[group, axis] - low[group, axis]
        total += extent * extent
    return bool(total <= distance * distance)


@compiled
def _join_near(low: Integers, high: Integers, group: Integers, count: int, distance: int) -> int:
    """Join groups that have grown near to each other, until none are; return how many are left."""
    limit = distance * distance
    first = 0
    while first < count:
        joined = False
        second = first + 1
        while second < count:
            total = np.int64(0)
            for axis in range(4):
                gap = max(
                    low[first, axis] - high[second, axis], low[second, axis] - high[first, axis], 0
                )
                total += gap * gap
                if total > limit:
                    break
            if total > limit:
                second += 1
                continue
            count -= 1
            for position in range(len(group)):
                if group[position] == second:
                    group[position] = first
                elif group[position] == count:
                    group[position] = second
            for axis in range(4):
                low[first, axis] = min(low[first, axis], low[second, axis])
                high[first, axis] = max(high[first, axis], high[second, axis])
                low[second, axis], high[second, axis] = low[count, axis], high[count, axis]
            joined = True
        # A group that has grown may now be near to any.
        first = 0 if joined else first + 1
    return count
