"""The IDX files in which MNIST and its relatives come, plain or gzipped."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import math
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from veriset.errors import InputError
from veriset.images import HashKind, check_pixel_count
from veriset.manifest.types import ImageEntry
from veriset.pixels import canonical_prefix
from veriset.progress import Progress, silent
from veriset.readers.links import check_symlink

if TYPE_CHECKING:
    import numpy as np

SPLITS = {"train": "train", "t10k": "test"}
"""Prefix of the file names to name of the split."""

_UNSIGNED_BYTE = 0x08
_BLOCK = 4 << 20
_MAX_BYTES = 1 << 40
_MAX_DIMENSIONS = 32  # those of any NumPy


class IdxReader:
    """Reads train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz] and the t10k pair."""

    name = "idx"
    default_hash_kind = HashKind.PIXELS

    def recognizes(self, source: Path) -> bool:
        """Tell whether one of the four files is there."""
        return any(
            idx_path(source, prefix, part) is not None
            for prefix in SPLITS
            for part in ("images", "labels")
        )

    def read(
        self,
        source: Path,
        hash_kind: HashKind,
        progress: Progress = silent,
        unreadable: dict[str, str] | None = None,
    ) -> list[ImageEntry]:
        """Return the images of each split, numbered in the order of the file."""
        if hash_kind is not HashKind.PIXELS:
            raise InputError(
                f"{source}: an IDX file holds many images, so there is no file to hash for each; "
                "use --hash pixels"
            )
        entries: list[ImageEntry] = []
        for prefix, split in SPLITS.items():
            images, labels = (idx_path(source, prefix, part) for part in ("images", "labels"))
            if images is None and labels is None:
                continue
            if images is None or labels is None:
                there = images or labels
                raise InputError(f"{there} has no counterpart; images and labels come in pairs")
            for path in (images, labels):
                check_symlink(source, path)
            try:
                entries += _read_split(images, labels, split, progress)
            except InputError as error:
                if unreadable is None:
                    raise
                unreadable[split] = str(error)
        if not entries and not unreadable:
            raise InputError(f"{source} holds no IDX images; expected train-images-idx3-ubyte")
        return entries


def idx_path(folder: Path, prefix: str, part: str) -> Path | None:
    """Return the path of a split's images or labels as it is spelt there, None if absent."""
    rank = 3 if part == "images" else 1
    for separator in ("-", "."):
        for ending in ("", ".gz"):
            path = folder / f"{prefix}-{part}{separator}idx{rank}-ubyte{ending}"
            if path.is_file():
                return path
    return None


def read_idx(path: Path) -> np.ndarray:
    """Return an IDX file of bytes as a uint8 array of the shape in its header.

    Raises:
        InputError: the file is truncated, too long, or not IDX of unsigned bytes.
    """
    import numpy as np

    with _opened(path) as (file, shape):
        return np.frombuffer(_read_exactly(path, file, math.prod(shape)), np.uint8).reshape(shape)


def _read_split(images: Path, labels: Path, split: str, progress: Progress) -> list[ImageEntry]:
    label_values = read_idx(labels)
    if label_values.ndim != 1:
        raise InputError(f"{labels} has {label_values.ndim} dimensions; labels have 1")
    with _opened(images) as (file, shape):
        if len(shape) != 3:
            raise InputError(f"{images} has {len(shape)} dimensions; images have 3")
        count, height, width = shape
        if count != len(label_values):
            raise InputError(
                f"{images} holds {count} images but {labels} {len(label_values)} labels; "
                "they must be of the same set"
            )
        check_pixel_count(images, width, height)
        size = height * width
        prefix = canonical_prefix("L", width, height)
        names = [str(label) for label in range(256)]
        entries: list[ImageEntry] = []
        # In blocks, so that memory does not grow with the file.
        images_a_block = max(1, _BLOCK // size)
        for start in range(0, count, images_a_block):
            length = min(images_a_block, count - start)
            block = _read_exactly(images, file, length * size)
            for offset in range(length):
                samples = block[offset * size : (offset + 1) * size]
                entries.append(
                    ImageEntry(
                        content_hash="0x" + hashlib.sha256(prefix + samples).hexdigest(),
                        width=width,
                        height=height,
                        size=size,
                        index=start + offset,
                        label=names[label_values[start + offset]],
                        split=split,
                    )
                )
            progress(start + length, count)
    return entries


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, tuple[int, ...]]]:
    """Yield the file after its header, and the shape; check that it ends where it should."""
    try:
        with open(path, "rb") as stored:
            before = os.fstat(stored.fileno())
            file = cast(BinaryIO, gzip.GzipFile(fileobj=stored) if path.suffix == ".gz" else stored)
            shape = _read_header(path, file)
            yield file, shape
            longer = file.read(1)
            after = os.fstat(stored.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise InputError(
                f"{path} changed while it was read; try again when nothing writes to it"
            )
        if longer:
            raise InputError(f"{path} is longer than its header says; get it again")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{path} is not a whole gzip file ({error}); get it again") from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _read_header(path: Path, file: BinaryIO) -> tuple[int, ...]:
    magic = file.read(4)
    if (
        len(magic) < 4
        or magic[:3] != bytes([0, 0, _UNSIGNED_BYTE])
        or not 1 <= magic[3] <= _MAX_DIMENSIONS
    ):
        raise InputError(
            f"{path} does not start as IDX of unsigned bytes (its magic number is "
            f"0x{magic.hex() or '0'}); get it again"
        )
    sizes = _read_exactly(path, file, 4 * magic[3])
    shape = tuple(int.from_bytes(sizes[i : i + 4], "big") for i in range(0, len(sizes), 4))
    if math.prod(shape) > _MAX_BYTES:
        raise InputError(f"{path} claims {math.prod(shape):,} bytes in its header; get it again")
    return shape


def _read_exactly(path: Path, file: BinaryIO, length: int) -> bytes:
    parts = []
    missing = length
    # In parts, so that a header that lies cannot ask for memory that the file does not fill.
    while missing and (part := file.read(min(missing, _BLOCK))):
        parts.append(part)
        missing -= len(part)
    if missing:
        raise InputError(f"{path} is truncated: {missing:,} bytes are missing; get it again")
    return b"".join(parts)
