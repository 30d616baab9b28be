from tests.datasets import Images, as_hex, digest_of
from tests.errors import refused

CHOSEN = [0, 3, 7]


def test_records_each(registry, dataset_id, images, carol):
    hashes, proof, flags = images.multiproof(CHOSEN)
    tx = registry.recordVerifications(dataset_id, hashes, proof, flags, {"from": carol})
    assert [dict(event) for event in tx.events["ImageVerified"]] == [
        {"datasetId": dataset_id, "contentHash": as_hex(content), "verifier": carol}
        for content in hashes
    ]
    counts = [registry.verificationCount(dataset_id, content) for content in images.hashes]
    assert counts == [1, 0, 0, 1, 0, 0, 0, 1, 0, 0]


def test_all_images(registry, dataset_id, images, carol):
    registry.recordVerifications(dataset_id, *images.multiproof(list(range(10))), {"from": carol})
    assert all(registry.verifiedAt(dataset_id, content, carol) for content in images.hashes)


def test_all_or_none(registry, dataset_id, images, carol):
    registry.recordVerification(dataset_id, images.hashes[3], images.tree.proof(3), {"from": carol})
    with refused("AlreadyVerified", dataset_id, images.hashes[3], carol):
        registry.recordVerifications(dataset_id, *images.multiproof(CHOSEN), {"from": carol})
    assert registry.verifiedAt(dataset_id, images.hashes[0], carol) == 0


def test_a_duplicate_in_the_list(registry, images, alice, carol):
    twice = Images.of([*images.hashes, images.hashes[0]])
    dataset_id = twice.register(registry, alice)
    with refused("AlreadyVerified", dataset_id, images.hashes[0], carol):
        registry.recordVerifications(dataset_id, *twice.multiproof([0, 10]), {"from": carol})


def test_no_content_hashes(registry, dataset_id, images, carol):
    with refused("NoContentHashes"):
        registry.recordVerifications(dataset_id, [], [images.tree.root], [], {"from": carol})


def test_bad_proof(registry, dataset_id, images, carol):
    hashes, proof, flags = images.multiproof(CHOSEN)
    with refused("BadProof", dataset_id):
        registry.recordVerifications(dataset_id, hashes[::-1], proof, flags, {"from": carol})


def test_unknown_dataset(registry, images, carol):
    unknown = digest_of("nothing")
    with refused("UnknownDataset", unknown):
        registry.recordVerifications(unknown, *images.multiproof(CHOSEN), {"from": carol})
