"""Schemas: what the fields of a record are, as a NumPy structured dtype with units and ranges.

A record is its fields one after the other, little-endian and without padding: what NumPy, Arrow
and safetensors hold on every machine of today, so that a page of the chain is an array as it is.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field as Checked

from veriset.errors import InputError
from veriset.records.field import CONFIG, Field, Line, Name, check_field

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydantic import TypeAdapter

FORMAT: Literal["veriset-schema:1"] = "veriset-schema:1"
"""What `format` says; it changes when the meaning of a schema changes."""

MAX_RECORD_SIZE = 256
"""Bytes of the largest record that a dataset takes."""

# In an installed package the schemas lie inside it, in a checkout beside it.
_FOLDERS = tuple(
    Path(__file__).resolve().parents[level] / "manifests" / "schemas" for level in (1, 2)
)


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

    __pydantic_config__ = CONFIG

    name: Name
    fields: Annotated[tuple[Field, ...], Checked(min_length=1)]
    description: Line = ""
    label: Name | None = None
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
            check_field(self.name, field)
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
