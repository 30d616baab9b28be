"""Time Veriset clustering images, on one core.

python -m tests.bench.programs.veriset_clustering ANNOTATIONS

ANNOTATIONS is a file of shape (images, players, annotations of each, 4). It is clustered once
before, so that loading the compiled code does not count.
"""

import json
import sys
import time

import numpy as np

from tests.bench.programs.same_clusters import count_clusters
from veriset.clustering import Annotations, cluster_images

boxes = np.load(sys.argv[1])
images, players, each, _ = boxes.shape
annotations = Annotations.from_arrays(
    boxes.reshape(-1, 4),
    np.tile(np.repeat(np.arange(players), each), images),
    np.arange(images + 1) * players * each,
    np.full(images, players),
)
cluster_images(annotations, 40, 50)
start = time.perf_counter()
found = cluster_images(annotations, 40, 50)
seconds = time.perf_counter() - start
labels = found.labels.reshape(images, -1)
json.dump(
    {"seconds": seconds, "clusters": [count_clusters(row, players // 2) for row in labels[:500]]},
    sys.stdout,
)
