"""Several services as one: a pin counts once enough of them hold it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from veriset.cid.folders import read_folder
from veriset.errors import InputError, PinningError, VerisetError
from veriset.pinning import Pin
from veriset.pinning.backend import Backend
from veriset.pinning.fetching import Fetcher
from veriset.pinning.journal import Journal
from veriset.pinning.retrying import RetryPolicy
from veriset.progress import Progress

if TYPE_CHECKING:
    from veriset.pinning.gateway import Source

Result = TypeVar("Result")


@dataclass(frozen=True)
class Outcome:
    """What came of a pin on one service: the pin, or else the trouble."""

    service: Backend
    pin: Pin | None
    trouble: VerisetError | None = None


class ReplicatedPinning:
    """A `PinningService` over several; `require` of them must hold what is pinned.

    Args:
        services: in the order in which they are fetched from.
        require: how many must hold it; all if left out.
        retries: how often fetching is tried again.
        gateways: more places to fetch from, after the services.

    Raises:
        InputError: there are fewer services than are required.
    """

    def __init__(
        self,
        services: Sequence[Backend],
        require: int | None = None,
        retries: RetryPolicy | None = None,
        gateways: Sequence[Source] = (),
    ) -> None:
        self.require = len(services) if require is None else require
        if not 1 <= self.require <= len(services):
            raise InputError(
                f"{self.require} services cannot be required of {len(services)}; "
                "name more in VERISET_PINNING, or require fewer"
            )
        self.services = tuple(services)
        self._retries = retries or RetryPolicy()
        self._gateways = tuple(gateways)
        self.name = " and ".join(service.name for service in services)

    def pin(self, path: Path, progress: Progress | None = None) -> Pin:
        """Upload to all at once; see `PinningService.pin`.

        Raises:
            PinningError: fewer than required hold it; the message tells why.
        """
        return self.counted(path, self.pin_each(path, progress))

    def pin_each(
        self,
        path: Path,
        progress: Progress | None = None,
        journals: Path | None = None,
        hashing: Progress | None = None,
    ) -> list[Outcome]:
        """Upload to all at once, and tell what came of it on each.

        Args:
            path: a file or a folder.
            progress: called with the bytes that all services have, and their total.
            journals: where it is kept what of a folder is there, so that a later call sends
                only what is missing.
            hashing: called with the bytes of a folder that are hashed, before they are sent.
        """
        folder = read_folder(path, 1, hashing) if path.is_dir() else None
        journal = Journal(journals, str(folder.root)) if folder and journals else None
        shared = _slowest(progress, len(self.services)) if progress else None

        def pin(number: int, service: Backend) -> Pin:
            told = shared(number) if shared else None
            if folder is not None:
                return service.pin_folder(folder, path, told, journal)
            return service.pin(path, told)

        return self._on_each(pin)

    def counted(self, path: Path, outcomes: Sequence[Outcome]) -> Pin:
        """Return one pin that stands for those made, if they are enough."""
        pins = [outcome.pin for outcome in outcomes if outcome.pin]
        if len(pins) < self.require:
            troubles = [outcome.trouble for outcome in outcomes if outcome.trouble]
            if len(self.services) == 1:
                raise troubles[0]
            raise PinningError(
                f"{len(pins)} of {len(self.services)} services hold {path}, and {self.require} "
                f"are required: {'; '.join(map(str, troubles))}"
            )
        held = " and ".join(pin.service for pin in pins)
        return Pin(pins[0].cid, pins[0].size, held, max(pin.pinned_at for pin in pins))

    def fetch(self, cid: str, out: Path, progress: Progress | None = None) -> None:
        """Download from whichever has it; see `PinningService.fetch`."""
        sources = [source for service in self.services for source in service.sources()]
        Fetcher([*sources, *self._gateways], self._retries).fetch(cid, out, progress)

    def holds(self, cid: str) -> bool:
        """Tell whether as many as required have it; see `PinningService.holds`."""
        return sum(answer is True for _, answer in self.holds_each(cid)) >= self.require

    def holds_each(self, cid: str) -> list[tuple[Backend, bool | VerisetError]]:
        """Ask every service whether it has a CID; the answer, or why there is none."""

        def ask(service: Backend) -> bool | VerisetError:
            try:
                return service.holds(cid)
            except VerisetError as error:
                return error

        with ThreadPoolExecutor(len(self.services)) as pool:
            return list(zip(self.services, pool.map(ask, self.services), strict=True))

    def _on_each(self, action: Callable[[int, Backend], Pin]) -> list[Outcome]:
        def attempt(number: int, service: Backend) -> Outcome:
            try:
                return Outcome(service, action(number, service))
            except VerisetError as error:
                return Outcome(service, None, error)

        if len(self.services) == 1:  # in this thread, where Ctrl-C reaches it
            return [attempt(0, self.services[0])]
        with ThreadPoolExecutor(len(self.services)) as pool:
            return list(pool.map(attempt, range(len(self.services)), self.services))


def _slowest(progress: Progress, count: int) -> Callable[[int], Progress]:
    """Return what makes a Progress for each of `count` uploads; all show as the slowest."""
    counts = [0] * count
    lock = Lock()

    def for_one(number: int) -> Progress:
        def advance(done: int, total: int | None) -> None:
            with lock:
                counts[number] = done
                progress(min(counts), total)

        return advance

    return for_one
