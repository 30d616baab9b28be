"""What a validator earns who approves every image without a look: exact, without chance.

A validator is paid for each image on which its vote is the outcome; it takes two thirds of the
votes to reject an image.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb


@dataclass(frozen=True)
class Validation:
    """Validators and what they see.

    Attributes:
        validators: votes on each image.
        bad: share of the images that ought to be rejected.
        error: chance that an honest validator votes the other way, on any image.
    """

    validators: int = 5
    bad: float = 0.1
    error: float = 0.02

    def honest(self) -> float:
        """Return the share of the fees that a validator earns who looks, as all others do."""
        return sum(
            share * (chance * self._is_rejected(1, chance) + (1 - chance) * self._is_kept(chance))
            for share, chance in self._images()
        )

    def lazy(self) -> float:
        """Return the share of the fees of one who approves everything among such as look."""
        return sum(share * self._is_kept(chance) for share, chance in self._images())

    def _images(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return shares of the images, with the chance that one who looks rejects such an image."""
        return (self.bad, 1 - self.error), (1 - self.bad, self.error)

    def _is_rejected(self, own: int, chance: float) -> float:
        """Return the chance of a rejection, with the own vote 1 for reject or 0."""
        others = self.validators - 1
        return sum(
            comb(others, votes) * chance**votes * (1 - chance) ** (others - votes)
            for votes in range(others + 1)
            if 3 * (votes + own) >= 2 * self.validators
        )

    def _is_kept(self, chance: float) -> float:
        """Return the chance that an image stands, with the own vote for it."""
        return 1 - self._is_rejected(0, chance)
