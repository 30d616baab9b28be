"""The bytes of a file as they stream, each piece checked before it is given on."""

from __future__ import annotations

import contextlib

from veriset.cid import Cid
from veriset.pinning.failures import LyingServiceError, ServiceFailure
from veriset.pinning.gateway import Source, Stream
from veriset.pinning.pieces import Piece
from veriset.pinning.turn import Turn


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
