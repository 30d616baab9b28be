"""Ctrl-C in the middle: one line, nothing half-written, no process left."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.package.pictures import COMMAND, fails, flowers, picture, run_here, tree
from veriset.readers.workers import _usable_cores

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def interrupt(arguments: list[str], started) -> tuple[int, str]:
    """Send Ctrl-C as a terminal does, to all processes, once `started` says that it is time."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not started(process.pid) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.poll() is None, process.communicate()
    os.killpg(process.pid, signal.SIGINT)
    # Both pipes are the workers' too: this ends only when they have.
    _, err = process.communicate(timeout=60)
    return process.returncode, err.decode()


def children(pid: int) -> list[int]:
    """Return a process's children."""
    found = []
    for tasks in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = tasks.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found.append(int(tasks.parent.name))
    return found


def holds_open(pid: int, folder: Path) -> bool:
    """Tell whether a process or a child of it has a file below the folder open just now."""
    for process in (pid, *children(pid)):
        with contextlib.suppress(OSError):
            for link in Path(f"/proc/{process}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if str(link.readlink()).startswith(str(folder)):
                        return True
    return False


@linux
@pytest.mark.parametrize(
    ("count", "size", "processes"),
    [(200, 800, 0), (1000, 400, _usable_cores())],
    ids=["one process", "all cores"],
)
def test_interrupted(count, size, processes, tmp_path):
    if processes == 1:
        pytest.skip("there is one core, so there are no other processes")
    source, out = tmp_path / "in", tmp_path / "out" / "out.json"
    first = picture(source / "0.png", 1, height=size, width=size)
    for number in range(1, count):
        os.link(first, source / f"{number}.png")
    seen, groups = set(), set()

    def hashing(pid: int) -> bool:
        seen.update(children(pid))
        groups.update(os.getpgid(process) for process in children(pid))
        groups.discard(pid)
        return len(seen) >= processes and holds_open(pid, source)

    arguments = ["manifest", "build", str(source), "--out", str(out), "--hash", "pixels"]
    code, err = interrupt(arguments, hashing)
    assert len(seen) >= processes
    # None was in the group that a terminal's Ctrl-C goes to, so none had a word to say.
    assert len(groups) == len(seen)
    assert (code, err) == (130, "error: interrupted\n")
    assert not out.parent.exists()
    for worker in seen:
        with contextlib.suppress(FileNotFoundError):
            state = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0]
            assert state == "Z"  # over, and not yet waited for by whoever inherits it


def test_interrupted_while_the_manifest_is_written(tmp_path, monkeypatch):
    source, out = flowers(tmp_path / "in"), tmp_path / "out" / "out.json"

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("veriset.files.os.fsync", interrupted)
    outcome = run_here("manifest", "build", source, "--out", out)
    fails(outcome, "interrupted", code=130)
    assert tree(out.parent) == {}
