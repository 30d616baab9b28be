"""Images that visitors send: hashed in another process, and dropped.

The bytes stream into a temporary file, which is gone with the request; beyond the limit the
request is ended. Decoding happens in a process of its own, so that a picture that takes long, or
takes the decoder down, stops nobody else.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import IO, Any, NamedTuple

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from veriset.server.problems import ProblemError

_DECODE_SECONDS = 20.0
_OVERHEAD = 64 << 10
"""Bytes of a form around its file, at most."""


class Hashes(NamedTuple):
    """The hashes of an image: of its bytes, and of its pixels or why it has none."""

    file: bytes
    pixels: bytes | None
    pixels_trouble: str | None


class Uploads:
    """Takes in images."""

    def __init__(self, most_bytes: int, most_pixels: int) -> None:
        """Take images up to a size."""
        self._most_bytes = most_bytes
        self._most_pixels = most_pixels
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Semaphore(4)

    def close(self) -> None:
        """End the process that decodes."""
        if self._pool is not None:
            _stop(self._pool)

    async def hashes_of(self, request: Request) -> Hashes:
        """Return the hashes of the file in a form.

        Raises:
            ProblemError: it is too long, no form, or no image.
        """
        length = request.headers.get("content-length")
        if length and length.isdecimal() and int(length) > self._most_bytes + _OVERHEAD:
            raise self._too_long()
        async with self._turn:
            with tempfile.NamedTemporaryFile(prefix="veriset-") as file:
                await self._receive(request, file)
                if file.tell() == 0:
                    raise ProblemError(422, "The form has no file; send an image as `file`.")
                file.flush()
                file.seek(0)
                digest = hashlib.sha256()
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
                pixels, trouble, is_image = await self._decode(file.name)
                if not is_image:
                    raise ProblemError(415, trouble or "This is not an image that can be read.")
                return Hashes(digest.digest(), pixels, trouble)

    async def _receive(self, request: Request, file: IO[bytes]) -> None:
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not 1 <= len(boundary) <= 70:
            raise ProblemError(415, "Send the image as `file` of a form (multipart/form-data).")
        form = _Form(file)
        parser = MultipartParser(boundary, form.callbacks())
        total = 0
        try:
            async for chunk in request.stream():
                total += len(chunk)
                if file.tell() > self._most_bytes or total > self._most_bytes + _OVERHEAD:
                    raise self._too_long()
                parser.write(chunk)
            parser.finalize()
        except FormParserError as error:
            raise ProblemError(422, "The form is malformed; send the image as `file`.") from error
        except ClientDisconnect as error:
            raise ProblemError(400, "The upload broke off.") from error
        if file.tell() > self._most_bytes:
            raise self._too_long()
        if not form.is_whole:
            raise ProblemError(422, "The form is cut off or has no `file`; send it again.")

    async def _decode(self, path: str) -> tuple[bytes | None, str | None, bool]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        work = self._pool.submit(hash_pixels, path, self._most_pixels)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(work), _DECODE_SECONDS)
        except (asyncio.TimeoutError, BrokenProcessPool) as error:
            _stop(self._pool)
            self._pool = None
            raise ProblemError(422, "The image takes too much to decode.") from error

    def _too_long(self) -> ProblemError:
        return ProblemError(
            413, f"The image has more than {self._most_bytes >> 20} MiB.", Connection="close"
        )


class _Form:
    """Writes the part named `file` to a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._name = b""
        self._header = self._value = b""
        self._is_file = False
        self.is_whole = False

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._on_value,
            "on_header_end": self._end_header,
            "on_part_data": self._data,
            "on_part_end": self._end_part,
        }

    def _begin(self) -> None:
        self._is_file = False
        self._header = self._value = b""

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header + data[start:end])[:1000]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value = (self._value + data[start:end])[:1000]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            # Its file name is a stranger's and of no use.
            self._is_file = options.get(b"name") == b"file" and not self.is_whole
        self._header = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._file.write(data[start:end])

    def _end_part(self) -> None:
        self.is_whole |= self._is_file
        self._is_file = False


def hash_pixels(path: str, most_pixels: int) -> tuple[bytes | None, str | None, bool]:
    """Return the pixel hash, or why there is none, and whether it is an image at all.

    Runs in the decoding process; the path is of a file that the server holds open.
    """
    from veriset import images
    from veriset.errors import InputError
    from veriset.images import HashKind, digest_image

    images.MAX_PIXELS = min(images.MAX_PIXELS, most_pixels)
    try:
        return digest_image(path, HashKind.PIXELS).content_hash, None, True
    except InputError as error:
        trouble = str(error).replace(path, "the image")
    except MemoryError:
        return None, "the image takes too much memory to decode", False
    try:
        digest_image(path, HashKind.FILE)  # it may be an image without canonical pixels
    except (InputError, MemoryError) as error:
        return None, str(error).replace(path, "the image"), False
    return None, trouble, True


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool's process, whatever it is doing."""
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)
