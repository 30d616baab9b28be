"""Annotations as words: the lanes that contracts/libraries/PackedBox.sol describes."""

from random import Random

import pytest

from tests.errors import refused

FORWARD = (48, 100, 152, 204)
BACKWARD = (172, 120, 68, 16)
"""Where x, y, height and width start."""


@pytest.fixture(scope="module")
def words(project, alice, module_isolation):
    return project.AnnotationWordsHarness.deploy({"from": alice})


def packed(plays) -> bytes:
    """Return plays as contracts keep them."""
    return b"".join(
        bytes([len(play)])
        + b"".join(b"".join(v.to_bytes(2, "big") for v in a[:4]) + bytes([a[4]]) for a in play)
        for play in plays
    )


def expected(plays) -> list[int]:
    found = []
    for player, play in enumerate(plays):
        for *box, kind in play:
            word = player << 247 | len(found) << 224 | kind
            for value, forward, backward in zip(box, FORWARD, BACKWARD, strict=True):
                word |= value << forward | value << backward
            found.append(word)
    return found


def some(random: Random, count: int):
    def value() -> int:
        return random.choice([0, 1, 255, 256, 65_535, random.randrange(65_536)])

    return [(*(value() for _ in range(4)), random.randrange(256)) for _ in range(count)]


@pytest.mark.parametrize("counts", [[], [0], [1], [4], [5], [6], [9, 0, 10, 11, 0, 1, 5], [255]])
def test_every_number_is_in_its_lanes(words, counts):
    random = Random(str(counts))
    plays = [some(random, count) for count in counts]
    assert words.read(packed(plays), len(plays)) == (expected(plays), [0] * 9)


def test_255_players(words):
    plays = [some(Random(number), number % 3) for number in range(255)]
    assert words.read(packed(plays), 255)[0] == expected(plays)


def test_what_follows_the_plays_is_not_read(words):
    plays = [some(Random(1), 3)]
    assert words.read(packed(plays) + b"\xff" * 40, 1)[0] == expected(plays)


@pytest.mark.parametrize("cut", [1, 9, 10, 46])
def test_plays_that_end_early(words, cut):
    data = packed([some(Random(1), 3), some(Random(2), 2)])[:-cut]
    with refused("PlaysTooShort", len(data)):
        words.read(data, 2)


@pytest.mark.parametrize("players", [2, 3, 255, 2**256 - 1])
def test_plays_that_are_not_there(words, players):
    data = packed([some(Random(1), 3)])
    with refused("PlaysTooShort", len(data)):
        words.read(data, players)
