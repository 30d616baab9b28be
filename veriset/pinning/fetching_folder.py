"""Fetching of folders: many of their files at once, and none that is there already."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from veriset.cid import RAW, Cid
from veriset.cid.dag_pb import MAX_BLOCK, Kind, Node, decode
from veriset.errors import InputError, PinningError
from veriset.pinning.side_by_side import at_once
from veriset.pinning.turn import Turn
from veriset.pinning.verified_file import Counter, fetch_raw, fetch_tree

_AT_ONCE = 8
_MAX_DEPTH = 100


class _Entry(NamedTuple):
    """Something in a folder: `path` is its own, or its folder's if it is a further shard."""

    cid: Cid
    name: str
    folder: Path
    # Digits before the names in the shard that leads here, None if it is no shard.
    shard: int | None


class FolderFetch:
    """One folder on its way to the disk.

    Args:
        turn: whom to ask.
        done: told of the bytes there.
    """

    def __init__(self, turn: Turn, done: Counter) -> None:
        self._turn = turn
        self._done = done
        self._lock = threading.Lock()
        self._made: set[tuple[int, int]] = set()
        self._next: list[_Entry] = []

    def run(self, node: Node, folder: Path) -> None:
        """Fetch what a folder links to, level by level, and remove all else from `folder`.

        Raises:
            InputError: a file cannot be written.
            PinningError: an entry has a name that no file can have, or one that another has too;
                or the sources failed.
        """
        self._open(node, folder)
        for _ in range(_MAX_DEPTH):
            if not self._next:
                break
            entries, self._next = self._next, []
            at_once(self._entry, entries, _AT_ONCE, self._turn.stop)
        else:
            raise PinningError(f"cannot {self._turn.task}: its folders lie too deep in each other")
        self._clear(folder)

    def _open(self, node: Node, folder: Path) -> None:
        """Note the entries of a folder, or of one shard of it, for the next level."""
        shard = len(f"{node.fanout - 1:X}") if node.kind == Kind.SHARD else None
        found = [_Entry(one.cid, one.name[shard or 0 :], folder, shard) for one in node.links]
        with self._lock:
            self._next += found

    def _entry(self, entry: _Entry) -> None:
        self._go_on()
        inner: Node | None = None
        if entry.cid.codec != RAW:
            inner = decode(self._turn.block(entry.cid))
        if inner and inner.kind == Kind.SHARD and entry.shard is not None and not entry.name:
            self._open(inner, entry.folder)
            return
        path = entry.folder / _checked_name(entry.name, self._turn.task)
        if inner and inner.kind in (Kind.DIRECTORY, Kind.SHARD):
            with _written(path):
                path.mkdir(exist_ok=True)
                self._claim(path, path.lstat())
            self._open(inner, path)
            return
        with _written(path), _opened(path) as file:
            self._claim(path, os.fstat(file.fileno()))
            if inner:
                fetch_tree(self._turn, entry.cid, inner, file, self._done, self._go_on)
            else:
                self._raw(entry.cid, file)
            file.flush()
            os.fsync(file.fileno())

    def _raw(self, cid: Cid, file: BinaryIO) -> None:
        there = file.read(MAX_BLOCK + 1)
        if hashlib.sha256(there).digest() == cid.digest:
            self._done.add(len(there))
            return
        data = fetch_raw(self._turn, cid, self._done, is_all=False)
        file.seek(0)
        file.truncate()
        file.write(data)

    def _claim(self, path: Path, status: os.stat_result) -> None:
        """Take a file or folder as this fetch's; two entries may not be one on the disk."""
        key = (status.st_dev, status.st_ino)
        with self._lock:
            if key in self._made:
                raise PinningError(f"the folder has two entries named {path.name!r}")
            self._made.add(key)

    def _clear(self, folder: Path) -> None:
        """Remove what is not of this folder, whoever put it into the partial one."""
        for top, folders, files in os.walk(folder, topdown=False):
            for path in (Path(top, name) for name in folders + files):
                status = path.lstat()
                if (status.st_dev, status.st_ino) not in self._made:
                    with _written(path):
                        path.rmdir() if stat.S_ISDIR(status.st_mode) else path.unlink()

    def _go_on(self) -> None:
        if self._turn.stop.is_set():
            raise PinningError(f"cannot {self._turn.task}: another entry failed")


def _checked_name(name: str, task: str) -> str:
    """Return a name that stays within its folder."""
    if name in ("", ".", "..") or "/" in name or "\0" in name or os.sep in name:
        raise PinningError(f"cannot {task}: an entry has the name {name!r}, which no file can have")
    return name


def _opened(path: Path) -> BinaryIO:
    """Open a file for reading and writing, at its start, and follow no link to another."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    return os.fdopen(os.open(path, flags, 0o666), "r+b")


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Explain what goes wrong with a file of ours."""
    try:
        yield
    except (FileExistsError, IsADirectoryError) as error:
        raise PinningError(f"the folder has two entries named {path.name!r}") from error
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}; free space") from error
