"""Files of plays and bets, which a campaign can be settled from without a chain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from veriset.campaigns.payout import Curve, curve_of
from veriset.clustering.arrays import MAX_COORDINATE, MAX_DISTANCE
from veriset.errors import InputError

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

MAX_ANNOTATIONS = 255
"""Of one play."""

MAX_FILE_SIZE = 256 * 2**20
"""Bytes; about 5 million annotations."""

_CONFIG = ConfigDict(extra="forbid", strict=True)
_PARTS = ("x", "y", "height", "width", "class")


def _wei(value: Any) -> Any:
    """Take a decimal string for an integer; integers above 2^64 are no JSON for many programs."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 79:
        return int(value)
    return value


_Coordinate = Annotated[int, Field(ge=0, le=MAX_COORDINATE)]
_Annotation = Annotated[list[_Coordinate], Field(min_length=4, max_length=5)]
_Address = Annotated[str, StringConstraints(pattern=r"^0[xX][0-9a-fA-F]{40}$")]
_Wei = Annotated[int, BeforeValidator(_wei), Field(ge=0, lt=2**256)]


@dataclass(frozen=True)
class Play:
    """What one player drew on one image.

    Attributes:
        player: its address.
        annotations: x, y, height and width in pixels and, if it is not 0, the class.
    """

    __pydantic_config__ = _CONFIG

    player: _Address
    annotations: Annotated[list[_Annotation], Field(max_length=MAX_ANNOTATIONS)]


@dataclass(frozen=True)
class PlayedImage:
    """One image and its plays, in the order in which they were revealed."""

    __pydantic_config__ = _CONFIG

    id: str
    plays: list[Play]


@dataclass(frozen=True)
class Bet:
    """What is bet for one player, in wei: by the sponsor for its plays, and of its own."""

    __pydantic_config__ = _CONFIG

    sponsored: _Wei = 0
    added: _Wei = 0


@dataclass(frozen=True)
class Plays:
    """All that a settlement follows from.

    Attributes:
        distance: pixels up to which two clusters merge.
        confirmation: percentage of an image's players that a cluster needs to count.
        images: with their plays.
        bets: of each player, by address.
        payout_tolerance: pixels, below the distance, of the payout by distance; 0: by rank.
    """

    __pydantic_config__ = _CONFIG

    distance: Annotated[int, Field(ge=0, le=MAX_DISTANCE)]
    confirmation: Annotated[int, Field(ge=0, le=100)]
    images: list[PlayedImage]
    bets: dict[_Address, Bet]
    payout_tolerance: Annotated[int, Field(ge=0, le=MAX_DISTANCE)] = 0

    @property
    def curve(self) -> Curve:
        """How points follow from a score.

        Raises:
            InputError: the tolerance is not below the distance.
        """
        return curve_of(self.distance, self.payout_tolerance)


def read_plays(path: Path) -> Plays:
    """Read and check a file.

    Raises:
        InputError: it cannot be read, or something in it is wrong: the first thing, named by
            image, play and annotation.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_SIZE + 1)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    if len(content) > MAX_FILE_SIZE:
        raise InputError(
            f"{path} has more than {MAX_FILE_SIZE // 2**20} MiB; settle its images in parts"
        )
    return parse_plays(content, str(path))


def parse_plays(content: bytes, name: str = "the file") -> Plays:
    """Return the plays in JSON bytes; an error calls them `name`.

    Raises:
        InputError: something in it is wrong.
    """
    from pydantic import ValidationError

    try:
        plays = _adapter().validate_json(content)
    except ValidationError as error:
        raise InputError(f"{name}: {_explain(error, content)}") from error
    try:
        _check(plays)
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    return plays


def _check(plays: Plays) -> None:
    """Refuse what is wrong only in its context."""
    ids: set[str] = set()
    for image in plays.images:
        if image.id in ids:
            raise InputError(f"there are two images {image.id!r}; join their plays")
        ids.add(image.id)
        players: set[str] = set()
        for number, play in enumerate(image.plays):
            where = f"image {image.id!r}, play {number} of {play.player}"
            if play.player.lower() in players:
                raise InputError(f"{where}: this player has an earlier play on the image")
            players.add(play.player.lower())
            for at, annotation in enumerate(play.annotations):
                if not (annotation[2] and annotation[3]):
                    raise InputError(
                        f"{where}, annotation {at}: height and width must be at least 1"
                    )
                if len(annotation) == 5 and annotation[4] > 255:
                    raise InputError(
                        f"{where}, annotation {at}: the class is {annotation[4]}; 255 at most"
                    )
    betting: set[str] = set()
    for player in plays.bets:
        if player.lower() in betting:
            raise InputError(f"bets: {player} is there twice, in other cases of its letters")
        betting.add(player.lower())


def _explain(error: ValidationError, content: bytes) -> str:
    """Return what is wrong first, and where."""
    import json

    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return f"this is not JSON: {first['msg'].removeprefix('Invalid JSON: ')}"
    try:
        where = _place(first["loc"], json.loads(content))
    except (ValueError, RecursionError):  # a number of thousands of digits, for one
        where = ", ".join(map(str, first["loc"]))
    given = repr(first["input"])
    most = first.get("ctx", {}).get("max_length")
    numbers = "an annotation is x, y, height, width and perhaps a class"
    message = {
        "unexpected_keyword_argument": "there is no such key",
        "missing": "this is missing",
        "too_long": numbers if most == len(_PARTS) else f"there are more than {most}",
        "too_short": numbers,
        "string_pattern_mismatch": f"{given[:60]} is not an address; give 0x and 40 hex digits",
    }.get(first["type"], f"{first['msg'].replace('Input should', 'it must')}, not {given[:40]}")
    return f"{where}: {message}" if where else message


def _place(location: tuple[int | str, ...], document: Any) -> str:
    """Return a path in the document in a user's words."""
    words: list[str] = []
    parts = list(location)
    if len(parts) > 1 and parts[0] == "images":
        image = document["images"][parts[1]]
        words.append(f"image {_entry(image, 'id', parts[1])}")
        parts = parts[2:]
        if len(parts) > 1 and parts[0] == "plays":
            play = image["plays"][parts[1]]
            words.append(f"play {parts[1]} of {_entry(play, 'player', '?')}")
            parts = parts[2:]
            if len(parts) > 1 and parts[0] == "annotations":
                words.append(f"annotation {parts[1]}")
                parts = [_PARTS[part] if isinstance(part, int) else part for part in parts[2:3]]
    words += [str(part) for part in parts if part != "[key]"]
    return ", ".join(words)


def _entry(values: Any, key: str, otherwise: Any) -> str:
    found = values.get(key) if isinstance(values, dict) else None
    return repr(found) if isinstance(found, str) and key == "id" else str(found or otherwise)[:50]


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Plays]:
    from pydantic import TypeAdapter

    return TypeAdapter(Plays)
