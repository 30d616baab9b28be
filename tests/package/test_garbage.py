"""Searching for cycles rarely, and as before afterwards."""

from __future__ import annotations

import gc

import pytest

from veriset.garbage import rare_collections


@pytest.fixture(autouse=True)
def _threshold():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize("first", [700, 5_000_000])
def test_rarely_inside_and_as_before_afterwards(first):
    gc.set_threshold(first, 11, 12)
    with rare_collections():
        assert gc.get_threshold() == (max(first, 1_000_000), 11, 12)
    assert gc.get_threshold() == (first, 11, 12)


def test_as_before_after_an_error():
    gc.set_threshold(701, 11, 12)
    with pytest.raises(ValueError, match="x"), rare_collections():
        raise ValueError("x")
    assert gc.get_threshold() == (701, 11, 12)


def test_off_stays_off():
    gc.set_threshold(0, 11, 12)
    with rare_collections():
        assert gc.get_threshold() == (0, 11, 12)
