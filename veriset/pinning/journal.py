"""What of a folder is uploaded already, kept on the disk while the upload runs."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from veriset.errors import InputError

if TYPE_CHECKING:
    from veriset.pinning.backend import Backend

# What a power cut may take is sent again; what a kill takes is nothing.
_SYNC_SECONDS = 0.5


class Journal:
    """Append-only lines of JSON, one file for each service, under the CID of the folder.

    Several processes may write the same one: each line is written at once, and says only that
    a service holds a CID, which stays true whoever says it.

    Args:
        folder: where journals are kept.
        root: the CID of the folder that is uploaded.
    """

    def __init__(self, folder: Path, root: str) -> None:
        self._folder = folder
        self._root = root
        self._lock = threading.Lock()
        self._synced = 0.0

    def known(self, service: Backend) -> set[str]:
        """Return the CIDs that a service holds, as far as the journal tells."""
        found: set[str] = set()
        with contextlib.suppress(FileNotFoundError):
            for line in self._path(service).read_bytes().splitlines():
                with contextlib.suppress(ValueError):  # the last line of a process that was killed
                    found.update(json.loads(line))
        return found

    def add(self, service: Backend, cids: Sequence[str]) -> None:
        """Note that a service holds these CIDs.

        Raises:
            InputError: the journal cannot be written.
        """
        path = self._path(service)
        # The line's end comes first too: whatever a process that was killed left ends there.
        line = ("\n" + json.dumps(list(cids)) + "\n").encode()
        try:
            with self._lock:
                self._folder.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
                try:
                    os.write(descriptor, line)
                    if time.monotonic() - self._synced > _SYNC_SECONDS:
                        os.fsync(descriptor)
                        self._synced = time.monotonic()
                finally:
                    os.close(descriptor)
        except OSError as error:
            raise InputError(f"cannot write {path}: {error.strerror or error}") from error

    def forget(self, service: Backend) -> None:
        """Remove what is known of a service, once it holds all."""
        self._path(service).unlink(missing_ok=True)

    def _path(self, service: Backend) -> Path:
        where = f"{service.name} {service.address}".encode()
        return self._folder / f"{self._root}.{hashlib.sha256(where).hexdigest()[:16]}.jsonl"
