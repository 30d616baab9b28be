"""Time Veriset building a tree and proving every leaf.

python -m tests.bench.programs.veriset_merkle HASHES

HASHES is a file of content hashes, one a line. The proofs are given as one SHA-256.
"""

import hashlib
import json
import sys
import time
from pathlib import Path

from veriset.merkle import MerkleTree

hashes = [bytes.fromhex(line[2:]) for line in Path(sys.argv[1]).read_text().split()]
start = time.perf_counter()
tree = MerkleTree.of(hashes)
built = time.perf_counter()
proofs = tree.proofs()
proved = time.perf_counter()
digest = hashlib.sha256()
for proof in proofs:
    digest.update(("".join("0x" + sibling.hex() for sibling in proof) + "\n").encode())
json.dump(
    {
        "seconds": built - start,
        "root": "0x" + tree.root.hex(),
        "proofSeconds": proved - built,
        "proofs": digest.hexdigest(),
    },
    sys.stdout,
)
