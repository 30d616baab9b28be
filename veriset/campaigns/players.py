"""Simulated players of stated skill, for demonstrations and tests.

All chance comes from `random.Random`, seeded with the arguments, so that a play does not depend
on what was played before it, nor on the machine.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veriset.campaigns.outcome import Annotation
from veriset.campaigns.truth import find_objects, place_objects
from veriset.errors import InputError

if TYPE_CHECKING:
    from PIL import Image

COORDINATE_MAX = 65_535
"""The largest coordinate that a campaign takes."""


@dataclass(frozen=True)
class Skill:
    """How a player plays.

    Attributes:
        name: such as honest.
        sigma: standard deviation, in pixels, of each edge from where the object's is.
        misses: chance that an object is left out.
        invents: chance of one box more, where no object needs to be.
        confuses: chance that an object's class is another one.
        looks: False if the player marks boxes without looking at the picture.
        copies: hands in what another player did, if it can see it; else it guesses.
        hands_in: False if it draws an image and never hands in.
        reveals: False if it hands in and never reveals what.
    """

    name: str
    sigma: float = 0
    misses: float = 0
    invents: float = 0
    confuses: float = 0
    looks: bool = True
    copies: bool = False
    hands_in: bool = True
    reveals: bool = True

    def __post_init__(self) -> None:
        """Refuse what is no chance and no deviation."""
        chances = (self.misses, self.invents, self.confuses)
        if not (0 <= self.sigma <= COORDINATE_MAX and all(0 <= one <= 1 for one in chances)):
            raise InputError(
                f"skill {self.name}: sigma is 0 to 65,535 pixels, and chances are 0 to 1"
            )


HONEST = Skill("honest", sigma=2, misses=0.02, confuses=0.02)
CARELESS = Skill("careless", sigma=14, misses=0.3, invents=0.3, confuses=0.2)
RANDOM = Skill("random", looks=False)
COPYING = Skill("copying", looks=False, copies=True)
ABSENT = Skill("absent", hands_in=False, reveals=False)
SILENT = Skill("silent", sigma=2, reveals=False)
SKILLS = {skill.name: skill for skill in (HONEST, CARELESS, RANDOM, COPYING, ABSENT, SILENT)}
"""By their names; `silent` hands in and never reveals."""


@dataclass(frozen=True)
class Scene:
    """A picture as its simulated players see it.

    Attributes:
        width: in pixels, 1 to 65,535.
        height: in pixels, 1 to 65,535.
        objects: where the objects are, and of which class.
        classes: how many classes there are to choose from.
    """

    width: int
    height: int
    objects: tuple[Annotation, ...]
    classes: int = 1

    def __post_init__(self) -> None:
        """Refuse a picture in which no annotation could be told."""
        if not (1 <= self.width <= COORDINATE_MAX and 1 <= self.height <= COORDINATE_MAX):
            raise InputError(
                f"a picture of {self.width} x {self.height} pixels cannot be annotated; "
                f"sides are 1 to {COORDINATE_MAX:,}"
            )

    @classmethod
    def of(cls, image: Image.Image, seed: int, label: int = 0, classes: int = 1) -> Scene:
        """Return the scene of a picture whose objects `find_objects` finds, all of one class."""
        return cls(image.width, image.height, find_objects(image, seed, label), classes)


def play(
    scene: Scene,
    skill: Skill,
    seed: int | str,
    seen: Sequence[Annotation] | None = None,
) -> tuple[Annotation, ...] | None:
    """Return what a player of this skill hands in, always the same for the same arguments.

    Args:
        scene: the picture.
        skill: how the player plays.
        seed: another one for each player and image.
        seen: annotations of another player on the image; None where plays are sealed.

    Returns:
        Annotations inside the picture; None if the player never hands in.
    """
    if not skill.hands_in:
        return None
    generator = random.Random(f"play {skill.name} {seed}")
    if skill.copies:
        return tuple(seen) if seen is not None else (_guess(scene, generator),)
    if not skill.looks:
        number = generator.randrange(2**32)
        placed = place_objects(scene.width, scene.height, number)
        return tuple(box._replace(label=_any_class(scene, generator)) for box in placed)
    marked = [
        _mark(scene, thing, skill, generator)
        for thing in scene.objects
        if generator.random() >= skill.misses
    ]
    if generator.random() < skill.invents:
        placed = place_objects(scene.width, scene.height, generator.randrange(2**32))
        marked.append(placed[0]._replace(label=_any_class(scene, generator)))
    return tuple(marked)


def _mark(scene: Scene, thing: Annotation, skill: Skill, generator: random.Random) -> Annotation:
    """Return the object's box with each edge off by a normally distributed error."""
    left, right = thing.x, thing.x + thing.width
    top, bottom = thing.y, thing.y + thing.height
    left, right, top, bottom = (
        round(edge + generator.gauss(0, skill.sigma)) for edge in (left, right, top, bottom)
    )
    label = thing.label
    if scene.classes > 1 and generator.random() < skill.confuses:
        label = (label + generator.randrange(1, scene.classes)) % scene.classes
    return _inside(scene, left, right, top, bottom, label)


def _guess(scene: Scene, generator: random.Random) -> Annotation:
    """Return the middle of the picture: where something is, more often than not."""
    part = 0.5 + 0.2 * generator.random()
    width, height = round(scene.width * part), round(scene.height * part)
    left, top = (scene.width - width) // 2, (scene.height - height) // 2
    return _inside(scene, left, left + width, top, top + height, _any_class(scene, generator))


def _any_class(scene: Scene, generator: random.Random) -> int:
    return generator.randrange(max(1, scene.classes))


def _inside(scene: Scene, left: int, right: int, top: int, bottom: int, label: int) -> Annotation:
    """Return the box cut to the picture, with a height and a width of at least 1."""
    left = min(max(0, left), scene.width - 1)
    top = min(max(0, top), scene.height - 1)
    right = min(max(left + 1, right), scene.width)
    bottom = min(max(top + 1, bottom), scene.height)
    return Annotation(left, top, bottom - top, right - left, label)
