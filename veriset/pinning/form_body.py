"""Multipart forms that are read from the disk as they are sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from urllib3.fields import RequestField
from urllib3.filepost import choose_boundary

from veriset.errors import InputError
from veriset.progress import Progress

_PIECE = 65_536


class Part(NamedTuple):
    """A file in a form: the field, its name, and where its bytes come from."""

    field: str
    filename: str
    file: BinaryIO
    content_type: str = "application/octet-stream"


class FormBody:
    """The body of a form with files; its length is known beforehand.

    Args:
        parts: the files, in order.
        progress: called with the bytes of files sent so far, and their total.
    """

    def __init__(self, parts: Sequence[Part], progress: Progress | None = None) -> None:
        boundary = choose_boundary()
        self._parts: list[tuple[bytes, BinaryIO, int]] = []
        for part in parts:
            header = RequestField(part.field, b"", part.filename)
            header.make_multipart(content_type=part.content_type)
            # The name is no part of a file's CID: a byte that UTF-8 cannot hold may become "?".
            head = f"\r\n--{boundary}\r\n{header.render_headers()}".encode("utf-8", "replace")
            self._parts.append((head, part.file, part.file.seek(0, 2)))
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._size = sum(size for _, _, size in self._parts)
        self._progress = progress
        self.content_type = f"multipart/form-data; boundary={boundary}"

    def __len__(self) -> int:
        heads = sum(len(head) for head, _, _ in self._parts)
        return heads - 2 + self._size + len(self._tail)  # the first needs no line's end before it

    def __iter__(self) -> Iterator[bytes]:
        sent = 0
        for number, (head, file, size) in enumerate(self._parts):
            file.seek(0)
            yield head if number else head[2:]
            left = size
            while left:
                piece = file.read(min(_PIECE, left))
                if not piece:
                    raise InputError("the file became shorter while it was sent; pin it again")
                yield piece
                left -= len(piece)
                sent += len(piece)
                if self._progress:
                    self._progress(sent, self._size)
        yield self._tail
