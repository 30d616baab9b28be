"""GET /status."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select

from veriset.index.tables import manifests
from veriset.server.backend import Backend
from veriset.server.json_bytes import answer
from veriset.server.models.common import Status


def router(backend: Backend) -> APIRouter:
    """Return the endpoint over a backend."""
    routes = APIRouter(tags=["status"])

    @routes.get("/status", response_model=Status, summary="What this server is, and how far")
    def status(request: Request) -> Response:
        query = select(manifests.c.state, func.count()).group_by(manifests.c.state)
        with backend.engine.connect() as connection:
            counts = {row[0]: row[1] for row in connection.execute(query)}
        chain = backend.chain
        return answer(
            request,
            {
                "version": _version(),
                "network": backend.settings.network.name,
                "rpc": "/rpc" if backend.settings.has_rpc_proxy else None,
                "contracts": backend.contract_addresses(),
                "index": {
                    "block": chain["block"],
                    "behind": max(0, backend.head() - chain["block"]),
                    "manifests": {
                        name: counts.get(name, 0) for name in ("ready", "waiting", "refused")
                    },
                },
                "chain": chain,
            },
        )

    return routes


@lru_cache(maxsize=1)
def _version() -> str:
    from importlib.metadata import version

    return version("veriset")
