"""Content hashes of images: of the file's bytes, or of the decoded pixels.

Kind "file" is the SHA-256 of the file. Kind "pixels" is the SHA-256 of `veriset.pixels`'
canonical form, so that every lossless copy of a picture has the same hash.
"""

from __future__ import annotations

import enum
import hashlib
import os
import stat
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from veriset.errors import InputError
from veriset.pixels import as_stored, canonical_form, samples_of

if TYPE_CHECKING:
    from PIL import Image as PillowImage

MAX_PIXELS = 89_478_485
"""Width times height above which an image is refused as a decompression bomb (Pillow's limit)."""

EXTENSIONS = frozenset(
    {".bmp", ".gif", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".pnm", ".ppm"}
    | {".tif", ".tiff", ".webp"}
)
"""Lower-case file name endings that are taken for images."""

_FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
_CHUNK = 1 << 20
_PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PNG_TAIL = b"\x00\x00\x00\x00IEND\xaeB`\x82"
# Opening does not wait, as it would for a named pipe until somebody writes to it.
_READ_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class HashKind(str, enum.Enum):
    """What a content hash is taken of. The order is that of the contract's enum."""

    FILE = "file"
    PIXELS = "pixels"


class ImageDigest(NamedTuple):
    """What a manifest says of an image's content.

    Attributes:
        content_hash: SHA-256, 32 bytes.
        size: length of the file in bytes.
        width: in pixels.
        height: in pixels.
    """

    content_hash: bytes
    size: int
    width: int
    height: int


def digest_image(path: Path | str, kind: HashKind) -> ImageDigest:
    """Hash one image file; memory does not grow with the file for kind "file".

    Raises:
        InputError: the file cannot be read, is empty, truncated or no image, changes while it
            is read, has more than `MAX_PIXELS` pixels or, for kind "pixels", has samples of
            more than 8 bits, several frames, or a colour model with no canonical form.
    """
    try:
        # The system's own calls, because a file object takes as long as hashing a small image.
        descriptor = os.open(path, _READ_AT_ONCE)
        try:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                what = "a directory" if stat.S_ISDIR(before.st_mode) else "not a file"
                raise InputError(f"{path} is {what}; give an image file")
            if before.st_size == 0:
                raise InputError(f"{path} is empty (0 bytes); remove it or restore the image")
            digest = _digest_open(path, descriptor, before.st_size, kind)
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or (
        digest.size != before.st_size
    ):
        raise InputError(f"{path} changed while it was read; try again when nothing writes to it")
    return digest


def _digest_open(path: Path | str, descriptor: int, expected: int, kind: HashKind) -> ImageDigest:
    if kind is HashKind.PIXELS:
        with _opened(path, descriptor) as image:
            samples = samples_of(image, path)
            content_hash = hashlib.sha256(canonical_form(samples)).digest()
            return ImageDigest(content_hash, expected, samples.shape[1], samples.shape[0])
    # A small file is read in one call, into a buffer of its own size.
    wanted = min(expected + 1, _CHUNK)
    head = tail = chunk = os.read(descriptor, wanted)
    size = len(head)
    sha256 = hashlib.sha256(head)
    while len(chunk) == wanted:
        wanted = _CHUNK
        chunk = os.read(descriptor, wanted)
        sha256.update(chunk)
        size += len(chunk)
        tail = tail[-16:] + chunk
    return ImageDigest(sha256.digest(), size, *_dimensions(path, descriptor, head, tail))


def _dimensions(path: Path | str, descriptor: int, head: bytes, tail: bytes) -> tuple[int, int]:
    """Return width and height from the header, and refuse a file without its end."""
    if (size := _header_dimensions(head, tail)) is not None:
        check_pixel_count(path, *size)
        return size
    with _opened(path, descriptor) as image:
        stored = as_stored(image)
        stored.load()
        return stored.size


def _header_dimensions(head: bytes, tail: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG that has its end marker, else None.

    By hand because Pillow takes longer over a header than SHA-256 over the file; whatever is
    not plainly whole is left to Pillow.
    """
    if head.startswith(_PNG_HEAD) and tail.endswith(_PNG_TAIL):
        width, height = struct.unpack_from(">II", head, len(_PNG_HEAD))
        return width, height
    if head.startswith(b"\xff\xd8") and tail.endswith(b"\xff\xd9"):
        position = 2
        while position + 9 <= len(head) and head[position] == 0xFF:
            marker, length = (
                head[position + 1],
                int.from_bytes(head[position + 2 : position + 4], "big"),
            )
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a frame header
                height, width = struct.unpack_from(">HH", head, position + 5)
                return width, height
            if not 0xC0 <= marker <= 0xFE or 0xD0 <= marker <= 0xDA:  # has no length, or too late
                return None
            position += 2 + length
    return None


@contextmanager
def _opened(path: Path | str, descriptor: int) -> Iterator[PillowImage.Image]:
    """Open an image with Pillow; whatever is wrong with it becomes one InputError."""
    from PIL import Image, UnidentifiedImageError

    try:
        with (
            open(descriptor, "rb", buffering=0, closefd=False) as file,
            warnings.catch_warnings(),
        ):
            file.seek(0)
            # Pillow warns of odd metadata, which is no part of the content; what it warns of
            # before an error, and of too many pixels, is an error here.
            warnings.simplefilter("ignore")
            image = Image.open(file, formats=_FORMATS)
            check_pixel_count(path, *image.size)
            yield image
    except (InputError, MemoryError):
        raise
    except UnidentifiedImageError:
        raise InputError(
            f"{path} is not an image that can be read ({', '.join(_FORMATS)})"
        ) from None
    except Image.DecompressionBombError:
        raise InputError(f"{path} has more than {MAX_PIXELS:,} pixels; scale or split it") from None
    except Exception as error:  # Pillow's decoders raise whatever a damaged file makes them
        raise InputError(f"{path} is damaged: {error or type(error).__name__}") from error


def check_pixel_count(path: Path | str, width: int, height: int) -> None:
    """Refuse an image of no pixel or of more than `MAX_PIXELS`.

    Raises:
        InputError: it is one.
    """
    if width * height > MAX_PIXELS:
        raise InputError(
            f"{path} has {width} x {height} pixels, more than {MAX_PIXELS:,}; scale or split it"
        )
    if not width * height:
        raise InputError(f"{path} has {width} x {height} pixels; restore the image")
