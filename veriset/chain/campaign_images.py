"""The images of a campaign: a manifest, from a file or by its CID, and the files of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from veriset.errors import InputError, VerisetError
from veriset.images import digest_image
from veriset.manifest import ImageEntry, Manifest, load_manifest
from veriset.paths import work_folder

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign


def campaign_manifest(campaign: AnnotationCampaign, path: Path | None = None) -> Manifest:
    """Return the manifest of a campaign's images; image i is its entry i.

    Args:
        campaign: the campaign.
        path: of the manifest; None fetches it by the CID in the campaign's description.

    Raises:
        InputError: the file is of other images, or the description names no manifest.
        ManifestError, PinningError: it is malformed, or nobody has it.
    """
    from veriset.pinning.manifests import ManifestStore

    terms = campaign.terms
    if path is not None:
        manifest = load_manifest(path)
        if manifest.root != "0x" + terms.images_root.hex():
            raise InputError(
                f"{path} has the root {manifest.root}, and the campaign's images "
                f"0x{terms.images_root.hex()}; it is of other images"
            )
    else:
        work = work_folder()
        with ManifestStore(work / "manifests" / "by-cid", work / "pins") as store:
            manifest = store.get(campaign.description().manifest, terms.images_root)
    if manifest.count != terms.image_count:
        raise InputError(
            f"the manifest has {manifest.count:,} images and the campaign {terms.image_count:,}; "
            "its sponsor mixed them up"
        )
    return manifest


def try_manifest(
    campaign: AnnotationCampaign, path: Path | None = None
) -> tuple[Manifest | None, str]:
    """Return the manifest, or None and why it cannot be had; one that is given must be right."""
    if path is not None:
        return campaign_manifest(campaign, path), ""
    try:
        return campaign_manifest(campaign), ""
    except VerisetError as error:
        return None, str(error)


def image_file(manifest: Manifest, entry: ImageEntry, folder: Path) -> Path:
    """Return the file of an image in a folder, after making sure that it is that image.

    Raises:
        InputError: the image has no file of its own, it is not there, or it is another one.
    """
    if entry.path is None:
        raise InputError(f"{entry.name} has no file of its own; it is in the dataset's archive")
    path = folder / entry.path
    if not path.is_file():
        raise InputError(f"{path} is not there; get the images of {manifest.dataset.name} first")
    if "0x" + digest_image(path, manifest.hash_kind).content_hash.hex() != entry.content_hash:
        raise InputError(f"{path} is not the image of the campaign: its content hash is another")
    return path


def image_number(manifest: Manifest | None, image: int | str) -> int:
    """Return the number of an image that is given by its number or its path.

    Raises:
        InputError: there is no such image.
    """
    if isinstance(image, int):
        return image
    if manifest is None:
        raise InputError(
            f"the manifest is needed to know which image {image!r} is; --manifest FILE"
        )
    for number, entry in enumerate(manifest.images):
        if entry.path == image:
            return number
    raise InputError(f"the campaign has no image {image!r}")
