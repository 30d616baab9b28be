"""Robust statistics of the fields of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veriset.records.schema import Schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUANTILES = (0.01, 0.25, 0.5, 0.75, 0.99)


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
