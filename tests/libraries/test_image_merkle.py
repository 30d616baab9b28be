import pytest
from brownie.test import given
from eth_utils import keccak
from hypothesis import settings
from hypothesis import strategies as st

from tests.datasets import Images, as_hex, digest_of, tree_vectors

VECTORS = tree_vectors()
CONTENT_HASHES = st.lists(
    st.integers(0, 30).map(lambda number: digest_of(f"image {number}")), min_size=1, max_size=40
)
"""Of a dataset of up to 40 images, some of them equal."""


def one_bit_off(data, words: list[bytes]) -> list[bytes]:
    """Change one bit of one of the words, drawn at random."""
    word = data.draw(st.integers(0, len(words) - 1), label="word changed")
    bit = data.draw(st.integers(0, 255), label="bit changed")
    changed = int.from_bytes(words[word], "big") ^ 1 << bit
    return [*words[:word], changed.to_bytes(32, "big"), *words[word + 1 :]]


@pytest.fixture(scope="module")
def merkle(project, alice, module_isolation):
    return project.ImageMerkleHarness.deploy({"from": alice})


def test_leaf_is_hashed_twice(merkle):
    content_hash = digest_of("image")
    assert merkle.leafOf(content_hash) == as_hex(keccak(keccak(content_hash)))


@pytest.mark.parametrize("name", VECTORS)
def test_openzeppelin_trees(merkle, name):
    tree = VECTORS[name]
    root, content_hashes = tree["root"], tree["contentHashes"]
    assert merkle.leafOf(content_hashes[0]) == tree["leaves"][0]
    assert merkle.proves(tree["proofs"][-1], root, content_hashes[-1])
    for multi in tree["multiproofs"]:
        assert merkle.provesAll(multi["proof"], multi["flags"], root, multi["contentHashes"])


def test_no_images_prove_nothing(merkle):
    root = VECTORS["five"]["root"]
    assert not merkle.provesAll([root], [], root, [])
    assert not merkle.provesAll([], [], root, [])


def test_a_leaf_is_no_image(merkle):
    tree = VECTORS["one"]
    assert not merkle.proves([], tree["root"], tree["leaves"][0])


def test_a_leaf_handed_in_as_node(merkle):
    """A list of one image that is not in, beside a multiproof that holds without it."""
    tree = VECTORS["five"]
    stranger = as_hex(digest_of("another"))
    assert not merkle.provesAll([tree["root"]], [True], tree["root"], [stranger])
    assert not merkle.provesAll([tree["root"]], [False], tree["root"], [stranger])


@given(hashes=CONTENT_HASHES, data=st.data())
@settings(max_examples=30)
def test_one_image_of_any_tree(merkle, hashes, data):
    """Python's proofs hold, and no changed one does."""
    tree = Images.of(hashes).tree
    i = data.draw(st.integers(0, len(hashes) - 1), label="image")
    proof = tree.proof(i)
    assert merkle.proves(proof, tree.root, hashes[i])
    content_hash, *changed = one_bit_off(data, [hashes[i], *proof])
    assert not merkle.proves(changed, tree.root, content_hash)


@given(hashes=CONTENT_HASHES, data=st.data())
@settings(max_examples=30)
def test_many_images_of_any_tree(merkle, hashes, data):
    """Python's multiproofs hold, and no changed one does."""
    images = Images.of(hashes)
    chosen = data.draw(
        st.lists(st.integers(0, len(hashes) - 1), min_size=1, unique=True), label="images"
    )
    contents, proof, flags = images.multiproof(chosen)
    assert merkle.provesAll(proof, flags, images.tree.root, contents)
    words = one_bit_off(data, contents + proof)
    cut = len(contents)
    assert not merkle.provesAll(words[cut:], flags, images.tree.root, words[:cut])


@given(
    nodes=st.integers(0, 8),
    flags=st.lists(st.booleans(), max_size=12),
    members=st.lists(st.integers(0, 9), max_size=5),
)
@settings(max_examples=30)
def test_made_up_multiproofs(merkle, images, nodes, flags, members):
    """Whatever the lengths and flags: an answer, no revert, and never for a stranger."""
    contents = [images.hashes[i] for i in members] + [digest_of("another")]
    root = images.tree.root
    assert not merkle.provesAll([root] * nodes, flags, root, contents)
