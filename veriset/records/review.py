"""What a validator needs to judge records: how they stand beside those validated so far.

Nothing here decides; the flags are where to look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veriset.records.check import find_problems
from veriset.records.field_statistics import FieldStatistics, field_statistics
from veriset.records.flags import Flag, FlagKind, Flags, add_flag, find_outliers, find_repeats
from veriset.records.schema import Schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTLIER_LIMIT = 6.0
"""Robust z-score from which a value is flagged; of normal values 1 in 500 million reaches it.
Iglewicz and Hoaglin's 3.5 would flag a tenth of a dataset whose fields are as skewed as prices."""

FLOOD_SHARE = 0.5
"""One contributor with more than this share of what is under review, among several, is a flood."""

ENOUGH = 100
"""Validated records from which they alone are what others are compared with."""


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
    flags: Flags = {}
    under_review = np.concatenate(
        [np.zeros(0, schema.dtype), *(batch.records for batch in batches)]
    )
    places = [(batch.id, record) for batch in batches for record in range(len(batch.records))]
    invalid = find_problems(schema, under_review)
    for problem in invalid:
        text = f"{problem.field} {problem.value} {problem.reason}"
        add_flag(flags, places[(problem.row or 1) - 1], FlagKind.OUT_OF_RANGE, text)
    sound = np.ones(len(under_review), bool)
    sound[[(problem.row or 1) - 1 for problem in invalid]] = False
    enough = len(validated) >= ENOUGH
    reference = validated if enough else np.concatenate([validated, under_review[sound]])
    statistics = field_statistics(schema, reference)
    for name, values in statistics.items():
        field = schema.field(name)
        for row, text in find_outliers(field, under_review[name], values, outlier_limit):
            if sound[row]:
                add_flag(flags, places[row], FlagKind.OUTLIER, text)
    find_repeats(schema, validated, under_review, places, flags)
    return Review(
        schema=schema,
        batches=tuple(batches),
        statistics=statistics,
        reference=f"{len(validated):,} validated records"
        + ("" if enough else f" and {int(sound.sum()):,} under review"),
        flags={place: tuple(found) for place, found in sorted(flags.items())},
        floods=find_floods(batches),
    )


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
