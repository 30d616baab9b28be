"""Images among what `veriset pin` keeps on this machine."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from veriset.cid import DAG_PB, RAW, Cid
from veriset.errors import InputError
from veriset.images import HashKind
from veriset.pinning.ledger import Ledger

if TYPE_CHECKING:
    from veriset.pinning.store import ContentStore

_LOGGER = logging.getLogger("veriset.server")

_FOLDERS = 100
"""Pinned folders that are looked into for an image, the latest first."""


class PinnedImages:
    """Finds the files of images in the local pinning service's store."""

    def __init__(self, store: Path, ledger: Path) -> None:
        """Look in a store, and in the ledger that names the folders in it.

        Args:
            store: folder of the service.
            ledger: file of a `Ledger`.
        """
        self._folder = store
        self._ledger = Ledger(ledger)
        self._store: ContentStore | None = None
        self._opening = threading.Lock()

    def close(self) -> None:
        """Close the store, if it was opened."""
        if self._store is not None:
            self._store.close()

    def files_of(self, digest: bytes, kind: HashKind, name: str) -> Iterator[Path]:
        """Yield the files that may be an image; none of them is checked.

        Args:
            digest: of the image.
            kind: what the digest is of.
            name: the image's path in its manifest, below the folder of the dataset.
        """
        if (store := self._opened()) is None:
            return
        # The CID of a file of one chunk is the SHA-256 of its bytes.
        if kind is HashKind.FILE and (path := store.path(Cid(1, RAW, digest))) is not None:
            yield path
        from veriset.pinning.tree import resolve

        for folder in self._folders():
            found = resolve(store, folder, name.split("/"))
            if found is not None and (path := store.path(found)) is not None:
                yield path

    def _folders(self) -> list[Cid]:
        """Return what may be folders, each once, the latest first."""
        try:
            cids = [Cid.parse(entry.cid) for entry in reversed(self._ledger.entries())]
        except InputError as error:
            _LOGGER.warning("pinned folders are not known: %s", error)
            return []
        return list(dict.fromkeys(cid for cid in cids if cid.codec == DAG_PB))[:_FOLDERS]

    def _opened(self) -> ContentStore | None:
        """Return the store, None as long as nothing was pinned."""
        from veriset.pinning.store import ContentStore

        with self._opening:
            if self._store is None and (self._folder / "content").is_dir():
                try:
                    self._store = ContentStore(self._folder)
                except InputError as error:
                    _LOGGER.warning("pinned images are not shown: %s", error)
            return self._store
