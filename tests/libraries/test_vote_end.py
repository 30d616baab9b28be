import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

VOTERS = st.lists(st.integers(1, 2**24 - 1), max_size=40, unique=True)
WIDTHS = st.one_of(st.sampled_from([1, 6, 7, 25, 26, 50, 128, 129, 256]), st.integers(1, 256))


@pytest.fixture(scope="module")
def ends(project, alice, module_isolation):
    return project.VoteEndHarness.deploy({"from": alice})


@pytest.fixture(scope="module")
def fresh():
    """Keys of lists that nothing was added to."""
    return iter(range(10**6))


def packed(numbers: list[int], width: int, per_word: int, words: int) -> tuple[int, ...]:
    """Return words with so many numbers in each, from the lowest bit up."""
    found = [0] * words
    for position, number in enumerate(numbers):
        found[position // per_word] |= number << position % per_word * width
    return tuple(found)


@given(voters=VOTERS, width=WIDTHS, data=st.data())
@settings(max_examples=15)
def test_adds_to_what_is_stored(ends, fresh, alice, voters, width, data):
    """In any number of calls, each vote goes to its own bits and touches no others."""
    key = next(fresh)
    bitmaps = [data.draw(st.integers(0, 2**width - 1), label="bitmap") for _ in voters]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(voters)), max_size=3), label="cuts"))
    for start, end in zip([0, *cuts], [*cuts, len(voters)], strict=True):
        ends.addAll(key, width, voters[start:end], bitmaps[start:end], {"from": alice})
    assert ends.words(key) == (
        packed(voters, 24, 10, 4),
        packed(bitmaps, width, 256 // width, 40),
    )


@given(voters=VOTERS, stranger=st.integers(1, 2**24 - 1))
@settings(max_examples=15)
def test_who_voted(ends, fresh, alice, voters, stranger):
    """Numbers next to each other, or one bit apart, are told apart too."""
    key = next(fresh)
    ends.addAll(key, 3, voters, [0] * len(voters), {"from": alice})
    near = {number ^ 1 for number in voters[:5]} | {number + 1 for number in voters[-5:]}
    asked = sorted(({stranger, 1, 2**24 - 1} | near | set(voters)) - {0, 2**24})
    expected = [number in voters for number in asked]
    assert list(ends.hasVoted(key, 3, asked)) == expected


def test_nobody(ends, fresh):
    assert ends.hasVoted(next(fresh), 256, [1]) == (False,)
