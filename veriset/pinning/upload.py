"""Files on their way into the store."""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from veriset.cid import Cid, CidHasher
from veriset.pinning.index import StoredFile

_IN_MEMORY = 65_536
_NUMBERS = itertools.count()


@dataclass
class Arrival:
    """A file that is whole, with its nodes, on its way into the store."""

    temporary: str
    file: StoredFile
    nodes: list[tuple[Cid, bytes]]


class Upload:
    """A file on its way in: `write` its bytes, `end`; leaving without a commit drops it.

    A small file stays in memory until it is committed.
    """

    def __init__(self, folder: Path) -> None:
        self._temporary = f"{folder}/{next(_NUMBERS)}"
        self._file: BinaryIO | None = None
        self._start = bytearray()
        self._nodes: list[tuple[Cid, bytes]] = []
        self._hasher = CidHasher(on_node=lambda *node: self._nodes.append(node))
        self.name = ""

    def __enter__(self) -> Upload:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            with contextlib.suppress(OSError):
                self._file.close()
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._temporary)  # noqa: PTH108  (for 10,000 files, Path takes long)

    def write(self, data: bytes) -> None:
        """Take in the next bytes."""
        self._hasher.update(data)
        if self._file is None and len(self._start) + len(data) <= _IN_MEMORY:
            self._start += data
            return
        if self._file is None:
            self._open()
        self._file_or_fail().write(data)

    def end(self) -> None:
        """Close the file: no more bytes follow."""
        if self._file:
            self._file.close()

    def arrive(self) -> Arrival:
        """Write what is still in memory, and wait until the bytes are on the disk."""
        if self._file is None:
            self._open()
            file = self._file_or_fail()
            file.flush()
            os.fsync(file.fileno())
            file.close()
        else:
            self._file.close()
            with open(self._temporary, "rb") as file:
                os.fsync(file.fileno())
        cids = self._hasher.cids()
        now = time.time_ns() // 1_000_000
        stored = StoredFile(cids.v1, cids.v0, self.name, cids.size, now)
        return Arrival(self._temporary, stored, self._nodes)

    def _open(self) -> None:
        self._file = open(self._temporary, "xb")  # noqa: SIM115  (`end` or leaving closes it)
        self._file.write(self._start)
        self._start = bytearray()

    def _file_or_fail(self) -> BinaryIO:
        assert self._file is not None
        return self._file
