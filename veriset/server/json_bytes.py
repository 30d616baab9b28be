"""Answers as bytes, with what caches need."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from fastapi import Request, Response

REVALIDATE = "no-cache"
IMMUTABLE = "public, max-age=31536000, immutable"


def dump(values: Any) -> bytes:
    """Return JSON; bytes are written in hexadecimal with 0x before them."""
    return orjson.dumps(values, default=_plain)


def answer(request: Request, values: Any, cache: str = REVALIDATE) -> Response:
    """Return values as JSON, or 304 if the visitor has them."""
    return content_answer(request, dump(values), "application/json", cache)


def content_answer(
    request: Request, content: bytes, media_type: str, cache: str, etag: str | None = None
) -> Response:
    """Return bytes, or 304 if the visitor has them."""
    etag = etag or etag_of(content)
    headers = {"ETag": etag, "Cache-Control": cache}
    if is_same(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def etag_of(content: bytes) -> str:
    """Return the tag by which a cache knows bytes again."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'  # processors have SHA-256 built in


def is_same(wanted: str | None, etag: str) -> bool:
    """Tell whether If-None-Match names the tag."""
    if wanted is None:
        return False
    return wanted.strip() == "*" or etag in {
        part.strip().removeprefix("W/") for part in wanted.split(",")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return "0x" + bytes(value).hex()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
