"""A Croissant 1.0 description of a manifest, for the tools that machine learning knows.

One hashed file and a record set over it, because a Croissant FileObject an image takes minutes
to validate at 70,000 images. Specification: https://docs.mlcommons.org/croissant/
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from veriset.manifest.types import Manifest

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_FIELDS: dict[str, tuple[str, str]] = {
    "contentHash": ("sc:Text", "SHA-256 of the image, as the manifest's hash kind says"),
    "path": ("sc:Text", "place of the image file in the dataset's folder"),
    "index": ("sc:Integer", "number of the image in its split, from 0"),
    "size": ("sc:Integer", "length in bytes"),
    "width": ("sc:Integer", "width in pixels"),
    "height": ("sc:Integer", "height in pixels"),
    "label": ("sc:Text", "name of the class"),
    "split": ("sc:Text", "train, test and so on"),
}


def croissant_path(manifest_path: Path) -> Path:
    """Return where the description of a manifest file stands: beside it."""
    return manifest_path.with_name(f"{manifest_path.stem}.croissant.json")


def dump_croissant(manifest: Manifest, content: bytes, file_name: str, cid: str) -> bytes:
    """Return the Croissant description of a manifest as JSON.

    Args:
        manifest: what is described.
        content: the manifest's bytes, whose SHA-256 the description states.
        file_name: name of the manifest's file, beside which the description stands.
        cid: under which the manifest is pinned.
    """
    dataset, images = manifest.dataset, manifest.images
    description = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": dataset.name,
        "description": (
            f"{manifest.count} images of {dataset.name} by content hash; "
            f"Merkle root {manifest.root}"
        ),
        "version": dataset.version,
        "license": dataset.license,
        "url": dataset.homepage,
        "citeAs": dataset.citation,
        "creator": dataset.creator and {"@type": "sc:Organization", "name": dataset.creator},
        "identifier": manifest.root,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": "manifest",
                "name": file_name,
                "contentUrl": file_name,
                "sameAs": f"ipfs://{cid}",
                "contentSize": f"{len(content)} B",
                "encodingFormat": "application/json",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "images",
                "name": "images",
                "field": [
                    {
                        "@type": "cr:Field",
                        "@id": f"images/{name}",
                        "name": name,
                        "description": text,
                        "dataType": data_type,
                        "source": {
                            "fileObject": {"@id": "manifest"},
                            "extract": {"jsonPath": f"$.images[*].{name}"},
                        },
                    }
                    # A column needs a value in every row.
                    for name, (data_type, text) in _FIELDS.items()
                    if all(getattr(image, _attribute(name)) is not None for image in images)
                ],
            }
        ],
    }
    present = {key: value for key, value in description.items() if value is not None}
    return json.dumps(present, indent=2, ensure_ascii=False).encode() + b"\n"


def _attribute(field: str) -> str:
    return "content_hash" if field == "contentHash" else field
