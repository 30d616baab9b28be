"""The built page: its files, and index.html for the addresses that the page itself makes."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from veriset.server.json_bytes import IMMUTABLE, REVALIDATE
from veriset.server.problems import problem
from veriset.server.settings import Settings

_MISSING = (
    "The page is not built; build it with: make setup. "
    "The API is at /api/v1, its description at /api/v1/openapi.json."
)


def page(settings: Settings) -> ASGIApp:
    """Return what answers at every address that is not the API's."""
    folder = None if settings.page is None else Path(os.path.realpath(settings.page))

    def response(request: Request, path: str) -> Response:
        missing = problem(404, "There is nothing at this address.", request.url.path)
        if path.startswith("api/") or path == "rpc" or "\0" in path:
            return missing
        if request.method not in ("GET", "HEAD"):
            return problem(
                405, f"{request.method} is not possible here.", request.url.path, {"Allow": "GET"}
            )
        if folder is None or not (folder / "index.html").is_file():
            return problem(404, _MISSING, request.url.path)
        wanted = Path(os.path.realpath(folder / path))
        if not wanted.is_relative_to(folder):
            return missing
        if wanted.is_file():
            # Vite puts a hash of the content into the names of what lies in assets/.
            cache = IMMUTABLE if path.startswith("assets/") else REVALIDATE
            return FileResponse(wanted, headers={"Cache-Control": cache})
        if "." in path.rpartition("/")[2]:
            return missing
        return FileResponse(folder / "index.html", headers={"Cache-Control": REVALIDATE})

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        path = scope["path"].lstrip("/")
        await (await run_in_threadpool(response, request, path))(scope, receive, send)

    return answer
