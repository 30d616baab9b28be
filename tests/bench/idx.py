"""The manifest of MNIST from its IDX files: hashes, tree and JSON."""

from __future__ import annotations

import sys

from tests.bench.figures import Figure, Target, alternate, check_equal, median, run_program
from tests.bench.sources import BENCH, mnist_idx
from veriset.datasets.descriptor import load_descriptor


def measure() -> list[Figure]:
    """Measure it whole."""
    program = "tests.bench.programs.veriset_manifest"
    out = BENCH / "mnist_idx.json"
    (results,) = alternate(5, lambda: run_program(sys.executable, "-m", program, mnist_idx(), out))
    check_equal("root of MNIST", results[0]["root"], load_descriptor("mnist").expected_root)
    return [Figure("manifest.mnist_idx", median(results), "s", Target(2))]
