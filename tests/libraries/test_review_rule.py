import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

BITMAPS = st.integers(0, 2**256 - 1)


@pytest.fixture(scope="module")
def rules(project, alice, module_isolation):
    return project.CampaignRulesHarness.deploy({"from": alice})


@given(votes=st.lists(BITMAPS, min_size=1, max_size=40), revealed=BITMAPS)
@settings(max_examples=25)
def test_two_thirds_reject(rules, votes, revealed):
    votes = [vote & revealed for vote in votes]
    against = [sum(vote >> bit & 1 for vote in votes) for bit in range(256)]
    rejected = sum(1 << bit for bit in range(256) if 3 * against[bit] >= 2 * len(votes))
    agreements = [(revealed & ~(vote ^ rejected)).bit_count() for vote in votes]
    assert rules.decide(votes, revealed) == (rejected & revealed, sum(agreements))
    assert rules.agreed(votes[0], rejected, revealed) == agreements[0]


@pytest.mark.parametrize(
    ("votes", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (39, 26), (40, 27)]
)
def test_how_many_it_takes(rules, votes, needed):
    for against, rejected in ((needed, 1), (needed - 1, 0)):
        bitmaps = [1] * against + [0] * (votes - against)
        assert rules.decide(bitmaps, 1)[0] == rejected


def test_nothing_revealed_is_nothing_agreed(rules):
    assert rules.decide([0, 0], 0) == (0, 0)
    assert rules.agreed(0, 0, 0) == 0
