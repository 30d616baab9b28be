import brownie
import pytest

from tests.campaigns import (
    PAYOUT,
    RANKING,
    SETTLEMENT,
    annotation,
    order_of,
    play_all,
    rank_all,
    settle_all,
)
from tests.errors import refused

PLACES = [103, 100, 99, 101]
"""Of the players' boxes on the one image: about the mean 100.75, so of scores 81, 9, 49 and 1
sixteenths of a pixel, squared."""
ORDER = [4, 2, 3, 1]


@pytest.fixture(scope="module")
def settled(opened, players, relayer):
    campaign, _ = opened(image_count=1, annotators=4)
    places = dict(zip(map(str, players), PLACES, strict=True))
    play_all(campaign, players, lambda p, _: annotation(places[str(p)], 100))
    settle_all(campaign, relayer)
    return campaign


def listed(campaign) -> list[int]:
    """Return the order as the contract links it."""
    number = campaign.ranking()["first"]
    order = []
    while number not in order[-1:] and number != 0:
        order.append(number)
        number = campaign.playerStates(number - 1, 1)[0]["next"]
    return order


def test_the_order(settled, relayer):
    assert order_of(settled) == ORDER
    tx = settled.rank(0, ORDER, {"from": relayer})
    assert listed(settled) == ORDER
    assert tx.events["PlayersRanked"] == {"rankedPlayers": 4, "scoredPlayers": 4}


@pytest.mark.parametrize(
    "calls",
    [
        [(0, [4, 2]), (2, [3, 1])],
        [(0, [3, 1]), (0, [4, 2])],
        [(0, [1]), (0, [4]), (4, [3]), (4, [2])],
        [(0, [2]), (0, [4, 2, 3, 1])],
        [(0, [4, 1]), (0, [2]), (0, [3])],
    ],
)
def test_nobody_can_be_left_out(settled, relayer, calls):
    """In whatever order and by whomever the players come, and also if some come twice."""
    for previous, numbers in calls:
        settled.rank(previous, numbers, {"from": relayer})
    assert listed(settled) == ORDER


def test_out_of_order(settled, relayer):
    with refused("OutOfOrder", 2, 3):
        settled.rank(0, [3, 2], {"from": relayer})
    with refused("OutOfOrder", 2, 2):
        settled.rank(0, [2, 2], {"from": relayer})
    settled.rank(0, [3], {"from": relayer})
    with refused("OutOfOrder", 2, 3):
        settled.rank(3, [2], {"from": relayer})


def test_lists_that_cannot_be(settled, relayer):
    with brownie.reverts("NobodyToRank: "):
        settled.rank(0, [], {"from": relayer})
    with refused("NotRanked", 4):
        settled.rank(4, [2], {"from": relayer})
    with refused("NotScored", 5):
        settled.rank(0, [5], {"from": relayer})
    with refused("NotScored", 0):
        settled.rank(0, [0], {"from": relayer})


def test_twice(settled, relayer):
    settled.rank(0, [4], {"from": relayer})
    with refused("AlreadyRanked", 4):
        settled.rank(0, [4], {"from": relayer})


def test_before_all_is_settled(opened, bob, relayer):
    campaign, _ = opened(annotators=1)
    play_all(campaign, [bob], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer, [0])
    with refused("WrongPhase", SETTLEMENT, RANKING):
        campaign.rank(0, [1], {"from": relayer})


def test_an_outlier_is_not_ranked(opened, players, relayer):
    campaign, _ = opened(image_count=1, annotators=3, confirmation=60)
    places = dict(zip(map(str, players), (100, 101, 900), strict=False))
    play_all(campaign, players[:3], lambda p, _: annotation(places[str(p)], 100))
    settle_all(campaign, relayer)
    with refused("NotScored", 3):
        campaign.rank(0, [3], {"from": relayer})
    rank_all(campaign, relayer)
    assert [state["position"] for state in campaign.playerStates(0, 3)] == [1, 1, 0]
    assert campaign.phase() == PAYOUT


class TestPlace:
    def test_positions(self, settled, relayer):
        settled.rank(0, ORDER, {"from": relayer})
        tx = settled.place(99, {"from": relayer})
        positions = {s["number"]: s["position"] for s in settled.playerStates(0, 9)}
        assert positions == {4: 1, 2: 2, 3: 3, 1: 4}
        assert tx.events["PlayersPlaced"] == {"placedPlayers": 4, "scoredPlayers": 4}
        ranking = settled.ranking()
        assert (ranking["pot"], ranking["lastPlaced"]) == (4_000, 1)
        assert ranking["points"] == 1_000 * (16 + 9 + 4 + 1)
        assert settled.phase() == PAYOUT

    def test_a_few_at_a_time_is_the_same(self, settled, relayer):
        settled.rank(0, ORDER, {"from": relayer})
        for placed in (1, 3, 4):
            settled.place(2 if placed > 1 else 1, {"from": relayer})
            assert settled.progress()["placedPlayers"] == placed
        assert settled.ranking()["points"] == 30_000

    def test_equal_scores_share_a_position(self, opened, players, relayer):
        """Two at the best, one behind them at position 3, one more at 4."""
        campaign, _ = opened(image_count=1, annotators=4)
        places = dict(zip(map(str, players), (99, 101, 96, 104), strict=True))
        play_all(campaign, players, lambda p, _: annotation(places[str(p)], 100))
        settle_all(campaign, relayer)
        assert order_of(campaign) == [1, 2, 3, 4]
        rank_all(campaign, relayer)
        states = campaign.playerStates(0, 4)
        assert [state["position"] for state in states] == [1, 1, 3, 3]
        assert campaign.ranking()["points"] == 1_000 * (16 + 16 + 4 + 4)

    def test_before_all_are_ranked(self, settled, relayer):
        settled.rank(0, ORDER[1:], {"from": relayer})
        with refused("RankingIncomplete", 3, 4):
            settled.place(1, {"from": relayer})
