import pytest

from tests.datasets import Images, dataset_args, digest_of, record_id, tree_vectors
from tests.errors import refused

VECTORS = tree_vectors()
SOME = {"one": [0], "hundred": [0, 7, 49, 50, 99]}
"""Every image of the other trees is tried."""


@pytest.fixture(scope="module")
def vector_ids(registry, vectors, alice):
    """The trees of @openzeppelin/merkle-tree, registered."""
    ids = {}
    for name, tree in vectors.items():
        registry.registerDataset(
            dataset_args(tree["root"], len(tree["contentHashes"])), {"from": alice}
        )
        ids[name] = record_id(alice, bytes.fromhex(tree["root"][2:]))
    return ids


@pytest.mark.parametrize("name", VECTORS)
def test_openzeppelin_proofs(registry, vector_ids, name):
    tree = VECTORS[name]
    for i in SOME.get(name, range(len(tree["contentHashes"]))):
        assert registry.verify(vector_ids[name], tree["contentHashes"][i], tree["proofs"][i])


def test_an_image_that_is_not_in(registry, dataset_id, images):
    assert not registry.verify(dataset_id, digest_of("another"), images.tree.proof(0))


def test_the_proof_of_another_image(registry, dataset_id, images):
    assert not registry.verify(dataset_id, images.hashes[0], images.tree.proof(1))


def test_the_proof_of_another_tree(registry, dataset_id, images):
    other = Images.of([*images.hashes, digest_of("one more")])
    assert not registry.verify(dataset_id, images.hashes[0], other.tree.proof(0))


def test_an_inner_node_is_no_image(registry, dataset_id, images):
    """A node in the place of a content hash, with the rest of a real proof above it."""
    proof = images.tree.proof(0)
    for level in range(1, len(proof)):
        node = images.tree.proof(0)[level]
        assert not registry.verify(dataset_id, node, proof[level:])
    assert not registry.verify(dataset_id, images.tree.root, [])


def test_a_leaf_is_no_image(registry, dataset_id, images):
    assert not registry.verify(dataset_id, images.tree.leaf(0), images.tree.proof(0))


@pytest.mark.parametrize("change", [lambda p: p[:-1], lambda p: [*p, p[-1]], lambda p: p[:0]])
def test_a_proof_of_the_wrong_length(registry, dataset_id, images, change):
    assert not registry.verify(dataset_id, images.hashes[0], change(images.tree.proof(0)))


def test_a_very_long_proof(registry, dataset_id, images):
    assert not registry.verify(dataset_id, images.hashes[0], [b"\1" * 32] * 1_000)


def test_unknown_dataset(registry, images):
    unknown = digest_of("nothing")
    with refused("UnknownDataset", unknown):
        registry.verify(unknown, images.hashes[0], images.tree.proof(0))


def test_anyone_without_an_account(registry, dataset_id, images):
    nobody = "0x" + "99" * 20
    assert registry.verify.call(
        dataset_id, images.hashes[3], images.tree.proof(3), {"from": nobody}
    )
