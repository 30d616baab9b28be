"""Folders fetched from gateways: names, shards, many files at once."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.package.gateways import DATA, Script, fetch, flipped, keep, pin_folder
from tests.package.scripted import scripted
from veriset.cid import Cid, cids
from veriset.cid.dag_pb import Kind, Link, encode_directory
from veriset.errors import InputError, PinningError
from veriset.pinning.store import ContentStore
from veriset.pinning.tree import folder_at


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with closing(ContentStore(tmp_path_factory.mktemp("store"))) as store:
        keep(store, DATA)
        yield store


def make_folder(path: Path) -> Path:
    (path / "a" / "b").mkdir(parents=True)
    (path / "empty").mkdir()
    (path / "a" / "b" / "größe .txt").write_bytes(b"text")
    (path / "a" / ".hidden").write_bytes(b"")
    (path / "large").write_bytes(DATA)
    return path


def content(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("sharding", [262_144, 10])
def test_a_folder(store, tmp_path, monkeypatch, sharding):
    monkeypatch.setattr("veriset.cid.folders.SHARDING_SIZE", sharding)
    folder = make_folder(tmp_path / "folder")
    cid = pin_folder(store, folder)
    assert folder_at(store, Cid.parse(cid)).kind == (Kind.SHARD if sharding == 10 else 1)
    with scripted(Script(store)) as address:
        fetch(cid, tmp_path / "new" / "out", address)
        assert content(tmp_path / "new" / "out") == content(folder)
        with pytest.raises(InputError, match="out exists"):
            fetch(cid, tmp_path / "new" / "out", address)
    assert cids(tmp_path / "new" / "out").v1 == cid


def test_a_folder_with_a_lie_leaves_nothing(store, tmp_path):
    cid = pin_folder(store, make_folder(tmp_path / "folder"))
    with (
        scripted(Script(store, change=lambda data, _: flipped(data, 3))) as address,
        pytest.raises(PinningError, match="gateway 0 sent"),
    ):
        fetch(cid, tmp_path / "out", address)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("name", ["..", ".", "a/b", "/etc/passwd", "a\0b", ""])
def test_names_that_lead_out_of_the_folder(store, tmp_path, name):
    leaf = Cid.parse(keep(store, b"evil"))
    cid = Cid.parse(keep(store, encode_directory([Link(leaf, name, 4)])))
    with (
        scripted(Script(store)) as address,
        pytest.raises(PinningError, match="which no file can have"),
    ):
        fetch(str(Cid(1, 0x70, cid.digest)), tmp_path / "out", address)
    assert not list(tmp_path.iterdir())


def test_two_entries_of_one_name(store, tmp_path):
    leaf = Cid.parse(keep(store, b"twice"))
    cid = Cid.parse(keep(store, encode_directory([Link(leaf, "a", 5)] * 2)))
    with scripted(Script(store)) as address, pytest.raises(PinningError, match="two entries"):
        fetch(str(Cid(1, 0x70, cid.digest)), tmp_path / "out", address)


def test_several_files_at_once_and_no_more_than_eight(store, tmp_path):
    """Each of the first eight requests waits until all eight are there."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(24):
        (folder / f"{number}").write_text(f"file {number}")
    cid = pin_folder(store, folder)
    honest, barrier, lock, now = Script(store), threading.Barrier(8), threading.Lock(), [0, 0]

    def script(request, body):
        if "format" in request.path:
            return honest(request, body)
        with lock:
            now[0] += 1
            now[1] = max(now)
        barrier.wait(20)
        answer = honest(request, body)
        with lock:
            now[0] -= 1
        return answer

    with scripted(script) as address:
        fetch(cid, tmp_path / "out", address)
    assert cids(tmp_path / "out").v1 == cid
    assert now == [0, 8]


def test_a_liar_among_gateways_of_a_folder(store, tmp_path):
    """All threads leave the liar, whoever of them found it out."""
    cid = pin_folder(store, make_folder(tmp_path / "folder"))
    liar = Script(store, change=lambda data, _: flipped(data, 3))
    with scripted(liar) as first, scripted(Script(store)) as second:
        fetch(cid, tmp_path / "out", first, second)
    assert cids(tmp_path / "out").v1 == cid
