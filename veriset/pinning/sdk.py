"""The lighthouseweb3 SDK, made safe to call.

The SDK (0.1.6) keeps its addresses in one class for the whole process, calls `requests` without
timeouts, reads uploads into memory and prints errors. Its code still does the work here; but the
names that its modules look up (`Config`, `requests`, `print`) are replaced by ones that answer
for the call in hand. Outside `sdk_call`, and in other threads, they give the originals, so that
other users of the SDK in the process see no change.
"""

from __future__ import annotations

import builtins
import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import requests
from lighthouseweb3.functions import axios, download, upload
from lighthouseweb3.functions.config import Config
from urllib3.fields import RequestField
from urllib3.filepost import choose_boundary

from veriset.errors import InputError
from veriset.progress import Progress

# Connecting takes a moment or does not work at all, however patient the caller is.
_MAX_CONNECT_SECONDS = 30.0
_PIECE = 65_536


@dataclass(frozen=True)
class Endpoints:
    """A service's addresses, under the names by which the SDK looks for them."""

    lighthouse_node: str
    lighthouse_api: str
    lighthouse_gateway: str

    @classmethod
    def at(cls, address: str) -> Endpoints:
        """Return those of a service that has all its parts at `address` (no final slash)."""
        return cls(address, address, f"{address}/ipfs")

    @classmethod
    def of_lighthouse(cls) -> Endpoints:
        """Return Lighthouse's own, as the SDK has them."""
        return cls(Config.lighthouse_node, Config.lighthouse_api, Config.lighthouse_gateway)

    @property
    def is_local(self) -> bool:
        """Whether the service runs on this machine."""
        return urlsplit(self.lighthouse_node).hostname == "127.0.0.1"


@dataclass(frozen=True)
class _Call:
    """What the SDK's names stand for during one call."""

    config: Endpoints
    requests: _Transport


_call: ContextVar[_Call | None] = ContextVar("_call", default=None)


@contextlib.contextmanager
def sdk_call(
    endpoints: Endpoints, timeout: float, progress: Progress | None = None
) -> Iterator[_Transport]:
    """Let the SDK, within the block, talk to `endpoints` and give up after `timeout` seconds."""
    with requests.Session() as session:
        # A proxy for the outside, or a password in ~/.netrc, is not for our own loopback.
        session.trust_env = not endpoints.is_local
        transport = _Transport(session, timeout, progress)
        before = _call.set(_Call(endpoints, transport))
        try:
            yield transport
        finally:
            _call.reset(before)


class _Transport:
    """Stands for the `requests` module: the same calls, with timeouts and streamed uploads."""

    def __init__(
        self, session: requests.Session, timeout: float, progress: Progress | None
    ) -> None:
        self._session = session
        self._timeout = (min(timeout, _MAX_CONNECT_SECONDS), timeout)
        self._progress = progress
        self.content_length: int | None = None

    def get(self, url: str, **options: Any) -> requests.Response:
        response = self._session.get(url, timeout=self._timeout, **options)
        length = response.headers.get("Content-Length", "")
        encoded = "Content-Encoding" in response.headers
        self.content_length = int(length) if length.isdecimal() and not encoded else None
        return response

    def post(
        self,
        url: str,
        headers: dict[str, str],
        files: list[tuple[str, tuple[str, BinaryIO, str]]] | None = None,
        **options: Any,
    ) -> requests.Response:
        if files:
            ((field, (filename, file, content_type)),) = files
            body = _FormBody(field, filename, file, content_type, self._progress)
            headers = {**headers, "Content-Type": body.content_type}
            options |= {"data": body, "params": {"cid-version": "1"}}
        # A redirect would carry the key and the file to where they were not meant to go.
        return self._session.post(
            url, headers=headers, timeout=self._timeout, allow_redirects=False, **options
        )


class _FormBody:
    """A multipart form with one file, read as it is sent; its length is known beforehand."""

    def __init__(
        self,
        field: str,
        filename: str,
        file: BinaryIO,
        content_type: str,
        progress: Progress | None,
    ) -> None:
        boundary = choose_boundary()
        part = RequestField(field, b"", filename)
        part.make_multipart(content_type=content_type)
        # The name is no part of the CID: a byte that UTF-8 cannot hold may become "?".
        head = f"--{boundary}\r\n{part.render_headers()}".encode("utf-8", "replace")
        self._head, self._tail = head, f"\r\n--{boundary}--\r\n".encode()
        self._file = file
        self._size = file.seek(0, 2)
        self._progress = progress
        self.content_type = f"multipart/form-data; boundary={boundary}"

    def __len__(self) -> int:
        return len(self._head) + self._size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        yield self._head
        sent = 0
        while sent < self._size:
            piece = self._file.read(min(_PIECE, self._size - sent))
            if not piece:
                raise InputError("the file became shorter while it was sent; pin it again")
            yield piece
            sent += len(piece)
            if self._progress:
                self._progress(sent, self._size)
        yield self._tail


class _Stand:
    """Stands in an SDK module for a global name; gives what the call in hand has, if any."""

    def __init__(self, name: str, original: Any) -> None:
        self._name = name
        self._original = original

    def __getattr__(self, attribute: str) -> Any:
        call = _call.get()
        substitute = getattr(call, self._name) if call else None
        if hasattr(substitute, attribute):
            return getattr(substitute, attribute)
        return getattr(self._original, attribute)


def _print(*values: Any, **options: Any) -> None:
    """Print, unless it is the SDK that prints an error which we shall report ourselves."""
    if _call.get() is None:
        builtins.print(*values, **options)


_config = _Stand("config", Config)
upload.Config = download.Config = _config
axios.req = download.requests = _Stand("requests", requests)
upload.print = _print
