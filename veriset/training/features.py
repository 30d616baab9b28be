"""Pictures of any size as short rows of bytes: a thumbnail and a histogram of colours.

Only whole numbers are used (no scaling by Pillow, whose filters are computed in floating
point), so pixels that are decoded alike give the same features on every machine.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from veriset.errors import InputError
from veriset.images import MAX_PIXELS

Bytes = npt.NDArray[np.uint8]

THUMBNAIL_SIDE = 6
# Histogram cells for each of red, green and blue.
LEVELS = 4
FEATURES = THUMBNAIL_SIDE * THUMBNAIL_SIDE * 3 + LEVELS**3


def picture_features(pixels: Bytes) -> Bytes:
    """Return the features of a picture, shape (172,).

    Args:
        pixels: RGB, shape (height, width, 3), at least one pixel.

    Returns:
        The means of the 6 x 6 parts of the picture's central square, row by row and colour
        by colour, then the histogram over 4 x 4 x 4 colours: the part of the pixels in a
        cell, 255 for a quarter of them or more.
    """
    return np.concatenate([_thumbnail(pixels), _histogram(pixels)])


def file_features(path: Path) -> tuple[str, Bytes]:
    """Return the SHA-256 of a picture's file, in hex, and its features.

    Raises:
        InputError: the file cannot be read, or is not a whole picture.
    """
    try:
        content = path.read_bytes()
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise InputError(f"{path} has more than {MAX_PIXELS:,} pixels; scale it down")
            pixels = np.asarray(picture.convert("RGB"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError(f"{path} is not a readable picture: {error}") from error
    return hashlib.sha256(content).hexdigest(), picture_features(pixels)


def _thumbnail(pixels: Bytes) -> Bytes:
    height, width, _ = pixels.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    # A picture smaller than the thumbnail repeats its pixels.
    repeat = -(-THUMBNAIL_SIDE // side)
    square = pixels[top : top + side, left : left + side].repeat(repeat, 0).repeat(repeat, 1)
    edges = np.arange(THUMBNAIL_SIDE) * (side * repeat) // THUMBNAIL_SIDE
    rows = np.add.reduceat(square, edges, axis=0, dtype=np.int64)
    sums = np.add.reduceat(rows, edges, axis=1)
    lengths = np.diff(edges, append=side * repeat)
    means: Bytes = (sums // (lengths[:, None, None] * lengths[None, :, None])).astype(np.uint8)
    return means.reshape(-1)


def _histogram(pixels: Bytes) -> Bytes:
    # Bytes hold the number of any of the 64 cells.
    levels = pixels.reshape(-1, 3) // np.uint8(256 // LEVELS)
    cells = (levels[:, 0] * LEVELS + levels[:, 1]) * LEVELS + levels[:, 2]
    counts = np.bincount(cells, minlength=LEVELS**3)
    return np.minimum(counts * 4 * 255 // len(cells), 255).astype(np.uint8)
