"""Waiting for what another thread or process does, as long as a busy machine may need."""

from __future__ import annotations

import time
from collections.abc import Callable
from subprocess import Popen
from typing import Any

import pytest

_LONGEST = 60.0


def wait_until(condition: Callable[[], Any], process: Popen[Any] | None = None) -> None:
    """Return once the condition holds; fail if it does not, or the process ends before."""
    deadline = time.monotonic() + _LONGEST
    while not condition():
        assert process is None or process.poll() is None
        if time.monotonic() > deadline:
            pytest.fail(f"did not become true within {_LONGEST:.0f} s")
        time.sleep(0.005)
