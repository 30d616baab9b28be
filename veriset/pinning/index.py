"""What a store knows of its files, in SQLite: one durable transaction for many uploads."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from veriset.cid import Cid

_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    cid TEXT NOT NULL UNIQUE, cid_v0 TEXT NOT NULL, name TEXT NOT NULL,
    size INTEGER NOT NULL, created_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS files_by_cid_v0 ON files (cid_v0);
CREATE TABLE IF NOT EXISTS nodes (digest BLOB PRIMARY KEY, block BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys (
    hash BLOB PRIMARY KEY, account TEXT NOT NULL, made_at INTEGER NOT NULL) WITHOUT ROWID;
"""
_COLUMNS = "cid, cid_v0, name, size, created_at"


@dataclass(frozen=True)
class StoredFile:
    """A file in the store; `created_at` in milliseconds since 1970, as Lighthouse gives it."""

    cid: str
    cid_v0: str
    name: str
    size: int
    created_at: int


class Index:
    """Opens the database, or makes it; raises sqlite3.Error if that cannot be done.

    Threads share it, and so may processes: SQLite lets one write at a time.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, timeout=60, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        # A file counts as pinned once it is here, so it must be on the disk by then.
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.executescript(_TABLES)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._database.close()

    def add(self, files: Iterable[StoredFile], nodes: Iterable[tuple[Cid, bytes]]) -> None:
        """Record files, and the nodes of their trees; those known keep their first record."""
        with self._writing() as database:
            database.executemany(
                f"INSERT OR IGNORE INTO files ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
                [(file.cid, file.cid_v0, file.name, file.size, file.created_at) for file in files],
            )
            database.executemany(
                "INSERT OR IGNORE INTO nodes VALUES (?, ?)",
                [(cid.digest, block) for cid, block in nodes],
            )

    def file(self, cid: str) -> StoredFile | None:
        """Return the record of a file by a CID of either version, or None."""
        rows = self._read(
            f"SELECT {_COLUMNS} FROM files WHERE cid = ? OR cid_v0 = ? LIMIT 1", cid, cid
        )
        return StoredFile(*rows[0]) if rows else None

    def node(self, cid: Cid) -> bytes | None:
        """Return the block of a node, or None."""
        rows = self._read("SELECT block FROM nodes WHERE digest = ?", cid.digest)
        return bytes(rows[0][0]) if rows else None

    def page(self, last: str | None, size: int) -> list[StoredFile]:
        """Return the files that follow the one with the CID `last`, the oldest first."""
        after = 0
        if last is not None:
            found = self._read("SELECT id FROM files WHERE cid = ?", last)
            if not found:
                return []
            after = found[0][0]
        rows = self._read(
            f"SELECT {_COLUMNS} FROM files WHERE id > ? ORDER BY id LIMIT ?", after, size
        )
        return [StoredFile(*row) for row in rows]

    def totals(self) -> tuple[int, int]:
        """Return how many files there are, and their bytes."""
        ((count, size),) = self._read("SELECT count(*), coalesce(sum(size), 0) FROM files")
        return count, size

    def add_key(self, key: str, account: str) -> None:
        """Accept an API key from now on; only its hash is kept."""
        with self._writing() as database:
            database.execute(
                "INSERT INTO keys VALUES (?, ?, ?)", (_hash(key), account, time.time_ns())
            )

    def has_key(self, key: str) -> bool:
        """Tell whether an API key was accepted before."""
        return bool(self._read("SELECT 1 FROM keys WHERE hash = ?", _hash(key)))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._database:
            self._database.execute("BEGIN IMMEDIATE")
            yield self._database

    def _read(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._database.execute(query, values).fetchall()


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
