"""Whether what `Clustering.fits` allows can be settled in one transaction, at worst."""

from itertools import product
from random import Random

import pytest
from eth_abi import decode, encode
from eth_utils import keccak

from tests.annotations import Annotation, Image
from tests.gas.cases.clustering import ENOUGH, IMAGE, RESULT
from veriset.clustering.fits import fits, most_annotations, most_annotators

LIMIT = 13_500_000
"""Gas of one image; a transaction has 15,000,000, and reads plays and keeps scores too."""
FAR = 2_000
"""Distance that merges all of an image, in pixels; the shapes below are about as wide."""
# The most annotations a play for these annotators, and the most annotators for those.
EDGES = [(129, 1), (34, 3), (10, 7), (4, 14), (2, 22), (1, 36)]


@pytest.fixture(scope="module")
def harness(project, accounts, module_isolation):
    return project.ClusteringHarness.deploy({"from": accounts[9]})


def line(step):
    """Points in a row: each merge moves the centroid that the next ones are measured from."""
    return lambda at, _: (1 + step * at, 1, 1, 1)


def lattice(_, random):
    """In the corners of a box in four dimensions, so that no axis tells what is near."""
    return tuple(1 + 1_240 * random.randint(0, 1) + random.randint(0, 40) for _ in range(4))


def gaussian(_, random):
    """Dense in the middle, with some at every distance from it."""
    return tuple(int(random.gauss(4_000, 360)) for _ in range(4))


def image_of(shape, annotators, per_play) -> Image:
    """Return an image of a shape, the annotations dealt play by play in their order."""
    random = Random(per_play)
    boxes = [shape(at, random) for at in range(annotators * per_play)]
    plays: list[list[Annotation]] = [
        [(*box, 1) for box in boxes[first : first + per_play]]
        for first in range(0, len(boxes), per_play)
    ]
    return Image(plays)


def densest(step):
    """Points each with up to 24 nearest ones, the most that there can be, from the middle out."""
    points = product(range(-4, 5), repeat=4)
    order = sorted((p for p in points if sum(p) % 2 == 0), key=lambda p: sum(v * v for v in p))
    return lambda at, _: tuple(20_000 + step * v for v in order[at])


def shells(growth):
    """Points in those 24 directions, each a little further out than the one before."""
    directions = [p for p in product((-1, 0, 1), repeat=4) if sum(v * v for v in p) == 2]

    def shape(at, _):
        radius = min(20 * growth**at, 1_500)
        return tuple(20_000 + round(radius * v) for v in directions[at % 24])

    return shape


# Of all shapes at all edges, these take the most, and the worst of each other kind.
WORST = [
    pytest.param(129, 1, densest(800), id="129x1-densest"),
    pytest.param(129, 1, shells(1.03), id="129x1-shells"),
    pytest.param(129, 1, line(22), id="129x1-line"),
    pytest.param(34, 3, densest(600), id="34x3-densest"),
    pytest.param(10, 7, densest(600), id="10x7-densest"),
    pytest.param(2, 22, densest(800), id="2x22-densest"),
    pytest.param(1, 36, densest(800), id="1x36-densest"),
    pytest.param(1, 36, lattice, id="1x36-lattice"),
    pytest.param(1, 36, gaussian, id="1x36-gaussian"),
]


@pytest.mark.parametrize(("annotators", "per_play", "shape"), WORST)
def test_the_worst_known_fits(harness, web3, annotators, per_play, shape):
    """No merge is skipped, and each round sets all but one a player aside."""
    image = image_of(shape, annotators, per_play)
    data = keccak(text=f"settle({IMAGE})")[:4] + encode([IMAGE], [(image.packed, FAR, 0, b"")])
    returned = web3.eth.call({"to": harness.address, "data": data, "gas": ENOUGH})
    assert sum(decode([RESULT], returned)[0][2:4]) < LIMIT


@pytest.mark.parametrize(("annotators", "per_play"), [*EDGES, (130, 1), (10, 8), (1, 37)])
def test_python_knows_what_fits(harness, annotators, per_play):
    for one in (annotators, per_play), (annotators + 1, per_play), (annotators, per_play + 1):
        assert fits(*one) == harness.fits(*one)
    assert most_annotators() == 129
    if (annotators, per_play) in EDGES:
        assert most_annotations(annotators) == per_play


@pytest.mark.parametrize(("annotators", "per_play"), [(130, 1), (10, 8), (1, 37), (255, 255)])
def test_what_may_not_fit(harness, annotators, per_play):
    assert not harness.fits(annotators, per_play)
