"""Records that do not fit their schema: each is named by field, row and value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from veriset.errors import InputError
from veriset.records.check import check_records, find_problems
from veriset.records.field import Field
from veriset.records.schema import Schema, load_schema

HOUSE = load_schema("house_price")
GOOD: dict[str, list[Any]] = {
    "house_size": [120, 80],
    "bedrooms": [3, 2],
    "bathrooms": [1.5, 1],
    "location": [2139, 94110],
    "year_built": [1950, 2001],
    "school_count": [4, 2],
    "crime_rate": [20.5, 10],
    "price": [500_000, 900_000],
}


def with_value(field: str, value: Any) -> dict[str, np.ndarray[Any, Any]]:
    """Return good columns, but for one value in the second row."""
    columns = {name: np.array(values) for name, values in GOOD.items()}
    columns[field] = np.array([GOOD[field][0], value])
    return columns


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("price", -5, "row 2: price -5 is below 1 USD"),
        ("price", 0, "row 2: price 0 is below 1 USD"),
        ("price", 2**32, "row 2: price 4294967296 is above 1000000000 USD"),
        ("price", 10**30, f"row 2: price {10**30} is above 1000000000 USD"),
        ("price", 10.5, "row 2: price 10.5 is not a whole number"),
        ("price", float("nan"), "row 2: price nan is NaN"),
        ("price", float("inf"), "row 2: price inf is infinite"),
        ("price", "12a", "row 2: price '12a' is not a number"),
        ("price", "1_000", "row 2: price '1_000' is not a number"),
        ("price", "", "row 2: price is missing"),
        ("year_built", 3000, "row 2: year_built 3000 is above 2100"),
        ("year_built", 1599, "row 2: year_built 1599 is below 1600"),
        ("bathrooms", 1.3, "row 2: bathrooms 1.3 is no multiple of 0.25; round it"),
        ("bathrooms", 50.25, "row 2: bathrooms 50.25 is above 50"),
        ("bedrooms", 256, "row 2: bedrooms 256 is above 100"),
    ],
)
def test_a_value_that_does_not_fit(field: str, value: Any, problem: str) -> None:
    columns = with_value(field, value)
    with pytest.raises(InputError) as caught:
        check_records(HOUSE, columns, "houses.csv")
    assert str(caught.value) == f"houses.csv: {problem}"
    assert [str(found) for found in find_problems(HOUSE, columns)] == [problem]


def test_none_is_missing_in_a_column_of_objects() -> None:
    columns = with_value("price", 1) | {"price": np.array([1, None], dtype=object)}
    assert [str(found) for found in find_problems(HOUSE, columns)] == ["row 2: price is missing"]


@pytest.mark.parametrize(
    "value", [500_000, 500_000.0, "500000", " 500000 ", "5e5", np.float16(500)]
)
def test_forms_of_a_number(value: Any) -> None:
    column = np.array([value, value])
    records = check_records(HOUSE, with_value("price", 1) | {"price": column})
    assert records["price"].tolist() == [int(float(value))] * 2


def test_problems_come_in_the_order_of_rows_and_fields() -> None:
    columns = {name: np.array(values) for name, values in GOOD.items()}
    columns["price"] = np.array([-1, -2])
    columns["bedrooms"] = np.array([3, 200])
    found = find_problems(HOUSE, columns)
    assert [(problem.row, problem.field) for problem in found] == [
        (1, "price"),
        (2, "bedrooms"),
        (2, "price"),
    ]
    with pytest.raises(InputError, match=r"row 1: price -1 is below 1 USD \(and 2 more\)"):
        check_records(HOUSE, columns)


def test_columns_that_are_missing_or_unknown() -> None:
    columns = {name: np.array(values) for name, values in GOOD.items()}
    columns["prize"] = columns.pop("price")
    assert [str(found) for found in find_problems(HOUSE, columns)] == [
        "column price is missing; HousePrice has house_size, bedrooms, bathrooms, location, "
        "year_built, school_count, crime_rate, price",
        "column 'prize' is no field of HousePrice",
    ]


def test_every_kind_of_table_gives_the_same_bytes() -> None:
    columns = {name: np.array(values) for name, values in GOOD.items()}
    expected = check_records(HOUSE, columns)
    assert expected["bathrooms"].tolist() == [6, 4]
    table = pa.table(GOOD)
    structured = np.zeros(2, [(name, np.float64) for name in GOOD])
    for name, values in GOOD.items():
        structured[name] = values
    for data in (table, table.to_batches()[0], pd.DataFrame(GOOD), structured, expected):
        assert check_records(HOUSE, data).tobytes() == expected.tobytes()


def test_stored_records_are_checked_too() -> None:
    stored = check_records(HOUSE, {name: np.array(values) for name, values in GOOD.items()})
    stored["year_built"][1] = 3000
    with pytest.raises(InputError, match="row 2: year_built 3000 is above 2100"):
        check_records(HOUSE, stored)


def test_an_array_that_is_no_table_is_refused() -> None:
    with pytest.raises(InputError, match="records are a one-dimensional structured array"):
        check_records(HOUSE, np.zeros((2, 8)))
    with pytest.raises(InputError, match="different lengths"):
        check_records(HOUSE, with_value("price", 1) | {"price": np.array([1])})


def test_floating_point_fields() -> None:
    open_, closed = Field("a", "float32", nan=True), Field("b", "float16", minimum=-1, maximum=1)
    schema = Schema("F", (open_, closed))
    data = {"a": np.array([np.nan, -0.0]), "b": np.array([0.5, 1.0])}
    records = check_records(schema, data)
    assert np.isnan(records["a"][0])
    assert records.tobytes()[6:10] == bytes(4)  # one zero, so that equal records are equal bytes
    for value, reason in ((1.5, "is above 1"), (np.nan, "is NaN"), (-np.inf, "is infinite")):
        with pytest.raises(InputError, match=f"row 2: b .* {reason}"):
            check_records(schema, data | {"b": np.array([0.5, value])})
    with pytest.raises(InputError, match="row 1: a 1e\\+39 is above"):
        check_records(schema, data | {"a": np.array([1e39, 0])})
    missing = check_records(schema, data | {"a": np.array([None, 1.0], dtype=object)})
    assert np.isnan(missing["a"][0])


def test_whole_numbers_of_64_bits_stay_exact() -> None:
    schema = Schema("Big", (Field("a", "uint64"),))
    big = 2**64 - 1
    for column in (np.array([big, 1], np.uint64), np.array([str(big), "1"])):
        assert check_records(schema, {"a": column})["a"].tolist() == [big, 1]
    with pytest.raises(InputError, match="too large for a floating-point number to be exact"):
        check_records(schema, {"a": np.array([2.0**53])})
    with pytest.raises(InputError, match="row 1: a -1 is below 0"):
        check_records(schema, {"a": np.array([-1])})


def test_bytes_are_hexadecimal_digits_or_bytes() -> None:
    schema = Schema("B", (Field("a", "bytes2"),))
    for value in ("0xabcd", "ABCD", b"\xab\xcd"):
        records = check_records(schema, {"a": np.array([value], dtype=object)})
        assert records.tobytes() == b"\xab\xcd"
    for value in ("0xabc", "xyzw", b"\0", 5, None):
        with pytest.raises(InputError, match=r"row 1: a .*is not 2 bytes; write 0x and 4 hexa"):
            check_records(schema, {"a": np.array([value], dtype=object)})
