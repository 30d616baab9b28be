"""The COCO file and its manifest, as COCO's own tools and the registry's path take them."""

from __future__ import annotations

import contextlib
import io
import json
import random
from dataclasses import replace

import mlcroissant
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from tests.package.campaign_outcomes import (
    ALICE,
    BOOKS,
    campaign,
    drawings,
    marked,
    played,
    ranked,
)
from tests.package.pictures import tree
from veriset.campaigns.build_outcome import outcome_of
from veriset.campaigns.coco import coco_of, dump_coco, export_manifest, write_export
from veriset.campaigns.outcome import Outcome, PlayedImage
from veriset.cid import cid_v1, matches
from veriset.errors import InputError
from veriset.manifest import (
    DatasetDescription,
    ImageEntry,
    ImageIndex,
    build_manifest,
    load_manifest,
)
from veriset.workflow import save_with_croissant


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return drawings(tmp_path_factory.mktemp("campaign") / "images", 6)


@pytest.fixture(scope="module")
def outcome(images) -> Outcome:
    outcome = played(images, distance=25)
    assert sum(len(image.clusters) for image in outcome.images) >= 5
    return outcome


def opened(path) -> COCO:
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(path))


def test_pycocotools_loads_all_of_it(outcome, tmp_path):
    export = write_export(outcome, tmp_path / "out" / "garden.json")
    coco = opened(export.coco)
    assert coco.getImgIds() == [1, 2, 3, 4, 5, 6]
    assert [cat["name"] for cat in coco.loadCats(coco.getCatIds())] == ["daisy", "rose"]
    assert export.images == 6
    assert export.annotations == len(coco.getAnnIds())
    for image in outcome.images:
        (info,) = coco.loadImgs(image.played.index + 1)
        entry = image.played.entry
        assert (info["file_name"], info["width"], info["height"]) == (entry.path, 96, 96)
        assert "0x" + info["sha256"] == entry.content_hash
        found = coco.loadAnns(coco.getAnnIds(imgIds=[info["id"]]))
        assert len(found) == len(image.clusters)
        for annotation, cluster in zip(found, image.clusters, strict=True):
            x, y, height, width = cluster.centroid
            assert [256 * side for side in annotation["bbox"]] == [x, y, width, height]
            assert annotation["area"] == annotation["bbox"][2] * annotation["bbox"][3]
            assert annotation["category_id"] == cluster.label + 1
            assert annotation["iscrowd"] == 0
            assert annotation["players"] == cluster.players
            assert annotation["confirmation"] == cluster.players / 4
            assert annotation["mean_squared_distance"] * 65_536 == cluster.spread


def test_an_export_evaluated_on_itself_is_perfect(outcome, tmp_path):
    coco = opened(write_export(outcome, tmp_path / "a.json").coco)
    guesses = [{**one, "score": 1.0} for one in coco.loadAnns(coco.getAnnIds())]
    with contextlib.redirect_stdout(io.StringIO()):
        judge = COCOeval(coco, coco.loadRes(guesses), "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    assert judge.stats[0] == pytest.approx(1)


def test_worked_values():
    outcome = marked([[10, 20, 30, 40, 1]], [[13, 20, 30, 40, 1]], [[100, 90, 5, 5, 0]])
    coco = coco_of(outcome)
    assert coco["annotations"] == [
        {
            "id": 1,
            "image_id": 1,
            "category_id": 2,
            "bbox": [11.5, 20.0, 40.0, 30.0],
            "area": 1200.0,
            "iscrowd": 0,
            "segmentation": [],
            "players": 2,
            "confirmation": 2 / 3,
            "mean_squared_distance": 2.25,
        }
    ]
    assert coco["licenses"] == [{"id": 1, "name": "CC-BY-2.0", "url": ""}]
    info = coco["info"]
    assert info["date_created"] == "2023-11-14T22:13:20Z"
    assert info["year"] == 2023
    assert info["provenance"] == {
        "block": 77,
        "chain_id": 1337,
        "confirmation": 50,
        "contract": outcome.campaign.address,
        "distance": 10,
        "hash_kind": "file",
        "images_root": outcome.campaign.images_root,
        "manifest_cid": "bafkreiexample",
        "network": "development",
        "objective": "mark every flower",
    }


def test_the_same_outcome_is_the_same_bytes_in_whatever_order_it_was_read(outcome, tmp_path):
    images = [image.played for image in outcome.images]
    random.Random(4).shuffle(images)
    again = outcome_of(outcome.campaign, images, outcome.ranking[::-1], outcome.books)
    assert dump_coco(again) == dump_coco(outcome)
    first, second = (
        write_export(one, tmp_path / name / "x.json")
        for one, name in ((outcome, "a"), (again, "b"))
    )
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert (first.coco_cid, first.manifest_cid) == (second.coco_cid, second.manifest_cid)
    content = first.coco.read_bytes()
    assert (
        content
        == json.dumps(
            json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
        + b"\n"
    )


def test_images_without_a_result_are_left_out_and_those_without_objects_are_not():
    entries = [ImageEntry("0x" + f"{n:064x}", 9, 9, 9, path=f"{n}.png") for n in range(4)]
    found, nothing = marked([[1, 1, 5, 5]]).images[0].played, marked([], []).images[0].played
    images = [
        replace(found, index=0, entry=entries[0]),
        replace(nothing, index=1, entry=entries[1]),
        PlayedImage(2, entries[2]),
        replace(found, index=3, entry=entries[3], rejected=True),
    ]
    outcome = outcome_of(campaign(), images, ranked(), BOOKS)
    coco = coco_of(outcome)
    assert [image["id"] for image in coco["images"]] == [1, 2]
    assert [annotation["image_id"] for annotation in coco["annotations"]] == [1]
    assert [one.path for one in export_manifest(outcome, "x").images] == ["0.png", "1.png"]


def test_classes_beyond_the_campaigns_have_a_category_too(tmp_path):
    outcome = marked([[1, 1, 5, 5, 7]], [[50, 50, 5, 5, 1]], [], confirmation=1)
    coco = coco_of(outcome)
    assert [(one["id"], one["name"]) for one in coco["categories"]] == [
        (1, "daisy"),
        (2, "rose"),
        (8, "class 7"),
    ]
    ids = {one["id"] for one in coco["categories"]}
    assert {one["category_id"] for one in coco["annotations"]} <= ids
    unnamed = coco_of(marked([[1, 1, 5, 5]], classes=()))
    assert [(one["id"], one["name"]) for one in unnamed["categories"]] == [(1, "object")]


def test_the_manifest_is_one_that_can_be_published(outcome, images, tmp_path):
    """`publish_dataset` reads it with `load_manifest`, which checks count, order and root."""
    export = write_export(outcome, tmp_path / "garden.json")
    assert export.manifest == tmp_path / "garden.manifest.json"
    manifest = load_manifest(export.manifest)
    original = build_manifest(images)
    assert manifest.root == original.root == export.root
    assert cid_v1(export.manifest.read_bytes()) == export.manifest_cid
    assert [one.content_hash for one in manifest.images] == [
        one.content_hash for one in original.images
    ]
    assert manifest.dataset == DatasetDescription(
        "garden", license="CC-BY-2.0", homepage=f"ipfs://{export.coco_cid}", creator="many"
    )
    assert matches(manifest.dataset.homepage.removeprefix("ipfs://"), export.coco)
    for entry in manifest.images:
        proof = ImageIndex(manifest).prove(bytes.fromhex(entry.content_hash[2:]))
        assert proof.images == (entry,)


def test_its_croissant_description_is_valid(outcome, tmp_path):
    manifest = load_manifest(write_export(outcome, tmp_path / "garden.json").manifest)
    save_with_croissant(manifest, tmp_path / "again.json")
    dataset = mlcroissant.Dataset(jsonld=str(tmp_path / "again.croissant.json"))
    assert dataset.metadata.url == manifest.dataset.homepage


def test_an_image_is_labelled_if_its_objects_are_of_one_class():
    def label(*plays):
        return export_manifest(marked(*plays, confirmation=1), "x").images[0].label

    assert label([[1, 1, 5, 5, 1], [60, 60, 5, 5, 1]]) == "rose"
    assert label([[1, 1, 5, 5, 1], [60, 60, 5, 5, 0]]) is None
    assert label([]) is None


def test_a_campaign_without_a_result_is_not_exported(tmp_path):
    for outcome in (marked(), marked([[1, 1, 5, 5]], rejected=True)):
        with pytest.raises(InputError, match="nothing to export"):
            write_export(outcome, tmp_path / "a.json")
    assert tree(tmp_path) == {}


def test_words_that_are_no_unicode_are_exported_readably(tmp_path):
    outcome = marked([[1, 1, 5, 5]], name="bad\ud800", objective="\udfff", classes=("\ud801é",))
    export = write_export(outcome, tmp_path / "a.json")
    loaded = json.loads(export.coco.read_text(encoding="utf-8"))
    assert loaded["info"]["name"] == "bad?"
    assert loaded["categories"][0]["name"] == "?é"
    assert load_manifest(export.manifest).dataset.name == "bad?"


def test_names_of_any_length_make_a_manifest(tmp_path):
    for name in ("", "x" * 500):
        manifest = load_manifest(
            write_export(marked([[1, 1, 5, 5]], name=name), tmp_path / "a.json").manifest
        )
        assert 1 <= len(manifest.dataset.name) <= 200


def test_images_of_one_file_are_named_by_split_and_number():
    image = marked([[1, 1, 5, 5]]).images[0].played
    entry = ImageEntry("0x" + "1" * 64, 28, 28, 784, index=5, split="train")
    outcome = outcome_of(campaign(), [replace(image, entry=entry)], ranked((ALICE,)), BOOKS)
    assert coco_of(outcome)["images"][0]["file_name"] == "train[5]"


def test_a_licence_that_is_an_address_is_linked():
    address = "https://example.org/licence"
    dataset = DatasetDescription("x", license=address)
    (found,) = coco_of(marked([[1, 1, 5, 5]], dataset=dataset))["licenses"]
    assert found["url"] == address
    none = coco_of(marked([[1, 1, 5, 5]], dataset=DatasetDescription("x")))["licenses"]
    assert none == [{"id": 1, "name": "not stated", "url": ""}]
