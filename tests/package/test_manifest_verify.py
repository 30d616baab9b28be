"""Comparing a manifest with the images that it describes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image

from tests.package.pictures import flowers, idx_folder, picture
from veriset.errors import InputError
from veriset.images import HashKind
from veriset.manifest import Differences, build_manifest, compare_manifest

NONE = Differences(missing=(), extra=(), changed=(), relabeled=())


@pytest.fixture
def folder(tmp_path):
    return flowers(tmp_path / "flowers")


def test_equal(folder, tmp_path):
    for kind in HashKind:
        differences = compare_manifest(build_manifest(folder, hash_kind=kind), folder)
        assert differences == NONE
        assert not differences
    digits = idx_folder(tmp_path / "digits")
    assert not compare_manifest(build_manifest(digits), digits)


def test_missing_extra_and_changed(folder):
    manifest = build_manifest(folder)
    (folder / "daisy/1.jpg").unlink()
    (folder / "tulips/1.jpg").rename(folder / "tulips/2.jpg")
    picture(folder / "roses/3.png", 99)
    differences = compare_manifest(manifest, folder)
    assert differences == Differences(
        missing=("daisy/1.jpg", "tulips/1.jpg"),
        extra=("tulips/2.jpg",),
        changed=("roses/3.png",),
        relabeled=(),
    )
    assert differences


def test_one_bit(folder):
    manifest = build_manifest(folder)
    path = folder / "roses/2.bmp"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    for kind in HashKind:
        expected = manifest if kind is manifest.hash_kind else None
        if expected:
            assert compare_manifest(expected, folder).changed == ("roses/2.bmp",)


def test_changed_pixels_and_a_lossless_copy(tmp_path):
    path = picture(tmp_path / "a.png", 1)
    manifest = build_manifest(tmp_path, hash_kind=HashKind.PIXELS)
    with Image.open(path) as image:
        image.load()
    image.save(path, "BMP")  # other bytes, another size, the same pixels
    assert path.stat().st_size != manifest.images[0].size
    assert compare_manifest(manifest, tmp_path) == NONE
    image.putpixel((0, 0), (1, 2, 3))
    image.save(path)
    assert compare_manifest(manifest, tmp_path).changed == ("a.png",)


@pytest.mark.parametrize("field", ["width", "height", "size"])
def test_what_was_edited_beside_the_hash(field, folder):
    """The root does not cover it, so that the manifest agrees with itself."""
    manifest = build_manifest(folder)
    first, *rest = manifest.images
    wrong = replace(first, **{field: getattr(first, field) + 1})
    differences = compare_manifest(replace(manifest, images=(wrong, *rest)), folder)
    assert differences == replace(NONE, changed=(first.path,))


@pytest.mark.parametrize("field", ["label", "split"])
def test_relabeled(field, folder):
    manifest = build_manifest(folder)
    first, *rest = manifest.images
    wrong = replace(first, **{field: "another"})
    differences = compare_manifest(replace(manifest, images=(wrong, *rest)), folder)
    assert differences == replace(NONE, relabeled=(first.path,))


def test_digits_that_were_changed_and_relabeled(tmp_path):
    folder = idx_folder(tmp_path)
    manifest = build_manifest(folder)
    images, labels = folder / "train-images-idx3-ubyte", folder / "t10k-labels-idx1-ubyte"
    content = bytearray(images.read_bytes())
    content[16 + 5 * 12] ^= 1
    images.write_bytes(content)
    labels.write_bytes(labels.read_bytes()[:-1] + b"\7")
    assert compare_manifest(manifest, folder) == Differences((), (), ("train[5]",), ("test[2]",))


def test_every_name_is_given_sorted(folder):
    manifest = build_manifest(folder)
    for number in (3, 1, 2):
        picture(folder / f"new/{number}.png", number)
    assert compare_manifest(manifest, folder).extra == ("new/1.png", "new/2.png", "new/3.png")


def test_a_source_that_cannot_be_used(folder, tmp_path):
    manifest = build_manifest(folder)
    with pytest.raises(InputError, match="does not exist"):
        compare_manifest(manifest, tmp_path / "missing")


def test_all_faults_together(folder):
    """What cannot be read hides nothing else, and is not called missing too."""
    manifest = build_manifest(folder)
    (folder / "daisy/1.jpg").write_bytes(b"")
    (folder / "roses/2.bmp").write_bytes(b"no picture")
    (folder / "new").mkdir()
    (folder / "new/1.png").write_bytes(b"no picture")
    (folder / "tulips/1.jpg").rename(folder / "tulips/2.jpg")
    picture(folder / "roses/3.png", 99)
    differences = compare_manifest(manifest, folder)
    assert differences == Differences(
        missing=("tulips/1.jpg",),
        extra=("tulips/2.jpg",),
        changed=("roses/3.png",),
        relabeled=(),
        unreadable={
            name: differences.unreadable[name]
            for name in ("daisy/1.jpg", "new/1.png", "roses/2.bmp")
        },
    )
    assert f"{folder}/daisy/1.jpg is empty" in differences.unreadable["daisy/1.jpg"]
    assert "is not an image" in differences.unreadable["new/1.png"]
    assert Differences((), (), (), (), {"daisy/1.jpg": "is empty"})


def test_an_idx_file_that_cannot_be_read(tmp_path):
    """Its images are not listed one by one; the other file's are compared."""
    folder = idx_folder(tmp_path)
    manifest = build_manifest(folder)
    images, labels = folder / "train-images-idx3-ubyte", folder / "t10k-labels-idx1-ubyte"
    images.write_bytes(images.read_bytes()[:-1])
    labels.write_bytes(labels.read_bytes()[:-1] + b"\7")
    differences = compare_manifest(manifest, folder)
    assert (differences.missing, differences.relabeled) == ((), ("test[2]",))
    assert list(differences.unreadable) == ["train"]
    assert "is truncated" in differences.unreadable["train"]
