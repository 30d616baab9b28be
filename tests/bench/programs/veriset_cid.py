"""Time Veriset computing the CID of a file.

python -m tests.bench.programs.veriset_cid FILE
"""

import json
import sys
import time
from pathlib import Path

from veriset.cid import cid_v1

start = time.perf_counter()
cid = cid_v1(Path(sys.argv[1]))
json.dump({"seconds": time.perf_counter() - start, "cid": cid}, sys.stdout)
