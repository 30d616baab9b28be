import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def rules(project, alice, module_isolation):
    return project.CampaignRulesHarness.deploy({"from": alice})


@given(bet=st.integers(0, 2**137 - 1), players=st.integers(1, 2**24 - 1), data=st.data())
@settings(max_examples=25)
def test_points(rules, bet, players, data):
    position = data.draw(st.integers(1, players))
    assert rules.points(bet, players, position) == bet * (players + 1 - position) ** 2


@given(pot=st.integers(0, 2**128 - 1), total=st.integers(1, 2**185), data=st.data())
@settings(max_examples=25)
def test_reward(rules, pot, total, data):
    """The product is wider than a word."""
    own = data.draw(st.integers(0, total))
    assert rules.reward(pot, own, total) == pot * own // total


def test_nobody_has_a_point(rules):
    assert rules.reward(0, 0, 0) == 0
