"""Files that are whole or absent, whatever goes wrong while they are written."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.package.pictures import tree
from veriset.errors import InputError
from veriset.files import atomic_writer, write_atomically

# /proc, /sys and /dev/full.
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs a special file of Linux")


@pytest.fixture(params=[True, False], ids=["over an old file", "new"])
def place(request, tmp_path):
    path = tmp_path / "folder" / "file.json"
    if request.param:
        path.parent.mkdir()
        path.write_bytes(b"old")
    return path


def untouched(path: Path) -> bool:
    """Tell whether there is the old file alone, or none."""
    return not path.parent.exists() or tree(path.parent) in ({}, {"file.json": b"old"})


def test_written(place):
    write_atomically(place, b"new")
    assert tree(place.parent) == {"file.json": b"new"}


def test_not_there_before_its_end(place):
    with atomic_writer(place) as file:
        file.write(b"new")
        file.flush()
        assert not place.exists() or place.read_bytes() == b"old"
    assert place.read_bytes() == b"new"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, InputError])
def test_an_error_in_the_block(error, place):
    def half() -> None:
        with atomic_writer(place) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        half()
    assert untouched(place)


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_a_disk_that_fails(call, place, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(f"veriset.files.os.{call}", full)
    with pytest.raises(InputError, match=r"cannot write .*file\.json: No space left on device"):
        write_atomically(place, b"new")
    assert untouched(place)


def full_disk(monkeypatch):
    """Write what is meant for a file into /dev/full, which answers as a full disk does."""
    original = os.fdopen

    def fdopen(descriptor, *arguments):
        os.dup2(os.open("/dev/full", os.O_WRONLY), descriptor)
        return original(descriptor, *arguments)

    monkeypatch.setattr("veriset.files.os.fdopen", fdopen)


@linux
@pytest.mark.parametrize("size", [1, 10_000_000], ids=["when flushed", "when written"])
def test_a_full_disk(size, place, monkeypatch):
    full_disk(monkeypatch)
    with pytest.raises(InputError, match=r"file\.json: No space left on device; free space"):
        write_atomically(place, bytes(size))
    assert untouched(place)


@linux
@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("/proc/missing/deeper", "No such file"),
        ("/sys", "Permission denied|Operation not permitted|Read-only"),
        ("/dev/null", "File exists|Not a directory"),
        ("/dev/null/deeper", "Not a directory"),
    ],
)
def test_folders_that_cannot_be_written(folder, message):
    with pytest.raises(InputError, match=f"cannot write {folder}/file.json: ({message})") as caught:
        write_atomically(Path(folder) / "file.json", b"new")
    # The temporary file's name means nothing to a user.
    assert "/.file.json" not in str(caught.value)


def test_a_folder_of_that_name(tmp_path):
    (tmp_path / "file.json").mkdir()
    with pytest.raises(InputError, match=r"cannot write .*directory"):
        write_atomically(tmp_path / "file.json", b"new")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("name", ["a" * 255, "\u00e9" * 127, "\U0001f33e" * 63])
def test_the_longest_names(name, tmp_path):
    write_atomically(tmp_path / name, b"new")
    assert tree(tmp_path) == {name: b"new"}


def test_a_name_that_is_too_long(tmp_path):
    with pytest.raises(InputError, match="File name too long"):
        write_atomically(tmp_path / ("a" * 256), b"new")
    assert tree(tmp_path) == {}


def test_errors_of_the_block_that_are_not_of_the_file_are_the_callers(place, tmp_path):
    for error in (OSError("no answer"), FileNotFoundError(2, "No such file", "another")):
        with pytest.raises(OSError) as caught, atomic_writer(place):  # noqa: PT011
            raise error
        assert caught.value is error
    assert untouched(place)


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_permissions_are_those_that_the_user_wants(mask, tmp_path):
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "file", b"new")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o666 & ~mask


def test_a_process_that_is_killed_leaves_the_old_file(tmp_path):
    """Nothing can clean up then, but the name still has the old bytes."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    script = (
        "import sys, time; from pathlib import Path; from veriset.files import atomic_writer\n"
        "with atomic_writer(Path(sys.argv[1])) as file:\n"
        "    file.write(b'half'); file.flush(); print('written', flush=True); time.sleep(600)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, path], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    process.kill()
    process.communicate()
    assert path.read_bytes() == b"old"


def test_two_writers_at_once(tmp_path):
    path = tmp_path / "file"
    with atomic_writer(path) as first, atomic_writer(path) as second:
        first.write(b"first")
        second.write(b"second")
    assert tree(tmp_path) == {"file": b"first"}
