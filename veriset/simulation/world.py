"""What a simulated campaign finds there, whoever plays how: pictures, other players, chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veriset.simulation.strategies import HONEST, Strategy

WIDTH, HEIGHT = 1920, 1080
"""Of each picture, in pixels."""


@dataclass(frozen=True)
class Setting:
    """A campaign's size and terms, and who else plays.

    Attributes:
        images: number of images.
        annotators: plays that each image gets.
        distance: pixels up to which two clusters merge.
        tolerance: pixels, of `DistanceCurve`.
        confirmation: percentage of an image's players that a cluster needs to count.
        honest: other players who look; their sigma goes from 2 to 5 pixels.
        careless: other players who hardly do.
        sponsored: bet that the sponsor puts on each play.
        added: bet that each person adds of its own.
    """

    images: int = 12
    annotators: int = 5
    distance: int = 40
    tolerance: int = 10
    confirmation: int = 60
    honest: int = 7
    careless: int = 2
    sponsored: int = 10**6
    added: int = 20 * 10**6

    def others(self) -> list[Strategy]:
        """Return how each other player plays."""
        sigmas = np.linspace(2, 5, self.honest).tolist()
        careless = Strategy("careless", sigma=14, misses=0.3, invents=0.3)
        return [
            *(Strategy(HONEST.name, sigma=sigma) for sigma in sigmas),
            *[careless] * self.careless,
        ]


class World:
    """One campaign's pictures, other players and chance, for every strategy the same."""

    def __init__(self, setting: Setting, seed: int) -> None:
        """Place the objects; what the others draw is made when it is asked for, and kept."""
        self.setting = setting
        self.seed = seed
        self.others = setting.others()
        self.objects = [place_boxes(self.chance(image)) for image in range(setting.images)]
        self._boxes: dict[tuple[int, int], NDArray[np.int64]] = {}
        self._turns: dict[int, list[list[int]]] = {}

    def chance(self, *place: int) -> np.random.Generator:
        """Return a generator of this campaign's own, for one purpose."""
        return np.random.default_rng((self.seed, *place))

    def boxes_of(self, other: int, image: int) -> NDArray[np.int64]:
        """Return the boxes that another player draws on an image."""
        if (other, image) not in self._boxes:
            drawn = look(self.objects[image], self.others[other], self.chance(image, 1 + other))
            self._boxes[other, image] = drawn
        return self._boxes[other, image]

    def turns(self, accounts: int) -> list[list[int]]:
        """Return for each image the accounts that play on it, of so many in all."""
        if accounts not in self._turns:
            setting = self.setting
            chance = self.chance(setting.images, accounts)
            self._turns[accounts] = draw_images(
                accounts, setting.images, setting.annotators, chance
            )
        return self._turns[accounts]


def place_boxes(chance: np.random.Generator, most: int = 4) -> NDArray[np.int64]:
    """Return the boxes of 1 to `most` objects, of shape (objects, 4): x, y, height, width."""
    count = int(chance.integers(1, most + 1))
    heights = chance.integers(HEIGHT // 8, HEIGHT // 2, count)
    widths = chance.integers(WIDTH // 8, WIDTH // 2, count)
    boxes = np.column_stack(
        (chance.integers(0, WIDTH - widths), chance.integers(0, HEIGHT - heights), heights, widths)
    )
    return boxes.astype(np.int64)


def look(
    objects: NDArray[np.int64], strategy: Strategy, chance: np.random.Generator
) -> NDArray[np.int64]:
    """Return the boxes that somebody draws who looks at these objects."""
    seen = objects[chance.random(len(objects)) >= strategy.misses]
    x, y, height, width = seen.T
    edges = np.column_stack((x, x + width, y, y + height))
    edges = np.rint(edges + chance.normal(0, strategy.sigma, edges.shape)).astype(np.int64)
    left, right = np.clip(edges[:, 0], 0, WIDTH - 1), np.clip(edges[:, 1], 1, WIDTH)
    top, bottom = np.clip(edges[:, 2], 0, HEIGHT - 1), np.clip(edges[:, 3], 1, HEIGHT)
    right, bottom = np.maximum(right, left + 1), np.maximum(bottom, top + 1)
    drawn = np.column_stack((left, top, bottom - top, right - left))
    if strategy.invents and chance.random() < strategy.invents:
        drawn = np.concatenate((drawn, place_boxes(chance, 1)))
    return drawn


def guess(chance: np.random.Generator) -> NDArray[np.int64]:
    """Return the middle of the picture: where something is, more often than not."""
    part = 0.5 + 0.2 * chance.random()
    height, width = round(HEIGHT * part), round(WIDTH * part)
    return np.array([[(WIDTH - width) // 2, (HEIGHT - height) // 2, height, width]], np.int64)


def draw_images(
    accounts: int, images: int, annotators: int, chance: np.random.Generator
) -> list[list[int]]:
    """Return for each image the accounts that play on it, in their order.

    All draw in turns, at random among the images that lack annotators and that they have not had,
    as the contract has it, until nothing is left that anybody may draw.
    """
    plays: list[list[int]] = [[] for _ in range(images)]
    left = [list(range(images)) for _ in range(accounts)]
    playing = list(range(accounts))
    while playing:
        chance.shuffle(playing)
        for account in list(playing):
            open_ = [image for image in left[account] if len(plays[image]) < annotators]
            if not open_:
                playing.remove(account)
                continue
            image = open_[int(chance.random() * len(open_))]
            open_.remove(image)
            plays[image].append(account)
            left[account] = open_
    return plays
