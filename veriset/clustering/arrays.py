"""Annotations of many images as arrays, and what the clustering rule makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike, NDArray

from veriset.clustering.reference import Cluster, Clustering
from veriset.errors import InputError

MAX_COORDINATE = 65_535
"""Greatest x, y, height and width, in pixels."""

MAX_DISTANCE = 131_070
"""Pixels between the two boxes that are furthest apart."""


@dataclass(frozen=True, eq=False)
class Annotations:
    """The annotations of many images, one image after the other.

    Image k has the annotations from starts[k] to starts[k + 1], numbered in that order, and
    player_counts[k] players, those included who found nothing on it.

    Attributes:
        boxes: int64, of shape (annotations, 4): x, y, height and width in pixels, 0 to 65,535.
        players: int64, of shape (annotations,): whose each is, by number within its image.
        starts: int64, of shape (images + 1,), ascending from 0.
        player_counts: int64, of shape (images,).
        classes: int64, of shape (annotations,): 0 to 255; they do not influence the clustering.
    """

    boxes: NDArray[np.int64]
    players: NDArray[np.int64]
    starts: NDArray[np.int64]
    player_counts: NDArray[np.int64]
    classes: NDArray[np.int64]

    @classmethod
    def from_arrays(
        cls,
        boxes: ArrayLike,
        players: ArrayLike,
        starts: ArrayLike,
        player_counts: ArrayLike,
        classes: ArrayLike | None = None,
    ) -> Annotations:
        """Check arrays of any integer type; see the attributes for what they hold.

        Raises:
            InputError: a shape, type or value is not as it must be.
        """
        rows = _integers("boxes", boxes, 0, MAX_COORDINATE)
        if rows.size == 0:
            rows = rows.reshape(0, 4)
        borders = _integers("starts", starts, 0, len(rows))
        counts = _integers("player counts", player_counts, 0, 2**31)
        whose = _integers("players", players, 0, 2**31)
        names = _integers(
            "classes", np.zeros(len(rows), np.int64) if classes is None else classes, 0, 255
        )
        if rows.ndim != 2 or rows.shape[1] != 4:
            raise InputError(f"boxes have the shape {rows.shape}; they need 4 columns")
        if whose.shape != (len(rows),) or names.shape != (len(rows),):
            raise InputError(f"{len(rows)} boxes need as many players and classes")
        if borders.ndim != 1 or counts.shape != (len(borders) - 1,):
            raise InputError("starts must be one more than player counts")
        if borders[0] != 0 or borders[-1] != len(rows) or np.any(np.diff(borders) < 0):
            raise InputError(f"starts must ascend from 0 to the number of boxes, {len(rows)}")
        if np.any(whose >= np.repeat(counts, np.diff(borders))):
            raise InputError("a player's number must be below the number of players of its image")
        return cls(rows, whose, borders, counts, names)

    @classmethod
    def from_plays(cls, images: Iterable[Sequence[Sequence[Sequence[int]]]]) -> Annotations:
        """Return the annotations of images that are lists of plays.

        Args:
            images: for each image its plays, in their order; for each play its annotations: x,
                y, height, width and, if it is not 0, class.

        Raises:
            InputError: an annotation is not 4 or 5 integers in their ranges.
        """
        plays = [list(image) for image in images]
        player_counts = np.array([len(image) for image in plays], np.int64)
        in_play = np.array([len(play) for image in plays for play in image], np.int64)
        annotations = list(chain.from_iterable(chain.from_iterable(plays)))
        if any(len(annotation) not in (4, 5) for annotation in annotations):
            raise InputError("an annotation needs x, y, height, width and perhaps a class")
        starts = np.zeros(len(plays) + 1, np.int64)
        play_starts = np.concatenate([[0], np.cumsum(player_counts)])
        starts[1:] = np.concatenate([[0], np.cumsum(in_play)])[play_starts[1:]]
        numbers = np.arange(len(in_play)) - np.repeat(play_starts[:-1], player_counts)
        return cls.from_arrays(
            [annotation[:4] for annotation in annotations],
            np.repeat(numbers, in_play),
            starts,
            player_counts,
            [annotation[4] if len(annotation) > 4 else 0 for annotation in annotations],
        )

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.player_counts)


@dataclass(frozen=True, eq=False)
class Clusterings:
    """What the rule makes of many images.

    Clusters are numbered through all images, and within an image by their lowest member: image k
    has those from cluster_starts[k] to cluster_starts[k + 1]. Its players have the scores from
    score_starts[k] to score_starts[k + 1].

    Attributes:
        labels: int64, of shape (annotations,): the cluster that each is in, -1 for outliers.
        centroids: int64, of shape (clusters, 4): times 256, rounded down.
        sizes: int64, of shape (clusters,): how many players, and so members, each has.
        classes: int64, of shape (clusters,): the one that most members gave; ties: the lowest.
        scores: int64, of shape (players,): mean squared distance from the centroids, in 1/256
            pixels squared, rounded down; -1 for none.
        starts: int64, of shape (images + 1,): those of the annotations.
        cluster_starts: int64, of shape (images + 1,).
        score_starts: int64, of shape (images + 1,).
    """

    labels: NDArray[np.int64]
    centroids: NDArray[np.int64]
    sizes: NDArray[np.int64]
    classes: NDArray[np.int64]
    scores: NDArray[np.int64]
    starts: NDArray[np.int64]
    cluster_starts: NDArray[np.int64]
    score_starts: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.starts) - 1

    def image(self, index: int) -> Clustering:
        """Return the result of one image in the form of `veriset.clustering.reference`."""
        labels = self.labels[self.starts[index] : self.starts[index + 1]]
        first, end = self.cluster_starts[index : index + 2]
        members = np.split(np.argsort(labels, kind="stable"), [np.count_nonzero(labels < 0)])
        parts = np.split(members[1], np.cumsum(self.sizes[first:end])[:-1]) if end > first else []
        scores = self.scores[self.score_starts[index] : self.score_starts[index + 1]].tolist()
        return Clustering(
            tuple(
                Cluster((x, y, h, w), tuple(part.tolist()), len(part))
                for (x, y, h, w), part in zip(
                    self.centroids[first:end].tolist(), parts, strict=True
                )
            ),
            tuple(members[0].tolist()),
            tuple(None if score < 0 else score for score in scores),
        )


def _integers(what: str, values: ArrayLike, low: int, high: int) -> NDArray[np.int64]:
    try:
        array = np.asarray(values)
    except (ValueError, OverflowError):
        array = np.asarray("")
    if array.size and array.dtype.kind not in "iu":
        raise InputError(f"{what} must be integers in rows of one length")
    if array.size and (array.min() < low or array.max() > high):
        raise InputError(f"{what} must be from {low} to {high:,}")
    return np.ascontiguousarray(array, np.int64)
