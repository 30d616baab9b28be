"""Time aleph-cid computing the CID of a file.

python -m tests.bench.programs.aleph_cid_hash FILE
"""

import json
import sys
import time

import aleph_cid

start = time.perf_counter()
hasher = aleph_cid.CidHasher.for_ipfs_v1_raw_leaves()
with open(sys.argv[1], "rb") as file:
    while data := file.read(1 << 20):
        hasher.update(data)
cid = hasher.finalize()
json.dump({"seconds": time.perf_counter() - start, "cid": cid}, sys.stdout)
