"""What was pinned where, and when that was last checked, in SQLite in the work folder."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from veriset.errors import InputError

_TABLES = """
CREATE TABLE IF NOT EXISTS pins (
    cid TEXT NOT NULL, service TEXT NOT NULL, address TEXT NOT NULL, path TEXT NOT NULL,
    size INTEGER NOT NULL, pinned_at TEXT NOT NULL, checked_at TEXT NOT NULL,
    is_held INTEGER NOT NULL, PRIMARY KEY (cid, address)) WITHOUT ROWID
"""


@dataclass(frozen=True)
class LedgerEntry:
    """A pin as the ledger has it.

    Attributes:
        cid: of the file or folder.
        service: the name of the service.
        address: what tells the service from others.
        path: where the file or folder was when it was pinned last.
        size: bytes.
        pinned_at: when it was pinned last, in UTC.
        checked_at: when the service last answered for it, in UTC.
        is_held: whether the service had it then.
    """

    cid: str
    service: str
    address: str
    path: str
    size: int
    pinned_at: datetime
    checked_at: datetime
    is_held: bool


class Ledger:
    """The ledger in a file, which is made when the first pin is recorded.

    Several processes may use it at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, entry: LedgerEntry) -> None:
        """Write down a pin that was just made, in the place of an older one.

        Raises:
            InputError: the file cannot be written.
        """
        with self._open() as database:
            database.execute(
                "INSERT OR REPLACE INTO pins VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    entry.cid,
                    entry.service,
                    entry.address,
                    entry.path,
                    entry.size,
                    entry.pinned_at.isoformat(),
                    entry.checked_at.isoformat(),
                    entry.is_held,
                ),
            )

    def check(self, cid: str, address: str, is_held: bool) -> None:
        """Write down that a service answered just now whether it has a pin.

        Raises:
            InputError: the file cannot be written.
        """
        now = datetime.now(timezone.utc).isoformat()
        with self._open() as database:
            database.execute(
                "UPDATE pins SET checked_at = ?, is_held = ? WHERE cid = ? AND address = ?",
                (now, is_held, cid, address),
            )

    def entries(self) -> list[LedgerEntry]:
        """Return all pins, the oldest first.

        Raises:
            InputError: the file cannot be read.
        """
        if not self._path.exists():
            return []
        with self._open() as database:
            rows = database.execute(
                "SELECT * FROM pins ORDER BY pinned_at, cid, address"
            ).fetchall()
        return [
            LedgerEntry(
                cid,
                service,
                address,
                path,
                size,
                datetime.fromisoformat(pinned_at),
                datetime.fromisoformat(checked_at),
                bool(is_held),
            )
            for cid, service, address, path, size, pinned_at, checked_at, is_held in rows
        ]

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path, timeout=60)) as database, database:
                database.execute(_TABLES)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise InputError(f"cannot use {self._path}: {error}") from error
