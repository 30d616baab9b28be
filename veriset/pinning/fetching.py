"""Fetching by CID from sources of which none is trusted.

A file's tree comes as single blocks, each checked against the CID that led to it; the file's bytes
stream beside it, and each leaf is checked before it is written. So a source that lies is found at
the first bad block, and the next one continues from there. Where no source gives single blocks,
a file is fetched whole and checked at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from veriset.cid import RAW, Cid, CidHasher
from veriset.cid.dag_pb import Kind, decode
from veriset.errors import InputError
from veriset.files import atomic_writer
from veriset.pinning.failures import LyingServiceError, NoBlocksError
from veriset.pinning.fetching_folder import FolderFetch
from veriset.pinning.gateway import Source
from veriset.pinning.partial import partial_file, partial_folder
from veriset.pinning.retrying import RetryPolicy
from veriset.pinning.turn import Turn
from veriset.pinning.verified_file import Counter, fetch_raw, fetch_tree
from veriset.progress import Progress, silent


class Fetcher:
    """Fetches files and folders from several sources, the first of which is asked first.

    Args:
        sources: at least one.
        retries: how often all of them are tried again.

    Raises:
        InputError: there is no source.
    """

    def __init__(self, sources: Sequence[Source], retries: RetryPolicy | None = None) -> None:
        if not sources:
            raise InputError("there is nothing to fetch from; give --gateway ADDRESS")
        self._sources = tuple(sources)
        self._retries = retries or RetryPolicy()

    def fetch(self, cid: str, out: Path, progress: Progress | None = None) -> None:
        """Fetch a file or folder to `out`, which is written whole or not at all.

        What was checked before a kill, or before the sources failed, is kept beside it, and the
        next call for the same CID and `out` fetches only the rest.

        Raises:
            InputError: the CID is malformed, or `out` cannot be written, or is in the way.
            PinningError: no source has it, or all failed or lied.
        """
        wanted = Cid.parse(cid)
        turn = Turn(self._sources, self._retries, f"fetch {cid}")
        done = Counter(progress or silent)
        if wanted.codec == RAW:
            with atomic_writer(out) as file:
                file.write(fetch_raw(turn, wanted, done))
            return
        try:
            node = decode(turn.block(wanted))
            if node.kind in (Kind.DIRECTORY, Kind.SHARD):
                with partial_folder(out, wanted) as folder:
                    FolderFetch(turn, done).run(node, folder)
                return
            done.total = node.file_size
            with partial_file(out, wanted) as file:
                fetch_tree(turn, wanted, node, file, done)
        except NoBlocksError:
            done.reset()
            with atomic_writer(out) as file:
                self._whole(turn, wanted, file, done)

    def block(self, cid: str) -> bytes:
        """Return one block, checked; errors as for `fetch`."""
        return Turn(self._sources, self._retries, f"fetch {cid}").block(Cid.parse(cid))

    def _whole(self, turn: Turn, cid: Cid, file: BinaryIO, done: Counter) -> None:
        """Fetch a file whose tree nobody gives, and check it once it is there."""

        def attempt(source: Source) -> None:
            if done.reset():
                file.seek(0)
                file.truncate()
            hasher = CidHasher.expecting(cid)
            with source.stream(cid, 0) as stream:
                done.total = stream.total
                while data := stream.read():
                    hasher.update(data)
                    done.add(file.write(data))
            if not hasher.matches(cid):
                got = hasher.cid(1 if cid.version == 1 else 0)
                raise LyingServiceError(
                    f"{source.name} sent {hasher.size} bytes with the CID {got} for {cid}; "
                    "nothing was kept, try again or another service"
                )

        turn.ask(attempt)
