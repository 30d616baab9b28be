"""Records as JSON has them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from veriset.chain.annotation_campaign import bits_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veriset.chain.dataset_types import Batch
    from veriset.records.field import Field
    from veriset.records.schema import Schema

_SAFE_INTEGER = 2**53


def values_of(schema: Schema, records: NDArray[Any]) -> list[dict[str, Any]]:
    """Return each record by its fields' names: values in units, bytes in hexadecimal."""
    columns = [_column(field, records[field.name]) for field in schema.fields]
    return [dict(zip(schema.names, row, strict=True)) for row in zip(*columns, strict=True)]


def validated_positions(batch: Batch) -> list[int]:
    """Return the positions of a batch's validated records."""
    return bits_of(batch.outcome)


def _column(field: Field, stored: NDArray[Any]) -> list[Any]:
    if field.is_bytes:
        return ["0x" + bytes(value).hex() for value in stored]
    return [_number(value) for value in field.values(stored).tolist()]


def _number(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value) if abs(value) > _SAFE_INTEGER else value  # readers of JSON would round it
