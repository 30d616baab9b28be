"""GET /collaborative-datasets: from the index and from the contracts' state."""

from __future__ import annotations

import io
from collections import Counter
from functools import lru_cache
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InPath
from sqlalchemy import Connection, select

from veriset.chain.abi_names import snake
from veriset.chain.address import checked_address
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_types import Admission, Batch, BatchStatus
from veriset.errors import InputError
from veriset.index.tables import collaborations
from veriset.records.review import review_records
from veriset.records.review_json import review_to_json
from veriset.server.backend import Backend
from veriset.server.json_bytes import answer
from veriset.server.models.collaborations import (
    BatchReview,
    CollaborativeSummary,
    OneCollaborative,
    Record,
)
from veriset.server.models.common import Page
from veriset.server.paging import (
    AddressPath,
    Limit,
    PlaceCursor,
    PositionCursor,
    after_place,
    next_place,
)
from veriset.server.problems import ProblemError
from veriset.server.record_values import validated_positions, values_of

BatchNumber = Annotated[
    int, InPath(ge=0, lt=2**31, description="Id of the batch, from 0.", examples=[0])
]
_STATES = {"validated": BatchStatus.DECIDED, "under_review": BatchStatus.UNDER_REVIEW}
_BATCHES = Annotated[int, Query(ge=1, le=64, description="Most batches to look at.")]


class Collaborations:
    """Finds collaborative datasets by their addresses."""

    def __init__(self, backend: Backend) -> None:
        """Look in an index."""
        self._backend = backend
        self._contract = lru_cache(maxsize=1_000)(self._make)

    def find(self, address: str) -> tuple[Any, CollaborativeDataset]:
        """Return a dataset's row and its contract.

        Raises:
            ProblemError: the factory opened none there.
        """
        with self._backend.engine.connect() as connection:
            row = _row_of(connection, address)
        return row, self._contract(row.address)

    def _make(self, address: str) -> CollaborativeDataset:
        return CollaborativeDataset(self._backend.web3, address)


def router(backend: Backend, known: Collaborations) -> APIRouter:
    """Return the endpoints over a backend."""
    routes = APIRouter(prefix="/collaborative-datasets", tags=["collaborative datasets"])

    @lru_cache(maxsize=8)
    def review_at(address: str, block_hash: str) -> Any:  # noqa: ARG001 (of the cache's key)
        """Return the review of a dataset as of a block, which many voters ask for."""
        _, dataset = known.find(address)
        return dataset, review_records(
            dataset.schema, dataset.validated_records(), dataset.under_review()
        )

    @routes.get(
        "",
        response_model=Page[CollaborativeSummary],
        summary="All collaborative datasets, oldest first",
    )
    def list_(request: Request, limit: Limit = 50, cursor: PlaceCursor = None) -> Response:
        with backend.engine.connect() as connection:
            query = after_place(select(collaborations), collaborations, cursor, limit)
            rows = connection.execute(query).all()
        items = [_summary(row) for row in rows[:limit]]
        return answer(
            request, {"items": items, "next": next_place(rows, limit), "chain": backend.chain}
        )

    @routes.get("/{address}", response_model=OneCollaborative, summary="A collaborative dataset")
    def one(request: Request, address: AddressPath) -> Response:
        row, dataset = known.find(address)
        (batches, funds), chain = backend.now(lambda: (list(dataset.batches()), dataset.funds()))
        states = Counter(batch.status.name.lower() for batch in batches)
        open_ = [batch.count for batch in batches if batch.status is BatchStatus.UNDER_REVIEW]
        return answer(
            request,
            {
                **_summary(row),
                "rules": _rules_of(dataset),
                "record_schema": _schema_of(dataset),
                "batch_count": len(batches),
                "batches": {
                    status.name.lower(): states[status.name.lower()] for status in BatchStatus
                },
                "records": {
                    "validated": sum(batch.validated for batch in batches),
                    "under_review": sum(open_),
                },
                "funds": {name: str(value) for name, value in vars(funds).items()},
                "chain": chain,
            },
        )

    @routes.get(
        "/{address}/records",
        response_model=Page[Record],
        responses={
            200: {
                "content": {
                    "text/csv": {"schema": {"type": "string"}},
                    "application/x-npy": {"schema": {"type": "string"}},
                }
            }
        },
        summary="Validated records, or those under review",
        description="Pages are of batches: `limit` says how many are looked at. `csv` and `npy` "
        "are files of all validated records, as `veriset dataset export` writes them.",
    )
    def records(
        request: Request,
        address: AddressPath,
        state: Literal["validated", "under_review"] = "validated",
        format: Literal["json", "csv", "npy"] = "json",  # noqa: A002
        limit: _BATCHES = 16,
        cursor: PositionCursor = None,
    ) -> Response:
        row, dataset = known.find(address)
        schema = _checked_schema(dataset)
        if format != "json":
            if state != "validated":
                raise ProblemError(422, "Only validated records can be had as a file.")
            found, _ = backend.now(dataset.validated_records)
            return _file(schema, found, format, row.address)
        start, function = cursor or 0, _FUNCTIONS[state]

        def read() -> tuple[list[Batch], bytes]:
            part = [
                batch for batch in _batches(dataset, start, limit) if batch.status is _STATES[state]
            ]
            return part, bytes(dataset.call(function, start, limit)[0])

        (part, content), chain = backend.now(read)
        places = [
            (batch.id, position)
            for batch in part
            for position in (
                validated_positions(batch) if state == "validated" else range(batch.count)
            )
        ]
        values = values_of(schema, schema.decode(content))
        items = [
            {"batch": batch, "record": position, "values": value}
            for (batch, position), value in zip(places, values, strict=True)
        ]
        following = start + limit
        count = dataset.batch_count()
        return answer(
            request,
            {
                "items": items,
                "next": str(following) if following < count else None,
                "chain": chain,
            },
        )

    @routes.get(
        "/{address}/batches/{batch}/review",
        response_model=BatchReview,
        summary="What a voter needs to judge a batch",
    )
    def review(request: Request, address: AddressPath, batch: BatchNumber) -> Response:
        _, dataset = known.find(address)
        _checked_schema(dataset)
        state, chain = backend.now(lambda: _batch_of(dataset, batch))
        if state.status is not BatchStatus.UNDER_REVIEW:
            raise ProblemError(404, f"Batch {batch} is not under review: it is over.")
        _, result = review_at(dataset.address, chain["block_hash"])
        found = next((part for part in result.batches if part.id == batch), None)
        if found is None:
            raise ProblemError(503, "The chain moved on meanwhile; try again.", Retry_After="1")
        values = review_to_json(result)
        return answer(
            request,
            {
                "batch": _batch_json(state),
                "records": [
                    {"batch": batch, "record": position, "values": value}
                    for position, value in enumerate(values_of(result.schema, found.records))
                ],
                "reference": values["reference"],
                "statistics": values["statistics"],
                "flags": [flag for flag in values["flags"] if flag["batch"] == batch],
                "floods": values["floods"],
                "suggestion": hex(result.suggestion(found)),
                "chain": chain,
            },
        )

    return routes


_FUNCTIONS = {"validated": "validatedRecords", "under_review": "recordsUnderReview"}


def _row_of(connection: Connection, address: str) -> Any:
    query = select(collaborations).where(
        collaborations.c.address == checked_address(address.lower())
    )
    if (row := connection.execute(query).first()) is None:
        raise ProblemError(404, f"No collaborative dataset has the address {address}.")
    return row


def _summary(row: Any) -> dict[str, Any]:
    names = ("address", "creator", "name", "schema_hash", "block")
    return {name: getattr(row, name) for name in names}


def _rules_of(dataset: CollaborativeDataset) -> dict[str, Any]:
    money = {"deposit_per_record", "validator_stake", "reward_per_record", "reward_per_vote"}
    return {
        snake(name): _admission(value)
        if isinstance(value, Admission)
        else str(value)
        if name in money
        else value
        for name, value in vars(dataset.rules).items()
    }


def _admission(admission: Admission) -> dict[str, Any]:
    return {
        "kind": admission.kind.name.lower(),
        "minimum_points": str(admission.minimum_points),
        "root": admission.root,
    }


def _schema_of(dataset: CollaborativeDataset) -> Any:
    try:
        return orjson.loads(dataset.schema.to_json())
    except InputError:  # a creator may write anything there
        return None


def _checked_schema(dataset: CollaborativeDataset) -> Any:
    try:
        return dataset.schema
    except InputError as error:
        raise ProblemError(404, f"The records cannot be read: {error}.") from error


def _batches(dataset: CollaborativeDataset, start: int, limit: int) -> list[Batch]:
    from itertools import islice

    return list(islice(dataset.batches(start), limit))


def _batch_of(dataset: CollaborativeDataset, number: int) -> Batch:
    if number >= dataset.batch_count():
        raise ProblemError(404, f"There is no batch {number}.")
    return dataset.batch(number)


def _batch_json(batch: Batch) -> dict[str, Any]:
    return {
        **vars(batch),
        "status": batch.status.name.lower(),
        "validated": batch.validated,
        "outcome": hex(batch.outcome),
    }


def _file(schema: Any, records: Any, kind: str, address: str) -> Response:
    """Return records as a download: what `veriset dataset export` writes."""
    import numpy as np

    content = io.BytesIO()
    if kind == "npy":
        np.save(content, records)
    else:
        import pyarrow.csv as pc

        from veriset.records.tables import to_arrow

        options = pc.WriteOptions(quoting_style="needed")
        pc.write_csv(to_arrow(schema, records, text=True), content, options)
    return Response(
        content.getvalue(),
        media_type="text/csv; charset=utf-8" if kind == "csv" else "application/x-npy",
        headers={
            "Content-Disposition": f'attachment; filename="{address}.{kind}"',
            "Cache-Control": "no-cache",
        },
    )
