"""Compiles functions to machine code with Numba, once a machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar, cast

import numba
from numba.core import event

from veriset.paths import work_folder
from veriset.progress import announce

_OPTIONS = {"error_model": "numpy", "nogil": True}
_Function = TypeVar("_Function", bound=Callable[..., object])


def compiled(function: _Function) -> _Function:
    """Return the function, compiled into each that calls it."""
    return cast(_Function, numba.njit(**_OPTIONS)(function))


def entry(function: _Function) -> _Function:
    """Return the function, which its first call compiles, or loads from an earlier run.

    Only what Python calls is kept; all that it calls in turn is in it.
    """
    before = numba.config.CACHE_DIR
    try:
        numba.config.CACHE_DIR = str(_cache())
        dispatcher = numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # no folder that can be written: compile anew in each process
        dispatcher = numba.njit(**_OPTIONS)(function)
    finally:
        numba.config.CACHE_DIR = before
    event.register("numba:compile", _Announcer(dispatcher))
    return cast(_Function, dispatcher)


class _Announcer(event.Listener):  # type: ignore[misc]
    """Says that a function is compiled, which takes half a minute; loading it says nothing."""

    def __init__(self, dispatcher: object) -> None:
        self._dispatcher = dispatcher

    def on_start(self, event: event.Event) -> None:
        if event.data["dispatcher"] is self._dispatcher:
            announce("compiling the clustering rule, once on this machine: half a minute ...")

    def on_end(self, event: event.Event) -> None:
        pass


@cache
def _cache() -> Path:
    # Numba looks at the one file that a function stands in, but inlines across files: a folder
    # for each state of all of them, so that no old machine code is ever run.
    digest = sha256()
    for path in sorted(Path(__file__).parent.glob("_*.py")):
        digest.update(path.read_bytes())
    return work_folder() / "cache" / "numba" / digest.hexdigest()[:16]
