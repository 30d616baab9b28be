"""The payout rule: scores become positions, and bets become rewards.

Part 3 of the specification, "The payout rule"; the contract computes the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Ranked:
    """A player with a score.

    Attributes:
        player: its address.
        score: its best over its images: mean squared distance, in 1/256 pixels squared.
        position: 1 plus the number of players with a lower score.
        points: (N + 1 - position) squared, with N players who revealed a play.
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


def pay(scores: Mapping[str, int | None], bets: Mapping[str, int]) -> Payout:
    """Rank the players and share out the bets.

    Args:
        scores: of every player who revealed a play, the best one; None for outliers.
        bets: of every player who bet, sponsored and added together, in wei.

    Returns:
        The payout; rewards and treasury together are exactly the bets.
    """
    ranking = _rank(scores)
    weights = {ranked.player: bets.get(ranked.player, 0) * ranked.points for ranked in ranking}
    pot = sum(bets.get(ranked.player, 0) for ranked in ranking)
    total = sum(weights.values())
    rewards = {
        player: pot * weights.get(player, 0) // total if total else 0
        for player in dict.fromkeys([*scores, *bets])
    }
    return Payout(ranking, rewards, sum(bets.values()) - sum(rewards.values()))


def _rank(scores: Mapping[str, int | None]) -> tuple[Ranked, ...]:
    known = sorted(
        (score, player.lower(), player) for player, score in scores.items() if score is not None
    )
    ranking: list[Ranked] = []
    for place, (score, _, player) in enumerate(known, 1):
        position = ranking[-1].position if ranking and ranking[-1].score == score else place
        ranking.append(Ranked(player, score, position, (len(scores) + 1 - position) ** 2))
    return tuple(ranking)
