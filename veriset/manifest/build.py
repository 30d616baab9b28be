"""Building a manifest from images."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path

from veriset.garbage import rare_collections
from veriset.images import HashKind
from veriset.manifest.types import DatasetDescription, ImageEntry, Manifest
from veriset.merkle import MerkleTree
from veriset.progress import Progress, silent


def build_manifest(
    source: Path,
    *,
    hash_kind: HashKind | None = None,
    reader: str | None = None,
    dataset: DatasetDescription | None = None,
    progress: Progress = silent,
) -> Manifest:
    """Hash every image of a source.

    The same images and description always give the same manifest, whatever the order in which
    the file system lists them.

    Args:
        source: folder of images, of class folders of images, or of IDX files.
        hash_kind: None takes the one that suits the reader: file for folders, pixels for IDX.
        reader: name of a reader of `veriset.readers`; None takes the first that fits.
        dataset: None names the dataset after its folder.
        progress: called with images done and images in all.

    Raises:
        InputError: an image or the source cannot be used.
    """
    from veriset.readers import reader_for

    chosen = reader_for(source, reader)
    hash_kind = hash_kind or chosen.default_hash_kind
    dataset = dataset or DatasetDescription(name=source.resolve().name or "dataset")
    with rare_collections():
        return manifest_of(chosen.read(source, hash_kind, progress), hash_kind, dataset)


def manifest_of(
    entries: list[ImageEntry], hash_kind: HashKind, dataset: DatasetDescription
) -> Manifest:
    """Return the manifest of these entries, given in any order."""
    images = tuple(sorted(entries, key=attrgetter("order")))
    return Manifest(
        dataset=dataset,
        hash_kind=hash_kind,
        count=len(images),
        root="0x" + merkle_tree(images).root.hex(),
        images=images,
    )


def merkle_tree(images: tuple[ImageEntry, ...]) -> MerkleTree:
    """Return the tree over the images' content hashes."""
    return MerkleTree.of(bytes.fromhex(image.content_hash[2:]) for image in images)
