"""Time Veriset building a manifest and writing it, and tell the peak of memory.

python -m tests.bench.programs.veriset_manifest SOURCE OUT
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import orjson  # noqa: F401  imported where it is used; imports do not count

import veriset.readers  # noqa: F401
from veriset.manifest import build_manifest, write_manifest

source, out = map(Path, sys.argv[1:])
start = time.perf_counter()
manifest = build_manifest(source)
write_manifest(manifest, out)
seconds = time.perf_counter() - start

# Kibibytes, on macOS bytes. The children's is that of the largest, so this is an upper bound
# of what all had at once.
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
peak = (own + (os.cpu_count() or 1) * child) * (1 if sys.platform == "darwin" else 1024)
json.dump(
    {"seconds": seconds, "root": manifest.root, "count": manifest.count, "peak": peak}, sys.stdout
)
