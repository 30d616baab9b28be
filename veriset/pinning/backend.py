"""What all back ends have in common: pinning of files and folders by CIDs computed first."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from veriset.cid import DAG_PB, Cid, CidHasher, cid_v0, read_into
from veriset.cid.folders import Folder, FolderFile, FolderNode, read_folder
from veriset.errors import PinningError
from veriset.pinning import Pin
from veriset.pinning.fetching import Fetcher
from veriset.pinning.retrying import RetryPolicy
from veriset.pinning.side_by_side import at_once
from veriset.progress import Progress

if TYPE_CHECKING:
    from veriset.pinning.gateway import Source
    from veriset.pinning.journal import Journal

_AT_ONCE = 8


class Backend(ABC):
    """A `PinningService`; what differs is how files get there."""

    name: str
    retries: RetryPolicy

    @property
    @abstractmethod
    def address(self) -> str:
        """Where it is, which with the name tells it from others."""

    @abstractmethod
    def upload(self, path: Path, progress: Progress | None = None) -> Cid:
        """Send a file and return the CID that the service gives it, unchecked."""

    @abstractmethod
    def upload_node(self, node: FolderNode) -> None:
        """Send a block of a folder, whose children are there already, and check its CID."""

    def upload_nodes(self, nodes: Sequence[FolderNode]) -> None:
        """Send the blocks of a folder, children first, and check their CIDs."""
        for node in nodes:
            self.retries.run(self.upload_node, node)

    @abstractmethod
    def holds(self, cid: str) -> bool:
        """Tell whether the service still has what it was given; see `PinningService.holds`."""

    @abstractmethod
    def sources(self) -> Sequence[Source]:
        """Return where to fetch from what is pinned here."""

    def keep(self, folder: Folder) -> None:  # noqa: B027  (most need nothing)
        """Do what the service needs, besides, to keep a folder that it has all blocks of."""

    def pin(
        self, path: Path, progress: Progress | None = None, journal: Journal | None = None
    ) -> Pin:
        """Upload a file or folder; see `PinningService.pin`."""
        if path.is_dir():
            return self.pin_folder(read_folder(path), path, progress, journal)
        hasher = read_into(CidHasher((1,)), path)
        named = self._checked(path, hasher.cid(1), progress)
        return self._pin(named, hasher.size)

    def pin_folder(
        self,
        folder: Folder,
        path: Path,
        progress: Progress | None = None,
        journal: Journal | None = None,
    ) -> Pin:
        """Upload a folder that was read, file by file, then the blocks that describe it.

        Args:
            folder: as `read_folder` gives it, of version 1.
            path: where it was read.
            progress: called with the bytes there, and their total.
            journal: remembers what is there, so that a later call sends only what is missing.
        """
        known = journal.known(self) if journal else set()
        self._send_folder(folder, known, progress, journal)
        self.keep(folder)
        if not self.holds(str(folder.root)):
            # The journal outlived what it tells of, such as a store that was deleted.
            if known:
                self._send_folder(folder, set(), progress, journal)
                self.keep(folder)
            if not known or not self.holds(str(folder.root)):
                raise PinningError(
                    f"{self.name} has every file of {path}, but does not serve the folder "
                    f"{folder.root}; do not rely on this pin"
                )
        if journal:
            journal.forget(self)
        return self._pin(folder.root, folder.size)

    def fetch(self, cid: str, out: Path, progress: Progress | None = None) -> None:
        """Download a file or folder and check it; see `PinningService.fetch`."""
        Fetcher(self.sources(), self.retries).fetch(cid, out, progress)

    def upload_many(
        self, files: Sequence[FolderFile], is_there: Callable[[Sequence[FolderFile]], None]
    ) -> None:
        """Send files, several at once, and tell of those that are there and checked."""

        def send(file: FolderFile) -> None:
            named = self._checked(file.path, file.cid)
            if not named.same_block(file.cid):
                raise PinningError(
                    f"{self.name} stores {file.path} as {named}, in another version than its "
                    f"folder names it by, {file.cid}; it cannot pin folders"
                )
            is_there([file])

        at_once(send, files, _AT_ONCE)

    def _send_folder(
        self,
        folder: Folder,
        known: set[str],
        progress: Progress | None,
        journal: Journal | None,
    ) -> None:
        done = sum(file.size for file in folder.files if str(file.cid) in known)

        lock = threading.Lock()

        def is_there(files: Sequence[FolderFile]) -> None:
            nonlocal done
            if journal:
                journal.add(self, [str(file.cid) for file in files])
            with lock:
                done += sum(copies[file.cid] * file.size for file in files)
                if progress:
                    progress(done, folder.size)

        copies: dict[Cid, int] = {}
        missing: dict[Cid, FolderFile] = {}
        for file in folder.files:
            if str(file.cid) not in known:
                copies[file.cid] = copies.get(file.cid, 0) + 1
                missing.setdefault(file.cid, file)
        self.upload_many(list(missing.values()), is_there)
        nodes = [node for node in folder.nodes if str(node.cid) not in known]
        self.upload_nodes(nodes)
        if journal:
            journal.add(self, [str(node.cid) for node in nodes])

    def _checked(self, path: Path, expected: Cid, progress: Progress | None = None) -> Cid:
        """Send a file, and compare the CID that the service gives it with our own."""
        named = self.retries.run(self.upload, path, progress)
        if named.same_block(expected):
            return named
        own = [str(expected)]
        if named.codec == DAG_PB:
            own.append(cid_v0(path))
            if named.same_block(Cid.parse(own[1])):
                return named
        raise PinningError(
            f"{self.name} stored {path} as {named}, but its bytes have the CID "
            f"{' or '.join(own)}; do not rely on this pin"
        )

    def _pin(self, cid: Cid, size: int) -> Pin:
        return Pin(str(cid), size, self.name, datetime.now(timezone.utc))
