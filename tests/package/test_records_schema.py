"""Schemas of records: form, canonical bytes, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from veriset.errors import InputError
from veriset.records.field import Field
from veriset.records.schema import Schema, load_schema, parse_schema, schema_names

FIELD = {"name": "a", "type": "uint8"}


def schema(*fields: dict[str, Any], **values: Any) -> bytes:
    given = {"format": "veriset-schema:1", "name": "S", "fields": list(fields) or [FIELD]}
    return json.dumps(given | values).encode()


def test_a_house_is_packed_in_sixteen_bytes() -> None:
    house = load_schema("house_price")
    assert house.dtype == np.dtype(
        [
            ("house_size", "<u2"),
            ("bedrooms", "u1"),
            ("bathrooms", "u1"),
            ("location", "<u4"),
            ("year_built", "<u2"),
            ("school_count", "u1"),
            ("crime_rate", "u1"),
            ("price", "<u4"),
        ]
    )
    assert house.record_size == 16
    assert house.label == "price"
    record = np.zeros(1, house.dtype)
    record["price"] = 0x01020304
    assert record.tobytes()[12:] == bytes([4, 3, 2, 1])


def test_an_image_annotation() -> None:
    annotation = load_schema("image_annotation")
    assert annotation.names == ("image", "x", "y", "height", "width", "class")
    assert annotation.record_size == 18
    assert schema_names() == ["house_price", "image_annotation"]


@pytest.mark.parametrize("name", ["house_price", "image_annotation"])
def test_canonical_bytes_read_back_and_do_not_depend_on_the_order_of_keys(name: str) -> None:
    known = load_schema(name)
    content = known.to_json()
    assert parse_schema(content) == known
    assert parse_schema(content).to_json() == content
    turned = json.dumps(dict(reversed(json.loads(content).items())), indent=3).encode()
    assert parse_schema(turned).to_json() == content
    assert (
        content
        == json.dumps(
            json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
    )


def test_the_hash_is_that_of_the_canonical_bytes() -> None:
    from eth_utils.crypto import keccak

    known = load_schema("house_price")
    assert known.hash == keccak(known.to_json())


def test_zero_is_a_bound_and_not_a_default() -> None:
    content = schema({**FIELD, "type": "int8", "minimum": 0})
    again = parse_schema(parse_schema(content).to_json())
    assert again.field("a").stored_range == (0, 127)


def test_whole_numbers_have_one_form() -> None:
    one = parse_schema(schema({**FIELD, "maximum": 4}))
    assert one.to_json() == parse_schema(schema({**FIELD, "maximum": 4.0})).to_json()


@pytest.mark.parametrize(
    ("field", "stored"),
    [
        (Field("a", "uint8"), (0, 255)),
        (Field("a", "int16", minimum=-3.5, maximum=3.5), (-3, 3)),
        (Field("a", "uint8", minimum=0.3, maximum=0.3, scale=0.1), (3, 3)),
        (Field("a", "uint8", minimum=0, maximum=1000, scale=0.5), (0, 255)),
        (Field("a", "float32", minimum=-1, maximum=1), (-1, 1)),
        (Field("a", "uint64"), (0, 2**64 - 1)),
    ],
)
def test_the_range_of_what_is_stored(field: Field, stored: tuple[float, float]) -> None:
    assert field.stored_range == stored


def test_scaled_values_have_the_decimals_of_their_scale() -> None:
    field = Field("a", "uint8", scale=0.1)
    assert field.values(np.array([3, 7], np.uint8)).tolist() == [0.3, 0.7]
    assert field.value_text(np.uint8(3)) == "0.3"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[]", "is not a schema of records"),
        (b"{", "is not a schema of records"),
        (schema({**FIELD, "type": "object"}), "fields.0.type"),
        (schema({**FIELD, "type": "bytes33"}), "fields.0.type"),
        (schema({**FIELD, "type": "float128"}), "fields.0.type"),
        (schema({**FIELD, "name": "a b"}), "fields.0.name"),
        (schema({**FIELD, "unit": "\x1b[31m"}), "fields.0.unit"),
        (schema({**FIELD, "units": "m"}), "fields.0.units"),
        (schema({**FIELD, "scale": 0}), "fields.0.scale"),
        (schema(FIELD, FIELD), "has the field a twice"),
        (schema(label="b"), "has no field b to be its label"),
        (schema(format="veriset-schema:2"), "format"),
        (schema({**FIELD, "nan": True}), "uint8 cannot hold NaN"),
        (schema({**FIELD, "type": "float32", "scale": 0.5}), "only integers of up to 32 bits"),
        (schema({**FIELD, "type": "uint64", "scale": 0.5}), "only integers of up to 32 bits"),
        (schema({**FIELD, "type": "bytes4", "minimum": 1}), "bytes have no range"),
        (schema({**FIELD, "minimum": 5, "maximum": 4}), "no uint8 is in its range"),
        (schema({**FIELD, "minimum": 300}), "no uint8 is in its range"),
        (
            schema(*({"name": f"f{i}", "type": "bytes32"} for i in range(9))),
            "has 288 bytes; the largest has 256",
        ),
    ],
)
def test_what_is_no_schema_is_refused_in_one_line(content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse_schema(content)
    assert "\n" not in str(caught.value)


def test_a_schema_that_is_not_there(tmp_path: Any) -> None:
    with pytest.raises(InputError, match=r"no schema 'house'; give a \.json file or one of house_"):
        load_schema("house")
    with pytest.raises(InputError, match=r"cannot read .*none\.json"):
        load_schema(tmp_path / "none.json")


def test_records_of_a_broken_length_are_refused() -> None:
    known = load_schema("house_price")
    assert len(known.decode(bytes(32))) == 2
    with pytest.raises(InputError, match="33 bytes are no whole number of HousePrice records"):
        known.decode(bytes(33))


def test_the_largest_record() -> None:
    wide = Schema("Wide", tuple(Field(f"f{i}", "bytes32") for i in range(8)))
    assert wide.record_size == 256
