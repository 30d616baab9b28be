"""Hints to clustering: right ones give what the reference gives, wrong ones nothing else."""

from random import Random

import pytest

from tests.annotations import Image, photograph
from tests.cluster_hints import hint_of
from tests.clustering_calls import REFUSED, centroids, check, expected, random_case, row
from veriset.clustering.hints import make_hint

TOP = 65_535
PAIR = row(10, 12)
PROVEN = "00 00 02 00 000b00 000000 000100 000100 0000 0001"
APART = row(10, 12, 210, 212)
"""Two clusters of two; they are proven by PROVEN and FURTHER."""
FURTHER = "00 01 02 00 00d300 000000 000100 000100 0002 0003"


def made(image: Image, distance: int, confirmation: int) -> bytes:
    """The hint that the package makes."""
    return make_hint(
        image.boxes, image.classes, image.players, len(image.plays), distance, confirmation
    )


def refusal(position: int) -> bytes:
    return REFUSED + position.to_bytes(32, "big")


@pytest.fixture(scope="module")
def cases():
    random = Random("hinted")
    known = [(photograph(seed, objects=3), 40, 50) for seed in range(2)]
    return known + [random_case(random) for _ in range(160)]


@pytest.mark.parametrize("make", [hint_of, made])
def test_equals_the_reference(settle, cases, make):
    hinted = [(*case, make(*case)) for case in cases]
    check(hinted, settle(hinted))


def test_a_wrong_hint_changes_nothing(settle, cases):
    """Whatever is wrong with it: the same result, or a refusal, at little more cost."""
    random = Random("hints")
    some = cases[:50]
    wrong = []
    for case in some:
        hint = hint_of(*case)
        flipped, replaced = bytearray(hint), bytearray(hint)
        if hint:
            flipped[random.randrange(len(hint))] ^= 1 << random.randrange(8)
            at = random.randrange(len(hint))
            replaced[at] = random.choice([0, 1, 2, 255, replaced[at] + 1 & 255])
        wrong += [
            (*case, bytes(flipped)),
            (*case, bytes(replaced)),
            (*case, hint[: random.randrange(len(hint) + 1)]),
            (*case, hint + random.randbytes(random.randint(1, 20))),
            (*case, hint_of(*random.choice(some))),
            (*case, random.randbytes(random.randint(1, 200))),
        ]
    results = settle(wrong, 50)
    plain = [result[3] for result in settle(some, 50) for _ in range(6)]
    refused = 0
    for case, result, gas in zip(wrong, results, plain, strict=True):
        if result[4]:
            refused += 1
            assert result[4][:4] == REFUSED
            assert len(result[4]) == 36
            assert result[3] < 2 * gas + 200_000, case
        else:
            assert (list(result[0]), list(result[1])) == expected(*case[:3]), case
    assert len(wrong) // 2 < refused < len(wrong)


def test_hints_that_are_right(settle):
    results = settle(
        [
            (PAIR, 40, 100, bytes.fromhex("0002" + PROVEN)),
            (PAIR, 40, 100, bytes.fromhex("0002 02" + PROVEN[2:])),  # by its least box
            (PAIR, 40, 100, bytes.fromhex("0000 04 0002 0000 0001")),
            (APART, 40, 50, bytes.fromhex("0002" + PROVEN + FURTHER)),
            (APART, 40, 50, bytes.fromhex("0002" + PROVEN + "04 0002 0002 0003")),
            (APART, 40, 75, bytes.fromhex("0000 04 0002 0000 0001 04 0002 0002 0003")),
        ]
    )
    assert [result[4] for result in results] == [b""] * 6
    assert [centroids(result) for result in results] == [[11]] * 3 + [[11, 211]] * 2 + [[]]
    assert [list(result[1]) for result in results[3:]] == [[65_537] * 4] * 2 + [[0] * 4]


@pytest.mark.parametrize(
    ("hint", "position"),
    [
        ("0000 05 0000", 5),  # one annotation is in no group
        ("0000 04 0002 0000 0000", 2),  # one is in it twice
        ("0000 04 0002 0001 0000", 2),  # not ascending
        ("0000 05 0001 05 0001", 5),  # one is in two groups
        ("0000 04 0002 0000 0002", 2),  # one that there is not
        ("0000 05 ffff 05 0000", 2),
        ("0000 05 0000 05 0001", 5),  # two groups that are near each other
        ("0000 04 0000 04 0002 0000 0001", 2),  # a group of none
        ("0000 04 0003 0000 0001 0000", 2),  # more than there are
        ("0000 04 0002 0000 0001 00", 9),  # something behind
        ("0000 06 0002 0000 0001", 2),  # no such kind
        ("00", 2),  # not even a radius
        ("0002", 2),
        ("0001" + PROVEN, 2),  # not within the radius
        ("0014" + PROVEN, 2),  # not within half the distance
        ("0002" + PROVEN.replace("000b00", "000a00"), 2),  # not the centroid
        ("0002" + PROVEN.replace("000b00", "000aff"), 2),
        ("0002" + PROVEN.replace("000b00", "000b01"), 2),
        ("0002" + PROVEN.replace("000000", "000001"), 2),
        ("0002 00 01" + PROVEN[5:], 2),  # a place beyond the last
        ("0002 00 00 02 01" + PROVEN[11:], 2),  # another class
        ("0002 01 00 02 01" + PROVEN[11:], 2),
        ("0002 03 00 02 01" + PROVEN[11:], 2),
        ("0002 00 00 00 00" + PROVEN[11:], 2),  # a proven group of none
        ("0000 00 00 01 00 000a00 000000 000100 000100 0000 05 0001", 2),  # not enough to count
        ("0002" + PROVEN[:-9] + "0001 0000", 2),  # not in the order of players
        ("0002" + PROVEN[:-4] + "0002", 2),  # one that there is not
        ("0002" + PROVEN[:-4] + "ffff", 2),
        ("0002" + PROVEN + PROVEN, 20 + 2),  # a group twice
    ],
)
def test_hints_that_are_refused(settle, hint, position):
    [result] = settle([(PAIR, 40, 100, bytes.fromhex(hint))])
    assert result[4] == refusal(position)


@pytest.mark.parametrize(
    ("hint", "position"),
    [
        (FURTHER + PROVEN, 22),  # not in the order of the upper x
        (PROVEN + FURTHER.replace("00 01 02", "00 00 02"), 42),  # two in one place
        (PROVEN.replace("00 00 02", "00 01 02") + FURTHER, 42),
        # The places of each other.
        (PROVEN.replace("00 00 02", "00 01 02") + FURTHER.replace("00 01 02", "00 00 02"), 42),
        (PROVEN.replace("00 00 02", "00 01 02") + "04 0002 0002 0003", 29),  # none in the first
        (PROVEN + "04 0002 0001 0003", 22),
        (PROVEN, 22),
    ],
)
def test_two_clusters_that_are_refused(settle, hint, position):
    [result] = settle([(APART, 40, 50, bytes.fromhex("0002" + hint))])
    assert result[4] == refusal(position)


def test_a_single_one_that_counts_is_looked_at(settle):
    [result] = settle([(row(10), 40, 100, bytes.fromhex("0000 05 0000"))])
    assert result[4] == refusal(2)


def test_a_player_twice_is_not_proven(settle):
    image = Image([[(10, 0, 1, 1, 0), (12, 0, 1, 1, 0)], [], []])
    [result] = settle([(image, 40, 50, bytes.fromhex("0002" + PROVEN))])
    assert result[4] == refusal(2)


def test_a_radius_above_1023_proves_nothing(settle):
    image = row(0, 2046)
    proven = "00 00 02 00 03ff00 000000 000100 000100 0000 0001"
    cases = [(image, 5000, 100, bytes.fromhex(radius + proven)) for radius in ("03ff", "0400")]
    right, wrong = settle(cases)
    # 1023**2 * 2**16 is odd above the 16th bit, and the bits below may all be set.
    assert right[4] == wrong[4] == refusal(2)
    closer = "00 00 02 00 03fe00 000000 000100 000100 0000 0001"
    [right] = settle([(row(0, 2044), 5000, 100, bytes.fromhex("03ff" + closer))])
    assert centroids(right) == [1022]


def test_more_annotations_than_lanes_hold_are_not_proven(settle):
    """Numbers below 2,048 would still do; addresses do not fit 16 bits."""
    plays = [[(50 * (at % 1300), 100 * (at // 1300), 1, 1, 0) for at in range(255)]] * 9
    [result] = settle([(Image(plays), 0, 100, bytes.fromhex("0000" + "00" * 20))])
    assert result[4] == refusal(2)


@pytest.mark.parametrize("low", [0, TOP - 6])
def test_255_players_at_the_ends_of_16_bits(settle, low):
    """Sums, and numbers in more chunks than one, are as large as they get."""
    random = Random(low)
    boxes = [[low + random.randrange(7) for _ in range(4)] for _ in range(255)]
    image = Image([[(*box, 255)] for box in boxes])
    [result] = settle([(image, 40, 100, hint_of(image, 40, 100))])
    middle = [256 * sum(axis) // 255 for axis in zip(*boxes, strict=True)]
    packed = 255 << 104 | 255 << 96
    for shift, value in zip((72, 48, 24, 0), middle, strict=True):
        packed |= value << shift
    assert (result[4], list(result[0])) == (b"", [packed])
    assert list(result[1]) == [
        1 + sum((256 * p - c) ** 2 for p, c in zip(box, middle, strict=True)) for box in boxes
    ]


def test_255_annotations_as_far_as_a_radius_goes(settle):
    """A player's sum and number of annotations are as great as they get."""
    corners = [(4096 * (at % 16), 4096 * (at // 16)) for at in range(255)]
    image = Image([[(x + step, y, 1, 1, 0) for x, y in corners] for step in (0, 2044)])
    entries = [
        bytes([0, number, 2, 0])
        + b"".join((256 * value).to_bytes(3, "big") for value in (x + 1022, y, 1, 1))
        + number.to_bytes(2, "big")
        + (255 + number).to_bytes(2, "big")
        for number, (x, y) in sorted(enumerate(corners), key=lambda item: item[1][0])
    ]
    [result] = settle([(image, 2047, 100, bytes.fromhex("03ff") + b"".join(entries))])
    assert result[4] == b""
    assert centroids(result) == [x + 1022 for x, _ in corners]
    assert list(result[1]) == [(256 * 1022) ** 2 + 1] * 2


def test_a_box_of_the_radius_that_reaches_another(settle):
    """The box that the radius makes is too near to the fifth, the least one is not."""
    ring = [(100, 91), (100, 109), (100, 100), (100, 100)]
    sizes = [(50, 50), (50, 50), (41, 50), (59, 50)]
    image = Image([[(*xy, *size, 0)] for xy, size in zip(ring, sizes, strict=True)])
    image = Image([*image.plays, [(142, 100, 50, 50, 0)]])
    hint = made(image, 40, 40)
    loose = hint[:2] + b"\0" + hint[3:]
    tight, reaching = settle([(image, 40, 40, hint), (image, 40, 40, loose)])
    assert centroids(tight) == [100]
    assert reaching[4] == refusal(26)


def test_clusters_of_open_and_proven_groups_are_joined(settle):
    """A player twice makes a group open; its players have scores from both kinds."""
    plays = [
        [(500, 0, 1, 1, 3), (10, 0, 1, 1, 1), (12, 0, 1, 1, 1)],
        [(14, 0, 1, 1, 1), (502, 0, 1, 1, 4)],
        [(900, 0, 1, 1, 0)],
    ]
    image = Image(plays)
    cases = [(image, 40, 34, make(image, 40, 34)) for make in (hint_of, made)]
    check(cases, settle(cases))
    entries = cases[0][3]
    assert entries[2] == 4
    assert len(expected(image, 40, 34)[0]) == 2


def test_several_classes(settle):
    image = Image([[(10, 0, 1, 1, given)] for given in (9, 255, 9, 255, 0)])
    hint = hint_of(image, 40, 50)
    wrong = [hint[:5] + bytes([class_]) + hint[6:] for class_ in (0, 255)]
    one_class = hint[:2] + b"\0" + hint[3:]
    right, *refused = settle([(image, 40, 50, one) for one in (hint, *wrong, one_class)])
    assert right[0][0] >> 96 & 0xFF == 9
    assert [result[4] for result in refused] == [refusal(2)] * 3
