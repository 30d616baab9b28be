"""Manifests: what a dataset holds, as one JSON file with a hash for every image.

manifest = build_manifest(Path("flower_photos"))
write_manifest(manifest, Path("flowers.json"))
proof = ImageIndex(load_manifest(Path("flowers.json"))).prove(content_hash)
"""

from __future__ import annotations

from veriset.manifest.build import build_manifest
from veriset.manifest.duplicates import Duplicate, find_duplicates
from veriset.manifest.index import ImageIndex, Proof
from veriset.manifest.store import dump_manifest, load_manifest, parse_manifest, write_manifest
from veriset.manifest.types import DatasetDescription, ImageEntry, Manifest
from veriset.manifest.verify import Differences, compare_manifest

__all__ = [
    "DatasetDescription",
    "Differences",
    "Duplicate",
    "ImageEntry",
    "ImageIndex",
    "Manifest",
    "Proof",
    "build_manifest",
    "compare_manifest",
    "dump_manifest",
    "find_duplicates",
    "load_manifest",
    "parse_manifest",
    "write_manifest",
]
