"""What stands below a drawn image: its name, what the lines mean, and whose colour is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from veriset.campaigns.report_text import font, pixels_off, plain, short_address, wrapped

if TYPE_CHECKING:
    from veriset.campaigns.outcome import ImageOutcome

Colour = tuple[int, int, int]

INK: Colour = (25, 25, 30)
PAPER: Colour = (250, 250, 250)
ALARM: Colour = (170, 30, 20)
_GREY: Colour = (225, 225, 228)
_LEAST_WIDTH = 800
_MARGIN = 18
_TITLE, _TEXT = 21, 16
_ROW = 25
_COLUMN = 380


def with_legend(
    canvas: Image.Image,
    outcome: ImageOutcome,
    colours: dict[str, Colour],
    missing: str | None = None,
) -> Image.Image:
    """Return the canvas with the image's legend below it, at least 800 pixels wide.

    Args:
        canvas: the image with all boxes.
        outcome: of the image.
        colours: of the players.
        missing: one line that says why the photograph is not shown.
    """
    width = max(canvas.width, _LEAST_WIDTH)
    title = wrapped(_title(outcome), _TITLE, width - 2 * _MARGIN)
    notes = [
        line
        for note in _notes(outcome, missing)
        for line in wrapped(note, _TEXT, width - 2 * _MARGIN)
    ]
    columns = max(1, (width - 2 * _MARGIN) // _COLUMN)
    rows = 1 + -(-len(outcome.played.plays) // columns)
    height = _MARGIN + 30 * len(title) + _ROW * (len(notes) + rows) + _MARGIN
    picture = Image.new("RGB", (width, canvas.height + height), PAPER)
    draw = ImageDraw.Draw(picture)
    if canvas.width < width:
        draw.rectangle((0, 0, width, canvas.height - 1), _GREY)
    picture.paste(canvas, ((width - canvas.width) // 2, 0))
    top = canvas.height + _MARGIN
    for line in title:
        draw.text((_MARGIN, top), line, INK, font(_TITLE))
        top += 30
    for line in notes:
        draw.text((_MARGIN, top), line, ALARM, font(_TEXT))
        top += _ROW
    _draw_key(draw, top)
    _draw_players(draw, top + _ROW, columns, outcome, colours)
    return picture


def _title(outcome: ImageOutcome) -> str:
    image = outcome.played
    clusters, outliers = len(outcome.clusters), len(outcome.outliers)
    return (
        f"Image {image.index}  {plain(image.entry.name, 200)}: "
        f"{clusters} object{'s' * (clusters != 1)}, {outliers} outlier{'s' * (outliers != 1)}"
    )


def _notes(outcome: ImageOutcome, missing: str | None) -> list[str]:
    image = outcome.played
    notes = [f"Not shown: {missing}."] if missing else []
    if image.rejected:
        notes.append("Rejected by the validators, or given up unsettled: nothing here counts.")
    if not image.plays:
        notes.append("Nobody played this image.")
    outside = sum(
        one.x >= image.entry.width or one.y >= image.entry.height for one in image.annotations
    )
    if outside:
        notes.append(f"{outside} of the annotations lie outside the picture and cannot be seen.")
    return notes


def _draw_key(draw: ImageDraw.ImageDraw, top: int) -> None:
    left, middle = _MARGIN, top + 10
    samples = ("object (class, players)", "annotation in it", "outlier")
    for number, text in enumerate(samples):
        if number == 0:
            draw.line((left, middle, left + 36, middle), INK, 8)
            draw.line((left + 2, middle, left + 34, middle), (255, 255, 255), 4)
        elif number == 1:
            draw.line((left, middle, left + 36, middle), INK, 2)
        else:
            for start in (0, 14, 28):
                draw.line((left + start, middle, left + start + 8, middle), INK, 2)
        draw.text((left + 46, middle), text, INK, font(_TEXT), anchor="lm")
        left += 46 + int(font(_TEXT).getlength(text)) + 30


def _draw_players(
    draw: ImageDraw.ImageDraw,
    top: int,
    columns: int,
    outcome: ImageOutcome,
    colours: dict[str, Colour],
) -> None:
    for number, (play, score) in enumerate(zip(outcome.played.plays, outcome.scores, strict=True)):
        row, column = divmod(number, columns)
        left, middle = _MARGIN + column * _COLUMN, top + row * _ROW + 10
        draw.rectangle((left, middle - 7, left + 36, middle + 7), colours[play.player], _GREY)
        boxes = len(play.annotations)
        found = "no score" if score is None else f"off by {pixels_off(score)}"
        text = f"{short_address(play.player)}  {boxes} box{'es' * (boxes != 1)}, {found}"
        draw.text((left + 46, middle), text, INK, font(_TEXT), anchor="lm")
