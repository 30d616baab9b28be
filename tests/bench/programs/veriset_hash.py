"""Time Veriset listing a folder and hashing its images.

python -m tests.bench.programs.veriset_hash FOLDER
"""

import json
import sys
import time
from pathlib import Path

from veriset.images import HashKind
from veriset.progress import silent
from veriset.readers.folder import image_paths
from veriset.readers.workers import digest_files

folder = Path(sys.argv[1])
start = time.perf_counter()
paths = image_paths(folder)
hashed = list(digest_files(folder, paths, HashKind.FILE, silent))
seconds = time.perf_counter() - start
digests = {path: digest.content_hash.hex() for path, digest in zip(paths, hashed, strict=True)}
json.dump({"seconds": seconds, "digests": digests}, sys.stdout)
