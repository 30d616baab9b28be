import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

from veriset.campaigns.payout import DistanceCurve, RankCurve


@pytest.fixture(scope="module")
def rules(project, alice, module_isolation):
    return project.CampaignRulesHarness.deploy({"from": alice})


@given(players=st.integers(1, 2**24 - 1), data=st.data())
@settings(max_examples=25)
def test_the_weight_by_rank(rules, players, data):
    position = data.draw(st.integers(1, players))
    expected = RankCurve().points(0, position, players)
    assert rules.rankWeight(players, position) == expected == (players + 1 - position) ** 2


@given(score=st.integers(0, 2**52), distance=st.integers(1, 131_070), data=st.data())
@settings(max_examples=25)
def test_the_weight_by_distance_is_that_of_python(rules, score, distance, data):
    tolerance = data.draw(st.integers(0, distance - 1))
    expected = DistanceCurve(distance, tolerance).points(score, 1, 1)
    assert rules.distanceWeight(score, distance, tolerance) == expected


@pytest.mark.parametrize(
    ("score", "weight"),
    [
        (0, 40**2 - 10**2),
        ((10 * 256) ** 2, 40**2 - 10**2),
        ((20 * 256) ** 2, 40**2 - 20**2),
        ((40 * 256) ** 2, 0),
        ((40 * 256) ** 2 + 1, 0),
    ],
)
def test_the_weight_by_distance(rules, score, weight):
    assert rules.distanceWeight(score, 40, 10) == weight << 16


@given(pot=st.integers(0, 2**128 - 1), total=st.integers(1, 2**185), data=st.data())
@settings(max_examples=25)
def test_reward(rules, pot, total, data):
    """The product is wider than a word."""
    own = data.draw(st.integers(0, total))
    assert rules.reward(pot, own, total) == pot * own // total


def test_nobody_has_a_point(rules):
    assert rules.reward(0, 0, 0) == 0
