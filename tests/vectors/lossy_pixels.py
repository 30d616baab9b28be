"""Prints lossy pictures and the pixel hashes that Python has for them, for the page's tests.

Not a vector file, because JPEG decoders may differ in single samples: it compares the decoders
that are installed. Run: python -m tests.vectors.lossy_pixels
"""

from __future__ import annotations

import base64
import io
import json
from hashlib import sha256

from PIL import Image, ImageCms

from veriset.datasets.drawings import draw_flower
from veriset.pixels import canonical_pixels


def main() -> None:
    """Print them as JSON."""
    colours = draw_flower(2, 3, 2024)
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    turned = {"exif": exif, "icc_profile": profile}
    pictures = {
        f"JPEG-{name}": saved(picture, "JPEG", **options)
        for name, picture, options in [
            ("444", colours, {"subsampling": 0}),
            ("422", colours, {"subsampling": 1}),
            ("420", colours, {"subsampling": 2}),
            ("odd-size", colours.crop((0, 0, 37, 53)), {"quality": 60}),
            ("grey", colours.convert("L"), {}),
            ("progressive", colours, {"progressive": True}),
            ("turned-and-profiled", colours, turned),
        ]
    }
    pictures["WebP-lossy"] = saved(colours, "WEBP", quality=80)
    pictures["WebP-turned-and-profiled"] = saved(colours, "WEBP", lossless=True, **turned)
    answer = [
        {
            "name": name,
            "file": base64.b64encode(file).decode(),
            "sha256": sha256(canonical_pixels(Image.open(io.BytesIO(file)))).hexdigest(),
        }
        for name, file in pictures.items()
    ]
    print(json.dumps(answer))


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


if __name__ == "__main__":
    main()
