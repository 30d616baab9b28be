"""Checking records against their schema, all of them, before anything is sent."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from veriset.errors import InputError
from veriset.records.schema import Field, Schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXACT = 2**53
"""From here on a float64 may stand for more than one whole number."""


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
        stored, faults = _store_bytes(field, column) if field.is_bytes else _store(field, column)
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


def _store(field: Field, column: NDArray[Any]) -> tuple[NDArray[Any], list[tuple[int, str]]]:
    """Return a column as it is stored, and the rows (from 0) that cannot be, with reasons."""
    numbers, reasons = (column, _none()) if column.dtype.kind in "iufb" else _parse(column)
    if numbers.dtype.kind in "bf":
        numbers = numbers.astype(np.uint8 if numbers.dtype.kind == "b" else np.float64)
    if field.nan:  # what is missing is NaN where that is allowed
        missing = [row for row, reason in reasons.items() if reason == _MISSING]
        if missing:
            numbers = numbers.astype(np.float64)
            numbers[missing] = np.nan
            reasons = {row: reason for row, reason in reasons.items() if reason != _MISSING}
    stored = np.zeros(len(numbers), field.dtype)
    good = np.ones(len(numbers), bool)
    good[list(reasons)] = False
    for mask, reason in _faults(field, numbers):
        fresh = good & mask
        for row in np.flatnonzero(fresh).tolist():
            reasons[row] = reason
        good &= ~fresh
    fit = numbers[good]
    if field.is_float:
        fit = (
            fit.astype(np.float64) + 0.0
        )  # one zero and one NaN, so that equal records are equal bytes
        fit[np.isnan(fit)] = np.nan
    elif field.scale:
        fit = np.rint(fit / field.scale)
    stored[good] = fit.astype(field.dtype)
    return stored, list(reasons.items())


def _faults(field: Field, numbers: NDArray[Any]) -> Iterator[tuple[NDArray[np.bool_], str]]:
    """Yield masks of what is wrong with a column's numbers; the first to hit a row counts."""
    unit = f" {field.unit}" if field.unit else ""
    is_float = numbers.dtype.kind == "f"
    if is_float:
        if not field.nan:
            yield np.isnan(numbers), "is NaN"
        yield np.isinf(numbers), "is infinite"
    steps = numbers / field.scale if field.scale else numbers
    low, high = field.stored_range
    slack = 1e-6 if field.scale else 0  # 0.3 / 0.1 is a little below 3
    yield steps < low - slack, f"is below {field.value_text(low)}{unit}"
    yield steps > high + slack, f"is above {field.value_text(high)}{unit}"
    if field.scale:
        whole = np.abs(steps - np.rint(np.nan_to_num(steps))) <= slack
        yield ~whole, f"is no multiple of {field.scale:g}; round it"
    elif is_float and not field.is_float:
        yield numbers != np.rint(numbers), "is not a whole number"
        yield np.abs(numbers) >= _EXACT, "is too large for a floating-point number to be exact"


def _none() -> dict[int, str]:
    return {}


_MISSING = "is missing"
_INTEGER = re.compile(r"[+-]?[0-9]{1,20}")


def _parse(column: NDArray[Any]) -> tuple[NDArray[Any], dict[int, str]]:
    """Return the numbers in a column of text or objects, 0 where there is none, and why."""
    numbers: list[int | float] = []
    reasons: dict[int, str] = {}
    for row, value in enumerate(column.tolist()):
        number = _number(value)
        if isinstance(number, str):
            reasons[row] = number
            number = 0
        numbers.append(number)
    return _as_array(numbers), reasons


def _as_array(numbers: list[int | float]) -> NDArray[Any]:
    """Return whole numbers as such where a type holds them all; NumPy would make them float64."""
    if all(isinstance(number, int) for number in numbers):
        for dtype in (np.int64, np.uint64):
            with contextlib.suppress(OverflowError):
                return np.array(numbers, dtype)
    return np.array(numbers, np.float64)


def _number(value: Any) -> int | float | str:
    """Return the number that a cell holds, or why it holds none."""
    if isinstance(value, int | float):
        return value
    if value is None:
        return _MISSING
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return _MISSING
        if _INTEGER.fullmatch(value):
            return int(value)
        if "_" in value:
            return "is not a number"
    try:
        return float(value)
    except (TypeError, ValueError):
        # pandas.NA is missing too, and cannot be asked by comparing.
        return _MISSING if type(value).__name__ == "NAType" else "is not a number"


def _store_bytes(field: Field, column: NDArray[Any]) -> tuple[NDArray[Any], list[tuple[int, str]]]:
    size = field.dtype.itemsize
    if column.dtype == field.dtype:
        return column, []
    stored = np.zeros(len(column), field.dtype)
    faults: list[tuple[int, str]] = []
    for row, value in enumerate(column.tolist()):
        content = value
        if isinstance(value, str):
            try:
                content = bytes.fromhex(value.strip().removeprefix("0x"))
            except ValueError:
                content = b""
        if isinstance(content, bytes) and len(content) == size:
            stored[row] = np.void(content)
        else:
            faults.append((row, f"is not {size} bytes; write 0x and {2 * size} hexadecimal digits"))
    return stored, faults


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
