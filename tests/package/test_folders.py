"""CIDs of folders against aleph_cid, which agrees with Kubo, and against Kubo's known ones."""

from __future__ import annotations

import os
import random

import aleph_cid
import pytest

from veriset.cid import CHUNK_SIZE, cids
from veriset.cid.dag_pb import Kind, decode
from veriset.cid.folders import read_folder
from veriset.errors import InputError

EMPTY = (
    "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn",
    "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354",
)


def oracle(path) -> tuple[str, str]:
    return tuple(aleph_cid.hash_folder(path, cid_version=version) for version in (0, 1))


def fill(folder, names, size=10):
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(random.Random(number).randbytes(size))
    return folder


def test_an_empty_folder(tmp_path):
    assert cids(tmp_path) == (*EMPTY, 0)


@pytest.mark.parametrize(
    "names",
    [
        ["one"],
        ["b", "a", "B", "a.txt", ".hidden", "ä", "with space", 'quote"', "line\nbreak"],
        ["a/b/c/d", "a/b/c.txt", "a/b.txt", "a.txt", "z/.hidden/x"],
        ["sub/sub/sub", "sub.more/sub.txt", "sub/sub.more"],
    ],
)
def test_agrees_with_the_oracle(tmp_path, names):
    folder = fill(tmp_path / "folder", names)
    assert cids(folder) == (*oracle(folder), 10 * len(names))


def test_files_of_several_blocks(tmp_path):
    folder = fill(tmp_path / "folder", ["a/large", "b"], 3 * CHUNK_SIZE + 5)
    (folder / "empty").touch()
    assert cids(folder)[:2] == oracle(folder)


def test_folders_in_it_may_be_empty(tmp_path):
    folder = fill(tmp_path / "folder", ["file"])
    (folder / "empty").mkdir()
    read = read_folder(folder)
    first = decode(read.nodes[-1].block).links[0]
    assert (first.name, str(first.cid)) == ("empty", EMPTY[1])
    assert [node.name for node in read.nodes] == ["empty", "folder"]


@pytest.mark.parametrize(
    ("count", "kind"), [(4095, Kind.DIRECTORY), (4096, Kind.SHARD), (4500, Kind.SHARD)]
)
def test_large_folders_are_sharded_as_by_kubo(tmp_path, count, kind):
    """36 bytes of CID and 28 of name: 4096 entries are just at the limit of 262,144 bytes."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:028d}").touch()
    read = read_folder(folder)
    assert str(read.root) == aleph_cid.hash_folder(folder)
    assert decode(read.nodes[-1].block).kind == kind


def test_names_that_are_not_text(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff.x")).touch()
    assert decode(read_folder(folder).nodes[-1].block).links[0].name == os.fsdecode(b"\xff.x")


def test_what_is_read(tmp_path):
    folder = fill(tmp_path / "folder", ["b/c", "a"], 7)
    seen = []
    read = read_folder(folder, 1, lambda done, total: seen.append((done, total)))
    assert [(file.name, file.size) for file in read.files] == [("a", 7), ("b/c", 7)]
    assert [str(file.cid) for file in read.files] == [cids(file.path).v1 for file in read.files]
    assert seen == [(7, 14), (14, 14)]


def test_symbolic_links_are_refused(tmp_path):
    folder = fill(tmp_path / "folder", ["a"])
    (folder / "link").symlink_to("a")
    with pytest.raises(InputError, match=r"link is a symbolic link; put the file itself there$"):
        cids(folder)


def test_other_things_are_refused(tmp_path):
    folder = fill(tmp_path / "folder", ["a"])
    os.mkfifo(folder / "pipe")
    with pytest.raises(InputError, match="neither a file nor a folder"):
        cids(folder)


def test_what_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_folder(tmp_path / "missing")
