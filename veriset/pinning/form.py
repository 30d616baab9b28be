"""The files of a multipart form, handed on as they arrive."""

from __future__ import annotations

from collections.abc import Callable

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from veriset.errors import InputError


class FilesForm:
    """Feed it the body of a request; it gives the bytes of the fields `file` to who wants them.

    Args:
        content_type: the request's header, which names the boundary between the fields.
        begin: told each file's name as it begins, returns what takes its bytes, piece by piece.

    Raises:
        InputError: the request is not a form (here), or a broken one (in `feed` and `finish`).
    """

    def __init__(self, content_type: str, begin: Callable[[str], Callable[[bytes], None]]) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            raise InputError("the request is not a multipart form")
        self._begin = begin
        self._write: Callable[[bytes], None] | None = None
        self._has_files = False
        self._is_whole = False
        self._name = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._on_part_begin,
                    "on_header_field": self._on_header_field,
                    "on_header_value": self._on_header_value,
                    "on_header_end": self._on_header_end,
                    "on_headers_finished": self._on_headers_finished,
                    "on_part_data": self._on_part_data,
                    "on_end": self._on_end,
                },
            )
        except FormParserError as error:
            raise InputError(f"the form is broken: {error}") from error

    def feed(self, data: bytes) -> None:
        """Take in the next bytes of the body."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise InputError(f"the form is broken: {error}") from error

    def finish(self) -> None:
        """Check, once the body has ended, that it was all there."""
        if not self._is_whole:
            raise InputError("the form ends in the middle")
        if not self._has_files:
            raise InputError("the form has no field 'file' with a file name")

    def _on_part_begin(self) -> None:
        self._headers = {}
        self._write = None

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if options.get(b"name") == b"file" and b"filename" in options:
            self._has_files = True
            self._write = self._begin(options[b"filename"].decode("utf-8", "replace"))

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._write:
            self._write(data[start:end])

    def _on_end(self) -> None:
        self._is_whole = True
