"""Time model-signing hashing a folder; run in its own environment, build/bench-venv.

python model_signing_hash.py FOLDER
"""

import json
import sys
import time
from pathlib import Path

import model_signing.hashing

folder = Path(sys.argv[1])
start = time.perf_counter()
manifest = model_signing.hashing.Config().hash(folder)
seconds = time.perf_counter() - start
digests = {item.identifier: item.digest.digest_hex for item in manifest.resource_descriptors()}
json.dump({"seconds": seconds, "digests": digests}, sys.stdout)
