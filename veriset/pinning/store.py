"""A folder of files under their CIDs, behind the embedded pinning service.

    content/<version 1 CID>        the bytes
    content/<version 0 CID>        a link to them
    records/<version 1 CID>.json   name, size, CIDs and time, as uploaded first
    incoming/                      uploads that have not ended

Content appears by a rename, as the last step, so that whatever has a name in content/ is whole;
a record or a link without content counts as absent.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from veriset.cid import DAG_PB, Cid, CidHasher
from veriset.errors import InputError
from veriset.files import write_atomically

_STALE_SECONDS = 86_400.0


@dataclass(frozen=True)
class StoredFile:
    """A file in the store; `created_at` in milliseconds since 1970, as Lighthouse gives it."""

    cid: str
    cid_v0: str
    name: str
    size: int
    created_at: int


class ContentStore:
    """Opens the folder, or makes it.

    Raises:
        InputError: the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._content = folder / "content"
        self._records = folder / "records"
        self._incoming = folder / "incoming"
        try:
            for part in (self._content, self._records, self._incoming):
                part.mkdir(parents=True, exist_ok=True)
            # Left by a process that was killed; a younger one may belong to one that runs.
            for left in self._incoming.iterdir():
                if left.stat().st_mtime < time.time() - _STALE_SECONDS:
                    left.unlink()
        except FileNotFoundError:
            pass  # another process was cleaning up too
        except OSError as error:
            raise InputError(f"cannot use {folder} as a store: {error.strerror}") from error

    def begin(self) -> Upload:
        """Start to take in a file."""
        return Upload(self._incoming, self)

    def path(self, cid: Cid) -> Path | None:
        """Return where the content is, by a CID of either version, or None."""
        names = [str(cid.as_version_1())]
        if cid.codec == DAG_PB:
            names.append(str(Cid(0, DAG_PB, cid.digest)))
        for name in names:
            if (self._content / name).is_file():
                return (self._content / name).resolve()
        return None

    def record(self, cid: Cid) -> StoredFile | None:
        """Return what is known of a file that is held, or None."""
        path = self.path(cid)
        if path is None:
            return None
        try:
            return StoredFile(**json.loads((self._records / f"{path.name}.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def records(self) -> list[StoredFile]:
        """Return all files that are held, the oldest first."""
        found = (self.record(Cid.parse(path.stem)) for path in self._records.glob("b*.json"))
        return sorted(
            (record for record in found if record), key=lambda one: (one.created_at, one.cid)
        )

    def keep(self, temporary: Path, record: StoredFile) -> StoredFile:
        """Give a finished upload its names; the same content again changes nothing."""
        known = self.record(Cid.parse(record.cid))
        if known is None:
            known = record
            text = json.dumps(asdict(record), sort_keys=True)
            write_atomically(self._records / f"{record.cid}.json", text.encode())
        with contextlib.suppress(FileExistsError):
            (self._content / record.cid_v0).symlink_to(record.cid)
        # Also when it was there: the bytes just checked replace any that went bad on the disk.
        temporary.replace(self._content / record.cid)
        return known


class Upload:
    """A file on its way in: `write` its bytes, then `commit`; leaving without that drops it."""

    def __init__(self, folder: Path, store: ContentStore) -> None:
        descriptor, name = tempfile.mkstemp(dir=folder)
        self._temporary = Path(name)
        self._file = os.fdopen(descriptor, "wb")
        self._hasher = CidHasher()
        self._store = store

    def __enter__(self) -> Upload:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._file.close()
        self._temporary.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Take in the next bytes."""
        self._hasher.update(data)
        self._file.write(data)

    def commit(self, name: str) -> StoredFile:
        """Make the file part of the store, durably."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        cids = self._hasher.cids()
        record = StoredFile(cids.v1, cids.v0, name, cids.size, time.time_ns() // 1_000_000)
        return self._store.keep(self._temporary, record)


def is_out_of_space(error: BaseException) -> bool:
    """Tell whether a full disk, a quota or a limit is at the bottom of the error."""
    cause = error.__cause__ if isinstance(error, InputError) else error
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return isinstance(cause, OSError) and cause.errno in full
