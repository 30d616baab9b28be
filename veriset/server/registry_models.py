"""GET /models: the registry's models."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, select

from veriset.index.tables import models, uses
from veriset.server import lineage
from veriset.server.backend import Backend
from veriset.server.image_answers import hexadecimal, marks_of
from veriset.server.json_bytes import answer
from veriset.server.models.common import Page
from veriset.server.models.registry import Lineage, Model, OneModel
from veriset.server.paging import Id, Limit, PlaceCursor, after_place, next_place, to_bytes
from veriset.server.problems import ProblemError


def router(backend: Backend) -> APIRouter:
    """Return the endpoints over a backend."""
    routes = APIRouter(prefix="/models", tags=["models"])

    def known(connection: Connection, id_: str) -> Any:
        query = select(models).where(models.c.id == to_bytes(id_))
        if (row := connection.execute(query).first()) is None:
            raise ProblemError(404, f"No model has the id {id_.lower()}.")
        return row

    @routes.get("", response_model=Page[Model], summary="All models, oldest first")
    def list_(request: Request, limit: Limit = 50, cursor: PlaceCursor = None) -> Response:
        with backend.engine.connect() as connection:
            rows = connection.execute(after_place(select(models), models, cursor, limit)).all()
            items = [_model_of(connection, row) for row in rows[:limit]]
        return answer(
            request, {"items": items, "next": next_place(rows, limit), "chain": backend.chain}
        )

    @routes.get("/{id}", response_model=OneModel, summary="A model")
    def one(request: Request, id: Id) -> Response:  # noqa: A002
        with backend.engine.connect() as connection:
            values = _model_of(connection, known(connection, id))
        return answer(request, {**values, "chain": backend.chain})

    @routes.get(
        "/{id}/lineage", response_model=Lineage, summary="What a model came from and led to"
    )
    def lineage_of(request: Request, id: Id) -> Response:  # noqa: A002
        with backend.engine.connect() as connection:
            values = lineage.of(connection, bytes(known(connection, id).id))
        return answer(request, {**values, "chain": backend.chain})

    return routes


def _model_of(connection: Connection, row: Any) -> dict[str, Any]:
    id_ = hexadecimal(row.id)
    _, revoked = marks_of(connection, id_)
    used = select(uses.c.dataset).where(uses.c.model == row.id).order_by(uses.c.dataset)
    return {
        "id": id_,
        "name": row.name,
        "publisher": row.publisher,
        "digest": row.digest,
        "parent": row.parent,
        "datasets": [hexadecimal(dataset) for (dataset,) in connection.execute(used)],
        "cid": row.cid,
        "metadata": row.metadata,
        "revoked": id_ in revoked,
        "registered_at": row.registered_at,
        "block": row.block,
    }
