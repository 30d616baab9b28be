"""Annotations of one image in a file that a person or a tool made: .json or .csv."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veriset.campaigns.outcome import Annotation
from veriset.errors import InputError

COORDINATE_MAX = 65_535
_SIDES = ("x", "y", "height", "width")
_COLUMNS = (*_SIDES, "class")


@dataclass(frozen=True)
class AnnotationFile:
    """What a file says.

    Attributes:
        image: number or path of the image that it is about; None if it does not say.
        annotations: in the file's order.
    """

    image: int | str | None
    annotations: tuple[Annotation, ...]


def read_annotations(path: Path, classes: Sequence[str] = ()) -> AnnotationFile:
    """Read the annotations of one image.

    A .csv has a line for each, with the columns x, y, height, width and, if wanted, class, in any
    order, named by its first line. A .json is a list of lists of four or five numbers or of
    objects with those keys, or an object with that list as "annotations" and an "image".

    Args:
        path: the file.
        classes: names that the class may be given by, in the order of their numbers.

    Raises:
        InputError: it cannot be read, or is something else; says which annotation.
    """
    if path.suffix.lower() not in (".json", ".csv"):
        raise InputError(f"{path} is neither .json nor .csv")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise InputError(
            f"cannot read {path}: {getattr(error, 'strerror', None) or error}"
        ) from error
    image: int | str | None = None
    if path.suffix.lower() == ".csv":
        rows: list[Any] = _csv_rows(path, text)
    else:
        image, rows = _json_rows(path, text)
    return AnnotationFile(
        image,
        tuple(
            _annotation(f"{path}: annotation {number}", row, classes)
            for number, row in enumerate(rows, 1)
        ),
    )


def check_annotations(
    annotations: Sequence[Annotation], source: str, most: int, width: int | None, height: int | None
) -> None:
    """Refuse annotations that are too many, or outside the image.

    Args:
        annotations: numbered from 1 in messages.
        source: where they come from, for messages.
        most: that a play may have.
        width: of the image in pixels, None if it is not known.
        height: as `width`.

    Raises:
        InputError: which one, and why.
    """
    if len(annotations) > most:
        raise InputError(f"{source} has {len(annotations)} annotations, and a play at most {most}")
    for number, box in enumerate(annotations, 1):
        right, bottom = box.x + box.width, box.y + box.height
        if (width is not None and right > width) or (height is not None and bottom > height):
            raise InputError(
                f"{source}: annotation {number} reaches to {right}, {bottom}, outside the image "
                f"of {width} x {height} pixels"
            )


def _csv_rows(path: Path, text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text), skipinitialspace=True, strict=True)
    try:
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        rows = list(reader)
    except csv.Error as error:
        raise InputError(f"{path} is no CSV: {error}") from error
    if not set(_SIDES) <= set(names) or not set(names) <= set(_COLUMNS):
        raise InputError(
            f"{path}: the first line names {', '.join(names) or 'nothing'}; "
            "the columns are x, y, height, width and, if wanted, class"
        )
    return rows


def _json_rows(path: Path, text: str) -> tuple[int | str | None, list[Any]]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON: {error}") from error
    image: Any = None
    if isinstance(values, dict):
        unknown = set(values) - {"image", "annotations"}
        if unknown or "annotations" not in values:
            raise InputError(f'{path}: an object here has the keys "annotations" and "image"')
        image, values = values.get("image"), values["annotations"]
        if isinstance(image, bool) or not isinstance(image, int | str | None):
            raise InputError(f"{path}: the image is a number or a path, not {image!r}")
    if not isinstance(values, list):
        raise InputError(f"{path} has no list of annotations")
    return image, values


def _annotation(where: str, row: Any, classes: Sequence[str]) -> Annotation:
    if isinstance(row, list) and len(row) in (4, 5):
        row = dict(zip(_COLUMNS, row, strict=False))
    if not isinstance(row, dict) or not set(_SIDES) <= set(row) <= set(_COLUMNS):
        raise InputError(f"{where} is not x, y, height, width and, if wanted, a class")
    sides = [_whole(where, name, row[name], COORDINATE_MAX) for name in _SIDES]
    for name, value in zip(_SIDES[2:], sides[2:], strict=True):
        if not value:
            raise InputError(f"{where}: the {name} is 0; a box has at least one pixel")
    x, y, height, width = sides
    return Annotation(x, y, height, width, _class_number(where, row.get("class"), classes))


def _class_number(where: str, value: Any, classes: Sequence[str]) -> int:
    if value is None or value == "":
        return 0
    if isinstance(value, str) and value in classes:
        return list(classes).index(value)
    if isinstance(value, str) and not value.strip().isdigit():
        known = f"; the classes are {', '.join(classes)}" if classes else ""
        raise InputError(f"{where}: there is no class {value!r}{known}")
    number = _whole(where, "class", value, 255)
    if classes and number >= len(classes):
        raise InputError(
            f"{where}: there is no class {number}; they are numbered from 0 to {len(classes) - 1}"
        )
    return number


def _whole(where: str, name: str, value: Any, maximum: int) -> int:
    """Return a whole number; a text, of a CSV, must be digits alone."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value) if len(value) < 12 else maximum + 1
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= maximum:
        shown = repr(value)[:40]
        raise InputError(f"{where}: {name} is {shown}; it is a whole number from 0 to {maximum:,}")
    return value
