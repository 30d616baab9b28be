"""The payout rule: scores become positions and points, and bets become rewards.

Part 3 of the specification, "The payout rule"; the contract computes the same. How points follow
from a score is a curve, which a campaign chooses when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from veriset.clustering.reference import SCALE
from veriset.errors import InputError


class Curve(Protocol):
    """How many points a ranked player gets for each wei of its bet."""

    def points(self, score: int, position: int, players: int, /) -> int:
        """Return the points.

        Args:
            score: the player's best, in 1/256 pixels squared.
            position: 1 plus the number of players with a lower score.
            players: N, the players who revealed a play.
        """


@dataclass(frozen=True)
class RankCurve:
    """(N + 1 - position) squared: the better players win the others' bets.

    Points grow with the number of players, so whoever plays from several accounts gains by it.
    """

    def points(self, _score: int, position: int, players: int, /) -> int:
        """Return the points; see `Curve`."""
        return (players + 1 - position) ** 2


@dataclass(frozen=True)
class DistanceCurve:
    """What is left of the merge distance, squared, below the score; other players do not matter.

    All scores within the tolerance count the same, so that nothing is won by agreeing on boxes
    with others, and points go with the bet alone, so that nothing is won by splitting it.

    Attributes:
        distance: pixels up to which two clusters merge, 1 to 131,070; no points from there on.
        tolerance: pixels, below `distance`.
    """

    distance: int
    tolerance: int

    def __post_init__(self) -> None:
        """Refuse what leaves no player a point.

        Raises:
            InputError: the tolerance is not below the distance.
        """
        if not 0 <= self.tolerance < self.distance:
            raise InputError(
                f"the tolerance is {self.tolerance} pixels; it must be below the distance, "
                f"{self.distance}"
            )

    def points(self, score: int, _position: int, _players: int, /) -> int:
        """Return the points; see `Curve`."""
        zero, full = (SCALE * self.distance) ** 2, (SCALE * self.tolerance) ** 2
        return max(0, zero - max(score, full))


def curve_of(distance: int, tolerance: int) -> Curve:
    """Return the curve that a campaign's terms choose.

    Args:
        distance: pixels up to which two clusters merge.
        tolerance: pixels; 0 stands for the payout by rank.

    Raises:
        InputError: the tolerance is not below the distance.
    """
    return DistanceCurve(distance, tolerance) if tolerance else RankCurve()


@dataclass(frozen=True)
class Ranked:
    """A player with a score.

    Attributes:
        player: its address.
        score: its best over its images: mean squared distance, in 1/256 pixels squared.
        position: 1 plus the number of players with a lower score.
        points: for each wei of its bet, as the curve has it.
    """

    player: str
    score: int
    position: int
    points: int


@dataclass(frozen=True)
class Payout:
    """Who gets what, in wei.

    Attributes:
        ranking: the players with a score, by position and then by address.
        rewards: of every player who revealed a play or bet; 0 for outliers.
        treasury: the bets of outliers and what rounding leaves.
    """

    ranking: tuple[Ranked, ...]
    rewards: dict[str, int]
    treasury: int


def best_scores(images: Iterable[Mapping[str, int | None]]) -> dict[str, int | None]:
    """Return the lowest score of each player over its images; None if it has none on any."""
    best: dict[str, int | None] = {}
    for scores in images:
        for player, score in scores.items():
            known = [one for one in (best.get(player), score) if one is not None]
            best[player] = min(known, default=None)
    return best


def pay(
    scores: Mapping[str, int | None], bets: Mapping[str, int], curve: Curve | None = None
) -> Payout:
    """Rank the players and share out the bets.

    Args:
        scores: of every player who revealed a play, the best one; None for outliers.
        bets: of every player who bet, sponsored and added together, in wei.
        curve: None is `RankCurve`.

    Returns:
        The payout; rewards and treasury together are exactly the bets.
    """
    ranking = _rank(scores, curve or RankCurve())
    weights = {ranked.player: bets.get(ranked.player, 0) * ranked.points for ranked in ranking}
    pot = sum(bets.get(ranked.player, 0) for ranked in ranking)
    total = sum(weights.values())
    rewards = {
        player: pot * weights.get(player, 0) // total if total else 0
        for player in dict.fromkeys([*scores, *bets])
    }
    return Payout(ranking, rewards, sum(bets.values()) - sum(rewards.values()))


def _rank(scores: Mapping[str, int | None], curve: Curve) -> tuple[Ranked, ...]:
    known = sorted(
        (score, player.lower(), player) for player, score in scores.items() if score is not None
    )
    ranking: list[Ranked] = []
    for place, (score, _, player) in enumerate(known, 1):
        position = ranking[-1].position if ranking and ranking[-1].score == score else place
        points = curve.points(score, position, len(scores))
        ranking.append(Ranked(player, score, position, points))
    return tuple(ranking)
