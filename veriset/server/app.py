"""The application: the API, the page, and what stands before both."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from veriset.server import (
    campaigns,
    collaborations,
    datasets,
    images,
    page,
    registry_models,
    rpc,
    sessions,
    signatures,
    status,
)
from veriset.server.backend import Backend
from veriset.server.collaboration_contracts import Collaborations
from veriset.server.fast_lookup import FastLookup
from veriset.server.front import Front
from veriset.server.problems import RESPONSES, Problem, add_handlers
from veriset.server.settings import API, Settings
from veriset.server.uploads import Uploads

_REFRESH_SECONDS = 0.2

_DESCRIPTION = """
Look images up in registered datasets, get proofs, and read datasets, models, their lineage,
annotation campaigns and collaborative datasets. No login is needed.

Every answer has `chain`, the block at which it holds. Nothing here need be trusted: a proof leads
to the root that the contract `ProvenanceRegistry` answers by `eth_call`, and the bytes of a
manifest or an image have the hash by which they were asked for.

Errors are problem documents (RFC 9457).
"""


def create_app(settings: Settings) -> ASGIApp:
    """Return the application, in plain ASGI, with what needs no routing before FastAPI's.

    Args:
        settings: where the index, the chain and the page are, and how much a visitor may ask.

    Raises:
        InputError: the database cannot be used.
    """
    backend = Backend(settings)
    logins = sessions.Sessions(settings)
    shared = Collaborations(backend)
    uploads = Uploads(settings.upload_bytes, settings.upload_pixels)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(_keep_fresh(backend))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            uploads.close()
            backend.close()

    app = FastAPI(
        title="Veriset",
        version="1",
        description=_DESCRIPTION,
        lifespan=lifespan,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,  # their scripts come from a CDN
        redoc_url=None,
        redirect_slashes=False,
        responses=RESPONSES,
    )
    add_handlers(app)
    api = APIRouter(prefix=API)
    api.include_router(status.router(backend))
    api.include_router(images.router(backend, uploads))
    api.include_router(datasets.router(backend))
    api.include_router(registry_models.router(backend))
    api.include_router(campaigns.router(backend))
    api.include_router(collaborations.router(backend, shared))
    api.include_router(signatures.router(backend, shared, logins))
    api.include_router(sessions.router(logins, settings, lambda: backend.web3))
    app.include_router(api)
    if settings.has_rpc_proxy:
        app.include_router(rpc.router(backend))
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        document = describe()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(unused, None)
        return document

    app.openapi = openapi  # type: ignore[method-assign]
    app.router.default = page.page(settings)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET"],
        expose_headers=["ETag", "Retry-After"],
        max_age=86_400,
    )
    return Front(FastLookup(app, backend.images), settings, logins)


async def _keep_fresh(backend: Backend) -> None:
    """Let the answers follow the index."""
    while True:
        await asyncio.sleep(_REFRESH_SECONDS)
        try:
            await run_in_threadpool(backend.images.refresh)
        except Exception:  # the database may be away for a while
            logging.getLogger("veriset.server").exception("the index cannot be read")
