"""A review as JSON: for the command line and the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from veriset.records.review import Review


def review_to_json(result: Review) -> dict[str, Any]:
    """Return a review as JSON has it; flags in the order of batch and record."""
    return {
        "reference": result.reference,
        "statistics": {name: asdict(values) for name, values in result.statistics.items()},
        "batches": [
            {
                "batch": batch.id,
                "contributor": batch.contributor,
                "records": len(batch.records),
                "suggestion": hex(result.suggestion(batch)),
            }
            for batch in result.batches
        ],
        "flags": [
            {"batch": batch, "record": record, "kind": flag.kind.value, "detail": flag.detail}
            for (batch, record), flags in result.flags.items()
            for flag in flags
        ],
        "floods": [asdict(flood) for flood in result.floods],
    }
