"""Records in files: CSV, Parquet and NumPy's own, and as Arrow and pandas tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from veriset.errors import InputError
from veriset.files import atomic_writer
from veriset.records.check import Problem, check_records, encode_records, raise_first
from veriset.records.field import Field
from veriset.records.schema import Schema

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

FORMATS = ("csv", "parquet", "npy")
"""What files of records can be, by the end of their name."""

_ROWS = 65_536
_SCHEMA_KEY = b"veriset.schema"


def read_records(schema: Schema, path: Path) -> NDArray[np.void]:
    """Read a file of records and check them all.

    A .csv file has a header; .parquet and .csv hold values in units, .npy either those or the
    stored records (an array whose dtype is the schema's). Parts of 65,536 rows are read at a time,
    so that a large file takes no more memory than its records.

    Raises:
        InputError: the file cannot be read, holds no records, or has a problem; it names the row.
    """
    parts: list[NDArray[np.void]] = []
    problems: list[Problem] = []
    row = 1
    for data in read_parts(schema, path):
        records, found = encode_records(schema, data, row)
        problems += found
        row += len(records)
        parts.append(records)
        if problems and problems[0].row is None:
            break  # a column is missing, and that again in each part
    raise_first(problems, str(path))
    if row == 1:
        raise InputError(f"{path} holds no records")
    return np.concatenate(parts)


def read_problems(schema: Schema, path: Path) -> list[Problem]:
    """Return all problems of a file of records, in the order of its rows."""
    problems: list[Problem] = []
    row = 1
    for data in read_parts(schema, path):
        records, found = encode_records(schema, data, row)
        problems += found
        row += len(records)
        if found and found[0].row is None:
            break
    return problems


def read_parts(schema: Schema, path: Path) -> Iterator[Any]:
    """Yield a file's rows in parts, unchecked: Arrow record batches, or one array.

    Raises:
        InputError: the file cannot be read, or is of another format.
    """
    kind = file_format(path)
    if kind == "npy":
        try:
            yield np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise _unreadable(path, error) from error
        return
    import pyarrow as pa

    try:
        yield from _csv_parts(schema, path) if kind == "csv" else _parquet_parts(path)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error) from error


def write_records(schema: Schema, records: NDArray[np.void], path: Path) -> None:
    """Write records to a file, whole or not at all.

    CSV and Parquet get values in units; Parquet also the schema, as metadata. A .npy file gets
    the stored records, so that it reads back to the same bytes.

    Raises:
        InputError: the format is another, or the file cannot be written.
    """
    kind = file_format(path)
    records = check_dtype(schema, records)
    with atomic_writer(path) as file:
        if kind == "npy":
            np.save(file, records)
        elif kind == "parquet":
            import pyarrow.parquet as pq

            pq.write_table(to_arrow(schema, records), file)
        else:
            import pyarrow.csv as pc

            options = pc.WriteOptions(quoting_style="needed")
            pc.write_csv(to_arrow(schema, records, text=True), file, options)


def to_arrow(schema: Schema, records: NDArray[np.void], *, text: bool = False) -> pa.Table:
    """Return records as an Arrow table: a column a field, values in units.

    Args:
        schema: what the records are; it goes into the table's metadata.
        records: stored records.
        text: whether fields of bytes become 0x and hexadecimal digits.
    """
    import pyarrow as pa

    columns = [_to_column(field, records[field.name], text) for field in schema.fields]
    table = pa.Table.from_arrays(columns, names=list(schema.names))
    return table.replace_schema_metadata({_SCHEMA_KEY: schema.to_json()})


def to_pandas(schema: Schema, records: NDArray[np.void]) -> pd.DataFrame:
    """Return records as a pandas table: a column a field, values in units."""
    frame: pd.DataFrame = to_arrow(schema, records).to_pandas()
    return frame


def file_format(path: Path) -> str:
    """Return the format that a file's name ends in.

    Raises:
        InputError: it is none of `FORMATS`.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise InputError(f"{path} is none of .csv, .parquet and .npy; give it such a name")
    return kind


def check_dtype(schema: Schema, records: NDArray[Any]) -> NDArray[np.void]:
    """Return the array if it holds stored records of the schema; else check it and make it so."""
    return records if records.dtype == schema.dtype else check_records(schema, records)


def _csv_parts(schema: Schema, path: Path) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.csv as pc

    # As text, so that whatever stands in a cell can be named together with its row.
    options = pc.ConvertOptions(
        column_types={field.name: pa.string() for field in schema.fields}, strings_can_be_null=False
    )
    with pc.open_csv(path, convert_options=options) as reader:
        for batch in reader:
            names = [str(name).strip() for name in batch.schema.names]
            for name in names:
                if names.count(name) > 1:
                    raise InputError(f"{path} has the column {name} twice")
            columns = [
                _numbers(schema.field(name), column) if name in schema.names else column
                for name, column in zip(names, batch.columns, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(columns, names=names)


def _numbers(field: Field, column: Any) -> Any:
    """Return a column of text as numbers where all of it is that, which is 20 times as fast."""
    import pyarrow as pa
    import pyarrow.compute as pc

    # A float64 holds no whole number of 64 bits exactly; those and all faults are read one by one.
    if field.is_bytes or field.type in ("int64", "uint64") or not pa.types.is_string(column.type):
        return column
    try:
        return pc.cast(pc.utf8_trim_whitespace(column), pa.float64())
    except pa.ArrowInvalid:
        return column


def _parquet_parts(path: Path) -> Iterator[Any]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(_ROWS)


def _to_column(field: Field, stored: NDArray[Any], text: bool) -> Any:
    import pyarrow as pa

    if not field.is_bytes:
        values = np.ascontiguousarray(field.values(stored))
        return pa.array(values.astype(values.dtype.newbyteorder("=")))
    if text:
        return pa.array([field.value_text(value) for value in stored])
    size = field.dtype.itemsize
    buffers = [None, pa.py_buffer(stored.tobytes())]
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(size), len(stored), buffers)


def _unreadable(path: Path, error: Exception) -> InputError:
    lines = str(getattr(error, "strerror", None) or error).strip().splitlines()
    return InputError(f"cannot read {path}: {lines[0] if lines else type(error).__name__}")
