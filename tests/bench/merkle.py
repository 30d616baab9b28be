"""The tree over 70,000 content hashes and all its proofs, against @openzeppelin/merkle-tree."""

from __future__ import annotations

import sys
from typing import Any

from tests.bench.figures import Figure, Target, alternate, check_equal, median, run_program
from tests.bench.sources import BENCH, mnist_idx
from veriset.manifest import build_manifest
from veriset.paths import PROJECT

_PEER = "npm @openzeppelin/merkle-tree, StandardMerkleTree"
_PEER_PROGRAM = PROJECT / "tests" / "bench" / "programs" / "openzeppelin.cjs"


def measure() -> list[Figure]:
    """Measure on MNIST's content hashes; the peer's proofs take so long that once must do."""
    hashes = BENCH / "hashes.txt"
    hashes.write_text("\n".join(image.content_hash for image in build_manifest(mnist_idx()).images))

    def ours() -> dict[str, Any]:
        return run_program(sys.executable, "-m", "tests.bench.programs.veriset_merkle", hashes)

    trees, peers = alternate(
        3, ours, lambda: run_program("node", _PEER_PROGRAM, hashes), warm=False
    )
    peer = run_program("node", _PEER_PROGRAM, hashes, "proofs")
    check_equal("root", {result["root"] for result in (*trees, *peers)}, {peer["root"]})
    check_equal("all proofs", {result["proofs"] for result in trees}, {peer["proofs"]})
    return [
        Figure(
            "merkle.build_70k",
            median(trees),
            "s",
            Target(30, of_ratio=True),
            f"{_PEER}.of",
            median([*peers, peer]),
        ),
        Figure(
            "merkle.all_proofs_70k",
            median(trees, "proofSeconds"),
            "s",
            Target(100, of_ratio=True),
            f"{_PEER}.getProof of each leaf (one round)",
            peer["proofSeconds"],
        ),
    ]
