"""Writes dataset_review.json beside this file: schemas, records, their review, and signed votes.

The page computes in the browser what `veriset.records` does, and has to come to the same.
Run: python -m tests.vectors.make_dataset_review
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from veriset.chain.dataset_votes import SignedVote, vote_message
from veriset.chain.typed_data import compact_signature
from veriset.errors import InputError
from veriset.records.example_houses import make_houses, make_noise, spoil_houses
from veriset.records.review import Review, ReviewBatch, review_records
from veriset.records.schema import Schema, load_schema, parse_schema

PATH = Path(__file__).with_name("dataset_review.json")
ALICE, BOB, CAROL = ("0x" + digit * 40 for digit in "abc")

TYPES = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
EVERY_TYPE = {
    "name": "EveryType",
    "fields": [
        *({"name": f"f_{name}", "type": name} for name in TYPES),
        {"name": "half", "type": "float16", "nan": True},
        {"name": "single", "type": "float32", "minimum": -0.1, "maximum": 1e9},
        {"name": "double", "type": "float64", "unit": "s"},
        {"name": "wide", "type": "uint64", "minimum": 5, "maximum": 2**63 + 1},
        {"name": "tenths", "type": "int32", "scale": 0.1, "minimum": -1000.5, "maximum": 0.3},
        {"name": "millionths", "type": "uint32", "scale": 1e-06},
        {"name": "hundreds", "type": "int16", "scale": 100.0, "unit": "m"},
        {"name": "one", "type": "bytes1"},
        {"name": "word", "type": "bytes32"},
    ],
}
"""Each type of number, ranges and scales; the last field is no label, and there is none."""

REFUSED = {
    "not JSON": "{",
    "no object": "[]",
    "no fields": '{"name":"A","fields":[]}',
    "unknown key": '{"name":"A","fields":[{"name":"x","type":"int8","extra":1}]}',
    "unknown type": '{"name":"A","fields":[{"name":"x","type":"int128"}]}',
    "bytes33": '{"name":"A","fields":[{"name":"x","type":"bytes33"}]}',
    "bad name": '{"name":"A","fields":[{"name":"1x","type":"int8"}]}',
    "name that is markup": '{"name":"<b>","fields":[{"name":"x","type":"int8"}]}',
    "twice": '{"name":"A","fields":[{"name":"x","type":"int8"},{"name":"x","type":"int8"}]}',
    "no such label": '{"name":"A","label":"y","fields":[{"name":"x","type":"int8"}]}',
    "other format": '{"format":"2","name":"A","fields":[{"name":"x","type":"int8"}]}',
    "NaN of an integer": '{"name":"A","fields":[{"name":"x","type":"int8","nan":true}]}',
    "range of bytes": '{"name":"A","fields":[{"name":"x","type":"bytes2","minimum":1}]}',
    "scale of a float": '{"name":"A","fields":[{"name":"x","type":"float32","scale":0.1}]}',
    "scale 0": '{"name":"A","fields":[{"name":"x","type":"int8","scale":0}]}',
    "empty range": '{"name":"A","fields":[{"name":"x","type":"uint8","minimum":256}]}',
    "two lines": '{"name":"A","description":"a\\nb","fields":[{"name":"x","type":"int8"}]}',
    "too long": '{"name":"A","fields":['
    + ",".join(f'{{"name":"x{i}","type":"bytes32"}}' for i in range(9))
    + "]}",
}


def every_type(count: int, seed: int) -> np.ndarray:
    """Return records of random bytes, the first ones of the ends of each type."""
    schema = parse_schema(json.dumps(EVERY_TYPE).encode())
    content = np.random.Generator(np.random.PCG64(seed)).bytes(count * schema.record_size)
    records = schema.decode(content).copy()
    for field in schema.fields:
        if field.is_bytes:
            continue
        if field.is_float:
            ends = [0, 1, -0.5, math.nan, math.inf, -math.inf]
        else:
            info = np.iinfo(field.dtype)
            ends = [0, 1, 5, int(info.min), int(info.max), *field.stored_range]
        with np.errstate(over="ignore"):
            records[field.name][: len(ends)] = ends
    return records


def cases() -> list[tuple[str, Schema, np.ndarray, list[ReviewBatch]]]:
    """Return names, schemas, validated records and batches under review."""
    houses = load_schema("house_price")
    boxes = load_schema("image_annotation")
    every = parse_schema(json.dumps(EVERY_TYPE).encode())
    sound = make_houses(150, 1)
    spoilt, _ = spoil_houses(make_houses(40, 2), 0.3, 3)
    twins = np.concatenate([sound[:3], spoilt[:9], spoilt[:4]])
    twins["price"][-2:] += 1
    equal = np.zeros(9, houses.dtype)
    equal[:] = sound[0]
    equal["price"][0], equal["price"][1] = 10, 10**8
    box = np.zeros(6, boxes.dtype)
    box["image"] = [np.void(keccak(text=str(i % 3))[:8]) for i in range(6)]
    box["class"] = [1, 2, 3, 1, 2, 4]
    box["x"] = [1, 2, 3, 1, 2, 3]
    nothing = np.zeros(0, houses.dtype)
    return [
        ("houses beside enough", houses, sound, [ReviewBatch(4, ALICE, spoilt)]),
        (
            "houses beside few, repeats and a flood",
            houses,
            sound[:20],
            [
                ReviewBatch(1, ALICE, twins),
                ReviewBatch(3, BOB, make_noise(50, 4)),
                ReviewBatch(7, CAROL, sound[18:25]),
            ],
        ),
        ("the first record", houses, nothing, [ReviewBatch(0, ALICE, sound[:1])]),
        ("nothing under review", houses, sound[:5], []),
        ("most values are equal", houses, nothing, [ReviewBatch(0, BOB, equal)]),
        ("bytes and names", boxes, box[:2], [ReviewBatch(1, CAROL, box[2:])]),
        (
            "every type",
            every,
            np.zeros(0, every.dtype),
            [ReviewBatch(0, ALICE, every_type(24, 5)), ReviewBatch(1, BOB, every_type(8, 6)[7:])],
        ),
    ]


def describe(name: str, schema: Schema, validated: np.ndarray, result: Review) -> dict:
    """Return a case as JSON has it."""
    return {
        "name": name,
        "schema": schema.to_json().decode(),
        "record_size": schema.record_size,
        "ranges": [None if field.is_bytes else field.range_text for field in schema.fields],
        "validated": validated.tobytes().hex(),
        "batches": [
            {
                "id": batch.id,
                "contributor": batch.contributor,
                "records": batch.records.tobytes().hex(),
                "texts": [
                    [field.value_text(record[field.name]) for field in schema.fields]
                    for record in batch.records
                ],
                "suggestion": hex(result.suggestion(batch)),
            }
            for batch in result.batches
        ],
        "reference": result.reference,
        "statistics": {
            field: {**vars(values), "quantiles": list(values.quantiles)}
            for field, values in result.statistics.items()
        },
        "flags": [
            {"batch": batch, "record": record, "kind": flag.kind.value, "detail": flag.detail}
            for (batch, record), flags in result.flags.items()
            for flag in flags
        ],
        "floods": [vars(flood) for flood in result.floods],
    }


def sign(name: str, batch_id: int, bitmap: int, deadline: int, proof: tuple = ()) -> dict:
    """Return a vote signed with the key that is the hash of a name."""
    key = keccak(text=name)
    account = Account.from_key(key)
    dataset = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    message = vote_message(31_337, dataset, account.address, batch_id, bitmap, deadline)
    signed = account.sign_message(encode_typed_data(full_message=message))
    signature = compact_signature(bytes(signed.signature))
    vote = SignedVote(
        31_337, dataset, batch_id, account.address, bitmap, deadline, signature, proof
    )
    return {
        "key": "0x" + key.hex(),
        "digest": "0x" + bytes(signed.message_hash).hex(),
        "signature65": "0x" + bytes(signed.signature).hex(),
        "vote": vote.to_json(),
    }


def make() -> dict:
    """Return the vectors."""
    return {
        "reviews": [
            describe(name, schema, validated, review_records(schema, validated, batches))
            for name, schema, validated, batches in cases()
        ],
        "refused": [refused(name, text) for name, text in REFUSED.items()],
        "votes": [
            sign("alice", 0, 0, 1_700_000_000),
            sign("bob", 7, 0b101, 4_102_444_800, (keccak(text="node"),)),
            sign("carol", 2**40, 2**256 - 1, 2**40),
        ],
    }


def refused(name: str, text: str) -> dict:
    """Return a schema after seeing that it is refused."""
    try:
        parse_schema(text.encode())
    except InputError:
        return {"name": name, "schema": text}
    raise AssertionError(f"{name} is accepted")


def to_text() -> str:
    """Return the file's content."""
    return json.dumps(make(), indent=1, allow_nan=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(to_text())
