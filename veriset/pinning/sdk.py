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
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import requests
from lighthouseweb3.functions import axios, upload
from lighthouseweb3.functions.config import Config

from veriset.pinning.form_body import FormBody, Part
from veriset.pinning.transport import timeouts
from veriset.progress import Progress


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
    endpoints: Endpoints,
    session: requests.Session,
    timeout: float,
    progress: Progress | None = None,
) -> Iterator[None]:
    """Let the SDK, within the block, talk to `endpoints` through `session`.

    It gives up once the service is silent for `timeout` seconds.
    """
    before = _call.set(_Call(endpoints, _Transport(session, timeout, progress)))
    try:
        yield
    finally:
        _call.reset(before)


class _Transport:
    """Stands for the `requests` module: the same calls, with timeouts and streamed uploads."""

    def __init__(
        self, session: requests.Session, timeout: float, progress: Progress | None
    ) -> None:
        self._session = session
        self._timeout = timeouts(timeout)
        self._progress = progress

    def get(self, url: str, **options: Any) -> requests.Response:
        return self._session.get(url, timeout=self._timeout, **options)

    def post(
        self,
        url: str,
        headers: dict[str, str],
        files: list[tuple[str, tuple[str, BinaryIO | bytes, str]]] | None = None,
        **options: Any,
    ) -> requests.Response:
        if files:
            # The SDK reads what is no path into memory.
            parts = [
                Part(field, name, BytesIO(file) if isinstance(file, bytes) else file, kind)
                for field, (name, file, kind) in files
            ]
            body = FormBody(parts, self._progress)
            headers = {**headers, "Content-Type": body.content_type}
            options |= {"data": body, "params": {"cid-version": "1"}}
        # A redirect would carry the key and the file to where they were not meant to go.
        return self._session.post(
            url, headers=headers, timeout=self._timeout, allow_redirects=False, **options
        )


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


upload.Config = _Stand("config", Config)
axios.req = _Stand("requests", requests)
upload.print = _print
