"""What goes wrong between a service and us, in one line each, without any service's key."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
import urllib3

from veriset.errors import PinningError, VerisetError

_ADVICE = {
    402: "says that the account's storage is used up",
    404: "does not have it",
    413: "refuses files of this size",
    429: "receives too many requests; try again later",
    507: "has no space left on its disk",
}
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


class ServiceFailure(PinningError):  # noqa: N818  (its name in the field)
    """A service did not do what it was asked to.

    Attributes:
        is_passing: whether the same request may well succeed later.
        retry_after: the seconds that the service asks to wait, None if it does not say.
        status: HTTP's, None if there was no answer.
    """

    def __init__(
        self,
        message: str,
        *,
        is_passing: bool = False,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.is_passing = is_passing
        self.retry_after = retry_after
        self.status = status


class LyingServiceError(ServiceFailure):
    """A service sent bytes that are not those of the CID."""


class NoBlocksError(ServiceFailure):
    """A service has no raw blocks to give; only whole files can be had from it."""


@dataclass(frozen=True)
class Party:
    """The service that a request goes to, as messages name it.

    Attributes:
        name: what users see it called.
        address: where it is; messages name its host.
        kind: the software that should answer there.
        patience: how long it may stay silent, in seconds.
        secret: a key, struck out of all that the service says.
        remedy: what to do when it refuses the key.
    """

    name: str
    address: str
    kind: str = "Lighthouse"
    patience: float = 120.0
    secret: str = field(default="", repr=False)
    remedy: str = "check LIGHTHOUSE_TOKEN or run veriset pin login"

    def explain(self, error: Exception, task: str) -> VerisetError:
        """Return an error in one line; nobody else's own message is passed on.

        Args:
            error: as it was raised on the way to the service and back.
            task: what was to be done, as "pin FILE".
        """
        host = urlsplit(self.address).netloc
        if isinstance(error, VerisetError):
            return error
        is_passing, retry_after, status = False, None, None
        if isinstance(error, requests.HTTPError) and error.response is not None:
            from veriset.pinning.retrying import seconds_asked_for

            headers, status = error.response.headers, error.response.status_code
            problem = self._refusal(error.response)
            is_passing = status in _PASSING
            retry_after = seconds_asked_for(headers.get("Retry-After"), headers.get("Date"))
        elif has_timed_out(error):
            problem = f"at {host} did not answer within {self.patience:g} s; try again later"
            is_passing = True
        elif isinstance(
            error,
            requests.ConnectionError
            | requests.exceptions.ChunkedEncodingError
            | urllib3.exceptions.HTTPError
            | ConnectionError,
        ):
            problem = f"at {host} cannot be reached, or broke off ({_innermost(error)})"
            is_passing = True
        elif isinstance(error, requests.RequestException):
            problem = f"at {host} cannot be used ({type(error).__name__})"
        else:
            problem = f"at {host} did not answer as {self.kind} does; is it the right address?"
        return ServiceFailure(
            f"cannot {task}: {self.name} {problem}",
            is_passing=is_passing,
            retry_after=retry_after,
            status=status,
        )

    def shown(self, text: object) -> str:
        """Return a service's own words as one short line, the key struck out."""
        words = str(text)
        if self.secret:
            words = words.replace(self.secret, "***")
        line = " ".join(words.split())
        return "".join(character for character in line if character.isprintable())[:200]

    def _refusal(self, response: requests.Response) -> str:
        if response.status_code in (401, 403):
            return f"refused the API key; {self.remedy} (HTTP {response.status_code})"
        if advice := _ADVICE.get(response.status_code):
            return f"{advice} (HTTP {response.status_code})"
        # Only a JSON error is meant for people; a page of HTML is not.
        try:
            answer = response.json()
            detail = answer.get("error", answer.get("Message"))
            detail = detail if isinstance(detail, str) else detail["message"]
        except Exception:
            return f"failed with HTTP {response.status_code}; try again later"
        return f"failed with HTTP {response.status_code}: {self.shown(detail)}"


def has_timed_out(error: BaseException) -> bool:
    """Tell whether a wait that took too long is at the bottom of an error."""
    # Not urllib3's own TimeoutError, of which a refused connection is a subclass.
    kinds = (requests.Timeout, urllib3.exceptions.ReadTimeoutError, TimeoutError)
    return any(isinstance(cause, kinds) for cause in _causes(error))


def _causes(error: BaseException) -> list[BaseException]:
    """Return the error and those it came from; `requests` also wraps them as arguments."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        inner = [argument for argument in current.args if isinstance(argument, BaseException)]
        current = current.__cause__ or current.__context__ or (inner[0] if inner else None)
    return found


def _innermost(error: BaseException) -> str:
    """Name the system's reason, such as "Connection refused"."""
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    return "the connection was closed early"
