"""The processes that hash many files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.package.pictures import picture
from veriset.errors import InputError, VerisetError
from veriset.images import HashKind, digest_image
from veriset.readers.folder import FolderReader
from veriset.readers.workers import digest_files


@pytest.fixture
def many(tmp_path, monkeypatch):
    """A folder of 90 pictures, and processes from the first file on."""
    monkeypatch.setattr("veriset.readers.workers._WORTH_WORKERS", dict.fromkeys(HashKind, 0))
    monkeypatch.setattr("veriset.readers.workers._usable_cores", lambda: 2)
    for seed in range(90):
        picture(tmp_path / f"{seed:02}.png", seed)
    return tmp_path


@pytest.fixture
def started(monkeypatch):
    """The processes that are started."""
    processes = []

    class Watched(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            processes.append(self)

    monkeypatch.setattr("veriset.readers.workers.subprocess.Popen", Watched)
    return processes


def ended(processes) -> bool:
    """Tell whether there were two processes, and both are gone and waited for."""
    assert len(processes) == 2
    return all(process.returncode is not None for process in processes)


@pytest.mark.parametrize("kind", list(HashKind))
def test_processes_give_the_same_in_the_same_order(many, started, kind):
    paths = sorted(path.name for path in many.iterdir())
    steps = []
    digests = list(digest_files(many, paths, kind, lambda done, total: steps.append((done, total))))
    assert digests == [digest_image(many / path, kind) for path in paths]
    assert steps == sorted(steps)
    assert steps[-1] == (90, 90)
    assert len(steps) > 1
    assert ended(started)


def test_one_process_shows_progress_too(tmp_path):
    paths = [picture(tmp_path / f"{seed}.png", seed).name for seed in range(3)]
    steps = []
    list(digest_files(tmp_path, paths, HashKind.FILE, lambda *step: steps.append(step)))
    assert steps[-1] == (3, 3)


def test_the_first_bad_file_is_named_and_the_processes_end(many, started):
    (many / "70.png").write_bytes(b"")
    (many / "40.png").write_bytes(b"no image")
    with pytest.raises(InputError, match=r"40\.png is not an image"):
        FolderReader().read(many, HashKind.FILE)
    assert ended(started)


def test_processes_end_when_the_caller_has_enough(many, started):
    digests = digest_files(many, [f"{seed:02}.png" for seed in range(90)], HashKind.FILE, print)
    next(iter(digests))
    assert not ended(started)
    digests.close()
    assert ended(started)


def test_processes_that_are_busy_are_not_waited_for(many, started):
    """They are stopped here, so that whoever waited would wait for ever."""
    digests = digest_files(many, [f"{seed:02}.png" for seed in range(90)], HashKind.FILE, print)
    next(iter(digests))
    for process in started:
        process.send_signal(signal.SIGSTOP)
    closing = threading.Thread(target=digests.close, daemon=True)
    closing.start()
    closing.join(60)
    over = not closing.is_alive()
    for process in started:
        process.kill()
    assert over
    assert ended(started)


def test_a_process_that_is_killed_is_one_line(many, started):
    digests = digest_files(
        many, [f"{seed:02}.png" for seed in range(90)] * 1000, HashKind.FILE, print
    )
    next(iter(digests))
    for process in started:
        process.kill()
    with pytest.raises(VerisetError, match=r"ended with code -9.*memory"):
        list(digests)


SCRIPT = """
import veriset.readers.workers as workers
from pathlib import Path
from veriset.images import HashKind
from veriset.manifest import build_manifest
workers._WORTH_WORKERS = dict.fromkeys(HashKind, 0)
workers._usable_cores = lambda: 2
"""


def test_a_script_without_a_main_guard(many, tmp_path_factory):
    """Also one that is read from standard input, which no other process could import."""
    script = SCRIPT + f"print(build_manifest(Path({str(many)!r})).root)\n"
    path = tmp_path_factory.mktemp("script") / "script.py"
    path.write_text(script)
    project = Path(__file__).parents[2]
    roots = {
        subprocess.run(
            [sys.executable, *arguments],
            input=script,
            capture_output=True,
            check=True,
            text=True,
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(project)},
        ).stdout
        for arguments in ([str(path)], ["-"])
    }
    assert len(roots) == 1


def test_processes_end_with_the_one_that_started_them(many):
    """Even if that one is killed and cannot tell them."""
    script = SCRIPT + (
        "import sys\n"
        f"paths = [path.name for path in Path({str(many)!r}).iterdir()] * 400\n"
        f"digests = workers.digest_files(Path({str(many)!r}), paths, HashKind.PIXELS, print)\n"
        "next(iter(digests))\n"
        "print('hashing', flush=True)\n"
        "sys.stdin.read()\n"
    )
    pipe = subprocess.PIPE
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "hashing\n"
    parent.kill()
    # Standard error is theirs too, and ends only when nobody holds it any more.
    _, errors = parent.communicate(timeout=60)
    assert errors == ""
