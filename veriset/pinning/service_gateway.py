"""The part of the local service that gives content back: an IPFS gateway over a store."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from veriset.cid import CHUNK_SIZE, Cid
from veriset.errors import InputError
from veriset.pinning.gateway import RAW_TYPE
from veriset.pinning.store import ContentStore
from veriset.pinning.tree import entries, folder_at, resolve


def gateway_over(store: ContentStore) -> Callable[[Request], Response]:
    """Return the endpoint for `/ipfs/{cid}` and `/ipfs/{cid}/{path}`."""

    def content(request: Request) -> Response:
        """Return the bytes of a CID, or the ranges of them that were asked for."""
        try:
            cid = Cid.parse(request.path_params["cid"])
        except InputError as refusal:
            return error(400, str(refusal))
        names = [name for name in request.path_params.get("path", "").split("/") if name]
        found = resolve(store, cid, names)
        where = "/".join([str(cid), *names])
        if found is None:
            return error(404, f"{where} is not held here")
        headers = {
            "Cache-Control": "public, max-age=29030400, immutable",
            "ETag": f'"{found}"',
            "X-Content-Type-Options": "nosniff",
            "X-Ipfs-Path": f"/ipfs/{quote(where)}",
            "Vary": "Accept",
        }
        wanted = request.query_params.get("format")
        if wanted == "raw" or (wanted is None and RAW_TYPE in request.headers.get("accept", "")):
            block = store.block(found)
            if block is None:
                return error(404, f"{found} is not held here as one block")
            headers["ETag"] = f'"{found}.raw"'
            return Response(block, headers=headers, media_type=RAW_TYPE)
        if path := store.path(found):
            if "range" not in request.headers and path.stat().st_size <= CHUNK_SIZE:
                # A FileResponse goes to other threads for each step, which takes longer than this.
                headers["Accept-Ranges"] = "bytes"
                data = path.read_bytes()
                return Response(data, headers=headers, media_type="application/octet-stream")
            return FileResponse(path, headers=headers, media_type="application/octet-stream")
        if (node := folder_at(store, found)) is not None:
            listed = {name: str(child) for name, child in entries(store, node)}
            text = json.dumps({"cid": str(found), "entries": listed})
            return Response(text, headers=headers, media_type="application/json")
        return error(404, f"{where} is not held here")

    return content


def error(status: int, text: str) -> JSONResponse:
    """Return an error as the service gives it."""
    return JSONResponse({"error": text}, status_code=status)
