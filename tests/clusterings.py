"""Small images that are hard to cluster, from a seed: each form of the rule is tested on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Box = list[int]
EXTREMES = (0, 1, 65_534, 65_535)


@dataclass(frozen=True)
class Case:
    """Arguments of `veriset.clustering.reference.cluster`."""

    boxes: list[Box]
    players: list[int]
    count: int
    distance: int
    confirmation: int


def _spread(random: Random, n: int) -> tuple[list[Box], int]:
    """Uniform in a box that is small or large, with a distance that need not fit it."""
    span = random.choice([1, 2, 5, 20, 100, 1000, 65_535])
    low = random.randint(0, 65_535 - span)
    boxes = [[low + random.randint(0, span) for _ in range(4)] for _ in range(n)]
    return boxes, random.choice([0, 1, 2, 5, 10, 40, 100, 1000, 65_535, 131_070])


def _extremes(random: Random, n: int) -> tuple[list[Box], int]:
    boxes = [[random.choice(EXTREMES) for _ in range(4)] for _ in range(n)]
    return boxes, random.choice([0, 1, 2, 65_533, 65_535, 92_681, 131_070])


def _chain(random: Random, n: int) -> tuple[list[Box], int]:
    """Each just within reach of the next, so that centroids move away as they merge."""
    distance = random.choice([1, 3, 10, 40])
    boxes = [[1000 + i * distance, 500, 20, 20 + random.randint(0, 1)] for i in range(n)]
    random.shuffle(boxes)
    return boxes, distance


def _objects(random: Random, n: int) -> tuple[list[Box], int]:
    objects = [[random.randrange(4, 300) for _ in range(4)] for _ in range(3)]
    boxes = [[v + random.randint(-3, 3) for v in random.choice(objects)] for _ in range(n)]
    return boxes, 40


def _blob(random: Random, n: int) -> tuple[list[Box], int]:
    distance = random.choice([4, 40, 100])
    side = distance * 3 // 4 + 1
    return [[500 + random.randint(0, side) for _ in range(4)] for _ in range(n)], distance


def _ties(random: Random, n: int) -> tuple[list[Box], int]:
    """On a lattice, so that many pairs are equally near."""
    boxes = [
        [100 + 2 * random.randint(0, 6), 100 + 2 * random.randint(0, 6), 9, 9] for _ in range(n)
    ]
    return boxes, random.choice([2, 4, 8])


KINDS: dict[str, Callable[[Random, int], tuple[list[Box], int]]] = {
    "spread": _spread,
    "extremes": _extremes,
    "chain": _chain,
    "objects": _objects,
    "blob": _blob,
    "ties": _ties,
}


def make_case(kind: str, seed: int, most: int = 13) -> Case:
    """Make an image of that kind of up to `most` annotations, which few players drew."""
    random = Random(f"{kind} {seed}")
    boxes, distance = KINDS[kind](random, random.randint(0, most))
    count = random.randint(1, 7)
    players = [random.randrange(count) for _ in boxes]
    if random.random() < 0.7:  # else in no order, which the rule does not ask for
        players.sort()
    return Case(boxes, players, count, distance, random.choice([0, 1, 33, 50, 51, 99, 100]))
