"""One image of a campaign, drawn: the photograph, who marked what, and what counts.

The picture is brought to a size at which lines and letters can be read, whatever the size of
the photograph; the legend stands below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from veriset.campaigns.report_legend import INK, Colour, with_legend
from veriset.campaigns.report_text import font, plain

if TYPE_CHECKING:
    from veriset.campaigns.outcome import Campaign, Cluster, ImageOutcome

_Rectangle = tuple[float, float, float, float]

_LEAST, _MOST = 960, 1600
"""Pixels of the longer side of the photograph, as drawn."""
_FONT = 17
_LABELS = 60
"""Objects that are labelled at most, those with most players: more would cover the picture."""
# Okabe and Ito's colours, which people with any colour vision tell apart; without their black,
# which dark photographs swallow.
_PALETTE: tuple[Colour, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (0, 114, 178),
    (213, 94, 0),
    (204, 121, 167),
)


def colours_of(players: Sequence[str]) -> dict[str, Colour]:
    """Return a colour for each player; from the eighth on, tints and shades of the first seven."""
    colours = {}
    for number, player in enumerate(players):
        turn, place = divmod(number, len(_PALETTE))
        red, green, blue = _PALETTE[place]
        if turn % 3 == 1:
            red, green, blue = ((2 * part + 255) // 3 for part in (red, green, blue))
        elif turn % 3 == 2:
            red, green, blue = (part * 3 // 5 for part in (red, green, blue))
        colours[player] = (red, green, blue)
    return colours


def draw_image(
    outcome: ImageOutcome,
    campaign: Campaign,
    photograph: Image.Image | str,
    colours: dict[str, Colour],
) -> tuple[Image.Image, Image.Image]:
    """Draw one image of a campaign.

    Args:
        outcome: what the plays came to.
        campaign: for the names of its classes.
        photograph: of the image's size; or one line that says why there is none, which then
            stands below a blank canvas of that size.
        colours: of the players, from `colours_of`.

    Returns:
        The whole picture, and the photograph alone with the boxes on it; both RGB.
    """
    entry = outcome.played.entry
    scale = _scale(entry.width, entry.height)
    size = (max(1, round(entry.width * scale)), max(1, round(entry.height * scale)))
    if isinstance(photograph, str):
        canvas = Image.new("RGB", size, (225, 225, 228))
    else:
        canvas = photograph.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    _draw_boxes(canvas, outcome, campaign, scale, colours)
    reason = photograph if isinstance(photograph, str) else None
    return with_legend(canvas, outcome, colours, reason), canvas


def _scale(width: int, height: int) -> float:
    longer = max(width, height)
    return min(max(longer, _LEAST), _MOST) / longer


def _draw_boxes(
    canvas: Image.Image,
    outcome: ImageOutcome,
    campaign: Campaign,
    scale: float,
    colours: dict[str, Colour],
) -> None:
    draw = ImageDraw.Draw(canvas)
    thin = max(2, max(canvas.size) // 600)
    # Thin lines over thick ones, and thick corners over both, so that none hides another.
    for cluster in outcome.clusters:
        rectangle = _corners(cluster.box, scale)
        _outline(draw, rectangle, canvas.size, INK, 3 * thin + 4, outward=2)
        _outline(draw, rectangle, canvas.size, (255, 255, 255), 3 * thin)
    outliers, owners = set(outcome.outliers), outcome.played.owners
    for number, annotation in enumerate(outcome.played.annotations):
        colour = colours[outcome.played.plays[owners[number]].player]
        rectangle = _corners(annotation[:4], scale)
        if number in outliers:
            _dashed(draw, rectangle, canvas.size, colour, thin)
        else:
            _outline(draw, rectangle, canvas.size, colour, thin)
    for cluster in outcome.clusters:
        _corner_marks(draw, _corners(cluster.box, scale), 3 * thin)
    taken: list[_Rectangle] = []
    for cluster in sorted(outcome.clusters, key=lambda one: -one.players)[:_LABELS]:
        left, top, _, _ = _corners(cluster.box, scale)
        if left < canvas.width and top < canvas.height:
            taken.append(_label(draw, cluster, outcome, campaign, scale, canvas.size, taken))


def _corners(box: Sequence[float], scale: float) -> _Rectangle:
    x, y, height, width = box
    return x * scale, y * scale, (x + width) * scale, (y + height) * scale


def _outline(
    draw: ImageDraw.ImageDraw,
    rectangle: _Rectangle,
    size: tuple[int, int],
    colour: Colour,
    width: int,
    outward: int = 0,
) -> None:
    """Draw a rectangle whose line lies inside it, but for `outward` pixels; never inside out."""
    left, top, right, bottom = _clipped(rectangle, size)
    left, top, right, bottom = left - outward, top - outward, right + outward, bottom + outward
    if right >= left and bottom >= top:
        draw.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), None, colour, width)


def _corner_marks(draw: ImageDraw.ImageDraw, rectangle: _Rectangle, width: int) -> None:
    """Draw the four corners of a rectangle, with lines of this width that lie inside it."""
    left, top, right, bottom = rectangle
    across = min((right - left) / 4, 12 * width)
    down = min((bottom - top) / 4, 12 * width)
    if min(across, down) < width:  # the outline alone is as thick as that
        return
    for edge, colour in ((2, INK), (0, (255, 255, 255))):
        for x, start in ((left, left), (right - width, right - across)):
            for y, upper in ((top, top), (bottom - width, bottom - down)):
                draw.rectangle(
                    (start - edge, y - edge, start + across - 1 + edge, y + width - 1 + edge),
                    colour,
                )
                draw.rectangle(
                    (x - edge, upper - edge, x + width - 1 + edge, upper + down - 1 + edge), colour
                )


def _dashed(
    draw: ImageDraw.ImageDraw,
    rectangle: _Rectangle,
    size: tuple[int, int],
    colour: Colour,
    width: int,
) -> None:
    left, top, right, bottom = _clipped(rectangle, size)
    dash = 5 * width
    for start, end in _dashes(left, right, dash):
        draw.line((start, top, end, top), colour, width)
        draw.line((start, bottom, end, bottom), colour, width)
    for start, end in _dashes(top, bottom, dash):
        draw.line((left, start, left, end), colour, width)
        draw.line((right, start, right, end), colour, width)


def _dashes(start: float, end: float, length: int) -> Iterator[tuple[float, float]]:
    while start < end:
        yield start, min(start + length, end)
        start += 1.8 * length


def _clipped(rectangle: _Rectangle, size: tuple[int, int]) -> _Rectangle:
    """Cut to a little more than the canvas: a box that leaves the picture stays open there."""
    beyond = 40
    left, top, right, bottom = rectangle
    return (
        min(left, size[0] + beyond),
        min(top, size[1] + beyond),
        min(right, size[0] + beyond),
        min(bottom, size[1] + beyond),
    )


def _label(
    draw: ImageDraw.ImageDraw,
    cluster: Cluster,
    outcome: ImageOutcome,
    campaign: Campaign,
    scale: float,
    size: tuple[int, int],
    taken: Sequence[_Rectangle],
) -> _Rectangle:
    """Write class and players at the cluster's box, where no other label is, and return where."""
    letters = font(max(_FONT, max(size) // 60))
    name = plain(campaign.class_name(cluster.label), 30)
    text = f"{name} · {cluster.players} of {len(outcome.played.plays)}"
    left, top, right, bottom = draw.textbbox((0, 0), text, letters)
    width, height = right - left + 12, bottom - top + 10
    x, y, _, y_end = _corners(cluster.box, scale)
    places = [y - height, y, y_end, y_end - height]
    places += [y + step * height for step in range(1, 40)]
    x = max(0, min(x, size[0] - width))
    for place in places:
        spot = (x, place, x + width, place + height)
        free = not any(_overlap(spot, other) for other in taken)
        if free and 0 <= place <= size[1] - height:
            break
    else:
        place = max(0, min(y, size[1] - height))
        spot = (x, place, x + width, place + height)
    draw.rectangle(spot, INK)
    draw.text((spot[0] + 6 - left, spot[1] + 5 - top), text, (255, 255, 255), letters)
    return spot


def _overlap(one: _Rectangle, other: _Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
