"""Columns of values, as people and files give them, as they are stored."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from veriset.records.field import Field

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXACT = 2**53
"""From here on a float64 may stand for more than one whole number."""


def store_column(field: Field, column: NDArray[Any]) -> tuple[NDArray[Any], list[tuple[int, str]]]:
    """Return a column as it is stored, and the rows (from 0) that cannot be, with reasons.

    Args:
        field: what the column is.
        column: values in units, numbers, text or objects.

    Returns:
        Stored numbers or bytes, 0 where there is a reason; the reasons, in any order.
    """
    return _store_bytes(field, column) if field.is_bytes else _store_numbers(field, column)


def _store_numbers(
    field: Field, column: NDArray[Any]
) -> tuple[NDArray[Any], list[tuple[int, str]]]:
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
