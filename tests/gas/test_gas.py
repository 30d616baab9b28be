"""The committed gas table against what the calls cost now.

`make gas` (VERISET_WRITE_GAS=1) measures and writes tests/gas/gas.json; without it, a figure that
grew, a figure that is missing and an entry that nothing measures any more are faults.
"""

import importlib
import json
import os
import pkgutil
from pathlib import Path

import pytest

from tests.gas import cases
from tests.gas.meter import Meter, grown
from veriset.files import write_atomically

TABLE = Path(__file__).parent / "gas.json"
WRITE = os.environ.get("VERISET_WRITE_GAS") == "1"
CASES = [
    importlib.import_module(f"{cases.__name__}.{module.name}")
    for module in pkgutil.iter_modules(cases.__path__)
]


@pytest.fixture(scope="module")
def node(module_isolation, web3):
    """Nodes price calldata by different forks: the table holds anvil's figures."""
    version = web3.client_version
    if not version.startswith("anvil/"):
        pytest.skip(f"gas is compared on anvil alone, and this is {version.split('/')[0]}")


@pytest.fixture(scope="module")
def figures(node, project, accounts):
    """Everything, measured once, from an empty chain."""
    meter = Meter(project.GasMeter.deploy({"from": accounts[9]}))
    for module in CASES:
        module.measure(meter, project, accounts)
    if WRITE:
        table = json.dumps(meter.figures, indent=2, sort_keys=True) + "\n"
        write_atomically(TABLE, table.encode())
    return meter.figures


@pytest.fixture(scope="module")
def committed(figures):
    """The committed table; just written, if that was asked for."""
    return json.loads(TABLE.read_text()) if TABLE.exists() else {}


def test_nothing_grew(figures, committed):
    lines = list(grown(figures, committed))
    assert not lines, "gas grew; if it must, run `make gas` and commit:\n" + "\n".join(lines)


def test_nothing_is_left_over(figures, committed):
    gone = sorted(set(committed) - set(figures))
    assert not gone, f"no longer measured; run `make gas` and commit: {', '.join(gone)}"


@pytest.mark.parametrize("module", CASES, ids=lambda module: module.CONTRACT)
def test_every_public_function_is_measured(figures, project, module):
    abi = project[module.CONTRACT].abi
    functions = {entry["name"] for entry in abi if entry["type"] == "function"}
    measured = {name.split(".")[1].split("/")[0] for name in figures if "." in name}
    assert functions <= measured, f"not measured: {', '.join(sorted(functions - measured))}"


def test_a_proof_of_17_levels_costs_under_10_000(figures):
    assert figures["ProvenanceRegistry.verify/17"] < 10_000


def test_a_growth_is_named():
    committed = {"A.f/x": 10, "A.g/x": 10, "A.h/x": 10}
    now = {"A.f/x": 10, "A.g/x": 12, "A.h/x": 9, "A.i/x": 5}
    assert list(grown(now, committed)) == [
        "A.g/x: 12, was 10 (+2)",
        "A.i/x: 5, not in the committed table",
    ]
