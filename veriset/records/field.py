"""The fields of a record: a NumPy scalar type or bytes, with unit, range and scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import ConfigDict, StringConstraints
from pydantic import Field as Checked

from veriset.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONFIG = ConfigDict(extra="forbid")
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
_Type = Annotated[
    str,
    StringConstraints(pattern=r"^(u?int(8|16|32|64)|float(16|32|64)|bytes([1-9]|[12]\d|3[0-2]))$"),
]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]{0,200}$")]
_Number = int | float


@dataclass(frozen=True)
class Field:
    """One field of a record.

    Attributes:
        name: a letter, then letters, digits and `_`; 64 characters at most.
        type: a NumPy scalar type from int8 to uint64 or float16 to float64, or bytes1 to bytes32.
        description: what it is, one line of 200 characters at most.
        unit: such as m2 or USD; empty where there is none.
        minimum: least value, in units; None takes the type's.
        maximum: largest value, in units; None takes the type's.
        scale: fixed point: the value is the stored integer times this; None for as it is.
        nan: whether a floating-point field may be NaN; infinity never may.
        nominal: whether its numbers are names, such as ZIP codes or classes, so that one is not
            near or far from another and statistics of spread mean nothing.
    """

    __pydantic_config__ = CONFIG

    name: Name
    type: _Type
    description: Line = ""
    unit: Line = ""
    minimum: _Number | None = None
    maximum: _Number | None = None
    scale: Annotated[float, Checked(gt=0, allow_inf_nan=False)] | None = None
    nan: bool = False
    nominal: bool = False

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy type as it is stored, little-endian."""
        if self.is_bytes:
            return np.dtype((np.void, int(self.type[5:])))
        dtype: np.dtype[Any] = np.dtype(self.type).newbyteorder("<")
        return dtype

    @property
    def is_bytes(self) -> bool:
        """Whether it holds bytes, such as the start of a hash, and no number."""
        return self.type.startswith("bytes")

    @property
    def is_float(self) -> bool:
        """Whether it is stored as a floating-point number."""
        return self.type.startswith("float")

    @cached_property
    def stored_range(self) -> tuple[_Number, _Number]:
        """The least and the largest number that may be stored, both inclusive."""
        if self.is_float:
            info = np.finfo(self.dtype)
            low = float(info.min) if self.minimum is None else self.minimum
            return low, float(info.max) if self.maximum is None else self.maximum
        bounds = np.iinfo(self.dtype)
        low, high = int(bounds.min), int(bounds.max)
        scale = self.scale or 1
        # 0.3 / 0.1 is a little below 3; a millionth of a step is not a step.
        if self.minimum is not None:
            low = max(low, math.ceil(self.minimum / scale - 1e-6 if self.scale else self.minimum))
        if self.maximum is not None:
            high = min(
                high, math.floor(self.maximum / scale + 1e-6 if self.scale else self.maximum)
            )
        return low, high

    @property
    def range_text(self) -> str:
        """The range in words, such as `1600 to 2100` or `1 to 5000 m2`."""
        low, high = (self.value_text(bound) for bound in self.stored_range)
        return f"{low} to {high}{' ' + self.unit if self.unit else ''}"

    def value_text(self, stored: Any) -> str:
        """Return one stored number or bytes as a person writes it."""
        if self.is_bytes:
            return "0x" + bytes(stored).hex()
        return f"{stored * self.scale:.10g}" if self.scale else f"{stored:.15g}"

    def values(self, stored: NDArray[Any]) -> NDArray[Any]:
        """Return the values in units of stored numbers; float64 where the field has a scale."""
        if not self.scale:
            return stored
        # A whole number times 0.1 has one decimal, whatever binary floating point makes of it.
        exponent = Decimal(repr(self.scale)).as_tuple().exponent
        values: NDArray[Any] = np.round(stored * self.scale, -min(int(exponent), 0))
        return values


def check_field(schema: str, field: Field) -> None:
    """Refuse a field whose type, range and scale do not fit together.

    Raises:
        InputError: it names schema and field.
    """
    where = f"schema {schema}, field {field.name}"
    if field.is_bytes:
        if (field.minimum, field.maximum, field.scale, field.nan) != (None, None, None, False):
            raise InputError(f"{where}: bytes have no range, scale or NaN")
        return
    if field.nan and not field.is_float:
        raise InputError(f"{where}: {field.type} cannot hold NaN")
    if field.scale is not None and (field.is_float or field.dtype.itemsize > 4):
        raise InputError(f"{where}: only integers of up to 32 bits can have a scale")
    for bound in (field.minimum, field.maximum):
        if bound is not None and not math.isfinite(bound):
            raise InputError(f"{where}: a range ends at {bound}")
    low, high = field.stored_range
    if low > high:
        raise InputError(f"{where}: no {field.type} is in its range")
