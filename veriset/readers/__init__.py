"""Readers turn a place where images lie into the entries of a manifest.

A new reader is a class with the members of `Reader`, added to `READERS`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from veriset.errors import InputError
from veriset.images import HashKind
from veriset.manifest.types import ImageEntry
from veriset.progress import Progress, silent
from veriset.readers.folder import FolderReader
from veriset.readers.idx import IdxReader

__all__ = ["READERS", "Reader", "reader_for"]


class Reader(Protocol):
    """What a manifest is built from."""

    name: str
    """What `--reader` calls it."""

    default_hash_kind: HashKind
    """The hash kind that suits its images."""

    def recognizes(self, source: Path) -> bool:
        """Tell whether the source looks like this reader's; may be generous, is asked in turn."""

    def read(
        self,
        source: Path,
        hash_kind: HashKind,
        progress: Progress = silent,
        unreadable: dict[str, str] | None = None,
    ) -> list[ImageEntry]:
        """Return an entry for each image, in any order.

        Args:
            source: what `recognizes` takes.
            hash_kind: what to hash.
            progress: called with images done and images in all.
            unreadable: where to note why an image, by its name, or a whole split cannot be read,
                and go on; None stops at the first.

        Raises:
            InputError: something in the source cannot be used; nothing is left out silently.
        """


# The folder reader recognizes every folder, so it is asked last.
READERS: dict[str, Reader] = {reader.name: reader for reader in (IdxReader(), FolderReader())}


def reader_for(source: Path, name: str | None = None) -> Reader:
    """Return the reader of that name, or the first one that recognizes the source.

    Raises:
        InputError: there is no such source or reader.
    """
    if not source.exists():
        raise InputError(f"{source} does not exist; give the folder that holds the images")
    if not source.is_dir():
        raise InputError(f"{source} is not a folder; give the folder that holds the images")
    if name is not None:
        if name not in READERS:
            raise InputError(f"there is no reader {name!r}; choose one of {', '.join(READERS)}")
        return READERS[name]
    return next(reader for reader in READERS.values() if reader.recognizes(source))
