"""A folder of files under their CIDs, behind the local pinning service.

    content/<version 1 CID>   the bytes
    index.sqlite              names, sizes, times, and the nodes of the files' trees
    incoming/                 uploads that have not ended, a folder for each process

Content appears by a rename once it is on the disk, so that whatever has a name in content/ is
whole; then the index is written, once for all uploads that end at the same time.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from veriset.cid import CHUNK_SIZE, DAG_PB, RAW, Cid, CidHasher, read_into
from veriset.cid.dag_pb import MAX_BLOCK, wrapped_leaf
from veriset.errors import InputError
from veriset.pinning.index import Index, StoredFile
from veriset.pinning.upload import Arrival, Upload

_SYNCS_AT_ONCE = 16


@dataclass
class _Ticket:
    """Arrivals that wait for their turn to be committed."""

    arrivals: list[Arrival]
    is_done: bool = False
    error: BaseException | None = field(default=None)


class ContentStore:
    """Opens the folder, or makes it; `close` ends that.

    Raises:
        InputError: the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._content = folder / "content"
        self._queue: list[_Ticket] = []
        self._queueing = threading.Lock()
        self._committing = threading.Lock()
        self._pool = ThreadPoolExecutor(_SYNCS_AT_ONCE, thread_name_prefix="pinning-store")
        try:
            self._content.mkdir(parents=True, exist_ok=True)
            self._incoming, self._incoming_lock = _own_folder(folder / "incoming")
            self.index = Index(folder / "index.sqlite")
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"cannot use {folder} as a store: {reason}") from error

    def close(self) -> None:
        """Give up what is on its way in, and close the index."""
        self._pool.shutdown()
        self.index.close()
        shutil.rmtree(self._incoming, ignore_errors=True)
        self._incoming.with_suffix(".lock").unlink(missing_ok=True)
        os.close(self._incoming_lock)

    def begin(self) -> Upload:
        """Start to take in a file."""
        return Upload(self._incoming)

    def commit(self, uploads: list[Upload]) -> list[StoredFile]:
        """Make files part of the store, durably, and return their CIDs and sizes.

        Several threads that call this at once share what the disk must be waited for.
        """
        # Side by side, because the disk takes as long for many as for one.
        arrivals = list(self._pool.map(Upload.arrive, uploads))
        ticket = _Ticket(arrivals)
        with self._queueing:
            self._queue.append(ticket)
        with self._committing:
            if not ticket.is_done:
                with self._queueing:
                    tickets, self._queue = self._queue, []
                try:
                    self._keep([arrival for one in tickets for arrival in one.arrivals])
                except BaseException as error:
                    for one in tickets:
                        one.error = error
                    raise
                finally:
                    for one in tickets:
                        one.is_done = True
        if ticket.error:
            raise ticket.error
        return [arrival.file for arrival in arrivals]

    def path(self, cid: Cid) -> Path | None:
        """Return where a file's bytes are, by a CID of either version, or None."""
        path = self._content / str(cid.as_version_1())
        if path.is_file():
            return path
        if cid.codec == DAG_PB and (known := self.index.file(str(Cid(0, DAG_PB, cid.digest)))):
            path = self._content / known.cid
            return path if path.is_file() else None
        return None

    def record(self, cid: Cid) -> StoredFile | None:
        """Return what is known of a file that is held, or None."""
        path = self.path(cid)
        return self.index.file(path.name) if path else None

    def block(self, cid: Cid) -> bytes | None:
        """Return a block: of one chunk, of a node above chunks, or of a folder; or None."""
        block = self._bytes(Cid(1, RAW, cid.digest))
        if block is not None or cid.codec == RAW:
            return block
        if block := self.index.node(cid):
            return block
        if (path := self.path(cid)) is None:
            return None
        if path.stat().st_size <= CHUNK_SIZE:
            data = path.read_bytes()
            before, after = wrapped_leaf(data)
            return before + data + after
        # The index was lost, so the tree is made again.
        nodes: list[tuple[Cid, bytes]] = []
        read_into(CidHasher(on_node=lambda *node: nodes.append(node)), path).cids()
        self.index.add([], nodes)
        return self.index.node(cid)

    def _bytes(self, cid: Cid) -> bytes | None:
        path = self._content / str(cid)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size <= MAX_BLOCK:
                return path.read_bytes()
        return None

    def _keep(self, arrivals: list[Arrival]) -> None:
        """Give finished uploads their names; the same content again changes nothing."""
        new: list[str] = []
        try:
            for arrival in arrivals:
                path = f"{self._content}/{arrival.file.cid}"
                if not os.path.exists(path):  # noqa: PTH110
                    new.append(path)
                # Also when it was there: the bytes just checked replace any that went bad.
                os.replace(arrival.temporary, path)  # noqa: PTH105
            _sync_folder(self._content)
            self.index.add(
                [arrival.file for arrival in arrivals],
                [node for arrival in arrivals for node in arrival.nodes],
            )
        except BaseException:
            for path in new:
                with contextlib.suppress(OSError):
                    os.unlink(path)  # noqa: PTH108
            raise


def is_out_of_space(error: BaseException) -> bool:
    """Tell whether a full disk, a quota or a limit is at the bottom of the error."""
    cause = error.__cause__ if isinstance(error, InputError) else error
    if isinstance(cause, sqlite3.OperationalError):
        return "full" in str(cause) or "disk I/O" in str(cause)
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return isinstance(cause, OSError) and cause.errno in full


def _own_folder(incoming: Path) -> tuple[Path, int]:
    """Make a folder for this process alone, and clear away those of processes that are gone.

    Returns:
        The folder, and the descriptor whose lock tells others that its process lives.
    """
    incoming.mkdir(parents=True, exist_ok=True)
    with _locked(incoming / "lock"):
        for left in incoming.glob("*.lock"):
            with left.open("rb") as file, contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left.with_suffix(""), ignore_errors=True)
                left.unlink()
        own = Path(tempfile.mkdtemp(dir=incoming))
        descriptor = os.open(own.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return own, descriptor


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
