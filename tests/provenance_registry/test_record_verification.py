from tests.datasets import Images, as_hex, digest_of
from tests.errors import refused


def record(registry, dataset_id, images, i, account):
    return registry.recordVerification(
        dataset_id, images.hashes[i], images.tree.proof(i), {"from": account}
    )


def test_counts_and_remembers_when(registry, dataset_id, images, carol, chain):
    assert registry.verificationCount(dataset_id, images.hashes[0]) == 0
    assert registry.verifiedAt(dataset_id, images.hashes[0], carol) == 0
    tx = record(registry, dataset_id, images, 0, carol)
    assert registry.verificationCount(dataset_id, images.hashes[0]) == 1
    assert registry.verifiedAt(dataset_id, images.hashes[0], carol) == (
        chain[tx.block_number].timestamp
    )


def test_tells_of_it(registry, dataset_id, images, carol):
    tx = record(registry, dataset_id, images, 0, carol)
    assert len(tx.events) == 1
    assert tx.events["ImageVerified"] == {
        "datasetId": dataset_id,
        "contentHash": as_hex(images.hashes[0]),
        "verifier": carol,
    }


def test_counts_per_image_dataset_and_account(registry, dataset_id, images, alice, bob, carol):
    same_images_id = images.register(registry, bob)
    record(registry, dataset_id, images, 0, carol)
    record(registry, dataset_id, images, 0, bob)
    record(registry, dataset_id, images, 1, carol)
    record(registry, same_images_id, images, 0, carol)
    assert registry.verificationCount(dataset_id, images.hashes[0]) == 2
    assert registry.verificationCount(dataset_id, images.hashes[1]) == 1
    assert registry.verificationCount(same_images_id, images.hashes[0]) == 1
    assert registry.verifiedAt(dataset_id, images.hashes[0], alice) == 0


def test_a_duplicate_counts_once(registry, images, alice, carol):
    twice = Images.of([*images.hashes, images.hashes[0]])
    dataset_id = twice.register(registry, alice)
    record(registry, dataset_id, twice, 0, carol)
    with refused("AlreadyVerified", dataset_id, twice.hashes[10], carol):
        record(registry, dataset_id, twice, 10, carol)


def test_twice(registry, dataset_id, images, carol):
    record(registry, dataset_id, images, 0, carol)
    with refused("AlreadyVerified", dataset_id, images.hashes[0], carol):
        record(registry, dataset_id, images, 0, carol)
    assert registry.verificationCount(dataset_id, images.hashes[0]) == 1


def test_bad_proof(registry, dataset_id, images, carol):
    with refused("BadProof", dataset_id):
        registry.recordVerification(
            dataset_id, images.hashes[0], images.tree.proof(1), {"from": carol}
        )
    assert registry.verificationCount(dataset_id, images.hashes[0]) == 0


def test_unknown_dataset(registry, images, carol):
    unknown = digest_of("nothing")
    with refused("UnknownDataset", unknown):
        record(registry, unknown, images, 0, carol)
