"""What a person wins by splitting one bet over several wallets: exact, without chance."""

from __future__ import annotations

from fractions import Fraction

from veriset.campaigns.payout import Curve, pay

_BET = 1 << 60
"""Wei of each person's bet: a multiple of what the splitting divides it by, up to rounding."""


def share_of_best(curve: Curve, persons: int, wallets: int, *, same_boxes: bool) -> Fraction:
    """Return the share of the pot that the best of several persons gets, all bets being equal.

    Args:
        curve: the payout curve.
        persons: who play, the one with several wallets included.
        wallets: of the best one, who splits the bet among them.
        same_boxes: whether its wallets have one and the same score, else the best ones in a row.
    """
    scores: dict[str, int | None] = {}
    bets: dict[str, int] = {}
    for number in range(wallets):
        scores[f"own {number}"] = 0 if same_boxes else number
        bets[f"own {number}"] = _BET // wallets
    for number in range(1, persons):
        scores[f"other {number}"] = wallets + number
        bets[f"other {number}"] = _BET
    payout = pay(scores, bets, curve)
    own = sum(reward for player, reward in payout.rewards.items() if player.startswith("own"))
    return Fraction(own, sum(bets.values()))
