"""Downloads that were cut off go on from what is on the disk, of which nothing is trusted."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.package.gateways import DATA, V1, Script, fetch, flipped, keep, pin_folder
from tests.package.scripted import scripted
from tests.package.waiting import wait_until
from veriset.cid import CHUNK_SIZE, cids
from veriset.errors import InputError, PinningError
from veriset.pinning.store import ContentStore

FETCH = """
import sys
from veriset.cli.app import main
sys.argv = ["veriset", "fetch", *sys.argv[1:]]
main()
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with closing(ContentStore(tmp_path_factory.mktemp("store"))) as store:
        keep(store, DATA)
        yield store


def part_of(out: Path, cid: str) -> Path:
    return out.parent / f".{out.name}.{cid}.part"


def kill_when(condition, *arguments: object) -> None:
    """Run `veriset fetch` in a process of its own, and kill it once the condition holds."""
    process = subprocess.Popen([sys.executable, "-c", FETCH, *map(str, arguments)])
    try:
        wait_until(condition, process)
    finally:
        process.kill()
        process.wait()


class Stalling(Script):
    """A gateway that says nothing more from byte `after` of a file on, or after `files` files."""

    def __init__(self, store, after=None, files=None):
        super().__init__(store)
        self.after, self.files, self.paths = after, files, []
        self.goes_on = threading.Event()

    def __call__(self, request, body) -> bytes:
        answer = super().__call__(request, body)
        if "format" in request.path:
            return answer
        self.paths.append(request.path)
        if self.files is not None and len(self.paths) > self.files:
            self.goes_on.wait(30)
            return b""
        if self.after is not None:
            head = answer.index(b"\r\n\r\n") + 4
            request.wfile.write(answer[: head + self.after])
            request.wfile.flush()
            self.goes_on.wait(30)
            return b""
        return answer


def test_a_file_after_a_kill(store, tmp_path):
    out = tmp_path / "out"
    part = part_of(out, V1)
    stalling, honest = Stalling(store, after=2 * CHUNK_SIZE + 5), Script(store)
    with scripted(stalling) as address:
        kill_when(
            lambda: part.exists() and part.stat().st_size >= 2 * CHUNK_SIZE,
            *(V1, "--out", out, "--gateway", address),
        )
        stalling.goes_on.set()
    assert not out.exists()
    with scripted(honest) as address:
        fetch(V1, out, address)
    assert out.read_bytes() == DATA
    assert honest.starts == [2 * CHUNK_SIZE]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_after_a_kill(store, tmp_path):
    folder, out = tmp_path / "folder", tmp_path / "out"
    (folder / "sub").mkdir(parents=True)
    for number in range(30):
        (folder / "sub" / f"{number}").write_text(f"file {number}")
    cid = pin_folder(store, folder)
    part = part_of(out, cid)
    stalling, honest = Stalling(store, files=12), Stalling(store)
    with scripted(stalling) as address:
        kill_when(
            lambda: sum(path.stat().st_size > 0 for path in part.glob("sub/*")) == 12,
            *(cid, "--out", out, "--gateway", address),
        )
        stalling.goes_on.set()
    (part / "sub" / "stranger").write_text("put there by somebody else")
    (part / "strange").mkdir()
    with scripted(honest) as address:
        fetch(cid, out, address)
    assert cids(out).v1 == cid
    assert len(honest.paths) == 30 - 12
    assert not set(honest.paths) & set(stalling.paths[:12])
    assert not part.exists()


@pytest.mark.parametrize("at", [5, CHUNK_SIZE + 5])
def test_what_lies_there_is_checked_again(store, tmp_path, at):
    out, honest = tmp_path / "out", Script(store)
    part_of(out, V1).write_bytes(flipped(DATA[: 2 * CHUNK_SIZE + 9], at))
    with scripted(honest) as address:
        fetch(V1, out, address)
    assert out.read_bytes() == DATA
    assert honest.starts == [at // CHUNK_SIZE * CHUNK_SIZE]


@pytest.mark.parametrize("more", [b"", b"more than the file has"])
def test_all_of_it_is_there(store, tmp_path, more):
    out, honest = tmp_path / "out", Script(store)
    part_of(out, V1).write_bytes(DATA + more)
    with scripted(honest) as address:
        fetch(V1, out, address)
    assert out.read_bytes() == DATA
    assert honest.starts == []


def test_after_a_failure_it_goes_on_too(store, tmp_path):
    out, honest = tmp_path / "out", Script(store)
    cut = Script(store, change=lambda data, _: data[: CHUNK_SIZE + 10])
    with scripted(cut) as address, pytest.raises(PinningError, match="broke off"):
        fetch(V1, out, address)
    with scripted(honest) as address:
        fetch(V1, out, address)
    assert out.read_bytes() == DATA
    assert honest.starts == [CHUNK_SIZE]


def test_two_at_once_do_not_share(store, tmp_path):
    """Somebody else is at work on the partial file, so this one uses its own."""
    out, honest = tmp_path / "out", Script(store)
    part_of(out, V1).write_bytes(DATA[:CHUNK_SIZE])
    with part_of(out, V1).open("r+b") as other, scripted(honest) as address:
        fcntl.flock(other, fcntl.LOCK_EX)
        fetch(V1, out, address)
        assert other.read() == DATA[:CHUNK_SIZE]
    assert out.read_bytes() == DATA
    assert honest.starts == [0]


def test_a_link_in_the_way_is_not_followed(store, tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"precious")
    out = tmp_path / "out"
    part_of(out, V1).symlink_to(tmp_path / "elsewhere")
    with scripted(Script(store)) as address:
        fetch(V1, out, address)
    assert out.read_bytes() == DATA
    assert (tmp_path / "elsewhere").read_bytes() == b"precious"


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_full_disk_leaves_nothing(store, tmp_path, monkeypatch, kind):
    """What is needed then is space."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "large").write_bytes(DATA)
    cid = V1 if kind == "file" else pin_folder(store, folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    with scripted(Script(store)) as address:
        monkeypatch.setattr("veriset.pinning.partial.os.fsync", full)
        with pytest.raises(InputError, match=r"cannot write .* No space left"):
            fetch(cid, tmp_path / "new" / "out", address)
    assert not list((tmp_path / "new").iterdir())
