"""Gas, from the committed table that `make gas` writes."""

from __future__ import annotations

import json

from tests.bench.figures import Figure, Target, WrongResultError
from veriset.paths import PROJECT

_SEED = "SeedDataset: a storage slot a field, a transaction a vote"
_RECORD_TARGETS = {
    "256_transactions": 100,
    "256_signatures": 100,
    "50_transactions": 40,
    "50_signatures_returning_voters": 100,
}
RECORDS = tuple(f"dataset.per_record_{case}" for case in _RECORD_TARGETS)
"""Names of the figures of `measure_records`."""


def measure() -> list[Figure]:
    """Read the gas of verifying a proof of 17 levels, as execution inside a call."""
    return [
        Figure("registry.verify_17", _gas("ProvenanceRegistry.verify/17"), "gas", Target(10_000))
    ]


def measure_records() -> list[Figure]:
    """Read what a record costs from its contribution over 10 votes to the closing."""
    seed = _gas("SeedDataset.per_record")
    return [
        Figure(
            f"dataset.per_record_{case}",
            _gas(f"CollaborativeDataset.per_record/{case}"),
            "gas",
            Target(target, of_ratio=True),
            _SEED,
            seed,
        )
        for case, target in _RECORD_TARGETS.items()
    ]


def _gas(name: str) -> int:
    table: dict[str, int] = json.loads((PROJECT / "tests" / "gas" / "gas.json").read_text())
    if name not in table:
        raise WrongResultError(f"tests/gas/gas.json has no {name}; make gas")
    return table[name]
