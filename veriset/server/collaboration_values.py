"""What the API says of collaborative datasets, from the contracts' state and the index."""

from __future__ import annotations

import io
from typing import Any

import orjson
from fastapi import Response

from veriset.chain.abi_names import snake
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_types import Admission, Batch
from veriset.errors import InputError


def summary_of(row: Any) -> dict[str, Any]:
    """Return a row of the index as `CollaborativeSummary`."""
    names = ("address", "creator", "name", "schema_hash", "block")
    return {name: getattr(row, name) for name in names}


def rules_of(dataset: CollaborativeDataset) -> dict[str, Any]:
    """Return the rules by the names of the API, money in decimal text."""
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


def schema_of(dataset: CollaborativeDataset) -> Any:
    """Return the schema of the records, None if it is malformed."""
    try:
        return orjson.loads(dataset.schema.to_json())
    except InputError:  # a creator may write anything there
        return None


def batch_of(batch: Batch) -> dict[str, Any]:
    """Return a batch as `BatchState`."""
    return {
        **vars(batch),
        "status": batch.status.name.lower(),
        "validated": batch.validated,
        "outcome": hex(batch.outcome),
    }


def file_of(schema: Any, records: Any, kind: str, address: str) -> Response:
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
