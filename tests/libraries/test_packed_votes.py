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
@settings(max_examples=15)
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
@settings(max_examples=15)
def test_where_somebody_voted(votes, fresh, alice, voters, stranger):
    """Of those who did not vote among the first, it is the number of the first."""
    key, count = next(fresh), len(voters)
    votes.addAll(key, 3, voters, [0] * count, {"from": alice})
    votes.setClaimed(key, list(range(count)), {"from": alice})
    asked = sorted({stranger} - set(voters)) + voters
    for first in {count, count // 2}:
        found = [min(voters.index(one), first) if one in voters else first for one in asked]
        assert list(votes.positionsOf(key, first, asked)) == found


def test_nobody(votes, fresh):
    key = next(fresh)
    assert votes.length(key) == 0
    assert votes.positionsOf(key, 0, [1]) == (0,)
