"""Clusters annotations: the same result as on the chain, bit for bit, many images at once.

`reference` is the rule as it reads. Here it is compiled to machine code: the first call takes
seconds, once a machine; after that, an image of 50 annotations takes a few microseconds.

Time grows hardly faster than the number of annotations, however dense they are. It also grows
with how often an image is clustered again, which is as often as one player drew one object.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from veriset.clustering.arrays import MAX_DISTANCE, Annotations, Clusterings
from veriset.clustering.reference import Box, Cluster, Clustering
from veriset.errors import InputError

__all__ = [
    "Annotations",
    "Cluster",
    "Clustering",
    "Clusterings",
    "cluster_image",
    "cluster_images",
]


def cluster_images(images: Annotations, distance: int, confirmation: int) -> Clusterings:
    """Cluster the annotations of each image.

    Args:
        images: the annotations.
        distance: pixels up to which two clusters merge, 0 to 131,070.
        confirmation: percentage of an image's players that a cluster needs to count, 0 to 100.

    Returns:
        The same as `reference.cluster` of each.

    Raises:
        InputError: distance or confirmation is out of its range.
    """
    if not 0 <= distance <= MAX_DISTANCE:
        raise InputError(f"the distance is {distance}; it must be from 0 to {MAX_DISTANCE:,}")
    if not 0 <= confirmation <= 100:
        raise InputError(f"the confirmation is {confirmation}; it must be from 0 to 100 percent")
    from veriset.clustering._images import settle_images  # imports a compiler

    n = len(images.boxes)
    labels, sizes = np.empty(n, np.int64), np.empty(n, np.int64)
    centroids = np.empty((n, 4), np.int64)
    cluster_starts = np.empty(len(images) + 1, np.int64)
    score_starts = np.zeros(len(images) + 1, np.int64)
    np.cumsum(images.player_counts, out=score_starts[1:])
    scores = np.empty(int(score_starts[-1]), np.int64)
    settle_images(
        images.boxes,
        images.players,
        images.starts,
        score_starts,
        distance,
        confirmation,
        labels,
        centroids,
        sizes,
        cluster_starts,
        scores,
    )
    clusters = int(cluster_starts[-1])
    return Clusterings(
        labels,
        centroids[:clusters].copy(),
        sizes[:clusters].copy(),
        _classes(labels, images.classes, clusters),
        scores,
        images.starts,
        cluster_starts,
        score_starts,
    )


def cluster_image(
    boxes: Sequence[Box], players: Sequence[int], count: int, distance: int, confirmation: int
) -> Clustering:
    """Cluster one image; see `reference.cluster` for arguments and result.

    Raises:
        InputError: a value is out of its range.
    """
    image = Annotations.from_arrays(boxes, players, [0, len(boxes)], [count])
    return cluster_images(image, distance, confirmation).image(0)


def _classes(
    labels: NDArray[np.int64], classes: NDArray[np.int64], clusters: int
) -> NDArray[np.int64]:
    """Return for each cluster the class that most of its members gave; ties: the lowest."""
    found = np.zeros(clusters, np.int64)
    if not classes.any():
        return found
    valid = labels >= 0
    keys, counts = np.unique(labels[valid] << 8 | classes[valid], return_counts=True)
    # The last that is written for a cluster stays: the one with most, of these the lowest.
    order = np.lexsort((-keys, counts))
    found[keys[order] >> 8] = keys[order] & 255
    return found
