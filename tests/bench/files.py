"""Folders of image files: their hashes, and the whole manifest, against model-signing."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.figures import Figure, Target, alternate, check_equal, median, run_program
from tests.bench.sources import BENCH, flowers, mnist_files
from veriset.merkle import MerkleTree
from veriset.paths import PROJECT

_PROGRAMS = "tests.bench.programs"
_PEER = "model-signing 1.1.1, Config().hash(folder)"
_PEER_PYTHON = PROJECT / "build" / "bench-venv" / "bin" / "python"
_PEER_PROGRAM = PROJECT / "tests" / "bench" / "programs" / "model_signing_hash.py"


def measure_mnist() -> list[Figure]:
    """Measure 70,000 small files."""
    name, detail = "mnist_files", "70,000 PNG files"
    return _measure(name, mnist_files(), detail, rounds=5, targets=(10, 6), count=70_000)


def measure_flowers() -> list[Figure]:
    """Measure photographs, or drawings where there are none: the figure says which."""
    found = flowers()
    return _measure("flowers", found.folder, found.detail, rounds=15, targets=(3, 1.5))


def _measure(
    name: str,
    folder: Path,
    detail: str,
    *,
    rounds: int,
    targets: tuple[float, float],
    count: int | None = None,
) -> list[Figure]:
    out = BENCH / f"{name}.json"
    hashes, manifests, peers = alternate(
        rounds,
        lambda: run_program(sys.executable, "-m", f"{_PROGRAMS}.veriset_hash", folder),
        lambda: run_program(sys.executable, "-m", f"{_PROGRAMS}.veriset_manifest", folder, out),
        lambda: run_program(_PEER_PYTHON, _PEER_PROGRAM, folder),
    )
    ours, theirs = hashes[0]["digests"], peers[0]["digests"]
    # The peer hashes every file of the folder, also a README.
    check_equal(f"hashes of {folder}", ours, {path: theirs.get(path) for path in ours})
    root = "0x" + MerkleTree.of(map(bytes.fromhex, ours.values())).root.hex()
    check_equal(f"root of {folder}", {result["root"] for result in manifests}, {root})
    check_equal(f"images of {folder}", len(ours), count or len(ours))
    return [
        Figure(
            f"{what}.{name}",
            median(results),
            "s",
            Target(target, of_ratio=True),
            f"{_PEER}; {detail}",
            median(peers),
        )
        for what, results, target in zip(
            ("hash", "manifest"), (hashes, manifests), targets, strict=True
        )
    ]
