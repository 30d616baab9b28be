"""Time centroid linkage of images, one by one; run in its own environment, build/bench-venv.

python linkage_clustering.py scipy|fastcluster ANNOTATIONS IMAGES
"""

import json
import sys
import time

import numpy as np
from same_clusters import count_clusters
from scipy.cluster.hierarchy import fcluster, linkage

if sys.argv[1] == "fastcluster":
    # Its form for points in space, which is faster for centroids than the one for distances.
    from fastcluster import linkage_vector as linkage

boxes = np.load(sys.argv[2])[: int(sys.argv[3])]
players = boxes.shape[1]
images = list(boxes.reshape(len(boxes), -1, 4).astype(np.float64))
fcluster(linkage(images[0], "centroid"), 40, "distance")
start = time.perf_counter()
labels = [fcluster(linkage(image, "centroid"), 40, "distance") for image in images]
seconds = time.perf_counter() - start
json.dump(
    {"seconds": seconds, "clusters": [count_clusters(row, players // 2) for row in labels]},
    sys.stdout,
)
