"""GET /collaborative-datasets: from the index and from the contracts' state."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select

from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_types import Batch, BatchStatus
from veriset.errors import InputError
from veriset.index.tables import collaborations
from veriset.records.review import review_records
from veriset.records.review_json import review_to_json
from veriset.server.backend import Backend
from veriset.server.collaboration_contracts import BatchNumber, Collaborations
from veriset.server.collaboration_values import (
    batch_of,
    file_of,
    rules_of,
    schema_of,
    summary_of,
)
from veriset.server.json_bytes import answer
from veriset.server.models.collaborations import (
    BatchReview,
    CollaborativeSummary,
    DatasetRecord,
    OneCollaborative,
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

_STATES = {"validated": BatchStatus.DECIDED, "under_review": BatchStatus.UNDER_REVIEW}
_BATCHES = Annotated[int, Query(ge=1, le=64, description="Most batches to look at.")]


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
        items = [summary_of(row) for row in rows[:limit]]
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
                **summary_of(row),
                "rules": rules_of(dataset),
                "record_schema": schema_of(dataset),
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
        response_model=Page[DatasetRecord],
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
            return file_of(schema, found, format, row.address)
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
                "batch": batch_of(state),
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
