"""The canonical form of pixels, of which hash kind "pixels" is the SHA-256.

It is the ASCII bytes `pixels:v1:<mode>:<width>:<height>:` and then the samples, row by row,
8 bits each, channels interleaved. The mode is RGBA if any pixel is not opaque, else L if every
pixel is grey, else RGB. Test vectors: docs/canonical-pixels.md and tests/vectors/pixels.json.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from veriset.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image as PillowImage

_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA"})
_ORIENTATION = 0x0112  # EXIF's and TIFF's tag


def canonical_pixels(image: PillowImage.Image, name: Path | str = "the image") -> bytes:
    """Return the canonical form of an image, the bytes that hash kind "pixels" is taken of.

    Args:
        image: what Pillow's `Image.open` gave, before its pixels are loaded: after that nothing
            tells that Pillow cut 16-bit samples to 8. An EXIF orientation is not applied.
        name: what an error calls the image.

    Raises:
        InputError: samples of more than 8 bits, several frames, or a colour model other than
            grey, RGB or palette, with or without alpha.
    """
    return canonical_form(samples_of(image, name))


def samples_of(image: PillowImage.Image, name: Path | str) -> np.ndarray:
    """Return an image's samples as an array of `canonical_form`; see `canonical_pixels`."""
    import numpy as np

    if (frames := getattr(image, "n_frames", 1)) != 1:
        raise InputError(f"{name} has {frames} frames; only still images have a pixel hash")
    if _has_wide_samples(image):
        raise InputError(
            f"{name} has samples of more than 8 bits; convert it to 8 bits, or use hash kind file"
        )
    if image.mode not in _MODES:
        raise InputError(
            f"{name} has colour model {image.mode}, for which there is no canonical form; "
            "convert it to RGB, or use hash kind file"
        )
    if image.mode == "L" and "transparency" not in image.info:
        return np.asarray(as_stored(image))
    _scale_transparency(image)
    return np.asarray(as_stored(image).convert("RGBA"))


def as_stored(image: PillowImage.Image) -> PillowImage.Image:
    """Return an image that Pillow will not turn: it applies a TIFF's orientation on loading."""
    if image.format != "TIFF":
        return image
    image.getexif().pop(_ORIENTATION, None)
    return image.copy()  # whose size is that of the stored image and not of the turned one


def canonical_form(samples: object) -> bytes:
    """Return the canonical form of an array of 8-bit samples.

    Args:
        samples: uint8 array of shape (height, width), (height, width, 3) or (height, width, 4).

    Raises:
        InputError: it is an array of another type or shape.
    """
    import numpy as np

    array = np.asarray(samples)
    mode = {(2, 0): "L", (3, 3): "RGB", (3, 4): "RGBA"}.get((array.ndim, sum(array.shape[2:])))
    if mode is None or array.dtype != np.uint8 or not array.size:
        raise InputError(
            f"an array of shape {array.shape} and type {array.dtype} is no image; give uint8 of "
            "shape (height, width), (height, width, 3) or (height, width, 4)"
        )
    if mode == "RGBA" and (array[..., 3] == 255).all():
        array, mode = array[..., :3], "RGB"
    if mode == "RGB" and (array == array[..., :1]).all():
        array, mode = array[..., 0], "L"
    return canonical_prefix(mode, array.shape[1], array.shape[0]) + array.tobytes()


def canonical_prefix(mode: str, width: int, height: int) -> bytes:
    """Return what stands before the samples in the canonical form."""
    return f"pixels:v1:{mode}:{width}:{height}:".encode("ascii")


def _scale_transparency(image: PillowImage.Image) -> None:
    """Scale a PNG's transparent grey of 2 or 4 bits to 8, as Pillow does the samples alone."""
    raw_mode = next((tile[3] for tile in getattr(image, "tile", ())), None)
    factor = {"L;2": 0x55, "L;4": 0x11}.get(raw_mode) if isinstance(raw_mode, str) else None
    if image.format == "PNG" and factor and "transparency" in image.info:
        image.info["transparency"] *= factor


def _has_wide_samples(image: PillowImage.Image) -> bool:
    """Tell whether the file's samples have more than 8 bits; Pillow may cut them without a word."""
    if image.mode.startswith(("I", "F")):
        return True
    for tile in getattr(image, "tile", ()):
        arguments = tile[3] if isinstance(tile[3], tuple) else (tile[3],)
        raw_mode = next((value for value in arguments if isinstance(value, str)), "")
        # BGR;16 is a pixel of 5, 6 and 5 bits.
        if (";16" in raw_mode or ";32" in raw_mode) and raw_mode != "BGR;16":
            return True
        # PPM's own decoder takes the highest value.
        if tile[0].startswith("ppm") and any(isinstance(v, int) and v > 255 for v in arguments):
            return True
    return False
