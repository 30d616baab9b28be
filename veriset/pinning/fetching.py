"""Fetching by CID from sources of which none is trusted.

A file's tree comes as single blocks, each checked against the CID that led to it; the file's bytes
stream beside it, and each leaf is checked before it is written. So a source that lies is found at
the first bad block, and the next one continues from there. Where no source gives single blocks,
a file is fetched whole and checked at its end.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from veriset.cid import RAW, Cid, CidHasher
from veriset.cid.dag_pb import MAX_BLOCK, Kind, Node, decode
from veriset.errors import InputError, PinningError
from veriset.files import atomic_writer
from veriset.pinning.failures import LyingServiceError, NoBlocksError
from veriset.pinning.gateway import Source
from veriset.pinning.pieces import pieces_of
from veriset.pinning.retrying import RetryPolicy
from veriset.pinning.turn import Turn, lie
from veriset.pinning.verified_file import VerifiedFile
from veriset.progress import Progress, silent

_MAX_DEPTH = 100


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

        Raises:
            InputError: the CID is malformed, or `out` cannot be written, or is in the way.
            PinningError: no source has it, or all failed or lied.
        """
        wanted = Cid.parse(cid)
        turn = Turn(self._sources, self._retries, f"fetch {cid}")
        done = _Counter(progress or silent)
        if wanted.codec == RAW:
            with atomic_writer(out) as file:
                self._raw(turn, wanted, file, done)
            return
        try:
            node = decode(turn.block(wanted))
            if node.kind in (Kind.DIRECTORY, Kind.SHARD):
                with _new_folder(out) as folder:
                    self._folder(turn, node, folder, done, 0, _digits(node))
                return
            done.total = node.file_size
            with atomic_writer(out) as file:
                self._file(turn, wanted, node, file, done)
        except NoBlocksError:
            with atomic_writer(out) as file:
                self._whole(turn, wanted, file, done)

    def block(self, cid: str) -> bytes:
        """Return one block, checked; errors as for `fetch`."""
        return Turn(self._sources, self._retries, f"fetch {cid}").block(Cid.parse(cid))

    def _file(self, turn: Turn, cid: Cid, node: Node, file: BinaryIO, done: _Counter) -> None:
        with contextlib.closing(VerifiedFile(turn, cid)) as reader:
            for piece in pieces_of(node, turn.block):
                done.add(file.write(reader.take(piece)))

    def _raw(self, turn: Turn, cid: Cid, file: BinaryIO, done: _Counter) -> None:
        """Fetch a file of one block, whose size nothing tells beforehand."""

        def attempt(source: Source) -> bytes:
            data = bytearray()
            with source.stream(cid, 0) as stream:
                done.total = stream.total
                while len(data) <= MAX_BLOCK and (more := stream.read()):
                    data += more
            if hashlib.sha256(data).digest() != cid.digest:
                raise lie(source, cid, data)
            return bytes(data)

        done.add(file.write(turn.ask(attempt)))

    def _whole(self, turn: Turn, cid: Cid, file: BinaryIO, done: _Counter) -> None:
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

    def _folder(
        self, turn: Turn, node: Node, folder: Path, done: _Counter, depth: int, prefix: int
    ) -> None:
        """Fetch what a folder, or a shard of one, links to; `prefix` is cut off the names."""
        if depth > _MAX_DEPTH:
            raise PinningError(f"cannot {turn.task}: its folders lie too deep in each other")
        for link in node.links:
            name = link.name[prefix:]
            inner: Node | None = None
            if link.cid.codec != RAW:
                inner = decode(turn.block(link.cid))
            if inner and inner.kind == Kind.SHARD and node.kind == Kind.SHARD and not name:
                self._folder(turn, inner, folder, done, depth + 1, prefix)
                continue
            path = folder / _checked_name(name, turn.task)
            if inner and inner.kind in (Kind.DIRECTORY, Kind.SHARD):
                with _written(path):
                    path.mkdir()
                self._folder(turn, inner, path, done, depth + 1, _digits(inner))
                continue
            with _written(path), path.open("xb") as file:
                if inner:
                    self._file(turn, link.cid, inner, file, done)
                else:
                    self._raw(turn, link.cid, file, done)
                file.flush()
                os.fsync(file.fileno())


class _Counter:
    """Adds up the bytes done for a Progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0
        self.total: int | None = None

    def add(self, count: int) -> None:
        self._done += count
        self._progress(self._done, None if self.total is None else max(self.total, self._done))

    def reset(self) -> bool:
        """Start again; tell whether anything was done."""
        before, self._done = self._done, 0
        return before > 0


def _digits(node: Node) -> int:
    """Return how many digits stand before each name in a shard; none do elsewhere."""
    return len(f"{node.fanout - 1:X}") if node.kind == Kind.SHARD else 0


def _checked_name(name: str, task: str) -> str:
    """Return a name that stays within its folder."""
    if name in ("", ".", "..") or "/" in name or "\0" in name or os.sep in name:
        raise PinningError(f"cannot {task}: an entry has the name {name!r}, which no file can have")
    return name


@contextlib.contextmanager
def _written(path: Path) -> Iterator[None]:
    """Explain what goes wrong with a file of ours."""
    try:
        yield
    except FileExistsError as error:
        raise PinningError(f"the folder has two entries named {path.name!r}") from error
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}; free space") from error


@contextlib.contextmanager
def _new_folder(out: Path) -> Iterator[Path]:
    """Yield a folder that becomes `out` once the block ends well; else nothing is left."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise InputError(f"{out} exists; a folder is fetched to a place where there is none")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name[:50]}."))
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror or error}") from error
    try:
        yield temporary
        mask = os.umask(0)
        os.umask(mask)
        with _written(out):
            temporary.chmod(0o777 & ~mask)
            temporary.replace(out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
