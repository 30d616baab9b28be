"""Lighthouse, and whatever speaks its protocol, through the lighthouseweb3 SDK."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import lighthouseweb3
import requests
import urllib3

from veriset.cid import Cid, CidHasher, cids
from veriset.errors import InputError, PinningError, VerisetError
from veriset.files import atomic_writer
from veriset.pinning import DEFAULT_TIMEOUT, Pin
from veriset.pinning.sdk import Endpoints, sdk_call
from veriset.progress import Progress

_PIECE = 1 << 20

_ADVICE = {
    402: "says that the account's storage is used up",
    404: "does not have it",
    413: "refuses files of this size",
    429: "receives too many requests; try again later",
    507: "has no space left on its disk",
}


class Lighthouse:
    """A `PinningService` that drives the SDK.

    Files stream in both directions, so that their size does not matter to memory. One file a
    call: the SDK's upload of folders is not used, since it corrupts nested names.

    Args:
        token: the API key; it appears in no message, repr or log.
        endpoints: where the service is; Lighthouse's own addresses if left out.
        name: what users see it called.
        timeout: how long the service may stay silent, in seconds.

    Raises:
        InputError: the key has characters that no key has.
    """

    def __init__(
        self,
        token: str,
        endpoints: Endpoints | None = None,
        *,
        name: str = "Lighthouse",
        timeout: float = DEFAULT_TIMEOUT,
    ) -> None:
        # Checked here, because `requests` would quote a bad header, key and all.
        if not token or not all("!" <= character <= "~" for character in token):
            raise InputError(
                "the Lighthouse API key is empty or has spaces or characters outside ASCII; "
                "copy it again"
            )
        self._token = token
        self._endpoints = endpoints or Endpoints.of_lighthouse()
        self._timeout = timeout
        self.name = name

    def __repr__(self) -> str:
        return f"Lighthouse(name={self.name!r}, endpoints={self._endpoints!r})"

    def pin(self, path: Path, progress: Progress | None = None) -> Pin:
        """Upload one file; see `PinningService.pin`."""
        if path.is_dir():
            raise InputError(f"{path} is a folder; give a file")
        expected = cids(path)
        answer: Any = None
        try:
            with sdk_call(self._endpoints, self._timeout, progress):
                answer = lighthouseweb3.Lighthouse(self._token).upload(str(path))
        except Exception as error:
            raise self._explained(error, f"pin {path}", self._endpoints.lighthouse_node) from error
        named = self._cid_in(answer, path)
        if not any(named.same_block(Cid.parse(own)) for own in (expected.v0, expected.v1)):
            raise PinningError(
                f"{self.name} stored {path} as {named}, but its bytes have the CID {expected.v1} "
                f"({expected.v0}); do not rely on this pin"
            )
        return Pin(str(named), expected.size, self.name, datetime.now(timezone.utc))

    def fetch(self, cid: str, out: Path, progress: Progress | None = None) -> None:
        """Download a file and check it; see `PinningService.fetch`."""
        wanted = Cid.parse(cid)
        hasher = CidHasher.expecting(wanted)
        with atomic_writer(out) as file:
            try:
                with sdk_call(self._endpoints, self._timeout) as transport:
                    sink = _Sink(file, hasher, progress, transport)
                    lighthouseweb3.Lighthouse.downloadBlob(sink, str(wanted), _PIECE)
            except Exception as error:
                if isinstance(error, OSError) and not isinstance(error, requests.RequestException):
                    raise  # our own disk's, which atomic_writer explains
                gateway = self._endpoints.lighthouse_gateway
                raise self._explained(error, f"fetch {cid}", gateway) from error
            if not hasher.matches(wanted):
                got = hasher.cid(1 if wanted.version == 1 else 0)
                raise PinningError(
                    f"{self.name} sent {hasher.size} bytes with the CID {got} for {cid}; "
                    "nothing was kept, try again or another service"
                )

    def _cid_in(self, answer: Any, path: Path) -> Cid:
        """Return the CID in the SDK's `{"data": {"Hash": ...}}`."""
        try:
            text = answer["data"]["Hash"]
            return Cid.parse(text)
        except (KeyError, TypeError):
            problem = "answered without the field Hash"
        except InputError:
            problem = f"answered with {self._shown(text)!r} instead of a CID"
        raise PinningError(f"cannot pin {path}: {self.name} {problem}; is it Lighthouse?")

    def _explained(self, error: Exception, task: str, address: str) -> VerisetError:
        """Return the error in one line; none of the SDK's own messages is passed on."""
        host = urlsplit(address).netloc
        if isinstance(error, VerisetError):
            return error
        if isinstance(error, requests.HTTPError) and error.response is not None:
            problem = self._refusal(error.response)
        elif _has_timed_out(error):
            problem = f"at {host} did not answer within {self._timeout:g} s; try again later"
        elif isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
            problem = f"at {host} cannot be reached, or broke off ({_innermost(error)})"
        elif isinstance(error, requests.RequestException):
            problem = f"at {host} cannot be used ({type(error).__name__})"
        else:
            problem = f"at {host} did not answer as Lighthouse does; is it the right address?"
        return PinningError(f"cannot {task}: {self.name} {problem}")

    def _refusal(self, response: requests.Response) -> str:
        if response.status_code in (401, 403):
            # A service of this machine has a key of its own, which nobody sets.
            remedy = "run it again" if self._endpoints.is_local else "check LIGHTHOUSE_TOKEN"
            return f"refused the API key; {remedy} (HTTP {response.status_code})"
        if advice := _ADVICE.get(response.status_code):
            return f"{advice} (HTTP {response.status_code})"
        # Only a JSON error is meant for people; a page of HTML is not.
        try:
            detail = response.json()["error"]
            detail = detail if isinstance(detail, str) else detail["message"]
        except Exception:
            return f"failed with HTTP {response.status_code}; try again later"
        return f"failed with HTTP {response.status_code}: {self._shown(detail)}"

    def _shown(self, text: object) -> str:
        """Return a service's own words as one short line, the key struck out."""
        line = " ".join(str(text).replace(self._token, "***").split())
        return "".join(character for character in line if character.isprintable())[:200]


class _Sink:
    """The object with `read`, `write`, `tell` and `close` that the SDK downloads into."""

    def __init__(
        self, file: BinaryIO, hasher: CidHasher, progress: Progress | None, transport: Any
    ) -> None:
        self._file = file
        self._hasher = hasher
        self._progress = progress
        self._transport = transport

    def write(self, data: bytes) -> int:
        self._hasher.update(data)
        self._file.write(data)
        if self._progress:
            self._progress(self._hasher.size, self._transport.content_length)
        return len(data)

    def tell(self) -> int:
        return self._hasher.size

    def read(self, size: int = -1) -> bytes:
        raise NotImplementedError("only written to; the SDK asks that the name exists")

    def close(self) -> None:
        """Leave the file open: its owner closes it once the content is checked."""


def _causes(error: BaseException) -> list[BaseException]:
    """Return the error and those it came from; `requests` also wraps them as arguments."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        inner = [argument for argument in current.args if isinstance(argument, BaseException)]
        current = current.__cause__ or current.__context__ or (inner[0] if inner else None)
    return found


def _has_timed_out(error: BaseException) -> bool:
    # Not urllib3's own TimeoutError, of which a refused connection is a subclass.
    kinds = (requests.Timeout, urllib3.exceptions.ReadTimeoutError, TimeoutError)
    return any(isinstance(cause, kinds) for cause in _causes(error))


def _innermost(error: BaseException) -> str:
    """Name the system's reason, such as "Connection refused"."""
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    return "the connection was closed early"
