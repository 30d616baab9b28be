"""Errors as problem documents: application/problem+json, RFC 9457."""

from __future__ import annotations

import http
import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from veriset.errors import ChainError, InputError, VerisetError
from veriset.server.json_bytes import dump

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: str = Field(description="A URI of the kind of problem.", examples=["about:blank"])
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(description="The status of HTTP.", examples=[404])
    detail: str = Field(description="What is wrong, and what to do about it.")
    instance: str = Field(description="The path that was asked for.")


class ProblemError(Exception):
    """Ends a request with a problem document."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        """Answer with this status; headers' names have `_` for `-`."""
        super().__init__(detail)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


RESPONSES: dict[int | str, dict[str, Any]] = {
    code: {
        "description": text,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for code, text in (
        (422, "An argument is malformed."),
        ("default", "The request failed; the document says why."),
    )
}


def problem(status: int, detail: str, path: str, headers: dict[str, str] | None = None) -> Response:
    """Return a problem document."""
    body = dump(
        {
            "type": "about:blank",
            "title": http.HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "instance": path,
        }
    )
    return Response(
        body,
        status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def _methods(request: Request) -> set[str]:
    """Return what is possible at a path, over all of its routes; Starlette tells of one."""
    if (described := request.app.openapi()["paths"].get(request.url.path)) is not None:
        return {method.upper() for method in described}
    return {
        method
        for method in ("DELETE", "GET", "POST")
        for route in request.app.router.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    }


def add_handlers(app: FastAPI) -> None:
    """Turn every error of the application into a problem document."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, ProblemError)
        return problem(error.status, str(error), request.url.path, error.headers)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = {
            404: "There is nothing at this address.",
            405: f"{request.method} is not possible here.",
        }.get(error.status_code, str(error.detail))
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(_methods(request)))
        return problem(error.status_code, detail, request.url.path, headers)

    async def malformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return problem(422, f"{place}: {first['msg']}", request.url.path)

    async def known(request: Request, error: Exception) -> Response:
        status = 502 if isinstance(error, ChainError) else 503
        status = 422 if isinstance(error, InputError) else status
        return problem(status, str(error), request.url.path)

    async def unknown(request: Request, error: Exception) -> Response:
        logging.getLogger("veriset.server").error("%s failed", request.url.path, exc_info=error)
        return problem(500, "The server has a fault; it was written down.", request.url.path)

    app.add_exception_handler(ProblemError, ours)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(VerisetError, known)
    app.add_exception_handler(Exception, unknown)
