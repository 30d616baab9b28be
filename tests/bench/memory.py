"""The most memory that building and writing a manifest of 70,000 images takes."""

from __future__ import annotations

import sys

from tests.bench.figures import Figure, Target, alternate, check_equal, median, run_program
from tests.bench.sources import BENCH, mnist_files, mnist_idx


def measure() -> list[Figure]:
    """Measure from single files and from IDX files."""
    program = "tests.bench.programs.veriset_manifest"
    out = BENCH / "memory.json"
    figures = []
    for name, source in (("", mnist_files()), ("_idx", mnist_idx())):
        command = (sys.executable, "-m", program, source, out)
        (results,) = alternate(3, lambda command=command: run_program(*command), warm=False)
        check_equal("images", results[0]["count"], 70_000)
        megabytes = median(results, "peak") / 1e6
        figures.append(Figure(f"manifest.peak_memory{name}", megabytes, "MB", Target(400)))
    return figures
