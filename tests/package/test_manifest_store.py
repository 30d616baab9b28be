"""Manifests as bytes and files: always the same, checked when they are read."""

from __future__ import annotations

import json

import pytest

from tests.package.pictures import flowers, idx_folder, tree
from veriset.errors import InputError, ManifestError
from veriset.manifest import (
    DatasetDescription,
    build_manifest,
    dump_manifest,
    load_manifest,
    parse_manifest,
    write_manifest,
)


@pytest.fixture(params=["folder", "idx"])
def manifest(request, tmp_path):
    source = tmp_path / "source"
    (flowers if request.param == "folder" else idx_folder)(source)
    return build_manifest(
        source,
        dataset=DatasetDescription(name="Été", citation="@misc{a,\n b}", creator="\U0001f33e"),
    )


def test_there_and_back(manifest, tmp_path):
    path = tmp_path / "out" / "manifest.json"
    content = write_manifest(manifest, path)
    assert path.read_bytes() == content == dump_manifest(manifest)
    assert load_manifest(path) == parse_manifest(content) == manifest
    assert dump_manifest(parse_manifest(content)) == content


def test_the_bytes_are_canonical(manifest):
    content = dump_manifest(manifest)
    values = json.loads(content)
    spelt = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert content.decode() == spelt + "\n"
    assert "null" not in spelt
    assert values["count"] == len(values["images"])
    assert "license" not in values["dataset"]


def test_a_fixed_manifest():
    """Whatever changes these bytes changes the CID of every manifest there is."""
    content = (
        b'{"count":2,"dataset":{"name":"two","version":"1.0.0"},"format":"veriset-manifest:1",'
        b'"hashKind":"file","images":['
        b'{"contentHash":"0x1111111111111111111111111111111111111111111111111111111111111111",'
        b'"height":2,"label":"a","path":"a/1.png","size":3,"width":1},'
        b'{"contentHash":"0x2222222222222222222222222222222222222222222222222222222222222222",'
        b'"height":5,"path":"test/2.png","size":6,"split":"test","width":4}],'
        b'"root":"0xcb18cb5843115351c1cf5f505b6c5929e5b4480a0f3666d63f5d885c49f4acad"}\n'
    )
    assert dump_manifest(parse_manifest(content)) == content


def edited(manifest, change) -> bytes:
    values = json.loads(dump_manifest(manifest))
    change(values)
    return json.dumps(values).encode()


def swap(values):
    values["images"][0], values["images"][1] = values["images"][1], values["images"][0]


def repeat(values):
    values["images"].insert(1, dict(values["images"][0]))
    values["count"] += 1


EDITS = {
    "a content hash": (
        lambda v: v["images"][1].update(contentHash="0x" + "0" * 64),
        "was edited: its root is 0x",
    ),
    "an image less": (lambda v: (v["images"].pop(), v.update(count=v["count"] - 1)), "was edited"),
    "the root": (lambda v: v.update(root="0x" + "f" * 64), "was edited"),
    "the count": (lambda v: v.update(count=99), "says 99 images but lists"),
    "the order": (swap, "twice or out of order"),
    "an image twice": (repeat, "twice or out of order"),
    "no images": (lambda v: v.update(images=[], count=0), "is not a manifest"),
    "a root in upper case": (lambda v: v.update(root=v["root"].upper()), "is not a manifest: root"),
    "a short hash": (
        lambda v: v["images"][0].update(contentHash="0x12"),
        "is not a manifest: images.0.contentHash",
    ),
    "width 0": (lambda v: v["images"][0].update(width=0), "images.0.width"),
    "a size in words": (lambda v: v["images"][0].update(size="12"), "images.0.size"),
    "a negative size": (lambda v: v["images"][0].update(size=-1), "images.0.size"),
    "a width that is true": (lambda v: v["images"][0].update(width=True), "images.0.width"),
    "an unknown field": (lambda v: v.update(salt=1), "is not a manifest: salt"),
    "a line break in a field's name": (lambda v: v.update({"a\nb": 1}), "is not a manifest"),
    "an unknown field of an image": (lambda v: v["images"][0].update(md5=""), "images.0.md5"),
    "no hash kind": (lambda v: v.pop("hashKind"), "is not a manifest: hashKind"),
    "another hash kind": (lambda v: v.update(hashKind="md5"), "is not a manifest: hashKind"),
    "another format": (lambda v: v.update(format="veriset-manifest:2"), "manifest: format"),
    "no name": (lambda v: v["dataset"].update(name=""), "is not a manifest: dataset.name"),
    "a Python name": (lambda v: v.update(hash_kind="file"), "is not a manifest: hash_kind"),
}


@pytest.mark.parametrize(("change", "message"), EDITS.values(), ids=EDITS)
def test_edited_by_hand(change, message, manifest, tmp_path):
    path = tmp_path / "manifest.json"
    path.write_bytes(edited(manifest, change))
    with pytest.raises(ManifestError) as caught:
        load_manifest(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


@pytest.mark.parametrize("field", ["path", "index"])
def test_both_or_neither_place(field, manifest):
    def both(values):
        values["images"][-1].update({"path": "zz", "index": 10**9})

    def neither(values):
        values["images"] = [values["images"][0]]
        values["images"][0].pop("path", values["images"][0].pop("index", None))
        values["count"] = 1

    for change in (both, neither):
        with pytest.raises(ManifestError, match="needs a path or an index, and not both"):
            parse_manifest(edited(manifest, change))


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"{", b"[]", b"null", b"{}", b"\xff\xfe{}", b'{"count": NaN}', b"\x89PNG\r\n"],
    ids=repr,
)
def test_no_manifest(content, tmp_path):
    path = tmp_path / "manifest.json"
    path.write_bytes(content)
    with pytest.raises(ManifestError, match="is not a manifest"):
        load_manifest(path)


def test_spaces_and_order_of_keys_do_not_matter(manifest):
    values = json.loads(dump_manifest(manifest))
    spelt = json.dumps(dict(reversed(values.items())), indent=3)
    assert parse_manifest(spelt.encode()) == manifest


def test_unreadable(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        load_manifest(tmp_path / "missing.json")
    with pytest.raises(InputError, match="directory"):
        load_manifest(tmp_path)


def test_nothing_is_left_beside_it(manifest, tmp_path):
    folder = tmp_path / "out"
    write_manifest(manifest, folder / "manifest.json")
    write_manifest(manifest, folder / "manifest.json")
    assert list(tree(folder)) == ["manifest.json"]
