"""Letters in the pictures of a report, and words that a stranger chose."""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@lru_cache(maxsize=16)
def font(size: int) -> Font:
    """Return DejaVu Sans where the system has it, for its many scripts, else Pillow's own."""
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)


def plain(text: str, limit: int = 60) -> str:
    """Return a text that cannot break a line or the layout: printable, and cut to a length."""
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def short_address(address: str) -> str:
    """Return the two ends of an address, as wallets show it."""
    return f"{address[:6]}…{address[-4:]}" if len(address) > 12 else address


def pixels_off(score: int) -> str:
    """Return a score or spread as people read it: the root mean square of pixels."""
    return f"{math.sqrt(score) / 256:.1f} px"


def wrapped(text: str, size: int, width: int) -> list[str]:
    """Return the lines of a text set in at most `width` pixels; a word too long is cut."""
    lines, line = [], ""
    for word in text.split(" "):
        rest = word
        while rest:
            joined = f"{line} {rest}" if line else rest
            if font(size).getlength(joined) <= width:
                line, rest = joined, ""
            elif line:
                lines.append(line)
                line = ""
            else:
                fits = max(1, _fitting(rest, size, width))
                lines.append(rest[:fits])
                rest = rest[fits:]
    return [*lines, line] if line else lines


def _fitting(text: str, size: int, width: int) -> int:
    """Return how many letters of the text fit in the width."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font(size).getlength(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low
