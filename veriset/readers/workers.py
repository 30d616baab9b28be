"""Hashing many files on all cores."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

from veriset.digest_worker import try_digest
from veriset.errors import InputError, VerisetError
from veriset.images import HashKind, ImageDigest
from veriset.progress import Progress

_WORTH_WORKERS = {HashKind.FILE: 8192, HashKind.PIXELS: 256}
"""Number of files above which starting processes costs less than it saves, by hash kind."""


def digest_files(
    folder: Path, paths: list[str], hash_kind: HashKind, progress: Progress
) -> Generator[ImageDigest | InputError, None, None]:
    """Yield the digest of each file below the folder, or why there is none, in the order given.

    Who has enough closes it, which ends the processes that it may have started.
    """
    workers = _usable_cores()
    if len(paths) < _WORTH_WORKERS[hash_kind] or workers < 2 or not sys.executable:
        return _digest_here(folder, paths, hash_kind, progress)
    return _digest_in_processes(folder, paths, hash_kind, progress, workers)


def _digest_here(
    folder: Path, paths: list[str], hash_kind: HashKind, progress: Progress
) -> Generator[ImageDigest | InputError, None, None]:
    step = max(1, len(paths) // 100)
    for done, path in enumerate(paths, start=1):
        yield try_digest(f"{folder}/{path}", hash_kind)
        if done % step == 0 or done == len(paths):
            progress(done, len(paths))


def _digest_in_processes(
    folder: Path, paths: list[str], hash_kind: HashKind, progress: Progress, workers: int
) -> Generator[ImageDigest | InputError, None, None]:
    # Processes, because a small file is hashed with Python's lock held. A thread for each one
    # waits for its answers.
    from concurrent.futures import ThreadPoolExecutor
    from queue import SimpleQueue

    size = max(16, min(1024, len(paths) // (8 * workers)))
    parts = [paths[start : start + size] for start in range(0, len(paths), size)]
    processes: list[_Worker] = []
    idle: SimpleQueue[_Worker] = SimpleQueue()

    def digest_part(part: list[str]) -> list[ImageDigest | InputError]:
        worker = idle.get()
        try:
            return worker.digest(str(folder), part, hash_kind)
        finally:
            idle.put(worker)

    executor = ThreadPoolExecutor(workers)
    try:
        for _ in range(min(workers, len(parts))):
            processes.append(_Worker())
            idle.put(processes[-1])
        done = 0
        for digests in executor.map(digest_part, parts):
            yield from digests
            done += len(digests)
            progress(done, len(paths))
    finally:
        # Neither an error nor Ctrl-C waits for files that nobody needs any more.
        for process in processes:
            process.kill()
        executor.shutdown(cancel_futures=True)
        for process in processes:
            process.close()


class _Worker:
    """A process that runs `veriset.digest_worker`.

    Not one of multiprocessing's: those import the caller's main module, which fails in a script
    without a guard, and take part in its Ctrl-C with tracebacks of their own.
    """

    def __init__(self) -> None:
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; import veriset.digest_worker as w; w.main()"
        )
        # A session of its own, so that the terminal's Ctrl-C reaches this process alone.
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def digest(
        self, folder: str, paths: list[str], hash_kind: HashKind
    ) -> list[ImageDigest | InputError]:
        """Return the digests of these files, and why there is none of some.

        Raises:
            VerisetError: the process ended, such as for lack of memory.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump((folder, paths, hash_kind), self._process.stdin)
            self._process.stdin.flush()
            answer: list[ImageDigest | InputError] = pickle.load(self._process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise VerisetError(
                f"a process that hashes files ended with code {self._process.wait()}; "
                "there may be too little memory"
            ) from error
        return answer

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    def close(self) -> None:
        """Wait for its end and close the pipes."""
        self._process.communicate()


def _usable_cores() -> int:
    """Return the cores that this process may run on, which a container may limit."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows have no such call
        return os.cpu_count() or 1
