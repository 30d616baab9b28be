"""What clusterings are compared by: peers know neither players nor a share that must agree."""

from collections import Counter
from collections.abc import Iterable


def count_clusters(labels: Iterable[int], least: int) -> int:
    """Return how many labels, 0 and more, at least that many annotations have."""
    counts = Counter(int(label) for label in labels if label >= 0)
    return sum(count >= least for count in counts.values())
