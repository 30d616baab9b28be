from tests.datasets import digest_of, model_args
from tests.errors import refused


def test_is_marked_and_nothing_else_changes(registry, dataset_id, alice, chain):
    before = registry.dataset(dataset_id).dict()
    tx = registry.revokeDataset(dataset_id, "licence withdrawn", {"from": alice})
    after = registry.dataset(dataset_id).dict()
    assert before.pop("revokedAt") == 0
    assert after.pop("revokedAt") == chain[tx.block_number].timestamp
    assert after == before
    assert registry.datasetExists(dataset_id)


def test_tells_why(registry, dataset_id, alice):
    tx = registry.revokeDataset(dataset_id, "licence withdrawn", {"from": alice})
    assert len(tx.events) == 1
    assert tx.events["DatasetRevoked"] == {
        "datasetId": dataset_id,
        "publisher": alice,
        "reason": "licence withdrawn",
    }


def test_images_still_verify(registry, dataset_id, images, alice, carol):
    registry.revokeDataset(dataset_id, "", {"from": alice})
    assert registry.verify(dataset_id, images.hashes[4], images.tree.proof(4))
    registry.recordVerification(dataset_id, images.hashes[4], images.tree.proof(4), {"from": carol})
    assert registry.verificationCount(dataset_id, images.hashes[4]) == 1


def test_takes_no_new_model_and_keeps_the_old(registry, dataset_id, alice, bob):
    registry.registerModel(model_args(digest_of("before"), [dataset_id]), {"from": bob})
    registry.revokeDataset(dataset_id, "", {"from": alice})
    with refused("DatasetIsRevoked", dataset_id):
        registry.registerModel(model_args(digest_of("after"), [dataset_id]), {"from": bob})
    assert registry.modelCountOf(dataset_id) == 1


def test_unknown(registry, alice):
    unknown = digest_of("nothing")
    with refused("UnknownDataset", unknown):
        registry.revokeDataset(unknown, "", {"from": alice})


def test_not_the_publisher(registry, dataset_id, bob):
    with refused("NotPublisher", dataset_id, bob):
        registry.revokeDataset(dataset_id, "", {"from": bob})


def test_twice(registry, dataset_id, alice):
    registry.revokeDataset(dataset_id, "", {"from": alice})
    with refused("DatasetIsRevoked", dataset_id):
        registry.revokeDataset(dataset_id, "", {"from": alice})
