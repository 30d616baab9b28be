"""CIDs of large files, and pinning of large files and of many small ones."""

from __future__ import annotations

import random
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

import aleph_cid

from tests.bench.figures import Figure, Target, alternate, check_equal, median, run_program
from tests.bench.sources import BENCH

_GIBIBYTE = 1 << 30
_FILES = 10_000
_PROGRAMS = "tests.bench.programs"


def measure_cid() -> list[Figure]:
    """Measure the CID of 1 GiB, for which 300 MB/s allow 3.58 s."""
    ours, peers = alternate(
        5,
        lambda: run_program(sys.executable, "-m", f"{_PROGRAMS}.veriset_cid", large_file()),
        lambda: run_program(sys.executable, "-m", f"{_PROGRAMS}.aleph_cid_hash", large_file()),
    )
    check_equal("CID of 1 GiB", ours[0]["cid"], peers[0]["cid"])
    target = Target(round(_GIBIBYTE / 300e6, 2))
    return [Figure("cid.gibibyte", median(ours), "s", target, "aleph-cid 0.1.0", median(peers))]


def measure_large() -> list[Figure]:
    """Measure the memory of pinning and fetching 1 GiB."""
    ((result,),) = alternate(1, lambda: _pin(large_file(), BENCH / "pin-out"), warm=False)
    return [Figure("pin.peak_memory", result["peak"] / 1e6, "MB", Target(200))]


def measure_small() -> list[Figure]:
    """Measure pinning of 10,000 small files."""
    (results,) = alternate(3, lambda: _pin(small_files()), warm=False)
    check_equal("CID of the folder", results[0]["cid"], aleph_cid.hash_folder(small_files()))
    return [Figure("pin.small_files", median(results), "s", Target(30))]


def _pin(path: Path, *out: Path) -> dict[str, Any]:
    store = BENCH / "pin-store"
    shutil.rmtree(store, ignore_errors=True)
    try:
        return run_program(sys.executable, "-m", f"{_PROGRAMS}.veriset_pin", path, store, *out)
    finally:
        shutil.rmtree(store, ignore_errors=True)
        for file in out:
            file.unlink(missing_ok=True)


@cache
def large_file() -> Path:
    """Return a file of 1 GiB, written once."""
    path = BENCH / "gibibyte"
    if not path.exists():
        chance, unfinished = random.Random(1), path.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            for _ in range(_GIBIBYTE >> 20):
                file.write(chance.randbytes(1 << 20))
        unfinished.rename(path)
    return path


@cache
def small_files() -> Path:
    """Return a folder of 10,000 files of about 1 kB, written once."""
    folder = BENCH / "small-files"
    if not folder.exists():
        chance, unfinished = random.Random(2), folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for number in range(_FILES):
            (unfinished / f"{number:05}.bin").write_bytes(chance.randbytes(chance.randrange(2000)))
        unfinished.rename(folder)
    return folder
