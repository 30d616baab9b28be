import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

VOTERS = st.lists(st.integers(1, 2**24 - 1), max_size=40, unique=True)
WIDTHS = st.one_of(st.sampled_from([1, 6, 7, 25, 26, 50, 128, 129, 256]), st.integers(1, 256))


@pytest.fixture(scope="module")
def votes(project, alice, module_isolation):
    return project.PackedVotesHarness.deploy({"from": alice})


@pytest.fixture(scope="module")
def fresh():
    """Keys of lists that nothing was added to."""
    return iter(range(10**6))


@given(voters=VOTERS, width=WIDTHS, data=st.data())
@settings(max_examples=30)
def test_round_trip(votes, fresh, alice, voters, width, data):
    """Added in any number of calls, the votes read back; claims stay apart from them."""
    key = next(fresh)
    bitmaps = [data.draw(st.integers(0, 2**width - 1), label="bitmap") for _ in voters]
    cut = data.draw(st.integers(0, len(voters)), label="cut")
    for part in (slice(cut), slice(cut, None)):
        votes.addAll(key, width, voters[part], bitmaps[part], {"from": alice})
    assert votes.length(key) == len(voters)
    claimed = sorted(data.draw(st.sets(st.sampled_from(range(len(voters)))))) if voters else []
    votes.setClaimed(key, claimed, {"from": alice})
    flags = tuple(position in claimed for position in range(len(voters)))
    assert votes.readAll(key, width, len(voters)) == (tuple(voters), tuple(bitmaps), flags)
    assert list(votes.firstBitmaps(key, len(voters), width)) == bitmaps
    assert votes.length(key) == len(voters)


@given(voters=VOTERS, stranger=st.integers(1, 2**24 - 1))
@settings(max_examples=30)
def test_who_voted(votes, fresh, alice, voters, stranger):
    """Numbers next to each other, or one bit apart, are told apart too."""
    key = next(fresh)
    votes.addAll(key, 3, voters, [0] * len(voters), {"from": alice})
    near = {number ^ 1 for number in voters[:5]} | {number + 1 for number in voters[-5:]}
    for number in ({stranger, 1, 2**24 - 1} | near | set(voters[:2] + voters[-2:])) - {0, 2**24}:
        expected = voters.index(number) if number in voters else len(voters)
        assert votes.positionOf(key, len(voters), number) == expected
        assert votes.hasVoted(key, 3, number) == (number in voters)


def test_nobody(votes, fresh):
    key = next(fresh)
    assert votes.length(key) == 0
    assert not votes.hasVoted(key, 256, 1)
