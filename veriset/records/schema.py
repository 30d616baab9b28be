"""Schemas: what the fields of a record are, as a NumPy structured dtype with units and ranges.

A record is its fields one after the other, little-endian and without padding: what NumPy, Arrow
and safetensors hold on every machine of today, so that a page of the chain is an array as it is.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import ConfigDict, StringConstraints
from pydantic import Field as Checked

from veriset.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydantic import TypeAdapter

FORMAT: Literal["veriset-schema:1"] = "veriset-schema:1"
"""What `format` says; it changes when the meaning of a schema changes."""

MAX_RECORD_SIZE = 256
"""Bytes of the largest record that a dataset takes."""

_CONFIG = ConfigDict(extra="forbid")
_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
_Type = Annotated[
    str,
    StringConstraints(pattern=r"^(u?int(8|16|32|64)|float(16|32|64)|bytes([1-9]|[12]\d|3[0-2]))$"),
]
_Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]{0,200}$")]
_Number = int | float
# In an installed package the schemas lie inside it, in a checkout beside it.
_FOLDERS = tuple(
    Path(__file__).resolve().parents[level] / "manifests" / "schemas" for level in (1, 2)
)


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

    __pydantic_config__ = _CONFIG

    name: _Name
    type: _Type
    description: _Line = ""
    unit: _Line = ""
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

    def _steps(self, value: _Number) -> _Number:
        # 0.3 / 0.1 is a little below 3; a millionth of a step is not a step.
        return round(value / self.scale, 6) if self.scale else value

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


@dataclass(frozen=True)
class Schema:
    """What a record of a dataset is.

    Attributes:
        name: a letter, then letters, digits and `_`.
        fields: in the order in which they are stored.
        description: what a record is, one line.
        label: name of the field that a model learns to predict; None if there is none.
        format: always `FORMAT`.
    """

    __pydantic_config__ = _CONFIG

    name: _Name
    fields: Annotated[tuple[Field, ...], Checked(min_length=1)]
    description: _Line = ""
    label: _Name | None = None
    format: Literal["veriset-schema:1"] = FORMAT

    def __post_init__(self) -> None:
        """Refuse what does not fit together.

        Raises:
            InputError: names, types, ranges or the record's size.
        """
        names = [field.name for field in self.fields]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"schema {self.name} has the field {name} twice")
        if self.label is not None and self.label not in names:
            raise InputError(f"schema {self.name} has no field {self.label} to be its label")
        for field in self.fields:
            _check_field(self.name, field)
        if not 1 <= self.record_size <= MAX_RECORD_SIZE:
            raise InputError(
                f"a record of {self.name} has {self.record_size} bytes; "
                f"the largest has {MAX_RECORD_SIZE}"
            )

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        """The record as a NumPy structured dtype: packed, little-endian, as stored."""
        return np.dtype([(field.name, field.dtype) for field in self.fields])

    @property
    def record_size(self) -> int:
        """Bytes of a record, 1 to 256."""
        return self.dtype.itemsize

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, in their order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """Return the field of that name.

        Raises:
            InputError: there is none.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise InputError(f"{self.name} has no field {name!r}; it has {', '.join(self.names)}")

    def to_json(self) -> bytes:
        """Return the canonical bytes (RFC 8785), which go to the chain; no line feed."""
        import orjson

        values = _stated(asdict(self)) | {
            "fields": [_stated(asdict(field)) for field in self.fields]
        }
        return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)

    @property
    def hash(self) -> bytes:
        """keccak256 of the canonical bytes, 32 bytes."""
        from tiny_keccak import keccak256

        return keccak256(self.to_json())

    def decode(self, content: bytes) -> NDArray[np.void]:
        """Return the records in packed bytes, without a copy.

        Raises:
            InputError: the length is no multiple of a record's.
        """
        if len(content) % self.record_size:
            raise InputError(
                f"{len(content)} bytes are no whole number of {self.name} records "
                f"of {self.record_size} bytes"
            )
        return np.frombuffer(content, self.dtype)


def parse_schema(content: bytes, name: str = "the schema") -> Schema:
    """Return the schema in JSON bytes.

    Args:
        content: JSON, from a file or the chain; anybody may have written it.
        name: what an error calls it.

    Raises:
        InputError: it is not a schema.
    """
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{name} is not a schema of records: {place + ': ' if place else ''}{first['msg']}"
        ) from error


def load_schema(name_or_path: str | Path) -> Schema:
    """Return a schema that Veriset ships, by name, or the one in a JSON file.

    Raises:
        InputError: there is none, or the file is not a schema.
    """
    path = Path(name_or_path)
    shipped = _shipped()
    if str(name_or_path) in shipped:
        path = shipped[str(name_or_path)]
    elif path.suffix != ".json" and not path.exists():
        raise InputError(
            f"there is no schema {str(name_or_path)!r}; give a .json file or one of "
            f"{', '.join(sorted(shipped))}"
        )
    try:
        return parse_schema(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def schema_names() -> list[str]:
    """Return the names of the schemas that Veriset ships."""
    return sorted(_shipped())


def _shipped() -> dict[str, Path]:
    return {path.stem: path for folder in _FOLDERS for path in folder.glob("*.json")}


def _check_field(schema: str, field: Field) -> None:
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


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is at its default, and write 4.0 as 4, as RFC 8785 does."""
    return {
        key: int(value) if isinstance(value, float) and value.is_integer() else value
        for key, value in values.items()
        if value is not None and value is not False and value != ""
    }


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Schema]:
    from pydantic import TypeAdapter

    return TypeAdapter(Schema)
