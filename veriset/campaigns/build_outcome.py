"""From the plays of a campaign to its outcome: clusters, their classes, outliers, scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from veriset.campaigns.outcome import (
    Annotation,
    Books,
    Campaign,
    Cluster,
    ImageOutcome,
    Outcome,
    PlayedImage,
    Standing,
)
from veriset.clustering import Annotations, Clustering, cluster_images, reference
from veriset.clustering.reference import SCALE
from veriset.progress import Progress, silent

_REFERENCE_STEPS = 5_000_000
"""Sum of the cubes of annotations an image up to which the plain form is done, in seconds, before
the compiled one has been loaded."""


def outcome_of(
    campaign: Campaign,
    images: Iterable[PlayedImage],
    ranking: Iterable[Standing],
    books: Books,
    *,
    progress: Progress = silent,
) -> Outcome:
    """Compute the clusters of a campaign's images from their plays.

    Args:
        campaign: what was asked.
        images: in any order; those that nobody played too.
        ranking: in any order.
        books: all money.
        progress: told of the images.
    """
    ordered = sorted(images, key=lambda image: image.index)
    outcomes = []
    plays = [[play.annotations for play in image.plays] for image in ordered]
    clusterings = cluster_plays(plays, campaign.distance, campaign.confirmation)
    for image, found in zip(ordered, clusterings, strict=True):
        outcomes.append(_image_outcome(image, found))
        progress(len(outcomes), len(ordered))
    standings = sorted(ranking, key=lambda one: (one.position is None, one.position or 0))
    return Outcome(campaign, tuple(outcomes), tuple(standings), books)


def cluster_plays(
    images: Sequence[Sequence[Sequence[Annotation]]], distance: int, confirmation: int
) -> Iterator[Clustering]:
    """Yield what the clustering rule makes of each image, by the form that is done sooner.

    Args:
        images: for each image its plays, in their order; for each play its annotations.
        distance: pixels up to which two clusters merge.
        confirmation: percentage of an image's players that a cluster needs to count.
    """
    if sum(sum(map(len, plays)) ** 3 for plays in images) <= _REFERENCE_STEPS:
        for plays in images:
            boxes = [annotation[:4] for play in plays for annotation in play]
            owners = [number for number, play in enumerate(plays) for _ in play]
            yield reference.cluster(boxes, owners, len(plays), distance, confirmation)
        return
    found = cluster_images(Annotations.from_plays(images), distance, confirmation)
    for place in range(len(images)):
        yield found.image(place)


def class_of(annotations: Sequence[Annotation], members: Iterable[int]) -> int:
    """Return the class that most members of a cluster gave, the lowest of those if it is a tie."""
    counts = Counter(annotations[number].label for number in members)
    return min(counts, key=lambda label: (-counts[label], label))


def _image_outcome(image: PlayedImage, found: Clustering) -> ImageOutcome:
    annotations = image.annotations
    clusters = tuple(
        Cluster(
            one.centroid,
            class_of(annotations, one.members),
            one.members,
            one.players,
            _spread([annotations[number] for number in one.members], one.centroid),
        )
        for one in found.clusters
    )
    return ImageOutcome(image, clusters, found.outliers, found.scores)


def _spread(members: Sequence[Annotation], centroid: tuple[int, int, int, int]) -> int:
    squares = (
        (SCALE * value - centre) ** 2
        for member in members
        for value, centre in zip(member[:4], centroid, strict=True)
    )
    return sum(squares) // len(members)
