"""Logging in with a wallet: nonces, what is signed, and the cookie that stands for it."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from veriset.errors import InputError
from veriset.server.json_bytes import answer
from veriset.server.models.session import Login, Nonce, Session
from veriset.server.problems import ProblemError
from veriset.server.settings import Settings
from veriset.server.signers import is_signed
from veriset.server.siwe import SignInMessage, parse_message

if TYPE_CHECKING:
    from web3 import Web3

NONCE_SECONDS = 600
SESSION_SECONDS = 24 * 3600
_CLOCK_SECONDS = 60
_MOST = 10_000


class Sessions:
    """Nonces that are out and sessions that last; a restart forgets them."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        """Keep sessions for a server."""
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._nonces: OrderedDict[str, float] = OrderedDict()
        self._sessions: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        # Browsers take a name that begins so only over HTTPS and for this host alone.
        self.cookie = "__Host-veriset" if settings.has_tls else "veriset"

    def new_nonce(self) -> tuple[str, float]:
        """Return a nonce, and until when it is good."""
        nonce, until = secrets.token_hex(16), self._clock() + NONCE_SECONDS
        with self._lock:
            self._nonces[nonce] = until
            while len(self._nonces) > _MOST:
                self._nonces.popitem(last=False)
        return nonce, until

    def check(self, message: SignInMessage, host: str) -> None:
        """Refuse a message that is not for this server, now, and for the first time.

        Raises:
            ProblemError: it is not.
        """
        if self._settings.hosts is None:
            raise ProblemError(503, "This server has not been told its name, so nobody can log in.")
        if message.domain.lower() != host.lower():
            raise ProblemError(
                401, f"The message is for {message.domain}, and this server is {host}."
            )
        if message.uri.partition("://")[2].partition("/")[0].lower() != host.lower():
            raise ProblemError(401, f"The message's URI is not of {host}.")
        chain_id = self._settings.network.chain_id
        if message.chain_id != chain_id:
            raise ProblemError(
                401, f"The message is for chain {message.chain_id}; switch to chain {chain_id}."
            )
        with self._lock:
            until = self._nonces.pop(message.nonce, 0.0)
        now = self._clock()
        if until < now:
            raise ProblemError(401, "The nonce was used, is too old or not ours; log in again.")
        if message.expires_at is not None and message.expires_at <= now:
            raise ProblemError(401, "The message has expired; log in again.")
        if message.not_before is not None and message.not_before > now + _CLOCK_SECONDS:
            raise ProblemError(401, "The message is not good yet.")
        if not now - NONCE_SECONDS - _CLOCK_SECONDS <= message.issued_at <= now + _CLOCK_SECONDS:
            raise ProblemError(401, "The message was not made just now; check the clock.")

    def begin(self, message: SignInMessage) -> tuple[str, float]:
        """Return the secret of a new session, and until when it lasts."""
        token = secrets.token_urlsafe(32)
        until = self._clock() + SESSION_SECONDS
        if message.expires_at is not None:
            until = min(until, message.expires_at)
        with self._lock:
            self._sessions[_key(token)] = message.address, until
            while len(self._sessions) > _MOST:
                self._sessions.popitem(last=False)
        return token, until

    def session_of(self, token: str | None) -> tuple[str, float] | None:
        """Return the account of a session and until when it lasts, None if there is none."""
        found = self._sessions.get(_key(token)) if token else None
        return found if found is not None and found[1] > self._clock() else None

    def account_of_cookie(self, header: bytes) -> str | None:
        """Return the account whose cookie a header holds, None if it is nobody's."""
        try:
            morsel = SimpleCookie(header.decode("latin-1")).get(self.cookie)
        except CookieError:
            return None
        found = None if morsel is None else self.session_of(morsel.value)
        return None if found is None else found[0]

    def end(self, token: str | None) -> None:
        """Forget a session."""
        if token:
            with self._lock:
                self._sessions.pop(_key(token), None)


def router(sessions: Sessions, settings: Settings, web3: Callable[[], Web3]) -> APIRouter:
    """Return the endpoints."""
    routes = APIRouter(prefix="/session", tags=["session"])

    @routes.get("/nonce", response_model=Nonce, summary="A nonce to sign")
    async def nonce(request: Request) -> Response:
        value, until = sessions.new_nonce()
        return answer(request, {"nonce": value, "expires_at": int(until)}, "no-store")

    @routes.post("", response_model=Session, summary="Log in with a signed message of EIP-4361")
    async def log_in(request: Request, login: Login) -> Response:
        try:
            message = parse_message(login.message)
        except InputError as error:
            raise ProblemError(422, str(error)) from error
        sessions.check(message, request.headers.get("host", ""))
        signature = bytes.fromhex(login.signature[2:])
        if not await run_in_threadpool(is_signed, message.address, login.message, signature, web3):
            raise ProblemError(401, f"The message is not signed by {message.address}.")
        token, until = sessions.begin(message)
        values = {"address": message.address, "expires_at": int(until)}
        response = answer(request, values, "no-store")
        response.set_cookie(
            sessions.cookie,
            token,
            expires=None,
            max_age=max(1, int(until - time.time())),
            path="/",
            secure=settings.has_tls,
            httponly=True,
            samesite="strict",
        )
        return response

    @routes.get("", response_model=Session, summary="Who has logged in")
    async def who(request: Request) -> Response:
        found = sessions.session_of(request.cookies.get(sessions.cookie))
        address, until = found or (None, None)
        expires_at = None if until is None else int(until)
        return answer(request, {"address": address, "expires_at": expires_at}, "no-store")

    @routes.delete("", response_model=Session, summary="Log out")
    async def log_out(request: Request) -> Response:
        sessions.end(request.cookies.get(sessions.cookie))
        response = answer(request, {"address": None, "expires_at": None}, "no-store")
        response.delete_cookie(sessions.cookie, path="/", secure=settings.has_tls, httponly=True)
        return response

    return routes


def _key(token: str) -> bytes:
    """Return that by which a session is found, so that a look at memory gives no cookie."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
