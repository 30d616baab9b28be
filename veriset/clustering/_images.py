"""Clusters many images: which clusters count, their centroids and the players' scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veriset.clustering._compiled import compiled, entry
from veriset.clustering._rounds import find_clusters

if TYPE_CHECKING:
    from veriset.clustering._types import Integers


@entry
def settle_images(
    boxes: Integers,
    players: Integers,
    starts: Integers,
    score_starts: Integers,
    distance: int,
    confirmation: int,
    labels: Integers,
    centroids: Integers,
    sizes: Integers,
    cluster_starts: Integers,
    scores: Integers,
) -> None:
    """Cluster image after image.

    Args:
        boxes: all annotations, of shape (n, 4).
        players: for each annotation, whose it is, by number within its image.
        starts: image k has the annotations from starts[k] to starts[k + 1].
        score_starts: and its players the scores from score_starts[k] to score_starts[k + 1].
        distance: in pixels.
        confirmation: in percent.
        labels: of shape (n,), takes the number of each annotation's cluster, -1 for outliers.
        centroids: of shape (n, 4), takes those of the clusters that count.
        sizes: of shape (n,), takes how many players they are of.
        cluster_starts: takes the first cluster of each image, and the end of all.
        scores: takes the scores, -1 for none.
    """
    clusters = np.int64(0)
    for image in range(len(starts) - 1):
        cluster_starts[image] = clusters
        first, end = starts[image], starts[image + 1]
        count = score_starts[image + 1] - score_starts[image]
        of_image = labels[first:end]
        found = find_clusters(boxes[first:end], players[first:end], count, distance, of_image)
        quorum = (confirmation * count + 99) // 100
        counting = _number(
            boxes[first:end],
            quorum,
            found,
            of_image,
            clusters,
            centroids[clusters:],
            sizes[clusters:],
        )
        _score(
            boxes[first:end],
            players[first:end],
            of_image,
            centroids,
            scores[score_starts[image] : score_starts[image + 1]],
        )
        clusters += counting
    cluster_starts[len(starts) - 1] = clusters


@compiled
def _number(
    boxes: Integers,
    quorum: int,
    found: int,
    labels: Integers,
    clusters: int,
    centroids: Integers,
    sizes: Integers,
) -> int:
    """Step 4: number the clusters that count by their lowest member, and find their centroids."""
    players, number = np.zeros(found, np.int64), np.zeros(found, np.int64)
    for label in labels:
        players[label] += 1
    counting = 0
    for i in range(len(labels)):
        cluster = labels[i]
        if players[cluster] < quorum:
            labels[i] = -1
            continue
        if number[cluster] == 0:
            sizes[counting] = players[cluster]
            for axis in range(4):
                centroids[counting, axis] = 0
            counting += 1
            number[cluster] = counting
        labels[i] = clusters + number[cluster] - 1
        for axis in range(4):
            centroids[number[cluster] - 1, axis] += boxes[i, axis]
    for cluster in range(counting):
        for axis in range(4):
            centroids[cluster, axis] = (centroids[cluster, axis] << 8) // sizes[cluster]
    return counting


@compiled
def _score(
    boxes: Integers, players: Integers, labels: Integers, centroids: Integers, scores: Integers
) -> None:
    """Step 5: the mean squared distance of each player's valid annotations."""
    count = len(scores)
    # Squared distances have up to 51 bits: in two parts, no number of them overflows.
    high, low, valid = (
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
    )
    for i in range(len(labels)):
        if labels[i] >= 0:
            d2 = np.int64(0)
            for axis in range(4):
                offset = (boxes[i, axis] << 8) - centroids[labels[i], axis]
                d2 += offset * offset
            high[players[i]] += d2 >> 32
            low[players[i]] += d2 & 0xFFFFFFFF
            valid[players[i]] += 1
    for player in range(count):
        scores[player] = -1
        if valid[player]:
            rest = ((high[player] % valid[player]) << 32) + low[player]
            scores[player] = ((high[player] // valid[player]) << 32) + rest // valid[player]
