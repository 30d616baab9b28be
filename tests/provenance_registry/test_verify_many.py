import pytest

from tests.datasets import dataset_args, digest_of, record_id, tree_vectors
from tests.errors import refused

VECTORS = tree_vectors()


@pytest.mark.parametrize("name", VECTORS)
def test_openzeppelin_multiproofs(registry, alice, name):
    tree = VECTORS[name]
    registry.registerDataset(
        dataset_args(tree["root"], len(tree["contentHashes"])), {"from": alice}
    )
    dataset_id = record_id(alice, bytes.fromhex(tree["root"][2:]))
    for multi in tree["multiproofs"]:
        assert registry.verifyMany(
            dataset_id, multi["contentHashes"], multi["proof"], multi["flags"]
        )


def test_one_of_many_is_not_in(registry, dataset_id, images):
    hashes, proof, flags = images.multiproof([1, 4, 8])
    for i in range(3):
        changed = [*hashes[:i], digest_of("another"), *hashes[i + 1 :]]
        assert not registry.verifyMany(dataset_id, changed, proof, flags)


def test_another_order(registry, dataset_id, images):
    hashes, proof, flags = images.multiproof([1, 4, 8])
    assert not registry.verifyMany(dataset_id, hashes[::-1], proof, flags)


def test_no_content_hashes(registry, dataset_id, images):
    """The root as its own multiproof holds for no images, whoever they were meant to be."""
    with refused("NoContentHashes"):
        registry.verifyMany(dataset_id, [], [images.tree.root], [])


def test_an_inner_node_is_no_image(registry, dataset_id, images):
    assert not registry.verifyMany(dataset_id, [images.tree.root], [], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda hashes, proof, flags: (hashes, proof, flags[:-1]),
        lambda hashes, proof, flags: (hashes, proof, [*flags, True]),
        lambda hashes, proof, flags: (hashes, proof, flags[:0]),
        lambda hashes, proof, flags: (hashes, proof[:-1], flags),
        lambda hashes, proof, flags: (hashes, proof[:0], flags),
        lambda hashes, proof, flags: (hashes, [*proof, proof[-1]], flags),
        lambda hashes, proof, flags: (hashes[:-1], proof, flags),
        lambda hashes, proof, flags: (hashes, [*proof, b"\1" * 32], [*flags, False]),
    ],
    ids=[
        "flag missing",
        "flag too many",
        "no flags",
        "node missing",
        "no nodes",
        "node too many",
        "image missing",
        "node and flag too many",
    ],
)
def test_lengths_that_do_not_fit(registry, dataset_id, images, change):
    arguments = change(*images.multiproof([1, 4, 8]))
    assert not registry.verifyMany(dataset_id, *arguments)


@pytest.mark.parametrize("flag", [True, False])
def test_flags_all_one_way(registry, dataset_id, images, flag):
    """All true takes more nodes than there are; all false, more of the proof."""
    hashes, proof, flags = images.multiproof([1, 4, 8])
    assert not registry.verifyMany(dataset_id, hashes, proof, [flag] * len(flags))


def test_a_large_misfit_is_refused_cheaply(registry, dataset_id, project, alice):
    """Lengths are compared before anything is hashed."""
    meter = project.GasMeter.deploy({"from": alice})
    misfit = registry.verifyMany.encode_input(dataset_id, [b"\1" * 32] * 500, [], [])
    fit = registry.verifyMany.encode_input(dataset_id, [b"\1" * 32] * 500, [], [True] * 499)
    assert meter.measure(registry, misfit) * 10 < meter.measure(registry, fit)


def test_a_flag_that_is_no_bool(registry, dataset_id, images, web3):
    """What no encoder writes reads as true: any word but zero."""
    everything = images.multiproof(list(range(10)))
    data = registry.verifyMany.encode_input(dataset_id, *everything)
    assert data[-1] == "1"
    answer = web3.eth.call({"to": str(registry), "data": data[:-1] + "2"})
    assert int.from_bytes(answer, "big") == 1


def test_unknown_dataset(registry, images):
    unknown = digest_of("nothing")
    with refused("UnknownDataset", unknown):
        registry.verifyMany(unknown, *images.multiproof([0]))
