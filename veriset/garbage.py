"""Python's search for reference cycles, where it only costs."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLD = 1_000_000
"""Objects made between two searches; Python's own is 700 to 2,000."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python search for cycles rarely while very many objects are made that are in none.

    Not off altogether, so that what leaves cycles after all, such as an error, cannot pile up.
    """
    before = gc.get_threshold()
    if before[0]:  # 0 is off
        gc.set_threshold(max(before[0], _THRESHOLD), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
