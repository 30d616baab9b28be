"""Where the objects of a picture are, for simulated players: a stated model, not a detector.

What lies near the middle of a photograph and differs in colour from its border is taken for an
object; where there is nothing of the kind, boxes are placed by a seeded generator.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from veriset.campaigns.outcome import Annotation

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

_SIDE = 96
"""Pixels of the longer side at which the colours are looked at."""
_LEAST, _MOST = 0.02, 0.7
"""Shares of the picture that an object that is found may cover."""
_BESIDE = 0.3
"""Share of the largest object's area from which another one is an object too."""
_COUNT = 4
"""Boxes in a picture at most."""


def find_objects(image: Image.Image, seed: int, label: int = 0) -> tuple[Annotation, ...]:
    """Return the boxes of a picture's objects, always the same for the same arguments.

    Args:
        image: any mode and size.
        seed: of the generator that places boxes where no object stands out.
        label: class of all of them.

    Returns:
        1 to 4 boxes: of what stands out from the border's colours, else placed ones.
    """
    if found := _salient_boxes(image):
        return tuple(Annotation(*box, label) for box in found)
    return place_objects(image.width, image.height, seed, label)


def place_objects(width: int, height: int, seed: int, label: int = 0) -> tuple[Annotation, ...]:
    """Return 1 to 4 boxes inside a picture, sides an eighth to a half of the picture's."""
    generator = random.Random(f"objects {seed} {width} {height}")
    boxes = []
    for _ in range(generator.randint(1, _COUNT)):
        box_height = generator.randint(max(1, height // 8), max(1, height // 2))
        box_width = generator.randint(max(1, width // 8), max(1, width // 2))
        x = generator.randint(0, width - box_width)
        y = generator.randint(0, height - box_height)
        boxes.append(Annotation(x, y, box_height, box_width, label))
    return tuple(boxes)


def _salient_boxes(image: Image.Image) -> list[tuple[int, int, int, int]]:
    """Return x, y, height, width of what differs from the border in colour, the largest first."""
    shrink = max(1.0, max(image.size) / _SIDE)
    size = (max(1, round(image.width / shrink)), max(1, round(image.height / shrink)))
    if min(size) < 8:
        return []
    mask = _stands_out(np.asarray(image.convert("RGB").resize(size), dtype=np.float64))
    parts = [part for part in _parts(mask) if len(part) >= _LEAST * mask.size]
    if not parts or len(parts[0]) > _MOST * mask.size:
        return []
    boxes = []
    for part in parts[:_COUNT]:
        if len(part) >= _BESIDE * len(parts[0]):
            rows, columns = zip(*part, strict=True)
            x, x_end = (
                round(column * image.width / size[0]) for column in (min(columns), max(columns) + 1)
            )
            y, y_end = (round(row * image.height / size[1]) for row in (min(rows), max(rows) + 1))
            boxes.append((x, y, y_end - y, x_end - x))
    return boxes


def _stands_out(pixels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which pixels (height, width, RGB) are unlike the border, by Otsu's threshold."""
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    # Opponent colours: shadows on a background differ in brightness, objects in hue.
    colours = np.stack((red - green, (red + green) / 2 - blue, (red + green + blue) / 4), axis=-1)
    edge = max(2, min(colours.shape[:2]) // 12)
    border = np.concatenate(
        [
            part.reshape(-1, 3)
            for part in (
                colours[:edge],
                colours[-edge:],
                colours[:, :edge],
                colours[:, -edge:],
            )
        ]
    )
    spread = np.cov(border.T) + 60 * np.eye(3)
    away = colours - np.median(border, axis=0)
    distance = np.sqrt(np.einsum("yxi,ij,yxj->yx", away, np.linalg.inv(spread), away))
    rows = np.linspace(-1, 1, distance.shape[0])[:, None]
    columns = np.linspace(-1, 1, distance.shape[1])[None, :]
    # Photographers put what they mean near the middle.
    distance *= np.exp(-0.7 * (rows**2 + columns**2))
    if distance.max() < 1:  # nowhere further than the border from itself
        return np.zeros(distance.shape, dtype=np.bool_)
    mask: NDArray[np.bool_] = distance > _otsu(distance)
    return mask


def _otsu(values: NDArray[np.float64]) -> float:
    """Return the threshold that separates the values into two groups best."""
    counts, edges = np.histogram(values, bins=64)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(invalid="ignore", divide="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[1 + int(np.nanargmax(between[:-1]))])


def _parts(mask: NDArray[np.bool_]) -> list[list[tuple[int, int]]]:
    """Return the rows and columns of each connected part of a mask, the largest first."""
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(mask), strict=True)}
    parts = []
    while left:
        part = [min(left)]
        left.remove(part[0])
        for row, column in part:  # grows as it is read
            near = {(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)}
            part += sorted(near & left)
            left -= near
        parts.append(part)
    return sorted(parts, key=len, reverse=True)
