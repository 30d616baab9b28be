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

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from veriset.cid import Cid
from veriset.errors import InputError
from veriset.pinning.accounts import Accounts
from veriset.pinning.form import FilesForm
from veriset.pinning.service_gateway import error, gateway_over
from veriset.pinning.store import ContentStore, is_out_of_space
from veriset.pinning.tree import folder_at, size_of
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
    content = gateway_over(store)
    routes = [
        Route("/api/v0/add", service.add, methods=["POST"]),
        Route("/ipfs/{cid}", content),
        Route("/ipfs/{cid}/{path:path}", content),
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
                return error(401, "the API key is missing or wrong")
            return await run_in_threadpool(endpoint, request)

        return checked

    async def add(self, request: Request) -> Response:
        """Store the files of the form under their CIDs."""
        if not self._has_key(request):
            return error(401, "the API key is missing or wrong")
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
            return error(400, "the upload was broken off")
        except (OSError, InputError, sqlite3.Error) as failure:
            if is_out_of_space(failure):
                return error(507, "no space is left on the disk")
            if not isinstance(failure, InputError) or isinstance(failure.__cause__, OSError):
                return error(500, "the file cannot be stored")
            return error(400, str(failure))
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
        except InputError as refusal:
            return error(400, str(refusal))

    async def create_key(self, request: Request) -> Response:
        """Return a key, as a bare JSON string, to the account that signed its message."""
        try:
            # The Python SDK sends a form, the JavaScript SDK JSON.
            is_json = "json" in request.headers.get("content-type", "")
            given: Any = await (request.json() if is_json else request.form())
            address, signature = str(given["publicKey"]), str(given["signedMessage"])
            key = await run_in_threadpool(self._accounts.key_for, address, signature)
        except InputError as refusal:
            return error(400, str(refusal))
        except (KeyError, TypeError, ValueError, AttributeError):
            return error(400, "publicKey and signedMessage are needed")
        if key is None:
            return error(401, "the signature is not the account's, or its message is too old")
        return JSONResponse(key)

    def _asked_for(self, request: Request) -> Response:
        """Return what is known of the query's `cid`, or the error to answer with."""
        try:
            cid = Cid.parse(request.query_params.get("cid", ""))
        except InputError as refusal:
            return error(400, str(refusal))
        if known := self._store.record(cid):
            return JSONResponse(_described(known.cid, known.name, known.size, known.created_at))
        if folder_at(self._store, cid) and (size := size_of(self._store, cid)) is not None:
            return JSONResponse(_described(str(cid), "", size, 0))
        return error(404, f"{cid} is not held here, or not all of it")

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
