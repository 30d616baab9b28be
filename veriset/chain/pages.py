"""Long answers of a contract, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from veriset.errors import ChainError

PAGE = 256
"""Items that one call asks for, where nothing speaks for fewer."""


def read_pages(
    read: Callable[[int, int], Any], count: int, limit: int
) -> Iterator[tuple[Any, ...]]:
    """Yield what `read(start, limit)` returns for pages up to `count`, without the next start.

    A page that the node refuses, as too much work or too long, is asked for again by halves.
    """
    start = 0
    while start < count:
        try:
            *page, following = read(start, min(limit, count - start))
        except ChainError:
            if limit == 1:
                raise
            limit //= 2
            continue
        yield tuple(page)
        start = following
