"""How soon the command line answers."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, Target, WrongResultError, alternate, median


def measure() -> list[Figure]:
    """Measure `veriset --help` from start to end."""
    (results,) = alternate(10, _help)
    return [Figure("cli.help", median(results), "s", Target(0.3))]


def _help() -> dict[str, Any]:
    start = time.perf_counter()
    done = subprocess.run(
        [Path(sys.executable).with_name("veriset"), "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode or "Usage" not in done.stdout:
        raise WrongResultError(f"veriset --help ended with {done.returncode}")
    return {"seconds": seconds}
