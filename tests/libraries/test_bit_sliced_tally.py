import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

BITMAPS = st.lists(st.integers(0, 2**256 - 1), max_size=40)


@pytest.fixture(scope="module")
def tally(project, alice, module_isolation):
    return project.BitSlicedTallyHarness.deploy({"from": alice})


def counts_of(bitmaps: list[int]) -> list[int]:
    """Count as one would with a loop over records and votes."""
    return [sum(bitmap >> i & 1 for bitmap in bitmaps) for i in range(256)]


@given(bitmaps=BITMAPS)
@settings(max_examples=40)
def test_counts(tally, bitmaps):
    assert list(tally.countsOf(bitmaps)) == counts_of(bitmaps)


@given(bitmaps=BITMAPS, threshold=st.integers(0, 63))
@settings(max_examples=40)
def test_at_least(tally, bitmaps, threshold):
    expected = sum(1 << i for i, n in enumerate(counts_of(bitmaps)) if n >= threshold)
    assert tally.atLeast(bitmaps, threshold) == expected


@given(bitmaps=BITMAPS, lanes=st.integers(0, 2**256 - 1))
@settings(max_examples=40)
def test_sum(tally, bitmaps, lanes):
    expected = sum(n for i, n in enumerate(counts_of(bitmaps)) if lanes >> i & 1)
    assert tally.sum(bitmaps, lanes) == expected


@pytest.mark.parametrize("votes", [0, 1, 31, 32, 63])
def test_counters_hold_up_to_63(tally, votes):
    assert list(tally.countsOf([2**256 - 1] * votes)) == [votes] * 256
    assert tally.atLeast([2**256 - 1] * votes, 63) == (2**256 - 1 if votes == 63 else 0)
