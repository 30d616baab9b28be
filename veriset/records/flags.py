"""Flags: why a record under review deserves a look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from veriset.records.field import Field
from veriset.records.field_statistics import FieldStatistics
from veriset.records.schema import Schema

if TYPE_CHECKING:
    from numpy.typing import NDArray


class FlagKind(str, Enum):
    """Why a record deserves a look."""

    OUT_OF_RANGE = "out of range"
    OUTLIER = "outlier"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Flag:
    """A reason to look at a record.

    Attributes:
        kind: what kind of reason.
        detail: one line with the field and value, or the other record.
    """

    kind: FlagKind
    detail: str


Flags = dict[tuple[int, int], list[Flag]]
"""Flags by batch and position in it, from 0."""


def find_outliers(
    field: Field, stored: NDArray[Any], statistics: FieldStatistics, limit: float
) -> Iterator[tuple[int, str]]:
    """Yield the row (from 0) and what is to be said of each value beyond the limit.

    Args:
        field: whose values they are.
        stored: the numbers as they are stored.
        statistics: what they are compared with.
        limit: robust z-score |value - median| / spread.
    """
    if not statistics.spread:
        return
    values = field.values(stored).astype(np.float64)
    scores = np.abs(values - statistics.median) / statistics.spread
    for row in np.flatnonzero(scores > limit).tolist():
        yield (
            row,
            f"{field.name} {field.value_text(stored[row])} is {scores[row]:.0f} spreads from the "
            f"median {statistics.median:g}",
        )


def find_repeats(
    schema: Schema,
    validated: NDArray[np.void],
    under_review: NDArray[np.void],
    places: Sequence[tuple[int, int]],
    flags: Flags,
) -> None:
    """Flag records that repeat another, or give other labels to the same features.

    Args:
        schema: what the records are.
        validated: records, which get no flags.
        under_review: records.
        places: batch and position in it of each record under review.
        flags: what is added to.
    """
    rows = np.concatenate([validated, under_review])
    features = _as_bytes(rows, [name for name in schema.names if name != schema.label])
    labels = _as_bytes(rows, [schema.label] if schema.label is not None else [])
    first: dict[tuple[bytes, bytes], int] = {}
    by_features: dict[bytes, int] = {}
    offset = len(validated)

    def name(row: int) -> str:
        if row < offset:
            return "a validated record"
        batch, record = places[row - offset]
        return f"batch {batch} record {record}"

    for row, (feature, label) in enumerate(zip(features, labels, strict=True)):
        same = first.setdefault((feature, label), row)
        other = by_features.setdefault(feature, row)
        if row < offset:
            continue
        if same != row:
            add_flag(flags, places[row - offset], FlagKind.DUPLICATE, f"same as {name(same)}")
        elif other != row:
            text = f"same features as {{}}, other {schema.label}"
            add_flag(flags, places[row - offset], FlagKind.CONFLICT, text.format(name(other)))
            if other >= offset:  # which of the two is right is not known
                text = text.format(name(row))
                if not any(
                    flag.kind is FlagKind.CONFLICT for flag in flags.get(places[other - offset], ())
                ):
                    add_flag(flags, places[other - offset], FlagKind.CONFLICT, text)


def _as_bytes(records: NDArray[np.void], names: list[str]) -> list[bytes]:
    if not names:
        return [b""] * len(records)
    columns = [np.ascontiguousarray(records[name]).view(np.uint8) for name in names]
    joined = np.hstack([column.reshape(len(records), -1) for column in columns])
    size, content = joined.shape[1], joined.tobytes()
    return [content[start : start + size] for start in range(0, len(content), size)]


def add_flag(flags: Flags, place: tuple[int, int], kind: FlagKind, detail: str) -> None:
    """Add a flag to those of a record."""
    flags.setdefault(place, []).append(Flag(kind, detail))
