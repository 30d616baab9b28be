"""Images with annotations, made from a seed: what clustering is measured and tested on."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from random import Random

WIDTH, HEIGHT = 1920, 1080
"""Size of an image that figures are measured on, in pixels."""
JITTER = 3
OUTLIERS = 10
"""Percentage of annotations that are of nothing."""
DISTANCE = 40
CONFIRMATION = 50

Annotation = tuple[int, int, int, int, int]
"""x, y, height, width, class."""


@dataclass(frozen=True)
class Image:
    """Annotations of one image, a list a play."""

    plays: list[list[Annotation]]

    @property
    def boxes(self) -> list[tuple[int, int, int, int]]:
        """All annotations in their order, without the classes."""
        return [a[:4] for play in self.plays for a in play]

    @property
    def classes(self) -> list[int]:
        """Their classes."""
        return [a[4] for play in self.plays for a in play]

    @property
    def players(self) -> list[int]:
        """For each annotation, the number of its play."""
        return [number for number, play in enumerate(self.plays) for _ in play]

    @property
    def packed(self) -> list[bytes]:
        """Each play as a contract takes it: 9 bytes an annotation."""
        return [b"".join(struct.pack(">4HB", *a) for a in play) for play in self.plays]


def photograph(
    seed: int, players: int = 10, objects: int = 5, jitter: int = JITTER, outliers: int = OUTLIERS
) -> Image:
    """Make an image on which each player marks each object, each in an order of its own.

    Args:
        seed: the same seed gives the same image.
        players: number of plays.
        objects: boxes to find, anywhere on the image, sides of 20 pixels up to a third of its.
        jitter: pixels by which each of the four numbers is off at most, uniformly.
        outliers: percentage of annotations that are uniform boxes anywhere instead.
    """
    random = Random(seed)
    truth = [_anywhere(random, 20, HEIGHT // 3, WIDTH // 3) for _ in range(objects)]
    plays = []
    for _ in range(players):
        marks = []
        for box in random.sample(truth, objects):
            if random.randrange(100) < outliers:
                marks.append((*_anywhere(random, 1, HEIGHT, WIDTH), 0))
            else:
                x, y, h, w = (max(0, v + random.randint(-jitter, jitter)) for v in box)
                marks.append((x, y, h, w, 0))
        plays.append(marks)
    return Image(plays)


def blob(seed: int, players: int = 10, each: int = 5, side: int = 3 * DISTANCE // 4) -> Image:
    """Make an image whose annotations all lie in one box of this side, uniformly."""
    random = Random(seed)
    corner = [random.randint(100, 1000) for _ in range(4)]

    def inside() -> Annotation:
        x, y, h, w = (low + random.randint(0, side) for low in corner)
        return x, y, h, w, 0

    return Image([[inside() for _ in range(each)] for _ in range(players)])


def _anywhere(random: Random, least: int, tallest: int, widest: int) -> tuple[int, int, int, int]:
    height, width = random.randint(least, tallest), random.randint(least, widest)
    return random.randint(0, WIDTH - width), random.randint(0, HEIGHT - height), height, width
