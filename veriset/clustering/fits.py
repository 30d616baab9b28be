"""How many annotations an image can have, so that one transaction can settle it whatever they are.

The rule is that of `Clustering.fits` in contracts/libraries/Clustering.sol, which says why.
"""

from __future__ import annotations

_MOST_WORK = 100_000


def fits(annotators: int, per_play: int) -> bool:
    """Return whether a campaign can have these terms.

    Args:
        annotators: plays of each image, at least 1.
        per_play: most annotations in a play, at least 1.
    """
    rounds = per_play * (per_play + 1) * (2 * per_play + 1)
    return annotators * annotators * rounds <= _MOST_WORK


def most_annotations(annotators: int) -> int:
    """Return the most annotations a play that fit so many annotators; 0 if none do."""
    per_play = 0
    while fits(annotators, per_play + 1):
        per_play += 1
    return per_play


def most_annotators() -> int:
    """Return the most annotators that fit at all, with one annotation a play."""
    annotators = 1
    while fits(annotators + 1, 1):
        annotators += 1
    return annotators
