import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

from tests.campaigns import annotation
from tests.errors import refused

PLAYS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 2**24 - 1), st.integers(0, 6)), max_size=14
)


@pytest.fixture(scope="module")
def store(project, alice, module_isolation):
    return project.PlayStoreHarness.deploy({"from": alice})


def keep(store, alice, plays):
    images, players, annotations = map(list, zip(*plays, strict=True))
    store.store(images, players, annotations, {"from": alice})


@given(transactions=st.lists(PLAYS.filter(bool), min_size=1, max_size=3), base=st.integers(0, 9999))
@settings(max_examples=15)
def test_plays_are_read_in_their_order(store, alice, transactions, base):
    """From whatever blobs, with whatever stands behind them."""
    expected = {}
    first = 3 * (base + 10)
    for number, plays in enumerate(transactions):
        made = [
            (first + image, player, annotation(number, i) * count)
            for i, (image, player, count) in enumerate(plays)
        ]
        keep(store, alice, made)
        for image, player, annotations in made:
            expected.setdefault(image, []).append((player, "0x" + annotations.hex()))
    for image, plays in expected.items():
        players, raw, each = store.read(image, 14 * 3, 6, 0)
        assert list(zip(players, each, strict=True)) == plays
        assert raw == "0x" + "".join(f"{len(p) // 18:02x}{p[2:]}" for _, p in plays)


def test_255_plays_of_an_image(store, alice):
    plays = [(1, number + 1, annotation(number, number)) for number in range(255)]
    for start in range(0, 255, 85):
        keep(store, alice, plays[start : start + 85])
    players, _, each = store.read(1, 255, 255, 0)
    assert players == list(range(1, 256))
    # Nothing of it is in the words of the next image.
    assert store.read(2, 255, 255, 0) == ([], "0x", [])
    assert each == ["0x" + play.hex() for _, _, play in plays]


def test_the_longest_play(store, alice):
    play = annotation(9, 9) * 255
    keep(store, alice, [(5, 2**24 - 1, play), (5, 2, b"")])
    players, _, each = store.read(5, 2, 255, 0)
    assert players == [2**24 - 1, 2]
    assert each == ["0x" + play.hex(), "0x"]


def test_blobs_of_every_position(store, alice, web3):
    """Their addresses follow from a nonce of one to four bytes."""
    if "anvil" in web3.client_version.lower():
        pytest.skip("another name for setting the nonce")
    blobs = [126, 127, 254, 255, 65_534, 65_535, 2**24 - 2, 2**24 - 1]
    for blob in blobs:
        response = web3.provider.make_request("evm_setAccountNonce", [store.address, hex(blob + 1)])
        assert "error" not in response
        store.setBlobs(blob, {"from": alice})
        keep(store, alice, [(9, 1 + blob % 7, annotation(blob % 65_536, 3))])
    players, _, each = store.read(9, 255, 1, 0)
    assert players == [1 + blob % 7 for blob in blobs]
    assert each == ["0x" + annotation(blob % 65_536, 3).hex() for blob in blobs]


@pytest.mark.parametrize("plays", [1, 5, 6, 7, 11, 12, 13])
def test_no_more_than_asked_for(store, alice, plays):
    """Also where they end with a word of entries, and with bytes left free in front."""
    keep(store, alice, [(8, 1 + number, annotation(9, number)) for number in range(plays)])
    for most, room in ((plays, 192), (plays + 1, 0), (255, 32)):
        players, _, each = store.read(8, most, 5, room)
        assert players == [1 + number for number in range(plays)]
        assert each == ["0x" + annotation(9, number).hex() for number in range(plays)]


def test_nothing(store):
    assert store.read(7, 255, 255, 0) == ([], "0x", [])


class TestAnnotationBytes:
    """The form of annotations, which every play is checked for."""

    @pytest.mark.parametrize("count", [0, 1, 3, 255])
    def test_counts(self, store, count):
        assert store.check(annotation(0, 0, 1, 1) * count, 255) == count

    @pytest.mark.parametrize("length", [1, 8, 10, 17])
    def test_lengths_that_cannot_be(self, store, length):
        with refused("WrongLength", length):
            store.check(b"\1" * length, 255)

    def test_too_many(self, store):
        with refused("TooManyAnnotations", 4, 3):
            store.check(annotation(1, 1) * 4, 3)
        with refused("TooManyAnnotations", 256, 255):
            store.check(annotation(1, 1) * 256, 255)

    @pytest.mark.parametrize("position", [0, 1, 4])
    @pytest.mark.parametrize("size", [(0, 1), (1, 0), (0, 0), (0, 65_535), (256, 0)])
    def test_an_empty_box(self, store, position, size):
        boxes = [annotation(0, 0, 256, 256, 0)] * 5
        boxes[position] = annotation(65_535, 65_535, *size, 255)
        with refused("EmptyBox", position):
            store.check(b"".join(boxes), 255)
