"""An IPFS gateway: whole files in ranges, and, if it is a trustless one, single blocks.

Source: https://specs.ipfs.tech/http-gateways/trustless-gateway/.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from typing import Protocol
from urllib.parse import urlsplit

import requests
import urllib3

from veriset.cid import Cid
from veriset.cid.dag_pb import MAX_BLOCK
from veriset.errors import InputError
from veriset.pinning.failures import NoBlocksError, Party, ServiceFailure
from veriset.pinning.transport import open_session, timeouts

GATEWAYS_VARIABLE = "VERISET_GATEWAYS"
"""Addresses of gateways to fetch from, separated by commas."""

RAW_TYPE = "application/vnd.ipld.raw"
_PIECE = 262_144
# What gateways answer that do not know of formats.
_NO_FORMATS = frozenset({400, 405, 406, 415, 501})


class Source(Protocol):
    """Something to fetch from; nothing that it gives is trusted."""

    @property
    def name(self) -> str:
        """The name shown to users."""

    def block(self, cid: Cid) -> bytes:
        """Return the bytes of one block, unchecked, at most `MAX_BLOCK` and one.

        Raises:
            NoBlocksError: it has no single blocks to give.
            PinningError: it failed, or does not have this one.
        """

    def stream(self, cid: Cid, start: int) -> contextlib.AbstractContextManager[Stream]:
        """Open a file from byte `start` on, unchecked; errors as for `block`, also while read."""


class Stream(Protocol):
    """The bytes of a file as they arrive."""

    @property
    def total(self) -> int | None:
        """Bytes of the whole file, None if the source does not say."""

    def read(self) -> bytes:
        """Return the next bytes, none at the end; raises PinningError if it breaks off."""


class Gateway:
    """A `Source` at an address.

    Args:
        address: as `https://example.org` or `https://example.org/ipfs`.
        name: what users see it called; the host if left out.
        timeout: how long it may stay silent, in seconds.

    Raises:
        InputError: the address is none of HTTP.
    """

    def __init__(self, address: str, name: str | None = None, timeout: float = 120.0) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{address!r} is no gateway; give its address as https://HOST")
        self._base = address.rstrip("/").removesuffix("/ipfs") + "/ipfs"
        self.name = name or parts.netloc.rpartition("@")[2]
        self._party = Party(self.name, address, "an IPFS gateway", timeout)
        self._timeouts = timeouts(timeout)
        self._session = open_session(is_local=parts.hostname in ("127.0.0.1", "localhost"))

    def __repr__(self) -> str:
        return f"Gateway({self.name!r})"

    def block(self, cid: Cid) -> bytes:
        """Return a block; see `Source.block`."""
        task = f"fetch {cid}"
        with self._get(cid, task, {"format": "raw"}, {"Accept": RAW_TYPE}) as response:
            if response.headers.get("Content-Type", "").partition(";")[0] != RAW_TYPE:
                raise NoBlocksError(f"cannot {task}: {self.name} has no single blocks to give")
            stream = ResponseStream(response, self._party, task, 0)
            block = bytearray()
            while len(block) <= MAX_BLOCK and (data := stream.read()):
                block += data
            return bytes(block)

    @contextlib.contextmanager
    def stream(self, cid: Cid, start: int) -> Iterator[Stream]:
        """Open a file; see `Source.stream`."""
        task = f"fetch {cid}"
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._get(cid, task, {}, headers) as response:
            yield ResponseStream(response, self._party, task, start)

    @contextlib.contextmanager
    def _get(
        self, cid: Cid, task: str, query: dict[str, str], headers: dict[str, str]
    ) -> Iterator[requests.Response]:
        url = f"{self._base}/{cid}"
        try:
            response = self._session.get(
                url, params=query, headers=headers, stream=True, timeout=self._timeouts
            )
        except Exception as error:
            raise self._party.explain(error, task) from error
        with response:
            if query and response.status_code in _NO_FORMATS:
                raise NoBlocksError(f"cannot {task}: {self.name} has no single blocks to give")
            try:
                response.raise_for_status()
            except requests.HTTPError as error:
                raise self._party.explain(error, task) from error
            yield response


class ResponseStream:
    """The body of an answer from byte `start` of the file on."""

    def __init__(
        self, response: requests.Response, party: Party, task: str, start: int = 0
    ) -> None:
        self._raw: urllib3.HTTPResponse = response.raw
        self._party = party
        self._task = task
        self._skip = 0
        length = response.headers.get("Content-Length", "")
        encoded = "Content-Encoding" in response.headers
        self.total = int(length) if length.isdecimal() and not encoded else None
        if response.status_code == 206:
            sent, _, whole = response.headers.get("Content-Range", "").partition("/")
            if not sent.startswith(f"bytes {start}-") or encoded:
                raise ServiceFailure(f"cannot {task}: {party.name} sent another range")
            self.total = int(whole) if whole.isdecimal() else None
        else:
            self._skip = start  # it does not know of ranges

    def read(self) -> bytes:
        """Return the next bytes; see `Stream.read`."""
        while True:
            try:
                data: bytes = self._raw.read1(_PIECE, decode_content=True)
            except Exception as error:
                raise self._party.explain(error, self._task) from error
            if not data or len(data) > self._skip:
                kept = data[self._skip :]
                self._skip = 0
                return kept
            self._skip -= len(data)


def configured_gateways(given: Sequence[str] = (), timeout: float = 120.0) -> list[Source]:
    """Return the gateways given, or else those of VERISET_GATEWAYS.

    Raises:
        InputError: an address is none of HTTP.
    """
    addresses = given or os.environ.get(GATEWAYS_VARIABLE, "").split(",")
    return [Gateway(one.strip(), timeout=timeout) for one in addresses if one.strip()]
