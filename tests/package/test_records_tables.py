"""Files of records: CSV, Parquet and .npy, in and out."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veriset.errors import InputError
from veriset.records.example_houses import make_houses, make_noise
from veriset.records.field import Field
from veriset.records.schema import Schema, load_schema, parse_schema
from veriset.records.tables import read_problems, read_records, to_arrow, to_pandas, write_records

HOUSE = load_schema("house_price")
HEADER = ",".join(HOUSE.names) + "\n"
ROW = "120,3,1.5,02139,1950,4,20.5,500000\n"


def csv(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "houses.csv"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("end", ["csv", "parquet", "npy"])
def test_records_read_back_to_the_same_bytes(tmp_path: Path, end: str) -> None:
    houses = make_houses(3000, seed=1)
    path = tmp_path / f"houses.{end}"
    write_records(HOUSE, houses, path)
    assert read_records(HOUSE, path).tobytes() == houses.tobytes()
    assert [path.name for path in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("end", ["csv", "parquet", "npy"])
def test_every_type_of_field_reads_back(tmp_path: Path, end: str) -> None:
    fields = [Field(kind, kind) for kind in ("uint64", "int64", "int8", "bytes3", "uint32")]
    fields += [Field("float16", "float16"), Field("float64", "float64", nan=True)]
    fields += [Field("fixed", "int16", scale=0.001)]
    schema = Schema("All", tuple(fields))
    records = np.zeros(3, schema.dtype)
    records["uint64"], records["int64"] = [2**64 - 1, 0, 7], [-(2**63), 2**63 - 1, 0]
    records["bytes3"] = np.array([b"\0\0\0", b"ab\0", b"\xff\n,"], "V3")
    records["float16"], records["float64"] = [0.1, -65504, 0], [0.1, np.nan, 1e300]
    records["fixed"] = [-32768, 1, 32767]
    path = tmp_path / f"all.{end}"
    write_records(schema, records, path)
    assert read_records(schema, path).tobytes() == records.tobytes()


def test_csv_as_people_write_it(tmp_path: Path) -> None:
    text = "\ufeff" + HEADER.replace(",", " , ").replace("\n", "\r\n") + ROW.replace(",", ", ")
    [house] = read_records(HOUSE, csv(tmp_path, text))
    assert house["location"] == 2139
    assert house["bathrooms"] == 6
    assert house["price"] == 500_000


def test_rows_are_counted_across_parts_of_a_file(tmp_path: Path) -> None:
    count = 120_000  # several blocks of CSV, several parts of Parquet
    houses = make_houses(count, seed=2)
    houses["year_built"][count - 1] = 3000
    for end in ("csv", "parquet"):
        path = tmp_path / f"houses.{end}"
        write_records(HOUSE, houses, path)
        with pytest.raises(InputError, match=f"row {count}: year_built 3000 is above 2100"):
            read_records(HOUSE, path)


def test_all_problems_of_a_file(tmp_path: Path) -> None:
    path = csv(tmp_path, HEADER + ROW + ROW.replace("1950", "x") + ROW.replace("500000", "-5"))
    assert [str(problem) for problem in read_problems(HOUSE, path)] == [
        "row 2: year_built 'x' is not a number",
        "row 3: price -5 is below 1 USD",
    ]
    with pytest.raises(InputError, match=r"houses\.csv: row 2: .* \(and 1 more\)"):
        read_records(HOUSE, path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot read .*: Empty CSV file"),
        (HEADER, "holds no records"),
        (HEADER + "1,2\n", "cannot read .*: CSV parse error: Expected 8 columns, got 2"),
        (HEADER.replace("price", "prize") + ROW, "column price is missing"),
        (
            HEADER.replace("\n", ",price\n") + ROW.replace("\n", ",1\n"),
            "has the column price twice",
        ),
    ],
)
def test_csv_that_is_no_table_of_houses(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_records(HOUSE, csv(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_files_that_are_something_else(tmp_path: Path) -> None:
    for end in ("csv", "parquet", "npy"):
        with pytest.raises(InputError, match="cannot read"):
            read_records(HOUSE, tmp_path / f"nowhere.{end}")
        path = tmp_path / f"noise.{end}"
        path.write_bytes(bytes(range(256)) * 4)
        with pytest.raises(InputError) as caught:
            read_records(HOUSE, path)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match=r"none of \.csv, \.parquet and \.npy"):
        read_records(HOUSE, tmp_path / "houses.xlsx")


def test_an_array_of_objects_is_not_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "evil.npy"
    np.save(path, np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="cannot read"):
        read_records(HOUSE, path)


def test_a_column_of_another_kind(tmp_path: Path) -> None:
    table = to_arrow(HOUSE, make_houses(2, seed=3))
    days = pa.array([datetime.date(2000, 1, 1)] * 2)
    path = tmp_path / "houses.parquet"
    pq.write_table(table.set_column(4, "year_built", days), path)
    with pytest.raises(InputError, match="row 1: year_built 2000-01-01 is not a number"):
        read_records(HOUSE, path)


def test_tables_hold_values_in_units_and_the_schema() -> None:
    houses = make_houses(5, seed=4)
    table = to_arrow(HOUSE, houses)
    assert parse_schema(table.schema.metadata[b"veriset.schema"]) == HOUSE
    frame = to_pandas(HOUSE, houses)
    assert frame["bathrooms"].tolist() == (houses["bathrooms"] * 0.25).tolist()
    assert frame["price"].dtype == np.uint32


def test_the_model_of_houses_is_the_same_everywhere() -> None:
    houses = make_houses(1000, seed=5)
    assert make_houses(1000, seed=5).tobytes() == houses.tobytes()
    assert make_houses(1000, seed=6).tobytes() != houses.tobytes()
    assert 150_000 < np.median(houses["price"]) < 350_000
    assert make_noise(9, seed=1).tobytes() == make_noise(9, seed=1).tobytes()
