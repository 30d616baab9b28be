"""GET /images/{digest}, answered before FastAPI's routing, which takes eight times as long.

The route of the same path describes it, and answers whatever is not plainly a lookup.
"""

from __future__ import annotations

import re
import sqlite3

from starlette.types import ASGIApp, Receive, Scope, Send

from veriset.server.image_answers import ImageAnswers
from veriset.server.json_bytes import REVALIDATE, dump, etag_of, is_same
from veriset.server.problems import ProblemError
from veriset.server.settings import API

_PATH = re.compile(rf"{API}/images/0x([0-9a-fA-F]{{64}})", re.ASCII)


class FastLookup:
    """Middleware that answers lookups itself; in SQLite one takes some ten microseconds."""

    def __init__(self, app: ASGIApp, images: ImageAnswers) -> None:
        """Stand before FastAPI."""
        self._app = app
        self._images = images
        # A query over a network must not hold up the loop.
        self._is_near = images.is_embedded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a lookup, or pass the request on."""
        found = None
        if scope["type"] == "http" and scope["method"] == "GET" and self._is_near:
            found = _PATH.fullmatch(scope["path"])
        if found is None:
            await self._app(scope, receive, send)
            return
        try:
            body = dump(self._images.look_up(bytes.fromhex(found[1])))
        except (sqlite3.Error, ProblemError):  # the route tells of it as of any failure
            await self._app(scope, receive, send)
            return
        etag = etag_of(body)
        headers = [
            (b"etag", etag.encode()),
            (b"cache-control", REVALIDATE.encode()),
            (b"access-control-allow-origin", b"*"),
            (b"access-control-expose-headers", b"ETag, Retry-After"),
        ]
        wanted = next((value for name, value in scope["headers"] if name == b"if-none-match"), None)
        if wanted is not None and is_same(wanted.decode("latin-1"), etag):
            status, body = 304, b""
        else:
            status = 200
            headers.append((b"content-type", b"application/json"))
            headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
