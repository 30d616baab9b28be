"""Gas of verifying a proof, from the committed table that `make gas` writes."""

from __future__ import annotations

import json

from tests.bench.figures import Figure, Target, WrongResultError
from veriset.paths import PROJECT


def measure() -> list[Figure]:
    """Read the gas of a proof of 17 levels, as execution inside a call."""
    table = json.loads((PROJECT / "tests" / "gas" / "gas.json").read_text())
    gas = table.get("ProvenanceRegistry.verify/17")
    if gas is None:
        raise WrongResultError("tests/gas/gas.json has no ProvenanceRegistry.verify/17; make gas")
    return [Figure("registry.verify_17", gas, "gas", Target(10_000))]
