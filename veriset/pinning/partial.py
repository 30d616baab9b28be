"""Downloads that are not whole yet, beside their targets, until they are or cannot become so.

A file lies in `.NAME.CID.part`, a folder in a folder of that name. Whoever fetches the same CID to
the same place goes on from there, after checking every byte again: also after a kill.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from veriset.cid import Cid
from veriset.errors import InputError
from veriset.files import unwritable, user_mask
from veriset.pinning.failures import NoBlocksError, ServiceFailure


@contextlib.contextmanager
def partial_file(out: Path, cid: Cid) -> Iterator[BinaryIO]:
    """Yield a file, with what an earlier try left in it, that becomes `out` if all goes well.

    After a failure of a service, or Ctrl-C, it stays for the next try; after other errors it goes.

    Raises:
        InputError: it cannot be written, or the disk is full.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        descriptor, path = _own_file(out, cid)
    except OSError as error:
        raise unwritable(out, error) from error
    try:
        # What is done to the path is done while the file, and so its lock, is held.
        with os.fdopen(descriptor, "r+b") as file:
            try:
                yield file
                file.flush()
                os.fsync(descriptor)
                os.fchmod(descriptor, 0o666 & ~user_mask())
                path.replace(out)
            except BaseException as error:
                if not _may_go_on(error) or not os.fstat(descriptor).st_size:
                    path.unlink(missing_ok=True)
                raise
    except OSError as error:
        # Others, such as of a connection, come from the block and are the caller's.
        if error.errno is None or error.filename not in (None, str(path)):
            raise
        raise unwritable(out, error) from error


@contextlib.contextmanager
def partial_folder(out: Path, cid: Cid) -> Iterator[Path]:
    """Yield a folder, with what an earlier try left in it; otherwise as `partial_file`.

    Raises:
        InputError: `out` is there already, or cannot be written.
    """
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise InputError(f"{out} exists; a folder is fetched to a place where there is none")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        descriptor, path = _own_folder(out, cid)
    except OSError as error:
        raise unwritable(out, error) from error
    try:
        yield path
        try:
            path.chmod(0o777 & ~user_mask())
            path.replace(out)
        except OSError as error:
            raise unwritable(out, error) from error
    except BaseException as error:
        if not _may_go_on(error) or not _has_bytes(path):
            shutil.rmtree(path, ignore_errors=True)
        raise
    finally:
        os.close(descriptor)


def _may_go_on(error: BaseException) -> bool:
    """Tell whether the same command may well succeed later with what is there."""
    if isinstance(error, ServiceFailure):
        return not isinstance(error, NoBlocksError)
    return not isinstance(error, Exception)


def _has_bytes(folder: Path) -> bool:
    return any(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _own_file(out: Path, cid: Cid) -> tuple[int, Path]:
    """Open the partial file, or another one if somebody else is at work on it."""
    path = _path(out, cid)
    with contextlib.suppress(OSError):
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        if _is_ours(descriptor, path) and stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor, path
        os.close(descriptor)
    descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name[:50]}.")
    return descriptor, Path(name)


def _own_folder(out: Path, cid: Cid) -> tuple[int, Path]:
    """Open the partial folder, or another one if somebody else is at work on it."""
    path = _path(out, cid)
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    with contextlib.suppress(OSError):
        path.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, flags)
        if _is_ours(descriptor, path):
            return descriptor, path
        os.close(descriptor)
    path = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name[:50]}."))
    return os.open(path, flags), path


def _is_ours(descriptor: int, path: Path) -> bool:
    """Lock what was opened; tell whether it is locked, the user's own, and still at its place."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        opened, there = os.fstat(descriptor), path.lstat()
    except OSError:
        return False
    return opened.st_uid == os.geteuid() and os.path.samestat(opened, there)


def _path(out: Path, cid: Cid) -> Path:
    return out.parent / f".{out.name[:50]}.{cid}.part"
