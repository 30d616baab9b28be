"""Time Veriset pinning a file or folder to the local service, and fetch it if OUT is given.

python -m tests.bench.programs.veriset_pin PATH STORE [OUT]

The store and OUT must not exist. `peak` is the most memory that client and service together,
which are one process, have taken, in bytes.
"""

import json
import resource
import sys
import time
from pathlib import Path

from veriset.pinning import open_pinning

path, store, *out = map(Path, sys.argv[1:])
with open_pinning(store) as service:
    start = time.perf_counter()
    pin = service.pin(path)
    seconds = time.perf_counter() - start
    if out:
        service.fetch(pin.cid, out[0])
json.dump(
    {
        "seconds": seconds,
        "cid": pin.cid,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    },
    sys.stdout,
)
