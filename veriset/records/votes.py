"""Votes as a table: a row a record, and from it a bitmap a batch.

The columns are `batch` and `record` (both from 0, as on the chain) and `valid` (1 or 0, true or
false, yes or no). Others are ignored, so that the table which `write_ballot` makes can be filled
in with what it shows beside them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from veriset.errors import InputError
from veriset.files import write_atomically
from veriset.records.review import Review, bitmap_of

COLUMNS = ("batch", "record", "valid")
MAX_BATCH = 256
"""Most records in a batch, and bits in a bitmap."""

_WORDS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def read_votes(path: Path, counts: Mapping[int, int]) -> dict[int, int]:
    """Return a bitmap for each batch in a CSV file: bit i is set if record i is valid.

    Args:
        path: the file.
        counts: number of records of each batch.

    Raises:
        InputError: the file cannot be read, names a record twice or one that does not exist, or
            leaves records of a batch out; it names row, column and value.
    """
    votes: dict[int, dict[int, bool]] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file, skipinitialspace=True)
            names = [name.strip() for name in rows.fieldnames or ()]
            rows.fieldnames = names
            for column in COLUMNS:
                if column not in names:
                    raise InputError(
                        f"{path} has no column {column}; it needs {', '.join(COLUMNS)}"
                    )
            for row, cells in enumerate(rows, 1):
                where = f"{path}: row {row}"
                batch = _whole(cells["batch"], f"{where}: batch")
                record = _whole(cells["record"], f"{where}: record")
                if batch not in counts:
                    raise InputError(f"{where}: there is no batch {batch}")
                if record >= counts[batch]:
                    raise InputError(
                        f"{where}: record {record} is not in batch {batch}, "
                        f"which has records 0 to {counts[batch] - 1}"
                    )
                word = (cells["valid"] or "").strip().lower()
                if word not in _WORDS:
                    raise InputError(f"{where}: valid {word!r} is not 1 or 0")
                if record in votes.setdefault(batch, {}):
                    raise InputError(f"{where}: batch {batch} record {record} is there twice")
                votes[batch][record] = _WORDS[word]
    except (OSError, UnicodeError, csv.Error) as error:
        raise InputError(
            f"cannot read {path}: {getattr(error, 'strerror', None) or error}"
        ) from error
    if not votes:
        raise InputError(f"{path} holds no votes")
    for batch, records in votes.items():
        for record in range(counts[batch]):
            if record not in records:
                raise InputError(
                    f"{path}: batch {batch} record {record} is missing; "
                    "a vote is on a whole batch, and cannot be taken back"
                )
    return {
        batch: bitmap_of(records[record] for record in range(counts[batch]))
        for batch, records in sorted(votes.items())
    }


def write_ballot(review: Review, path: Path) -> None:
    """Write a table of all records under review with their flags, ready to be voted on.

    `valid` is 0 for what is flagged and 1 for the rest: a suggestion, to be looked over.

    Raises:
        InputError: the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, "flags", "contributor", *review.schema.names])
    for batch in review.batches:
        for record, values in enumerate(batch.records):
            flags = review.flags.get((batch.id, record), ())
            writer.writerow(
                [
                    batch.id,
                    record,
                    int(not flags),
                    "; ".join(f"{flag.kind.value}: {flag.detail}" for flag in flags),
                    batch.contributor,
                    *(field.value_text(values[field.name]) for field in review.schema.fields),
                ]
            )
    write_atomically(path, text.getvalue().encode())


def _whole(text: str | None, where: str) -> int:
    cell = (text or "").strip()
    if not cell.isascii() or not cell.isdigit() or len(cell) > 12:
        raise InputError(f"{where} {cell!r} is not a whole number")
    return int(cell)
