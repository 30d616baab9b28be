"""Whose turn it is among sources that fail, lack things or lie."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from veriset.cid import Cid
from veriset.pinning.failures import LyingServiceError, NoBlocksError, ServiceFailure
from veriset.pinning.gateway import Source
from veriset.pinning.retrying import RetryPolicy

Result = TypeVar("Result")


class Turn:
    """Whose turn it is: the sources that have not lied or lost, the best one first.

    Threads may share it: what one learns about a source, all know.
    """

    def __init__(self, sources: Sequence[Source], retries: RetryPolicy, task: str) -> None:
        self.task = task
        self._retries = retries
        self._alive = list(sources)
        self.stop = threading.Event()
        """Set to end what is still tried again."""
        self._lock = threading.Lock()
        self._is_blockless: set[int] = set()
        self._failures: dict[str, ServiceFailure] = {}

    def ask(self, attempt: Callable[[Source], Result], *, for_block: bool = False) -> Result:
        """Return what the first source gives with which the attempt succeeds.

        A source that lies is not asked again, for anything. One that lacks something is not
        asked for it again; one that fails for a passing reason is, after a pause.
        """
        lost = set(self._is_blockless) if for_block else set()

        def once() -> Result:
            if self.stop.is_set():
                raise ServiceFailure(f"cannot {self.task}: it was stopped")
            passing: ServiceFailure | None = None
            for source in list(self._alive):
                if id(source) in lost:
                    continue
                try:
                    return attempt(source)
                except ServiceFailure as error:
                    self._note(source, error)
                    if isinstance(error, LyingServiceError):
                        continue
                    if error.is_passing:
                        passing = error
                    else:
                        lost.add(id(source))
            raise passing or self._defeat()

        try:
            return self._retries.run(once)
        except ServiceFailure as error:
            if for_block and any(id(source) in self._is_blockless for source in self._alive):
                raise NoBlocksError(
                    f"cannot {self.task}: no service gives the blocks of its tree"
                ) from error
            if len(self._failures) <= 1:
                raise
            raise self._defeat() from error

    def block(self, cid: Cid) -> bytes:
        """Return a block, checked."""

        def attempt(source: Source) -> bytes:
            try:
                block = source.block(cid)
            except NoBlocksError:
                self._is_blockless.add(id(source))
                raise
            if hashlib.sha256(block).digest() != cid.digest:
                raise lie(source, cid, block)
            return block

        return self.ask(attempt, for_block=True)

    def _note(self, source: Source, error: ServiceFailure) -> None:
        """Let whoever is next be asked first from now on, and a liar never again."""
        with self._lock:
            self._failures[source.name] = error
            if source in self._alive:
                self._alive.remove(source)
                if not isinstance(error, LyingServiceError):
                    self._alive.append(source)

    def _defeat(self) -> ServiceFailure:
        """Return the error when nobody is left: all that went wrong, on one line."""
        if len(self._failures) == 1:
            (only,) = self._failures.values()
            return only if isinstance(only, ServiceFailure) else ServiceFailure(str(only))
        told = "; ".join(str(error) for error in self._failures.values())
        return ServiceFailure(f"cannot {self.task} from any of {len(self._failures)}: {told}")


def lie(source: Source, cid: Cid, data: bytes | bytearray) -> LyingServiceError:
    """Return the error about a source that sent other bytes than a block's."""
    got = Cid(cid.version, cid.codec, hashlib.sha256(data).digest())
    return LyingServiceError(
        f"{source.name} sent {len(data)} bytes with the CID {got} for {cid}; "
        "nothing was kept, try again or another service"
    )
