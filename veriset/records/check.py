"""Checking records against their schema, all of them, before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from veriset.errors import InputError
from veriset.records.columns import store_column
from veriset.records.schema import Schema

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Problem:
    """What keeps a record out.

    Attributes:
        row: of the data, from 1; a file's header is not counted. None if it is about a column.
        field: name of the field or column.
        value: as it was given; empty if there is none.
        reason: what is wrong with it.
    """

    row: int | None
    field: str
    value: str
    reason: str

    def __str__(self) -> str:
        """Return one line that names row, field and value."""
        if self.row is None:
            return f"column {self.field} {self.reason}"
        return " ".join(filter(None, (f"row {self.row}: {self.field}", self.value, self.reason)))


def check_records(schema: Schema, data: Any, name: str = "the records") -> NDArray[np.void]:
    """Return the data as records of the schema, once nothing is wrong with it.

    Args:
        schema: what the records are.
        data: an array whose dtype is the schema's (stored numbers); or values in units by name of
            column: a mapping to arrays, another structured array, a pandas or Arrow table.
        name: what an error calls the data.

    Raises:
        InputError: the first problem in the order of the rows, and how many there are.
    """
    records, problems = encode_records(schema, data)
    raise_first(problems, name)
    return records


def find_problems(schema: Schema, data: Any) -> list[Problem]:
    """Return all that `check_records` would refuse, in the order of the rows and fields."""
    return encode_records(schema, data)[1]


def raise_first(problems: list[Problem], name: str) -> None:
    """Raise the first problem as an InputError, if there is any."""
    if problems:
        more = len(problems) - 1
        raise InputError(f"{name}: {problems[0]}" + (f" (and {more:,} more)" if more else ""))


def encode_records(
    schema: Schema, data: Any, first_row: int = 1
) -> tuple[NDArray[np.void], list[Problem]]:
    """Return the data as records, with zeros for what cannot be stored, and the problems.

    Args:
        schema: what the records are.
        data: as for `check_records`.
        first_row: number of the first row, for data that come in parts.
    """
    columns = _columns(schema, data)
    if problems := _column_problems(schema, columns):
        return np.zeros(0, schema.dtype), problems
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1:
        raise InputError(f"the columns have different lengths: {sorted(lengths)}")
    records = np.zeros(lengths.pop(), schema.dtype)
    found: list[tuple[int, int, Problem]] = []
    for position, field in enumerate(schema.fields):
        column = columns[field.name]
        stored, faults = store_column(field, column)
        records[field.name] = stored
        for row, reason in faults:
            problem = Problem(row + first_row, field.name, _text(column[row]), reason)
            found.append((row, position, problem))
    found.sort(key=lambda item: item[:2])
    return records, [problem for _, _, problem in found]


def _columns(schema: Schema, data: Any) -> Mapping[str, NDArray[Any]]:
    if isinstance(data, np.ndarray):
        if data.ndim != 1 or data.dtype.names is None:
            raise InputError(
                f"records are a one-dimensional structured array, not {data.dtype} of shape "
                f"{data.shape}; give it the fields {', '.join(schema.names)}"
            )
        if data.dtype == schema.dtype:
            return {field.name: field.values(data[field.name]) for field in schema.fields}
        return {name: data[name] for name in data.dtype.names}
    if hasattr(data, "column_names"):  # Arrow's tables and record batches
        return {name: _from_arrow(data.column(name)) for name in data.column_names}
    # A mapping to arrays, or a pandas DataFrame.
    return {str(name): np.asarray(data[name]) for name in data.keys()}  # noqa: SIM118


def _from_arrow(column: Any) -> NDArray[Any]:
    # Integers with a missing one among them would become floating-point numbers.
    if column.null_count:
        return np.array(column.to_pylist(), dtype=object)
    array: NDArray[Any] = column.to_numpy(**({} if hasattr(column, "chunks") else _COPY))
    return array


_COPY: dict[str, Any] = {"zero_copy_only": False}


def _column_problems(schema: Schema, columns: Mapping[str, Any]) -> list[Problem]:
    fields = ", ".join(schema.names)
    missing = [name for name in schema.names if name not in columns]
    unknown = [name for name in columns if name not in schema.names]
    return [
        *(Problem(None, name, "", f"is missing; {schema.name} has {fields}") for name in missing),
        *(Problem(None, repr(name), "", f"is no field of {schema.name}") for name in unknown),
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, np.void):
        value = value.tobytes()
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, str):
        text = str(value)
        return repr(text if len(text) <= 40 else text[:40] + "…") if text.strip() else ""
    return f"{value:.15g}" if isinstance(value, float | np.floating) else str(value)
