"""Many campaigns for each strategy and each set of rules, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

import numpy as np

from veriset.campaigns.payout import Curve, DistanceCurve, RankCurve, best_scores, pay
from veriset.clustering import Annotations, cluster_images
from veriset.progress import Progress, silent
from veriset.simulation.campaign import Played, play
from veriset.simulation.strategies import CATALOGUE, HONEST, Strategy
from veriset.simulation.world import Setting, World

_AT_ONCE = 100
"""Campaigns that are clustered together."""


class Hand(NamedTuple):
    """What is played, which is the same under several rules.

    Attributes:
        strategy: as far as the rules allow it.
        is_sealed: whether nobody can see what others play; where that does not matter, True.
    """

    strategy: Strategy
    is_sealed: bool


@dataclass(frozen=True)
class Rules:
    """What a sponsor can choose.

    Attributes:
        name: shown.
        is_admitted: whether a verifier admits each person once, so that nobody has two accounts.
        has_distance_curve: points by distance, not by rank.
        is_sealed: whether plays are sealed.
    """

    name: str
    is_admitted: bool
    has_distance_curve: bool
    is_sealed: bool = True

    def curve(self, setting: Setting) -> Curve:
        """Return the payout curve."""
        if not self.has_distance_curve:
            return RankCurve()
        return DistanceCurve(setting.distance, setting.tolerance)

    def hand(self, strategy: Strategy) -> Hand:
        """Return what becomes of a strategy under these rules."""
        if self.is_admitted and strategy.wallets > 1:
            strategy = replace(strategy, wallets=1, shares=strategy.members > 1)
        return Hand(strategy, self.is_sealed or strategy.source != "others")


RULES = (
    Rules("open plays, rank", False, False, is_sealed=False),
    Rules("sealed, rank", False, False),
    Rules("sealed, distance", False, True),
    Rules("sealed, admitted, rank", True, False),
    Rules("sealed, admitted, distance", True, True),
)


@dataclass(frozen=True)
class Outcome:
    """What a strategy earned a person under some rules, beside honest play in the same campaigns.

    Attributes:
        strategy: its name.
        rules: their name.
        profit: mean of rewards less own bets, in sponsored bets.
        honest: the same of honest play.
        error: standard error of the mean difference.
        campaigns: number of pairs.
    """

    strategy: str
    rules: str
    profit: float
    honest: float
    error: float
    campaigns: int

    @property
    def gain(self) -> float:
        """What the strategy earns above honest play, in sponsored bets."""
        return self.profit - self.honest

    @property
    def beats_honest(self) -> bool:
        """Whether it earns more, beyond twice the standard error."""
        return self.gain > max(2 * self.error, 1e-9)


def unbeaten(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the names of the rules under which no strategy beats honest play."""
    beaten = {outcome.rules for outcome in outcomes if outcome.beats_honest}
    return [name for name in dict.fromkeys(one.rules for one in outcomes) if name not in beaten]


def run(
    setting: Setting,
    campaigns: int,
    seed: int,
    strategies: Sequence[Strategy] = CATALOGUE,
    rules: Sequence[Rules] = RULES,
    progress: Progress = silent,
) -> list[Outcome]:
    """Play every strategy and honest play in the same campaigns, under each set of rules.

    Args:
        setting: of all campaigns.
        campaigns: of each strategy.
        seed: of the first campaign; the others follow.
        strategies: beside honest play.
        rules: to be compared.
        progress: told of the campaigns played.
    """
    hands = {(one, strategy): one.hand(strategy) for one in rules for strategy in strategies}
    hands |= {(one, HONEST): one.hand(HONEST) for one in rules}
    profits: dict[tuple[Rules, Strategy], list[float]] = {key: [] for key in hands}
    for start in range(0, campaigns, _AT_ONCE):
        worlds = [
            World(setting, seed + number)
            for number in range(start, min(start + _AT_ONCE, campaigns))
        ]
        played: dict[Hand, list[tuple[Played, dict[str, int | None]]]] = {}
        for key, hand in hands.items():
            if hand not in played:
                found = [play(world, hand.strategy, is_sealed=hand.is_sealed) for world in worlds]
                played[hand] = list(zip(found, _best_scores(setting, found), strict=True))
            curve = key[0].curve(setting)
            profits[key] += [
                _profit(setting, campaign, best, curve, hand.strategy.members)
                for campaign, best in played[hand]
            ]
        progress(start + len(worlds), campaigns)
    return [
        _compare(strategy, one, profits[one, strategy], profits[one, HONEST])
        for one in rules
        for strategy in strategies
    ]


def _compare(
    strategy: Strategy, rules: Rules, earned: Sequence[float], honest: Sequence[float]
) -> Outcome:
    difference = np.array(earned) - np.array(honest)
    return Outcome(
        strategy.name,
        rules.name,
        float(np.mean(earned)),
        float(np.mean(honest)),
        float(difference.std(ddof=1)) / sqrt(len(difference)),
        len(difference),
    )


def _best_scores(setting: Setting, played: Sequence[Played]) -> Iterator[dict[str, int | None]]:
    """Yield the best score of each account of each campaign; all are clustered at once."""
    plays = [boxes for campaign in played for boxes in campaign.boxes]
    sizes = [[len(boxes) for boxes in image] for image in plays]
    flat = [boxes for image in plays for boxes in image if len(boxes)]
    annotations = Annotations.from_arrays(
        np.concatenate(flat) if flat else np.zeros((0, 4), np.int64),
        np.concatenate(
            [np.repeat(np.arange(len(image)), image) for image in sizes] or [np.zeros(0, np.int64)]
        ).astype(np.int64),
        np.concatenate([[0], np.cumsum([sum(image) for image in sizes])]).astype(np.int64),
        np.array([len(image) for image in sizes], np.int64),
    )
    found = cluster_images(annotations, setting.distance, setting.confirmation)
    image = 0
    for campaign in played:
        scores = []
        for players in campaign.players:
            first = int(found.score_starts[image])
            known = found.scores[first : first + len(players)].tolist()
            scores.append(
                {
                    str(account): None if score < 0 else score
                    for account, score in zip(players, known, strict=True)
                }
            )
            image += 1
        yield best_scores(scores)


def _profit(
    setting: Setting, campaign: Played, best: dict[str, int | None], curve: Curve, members: int
) -> float:
    bets = {
        str(account): plays * setting.sponsored + added
        for account, (plays, added) in enumerate(zip(campaign.plays, campaign.added, strict=True))
    }
    payout = pay(best, bets, curve)
    rewards = sum(payout.rewards.get(str(account), 0) for account in campaign.own)
    own = sum(campaign.added[account] for account in campaign.own)
    return (rewards - own) / members / setting.sponsored
