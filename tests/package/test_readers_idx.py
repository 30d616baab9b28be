"""IDX files: plain, gzipped, damaged."""

from __future__ import annotations

import gzip
import io
import os
from hashlib import sha256

import numpy as np
import pytest

from tests.package.pictures import idx, idx_folder
from veriset.errors import InputError
from veriset.images import HashKind
from veriset.readers.idx import IdxReader, read_idx

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def read(folder):
    return IdxReader().read(folder, HashKind.PIXELS)


def test_entries(tmp_path):
    entries = read(idx_folder(tmp_path))
    assert [(entry.split, entry.index) for entry in entries] == [
        *(("train", number) for number in range(7)),
        *(("test", number) for number in range(3)),
    ]
    images = (tmp_path / IMAGES).read_bytes()[16:]
    for number, entry in enumerate(entries[:7]):
        samples = images[12 * number : 12 * (number + 1)]
        assert entry.content_hash == "0x" + sha256(b"pixels:v1:L:3:4:" + samples).hexdigest()
        assert (entry.width, entry.height, entry.size, entry.path) == (3, 4, 12, None)
        assert entry.label == str(number)


@pytest.mark.parametrize("separator", ["-", "."])
@pytest.mark.parametrize("zipped", ["", "images", "labels", "images labels"])
def test_every_spelling(separator, zipped, tmp_path):
    expected = read(idx_folder(tmp_path))
    for path in list(tmp_path.iterdir()):
        name = path.name.replace("-idx", f"{separator}idx")
        content = path.read_bytes()
        path.unlink()
        if any(part in name for part in zipped.split()):
            name, content = name + ".gz", gzip.compress(content)
        (tmp_path / name).write_bytes(content)
    assert IdxReader().recognizes(tmp_path)
    assert read(tmp_path) == expected


def test_one_split_alone(tmp_path):
    assert {entry.split for entry in read(idx_folder(tmp_path, {"t10k": 2}))} == {"test"}


def test_blocks_and_progress(tmp_path, monkeypatch):
    expected = read(idx_folder(tmp_path))
    steps = []
    monkeypatch.setattr("veriset.readers.idx._BLOCK", 25)  # two images and a part
    entries = IdxReader().read(tmp_path, HashKind.PIXELS, lambda *step: steps.append(step))
    assert entries == expected
    assert steps == [(2, 7), (4, 7), (6, 7), (7, 7), (2, 3), (3, 3)]


def test_read_idx(tmp_path):
    for array in (np.arange(5, dtype=np.uint8), np.zeros((2, 3, 4, 5), np.uint8)):
        (tmp_path / "file").write_bytes(idx(array))
        assert np.array_equal(read_idx(tmp_path / "file"), array)


def test_files_have_no_hash_of_their_own(tmp_path):
    with pytest.raises(InputError, match="use --hash pixels"):
        IdxReader().read(idx_folder(tmp_path), HashKind.FILE)


def test_nothing_there(tmp_path):
    assert not IdxReader().recognizes(tmp_path)
    with pytest.raises(InputError, match="holds no IDX images"):
        read(tmp_path)
    with pytest.raises(InputError, match="holds no IDX images"):
        read(idx_folder(tmp_path, {"train": 0, "t10k": 0}))


@pytest.mark.parametrize("name", [IMAGES, LABELS])
def test_one_of_a_pair(name, tmp_path):
    idx_folder(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(InputError, match="come in pairs"):
        read(tmp_path)


def test_counts_that_differ(tmp_path):
    idx_folder(tmp_path)
    for count in (6, 8):
        (tmp_path / LABELS).write_bytes(idx(np.zeros(count, np.uint8)))
        with pytest.raises(InputError, match=f"holds 7 images but .* {count} labels"):
            read(tmp_path)


def test_dimensions_that_do_not_fit(tmp_path):
    idx_folder(tmp_path)
    (tmp_path / LABELS).write_bytes(idx(np.zeros((7, 1), np.uint8)))
    with pytest.raises(InputError, match="has 2 dimensions; labels have 1"):
        read(tmp_path)
    idx_folder(tmp_path)
    (tmp_path / IMAGES).write_bytes(idx(np.zeros((7, 3, 4, 3), np.uint8)))
    with pytest.raises(InputError, match="has 4 dimensions; images have 3"):
        read(tmp_path)


BAD_STARTS = {
    "empty": b"",
    "two bytes": b"\0\0",
    "little endian": b"\3\x08\0\0",
    "signed bytes": b"\0\0\x09\3",
    "floats": b"\0\0\x0d\3",
    "no dimension": b"\0\0\x08\0",
    "more dimensions than NumPy has": b"\0\0\x08\xc8" + b"\0\0\0\1" * 200 + b"\0",
    "a PNG": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("start", BAD_STARTS.values(), ids=BAD_STARTS)
@pytest.mark.parametrize("name", [IMAGES, LABELS])
def test_wrong_magic(start, name, tmp_path):
    idx_folder(tmp_path)
    rest = (tmp_path / name).read_bytes()[4:] if len(start) == 4 else b""
    (tmp_path / name).write_bytes(start + rest)
    with pytest.raises(InputError, match=f"{name} does not start as IDX"):
        read(tmp_path)


@pytest.mark.parametrize("name", [IMAGES, LABELS])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_truncated(name, suffix, tmp_path):
    idx_folder(tmp_path)
    path = tmp_path / name
    content = path.read_bytes()
    path.unlink()
    stored = gzip.compress(content) if suffix else content
    path = path.with_name(name + suffix)
    for length in (5, 10, len(stored) - 1):
        path.write_bytes(stored[:length])
        with pytest.raises(InputError, match=r"is truncated|is not a whole gzip file"):
            read(tmp_path)
    # The gzip file is whole, but not what is in it.
    if suffix:
        path.write_bytes(gzip.compress(content[:-1]))
        with pytest.raises(InputError, match="is truncated: 1 bytes are missing"):
            read(tmp_path)


@pytest.mark.parametrize("name", [IMAGES, LABELS])
def test_longer_than_its_header_says(name, tmp_path):
    idx_folder(tmp_path)
    with (tmp_path / name).open("ab") as file:
        file.write(b"\0")
    with pytest.raises(InputError, match=f"{name} is longer than its header says"):
        read(tmp_path)


def test_damaged_gzip(tmp_path):
    idx_folder(tmp_path)
    path = tmp_path / (IMAGES + ".gz")
    content = bytearray(gzip.compress((tmp_path / IMAGES).read_bytes()))
    (tmp_path / IMAGES).unlink()
    content[-6] ^= 1  # the sum
    path.write_bytes(content)
    with pytest.raises(InputError, match="is not a whole gzip file"):
        read(tmp_path)
    path.write_bytes(b"no gzip at all")
    with pytest.raises(InputError, match="is not a whole gzip file"):
        read(tmp_path)


@pytest.mark.parametrize(("height", "width"), [(0, 5), (5, 0)])
def test_images_without_pixels(height, width, tmp_path):
    idx_folder(tmp_path)
    (tmp_path / IMAGES).write_bytes(idx(np.zeros((7, height, width), np.uint8)))
    with pytest.raises(InputError, match=f"{width} x {height} pixels"):
        read(tmp_path)


def test_a_decompression_bomb(tmp_path):
    """One image of 100 megapixels in 100 KB; refused by its header and not read."""
    idx_folder(tmp_path, {"train": 1})
    (tmp_path / IMAGES).unlink()
    content = io.BytesIO()
    with gzip.GzipFile(fileobj=content, mode="wb", compresslevel=1) as file:
        file.write(b"\0\0\x08\3\0\0\0\1" + (10_000).to_bytes(4, "big") * 2)
    (tmp_path / f"{IMAGES}.gz").write_bytes(content.getvalue())
    with pytest.raises(InputError, match="10000 x 10000 pixels, more than"):
        read(tmp_path)


def test_a_header_that_lies_asks_for_no_memory(tmp_path):
    idx_folder(tmp_path)
    (tmp_path / LABELS).write_bytes(b"\0\0\x08\1\xff\xff\xff\xff" + bytes(7))
    with pytest.raises(InputError, match="4,294,967,288 bytes are missing"):
        read(tmp_path)
    (tmp_path / LABELS).write_bytes(b"\0\0\x08\2" + b"\xff" * 8 + bytes(7))
    with pytest.raises(InputError, match="claims 18,446,744,065,119,617,025 bytes"):
        read(tmp_path)


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("how", ["touched", "longer"])
def test_a_file_that_changes_while_it_is_read(how, suffix, tmp_path):
    idx_folder(tmp_path)
    path = tmp_path / (IMAGES + suffix)
    if suffix:
        path.write_bytes(gzip.compress((tmp_path / IMAGES).read_bytes()))
        (tmp_path / IMAGES).unlink()

    def change(done, total):
        if how == "touched":
            os.utime(path, ns=(0, 0))
        else:
            with path.open("ab") as file:
                file.write(b"\0")

    with pytest.raises(InputError, match=f"{path.name} changed while it was read"):
        IdxReader().read(tmp_path, HashKind.PIXELS, change)


def test_links(tmp_path):
    idx_folder(tmp_path / "set")
    outside = tmp_path / LABELS
    (tmp_path / "set" / LABELS).rename(outside)
    (tmp_path / "set" / LABELS).symlink_to(outside)
    with pytest.raises(InputError, match="symbolic link out of"):
        read(tmp_path / "set")
    outside.rename(tmp_path / "set" / "labels")
    (tmp_path / "set" / LABELS).unlink()
    (tmp_path / "set" / LABELS).symlink_to("labels")
    assert len(read(tmp_path / "set")) == 10
