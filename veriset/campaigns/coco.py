"""A campaign's results as COCO JSON, and the manifest of its images for the registry.

The form is that of https://cocodataset.org/#format-data (object detection). Exports of the same
outcome are the same bytes, so that everybody computes the same CIDs.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from veriset.campaigns.outcome import Campaign, Cluster, ImageOutcome, Outcome
from veriset.cid import cid_v1
from veriset.clustering.reference import SCALE
from veriset.errors import InputError
from veriset.files import write_atomically
from veriset.manifest.build import manifest_of
from veriset.manifest.store import dump_manifest
from veriset.manifest.types import DatasetDescription, Manifest

MANIFEST_SUFFIX = ".manifest.json"


@dataclass(frozen=True)
class Export:
    """What was written.

    Attributes:
        coco: the COCO file.
        coco_cid: version 1 CID of its bytes.
        manifest: the manifest of its images; `veriset.chain.publish` registers it.
        manifest_cid: version 1 CID of its bytes.
        root: Merkle root over the images, 0x and 64 digits.
        images: how many.
        annotations: how many.
    """

    coco: Path
    coco_cid: str
    manifest: Path
    manifest_cid: str
    root: str
    images: int
    annotations: int


def write_export(outcome: Outcome, path: Path) -> Export:
    """Write the COCO file, and beside it the manifest of its images.

    The manifest takes the file's name, ending in .manifest.json. The COCO file is written last:
    where it is, its manifest is too.

    Raises:
        InputError: no image has a result, or the files cannot be written.
    """
    coco = dump_coco(outcome)
    coco_cid = cid_v1(coco)
    manifest = export_manifest(outcome, coco_cid)
    content = dump_manifest(manifest)
    manifest_path = path.with_name(path.stem + MANIFEST_SUFFIX)
    write_atomically(manifest_path, content)
    write_atomically(path, coco)
    annotations = sum(len(image.clusters) for image in _exported(outcome))
    return Export(
        path, coco_cid, manifest_path, cid_v1(content), manifest.root, manifest.count, annotations
    )


def dump_coco(outcome: Outcome) -> bytes:
    """Return the COCO file's bytes: RFC 8785's canonical JSON and a line feed.

    Raises:
        InputError: no image has a result.
    """
    import orjson

    return orjson.dumps(
        _readable(coco_of(outcome)), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    )


def coco_of(outcome: Outcome) -> dict[str, Any]:
    """Return the results in COCO's form.

    Images that nobody played, that validators rejected or that were given up unsettled are left
    out: an image without annotations stands for one on which there is nothing. Boxes are the
    clusters' centroids, as they are, in exact multiples of 1/256 pixel.

    Raises:
        InputError: no image has a result.
    """
    campaign = outcome.campaign
    images = _exported(outcome)
    annotations: list[dict[str, Any]] = []
    for image in images:
        for cluster in image.clusters:
            annotations.append(_annotation(len(annotations) + 1, image, cluster))
    return {
        "info": _info(campaign),
        "licenses": [_license(campaign.dataset.license)],
        "categories": _categories(campaign, images),
        "images": [_image(image) for image in images],
        "annotations": annotations,
    }


def export_manifest(outcome: Outcome, coco_cid: str) -> Manifest:
    """Return the manifest of the exported images, in the form that the registry takes.

    The entries are those of the campaign's manifest, with the same hashes. An image's label is
    the class of its objects, if they are all of one. The description's homepage is the COCO
    file's address, `ipfs://` and its CID; creator and citation are those of the images.

    Raises:
        InputError: no image has a result, or a name cannot stand in a manifest.
    """
    campaign = outcome.campaign
    entries = []
    for image in _exported(outcome):
        labels = {cluster.label for cluster in image.clusters}
        label = _words(campaign.class_name(labels.pop())) if len(labels) == 1 else None
        entries.append(replace(image.played.entry, label=label))
    dataset = DatasetDescription(
        name=_words(campaign.name)[:200] or "campaign",
        version=campaign.dataset.version,
        license=campaign.dataset.license,
        homepage=f"ipfs://{coco_cid}",
        citation=campaign.dataset.citation,
        creator=campaign.dataset.creator,
    )
    return manifest_of(entries, campaign.hash_kind, dataset)


def _exported(outcome: Outcome) -> list[ImageOutcome]:
    images = [image for image in outcome.images if image.counts]
    if not images:
        raise InputError(
            "no image of the campaign has a result: none was played, or all were rejected "
            "or given up; there is nothing to export"
        )
    return images


def _info(campaign: Campaign) -> dict[str, Any]:
    moment = datetime.datetime.fromtimestamp(campaign.time, datetime.timezone.utc)
    return {
        "contributor": campaign.sponsor,
        "date_created": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": campaign.objective,
        "keywords": list(campaign.keywords),
        "name": campaign.name,
        "provenance": {
            "block": campaign.block,
            "chain_id": campaign.chain_id,
            "confirmation": campaign.confirmation,
            "contract": campaign.address,
            "distance": campaign.distance,
            "hash_kind": campaign.hash_kind.value,
            "images_root": campaign.images_root,
            "manifest_cid": campaign.manifest_cid,
            "network": campaign.network,
            "objective": campaign.objective,
        },
        "url": f"ipfs://{campaign.manifest_cid}",
        "version": campaign.dataset.version,
        "year": moment.year,
    }


def _license(name: str | None) -> dict[str, Any]:
    is_address = name is not None and name.startswith(("https://", "http://"))
    return {"id": 1, "name": name or "not stated", "url": name if is_address else ""}


def _categories(campaign: Campaign, images: list[ImageOutcome]) -> list[dict[str, Any]]:
    """Return the campaign's classes, and those that players gave beyond them."""
    labels = {cluster.label for image in images for cluster in image.clusters}
    labels |= set(range(len(campaign.classes)))
    return [
        {"id": label + 1, "name": campaign.class_name(label), "supercategory": ""}
        for label in sorted(labels)
    ]


def _image(image: ImageOutcome) -> dict[str, Any]:
    entry = image.played.entry
    return {
        # From 1, as pycocotools' evaluation takes 0 for "none"; the chain counts from 0.
        "id": image.played.index + 1,
        "index": image.played.index,
        "file_name": entry.name,
        "width": entry.width,
        "height": entry.height,
        "license": 1,
        "sha256": entry.content_hash.removeprefix("0x"),
        "players": len(image.played.plays),
    }


def _annotation(number: int, image: ImageOutcome, cluster: Cluster) -> dict[str, Any]:
    x, y, height, width = cluster.box
    return {
        "id": number,
        "image_id": image.played.index + 1,
        "category_id": cluster.label + 1,
        "bbox": [x, y, width, height],
        "area": width * height,
        "iscrowd": 0,
        # Boxes have no outline; COCO's own tools ask for the field before they draw them.
        "segmentation": [],
        "players": cluster.players,
        "confirmation": cluster.players / len(image.played.plays),
        "mean_squared_distance": cluster.spread / SCALE**2,
    }


def _readable(value: Any) -> Any:
    """Return the value with every text such that it is Unicode, which a chain's need not be."""
    if isinstance(value, str):
        return _words(value)
    if isinstance(value, dict):
        return {key: _readable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_readable(part) for part in value]
    return value


def _words(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
