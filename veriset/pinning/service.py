"""A pinning service that speaks the part of Lighthouse's protocol that its SDKs use.

    POST /api/v0/add                     one file as a multipart form; needs the key
    GET  /ipfs/{cid}                     its bytes, whole or in ranges
    GET  /api/lighthouse/file_info       ?cid=
    GET  /api/lighthouse/deal_status     ?cid=; always empty, there are no deals
    GET  /api/user/files_uploaded        ?lastKey=; pages, the oldest first; needs the key
    GET  /api/user/user_data_usage       needs the key

Errors are JSON, `{"error": "..."}`, with the HTTP status that fits.
"""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from veriset.cid import Cid
from veriset.errors import InputError
from veriset.pinning.form import FileForm
from veriset.pinning.store import ContentStore, StoredFile, is_out_of_space

PAGE_SIZE = 2_000


def create_app(folder: Path, token: str, *, page_size: int = PAGE_SIZE) -> Starlette:
    """Return the service over the store in `folder`, whose API key is `token`.

    Raises:
        InputError: the folder cannot be written.
    """
    service = _Service(ContentStore(folder), token, page_size)
    return Starlette(
        routes=[
            Route("/api/v0/add", service.add, methods=["POST"]),
            Route("/ipfs/{cid}", service.content),
            Route("/api/lighthouse/file_info", service.file_info),
            Route("/api/lighthouse/deal_status", service.deal_status),
            Route("/api/user/files_uploaded", service.with_key(service.files_uploaded)),
            Route("/api/user/user_data_usage", service.with_key(service.user_data_usage)),
        ],
        # A page on the web whose name was made to lead to 127.0.0.1 still sends that name.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )


class _Service:
    """The endpoints."""

    def __init__(self, store: ContentStore, token: str, page_size: int) -> None:
        self._store = store
        self._token = token
        self._page_size = page_size

    def with_key(
        self, endpoint: Callable[[Request], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint behind the check of the key."""

        async def checked(request: Request) -> Response:
            if not self._has_key(request):
                return _error(401, "the API key is missing or wrong")
            return await run_in_threadpool(endpoint, request)

        return checked

    async def add(self, request: Request) -> Response:
        """Store the file of the form under its CID."""
        if not self._has_key(request):
            return _error(401, "the API key is missing or wrong")
        try:
            with self._store.begin() as upload:
                form = FileForm(request.headers.get("content-type", ""), upload.write)
                async for data in request.stream():
                    form.feed(data)
                name = form.finish()
                stored = await run_in_threadpool(upload.commit, name)
        except ClientDisconnect:
            return _error(400, "the upload was broken off")
        except (OSError, InputError) as error:
            if is_out_of_space(error):
                return _error(507, "no space is left on the disk")
            if isinstance(error, OSError) or isinstance(error.__cause__, OSError):
                return _error(500, "the file cannot be stored")
            return _error(400, str(error))
        cid = stored.cid if request.query_params.get("cid-version") == "1" else stored.cid_v0
        return JSONResponse({"Name": name, "Hash": cid, "Size": str(stored.size)})

    def content(self, request: Request) -> Response:
        """Return the bytes of a CID, or the ranges of them that were asked for."""
        try:
            cid = Cid.parse(request.path_params["cid"])
        except InputError as error:
            return _error(400, str(error))
        path = self._store.path(cid)
        if path is None:
            return _error(404, f"{cid} is not held here")
        headers = {
            "Cache-Control": "public, max-age=29030400, immutable",
            "ETag": f'"{cid}"',
            "X-Content-Type-Options": "nosniff",
            "X-Ipfs-Path": f"/ipfs/{cid}",
        }
        return FileResponse(path, headers=headers, media_type="application/octet-stream")

    def file_info(self, request: Request) -> Response:
        """Return the name and size of a CID."""
        stored = self._asked_for(request)
        return stored if isinstance(stored, Response) else JSONResponse(_described(stored))

    def deal_status(self, request: Request) -> Response:
        """Return the storage deals of a CID: none."""
        stored = self._asked_for(request)
        return stored if isinstance(stored, Response) else JSONResponse([])

    def files_uploaded(self, request: Request) -> Response:
        """Return the files that follow the one whose id is `lastKey`."""
        files = self._store.records()
        last = request.query_params.get("lastKey", "")
        start = 0
        # The Python SDK sends the word None for the first page, the JavaScript SDK null.
        if last not in ("", "None", "null"):
            start = 1 + next((i for i, one in enumerate(files) if one.cid == last), len(files))
        page = [_described(one) for one in files[start : start + self._page_size]]
        return JSONResponse({"fileList": page, "totalFiles": len(files)})

    def user_data_usage(self, _: Request) -> Response:
        """Return the bytes used, and what the disk could hold in all."""
        used = sum(one.size for one in self._store.records())
        limit = used + shutil.disk_usage(self._store.folder).free
        return JSONResponse({"dataLimit": limit, "dataUsed": used})

    def _asked_for(self, request: Request) -> StoredFile | Response:
        """Return the file of the query's `cid`, or the error to answer with."""
        try:
            cid = Cid.parse(request.query_params.get("cid", ""))
        except InputError as error:
            return _error(400, str(error))
        return self._store.record(cid) or _error(404, f"{cid} is not held here")

    def _has_key(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode("latin-1")
        return hmac.compare_digest(given, f"Bearer {self._token}".encode())


def _described(stored: StoredFile) -> dict[str, str | int | bool]:
    return {
        "id": stored.cid,
        "cid": stored.cid,
        "fileName": stored.name,
        "fileSizeInBytes": str(stored.size),
        "mimeType": "application/octet-stream",
        "createdAt": stored.created_at,
        "lastUpdate": stored.created_at,
        "encryption": False,
        "status": "stored",
        "txHash": "",
    }


def _error(status: int, text: str) -> JSONResponse:
    return JSONResponse({"error": text}, status_code=status)
