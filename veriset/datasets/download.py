"""Downloads that are checked while they arrive, and files that are checked on the disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

from veriset.errors import InputError
from veriset.files import atomic_writer
from veriset.progress import Progress, silent

CHUNK = 1 << 20
# A mirror that does not answer is passed over soon; one that stalls half-way, later.
CONNECT_SECONDS = 3.0
READ_SECONDS = 30.0


class DownloadError(InputError):
    """One address did not give the file; `unreachable` if its host did not answer at all."""

    def __init__(self, message: str, *, unreachable: bool = False) -> None:
        super().__init__(message)
        self.unreachable = unreachable


def download(url: str, path: Path, *, sha256: str, size: int, progress: Progress = silent) -> None:
    """Stream `url` to `path`, which appears only once its length and SHA-256 are right.

    Args:
        url: an http or https address; it is asked once.
        path: where the file goes.
        sha256: expected SHA-256, 64 hexadecimal digits.
        size: expected length in bytes; more is never read.
        progress: told of the bytes as they come.

    Raises:
        DownloadError: no answer, an error status, or other bytes than expected.
        InputError: `path` cannot be written.
    """
    import requests  # only here: checking what is on the disk must stay quick

    digest = hashlib.sha256()
    done = 0
    with atomic_writer(path) as file:
        try:
            with requests.get(
                url,
                stream=True,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                # The sums are of the file as published, so no transfer compression.
                headers={"Accept-Encoding": "identity"},
            ) as answer:
                answer.raise_for_status()
                for chunk in answer.iter_content(CHUNK):
                    digest.update(chunk)
                    done += len(chunk)
                    if done > size:
                        raise DownloadError(f"{url}: longer than the expected {size} bytes")
                    file.write(chunk)
                    progress(done, size)
        except requests.HTTPError as error:
            raise DownloadError(f"{url}: status {error.response.status_code}") from error
        except requests.ConnectionError as error:
            raise DownloadError(f"{url}: not reachable", unreachable=done == 0) from error
        except requests.RequestException as error:
            raise DownloadError(f"{url}: {type(error).__name__}") from error
        if done != size:
            raise DownloadError(f"{url}: {done} bytes came instead of {size}")
        if digest.hexdigest() != sha256:
            raise DownloadError(f"{url}: SHA-256 is {digest.hexdigest()}, expected {sha256}")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
