"""How often a visitor may ask.

`limits` reads the rates. Its own stores look at every visitor's count at each request, or start a
thread a hundred times a second, which takes longer than a lookup.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable

from limits import RateLimitItem


class RateLimiter:
    """Counts of each visitor in a window of time, as long as the rate's; one for one rate.

    All counts begin anew with a window, so what is kept is bounded by one window's visitors.
    """

    def __init__(self, rate: RateLimitItem, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow so many requests in each window."""
        self.most = rate.amount
        self.seconds = max(1, int(rate.get_expiry()))
        self._clock = clock
        self._counts: Counter[str] = Counter()
        self._ends = clock() + self.seconds

    def hit(self, visitor: str) -> bool:
        """Count a request, and tell whether the visitor may make it."""
        now = self._clock()
        if now >= self._ends:
            self._counts = Counter()
            self._ends = now + self.seconds
        self._counts[visitor] += 1
        return self._counts[visitor] <= self.most

    @property
    def wait(self) -> int:
        """Whole seconds until the window ends, at least one."""
        return max(1, math.ceil(self._ends - self._clock()))
