"""Files that are either whole or absent."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from veriset.errors import InputError


@contextlib.contextmanager
def atomic_writer(path: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Yield a binary file that takes the place of `path` once the block ends well.

    The bytes go to a temporary file in the same folder, are flushed to the disk and then
    renamed, so that an error, Ctrl-C or a full disk leaves the old file, or none.

    Args:
        path: the file to write.
        mode: its permissions, of which the user's umask takes away.

    Raises:
        InputError: the folder cannot be written, or the disk is full.
    """
    temporary: str | None = None
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.")
        except OSError as error:
            raise unwritable(path, error) from error
        with os.fdopen(descriptor, "wb") as file:
            yield cast(BinaryIO, file)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp gives 0600; a finished file gets what the user's umask allows.
        os.chmod(temporary, mode & ~user_mask())  # noqa: PTH101
        os.replace(temporary, path)  # noqa: PTH105
        temporary = None
    except OSError as error:
        # Others, such as of a connection, come from the block and are the caller's.
        if error.errno is None or error.filename not in (None, temporary):
            raise
        raise unwritable(path, error) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path` as `atomic_writer` does."""
    with atomic_writer(path) as file:
        file.write(content)


def write_privately(path: Path, content: bytes) -> None:
    """Write `content` to `path` as `atomic_writer` does; only the user can ever read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic_writer(path, mode=0o600) as file:
        file.write(content)


def unwritable(path: Path, error: OSError) -> InputError:
    """Return the error about a file that the system does not let us write."""
    return InputError(
        f"cannot write {path}: {error.strerror or error}; free space or choose another place"
    )


def user_mask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
