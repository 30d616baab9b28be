"""Pinning: storing files under their CIDs, on Lighthouse or on a service of our own.

    with open_pinning(Path("build/pins")) as service:
        pin = service.pin(Path("manifest.json"))
        service.fetch(pin.cid, Path("copy.json"))

With the environment variable LIGHTHOUSE_TOKEN set the files go to Lighthouse. Without it a
service that speaks Lighthouse's protocol runs on 127.0.0.1 inside this process, and the same
client talks to it, so that all of this works offline and is tested as it is used.

No service is trusted: CIDs are computed from the bytes before an upload and compared with the
answer, and what is fetched is checked against its CID before it gets its name.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from veriset.progress import Progress

# How long a service may stay silent, in seconds; a large upload is stored before it answers.
DEFAULT_TIMEOUT = 120.0


@dataclass(frozen=True)
class Pin:
    """A file that a service holds.

    Attributes:
        cid: its CID as the service names it (version 1 if the service offers it), checked.
        size: the file's bytes.
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
        """Upload one file.

        Raises:
            InputError: the file cannot be read, or is a folder.
            PinningError: the service failed, or names the file by a CID that is not its own.
        """

    def fetch(self, cid: str, out: Path, progress: Progress | None = None) -> None:
        """Download the file with this CID to `out`, which is written whole or not at all.

        Raises:
            InputError: the CID is malformed, or `out` cannot be written.
            PinningError: the service failed, or sent bytes that have another CID.
        """


@contextlib.contextmanager
def open_pinning(store: Path, *, timeout: float = DEFAULT_TIMEOUT) -> Iterator[PinningService]:
    """Yield Lighthouse if LIGHTHOUSE_TOKEN is set, else a local service that runs in the block.

    Args:
        store: the folder in which the local service keeps its content from run to run.
        timeout: how long a service may stay silent, in seconds.

    Raises:
        InputError: the token cannot be one, or the folder cannot be written.
        PinningError: the local service does not start.
    """
    # Imported here: the SDK and the server take over a second, and most commands need neither.
    from veriset.pinning.lighthouse import Lighthouse

    token = os.environ.get("LIGHTHOUSE_TOKEN", "").strip()
    if token:
        yield Lighthouse(token, timeout=timeout)
        return

    from veriset.pinning.embedded import running_service
    from veriset.pinning.sdk import Endpoints

    with running_service(store) as running:
        endpoints = Endpoints.at(running.address)
        yield Lighthouse(running.token, endpoints, name="local service", timeout=timeout)
