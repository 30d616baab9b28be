"""The photographs of a campaign, found by their paths and known by their content hashes."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

from veriset.campaigns.outcome import Campaign, PlayedImage
from veriset.campaigns.report_text import plain
from veriset.errors import InputError
from veriset.images import digest_image
from veriset.pixels import as_stored


def find_photograph(
    image: PlayedImage, campaign: Campaign, folder: Path | None
) -> Image.Image | str:
    """Return an image of the campaign, or one line that says why it is not shown.

    Args:
        image: which one.
        campaign: for the kind of its hash.
        folder: the images' paths start here; None if the images are not at hand.

    Returns:
        The image as it is stored (an EXIF orientation is not applied: annotations are not in
        such coordinates), or the reason.
    """
    name = plain(image.entry.name, 200)
    if folder is None or image.entry.path is None:
        return f"{name} is not at hand"
    path = folder / image.entry.path
    # The manifest is a stranger's: its paths must not lead to other files of this machine.
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        return f"{name} is outside the folder of the images"
    if not path.is_file():
        return f"{name} was not found"
    try:
        digest = digest_image(path, campaign.hash_kind)
        if "0x" + digest.content_hash.hex() != image.entry.content_hash:
            return f"{name} is another image than the campaign's: its hash differs"
        with Image.open(path) as opened:
            stored = as_stored(opened)
            stored.load()
            return stored.convert("RGB")
    except (InputError, OSError, SyntaxError, ValueError) as error:
        return plain(f"{name} cannot be read: {error}", 300)
