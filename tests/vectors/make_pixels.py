"""Writes pixels.json beside this file: image files and their canonical pixels.

The canonical pixels are written out here by hand and come from no code under test.
Run: python -m tests.vectors.make_pixels
"""

from __future__ import annotations

import base64
import io
import json
import struct
from hashlib import sha256
from pathlib import Path

import numpy as np
from PIL import Image

from tests.package.pictures import png

GREY = [[0, 1, 127], [128, 254, 255]]
COLOUR = [[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[0, 0, 0], [9, 8, 7], [255, 255, 255]]]


def with_alpha(samples: list, alphas: list) -> list:
    """Return samples of RGB with an alpha for each pixel."""
    return [
        [[*pixel, alpha] for pixel, alpha in zip(*rows, strict=True)]
        for rows in zip(samples, alphas, strict=True)
    ]


def grey_as_rgb(rows: list) -> list:
    return [[[value] * 3 for value in row] for row in rows]


def saved(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def of(samples: list, mode: str | None = None) -> Image.Image:
    image = Image.fromarray(np.array(samples, np.uint8))
    return image if mode is None else image.convert(mode)


def palette(entries: list, indices: list) -> Image.Image:
    image = Image.new("P", (len(indices[0]), len(indices)))
    image.putpalette([value for entry in entries for value in entry])
    image.putdata([index for row in indices for index in row])
    return image


def orientation(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def bmp_of_5_6_5_bits() -> bytes:
    """Two pixels, pure red and pure green, of 16 bits each."""
    pixels = struct.pack("<HH", 0xF800, 0x07E0)
    masks = struct.pack("<III", 0xF800, 0x07E0, 0x001F)
    header = struct.pack("<IiiHHIIiiII", 40, 2, 1, 1, 16, 3, len(pixels), 0, 0, 0, 0)
    start = 14 + len(header) + len(masks)
    return struct.pack("<2sIHHI", b"BM", start + 4, 0, 0, start) + header + masks + pixels


ALPHAS = [[255, 255, 255], [255, 0, 128]]
OPAQUE = [[255] * 3, [255] * 3]
ENTRIES = [[255, 0, 0], [0, 255, 0], [0, 0, 255]]
INDICES = [[0, 1, 2], [2, 1, 0]]
EXPANDED = [[ENTRIES[index] for index in row] for row in INDICES]
BITS = [[0, 255, 0], [255, 255, 0]]

# name, file, mode, samples
ACCEPTED = [
    ("one grey pixel, PNG", saved(of([[7]]), "PNG"), "L", [[7]]),
    ("one white pixel, PBM", b"P1\n1 1\n0\n", "L", [[255]]),
    ("grey, PNG", saved(of(GREY), "PNG"), "L", GREY),
    ("grey, BMP", saved(of(GREY), "BMP"), "L", GREY),
    ("grey, GIF", saved(of(GREY), "GIF"), "L", GREY),
    ("grey, PGM", saved(of(GREY), "PPM"), "L", GREY),
    ("grey, TIFF", saved(of(GREY), "TIFF"), "L", GREY),
    ("grey, WebP lossless", saved(of(GREY), "WEBP", lossless=True), "L", GREY),
    ("RGB of which all is grey, PNG", saved(of(grey_as_rgb(GREY)), "PNG"), "L", GREY),
    ("RGB, PNG", saved(of(COLOUR), "PNG"), "RGB", COLOUR),
    ("RGB, BMP", saved(of(COLOUR), "BMP"), "RGB", COLOUR),
    ("RGB, PPM", saved(of(COLOUR), "PPM"), "RGB", COLOUR),
    ("RGB, TIFF", saved(of(COLOUR), "TIFF"), "RGB", COLOUR),
    ("RGB, TIFF with LZW", saved(of(COLOUR), "TIFF", compression="tiff_lzw"), "RGB", COLOUR),
    ("RGB, WebP lossless", saved(of(COLOUR), "WEBP", lossless=True), "RGB", COLOUR),
    ("RGB of 5, 6 and 5 bits, BMP", bmp_of_5_6_5_bits(), "RGB", [[[255, 0, 0], [0, 255, 0]]]),
    ("RGBA, opaque, PNG", saved(of(with_alpha(COLOUR, OPAQUE)), "PNG"), "RGB", COLOUR),
    ("RGBA, opaque and grey", saved(of(with_alpha(grey_as_rgb(GREY), OPAQUE)), "PNG"), "L", GREY),
    (
        "RGBA with alpha, PNG",
        saved(of(with_alpha(COLOUR, ALPHAS)), "PNG"),
        "RGBA",
        with_alpha(COLOUR, ALPHAS),
    ),
    (
        "RGBA with alpha, TIFF",
        saved(of(with_alpha(COLOUR, ALPHAS)), "TIFF"),
        "RGBA",
        with_alpha(COLOUR, ALPHAS),
    ),
    (
        "RGBA with alpha, WebP lossless",
        saved(of(with_alpha(COLOUR, ALPHAS)), "WEBP", lossless=True, exact=True),
        "RGBA",
        with_alpha(COLOUR, ALPHAS),
    ),
    ("grey and alpha, opaque, PNG", saved(of(GREY, "LA"), "PNG"), "L", GREY),
    (
        "grey and alpha, PNG",
        saved(of(with_alpha(grey_as_rgb(GREY), ALPHAS), "LA"), "PNG"),
        "RGBA",
        with_alpha(grey_as_rgb(GREY), ALPHAS),
    ),
    ("palette, PNG", saved(palette(ENTRIES, INDICES), "PNG"), "RGB", EXPANDED),
    ("palette, GIF", saved(palette(ENTRIES, INDICES), "GIF"), "RGB", EXPANDED),
    (
        "palette with a transparent colour, PNG",
        saved(palette(ENTRIES, INDICES), "PNG", transparency=1),
        "RGBA",
        with_alpha(EXPANDED, [[255, 0, 255], [255, 0, 255]]),
    ),
    (
        "palette with a transparent colour, GIF",
        saved(palette(ENTRIES, INDICES), "GIF", transparency=1),
        "RGBA",
        with_alpha(EXPANDED, [[255, 0, 255], [255, 0, 255]]),
    ),
    (
        "palette with alphas, PNG",
        saved(palette(ENTRIES, INDICES), "PNG", transparency=bytes([255, 3, 128])),
        "RGBA",
        with_alpha(EXPANDED, [[255, 3, 128], [128, 3, 255]]),
    ),
    (
        "palette with a transparent colour that no pixel has, PNG",
        saved(palette([*ENTRIES, [1, 2, 3]], INDICES), "PNG", transparency=3),
        "RGB",
        EXPANDED,
    ),
    ("1 bit, PNG", saved(of(BITS, "1"), "PNG"), "L", BITS),
    ("1 bit, TIFF", saved(of(BITS, "1"), "TIFF"), "L", BITS),
    ("1 bit, PBM", saved(of(BITS, "1"), "PPM"), "L", BITS),
    (
        "1 bit with a transparent white, PNG",
        png(2, 1, 1, 0, b"\0\x40", (b"tRNS", b"\0\1")),
        "RGBA",
        [[[0, 0, 0, 255], [255, 255, 255, 0]]],
    ),
    ("grey of 2 bits, PNG", png(4, 1, 2, 0, b"\0\x1b"), "L", [[0, 85, 170, 255]]),
    ("grey of 4 bits, PNG", png(4, 1, 4, 0, b"\0\x01\x8f"), "L", [[0, 17, 136, 255]]),
    (
        "grey of 2 bits with a transparent grey, PNG",
        png(4, 1, 2, 0, b"\0\x1b", (b"tRNS", b"\0\2")),
        "RGBA",
        [[[0, 0, 0, 255], [85, 85, 85, 255], [170, 170, 170, 0], [255, 255, 255, 255]]],
    ),
    (
        "grey of 4 bits with a transparent grey, PNG",
        png(2, 1, 4, 0, b"\0\x1e", (b"tRNS", b"\0\1")),
        "RGBA",
        [[[17, 17, 17, 0], [238, 238, 238, 255]]],
    ),
    (
        "grey with a transparent grey, PNG",
        png(2, 1, 8, 0, b"\0\x07\x08", (b"tRNS", b"\0\7")),
        "RGBA",
        [[[7, 7, 7, 0], [8, 8, 8, 255]]],
    ),
    (
        "RGB with a transparent colour, PNG",
        png(2, 1, 8, 2, b"\0\1\2\3\1\2\4", (b"tRNS", b"\0\1\0\2\0\3")),
        "RGBA",
        [[[1, 2, 3, 0], [1, 2, 4, 255]]],
    ),
    (
        "RGB with a transparent colour that no pixel has, PNG",
        png(2, 1, 8, 2, b"\0\1\2\3\1\2\4", (b"tRNS", b"\0\1\0\2\0\5")),
        "RGB",
        [[[1, 2, 3], [1, 2, 4]]],
    ),
    ("EXIF orientation 6, PNG", saved(of(COLOUR), "PNG", exif=orientation(6)), "RGB", COLOUR),
    ("EXIF orientation 3, TIFF", saved(of(COLOUR), "TIFF", exif=orientation(3)), "RGB", COLOUR),
]


def wide_tiff(samples: list, kind: str) -> bytes:
    return saved(Image.fromarray(np.array(samples, kind)), "TIFF")


def rgb_tiff_of_16_bits() -> bytes:
    """One pixel; Pillow reads such files but does not write them."""
    entries = [
        (256, 3, 1, 1),  # width
        (257, 3, 1, 1),  # height
        (258, 3, 3, 122),  # bits, at 122
        (259, 3, 1, 1),  # no compression
        (262, 3, 1, 2),  # RGB
        (273, 4, 1, 128),  # samples, at 128
        (277, 3, 1, 3),  # samples a pixel
        (278, 3, 1, 1),  # rows a strip
        (279, 4, 1, 6),  # bytes of the strip
    ]
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + table + bytes(4)
    return head + struct.pack("<HHH", 16, 16, 16) + struct.pack("<HHH", 0x0102, 0x0304, 0x0506)


def frames(kind: str) -> bytes:
    other = of([[255 - value for value in row] for row in GREY])
    options = {"lossless": True} if kind == "WEBP" else {}
    return saved(of(GREY), kind, save_all=True, append_images=[other], **options)


# name, file, what the error says
REFUSED = [
    ("grey of 16 bits, PNG", png(1, 1, 16, 0, b"\0\1\2"), "more than 8 bits"),
    ("grey and alpha of 16 bits, PNG", png(1, 1, 16, 4, b"\0\1\2\3\4"), "more than 8 bits"),
    ("RGB of 16 bits, PNG", png(1, 1, 16, 2, b"\0\1\2\3\4\5\6"), "more than 8 bits"),
    ("RGBA of 16 bits, PNG", png(1, 1, 16, 6, b"\0\1\2\3\4\5\6\7\x08"), "more than 8 bits"),
    ("grey of 16 bits, TIFF", wide_tiff(GREY, "uint16"), "more than 8 bits"),
    ("RGB of 16 bits, TIFF", rgb_tiff_of_16_bits(), "more than 8 bits"),
    ("grey of 32 bits, TIFF", wide_tiff(GREY, "int32"), "more than 8 bits"),
    ("floating point, TIFF", wide_tiff(GREY, "float32"), "more than 8 bits"),
    ("grey of 16 bits, PGM", b"P5 1 1 65535\n\1\2", "more than 8 bits"),
    ("grey of 10 bits, PGM", b"P5 1 1 1023\n\1\2", "more than 8 bits"),
    ("RGB of 16 bits, PPM", b"P6 1 1 65535\n\1\2\3\4\5\6", "more than 8 bits"),
    ("RGB of 16 bits, plain PPM", b"P3 1 1 65535\n1 2 3\n", "more than 8 bits"),
    ("floating point, PFM", b"Pf 1 1 -1.0\n\0\0\0\0", "more than 8 bits"),
    ("CMYK, JPEG", saved(of(COLOUR, "CMYK"), "JPEG"), "colour model CMYK"),
    ("CMYK, TIFF", saved(of(COLOUR, "CMYK"), "TIFF"), "colour model CMYK"),
    ("LAB, TIFF", saved(Image.new("LAB", (1, 1)), "TIFF"), "colour model LAB"),
    ("two frames, GIF", frames("GIF"), "2 frames"),
    ("two frames, PNG", frames("PNG"), "2 frames"),
    ("two frames, WebP", frames("WEBP"), "2 frames"),
    ("two pages, TIFF", frames("TIFF"), "2 frames"),
]


def main() -> None:
    """Write the file."""
    accepted = []
    for name, file, mode, rows in ACCEPTED:
        samples = np.array(rows, np.uint8)
        prefix = f"pixels:v1:{mode}:{samples.shape[1]}:{samples.shape[0]}:".encode()
        accepted.append(
            {
                "name": name,
                "file": base64.b64encode(file).decode(),
                "prefix": prefix.decode(),
                "samples": samples.tobytes().hex(),
                "sha256": sha256(prefix + samples.tobytes()).hexdigest(),
            }
        )
    refused = [
        {"name": name, "file": base64.b64encode(file).decode(), "error": error}
        for name, file, error in REFUSED
    ]
    vectors = {"accepted": accepted, "refused": refused}
    path = Path(__file__).with_name("pixels.json")
    path.write_text(json.dumps(vectors, indent=1) + "\n")


if __name__ == "__main__":
    main()
