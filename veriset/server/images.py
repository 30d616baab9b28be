"""GET /images/{digest}, its content, and POST /images/lookup."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from veriset.server.backend import Backend
from veriset.server.image_files import find_image
from veriset.server.json_bytes import IMMUTABLE, answer, content_answer
from veriset.server.models.registry import ImageLookup, UploadLookup
from veriset.server.paging import Digest, to_bytes
from veriset.server.problems import ProblemError
from veriset.server.uploads import Uploads

_UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


def router(backend: Backend, uploads: Uploads) -> APIRouter:
    """Return the endpoints over a backend."""
    routes = APIRouter(prefix="/images", tags=["images"])

    @routes.post(
        "/lookup",
        response_model=UploadLookup,
        summary="Look up an image that is sent; it is hashed and dropped",
        openapi_extra=_UPLOAD_BODY,
    )
    async def look_up_file(request: Request) -> Response:
        hashes = await uploads.hashes_of(request)
        digests = [hashes.file] + ([hashes.pixels] if hashes.pixels is not None else [])
        found = backend.images.look_up(*digests)
        found["hashes"] = {"bytes": hashes.file, "pixels": hashes.pixels}
        found["pixels_trouble"] = hashes.pixels_trouble
        return answer(request, found, "no-store")

    @routes.get("/lookup", include_in_schema=False)
    async def not_a_digest() -> Response:
        raise HTTPException(405)  # else it would be taken for a malformed digest

    @routes.get(
        "/{digest}",
        response_model=ImageLookup,
        summary="In which datasets an image is, with proofs, and which models used them",
    )
    def look_up(request: Request, digest: Digest) -> Response:
        return answer(request, backend.images.look_up(to_bytes(digest)))

    @routes.get(
        "/{digest}/content",
        response_class=Response,
        responses={200: {"content": {"image/*": {"schema": {"type": "string"}}}}},
        summary="The image itself, if this server has it; its hash was checked",
    )
    def content(request: Request, digest: Digest) -> Response:
        found = find_image(backend, to_bytes(digest))
        if found is None:
            raise ProblemError(404, f"This server does not have the image {digest.lower()}.")
        data, media_type = found
        response = content_answer(
            request, data, media_type, IMMUTABLE, etag=f'"{digest.lower()[2:]}"'
        )
        # Whatever the file holds, a browser runs nothing of it.
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return routes
