"""Calls of the clustering library by way of its harness, and what they must give."""

from __future__ import annotations

from random import Random

from eth_abi import decode, encode
from eth_utils import keccak

from tests.annotations import Image
from veriset.clustering.reference import cluster

TYPE = "(bytes[],uint256,uint256,bytes)"
RESULT = "(uint256[],uint256[],uint256,uint256,bytes)"
REFUSED = keccak(text="HintRefused(uint256)")[:4]


class Settler:
    """Settles cases (image, distance, confirmation, hint) by eth_call, many to a call.

    By hand, for Brownie's own conversion of what comes back takes longer than the call.
    """

    def __init__(self, web3, harness):
        """Take a deployed ClusteringHarness."""
        self.web3, self.address = web3, harness.address

    def __call__(self, cases, at_once=20):
        """Give a result a case: clusters, scores, gas of reading and of settling, the error."""
        results = []
        for start in range(0, len(cases), at_once):
            images = [
                (case[0].packed, *case[1:3], (*case, b"")[3])
                for case in cases[start : start + at_once]
            ]
            data = keccak(text=f"settleAll({TYPE}[])")[:4] + encode([f"{TYPE}[]"], [images])
            call = {"to": self.address, "data": data, "gas": 1_000_000_000}
            results += decode([f"{RESULT}[]"], self.web3.eth.call(call))[0]
        return results


KNOWN: dict[str, tuple[list[int], list[int]]] = {}


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


def row(*xs: int) -> Image:
    """Make an image of one annotation a player, on one line."""
    return Image([[(x, 0, 1, 1, 0)] for x in xs])


def centroids(result) -> list[int]:
    return [(packed >> 72 & 0xFFFFFF) / 256 for packed in result[0]]
