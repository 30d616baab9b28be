"""GET /datasets: the registry's datasets, their images and proofs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, func, select

from veriset.cid import Cid
from veriset.errors import InputError
from veriset.index.tables import datasets, images, manifests, uses
from veriset.merkle import leaf_hash
from veriset.server import lineage
from veriset.server.backend import Backend
from veriset.server.image_answers import KIND, hexadecimal, image_of, marks_of, proof_of
from veriset.server.json_bytes import IMMUTABLE, answer, content_answer
from veriset.server.models.common import Page
from veriset.server.models.registry import Dataset, DatasetImage, ImageProof, Lineage, OneDataset
from veriset.server.paging import (
    Digest,
    Id,
    Limit,
    PlaceCursor,
    PositionCursor,
    after_place,
    next_place,
    to_bytes,
)
from veriset.server.problems import ProblemError


def router(backend: Backend) -> APIRouter:
    """Return the endpoints over a backend."""
    routes = APIRouter(prefix="/datasets", tags=["datasets"])

    def known(connection: Connection, id_: str) -> Any:
        query = select(datasets).where(datasets.c.id == to_bytes(id_))
        if (row := connection.execute(query).first()) is None:
            raise ProblemError(404, f"No dataset has the id {id_.lower()}.")
        return row

    def ready(connection: Connection, row: Any) -> None:
        state = manifest_state(connection, row.manifest)
        if state["state"] != "ready":
            raise ProblemError(
                404, f"The manifest is {state['state']}: {state['trouble'] or 'try again soon'}."
            )

    @routes.get("", response_model=Page[Dataset], summary="All datasets, oldest first")
    def list_(request: Request, limit: Limit = 50, cursor: PlaceCursor = None) -> Response:
        with backend.engine.connect() as connection:
            query = after_place(select(datasets), datasets, cursor, limit)
            rows = connection.execute(query).all()
            items = [dataset_of(connection, row) for row in rows[:limit]]
        return answer(
            request, {"items": items, "next": next_place(rows, limit), "chain": backend.chain}
        )

    @routes.get("/{id}", response_model=OneDataset, summary="A dataset")
    def one(request: Request, id: Id) -> Response:  # noqa: A002
        with backend.engine.connect() as connection:
            row = known(connection, id)
            values = dataset_of(connection, row)
            query = select(uses.c.model).where(uses.c.dataset == row.id).order_by(uses.c.block)
            used_by = [hexadecimal(model) for (model,) in connection.execute(query)]
        return answer(request, {**values, "models": used_by, "chain": backend.chain})

    @routes.get(
        "/{id}/images", response_model=Page[DatasetImage], summary="The images of a dataset"
    )
    def list_images(
        request: Request,
        id: Id,  # noqa: A002
        limit: Limit = 50,
        cursor: PositionCursor = None,
    ) -> Response:
        with backend.engine.connect() as connection:
            row = known(connection, id)
            ready(connection, row)
            query = select(images.c.position, images.c.entry).where(
                images.c.manifest == row.manifest, images.c.position >= (cursor or 0)
            )
            found = connection.execute(query.order_by(images.c.position).limit(limit + 1)).all()
        items = [
            {"position": position, **image_of(orjson.loads(entry))}
            for position, entry in found[:limit]
        ]
        following = str(found[limit].position) if len(found) > limit else None
        return answer(request, {"items": items, "next": following, "chain": backend.chain})

    @routes.get(
        "/{id}/images/{digest}/proof",
        response_model=ImageProof,
        summary="The Merkle proof of an image of a dataset",
    )
    def prove(request: Request, id: Id, digest: Digest) -> Response:  # noqa: A002
        content_hash = to_bytes(digest)
        with backend.engine.connect() as connection:
            row = known(connection, id)
            ready(connection, row)
            first = select(func.min(images.c.position)).where(
                images.c.manifest == row.manifest, images.c.digest == content_hash
            )
            position = connection.execute(first).scalar()
        if position is None:
            raise ProblemError(404, f"The dataset has no image {digest.lower()}.")
        return answer(
            request,
            {
                "dataset": row.id,
                "kind": KIND[row.hash_kind],
                "leaf": {"content_hash": content_hash, "hash": leaf_hash(content_hash)},
                "index": position,
                "proof": proof_of(backend.trees, bytes(row.root), content_hash),
                "root": row.root,
                "chain": backend.chain,
            },
        )

    @routes.get(
        "/{id}/manifest",
        response_class=Response,
        responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
        summary="The manifest's bytes, as its CID names them",
    )
    def manifest(request: Request, id: Id) -> Response:  # noqa: A002
        with backend.engine.connect() as connection:
            row = known(connection, id)
            ready(connection, row)
        content = manifest_bytes(backend.settings.manifests, row.cid)
        if content is None:
            raise ProblemError(404, "This server does not have the manifest; fetch it by its CID.")
        return content_answer(request, content, "application/json", IMMUTABLE)

    @routes.get(
        "/{id}/lineage",
        response_model=Lineage,
        summary="What a dataset came from and what was made of it",
    )
    def lineage_of(request: Request, id: Id) -> Response:  # noqa: A002
        with backend.engine.connect() as connection:
            row = known(connection, id)
            values = lineage.of(connection, bytes(row.id))
        return answer(request, {**values, "chain": backend.chain})

    return routes


def dataset_of(connection: Connection, row: Any) -> dict[str, Any]:
    """Return a dataset as the API shows it."""
    id_ = hexadecimal(row.id)
    superseded, revoked = marks_of(connection, id_)
    return {
        "id": id_,
        "name": row.name,
        "publisher": row.publisher,
        "root": row.root,
        "count": row.count,
        "hash_kind": KIND[row.hash_kind],
        "cid": row.cid,
        "metadata": row.metadata,
        "supersedes": row.supersedes,
        "superseded_by": superseded.get(id_),
        "revoked": id_ in revoked,
        "registered_at": row.registered_at,
        "block": row.block,
        "manifest": manifest_state(connection, row.manifest),
    }


def manifest_state(connection: Connection, number: int) -> dict[str, Any]:
    """Return whether a manifest could be had."""
    query = select(manifests).where(manifests.c.id == number)
    row = connection.execute(query).one()
    return {"state": row.state, "attempts": row.attempts, "trouble": row.trouble}


def manifest_bytes(folder: Path, cid: str) -> bytes | None:
    """Return a manifest that was fetched and checked, None if it is not there."""
    try:
        return (folder / f"{Cid.parse(cid).as_version_1()}.json").read_bytes()
    except (OSError, InputError):
        return None
