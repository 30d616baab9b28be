"""Pictures of flowers drawn with Pillow, for where the photographs cannot be had.

Five kinds that can be told apart, from integer geometry and the raw words of a bit generator,
so the same numbers draw the same pictures everywhere. They are saved as baseline JPEG, whose
bytes depend on the JPEG library alone (those of PNG also on the zlib it is built with).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from veriset.datasets.flowers import CLASSES, FlowersFolder, count_images
from veriset.errors import InputError
from veriset.progress import Progress, silent

NOTICE = "NOTICE.txt"
_SIDE = 96
_QUALITY = 92
_FIRST_LINE = "These pictures were drawn by Veriset. They are not the flowers dataset."
# cos and sin of multiples of 15 degrees, times 1,024: no call whose last digit may differ.
_COSINES = (1024, 989, 887, 724, 512, 265, 0, -265, -512, -724, -887, -989)

Colour = tuple[int, int, int]


def draw_flowers(
    out: Path, count_per_class: int = 40, seed: int = 2024, *, progress: Progress = silent
) -> FlowersFolder:
    """Draw `count_per_class` pictures of each of the five kinds into class folders in `out`.

    Drawings of the same numbers that are there are kept; other drawings are replaced.

    Args:
        out: folder for the class folders and a NOTICE.txt that says what they are.
        count_per_class: 1 to 10,000.
        seed: any whole number from 0; another seed draws other pictures.
        progress: told of the pictures.

    Raises:
        InputError: a number is out of range, `out` holds something else, or it cannot be
            written (it is then as it was before).
    """
    if not 1 <= count_per_class <= 10_000 or seed < 0:
        raise InputError("drawings: the count per class is 1 to 10,000, and the seed not negative")
    total = count_per_class * len(CLASSES)
    notice = f"{_FIRST_LINE}\nPictures per class: {count_per_class}. Seed: {seed}.\n"
    expected = dict.fromkeys(CLASSES, count_per_class)
    found = _notice_in(out)
    if found == notice and count_images(out) == expected:
        return FlowersFolder(out, "drawings", expected, total)
    occupied = out.exists() and (not out.is_dir() or any(out.iterdir()))
    if occupied and not found.startswith(_FIRST_LINE):
        raise InputError(f"{out} holds something else than drawings; choose another folder")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as name:
            drawn = Path(name) / "drawn"
            for kind, label in enumerate(CLASSES):
                (drawn / label).mkdir(parents=True)
                for number in range(count_per_class):
                    picture = draw_flower(kind, number, seed)
                    picture.save(
                        drawn / label / f"{label}-{number:04}.jpg",
                        quality=_QUALITY,
                        subsampling=0,
                    )
                    progress(kind * count_per_class + number + 1, total)
            (drawn / NOTICE).write_text(notice, encoding="utf-8")
            if out.exists():
                shutil.rmtree(out)
            drawn.replace(out)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror or error}") from error
    return FlowersFolder(out, "drawings", expected, total)


def _notice_in(out: Path) -> str:
    """Return the notice of drawings that are there; empty if there are none."""
    try:
        return (out / NOTICE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def draw_flower(kind: int, number: int, seed: int) -> Image.Image:
    """Return picture `number` of the class `CLASSES[kind]`, RGB, 96 x 96 pixels."""
    words = iter(np.random.PCG64([seed, kind, number]).random_raw(64).tolist())

    def pick(low: int, high: int) -> int:
        return low + int(next(words)) % (high - low + 1)

    sky = (pick(90, 190), pick(140, 210), pick(60, 200))
    picture = Image.new("RGB", (_SIDE, _SIDE), sky)
    draw = ImageDraw.Draw(picture)
    for _ in range(6):  # leaves and light behind the flower
        x, y, size = pick(0, _SIDE), pick(0, _SIDE), pick(8, 24)
        colour = (pick(20, 110), pick(90, 170), pick(20, 90))
        draw.ellipse((x - size, y - size // 2, x + size, y + size // 2), fill=colour)
    x, y, size = pick(38, 58), pick(34, 50), pick(20, 30)
    draw.line((x, y, x + pick(-12, 12), _SIDE), fill=(40, pick(90, 140), 40), width=4)
    _KINDS[kind](draw, x, y, size, pick)
    return picture


Pick = Callable[[int, int], int]


def _disc(draw: ImageDraw.ImageDraw, x: int, y: int, radius: int, colour: Colour) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _petals(
    draw: ImageDraw.ImageDraw, x: int, y: int, reach: int, radius: int, step: int, colour: Colour
) -> None:
    """Draw discs of `radius` around (x, y) at the distance `reach`, every `step` x 15 degrees."""
    for turn in range(0, 24, step):
        cosine = _COSINES[turn % 12] * (1 if turn < 12 else -1)
        sine = _COSINES[(turn + 18) % 24 % 12] * (1 if (turn + 18) % 24 < 12 else -1)
        _disc(draw, x + reach * cosine // 1024, y + reach * sine // 1024, radius, colour)


def _daisy(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, pick: Pick) -> None:
    white = pick(225, 255)
    _petals(draw, x, y, size, size // 4, 2, (white, white, pick(215, 255)))
    _petals(draw, x, y, size * 2 // 3, size // 5, 2, (white, white, white))
    _disc(draw, x, y, size // 3, (pick(220, 250), pick(180, 210), 30))


def _dandelion(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, pick: Pick) -> None:
    yellow = (pick(225, 255), pick(190, 225), pick(0, 50))
    _disc(draw, x, y, size * 3 // 4, yellow)
    for reach in (size * 3 // 4, size // 2, size // 4):
        _petals(draw, x, y, reach, 2, 1, (yellow[0], yellow[1] - 50, 0))


def _rose(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, pick: Pick) -> None:
    red, other = pick(170, 230), pick(10, 70)
    for ring, radius in enumerate(range(size, 3, -5)):
        shade = max(60, red - 22 * (ring % 3))
        _disc(draw, x + ring % 3 - 1, y - ring % 2, radius, (shade, other, other + 20))


def _sunflower(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, pick: Pick) -> None:
    _petals(draw, x, y, size, size // 4, 1, (pick(230, 255), pick(160, 195), pick(0, 30)))
    _disc(draw, x, y, size * 3 // 4, (pick(70, 100), pick(40, 60), pick(10, 30)))


def _tulip(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, pick: Pick) -> None:
    colour = (pick(200, 250), pick(60, 120), pick(150, 220))
    half = size * 2 // 3
    draw.ellipse((x - half, y - size // 2, x + half, y + size), fill=colour)
    for shift in (-half, -half // 2 + 2, 0):
        points = [(x + shift, y), (x + shift + half // 2, y - size), (x + shift + half, y)]
        draw.polygon(points, fill=(colour[0] - 20, colour[1], colour[2]))


_KINDS: tuple[Callable[[ImageDraw.ImageDraw, int, int, int, Pick], None], ...] = (
    _daisy,
    _dandelion,
    _rose,
    _sunflower,
    _tulip,
)
