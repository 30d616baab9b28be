"""How long work tells its caller that it goes on."""

from __future__ import annotations

import sys
from typing import Protocol


class Progress(Protocol):
    """Called from time to time by a function that takes long."""

    def __call__(self, done: int, total: int | None) -> None:
        """Take note that `done` of `total` units are done; `total` is None while it is unknown."""


def silent(done: int, total: int | None) -> None:
    """Show nothing."""


def announce(line: str) -> None:
    """Say on standard error what takes long and cannot tell how far it is."""
    print(line, file=sys.stderr, flush=True)
