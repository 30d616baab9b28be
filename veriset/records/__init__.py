"""Records of a collaborative dataset: their schema, checks, files, review and votes.

Nothing here speaks to a chain.

schema = load_schema("house_price")
records = read_records(schema, Path("houses.csv"))   # a NumPy structured array, checked
"""

from __future__ import annotations

from veriset.records.check import Problem, check_records, find_problems
from veriset.records.field import Field
from veriset.records.schema import Schema, load_schema, parse_schema, schema_names
from veriset.records.tables import read_records, to_arrow, to_pandas, write_records

__all__ = [
    "Field",
    "Problem",
    "Schema",
    "check_records",
    "find_problems",
    "load_schema",
    "parse_schema",
    "read_records",
    "schema_names",
    "to_arrow",
    "to_pandas",
    "write_records",
]
