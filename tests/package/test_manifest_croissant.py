"""Croissant descriptions, as mlcroissant validates and reads them."""

from __future__ import annotations

import json
import logging
from hashlib import sha256

import mlcroissant
import pytest

from tests.package.pictures import flowers, idx_folder, picture
from veriset.cid import cid_v1
from veriset.manifest import DatasetDescription, build_manifest, dump_manifest
from veriset.manifest.croissant import croissant_path
from veriset.workflow import save_with_croissant

FULL = DatasetDescription(
    name="flowers",
    version="1.2.3",
    license="CC-BY-2.0",
    homepage="https://example.org/flowers",
    citation="@online{flowers,\n  title = {Fl\u00f6wers}\n}",
    creator="The Flower Team",
)


def saved(source, folder, dataset=None):
    """Build, save, and open with mlcroissant, which validates."""
    manifest = build_manifest(source, dataset=dataset)
    cid = save_with_croissant(manifest, folder / "manifest.json")
    opened = mlcroissant.Dataset(jsonld=str(folder / "manifest.croissant.json"))
    return manifest, cid, opened


def records(opened) -> list[dict]:
    def plain(value):
        return value.decode() if isinstance(value, bytes) else value

    return [
        {name.removeprefix("images/"): plain(value) for name, value in record.items()}
        for record in opened.records("images")
    ]


@pytest.mark.parametrize("dataset", [None, FULL], ids=["nothing known", "everything known"])
def test_class_folders(dataset, tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        manifest, _, opened = saved(flowers(tmp_path / "flowers"), tmp_path, dataset)
    assert not opened.metadata.issues.errors
    assert records(opened) == [image.to_json() for image in manifest.images]
    if dataset is not None:
        assert opened.metadata.name == "flowers"
        assert opened.metadata.version == "1.2.3"
        assert opened.metadata.license == ["CC-BY-2.0"]
        assert opened.metadata.url == "https://example.org/flowers"
        assert opened.metadata.cite_as == dataset.citation
        # Of what Croissant recommends only the date is left out: the bytes must not depend on it.
        warnings = [text for text in opened.metadata.issues.warnings if "datePublished" not in text]
        assert not warnings


def test_digits(tmp_path):
    manifest, _, opened = saved(idx_folder(tmp_path / "digits"), tmp_path)
    assert records(opened) == [image.to_json() for image in manifest.images]


def test_a_column_that_some_images_have_no_value_for(tmp_path):
    """One without a value would shift the others, so the column is left out."""
    folder = tmp_path / "mixed"
    for seed, name in enumerate(["a.png", "roses/b.png", "train/c.png", "train/tulips/d.png"]):
        picture(folder / name, seed)
    manifest, _, opened = saved(folder, tmp_path)
    expected = [
        {key: value for key, value in image.to_json().items() if key not in ("label", "split")}
        for image in manifest.images
    ]
    assert records(opened) == expected


def test_a_column_that_only_the_first_image_has(tmp_path):
    for seed, name in enumerate(["Roses/b.png", "a.png"]):
        picture(tmp_path / "mixed" / name, seed)
    manifest, _, opened = saved(tmp_path / "mixed", tmp_path)
    assert manifest.images[0].label == "Roses"
    assert [record["path"] for record in records(opened)] == ["Roses/b.png", "a.png"]


def test_it_names_the_manifests_bytes(tmp_path):
    manifest, cid, _ = saved(flowers(tmp_path / "flowers"), tmp_path, FULL)
    content = dump_manifest(manifest)
    description = json.loads((tmp_path / "manifest.croissant.json").read_text())
    (file,) = description["distribution"]
    assert file["sha256"] == sha256(content).hexdigest()
    assert file["contentSize"] == f"{len(content)} B"
    assert file["sameAs"] == f"ipfs://{cid}" == f"ipfs://{cid_v1(content)}"
    assert description["identifier"] == manifest.root
    assert description["conformsTo"] == "http://mlcommons.org/croissant/1.0"


def test_an_edited_manifest_is_not_read(tmp_path):
    _, _, opened = saved(flowers(tmp_path / "flowers"), tmp_path)
    path = tmp_path / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"daisy", b"Daisy", 1))
    with pytest.raises(Exception, match=r"Download\(manifest\)"):
        records(opened)


def test_the_same_images_give_the_same_bytes(tmp_path):
    contents = []
    for number in "12":
        folder = tmp_path / number
        saved(flowers(folder / "flowers"), folder, FULL)
        contents.append((folder / "manifest.croissant.json").read_bytes())
    assert contents[0] == contents[1]


def test_where_it_stands(tmp_path):
    assert croissant_path(tmp_path / "a.b.json") == tmp_path / "a.b.croissant.json"
