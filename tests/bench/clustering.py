"""Clustering of annotations on one core, against centroid linkage of scipy and fastcluster."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tests.annotations import photograph
from tests.bench.figures import Figure, Target, WrongResultError, alternate, median, run_program
from tests.bench.sources import BENCH
from veriset.paths import PROJECT

_IMAGES, _OF_PEERS = 10_000, 500
_PEER_PYTHON = PROJECT / "build" / "bench-venv" / "bin" / "python"
_PEER_PROGRAM = PROJECT / "tests" / "bench" / "programs" / "linkage_clustering.py"
_DETAIL = f"fcluster at 40, image by image; {_OF_PEERS} images, times {_IMAGES // _OF_PEERS}"


def measure() -> list[Figure]:
    """Measure 10,000 images of 10 players and 5 objects, with jitter and outliers."""
    file = _photographs("annotations", _IMAGES, 10, 5)

    def peer(name: str) -> dict[str, Any]:
        return run_program(_PEER_PYTHON, _PEER_PROGRAM, name, file, _OF_PEERS)

    ours, scipy, fastcluster = alternate(
        5, lambda: _ours(file), lambda: peer("scipy"), lambda: peer("fastcluster")
    )
    # They round and break ties otherwise, and know no players: a few images may differ.
    for results in (scipy, fastcluster):
        pairs = zip(ours[0]["clusters"], results[0]["clusters"], strict=True)
        differing = sum(one != other for one, other in pairs)
        if differing > _OF_PEERS // 50:
            raise WrongResultError(f"{differing} of {_OF_PEERS} images have other clusters")
    scale = _IMAGES / _OF_PEERS
    return [
        Figure(
            f"clustering.images_{name}",
            median(ours),
            "s",
            Target(target, of_ratio=True),
            f"{call}, {_DETAIL}",
            median(results) * scale,
        )
        for name, target, call, results in (
            ("scipy", 100, "scipy linkage(…, 'centroid')", scipy),
            ("fastcluster", 60, "fastcluster.linkage_vector(…, 'centroid')", fastcluster),
        )
    ]


def measure_one_image() -> list[Figure]:
    """Measure one image of 200 players and 250 objects, 50,000 annotations."""
    file = _photographs("annotations-one", 1, 200, 250)
    (results,) = alternate(5, lambda: _ours(file))
    return [Figure("clustering.one_image_50k", median(results), "s", Target(0.5))]


def _ours(file: Path) -> dict[str, Any]:
    return run_program(sys.executable, "-m", "tests.bench.programs.veriset_clustering", file)


@cache
def _photographs(name: str, images: int, players: int, objects: int) -> Path:
    """Write images as one array, and return the file."""
    path = BENCH / f"{name}.npy"
    boxes = [photograph(seed, players, objects).boxes for seed in range(images)]
    np.save(path, np.array(boxes, np.int64).reshape(images, players, objects, 4))
    return path
