"""One simulated campaign: everybody plays, and each play becomes boxes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veriset.simulation.strategies import Strategy
from veriset.simulation.world import World, guess, look, place_boxes


@dataclass(frozen=True)
class Played:
    """A campaign that is played, and not settled yet.

    Attributes:
        players: for each image the accounts whose plays count there, in the order of the reveal.
        boxes: for each image the boxes of each of these plays.
        plays: how many plays of each account count.
        added: what each account bet of its own.
        own: accounts of the strategy, the person's own first.
    """

    players: list[list[int]]
    boxes: list[list[NDArray[np.int64]]]
    plays: list[int]
    added: list[int]
    own: range


def play(world: World, strategy: Strategy, *, is_sealed: bool) -> Played:
    """Let everybody play a campaign.

    Args:
        world: the campaign, and who else plays.
        strategy: how the first person plays, with its ring; the others are as the world has them.
        is_sealed: whether plays are sealed, so that nobody can copy one.
    """
    first = strategy.members - 1  # a ring is of those who play anyhow
    own = range(strategy.accounts)
    accounts = len(own) + len(world.others) - first
    players: list[list[int]] = []
    boxes: list[list[NDArray[np.int64]]] = []
    plays = [0] * accounts
    for image, turn in enumerate(world.turns(accounts)):
        drawn: list[NDArray[np.int64]] = []
        shared: NDArray[np.int64] | None = None
        for account in turn:
            if account not in own:
                drawn.append(world.boxes_of(account - len(own) + first, image))
            elif not strategy.reveals:
                continue
            elif shared is not None:
                drawn.append(shared)
            else:
                before = drawn[0] if drawn and not is_sealed else None
                chance = world.chance(image, 1 + len(world.others) + account)
                drawn.append(_draw(strategy, world.objects[image], before, chance))
                shared = drawn[-1] if strategy.shares else None
        counted = [account for account in turn if account not in own or strategy.reveals]
        for account in counted:
            plays[account] += 1
        players.append(counted)
        boxes.append(drawn)
    added = world.setting.added
    bets = [added // strategy.wallets] * len(own) + [added] * (accounts - len(own))
    return Played(players, boxes, plays, bets, own)


def _draw(
    strategy: Strategy,
    objects: NDArray[np.int64],
    before: NDArray[np.int64] | None,
    chance: np.random.Generator,
) -> NDArray[np.int64]:
    if strategy.source == "others":
        return guess(chance) if before is None else before
    if strategy.source == "chance":
        return place_boxes(chance)
    return look(objects, strategy, chance)
