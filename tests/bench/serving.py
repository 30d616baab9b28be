"""Looking an image up among a million hashes, for 50 clients at once."""

from __future__ import annotations

import subprocess
import sys

from tests.bench.figures import Figure, Target, alternate, median, run_program
from tests.bench.sources import BENCH
from veriset.paths import PROJECT

_IMAGES, _CLIENTS, _SECONDS = 1_000_000, 50, 10
_PROGRAMS = "tests.bench.programs"


def measure() -> list[Figure]:
    """Measure the 99th percentile of a lookup with its proof, each client asking without pause."""
    command = [sys.executable, "-m", f"{_PROGRAMS}.veriset_serve", BENCH / "serve", _IMAGES]
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        load = (address, str(_CLIENTS), str(_SECONDS), str(_IMAGES))
        (results,) = alternate(
            3, lambda: run_program(sys.executable, "-m", f"{_PROGRAMS}.lookup_clients", *load)
        )
        server.communicate()
    return [Figure("serve.lookup", 1e3 * median(results, "p99"), "ms", Target(20))]
