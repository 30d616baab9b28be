"""Rates of requests, with a clock of the test's own."""

import pytest
from limits import parse

from veriset.server.rate_limiter import RateLimiter


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_each_visitor_has_counts_of_its_own(clock: Clock) -> None:
    limiter = RateLimiter(parse("2/minute"), clock)
    assert [limiter.hit("alice") for _ in range(3)] == [True, True, False]
    assert limiter.hit("bob")


def test_counts_begin_anew_with_each_window(clock: Clock) -> None:
    limiter = RateLimiter(parse("1/minute"), clock)
    assert limiter.hit("alice")
    clock.now += 59.5
    assert not limiter.hit("alice")
    assert limiter.wait == 1
    clock.now += 0.5
    assert limiter.hit("alice")
    assert not limiter.hit("alice")
    assert limiter.wait == 60


def test_a_rate_over_several_minutes_has_a_window_as_long(clock: Clock) -> None:
    limiter = RateLimiter(parse("10/5 minutes"), clock)
    assert (limiter.most, limiter.seconds) == (10, 300)
