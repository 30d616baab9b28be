"""The payout rule, against exact fractions and a table worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from veriset.campaigns.payout import DistanceCurve, RankCurve, best_scores, curve_of, pay
from veriset.errors import InputError

ALICE, BOB, CAROL, DAVE, EVE = ("0x" + letter * 40 for letter in "abcde")


def test_worked_example() -> None:
    # N = 4. Points: alice 4^2, bob and carol share position 2 with 3^2, dave is an outlier.
    payout = pay(
        {ALICE: 10, BOB: 20, CAROL: 20, DAVE: None},
        {ALICE: 100, BOB: 200, CAROL: 50, DAVE: 70, EVE: 30},
    )
    assert [(r.player, r.position, r.points) for r in payout.ranking] == [
        (ALICE, 1, 16),
        (BOB, 2, 9),
        (CAROL, 2, 9),
    ]
    # Pot 350; player points 1600 + 1800 + 450 = 3850.
    assert payout.rewards == {ALICE: 145, BOB: 163, CAROL: 40, DAVE: 0, EVE: 0}
    assert payout.treasury == 70 + 30 + 2


def test_position_after_equal_scores() -> None:
    payout = pay({ALICE: 5, BOB: 5, CAROL: 6}, {})
    assert [r.position for r in payout.ranking] == [1, 1, 3]
    assert [r.points for r in payout.ranking] == [9, 9, 1]


def test_equal_scores_are_listed_by_address() -> None:
    upper = "0x" + "A" * 40
    payout = pay({CAROL: 1, BOB: 1, upper: 1}, {})
    assert [r.player for r in payout.ranking] == [upper, BOB, CAROL]


def test_best_score_is_the_lowest_of_all_images() -> None:
    images = [{ALICE: None, BOB: 7}, {ALICE: 9, BOB: None}, {ALICE: 4, CAROL: None}]
    assert best_scores(images) == {ALICE: 4, BOB: 7, CAROL: None}
    assert best_scores([{ALICE: 0}, {ALICE: 3}]) == {ALICE: 0}


def test_a_single_player_gets_its_bet_back() -> None:
    payout = pay({ALICE: 3}, {ALICE: 12})
    assert payout.rewards == {ALICE: 12}
    assert payout.treasury == 0


def test_all_outliers_leave_everything_to_the_treasury() -> None:
    payout = pay({ALICE: None, BOB: None}, {ALICE: 5, BOB: 6})
    assert payout.ranking == ()
    assert payout.rewards == {ALICE: 0, BOB: 0}
    assert payout.treasury == 11


@pytest.mark.parametrize("bets", [{}, {ALICE: 0, BOB: 0}, {CAROL: 9}])
def test_nobody_ranked_has_bet(bets: dict[str, int]) -> None:
    payout = pay({ALICE: 1, BOB: 2}, bets)
    assert set(payout.rewards.values()) == {0}
    assert payout.treasury == sum(bets.values())


def test_nobody_played() -> None:
    assert pay({}, {}).treasury == 0


def test_random_campaigns_are_exact_and_keep_every_wei() -> None:
    random = Random(7)
    for _ in range(500):
        players = [f"0x{number:040x}" for number in random.sample(range(10**9), 12)]
        played = players[: random.randint(0, 12)]
        scores = {p: random.choice([None, *range(6), 2**51]) for p in played}
        most = random.choice([3, 10**6, 10**30, 2**250])
        bets = {p: random.randint(0, most) for p in random.sample(players, random.randint(0, 12))}
        payout = pay(scores, bets)

        known = {p: score for p, score in scores.items() if score is not None}
        points = {
            p: bets.get(p, 0)
            * (len(scores) - sum(other < known[p] for other in known.values())) ** 2
            for p in known
        }
        pot, total = sum(bets.get(p, 0) for p in known), sum(points.values())
        for p in {*scores, *bets}:
            exact = Fraction(pot * points.get(p, 0), total) if total else Fraction(0)
            assert exact - 1 < payout.rewards[p] <= exact
        assert sum(payout.rewards.values()) + payout.treasury == sum(bets.values())
        assert payout.treasury >= 0


def test_by_distance_a_reward_follows_from_the_own_boxes_alone() -> None:
    curve = DistanceCurve(40, 10)
    within, at_twenty = (9 * 256) ** 2, (20 * 256) ** 2
    payout = pay(
        {ALICE: 0, BOB: within, CAROL: at_twenty}, dict.fromkeys([ALICE, BOB, CAROL], 100), curve
    )
    # Weights 1500, 1500 and 1200, in 1/256 pixels squared.
    assert payout.rewards == {ALICE: 107, BOB: 107, CAROL: 85}
    assert payout.treasury == 1
    assert [r.position for r in payout.ranking] == [1, 2, 3]


def test_by_distance_nobody_earns_who_is_as_far_off_as_clusters_merge() -> None:
    curve = DistanceCurve(40, 10)
    payout = pay({ALICE: (40 * 256) ** 2, BOB: 2**52}, {ALICE: 5, BOB: 6}, curve)
    assert payout.rewards == {ALICE: 0, BOB: 0}
    assert payout.treasury == 11


@pytest.mark.parametrize(("distance", "tolerance"), [(40, 40), (0, 0), (40, -1)])
def test_a_tolerance_that_leaves_no_points_is_refused(distance: int, tolerance: int) -> None:
    with pytest.raises(InputError, match="must be below the distance"):
        DistanceCurve(distance, tolerance)


def test_terms_choose_the_curve() -> None:
    assert curve_of(40, 0) == RankCurve()
    assert curve_of(40, 3) == DistanceCurve(40, 3)
