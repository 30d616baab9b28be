"""Manifests of folders and of IDX files, their order, and duplicates."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.package.pictures import flowers, idx_folder, picture
from veriset.errors import InputError
from veriset.images import HashKind
from veriset.manifest import (
    DatasetDescription,
    ImageEntry,
    build_manifest,
    dump_manifest,
    find_duplicates,
)
from veriset.manifest.build import manifest_of
from veriset.merkle import MerkleTree


def test_of_class_folders(tmp_path):
    folder = flowers(tmp_path / "flowers")
    manifest = build_manifest(folder)
    assert manifest.dataset == DatasetDescription(name="flowers")
    assert (manifest.count, manifest.hash_kind) == (6, HashKind.FILE)
    assert manifest.format == "veriset-manifest:1"
    assert [image.path for image in manifest.images] == sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*.*")
    )
    hashes = [bytes.fromhex(image.content_hash[2:]) for image in manifest.images]
    assert manifest.root == "0x" + MerkleTree.of(hashes).root.hex()


def test_of_idx_files(tmp_path):
    manifest = build_manifest(idx_folder(tmp_path / "digits"))
    assert (manifest.count, manifest.hash_kind) == (10, HashKind.PIXELS)
    assert [image.name for image in manifest.images[:4]] == [
        "test[0]",
        "test[1]",
        "test[2]",
        "train[0]",
    ]


def test_what_is_given_wins(tmp_path):
    described = DatasetDescription(name="other", version="2.0.0", license="CC0-1.0")
    manifest = build_manifest(
        flowers(tmp_path), hash_kind=HashKind.PIXELS, reader="folder", dataset=described
    )
    assert (manifest.dataset, manifest.hash_kind) == (described, HashKind.PIXELS)
    with pytest.raises(InputError, match="holds no IDX images"):
        build_manifest(tmp_path, reader="idx", hash_kind=HashKind.PIXELS)


def test_numbers_are_sorted_as_numbers():
    entries = [entry(index=number, split="train") for number in (10, 9, 100, 1)]
    manifest = manifest_of(entries, HashKind.PIXELS, DatasetDescription(name="x"))
    assert [image.index for image in manifest.images] == [1, 9, 10, 100]


def entry(**fields) -> ImageEntry:
    return ImageEntry(
        **{"content_hash": "0x" + "ab" * 32, "width": 1, "height": 1, "size": 1, **fields}
    )


ENTRIES = st.lists(
    st.builds(
        lambda path, content: entry(path=path, content_hash="0x" + bytes([content]).hex() * 32),
        st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=4),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda image: image.path,
)


@given(ENTRIES, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_files_plays_no_part(entries, chance):
    shuffled = list(entries)
    chance.shuffle(shuffled)
    described = DatasetDescription(name="x")
    first, second = (manifest_of(e, HashKind.FILE, described) for e in (entries, shuffled))
    assert first == second
    assert dump_manifest(first) == dump_manifest(second)


def test_the_order_in_which_files_were_made_plays_no_part(tmp_path):
    names = [f"{label}/{number}.png" for label in "abc" for number in range(9)]
    manifests = []
    for chance in (1, 2, 3):
        folder = tmp_path / str(chance) / "set"
        for name in random.Random(chance).sample(names, len(names)):
            picture(folder / name, names.index(name))
        manifests.append(dump_manifest(build_manifest(folder)))
    assert len(set(manifests)) == 1


@pytest.mark.parametrize("name", ["", "x" * 201, "bad\udcff"])
def test_a_name_that_no_manifest_can_have(name):
    with pytest.raises(InputError, match="give it another"):
        DatasetDescription(name=name)


@pytest.mark.parametrize("field", ["version", "license", "homepage", "citation", "creator"])
def test_a_description_that_is_not_text(field):
    with pytest.raises(InputError, match=f"dataset's {field} .* give it another"):
        DatasetDescription(**{"name": "x", field: "bad\udcff"})


# Duplicates.


def manifest(*entries: ImageEntry):
    return manifest_of(list(entries), HashKind.FILE, DatasetDescription(name="x"))


def test_no_duplicates(tmp_path):
    assert find_duplicates(build_manifest(flowers(tmp_path))) == []


def test_duplicates_and_conflicts():
    one, two, three, four = ("0x" + digit * 64 for digit in "1234")
    found = find_duplicates(
        manifest(
            entry(path="a/1.png", label="a", content_hash=one),
            entry(path="a/2.png", label="a", content_hash=one),
            entry(path="a/3.png", label="a", content_hash=two),
            entry(path="b/4.png", label="b", content_hash=two),
            entry(path="test/a/5.png", label="a", split="test", content_hash=three),
            entry(path="train/a/6.png", label="a", split="train", content_hash=three),
            entry(path="train/b/7.png", label="b", split="train", content_hash=three),
            entry(path="a/8.png", label="a", content_hash=four),
        )
    )
    assert [duplicate.is_conflict for duplicate in found] == [True, True, False]
    assert [str(duplicate) for duplicate in found] == [
        "a/3.png, b/4.png under labels a and b",
        "test/a/5.png, train/a/6.png, train/b/7.png under labels a and b, splits test and train",
        "a/1.png, a/2.png",
    ]
    assert (found[1].labels, found[1].splits) == (["a", "b"], ["test", "train"])
    assert found[2].content_hash == one


def test_a_label_and_none_contradict_each_other():
    (duplicate,) = find_duplicates(manifest(entry(path="1.png"), entry(path="a/1.png", label="a")))
    assert str(duplicate) == "1.png, a/1.png under labels (none) and a"
    assert duplicate.is_conflict


def test_both_copies_are_in_the_tree(tmp_path):
    content = picture(tmp_path / "a.png").read_bytes()
    once = build_manifest(tmp_path).root
    (tmp_path / "b.png").write_bytes(content)
    twice = build_manifest(tmp_path)
    assert twice.count == 2
    assert twice.root != once
