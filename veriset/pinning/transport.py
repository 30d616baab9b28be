"""HTTP sessions that give up on services that are silent, or that send too slowly to be of use.

`requests` bounds the wait for each single piece of an answer, so that a service which sends a
byte now and then holds it for ever. Here an answer, from its first line to its last byte, must
also keep up a least rate.
"""

from __future__ import annotations

import io
import socket
import time
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

MIN_RATE = 1024
"""Bytes a second that a service must send, on average over the time it may stay silent."""

# Connecting takes a moment or does not work at all, however patient the caller is.
_MAX_CONNECT_SECONDS = 30.0
_MAX_CONNECTIONS = 32


def timeouts(patience: float) -> tuple[float, float]:
    """Return how long to wait for a connection, and for each piece of an answer, in seconds."""
    return min(patience, _MAX_CONNECT_SECONDS), patience


def open_session(*, is_local: bool) -> requests.Session:
    """Return a session; its answers must keep up the least rate.

    Args:
        is_local: a proxy for the outside, or a password in ~/.netrc, is then left alone.
    """
    session = requests.Session()
    session.trust_env = not is_local
    session.headers["Accept-Encoding"] = "identity"
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(pool_maxsize=_MAX_CONNECTIONS))
    return session


class _Adapter(HTTPAdapter):
    """Makes connections that watch the rate, to servers and to proxies."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        _watch(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        _watch(manager)
        return manager


def _watch(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


class _Connection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        self.sock = cast(socket.socket, _PacedSocket(self.sock))


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        self.sock = cast(socket.socket, _PacedSocket(self.sock))


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _PacedSocket:
    """A socket whose answers are read through a `_PacedReader`."""

    def __init__(self, inner: socket.socket | None) -> None:
        assert inner is not None
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        """Return a reader of one answer."""
        return io.BufferedReader(_PacedReader(self._inner), 65_536)


class _PacedReader(io.RawIOBase):
    """Reads one answer; what counts is the time spent waiting for more of it once it began."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self._raw = inner.makefile("rb", buffering=0)
        self._waited = 0.0
        self._received = 0
        self._has_begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        start = time.monotonic()
        count = self._raw.readinto(buffer)
        if self._has_begun:
            self._waited += time.monotonic() - start
            self._received += count or 0
        self._has_begun = True
        patience = self._inner.gettimeout()
        if patience is not None and self._waited > patience:
            if count and self._received < MIN_RATE * self._waited:
                raise TimeoutError("the service sends too slowly")
            self._waited, self._received = 0.0, 0
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()
