"""Folders of images: labels, splits, names, links."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.package.pictures import flowers, picture
from veriset.errors import InputError
from veriset.images import HashKind
from veriset.readers import READERS, reader_for
from veriset.readers.folder import FolderReader


def read(folder: Path, kind: HashKind = HashKind.FILE) -> dict:
    return {entry.path: entry for entry in FolderReader().read(folder, kind)}


def test_class_folders(tmp_path):
    entries = read(flowers(tmp_path))
    assert {path: entry.label for path, entry in entries.items()} == {
        "daisy/1.jpg": "daisy",
        "daisy/2.png": "daisy",
        "roses/1.jpg": "roses",
        "roses/2.bmp": "roses",
        "roses/3.png": "roses",
        "tulips/1.jpg": "tulips",
    }
    entry = entries["roses/2.bmp"]
    content = (tmp_path / "roses/2.bmp").read_bytes()
    assert entry.content_hash == "0x" + sha256(content).hexdigest()
    assert (entry.size, entry.width, entry.height) == (len(content), 9, 11)
    assert (entry.index, entry.split) == (None, None)


@pytest.mark.parametrize(
    ("path", "label", "split"),
    [
        ("1.png", None, None),
        ("roses/1.png", "roses", None),
        ("roses/red/1.png", "roses/red", None),
        ("train/1.png", None, "train"),
        ("test/roses/1.png", "roses", "test"),
        ("val/roses/red/1.png", "roses/red", "val"),
        ("roses/train/1.png", "roses/train", None),
        ("training/1.png", "training", None),
    ],
)
def test_labels_and_splits(path, label, split, tmp_path):
    picture(tmp_path / path)
    ((found, entry),) = read(tmp_path).items()
    assert (found, entry.label, entry.split) == (path, label, split)


def test_pixels_instead_of_files(tmp_path):
    picture(tmp_path / "a.png", 3)
    picture(tmp_path / "b.bmp", 3)
    entries = read(tmp_path, HashKind.PIXELS)
    assert entries["a.png"].content_hash == entries["b.bmp"].content_hash
    assert read(tmp_path)["a.png"].content_hash != read(tmp_path)["b.bmp"].content_hash


def test_what_is_left_out(tmp_path):
    picture(tmp_path / "a.png")
    for name in ("LICENSE.txt", ".DS_Store", "._a.png", "a.png.md", "no_ending", "png"):
        (tmp_path / name).write_bytes(b"no image")
    picture(tmp_path / ".thumbnails" / "a.png")
    assert list(read(tmp_path)) == ["a.png"]


def test_endings_in_any_case(tmp_path):
    for seed, name in enumerate(["a.PNG", "b.Png", "c.JPeG", "d.tif"]):
        picture(tmp_path / name, seed)
    assert list(read(tmp_path)) == ["a.PNG", "b.Png", "c.JPeG", "d.tif"]


def test_a_folder_with_the_name_of_an_image(tmp_path):
    picture(tmp_path / "album.png" / "1.png")
    assert list(read(tmp_path)) == ["album.png/1.png"]


def test_deeply_nested_folders(tmp_path):
    """Deeper than Python calls itself; made and removed from inside, for the path's length."""
    script = """
import os, sys
from pathlib import Path
from veriset.errors import InputError
from veriset.readers.folder import _walk
sys.setrecursionlimit(200)
top = os.getcwd()
for _ in range(400):
    os.mkdir("d")
    os.chdir("d")
Path("a.png").write_bytes(b"")
os.chdir(top)
(path,) = _walk(Path("."))
assert path == "d/" * 400 + "a.png"
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path)


@pytest.mark.parametrize("content", [{}, {"notes.txt": b"x"}, {".hidden.png": b"x"}])
def test_a_folder_without_images(content, tmp_path):
    for name, data in content.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no image"):
        read(tmp_path)


@pytest.mark.parametrize(
    "names",
    [
        ("a.png", "A.png"),
        ("roses/a.png", "Roses/a.png"),
        ("a.png", "a.PNG"),
        ("caf\u00e9.png", "cafe\u0301.png"),
        ("stra\u00dfe.png", "STRASSE.png"),
        ("\u00c9.png", "e\u0301.png"),
    ],
)
def test_names_that_are_one_elsewhere(names, tmp_path):
    for seed, name in enumerate(names):
        picture(tmp_path / name, seed)
    with pytest.raises(InputError, match="differ only in case or accents"):
        read(tmp_path)


BAD_NAMES = [b"a\nb.png", b"a\rb.png", b"a\tb.png", b"a\x7fb.png", b"\xff\xfe.png", b"a\xe9.png"]
BAD_NAMES += ["a\u2028b.png".encode(), "a\x85b.png".encode()]


@pytest.mark.parametrize("name", BAD_NAMES, ids=repr)
def test_names_that_cannot_be_written_down(name, tmp_path):
    content = picture(tmp_path / "good.png").read_bytes()
    (tmp_path / os.fsdecode(name)).write_bytes(content)
    with pytest.raises(InputError, match="rename it") as caught:
        read(tmp_path)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "name",
    [
        "two words.png",
        "Screenshot 3.04\u202fPM.png",  # macOS puts a narrow no-break space here
        "no\u00a0break.png",
        "\U0001f469\u200d\U0001f33e.png",  # a woman farmer, with a joiner
        "\u0440\u043e\u0437\u0430.png",
        "'quotes\" & <tags>.png",
        "%41.png",
    ],
)
def test_names_that_are_good(name, tmp_path):
    picture(tmp_path / name)
    assert list(read(tmp_path)) == [name]


def test_links(tmp_path):
    folder, outside = tmp_path / "set", tmp_path / "outside"
    picture(folder / "a.png")
    picture(outside / "b.png", 1)
    inside = folder / "link.png"
    inside.symlink_to("a.png")
    assert set(read(folder)) == {"a.png", "link.png"}

    for target in (outside / "b.png", Path("../outside/b.png"), outside, Path("/etc/passwd")):
        inside.unlink()
        inside.symlink_to(target)
        with pytest.raises(InputError, match="symbolic link out of"):
            read(folder)
    for target in ("missing.png", "link.png", "."):
        inside.unlink()
        inside.symlink_to(target)
        with pytest.raises(InputError, match="symbolic link to no file"):
            read(folder)


def test_a_link_that_leaves_through_a_folder_of_the_same_beginning(tmp_path):
    folder, outside = tmp_path / "set", tmp_path / "set2"
    picture(folder / "a.png")
    picture(outside / "b.png", 1)
    (folder / "link.png").symlink_to(outside / "b.png")
    with pytest.raises(InputError, match="symbolic link out of"):
        read(folder)


def test_a_source_that_is_itself_a_link(tmp_path):
    flowers(tmp_path / "set")
    (tmp_path / "link").symlink_to("set")
    assert read(tmp_path / "link") == read(tmp_path / "set")


def test_a_named_pipe_is_not_waited_for(tmp_path):
    picture(tmp_path / "a.png")
    os.mkfifo(tmp_path / "b.png")
    with pytest.raises(InputError, match="is not a file"):
        read(tmp_path)


def test_readers_by_name_and_by_looks(tmp_path):
    folder = flowers(tmp_path / "flowers")
    assert reader_for(folder).name == "folder"
    assert reader_for(folder, "idx").name == "idx"
    (folder / "t10k-labels-idx1-ubyte.gz").touch()
    assert reader_for(folder).name == "idx"
    assert list(READERS)[-1] == "folder"  # it takes every folder, so it is asked last
    with pytest.raises(InputError, match="choose one of idx, folder"):
        reader_for(folder, "zip")
    with pytest.raises(InputError, match="does not exist"):
        reader_for(tmp_path / "missing")
    with pytest.raises(InputError, match="is not a folder"):
        reader_for(picture(tmp_path / "a.png"))
