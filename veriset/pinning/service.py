"""A pinning service that speaks the part of Lighthouse's protocol that its SDKs use.

    POST /api/v0/add                     files as a multipart form; needs a key
    GET  /ipfs/{cid}                     a file's bytes, whole or in ranges; a folder's entries
    GET  /ipfs/{cid}/{path}              what lies in a folder
    GET  /ipfs/{cid}?format=raw          one block, as from a trustless gateway
    GET  /api/lighthouse/file_info       ?cid=; of a folder only if all that is in it is held
    GET  /api/lighthouse/deal_status     ?cid=; always empty, there are no deals
    GET  /api/user/files_uploaded        ?lastKey=; pages, the oldest first; needs a key
    GET  /api/user/user_data_usage       needs a key
    GET  /api/auth/get_auth_message      ?publicKey=; a message for the account to sign
    POST /api/auth/create_api_key        publicKey, signedMessage; answers with a key

The answer to one file is one JSON object, to several a line of JSON for each, as Kubo gives it.
Errors are JSON, `{"error": "..."}`, with the HTTP status that fits.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from veriset.cid import CHUNK_SIZE, Cid
from veriset.errors import InputError
from veriset.pinning.accounts import Accounts
from veriset.pinning.form import FilesForm
from veriset.pinning.gateway import RAW_TYPE
from veriset.pinning.store import ContentStore, is_out_of_space
from veriset.pinning.tree import entries, folder_at, resolve, size_of
from veriset.pinning.upload import Upload

PAGE_SIZE = 2_000


def create_app(
    store: ContentStore, token: str, *, page_size: int = PAGE_SIZE, has_login: bool = False
) -> Starlette:
    """Return the service over a store.

    Args:
        store: holds the content.
        token: an API key that is accepted.
        page_size: the most files in an answer of files_uploaded.
        has_login: whether whoever has a wallet gets a key, as with Lighthouse.
    """
    service = _Service(store, Accounts(store.index, token), page_size)
    routes = [
        Route("/api/v0/add", service.add, methods=["POST"]),
        Route("/ipfs/{cid}", service.content),
        Route("/ipfs/{cid}/{path:path}", service.content),
        Route("/api/lighthouse/file_info", service.file_info),
        Route("/api/lighthouse/deal_status", service.deal_status),
        Route("/api/user/files_uploaded", service.with_key(service.files_uploaded)),
        Route("/api/user/user_data_usage", service.with_key(service.user_data_usage)),
    ]
    if has_login:
        routes += [
            Route("/api/auth/get_auth_message", service.auth_message),
            Route("/api/auth/get_message", service.auth_message),
            Route("/api/auth/create_api_key", service.create_key, methods=["POST"]),
        ]
    return Starlette(
        routes=routes,
        # A page on the web whose name was made to lead to 127.0.0.1 still sends that name.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )


class _Service:
    """The endpoints."""

    def __init__(self, store: ContentStore, accounts: Accounts, page_size: int) -> None:
        self._store = store
        self._accounts = accounts
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
        """Store the files of the form under their CIDs."""
        if not self._has_key(request):
            return _error(401, "the API key is missing or wrong")
        uploads: list[Upload] = []
        try:
            with contextlib.ExitStack() as stack:

                def begin(name: str) -> Callable[[bytes], None]:
                    if uploads:
                        uploads[-1].end()
                    uploads.append(stack.enter_context(self._store.begin()))
                    uploads[-1].name = name
                    return uploads[-1].write

                form = FilesForm(request.headers.get("content-type", ""), begin)
                async for data in request.stream():
                    form.feed(data)
                form.finish()
                kept = await run_in_threadpool(self._store.commit, uploads)
        except ClientDisconnect:
            return _error(400, "the upload was broken off")
        except (OSError, InputError, sqlite3.Error) as error:
            if is_out_of_space(error):
                return _error(507, "no space is left on the disk")
            if not isinstance(error, InputError) or isinstance(error.__cause__, OSError):
                return _error(500, "the file cannot be stored")
            return _error(400, str(error))
        is_v1 = request.query_params.get("cid-version") == "1"
        answers = [
            {
                "Name": upload.name,
                "Hash": stored.cid if is_v1 else stored.cid_v0,
                "Size": str(stored.size),
            }
            for upload, stored in zip(uploads, kept, strict=True)
        ]
        if len(answers) == 1:
            return JSONResponse(answers[0])
        lines = "".join(json.dumps(answer) + "\n" for answer in answers)
        return Response(lines, media_type="application/x-ndjson")

    def content(self, request: Request) -> Response:
        """Return the bytes of a CID, or the ranges of them that were asked for."""
        try:
            cid = Cid.parse(request.path_params["cid"])
        except InputError as error:
            return _error(400, str(error))
        names = [name for name in request.path_params.get("path", "").split("/") if name]
        found = resolve(self._store, cid, names)
        where = "/".join([str(cid), *names])
        if found is None:
            return _error(404, f"{where} is not held here")
        headers = {
            "Cache-Control": "public, max-age=29030400, immutable",
            "ETag": f'"{found}"',
            "X-Content-Type-Options": "nosniff",
            "X-Ipfs-Path": f"/ipfs/{quote(where)}",
            "Vary": "Accept",
        }
        wanted = request.query_params.get("format")
        if wanted == "raw" or (wanted is None and RAW_TYPE in request.headers.get("accept", "")):
            block = self._store.block(found)
            if block is None:
                return _error(404, f"{found} is not held here as one block")
            headers["ETag"] = f'"{found}.raw"'
            return Response(block, headers=headers, media_type=RAW_TYPE)
        if path := self._store.path(found):
            if "range" not in request.headers and path.stat().st_size <= CHUNK_SIZE:
                # A FileResponse goes to other threads for each step, which takes longer than this.
                headers["Accept-Ranges"] = "bytes"
                data = path.read_bytes()
                return Response(data, headers=headers, media_type="application/octet-stream")
            return FileResponse(path, headers=headers, media_type="application/octet-stream")
        if (node := folder_at(self._store, found)) is not None:
            listed = {name: str(child) for name, child in entries(self._store, node)}
            text = json.dumps({"cid": str(found), "entries": listed})
            return Response(text, headers=headers, media_type="application/json")
        return _error(404, f"{where} is not held here")

    def file_info(self, request: Request) -> Response:
        """Return the name and size of a CID."""
        return self._asked_for(request)

    def deal_status(self, request: Request) -> Response:
        """Return the storage deals of a CID: none."""
        found = self._asked_for(request)
        return found if found.status_code != 200 else JSONResponse([])

    def files_uploaded(self, request: Request) -> Response:
        """Return the files that follow the one whose id is `lastKey`."""
        last = request.query_params.get("lastKey", "")
        # The Python SDK sends the word None for the first page, the JavaScript SDK null.
        after = None if last in ("", "None", "null") else last
        files = self._store.index.page(after, self._page_size)
        page = [_described(one.cid, one.name, one.size, one.created_at) for one in files]
        return JSONResponse({"fileList": page, "totalFiles": self._store.index.totals()[0]})

    def user_data_usage(self, _: Request) -> Response:
        """Return the bytes used, and what the disk could hold in all."""
        used = self._store.index.totals()[1]
        limit = used + shutil.disk_usage(self._store.folder).free
        return JSONResponse({"dataLimit": limit, "dataUsed": used})

    def auth_message(self, request: Request) -> Response:
        """Return the message that an account must sign, as a bare JSON string."""
        try:
            return JSONResponse(self._accounts.message(request.query_params.get("publicKey", "")))
        except InputError as error:
            return _error(400, str(error))

    async def create_key(self, request: Request) -> Response:
        """Return a key, as a bare JSON string, to the account that signed its message."""
        try:
            # The Python SDK sends a form, the JavaScript SDK JSON.
            is_json = "json" in request.headers.get("content-type", "")
            given: Any = await (request.json() if is_json else request.form())
            address, signature = str(given["publicKey"]), str(given["signedMessage"])
            key = await run_in_threadpool(self._accounts.key_for, address, signature)
        except InputError as error:
            return _error(400, str(error))
        except (KeyError, TypeError, ValueError, AttributeError):
            return _error(400, "publicKey and signedMessage are needed")
        if key is None:
            return _error(401, "the signature is not the account's, or its message is too old")
        return JSONResponse(key)

    def _asked_for(self, request: Request) -> Response:
        """Return what is known of the query's `cid`, or the error to answer with."""
        try:
            cid = Cid.parse(request.query_params.get("cid", ""))
        except InputError as error:
            return _error(400, str(error))
        if known := self._store.record(cid):
            return JSONResponse(_described(known.cid, known.name, known.size, known.created_at))
        if folder_at(self._store, cid) and (size := size_of(self._store, cid)) is not None:
            return JSONResponse(_described(str(cid), "", size, 0))
        return _error(404, f"{cid} is not held here, or not all of it")

    def _has_key(self, request: Request) -> bool:
        return self._accounts.may_enter(request.headers.get("authorization", ""))


def _described(cid: str, name: str, size: int, created_at: int) -> dict[str, str | int | bool]:
    return {
        "id": cid,
        "cid": cid,
        "fileName": name,
        "fileSizeInBytes": str(size),
        "mimeType": "application/octet-stream",
        "createdAt": created_at,
        "lastUpdate": created_at,
        "encryption": False,
        "status": "stored",
        "txHash": "",
    }


def _error(status: int, text: str) -> JSONResponse:
    return JSONResponse({"error": text}, status_code=status)
