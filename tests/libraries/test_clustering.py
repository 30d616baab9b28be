"""The clustering library against the reference; images are settled many to a call."""

from random import Random

import pytest
from eth_abi import decode, encode
from eth_utils import keccak

from tests.annotations import Image, blob, photograph
from tests.cluster_hints import hint_of
from veriset.clustering.reference import cluster

TYPE = "(bytes[],uint256,uint256,bytes)"
RESULT = "(uint256[],uint256[],uint256,uint256,bytes)"
REFUSED = keccak(text="HintRefused(uint256)")[:4]


@pytest.fixture(scope="module")
def harness(project, alice, module_isolation):
    return project.ClusteringHarness.deploy({"from": alice})


@pytest.fixture(scope="module")
def settle(harness, web3):
    """Settle cases (image, distance, confirmation, hint) by eth_call; give the results.

    By hand, for Brownie's own conversion of what comes back takes longer than the call.
    """

    def settle(cases, at_once=20):
        results = []
        for start in range(0, len(cases), at_once):
            images = [
                (case[0].packed, *case[1:3], (*case, b"")[3])
                for case in cases[start : start + at_once]
            ]
            data = keccak(text=f"settleAll({TYPE}[])")[:4] + encode([f"{TYPE}[]"], [images])
            returned = web3.eth.call({"to": harness.address, "data": data, "gas": 1_000_000_000})
            results += decode([f"{RESULT}[]"], returned)[0]
        return results

    return settle


KNOWN = {}


def expected(*case) -> tuple[list[int], list[int]]:
    """What the reference gives, packed as the contract does; once a case."""
    key = repr(case)
    if key not in KNOWN:
        KNOWN[key] = _expected(*case)
    return KNOWN[key]


def _expected(image: Image, distance: int, confirmation: int) -> tuple[list[int], list[int]]:
    result = cluster(image.boxes, image.players, len(image.plays), distance, confirmation)
    clusters = []
    for found in result.clusters:
        given = [image.classes[member] for member in found.members]
        top = min(set(given), key=lambda value: (-given.count(value), value))
        packed = found.players << 104 | top << 96
        for shift, number in zip((72, 48, 24, 0), found.centroid, strict=True):
            packed |= number << shift
        clusters.append(packed)
    return clusters, [0 if score is None else score + 1 for score in result.scores]


def check(cases, results):
    for case, result in zip(cases, results, strict=True):
        assert result[4] == b"", f"reverted: {case}"
        assert (list(result[0]), list(result[1])) == expected(*case[:3]), case


def random_case(random: Random) -> tuple[Image, int, int]:
    """Make a small case that ties, reaches the ends of 16 bits and has players twice, often."""
    distance = random.choice([0, 1, 2, 3, 5, 10, 40, 300, 65_535, 10**9, 2**256 - 1])
    reach = min(distance, 65_535)
    span = min(65_535, random.choice([0, 1, 2, 3, reach, 2 * reach, 4 * reach, 65_535]))
    corner = [random.choice([0, 65_535 - span, random.randint(0, 65_535 - span)]) for _ in "xyhw"]
    axes = random.choice([(1, 1, 1, 1), (1, 0, 0, 0), (0, 1, 1, 0)])
    # Few places to be at make ties.
    steps = random.choice([1, 2, 4, max(1, span)])
    each, classes = random.choice([1, 2, 3]), random.choice([1, 1, 2, 4, 256])

    def mark():
        box = (
            low + axis * (random.randint(0, steps) * span // steps)
            for low, axis in zip(corner, axes, strict=True)
        )
        return (*box, random.randrange(classes))

    plays = [
        [mark() for _ in range(random.randint(0, each))] for _ in range(random.choice([1, 2, 3, 4]))
    ]
    return Image(plays), distance, random.choice([0, 1, 30, 34, 50, 67, 100])


def chain(links: int, step: int, players: int) -> Image:
    """Make annotations in a row, a player after another."""
    plays = [[] for _ in range(players)]
    for link in range(links):
        plays[link * players // links].append((1000 + link * step, 7, 7, 7, 0))
    return Image(plays)


def row(*xs: int) -> Image:
    """Make an image of one annotation a player, on one line."""
    return Image([[(x, 0, 1, 1, 0)] for x in xs])


@pytest.fixture(scope="module")
def cases():
    random = Random("clustering")
    known = [(photograph(seed), 40, 50) for seed in range(2)]
    known += [(blob(seed, 4, 3, side), 40, 0) for seed in range(2) for side in (30, 40, 60)]
    known += [(chain(12, step, players), 40, 1) for step in (20, 40) for players in (1, 3, 12)]
    known += [(Image([[(0, 0, 1, 1, 0)]] * 255), 0, 100), (Image([[]] * 255), 40, 50)]
    known += [(photograph(3, 1, 9), 40, 100), (Image([]), 40, 50), (Image([[]]), 0, 0)]
    return known + [random_case(random) for _ in range(500)]


def test_equals_the_reference(settle, cases):
    check(cases, settle(cases))


def test_equals_the_reference_with_hints(settle, cases):
    hinted = [(*case, hint_of(*case)) for case in cases[:150]]
    check(hinted, settle(hinted))


def test_a_wrong_hint_changes_nothing(settle, cases):
    """Whatever is wrong with it: the same result, or a refusal, at little more cost."""
    random = Random("hints")
    wrong = []
    for case in cases[20:60]:
        hint = hint_of(*case)
        other = hint_of(*random.choice(cases[20:60]))
        flipped = bytearray(hint)
        if flipped:
            flipped[random.randrange(len(hint))] ^= 1 << random.randrange(8)
        wrong += [
            (*case, bytes(flipped)),
            (*case, hint[: random.randrange(len(hint) + 1)]),
            (*case, hint + random.randbytes(random.randint(1, 20))),
            (*case, other),
            (*case, random.randbytes(random.randint(1, 200))),
        ]
    results = settle(wrong, 50)
    plain = [result[3] for result in settle(cases[20:60], 50) for _ in range(5)]
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


@pytest.mark.parametrize(
    ("hint", "position"),
    [
        ("8001 0000", 4),  # one annotation is in no group
        ("8002 0000 0000", 0),  # one is in it twice
        ("8001 0001 8001 0001", 4),  # one is in two groups
        ("8002 0000 0002", 0),  # one that there is not
        ("8001 ffff 8001 0000", 0),
        ("8001 0000 8001 0001", 4),  # two groups that are near each other
        ("0000 8002 0000 0001", 0),  # a group of none
        ("8003 0000 0001 0000", 0),  # more than there are
        ("8002 0000 0001 00", 6),  # something behind
        ("0002 0002 000a00 000000 000100 000100 0000 0001", 0),  # not the centroid
        ("0002 0000 000b00 000000 000100 000100 0000 0001", 0),  # not within the radius
        ("0002 0014 000b00 000000 000100 000100 0000 0001", 0),  # not within half the distance
        ("0001 0000 000a00 000000 000100 000100 0000 8001 0001", 0),  # not enough to count
    ],
)
def test_hints_that_are_refused(settle, hint, position):
    [result] = settle([(row(10, 12), 40, 100, bytes.fromhex(hint))])
    assert result[4] == REFUSED + position.to_bytes(32, "big")


def test_a_player_twice_is_not_proven(settle):
    image = Image([[(10, 0, 1, 1, 0), (12, 0, 1, 1, 0)], [], []])
    hint = bytes.fromhex("0002 0002 000b00 000000 000100 000100 0000 0001")
    [result] = settle([(image, 40, 50, hint)])
    assert result[4] == REFUSED + bytes(32)


def centroids(result) -> list[int]:
    return [(packed >> 72 & 0xFFFFFF) / 256 for packed in result[0]]


def test_merges_at_the_distance_and_no_further(settle):
    at, beyond = settle([(row(0, 40), 40, 0), (row(0, 41), 40, 0)])
    assert (centroids(at), centroids(beyond)) == ([20], [0, 41])


def test_the_lower_numbers_merge_first_if_tied(settle):
    """0 and 30 are as near as 30 and 60: then 15 is too far from 60."""
    [result] = settle([(row(0, 30, 60), 40, 0)])
    assert centroids(result) == [15, 60]


def test_merges_by_centroids(settle):
    """Each link is 30 from the next, but centroids move away."""
    [result] = settle([(row(0, 10, 44, 100), 40, 0)])
    assert centroids(result) == [18, 100]


def test_centroids_are_rounded_down(settle):
    [result] = settle([(row(0, 0, 1), 40, 0)])
    assert result[0][0] >> 72 & 0xFFFFFF == 256 // 3


def test_a_player_keeps_its_nearest(settle):
    """The centroid of all is 11; alice's 12 is kept, her 5 is clustered again by itself."""
    image = Image([[(5, 0, 1, 1, 0), (12, 0, 1, 1, 0)], [(16, 0, 1, 1, 0)]])
    all_count, half, most = settle([(image, 40, confirmation) for confirmation in (0, 50, 51)])
    assert centroids(all_count) == centroids(half) == [5, 14]
    assert centroids(most) == [14]
    assert list(most[1]) == [512**2 + 1, 512**2 + 1]


def test_a_player_keeps_its_lowest_if_tied(settle):
    image = Image([[(0, 0, 1, 1, 7), (20, 0, 1, 1, 8)], [(10, 0, 1, 1, 7)]])
    [result] = settle([(image, 40, 100)])
    assert centroids(result) == [5]


def test_clusters_need_their_share_of_players(settle):
    """2 of 5 are 40%; players with nothing to mark are players too."""
    image = Image([[(0, 0, 1, 1, 0)], [(0, 0, 1, 1, 0)], [], [], []])
    enough, lacking = settle([(image, 40, 40), (image, 40, 41)])
    assert (len(enough[0]), len(lacking[0])) == (1, 0)
    assert (list(enough[1]), list(lacking[1])) == ([1, 1, 0, 0, 0], [0] * 5)


def test_the_class_is_that_of_most_and_the_lowest_if_tied(settle):
    def classes(*given):
        image = Image([[(0, 0, 1, 1, value)] for value in given])
        results = settle([(image, 40, 50), (image, 40, 50, hint_of(image, 40, 50))])
        return {result[0][0] >> 96 & 0xFF for result in results}

    assert classes(3, 5, 5) == {5}
    assert classes(9, 255, 9, 255) == {9}
    assert classes(255, 255, 0) == {255}


def test_clusters_come_by_their_lowest_member(settle):
    image = Image([[(500, 0, 1, 1, 0), (0, 0, 1, 1, 0)], [(0, 0, 1, 1, 0), (500, 0, 1, 1, 0)]])
    results = settle([(image, 40, 100), (image, 40, 100, hint_of(image, 40, 100))])
    assert [centroids(result) for result in results] == [[500, 0]] * 2
