"""The bytes of a file as they stream, each piece checked before it is given on."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable
from typing import BinaryIO

from veriset.cid import Cid
from veriset.cid.dag_pb import MAX_BLOCK, Node
from veriset.pinning.failures import LyingServiceError, ServiceFailure
from veriset.pinning.gateway import Source, Stream
from veriset.pinning.pieces import Piece, pieces_of
from veriset.pinning.turn import Turn, lie
from veriset.progress import Progress


class Counter:
    """Adds up the bytes done, by whichever threads, for a Progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0
        self._lock = threading.Lock()
        self.total: int | None = None

    def add(self, count: int) -> None:
        """Tell of more bytes."""
        with self._lock:
            self._done += count
            self._progress(self._done, None if self.total is None else max(self.total, self._done))

    def reset(self) -> bool:
        """Start again; tell whether anything was done."""
        before, self._done = self._done, 0
        return before > 0


def fetch_raw(turn: Turn, cid: Cid, done: Counter, *, is_all: bool = True) -> bytes:
    """Return the bytes of a file of one block, whose size nothing tells beforehand.

    Args:
        turn: whom to ask.
        cid: of the block.
        done: told of its bytes.
        is_all: whether `done` is to count towards this block alone.
    """

    def attempt(source: Source) -> bytes:
        data = bytearray()
        with source.stream(cid, 0) as stream:
            if is_all:
                done.total = stream.total
            while len(data) <= MAX_BLOCK and (more := stream.read()):
                data += more
        if hashlib.sha256(data).digest() != cid.digest:
            raise lie(source, cid, data)
        return bytes(data)

    data = turn.ask(attempt)
    done.add(len(data))
    return data


def fetch_tree(
    turn: Turn,
    cid: Cid,
    node: Node,
    file: BinaryIO,
    done: Counter,
    go_on: Callable[[], None] = lambda: None,
) -> None:
    """Write a file whose tree starts with `node`; what the file has of it already is kept.

    Args:
        turn: whom to ask.
        cid: of the whole file.
        node: its root.
        file: open for reading and writing, at its start.
        done: told of the bytes there.
        go_on: raises when the work is to end.
    """
    position, has_more = 0, True
    with contextlib.closing(VerifiedFile(turn, cid)) as reader:
        for piece in pieces_of(node, turn.block):
            go_on()
            if has_more:
                data = file.read(piece.size)
                has_more = len(data) == piece.size and piece.is_made_of(data)
                if has_more:
                    reader.skip(piece)
                else:
                    file.seek(position)
                    file.truncate()
            if not has_more:
                file.write(reader.take(piece))
            position += piece.size
            done.add(piece.size)
    file.truncate(position)


class VerifiedFile:
    """The bytes of one file, in pieces that are each checked, from whoever sends them."""

    def __init__(self, turn: Turn, cid: Cid) -> None:
        self._turn = turn
        self._cid = cid
        self._position = 0
        self._source: Source | None = None
        self._stream: Stream | None = None
        self._open = contextlib.ExitStack()
        self._buffer = bytearray()

    def close(self) -> None:
        """Close the connection, if one is open."""
        self._open.close()
        self._source = self._stream = None
        self._buffer.clear()

    def skip(self, piece: Piece) -> None:
        """Pass over the next piece, which is there already."""
        self._position += piece.size

    def take(self, piece: Piece) -> bytes:
        """Return the bytes of the next piece."""
        if piece.size == 0 and piece.is_made_of(b""):
            return b""

        def attempt(source: Source) -> bytes:
            try:
                return self._take(source, piece)
            except BaseException:
                self.close()
                raise

        data = self._turn.ask(attempt)
        self._position += piece.size
        return data

    def _take(self, source: Source, piece: Piece) -> bytes:
        if self._source is not source or self._stream is None:
            self.close()
            self._stream = self._open.enter_context(source.stream(self._cid, self._position))
            self._source = source
        while len(self._buffer) < piece.size:
            data = self._stream.read()
            if not data:
                raise ServiceFailure(
                    f"cannot {self._turn.task}: {source.name} broke off after "
                    f"{self._position + len(self._buffer)} bytes",
                    is_passing=True,
                )
            self._buffer += data
        data = bytes(memoryview(self._buffer)[: piece.size])
        if not piece.is_made_of(data):
            raise LyingServiceError(
                f"cannot {self._turn.task}: {source.name} sent other bytes than the CID's, from "
                f"byte {self._position} on; nothing was kept of them, try another service"
            )
        del self._buffer[: piece.size]
        return data
