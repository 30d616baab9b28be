"""Trying again what failed for a passing reason: later each time, and never all at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from veriset.pinning.failures import ServiceFailure

Result = TypeVar("Result")


@dataclass(frozen=True)
class RetryPolicy:
    """How often and after how long: exponential backoff with full jitter.

    Attributes:
        attempts: how many in all; 1 tries nothing again.
        first_wait: the most seconds before the second attempt; it doubles from there.
        longest_wait: the most seconds of backoff before any attempt.
        patience: the most seconds that a service may ask for (Retry-After); if it asks for
            more, its refusal counts at once.
        sleep: waits that many seconds.
    """

    attempts: int = 5
    first_wait: float = 0.5
    longest_wait: float = 30.0
    patience: float = 120.0
    sleep: Callable[[float], None] = time.sleep

    def run(self, action: Callable[..., Result], *arguments: Any) -> Result:
        """Return what the action returns, tried again after failures that may pass.

        Raises:
            Its last error, when the attempts are used up or it will not pass.
        """
        backoff = wait_random_exponential(multiplier=self.first_wait, max=self.longest_wait)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, ServiceFailure) else None
            return max(backoff(state), asked or 0.0)

        retrying = Retrying(
            stop=stop_after_attempt(self.attempts),
            wait=wait,
            retry=retry_if_exception(self._may_pass),
            sleep=self.sleep,
            reraise=True,
        )
        return retrying(action, *arguments)

    def _may_pass(self, error: BaseException) -> bool:
        return (
            isinstance(error, ServiceFailure)
            and error.is_passing
            and (error.retry_after or 0.0) <= self.patience
        )


def seconds_asked_for(retry_after: str | None, date: str | None) -> float | None:
    """Return the seconds that an answer's Retry-After stands for, or None.

    A time of day counts from the answer's own Date: the two clocks need not agree.
    """
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(date or "")
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None
