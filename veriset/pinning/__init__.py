"""Pinning: storing files and folders under their CIDs, on one or more services.

    with open_pinning(Path("build/pins")) as service:
        pin = service.pin(Path("manifest.json"))
        service.fetch(pin.cid, Path("copy.json"))

VERISET_PINNING names the services: `lighthouse`, `kubo=ADDRESS`, `local`, separated by commas.
Without it files go to Lighthouse if there is a key for it, else to a service that speaks
Lighthouse's protocol and runs on 127.0.0.1 inside this process, so that all of this works offline
and is tested as it is used.

No service is trusted: CIDs are computed from the bytes before an upload and compared with the
answer, and what is fetched is checked, block by block, before it gets its name.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from veriset.progress import Progress

# How long a service may stay silent, in seconds; a large upload is stored before it answers.
DEFAULT_TIMEOUT = 120.0


@dataclass(frozen=True)
class Pin:
    """A file or folder that a service holds.

    Attributes:
        cid: its CID as the service names it (version 1 if the service offers it), checked.
        size: the bytes of the file, or of all files of the folder.
        service: the service's name.
        pinned_at: when it answered, in UTC.
    """

    cid: str
    size: int
    service: str
    pinned_at: datetime


class PinningService(Protocol):
    """What every back end offers."""

    @property
    def name(self) -> str:
        """The name shown to users."""

    def pin(self, path: Path, progress: Progress | None = None) -> Pin:
        """Upload one file, or a folder with all that is in it.

        Raises:
            InputError: it cannot be read.
            PinningError: the service failed, or names it by a CID that is not its own.
        """

    def fetch(self, cid: str, out: Path, progress: Progress | None = None) -> None:
        """Download the file or folder with this CID to `out`, which is written whole or not at all.

        Raises:
            InputError: the CID is malformed, or `out` cannot be written.
            PinningError: the service failed, or sent bytes that have another CID.
        """

    def holds(self, cid: str) -> bool:
        """Ask whether the service has what this CID names.

        Raises:
            InputError: the CID is malformed.
            PinningError: the service failed.
        """


@contextlib.contextmanager
def open_pinning(
    store: Path,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    require: int | None = None,
    gateways: Sequence[str] = (),
) -> Iterator[PinningService]:
    """Yield the services that the environment names, as one; a local one runs in the block.

    Args:
        store: the folder in which the local service keeps its content from run to run.
        timeout: how long a service may stay silent, in seconds.
        require: how many of several services must hold a pin; all if left out.
        gateways: addresses to fetch from when no service has it; those of VERISET_GATEWAYS if
            there are none.

    Raises:
        InputError: the environment names no usable service, or the folder cannot be written.
        PinningError: the local service does not start.
    """
    # Imported here: the SDK and the server take over a second, and most commands need neither.
    from veriset.pinning.gateway import configured_gateways
    from veriset.pinning.replicated import ReplicatedPinning
    from veriset.pinning.services import open_services

    more = configured_gateways(gateways, timeout)
    with open_services(store, timeout=timeout) as services:
        if len(services) == 1 and not more and require in (None, 1):
            yield services[0]
        else:
            yield ReplicatedPinning(services, require, gateways=more)
