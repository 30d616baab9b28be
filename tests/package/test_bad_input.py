"""Each bad input ends in one clear line, a code other than 0, and no half-written file."""

from __future__ import annotations

import contextlib
import errno
import gzip
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.package.pictures import (
    fails,
    flowers,
    idx,
    idx_folder,
    picture,
    png,
    run,
    run_here,
    tree,
)
from veriset.images import HashKind

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs a special file of Linux")


def cut(path: Path, part: float = 0.6) -> None:
    os.truncate(path, int(path.stat().st_size * part))


def no_folder(source: Path) -> None:
    shutil.rmtree(source)


def a_file(source: Path) -> None:
    shutil.rmtree(source)
    picture(source.with_suffix(".png")).rename(source)


def empty_folder(source: Path) -> None:
    shutil.rmtree(source)
    source.mkdir()


def link_out(source: Path) -> None:
    (source / "link.png").symlink_to(picture(source.parent / "outside" / "a.png"))


def other_case(source: Path) -> None:
    picture(source / "roses" / "3.PNG")


def link_to_a_pair(source: Path) -> None:
    (source / LABELS).rename(source.parent / "labels")
    (source / LABELS).symlink_to(source.parent / "labels")


def zipped(source: Path) -> None:
    content = gzip.compress((source / IMAGES).read_bytes())
    (source / IMAGES).unlink()
    (source / f"{IMAGES}.gz").write_bytes(content[:-9])


# What is done to a good source, and what the line says.
FOLDERS = {
    "nothing there": (no_folder, ["in does not exist"]),
    "a file": (a_file, ["in is not a folder"]),
    "empty folder": (empty_folder, ["holds no image"]),
    "zero bytes": (lambda s: (s / "daisy/1.jpg").write_bytes(b""), ["daisy/1.jpg is empty"]),
    "truncated JPEG": (lambda s: cut(s / "daisy/1.jpg"), ["daisy/1.jpg is damaged"]),
    "truncated PNG": (lambda s: cut(s / "daisy/2.png"), ["daisy/2.png is damaged"]),
    "truncated BMP": (lambda s: cut(s / "roses/2.bmp"), ["roses/2.bmp is damaged"]),
    "a text": (
        lambda s: (s / "daisy/1.jpg").write_text("no image\n"),
        ["daisy/1.jpg is not an image"],
    ),
    "link out of the folder": (link_out, ["link.png is a symbolic link out of"]),
    "names that differ in case": (other_case, ["3.PNG", "3.png", "differ only in case"]),
    "line break in a name": (lambda s: picture(s / "a\nb.png"), ["a\\nb.png", "rename it"]),
    "no UTF-8": (
        lambda s: picture(s / "a.png").rename(os.fsdecode(bytes(s) + b"/\xff.png")),
        ["\\udcff.png", "rename it"],
    ),
    "100 megapixels": (
        lambda s: Image.new("1", (10_000, 10_000)).save(s / "roses" / "bomb.png"),
        ["bomb.png has 10000 x 10000 pixels, more than 89,478,485"],
    ),
    "a header of 100 megapixels": (
        lambda s: (s / "bomb.png").write_bytes(png(10_000, 10_000, 8, 2, b"")),
        ["bomb.png has 10000 x 10000 pixels"],
    ),
    "named pipe": (lambda s: os.mkfifo(s / "pipe.png"), ["pipe.png is not a file"]),
}

DIGITS = {
    "truncated images": (lambda s: cut(s / IMAGES), [f"{IMAGES} is truncated"]),
    "truncated labels": (lambda s: cut(s / LABELS), [f"{LABELS} is truncated"]),
    "truncated gzip": (zipped, [f"{IMAGES}.gz is not a whole gzip file"]),
    "wrong magic": (lambda s: (s / IMAGES).write_bytes(b"\x89PNG\r\n\x1a\n"), ["0x89504e47"]),
    "labels as images": (
        lambda s: shutil.copy(s / LABELS, s / IMAGES),
        ["has 1 dimensions; images have 3"],
    ),
    "zero bytes": (lambda s: (s / LABELS).write_bytes(b""), ["does not start as IDX"]),
    "counts that differ": (
        lambda s: (s / LABELS).write_bytes(idx(np.zeros(8, np.uint8))),
        ["holds 7 images", "8 labels", "must be of the same set"],
    ),
    "no labels": (lambda s: (s / LABELS).unlink(), ["come in pairs"]),
    "200 dimensions": (
        lambda s: (s / LABELS).write_bytes(b"\0\0\x08\xc8" + b"\0\0\0\1" * 200 + b"\0"),
        ["does not start as IDX"],
    ),
    "100 megapixels": (
        lambda s: (s / IMAGES).write_bytes(b"\0\0\x08\3\0\0\0\7" + b"\0\0\x27\x10" * 2),
        ["10000 x 10000 pixels"],
    ),
    "link out of the folder": (link_to_a_pair, ["is a symbolic link out of"]),
}

SOURCES = [
    pytest.param(make, *case, id=f"{make.__name__}: {name}")
    for make, cases in ((flowers, FOLDERS), (idx_folder, DIGITS))
    for name, case in cases.items()
]


@pytest.mark.parametrize(("make", "spoil", "words"), SOURCES)
def test_build(make, spoil, words, tmp_path):
    source, out = make(tmp_path / "in"), tmp_path / "out" / "out.json"
    spoil(source)
    outcome = run_here("manifest", "build", source, "--out", out)
    fails(outcome, *words)
    assert outcome.out == ""
    assert not out.parent.exists()


@pytest.mark.parametrize(("make", "spoil", "words"), SOURCES)
def test_verify(make, spoil, words, tmp_path):
    source, out = make(tmp_path / "in"), tmp_path / "out.json"
    assert run_here("manifest", "build", source, "--out", out).code == 0
    spoil(source)
    outcome = run_here("manifest", "verify", out, source)
    if outcome.err:  # the source as a whole cannot be read
        fails(outcome, *words)
        return
    assert outcome.code == 1
    unreadable = [line for line in outcome.out.splitlines() if line.startswith("unreadable: ")]
    assert any(all(word in line for word in words) for line in unreadable), outcome.out


@pytest.mark.parametrize("kind", list(HashKind))
def test_a_file_that_changes_while_it_is_read(kind, tmp_path, monkeypatch):
    source, out = flowers(tmp_path / "in"), tmp_path / "out.json"
    target = source / "roses" / "3.png"
    real = {HashKind.FILE: "_dimensions", HashKind.PIXELS: "samples_of"}[kind]
    original = getattr(sys.modules["veriset.images"], real)

    def changing(*arguments):
        if str(target) in map(str, arguments):
            with target.open("ab") as file:
                file.write(b"more")
        return original(*arguments)

    monkeypatch.setattr(f"veriset.images.{real}", changing)
    outcome = run_here("manifest", "build", source, "--out", out, "--hash", kind.value)
    fails(outcome, "roses/3.png changed while it was read")
    assert not out.exists()


@contextlib.contextmanager
def unprivileged():
    """Yield a folder that belongs to an ordinary user, as whom the block runs."""
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    try:
        folder.chmod(0o755)
        if root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        yield folder
    finally:
        if root:
            os.seteuid(0)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o700)
        shutil.rmtree(folder)


def test_permission_denied():
    with unprivileged() as folder:
        source, out = flowers(folder / "in"), folder / "out.json"
        secret = source / "roses" / "3.png"
        secret.chmod(0)
        fails(
            run_here("manifest", "build", source, "--out", out), f"cannot read {secret}: Permission"
        )
        secret.chmod(0o600)
        secret.parent.chmod(0)
        outcome = run_here("manifest", "build", source, "--out", out)
        fails(outcome, f"cannot read {secret.parent}", "Permission denied")
        secret.parent.chmod(0o700)
        assert not out.exists()
        assert run_here("manifest", "build", source, "--out", out).code == 0
        out.chmod(0)
        fails(run_here("manifest", "show", out), f"cannot read {out}: Permission denied")


def test_an_out_that_cannot_be_written():
    with unprivileged() as folder:
        source, shut = flowers(folder / "in"), folder / "shut"
        shut.mkdir()
        shut.chmod(0o500)
        for out in (shut / "out.json", shut / "deeper" / "out.json"):
            fails(
                run_here("manifest", "build", source, "--out", out),
                f"cannot write {out}: Permission denied; free space or choose another place",
            )
        assert list(shut.iterdir()) == []


def test_an_out_that_is_a_folder_or_below_a_file(tmp_path):
    source = flowers(tmp_path / "in")
    fails(run_here("manifest", "build", source, "--out", source), "cannot write", "directory")
    out = source / "roses" / "3.png" / "out.json"
    fails(run_here("manifest", "build", source, "--out", out), "cannot write", str(out))
    assert len(tree(source)) == 6


def test_a_full_disk_while_the_manifest_is_written(tmp_path, monkeypatch):
    source, out = flowers(tmp_path / "in"), tmp_path / "out.json"
    assert run_here("manifest", "build", source, "--out", out).code == 0
    before = tree(tmp_path)
    picture(source / "roses" / "4.png", 44)

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("veriset.files.os.fsync", full)
    fails(
        run_here("manifest", "build", source, "--out", out),
        f"cannot write {out}: No space left on device",
    )
    (source / "roses" / "4.png").unlink()
    assert tree(tmp_path) == before


@linux
def test_a_full_disk_under_the_output(tmp_path):
    source, out = flowers(tmp_path / "in"), tmp_path / "out.json"
    with open("/dev/full", "wb") as full:
        outcome = run("manifest", "build", source, "--out", out, "--json", stdout=full)
        fails(outcome, "No space left on device")
    assert run_here("manifest", "show", out).code == 0


def edit(path: Path, change) -> None:
    values = json.loads(path.read_bytes())
    change(values)
    path.write_text(json.dumps(values))


MANIFESTS = {
    "edited hash": (
        lambda p: edit(p, lambda v: v["images"][0].update(contentHash="0x" + "0" * 64)),
        "was edited",
    ),
    "edited root": (lambda p: edit(p, lambda v: v.update(root="0x" + "0" * 64)), "was edited"),
    "removed image": (lambda p: edit(p, lambda v: v["images"].pop()), "says 6 images but lists 5"),
    "field with a line break": (lambda p: edit(p, lambda v: v.update({"a\nb": 1})), "a\\nb"),
    "truncated": (cut, "is not a manifest"),
    "zero bytes": (lambda p: p.write_bytes(b""), "is not a manifest"),
    "not there": (Path.unlink, "No such file"),
    "no JSON": (lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n"), "is not a manifest"),
}


@pytest.mark.parametrize(("spoil", "words"), MANIFESTS.values(), ids=MANIFESTS)
def test_manifests(spoil, words, tmp_path):
    source, path = flowers(tmp_path / "in"), tmp_path / "out.json"
    assert run_here("manifest", "build", source, "--out", path).code == 0
    spoil(path)
    fails(run_here("manifest", "show", path), str(path), words)
    fails(run_here("manifest", "verify", path, source), words)
    fails(run_here("manifest", "prove", path, "--image", source / "daisy/1.jpg"), words)


@pytest.mark.parametrize("name", [b"a\nb.png", b"\xff.png", b"\x1b[31m.png"], ids=repr)
def test_names_on_the_command_line(name, tmp_path):
    source, path = flowers(tmp_path / "in"), tmp_path / "out.json"
    assert run_here("manifest", "build", source, "--out", path).code == 0
    outcome = run("manifest", "prove", path, "--image", os.fsencode(tmp_path) + b"/" + name)
    fails(outcome, "cannot read", "No such file")
    assert "\x1b" not in outcome.err


def test_folders_whose_name_no_dataset_can_have(tmp_path):
    out = tmp_path / "out.json"
    for name in (b"\xff", b"x" * 230):
        source = flowers(Path(os.fsdecode(bytes(tmp_path) + b"/" + name)))
        fails(run("manifest", "build", source, "--out", out), "dataset's name", "give it another")
        assert not out.exists()
        assert run("manifest", "build", source, "--out", out, "--name", "good").code == 0
        out.unlink()
    fails(run("manifest", "build", source, "--out", out, "--name", ""), "1 to 200 characters")
    bad = run("manifest", "build", source, "--out", out, "--name", "x", "--creator", b"\xe9")
    fails(bad, "dataset's creator")
