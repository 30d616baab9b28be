"""What a validator needs to judge records: how they stand beside those validated so far.

Nothing here decides; the flags are where to look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from veriset.records.check import find_problems
from veriset.records.schema import Field, Schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTLIER_LIMIT = 6.0
"""Robust z-score from which a value is flagged; of normal values 1 in 500 million reaches it.
Iglewicz and Hoaglin's 3.5 would flag a tenth of a dataset whose fields are as skewed as prices."""

FLOOD_SHARE = 0.5
"""One contributor with more than this share of what is under review, among several, is a flood."""

ENOUGH = 100
"""Validated records from which they alone are what others are compared with."""

QUANTILES = (0.01, 0.25, 0.5, 0.75, 0.99)


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


@dataclass(frozen=True)
class ReviewBatch:
    """A batch under review.

    Attributes:
        id: of the batch on the chain, from 0.
        contributor: who contributed it.
        records: its records, 1 to 256, as they are stored.
    """

    id: int
    contributor: str
    records: NDArray[np.void]


@dataclass(frozen=True)
class FieldStatistics:
    """Robust statistics of a field, in its units.

    Attributes:
        count: values, without NaN.
        median: the middle value.
        mad: median absolute deviation from the median, not scaled.
        spread: estimate of the standard deviation: 1.4826 MAD, or 1.2533 times the mean absolute
            deviation where more than half of the values are equal; 0 if all are.
        quantiles: the values at `QUANTILES`.
        minimum: least value.
        maximum: largest value.
    """

    count: int
    median: float
    mad: float
    spread: float
    quantiles: tuple[float, ...]
    minimum: float
    maximum: float


@dataclass(frozen=True)
class Flood:
    """A contributor who gave most of what is under review."""

    contributor: str
    count: int
    share: float


@dataclass(frozen=True)
class Review:
    """Records under review beside the validated ones.

    Attributes:
        schema: what the records are.
        batches: under review.
        statistics: of what the records are compared with, by field; numbers that are no names.
        reference: what they are compared with, in words.
        flags: by batch and position in it, from 0; only records that have some.
        floods: contributors who gave most of what is under review.
    """

    schema: Schema
    batches: tuple[ReviewBatch, ...]
    statistics: Mapping[str, FieldStatistics]
    reference: str
    flags: Mapping[tuple[int, int], tuple[Flag, ...]]
    floods: tuple[Flood, ...]

    def suggestion(self, batch: ReviewBatch) -> int:
        """Return the bitmap in which each record without a flag is valid (bit i is record i)."""
        return bitmap_of(
            (batch.id, record) not in self.flags for record in range(len(batch.records))
        )


def review_records(
    schema: Schema,
    validated: NDArray[np.void],
    batches: Sequence[ReviewBatch],
    outlier_limit: float = OUTLIER_LIMIT,
) -> Review:
    """Compare the records under review with the validated ones and with each other.

    Args:
        schema: what the records are.
        validated: the validated records. Below `ENOUGH` of them, those under review are compared
            with both together.
        batches: the batches under review.
        outlier_limit: robust z-score |value - median| / spread from which a value is flagged.
    """
    flags: dict[tuple[int, int], list[Flag]] = {}
    under_review = np.concatenate(
        [np.zeros(0, schema.dtype), *(batch.records for batch in batches)]
    )
    places = [(batch.id, record) for batch in batches for record in range(len(batch.records))]
    invalid = find_problems(schema, under_review)
    for problem in invalid:
        text = f"{problem.field} {problem.value} {problem.reason}"
        _add(flags, places[(problem.row or 1) - 1], FlagKind.OUT_OF_RANGE, text)
    sound = np.ones(len(under_review), bool)
    sound[[(problem.row or 1) - 1 for problem in invalid]] = False
    enough = len(validated) >= ENOUGH
    reference = validated if enough else np.concatenate([validated, under_review[sound]])
    statistics = field_statistics(schema, reference)
    for name, values in statistics.items():
        field = schema.field(name)
        for row, text in _outliers(field, under_review[name], values, outlier_limit):
            if sound[row]:
                _add(flags, places[row], FlagKind.OUTLIER, text)
    _find_repeats(schema, validated, under_review, places, flags)
    return Review(
        schema=schema,
        batches=tuple(batches),
        statistics=statistics,
        reference=f"{len(validated):,} validated records"
        + ("" if enough else f" and {int(sound.sum()):,} under review"),
        flags={place: tuple(found) for place, found in sorted(flags.items())},
        floods=find_floods(batches),
    )


def field_statistics(schema: Schema, records: NDArray[np.void]) -> dict[str, FieldStatistics]:
    """Return the robust statistics of each field that is a number and no name."""
    found: dict[str, FieldStatistics] = {}
    for field in schema.fields:
        if field.is_bytes or field.nominal:
            continue
        values = field.values(records[field.name]).astype(np.float64)
        values = values[np.isfinite(values)]
        if not len(values):
            continue
        median = float(np.median(values))
        deviations = np.abs(values - median)
        mad = float(np.median(deviations))
        found[field.name] = FieldStatistics(
            count=len(values),
            median=median,
            mad=mad,
            spread=1.4826 * mad if mad else 1.2533 * float(deviations.mean()),
            quantiles=tuple(float(value) for value in np.quantile(values, QUANTILES)),
            minimum=float(values.min()),
            maximum=float(values.max()),
        )
    return found


def find_floods(batches: Sequence[ReviewBatch]) -> tuple[Flood, ...]:
    """Return who gave most of what is under review, if several contributed to it."""
    counts: Counter[str] = Counter()
    for batch in batches:
        counts[batch.contributor] += len(batch.records)
    total = counts.total()
    return tuple(
        Flood(contributor, count, count / total)
        for contributor, count in counts.most_common(1)
        if len(counts) > 1 and count > FLOOD_SHARE * total
    )


def bitmap_of(valid: Iterable[bool]) -> int:
    """Return the number whose bit i, counted from the lowest, says whether record i is valid."""
    return sum(1 << record for record, is_valid in enumerate(valid) if is_valid)


def _outliers(
    field: Field, stored: NDArray[Any], statistics: FieldStatistics, limit: float
) -> Iterable[tuple[int, str]]:
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


def _find_repeats(
    schema: Schema,
    validated: NDArray[np.void],
    under_review: NDArray[np.void],
    places: Sequence[tuple[int, int]],
    flags: dict[tuple[int, int], list[Flag]],
) -> None:
    """Flag records that repeat another, or give other labels to the same features."""
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
            _add(flags, places[row - offset], FlagKind.DUPLICATE, f"same as {name(same)}")
        elif other != row:
            text = f"same features as {{}}, other {schema.label}"
            _add(flags, places[row - offset], FlagKind.CONFLICT, text.format(name(other)))
            if other >= offset:  # which of the two is right is not known
                text = text.format(name(row))
                if not any(
                    flag.kind is FlagKind.CONFLICT for flag in flags.get(places[other - offset], ())
                ):
                    _add(flags, places[other - offset], FlagKind.CONFLICT, text)


def _as_bytes(records: NDArray[np.void], names: list[str]) -> list[bytes]:
    if not names:
        return [b""] * len(records)
    columns = [np.ascontiguousarray(records[name]).view(np.uint8) for name in names]
    joined = np.hstack([column.reshape(len(records), -1) for column in columns])
    size, content = joined.shape[1], joined.tobytes()
    return [content[start : start + size] for start in range(0, len(content), size)]


def _add(
    flags: dict[tuple[int, int], list[Flag]], place: tuple[int, int], kind: FlagKind, detail: str
) -> None:
    flags.setdefault(place, []).append(Flag(kind, detail))
