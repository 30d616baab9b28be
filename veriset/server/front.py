"""What stands before every endpoint: the server's name, rates, and headers of security."""

from __future__ import annotations

from typing import Any

from limits import parse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from veriset.server.problems import problem
from veriset.server.rate_limiter import RateLimiter
from veriset.server.sessions import Sessions
from veriset.server.settings import API, Settings

_API_POLICY = b"default-src 'none'; frame-ancestors 'none'"
_LONGEST_BODY = 256 << 10
"""Bytes of a request other than an upload."""


class Front:
    """Middleware in plain ASGI: it takes some microseconds, where Starlette's takes hundreds."""

    def __init__(self, app: ASGIApp, settings: Settings, sessions: Sessions) -> None:
        """Stand before an application."""
        self._app = app
        self._settings = settings
        self._sessions = sessions
        rates = settings.rates
        self._reading, self._known, self._uploads, self._posting = (
            RateLimiter(parse(rate))
            for rate in (rates.reading, rates.known, rates.uploads, rates.posting)
        )
        self._page_policy = page_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        policy = _API_POLICY if path.startswith(API) or path == "/rpc" else self._page_policy

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[Any] = message["headers"]
                headers += _HEADERS
                for name, _ in headers:
                    if name == b"content-security-policy":
                        break
                else:
                    headers.append((b"content-security-policy", policy))
            await send(message)

        if (refusal := self._refusal(scope, path)) is not None:
            await refusal(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, path: str) -> Any:
        headers = dict(scope["headers"])
        hosts = self._settings.hosts
        if hosts is not None and _host(headers.get(b"host", b"")) not in hosts:
            return problem(421, "This server does not have the name by which it was asked.", path)
        is_upload = path == f"{API}/images/lookup" and scope["method"] == "POST"
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length) > _LONGEST_BODY and not is_upload:
            return problem(413, "The request is too long.", path, {"Connection": "close"})
        visitor = self._visitor(scope, headers)
        limiter = self._reading
        if is_upload:
            limiter = self._uploads
        elif scope["method"] in ("POST", "DELETE") and path != "/rpc":
            limiter = self._posting
        elif (
            b"cookie" in headers
            and (account := self._sessions.account_of_cookie(headers[b"cookie"])) is not None
        ):
            limiter, visitor = self._known, account
        if limiter.hit(visitor):
            return None
        return problem(
            429,
            f"More than {limiter.most} requests in {limiter.seconds} seconds; wait and try again.",
            path,
            {"Retry-After": str(limiter.wait)},
        )

    def _visitor(self, scope: Scope, headers: dict[bytes, bytes]) -> str:
        if self._settings.is_behind_proxy and (told := headers.get(b"x-forwarded-for")):
            return told.rsplit(b",", 1)[-1].strip().decode("latin-1")  # what our own proxy added
        client = scope.get("client")
        return client[0] if client else ""


_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
]


def page_policy() -> bytes:
    """Return the content security policy of the page."""
    return (
        b"default-src 'none'; script-src 'self'; style-src 'self'; "
        b"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        b"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _host(value: bytes) -> str:
    """Return the name in a Host header, without its port."""
    text = value.decode("latin-1").lower()
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0]
